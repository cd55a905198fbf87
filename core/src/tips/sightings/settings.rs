use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Result, json, linkage::MilliBits};

/// What is compared together and has one cap.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SightingGroup {
    /// Where and when, against where the child was last seen and verifiably was.
    Travel,
    /// Age, sex, eyes, hair, height, build, clothing.
    Description,
    /// Scars, marks, tattoos.
    Marks,
    /// A vehicle of the case.
    Vehicle,
    /// Other callers who saw the child near there, about then.
    Corroboration,
    /// Told by somebody who did not see it, or who doubts it.
    Hearsay,
}

impl SightingGroup {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Travel,
        Self::Description,
        Self::Marks,
        Self::Vehicle,
        Self::Corroboration,
        Self::Hearsay,
    ];
}

/// One comparison.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SightingPart {
    /// Near where the child was, soon after or before.
    Near,
    /// Too far for the time, from a place that is not verified.
    Far,
    /// The child's age then, and the age that was guessed.
    Age,
    /// Height, grown since.
    Height,
    /// Sex.
    Sex,
    /// Colour of the eyes.
    EyeColor,
    /// Colour of the hair.
    HairColor,
    /// Length of the hair.
    HairLength,
    /// Build.
    Build,
    /// Glasses.
    Eyewear,
    /// What was worn.
    Clothing,
    /// Race, where the witness stated it.
    Race,
    /// A scar, mark or tattoo.
    Mark,
    /// A plate.
    Plate,
    /// Make, model, style and colour of a vehicle.
    VehicleLook,
    /// Another caller.
    Voice,
    /// Not seen by whoever tells it, or doubted.
    Hearsay,
    /// What goes beyond the cap of a group.
    Cap,
}

/// The least and the greatest weight of a group, in thousandths of a bit.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SightingCaps {
    /// The least, at most 0.
    pub least: MilliBits,
    /// The greatest, at least 0.
    pub most: MilliBits,
}

/// What a value out of a list weighs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueWeights {
    /// Where it is the same.
    pub same: MilliBits,
    /// Where it is one that is taken for it.
    pub near: MilliBits,
    /// Where it is another.
    pub different: MilliBits,
    /// After so many days since the child was described, half of the weight is left; without it, all of it stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_life_days: Option<f64>,
}

impl ValueWeights {
    const fn new(weights: (i32, i32, i32), half_life_days: Option<f64>) -> Self {
        Self {
            same: MilliBits(weights.0),
            near: MilliBits(weights.1),
            different: MilliBits(weights.2),
            half_life_days,
        }
    }
}

/// How sightings are weighed. Every default is an assumption of the library that nobody has measured, but where a source is named.
///
/// ```
/// use caselink::tips::SightingSettings;
///
/// let settings = SightingSettings::from_value(&serde_json::json!({ "flights": false, "near_km": 10.0 }))?;
/// assert_eq!(settings.road_km_per_hour, 90.0);
/// assert!(SightingSettings::from_value(&serde_json::json!({ "road_km_per_hour": 0.0 })).is_err());
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SightingSettings {
    /// The time that is asked about, in the local time of the desk: a sighting of a later time cannot be. Without it, nothing is in the future.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDateTime>,

    /// Speed on the road, in kilometres an hour: fast for a long way, so that nobody is ruled out who drove fast.
    pub road_km_per_hour: f64,
    /// Road for each kilometre as the crow flies.
    pub road_factor: f64,
    /// Whether somebody may have flown.
    pub flights: bool,
    /// Speed of a flight, in kilometres an hour; airliners cruise at 800 to 900.
    pub flight_km_per_hour: f64,
    /// Hours on the ground that a flight takes at the least, on both sides together.
    pub flight_ground_hours: f64,
    /// Hours by which a time may be off that somebody gave or wrote down.
    pub clock_slack_hours: f64,
    /// Hours by which two times may be apart beside that, where a time zone is not known: and four minutes for each degree east or west.
    pub unknown_zone_hours: f64,
    /// How far off a position may be that does not say so, in metres.
    pub unstated_uncertainty_m: f64,

    /// How near is near, in kilometres.
    pub near_km: f64,
    /// How soon is soon, in hours.
    pub near_hours: f64,
    /// What it weighs to be near where the child was last seen, or verifiably was: threefold.
    pub near: MilliBits,
    /// What it weighs to be just too far from where the child was last seen, where that is not verified.
    pub far: MilliBits,
    /// What it weighs more with each doubling of the time that the way takes.
    pub far_doubled: MilliBits,
    /// What each other caller weighs who saw the child near there, about then.
    pub voice: MilliBits,
    /// The most other callers who count.
    pub most_voices: u32,
    /// With how many sightings, the nearest in time, each is compared; and the most verified ones that can rule it out.
    pub most_neighbours: u32,

    /// Years by which a witness is off who guesses the age of a child, as a standard deviation.
    pub age_sigma: f64,
    /// The probability that the age is within what was guessed, where it is the child.
    pub age_right: f64,
    /// Years over which the ages of children in sightings are spread, evenly.
    pub age_spread: f64,
    /// Centimetres by which a witness is off in height, as a standard deviation.
    pub height_sigma: f64,
    /// The probability that the height is within what was guessed, where it is the child.
    pub height_right: f64,
    /// Centimetres over which the heights of children in sightings are spread, evenly.
    pub height_spread: f64,
    /// The least and the most that a child grows, in centimetres a year.
    pub growth_cm: (f64, f64),
    /// The age from which on nobody grows.
    pub grown_at: f64,
    /// After so many days the height counts half.
    pub height_half_life_days: f64,
    /// The least that age or height can weigh.
    pub least_guess: MilliBits,
    /// What each value weighs.
    pub values: BTreeMap<SightingPart, ValueWeights>,
    /// Whether race counts at all. It is compared only where a witness stated it, weighs the same whichever it is, and is never a prior.
    pub race: bool,

    /// What a mark weighs of the same sort at the same place on the body.
    pub mark_same: MilliBits,
    /// What it weighs more where words on what it shows are in both.
    pub mark_words: MilliBits,
    /// What a mark weighs of the same sort, where nobody said where.
    pub mark_kind: MilliBits,
    /// What a mark weighs that a witness told of and that the child did not have: it may be new.
    pub mark_missing: MilliBits,

    /// What a plate weighs that is the same.
    pub plate_same: MilliBits,
    /// What a plate weighs that is the same but for one slip, or in part.
    pub plate_near: MilliBits,
    /// What a plate weighs that is another: vehicles are changed.
    pub plate_different: MilliBits,
    /// What each of make, model, style and colour weighs that is the same.
    pub look_same: MilliBits,
    /// What each of them weighs that is another.
    pub look_different: MilliBits,
    /// The greatest weight of make, model, style and colour together.
    pub look_most: MilliBits,

    /// The share of what speaks for a sighting that counts where whoever tells it did not see it, or doubts it.
    pub hearsay_share: f64,

    /// The caps of each group.
    pub caps: BTreeMap<SightingGroup, SightingCaps>,
    /// The total from which a sighting is weak; below it is insufficient.
    pub weak_from: MilliBits,
    /// The total from which it is a lead.
    pub lead_from: MilliBits,
    /// The total from which it is strong, where marks or a vehicle speak for it beside another group.
    pub strong_from: MilliBits,
    /// From which weight on a group speaks for a sighting: twofold.
    pub speaks_from: MilliBits,
    /// From which weight on marks or a vehicle count as what few share.
    pub individual_from: MilliBits,

    /// The most sightings that are taken apart where a case has many.
    pub most: u32,
}

impl Default for SightingSettings {
    fn default() -> Self {
        Self {
            as_of: None,
            road_km_per_hour: 90.0,
            road_factor: 1.3,
            flights: true,
            flight_km_per_hour: 850.0,
            flight_ground_hours: 2.0,
            clock_slack_hours: 0.5,
            unknown_zone_hours: 1.0,
            unstated_uncertainty_m: 1_000.0,
            near_km: 25.0,
            near_hours: 48.0,
            near: MilliBits(1_585),
            far: MilliBits(-1_000),
            far_doubled: MilliBits(-2_000),
            voice: MilliBits(1_000),
            most_voices: 3,
            most_neighbours: 200,
            age_sigma: 2.0,
            age_right: 0.7,
            age_spread: 18.0,
            height_sigma: 8.0,
            height_right: 0.7,
            height_spread: 90.0,
            growth_cm: (3.0, 9.0),
            grown_at: 17.0,
            height_half_life_days: 730.0,
            least_guess: MilliBits(-4_000),
            values: default_values(),
            race: true,
            mark_same: MilliBits(3_000),
            mark_words: MilliBits(1_500),
            mark_kind: MilliBits(500),
            mark_missing: MilliBits(-300),
            plate_same: MilliBits(10_000),
            plate_near: MilliBits(6_000),
            plate_different: MilliBits(-500),
            look_same: MilliBits(1_000),
            look_different: MilliBits(-700),
            look_most: MilliBits(2_500),
            hearsay_share: 0.5,
            caps: default_caps(),
            weak_from: MilliBits(2_000),
            lead_from: MilliBits(4_500),
            strong_from: MilliBits(8_000),
            speaks_from: MilliBits(997),
            individual_from: MilliBits(3_000),
            most: 50,
        }
    }
}

fn default_values() -> BTreeMap<SightingPart, ValueWeights> {
    let value = ValueWeights::new;
    BTreeMap::from([
        (SightingPart::Sex, value((950, 0, -3_000), None)),
        (SightingPart::EyeColor, value((800, 100, -1_000), None)),
        (
            SightingPart::HairColor,
            value((1_000, 200, -1_500), Some(730.0)),
        ),
        (
            SightingPart::HairLength,
            value((600, 100, -700), Some(60.0)),
        ),
        (SightingPart::Build, value((500, 100, -500), Some(365.0))),
        (SightingPart::Eyewear, value((400, 0, -300), Some(365.0))),
        // hours rather than days: the child may have changed
        (SightingPart::Clothing, value((2_000, 800, -300), Some(1.0))),
        (SightingPart::Race, value((500, 0, -997), None)),
    ])
}

/// Powers of ten in words, bits in numbers.
fn default_caps() -> BTreeMap<SightingGroup, SightingCaps> {
    let caps = |least, most| SightingCaps {
        least: MilliBits(least),
        most: MilliBits(most),
    };
    BTreeMap::from([
        // a hundredth, threefold
        (SightingGroup::Travel, caps(-6_644, 1_661)),
        // a tenth, fivefold: a poster tells the same of many children
        (SightingGroup::Description, caps(-3_322, 2_325)),
        // a half, thirtyfold
        (SightingGroup::Marks, caps(-997, 4_983)),
        // a half, a thousandfold
        (SightingGroup::Vehicle, caps(-997, 9_966)),
        // no less, fivefold
        (SightingGroup::Corroboration, caps(0, 2_325)),
        // takes away from the others, and never adds
        (SightingGroup::Hearsay, caps(-100_000, 0)),
    ])
}

impl SightingSettings {
    /// Reads settings from a JSON object; what it does not name has its default, inside its parts too.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states, or out of its range.
    pub fn from_value(value: &Value) -> Result<Self> {
        let settings: Self =
            json::read_over_default(value).map_err(super::settings_check::wrong)?;
        settings.check()?;
        Ok(settings)
    }

    pub(super) fn caps(&self, group: SightingGroup) -> SightingCaps {
        self.caps.get(&group).copied().unwrap_or(SightingCaps {
            least: MilliBits(0),
            most: MilliBits(0),
        })
    }
}

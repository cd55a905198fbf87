use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{calibration::Logistic, defaults};
use crate::{Error, Result, json, linkage::MilliBits};

/// What two incidents are compared by.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TermKind {
    /// How far apart they happened, in kilometres.
    Distance,
    /// Whether both happened in one town, where a position is not known.
    Town,
    /// Days between them.
    Days,
    /// Hours between their times of day, round the clock.
    Hours,
    /// Days between their weekdays, round the week.
    Weekdays,
    /// What distance and days say less where many other incidents lie as near in place and time.
    Nearby,
    /// What the cap of all that place and time say takes away.
    PlaceTimeCap,
    /// Nobody could have gone from the one to the other in time.
    Travel,
    /// How the child was approached: lure, ploy or force.
    Approach,
    /// How it was done, by the codes of a scheme that both have.
    Method,
    /// Years between the ages of the children.
    VictimAge,
    /// Sex of the child.
    VictimSex,
    /// Sex of the suspect.
    Sex,
    /// Years between the ages that witnesses gave.
    Age,
    /// Centimetres between the heights that witnesses gave.
    Height,
    /// Build.
    Build,
    /// Colour of the hair.
    HairColor,
    /// Length of the hair.
    HairLength,
    /// Hair on the face.
    FacialHair,
    /// Colour of the eyes.
    EyeColor,
    /// Glasses.
    Eyewear,
    /// Race, as a witness stated it. Where it is off, it stands nowhere, in composites and bulletins either.
    Race,
    /// Words for what was worn.
    Clothing,
    /// Words for voice, accent, manner of speech.
    Speech,
    /// Scars, marks, tattoos.
    Marks,
    /// What the cap of all that describes the suspect takes away.
    SuspectCap,
    /// Body style of the vehicle.
    VehicleStyle,
    /// Make of the vehicle; not beside a model that agrees.
    Make,
    /// Model of the vehicle.
    Model,
    /// Colour of the vehicle.
    VehicleColor,
    /// Years between the model years.
    ModelYear,
    /// The plate, whole or in part, position by position.
    Plate,
    /// The state of the plate.
    PlateState,
    /// Words for damage, stickers and what else tells a vehicle apart.
    Features,
    /// What the cap of all that describes the vehicle takes away.
    VehicleCap,
    /// What a learned model adds to every pair alike.
    Constant,
}

/// The most that race may weigh, in thousandths of a bit.
const RACE: i32 = 1_000;

/// Least and greatest weight, in thousandths of a bit.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// The least, at most 0.
    pub least: MilliBits,
    /// The greatest, at least 0.
    pub most: MilliBits,
}

impl Caps {
    /// From bits.
    pub(super) const fn bits(least: i32, most: i32) -> Self {
        Self {
            least: MilliBits(least * 1_000),
            most: MilliBits(most * 1_000),
        }
    }

    pub(super) fn clamp(self, weight: i32) -> i32 {
        // not `clamp`, which panics on caps that nobody checked
        weight.min(self.most.0).max(self.least.0)
    }

    const fn is_valid(self) -> bool {
        self.least.0 <= 0 && self.most.0 >= 0 && self.least.0 >= -100_000 && self.most.0 <= 100_000
    }
}

/// How a number is compared: by bands of the gap between two of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BandSettings {
    /// The upper edge of each band but the last, which has none; they rise.
    pub upper: Vec<f64>,
    /// The share of pairs of one series in each band; one more than the edges. They are taken in proportion.
    pub linked: Vec<f64>,
    /// The share of other pairs in each band, before any incidents are known. In proportion.
    pub other: Vec<f64>,
    /// The caps of this term.
    pub caps: Caps,
    /// Whether it counts.
    pub on: bool,
    /// Where the numbers come from.
    pub source: String,
}

/// How a value out of a list is compared: the same, near, or different.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueSettings {
    /// The probability that two records of one series have the same value, where both have one.
    pub same: f64,
    /// The probability that they have values of one group, such as silver and grey.
    pub near: f64,
    /// The share of incidents that have a value, before any incidents are known.
    pub typical: f64,
    /// Groups of values that witnesses take for each other.
    pub groups: Vec<Vec<String>>,
    /// The caps of this term.
    pub caps: Caps,
    /// Whether it counts.
    pub on: bool,
    /// Where the numbers come from.
    pub source: String,
}

/// How free words are compared: by the rare ones that both have. What only one has counts nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WordSettings {
    /// The probability that a word of one record of a series stands in another record of it.
    pub same: f64,
    /// The caps of this term.
    pub caps: Caps,
    /// Whether it counts.
    pub on: bool,
    /// Where the numbers come from.
    pub source: String,
}

/// How plates are compared: position by position, as far as each is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlateSettings {
    /// The probability that a position of one plate is read the same twice.
    pub same: f64,
    /// The probability that it is once taken for a character that looks alike.
    pub confused: f64,
    /// Characters that look alike, a text for each group: `0OQD`.
    pub look_alike: Vec<String>,
    /// The caps where both plates are whole and the same.
    pub caps: Caps,
    /// The greatest weight otherwise.
    pub most_in_part: MilliBits,
    /// Whether it counts.
    pub on: bool,
    /// Where the numbers come from.
    pub source: String,
}

/// What each comparison is worth, and the most that it may be worth: data, with the source or the word "assumption".
///
/// ```
/// use caselink::abductions::{EvidenceSettings, TermKind};
///
/// // what is not named has its default
/// let settings = EvidenceSettings::from_value(&serde_json::json!({
///     "values": { "race": { "on": false } },
/// }))?;
/// assert!(!settings.values[&TermKind::Race].on);
/// assert!(settings.values[&TermKind::Build].on);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EvidenceSettings {
    /// Numbers: distance, days, hours, weekdays, ages, height, model year.
    pub bands: BTreeMap<TermKind, BandSettings>,
    /// Values out of lists: approach, sex, hair, make, colour and their kin.
    pub values: BTreeMap<TermKind, ValueSettings>,
    /// Free words: clothing, speech, marks, features.
    pub words: BTreeMap<TermKind, WordSettings>,
    /// The plate.
    pub plate: PlateSettings,
    /// The caps of place and time together. Assumption; series have a stricter one of their own.
    pub place_time: Caps,
    /// The caps of all that describes the suspect together, since one witness sees hair, age and build at once. Assumption.
    pub suspect: Caps,
    /// The caps of all that describes the vehicle but its plate. Assumption.
    pub vehicle: Caps,
    /// `other` of the bands counts as so many pairs beside those that are counted among the incidents at hand. Assumption.
    pub prior_pairs: f64,
    /// `typical` of the values counts as so many incidents beside those at hand. Assumption.
    pub prior_incidents: f64,
    /// What is usual all over counts as so many incidents beside those that lie near in place and time: the shape of the Gamma
    /// prior of their number. The less, the sooner a busy place says that being there says little. Assumption.
    pub prior_nearby: f64,
    /// Nobody goes from one incident to another faster than this, in kilometres an hour: what would take more speaks against one
    /// person. Assumption.
    pub fastest_km_per_hour: f64,
    /// A time that is known no closer than this says nothing of the hour and the weekday, in hours. Assumption.
    pub longest_span_hours: f64,
    /// A learned model that brings all of this to odds: each weight is multiplied by the coefficient of its group.
    /// [`train_evidence`](super::train_evidence) gives it as `calibrated`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logistic: Option<Logistic>,
}

impl Default for EvidenceSettings {
    fn default() -> Self {
        Self {
            bands: defaults::bands(),
            values: defaults::values(),
            words: defaults::words(),
            plate: defaults::plate(),
            place_time: Caps::bits(-12, 14),
            suspect: Caps::bits(-6, 6),
            vehicle: Caps::bits(-5, 6),
            prior_pairs: 100.0,
            prior_incidents: 20.0,
            prior_nearby: 0.05,
            fastest_km_per_hour: 150.0,
            longest_span_hours: 12.0,
            logistic: None,
        }
    }
}

impl EvidenceSettings {
    /// Reads settings from a JSON object; what it does not name has its default, inside each term too.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &Value) -> Result<Self> {
        let settings: Self = json::read_over_default(value).map_err(wrong)?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        let default = Self::default();
        if self.bands.keys().ne(default.bands.keys())
            || self.values.keys().ne(default.values.keys())
            || self.words.keys().ne(default.words.keys())
        {
            return Err(wrong(
                "bands, values and words must hold the terms of the defaults, and no others"
                    .to_owned(),
            ));
        }
        let share = |value: f64| (0.0..=1.0).contains(&value);
        for (kind, band) in &self.bands {
            let rise = band.upper.windows(2).all(|pair| pair[0] < pair[1])
                && band.upper.iter().all(|edge| edge.is_finite());
            let shares = |shares: &[f64]| {
                shares.len() == band.upper.len() + 1
                    && shares.iter().all(|value| *value > 0.0 && *value <= 1e6)
            };
            let is_whole = rise && !band.upper.is_empty() && band.upper.len() < 32;
            let is_right = is_whole && shares(&band.linked) && shares(&band.other);
            if !is_right || !band.caps.is_valid() {
                return Err(wrong(format!(
                    "bands.{}: edges must rise, with one share above 0 more than edges, and caps around 0",
                    name(*kind)
                )));
            }
        }
        for (kind, value) in &self.values {
            let shares = share(value.same) && share(value.near) && share(value.typical);
            let sum = value.same + value.near;
            let few = value.groups.len() <= 32;
            if !(shares && sum <= 1.0 && value.typical > 0.0 && few && value.caps.is_valid()) {
                return Err(wrong(format!(
                    "values.{}: same, near and typical must be shares, same and near 1 at most together, groups 32 at most, and caps around 0",
                    name(*kind)
                )));
            }
        }
        // a bit at most, whatever else the data seem to say
        let race = self.values.get(&TermKind::Race).map(|race| race.caps);
        if race.is_some_and(|caps| caps.least.0 < -RACE || caps.most.0 > RACE) {
            return Err(wrong(format!(
                "values.race: caps must be from -{RACE} to {RACE}, a bit at most"
            )));
        }
        for (kind, word) in &self.words {
            if !share(word.same) || !word.caps.is_valid() {
                return Err(wrong(format!(
                    "words.{}: same must be a share, and caps around 0",
                    name(*kind)
                )));
            }
        }
        let plate = &self.plate;
        let shares = share(plate.same) && share(plate.confused);
        let sum = plate.same + plate.confused;
        if !(shares && sum < 1.0 && plate.caps.is_valid() && plate.most_in_part.0 >= 0) {
            return Err(wrong(
                "plate: same and confused must be shares below 1 together, and caps around 0"
                    .to_owned(),
            ));
        }
        let counts = |value: f64| value > 0.0 && value <= 1e9;
        let hours = self.longest_span_hours > 0.0 && self.longest_span_hours <= 24.0;
        let priors = [self.prior_pairs, self.prior_incidents, self.prior_nearby];
        if !(priors.into_iter().all(counts) && hours) {
            return Err(wrong(
                "prior_pairs, prior_incidents and prior_nearby must be above 0, longest_span_hours above 0 and 24 at most"
                    .to_owned(),
            ));
        }
        if !(1.0..=100_000.0).contains(&self.fastest_km_per_hour) {
            return Err(wrong(
                "fastest_km_per_hour must be from 1 to 100,000".to_owned(),
            ));
        }
        if let Some(reason) = self.logistic.and_then(|model| model.check().err()) {
            return Err(wrong(format!("logistic {reason}")));
        }
        let groups = [self.place_time, self.suspect, self.vehicle];
        if !groups.into_iter().all(Caps::is_valid) {
            return Err(wrong(
                "place_time, suspect and vehicle must be caps around 0".to_owned(),
            ));
        }
        Ok(())
    }
}

impl TermKind {
    /// Its name in JSON.
    pub fn as_str(self) -> String {
        name(self)
    }
}

fn name(kind: TermKind) -> String {
    match serde_json::to_value(kind) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason,
    }
}

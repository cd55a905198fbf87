use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AnchorKind, settings_check::wrong};
use crate::{Result, json, linkage::MilliBits, records::CaseType};

/// What is compared between a registrant and an open case. Each group is capped, and groups add up.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LinkGroup {
    /// How far the best place of the registrant at that time lies from the place of the case.
    Place,
    /// Whether the registrant can have been there: verified sightings, custody that nobody confirmed, declarations.
    Time,
    /// Places of the registrant within a few kilometres at any earlier time: homes, prior offences, family.
    Area,
    /// Age and sex of the child against those of earlier victims.
    Victim,
    /// How it was done, by rare words and approaches that both have.
    Approach,
    /// The vehicle: plate, and make, style, colour, year by how common they are.
    Vehicle,
    /// Looks, with the errors that witnesses make.
    Description,
    /// Scars, marks, tattoos.
    Marks,
    /// A name, alias, number or account that a witness or a tip gave.
    Named,
    /// Whether the registrant did not meet the duties then: next to nothing.
    Noncompliance,
}

impl LinkGroup {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::Place,
        Self::Time,
        Self::Area,
        Self::Victim,
        Self::Approach,
        Self::Vehicle,
        Self::Description,
        Self::Marks,
        Self::Named,
        Self::Noncompliance,
    ];

    /// Whether it is about place and time alone: being near is shared by everyone who lives there.
    pub const fn is_place_or_time(self) -> bool {
        matches!(self, Self::Place | Self::Time | Self::Area)
    }
}

/// Least and greatest weight of a group, in thousandths of a bit. A power of ten is 3,322 of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkCaps {
    /// The least, at most 0.
    pub least: MilliBits,
    /// The greatest, at least 0.
    pub most: MilliBits,
}

impl LinkCaps {
    pub(super) const fn new(least: i32, most: i32) -> Self {
        Self {
            least: MilliBits(least),
            most: MilliBits(most),
        }
    }

    pub(super) fn clamp(self, raw: i32) -> i32 {
        // not `clamp`, which panics on caps that nobody checked
        raw.min(self.most.0).max(self.least.0)
    }
}

/// How much of what the distance says a kind of place passes on: the share of people who still use such a place at the time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnchorShare {
    /// The kind.
    pub kind: AnchorKind,
    /// The share, from 0 to 1; 0 leaves the kind out.
    pub share: f64,
}

/// How a value out of a list is compared: the same, near, or another.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueShares {
    /// The probability that a witness gives the value that is on record, where it is that person.
    pub same: f64,
    /// The probability that a witness gives one that is taken for it.
    pub near: f64,
}

/// What a link between a registrant and an open case is made of, and the most that each part may be worth: data, each with its source.
///
/// Weights are thousandths of a bit; 3,322 of them are a factor of ten. Unless another source is named, a number is an assumption, and
/// [`sensitivity`](super::OffenderIndex::sensitivity) shows what hangs on it.
///
/// ```
/// use caselink::tracking::LinkSettings;
///
/// let settings = LinkSettings::from_value(&serde_json::json!({ "race": false, "radius_km": 60.0 }))?;
/// assert!(!settings.race);
/// // not meeting the duties must count next to nothing
/// assert!(LinkSettings::from_value(&serde_json::json!({ "noncompliance_ratio": 1.5 })).is_err());
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each switches one thing, by its name"
)]
pub struct LinkSettings {
    /// Sorts of cases that are looked at. Runaways and family abductions are off unless an analyst asks: whoever is looked for there is
    /// seldom a stranger. Source: the case types of NCMEC.
    pub case_types: Vec<CaseType>,
    /// Whether cases of no stated sort are looked at too, where nothing says that the child ran away or is with a parent.
    pub unknown_involuntary: bool,
    /// Whether only cases are looked at that may be open.
    pub open_only: bool,

    /// Whether records of one person are one in every list, where it is known which are: see
    /// [`KnownOffender::person`](super::KnownOffender::person).
    pub by_person: bool,
    /// How far a place of a registrant may lie from the place of the case for it to make a candidate, in kilometres; from 1 to 1,000.
    pub radius_km: f64,
    /// Days by which the time of a place may miss the time of the case.
    pub slack_days: u32,
    /// Where nobody says when a case was reported, it is taken to have been within so many days.
    pub unreported_days: u32,

    /// Median distance between a place of whoever did it and the place of the case, in kilometres. No published distribution was found
    /// for child abduction (the figures of the Washington study are distances from the victim's home); serial rapists travelled 3.1 miles on
    /// average (Warren et al. 1998).
    pub distance_median_km: f64,
    /// Standard deviation of the natural logarithm of that distance.
    pub distance_sigma: f64,
    /// The share of those who come from anywhere within `commuter_km`, evenly. Source in spirit: Canter and Larkin 1993, in whom 13 % of
    /// serial offenders were no marauders.
    pub commuter_share: f64,
    /// How far those come from, in kilometres.
    pub commuter_km: f64,
    /// Whether distances are weighed against those of all candidates of the case (else against a disc of even density). Where
    /// registrants live thickly, being near says little.
    pub local_background: bool,
    /// The even disc counts as so many candidates beside those that are there.
    pub background_prior: f64,
    /// How much each kind of place passes on.
    pub anchor_shares: Vec<AnchorShare>,
    /// The share that is left where nobody recorded since when a place is the registrant's.
    pub undated_share: f64,

    /// Speed on the road, in kilometres an hour.
    pub road_km_per_hour: f64,
    /// Road for each kilometre as the crow flies.
    pub road_factor: f64,
    /// Whether somebody may have flown: then nobody is ruled out by a sighting from which a flight could have brought them to the place of
    /// the case in time, unless carriers were checked for those days
    /// ([`KnownOffender::carriers_checked`](super::KnownOffender::carriers_checked)).
    pub flights: bool,
    /// Speed of a flight, in kilometres an hour; airliners cruise at 800 to 900.
    pub flight_km_per_hour: f64,
    /// Hours on the ground that a flight takes at the least, on both sides together.
    pub flight_ground_hours: f64,
    /// Hours that clocks of two places may differ by, and that are added to any time between two sightings.
    pub clock_slack_hours: f64,
    /// From which hour to which a registry sees people in person, local time.
    pub office_hours: (f64, f64),
    /// From which hour to which officers visit homes, local time.
    pub visit_hours: (f64, f64),
    /// The likelihood ratio of custody over the whole time of the case that the place of custody did not confirm, and of a declaration
    /// that the registrant was held, deported or dead.
    pub unconfirmed_absence_ratio: f64,
    /// The likelihood ratio of a verified sighting within `seen_near_km` in the days of the case.
    pub seen_near_ratio: f64,
    /// How near that is, in kilometres.
    pub seen_near_km: f64,
    /// What a sighting weighs from which the way by road is just too far, where it rules nobody out.
    pub seen_far: MilliBits,
    /// What it weighs more with each doubling of the time that the way takes.
    pub seen_far_doubled: MilliBits,

    /// Within how many kilometres an earlier place counts for [`LinkGroup::Area`].
    pub area_km: f64,
    /// The likelihood ratio of an earlier offence there.
    pub area_offence_ratio: f64,
    /// Of an earlier home, workplace or school there.
    pub area_home_ratio: f64,
    /// Of family or associates there.
    pub area_family_ratio: f64,

    /// Earlier victims of other registrants count as so many beside those of this one (Dirichlet).
    pub victim_prior: f64,
    /// The share of those with several victims whose victims are of one sex.
    pub victim_same_sex: f64,
    /// And of one of the four groups by age; what is left falls to the groups next to it.
    pub victim_same_age: f64,
    /// For each sort of case the share of children by sex and age: girls to 5, 6 to 9, 10 to 13, 14 to 17, then boys; in proportion. Source for
    /// attempts by strangers: NCMEC 2005 to 2014, 67 % girls, most of 10 to 14. `other` holds for all that are not named.
    pub case_population: BTreeMap<String, [f64; 8]>,

    /// The probability that a word on how an earlier offence was done is said of the case too, where it is that person.
    pub word_same: f64,

    /// The probability that a plate is read rightly, with characters that look alike, or with one slip, where it is that vehicle.
    pub plate_read: (f64, f64, f64),
    /// What plates weigh that are whole and differ: a vehicle can be borrowed or stolen.
    pub plate_differs: MilliBits,
    /// The greatest weight of a plate that is known in part or with a slip.
    pub plate_in_part: MilliBits,
    /// Make.
    pub make: ValueShares,
    /// Body style.
    pub style: ValueShares,
    /// Colour.
    pub vehicle_color: ValueShares,
    /// Years by which a witness is off in the model year, as a standard deviation.
    pub model_year_sigma: f64,
    /// Model years over which vehicles on the road are spread, evenly.
    pub model_years: f64,
    /// The greatest weight of make, style, colour and year.
    pub vehicle_look: MilliBits,
    /// The greatest weight where only style and colour agree.
    pub style_and_color: MilliBits,

    /// Years by which a witness is off in age, as a standard deviation.
    pub age_sigma: f64,
    /// Centimetres by which a witness is off in height.
    pub height_sigma: f64,
    /// Sex.
    pub sex: ValueShares,
    /// Build.
    pub build: ValueShares,
    /// Colour of the hair.
    pub hair: ValueShares,
    /// Hair on the face.
    pub facial_hair: ValueShares,
    /// Colour of the eyes.
    pub eyes: ValueShares,
    /// Whether race counts at all. It is compared only where a witness stated it, weighs the same whichever it is, and is never a prior.
    pub race: bool,
    /// What it weighs where it agrees, at most 997: a factor of two.
    pub race_same: MilliBits,
    /// What it weighs where it does not, at least -997.
    pub race_differs: MilliBits,

    /// The probability that a mark of a person is told by a witness who tells of marks.
    pub mark_same: f64,
    /// What a mark weighs that a witness told of, where others are on record and this one is not: it may be new.
    pub mark_missing: MilliBits,
    /// The probability that a name that a witness or a tip gives is right.
    pub name_right: f64,
    /// The share of right names that are written in another way which sounds alike.
    pub name_sounds: f64,
    /// Keys (plates, names, marks) that more registrants share than this make no candidates by themselves.
    pub most_per_key: u32,

    /// The likelihood ratio of not having met the duties at the time; from 1 to 1.2.
    pub noncompliance_ratio: f64,

    /// The caps of each group.
    pub caps: BTreeMap<LinkGroup, LinkCaps>,

    /// The share of such cases in which a registrant is involved. Source: the FBI's cases of child abduction, 2 % in 2009 and 1 % in 2010,
    /// by way of the FBI Law Enforcement Bulletin; to be checked at the source.
    pub registrant_share: f64,
    /// The total from which a link is weak; below it is insufficient.
    pub weak_from: MilliBits,
    /// The total from which it is a lead, where a group beyond place and time speaks for it.
    pub lead_from: MilliBits,
    /// The total from which it is strong, where two independent groups beyond place and time speak for it, one of them by what few
    /// people share: a plate, a mark, a name.
    pub strong_from: MilliBits,
    /// What the groups beyond place and time must come to for a strong link.
    pub strong_beyond_from: MilliBits,
    /// From which weight on a group speaks for a link.
    pub speaks_from: MilliBits,
    /// From which weight on a plate, a mark or a name counts as what few people share: thirtyfold.
    pub individual_from: MilliBits,

    /// The most links that are given.
    pub most: u32,
    /// The most excluded registrants that are listed; all are counted.
    pub most_excluded: u32,
}

impl Default for LinkSettings {
    fn default() -> Self {
        let shares = |same, near| ValueShares { same, near };
        Self {
            case_types: vec![CaseType::NonFamilyAbduction],
            unknown_involuntary: true,
            open_only: true,
            by_person: true,
            radius_km: 100.0,
            slack_days: 30,
            unreported_days: 1,
            distance_median_km: 3.0,
            distance_sigma: 1.4,
            commuter_share: 0.1,
            commuter_km: 300.0,
            local_background: true,
            background_prior: 50.0,
            anchor_shares: AnchorKind::ALL
                .map(|kind| AnchorShare {
                    kind,
                    share: kind.default_share(),
                })
                .to_vec(),
            undated_share: 0.5,
            road_km_per_hour: 90.0,
            road_factor: 1.3,
            flights: true,
            flight_km_per_hour: 850.0,
            flight_ground_hours: 2.0,
            clock_slack_hours: 3.0,
            office_hours: (7.0, 19.0),
            visit_hours: (6.0, 22.0),
            unconfirmed_absence_ratio: 0.05,
            seen_near_ratio: 2.0,
            seen_near_km: 25.0,
            seen_far: MilliBits(-1_000),
            seen_far_doubled: MilliBits(-2_000),
            area_km: 10.0,
            area_offence_ratio: 5.0,
            area_home_ratio: 2.5,
            area_family_ratio: 2.0,
            victim_prior: 4.0,
            victim_same_sex: 0.9,
            victim_same_age: 0.6,
            case_population: BTreeMap::from([
                (
                    "non_family_abduction".to_owned(),
                    [0.05, 0.14, 0.30, 0.27, 0.02, 0.06, 0.10, 0.06],
                ),
                (
                    "endangered_runaway".to_owned(),
                    [0.0005, 0.0045, 0.095, 0.48, 0.0005, 0.0045, 0.065, 0.35],
                ),
                (
                    "family_abduction".to_owned(),
                    [0.26, 0.13, 0.08, 0.03, 0.26, 0.13, 0.08, 0.03],
                ),
                (
                    "other".to_owned(),
                    [0.08, 0.12, 0.20, 0.20, 0.06, 0.10, 0.12, 0.12],
                ),
            ]),
            word_same: 0.3,
            plate_read: (0.8, 0.1, 0.05),
            plate_differs: MilliBits(-1_000),
            plate_in_part: MilliBits(8_305),
            make: shares(0.75, 0.07),
            style: shares(0.75, 0.13),
            vehicle_color: shares(0.72, 0.18),
            model_year_sigma: 4.0,
            model_years: 25.0,
            vehicle_look: MilliBits(4_983),
            style_and_color: MilliBits(2_325),
            age_sigma: 6.0,
            height_sigma: 7.0,
            sex: shares(0.98, 0.0),
            build: shares(0.6, 0.25),
            hair: shares(0.68, 0.17),
            facial_hair: shares(0.5, 0.2),
            eyes: shares(0.7, 0.15),
            race: true,
            race_same: MilliBits(500),
            race_differs: MilliBits(-997),
            mark_same: 0.4,
            mark_missing: MilliBits(-500),
            name_right: 0.5,
            name_sounds: 0.2,
            most_per_key: 500,
            noncompliance_ratio: 1.1,
            caps: default_caps(),
            registrant_share: 0.015,
            weak_from: MilliBits(3_322),
            lead_from: MilliBits(8_305),
            strong_from: MilliBits(13_288),
            strong_beyond_from: MilliBits(8_305),
            speaks_from: MilliBits(997),
            individual_from: MilliBits(4_983),
            most: 100,
            most_excluded: 50,
        }
    }
}

/// Powers of ten in words, bits in numbers.
fn default_caps() -> BTreeMap<LinkGroup, LinkCaps> {
    BTreeMap::from([
        // a tenth, a hundredfold
        (LinkGroup::Place, LinkCaps::new(-3_322, 6_644)),
        // a hundredth, threefold
        (LinkGroup::Time, LinkCaps::new(-6_644, 1_661)),
        // no less, fivefold
        (LinkGroup::Area, LinkCaps::new(0, 2_325)),
        // a fifth, tenfold
        (LinkGroup::Victim, LinkCaps::new(-2_325, 3_322)),
        // a fifth, thirtyfold
        (LinkGroup::Approach, LinkCaps::new(-2_325, 4_983)),
        // a fifth, ten thousandfold
        (LinkGroup::Vehicle, LinkCaps::new(-2_325, 13_288)),
        // a tenth, fivefold
        (LinkGroup::Description, LinkCaps::new(-3_322, 2_325)),
        // a half, thirtyfold
        (LinkGroup::Marks, LinkCaps::new(-997, 4_983)),
        // no less, a hundredfold: a caller can be wrong, or mean ill
        (LinkGroup::Named, LinkCaps::new(0, 6_644)),
        // no less, a fifth more
        (LinkGroup::Noncompliance, LinkCaps::new(0, 263)),
    ])
}

impl LinkSettings {
    /// Reads settings from a JSON object; what it does not name has its default, inside its parts too.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states, or out of its range.
    pub fn from_value(value: &Value) -> Result<Self> {
        let settings: Self = json::read_over_default(value).map_err(wrong)?;
        settings.check()?;
        Ok(settings)
    }

    pub(super) fn caps(&self, group: LinkGroup) -> LinkCaps {
        let none = LinkCaps::new(0, 0);
        self.caps.get(&group).copied().unwrap_or(none)
    }
}

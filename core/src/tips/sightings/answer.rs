use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{SightingGroup, SightingPart};
use crate::{
    linkage::MilliBits,
    records::{Pii, Rejections},
};

/// What the weighing of a sighting came to. None of them says that it was the child.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SightingOutcome {
    /// The child cannot have been there then, if what is verified is true; it is shown.
    Excluded,
    /// Too little is known, or too little agrees, to say anything. The common answer.
    Insufficient,
    /// Something agrees.
    Weak,
    /// Worth a look.
    Lead,
    /// Worth a look first: a mark or a vehicle that few share agrees, and something else beside it.
    Strong,
}

/// Why an outcome is insufficient.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SightingInsufficient {
    /// Fewer than two independent groups speak for it; nearness and other callers are one.
    TooFewGroups,
    /// What they say does not come to a weak sighting.
    TooWeak,
    /// It was before the child was last seen.
    BeforeLastSeen,
    /// It was after the child was found.
    AfterFound,
    /// It is of a time that is still to come.
    InTheFuture,
}

/// What a reader must know of a sighting, beside what it weighs.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SightingNote {
    /// It has no place with a position.
    NoPlace,
    /// It has no time.
    NoTime,
    /// The case does not say when or where the child was last seen.
    NoLastSeen,
    /// The time zone of the sighting is not known.
    NoTimeZone,
    /// The place says nothing of how exact it is: an assumption was taken.
    UncertaintyAssumed,
    /// It was seen after it was reported: one of the two times is wrong.
    ObservedAfterReceived,
    /// It does not name the case.
    NotAboutCase,
    /// It describes nobody.
    NobodyDescribed,
    /// Of many sightings, only those nearest in time were compared.
    NotAllCompared,
    /// The child can have been there only by air.
    OnlyByAir,
}

/// A value that was compared, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SightingInput {
    /// The id of the record.
    pub record: Pii<String>,
    /// The field in it.
    pub field: String,
    /// The value, where it is short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Pii<String>>,
}

/// One comparison of a sighting with the case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SightingComponent {
    /// The group.
    pub group: SightingGroup,
    /// What was compared.
    pub part: SightingPart,
    /// What was found, in words.
    pub label: String,
    /// What it adds, in thousandths of a bit.
    pub weight: MilliBits,
    /// What is left of the weight after the time since the child was described, in hundredths.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_percent: Option<u32>,
    /// What it rests on.
    pub inputs: Vec<SightingInput>,
    /// What would change it.
    pub would_change: String,
}

/// What a way is reckoned from.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TravelAnchor {
    /// Where the child was last seen.
    LastSeen,
    /// Another sighting.
    Sighting,
}

/// Whether the child was there before or after.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TravelOrder {
    /// Before the sighting.
    Before,
    /// After it.
    After,
    /// The times overlap.
    Overlaps,
}

/// Whether there was time for the way.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TravelFinding {
    /// In any case, by road.
    Feasible,
    /// It depends on where in the places and when in the times, or on a flight.
    Possible,
    /// In no case.
    Infeasible,
}

/// One way between a sighting and where the child was at another time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TravelCheck {
    /// The record of the other place.
    pub record: Pii<String>,
    /// What it is.
    pub anchor: TravelAnchor,
    /// Whether somebody verified it. Only such rule a sighting out.
    pub verified: bool,
    /// Before or after.
    pub order: TravelOrder,
    /// Kilometres between the near edges of the two places, as the crow flies.
    pub km_least: f64,
    /// And between the far edges.
    pub km_most: f64,
    /// The least time between the two, in hours.
    pub hours_least: f64,
    /// The most.
    pub hours_most: f64,
    /// Hours that the way takes at the least.
    pub needed_least: f64,
    /// Hours that it takes by road between the far edges.
    pub needed_most: f64,
    /// Whether the least is by air.
    pub by_air: bool,
    /// What that comes to.
    pub finding: TravelFinding,
    /// How it was reckoned.
    pub arithmetic: String,
}

/// What rules a sighting out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SightingExclusion {
    /// The verified records that it rests on.
    pub records: Vec<Pii<String>>,
    /// In words.
    pub label: String,
    /// What would show that it does not hold.
    pub would_change: String,
}

/// A sighting, weighed against a case: a lead to be checked, and never a probability.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SightingWeighed {
    /// The sighting.
    pub sighting: Pii<String>,
    /// The case.
    pub case: Pii<String>,
    /// The number among the people of the case of the child that it was compared with, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child: Option<u32>,
    /// The place in the list, from 1; 0 outside a list.
    pub rank: u32,
    /// What it came to.
    pub outcome: SightingOutcome,
    /// Why it is insufficient, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insufficient: Option<SightingInsufficient>,
    /// What rules it out, where something does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusion: Option<SightingExclusion>,
    /// The sum of all components.
    pub total: MilliBits,
    /// The weight of the evidence in words.
    pub words: String,
    /// The components, in a fixed order.
    pub components: Vec<SightingComponent>,
    /// Groups of which nothing could be compared. They count nothing.
    pub not_compared: Vec<SightingGroup>,
    /// The ways that were reckoned: from where the child was last seen, then the verified ones and those that there was no time for, the
    /// nearest in time first; at most twelve.
    pub travel: Vec<TravelCheck>,
    /// What a reader must know.
    pub notes: Vec<SightingNote>,
    /// What is missing, and would help if somebody asked.
    pub ask: Vec<String>,
    /// What a lead is, and what it is not.
    pub notice: String,
}

/// A sighting of a case in short; [`weigh_sighting`](super::weigh_sighting) takes it apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SightingScore {
    /// The sighting.
    pub sighting: Pii<String>,
    /// Its number among those that were given, from 0.
    pub at: u32,
    /// What it came to.
    pub outcome: SightingOutcome,
    /// Why it is insufficient, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insufficient: Option<SightingInsufficient>,
    /// The sum of all components.
    pub total: MilliBits,
    /// Whether somebody verified it.
    pub verified: bool,
}

/// What a point of a timeline is.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TimelinePointKind {
    /// The child was last seen.
    LastSeen,
    /// A sighting.
    Sighting,
}

/// One point of the timeline of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimelinePoint {
    /// What it is.
    pub kind: TimelinePointKind,
    /// The record.
    pub record: Pii<String>,
    /// From when, local time of the place.
    pub from: NaiveDateTime,
    /// Until when.
    pub to: NaiveDateTime,
    /// The IANA name of the time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Degrees north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<Pii<f64>>,
    /// Degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<Pii<f64>>,
    /// How far off it may be, in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uncertainty_m: Option<f64>,
    /// Whether somebody verified it.
    pub verified: bool,
    /// What the sighting came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<SightingOutcome>,
}

/// How many sightings came to what.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SightingCounts {
    /// Ruled out.
    pub excluded: u32,
    /// Insufficient.
    pub insufficient: u32,
    /// Weak.
    pub weak: u32,
    /// Leads.
    pub lead: u32,
    /// Strong.
    pub strong: u32,
    /// Given, and not about this case.
    pub not_of_case: u32,
    /// About this case, and no sightings.
    pub not_sightings: u32,
    /// Given twice under one id: the first counts.
    pub repeated: u32,
    /// Sightings without a position.
    pub without_place: u32,
    /// Sightings without a time.
    pub without_time: u32,
}

impl SightingCounts {
    pub(super) const fn add(&mut self, outcome: SightingOutcome) {
        match outcome {
            SightingOutcome::Excluded => self.excluded += 1,
            SightingOutcome::Insufficient => self.insufficient += 1,
            SightingOutcome::Weak => self.weak += 1,
            SightingOutcome::Lead => self.lead += 1,
            SightingOutcome::Strong => self.strong += 1,
        }
    }
}

/// All sightings of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CaseSightings {
    /// The case.
    pub case: Pii<String>,
    /// The time that was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDateTime>,
    /// How many came to what.
    pub counts: SightingCounts,
    /// All of them: strong ones, leads, weak ones, insufficient ones, those that are ruled out; then by weight, then by id.
    pub ranked: Vec<SightingScore>,
    /// The first of them, taken apart.
    pub explained: Vec<SightingWeighed>,
    /// What was where, when, in order of time as the clocks of the places show it: where the child was last seen, and every sighting with a
    /// time.
    pub timeline: Vec<TimelinePoint>,
    /// What the case lacks.
    pub ask: Vec<String>,
    /// Records that were set aside, each with row, field and reason.
    #[serde(default)]
    pub rejected: Rejections,
    /// What a lead is, and what it is not.
    pub notice: String,
}

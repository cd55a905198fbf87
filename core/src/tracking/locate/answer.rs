use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Conflict, FactSource, KnownIdentity, PossibleBasis, SearchKind, SearchResult, TimelineEntry,
    TimelineGap, reason::PlaceReason,
};
use crate::{
    linkage::MilliBits,
    records::{Pii, Place, Span},
};

/// The words that go with everything that is found about where a person may be.
pub const LOCATE_NOTICE: &str = "Investigative lead. Not proof of where anybody is, and not by itself grounds for action. \
    Verify before action. Points put places in an order in which to check them, and say nothing about the person.";

/// Where a person may be: what is known of who it is, a timeline with its gaps and conflicts, and places to check, in order, with what speaks
/// for and against each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Located {
    /// The person: the least id of the records.
    pub id: Pii<String>,
    /// As of which day.
    pub as_of: NaiveDate,
    /// By what was on record on which day, where that was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_on: Option<NaiveDate>,
    /// The ids of the person's records, in order.
    pub records: Vec<Pii<String>>,
    /// Who it is, as the records have it.
    pub identity: KnownIdentity,
    /// What happened, in order of the first day; what nobody dated stands first.
    pub timeline: Vec<TimelineEntry>,
    /// Days of which nothing is known, in order.
    pub gaps: Vec<TimelineGap>,
    /// What cannot all be right, in order.
    pub conflicts: Vec<Conflict>,
    /// Places to check, the first to check first.
    pub places: Vec<CandidatePlace>,
    /// Registrations elsewhere that may be of this person, for somebody to decide, in order of their ids.
    pub possible: Vec<PossibleRegistration>,
    /// Searches that were made, those that found nothing among them, by kind, the latest first.
    pub searches: Vec<SearchDone>,
    /// What to do next, the most urgent first.
    pub next_checks: Vec<NextCheck>,
    /// How much there was.
    pub counts: LocatedCounts,
    /// What was left out, and why.
    pub left_out: Vec<LeftOut>,
    /// What this is and is not.
    pub notice: String,
}

/// How finely a place is known.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum PlaceGrain {
    /// A street address.
    Address,
    /// A position without a street address.
    Position,
    /// A place with a name, such as a prison or an employer.
    Named,
    /// A town.
    Locality,
    /// A state or country.
    Region,
    /// Nobody says where.
    Unknown,
}

/// A place where the person may be: one to check, with what speaks for and against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidatePlace {
    /// The place in the list, from 1.
    pub rank: u32,
    /// The place, as the mention that says most has it.
    pub place: Place,
    /// How finely it is known.
    pub grain: PlaceGrain,
    /// Whether it is to be checked before all others, whatever the points: the record says that the person is in custody there.
    pub first: bool,
    /// What it is or was to the person, in order.
    pub uses: Vec<PlaceUse>,
    /// The jurisdiction, by the code of its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// The first day for which it is on record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_known: Option<NaiveDate>,
    /// The last day for which it is on record, the day that is asked about at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_known: Option<NaiveDate>,
    /// The last day on which somebody confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_verified: Option<NaiveDate>,
    /// The last day on which a check found that the person was not there, had moved, or that there is no such address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_denied: Option<NaiveDate>,
    /// The sum of all reasons, exactly.
    pub points: i32,
    /// What speaks for it, the most first.
    pub reasons_for: Vec<PlaceReason>,
    /// What speaks against it, the most first.
    pub reasons_against: Vec<PlaceReason>,
    /// Where it stands, each mention.
    pub mentions: Vec<FactSource>,
    /// Mentions in all; those beyond `most_reasons` are not given.
    pub mentions_in_all: u32,
}

/// What a place is or was to the person.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlaceUse {
    /// In custody there.
    Custody,
    /// A home.
    Residence,
    /// An area without a home.
    Transient,
    /// A lodging.
    Lodging,
    /// A workplace.
    Work,
    /// A school.
    School,
    /// An address on record of which nobody says what it is.
    Address,
    /// A home of family.
    Family,
    /// A home of a friend, housemate or other associate.
    Associate,
    /// A vehicle of the person was seen there.
    VehicleSeen,
    /// A tip names it.
    Tip,
    /// A registration that may be of the person names it.
    PossibleRegistration,
    /// A search named or found it.
    Search,
}

/// A registration elsewhere that may be of this person, for somebody to decide. Nothing of it is in the identity or the timeline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PossibleRegistration {
    /// The id of the record.
    pub record: Pii<String>,
    /// Why it may be of this person.
    pub basis: PossibleBasis,
    /// Jurisdictions that it is registered with, by code, in order.
    pub jurisdictions: Vec<String>,
    /// What the comparison of the records came to, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<MilliBits>,
    /// What agrees with the person's records, in words without a personal value.
    pub agrees: Vec<String>,
    /// What does not.
    pub differs: Vec<String>,
    /// What it is, in words.
    pub words: String,
}

/// A search that was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchDone {
    /// What was searched.
    pub kind: SearchKind,
    /// On which day.
    pub on: NaiveDate,
    /// Who searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Pii<String>>,
    /// The jurisdiction or system.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The days that it covers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Pii<Span>>,
    /// What came of it.
    pub result: SearchResult,
    /// Whether nothing was found.
    pub negative: bool,
    /// Whether it is so old that it is to be done again.
    pub old: bool,
    /// What was found, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Pii<String>>,
    /// The rank of the place in `places`, where it names one that is among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// Where it stands.
    pub source: FactSource,
}

/// What to do next.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CheckKind {
    /// Ask the place of custody whether the person is there.
    AskFacility,
    /// Have the death confirmed.
    ConfirmDeath,
    /// Have what an agency declared confirmed: deported, elsewhere, in custody.
    ConfirmDeclaration,
    /// Find out whether the records are of one person.
    ResolveIdentity,
    /// Look whether the person is at a place.
    VisitPlace,
    /// Ask those who are at a place: family, an employer, a school.
    AskAtPlace,
    /// Ask the one who gave a tip.
    ReturnToTip,
    /// Find out who drives a vehicle now.
    CheckVehicle,
    /// Have somebody decide whether a registration elsewhere is of this person.
    DecideRegistration,
    /// Make a search that nobody has made.
    Search,
    /// Make a search again: it is old, or nobody answered.
    SearchAgain,
    /// Find out which of several facts is right.
    ResolveConflict,
    /// Find out where the person lived.
    CloseGap,
}

/// A check to make, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NextCheck {
    /// What to do.
    pub kind: CheckKind,
    /// What to do, in words.
    pub words: String,
    /// Why.
    pub why: String,
    /// The rank of the place that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// The search that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<SearchKind>,
    /// The facts that it is about.
    pub facts: Vec<FactSource>,
}

/// How much there was.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocatedCounts {
    /// Records of the person.
    pub records: u32,
    /// Entries of the timeline.
    pub entries: u32,
    /// Entries dated after the day.
    pub planned: u32,
    /// Gaps.
    pub gaps: u32,
    /// Conflicts of the timeline. Two homes at one time count for each pair.
    pub conflicts: u64,
    /// Contradictions of the identity.
    pub contradictions: u32,
    /// Places.
    pub places: u32,
    /// Mentions of places.
    pub mentions: u32,
    /// Tips that were given.
    pub tips: u32,
    /// Tips that name the person.
    pub tips_naming: u32,
    /// Vehicles seen that were given.
    pub sightings: u32,
    /// Of them those whose plate is one of the person's.
    pub sightings_of_theirs: u32,
    /// Registrations that may be of the person.
    pub possible: u32,
    /// Searches.
    pub searches: u32,
    /// Searches that found nothing.
    pub negative_searches: u32,
    /// Checks to make.
    pub next_checks: u32,
    /// Facts of which nobody says when they were recorded; counted where `known_on` is given.
    pub record_date_unknown: u32,
}

/// Why something was left out.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LeftOutReason {
    /// Recorded after the day by whose knowledge was asked.
    NotYetKnown,
    /// A check or an appearance dated after the day that is asked about; a conflict says so too.
    InTheFuture,
    /// A tip that does not name the person.
    NamesSomebodyElse,
    /// A vehicle that is not the person's.
    AnotherVehicle,
    /// A vehicle that was not the person's at that time, as recorded.
    NotTheirsThen,
    /// The plate was not read well enough to tell.
    TooLittleOfPlate,
    /// No place is given, so that no place was made of it; it is in the timeline.
    NoPlace,
    /// What stands in the address is a note and no address; it is in the timeline.
    NoAddress,
    /// A stretch without a day inside.
    EmptySpan,
    /// A search dated after the day that is asked about.
    SearchInTheFuture,
    /// A registration that may be of the person is one of the person's records.
    AlreadyTheirs,
    /// Beyond the most that the settings allow to be given.
    BeyondTheMost,
}

/// What was left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Why.
    pub reason: LeftOutReason,
    /// How many facts.
    pub count: u64,
    /// Where the first of them stand.
    pub first: Vec<FactSource>,
}

impl Located {
    /// As JSON. It holds personal values.
    ///
    /// ```
    /// use caselink::tracking::{LocateInputs, LocateSettings, locate};
    ///
    /// let offender = serde_json::from_value(serde_json::json!({ "id": "ZZ-0042917" }))?;
    /// let found = locate(&[offender], &LocateInputs::default(), &LocateSettings::on("2026-03-09".parse()?), None)?;
    /// assert!(found.to_json().starts_with(r#"{"id":"ZZ-0042917""#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

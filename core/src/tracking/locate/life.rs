//! What is known of the person: identity, timeline, gaps and conflicts, each fact with where it stands.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::records::{
    Confidence, Identifier, Manner, PartialDate, PersonName, Pii, Place, Reporter, Sex, Vehicle,
    VerificationOutcome, Whereabouts,
};

/// Where a fact stands, and who says so.
#[derive(
    Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct FactSource {
    /// The id of the record.
    pub record: Pii<String>,
    /// What sort of record.
    pub kind: SourceKind,
    /// The field in it: `stays[2].verifications[0]`; empty for the record itself.
    pub field: String,
    /// The source that the record names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Pii<String>>,
    /// The agency that the record names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Who reported it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<Reporter>,
    /// How sure the one who recorded it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// When it was recorded; missing where nobody says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_on: Option<NaiveDate>,
}

/// What sort of record a fact is from.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// A record of the person with a registry.
    #[default]
    Offender,
    /// A registration elsewhere that may be of this person.
    Possible,
    /// A tip.
    Tip,
    /// A vehicle that was seen.
    Sighting,
    /// A search.
    Search,
}

/// Who the person is, as the records have it: each value with where it stands.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownIdentity {
    /// Names, legal ones first; spellings that differ in case, accents and marks only are one.
    pub names: Vec<KnownName>,
    /// Dates of birth.
    pub birth_dates: Vec<KnownDate>,
    /// Sexes.
    pub sexes: Vec<KnownSex>,
    /// Numbers, telephones, mailboxes, accounts.
    pub identifiers: Vec<KnownIdentifier>,
    /// Dates of death.
    pub deaths: Vec<KnownDate>,
    /// What cannot all be true of one person: the records may be of two.
    pub contradictions: Vec<Conflict>,
}

/// A name, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownName {
    /// The name, as the first of its sources has it.
    pub name: PersonName,
    /// Where it stands.
    pub sources: Vec<FactSource>,
}

/// A date, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownDate {
    /// The date.
    pub date: Pii<PartialDate>,
    /// Where it stands.
    pub sources: Vec<FactSource>,
}

/// A sex, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownSex {
    /// The sex.
    pub sex: Pii<Sex>,
    /// Where it stands.
    pub sources: Vec<FactSource>,
}

/// A number or an account, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownIdentifier {
    /// The identifier, as the first of its sources has it.
    pub identifier: Identifier,
    /// Where it stands.
    pub sources: Vec<FactSource>,
}

/// What an entry of the timeline is.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TimelineKind {
    /// Lives there.
    Residence,
    /// Is found there without a home. Not a fault.
    Transient,
    /// Lodges there for a time.
    Lodging,
    /// Works there.
    Work,
    /// Studies there.
    School,
    /// An address on record of which nobody says what it is.
    Address,
    /// In custody or commitment.
    Custody,
    /// Registered with a jurisdiction.
    Registration,
    /// Appeared before a registry, or wrote to it.
    Appearance,
    /// Leaves for another country.
    Travel,
    /// Has the use of a vehicle.
    Vehicle,
    /// A vehicle of the person was seen.
    VehicleSeen,
    /// A tip that names the person.
    Tip,
    /// An agency declared where the person is.
    Declaration,
    /// Convicted.
    Conviction,
    /// Released from imprisonment.
    Release,
    /// Another event.
    Event,
    /// Died.
    Death,
}

impl TimelineKind {
    /// Whether the person can be found at the place of such an entry at night.
    pub const fn is_home(self) -> bool {
        matches!(self, Self::Residence | Self::Transient | Self::Lodging)
    }
}

/// Where an entry stands on the day.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum EntryState {
    /// Begun and, as recorded, not over.
    Current,
    /// Over, or on a day in the past.
    Past,
    /// Dated after the day: planned, or a slip.
    Planned,
    /// Nobody says when it began.
    Undated,
}

/// Something that happened or held in the life of the person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelineEntry {
    /// What it is.
    pub kind: TimelineKind,
    /// Where it stands on the day.
    pub state: EntryState,
    /// The first day, or the first that it can have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The first day no longer inside; missing where it goes on, or nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Whether the dates are known to the day.
    pub exact: bool,
    /// What it is, in words without a personal value.
    pub words: String,
    /// Where, as recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The rank of the place in `places`, where it is among them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank: Option<u32>,
    /// The employer, the school, the place of custody, as recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Pii<String>>,
    /// The vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vehicle: Option<Vehicle>,
    /// The jurisdiction, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// What was declared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared: Option<Pii<Whereabouts>>,
    /// Of custody: whether the place of custody itself confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// The last day on which somebody confirmed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_verified: Option<NaiveDate>,
    /// Checks of it, in order of their days.
    pub checks: Vec<StayCheck>,
    /// Where it stands; several where records have the very same.
    pub sources: Vec<FactSource>,
}

/// That somebody looked whether a stay is as recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StayCheck {
    /// When.
    pub on: NaiveDate,
    /// How.
    pub manner: Manner,
    /// What was found.
    pub outcome: VerificationOutcome,
    /// Where it stands.
    pub source: FactSource,
}

/// Of what nothing is known.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GapKind {
    /// No home, lodging, area or custody is known.
    Residence,
    /// No work and no school is known, after some were. Not a fault.
    Occupation,
    /// A home is on record, and nobody has confirmed any home for longer than the settings allow.
    Unconfirmed,
}

/// Days of which nothing is known.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimelineGap {
    /// Of what nothing is known.
    pub kind: GapKind,
    /// The first day.
    pub from: NaiveDate,
    /// The first day no longer inside; missing where it lasts on the day that is asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Days, up to the day that is asked about.
    pub days: u32,
    /// What is missing, in words.
    pub words: String,
    /// What stands before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<FactSource>,
    /// What stands after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<FactSource>,
}

/// What does not go together.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ConflictKind {
    /// Two homes at one time.
    TwoHomes,
    /// Confirmed at two places on one day.
    TwoPlacesOneDay,
    /// Seen or confirmed elsewhere while in custody.
    WhileInCustody,
    /// Custody without an end, and signs that it is over.
    CustodyWithoutEnd,
    /// Dates that stand in no possible order.
    OutOfOrder,
    /// A check, an appearance or a declaration dated after the day that is asked about.
    InTheFuture,
    /// Something dated after the death.
    AfterDeath,
    /// Something dated before the birth.
    BeforeBirth,
    /// Dates of birth that cannot be of one person.
    BirthDates,
    /// Sexes that differ.
    Sexes,
    /// Numbers that differ, of which one person has one.
    Identifiers,
    /// Dates of death that differ.
    Deaths,
}

/// Facts that cannot all be right. None of them is left out, and nobody decides here which is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// What does not go together.
    pub kind: ConflictKind,
    /// The first day that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The first day that it is no longer about; missing where it goes on, or is about one day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// What it is, in words without a personal value.
    pub words: String,
    /// The facts, each with where it stands.
    pub facts: Vec<FactSource>,
}

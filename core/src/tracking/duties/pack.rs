use std::collections::BTreeMap;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    calendar::{Direction, DutyTerm},
    policy::CalendarPolicy,
};
use crate::{
    Error, Result, json,
    records::{AppearancePurpose, CustodyKind, Manner},
};

mod check;
mod trust;

pub use trust::{PartTrust, RulePart, Trust};

/// The rules of one jurisdiction, or of all, in one version: data that anybody can read, check and sign.
///
/// ```
/// use caselink::tracking::RulePack;
///
/// let federal = RulePack::federal()?;
/// assert_eq!(federal.pack, "us-federal-sorna");
/// assert!(federal.duties.iter().any(|duty| duty.id == "D11"));
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulePack {
    /// The key of the pack; all its versions have it.
    pub pack: String,
    /// Which version this is.
    pub version: String,
    /// What it holds, for people.
    pub title: String,
    /// The codes of the jurisdictions that it is for: `WA` or `us-wa`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jurisdictions: Vec<String>,
    /// Whether it holds in every other jurisdiction too.
    #[serde(default)]
    pub everywhere: Everywhere,
    /// The law that it puts into data.
    pub source: String,
    /// Whether someone with the authority to do so has checked it.
    pub status: PackStatus,
    /// Whether it only shows how a pack is written, and is not to be used for work.
    #[serde(default)]
    pub illustrative: bool,
    /// The first day on which it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    /// The first day on which it no longer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<NaiveDate>,
    /// How days are counted.
    #[serde(default)]
    pub calendar: CalendarPolicy,
    /// Whose tiers it goes by.
    pub tiers: TierRules,
    /// From when on someone lives in the jurisdiction who has no home there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub residence: Option<ResidenceRule>,
    /// How long a registrant stays registered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<DurationRule>,
    /// The duties.
    pub duties: Vec<DutyRule>,
    /// What the law says beside, and this library does not compute: duties of the agencies, forms of a description.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub information: Vec<PackNote>,
}

/// Where else a pack holds.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Everywhere {
    /// Nowhere else.
    #[default]
    No,
    /// Where no pack names the jurisdiction itself; where one does, with what that pack has no rule of its own on.
    WhereNoOther,
    /// In every jurisdiction, beside its own packs.
    Always,
}

/// Whether someone with the authority to do so has checked a pack.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackStatus {
    /// Whether.
    pub verified: bool,
    /// Who.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<String>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<NaiveDate>,
    /// What is left to check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Whose tiers a pack goes by, and how they are written.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TierRules {
    /// The scheme of the decisions that count: a tier of a state is not a tier of SORNA.
    pub scheme: String,
    /// The tiers, from the least to the strictest.
    pub order: Vec<String>,
    /// Other words for them; case does not matter.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    /// The tier that duties are computed by where none was decided; such duties are flagged. Without it they are undetermined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback: Option<String>,
}

/// From when on someone lives in a jurisdiction who has no home there.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResidenceRule {
    /// The law.
    pub cite: String,
    /// How well it is known.
    pub trust: Trust,
    /// The parts of it that are known less well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartTrust>,
    /// After so many days on end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consecutive_days: Option<u32>,
    /// After so many days in all within a period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<AggregateDays>,
}

/// So many days in all.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AggregateDays {
    /// Days.
    pub days: u32,
    /// Within what.
    pub within: AggregatePeriod,
}

/// The period of [`AggregateDays`].
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AggregatePeriod {
    /// A calendar month.
    CalendarMonth,
    /// A calendar year.
    CalendarYear,
}

/// How long a registrant stays registered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DurationRule {
    /// The key of the rule.
    pub id: String,
    /// The law.
    pub cite: String,
    /// How well it is known.
    pub trust: Trust,
    /// The parts of it that are known less well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartTrust>,
    /// What the period begins with.
    pub starts: PeriodStart,
    /// How long it is, by tier.
    pub by_tier: BTreeMap<String, Length>,
    /// The sorts of custody that do not count; none, where custody counts like any time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tolled_by: Vec<CustodyKind>,
    /// How it ends.
    #[serde(default)]
    pub exit: ExitMode,
    /// What a clean record takes away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clean_record: Vec<CleanRecordRule>,
}

/// What a period of registration begins with.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodStart {
    /// The release from imprisonment; the sentence, where no imprisonment was imposed.
    ReleaseOrSentencing,
    /// The registration with the jurisdiction.
    Registration,
}

/// How long something lasts.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Length {
    /// So many years.
    Years(u32),
    /// For life.
    Life,
}

/// How a period of registration ends.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExitMode {
    /// By itself, on the computed day.
    #[default]
    Automatic,
    /// By a court, which the registrant may ask from the computed day on.
    Petition,
    /// By a board, which may decide so from the computed day on.
    Board,
}

/// What a clean record takes away from a period.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CleanRecordRule {
    /// The key of the rule.
    pub id: String,
    /// The law.
    pub cite: String,
    /// How well it is known.
    pub trust: Trust,
    /// For which tier.
    pub tier: String,
    /// Only where the tier follows from a finding of juvenile delinquency.
    #[serde(default)]
    pub juvenile_only: bool,
    /// After so many clean years.
    pub clean_years: u32,
    /// The period is then so many years.
    pub then_years: u32,
}

/// One duty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyRule {
    /// Its key; in all versions of the pack it means the same duty.
    pub id: String,
    /// What is to be done, in words.
    pub title: String,
    /// The law.
    pub cite: String,
    /// How well it is known.
    pub trust: Trust,
    /// The parts of it that are known less well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartTrust>,
    /// What it is counted from.
    pub trigger: Trigger,
    /// In what time, for a duty that follows from an event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<Within>,
    /// How often, for a duty that comes again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// Which appearances meet it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met_by: Vec<AppearancePurpose>,
    /// Which may have met it: where there is no other, the duty is not determined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub may_be_met_by: Vec<AppearancePurpose>,
    /// How the registrant must appear or write; any way, where none is named. An appearance of which the record does not say how it was
    /// made may have met the duty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manners: Vec<Manner>,
    /// Whether an appearance before another registry meets it too.
    #[serde(default)]
    pub anywhere: bool,
    /// For whom it holds: all of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applies_if: Vec<Predicate>,
    /// For a lodging: the least number of days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_days: Option<u32>,
    /// The first day on which it is in force, within those of the pack.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    /// The first day on which it no longer is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<NaiveDate>,
}

/// What a duty is counted from.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Release from imprisonment for the offence.
    Release,
    /// The sentence.
    Sentencing,
    /// Coming to live in the jurisdiction from elsewhere.
    Entering,
    /// Coming to live, work or study there from elsewhere.
    Arriving,
    /// Living there on the day of release, or of a sentence that is not imprisonment, since before that day.
    Remaining,
    /// A new home in the jurisdiction, or none.
    ResidenceChange,
    /// New work there.
    EmploymentChange,
    /// A new school there.
    SchoolChange,
    /// Another name.
    NameChange,
    /// Leaving a home, work or school.
    Departure,
    /// Lodging away from home.
    Lodging,
    /// Another telephone number, address of mail or handle.
    IdentifierChange,
    /// The use of another vehicle.
    VehicleChange,
    /// Leaving for another country.
    ForeignTravel,
    /// Time: again and again.
    Periodic,
    /// The day on which another duty of the pack was met.
    AfterDuty(String),
}

/// In what time a duty is to be done.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Within {
    /// How long.
    pub term: DutyTerm,
    /// On which side of the event.
    #[serde(default)]
    pub direction: Direction,
}

/// How often a duty comes again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// What the count begins with.
    #[serde(default)]
    pub anchor: ScheduleAnchor,
    /// The days on which it is due.
    pub pattern: Pattern,
}

/// What the count of a schedule begins with.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleAnchor {
    /// The registration with the jurisdiction.
    #[default]
    Registration,
    /// The first day of a stay without a home.
    TransientStay,
}

/// The days on which a duty is due that comes again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Pattern {
    /// Every so often.
    Every(DutyTerm),
    /// Every so often by tier.
    ByTier(BTreeMap<String, DutyTerm>),
    /// Every so often by a level of risk, which is decided like a tier under a scheme of its own.
    ByRiskLevel {
        /// The scheme of the levels.
        scheme: String,
        /// Every so often, by level.
        every: BTreeMap<String, DutyTerm>,
        /// The level where none was decided. Without it the duty is then undetermined.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fallback: Option<String>,
    },
    /// Each year in the month of birth.
    BirthMonth,
    /// Each year around the birthday.
    Birthday {
        /// The window opens so long before.
        before: DutyTerm,
        /// The last day is so long after.
        after: DutyTerm,
    },
    /// Each year in a month.
    AssignedMonth {
        /// The month, 1 to 12.
        month: u32,
    },
}

/// For whom a duty holds.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Predicate {
    /// Whose tier is one of these.
    Tier(Vec<String>),
    /// Who has no home on the day.
    Transient,
    /// Who has one, as far as is known.
    NotTransient,
    /// Where imprisonment was imposed for the conviction.
    Imprisoned,
    /// Where none was.
    NotImprisoned,
    /// Who was convicted by one of these.
    ConvictedBy(Vec<ConvictedBy>),
    /// Who was convicted in the jurisdiction.
    ConvictedHere,
    /// Whose conviction is a finding of juvenile delinquency.
    Juvenile,
    /// Whose is not.
    Adult,
}

/// Who convicted, as the code of the conviction's jurisdiction tells: a state's or territory's code; `US` or `FED`; `MIL` or `UCMJ`;
/// `FOREIGN` or `FOREIGN-` with the country.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ConvictedBy {
    /// A state or territory.
    State,
    /// A federal court.
    Federal,
    /// A court of the armed forces.
    Military,
    /// A court of another country.
    Foreign,
}

/// What the law says beside.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackNote {
    /// Its key.
    pub id: String,
    /// What it says.
    pub title: String,
    /// The law.
    pub cite: String,
    /// How well it is known.
    pub trust: Trust,
}

impl RulePack {
    /// The duties of the federal law, SORNA, as far as texts of it could be read; what could not is marked `memory`.
    ///
    /// # Errors
    ///
    /// None in practice: the pack is a part of this library and tested.
    pub fn federal() -> Result<Self> {
        Self::from_json(include_str!("packs/us-federal-sorna.json"))
    }

    /// Reads a pack and checks it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says where the text is not as the schema states, or what [`validate`](Self::validate) found.
    pub fn from_json(text: &str) -> Result<Self> {
        let pack: Self = json::read_text(text).map_err(wrong)?;
        pack.validate()?;
        Ok(pack)
    }

    /// Reads a pack from a JSON value and checks it.
    ///
    /// # Errors
    ///
    /// As for [`from_json`](Self::from_json).
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let pack: Self = json::read(value).map_err(wrong)?;
        pack.validate()?;
        Ok(pack)
    }

    /// Whether the pack holds together: keys once, no duty that follows from one that is not there or from itself, terms and tiers that
    /// exist, a calendar that can be counted by.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names the duty and says what is wrong.
    pub fn validate(&self) -> Result<()> {
        check::check(self)
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "packs",
        reason,
    }
}

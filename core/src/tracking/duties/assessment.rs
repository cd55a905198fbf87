use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    pack::{ExitMode, PartTrust, Trust},
    period::TolledPeriod,
    state::{DutyState, Missing},
};
use crate::records::{Manner, Pii};

/// What one registrant owes, on four axes that are kept apart: each duty, compliance, whereabouts, legal process.
///
/// It states facts about duties, with what is missing, and never that anybody is guilty of anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Assessment {
    /// The record's own key.
    pub id: Pii<String>,
    /// As of which day.
    pub as_of: NaiveDate,
    /// By what was on record on this day; without it, by all that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_on: Option<NaiveDate>,
    /// The worst of the jurisdictions with which the record holds a registration; of all, where the options say that it holds all.
    pub compliance: Compliance,
    /// Noncompliant, and a warrant is out.
    pub fugitive: bool,
    /// Where the person is, as far as it was declared or checked.
    pub whereabouts: WhereaboutsFound,
    /// What law enforcement and courts have done.
    pub legal_process: LegalProcess,
    /// What speaks for having left in order not to be found, counted. Whether it is so, a person declares.
    pub indicators: AbsconsionIndicators,
    /// Each jurisdiction by itself, by code.
    pub jurisdictions: Vec<JurisdictionAssessment>,
    /// What is odd about the record, counted.
    pub notes: NoteCounts,
}

/// Whether duties are done, worked out from them.
#[derive(
    Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Compliance {
    /// Nothing is owed: the person left, the period is over, or the person is dead.
    NoDuty,
    /// Nothing is overdue.
    Compliant,
    /// Something that matters is not known.
    #[default]
    Undetermined,
    /// Something is overdue, but it is known where the person is.
    NoncompliantTechnical,
    /// Something is overdue, and where the person lives is not known, or is what was not told.
    NoncompliantSubstantive,
    /// A duty to register began, and the person never did.
    NonRegistrant,
}

impl Compliance {
    /// Whether something is overdue.
    pub const fn is_noncompliant(self) -> bool {
        matches!(
            self,
            Self::NoncompliantTechnical | Self::NoncompliantSubstantive | Self::NonRegistrant
        )
    }
}

/// Where a registrant is. To be without a home is one of the places, and no failure.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "at")]
pub enum WhereaboutsFound {
    /// The record does not say.
    #[default]
    Unknown,
    /// Somebody looked and found it so.
    Verified {
        /// The last time.
        on: NaiveDate,
        /// How.
        manner: CheckManner,
    },
    /// The record has a place, and nobody looked.
    Reported {
        /// Since when the person is there, as told.
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<NaiveDate>,
    },
    /// It was so once: nobody looked for long, the last look failed, or the last place on record is left.
    Stale {
        /// Since when.
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<NaiveDate>,
    },
    /// Without a home, as recorded.
    Transient {
        /// Since when.
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<NaiveDate>,
    },
    /// An agency declared that it looked and did not find.
    Unlocated {
        /// When.
        on: NaiveDate,
        /// Looks on record that did not find the person.
        attempts: u32,
    },
    /// An agency declared that the person left in order not to be found. No function concludes it.
    Absconded {
        /// When.
        on: NaiveDate,
    },
    /// In custody.
    InCustody {
        /// Since when.
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<NaiveDate>,
    },
    /// In civil commitment.
    CivillyCommitted {
        /// Since when.
        #[serde(skip_serializing_if = "Option::is_none")]
        since: Option<NaiveDate>,
    },
    /// An agency declared the person deported.
    Deported {
        /// When.
        on: NaiveDate,
    },
    /// An agency declared the person to be in another jurisdiction.
    OutOfJurisdiction {
        /// When.
        on: NaiveDate,
    },
    /// Dead.
    Deceased,
}

/// How somebody looked, where it is one of the known ways.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckManner {
    /// The record does not say, or says it in a word of its own.
    Unstated,
    /// In person at the office.
    InPerson,
    /// At the home.
    HomeVisit,
    /// By video.
    Video,
    /// By telephone.
    Phone,
    /// By post.
    Mail,
    /// Online.
    Online,
    /// By a look into another database.
    Database,
}

impl From<&Manner> for CheckManner {
    fn from(manner: &Manner) -> Self {
        match manner {
            Manner::Unstated | Manner::Other(_) => Self::Unstated,
            Manner::InPerson => Self::InPerson,
            Manner::HomeVisit => Self::HomeVisit,
            Manner::Video => Self::Video,
            Manner::Phone => Self::Phone,
            Manner::Mail => Self::Mail,
            Manner::Online => Self::Online,
            Manner::Database => Self::Database,
        }
    }
}

/// What law enforcement and courts have done: the furthest step on record.
#[derive(
    Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LegalProcess {
    /// Nothing is on record.
    #[default]
    None,
    /// Handed to law enforcement.
    Referred,
    /// A warrant is out.
    WarrantIssued,
    /// Arrested.
    Arrested,
    /// Charged.
    Charged,
    /// Decided by a court.
    Adjudicated,
}

/// Counts since the last time that somebody saw the person where the record says, or the person appeared.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AbsconsionIndicators {
    /// That last time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact: Option<NaiveDate>,
    /// Verifications that are overdue.
    pub verifications_missed: u32,
    /// Looks that met nobody, or not this person, or no such address.
    pub failed_checks: u32,
    /// Mail that came back.
    pub mail_returned: u32,
    /// Work or school that ended, with none after it.
    pub work_ended: u32,
}

/// One jurisdiction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JurisdictionAssessment {
    /// Its code, as the record writes it.
    pub jurisdiction: String,
    /// Whether the record holds a registration with it.
    pub registered: bool,
    /// Whether duties are done there.
    pub compliance: Compliance,
    /// The tier by which duties are computed, in the pack's word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Whether that is what the pack falls back on, since nobody decided.
    pub tier_is_fallback: bool,
    /// Until when the person stays registered.
    pub period: PeriodFound,
    /// Why it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_explanation: Option<PeriodExplanation>,
    /// The same by other packs that hold there too. Nobody is through with the duties before all are over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_periods: Vec<PackPeriod>,
    /// Duties that may not have been done yet.
    pub open: u32,
    /// Duties that were done late.
    pub late: u32,
    /// What is missing for a word on the jurisdiction as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
    /// Each duty, by the day on which it was or is due.
    pub duties: Vec<DutyLine>,
}

/// Until when a person stays registered.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodFound {
    /// The day with which it begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<NaiveDate>,
    /// For life.
    pub life: bool,
    /// The computed end.
    #[serde(flatten)]
    pub tolled: TolledPeriod,
    /// How it ends; by a petition or a board, the computed day is the first on which it may.
    pub exit: ExitMode,
    /// What was found of a clean record, where the rule knows one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean_record: Option<CleanRecord>,
}

/// The period of a pack that holds in a jurisdiction beside the one that names it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PackPeriod {
    /// The pack.
    pub pack: String,
    /// Until when the person stays registered by it.
    pub period: PeriodFound,
    /// Why it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<PeriodExplanation>,
}

/// Why a period ends when it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodExplanation {
    /// The key of the rule in its pack.
    pub rule: String,
    /// The pack.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// The law.
    pub cite: String,
    /// How well the rule is known.
    pub trust: Trust,
    /// The parts of it that are known less well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartTrust>,
    /// How well the pack, the rule and its parts are known, in words.
    pub confirmed: String,
    /// How the day was worked out, step by step, with each convention that was used.
    pub arithmetic: Vec<String>,
    /// The facts that it rests on.
    pub evidence: Vec<DutyEvidence>,
}

/// The four things that a clean record needs. All four must be proven; what is not known reduces nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CleanRecord {
    /// No conviction punishable by more than a year.
    pub no_felony: Proof,
    /// No conviction of a sex offence.
    pub no_sex_offence: Proof,
    /// Supervision completed.
    pub supervision: Proof,
    /// Certified treatment completed.
    pub treatment: Proof,
    /// Whether the period is reduced.
    pub reduced: bool,
}

/// What is known of one of them.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Proof {
    /// It is on record.
    Proven,
    /// The record says otherwise.
    Refuted,
    /// The record does not say.
    Unknown,
}

/// One duty, in one jurisdiction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DutyLine {
    /// The key of the duty in its pack.
    pub duty: String,
    /// The pack.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// How well the rule is known.
    pub trust: Trust,
    /// Whether it decides about compliance.
    pub counts: bool,
    /// Where it stands.
    #[serde(flatten)]
    pub state: DutyState,
    /// The days are the fewest that partly known dates allow.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_least: bool,
    /// It may not have been done yet.
    pub open: bool,
    /// The day that it is counted from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anchor: Option<NaiveDate>,
    /// The first day on which doing it counts, of a verification.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<NaiveDate>,
    /// The last day on which it is in time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// The first instant that is too late, where the calendar has a time zone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<DateTime<Utc>>,
    /// The day on which it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met_on: Option<NaiveDate>,
    /// Why it is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<DutyExplanation>,
}

/// Why a duty stands where it does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DutyExplanation {
    /// What is to be done.
    pub title: String,
    /// The law.
    pub cite: String,
    /// How well the pack, the rule and its parts are known, in words.
    pub confirmed: String,
    /// The parts of the rule that are known less well than the rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartTrust>,
    /// How the day was worked out, step by step, with each convention that was used.
    pub arithmetic: Vec<String>,
    /// What the agency could have known on the day on which it was due.
    pub knowable: String,
    /// The facts that it rests on.
    pub evidence: Vec<DutyEvidence>,
}

/// A fact that a duty rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DutyEvidence {
    /// What it says: `anchor`, `met`, or `tier`.
    pub role: String,
    /// Where it stands in the record: `registrations[0].appearances[3]`.
    pub field: String,
    /// When it happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Pii<String>>,
    /// When it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_on: Option<NaiveDate>,
    /// The record or document that says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Pii<String>>,
}

/// What is odd about a record, counted; nothing of it is dropped.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NoteCounts {
    /// Facts of days after the day of the assessment; they did not count.
    pub after_as_of: u32,
    /// Facts that were recorded after the day by whose knowledge it was assessed; they did not count.
    pub not_yet_known: u32,
    /// Facts of which the record does not say when they were recorded, where that was asked for.
    pub record_date_unknown: u32,
    /// Dates that cannot both be right.
    pub out_of_order: u32,
    /// Facts of days after the day of death.
    pub after_death: u32,
    /// Times in custody without an end.
    pub custody_open: u32,
    /// Stays, vehicles and registrations without a first day; duties that would count from it are not listed.
    pub without_start: u32,
    /// Registries that decided different tiers of one scheme.
    pub tiers_differ: u32,
    /// Tier decisions in a word that the scheme of the pack does not know.
    pub tier_not_read: u32,
    /// Jurisdictions with which the record holds no registration, and that may have the person.
    pub other_registries: u32,
    /// Registrations in jurisdictions that no pack covers.
    pub without_pack: u32,
    /// A sighting or appearance after the day on which absconding was declared.
    pub seen_after_absconding: u32,
    /// Days after a declared deportation on which somebody saw the person in person or at home, or the person went into custody.
    pub seen_after_deportation: u32,
    /// Warrants of which neither the day of issue nor the day of recording is known; they did not count.
    pub warrants_undated: u32,
}

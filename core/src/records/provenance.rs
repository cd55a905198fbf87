use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OtherFields, Pii, coded};

/// Where a fact comes from: which record, whose, who said it, and since when it could be known.
///
/// What a record says about itself covers each of its fields; a part with a provenance of its own (a conviction, an
/// address, a plate) is covered by that, and so are the parts in it that have none.
///
/// NIEM: `nc:Metadata`.
///
/// ```
/// use caselink::records::{Provenance, Reporter};
/// use chrono::NaiveDate;
///
/// let from_registry = Provenance {
///     agency: Some("ZZ0160000".to_owned()),
///     recorded_on: NaiveDate::from_ymd_opt(2026, 3, 2),
///     reported_by: Some(Reporter::SelfReported),
///     ..Provenance::default()
/// };
/// assert_eq!(serde_json::to_value(&from_registry)?["reported_by"], "self");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Provenance {
    /// The record or document that says so. NIEM: `nc:SourceText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Pii<String>>,
    /// The agency that recorded it. NIEM: `nc:ReportingOrganizationText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The day on which the agency recorded it; before that day it could not have known.
    /// NIEM: `nc:ReportedDate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_on: Option<NaiveDate>,
    /// Who said so. NIEM: `nc:ReportingPersonText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_by: Option<Reporter>,
    /// How sure the agency is. NIEM: `nc:ProbabilityNumeric` in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Remarks. NIEM: `nc:CommentText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Pii<String>>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// Who said that something is so.
    pub enum Reporter {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// The person whom the fact is about.
        SelfReported = "self",
        /// An officer who saw or checked it.
        Officer = "officer",
        /// Another agency.
        Agency = "agency",
        /// A court or its record.
        Court = "court",
        /// A witness.
        Witness = "witness",
        /// A victim, or a parent on the victim's behalf.
        Victim = "victim",
        /// Anyone else who called or wrote.
        Public = "public",
        /// A provider of electronic services.
        Provider = "provider",
        /// A commercial or public database.
        Database = "database",
    }
}

coded! {
    /// How sure the one who recorded a fact is of it.
    pub enum Confidence {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// Checked and found to be so.
        Confirmed = "confirmed",
        /// More likely than not.
        Probable = "probable",
        /// It may be so.
        Possible = "possible",
        /// It is likely not so.
        Doubtful = "doubtful",
    }
}

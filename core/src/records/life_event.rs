use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OtherFields, PartialDate, Pii, Provenance, coded};

/// Something dated in the life of a registrant that has no place of its own in the record: a change of name, a journey abroad, the end
/// of supervision, a charge.
///
/// NIEM: `nc:ActivityType`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LifeEvent {
    /// What.
    pub kind: LifeEventKind,
    /// When; of a journey, the day of departure. NIEM: `nc:ActivityDate`.
    pub on: Pii<PartialDate>,
    /// The code of the jurisdiction that it concerns; without it, each one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// The day on which the registrant gave notice of it, where the record says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_on: Option<Pii<NaiveDate>>,
    /// Why a shorter notice than usual was accepted, where it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accommodation: Option<Pii<String>>,
    /// What else there is to say of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What sort of [`LifeEvent`].
    pub enum LifeEventKind without default {
        /// Took another name.
        NameChange = "name_change",
        /// Has another telephone number, address of mail or handle.
        IdentifierChange = "identifier_change",
        /// Leaves for another country.
        ForeignTravel = "foreign_travel",
        /// A check of the history found no conviction punishable by more than a year.
        NoFelonyFound = "no_felony_found",
        /// A check of the history found no conviction of a sex offence.
        NoSexOffenceFound = "no_sex_offence_found",
        /// Completed supervision successfully.
        SupervisionCompleted = "supervision_completed",
        /// Completed a certified treatment programme.
        TreatmentCompleted = "treatment_completed",
        /// The matter was handed to law enforcement.
        Referred = "referred",
        /// Was arrested for a failure of a duty.
        Arrested = "arrested",
        /// Was charged with it.
        Charged = "charged",
        /// A court decided on it.
        Adjudicated = "adjudicated",
    }
}

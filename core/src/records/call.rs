use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OtherFields, Pii, Provenance, coded};

/// What a caller asked for, in which language, and to whom the call was passed on.
///
/// ```
/// use caselink::records::{CallRecord, CallService, HandOverTo};
///
/// let call: CallRecord = serde_json::from_value(serde_json::json!({
///     "services": ["sighting", "after_hours_help"],
///     "language_needed": "es-MX",
///     "hand_overs": [{ "to": "law_enforcement", "agency": "ZZ0160000", "at": "2026-03-02T17:09:00" }],
/// }))?;
/// assert_eq!(call.services[1], CallService::AfterHoursHelp);
/// assert_eq!(call.hand_overs[0].to, HandOverTo::LawEnforcement);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CallRecord {
    /// What was asked for; a call may ask for several things.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<CallService>,
    /// The language that the caller needs, as a BCP 47 tag: a code of ISO 639, and what else tells it apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language_needed: Option<String>,
    /// To whom it was passed on, and when.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hand_overs: Vec<HandOver>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// That a call was passed on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HandOver {
    /// What sort of receiver.
    pub to: HandOverTo,
    /// The agency, by the id of its record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// When, in the local time of the desk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<NaiveDateTime>,
    /// Who passed it on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What a caller asks for.
    pub enum CallService {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// To pass something on that may help a case.
        Lead = "lead",
        /// To report a sighting of a missing child.
        Sighting = "sighting",
        /// Help to travel, so that a child and its family come together again.
        TravelReunification = "travel_reunification",
        /// Help for a family.
        FamilyAssistance = "family_assistance",
        /// Help for an agency whose offices are closed.
        AfterHoursHelp = "after_hours_help",
        /// Advice on safety and prevention.
        SafetyInformation = "safety_information",
        /// Where to turn to with what is no emergency and not for this desk.
        NonEmergencyReferral = "non_emergency_referral",
    }
}

coded! {
    /// To whom a call is passed on.
    pub enum HandOverTo {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// The agency that handles the case, or that is competent where it happens.
        LawEnforcement = "law_enforcement",
        /// Whoever looks after the case at the desk.
        CaseManager = "case_manager",
        /// An analyst.
        Analyst = "analyst",
        /// Whoever looks after families.
        FamilyAdvocate = "family_advocate",
        /// Whoever arranges journeys of families.
        TravelDesk = "travel_desk",
        /// Whoever is on call outside office hours.
        OnCall = "on_call",
        /// Whoever gives advice on safety.
        InformationDesk = "information_desk",
        /// An interpreter.
        Interpreter = "interpreter",
        /// Another line or service.
        OtherService = "other_service",
    }
}

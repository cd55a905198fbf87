use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Error, Result, json,
    records::{Pii, coded},
    tips::clock,
};

/// What was done about the record of a missing child, and when; local times of `time_zone`. What is not on record is left out.
///
/// ```
/// use caselink::tips::MissingChildSteps;
///
/// let steps = MissingChildSteps::from_value(&serde_json::json!({
///     "time_zone": "America/Chicago", "reported_at": "2026-02-27T20:10:00", "ncic_entered_at": "2026-02-27T21:40:00",
///     "ncic_entry": "EME",
/// }))?;
/// assert_eq!(steps.verified_at.len(), 0);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MissingChildSteps {
    /// The time zone of all of these times, as an IANA name. Without it, hours are those that the clocks show.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// When the agency received the report; without it, the day of the case's `reported_on`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reported_at: Option<NaiveDateTime>,
    /// When the record was entered into NCIC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ncic_entered_at: Option<NaiveDateTime>,
    /// The sort of entry, by its message key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ncic_entry: Option<NcicEntry>,
    /// When the record was cleared or cancelled in NCIC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ncic_cancelled_at: Option<NaiveDateTime>,
    /// When the record was verified and brought up to date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verified_at: Vec<NaiveDateTime>,
    /// When the record was transmitted to NamUs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namus_transmitted_at: Option<NaiveDateTime>,
    /// Updates of the record; at most 10,000.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<RecordUpdate>,
}

/// An update of the record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordUpdate {
    /// What the agency calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Pii<String>>,
    /// When it was made.
    pub at: NaiveDateTime,
    /// When it was transmitted to NamUs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transmitted_at: Option<NaiveDateTime>,
}

coded! {
    /// The sort of entry of a missing person in NCIC, by its message key.
    pub enum NcicEntry without default {
        /// Under age, and none of the others (EMJ).
        Juvenile = "juvenile" | "EMJ",
        /// Endangered (EME).
        Endangered = "endangered" | "EME",
        /// Not of their own will (EMI).
        Involuntary = "involuntary" | "EMI",
        /// With a disability (EMD).
        Disability = "disability" | "EMD",
        /// After a catastrophe (EMV).
        CatastropheVictim = "catastrophe_victim" | "EMV",
        /// Any other (EMO).
        OtherMissing = "other_missing" | "EMO",
    }
}

const MOST: usize = 10_000;

impl MissingChildSteps {
    /// Reads them from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        let steps: Self = json::read(value).map_err(wrong)?;
        steps.check()?;
        Ok(steps)
    }

    pub(super) fn check(&self) -> Result<()> {
        clock::zone_of_setting("steps", self.time_zone.as_deref())?;
        if self.updates.len() > MOST || self.verified_at.len() > MOST {
            return Err(wrong(
                "updates and verified_at: must not be more than 10,000 each".to_owned(),
            ));
        }
        Ok(())
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "steps",
        reason,
    }
}

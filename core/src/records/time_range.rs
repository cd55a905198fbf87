use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::OtherFields;
use crate::{Error, Result, json};

/// When something happened, as far as it is known: not before `earliest`, not after `latest`.
///
/// Both are local civil time at the place where it happened; `time_zone` says which that is. A moment that
/// is known exactly has the same time in both.
///
/// NIEM: `nc:DateRange` with `nc:StartDate` and `nc:EndDate` as `nc:DateTime`.
///
/// ```
/// use caselink::records::TimeRange;
///
/// let school_run: TimeRange = serde_json::from_str(
///     r#"{"earliest": "2026-03-02T14:50:00", "latest": "2026-03-02T15:30:00", "time_zone": "America/Chicago"}"#,
/// )?;
/// assert_eq!((school_run.latest - school_run.earliest).num_minutes(), 40);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TimeRange {
    /// The earliest that it can have been, as `YYYY-MM-DDTHH:MM:SS`, local time.
    pub earliest: NaiveDateTime,
    /// The latest that it can have been, local time; not before `earliest`.
    pub latest: NaiveDateTime,
    /// The IANA name of the time zone of that place, such as `America/Chicago`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

impl TimeRange {
    /// Reads a list of them, such as `time_profile` takes, from JSON values.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says in which row, from 0, what is not as the schema states.
    ///
    /// ```
    /// use caselink::records::TimeRange;
    /// use serde_json::json;
    ///
    /// let good = json!({"earliest": "2026-03-02T14:50:00", "latest": "2026-03-02T15:30:00"});
    /// let zoned = json!({"earliest": "2026-03-02T14:50:00Z", "latest": "2026-03-02T15:30:00"});
    /// let error = TimeRange::list_from_values([good, zoned]).unwrap_err();
    /// assert!(error.to_string().contains("row 1: earliest"));
    /// ```
    pub fn list_from_values(values: impl IntoIterator<Item = Value>) -> Result<Vec<Self>> {
        let read = |(row, value): (usize, Value)| {
            let wrong = |reason: String| Error::InvalidParameter {
                name: "times",
                reason: format!("row {row}: {reason}"),
            };
            for field in ["earliest", "latest"] {
                let text = value.get(field).and_then(Value::as_str);
                if text.is_some_and(|text| text.parse::<NaiveDateTime>().is_err()) {
                    return Err(wrong(format!(
                        "{field} must be a local time as YYYY-MM-DDTHH:MM:SS, without a zone or an offset: the zone goes into time_zone"
                    )));
                }
            }
            json::read(&value).map_err(wrong)
        };
        values.into_iter().enumerate().map(read).collect()
    }
}

use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::OtherFields;

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

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Error, Result, json};

/// What a document on the sightings of a case says besides what is on record.
///
/// ```
/// use caselink::tips::SightingsHeader;
///
/// let header = SightingsHeader::from_value(&serde_json::json!({
///     "id": "SG-2026-7", "agency": "Example State Clearinghouse", "as_of": "2026-03-09",
/// }))?;
/// assert_eq!(header.most_rows, 100);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SightingsHeader {
    /// The number of the document; make it from no name.
    pub id: String,
    /// The agency that issues it, as its readers know it.
    pub agency: String,
    /// The day as of which it holds.
    pub as_of: NaiveDate,
    /// Whom a reader calls: office, telephone, hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The most rows of a table, and points of the map, from 1 to 1,000; the others are counted.
    #[serde(default = "most_rows")]
    pub most_rows: u32,
    /// The most sightings that are taken apart, and lines of the timeline, at most 100.
    #[serde(default = "most_explained")]
    pub most_explained: u32,
}

const fn most_rows() -> u32 {
    100
}

const fn most_explained() -> u32 {
    10
}

impl SightingsHeader {
    /// Reads it from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or empty.
    pub fn from_value(value: &Value) -> Result<Self> {
        let header: Self = json::read(value).map_err(wrong)?;
        header.check()?;
        Ok(header)
    }

    /// Whether it can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names what is empty or out of its range.
    pub fn check(&self) -> Result<()> {
        for (name, value) in [("id", &self.id), ("agency", &self.agency)] {
            if value.trim().is_empty() {
                return Err(wrong(format!("{name} must not be empty")));
            }
        }
        if !(1..=1_000).contains(&self.most_rows) || self.most_explained > 100 {
            return Err(wrong(
                "most_rows must be 1 to 1,000, and most_explained 100 at most".to_owned(),
            ));
        }
        Ok(())
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "header",
        reason,
    }
}

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Result, json};

/// What a lead package says besides what is on record: who asked for it, by which authority, for what.
///
/// ```
/// use caselink::tracking::PackageHeader;
///
/// let header = PackageHeader::from_value(&serde_json::json!({
///     "id": "LP-2026-41", "agency": "Example State Clearinghouse", "as_of": "2026-03-09",
///     "requesting_agency": "Example County Fugitive Task Force", "authority": "34 USC 20941; request 2026-114 of 5 March 2026",
///     "purpose": "to find a registrant whose address was not verified",
/// }))?;
/// assert_eq!(header.most_rows, 30);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PackageHeader {
    /// The number of the package; make it from no name.
    pub id: String,
    /// The agency that issues it, as its readers know it.
    pub agency: String,
    /// The day as of which it holds. What happened later is left out.
    pub as_of: NaiveDate,
    /// The agency that asked for it.
    pub requesting_agency: String,
    /// By which authority it is made and asked for: the law, the request.
    pub authority: String,
    /// What it is for.
    pub purpose: String,
    /// Whom a reader calls: office, telephone, hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// The most rows of a table, from 1 to 1,000; the others are counted.
    #[serde(default = "most_rows")]
    pub most_rows: u32,
    /// The most places, and the most links of the annex, that are taken apart, at most 100; the others are listed in a line each.
    #[serde(default = "most_explained")]
    pub most_explained: u32,
}

const fn most_rows() -> u32 {
    30
}

const fn most_explained() -> u32 {
    5
}

impl PackageHeader {
    /// Reads it from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or empty.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let header: Self = json::read(value).map_err(|reason| wrong("header", &reason))?;
        header.check()?;
        Ok(header)
    }

    /// Whether it can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names what is empty or out of its range: no package leaves without authority and purpose.
    pub fn check(&self) -> Result<()> {
        for (name, value) in [
            ("id", &self.id),
            ("agency", &self.agency),
            ("requesting_agency", &self.requesting_agency),
            ("authority", &self.authority),
            ("purpose", &self.purpose),
        ] {
            if value.trim().is_empty() {
                return Err(wrong("header", &format!("{name} must not be empty")));
            }
        }
        if !(1..=1_000).contains(&self.most_rows) || self.most_explained > 100 {
            return Err(wrong(
                "header",
                "most_rows must be 1 to 1,000, and most_explained 100 at most",
            ));
        }
        Ok(())
    }
}

pub(super) fn wrong(name: &'static str, reason: &str) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.to_owned(),
    }
}

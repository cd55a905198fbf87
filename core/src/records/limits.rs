use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Result, error::within, json};

/// Upper bounds on the work that one call may take on.
///
/// Above `rows` or `pairs` a call fails with
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded). A longer field is set aside as a
/// [`Rejection`](super::Rejection); a larger block is refused, counted and reported. Nothing is
/// cut off in silence.
///
/// ```
/// use caselink::records::Limits;
///
/// let limits = Limits { block_rows: 500, ..Limits::default() };
/// assert_eq!(limits.field_bytes, 1_024);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Rows in all tables of a call together, and links in a result.
    pub rows: u64,
    /// Bytes in one field; a longer value counts as missing and is reported. The records
    /// door, where a record is whole or nothing, sets the record aside instead.
    pub field_bytes: u64,
    /// Bytes in one text of a record in which people write sentences: a narrative, circumstances, what was said, remarks.
    /// Where `field_bytes` is more, it holds for these too.
    pub prose_bytes: u64,
    /// Values in one record, each list and object among them; a record of more is set aside.
    pub record_values: u64,
    /// Candidate pairs that one call may compare.
    pub pairs: u64,
    /// Rows in one block; a larger block is refused and reported.
    pub block_rows: u64,
    /// Rejections that are listed one by one; further ones are only counted.
    pub listed_rejections: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: 100_000_000,
            field_bytes: 1_024,
            prose_bytes: 65_536,
            record_values: 100_000,
            pairs: 2_000_000_000,
            block_rows: 5_000,
            listed_rejections: 10_000,
        }
    }
}

impl Limits {
    /// Reads limits from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "limits",
            reason,
        })
    }

    /// That there are not more rows than [`rows`](Self::rows).
    pub(crate) const fn check_rows(&self, asked: u64) -> Result<()> {
        within("rows", self.rows, asked)
    }

    /// That there are not more pairs than [`pairs`](Self::pairs).
    pub(crate) const fn check_pairs(&self, asked: u64) -> Result<()> {
        within("pairs", self.pairs, asked)
    }

    /// Gives a text back that is not longer than [`field_bytes`](Self::field_bytes).
    ///
    /// For single values from outside: comparing two texts takes time in proportion to the product of
    /// their lengths. Tables and records are checked when they are read.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] for a longer one.
    ///
    /// ```
    /// use caselink::records::Limits;
    ///
    /// assert_eq!(Limits::default().field("Okafor"), Ok("Okafor"));
    /// assert!(Limits::default().field(&"x".repeat(1_025)).is_err());
    /// ```
    pub fn field<'a>(&self, text: &'a str) -> Result<&'a str> {
        let (allowed, asked) = (self.field_bytes, text.len() as u64);
        if asked <= allowed {
            return Ok(text);
        }
        Err(Error::LimitExceeded {
            limit: "field_bytes",
            allowed,
            asked,
        })
    }
}

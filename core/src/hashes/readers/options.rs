use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, json,
    records::{Limits, UnknownFields},
};

/// The most bytes of one record, unless the options say otherwise: 64 MiB.
const RECORD_BYTES: u64 = 64 << 20;

/// In which form a list of known files is written.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ListFormat {
    /// The JSON of the Video Image Classification Standard, 1.3 and 2.0: a hash set (the files stand under `value`),
    /// cases (they stand under `value[].Media`), or a list without anything around it.
    Vics,
    /// The baseline of INTERPOL's ICSE: a table with semicolons.
    IcseCsv,
    /// A table with commas as NSRL has it, whose header names any of MD5, SHA-1, SHA-256, `FileName`, `FileSize`.
    NsrlCsv,
    /// One hash on a line, alone or with a name behind it, as `md5sum` and its kin write.
    Text,
}

/// How a list is read.
///
/// ```
/// use caselink::hashes::{ListFormat, ListReadOptions};
///
/// let options = ListReadOptions::from_value(&serde_json::json!({ "format": "text", "text_is_pdq": true }))?;
/// assert_eq!(options.format, ListFormat::Text);
/// assert_eq!(options.record_bytes, 64 << 20);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListReadOptions {
    /// The form of the list; it is not guessed.
    pub format: ListFormat,
    /// Upper bounds: `rows` on what the list holds, `field_bytes` on each text in a record.
    #[serde(default)]
    pub limits: Limits,
    /// The most bytes of one record, and of what stands around the records. Only so much is ever kept back.
    #[serde(default = "record_bytes")]
    pub record_bytes: u64,
    /// Whose categories the list uses. Without it the context of a VICS list says so; other lists then have none, but
    /// for the baseline of ICSE.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category_scheme: Option<String>,
    /// Text that is put before the id of each entry. Tools number their files from 1 in every export, so each export that
    /// goes into one [`HashList`](crate::hashes::HashList) needs a prefix of its own; changes of it use the same ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id_prefix: Option<String>,
    /// Whether 64 digits are PDQ in a plain text; otherwise they are SHA-256.
    #[serde(default)]
    pub text_is_pdq: bool,
    /// What becomes of fields and columns that the format does not know.
    #[serde(default)]
    pub unknown_fields: UnknownFields,
    /// Whether distinct MD5 are counted, and entries with an id that came before are told apart. It takes some 40 to 80 bytes
    /// for each record, and is all that grows with the list. Without it, entries of one id take each other's place in a
    /// [`HashList`](crate::hashes::HashList).
    #[serde(default = "yes")]
    pub count_distinct: bool,
}

fn record_bytes() -> u64 {
    RECORD_BYTES
}

fn yes() -> bool {
    true
}

impl ListReadOptions {
    /// Options for a format, with defaults for the rest.
    pub fn new(format: ListFormat) -> Self {
        Self {
            format,
            limits: Limits::default(),
            record_bytes: RECORD_BYTES,
            category_scheme: None,
            id_prefix: None,
            text_is_pdq: false,
            unknown_fields: UnknownFields::default(),
            count_distinct: true,
        }
    }

    /// Reads options from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(wrong)
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.record_bytes == 0 {
            return Err(wrong("record_bytes must be at least 1".to_owned()));
        }
        for (name, text) in [
            ("category_scheme", &self.category_scheme),
            ("id_prefix", &self.id_prefix),
        ] {
            if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
                return Err(wrong(format!("{name} must not be blank")));
            }
        }
        Ok(())
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "options",
        reason,
    }
}

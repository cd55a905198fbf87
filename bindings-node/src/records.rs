//! What do agencies record about people?

use caselink::{
    Error, Result as CoreResult,
    records::{self, Limits},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    arguments::text,
    error::{ErrorCode, here},
};

/// `Limits` from their JSON; the defaults where there is none.
pub(crate) fn limits(json: Option<String>) -> CoreResult<Limits> {
    let Some(json) = json else {
        return Ok(Limits::default());
    };
    let value = serde_json::from_str(&json).map_err(|_| Error::InvalidParameter {
        name: "limits",
        reason: "is not JSON".to_owned(),
    })?;
    Limits::from_value(&value)
}

/// Checks records, each one as JSON; gives `PersonsRead` as JSON.
#[napi]
pub fn read_persons(
    persons: Vec<String>,
    limits_json: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        // one that is nested too deep, or holds half a surrogate pair, is set aside as no record
        let value = |json: &String| serde_json::from_str(json).unwrap_or_default();
        let values = persons.iter().map(value).collect();
        let read = records::read_persons(values, &limits(limits_json)?)?;
        serde_json::to_string(&read).map_err(|_| Error::Internal)
    })
}

/// The JSON Schema of a person, as JSON.
#[napi]
pub fn person_schema() -> Result<String, ErrorCode> {
    here(|| Ok(records::person_schema().to_string()))
}

/// Whether a text stands for "no value": "unknown", "n/a", 1900-01-01.
#[napi]
pub fn is_placeholder(value: Utf16String) -> Result<bool, ErrorCode> {
    here(|| Ok(records::is_placeholder(&text(&value, "value")?)))
}

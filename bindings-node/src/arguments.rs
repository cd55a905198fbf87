//! Arguments that napi's own conversions would change without a word.

use caselink::{Error, Result, records::Limits};
use chrono::NaiveDate;
use napi::bindgen_prelude::Utf16String;

/// Why text is not valid Unicode.
pub(crate) const HALF_A_PAIR: &str = "half a surrogate pair";

/// Text; napi would turn half a surrogate pair into U+FFFD.
pub(crate) fn text(value: &[u16], name: &str) -> Result<String> {
    String::from_utf16(value).map_err(|_| Error::InvalidUnicode {
        place: format!("parameter {name:?}"),
        reason: HALF_A_PAIR.to_owned(),
    })
}

/// A text to compare; its length is bounded.
fn bounded(value: &[u16], name: &str) -> Result<String> {
    let value = text(value, name)?;
    Limits::default().field(&value)?;
    Ok(value)
}

/// Two texts to compare.
pub(crate) fn pair(a: &Utf16String, b: &Utf16String) -> Result<(String, String)> {
    Ok((bounded(a, "a")?, bounded(b, "b")?))
}

/// A value to compare; one that is missing compares as an empty one does.
pub(crate) fn value(value: Option<&Utf16String>, name: &str) -> Result<String> {
    value.map_or_else(|| Ok(String::new()), |value| bounded(value, name))
}

/// Two values to compare.
pub(crate) fn values(a: Option<Utf16String>, b: Option<Utf16String>) -> Result<(String, String)> {
    Ok((value(a.as_ref(), "a")?, value(b.as_ref(), "b")?))
}

/// A whole number from 0; napi would turn -1 into 4,294,967,295 and 0.5 into 0.
pub(crate) fn whole(value: f64, name: &'static str) -> Result<u32> {
    if value.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&value) {
        return Ok(value as u32);
    }
    Err(Error::InvalidParameter {
        name,
        reason: "must be a whole number from 0".to_owned(),
    })
}

/// A day as `YYYY-MM-DD`.
pub(crate) fn day(text: &str, name: &'static str) -> Result<NaiveDate> {
    text.parse().map_err(|_| Error::InvalidParameter {
        name,
        reason: "must be a day as YYYY-MM-DD".to_owned(),
    })
}

//! Plain objects, which cross as the text of their JSON.

use caselink::{Error, Result};
use serde::Serialize;
use serde_json::Value;

/// What an object is, by the name of its argument.
pub(crate) fn value(json: &str, name: &'static str) -> Result<Value> {
    serde_json::from_str(json).map_err(|_| Error::InvalidParameter {
        name,
        reason: "is nested too deep, or holds half a surrogate pair".to_owned(),
    })
}

/// The items of a list, each by itself: one that is nested too deep, or holds half a surrogate pair, is null. It is
/// refused or set aside as such, and not the others.
pub(crate) fn items(json: &[String]) -> Vec<Value> {
    let item = |json: &String| serde_json::from_str(json).unwrap_or_default();
    json.iter().map(item).collect()
}

/// What the core made, as JSON.
pub(crate) fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Internal)
}

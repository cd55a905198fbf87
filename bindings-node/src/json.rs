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

/// The same of files: half a surrogate pair in the name of one, as systems give it that keep names of any bytes, is a
/// replacement character. Nothing else of a file is read so.
pub(crate) fn files(json: &[String]) -> Vec<Value> {
    let item = |json: &String| {
        let read = serde_json::from_str(json).ok();
        read.or_else(|| with_odd_names(json)).unwrap_or_default()
    };
    json.iter().map(item).collect()
}

fn with_odd_names(json: &str) -> Option<Value> {
    let file: Value = serde_json::from_str(&mended(json)).ok()?;
    let mut rest = file.clone();
    rest.as_object_mut()?.remove("names");
    let is_odd = rest.to_string().contains(char::REPLACEMENT_CHARACTER);
    (!is_odd).then_some(file)
}

/// A text with halves of surrogate pairs as replacement characters: only halves are escaped so where JavaScript writes JSON.
fn mended(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let is_half = |text: &str| {
            let text = text.as_bytes();
            let high = text.get(2).map(u8::to_ascii_lowercase);
            text.first() == Some(&b'u')
                && text
                    .get(1)
                    .is_some_and(|one| one.eq_ignore_ascii_case(&b'd'))
                && high.is_some_and(|high| matches!(high, b'8' | b'9' | b'a'..=b'f'))
        };
        let escaped = if is_half(behind) { 5 } else { 1 };
        let Some((escape, more)) = behind.split_at_checked(escaped) else {
            rest = behind;
            continue;
        };
        if escaped == 5 {
            out.push(char::REPLACEMENT_CHARACTER);
        } else {
            out.push('\\');
            out.push_str(escape);
        }
        rest = more;
    }
    out.push_str(rest);
    out
}

/// What the core made, as JSON.
pub(crate) fn text(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|_| Error::Internal)
}

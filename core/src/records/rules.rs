//! What a schema cannot say about a type: values that contradict each other are a fault, values that look wrong
//! are flagged, values that this library never takes are left out.

use serde_json::Value;

use super::shape::{Fault, Fields, Walk};
use super::span::ENDS_BEFORE_START;
use super::{VinCheck, address_note, check_vin};

/// Fields in which systems carry the content of a file, or a small picture of it.
const CONTENT: [&str; 14] = [
    "miniature",
    "thumbnail",
    "thumb",
    "preview",
    "image",
    "picture",
    "photo",
    "content",
    "contents",
    "data",
    "bytes",
    "base64",
    "blob",
    "body",
];

/// The types that have a rule.
#[cfg(test)]
const TYPES: [&str; 11] = [
    "MediaFile",
    "Series",
    "Span",
    "Band",
    "TimeRange",
    "Address",
    "Place",
    "Vehicle",
    "Plate",
    "Digests",
    "Agency",
];

/// Why a value is not taken.
pub(super) const CONTENT_REASON: &str =
    "may hold the content of a file, which this library never takes";
/// So many signs of base64 in one field that no schema knows are a picture, and no number or hash.
const MOST_BASE64: usize = 1_000;

/// Whether a value that no schema knows looks like the content of a file, whatever it is called: an address that holds
/// data, or much base64.
pub(super) fn is_content(value: &Value) -> bool {
    base64_in(value, 32) > MOST_BASE64
}

/// The same for one text by itself, which may be broken into lines.
pub(crate) fn is_content_text(text: &str) -> bool {
    let is_base64 = |b: u8| {
        b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_' | b'\r' | b'\n')
    };
    text.trim_start().starts_with("data:image/")
        || text.len() > MOST_BASE64 && text.bytes().all(is_base64)
}

fn base64_in(value: &Value, depth: usize) -> usize {
    let Some(depth) = depth.checked_sub(1) else {
        return 0;
    };
    match value {
        Value::String(text) if text.trim_start().starts_with("data:image/") => MOST_BASE64 + 1,
        Value::String(text) => {
            let is_base64 =
                |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b'-' | b'_');
            // a GUID has hyphens
            let is_hex = |b: u8| b.is_ascii_hexdigit() || b == b'-';
            let is_hash = text.len() <= 128 && text.bytes().all(is_hex);
            if text.len() >= 32 && !is_hash && text.bytes().all(is_base64) {
                text.len()
            } else {
                0
            }
        }
        Value::Array(items) => items.iter().map(|item| base64_in(item, depth)).sum(),
        Value::Object(fields) => fields.values().map(|item| base64_in(item, depth)).sum(),
        _ => 0,
    }
}

/// Whether a field, by its name, may hold the content of a file.
pub(crate) fn may_hold_content(field: &str) -> bool {
    CONTENT.iter().any(|name| field.eq_ignore_ascii_case(name))
}

/// Before the fields are checked: takes away what may hold the content of a file.
pub(super) fn before(type_name: &str, fields: &mut Fields, walk: &mut Walk<'_>) {
    if !matches!(type_name, "MediaFile" | "Series") {
        return;
    }
    let banned: Vec<String> = fields
        .keys()
        .filter(|field| may_hold_content(field))
        .cloned()
        .collect();
    for field in banned {
        fields.remove(&field);
        // the name in the list, not the one that came
        let name = CONTENT
            .iter()
            .find(|name| field.eq_ignore_ascii_case(name))
            .unwrap_or(&"other");
        walk.leave_out(name, CONTENT_REASON);
    }
}

/// After the fields are checked, so that each has the type of its schema.
pub(super) fn after(type_name: &str, fields: &Fields, walk: &mut Walk<'_>) -> Result<(), Fault> {
    let text = |field: &str| fields.get(field).and_then(Value::as_str);
    let number = |field: &str| fields.get(field).and_then(Value::as_f64);
    match type_name {
        // ISO dates and times are in order as texts
        "Span" if later(text("start"), text("end")) => Err(walk.fault("", ENDS_BEFORE_START)),
        "TimeRange" => {
            let time =
                |field| text(field).and_then(|text| text.parse::<chrono::NaiveDateTime>().ok());
            match (time("earliest"), time("latest")) {
                (Some(earliest), Some(latest)) if latest < earliest => {
                    Err(walk.fault("", "the latest time is before the earliest"))
                }
                _ => Ok(()),
            }
        }
        "Band" => match (number("least"), number("most")) {
            (Some(least), _) if least < 0.0 => Err(walk.fault("least", "is below 0")),
            (_, Some(most)) if most < 0.0 => Err(walk.fault("most", "is below 0")),
            (Some(least), Some(most)) if most < least => {
                Err(walk.fault("", "the greatest value is below the least"))
            }
            _ => Ok(()),
        },
        "Place" if number("uncertainty_m").is_some_and(|metres| metres < 0.0) => {
            Err(walk.fault("uncertainty_m", "is below 0"))
        }
        "Address" => {
            position(fields, walk)?;
            for field in ["street", "locality", "postcode"] {
                if let Some(note) = text(field).and_then(address_note) {
                    walk.flag(field, note.meaning());
                }
            }
            Ok(())
        }
        "Vehicle" => {
            match text("vin").map(check_vin) {
                Some(VinCheck::BadCheck) => walk.flag("vin", "has a wrong check digit"),
                Some(VinCheck::NotApplicable) => walk.flag("vin", "is not a VIN of 17 characters"),
                _ => {}
            }
            Ok(())
        }
        "Plate" => {
            let plate = text("text").unwrap_or_default();
            let written =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | '?' | '*');
            if !plate.chars().all(written) {
                walk.flag("text", "has characters that stand on no plate");
            } else if plate.chars().filter(char::is_ascii_alphanumeric).count() > 8 {
                walk.flag("text", "is longer than a plate");
            }
            Ok(())
        }
        "Digests" => {
            for (field, digits) in [("md5", 32), ("sha1", 40), ("sha256", 64)] {
                let whole = |text: &str| {
                    text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit())
                };
                if text(field).is_some_and(|text| !whole(text)) {
                    walk.flag(field, "is not the whole digest in hexadecimal");
                }
            }
            Ok(())
        }
        "Agency" => {
            let whole = |ori: &str| {
                ori.len() == 9
                    && ori.bytes().take(2).all(|b| b.is_ascii_uppercase())
                    && ori
                        .bytes()
                        .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
            };
            if text("ori").is_some_and(|ori| !whole(ori)) {
                walk.flag(
                    "ori",
                    "is not an ORI: two letters and seven letters or digits",
                );
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn later(start: Option<&str>, end: Option<&str>) -> bool {
    start.zip(end).is_some_and(|(start, end)| end < start)
}

fn position(address: &Fields, walk: &Walk<'_>) -> Result<(), Fault> {
    for (field, bound, out_of_range) in [
        ("latitude", 90.0, "is not between -90 and 90 degrees"),
        ("longitude", 180.0, "is not between -180 and 180 degrees"),
    ] {
        let degrees = address.get(field).and_then(Value::as_f64);
        if degrees.is_some_and(|degrees| !(-bound..=bound).contains(&degrees)) {
            return Err(walk.fault(field, out_of_range));
        }
    }
    match (
        address.contains_key("latitude"),
        address.contains_key("longitude"),
    ) {
        (true, false) => Err(walk.fault("longitude", "is missing beside a latitude")),
        (false, true) => Err(walk.fault("latitude", "is missing beside a longitude")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::{RecordKind, record_schema, shape::Shape};

    #[test]
    fn every_rule_has_its_type() {
        let shapes: Vec<Shape> = RecordKind::ALL
            .map(|kind| Shape::of(&record_schema(kind)))
            .into();
        for name in TYPES {
            assert!(
                shapes
                    .iter()
                    .any(|shape| shape.type_names().contains(&name)),
                "{name} is in no schema"
            );
        }
    }
}

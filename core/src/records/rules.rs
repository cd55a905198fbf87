//! What a schema cannot say about a type: values that contradict each other are a fault, values that look wrong
//! are flagged, values that this library never takes are left out.

use serde_json::Value;

use super::shape::{Fault, Fields, Walk};
use super::span::ENDS_BEFORE_START;
use super::{
    VehicleColor, VinCheck, address_note, check_vin, content, content::may_hold_content,
    is_placeholder,
};

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

/// Fields in which people write sentences: [`Limits::prose_bytes`](super::Limits::prose_bytes) is for them.
const PROSE: [(&str, &str); 11] = [
    ("Incident", "narrative"),
    ("Case", "circumstances"),
    ("Tip", "text"),
    ("Tip", "escalation"),
    ("Series", "description"),
    ("PersonDescription", "text"),
    ("Mark", "text"),
    ("Declaration", "criteria"),
    ("Caution", "text"),
    ("TierDecision", "basis"),
    ("Provenance", "note"),
];

/// Whether people write sentences in a field of a type.
pub(super) fn is_prose(type_name: &str, field: &str) -> bool {
    PROSE.contains(&(type_name, field))
}

/// Before the fields are checked: takes what this library reads in another form than it comes in.
pub(super) fn before(type_name: &str, fields: &mut Fields, walk: &mut Walk<'_>) {
    match type_name {
        "MediaFile" | "Series" => without_content(fields, walk),
        "Vehicle" => {
            if let Some(Value::Array(colors)) = fields.get_mut("colors") {
                *colors = std::mem::take(colors).into_iter().flat_map(tones).collect();
            }
        }
        _ => {}
    }
}

/// The colours of a two-tone vehicle, where both are known; any other value as it is.
fn tones(color: Value) -> Vec<Value> {
    let tones = color
        .as_str()
        .map(VehicleColor::two_tone)
        .unwrap_or_default();
    let is_known = |color: &VehicleColor| !matches!(color, VehicleColor::Other(_));
    if tones.len() > 1 && tones.iter().all(is_known) {
        tones.iter().map(|color| color.as_str().into()).collect()
    } else {
        vec![color]
    }
}

/// Takes away what by its name may hold the content of a file.
fn without_content(fields: &mut Fields, walk: &mut Walk<'_>) {
    let banned: Vec<String> = fields
        .keys()
        .filter(|field| may_hold_content(field))
        .cloned()
        .collect();
    for field in banned {
        fields.remove(&field);
        // the name in the list, not the one that came
        let name = content::NAMES
            .iter()
            .find(|name| field.eq_ignore_ascii_case(name))
            .unwrap_or(&"other");
        walk.leave_out(name, content::REASON);
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
            let Some(plate) = text("text") else {
                return Ok(());
            };
            let written =
                |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | '?' | '*');
            if is_placeholder(plate) {
                walk.flag("text", "is no plate: it says that none is known");
            } else if !plate.chars().all(written) {
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
    fn prose_is_written_in_fields_that_there_are() {
        for (name, field) in PROSE {
            let has = |kind: &RecordKind| {
                let schema = record_schema(*kind);
                let is_root = schema["title"] == name;
                let part = if is_root {
                    &schema
                } else {
                    &schema["$defs"][name]
                };
                !part["properties"][field].is_null()
            };
            assert!(RecordKind::ALL.iter().any(has), "{name}.{field}");
        }
    }

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

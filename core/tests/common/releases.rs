//! Vectors of releases, and a request that says all it must.
#![allow(dead_code, reason = "no test uses all of it")]

use std::{fs, path::PathBuf};

use caselink::release::{ReleaseKey, Request};
use serde_json::{Value, json};

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(name)
}

pub(crate) fn read(name: &str) -> Value {
    fs::read_to_string(path(name)).map_or(Value::Null, |text| serde_json::from_str(&text).unwrap())
}

/// Compares with the file, or writes the file when it is to be blessed.
pub(crate) fn check(name: &str, found: &Value) {
    if std::env::var_os("CASELINK_BLESS").is_some() {
        fs::write(path(name), lines(found, 0) + "\n").unwrap();
    } else {
        let (found, file) = (lines(found, 0), lines(&read(name), 0));
        let at = found.lines().zip(file.lines()).find(|(a, b)| a != b);
        assert!(
            found == file,
            "{name} differs, first in (found, expected): {at:#?}"
        );
    }
}

/// JSON with a line for each value that is short, so that a difference is readable.
fn lines(value: &Value, depth: usize) -> String {
    let short = value.to_string();
    if short.len() + 2 * depth <= 120 {
        return short;
    }
    let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|v| format!("{inner}{}", lines(v, depth + 1)))
                .collect();
            format!("[\n{}\n{outer}]", items.join(",\n"))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(k, v)| format!("{inner}{}: {}", json!(k), lines(v, depth + 1)))
                .collect();
            format!("{{\n{}\n{outer}}}", fields.join(",\n"))
        }
        _ => short,
    }
}

pub(crate) fn request(case: &Value) -> Request {
    Request::from_value(case, ReleaseKey::new((0..32).collect()).unwrap()).unwrap()
}

pub(crate) fn to(audience: &str) -> Value {
    let mut request = json!({
        "actor": {"id": "u-17", "agency": "IL0160000", "role": "analyst"},
        "audience": {"kind": audience},
        "recipients": [{"name": "Dana Fields", "agency": "WI0130000", "law_enforcement": true}],
        "purpose": "investigation",
        "need_to_know": "open case 26-118", "right_to_know": "28 CFR 23.20(e)",
        "released_at": "2026-06-02T09:30:00-05:00",
    });
    if audience == "public" {
        request["audience"]["texts"] =
            json!({"warning": "No harassment.", "correction": "Write to us."});
        request["recipients"] = json!([]);
        request["purpose"] = json!("public_notification");
    }
    request
}

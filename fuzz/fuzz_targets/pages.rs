//! Every page of a document, with any text in every field: the elements of the HTML are those of a harmless text, and
//! nothing hidden stands in any page.
#![no_main]

use std::sync::LazyLock;

use caselink::{
    documents::Document,
    release::{Ledger, Policy, ReleaseKey, Released, Request, disseminate},
};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

static HARMLESS: LazyLock<Vec<String>> =
    LazyLock::new(|| elements(&let_out("Okafor").expect("whole").html()));

fuzz_target!(|text: &str| {
    let Some(released) = let_out(text) else {
        return; // too long for an id, or a verdict
    };
    let (html, markdown) = (released.html(), released.markdown());
    assert_eq!(elements(&html), *HARMLESS);
    let json = released.json().expect("a page");
    let back: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(back["document"]["title"][0]["value"], *text);
    for page in [&html, &markdown, &json] {
        assert!(!page.contains([
            '\0', '\u{1b}', '\u{9b}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}'
        ]));
    }
    for table in released.csv().expect("tables") {
        for line in table.csv.split("\r\n\"").skip(1) {
            assert!(!line.starts_with(['=', '+', '@', '\t']), "{line}");
        }
    }
});

/// The tags of a page in their order, without the pictures, whose labels move.
fn elements(page: &str) -> Vec<String> {
    let mut tags = Vec::new();
    let mut drawn = false;
    for part in page.split('<').skip(1) {
        let tag = part.split('>').next().unwrap_or_default();
        drawn |= tag.starts_with("svg");
        if !drawn && !tag.ends_with("bdi") {
            tags.push(tag.split(' ').next().unwrap_or_default().to_owned());
        }
        drawn &= tag != "/svg";
    }
    tags
}

fn let_out(text: &str) -> Option<Released> {
    let words = json!([{"value": text, "field": "general", "sources": ["r"]}]);
    let signs: Vec<Value> = text
        .chars()
        .take(400)
        .map(|sign| json!({"value": sign.to_string(), "field": "general"}))
        .collect();
    let short = if !text.chars().any(char::is_alphanumeric) || text.len() > 200 {
        "short"
    } else {
        text
    };
    let figure = |drawing: Value| json!({"kind": "figure", "caption": words, "drawing": drawing});
    let document = json!({
        "id": short, "agency": short, "as_of": "2026-06-01", "title": words, "contact": words,
        "marking": {"tlp": "TLP:RED", "caveats": [short]}, "sources": [{"id": "r", "description": [{"value": text}]}],
        "sections": [{"heading": words, "blocks": [
            {"kind": "paragraph", "text": words}, {"kind": "list", "items": [words, signs]},
            {"kind": "facts", "facts": [{"label": text, "value": words, "weighs": "against"}]},
            {"kind": "table", "caption": words, "columns": [{"heading": text}], "rows": [{"cells": [text], "sources": ["r"]}]},
            figure(json!({"kind": "map", "points": [{"label": words, "latitude": 1, "longitude": 2, "radius_m": 9}]})),
            figure(json!({"kind": "timeline", "rows": [{"label": words, "spans": [{"label": words, "start": "2026-01-01"}]}]})),
            figure(json!({"kind": "bars", "axis": text, "bars": [{"label": words, "value": 1, "expected": [0, 2]}]})),
            figure(json!({"kind": "waterfall", "unit": text, "parts": [{"label": words, "weight_milli": 1500}]})),
        ]}],
    });
    let request = json!({
        "actor": {"id": "u", "agency": "a", "role": "r"}, "audience": {"kind": "named_recipients"},
        "recipients": [{"name": short, "agency": short, "law_enforcement": true}], "purpose": "investigation",
        "need_to_know": "n", "right_to_know": "r", "released_at": "2026-06-01T09:30:00Z",
    });
    let request = Request::from_value(&request, ReleaseKey::new(vec![7; 32]).ok()?).ok()?;
    let document = Document::from_value(&document).ok()?;
    disseminate(
        document,
        &request,
        &Policy::standard(),
        &mut Ledger::default(),
    )
    .ok()
}

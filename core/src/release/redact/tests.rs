use serde_json::{from_value, json};

use super::*;

fn of_block(block: serde_json::Value) -> String {
    of_block_for(&Purpose::MissingChildPoster, block)
}

fn of_block_for(purpose: &Purpose, block: serde_json::Value) -> String {
    let policy = Policy::standard();
    let actor = Actor::from_value(&json!({ "id": "a-1", "agency": "IL", "role": "analyst" }));
    let actor = actor.unwrap();
    let reader = Reader {
        audience: AudienceKind::Public,
        law_enforcement: false,
        need_and_right_to_know: false,
    };
    let mut redactor = Redactor::new(&policy, &actor, purpose, reader, b"");
    let block = redactor.block(from_value(block).unwrap());
    assert!(redactor.withheld > 0);
    serde_json::to_string(&block).unwrap()
}

fn of_figure(drawing: &serde_json::Value) -> String {
    of_block(json!({ "kind": "figure", "caption": [], "drawing": drawing }))
}

/// What no policy opens for the public.
const CLOSED: [&str; 16] = [
    "juvenile",
    "arrest",
    "intelligence",
    "victim_name",
    "victim_identity",
    "social_security",
    "reporter_name",
    "identity_number",
    "travel_document",
    "travel",
    "internet_identifier",
    "narrative",
    "evidence",
    "file_hash",
    "file_name",
    "blood_group",
];

#[test]
fn that_there_is_such_a_thing_is_not_told() {
    for field in CLOSED {
        let fact = json!({ "label": "SECRET", "value": [{ "value": "x", "field": field }] });
        let open = json!({ "label": "Town", "value": [{ "value": "y", "field": "general" }] });
        let column = json!({ "heading": "SECRET", "field": field });
        let plain = json!({ "heading": "Town", "field": "general" });
        let text = json!([{ "value": "x", "field": field }]);
        for block in [
            json!({ "kind": "facts", "facts": [fact, open] }),
            json!({ "kind": "table", "caption": [], "columns": [plain, column],
                "rows": [{ "cells": ["y", "x"] }, { "cells": ["y", null] }] }),
            json!({ "kind": "table", "caption": [], "columns": [column], "rows": [{ "cells": ["x"] }] }),
            json!({ "kind": "paragraph", "text": text }),
            json!({ "kind": "figure", "caption": text, "drawing": { "kind": "bars", "axis": "SECRET", "field": field,
                "bars": [{ "label": text, "value": 7 }] } }),
            json!({ "kind": "figure", "caption": [], "drawing": { "kind": "waterfall", "unit": "SECRET", "field": field,
                "parts": [{ "label": text, "weight_milli": 7 }] } }),
        ] {
            let out = of_block(block);
            assert!(!out.contains("SECRET") && !out.contains(field), "{out}");
        }
    }
}

#[test]
fn neither_days_nor_places_of_what_is_withheld_leave() {
    for field in CLOSED {
        let secret = json!([{ "value": "x", "field": field }]);
        let open = json!([{ "value": "x", "field": "general" }]);
        for (row, span) in [(&open, &secret), (&secret, &open)] {
            let out = of_figure(
                &json!({ "kind": "timeline", "rows": [{ "label": row, "spans": [
                { "label": span, "start": "2026-03-02", "end": "2026-03-09" } ] }] }),
            );
            assert!(!out.contains("2026"), "{field}: {out}");
        }
        let out = of_figure(&json!({ "kind": "map", "points": [
            { "label": secret, "latitude": 39.78, "longitude": -89.65, "field": "general" } ] }));
        assert!(!out.contains("39.7"), "{field}: {out}");
    }
}

/// Ages that became one band stand in no order that tells them, in whatever they stand.
#[test]
fn what_labels_no_longer_tell_their_order_does_not_tell() {
    let ages = [(5, 40), (6, 12), (7, 33), (8, 9), (9, 21)];
    let age = |age: u32| json!({ "value": age, "field": "child_age" });
    let of = |ages: &[(u32, u32)]| {
        let item = |(years, count): &(u32, u32)| json!([age(*years), { "value": format!(": {count}"), "field": "general" }]);
        let items: Vec<_> = ages.iter().map(item).collect();
        let facts: Vec<_> = items
            .iter()
            .map(|item| json!({ "label": "Age", "value": item }))
            .collect();
        let row = |(years, day): &(u32, u32)| {
            json!({ "label": [age(*years)], "spans": [
            { "label": [], "start": format!("20{day:02}-03-02"), "end": format!("20{day:02}-03-09") }] })
        };
        let rows: Vec<_> = ages.iter().map(row).collect();
        let secret = json!([{ "value": "x", "field": "victim_name" }]);
        let more = |mut all: Vec<serde_json::Value>, one: serde_json::Value| {
            all.push(one);
            all
        };
        let items = more(items, secret.clone());
        let facts = more(facts, json!({ "label": "x", "value": secret }));
        let timeline = json!({ "kind": "timeline", "rows": rows });
        [
            of_block_for(
                &Purpose::Statistics,
                json!({ "kind": "list", "items": items }),
            ),
            of_block_for(
                &Purpose::Statistics,
                json!({ "kind": "facts", "facts": facts }),
            ),
            of_block_for(
                &Purpose::Statistics,
                json!({ "kind": "figure", "caption": secret, "drawing": timeline }),
            ),
        ]
    };
    let mut turned = ages;
    turned.reverse();
    let found = of(&ages);
    assert_eq!(found, of(&turned));
    assert!(found.iter().all(|page| page.contains("5–9")), "{found:?}");
}

#[test]
fn a_block_of_which_no_fact_is_left_is_no_empty_table() {
    let secret = json!({ "label": "x", "value": [{ "value": "x", "field": "victim_name" }] });
    let page = of_block(json!({ "kind": "facts", "facts": [secret] }));
    assert!(
        page.contains("paragraph") && page.contains(WITHHELD),
        "{page}"
    );
}

use serde_json::{from_value, json};

use super::*;

fn of_block(block: serde_json::Value) -> String {
    let policy = Policy::standard();
    let purpose = Purpose::MissingChildPoster;
    let actor = Actor::from_value(&json!({ "id": "a-1", "agency": "IL", "role": "analyst" }));
    let actor = actor.unwrap();
    let reader = Reader {
        audience: AudienceKind::Public,
        law_enforcement: false,
        need_and_right_to_know: false,
    };
    let mut redactor = Redactor::new(&policy, &actor, &purpose, reader, b"");
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

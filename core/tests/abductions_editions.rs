//! What can be worked out from editions for everyone.
#![cfg(feature = "synth")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use caselink::{
    NoControl,
    abductions::{SeriesSettings, SummarySettings, series, summary},
    records::{Incident, Limits, ReadOptions, RecordKind, Source, read},
    synth::{Size, world},
};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

fn incidents(seed: u64) -> Vec<Incident> {
    let size: Size = serde_json::from_value(json!({ "incidents": 400, "cases": 5 })).unwrap();
    let world = world(seed, size);
    let count = world.count(RecordKind::Incident).unwrap();
    let lines = world
        .ndjson(RecordKind::Incident, 0..count, &NoControl)
        .unwrap();
    read(
        Source::Ndjson(lines.as_bytes()),
        &ReadOptions::default(),
        &NoControl,
    )
    .unwrap()
    .records
}

fn public(incidents: &[Incident], state: &str, as_of: NaiveDate) -> Value {
    let none: [Incident; 0] = [];
    let found = series(
        &none,
        &SeriesSettings::default(),
        &Limits::default(),
        &NoControl,
    )
    .unwrap();
    let settings = SummarySettings::from_value(&json!({
        "id": "AA-1", "agency": "Example State Clearinghouse", "as_of": as_of, "edition": "public",
        "region": { "kind": "state", "state": state },
    }))
    .unwrap();
    let document = summary(
        incidents,
        &found,
        &[],
        &settings,
        &Limits::default(),
        &NoControl,
    )
    .unwrap();
    json!(document)
}

/// Numbers that count incidents: in text, in tables and as bars; and all texts.
fn counts(value: &Value, numbers: &mut Vec<f64>, texts: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            let is_count = object.get("field") == Some(&json!("count"));
            if is_count || object.contains_key("label") {
                numbers.extend(object.get("value").and_then(Value::as_f64));
            }
            if let Some(rows) = object.get("rows").and_then(Value::as_array) {
                let cells = rows
                    .iter()
                    .filter_map(|row| row["cells"].as_array())
                    .flatten();
                numbers.extend(cells.filter_map(|cell| cell.as_f64().or(cell["value"].as_f64())));
            }
            object.values().for_each(|one| counts(one, numbers, texts));
        }
        Value::Array(all) => all.iter().for_each(|one| counts(one, numbers, texts)),
        Value::String(text) => texts.push(text.clone()),
        _ => {}
    }
}

/// Whoever takes numbers of an edition off each other, or those of the next day, must not come to one or two; and no share
/// stands there that would say which number was rounded.
#[test]
fn numbers_for_everyone_do_not_tell_of_one_or_two() {
    let mut with_figures = 0;
    for seed in 0..4 {
        let incidents = incidents(seed);
        let mut of_state: BTreeMap<String, usize> = BTreeMap::new();
        for one in &incidents {
            let place = one.place.as_ref().and_then(|place| place.address.as_ref());
            if let Some(state) = place.and_then(|address| address.state.as_ref()) {
                *of_state.entry(state.expose().clone()).or_default() += 1;
            }
        }
        let days = incidents
            .iter()
            .filter_map(|one| Some(one.time.as_ref()?.expose().latest.date()));
        let last = days.max().unwrap();
        let mut states: Vec<_> = of_state.into_iter().collect();
        states.sort_by_key(|one| std::cmp::Reverse(one.1));
        for (state, _) in states.into_iter().take(3) {
            for ago in [0, 1, 2, 60, 200] {
                let edition = public(&incidents, &state, last - Days::new(ago));
                let (mut numbers, mut texts) = (Vec::new(), Vec::new());
                counts(&edition["sections"], &mut numbers, &mut texts);
                with_figures += usize::from(numbers.len() > 10);
                for number in numbers {
                    assert!(
                        number % 5.0 == 0.0,
                        "{number} in {seed}, {state}, {ago}: {edition:#}"
                    );
                }
                for text in texts {
                    let of_others = ["Published:", "even spread"];
                    let is_ours = !of_others.iter().any(|words| text.contains(words));
                    assert!(!(is_ours && text.contains('%')), "{text}");
                    let words: Vec<&str> = text.split(' ').collect();
                    for two in words
                        .windows(2)
                        .filter(|two| two[1].starts_with("incident"))
                    {
                        let number: Option<u64> = two[0].parse().ok();
                        assert!(
                            number.is_none_or(|number| number.is_multiple_of(5)),
                            "{text}"
                        );
                    }
                }
            }
        }
    }
    assert!(with_figures > 20, "{with_figures}");
}

//! Calls, deadlines and sightings: one answer in three languages, the document, and many sightings of one case.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use std::{fs, ops::ControlFlow, path::Path, sync::Mutex, time::Instant};

use caselink::{
    Control, Error, NoControl,
    documents::{Document, Marking},
    records::{Case, Limits, Source, Tip, read},
    release::{Ledger, Policy, disseminate},
    tips::{
        CaseSightings, DeadlineRules, HandOverRules, MissingChildSteps, SightingOutcome,
        SightingSettings, SightingsHeader, call_clocks, calls_waiting, language,
        missing_child_deadlines, sightings_document, sightings_of, weigh_sighting,
    },
};
use serde_json::{Value, from_value, json, to_value};

const AS_OF: &str = "2026-03-02T18:00:00";

/// A girl who is missing from Rockford since Friday.
fn case() -> Value {
    json!({
        "id": "NC-1187730", "case_type": "NFA", "category": "CA", "reported_on": "2026-02-27",
        "last_seen": { "earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T16:20:00", "time_zone": "America/Chicago" },
        "last_seen_place": {
            "address": { "street": "Canarystreet Ave", "locality": "Rockford", "state": "IL", "latitude": 42.2711, "longitude": -89.0940 },
            "uncertainty_m": 150, "provenance": { "confidence": "confirmed", "reported_by": "officer" },
        },
        "people": [
            { "role": "child", "names": [{ "given": "Canaryjane", "surname": "Roe" }], "sex": "F", "birth_date": "2015-05-01",
              "description": {
                "height_cm": { "least": 140, "most": 142 }, "hair_color": "BRO", "hair_length": "long", "eye_color": "BLU",
                "clothing": ["red jacket", "jeans"], "marks": [{ "kind": "SC", "site": "chin", "text": "small crescent" }],
              } },
            { "role": "suspect", "names": [{ "full": "Canaryman Doe" }] },
        ],
        "vehicles": [{ "make": "ford", "style": "van", "colors": ["white"], "plate": { "text": "ZZA 4471", "state": "IL" } }],
    })
}

fn steps() -> Value {
    json!({
        "time_zone": "America/Chicago", "reported_at": "2026-02-27T17:05:00", "ncic_entered_at": "2026-02-27T18:20:00", "ncic_entry": "EMI",
        "namus_transmitted_at": "2026-03-01T09:00:00",
        "updates": [{ "id": "U-1", "at": "2026-03-01T10:00:00" }, { "id": "U-2", "at": "2026-03-02T17:00:00" }],
    })
}

fn tips() -> Vec<Value> {
    let place = |town: &str, state: &str, latitude: f64, longitude: f64, metres: f64| json!({ "address": { "locality": town, "state": state, "latitude": latitude, "longitude": longitude }, "uncertainty_m": metres });
    let time = |from: &str, to: &str, zone: &str| json!({ "earliest": from, "latest": to, "time_zone": zone });
    let caller = |phone: &str| json!({ "role": "reporter", "names": [{ "full": format!("Canarycaller of {phone}") }], "identifiers": [{ "kind": "phone", "value": phone }] });
    let about = json!(["NC-1187730"]);
    vec![
        json!({
            "id": "CALL-26-00811", "kind": "sighting", "received_at": "2026-02-27T18:40:00", "about": about, "language": "en", "first_hand": true,
            "child_in_danger_now": true,
            "observed": time("2026-02-27T17:50:00", "2026-02-27T18:05:00", "America/Chicago"),
            "place": place("Beloit", "WI", 42.5083, -89.0318, 300.0),
            "people": [caller("217-555-0142"), { "role": "child", "sex": "F", "description": {
                "age": { "least": 10, "most": 12 }, "hair_color": "brown", "clothing": ["red jacket"],
                "marks": [{ "kind": "scar", "site": "chin", "text": "crescent" }] } }],
            "vehicles": [{ "style": "van", "colors": ["white"], "plate": { "text": "ZZA4?71" } }],
            "call": { "services": ["sighting"], "language_needed": "en",
                      "hand_overs": [{ "to": "law_enforcement", "agency": "ZZ0530100", "at": "2026-02-27T18:44:00" }] },
        }),
        json!({
            "id": "CALL-26-00815", "kind": "sighting", "received_at": "2026-02-27T19:30:00", "about": about, "language": "es-MX", "first_hand": true,
            "child_in_danger_now": false,
            "observed": time("2026-02-27T18:30:00", "2026-02-27T18:45:00", "America/Chicago"),
            "place": place("Beloit", "WI", 42.5120, -89.0290, 500.0),
            "people": [caller("608-555-0117"), { "role": "child", "sex": "F", "description": { "age": { "least": 9, "most": 11 }, "hair_color": "brown" } }],
            "call": { "services": ["sighting"], "language_needed": "es-MX" },
        }),
        json!({
            "id": "CALL-26-00816", "kind": "sighting", "received_at": "2026-02-27T19:50:00", "about": about, "first_hand": true,
            "observed": time("2026-02-27T16:40:00", "2026-02-27T16:50:00", "America/Los_Angeles"),
            "place": place("Reno", "NV", 39.5296, -119.8138, 2_000.0),
            "people": [{ "role": "child", "sex": "F", "description": { "age": { "least": 10, "most": 11 }, "hair_color": "brown", "eye_color": "blue" } }],
            "call": { "services": ["sighting"], "language_needed": "kjb" },
        }),
        json!({
            "id": "CALL-26-00902", "kind": "sighting", "received_at": "2026-03-02T16:30:00", "about": about, "first_hand": false,
            "observed": time("2026-03-01T12:00:00", "2026-03-01T15:00:00", "America/New_York"),
            "place": place("Gary", "IN", 41.5934, -87.3464, 5_000.0),
            "people": [{ "role": "child", "sex": "F", "description": { "age": { "least": 5, "most": 6 }, "hair_color": "blond" } }],
            "call": { "services": ["sighting", "lead"] },
        }),
        json!({ "id": "CALL-26-00905", "kind": "sighting", "received_at": "2026-03-02T17:40:00", "about": about, "child_in_danger_now": false,
                "text": "I saw the girl from the poster.", "call": { "services": ["sighting"], "language_needed": "en" } }),
        json!({ "id": "CALL-26-00906", "kind": "call", "received_at": "2026-03-02T15:00:00", "child_in_danger_now": false,
                "call": { "services": ["family_assistance", "travel_reunification"], "language_needed": "ht" } }),
        json!({ "id": 7 }),
    ]
}

fn records() -> (Case, Vec<Tip>) {
    let read = read::<Tip>(
        Source::Values(tips()),
        &caselink::records::ReadOptions::default(),
        &NoControl,
    );
    (from_value(case()).unwrap(), read.unwrap().records)
}

fn settings() -> Value {
    json!({ "as_of": AS_OF })
}

fn found(case: &Case, tips: &[Tip]) -> CaseSightings {
    let settings = SightingSettings::from_value(&settings()).unwrap();
    sightings_of(case, tips, &settings, &Limits::default(), &NoControl).unwrap()
}

fn header() -> Value {
    json!({ "id": "SG-2026-7", "agency": "Example State Clearinghouse", "as_of": "2026-03-02", "contact": "Desk 4, 800-555-0100" })
}

fn document() -> Document {
    let (case, tips) = records();
    let header = SightingsHeader::from_value(&header()).unwrap();
    let settings = SightingSettings::from_value(&settings()).unwrap();
    let limits = Limits::default();
    sightings_document(&case, &tips, &settings, &header, &limits, &NoControl).unwrap()
}

#[test]
fn vectors_are_the_same_in_three_languages() {
    let (case, tips) = records();
    let as_of = AS_OF.parse().unwrap();
    let rules = HandOverRules::standard().unwrap();
    let limits = Limits::default();
    let waiting = calls_waiting(&tips, &rules, as_of, &limits, &NoControl).unwrap();
    let steps = MissingChildSteps::from_value(&steps()).unwrap();
    let table = DeadlineRules::us().unwrap();
    let deadlines = missing_child_deadlines(&case, &steps, &table, as_of).unwrap();
    let settings = SightingSettings::from_value(&self::settings()).unwrap();
    let weighed = weigh_sighting(&tips[0], &case, &tips, &settings).unwrap();
    let vectors = json!({
        "as_of": AS_OF,
        "case": self::case(),
        "steps": self::steps(),
        "tips": self::tips(),
        "settings": self::settings(),
        "header": header(),
        "expected": {
            "languages": (["es-MX", "kjb", "ht", "xx"].map(language)),
            "clocks": call_clocks(&tips[0], &rules, as_of).unwrap(),
            "waiting": waiting,
            "deadlines": deadlines,
            "weighed": weighed,
            "sightings": found(&case, &tips),
            "document": document(),
        },
    });
    releases::check("tips_calls.json", &to_value(vectors).unwrap());
}

#[test]
fn the_sightings_come_in_the_order_in_which_to_look() {
    let (case, tips) = records();
    let found = found(&case, &tips);
    let order: Vec<(&str, SightingOutcome)> = found
        .ranked
        .iter()
        .map(|one| (one.sighting.expose().as_str(), one.outcome))
        .collect();
    assert_eq!(
        order,
        [
            ("CALL-26-00811", SightingOutcome::Strong),
            ("CALL-26-00815", SightingOutcome::Weak),
            ("CALL-26-00905", SightingOutcome::Insufficient),
            ("CALL-26-00902", SightingOutcome::Insufficient),
            ("CALL-26-00816", SightingOutcome::Excluded),
        ]
    );
    assert_eq!(found.counts.not_of_case, 1);
    let records: Vec<&str> = found
        .timeline
        .iter()
        .map(|one| one.record.expose().as_str())
        .collect();
    // by the clocks of the places: a quarter to five in Reno
    assert_eq!(
        records,
        [
            "NC-1187730",
            "CALL-26-00816",
            "CALL-26-00811",
            "CALL-26-00815",
            "CALL-26-00902"
        ]
    );
}

#[test]
fn the_page_is_for_law_enforcement_and_names_no_caller() {
    let document = document();
    assert_eq!(document.marking, Marking::default());
    let release = |audience: &str| {
        let request = releases::request(&releases::to(audience));
        let policy = Policy::standard();
        disseminate(document.clone(), &request, &policy, &mut Ledger::default())
    };
    let html = release("law_enforcement").unwrap().html();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::write(folder.join("sightings.html"), &html).unwrap();
    for words in [
        "LAW ENFORCEMENT SENSITIVE",
        "NC-1187730",
        "Canaryjane Roe",
        "CALL-26-00811",
        "there was no time",
        "no probability that it was the child",
        "Where the child was last seen, and where sightings place it",
        "small crescent",
        "Desk 4",
    ] {
        // what a witness said of a mark is told as it was said
        let words = if words == "small crescent" {
            "crescent"
        } else {
            words
        };
        assert!(html.contains(words), "{words}");
    }
    for words in ["Canarycaller", "555-0142", "555-0117", "Canaryman"] {
        assert!(!html.contains(words), "{words}");
    }
    for audience in ["public", "family", "partner_ngo", "registry_staff"] {
        assert!(
            matches!(release(audience), Err(Error::ReleaseRefused { .. })),
            "{audience}"
        );
    }
    // and where somebody loosens the marking, names and streets stay out all the same
    let mut loose = document;
    loose.marking = Marking::CLEAR;
    let request = releases::request(&releases::to("partner_ngo"));
    let page = disseminate(loose, &request, &Policy::standard(), &mut Ledger::default())
        .unwrap()
        .html();
    for words in ["Canarystreet", "Canarycaller", "2015-05-01", "42.2711"] {
        assert!(!page.contains(words), "{words}");
    }
}

#[test]
fn a_document_that_cannot_be_is_refused() {
    let (case, tips) = records();
    let settings = SightingSettings::from_value(&settings()).unwrap();
    let early = SightingsHeader {
        as_of: "2026-03-01".parse().unwrap(),
        ..SightingsHeader::from_value(&header()).unwrap()
    };
    let refused = sightings_document(
        &case,
        &tips,
        &settings,
        &early,
        &Limits::default(),
        &NoControl,
    );
    assert!(refused.unwrap_err().to_string().contains("as_of"));
    for (field, value) in [
        ("id", json!(" ")),
        ("most_rows", json!(0)),
        ("most_explained", json!(101)),
    ] {
        let mut header = self::header();
        header[field] = value;
        assert!(SightingsHeader::from_value(&header).is_err(), "{field}");
    }
}

/// Counts looks, and stops at one.
struct Looks(Mutex<(u64, u64)>);

impl Control for Looks {
    fn tick(&self, _done: u64, _total: u64) -> ControlFlow<()> {
        let mut looks = self.0.lock().unwrap();
        looks.0 += 1;
        if looks.0 > looks.1 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

#[test]
fn a_hundred_thousand_sightings_of_one_case_are_bounded_and_can_be_stopped() {
    let (case, tips) = records();
    let many: Vec<Tip> = (0..100_000)
        .map(|number: u32| {
            let mut tip = tips[1].clone();
            tip.id = format!("S-{number:06}").into();
            tip.people.remove(0);
            if number.is_multiple_of(3) {
                // all of them verified, and all on one evening
                tip.provenance = Some(from_value(json!({ "confidence": "confirmed" })).unwrap());
            }
            tip
        })
        .collect();
    let start = Instant::now();
    let all = found(&case, &many);
    let took = start.elapsed();
    assert_eq!(all.ranked.len(), many.len());
    assert_eq!(all.explained.len(), 50);
    assert_eq!(all.timeline.len(), many.len() + 1);
    assert!(took.as_secs() < 120, "{took:?}");
    let settings = SightingSettings::default();
    let stop = Looks(Mutex::new((0, 3)));
    let stopped = sightings_of(&case, &many, &settings, &Limits::default(), &stop);
    assert!(matches!(stopped, Err(Error::Cancelled)));
    let rules = HandOverRules::standard().unwrap();
    let stop = Looks(Mutex::new((0, 3)));
    let as_of = AS_OF.parse().unwrap();
    let stopped = calls_waiting(&many, &rules, as_of, &Limits::default(), &stop);
    assert!(matches!(stopped, Err(Error::Cancelled)));
    eprintln!("100,000 sightings in {took:?}");
}

#[test]
fn errors_and_debug_show_no_personal_value() {
    let (case, tips) = records();
    let shown = format!("{case:?}{tips:?}{:?}", found(&case, &tips));
    for words in [
        "Canaryjane",
        "Canarycaller",
        "555-0142",
        "NC-1187730",
        "ZZA",
    ] {
        assert!(!shown.contains(words), "{words}");
    }
    let wrong = MissingChildSteps::from_value(&json!({ "time_zone": "Canaryzone" })).unwrap_err();
    assert!(!wrong.to_string().contains("Canaryzone"));
    assert_eq!(Value::Null, to_value(language("Canarytongue")).unwrap());
}

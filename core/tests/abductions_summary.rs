//! What the desk for attempted abductions answers: trends by region, the summary in both editions, the special bulletin.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(
    clippy::needless_pass_by_value,
    reason = "literals read better by value"
)]

use caselink::{
    NoControl, Result,
    abductions::{
        Answer, BulletinSettings, SeriesFound, SeriesSettings, SummarySettings, TrendSettings,
        Trends, series, special_bulletin, summary, trends,
    },
    documents::Document,
    patterns::RegionOutcome,
    records::{Case, Incident, Limits, Pii},
    release::{Ledger, Policy, ReleaseKey, Released, Request, disseminate},
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn incident(value: Value) -> Incident {
    serde_json::from_value(value).unwrap()
}

fn as_of() -> NaiveDate {
    day("2026-06-01")
}

/// An incident so many days before the day as of which all holds.
fn at(id: &str, ago: u64, hour: u32, state: &str) -> Incident {
    let on = as_of() - Days::new(ago);
    incident(json!({
        "id": id,
        "agency": "ZZ police",
        "time": { "earliest": format!("{on}T{hour:02}:00:00"), "latest": format!("{on}T{hour:02}:20:00"), "time_zone": "America/Chicago" },
        "place": { "kind": "street", "address": { "locality": "Larkmoor", "state": state,
            "latitude": 39.0 + (ago % 7) as f64 * 0.3, "longitude": -89.0 - (ago % 5) as f64 * 0.4 } },
        "approaches": [if ago.is_multiple_of(3) { "ride" } else { "candy" }],
        "outcomes": ["child_left"],
        "suspects": [{ "role": "suspect", "sex": "male", "description": { "age": { "least": 30, "most": 40 } } }],
        "vehicles": [{ "style": "VN", "colors": ["WHI"] }],
    }))
}

/// One a fortnight for a year and more, and so many in the last one.
fn quiet_then(now: u64) -> Vec<Incident> {
    let before = (1..30).map(|window| at(&format!("B-{window:02}"), 14 * window + 5, 15, "IL"));
    let last = (0..now).map(|n| at(&format!("N-{n:02}"), 1 + n % 14, 15, "IL"));
    before.chain(last).collect()
}

fn found(incidents: &[Incident], settings: Value) -> Trends {
    let settings = TrendSettings::from_value(&settings).unwrap();
    trends(
        incidents,
        as_of(),
        &settings,
        &Limits::default(),
        &NoControl,
    )
    .unwrap()
}

fn linked(incidents: &[Incident]) -> SeriesFound {
    series(
        incidents,
        &SeriesSettings::default(),
        &Limits::default(),
        &NoControl,
    )
    .unwrap()
}

fn settings(edition: &str, region: Value, trends: Value) -> SummarySettings {
    SummarySettings::from_value(&json!({
        "id": "AA-2026-22", "agency": "Example State Clearinghouse", "as_of": "2026-06-01",
        "edition": edition, "region": region, "contact": "Analysis desk, 555-0100", "trends": trends,
    }))
    .unwrap()
}

fn write(incidents: &[Incident], cases: &[Case], settings: &SummarySettings) -> Document {
    written(incidents, &linked(incidents), cases, settings)
}

fn written(
    incidents: &[Incident],
    found: &SeriesFound,
    cases: &[Case],
    settings: &SummarySettings,
) -> Document {
    summary(
        incidents,
        found,
        cases,
        settings,
        &Limits::default(),
        &NoControl,
    )
    .unwrap()
}

fn release(document: Document, edition: &str, purpose: &str) -> Result<Released> {
    let mut request = json!({
        "actor": { "id": "u-17", "agency": "Example State Clearinghouse", "role": "analyst" },
        "purpose": purpose, "released_at": "2026-06-01T09:30:00-05:00",
    });
    let object = request.as_object_mut().unwrap();
    if edition == "public" {
        let texts = json!({ "warning": "Do not act on this yourself.", "correction": "Write to records@example.org." });
        object.insert(
            "audience".into(),
            json!({ "kind": "public", "texts": texts }),
        );
    } else {
        object.insert("audience".into(), json!({ "kind": "law_enforcement" }));
        object.insert(
            "recipients".into(),
            json!([{ "name": "Duty desk", "agency": "All sheriffs", "law_enforcement": true }]),
        );
        object.insert("need_to_know".into(), "patrol".into());
        object.insert("right_to_know".into(), "state code".into());
    }
    let request = Request::from_value(&request, ReleaseKey::new(vec![7; 32]).unwrap()).unwrap();
    disseminate(
        document,
        &request,
        &Policy::standard(),
        &mut Ledger::default(),
    )
}

fn illinois() -> Value {
    json!({ "kind": "state", "state": "IL" })
}

fn texts(ids: &[Pii<String>]) -> Vec<String> {
    ids.iter().map(|id| id.expose().clone()).collect()
}

#[test]
fn a_jump_is_flagged_and_an_ordinary_window_is_not() {
    for (now, is_flagged) in [(1, false), (8, true)] {
        let incidents = quiet_then(now);
        let found = found(&incidents, json!({}));
        let counts = &found.regions[0].counts;
        assert_eq!(counts.now.incidents.len() as u64, now);
        assert_eq!(counts.mean_of_four, Some(1.0));
        assert_eq!(counts.last_year.count(), Some(1));
        let RegionOutcome::Tested {
            expected, p, alarm, ..
        } = counts.unusual.outcome
        else {
            panic!("a year of windows is enough");
        };
        // Jeffreys: (26 + 1/2) / 26
        assert!((expected - 26.5 / 26.0).abs() < 1e-12);
        assert_eq!(alarm, is_flagged, "{p}");
        let (least, most) = counts.usual.unwrap();
        assert_eq!((least..=most).contains(&(now as u32)), !is_flagged);
    }
}

#[test]
fn what_the_data_do_not_reach_is_not_zero() {
    let incidents: Vec<Incident> = (1..40)
        .map(|ago| at(&format!("A-{ago}"), ago, 9, "IL"))
        .collect();
    let found_now = found(&incidents, json!({}));
    let counts = &found_now.regions[0].counts;
    assert_eq!(
        counts
            .history
            .iter()
            .filter_map(caselink::abductions::Period::count)
            .count(),
        1
    );
    assert_eq!(
        (counts.mean_of_four, counts.last_year.count()),
        (None, None)
    );
    assert!(matches!(
        counts.unusual.outcome,
        RegionOutcome::Insufficient { .. }
    ));
    // who knows that nothing was reported before says so
    let from = found(&incidents, json!({ "data_from": "2020-01-01" }));
    let counts = &from.regions[0].counts;
    assert!(matches!(
        counts.unusual.outcome,
        RegionOutcome::Tested { .. }
    ));
    assert_eq!(counts.last_year.count(), Some(0));
}

#[test]
fn shares_and_gaps_lead_to_the_incidents() {
    let mut incidents = quiet_then(12);
    incidents.push(incident(json!({
        "id": "X-1", "reported_on": "2026-05-30", "place": { "address": { "locality": "Larkmoor", "state": " il " } },
    })));
    incidents.push(incident(json!({
        "id": "X-2", "time": { "earliest": "2026-05-01T00:00:00", "latest": "2026-06-20T00:00:00" },
        "place": { "address": { "state": "IL", "latitude": 0, "longitude": 0 } },
        "suspects": [{ "role": "suspect" }], "vehicles": [{ "style": "VN" }],
    })));
    incidents.push(incident(json!({
        "id": "X-6", "time": { "earliest": "2026-05-14T00:00:00", "latest": "2026-05-22T00:00:00" },
        "place": { "address": { "state": "IL", "latitude": 39.5, "longitude": -89.0 } },
        "suspects": [{ "role": "suspect" }], "vehicles": [{ "style": "VN" }],
    })));
    incidents.push(incident(json!({
        "id": "X-3", "outcomes": ["unfounded"], "reported_on": "2026-05-30", "place": { "address": { "state": "IL" } },
    })));
    incidents.push(incident(
        json!({ "id": "X-4", "place": { "address": { "state": "IL" } } }),
    ));
    incidents.push(incident(
        json!({ "id": "X-5", "reported_on": "2026-05-30" }),
    ));
    let found = found(&incidents, json!({}));
    assert_eq!(texts(&found.unfounded), ["X-3"]);
    assert_eq!(texts(&found.not_dated), ["X-4"]);
    assert_eq!(texts(&found.in_no_region), ["X-5"]);
    assert_eq!(found.regions.len(), 1);
    let window = &found.regions[0].window;
    let quality = &window.quality;
    assert_eq!(quality.incidents, 14);
    assert_eq!(texts(&found.regions[0].longer_than_window), ["X-2"]);
    assert_eq!(texts(&quality.no_position.incidents), ["X-1"]);
    assert_eq!(texts(&quality.only_town.incidents), ["X-1"]);
    assert_eq!(texts(&quality.long_time.incidents), ["X-1", "X-6"]);
    assert_eq!(texts(&quality.no_description.incidents), ["X-1", "X-6"]);
    assert_eq!(texts(&quality.no_vehicle.incidents), ["X-1"]);
    assert_eq!(texts(&quality.by_report.incidents), ["X-1"]);
    assert_eq!(texts(&quality.over_the_edge.incidents), ["X-6"]);
    let Answer::Found(approaches) = &window.approaches else {
        panic!("twelve are enough");
    };
    assert_eq!((approaches.stated, approaches.not_stated), (12, 2));
    assert_eq!(approaches.values[0].value, "candy");
    assert_eq!(approaches.values[0].incidents.len(), 8);
    assert!((approaches.values[0].share - 2.0 / 3.0).abs() < 1e-12);
    // Wilson's interval of 8 of 12, worked out apart
    assert!(
        (approaches.values[0].low - 0.390_623).abs() < 1e-4,
        "{}",
        approaches.values[0].low
    );
    assert!(
        (approaches.values[0].high - 0.861_876).abs() < 1e-4,
        "{}",
        approaches.values[0].high
    );
}

#[test]
fn a_planted_cluster_is_alive() {
    let mut incidents: Vec<Incident> = (0..60)
        .map(|n| at(&format!("A-{n:02}"), 1 + n * 6, 15, "IL"))
        .collect();
    for n in 0..5 {
        let mut one = at(&format!("C-{n}"), 1 + n, 15, "IL");
        let address = one.place.as_mut().unwrap().address.as_mut().unwrap();
        address.latitude = Some(37.1.into());
        address.longitude = Some((-88.5).into());
        incidents.push(one);
    }
    let settings = json!({ "replicates": 99 });
    let found_all = found(&incidents, settings.clone());
    let Answer::Found(alive) = &found_all.regions[0].alive else {
        panic!("there is enough data");
    };
    let first = &alive.clusters[0];
    assert_eq!(texts(&first.incidents), ["C-0", "C-1", "C-2", "C-3", "C-4"]);
    assert!(first.p.unwrap() <= 0.05);
    assert_eq!(first.to, Some(day("2026-05-31")));
    incidents.reverse();
    assert_eq!(found(&incidents, settings), found_all);
    assert!(matches!(
        found(&incidents, json!({})).regions[0].alive,
        Answer::NotAsked
    ));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    /// Against counting day by day.
    #[test]
    fn windows_hold_what_is_in_them(
        days in prop::collection::vec((0_u64..900, 0_usize..3), 0..80), weekly in any::<bool>()
    ) {
        let states = ["IL", "IN", "KY"];
        let incidents: Vec<Incident> = days.iter().enumerate()
            .map(|(n, (ago, state))| at(&format!("I-{n:03}"), *ago, 12, states[*state])).collect();
        let length = if weekly { 7 } else { 14 };
        let found = found(&incidents, json!({ "window_days": length, "data_from": "2023-01-01" }));
        for region in &found.regions {
            let state = region.region.name();
            let of = |from: u64, to: u64| -> Vec<String> {
                let is_in = |(_, (ago, at)): &(usize, &(u64, usize))| {
                    states[*at] == state && (from..to).contains(ago)
                };
                days.iter().enumerate().filter(is_in).map(|(n, _)| format!("I-{n:03}")).collect()
            };
            let counts = &region.counts;
            prop_assert_eq!(texts(&counts.now.incidents), of(1, 1 + length));
            prop_assert_eq!(texts(&counts.last_year.incidents), of(365, 365 + length));
            prop_assert_eq!(counts.history.len(), 26);
            for (number, window) in (1..).zip(&counts.history) {
                prop_assert_eq!(texts(&window.incidents), of(1 + number * length, 1 + (number + 1) * length));
            }
            prop_assert_eq!(texts(&region.long.period.incidents), of(1, 366));
        }
        let mut back = incidents.clone();
        back.reverse();
        let settings = TrendSettings::from_value(&json!({ "window_days": length, "data_from": "2023-01-01" })).unwrap();
        let again = trends(&back, as_of(), &settings, &Limits::default(), &NoControl).unwrap();
        prop_assert_eq!(again, found);
    }
}

fn van(id: &str, ago: u64, plate: &str, age: (u32, u32)) -> Incident {
    let on = as_of() - Days::new(ago);
    incident(json!({
        "id": id, "agency": "ZZ police", "case_number": format!("26-{id}"),
        "time": { "earliest": format!("{on}T15:00:00"), "latest": format!("{on}T15:20:00"), "time_zone": "America/Chicago" },
        "place": { "kind": "school_route", "uncertainty_m": 100, "address": { "street": "Quarry Rd", "locality": "Tamarack Falls",
            "state": "IL", "latitude": 40.1 + ago as f64 * 1e-4, "longitude": -88.2 } },
        "victims": [{ "age": { "least": 9, "most": 9 }, "sex": "female" }],
        "approaches": ["animal"], "outcomes": ["child_refused"], "narrative": "Showed a leash and asked about a lost puppy.",
        "suspects": [{ "role": "suspect", "sex": "male", "description": { "age": { "least": age.0, "most": age.1 },
            "height_cm": { "least": 175, "most": 183 }, "facial_hair": "beard", "marks": [{ "kind": "tattoo", "site": "neck", "text": "swallow" }] } }],
        "vehicles": [{ "style": "VN", "make": "FORD", "colors": ["SIL"], "plate": { "text": plate, "state": "IL" }, "features": ["ladder rack"] }],
    }))
}

fn with_series() -> Vec<Incident> {
    let mut incidents = quiet_then(6);
    incidents.push(van("S-1", 30, "7K?4*", (25, 30)));
    incidents.push(van("S-2", 9, "7KX4*", (40, 45)));
    incidents.push(van("S-3", 4, "?KX42", (26, 32)));
    incidents
}

#[test]
fn the_edition_for_law_enforcement_says_what_is_known_and_why() {
    let incidents = with_series();
    let case = |id: &str, status: &str, latitude: f64| -> Case {
        serde_json::from_value(json!({
            "id": id, "case_type": "NFA", "status": status, "agency": "ZZ sheriff",
            "last_seen": { "earliest": "2026-05-10T16:00:00", "latest": "2026-05-10T19:30:00" },
            "last_seen_place": { "address": { "latitude": latitude, "longitude": -88.2 } },
        }))
        .unwrap()
    };
    let cases = [
        case("K-1", "open", 40.2),
        case("K-2", "resolved", 40.2),
        case("K-3", "open", 42.0),
    ];
    let document = write(
        &incidents,
        &cases,
        &settings("law_enforcement", illinois(), json!({})),
    );
    assert!(document.marking.law_enforcement_sensitive);
    let released = release(document, "law_enforcement", "analysis").unwrap();
    assert_eq!(released.withheld(), 0);
    let page = released.markdown();
    for words in [
        "Series A, new: 3 incidents",
        "7KX42",
        "ladder",
        "tattoo neck",
        "5 ft 9 in",
        "These contradict each other",
        "against",
        "K-1",
        "Not looked for in this edition",
        "Tamarack Falls",
        "Open cases nearby",
    ] {
        assert!(page.contains(words), "{words} is not in the page:\n{page}");
    }
    assert!(!page.contains("K-2") && !page.contains("K-3"));
    // each incident of the window is a record at the end
    for id in ["incident S\\-2", "incident S\\-3", "incident N\\-00"] {
        let plain = id.replace('\\', "");
        assert!(page.contains(id) || page.contains(&plain), "{id}");
    }
}

#[test]
fn the_edition_for_everyone_tells_figures_and_nobody() {
    let incidents = with_series();
    let document = write(&incidents, &[], &settings("public", illinois(), json!({})));
    let whole = serde_json::to_string(&document).unwrap();
    let released = release(document, "public", "prevention").unwrap();
    assert_eq!(released.marking().line(), "TLP:CLEAR");
    let page = released.html() + &released.json().unwrap() + &released.markdown();
    for text in [&page, &whole] {
        for secret in [
            "S-1",
            "S-2",
            "N-00",
            "Tamarack",
            "Quarry",
            "Larkmoor",
            "7KX4",
            "ladder",
            "beard",
            "tattoo",
            "swallow",
            "puppy",
            "ZZ police",
            "Series A",
        ] {
            assert!(!text.contains(secret), "{secret}");
        }
    }
    for words in ["At a glance", "For prevention", "Analysis desk", "van"] {
        assert!(page.contains(words), "{words}");
    }
    assert!(
        !page.contains("[withheld]"),
        "an edition for everyone holds nothing that they may not read"
    );
}

#[test]
fn both_editions_can_be_written_of_anything() {
    let one_point = |n: u64| {
        let mut one = at(&format!("P-{n}"), 1 + n, 15, "IL");
        let address = one.place.as_mut().unwrap().address.as_mut().unwrap();
        address.latitude = Some(40.0.into());
        address.longitude = Some((-89.0).into());
        one
    };
    let odd = vec![
        incident(
            json!({ "id": "O-1", "time": { "earliest": "2026-05-30T15:00:00", "latest": "2026-05-29T15:00:00" },
            "reported_on": "2026-05-30", "place": { "address": { "state": "IL", "latitude": -89.6, "longitude": 39.7 } } }),
        ),
        incident(
            json!({ "id": "O-2", "time": { "earliest": "2025-06-01T00:00:00", "latest": "2026-06-01T00:00:00" },
            "place": { "address": { "state": "IL", "latitude": 0.0, "longitude": 0.0 } } }),
        ),
        incident(
            json!({ "id": "O-3", "time": { "earliest": "2026-05-25T15:00:00", "latest": "2026-05-25T15:00:00" },
            "place": { "address": { "state": "IL", "latitude": 400.0, "longitude": 0.0 } } }),
        ),
        incident(
            json!({ "id": "O-4", "time": { "earliest": "2026-05-25T15:00:00", "latest": "2026-05-25T15:00:00" },
            "place": { "address": { "state": "IL" } } }),
        ),
    ];
    let sets: [(&str, Vec<Incident>); 5] = [
        ("none", Vec::new()),
        ("one", vec![at("A", 3, 15, "IL")]),
        ("one point", (0..12).map(one_point).collect()),
        ("unknown places", odd),
        ("empty records", vec![incident(json!({ "id": "E" }))]),
    ];
    let regions = [
        illinois(),
        json!({ "kind": "everywhere" }),
        json!({ "kind": "radius", "name": "Larkmoor", "latitude": 40.0, "longitude": -89.0, "km": 50 }),
    ];
    for (name, incidents) in &sets {
        for region in &regions {
            for (edition, purpose) in [("law_enforcement", "analysis"), ("public", "prevention")] {
                let trends = json!({ "replicates": 19, "window_days": 7 });
                let settings = settings(edition, region.clone(), trends);
                let document = write(incidents, &[], &settings);
                let released = release(document, edition, purpose);
                assert!(
                    released.is_ok(),
                    "{name}, {region}, {edition}: {released:?}"
                );
                assert!(
                    released.unwrap().html().contains("Not enough data"),
                    "{name}, {region}, {edition}"
                );
            }
        }
    }
}

#[test]
fn second_reports_count_once() {
    let mut incidents = quiet_then(3);
    let mut again = incidents[29].clone();
    again.id = "Z-again".to_owned().into();
    let victim = json!({ "age": { "least": 9, "most": 9 }, "sex": "female" });
    for one in [&mut incidents[29], &mut again] {
        one.victims = vec![serde_json::from_value(victim.clone()).unwrap()];
        one.approaches = vec!["candy".into()];
    }
    incidents.push(again);
    let found = linked(&incidents);
    assert_eq!(found.duplicates.len(), 1);
    let page = write(
        &incidents,
        &[],
        &settings("law_enforcement", illinois(), json!({})),
    );
    let page = release(page, "law_enforcement", "analysis")
        .unwrap()
        .markdown();
    assert!(page.contains("Incidents in these 14 days"));
    assert!(page.contains("Second reports"));
    let line = page
        .lines()
        .find(|line| line.contains("Incidents in these 14 days"))
        .unwrap();
    assert!(line.contains("| 3"), "{line}");
}

#[test]
fn the_order_of_the_incidents_changes_no_byte() {
    let mut incidents = with_series();
    let settings = settings(
        "law_enforcement",
        illinois(),
        json!({ "replicates": 19, "threads": 2 }),
    );
    let first = serde_json::to_string(&write(&incidents, &[], &settings)).unwrap();
    incidents.reverse();
    let one_thread = SummarySettings {
        trends: TrendSettings {
            threads: 1,
            ..settings.trends.clone()
        },
        ..settings
    };
    assert!(first == serde_json::to_string(&write(&incidents, &[], &one_thread)).unwrap());
}

#[test]
fn a_bulletin_shows_its_contradictions_and_what_would_settle_it() {
    let incidents = with_series();
    let found = linked(&incidents);
    assert_eq!(found.series[0].incidents.len(), 3);
    let settings = BulletinSettings::from_value(&json!({
        "id": "SB-2026-3", "agency": "Example State Clearinghouse", "as_of": "2026-06-01", "name": "Tamarack Falls",
        "contact": "Analysis desk, 555-0100",
    }))
    .unwrap();
    let bulletin = special_bulletin(&found.series[0], &incidents, &settings).unwrap();
    let mut back = incidents.clone();
    back.reverse();
    assert!(bulletin == special_bulletin(&found.series[0], &back, &settings).unwrap());
    let page = release(bulletin, "law_enforcement", "investigation")
        .unwrap()
        .markdown();
    for words in [
        "Would rule it out",
        "Contradictions to settle",
        "These contradict each other",
        "26\\-S\\-1",
        "7KX42",
    ] {
        let plain = words.replace('\\', "");
        assert!(
            page.contains(words) || page.contains(&plain),
            "{words}:\n{page}"
        );
    }
    let error = special_bulletin(&found.series[0], &incidents[..3], &settings)
        .err()
        .unwrap();
    assert_eq!(error.code(), "UNKNOWN_RECORD");
}

/// The page of an edition, released, and the document before it.
fn page(incidents: &[Incident], cases: &[Case], edition: &str, region: Value) -> String {
    let document = write(incidents, cases, &settings(edition, region, json!({})));
    let whole = serde_json::to_string(&document).unwrap();
    let purpose = if edition == "public" {
        "prevention"
    } else {
        "analysis"
    };
    let released = release(document, edition, purpose).unwrap();
    released.markdown() + &released.html() + &whole
}

#[test]
fn no_free_word_reaches_everyone() {
    let mut incidents = quiet_then(6);
    for one in &mut incidents {
        one.approaches = vec!["said his name is John Realname".into()];
        one.outcomes = vec!["ran to Realname Street".into(), "child_left".into()];
        one.vehicles[0].style = Some("Realnames van IL ABC123".into());
    }
    let public = page(&incidents, &[], "public", illinois());
    for secret in ["Realname", "realname", "ABC123"] {
        assert!(!public.contains(secret), "{secret}");
    }
    assert!(public.contains("| other["), "{public}");
    let police = page(&incidents, &[], "law_enforcement", illinois());
    assert!(police.contains("John Realname"));
    // and no advice is given on it
    assert!(!police.contains("Approach: most often"));
}

#[test]
fn everyone_reads_no_small_counts() {
    // twelve in a year, one of them in this window
    let few: Vec<Incident> = (0..12)
        .map(|n| at(&format!("A-{n:02}"), 5 + 29 * n, 8 + n as u32, "IL"))
        .collect();
    let public = page(&few, &[], "public", illinois());
    assert!(public.contains("fewer than 3"), "{public}");
    assert!(public.contains("Too few in this window to tell."));
    assert!(!public.contains("the last bar is this window"));
    for words in ["Yes, more than usual", "Perhaps:"] {
        assert!(!public.contains(words), "{words}");
    }
    assert!(public.contains("With a vehicle"));
    // eleven of twelve would tell of the twelfth: both are written alike
    let mut one_without = few.clone();
    one_without[3].vehicles.clear();
    let rest = page(&one_without, &[], "public", illinois());
    let of_vehicles = |page: &str| -> Vec<String> {
        let lines = page.lines().filter(|line| line.contains("a vehicle"));
        lines.map(str::to_owned).take(2).collect()
    };
    assert_eq!(of_vehicles(&rest), of_vehicles(&public));
    assert_eq!(of_vehicles(&public)[0].matches("about 10").count(), 2);
    // nine are too few for any figure
    let public = page(&few[..9], &[], "public", illinois());
    assert!(public.contains("too few to tell without naming someone"));
    for words in ["For prevention", "Incidents in these", "With a vehicle"] {
        assert!(!public.contains(words), "{words}");
    }
    let police = page(&few[..9], &[], "law_enforcement", illinois());
    assert!(police.contains("For prevention"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    /// Whatever the incidents, no bar and no count of the edition for everyone is of one or two.
    #[test]
    fn no_bar_for_everyone_is_of_one_or_two(days in prop::collection::vec((1_u64..365, 0_u32..23), 10..70)) {
        let incidents: Vec<Incident> = days.iter().enumerate()
            .map(|(n, (ago, hour))| at(&format!("I-{n:03}"), *ago, *hour, "IL")).collect();
        let document = write(&incidents, &[], &settings("public", illinois(), json!({})));
        let mut open = vec![serde_json::to_value(&document).unwrap()];
        let mut seen = 0;
        while let Some(value) = open.pop() {
            match value {
                Value::Object(object) => {
                    let number = object.get("value").and_then(Value::as_f64);
                    let is_bar = object.contains_key("label");
                    let is_count = object.get("field") == Some(&json!("count"));
                    if let Some(number) = number.filter(|_| is_bar || is_count) {
                        seen += 1;
                        // the mean of four windows with three incidents and more
                        let cited = object.get("sources").map(Value::to_string).unwrap_or_default();
                        let is_mean = is_count && cited.contains("four windows before");
                        let is_told = number == 0.0 || number >= 3.0 || is_mean && number >= 0.75;
                        prop_assert!(is_told, "{number}");
                        prop_assert!(!is_bar || number == 0.0 || number >= 3.0, "{number}");
                    }
                    open.extend(object.into_iter().map(|one| one.1));
                }
                Value::Array(all) => open.extend(all),
                _ => {}
            }
        }
        prop_assert!(seen > 0);
    }
}

#[test]
fn one_after_a_quiet_year_is_no_alarm() {
    let one = [at("A", 3, 15, "IL")];
    let with = |incidents: &[Incident]| {
        let settings = settings(
            "law_enforcement",
            illinois(),
            json!({ "data_from": "2024-01-01" }),
        );
        let document = write(incidents, &[], &settings);
        release(document, "law_enforcement", "analysis")
            .unwrap()
            .markdown()
    };
    let page = with(&one);
    assert!(page.contains("Too few to tell"), "{page}");
    assert!(!page.contains("Yes, more than usual"));
    let three = [3, 5, 9].map(|ago| at(&format!("A-{ago}"), ago, 15, "IL"));
    assert!(with(&three).contains("Yes, more than usual"));
}

#[test]
fn what_cannot_be_placed_or_dated_is_named() {
    let on = as_of() - Days::new(4);
    let incidents = [
        incident(
            json!({ "id": "NOPLACE", "reported_on": on, "place": { "address": { "locality": "Larkmoor", "state": "IL" } } }),
        ),
        incident(
            json!({ "id": "ZERO", "reported_on": on, "place": { "address": { "latitude": 0, "longitude": 0 } } }),
        ),
        incident(
            json!({ "id": "BACKWARDS", "time": { "earliest": "2026-05-28T16:00:00", "latest": "2026-05-28T15:00:00" },
            "place": { "address": { "state": "IL", "latitude": 40.0, "longitude": -89.0 } } }),
        ),
        incident(
            json!({ "id": "ELSEWHERE", "time": { "earliest": "2026-05-28T16:00:00", "latest": "2026-05-28T15:00:00" },
            "place": { "address": { "state": "KY", "latitude": 37.0, "longitude": -85.0 } } }),
        ),
        incident(json!({ "id": "LONG-AGO", "reported_on": "2026-01-02" })),
    ];
    let radius = json!({ "kind": "radius", "name": "Larkmoor", "latitude": 40.0, "longitude": -89.0, "km": 50 });
    for (region, named, not_named) in [
        (
            radius,
            &["NOPLACE", "ZERO", "BACKWARDS"][..],
            &["ELSEWHERE", "LONG-AGO"][..],
        ),
        (
            illinois(),
            &["NOPLACE", "ZERO", "BACKWARDS"],
            &["ELSEWHERE", "LONG-AGO"],
        ),
    ] {
        let document = write(
            &incidents,
            &[],
            &settings("law_enforcement", region, json!({})),
        );
        let page = release(document, "law_enforcement", "analysis")
            .unwrap()
            .markdown();
        assert!(page.contains("may belong here"), "{page}");
        let plain = page.replace('\\', "");
        for id in named {
            assert!(plain.contains(id), "{id}: {page}");
        }
        for id in not_named {
            assert!(!plain.contains(id), "{id}: {page}");
        }
    }
    let page = page(&[], &[], "law_enforcement", illinois());
    assert!(page.contains("No reports: the data hold no incident of this region."));
}

#[test]
fn a_state_is_one_under_its_name_and_its_code() {
    let both = [
        at("A", 3, 15, "IL"),
        at("B", 4, 15, "Illinois"),
        at("C", 5, 15, " ILLINOIS "),
    ];
    let found = found(&both, json!({}));
    assert_eq!(found.regions.len(), 1);
    assert_eq!(found.regions[0].region.name(), "IL");
    let named = json!({ "kind": "state", "state": "Illinois" });
    let page = page(&both, &[], "law_enforcement", named);
    assert!(page.contains("| Incidents in these 14 days | 3"), "{page}");
}

#[test]
fn an_unfounded_report_hides_no_founded_one() {
    let victim = json!({ "age": { "least": 9, "most": 9 }, "sex": "female" });
    let mut both = [at("A", 3, 15, "IL"), at("B", 3, 15, "IL")];
    for one in &mut both {
        one.victims = vec![serde_json::from_value(victim.clone()).unwrap()];
    }
    let mut kept = linked(&both);
    assert_eq!(kept.duplicates.len(), 1);
    both[0].outcomes = vec!["unfounded".into()];
    assert_eq!(linked(&both).duplicates, []);
    let settings = settings("law_enforcement", illinois(), json!({}));
    // nor where the series were found before that was known
    for found in [linked(&both), kept.clone()] {
        let document = written(&both, &found, &[], &settings);
        let page = release(document, "law_enforcement", "analysis")
            .unwrap()
            .markdown();
        assert!(page.contains("| Incidents in these 14 days | 1"), "{page}");
    }
    kept.duplicates[0].kept = "nobody".to_owned().into();
    let error = summary(&both, &kept, &[], &settings, &Limits::default(), &NoControl)
        .err()
        .unwrap();
    assert_eq!(error.code(), "UNKNOWN_RECORD");
}

#[test]
fn the_line_to_look_for_says_how_many_said_so_and_leaves_race_out() {
    let mut incidents = with_series();
    for (at, one) in incidents.iter_mut().rev().take(3).enumerate() {
        let description = one.suspects[0].description.as_mut().unwrap();
        description.race = Some(serde_json::from_value(json!("B")).unwrap());
        if at == 0 {
            description.eye_color = Some(serde_json::from_value(json!("GRN")).unwrap());
        }
    }
    let found = linked(&incidents);
    assert_eq!(found.series[0].incidents.len(), 3);
    let settings = settings("law_enforcement", illinois(), json!({}));
    let document = written(&incidents, &found, &[], &settings);
    let page = release(document, "law_enforcement", "analysis")
        .unwrap()
        .markdown()
        .replace('\\', "");
    let line = page
        .lines()
        .find(|line| line.contains("Series A: person"))
        .unwrap();
    assert!(line.contains("green (1 of 3)"), "{line}");
    assert!(!line.to_lowercase().contains("black"), "{line}");
    assert!(
        line.contains("175 to 183 cm") && !line.contains("cm) ("),
        "{line}"
    );
}

#[test]
fn persons_who_are_in_no_series_are_described() {
    let mut one = at("A", 3, 15, "IL");
    one.vehicles.clear();
    one.suspects = vec![serde_json::from_value(json!({ "role": "suspect", "sex": "male", "description": {
        "age": { "least": 60, "most": 65 }, "facial_hair": "beard", "speech": "lisp", "clothing": ["green parka"],
        "marks": [{ "kind": "tattoo", "site": "neck", "text": "snake" }] } })).unwrap()];
    let police = page(
        std::slice::from_ref(&one),
        &[],
        "law_enforcement",
        illinois(),
    );
    for words in ["60 to 65 years", "beard", "lisp", "green parka", "snake"] {
        assert!(police.contains(words), "{words}");
    }
    assert!(!police.contains("No description of this window goes beyond"));
    one.suspects.clear();
    let police = page(&[one], &[], "law_enforcement", illinois());
    assert!(police.contains("No description of this window goes beyond"));
}

#[test]
fn open_cases_are_compared_by_vehicle_plate_and_person() {
    let case: Case = serde_json::from_value(json!({
        "id": "K-1", "case_type": "NFA", "status": "open",
        "last_seen": { "earliest": "2026-05-10T16:00:00", "latest": "2026-05-10T19:30:00" },
        "last_seen_place": { "address": { "latitude": 40.1, "longitude": -88.2 } },
        "vehicles": [{ "style": "SD", "make": "FORD", "colors": ["SIL"], "plate": { "text": "7KX42" } }],
        "people": [{ "role": "suspect", "sex": "male", "description": { "age": { "least": 50, "most": 60 }, "facial_hair": "beard" } }],
    }))
    .unwrap();
    let incidents = [van("S-1", 4, "7KX4*", (25, 30))];
    let settings = settings("law_enforcement", illinois(), json!({}));
    let document = write(&incidents, &[case], &settings);
    let page = release(document, "law_enforcement", "analysis")
        .unwrap()
        .markdown();
    let page = page.replace('\\', "");
    let is_row = |line: &&str| line.contains("K-1") && line.contains(" mi (");
    let row = page.lines().find(is_row).unwrap();
    for words in [
        "plate 4 of 4 signs",
        "make Ford",
        "silver",
        "facial hair beard",
        "years 25 to 30 / 50 to 60",
        "sedan",
    ] {
        assert!(row.contains(words), "{words}: {row}");
    }
}

#[test]
fn numbers_of_the_patterns_cite_their_incidents() {
    let incidents = quiet_then(12);
    let document = write(
        &incidents,
        &[],
        &settings("law_enforcement", illinois(), json!({ "replicates": 19 })),
    );
    let whole = serde_json::to_value(&document).unwrap().to_string();
    for source in [
        "count: incidents with a time",
        "count: incidents with a known hour",
        "count: incidents of the windows shown",
        "count: incidents with a vehicle",
    ] {
        // once in the list at the end, and where it is cited
        assert!(whole.matches(source).count() > 1, "{source}");
    }
}

#[test]
fn pointers_say_no_more_than_the_figures() {
    let page_of = |hour: fn(u64) -> u32| {
        let incidents: Vec<Incident> = (0..40)
            .map(|n| at(&format!("A-{n:02}"), 1 + n * 9, hour(n), "IL"))
            .collect();
        page(&incidents, &[], "law_enforcement", illinois())
    };
    // all hours alike
    let even = page_of(|n| (n * 7 % 24) as u32);
    assert!(!even.contains("count most then") && !even.contains("walking in groups"));
    assert!(even.contains("do not stand out") || even.contains("less than an even spread"));
    assert!(even.contains("7 am to 9 am and"), "{even}");
    let after = page_of(|_| 15);
    assert!(after.contains("count most then") && after.contains("walking in groups"));
    let night = page_of(|_| 23);
    assert!(night.contains("less than an even spread") && !night.contains("count most then"));
}

#[test]
fn a_bulletin_of_nothing_is_refused_and_what_is_in_question_marked() {
    let mut incidents = with_series();
    let found = linked(&incidents);
    let settings = |as_of: &str| {
        let value =
            json!({ "id": "SB-1", "agency": "Example State Clearinghouse", "as_of": as_of });
        BulletinSettings::from_value(&value).unwrap()
    };
    let mut empty = found.series[0].clone();
    empty.incidents.clear();
    let error = special_bulletin(&empty, &incidents, &settings("2026-06-01"))
        .err()
        .unwrap();
    assert_eq!(error.code(), "INVALID_PARAMETER");
    let text = |incidents: &[Incident], as_of: &str| {
        let document = special_bulletin(&found.series[0], incidents, &settings(as_of)).unwrap();
        serde_json::to_string(&document).unwrap()
    };
    assert!(!text(&incidents, "2026-06-01").contains("did not happen. Find"));
    assert!(text(&incidents, "2026-05-01").contains("later than that as of which"));
    let last = incidents.len() - 1;
    incidents[last].outcomes = vec!["unfounded".into()];
    assert!(text(&incidents, "2026-06-01").contains("did not happen. Find"));
}

#[test]
fn settings_and_rows_out_of_range_are_refused() {
    for bad in [
        json!({ "window_days": 10 }),
        json!({ "history_windows": 3 }),
        json!({ "long_days": 3 }),
        json!({ "least_incidents": 0 }),
        json!({ "replicates": 1_000_000_000 }),
        json!({ "regions": [{ "kind": "state", "state": " " }] }),
        json!({ "regions": [{ "kind": "radius", "name": "x", "latitude": 91, "longitude": 0, "km": 1 }] }),
        json!({ "regions": [{ "kind": "radius", "name": "x", "latitude": -87.63, "longitude": 41.88, "km": 1 }] }),
        json!({ "regions": [{ "kind": "radius", "name": "x", "latitude": 0, "longitude": 0, "km": 1 }] }),
        json!({ "regions": [{ "kind": "radius", "name": " ", "latitude": 41.88, "longitude": -87.63, "km": 1 }] }),
        json!({ "regions": [{ "kind": "radius", "name": "x", "latitude": 41.88, "longitude": -87.63, "km": 0 }] }),
        json!({ "near_repeat": { "metres": [5, 1] } }),
        json!({ "scan": { "max_share": 0.9 } }),
        json!({ "what": 1 }),
    ] {
        assert!(TrendSettings::from_value(&bad).is_err(), "{bad}");
    }
    // a part that is named keeps the rest of it as this desk has it
    let some = TrendSettings::from_value(&json!({ "scan": { "max_days": 28 } })).unwrap();
    assert_eq!((some.scan.max_days, some.scan.min_cases), (Some(28), 3));
    let twice = [at("A", 1, 9, "IL"), at("A", 2, 9, "IL")];
    let all = |incidents: &[Incident]| {
        trends(
            incidents,
            as_of(),
            &TrendSettings::default(),
            &Limits::default(),
            &NoControl,
        )
    };
    // one that cannot be used is set aside, and in no figure
    for (incidents, left) in [
        (&twice[..], 1),
        (&[at("", 1, 9, "IL")], 0),
        (&[at("  ", 1, 9, "IL")], 0),
    ] {
        let found = all(incidents).unwrap();
        assert_eq!((found.rejected.total, found.incidents), (1, left));
        assert_eq!(found.rejected.listed[0].field, "id");
    }
}

/// A slip of the pen in a region is no calm region: it is an error that says how regions are named. A state of which nobody
/// reported is known, and its answer is that there are no reports.
#[test]
fn a_region_that_is_none_is_an_error_and_one_without_reports_says_so() {
    let incident = |id: &str, day: &str, state: &str| -> Incident {
        serde_json::from_value(json!({
            "id": id,
            "time": { "earliest": format!("{day}T15:00:00"), "latest": format!("{day}T15:30:00") },
            "place": { "address": { "state": state } },
        }))
        .unwrap()
    };
    let incidents: Vec<Incident> = (1..=28)
        .map(|n| {
            incident(
                &format!("A-{n}"),
                &format!("2026-0{}-{n:02}", 1 + n % 5),
                "Illinois",
            )
        })
        .chain([incident("B", "2026-05-20", "Ontario")])
        .collect();
    let look = |state: &str| {
        let settings = json!({ "regions": [
            { "kind": "state", "state": "IL" }, { "kind": "state", "state": state } ] });
        let settings = TrendSettings::from_value(&settings).unwrap();
        let as_of = "2026-06-01".parse().unwrap();
        trends(&incidents, as_of, &settings, &Limits::default(), &NoControl)
    };
    for wrong in ["Ilinois", "Springfield", "XX", "Ontari"] {
        let error = look(wrong).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
        let text = error.to_string();
        assert!(
            text.contains("region number 2") && text.contains("as IL or Illinois"),
            "{text}"
        );
        assert!(
            text.contains("WI, WV, WY") && !text.contains(wrong),
            "{text}"
        );
        let header = json!({ "id": "S", "agency": "A", "as_of": "2026-06-01",
            "region": { "kind": "state", "state": wrong } });
        let settings = SummarySettings::from_value(&header).unwrap();
        let found = series(
            &incidents,
            &SeriesSettings::default(),
            &Limits::default(),
            &NoControl,
        );
        let page = summary(
            &incidents,
            &found.unwrap(),
            &[],
            &settings,
            &Limits::default(),
            &NoControl,
        );
        assert_eq!(page.unwrap_err().code(), "INVALID_PARAMETER");
    }
    // what incidents name is a region, too
    assert!(look("ontario").unwrap().regions[1].has_reports);
    let found = look("Wyoming").unwrap();
    assert!(found.regions[0].has_reports);
    assert!(matches!(
        found.regions[0].counts.unusual.outcome,
        RegionOutcome::Tested { .. }
    ));
    let empty = &found.regions[1];
    assert!(!empty.has_reports && empty.counts.now.count().is_none());
    let RegionOutcome::Insufficient { reason } = &empty.counts.unusual.outcome else {
        unreachable!("tested without reports");
    };
    assert!(reason.starts_with("no reports"), "{reason}");
    let header = json!({ "id": "S", "agency": "A", "as_of": "2026-06-01",
        "region": { "kind": "state", "state": "WY" } });
    let settings = SummarySettings::from_value(&header).unwrap();
    let found = series(
        &incidents,
        &SeriesSettings::default(),
        &Limits::default(),
        &NoControl,
    )
    .unwrap();
    let page = summary(
        &incidents,
        &found,
        &[],
        &settings,
        &Limits::default(),
        &NoControl,
    )
    .unwrap();
    assert!(json!(page.sections[0]).to_string().contains("No reports"));
}

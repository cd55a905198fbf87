use serde_json::{Value, json};

use super::*;
use crate::{NoControl, records::Offender};

fn offender(value: Value) -> Offender {
    serde_json::from_value(value).unwrap()
}

fn open(value: Value) -> OpenCase {
    serde_json::from_value(value).unwrap()
}

fn index(offenders: &[Offender]) -> OffenderIndex {
    OffenderIndex::build(offenders, &KnownFacts::default(), &NoControl).unwrap()
}

fn at(latitude: f64, longitude: f64) -> Value {
    json!({ "address": { "latitude": latitude, "longitude": longitude } })
}

/// A registrant who lives at a place since 2019, with a vehicle.
fn lives(id: &str, latitude: f64, more: Value) -> Offender {
    let mut value = json!({
        "id": id,
        "stays": [{ "kind": "residence", "place": at(latitude, -89.65), "span": { "start": "2019-04-01" } }],
    });
    crate::json::lay_over(&mut value, &more);
    offender(value)
}

/// A case at latitude 39.8 on 27 February 2026.
fn case(more: Value) -> OpenCase {
    let mut value = json!({ "case": {
        "id": "NC-1", "case_type": "NFA", "reported_on": "2026-02-27",
        "last_seen": { "earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T16:30:00" },
        "last_seen_place": at(39.8, -89.65),
        "vehicles": [{ "style": "VN", "colors": ["WHI"], "plate": { "text": "ZZ123?" } }],
    }});
    crate::json::lay_over(&mut value, &more);
    open(value)
}

fn white_van(plate: &str) -> Value {
    json!({ "vehicles": [{ "style": "VN", "colors": ["WHI"], "plate": { "text": plate }, "span": { "start": "2020-01-01" } }] })
}

fn find(offenders: &[Offender], open: &OpenCase) -> OffenderFindings {
    index(offenders).find_offenders(open, &LinkSettings::default()).unwrap()
}

fn ids(found: &OffenderFindings) -> Vec<&str> {
    found.links.iter().map(|link| link.offender.expose().as_str()).collect()
}

fn weight(link: &Link, group: LinkGroup) -> Option<i32> {
    let part = link.components.iter().find(|part| part.group == group);
    part.map(|part| part.weight.0)
}

#[test]
fn near_and_with_that_plate_ranks_first_and_parts_add_up() {
    let all = [
        lives("A", 39.81, white_van("ZZ1234")),
        lives("B", 39.82, white_van("ZZ9876")),
        lives("C", 40.5, white_van("ZZ1235")),
        lives("D", 45.0, white_van("ZZ1236")),
        lives("E", 45.0, white_van("ZZ5555")),
    ];
    let found = find(&all, &case(json!({})));
    assert_eq!(ids(&found)[0], "A");
    // a plate makes a candidate wherever somebody lives; a place too far and nothing else does not
    assert_eq!(found.candidates, 4);
    assert_eq!(found.feasible, 3);
    for link in &found.links {
        let sum: i32 = link.components.iter().map(|part| part.weight.0).sum();
        assert_eq!(link.total.0, sum);
        for part in &link.components {
            assert_eq!(part.caps.clamp(part.uncapped.0), part.weight.0);
            assert!(!part.label.is_empty() && !part.inputs.is_empty());
        }
        assert!(link.words.starts_with("the evidence") || link.words.contains("evidence for a link"));
        assert!(link.prior_times_ratio > 0.0);
    }
}

#[test]
fn no_order_of_the_records_changes_an_answer() {
    let mut all: Vec<Offender> = (0..40)
        .map(|n| {
            let plate = format!("ZZ12{:02}", n % 7);
            lives(&format!("P{n:02}"), 39.5 + f64::from(n % 10) * 0.07, white_van(&plate))
        })
        .collect();
    let open = case(json!({}));
    let first = find(&all, &open);
    all.reverse();
    assert_eq!(find(&all, &open), first);
    all.rotate_left(17);
    assert_eq!(find(&all, &open), first);
}

fn custody(start: &str, end: Option<&str>, verified: Option<bool>) -> Value {
    json!({ "custody": [{ "kind": "prison", "span": { "start": start, "end": end }, "verified": verified }] })
}

#[test]
fn only_verified_custody_over_the_whole_time_excludes() {
    let open = case(json!({}));
    for (start, end, verified, is_out) in [
        ("2025-12-01", Some("2026-03-01"), Some(true), true),
        ("2025-12-01", Some("2026-03-01"), None, false),
        ("2025-12-01", Some("2026-03-01"), Some(false), false),
        // let go, or taken in, on the very day
        ("2025-12-01", Some("2026-02-27"), Some(true), false),
        ("2026-02-27", Some("2026-05-01"), Some(true), false),
        ("2026-02-26", Some("2026-02-28"), Some(true), true),
        // nobody knows whether it still went on
        ("2025-12-01", None, Some(true), false),
    ] {
        let mut more = white_van("ZZ1234");
        crate::json::lay_over(&mut more, &custody(start, end, verified));
        let found = find(&[lives("A", 39.81, more)], &open);
        assert_eq!(found.counts.excluded == 1, is_out, "{start} {end:?} {verified:?}");
        assert_eq!(found.links.is_empty(), is_out);
        if is_out {
            let out = &found.excluded[0].exclusion;
            assert_eq!(out.reason, ExclusionReason::InCustody);
            assert_eq!(out.inputs[1].field, "custody[0]");
            assert_eq!(found.feasible, 0);
        }
    }
    // unconfirmed custody speaks against it, and does not rule out
    let mut more = white_van("ZZ1234");
    crate::json::lay_over(&mut more, &custody("2025-12-01", Some("2026-03-01"), None));
    let found = find(&[lives("A", 39.81, more)], &open);
    assert!(weight(&found.links[0], LinkGroup::Time).unwrap() < -4_000);
}

#[test]
fn custody_that_goes_on_excludes_up_to_the_day_of_its_record() {
    let open = case(json!({}));
    let recorded = |on: &str| {
        let mut more = custody("2025-12-01", None, Some(true));
        let provenance = json!({ "custody": [{ "kind": "prison", "span": { "start": "2025-12-01" }, "verified": true,
            "provenance": { "recorded_on": on } }] });
        crate::json::lay_over(&mut more, &provenance);
        find(&[lives("A", 39.81, more)], &open).counts.excluded
    };
    assert_eq!(recorded("2026-02-27"), 0);
    assert_eq!(recorded("2026-02-28"), 1);
}

#[test]
fn who_died_before_is_out_and_who_may_have_lived_is_not() {
    let open = case(json!({}));
    for (died, is_out) in [
        ("2026-02-26", true),
        ("2026-02-27", false),
        ("2026-02", false),
        ("2026-01", true),
        ("2026", false),
        ("2025", true),
    ] {
        let found = find(&[lives("A", 39.81, json!({ "died_on": died }))], &open);
        assert_eq!(found.counts.excluded == 1, is_out, "{died}");
    }
}

/// Seen on the day of the case at an office so far away.
fn seen_at(latitude: f64, verified: bool, confirmed: bool, hour: u32) -> OffenderFindings {
    let known: KnownFacts = serde_json::from_value(json!({ "offenders": [{ "offender": "A", "sightings": [{
        "place": at(latitude, -89.65), "verified": verified,
        "time": { "earliest": format!("2026-02-27T{hour:02}:00:00"), "latest": format!("2026-02-27T{hour:02}:10:00") },
    }] }] }))
    .unwrap();
    let all = [lives("A", 39.81, white_van("ZZ1234"))];
    let index = OffenderIndex::build(&all, &known, &NoControl).unwrap();
    let mut place = at(39.8, -89.65);
    if confirmed {
        place["provenance"] = json!({ "confidence": "confirmed" });
    }
    let open = case(json!({ "case": { "last_seen_place": place } }));
    index.find_offenders(&open, &LinkSettings::default()).unwrap()
}

#[test]
fn who_was_verified_too_far_away_is_out_only_if_both_sides_are_sure() {
    // 29 degrees of latitude: 3,200 km, 46 hours by road
    let far = 10.8;
    assert_eq!(seen_at(far, true, true, 16).counts.excluded, 1);
    let out = seen_at(far, true, true, 16);
    assert_eq!(out.excluded[0].exclusion.reason, ExclusionReason::Elsewhere);
    for (verified, confirmed) in [(false, true), (true, false), (false, false)] {
        let found = seen_at(far, verified, confirmed, 16);
        assert_eq!(found.counts.excluded, 0);
        assert!(found.links.is_empty() || weight(&found.links[0], LinkGroup::Time).unwrap() < 0);
    }
    // three hours by road: possible
    assert_eq!(seen_at(38.0, true, true, 16).counts.excluded, 0);
}

#[test]
fn a_place_of_another_time_is_no_place_of_the_case() {
    let moved = offender(json!({ "id": "A", "stays": [
        { "kind": "residence", "place": at(39.81, -89.65), "span": { "start": "2015-01-01", "end": "2019-01-01" } },
        { "kind": "residence", "place": at(39.9, -89.65), "span": { "start": "2019-01-01" } },
    ]}));
    let index = index(&[moved]);
    let link = index.explain("A", &case(json!({})), &LinkSettings::default()).unwrap();
    let part = |group| link.components.iter().find(|part| part.group == group).unwrap();
    assert_eq!(part(LinkGroup::Place).inputs[1].field, "stays[1]");
    assert_eq!(part(LinkGroup::Area).inputs[0].field, "stays[0]");
    assert_eq!(link.outcome, LinkOutcome::Insufficient);
    assert_eq!(link.insufficient, Some(InsufficientReason::TooFewGroups));
}

use super::*;

pub(super) fn custody(start: &str, end: Option<&str>, verified: Option<bool>) -> Value {
    json!({ "custody": [{ "kind": "prison", "span": { "start": start, "end": end }, "verified": verified }] })
}

#[test]
fn only_verified_custody_over_the_whole_time_excludes() {
    let open = case(&json!({}));
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
        let found = find(&[lives("A", 39.81, &more)], &open);
        assert_eq!(
            found.counts.excluded == 1,
            is_out,
            "{start} {end:?} {verified:?}"
        );
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
    let found = find(&[lives("A", 39.81, &more)], &open);
    assert!(weight(&found.links[0], LinkGroup::Time).unwrap() < -4_000);
}

#[test]
fn custody_that_goes_on_excludes_up_to_the_day_of_its_record() {
    let open = case(&json!({}));
    let recorded = |on: &str| {
        let mut more = custody("2025-12-01", None, Some(true));
        let provenance = json!({ "custody": [{ "kind": "prison", "span": { "start": "2025-12-01" }, "verified": true,
            "provenance": { "recorded_on": on } }] });
        crate::json::lay_over(&mut more, &provenance);
        find(&[lives("A", 39.81, &more)], &open).counts.excluded
    };
    assert_eq!(recorded("2026-02-27"), 0);
    assert_eq!(recorded("2026-02-28"), 1);
}

#[test]
fn who_died_before_is_out_and_who_may_have_lived_is_not() {
    let open = case(&json!({}));
    for (died, is_out) in [
        ("2026-02-26", true),
        ("2026-02-27", false),
        ("2026-02", false),
        ("2026-01", true),
        ("2026", false),
        ("2025", true),
    ] {
        let found = find(&[lives("A", 39.81, &json!({ "died_on": died }))], &open);
        assert_eq!(found.counts.excluded == 1, is_out, "{died}");
    }
}

/// Seen on the day of the case at an office so far away.
fn seen_at(latitude: f64, verified: bool, confirmed: bool, more: &Value) -> OffenderFindings {
    let mut known = json!({ "offenders": [{ "offender": "A", "sightings": [{
        "place": at(latitude, -89.65), "verified": verified,
        "time": { "earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T16:10:00" },
    }] }] });
    let checked = more.get("checked").cloned().unwrap_or_else(|| json!([]));
    known["offenders"][0]["carriers_checked"] = checked;
    let known: KnownFacts = serde_json::from_value(known).unwrap();
    let all = [lives("A", 39.81, &white_van("ZZ1234"))];
    let index = OffenderIndex::build(&all, &known, &NoControl).unwrap();
    let mut place = at(39.8, -89.65);
    if confirmed {
        place["provenance"] = json!({ "confidence": "confirmed" });
    }
    let open = case(&json!({ "case": { "last_seen_place": place } }));
    let flights = more.get("flights").and_then(Value::as_bool);
    let settings = LinkSettings {
        flights: flights.unwrap_or(true),
        ..LinkSettings::default()
    };
    index.find_offenders(&open, &settings).unwrap()
}

#[test]
fn who_was_verified_too_far_away_is_out_only_if_both_sides_are_sure() {
    // 29 degrees of latitude: 3,200 km, 46 hours by road
    let (far, by_road) = (10.8, json!({ "flights": false }));
    let out = seen_at(far, true, true, &by_road);
    assert_eq!(out.counts.excluded, 1);
    assert_eq!(out.excluded[0].exclusion.reason, ExclusionReason::Elsewhere);
    for (verified, confirmed) in [(false, true), (true, false), (false, false)] {
        let found = seen_at(far, verified, confirmed, &by_road);
        assert_eq!(found.counts.excluded, 0);
        assert!(found.links.is_empty() || weight(&found.links[0], LinkGroup::Time).unwrap() < 0);
    }
    // three hours by road: possible
    assert_eq!(seen_at(38.0, true, true, &by_road).counts.excluded, 0);
}

#[test]
fn whom_a_flight_could_have_brought_is_out_only_if_carriers_were_checked() {
    let far = 10.8;
    // six hours by air, and until midnight to do it
    assert_eq!(seen_at(far, true, true, &json!({})).counts.excluded, 0);
    for (from, to, is_out) in [
        ("2026-02-27", "2026-02-28", true),
        ("2026-01-01", "2026-12-31", true),
        ("2026-02-28", "2026-03-01", false),
        ("2026-02-25", "2026-02-27", false),
    ] {
        let checked = json!({ "checked": [{ "start": from, "end": to }] });
        let found = seen_at(far, true, true, &checked);
        assert_eq!(found.counts.excluded == 1, is_out, "{from} {to}");
    }
    // 8,850 km: no flight is fast enough
    assert_eq!(seen_at(-39.8, true, true, &json!({})).counts.excluded, 1);
    let slow = LinkSettings::from_value(&json!({ "flight_km_per_hour": 50.0 }));
    assert!(slow.is_err());
}

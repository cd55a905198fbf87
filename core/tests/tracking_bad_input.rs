//! Records and packs that are wrong, or lack what matters: each comes to a clear outcome, and nothing is lost.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use caselink::{
    records::Offender,
    tracking::{
        AssessOptions, Assessment, Compliance, DutyLine, DutyState, Missing, RulePack,
        WhereaboutsFound, assess,
    },
};
use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn federal() -> RulePack {
    RulePack::federal().unwrap()
}

fn with(value: &Value, packs: &[RulePack], options: &AssessOptions) -> Assessment {
    let offender: Offender = serde_json::from_value(value.clone()).unwrap();
    assess(&offender, packs, options, None).unwrap()
}

fn found(value: &Value) -> Assessment {
    with(value, &[federal()], &AssessOptions::on(day("2021-02-09")))
}

fn lines<'a>(found: &'a Assessment, duty: &str) -> Vec<&'a DutyLine> {
    found
        .jurisdictions
        .iter()
        .flat_map(|place| &place.duties)
        .filter(|line| line.duty == duty)
        .collect()
}

fn states(found: &Assessment, duty: &str) -> Vec<DutyState> {
    lines(found, duty).iter().map(|line| line.state).collect()
}

const fn missing(missing: Missing) -> DutyState {
    DutyState::Undetermined { missing }
}

/// A registrant of tier II in Illinois since 2020-01-31 who has done everything.
fn life() -> Value {
    json!({
        "id": "T-1",
        "convictions": [{ "jurisdiction": "IL", "sentenced_on": "2016-05-02", "imprisoned": true, "released_on": "2020-01-31" }],
        "registrations": [{
            "jurisdiction": "IL", "span": { "start": "2020-01-31" },
            "tiers": [{ "scheme": "SORNA", "tier": "II", "effective_from": "2020-01-31" }],
            "appearances": [
                { "on": "2020-07-24", "purpose": "verification", "manner": "in_person" },
                { "on": "2021-01-24", "purpose": "verification", "manner": "in_person" },
            ],
        }],
    })
}

fn set(mut value: Value, pointer: &str, to: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = value.pointer_mut(parent).unwrap();
    match name.parse::<usize>() {
        Ok(at) => parent[at] = to,
        Err(_) => parent[name] = to,
    }
    value
}

#[test]
fn dates_out_of_order() {
    // convicted before it happened, sentenced before convicted, released before sentenced
    let value = set(
        life(),
        "/convictions/0",
        json!({ "jurisdiction": "IL", "offence": { "committed_on": "2018" }, "convicted_on": "2017-03", "sentenced_on": "2016-05-02",
            "imprisoned": true, "released_on": "2015-01-31" }),
    );
    let all = found(&value);
    assert_eq!(all.notes.out_of_order, 3);
    assert_eq!(states(&all, "D01"), [missing(Missing::DatesOutOfOrder)]);
    // what does not hang on them stands
    assert_eq!(states(&all, "D11")[..2], [DutyState::Met, DutyState::Met]);
    // a span cannot end before it begins: such a record is set aside at the door
    let turned = set(
        life(),
        "/registrations/0/span",
        json!({ "start": "2020-01-31", "end": "2019-01-31" }),
    );
    assert!(serde_json::from_value::<Offender>(turned).is_err());
}

#[test]
fn a_release_that_nobody_knows() {
    let value = set(life(), "/convictions/0/released_on", Value::Null);
    let all = found(&value);
    assert_eq!(states(&all, "D01"), [missing(Missing::ReleaseDate)]);
    let period = all.jurisdictions[0].period;
    assert_eq!(
        (period.tolled.end, period.tolled.missing),
        (None, Some(Missing::ReleaseDate))
    );
    let words = all.jurisdictions[0].period_explanation.as_ref().unwrap();
    assert!(
        words
            .arithmetic
            .contains(&"Not determined: the day of release is not known.".to_owned())
    );
    // nor whether there was any
    let value = set(value, "/convictions/0/imprisoned", Value::Null);
    assert_eq!(
        found(&value).jurisdictions[0].period.tolled.missing,
        Some(Missing::ReleaseDate)
    );
}

#[test]
fn a_tier_that_nobody_decided_or_nobody_can_read() {
    let mut pack = federal();
    pack.tiers.fallback = None;
    let options = AssessOptions::on(day("2021-02-09"));
    for (tiers, unread) in [
        (json!([]), 0),
        (
            json!([{ "scheme": "il", "tier": "II", "effective_from": "2020-01-31" }]),
            0,
        ),
        (
            json!([{ "scheme": "SORNA", "tier": "high", "effective_from": "2020-01-31" }]),
            1,
        ),
    ] {
        let value = set(life(), "/registrations/0/tiers", tiers);
        let all = with(&value, &[pack.clone()], &options);
        assert_eq!(states(&all, "D11"), [missing(Missing::Tier)]);
        assert_eq!(
            all.jurisdictions[0].period.tolled.missing,
            Some(Missing::Tier)
        );
        assert_eq!(
            (all.compliance, all.notes.tier_not_read),
            (Compliance::Undetermined, unread)
        );
        // by the strictest, where the pack says so, and flagged
        let all = found(&value);
        assert!(all.jurisdictions[0].tier_is_fallback);
        assert_eq!(all.notes.tier_not_read, unread);
    }
}

#[test]
fn custody_without_an_end_or_a_beginning() {
    let late = set(life(), "/registrations/0/appearances", json!([]));
    for (span, state) in [
        (
            json!({ "start": "2020-06-01" }),
            missing(Missing::CustodyEnd),
        ),
        (
            json!({ "end": "2020-09-01" }),
            missing(Missing::CustodyStart),
        ),
        (json!({}), missing(Missing::CustodyStart)),
    ] {
        let value = set(
            late.clone(),
            "/custody",
            json!([{ "kind": "jail", "span": span }]),
        );
        assert_eq!(states(&found(&value), "D11")[0], state, "{span}");
    }
}

#[test]
fn two_registries_that_decided_otherwise() {
    let mut value = life();
    let other = json!({ "jurisdiction": "MO", "span": { "start": "2020-01-31" }, "tiers": [{ "scheme": "SORNA", "tier": "III", "effective_from": "2020-01-31" }] });
    value["registrations"].as_array_mut().unwrap().push(other);
    let all = found(&value);
    assert_eq!(all.notes.tiers_differ, 1);
    // each goes by its own, and who is late with one is not compliant
    let of = |place: usize| {
        (
            all.jurisdictions[place].tier.as_deref(),
            all.jurisdictions[place].compliance.is_noncompliant(),
        )
    };
    assert_eq!([of(0), of(1)], [(Some("2"), false), (Some("3"), true)]);
    assert!(all.compliance.is_noncompliant());
}

#[test]
fn a_death_before_what_is_told_of_later() {
    let value = set(life(), "/died_on", json!("2020-03-01"));
    let all = found(&value);
    assert_eq!(all.notes.after_death, 2);
    // somebody has to say which is right
    assert_eq!(all.whereabouts, WhereaboutsFound::Unknown);
    assert_eq!(all.compliance, Compliance::Undetermined);
    let value = set(
        value,
        "/registrations/0/appearances/0/manner",
        json!("mail"),
    );
    assert_eq!(
        states(&found(&value), "D11")[0],
        missing(Missing::DeathBeforeEvents)
    );
}

#[test]
fn packs_that_do_not_hold_together_are_refused() {
    let refused = |change: &dyn Fn(&mut Value)| {
        let mut value = serde_json::to_value(federal()).unwrap();
        change(&mut value);
        RulePack::from_value(&value).unwrap_err().to_string()
    };
    let last = federal().duties.len() - 1;
    let unknown =
        refused(&|value| value["duties"][last]["schedule"]["anchor"] = json!("full_moon"));
    assert!(
        unknown.contains("anchor") && unknown.contains("unknown word"),
        "{unknown}"
    );
    let unknown = refused(&|value| value["duties"][0]["trigger"] = json!({ "after_duty": "D99" }));
    assert!(unknown.contains("no duty \"D99\""), "{unknown}");
    // around one, two and three corners
    for length in [1, 2, 3] {
        let circle = refused(&|value| {
            for at in 0..length {
                let next = value["duties"][(at + 1) % length]["id"].clone();
                value["duties"][at]["trigger"] = json!({ "after_duty": next });
            }
        });
        assert!(circle.contains("in a circle"), "{circle}");
    }
}

#[test]
fn packs_that_contradict_each_other_do_so_only_while_both_hold() {
    let mut other = federal();
    other.pack = "another".to_owned();
    (other.effective_from, other.effective_to) = (Some(day("2020-06-01")), Some(day("2020-09-01")));
    let mut value = serde_json::to_value(&other).unwrap();
    let name = value["duties"]
        .as_array()
        .unwrap()
        .iter()
        .position(|duty| duty["id"] == "D06.name")
        .unwrap();
    value["duties"][name]["within"]["term"]["count"] = json!(10);
    let other = RulePack::from_value(&value).unwrap();
    let value = set(
        life(),
        "/events",
        json!(
            ["2020-05-04", "2020-06-03", "2020-08-03", "2020-09-02"]
                .map(|on| json!({ "kind": "name_change", "on": on }))
        ),
    );
    for packs in [[federal(), other.clone()], [other, federal()]] {
        let all = with(&value, &packs, &AssessOptions::on(day("2021-02-09")));
        let states = states(&all, "D06.name");
        assert_eq!(
            states
                .iter()
                .filter(|state| **state == missing(Missing::WhichRule))
                .count(),
            2,
            "{states:?}"
        );
        assert_eq!(
            states
                .iter()
                .filter(|state| matches!(state, DutyState::Overdue { .. }))
                .count(),
            2,
            "{states:?}"
        );
    }
}

#[test]
fn ten_thousand_of_everything() {
    let many = |one: &dyn Fn(String, u64) -> Value| -> Value {
        (0..10_000)
            .map(|n| one((day("1993-05-01") + Days::new(n)).to_string(), n))
            .collect()
    };
    let mut value = life();
    value["events"] = many(&|on, _| json!({ "kind": "foreign_travel", "on": on }));
    value["registrations"][0]["tiers"] = many(
        &|on, n| json!({ "scheme": "SORNA", "tier": (["I", "II", "III"][n as usize % 3]), "effective_from": on, "provenance": { "recorded_on": "2020-05-01" } }),
    );
    value["declarations"] =
        many(&|on, _| json!({ "whereabouts": "unlocated", "on": on, "by": "registry" }));
    value["warrants"] =
        many(&|on, _| json!({ "kind": "felony_arrest", "status": "recalled", "issued_on": on }));
    value["vehicles"] = many(&|on, _| json!({ "span": { "start": on } }));
    let options = AssessOptions {
        explain: false,
        ..AssessOptions::on(day("2021-02-09"))
    };
    let begun = std::time::Instant::now();
    let all = with(&value, &[federal()], &options);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    let since = (day("2020-09-15") - day("2020-01-31")).num_days() as usize;
    assert_eq!(lines(&all, "D10").len(), since);
    assert_eq!(lines(&all, "D08.vehicle").len(), since);
    let few = caselink::records::Limits {
        record_values: 10_000,
        ..Default::default()
    };
    let offender: Offender = serde_json::from_value(value).unwrap();
    let error = assess(&offender, &[federal()], &options, Some(&few)).unwrap_err();
    assert_eq!(error.code(), "LIMIT_EXCEEDED");
}

#[test]
fn what_lies_ahead_changes_nothing_and_is_counted() {
    let quiet = |value: &Value| {
        let options = AssessOptions {
            explain: false,
            ..AssessOptions::on(day("2021-02-09"))
        };
        let mut all = with(value, &[federal()], &options);
        let ahead = all.notes.after_as_of;
        all.notes.after_as_of = 0;
        (all, ahead)
    };
    let (before, none) = quiet(&life());
    assert_eq!(none, 0);
    let on = "2021-03-01";
    for (pointer, item) in [
        (
            "/registrations",
            json!({ "jurisdiction": "MO", "span": { "start": on } }),
        ),
        (
            "/registrations/0/appearances",
            json!({ "on": on, "purpose": "initial", "manner": "in_person" }),
        ),
        (
            "/convictions",
            json!({ "jurisdiction": "MO", "sentenced_on": on, "imprisoned": false }),
        ),
        (
            "/custody",
            json!({ "kind": "prison", "span": { "start": on } }),
        ),
        (
            "/declarations",
            json!({ "whereabouts": "absconded", "on": on, "by": "registry" }),
        ),
        (
            "/stays",
            json!({ "kind": "residence", "span": { "start": on }, "place": { "address": { "state": "IL" } } }),
        ),
    ] {
        let mut value = life();
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        let list = &mut value.pointer_mut(parent).unwrap()[name];
        if list.is_null() {
            *list = json!([]);
        }
        list.as_array_mut().unwrap().push(item);
        let (mut after, ahead) = quiet(&value);
        assert_eq!(ahead, 1, "{pointer}");
        // a conviction names its jurisdiction already
        after
            .jurisdictions
            .retain(|place| place.jurisdiction == "IL");
        after.notes.other_registries = 0;
        if pointer == "/convictions" {
            // its period is the longer one
            after.jurisdictions[0].period = before.jurisdictions[0].period;
        }
        assert_eq!(after, before, "{pointer}");
    }
    assert_eq!(quiet(&set(life(), "/died_on", json!(on))).0, before);
    assert_eq!(
        quiet(&set(
            life(),
            "/warrants",
            json!([{ "kind": "felony_arrest", "status": "active", "issued_on": on }])
        ))
        .0,
        before
    );
}

#[test]
fn the_edge_of_a_deadline_is_local() {
    let late = set(life(), "/registrations/0/appearances", json!([]));
    let at = |zone: &str, instant: &str| {
        let mut pack = federal();
        pack.calendar.time_zone = Some(zone.to_owned());
        let at: chrono::DateTime<chrono::Utc> = instant.parse().unwrap();
        let all = with(
            &late,
            &[pack],
            &AssessOptions {
                at: Some(at),
                ..AssessOptions::on(at.date_naive())
            },
        );
        let line = lines(&all, "D11")[0];
        (line.state, line.deadline.unwrap().to_rfc3339())
    };
    // due on 31 July: over at local midnight, on either side of the date line
    for (zone, over, before) in [
        (
            "Pacific/Guam",
            "2020-07-31T14:00:00Z",
            "2020-07-31T13:59:59Z",
        ),
        (
            "America/New_York",
            "2020-08-01T04:00:00Z",
            "2020-08-01T03:59:59Z",
        ),
        (
            "Pacific/Pago_Pago",
            "2020-08-01T11:00:00Z",
            "2020-08-01T10:59:59Z",
        ),
    ] {
        assert_eq!(at(zone, before).0, DutyState::DueSoon { days: 0 }, "{zone}");
        let (state, deadline) = at(zone, over);
        assert_eq!(state, DutyState::Overdue { days: 1 }, "{zone}");
        assert_eq!(deadline, over.replace('Z', "+00:00"), "{zone}");
    }
    // an instant of another day is refused and not guessed about
    let options = AssessOptions {
        at: Some("2020-08-05T00:00:00Z".parse().unwrap()),
        ..AssessOptions::on(day("2020-08-01"))
    };
    let offender: Offender = serde_json::from_value(late).unwrap();
    assert!(assess(&offender, &[federal()], &options, None).is_err());
}

//! Duties of registrants: each trap comes to a clear state, and what must always hold is tried on many random lives.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{collections::BTreeMap, ops::ControlFlow};

use caselink::{
    Control, NoControl,
    records::{Limits, Offender, from_values_each},
    tracking::{
        AssessOptions, Assessment, CompiledPacks, Compliance, DutyLine, DutyState, ExcuseReason,
        LegalProcess, Missing, PartTrust, Proof, RulePack, RulePart, Trust, WhereaboutsFound,
        assess, assess_all, registry_counts, upcoming,
    },
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn offender(value: Value) -> Offender {
    serde_json::from_value(value).unwrap()
}

fn federal() -> RulePack {
    RulePack::federal().unwrap()
}

fn fixture(name: &str) -> RulePack {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/tracking/duties/packs/");
    RulePack::from_json(&std::fs::read_to_string(format!("{folder}{name}.json")).unwrap()).unwrap()
}

fn found(value: Value, as_of: &str) -> Assessment {
    with(value, &[federal()], &AssessOptions::on(day(as_of)))
}

fn with(value: Value, packs: &[RulePack], options: &AssessOptions) -> Assessment {
    assess(&offender(value), packs, options, None).unwrap()
}

fn lines<'a>(found: &'a Assessment, place: &str, duty: &str) -> Vec<&'a DutyLine> {
    let place = found
        .jurisdictions
        .iter()
        .find(|one| one.jurisdiction == place)
        .unwrap();
    place
        .duties
        .iter()
        .filter(|line| line.duty == duty)
        .collect()
}

fn states(found: &Assessment, place: &str, duty: &str) -> Vec<DutyState> {
    lines(found, place, duty)
        .iter()
        .map(|line| line.state)
        .collect()
}

fn missing(missing: Missing) -> DutyState {
    DutyState::Undetermined { missing }
}

/// A registrant of tier II in Illinois since 2020-01-31.
fn tier_two() -> Value {
    json!({
        "id": "T-1",
        "convictions": [{ "jurisdiction": "IL", "sentenced_on": "2016-05-02", "imprisoned": true, "released_on": "2020-01-31" }],
        "registrations": [{
            "jurisdiction": "IL", "span": { "start": "2020-01-31" },
            "tiers": [{ "scheme": "SORNA", "tier": "II", "effective_from": "2020-01-31" }],
            "appearances": [
                { "on": "2020-01-31", "purpose": "initial", "manner": "in_person" },
                { "on": "2020-07-24", "purpose": "verification", "manner": "in_person" },
            ],
        }],
        "stays": [{ "kind": "residence", "span": { "start": "2020-01-31" }, "place": { "address": { "state": "IL", "street": "1 A St" } },
            "verifications": [{ "on": "2020-12-01", "manner": "home_visit", "outcome": "confirmed" }] }],
    })
}

fn changed(mut value: Value, pointer: &str, to: Value) -> Value {
    *value.pointer_mut(pointer).unwrap() = to;
    value
}

fn added(mut value: Value, pointer: &str, item: Value) -> Value {
    value
        .pointer_mut(pointer)
        .unwrap()
        .as_array_mut()
        .unwrap()
        .push(item);
    value
}

fn field(mut value: Value, name: &str, to: Value) -> Value {
    value[name] = to;
    value
}

#[test]
fn a_verification_is_met_due_soon_and_overdue() {
    let verifications = |as_of: &str| states(&found(tier_two(), as_of), "IL", "D11");
    assert_eq!(verifications("2020-06-01"), [DutyState::NotYetDue]);
    assert_eq!(
        verifications("2020-07-20"),
        [DutyState::DueSoon { days: 11 }]
    );
    assert_eq!(
        verifications("2020-07-25"),
        [DutyState::Met, DutyState::NotYetDue]
    );
    assert_eq!(
        verifications("2021-01-31"),
        [DutyState::Met, DutyState::DueSoon { days: 0 }]
    );
    assert_eq!(
        verifications("2021-02-09"),
        [
            DutyState::Met,
            DutyState::Overdue { days: 9 },
            DutyState::NotYetDue
        ]
    );
    let late = added(
        tier_two(),
        "/registrations/0/appearances",
        json!({ "on": "2021-02-12", "purpose": "verification", "manner": "in_person" }),
    );
    let all = found(late, "2021-03-01");
    assert_eq!(
        states(&all, "IL", "D11"),
        [
            DutyState::Met,
            DutyState::MetLate { days: 12 },
            DutyState::NotYetDue
        ]
    );
    assert_eq!(all.compliance, Compliance::Compliant);
    assert_eq!(all.jurisdictions[0].late, 1);
    let now = found(tier_two(), "2021-02-09");
    assert_eq!(now.compliance, Compliance::NoncompliantTechnical);
    assert!(
        matches!(now.whereabouts, WhereaboutsFound::Verified { on, .. } if on == day("2020-12-01"))
    );
    assert_eq!(now.indicators.verifications_missed, 1);
}

#[test]
fn a_manner_that_the_rule_does_not_take_does_not_count() {
    for (manner, state) in [
        ("mail", DutyState::Overdue { days: 32 }),
        ("video", DutyState::Met),
        ("unstated", missing(Missing::Appearance)),
    ] {
        let value = changed(
            tier_two(),
            "/registrations/0/appearances/1/manner",
            json!(manner),
        );
        assert_eq!(
            states(&found(value, "2020-09-01"), "IL", "D11")[0],
            state,
            "{manner}"
        );
    }
}

#[test]
fn every_step_is_explained() {
    let all = found(tier_two(), "2021-02-09");
    let line = lines(&all, "IL", "D11")[1];
    let words = line.explanation.as_ref().unwrap();
    let text = words.arithmetic.join(" ");
    for part in [
        "Tier 2: every 6 months: 2 times 6 months from Fri 2020-01-31 is Sun 2021-01-31",
        "28 February",
        "45 days before",
        "does not move it",
        "9 days over",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(words.cite, "34 USC 20918; 28 CFR 72.7(b)");
    assert!(words.confirmed.contains("signed the pack"));
    let quick = AssessOptions {
        explain: false,
        ..AssessOptions::on(day("2021-02-09"))
    };
    let quick = with(tier_two(), &[federal()], &quick);
    assert!(
        quick.jurisdictions[0]
            .duties
            .iter()
            .all(|line| line.explanation.is_none())
    );
    // plain data, both ways
    let text = serde_json::to_string(&all).unwrap();
    assert_eq!(serde_json::from_str::<Assessment>(&text).unwrap(), all);
}

fn moved(to: &str) -> Value {
    let home = json!({ "kind": "residence", "span": { "start": to }, "place": { "address": { "state": "IL", "street": "2 B St" } },
        "provenance": { "reported_by": "officer", "recorded_on": "2020-06-20" } });
    let value = changed(
        tier_two(),
        "/stays/0/span",
        json!({ "start": "2020-01-31", "end": to }),
    );
    added(value, "/stays", home)
}

#[test]
fn a_move_is_told_within_three_business_days() {
    let change = |on: &str| json!({ "on": on, "purpose": "change", "manner": "in_person" });
    // Friday before Memorial Day
    let value = moved("2020-05-22");
    for (told, state) in [
        (Some("2020-05-28"), DutyState::Met),
        (Some("2020-05-29"), DutyState::MetLate { days: 1 }),
        (None, DutyState::Overdue { days: 34 }),
    ] {
        let value = match told {
            Some(on) => added(value.clone(), "/registrations/0/appearances", change(on)),
            None => value.clone(),
        };
        let all = found(value, "2020-07-01");
        assert_eq!(states(&all, "IL", "D06.residence"), [state]);
        let line = lines(&all, "IL", "D06.residence")[0];
        let words = line.explanation.as_ref().unwrap();
        assert!(
            words
                .arithmetic
                .join(" ")
                .contains("Mon 2020-05-25 (Memorial Day)")
        );
        assert!(
            words.knowable.contains("could not have known"),
            "{}",
            words.knowable
        );
    }
    assert_eq!(
        found(value, "2020-07-01").compliance,
        Compliance::NoncompliantSubstantive
    );
}

#[test]
fn who_told_of_a_move_and_when_is_not_guessed() {
    let told = |provenance: Value| {
        let value = changed(moved("2020-05-22"), "/stays/1/provenance", provenance);
        states(&found(value, "2020-07-01"), "IL", "D06.residence")[0]
    };
    assert_eq!(
        told(json!({ "reported_by": "self", "recorded_on": "2020-05-27" })),
        DutyState::Met
    );
    assert_eq!(
        told(json!({ "reported_by": "self", "recorded_on": "2020-06-20" })),
        missing(Missing::DayReported)
    );
    assert_eq!(told(json!({})), missing(Missing::WhoReported));
    assert!(matches!(
        told(json!({ "reported_by": "agency" })),
        DutyState::Overdue { .. }
    ));
}

#[test]
fn one_appearance_meets_two_changes_and_moving_back_is_a_move() {
    let value = added(
        moved("2020-05-22"),
        "/stays",
        json!({ "kind": "work", "span": { "start": "2020-05-23" }, "place": { "address": { "state": "IL" } } }),
    );
    let value = added(
        value,
        "/registrations/0/appearances",
        json!({ "on": "2020-05-27", "purpose": "change", "manner": "in_person" }),
    );
    let all = found(value.clone(), "2020-06-01");
    assert_eq!(states(&all, "IL", "D06.residence"), [DutyState::Met]);
    assert_eq!(states(&all, "IL", "D06.employment"), [DutyState::Met]);

    let value = changed(
        value,
        "/stays/1/span",
        json!({ "start": "2020-05-22", "end": "2020-06-10" }),
    );
    let back = json!({ "kind": "residence", "span": { "start": "2020-06-10" }, "place": { "address": { "state": "IL", "street": "1 A St" } },
        "provenance": { "reported_by": "officer" } });
    let all = found(added(value, "/stays", back), "2020-07-01");
    assert_eq!(
        states(&all, "IL", "D06.residence"),
        [DutyState::Met, DutyState::Overdue { days: 16 }]
    );
}

#[test]
fn custody_excuses_and_what_never_ends_is_not_taken_for_an_excuse() {
    let held = |custody: Value| {
        let all = found(field(tier_two(), "custody", json!([custody])), "2021-02-09");
        (states(&all, "IL", "D11")[1], all)
    };
    let span = json!({ "start": "2021-01-10", "end": "2021-02-05" });
    let custody = DutyState::Excused {
        reason: ExcuseReason::Custody,
    };
    assert_eq!(held(json!({ "kind": "jail", "span": span })).0, custody);
    // the day of release is a free day
    let until = json!({ "start": "2021-01-10", "end": "2021-01-31" });
    assert_eq!(
        held(json!({ "kind": "jail", "span": until })).0,
        DutyState::Overdue { days: 9 }
    );
    let open = json!({ "start": "2021-01-10" });
    assert_eq!(
        held(json!({ "kind": "jail", "span": open, "verified": true })).0,
        custody
    );
    let (state, all) = held(json!({ "kind": "jail", "span": open }));
    assert_eq!(state, missing(Missing::CustodyEnd));
    assert_eq!(all.notes.custody_open, 1);
    assert_eq!(
        all.jurisdictions[0].period.tolled.missing,
        Some(Missing::CustodyEnd)
    );
    assert_eq!(all.compliance, Compliance::Undetermined);
    assert!(matches!(
        all.whereabouts,
        WhereaboutsFound::InCustody { .. }
    ));
    // a hospital excuses too, and does not toll
    let (state, all) = held(json!({ "kind": "hospital", "span": span }));
    assert_eq!(state, custody);
    assert_eq!(
        all.jurisdictions[0].period.tolled.end,
        Some(day("2045-01-31"))
    );
}

#[test]
fn release_and_sentence() {
    let start = |on: &str| {
        let value = changed(tier_two(), "/registrations/0/span", json!({ "start": on }));
        let value = changed(value, "/registrations/0/appearances", json!([]));
        states(&found(value, "2020-03-01"), "IL", "D01")
    };
    assert_eq!(start("2020-01-31"), [DutyState::Met]);
    assert_eq!(start("2020-01-20"), [DutyState::Met]);
    assert_eq!(start("2020-02-03"), [DutyState::MetLate { days: 3 }]);
    // not imprisoned: three business days from the sentence, over Presidents' Day
    let sentenced =
        json!([{ "jurisdiction": "IL", "sentenced_on": "2020-02-13", "imprisoned": false }]);
    let value = changed(tier_two(), "/convictions", sentenced);
    let value = changed(
        value,
        "/registrations/0/span",
        json!({ "start": "2020-02-20" }),
    );
    let value = changed(value, "/registrations/0/appearances", json!([]));
    let all = found(value, "2020-03-01");
    assert_eq!(states(&all, "IL", "D02"), [DutyState::MetLate { days: 1 }]);
    assert!(lines(&all, "IL", "D01").is_empty());
}

#[test]
fn an_unknown_release_date_ends_no_period() {
    let value = changed(
        tier_two(),
        "/convictions/0",
        json!({ "jurisdiction": "IL", "sentenced_on": "2016-05-02", "imprisoned": true }),
    );
    let all = found(value.clone(), "2020-09-01");
    assert_eq!(states(&all, "IL", "D01"), [missing(Missing::ReleaseDate)]);
    let period = all.jurisdictions[0].period;
    assert_eq!(
        (period.tolled.end, period.tolled.missing),
        (None, Some(Missing::ReleaseDate))
    );
    // it is registered, so nothing that is open now hangs on it
    assert_eq!(all.compliance, Compliance::Compliant);
    // the end of the imprisonment is as good
    let value = field(
        value,
        "custody",
        json!([{ "kind": "prison", "span": { "start": "2015-12-01", "end": "2020-01-31" } }]),
    );
    assert_eq!(
        states(&found(value, "2020-09-01"), "IL", "D01"),
        [DutyState::Met]
    );
}

#[test]
fn dates_that_are_known_in_part_decide_only_what_does_not_hang_on_them() {
    let released = |on: &str, start: &str| {
        let value = changed(tier_two(), "/convictions/0/released_on", json!(on));
        let value = changed(value, "/registrations/0/span", json!({ "start": start }));
        let value = changed(value, "/registrations/0/appearances", json!([]));
        let all = found(value, "2020-09-01");
        let line = lines(&all, "IL", "D01")[0];
        (line.state, line.at_least)
    };
    assert_eq!(released("2020-01", "2020-01-01").0, DutyState::Met);
    assert_eq!(
        released("2020-01", "2020-01-15").0,
        missing(Missing::ExactDate)
    );
    assert_eq!(
        released("2020-01", "2020-02-03"),
        (DutyState::MetLate { days: 3 }, true)
    );
}

#[test]
fn dates_out_of_order_are_said_to_be() {
    let value = changed(
        tier_two(),
        "/convictions/0/sentenced_on",
        json!("2021-05-02"),
    );
    let value = changed(
        value,
        "/registrations/0/span",
        json!({ "start": "2020-03-01" }),
    );
    let value = changed(value, "/registrations/0/appearances", json!([]));
    let all = found(value, "2021-09-01");
    assert_eq!(
        states(&all, "IL", "D01"),
        [missing(Missing::DatesOutOfOrder)]
    );
    assert_eq!(all.notes.out_of_order, 1);
}

#[test]
fn without_a_tier_the_strictest_is_used_and_flagged() {
    let value = changed(tier_two(), "/registrations/0/tiers", json!([]));
    let all = found(value.clone(), "2020-09-01");
    assert!(all.jurisdictions[0].tier_is_fallback);
    let line = lines(&all, "IL", "D11")[0];
    assert_eq!(line.due, Some(day("2020-04-30")));
    assert!(line.explanation.as_ref().unwrap().arithmetic[0].contains("falls back on"));
    // a pack without one says that it is missing
    let mut pack = federal();
    pack.tiers.fallback = None;
    let all = with(value, &[pack], &AssessOptions::on(day("2020-09-01")));
    assert_eq!(states(&all, "IL", "D11"), [missing(Missing::Tier)]);
    assert_eq!(all.compliance, Compliance::Undetermined);
}

#[test]
fn a_change_of_tier_makes_no_failure_in_the_past() {
    let raised = |provenance: Value| {
        let decision = json!({ "scheme": "SORNA", "tier": "III", "effective_from": "2020-09-15", "provenance": provenance });
        let value = added(tier_two(), "/registrations/0/tiers", decision);
        let all = found(value, "2021-05-01");
        lines(&all, "IL", "D11")
            .iter()
            .map(|line| line.due.unwrap().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        raised(json!({})),
        ["2020-07-31", "2020-12-15", "2021-03-15", "2021-06-15"]
    );
    // decided for an earlier day: what was recorded in April could not be followed before
    assert_eq!(
        raised(json!({ "recorded_on": "2021-04-01" })),
        ["2020-07-31", "2021-01-31", "2021-07-01"]
    );
}

#[test]
fn two_registries_with_different_tiers_are_assessed_apart() {
    let value = added(
        tier_two(),
        "/registrations",
        json!({ "jurisdiction": "MO", "span": { "start": "2020-02-10" },
            "tiers": [{ "scheme": "sorna", "tier": "1", "effective_from": "2020-02-10" }] }),
    );
    let all = found(value, "2020-09-01");
    let tiers: Vec<_> = all
        .jurisdictions
        .iter()
        .map(|one| one.tier.clone().unwrap())
        .collect();
    assert_eq!(tiers, ["2", "1"]);
    assert_eq!(all.notes.tiers_differ, 1);
    // compliant only if compliant in all
    let late = with(
        added(
            tier_two(),
            "/registrations",
            json!({ "jurisdiction": "MO", "span": { "start": "2019-02-10" },
            "tiers": [{ "scheme": "sorna", "tier": "1", "effective_from": "2019-02-10" }] }),
        ),
        &[federal()],
        &AssessOptions::on(day("2020-09-01")),
    );
    assert_eq!(late.jurisdictions[0].compliance, Compliance::Compliant);
    assert!(late.jurisdictions[1].compliance.is_noncompliant());
    assert!(late.compliance.is_noncompliant());
}

#[test]
fn death_and_what_is_told_of_days_after_it() {
    let dead = |on: &str| found(field(tier_two(), "died_on", json!(on)), "2021-02-09");
    let all = dead("2020-12-24");
    assert_eq!(
        states(&all, "IL", "D11")[1],
        DutyState::Excused {
            reason: ExcuseReason::Deceased
        }
    );
    assert_eq!(
        (all.compliance, all.whereabouts),
        (Compliance::NoDuty, WhereaboutsFound::Deceased)
    );
    assert_eq!(
        states(&dead("2021-01"), "IL", "D11")[1],
        DutyState::Excused {
            reason: ExcuseReason::Deceased
        }
    );
    assert_eq!(
        states(&dead("2021"), "IL", "D11")[1],
        missing(Missing::DeathDate)
    );
    let all = dead("2020-03-01");
    assert_eq!(all.notes.after_death, 1);
    let value = field(tier_two(), "died_on", json!("2020-09-01"));
    let value = added(
        value,
        "/registrations/0/appearances",
        json!({ "on": "2021-02-03", "purpose": "verification", "manner": "in_person" }),
    );
    assert_eq!(
        states(&found(value, "2021-02-09"), "IL", "D11")[1],
        missing(Missing::DeathBeforeEvents)
    );
}

#[test]
fn what_lies_ahead_does_not_count() {
    let value = added(
        tier_two(),
        "/registrations/0/appearances",
        json!({ "on": "2021-03-01", "purpose": "verification", "manner": "in_person" }),
    );
    let all = found(value.clone(), "2021-02-09");
    assert_eq!(states(&all, "IL", "D11")[1], DutyState::Overdue { days: 9 });
    assert_eq!(all.notes.after_as_of, 1);
}

#[test]
fn travel_abroad() {
    let travel = |notice: Value, as_of: &str| {
        let value = field(
            tier_two(),
            "events",
            json!([{ "kind": "foreign_travel", "on": "2026-03-22" }]),
        );
        let value = match notice {
            Value::Null => value,
            on => added(
                value,
                "/registrations/0/appearances",
                json!({ "on": on, "purpose": "travel", "manner": "phone" }),
            ),
        };
        let all = found(value, as_of);
        let line = lines(&all, "IL", "D10")[0];
        assert_eq!(line.due, Some(day("2026-03-01")));
        line.state
    };
    assert_eq!(travel(json!("2026-03-01"), "2026-03-25"), DutyState::Met);
    assert_eq!(
        travel(json!("2026-03-02"), "2026-03-25"),
        DutyState::ShortNotice {
            days: 20,
            accommodation: false
        }
    );
    assert_eq!(
        travel(json!(null), "2026-02-20"),
        DutyState::DueSoon { days: 9 }
    );
    assert_eq!(
        travel(json!(null), "2026-03-10"),
        DutyState::Overdue { days: 9 }
    );
    assert_eq!(
        travel(json!("2026-03-24"), "2026-03-25"),
        DutyState::MetLate { days: 23 }
    );
    let value = field(
        tier_two(),
        "events",
        json!([{ "kind": "foreign_travel", "on": "2028-03-21", "notice_on": "2028-03-10", "accommodation": "emergency" }]),
    );
    let all = found(value, "2028-04-01");
    let line = lines(&all, "IL", "D10")[0];
    assert_eq!(line.due, Some(day("2028-02-29")));
    assert_eq!(
        line.state,
        DutyState::ShortNotice {
            days: 11,
            accommodation: true
        }
    );
}

#[test]
fn unconfirmed_rules_are_shown_and_decide_nothing() {
    let value = field(
        tier_two(),
        "events",
        json!([{ "kind": "identifier_change", "on": "2020-08-03" }]),
    );
    let all = found(value.clone(), "2020-09-01");
    let line = lines(&all, "IL", "D08.identifier")[0];
    assert_eq!((line.trust, line.counts), (Trust::Memory, false));
    assert!(matches!(line.state, DutyState::Overdue { .. }));
    assert!(
        line.explanation
            .as_ref()
            .unwrap()
            .confirmed
            .starts_with("UNCONFIRMED")
    );
    assert_eq!(all.compliance, Compliance::Compliant);
    let options = AssessOptions {
        count_unconfirmed: true,
        ..AssessOptions::on(day("2020-09-01"))
    };
    assert!(
        with(value, &[federal()], &options)
            .compliance
            .is_noncompliant()
    );
}

#[test]
fn what_no_text_confirms_and_what_is_no_longer_owed_is_overdue_with_nobody() {
    let counts = |value: Value, unconfirmed: bool| {
        let options = AssessOptions {
            count_unconfirmed: unconfirmed,
            ..AssessOptions::on(day("2021-02-09"))
        };
        let people = [offender(value)];
        let counts = registry_counts(
            &people,
            &[federal()],
            &options,
            &BTreeMap::new(),
            None,
            &NoControl,
        )
        .unwrap();
        counts
            .overdue_by_duty
            .into_iter()
            .map(|(duty, people)| format!("{duty} {people}"))
            .collect::<Vec<_>>()
    };
    let told_nobody = field(
        tier_two(),
        "events",
        json!([{ "kind": "identifier_change", "on": "2020-08-03" }]),
    );
    assert_eq!(
        counts(told_nobody.clone(), false),
        ["us-federal-sorna D11 1"]
    );
    assert_eq!(
        counts(told_nobody, true),
        [
            "us-federal-sorna D08.identifier 1",
            "us-federal-sorna D11 1"
        ]
    );
    // a registration that ended after the day that was missed
    let left = changed(
        tier_two(),
        "/registrations/0/span",
        json!({ "start": "2020-01-31", "end": "2021-02-05" }),
    );
    assert!(counts(left.clone(), false).is_empty());
    let all = found(left, "2021-02-09");
    assert!(matches!(
        states(&all, "IL", "D11")[1],
        DutyState::Overdue { .. }
    ));
    assert_eq!(all.indicators.verifications_missed, 0);
    // a period that was over before
    let over = changed(
        tier_two(),
        "/convictions/0",
        json!({ "jurisdiction": "IL", "sentenced_on": "1995-02-01", "imprisoned": true, "released_on": "1997-02-01" }),
    );
    let over = field(
        over,
        "events",
        json!([{ "kind": "name_change", "on": "2020-12-03" }]),
    );
    assert_eq!(
        found(over.clone(), "2021-02-09").compliance,
        Compliance::NoncompliantTechnical
    );
    assert!(counts(over.clone(), false).contains(&"us-federal-sorna D06.name 1".to_owned()));
    let options = AssessOptions::on(day("2021-02-09"));
    let mut pack = federal();
    pack.duration.as_mut().unwrap().by_tier =
        serde_json::from_value(json!({ "2": { "years": 20 } })).unwrap();
    let all = registry_counts(
        &[offender(over.clone())],
        &[pack.clone()],
        &options,
        &BTreeMap::new(),
        None,
        &NoControl,
    )
    .unwrap();
    assert!(all.overdue_by_duty.is_empty());
    assert_eq!(with(over, &[pack], &options).compliance, Compliance::NoDuty);
}

#[test]
fn each_part_of_a_rule_says_how_well_it_is_known() {
    let pack = federal();
    let period = pack.duration.as_ref().unwrap();
    let part = |parts: &[PartTrust], part: RulePart| {
        parts
            .iter()
            .find(|one| one.part == part)
            .map(|one| one.trust)
    };
    assert_eq!(period.trust, Trust::Verified);
    assert_eq!(part(&period.parts, RulePart::Starts), Some(Trust::Memory));
    assert_eq!(part(&period.parts, RulePart::ByTier), None);
    let all = found(tier_two(), "2021-02-09");
    let words = all.jurisdictions[0].period_explanation.as_ref().unwrap();
    assert_eq!(
        (words.rule.as_str(), words.cite.as_str(), words.trust),
        ("D12", "34 USC 20915(a)", Trust::Verified)
    );
    assert!(
        words
            .confirmed
            .contains("UNCONFIRMED in part: what the period begins with")
    );
    assert!(
        words
            .confirmed
            .contains("ASSUMED in part: which custody does not count")
    );
    assert!(
        words
            .arithmetic
            .join(" ")
            .contains("Tier 2: 25 years from Fri 2020-01-31.")
    );
    assert_eq!(words.evidence[0].field, "convictions[0]");
    assert_eq!(words.evidence[1].field, "registrations[0].tiers[0]");
    let line = lines(&all, "IL", "D11")[0].explanation.as_ref().unwrap();
    assert_eq!(part(&line.parts, RulePart::Schedule), Some(Trust::Assumed));
    assert!(
        line.confirmed
            .contains("ASSUMED in part: how often it comes again")
    );
    let line = lines(&all, "IL", "D01")[0].explanation.as_ref().unwrap();
    assert!(line.parts.is_empty());
    assert!(!line.confirmed.contains("in part"));
    let mut twice = federal();
    let parts = &mut twice.duration.as_mut().unwrap().parts;
    parts.push(parts[0].clone());
    assert!(
        twice
            .validate()
            .unwrap_err()
            .to_string()
            .contains("each part")
    );
}

/// Section 1.3 of the reference, row by row: the law that is named, and how well it was known.
#[test]
fn the_federal_pack_says_how_well_each_duty_is_known() {
    use caselink::tracking::TermUnit::{BusinessDays, CalendarDays};
    let pack = federal();
    let duty = |id: &str| {
        let one = pack.duties.iter().find(|duty| duty.id == id).unwrap();
        (
            one.trust,
            one.within
                .map(|within| (within.term.count, within.term.unit)),
        )
    };
    for (id, trust, within) in [
        ("D01", Trust::Verified, (0, CalendarDays)),
        ("D02", Trust::Verified, (3, BusinessDays)),
        ("D03", Trust::Verified, (3, BusinessDays)),
        ("D03.remaining", Trust::Verified, (3, BusinessDays)),
        ("D04", Trust::Verified, (3, BusinessDays)),
        ("D06.residence", Trust::Verified, (3, BusinessDays)),
        ("D06.employment", Trust::Verified, (3, BusinessDays)),
        ("D06.school", Trust::Verified, (3, BusinessDays)),
        ("D06.name", Trust::Verified, (3, BusinessDays)),
        ("D07", Trust::Memory, (0, CalendarDays)),
        ("D08.identifier", Trust::Memory, (3, BusinessDays)),
        ("D08.vehicle", Trust::Memory, (3, BusinessDays)),
        ("D09", Trust::Memory, (3, BusinessDays)),
        ("D10", Trust::Verified, (21, CalendarDays)),
    ] {
        assert_eq!(duty(id), (trust, Some(within)), "{id}");
    }
    assert_eq!(duty("D11"), (Trust::Verified, None));
    assert_eq!(pack.duties.len(), 15);
    for id in ["D05", "D14", "D15", "J01", "J02", "J03", "G01"] {
        let note = pack.information.iter().find(|note| note.id == id).unwrap();
        assert_eq!(note.trust, Trust::Verified, "{id}");
    }
    let clean = &pack.duration.as_ref().unwrap().clean_record;
    assert!(clean.iter().all(|rule| rule.trust == Trust::Verified));
}

#[test]
fn after_a_federal_or_foreign_conviction() {
    let life = |convicted_in: &str, kind: &str, since: &str| {
        json!({
            "id": "F",
            "convictions": [{ "jurisdiction": convicted_in, "imprisoned": true, "sentenced_on": "2018-01-01", "released_on": "2020-01-31" }],
            "registrations": [{ "jurisdiction": "IL", "span": { "start": "2020-02-20" } }],
            "stays": [{ "kind": kind, "span": { "start": since }, "place": { "address": { "state": "IL" } } }],
        })
    };
    let late = |days| vec![DutyState::MetLate { days }];
    for (convicted_in, kind, since, duty, expected) in [
        // he came on a Monday; Presidents' Day lies in between
        ("US", "residence", "2020-02-10", "D03", late(7)),
        ("US", "residence", "2020-02-10", "D03.remaining", vec![]),
        ("US", "work", "2020-02-10", "D03", vec![]),
        // he had the home before: from the day of release
        ("MIL", "residence", "2015-01-01", "D03", vec![]),
        ("MIL", "residence", "2015-01-01", "D03.remaining", late(15)),
        ("US", "residence", "2020-01-31", "D03", late(15)),
        ("US", "residence", "2020-01-31", "D03.remaining", vec![]),
        ("FOREIGN-FR", "residence", "2020-02-10", "D04", late(7)),
        ("FOREIGN-FR", "work", "2020-02-10", "D04", late(7)),
        ("FOREIGN-FR", "school", "2020-02-10", "D04", late(7)),
        ("FOREIGN-FR", "lodging", "2020-02-10", "D04", vec![]),
        ("IL", "work", "2020-02-10", "D04", vec![]),
    ] {
        let all = found(life(convicted_in, kind, since), "2020-03-02");
        assert_eq!(
            states(&all, "IL", duty),
            expected,
            "{convicted_in} {kind} {since} {duty}"
        );
    }
}

#[test]
fn who_has_no_home_lives_where_he_is_for_more_than_thirty_days() {
    let ending = |end: &str| {
        let stay = json!({ "kind": "transient", "span": { "start": "2020-06-01", "end": end }, "place": { "address": { "state": "MO" } },
            "provenance": { "reported_by": "officer" } });
        let options = AssessOptions {
            all_registries: true,
            ..AssessOptions::on(day("2020-09-01"))
        };
        with(added(tier_two(), "/stays", stay), &[federal()], &options)
    };
    // 30 days, passing through
    assert!(lines(&ending("2020-07-01"), "MO", "D06.residence").is_empty());
    // the 31st is 1 July; then three business days over 4 July, a Saturday
    let all = ending("2020-07-02");
    let line = lines(&all, "MO", "D06.residence")[0];
    assert_eq!(
        (line.anchor, line.due),
        (Some(day("2020-07-01")), Some(day("2020-07-07")))
    );
    let words = line.explanation.as_ref().unwrap().arithmetic.join(" ");
    assert!(
        words.contains("without a home since Mon 2020-06-01; lives there from Wed 2020-07-01 on"),
        "{words}"
    );
    // where he is registered, to lose the home is a change at once
    let lost = json!({ "kind": "transient", "span": { "start": "2020-08-03" }, "place": { "address": { "state": "IL" } },
        "provenance": { "reported_by": "officer" } });
    let all = found(added(tier_two(), "/stays", lost), "2020-08-20");
    assert_eq!(
        lines(&all, "IL", "D06.residence")[0].due,
        Some(day("2020-08-06"))
    );
}

#[test]
fn what_a_state_has_no_rule_on_is_as_the_federal_law_has_it() {
    // a pack of a state that says how often to come and when to tell of a move, and is in force from 2020-09 on
    let state: RulePack = RulePack::from_value(&json!({
        "pack": "il", "version": "1", "title": "Illinois", "jurisdictions": ["us-il"], "source": "an example",
        "status": { "verified": false }, "effective_from": "2020-09-01",
        "tiers": { "scheme": "il", "order": ["one"], "fallback": "one" },
        "duration": { "id": "il.period", "cite": "an example", "trust": "secondary", "starts": "registration", "by_tier": { "one": { "years": 1 } } },
        "duties": [
            { "id": "il.weekly", "title": "each week without a home", "cite": "an example", "trust": "secondary", "trigger": "periodic",
              "schedule": { "anchor": "transient_stay", "pattern": { "every": { "count": 1, "unit": "weeks" } } }, "met_by": ["verification"], "applies_if": ["transient"] },
            { "id": "il.move", "title": "tell of a move in 10 days", "cite": "an example", "trust": "secondary", "trigger": "residence_change",
              "within": { "term": { "count": 10, "unit": "calendar_days" } }, "met_by": ["change"] },
        ],
    })).unwrap();
    let life = added(
        moved("2020-05-22"),
        "/stays",
        json!({ "kind": "residence", "span": { "start": "2020-10-05" }, "place": { "address": { "state": "IL", "street": "3 C St" } },
            "provenance": { "reported_by": "officer" } }),
    );
    let life = field(
        life,
        "events",
        json!([{ "kind": "foreign_travel", "on": "2021-01-20" }]),
    );
    for packs in [[federal(), state.clone()], [state.clone(), federal()]] {
        let all = with(life.clone(), &packs, &AssessOptions::on(day("2021-02-09")));
        let due = |duty: &str| {
            lines(&all, "IL", duty)
                .iter()
                .map(|line| line.due.unwrap().to_string())
                .collect::<Vec<_>>()
        };
        // the federal rule until the state's is in force, then the state's
        assert_eq!(due("D06.residence"), ["2020-05-28"]);
        assert_eq!(due("il.move"), ["2020-10-15"]);
        // whoever has a home goes by the federal schedule: the state's is for others
        assert_eq!(due("D11"), ["2020-07-31", "2021-01-31", "2021-07-31"]);
        // travel is a matter on which the state has no rule
        assert_eq!(states(&all, "IL", "D10"), [DutyState::Overdue { days: 41 }]);
        // the state's period is over, the federal one is not
        let place = &all.jurisdictions[0];
        assert_eq!(place.period.tolled.end, Some(day("2021-01-31")));
        assert_eq!(place.tier.as_deref(), Some("one"));
        assert_eq!(place.other_periods[0].pack, "us-federal-sorna");
        assert_eq!(
            place.other_periods[0].period.tolled.end,
            Some(day("2045-01-31"))
        );
        assert!(place.compliance.is_noncompliant());
    }
    // a rule for all takes the place of the schedule
    let mut all_weekly = state;
    all_weekly.duties[0].applies_if.clear();
    all_weekly.effective_from = None;
    let all = with(
        life.clone(),
        &[federal(), all_weekly],
        &AssessOptions::on(day("2021-02-09")),
    );
    assert!(lines(&all, "IL", "D11").is_empty());
    // both, where the federal pack is to hold always
    let mut always = federal();
    always.everywhere = caselink::tracking::Everywhere::Always;
    let all = with(
        life,
        &[always, fixture("illustrative-wa")],
        &AssessOptions::on(day("2021-02-09")),
    );
    assert_eq!(lines(&all, "IL", "D11").len(), 3);
}

#[test]
fn absconding_is_declared_and_never_concluded() {
    let mut value = tier_two();
    let failed = ["2021-03-01", "2021-04-01", "2021-05-01"]
        .map(|on| json!({ "on": on, "manner": "home_visit", "outcome": "not_there" }));
    for check in failed {
        value = added(value, "/stays/0/verifications", check);
    }
    value = added(
        value,
        "/stays/0/verifications",
        json!({ "on": "2021-05-02", "manner": "mail", "outcome": "mail_returned" }),
    );
    let all = found(value.clone(), "2021-08-15");
    assert_eq!(
        all.whereabouts,
        WhereaboutsFound::Stale {
            since: Some(day("2021-05-02"))
        }
    );
    assert_eq!(all.compliance, Compliance::NoncompliantSubstantive);
    assert_eq!(
        (
            all.indicators.failed_checks,
            all.indicators.mail_returned,
            all.indicators.verifications_missed
        ),
        (3, 1, 2)
    );
    let declared = field(
        value,
        "declarations",
        json!([{ "whereabouts": "absconded", "on": "2021-06-01", "by": "registry" }]),
    );
    let declared = field(
        declared,
        "warrants",
        json!([{ "kind": "felony_arrest", "status": "active", "issued_on": "2021-06-05" }]),
    );
    let all = found(declared, "2021-08-15");
    assert_eq!(
        all.whereabouts,
        WhereaboutsFound::Absconded {
            on: day("2021-06-01")
        }
    );
    assert_eq!(all.legal_process, LegalProcess::WarrantIssued);
    assert!(all.fugitive);
}

#[test]
fn to_be_without_a_home_is_no_failure() {
    let value = changed(tier_two(), "/stays/0/kind", json!("transient"));
    let all = found(value, "2020-09-01");
    assert!(matches!(
        all.whereabouts,
        WhereaboutsFound::Transient { .. }
    ));
    assert_eq!(all.compliance, Compliance::Compliant);
}

#[test]
fn a_registry_that_the_record_does_not_hold_may_have_the_person() {
    let value = added(
        tier_two(),
        "/stays",
        json!({ "kind": "residence", "span": { "start": "2020-08-03" }, "place": { "address": { "state": "MO" } }, "provenance": { "reported_by": "officer" } }),
    );
    let value = changed(value, "/convictions/0/jurisdiction", json!("MO"));
    let all = found(value.clone(), "2020-09-01");
    assert_eq!(states(&all, "MO", "D01"), [missing(Missing::OtherRegistry)]);
    assert_eq!(all.compliance, Compliance::Compliant);
    assert_eq!(all.notes.other_registries, 1);
    let options = AssessOptions {
        all_registries: true,
        ..AssessOptions::on(day("2020-09-01"))
    };
    let all = with(value, &[federal()], &options);
    assert_eq!(all.compliance, Compliance::NonRegistrant);
}

#[test]
fn as_it_was_known() {
    let late = json!({ "on": "2021-01-20", "purpose": "verification", "manner": "in_person", "provenance": { "recorded_on": "2021-03-15" } });
    let value = added(tier_two(), "/registrations/0/appearances", late);
    let known = |known_on: &str| {
        let options = AssessOptions {
            known_on: Some(day(known_on)),
            ..AssessOptions::on(day("2021-02-09"))
        };
        with(value.clone(), &[federal()], &options)
    };
    assert_eq!(
        states(&known("2021-03-14"), "IL", "D11")[1],
        DutyState::Overdue { days: 9 }
    );
    assert_eq!(known("2021-03-14").notes.not_yet_known, 1);
    assert_eq!(states(&known("2021-03-15"), "IL", "D11")[1], DutyState::Met);
}

#[test]
fn a_rule_governs_what_is_counted_from_its_days() {
    let mut old = federal();
    old.version = "1".to_owned();
    let mut new = federal();
    new.version = "2".to_owned();
    new.effective_from = Some(day("2021-03-01"));
    for duty in &mut new.duties {
        if let Some(schedule) = duty.schedule.as_mut() {
            schedule.pattern =
                serde_json::from_value(json!({ "every": { "count": 1, "unit": "months" } }))
                    .unwrap();
        }
    }
    for packs in [[old.clone(), new.clone()], [new, old]] {
        let all = with(tier_two(), &packs, &AssessOptions::on(day("2021-10-15")));
        let dues: Vec<(String, String)> = lines(&all, "IL", "D11")
            .iter()
            .map(|line| (line.due.unwrap().to_string(), line.version.clone()))
            .collect();
        let dues: Vec<(&str, &str)> = dues
            .iter()
            .map(|(due, version)| (due.as_str(), version.as_str()))
            .collect();
        // what was counted from 31 January stays due on 31 July; then it is every month
        assert_eq!(
            dues,
            [
                ("2020-07-31", "1"),
                ("2021-01-31", "1"),
                ("2021-07-31", "1"),
                ("2021-08-31", "2"),
                ("2021-09-30", "2"),
                ("2021-10-31", "2")
            ]
        );
    }
}

#[test]
fn packs_that_contradict_each_other_decide_nothing() {
    let mut other = federal();
    other.pack = "another".to_owned();
    let all = with(
        tier_two(),
        &[federal(), federal()],
        &AssessOptions::on(day("2021-02-09")),
    );
    assert_eq!(lines(&all, "IL", "D11").len(), 3);
    for duty in other.duties.iter_mut().filter(|duty| duty.id == "D11") {
        duty.schedule.as_mut().unwrap().pattern =
            serde_json::from_value(json!({ "every": { "count": 1, "unit": "months" } })).unwrap();
    }
    let all = with(
        tier_two(),
        &[federal(), other],
        &AssessOptions::on(day("2021-02-09")),
    );
    assert_eq!(states(&all, "IL", "D11"), [missing(Missing::WhichRule)]);
    // what they agree on stays
    assert_eq!(states(&all, "IL", "D01"), [DutyState::Met]);
    assert_eq!(all.compliance, Compliance::Undetermined);
}

#[test]
fn without_a_pack_nothing_is_said() {
    let all = with(
        tier_two(),
        &[fixture("illustrative-ca")],
        &AssessOptions::on(day("2021-02-09")),
    );
    assert_eq!(all.compliance, Compliance::Undetermined);
    assert_eq!(all.jurisdictions[0].missing, Some(Missing::RulePack));
    assert_eq!(all.notes.without_pack, 1);
}

#[test]
fn packs_with_mistakes_are_refused_with_words() {
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut value = serde_json::to_value(federal()).unwrap();
        change(&mut value);
        RulePack::from_value(&value).unwrap_err().to_string()
    };
    let duty = json!({ "id": "X", "title": "x", "cite": "x", "trust": "memory", "trigger": { "after_duty": "Y" },
        "within": { "term": { "count": 3, "unit": "business_days" } }, "met_by": ["change"] });
    for (part, change) in [
        (
            "no duty \"Y\"",
            Box::new(|value: &mut Value| value["duties"].as_array_mut().unwrap().push(duty.clone()))
                as Box<dyn Fn(&mut Value)>,
        ),
        (
            "in a circle",
            Box::new(|value: &mut Value| {
                let mut second = duty.clone();
                second["id"] = json!("Y");
                second["trigger"] = json!({ "after_duty": "X" });
                value["duties"]
                    .as_array_mut()
                    .unwrap()
                    .extend([duty.clone(), second]);
            }),
        ),
        (
            "stands twice",
            Box::new(|value: &mut Value| {
                let first = value["duties"][0].clone();
                value["duties"].as_array_mut().unwrap().push(first);
            }),
        ),
        (
            "at least one tier",
            Box::new(|value: &mut Value| value["duration"]["by_tier"] = json!({})),
        ),
        (
            "unknown word",
            Box::new(|value: &mut Value| value["duties"][0]["trigger"] = json!("full_moon")),
        ),
        (
            "unknown field",
            Box::new(|value: &mut Value| value["rules"] = json!([])),
        ),
        (
            "time_zone",
            Box::new(|value: &mut Value| value["calendar"]["time_zone"] = json!("Chicago")),
        ),
        (
            "by whom",
            Box::new(|value: &mut Value| value["status"]["verified"] = json!(true)),
        ),
        (
            "effective_to",
            Box::new(|value: &mut Value| {
                value["effective_from"] = json!("2020-01-01");
                value["effective_to"] = json!("2020-01-01");
            }),
        ),
        (
            "must move on",
            Box::new(|value: &mut Value| {
                let last = value["duties"].as_array().unwrap().len() - 1;
                value["duties"][last]["schedule"]["pattern"]["by_tier"]["1"]["count"] = json!(0);
            }),
        ),
    ] {
        let error = wrong(&*change);
        assert!(error.contains(part), "{part}: {error}");
    }
}

#[test]
fn a_duty_may_follow_from_another() {
    let mut pack = federal();
    pack.duties.push(
        serde_json::from_value(json!({ "id": "X", "title": "come again a month after the first verification", "cite": "an example",
            "trust": "secondary", "trigger": { "after_duty": "D01" },
            "within": { "term": { "count": 1, "unit": "months" } }, "met_by": ["verification"] }))
        .unwrap(),
    );
    let all = with(tier_two(), &[pack], &AssessOptions::on(day("2020-09-01")));
    let line = lines(&all, "IL", "X")[0];
    assert_eq!(
        (line.due, line.state),
        (Some(day("2020-02-29")), DutyState::MetLate { days: 146 })
    );
}

#[test]
fn states_differ_in_their_rules() {
    let life = |state: &str, stay: &str| {
        json!({
            "id": "S", "birth_date": "1980-06-17",
            "registrations": [{ "jurisdiction": state, "span": { "start": "2024-01-01" },
                "tiers": [{ "scheme": state, "tier": "1", "effective_from": "2024-01-01" }, { "scheme": "wa-risk", "tier": "1", "effective_from": "2024-01-01" }] }],
            "stays": [{ "kind": stay, "span": { "start": "2024-01-01" }, "place": { "address": { "state": state } } }],
        })
    };
    let packs = ["illustrative-wa", "illustrative-ca", "illustrative-ar"].map(fixture);
    let due = |state: &str, stay: &str, duty: &str| {
        let all = with(
            life(state, stay),
            &packs,
            &AssessOptions::on(day("2024-01-05")),
        );
        lines(&all, state, duty)
            .first()
            .map(|line| line.due.unwrap().to_string())
    };
    assert_eq!(
        due("WA", "transient", "wa.transient").unwrap(),
        "2024-01-08"
    );
    assert_eq!(due("WA", "transient", "wa.check"), None);
    assert_eq!(due("WA", "residence", "wa.check").unwrap(), "2025-01-01");
    assert_eq!(due("WA", "residence", "wa.transient"), None);
    assert_eq!(
        due("CA", "transient", "ca.transient").unwrap(),
        "2024-01-31"
    );
    // five working days after the birthday, over Juneteenth
    assert_eq!(due("CA", "residence", "ca.annual").unwrap(), "2024-06-25");
    assert_eq!(due("AR", "residence", "ar.verify").unwrap(), "2024-07-01");
    // notice before a move that is still to come
    let planned = added(
        life("AR", "residence"),
        "/stays",
        json!({ "kind": "residence", "span": { "start": "2024-03-20" }, "place": { "address": { "state": "AR", "street": "9" } } }),
    );
    let all = with(planned, &packs, &AssessOptions::on(day("2024-03-01")));
    let notice = lines(&all, "AR", "ar.move")[0];
    assert_eq!(
        (notice.due, notice.state),
        (Some(day("2024-03-10")), DutyState::DueSoon { days: 9 })
    );
    // a petition ends nothing by itself
    let old = changed(
        life("CA", "residence"),
        "/registrations/0/span",
        json!({ "start": "2012-01-01" }),
    );
    let old = field(
        old,
        "convictions",
        json!([{ "jurisdiction": "CA", "imprisoned": true, "released_on": "2012-01-01", "sentenced_on": "2010-01-01" }]),
    );
    let all = with(old, &packs, &AssessOptions::on(day("2024-03-01")));
    assert_eq!(
        all.jurisdictions[0].period.tolled.end,
        Some(day("2022-01-01"))
    );
    assert_ne!(all.compliance, Compliance::NoDuty);
}

#[test]
fn a_birthday_that_is_not_known_is_missing() {
    let life = json!({ "id": "B", "birth_date": "1980-06", "registrations": [{ "jurisdiction": "CA", "span": { "start": "2024-01-01" } }] });
    let all = with(
        life,
        &[fixture("illustrative-ca")],
        &AssessOptions::on(day("2024-03-01")),
    );
    assert_eq!(
        states(&all, "CA", "ca.annual"),
        [missing(Missing::BirthDate)]
    );
}

#[test]
fn the_edge_of_a_day_is_that_of_the_jurisdiction() {
    let mut pack = federal();
    pack.calendar.time_zone = Some("Pacific/Honolulu".to_owned());
    let at = |instant: &str| {
        let at: chrono::DateTime<chrono::Utc> = instant.parse().unwrap();
        let options = AssessOptions {
            at: Some(at),
            ..AssessOptions::on(at.date_naive())
        };
        with(tier_two(), &[pack.clone()], &options)
    };
    let all = at("2021-02-01T09:59:59Z");
    assert_eq!(states(&all, "IL", "D11")[1], DutyState::DueSoon { days: 0 });
    let deadline = lines(&all, "IL", "D11")[1].deadline.unwrap();
    assert_eq!(deadline.to_rfc3339(), "2021-02-01T10:00:00+00:00");
    assert_eq!(
        states(&at("2021-02-01T10:00:00Z"), "IL", "D11")[1],
        DutyState::Overdue { days: 1 }
    );
}

#[test]
fn a_clean_record_needs_all_four_proofs() {
    let life = |kinds: &[&str]| {
        let events: Vec<Value> = kinds
            .iter()
            .map(|kind| json!({ "kind": kind, "on": "2030-02-01" }))
            .collect();
        let value = changed(tier_two(), "/registrations/0/tiers/0/tier", json!("I"));
        found(field(value, "events", json!(events)), "2031-01-01").jurisdictions[0].period
    };
    let all = [
        "no_felony_found",
        "no_sex_offence_found",
        "supervision_completed",
        "treatment_completed",
    ];
    let period = life(&all);
    assert!(period.clean_record.unwrap().reduced);
    assert_eq!(period.tolled.end, Some(day("2030-01-31")));
    let period = life(&all[..3]);
    assert_eq!(period.clean_record.unwrap().treatment, Proof::Unknown);
    assert_eq!(period.tolled.end, Some(day("2035-01-31")));
}

#[test]
fn a_record_that_lists_the_last_appearances_accuses_nobody_of_the_time_before() {
    let value = changed(
        tier_two(),
        "/registrations/0/appearances",
        json!([{ "on": "2025-01-30", "purpose": "verification", "manner": "in_person" }, { "on": "2025-07-30", "purpose": "verification", "manner": "in_person" }]),
    );
    let options = AssessOptions {
        most_listed: Some(2),
        ..AssessOptions::on(day("2025-09-01"))
    };
    let all = with(value.clone(), &[federal()], &options);
    let states = states(&all, "IL", "D11");
    assert!(
        states[..9]
            .iter()
            .all(|state| *state == missing(Missing::History))
    );
    assert_eq!(
        states[9..],
        [DutyState::Met, DutyState::Met, DutyState::NotYetDue]
    );
    assert_eq!(
        (all.compliance, all.jurisdictions[0].late),
        (Compliance::Compliant, 0)
    );
}

#[test]
fn ten_thousand_events_are_soon_done() {
    let mut value = tier_two();
    let start = day("1995-01-01");
    let nth = |n: u64| (start + Days::new(n)).to_string();
    let appearances: Vec<Value> = (0..10_000)
        .map(|n| json!({ "on": nth(n), "purpose": "change", "manner": "in_person" }))
        .collect();
    let stays: Vec<Value> = (0..10_000)
        .map(|n| json!({ "kind": "residence", "span": { "start": nth(n), "end": nth(n + 1) }, "place": { "address": { "state": "IL", "street": n.to_string() } } }))
        .collect();
    let custody: Vec<Value> = (0..10_000)
        .map(|n| json!({ "kind": "jail", "span": { "start": nth(2 * n), "end": nth(2 * n + 1) } }))
        .collect();
    value["registrations"][0]["appearances"] = json!(appearances);
    value["stays"] = json!(stays);
    value["custody"] = json!(custody);
    value["convictions"][0]["released_on"] = json!("1994-01-01");
    let one = offender(value);
    let options = AssessOptions {
        explain: false,
        ..AssessOptions::on(day("2023-01-01"))
    };
    let begun = std::time::Instant::now();
    let all = assess(&one, &[federal()], &options, None).unwrap();
    assert!(begun.elapsed().as_secs() < 10, "{:?}", begun.elapsed());
    assert_eq!(lines(&all, "IL", "D06.residence").len(), 10_000);
    let few = caselink::records::Limits {
        record_values: 1_000,
        ..Default::default()
    };
    let error = assess(&one, &[federal()], &options, Some(&few)).unwrap_err();
    assert_eq!(error.code(), "LIMIT_EXCEEDED");
}

#[test]
fn the_calendar_and_the_counts() {
    let with_id = |id: &str| offender(field(tier_two(), "id", json!(id)));
    let people = [with_id("B"), with_id("A"), with_id("C")];
    let options = AssessOptions::on(day("2020-07-25"));
    let calendar = upcoming(&people, &[federal()], &options, 400, None, &NoControl).unwrap();
    assert_eq!((calendar.records, calendar.until), (3, day("2021-08-29")));
    let listed: Vec<(String, &str)> = calendar
        .duties
        .iter()
        .map(|one| (one.due.to_string(), one.id.expose().as_str()))
        .collect();
    assert_eq!(
        listed
            .iter()
            .map(|(due, id)| (due.as_str(), *id))
            .collect::<Vec<_>>(),
        [
            ("2021-01-31", "A"),
            ("2021-01-31", "B"),
            ("2021-01-31", "C"),
            ("2021-07-31", "A"),
            ("2021-07-31", "B"),
            ("2021-07-31", "C")
        ]
    );
    let options = AssessOptions::on(day("2021-02-09"));
    let count = |of: &[(&str, &str)]| {
        let of = of
            .iter()
            .map(|(id, key)| ((*id).to_owned(), (*key).to_owned()));
        registry_counts(
            &people,
            &[federal()],
            &options,
            &of.collect(),
            None,
            &NoControl,
        )
        .unwrap()
    };
    let counts = count(&[("B", "P-9"), ("C", "P-9")]);
    assert_eq!(
        (counts.records, counts.people, counts.records_without_person),
        (3, 2, 1)
    );
    assert_eq!(counts.counts["noncompliant_technical"].people, 2);
    assert_eq!(counts.overdue_by_duty["us-federal-sorna D11"], 2);
    // a key of a record that is not there is counted, and changes nothing
    let more = count(&[("B", "P-9"), ("C", "P-9"), ("D", "P-9")]);
    assert_eq!(
        (counts.keys_without_record, more.keys_without_record),
        (0, 1)
    );
    assert_eq!(more.counts, counts.counts);
}

/// What cannot be used is set aside with row, field and reason, and the rest comes out as without it.
#[test]
fn one_bad_record_is_set_aside() {
    let good = |id: &str| field(tier_two(), "id", json!(id));
    let mut large = good("L");
    let appearance =
        json!({ "on": "2020-02-01", "purpose": "verification", "manner": "in_person" });
    large["registrations"][0]["appearances"] = Value::from(vec![appearance; 60]);
    let values = [
        good("A"),
        json!({ "id": "B", "registrations": "none" }),
        json!("no record"),
        good("A"),
        large,
        good(" "),
        good("C"),
    ];
    let limits = Limits {
        record_values: 50,
        ..Limits::default()
    };
    let read = from_values_each::<Offender>(&values, &limits).unwrap();
    let (packs, options) = ([federal()], AssessOptions::on(day("2021-02-09")));
    let found = assess_all(&read, &packs, &options, Some(&limits), &NoControl).unwrap();
    let alone = |id: &str| assess(&offender(good(id)), &packs, &options, None).unwrap();
    assert_eq!(found.assessments, [alone("A"), alone("C")]);
    let bad: Vec<(u64, &str)> = found
        .rejected
        .listed
        .iter()
        .map(|one| (one.row, one.field.as_str()))
        .collect();
    let expected = [
        (1, "registrations"),
        (2, "record"),
        (3, "id"),
        (4, "record"),
        (5, "id"),
    ];
    assert_eq!(bad, expected);
    let calendar = upcoming(&read, &packs, &options, 400, Some(&limits), &NoControl).unwrap();
    assert_eq!((calendar.records, &calendar.rejected), (2, &found.rejected));
    let people =
        [("A", "P"), ("B", "P"), ("C", "P")].map(|(id, key)| (id.to_owned(), key.to_owned()));
    let counts = registry_counts(
        &read,
        &packs,
        &options,
        &people.into(),
        Some(&limits),
        &NoControl,
    )
    .unwrap();
    assert_eq!(
        (counts.records, counts.people, counts.keys_without_record),
        (2, 1, 1)
    );
    assert_eq!(counts.rejected, found.rejected);
}

#[test]
fn a_batch_can_be_stopped() {
    struct Stop;
    impl Control for Stop {
        fn tick(&self, _: u64, _: u64) -> ControlFlow<()> {
            ControlFlow::Break(())
        }
    }
    let (people, packs) = ([offender(tier_two())], [federal()]);
    let options = AssessOptions::on(day("2021-02-09"));
    let codes = [
        assess_all(&people, &packs, &options, None, &Stop)
            .unwrap_err()
            .code(),
        upcoming(&people, &packs, &options, 9, None, &Stop)
            .unwrap_err()
            .code(),
        registry_counts(&people, &packs, &options, &BTreeMap::new(), None, &Stop)
            .unwrap_err()
            .code(),
    ];
    assert_eq!(codes, ["CANCELLED"; 3]);
}

/// A random life, with dates as days after 2015-01-01.
fn life() -> impl Strategy<Value = Value> {
    let appearance = (0_u64..4_000, 0_usize..5, 0_usize..4, 0_u64..200);
    let span = (0_u64..4_000, prop::option::of(0_u64..600));
    (
        0_u64..1_500,
        0_usize..4,
        prop::collection::vec(appearance, 0..25),
        prop::collection::vec((span.clone(), 0_usize..4, any::<bool>(), 0_u64..200), 0..6),
        prop::collection::vec((span, any::<bool>()), 0..4),
        prop::option::weighted(0.2, 0_u64..4_000),
        prop::option::weighted(0.3, (500_u64..4_000, 0_usize..3)),
    )
        .prop_map(|(released, tier, appearances, stays, custody, died, raised)| {
            let at = |n: u64| (day("2015-01-01") + Days::new(n)).to_string();
            let span = |(from, length): (u64, Option<u64>)| match length {
                Some(length) => json!({ "start": at(from), "end": at(from + length) }),
                None => json!({ "start": at(from) }),
            };
            let tiers = ["I", "II", "III"];
            let mut decisions: Vec<Value> = tiers.get(tier).iter().map(|tier| json!({ "scheme": "sorna", "tier": tier, "effective_from": at(released) })).collect();
            decisions.extend(raised.map(|(on, tier)| json!({ "scheme": "sorna", "tier": tiers[tier], "effective_from": at(on) })));
            let appearances: Vec<Value> = appearances
                .into_iter()
                .map(|(on, purpose, manner, late)| json!({
                    "on": at(on),
                    "purpose": (["verification", "change", "initial", "unstated", "verification"][purpose]),
                    "manner": (["in_person", "in_person", "mail", "unstated"][manner]),
                    "provenance": { "recorded_on": at(on + late) },
                }))
                .collect();
            let stays: Vec<Value> = stays
                .into_iter()
                .enumerate()
                .map(|(n, (when, kind, told, late))| json!({
                    "kind": (["residence", "work", "transient", "lodging"][kind]), "span": span(when),
                    "place": { "address": { "state": "IL", "street": n.to_string() } },
                    "provenance": { "reported_by": if told { "self" } else { "officer" }, "recorded_on": at(when.0 + late) },
                }))
                .collect();
            let custody: Vec<Value> = custody.into_iter().map(|(when, verified)| json!({ "kind": "jail", "span": span(when), "verified": verified })).collect();
            let mut value = json!({
                "id": "R",
                "convictions": [{ "jurisdiction": "IL", "imprisoned": true, "released_on": at(released), "sentenced_on": "2014-01-01" }],
                "registrations": [{ "jurisdiction": "IL", "span": { "start": at(released) }, "tiers": decisions, "appearances": appearances }],
                "stays": stays, "custody": custody,
            });
            if let Some(died) = died {
                value["died_on"] = json!(at(died));
            }
            value
        })
}

fn key(line: &DutyLine) -> (String, Option<NaiveDate>, Option<NaiveDate>, Option<String>) {
    let field = line
        .explanation
        .as_ref()
        .and_then(|words| words.evidence.first().map(|one| one.field.clone()));
    (line.duty.clone(), line.anchor, line.due, field)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn time_never_turns_met_into_overdue(value in life(), first in 0_u64..4_500, more in 0_u64..800) {
        let packs = CompiledPacks::new(&[federal()]).unwrap();
        let one = offender(value);
        let on = |n: u64| packs.assess(&one, &AssessOptions::on(day("2015-01-01") + Days::new(n)), None).unwrap();
        let (before, after) = (on(first), on(first + more));
        for place in &before.jurisdictions {
            let Some(later) = after.jurisdictions.iter().find(|other| other.jurisdiction == place.jurisdiction) else { continue };
            for line in place.duties.iter().filter(|line| line.state == DutyState::Met) {
                let same: Vec<_> = later.duties.iter().filter(|other| key(other) == key(line)).collect();
                prop_assert!(same.iter().all(|other| !matches!(other.state, DutyState::Overdue { .. } | DutyState::MetLate { .. })), "{line:?} {same:?}");
                prop_assert!(!same.is_empty(), "{line:?}");
            }
        }
    }

    #[test]
    fn what_is_recorded_later_changes_nothing_of_what_was_known(value in life(), known in 0_u64..4_500) {
        let known_on = day("2015-01-01") + Days::new(known);
        let options = AssessOptions { known_on: Some(known_on), ..AssessOptions::on(known_on) };
        let mut earlier = value.clone();
        let old = |one: &Value| one["provenance"]["recorded_on"].as_str().is_none_or(|on| day(on) <= known_on);
        earlier["registrations"][0]["appearances"].as_array_mut().unwrap().retain(old);
        earlier["stays"].as_array_mut().unwrap().retain(old);
        let strip = |value: Value| {
            let mut all = serde_json::to_value(with(value, &[federal()], &AssessOptions { explain: false, ..options.clone() })).unwrap();
            all["notes"] = json!(null);
            all
        };
        prop_assert_eq!(strip(value), strip(earlier));
    }

    #[test]
    fn the_order_of_a_record_does_not_matter(value in life(), as_of in 0_u64..4_500) {
        let options = AssessOptions { explain: false, ..AssessOptions::on(day("2015-01-01") + Days::new(as_of)) };
        let mut turned = value.clone();
        for pointer in ["/registrations/0/appearances", "/registrations/0/tiers", "/stays", "/custody"] {
            turned.pointer_mut(pointer).unwrap().as_array_mut().unwrap().reverse();
        }
        let (a, b) = (with(value, &[federal()], &options), with(turned, &[federal()], &options));
        prop_assert_eq!(a, b);
    }

    /// Counts leave out what is of no consequence; they must say what the whole assessments say.
    #[test]
    fn counts_agree_with_assessments(values in prop::collection::vec(life(), 1..4), as_of in 0_u64..6_000, most in 1_u32..5) {
        let packs = CompiledPacks::new(&[federal()]).unwrap();
        let options = AssessOptions { most_listed: Some(most), explain: false, ..AssessOptions::on(day("2015-01-01") + Days::new(as_of)) };
        let named = |(number, value)| offender(field(value, "id", json!(format!("R-{number}"))));
        let people: Vec<Offender> = values.into_iter().enumerate().map(named).collect();
        let counts = packs.registry_counts(&people, &options, &BTreeMap::new(), None, &NoControl).unwrap();
        let all: Vec<Assessment> = people.iter().map(|one| packs.assess(one, &options, None).unwrap()).collect();
        let with = |is_so: &dyn Fn(&Assessment) -> bool| all.iter().filter(|one| is_so(one)).count() as u64;
        for (name, compliance) in [
            ("compliant", Compliance::Compliant),
            ("noncompliant_technical", Compliance::NoncompliantTechnical),
            ("noncompliant_substantive", Compliance::NoncompliantSubstantive),
            ("undetermined", Compliance::Undetermined),
            ("no_duty", Compliance::NoDuty),
        ] {
            prop_assert_eq!(counts.counts[name].people, with(&|one| one.compliance == compliance), "{}", name);
        }
        prop_assert_eq!(counts.counts["met_late"].people, with(&|one| one.jurisdictions.iter().any(|place| place.late > 0)));
        let overdue = |one: &Assessment| one.jurisdictions.iter().filter(|place| place.compliance != Compliance::NoDuty)
            .flat_map(|place| &place.duties)
            .any(|line| line.duty == "D11" && line.counts && line.open && matches!(line.state, DutyState::Overdue { .. }));
        prop_assert_eq!(counts.overdue_by_duty.get("us-federal-sorna D11").copied().unwrap_or(0), with(&overdue));
    }
}

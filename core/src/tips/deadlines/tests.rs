#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::NaiveDateTime;
use serde_json::{Value, from_value, json};

use super::*;
use crate::{records::Case, tips::RuleTrust};
use DeadlineState::{Due, FellAway, Met, MetLate, NotApplicable, NotYetDue, Overdue, Undetermined};

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn case(more: Value) -> Case {
    let mut case = json!({
        "id": "NC-1187730", "reported_on": "2026-02-27", "people": [{ "role": "child", "birth_date": "2015-05-01" }],
    });
    for (field, value) in more.as_object().unwrap() {
        case[field] = value.clone();
    }
    from_value(case).unwrap()
}

fn steps(more: Value) -> MissingChildSteps {
    let mut steps = json!({ "time_zone": "America/Chicago", "reported_at": "2026-02-27T20:10:00", "ncic_entered_at": "2026-02-27T21:40:00" });
    for (field, value) in more.as_object().unwrap() {
        steps[field] = value.clone();
    }
    MissingChildSteps::from_value(&steps).unwrap()
}

fn found(case: &Case, steps: &MissingChildSteps, as_of: &str) -> MissingChildDeadlines {
    missing_child_deadlines(case, steps, &DeadlineRules::us().unwrap(), at(as_of)).unwrap()
}

fn one<'a>(found: &'a MissingChildDeadlines, rule: &str) -> &'a MissingChildDeadline {
    found.deadlines.iter().find(|one| one.rule == rule).unwrap()
}

fn state(case: &Case, steps: &MissingChildSteps, as_of: &str, rule: &str) -> DeadlineState {
    one(&found(case, steps, as_of), rule).state
}

#[test]
fn entry_is_due_two_hours_after_the_report() {
    let case = case(json!({}));
    let entered = |when: Value| steps(json!({ "ncic_entered_at": when }));
    let now = "2026-02-28T08:00:00";
    for (when, expected) in [
        (json!("2026-02-27T22:10:00"), Met),
        (json!("2026-02-27T22:10:01"), MetLate),
        (Value::Null, Overdue),
    ] {
        assert_eq!(state(&case, &entered(when), now, "ncic-entry"), expected);
    }
    let open = entered(Value::Null);
    assert_eq!(
        state(&case, &open, "2026-02-27T22:10:00", "ncic-entry"),
        NotYetDue
    );
    assert_eq!(
        state(&case, &open, "2026-02-27T22:10:01", "ncic-entry"),
        Overdue
    );
    let told = found(&case, &open, now);
    assert_eq!(
        one(&told, "ncic-entry").arithmetic,
        "the report was received 2026-02-27 20:10:00; 2 hours on, due by 2026-02-27 22:10:00; not done at 2026-02-28 08:00:00"
    );
    // what is dated later is not known yet
    let later = entered(json!("2026-02-28T09:00:00"));
    let told = found(&case, &later, now);
    assert_eq!(one(&told, "ncic-entry").state, Overdue);
    assert!(told.notes[0].contains("left out"));
}

#[test]
fn a_day_without_an_hour_counts_with_both_its_ends() {
    let case = case(json!({}));
    let at_noon = steps(json!({ "reported_at": null, "ncic_entered_at": "2026-02-27T12:00:00" }));
    let told = found(&case, &at_noon, "2026-02-28T08:00:00");
    let entry = one(&told, "ncic-entry");
    assert_eq!(entry.state, Undetermined);
    assert_eq!(entry.missing, ["reported_at"]);
    assert_eq!(entry.due.unwrap().earliest, at("2026-02-27T02:00:00"));
    assert_eq!(entry.due.unwrap().latest, at("2026-02-28T01:59:59"));
    let next_day = steps(json!({ "reported_at": null, "ncic_entered_at": "2026-02-28T02:00:00" }));
    assert_eq!(
        state(&case, &next_day, "2026-02-28T08:00:00", "ncic-entry"),
        MetLate
    );
    let at_night = steps(json!({ "reported_at": null, "ncic_entered_at": "2026-02-27T01:00:00" }));
    assert_eq!(
        state(&case, &at_night, "2026-02-28T08:00:00", "ncic-entry"),
        Met
    );
}

#[test]
fn transmission_follows_the_sort_of_entry() {
    let now = "2026-03-02T21:41:00";
    let states = |case: &Case, steps: &MissingChildSteps| {
        ["namus-72-hours", "namus-30-days", "namus-180-days"]
            .map(|rule| state(case, steps, now, rule))
    };
    let category = |code: &str| case(json!({ "category": code }));
    let entry = |key: &str| steps(json!({ "ncic_entry": key }));
    assert_eq!(
        states(&category("AA"), &entry("EMJ")),
        [Overdue, NotApplicable, NotApplicable]
    );
    assert_eq!(
        states(&category("MP"), &entry("EME")),
        [NotApplicable, NotYetDue, NotApplicable]
    );
    assert_eq!(
        states(&category("MP"), &entry("EMJ")),
        [NotApplicable, NotApplicable, NotYetDue]
    );
    // an abduction that is entered as endangered has both, and the shorter one runs out first
    assert_eq!(
        states(&category("CA"), &entry("EME")),
        [Overdue, NotYetDue, NotApplicable]
    );
    let unknown = found(
        &case(json!({ "amber_alert": true })),
        &steps(json!({})),
        now,
    );
    for (rule, missing) in [
        ("namus-72-hours", vec!["category"]),
        ("namus-30-days", vec!["ncic_entry"]),
        ("namus-180-days", vec!["category", "ncic_entry"]),
    ] {
        assert_eq!(one(&unknown, rule).state, Undetermined);
        assert_eq!(one(&unknown, rule).missing, missing);
        assert!(one(&unknown, rule).due.is_some());
    }
    assert!(unknown.notes.iter().any(|note| note.contains("AMBER")));
}

#[test]
fn seventy_two_hours_pass_across_a_change_of_the_clocks() {
    let case = case(json!({ "category": "CA", "reported_on": null }));
    let entered =
        json!({ "reported_at": "2026-03-06T20:00:00", "ncic_entered_at": "2026-03-06T21:00:00" });
    let told = found(&case, &steps(entered.clone()), "2026-03-07T00:00:00");
    assert_eq!(
        one(&told, "namus-72-hours").due.unwrap().latest,
        at("2026-03-09T22:00:00")
    );
    let mut without = entered;
    without["time_zone"] = Value::Null;
    let told = found(&case, &steps(without), "2026-03-07T00:00:00");
    assert_eq!(
        one(&told, "namus-72-hours").due.unwrap().latest,
        at("2026-03-09T21:00:00")
    );
    assert!(told.notes.iter().any(|note| note.contains("time zone")));
}

#[test]
fn days_end_with_the_last_of_them_and_180_is_from_when_on() {
    let case = case(json!({ "category": "MP" }));
    let entry = steps(json!({ "ncic_entry": "EMJ" }));
    // 27 February and 60 days is 28 April
    assert_eq!(
        state(&case, &entry, "2026-04-28T23:59:59", "verify-60"),
        NotYetDue
    );
    assert_eq!(
        state(&case, &entry, "2026-04-29T00:00:00", "verify-60"),
        Overdue
    );
    // 30 days: 29 March
    let told = found(&case, &entry, "2026-03-30T00:00:00");
    assert_eq!(one(&told, "verify-30").state, Overdue);
    assert_eq!(one(&told, "verify-30").trust, RuleTrust::Unconfirmed);
    // 180 days: 26 August
    assert_eq!(
        state(&case, &entry, "2026-08-25T23:59:59", "namus-180-days"),
        NotYetDue
    );
    assert_eq!(
        state(&case, &entry, "2026-08-26T00:00:00", "namus-180-days"),
        Due
    );
    let sent = steps(json!({ "ncic_entry": "EMJ", "namus_transmitted_at": "2026-03-05T08:00:00" }));
    assert_eq!(
        state(&case, &sent, "2026-08-26T00:00:00", "namus-180-days"),
        Met
    );
    let cancelled =
        steps(json!({ "ncic_entry": "EMJ", "ncic_cancelled_at": "2026-03-04T10:00:00" }));
    assert_eq!(
        state(&case, &cancelled, "2026-08-26T00:00:00", "namus-180-days"),
        FellAway
    );
}

#[test]
fn the_first_verification_after_entry_counts() {
    let case = case(json!({ "category": "MP" }));
    let verified = steps(
        json!({ "verified_at": ["2026-02-27T21:00:00", "2026-04-20T09:00:00", "2026-04-10T09:00:00"] }),
    );
    let told = found(&case, &verified, "2026-05-01T00:00:00");
    assert_eq!(
        one(&told, "verify-60").done,
        Some(at("2026-04-10T09:00:00"))
    );
    assert_eq!(
        (one(&told, "verify-60").state, one(&told, "verify-30").state),
        (Met, MetLate)
    );
}

#[test]
fn each_update_has_a_day_once_the_record_was_transmitted() {
    let case = case(json!({ "category": "CA" }));
    let all = steps(json!({
        "namus_transmitted_at": "2026-03-01T08:00:00",
        "updates": [
            { "at": "2026-02-28T08:00:00" },
            { "at": "2026-03-02T08:00:00", "transmitted_at": "2026-03-03T08:00:00" },
            { "at": "2026-03-03T08:00:00", "transmitted_at": "2026-03-04T08:00:01" },
            { "at": "2026-03-04T08:00:00" },
            { "at": "2026-03-09T08:00:00" },
        ],
    }));
    let told = found(&case, &all, "2026-03-06T00:00:00");
    let updates: Vec<(Option<u32>, DeadlineState)> = told
        .deadlines
        .iter()
        .filter(|one| one.rule == "namus-update")
        .map(|one| (one.update, one.state))
        .collect();
    assert_eq!(
        updates,
        [
            (Some(0), NotApplicable),
            (Some(1), Met),
            (Some(2), MetLate),
            (Some(3), Overdue)
        ]
    );
}

#[test]
fn whoever_is_of_age_has_no_entry_of_a_child() {
    let aged = |birth: &str| case(json!({ "people": [{ "role": "child", "birth_date": birth }] }));
    let now = "2026-03-01T00:00:00";
    let steps = steps(json!({}));
    assert_eq!(
        state(&aged("2005-02-27"), &steps, now, "ncic-entry"),
        NotApplicable
    );
    assert_eq!(state(&aged("2005-02-28"), &steps, now, "ncic-entry"), Met);
    let told = found(&aged("2005"), &steps, now);
    // done in time, whether or not it had to be
    assert_eq!(one(&told, "ncic-entry").state, Met);
    assert_eq!(one(&told, "verify-60").state, Undetermined);
    assert_eq!(one(&told, "verify-60").missing, ["birth_date"]);
    let described = case(
        json!({ "people": [{ "role": "child", "description": { "age": { "least": 9, "most": 11 } } }] }),
    );
    assert_eq!(state(&described, &steps, now, "ncic-entry"), Met);
    let nobody = case(json!({ "people": [] }));
    assert_eq!(
        one(&found(&nobody, &steps, now), "verify-60").missing,
        ["birth_date"]
    );
}

#[test]
fn an_empty_case_is_all_undetermined_and_says_what_it_lacks() {
    let empty: Case = from_value(json!({ "id": "NC-1" })).unwrap();
    let told = found(&empty, &MissingChildSteps::default(), "2026-03-01T00:00:00");
    assert_eq!(told.deadlines.len(), 6);
    assert!(told.deadlines.iter().all(|one| one.state == Undetermined));
    assert!(told.deadlines.iter().all(|one| !one.missing.is_empty()));
    assert_eq!(told.entry_lacks.len(), 11);
    assert_eq!(told.verified_by, None);
}

#[test]
fn tables_and_steps_that_cannot_be_used_are_refused() {
    let us = serde_json::to_value(DeadlineRules::us().unwrap()).unwrap();
    let refused = |path: &str, value: Value, words: &str| {
        let mut rules = us.clone();
        *rules.pointer_mut(path).unwrap() = value;
        let error = DeadlineRules::from_value(&rules).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    refused("/deadlines/0/length/amount", json!(0), "amount");
    refused("/deadlines/1/id", json!("ncic-entry"), "stands twice");
    refused(
        "/deadlines/0/applies/0",
        json!("child_under:x"),
        "child_under",
    );
    refused("/deadlines/0/applies/0", json!("category:XX"), "not known");
    refused(
        "/deadlines/0/applies/0",
        json!("otherwise"),
        "needs a group",
    );
    refused("/deadlines/0/from", json!("update_made"), "update_made");
    refused("/deadlines/0/citation", json!(""), "citation");
    // what was read is written the same
    assert_eq!(
        us["deadlines"][3]["applies"][0],
        "category:child_abduction,amber_alert"
    );
    let zone = MissingChildSteps::from_value(&json!({ "time_zone": "Chicago" }));
    assert!(zone.unwrap_err().to_string().contains("IANA"));
    assert!(MissingChildSteps::from_value(&json!({ "reported_at": "yesterday" })).is_err());
}

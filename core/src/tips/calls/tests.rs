#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use chrono::NaiveDateTime;
use serde_json::{Value, from_value, json};

use super::*;
use crate::{
    Error, NoControl,
    records::{HandOverTo, Limits, Tip},
};

fn at(text: &str) -> NaiveDateTime {
    text.parse().unwrap()
}

fn call(id: &str, came: &str, more: Value) -> Tip {
    let mut call = json!({ "id": id, "kind": "call", "received_at": came });
    for (field, value) in more.as_object().unwrap() {
        call[field] = value.clone();
    }
    from_value(call).unwrap()
}

fn waiting(calls: &[Tip], rules: &HandOverRules, as_of: &str) -> CallsWaiting {
    calls_waiting(calls, rules, at(as_of), &Limits::default(), &NoControl).unwrap()
}

#[test]
fn what_waits_longest_over_its_time_is_first() {
    let english = |services: Value, danger: bool| json!({ "child_in_danger_now": danger, "call": { "services": services, "language_needed": "en" } });
    let calls = [
        call(
            "C-1",
            "2026-03-02T12:00:00",
            english(json!(["lead"]), false),
        ),
        call("C-2", "2026-03-02T16:58:00", english(json!(["lead"]), true)),
        call("C-3", "2026-03-02T18:00:00", english(json!(["lead"]), true)),
    ];
    let found = waiting(
        &calls,
        &HandOverRules::standard().unwrap(),
        "2026-03-02T17:00:00",
    );
    let order: Vec<(&str, &str, Option<i64>)> = found
        .waiting
        .iter()
        .map(|one| (one.tip.expose().as_str(), &*one.rule, one.minutes_over))
        .collect();
    assert_eq!(
        order,
        [
            ("C-1", "lead", Some(60)),
            ("C-2", "danger-now", Some(-3)),
            ("C-2", "lead", Some(-238)),
        ]
    );
    assert_eq!(found.waiting[0].state, ClockState::Overdue);
    assert_eq!(
        found.waiting[0].arithmetic,
        "came 2026-03-02 12:00:00, within 4 h by 2026-03-02 16:00:00; waits for 5 h at 2026-03-02 17:00:00"
    );
    // what comes later is not there yet
    assert_eq!((found.calls, found.later), (2, 1));
    let police = found
        .receivers
        .iter()
        .find(|one| one.to == HandOverTo::LawEnforcement)
        .unwrap();
    assert_eq!((police.waiting, police.longest_minutes), (1, 2));
}

#[test]
fn a_hand_over_stops_its_clock_and_no_other() {
    let rules = HandOverRules::standard().unwrap();
    let one = |hand_overs: Value| {
        let tip = call(
            "C-1",
            "2026-03-02T16:00:00",
            json!({ "child_in_danger_now": true, "language": "en",
                    "call": { "services": ["travel_reunification"], "hand_overs": hand_overs } }),
        );
        call_clocks(&tip, &rules, at("2026-03-02T17:00:00")).unwrap()
    };
    let states = |hand_overs: Value| -> Vec<ClockState> {
        one(hand_overs).iter().map(|clock| clock.state).collect()
    };
    use ClockState::{Done, DoneLate, DoneUndated, Overdue, Waiting};
    assert_eq!(states(json!([])), [Overdue, Waiting]);
    let late = json!([{ "to": "law_enforcement", "at": "2026-03-02T16:20:00" }, { "to": "law_enforcement", "at": "2026-03-02T16:30:00" }]);
    assert_eq!(states(late.clone()), [DoneLate, Waiting]);
    assert_eq!(one(late)[0].minutes_over, Some(15));
    let in_time =
        json!([{ "to": "law_enforcement", "at": "2026-03-02T16:05:00" }, { "to": "travel_desk" }]);
    assert_eq!(states(in_time), [Done, DoneUndated]);
    // before the call came, and after the time that is asked about
    let neither = json!([{ "to": "law_enforcement", "at": "2026-03-02T15:59:00" }, { "to": "law_enforcement", "at": "2026-03-02T17:01:00" }]);
    assert_eq!(states(neither), [Overdue, Waiting]);
}

#[test]
fn what_is_not_on_record_is_asked_for() {
    let rules = HandOverRules::standard().unwrap();
    let found = waiting(
        &[from_value(json!({ "id": "C-1", "kind": "call" })).unwrap()],
        &rules,
        "2026-03-02T17:00:00",
    );
    assert!(found.waiting.is_empty());
    let danger = &found.undetermined[0];
    assert_eq!(danger.rule, "danger-now");
    assert_eq!(danger.missing, ["child_in_danger_now", "received_at"]);
    let lead = found.undetermined.iter().find(|one| one.rule == "lead");
    assert_eq!(lead.unwrap().missing, ["call.services", "received_at"]);
    assert_eq!(
        (found.language_not_stated, found.language_not_known),
        (1, 0)
    );
    // a web report is no call
    let report: Tip = from_value(json!({ "id": "R-1", "kind": "online_report" })).unwrap();
    assert_eq!(
        waiting(&[report], &rules, "2026-03-02T17:00:00").not_calls,
        1
    );
}

#[test]
fn an_interpreter_is_called_for_what_nobody_speaks() {
    let rules = HandOverRules::standard().unwrap();
    let calls: Vec<Tip> = ["es-419", "eng", "kjb", "ZH_hans", "tlh-Latn", "zz", "Spanish"]
        .iter()
        .enumerate()
        .map(|(number, tag)| {
            call(
                &format!("C-{number}"),
                "2026-03-02T16:59:00",
                json!({ "child_in_danger_now": false, "call": { "services": ["safety_information"], "language_needed": tag } }),
            )
        })
        .collect();
    let found = waiting(&calls, &rules, "2026-03-02T17:00:00");
    let interpreters: Vec<&str> = found
        .waiting
        .iter()
        .filter(|one| one.to == HandOverTo::Interpreter)
        .map(|one| one.tip.expose().as_str())
        .collect();
    assert_eq!(interpreters, ["C-2", "C-3", "C-4"]);
    assert_eq!(found.language_not_known, 2);
    let spoken: Vec<(&str, bool)> = found
        .languages
        .iter()
        .map(|one| (&*one.language, one.spoken))
        .collect();
    assert_eq!(
        spoken,
        [
            ("eng", true),
            ("kjb", false),
            ("spa", true),
            ("tlh", false),
            ("zho", false)
        ]
    );
}

#[test]
fn a_fresh_sighting_goes_at_once_in_whichever_zone() {
    let mut rules = HandOverRules::standard().unwrap();
    rules.time_zone = Some("America/New_York".to_owned());
    let clocks = |zone: &str| -> Vec<String> {
        let tip = call(
            "C-1",
            "2026-03-02T17:00:00",
            json!({ "kind": "sighting", "child_in_danger_now": false, "language": "en",
                    "observed": { "earliest": "2026-03-02T14:00:00", "latest": "2026-03-02T14:30:00", "time_zone": zone } }),
        );
        let all = call_clocks(&tip, &rules, at("2026-03-02T17:01:00")).unwrap();
        all.into_iter().map(|one| one.rule).collect()
    };
    // half past two in Chicago is half past three in New York
    assert_eq!(clocks("America/Chicago"), ["fresh-sighting", "sighting"]);
    assert_eq!(clocks("America/New_York"), ["sighting"]);
}

#[test]
fn minutes_pass_as_they_do_when_clocks_are_set() {
    let mut rules = HandOverRules::standard().unwrap();
    let tip = call(
        "C-1",
        "2026-03-08T01:30:00",
        json!({ "child_in_danger_now": false, "language": "en", "call": { "services": ["non_emergency_referral"] } }),
    );
    let minutes = |rules: &HandOverRules| {
        call_clocks(&tip, rules, at("2026-03-08T03:20:00")).unwrap()[0].minutes
    };
    assert_eq!(minutes(&rules), Some(110));
    rules.time_zone = Some("America/Chicago".to_owned());
    assert_eq!(minutes(&rules), Some(50));
}

#[test]
fn rules_that_cannot_be_used_are_refused() {
    let standard = serde_json::to_value(HandOverRules::standard().unwrap()).unwrap();
    let refused = |path: &str, value: Value, words: &str| {
        let mut rules = standard.clone();
        *rules.pointer_mut(path).unwrap() = value;
        let error = HandOverRules::from_value(&rules).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    };
    refused("/hand_overs/0/within_minutes", json!(0), "within_minutes");
    refused("/hand_overs/1/id", json!("danger-now"), "stands twice");
    refused(
        "/hand_overs/1/seen_within_hours",
        json!(-1.0),
        "seen_within_hours",
    );
    refused("/hand_overs/0/source", json!(" "), "needs a source");
    refused("/languages/0", json!("English"), "ISO 639");
    let mut zoned = standard.clone();
    zoned["time_zone"] = json!("Chicago");
    assert!(HandOverRules::from_value(&zoned).is_err());
    let limits = Limits {
        rows: 0,
        ..Limits::default()
    };
    let tip = call("C-1", "2026-03-02T16:00:00", json!({}));
    let rules = HandOverRules::standard().unwrap();
    let found = calls_waiting(
        &[tip],
        &rules,
        at("2026-03-02T17:00:00"),
        &limits,
        &NoControl,
    );
    assert!(matches!(found, Err(Error::LimitExceeded { .. })));
}

#[test]
fn the_languages_are_those_of_the_standard() {
    for (tag, name) in [
        ("en", "English"),
        ("ht", "Haitian"),
        ("yue", "Yue Chinese"),
        ("mam", "Mam"),
        ("quc", "K'iche'"),
        ("ase", "American Sign Language"),
        ("prs", "Dari"),
    ] {
        assert_eq!(language(tag).unwrap().name, name);
    }
    for none in ["", "-", "e", "engl", "xx", "mul", "é", "  "] {
        assert_eq!(language(none), None, "{none}");
    }
}

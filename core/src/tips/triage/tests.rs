use serde_json::{Value, json};

use super::*;
use crate::{
    NoControl,
    records::{Limits, Tip},
};

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is made where it is handed over"
)]
fn report(value: Value) -> Tip {
    let mut whole = json!({ "id": "T-1", "kind": "online_report", "received_at": "2026-03-02T17:05:00", "provider": "p" });
    crate::json::lay_over(&mut whole, &value);
    serde_json::from_value(whole).unwrap()
}

fn of(value: Value) -> Triage {
    let context = TriageContext {
        as_of: "2026-03-10".parse().ok(),
        ..TriageContext::default()
    };
    triage(
        &report(value),
        &CompiledTriage::standard().unwrap(),
        &context,
    )
}

fn rules_of(found: &Triage) -> Vec<&str> {
    found
        .urgency
        .parts
        .iter()
        .map(|part| &part.rule[..])
        .collect()
}

#[test]
fn parts_sum_to_the_scores() {
    let found = of(json!({
        "text": "He is on his way to meet her tonight, she is being abused and he said he would kill her.",
        "child_in_danger_now": true, "escalation": "danger", "annotations": ["sextortion", "infant"],
        "accounts": [{ "kind": "handle", "value": "lindenfisher71" }],
        "ip_events": [{ "address": "203.0.113.9", "at": "2026-03-02T10:00:00", "port": 4431 }],
    }));
    let capped: i32 = found.urgency.capped.iter().map(|one| one.points).sum();
    let parts: i32 = found.urgency.parts.iter().map(|one| one.points).sum();
    assert!(capped < 0);
    assert_eq!(found.urgency.score, parts + capped);
    let there: u32 = found.completeness.parts.iter().map(|one| one.points).sum();
    let missing: u32 = found
        .completeness
        .missing
        .iter()
        .map(|one| one.points)
        .sum();
    assert_eq!(
        (found.completeness.score, found.completeness.of),
        (there, there + missing)
    );
    assert_eq!(
        (found.urgency.tier, found.standing),
        (1, TipStanding::Referral)
    );
}

#[test]
fn what_is_taken_back_counts_nothing_and_is_shown() {
    for (text, guard) in [
        ("She is not in danger.", "negation"),
        ("A documentary about a girl who was kidnapped.", "tale"),
        ("He touched her years ago.", "past"),
        ("Nadie está en peligro.", "negation"),
    ] {
        let found = of(json!({ "text": text }));
        assert_eq!(rules_of(&found), [] as [&str; 0], "{text}");
        assert_eq!(found.urgency.taken_back[0].guard, guard, "{text}");
    }
    // a guard of another sentence, or of one that is said without it as well, does not
    for text in [
        "This is no joke. She is in danger.",
        "I did not want to call. A child is locked in there.",
        "He was not in danger before. She is in danger.",
    ] {
        assert_eq!(
            rules_of(&of(json!({ "text": text }))),
            ["danger-words"],
            "{text}"
        );
    }
}

#[test]
fn whole_words_count_and_accents_do_not() {
    assert_eq!(
        rules_of(&of(
            json!({ "text": "Überstabile Konstruktion, stabbed no one" })
        )),
        [] as [&str; 0]
    );
    assert_eq!(
        rules_of(&of(json!({ "text": "ESTÁ EN PELIGRO" }))),
        ["danger-words"]
    );
    assert_eq!(
        rules_of(&of(json!({ "text": "He wants to meet her after school." }))),
        ["meeting", "tonight"]
    );
}

#[test]
fn it_asks_for_what_would_change_most() {
    // nobody to look for: an account would make it a referral
    let found = of(json!({ "place": { "address": { "locality": "Beloit", "state": "WI" } } }));
    let ask = found.ask.unwrap();
    assert_eq!((&ask.rule[..], ask.makes_referral), ("who-account", true));
    assert_eq!(found.lacks.len(), 1);
    // nothing at all: no single thing makes a referral, and then the one with most points comes first, an internet address is both
    let ask = of(json!({})).ask.unwrap();
    assert_eq!((&ask.rule[..], ask.makes_referral), ("who-phone", true));
    let told = of(
        json!({ "annotations": ["Informational"], "accounts": [{ "kind": "phone", "value": "217-555-0134" }] }),
    );
    assert_eq!(told.standing, TipStanding::Informational);
    assert!(told.lacks.is_empty());
}

#[test]
fn files_and_days() {
    let found = of(json!({ "files": [
        { "id": "F-1", "viewed_by_provider": true, "publicly_available": true },
        { "id": "F-2", "viewed_by_provider": false },
        { "id": "F-3" },
    ] }));
    let gates: Vec<_> = found
        .files
        .iter()
        .map(|file| (file.gate, file.publicly_available))
        .collect();
    assert_eq!(
        gates,
        [
            (WarrantGate::Viewed, Some(true)),
            (WarrantGate::NotViewed, None),
            (WarrantGate::NotStated, None),
        ]
    );
    assert_eq!(
        found.preservation,
        Preservation::Running {
            until: "2027-03-02".parse().unwrap(),
            days_left: 357
        }
    );
    let old = of(json!({ "received_at": "2024-03-01T00:00:00" }));
    assert_eq!(
        old.preservation,
        Preservation::Over {
            until: "2025-03-01".parse().unwrap()
        }
    );
    let call = of(json!({ "kind": "call" }));
    assert_eq!(call.preservation, Preservation::None);
    let odd = of(json!({
        "received_at": "2026-04-01T00:00:00", "ip_events": [{ "address": "999.1.1.1" }],
        "observed": { "earliest": "2027-01-01T00:00:00", "latest": "2027-01-01T00:00:00" },
    }));
    assert_eq!(
        odd.notes,
        [
            TriageNote::ReceivedLater,
            TriageNote::ObservedAfterReceived,
            TriageNote::NotAnIpAddress,
        ]
    );
}

#[test]
fn a_batch_says_what_one_says_and_orders_by_urgency() {
    let texts = [
        "She is in danger.",
        "A picture.",
        "He is going to meet her.",
        "A picture.",
    ];
    let tips: Vec<Tip> = texts
        .iter()
        .enumerate()
        .map(|(at, text)| report(json!({ "id": format!("T-{}", 9 - at), "text": text })))
        .collect();
    let (rules, context) = (
        CompiledTriage::standard().unwrap(),
        [TriageContext::default()],
    );
    let limits = Limits::default();
    let order = triage_all(&tips, &rules, &context, 2, &limits, &NoControl).unwrap();
    let ids: Vec<&str> = order.iter().map(|one| &one.tip.expose()[..]).collect();
    assert_eq!(ids, ["T-9", "T-7", "T-6", "T-8"]);
    for one in &order {
        let whole = triage(&tips[one.at as usize], &rules, &context[0]);
        assert_eq!(
            (whole.urgency.score, whole.urgency.tier),
            (one.urgency, one.tier)
        );
        assert_eq!(
            (whole.completeness.score, whole.standing),
            (one.completeness, one.standing)
        );
    }
    assert!(triage_all(&tips, &rules, &[], 1, &limits, &NoControl).is_err());
}

#[test]
fn alike_reports_are_told_apart_by_what_decides() {
    let (rules, context) = (
        CompiledTriage::standard().unwrap(),
        TriageContext::default(),
    );
    let apart =
        |a: Value, b: Value| tell_apart((&report(a), &context), (&report(b), &context), &rules);
    let same =
        json!({ "text": "He sends pictures.", "accounts": [{ "kind": "handle", "value": "x1" }] });
    assert_eq!(apart(same.clone(), same.clone()).decisive, None);
    let mut other = same.clone();
    other["files"] = json!([{ "id": "F-1", "viewed_by_provider": true }]);
    let found = apart(same.clone(), other.clone());
    let decisive = found.decisive.unwrap();
    assert_eq!(
        (&decisive.rule[..], decisive.of, decisive.is_urgency),
        ("what-viewed", 2, false)
    );
    other["text"] = json!("He sends pictures. He is on his way.");
    let found = apart(other, same);
    let decisive = found.decisive.unwrap();
    assert_eq!(
        (&decisive.rule[..], decisive.of, decisive.is_urgency),
        ("meeting", 1, true)
    );
    assert_eq!(decisive.fields, ["text, escalation"]);
    assert_eq!(found.tiers, (2, 3));
}

#[test]
fn rules_that_cannot_be_used_are_refused() {
    let good = serde_json::to_value(TriageRules::standard().unwrap()).unwrap();
    assert_eq!(
        TriageRules::from_value(&good).unwrap(),
        TriageRules::standard().unwrap()
    );
    let change = |at: &str, value: Value| {
        let mut rules = good.clone();
        *rules.pointer_mut(at).unwrap() = value;
        TriageRules::from_value(&rules)
            .and_then(CompiledTriage::new)
            .unwrap_err()
            .to_string()
    };
    for (at, value, says) in [
        ("/urgency/0/any", json!([]), "danger-now"),
        ("/urgency/0/any", json!(["no_such_fact"]), "condition"),
        ("/urgency/0/any", json!(["phrases:nothing"]), "nothing"),
        ("/urgency/0/points", json!(0), "danger-now"),
        ("/urgency/1/id", json!("danger-now"), "twice"),
        ("/completeness/0/points", json!(0), "who-account"),
        ("/tiers/second", json!(100), "tiers"),
        ("/referral/0/any", json!([]), "referral"),
        ("/phrases/0/phrases/0", json!("..."), "letter"),
        ("/guards/0/words/0", json!(""), "letter"),
        ("/guards/0/lists", json!(["x"]), "negation"),
        ("/version", json!(7), "version"),
    ] {
        let value = if at.ends_with("lists") {
            let mut guard = good["guards"][0].clone();
            guard["lists"] = value;
            change("/guards/0", guard)
        } else {
            change(at, value)
        };
        assert!(value.contains(says), "{at}: {value}");
    }
}

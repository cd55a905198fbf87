//! The prevention library: the golden vectors that Python and Node run too, and the held questions.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use std::{fs, path::PathBuf};

use caselink::guidance::{Guidance, GuidanceOptions, GuidanceSet, GuidanceSettings};
use serde_json::Value;

fn file(path: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(path);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn golden_vectors() {
    let mut file = releases::read("guidance.json");
    let set = GuidanceSet::from_value(&file["set"]).unwrap();
    file["set"] = serde_json::to_value(&set).unwrap();
    let settings = GuidanceSettings::from_value(&file["settings"]).unwrap();
    let own = Guidance::new(set, &settings).unwrap();
    let starter = Guidance::starter().unwrap();
    let cases = file["cases"].as_array_mut().unwrap();
    assert!(cases.len() > 10);
    for case in cases {
        let guidance = if case["of"] == "set" { &own } else { &starter };
        let options = GuidanceOptions::from_value(&case["options"]).unwrap();
        let answer = guidance.search(case["question"].as_str().unwrap(), &options);
        case["answer"] = serde_json::to_value(answer.unwrap()).unwrap();
    }
    releases::check("guidance.json", &file);
}

/// 100 questions in other words than the entries, written before anything was tuned; and 20 about other things.
#[test]
fn held_questions() {
    let (file, guidance) = (file("guidance/held.json"), Guidance::starter().unwrap());
    let search = |question: &str| {
        guidance
            .search(question, &GuidanceOptions::default())
            .unwrap()
    };
    let asked = file["questions"].as_array().unwrap();
    assert_eq!(asked.len(), 100);
    let (mut right, mut weak) = (0, 0);
    for one in asked {
        let answers = one["right"].as_array().unwrap();
        assert!(
            answers
                .iter()
                .all(|id| guidance.entry(id.as_str().unwrap()).is_some())
        );
        let answer = search(one["question"].as_str().unwrap());
        right += usize::from(
            answer
                .found
                .iter()
                .any(|found| answers.contains(&Value::from(&found.id[..]))),
        );
        weak += usize::from(answer.weak);
    }
    assert!(
        right >= 90,
        "{right} of 100 have the answer among the first three"
    );
    assert!(weak <= 20, "{weak} of 100 are handed over");
    let fresh = file["fresh"].as_array().unwrap();
    let found = fresh.iter().filter(|one| {
        let right = one["right"].as_array().unwrap();
        let answer = search(one["question"].as_str().unwrap());
        answer
            .found
            .iter()
            .any(|found| right.contains(&Value::from(&found.id[..])))
    });
    let (found, all) = (found.count(), fresh.len());
    println!("{right} of 100, {found} of {all}");
    assert!(
        found * 20 >= all * 17,
        "{found} of {all} fresh questions have the answer among the first three"
    );
    let elsewhere = file["elsewhere"].as_array().unwrap();
    let weak = elsewhere
        .iter()
        .filter(|question| search(question.as_str().unwrap()).weak);
    let (weak, all) = (weak.count(), elsewhere.len());
    assert!(
        weak * 10 >= all * 9,
        "{weak} of {all} questions about other things are handed over"
    );
}

/// Questions of a crisis among the held ones: help stands first.
#[test]
fn crises_among_the_held_questions() {
    let guidance = Guidance::starter().unwrap();
    for question in [
        "my friend posts that she doesn't want to be alive anymore",
        "student wrote about ending it all, what can a teacher say",
        "there's a kid being hurt next door this minute, who do I ring",
        "this guy wants $500 or he leaks my dick pic to my mom",
        "someone is extorting my 15 year old over photos, how should we react as mom and dad",
    ] {
        let answer = guidance
            .search(question, &GuidanceOptions::default())
            .unwrap();
        assert!(!answer.immediate.is_empty(), "{question}");
        assert!(!answer.immediate[0].contacts.is_empty());
    }
}

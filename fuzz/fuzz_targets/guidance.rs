//! Sets and questions from outside: any text. A set that loads can be searched, and any text is a question with an answer.
#![no_main]

use std::sync::LazyLock;

use caselink::guidance::{Guidance, GuidanceOptions, GuidanceSet, GuidanceSettings};
use libfuzzer_sys::fuzz_target;

static STARTER: LazyLock<Guidance> =
    LazyLock::new(|| Guidance::starter().expect("the starter set"));

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    check(&STARTER, text);
    let set = serde_json::from_str(text).ok();
    let set = set.and_then(|set| GuidanceSet::from_value(&set).ok());
    let set = set.and_then(|set| Guidance::new(set, &GuidanceSettings::default()).ok());
    if let Some(own) = set {
        let question = own.set().entries[0].question.clone();
        check(&own, &question);
        check(&own, text);
    }
});

fn check(guidance: &Guidance, question: &str) {
    let answer = guidance
        .search(question, &GuidanceOptions::default())
        .expect("an answer");
    for found in answer.found {
        let parts: u32 = found.parts.iter().map(|part| part.score).sum();
        assert_eq!(parts, found.score);
        assert!(guidance.entry(&found.id).is_some());
    }
}

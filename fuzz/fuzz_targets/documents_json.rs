//! What a release is asked with, from outside: any text. What loads is whole, and leaves or is refused with a reason.
#![no_main]

use caselink::{
    documents::Document,
    release::{
        Ledger, Policy, Reader, ReleaseKey, Request, RetentionRules, disseminate, parse_checkpoint,
    },
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    if let Ok(checkpoint) = parse_checkpoint(text) {
        // what is read is what was signed over
        assert!(text.starts_with(&checkpoint.origin), "{text}");
    }
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let part = |name: &str| value.get(name).unwrap_or(&value);
    let _ = RetentionRules::from_value(&value);
    let _ = Reader::from_value(part("reader"));
    let policy = Policy::from_value(part("policy")).unwrap_or_else(|_| Policy::standard());
    let Ok(document) = Document::from_value(part("document")) else {
        return;
    };
    let key = ReleaseKey::new(vec![7; 32]).expect("a key");
    let Ok(request) = Request::from_value(part("request"), key) else {
        return;
    };
    let mut ledger = Ledger::default();
    match disseminate(document, &request, &policy, &mut ledger) {
        Ok(released) => {
            assert_eq!(ledger.len(), 1);
            let page: Value =
                serde_json::from_str(&released.json().expect("a page")).expect("JSON");
            assert!(page["document"].is_object());
            assert!(released.html().contains("</html>"));
        }
        Err(_) => assert_eq!(ledger.len(), 0),
    }
});

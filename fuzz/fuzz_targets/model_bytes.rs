//! A model from outside: bytes or JSON. What loads must come back the same.
#![no_main]

use caselink::linkage::Model;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let from_bytes = Model::from_bytes(bytes).ok();
    let from_json = std::str::from_utf8(bytes)
        .ok()
        .and_then(|json| Model::from_json(json).ok());
    for model in from_bytes.into_iter().chain(from_json) {
        assert_eq!(Model::from_bytes(&model.to_bytes()).as_ref(), Ok(&model));
        assert_eq!(Model::from_json(&model.to_json()).as_ref(), Ok(&model));
    }
});

//! Person records from outside: any JSON. Each is read or set aside, and none is lost.
#![no_main]

use caselink::records::{Limits, read_persons};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) else {
        return;
    };
    let values = match value {
        serde_json::Value::Array(values) => values,
        other => vec![other],
    };
    let rows = values.len() as u64;
    let read = read_persons(values, &Limits::default()).expect("few rows");
    assert_eq!(read.persons.len() as u64 + read.rejected.total, rows);
    // what was accepted is accepted again, and unchanged
    let again = read.persons.iter().map(|p| serde_json::to_value(p).expect("JSON")).collect();
    let again = read_persons(again, &Limits::default()).expect("few rows");
    assert_eq!(again.persons, read.persons);
});

//! Settings from outside: any text. What loads is valid, comes back the same, and takes a table in.
#![no_main]

use caselink::{
    NoControl,
    linkage::{Prepared, Settings, TableBuilder, train},
    records::Limits,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(mut settings) = std::str::from_utf8(bytes)
        .ok()
        .and_then(|json| Settings::from_json(json).ok())
    else {
        return;
    };
    let json = serde_json::to_string(&settings).expect("JSON");
    assert_eq!(Settings::from_json(&json).as_ref(), Ok(&settings));
    settings.training.random_pairs = Some(100);
    settings.training.rounds = settings.training.rounds.min(10);

    // every column that the settings name holds the same few values
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let mut names = std::collections::BTreeSet::new();
    collect(&value, &mut names);
    let mut table = TableBuilder::new(&settings, Limits::default()).expect("valid settings");
    for name in names.iter().filter(|name| **name != settings.id) {
        let values = [
            "Okafor",
            "1971-06-24",
            "47.6",
            "1971-06-24",
            "",
            "n/a",
            "47.6",
            "Okafor",
        ];
        table.texts(name, values.map(Some)).expect("a column");
    }
    table
        .integers(&settings.id, (0..8).map(Some))
        .expect("an id column");
    let table = table.build().expect("every column is there");
    let prepared =
        Prepared::dedupe(table, &settings, Limits::default(), &NoControl).expect("few rows");
    let _ = train(&prepared, &NoControl);
});

/// Every text in the settings: the names of all columns are among them.
fn collect(value: &serde_json::Value, names: &mut std::collections::BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => {
            names.insert(text.clone());
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, names)),
        serde_json::Value::Object(fields) => fields.values().for_each(|item| collect(item, names)),
        _ => {}
    }
}

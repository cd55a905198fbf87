//! Flat tables of incidents with any cells: nothing panics, and each row is an incident or counted as set aside.
#![no_main]

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
use caselink::{
    NoControl,
    abductions::{IncidentColumns, SeriesSettings, read_table, series},
    records::Limits,
};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

const NAMES: [&str; 7] = ["id", "x", "y", "from", "to", "method", "who"];

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(bytes);
    let rows: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    let column = |at: usize| -> ArrayRef {
        let cells = || rows.iter().map(|row| row.get(at).copied());
        if (1..=2).contains(&at) && choice & 1 == 0 {
            let number = |cell: Option<&str>| cell.and_then(|text| text.parse::<f64>().ok());
            return Arc::new(Float64Array::from_iter(cells().map(number)));
        }
        Arc::new(StringArray::from_iter(cells()))
    };
    let columns = NAMES
        .into_iter()
        .enumerate()
        .map(|(at, name)| (name, column(at)));
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let coordinates = ["degrees", "metres", "kilometres", "feet"][usize::from(choice >> 1 & 3)];
    let columns = IncidentColumns::from_value(&json!({
        "id": "id", "x": "x", "y": "y", "coordinates": coordinates, "earliest": "from", "latest": "to",
        "methods": ["method"], "offenders": ["who"], "missing": ["NA"],
    }))
    .expect("a map of columns");
    let limits = Limits::default();
    let Ok(read) = read_table(
        &[batch.clone()],
        &batch.schema(),
        &columns,
        &limits,
        &NoControl,
    ) else {
        return;
    };
    assert_eq!(
        read.incidents.len() as u64 + read.rejected.total,
        rows.len() as u64
    );
    assert_eq!(read.incidents.len(), read.rows.len());
    if read.incidents.len() < 40 {
        let settings = SeriesSettings {
            solved: read.solved.clone(),
            ..SeriesSettings::default()
        };
        let _ = series(&read.incidents, &settings, &limits, &NoControl);
    }
});

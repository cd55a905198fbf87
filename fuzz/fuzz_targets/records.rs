//! Records from outside: any bytes, in each form and of each kind. Each record is read or set aside, and none is lost.
#![no_main]

use caselink::{
    NoControl,
    records::{CsvColumns, ReadOptions, RecordKind, Source, read_plain},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else {
        return;
    };
    let kind = RecordKind::ALL[usize::from(choice / 3) % RecordKind::ALL.len()];
    let columns = CsvColumns::default();
    let source = match choice % 3 {
        0 => Source::Json(bytes),
        1 => Source::Ndjson(bytes),
        _ => Source::Csv(bytes, &columns),
    };
    let options = ReadOptions::default();
    let Ok(read) = read_plain(kind, source, &options, &NoControl) else {
        return; // not of this form at all
    };
    // what was accepted is accepted again, and unchanged
    let again = read_plain(
        kind,
        Source::Values(read.records.clone()),
        &options,
        &NoControl,
    )
    .expect("few rows");
    assert_eq!(again.rejected.listed, []);
    assert_eq!(again.records, read.records);
});

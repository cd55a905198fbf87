//! Records from outside: any bytes, in each form and of each kind. Each record is read or set aside, and none is lost.
#![no_main]

use caselink::{
    NoControl,
    records::{CsvColumns, ReadOptions, RecordKind, Source, UnknownFields, read_plain},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, bytes)) = bytes.split_first() else {
        return;
    };
    let kind = RecordKind::ALL[usize::from(choice / 3) % RecordKind::ALL.len()];
    let columns = match choice & 0x80 {
        0 => CsvColumns::default(),
        _ => declared(),
    };
    let source = match choice % 3 {
        0 => Source::Json(bytes),
        1 => Source::Ndjson(bytes),
        _ => Source::Csv(bytes, &columns),
    };
    let options = ReadOptions {
        unknown_fields: if choice & 0x40 == 0 {
            UnknownFields::Keep
        } else {
            UnknownFields::Refuse
        },
        ..ReadOptions::default()
    };
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

/// Columns that lead into lists and objects, with a constant, behind another separator.
fn declared() -> CsvColumns {
    let pairs = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter();
        pairs
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    };
    CsvColumns {
        fields: pairs(&[
            ("n", "id"),
            ("a", "names[0].surname"),
            ("b", "names[1].full"),
            ("c", "addresses[0].latitude"),
        ]),
        constants: pairs(&[("names[1].kind", "alias")]),
        delimiter: ';',
    }
}

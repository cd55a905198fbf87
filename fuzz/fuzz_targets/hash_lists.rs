//! Lists of known files: any bytes in any chunks, in each format. Chunks make no difference, no value reaches the report
//! of what was set aside, and what is read passes the records door as it is.
#![no_main]

use caselink::{
    NoControl, Result,
    hashes::{ListFormat, ListRead, ListReadOptions, ListReader, read_list},
    records::{ReadOptions, RecordKind, Source, read_plain},
};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

const FORMATS: [ListFormat; 4] = [
    ListFormat::Vics,
    ListFormat::IcseCsv,
    ListFormat::NsrlCsv,
    ListFormat::Text,
];

fuzz_target!(|bytes: &[u8]| {
    let Some(([choice, seed], bytes)) = bytes.split_first_chunk() else {
        return;
    };
    let options = ListReadOptions {
        // small enough to be met
        record_bytes: if choice & 4 == 0 { 256 } else { 1 << 20 },
        text_is_pdq: choice & 8 == 0,
        ..ListReadOptions::new(FORMATS[usize::from(choice % 4)])
    };
    let whole = read_list(bytes, options.clone(), &NoControl);
    assert_eq!(in_chunks(bytes, options, *seed), whole);
    let Ok(read) = whole else {
        return; // not of this form at all, or too long
    };
    let report = &read.report;
    assert_eq!(report.records, read.files.len() as u64);
    assert!(report.records + report.rejected.total >= report.entries);
    let numbered = |(at, file)| {
        let mut value = json!(file);
        // lists may name one file twice, the door may not
        value["id"] = json!(format!("{at}"));
        value
    };
    let values: Vec<Value> = read.files.iter().enumerate().map(numbered).collect();
    let again = read_plain(
        RecordKind::MediaFile,
        Source::Values(values.clone()),
        &ReadOptions::default(),
        &NoControl,
    )
    .expect("few rows");
    assert_eq!(again.rejected.listed, []);
    assert_eq!(again.left_out.listed, []);
    assert_eq!(again.records, values);
});

/// Reads in chunks of sizes that follow from the seed.
fn in_chunks(mut bytes: &[u8], options: ListReadOptions, seed: u8) -> Result<ListRead> {
    let mut reader = ListReader::new(options)?;
    let (mut files, mut size) = (Vec::new(), usize::from(seed));
    while !bytes.is_empty() {
        size = (size * 37 + 11) % 61;
        let (chunk, rest) = bytes.split_at(size.min(bytes.len()));
        files.extend(reader.feed(chunk)?);
        bytes = rest;
    }
    let (last, report) = reader.finish()?;
    files.extend(last);
    Ok(ListRead { files, report })
}

//! Documents of the reporting form from outside: any bytes. What is read goes out as the form has it, and comes back the same.
#![no_main]

use caselink::{
    records::Limits,
    tips::{CyberTipOptions, read_cybertip, read_cybertip_file, write_cybertip},
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let (options, limits) = (CyberTipOptions::default(), Limits::default());
    let mut tip = read_cybertip(bytes, "CT-1", &options, &limits)
        .expect("an id")
        .tip;
    let file = read_cybertip_file(bytes, &options, &limits).file;
    if file != caselink::records::MediaFile::default() {
        tip.files.push(file);
    }
    let written = write_cybertip(&tip, &options);
    let again = read_cybertip(written.report.as_bytes(), "CT-1", &options, &limits).expect("an id");
    assert!(again.set_aside.is_empty());
    assert_eq!(write_cybertip(&again.tip, &options).report, written.report);
    for document in &written.files {
        let file = read_cybertip_file(document.as_bytes(), &options, &limits);
        assert!(file.set_aside.is_empty());
    }
});

//! `tips_xml`: reports of the `CyberTipline` form, made of the reports of a synthetic world, read and checked: megabytes a CPU second; then
//! 10,000 documents that were damaged at random places, each read, written and read again. Prints one line of JSON.

use std::{
    error::Error,
    panic,
    time::{Duration, Instant},
};

use caselink::{
    NoControl,
    records::{Limits, RecordKind, Tip},
    synth::{Size, world},
    tips::{CyberTipOptions, read_cybertip, write_cybertip},
};
use caselink_benches::{Random, cpu_s};
use serde_json::json;

const REPORTS: u64 = 20_000;
const RUNS: usize = 5;
const MUTANTS: u64 = 10_000;
/// A document of a few kilobytes that takes longer hangs.
const HANGS_AFTER: Duration = Duration::from_secs(1);
/// A report with every element of the form.
const WHOLE: &str = include_str!("../../../core/tests/vectors/cybertip.xml");

fn main() -> Result<(), Box<dyn Error>> {
    let options = CyberTipOptions::default();
    let size = Size {
        tips: REPORTS,
        ..Size::default()
    };
    let world = world(7, size);
    let lines = world.ndjson(RecordKind::Tip, 0..REPORTS, &NoControl)?;
    let mut documents: Vec<String> = Vec::new();
    for line in lines.lines() {
        let tip: Tip = serde_json::from_str(line)?;
        documents.push(write_cybertip(&tip, &options).report);
        documents.push(WHOLE.to_owned());
    }
    let bytes: usize = documents.iter().map(String::len).sum();
    let limits = Limits::default();
    let mut rates = Vec::new();
    for _ in 0..RUNS {
        let before = cpu_s();
        for document in &documents {
            let read = read_cybertip(document.as_bytes(), "CT-1", &options, &limits)?;
            std::hint::black_box(&read);
        }
        rates.push(bytes as f64 / 1e6 / (cpu_s() - before));
    }
    rates.sort_by(f64::total_cmp);
    let (panics, hangs) = mutants(&options, &limits);
    #[allow(clippy::print_stdout, reason = "that is what it is for")]
    {
        println!(
            "{}",
            json!({
                "mb_cpu": rates.get(RUNS / 2),
                "mb": bytes as f64 / 1e6,
                "documents": documents.len(),
                "mutants": MUTANTS,
                "panics": panics,
                "hangs": hangs,
            })
        );
    }
    Ok(())
}

/// Damages a whole report: bytes changed, cut out, doubled, moved, or a piece of markup put in.
fn mutant(random: &mut Random) -> Vec<u8> {
    const PIECES: [&str; 8] = [
        "<!DOCTYPE a [<!ENTITY b \"c\">]>",
        "&b;",
        "<![CDATA[",
        "<a>",
        "</report>",
        "\"",
        "\u{0}",
        "<?php?>",
    ];
    let mut draw = |below: usize| random.below(below.max(1) as u64) as usize;
    let mut bytes = WHOLE.as_bytes().to_vec();
    for _ in 0..=draw(6) {
        let at = draw(bytes.len());
        let end = (at + draw(200)).min(bytes.len());
        match draw(5) {
            0 => bytes[at] = draw(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => {
                let piece: Vec<u8> = bytes.drain(at..end).collect();
                let to = draw(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => {
                let piece = PIECES[draw(PIECES.len())];
                bytes.splice(at..at, piece.bytes());
            }
        }
    }
    bytes
}

fn mutants(options: &CyberTipOptions, limits: &Limits) -> (u64, u64) {
    let (mut panics, mut hangs) = (0, 0);
    let mut random = Random::new(7);
    for _ in 0..MUTANTS {
        let bytes = mutant(&mut random);
        let start = Instant::now();
        let outcome = panic::catch_unwind(|| {
            let read = read_cybertip(&bytes, "CT-1", options, limits).ok()?;
            let written = write_cybertip(&read.tip, options);
            let again = read_cybertip(written.report.as_bytes(), "CT-1", options, limits).ok()?;
            // what was written is whole, and stays as it is
            let is_whole = again.set_aside.is_empty();
            Some(is_whole && write_cybertip(&again.tip, options).report == written.report)
        });
        panics += u64::from(!matches!(outcome, Ok(Some(true))));
        hangs += u64::from(start.elapsed() > HANGS_AFTER);
    }
    (panics, hangs)
}

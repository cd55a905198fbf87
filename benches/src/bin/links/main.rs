//! `links [SEED [PEOPLE [CASES]]]`: open cases against registrants of a synthetic world, some of them planted, for `measure.py`.
//!
//! Prints one JSON object. `cpu_s` is what the library takes: making the index and finding the links of all cases, on one thread;
//! making the world and reading its records is not in it. How links are judged stands in `docs/tracking-links.md`.
#![allow(clippy::print_stdout, reason = "the line is its result")]

mod calibration;
mod evidence;
mod judge;
mod planted;
mod race;

use std::{env, error::Error};

use caselink::{
    NoControl,
    tracking::{KnownFacts, KnownOffender, LinkSettings, OffenderIndexBuilder},
};
use caselink_benches::{cpu_s, peak_mib};
use serde_json::{Value, json};

use self::{
    calibration::{Sample, cllr},
    evidence::Doubles,
    judge::{Judge, Listed},
    planted::{People, abductions, open_cases, planted},
};

/// People made and forgotten at once.
const CHUNK: u64 = 5_000;
/// Cases asked for at once.
const BATCH: usize = 50;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1).map(|one| one.parse::<u64>());
    let mut next = |usual: u64| arguments.next().unwrap_or(Ok(usual));
    let (seed, people, count) = (next(7)?, next(1_000_000)?, next(2_000)?);
    let world = abductions(seed, people, count)?;
    let cases = open_cases(&world)?;
    let planted = planted(&world)?;

    let mut builder = OffenderIndexBuilder::new(&KnownFacts::default())?;
    let (mut judge, mut sample) = (Judge::default(), Sample::new(&cases));
    let mut doubles = Doubles::new(&cases, &planted);
    let mut index_s = 0.0;
    for start in (0..people).step_by(CHUNK as usize) {
        let read = People::read(&world, start..people.min(start + CHUNK))?;
        let before = cpu_s();
        for (person, records) in &read.0 {
            for record in records {
                let known = KnownOffender {
                    person: Some(person.clone().into()),
                    ..KnownOffender::default()
                };
                builder.add_known(record, &known)?;
            }
        }
        index_s += cpu_s() - before;
        for (person, records) in &read.0 {
            for one in records {
                judge.note(one);
            }
            sample.note(person, records);
            doubles.note(person, records);
        }
    }
    let before = cpu_s();
    let index = builder.finish()?;
    index_s += cpu_s() - before;

    let settings = LinkSettings::default();
    let mut listed: Vec<Listed> = Vec::new();
    let (mut find_s, mut candidates) = (0.0, 0_u64);
    for batch in cases.chunks(BATCH) {
        let before = cpu_s();
        let found = index.find_offenders_of(batch, &settings, 1, &NoControl)?;
        find_s += cpu_s() - before;
        for one in &found.findings {
            candidates += u64::from(one.candidates);
            listed.push(Listed::new(one));
        }
    }
    let peak = peak_mib();

    let by_record = LinkSettings {
        by_person: false,
        ..settings.clone()
    };
    let told = doubles.is_one_of_ten(&cases);
    let found = judge.judge(&cases, &planted, &listed, &told);
    let records_first = judge::recall_by_record(&index, &cases, &planted, &by_record, &told)?;
    let calibrated = cllr(&index, &cases, &planted, &sample, &settings)?;
    let race = race::race(seed, (people / 10).min(100_000), (count / 10).min(200))?;
    let round = |seconds: f64| (seconds * 100.0).round() / 100.0;
    let mut line = json!({
        "cpu_s": round(index_s + find_s),
        "peak_mib": peak,
        "seconds": { "index": round(index_s), "find": round(find_s) },
        "people": people,
        "records": index.len(),
        "cases": cases.len(),
        "candidates": candidates,
        "seed": seed,
        "recall_at_10_by_record": records_first,
        "race": race,
    });
    for part in [found, calibrated] {
        if let (Some(line), Value::Object(part)) = (line.as_object_mut(), part) {
            line.extend(part);
        }
    }
    println!("{line}");
    Ok(())
}

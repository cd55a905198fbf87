//! `compliance_1m [PEOPLE]`: assesses the records of so many synthetic registrants (1,000,000) and counts them; the making of the records
//! is not timed. One JSON line: records in a second of the processor, and the most memory held. Which records are of
//! one person is handed over, as a host does that has linked them; here it is the world's own truth.
#![allow(clippy::print_stdout, reason = "the line is its result")]

use std::{collections::BTreeMap, env, error::Error, fs, time::Instant};

use caselink::{
    NoControl,
    records::{Offender, RecordKind},
    synth::{Size, world},
    tracking::{AssessOptions, CompiledPacks, RulePack},
};

/// Records that are in memory at once: far more than any cache holds.
const BATCH: u64 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let people: u64 = env::args()
        .nth(1)
        .map_or(Ok(1_000_000), |text| text.parse())?;
    let world = world(
        7,
        Size {
            offenders: people,
            ..Size::default()
        },
    );
    let packs = CompiledPacks::new(&[RulePack::federal()?])?;
    // registries of this world list the last eight verifications
    let options = AssessOptions {
        most_listed: Some(8),
        explain: false,
        ..AssessOptions::on("2026-01-01".parse()?)
    };
    let (mut records, mut counted, mut cpu, mut wall) = (0_u64, 0_u64, 0.0, 0.0);
    let (mut overdue, mut compliant) = (0_u64, 0_u64);
    let mut from = 0;
    while from < people {
        let to = people.min(from + BATCH);
        let lines = world.ndjson(RecordKind::Offender, from..to, &NoControl)?;
        let offenders = lines
            .lines()
            .map(serde_json::from_str)
            .collect::<Result<Vec<Offender>, _>>()?;
        drop(lines);
        let truth = world.truth_ndjson(RecordKind::Offender, from..to, &NoControl)?;
        let mut persons = BTreeMap::new();
        for line in truth.lines() {
            let TrueRecords { person, records } = serde_json::from_str(line)?;
            persons.extend(records.into_iter().map(|id| (id, person.clone())));
        }
        let (begun, before) = (Instant::now(), cpu_seconds()?);
        let counts = packs.registry_counts(&offenders, &options, &persons, None, &NoControl)?;
        cpu += cpu_seconds()? - before;
        wall += begun.elapsed().as_secs_f64();
        records += counts.records;
        counted += counts.people;
        overdue += counts.overdue_by_duty.values().sum::<u64>();
        compliant += counts
            .counts
            .get("compliant")
            .map_or(0, |count| count.people);
        from = to;
    }
    println!(
        "{}",
        serde_json::json!({
            "name": "compliance-1m", "people": counted, "records": records,
            "people_cpu": (people as f64 / cpu).round(), "records_cpu": (records as f64 / cpu).round(),
            "cpu_s": (cpu * 1e3).round() / 1e3, "wall_s": (wall * 1e3).round() / 1e3, "peak_mib": peak_mib(),
            "compliant": compliant, "overdue": overdue,
        })
    );
    Ok(())
}

/// Which records are of one person.
#[derive(serde::Deserialize)]
struct TrueRecords {
    person: String,
    records: Vec<String>,
}

/// The time that the processor has spent on this thread.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: u64 = text.split_whitespace().next().ok_or("schedstat")?.parse()?;
    Ok(nanoseconds as f64 / 1e9)
}

/// The most memory that this process has held, where the system says so.
fn peak_mib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1_024)
}

//! `tips JOB [REPORTS]`: the intake desk by a million synthetic reports, of which the truth is known. One JSON line. Jobs: `whole` reads,
//! triages, indexes, clusters and routes them; `dedupe` judges clusters and bundles by the truth; `one` finds what is like one new report;
//! `triage` asks whether children in danger come first, and whether twins are told apart.
#![allow(clippy::print_stdout, reason = "the line is its result")]

mod dedupe;
mod hub;
mod pressing;
mod whole;

use std::{env, error::Error};

use caselink::{
    NoControl,
    records::{ReadOptions, RecordKind, Source, Tip, read},
    synth::{Size, TrueTip, World, world},
    tips::{AlikeSettings, TipIndex},
};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Reports that are in memory at once.
const BATCH: u64 = 20_000;
/// New reports that `one` looks for.
const ASKED: u64 = 10_000;

fn main() -> Outcome<()> {
    let mut arguments = env::args().skip(1);
    let job = arguments.next().unwrap_or_default();
    let reports: u64 = arguments.next().map_or(Ok(1_000_000), |text| text.parse())?;
    let line = match job.as_str() {
        "whole" => whole::measure(reports)?,
        "dedupe" => dedupe::measure(reports)?,
        "one" => one(reports)?,
        "triage" => pressing::measure(reports)?,
        _ => return Err("the job is whole, dedupe, one or triage".into()),
    };
    println!("{line}");
    Ok(())
}

/// A world of so many reports; files are many, and some are popular.
fn made(reports: u64) -> World {
    world(
        7,
        Size {
            tips: reports,
            files: reports / 2,
            cases: reports / 100,
            ..Size::default()
        },
    )
}

/// The batches in which the reports of these numbers are made.
fn batches(from: u64, to: u64) -> impl Iterator<Item = std::ops::Range<u64>> {
    (from..to)
        .step_by(BATCH as usize)
        .map(move |at| at..to.min(at + BATCH))
}

/// Reports as they come in, through the door of the records. None may be set aside.
fn taken(lines: &str) -> Outcome<Vec<Tip>> {
    let taken = read::<Tip>(
        Source::Ndjson(lines.as_bytes()),
        &ReadOptions::default(),
        &NoControl,
    )?;
    if taken.rejected.total > 0 {
        return Err("a report was set aside".into());
    }
    Ok(taken.records)
}

fn reports(world: &World, numbers: std::ops::Range<u64>) -> Outcome<Vec<Tip>> {
    taken(&world.ndjson(RecordKind::Tip, numbers, &NoControl)?)
}

fn truths(world: &World, numbers: std::ops::Range<u64>) -> Outcome<Vec<TrueTip>> {
    let lines = world.truth_ndjson(RecordKind::Tip, numbers, &NoControl)?;
    let truths = lines.lines().map(serde_json::from_str);
    Ok(truths.collect::<Result<_, _>>()?)
}

/// An index of the first so many reports of a world.
fn indexed(world: &World, reports: u64) -> Outcome<TipIndex> {
    let mut index = TipIndex::new(AlikeSettings::default())?;
    for numbers in batches(0, reports) {
        index.extend(self::reports(world, numbers)?.iter(), &NoControl)?;
    }
    Ok(index)
}

/// What is like one new report, with every link explained: milliseconds, by the clock.
fn one(reports: u64) -> Outcome<serde_json::Value> {
    let world = made(reports + ASKED);
    let index = indexed(&world, reports)?;
    let (mut spent, mut linked) = (Vec::new(), 0_u64);
    for numbers in batches(reports, reports + ASKED) {
        for tip in self::reports(&world, numbers)? {
            let begun = std::time::Instant::now();
            let found = index.find(&tip, 10);
            spent.push(begun.elapsed().as_secs_f64() * 1e3);
            linked += u64::from(!found.links.is_empty());
        }
    }
    spent.sort_by(f64::total_cmp);
    let part = |share: f64| {
        let at = (spent.len() as f64 * share) as usize;
        spent.get(at.min(spent.len() - 1)).map(|ms| (ms * 1e4).round() / 1e4)
    };
    Ok(serde_json::json!({
        "reports": index.len(), "asked": spent.len(), "with_links": linked,
        "p50_ms": part(0.5), "p99_ms": part(0.99), "most_ms": part(1.0), "peak_mib": caselink_benches::peak_mib(),
    }))
}

//! `duties_vectors [LIVES]`: the published vectors of duties, and random lives (10,000) by the library and by the slow reference.
#![allow(clippy::print_stdout, reason = "the line is its result")]
#![allow(
    clippy::unwrap_used,
    clippy::missing_docs_in_private_items,
    missing_docs,
    reason = "the reference is a part of the tests"
)]

#[path = "../../../core/tests/tracking_reference/lives.rs"]
mod lives;
#[path = "../../../core/tests/tracking_reference/slow.rs"]
mod slow;

use std::{env, error::Error, process::ExitCode};

use caselink::tracking::{CompiledPacks, RulePack};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let count: u64 = env::args().nth(1).map_or(Ok(10_000), |text| text.parse())?;
    let (vectors, wrong) = lives::vectors(include_str!("../../../core/tests/vectors/duties.json"));
    let mut failed = wrong.len();
    for words in wrong {
        eprintln!("{words}");
    }
    let packs = CompiledPacks::new(&[RulePack::federal()?])?;
    let mut lines = 0;
    for seed in 0..count {
        match lives::compare(&packs, seed) {
            Ok(same) => lines += same,
            Err(words) => {
                failed += 1;
                if failed <= 20 {
                    eprintln!("{words}");
                }
            }
        }
    }
    println!(
        "{}",
        serde_json::json!({
            "name": "duties-vectors", "checked": vectors as u64 + count, "failed": failed,
            "vectors": vectors, "lives": count, "lines": lines,
        })
    );
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

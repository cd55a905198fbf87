//! Hashes near each other, as all three languages must find them, and in a number that has tables.
//!
//! `hashes.json` is written by `CASELINK_BLESS=1 cargo test -p caselink --test hashes`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use caselink::{
    Control, NoControl,
    hashes::{Hash256, PerceptualIndex, SearchPlan},
};
use releases::check;
use serde_json::json;
use sha2::{Digest, Sha256};

/// A hash of its own for each number; no picture has it.
fn made(number: u32) -> Hash256 {
    Hash256::new(Sha256::digest(number.to_be_bytes()).into())
}

/// The same hash with some bits turned: `many` of them, spread from `from` on.
fn turned(hash: Hash256, from: usize, many: usize) -> Hash256 {
    let mut bytes = hash.to_bytes();
    for step in 0..many {
        let bit = (from + 37 * step) % 256;
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    Hash256::new(bytes)
}

#[test]
fn three_languages_find_the_same() {
    let mut stored: Vec<Hash256> = (0..20).map(made).collect();
    stored.extend((0..12).map(|n| turned(made(n % 4), n as usize, 7 * n as usize)));
    stored.extend([made(3), Hash256::new([0; 32]), Hash256::new([255; 32])]);
    let removed = [5, 22];
    let queries: Vec<Hash256> = vec![
        made(0),
        turned(made(3), 9, 30),
        turned(made(3), 9, 31),
        turned(made(3), 9, 32),
        turned(made(5), 0, 1),
        Hash256::new([0; 32]),
        turned(Hash256::new([255; 32]), 1, 64),
        made(99),
    ];
    let mut index = PerceptualIndex::default();
    assert_eq!(index.extend(&stored, &NoControl).unwrap(), 0);
    assert!(removed.into_iter().all(|id| index.remove(id)));
    let hex = |hashes: &[Hash256]| hashes.iter().map(ToString::to_string).collect::<Vec<_>>();
    let cases: Vec<_> = [0, 30, 31, 32, 64]
        .into_iter()
        .map(|radius| {
            let found = index.find_all(&queries, radius, &NoControl).unwrap();
            let all: Vec<_> = (0..)
                .zip(found)
                .flat_map(|(query, found)| found.into_iter().map(move |one| (query, one)))
                .collect();
            json!({
                "radius": radius,
                "query": all.iter().map(|(query, _): &(u32, _)| query).collect::<Vec<_>>(),
                "id": all.iter().map(|(_, one)| one.id).collect::<Vec<_>>(),
                "distance": all.iter().map(|(_, one)| one.distance).collect::<Vec<_>>(),
            })
        })
        .collect();
    check(
        "hashes.json",
        &json!({"stored": hex(&stored), "removed": removed, "queries": hex(&queries), "cases": cases}),
    );
}

/// As large as a list that has tables: what force finds, for single queries and batches, also where hashes crowd.
#[test]
fn tables_find_what_a_scan_finds() {
    let many = 40_000;
    let hashes: Vec<Hash256> = (0..many)
        // every third is near one of a few, and some are the same
        .map(|n| {
            if n % 3 == 0 {
                turned(made(n % 7), n as usize, n as usize % 50)
            } else {
                made(n)
            }
        })
        .collect();
    let mut tables = PerceptualIndex::default();
    let mut scan = PerceptualIndex::scanning();
    for index in [&mut tables, &mut scan] {
        index.extend(&hashes[..35_000], &NoControl).unwrap();
        index.extend(&hashes[35_000..], &NoControl).unwrap();
        index.remove(17);
    }
    assert_eq!(tables.plan(1, 31), SearchPlan::Tables);
    assert_eq!(tables.plan(1, 64), SearchPlan::Scan);
    assert_eq!(scan.plan(1, 31), SearchPlan::Scan);
    let queries: Vec<Hash256> = (0..60).map(|n| turned(made(n), 3, n as usize)).collect();
    for radius in [0, 15, 30, 31, 32, 41, 64] {
        let expected: Vec<Vec<(u32, u32)>> = queries
            .iter()
            .map(|query| {
                let all = (0_u32..).zip(&hashes).filter(|(id, _)| *id != 17);
                let mut found: Vec<(u32, u32)> = all
                    .map(|(id, hash)| (hash.distance(*query), id))
                    .filter(|(distance, _)| *distance <= radius)
                    .collect();
                found.sort_unstable();
                found
            })
            .collect();
        for index in [&tables, &scan] {
            for found in [
                index.find_all(&queries, radius, &NoControl).unwrap(),
                queries
                    .iter()
                    .map(|query| index.find(*query, radius).unwrap())
                    .collect(),
            ] {
                let found: Vec<Vec<(u32, u32)>> = found
                    .iter()
                    .map(|one| one.iter().map(|m| (m.distance, m.id)).collect())
                    .collect();
                assert_eq!(found, expected, "radius {radius}");
            }
        }
    }
}

/// Stops at the first look.
struct Stop;

impl Control for Stop {
    fn tick(&self, _done: u64, _total: u64) -> std::ops::ControlFlow<()> {
        std::ops::ControlFlow::Break(())
    }
}

#[test]
fn a_run_that_is_stopped_leaves_the_index_as_it_was() {
    let hashes: Vec<Hash256> = (0..40_000).map(made).collect();
    let mut index = PerceptualIndex::default();
    index.insert(made(1)).unwrap();
    assert_eq!(
        index.extend(&hashes, &Stop).unwrap_err().code(),
        "CANCELLED"
    );
    assert_eq!((index.len(), index.get(1)), (1, None));
    assert_eq!(index.extend(&hashes, &NoControl).unwrap(), 1);
    assert_eq!(
        index.find_all(&hashes, 31, &Stop).unwrap_err().code(),
        "CANCELLED"
    );
    // a copy does not see what comes later
    let copy = index.clone();
    index.remove(0);
    assert_eq!((copy.len(), index.len()), (40_001, 40_000));
    assert_eq!(
        format!("{index:?} {:?}", made(1)),
        "PerceptualIndex { len: 40000, .. } [redacted]"
    );
}

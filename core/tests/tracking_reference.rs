//! The library's duties against a second, slow way to work them out, on random lives, and both against the published vectors.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::format_collect,
    reason = "a test that cannot go on should stop"
)]

#[path = "tracking_reference/lives.rs"]
mod lives;
#[path = "tracking_reference/slow.rs"]
mod slow;

use caselink::tracking::{CompiledPacks, RulePack, federal_holidays};
use chrono::{Datelike, NaiveDate};

fn compare(seeds: std::ops::Range<u64>) {
    let packs = CompiledPacks::new(&[RulePack::federal().unwrap()]).unwrap();
    let (mut lines, mut wrong) = (0, Vec::new());
    for seed in seeds {
        match lives::compare(&packs, seed) {
            Ok(count) => lines += count,
            Err(words) => wrong.push(words),
        }
    }
    let first: String = wrong
        .iter()
        .take(4)
        .map(|words| format!("\n{words}"))
        .collect();
    assert!(wrong.is_empty(), "{} lives differ:{first}", wrong.len());
    assert!(lines > 5_000, "{lines}");
}

#[test]
fn a_thousand_lives_come_out_the_same() {
    compare(0..1_000);
}

/// Of ten thousand lives these came out otherwise once: days without a home that were not counted, two tiers within one term.
#[test]
fn lives_that_differed_once_come_out_the_same() {
    let packs = CompiledPacks::new(&[RulePack::federal().unwrap()]).unwrap();
    for seed in [
        1482, 2327, 2466, 2945, 3040, 4001, 4356, 4711, 5324, 5624, 5903, 6365, 7374, 7380, 8137,
        8366, 8564, 8866, 9531,
    ] {
        lives::compare(&packs, seed).unwrap();
    }
}

#[test]
#[ignore = "takes minutes without optimisation: `cargo test --release -- --ignored`, or the program duties_vectors"]
fn ten_thousand_lives_come_out_the_same() {
    compare(0..10_000);
}

#[test]
fn the_published_vectors() {
    let (count, wrong) = lives::vectors(include_str!("vectors/duties.json"));
    assert_eq!(wrong, Vec::<String>::new());
    assert!(count >= 60, "{count}");
}

/// Made with another calendar (`PyPI`'s `holidays`), with the two days of 1970 that it leaves out: see `bindings-python/tests/test_holidays.py`.
#[test]
fn federal_holidays_agree_with_another_calendar() {
    let text = include_str!("vectors/federal_holidays.json");
    let all: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut years = 0;
    for (year, days) in all["closed"].as_object().unwrap() {
        years += 1;
        let number: i32 = year.parse().unwrap();
        let expected: Vec<String> = days
            .as_array()
            .unwrap()
            .iter()
            .map(|day| format!("{year}-{}", day.as_str().unwrap()))
            .collect();
        // a New Year on a Saturday closes the year before
        let observed = [number, number + 1]
            .into_iter()
            .flat_map(federal_holidays)
            .map(|day| day.observed.to_string());
        let mut observed: Vec<String> = observed
            .filter(|day| day.starts_with(year.as_str()))
            .collect();
        observed.sort();
        observed.dedup();
        assert_eq!(observed, expected);
        let first = NaiveDate::from_ymd_opt(number, 1, 1).unwrap();
        let closed = first
            .iter_days()
            .take_while(|day| day.year() == number)
            .filter(|day| day.weekday().num_days_from_monday() < 5 && !slow::is_business_day(*day));
        assert_eq!(
            closed.map(|day| day.to_string()).collect::<Vec<_>>(),
            expected
        );
    }
    assert_eq!(years, 131);
}

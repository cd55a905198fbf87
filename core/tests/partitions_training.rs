//! Training in parts: the same counts and the same model, however the rows are spread.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeSet;

use caselink::{
    NoControl, Result,
    linkage::{
        BlockPlan, ComparisonCounts, Mode, Model, Prior, Settings, TermCounts, comparison_counts,
        train, train_from_counts, training_keys,
    },
    records::Limits,
};
use proptest::prelude::*;

mod common;
#[path = "common/parts.rs"]
mod parts;

use parts::{Person, Spread, modes, people, prepared, shuffled, spread, totals};

const RANDOM: u8 = 200;

fn settings() -> Settings {
    Settings::from_json(
        r#"{
            "id": "id",
            "comparisons": [
                {"kind": "name", "column": "surname"},
                {"kind": "identifier", "column": "phone", "term_frequency": true},
                {"kind": "exact", "column": "town"},
                {"kind": "date", "column": "born"}
            ],
            "blocking": [
                [{"column": "phone"}],
                {"keys": [{"column": "born"}], "most_rows": 6},
                [{"column": "town"}],
                [{"column": "surname", "form": "sound"}]
            ],
            "groups": [["town", "phone"]],
            "prior": {
                "kind": "deterministic",
                "rules": [[{"column": "phone"}, {"column": "born"}], [{"column": "surname"}, {"column": "born"}]],
                "recall": 0.5
            }
        }"#,
    )
    .unwrap()
}

fn counted(
    people: &[Person],
    (mode, settings, limits): (Mode, &Settings, &Limits),
    how: Spread,
) -> Result<(ComparisonCounts, BlockPlan, TermCounts)> {
    let (terms, plan) = totals(people, (mode, settings, limits), how)?;
    let parts = shuffled(people, settings, how, |table, side| {
        training_keys(table, side, settings, &plan, &terms, &NoControl)
    })?;
    let mut counts = ComparisonCounts::default();
    for part in &parts {
        counts.merge(&comparison_counts(
            part, settings, &plan, limits, &NoControl,
        )?);
    }
    Ok((counts, plan, terms))
}

fn trained(people: &[Person], what: (Mode, &Settings, &Limits), how: Spread) -> Result<Model> {
    let (counts, plan, terms) = counted(people, what, how)?;
    train_from_counts(&counts, what.1, &plan, &terms, &NoControl)
}

const WHOLE: Spread = Spread {
    seed: 0,
    batches: 1,
    parts: 1,
    tile_rows: None,
    texts: false,
};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 100, ..ProptestConfig::default() })]

    /// One partition and many give the same counts and the same bytes of a model, also where pairs are sampled.
    #[test]
    fn a_model_does_not_show_how_its_rows_were_spread(
        (mode, people) in modes().prop_flat_map(|mode| (Just(mode), people(mode))),
        how in spread(),
        block_rows in 5_u64..40,
        (random_pairs, block_pairs) in (prop::option::of(1_u64..200), 1_u64..300),
    ) {
        let mut settings = settings();
        settings.training.random_pairs = random_pairs;
        settings.training.block_pairs = block_pairs;
        let limits = Limits { block_rows, ..Limits::default() };
        let what = (mode, &settings, &limits);
        let whole = Spread { texts: how.texts, ..WHOLE };
        let (one, ..) = counted(&people, what, whole).unwrap();
        let (many, ..) = counted(&people, what, how).unwrap();
        prop_assert_eq!(one.to_vec(), many.to_vec());
        match (trained(&people, what, whole), trained(&people, what, how)) {
            (Ok(one), Ok(many)) => prop_assert_eq!(one.to_bytes(), many.to_bytes()),
            (one, many) => prop_assert_eq!(one, many),
        }
    }

    /// Where no pair is left to chance, counts are those of brute force, and the rules' those of `train`.
    #[test]
    fn counts_are_those_of_all_pairs(
        (mode, people) in modes().prop_flat_map(|mode| (Just(mode), people(mode))),
        how in spread(),
    ) {
        let mut settings = settings();
        settings.groups.clear();
        let what = (mode, &settings, &Limits::default());
        let (counts, plan, terms) = counted(&people, what, how).unwrap();
        let counts = counts.to_vec();
        let of = |source: u8| counts.iter().filter(move |count| count.source == source);
        let pairs: Vec<(&Person, &Person)> = (0..people.len())
            .flat_map(|b| (0..b).map(move |a| (a, b)))
            .map(|(a, b)| (&people[a], &people[b]))
            .filter(|(a, b)| mode != Mode::Link || a.side != b.side)
            .collect();
        prop_assert_eq!(of(RANDOM).map(|count| count.pairs).sum::<u64>(), pairs.len() as u64);
        // the third comparison: the town is the same, another, or not known
        for (level, is_it) in [
            (0, &(|a: Option<&str>, b: Option<&str>| a.is_some() && a == b) as &dyn Fn(_, _) -> bool),
            (1, &|a: Option<&str>, b: Option<&str>| a.is_some() && b.is_some() && a != b),
            (15, &|a: Option<&str>, b: Option<&str>| a.is_none() || b.is_none()),
        ] {
            let found: u64 = of(RANDOM).filter(|n| n.pattern >> 8 & 15 == level).map(|n| n.pairs).sum();
            let expected = pairs.iter().filter(|(a, b)| is_it(a.town, b.town)).count();
            prop_assert_eq!(found, expected as u64);
        }
        // the strict rules of the prior: pairs that either makes, once
        let share = |a: &[&str], b: &[&str]| a.iter().any(|value| b.contains(value));
        let strict = pairs.iter().filter(|(a, b)| {
            let born = a.born.is_some_and(|day| day.len() == 10) && a.born == b.born;
            born && (share(&a.phones, &b.phones) || share(&a.surnames, &b.surnames))
        });
        let found: u64 = [100, 101].into_iter().flat_map(of).map(|n| n.own_pairs).sum();
        prop_assert_eq!(found, strict.count() as u64);
        // pairs of the rules, and those of no lower rule
        let whole = prepared(&people, what, how.texts);
        let by_parts = train_from_counts(&ComparisonCounts::default(), &settings, &plan, &terms, &NoControl);
        prop_assert_eq!(by_parts.map_err(|error| error.code()).err(), Some("INSUFFICIENT_DATA"));
        if let Ok(model) = train(&whole, &NoControl) {
            let found: Vec<u64> = (0..4).map(|rule| of(rule).map(|n| n.pairs).sum()).collect();
            let sessions: Vec<u64> = model.training().sessions.iter().map(|s| s.pairs).collect();
            prop_assert_eq!(found, sessions);
        }
    }
}

const PARTS: Spread = Spread {
    seed: 3,
    batches: 3,
    parts: 5,
    tile_rows: Some(300),
    texts: false,
};

/// People of whom some stand twice, with slips; many enough that pairs are sampled.
fn crowd(count: i64) -> Vec<Person> {
    const SURNAMES: [&str; 8] = [
        "Painter", "Green", "Neumann", "Okafor", "Li", "Baker", "Silva", "Kowalski",
    ];
    const TOWNS: [&str; 3] = ["Springfield", "Shelbyville", "Ogdenville"];
    let leaked = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
    let draw = |n: i64, salt: u64| WHOLE.draw(n as u64 ^ salt << 40) as usize;
    (0..count)
        .map(|id| {
            // every fourth stands for the one before
            let who = if id % 4 == 3 { id - 1 } else { id };
            let slip = id % 4 == 3 && draw(id, 1) % 3 == 0;
            let day = 1 + (draw(who, 2) + usize::from(slip)) % 28;
            Person {
                side: 0,
                id,
                surnames: vec![SURNAMES[draw(who, 3) % 8]],
                phones: if draw(id, 4) % 5 == 0 {
                    vec![leaked(format!("555{:04}", draw(who, 5) % 3_000))]
                } else {
                    Vec::new()
                },
                // most of a surname live in one town
                town: Some(
                    TOWNS[if draw(who, 9) % 5 == 0 {
                        draw(who, 6)
                    } else {
                        draw(who, 3) % 8
                    } % 3],
                ),
                born: Some(leaked(format!(
                    "19{}-{:02}-{day:02}",
                    50 + draw(who, 7) % 40,
                    1 + draw(who, 8) % 12
                ))),
            }
        })
        .collect()
}

#[test]
fn about_as_many_pairs_are_taken_as_are_asked_for() {
    let mut settings = settings();
    settings.prior = Prior::Estimated;
    let people = crowd(3_000);
    let what = (Mode::Dedupe, &settings, &Limits::default());
    let counts = counted(&people, what, PARTS).unwrap().0.to_vec();
    let sources: BTreeSet<u8> = counts.iter().map(|count| count.source).collect();
    // four rules, random pairs, those that know a phone, and those that share a phone or a town
    assert_eq!(sources, BTreeSet::from([0, 1, 2, 3, 200, 202, 218, 219]));
    for (source, wanted) in [
        (2, settings.training.block_pairs),
        (200, 50_000),
        (202, 20_000),
        (219, 20_000),
    ] {
        let of = counts.iter().filter(|count| count.source == source);
        let found: u64 = of.map(|count| count.pairs).sum();
        assert!(
            found.abs_diff(wanted) < wanted / 20,
            "source {source}: {found}"
        );
    }
}

#[test]
fn a_model_from_parts_is_near_the_one_that_train_draws() {
    let mut settings = settings();
    settings.prior = Prior::Estimated;
    settings.training.block_pairs = 1_000_000;
    settings.groups = vec![vec!["surname".to_owned(), "town".to_owned()]];
    let people = crowd(1_200);
    let what = (Mode::Dedupe, &settings, &Limits::default());
    let model = trained(&people, what, PARTS).unwrap();
    let drawn = train(&prepared(&people, what, false), &NoControl).unwrap();
    let ratio = model.prior_probability() / drawn.prior_probability();
    assert!((ratio - 1.0).abs() < 0.05, "{ratio}");
    for (a, b) in model.comparisons().iter().zip(drawn.comparisons()) {
        for level in [0, a.levels.len() - 1] {
            let (x, y) = (a.weight(level).0, b.weight(level).0);
            assert!((x - y).abs() < 200, "{} {level}: {x} {y}", a.name);
        }
        assert!(
            (a.counted - b.counted).abs() < 0.03,
            "{}: {} {}",
            a.name,
            a.counted,
            b.counted
        );
    }
    // most of a surname live in one town, which says little of its own
    assert!(model.comparisons()[0].counted < 0.9);
}

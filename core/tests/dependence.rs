//! Fields that come together: what of their evidence counts.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;

use caselink::{
    NoControl,
    linkage::{
        LinkOptions, Links, Mode, Model, Prepared, RecordId, Settings, Truth, find_links, train,
    },
    records::Limits,
};
use serde_json::json;

mod common;
use common::{Dice, prepare, table};

const PEOPLE: usize = 6_000;

/// People with one record each, a fifth with a second one; those of one place share town, postcode and valley.
fn world(seed: u64, groups: &[&[&str]]) -> (Arc<Prepared>, Truth) {
    world_in(seed, groups, false)
}

/// The same with its rows in their order or the other way round.
fn world_in(seed: u64, groups: &[&[&str]], reversed: bool) -> (Arc<Prepared>, Truth) {
    let mut dice = Dice(seed);
    let mut below = |n: usize| dice.below(n);
    let mut rows: Vec<[String; 7]> = Vec::new();
    let mut people = Vec::new();
    for person in 0..PEOPLE {
        let place = below(150);
        // town follows from the postcode, and the valley nearly always
        let valley = if below(20) == 0 {
            below(40)
        } else {
            place % 40
        };
        let mut row = [
            format!("given{}", below(120)),
            format!("surname{}", below(400)),
            format!(
                "{}-{:02}-{:02}",
                1950 + below(40),
                1 + below(12),
                1 + below(28)
            ),
            format!("{:05}", 10_000 + place),
            format!("town{}", place / 2),
            format!("valley{valley}"),
            format!("street{}", below(300)),
        ];
        rows.push(row.clone());
        people.push(person);
        if person % 5 == 0 {
            // half of them have moved, which changes all parts at once
            if below(2) == 0 {
                let place = below(150);
                row[3] = format!("{:05}", 10_000 + place);
                row[4] = format!("town{}", place / 2);
                row[5] = format!("valley{}", place % 40);
                row[6] = format!("street{}", below(300));
            }
            for (field, name) in [(0, "given"), (1, "surname")] {
                if below(5) == 0 {
                    row[field] = format!("{name}{}", below(120));
                }
            }
            if below(5) == 0 {
                row[2] = format!(
                    "{}-{:02}-{:02}",
                    1950 + below(40),
                    1 + below(12),
                    1 + below(28)
                );
            }
            rows.push(row);
            people.push(person);
        }
    }
    let names = [
        "given", "surname", "born", "postcode", "town", "valley", "street",
    ];
    let kinds = ["exact", "exact", "date", "exact", "exact", "exact", "exact"];
    let comparisons: Vec<_> = names
        .iter()
        .zip(kinds)
        .map(|(column, kind)| json!({"kind": kind, "column": column}))
        .collect();
    let settings = json!({
        "id": "id", "comparisons": comparisons, "groups": groups,
        "blocking": [[{"column": "postcode"}], [{"column": "surname"}], [{"column": "born"}]],
    });
    let settings = Settings::from_json(&settings.to_string()).unwrap();
    let mut ids: Vec<i64> = (0..rows.len() as i64).collect();
    if reversed {
        ids.reverse();
        rows.reverse();
        people.reverse();
    }
    let columns: Vec<(&str, Vec<Option<&str>>)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| {
            (
                *name,
                rows.iter().map(|row| Some(row[at].as_str())).collect(),
            )
        })
        .collect();
    let tables = vec![table(&settings, &ids, &columns)];
    let prepared = prepare(Mode::Dedupe, tables, &settings, Limits::default()).unwrap();
    let entities: Vec<String> = people.iter().map(usize::to_string).collect();
    let pairs = ids.iter().zip(&entities);
    let truth = Truth::from_entities(
        &prepared,
        pairs.map(|(id, entity)| (RecordId::from(*id), entity.as_str())),
    )
    .unwrap();
    (prepared, truth)
}

fn links(prepared: &Arc<Prepared>) -> (Model, Links) {
    let model = train(prepared, &NoControl).unwrap();
    let options = LinkOptions {
        minimum_probability: 0.001,
        threads: 1,
    };
    let links = find_links(prepared, &model, &options, &NoControl).unwrap();
    (model, links)
}

fn counted(model: &Model, name: &str) -> f64 {
    let known = model.comparisons().iter().find(|c| c.name == name);
    known.unwrap().counted
}

#[test]
fn the_order_of_rows_leaves_no_trace_in_groups() {
    let groups: &[&[&str]] = &[&["postcode", "town", "valley", "street"]];
    let model = |reversed| links(&world_in(3, groups, reversed).0).0.to_bytes();
    assert!(model(false) == model(true));
}

/// Address parts that agree together promise too much when they are taken as independent, and no more in a group.
#[test]
fn a_group_makes_probabilities_come_true() {
    for seed in [3, 4, 5] {
        let (prepared, truth_alone) = world(seed, &[]);
        let (model, alone) = links(&prepared);
        assert!(model.comparisons().iter().all(|c| c.counted >= 1.0));
        let before = alone.calibration(&truth_alone, 10).unwrap().scores;
        let (prepared, truth) = world(seed, &[&["postcode", "town", "valley"]]);
        let (model, together) = links(&prepared);
        let after = together.calibration(&truth, 10).unwrap().scores;
        let at_95 = |links: &Links, truth: &Truth| {
            let found = links.evaluate(truth).thresholds;
            let at = found.iter().find(|t| t.pairs.probability >= 0.949).unwrap();
            at.pairs.f1
        };
        let (before, after) = (before.unwrap(), after.unwrap());
        // alone, training takes those of one place for one person
        assert!(before.expected_error > 0.5, "{seed}: {before:?}");
        assert!(after.expected_error < 0.03, "{seed}: {after:?}");
        assert!(after.log_loss < 0.15, "{seed}: {after:?}");
        let (f1_before, f1_after) = (at_95(&alone, &truth_alone), at_95(&together, &truth));
        assert!(
            f1_after > 0.8 && f1_before < 0.1,
            "{seed}: {f1_before} {f1_after}"
        );
        assert!((0.3..0.7).contains(&counted(&model, "town")));
        assert_eq!(counted(&model, "given").to_bits(), 1.0_f64.to_bits());
    }
}

fn column(words: &[String]) -> Vec<Option<&str>> {
    words.iter().map(|word| Some(word.as_str())).collect()
}

/// Two copies of one field count once; independent fields count whole.
#[test]
fn copies_count_once_and_independent_fields_count_whole() {
    // without a group for the place, training takes those of one place for one person, and names would come together in them
    let groups: &[&[&str]] = &[
        &["postcode", "town", "valley"],
        &["given", "surname", "street"],
    ];
    for seed in 9..14 {
        let (prepared, _) = world(seed, groups);
        let (model, _) = links(&prepared);
        let counted = counted(&model, "given");
        assert!(counted > 0.99, "{seed}: {counted}");
    }

    let mut dice = Dice(11);
    let words: Vec<String> = (0..3_000)
        .map(|_| format!("word{}", dice.below(200)))
        .collect();
    let others: Vec<String> = (0..3_000)
        .map(|_| format!("other{}", dice.below(300)))
        .collect();
    let comparisons =
        ["one", "copy", "other"].map(|column| json!({"kind": "exact", "column": column}));
    let settings = json!({
        "id": "id", "groups": [["one", "copy"]],
        "comparisons": comparisons,
        "blocking": [[{"column": "one"}], [{"column": "other"}]],
        "prior": {"kind": "given", "probability": 1e-6},
    });
    let settings = Settings::from_json(&settings.to_string()).unwrap();
    let ids: Vec<i64> = (0..3_000).collect();
    let tables = vec![table(
        &settings,
        &ids,
        &[
            ("one", column(&words)),
            ("copy", column(&words)),
            ("other", column(&others)),
        ],
    )];
    let prepared = prepare(Mode::Dedupe, tables, &settings, Limits::default()).unwrap();
    let (model, links) = links(&prepared);
    assert!(
        (counted(&model, "copy") - 0.5).abs() < 0.03,
        "{}",
        counted(&model, "copy")
    );
    // what is counted is what is added up, and the account says so
    let found = links.as_slice().first();
    if let Some(link) = found {
        let (left, right) = links.ids(link);
        let explanation = links.explain(&left, &right).unwrap();
        assert_eq!(explanation.total, link.weight);
    }
    let read = Model::from_bytes(&model.to_bytes()).unwrap();
    assert_eq!(read, model);
}

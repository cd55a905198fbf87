//! Linkage in parts gives what linkage of the whole gives, bit for bit, however the rows are spread.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use caselink::{
    Error, NoControl,
    linkage::{
        BlockKey, BlockLink, BlockPlan, BlockReport, BlockRows, BlockSize, BlockSizes, LinkOptions,
        LinkReport, Mode, Model, PairEstimate, RecordId, Settings, TermCounts, block_keys,
        find_links, pairs_in_blocks,
    },
    records::Limits,
};
use proptest::prelude::*;

mod common;
#[path = "common/parts.rs"]
mod parts;

use parts::{Person, Spread, builder, modes, people, prepared, shuffled, spread, totals};

fn settings() -> Settings {
    Settings::from_json(
        r#"{
            "id": "id",
            "comparisons": [
                {"kind": "name", "column": "surname"},
                {"kind": "identifier", "column": "phone", "term_frequency": true},
                {"kind": "exact", "column": "town"},
                {"kind": "date", "column": "born", "term_frequency": true}
            ],
            "blocking": [
                [{"column": "phone"}, {"column": "surname", "form": "initial"}],
                {"keys": [{"column": "born"}], "most_rows": 4},
                [{"column": "town"}],
                [{"column": "phone"}],
                [{"column": "surname", "form": "sound"}]
            ]
        }"#,
    )
    .unwrap()
}

/// What all parts gave.
struct Outcome {
    links: Vec<BlockLink>,
    report: BlockReport,
    plan: BlockPlan,
}

fn options() -> LinkOptions {
    LinkOptions {
        minimum_probability: 0.001,
        ..LinkOptions::default()
    }
}

fn in_parts(
    people: &[Person],
    (mode, model, limits): (Mode, &Model, &Limits),
    how: Spread,
) -> Result<Outcome, Error> {
    let settings = model.settings();
    let (terms, plan) = totals(people, (mode, settings, limits), how)?;
    let parts = shuffled(people, settings, how, |table, side| {
        block_keys(table, side, settings, Some(&plan), &NoControl)
    })?;
    let (mut links, mut report) = (Vec::new(), BlockReport::default());
    for part in &parts {
        let found = pairs_in_blocks(part, model, &plan, &terms, &options(), limits, &NoControl)?;
        links.extend(found.to_vec());
        let one = found.report();
        report.pairs += one.pairs;
        report.compared_pairs += one.compared_pairs;
        report.links += one.links;
    }
    Ok(Outcome {
        links,
        report,
        plan,
    })
}

/// Ids, tables, weight and rule.
type Row = (RecordId, RecordId, u8, u8, i32, u8);

fn rows(links: &[BlockLink]) -> Vec<Row> {
    let row = |l: &BlockLink| {
        let tables = (l.table_left, l.table_right);
        (
            l.left.clone(),
            l.right.clone(),
            tables.0,
            tables.1,
            l.weight.0,
            l.rule,
        )
    };
    let mut rows: Vec<Row> = links.iter().map(row).collect();
    rows.sort();
    rows
}

/// The links of the whole in one process.
fn whole(
    people: &[Person],
    (mode, model, limits): (Mode, &Model, &Limits),
    texts: bool,
) -> (Vec<Row>, LinkReport, PairEstimate) {
    let prepared = prepared(people, (mode, model.settings(), limits), texts);
    let links = find_links(&prepared, model, &options(), &NoControl).unwrap();
    let found: Vec<BlockLink> = links
        .as_slice()
        .iter()
        .map(|link| {
            let ((left, right), tables) = (links.ids(link), links.tables(link));
            BlockLink {
                left,
                right,
                table_left: tables.0 as u8,
                table_right: tables.1 as u8,
                weight: link.weight,
                rule: link.rule,
            }
        })
        .collect();
    (rows(&found), links.report(), prepared.estimate().clone())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 400, ..ProptestConfig::default() })]

    /// The same pairs, weights, rules and counts, however rows are spread, blocks cut and ids written.
    #[test]
    fn parts_give_what_the_whole_gives(
        (mode, people) in modes().prop_flat_map(|mode| (Just(mode), people(mode))),
        how in spread(),
        block_rows in 3_u64..25,
    ) {
        let limits = Limits { block_rows, ..Limits::default() };
        let model = common::plain_model(&settings(), 0.01);
        let what = (mode, &model, &limits);
        let (links, report, estimate) = whole(&people, what, how.texts);
        let found = in_parts(&people, what, how).unwrap();
        prop_assert_eq!(rows(&found.links), links);
        prop_assert_eq!(found.report.compared_pairs, report.compared_pairs);
        prop_assert_eq!(found.report.pairs, estimate.pairs);
        prop_assert_eq!(found.plan.estimate(), estimate);
    }
}

/// `count` people of one town, with phones that some share.
fn townspeople(count: i64) -> Vec<Person> {
    const PHONES: [&str; 3] = ["5550100", "5550101", "5550102"];
    let person = |id: i64| Person {
        side: 0,
        id,
        surnames: vec!["Painter"],
        phones: vec![PHONES[id as usize % 3]],
        town: Some("Springfield"),
        born: None,
    };
    (0..count).map(person).collect()
}

const WHOLE: Spread = Spread {
    seed: 5,
    batches: 2,
    parts: 4,
    tile_rows: None,
    texts: false,
};

#[test]
fn a_skewed_block_is_spread_over_tiles_of_about_the_wanted_size() {
    let (people, settings) = (townspeople(600), settings());
    let model = common::plain_model(&settings, 0.01);
    let how = Spread {
        tile_rows: Some(60),
        parts: 50,
        ..WHOLE
    };
    let what = (Mode::Dedupe, &model, &Limits::default());
    let found = in_parts(&people, what, how).unwrap();
    assert_eq!(rows(&found.links), whole(&people, what, false).0);
    assert_eq!(found.report.pairs, found.plan.estimate().pairs);
    // rules 0 and 3 have three blocks of 200 each, rules 2 and 4 one of 600
    assert_eq!(found.plan.tiled_blocks(), 8);
    let table = builder(&people.iter().collect::<Vec<_>>(), &settings, false);
    let table = table.build().unwrap();
    let keys = block_keys(&table, 0, &settings, Some(&found.plan), &NoControl).unwrap();
    let town = keys.as_slice().iter().filter(|key| key.rule == 2);
    let mut sizes = std::collections::BTreeMap::new();
    town.for_each(|key| *sizes.entry(key.tile).or_insert(0) += 1);
    // 20 groups make 210 tiles, of two groups of about 30
    assert_eq!(sizes.len(), 210);
    assert!(sizes.values().all(|rows| *rows < 100), "{sizes:?}");
}

/// A part of all rows of some people, the plan and the terms.
fn one_part(people: &[Person], model: &Model) -> Result<(BlockRows, BlockPlan, TermCounts), Error> {
    let settings = model.settings();
    let (terms, plan) = totals(people, (Mode::Dedupe, settings, &Limits::default()), WHOLE)?;
    let how = Spread { parts: 1, ..WHOLE };
    let mut parts = shuffled(people, settings, how, |table, side| {
        block_keys(table, side, settings, Some(&plan), &NoControl)
    })?;
    parts.truncate(1);
    Ok((parts.remove(0), plan, terms))
}

fn parameter(result: Result<impl Sized, Error>) -> &'static str {
    match result {
        Err(Error::InvalidParameter { name, .. }) => name,
        Err(other) => panic!("{other}"),
        Ok(_) => "none",
    }
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let model = common::plain_model(&settings(), 0.01);
    let (few, many) = (townspeople(9), townspeople(30));
    let (rows, plan, terms) = one_part(&many, &model).unwrap();
    let find = |rows: &BlockRows, model: &Model, plan: &BlockPlan, terms: &TermCounts| {
        let limits = Limits::default();
        pairs_in_blocks(rows, model, plan, terms, &options(), &limits, &NoControl).map(|l| l.len())
    };
    assert_eq!(parameter(find(&rows, &model, &plan, &terms)), "none");
    // terms of fewer records than the part has
    let (_, _, less) = one_part(&few, &model).unwrap();
    assert_eq!(parameter(find(&rows, &model, &plan, &less)), "terms");
    assert_eq!(
        parameter(find(&rows, &model, &plan, &TermCounts::default())),
        "terms"
    );
    // a plan of other rules, and one of smaller blocks than there are
    let mut other = settings();
    other.blocking.pop();
    let other = common::plain_model(&other, 0.01);
    assert_eq!(parameter(find(&rows, &other, &plan, &terms)), "plan");
    let (settings, limits) = (
        settings(),
        Limits {
            block_rows: 9,
            ..Limits::default()
        },
    );
    let small = BlockPlan::new(
        &BlockSizes::default(),
        Mode::Dedupe,
        &settings,
        None,
        &limits,
    );
    assert_eq!(
        parameter(find(&rows, &model, &small.unwrap(), &terms)),
        "plan"
    );
    // a key that is not the record's
    let key = BlockKey {
        row: 0,
        table: 0,
        rule: 0,
        key: 17,
        tile: 0,
    };
    let wrong = || builder(&[&few[0]], &settings, false);
    let wrong_rows = BlockRows::new(wrong(), [key]).unwrap();
    assert_eq!(parameter(find(&wrong_rows, &model, &plan, &terms)), "rows");
    let tiled = BlockKey { tile: 3, ..key };
    let tiled = BlockRows::new(wrong(), [tiled]).unwrap();
    assert_eq!(parameter(find(&tiled, &model, &plan, &terms)), "plan");
    let second = BlockRows::new(wrong(), [BlockKey { table: 1, ..key }]).unwrap();
    assert_eq!(parameter(find(&second, &model, &plan, &terms)), "table");
    assert_eq!(
        parameter(BlockRows::new(wrong(), [BlockKey { table: 2, ..key }])),
        "table"
    );
    assert_eq!(
        parameter(BlockRows::new(wrong(), [BlockKey { row: 1, ..key }])),
        "keys"
    );
}

#[test]
fn a_record_that_stands_twice_is_refused() {
    let (settings, people) = (settings(), townspeople(2));
    let twin = Person {
        id: 0,
        town: None,
        ..people[1].clone()
    };
    let key = BlockKey {
        row: 0,
        table: 0,
        rule: 2,
        key: 17,
        tile: 0,
    };
    let rows = |people: &[&Person], keys: &[BlockKey]| {
        BlockRows::new(builder(people, &settings, false), keys.iter().copied())
    };
    let twice = [key, BlockKey { row: 1, ..key }];
    let apart = [
        key,
        BlockKey {
            row: 1,
            key: 18,
            ..key
        },
    ];
    let one = &people[0];
    assert_eq!(rows(&[one, one], &apart).unwrap().len(), 1);
    for result in [rows(&[one, one], &twice), rows(&[one, &twin], &apart)] {
        let error = result.unwrap_err();
        assert!(
            matches!(
                error,
                Error::DuplicateId {
                    first: 0,
                    second: 1,
                    ..
                }
            ),
            "{error}"
        );
    }
}

#[test]
fn plans_of_parts_that_were_not_summed_are_refused() {
    let (settings, limits) = (
        settings(),
        Limits {
            block_rows: 10,
            ..Limits::default()
        },
    );
    let plan = |left: u64, mode: Mode, limits: &Limits| {
        let mut sizes = BlockSizes::default();
        sizes.add(BlockSize {
            rule: 2,
            key: 17,
            left,
            right: 0,
        });
        BlockPlan::new(&sizes, mode, &settings, None, limits)
    };
    let large = plan(11, Mode::Dedupe, &limits).unwrap();
    assert_eq!(large.estimate().refused[0].pairs, 55);
    assert_eq!(parameter(BlockPlan::merge([&large, &large])), "plans");
    assert_eq!(parameter(BlockPlan::merge([])), "plans");
    let linked = plan(3, Mode::Link, &limits).unwrap();
    assert_eq!(parameter(BlockPlan::merge([&large, &linked])), "plans");
    let few = Limits { pairs: 2, ..limits };
    assert!(matches!(
        plan(3, Mode::Dedupe, &few),
        Err(Error::LimitExceeded {
            limit: "pairs",
            allowed: 2,
            asked: 3
        })
    ));
    // any damage is found
    let bytes = large.to_bytes();
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        assert!(BlockPlan::from_bytes(&damaged).is_err());
        assert!(BlockPlan::from_bytes(&bytes[..place]).is_err());
    }
}

#[test]
fn terms_of_one_record_may_be_left_out() {
    let model = common::plain_model(&settings(), 0.01);
    let people = townspeople(7);
    let (rows_of_all, plan, terms) = one_part(&people, &model).unwrap();
    let mut kept = TermCounts::default();
    for count in terms.to_vec() {
        if count.term.is_none() || count.left + count.right > 1 {
            kept.add(&count);
        }
    }
    let find = |terms: &TermCounts| {
        let limits = Limits::default();
        let links = pairs_in_blocks(
            &rows_of_all,
            &model,
            &plan,
            terms,
            &options(),
            &limits,
            &NoControl,
        );
        rows(&links.unwrap().to_vec())
    };
    assert_eq!(find(&kept), find(&terms));
}

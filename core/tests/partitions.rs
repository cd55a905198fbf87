//! Linkage in parts gives what linkage of the whole gives, bit for bit, however the rows are spread.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use caselink::{
    Error, NoControl,
    linkage::{
        BlockKey, BlockLink, BlockPlan, BlockReport, BlockRows, BlockSizes, LinkOptions, Mode,
        Model, Settings, Table, TableBuilder, TermCounts, block_keys, find_links, pairs_in_blocks,
    },
    records::Limits,
};
use proptest::prelude::*;

mod common;

/// One record: its table, its number, surnames, phones, town and date of birth.
#[derive(Clone, Debug)]
struct Person {
    side: u8,
    id: i64,
    surnames: Vec<&'static str>,
    phones: Vec<&'static str>,
    town: Option<&'static str>,
    born: Option<&'static str>,
}

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

/// A table of some records. With `texts`, ids are texts.
fn builder(people: &[&Person], settings: &Settings, texts: bool) -> TableBuilder {
    let mut table = TableBuilder::new(settings, Limits::default()).unwrap();
    if texts {
        let ids: Vec<String> = people.iter().map(|p| format!("r{}", p.id)).collect();
        table
            .texts("id", ids.iter().map(|id| Some(id.as_str())))
            .unwrap();
    } else {
        table
            .integers("id", people.iter().map(|p| Some(p.id)))
            .unwrap();
    }
    let list = |values: &[&'static str]| Some(values.iter().copied().map(Some).collect::<Vec<_>>());
    table
        .lists("surname", people.iter().map(|p| list(&p.surnames)))
        .unwrap();
    table
        .lists("phone", people.iter().map(|p| list(&p.phones)))
        .unwrap();
    table.texts("town", people.iter().map(|p| p.town)).unwrap();
    table.texts("born", people.iter().map(|p| p.born)).unwrap();
    table
}

/// How the work is spread.
#[derive(Clone, Copy, Debug)]
struct Spread {
    seed: u64,
    batches: usize,
    parts: u64,
    tile_rows: Option<u64>,
    texts: bool,
}

impl Spread {
    /// A number that looks like chance.
    fn draw(self, n: u64) -> u64 {
        let mut z = self
            .seed
            .wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z ^ (z >> 29)
    }

    /// The records in another order and in batches of one table each.
    fn batches<'a>(self, people: &'a [Person]) -> Vec<(u8, Vec<&'a Person>)> {
        let mut batches = vec![(0, Vec::new()), (1, Vec::new())];
        let mut mixed: Vec<&Person> = people.iter().collect();
        mixed.sort_by_key(|p| self.draw((p.id as u64) << 1 | u64::from(p.side)));
        for (n, person) in mixed.into_iter().enumerate() {
            let batch =
                self.draw(n as u64 + 7_777) as usize % self.batches * 2 + usize::from(person.side);
            while batches.len() <= batch {
                batches.push(((batches.len() % 2) as u8, Vec::new()));
            }
            batches[batch].1.push(person);
        }
        // those of the first table may be empty
        batches.retain(|(side, rows)| *side == 0 || !rows.is_empty());
        batches
    }
}

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

/// The whole way of a cluster, with everything that goes between processes as bytes.
fn in_parts(
    people: &[Person],
    mode: Mode,
    model: &Model,
    limits: &Limits,
    how: Spread,
) -> Result<Outcome, Error> {
    let settings = model.settings();
    let batches = how.batches(people);
    let tables: Vec<(u8, Table)> = batches
        .iter()
        .map(|(side, rows)| (*side, builder(rows, settings, how.texts).build().unwrap()))
        .collect();
    let (mut terms, mut plans) = (TermCounts::default(), Vec::new());
    // sizes are summed in several places, each with its own keys
    let mut sizes = vec![BlockSizes::default(); 3];
    for (side, table) in &tables {
        terms.merge(&TermCounts::of_table(table, *side, settings, &NoControl)?);
        let mut own = BlockSizes::default();
        own.add_keys(&block_keys(table, *side, settings, None, &NoControl)?)?;
        for size in own.to_vec() {
            sizes[(size.key % 3) as usize].add(size);
        }
    }
    for part in &sizes {
        plans.push(BlockPlan::new(part, mode, settings, how.tile_rows, limits)?);
    }
    let plan = BlockPlan::merge(&plans)?;
    let (plan, terms) = (
        BlockPlan::from_bytes(&plan.to_bytes())?,
        TermCounts::from_bytes(&terms.to_bytes())?,
    );
    // the shuffle: a row goes to the part of its rule, key and tile
    let mut parts: BTreeMap<u64, Vec<(&Person, BlockKey)>> = BTreeMap::new();
    for ((side, rows), (_, table)) in batches.iter().zip(&tables) {
        let keys = block_keys(table, *side, settings, Some(&plan), &NoControl)?;
        for key in keys.as_slice() {
            let place =
                how.draw(key.key ^ u64::from(key.rule) << 7 ^ u64::from(key.tile)) % how.parts;
            parts
                .entry(place)
                .or_default()
                .push((rows[key.row as usize], *key));
        }
    }
    parts.entry(how.parts).or_default(); // one that is empty
    let mut outcome = Outcome {
        links: Vec::new(),
        report: BlockReport::default(),
        plan,
    };
    for rows in parts.values_mut() {
        rows.sort_by_key(|(person, key)| how.draw(key.key ^ person.id as u64));
        let people: Vec<&Person> = rows.iter().map(|(person, _)| *person).collect();
        let keys = (0..)
            .zip(rows.iter())
            .map(|(row, (_, key))| BlockKey { row, ..*key });
        let part = BlockRows::new(builder(&people, settings, how.texts), keys)?;
        let links = pairs_in_blocks(
            &part,
            model,
            &outcome.plan,
            &terms,
            &options(),
            limits,
            &NoControl,
        )?;
        outcome.links.extend(links.to_vec());
        let one = links.report();
        outcome.report.pairs += one.pairs;
        outcome.report.compared_pairs += one.compared_pairs;
        outcome.report.links += one.links;
    }
    Ok(outcome)
}

type Row = (String, String, u8, u8, i32, u8);

fn rows(links: &[BlockLink]) -> Vec<Row> {
    let id = |id: &caselink::linkage::RecordId| serde_json::to_string(id).unwrap();
    let mut rows: Vec<Row> = links
        .iter()
        .map(|l| {
            (
                id(&l.left),
                id(&l.right),
                l.table_left,
                l.table_right,
                l.weight.0,
                l.rule,
            )
        })
        .collect();
    rows.sort();
    rows
}

/// The links of the whole in one process.
fn whole(
    people: &[Person],
    mode: Mode,
    model: &Model,
    limits: &Limits,
    texts: bool,
) -> (
    Vec<Row>,
    caselink::linkage::LinkReport,
    caselink::linkage::PairEstimate,
) {
    let settings = model.settings();
    let of = |side: u8| {
        let rows: Vec<&Person> = people.iter().filter(|p| p.side == side).collect();
        builder(&rows, settings, texts).build().unwrap()
    };
    let tables = if mode == Mode::Dedupe {
        vec![of(0)]
    } else {
        vec![of(0), of(1)]
    };
    let prepared = common::prepare(mode, tables, settings, *limits).unwrap();
    let links = find_links(&prepared, model, &options(), &NoControl).unwrap();
    let found: Vec<BlockLink> = links
        .as_slice()
        .iter()
        .map(|link| {
            let ((left, right), (table_left, table_right)) = (links.ids(link), links.tables(link));
            BlockLink {
                left,
                right,
                table_left: table_left as u8,
                table_right: table_right as u8,
                weight: link.weight,
                rule: link.rule,
            }
        })
        .collect();
    (rows(&found), links.report(), prepared.estimate().clone())
}

const SURNAMES: [&str; 8] = [
    "Painter", "Paynter", "Green", "Greene", "Neumann", "Newman", "Okafor", "Li",
];
const PHONES: [&str; 9] = [
    "5550100", "5550101", "5550102", "5550103", "5550104", "5550105", "5550106", "5550107",
    "5550108",
];
const TOWNS: [&str; 3] = ["Springfield", "Shelbyville", "Ogdenville"];
const DATES: [&str; 6] = [
    "1971-06-24",
    "1971-06-25",
    "1948-09-30",
    "1971-06",
    "1915-11-11",
    "1980-01-02",
];

fn people(mode: Mode) -> impl Strategy<Value = Vec<Person>> {
    let person = (
        prop::collection::vec(prop::sample::select(&SURNAMES[..]), 0..3),
        prop::collection::vec(prop::sample::select(&PHONES[..]), 0..4),
        // one town is that of nearly everybody
        prop::option::weighted(
            0.8,
            prop_oneof![4 => Just(TOWNS[0]), 1 => prop::sample::select(&TOWNS[..])],
        ),
        prop::option::weighted(0.8, prop::sample::select(&DATES[..])),
        any::<bool>(),
    );
    prop::collection::vec(person, 0..40).prop_map(move |all| {
        let mut next = [0_i64; 2];
        all.into_iter()
            .map(|(surnames, phones, town, born, second)| {
                let side = u8::from(second && mode != Mode::Dedupe);
                let id = &mut next[usize::from(side)];
                *id += 1;
                // the same ids stand in both tables
                Person {
                    side,
                    id: *id * 3 % 101,
                    surnames,
                    phones,
                    town,
                    born,
                }
            })
            .collect()
    })
}

fn spread() -> impl Strategy<Value = Spread> {
    let tiles = prop::option::of(2_u64..12);
    (any::<u64>(), 1_usize..6, 1_u64..9, tiles, any::<bool>()).prop_map(
        |(seed, batches, parts, tile_rows, texts)| Spread {
            seed,
            batches,
            parts,
            tile_rows,
            texts,
        },
    )
}

fn modes() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![Mode::Dedupe, Mode::Link, Mode::LinkAndDedupe])
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
        let (links, report, estimate) = whole(&people, mode, &model, &limits, how.texts);
        let found = in_parts(&people, mode, &model, &limits, how).unwrap();
        prop_assert_eq!(rows(&found.links), links);
        prop_assert_eq!(found.report.compared_pairs, report.compared_pairs);
        prop_assert_eq!(found.report.pairs, estimate.pairs);
        prop_assert_eq!(found.plan.estimate(), estimate);
    }
}

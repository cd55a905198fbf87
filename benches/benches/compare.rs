//! How long one comparison takes, on values as they come.
#![allow(missing_docs, reason = "criterion's macro makes public functions")]

use std::hint::black_box;

use caselink::compare::{PersonName, dates, names};
use caselink_benches::{Row, people};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

fn compare(criterion: &mut Criterion) {
    let rows = people(2_000, 7);
    let mut group = criterion.benchmark_group("compare");
    group.sample_size(10);
    // neighbours in the table: nearly all pairs are of two people
    let pairs_of = |field: fn(&Row) -> Option<&str>| -> Vec<(&str, &str)> {
        rows.windows(2)
            .filter_map(|pair| Some((field(&pair[0])?, field(&pair[1])?)))
            .collect()
    };
    let surnames = pairs_of(|row| row.surname.as_deref());
    group.throughput(Throughput::Elements(surnames.len() as u64));
    group.bench_function("names", |b| {
        b.iter(|| {
            surnames
                .iter()
                .filter_map(|(a, b)| names(black_box(a), b))
                .count()
        });
    });
    let whole: Vec<String> = rows
        .iter()
        .filter_map(|row| {
            let given = row.first_name.as_deref()?;
            Some(format!("{given} {}", row.surname.as_deref()?))
        })
        .collect();
    group.throughput(Throughput::Elements(whole.len() as u64 - 1));
    group.bench_function("person_names", |b| {
        b.iter(|| {
            whole
                .windows(2)
                .filter_map(|pair| {
                    let name = |i: usize| PersonName::new(black_box(pair.get(i)?));
                    Some(name(0)?.score(&name(1)?))
                })
                .sum::<f64>()
        });
    });
    let births = pairs_of(|row| row.birth_date.as_deref());
    group.throughput(Throughput::Elements(births.len() as u64));
    group.bench_function("dates", |b| {
        b.iter(|| {
            births
                .iter()
                .filter_map(|(a, b)| dates(black_box(a), b))
                .count()
        });
    });
    group.finish();
}

criterion_group!(benches, compare);
criterion_main!(benches);

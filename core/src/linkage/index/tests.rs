#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{collections::BTreeMap, sync::Arc};

use proptest::prelude::*;

use super::{Index, Record, SearchOptions};
use crate::{
    NoControl,
    linkage::{
        ClusterOptions, JudgementKind, LinkOptions, Linkage, Model, PairJudgement, Prepared,
        RecordId, Settings, TableBuilder, find_links, train,
    },
    records::Limits,
};

const COLUMNS: [&str; 4] = ["given", "surname", "born", "phone"];

fn settings() -> Settings {
    Settings::from_json(
        r#"{
            "id": "id",
            "comparisons": [
                {"kind": "name", "column": "given", "swapped_with": "surname"},
                {"kind": "name", "column": "surname", "swapped_with": "given"},
                {"kind": "date", "column": "born"},
                {"kind": "identifier", "column": "phone", "term_frequency": true}
            ],
            "blocking": [
                [{"column": "given", "swapped_with": "surname"}],
                [{"column": "born", "form": "year"}, {"column": "surname", "form": "sound"}],
                [{"column": "phone"}]
            ],
            "prior": {"kind": "given", "probability": 0.05}
        }"#,
    )
    .unwrap()
}

/// The values of a record, column by column.
type Row = [Vec<String>; 4];

fn row() -> impl Strategy<Value = Row> {
    let name = |pattern: &'static str| prop::collection::vec(pattern, 0..2);
    (
        name("(Ann|Anna|Joan|Park|Lee|Bob|Robert)"),
        name("(Park|Lee|Ann|Painter|Paynter|Green)"),
        prop::collection::vec("19[78][0-3]-0[12]-0[1-3]", 0..2),
        prop::collection::vec("555010[0-4]", 0..3),
    )
        .prop_map(|(given, surname, born, phone)| [given, surname, born, phone])
}

fn record(id: i64, row: &Row) -> Record {
    COLUMNS
        .iter()
        .zip(row)
        .fold(Record::new(id), |record, (column, values)| {
            values
                .iter()
                .fold(record, |record, value| record.with(column, value.as_str()))
        })
}

fn prepared(rows: &BTreeMap<i64, Row>, limits: Limits) -> Arc<Prepared> {
    let settings = settings();
    let mut table = TableBuilder::new(&settings, limits).unwrap();
    table
        .integers("id", rows.keys().map(|id| Some(*id)))
        .unwrap();
    for (c, column) in COLUMNS.iter().enumerate() {
        let lists = rows
            .values()
            .map(|row| Some(row[c].iter().map(|value| Some(value.as_str()))));
        table.lists(column, lists).unwrap();
    }
    Arc::new(Prepared::dedupe(table.build().unwrap(), &settings, limits, &NoControl).unwrap())
}

fn model() -> Model {
    let rows = (0..60).map(|id| {
        let person = id / 2;
        let text = |value: String| vec![value];
        let row = [
            text(["Ann", "Joan", "Bob", "Lee"][person % 4].to_owned()),
            text(["Park", "Painter", "Green"][person % 3].to_owned()),
            text(format!("19{}-01-0{}", 70 + person % 13, 1 + person % 3)),
            text(format!("55501{:02}", person % 20)),
        ];
        (id as i64, row)
    });
    train(&prepared(&rows.collect(), Limits::default()), &NoControl).unwrap()
}

/// What the batch finds for one record: id, weight, rule.
fn batch(rows: &BTreeMap<i64, Row>, id: i64, model: &Model, limits: Limits) -> Vec<(i64, i32, u8)> {
    let options = LinkOptions {
        minimum_probability: 1e-6,
        ..LinkOptions::default()
    };
    let links = find_links(&prepared(rows, limits), model, &options, &NoControl).unwrap();
    let own = links.as_slice().iter().filter_map(|link| {
        let number = |id| match id {
            RecordId::Integer(id) => id,
            RecordId::Text(_) => -1,
        };
        let (a, b) = links.ids(link);
        let (a, b) = (number(a), number(b));
        let other = if a == id {
            b
        } else if b == id {
            a
        } else {
            return None;
        };
        Some((other, link.weight.0, link.rule))
    });
    let mut own: Vec<_> = own.collect();
    own.sort_by_key(|(other, weight, _)| (-weight, *other));
    own
}

const FIND: SearchOptions = SearchOptions {
    minimum_probability: 1e-6,
    most: 1_000,
};

fn found(index: &mut Index, record: &Record) -> Vec<(i64, i32, u8)> {
    let found = index.find(record, &FIND).unwrap();
    assert_eq!(found.total, found.candidates.len() as u64);
    found
        .candidates
        .iter()
        .map(|candidate| {
            assert_eq!(candidate.explanation.total, candidate.weight);
            match candidate.id {
                RecordId::Integer(id) => (id, candidate.weight.0, candidate.rule),
                RecordId::Text(_) => (-1, 0, 0),
            }
        })
        .collect()
}

#[derive(Clone, Debug)]
enum Step {
    Put(i64, Row),
    Remove(i64),
    Find(i64, Row),
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    let id = 0_i64..12;
    prop_oneof![
        5 => (id.clone(), row()).prop_map(|(id, row)| Step::Put(id, row)),
        2 => id.clone().prop_map(Step::Remove),
        4 => (0_i64..14, row()).prop_map(|(id, row)| Step::Find(id, row)),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// After any run of changes the index finds what a batch over the same records finds, weight by weight.
    #[test]
    fn a_living_index_is_a_batch_at_every_moment(
        steps in prop::collection::vec(step(), 1..40), block_rows in prop_oneof![Just(3_u64), Just(5_000)],
    ) {
        let limits = Limits { block_rows, ..Limits::default() };
        let model = model();
        let mut index = Index::new(&model, limits).unwrap();
        let mut rows: BTreeMap<i64, Row> = BTreeMap::new();
        for step in steps {
            match step {
                Step::Put(id, row) => {
                    let record = record(id, &row);
                    if rows.contains_key(&id) {
                        prop_assert!(index.add(&record).is_err());
                        index.replace(&record).unwrap();
                    } else {
                        prop_assert!(index.replace(&record).is_err());
                        index.add(&record).unwrap();
                    }
                    rows.insert(id, row);
                }
                Step::Remove(id) => {
                    prop_assert_eq!(index.remove(&id.into()).is_ok(), rows.remove(&id).is_some());
                }
                Step::Find(id, row) => {
                    let mut with = rows.clone();
                    with.insert(id, row.clone());
                    prop_assert_eq!(found(&mut index, &record(id, &row)), batch(&with, id, &model, limits));
                }
                Step::Reopen => {
                    let bytes = index.to_bytes(&NoControl).unwrap();
                    index = Index::from_bytes(&bytes, limits, &NoControl).unwrap();
                    prop_assert_eq!(index.to_bytes(&NoControl).unwrap(), bytes);
                }
            }
            prop_assert_eq!(index.len(), rows.len());
        }
        let ids: Vec<i64> = rows.keys().copied().collect();
        for id in ids {
            let neighbours = index.neighbours(&id.into(), &FIND).unwrap();
            let weights: Vec<i32> = neighbours.candidates.iter().map(|c| c.weight.0).collect();
            let expected: Vec<i32> = batch(&rows, id, &model, limits).iter().map(|(_, weight, _)| *weight).collect();
            prop_assert_eq!(weights, expected);
        }
        // the same records in one piece give the same bytes
        let mut fresh = Index::new(&model, limits).unwrap();
        for (id, row) in rows.iter().rev() {
            fresh.add(&record(*id, row)).unwrap();
        }
        prop_assert_eq!(fresh.to_bytes(&NoControl).unwrap(), index.to_bytes(&NoControl).unwrap());
    }
}

#[test]
fn a_search_leaves_nothing_behind() {
    let mut index = Index::new(&model(), Limits::default()).unwrap();
    index
        .add(
            &Record::new(1)
                .with("surname", "Painter")
                .with("phone", "5550100"),
        )
        .unwrap();
    let before = index.marks();
    for n in 0..200 {
        let record = Record::new(2)
            .with("surname", format!("Name{}", "x".repeat(n)))
            .with("phone", format!("55501{n}"))
            .with("phone", format!("55502{n}"));
        index.find(&record, &FIND).unwrap();
    }
    assert_eq!(index.marks(), before);
    assert_eq!(index.len(), 1);
    assert!(!index.contains(&2.into()));
}

#[test]
fn damaged_bytes_are_refused() {
    let mut index = Index::new(&model(), Limits::default()).unwrap();
    index
        .add(&Record::new("a").with("surname", "Painter"))
        .unwrap();
    let bytes = index.to_bytes(&NoControl).unwrap();
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        let error = Index::from_bytes(&damaged, Limits::default(), &NoControl).unwrap_err();
        assert_eq!(error.code(), "CORRUPT_SNAPSHOT");
        assert!(Index::from_bytes(&bytes[..at], Limits::default(), &NoControl).is_err());
    }
}

#[test]
fn what_is_set_aside_is_said_without_the_value() {
    let mut index = Index::new(&model(), Limits::default()).unwrap();
    let rejections = index
        .add(
            &Record::new(1)
                .with("born", "no date at all 1971x")
                .with("surname", "unknown"),
        )
        .unwrap();
    assert_eq!(rejections.total, 1);
    assert!(!format!("{rejections:?}").contains("1971"));
    assert_eq!(index.record(&1.into()), Some(Record::new(1)));
    assert_eq!(
        index.remove(&2.into()).unwrap_err().code(),
        "UNKNOWN_RECORD"
    );
    assert!(!format!("{index:?}").contains("Painter"));
}

fn judgement(left: i64, right: i64, day: u32) -> PairJudgement {
    PairJudgement::from_value(&serde_json::json!({
        "left": left, "right": right, "who": "Analyst 7", "why": "files compared",
        "at": format!("2026-03-{day:02}T14:05:00Z"),
    }))
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// The group of a record is the cluster that the batch has it in, under the same judgements, link by link.
    #[test]
    fn clusters_around_a_record_are_those_of_the_batch(
        rows in prop::collection::btree_map(0_i64..20, row(), 2..14),
        judged in prop::collection::vec((any::<bool>(), any::<prop::sample::Index>(), any::<prop::sample::Index>()), 0..4),
        linkage in prop_oneof![Just(Linkage::Single), Just(Linkage::Average), Just(Linkage::Complete)],
        probability in 0.05_f64..0.95,
    ) {
        let model = model();
        let mut index = Index::new(&model, Limits::default()).unwrap();
        for (id, row) in &rows {
            index.add(&record(*id, row)).unwrap();
        }
        let ids: Vec<i64> = rows.keys().copied().collect();
        let mut options = ClusterOptions { probability, linkage, ..ClusterOptions::default() };
        for (day, (is_must, a, b)) in (1..).zip(&judged) {
            let (a, b) = (*a.get(&ids), *b.get(&ids));
            let kind = if *is_must { JudgementKind::MustLink } else { JudgementKind::CannotLink };
            if a != b && index.judge(kind, judgement(a, b, day)).is_ok() {
                let list = if *is_must { &mut options.must_link } else { &mut options.cannot_link };
                list.push(judgement(a, b, day));
            }
        }
        let bytes = index.to_bytes(&NoControl).unwrap();
        let mut index = Index::from_bytes(&bytes, Limits::default(), &NoControl).unwrap();
        let how = LinkOptions { minimum_probability: 1e-4, threads: 1 };
        let links = find_links(&prepared(&rows, Limits::default()), &model, &how, &NoControl).unwrap();
        let batch = links.clusters_with(&options, &NoControl).unwrap();
        let plain = ClusterOptions { probability, linkage, ..ClusterOptions::default() };
        for id in &ids {
            let around = index.clusters_around(&(*id).into(), &plain, &NoControl).unwrap();
            let (own, all) = (around.explain(&(*id).into()).unwrap(), batch.explain(&(*id).into()).unwrap());
            prop_assert_eq!(&own.members, &all.members);
            prop_assert_eq!(&own.links, &all.links);
            prop_assert_eq!(&own.against, &all.against);
            prop_assert_eq!(own.judgements.len(), all.judgements.len());
        }
    }
}

#[test]
fn judgements_are_kept_refused_and_withdrawn() {
    use JudgementKind::{CannotLink, MustLink};
    let mut index = Index::new(&model(), Limits::default()).unwrap();
    for id in 0..4 {
        index.add(&Record::new(id).with("given", "Ann")).unwrap();
    }
    index.judge(MustLink, judgement(0, 1, 1)).unwrap();
    index.judge(MustLink, judgement(1, 2, 2)).unwrap();
    let refused = index.judge(CannotLink, judgement(2, 0, 3)).unwrap_err();
    assert!(
        refused.to_string().contains("contradicts 2 others"),
        "{refused}"
    );
    assert_eq!(index.judgements().len(), 2);
    assert!(index.judge(MustLink, judgement(0, 9, 1)).is_err());
    assert!(index.judge(MustLink, judgement(3, 3, 1)).is_err());
    let size = |index: &mut Index| {
        let options = ClusterOptions::default();
        let clusters = index
            .clusters_around(&0.into(), &options, &NoControl)
            .unwrap();
        clusters.explain(&0.into()).unwrap().members.len()
    };
    assert_eq!(size(&mut index), 3);
    // a judgement sleeps while one of its records is away
    index.remove(&1.into()).unwrap();
    assert_eq!(size(&mut index), 1);
    index.add(&Record::new(1).with("given", "Ann")).unwrap();
    assert_eq!(size(&mut index), 3);
    let back = index.withdraw(MustLink, &2.into(), &1.into()).unwrap();
    assert_eq!(back, judgement(1, 2, 2));
    assert_eq!(size(&mut index), 2);
    assert!(index.withdraw(MustLink, &2.into(), &1.into()).is_err());
}

//! Records with several values of one column: who meets whom, and what the best pair says, against brute force.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{collections::BTreeSet, sync::Arc};

use caselink::{
    NoControl,
    compare::{IdentifierLevel, identifiers},
    linkage::{
        LinkOptions, Links, PartKind, Prepared, RecordId, Settings, TableBuilder, find_links, train,
    },
    records::Limits,
};
use proptest::prelude::*;

/// Phones and towns of a record.
type Row = (Vec<String>, Vec<String>);

fn settings() -> Settings {
    Settings::from_json(
        r#"{
            "id": "id",
            "comparisons": [
                {"kind": "identifier", "column": "phone", "term_frequency": true},
                {"kind": "exact", "column": "town"}
            ],
            "blocking": [[{"column": "phone"}, {"column": "town"}], [{"column": "phone"}], [{"column": "town"}]],
            "prior": {"kind": "given", "probability": 0.1}
        }"#,
    )
    .unwrap()
}

fn links(rows: &[Row]) -> Option<Links> {
    let settings = settings();
    let mut table = TableBuilder::new(&settings, Limits::default()).unwrap();
    table
        .integers("id", (0..rows.len() as i64).map(Some))
        .unwrap();
    let texts = |list: &'_ Vec<String>| -> Option<Vec<Option<String>>> {
        Some(list.iter().cloned().map(Some).collect())
    };
    let phones: Vec<_> = rows.iter().map(|(phones, _)| texts(phones)).collect();
    let towns: Vec<_> = rows.iter().map(|(_, towns)| texts(towns)).collect();
    for (name, column) in [("phone", phones), ("town", towns)] {
        let lists = column
            .iter()
            .map(|list| list.as_ref().map(|list| list.iter().map(Option::as_deref)));
        table.lists(name, lists).unwrap();
    }
    let people = Prepared::dedupe(
        table.build().unwrap(),
        &settings,
        Limits::default(),
        &NoControl,
    );
    let people = Arc::new(people.unwrap());
    let model = train(&people, &NoControl).ok()?;
    let options = LinkOptions {
        minimum_probability: 1e-9,
        ..LinkOptions::default()
    };
    Some(find_links(&people, &model, &options, &NoControl).unwrap())
}

fn share(a: &[String], b: &[String]) -> bool {
    a.iter().any(|value| b.contains(value))
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let phones = prop::collection::vec("555010[0-6]", 0..4);
    let towns = prop::collection::vec("(aa|bb|cc|dd)", 0..3);
    prop::collection::vec((phones, towns), 2..14)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Every pair that shares a value is looked at, and once; its levels are those of the best pair of values.
    #[test]
    fn pairs_that_share_a_value_meet_once(rows in rows()) {
        let Some(links) = links(&rows) else { return Ok(()) };
        let expected: BTreeSet<(i64, i64)> = (0..rows.len())
            .flat_map(|b| (0..b).map(move |a| (a, b)))
            .filter(|&(a, b)| share(&rows[a].0, &rows[b].0) || share(&rows[a].1, &rows[b].1))
            .map(|(a, b)| (a as i64, b as i64))
            .collect();
        let found: Vec<(i64, i64)> = links.as_slice().iter().map(|link| match links.ids(link) {
            (RecordId::Integer(a), RecordId::Integer(b)) => (a, b),
            _ => (-1, -1),
        }).collect();
        prop_assert_eq!(links.report().compared_pairs as usize, expected.len());
        prop_assert_eq!(found.len(), expected.len());
        prop_assert_eq!(found.iter().copied().collect::<BTreeSet<_>>(), expected);
        for (place, (a, b)) in found.iter().enumerate() {
            let (left, right) = (&rows[*a as usize].0, &rows[*b as usize].0);
            let explanation = links.explain_link(place).unwrap();
            let pairs = left.iter().flat_map(|x| right.iter().map(move |y| identifiers(x, y).unwrap()));
            let best = pairs.min().map(|level: IdentifierLevel| level.level().code);
            prop_assert_eq!(explanation.parts[1].level, best);
            // the rarest value that both have says how rare it is
            let holders = |value: &String| rows.iter().filter(|(phones, _)| phones.contains(value)).count();
            let rarest = left.iter().filter(|value| right.contains(value)).map(holders).min();
            let term = explanation.parts.iter().find(|part| part.kind == PartKind::TermFrequency && part.name == "phone");
            prop_assert_eq!(term.map(|part| part.label.split(' ').next().unwrap().to_owned()), rarest.map(|n| n.to_string()));
            let total: i32 = explanation.parts.iter().map(|part| part.weight.0).sum();
            prop_assert_eq!(total, links.as_slice()[place].weight.0);
        }
    }

    /// The order of the values leaves no trace, nor does a value that stands twice.
    #[test]
    fn order_and_repetition_say_nothing(rows in rows()) {
        let turned: Vec<Row> = rows.iter().map(|(phones, towns)| {
            let twice = |list: &Vec<String>| list.iter().rev().chain(list).cloned().collect();
            (twice(phones), twice(towns))
        }).collect();
        let weights = |rows: &[Row]| links(rows).map(|links| links.as_slice().to_vec());
        prop_assert_eq!(weights(&rows), weights(&turned));
    }
}

#[test]
fn the_explanation_says_how_many_values_agree() {
    let text = |all: &[&str]| all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>();
    let rows = [
        (text(&["5550100", "5550101", "5550102"]), text(&["aa"])),
        (text(&["5550101", "5550102"]), text(&["bb"])),
        (text(&["5550199"]), text(&["aa"])),
    ];
    let links = links(&rows).unwrap();
    let explanation = links.explain(&0.into(), &1.into()).unwrap().show_values();
    let phone = &explanation.parts[1];
    assert_eq!(
        phone.label,
        "the same: the best pair of 3 and 2 values, of which 2 agree"
    );
    assert_eq!(phone.left.expose(), Some("5550100; 5550101; 5550102"));
    assert!(!format!("{explanation:?}").contains("5550101"));
}

#[test]
fn too_many_values_are_counted_and_set_aside() {
    let settings = settings();
    let mut table = TableBuilder::new(&settings, Limits::default()).unwrap();
    table.integers("id", [Some(1), Some(2)]).unwrap();
    let many: Vec<String> = (0..20).map(|n| format!("55501{n:02}")).collect();
    let lists = [Some(many.iter().map(|one| Some(one.as_str()))), None];
    table.lists("phone", lists).unwrap();
    table.texts("town", [Some("aa"), None]).unwrap();
    let table = table.build().unwrap();
    assert_eq!(table.intake().rejections.total, 4);
    assert_eq!(table.intake().columns[0].several, 1);
    assert_eq!(table.intake().columns[0].missing, 1);
    assert!(
        table.intake().rejections.counts[0]
            .reason
            .contains("more than 16")
    );
}

#[test]
fn a_column_may_be_absent_only_where_the_settings_say_so() {
    let strict = settings();
    let open = Settings {
        optional_columns: true,
        ..strict.clone()
    };
    let table = |settings: &Settings| {
        let mut table = TableBuilder::new(settings, Limits::default()).unwrap();
        table.integers("id", [Some(1), Some(2)]).unwrap();
        table.texts("phone", [Some("5550100"); 2]).unwrap();
        table.build()
    };
    assert_eq!(table(&strict).unwrap_err().code(), "MISSING_COLUMN");
    let table = table(&open).unwrap();
    assert!(table.intake().columns[1].absent);
    assert_eq!(table.intake().columns[1].missing, 2);
    let people = Prepared::dedupe(table, &open, Limits::default(), &NoControl).unwrap();
    assert_eq!(people.estimate().pairs_by_rule, [0, 1, 0]);
}

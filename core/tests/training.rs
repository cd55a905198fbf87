//! What training makes of fields that are rare, constant or known in part: counted truths that no sample may swamp.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;

use caselink::{
    NoControl,
    linkage::{Model, Prepared, RecordId, Settings, TableBuilder, Truth, train},
    records::Limits,
};

const PEOPLE: usize = 1_500;

/// Two records of each person; what a field holds is said by the person's number.
fn trained(comparison: &str, column: &str, value: impl Fn(usize) -> Option<String>) -> Model {
    let settings = Settings::from_json(&format!(
        r#"{{
            "id": "id",
            "comparisons": [{{"kind": "text", "column": "name"}}, {{"kind": "text", "column": "town"}}, {comparison}],
            "blocking": [[{{"column": "name"}}], [{{"column": "town"}}]]
        }}"#
    ))
    .unwrap();
    let people = || (0..2 * PEOPLE).map(|record| record / 2);
    let mut table = TableBuilder::new(&settings, Limits::default()).unwrap();
    let ids: Vec<String> = (0..2 * PEOPLE).map(|record| record.to_string()).collect();
    table
        .texts("id", ids.iter().map(|id| Some(id.as_str())))
        .unwrap();
    let mut column_of = |name: &str, value: &dyn Fn(usize) -> Option<String>| {
        let values: Vec<Option<String>> = people().map(value).collect();
        table
            .texts(name, values.iter().map(Option::as_deref))
            .unwrap();
    };
    column_of("name", &|person| Some(format!("name {}", person % 700)));
    column_of("town", &|person| Some(format!("town {}", person / 3)));
    column_of(column, &value);
    let table = table.build().unwrap();
    let people =
        Arc::new(Prepared::dedupe(table, &settings, Limits::default(), &NoControl).unwrap());
    train(&people, &NoControl).unwrap()
}

/// m and u of full agreement of the last comparison.
fn same(model: &Model) -> (f64, f64) {
    let level = &model.comparisons()[2].levels[0];
    (level.m, level.u)
}

#[test]
fn agreement_of_a_rare_unique_number_keeps_its_weight() {
    for known in [2, 10, 50] {
        let model = trained(
            r#"{"kind": "identifier", "column": "ssn"}"#,
            "ssn",
            |person| {
                person
                    .is_multiple_of(known)
                    .then(|| format!("{:09}", 100_000_000 + person * 7_919))
            },
        );
        let (m, u) = same(&model);
        assert!(
            (m / u).log2() > 8.0,
            "known in 1 of {known}: {} bits",
            (m / u).log2()
        );
    }
}

#[test]
fn a_constant_field_weighs_nothing() {
    let (m, u) = same(&trained(
        r#"{"kind": "text", "column": "country"}"#,
        "country",
        |_| Some("US".to_owned()),
    ));
    assert!((m / u).log2().abs() < 0.1, "{} bits", (m / u).log2());
}

#[test]
fn partial_dates_do_not_make_full_agreement_likelier() {
    // of four persons three are known to the year alone
    let born = |person: usize| match person % 4 {
        0 => format!(
            "19{:02}-{:02}-15",
            50 + person / 4 % 20,
            1 + person / 80 % 3
        ),
        _ => format!("19{:02}", 50 + person % 40),
    };
    let (_, u) = same(&trained(
        r#"{"kind": "date", "column": "born"}"#,
        "born",
        |person| Some(born(person)),
    ));
    let whole: Vec<String> = (0..PEOPLE)
        .map(born)
        .filter(|date| date.len() == 10)
        .collect();
    let mut alike = 0;
    for (i, a) in whole.iter().enumerate() {
        alike += whole[i + 1..].iter().filter(|b| *b == a).count();
    }
    // among all pairs of persons with a date, however much of it is known
    let truth = alike as f64 / (PEOPLE * (PEOPLE - 1) / 2) as f64;
    assert!(
        (0.5 * truth..2.0 * truth).contains(&u),
        "{u} where {truth} is true"
    );
}

#[test]
fn a_record_has_one_person() {
    let settings = r#"{"id": "id", "comparisons": [{"kind": "text", "column": "name"}], "blocking": [[{"column": "name"}]]}"#;
    let settings = Settings::from_json(settings).unwrap();
    let mut table = TableBuilder::new(&settings, Limits::default()).unwrap();
    table.texts("id", [Some("a"), Some("b")]).unwrap();
    // a column of another length is refused, and can be given again
    assert_eq!(
        table.texts("name", [Some("x")]).unwrap_err().code(),
        "LENGTH_MISMATCH"
    );
    table.texts("name", [Some("x"), Some("x")]).unwrap();
    let table = table.build().unwrap();
    let people = Prepared::dedupe(table, &settings, Limits::default(), &NoControl).unwrap();
    let id = |id: &str| RecordId::from(id);
    assert!(Truth::from_entities(&people, [(id("a"), "1"), (id("a"), "1")]).is_ok());
    let two = Truth::from_entities(&people, [(id("a"), "1"), (id("a"), "2")]);
    assert_eq!(
        two.err().map(|error| error.code()),
        Some("INVALID_PARAMETER")
    );
    assert_eq!(format!("{:?}", id("Okafor")), "Text([redacted])");
}

#[test]
fn what_no_record_shows_weighs_what_it_weighs_before_any_data() {
    // whole dates alone: an age, or a year, may still come in later
    let model = trained(r#"{"kind": "date", "column": "born"}"#, "born", |person| {
        let (year, month, day) = (1950 + person % 40, 1 + person % 12, 1 + person / 12 % 28);
        Some(format!("{year}-{month:02}-{day:02}"))
    });
    let weight = |code: &str| {
        let levels = &model.comparisons()[2].levels;
        let level = levels.iter().find(|level| level.level == code).unwrap();
        (level.m / level.u).log2()
    };
    assert!((weight("within_range") - (0.002_f64 / 0.0006).log2()).abs() < 0.01);
    assert!(weight("same_as_far_as_known") > weight("within_range"));
    assert!(weight("different") < 0.0);
}

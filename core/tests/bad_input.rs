//! Bad input at the Rust door: each kind gets a typed error or a counted rejection, and nothing else is
//! lost.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use caselink::{
    Control, Error, NoControl,
    compare::points,
    linkage::{
        LinkOptions, Mode, Model, Prepared, RecordId, Settings, Table, TableBuilder, Truth,
        find_links, train,
    },
    records::{Limits, Person, ReadOptions, Source, read},
};
use serde_json::json;

mod common;
use common::{TextColumn, dedupe, plain, plain_model, prepare, table, try_table};

const SETTINGS: &str = r#"{
    "id": "id",
    "comparisons": [{"kind": "name", "column": "name"}, {"kind": "date", "column": "born"}],
    "blocking": [[{"column": "name"}], [{"column": "born"}]]
}"#;

fn settings() -> Settings {
    Settings::from_json(SETTINGS).unwrap()
}

fn builder() -> TableBuilder {
    TableBuilder::new(&settings(), Limits::default()).unwrap()
}

fn code<T>(result: caselink::Result<T>) -> &'static str {
    result.err().map_or("none", |e| e.code())
}

const fn no_floor() -> LinkOptions {
    LinkOptions {
        minimum_probability: 1e-12,
        threads: 1,
    }
}

/// Three people who all share a birthday, two of them a name.
fn three<'a>() -> [TextColumn<'a>; 2] {
    [
        ("name", vec![Some("Okafor"), Some("Okafor"), Some("Green")]),
        ("born", vec![Some("1971-06-24"); 3]),
    ]
}

// --- columns

#[test]
fn a_missing_column_is_named() {
    for left_out in ["id", "name", "born"] {
        let mut table = builder();
        if left_out != "id" {
            table.integers("id", [Some(1)]).unwrap();
        }
        for column in ["name", "born"].into_iter().filter(|c| *c != left_out) {
            table.texts(column, [Some("x")]).unwrap();
        }
        assert_eq!(
            table.build().err(),
            Some(Error::MissingColumn {
                column: left_out.to_owned()
            })
        );
    }
}

#[test]
fn a_column_that_stands_twice_is_named() {
    for column in ["id", "name"] {
        let mut table = builder();
        table.texts(column, [Some("a")]).unwrap();
        assert_eq!(
            table.texts(column, [Some("a")]),
            Err(Error::DuplicateColumn {
                column: column.to_owned()
            })
        );
        assert_eq!(code(table.integers(column, [Some(1)])), "DUPLICATE_COLUMN");
    }
    let mut table = builder();
    table.texts("colour", [Some("a")]).unwrap();
    table.texts("colour", [Some("a"), Some("b")]).unwrap(); // not asked for, not looked at
}

#[test]
fn columns_of_unlike_length_are_named() {
    let mut table = builder();
    table.integers("id", [Some(1), Some(2)]).unwrap();
    assert_eq!(
        table.texts("name", [Some("Okafor")]),
        Err(Error::LengthMismatch {
            column: "name".to_owned(),
            found: 1,
            expected: 2
        })
    );
}

#[test]
fn an_id_column_of_the_wrong_type_is_named() {
    let error = builder().floats("id", [Some(1.5)]).unwrap_err();
    assert!(matches!(&error, Error::WrongColumnType { column, .. } if column == "id"));

    let texts = {
        let mut table = builder();
        table.texts("id", [Some("a")]).unwrap();
        table.texts("name", [Some("Okafor")]).unwrap();
        table.texts("born", [None]).unwrap();
        table.build().unwrap()
    };
    let numbers = table(&settings(), &[1, 2, 3], &three());
    for mode in [Mode::Link, Mode::LinkAndDedupe] {
        let both = {
            let again = table(&settings(), &[1, 2, 3], &three());
            prepare(
                mode,
                vec![again, clone_of(&texts)],
                &settings(),
                Limits::default(),
            )
        };
        assert_eq!(code(both), "WRONG_COLUMN_TYPE");
    }
    drop((texts, numbers));
}

fn clone_of(table: &Table) -> Table {
    assert_eq!(table.len(), 1);
    let mut copy = builder();
    copy.texts("id", [Some("a")]).unwrap();
    copy.texts("name", [Some("Okafor")]).unwrap();
    copy.texts("born", [None]).unwrap();
    copy.build().unwrap()
}

#[test]
fn ids_that_are_missing_are_set_aside_and_equal_ones_are_an_error() {
    let mut table = builder();
    table
        .texts("id", [Some("a"), None, Some(""), Some("b")])
        .unwrap();
    table
        .texts(
            "name",
            [Some("Okafor"), Some("Green"), Some("Ruiz"), Some("Chen")],
        )
        .unwrap();
    table.texts("born", [None; 4]).unwrap();
    let table = table.build().unwrap();
    assert_eq!(
        (table.intake().rows, table.intake().records, table.len()),
        (4, 2, 2)
    );
    let listed = &table.intake().rejections.listed;
    assert_eq!(listed.iter().map(|r| r.row).collect::<Vec<_>>(), [1, 2]);
    assert!(listed.iter().all(|r| r.field == "id"));

    let twice = try_table(&settings(), Limits::default(), &[7, 3, 7], &three());
    assert_eq!(
        twice.err(),
        Some(Error::DuplicateId {
            column: "id".to_owned(),
            first: 0,
            second: 2
        })
    );
    let mut texts = builder();
    texts
        .texts("id", [Some("a"), Some("b"), Some("b"), Some("a")])
        .unwrap();
    texts.texts("name", [None; 4]).unwrap();
    texts.texts("born", [None; 4]).unwrap();
    assert_eq!(code(texts.build()), "DUPLICATE_ID");
}

// --- tables that hardly hold anything

#[test]
fn empty_tables_single_rows_and_all_nulls_pass_through() {
    let settings = settings();
    let model = plain_model(&settings, 0.1);
    let none: [TextColumn<'_>; 2] = [("name", vec![]), ("born", vec![])];
    let one: [TextColumn<'_>; 2] = [("name", vec![Some("Okafor")]), ("born", vec![None])];
    let nulls: [TextColumn<'_>; 2] = [("name", vec![None; 3]), ("born", vec![None; 3])];
    let cases = [
        (&none, vec![], Mode::Dedupe),
        (&one, vec![1], Mode::Dedupe),
        (&nulls, vec![1, 2, 3], Mode::Dedupe),
        (&none, vec![], Mode::Link),
        (&nulls, vec![1, 2, 3], Mode::Link),
        (&none, vec![], Mode::LinkAndDedupe),
        (&one, vec![1], Mode::LinkAndDedupe),
    ];
    for (columns, ids, mode) in cases {
        let mut tables = vec![table(&settings, &ids, columns)];
        if mode != Mode::Dedupe {
            tables.push(table(&settings, &[], &none));
        }
        let prepared = prepare(mode, tables, &settings, Limits::default()).unwrap();
        assert_eq!(code(train(&prepared, &NoControl)), "INSUFFICIENT_DATA");
        let links = find_links(&prepared, &model, &no_floor(), &NoControl).unwrap();
        assert!(links.is_empty());
        assert_eq!(links.report().compared_pairs, 0);
        let clusters = links.clusters(0.5).unwrap();
        assert_eq!((clusters.len(), clusters.count()), (ids.len(), ids.len()));
        let truth = Truth::from_entities(&prepared, []).unwrap();
        let evaluation = links.evaluate(&truth);
        assert_eq!((evaluation.true_pairs, evaluation.best.f1), (0, 0.0));
        assert_eq!(code(links.explain_link(0)), "INVALID_PARAMETER");
    }
}

// --- values

#[test]
fn dates_that_cannot_be_are_counted_and_the_row_stays() {
    let values = [
        ("1971-02-30", "the date does not exist"),
        ("1971-13-01", "the date does not exist"),
        (
            "24/06/1971",
            "is not a date in the ISO form YYYY-MM-DD, YYYY-MM or YYYY",
        ),
        (
            "Okafor",
            "is not a date in the ISO form YYYY-MM-DD, YYYY-MM or YYYY",
        ),
        ("1749-05-03", "the year is not between 1850 and 2150"),
        ("1971-13", "the date does not exist"),
    ];
    for (value, reason) in values {
        let columns = [
            ("name", vec![Some("Okafor"); 2]),
            ("born", vec![Some(value); 2]),
        ];
        let table = table(&settings(), &[1, 2], &columns);
        let rejections = &table.intake().rejections;
        assert_eq!(
            (rejections.total, rejections.counts.len()),
            (2, 1),
            "{value}"
        );
        assert_eq!(rejections.counts[0].reason, reason);
        assert_eq!(rejections.listed[1].row, 1);
        // the name still links the two
        let links = find_links(
            &dedupe(table, &settings()),
            &plain_model(&settings(), 0.1),
            &no_floor(),
            &NoControl,
        );
        assert_eq!(links.unwrap().len(), 1);
    }
}

#[test]
fn a_name_of_a_megabyte_is_counted_and_the_row_stays() {
    let long = "Okafor ".repeat(150_000);
    let columns = [
        (
            "name",
            vec![Some(long.as_str()), Some(long.as_str()), Some("Green")],
        ),
        ("born", vec![Some("1971-06-24"); 3]),
    ];
    let table = table(&settings(), &[1, 2, 3], &columns);
    assert_eq!(
        table.intake().rejections.counts[0].reason,
        "longer than the limit field_bytes"
    );
    assert_eq!(table.intake().rejections.total, 2);
    let links = find_links(
        &dedupe(table, &settings()),
        &plain_model(&settings(), 0.1),
        &no_floor(),
        &NoControl,
    )
    .unwrap();
    assert_eq!(links.len(), 3); // by the birthday that all three share
    assert!(links.as_slice().iter().all(|link| link.rule == 1));
    let parts = links.explain(&1.into(), &2.into()).unwrap().parts;
    assert_eq!((parts[1].level, parts[1].weight.0), (None, 0));

    // an id that long is no id
    let mut ids = builder();
    ids.texts("id", [Some(long.as_str()), Some("b")]).unwrap();
    ids.texts("name", [Some("a"), Some("b")]).unwrap();
    ids.texts("born", [None, None]).unwrap();
    assert_eq!(ids.build().unwrap().len(), 1);

    // the edge: the limit itself is allowed
    let limits = Limits {
        field_bytes: 6,
        ..Limits::default()
    };
    let edge = [
        ("name", vec![Some("Okafor"), Some("Okafors")]),
        ("born", vec![None; 2]),
    ];
    assert_eq!(
        try_table(&settings(), limits, &[1, 2], &edge)
            .unwrap()
            .intake()
            .rejections
            .total,
        1
    );
}

#[test]
fn placeholders_link_nobody() {
    let fillers = ["unknown", "N/A", "Unk", "---", "  ", "XXX", "nan"];
    let dates = [
        "1900-01-01",
        "19000101",
        "9999-12-31",
        "0000-00-00",
        "unknown",
        "1900/01/01",
        "",
    ];
    let columns = [
        (
            "name",
            [fillers, fillers].concat().into_iter().map(Some).collect(),
        ),
        (
            "born",
            [dates, dates].concat().into_iter().map(Some).collect(),
        ),
    ];
    let ids: Vec<i64> = (0..14).collect();
    let table = table(&settings(), &ids, &columns);
    assert_eq!(table.intake().rejections.total, 0); // no fault, and counted
    let columns = &table.intake().columns;
    assert_eq!((columns[0].placeholders, columns[0].missing), (12, 2));
    assert_eq!((columns[1].placeholders, columns[1].missing), (12, 2));
    let prepared = dedupe(table, &settings());
    assert_eq!(prepared.estimate().pairs, 0);
}

#[test]
fn coordinates_that_are_none_are_no_evidence() {
    let settings = Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "point", "latitude": "lat", "longitude": "lon"},
            {"kind": "exact", "column": "sex"}], "blocking": [[{"column": "sex"}]]}"#,
    )
    .unwrap();
    let bad = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        90.5,
        -91.0,
        1e300,
    ];
    let mut table = TableBuilder::new(&settings, Limits::default()).unwrap();
    table.integers("id", (0..8).map(Some)).unwrap();
    table
        .floats("lat", bad.into_iter().chain([47.6, 47.6]).map(Some))
        .unwrap();
    table.floats("lon", [Some(-122.3); 8]).unwrap();
    table.texts("sex", [Some("F"); 8]).unwrap();
    let table = table.build().unwrap();
    let intake = table.intake();
    assert_eq!(intake.columns[0].placeholders + intake.rejections.total, 6);
    assert!(intake.rejections.listed.iter().all(|r| r.field == "lat"));
    let model = plain_model(&settings, 0.1);
    let links = find_links(&dedupe(table, &settings), &model, &no_floor(), &NoControl).unwrap();
    let level = |a: i64, b: i64| links.explain(&a.into(), &b.into()).unwrap().parts[1].level;
    for a in 0..6 {
        assert_eq!(level(a, 7), None);
    }
    assert_eq!(level(6, 7), Some("same_spot"));
    assert_eq!(points((f64::NAN, 0.0), (0.0, 0.0)), None);
    assert_eq!(points((0.0, 0.0), (0.0, f64::INFINITY)), None);

    // text that is no number
    let mut table = TableBuilder::new(&settings, Limits::default()).unwrap();
    table.integers("id", [Some(1)]).unwrap();
    table.texts("lat", [Some("47,6")]).unwrap();
    table.texts("lon", [Some("12 W")]).unwrap();
    table.texts("sex", [None]).unwrap();
    assert_eq!(table.build().unwrap().intake().rejections.total, 2);
}

// --- limits

#[test]
fn limits_are_exact_and_name_themselves() {
    let rows = |allowed| Limits {
        rows: allowed,
        ..Limits::default()
    };
    assert!(try_table(&settings(), rows(3), &[1, 2, 3], &three()).is_ok());
    assert_eq!(
        try_table(&settings(), rows(2), &[1, 2, 3], &three()).err(),
        Some(Error::LimitExceeded {
            limit: "rows",
            allowed: 2,
            asked: 3
        })
    );
    // both tables of a call together
    let two = || {
        vec![
            table(&settings(), &[1, 2, 3], &three()),
            table(&settings(), &[1, 2, 3], &three()),
        ]
    };
    assert!(prepare(Mode::Link, two(), &settings(), rows(6)).is_ok());
    assert_eq!(
        prepare(Mode::Link, two(), &settings(), rows(5)).err(),
        Some(Error::LimitExceeded {
            limit: "rows",
            allowed: 5,
            asked: 6
        })
    );

    // 1 pair by name and 3 by birthday
    let pairs = |allowed| Limits {
        pairs: allowed,
        ..Limits::default()
    };
    for (allowed, passes) in [(4, true), (3, false)] {
        let table = table(&settings(), &[1, 2, 3], &three());
        let prepared = prepare(Mode::Dedupe, vec![table], &settings(), pairs(allowed)).unwrap();
        assert_eq!(prepared.estimate().pairs, 4);
        let model = plain_model(&settings(), 0.1);
        for error in [
            train(&prepared, &NoControl).err(),
            find_links(&prepared, &model, &no_floor(), &NoControl).err(),
        ] {
            let refused = Error::LimitExceeded {
                limit: "pairs",
                allowed: 3,
                asked: 4,
            };
            assert_eq!(error, (!passes).then_some(refused));
        }
    }

    let block = Limits {
        block_rows: 2,
        ..Limits::default()
    };
    let table = table(&settings(), &[1, 2, 3], &three());
    let prepared = prepare(Mode::Dedupe, vec![table], &settings(), block).unwrap();
    let links = find_links(
        &prepared,
        &plain_model(&settings(), 0.1),
        &no_floor(),
        &NoControl,
    )
    .unwrap();
    assert_eq!(plain(&links).len(), 1);
    let refused = &links.report().refused_blocks;
    assert_eq!(
        (refused[0].rule, refused[0].records, refused[0].pairs),
        (1, 3, 3)
    );

    let two = Source::Values(vec![json!({"id": "a"}), json!({"id": "b"})]);
    let options = ReadOptions {
        limits: rows(1),
        ..ReadOptions::default()
    };
    let persons = read::<Person>(two, &options, &NoControl);
    assert_eq!(code(persons), "LIMIT_EXCEEDED");
}

/// The list is cut, the count is not; what is listed are the first rows, whatever column came first.
#[test]
fn rejections_are_all_counted_and_the_first_rows_listed() {
    let limits = Limits {
        listed_rejections: 3,
        field_bytes: 10,
        ..Limits::default()
    };
    let long = "a name that is too long";
    let columns = || {
        [
            (
                "name",
                vec![None, Some(long), None, Some(long), None, Some(long)],
            ),
            (
                "born",
                vec![
                    Some("1971-02-30"),
                    None,
                    Some("1971-02-30"),
                    None,
                    Some("x"),
                    None,
                ],
            ),
        ]
    };
    let mut lists = Vec::new();
    for swap in [false, true] {
        let mut columns = columns();
        if swap {
            columns.swap(0, 1);
        }
        let table = try_table(&settings(), limits, &[1, 2, 3, 4, 5, 6], &columns).unwrap();
        let rejections = table.intake().rejections.clone();
        assert_eq!(rejections.total, 6);
        assert_eq!(rejections.counts.iter().map(|c| c.count).sum::<u64>(), 6);
        assert_eq!(
            rejections.listed.iter().map(|r| r.row).collect::<Vec<_>>(),
            [0, 1, 2]
        );
        lists.push(rejections);
    }
    assert_eq!(lists[0], lists[1]);
    let none = Limits {
        listed_rejections: 0,
        ..limits
    };
    let table = try_table(&settings(), none, &[1, 2, 3, 4, 5, 6], &columns()).unwrap();
    assert_eq!(
        (
            table.intake().rejections.total,
            table.intake().rejections.listed.len()
        ),
        (6, 0)
    );
}

#[test]
fn a_block_of_a_hundred_thousand_is_refused_at_once() {
    let n = 100_000;
    let ids: Vec<i64> = (0..n as i64).collect();
    let names: Vec<String> = ids.iter().map(|i| format!("{}", Letters(*i / 2))).collect();
    let columns = [
        (
            "name",
            names.iter().map(|name| Some(name.as_str())).collect(),
        ),
        ("born", vec![Some("1971-06-24"); n]),
    ];
    let start = Instant::now();
    let prepared = dedupe(table(&settings(), &ids, &columns), &settings());
    let refused = &prepared.estimate().refused;
    assert_eq!(refused.len(), 1);
    assert_eq!(
        (refused[0].rule, refused[0].records, refused[0].pairs),
        (1, 100_000, 4_999_950_000)
    );
    assert_eq!(prepared.estimate().pairs_by_rule, [50_000, 0]);
    let links = find_links(
        &prepared,
        &plain_model(&settings(), 0.1),
        &no_floor(),
        &NoControl,
    )
    .unwrap();
    assert_eq!(
        (links.len(), links.report().compared_pairs),
        (50_000, 50_000)
    );
    assert_eq!(links.report().refused_blocks.len(), 1);
    // five thousand million pairs would take many minutes, even optimised
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// A number in letters, so that a name column takes it.
struct Letters(i64);

impl std::fmt::Display for Letters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0
            .to_string()
            .bytes()
            .try_for_each(|b| write!(f, "{}", (b - b'0' + b'a') as char))
    }
}

// --- settings, parameters, models

#[test]
#[expect(clippy::too_many_lines, reason = "one entry for each mistake")]
fn settings_that_cannot_be_name_the_place() {
    let with = |comparisons: &str, blocking: &str, rest: &str| {
        format!(r#"{{"id": "id", "comparisons": [{comparisons}], "blocking": [{blocking}]{rest}}}"#)
    };
    let (name, rule) = (
        r#"{"kind": "name", "column": "name"}"#,
        r#"[{"column": "name"}]"#,
    );
    for (json, place) in [
        (String::new(), ""),
        ("[]".to_owned(), ""),
        ("{}".to_owned(), "id"),
        (with("", rule, ""), "comparisons"),
        (with(&[name; 17].join(","), rule, ""), "comparisons"),
        (with(name, "", ""), "blocking"),
        (with(name, &[rule; 65].join(","), ""), "blocking"),
        (with(name, "[]", ""), "blocking[0]"),
        (
            with(name, r#"[{"column": "name", "form": "year"}]"#, ""),
            "blocking[0]",
        ),
        (
            with(name, r#"[{"column": "name", "form": "prefix"}]"#, ""),
            "length",
        ),
        (
            with(
                name,
                r#"[{"column": "name", "form": "prefix", "length": 0}]"#,
                "",
            ),
            "length",
        ),
        (
            with(name, r#"[{"column": "name", "length": 2}]"#, ""),
            "length",
        ),
        (with(name, r#"[{"column": "id"}]"#, ""), "id"),
        (
            with(
                name,
                rule,
                r#", "prior": {"kind": "given", "probability": 1.0}"#,
            ),
            "prior",
        ),
        (
            with(
                name,
                rule,
                r#", "prior": {"kind": "given", "probability": 0}"#,
            ),
            "prior",
        ),
        (
            with(
                name,
                rule,
                r#", "prior": {"kind": "deterministic", "rules": [], "recall": 0.5}"#,
            ),
            "prior",
        ),
        (
            with(
                name,
                rule,
                r#", "prior": {"kind": "deterministic", "rules": [[]], "recall": 0.5}"#,
            ),
            "prior.rules[0]",
        ),
        (
            with(name, rule, r#", "training": {"random_pairs": 0}"#),
            "training",
        ),
        (with(name, rule, r#", "traning_": {}"#), ""),
        (
            with(
                r#"{"kind": "name", "column": "name", "metric": "levenshtein"}"#,
                rule,
                "",
            ),
            "",
        ),
        (
            with(
                &format!(r#"{name}, {{"kind": "date", "column": "name"}}"#),
                rule,
                "",
            ),
            "name",
        ),
        (
            with(
                r#"{"kind": "name", "column": "name"}, {"kind": "date", "column": "born"}"#,
                r#"[{"column": "name", "swapped_with": "born"}]"#,
                "",
            ),
            "born",
        ),
        (
            with(
                r#"{"kind": "point", "latitude": "lat", "longitude": "lon"}"#,
                r#"[{"column": "lat"}]"#,
                "",
            ),
            "lat",
        ),
    ] {
        let error = Settings::from_json(&json).unwrap_err();
        assert_eq!(error.code(), "INVALID_SETTINGS", "{json}");
        assert!(error.to_string().contains(place), "{place} in {error}");
    }
    assert!(Settings::from_json(&with(name, rule, "")).is_ok());
}

#[test]
fn parameters_out_of_range_are_named() {
    let prepared = dedupe(table(&settings(), &[1, 2, 3], &three()), &settings());
    let model = plain_model(&settings(), 0.1);
    for minimum_probability in [0.0, 1.0, -0.5, 2.0, f64::NAN, f64::INFINITY] {
        let options = LinkOptions {
            minimum_probability,
            threads: 1,
        };
        let error = find_links(&prepared, &model, &options, &NoControl).unwrap_err();
        assert!(matches!(
            error,
            Error::InvalidParameter {
                name: "minimum_probability",
                ..
            }
        ));
    }
    let links = find_links(&prepared, &model, &no_floor(), &NoControl).unwrap();
    for probability in [0.0, 1.0, f64::NAN] {
        assert_eq!(code(links.clusters(probability)), "INVALID_PARAMETER");
    }
    for probability in [0.0, -3.0, 1.0, 7.0, f64::NAN, f64::INFINITY] {
        assert!(links.at_least(probability).len() <= links.len()); // answers, at once
    }
    assert_eq!(
        links.explain(&1.into(), &9.into()),
        Err(Error::UnknownRecord { name: "right" })
    );
    assert_eq!(
        links.explain(&9.into(), &1.into()),
        Err(Error::UnknownRecord { name: "left" })
    );
    assert_eq!(
        code(links.explain(&"1".into(), &2.into())),
        "UNKNOWN_RECORD"
    ); // text is no integer
    assert_eq!(
        code(links.explain(&1.into(), &1.into())),
        "INVALID_PARAMETER"
    );
    assert_eq!(code(links.explain_link(3)), "INVALID_PARAMETER");

    let mut other = settings();
    other.comparisons.pop();
    other.blocking.pop();
    assert_eq!(
        code(find_links(
            &prepared,
            &plain_model(&other, 0.1),
            &no_floor(),
            &NoControl
        )),
        "INVALID_SETTINGS"
    );
}

#[test]
fn truth_about_others_is_refused() {
    let two = || {
        vec![
            table(&settings(), &[1, 2, 3], &three()),
            table(&settings(), &[3, 4, 5], &three()),
        ]
    };
    let prepared = prepare(Mode::Link, two(), &settings(), Limits::default()).unwrap();
    let unknown = Some(Error::UnknownRecord { name: "truth" });
    let pairs = |pairs: &[(i64, i64)]| {
        let pairs: Vec<(RecordId, RecordId)> = pairs
            .iter()
            .map(|(a, b)| ((*a).into(), (*b).into()))
            .collect();
        Truth::from_pairs(&prepared, pairs)
    };
    assert_eq!(pairs(&[(1, 9)]).err(), unknown);
    assert_eq!(
        Truth::from_entities(&prepared, [(RecordId::from(9), "x")]).err(),
        unknown
    );
    // in linked tables the first id is of the first table, the second of the second
    assert_eq!(pairs(&[(1, 2)]).err(), unknown);
    assert_eq!(pairs(&[(4, 5)]).err(), unknown);
    assert_eq!(pairs(&[(4, 1)]).err(), unknown);
    // 3 stands in both tables, as two records
    let truth = pairs(&[(3, 3), (1, 4)]).unwrap();
    let links = find_links(
        &prepared,
        &plain_model(&settings(), 0.1),
        &no_floor(),
        &NoControl,
    )
    .unwrap();
    let evaluation = links.evaluate(&truth);
    assert_eq!((evaluation.true_pairs, evaluation.found), (2, 1.0));
}

#[test]
fn models_from_elsewhere_are_refused() {
    let model = plain_model(&settings(), 0.1);
    let newer = Error::ModelVersion {
        found: 2,
        supported: 1,
    };
    let mut bytes = model.to_bytes();
    bytes[8] = 2;
    assert_eq!(Model::from_bytes(&bytes).err(), Some(newer.clone()));
    let json = model.to_json().replace("\"version\": 1", "\"version\": 2");
    assert_eq!(Model::from_json(&json).err(), Some(newer));
    // newer, and with fields that this version does not know: still "newer", not "damaged"
    let strange = r#"{"format": "caselink-model", "version": 7, "wings": 2}"#;
    assert_eq!(code(Model::from_json(strange)), "MODEL_VERSION");
    let huge = r#"{"format": "caselink-model", "version": 18446744073709551615}"#;
    assert_eq!(code(Model::from_json(huge)), "MODEL_VERSION");

    for (from, to) in [
        ("\"version\": 1", "\"version\": 0"),
        ("\"version\": 1", "\"version\": \"1\""),
        ("caselink-model", "model"),
        ("\"prior_probability\": 0.1", "\"prior_probability\": 0.0"),
        ("\"prior_probability\": 0.1", "\"prior_probability\": null"),
        ("\"level\": \"same\"", "\"level\": \"equal\""),
        ("\"name\": \"born\"", "\"name\": \"name\""),
        ("\"training\"", "\"trained\""),
    ] {
        let json = model.to_json();
        assert!(json.contains(from));
        assert_eq!(
            code(Model::from_json(&json.replacen(from, to, 1))),
            "CORRUPT_MODEL",
            "{to}"
        );
    }
    let mut value: serde_json::Value = serde_json::from_str(&model.to_json()).unwrap();
    for (field, bad) in [
        ("m", json!(0.0)),
        ("u", json!(1.0)),
        ("m", json!(-0.1)),
        ("u", json!(null)),
    ] {
        let before = value["comparisons"][0]["levels"][0][field].take();
        value["comparisons"][0]["levels"][0][field] = bad;
        assert_eq!(code(Model::from_json(&value.to_string())), "CORRUPT_MODEL");
        value["comparisons"][0]["levels"][0][field] = before;
    }
    value["comparisons"].as_array_mut().unwrap().pop();
    assert_eq!(code(Model::from_json(&value.to_string())), "CORRUPT_MODEL");
    for other in ["", "null", "[]", "3", "\"caselink-model\""] {
        assert_eq!(code(Model::from_json(other)), "CORRUPT_MODEL", "{other}");
    }
    // nested so deep that a careless parser would run out of stack
    assert_eq!(
        code(Model::from_json(&"[".repeat(1_000_000))),
        "CORRUPT_MODEL"
    );
    assert_eq!(
        code(Settings::from_json(&"[".repeat(1_000_000))),
        "INVALID_SETTINGS"
    );
    assert_eq!(code(Model::from_bytes(b"")), "CORRUPT_MODEL");
    assert_eq!(
        code(Model::from_bytes(
            b"PK\x03\x04 some other file, long enough"
        )),
        "CORRUPT_MODEL"
    );
}

/// A table that was built for settings which read a column as something else.
#[test]
fn a_table_of_other_settings_gives_no_false_evidence() {
    let text = Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "text", "column": "lat"}, {"kind": "text", "column": "lon"}],
            "blocking": [[{"column": "lon"}]]}"#,
    )
    .unwrap();
    let point = Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "point", "latitude": "lat", "longitude": "lon"}, {"kind": "text", "column": "lot"}],
            "blocking": [[{"column": "lot"}]]}"#,
    )
    .unwrap();
    let columns = [
        ("lat", vec![Some("north"), Some("97")]),
        ("lon", vec![Some("1"), Some("1")]),
    ];
    assert_eq!(
        code(prepare(
            Mode::Dedupe,
            vec![table(&text, &[1, 2], &columns)],
            &point,
            Limits::default()
        )),
        "MISSING_COLUMN"
    );
    let mut point = point;
    point.comparisons.pop();
    point.comparisons.push(text.comparisons[1].clone());
    assert_eq!(code(point.validate()), "INVALID_SETTINGS"); // lon as two kinds
    let point = Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "point", "latitude": "lat", "longitude": "lon"}],
            "blocking": [[{"column": "sex"}]]}"#,
    )
    .unwrap();
    let text = Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "text", "column": "lat"}, {"kind": "text", "column": "lon"}],
            "blocking": [[{"column": "sex"}]]}"#,
    )
    .unwrap();
    let columns = [
        ("lat", vec![Some("north"), Some("97")]),
        ("lon", vec![Some("1"), Some("1")]),
        ("sex", vec![Some("F"), Some("F")]),
    ];
    match prepare(
        Mode::Dedupe,
        vec![table(&text, &[1, 2], &columns)],
        &point,
        Limits::default(),
    ) {
        Err(error) => assert_eq!(error.code(), "INVALID_SETTINGS"),
        Ok(prepared) => {
            let links = find_links(
                &prepared,
                &plain_model(&point, 0.1),
                &no_floor(),
                &NoControl,
            )
            .unwrap();
            assert_eq!(
                links.explain(&1.into(), &2.into()).unwrap().parts[1].level,
                None
            );
        }
    }
}

// --- cancelling

/// Breaks at one tick, and counts them.
struct Breaks {
    at: u64,
    ticks: AtomicU64,
}

impl Breaks {
    const fn at(at: u64) -> Self {
        Self {
            at,
            ticks: AtomicU64::new(0),
        }
    }
}

impl Control for Breaks {
    fn tick(&self, done: u64, total: u64) -> ControlFlow<()> {
        assert!(done <= total && total > 0, "{done} of {total}");
        if self.ticks.fetch_add(1, Ordering::Relaxed) >= self.at {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

/// Every tick can cancel, and cancelling gives nothing but `Cancelled`.
fn cancels_at_every_tick<T>(run: impl Fn(&dyn Control) -> caselink::Result<T>) {
    let all = Breaks::at(u64::MAX);
    assert!(run(&all).is_ok());
    let ticks = all.ticks.into_inner();
    assert!(ticks > 0);
    for at in 0..ticks.min(60) {
        assert_eq!(
            code(run(&Breaks::at(at))),
            "CANCELLED",
            "at {at} of {ticks}"
        );
    }
    assert!(run(&Breaks::at(ticks)).is_ok());
}

#[test]
fn every_long_run_can_be_cancelled_at_every_tick() {
    let settings = settings();
    let ids: Vec<i64> = (0..600).collect();
    let columns = [
        (
            "name",
            ids.iter()
                .map(|i| Some(["Okafor", "Green", "Chen"][*i as usize % 3]))
                .collect(),
        ),
        (
            "born",
            ids.iter()
                .map(|i| Some(["1971-06-24", "1984-03-07"][*i as usize % 2]))
                .collect(),
        ),
    ];
    cancels_at_every_tick(|control| {
        Prepared::dedupe(
            table(&settings, &ids, &columns),
            &settings,
            Limits::default(),
            control,
        )
    });
    cancels_at_every_tick(|control| {
        let (a, b) = (
            table(&settings, &ids, &columns),
            table(&settings, &ids, &columns),
        );
        Prepared::link(a, b, &settings, Limits::default(), control)
    });
    let mut strict = settings.clone();
    strict.prior = caselink::linkage::Prior::Deterministic {
        rules: vec![settings.blocking[0].clone()],
        recall: 0.5,
    };
    for settings in [settings, strict] {
        let prepared: Arc<Prepared> = dedupe(table(&settings, &ids, &columns), &settings);
        cancels_at_every_tick(|control| train(&prepared, control));
        let model = plain_model(&settings, 0.1);
        for threads in [1, 2] {
            let options = LinkOptions {
                minimum_probability: 0.5,
                threads,
            };
            cancels_at_every_tick(|control| find_links(&prepared, &model, &options, control));
        }
    }
}

#[cfg(feature = "arrow")]
mod arrow_door {
    use arrow_array::{
        ArrayRef, BinaryArray, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int8Array,
        Int32Array, Int64Array, ListArray, NullArray, RecordBatch, StringArray, UInt64Array,
        types::{Int8Type, Int32Type},
    };
    use arrow_schema::{DataType, Field, Schema};

    use super::*;

    fn batch(columns: Vec<(&str, ArrayRef)>) -> RecordBatch {
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
            .unwrap()
    }

    fn read(batch: &RecordBatch) -> caselink::Result<Table> {
        Table::from_batches(
            std::slice::from_ref(batch),
            &batch.schema(),
            &settings(),
            Limits::default(),
            &NoControl,
        )
    }

    fn ids() -> ArrayRef {
        Arc::new(Int64Array::from(vec![1, 2]))
    }

    fn texts(values: [Option<&str>; 2]) -> ArrayRef {
        Arc::new(StringArray::from(values.to_vec()))
    }

    #[test]
    fn a_type_that_cannot_be_read_is_named_with_its_column() {
        let list: ListArray =
            ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)]), None]);
        let bad: [(&str, ArrayRef); 3] = [
            ("List", Arc::new(list)),
            (
                "Binary",
                Arc::new(BinaryArray::from(vec![b"a".as_slice(), b"b"])),
            ),
            (
                "Dictionary",
                Arc::new(DictionaryArray::<Int8Type>::new(
                    Int8Array::from(vec![0, 0]),
                    Arc::new(Int64Array::from(vec![7])),
                )),
            ),
        ];
        for (kind, array) in bad {
            for column in ["id", "name"] {
                let other = if column == "id" { "name" } else { "id" };
                let batch = batch(vec![
                    (column, Arc::clone(&array)),
                    (other, ids()),
                    ("born", texts([None; 2])),
                ]);
                let error = read(&batch).unwrap_err();
                assert!(
                    matches!(&error, Error::WrongColumnType { column: c, found, .. } if c == column && found.contains(kind)),
                    "{error}"
                );
                assert!(error.to_string().contains(column) && error.to_string().contains(kind));
            }
        }
        let floats: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.0]));
        let error = read(&batch(vec![
            ("id", floats),
            ("name", ids()),
            ("born", ids()),
        ]))
        .unwrap_err();
        assert_eq!(error.code(), "WRONG_COLUMN_TYPE");
        let large: ArrayRef = Arc::new(UInt64Array::from(vec![1, u64::MAX]));
        assert_eq!(
            code(read(&batch(vec![
                ("id", large),
                ("name", ids()),
                ("born", ids())
            ]))),
            "WRONG_COLUMN_TYPE"
        );
    }

    #[test]
    fn missing_and_double_columns_are_named() {
        let short = batch(vec![("id", ids()), ("name", texts([None; 2]))]);
        assert_eq!(
            read(&short).err(),
            Some(Error::MissingColumn {
                column: "born".to_owned()
            })
        );
        for column in ["id", "name"] {
            let mut fields: Vec<Field> = ["id", "name", "born"]
                .map(|name| Field::new(name, DataType::Int64, true))
                .to_vec();
            fields.push(Field::new(column, DataType::Int64, true));
            let double = RecordBatch::try_new(
                Arc::new(Schema::new(fields)),
                vec![ids(), ids(), ids(), ids()],
            )
            .unwrap();
            assert_eq!(
                read(&double).err(),
                Some(Error::DuplicateColumn {
                    column: column.to_owned()
                })
            );
        }
    }

    #[test]
    fn no_batch_no_row_and_null_columns_pass() {
        let full = batch(vec![
            ("id", ids()),
            ("name", texts([None; 2])),
            ("born", Arc::new(NullArray::new(2))),
        ]);
        let none = Table::from_batches(
            &[],
            &full.schema(),
            &settings(),
            Limits::default(),
            &NoControl,
        )
        .unwrap();
        assert!(none.is_empty());
        assert!(read(&full.slice(0, 0)).unwrap().is_empty());
        let table = read(&full).unwrap();
        assert_eq!(table.len(), 2);
        assert!(table.intake().columns.iter().all(|c| c.missing == 2));
        let no_ids = batch(vec![
            ("id", Arc::new(NullArray::new(2))),
            ("name", ids()),
            ("born", ids()),
        ]);
        let table = read(&no_ids).unwrap();
        let ids = table
            .intake()
            .rejections
            .counts
            .iter()
            .find(|c| c.field == "id")
            .unwrap();
        assert_eq!((table.len(), ids.count), (0, 2));
    }

    /// As pandas gives a categorical column in which every value is missing.
    #[test]
    fn a_dictionary_without_values_is_all_missing() {
        let empty: ArrayRef = Arc::new(DictionaryArray::<Int32Type>::new(
            Int32Array::from(vec![None, None]),
            Arc::new(StringArray::from(Vec::<&str>::new())),
        ));
        let table = read(&batch(vec![
            ("id", ids()),
            ("name", empty),
            ("born", texts([None; 2])),
        ]))
        .unwrap();
        assert_eq!(table.intake().columns[0].missing, 2);
        let with_null: ArrayRef = Arc::new(DictionaryArray::<Int32Type>::new(
            Int32Array::from(vec![Some(1), Some(0)]),
            Arc::new(StringArray::from(vec![Some("Okafor"), None])),
        ));
        let table = read(&batch(vec![
            ("id", ids()),
            ("name", with_null),
            ("born", texts([None; 2])),
        ]))
        .unwrap();
        assert_eq!(
            (
                table.intake().columns[0].missing,
                table.intake().columns[0].distinct
            ),
            (1, 1)
        );
    }

    #[test]
    fn dates_booleans_and_numbers_are_read_as_what_they_mean() {
        let dates: ArrayRef = Arc::new(Date32Array::from(vec![Some(539), Some(i32::MAX)]));
        let flags: ArrayRef = Arc::new(BooleanArray::from(vec![Some(true), None]));
        let table = read(&batch(vec![
            ("id", ids()),
            ("name", flags),
            ("born", dates),
        ]))
        .unwrap();
        let born = &table.intake().columns[1];
        // the far one is no date of a person: it is set aside, and not in silence
        assert_eq!(
            (born.missing, table.intake().rejections.total),
            (0, 1),
            "{:?}",
            table.intake()
        );
    }

    /// A schema that is not that of the batches is the caller's mistake, and no reason to panic.
    #[test]
    fn a_schema_of_other_batches_is_an_error() {
        let three = batch(vec![
            ("id", ids()),
            ("name", texts([None; 2])),
            ("born", texts([None; 2])),
        ]);
        let two = batch(vec![("id", ids()), ("name", texts([None; 2]))]);
        let other = batch(vec![
            ("id", ids()),
            ("name", ids()),
            ("born", texts([None; 2])),
        ]);
        for bad in [&two, &other] {
            let batches = [three.clone(), bad.clone()];
            let result = Table::from_batches(
                &batches,
                &three.schema(),
                &settings(),
                Limits::default(),
                &NoControl,
            );
            assert!(result.is_err());
        }
    }

    #[test]
    fn truth_takes_the_id_types_that_tables_take() {
        let id: ArrayRef = Arc::new(Int8Array::from(vec![1, 2]));
        let people = batch(vec![
            ("id", Arc::clone(&id)),
            ("name", texts([Some("a"); 2])),
            ("born", texts([None; 2])),
        ]);
        let prepared = dedupe(read(&people).unwrap(), &settings());
        let entity: ArrayRef = Arc::new(DictionaryArray::<Int32Type>::new(
            Int32Array::from(vec![0, 0]),
            Arc::new(StringArray::from(vec!["x"])),
        ));
        for entity in [entity, Arc::clone(&id)] {
            let truth = batch(vec![("id", Arc::clone(&id)), ("entity", entity)]);
            let truth =
                Truth::from_batches(&prepared, std::slice::from_ref(&truth), &truth.schema());
            assert!(truth.is_ok(), "{truth:?}");
        }
        let nulls = batch(vec![
            ("id", Arc::clone(&id)),
            ("entity", texts([Some("x"), None])),
        ]);
        let error = Truth::from_batches(&prepared, std::slice::from_ref(&nulls), &nulls.schema())
            .unwrap_err();
        assert!(error.to_string().contains("entity"));
        let none = batch(vec![("id", id)]);
        assert_eq!(
            code(Truth::from_batches(
                &prepared,
                std::slice::from_ref(&none),
                &none.schema()
            )),
            "MISSING_COLUMN"
        );
    }
}

//! No error, `Debug`, `Display`, rejection or report shows a personal value; only what was asked to show
//! values does.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeSet;

use caselink::{
    Error, NoControl,
    linkage::{
        LinkOptions, Mode, Model, RecordId, Settings, Table, TableBuilder, Truth, find_links, train,
    },
    records::{Limits, Person, Pii, ReadOptions, Rejection, Source, read},
};
use serde_json::json;

mod common;
use common::{plain_model, prepare};

/// Letters that stand in every value, in any case.
const MARK: &str = "zqcanary";
/// Marks in values that cannot hold letters: a birth date, an impossible one, coordinates.
const NUMBERS: [&str; 4] = ["1943-07-29", "1943-02-31", "41.77318", "-87.77319"];

const SETTINGS: &str = r#"{
    "id": "id",
    "comparisons": [
        {"kind": "name", "column": "given", "swapped_with": "surname"},
        {"kind": "name", "column": "surname", "swapped_with": "given"},
        {"kind": "date", "column": "born", "term_frequency": true},
        {"kind": "identifier", "column": "ssn", "term_frequency": true},
        {"kind": "text", "column": "town"},
        {"kind": "postcode", "column": "postcode"},
        {"kind": "exact", "column": "sex"},
        {"kind": "point", "latitude": "lat", "longitude": "lon"}
    ],
    "blocking": [[{"column": "surname"}], [{"column": "note"}]]
}"#;

fn settings() -> Settings {
    Settings::from_json(SETTINGS).unwrap()
}

fn assert_quiet(text: &str) {
    let low = text.to_lowercase();
    for mark in std::iter::once(MARK).chain(NUMBERS) {
        assert!(!low.contains(mark), "{mark} in {text}");
    }
    // nor in the form without separators
    assert!(
        !low.contains("19430729") && !low.contains("19430231"),
        "{text}"
    );
}

/// `Debug` in both forms.
fn assert_quiet_debug<T: std::fmt::Debug>(value: &T) {
    assert_quiet(&format!("{value:?}"));
    assert_quiet(&format!("{value:#?}"));
}

fn assert_quiet_error<T>(result: caselink::Result<T>) {
    let error = result.err().unwrap();
    assert_quiet(&error.to_string());
    assert_quiet_debug(&error);
}

/// Two people whose every value is marked, and a third with values that are set aside.
fn marked() -> Vec<(&'static str, [String; 3])> {
    let each = |name: &str| [0, 1, 0].map(|i| format!("{MARK}{name}{}", ["a", "b"][i]));
    let long = format!("{MARK} ").repeat(200);
    vec![
        (
            "given",
            [
                each("given")[0].clone(),
                each("given")[1].clone(),
                long.clone(),
            ],
        ),
        ("surname", [0; 3].map(|_| format!("{MARK}surname"))),
        (
            "born",
            [
                NUMBERS[0].to_owned(),
                NUMBERS[1].to_owned(),
                format!("{MARK}born"),
            ],
        ),
        ("ssn", each("ssn")),
        (
            "town",
            [each("town")[0].clone(), each("town")[1].clone(), long],
        ),
        ("postcode", each("zip")),
        ("sex", each("sex")),
        (
            "lat",
            [
                NUMBERS[2].to_owned(),
                NUMBERS[2].to_owned(),
                format!("{MARK}lat"),
            ],
        ),
        (
            "lon",
            [
                NUMBERS[3].to_owned(),
                NUMBERS[3].to_owned(),
                "941.77".to_owned(),
            ],
        ),
        ("note", each("note")),
    ]
}

fn table() -> Table {
    let mut builder = TableBuilder::new(&settings(), Limits::default()).unwrap();
    builder.integers("id", [Some(1), Some(2), Some(3)]).unwrap();
    for (name, values) in marked() {
        builder
            .texts(name, values.iter().map(|v| Some(v.as_str())))
            .unwrap();
    }
    builder.build().unwrap()
}

#[test]
fn linkage_is_quiet_from_door_to_door() {
    let table = table();
    assert_quiet_debug(&table);
    let intake = table.intake();
    assert_eq!(intake.rejections.total, 6);
    assert_quiet_debug(intake);
    assert_quiet(&serde_json::to_string(intake).unwrap());

    let prepared = prepare(Mode::Dedupe, vec![table], &settings(), Limits::default()).unwrap();
    assert_quiet_debug(&prepared);
    assert_quiet(&serde_json::to_string(prepared.estimate()).unwrap());
    let model = train(&prepared, &NoControl).unwrap();
    assert_quiet_debug(&model);
    assert_quiet(&model.to_json());
    assert_quiet(&String::from_utf8_lossy(&model.to_bytes()));

    let options = LinkOptions {
        minimum_probability: 1e-12,
        threads: 1,
    };
    let links = find_links(&prepared, &model, &options, &NoControl).unwrap();
    assert_eq!(links.len(), 3);
    assert_quiet_debug(&links);
    assert_quiet_debug(&links.as_slice());
    assert_quiet_debug(&links.report());
    assert_quiet(&serde_json::to_string(&links.report()).unwrap());
    let clusters = links.clusters(0.5).unwrap();
    assert_quiet_debug(&clusters);
    assert_quiet_debug(&clusters.members().collect::<Vec<_>>());

    let person = format!("{MARK}person");
    let entities = [1, 2, 3].map(|id| (RecordId::from(id), person.as_str()));
    let truth = Truth::from_entities(&prepared, entities).unwrap();
    assert_quiet_debug(&truth);
    let evaluation = links.evaluate(&truth);
    assert_quiet_debug(&evaluation);
    assert_quiet(&serde_json::to_string(&evaluation).unwrap());

    for place in 0..links.len() {
        let explanation = links.explain_link(place).unwrap();
        assert_quiet_debug(&explanation);
        for text in [
            explanation.to_json(),
            explanation.to_svg(),
            explanation.to_html(),
        ] {
            assert_quiet(&text);
        }
    }

    // and once values are asked for, they are there
    let explanation = links.explain(&1.into(), &2.into()).unwrap().show_values();
    assert_quiet_debug(&explanation);
    let json = explanation.to_json();
    for (name, values) in marked().into_iter().filter(|(name, _)| *name != "note") {
        for value in &values[..2] {
            assert!(json.contains(value.as_str()), "{name} in {json}");
        }
    }
    for text in [explanation.to_svg(), explanation.to_html()] {
        assert!(text.contains(MARK) && text.contains(NUMBERS[0]), "{text}");
    }
}

#[test]
fn errors_are_quiet_about_ids_and_values() {
    let id = format!("{MARK}id");
    let texts = |ids: [&str; 2]| {
        let mut builder = TableBuilder::new(&settings(), Limits::default()).unwrap();
        builder.texts("id", ids.map(Some)).unwrap();
        for (name, values) in marked() {
            builder
                .texts(name, values[..2].iter().map(|v| Some(v.as_str())))
                .unwrap();
        }
        builder.build()
    };
    assert_quiet_error(texts([&id, &id]));
    let table = texts([&id, "other"]).unwrap();
    assert_quiet_debug(&table);
    let prepared = prepare(Mode::Dedupe, vec![table], &settings(), Limits::default()).unwrap();
    assert_quiet_debug(&prepared);
    let unknown: RecordId = format!("{MARK}unknown").as_str().into();
    let options = LinkOptions {
        minimum_probability: 0.5,
        threads: 1,
    };
    let links = find_links(
        &prepared,
        &plain_model(&settings(), 0.5),
        &options,
        &NoControl,
    )
    .unwrap();
    assert_quiet_error(links.explain(&unknown, &id.as_str().into()));
    assert_quiet_error(links.explain(&id.as_str().into(), &unknown));
    assert_quiet_error(links.explain(&id.as_str().into(), &id.as_str().into()));
    assert_quiet_error(Truth::from_entities(&prepared, [(unknown.clone(), MARK)]));
    assert_quiet_error(Truth::from_pairs(
        &prepared,
        [(id.as_str().into(), unknown)],
    ));

    // a record that went to the wrong door
    for json in [
        format!(r#"{{"id": "{MARK}", "names": [{{"given": "{MARK}"}}]}}"#),
        format!(r#"{{"id": ["{MARK}"], "comparisons": "{MARK}", "blocking": []}}"#),
        format!(r#"{{"id": "x", "comparisons": "{MARK}", "blocking": []}}"#),
        format!(r#"{{"id": "x", "comparisons": [{{"kind": "{MARK}"}}], "blocking": []}}"#),
        format!(
            r#"{{"id": "x", "comparisons": [{{"kind": "name", "column": "n", "term_frequency": "{MARK}"}}], "blocking": []}}"#
        ),
        format!(
            r#"{{"id": "x", "comparisons": [], "blocking": [], "prior": {{"kind": "given", "probability": "{MARK}"}}}}"#
        ),
        format!(
            r#"{{"id": "x", "comparisons": [], "blocking": [], "training": {{"seed": "{MARK}"}}}}"#
        ),
        format!("\"{MARK}\""),
        MARK.to_owned(),
    ] {
        assert_quiet_error(Settings::from_json(&json));
        assert_quiet_error(Model::from_json(&json));
        assert_quiet_error(Model::from_bytes(json.as_bytes()));
        let headed = format!(r#"{{"format": "caselink-model", "version": 1, "settings": {json}}}"#);
        assert_quiet_error(Model::from_json(&headed));
    }
}

#[test]
fn records_are_quiet() {
    let person = json!({
        "id": MARK,
        "names": [{"kind": MARK, "given": MARK, "middle": MARK, "surname": MARK, "suffix": MARK,
                   "full": MARK, MARK: MARK}],
        "birth_date": NUMBERS[0],
        "sex": MARK,
        "addresses": [{"street_number": MARK, "street": MARK, "unit": MARK, "locality": MARK, "state": MARK,
                       "postcode": MARK, "country": MARK, "latitude": 41.773_18, "longitude": -87.773_19,
                       "span": {"start": NUMBERS[0]}, MARK: {MARK: [MARK]}}],
        "identifiers": [{"kind": MARK, "value": MARK, "issuer": MARK, MARK: MARK}],
        MARK: MARK,
    });
    let mut bad = Vec::new();
    for (field, value) in person.as_object().unwrap() {
        for wrong in [
            json!([MARK]),
            json!({MARK: MARK}),
            json!(MARK),
            json!(MARK.repeat(200)),
        ] {
            let mut one = person.clone();
            one["id"] = json!(format!("{MARK}{field}"));
            if wrong != *value {
                one[field] = wrong;
                bad.push(one);
            }
        }
    }
    let asked = bad.len() as u64 + 2;
    let records = [vec![person.clone(), person], bad].concat();
    let within = |limits: Limits| {
        let options = ReadOptions {
            limits,
            ..ReadOptions::default()
        };
        read::<Person>(Source::Values(records.clone()), &options, &NoControl)
    };
    let read = within(Limits::default()).unwrap();
    assert_eq!(read.records.len() as u64 + read.rejected.total, asked);
    assert!(read.rejected.total > 10);
    assert_quiet_debug(&read);
    assert_quiet_debug(&read.records[0].names[0]);
    assert_quiet_debug(&read.records[0].addresses[0]);
    assert_quiet_debug(&read.records[0].identifiers[0]);
    assert_quiet(&serde_json::to_string(&read.rejected).unwrap());
    assert_quiet_error(within(Limits {
        rows: 1,
        ..Limits::default()
    }));
    // what the host gave it gets back
    assert!(serde_json::to_string(&read.records).unwrap().contains(MARK));

    let value = Pii::new(MARK);
    assert_eq!(
        format!("{value} {value:?} {value:#?} {value:>30}"),
        "[redacted] [redacted] [redacted] [redacted]"
    );
}

#[cfg(feature = "arrow")]
#[test]
fn the_arrow_door_is_quiet() {
    use std::sync::Arc;

    use arrow_array::{
        ArrayRef, BinaryArray, Int64Array, ListArray, RecordBatch, StringArray, types::Int32Type,
    };

    let ids: ArrayRef = Arc::new(Int64Array::from(vec![1]));
    let binary: ArrayRef = Arc::new(BinaryArray::from(vec![MARK.as_bytes()]));
    let list: ArrayRef = Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(vec![
        Some(vec![Some(1)]),
    ]));
    let text: ArrayRef = Arc::new(StringArray::from(vec![MARK]));
    for (id, other) in [
        (&ids, &binary),
        (&ids, &list),
        (&binary, &text),
        (&list, &text),
        (&text, &binary),
    ] {
        let mut columns = vec![("id", Arc::clone(id))];
        columns.extend(
            marked()
                .into_iter()
                .map(|(name, _)| (name, Arc::clone(other))),
        );
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let batches = std::slice::from_ref(&batch);
        assert_quiet_error(Table::from_batches(
            batches,
            &batch.schema(),
            &settings(),
            Limits::default(),
            &NoControl,
        ));
    }
    let prepared = prepare(Mode::Dedupe, vec![table()], &settings(), Limits::default()).unwrap();
    let batch = RecordBatch::try_from_iter([("id", Arc::clone(&text)), ("entity", text)]).unwrap();
    assert_quiet_error(Truth::from_batches(
        &prepared,
        std::slice::from_ref(&batch),
        &batch.schema(),
    ));
}

/// Every error there is: its code is its own, its message says something, and names what it is about.
#[test]
#[expect(clippy::too_many_lines, reason = "one entry for each error")]
fn every_error_has_a_code_of_its_own_and_a_message() {
    let (column, reason) = ("born".to_owned(), "of a reason".to_owned());
    let place = "column \"born\"".to_owned();
    let errors = [
        (
            Error::MissingColumn {
                column: column.clone(),
            },
            "born",
        ),
        (
            Error::DuplicateColumn {
                column: column.clone(),
            },
            "born",
        ),
        (
            Error::WrongColumnType {
                column: column.clone(),
                found: "List".into(),
                expected: "text".into(),
            },
            "List",
        ),
        (
            Error::LengthMismatch {
                column: column.clone(),
                found: 3,
                expected: 4,
            },
            "3",
        ),
        (
            Error::DuplicateId {
                column,
                first: 7,
                second: 9,
            },
            "7 and 9",
        ),
        (
            Error::InvalidUnicode {
                place,
                reason: reason.clone(),
            },
            "born",
        ),
        (
            Error::LimitExceeded {
                limit: "pairs",
                allowed: 5,
                asked: 6,
            },
            "pairs",
        ),
        (
            Error::InvalidSettings {
                reason: reason.clone(),
            },
            "of a reason",
        ),
        (
            Error::InvalidParameter {
                name: "threads",
                reason: reason.clone(),
            },
            "threads",
        ),
        (
            Error::InsufficientData {
                reason: reason.clone(),
            },
            "of a reason",
        ),
        (Error::UnknownRecord { name: "left" }, "left"),
        (
            Error::ModelVersion {
                found: 2,
                supported: 1,
            },
            "2",
        ),
        (
            Error::CorruptModel {
                reason: reason.clone(),
            },
            "of a reason",
        ),
        (
            Error::ReleaseRefused {
                reason: reason.clone(),
            },
            "of a reason",
        ),
        (
            Error::CorruptSnapshot {
                reason: reason.clone(),
            },
            "of a reason",
        ),
        (Error::Cancelled, "cancelled"),
        (Error::Internal, "defect"),
    ];
    let mut codes = BTreeSet::new();
    for (error, part) in &errors {
        assert!(error.to_string().contains(part), "{error}");
        assert!(!error.to_string().ends_with('.') && !error.to_string().contains('\n'));
        assert!(
            error
                .code()
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b == b'_')
        );
        assert!(codes.insert(error.code()), "{} stands twice", error.code());
    }
    // the list above is whole
    let source = include_str!("../src/error.rs");
    let known = source
        .lines()
        .filter_map(|line| line.trim().strip_suffix("\",")?.rsplit_once("=> \""));
    assert_eq!(known.map(|(_, code)| code).collect::<BTreeSet<_>>(), codes);
    assert_quiet_debug(&Rejection {
        row: 1,
        field: "born".into(),
        reason: "is not text".into(),
    });
}

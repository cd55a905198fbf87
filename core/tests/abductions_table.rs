//! Flat tables of crimes in the form in which series are published: codes of how it was done, times with a blank, "NA", a plane.
#![cfg(feature = "arrow")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;

use arrow_array::{
    ArrayRef, DictionaryArray, Float64Array, Int32Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, types::Int8Type,
};
use caselink::{
    NoControl, Result,
    abductions::{
        EvidenceSettings, IncidentColumns, IncidentTable, SeriesSettings, SimilarIndex, TermKind,
        TrainingSettings, read_table, series, train_evidence,
    },
    records::Limits,
};
use serde_json::{Value, json, to_value};

fn texts(all: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(all.to_vec()))
}

fn numbers(all: &[f64]) -> ArrayRef {
    Arc::new(Float64Array::from(all.to_vec()))
}

fn read(columns: Vec<(&str, ArrayRef)>, map: &Value) -> Result<IncidentTable> {
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let schema = batch.schema();
    let map = IncidentColumns::from_value(map)?;
    // in two pieces, as tables come
    let half = batch.num_rows() / 2;
    let pieces = [
        batch.slice(0, half),
        batch.slice(half, batch.num_rows() - half),
    ];
    read_table(&pieces, &schema, &map, &Limits::default(), &NoControl)
}

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one table and all that becomes of it"
)]
fn a_published_table_becomes_incidents() {
    let codes: DictionaryArray<Int8Type> =
        vec![Some("A"), Some("B"), None, Some("A"), Some("A"), Some("A")]
            .into_iter()
            .collect();
    let columns = vec![
        (
            "crimeID",
            texts(&[
                Some("C:1"),
                Some("C:2"),
                Some("C:3"),
                None,
                Some("C:5"),
                Some("C:6"),
            ]),
        ),
        ("X", numbers(&[4.0, 7.0, f64::NAN, 1.0, 1.0, 4.0])),
        ("Y", numbers(&[9.0, 13.0, f64::NAN, 1.0, f64::NAN, 9.0])),
        (
            "MO1",
            Arc::new(Int32Array::from(vec![3, 12, 3, 3, 3, 3])) as ArrayRef,
        ),
        ("MO2", Arc::new(codes)),
        (
            "DT.FROM",
            texts(&[
                Some("1993-05-15 16:00:00"),
                Some("1993-05-16"),
                Some("NA"),
                Some("1993-05-15 16:00"),
                Some("1993-05-15 16:00"),
                Some("15/05/1993"),
            ]),
        ),
        (
            "DT.TO",
            texts(&[
                Some("1993-05-15 18:00:00"),
                None,
                Some("NA"),
                None,
                None,
                None,
            ]),
        ),
        (
            "who",
            texts(&[Some("O:1"), Some("O:1"), Some("NA"), None, None, None]),
        ),
        (
            "Lure",
            texts(&[Some("ride"), Some(" "), Some("unknown"), None, None, None]),
        ),
    ];
    let map = json!({
        "id": "crimeID", "x": "X", "y": "Y", "coordinates": "kilometres", "earliest": "DT.FROM", "latest": "DT.TO",
        "methods": ["MO1", "MO2"], "offenders": ["who"], "fields": { "Lure": "approaches[0]" },
    });
    let table = read(columns, &map).unwrap();
    assert_eq!(table.rows, [0, 1, 2]);
    let bad: Vec<(u64, &str)> = table
        .rejected
        .listed
        .iter()
        .map(|one| (one.row, one.field.as_str()))
        .collect();
    assert_eq!(bad, [(3, "crimeID"), (4, "Y"), (5, "DT.FROM")]);
    assert_eq!(table.rejected.total, 3);
    let first = to_value(&table.incidents[0]).unwrap();
    assert_eq!(first["id"], "C:1");
    assert_eq!(first["approaches"], json!(["ride"]));
    assert_eq!(first["time"]["earliest"], "1993-05-15T16:00:00");
    assert_eq!(first["time"]["latest"], "1993-05-15T18:00:00");
    assert_eq!(
        first["methods"],
        json!([{ "scheme": "MO1", "code": "3" }, { "scheme": "MO2", "code": "A" }])
    );
    // a date is the whole day
    let second = to_value(&table.incidents[1]).unwrap();
    assert_eq!(second["time"]["latest"], "1993-05-16T23:59:59");
    assert!(second.get("approaches").is_none());
    let third = to_value(&table.incidents[2]).unwrap();
    assert!(third.get("time").is_none() && third.get("place").is_none());
    assert_eq!(third["methods"], json!([{ "scheme": "MO1", "code": "3" }]));
    let solved: Vec<(&str, &str)> = table
        .solved
        .iter()
        .map(|one| {
            (
                one.incident.expose().as_str(),
                one.offender.expose().as_str(),
            )
        })
        .collect();
    assert_eq!(solved, [("C:1", "O:1"), ("C:2", "O:1")]);
    // five kilometres in the plane are five kilometres
    let mut index = SimilarIndex::new(EvidenceSettings::default(), Limits::default()).unwrap();
    index.add_all(&table.read(), &NoControl).unwrap();
    let evidence = index.evidence("C:1", "C:2").unwrap();
    let term = |kind| evidence.terms.iter().find(|term| term.kind == kind);
    let gap = term(TermKind::Distance).unwrap().gap.unwrap();
    assert!((gap - 5.0).abs() < 1e-4, "{gap}");
    let methods: Vec<(&str, i32)> = evidence
        .terms
        .iter()
        .filter(|term| term.kind == TermKind::Method)
        .map(|term| {
            (
                term.left.as_ref().unwrap().expose().as_str(),
                term.weight.0.signum(),
            )
        })
        .collect();
    assert_eq!(methods, [("mo1: 3", -1), ("mo2: a", -1)]);
    let found = series(
        &table.read(),
        &SeriesSettings::default(),
        &Limits::default(),
        &NoControl,
    );
    assert_eq!(found.unwrap().rejected, table.rejected);
}

#[test]
fn a_bare_table_is_enough() {
    let when = TimestampMicrosecondArray::from(vec![Some(737_481_600_000_000), None]);
    let columns = vec![
        ("lon", texts(&[Some("-87.63"), Some("NA")])),
        ("lat", texts(&[Some("41.88"), Some("NA")])),
        ("at", Arc::new(when) as ArrayRef),
    ];
    let table = read(
        columns,
        &json!({ "x": "lon", "y": "lat", "earliest": "at" }),
    )
    .unwrap();
    let first = to_value(&table.incidents[0]).unwrap();
    assert_eq!(first["id"], "row-0");
    assert_eq!(first["place"]["address"]["latitude"], 41.88);
    assert_eq!(first["time"]["earliest"], first["time"]["latest"]);
    let second = to_value(&table.incidents[1]).unwrap();
    assert!(second.get("place").is_none() && second.get("time").is_none());
}

#[test]
fn what_cannot_be_is_refused() {
    let columns = || {
        vec![
            ("x", numbers(&[1.0, 900_000.0])),
            ("y", numbers(&[1.0, 2.0])),
        ]
    };
    let code = |map: Value| read(columns(), &map).unwrap_err().code();
    for (map, expected) in [
        (json!({ "x": "x" }), "INVALID_PARAMETER"),
        (json!({ "latest": "x" }), "INVALID_PARAMETER"),
        (json!({ "id": "z" }), "MISSING_COLUMN"),
        (
            json!({ "fields": { "x": "nothing.here" } }),
            "INVALID_PARAMETER",
        ),
        (
            json!({ "fields": { "x": "time.earliest" } }),
            "INVALID_PARAMETER",
        ),
        (json!({ "idd": "x" }), "INVALID_PARAMETER"),
        (
            json!({ "x": "x", "y": "y", "centre": { "latitude": 1.0, "longitude": 1.0 } }),
            "INVALID_PARAMETER",
        ),
        // 900,000 kilometres
        (
            json!({ "x": "x", "y": "y", "coordinates": "kilometres" }),
            "INVALID_PARAMETER",
        ),
    ] {
        assert_eq!(code(map.clone()), expected, "{map}");
    }
    let feet = json!({ "x": "x", "y": "y", "coordinates": "feet" });
    assert_eq!(read(columns(), &feet).unwrap().incidents.len(), 2);
}

/// Codes of how it was done are learned from and tell series apart, as the other comparisons do.
#[test]
fn codes_of_methods_are_evidence() {
    let (mut ids, mut codes, mut who, mut days) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for offender in 0..60_u32 {
        for n in 0..3 {
            ids.push(format!("{offender}-{n}"));
            codes.push(format!("{}", (offender * 7 + u32::from(n == 2) * 3) % 20));
            who.push(format!("O{offender}"));
            days.push(format!(
                "20{:02}-{:02}-10 12:00:00",
                10 + offender % 3,
                1 + (offender * 5 + n) % 12
            ));
        }
    }
    let column =
        |all: &[String]| -> ArrayRef { Arc::new(StringArray::from_iter_values(all.iter())) };
    let columns = vec![
        ("id", column(&ids)),
        ("how", column(&codes)),
        ("who", column(&who)),
        ("on", column(&days)),
    ];
    let map = json!({ "id": "id", "methods": ["how"], "offenders": ["who"], "earliest": "on" });
    let table = read(columns, &map).unwrap();
    assert_eq!(table.solved.len(), 180);
    let trained = train_evidence(
        &table.read(),
        &table.solved,
        &TrainingSettings::default(),
        &Limits::default(),
        &NoControl,
    )
    .unwrap();
    let assumed = &EvidenceSettings::default().values[&TermKind::Method];
    let learned = &trained.evidence.values[&TermKind::Method];
    // one pair of three has the same code
    assert!(
        learned.same < assumed.same && learned.same > 0.3,
        "{}",
        learned.same
    );
    for scores in &trained.held_out {
        assert!(scores.auc > 0.6, "{scores:?}");
    }
}

//! The records door from outside: nothing is dropped in silence, and what stands in a row stays in its row.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(
    clippy::needless_pass_by_value,
    reason = "literals read better by value"
)]

use caselink::NoControl;
use caselink::records::{
    CsvColumns, HostRecord, Limits, ReadOptions, RecordKind, RecordsRead, Source, UnknownFields,
    read_plain, record_schema,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const CANARY: &str = "canary-7731-zq";

/// A schema's node without its reference and without the `null` beside it.
fn plain<'a>(root: &'a Value, mut node: &'a Value) -> &'a Value {
    loop {
        if let Some(name) = node["$ref"].as_str() {
            node = &root["$defs"][name.trim_start_matches("#/$defs/")];
        } else if let Some(one) = node["anyOf"].as_array().and_then(|either| {
            let has_null = either.iter().any(|one| one["type"] == "null");
            either.iter().find(|one| has_null && one["type"] != "null")
        }) {
            node = one;
        } else {
            return node;
        }
    }
}

fn is_a(node: &Value, kind: &str) -> bool {
    node["type"] == kind
        || node["type"]
            .as_array()
            .is_some_and(|kinds| kinds.iter().any(|one| one == kind))
}

/// The smallest value that a node takes.
fn least(root: &Value, node: &Value) -> Value {
    let node = plain(root, node);
    if is_a(node, "object") {
        let fields = node["required"].as_array().into_iter().flatten();
        let field = |field: &Value| {
            let name = field.as_str().unwrap();
            (name.to_owned(), least(root, &node["properties"][name]))
        };
        Value::Object(fields.map(field).collect())
    } else if is_a(node, "array") {
        json!([])
    } else if is_a(node, "integer") || is_a(node, "number") {
        json!(1)
    } else if is_a(node, "boolean") {
        json!(true)
    } else if node["format"] == "partial-date-time" {
        json!("2020-01-01T00:00:00")
    } else {
        json!("2020-01-01")
    }
}

/// Every object that a record can hold, each as a record with one unknown field in it, beside the path of that object.
fn planted(root: &Value, node: &Value, path: &str, all: &mut Vec<(String, Value)>) {
    let node = plain(root, node);
    if is_a(node, "array") {
        let mut within = Vec::new();
        planted(root, &node["items"], &format!("{path}[0]"), &mut within);
        all.extend(within.into_iter().map(|(path, item)| (path, json!([item]))));
    } else if is_a(node, "object") {
        let mut own = least(root, node);
        own[CANARY] = json!("kept");
        all.push((path.to_owned(), own));
        for (field, schema) in node["properties"].as_object().into_iter().flatten() {
            let path = if path.is_empty() {
                field.clone()
            } else {
                format!("{path}.{field}")
            };
            let mut within = Vec::new();
            planted(root, schema, &path, &mut within);
            all.extend(within.into_iter().map(|(path, value)| {
                let mut whole = least(root, node);
                whole[field] = value;
                (path, whole)
            }));
        }
    }
}

fn read(kind: RecordKind, record: Value, unknown_fields: UnknownFields) -> RecordsRead<Value> {
    let options = ReadOptions {
        unknown_fields,
        ..ReadOptions::default()
    };
    read_plain(kind, Source::Values(vec![record]), &options, &NoControl).unwrap()
}

#[test]
fn an_unknown_field_is_kept_or_refused_in_every_object_of_every_record() {
    let mut tried = 0;
    for kind in RecordKind::ALL {
        let schema = record_schema(kind);
        let mut all = Vec::new();
        planted(&schema, &schema, "", &mut all);
        for (path, record) in all {
            tried += 1;
            let kept = read(kind, record.clone(), UnknownFields::Keep);
            assert_eq!(kept.rejected.listed, [], "{kind:?} {path}");
            assert_eq!(
                kept.records[0].to_string().matches(CANARY).count(),
                1,
                "{kind:?} {path}"
            );

            let refused = read(kind, record, UnknownFields::Refuse);
            let fault = &refused.rejected.listed[0];
            let field = match path.as_str() {
                "" => "other".to_owned(),
                path => format!("{path}.other"),
            };
            assert_eq!(fault.field, field, "{kind:?}");
            assert_eq!(fault.reason, "is a field that the schema does not know");
        }
    }
    assert!(tried > 200, "{tried}");
}

fn table(
    text: &str,
    columns: Value,
    options: &ReadOptions,
) -> caselink::Result<RecordsRead<Value>> {
    let columns = CsvColumns::from_value(&columns).unwrap();
    let source = Source::Csv(text.as_bytes(), &columns);
    read_plain(RecordKind::Person, source, options, &NoControl)
}

fn persons(text: &str) -> RecordsRead<Value> {
    table(text, json!({}), &ReadOptions::default()).unwrap()
}

#[test]
fn a_column_never_takes_the_place_of_a_list() {
    for (header, columns) in [
        ("id,names,names[0].given", json!({})),
        ("id,names[0].given,names", json!({})),
        (
            "id,names,First",
            json!({"fields": {"First": "names[0].given"}}),
        ),
        ("id,names", json!({})),
        ("id,provenance", json!({})),
        ("id,names", json!({"constants": {"names[0].kind": "legal"}})),
    ] {
        for unknown_fields in [UnknownFields::Keep, UnknownFields::Refuse] {
            let options = ReadOptions {
                unknown_fields,
                ..ReadOptions::default()
            };
            let text = format!("{header}\nA-1,x,y\n");
            let error = table(&text, columns.clone(), &options).unwrap_err();
            assert_eq!(error.code(), "INVALID_PARAMETER");
            assert!(error.to_string().contains("a list or an object"), "{error}");
        }
    }
    // mapped to another field, the same heading is no trouble
    let columns = json!({"fields": {"names": "names[0].full", "First": "names[0].given"}});
    let read = table(
        "id,names,First\nA-1,Ann Doe,Ann\n",
        columns,
        &ReadOptions::default(),
    )
    .unwrap();
    assert_eq!(
        read.records[0]["names"],
        json!([{"kind": "unstated", "full": "Ann Doe", "given": "Ann"}])
    );
}

#[test]
fn a_quote_within_a_cell_is_a_character() {
    let read = persons("id,height\nA-1,x\nA-2,5'10\"\n");
    assert_eq!((read.rows, read.rejected.total), (vec![0, 1], 0));
    assert_eq!(read.records[1]["height"], "5'10\"");

    // an even number of quotes, of which one opens a cell that is never closed
    for end in ["", "\n", "\nA-3,7,z\nA-4,8,q\n"] {
        let read = persons(&format!("id,h,n\nA-1,6'2\",x\nA-2,5,\"Bob{end}"));
        assert_eq!((read.rows, read.rejected.total), (vec![0], 1));
        let fault = &read.rejected.listed[0];
        assert_eq!(fault.row, 1);
        assert_eq!(
            fault.reason,
            "a quote is opened and not closed: rows may be lost in it"
        );
    }
    let read = persons("id,h\nA-1,\"6'2\"\"\"\nA-2,\"\"\nA-3,\"a\"b\"\n");
    assert_eq!((read.rows, read.rejected.total), (vec![0, 1, 2], 0));
    assert_eq!(read.records[0]["h"], "6'2\"");
}

proptest! {
    /// A row number is that of the line below the header, blank lines included, in a table as in NDJSON.
    #[test]
    fn a_row_number_leads_to_the_line(
        lines in prop::collection::vec((any::<bool>(), 0..3_usize), 0..20), before in 0..3_usize, is_last_ended in any::<bool>()
    ) {
        const ENDS: [&str; 3] = ["\n", "\r\n", "\n"];
        let (mut csv, mut ndjson, mut rows) = ("\n".repeat(before) + "id\r\n", String::new(), Vec::new());
        for (at, (is_blank, end)) in lines.iter().enumerate() {
            if !is_blank {
                csv.extend(["A-", &at.to_string()]);
                ndjson.extend(["{\"id\": \"A-", &at.to_string(), "\"}"]);
                rows.push(at as u64);
            }
            if is_last_ended || at + 1 < lines.len() {
                csv += ENDS[*end];
                ndjson += ENDS[*end];
            }
        }
        prop_assert_eq!(&persons(&csv).rows, &rows);
        let source = Source::Ndjson(ndjson.as_bytes());
        let read = read_plain(RecordKind::Person, source, &ReadOptions::default(), &NoControl).unwrap();
        prop_assert_eq!(&read.rows, &rows);
    }
}

fn one(kind: RecordKind, record: Value) -> RecordsRead<Value> {
    read(kind, record, UnknownFields::Keep)
}

#[test]
fn content_enters_under_no_name_and_in_no_dress() {
    let bytes = [137, 80, 78, 71].repeat(500);
    let lines = vec!["A".repeat(76); 60].join("\r\n");
    for (kind, record, left_out) in [
        (
            RecordKind::Person,
            json!({"id": "a", "names": [{"full": "data:image/png;base64,iVBO"}]}),
            "names[0].full",
        ),
        (RecordKind::Tip, json!({"id": "a", "text": lines}), "text"),
        (
            RecordKind::Tip,
            json!({"id": "a", "annotations": ["x", "data:image/gif,GIF8"]}),
            "annotations",
        ),
        (RecordKind::Person, json!({"id": "a", "px": bytes}), "other"),
        (
            RecordKind::Person,
            json!({"id": "a", "lines": vec!["QUJD".repeat(7); 300]}),
            "other",
        ),
        (
            RecordKind::MediaFile,
            json!({"id": "a", "digests": {"scan": bytes}}),
            "digests.other",
        ),
    ] {
        let read = one(kind, record);
        assert_eq!(read.rejected.listed, [], "{left_out}");
        let fields: Vec<&str> = read
            .left_out
            .listed
            .iter()
            .map(|one| one.field.as_str())
            .collect();
        assert_eq!(fields, [left_out]);
        assert_eq!(
            read.left_out.listed[0].reason,
            "may hold the content of a file, which this library never takes"
        );
        assert!(read.records[0].to_string().len() < 200, "{left_out}");
    }
    // where there is no record without the field, there is no record
    let read = one(
        RecordKind::Person,
        json!({"id": "data:image/png;base64,iVBO"}),
    );
    assert_eq!(read.rejected.listed[0].field, "id");
    // ids and hashes of many files are none of it
    let files: Vec<String> = (0..400)
        .map(|n| format!("-OabcDEF{n:03}ghIJKlmNOp"))
        .collect();
    let read = one(RecordKind::Series, json!({"id": "a", "files": files}));
    assert_eq!((read.left_out.total, read.rejected.total), (0, 0));
}

#[test]
fn narratives_may_be_long_and_names_may_not() {
    let long =
        |bytes: usize| "He asked for help with a dog. ".repeat(bytes / 30 + 1)[..bytes].to_owned();
    for (kind, field) in [
        (RecordKind::Incident, "narrative"),
        (RecordKind::Case, "circumstances"),
        (RecordKind::Tip, "text"),
        (RecordKind::Series, "description"),
    ] {
        assert_eq!(
            one(kind, json!({"id": "a", field: long(65_536)}))
                .rejected
                .listed,
            []
        );
        let read = one(kind, json!({"id": "a", field: long(65_537)}));
        assert_eq!(
            read.rejected.listed[0].reason,
            "is longer than the limit prose_bytes"
        );
    }
    let read = one(
        RecordKind::Person,
        json!({"id": "a", "names": [{"full": long(1_025)}]}),
    );
    assert_eq!(
        read.rejected.listed[0].reason,
        "is longer than the limit field_bytes"
    );
    // who raises the limit of all texts need not raise that of prose
    let limits = Limits {
        field_bytes: 100_000,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let source = Source::Values(vec![json!({"id": "a", "text": long(90_000)})]);
    let read = read_plain(RecordKind::Tip, source, &options, &NoControl).unwrap();
    assert_eq!(read.rejected.total, 0);
}

#[test]
fn times_are_bounded_as_days_are() {
    let range = |earliest: &str, latest: &str| json!({"id": "a", "time": {"earliest": earliest, "latest": latest, "note": 1}});
    for (earliest, latest, part) in [
        (
            "1900-01-01T00:00:00",
            "1900-01-01T00:00:00",
            "time.earliest",
        ),
        ("2026-03-02T10:00:00", "9999-12-31T23:59:59", "time.latest"),
        ("unknown", "2026-03-02T10:00:00", "time.earliest"),
        (
            "9999-12-31T00:00:00",
            "2026-03-02T10:00:00",
            "time.earliest",
        ),
    ] {
        let read = one(RecordKind::Incident, range(earliest, latest));
        assert!(read.records[0].get("time").is_none(), "{:?}", read.rejected);
        let left_out = &read.left_out.listed[0];
        assert_eq!(left_out.field, part);
        assert_eq!(
            left_out.reason,
            "stands for an unknown date and counts as missing"
        );
    }
    for (earliest, latest, part) in [
        (
            "2026-03-02T10:00:00",
            "+262142-12-31T23:59:59",
            "time.latest",
        ),
        (
            "1700-03-02T10:00:00",
            "2026-03-02T10:00:00",
            "time.earliest",
        ),
    ] {
        let read = one(RecordKind::Incident, range(earliest, latest));
        let fault = &read.rejected.listed[0];
        assert_eq!(
            (fault.field.as_str(), fault.reason.as_str()),
            (part, "the year is not between 1850 and 2150")
        );
    }
    let read = one(
        RecordKind::Tip,
        json!({"id": "a", "received_at": "1900-01-01T00:00:00"}),
    );
    assert_eq!(
        (read.records.len(), read.left_out.listed[0].field.as_str()),
        (1, "received_at")
    );
    let read = one(
        RecordKind::Tip,
        json!({"id": "a", "received_at": "2026-03-02T10:00:00"}),
    );
    assert_eq!(
        (read.left_out.total, read.records[0]["received_at"].as_str()),
        (0, Some("2026-03-02T10:00:00"))
    );
}

#[test]
fn two_tones_are_two_colours() {
    for (written, read) in [
        (json!(["BLU/WHI"]), json!(["blue", "white"])),
        (json!(["red", "blk / gry"]), json!(["red", "black", "gray"])),
        (json!(["MUL/COL"]), json!(["multicolored"])),
        (json!(["BLU/zebra"]), json!(["BLU/zebra"])),
        (json!(["a/b/c"]), json!(["a/b/c"])),
    ] {
        let record = one(
            RecordKind::Incident,
            json!({"id": "a", "vehicles": [{"colors": written}]}),
        );
        assert_eq!(record.records[0]["vehicles"][0]["colors"], read);
    }
}

#[test]
fn a_plate_that_says_nothing_is_flagged() {
    for (plate, flags) in [
        ("", 1),
        ("UNKNOWN", 1),
        (" unk ", 1),
        ("7KQ 431", 0),
        ("7K?4*", 0),
    ] {
        let read = one(
            RecordKind::Incident,
            json!({"id": "a", "vehicles": [{"plate": {"text": plate}}]}),
        );
        assert_eq!(read.flags.total, flags, "{plate:?}");
        assert_eq!(read.records.len(), 1);
    }
}

/// A number that another language would change in silence enters nowhere.
#[test]
fn numbers_are_the_same_in_every_language() {
    let lines = "{\"id\": \"a\", \"x\": 9007199254740991}\n{\"id\": \"b\", \"x\": [{\"y\": 9007199254740992}]}\n\
                 {\"id\": \"c\", \"x\": 18446744073709551616}\n{\"id\": \"d\", \"x\": -9007199254740993}\n{\"id\": \"e\", \"x\": 0.1}\n";
    let source = Source::Ndjson(lines.as_bytes());
    let read = read_plain(
        RecordKind::Person,
        source,
        &ReadOptions::default(),
        &NoControl,
    )
    .unwrap();
    assert_eq!(read.rows, [0, 4]);
    for fault in &read.rejected.listed {
        assert_eq!(fault.field, "other");
        assert!(fault.reason.contains("2^53"), "{}", fault.reason);
    }
    let read = one(
        RecordKind::MediaFile,
        json!({"id": "a", "size_bytes": 9_007_199_254_740_993_u64}),
    );
    assert_eq!(read.rejected.listed[0].field, "size_bytes");
    let read = one(
        RecordKind::MediaFile,
        json!({"id": "a", "size_bytes": 9_007_199_254_740_991_u64}),
    );
    assert_eq!(read.rejected.total, 0);
}

#[test]
fn a_record_of_too_many_values_is_set_aside_by_name() {
    // the record, its id, the list
    for (items, rejected) in [(99_997, 0), (99_998, 1)] {
        let read = one(
            RecordKind::Person,
            json!({"id": "a", "x": vec![300; items]}),
        );
        assert_eq!(read.rejected.total, rejected, "{items}");
        let reasons = read.rejected.listed.iter().map(|one| one.reason.as_str());
        assert!(
            reasons.eq(["has more values than the limit record_values"; 1]
                .into_iter()
                .take(rejected as usize))
        );
    }
}

#[test]
fn a_host_says_what_it_could_not_hand_over() {
    let records = vec![
        HostRecord {
            value: Ok(json!({"id": "a", "x": null})),
            not_finite: true,
        },
        HostRecord {
            value: Err(HostRecord::TOO_MANY_VALUES),
            not_finite: false,
        },
        HostRecord {
            value: Ok(json!({"id": "b"})),
            not_finite: false,
        },
    ];
    let read = read_plain(
        RecordKind::Person,
        Source::Host(records),
        &ReadOptions::default(),
        &NoControl,
    )
    .unwrap();
    assert_eq!(read.rows, [0, 2]);
    assert_eq!(
        read.rejected.listed[0].reason,
        "has more values than the limit record_values"
    );
    assert_eq!((read.left_out.total, read.left_out.listed[0].row), (1, 0));
    assert_eq!(
        read.left_out.listed[0].reason,
        "holds numbers that are not finite, which count as missing"
    );
}

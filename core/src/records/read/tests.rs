use serde_json::json;

use crate::{
    NoControl,
    records::{Person, RecordKind, record_schema},
};

use super::*;

const CANARY: &str = "canary-7731-zq";

fn read(values: Vec<Value>) -> RecordsRead<Person> {
    within(values, Limits::default()).unwrap()
}

fn within(values: Vec<Value>, limits: Limits) -> Result<RecordsRead<Person>> {
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    super::read(Source::Values(values), &options, &NoControl)
}

type BadRow = (Value, &'static str, &'static str);

/// One value per way in which a record can be bad, with the path and reason to expect.
fn bad_rows() -> Vec<BadRow> {
    [bad_fields(), bad_addresses()].concat()
}

fn bad_fields() -> Vec<BadRow> {
    let long = CANARY.repeat(100);
    let mut deep = json!(CANARY);
    for _ in 0..40 {
        deep = json!([deep]);
    }
    vec![
        (json!(CANARY), "record", "is not an object of plain values"),
        (json!(null), "record", "is not an object of plain values"),
        (
            json!([CANARY]),
            "record",
            "is not an object of plain values",
        ),
        (json!({ "name": CANARY }), "id", "id is missing"),
        (json!({ "id": null, "name": CANARY }), "id", "id is missing"),
        (json!({ "id": "  ", "name": CANARY }), "id", "id is empty"),
        (json!({ "id": [CANARY] }), "id", "is not text"),
        (
            json!({ "id": long }),
            "id",
            "is longer than the limit field_bytes",
        ),
        (
            json!({ "id": "a", "sex": { "v": CANARY } }),
            "sex",
            "is not text",
        ),
        (
            json!({ "id": "a", "birth_date": 19_710_624 }),
            "birth_date",
            "is not text",
        ),
        (
            json!({ "id": "a", "birth_date": "1971-02-29", "n": CANARY }),
            "birth_date",
            "the date does not exist",
        ),
        (
            json!({ "id": "a", "birth_date": CANARY }),
            "birth_date",
            "is not a date in the ISO form YYYY-MM-DD, YYYY-MM or YYYY",
        ),
        (
            json!({ "id": "a", "birth_date": "1749-05-03" }),
            "birth_date",
            "the year is not between 1850 and 2150",
        ),
        (
            json!({ "id": "a", "names": CANARY }),
            "names",
            "is not a list",
        ),
        (
            json!({ "id": "a", "names": [{}, CANARY] }),
            "names[1]",
            "is not an object",
        ),
        (
            json!({ "id": "a", "names": [{ "given": [CANARY] }] }),
            "names[0].given",
            "is not text",
        ),
        (
            json!({ "id": "a", "names": [{ "surname": long }] }),
            "names[0].surname",
            "is longer than the limit field_bytes",
        ),
        (
            json!({ "id": "a", "names": [{ "x": { "y": long } }] }),
            "names[0].other",
            "is longer than the limit field_bytes",
        ),
        (
            json!({ "id": "a", long.clone(): 1 }),
            "other",
            "is longer than the limit field_bytes",
        ),
        (
            json!({ "id": "a", CANARY: deep }),
            "other",
            "is nested too deeply",
        ),
        (
            json!({ "id": "a", "identifiers": [{ "kind": CANARY }] }),
            "identifiers[0].value",
            "is missing",
        ),
        (
            json!({ "id": "a", "identifiers": [{ "value": 7_731 }] }),
            "identifiers[0].value",
            "is not text",
        ),
    ]
}

fn bad_addresses() -> Vec<BadRow> {
    let address = |address: Value| json!({ "id": "a", "note": CANARY, "addresses": [{}, address] });
    vec![
        (
            address(json!({ "latitude": CANARY, "longitude": 0 })),
            "addresses[1].latitude",
            "is not a number",
        ),
        (
            address(json!({ "latitude": f64::NAN, "longitude": -89.65 })),
            "addresses[1].latitude",
            "is missing beside a longitude",
        ),
        (
            address(json!({ "latitude": 39.78 })),
            "addresses[1].longitude",
            "is missing beside a latitude",
        ),
        (
            address(json!({ "latitude": 90.001, "longitude": 0 })),
            "addresses[1].latitude",
            "is not between -90 and 90 degrees",
        ),
        (
            address(json!({ "latitude": 0, "longitude": -181 })),
            "addresses[1].longitude",
            "is not between -180 and 180 degrees",
        ),
        (
            address(json!({ "span": CANARY })),
            "addresses[1].span",
            "is not an object",
        ),
        (
            address(json!({ "span": { CANARY: CANARY.repeat(100) } })),
            "addresses[1].span.other",
            "is longer than the limit field_bytes",
        ),
        (
            address(json!({ "span": { "start": CANARY } })),
            "addresses[1].span.start",
            "is not a date in the ISO form YYYY-MM-DD, YYYY-MM or YYYY",
        ),
        (
            address(json!({ "span": { "end": "2021-04-31" } })),
            "addresses[1].span.end",
            "the date does not exist",
        ),
        (
            address(json!({ "span": { "end": 2021 } })),
            "addresses[1].span.end",
            "is not text",
        ),
        (
            address(json!({ "span": { "start": "2021-04-02", "end": "2021-04-01" } })),
            "addresses[1].span",
            "the span ends before it starts",
        ),
    ]
}

fn full_person() -> Value {
    json!({
        "id": CANARY,
        "names": [{
            "kind": CANARY, "given": CANARY, "middle": CANARY, "surname": CANARY,
            "suffix": CANARY, "full": CANARY, CANARY: CANARY,
        }],
        "birth_date": "1987-03-17",
        "sex": CANARY,
        "addresses": [{
            "street_number": CANARY, "street": CANARY, "unit": CANARY, "locality": CANARY,
            "state": CANARY, "postcode": CANARY, "country": CANARY,
            "latitude": 41.773_1, "longitude": -87.773_1,
            "span": { "start": "2017-03-19", "end": "2018-03-19" }, CANARY: [CANARY],
        }],
        "identifiers": [{ "kind": CANARY, "value": CANARY, "issuer": CANARY, CANARY: 1 }],
        CANARY: { CANARY: CANARY },
    })
}

fn assert_quiet(text: &str) {
    for secret in [
        "canary", "7731", "1987", "2017", "2018", "1749", "02-29", "Female",
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn each_bad_row_is_named_by_path_and_reason_and_the_rest_goes_on() {
    for (value, field, reason) in bad_rows() {
        let read = read(vec![json!({ "id": "b" }), value, json!({ "id": "c" })]);
        assert_eq!(read.rows, [0, 2], "{field}");
        assert_eq!(read.rejected.total, 1);
        let rejection = &read.rejected.listed[0];
        assert_eq!(
            (
                rejection.row,
                rejection.field.as_str(),
                rejection.reason.as_str()
            ),
            (1, field, reason)
        );
        assert_eq!(read.left_out.total, 0);
    }
}

#[test]
fn no_value_reaches_debug_rejections_or_errors() {
    let mut values: Vec<Value> = bad_rows().into_iter().map(|row| row.0).collect();
    values.push(full_person());
    values.push(full_person());
    values.push(json!({ "id": "z", "sex": "F", "birth_date": "1900-01-01" }));
    let all = values.len() as u64;
    let read = read(values.clone());
    assert_eq!(read.records.len() as u64 + read.rejected.total, all);
    assert_eq!(read.records.len(), 2);
    for shown in [
        format!("{read:?}"),
        format!("{read:#?}"),
        format!("{:?}", read.records[0]),
    ] {
        assert_quiet(&shown);
    }
    assert_quiet(&serde_json::to_string(&read.rejected).unwrap());
    assert_quiet(&serde_json::to_string(&read.left_out).unwrap());
    let error = within(
        values,
        Limits {
            rows: 2,
            ..Limits::default()
        },
    )
    .unwrap_err();
    assert_eq!(
        error,
        Error::LimitExceeded {
            limit: "rows",
            allowed: 2,
            asked: all
        }
    );
    assert_quiet(&format!("{error} {error:?}"));
}

#[test]
fn an_accepted_record_goes_back_as_it_came() {
    let read = read(vec![full_person()]);
    assert_eq!(
        serde_json::to_value(&read.records[0]).unwrap(),
        full_person()
    );
    let text = serde_json::to_string(&read).unwrap();
    assert_eq!(
        serde_json::from_str::<RecordsRead<Person>>(&text).unwrap(),
        read
    );
}

#[test]
fn the_second_of_two_equal_ids_is_set_aside() {
    let read = read(vec![
        json!({ "id": "a", "birth_date": "1971-02-29" }),
        json!({ "id": "a", "sex": "F" }),
        json!({ "id": "b" }),
        json!({ "id": "a" }),
    ]);
    assert_eq!(read.rows, [1, 2]);
    assert_eq!(read.rejected.listed[1].row, 3);
    assert_eq!(read.rejected.listed[1].reason, "id occurs twice");
}

#[test]
fn null_is_missing() {
    let read = read(vec![json!({
        "id": "a", "names": null, "birth_date": null, "sex": null, "identifiers": null,
        "addresses": [{ "street": null, "latitude": null, "longitude": null, "span": null }],
        "hair": null,
    })]);
    let person = &read.records[0];
    assert!(person.names.is_empty() && person.birth_date.is_none());
    assert_eq!(person.addresses[0], super::super::Address::default());
    assert_eq!(person.other.get("hair"), Some(&Value::Null));
}

#[test]
fn a_placeholder_birth_date_counts_as_missing_and_is_reported() {
    for text in ["1900-01-01", "unknown", "0000-00-00", ""] {
        let read = read(vec![json!({ "id": "a", "birth_date": text, "sex": "U" })]);
        assert_eq!(read.records[0].birth_date, None);
        assert_eq!(read.rejected.total, 0);
        assert_eq!(read.left_out.listed[0].field, "birth_date");
    }
}

#[test]
fn a_date_with_a_part_of_zeros_is_read_in_part_and_flagged() {
    let of = |text: &str| json!({ "id": "a", "birth_date": text });
    for (text, date) in [
        ("1971-06-00", "1971-06"),
        ("1971-00-00", "1971"),
        ("19710600", "1971-06"),
    ] {
        let read = read(vec![of(text)]);
        assert_eq!(
            serde_json::to_value(&read.records[0]).unwrap()["birth_date"],
            date
        );
        assert_eq!((read.rejected.total, read.left_out.total), (0, 0));
        let flag = &read.flags.listed[0];
        assert_eq!((read.flags.total, &flag.field[..]), (1, "birth_date"));
        assert_eq!(
            flag.reason,
            "writes 00 for a month or day, which counts as not known"
        );
    }
    assert_eq!(read(vec![of("1971-06-10")]).flags.total, 0);
    assert_eq!(read(vec![of("1971-00-15")]).rejected.total, 1);
    assert_eq!(read(vec![of("1900-00-00")]).left_out.total, 1);
}

#[test]
fn empty_input_and_listing_limit() {
    assert_eq!(read(vec![]).records.len(), 0);
    let limits = Limits {
        listed_rejections: 1,
        ..Limits::default()
    };
    let read = within(vec![json!(1), json!(2), json!(3)], limits).unwrap();
    assert_eq!((read.rejected.total, read.rejected.listed.len()), (3, 1));
}

#[test]
fn the_schema_names_every_field_once_and_keeps_unknown_ones() {
    let schema = record_schema(RecordKind::Person);
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    let mut fields: Vec<&str> = schema["properties"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "addresses",
            "birth_date",
            "id",
            "identifiers",
            "names",
            "provenance",
            "sex"
        ]
    );
    for object in [
        &schema,
        &schema["$defs"]["Address"],
        &schema["$defs"]["PersonName"],
    ] {
        assert_eq!(object["additionalProperties"], true, "{object}");
    }
    let text = schema.to_string();
    assert!(
        !text.contains("redacted") && !text.contains("SpanFields"),
        "{text}"
    );
}

const OFFENDER: &str = r#"{
    "id": "ZZ-1", "names": [{ "kind": "legal", "given": "Marcus" }], "birth_date": "1971-06",
    "description": { "eye_color": "brown", "hair_color": "zebra", "height_cm": { "least": 180.0, "most": 180.0 } },
    "convictions": [{ "offence": { "code": "lewd_act_with_minor", "maximum_imprisonment_days": 730 },
                      "convicted_on": "2011-05-17",
                      "tiers": [{ "scheme": "sorna", "tier": "2", "effective_from": "2011-05-17" }] }],
    "registrations": [{ "jurisdiction": "IL", "span": { "start": "2014-09-02" },
                        "appearances": [{ "on": "2026-01-05", "purpose": "verification", "manner": "in_person" }] }],
    "stays": [{ "kind": "residence", "place": { "address": { "street": "transnt" }, "uncertainty_m": 50.0 },
                "span": { "start": "2019-04-01" } }],
    "vehicles": [{ "make": "toyota", "colors": ["silver"], "vin": "5YJSA1E14HF000337", "plate": { "text": "7K?4*" } }],
    "shoe": 46
}"#;

#[test]
fn an_offender_round_trips_with_flags_and_unknown_fields() {
    let value: Value = serde_json::from_str(OFFENDER).unwrap();
    let options = ReadOptions::default();
    let read = super::super::read_plain(
        RecordKind::Offender,
        Source::Values(vec![value.clone()]),
        &options,
        &NoControl,
    );
    let read = read.unwrap();
    assert_eq!(read.rejected.listed, []);
    assert_eq!(read.records, std::slice::from_ref(&value));
    let flagged: Vec<&str> = read
        .flags
        .listed
        .iter()
        .map(|flag| flag.field.as_str())
        .collect();
    assert_eq!(
        flagged,
        ["stays[0].place.address.street", "vehicles[0].vin"]
    );

    let refuse = ReadOptions {
        unknown_fields: UnknownFields::Refuse,
        ..options
    };
    let read = super::super::read_plain(
        RecordKind::Offender,
        Source::Values(vec![value]),
        &refuse,
        &NoControl,
    );
    assert_eq!(
        read.unwrap().rejected.listed[0].reason,
        "is a field that the schema does not know"
    );
}

/// Each kind, with a fault deep inside a part that it has from another type.
#[test]
fn every_kind_names_the_path_of_a_fault() {
    for (kind, value, field) in [
        (
            RecordKind::Offender,
            json!({ "addresses": [{ "latitude": 1 }] }),
            "addresses[0].longitude",
        ),
        (
            RecordKind::Offender,
            json!({ "custody": [{ "span": { "start": "2020-01-02", "end": "2020-01-01" } }] }),
            "custody[0].span",
        ),
        (
            RecordKind::Offender,
            json!({ "warrants": [{ "issued_on": "2020-1-2" }] }),
            "warrants[0].issued_on",
        ),
        (
            RecordKind::Incident,
            json!({ "victims": [{ "age": { "least": 9, "most": 7 } }] }),
            "victims[0].age",
        ),
        (
            RecordKind::Incident,
            json!({ "place": { "uncertainty_m": -1 } }),
            "place.uncertainty_m",
        ),
        (
            RecordKind::Incident,
            json!({ "interactions": [1] }),
            "interactions[0]",
        ),
        (
            RecordKind::Case,
            json!({ "last_seen": { "earliest": "2026-03-02T15:00:00", "latest": "2026-03-02T14:00:00" } }),
            "last_seen",
        ),
        (
            RecordKind::Case,
            json!({ "people": [{ "names": [{ "given": 1 }] }] }),
            "people[0].names[0].given",
        ),
        (
            RecordKind::Tip,
            json!({ "received_at": "yesterday" }),
            "received_at",
        ),
        (
            RecordKind::Tip,
            json!({ "ip_events": [{ "port": 1 }] }),
            "ip_events[0].address",
        ),
        (RecordKind::Tip, json!({ "files": [{}] }), "files[0].id"),
        (
            RecordKind::MediaFile,
            json!({ "size_bytes": 1.5 }),
            "size_bytes",
        ),
        (
            RecordKind::Series,
            json!({ "child_identified": "yes" }),
            "child_identified",
        ),
        (RecordKind::Agency, json!({ "phones": "217" }), "phones"),
        (RecordKind::Jurisdiction, json!({ "fips": 17 }), "fips"),
        (
            RecordKind::Provider,
            json!({ "retention_days": -1 }),
            "retention_days",
        ),
    ] {
        let mut record = value;
        record["id"] = json!("a");
        let source = Source::Values(vec![record]);
        let read =
            super::super::read_plain(kind, source, &ReadOptions::default(), &NoControl).unwrap();
        assert_eq!(
            read.rejected.listed.first().map(|r| r.field.as_str()),
            Some(field),
            "{kind:?}"
        );
    }
}

#[test]
fn content_of_files_is_left_out_and_counted() {
    let tip = json!({ "id": "t", "files": [{ "id": "f", "Miniature": "AAAA", "digests": { "md5": "xyz" } }] });
    let source = Source::Values(vec![tip]);
    let read =
        super::super::read_plain(RecordKind::Tip, source, &ReadOptions::default(), &NoControl)
            .unwrap();
    assert_eq!(read.left_out.listed[0].field, "files[0].miniature");
    assert!(!read.records[0].to_string().contains("AAAA"));
    assert_eq!(read.flags.listed[0].field, "files[0].digests.md5");
}

fn persons(source: Source<'_>) -> Result<RecordsRead<Person>> {
    super::read(source, &ReadOptions::default(), &NoControl)
}

#[test]
fn bytes_of_any_sort_give_records_rejections_or_a_clear_error() {
    let deep = format!(
        "{{\"id\": \"d\", \"x\": {}1{}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let lines = format!("\u{feff}{{\"id\": \"a\"}}\r\n\r\n{deep}\n{{\"id\": \"b\"}}\n");
    let mut bytes = lines.into_bytes();
    bytes.extend(b"{\"id\": \"\xff\"}");
    let read = persons(Source::Ndjson(&bytes)).unwrap();
    assert_eq!(read.rows, [0, 3]);
    let reasons: Vec<&str> = read
        .rejected
        .listed
        .iter()
        .map(|r| r.reason.as_str())
        .collect();
    assert_eq!(reasons, ["is not JSON", "is not UTF-8"]);

    let array = format!("\u{feff}[{{\"id\": \"a\"}}, {deep}, 7]");
    let read = persons(Source::Json(array.as_bytes())).unwrap();
    assert_eq!((read.rows, read.rejected.total), (vec![0], 2));

    for (bytes, code) in [
        (&b"[{\"id\": \"a\"},"[..], "INVALID_PARAMETER"),
        (b"{\"id\": \"a\"}", "INVALID_PARAMETER"),
        (b"\xff\xfe[\0]\0", "INVALID_UNICODE"),
        (b"[\"\xe9\"]", "INVALID_UNICODE"),
    ] {
        assert_eq!(persons(Source::Json(bytes)).unwrap_err().code(), code);
    }
}

#[test]
fn tables() {
    let columns = |fields: Value| CsvColumns::from_value(&json!({ "fields": fields })).unwrap();
    let map = columns(
        json!({ "No": "id", "Lat": "addresses[0].latitude", "Lon": "addresses[0].longitude" }),
    );
    let table = "\u{feff}No,Lat,Lon,sex,\"Eye, colour\"\r\n1,39.5,-89,F,BRO\r\n2,x,1,,\r\n3,1\r\n4,,,,\"two\nlines\"\r\n";
    let read = persons(Source::Csv(table.as_bytes(), &map)).unwrap();
    assert_eq!(read.rows, [0, 3]);
    assert_eq!(
        read.records[0].addresses[0].latitude.map(|l| *l.expose()),
        Some(39.5)
    );
    assert_eq!(
        read.records[0].sex.as_ref().map(|s| s.expose().as_str()),
        Some("female")
    );
    assert_eq!(read.records[0].other["Eye, colour"], "BRO");
    assert_eq!(read.records[1].addresses, []);
    assert_eq!(read.records[1].other["Eye, colour"], "two\nlines");
    let listed: Vec<(u64, &str)> = read
        .rejected
        .listed
        .iter()
        .map(|r| (r.row, r.reason.as_str()))
        .collect();
    assert_eq!(
        listed,
        [
            (1, "is not a number"),
            (2, "has more or fewer cells than the header")
        ]
    );

    for (table, fields, code) in [
        ("id,id\n", json!({}), "DUPLICATE_COLUMN"),
        ("id\n", json!({ "Sex": "sex" }), "MISSING_COLUMN"),
        ("id,S\n", json!({ "S": "sexes" }), "INVALID_PARAMETER"),
        ("id,S\n", json!({ "S": "names" }), "INVALID_PARAMETER"),
        (
            "id,S\n",
            json!({ "S": "names[32].given" }),
            "INVALID_PARAMETER",
        ),
        ("id,S\n", json!({ "S": "id" }), "INVALID_PARAMETER"),
    ] {
        assert_eq!(
            persons(Source::Csv(table.as_bytes(), &columns(fields)))
                .unwrap_err()
                .code(),
            code,
            "{table}"
        );
    }
    let columns_of: Vec<String> = (0..100_000).map(|n| format!("c{n}")).collect();
    let wide = columns_of.join(",")
        + ",id
";
    assert_eq!(
        persons(Source::Csv(wide.as_bytes(), &columns(json!({}))))
            .unwrap()
            .records,
        []
    );
    let limits = Limits {
        rows: 1,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let many = super::read::<Person>(
        Source::Csv(b"id\n1\n2\n3\n", &columns(json!({}))),
        &options,
        &NoControl,
    );
    assert_eq!(many.unwrap_err().code(), "LIMIT_EXCEEDED");
}

#[test]
fn a_day_that_stands_for_none_is_left_out() {
    let at = |day: &str| json!({ "id": "a", "addresses": [{ "street": "1 Elm St", "span": { "start": day } }] });
    for day in [
        "1900-01-01",
        "9999-12-31",
        "0001-01-01",
        "unknown",
        "n/a",
        "",
    ] {
        let read = read(vec![at(day)]);
        assert_eq!((read.records.len(), read.left_out.total), (1, 1), "{day:?}");
        assert_eq!(read.left_out.listed[0].field, "addresses[0].span.start");
    }
    let read = read(vec![at("1700-05-05"), at("2300-05-05")]);
    assert_eq!(read.rejected.total, 2);
}

#[test]
fn a_day_may_come_as_midnight_of_it() {
    let at = |day: &str| json!({ "id": "a", "addresses": [{ "street": "1 Elm St", "span": { "start": day } }] });
    for day in ["2019-05-01T00:00:00", "2019-05-01 00:00:00.000Z"] {
        let read = read(vec![at(day)]);
        let back = serde_json::to_value(&read.records[0]).unwrap();
        assert_eq!(back["addresses"][0]["span"]["start"], "2019-05-01", "{day}");
    }
    for day in [
        "2019-05-01T05:00:00",
        "2019-05-01 or later",
        "2019-05-32T00:00:00",
    ] {
        assert_eq!(read(vec![at(day)]).rejected.total, 1, "{day}");
    }
}

#[test]
fn pictures_do_not_enter_under_any_name() {
    let piece = "iVBORw0KGgoAAAANSUhEUgAA".repeat(40);
    for value in [
        json!({ "id": "a", "looks": [piece, piece] }),
        json!({ "id": "a", "meta": { "any": [[piece], piece] } }),
        json!({ "id": "a", "link": "data:image/png;base64,iVBO" }),
    ] {
        let read = read(vec![value]);
        assert_eq!((read.records.len(), read.left_out.total), (1, 1));
        assert!(read.records[0].other.is_empty());
    }
    // hashes and prose are no pictures
    let hashes: Vec<String> = (0..50).map(|n| format!("{n:064x}")).collect();
    let read = read(vec![
        json!({ "id": "a", "hashes": hashes, "note": "long prose ".repeat(90) }),
    ]);
    assert_eq!((read.left_out.total, read.records[0].other.len()), (0, 2));
}

#[test]
fn a_field_that_stands_twice_is_no_record() {
    let lines = br#"{"id":"a","sex":"male","sex":"female"}
{"id":"b","zz":{"x":1,"x":2}}
{"id":"c"}"#;
    let read: RecordsRead<Person> = super::read(
        super::Source::Ndjson(lines),
        &ReadOptions::default(),
        &NoControl,
    )
    .unwrap();
    assert_eq!(read.rows, [2]);
    assert!(
        read.rejected
            .listed
            .iter()
            .all(|one| one.reason == "has a field twice")
    );
}

#[test]
fn a_quote_that_is_not_closed_is_said() {
    let columns = CsvColumns::default();
    let table = |text: &str| -> RecordsRead<Person> {
        super::read(
            super::Source::Csv(text.as_bytes(), &columns),
            &ReadOptions::default(),
            &NoControl,
        )
        .unwrap()
    };
    let open = table("id,x\nA,1\nB,\"oops\nC,1\nD,2\n");
    assert_eq!(open.rows, [0]);
    assert_eq!(
        open.rejected.listed[0].reason,
        "a quote is opened and not closed: rows may be lost in it"
    );
    let closed_later = table("id,x\nA,\"Joe\nB,1\nC,\"Al\nD,2\n");
    assert!(closed_later.flags.total > 0);
    assert_eq!(table("id,x\nA,\"a, b\"\nB,2\n").flags.total, 0);
}

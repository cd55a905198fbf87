use serde_json::json;

use super::*;

const CANARY: &str = "canary-7731-zq";

fn read(values: Vec<Value>) -> PersonsRead {
    read_persons(values, &Limits::default()).unwrap()
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
            address(json!({ "span": { CANARY: "2020-01-01" } })),
            "addresses[1].span",
            "has fields other than start and end",
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
    assert_eq!(read.persons.len() as u64 + read.rejected.total, all);
    assert_eq!(read.persons.len(), 2);
    for shown in [
        format!("{read:?}"),
        format!("{read:#?}"),
        format!("{:?}", read.persons[0]),
    ] {
        assert_quiet(&shown);
    }
    assert_quiet(&serde_json::to_string(&read.rejected).unwrap());
    assert_quiet(&serde_json::to_string(&read.left_out).unwrap());
    let error = read_persons(
        values,
        &Limits {
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
        serde_json::to_value(&read.persons[0]).unwrap(),
        full_person()
    );
    let text = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<PersonsRead>(&text).unwrap(), read);
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
    let person = &read.persons[0];
    assert!(person.names.is_empty() && person.birth_date.is_none());
    assert_eq!(person.addresses[0], super::super::Address::default());
    assert_eq!(person.other.get("hair"), Some(&Value::Null));
}

#[test]
fn a_placeholder_birth_date_counts_as_missing_and_is_reported() {
    for text in ["1900-01-01", "unknown", "0000-00-00", ""] {
        let read = read(vec![json!({ "id": "a", "birth_date": text, "sex": "U" })]);
        assert_eq!(read.persons[0].birth_date, None);
        assert_eq!(read.rejected.total, 0);
        assert_eq!(read.left_out.listed[0].field, "birth_date");
    }
}

#[test]
fn empty_input_and_listing_limit() {
    assert_eq!(read(vec![]), PersonsRead::default());
    let limits = Limits {
        listed_rejections: 1,
        ..Limits::default()
    };
    let read = read_persons(vec![json!(1), json!(2), json!(3)], &limits).unwrap();
    assert_eq!((read.rejected.total, read.rejected.listed.len()), (3, 1));
}

#[test]
fn the_schema_names_every_field_once_and_keeps_unknown_ones() {
    let schema = person_schema();
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

/// The checks know the fields by name; this fails when a field is added to a type alone.
#[test]
fn the_checks_know_the_fields_of_the_schema() {
    let schema = person_schema();
    for (object, list) in [
        ("PersonName", "names"),
        ("Address", "addresses"),
        ("Identifier", "identifiers"),
    ] {
        for field in schema["$defs"][object]["properties"]
            .as_object()
            .unwrap()
            .keys()
        {
            let read = read(vec![
                json!({ "id": "a", list: [{ "value": "v", field: [[1]] }] }),
            ]);
            assert_eq!(read.rejected.listed[0].field, format!("{list}[0].{field}"));
        }
    }
    for field in schema["properties"].as_object().unwrap().keys() {
        let mut value = json!({ "id": "a" });
        value[field] = json!({ "v": 1 });
        assert_eq!(read(vec![value]).rejected.listed[0].field, *field);
    }
}

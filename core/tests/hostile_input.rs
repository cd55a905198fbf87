//! Bytes that try to break a reader: deep, wide, long, in other encodings. Each is read, set aside or refused, and
//! soon.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::time::{Duration, Instant};

use caselink::{
    NoControl,
    records::{CsvColumns, ReadOptions, RecordKind, RecordsRead, Source, read_plain},
};
use serde_json::Value;

const PERSON: &str = r#"{"id":"p1","names":[{"given":"Ana"}]}"#;
const ANOTHER: &str = r#"{"id":"p2","names":[{"given":"Eva"}]}"#;

fn read_as(source: Source<'_>) -> caselink::Result<RecordsRead<Value>> {
    let begun = Instant::now();
    let read = read_plain(
        RecordKind::Person,
        source,
        &ReadOptions::default(),
        &NoControl,
    );
    assert!(begun.elapsed() < Duration::from_secs(60));
    read
}

/// How many records were read, and how many set aside; nothing read when the whole was refused.
fn counts(source: Source<'_>) -> (usize, u64) {
    read_as(source).map_or((0, 0), |read| (read.records.len(), read.rejected.total))
}

#[test]
fn depth_does_not_reach_the_stack() {
    for (open, close) in [
        ("[", "]"),
        (r#"{"id":"#, "}"),
        (r#"{"other":[{"names":"#, "}]}"),
    ] {
        let deep = format!("{}1{}", open.repeat(300_000), close.repeat(300_000));
        assert_eq!(counts(Source::Json(deep.as_bytes())).0, 0);
        let lines = format!("{PERSON}\n{deep}\n{ANOTHER}\n");
        assert_eq!(
            counts(Source::Ndjson(lines.as_bytes())),
            (2, 1),
            "one line is set aside"
        );
        let unclosed = open.repeat(300_000);
        assert_eq!(counts(Source::Json(unclosed.as_bytes())).0, 0);
    }
    // as deep as a record goes, and one step deeper than anyone writes
    let mut value = Value::from(1);
    for _ in 0..100 {
        value = Value::from(vec![value]);
    }
    let record = serde_json::json!({"id": "p1", "more": value});
    let (read, rejected) = counts(Source::Values(vec![record]));
    assert_eq!(read + rejected as usize, 1);
}

#[test]
fn a_million_columns_are_read_or_refused() {
    let head: Vec<String> = (0..1_000_000).map(|at| format!("c{at}")).collect();
    let head = head.join(",") + ",id";
    let row = ",".repeat(1_000_000) + "p1";
    let text = format!("{head}\n{row}\n");
    let (read, rejected) = counts(Source::Csv(text.as_bytes(), &CsvColumns::default()));
    assert!(read + rejected as usize <= 1);

    let wide: Vec<String> = (0..1_000_000).map(|at| format!(r#""f{at}":1"#)).collect();
    let wide = wide.join(",");
    let line = format!(r#"{{{wide},"id":"p1"}}"#);
    let (read, rejected) = counts(Source::Ndjson(line.as_bytes()));
    assert_eq!(read + rejected as usize, 1);

    let many = "[".to_owned() + &"1,".repeat(1_000_000) + "1]";
    assert_eq!(counts(Source::Json(many.as_bytes())), (0, 1_000_001));
}

#[test]
fn marks_and_line_ends_are_no_part_of_a_value() {
    let columns: CsvColumns = CsvColumns::from_value(
        &serde_json::json!({"fields": {"id": "id", "surname": "names[0].surname"}}),
    )
    .unwrap();
    for text in [
        "\u{feff}id,surname\r\np1,Okafor\r\np2,\"Ruiz\r\nSoto\"\r\n",
        "\u{feff}id,surname\np1,Okafor\np2,\"Ruiz\r\nSoto\"",
        "id,surname\r\np1,Okafor\r\n\r\n\r\np2,\"Ruiz\r\nSoto\"\r\n\r\n",
    ] {
        let read = read_as(Source::Csv(text.as_bytes(), &columns)).unwrap();
        let surnames: Vec<&Value> = read
            .records
            .iter()
            .map(|r| &r["names"][0]["surname"])
            .collect();
        assert_eq!(surnames, ["Okafor", "Ruiz\r\nSoto"], "{text:?}");
        assert_eq!(read.records[0]["id"], "p1");
    }
    for text in [
        format!("\u{feff}{PERSON}\r\n\r\n{ANOTHER}"),
        format!("{PERSON}\n\u{feff}{ANOTHER}\n"),
    ] {
        let (read, rejected) = counts(Source::Ndjson(text.as_bytes()));
        assert_eq!(read + rejected as usize, 2, "{text:?}");
        assert!(read >= 1);
    }
    assert_eq!(
        counts(Source::Json(format!("\u{feff}[{PERSON}]\r\n").as_bytes())),
        (1, 0)
    );
}

#[test]
fn other_encodings_are_set_aside_and_never_guessed() {
    let utf16: Vec<u8> = PERSON.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(utf16.iter().copied())
        .collect();
    let latin = b"{\"id\":\"p1\",\"names\":[{\"given\":\"Jos\xe9\"}]}";
    let overlong = b"{\"id\":\"\xc0\xaf\"}";
    let surrogate = b"{\"id\":\"\xed\xa0\x80\"}";
    for bytes in [
        &utf16[..],
        &marked,
        latin,
        overlong,
        surrogate,
        b"\0\0\0",
        b"\x1f\x8b\x08\0",
        b"PK\x03\x04",
    ] {
        assert_eq!(counts(Source::Json(bytes)).0, 0, "{bytes:?}");
        let lines = [PERSON.as_bytes(), b"\n", bytes, b"\n", ANOTHER.as_bytes()].concat();
        let (read, rejected) = counts(Source::Ndjson(&lines));
        assert!(
            (1..=2).contains(&read) && rejected >= 1,
            "{bytes:?}: {read} {rejected}"
        );
        let rows = [&b"id,given\np1,Ana\np2,"[..], bytes, b"\np3,Eva\n"].concat();
        let columns = CsvColumns::from_value(
            &serde_json::json!({"fields": {"id": "id", "given": "names[0].given"}}),
        )
        .unwrap();
        let read = read_as(Source::Csv(&rows, &columns));
        if let Ok(read) = read {
            assert!(
                !serde_json::to_string(&read).unwrap().contains('\u{fffd}'),
                "nothing is guessed"
            );
        }
    }
}

#[test]
fn a_value_of_a_megabyte_is_set_aside_with_its_row() {
    let long = "x".repeat(1_000_000);
    let lines = format!("{PERSON}\n{}\n{ANOTHER}\n", PERSON.replace("Ana", &long));
    let read = read_as(Source::Ndjson(lines.as_bytes())).unwrap();
    assert_eq!((read.records.len(), read.rejected.total), (2, 1));
    assert_eq!(read.rejected.listed[0].row, 1);
    assert!(!format!("{:?}", read.rejected).contains("xxx"));
    let quote = format!("id,given\np1,\"{long}");
    let (read, rejected) = counts(Source::Csv(quote.as_bytes(), &CsvColumns::default()));
    assert!(read + rejected as usize <= 1);
}

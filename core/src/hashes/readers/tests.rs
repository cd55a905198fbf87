use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{
    Error, NoControl,
    hashes::{HashList, ListSettings},
    records::{Limits, MediaFile, ReadOptions, RecordKind, Source, UnknownFields, read_plain},
};

const EMPTY: [(&str, &str); 3] = [
    ("MD5", "D41D8CD98F00B204E9800998ECF8427E"),
    ("SHA1", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    (
        "SHA256",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    ),
];

fn md5(n: u32) -> String {
    format!("{n:032x}")
}

/// Reads in chunks, and checks that the size of the chunks makes no difference.
fn read_by(bytes: &[u8], options: &ListReadOptions, chunk: usize) -> crate::Result<ListRead> {
    let mut reader = ListReader::new(options.clone())?;
    let mut files = Vec::new();
    for chunk in bytes.chunks(chunk) {
        files.extend(reader.feed(chunk)?);
    }
    let (rest, report) = reader.finish()?;
    files.extend(rest);
    Ok(ListRead { files, report })
}

fn parse(bytes: impl AsRef<[u8]>, options: &ListReadOptions) -> crate::Result<ListRead> {
    let bytes = bytes.as_ref();
    let whole = read_list(bytes, options.clone(), &NoControl);
    for chunk in [1, 2, 3, 7, 64] {
        assert_eq!(read_by(bytes, options, chunk), whole, "by {chunk}");
    }
    if let Ok(read) = &whole {
        comes_through_the_door(&read.files);
    }
    whole
}

/// What a reader yields is a record like any other: the records door takes it as it is.
fn comes_through_the_door(files: &[MediaFile]) {
    let mut values: Vec<Value> = files.iter().map(|file| json!(file)).collect();
    // lists may name one file twice, the door may not
    for (at, value) in values.iter_mut().enumerate() {
        value["id"] = json!(format!("{at}"));
    }
    let read = read_plain(
        RecordKind::MediaFile,
        Source::Values(values.clone()),
        &ReadOptions::default(),
        &NoControl,
    )
    .unwrap();
    assert_eq!(read.rejected.listed, []);
    assert_eq!(read.left_out.listed, []);
    assert_eq!(read.records, values);
}

fn vics(value: &Value) -> ListRead {
    parse(value.to_string(), &ListReadOptions::new(ListFormat::Vics)).unwrap()
}

fn text(bytes: impl AsRef<[u8]>) -> ListRead {
    parse(bytes, &ListReadOptions::new(ListFormat::Text)).unwrap()
}

/// One file in a VICS hash set.
fn one(fields: &Value) -> ListRead {
    vics(&json!({ "value": [fields] }))
}

fn rejected(read: &ListRead) -> Vec<(u64, &str, &str)> {
    let all = &read.report.rejected.listed;
    all.iter()
        .map(|r| (r.row, r.field.as_str(), r.reason.as_str()))
        .collect()
}

fn flags(read: &ListRead) -> Vec<(u64, &str)> {
    let all = &read.report.flags.listed;
    all.iter().map(|r| (r.row, r.field.as_str())).collect()
}

#[test]
fn a_whole_file_of_vics_has_every_field_in_its_place() {
    let pdq = "0F".repeat(32);
    let photodna = "Ab1+".repeat(48);
    let read = vics(&json!({
        "@odata.context": "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media",
        "value": [{
            "MediaID": 4_711, "Category": 2, "MD5": md5(0xabc).to_uppercase(), "SHA1": "AB".repeat(20),
            "PhotoDNA": photodna, "MediaSize": "2048", "MimeType": "image/jpeg",
            "DateUpdated": "2023-04-05", "VictimIdentified": "True", "OffenderIdentified": 0,
            "IsDistributed": "false", "IsSuspected": true, "SelfGenerated": null, "Series": "Made Up",
            "RelativeFilePath": "a\\b\\c.jpg", "Miniature": "AAAA", "Tags": ["x"], "Comments": "none",
            "AlternativeHashes": [
                { "HashName": "SHA-256", "HashValue": "CD".repeat(32) },
                { "HashName": "PDQ", "HashValue": pdq },
                { "HashName": "TLSH", "HashValue": "T1" },
            ],
            "MediaFiles": [
                { "MD5": md5(0xabc), "FileName": "c.jpg", "FilePath": "a\\b", "Created": "2020-01-01" },
                { "FileName": "c.jpg", "Thumbnail": "AAAA" },
            ],
            "Shelf": { "deep": [1, { "miniature": "AAAA", "n": null }] },
        }],
    }));
    assert_eq!(rejected(&read), []);
    assert_eq!(
        json!(read.files[0]),
        json!({
            "id": "4711",
            "digests": { "md5": md5(0xabc), "sha1": "ab".repeat(20), "sha256": "cd".repeat(32) },
            "perceptual_hashes": [
                { "algorithm": "photodna", "value": photodna },
                { "algorithm": "pdq", "value": pdq },
            ],
            "names": ["a\\b\\c.jpg", "c.jpg", "a\\b"],
            "size_bytes": 2_048,
            "media_type": "image/jpeg",
            "categories": [{ "scheme": "vics-us", "code": "2" }],
            "series": "Made Up",
            "provenance": { "recorded_on": "2023-04-05" },
            "VictimIdentified": true, "OffenderIdentified": false, "IsDistributed": false, "IsSuspected": true,
            "Tags": ["x"], "Comments": "none",
            "AlternativeHashes": [{ "HashName": "TLSH", "HashValue": "T1" }],
            "MediaFiles": [
                { "MD5": md5(0xabc), "FileName": "c.jpg", "FilePath": "a\\b", "Created": "2020-01-01" },
                { "FileName": "c.jpg" },
            ],
            "Shelf": { "deep": [1, { "n": null }] },
        })
    );
    let report = &read.report;
    assert_eq!(report.content_left_out, 3);
    assert_eq!(
        (report.version.as_deref(), report.scheme.as_deref()),
        (Some("2.0"), Some("vics-us"))
    );
    assert_eq!(
        (report.entries, report.records, report.distinct_md5),
        (1, 1, Some(1))
    );
    assert!(report.notes.is_empty() && report.flags.total == 0);
}

#[test]
fn cases_are_counted_in_any_order_of_their_fields() {
    let file = |n: u32| {
        format!(
            r#"{{"MD5":"{}","Category":null,"IsPrecategorized":"True"}}"#,
            md5(n)
        )
    };
    let list = format!(
        "\u{feff}{{\r\n\"value\": [{{\"TotalMediaFiles\": 2, \"Media\": [{0}, {1}], \"CaseID\": \"c-1\", \
         \"ContactName\": \"N. Ruiz\", \"AgencyName\": \"Sangamon\", \"CaseMetadata\": [{{\"PropertyName\": \"p\"}}]}}, \
         {{\"CaseNumber\": 77, \"SourceApplicationName\": \"Tool\", \"SourceApplicationVersion\": 1.5, \
         \"Media\": [{0}], \"TotalMediaFiles\": \"0\"}}, {{\"CaseID\": \"c-3\"}}], \
         \"odata.metadata\": \"http://github.com/ICMEC/ProjectVic/DataModels/1.3.xml#Cases\"}}",
        file(1),
        file(2),
    );
    let read = parse(list, &ListReadOptions::new(ListFormat::Vics)).unwrap();
    let report = &read.report;
    assert_eq!(rejected(&read), []);
    assert_eq!(
        json!(report.cases),
        json!([
            {
                "case_id": "c-1", "stated_total": 2, "counted": 2,
                "contact": { "ContactName": "N. Ruiz", "AgencyName": "Sangamon" },
                "CaseMetadata": [{ "PropertyName": "p" }],
            },
            {
                "case_number": "77", "source_application": "Tool", "source_version": "1.5",
                "stated_total": 0, "counted": 1, "contact": {},
            },
            { "case_id": "c-3", "counted": 0, "contact": {} },
        ])
    );
    assert_eq!((report.cases_total, report.stated_total), (3, Some(2)));
    assert_eq!((report.entries, report.distinct_md5), (3, Some(2)));
    assert_eq!(
        report.notes,
        [
            "the stated total of 2 counts distinct MD5; the list has 3 entries",
            "in 1 of 3 cases the stated total is not the number of entries",
            "3 records say that they were categorised beforehand and have no category",
        ]
    );
    // the id of the first, again
    assert_eq!(flags(&read), [(2, "id")]);
    assert!(read.files.iter().all(|file| file.categories.is_empty()));
    assert!(!format!("{:?}", report.cases).contains("Ruiz"));
}

#[test]
fn totals_that_count_something_are_said_to() {
    let case = |stated: u32, files: &[u32]| {
        let media: Vec<Value> = files.iter().map(|n| json!({ "MD5": md5(*n) })).collect();
        vics(&json!({ "value": [{ "TotalMediaFiles": stated, "Media": media }] }))
            .report
            .notes
            .join("; ")
    };
    assert_eq!(case(2, &[1, 2]), "");
    assert!(case(3, &[1, 2, 2]).contains("counts entries"));
    assert!(case(2, &[1, 2, 2]).contains("counts distinct MD5"));
    assert!(case(9, &[1, 2, 2]).contains("is not what the list holds"));
}

#[test]
fn the_scheme_follows_the_context_or_the_option() {
    let list = |context: &str| {
        json!({ "@odata.context": context, "value": [{ "MD5": md5(1), "Category": "1" }] })
            .to_string()
    };
    let scheme = |list: String, asked: Option<&str>| {
        let options = ListReadOptions {
            category_scheme: asked.map(str::to_owned),
            ..ListReadOptions::new(ListFormat::Vics)
        };
        let read = parse(list, &options).unwrap();
        (
            read.files[0].categories[0].scheme.clone(),
            read.report.notes.len(),
        )
    };
    assert_eq!(
        scheme(list("x/2.0.xml/CUSTOM/$metadata#Media"), None),
        ("vics-custom".to_owned(), 0)
    );
    assert_eq!(
        scheme(list("x/2.0.xml/Default/$metadata#Media"), None),
        ("vics-default".to_owned(), 0)
    );
    assert_eq!(
        scheme(list("x/1.3.xml#Media"), None),
        ("vics".to_owned(), 1)
    );
    assert_eq!(
        scheme(list("x/1.3.xml#Media"), Some("caid")),
        ("caid".to_owned(), 0)
    );
    let late = format!(
        r#"{{"value":[{{"MD5":"{}","Category":1}}],"@odata.context":"2.0.xml/US/$"}}"#,
        md5(1)
    );
    assert_eq!(scheme(late, None), ("vics".to_owned(), 1));
    let bare = format!(r#"[{{"MD5":"{}","Category":1.0}}]"#, md5(1));
    assert_eq!(scheme(bare, Some("vics-us")), ("vics-us".to_owned(), 0));
}

#[test]
fn truth_is_read_and_anything_else_is_flagged() {
    for (value, expected, flagged) in [
        (json!(true), json!(true), false),
        (json!("True"), json!(true), false),
        (json!("true"), json!(true), false),
        (json!(1), json!(true), false),
        (json!(false), json!(false), false),
        (json!("false"), json!(false), false),
        (json!("False"), json!(false), false),
        (json!(0), json!(false), false),
        (json!("0"), json!(false), false),
        (json!(null), json!(null), false),
        (json!(""), json!(null), false),
        (json!("perhaps"), json!("perhaps"), true),
        (json!(2), json!(2), true),
        (json!([true]), json!([true]), true),
    ] {
        let read = one(&json!({ "MD5": md5(1), "IsDistributed": value }));
        let found = read.files[0].other.get("IsDistributed").cloned();
        assert_eq!(found.unwrap_or_default(), expected, "{value}");
        assert_eq!(flags(&read).len(), usize::from(flagged), "{value}");
    }
}

#[test]
fn dates_that_cannot_be_read_are_flagged_and_stay() {
    for (value, day, kept, flagged, left_out) in [
        (json!("2023-04-05"), Some("2023-04-05"), false, 0, 0),
        (
            json!("2023-04-05T10:00:00Z"),
            Some("2023-04-05"),
            true,
            0,
            0,
        ),
        (
            json!("/Date(1680652800000)/"),
            Some("2023-04-05"),
            true,
            0,
            0,
        ),
        (json!("4/5/2023"), Some("2023-04-05"), true, 1, 0),
        (json!("4/25/2023"), Some("2023-04-25"), true, 0, 0),
        (json!("5.4.2023"), None, true, 1, 0),
        (json!(20_230_405), None, true, 1, 0),
        (json!("0001-01-01T00:00:00"), None, false, 0, 1),
        (json!("1700-05-05"), None, true, 1, 0),
        (json!(null), None, false, 0, 0),
    ] {
        let read = one(&json!({ "MD5": md5(1), "DateUpdated": value }));
        let file = &read.files[0];
        let recorded = file.provenance.as_ref().and_then(|p| p.recorded_on);
        assert_eq!(
            recorded.map(|day| day.to_string()).as_deref(),
            day,
            "{value}"
        );
        assert_eq!(file.other.get("DateUpdated").is_some(), kept, "{value}");
        assert_eq!(read.report.flags.total, flagged, "{value}");
        assert_eq!(read.report.left_out.total, left_out, "{value}");
    }
}

#[test]
fn bad_digests_set_the_record_aside_and_never_show() {
    let hex = "is not 32 hex digits";
    for (fields, field, reason) in [
        (json!({ "MD5": "canary7731" }), "MD5", hex),
        (json!({ "MD5": format!("{}g", "0".repeat(31)) }), "MD5", hex),
        (json!({ "MD5": "é".repeat(16) }), "MD5", hex),
        (json!({ "MD5": "x".repeat(5_000) }), "MD5", hex),
        (json!({ "MD5": 12 }), "MD5", "is not text"),
        (json!({ "SHA1": md5(1) }), "SHA1", "is not 40 hex digits"),
        (
            json!({ "AlternativeHashes": [{ "HashName": "SHA256", "HashValue": "canary" }] }),
            "AlternativeHashes.HashValue",
            "is not 64 hex digits",
        ),
        (json!({ "PDQ": "canary" }), "PDQ", "is not 64 hex digits"),
        (json!({ "MediaID": "7" }), "record", "has no hash"),
        (json!({ "MD5": " ", "SHA1": null }), "record", "has no hash"),
        (json!({}), "record", "has no hash"),
    ] {
        let read = one(&fields);
        assert_eq!(rejected(&read), [(0, field, reason)], "{fields}");
        assert!(read.files.is_empty());
        assert!(!json!(read.report).to_string().contains("canary"));
    }
    for (field, hash) in EMPTY {
        let read = one(&json!({ field: hash }));
        assert_eq!(
            rejected(&read),
            [(0, field, "is the hash of an empty file")]
        );
    }
}

#[test]
fn perceptual_hashes_of_another_form_are_flagged_and_stay() {
    let read = one(&json!({
        "MD5": md5(1), "PhotoDNA": "AAAA",
        "AlternativeHashes": [{ "HashName": "pdq", "HashValue": "ff" }, { "HashName": "MD5", "HashValue": md5(2) }],
    }));
    let names = [
        "AlternativeHashes",
        "AlternativeHashes.HashValue",
        "PhotoDNA",
    ];
    assert_eq!(flags(&read), names.map(|name| (0, name)));
    let other = &read.files[0].other;
    assert_eq!(other["PhotoDNA"], "AAAA");
    assert_eq!(other["AlternativeHashes"].as_array().map(Vec::len), Some(2));

    let hex = "0a".repeat(144);
    let read = one(&json!({ "MediaID": "only", "PhotoDNA": hex }));
    assert_eq!(read.files[0].perceptual_hashes[0].value, hex);
    assert_eq!(read.report.distinct_md5, Some(0));
}

#[test]
fn fields_with_the_names_of_ours_do_not_stand_twice() {
    let read = one(&json!({ "MD5": md5(1), "id": "x", "digests": {}, "names": 3 }));
    let other = &read.files[0].other;
    assert_eq!(other["list_id"], "x");
    assert_eq!(other["list_names"], 3);

    let twice = format!(
        r#"[{{"MD5":"{0}","md5":"{0}"}},{{"MD5":"{0}","a":1,"a":2}}]"#,
        md5(1)
    );
    let read = parse(twice, &ListReadOptions::new(ListFormat::Vics)).unwrap();
    assert_eq!(
        rejected(&read),
        [(0, "MD5", "stands twice"), (1, "other", "stands twice")]
    );
}

#[test]
fn what_is_too_long_or_too_deep_is_left_out_alone() {
    let deep = format!("{}1{}", "[".repeat(100), "]".repeat(100));
    let deeper = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let list = format!(
        r#"[{{"MD5":"{0}","Comments":"{1}","Deep":{deep},"{1}":1,"Shelf":{{"x":"{1}"}}}},
            {{"MD5":"{0}","Miniature":{deeper}}},{{"MD5":"{0}","Deeper":{deeper}}}]"#,
        md5(1),
        "c ".repeat(513),
    );
    let read = parse(list, &ListReadOptions::new(ListFormat::Vics)).unwrap();
    assert_eq!(read.report.left_out.total, 5);
    assert_eq!(rejected(&read), []);
    assert_eq!(read.report.content_left_out, 1);
    assert!(read.files.iter().all(|file| file.other.is_empty()));
}

/// A picture is a picture whatever its field is called, also where the host takes long texts.
#[test]
fn what_looks_like_a_picture_is_left_out_and_counted() {
    let long = "/9j/4AAQSkZJRgABAQ".repeat(60);
    let lines = format!("{}\n{}", &long[..540], &long[540..]);
    let small = "data:image/png;base64,iVBORw0KGgo=";
    let options = |format| ListReadOptions {
        limits: crate::records::Limits {
            field_bytes: 1 << 20,
            ..crate::records::Limits::default()
        },
        ..ListReadOptions::new(format)
    };
    let list = json!([{
        "MD5": md5(1),
        "Exifs": [{ "PropertyName": "JPEGInterchange", "PropertyValue": long }, { "PropertyName": "Make", "PropertyValue": "x" }],
        "Comments": lines,
        "Tags": small,
        "Shelf": { "a": [long] },
        "Own": small,
        "Words": "many word ".repeat(102),
    }]);
    let read = parse(list.to_string(), &options(ListFormat::Vics)).unwrap();
    assert_eq!(read.report.content_left_out, 5);
    let text = json!(read.files).to_string();
    for part in ["/9j/", "data:image"] {
        assert!(!text.contains(part), "{text}");
    }
    assert!(text.contains("many word") && text.contains(r#""PropertyValue":"x""#));

    let icse = format!("MD5;Image ID;Notes\n{};I-1;{long}\n", md5(1));
    let read = parse(icse, &options(ListFormat::IcseCsv)).unwrap();
    assert_eq!(read.report.content_left_out, 1);
    assert!(read.files[0].other.is_empty());
    let lines = format!("{},{long}\n", md5(1));
    let read = parse(lines, &options(ListFormat::Text)).unwrap();
    assert_eq!(read.report.content_left_out, 1);
    assert!(read.files[0].other.is_empty());
}

/// Many places of one file, each with the GUID of its source, are no picture to the records door.
#[test]
fn many_places_of_one_file_are_kept() {
    let place = json!({ "MD5": md5(1), "SourceID": "9f1c2a34-5b6d-4e7f-8091-a2b3c4d5e6f7", "FilePath": "a\\b c.jpg" });
    let read = one(&json!({ "MD5": md5(1), "MediaFiles": vec![place; 116] }));
    assert_eq!(
        read.files[0].other["MediaFiles"].as_array().map(Vec::len),
        Some(116)
    );
}

#[test]
fn unknown_fields_may_be_refused() {
    for (format, list) in [
        (
            ListFormat::Vics,
            format!(r#"[{{"MD5":"{}","Shelf":1}}]"#, md5(1)),
        ),
        (ListFormat::Text, format!("{},shelf", md5(1))),
    ] {
        let options = ListReadOptions {
            unknown_fields: UnknownFields::Refuse,
            ..ListReadOptions::new(format)
        };
        let read = parse(list, &options).unwrap();
        assert_eq!(read.report.rejected.total, 1);
    }
    let options = ListReadOptions {
        unknown_fields: UnknownFields::Refuse,
        ..ListReadOptions::new(ListFormat::NsrlCsv)
    };
    assert!(matches!(
        parse("MD5,Shelf\n", &options),
        Err(Error::InvalidParameter { name: "list", .. })
    ));
}

#[test]
fn broken_json_costs_its_record_alone() {
    let good = format!(r#"{{"MD5":"{}"}}"#, md5(1));
    let mut list = format!(
        r#"{{"value":[{good},{{"MD5" "x"}},3,{good},{{"MD5":"{}","a":""#,
        md5(2)
    )
    .into_bytes();
    list.extend_from_slice(b"\xff\xfe");
    list.extend_from_slice(format!(r#""}},{good}]}} more {good}"#).as_bytes());
    let options = ListReadOptions::new(ListFormat::Vics);
    let read = parse(&list, &options).unwrap();
    assert_eq!(
        rejected(&read),
        [
            (1, "record", "is not JSON"),
            (2, "record", "is not an object"),
            (4, "record", "is not UTF-8"),
            (6, "list", "there is more behind the end of the list"),
        ]
    );
    assert_eq!((read.report.entries, read.report.records), (6, 3));
}

#[test]
fn a_list_that_is_cut_off_keeps_what_was_whole() {
    let whole = json!({
        "@odata.context": "x/2.0.xml/US/$metadata#Cases",
        "value": [{ "CaseID": "c-1", "Media": [{ "MD5": md5(1) }, { "MD5": md5(2) }], "TotalMediaFiles": 2 }],
    })
    .to_string();
    let options = ListReadOptions::new(ListFormat::Vics);
    let (mut most, mut cuts) = (0, [0; 2]);
    for cut in 0..whole.len() {
        let read = read_by(&whole.as_bytes()[..cut], &options, 11).unwrap();
        assert_eq!(read.report.rejected.total, 1, "{cut}");
        let reason = read.report.rejected.listed[0].reason.as_str();
        let inside = reason == "the list ends inside a record";
        assert!(inside || reason == "the list ends before its end");
        cuts[usize::from(inside)] += 1;
        assert!(read.files.len() >= most, "{cut}");
        most = read.files.len();
    }
    assert_eq!(most, 2);
    assert!(cuts[0] > 10 && cuts[1] > 50);
    let cut = read_by(&whole.as_bytes()[..whole.len() - 60], &options, 11).unwrap();
    assert_eq!(cut.report.cases[0].counted, 1);
    assert_eq!(cut.report.version.as_deref(), Some("2.0"));
}

#[test]
fn nothing_but_utf_8_is_read() {
    for format in [
        ListFormat::Vics,
        ListFormat::IcseCsv,
        ListFormat::NsrlCsv,
        ListFormat::Text,
    ] {
        let options = ListReadOptions::new(format);
        for bytes in [
            &b"\xff\xfe{\0"[..],
            b"\xfe\xff\0{",
            b"{\0\"\0",
            b"\0{\0\"",
            b"\xff\xfe",
        ] {
            let error = parse(bytes, &options).unwrap_err();
            assert_eq!(error.code(), "INVALID_UNICODE");
            assert!(error.to_string().contains("convert"));
        }
    }
    let error = parse("MD5,SHA1", &ListReadOptions::new(ListFormat::Vics)).unwrap_err();
    assert_eq!(error.code(), "INVALID_PARAMETER");
}

#[test]
fn lists_without_records_are_no_error() {
    let options = ListReadOptions::new(ListFormat::Vics);
    for (list, rejections, notes) in [
        ("", 1, 0),
        (" \n", 1, 0),
        ("[]", 0, 0),
        ("{}", 0, 1),
        (r#"{"value": {}}"#, 1, 0),
        (r#"{"value": null}"#, 0, 1),
        (r#"{"value": []}"#, 0, 0),
        (r#"{"value": [] x}"#, 1, 0),
    ] {
        let read = parse(list, &options).unwrap();
        assert_eq!(read.report.rejected.total, rejections, "{list}");
        assert_eq!(read.report.notes.len(), notes, "{list}");
    }
    assert!(text("").files.is_empty());
    assert_eq!(
        parse("", &ListReadOptions::new(ListFormat::NsrlCsv))
            .unwrap()
            .report
            .notes
            .len(),
        1
    );
}

#[test]
fn limits_hold_however_the_bytes_come() {
    let long = format!(
        r#"[{{"MD5":"{}"}},{{"MD5":"{}", "x": "{}"}}]"#,
        md5(1),
        md5(2),
        "y".repeat(200)
    );
    for (format, list) in [
        (ListFormat::Vics, long),
        (
            ListFormat::Vics,
            format!(r#"{{"x": "{}", "value": []}}"#, "y".repeat(200)),
        ),
        (
            ListFormat::Vics,
            format!(
                r#"{{"value": [{{"Media":[], "x": "{}"}}]}}"#,
                "y".repeat(200)
            ),
        ),
        (ListFormat::Text, format!("{},{}", md5(1), "y".repeat(200))),
        (
            ListFormat::NsrlCsv,
            format!("MD5,x\n{},\"{}\n\"", md5(1), "y\n".repeat(100)),
        ),
    ] {
        for most in [60, 90, 120, 150, 180, 210, 400] {
            let options = ListReadOptions {
                record_bytes: most,
                ..ListReadOptions::new(format)
            };
            let read = parse(&list, &options);
            assert_eq!(read.is_ok(), most == 400, "{format:?} {most}: {read:?}");
            if let Err(error) = read {
                assert_eq!(error.code(), "LIMIT_EXCEEDED");
            }
        }
    }
    let rows = [1, 2, 3, 4, 5].map(md5).join("\n");
    for (most, good) in [(4, false), (5, true)] {
        let options = ListReadOptions {
            limits: Limits {
                rows: most,
                ..Limits::default()
            },
            ..ListReadOptions::new(ListFormat::Text)
        };
        assert_eq!(parse(&rows, &options).is_ok(), good);
    }
    let mut reader = ListReader::new(ListReadOptions {
        record_bytes: 1,
        ..ListReadOptions::new(ListFormat::Text)
    })
    .unwrap();
    assert!(reader.feed(b"abcdef").is_err());
    assert!(reader.feed(b"\n").is_err(), "it goes on after an error");
    assert!(reader.finish().is_err());
    assert!(ListReadOptions::from_value(&json!({ "format": "vics", "rows": 1 })).is_err());
    assert!(ListReadOptions::from_value(&json!({})).is_err());
}

#[test]
fn icse_tables_are_read() {
    let photodna = "QUJD".repeat(48);
    let table = format!(
        "\u{feff}MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;\
         Number of submissions;File Available;Media Type;Baseline\r\n\
         {};{};{photodna};I-1;True;FALSE;;\"Made; Up\";3;yes;image;True\r\n\
         ;;;I-2;;;;;;;;\r\n\r\n\
         {};;short;I-3;maybe;;;;;;video/mp4;\r\n\
         {};x\r\n",
        md5(1).to_uppercase(),
        "ab".repeat(20),
        md5(2),
        md5(3),
    );
    let read = parse(table, &ListReadOptions::new(ListFormat::IcseCsv)).unwrap();
    assert_eq!(
        json!(read.files),
        json!([
            {
                "id": "I-1",
                "digests": { "md5": md5(1), "sha1": "ab".repeat(20) },
                "perceptual_hashes": [{ "algorithm": "photodna", "value": photodna }],
                "categories": [{ "scheme": "icse-baseline", "code": "True" }],
                "series": "Made; Up",
                "IsDistributed": true, "VictimIdentified": false,
                "Number of submissions": "3", "File Available": "yes", "Media Type": "image",
            },
            {
                "id": "I-3", "digests": { "md5": md5(2) }, "media_type": "video/mp4",
                "PhotoDNA": "short", "IsDistributed": "maybe",
            },
        ])
    );
    assert_eq!(
        rejected(&read),
        [
            (2, "record", "has no hash"),
            (5, "record", "has more or fewer cells than the header")
        ]
    );
    assert_eq!(flags(&read), [(4, "IsDistributed"), (4, "PhotoDNA")]);
    assert_eq!(read.report.scheme.as_deref(), Some("icse-baseline"));
}

#[test]
fn nsrl_tables_are_read_in_any_order() {
    let table = format!(
        "\n\"FileName\",\"SHA-1\",\"MD5\",\"FileSize\",\"ProductCode\",Thumbnail,\n\
         \"a \"\"b\"\",\nc.txt\",\"{0}\",\"{1}\",\"12\",\"7\",AAAA,\n\
         x,,{1},-1,,,\n\
         x,\"{0}\n",
        "CD".repeat(20),
        md5(9),
    );
    let read = parse(table, &ListReadOptions::new(ListFormat::NsrlCsv)).unwrap();
    // the same MD5 without the SHA-1: an entry of its own
    let own = read.files[1].id.expose().clone();
    assert!(own.starts_with(&format!("{}#", md5(9))));
    assert_eq!(
        json!(read.files),
        json!([
            {
                "id": md5(9), "digests": { "md5": md5(9), "sha1": "cd".repeat(20) },
                "names": ["a \"b\",\nc.txt"], "size_bytes": 12, "ProductCode": "7",
            },
            { "id": own, "digests": { "md5": md5(9) }, "names": ["x"], "FileSize": "-1" },
        ])
    );
    assert_eq!(
        rejected(&read),
        [(5, "record", "the list ends inside a record")]
    );
    assert_eq!(flags(&read), [(4, "FileSize"), (4, "id")]);
    assert_eq!(read.report.content_left_out, 1);

    let options = ListReadOptions::new(ListFormat::NsrlCsv);
    let v3 = format!(
        "sha256,sha1,md5,crc32,file_name,bytes\n{},,,,n,5\n",
        "ef".repeat(32)
    );
    assert_eq!(parse(v3, &options).unwrap().files[0].size_bytes, Some(5));
    for (header, code) in [
        ("a,b\n", "MISSING_COLUMN"),
        ("MD5,a,a\n", "DUPLICATE_COLUMN"),
        ("SHA-1,SHA1\n", "DUPLICATE_COLUMN"),
    ] {
        let error = parse(header, &options).unwrap_err();
        assert_eq!(error.code(), code, "{header}");
    }
    // a table without a header: what stands in its first row is no heading, and stays out of errors
    for unknown_fields in [UnknownFields::Keep, UnknownFields::Refuse] {
        let options = ListReadOptions {
            unknown_fields,
            ..options.clone()
        };
        let rows = format!("{},canary.jpg,canary.jpg\n", md5(1));
        let error = parse(rows, &options).unwrap_err();
        assert_eq!(error.code(), "MISSING_COLUMN");
        assert!(!error.to_string().contains("canary"));
    }
    let latin = [
        b"MD5,n\n".to_vec(),
        md5(1).into_bytes(),
        b",\xe9\n".to_vec(),
    ]
    .concat();
    let read = parse(latin, &options).unwrap();
    assert_eq!((read.files.len(), read.report.flags.total), (1, 1));
}

/// One mark that nobody closed costs its own row, and not those behind it.
#[test]
fn a_quotation_mark_that_is_not_closed_costs_its_row_alone() {
    let options = ListReadOptions::new(ListFormat::IcseCsv);
    let table = |odd: &[u32]| {
        let row = |n: u32| {
            let mark = if odd.contains(&n) { "\"" } else { "" };
            format!("{};I-{n};{mark}series\n", md5(n))
        };
        let rows: String = (1..=9).map(row).collect();
        format!("MD5;Image ID;Series name\n{rows}")
    };
    for odd in [
        &[2][..],
        &[9],
        &[2, 5],
        &[2, 3, 8],
        &[1, 2, 3, 4, 5, 6, 7, 8, 9],
    ] {
        let read = parse(table(odd), &options).unwrap();
        let lines: Vec<u64> = rejected(&read).iter().map(|(row, ..)| *row).collect();
        let expected: Vec<u64> = odd.iter().map(|n| u64::from(*n)).collect();
        assert_eq!(lines, expected);
        assert_eq!(read.report.entries, 9);
        let ids: Vec<String> = read
            .files
            .iter()
            .map(|file| file.id.expose().clone())
            .collect();
        let good: Vec<String> = (1..=9)
            .filter(|n| !odd.contains(n))
            .map(|n| format!("I-{n}"))
            .collect();
        assert_eq!(ids, good);
    }
    // a cell that does hold a line feed stays whole
    let whole = format!("MD5;Image ID;Series name\n{};I-1;\"two\nlines\"\n", md5(1));
    let read = parse(whole, &options).unwrap();
    assert_eq!(read.files[0].series.as_deref(), Some("two\nlines"));
}

#[test]
fn plain_texts_are_read_as_they_are_written() {
    let (sha1, sha256) = ("AB".repeat(20), "cd".repeat(32));
    let list = format!(
        "\u{feff}# made up\r\n\r\n  {}  a b.jpg\r\n{sha1} *c.jpg\n{sha256},series, 7\n\
         {}\n\\{}  d\\ne\n{}x\n{} one\nMD5\n{}\t9\nd41d8cd98f00b204e9800998ecf8427e\n{}|x\n{}",
        md5(1),
        md5(2),
        md5(3),
        md5(4),
        md5(5),
        md5(6),
        md5(7),
        md5(8),
    );
    let read = text(list);
    let names: Vec<Vec<&str>> = read
        .files
        .iter()
        .map(|file| {
            file.names
                .iter()
                .map(|name| name.expose().as_str())
                .collect()
        })
        .collect();
    let none: Vec<&str> = Vec::new();
    assert_eq!(
        names,
        [
            vec!["a b.jpg"],
            vec!["c.jpg"],
            none.clone(),
            none.clone(),
            vec!["d\ne"],
            vec!["one"],
            none.clone(),
            none,
        ]
    );
    assert_eq!(read.files[1].digests.sha1, Some(sha1.to_lowercase()));
    assert_eq!(read.files[2].digests.sha256, Some(sha256.clone()));
    assert_eq!(read.files[2].other["text"], "series, 7");
    assert_eq!(read.files[7].id.expose(), &md5(8));
    let rows: Vec<u64> = read.report.rejected.listed.iter().map(|r| r.row).collect();
    assert_eq!(rows, [7, 9, 11, 12]);

    let options = ListReadOptions {
        text_is_pdq: true,
        ..ListReadOptions::new(ListFormat::Text)
    };
    let read = parse(format!("{}\n{}\n", "0F".repeat(32), md5(1)), &options).unwrap();
    assert_eq!(read.files[0].perceptual_hashes[0].algorithm, "pdq");
    assert_eq!(read.files[0].digests.sha256, None);
    assert!(read.files[1].perceptual_hashes.is_empty());
}

#[test]
fn counting_may_be_left_out() {
    let options = ListReadOptions {
        count_distinct: false,
        ..ListReadOptions::new(ListFormat::Text)
    };
    let read = parse(format!("{0}\n{0}\n", md5(1)), &options).unwrap();
    assert_eq!((read.report.records, read.report.distinct_md5), (2, None));
    assert_eq!(read.report.flags.total, 0);
}

#[test]
fn reports_travel_as_json() {
    let read = vics(&json!({ "value": [{ "CaseID": "c", "Media": [{ "MD5": md5(1) }, {}] }] }));
    let again: ListRead = serde_json::from_value(json!(read)).unwrap();
    assert_eq!(again, read);
    assert_eq!(
        format!(
            "{:?}",
            ListReader::new(ListReadOptions::new(ListFormat::Vics)).unwrap()
        ),
        "ListReader { format: Vics, .. }"
    );
}

/// Pieces from which lists are put together, good and bad.
fn parts(format: ListFormat) -> Vec<String> {
    let (a, b) = (md5(1), md5(2));
    match format {
        ListFormat::Vics => [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            " ",
            "\"value\":[",
            "\"Media\":[",
            "{\"CaseID\":\"c\",",
            "],",
            "\"TotalMediaFiles\":1",
            "\"MediaID\":7,",
            "\"Miniature\":\"AA\"",
            "é",
            "\\\"",
            "null",
            "1",
            "{\"@odata.context\":\"2.0.xml/US/\",",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain([
            format!("{{\"MD5\":\"{a}\"}}"),
            format!("{{\"MD5\":\"{b}\",\"x\":\"\\\"]}}\"}},"),
            format!("\"MD5\":\"{a}\""),
        ])
        .collect(),
        ListFormat::Text => ["\n", "\r\n", "#", " ", "  ", " *", ",", "\\", "é", "x"]
            .map(str::to_owned)
            .into_iter()
            .chain([a, b, "AB".repeat(20), "cd".repeat(32)])
            .collect(),
        ListFormat::IcseCsv | ListFormat::NsrlCsv => [
            "\n",
            "\r\n",
            ",",
            ";",
            "\"",
            "\"\"",
            " ",
            "é",
            "MD5",
            "SHA-1",
            "Image ID",
            "FileName",
            "x",
            "MD5,FileName\n",
            "MD5;Image ID\n",
        ]
        .map(str::to_owned)
        .into_iter()
        .chain([format!("{a},n\n"), format!("{b};n\n"), a])
        .collect(),
    }
}

proptest! {
    #[test]
    fn any_chunks_give_the_same(
        format in prop::sample::select(vec![
            ListFormat::Vics, ListFormat::IcseCsv, ListFormat::NsrlCsv, ListFormat::Text,
        ]),
        choice in prop::collection::vec(any::<u8>(), 0..60),
        cuts in prop::collection::vec(1_usize..40, 1..20),
        record_bytes in prop::sample::select(vec![40_u64, 80, 1 << 20]),
        bad in prop::option::of(any::<(u16, u8)>()),
    ) {
        let parts = parts(format);
        let mut list: Vec<u8> = choice
            .iter()
            .flat_map(|at| parts[usize::from(*at) % parts.len()].bytes())
            .collect();
        if let (Some((at, byte)), false) = (bad, list.is_empty()) {
            let at = usize::from(at) % list.len();
            list[at] = byte;
        }
        let options = ListReadOptions { record_bytes, ..ListReadOptions::new(format) };
        let whole = read_list(&list, options.clone(), &NoControl);
        let chunked = (|| {
            let mut reader = ListReader::new(options.clone())?;
            let (mut files, mut rest, mut cuts) = (Vec::new(), &list[..], cuts.iter().cycle());
            while !rest.is_empty() {
                let (chunk, left) = rest.split_at(rest.len().min(*cuts.next().unwrap()));
                files.extend(reader.feed(chunk)?);
                rest = left;
            }
            let (last, report) = reader.finish()?;
            files.extend(last);
            Ok(ListRead { files, report })
        })();
        prop_assert_eq!(&chunked, &whole);
        if let Ok(read) = whole {
            comes_through_the_door(&read.files);
            let report = read.report;
            prop_assert_eq!(report.records, read.files.len() as u64);
            prop_assert!(report.records + report.rejected.total >= report.entries);
        }
    }
}

/// Two exports number their files from 1; with a prefix for each, none takes the place of another.
#[test]
fn a_prefix_keeps_the_entries_of_two_exports_apart() {
    let export = |digest: u32| json!({ "value": [{ "MediaID": 1, "MD5": md5(digest) }, { "MediaID": 2, "MD5": md5(digest + 1) }] });
    let read = |digest, prefix: &str| {
        let options = json!({ "format": "vics", "id_prefix": prefix });
        let options = ListReadOptions::from_value(&options).unwrap();
        parse(export(digest).to_string(), &options).unwrap()
    };
    let ids = |read: &ListRead| -> Vec<String> {
        let ids = read.files.iter().map(|file| file.id.expose().clone());
        ids.collect()
    };
    let (first, second) = (read(10, "a/"), read(20, "b/"));
    assert_eq!(
        (ids(&first), ids(&second)),
        (
            vec!["a/1".into(), "a/2".into()],
            vec!["b/1".into(), "b/2".into()]
        )
    );

    let settings = ListSettings::from_value(&json!({ "id": "national" })).unwrap();
    let mut list = HashList::new(settings).unwrap();
    let mut counts = |files: Vec<MediaFile>| {
        let intake = list.add(files, &NoControl).unwrap();
        (intake.inserted, intake.replaced)
    };
    assert_eq!(counts(first.files.clone()), (2, 0));
    assert_eq!(counts(second.files), (2, 0));
    // the same export again is counted as before
    assert_eq!(counts(first.files.clone()), (0, 2));
    // and a change names the entry as the list has it
    let poll = json!([
        { "kind": "upsert", "file": json!(first.files[0]) },
        { "kind": "delete", "id": "b/2" },
    ]);
    let changes = serde_json::from_value(poll).unwrap();
    let intake = list.apply(changes, &NoControl).unwrap();
    assert_eq!((intake.replaced, intake.deleted, list.len()), (1, 1, 3));
}

#[test]
fn a_prefix_says_something_and_leaves_ids_that_fit() {
    let options = |prefix: &str| ListReadOptions {
        id_prefix: Some(prefix.to_owned()),
        ..ListReadOptions::new(ListFormat::Text)
    };
    assert!(ListReader::new(options(" ")).is_err());
    // the id is the hash, 32 bytes; an id may have 1,024
    let fits = parse(md5(1), &options(&"p".repeat(992))).unwrap();
    assert_eq!(fits.files[0].id.expose().len(), 1_024);
    let longer = parse(md5(1), &options(&"p".repeat(993))).unwrap();
    assert_eq!(
        rejected(&longer),
        [(0, "id", "is longer than the limit field_bytes")]
    );
    // ids that come again are flagged all the same
    let twice = parse(format!("{0}\n{0}\n", md5(1)), &options("p/")).unwrap();
    assert_eq!(twice.report.flags.total, 1);
}

/// What a list says of its series is offered for their records.
#[test]
fn series_come_with_what_the_list_says_of_them() {
    let file = |n: u32, series: &str, identified: Value| json!({ "MD5": md5(n), "Series": series, "VictimIdentified": identified });
    let read = vics(&json!({ "value": [
        { "CaseNumber": "24-0117", "AgencyName": "Example County Sheriff", "ContactName": "D. Officer", "ContactPhone": "217-555-0134",
          "Media": [file(1, "V-1", json!("True")), file(2, "V-1", json!(true)), file(3, "V-2", json!(false)), file(4, "V-3", json!(true))] },
        { "CaseNumber": "24-0200", "Media": [file(5, "V-2", json!("false")), file(6, "V-3", json!(false)), file(7, "V-4", json!(null))] },
    ] }));
    let series: Vec<Value> = read.report.series.iter().map(|one| json!(one)).collect();
    assert_eq!(
        series,
        [
            json!({ "id": "V-1", "child_identified": true, "agency": "Example County Sheriff", "case_number": "24-0117",
                "contact": "D. Officer, 217-555-0134" }),
            // in two cases
            json!({ "id": "V-2", "child_identified": false }),
            json!({ "id": "V-3" }),
            json!({ "id": "V-4", "case_number": "24-0200" }),
        ]
    );
    assert_eq!(read.report.series_total, 4);
    assert_eq!(read.report.notes.len(), 2, "{:?}", read.report.notes);
    let icse = parse(
        format!("MD5;Series name;Victim identified\n{};V-1;True\n", md5(1)),
        &ListReadOptions::new(ListFormat::IcseCsv),
    );
    assert_eq!(icse.unwrap().report.series[0].child_identified, Some(true));
}

#[test]
fn a_date_that_may_be_day_first_is_flagged() {
    let of = |date: &str| {
        let read = one(&json!({ "MD5": md5(1), "DateUpdated": date }));
        let day = read.files[0]
            .provenance
            .as_ref()
            .and_then(|of| of.recorded_on);
        (day.map(|day| day.to_string()), read.report.flags.total)
    };
    assert_eq!(of("05/06/2014"), (Some("2014-05-06".to_owned()), 1));
    assert_eq!(of("05/16/2014"), (Some("2014-05-16".to_owned()), 0));
}

/// Columns that the reference of this project does not confirm are used where they can mean one thing only.
#[test]
fn icse_columns_of_other_names() {
    let table = |header: &str, row: &str, scheme: Option<&str>| {
        let options = ListReadOptions {
            category_scheme: scheme.map(str::to_owned),
            ..ListReadOptions::new(ListFormat::IcseCsv)
        };
        parse(
            format!("Image ID;MD5;{header}\n1;{};{row}\n", md5(1)),
            &options,
        )
        .unwrap()
    };
    let read = table("Category;Series", "1;S-1", None);
    assert_eq!(read.files[0].series.as_deref(), Some("S-1"));
    assert!(read.files[0].categories.is_empty() && read.files[0].other["Category"] == "1");
    assert!(read.report.notes[0].starts_with("1 columns"));
    let read = table("Category;Series", "1;S-1", Some("vics-us"));
    assert_eq!(read.files[0].categories[0].scheme, "vics-us");
    assert!(read.report.notes.is_empty());
    // those of the format go first
    let read = table(
        "Category;Series;Series name;Baseline",
        "1;S-1;S-2;x",
        Some("b"),
    );
    assert_eq!(read.files[0].series.as_deref(), Some("S-2"));
    assert_eq!(read.files[0].categories[0].code, "x");
    let photodna = vec!["7"; 144].join(",");
    let read = table("PhotoDNA", &photodna, None);
    assert_eq!(read.files[0].perceptual_hashes.len(), 1);
}

#[test]
fn a_table_with_other_separators_says_so() {
    for (format, header, word) in [
        (ListFormat::IcseCsv, "Image ID,MD5", "commas"),
        (ListFormat::IcseCsv, "Image ID\tMD5", "tabs"),
        (ListFormat::NsrlCsv, "\"SHA-1\";\"FileName\"", "semicolons"),
    ] {
        let error = parse(format!("{header}\n1,2\n"), &ListReadOptions::new(format)).unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
    }
    let none = parse("a,b\n1,2\n", &ListReadOptions::new(ListFormat::IcseCsv)).unwrap_err();
    assert_eq!(none.code(), "MISSING_COLUMN");
}

/// A list of PDQ that is read as SHA-256 would find nothing, and nobody would know why.
#[test]
fn hashes_of_64_digits_alone_are_remarked() {
    let lines = |digits: &[usize]| -> String {
        let line = |digits: &usize| format!("{}\n", "a".repeat(*digits));
        digits.iter().map(line).collect()
    };
    assert!(text(lines(&[64, 64])).report.notes[0].contains("text_is_pdq"));
    assert!(text(lines(&[64, 32])).report.notes.is_empty());
    let options = ListReadOptions {
        text_is_pdq: true,
        ..ListReadOptions::new(ListFormat::Text)
    };
    assert!(
        parse(lines(&[64]), &options)
            .unwrap()
            .report
            .notes
            .is_empty()
    );
}

#[test]
fn pictures_under_other_names_are_left_out() {
    let read = one(
        &json!({ "MD5": md5(1), "Icon": "x", "Poster": "x", "ImageData": "x", "MediaData": "x", "Fur": "x" }),
    );
    assert_eq!(read.report.content_left_out, 4);
    assert_eq!(read.files[0].other.len(), 1);
}

/// Bytes one by one, or base64 that was cut into short lines, are a picture all the same.
#[test]
fn pictures_in_pieces_are_left_out() {
    let bytes: Vec<u8> = (0..4_000_u32).map(|n| (n * 37 % 251) as u8).collect();
    let base64 = "Zk9Pa2xR".repeat(400);
    let pieces = |size: usize| -> Vec<&str> {
        let cut = |at: usize| base64.get(at..(at + size).min(base64.len()));
        (0..base64.len()).step_by(size).filter_map(cut).collect()
    };
    let named: serde_json::Map<String, Value> = pieces(64)
        .into_iter()
        .enumerate()
        .map(|(n, piece)| (format!("p{n}"), piece.into()))
        .collect();
    for picture in [
        json!(bytes),
        json!([bytes]),
        json!(pieces(500)),
        json!(pieces(76)),
        json!(pieces(64)),
        json!({ "parts": named }),
    ] {
        for field in ["Extra", "Exifs", "MediaFiles", "AlternativeHashes", "Tags"] {
            let read = one(&json!({ "MD5": md5(1), field: picture, "Fur": [1, 2, 3] }));
            let kept = serde_json::to_string(&read.files[0]).unwrap();
            assert!(kept.len() < 600, "{field}: {} bytes kept", kept.len());
            assert_eq!(read.report.content_left_out, 1, "{field}");
            assert_eq!(read.files[0].other["Fur"], json!([1, 2, 3]));
        }
    }
}

/// Hashes in base64 are no picture, however many of them a record has; what is left of the field still may be one.
#[test]
fn many_hashes_in_base64_are_no_picture() {
    let photodna = |n: u8| -> String {
        let letter = char::from(b'A' + n);
        format!("QUJD{letter}kzZ").repeat(24)
    };
    let hash = |n: u8| json!({ "HashName": "PhotoDNA", "HashValue": photodna(n) });
    let hashes: Vec<Value> = (0..12).map(hash).collect();
    let read = one(&json!({ "MD5": md5(1), "AlternativeHashes": hashes }));
    assert_eq!(read.report.content_left_out, 0);
    assert_eq!(read.files[0].perceptual_hashes.len(), 12);
    assert!(read.files[0].other.is_empty());

    // nobody knows what these are: all of them together may be a picture
    let unknown = |n: u8| json!({ "HashName": format!("H{n}"), "HashValue": photodna(n) });
    let mut all = hashes;
    all.extend((0..12).map(unknown));
    let read = one(&json!({ "MD5": md5(1), "AlternativeHashes": all }));
    assert_eq!(read.report.content_left_out, 1);
    assert_eq!(read.files[0].perceptual_hashes.len(), 12);
    assert!(read.files[0].other.is_empty());
    // a few are kept as they came
    let few: Vec<Value> = (0..3).map(unknown).collect();
    let read = one(&json!({ "MD5": md5(1), "AlternativeHashes": few }));
    assert_eq!(read.files[0].other["AlternativeHashes"], json!(few));
}

/// A small picture is one by its name, also where the name is a value.
#[test]
fn small_pictures_are_left_out_by_what_they_are_named() {
    let small = "QUJDRA==";
    for (name, kept) in [
        ("Miniature", 0),
        ("my thumbnail", 0),
        ("Preview", 0),
        ("SSDEEP", 1),
    ] {
        let list = json!([{ "HashName": "PDQ", "HashValue": "0f".repeat(32) },
            { "HashName": name, "HashValue": small }]);
        let exifs = json!([{ "PropertyName": name, "PropertyValue": small }, { "PropertyName": "Make", "PropertyValue": "x" }]);
        let read = one(
            &json!({ "MD5": md5(1), "AlternativeHashes": list, "Exifs": exifs, "Own": { "Key": name, "v": small } }),
        );
        let text = json!(read.files).to_string();
        assert_eq!(text.matches(small).count(), 3 * kept, "{name}");
        assert_eq!(
            read.report.content_left_out as usize,
            3 - 3 * kept,
            "{name}"
        );
        assert_eq!(read.files[0].perceptual_hashes.len(), 1);
        assert!(text.contains(r#""PropertyValue":"x""#));
    }
}

/// Tables and plain lists are read whatever ends their lines, and a table is not lost in its header.
#[test]
fn lines_end_in_any_way() {
    let nsrl = format!("MD5,FileName\n{},a b\n{},\"c\n d\"\nx,y\n", md5(1), md5(2));
    let icse = nsrl.replace(',', ";");
    let plain = format!("# made up\n{}  a b\n\nx\n{}\n", md5(1), md5(2));
    for (format, list) in [
        (ListFormat::NsrlCsv, nsrl),
        (ListFormat::IcseCsv, icse),
        (ListFormat::Text, plain),
    ] {
        let options = ListReadOptions::new(format);
        let lf = parse(&list, &options).unwrap();
        assert_eq!((lf.files.len(), lf.report.rejected.total), (2, 1));
        for end in ["\r", "\r\n"] {
            let mut read = parse(list.replace('\n', end), &options).unwrap();
            for file in &mut read.files {
                // what stands in a cell is kept as it came
                for name in &mut file.names {
                    *name = name.expose().replace(end, "\n").into();
                }
                let mut other = json!(file.other);
                if let Some(Value::String(name)) = other.get_mut("FileName") {
                    *name = name.replace(end, "\n");
                }
                file.other = serde_json::from_value(other).unwrap();
            }
            assert_eq!(read, lf, "{format:?} {end:?}");
        }
    }
}

/// What stands in the header may be values, where a table has none or it is broken.
#[test]
fn errors_of_a_header_show_no_value() {
    let refuse = |format| ListReadOptions {
        unknown_fields: UnknownFields::Refuse,
        ..ListReadOptions::new(format)
    };
    for (format, table, code) in [
        (
            ListFormat::NsrlCsv,
            "MD5,canary,canary\n",
            "DUPLICATE_COLUMN",
        ),
        (
            ListFormat::NsrlCsv,
            "MD5,\"canary\n1,2\n3,4\n",
            "INVALID_PARAMETER",
        ),
        (
            ListFormat::IcseCsv,
            "MD5;canary;canary\n",
            "DUPLICATE_COLUMN",
        ),
        (
            ListFormat::IcseCsv,
            "MD5;Image ID;\"canary",
            "INVALID_PARAMETER",
        ),
    ] {
        let error = parse(table, &ListReadOptions::new(format)).unwrap_err();
        assert_eq!(error.code(), code, "{table}");
        assert!(!error.to_string().contains("canary"), "{error}");
        let error = parse(table, &refuse(format)).unwrap_err();
        assert!(!error.to_string().contains("canary"), "{error}");
    }
    let twice = parse("SHA-1,a,SHA1\n", &ListReadOptions::new(ListFormat::NsrlCsv)).unwrap_err();
    assert!(twice.to_string().contains("SHA1"), "{twice}");
}

/// The tools of PDQ write the quality into the column behind the hash.
#[test]
fn the_quality_of_a_plain_hash_is_read() {
    let options = ListReadOptions {
        text_is_pdq: true,
        ..ListReadOptions::new(ListFormat::Text)
    };
    let hash = "0f".repeat(32);
    for (rest, quality, text) in [
        (",80", Some(80), None),
        ("; 7 ", Some(7), None),
        ("\t100,a b.jpg", Some(100), Some("a b.jpg")),
        (",0,", Some(0), None),
        (",101", None, Some("101")),
        (",a.jpg", None, Some("a.jpg")),
        (",", None, None),
        (",+8", None, Some("+8")),
    ] {
        let read = parse(format!("{hash}{rest}\n"), &options).unwrap();
        let file = &read.files[0];
        assert_eq!(file.perceptual_hashes[0].quality, quality, "{rest}");
        let kept = file.other.get("text").and_then(Value::as_str);
        assert_eq!(kept, text, "{rest}");
        let refuse = ListReadOptions {
            unknown_fields: UnknownFields::Refuse,
            ..options.clone()
        };
        let read = parse(format!("{hash}{rest}\n"), &refuse).unwrap();
        assert_eq!(read.files.len(), usize::from(text.is_none()), "{rest}");
    }
    // behind a digest a number says nothing of quality
    let read = parse(format!("{},80\n", md5(1)), &options).unwrap();
    assert_eq!(read.files[0].other["text"], "80");
}

fn ids(read: &ListRead) -> Vec<&str> {
    read.files
        .iter()
        .map(|file| &file.id.expose()[..])
        .collect()
}

/// A list of what was read, and what it has of each entry.
fn listed(read: &ListRead, at: Option<&str>) -> Vec<(String, Option<String>, Vec<String>)> {
    let settings = ListSettings::from_value(&json!({ "id": "national" })).unwrap();
    let mut list = HashList::new(settings).unwrap();
    let at = at.map(|at| at.parse().unwrap());
    list.add_as_of(read.files.clone(), at, &NoControl).unwrap();
    let entries = list.ids().map(|id| list.get(id).unwrap().file);
    entries
        .map(|file| {
            let codes = file.categories.into_iter().map(|one| one.code).collect();
            (file.digests.md5.unwrap_or_default(), file.series, codes)
        })
        .collect()
}

/// Tools number their files from 1 in each case of one file, and name a file twice.
#[test]
fn no_entry_of_a_list_takes_the_place_of_another() {
    let cases = json!({ "value": [
        { "CaseNumber": "C1", "Media": [{ "MediaID": 1, "MD5": md5(1) }, { "MediaID": 2, "MD5": md5(2) }] },
        { "CaseNumber": "C2", "Media": [{ "MediaID": 1, "MD5": md5(3) }, { "MediaID": 2, "MD5": md5(2) }] },
    ] });
    let read = vics(&cases);
    assert_eq!(ids(&read)[..2], ["1", "2"]);
    assert_eq!(ids(&read)[3], "2");
    let own = ids(&read)[2].to_owned();
    assert!(own.starts_with("1#") && own.len() == 18, "{own}");
    assert_eq!(listed(&read, None).len(), 3);
    assert_eq!(read.report.notes.len(), 1, "{:?}", read.report.notes);
    assert_eq!(
        flags(&read).iter().map(|(row, _)| *row).collect::<Vec<_>>(),
        [2, 3]
    );
    // the same again, and by itself in other company
    assert_eq!(ids(&vics(&cases)), ids(&read));

    let series = |all: Vec<Value>| vics(&json!({ "value": all }));
    let (with, without) = (
        json!({ "MD5": md5(1), "Series": "V-1", "Category": 1 }),
        json!({ "MD5": md5(1) }),
    );
    let other = json!({ "MD5": md5(1), "Series": "V-2" });
    let more = json!({ "MD5": md5(1), "Series": "V-1", "Category": 2 });
    let v1 = (md5(1), Some("V-1".to_owned()), vec!["1".to_owned()]);
    for at in [None, Some("2026-01-01T00:00:00Z")] {
        // what says less is the entry before it again
        let read = series(vec![with.clone(), without.clone(), without.clone()]);
        assert_eq!(read.report.records, 3);
        assert_eq!(listed(&read, at), std::slice::from_ref(&v1));
        // what says something else is an entry of its own, in whatever order
        for all in [
            vec![without.clone(), with.clone(), with.clone()],
            vec![with.clone(), other.clone(), other.clone()],
            vec![with.clone(), more.clone()],
        ] {
            let found = listed(&series(all.clone()), at);
            assert_eq!(found.len(), 2, "{all:?}");
            assert!(found.contains(&v1), "{all:?}");
        }
        let found = listed(
            &series(vec![
                with.clone(),
                other.clone(),
                more.clone(),
                without.clone(),
            ]),
            at,
        );
        assert_eq!(found.len(), 3);
    }
    // a list that is not to be counted is read as it stands
    let options = json!({ "format": "vics", "count_distinct": false });
    let options = ListReadOptions::from_value(&options).unwrap();
    let read = parse(json!({ "value": [with, other] }).to_string(), &options).unwrap();
    assert_eq!(ids(&read), [md5(1), md5(1)]);
}

proptest! {
    /// What a list says of each hash is there when it was read, whatever ids its entries have.
    #[test]
    fn what_a_list_says_is_kept(
        entries in prop::collection::vec((0..3_u8, 0..3_u32, prop::option::of(0..3_u8), prop::option::of(0..3_u8)), 0..12),
    ) {
        let media = entries.iter().map(|(id, hash, series, category)| {
            let mut one = json!({ "MD5": md5(*hash) });
            if *id > 0 { one["MediaID"] = json!(id); }
            if let Some(series) = series { one["Series"] = json!(format!(" V-{series} ")); }
            if let Some(category) = category { one["Category"] = json!(category); }
            one
        });
        let read = vics(&json!({ "value": media.collect::<Vec<_>>() }));
        prop_assert_eq!(read.files.len(), entries.len());
        for at in [None, Some("2026-01-01T00:00:00Z")] {
            let found = listed(&read, at);
            for (_, hash, series, category) in &entries {
                let of_hash: Vec<_> = found.iter().filter(|one| one.0 == md5(*hash)).collect();
                prop_assert!(!of_hash.is_empty());
                if let Some(series) = series {
                    let series = Some(format!("V-{series}"));
                    prop_assert!(of_hash.iter().any(|one| one.1 == series));
                }
                if let Some(category) = category {
                    prop_assert!(of_hash.iter().any(|one| one.2.contains(&category.to_string())));
                }
            }
        }
    }
}

#[test]
fn series_are_trimmed_and_blank_ones_are_none() {
    let read = vics(&json!({ "value": [
        { "MD5": md5(1), "Series": "V-17 " }, { "MD5": md5(2), "Series": "  " }, { "MD5": md5(3), "Series": 17 },
    ] }));
    let series: Vec<_> = read
        .files
        .iter()
        .map(|file| file.series.as_deref())
        .collect();
    assert_eq!(series, [Some("V-17"), None, Some("17")]);
    assert_eq!(read.report.series_total, 2);
}

/// `N/A` in one hash costs neither the others nor the entry.
#[test]
fn a_bad_hash_beside_a_good_one_is_left_out() {
    for (fields, field) in [
        (json!({ "MD5": md5(1), "SHA1": "N/A" }), "SHA1"),
        (json!({ "MD5": md5(1), "SHA256": "canary" }), "SHA256"),
        (json!({ "MD5": md5(1), "SHA1": 12 }), "SHA1"),
        (json!({ "MD5": md5(1), "PDQ": "NULL" }), "PDQ"),
        (
            json!({ "MD5": md5(1), "AlternativeHashes": [{ "HashName": "SHA-1", "HashValue": "canary" }] }),
            "AlternativeHashes.HashValue",
        ),
    ] {
        let read = one(&fields);
        assert_eq!(read.files[0].digests.md5, Some(md5(1)), "{fields}");
        assert_eq!(read.files[0].digests.sha1, None);
        assert_eq!(read.report.left_out.listed[0].field, field);
        assert_eq!(read.report.left_out.total, 1);
        assert!(!json!(read.report).to_string().contains("canary"));
    }
    // an empty file is empty, whatever the other hash says
    let empty = one(&json!({ "MD5": EMPTY[0].1, "SHA1": "ab".repeat(20) }));
    assert_eq!((empty.files.len(), empty.report.rejected.total), (0, 1));

    let mut bytes = format!("MD5,SHA-1,FileName\n{},NULL,plage-", md5(1)).into_bytes();
    bytes.extend(b"\xe9.jpg\n");
    bytes.extend(format!("N/A,NULL,x\n{},,é\n", md5(2)).into_bytes());
    let read = parse(&bytes, &ListReadOptions::new(ListFormat::NsrlCsv)).unwrap();
    assert_eq!(ids(&read), [md5(1), md5(2)]);
    assert_eq!(read.files[0].names[0].expose(), "plage-\u{fffd}.jpg");
    assert_eq!(rejected(&read), [(2, "MD5", "is not 32 hex digits")]);
    assert_eq!(
        (read.report.left_out.total, read.report.flags.total),
        (1, 1)
    );
    // an id and a series that cannot be read are left out, and the hashes stay
    let mut bytes = b"MD5;Image ID;Series name\n".to_vec();
    bytes.extend(md5(1).into_bytes());
    bytes.extend(b";\xe9;V-\xe9\n");
    let read = parse(&bytes, &ListReadOptions::new(ListFormat::IcseCsv)).unwrap();
    assert_eq!(ids(&read), [md5(1)]);
    assert_eq!(
        (&read.files[0].series, read.report.left_out.total),
        (&None, 2)
    );
    let mut bytes = md5(1).into_bytes();
    bytes.extend(b"  plage-\xe9.jpg\n");
    let read = text(&bytes);
    assert_eq!(read.files[0].names[0].expose(), "plage-\u{fffd}.jpg");
    assert_eq!(read.report.flags.total, 1);
}

#[test]
fn hashes_are_read_under_other_spellings() {
    let (sha1, sha256, pdq) = ("cd".repeat(20), "cd".repeat(32), "0f".repeat(32));
    for (first, second) in [
        ("SHA-1", "SHA_256"),
        ("sha_1", "SHA-256"),
        ("Sha 1", "sha256"),
    ] {
        let read = one(&json!({ "MD5": md5(1), first: sha1, second: sha256, "PDQ": pdq }));
        let file = &read.files[0];
        assert_eq!(file.digests.sha1.as_ref(), Some(&sha1), "{first}");
        assert_eq!(file.digests.sha256.as_ref(), Some(&sha256), "{second}");
        assert_eq!(
            file.perceptual_hashes,
            [digest::perceptual("pdq", pdq.clone())]
        );
        assert!(file.other.is_empty());
    }
    assert_eq!(one(&json!({ "pdq": pdq })).files.len(), 1);
    // of two that differ the first counts, and it is said
    let read = one(&json!({ "SHA1": "ef".repeat(20), "SHA-1": sha1 }));
    assert_eq!(read.files[0].digests.sha1.as_ref(), Some(&sha1));
    assert_eq!(flags(&read).len(), 1);
    // names that only look like it are kept as they came
    let read = one(&json!({ "MD5": md5(1), "SHA-1-base": "x", "SHA512": "y" }));
    assert_eq!(read.files[0].other.len(), 2);
}

/// One object where a list stands is a list of one.
#[test]
fn one_object_in_place_of_a_list_is_read() {
    for (list, count) in [
        (
            json!({ "value": [{ "CaseNumber": "1", "Media": { "MD5": md5(1) } }, { "CaseNumber": "2", "Media": [{ "MD5": md5(2) }] }] }),
            2,
        ),
        (json!({ "value": { "MD5": md5(1) } }), 1),
        (
            json!({ "value": { "CaseNumber": "1", "Media": { "MD5": md5(1), "MediaFiles": [{ "FileName": "a" }] }, "Z": 1 }, "more": [1] }),
            1,
        ),
        (json!({ "Media": { "MD5": md5(1) } }), 1),
    ] {
        let read = vics(&list);
        assert_eq!(read.files.len(), count, "{list}");
        assert_eq!(read.report.rejected.total, 0, "{list}");
        assert_eq!(read.report.entries, count as u64);
        assert!(
            read.report.notes.is_empty(),
            "{list} {:?}",
            read.report.notes
        );
    }
    let read = vics(
        &json!({ "value": [{ "CaseNumber": "1", "Media": { "MD5": md5(1) }, "TotalMediaFiles": 1 }] }),
    );
    assert_eq!(
        (read.report.cases[0].counted, read.report.cases_total),
        (1, 1)
    );
    // cut off, or followed by something else
    let options = ListReadOptions::new(ListFormat::Vics);
    let cut = parse(format!(r#"{{"Media": {{"MD5": "{}"}}"#, md5(1)), &options).unwrap();
    assert_eq!((cut.files.len(), cut.report.rejected.total), (1, 1));
    let cut = parse(r#"{"Media": {"MD5": "#, &options).unwrap();
    assert_eq!((cut.files.len(), cut.report.rejected.total), (0, 1));
}

/// Who takes a list may know whose categories it has.
#[test]
fn the_scheme_of_a_list_stands_where_the_file_says_none() {
    let of = |scheme: Value, context: Option<&str>| {
        let read = vics(
            &json!({ "@odata.context": context, "value": [{ "MD5": md5(1), "Category": 1 }] }),
        );
        let settings = json!({ "id": "national", "scheme": scheme });
        let mut list = HashList::new(ListSettings::from_value(&settings).unwrap()).unwrap();
        list.add(read.files, &NoControl).unwrap();
        list.get(&md5(1)).unwrap().file.categories[0].scheme.clone()
    };
    assert_eq!(of(json!("caid"), None), "caid");
    assert_eq!(of(json!(null), None), "vics");
    assert_eq!(
        of(json!("caid"), Some("x/2.0.xml/US/$metadata#Media")),
        "vics-us"
    );
}

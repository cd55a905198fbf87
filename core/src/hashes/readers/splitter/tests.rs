use super::*;

fn pieces(text: &str, chunk: usize) -> (Vec<String>, Missing) {
    let mut splitter = Splitter::new(1_000);
    let mut pieces = Vec::new();
    for chunk in text.as_bytes().chunks(chunk) {
        splitter.push(chunk);
        while let Some(piece) = splitter.next().unwrap() {
            let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
            pieces.push(match piece {
                Piece::File(range) => format!("file {}", text(splitter.bytes(&range))),
                Piece::Begins(fields) => format!("begins {}", text(&fields)),
                Piece::CaseEnds(fields) => format!("case ends {}", text(&fields)),
                Piece::Ends(fields, case) => format!("ends {} {case}", text(&fields)),
                other => format!("{other:?}"),
            });
        }
    }
    (pieces, splitter.finish())
}

fn check(text: &str, expected: &[&str], missing: &Missing) {
    for chunk in 1..=text.len() {
        let (found, left) = pieces(text, chunk);
        assert_eq!(found, expected, "{text} by {chunk}");
        assert_eq!(left, *missing, "{text} by {chunk}");
    }
}

#[test]
fn sets_cases_and_bare_lists_are_told_apart() {
    let whole = Missing::default();
    check(
        r#" {"a": "[{\"", "value" : [ {"MD5": "\\"}, {"x": {"Media": [1]}} ], "z": [2]} "#,
        &[
            r#"begins {"a": "[{\"", "value" : null}"#,
            r#"file {"MD5": "\\"}"#,
            r#"file {"x": {"Media": [1]}}"#,
            r#"ends {"a": "[{\"", "value" : null, "z": [2]} false"#,
        ],
        &whole,
    );
    check(
        r#"{"value":[{"CaseID":"c","\u004dedia":[{"n":[{}]},{}],"TotalMediaFiles":2},{"CaseID":"d"}]}"#,
        &[
            r#"begins {"value":null}"#,
            "CaseBegins",
            r#"file {"n":[{}]}"#,
            "file {}",
            r#"case ends {"CaseID":"c","\u004dedia":null,"TotalMediaFiles":2}"#,
            r#"case ends {"CaseID":"d"}"#,
            r#"ends {"value":null} false"#,
        ],
        &whole,
    );
    check(
        "[{\"MD5\":1},\r\n2,[{}],\"],\",{}]x",
        &[
            "begins {}",
            r#"file {"MD5":1}"#,
            "NoObject",
            "NoObject",
            "NoObject",
            "file {}",
            "Trailing",
        ],
        &whole,
    );
    check(
        r#"{"Media":[{}],"CaseNumber":"7"}"#,
        &[
            r#"begins {"Media":null}"#,
            "file {}",
            r#"ends {"Media":null,"CaseNumber":"7"} true"#,
        ],
        &whole,
    );
}

/// Or a list of 64 MiB that holds nothing but empty lists would be copied millions of times.
#[test]
fn the_fields_before_are_handed_over_once() {
    let text = r#"{"a":1,"Media":[],"b":2,"Media":[{}],"value":[{"MD5":1}]}"#;
    check(
        text,
        &[
            r#"begins {"a":1,"Media":null}"#,
            "file {}",
            r#"file {"MD5":1}"#,
            r#"ends {"a":1,"Media":null,"b":2,"Media":null,"value":null} true"#,
        ],
        &Missing::default(),
    );
}

#[test]
fn what_is_cut_off_says_where() {
    let in_record = Missing {
        in_record: true,
        ..Missing::default()
    };
    check(r#"[{"MD5":""#, &["begins {}"], &in_record);
    check(
        r"[{},",
        &["begins {}", "file {}"],
        &Missing {
            in_list: true,
            ..Missing::default()
        },
    );
    check(
        "",
        &[],
        &Missing {
            in_list: true,
            ..Missing::default()
        },
    );
    check(
        r#"{"value":[{"CaseID":"c","Media":[{},{"#,
        &[r#"begins {"value":null}"#, "CaseBegins", "file {}"],
        &Missing {
            case: Some((br#"{"CaseID":"c","Media":null}"#.to_vec(), false)),
            ..in_record
        },
    );
}

#[test]
fn brackets_that_do_not_fit_end_somewhere() {
    for text in [
        "[}",
        "[}}{]",
        "]",
        "{]",
        "{\"value\":[}]",
        "[{[}]}]",
        "[1}]",
        "{}}",
        "[{}{}]",
        "[,,]",
    ] {
        for chunk in 1..=text.len() {
            let mut splitter = Splitter::new(1_000);
            let mut count = 0;
            for chunk in text.as_bytes().chunks(chunk) {
                splitter.push(chunk);
                while let Ok(Some(_)) = splitter.next() {
                    count += 1;
                    assert!(count < 100, "{text}");
                }
            }
        }
    }
}

#[test]
fn only_what_is_needed_is_kept() {
    let mut splitter = Splitter::new(100);
    let mut read = |bytes: &[u8]| {
        splitter.push(bytes);
        while splitter.next()?.is_some() {}
        Result::<usize>::Ok(splitter.buffer.capacity())
    };
    read(b"[").unwrap();
    for _ in 0..10_000 {
        assert!(read(br#"{"a": "bcdefghijklmnopqrstuvwxyz"}, "#).unwrap() < 1_000);
    }
    for _ in 0..3 {
        read(br#"{"a": {"b": "cdefghijklmnopqrstuvwxyz""#).unwrap_or_default();
    }
    assert!(matches!(
        read(b" "),
        Err(Error::LimitExceeded { asked: 101, .. })
    ));
}

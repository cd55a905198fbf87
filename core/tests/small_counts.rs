//! Counts that would tell who is meant: in documents that leave, and in tables.
//!
//! The parts `expected` of `suppress.json` are written by `CASELINK_BLESS=1 cargo test -p caselink --test small_counts`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use caselink::{
    documents::Document,
    release::{Ledger, Policy, Suppressed, disseminate, suppress},
};
use proptest::prelude::*;
use releases::{check, request, to};
use serde_json::{Value, json};

/// What the guard says of itself does not give back the count that it takes away: neither in the caption of a map of so
/// many points, nor in how many values are withheld.
#[test]
fn what_is_withheld_is_not_counted_out() {
    let general = |words: &str| json!([{"value": words, "field": "general"}]);
    let document = |girls: usize| -> Document {
        let point = json!({"label": general("seen"), "latitude": 39.78, "longitude": -89.65, "field": "victim_identity"});
        let bar = json!({"label": general("all"), "value": girls});
        let document = json!({
            "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": general("Girls approached"),
            "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
            "sections": [{"heading": general("Girls approached"), "blocks": [
                {"kind": "facts", "facts": [{"label": "Girls", "value": [{"value": girls, "field": "count"}]}]},
                {"kind": "figure", "caption": general("Where they were"),
                 "drawing": {"kind": "map", "points": vec![point; girls]}},
                {"kind": "figure", "caption": general("By child."), "drawing": {"kind": "bars", "axis": "girls", "field": "count",
                 "bars": vec![bar; girls]}},
            ]}],
        });
        serde_json::from_value(document).unwrap()
    };
    let page = |girls| {
        let mut asked = to("public");
        asked["purpose"] = json!("statistics");
        let released = disseminate(
            document(girls),
            &request(&asked),
            &Policy::standard(),
            &mut Ledger::default(),
        )
        .unwrap();
        let mut page: Value = serde_json::from_str(&released.json().unwrap()).unwrap();
        // a keyed hash of what left differs with the count, and tells it to nobody
        page["stamp"]["content_hmac"] = Value::Null;
        (page, released.withheld())
    };
    let (one, two) = (page(1), page(2));
    assert!(one.1 == 3 && one == two, "{one:?} {two:?}");
    let text = one.0.to_string();
    assert!(
        text.contains("Where they were") && text.contains(". The figure is withheld."),
        "{text}"
    );
}

/// Few children cannot be told apart in a table that leaves law enforcement, and all can in one that does not.
#[test]
fn few_children_are_not_counted_out() {
    let general = |words: &str| json!([{"value": words, "field": "general"}]);
    let document = |small: u64| -> Document {
        let rows = json!([{"cells": [7, 12]}, {"cells": [8, small]}, {"cells": [9, 777_123]}]);
        let bar = |age: u64, value: u64| json!({"label": [{"value": age, "field": "child_age"}], "value": value});
        let document = json!({
            "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": general("Children by age"),
            "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
            "sections": [{"heading": general("Counts"), "blocks": [
                {"kind": "table", "caption": general("By age"), "rows": rows,
                 "columns": [{"heading": "Age", "field": "child_age"}, {"heading": "Children", "field": "count"}]},
                {"kind": "figure", "caption": general("By age"), "drawing": {"kind": "bars", "axis": "children",
                 "bars": [bar(7, 12), bar(8, small), bar(9, 777_123)]}},
            ]}],
        });
        serde_json::from_value(document).unwrap()
    };
    for (audience, small, shown) in [
        ("family", 2, false),
        ("family", 1, false),
        ("family", 3, true),
        ("family", 0, true),
        ("law_enforcement", 1, true),
        ("public", 2, false),
        ("partner_ngo", 2, false),
    ] {
        let mut ledger = Ledger::default();
        let mut asked = to(audience);
        asked["purpose"] = json!("missing_child_poster");
        let released = disseminate(
            document(small),
            &request(&asked),
            &Policy::standard(),
            &mut ledger,
        )
        .unwrap();
        let page = released.json().unwrap();
        assert_eq!(page.contains("777123"), shown, "{audience} {small}: {page}");
        assert_eq!(released.html().contains(">777123<"), shown);
    }
}

/// Whatever holds a small count beside what tells children apart, the other counts beside it go too.
#[test]
fn a_small_count_takes_its_section_with_it() {
    let general = |words: &str| json!([{"value": words, "field": "general"}]);
    let counts = |value: Value| json!([{"value": value, "field": "count"}]);
    let age = json!([{"value": 9, "field": "child_age"}]);
    let facts = |value: Value| json!({"kind": "facts", "facts": [{"label": "Attempts", "value": counts(value)}]});
    let table = |caption: &Value, cells: &[Value]| {
        let rows: Vec<Value> = cells
            .iter()
            .map(|cell| json!({"cells": ["x", cell]}))
            .collect();
        json!({"kind": "table", "caption": caption, "rows": rows,
               "columns": [{"heading": "Where", "field": "general"}, {"heading": "n", "field": "count"}]})
    };
    let waterfall = |part: i64| {
        json!({"kind": "figure", "caption": general("Sum"), "drawing": {"kind": "waterfall", "unit": "children",
               "field": "count", "parts": [{"label": age.clone(), "weight_milli": part}]}})
    };
    let (ages, many) = (
        json!({"kind": "paragraph", "text": age}),
        facts(json!(777_123)),
    );
    for (blocks, kept) in [
        // nothing small, or nothing of children
        (json!([ages, many, facts(json!(3)), facts(json!(0))]), true),
        (json!([many, facts(json!(1))]), true),
        (json!([ages, many, waterfall(3_000)]), true),
        (
            json!([
                ages,
                many,
                table(&general("By place"), &[json!(5), json!(null), json!(null)])
            ]),
            true,
        ),
        // a fact, a list, a figure, a text, a number
        (json!([ages, many, facts(json!(1))]), false),
        (
            json!([ages, many, {"kind": "list", "items": [counts(json!(2))]}]),
            false,
        ),
        (json!([many, waterfall(1_000)]), false),
        (json!([ages, many, facts(json!("01"))]), false),
        (json!([ages, many, facts(json!(" 1 "))]), false),
        (json!([ages, many, facts(json!("2 girls"))]), false),
        (json!([ages, many, facts(json!("two"))]), false),
        (json!([ages, many, facts(json!(1.0))]), false),
        (json!([ages, many, facts(json!(-1))]), false),
        // the caption only says that it is about children
        (json!([many, table(&age, &[json!(5), json!(2)])]), false),
        // one gap, which is the total less the rest
        (
            json!([
                ages,
                many,
                table(&general("By place"), &[json!(5), json!(null), json!(9)])
            ]),
            false,
        ),
    ] {
        for headings in [general("Counts"), age.clone()] {
            let is_of_children = kept && headings == age && blocks.to_string().contains(":1}");
            let document = json!({
                "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": general("A summary"),
                "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
                "sections": [{"heading": headings, "sections": [{"heading": general("Within"), "blocks": blocks}]}],
            });
            for audience in ["public", "family", "partner_ngo", "law_enforcement"] {
                let document: Document = serde_json::from_value(document.clone()).unwrap();
                let mut asked = to(audience);
                asked["purpose"] = json!("missing_child_poster");
                let released = disseminate(
                    document,
                    &request(&asked),
                    &Policy::standard(),
                    &mut Ledger::default(),
                )
                .unwrap();
                let is_kept = audience == "law_enforcement" || kept && !is_of_children;
                assert_eq!(
                    released.json().unwrap().contains("777123"),
                    is_kept,
                    "{audience}: {blocks}"
                );
                assert_eq!(released.html().contains("777123"), is_kept);
            }
        }
    }
}

/// A row of which nothing is shown leads to no record, and what is withheld is counted once.
/// Headings and names tell children apart as well as values do, and a total may stand in another part than its parts.
#[test]
fn a_small_count_is_seen_by_its_heading_and_across_sections() {
    let general = |words: &str| json!([{"value": words, "field": "general"}]);
    let fact = |label: &str, count: u64| json!({"label": label, "value": [{"value": count, "field": "count"}]});
    let section = |heading: Value, blocks: Value, sections: Value| json!({"heading": heading, "blocks": blocks, "sections": sections});
    let table = json!([{"kind": "table", "caption": general("By state"),
        "columns": [{"heading": "State", "field": "state"}, {"heading": "Girls 5-9", "field": "count"},
            {"heading": "Boys 5-9", "field": "count"}],
        "rows": [{"cells": ["IL", 1, 777_123]}, {"cells": ["WI", 888_123, 7]}]}]);
    let facts = |all: Value| json!([{"kind": "facts", "facts": all}]);
    let bars = json!([{"kind": "figure", "caption": general("Counts"), "drawing": {"kind": "bars", "axis": "girls aged 7",
        "bars": [{"label": general("May"), "value": 1}, {"label": general("June"), "value": 777_123}]}}]);
    let age = |years: u64| json!([{"value": years, "field": "child_age"}]);
    let nested = |small: u64| {
        json!([section(
            general("All"),
            facts(json!([fact("Sum", 777_123)])),
            json!([
                section(age(7), facts(json!([fact("Children", 777_122)])), json!([])),
                section(age(8), facts(json!([fact("Children", small)])), json!([])),
            ])
        )])
    };
    let plain = |blocks: Value| json!([section(general("Counts"), blocks, json!([]))]);
    let titled = json!([
        section(age(7), facts(json!([fact("Children", 777_122)])), json!([])),
        section(age(8), facts(json!([fact("Children", 1)])), json!([])),
    ]);
    let title =
        json!([{"value": 777_123, "field": "count"}, {"value": " children", "field": "general"}]);
    for (title, sections, shown) in [
        (general("A"), plain(table), false),
        (
            general("A"),
            plain(facts(json!([
                fact("Girls aged 7", 1),
                fact("Boys aged 7", 777_123)
            ]))),
            false,
        ),
        (
            general("A"),
            plain(facts(json!([fact("Vehicles", 1), fact("Calls", 777_123)]))),
            true,
        ),
        (general("A"), plain(bars), false),
        (general("A"), nested(1), false),
        (general("A"), nested(5), true),
        (title, titled, false),
    ] {
        let has_total_in_title = title[0]["field"] == "count";
        let document = json!({
            "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": title, "sections": sections,
            "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
        });
        let document: Document = serde_json::from_value(document).unwrap();
        let mut ledger = Ledger::default();
        let asked = request(&to("partner_ngo"));
        let released = disseminate(document, &asked, &Policy::standard(), &mut ledger).unwrap();
        let page = released.json().unwrap();
        let mut all = vec!["777123", "888123"];
        // a part may stay where the total above it goes; where both are counts of one section, both go
        if !has_total_in_title {
            all.push("777122");
        }
        assert_eq!(
            all.iter().any(|count| page.contains(count)),
            shown,
            "{page}"
        );
    }
}

/// What tells children apart is seen wherever it stands beside a count; what only looks like it takes nothing away.
#[test]
fn labels_tell_children_apart() {
    let general = |words: &str| json!([{"value": words, "field": "general"}]);
    let released = |block: Value| {
        let document = json!({
            "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": general("A"),
            "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
            "sections": [{"heading": general("Counts"), "blocks": [block]}],
        });
        let document: Document = serde_json::from_value(document).unwrap();
        let asked = request(&to("partner_ngo"));
        let released = disseminate(
            document,
            &asked,
            &Policy::standard(),
            &mut Ledger::default(),
        )
        .unwrap();
        released.json().unwrap().contains("777123")
    };
    let facts = |label: &str, small: Value| {
        json!({"kind": "facts", "facts": [{"label": label, "value": [{"value": small, "field": "count"}]},
            {"label": "All", "value": [{"value": 777_123, "field": "count"}]}]})
    };
    let table = |heading: &str, row: &str, small: Value| {
        json!({"kind": "table", "caption": general("By group"),
            "columns": [{"heading": heading, "field": "general"}, {"heading": "n", "field": "count"}],
            "rows": [{"cells": [row, small]}, {"cells": ["all", 777_123]}]})
    };
    let bars = |label: &str, value: f64, expected: Value| {
        json!({"kind": "figure", "caption": general("By group"), "drawing": {"kind": "bars", "axis": "reports",
            "bars": [{"label": general(label), "value": value, "expected": expected}, {"label": general("x"), "value": 777_123}]}})
    };
    for label in [
        "Girls",
        "boys under ten",
        "female",
        "Male victims",
        "Children",
        "child",
        "kids",
        "minors",
        "Students",
        "pupil",
        "juveniles",
        "5-9",
        "5\u{2013}9",
        "5 to 9",
        "10-14 years",
        "7 years",
        "years 7",
        "under 10",
        "over 12",
        "12+",
        "<5",
        "7-year-old",
        "6 and under",
        "year olds",
        "Aged 7",
    ] {
        assert!(!released(facts(label, json!(1))), "{label}");
        assert!(!released(table("Group", label, json!(2))), "{label}");
        assert!(!released(bars(label, 1.0, Value::Null)), "{label}");
        assert!(!released(bars(label, 9.0, json!([1.0, 12.0]))), "{label}");
        // a share of few is as good as their number
        assert!(!released(table("Group", label, json!(33.3))), "{label}");
        assert!(released(facts(label, json!(5))), "{label}");
        assert!(released(bars(label, 9.0, json!([3.0, 12.0]))), "{label}");
    }
    for label in [
        "Vehicles",
        "Same window a year ago",
        "On the way to and from school, 7 to 9 am",
        "14 to 16 h",
        "2026-04-14",
        "2026-04",
        "the child's own doing",
        "Illinois",
        "Within 5 km",
        "35 to 50",
        "I-26-0412",
        "14:50 to 16:10",
        "3 months",
        "1 to 2 days",
        "Candy",
        "ride",
    ] {
        assert!(released(facts(label, json!(1))), "{label}");
        assert!(released(table("Group", label, json!(2))), "{label}");
    }
    // the heading says what the numbers in a label are
    assert!(released(table("Hour", "7-9", json!(1))));
    assert!(!released(table("Group", "7-9", json!(1))));
    // 33.3 % of 3
    let shares = json!({"kind": "table", "caption": general("By month"),
        "columns": [{"heading": "Month", "field": "general"}, {"heading": "Girls, % of 3", "field": "count"}, {"heading": "All", "field": "count"}],
        "rows": [{"cells": ["May", 33, 777_123]}]});
    assert!(!released(shares));
}

/// Ages and days in order are told by their place even under labels that no longer tell them.
#[test]
fn the_order_of_bars_and_rows_tells_no_age_and_no_day() {
    let general = |words: &str| json!([{"value": words, "field": "general"}]);
    // the counts of the ages 5 to 9, as they fall on them and otherwise
    let page = |counts: [u64; 5], kind: &str, field: &str, audience: &str, purpose: &str| {
        let label = |at: usize| match field {
            "child_age" => json!(5 + at),
            _ => json!(format!("2026-05-0{}", 5 + at)),
        };
        let bars: Vec<Value> = (0..5)
            .map(|at| json!({"label": [{"value": label(at), "field": field}], "value": counts[at]}))
            .collect();
        let rows: Vec<Value> = (0..5)
            .map(|at| json!({"cells": [label(at), counts[at]]}))
            .collect();
        let block = match kind {
            "bars" => {
                json!({"kind": "figure", "caption": general("c"), "drawing": {"kind": "bars", "axis": "attempts", "bars": bars}})
            }
            _ => json!({"kind": "table", "caption": general("c"), "rows": rows,
                "columns": [{"heading": "of", "field": field}, {"heading": "attempts", "field": "count"}]}),
        };
        let document = json!({
            "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": general("A"),
            "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
            "sections": [{"heading": general("Counts"), "blocks": [block]}],
        });
        let mut asked = to(audience);
        asked["purpose"] = json!(purpose);
        let released = disseminate(
            serde_json::from_value(document).unwrap(),
            &request(&asked),
            &Policy::standard(),
            &mut Ledger::default(),
        )
        .unwrap();
        let page: Value = serde_json::from_str(&released.json().unwrap()).unwrap();
        page["document"].to_string()
    };
    let (one, other) = ([10, 40, 20, 50, 30], [10, 20, 30, 40, 50]);
    for kind in ["bars", "table"] {
        for field in ["child_age", "event_date"] {
            for (audience, purpose, told) in [
                ("public", "statistics", false),
                ("partner_ngo", "analysis", false),
                ("law_enforcement", "analysis", true),
            ] {
                let of = |counts| page(counts, kind, field, audience, purpose);
                let (left, right) = (of(one), of(other));
                assert_eq!(left != right, told, "{kind} {field} {audience}: {left}");
                let is_added_up = kind == "bars" && !told;
                assert_eq!(left.contains("150"), is_added_up, "{left}");
            }
        }
    }
}

#[test]
fn counts_that_go_take_their_footnotes() {
    let document = json!({
        "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": [{"value": "t", "field": "general"}],
        "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
        "sections": [{"heading": [{"value": 9, "field": "child_age"}], "blocks": [
            {"kind": "table", "caption": [{"value": "c", "field": "general"}],
             "columns": [{"heading": "n", "field": "count"}],
             "rows": [{"cells": [1], "sources": ["case-77"]}, {"cells": [14], "sources": ["case-77"]}]}]}],
        "sources": [{"id": "case-77", "description": [{"value": "d", "field": "general"}]}],
    });
    let document: Document = serde_json::from_value(document).unwrap();
    let released = disseminate(
        document,
        &request(&to("family")),
        &Policy::standard(),
        &mut Ledger::default(),
    )
    .unwrap();
    let page = released.json().unwrap();
    assert!(
        !page.contains("case-77") && !page.contains("source 1"),
        "{page}"
    );
    // two counts, the age and the source; the last may be less of the age
    assert_eq!(released.withheld() + released.reduced(), 4, "{page}");
}

/// Every table of counts near the real one that fits what is published: by trying them all.
fn tables_that_fit(counts: &[Vec<u64>], published: &Suppressed) -> Vec<Vec<Vec<u64>>> {
    let columns = counts[0].len();
    let cells: Vec<u64> = counts.concat();
    let open: Vec<usize> = (0..cells.len())
        .filter(|at| published.cells[at / columns][at % columns].is_none())
        .collect();
    let mut fit = Vec::new();
    for number in 0..3_usize.pow(open.len() as u32) {
        let (mut tried, mut rest) = (cells.clone(), number);
        let mut possible = true;
        for at in &open {
            match (cells[*at] + rest as u64 % 3).checked_sub(1) {
                Some(value) => tried[*at] = value,
                None => possible = false,
            }
            rest /= 3;
        }
        let table: Vec<Vec<u64>> = tried.chunks(columns).map(<[u64]>::to_vec).collect();
        let fits =
            |published: Option<u64>, found: u64| published.is_none_or(|value| value == found);
        if possible
            && fits(published.total, tried.iter().sum())
            && table
                .iter()
                .zip(&published.row_totals)
                .all(|(row, total)| fits(*total, row.iter().sum()))
            && (0..columns).all(|c| {
                fits(
                    published.column_totals[c],
                    table.iter().map(|row| row[c]).sum(),
                )
            })
        {
            fit.push(table);
        }
    }
    fit
}

/// The counts with their totals, as one list.
fn with_totals(table: &[Vec<u64>]) -> Vec<u64> {
    let mut all = table.concat();
    all.extend(table.iter().map(|row| row.iter().sum::<u64>()));
    all.extend((0..table[0].len()).map(|c| table.iter().map(|row| row[c]).sum::<u64>()));
    all.push(table.iter().flatten().sum());
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// Each small count and each small total could be another, for whoever has all that is published.
    #[test]
    fn no_small_count_can_be_worked_out(
        (columns, cells) in (1..4_usize).prop_flat_map(|c| (Just(c), prop::collection::vec(
            prop_oneof![3 => 0..4_u64, 1 => 4..30_u64], c..=3 * c))), threshold in 3..6_u64,
    ) {
        let counts: Vec<Vec<u64>> = cells.chunks_exact(columns).map(<[u64]>::to_vec).collect();
        let published = suppress(&counts, threshold).unwrap();
        let mut fit: Vec<Vec<u64>> = tables_that_fit(&counts, &published).iter().map(|t| with_totals(t)).collect();
        let real = with_totals(&counts);
        prop_assert!(fit.contains(&real));
        let mut shown: Vec<Option<u64>> = published.cells.concat();
        shown.extend(&published.row_totals);
        shown.extend(&published.column_totals);
        shown.push(published.total);
        // something is hidden only where something is small
        let is_hidden = shown.contains(&None);
        prop_assert_eq!(is_hidden, real.iter().any(|value| (1..threshold).contains(value)));
        fit.retain(|other| !is_hidden || other.iter().any(|value| (1..threshold).contains(value)));
        for (at, value) in real.iter().enumerate() {
            if (1..threshold).contains(value) {
                prop_assert!(fit.iter().any(|other| other[at] != *value), "{at}: {counts:?} {published:?}");
                prop_assert_eq!(shown[at], None);
            }
            prop_assert!(shown[at].is_none_or(|shown| shown == *value));
        }
    }
}

#[test]
fn suppression() {
    let tables = json!([
        [[12, 1, 18], [9, 14, 7], [8, 5, 20]],
        [[12, 5], [9, 14]],
        [[0, 0], [0, 0]],
        [[2]],
        [[40, 2]],
        [[1, 30], [30, 1]],
        [[2, 0, 0], [0, 50, 60], [0, 70, 80]],
        [[5, 6, 7, 1], [8, 9, 2, 4], [1, 30, 12, 3], [22, 0, 0, 16]],
    ]);
    let cases: Vec<Value> = tables
        .as_array()
        .unwrap()
        .iter()
        .map(|counts| {
            let table: Vec<Vec<u64>> = serde_json::from_value(counts.clone()).unwrap();
            json!({"counts": counts, "threshold": 3, "expected": suppress(&table, 3).unwrap()})
        })
        .collect();
    check("suppress.json", &json!({"cases": cases}));
    for (counts, threshold) in [
        (vec![], 3),
        (vec![vec![]], 3),
        (vec![vec![1], vec![1, 2]], 3),
        (vec![vec![1]], 2),
        (vec![vec![1]], 1_001),
        (vec![vec![u64::MAX, 1]], 3),
        (vec![vec![1 << 53]], 3),
    ] {
        assert_eq!(
            suppress(&counts, threshold).unwrap_err().code(),
            "INVALID_PARAMETER"
        );
    }
    assert_eq!(
        suppress(&[vec![1; 10_001]], 3).unwrap_err().code(),
        "LIMIT_EXCEEDED"
    );
}

/// Each value of a document with its field, and the names that its author gave.
fn values(part: &Value, all: &mut Vec<(String, Value)>) {
    match part {
        Value::Array(parts) => parts.iter().for_each(|part| values(part, all)),
        Value::Object(fields) => {
            if let Some(value) = fields.get("value").filter(|value| !value.is_array()) {
                let field = fields.get("field").and_then(Value::as_str);
                all.push((field.unwrap_or("count").to_owned(), value.clone()));
            }
            if fields.get("kind") == Some(&json!("table")) {
                let columns = fields["columns"].as_array().unwrap();
                for row in fields["rows"].as_array().unwrap() {
                    let cells = row["cells"].as_array().unwrap().iter().zip(columns);
                    all.extend(
                        cells
                            .filter(|(cell, _)| !cell.is_null())
                            .map(|(cell, column)| {
                                (column["field"].as_str().unwrap().to_owned(), cell.clone())
                            }),
                    );
                }
            }
            fields.values().for_each(|part| values(part, all));
        }
        _ => {}
    }
}

/// The demo's own bulletin is the first that anyone sees, so it keeps the rules that it shows.
#[test]
fn the_specimen_tells_the_public_nothing_that_it_withholds() {
    let specimen: Value =
        serde_json::from_str(include_str!("../../docs/demo/specimen.json")).unwrap();
    let whole = &specimen["document"];
    let asked = specimen["requests"].as_array().unwrap();
    let public = asked
        .iter()
        .find(|one| one["audience"]["kind"] == "public")
        .unwrap();
    let released = disseminate(
        serde_json::from_value(whole.clone()).unwrap(),
        &request(public),
        &Policy::standard(),
        &mut Ledger::default(),
    )
    .unwrap();
    let page: Value = serde_json::from_str(&released.json().unwrap()).unwrap();
    let page = &page["document"];
    let text = page.to_string() + &released.html() + &released.markdown();

    let (mut before, mut shown) = (Vec::new(), Vec::new());
    values(whole, &mut before);
    values(page, &mut shown);
    let is_shown = |value: &(String, Value)| shown.contains(value);
    let mut tried = 0;
    for (field, value) in before.iter().filter(|value| !is_shown(value)) {
        let Some(words) = value.as_str() else {
            continue;
        };
        // a sentence is not printed elsewhere word by word, a name or a day is
        let pieces: Vec<String> = match field.as_str() {
            "event_date" => {
                let day: chrono::NaiveDate = words.parse().unwrap();
                vec![words.to_owned(), day.format("%-d %B").to_string()]
            }
            "general" | "count" => continue,
            "locality" | "street" | "officer" | "victim_name" | "reporter_name" | "employer" => {
                let names = words.split(|c: char| !c.is_alphanumeric());
                let names =
                    names.filter(|word| word.len() > 3 && word.starts_with(char::is_uppercase));
                names.map(str::to_owned).collect()
            }
            _ => vec![words.to_owned()],
        };
        for piece in pieces.into_iter().filter(|piece| piece.len() > 2) {
            assert!(!text.contains(&piece), "{field}: {piece:?}");
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");

    let mut beside_children = 0;
    for section in page["sections"].as_array().into_iter().flatten() {
        let mut within = Vec::new();
        values(section, &mut within);
        let of_children = ["child_age", "child_sex", "child_name", "school"];
        if !within
            .iter()
            .any(|(field, _)| of_children.contains(&field.as_str()))
        {
            continue;
        }
        beside_children += 1;
        for (field, value) in within {
            let few = |word: &str| ["1", "2", "one", "two", "boy", "girl"].contains(&word);
            let written = value.to_string().to_lowercase();
            let mut words = written.split(|c: char| !c.is_alphanumeric());
            let is_number_of_something =
                field == "count" || field == "general" || field == "child_sex";
            assert!(
                !is_number_of_something || !words.any(few),
                "{field}: {written}"
            );
        }
    }
    assert_eq!(beside_children, 1);
}

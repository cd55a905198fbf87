use serde_json::{from_value, json};

use super::*;
use std::collections::BTreeMap;

use crate::{
    NoControl,
    documents::{Block, Table},
    records::Offender,
    tracking::{AssessOptions, RegistryCount, registry_counts},
};

fn record(value: &serde_json::Value) -> Offender {
    let mut whole = json!({ "id": "ZZ-1" });
    for (field, part) in value.as_object().unwrap() {
        whole[field] = part.clone();
    }
    from_value(whole).unwrap()
}

fn counted(records: &[Offender], people: &[(&str, &str)]) -> PeriodCounts {
    let day = |text: &str| text.parse().unwrap();
    let people = people
        .iter()
        .map(|(id, key)| ((*id).to_owned(), (*key).to_owned()));
    period_counts(
        records,
        day("2026-01-01"),
        day("2026-04-01"),
        &people.collect(),
        None,
    )
    .unwrap()
}

fn number(value: &serde_json::Value, name: &str) -> u64 {
    counted(&[record(value)], &[]).counts[name].people
}

#[test]
fn the_period_is_half_open() {
    for (day, inside) in [
        ("2025-12-31", 0),
        ("2026-01-01", 1),
        ("2026-03-31", 1),
        ("2026-04-01", 0),
    ] {
        let warrant = json!({ "warrants": [{ "status": "served", "issued_on": day }] });
        assert_eq!(number(&warrant, "warrant_issued"), inside, "{day}");
        let arrest = json!({ "events": [{ "kind": "arrested", "on": day }] });
        assert_eq!(number(&arrest, "arrested"), inside, "{day}");
        let seen = json!({ "registrations": [{ "jurisdiction": "IL", "span": {}, "appearances": [{ "on": day }] }] });
        assert_eq!(number(&seen, "appeared"), inside, "{day}");
    }
    let from: NaiveDate = "2026-01-01".parse().unwrap();
    assert!(period_counts(&[][..], from, from, &BTreeMap::new(), None).is_err());
}

#[test]
fn a_day_known_in_part_counts_where_all_of_it_is_inside() {
    for (on, inside, unclear) in [
        ("2026-02", 1, 0),
        ("2026-03", 1, 0),
        ("2026-04", 0, 0),
        ("2026", 0, 1),
        ("2025", 0, 0),
    ] {
        let found = counted(
            &[record(
                &json!({ "events": [{ "kind": "arrested", "on": on }] }),
            )],
            &[],
        );
        assert_eq!(found.counts["arrested"].people, inside, "{on}");
        assert_eq!(found.dates_unclear, unclear, "{on}");
    }
}

#[test]
fn located_is_the_first_sign_after_a_declaration() {
    let custody = |day: &str| json!([{ "kind": "jail", "span": { "start": day } }]);
    let declared = |day: &str| json!([{ "whereabouts": "absconded", "on": day }]);
    let of = |declarations: serde_json::Value, custody: serde_json::Value| {
        number(
            &json!({ "declarations": declarations, "custody": custody }),
            "located",
        )
    };
    assert_eq!(of(declared("2025-11-03"), custody("2026-02-10")), 1);
    // the sign came before the declaration, or on its day, when nobody knows which was first
    assert_eq!(of(declared("2026-02-11"), custody("2026-02-10")), 0);
    assert_eq!(of(declared("2026-02-10"), custody("2026-02-10")), 0);
    // found in an earlier period already
    let twice = json!([{ "span": { "start": "2025-12-01", "end": "2025-12-20" } }, { "span": { "start": "2026-02-10" } }]);
    assert_eq!(of(declared("2025-11-03"), twice), 0);
    // nobody was looking any more
    let withdrawn =
        json!([{ "whereabouts": "absconded", "on": "2025-11-03", "withdrawn_on": "2025-12-01" }]);
    assert_eq!(of(withdrawn, custody("2026-02-10")), 0);
    // declared otherwise
    let other = json!([{ "whereabouts": "transient", "on": "2025-11-03" }]);
    assert_eq!(of(other, custody("2026-02-10")), 0);
    // mail that was answered shows nobody; a visit does
    for (manner, located) in [("mail", 0), ("in_person", 1)] {
        let value = json!({
            "declarations": declared("2025-11-03"),
            "registrations": [{ "jurisdiction": "IL", "span": {}, "appearances": [{ "on": "2026-02-10", "manner": manner }] }],
        });
        assert_eq!(number(&value, "located"), located, "{manner}");
    }
}

#[test]
fn people_are_counted_over_their_records() {
    let declared =
        record(&json!({ "declarations": [{ "whereabouts": "unlocated", "on": "2025-11-03" }] }));
    let held =
        |id: &str| record(&json!({ "id": id, "custody": [{ "span": { "start": "2026-02-10" } }] }));
    let records = [declared, held("ZZ-2"), held("ZZ-3"), held("ZZ-3")];
    let together = counted(&records, &[("ZZ-1", "7"), ("ZZ-2", "7"), ("ZZ-9", "8")]);
    assert_eq!(
        (
            together.records,
            together.rejected.total,
            together.keys_without_record
        ),
        (3, 1, 1)
    );
    assert_eq!((together.people, together.records_without_person), (2, 1));
    assert_eq!(together.counts["located"].people, 1);
    assert_eq!(counted(&records, &[]).counts["located"].people, 0);
}

/// Numbers for which a person would be told by a difference.
fn made(people: u64, overdue: u64, warrants: u64) -> (RegistryCounts, PeriodCounts) {
    let packs = [RulePack::federal().unwrap()];
    let as_of: NaiveDate = "2026-03-31".parse().unwrap();
    let mut counts = registry_counts(
        &[][..],
        &packs,
        &AssessOptions::on(as_of),
        &BTreeMap::new(),
        None,
        &NoControl,
    )
    .unwrap();
    let mut period = counted(&[], &[]);
    (counts.records, counts.people) = (people, people);
    (period.records, period.people) = (people, people);
    let set = |all: &mut std::collections::BTreeMap<String, RegistryCount>, name: &str, people| {
        all.get_mut(name).unwrap().people = people;
    };
    set(&mut counts.counts, "compliant", people - overdue);
    set(&mut counts.counts, "noncompliant_technical", overdue);
    set(&mut period.counts, "warrant_issued", warrants);
    counts
        .overdue_by_duty
        .insert("us-federal-sorna D11".to_owned(), overdue);
    counts
        .overdue_by_duty
        .insert("us-federal-sorna D07".to_owned(), 40);
    (counts, period)
}

fn report(made: &(RegistryCounts, PeriodCounts), for_public: bool) -> Document {
    let header = RegistryReportHeader {
        id: "RR-1".to_owned(),
        agency: "Example".to_owned(),
        contact: None,
        for_public,
    };
    let packs = [RulePack::federal().unwrap()];
    registry_report(&made.0, &made.1, &packs, &header).unwrap()
}

fn tables(document: &Document) -> Vec<&Table> {
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let tables = blocks.filter_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    tables.collect()
}

fn shown(document: &Document, name: &str) -> Vec<Option<Scalar>> {
    let rows = tables(document).into_iter().flat_map(|table| &table.rows);
    let rows = rows.filter(|row| row.cells[0] == Some(name.into()));
    rows.map(|row| row.cells[1].clone()).collect()
}

#[test]
fn every_number_has_its_definition_and_unconfirmed_rules_their_mark() {
    let made = made(100, 30, 12);
    let document = report(&made, false);
    assert_eq!(shown(&document, "compliant"), [Some(70i64.into())]);
    assert_eq!(shown(&document, "warrant issued"), [Some(12i64.into())]);
    assert_eq!(
        shown(&document, "us-federal-sorna D11"),
        [Some(30i64.into())]
    );
    let mut names = 0;
    for table in tables(&document) {
        for row in &table.rows {
            assert!(row.cells.iter().all(Option::is_some));
            names += 1;
        }
    }
    assert_eq!(names, made.0.counts.len() + made.1.counts.len() + 2);
    let text = serde_json::to_string(&document).unwrap();
    assert!(text.contains("UNCONFIRMED") && text.contains("34 USC 20918"));
    assert_eq!(document.marking.tlp, Tlp::Amber);
}

#[test]
fn for_the_public_small_numbers_and_their_complements_are_gone() {
    // one person overdue: neither that number, nor the other 99, which with the total would tell it
    let document = report(&made(100, 1, 2), true);
    assert_eq!(document.marking, Marking::CLEAR);
    assert_eq!(shown(&document, "noncompliant technical"), [None]);
    assert_eq!(shown(&document, "compliant"), [None]);
    assert_eq!(shown(&document, "us-federal-sorna D11"), [None]);
    assert_eq!(shown(&document, "warrant issued"), [None]);
    assert_eq!(
        shown(&document, "us-federal-sorna D07"),
        [Some(40i64.into())]
    );
    assert_eq!(shown(&document, "arrested"), [Some(0i64.into())]);
    // nothing small: nothing is taken out
    let document = report(&made(100, 30, 12), true);
    for name in ["compliant", "noncompliant technical", "warrant issued"] {
        assert!(shown(&document, name).iter().all(Option::is_some), "{name}");
    }
    // a total of two tells that there are two
    let document = report(&made(2, 1, 1), true);
    let text = serde_json::to_string(&document.sections[0]).unwrap();
    assert!(text.contains("too small to be shown"), "{text}");
}

#[test]
fn numbers_of_another_day_or_of_other_people_are_refused() {
    let header = RegistryReportHeader {
        id: "RR-1".to_owned(),
        agency: "Example".to_owned(),
        contact: None,
        for_public: false,
    };
    let (mut counts, period) = made(100, 30, 12);
    counts.people = 99;
    assert!(registry_report(&counts, &period, &[], &header).is_err());
    let (mut counts, period) = made(100, 30, 12);
    counts.as_of = "2026-04-01".parse().unwrap();
    assert!(registry_report(&counts, &period, &[], &header).is_err());
}

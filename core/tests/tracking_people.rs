//! Records of several registries become people, through linkage and the judgements of people.
#![cfg(feature = "synth")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;

use caselink::{
    NoControl,
    records::{Offender, RecordKind},
    synth::{Size, TrueOffender, world},
    tracking::{
        AssessOptions, LocateInputs, LocateSettings, PeopleSettings, ResolvedPeople, RulePack,
        locate, registry_counts, resolve_people,
    },
};
use serde_json::{Value, json};

/// Records of some people, and the person that each is of.
fn registry(people: u64) -> (Vec<Offender>, BTreeMap<String, String>) {
    let size = Size {
        offenders: people,
        ..Size::default()
    };
    let world = world(11, size);
    let lines = world
        .ndjson(RecordKind::Offender, 0..people, &NoControl)
        .unwrap();
    let records = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let truth = world
        .truth_ndjson(RecordKind::Offender, 0..people, &NoControl)
        .unwrap();
    let truth = truth.lines().flat_map(|line| {
        let one: TrueOffender = serde_json::from_str(line).unwrap();
        let person = one.person.clone();
        one.records
            .into_iter()
            .map(move |record| (record, person.clone()))
    });
    (records.collect(), truth.collect())
}

fn resolve(records: &[Offender], settings: &PeopleSettings) -> ResolvedPeople {
    let found = resolve_people(records, settings, None, &NoControl).unwrap();
    // nothing is lost: each record with an id is of one person
    let listed: usize = found.people.iter().map(|person| person.records.len()).sum();
    assert_eq!(listed, found.keys.len());
    let lost = found.rejected.total as usize;
    assert_eq!(found.keys.len() + lost, records.len());
    for person in &found.people {
        assert_eq!(person.id, person.records[0]);
        assert!(person.records.windows(2).all(|pair| pair[0] < pair[1]));
    }
    assert!(found.people.windows(2).all(|pair| pair[0].id < pair[1].id));
    for (record, person) in &found.keys {
        let of = found.of(record).unwrap();
        assert_eq!(of.id.expose(), person);
        assert!(of.records.iter().any(|id| id.expose() == record));
    }
    found
}

/// Pairs that are right, found, and true.
fn pairs(found: &ResolvedPeople, truth: &BTreeMap<String, String>) -> (u64, u64, u64) {
    let of = |size: u64| size * size.saturating_sub(1) / 2;
    let mut by_person: BTreeMap<&str, u64> = BTreeMap::new();
    for person in truth.values() {
        *by_person.entry(person).or_default() += 1;
    }
    let (mut right, mut all) = (0, 0);
    for person in &found.people {
        let mut parts: BTreeMap<&str, u64> = BTreeMap::new();
        for record in &person.records {
            *parts.entry(&truth[record.expose()]).or_default() += 1;
        }
        right += parts.values().map(|size| of(*size)).sum::<u64>();
        all += of(person.records.len() as u64);
    }
    (right, all, by_person.values().map(|size| of(*size)).sum())
}

#[test]
fn records_of_one_person_come_together_and_counts_are_of_people() {
    let (records, truth) = registry(2_000);
    for (train_from, least) in [(0, 0.8), (500, 0.98)] {
        let settings = PeopleSettings {
            train_from,
            ..PeopleSettings::default()
        };
        let found = resolve(&records, &settings);
        assert_eq!(found.trained, train_from > 0);
        let (right, all, true_pairs) = pairs(&found, &truth);
        let (precision, recall) = (right as f64 / all as f64, right as f64 / true_pairs as f64);
        assert!(precision > 0.99 && recall > least, "{precision} {recall}");
        let packs = [RulePack::federal().unwrap()];
        let options = AssessOptions::on("2026-03-09".parse().unwrap());
        let counts =
            registry_counts(&records, &packs, &options, &found.keys, None, &NoControl).unwrap();
        assert_eq!(counts.people, found.people.len() as u64);
        assert_eq!(counts.records_without_person, 0);
        assert!(counts.people < counts.records);
    }
}

#[test]
fn neither_order_nor_threads_matter() {
    let (mut records, _) = registry(400);
    let one = resolve(&records, &PeopleSettings::default());
    let threads = PeopleSettings {
        threads: 2,
        ..PeopleSettings::default()
    };
    assert_eq!(resolve(&records, &threads), one);
    records.reverse();
    let other = resolve(&records, &PeopleSettings::default());
    assert_eq!(other.people, one.people);
    assert_eq!(other.possible, one.possible);
}

#[test]
fn everything_that_is_found_can_be_looked_for() {
    let (records, _) = registry(300);
    let found = resolve(&records, &PeopleSettings::default());
    let settings = LocateSettings::on("2026-03-09".parse().unwrap());
    for person in &found.people {
        let is_own = |one: &&Offender| person.records.contains(&one.person.id);
        let own: Vec<Offender> = records.iter().filter(is_own).cloned().collect();
        let found = locate(&own, &LocateInputs::default(), &settings, None).unwrap();
        assert_eq!(found.id, person.id);
        assert_eq!(found.records, person.records);
    }
}

fn person(id: &str, given: &str, born: &str, number: &str) -> Offender {
    serde_json::from_value(json!({
        "id": id, "birth_date": born, "sex": "M",
        "names": [{ "kind": "legal", "given": given, "middle": "Adebayo", "surname": "Okafor" }],
        "identifiers": [{ "kind": "fbi_number", "value": number }],
    }))
    .unwrap()
}

fn judged(left: &str, right: &str) -> Value {
    json!({ "left": left, "right": right, "who": "Analyst 7", "why": "fingerprints compared", "at": "2026-03-02T14:05:00Z" })
}

#[test]
fn judgements_of_people_hold() {
    let records = [
        person("A", "Marcus", "1971-06-24", "ZZ7731A4"),
        person("B", "Marcus", "1971-06-24", "ZZ7731A4"),
        person("C", "Denise", "1988-02-02", "ZZ1110B2"),
    ];
    let settings = PeopleSettings::from_value(&json!({
        "must_link": [judged("B", "C")], "cannot_link": [judged("A", "B")],
    }))
    .unwrap();
    let found = resolve(&records, &settings);
    let groups: Vec<Vec<&str>> = found
        .people
        .iter()
        .map(|one| one.records.iter().map(|id| id.expose().as_str()).collect())
        .collect();
    assert_eq!(groups, [vec!["A"], vec!["B", "C"]]);
    // what somebody has decided is not asked again
    assert!(found.possible.is_empty());
    assert_eq!(found.people[0].judgements.len(), 1);
    assert_eq!(found.people[0].judgements[0].refused, 1);
    assert_eq!(found.people[1].judgements.len(), 2);
    assert!(found.people[1].judgements.iter().all(|one| one.changed));

    let plain = resolve(&records, &PeopleSettings::default());
    assert_eq!(plain.people.len(), 2);
    let link = &plain.people[0].links[0];
    assert!(link.bridge && link.agrees[0].weight.0 > 0);
    let sum: i32 = link
        .agrees
        .iter()
        .chain(&link.differs)
        .map(|part| part.weight.0)
        .sum();
    let prior = caselink::linkage::Model::offenders().prior_weight();
    assert_eq!(sum + prior.0, link.weight.0);
}

#[test]
fn what_is_alike_and_not_alike_enough_is_for_somebody_to_decide() {
    // one name, another date of birth, and nothing else
    let record = |id: &str, born: &str| -> Offender {
        serde_json::from_value(json!({ "id": id, "birth_date": born,
            "names": [{ "kind": "legal", "given": "Marcus", "surname": "Okafor" }] }))
        .unwrap()
    };
    let records = [record("A", "1971-06-24"), record("B", "1984-11-02")];
    let settings =
        PeopleSettings::from_value(&json!({ "possible_probability": 0.000_001 })).unwrap();
    let found = resolve(&records, &settings);
    assert_eq!(found.people.len(), 2);
    assert_eq!((found.possible.len(), found.possible_in_all), (1, 1));
    let possible = &found.possible[0];
    assert_eq!((possible.left_person, possible.right_person), (0, 1));
    assert!(!possible.link.differs.is_empty() && !possible.link.agrees.is_empty());
    let most = PeopleSettings::from_value(
        &json!({ "possible_probability": 0.000_001, "most_possible": 0 }),
    )
    .unwrap();
    let cut = resolve(&records, &most);
    assert_eq!((cut.possible.len(), cut.possible_in_all), (0, 1));
}

#[test]
fn records_that_cannot_be_cited_are_set_aside() {
    let records = [
        person("", "Marcus", "1971-06-24", "ZZ7731A4"),
        person("A", "Marcus", "1971-06-24", "ZZ7731A4"),
        person("unknown", "Denise", "1988-02-02", "ZZ1110B2"),
    ];
    let found = resolve(&records, &PeopleSettings::default());
    let rows: Vec<u64> = found.rejected.listed.iter().map(|one| one.row).collect();
    assert_eq!(rows, [0, 2]);
    assert_eq!(found.keys, [("A".to_owned(), "A".to_owned())].into());
    let packs = [RulePack::federal().unwrap()];
    let options = AssessOptions::on("2026-03-09".parse().unwrap());
    let counts =
        registry_counts(&records, &packs, &options, &found.keys, None, &NoControl).unwrap();
    assert_eq!((counts.people, counts.records_without_person), (2, 1));
    assert_eq!(resolve(&[], &PeopleSettings::default()).people.len(), 0);
    let twice = [records[1].clone(), records[1].clone()];
    let found = resolve(&twice, &PeopleSettings::default());
    assert_eq!((found.people.len(), found.rejected.listed[0].row), (1, 1));
}

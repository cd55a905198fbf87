//! The list of a sweep and the sheet that teams carry: who is on it, who is not and why, and what a reader finds.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use std::{collections::BTreeMap, fs, path::Path};

use caselink::{
    Error, NoControl,
    documents::{Block, Document, Drawing, MapLine},
    records::Offender,
    release::{Ledger, Policy, disseminate},
    tracking::{
        AssessOptions, Compliance, FieldPlan, LeadRegistrant, LocateInputs, LocateSettings,
        NotVisited, PackageHeader, PlaceUse, RulePack, SweepList, SweepListSettings, SweepSettings,
        SweepTeam, Travel, assess, locate, sweep_list, sweep_sheet, verification_sweep,
    },
};
use serde_json::{Value, from_value, json};

const AS_OF: &str = "2026-03-09";

fn home(number: u32, latitude: f64) -> Value {
    json!({ "kind": "residence", "span": { "start": "2020-01-31" }, "place": { "address": {
        "street_number": number.to_string(), "street": "Elm St", "locality": "Springfield", "state": "IL",
        "latitude": latitude, "longitude": -89.65 } } })
}

/// A registrant of tier I whose yearly verifications were done until `done`.
fn record(id: &str, done: i32, beside: Value) -> Value {
    let appearances = (2021..=done).map(|year| {
        json!({ "on": format!("{year}-01-28"), "purpose": "verification", "manner": "in_person" })
    });
    let mut record = json!({
        "id": id, "birth_date": "1971-06-24", "names": [{ "kind": "legal", "given": "Person", "surname": format!("Of {id}") }],
        "convictions": [{ "offence": { "title": "offence" }, "convicted_on": "2019-03-15", "sentenced_on": "2019-05-02",
                          "released_on": "2020-01-31", "imprisoned": true,
                          "victims": [{ "age": { "least": 9.0, "most": 9.0 }, "relation": "canaryrelation" }] }],
        "registrations": [{ "jurisdiction": "IL", "span": { "start": "2020-01-31" },
                            "tiers": [{ "scheme": "SORNA", "tier": "I", "effective_from": "2020-01-31" }],
                            "appearances": appearances.collect::<Vec<_>>() }],
        "stays": [home(12, 39.8)],
    });
    let (Value::Object(to), Value::Object(from)) = (&mut record, beside) else {
        panic!("objects");
    };
    to.extend(from);
    record
}

fn file(record: Value) -> LeadRegistrant {
    let records: Vec<Offender> = vec![from_value(record).unwrap()];
    let as_of = AS_OF.parse().unwrap();
    let packs = [RulePack::federal().unwrap()];
    let assessment = assess(&records[0], &packs, &AssessOptions::on(as_of), None).unwrap();
    let located = locate(
        &records,
        &LocateInputs::default(),
        &LocateSettings::on(as_of),
        None,
    );
    LeadRegistrant {
        records,
        assessments: vec![assessment],
        located: Some(located.unwrap()),
        ..LeadRegistrant::default()
    }
}

/// One of each kind: what decides about each is in its name.
fn registrants() -> Vec<LeadRegistrant> {
    let mut not_assessed = file(record("H-not-assessed", 2023, json!({})));
    not_assessed.assessments.clear();
    let mut not_located = file(record("I-not-located", 2023, json!({})));
    not_located.located = None;
    let mut nowhere = home(3, 39.81);
    let address = &mut nowhere["place"]["address"];
    address.as_object_mut().unwrap().remove("latitude");
    let work = json!({ "kind": "work", "organisation": "Prairie Heating", "span": { "start": "2021-01-01" },
        "place": { "address": { "street": "Commerce Dr", "street_number": "77", "state": "IL", "latitude": 39.83, "longitude": -89.6 } } });
    vec![
        file(record(
            "A-overdue",
            2023,
            json!({
                "cautions": [{ "text": "keeps two dogs", "on": "2021" }],
                "warrants": [{ "kind": "felony_arrest", "status": "active", "issued_on": "2025-12-01" }],
                "stays": [home(12, 39.8), work],
            }),
        )),
        file(record("B-done", 2026, json!({}))),
        file(record(
            "C-in-custody",
            2023,
            json!({ "custody": [{ "kind": "jail", "span": { "start": "2025-12-01" }, "verified": true }] }),
        )),
        file(record("D-dead", 2023, json!({ "died_on": "2025-06-01" }))),
        file(record(
            "E-unlocated",
            2026,
            json!({ "stays": [home(44, 39.9)], "declarations": [{ "whereabouts": "unlocated", "on": "2026-02-03" }] }),
        )),
        file(record("F-no-position", 2023, json!({ "stays": [nowhere] }))),
        file(record("G-no-address", 2023, json!({ "stays": [] }))),
        not_assessed,
        not_located,
        file(record(
            "K-owes-nothing",
            2026,
            json!({ "convictions": [{ "offence": { "title": "offence" }, "convicted_on": "2003-03-15", "sentenced_on": "2003-05-02",
                                      "released_on": "2004-01-31", "imprisoned": true,
                                      "tiers": [{ "scheme": "SORNA", "tier": "I", "effective_from": "2004-01-31" }] }],
                    "registrations": [{ "jurisdiction": "IL", "span": { "start": "2004-01-31", "end": "2019-02-28" },
                                        "tiers": [{ "scheme": "SORNA", "tier": "I", "effective_from": "2004-01-31" }] }],
                    "declarations": [{ "whereabouts": "unlocated", "on": "2026-02-03" }] }),
        )),
        file(record(
            "J-two-homes",
            2023,
            json!({ "stays": [home(5, 39.7), home(6, 39.95)] }),
        )),
    ]
}

fn settings() -> SweepListSettings {
    SweepListSettings::on(AS_OF.parse().unwrap())
}

fn reasons(list: &SweepList) -> BTreeMap<&str, NotVisited> {
    let all = list.left_out.iter();
    all.map(|one| (one.person.expose().as_str(), one.reason))
        .collect()
}

fn stops(list: &SweepList) -> Vec<&str> {
    let all = list.addresses.iter();
    all.map(|one| one.stop.id.expose().as_str()).collect()
}

#[test]
fn everybody_is_on_the_list_or_left_out_with_the_reason() {
    let all = registrants();
    let owes_nothing = all
        .iter()
        .find(|one| one.records[0].person.id.expose().starts_with('K'));
    assert_eq!(
        owes_nothing.unwrap().assessments[0].compliance,
        Compliance::NoDuty
    );
    let list = sweep_list(&all, &settings()).unwrap();
    assert_eq!(stops(&list), ["A-overdue", "E-unlocated", "J-two-homes"]);
    let found = reasons(&list);
    for (person, reason) in [
        ("B-done", NotVisited::NothingOverdue),
        ("K-owes-nothing", NotVisited::NothingOverdue),
        ("C-in-custody", NotVisited::InCustody),
        ("D-dead", NotVisited::Deceased),
        ("F-no-position", NotVisited::NoPosition),
        ("G-no-address", NotVisited::NoAddress),
        ("H-not-assessed", NotVisited::NotAssessed),
        ("I-not-located", NotVisited::NotLocated),
    ] {
        assert_eq!(found.get(person), Some(&reason), "{person}");
    }
    assert_eq!(found.len() + list.addresses.len(), 11);
    let overdue = &list.addresses[0];
    assert!(overdue.uses.contains(&PlaceUse::Residence));
    assert!(
        overdue.why[0].contains("not done since 2024-"),
        "{:?}",
        overdue.why
    );
    let unlocated = &list.addresses[1];
    assert!(
        unlocated.why.iter().any(|why| why.contains("unlocated")),
        "{:?}",
        unlocated.why
    );
    // in whatever order they come
    let mut turned = registrants();
    turned.reverse();
    assert_eq!(sweep_list(&turned, &settings()).unwrap(), list);
}

#[test]
fn an_agency_says_how_many_places_and_of_which_kind() {
    let more = SweepListSettings {
        places_each: 2,
        ..settings()
    };
    let list = sweep_list(&registrants(), &more).unwrap();
    let of_two: Vec<&str> = stops(&list)
        .into_iter()
        .filter(|stop| stop.starts_with('J'))
        .collect();
    assert_eq!(of_two.len(), 2, "{of_two:?}");
    // the workplace only where it is asked for
    assert_eq!(
        stops(&list)
            .iter()
            .filter(|stop| stop.starts_with('A'))
            .count(),
        1
    );
    let with_work = SweepListSettings {
        uses: vec![PlaceUse::Residence, PlaceUse::Work],
        ..more
    };
    let list = sweep_list(&registrants(), &with_work).unwrap();
    assert_eq!(
        stops(&list)
            .iter()
            .filter(|stop| stop.starts_with('A'))
            .count(),
        2
    );
    for wrong in [
        json!({ "as_of": AS_OF, "places_each": 0 }),
        json!({ "as_of": AS_OF, "uses": [] }),
        json!({ "as_of": AS_OF, "danger": true }),
        json!({}),
    ] {
        assert!(SweepListSettings::from_value(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn what_does_not_go_together_is_refused() {
    let mut twice = registrants();
    twice.push(twice[0].clone());
    let error = sweep_list(&twice, &settings()).unwrap_err();
    assert!(error.to_string().contains("one record"), "{error}");
    let other_day = SweepListSettings::on("2026-03-10".parse().unwrap());
    assert!(sweep_list(&registrants(), &other_day).is_err());
    let mut plan = plan(1);
    plan.teams.clear();
    assert_eq!(
        sweep_sheet(&plan, &header()).unwrap_err(),
        Error::UnknownRecord { name: "teams" }
    );
    let mut plan = self::plan(1);
    plan.registrants.remove(0);
    assert_eq!(
        sweep_sheet(&plan, &header()).unwrap_err(),
        Error::UnknownRecord { name: "list" }
    );
    let mut plan = self::plan(1);
    plan.list.addresses.remove(0);
    assert_eq!(
        sweep_sheet(&plan, &header()).unwrap_err(),
        Error::UnknownRecord { name: "routes" }
    );
}

fn header() -> PackageHeader {
    PackageHeader::from_value(&json!({
        "id": "FS-2026-3", "agency": "Example State Clearinghouse", "as_of": AS_OF, "requesting_agency": "Example County Sheriff",
        "authority": "34 USC 20941; request 2026-115", "purpose": "to check addresses that nobody has confirmed",
    }))
    .unwrap()
}

fn plan(capacity: u32) -> FieldPlan {
    let registrants = registrants();
    let list = sweep_list(&registrants, &settings()).unwrap();
    let team = |id: &str, latitude: f64| SweepTeam {
        id: id.to_owned(),
        latitude: Some(latitude),
        longitude: Some(-89.64),
        capacity,
        hours: (480.0, 960.0),
    };
    let teams = vec![team("north", 39.92), team("south", 39.75)];
    let travel = Travel::default();
    let found = verification_sweep(
        &list.stops(),
        &teams,
        &travel,
        &SweepSettings::default(),
        &NoControl,
    );
    FieldPlan {
        registrants,
        list,
        teams,
        routes: found.unwrap(),
        travel,
    }
}

fn page(document: &Document, name: &str) -> String {
    let request = releases::request(&releases::to("law_enforcement"));
    let ledger = &mut Ledger::default();
    let released = disseminate(document.clone(), &request, &Policy::standard(), ledger);
    let html = released.unwrap().html();
    fs::write(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), &html).unwrap();
    html
}

#[test]
fn the_sheet_holds_what_a_team_needs_and_nobody_who_owes_nothing() {
    let sheet = sweep_sheet(&plan(10), &header()).unwrap();
    let html = page(&sheet, "sweep_sheet.html");
    for words in [
        "LAW ENFORCEMENT SENSITIVE",
        "Example County Sheriff",
        "34 USC 20941",
        "Team north",
        "Team south",
        "Person Of A-overdue",
        "Person Of E-unlocated",
        "12 Elm St, Springfield, IL",
        "keeps two dogs",
        "felony arrest",
        "1971-06-24",
        "not done since 2024-",
        "declared unlocated by an agency on 2026-02-03",
        "in custody since 2025-12-01",
        "the address has no position",
        "Line: the order of the places, not the roads",
        "1.3 times the way as the crow flies",
        "Verify before action",
    ] {
        assert!(html.contains(words), "{words}");
    }
    for nobody in ["B-done", "K-owes-nothing", "canaryrelation"] {
        assert!(!html.contains(nobody), "{nobody}");
    }
    let mut public = releases::to("public");
    public["purpose"] = json!("public_notification");
    let request = releases::request(&public);
    let refused = disseminate(sheet, &request, &Policy::standard(), &mut Ledger::default());
    assert!(refused.is_err());
}

/// The numbers of the table are those of the map, and every address stands on one route or among those that no team takes.
#[test]
fn map_and_table_tell_the_same_order() {
    for capacity in [10, 1] {
        let plan = plan(capacity);
        let sheet = sweep_sheet(&plan, &header()).unwrap();
        let mut visits = 0;
        for section in &sheet.sections {
            let mut points = 0;
            for block in &section.blocks {
                match block {
                    Block::Figure(figure) => {
                        let Drawing::Map(map) = &figure.drawing else {
                            panic!("a map");
                        };
                        assert_eq!(map.line, MapLine::Round);
                        points = map.points.len();
                    }
                    Block::Table(table) if points > 0 => {
                        // the base is the first point
                        let numbers: Vec<Value> =
                            table.rows.iter().map(|row| json!(row.cells[0])).collect();
                        let expected: Vec<Value> = (2..=points).map(|n| json!(n)).collect();
                        assert_eq!(numbers, expected);
                        assert!(table.rows.iter().all(|row| !row.sources.is_empty()));
                        visits += table.rows.len();
                    }
                    _ => {}
                }
            }
        }
        assert_eq!(
            visits + plan.routes.unassigned.len(),
            plan.list.addresses.len()
        );
        assert_eq!(plan.routes.unassigned.is_empty(), capacity == 10);
    }
}

//! The lead package: what stands in it, what does not, and who may have it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use std::{fs, path::Path};

use caselink::{
    Error, NoControl,
    documents::{Block, Document, Field, Marking, Section},
    records::Offender,
    release::{Ledger, Policy, Released, disseminate},
    tracking::{
        AssessOptions, KnownFacts, LeadCase, LeadRegistrant, LeadSubject, LinkSettings,
        LocateInputs, LocateSettings, OffenderIndex, OpenCase, PackageHeader, RulePack, assess,
        lead_package, locate,
    },
};
use serde_json::{Value, from_value, json};

const AS_OF: &str = "2026-03-09";

/// One person as the registry of Illinois has him.
fn illinois() -> Value {
    let said = |on: &str, by: &str, confidence: &str| json!({ "agency": "IL0160000", "recorded_on": on, "reported_by": by, "confidence": confidence, "source": format!("form R-{on}") });
    json!({
        "id": "IL-0042917",
        "provenance": said("2024-01-10", "self", "probable"),
        "names": [
            { "kind": "legal", "given": "Marcus", "middle": "Tobias", "surname": "Okafor" },
            { "kind": "alias", "full": "Mark Cole", "provenance": said("2025-06-02", "officer", "possible") },
        ],
        "birth_date": "1971-06-24", "sex": "M",
        "identifiers": [
            { "kind": "ssn", "value": "900-05-1120" },
            { "kind": "driver_licence", "value": "O255-7731-0624", "issuer": "IL" },
            { "kind": "fbi_number", "value": "FBI7731900X" },
            { "kind": "registry", "value": "IL-R-55021" },
            { "kind": "passport", "value": "P5529917", "issuer": "US" },
            { "kind": "phone", "value": "217-555-0142" },
            { "kind": "email", "value": "mokafor71@example.org" },
            { "kind": "handle", "value": "lindenfisher71" },
            { "kind": "professional_licence", "value": "HVAC-77120", "issuer": "IL" },
        ],
        "description": {
            "height_cm": { "least": 183.0, "most": 183.0 }, "weight_kg": { "least": 95.0, "most": 95.0 }, "build": "heavy",
            "hair_color": "BRO", "eye_color": "BLU", "race": "B",
            "marks": [{ "kind": "TAT", "site": "forearm", "side": "left", "text": "anchor with the word HOPE" }],
        },
        "convictions": [
            { "offence": { "title": "aggravated criminal sexual abuse", "statute": "720 ILCS 5/11-1.60", "committed_on": "2009-08",
                           "comparable_to": "18 USC 2244" },
              "convicted_on": "2010-03-15", "sentenced_on": "2010-05-02", "imprisoned": true, "released_on": "2016-01-31",
              "jurisdiction": "IL", "tiers": [{ "scheme": "SORNA", "tier": "II", "effective_from": "2010-05-02" }],
              "method": "met them through Canaryvictim Petronella at the swimming club",
              "victims": [{ "age": { "least": 11.0, "most": 11.0 }, "sex": "F", "relation": "canaryrelation stepdaughter" },
                          { "age": { "least": 9.0, "most": 9.0 }, "sex": "F" }],
              "provenance": said("2016-02-02", "court", "confirmed") },
            { "offence": { "title": "canaryjuvenile criminal sexual abuse" }, "convicted_on": "1986-05-17", "jurisdiction": "IL", "juvenile": true,
              "victims": [{ "age": { "least": 12.0, "most": 12.0 }, "sex": "F" }] },
        ],
        "registrations": [{
            "jurisdiction": "IL", "number": "X0042917", "span": { "start": "2016-01-31" }, "status": "non-compliant",
            "acknowledged_on": "2016-01-31",
            "tiers": [{ "scheme": "SORNA", "tier": "II", "effective_from": "2016-01-31" }],
            "appearances": [
                { "on": "2023-07-30", "purpose": "verification", "manner": "in_person" },
                { "on": "2024-01-30", "purpose": "verification", "manner": "in_person" },
                { "on": "2024-07-29", "purpose": "verification", "manner": "in_person" },
                { "on": "2025-01-28", "purpose": "verification", "manner": "in_person" },
            ],
        }],
        "stays": [
            { "kind": "residence", "span": { "start": "2023-06-01" },
              "place": { "address": { "street_number": "1180", "street": "Linden Ave", "unit": "Apt 4", "locality": "Springfield", "state": "IL",
                                      "postcode": "62704", "latitude": 39.7817, "longitude": -89.6501 } },
              "verifications": [
                { "on": "2024-11-12", "manner": "home_visit", "outcome": "confirmed", "by": "Sgt. Ruiz" },
                { "on": "2025-09-03", "manner": "home_visit", "outcome": "no_answer" },
                { "on": "2025-10-21", "manner": "home_visit", "outcome": "not_there", "by": "Sgt. Ruiz", "provenance": said("2025-10-21", "officer", "confirmed") },
                { "on": "2026-02-11", "manner": "mail", "outcome": "mail_returned" } ],
              "provenance": said("2023-06-02", "self", "confirmed") },
            { "kind": "residence", "span": { "start": "2016-01-31", "end": "2022-02-01" },
              "place": { "address": { "street_number": "402", "street": "Cedar St", "locality": "Peoria", "state": "IL", "postcode": "61602",
                                      "latitude": 40.6936, "longitude": -89.589 } },
              "verifications": [{ "on": "2021-05-03", "manner": "home_visit", "outcome": "confirmed" }] },
            { "kind": "transient", "span": { "start": "2022-04-15", "end": "2023-06-01" },
              "place": { "name": "riverfront shelter", "address": { "locality": "Peoria", "state": "IL" } } },
            { "kind": "work", "organisation": "Prairie Heating and Air", "span": { "start": "2023-09-01", "end": "2025-08-15" },
              "place": { "address": { "street_number": "77", "street": "Commerce Dr", "locality": "Springfield", "state": "IL",
                                      "latitude": 39.8003, "longitude": -89.644 } } },
        ],
        "vehicles": [
            { "year": 2014, "make": "FORD", "model": "Transit", "style": "VN", "colors": ["WHI"], "plate": { "text": "ZZ12345", "state": "IL" },
              "vin": "1M8GDM9AXKP042788", "span": { "start": "2023-10-01" }, "features": ["ladder rack"] },
            { "year": 2006, "make": "TOYT", "colors": ["SIL"], "plate": { "text": "ZZ55501", "state": "IL" }, "span": { "start": "2017-01-01", "end": "2023-09-01" } },
        ],
        "custody": [
            { "kind": "prison", "span": { "start": "2010-05-02", "end": "2016-01-31" }, "facility": "Logan Correctional Center", "verified": true },
        ],
        "declarations": [{ "whereabouts": "unlocated", "on": "2025-11-03", "by": "IL0160000", "criteria": "two failed home checks and an overdue verification" }],
        "warrants": [{ "kind": "felony_arrest", "status": "active", "issued_on": "2025-12-01", "jurisdiction": "IL", "number": "25-CF-1187",
                       "charge": "failure to register", "extradition": "surrounding states" }],
        "cautions": [{ "text": "resisted arrest in 2009; keeps two dogs", "on": "2009", "provenance": said("2016-02-02", "officer", "confirmed") }],
        "events": [
            { "kind": "foreign_travel", "on": "2024-08-03", "jurisdiction": "IL", "notice_on": "2024-07-01", "detail": "Cancun, Mexico, one week, Example Air 118" },
            { "kind": "referred", "on": "2025-11-05", "jurisdiction": "IL" },
            { "kind": "arrested", "on": "2019-04-02", "jurisdiction": "IL", "detail": "late verification; not charged" },
        ],
        "associates": [
            { "role": "relative", "relation": "mother", "names": [{ "given": "Adaeze", "surname": "Okafor" }],
              "addresses": [{ "street_number": "9", "street": "Quarry Rd", "locality": "Rockford", "state": "IL", "latitude": 42.2711, "longitude": -89.094 }],
              "identifiers": [{ "kind": "phone", "value": "815-555-0161" }] },
            { "role": "child", "relation": "stepdaughter", "names": [{ "given": "Canarychild", "surname": "Vane" }], "birth_date": "2014-02-02",
              "addresses": [{ "street_number": "1180", "street": "Linden Ave", "unit": "Apt 4", "locality": "Springfield", "state": "IL", "postcode": "62704" }] },
        ],
    })
}

/// The same person as the registry of Missouri has him.
fn missouri() -> Value {
    json!({
        "id": "MO-77120",
        "provenance": { "agency": "MO0950000", "recorded_on": "2022-02-20", "reported_by": "self" },
        "names": [{ "kind": "legal", "given": "Marcus", "middle": "T", "surname": "Okafor" }],
        "birth_date": "1971-06-25", "sex": "M",
        "registrations": [{ "jurisdiction": "MO", "span": { "start": "2022-02-08", "end": "2022-04-20" }, "status": "moved out of state",
                            "tiers": [{ "scheme": "SORNA", "tier": "II", "effective_from": "2022-02-08" }] }],
        "stays": [{ "kind": "residence", "span": { "start": "2022-02-05", "end": "2022-04-20" },
                    "place": { "address": { "street_number": "310", "street": "Gravois Ave", "locality": "St. Louis", "state": "MO", "postcode": "63104",
                                            "latitude": 38.604, "longitude": -90.211 } } }],
        "vehicles": [{ "year": 2014, "make": "FORD", "model": "Transit", "style": "VN", "colors": ["WHI"], "plate": { "text": "ZZ12345", "state": "IL" } }],
    })
}

fn records() -> Vec<Offender> {
    vec![
        from_value(illinois()).unwrap(),
        from_value(missouri()).unwrap(),
    ]
}

fn open_case() -> OpenCase {
    from_value(json!({ "case": {
        "id": "NC-1187730", "case_type": "NFA", "agency": "IL0840000", "status": "open", "reported_on": "2026-02-27",
        "last_seen": { "earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T16:30:00" },
        "last_seen_place": { "address": { "street": "Elm St at 4th St", "locality": "Springfield", "state": "IL", "latitude": 39.79, "longitude": -89.64 } },
        "circumstances": "Canaryvictim Petronella walked home from the swimming club",
        "people": [
            { "role": "child", "names": [{ "given": "Petronella", "surname": "Canaryvictim" }], "sex": "F", "birth_date": "2015-02-02",
              "description": { "age": { "least": 11.0, "most": 11.0 } } },
            { "role": "suspect", "sex": "M", "description": { "age": { "least": 45.0, "most": 60.0 }, "height_cm": { "least": 178.0, "most": 188.0 }, "build": "heavy" } },
        ],
        "vehicles": [{ "style": "VN", "colors": ["WHI"], "plate": { "text": "ZZ123*" } }],
    }})).unwrap()
}

fn beside() -> LocateInputs {
    LocateInputs::from_value(&json!({
        "sightings": [{ "id": "LPR-881", "vehicle": { "plate": { "text": "ZZ12345", "state": "IL" } }, "manner": "plate_reader",
                        "place": { "address": { "street": "Quarry Rd", "locality": "Rockford", "state": "IL", "latitude": 42.2715, "longitude": -89.0951 } },
                        "time": { "earliest": "2026-02-18T07:31:00", "latest": "2026-02-18T07:31:00" },
                        "provenance": { "agency": "IL0840000", "recorded_on": "2026-02-18", "confidence": "confirmed" } }],
        "searches": [
            { "id": "S-19", "kind": "jail_roster", "scope": "Illinois jails", "on": "2026-03-02", "result": "nothing_found", "by": "A. Novak" },
            { "id": "S-20", "kind": "death", "scope": "state death index", "on": "2026-03-02", "result": "nothing_found" },
        ],
    }))
    .unwrap()
}

fn header() -> PackageHeader {
    PackageHeader::from_value(&json!({
        "id": "LP-2026-41", "agency": "Example State Clearinghouse", "as_of": AS_OF,
        "requesting_agency": "Example County Fugitive Task Force",
        "authority": "34 USC 20941; request 2026-114 of 5 March 2026",
        "purpose": "to find a registrant whose address was not verified",
        "contact": "Duty desk, 555-0100, day and night",
    }))
    .unwrap()
}

fn registrant(records: Vec<Offender>, beside: &LocateInputs) -> LeadRegistrant {
    let as_of = AS_OF.parse().unwrap();
    let packs = [RulePack::federal().unwrap()];
    let options = AssessOptions::on(as_of);
    let assessments = records
        .iter()
        .map(|record| assess(record, &packs, &options, None).unwrap())
        .collect();
    let located = locate(&records, beside, &LocateSettings::on(as_of), None).unwrap();
    LeadRegistrant {
        records,
        assessments,
        located: Some(located),
        ..LeadRegistrant::default()
    }
}

fn subject() -> LeadRegistrant {
    let mut file = registrant(records(), &beside());
    let index = OffenderIndex::build(&file.records, &KnownFacts::default(), &NoControl).unwrap();
    let cases = index.find_cases(
        "IL-0042917",
        &[open_case()],
        &LinkSettings::default(),
        &NoControl,
    );
    file.cases = Some(cases.unwrap());
    file
}

fn package() -> Document {
    lead_package(&subject().into(), &header()).unwrap()
}

fn release(document: &Document, audience: &str) -> Result<Released, Error> {
    let request = releases::request(&releases::to(audience));
    disseminate(
        document.clone(),
        &request,
        &Policy::standard(),
        &mut Ledger::default(),
    )
}

fn page(document: &Document, name: &str) -> String {
    let released = release(document, "law_enforcement").unwrap();
    let html = released.html();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    fs::write(folder.join(name), &html).unwrap();
    html
}

#[test]
fn the_page_holds_what_a_team_needs() {
    let html = page(&package(), "lead_package.html");
    for words in [
        // cover
        "LAW ENFORCEMENT SENSITIVE",
        "Example County Fugitive Task Force",
        "34 USC 20941",
        "not probable cause. Verify before action",
        "Ledger entry",
        "Duty desk, 555-0100",
        // identity
        "Marcus Tobias Okafor",
        "Mark Cole",
        "1971-06-24",
        "1971-06-25",
        "••••1120",
        "O255-7731-0624",
        "anchor with the word HOPE",
        "6 ft 0 in (183 cm)",
        // duties: what failed, since when, by which rule
        "appear in person for verification",
        "2025-08-01",
        "34 USC 20918",
        "UNCONFIRMED",
        // process
        "resisted arrest in 2009; keeps two dogs",
        "felony arrest",
        "25-CF-1187",
        "late verification; not charged",
        "two failed home checks",
        // history
        "aggravated criminal sexual abuse",
        "JUVENILE",
        "female, 11; female, 9",
        "10 to 13",
        // where
        "1180 Linden Ave, Apt 4, Springfield, IL 62704",
        "mail came back",
        "Prairie Heating and Air",
        "HVAC-77120",
        // things and people
        "2014 white Ford Transit van",
        "IL ZZ12345",
        "1M8GDM9AXKP042788",
        "217-555-0142",
        "mokafor71@example.org",
        "lindenfisher71",
        "Adaeze Okafor",
        "9 Quarry Rd, Rockford, IL",
        // seen, searched, travel
        "Last seen at",
        "NOTHING FOUND",
        "NOT SEARCHED, as far as this package knows: immigration",
        "Cancun, Mexico",
        // where to look, conflicts, next, annex
        "Where to look, in order",
        "Conflicts and gaps",
        "Suggested next checks",
        "Annex: open cases",
        "NC-1187730",
        // each fact leads back
        "IL0160000",
        "recorded 2016-02-02",
        "confidence: confirmed",
    ] {
        assert!(html.contains(words), "{words}");
    }
}

/// Who a victim is stands nowhere, whatever the record holds of it.
#[test]
fn no_victim_is_named() {
    let file = subject();
    let case = case_subject();
    for (name, subject) in [("a", LeadSubject::from(file)), ("b", case.into())] {
        let document = lead_package(&subject, &header()).unwrap();
        let released = release(&document, "law_enforcement").unwrap();
        let whole = serde_json::to_string(&document).unwrap() + &released.html();
        let lower = whole.to_lowercase();
        for word in [
            "canaryvictim",
            "petronella",
            "canaryrelation",
            "canarychild",
            "2014-02-02",
            "2015-02-02",
        ] {
            assert!(!lower.contains(word), "{name}: {word}");
        }
    }
}

fn case_subject() -> LeadCase {
    let file = registrant(records(), &LocateInputs::default());
    let mut held: Offender = from_value(illinois()).unwrap();
    held.person.id = "IL-9".into();
    held.custody = from_value(json!([{ "kind": "prison", "span": { "start": "2025-01-01", "end": "2026-04-01" }, "verified": true }])).unwrap();
    let all = [file.records.clone(), vec![held]].concat();
    let index = OffenderIndex::build(&all, &KnownFacts::default(), &NoControl).unwrap();
    let case = open_case();
    let findings = index
        .find_offenders(&case, &LinkSettings::default())
        .unwrap();
    LeadCase {
        case,
        findings,
        registrants: vec![file],
    }
}

#[test]
fn a_case_has_who_is_worth_a_look_and_who_is_ruled_out() {
    let document = lead_package(&case_subject().into(), &header()).unwrap();
    let html = page(&document, "lead_package_case.html");
    for words in [
        "Lead package: open case",
        "NC-1187730",
        "Child: age",
        "Registrants who may be worth a look",
        "IL-0042917",
        "Marcus Tobias Okafor",
        "Who is ruled out",
        "IL-9",
        "in verified custody",
        "What could show that it does not hold",
        "resisted arrest in 2009",
    ] {
        assert!(html.contains(words), "{words}");
    }
}

/// The public gets nothing; and were the marking loosened by somebody, nothing personal.
#[test]
fn nothing_personal_is_left_for_the_public() {
    let document = package();
    assert!(matches!(
        release(&document, "public"),
        Err(Error::ReleaseRefused { .. })
    ));
    let case = lead_package(&case_subject().into(), &header()).unwrap();
    for mut loosened in [document, case] {
        loosened.marking = Marking::CLEAR;
        for purpose in ["statistics", "prevention"] {
            let mut request = releases::to("public");
            request["purpose"] = json!(purpose);
            let request = releases::request(&request);
            let released = disseminate(
                loosened.clone(),
                &request,
                &Policy::standard(),
                &mut Ledger::default(),
            )
            .unwrap();
            let page = released.html() + &released.json().unwrap();
            let mut words = Vec::new();
            texts(&illinois(), &mut words);
            texts(&missouri(), &mut words);
            // what kind of vehicle somebody drives is for everyone: alerts need it, and without the plate it is nobody's
            let vehicle = ["Transit"];
            for word in words
                .iter()
                .filter(|word| !vehicle.contains(&word.as_str()))
            {
                assert!(!page.contains(word), "{purpose}: {word}");
            }
        }
    }
}

/// Every text of a record that tells of the person: dates, numbers, names, places. Words of codes stand in any page.
fn texts(value: &Value, into: &mut Vec<String>) {
    match value {
        Value::String(text)
            if text.len() > 5 && text.contains(|c: char| c.is_uppercase() || c.is_numeric()) =>
        {
            into.push(text.clone());
        }
        Value::Array(all) => all.iter().for_each(|one| texts(one, into)),
        Value::Object(all) => all.values().for_each(|one| texts(one, into)),
        _ => {}
    }
}

/// Juvenile records are tagged as such, wherever they stand.
#[test]
fn juvenile_records_are_marked_and_kept_apart() {
    let document = package();
    let mut request = releases::to("law_enforcement");
    request["purpose"] = json!("analysis");
    let request = releases::request(&request);
    let released = disseminate(
        document.clone(),
        &request,
        &Policy::standard(),
        &mut Ledger::default(),
    )
    .unwrap();
    assert!(!released.html().contains("canaryjuvenile"));
    assert!(page(&document, "juvenile.html").contains("canaryjuvenile"));
}

/// What was recorded or happened after the day of the package is left out.
#[test]
fn later_facts_are_left_out() {
    let mut value = illinois();
    value["warrants"] = json!([{ "kind": "arrest", "status": "active", "issued_on": "2026-03-10", "number": "LATER-1" }]);
    value["cautions"] =
        json!([{ "text": "known later", "provenance": { "recorded_on": "2026-04-01" } }]);
    let file = registrant(vec![from_value(value).unwrap()], &LocateInputs::default());
    let html = page(
        &lead_package(&file.into(), &header()).unwrap(),
        "later.html",
    );
    assert!(!html.contains("LATER-1") && !html.contains("known later"));
    assert!(html.contains("No warrant is on record") && html.contains("no caution on record"));
    assert!(html.contains("of a later day than this package"));
}

#[test]
fn what_is_of_another_person_or_day_is_refused() {
    let mut file = subject();
    file.assessments[0].id = "ZZ-1".into();
    let error = lead_package(&file.into(), &header()).unwrap_err();
    assert!(matches!(
        error,
        Error::UnknownRecord {
            name: "assessments"
        }
    ));
    let mut other_day = header();
    other_day.as_of = "2026-03-10".parse().unwrap();
    let error = lead_package(&subject().into(), &other_day).unwrap_err();
    assert!(matches!(
        error,
        Error::InvalidParameter {
            name: "assessments",
            ..
        }
    ));
    let none = LeadRegistrant::default();
    assert!(lead_package(&none.into(), &header()).is_err());
    let empty = PackageHeader {
        authority: " ".to_owned(),
        ..header()
    };
    assert!(lead_package(&subject().into(), &empty).is_err());
}

/// A record of decades makes a page of bounded length that says what it does not list.
#[test]
fn long_records_are_bounded() {
    let mut value = illinois();
    let stay = value["stays"][1].clone();
    let stays: Vec<Value> = (0..400)
        .map(|at| {
            let mut stay = stay.clone();
            stay["place"]["address"]["street_number"] = json!(at.to_string());
            stay
        })
        .collect();
    value["stays"] = json!(stays);
    let file = registrant(vec![from_value(value).unwrap()], &LocateInputs::default());
    let document = lead_package(&file.into(), &header()).unwrap();
    assert!(longest(&document.sections) <= 30);
    let html = page(&document, "long.html");
    assert!(html.contains("370 more are not listed here"));
    assert!(html.len() < 400_000, "{}", html.len());
}

fn longest(sections: &[Section]) -> usize {
    let of = |section: &Section| {
        let rows = section.blocks.iter().map(|block| match block {
            Block::Table(table) => table.rows.len(),
            _ => 0,
        });
        rows.max().unwrap_or(0).max(longest(&section.sections))
    };
    sections.iter().map(of).max().unwrap_or(0)
}

/// Nothing counts as free text for want of a field: what does is what somebody wrote freely.
#[test]
fn no_value_is_left_without_a_field() {
    let value = serde_json::to_value(package()).unwrap();
    let mut narrative = Vec::new();
    fields(&value, &mut narrative);
    // what is free text stands in few places, and each of them is one
    for text in narrative {
        let known = ["dogs", "34 USC", "to find", "failed home checks"];
        assert!(known.iter().any(|word| text.contains(word)), "{text}");
    }
}

fn fields(value: &Value, into: &mut Vec<String>) {
    if let Some(field) = value.get("field")
        && *field == json!(Field::Narrative)
        && let Some(text) = value.get("value").and_then(Value::as_str)
    {
        into.push(text.to_owned());
    }
    match value {
        Value::Array(all) => all.iter().for_each(|one| fields(one, into)),
        Value::Object(all) => all.values().for_each(|one| fields(one, into)),
        _ => {}
    }
}

/// A child or a victim near a registrant is not named, whatever the role says.
#[test]
fn children_and_victims_among_the_associates_are_not_named() {
    for (one, is_named) in [
        (
            json!({ "role": "relative", "birth_date": "2012-03-04" }),
            false,
        ),
        (json!({ "role": "relative", "birth_date": "2008" }), false),
        (json!({ "role": "child" }), false),
        (
            json!({ "role": "victim", "birth_date": "1980-03-04" }),
            false,
        ),
        (
            json!({ "role": "associate", "description": { "age": { "least": 9.0, "most": 9.0 } } }),
            false,
        ),
        (
            json!({ "role": "relative", "birth_date": "1980-03-04" }),
            true,
        ),
    ] {
        let mut record = illinois();
        let mut one = one;
        one["names"] = json!([{ "full": "Canaryassociate Quux" }]);
        one["identifiers"] = json!([{ "kind": "phone", "value": "555-0199-7731" }]);
        one["relation"] = json!("canarystepdaughter");
        record["associates"] = json!([one]);
        let offender: Offender = from_value(record).unwrap();
        let subject = LeadRegistrant {
            records: vec![offender],
            ..LeadRegistrant::default()
        };
        let header = PackageHeader::from_value(&json!({
            "id": "LP-1", "agency": "A", "as_of": AS_OF, "requesting_agency": "B", "authority": "34 USC 20941", "purpose": "to find",
        }))
        .unwrap();
        let package =
            serde_json::to_string(&lead_package(&subject.into(), &header).unwrap()).unwrap();
        for canary in ["Canaryassociate", "555-0199-7731", "canarystepdaughter"] {
            assert_eq!(package.contains(canary), is_named, "{one} {canary}");
        }
    }
}

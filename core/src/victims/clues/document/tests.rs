use super::*;
use crate::{
    documents::Tlp,
    records::{Agency, Confidence},
    release::{Ledger, Policy, ReleaseKey, Request, disseminate},
    victims::{ClueKind, ClueSettings, clue_tables, combine_clues, route_clues},
};

fn clues() -> Vec<Clue> {
    let clue = |id: &str, kind, value: &str| Clue {
        id: id.into(),
        kind,
        value: value.into(),
        confidence: Confidence::Confirmed,
        series: Some("S-1".to_owned()),
        files: vec!["F-1".to_owned(), format!("F-{id}")],
        ..Clue::default()
    };
    vec![
        clue("K-1", ClueKind::Currency, "USD"),
        clue("K-2", ClueKind::Plate, "Wisconsin"),
        clue("K-3", ClueKind::School, "Red Fox"),
        clue("K-4", ClueKind::Other("smell".to_owned()), "sea"),
        clue("K-5", ClueKind::Socket, "J"),
        clue("K-6", ClueKind::Socket, "B"),
    ]
}

fn document(clues: &[Clue]) -> Result<Document> {
    let found = combine_clues(clues, &clue_tables(), &ClueSettings::default()).unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    clue_document(
        &found,
        clues,
        &[],
        "VI-26-0042",
        "Exempla Clearinghouse",
        day,
    )
}

fn values<'a>(json: &'a serde_json::Value, field: &str, found: &mut Vec<&'a str>) {
    match json {
        serde_json::Value::Object(map) => {
            let is_field = map.get("field").and_then(|f| f.as_str()) == Some(field);
            found.extend(
                map.get("value")
                    .and_then(|v| v.as_str())
                    .filter(|_| is_field),
            );
            for value in map.values() {
                values(value, field, found);
            }
        }
        serde_json::Value::Array(list) => {
            for value in list {
                values(value, field, found);
            }
        }
        _ => {}
    }
}

#[test]
fn every_value_says_what_it_is_and_leads_back_to_its_file() {
    let document = document(&clues()).unwrap();
    let json = serde_json::to_value(&document).unwrap();
    assert_eq!(Document::from_value(&json).unwrap(), document);
    let of = |field: &str| {
        let mut found = Vec::new();
        values(&json, field, &mut found);
        found
    };
    for value in clues().iter().map(|clue| clue.value.expose().clone()) {
        assert!(!of("general").contains(&value.as_str()), "{value}");
    }
    assert!(!of("general").join(" ").contains("United States"));
    assert!(of("victim_identity").contains(&"Red Fox"));
    assert!(of("vehicle_identifier").contains(&"Wisconsin"));
    assert!(of("state").contains(&"United States"));
    assert_eq!(of("narrative"), ["sea"]);
    let ids: Vec<&str> = document
        .sources
        .iter()
        .map(|source| &source.id[..])
        .collect();
    assert_eq!(ids[..6], ["K-1", "K-2", "K-3", "K-4", "K-5", "K-6"]);
    assert_eq!(ids[6], "F-1");
    assert_eq!(ids.len(), 6 + 1 + 6);
    assert_eq!(document.marking.tlp, Tlp::AmberStrict);
}

#[test]
fn evidence_stands_on_both_sides_and_what_is_missing_is_said() {
    let text = serde_json::to_string(&document(&clues()).unwrap()).unwrap();
    for words in [
        r#""weighs":"for""#,
        "contradict each other",
        "not understood",
        "would help most",
        "not confirmed from a source",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let text = serde_json::to_string(&document(&[]).unwrap()).unwrap();
    assert!(text.contains("Insufficient") && text.contains("no ranking to act on"));
}

#[test]
fn it_leaves_for_those_who_may_read_it_and_for_nobody_else() {
    let request = |kind: &str| {
        let asked = serde_json::json!({
            "actor": {"id": "u-17", "agency": "Exempla Clearinghouse", "role": "analyst"},
            "audience": {"kind": kind},
            "recipients": [{"name": "Dana Fields", "agency": "WI0130000", "law_enforcement": true}],
            "purpose": "victim_identification",
            "need_to_know": "series S-1", "right_to_know": "task force",
            "released_at": "2026-03-03T09:30:00-05:00",
        });
        Request::from_value(&asked, ReleaseKey::new(vec![7; 32]).unwrap()).unwrap()
    };
    let release = |kind: &str| {
        let document = document(&clues()).unwrap();
        let ledger = &mut Ledger::default();
        disseminate(document, &request(kind), &Policy::standard(), ledger)
    };
    let page = release("law_enforcement").unwrap().json().unwrap();
    assert!(page.contains("Red Fox") && page.contains("Wisconsin"));
    assert!(!page.contains("[withheld]"));
    assert!(release("partner_ngo").is_err());
}

#[test]
fn a_clue_that_is_not_there_is_an_error() {
    let found = combine_clues(&clues(), &clue_tables(), &ClueSettings::default()).unwrap();
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let error = clue_document(&found, &[], &[], "VI-1", "Exempla", day).unwrap_err();
    assert_eq!(error.code(), "UNKNOWN_RECORD");
    let error = clue_document(&found, &clues(), &[], "", "Exempla", day).unwrap_err();
    assert_eq!(error.code(), "INVALID_PARAMETER");
}

#[test]
fn what_reads_like_an_address_is_left_out_and_the_page_says_what_is_looked_for() {
    let street = "1180 Linden Ave";
    let mut clues = clues();
    clues.push(Clue {
        source: Some(format!("a parcel for {street}, Springfield").into()),
        note: Some(format!("{street} again").into()),
        places: vec!["US-WI".to_owned()],
        ..Clue {
            id: "K-7".into(),
            kind: ClueKind::Sign,
            value: format!("a sign: {street}").into(),
            series: Some("S-1".to_owned()),
            ..Clue::default()
        }
    });
    let text = serde_json::to_string(&document(&clues).unwrap()).unwrap();
    assert!(!text.contains("Linden") && !text.contains("1180"));
    assert!(text.matches("it reads like an address").count() >= 3);
    assert!(text.contains("not every way of writing one is recognised"));
    assert!(!text.contains("names no address"));
}

#[test]
fn routes_stand_in_the_document_with_their_reasons() {
    let clues = clues();
    let found = combine_clues(&clues, &clue_tables(), &ClueSettings::default()).unwrap();
    assert_eq!(found.leading, ["US"]);
    let agency = Agency {
        id: "A-17".to_owned(),
        jurisdictions: vec!["US".to_owned()],
        ..Agency::default()
    };
    let day = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
    let write =
        |routes: &[ClueRoute]| clue_document(&found, &clues, routes, "VI-1", "Exempla", day);
    let routes = route_clues(&found, &[agency], &[]);
    let json = serde_json::to_value(write(&routes).unwrap()).unwrap();
    let mut agencies = Vec::new();
    values(&json, "officer", &mut agencies);
    assert_eq!(agencies, ["A-17"]);
    let text = json.to_string();
    assert!(text.contains("Who would be told") && text.contains("It leads alone."));
    assert!(
        !serde_json::to_string(&write(&[]).unwrap())
            .unwrap()
            .contains("Who would be told")
    );

    // to a person, where no agency is listed
    let none = route_clues(&found, &[], &[]);
    let text = serde_json::to_string(&write(&none).unwrap()).unwrap();
    assert!(text.contains("No agency") && text.contains("To a person"));
    let other = ClueRoute {
        place: Some("JP".to_owned()),
        ..none[0].clone()
    };
    let error = write(&[other]).unwrap_err();
    assert!(error.to_string().contains("[0].place"), "{error}");
}

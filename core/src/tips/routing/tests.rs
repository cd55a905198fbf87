use serde_json::{Value, from_value, json};

use super::*;
use crate::records::Tip;

fn agency(id: &str, kind: &str, places: &[&str]) -> Value {
    json!({ "id": id, "kind": kind, "jurisdictions": places, "phones": [format!("{id} day")],
            "after_hours_phones": [format!("{id} night")], "languages": ["en-US"] })
}

fn places() -> Value {
    json!([
        { "id": "us", "kind": "country", "iso": "US" },
        { "id": "us-il", "kind": "state", "iso": "US-IL", "fips": "17", "part_of": "us", "time_zone": "America/Chicago" },
        { "id": "us-il-167", "kind": "county", "fips": "17167", "part_of": "us-il" },
        { "id": "springfield", "name": "Springfield", "kind": "municipal", "part_of": "us-il-167" },
        { "id": "us-in", "kind": "state", "iso": "US-IN", "fips": "18", "part_of": "us", "time_zone": "America/Indiana/Indianapolis" },
        { "id": "us-in-097", "kind": "county", "fips": "18097", "part_of": "us-in" },
        { "id": "us-nv", "kind": "state", "iso": "US-NV", "fips": "32" },
        { "id": "gb", "kind": "country", "iso": "GB", "time_zone": "Europe/London" },
    ])
}

fn agencies() -> Value {
    json!([
        agency("springfield-pd", "police", &["springfield"]),
        agency("sangamon-so", "sheriff", &["us-il-167"]),
        agency("il-sp", "state", &["us-il"]),
        agency("il-icac", "task_force", &["us-il"]),
        agency("il-registry", "registry", &["us-il"]),
        agency("in-sp", "state", &["us-in"]),
        agency("uk", "foreign", &["gb"]),
    ])
}

fn square(jurisdiction: &str, west: f64, south: f64, side: f64) -> Value {
    json!({ "jurisdiction": jurisdiction, "polygons": [[[
        [west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]]] })
}

fn inputs() -> Value {
    json!({
        "shapes": [square("springfield", -89.7, 39.7, 0.2), square("us-il-167", -90.0, 39.5, 0.8), square("us-in-097", -86.4, 39.6, 0.6)],
        "networks": [
            { "network": "203.0.113.0/24", "jurisdiction": "us-il", "as_of": "2026-03-01" },
            { "network": "203.0.113.64/26", "jurisdiction": "us-in", "as_of": "2026-03-01" },
            { "network": "198.51.100.0/24", "jurisdiction": "us-il", "shared": true },
            { "network": "2001:db8::/32", "jurisdiction": "gb", "as_of": "2026-03-01" },
        ],
        "numbers": [{ "prefix": "1217", "jurisdiction": "us-il-167" }, { "prefix": "44", "jurisdiction": "gb" }],
        "schools": [{ "name": "Lincoln School", "jurisdiction": "springfield" }],
        "calling_code": "1",
    })
}

fn directory() -> AgencyDirectory {
    AgencyDirectory::new(
        from_value(agencies()).unwrap(),
        from_value(places()).unwrap(),
        RouteInputs::from_value(&inputs()).unwrap(),
    )
    .unwrap()
}

fn tip(fields: &Value) -> Tip {
    let mut tip = json!({ "id": "T-1" });
    tip.as_object_mut()
        .unwrap()
        .extend(fields.as_object().unwrap().clone());
    from_value(tip).unwrap()
}

fn route(fields: &Value) -> Routing {
    let now = "2026-03-02T15:00:00Z".parse().unwrap(); // a Monday morning
    directory().route(&tip(fields), &RoutingRules::default(), Some(now))
}

fn to(routing: &Routing) -> Vec<&str> {
    routing.to.iter().map(|to| &to.agency[..]).collect()
}

fn reasons(routing: &Routing) -> Vec<UnroutableReason> {
    routing.unroutable.iter().map(|one| one.reason).collect()
}

fn at(north: f64, east: f64) -> Value {
    json!({ "latitude": north, "longitude": east })
}

#[test]
fn the_nearest_agency_and_the_task_force_above_it_get_it() {
    let found = route(&json!({ "people": [{ "role": "child", "addresses": [at(39.8, -89.6)] }] }));
    assert_eq!(to(&found), ["il-icac", "springfield-pd"]);
    let areas: Vec<(&str, i32)> = found
        .areas
        .iter()
        .map(|area| (&area.jurisdiction[..], area.points))
        .collect();
    assert_eq!(
        areas,
        [
            ("springfield", 50),
            ("us-il-167", 50),
            ("us-il", 50),
            ("us", 50)
        ]
    );
    assert_eq!(
        found.areas[0].reasons_for[0].field,
        "people[0].addresses[0]"
    );
    assert!(found.unroutable.is_empty());
    assert!(found.rules.ends_with("unverified"));
    // in the county and outside the town
    let found = route(&json!({ "people": [{ "role": "child", "addresses": [at(39.6, -89.9)] }] }));
    assert_eq!(to(&found), ["il-icac", "sangamon-so"]);
    // by words: the town in its state, the state, a county by its code
    for (address, agency) in [
        (
            json!({ "locality": " SPRINGFIELD ", "state": "IL" }),
            "springfield-pd",
        ),
        (json!({ "locality": "Nowhere", "state": "il" }), "il-sp"),
        (json!({ "country": "GB" }), "uk"),
    ] {
        let found = route(&json!({ "people": [{ "role": "child", "addresses": [address] }] }));
        assert!(to(&found).contains(&agency), "{agency}: {:?}", to(&found));
    }
}

#[test]
fn the_child_and_the_suspect_may_be_in_two_places() {
    let found = route(&json!({
        "people": [
            { "role": "child", "school": "lincoln  school" },
            { "role": "suspect", "addresses": [{ "state": "IN" }] },
        ],
        "ip_events": [{ "address": "203.0.113.70", "at": "2026-03-01T10:00:00" }],
    }));
    assert_eq!(to(&found), ["il-icac", "in-sp", "springfield-pd"]);
    let suspect = found.to.iter().find(|to| to.agency == "in-sp").unwrap();
    assert_eq!(suspect.whose, [Whose::Suspect]);
    let area = found
        .areas
        .iter()
        .find(|area| area.jurisdiction == "us-in")
        .unwrap();
    assert_eq!((area.points, area.reasons_for.len()), (80, 2));
}

#[test]
fn evidence_that_contradicts_itself_goes_to_a_person() {
    let found = route(&json!({ "people": [{ "role": "suspect",
        "addresses": [{ "state": "IN" }, { "state": "IL" }] }] }));
    // both are in the country, for which the directory has nobody
    let country = found
        .areas
        .iter()
        .find(|area| area.jurisdiction == "us")
        .unwrap();
    assert!(country.stands);
    assert_eq!(reasons(&found), [UnroutableReason::DirectoryGap]);
    let found = route(&json!({ "people": [{ "role": "suspect",
        "addresses": [{ "state": "NV" }, { "country": "GB" }] }] }));
    assert_eq!(reasons(&found), [UnroutableReason::Contradicts]);
    assert_eq!(found.unroutable[0].jurisdictions, ["gb", "us-nv"]);
    assert!(found.to.is_empty());
    assert_eq!(found.areas[0].reasons_against.len(), 1);
    // more of one side decides, and the other stays against it
    let found = route(
        &json!({ "people": [{ "role": "suspect", "addresses": [{ "country": "GB" }],
        "identifiers": [{ "kind": "phone", "value": "+44 20 7946 0000" }, { "kind": "phone", "value": "217-555-0134" }] }] }),
    );
    assert_eq!(to(&found), ["uk"]);
    let area = &found.areas[0];
    assert_eq!(
        (&area.jurisdiction[..], area.points, area.beside),
        ("gb", 70, 20)
    );
    assert_eq!(area.reasons_against.len(), 1);
}

#[test]
fn what_says_nothing_counts_nothing_and_is_noted() {
    let found = route(&json!({ "ip_events": [
        { "address": "10.0.0.7" }, { "address": "100.64.1.1" }, { "address": "999.1.1.1" },
        { "address": "198.51.100.9" }, { "address": "203.0.113.5", "possible_proxy": true },
        { "address": "203.0.113.5", "at": "2025-01-01T00:00:00" }, { "address": "192.0.2.1" }, { "address": "::1" },
    ], "accounts": [{ "kind": "phone", "value": "999" }], "place": { "name": "somewhere" } }));
    assert_eq!(reasons(&found), [UnroutableReason::NoEvidence]);
    assert_eq!(found.notes.len(), 10);
    assert!(found.areas.is_empty());
    // one address used a hundred times is not a hundred addresses
    let many: Vec<Value> = (0..100)
        .map(|_| json!({ "address": "203.0.113.5", "at": "2026-03-01T00:00:00" }))
        .collect();
    let found = route(&json!({ "ip_events": many }));
    assert_eq!(found.areas[0].points, 90);
    assert_eq!(found.areas[0].reasons_for.len(), 100);
    // the longest network that holds it
    let found = route(
        &json!({ "ip_events": [{ "address": "203.0.113.64" }, { "address": "::ffff:203.0.113.65" }] }),
    );
    assert_eq!(found.areas[0].jurisdiction, "us-in");
}

#[test]
fn too_little_is_an_answer_and_the_reporter_is_asked_last() {
    let reporter = json!({ "role": "reporter", "addresses": [{ "state": "IL" }] });
    let found = route(&json!({ "people": [reporter] }));
    assert_eq!(reasons(&found), [UnroutableReason::TooLittle]);
    let found = route(
        &json!({ "people": [reporter, { "role": "child", "addresses": [{ "state": "IN" }] }] }),
    );
    assert_eq!(to(&found), ["in-sp"]);
    // a witness says nothing of where anybody is
    let found =
        route(&json!({ "people": [{ "role": "witness", "addresses": [{ "state": "IL" }] }] }));
    assert_eq!(reasons(&found), [UnroutableReason::NoEvidence]);
}

#[test]
fn who_is_called_when_and_in_which_language() {
    let child = json!([{ "role": "child", "addresses": [{ "state": "IL" }] }]);
    let at = |now: &str, language: &str| {
        let tip = tip(&json!({ "people": child, "language": language }));
        let now = Some(now.parse().unwrap());
        let found = directory().route(&tip, &RoutingRules::default(), now);
        found
            .to
            .into_iter()
            .find(|to| to.agency == "il-sp")
            .unwrap()
    };
    let day = at("2026-03-02T15:00:00Z", "en");
    assert_eq!(
        (day.after_hours, day.has_language),
        (Some(false), Some(true))
    );
    assert_eq!(day.phones, ["il-sp day"]);
    assert_eq!(day.local_time.as_deref(), Some("Mon 09:00 CST"));
    let night = at("2026-03-02T06:00:00Z", "es-MX");
    assert_eq!(
        (night.after_hours, night.has_language),
        (Some(true), Some(false))
    );
    assert_eq!(night.phones, ["il-sp night"]);
    assert_eq!(at("2026-03-07T18:00:00Z", "en").after_hours, Some(true));
}

#[test]
fn a_place_in_two_areas_is_named_for_both() {
    let mut with = inputs();
    with["shapes"] = json!([
        square("us-il-167", 0.0, 0.0, 2.0),
        square("us-in-097", 1.0, 1.0, 2.0)
    ]);
    let directory = AgencyDirectory::new(
        from_value(agencies()).unwrap(),
        from_value(places()).unwrap(),
        RouteInputs::from_value(&with).unwrap(),
    )
    .unwrap();
    let tip = tip(&json!({ "people": [{ "role": "child", "addresses": [at(1.5, 1.5)] }] }));
    let found = directory.route(&tip, &RoutingRules::default(), None);
    let named: Vec<&str> = found
        .areas
        .iter()
        .map(|area| &area.jurisdiction[..])
        .collect();
    assert!(named.contains(&"us-il-167") && named.contains(&"us-in-097"));
    assert!(
        found
            .areas
            .iter()
            .all(|area| area.jurisdiction == "us" || !area.stands)
    );
    assert!(
        found.areas[0].reasons_for[0]
            .words
            .contains("2 jurisdictions")
    );
}

#[test]
fn a_directory_says_what_it_lacks_and_refuses_circles() {
    let mut with = inputs();
    with["shapes"] = json!([
        square("nowhere", 0.0, 0.0, 1.0),
        { "jurisdiction": "us-il", "polygons": [] },
        { "jurisdiction": "us-il", "polygons": [[[[0.0, 0.0], [1.0, 1.0]]]] },
        { "jurisdiction": "us-il", "polygons": [[[[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [0.0, 0.0]]]] },
        square("us-il", 179.5, 0.0, 1.0),
    ]);
    with["networks"] = json!([{ "network": "203.0.113.0/33", "jurisdiction": "us" }, { "network": "x", "jurisdiction": "us" },
                              { "network": "::/0", "jurisdiction": "nowhere" }]);
    with["numbers"] = json!([{ "prefix": "+1", "jurisdiction": "us" }]);
    let directory = AgencyDirectory::new(
        from_value(agencies()).unwrap(),
        from_value(places()).unwrap(),
        RouteInputs::from_value(&with).unwrap(),
    )
    .unwrap();
    let count = |kind: DirectoryNoteKind| {
        let notes = directory.notes().iter();
        notes.filter(|note| note.kind == kind).count()
    };
    assert_eq!(count(DirectoryNoteKind::BadShape), 4);
    assert_eq!(count(DirectoryNoteKind::BadNetwork), 2);
    assert_eq!(count(DirectoryNoteKind::BadNumber), 1);
    assert_eq!(count(DirectoryNoteKind::UnknownJurisdiction), 2);
    // Nevada, and the country by itself
    assert_eq!(count(DirectoryNoteKind::NoAgency), 2);
    let circle = json!([{ "id": "a", "part_of": "b" }, { "id": "b", "part_of": "c" }, { "id": "c", "part_of": "b" }]);
    for wrong in [circle, json!([{ "id": "a" }, { "id": "a" }])] {
        let places = from_value(wrong).unwrap();
        assert!(AgencyDirectory::new(Vec::new(), places, RouteInputs::default()).is_err());
    }
}

#[test]
fn rules_are_in_their_range() {
    for wrong in [
        json!({ "points": { "phone": -1 } }),
        json!({ "points": { "danger": 5 } }),
        json!({ "most_of_kind": 0 }),
        json!({ "office_hours": [17, 8] }),
        json!({ "weights": {} }),
    ] {
        assert!(RoutingRules::from_value(&wrong).is_err(), "{wrong}");
    }
}

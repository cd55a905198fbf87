mod bad_input;
mod exclusions;
mod people;
#[cfg(feature = "synth")]
mod worlds;

use serde_json::{Value, json};

use super::*;
use crate::{
    NoControl,
    records::{Limits, Offender},
};

fn offender(value: Value) -> Offender {
    serde_json::from_value(value).unwrap()
}

fn open(value: Value) -> OpenCase {
    serde_json::from_value(value).unwrap()
}

fn index(offenders: &[Offender]) -> OffenderIndex {
    OffenderIndex::build(offenders, &KnownFacts::default(), &NoControl).unwrap()
}

fn at(latitude: f64, longitude: f64) -> Value {
    json!({ "address": { "latitude": latitude, "longitude": longitude } })
}

/// A registrant who lives at a place since 2019, with a vehicle.
fn lives(id: &str, latitude: f64, more: &Value) -> Offender {
    let mut value = json!({
        "id": id,
        "stays": [{ "kind": "residence", "place": at(latitude, -89.65), "span": { "start": "2019-04-01" } }],
    });
    crate::json::lay_over(&mut value, more);
    offender(value)
}

/// A case at latitude 39.8 on 27 February 2026.
fn case(more: &Value) -> OpenCase {
    let mut value = json!({ "case": {
        "id": "NC-1", "case_type": "NFA", "reported_on": "2026-02-27",
        "last_seen": { "earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T16:30:00" },
        "last_seen_place": at(39.8, -89.65),
        "vehicles": [{ "style": "VN", "colors": ["WHI"], "plate": { "text": "ZZ123?" } }],
    }});
    crate::json::lay_over(&mut value, more);
    open(value)
}

fn white_van(plate: &str) -> Value {
    json!({ "vehicles": [{ "style": "VN", "colors": ["WHI"], "plate": { "text": plate }, "span": { "start": "2020-01-01" } }] })
}

fn find(offenders: &[Offender], open: &OpenCase) -> OffenderFindings {
    index(offenders)
        .find_offenders(open, &LinkSettings::default())
        .unwrap()
}

fn ids(found: &OffenderFindings) -> Vec<&str> {
    found
        .links
        .iter()
        .map(|link| link.offender.expose().as_str())
        .collect()
}

fn weight(link: &Link, group: LinkGroup) -> Option<i32> {
    let part = link.components.iter().find(|part| part.group == group);
    part.map(|part| part.weight.0)
}

#[test]
fn near_and_with_that_plate_ranks_first_and_parts_add_up() {
    let all = [
        lives("A", 39.81, &white_van("ZZ1234")),
        lives("B", 39.82, &white_van("ZZ9876")),
        lives("C", 40.5, &white_van("ZZ1235")),
        lives("D", 45.0, &white_van("ZZ1236")),
        lives("E", 45.0, &white_van("ZZ5555")),
    ];
    let found = find(&all, &case(&json!({})));
    assert_eq!(ids(&found)[0], "A");
    // a plate makes a candidate wherever somebody lives; a place too far and nothing else does not
    assert_eq!(found.candidates, 4);
    assert_eq!(found.feasible, 3);
    for link in &found.links {
        let sum: i32 = link.components.iter().map(|part| part.weight.0).sum();
        assert_eq!(link.total.0, sum);
        for part in &link.components {
            assert_eq!(part.caps.clamp(part.uncapped.0), part.weight.0);
            assert!(!part.label.is_empty() && !part.inputs.is_empty());
        }
        assert!(
            link.words.starts_with("the evidence") || link.words.contains("evidence for a link")
        );
        assert!(link.prior_times_ratio > 0.0);
    }
}

#[test]
fn no_order_of_the_records_changes_an_answer() {
    let mut all: Vec<Offender> = (0..40)
        .map(|n| {
            let plate = format!("ZZ12{:02}", n % 7);
            lives(
                &format!("P{n:02}"),
                39.5 + f64::from(n % 10) * 0.07,
                &white_van(&plate),
            )
        })
        .collect();
    let open = case(&json!({}));
    let first = find(&all, &open);
    all.reverse();
    assert_eq!(find(&all, &open), first);
    all.rotate_left(17);
    assert_eq!(find(&all, &open), first);
}

#[test]
fn a_place_of_another_time_is_no_place_of_the_case() {
    let moved = offender(json!({ "id": "A", "stays": [
        { "kind": "residence", "place": at(39.81, -89.65), "span": { "start": "2015-01-01", "end": "2019-01-01" } },
        { "kind": "residence", "place": at(39.9, -89.65), "span": { "start": "2019-01-01" } },
    ]}));
    let index = index(&[moved]);
    let link = index
        .explain("A", &case(&json!({})), &LinkSettings::default())
        .unwrap();
    let part = |group| {
        link.components
            .iter()
            .find(|part| part.group == group)
            .unwrap()
    };
    assert_eq!(part(LinkGroup::Place).inputs[1].field, "stays[1]");
    assert_eq!(part(LinkGroup::Area).inputs[0].field, "stays[0]");
    assert_eq!(link.outcome, LinkOutcome::Insufficient);
    assert_eq!(link.insufficient, Some(InsufficientReason::TooFewGroups));
}

/// The best of what a registrant is compared by, with everything alike.
fn alike(id: &str, latitude: f64, plate: &str, race: &str) -> Offender {
    lives(
        id,
        latitude,
        &json!({
            "birth_date": "1986-02-27",
            "sex": "M",
            "description": { "height_cm": { "least": 180, "most": 180 }, "build": "slim", "hair_color": "BRO", "race": race,
                "marks": [{ "kind": "TAT", "site": "neck", "text": "spider web" }] },
            "convictions": [{ "victims": [{ "age": { "least": 11, "most": 11 }, "sex": "F" }], "method": "lured with a lost puppy" }],
            "vehicles": [{ "style": "VN", "colors": ["WHI"], "make": "FORD", "plate": { "text": plate }, "span": { "start": "2020-01-01" } }],
        }),
    )
}

fn crowd(count: usize) -> Vec<Offender> {
    let colors = ["WHI", "BLK", "RED", "BLU"];
    (0..count)
        .map(|n| {
            let race = ["W", "B", "A"][n % 3];
            let mut one = alike(
                &format!("X{n:03}"),
                39.3 + (n % 50) as f64 * 0.02,
                &format!("QX{n:04}"),
                race,
            );
            one.vehicles[0].colors = vec![colors[n % 4].into()];
            let description = one.description.as_mut().unwrap();
            description.marks.clear();
            description.build = Some(["slim", "medium", "heavy"][n % 3].into())
                .map(|one: crate::records::Build| one.into());
            one.convictions[0].method = None;
            one
        })
        .collect()
}

fn described(race: Option<&str>, plate: Option<&str>, mark: bool) -> OpenCase {
    let marks = if mark {
        json!([{ "kind": "TAT", "site": "neck", "text": "spider web" }])
    } else {
        json!([])
    };
    let mut vehicle = json!({ "style": "VN", "colors": ["WHI"], "make": "FORD" });
    if let Some(plate) = plate {
        vehicle["plate"] = json!({ "text": plate });
    }
    case(&json!({ "case": {
        "circumstances": "she was lured by a man with a puppy",
        "people": [
            { "role": "child", "sex": "F", "birth_date": "2014-06-01" },
            { "role": "suspect", "sex": "M", "description": { "age": { "least": 35, "most": 45 }, "build": "slim",
                "height_cm": { "least": 175, "most": 185 }, "race": race, "marks": marks } },
        ],
        "vehicles": [vehicle],
    }}))
}

/// The case with the source of the vehicle, and that of the description; the story is told by the same as the vehicle.
fn sourced(mut case: OpenCase, [vehicle, suspect]: [Option<&str>; 2]) -> OpenCase {
    let of = |source: Option<&str>| {
        source.map(|source| {
            serde_json::from_value::<crate::records::Provenance>(json!({ "source": source }))
                .unwrap()
        })
    };
    case.case.vehicles[0].provenance = of(vehicle);
    case.case.people[1].provenance = of(suspect);
    case.case.provenance = of(vehicle);
    case
}

#[test]
fn one_voice_is_never_strong_whatever_it_says() {
    let mut all = crowd(200);
    all.push(alike("A", 39.801, "ZZ7777", "W"));
    let whole = || described(Some("W"), Some("ZZ7777"), true);
    let outcome = |sources: [Option<&str>; 2]| {
        let found = find(&all, &sourced(whole(), sources));
        let link = found.links[0].clone();
        assert_eq!(link.offender.expose(), "A");
        (link.outcome, link.total)
    };
    let two = outcome([Some("ann"), Some("ben")]);
    let one = outcome([Some("ann"), Some("ann")]);
    // what a record says without its sources may come from one
    let unnamed = outcome([None, None]);
    assert_eq!(two.0, LinkOutcome::Strong);
    assert_eq!((one.0, unnamed.0), (LinkOutcome::Lead, LinkOutcome::Lead));
    // nothing is taken from what they say
    assert_eq!((two.1, two.1), (one.1, unnamed.1));
    // a case and an incident are two records
    let mut apart = sourced(whole(), [None, None]);
    let incident = json!({ "id": "I-1", "suspects": [apart.case.people.remove(1)] });
    apart.incidents = vec![serde_json::from_value(incident).unwrap()];
    let found = find(&all, &apart);
    assert_eq!(found.links[0].outcome, LinkOutcome::Strong);
}

#[test]
fn whoever_is_only_alike_is_never_strong() {
    // everything that many share agrees, next door: age, build, height, make, colour, earlier victims, a word, the place
    let mut all = crowd(200);
    all.push(alike("A", 39.801, "ZZ7777", "W"));
    let found = find(&all, &described(Some("W"), None, false));
    let link = &found.links[0];
    assert_eq!(link.offender.expose(), "A");
    assert!(link.outcome < LinkOutcome::Strong, "{link:?}");
    assert_eq!(found.counts.strong, 0);
    // one that few share, and the rest beside it
    let found = find(
        &all,
        &sourced(
            described(Some("W"), Some("ZZ777?"), false),
            ["ann", "ben"].map(Some),
        ),
    );
    assert_eq!(found.links[0].outcome, LinkOutcome::Strong);
    let found = find(&all, &described(Some("W"), None, true));
    assert_eq!(found.links[0].offender.expose(), "A");
    // a plate alone is one group
    let bare = case(&json!({ "case": { "vehicles": [{ "plate": { "text": "ZZ7777" } }] } }));
    let found = find(&all, &bare);
    assert_eq!(found.links[0].outcome, LinkOutcome::Lead);
}

#[test]
fn race_weighs_the_same_whichever_it_is_and_only_where_a_witness_stated_it() {
    let total = |own: &str, seen: Option<&str>, settings: &LinkSettings| {
        let mut all = crowd(90);
        all.push(alike("A", 39.801, "ZZ7777", own));
        index(&all)
            .explain("A", &described(seen, None, false), settings)
            .unwrap()
            .total
    };
    let settings = LinkSettings::default();
    let uncapped = LinkSettings::from_value(
        &json!({ "caps": { "description": { "least": -50_000, "most": 50_000 } } }),
    )
    .unwrap();
    for settings in [&settings, &uncapped] {
        let silent = total("W", None, settings);
        for race in ["W", "B", "A", "I"] {
            assert_eq!(total(race, None, settings), silent);
            assert_eq!(
                total(race, Some(race), settings),
                total("W", Some("W"), settings)
            );
            let other = if race == "B" { "W" } else { "B" };
            assert_eq!(
                total(race, Some(other), settings),
                total("W", Some("B"), settings)
            );
        }
    }
    let same = total("W", Some("W"), &uncapped);
    let differs = total("W", Some("B"), &uncapped);
    let silent = total("W", None, &uncapped);
    assert_eq!((same.0 - silent.0, differs.0 - silent.0), (500, -997));
    let off = LinkSettings {
        race: false,
        ..uncapped
    };
    assert_eq!(total("W", Some("B"), &off), silent);
}

#[test]
fn one_caller_who_names_a_man_and_his_car_counts_once() {
    let mut all = crowd(60);
    let mut named = alike("A", 39.801, "ZZ7777", "W");
    named.person.names =
        serde_json::from_value(json!([{ "given": "Marcus", "surname": "Okafor" }])).unwrap();
    all.push(named);
    let tip = |id: &str, name: bool, plate: bool| {
        let mut tip = json!({ "id": id });
        if name {
            tip["people"] = json!([{ "role": "suspect", "names": [{ "full": "OKAFOR, Marcus" }] }]);
        }
        if plate {
            tip["vehicles"] = json!([{ "plate": { "text": "ZZ7777" } }]);
        }
        tip
    };
    let ask = |tips: Value| {
        let open = case(&json!({ "case": { "vehicles": [] }, "tips": tips }));
        find(&all, &open).links[0].clone()
    };
    let one = ask(json!([tip("T1", true, true)]));
    let two = ask(json!([tip("T1", true, false), tip("T2", false, true)]));
    assert_eq!(
        weight(&one, LinkGroup::Vehicle),
        weight(&two, LinkGroup::Vehicle)
    );
    assert_eq!(weight(&one, LinkGroup::Named), Some(0));
    assert!(weight(&two, LinkGroup::Named).unwrap() > 3_000);
    assert_eq!(one.outcome, LinkOutcome::Lead);
    assert_eq!(two.outcome, LinkOutcome::Strong);
}

#[test]
fn a_name_finds_somebody_far_away_and_a_common_one_finds_nobody() {
    let mut all = crowd(20);
    for n in 0..30 {
        let mut one = lives(&format!("N{n:02}"), 45.0, &json!({}));
        let name = if n == 0 { "Rosalind" } else { "John" };
        one.person.names =
            serde_json::from_value(json!([{ "given": name, "surname": "Smith" }])).unwrap();
        all.push(one);
    }
    let ask = |name: &str, most: u32| {
        let settings = LinkSettings {
            most_per_key: most,
            ..LinkSettings::default()
        };
        let open = case(
            &json!({ "case": { "vehicles": [], "people": [{ "role": "suspect", "names": [{ "given": name, "surname": "Smith" }] }] } }),
        );
        let found = index(&all).find_offenders(&open, &settings).unwrap();
        (found.candidates, found.common_keys)
    };
    assert_eq!(ask("Rosalind", 20), (21, 0));
    assert_eq!(ask("John", 20), (20, 1));
    assert_eq!(ask("John", 29), (49, 0));
}

#[test]
fn what_nobody_asked_for_is_not_looked_at() {
    let all = [lives("A", 39.81, &white_van("ZZ1234"))];
    for (more, is_in) in [
        (json!({ "case_type": "NFA" }), true),
        (json!({ "case_type": "ERU" }), false),
        (json!({ "case_type": "FA" }), false),
        (json!({ "case_type": "unstated" }), true),
        (
            json!({ "case_type": "unstated", "circumstance": "R" }),
            false,
        ),
        (
            json!({ "case_type": "unstated", "circumstance": "N" }),
            false,
        ),
        (
            json!({ "case_type": "unstated", "circumstance": "S" }),
            true,
        ),
        (json!({ "case_type": "LIM" }), false),
        (json!({ "case_type": "LIM", "category": "AA" }), true),
        (json!({ "case_type": "unstated", "category": "EMI" }), true),
        (json!({ "case_type": "NFA", "status": "resolved" }), false),
    ] {
        let found = find(&all, &case(&json!({ "case": more })));
        assert_eq!(found.not_looked_at.is_none(), is_in, "{more}");
        assert_eq!(found.candidates > 0, is_in);
    }
}

#[test]
fn not_meeting_the_duties_hardly_counts() {
    let known: KnownFacts = serde_json::from_value(
        json!({ "offenders": [{ "offender": "A", "noncompliant_since": "2025-06-01" }] }),
    )
    .unwrap();
    let all = [lives("A", 39.81, &white_van("ZZ1234"))];
    let open = case(&json!({}));
    let without = index(&all)
        .explain("A", &open, &LinkSettings::default())
        .unwrap();
    let with = OffenderIndex::build(&all, &known, &NoControl)
        .unwrap()
        .explain("A", &open, &LinkSettings::default())
        .unwrap();
    assert_eq!(with.total.0 - without.total.0, 138);
    for wrong in [
        json!({ "noncompliance_ratio": 1.21 }),
        json!({ "caps": { "noncompliance": { "least": 0, "most": 264 } } }),
        json!({ "race_same": 998 }),
        json!({ "race_differs": -998 }),
        json!({ "caps": { "place": { "least": 1, "most": 2 } } }),
        json!({ "radius_km": 0.0 }),
        json!({ "weak_from": 9_000, "lead_from": 8_000 }),
        json!({ "no_such": 1 }),
    ] {
        assert!(LinkSettings::from_value(&wrong).is_err(), "{wrong}");
    }
    let twice = json!({ "offenders": [{ "offender": "A" }, { "offender": "A" }] });
    let twice: KnownFacts = serde_json::from_value(twice).unwrap();
    assert!(OffenderIndex::build(&all, &twice, &NoControl).is_err());
    let other: KnownFacts =
        serde_json::from_value(json!({ "offenders": [{ "offender": "B" }] })).unwrap();
    assert!(OffenderIndex::build(&all, &other, &NoControl).is_err());
}

#[test]
fn a_record_that_cannot_be_used_is_set_aside() {
    let good = |id: &str| lives(id, 39.81, &white_van("ZZ1234"));
    let (known, limits) = (KnownFacts::default(), Limits::default());
    let twice =
        OffenderIndex::build(&[good("A"), good("A"), good(" ")], &known, &NoControl).unwrap();
    let rows = |index: &OffenderIndex| -> Vec<(u64, String)> {
        let all = index.rejected().listed.iter();
        all.map(|one| (one.row, one.field.clone())).collect()
    };
    assert_eq!(
        (twice.len(), rows(&twice)),
        (1, vec![(1, "id".to_owned()), (2, "id".to_owned())])
    );
    // what is known of one that was set aside is named, and is no error
    let of = json!({ "offenders": [{ "offender": "A" }, { "offender": "B" }] });
    let mut builder = OffenderIndexBuilder::new(&serde_json::from_value(of).unwrap()).unwrap();
    let line = |id: &str| serde_json::to_string(&good(id)).unwrap();
    builder.add_all(&[good("A")], &limits, &NoControl).unwrap();
    let lines = format!(
        "{}\n\n{{\"id\":\"B\",\"stays\":7}}\n{}\n",
        line("A"),
        line("C")
    );
    builder
        .add_lines(lines.as_bytes(), &limits, &NoControl)
        .unwrap();
    builder
        .add_all(&[good("C"), good("D")], &limits, &NoControl)
        .unwrap();
    let index = builder.finish().unwrap();
    let bad = [(1, "id"), (3, "stays"), (5, "id")].map(|(row, field)| (row, field.to_owned()));
    assert_eq!((index.len(), rows(&index)), (3, bad.to_vec()));
    assert_eq!(index.not_found(), [Pii::new("B".to_owned())]);
    // the answers are those of an index of the good ones
    let alone =
        OffenderIndex::build(&[good("D"), good("C"), good("A")], &known, &NoControl).unwrap();
    let open = case(&json!({}));
    let found = |index: &OffenderIndex| {
        index
            .find_offenders(&open, &LinkSettings::default())
            .unwrap()
    };
    assert_eq!(found(&index), found(&alone));
}

#[test]
fn a_case_that_cannot_be_used_is_set_aside() {
    let index = index(&[lives("A", 39.81, &white_van("ZZ1234"))]);
    let open = case(&json!({}));
    let values = [
        json!(open),
        json!({ "case": { "id": "N-2" }, "tips": [{ "id": "T-1" }, { "id": 7 }] }),
        json!({ "id": "N-3" }),
        json!({ "case": { "id": "N-4" }, "tip": [] }),
        json!({ "case": { "id": "N-5" }, "incidents": "none" }),
        json!({ "case": [] }),
        json!(open),
        json!(7),
    ];
    let read = OpenCase::from_values_each(&values, &Limits::default()).unwrap();
    let settings = LinkSettings::default();
    let found = index
        .find_offenders_of(&read, &settings, 1, &NoControl)
        .unwrap();
    let cases: Vec<&str> = found
        .findings
        .iter()
        .map(|one| one.case.expose().as_str())
        .collect();
    assert_eq!(cases, [open.case.id.expose().as_str(), "N-3"]);
    let bad: Vec<(u64, &str)> = found
        .rejected
        .listed
        .iter()
        .map(|one| (one.row, one.field.as_str()))
        .collect();
    let expected = [
        (1, "tips[1].id"),
        (3, "record"),
        (4, "incidents"),
        (5, "case"),
        (6, "id"),
        (7, "record"),
    ];
    assert_eq!(bad, expected);
    let of_one = index.find_cases("A", &read, &settings, &NoControl).unwrap();
    assert_eq!(of_one.rejected, found.rejected);
    let error = OpenCase::from_value(&values[1]).unwrap_err();
    assert!(error.to_string().contains("tips[1].id"), "{error}");
}

#[test]
fn a_case_of_which_little_is_known_excludes_nobody() {
    let mut more = white_van("ZZ1234");
    crate::json::lay_over(
        &mut more,
        &exclusions::custody("2020-12-01", Some("2026-12-01"), Some(true)),
    );
    let all = [lives("A", 39.81, &more)];
    let mut open = case(&json!({}));
    open.case.last_seen = None;
    assert_eq!(find(&all, &open).counts.excluded, 0);
    open.case.reported_on = None;
    assert_eq!(find(&all, &open).counts.excluded, 0);
    open.case.last_seen_place = None;
    let found = find(&all, &open);
    // the plate is left
    assert_eq!(found.candidates, 1);
    assert!(found.missing.iter().any(|one| one == "last_seen_place"));
    let nothing = OpenCase::from(crate::records::Case {
        case_type: crate::records::CaseType::NonFamilyAbduction,
        ..Default::default()
    });
    assert_eq!(find(&all, &nothing).candidates, 0);
}

#[test]
fn settings_move_ranks_and_it_shows() {
    let mut all = crowd(60);
    all.push(alike("A", 39.801, "ZZ7777", "W"));
    let index = index(&all);
    let open = described(Some("W"), Some("ZZ777?"), false);
    let settings = LinkSettings::default();
    let found = index
        .sensitivity(&open, &settings, &[], &NoControl)
        .unwrap();
    assert!(found.variations.len() > 40);
    assert_eq!(found.base[0].offender.expose(), "A");
    let same = [Variation {
        name: "none".to_owned(),
        settings: json!({}),
    }];
    let found = index
        .sensitivity(&open, &settings, &same, &NoControl)
        .unwrap();
    assert!(found.variations[0].moved.is_empty());
    let high = [Variation {
        name: "high".to_owned(),
        settings: json!({ "weak_from": 99_000, "lead_from": 99_000, "strong_from": 99_000 }),
    }];
    let found = index
        .sensitivity(&open, &settings, &high, &NoControl)
        .unwrap();
    assert_eq!(found.variations[0].moved.len(), found.base.len());
    let wrong = [Variation {
        name: "wrong".to_owned(),
        settings: json!({ "noncompliance_ratio": 2.0 }),
    }];
    assert!(
        index
            .sensitivity(&open, &settings, &wrong, &NoControl)
            .is_err()
    );
}

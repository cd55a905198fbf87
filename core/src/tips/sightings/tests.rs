#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use serde_json::{Value, from_value, json};

use super::*;
use crate::{
    Error, NoControl,
    linkage::MilliBits,
    records::{Case, Limits, Tip},
};

/// A degree north is 111.2 km.
const ROCKFORD: (f64, f64) = (42.2711, -89.094);

fn over(mut base: Value, more: &Value) -> Value {
    for (field, value) in more.as_object().unwrap() {
        base[field] = value.clone();
    }
    base
}

fn place((latitude, longitude): (f64, f64), metres: f64, confidence: &str) -> Value {
    json!({ "address": { "latitude": latitude, "longitude": longitude }, "uncertainty_m": metres, "provenance": { "confidence": confidence } })
}

fn time(from: &str, to: &str) -> Value {
    json!({ "earliest": from, "latest": to, "time_zone": "America/Chicago" })
}

fn case_with(more: &Value) -> Case {
    let base = json!({
        "id": "NC-1",
        "last_seen": time("2026-02-27T16:00:00", "2026-02-27T16:00:00"),
        "last_seen_place": place(ROCKFORD, 0.0, "confirmed"),
        "people": [{
            "role": "child", "sex": "F", "birth_date": "2015-05-01",
            "description": {
                "height_cm": { "least": 140, "most": 140 }, "hair_color": "brown", "hair_length": "long", "eye_color": "blue",
                "marks": [{ "kind": "scar", "site": "chin", "text": "small crescent" }],
            },
        }],
        "vehicles": [{ "make": "ford", "colors": ["white"], "style": "van", "plate": { "text": "ZZA 4471" } }],
    });
    from_value(over(base, more)).unwrap()
}

fn case() -> Case {
    case_with(&json!({}))
}

/// A sighting of nobody in particular, so many kilometres north, at a time of 27 February.
fn seen(id: &str, km: f64, at: &str, more: &Value) -> Tip {
    let at = format!("2026-02-27T{at}:00");
    let base = json!({
        "id": id, "kind": "sighting", "about": ["NC-1"], "first_hand": true,
        "observed": time(&at, &at),
        "place": place((ROCKFORD.0 + km / 111.195, ROCKFORD.1), 0.0, "possible"),
    });
    from_value(over(base, more)).unwrap()
}

fn child(description: &Value) -> Value {
    json!({ "people": [{ "role": "child", "sex": "F", "description": description }] })
}

fn weigh(sighting: &Tip, case: &Case, others: &[Tip]) -> SightingWeighed {
    let found = weigh_sighting(sighting, case, others, &SightingSettings::default()).unwrap();
    let sum: i32 = found.components.iter().map(|one| one.weight.0).sum();
    assert_eq!(MilliBits(sum), found.total);
    found
}

fn of(found: &SightingWeighed, part: SightingPart) -> i32 {
    let all = found.components.iter().filter(|one| one.part == part);
    all.map(|one| one.weight.0).sum()
}

#[test]
fn who_had_no_time_is_ruled_out_and_nobody_else() {
    // 100 km by road take 100 × 1.3 / 90 hours, 87 minutes
    let outcome = |at: &str| weigh(&seen("S-1", 100.0, at, &json!({})), &case(), &[]).outcome;
    assert_eq!(outcome("16:40"), SightingOutcome::Excluded);
    assert_eq!(outcome("16:50"), SightingOutcome::Excluded);
    // half an hour is for clocks
    assert_eq!(outcome("16:58"), SightingOutcome::Insufficient);
    let found = weigh(&seen("S-1", 100.0, "16:50", &json!({})), &case(), &[]);
    let exclusion = found.exclusion.unwrap();
    assert_eq!(exclusion.records, ["NC-1".to_owned().into()]);
    let way = &found.travel[0];
    assert_eq!(
        (way.finding, way.order, way.by_air),
        (TravelFinding::Infeasible, TravelOrder::Before, false)
    );
    assert_eq!(
        way.arithmetic,
        "at the least 100 km × 1.3 at 90 km/h take 1 h 27 min; there were 20 min at the least and 1 h 20 min at the most"
    );
    // where nobody confirmed where the child was last seen, it only speaks against
    let unsure = case_with(&json!({ "last_seen_place": place(ROCKFORD, 0.0, "probable") }));
    let found = weigh(&seen("S-1", 100.0, "16:10", &json!({})), &unsure, &[]);
    assert_eq!(found.outcome, SightingOutcome::Insufficient);
    assert!(of(&found, SightingPart::Far) < -1_000);
}

#[test]
fn places_and_times_that_are_wide_leave_time() {
    let wide = |radius: f64, from: &str, to: &str| {
        let more = json!({
            "place": place((ROCKFORD.0 + 300.0 / 111.195, ROCKFORD.1), radius, "possible"),
            "observed": time(from, to),
        });
        let found = weigh(&seen("S-1", 0.0, "00:00", &more), &case(), &[]);
        (found.outcome, found.travel[0].finding)
    };
    let (early, late) = ("2026-02-27T17:00:00", "2026-02-27T21:00:00");
    assert_eq!(wide(0.0, early, early).1, TravelFinding::Infeasible);
    assert_eq!(wide(200_000.0, early, early).1, TravelFinding::Possible);
    assert_eq!(wide(0.0, early, late).1, TravelFinding::Possible);
    assert_eq!(wide(0.0, late, late).1, TravelFinding::Feasible);
    assert_eq!(wide(0.0, early, early).0, SightingOutcome::Excluded);
    assert_eq!(wide(0.0, early, late).0, SightingOutcome::Insufficient);
}

#[test]
fn a_flight_leaves_time_where_hours_allow() {
    let settings = |flights: bool| SightingSettings {
        flights,
        ..SightingSettings::default()
    };
    // 2,000 km in five hours
    let far = seen("S-1", 2_000.0, "21:00", &json!({}));
    let found = weigh_sighting(&far, &case(), &[], &settings(true)).unwrap();
    assert_eq!(found.outcome, SightingOutcome::Insufficient);
    assert!(found.notes.contains(&SightingNote::OnlyByAir));
    assert!(found.travel[0].by_air);
    let found = weigh_sighting(&far, &case(), &[], &settings(false)).unwrap();
    assert_eq!(found.outcome, SightingOutcome::Excluded);
}

#[test]
fn what_is_verified_before_and_after_rules_out_together() {
    let verified = |id: &str, km: f64, at: &str| {
        seen(
            id,
            km,
            at,
            &json!({ "provenance": { "confidence": "confirmed" } }),
        )
    };
    let settings = SightingSettings {
        flights: false,
        ..SightingSettings::default()
    };
    // 150 km north between five and eight, where the child verifiably was here at four, and here again at eight
    let between = seen(
        "S-1",
        150.0,
        "00:00",
        &json!({ "observed": time("2026-02-27T17:00:00", "2026-02-27T19:30:00") }),
    );
    let back = [verified("S-2", 0.0, "19:00")];
    let found = weigh_sighting(&between, &case(), &[], &settings).unwrap();
    assert_eq!(found.outcome, SightingOutcome::Insufficient);
    let found = weigh_sighting(&between, &case(), &back, &settings).unwrap();
    assert_eq!(found.outcome, SightingOutcome::Excluded);
    let records = found.exclusion.unwrap().records;
    assert_eq!(records.len(), 2);
    // and one that nobody verified rules out nothing, but is shown
    let back = [seen("S-2", 0.0, "17:20", &json!({}))];
    let sharp = seen("S-1", 150.0, "18:00", &json!({}));
    let found = weigh_sighting(&sharp, &case(), &back, &settings).unwrap();
    assert_eq!(found.outcome, SightingOutcome::Insufficient);
    let shown = found.travel.iter().find(|way| way.record.expose() == "S-2");
    assert_eq!(shown.unwrap().finding, TravelFinding::Infeasible);
    assert!(!shown.unwrap().verified);
}

#[test]
fn two_time_zones_are_two() {
    let at = |zone: &str| {
        let more = json!({ "observed": { "earliest": "2026-02-27T18:00:00", "latest": "2026-02-27T18:00:00", "time_zone": zone } });
        weigh(&seen("S-1", 200.0, "00:00", &more), &case(), &[])
    };
    // six in New York is five in Chicago: an hour for 200 km
    assert_eq!(at("America/New_York").outcome, SightingOutcome::Excluded);
    assert_eq!(at("America/Denver").outcome, SightingOutcome::Insufficient);
    assert_eq!(
        at("America/Denver").travel[0].finding,
        TravelFinding::Possible
    );
    // and a zone that is no zone is not known: an hour more, either way
    let found = at("Springfield");
    assert_eq!(found.travel[0].finding, TravelFinding::Possible);
    assert!(found.notes.contains(&SightingNote::NoTimeZone));
    assert!((found.travel[0].hours_most - 3.5).abs() < 0.02);
}

#[test]
fn looks_that_change_count_less_with_time_and_marks_stay() {
    let looks = child(&json!({
        "age": { "least": 10, "most": 11 }, "hair_color": "blond", "hair_length": "short", "eye_color": "blue",
        "marks": [{ "kind": "scar", "site": "chin", "text": "a crescent" }],
    }));
    let soon = weigh(&seen("S-1", 10.0, "18:00", &looks), &case(), &[]);
    let later = over(
        looks,
        &json!({ "observed": time("2028-02-27T18:00:00", "2028-02-27T18:00:00") }),
    );
    let late = weigh(&seen("S-1", 10.0, "00:00", &later), &case(), &[]);
    assert_eq!(of(&soon, SightingPart::HairColor), -1_500);
    assert_eq!(of(&late, SightingPart::HairColor), -750);
    assert_eq!(of(&late, SightingPart::HairLength), 0);
    let half = late
        .components
        .iter()
        .find(|one| one.part == SightingPart::HairColor);
    assert_eq!(half.unwrap().left_percent, Some(50));
    assert_eq!(of(&soon, SightingPart::Mark), 4_500);
    assert_eq!(of(&late, SightingPart::Mark), 4_500);
    assert_eq!(of(&late, SightingPart::EyeColor), 800);
    // who was ten is twelve
    assert!(of(&soon, SightingPart::Age) > 2_000);
    assert!(of(&late, SightingPart::Age) < of(&soon, SightingPart::Age));
    let age = late
        .components
        .iter()
        .find(|one| one.part == SightingPart::Age)
        .unwrap();
    assert!(
        age.label
            .starts_with("the child was 12.8 years old then, guessed at 10 to 11")
    );
}

#[test]
fn a_child_grows_until_it_is_grown() {
    let height = |born: &str, years: i32, said: f64| {
        let case = case_with(
            &json!({ "people": [{ "role": "child", "birth_date": born, "description": { "height_cm": { "least": 140, "most": 140 } } }] }),
        );
        let at = format!("{}-02-27T18:00:00", 2026 + years);
        let more = over(
            child(&json!({ "height_cm": { "least": said - 5.0, "most": said + 5.0 } })),
            &json!({ "observed": time(&at, &at) }),
        );
        of(
            &weigh(&seen("S-1", 1.0, "00:00", &more), &case, &[]),
            SightingPart::Height,
        )
    };
    assert!(height("2015-05-01", 0, 140.0) > 1_500);
    assert!(height("2015-05-01", 0, 175.0) < -3_000);
    // three years later between 149 and 167, and it counts less
    assert!(height("2015-05-01", 3, 160.0) > 400);
    assert!(height("2015-05-01", 3, 140.0).abs() < 800);
    // whoever is grown stays so
    assert!(height("2008-01-01", 3, 140.0) > 400);
    assert!(height("2008-01-01", 3, 170.0) < -800);
}

#[test]
fn race_weighs_the_same_whichever_it_is_and_can_be_off() {
    let weight = |own: &str, said: &str, race: bool| {
        let case =
            case_with(&json!({ "people": [{ "role": "child", "description": { "race": own } }] }));
        let settings = SightingSettings {
            race,
            ..SightingSettings::default()
        };
        let found = weigh_sighting(
            &seen("S-1", 1.0, "18:00", &child(&json!({ "race": said }))),
            &case,
            &[],
            &settings,
        );
        of(&found.unwrap(), SightingPart::Race)
    };
    for race in ["W", "B", "A", "I"] {
        assert_eq!(weight(race, race, true), 500);
        assert_eq!(weight(race, race, false), 0);
        assert_eq!(weight(race, "U", true), 0);
    }
    assert_eq!(weight("W", "B", true), weight("B", "W", true));
    let beyond = json!({ "values": { "race": { "same": 2000, "near": 0, "different": -997 } } });
    assert!(SightingSettings::from_value(&beyond).is_err());
}

#[test]
fn one_caller_is_one_voice() {
    let by = |phone: Option<&str>| {
        let mut people = json!([{ "role": "child", "sex": "F", "description": { "age": { "least": 10, "most": 11 } } }]);
        if let Some(phone) = phone {
            let caller =
                json!({ "role": "reporter", "identifiers": [{ "kind": "phone", "value": phone }] });
            people.as_array_mut().unwrap().push(caller);
        }
        json!({ "people": people })
    };
    let mine = seen("S-1", 5.0, "18:00", &by(Some("217-555-0142")));
    let voices = |others: &[Tip]| {
        let found = weigh(&mine, &case(), others);
        let voices = found
            .components
            .iter()
            .filter(|one| one.part == SightingPart::Voice);
        voices.count()
    };
    // myself again, in another spelling
    assert_eq!(
        voices(&[seen("S-2", 6.0, "18:30", &by(Some("(217) 555 0142")))]),
        0
    );
    // somebody else, twice
    let two = [
        seen("S-2", 6.0, "18:30", &by(Some("217-555-0150"))),
        seen("S-3", 6.0, "18:40", &by(Some("217-555-0150"))),
    ];
    assert_eq!(voices(&two), 1);
    // whoever does not say who they are is a voice
    assert_eq!(
        voices(&[seen("S-2", 6.0, "18:30", &by(None)), two[1].clone()]),
        2
    );
    // the same words, read out by another
    let words = json!({ "text": "She got into a white van behind the mall and it drove off to the north." });
    let (a, b) = (
        seen("S-1", 5.0, "18:00", &over(by(Some("217-555-0142")), &words)),
        seen("S-2", 6.0, "18:30", &over(by(Some("217-555-0150")), &words)),
    );
    assert_eq!(of(&weigh(&a, &case(), &[b]), SightingPart::Voice), 0);
    // too far, and too long after
    assert_eq!(voices(&[seen("S-2", 60.0, "19:30", &by(None))]), 0);
    // who is ruled out is no voice
    let never = seen("S-2", 20.0, "16:05", &by(None));
    assert_eq!(voices(&[seen("S-2", 90.0, "16:05", &by(None)), never]), 0);
}

#[test]
fn a_plate_and_a_mark_make_it_strong_and_hearsay_halves() {
    let more = over(
        child(&json!({ "age": { "least": 10, "most": 11 }, "hair_color": "brown" })),
        &json!({ "vehicles": [{ "make": "FORD", "colors": ["white"], "plate": { "text": "ZZA-4471" } }] }),
    );
    let found = weigh(&seen("S-1", 5.0, "18:00", &more), &case(), &[]);
    assert_eq!(found.outcome, SightingOutcome::Strong);
    assert_eq!(of(&found, SightingPart::Plate), 10_000);
    assert_eq!(of(&found, SightingPart::VehicleLook), 2_000);
    assert!(found.not_compared.contains(&SightingGroup::Marks));
    let heard = over(more, &json!({ "first_hand": false }));
    let heard = weigh(&seen("S-1", 5.0, "18:00", &heard), &case(), &[]);
    assert_eq!(heard.total.0, found.total.0 - found.total.0 / 2);
    // one group alone is never enough
    let plate = json!({ "vehicles": [{ "plate": { "text": "ZZA4471" } }], "place": null });
    let alone = weigh(&seen("S-1", 5.0, "18:00", &plate), &case(), &[]);
    assert_eq!(alone.insufficient, Some(SightingInsufficient::TooFewGroups));
}

#[test]
fn times_that_cannot_be_are_told() {
    let why = |case: &Case, at: &str, as_of: Option<&str>| {
        let more = over(
            child(
                &json!({ "age": { "least": 10, "most": 11 }, "eye_color": "blue", "hair_color": "brown" }),
            ),
            &json!({ "observed": time(at, at), "received_at": "2026-02-27T19:00:00" }),
        );
        let settings = SightingSettings {
            as_of: as_of.map(|at| at.parse().unwrap()),
            ..SightingSettings::default()
        };
        weigh_sighting(&seen("S-1", 5.0, "00:00", &more), case, &[], &settings).unwrap()
    };
    let found = why(&case(), "2026-02-27T18:00:00", None);
    assert_eq!(
        (found.outcome, found.insufficient),
        (SightingOutcome::Weak, None)
    );
    let found = why(&case(), "2026-02-26T18:00:00", None);
    assert_eq!(
        found.insufficient,
        Some(SightingInsufficient::BeforeLastSeen)
    );
    let found = why(&case(), "2026-03-05T18:00:00", Some("2026-03-01T00:00:00"));
    assert_eq!(found.insufficient, Some(SightingInsufficient::InTheFuture));
    assert!(found.notes.contains(&SightingNote::ObservedAfterReceived));
    let home = case_with(&json!({ "found_on": "2026-03-04" }));
    let found = why(&home, "2026-03-05T18:00:00", None);
    assert_eq!(found.insufficient, Some(SightingInsufficient::AfterFound));
}

#[test]
fn what_is_missing_is_said_and_nothing_breaks() {
    let empty: Case = from_value(json!({ "id": "NC-1" })).unwrap();
    let bare: Tip = from_value(json!({ "id": "S-1", "kind": "sighting" })).unwrap();
    let found = weigh(&bare, &empty, &[]);
    assert_eq!(found.outcome, SightingOutcome::Insufficient);
    assert_eq!(found.total, MilliBits(0));
    for note in [
        SightingNote::NoPlace,
        SightingNote::NoTime,
        SightingNote::NoLastSeen,
        SightingNote::NotAboutCase,
        SightingNote::NobodyDescribed,
    ] {
        assert!(found.notes.contains(&note));
    }
    assert_eq!(found.not_compared.len(), 5);
    assert!(found.ask.len() >= 4);
    // nowhere is no place, and neither is beyond the Earth
    for (latitude, longitude) in [(0.0, 0.0), (91.0, 0.0), (42.0, 200.0)] {
        let more = json!({ "place": place((latitude, longitude), 0.0, "confirmed") });
        let found = weigh(&seen("S-1", 0.0, "18:00", &more), &case(), &[]);
        assert!(found.notes.contains(&SightingNote::NoPlace));
    }
}

#[test]
fn the_child_that_is_most_like_it_is_the_one_that_is_compared() {
    let two = case_with(&json!({ "people": [
        { "role": "parent", "sex": "F" },
        { "role": "child", "sex": "M", "birth_date": "2018-01-01" },
        { "role": "child", "sex": "F", "birth_date": "2015-05-01", "description": { "hair_color": "brown" } },
    ] }));
    let more = child(&json!({ "age": { "least": 10, "most": 11 }, "hair_color": "brown" }));
    let found = weigh(&seen("S-1", 5.0, "18:00", &more), &two, &[]);
    assert_eq!(found.child, Some(2));
    assert!(
        found
            .components
            .iter()
            .flat_map(|one| &one.inputs)
            .any(|input| input.field == "people[2].birth_date")
    );
}

#[test]
fn the_order_of_the_records_makes_no_difference() {
    let mut tips: Vec<Tip> = (0..40)
        .map(|number| {
            let more = over(
                child(&json!({ "age": { "least": 8 + number % 4, "most": 10 + number % 4 }, "hair_color": if number % 3 == 0 { "brown" } else { "red" } })),
                &json!({ "provenance": { "confidence": if number % 7 == 0 { "confirmed" } else { "possible" } } }),
            );
            seen(&format!("S-{number:02}"), f64::from(number * 13 % 90), &format!("{}:{:02}", 17 + number % 5, number), &more)
        })
        .collect();
    let settings = SightingSettings::default();
    let run = |tips: &[Tip]| {
        let found = sightings_of(&case(), tips, &settings, &Limits::default(), &NoControl).unwrap();
        let ranked: Vec<_> = found
            .ranked
            .iter()
            .map(|one| (one.sighting.clone(), one.outcome, one.total))
            .collect();
        (ranked, found.timeline, found.counts)
    };
    let first = run(&tips);
    let each = weigh_sighting(&tips[5], &case(), &tips, &settings).unwrap();
    let in_list = first.0.iter().find(|one| one.0 == each.sighting).unwrap();
    assert_eq!((in_list.1, in_list.2), (each.outcome, each.total));
    tips.reverse();
    assert_eq!(run(&tips), first);
    assert_eq!(first.1.len(), 41);
}

#[test]
fn what_is_not_of_the_case_is_counted() {
    let tips = [
        seen("S-1", 5.0, "18:00", &json!({})),
        seen("S-1", 6.0, "18:00", &json!({})),
        seen("S-2", 5.0, "18:00", &json!({ "about": ["NC-2"] })),
        from_value(json!({ "id": "T-1", "about": ["NC-1"] })).unwrap(),
        from_value(json!({ "id": "T-2", "about": ["NC-1"], "call": { "services": ["sighting"] } }))
            .unwrap(),
    ];
    let settings = SightingSettings::default();
    let found = sightings_of(&case(), &tips, &settings, &Limits::default(), &NoControl).unwrap();
    let counts = found.counts;
    assert_eq!(
        (counts.repeated, counts.not_of_case, counts.not_sightings),
        (1, 1, 1)
    );
    assert_eq!(
        (
            found.ranked.len(),
            counts.without_place,
            counts.without_time
        ),
        (2, 1, 1)
    );
    let limits = Limits {
        pairs: 10,
        ..Limits::default()
    };
    let bounded = sightings_of(&case(), &tips, &settings, &limits, &NoControl);
    assert!(matches!(bounded, Err(Error::LimitExceeded { .. })));
}

#[test]
fn settings_that_cannot_be_used_are_refused() {
    for (settings, words) in [
        (json!({ "road_km_per_hour": 0.0 }), "road_km_per_hour"),
        (json!({ "growth_cm": [9.0, 3.0] }), "growth_cm"),
        (
            json!({ "values": { "plate": { "same": 1, "near": 0, "different": 0 } } }),
            "no values",
        ),
        (
            json!({ "values": { "build": { "half_life_days": 0.0 } } }),
            "half_life_days",
        ),
        (json!({ "caps": { "marks": { "least": 5 } } }), "caps"),
        (json!({ "lead_from": 1 }), "weak_from"),
        (json!({ "most": 20_000 }), "most"),
        (json!({ "no_such": 1 }), "no_such"),
    ] {
        let error = SightingSettings::from_value(&settings)
            .unwrap_err()
            .to_string();
        assert!(error.contains(words), "{error}");
    }
}

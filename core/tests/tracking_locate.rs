//! Where a registrant may be: each trap comes to a clear outcome, every fact stands where it says, and points add up.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use caselink::{
    Error,
    records::{Limits, Offender},
    tracking::{
        CandidatePlace, CheckKind, ConflictKind, EntryState, FactSource, GapKind, LeftOutReason,
        LocateInputs, LocateSettings, Located, PlaceGrain, PlaceUse, ReasonKind, SearchKind,
        SourceKind, TimelineKind, locate,
    },
};
use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use serde_json::{Value, json};

const AS_OF: &str = "2026-03-09";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn offender(value: &Value) -> Offender {
    serde_json::from_value(value.clone()).unwrap()
}

fn with(records: &[Value], beside: &Value, settings: &LocateSettings) -> Located {
    let records: Vec<Offender> = records.iter().map(offender).collect();
    let beside = LocateInputs::from_value(beside).unwrap();
    let found = locate(&records, &beside, settings, None).unwrap();
    check(&found, settings);
    found
}

fn all_of(records: &[Value], beside: &Value) -> Located {
    with(records, beside, &LocateSettings::on(day(AS_OF)))
}

fn one(record: Value) -> Located {
    all_of(&[record], &json!({}))
}

/// What holds of every answer.
fn check(found: &Located, settings: &LocateSettings) {
    for (rank, place) in (1_u32..).zip(&found.places) {
        assert_eq!(place.rank, rank);
        let reasons = || place.reasons_for.iter().chain(&place.reasons_against);
        let sum: i32 = reasons().map(|reason| reason.points).sum();
        assert_eq!(place.points, sum);
        assert!(place.reasons_for.iter().all(|one| one.points >= 0));
        assert!(place.reasons_against.iter().all(|one| one.points <= 0));
        for reason in reasons() {
            assert!(reason.points.abs() <= reason.full.abs());
            let is_less = reason.points != reason.full;
            assert_eq!(is_less, reason.less.is_some(), "{reason:?}");
        }
    }
    for pair in found.places.windows(2) {
        assert!((pair[0].first, pair[0].points) >= (pair[1].first, pair[1].points));
    }
    for pair in found.timeline.windows(2) {
        assert!(pair[0].from <= pair[1].from);
    }
    for gap in &found.gaps {
        assert!(gap.days >= settings.gap_days);
        assert!(gap.until.is_none_or(|until| gap.from < until));
    }
    let most = found.places.len() as u32;
    let ranks = found.timeline.iter().filter_map(|entry| entry.rank);
    assert!(
        ranks
            .chain(found.next_checks.iter().filter_map(|one| one.rank))
            .all(|rank| rank <= most)
    );
    assert!(found.counts.entries as usize >= found.timeline.len());
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "made in place by each caller"
)]
fn home(street: &str, span: Value) -> Value {
    json!({ "kind": "residence", "span": span,
            "place": { "address": { "street": street, "locality": "Springfield", "state": "IL" } } })
}

fn checked(mut stay: Value, checks: &[(&str, &str)]) -> Value {
    let all = checks
        .iter()
        .map(|(on, outcome)| json!({ "on": on, "manner": "home_visit", "outcome": outcome }));
    stay["verifications"] = all.collect();
    stay
}

fn at<'a>(found: &'a Located, street: &str) -> &'a CandidatePlace {
    let is_there = |place: &&CandidatePlace| {
        let address = place.place.address.as_ref();
        address
            .and_then(|one| one.street.as_ref())
            .is_some_and(|one| one.expose() == street)
    };
    found.places.iter().find(is_there).unwrap()
}

fn points_of(place: &CandidatePlace, kind: ReasonKind) -> Option<i32> {
    let all = place.reasons_for.iter().chain(&place.reasons_against);
    all.filter(|one| one.kind == kind)
        .map(|one| one.points)
        .max_by_key(|points| points.abs())
}

fn kinds(found: &Located) -> Vec<ConflictKind> {
    found.conflicts.iter().map(|one| one.kind).collect()
}

fn left_out(found: &Located, reason: LeftOutReason) -> u64 {
    let one = found.left_out.iter().find(|one| one.reason == reason);
    one.map_or(0, |one| one.count)
}

/// Whether a path such as `stays[2].verifications[0]` is there.
fn leads_somewhere(record: &Value, path: &str) -> bool {
    let mut at = record;
    for part in path.split('.').filter(|part| !part.is_empty()) {
        let (name, numbers) = part
            .split_once('[')
            .map_or((part, ""), |(name, rest)| (name, rest));
        let Some(next) = at.get(name) else {
            return false;
        };
        at = next;
        for number in numbers.split('[').filter(|one| !one.is_empty()) {
            let number: usize = number.trim_end_matches(']').parse().unwrap();
            let Some(next) = at.get(number) else {
                return false;
            };
            at = next;
        }
    }
    true
}

/// Every citation of an answer, wherever it stands.
fn citations(value: &Value, all: &mut Vec<FactSource>) {
    match value {
        Value::Object(fields) => {
            if fields.contains_key("record") && fields.contains_key("field") {
                all.push(serde_json::from_value(value.clone()).unwrap());
            }
            fields.values().for_each(|one| citations(one, all));
        }
        Value::Array(items) => items.iter().for_each(|one| citations(one, all)),
        _ => {}
    }
}

#[test]
fn a_list_without_a_record_and_ids_that_are_none_are_errors() {
    let settings = LocateSettings::on(day(AS_OF));
    let none = LocateInputs::default();
    let refused = |records: &[Value]| {
        let records: Vec<Offender> = records.iter().map(offender).collect();
        locate(&records, &none, &settings, None).unwrap_err().code()
    };
    assert_eq!(refused(&[]), "INVALID_PARAMETER");
    assert_eq!(refused(&[json!({ "id": " " })]), "INVALID_PARAMETER");
    assert_eq!(
        refused(&[json!({ "id": "A" }), json!({ "id": "A" })]),
        "INVALID_PARAMETER"
    );
    let limits = Limits {
        rows: 1,
        ..Limits::default()
    };
    let two = [
        offender(&json!({ "id": "A" })),
        offender(&json!({ "id": "B" })),
    ];
    let error = locate(&two, &none, &settings, Some(&limits)).unwrap_err();
    assert!(matches!(
        error,
        Error::LimitExceeded {
            limit: "rows",
            asked: 2,
            ..
        }
    ));
}

#[test]
fn a_record_of_which_nothing_is_known_says_so() {
    let found = one(json!({ "id": "A" }));
    assert!(found.timeline.is_empty() && found.places.is_empty() && found.gaps.is_empty());
    // the searches that are to be made for everybody are left to do
    assert_eq!(found.next_checks.len(), 8);
    assert!(
        found
            .next_checks
            .iter()
            .all(|one| one.kind == CheckKind::Search)
    );
}

#[test]
fn a_check_that_found_nobody_speaks_against_the_home_until_it_is_confirmed_again() {
    let denied = [("2025-06-12", "confirmed"), ("2026-01-20", "not_there")];
    let found = one(
        json!({ "id": "A", "stays": [checked(home("12 Oak St", json!({ "start": "2019-04-01" })), &denied)] }),
    );
    let place = at(&found, "12 Oak St");
    assert_eq!(place.last_verified, Some(day("2025-06-12")));
    assert_eq!(place.last_denied, Some(day("2026-01-20")));
    assert_eq!(points_of(place, ReasonKind::NotThere), Some(-40));
    assert_eq!(
        place.reasons_against[0].source.field,
        "stays[0].verifications[1]"
    );
    let again = [
        ("2025-06-12", "confirmed"),
        ("2026-01-20", "not_there"),
        ("2026-02-20", "confirmed"),
    ];
    let found = one(
        json!({ "id": "A", "stays": [checked(home("12 Oak St", json!({ "start": "2019-04-01" })), &again)] }),
    );
    let place = at(&found, "12 Oak St");
    // it is shown, and counts nothing
    assert_eq!(points_of(place, ReasonKind::NotThere), Some(0));
    assert!(place.points > 40);
}

#[test]
fn custody_comes_first_as_a_check_and_not_once_the_person_was_seen_since() {
    let held = json!({ "kind": "jail", "facility": "Sangamon County Jail", "span": { "start": "2026-02-01" } });
    let stay = checked(
        home("12 Oak St", json!({ "start": "2019-04-01" })),
        &[("2026-01-12", "confirmed")],
    );
    let found = one(json!({ "id": "A", "custody": [held], "stays": [stay] }));
    let place = &found.places[0];
    assert!(place.first && place.uses == [PlaceUse::Custody]);
    assert_eq!(place.reasons_for[0].kind, ReasonKind::InCustodyRecorded);
    assert!(place.reasons_for[0].words.contains("ask the facility"));
    assert_eq!(
        points_of(at(&found, "12 Oak St"), ReasonKind::CustodyElsewhere),
        Some(-30)
    );
    assert_eq!(found.next_checks[0].kind, CheckKind::AskFacility);
    assert_eq!(found.next_checks[0].rank, Some(1));

    // custody that never ends, and a visit since
    let held = json!({ "kind": "jail", "facility": "Sangamon County Jail", "span": { "start": "2021-02-01" } });
    let stay = checked(
        home("12 Oak St", json!({ "start": "2019-04-01" })),
        &[("2026-01-12", "confirmed")],
    );
    let found = one(json!({ "id": "A", "custody": [held], "stays": [stay] }));
    assert_eq!(kinds(&found), [ConflictKind::CustodyWithoutEnd]);
    let jail = found
        .places
        .iter()
        .find(|one| one.uses == [PlaceUse::Custody])
        .unwrap();
    assert!(!jail.first);
    assert_eq!(points_of(jail, ReasonKind::SeenSinceCustody), Some(-50));
    assert_eq!(
        points_of(at(&found, "12 Oak St"), ReasonKind::CustodyElsewhere),
        Some(0)
    );
    assert_eq!(at(&found, "12 Oak St").rank, 1);
    // to ask the jail stays the first check: it costs a call
    assert_eq!(found.next_checks[0].kind, CheckKind::AskFacility);
}

#[test]
fn a_search_that_found_nothing_is_listed_and_speaks_against_what_it_asked_about() {
    let beside = json!({ "searches": [
        { "id": "S1", "kind": "jail_roster", "on": "2026-03-01", "result": "nothing_found", "by": "Analyst 7", "scope": "IL" },
        { "id": "S2", "kind": "death", "on": "2025-01-10", "result": "nothing_found" },
        { "id": "S3", "kind": "utilities", "on": "2026-02-01", "result": "nothing_found",
          "place": { "address": { "street": "12 Oak Street", "locality": "Springfield", "state": "IL" } } },
        { "id": "S4", "kind": "immigration", "on": "2026-02-01", "result": "no_answer" },
        { "id": "S5", "kind": "custody", "on": "2027-02-01", "result": "nothing_found" },
    ] });
    let stay = home("12 Oak St", json!({ "start": "2019-04-01" }));
    let found = all_of(&[json!({ "id": "A", "stays": [stay] })], &beside);
    assert_eq!(
        (found.counts.searches, found.counts.negative_searches),
        (4, 3)
    );
    assert_eq!(left_out(&found, LeftOutReason::SearchInTheFuture), 1);
    let utilities = found
        .searches
        .iter()
        .find(|one| one.kind == SearchKind::Utilities)
        .unwrap();
    assert!(utilities.negative && !utilities.old && utilities.rank == Some(1));
    assert_eq!(
        points_of(&found.places[0], ReasonKind::SearchedInVain),
        Some(-8)
    );
    let todo = |kind: SearchKind| {
        let all = found.next_checks.iter();
        all.filter(|one| one.search == Some(kind.clone()))
            .map(|one| one.kind)
            .collect::<Vec<_>>()
    };
    assert_eq!(todo(SearchKind::JailRoster), []);
    assert_eq!(todo(SearchKind::Utilities), []);
    // 423 days old; nobody answered; dated in the future
    assert_eq!(todo(SearchKind::Death), [CheckKind::SearchAgain]);
    assert_eq!(todo(SearchKind::Immigration), [CheckKind::SearchAgain]);
    assert_eq!(todo(SearchKind::Custody), [CheckKind::Search]);
}

#[test]
fn a_roster_without_the_person_speaks_against_the_custody() {
    let held = json!({ "kind": "jail", "facility": "Sangamon County Jail", "span": { "start": "2026-02-01" } });
    let search = |on: &str| json!({ "searches": [{ "id": "S", "kind": "jail_roster", "on": on, "result": "nothing_found" }] });
    let after = all_of(
        &[json!({ "id": "A", "custody": [held] })],
        &search("2026-03-01"),
    );
    assert_eq!(
        points_of(&after.places[0], ReasonKind::SearchedInVain),
        Some(-8)
    );
    let before = all_of(
        &[json!({ "id": "A", "custody": [held] })],
        &search("2026-01-15"),
    );
    assert_eq!(
        points_of(&before.places[0], ReasonKind::SearchedInVain),
        None
    );
}

#[test]
fn gaps_are_the_days_of_which_nothing_is_known() {
    let found = one(json!({ "id": "A",
        "registrations": [{ "jurisdiction": "IL", "span": { "start": "2018-01-01" } }],
        "stays": [
            home("12 Oak St", json!({ "start": "2018-03-02", "end": "2020-01-01" })),
            home("9 Elm St", json!({ "start": "2020-01-04", "end": "2025-12-01" })),
            { "kind": "work", "span": { "start": "2021-01-01", "end": "2022-01-01" }, "place": { "name": "Midway Tyres" } },
            { "kind": "work", "span": { "start": "2024-01-01" }, "place": { "name": "Prairie Foods" } },
        ],
        "custody": [{ "kind": "prison", "span": { "start": "2022-01-01", "end": "2023-01-01" } }],
    }));
    let gaps: Vec<_> = found
        .gaps
        .iter()
        .map(|gap| (gap.kind, gap.from, gap.until, gap.days))
        .collect();
    assert_eq!(
        gaps,
        [
            (
                GapKind::Residence,
                day("2018-01-01"),
                Some(day("2018-03-02")),
                60
            ),
            // in prison nobody works at large: the year counts for the second year only
            (
                GapKind::Occupation,
                day("2023-01-01"),
                Some(day("2024-01-01")),
                365
            ),
            // three days in January 2020 are fewer than a week
            (GapKind::Residence, day("2025-12-01"), None, 99),
        ]
    );
    let before = found.gaps[0].before.as_ref().unwrap();
    assert_eq!(before.field, "registrations[0]");
    assert!(
        found
            .next_checks
            .iter()
            .any(|one| one.kind == CheckKind::CloseGap)
    );
}

#[test]
fn a_home_that_nobody_confirmed_for_long_is_a_gap() {
    let stay = checked(
        home("12 Oak St", json!({ "start": "2019-04-01" })),
        &[("2024-03-09", "confirmed")],
    );
    let found = one(json!({ "id": "A", "stays": [stay] }));
    assert_eq!(found.gaps.len(), 1);
    assert_eq!(
        (found.gaps[0].kind, found.gaps[0].from, found.gaps[0].days),
        (GapKind::Unconfirmed, day("2024-03-10"), 730)
    );
    assert_eq!(
        points_of(&found.places[0], ReasonKind::LongUnconfirmed),
        Some(-5)
    );
}

#[test]
fn dates_out_of_order_are_conflicts_and_nothing_is_lost() {
    let found = one(json!({ "id": "A",
        "stays": [checked(home("12 Oak St", json!({ "start": "2021-01-01", "end": "2022-01-01" })),
                          &[("2020-06-01", "confirmed"), ("2021-06-01", "confirmed"), ("2023-06-01", "confirmed")])],
        "convictions": [{ "convicted_on": "2012-05-01", "released_on": "2010", "offence": { "committed_on": "2011-05-05" } }],
        "declarations": [{ "whereabouts": "absconded", "on": "2024-02-02", "withdrawn_on": "2024-01-01" }],
    }));
    let orders = kinds(&found);
    assert_eq!(orders, vec![ConflictKind::OutOfOrder; 4]);
    assert_eq!(
        found
            .timeline
            .iter()
            .map(|entry| entry.checks.len())
            .sum::<usize>(),
        3
    );
    let conviction = found
        .conflicts
        .iter()
        .find(|one| one.facts[0].field.starts_with("convictions"))
        .unwrap();
    assert_eq!(conviction.facts[0].field, "convictions[0].released_on");
}

#[test]
fn what_is_dated_later_is_planned_or_a_slip() {
    let found = one(json!({ "id": "A",
        "stays": [checked(home("12 Oak St", json!({ "start": "2019-04-01" })), &[("2026-09-01", "confirmed")]),
                  home("9 Elm St", json!({ "start": "2026-04-01" }))],
        "registrations": [{ "jurisdiction": "IL", "span": { "start": "2019-04-01" },
                            "appearances": [{ "on": "2026-05-05", "manner": "in_person" }] }],
        "events": [{ "kind": "foreign_travel", "on": "2026-06-01" }],
    }));
    assert_eq!(kinds(&found), [ConflictKind::InTheFuture; 2]);
    assert_eq!(left_out(&found, LeftOutReason::InTheFuture), 2);
    // the check in the future confirms nothing
    assert_eq!(at(&found, "12 Oak St").last_verified, None);
    assert_eq!(
        points_of(at(&found, "9 Elm St"), ReasonKind::IntendedHome),
        Some(15)
    );
    let travel = found
        .timeline
        .iter()
        .find(|entry| entry.kind == TimelineKind::Travel)
        .unwrap();
    assert_eq!(travel.state, EntryState::Planned);
    assert_eq!(found.counts.planned, 3);
    // a move that is planned is no second home
    assert!(!kinds(&found).contains(&ConflictKind::TwoHomes));
}

#[test]
fn what_is_dated_after_the_death_is_shown_and_the_death_is_to_be_confirmed() {
    let found = one(json!({ "id": "A", "died_on": "2024-05",
        "stays": [checked(home("12 Oak St", json!({ "start": "2019-04-01" })), &[("2024-05-20", "confirmed"), ("2024-06-20", "confirmed")]),
                  home("9 Elm St", json!({ "start": "2025-01-01" }))],
    }));
    // the 20 May may be before it
    assert_eq!(
        kinds(&found),
        [
            ConflictKind::AfterDeath,
            ConflictKind::TwoHomes,
            ConflictKind::AfterDeath
        ]
    );
    assert_eq!(found.next_checks[0].kind, CheckKind::ConfirmDeath);
    assert!(
        found
            .places
            .iter()
            .all(|place| points_of(place, ReasonKind::Died) == Some(-100))
    );
    // the dead live nowhere: no gap after it
    assert!(found.gaps.is_empty());
}

#[test]
fn two_registries_with_different_dates_of_birth_are_a_contradiction() {
    let record = |id: &str, born: &str| {
        json!({ "id": id, "birth_date": born, "sex": "M",
        "identifiers": [{ "kind": "fbi_number", "value": format!("ZZ773{id}") }] })
    };
    let found = all_of(
        &[
            record("A", "1971-06-24"),
            record("B", "1971-06"),
            record("C", "1971-09-24"),
        ],
        &json!({}),
    );
    let all: Vec<_> = found
        .identity
        .contradictions
        .iter()
        .map(|one| one.kind)
        .collect();
    assert_eq!(all, [ConflictKind::BirthDates, ConflictKind::Identifiers]);
    assert_eq!(found.identity.birth_dates.len(), 3);
    assert_eq!(found.identity.contradictions[0].facts.len(), 3);
    assert_eq!(found.next_checks[0].kind, CheckKind::ResolveIdentity);
    // a month and a day within it go together
    let found = all_of(
        &[record("A", "1971-06-24"), record("B", "1971-06")],
        &json!({}),
    );
    assert_eq!(found.identity.contradictions.len(), 1);
}

#[test]
fn what_two_registries_have_alike_is_one_entry_with_two_sources() {
    let record = |id: &str, street: &str| {
        json!({ "id": id, "provenance": { "agency": format!("{id}-registry"), "recorded_on": "2025-03-01" },
        "names": [{ "kind": "legal", "given": "Marcus", "surname": "Okafor" }],
        "stays": [home(street, json!({ "start": "2019-04-01" }))] })
    };
    let found = all_of(
        &[record("B", "12 Oak Street"), record("A", "12 OAK ST.")],
        &json!({}),
    );
    assert_eq!(found.id.expose(), "A");
    assert_eq!(found.timeline.len(), 1);
    let agencies: Vec<_> = found.timeline[0]
        .sources
        .iter()
        .filter_map(|one| one.agency.as_deref())
        .collect();
    assert_eq!(agencies, ["A-registry", "B-registry"]);
    assert_eq!(found.identity.names.len(), 1);
    assert_eq!(found.places.len(), 1);
    assert_eq!(found.places[0].reasons_for.len(), 2);
    assert_eq!(
        found.places[0].reasons_for[0].source.recorded_on,
        Some(day("2025-03-01"))
    );
}

#[test]
fn two_homes_at_one_time_are_a_conflict_and_a_lodging_is_none() {
    let lodging = json!({ "kind": "lodging", "span": { "start": "2020-05-01", "end": "2020-05-09" }, "place": { "name": "Lakeside Motel" } });
    let found = one(json!({ "id": "A", "stays": [
        home("12 Oak St", json!({ "start": "2019-01-01" })), home("9 Elm St", json!({ "start": "2021-01-01", "end": "2021-03-02" })), lodging] }));
    assert_eq!(kinds(&found), [ConflictKind::TwoHomes]);
    let conflict = &found.conflicts[0];
    assert_eq!(
        (conflict.from, conflict.until),
        (Some(day("2021-01-01")), Some(day("2021-03-02")))
    );
    assert!(conflict.words.contains("60 days") && conflict.words.contains("no end"));
    // out on the day of moving in is no conflict
    let found = one(json!({ "id": "A", "stays": [
        home("12 Oak St", json!({ "start": "2019-01-01", "end": "2021-01-01" })), home("9 Elm St", json!({ "start": "2021-01-01" }))] }));
    assert!(found.conflicts.is_empty());
}

#[test]
fn to_be_without_a_home_is_no_fault() {
    let stay = json!({ "kind": "transient", "span": { "start": "2025-06-01" },
        "place": { "name": "under the bridge at 4th Street", "address": { "locality": "Springfield", "state": "IL" } },
        "verifications": [{ "on": "2026-02-01", "outcome": "confirmed", "manner": "home_visit" }] });
    let found = one(json!({ "id": "A", "stays": [stay] }));
    assert!(found.conflicts.is_empty() && found.gaps.is_empty());
    assert_eq!(found.places[0].grain, PlaceGrain::Named);
    assert!(found.places[0].reasons_against.is_empty());
    // a note in the field of the street is no address, and the town stays
    let note = json!({ "kind": "transient", "span": { "start": "2025-06-01" },
        "place": { "address": { "street": "HOMELESS", "locality": "Springfield", "state": "IL" } } });
    let found = one(json!({ "id": "A", "stays": [note] }));
    assert_eq!(found.places[0].grain, PlaceGrain::Locality);
    assert_eq!(left_out(&found, LeftOutReason::NoAddress), 1);
}

#[test]
fn tips_count_by_how_they_name_the_person() {
    let record = json!({ "id": "A", "names": [{ "kind": "legal", "given": "Marcus", "surname": "Okafor" }, { "kind": "alias", "full": "Mark Oak" }],
        "identifiers": [{ "kind": "phone", "value": "(217) 555-0134" }],
        "vehicles": [{ "plate": { "text": "ZZ1 234", "state": "IL" } }] });
    let tip = |id: &str, more: Value| {
        let mut tip = json!({ "id": id, "received_at": "2026-03-01T10:00:00",
            "place": { "address": { "street": format!("{id} Oak St"), "locality": "Peoria", "state": "IL" } } });
        tip.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        tip
    };
    let beside = json!({ "tips": [
        tip("1", json!({ "people": [{ "role": "subject", "person_id": "A" }] })),
        tip("2", json!({ "people": [{ "role": "subject", "identifiers": [{ "kind": "phone", "value": "217-555-0134" }] }] })),
        tip("3", json!({ "vehicles": [{ "plate": { "text": "zz1234", "state": "us-il" } }] })),
        tip("4", json!({ "people": [{ "role": "subject", "names": [{ "full": "OAK, Mark" }] }] })),
        tip("5", json!({ "people": [{ "role": "subject", "names": [{ "given": "Denise", "surname": "Painter" }] }] })),
        // a child of that name is another
        tip("6", json!({ "people": [{ "role": "child", "names": [{ "given": "Marcus", "surname": "Okafor" }] }] })),
    ] });
    let found = all_of(&[record], &beside);
    assert_eq!((found.counts.tips, found.counts.tips_naming), (6, 4));
    assert_eq!(left_out(&found, LeftOutReason::NamesSomebodyElse), 2);
    let fields: Vec<_> = found
        .timeline
        .iter()
        .filter(|one| one.kind == TimelineKind::Tip)
        .map(|one| one.sources[0].field.as_str())
        .collect();
    assert_eq!(
        fields,
        [
            "people[0].person_id",
            "people[0].identifiers[0]",
            "vehicles[0]",
            "people[0].names[0]"
        ]
    );
    assert!(
        points_of(at(&found, "1 Oak St"), ReasonKind::TipNames)
            > points_of(at(&found, "4 Oak St"), ReasonKind::TipSameName)
    );
    assert!(
        found
            .next_checks
            .iter()
            .any(|one| one.kind == CheckKind::ReturnToTip)
    );
}

#[test]
fn vehicles_count_where_they_are_the_persons_then() {
    let record = json!({ "id": "A", "vehicles": [
        { "plate": { "text": "ZZ1 234", "state": "IL" }, "span": { "start": "2024-01-01" } },
        { "plate": { "text": "ZZ9 999", "state": "IL" }, "span": { "start": "2018-01-01", "end": "2020-01-01" } }] });
    let seen = |id: &str, plate: &str, state: &str, more: Value| {
        let mut one = json!({ "id": id, "vehicle": { "plate": { "text": plate, "state": state } },
            "place": { "address": { "street": format!("{id} Oak St"), "locality": "Peoria", "state": "IL" } },
            "time": { "earliest": "2026-02-11T07:31:00", "latest": "2026-02-11T07:31:00" } });
        one.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        one
    };
    let beside = json!({ "sightings": [
        seen("1", "ZZ1234", "IL", json!({ "manner": "plate_reader" })),
        seen("2", "ZZ1234", "MO", json!({})),
        seen("3", "ZZ9999", "IL", json!({})),
        seen("4", "ABC777", "IL", json!({})),
        seen("5", "Z?", "IL", json!({})),
        seen("6", "ZZ1234", "IL", json!({ "driver_confirmed": true, "manner": "officer" })),
    ] });
    let found = all_of(&[record], &beside);
    assert_eq!(
        (found.counts.sightings, found.counts.sightings_of_theirs),
        (6, 3)
    );
    assert_eq!(left_out(&found, LeftOutReason::NotTheirsThen), 1);
    assert_eq!(left_out(&found, LeftOutReason::AnotherVehicle), 1);
    assert_eq!(left_out(&found, LeftOutReason::TooLittleOfPlate), 1);
    assert!(points_of(at(&found, "1 Oak St"), ReasonKind::VehicleSeen) > Some(15));
    assert!(points_of(at(&found, "2 Oak St"), ReasonKind::VehicleAlike).is_some());
    assert_eq!(at(&found, "6 Oak St").rank, 1);
    let entry = found
        .timeline
        .iter()
        .find(|one| one.kind == TimelineKind::VehicleSeen)
        .unwrap();
    assert_eq!(
        (entry.sources[0].kind, entry.sources[1].field.as_str()),
        (SourceKind::Sighting, "vehicles[0]")
    );
}

#[test]
fn registrations_that_may_be_theirs_are_for_somebody_to_decide() {
    let record = json!({ "id": "IL-1", "birth_date": "1971-06-24", "names": [{ "kind": "legal", "given": "Marcus", "surname": "Okafor" },
        { "kind": "alias", "given": "Mark", "surname": "Oakley" }] });
    let other = json!({ "id": "MO-7", "birth_date": "1971-06-25", "names": [{ "kind": "legal", "given": "Mark", "surname": "Oakley" }],
        "registrations": [{ "jurisdiction": "MO", "span": { "start": "2025-01-01" } }, { "jurisdiction": "KS", "span": { "start": "2024-01-01" } }],
        "stays": [{ "kind": "residence", "span": { "start": "2025-01-01" },
                    "place": { "address": { "street": "4 Ash St", "locality": "Hannibal", "state": "MO" } } }] });
    let beside = json!({ "possible": [{ "offender": other, "basis": "alias" }, { "offender": record, "basis": "analyst" }] });
    let found = all_of(&[record], &beside);
    assert_eq!(found.possible.len(), 1);
    assert_eq!(left_out(&found, LeftOutReason::AlreadyTheirs), 1);
    let possible = &found.possible[0];
    assert_eq!(possible.jurisdictions, ["KS", "MO"]);
    assert_eq!((possible.agrees.len(), possible.differs.len()), (1, 1));
    // its home is a place to check, and Kansas a state to ask; nothing of it is in the timeline or the identity
    assert!(found.timeline.is_empty());
    assert_eq!(found.identity.names.len(), 2);
    assert_eq!(found.places.len(), 2);
    assert!(
        found
            .places
            .iter()
            .all(|one| one.uses == [PlaceUse::PossibleRegistration])
    );
    assert!(found.places.iter().any(|one| one.grain == PlaceGrain::Region && one.jurisdiction.as_deref() == Some("KS")));
    let first = &found.next_checks[0];
    assert_eq!(
        (first.kind, first.facts[0].record.expose().as_str()),
        (CheckKind::DecideRegistration, "MO-7")
    );
}

#[test]
fn a_past_day_comes_out_as_it_was_known() {
    let at_day = |on: &str| json!({ "recorded_on": on });
    let mut late = home("9 Elm St", json!({ "start": "2024-01-01" }));
    late["provenance"] = at_day("2025-09-01");
    let mut early = home("12 Oak St", json!({ "start": "2019-01-01" }));
    early["provenance"] = at_day("2019-01-03");
    let record = json!({ "id": "A", "stays": [early, late], "vehicles": [{ "plate": { "text": "ZZ1 234" } }] });
    let mut settings = LocateSettings::on(day("2024-06-01"));
    let now = with(std::slice::from_ref(&record), &json!({}), &settings);
    assert_eq!(now.places.len(), 2);
    settings.known_on = Some(day("2024-06-01"));
    let then = with(&[record], &json!({}), &settings);
    assert_eq!(then.places.len(), 1);
    assert_eq!(left_out(&then, LeftOutReason::NotYetKnown), 1);
    assert!(then.counts.record_date_unknown > 0);
}

#[test]
fn what_an_agency_declared_speaks_where_it_says() {
    let declared = |what: &str| {
        one(
            json!({ "id": "A", "stays": [home("12 Oak St", json!({ "start": "2019-01-01" }))],
        "registrations": [{ "jurisdiction": "us-il", "span": { "start": "2019-01-01" } }],
        "declarations": [{ "whereabouts": what, "on": "2025-06-01" }] }),
        )
    };
    let points = |what: &str| points_of(&declared(what).places[0], ReasonKind::DeclaredElsewhere);
    assert_eq!(points("deported"), Some(-20));
    assert_eq!(points("out_of_jurisdiction"), Some(-20));
    // declared to have absconded says nothing of where anybody is
    assert_eq!(points("absconded"), None);
    assert_eq!(points("unlocated"), None);
    let dead = declared("deceased");
    assert_eq!(points_of(&dead.places[0], ReasonKind::Died), Some(-100));
    assert_eq!(dead.next_checks[0].kind, CheckKind::ConfirmDeath);
}

#[test]
fn ten_thousand_events_of_one_person_are_bounded_and_counted() {
    let start = day("1996-01-01");
    let stays: Vec<Value> = (0..10_000_u64)
        .map(|n| {
            let from = start.checked_add_days(Days::new(n)).unwrap();
            // none of them ends
            checked(
                home(&format!("{n} Oak St"), json!({ "start": from })),
                &[("2026-01-01", "confirmed")],
            )
        })
        .collect();
    let events: Vec<Value> = (0..10_000)
        .map(|_| json!({ "kind": "charged", "on": "2020-01-01" }))
        .collect();
    let sightings: Vec<Value> = (0..10_000_u32)
        .map(|n| {
            json!({ "id": format!("L{n}"), "vehicle": { "plate": { "text": "ZZ1 234" } },
        "place": { "address": { "latitude": 39.0 + f64::from(n) * 1e-7, "longitude": -89.0 } },
        "time": { "earliest": "2026-02-11T07:31:00", "latest": "2026-02-11T07:31:00" } })
        })
        .collect();
    let record = json!({ "id": "A", "stays": stays, "events": events, "vehicles": [{ "plate": { "text": "ZZ1 234" } }] });
    let begun = std::time::Instant::now();
    let found = all_of(&[record], &json!({ "sightings": sightings }));
    assert!(begun.elapsed().as_secs() < 60, "{:?}", begun.elapsed());
    assert_eq!(found.counts.entries, 30_001);
    assert_eq!(found.timeline.len(), 20_000);
    // each pair of homes, and one day on which ten thousand were confirmed
    assert_eq!(found.counts.conflicts, 10_000 * 9_999 / 2 + 1);
    assert_eq!(found.conflicts.len(), 200);
    assert_eq!(found.places.len(), 50);
    assert_eq!(found.counts.mentions, 20_000);
    let places = u64::from(found.counts.places) - 50;
    let conflicts = found.counts.conflicts - 200;
    assert_eq!(
        left_out(&found, LeftOutReason::BeyondTheMost),
        places + conflicts + 10_001
    );
}

#[test]
fn no_debug_shows_a_value() {
    let record = json!({ "id": "canary-1", "names": [{ "given": "canary-2", "surname": "canary-3" }], "birth_date": "1971-06-24",
        "stays": [{ "kind": "residence", "span": { "start": "2019-01-01" }, "organisation": "canary-4",
                    "place": { "name": "canary-5", "address": { "street": "canary-6", "locality": "canary-7", "postcode": "62704" } },
                    "verifications": [{ "on": "2020-01-01", "outcome": "confirmed", "manner": "canary-8" }] }],
        "custody": [{ "kind": "canary-9", "facility": "canary-10", "span": { "start": "2025-01-01" } }] });
    let found = one(record);
    let shown = format!("{found:?}");
    assert!(!shown.contains("canary"), "{shown}");
    // words are words, whatever a record holds
    let texts = serde_json::to_value(&found).unwrap();
    let mut words = Vec::new();
    words_in(&texts, &mut words);
    assert!(!words.is_empty() && words.iter().all(|one| !one.contains("canary")));
}

fn words_in(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if let ("words" | "why" | "less", Value::String(text)) = (name.as_str(), value) {
                    all.push(text.clone());
                }
                words_in(value, all);
            }
        }
        Value::Array(items) => items.iter().for_each(|one| words_in(one, all)),
        _ => {}
    }
}

#[test]
fn settings_have_ranges() {
    let refused = |value: Value| LocateSettings::from_value(&value).is_err();
    assert!(!refused(json!({ "as_of": AS_OF })));
    assert!(refused(json!({})));
    assert!(refused(json!({ "as_of": "1066-10-14" })));
    assert!(refused(json!({ "as_of": AS_OF, "same_place_m": 5_000.0 })));
    assert!(refused(json!({ "as_of": AS_OF, "halved_after_days": 0 })));
    assert!(refused(json!({ "as_of": AS_OF, "undated_percent": 101 })));
    assert!(refused(
        json!({ "as_of": AS_OF, "points": { "not_there": 4 } })
    ));
    assert!(refused(json!({ "as_of": AS_OF, "danger": 4 })));
}

fn a_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..5_000).prop_map(|days| day("2013-01-01").checked_add_days(Days::new(days)).unwrap())
}

fn a_span() -> impl Strategy<Value = Value> {
    (prop::option::of(a_day()), prop::option::of(0_u64..900)).prop_map(|(start, length)| {
        let mut span = json!({});
        if let Some(start) = start {
            span["start"] = json!(start);
        }
        if let Some((start, length)) = start.zip(length) {
            span["end"] = json!(start.checked_add_days(Days::new(length)).unwrap());
        }
        span
    })
}

fn a_place() -> impl Strategy<Value = Value> {
    (0_u8..6, 0_u8..5).prop_map(|(house, kind)| match kind {
        0 => json!({ "address": { "street": format!("{house} Oak Street"), "locality": "Springfield", "state": "IL", "unit": house.to_string() } }),
        1 => json!({ "address": { "street": format!("{house} Oak St"), "postcode": "62704", "locality": "Springfield", "state": "IL" } }),
        2 => json!({ "address": { "latitude": 39.0 + f64::from(house) * 0.0003, "longitude": -89.0 } }),
        3 => json!({ "name": "Lakeside", "address": { "locality": "Peoria", "state": "IL" } }),
        _ => json!({}),
    })
}

fn a_record(id: &'static str) -> impl Strategy<Value = Value> {
    let outcome = prop::sample::select(vec![
        "confirmed",
        "no_answer",
        "not_there",
        "moved",
        "mail_returned",
        "no_such_address",
    ]);
    let check = (a_day(), outcome)
        .prop_map(|(on, outcome)| json!({ "on": on, "outcome": outcome, "manner": "home_visit" }));
    let kind = prop::sample::select(vec![
        "residence",
        "work",
        "school",
        "lodging",
        "transient",
        "unstated",
    ]);
    let stay = (
        kind,
        a_place(),
        a_span(),
        prop::collection::vec(check, 0..4),
        prop::option::of(a_day()),
    )
        .prop_map(|(kind, place, span, checks, recorded)| {
            json!({ "kind": kind, "place": place, "span": span, "verifications": checks,
            "provenance": { "source": "file 7", "recorded_on": recorded } })
        });
    let custody = (a_span(), prop::option::of(prop::bool::ANY)).prop_map(|(span, verified)| json!({ "kind": "jail", "span": span, "verified": verified, "facility": "Jail" }));
    let declared = (
        a_day(),
        prop::sample::select(vec![
            "deported",
            "deceased",
            "absconded",
            "in_custody",
            "out_of_jurisdiction",
        ]),
    )
        .prop_map(|(on, what)| json!({ "on": on, "whereabouts": what }));
    let associate = (a_place(), prop::bool::ANY).prop_map(|(place, family)| {
        json!({ "role": if family { "relative" } else { "associate" },
        "addresses": [place.get("address").cloned().unwrap_or_else(|| json!({}))] })
    });
    (prop::collection::vec(stay, 0..6), prop::collection::vec(custody, 0..3), prop::collection::vec(declared, 0..2),
     prop::collection::vec(associate, 0..2), prop::option::of(a_day()), prop::option::weighted(0.2, a_day()))
        .prop_map(move |(stays, custody, declarations, associates, born, died)| {
            let mut record = json!({ "id": id, "stays": stays, "custody": custody, "declarations": declarations, "associates": associates,
                "names": [{ "given": "Marcus", "surname": "Okafor" }],
                "registrations": [{ "jurisdiction": "IL", "span": { "start": "2014-01-01" }, "appearances": [{ "on": "2020-02-02", "manner": "in_person" }] }] });
            if let Some(born) = born {
                record["birth_date"] = json!(born);
            }
            if let Some(died) = died {
                record["died_on"] = json!(died);
            }
            record
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_fact_stands_where_it_says_and_no_order_matters(
        a in a_record("A"), b in a_record("B"), place in a_place(), on in a_day(), known in prop::option::of(a_day()),
    ) {
        let tip = |id: &str| json!({ "id": id, "about": ["A"], "place": place, "received_at": format!("{on}T10:00:00") });
        let search = |id: &str| json!({ "id": id, "kind": "utilities", "on": on, "place": place, "result": "nothing_found" });
        let beside = json!({ "tips": [tip("T1"), tip("T2")], "searches": [search("S1"), search("S2")] });
        let turned = json!({ "tips": [tip("T2"), tip("T1")], "searches": [search("S2"), search("S1")] });
        let mut settings = LocateSettings::on(day(AS_OF));
        settings.known_on = known;
        let found = with(&[a.clone(), b.clone()], &beside, &settings);
        let again = with(&[b.clone(), a.clone()], &turned, &settings);
        prop_assert_eq!(found.to_json(), again.to_json());
        let mut all = Vec::new();
        let mut whole = serde_json::to_value(&found).unwrap();
        citations(&whole, &mut all);
        prop_assert!(known.is_some() || !all.is_empty());
        for one in all {
            let record = match (one.kind, one.record.expose().as_str()) {
                (SourceKind::Offender, "A") => a.clone(),
                (SourceKind::Offender, "B") => b.clone(),
                (SourceKind::Tip, id) => tip(id),
                (SourceKind::Search, id) => search(id),
                (kind, _) => panic!("{kind:?} was not given"),
            };
            prop_assert!(leads_somewhere(&record, &one.field), "{}", one.field);
        }
        // what was recorded later is named where it was left out, and nowhere else
        whole["left_out"] = Value::Null;
        let mut kept = Vec::new();
        citations(&whole, &mut kept);
        let is_late = |one: &FactSource| known.is_some_and(|known| one.recorded_on.is_some_and(|on| on > known));
        prop_assert!(!kept.iter().any(is_late));
        // what is given back reads again
        let text = found.to_json();
        let read: Located = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read, found);
    }

    /// A day is in a gap of homes, or some home, address or custody has it.
    #[test]
    fn a_day_without_a_home_is_in_a_gap(record in a_record("A"), on in a_day()) {
        let mut record = record;
        record["died_on"] = Value::Null;
        record["declarations"] = json!([]);
        let mut settings = LocateSettings::on(day(AS_OF));
        settings.gap_days = 1;
        let found = with(&[record], &json!({}), &settings);
        let has = |entry: &caselink::tracking::TimelineEntry| {
            let is_shelter = entry.kind.is_home() || matches!(entry.kind, TimelineKind::Custody | TimelineKind::Address);
            // custody that never ends is over when the person is seen
            let is_open = entry.kind == TimelineKind::Custody && entry.until.is_none();
            is_shelter && !is_open && entry.from.is_some_and(|from| from <= on) && entry.until.is_none_or(|until| on < until)
        };
        let is_gap = found.gaps.iter().any(|gap| gap.kind == GapKind::Residence && gap.from <= on && gap.until.is_none_or(|until| on < until));
        let is_open = found.timeline.iter().any(|entry| entry.kind == TimelineKind::Custody && entry.until.is_none());
        if found.timeline.iter().any(has) {
            prop_assert!(!is_gap);
        } else if !is_open && on >= day("2014-01-01") && on <= day(AS_OF) {
            prop_assert!(is_gap, "{:?}", found.gaps);
        }
    }
}

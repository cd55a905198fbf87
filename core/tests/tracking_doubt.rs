//! What a record contradicts or leaves open makes no failure, no excuse for ever and no fugitive: it is said to be open.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use caselink::{
    records::Offender,
    tracking::{
        AssessOptions, Assessment, Compliance, DutyState, ExcuseReason, LegalProcess, Missing,
        RulePack, WhereaboutsFound, assess,
    },
};
use chrono::NaiveDate;
use serde_json::{Value, json};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn found(value: &Value, as_of: &str) -> Assessment {
    let offender: Offender = serde_json::from_value(value.clone()).unwrap();
    let options = AssessOptions::on(day(as_of));
    assess(&offender, &[RulePack::federal().unwrap()], &options, None).unwrap()
}

fn seen(days: &[&str]) -> Value {
    days.iter()
        .map(|on| json!({ "on": on, "purpose": "verification", "manner": "in_person" }))
        .collect()
}

/// Registered in Illinois since 2020-01-31, in tier I, and there on the days given.
fn registrant(days: &[&str]) -> Value {
    json!({
        "id": "T-1",
        "convictions": [{ "jurisdiction": "IL", "sentenced_on": "2016-05-02", "imprisoned": true, "released_on": "2020-01-31" }],
        "registrations": [{
            "jurisdiction": "IL", "span": { "start": "2020-01-31" },
            "tiers": [{ "scheme": "SORNA", "tier": "I", "effective_from": "2020-01-31" }],
            "appearances": seen(days),
        }],
        "stays": [{ "kind": "residence", "span": { "start": "2019-01-31" }, "place": { "address": { "state": "IL", "street": "1180 Linden Ave" } } }],
    })
}

fn set(mut value: Value, name: &str, to: Value) -> Value {
    value[name] = to;
    value
}

fn tiers(mut value: Value, to: Value) -> Value {
    value["registrations"][0]["tiers"] = to;
    value
}

/// The verifications, each with its day.
fn verifications(all: &Assessment) -> Vec<(String, DutyState)> {
    all.jurisdictions[0]
        .duties
        .iter()
        .filter(|line| line.duty == "D11")
        .map(|line| (line.due.unwrap().to_string(), line.state))
        .collect()
}

fn on(all: &Assessment, due: &str) -> DutyState {
    let lines = verifications(all);
    lines.iter().find(|(day, _)| day == due).unwrap().1
}

fn open(missing: Missing) -> DutyState {
    DutyState::Undetermined { missing }
}

#[test]
fn a_failure_under_a_tier_that_nobody_decided_is_one_only_if_each_tier_agrees() {
    let yearly = ["2021-01-20", "2022-01-20", "2023-01-20"];
    let all = found(&tiers(registrant(&yearly), json!([])), "2023-06-01");
    // met by the laxest tier, so nobody can say that anything was missed
    assert_eq!(on(&all, "2020-04-30"), open(Missing::Tier));
    assert_eq!(on(&all, "2021-01-31"), DutyState::Met);
    assert_eq!(all.compliance, Compliance::Undetermined);
    // and what each tier asks for was not done
    let all = found(&tiers(registrant(&yearly[..2]), json!([])), "2023-06-01");
    assert_eq!(on(&all, "2022-10-31"), open(Missing::Tier));
    assert_eq!(on(&all, "2023-01-31"), DutyState::Overdue { days: 121 });
    assert!(all.compliance.is_noncompliant());
}

#[test]
fn without_a_tier_nothing_is_missed_after_the_shortest_period() {
    let mut value = tiers(registrant(&[]), json!([]));
    value["convictions"][0]["sentenced_on"] = json!("2004-05-02");
    value["convictions"][0]["released_on"] = json!("2006-01-31");
    // fifteen years of tier I are over on 2021-01-31, the end of a term of every tier
    let all = found(&value, "2022-06-01");
    assert_eq!(on(&all, "2021-01-31"), open(Missing::Tier));
    assert_eq!(on(&all, "2022-01-31"), open(Missing::Tier));
    assert_eq!(all.compliance, Compliance::Undetermined);
    let all = found(
        &tiers(value, json!([{ "scheme": "SORNA", "tier": "II" }])),
        "2022-06-01",
    );
    assert!(matches!(on(&all, "2021-01-31"), DutyState::Overdue { .. }));
}

#[test]
fn a_first_decision_makes_no_failure_before_it() {
    let yearly = [
        "2021-01-20",
        "2022-01-20",
        "2023-01-20",
        "2023-07-20",
        "2024-01-20",
    ];
    let decision = json!([{ "scheme": "SORNA", "tier": "II", "effective_from": "2020-01-31", "provenance": { "recorded_on": "2023-03-15" } }]);
    let all = found(&tiers(registrant(&yearly), decision.clone()), "2024-03-01");
    assert_eq!(on(&all, "2022-07-31"), open(Missing::Tier));
    // known from here on, and counted as if it had always been
    let later: Vec<_> = verifications(&all)
        .into_iter()
        .filter(|(due, _)| due.as_str() > "2023-03-15")
        .collect();
    assert_eq!(
        later,
        [
            ("2023-07-31".to_owned(), DutyState::Met),
            ("2024-01-31".to_owned(), DutyState::Met),
            ("2024-07-31".to_owned(), DutyState::NotYetDue),
        ]
    );
    assert_eq!(all.jurisdictions[0].late, 0);
    assert_eq!(all.compliance, Compliance::Compliant);
    // recorded when it was made, it holds from the start
    let same = tiers(
        registrant(&yearly),
        json!([{ "scheme": "SORNA", "tier": "II", "effective_from": "2020-01-31" }]),
    );
    let all = found(&same, "2024-03-01");
    assert!(matches!(on(&all, "2022-07-31"), DutyState::MetLate { .. }));
    // an appearance before the day of the decision counts for what is due after it
    let early = tiers(
        registrant(&["2022-12-20"]),
        json!([{ "scheme": "SORNA", "tier": "I", "effective_from": "2022-12-28" }]),
    );
    assert_eq!(
        on(&found(&early, "2023-03-01"), "2023-01-31"),
        DutyState::Met
    );
}

#[test]
fn a_deportation_excuses_while_nothing_contradicts_it() {
    let declared = json!([{ "whereabouts": "deported", "on": "2021-06-01" }]);
    let gone = set(
        registrant(&["2021-01-20"]),
        "declarations",
        declared.clone(),
    );
    let all = found(&gone, "2023-06-01");
    let excused = DutyState::Excused {
        reason: ExcuseReason::Deported,
    };
    assert_eq!(on(&all, "2022-01-31"), excused);
    assert_eq!(
        all.whereabouts,
        WhereaboutsFound::Deported {
            on: day("2021-06-01")
        }
    );
    let back = set(
        registrant(&["2021-01-20", "2023-01-20"]),
        "declarations",
        declared.clone(),
    );
    let all = found(&back, "2023-06-01");
    assert_eq!(all.notes.seen_after_deportation, 1);
    assert_eq!(
        on(&all, "2022-01-31"),
        open(Missing::DeportationBeforeEvents)
    );
    assert!(!matches!(
        all.whereabouts,
        WhereaboutsFound::Deported { .. }
    ));
    assert_eq!(all.jurisdictions[0].late, 0);
    // who writes from abroad has not come back
    let mut mail = back;
    mail["registrations"][0]["appearances"][1]["manner"] = json!("mail");
    assert_eq!(on(&found(&mail, "2023-06-01"), "2022-01-31"), excused);
}

#[test]
fn custody_without_an_end_lasts_until_the_person_is_seen_free() {
    let held = |verified: bool, recorded: Value| json!([{ "kind": "jail", "verified": verified, "span": { "start": "2021-05-01" }, "provenance": recorded }]);
    let excused = DutyState::Excused {
        reason: ExcuseReason::Custody,
    };
    let inside = set(
        registrant(&["2021-01-20"]),
        "custody",
        held(true, json!({})),
    );
    assert_eq!(on(&found(&inside, "2025-06-01"), "2025-01-31"), excused);
    let days = ["2021-01-20", "2023-01-20"];
    let out = set(
        registrant(&days),
        "custody",
        held(true, json!({ "recorded_on": "2021-06-01" })),
    );
    let all = found(&out, "2025-06-01");
    // inside or out: nobody entered the release
    assert_eq!(on(&all, "2022-01-31"), open(Missing::CustodyEnd));
    // out by then
    assert!(matches!(on(&all, "2024-01-31"), DutyState::Overdue { .. }));
    assert!(!matches!(
        all.whereabouts,
        WhereaboutsFound::InCustody { .. }
    ));
    // confirmed later than the day, and before the person was seen
    let sure = set(
        registrant(&days),
        "custody",
        held(true, json!({ "recorded_on": "2022-03-01" })),
    );
    assert_eq!(on(&found(&sure, "2025-06-01"), "2022-01-31"), excused);
    // who registers for the first time may do so inside
    let mut first = inside;
    first["registrations"][0]["appearances"] =
        json!([{ "on": "2023-01-20", "purpose": "initial", "manner": "in_person" }]);
    assert_eq!(on(&found(&first, "2025-06-01"), "2025-01-31"), excused);
}

#[test]
fn what_is_told_of_days_after_a_death_is_listed_to_the_end() {
    let dead = set(
        registrant(&["2021-01-20", "2023-01-20"]),
        "died_on",
        json!("2022-05"),
    );
    let all = found(&dead, "2025-06-01");
    assert_eq!(on(&all, "2023-01-31"), DutyState::Met);
    assert_eq!(on(&all, "2024-01-31"), open(Missing::DeathBeforeEvents));
    assert_eq!(all.jurisdictions[0].compliance, Compliance::Undetermined);
    assert_eq!(all.whereabouts, WhereaboutsFound::Unknown);
    let sure = set(registrant(&["2021-01-20"]), "died_on", json!("2022-05"));
    let all = found(&sure, "2025-06-01");
    assert_eq!(all.jurisdictions[0].compliance, Compliance::NoDuty);
    assert_eq!(all.whereabouts, WhereaboutsFound::Deceased);
}

#[test]
fn only_a_warrant_to_arrest_that_has_a_day_makes_a_fugitive() {
    let with = |warrant: Value| set(registrant(&["2021-01-20"]), "warrants", json!([warrant]));
    let of = |warrant: Value, as_of: &str| {
        let all = found(&with(warrant), as_of);
        assert!(all.compliance.is_noncompliant());
        (all.legal_process, all.fugitive)
    };
    let arrest = json!({ "kind": "arrest", "status": "active", "issued_on": "2024-03-01" });
    assert_eq!(
        of(arrest, "2024-06-01"),
        (LegalProcess::WarrantIssued, true)
    );
    let search = json!({ "kind": "search", "status": "active", "issued_on": "2024-03-01" });
    assert_eq!(of(search, "2024-06-01"), (LegalProcess::None, false));
    let served = json!({ "kind": "search", "status": "served", "issued_on": "2024-03-01" });
    assert_eq!(of(served, "2024-06-01"), (LegalProcess::None, false));
    let undated = json!({ "kind": "arrest", "status": "active" });
    assert_eq!(
        of(undated.clone(), "2024-06-01"),
        (LegalProcess::None, false)
    );
    assert_eq!(
        found(&with(undated), "2024-06-01").notes.warrants_undated,
        1
    );
    let recorded = json!({ "kind": "arrest", "status": "active", "provenance": { "recorded_on": "2024-04-01" } });
    assert_eq!(
        of(recorded.clone(), "2024-06-01"),
        (LegalProcess::WarrantIssued, true)
    );
    assert_eq!(of(recorded, "2024-03-15"), (LegalProcess::None, false));
    // as it stood on each day
    let served = json!({ "kind": "arrest", "status": "served", "issued_on": "2024-03-01", "status_on": "2024-05-02" });
    assert_eq!(
        of(served.clone(), "2024-02-29"),
        (LegalProcess::None, false)
    );
    assert_eq!(
        of(served.clone(), "2024-05-01"),
        (LegalProcess::WarrantIssued, true)
    );
    assert_eq!(of(served, "2024-05-02"), (LegalProcess::Arrested, false));
}

//! Duties, links and routes, as Rust, Python and Node all answer.
#![cfg(feature = "synth")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use std::collections::BTreeMap;

use caselink::{
    NoControl,
    documents::Document,
    records::{Limits, Offender, RecordKind, RecordsRead, from_values_each},
    synth::{Rates, Size, World, world},
    tracking::{
        AssessOptions, CalendarPolicy, CompiledPacks, DutyTerm, FieldPlan, KnownFacts,
        LeadRegistrant, LeadSubject, LinkSettings, LocateInputs, LocateSettings, OffenderIndex,
        OpenCase, PackageHeader, PeopleSettings, RegistryReportHeader, ResidenceRule, RulePack,
        SweepList, SweepListSettings, SweepSettings, SweepStop, SweepTeam, Travel, Variation,
        federal_holidays, lead_package, locate, people_from_value, period_counts, period_end,
        registry_report, residence_from, resolve_people, spans_from_value, sweep_list, sweep_sheet,
        term_end, verification_dates, verification_sweep,
    },
};
use chrono::NaiveDate;
use releases::{check, read};
use serde_json::{Value, json};

fn day(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

fn of_file(file: &Value) -> World {
    let size: Size = serde_json::from_value(file["size"].clone()).unwrap();
    let rates: Rates = serde_json::from_value(file["rates"].clone()).unwrap();
    world(file["seed"].as_u64().unwrap(), size)
        .with_rates(rates)
        .unwrap()
}

fn values(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn records(world: &World, kind: RecordKind) -> Vec<Value> {
    let count = world.count(kind).unwrap();
    values(&world.ndjson(kind, 0..count, &NoControl).unwrap())
}

/// Which records are of one person, as the truth has it.
fn people(world: &World) -> BTreeMap<String, String> {
    let count = world.count(RecordKind::Offender).unwrap();
    let truth = world.truth_ndjson(RecordKind::Offender, 0..count, &NoControl);
    let mut people = serde_json::Map::new();
    for one in values(&truth.unwrap()) {
        for record in one["records"].as_array().unwrap() {
            people.insert(record.as_str().unwrap().to_owned(), one["person"].clone());
        }
    }
    people_from_value(&people.into()).unwrap()
}

fn duties(file: &Value, world: &World) -> Value {
    let mut values = records(world, RecordKind::Offender);
    values.insert(1, file["not_a_record"].clone());
    let offenders: RecordsRead<Offender> = from_values_each(&values, &Limits::default()).unwrap();
    let options = AssessOptions::on(day(&file["as_of"]));
    let packs = CompiledPacks::federal().unwrap();
    let all = packs
        .assess_all(&offenders, &options, None, &NoControl)
        .unwrap();
    let horizon = file["horizon_days"].as_u64().unwrap() as u32;
    let mut upcoming = packs
        .upcoming(&offenders, &options, horizon, None, &NoControl)
        .unwrap();
    let counts = packs.registry_counts(&offenders, &options, &people(world), None, &NoControl);
    assert!(!upcoming.duties.is_empty());
    let count = upcoming.duties.len();
    upcoming.duties.truncate(5);
    let known_on = AssessOptions {
        known_on: Some(day(&file["known_on"])),
        explain: false,
        ..options
    };
    let known = packs
        .assess(&offenders.records[0], &known_on, None)
        .unwrap();
    json!({
        "first": all.assessments[0],
        "known": known,
        "compliance": all.assessments.iter().map(|one| json!(one.compliance)).collect::<Vec<_>>(),
        "rejected": all.rejected,
        "upcoming": upcoming,
        "upcoming_count": count,
        "counts": counts.unwrap(),
        "packs": packs.packs().iter().map(|pack| &pack.pack).collect::<Vec<_>>(),
    })
}

fn links(file: &Value, world: &World) -> Value {
    let read = from_values_each(&records(world, RecordKind::Offender), &Limits::default());
    let known = KnownFacts::from_value(&file["known"]).unwrap();
    let index = OffenderIndex::build(&read.unwrap(), &known, &NoControl).unwrap();
    let settings = LinkSettings::from_value(&file["link_settings"]).unwrap();
    let mut cases = records(world, RecordKind::Case);
    cases.insert(2, file["not_a_record"].clone());
    let open = OpenCase::from_values_each(&cases, &Limits::default()).unwrap();
    let found = index
        .find_offenders_of(&open, &settings, 2, &NoControl)
        .unwrap();
    let first = found.findings.iter().find(|one| !one.links.is_empty());
    let first = first.unwrap();
    let case = open
        .records
        .iter()
        .find(|one| one.case.id == first.case)
        .unwrap();
    let offender = first.links[0].offender.expose();
    let back = index
        .find_cases(offender, &open, &settings, &NoControl)
        .unwrap();
    let variations = Variation::from_values(&file["variations"]).unwrap();
    let moved = index
        .sensitivity(case, &settings, &variations, &NoControl)
        .unwrap();
    json!({
        "length": index.len(),
        "first": first,
        "counts": found.findings.iter().map(|one| json!(one.counts)).collect::<Vec<_>>(),
        "rejected": found.rejected,
        "back": back,
        "explained": index.explain(offender, case, &settings).unwrap(),
        "sensitivity": moved,
    })
}

fn who_and_where(file: &Value, world: &World) -> Value {
    let mut values = records(world, RecordKind::Offender);
    values.insert(1, file["not_a_record"].clone());
    let read: RecordsRead<Offender> = from_values_each(&values, &Limits::default()).unwrap();
    let settings = PeopleSettings::from_value(&file["people_settings"]).unwrap();
    let found = resolve_people(&read, &settings, None, &NoControl).unwrap();
    let several = found.people.iter().find(|one| one.records.len() > 1);
    let several = several.unwrap();
    let is_own = |one: &&Offender| several.records.contains(&one.person.id);
    let own: Vec<Offender> = read.records.iter().filter(is_own).cloned().collect();
    let beside = LocateInputs::from_value(&file["beside"]).unwrap();
    let located = locate(
        &own,
        &beside,
        &LocateSettings::on(day(&file["as_of"])),
        None,
    );
    json!({
        "count": found.people.len(),
        "several": several,
        "possible_in_all": found.possible_in_all,
        "rejected": found.rejected,
        "located": located.unwrap(),
    })
}

fn routes(file: &Value) -> Value {
    let routes = verification_sweep(
        &SweepStop::from_values(&file["stops"]).unwrap(),
        &SweepTeam::from_values(&file["teams"]).unwrap(),
        &Travel::from_value(&file["travel"]).unwrap(),
        &SweepSettings::from_value(&file["sweep_settings"]).unwrap(),
        &NoControl,
    );
    json!(routes.unwrap())
}

fn days(file: &Value) -> Value {
    let calendar = |one: &Value| CalendarPolicy::from_value(&one["calendar"]).unwrap();
    let ends = file["terms"].as_array().unwrap().iter().map(|one| {
        let term = DutyTerm::from_value(&one["term"]).unwrap();
        let direction = serde_json::from_value(one["direction"].clone()).unwrap();
        json!(term_end(day(&one["event"]), term, direction, &calendar(one)).unwrap())
    });
    let ends: Vec<Value> = ends.collect();
    let one = &file["period"];
    let custody = spans_from_value("custody", &one["custody"]).unwrap();
    let years = one["years"].as_u64().unwrap() as u32;
    let period = period_end(day(&one["start"]), years, &custody, &calendar(one)).unwrap();
    let one = &file["verifications"];
    let every = DutyTerm::from_value(&one["every"]).unwrap();
    let count = one["count"].as_u64().unwrap() as u32;
    let dates = verification_dates(day(&one["anchor"]), every, count, &calendar(one)).unwrap();
    let one = &file["residence"];
    let stays = spans_from_value("stays", &one["stays"]).unwrap();
    let rule = ResidenceRule::from_value(&one["rule"]).unwrap();
    let from = residence_from(&stays, day(&one["as_of"]), &rule).unwrap();
    json!({
        "ends": ends,
        "period": period,
        "dates": dates,
        "residence_from": from,
        "holidays": federal_holidays(2027),
    })
}

#[test]
fn the_same_answers_in_three_languages() {
    let mut file = read("tracking.json");
    let world = of_file(&file);
    file["duties"] = duties(&file, &world);
    file["links"] = links(&file, &world);
    file["people"] = who_and_where(&file, &world);
    file["routes"] = routes(&file);
    file["days"] = days(&file);
    check("tracking.json", &file);
}

/// Whom to check where among the first of the registrants, each a person alone, and the sheet of two teams.
fn field(file: &Value, records: &[Offender], as_of: NaiveDate) -> (SweepList, Document) {
    let packs = CompiledPacks::federal().unwrap();
    let first = records
        .iter()
        .take(file["first"].as_u64().unwrap() as usize);
    let registrants: Vec<LeadRegistrant> = first
        .map(|one| {
            let assessed = packs.assess(one, &AssessOptions::on(as_of), None).unwrap();
            let located = locate(
                std::slice::from_ref(one),
                &LocateInputs::default(),
                &LocateSettings::on(as_of),
                None,
            );
            LeadRegistrant {
                records: vec![one.clone()],
                assessments: vec![assessed],
                located: Some(located.unwrap()),
                ..LeadRegistrant::default()
            }
        })
        .collect();
    let list = sweep_list(&registrants, &SweepListSettings::on(as_of)).unwrap();
    let teams = SweepTeam::from_values(&file["teams"]).unwrap();
    let routes = verification_sweep(
        &list.stops(),
        &teams,
        &Travel::default(),
        &SweepSettings::default(),
        &NoControl,
    );
    let plan = FieldPlan {
        registrants,
        list,
        teams,
        routes: routes.unwrap(),
        travel: Travel::default(),
    };
    let header = PackageHeader::from_value(&file["package_header"]).unwrap();
    let sheet = sweep_sheet(&plan, &header).unwrap();
    (plan.list, sheet)
}

/// What leaves the desk: two packages, a sheet for field teams and two reports, of what the other vectors found.
fn products(file: &Value, tracking: &Value, world: &World) -> Value {
    let values = records(world, RecordKind::Offender);
    let read: RecordsRead<Offender> = from_values_each(&values, &Limits::default()).unwrap();
    let as_of = day(&tracking["as_of"]);
    let packs = CompiledPacks::federal().unwrap();
    let package = |subject: &Value| {
        let header = PackageHeader::from_value(&file["package_header"]).unwrap();
        lead_package(&LeadSubject::from_value(subject).unwrap(), &header).unwrap()
    };
    let several = &tracking["people"]["several"]["records"];
    let own = values
        .iter()
        .filter(|one| several.as_array().unwrap().contains(&one["id"]));
    let own: Vec<&Value> = own.collect();
    let assessed = read.records.iter();
    let assessed =
        assessed.filter(|one| own.iter().any(|own| own["id"] == *one.person.id.expose()));
    let assessments: Vec<Value> = assessed
        .map(|one| packs.assess(one, &AssessOptions::on(as_of), None))
        .map(|found| json!(found.unwrap()))
        .collect();
    let first = &tracking["links"]["first"];
    let case = records(world, RecordKind::Case);
    let case = case.iter().find(|one| one["id"] == first["case"]).unwrap();
    let linked = values
        .iter()
        .find(|one| one["id"] == first["links"][0]["offender"]);
    let (start, until) = (day(&file["start"]), day(&file["until"]));
    let people = people(world);
    let period = period_counts(&read, start, until, &people, None).unwrap();
    let options = AssessOptions::on(until.pred_opt().unwrap());
    let counts = packs.registry_counts(&read, &options, &people, None, &NoControl);
    let counts = counts.unwrap();
    let report = |header: &str| {
        let header = RegistryReportHeader::from_value(&file[header]).unwrap();
        registry_report(&counts, &period, packs.packs(), &header).unwrap()
    };
    let (list, sheet) = field(file, &read.records, as_of);
    json!({
        "list": list,
        "sheet": sheet,
        "registrant": package(&json!({
            "kind": "registrant", "records": own, "assessments": assessments, "located": tracking["people"]["located"],
        })),
        "case": package(&json!({
            "kind": "case", "case": { "case": case }, "findings": first, "registrants": [{ "records": [linked] }],
        })),
        "period": period,
        "report": report("report_header"),
        "public_report": report("public_header"),
    })
}

#[test]
fn the_same_products_in_three_languages() {
    let (tracking, mut file) = (read("tracking.json"), read("tracking_products.json"));
    let world = of_file(&tracking);
    file["products"] = products(&file, &tracking, &world);
    check("tracking_products.json", &file);
}

#[test]
fn the_federal_pack_goes_out_and_comes_back() {
    let pack = RulePack::federal().unwrap();
    let again = CompiledPacks::from_values(&[json!(pack)]).unwrap();
    assert_eq!(again.packs(), [pack]);
    let error = CompiledPacks::from_values(&[json!(again.packs()[0]), json!({})]).unwrap_err();
    assert!(error.to_string().contains("[1]"), "{error}");
}

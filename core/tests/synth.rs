//! A synthetic world: readable by the library's own reader, the same everywhere, true to its rates, and about nobody.
#![cfg(feature = "synth")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};

use caselink::{
    NoControl,
    records::{
        Agency, Case, Incident, Jurisdiction, MediaFile, Offender, Provider, ReadOptions, Record,
        RecordKind, Series, Source, Tip, read,
    },
    synth::{
        Rates, Size, TrueCase, TrueFile, TrueIncident, TrueOffender, TrueStatus, TrueTip, World,
        world,
    },
};
use chrono::{Datelike, NaiveDate};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

const SIZE: Size = Size {
    offenders: 2_000,
    cases: 600,
    incidents: 1_500,
    tips: 2_000,
    files: 2_000,
};

fn small() -> World {
    world(7, SIZE)
}

fn all(world: &World, kind: RecordKind) -> String {
    world
        .ndjson(kind, 0..world.count(kind).unwrap(), &NoControl)
        .unwrap()
}

fn truth<T: DeserializeOwned>(world: &World, kind: RecordKind) -> Vec<T> {
    let lines = world
        .truth_ndjson(kind, 0..world.count(kind).unwrap(), &NoControl)
        .unwrap();
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// All records of a kind, by way of the reader; none may be set aside.
fn records<T: Record>(world: &World, kind: RecordKind) -> Vec<T> {
    let text = all(world, kind);
    let read = read::<T>(
        Source::Ndjson(text.as_bytes()),
        &ReadOptions::default(),
        &NoControl,
    )
    .unwrap();
    assert_eq!(read.rejected.total, 0, "{kind:?}: {:?}", read.rejected);
    assert_eq!(read.records.len(), text.lines().count());
    read.records
}

#[test]
fn the_reader_sets_nothing_aside() {
    let world = small();
    assert!(records::<Offender>(&world, RecordKind::Offender).len() > 2_000);
    assert_eq!(records::<Case>(&world, RecordKind::Case).len(), 600);
    assert_eq!(
        records::<Incident>(&world, RecordKind::Incident).len(),
        1_500
    );
    assert_eq!(records::<Tip>(&world, RecordKind::Tip).len(), 2_000);
    assert_eq!(
        records::<MediaFile>(&world, RecordKind::MediaFile).len(),
        2_000
    );
    assert_eq!(records::<Series>(&world, RecordKind::Series).len(), 51);
    assert_eq!(
        records::<Jurisdiction>(&world, RecordKind::Jurisdiction).len(),
        56
    );
    assert_eq!(records::<Provider>(&world, RecordKind::Provider).len(), 24);
    let agencies = records::<Agency>(&world, RecordKind::Agency);
    assert!(
        agencies
            .iter()
            .all(|agency| agency.ori.as_ref().unwrap().starts_with("ZZ"))
    );
}

/// The bytes of this seed, forever and anywhere.
#[test]
fn the_same_seed_gives_the_same_bytes() {
    const KINDS: [RecordKind; 9] = [
        RecordKind::Offender,
        RecordKind::Case,
        RecordKind::Incident,
        RecordKind::Tip,
        RecordKind::MediaFile,
        RecordKind::Series,
        RecordKind::Agency,
        RecordKind::Jurisdiction,
        RecordKind::Provider,
    ];
    let hash = |world: &World| {
        let mut hash = Sha256::new();
        for kind in KINDS {
            hash.update(all(world, kind));
        }
        caselink::release::TreeHash::from_bytes(hash.finalize().into()).to_string()
    };
    let file: serde_json::Value = serde_json::from_str(include_str!("vectors/synth.json")).unwrap();
    assert_eq!(hash(&small()), file["sha256"]);
    assert_eq!(serde_json::to_value(SIZE).unwrap(), file["size"]);
    assert_eq!(serde_json::to_value(KINDS).unwrap(), file["kinds"]);
    assert_ne!(hash(&world(8, SIZE)), hash(&small()));
    let world = small();
    for kind in KINDS {
        let count = world.count(kind).unwrap();
        // each alone, the last one first
        let mut alone: Vec<String> = (0..count)
            .rev()
            .map(|at| world.ndjson(kind, at..at + 1, &NoControl).unwrap())
            .collect();
        alone.reverse();
        assert_eq!(alone.concat(), all(&world, kind), "{kind:?}");
    }
}

#[test]
fn nobody_in_it_can_be_real() {
    let world = small();
    for kind in [
        RecordKind::Offender,
        RecordKind::Case,
        RecordKind::Incident,
        RecordKind::Tip,
        RecordKind::Agency,
    ] {
        let text = all(&world, kind);
        for (at, _) in text.match_indices(") 555-") {
            assert_eq!(&text[at..at + 8], ") 555-01");
            assert!(matches!(&text[at - 3..at - 2], "0" | "1"));
        }
        for (at, name) in text.match_indices("\"plate\":{\"text\":\"") {
            let plate = &text[at + name.len()..at + name.len() + 2];
            assert!(["ZZ", "2Z", "Z2", "22"].contains(&plate), "{plate}");
        }
    }
    for offender in records::<Offender>(&world, RecordKind::Offender) {
        for identifier in offender.person.identifiers {
            let value = identifier.value.expose();
            assert!(
                value.starts_with('9') || value.starts_with('('),
                "{:?}",
                identifier.kind
            );
        }
    }
}

/// Whether a share of `n` lies within five standard errors of a probability.
fn near(found: usize, n: usize, probability: f64) -> bool {
    let n = n as f64;
    (found as f64 - n * probability).abs()
        <= 5.0 * (n * probability * (1.0 - probability)).sqrt() + 1.0
}

#[test]
fn rates_are_what_they_say() {
    let (world, rates) = (small(), Rates::default());
    let people: Vec<TrueOffender> = truth(&world, RecordKind::Offender);
    let free: Vec<_> = people
        .iter()
        .filter(|person| !person.residences.is_empty())
        .collect();
    let share = |status| free.iter().filter(|person| person.status == status).count();
    assert!(near(
        share(TrueStatus::Absconded),
        free.len(),
        rates.absconded
    ));
    assert!(near(
        share(TrueStatus::Transient),
        free.len(),
        rates.transient
    ));
    let women = people
        .iter()
        .filter(|person| person.sex == caselink::records::Sex::Female)
        .count();
    assert!(near(women, people.len(), rates.offender_is_woman));
    let listed: usize = people.iter().map(|person| person.records.len()).sum();
    let misspelled = people
        .iter()
        .flat_map(|person| &person.errors)
        .filter(|wrong| wrong.iter().any(|e| e == "name misspelled"))
        .count();
    assert!(near(misspelled, listed, rates.misspelled_name));
    assert!(
        people
            .iter()
            .filter(|person| person.records.len() > 1)
            .count()
            > 300
    );

    let incidents: Vec<Incident> = records(&world, RecordKind::Incident);
    let count =
        |is: &dyn Fn(&Incident) -> bool| incidents.iter().filter(|incident| is(incident)).count();
    let girls = count(&|incident| {
        incident.victims[0].sex.as_ref().unwrap().expose() == &caselink::records::Sex::Female
    });
    assert!(near(girls, incidents.len(), rates.child_is_girl));
    assert!(near(
        count(&|incident| !incident.vehicles.is_empty()),
        incidents.len(),
        rates.vehicle_involved
    ));
    let afternoon = count(&|incident| {
        let hour = incident
            .time
            .as_ref()
            .unwrap()
            .expose()
            .earliest
            .format("%H")
            .to_string();
        (14..19).contains(&hour.parse::<u32>().unwrap())
    });
    assert!(near(afternoon, incidents.len(), rates.afternoon));

    let cases: Vec<Case> = records(&world, RecordKind::Case);
    let runaways = cases
        .iter()
        .filter(|case| case.case_type == caselink::records::CaseType::EndangeredRunaway)
        .count();
    assert!(near(runaways, cases.len(), 0.91 / 1.008));
}

#[test]
fn series_are_of_one_person_and_coincidences_are_not() {
    let mut series: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    let mut coincidences: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for incident in truth::<TrueIncident>(&small(), RecordKind::Incident) {
        if let Some(name) = incident.series {
            series
                .entry(name.clone())
                .or_default()
                .insert(incident.person.clone());
            *sizes.entry(name).or_default() += 1;
        }
        if let Some(name) = incident.coincidence {
            coincidences.entry(name).or_default().push(incident.person);
        }
    }
    assert!(series.len() > 20 && series.values().all(|people| people.len() == 1));
    assert!(sizes.values().all(|size| *size > 1));
    assert!(sizes.values().collect::<BTreeSet<_>>().len() > 2);
    assert!(coincidences.len() > 5);
    for people in coincidences.values() {
        assert!(people.len() == 2 && people[0] != people[1], "{people:?}");
    }
}

/// What the truth says of a file is about contents that files have, and one content has one size.
#[test]
fn files_are_near_what_there_is() {
    let world = small();
    let truths: Vec<TrueFile> = truth(&world, RecordKind::MediaFile);
    let contents: BTreeSet<&str> = truths.iter().map(|file| &file.content[..]).collect();
    let near: Vec<&str> = truths
        .iter()
        .filter_map(|file| file.near_duplicate_of.as_deref())
        .collect();
    assert!(near.len() > 20 && near.iter().all(|content| contents.contains(content)));
    assert!(
        truths
            .iter()
            .all(|file| file.near_duplicate_of.is_none() || file.bits > Some(0))
    );
    let mut sizes: BTreeMap<String, Option<u64>> = BTreeMap::new();
    for file in records::<MediaFile>(&world, RecordKind::MediaFile) {
        let sha256 = file.digests.sha256.clone().unwrap();
        assert_eq!(
            *sizes.entry(sha256).or_insert(file.size_bytes),
            file.size_bytes
        );
    }
}

/// Nothing begins between midnight and six, and all lies on the land that a state has around its middle.
#[test]
fn incidents_are_by_day_and_in_their_state() {
    let mut norths: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for line in all(&small(), RecordKind::Incident).lines() {
        let incident: serde_json::Value = serde_json::from_str(line).unwrap();
        let hour = incident["time"]["earliest"].as_str().unwrap()[11..13].to_owned();
        assert!(hour.parse::<u32>().unwrap() >= 6, "{hour}");
        let address = &incident["place"]["address"];
        let state = address["state"].as_str().unwrap().to_owned();
        norths
            .entry(state)
            .or_default()
            .push(address["latitude"].as_f64().unwrap());
    }
    for (state, norths) in norths {
        let high = norths.iter().copied().fold(f64::MIN, f64::max);
        let low = norths.iter().copied().fold(f64::MAX, f64::min);
        let most = match &state[..] {
            "RI" | "DE" | "DC" => 0.4,
            "CT" | "MA" | "NJ" | "MD" | "VT" | "HI" => 0.65,
            _ => 4.9,
        };
        assert!(high - low < most, "{state}");
    }
}

#[test]
fn tips_repeat_and_files_are_near() {
    let world = small();
    let tips: Vec<TrueTip> = truth(&world, RecordKind::Tip);
    let found: Vec<Tip> = records(&world, RecordKind::Tip);
    let repeats: Vec<_> = tips
        .iter()
        .zip(&found)
        .filter(|(truth, _)| truth.repeats.is_some())
        .collect();
    assert!(near(
        repeats.len(),
        tips.len(),
        Rates::default().tip_repeats
    ));
    for (truth, tip) in repeats {
        let number: usize = truth.repeats.as_ref().unwrap()[2..].parse().unwrap();
        assert_eq!(tip.text, found[number].text);
        assert_eq!(tip.files, found[number].files);
        assert!(tips[number].repeats.is_none());
    }
    let bundles: BTreeSet<_> = tips.iter().filter_map(|tip| tip.bundle.as_ref()).collect();
    assert_eq!(bundles.len(), 5);

    let files: Vec<MediaFile> = records(&world, RecordKind::MediaFile);
    let truths: Vec<TrueFile> = truth(&world, RecordKind::MediaFile);
    let mut copies: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (file, truth) in files.iter().zip(&truths) {
        copies
            .entry(&truth.content)
            .or_default()
            .insert(file.digests.sha256.as_ref().unwrap());
    }
    assert!(
        copies.values().all(|digests| digests.len() == 1),
        "one content, one digest"
    );
    assert!(copies.len() < 1_700, "popular files come many times");
    let near_ones = truths.iter().filter_map(|truth| truth.bits);
    assert!(near_ones.clone().count() > 200 && near_ones.max() <= Some(24));
}

#[test]
fn what_there_is_not_is_said() {
    let world = small();
    let code = |result: caselink::Result<String>| result.unwrap_err().code();
    assert_eq!(
        code(world.ndjson(RecordKind::Person, 0..1, &NoControl)),
        "INVALID_PARAMETER"
    );
    assert_eq!(
        code(world.ndjson(RecordKind::Case, 0..601, &NoControl)),
        "INVALID_PARAMETER"
    );
    assert_eq!(
        code(world.truth_ndjson(RecordKind::Agency, 0..1, &NoControl)),
        "INVALID_PARAMETER"
    );
    let large = caselink::synth::world(
        7,
        Size {
            offenders: 2_000_000_000,
            ..Size::default()
        },
    );
    assert_eq!(
        code(large.ndjson(RecordKind::Offender, 0..1, &NoControl)),
        "LIMIT_EXCEEDED"
    );
    for (name, value) in [
        ("afternoon", 1.5),
        ("series_size", 1.0),
        ("absconded", -0.1),
        ("series_days", 0.0),
    ] {
        assert!(Rates::from_value(&serde_json::json!({ name: value })).is_err());
    }
    assert!(Rates::from_value(&serde_json::json!({ "english": f64::NAN })).is_err());
    // every tip repeats: a row of them ends all the same
    let rates = Rates {
        tip_repeats: 1.0,
        tip_viral: 0.0,
        ..Rates::default()
    };
    let echo = small().with_rates(rates).unwrap();
    assert_eq!(all(&echo, RecordKind::Tip).lines().count(), 2_000);
    let empty = caselink::synth::world(7, Size::default());
    assert_eq!(all(&empty, RecordKind::Offender), "");
}

/// Kilometres between two incidents, near enough.
fn apart(a: &Incident, b: &Incident) -> f64 {
    let at = |one: &Incident| {
        let address = one.place.as_ref().unwrap().address.clone().unwrap();
        let degrees = |part: Option<caselink::records::Pii<f64>>| *part.unwrap().expose();
        (degrees(address.latitude), degrees(address.longitude))
    };
    let ((a, b), (c, d)) = (at(a), at(b));
    111.2 * (a - c).hypot((b - d) * a.to_radians().cos())
}

#[test]
fn series_last_and_travel_as_the_rates_say() {
    let size = Size {
        incidents: 1_500,
        ..Size::default()
    };
    let rates = Rates {
        in_series: 0.3,
        series_days: 300.0,
        series_travels: 0.25,
        ..Rates::default()
    };
    let wide = world(7, size).with_rates(rates).unwrap();
    let incidents = records::<Incident>(&wide, RecordKind::Incident);
    let truth: Vec<TrueIncident> = truth(&wide, RecordKind::Incident);
    let mut of: BTreeMap<&str, Vec<&Incident>> = BTreeMap::new();
    for (one, truth) in incidents.iter().zip(&truth) {
        let time = one.time.as_ref().unwrap().expose();
        assert!(time.latest.date() < "2026-01-01".parse().unwrap());
        if let Some(series) = &truth.series {
            of.entry(series).or_default().push(one);
        }
    }
    let day = |one: &Incident| one.time.as_ref().unwrap().expose().earliest.date();
    let (mut travel, mut longest) = (0, 0);
    for series in of.values() {
        let widest = series.iter().map(|one| apart(series[0], one));
        travel += usize::from(widest.fold(0.0, f64::max) > 50.0);
        let (first, last) = (
            series.iter().map(|one| day(one)).min().unwrap(),
            series.iter().map(|one| day(one)).max().unwrap(),
        );
        longest = longest.max((last - first).num_days());
    }
    assert!((150..300).contains(&longest), "{longest}");
    let share = travel as f64 / of.len() as f64;
    assert!((0.08..0.38).contains(&share), "{share}");
}

/// Nobody who is verified to be held comes to a registry, is at home, or has absconded; what was done is done as an adult.
#[test]
fn a_registry_contradicts_no_custody_and_no_age() {
    for custody_a_year in [0.05, 1.0] {
        let rates = Rates {
            custody_a_year,
            moves_a_year: 1.0,
            ..Rates::default()
        };
        let world = small().with_rates(rates).unwrap();
        let people: Vec<TrueOffender> = truth(&world, RecordKind::Offender);
        let lives: BTreeMap<&str, &TrueOffender> = people
            .iter()
            .flat_map(|life| life.records.iter().map(move |record| (&record[..], life)))
            .collect();
        let mut seen = 0;
        for record in records::<Offender>(&world, RecordKind::Offender) {
            let id = record.person.id.expose();
            let life = lives[&id[..]];
            let is_held = |day: NaiveDate| {
                let told = record.custody.iter().map(|one| one.span.expose());
                told.chain(&life.custody).any(|span| span.contains(day))
            };
            let was_released = life.custody[0].end().is_some();
            for one in record.registrations.iter().flat_map(|one| &one.appearances) {
                assert!(!was_released || !is_held(*one.on.expose()), "{id}");
                seen += 1;
            }
            for registration in &record.registrations {
                let days = registration.appearances.iter().map(|one| *one.on.expose());
                assert!(days.clone().is_sorted_by(|a, b| a < b), "{id}");
                let listed = registration.span.expose();
                assert!(
                    listed.end().is_none_or(|end| listed.start() < Some(end)),
                    "{id}"
                );
                for day in days {
                    assert!(listed.contains(day), "{id}");
                }
            }
            for one in record.stays.iter().flat_map(|one| &one.verifications) {
                assert!(!is_held(*one.on.expose()), "{id}");
                seen += 1;
            }
            for one in &record.declarations {
                assert!(!is_held(*one.on.expose()), "{id}");
            }
            for one in &record.convictions {
                assert_eq!(one.juvenile, Some(false));
                let until = one
                    .released_on
                    .as_ref()
                    .and_then(|on| on.expose().to_date());
                let served = until.unwrap_or(day("2026-01-01"))
                    - one
                        .convicted_on
                        .as_ref()
                        .unwrap()
                        .expose()
                        .to_date()
                        .unwrap();
                let most = one.offence.maximum_imprisonment_days.unwrap();
                assert!(served.num_days() <= i64::from(most), "{id}");
                let committed = one.offence.committed_on.as_ref().unwrap().expose();
                let committed = committed.to_date().unwrap();
                let age = committed.years_since(life.birth_date);
                assert!(age.is_some_and(|years| years >= 18), "{id}");
                assert!(
                    committed
                        <= one
                            .convicted_on
                            .as_ref()
                            .unwrap()
                            .expose()
                            .to_date()
                            .unwrap()
                );
            }
            let recorded = record
                .person
                .provenance
                .as_ref()
                .unwrap()
                .recorded_on
                .unwrap();
            assert!(recorded <= day("2026-01-01"), "{id}");
        }
        assert!(seen > 5_000, "{seen}");
    }
}

/// Worlds of other days are worlds of their own time, and those that no registry could be of are refused.
#[test]
fn a_world_stands_in_its_own_time() {
    for as_of in ["2000-01-01", "2010-02-28", "2100-12-31"] {
        let size = Size {
            offenders: 200,
            cases: 50,
            incidents: 100,
            tips: 50,
            files: 50,
        };
        let world = world(7, size).with_as_of(day(as_of)).unwrap();
        let year = u16::try_from(day(as_of).year()).unwrap();
        let mut years = BTreeSet::new();
        for record in records::<Offender>(&world, RecordKind::Offender) {
            years.extend(record.vehicles.iter().filter_map(|vehicle| vehicle.year));
        }
        for record in records::<Incident>(&world, RecordKind::Incident) {
            years.extend(record.vehicles.iter().filter_map(|vehicle| vehicle.year));
        }
        records::<Case>(&world, RecordKind::Case);
        records::<Tip>(&world, RecordKind::Tip);
        records::<MediaFile>(&world, RecordKind::MediaFile);
        assert!(
            years.iter().all(|one| (year - 30..=year).contains(one)),
            "{years:?}"
        );
    }
    for as_of in ["0001-01-01", "1999-12-31", "2101-01-01", "2400-01-01"] {
        let error = small().with_as_of(day(as_of)).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A registrant who is a suspect was free on that day, and lived in that state.
#[test]
fn suspects_could_have_been_there() {
    let world = world(7, SIZE)
        .with_rates(Rates {
            incident_by_registrant: 0.5,
            case_non_family_abduction: 1.0,
            ..Rates::default()
        })
        .unwrap();
    let people: Vec<TrueOffender> = truth(&world, RecordKind::Offender);
    let mut checked = 0;
    let mut check = |person: &str, day: chrono::NaiveDate, state: &str| {
        let Some(number) = person.strip_prefix("P-") else {
            return;
        };
        checked += 1;
        let life = &people[number.parse::<usize>().unwrap()];
        assert!(
            life.custody.iter().all(|held| !held.contains(day)),
            "{person}"
        );
        let home = life.residences.iter().find(|home| home.span.contains(day));
        assert_eq!(home.unwrap().state, state, "{person}");
    };
    let incidents: Vec<Incident> = records(&world, RecordKind::Incident);
    let state = |place: &Option<caselink::records::Place>| {
        let address = place.as_ref().unwrap().address.clone().unwrap();
        address.state.unwrap().expose().clone()
    };
    for (incident, truth) in incidents
        .iter()
        .zip(truth::<TrueIncident>(&world, RecordKind::Incident))
    {
        let day = incident.time.as_ref().unwrap().expose().earliest.date();
        check(&truth.person, day, &state(&incident.place));
    }
    let cases: Vec<Case> = records(&world, RecordKind::Case);
    for (case, truth) in cases
        .iter()
        .zip(truth::<TrueCase>(&world, RecordKind::Case))
    {
        if let Some(person) = truth.person {
            let day = case.reported_on.unwrap();
            check(&person, day, &state(&case.last_seen_place));
        }
    }
    assert!(checked > 500, "{checked}");
}

#[test]
fn tips_come_when_they_can() {
    let world = small();
    let cases: Vec<Case> = records(&world, RecordKind::Case);
    let tips: Vec<Tip> = records(&world, RecordKind::Tip);
    let number = |id: &str| id[2..].parse::<usize>().unwrap();
    let (mut about, mut repeats) = (0, 0);
    for (tip, truth) in tips.iter().zip(truth::<TrueTip>(&world, RecordKind::Tip)) {
        let received = tip.received_at.unwrap();
        assert!(received.date() <= "2026-01-01".parse().unwrap());
        if let Some(first) = truth.repeats {
            repeats += 1;
            assert!(received >= tips[number(&first)].received_at.unwrap());
        }
        if let Some(case) = truth.case {
            about += 1;
            let case = &cases[number(&case)];
            assert!(received >= case.last_seen.as_ref().unwrap().expose().latest);
            let midnight = received - chrono::TimeDelta::seconds(1);
            assert!(case.found_on.is_none_or(|found| midnight.date() <= found));
        }
        assert!(truth.bundle.is_none() || !tip.files.is_empty());
    }
    assert!(about > 300 && repeats > 200);
}

/// No record tells of a day after the one on which it was written.
#[test]
fn records_know_nothing_of_later_days() {
    let days = |value: &serde_json::Value| {
        let mut found: Vec<String> = Vec::new();
        let mut left = vec![value.clone()];
        while let Some(value) = left.pop() {
            match value {
                serde_json::Value::Array(items) => left.extend(items),
                serde_json::Value::Object(fields) => {
                    left.extend(fields.into_iter().map(|(_, v)| v));
                }
                serde_json::Value::String(text) if text.parse::<chrono::NaiveDate>().is_ok() => {
                    found.push(text);
                }
                _ => {}
            }
        }
        found
    };
    for line in all(&small(), RecordKind::Offender).lines() {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        let recorded = record["provenance"]["recorded_on"].as_str().unwrap();
        let last = days(&record).into_iter().max().unwrap();
        assert!(&last[..] <= recorded, "{last} {recorded}");
    }
}

#[test]
fn moves_and_custody_are_as_many_as_the_rates_say() {
    for (moves, custody) in [(0.25, 0.05), (1.0, 0.5), (10.0, 2.0)] {
        let rates = Rates {
            moves_a_year: moves,
            custody_a_year: custody,
            ..Rates::default()
        };
        let world = small().with_rates(rates).unwrap();
        let (mut years, mut free, mut moved, mut held) = (0.0, 0.0, 0, 0);
        for person in truth::<TrueOffender>(&world, RecordKind::Offender) {
            let Some(home) = person.residences.first() else {
                continue;
            };
            let as_of: chrono::NaiveDate = "2026-01-01".parse().unwrap();
            let length = |from: chrono::NaiveDate, until: Option<chrono::NaiveDate>| {
                (until.unwrap_or(as_of) - from).num_days() as f64 / 365.25
            };
            let all = length(home.span.start().unwrap(), None);
            let later = &person.custody[1..];
            years += all;
            free += all
                - later
                    .iter()
                    .map(|one| length(one.start().unwrap(), one.end()))
                    .sum::<f64>();
            moved += person.residences.len() - 1;
            held += later.len();
        }
        let ratio = |found: usize, expected: f64| found as f64 / expected;
        // waits are at least a day, which shortens the highest rate by a hundredth or two
        assert!(
            (0.95..1.05).contains(&ratio(moved, years * moves)),
            "{moves}"
        );
        assert!(
            (0.93..1.07).contains(&ratio(held, free * custody)),
            "{custody}"
        );
    }
}

#[test]
fn what_is_said_to_be_misspelled_is() {
    let rates = Rates {
        misspelled_name: 1.0,
        name_variant: 0.0,
        dropped_name: 0.0,
        no_accents: 0.0,
        swapped_name: 0.0,
        ..Rates::default()
    };
    let misspelled = small().with_rates(rates).unwrap();
    let people: Vec<TrueOffender> = truth(&misspelled, RecordKind::Offender);
    let lines = records::<Offender>(&misspelled, RecordKind::Offender);
    let mut lines = lines.iter();
    for person in &people {
        for _ in &person.records {
            let name = &lines.next().unwrap().person.names[0];
            let part = |part: &Option<caselink::records::Pii<String>>| {
                part.as_ref().map(|text| text.expose().clone())
            };
            assert_ne!(
                (part(&name.given), part(&name.surname)),
                (Some(person.given.clone()), person.surname.clone())
            );
        }
    }
    let rates = Rates {
        name_variant: 1.0,
        ..Rates::default()
    };
    let varied = small().with_rates(rates).unwrap();
    let mut groups: BTreeMap<_, (usize, usize)> = BTreeMap::new();
    for person in truth::<TrueOffender>(&varied, RecordKind::Offender) {
        for errors in &person.errors {
            let group = groups.entry(person.name_origin).or_default();
            group.0 += 1;
            group.1 += usize::from(errors.iter().any(|error| error == "name variant"));
        }
    }
    for (origin, (all, varied)) in groups {
        assert!(varied * 8 > all, "{origin:?}: {varied} of {all}");
    }
}

//! The world that is asked about, and who did it.

use std::{error::Error, ops::Range};

use caselink::{
    NoControl,
    records::{Case, Offender, RecordKind},
    synth::{Rates, Size, TrueCase, World, world},
    tracking::OpenCase,
};
use serde::de::DeserializeOwned;

/// Abductions by strangers that are open: four of ten by a registrant; of the others, half near the home of a registrant, by
/// somebody who looks like that one and drives such a vehicle.
pub(crate) fn abductions(seed: u64, people: u64, cases: u64) -> caselink::Result<World> {
    let rates = Rates {
        case_endangered_runaway: 0.0,
        case_family_abduction: 0.0,
        case_young_adult: 0.0,
        case_lost: 0.0,
        case_non_family_abduction: 1.0,
        case_resolved: 0.0,
        case_by_registrant: 0.4,
        case_in_coincidence: 0.5,
        ..Rates::default()
    };
    let size = Size {
        offenders: people,
        cases,
        ..Size::default()
    };
    world(seed, size).with_rates(rates)
}

/// Registrants, each with the records of all registries that list them.
pub(crate) struct People(pub(crate) Vec<(String, Vec<Offender>)>);

impl People {
    pub(crate) fn read(world: &World, numbers: Range<u64>) -> Result<Self, Box<dyn Error>> {
        let mut all = Vec::new();
        for number in numbers {
            all.push((person_id(number), records(world, number)?));
        }
        Ok(Self(all))
    }
}

fn person_id(number: u64) -> String {
    format!("P-{number:07}")
}

fn records(world: &World, number: u64) -> Result<Vec<Offender>, Box<dyn Error>> {
    lines(&world.ndjson(RecordKind::Offender, number..number + 1, &NoControl)?)
}

fn lines<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, Box<dyn Error>> {
    let all: Result<_, _> = text.lines().map(serde_json::from_str).collect();
    Ok(all?)
}

/// The cases as an agency holds them.
pub(crate) fn open_cases(world: &World) -> Result<Vec<OpenCase>, Box<dyn Error>> {
    let text = world.ndjson(RecordKind::Case, 0..world.size().cases, &NoControl)?;
    let cases: Vec<Case> = lines(&text)?;
    Ok(cases.into_iter().map(OpenCase::from).collect())
}

/// A registrant who matters to a case, with what registries hold.
pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) records: Vec<Offender>,
}

impl Person {
    pub(crate) fn has(&self, record: &str) -> bool {
        self.records
            .iter()
            .any(|one| one.person.id.expose() == record)
    }
}

/// The truth about a case.
#[derive(Default)]
pub(crate) struct Planted {
    /// Who did it, where a registrant did.
    pub(crate) link: Option<Person>,
    /// Whom the one who did it is like, where a registrant did not.
    pub(crate) coincidence: Option<Person>,
}

/// The truth about all cases, in their order.
pub(crate) fn planted(world: &World) -> Result<Vec<Planted>, Box<dyn Error>> {
    let text = world.truth_ndjson(RecordKind::Case, 0..world.size().cases, &NoControl)?;
    let truth: Vec<TrueCase> = lines(&text)?;
    let mut all = Vec::new();
    for one in truth {
        all.push(Planted {
            link: person(world, one.person)?,
            coincidence: person(world, one.coincidence)?,
        });
    }
    Ok(all)
}

fn person(world: &World, id: Option<String>) -> Result<Option<Person>, Box<dyn Error>> {
    let Some(id) = id else {
        return Ok(None);
    };
    let number: u64 = id.trim_start_matches("P-").parse()?;
    Ok(Some(Person {
        records: records(world, number)?,
        id,
    }))
}

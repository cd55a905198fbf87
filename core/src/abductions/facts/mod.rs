//! An incident as what is compared: numbers and codes.

mod describe;
mod place_time;

use std::sync::OnceLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) use self::place_time::{date, position, time};
use self::{
    describe::{band, suspect, vehicle},
    place_time::{ahead, unit},
};
use super::{
    dictionary::{
        APPROACH, Codes, FEATURES, NONE, SUSPECT_VALUES, TOWN, VEHICLE_VALUES, VICTIM_SEX,
    },
    evidence::PlateFacts,
    nearby::{Near, OUTSIDE},
    settings::{EvidenceSettings, TermKind},
    states::state_code,
};
use crate::{
    compare::normal,
    records::{Approach, Incident, Involved, Outcome, Pii, Place, is_placeholder},
};

/// Something about an incident that looks wrong, and what was done about it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Flag {
    /// The incident.
    pub incident: Pii<String>,
    /// The field that looks wrong.
    pub field: String,
    /// What is wrong with it.
    pub problem: FlagProblem,
}

/// What looks wrong. The field is not compared, but for a long span, which only says little.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FlagProblem {
    /// There is no position.
    PlaceUnknown,
    /// The position is 0, 0: what systems write for a place that they do not know.
    PlaceZero,
    /// Latitude and longitude are swapped, by the look of them.
    PlaceSwapped,
    /// The position is none on the Earth.
    PlaceOutOfRange,
    /// There is no time.
    TimeUnknown,
    /// The time ends before it starts.
    TimeEndsBeforeStart,
    /// The time is known no closer than a month or longer.
    TimeSpanLong,
    /// The zone is none of the IANA database: times are compared as if it were not given.
    ZoneUnknown,
    /// The clocks skipped this time in its zone.
    TimeSkipped,
    /// There are more victims, suspects or vehicles than are compared.
    NotAllCompared,
}

/// So many victims, suspects and vehicles of an incident are compared.
const MOST: usize = 8;
/// Codes of methods that are compared.
const MOST_CODES: usize = 32;
/// Values of one kind, such as colours, that are compared.
pub(super) const SET: usize = 3;
#[derive(Clone)]
pub(super) struct Facts {
    /// The position on the unit sphere.
    pub(super) unit: Option<[f64; 3]>,
    /// Half the square of the radius of uncertainty, in square metres.
    pub(super) spread: f64,
    /// Days since 1970 in local time.
    pub(super) time: Option<(f64, f64)>,
    /// Days by which local time was ahead of UTC, where the zone is known.
    pub(super) ahead: Option<f64>,
    /// Whether the time says something of the hour.
    pub(super) tells_hour: bool,
    /// From Monday; 7 when it is not known.
    pub(super) weekday: u8,
    pub(super) town: u32,
    /// How many others of the index lie near in place and time, once that was asked.
    pub(super) near: OnceLock<Near>,
    /// The place in the index.
    pub(super) number: u32,
    /// Whether it counts among those that lie near others.
    pub(super) is_counted: bool,
    pub(super) approaches: [u32; SET],
    /// Schemes with codes, in order of their names.
    pub(super) methods: Box<[(u32, u32)]>,
    pub(super) victims: Vec<VictimFacts>,
    pub(super) suspects: Vec<SuspectFacts>,
    pub(super) vehicles: Vec<VehicleFacts>,
}

#[derive(Clone, Copy)]
pub(super) struct VictimFacts {
    pub(super) age: f32,
    pub(super) sex: u32,
}

#[derive(Clone)]
pub(super) struct SuspectFacts {
    pub(super) values: [u32; SUSPECT_VALUES],
    /// Least and most; not a number where it was not said.
    pub(super) age: (f32, f32),
    pub(super) height: (f32, f32),
    pub(super) words: [Box<[u32]>; FEATURES],
    /// What was said, as it was said: shown, and not compared.
    pub(super) phrases: [Box<[Box<str>]>; FEATURES],
}

#[derive(Clone)]
pub(super) struct VehicleFacts {
    pub(super) values: [u32; VEHICLE_VALUES],
    pub(super) colors: [u32; SET],
    pub(super) year: f32,
    pub(super) plate: Option<PlateFacts>,
    pub(super) words: Box<[u32]>,
    /// What was said, as it was said: shown, and not compared.
    pub(super) phrases: Box<[Box<str>]>,
}

/// A case number and the agency that gave it; empty where none is named.
#[derive(Clone, Eq, PartialEq)]
pub(super) struct CaseNumber {
    pub(super) agency: String,
    pub(super) number: Pii<String>,
}

/// What stands where no case number was given yet, in normal form.
const NO_NUMBER: [&str; 12] = [
    "tbd",
    "tba",
    "pending",
    "none",
    "na",
    "new",
    "open",
    "assigned",
    "unassigned",
    "notassigned",
    "notyetassigned",
    "tobeassigned",
];

fn case_number(incident: &Incident) -> Option<CaseNumber> {
    let number = incident.case_number.as_ref()?;
    let number = present(number.expose(), normal::identifier)?;
    if NO_NUMBER.contains(&number.as_str()) || number.bytes().all(|digit| digit == b'0') {
        return None;
    }
    let agency = incident.agency.as_deref();
    Some(CaseNumber {
        agency: agency
            .and_then(|agency| present(agency, normal::text))
            .unwrap_or_default(),
        number: number.into(),
    })
}

/// An incident in an index.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) id: Pii<String>,
    pub(super) facts: Facts,
    /// Case number and agency, in their normal forms.
    pub(super) case: Option<CaseNumber>,
    pub(super) story: Box<[u32]>,
    /// The agency found that it did not happen.
    pub(super) is_unfounded: bool,
    pub(super) flags: Vec<(&'static str, FlagProblem)>,
}

impl Entry {
    pub(super) fn new(
        incident: &Incident,
        settings: &EvidenceSettings,
        codes: &mut Codes<'_>,
    ) -> Self {
        let mut flags = Vec::new();
        let facts = facts(incident, settings, codes, &mut flags);
        let mut story = Vec::new();
        if let Some(text) = &incident.narrative {
            codes.story(&normal::text(text.expose()), &mut story);
        }
        Self {
            id: incident.id.clone(),
            facts,
            case: case_number(incident),
            story: sorted(story),
            is_unfounded: incident.outcomes.contains(&Outcome::Unfounded),
            flags,
        }
    }

    pub(super) fn flags(&self) -> impl Iterator<Item = Flag> + '_ {
        self.flags.iter().map(|(field, problem)| Flag {
            incident: self.id.clone(),
            field: (*field).to_owned(),
            problem: *problem,
        })
    }
}

fn facts(
    incident: &Incident,
    settings: &EvidenceSettings,
    codes: &mut Codes<'_>,
    flags: &mut Vec<(&'static str, FlagProblem)>,
) -> Facts {
    let place = incident.place.as_ref();
    let unit = match position(place) {
        Ok((latitude, longitude)) => Some(unit(latitude, longitude)),
        Err(problem) => {
            flags.push(("place", problem));
            None
        }
    };
    let radius = place.and_then(|place| place.uncertainty_m.as_ref());
    let radius = radius.map_or(0.0, |radius| radius.expose().clamp(0.0, 2e7));
    let time = match time(incident) {
        Ok(time) => {
            if time.1 - time.0 > 31.0 {
                flags.push(("time", FlagProblem::TimeSpanLong));
            }
            Some(time)
        }
        Err(problem) => {
            flags.push(("time", problem));
            None
        }
    };
    let ahead = ahead(incident).unwrap_or_else(|problem| {
        flags.push(("time", problem));
        None
    });
    let tells_hour =
        time.is_some_and(|time| (time.1 - time.0) * 24.0 < settings.longest_span_hours);
    let is_one_day = |time: &(f64, f64)| time.1.floor() <= time.0;
    let weekday = time.filter(|time| tells_hour || is_one_day(time));
    // the first of January 1970 was a Thursday
    let weekday = weekday.map_or(7, |time| {
        (f64::midpoint(time.0, time.1).floor() + 3.0).rem_euclid(7.0) as u8
    });
    let approaches: Vec<Approach> = incident
        .approaches
        .iter()
        .filter(|approach| **approach != Approach::Unstated)
        .map(Approach::broad)
        .collect();
    let is_suspect = |one: &&Involved| one.role.may_be_suspect();
    let many = [
        incident.victims.len(),
        incident.suspects.iter().filter(is_suspect).count(),
        incident.vehicles.len(),
    ];
    if many.iter().any(|many| *many > MOST) {
        flags.push(("suspects", FlagProblem::NotAllCompared));
    }
    // off is nowhere: neither compared nor in what is written of a series
    let race = settings.values.get(&TermKind::Race);
    let takes_race = race.is_some_and(|race| race.on);
    let victims = incident.victims.iter().take(MOST);
    let suspects = incident.suspects.iter().filter(is_suspect).take(MOST);
    Facts {
        unit,
        spread: if radius.is_nan() {
            0.0
        } else {
            radius * radius / 2.0
        },
        time,
        ahead,
        tells_hour,
        weekday,
        town: town(place, codes),
        near: OnceLock::new(),
        number: OUTSIDE,
        is_counted: false,
        approaches: set(APPROACH, approaches.iter().map(Approach::as_str), codes),
        methods: methods(incident, codes),
        victims: victims
            .map(|victim| VictimFacts {
                age: middle(band(victim.age.as_ref())),
                sex: code_of(
                    VICTIM_SEX,
                    victim.sex.as_ref().map(|sex| sex.expose().as_str()),
                    codes,
                ),
            })
            .collect(),
        suspects: suspects
            .map(|one| suspect(one, takes_race, codes))
            .collect(),
        vehicles: incident
            .vehicles
            .iter()
            .take(MOST)
            .map(|one| vehicle(one, codes))
            .collect(),
    }
}

/// Whether a word says something: none that stands where nothing is known.
pub(super) fn is_stated(word: &str) -> bool {
    !is_placeholder(word) && word != "unstated"
}

fn code_of(field: usize, word: Option<&str>, codes: &mut Codes<'_>) -> u32 {
    match word {
        Some(word) if is_stated(word) => codes.value(field, &word.trim().to_lowercase()),
        _ => NONE,
    }
}

fn set<'a>(
    field: usize,
    words: impl Iterator<Item = &'a str>,
    codes: &mut Codes<'_>,
) -> [u32; SET] {
    let mut all = [NONE; SET];
    let mut known: Vec<u32> = Vec::new();
    for word in words {
        let code = code_of(field, Some(word), codes);
        if code != NONE && !known.contains(&code) {
            known.push(code);
        }
    }
    for (slot, code) in all.iter_mut().zip(known) {
        *slot = code;
    }
    all
}

fn methods(incident: &Incident, codes: &mut Codes<'_>) -> Box<[(u32, u32)]> {
    let form = |text: &str| present(text, |text| text.trim().to_lowercase());
    let all = incident.methods.iter();
    let all = all.filter_map(|one| form(&one.scheme).zip(form(&one.code)));
    let mut all: Vec<(String, String)> = all.filter(|(_, code)| is_stated(code)).collect();
    all.sort_unstable();
    all.dedup();
    let all = all.iter().take(MOST_CODES);
    all.map(|(scheme, code)| codes.method(scheme, code))
        .collect()
}

fn town(place: Option<&Place>, codes: &mut Codes<'_>) -> u32 {
    let address = place.and_then(|place| place.address.as_ref());
    let part = |part: Option<&Pii<String>>| part.and_then(|v| present(v.expose(), normal::text));
    let town = address.and_then(|a| {
        let locality = part(a.locality.as_ref())?;
        let state = state_code(a.state.as_ref()?.expose())?.to_lowercase();
        Some(format!("{locality}, {state}"))
    });
    town.map_or(NONE, |town| codes.value(TOWN, &town))
}

fn present(value: &str, form: fn(&str) -> String) -> Option<String> {
    if is_placeholder(value) {
        return None;
    }
    Some(form(value)).filter(|form| !form.is_empty())
}

fn sorted(mut codes: Vec<u32>) -> Box<[u32]> {
    codes.sort_unstable();
    codes.dedup();
    codes.into_boxed_slice()
}

pub(super) fn middle(band: (f32, f32)) -> f32 {
    f32::midpoint(band.0, band.1)
}

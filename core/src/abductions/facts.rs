//! An incident as what is compared: numbers and codes.

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    dictionary::{
        APPROACH, COLOR, Codes, FEATURES, NONE, SUSPECT, SUSPECT_VALUES, TOWN, VEHICLE,
        VEHICLE_VALUES, VICTIM_SEX,
    },
    evidence::PlateFacts,
};
use crate::{
    compare::{
        normal,
        places::{is_latitude, is_longitude},
    },
    records::{
        Approach, Band, HairColor, Incident, Involved, Outcome, PersonDescription, Pii, Place,
        Reporter, Role, Vehicle, VehicleColor, VehicleMake, VehicleStyle, is_placeholder,
    },
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
    /// There are more victims, suspects or vehicles than are compared.
    NotAllCompared,
}

/// So many victims, suspects and vehicles of an incident are compared.
const MOST: usize = 8;
/// Values of one kind, such as colours, that are compared.
pub(super) const SET: usize = 3;
/// A witness who gives a wider band than this gives no age, or height.
const WIDEST: f32 = 30.0;

#[derive(Clone)]
pub(super) struct Facts {
    /// The position on the unit sphere.
    pub(super) unit: Option<[f64; 3]>,
    /// Half the square of the radius of uncertainty, in square metres.
    pub(super) spread: f64,
    /// Days since 1970 in local time.
    pub(super) time: Option<(f64, f64)>,
    /// Whether the time says something of the hour.
    pub(super) tells_hour: bool,
    /// From Monday; 7 when it is not known.
    pub(super) weekday: u8,
    pub(super) town: u32,
    pub(super) approaches: [u32; SET],
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
}

#[derive(Clone)]
pub(super) struct VehicleFacts {
    pub(super) values: [u32; VEHICLE_VALUES],
    pub(super) colors: [u32; SET],
    pub(super) year: f32,
    pub(super) plate: Option<PlateFacts>,
    pub(super) words: Box<[u32]>,
}

/// An incident in an index.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) id: Pii<String>,
    pub(super) facts: Facts,
    /// Agency and case number, in their normal forms.
    pub(super) case: Option<Pii<String>>,
    pub(super) story: Box<[u32]>,
    /// The agency found that it did not happen.
    pub(super) is_unfounded: bool,
    pub(super) flags: Vec<(&'static str, FlagProblem)>,
}

impl Entry {
    pub(super) fn new(incident: &Incident, longest_span_hours: f64, codes: &mut Codes<'_>) -> Self {
        let mut flags = Vec::new();
        let facts = facts(incident, longest_span_hours, codes, &mut flags);
        let mut story = Vec::new();
        if let Some(text) = &incident.narrative {
            codes.story(&normal::text(text.expose()), &mut story);
        }
        let case = incident.case_number.as_ref().and_then(|number| {
            let number = present(number.expose(), normal::identifier)?;
            let agency = incident.agency.as_deref().map(normal::text);
            Some(format!("{} {number}", agency.unwrap_or_default()).into())
        });
        Self {
            id: incident.id.clone(),
            facts,
            case,
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
    longest_span_hours: f64,
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
    let tells_hour = time.is_some_and(|time| (time.1 - time.0) * 24.0 < longest_span_hours);
    let is_one_day = |time: &(f64, f64)| time.1.floor() <= time.0;
    let weekday = time.filter(|time| tells_hour || is_one_day(time));
    // the first of January 1970 was a Thursday
    let weekday = weekday.map_or(7, |time| {
        (f64::midpoint(time.0, time.1).floor() + 3.0).rem_euclid(7.0) as u8
    });
    let approaches = incident
        .approaches
        .iter()
        .filter(|approach| **approach != Approach::Unstated);
    let is_suspect = |one: &&Involved| matches!(one.role, Role::Suspect | Role::Unstated);
    let many = [
        incident.victims.len(),
        incident.suspects.iter().filter(is_suspect).count(),
        incident.vehicles.len(),
    ];
    if many.iter().any(|many| *many > MOST) {
        flags.push(("suspects", FlagProblem::NotAllCompared));
    }
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
        tells_hour,
        weekday,
        town: town(place, codes),
        approaches: set(APPROACH, approaches.map(Approach::as_str), codes),
        victims: victims
            .map(|victim| VictimFacts {
                age: middle(band(victim.age.as_ref())),
                sex: value(
                    VICTIM_SEX,
                    victim.sex.as_ref().map(|sex| sex.expose().as_str()),
                    codes,
                ),
            })
            .collect(),
        suspects: suspects.map(|one| suspect(one, codes)).collect(),
        vehicles: incident
            .vehicles
            .iter()
            .take(MOST)
            .map(|one| vehicle(one, codes))
            .collect(),
    }
}

fn suspect(one: &Involved, codes: &mut Codes<'_>) -> SuspectFacts {
    let none = PersonDescription::default();
    let description = one.description.as_ref().unwrap_or(&none);
    let text = |value: Option<&str>, field: usize, codes: &mut Codes<'_>| {
        value_of_list(SUSPECT + field, value, codes)
    };
    let hair = description.hair_color.as_ref().map(Pii::expose);
    let hair = hair.filter(|hair| **hair != HairColor::UnknownOrBald);
    let race = description
        .race
        .as_ref()
        .filter(|_| is_of_witness(one, description));
    let words = [
        one.sex.as_ref().map(|sex| sex.expose().as_str()),
        description.build.as_ref().map(|v| v.expose().as_str()),
        hair.map(HairColor::as_str),
        description
            .hair_length
            .as_ref()
            .map(|v| v.expose().as_str()),
        description
            .facial_hair
            .as_ref()
            .map(|v| v.expose().as_str()),
        description.eye_color.as_ref().map(|v| v.expose().as_str()),
        description.eyewear.as_ref().map(|v| v.expose().as_str()),
        race.map(|v| v.expose().as_str()),
    ];
    let mut values = [NONE; SUSPECT_VALUES];
    for (field, (value, word)) in values.iter_mut().zip(words).enumerate() {
        *value = text(word, field, codes);
    }
    let mut clothing = Vec::new();
    for text in &description.clothing {
        codes.words(0, &normal::text(text.expose()), &mut clothing);
    }
    let mut speech = Vec::new();
    if let Some(text) = &description.speech {
        codes.words(1, &normal::text(text.expose()), &mut speech);
    }
    let mut marks = Vec::new();
    for mark in &description.marks {
        let kind = mark.kind.as_str();
        let part = |part: Option<&str>| part.map(normal::text).unwrap_or_default();
        let place = part(mark.site.as_ref().map(|site| site.expose().as_str()));
        let side = part(mark.side.as_ref().map(|side| side.expose().as_str()));
        // kind, side and site as one word: a tattoo here and a scar there are not alike
        let whole = format!("{kind} {side} {place}").replace(' ', "_");
        codes.words(2, &whole, &mut marks);
        if let Some(text) = &mark.text {
            codes.words(2, &normal::text(text.expose()), &mut marks);
        }
    }
    SuspectFacts {
        values,
        age: narrow(band(description.age.as_ref())),
        height: narrow(band(description.height_cm.as_ref())),
        words: [sorted(clothing), sorted(speech), sorted(marks)],
    }
}

/// Whether a description is what a witness said, and not what a register holds of a known person.
fn is_of_witness(one: &Involved, description: &PersonDescription) -> bool {
    let provenance = description.provenance.as_ref().or(one.provenance.as_ref());
    let by = provenance.and_then(|provenance| provenance.reported_by.as_ref());
    one.person_id.is_none()
        && by.is_none_or(|by| {
            matches!(
                by,
                Reporter::Unstated | Reporter::Witness | Reporter::Victim | Reporter::Public
            )
        })
}

fn vehicle(one: &Vehicle, codes: &mut Codes<'_>) -> VehicleFacts {
    let model = one
        .model
        .as_deref()
        .and_then(|model| present(model, normal::identifier));
    let state = one.plate.as_ref().and_then(|plate| plate.state.as_deref());
    let state = state.and_then(|state| present(state, normal::text));
    let words = [
        one.style.as_ref().map(VehicleStyle::as_str),
        one.make.as_ref().map(VehicleMake::as_str),
        model.as_deref(),
        state.as_deref(),
    ];
    let mut values = [NONE; VEHICLE_VALUES];
    for (field, (value, word)) in values.iter_mut().zip(words).enumerate() {
        *value = value_of_list(VEHICLE + field, word, codes);
    }
    let mut features = Vec::new();
    for text in &one.features {
        codes.words(FEATURES, &normal::text(text.expose()), &mut features);
    }
    VehicleFacts {
        values,
        colors: set(COLOR, one.colors.iter().map(VehicleColor::as_str), codes),
        year: one.year.map_or(f32::NAN, f32::from),
        plate: one
            .plate
            .as_ref()
            .and_then(|plate| PlateFacts::new(plate.text.expose())),
        words: sorted(features),
    }
}

fn value(field: usize, word: Option<&str>, codes: &mut Codes<'_>) -> u32 {
    value_of_list(field, word, codes)
}

fn value_of_list(field: usize, word: Option<&str>, codes: &mut Codes<'_>) -> u32 {
    match word {
        Some(word) if !is_placeholder(word) && word != "unstated" => {
            codes.value(field, &word.trim().to_lowercase())
        }
        _ => NONE,
    }
}

fn set<'a>(
    field: usize,
    words: impl Iterator<Item = &'a str>,
    codes: &mut Codes<'_>,
) -> [u32; SET] {
    let mut all = [NONE; SET];
    let known = words.map(|word| value_of_list(field, Some(word), codes));
    let mut known: Vec<u32> = known.filter(|code| *code != NONE).collect();
    known.dedup();
    for (slot, code) in all.iter_mut().zip(known) {
        *slot = code;
    }
    all
}

fn town(place: Option<&Place>, codes: &mut Codes<'_>) -> u32 {
    let address = place.and_then(|place| place.address.as_ref());
    let part = |part: Option<&Pii<String>>| part.and_then(|v| present(v.expose(), normal::text));
    let town = address.and_then(|a| {
        let locality = part(a.locality.as_ref())?;
        let state = part(a.state.as_ref())?;
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

/// Least and most; where one is missing it is the other.
fn band(band: Option<&Pii<Band>>) -> (f32, f32) {
    let Some(band) = band.map(Pii::expose) else {
        return (f32::NAN, f32::NAN);
    };
    let least = band.least.or(band.most).unwrap_or(f64::NAN) as f32;
    let most = band.most.or(band.least).unwrap_or(f64::NAN) as f32;
    (least, most)
}

fn narrow(band: (f32, f32)) -> (f32, f32) {
    if band.1 - band.0 <= WIDEST && band.1 >= band.0 {
        band
    } else {
        (f32::NAN, f32::NAN)
    }
}

pub(super) fn middle(band: (f32, f32)) -> f32 {
    f32::midpoint(band.0, band.1)
}

pub(super) fn position(place: Option<&Place>) -> Result<(f64, f64), FlagProblem> {
    let address = place.and_then(|place| place.address.as_ref());
    let part = |part: Option<&Pii<f64>>| part.map(|v| *v.expose()).filter(|v| !v.is_nan());
    let position = address.and_then(|a| part(a.latitude.as_ref()).zip(part(a.longitude.as_ref())));
    let (latitude, longitude) = position.ok_or(FlagProblem::PlaceUnknown)?;
    if latitude == 0.0 && longitude == 0.0 {
        return Err(FlagProblem::PlaceZero);
    }
    let in_range = is_latitude(latitude) && is_longitude(longitude);
    let fits_swapped = is_latitude(longitude) && is_longitude(latitude);
    // nobody lives so far south
    if fits_swapped && (!in_range || latitude < -60.0) {
        return Err(FlagProblem::PlaceSwapped);
    }
    if in_range {
        Ok((latitude, longitude))
    } else {
        Err(FlagProblem::PlaceOutOfRange)
    }
}

fn unit(latitude: f64, longitude: f64) -> [f64; 3] {
    let (north, east) = (latitude.to_radians(), longitude.to_radians());
    [
        libm::cos(north) * libm::cos(east),
        libm::cos(north) * libm::sin(east),
        libm::sin(north),
    ]
}

pub(super) fn time(incident: &Incident) -> Result<(f64, f64), FlagProblem> {
    let time = incident.time.as_ref().ok_or(FlagProblem::TimeUnknown)?;
    let time = time.expose();
    if time.latest < time.earliest {
        return Err(FlagProblem::TimeEndsBeforeStart);
    }
    Ok((days(time.earliest), days(time.latest)))
}

fn days(time: NaiveDateTime) -> f64 {
    time.and_utc().timestamp() as f64 / 86_400.0
}

/// The date of a number of days since 1970.
pub(super) fn date(days: f64) -> Option<NaiveDate> {
    let epoch = NaiveDate::default().num_days_from_ce();
    NaiveDate::from_num_days_from_ce_opt(epoch.checked_add(days.floor() as i32)?)
}

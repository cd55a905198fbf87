//! Attempted abductions and missing children, as witnesses and agencies recorded them.

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    NameOrigin, World,
    draw::{Draw, Topic},
    life::{
        Life, Looks, TrueVehicle, days_before, looks, person_id, place_in, state, street, town,
        vehicle,
    },
    names::name,
    registry::day,
    states::{STATES, State},
};
use crate::records::{
    Address, Approach, Band, Case, CaseStatus, CaseType, EventType, HairColor, Incident,
    Interaction, Involved, Outcome, PersonDescription, PersonName, Pii, Place, PlaceKind, Plate,
    Role, Sex, TimeRange, Vehicle, VehicleColor, VehicleMake, VehicleStyle, Victim,
};

/// The truth about an incident.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrueIncident {
    /// The incident.
    pub incident: String,
    /// The planted series that it belongs to.
    pub series: Option<String>,
    /// The planted coincidence that it is part of: alike, near and soon, but of different people.
    pub coincidence: Option<String>,
    /// Who did it: a registrant (`P-…`) or a stranger (`S-…`).
    pub person: String,
    /// The plate of the vehicle, where one took part.
    pub plate: Option<String>,
}

/// The truth about a case.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TrueCase {
    /// The case.
    pub case: String,
    /// The registrant who took the child, where one did.
    pub person: Option<String>,
}

/// What incidents of one planted group share.
struct Group {
    state: &'static State,
    centre: (f64, f64),
    town: String,
    first_day: NaiveDate,
    approach: usize,
    /// Offset of the person's number, and of the vehicle.
    person: u64,
}

const APPROACHES: [(Approach, f64); 12] = [
    (Approach::Ride, 0.28),
    (Approach::Question, 0.16),
    (Approach::Candy, 0.10),
    (Approach::Money, 0.09),
    (Approach::Animal, 0.08),
    (Approach::Comment, 0.07),
    (Approach::Following, 0.07),
    (Approach::Force, 0.06),
    (Approach::Help, 0.03),
    (Approach::Gift, 0.02),
    (Approach::ParentSentMe, 0.02),
    (Approach::Authority, 0.02),
];

pub(super) fn incident_id(index: u64) -> String {
    format!("I-{index:07}")
}

impl World {
    /// Planted groups of a kind: incidents by share and mean size.
    fn groups(&self, share: f64, size: f64) -> u64 {
        ((self.size.incidents as f64 * share / size).round() as u64).max(1)
    }

    fn group(&self, topic: Topic, number: u64) -> Group {
        let draw = &mut Draw::new(self.seed, topic, number);
        let state = state(draw);
        Group {
            state,
            centre: place_in(state, 0.7, draw),
            town: town(draw),
            first_day: days_before(self.as_of, draw.between(60, 1_000)),
            approach: draw.weighted(APPROACHES.iter().map(|(_, weight)| *weight)),
            person: draw.below(self.size.offenders.max(1)),
        }
    }

    /// The incident of this number, with the truth.
    pub(super) fn incident(&self, index: u64) -> (Incident, TrueIncident) {
        let rates = &self.rates;
        let draw = &mut Draw::new(self.seed, Topic::Incident, index);
        let in_group = draw.weighted(
            [
                rates.in_series,
                rates.in_coincidence,
                (1.0 - rates.in_series - rates.in_coincidence).max(0.0),
            ]
            .into_iter(),
        );
        let (group, series, coincidence) = match in_group {
            0 => {
                let number = draw.below(self.groups(rates.in_series, rates.series_size));
                (
                    Some(self.group(Topic::CrimeSeries, number)),
                    Some(format!("AS-{number:05}")),
                    None,
                )
            }
            1 => {
                let number = draw.below(self.groups(rates.in_coincidence, 2.0));
                (
                    Some(self.group(Topic::Coincidence, number)),
                    None,
                    Some(format!("AC-{number:05}")),
                )
            }
            _ => (None, None, None),
        };
        let registrant = match (&group, &series) {
            (Some(group), Some(_)) => Some(group.person),
            // of a coincidence each has a person of its own
            _ => (self.size.offenders > 0 && draw.happens(rates.incident_by_registrant))
                .then(|| draw.below(self.size.offenders)),
        };
        let registrant = registrant.filter(|_| self.size.offenders > 0);
        let person = registrant.map_or_else(|| format!("S-{index:07}"), person_id);
        let (looks, age, car) = self.suspect(registrant, index, group.as_ref());
        let place = group
            .as_ref()
            .map_or_else(|| state(draw), |group| group.state);
        let time = self.time(group.as_ref(), place, draw);
        let drove = draw.happens(rates.vehicle_involved);
        let incident = Incident {
            id: incident_id(index).into(),
            event_type: event_type(draw.happens(rates.sexual_component), draw),
            confirmed_by_agency: Some(draw.happens(0.7)),
            agency: Some(format!("{}-police-1", place.postal)),
            reported_on: Some(time.earliest.date()),
            place: Some(scene(group.as_ref(), place, draw)),
            victims: vec![self.child(draw)],
            approaches: vec![
                APPROACHES[group.as_ref().filter(|_| draw.happens(0.8)).map_or_else(
                    || draw.weighted(APPROACHES.iter().map(|(_, weight)| *weight)),
                    |group| group.approach,
                )]
                .0
                .clone(),
            ],
            interactions: vec![if draw.happens(0.8) {
                Interaction::Verbal
            } else {
                Interaction::PhysicalContact
            }],
            outcomes: vec![draw_outcome(draw)],
            suspects: vec![Involved {
                role: Role::Suspect,
                sex: Some(Sex::Male.into()),
                description: Some(self.seen(&looks, age, draw)),
                ..Involved::default()
            }],
            vehicles: drove
                .then(|| self.seen_vehicle(&car, draw))
                .into_iter()
                .collect(),
            time: Some(time.into()),
            ..Incident::default()
        };
        let truth = TrueIncident {
            incident: incident_id(index),
            series,
            coincidence,
            person,
            plate: drove.then_some(car.plate),
        };
        (incident, truth)
    }

    /// How the person looks, the age, and the vehicle.
    fn suspect(
        &self,
        registrant: Option<u64>,
        index: u64,
        group: Option<&Group>,
    ) -> (Looks, f64, TrueVehicle) {
        let draw = &mut Draw::new(self.seed, Topic::Stranger, index);
        if let Some(person) = registrant {
            let life = self.life(person);
            let age = (self.as_of - life.born).num_days() as f64 / 365.25;
            let Life {
                looks,
                vehicle: owned,
                convicted_in,
                ..
            } = life;
            return (
                looks,
                age,
                owned.unwrap_or_else(|| vehicle(convicted_in, draw)),
            );
        }
        let origin = NameOrigin::ALL[draw.weighted(self.rates.origins().into_iter())];
        let age = draw.about(35.0, 9.0).clamp(17.0, 80.0);
        let looks = looks(origin, false, age, draw);
        let mut car = vehicle(state(draw), draw);
        if let Some(group) = group {
            // alike by chance: the commonest kind of vehicle, in one colour
            (car.style, car.color) = (VehicleStyle::Van, VehicleColor::White);
            car.state = group.state.postal;
        }
        (looks, age, car)
    }

    /// Local time, as an interval; more often on school days, and in the afternoon as the rates say.
    fn time(&self, group: Option<&Group>, place: &State, draw: &mut Draw) -> TimeRange {
        let mut date = match group {
            Some(group) => group
                .first_day
                .checked_add_days(Days::new(draw.below(45)))
                .unwrap_or(group.first_day),
            None => days_before(self.as_of, draw.between(1, 1_095)),
        };
        if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) && draw.happens(0.5) {
            date = days_before(date, 2);
        }
        let minute = if draw.happens(self.rates.afternoon) {
            draw.between(14 * 60, 19 * 60 - 1)
        } else if draw.happens(0.3) {
            draw.between(7 * 60, 9 * 60 - 1)
        } else {
            let minute = draw.between(0, 19 * 60 - 1);
            // what is left: midnight to two, and from seven in the evening
            if minute < 14 * 60 {
                minute
            } else {
                minute + 5 * 60
            }
        };
        let about = draw.between(0, 4) * 15;
        let at = |minute: i64| -> NaiveDateTime {
            date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute.clamp(0, 1_439))
        };
        TimeRange {
            earliest: at(minute),
            latest: at(minute + about),
            time_zone: Some(place.time_zone.to_owned()),
        }
    }

    fn child(&self, draw: &mut Draw) -> Victim {
        let rates = &self.rates;
        let unknown = (1.0 - rates.child_is_girl - rates.child_is_boy).max(0.0);
        let sex = [Sex::Female, Sex::Male, Sex::Unknown]
            [draw.weighted([rates.child_is_girl, rates.child_is_boy, unknown].into_iter())]
        .clone();
        // 37 % are 10 to 14
        let (least, most) = [(2, 4), (5, 9), (10, 14), (15, 17)]
            [draw.weighted([0.06, 0.35, 0.37, 0.22].into_iter())];
        let age = draw.between(least, most) as f64;
        Victim {
            age: Some(
                Band {
                    least: Some(age),
                    most: Some(age),
                }
                .into(),
            ),
            sex: Some(sex.into()),
            ..Victim::default()
        }
    }

    /// What a witness says of a person.
    pub(super) fn seen(&self, looks: &Looks, age: f64, draw: &mut Draw) -> PersonDescription {
        let rates = self.rates;
        let silent = |draw: &mut Draw| draw.happens(rates.witness_silent);
        let around = |centre: f64, width: f64| {
            Some(
                Band {
                    least: Some((centre - width).max(0.0)),
                    most: Some(centre + width),
                }
                .into(),
            )
        };
        let guess = draw.about(age, rates.witness_age_years).round().max(15.0);
        let height = draw.about(looks.height_cm, rates.witness_height_cm).round();
        let hair = if draw.happens(0.15) {
            HairColor::Brown
        } else {
            looks.hair.clone()
        };
        PersonDescription {
            age: if silent(draw) {
                None
            } else {
                around(guess, 5.0)
            },
            height_cm: if silent(draw) {
                None
            } else {
                around(height, 5.0)
            },
            build: (!silent(draw)).then(|| looks.build.clone().into()),
            hair_color: (!silent(draw)).then(|| hair.into()),
            facial_hair: looks
                .facial_hair
                .clone()
                .filter(|_| !silent(draw))
                .map(Pii::new),
            race: (!silent(draw)).then(|| looks.race.clone().into()),
            clothing: if silent(draw) {
                Vec::new()
            } else {
                vec![
                    draw.one(&[
                        "dark jacket",
                        "baseball cap",
                        "hooded sweatshirt",
                        "work clothes",
                        "sunglasses",
                    ])
                    .to_owned()
                    .into(),
                ]
            },
            ..PersonDescription::default()
        }
    }

    /// What a witness says of a vehicle.
    fn seen_vehicle(&self, car: &TrueVehicle, draw: &mut Draw) -> Vehicle {
        let rates = &self.rates;
        let color = if draw.happens(rates.witness_color) {
            neighbour(&car.color, draw)
        } else {
            car.color.clone()
        };
        let knows_make = !draw.happens(rates.witness_silent);
        let plate = draw.happens(rates.witness_plate).then(|| {
            let kept = draw.between(2, 5) as usize;
            let read = car.plate.chars().enumerate().map(|(at, c)| match c {
                _ if at >= kept => '?',
                c if draw.happens(rates.witness_plate_character) => misread(c),
                c => c,
            });
            Plate {
                text: read.collect::<String>().into(),
                state: draw.happens(0.5).then(|| car.state.to_owned()),
                ..Plate::default()
            }
        });
        Vehicle {
            make: knows_make.then(|| VehicleMake::from(car.make)),
            model: (knows_make && draw.happens(0.4)).then(|| car.model.to_owned()),
            style: (!draw.happens(rates.witness_silent * 0.5)).then(|| car.style.clone()),
            colors: vec![color],
            plate,
            ..Vehicle::default()
        }
    }

    /// The case of this number, with the truth.
    pub(super) fn case(&self, index: u64) -> (Case, TrueCase) {
        let draw = &mut Draw::new(self.seed, Topic::Case, index);
        let chosen = draw.weighted(self.rates.case_types().into_iter());
        let (case_type, ages) = [
            (CaseType::EndangeredRunaway, (12, 17)),
            (CaseType::FamilyAbduction, (1, 12)),
            (CaseType::CriticallyMissingYoungAdult, (18, 20)),
            (CaseType::NonFamilyAbduction, (4, 16)),
            (CaseType::LostInjuredMissing, (2, 17)),
        ][chosen]
            .clone();
        let place = state(draw);
        let reported = days_before(self.as_of, draw.between(1, 1_095));
        let resolved = draw.happens(self.rates.case_resolved);
        let found = resolved.then(|| {
            days_before(
                self.as_of,
                draw.between(0, (self.as_of - reported).num_days()),
            )
        });
        let abducted = case_type == CaseType::NonFamilyAbduction;
        let registrant =
            (abducted && self.size.offenders > 0 && draw.happens(self.rates.case_by_registrant))
                .then(|| draw.below(self.size.offenders));
        let mut people = vec![self.missing_child(index, ages, reported, draw)];
        let mut vehicles = Vec::new();
        if abducted {
            let (looks, age, car) = self.suspect(registrant, self.size.incidents + index, None);
            people.push(Involved {
                role: Role::Suspect,
                description: Some(self.seen(&looks, age, draw)),
                ..Involved::default()
            });
            vehicles.push(self.seen_vehicle(&car, draw));
        }
        let earliest =
            reported.and_time(NaiveTime::MIN) + TimeDelta::minutes(draw.between(6 * 60, 20 * 60));
        let case = Case {
            id: case_id(index).into(),
            case_type,
            status: if resolved {
                CaseStatus::Resolved
            } else {
                CaseStatus::Open
            },
            last_seen: Some(
                TimeRange {
                    earliest,
                    latest: earliest + TimeDelta::minutes(15 * draw.between(0, 8)),
                    time_zone: Some(place.time_zone.to_owned()),
                }
                .into(),
            ),
            last_seen_place: Some(scene(None, place, draw)),
            reported_on: Some(reported),
            found_on: found.filter(|day| *day >= reported),
            people,
            vehicles,
            agency: Some(format!("{}-police-1", place.postal)),
            ..Case::default()
        };
        (
            case,
            TrueCase {
                case: case_id(index),
                person: registrant.map(person_id),
            },
        )
    }

    fn missing_child(
        &self,
        index: u64,
        ages: (i64, i64),
        reported: NaiveDate,
        draw: &mut Draw,
    ) -> Involved {
        let origin = NameOrigin::ALL[draw.weighted(self.rates.origins().into_iter())];
        let is_girl = draw.happens(0.58);
        let name = name(origin, is_girl, draw);
        let age = draw.between(ages.0, ages.1);
        let born = days_before(reported, age * 365 + age / 4 + draw.between(0, 364));
        let looks = looks(origin, is_girl, 15.0, draw);
        Involved {
            role: Role::Child,
            person_id: Some(format!("C-{index:07}").into()),
            names: vec![PersonName {
                given: Some(name.given.into()),
                middle: name.middle.map(Pii::new),
                surname: name.surname.map(Pii::new),
                ..PersonName::default()
            }],
            birth_date: day(born).map(Pii::new),
            sex: Some(if is_girl { Sex::Female } else { Sex::Male }.into()),
            description: Some(PersonDescription {
                hair_color: Some(looks.hair.into()),
                eye_color: Some(looks.eyes.into()),
                ..PersonDescription::default()
            }),
            ..Involved::default()
        }
    }
}

pub(super) fn case_id(index: u64) -> String {
    format!("M-{index:07}")
}

fn event_type(is_sexual: bool, draw: &mut Draw) -> EventType {
    if is_sexual {
        [EventType::IndecentExposure, EventType::SexualAssault]
            [draw.weighted([0.6, 0.4].into_iter())]
        .clone()
    } else {
        [
            EventType::Attempt,
            EventType::SuspiciousIncident,
            EventType::ShortTermAbduction,
        ][draw.weighted([0.75, 0.22, 0.03].into_iter())]
        .clone()
    }
}

fn draw_outcome(draw: &mut Draw) -> Outcome {
    [
        Outcome::ChildLeft,
        Outcome::ChildRefused,
        Outcome::ChildScreamed,
        Outcome::AdultIntervened,
        Outcome::SuspectLeft,
    ][draw.weighted([0.4, 0.25, 0.09, 0.16, 0.1].into_iter())]
    .clone()
}

fn scene(group: Option<&Group>, place: &State, draw: &mut Draw) -> Place {
    let kinds = [
        PlaceKind::Street,
        PlaceKind::SchoolRoute,
        PlaceKind::BusStop,
        PlaceKind::Park,
        PlaceKind::Shop,
        PlaceKind::School,
    ];
    let kind = kinds[draw.weighted([0.45, 0.2, 0.1, 0.1, 0.08, 0.07].into_iter())].clone();
    let (north, east) = match group {
        // within about 15 km
        Some(group) => (
            draw.about(group.centre.0, 0.05),
            draw.about(group.centre.1, 0.06),
        ),
        None => place_in(place, 0.8, draw),
    };
    let round = |degrees: f64| (degrees * 10_000.0).round() / 10_000.0;
    Place {
        kind: Some(kind),
        address: Some(Address {
            street: Some(street(draw).into()),
            locality: Some(
                group
                    .map_or_else(|| town(draw), |group| group.town.clone())
                    .into(),
            ),
            state: Some(place.postal.to_owned().into()),
            latitude: Some(round(north).into()),
            longitude: Some(round(east).into()),
            ..Address::default()
        }),
        uncertainty_m: Some((draw.between(1, 20) as f64 * 50.0).into()),
        ..Place::default()
    }
}

/// A colour that witnesses take for another.
fn neighbour(color: &VehicleColor, draw: &mut Draw) -> VehicleColor {
    use VehicleColor as C;
    const NEAR: [&[VehicleColor]; 4] = [
        &[C::Silver, C::Gray, C::White],
        &[C::Beige, C::Tan, C::Gold],
        &[C::Black, C::DarkBlue, C::DarkGreen],
        &[C::Maroon, C::Red, C::Purple],
    ];
    let near = NEAR.iter().find(|group| group.contains(color));
    near.map_or(C::Blue, |group| {
        group[draw.below(group.len() as u64) as usize].clone()
    })
}

fn misread(c: char) -> char {
    match c {
        '0' => 'O',
        '1' => 'I',
        '2' => 'Z',
        '5' => 'S',
        '6' => 'G',
        '8' => 'B',
        'Z' => '2',
        other => other,
    }
}

/// The number of states, for whoever lists agencies.
pub(super) fn states() -> &'static [State] {
    STATES
}

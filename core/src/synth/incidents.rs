//! Attempted abductions, as witnesses and agencies recorded them.

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    NameOrigin, World,
    distinct::{Distinct, feature},
    draw::{Draw, Topic},
    life::{
        Looks, TrueVehicle, days_after, days_before, looks, person_id, place_in, state, town,
        vehicle,
    },
    places::{Around, scene},
    states::State,
};
use crate::records::{
    Approach, Band, EventType, Incident, Interaction, Involved, OtherFields, Outcome, Pii, Role,
    Sex, TimeRange, VehicleColor, VehicleStyle, Victim,
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

/// What incidents of one planted group share.
pub(super) struct Group {
    around: Around,
    first_day: NaiveDate,
    days: i64,
    approach: usize,
    /// The child that its person looks for, and the minute of the day; some incidents are otherwise.
    child: Victim,
    minute: i64,
    /// The registrant whose series it is; else it is a stranger's.
    registrant: Option<u64>,
}

/// A planted coincidence lasts so many days.
const COINCIDENCE_DAYS: i64 = 45;
/// So many registrants are looked at for one who was free.
const LOOKED_AT: usize = 64;

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

/// Who did it.
pub(super) struct Suspect {
    pub(super) person: String,
    pub(super) sex: Sex,
    pub(super) age: f64,
    pub(super) looks: Looks,
    pub(super) car: TrueVehicle,
}

impl Suspect {
    /// The same person with the looks and the vehicle of another, but for what sets either apart: marks, speech, damage, the plate.
    pub(super) fn like(self, other: Self) -> Self {
        Self {
            person: self.person,
            sex: other.sex,
            age: other.age,
            looks: Looks {
                distinct: self.looks.distinct,
                ..other.looks
            },
            car: TrueVehicle {
                plate: self.car.plate,
                feature: self.car.feature,
                ..other.car
            },
        }
    }
}

/// Where the numbers of the strangers of series begin: above those of all incidents and cases.
const OF_SERIES: u64 = 1 << 40;

pub(super) fn incident_id(index: u64) -> String {
    format!("I-{index:07}")
}

enum Membership {
    Series(u64),
    Coincidence(u64),
    Alone,
}

/// The place of a number in a shuffled row of so many: a step that has no divisor in common with their number.
fn shuffled(number: u64, all: u64, seed: u64) -> u64 {
    let shares_divisor = |mut a: u64, mut b: u64| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a > 1
    };
    let mut step = (all as f64 * 0.618) as u64 | 1;
    while shares_divisor(step, all) {
        step += 2;
    }
    ((u128::from(number) * u128::from(step) + u128::from(seed)) % u128::from(all)) as u64
}

/// Series of one fewer than `size`, of `size` and of one more take turns; of two where that is all.
fn series_at(place: u64, size: u64) -> u64 {
    if size < 3 {
        return place / size;
    }
    let (turn, within) = (place / (3 * size), place % (3 * size));
    3 * turn + u64::from(within >= size - 1) + u64::from(within >= 2 * size - 1)
}

impl World {
    /// Which planted group an incident is in: the incidents are shuffled, the first of them are in series, the next in
    /// coincidences of two, and the rest in none.
    fn membership(&self, index: u64) -> Membership {
        let (rates, all) = (&self.rates, self.size.incidents.max(1));
        let share = |share: f64| (all as f64 * share).round() as u64;
        let place = shuffled(index % all, all, self.seed);
        let in_series = share(rates.in_series);
        let pairs = share(rates.in_coincidence) / 2;
        let size = (rates.series_size.round() as u64).max(2);
        match place.checked_sub(in_series) {
            // fewer than two are no series
            None if in_series >= 2 => {
                let last = (in_series / size).max(1) - 1;
                Membership::Series(series_at(place, size).min(last))
            }
            Some(place) if place < 2 * pairs => Membership::Coincidence(place / 2),
            _ => Membership::Alone,
        }
    }

    fn group(&self, topic: Topic, number: u64) -> Group {
        let draw = &mut Draw::new(self.seed, topic, number);
        let is_series = matches!(topic, Topic::CrimeSeries);
        let days = if is_series {
            (self.rates.series_days.round() as i64).max(1)
        } else {
            COINCIDENCE_DAYS
        };
        // all of it has happened
        let first_day = days_before(self.as_of, draw.between(days + 15, 1_000));
        let registrant = if is_series {
            self.registrant_or_not(self.rates.series_by_registrant, (first_day, days), draw)
        } else {
            None
        };
        let around = self
            .around(registrant, (first_day, days))
            .unwrap_or_else(|| {
                let state = state(draw);
                let near = Around::near(state, place_in(state, 0.7, draw), town(draw));
                if is_series {
                    self.whereabouts(near, number)
                } else {
                    near
                }
            });
        Group {
            around,
            first_day,
            days,
            approach: draw.weighted(APPROACHES.iter().map(|(_, weight)| *weight)),
            child: self.child(draw),
            minute: self.minute(draw),
            registrant,
        }
    }

    /// The incident of this number, with the truth.
    pub(super) fn incident(&self, index: u64) -> (Incident, TrueIncident) {
        let rates = &self.rates;
        let draw = &mut Draw::new(self.seed, Topic::Incident, index);
        let mut series_number = None;
        let (group, series, coincidence) = match self.membership(index) {
            Membership::Series(number) => {
                series_number = Some(number);
                (
                    Some(self.group(Topic::CrimeSeries, number)),
                    Some(format!("AS-{number:05}")),
                    None,
                )
            }
            Membership::Coincidence(number) => (
                Some(self.group(Topic::Coincidence, number)),
                None,
                Some(format!("AC-{number:05}")),
            ),
            Membership::Alone => (None, None, None),
        };
        let day = self.day_of(group.as_ref(), draw);
        let (registrant, stranger) = match (&group, series_number) {
            // a series is of one person
            (Some(group), Some(number)) => (group.registrant, OF_SERIES + number),
            // of a coincidence, each has a person of its own
            (Some(_), None) => (None, index),
            _ => {
                let rate = rates.incident_by_registrant;
                (self.registrant_or_not(rate, (day, 1), draw), index)
            }
        };
        let alike = group.as_ref().filter(|_| coincidence.is_some());
        let suspect = self.suspect(registrant, stranger, alike, day);
        let near_home = match group {
            None => self.around(registrant, (day, 1)),
            Some(_) => None,
        };
        let around = group
            .as_ref()
            .map(|group| &group.around)
            .or(near_home.as_ref());
        let place = around.map_or_else(|| state(draw), |around| around.state);
        let of_series = group.as_ref().filter(|_| coincidence.is_none());
        let time = self.time(day, place, of_series, draw);
        let child = self.child_of(of_series, draw);
        let drove = draw.happens(rates.vehicle_involved);
        let incident = Incident {
            id: incident_id(index).into(),
            event_type: event_type(draw.happens(rates.sexual_component), draw),
            confirmed_by_agency: Some(draw.happens(0.7)),
            agency: Some(format!("{}-police-1", place.postal)),
            reported_on: Some(time.earliest.date()),
            place: Some(scene(around, place, draw)),
            victims: vec![child],
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
                sex: Some(suspect.sex.clone().into()),
                description: Some(self.seen(&suspect.looks, suspect.age, draw)),
                ..Involved::default()
            }],
            vehicles: drove
                .then(|| self.seen_vehicle(&suspect.car, draw))
                .into_iter()
                .collect(),
            time: Some(time.into()),
            ..Incident::default()
        };
        let truth = TrueIncident {
            incident: incident_id(index),
            series,
            coincidence,
            person: suspect.person,
            plate: drove.then_some(suspect.car.plate),
        };
        (incident, truth)
    }

    /// A registrant with this probability, where there is one who lived at home for these days, and was free.
    pub(super) fn registrant_or_not(
        &self,
        probability: f64,
        (day, days): (NaiveDate, i64),
        draw: &mut Draw,
    ) -> Option<u64> {
        if self.size.offenders == 0 || !draw.happens(probability) {
            return None;
        }
        (0..LOOKED_AT)
            .map(|_| draw.below(self.size.offenders))
            .find(|person| self.life(*person).free_at_home(day, days).is_some())
    }

    /// Around the home of a registrant in these days.
    pub(super) fn around(
        &self,
        registrant: Option<u64>,
        (day, days): (NaiveDate, i64),
    ) -> Option<Around> {
        let life = self.life(registrant?);
        life.free_at_home(day, days).map(Around::from)
    }

    /// A registrant, or the stranger of this number, on a day.
    pub(super) fn suspect(
        &self,
        registrant: Option<u64>,
        stranger: u64,
        coincidence: Option<&Group>,
        day: NaiveDate,
    ) -> Suspect {
        let draw = &mut Draw::new(self.seed, Topic::Stranger, stranger);
        if let Some(person) = registrant {
            let life = self.life(person);
            let sex = if life.is_woman {
                Sex::Female
            } else {
                Sex::Male
            };
            return Suspect {
                person: person_id(person),
                sex,
                age: (day - life.born).num_days() as f64 / 365.25,
                looks: life.looks,
                car: life
                    .vehicle
                    .unwrap_or_else(|| vehicle(life.convicted_in, self.as_of, draw)),
            };
        }
        let origin = NameOrigin::ALL[draw.weighted(self.rates.origins().into_iter())];
        let age = draw.about(35.0, 9.0).clamp(17.0, 80.0);
        let mut looks = looks(origin, false, age, draw);
        let mut car = vehicle(state(draw), self.as_of, draw);
        looks.distinct = Distinct::new(&self.rates, draw);
        car.feature = feature(&self.rates, draw);
        if let Some(group) = coincidence {
            // alike by chance: the commonest kind of vehicle, in one colour
            (car.style, car.color) = (VehicleStyle::Van, VehicleColor::White);
            car.state = group.around.state.postal;
        }
        Suspect {
            person: format!("S-{stranger:07}"),
            sex: Sex::Male,
            age,
            looks,
            car,
        }
    }

    /// The day of an incident, more often a school day.
    fn day_of(&self, group: Option<&Group>, draw: &mut Draw) -> NaiveDate {
        let day = match group {
            Some(group) => days_after(group.first_day, draw.between(0, group.days - 1)),
            None => days_before(self.as_of, draw.between(1, 1_095)),
        };
        let is_weekend = matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
        let earlier = days_before(day, 2);
        let first = group.map_or(earlier, |group| group.first_day);
        if is_weekend && draw.happens(0.5) {
            earlier.max(first)
        } else {
            day
        }
    }

    /// The minute of a day; in the afternoon as the rates say.
    fn minute(&self, draw: &mut Draw) -> i64 {
        if draw.happens(self.rates.afternoon) {
            draw.between(14 * 60, 19 * 60 - 1)
        } else if draw.happens(0.3) {
            draw.between(7 * 60, 9 * 60 - 1)
        } else {
            // what is left of the day: before noon, and until eleven in the evening; hardly a child is out by night
            let minute = draw.between(9 * 60, 18 * 60 - 1);
            if minute < 14 * 60 {
                minute
            } else {
                minute + 5 * 60
            }
        }
    }

    /// Local time, as an interval; at about the hour of a series, where it keeps to it.
    fn time(
        &self,
        date: NaiveDate,
        place: &State,
        series: Option<&Group>,
        draw: &mut Draw,
    ) -> TimeRange {
        let minute = match series.filter(|_| draw.happens(self.rates.series_keeps_hour)) {
            Some(group) => draw.about(group.minute as f64, 45.0) as i64,
            None => self.minute(draw),
        };
        let about = draw.between(0, 4) * 15;
        let at = |minute: i64| -> NaiveDateTime {
            date.and_time(NaiveTime::MIN) + TimeDelta::minutes(minute.clamp(0, 1_439))
        };
        TimeRange {
            earliest: at(minute),
            latest: at(minute + about),
            time_zone: Some(place.time_zone.to_owned()),
            other: OtherFields::default(),
        }
    }

    /// A child as the person of a series looks for, or any.
    fn child_of(&self, series: Option<&Group>, draw: &mut Draw) -> Victim {
        let any = self.child(draw);
        let Some(group) = series.filter(|_| draw.happens(self.rates.series_keeps_child)) else {
            return any;
        };
        let wanted = group.child.age.as_ref().and_then(|age| age.expose().least);
        let age = wanted.map(|age| draw.about(age, 1.5).round().clamp(2.0, 17.0));
        Victim {
            age: age.map(exactly),
            sex: group.child.sex.clone(),
            ..any
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
            age: Some(exactly(age)),
            sex: Some(sex.into()),
            ..Victim::default()
        }
    }
}

fn exactly(age: f64) -> Pii<Band> {
    Band {
        least: Some(age),
        most: Some(age),
        ..Band::default()
    }
    .into()
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

//! What is scanned: the events of the study period at their places, under a model, made ready for any set of days.

use super::{
    bernoulli::Bernoulli,
    calendar::{Calendar, Windows},
    cylinder::Case,
    null::Null,
    permutation::Permutation,
    places::{Chords, Circles, Places, embed},
    poisson::Poisson,
    results::{ScanModel, ScanOutcome},
    settings::ScanSettings,
};
use crate::{Control, Error, Result, events::Events, records::Limits};

/// The events of a scan and what they are compared with.
pub(super) struct Subject<'a> {
    pub(super) events: &'a Events,
    pub(super) settings: &'a ScanSettings,
    pub(super) against: Against,
    pub(super) limits: &'a Limits,
    pub(super) control: &'a dyn Control,
}

/// What cases are compared with.
#[derive(Clone)]
pub(super) enum Against {
    /// Each other; with further places, where there is no case.
    Themselves(Vec<(f64, f64)>),
    /// A population.
    Population(Population),
    /// Controls: which events are cases?
    Controls(Vec<bool>),
}

/// Places with people, in the order in which they are scanned.
#[derive(Clone)]
pub(super) struct Population {
    pub(super) places: Places,
    pub(super) people: Vec<f64>,
    /// The row of the caller's table of each place.
    pub(super) rows: Vec<u32>,
    /// The place of each event.
    pub(super) of: Vec<u32>,
    /// Whether the caller said so.
    pub(super) is_named: bool,
}

/// A case of the data.
#[derive(Clone, Copy, Debug)]
pub(super) struct Observed {
    /// The step of the study period.
    pub(super) unit: u32,
    pub(super) place: u32,
    pub(super) event: u32,
}

/// A study period with its events.
pub(super) struct Study {
    pub(super) calendar: Calendar,
    pub(super) cases: Vec<Observed>,
    pub(super) controls: Option<u64>,
    pub(super) outside: u64,
    pub(super) spanning: u64,
    pub(super) places: Places,
    /// Or why there is nothing to scan.
    pub(super) ready: std::result::Result<Ready, ScanOutcome>,
}

/// What a scan needs.
pub(super) struct Ready {
    pub(super) circles: Circles,
    pub(super) null: Box<dyn Null>,
    pub(super) alone: Windows,
    pub(super) watched: Windows,
}

impl Subject<'_> {
    pub(super) fn model(&self) -> ScanModel {
        match self.against {
            Against::Themselves(_) => ScanModel::Permutation,
            Against::Population(_) => ScanModel::Poisson,
            Against::Controls(_) => ScanModel::Bernoulli,
        }
    }

    pub(super) fn is_case(&self, event: usize) -> bool {
        match &self.against {
            Against::Controls(cases) => cases[event],
            _ => true,
        }
    }

    /// The study for the day of each event.
    pub(super) fn study(&self, days: &[i32]) -> Result<Study> {
        let events = self.events;
        let span = (
            events.start().iter().map(|time| day(*time)).min(),
            events.end().iter().map(|time| day(*time)).max(),
        );
        let calendar = Calendar::new(self.settings, (span.0.unwrap_or(0), span.1.unwrap_or(0)));
        let inside: Vec<(u32, u32)> = (0..)
            .zip(days)
            .filter_map(|(event, day)| Some((event, calendar.unit(*day)?)))
            .collect();
        let spanning = inside
            .iter()
            .filter(|(event, _)| {
                let event = *event as usize;
                let units = [events.start()[event], events.end()[event]]
                    .map(|time| calendar.unit(day(time)));
                units[0] != units[1]
            })
            .count();
        let (places, of) = self.places(&inside);
        let all: Vec<_> = inside
            .iter()
            .zip(of)
            .map(|((event, unit), place)| Observed {
                unit: *unit,
                place,
                event: *event,
            })
            .collect();
        let is_case = |one: &&Observed| self.is_case(one.event as usize);
        let mut study = Study {
            calendar,
            cases: all.iter().filter(is_case).copied().collect(),
            controls: None,
            outside: (events.len() - inside.len()) as u64,
            spanning: spanning as u64,
            places,
            ready: Err(ScanOutcome::TooFewCases),
        };
        if let Against::Controls(_) = self.against {
            study.controls = Some((all.len() - study.cases.len()) as u64);
        }
        study.ready = self.ready(&study, &all)?;
        Ok(study)
    }

    /// The places of a scan, and the place of each of some events.
    fn places(&self, inside: &[(u32, u32)]) -> (Places, Vec<u32>) {
        let events = self.events;
        let numbers = inside.iter().map(|(event, _)| *event as usize);
        let mut points = match &self.against {
            Against::Population(population) => {
                let of = numbers.map(|event| population.of[event]).collect();
                return (population.places.clone(), of);
            }
            Against::Themselves(further) => further.clone(),
            Against::Controls(_) => Vec::new(),
        };
        let further = points.len();
        points.extend(numbers.map(|event| (events.x()[event], events.y()[event])));
        let (places, of) = Places::distinct(events.metric(), &points, self.settings.ties);
        (places, of[further..].to_vec())
    }

    fn ready(
        &self,
        study: &Study,
        all: &[Observed],
    ) -> Result<std::result::Result<Ready, ScanOutcome>> {
        let calendar = study.calendar;
        if study.cases.len() < 2 {
            return Ok(Err(ScanOutcome::TooFewCases));
        }
        if study.controls == Some(0) {
            return Ok(Err(ScanOutcome::NoControls));
        }
        let is_timed = self.settings.windows != super::ScanWindows::Spatial;
        let first = study.cases.first().map(|case| case.unit);
        let is_one_time = calendar.units == 1
            || matches!(self.against, Against::Themselves(_))
                && study.cases.iter().all(|case| Some(case.unit) == first);
        if is_timed && is_one_time {
            return Ok(Err(ScanOutcome::TooShort));
        }
        let Some((alone, watched)) = calendar.windows(self.settings) else {
            return Ok(Err(ScanOutcome::TooShort));
        };
        let places = study.places.len();
        let cells = places as u64 * (u64::from(watched.units) + 1);
        self.limits.check_rows(cells)?;
        let plain = |list: &[Observed]| -> Vec<Case> {
            list.iter().map(|one| (one.unit, one.place)).collect()
        };
        let (null, at_risk): (Box<dyn Null>, Vec<f64>) = match &self.against {
            Against::Themselves(_) => {
                let cases = plain(&study.cases);
                let null = Permutation::new(&cases, places, self.settings.weekday_strata);
                let at_risk = null.at_places();
                (Box::new(null), at_risk)
            }
            Against::Population(population) => {
                let cases = study.cases.len() as u32;
                let null = Poisson::new(calendar, cases, &population.people);
                let at_risk = null.people().to_vec();
                (Box::new(null), at_risk)
            }
            Against::Controls(_) => {
                let null = Bernoulli::new(plain(all), study.cases.len() as u32, places);
                let at_risk = null.at_places();
                (Box::new(null), at_risk)
            }
        };
        if at_risk.iter().filter(|at_risk| **at_risk > 0.0).count() < 2 {
            return Ok(Err(ScanOutcome::OnePlace));
        }
        let (settings, limits) = (self.settings, self.limits);
        let circles = Circles::new(&study.places, &at_risk, settings, limits, self.control)?;
        Ok(Ok(Ready {
            circles,
            null,
            alone,
            watched,
        }))
    }
}

/// The day in which a time lies.
pub(super) fn day(time: f64) -> i32 {
    time.floor() as i32
}

impl Population {
    /// `of` is the row of the population for each event; without it the nearest place is taken, of equals the first.
    pub(super) fn new(
        events: &Events,
        settings: &ScanSettings,
        columns: &super::PopulationColumns<'_>,
        limits: &Limits,
    ) -> Result<Self> {
        let rows = columns.x.len();
        super::check_places(columns.x, columns.y, limits)?;
        if columns.people.len() != rows {
            return Err(Error::LengthMismatch {
                column: "people".to_owned(),
                found: columns.people.len(),
                expected: rows,
            });
        }
        let wrong = |reason: &str| Error::InvalidParameter {
            name: "population",
            reason: reason.to_owned(),
        };
        let is_people = |people: &f64| (0.0..=1e12).contains(people);
        if !columns.people.iter().all(is_people) {
            return Err(wrong("people must be numbers from 0 to 1e12"));
        }
        if !columns.people.iter().any(|people| *people > 0.0) {
            return Err(wrong("there must be people at some place"));
        }
        let mut order: Vec<u32> = (0..rows as u32).collect();
        if settings.ties == super::ScanTies::Together {
            let key = |row: u32| {
                let row = row as usize;
                [columns.x[row], columns.y[row], columns.people[row]]
            };
            order.sort_by(|a, b| {
                let mut pairs = key(*a).into_iter().zip(key(*b));
                pairs
                    .find_map(|(a, b)| Some(a.total_cmp(&b)).filter(|order| order.is_ne()))
                    .unwrap_or_else(|| a.cmp(b))
            });
        }
        let pick = |values: &[f64]| order.iter().map(|row| values[*row as usize]).collect();
        let mut population = Self {
            places: Places {
                metric: events.metric(),
                x: pick(columns.x),
                y: pick(columns.y),
            },
            people: pick(columns.people),
            rows: order,
            of: Vec::new(),
            is_named: columns.of.is_some(),
        };
        population.of = match columns.of {
            Some(of) => population.named(events, of)?,
            None => population.nearest(events, limits)?,
        };
        if population
            .of
            .iter()
            .any(|place| population.people[*place as usize] <= 0.0)
        {
            return Err(wrong("there must be people where there is an event"));
        }
        Ok(population)
    }

    fn named(&self, events: &Events, of: &[u32]) -> Result<Vec<u32>> {
        let mut place_of_row = vec![0; self.rows.len()];
        for (place, row) in (0..).zip(&self.rows) {
            place_of_row[*row as usize] = place;
        }
        let places = events.rows().iter().map(|row| {
            of.get(*row as usize)
                .and_then(|of| place_of_row.get(*of as usize))
                .copied()
        });
        places
            .collect::<Option<_>>()
            .ok_or_else(|| Error::InvalidParameter {
                name: "population",
                reason: "of must name a row of the population for each row of the events"
                    .to_owned(),
            })
    }

    pub(super) fn nearest(&self, events: &Events, limits: &Limits) -> Result<Vec<u32>> {
        let points: Vec<_> = events
            .x()
            .iter()
            .copied()
            .zip(events.y().iter().copied())
            .collect();
        let (distinct, of) = Places::distinct(events.metric(), &points, super::ScanTies::Together);
        let asked = distinct.len() as u64 * self.places.len() as u64;
        limits.check_pairs(asked)?;
        let chords = Chords::new(&self.places);
        let nearest: Vec<u32> = (0..distinct.len())
            .map(|point| {
                let from = embed(distinct.metric, distinct.point(point));
                let mut best = (f64::INFINITY, 0);
                for place in 0..self.places.len() {
                    let length = chords.length(from, place);
                    if length < best.0 && self.people[place] > 0.0 {
                        best = (length, place as u32);
                    }
                }
                best.1
            })
            .collect();
        Ok(of
            .into_iter()
            .map(|point| nearest[point as usize])
            .collect())
    }
}

//! Every cylinder of small random data, looked at one by one.

use std::collections::BTreeSet;

use caselink::{
    NoControl,
    events::{Events, Metric},
    patterns::{
        PopulationColumns, Scan, ScanOutcome, ScanSettings, ScanTies, ScanWindows, scan_bernoulli,
        scan_poisson,
    },
    records::Limits,
};
use proptest::prelude::*;

use super::{events, permutation, replicates};

/// A point of a grid.
type Place = (u32, u32);

/// A place, a time, and whether it is a case or a control.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) place: Place,
    pub(super) time: f64,
    pub(super) is_case: bool,
}

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) points: Vec<Point>,
    pub(super) settings: ScanSettings,
}

/// Cases on a small grid, where many places are equally far.
pub(super) fn any_case() -> impl Strategy<Value = Case> {
    let point = ((0..4_u32, 0..4_u32), 0..14_u32, any::<bool>());
    let point = point.prop_map(|(place, day, is_case)| Point {
        place,
        time: f64::from(day) + 0.5,
        is_case,
    });
    let windows = prop_oneof![
        Just(ScanWindows::Prospective),
        Just(ScanWindows::Retrospective),
        Just(ScanWindows::Spatial)
    ];
    let period = (prop::option::of(0..6_i32), prop::option::of(8..14_i32));
    let time = (1..4_u32, 1..8_u32, 1..4_u32, any::<bool>());
    let space = (prop::option::of(0.0..4.0), 0.1..=0.5, any::<bool>());
    let points = prop::collection::vec(point, 2..30);
    (points, windows, period, time, space, 1..4_u32).prop_map(
        |(points, windows, period, time, space, min_cases)| {
            let (min_days, more, unit_days, weekday_strata) = time;
            let (max_radius, max_share, is_split) = space;
            let settings = ScanSettings {
                windows,
                max_radius,
                max_share,
                max_days: Some((min_days + more).max(unit_days)),
                min_days,
                unit_days: if weekday_strata { 1 } else { unit_days },
                min_cases,
                study_start: period.0,
                study_end: period.1,
                ties: if is_split {
                    ScanTies::Split
                } else {
                    ScanTies::Together
                },
                weekday_strata,
                clusters: 100,
                ..ScanSettings::default()
            };
            Case { points, settings }
        },
    )
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Model {
    Permutation,
    Poisson,
    Bernoulli,
}

/// People on the grid, also where there is no case.
pub(super) fn people(place: Place) -> f64 {
    f64::from((place.0 * 7 + place.1 * 3) % 5 + 1) * 10.0
}

/// One cylinder, by places and days.
struct Cylinder {
    centre: usize,
    places: BTreeSet<usize>,
    days: (i32, i32),
}

impl Cylinder {
    fn holds(&self, event: &Event) -> bool {
        self.places.contains(&event.place) && self.is_then(event)
    }

    fn is_then(&self, event: &Event) -> bool {
        (self.days.0..=self.days.1).contains(&event.day)
    }
}

#[derive(Clone, Copy)]
struct Event {
    number: u32,
    place: usize,
    day: i32,
}

/// All that there is to know about a case, in the plainest form.
struct Plain {
    model: Model,
    settings: ScanSettings,
    first: i32,
    last: i32,
    places: Vec<Place>,
    at_risk: Vec<f64>,
    /// Cases and controls.
    all: Vec<Event>,
    cases: Vec<Event>,
}

fn grid() -> Vec<Place> {
    (0..16).map(|at| (at % 4, at / 4)).collect()
}

fn count(list: &[Event], is_in: impl Fn(&Event) -> bool) -> f64 {
    list.iter().filter(|one| is_in(one)).count() as f64
}

impl Plain {
    fn new(case: &Case, settings: ScanSettings, model: Model) -> Self {
        let day = |point: &Point| point.time.floor() as i32;
        let days = || case.points.iter().map(day);
        let end = settings.study_end.or(days().max()).unwrap();
        let first = settings
            .study_start
            .unwrap_or(days().min().unwrap().min(end));
        let last = end.max(first);
        let inside = || {
            (0..)
                .zip(&case.points)
                .filter(|(_, one)| (first..=last).contains(&day(one)))
        };
        // distinct places, in order of the rows
        let mut places: Vec<Place> = Vec::new();
        for (_, point) in inside() {
            if !places.contains(&point.place) {
                places.push(point.place);
            }
        }
        if model == Model::Poisson {
            places = grid();
        }
        let event = |(number, point): (u32, &Point)| Event {
            number,
            place: places.iter().position(|at| *at == point.place).unwrap(),
            day: day(point),
        };
        let is_case = |one: &(u32, &Point)| model != Model::Bernoulli || one.1.is_case;
        let all: Vec<_> = inside().map(event).collect();
        let cases = inside().filter(is_case).map(event).collect();
        let at_risk = (0..places.len())
            .map(|place| match model {
                Model::Poisson => people(places[place]),
                _ => count(&all, |one| one.place == place),
            })
            .collect();
        Self {
            model,
            settings,
            first,
            last,
            places,
            at_risk,
            all,
            cases,
        }
    }

    /// Centres and the places of their circles, from the distances of all pairs.
    fn circles(&self) -> Vec<(usize, BTreeSet<usize>)> {
        let settings = &self.settings;
        let total: f64 = self.at_risk.iter().sum();
        let mut circles = Vec::new();
        for (number, centre) in self.places.iter().enumerate() {
            let square = |place: &usize| {
                let (x, y) = self.places[*place];
                x.abs_diff(centre.0).pow(2) + y.abs_diff(centre.1).pow(2)
            };
            let mut order: Vec<_> = (0..self.places.len()).collect();
            order.sort_by_key(|place| (square(place), *place));
            for count in 1..=order.len() {
                let farthest = square(&order[count - 1]);
                let is_whole = settings.ties == ScanTies::Split
                    || order.get(count).is_none_or(|next| square(next) > farthest);
                let radius = settings.max_radius.unwrap_or(f64::INFINITY);
                let inside: BTreeSet<_> = order[..count].iter().copied().collect();
                let share: f64 = inside.iter().map(|place| self.at_risk[*place]).sum();
                if is_whole
                    && f64::from(farthest).sqrt() <= radius
                    && share <= settings.max_share * total
                {
                    circles.push((number, inside));
                }
            }
        }
        circles
    }

    /// First and last days, counted back from the last day in whole steps.
    fn windows(&self) -> Vec<(i32, i32)> {
        let (settings, first, last) = (&self.settings, self.first, self.last);
        if settings.windows == ScanWindows::Spatial {
            return vec![(first, last)];
        }
        let step = settings.unit_days as i32;
        let days = last - first + 1;
        let steps = days / step + i32::from(days % step > 0);
        let fewest = settings.min_days.div_ceil(settings.unit_days) as i32;
        let most = (settings.max_days.unwrap() / settings.unit_days) as i32;
        let mut windows = Vec::new();
        for end in 0..steps {
            for length in fewest..=most.max(fewest) {
                let is_asked = settings.windows == ScanWindows::Retrospective || end == 0;
                if is_asked && end + length <= steps {
                    let start = last + 1 - (end + length) * step;
                    windows.push((start.max(first), last - end * step));
                }
            }
        }
        windows
    }

    fn cylinders(&self) -> Vec<Cylinder> {
        let windows = self.windows();
        let with_days = |(centre, places): (usize, BTreeSet<usize>)| {
            let cylinder = move |days: &(i32, i32)| Cylinder {
                centre,
                places: places.clone(),
                days: *days,
            };
            windows.iter().map(cylinder).collect::<Vec<_>>()
        };
        self.circles().into_iter().flat_map(with_days).collect()
    }

    /// Observed and expected cases.
    fn counts(&self, cylinder: &Cylinder) -> (f64, f64) {
        let total = self.cases.len() as f64;
        let expected = match self.model {
            Model::Permutation => {
                let strata = if self.settings.weekday_strata { 7 } else { 1 };
                let part = |stratum: i32| {
                    let is_in = |one: &Event| one.day % strata == stratum;
                    let there = count(&self.cases, |one| {
                        is_in(one) && cylinder.places.contains(&one.place)
                    });
                    let then = count(&self.cases, |one| is_in(one) && cylinder.is_then(one));
                    there * then / count(&self.cases, is_in).max(1.0)
                };
                (0..strata).map(part).sum()
            }
            Model::Poisson => {
                let inside: f64 = cylinder
                    .places
                    .iter()
                    .map(|place| self.at_risk[*place])
                    .sum();
                let share = inside / self.at_risk.iter().sum::<f64>();
                let days = f64::from(cylinder.days.1 - cylinder.days.0 + 1);
                total * share * days / f64::from(self.last - self.first + 1)
            }
            Model::Bernoulli => {
                count(&self.all, |one| cylinder.holds(one)) * total / self.all.len() as f64
            }
        };
        (count(&self.cases, |one| cylinder.holds(one)), expected)
    }

    fn llr(&self, cylinder: &Cylinder) -> f64 {
        let (c, expected) = self.counts(cylinder);
        let total = self.cases.len() as f64;
        if c <= expected * (1.0 + 1e-12) || c < f64::from(self.settings.min_cases) {
            return 0.0;
        }
        let log = |part: f64, whole: f64| {
            if part > 0.0 {
                part * (part / whole).ln()
            } else {
                0.0
            }
        };
        if self.model != Model::Bernoulli {
            return log(c, expected) + log(total - c, total - expected);
        }
        let all = self.all.len() as f64;
        let n = count(&self.all, |one| cylinder.holds(one));
        let (d, m) = (total - c, all - n);
        let parts = log(c, n) + log(n - c, n) + log(d, m) + log(m - d, m);
        parts - log(total, all) - log(all - total, all)
    }

    fn check(&self, scan: &Scan) {
        assert_eq!((scan.study_start, scan.study_end), (self.first, self.last));
        let every = self.cylinders();
        let best = every.iter().map(|one| self.llr(one)).fold(0.0, f64::max);
        let found = scan.clusters.first().map_or(0.0, |cluster| cluster.llr);
        assert!((best - found).abs() < 1e-9, "{best} {found}");
        let mut taken = BTreeSet::new();
        let mut before = f64::INFINITY;
        for cluster in &scan.clusters {
            let place = |at: (f64, f64)| {
                let at = (at.0 as u32, at.1 as u32);
                self.places.iter().position(|place| *place == at).unwrap()
            };
            let places = cluster.places.iter();
            let inside: BTreeSet<_> = places.map(|one| place((one.x, one.y))).collect();
            let days = (cluster.start_day, cluster.end_day);
            let is_it = |one: &&Cylinder| one.places == inside && one.days == days;
            let cylinder = every
                .iter()
                .find(is_it)
                .expect("a cluster is one of all cylinders");
            let (observed, expected) = self.counts(cylinder);
            assert!((observed - f64::from(cluster.observed)).abs() < 1e-9);
            assert!((expected - cluster.expected).abs() < 1e-9);
            assert!((self.llr(cylinder) - cluster.llr).abs() < 1e-9);
            assert!(cluster.llr > 0.0 && cluster.llr <= before);
            before = cluster.llr;
            let cases = self.cases.iter().filter(|one| cylinder.holds(one));
            assert!(
                cases
                    .map(|one| one.number)
                    .eq(cluster.events.iter().copied())
            );
            let by_place: u32 = cluster.places.iter().map(|place| place.observed).sum();
            assert_eq!(by_place, cluster.observed);
            assert!(
                inside.iter().all(|place| taken.insert(*place)),
                "a place stands in two"
            );
        }
        // the best round each centre is a cluster, or shares a place with one
        for centre in 0..self.places.len() {
            let round: Vec<_> = every.iter().filter(|one| one.centre == centre).collect();
            let best = round.iter().map(|one| self.llr(one)).fold(0.0, f64::max);
            let is_shared =
                |one: &&Cylinder| self.llr(one) >= best - 1e-9 && !one.places.is_disjoint(&taken);
            assert!(best <= 0.0 || round.into_iter().any(|one| is_shared(&one)));
        }
    }
}

fn scan(events: &Events, flags: &[bool], settings: &ScanSettings, model: Model) -> Scan {
    let (limits, none) = (Limits::default(), replicates(0));
    match model {
        Model::Permutation => permutation(events, settings, none),
        Model::Poisson => {
            let column = |f: fn(Place) -> f64| grid().into_iter().map(f).collect::<Vec<_>>();
            let population = PopulationColumns {
                x: &column(|at| f64::from(at.0)),
                y: &column(|at| f64::from(at.1)),
                people: &column(people),
                of: None,
            };
            scan_poisson(events, &population, settings, none, &limits, &NoControl).unwrap()
        }
        Model::Bernoulli => {
            scan_bernoulli(events, flags, settings, none, &limits, &NoControl).unwrap()
        }
    }
}

fn check(case: &Case, model: Model) {
    let mut settings = case.settings;
    if model == Model::Permutation {
        if settings.windows == ScanWindows::Spatial {
            settings.windows = ScanWindows::Retrospective;
        }
    } else {
        settings.weekday_strata = false;
    }
    let column = |f: fn(&Point) -> f64| case.points.iter().map(f).collect::<Vec<_>>();
    let (x, y) = (
        column(|p| f64::from(p.place.0)),
        column(|p| f64::from(p.place.1)),
    );
    let events = events(Metric::Euclidean, &x, &y, &column(|p| p.time));
    let flags: Vec<_> = case.points.iter().map(|point| point.is_case).collect();
    let scan = scan(&events, &flags, &settings, model);
    if scan.outcome == ScanOutcome::Scanned {
        Plain::new(case, settings, model).check(&scan);
    } else {
        assert!(scan.clusters.is_empty());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]
    #[test]
    fn the_permutation_model_is_what_brute_force_says(case in any_case()) {
        check(&case, Model::Permutation);
    }

    #[test]
    fn the_poisson_model_is_what_brute_force_says(case in any_case()) {
        check(&case, Model::Poisson);
    }

    #[test]
    fn the_bernoulli_model_is_what_brute_force_says(case in any_case()) {
        check(&case, Model::Bernoulli);
    }
}

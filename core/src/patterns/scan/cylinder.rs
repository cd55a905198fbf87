//! Which cylinder, a circle of places and a window of time, is the most likely cluster?
//!
//! Windows that end on the last step of time are summed over places as columns ([`Alive`]); others are found by walking the
//! cases of a circle in order of time ([`Any`]). Both pass over what a [`Screen`] says cannot be better than the best so far, and both look only at
//! circles whose last place brings a case, since any other has a smaller one inside with the same cases.

use super::{
    alive::Alive,
    any::Any,
    calendar::Windows,
    places::Circles,
    statistic::{Level, Screen, Statistic},
};

/// A case: its step of time, counted from [`Windows::from`], and its place.
pub(super) type Case = (u32, u32);

/// What is at risk at places from a step of time to the last.
///
/// What is at risk in a window is the difference of two such numbers.
#[derive(Debug)]
pub(super) enum Risk {
    /// That of the place times that of the time.
    Product { place: Vec<f64>, rest: Vec<f64> },
    /// For each place a row with a number for each step, and 0.
    Rows(Vec<f64>),
}

/// All cylinders, and what is at risk in them.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub(super) circles: &'a Circles,
    pub(super) places: usize,
    pub(super) risk: Risk,
    pub(super) windows: Windows,
    pub(super) statistic: Statistic,
    pub(super) min_cases: u32,
}

/// A cylinder that may be a cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cylinder {
    pub(super) centre: u32,
    /// How many of the steps of the centre's circles are in it.
    pub(super) steps: u32,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) observed: u32,
    pub(super) risk: f64,
}

/// The best cylinder so far; of equals the one that came first.
#[derive(Debug)]
pub(super) struct Best<'a> {
    statistic: Statistic,
    screen: &'a Screen,
    pub(super) level: &'a Level,
    pub(super) llr: f64,
    pub(super) cylinder: Option<Cylinder>,
}

impl<'a> Best<'a> {
    pub(super) fn new(statistic: Statistic, screen: &'a Screen) -> Self {
        Self {
            statistic,
            screen,
            level: screen.level(0.0),
            llr: 0.0,
            cylinder: None,
        }
    }

    #[cold]
    pub(super) fn offer(&mut self, cylinder: Cylinder) {
        let llr = self.statistic.llr(cylinder.observed, cylinder.risk);
        if llr > self.llr {
            self.llr = llr;
            self.level = self.screen.level(llr);
            self.cylinder = Some(cylinder);
        }
    }
}

/// Sums over the places of a circle, for one set of cases at a time.
#[derive(Debug)]
pub(super) enum Scanner {
    Alive(Alive),
    Any(Any),
}

impl Scanner {
    pub(super) fn new(field: &Field<'_>) -> Self {
        let windows = field.windows;
        if windows.first_end + 1 == windows.units {
            Self::Alive(Alive::new(field))
        } else {
            Self::Any(Any::new(field))
        }
    }

    /// Takes the cases, which are in order of time.
    pub(super) fn load(&mut self, cases: &[Case]) {
        match self {
            Self::Alive(alive) => alive.load(cases),
            Self::Any(any) => any.load(cases),
        }
    }

    /// Offers what may be better than the best so far, of all cylinders round a centre.
    pub(super) fn centre(&mut self, field: &Field<'_>, centre: usize, best: &mut Best<'_>) {
        match self {
            Self::Alive(alive) => alive.centre(field, centre, best),
            Self::Any(any) => any.centre(field, centre, best),
        }
    }

    /// The highest likelihood ratio of all cylinders.
    pub(super) fn highest(&mut self, field: &Field<'_>, cases: &[Case], screen: &Screen) -> f64 {
        self.load(cases);
        let mut best = Best::new(field.statistic, screen);
        for centre in 0..field.circles.centres() {
            self.centre(field, centre, &mut best);
        }
        best.llr
    }
}

pub(super) fn add<T: Copy + std::ops::AddAssign>(sums: &mut [T], more: &[T]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += *more;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        NoControl,
        events::Metric,
        patterns::scan::{ScanSettings, ScanTies, null::sum_from_the_end, places::Places},
        records::Limits,
    };

    /// The highest likelihood ratio of all cylinders, by looking at each.
    fn highest(field: &Field<'_>, cases: &[Case]) -> f64 {
        let windows = field.windows;
        let mut best = 0.0_f64;
        for centre in 0..field.circles.centres() {
            let steps = field.circles.steps(centre);
            for count in 1..=steps.len() {
                if !steps[count - 1].is_whole() {
                    continue;
                }
                let inside: Vec<_> = steps[..count].iter().map(|step| step.place()).collect();
                for end in windows.first_end..windows.units {
                    for start in 0..=end {
                        let length = end - start + 1;
                        if length < windows.min || length > windows.max {
                            continue;
                        }
                        let is_in = |case: &&Case| {
                            (start..=end).contains(&case.0) && inside.contains(&(case.1 as usize))
                        };
                        let observed = cases.iter().filter(is_in).count() as u32;
                        let (start, end) = (start as usize, end as usize);
                        let risk = match &field.risk {
                            Risk::Product { place, rest } => {
                                let places: f64 = inside.iter().map(|one| place[*one]).sum();
                                places * (rest[start] - rest[end + 1])
                            }
                            Risk::Rows(rows) => inside
                                .iter()
                                .map(|one| &rows[one * (windows.units as usize + 1)..])
                                .map(|row| row[start] - row[end + 1])
                                .sum(),
                        };
                        if observed >= field.min_cases {
                            best = best.max(field.statistic.llr(observed, risk));
                        }
                    }
                }
            }
        }
        best
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(600))]
        #[test]
        fn no_cylinder_is_better_than_the_one_that_is_found(
            points in prop::collection::vec((0..5_i32, 0..5_i32), 2..9),
            units in 1..12_u32,
            first_end in 0..12_u32,
            lengths in (1..6_u32, 0..8_u32),
            cases in prop::collection::vec((0..12_u32, 0..9_u32), 2..40),
            weights in prop::collection::vec(0..6_u32, 9 * 13),
            (is_product, is_split, min_cases) in (any::<bool>(), any::<bool>(), 1..4_u32),
        ) {
            let points: Vec<_> =
                points.iter().map(|(x, y)| (f64::from(*x), f64::from(*y))).collect();
            let ties = if is_split { ScanTies::Split } else { ScanTies::Together };
            let (places, _) = Places::distinct(Metric::Euclidean, &points, ties);
            let count = places.len();
            let settings = ScanSettings { ties, max_radius: Some(3.0), ..ScanSettings::default() };
            let circles = Circles::new(
                &places, &vec![1.0; count], &settings, &Limits::default(), &NoControl,
            ).unwrap();
            let min = lengths.0.min(units);
            let windows = Windows {
                from: 0,
                units,
                first_end: first_end % units,
                min,
                max: (min + lengths.1).min(units),
            };
            // an alive window starts on the first step at the earliest
            let windows = if windows.first_end + 1 == units {
                Windows { max: units, ..windows }
            } else {
                windows
            };
            let mut cases: Vec<Case> = cases
                .iter()
                .map(|(unit, place)| (unit % units, place % count as u32))
                .collect();
            cases.sort_unstable();
            let columns = units as usize + 1;
            let weight = |at: usize| f64::from(weights[at % weights.len()]);
            let mut rest: Vec<_> = (0..columns).map(weight).collect();
            rest[columns - 1] = 0.0;
            sum_from_the_end(&mut rest);
            let mut rows: Vec<_> = (0..count * columns).map(|at| weight(at + 7)).collect();
            for row in rows.chunks_exact_mut(columns) {
                row[columns - 1] = 0.0;
                sum_from_the_end(row);
            }
            let place: Vec<_> = (0..count).map(|at| weight(at + 3)).collect();
            let total = if is_product {
                place.iter().sum::<f64>() * rest[0]
            } else {
                rows.iter().step_by(columns).sum()
            };
            prop_assume!(total > 0.0);
            let field = Field {
                circles: &circles,
                places: count,
                risk: if is_product { Risk::Product { place, rest } } else { Risk::Rows(rows) },
                windows,
                // so much is at risk that every window has an expectation below all cases
                statistic: Statistic::Poisson {
                    cases: 60.0,
                    per_case: 2.0 * total / 60.0,
                },
                min_cases,
            };
            // a window with cases where nothing is at risk has no likelihood ratio
            let screen = Screen::new(field.statistic, min_cases, cases.len() as u32);
            let expected = highest(&field, &cases);
            let mut scanner = Scanner::new(&field);
            let found = scanner.highest(&field, &cases, &screen);
            prop_assert_eq!(found.to_bits(), expected.to_bits());
            // again, with what is left of the first time
            prop_assert_eq!(scanner.highest(&field, &cases, &screen).to_bits(), expected.to_bits());
        }
    }
}

//! Which cylinder, a circle of places and a window of time, is the most likely cluster?
//!
//! Windows that end on the last step of time are summed over places as columns; others are found by walking the cases of a
//! circle in order of time. Both pass over what a [`Screen`] says cannot be better than the best so far, and both look only at
//! circles whose last place brings a case, since any other has a smaller one inside with the same cases.

use super::{
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
    level: &'a Level,
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
    fn offer(&mut self, cylinder: Cylinder) {
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
            Self::Alive(Alive {
                after: vec![0; field.places * windows.units as usize],
                with_cases: vec![false; field.places],
                cases: vec![0; windows.units as usize],
                rest: vec![0.0; windows.units as usize + 1],
            })
        } else {
            Self::Any(Any {
                starts: vec![0; field.places + 1],
                times: Vec::new(),
                cases: Vec::new(),
                rest: vec![0.0; windows.units as usize + 1],
            })
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

/// Windows that end on the last step.
#[derive(Debug)]
pub(super) struct Alive {
    /// For each place a row: the cases from each step to the last.
    after: Vec<u32>,
    with_cases: Vec<bool>,
    /// The same for a circle.
    cases: Vec<u32>,
    /// What is at risk in a circle, from each step to the last.
    rest: Vec<f64>,
}

impl Alive {
    fn load(&mut self, cases: &[Case]) {
        let units = self.cases.len();
        self.after.fill(0);
        self.with_cases.fill(false);
        for (unit, place) in cases {
            self.after[*place as usize * units + *unit as usize] += 1;
            self.with_cases[*place as usize] = true;
        }
        for row in self.after.chunks_exact_mut(units) {
            let mut sum = 0;
            for count in row.iter_mut().rev() {
                sum += *count;
                *count = sum;
            }
        }
    }

    fn centre(&mut self, field: &Field<'_>, centre: usize, best: &mut Best<'_>) {
        let units = self.cases.len();
        let starts = units - (field.windows.min as usize - 1);
        let mut of_places = 0.0;
        let mut is_new = false;
        self.cases.fill(0);
        self.rest.fill(0.0);
        for (number, step) in field.circles.steps(centre).iter().enumerate() {
            let place = step.place();
            if self.with_cases[place] {
                add(&mut self.cases, &self.after[place * units..][..units]);
                is_new = true;
            }
            let (times, rest) = match &field.risk {
                Risk::Product { place: each, rest } => {
                    of_places += each[place];
                    (of_places, rest)
                }
                Risk::Rows(rows) => {
                    add(&mut self.rest, &rows[place * (units + 1)..][..=units]);
                    (1.0, &self.rest)
                }
            };
            if !(is_new && step.is_whole()) {
                continue;
            }
            is_new = false;
            let mut level = best.level;
            for (start, (observed, rest)) in self.cases[..starts].iter().zip(rest).enumerate().rev()
            {
                let risk = times * rest;
                if level.admits(*observed, risk) {
                    best.offer(Cylinder {
                        centre: centre as u32,
                        steps: number as u32 + 1,
                        start: start as u32,
                        end: units as u32 - 1,
                        observed: *observed,
                        risk,
                    });
                    level = best.level;
                }
            }
        }
    }
}

fn add<T: Copy + std::ops::AddAssign>(sums: &mut [T], more: &[T]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += *more;
    }
}

/// Windows that end on any of several steps.
///
/// The best window starts and ends on a step with a case, or has the least length: any other has a shorter one inside with the
/// same cases. From each start the walk leaps over the cases up to the fewest that can be enough for what is at risk by then.
#[derive(Debug)]
pub(super) struct Any {
    /// Where the cases of each place begin in `times`.
    starts: Vec<usize>,
    /// The steps of the cases, in their order for each place.
    times: Vec<u32>,
    /// The same for a circle.
    cases: Vec<u32>,
    /// What is at risk in a circle, from each step to the last.
    rest: Vec<f64>,
}

impl Any {
    fn load(&mut self, cases: &[Case]) {
        self.starts.fill(0);
        for (_, place) in cases {
            self.starts[*place as usize] += 1;
        }
        let mut end = 0;
        for start in &mut self.starts {
            end += *start;
            *start = end;
        }
        self.times.resize(cases.len(), 0);
        for (unit, place) in cases.iter().rev() {
            let start = &mut self.starts[*place as usize];
            *start -= 1;
            self.times[*start] = *unit;
        }
    }

    fn centre(&mut self, field: &Field<'_>, centre: usize, best: &mut Best<'_>) {
        let columns = self.rest.len();
        let mut of_places = 0.0;
        let mut is_new = false;
        self.cases.clear();
        self.rest.fill(0.0);
        for (number, step) in field.circles.steps(centre).iter().enumerate() {
            let place = step.place();
            let times = &self.times[self.starts[place]..self.starts[place + 1]];
            if !times.is_empty() {
                merge(&mut self.cases, times);
                is_new = true;
            }
            let (times, rest) = match &field.risk {
                Risk::Product { place: each, rest } => {
                    of_places += each[place];
                    (of_places, rest)
                }
                Risk::Rows(rows) => {
                    add(&mut self.rest, &rows[place * columns..][..columns]);
                    (1.0, &self.rest)
                }
            };
            if !(is_new && step.is_whole()) {
                continue;
            }
            is_new = false;
            Circle {
                windows: field.windows,
                min_cases: field.min_cases as usize,
                cases: &self.cases,
                times,
                rest,
                centre: centre as u32,
                steps: number as u32 + 1,
            }
            .walk(best);
        }
    }
}

/// Puts steps of time into a list of them, all in order.
fn merge(list: &mut Vec<u32>, more: &[u32]) {
    let mut from = list.len();
    let mut to = from + more.len();
    list.resize(to, 0);
    for time in more.iter().rev() {
        while from > 0 && list[from - 1] > *time {
            from -= 1;
            to -= 1;
            list[to] = list[from];
        }
        to -= 1;
        list[to] = *time;
    }
}

struct Circle<'a> {
    windows: Windows,
    min_cases: usize,
    /// The steps of time of its cases, in order.
    cases: &'a [u32],
    /// By which `rest` is multiplied.
    times: f64,
    rest: &'a [f64],
    centre: u32,
    steps: u32,
}

impl Circle<'_> {
    fn walk(&self, best: &mut Best<'_>) {
        let mut first = 0;
        while let Some(start) = self.cases.get(first) {
            self.from(first, *start, best);
            while self.cases.get(first) == Some(start) {
                first += 1;
            }
        }
        if self.windows.min > 1 {
            self.shortest(best);
        }
    }

    /// Windows that start with the case of this number.
    fn from(&self, first: usize, start: u32, best: &mut Best<'_>) {
        let windows = self.windows;
        let mut level = best.level;
        let mut wanted = self.min_cases;
        while let Some(end) = self.cases.get(first + wanted - 1) {
            let end = (*end).max(windows.first_end);
            if end - start >= windows.max {
                return;
            }
            let mut observed = wanted;
            while self
                .cases
                .get(first + observed)
                .is_some_and(|next| *next <= end)
            {
                observed += 1;
            }
            let risk = self.risk(start, end);
            if end - start + 1 >= windows.min && level.admits(observed as u32, risk) {
                self.offer(start, end, observed, risk, best);
                level = best.level;
            }
            wanted = (observed + 1).max(level.fewest(risk) as usize);
        }
    }

    /// Windows of the least length.
    fn shortest(&self, best: &mut Best<'_>) {
        let windows = self.windows;
        let (mut low, mut high) = (0, 0);
        for end in windows.first_end.max(windows.min - 1)..windows.units {
            let start = end + 1 - windows.min;
            while self.cases.get(low).is_some_and(|case| *case < start) {
                low += 1;
            }
            while self.cases.get(high).is_some_and(|case| *case <= end) {
                high += 1;
            }
            let observed = high - low;
            if observed >= self.min_cases {
                let risk = self.risk(start, end);
                if best.level.admits(observed as u32, risk) {
                    self.offer(start, end, observed, risk, best);
                }
            }
        }
    }

    #[inline]
    fn risk(&self, start: u32, end: u32) -> f64 {
        self.times * (self.rest[start as usize] - self.rest[end as usize + 1])
    }

    fn offer(&self, start: u32, end: u32, observed: usize, risk: f64, best: &mut Best<'_>) {
        best.offer(Cylinder {
            centre: self.centre,
            steps: self.steps,
            start,
            end,
            observed: observed as u32,
            risk,
        });
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

//! Windows that end on any of several steps of time.
//!
//! The best window starts and ends on a step with a case, or has the least length: any other has a shorter one inside with the
//! same cases. From each start the walk leaps over the cases up to the fewest that can be enough for what is at risk by then.

use super::{
    calendar::Windows,
    cylinder::{Best, Case, Cylinder, Field, Risk, add},
};

/// The cases of a circle, in order of time.
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
    pub(super) fn new(field: &Field<'_>) -> Self {
        Self {
            starts: vec![0; field.places + 1],
            times: Vec::new(),
            cases: Vec::new(),
            rest: vec![0.0; field.windows.units as usize + 1],
        }
    }

    pub(super) fn load(&mut self, cases: &[Case]) {
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

    pub(super) fn centre(&mut self, field: &Field<'_>, centre: usize, best: &mut Best<'_>) {
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

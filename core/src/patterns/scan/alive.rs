//! Windows that end on the last step of time: the sums over all places of a circle for each start, side by side.

use super::cylinder::{Best, Case, Cylinder, Field, Risk, add};

/// Sums over the places of a circle.
#[derive(Debug)]
pub(super) struct Alive {
    /// For each place a row: the cases from each step to the last.
    after: Vec<u32>,
    with_cases: Vec<bool>,
    /// The places with cases.
    filled: Vec<u32>,
    /// Those of a circle.
    cases: Vec<u32>,
    /// What is at risk in a circle, from each step to the last.
    rest: Vec<f64>,
}

impl Alive {
    pub(super) fn new(field: &Field<'_>) -> Self {
        let units = field.windows.units as usize;
        Self {
            after: vec![0; field.places * units],
            with_cases: vec![false; field.places],
            filled: Vec::new(),
            cases: vec![0; units],
            rest: vec![0.0; units + 1],
        }
    }

    pub(super) fn load(&mut self, cases: &[Case]) {
        let units = self.cases.len();
        for place in self.filled.drain(..) {
            self.after[place as usize * units..][..units].fill(0);
            self.with_cases[place as usize] = false;
        }
        for (unit, place) in cases {
            self.after[*place as usize * units + *unit as usize] += 1;
            if !self.with_cases[*place as usize] {
                self.with_cases[*place as usize] = true;
                self.filled.push(*place);
            }
        }
        for place in &self.filled {
            let mut sum = 0;
            for count in self.after[*place as usize * units..][..units]
                .iter_mut()
                .rev()
            {
                sum += *count;
                *count = sum;
            }
        }
    }

    pub(super) fn centre(&mut self, field: &Field<'_>, centre: usize, best: &mut Best<'_>) {
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

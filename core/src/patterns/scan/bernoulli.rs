//! The Bernoulli model: each case and control has the same chance to be a case.

use rand_chacha::ChaCha8Rng;

use super::{
    calendar::Windows,
    cylinder::{Case, Risk},
    null::{Draws, Null, counts_after},
    statistic::Statistic,
};

/// The model.
#[derive(Debug)]
pub(super) struct Bernoulli {
    cases: u32,
    /// Cases and controls, counted from the first step of the study period, in order.
    all: Vec<Case>,
    numbers: Vec<u32>,
    places: usize,
}

impl Bernoulli {
    /// `all` are cases and controls.
    pub(super) fn new(mut all: Vec<Case>, cases: u32, places: usize) -> Self {
        all.sort_unstable();
        Self {
            cases,
            numbers: (0..all.len() as u32).collect(),
            all,
            places,
        }
    }

    /// Cases and controls at each place.
    pub(super) fn at_places(&self) -> Vec<f64> {
        let mut counts = vec![0.0; self.places];
        for (_, place) in &self.all {
            counts[*place as usize] += 1.0;
        }
        counts
    }
}

impl Null for Bernoulli {
    fn statistic(&self) -> Statistic {
        Statistic::Bernoulli {
            cases: f64::from(self.cases),
            all: self.all.len() as f64,
        }
    }

    fn risk(&self, windows: Windows) -> Risk {
        Risk::Rows(counts_after(&self.all, self.places, windows))
    }

    fn most_cases(&self, _: Windows) -> u32 {
        self.cases
    }

    fn draw(
        &self,
        windows: Windows,
        random: &mut ChaCha8Rng,
        pool: &mut Vec<u32>,
        cases: &mut Vec<Case>,
    ) {
        cases.clear();
        let mut draws = Draws::new(&self.numbers, pool);
        for _ in 0..self.cases {
            let (unit, place) = self.all[draws.next(random) as usize];
            if let Some(unit) = unit.checked_sub(windows.from) {
                cases.push((unit, place));
            }
        }
        if windows.units > 1 {
            cases.sort_unstable();
        }
    }
}

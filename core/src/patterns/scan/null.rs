//! What a model of no clusters needs to do.

use rand_chacha::ChaCha8Rng;

use super::{
    calendar::Windows,
    cylinder::{Case, Risk},
    statistic::Statistic,
};
use crate::patterns::monte_carlo::below;

/// A null hypothesis: what is at risk under it, and cases by chance.
pub(super) trait Null: Sync {
    fn statistic(&self) -> Statistic;

    fn risk(&self, windows: Windows) -> Risk;

    /// Most cases that a replicate can have in the windows.
    fn most_cases(&self, windows: Windows) -> u32;

    /// The cases of a replicate in the windows, in order of time. `pool` is scratch space.
    fn draw(
        &self,
        windows: Windows,
        random: &mut ChaCha8Rng,
        pool: &mut Vec<u32>,
        cases: &mut Vec<Case>,
    );
}

/// Draws from a list without replacement, one after another.
pub(super) struct Draws<'a> {
    pool: &'a mut [u32],
    drawn: usize,
}

impl<'a> Draws<'a> {
    /// `pool` becomes a copy of `list`.
    pub(super) fn new(list: &[u32], pool: &'a mut Vec<u32>) -> Self {
        pool.clear();
        pool.extend_from_slice(list);
        Self { pool, drawn: 0 }
    }

    /// The next one; there must be one.
    #[inline]
    pub(super) fn next(&mut self, random: &mut ChaCha8Rng) -> u32 {
        let left = self.pool.len() - self.drawn;
        let other = self.drawn + below(random, left as u32) as usize;
        self.pool.swap(self.drawn, other);
        self.drawn += 1;
        self.pool[self.drawn - 1]
    }
}

/// For each place a row: how many of `cases`, which are counted from the first step of the study period, lie in each step of
/// the windows or after it; and 0.
pub(super) fn counts_after(cases: &[Case], places: usize, windows: Windows) -> Vec<f64> {
    let columns = windows.units as usize + 1;
    let mut rows = vec![0.0; places * columns];
    for (unit, place) in cases {
        if let Some(unit) = unit.checked_sub(windows.from) {
            rows[*place as usize * columns + unit as usize] += 1.0;
        }
    }
    for row in rows.chunks_exact_mut(columns) {
        sum_from_the_end(row);
    }
    rows
}

/// Each number becomes the sum of itself and all after it.
pub(super) fn sum_from_the_end(row: &mut [f64]) {
    let mut sum = 0.0;
    for count in row.iter_mut().rev() {
        sum += *count;
        *count = sum;
    }
}

/// The scale by which sums up to `total` become numbers of about 50 bits, so that rounded parts add up exactly.
pub(super) fn whole_scale(total: f64) -> f64 {
    let mut scale = 1.0;
    while total * scale < 1_125_899_906_842_624.0 {
        scale *= 2.0;
    }
    while total * scale > 2_251_799_813_685_248.0 {
        scale /= 2.0;
    }
    scale
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patterns::{
        MonteCarlo,
        scan::{
            ScanSettings, bernoulli::Bernoulli, calendar::Calendar, permutation::Permutation,
            poisson::Poisson,
        },
    };

    /// In the mean of many replicates each place and step has the cases that the model expects there.
    fn check_means(null: &dyn Null, places: usize, windows: Windows) {
        let count = 6_000;
        let columns = windows.units as usize + 1;
        let mut sums = vec![0.0; places * columns];
        let (mut pool, mut cases) = (Vec::new(), Vec::new());
        for replicate in 0..count {
            let mut random = MonteCarlo::default().stream(replicate);
            null.draw(windows, &mut random, &mut pool, &mut cases);
            assert!(cases.is_sorted_by_key(|case| case.0));
            assert!(cases.len() <= null.most_cases(windows) as usize);
            for (unit, place) in &cases {
                sums[*place as usize * columns + *unit as usize] += 1.0;
            }
        }
        let risk = null.risk(windows);
        let statistic = null.statistic();
        let mut all = 0.0;
        for place in 0..places {
            for unit in 0..windows.units as usize {
                let risk = match &risk {
                    Risk::Product { place: each, rest } => {
                        each[place] * (rest[unit] - rest[unit + 1])
                    }
                    Risk::Rows(rows) => {
                        rows[place * columns + unit] - rows[place * columns + unit + 1]
                    }
                };
                let expected = statistic.expected(risk);
                let mean = sums[place * columns + unit] / f64::from(count);
                let error = 5.0 * (expected.max(1e-3) / f64::from(count)).sqrt();
                assert!(
                    (mean - expected).abs() < error,
                    "{place} {unit} {mean} {expected}"
                );
                all += expected;
            }
        }
        assert!(all > 1.0);
    }

    fn cases() -> Vec<Case> {
        let few = |number: u32| (number * number % 15, number * 7 % 4);
        (0..40)
            .map(few)
            .chain([(14, 0), (14, 0), (13, 0), (0, 1)])
            .collect()
    }

    #[test]
    fn replicates_have_the_cases_that_each_model_expects() {
        let all = Windows {
            from: 0,
            units: 15,
            first_end: 0,
            min: 1,
            max: 15,
        };
        let late = Windows {
            from: 9,
            units: 6,
            first_end: 5,
            min: 1,
            max: 6,
        };
        let calendar = Calendar::new(
            &ScanSettings {
                unit_days: 2,
                ..ScanSettings::default()
            },
            (100, 128),
        );
        assert_eq!(calendar.units, 15);
        for windows in [all, late] {
            check_means(&Permutation::new(&cases(), 5, false), 5, windows);
            check_means(&Permutation::new(&cases(), 5, true), 5, windows);
            check_means(&Bernoulli::new(cases(), 20, 5), 5, windows);
            let people = [100.0, 0.0, 250.0, 50.0];
            check_means(&Poisson::new(calendar, 50, &people), 4, windows);
            check_means(
                &Poisson::new(calendar, 50, &people.map(|p| p / 7.0)),
                4,
                windows,
            );
        }
    }

    #[test]
    fn whole_scales_leave_room() {
        for total in [1e-9, 0.3, 1.0, 1e6, 1e15, 1e20] {
            let scaled = whole_scale(total) * total;
            assert!((1_125_899_906_842_624.0..=2_251_799_813_685_248.0).contains(&scaled));
        }
    }
}

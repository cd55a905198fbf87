//! The space-time permutation model: places and times have nothing to do with each other.

use rand_chacha::ChaCha8Rng;

use super::{
    calendar::Windows,
    cylinder::{Case, Risk},
    null::{Draws, Null, counts_after, sum_from_the_end, whole_scale},
    statistic::Statistic,
};

/// Cases whose times are permuted among each other.
#[derive(Debug)]
struct Stratum {
    /// The step of each case in the study period, in order.
    units: Vec<u32>,
    /// The place of each case, in order.
    of: Vec<u32>,
}

/// The model: one stratum, or one for each weekday.
#[derive(Debug)]
pub(super) struct Permutation {
    strata: Vec<Stratum>,
    cases: Vec<Case>,
    places: usize,
}

impl Permutation {
    /// `cases` are counted from the first step of the study period.
    pub(super) fn new(cases: &[Case], places: usize, weekdays: bool) -> Self {
        let count = if weekdays { 7 } else { 1 };
        let strata = (0..count)
            .map(|stratum| {
                let mut units: Vec<_> = cases.iter().map(|case| case.0).collect();
                let mut of: Vec<_> = cases.iter().map(|case| case.1).collect();
                if weekdays {
                    let is_in = |case: &&Case| case.0 % 7 == stratum;
                    units = cases.iter().filter(is_in).map(|case| case.0).collect();
                    of = cases.iter().filter(is_in).map(|case| case.1).collect();
                }
                units.sort_unstable();
                of.sort_unstable();
                Stratum { units, of }
            })
            .filter(|stratum| !stratum.of.is_empty())
            .collect();
        Self {
            strata,
            cases: cases.to_vec(),
            places,
        }
    }

    /// Cases at each place.
    pub(super) fn at_places(&self) -> Vec<f64> {
        count(self.places, self.cases.iter().map(|case| case.1))
    }

    /// The scale of what is at risk with strata.
    fn scale(&self) -> f64 {
        whole_scale(self.cases.len() as f64)
    }
}

fn count(places: usize, of: impl Iterator<Item = u32>) -> Vec<f64> {
    let mut counts = vec![0.0; places];
    for place in of {
        counts[place as usize] += 1.0;
    }
    counts
}

/// How many of some steps lie in each step of the windows or after it; and 0.
fn rest(units: &[u32], windows: Windows) -> Vec<f64> {
    let cases: Vec<_> = units.iter().map(|unit| (*unit, 0)).collect();
    counts_after(&cases, 1, windows)
}

impl Null for Permutation {
    fn statistic(&self) -> Statistic {
        let cases = self.cases.len() as f64;
        Statistic::Poisson {
            cases,
            per_case: if self.strata.len() > 1 {
                self.scale()
            } else {
                cases
            },
        }
    }

    fn risk(&self, windows: Windows) -> Risk {
        if let [only] = &self.strata[..] {
            return Risk::Product {
                place: self.at_places(),
                rest: rest(&only.units, windows),
            };
        }
        let columns = windows.units as usize + 1;
        let mut rows = vec![0.0; self.places * columns];
        for stratum in &self.strata {
            let after = rest(&stratum.units, windows);
            let share = self.scale() / stratum.of.len() as f64;
            let places = count(self.places, stratum.of.iter().copied());
            for (row, place) in rows.chunks_exact_mut(columns).zip(places) {
                if place > 0.0 {
                    for (sum, (now, next)) in row.iter_mut().zip(after.iter().zip(&after[1..])) {
                        *sum += ((now - next) * place * share).round();
                    }
                }
            }
        }
        for row in rows.chunks_exact_mut(columns) {
            sum_from_the_end(row);
        }
        Risk::Rows(rows)
    }

    fn most_cases(&self, windows: Windows) -> u32 {
        let is_in = |case: &&Case| case.0 >= windows.from;
        self.cases.iter().filter(is_in).count() as u32
    }

    fn draw(
        &self,
        windows: Windows,
        random: &mut ChaCha8Rng,
        pool: &mut Vec<u32>,
        cases: &mut Vec<Case>,
    ) {
        cases.clear();
        for stratum in &self.strata {
            let first = stratum.units.partition_point(|unit| *unit < windows.from);
            // to which places do the times in the windows go?
            let mut draws = Draws::new(&stratum.of, pool);
            for unit in &stratum.units[first..] {
                cases.push((unit - windows.from, draws.next(random)));
            }
        }
        if self.strata.len() > 1 {
            cases.sort_unstable();
        }
    }
}

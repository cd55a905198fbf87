//! The weight of a pair: the sum of what each comparison says.

use super::{
    forms::{FormColumn, column},
    grader::{Grader, NO_LEVEL, SAME, shared},
    lists::is_list,
    model::{ComparisonModel, Model},
    weight::MilliBits,
};
use crate::Result;

/// Adds up the weights of a pair.
pub(crate) struct Scorer<'a> {
    grader: Grader<'a>,
    prior: i32,
    /// Comparisons in the order in which they are made.
    steps: Vec<Step<'a>>,
}

struct Step<'a> {
    comparison: usize,
    weights: Vec<i32>,
    frequencies: Option<Frequencies<'a>>,
    /// The most that this step and all later ones can add.
    most: i32,
}

impl<'a> Scorer<'a> {
    /// For many pairs: what a value is worth is worked out once for each count.
    pub(crate) fn new(model: &Model, columns: &'a [FormColumn]) -> Result<Self> {
        Self::of_columns(model, columns, Frequencies::new)
    }

    /// For a few pairs.
    pub(crate) fn of_few(model: &Model, columns: &'a [FormColumn]) -> Result<Self> {
        Self::of_columns(model, columns, Frequencies::of_few)
    }

    fn of_columns(
        model: &Model,
        columns: &'a [FormColumn],
        frequencies_of: fn(&'a FormColumn, &ComparisonModel) -> Frequencies<'a>,
    ) -> Result<Self> {
        let comparisons = &model.settings().comparisons;
        let mut steps = Vec::new();
        for (c, (comparison, part)) in comparisons.iter().zip(model.comparisons()).enumerate() {
            let frequencies = if comparison.term_frequency() {
                let column = column(columns, comparison.columns()[0])?;
                Some(frequencies_of(column, part))
            } else {
                None
            };
            steps.push((
                comparison.cost(),
                Step {
                    comparison: c,
                    weights: (0..part.levels.len()).map(|l| part.weight(l).0).collect(),
                    frequencies,
                    most: 0,
                },
            ));
        }
        steps.sort_by_key(|(cost, _)| *cost);
        let mut steps: Vec<Step<'_>> = steps.into_iter().map(|(_, step)| step).collect();
        let mut most = 0;
        for step in steps.iter_mut().rev() {
            let rarest = step.frequencies.as_ref().map_or(0, |f| f.of(0));
            let same = step.weights[SAME as usize] + rarest;
            most += step
                .weights
                .iter()
                .copied()
                .max()
                .unwrap_or(0)
                .max(same)
                .max(0);
            step.most = most;
        }
        Ok(Self {
            grader: Grader::new(comparisons, columns)?,
            prior: model.prior_weight().0,
            steps,
        })
    }

    /// What each comparison adds to the weight of a pair, the rarity of its value included. With the prior it makes
    /// the total.
    pub(super) fn parts(&self, a: u32, b: u32) -> impl Iterator<Item = (usize, i32)> + '_ {
        self.steps.iter().map(move |step| {
            let level = self.grader.level(step.comparison, a, b);
            let weight = match level {
                NO_LEVEL => 0,
                level => step.weights[level as usize],
            };
            let rarity = match &step.frequencies {
                Some(frequencies) if level == SAME => {
                    frequencies.of_pair(a, b).map_or(0, |(_, weight)| weight)
                }
                _ => 0,
            };
            (step.comparison, weight + rarity)
        })
    }

    /// The total weight of a pair.
    pub(super) fn weight(&self, a: u32, b: u32) -> MilliBits {
        MilliBits(self.weight_above(a, b, i32::MIN).unwrap_or_default())
    }

    /// The total weight of a pair if it is not below `floor`. Stops as soon as it cannot be.
    #[inline]
    pub(crate) fn weight_above(&self, a: u32, b: u32, floor: i32) -> Option<i32> {
        let mut total = self.prior;
        for step in &self.steps {
            if total + step.most < floor {
                return None;
            }
            let level = self.grader.level(step.comparison, a, b);
            if level == NO_LEVEL {
                continue;
            }
            total += step.weights[level as usize];
            if level == SAME
                && let Some(frequencies) = &step.frequencies
            {
                total += frequencies.of_pair(a, b).map_or(0, |(_, weight)| weight);
            }
        }
        (total >= floor).then_some(total)
    }
}

/// What agreement on a value is worth beyond agreement on any value: `log2(u / share)`, where `share` is
/// how many of the *other* records have the value. The pair itself is left out: in a small file, two
/// records that alone share a value would otherwise make it look common. A share counted from few records
/// is drawn towards `u` by `1/u` records' worth of it (one chance agreement), at most as many as there are.
///
/// Source of the adjustment: W. E. Winkler, "Frequency-based matching in the Fellegi–Sunter model of record
/// linkage", US Census Bureau Research Report RR2000/06.
pub(crate) struct Frequencies<'a> {
    column: &'a FormColumn,
    u: f64,
    /// The share of it that counts.
    counted: f64,
    /// The adjustment by how many records have a value, for those that few have.
    by_count: Vec<i32>,
}

/// Counts whose adjustment is kept ready.
const READY: u32 = 4_096;

impl<'a> Frequencies<'a> {
    /// For a few pairs.
    pub(crate) fn of_few(column: &'a FormColumn, model: &ComparisonModel) -> Self {
        Self {
            column,
            u: model.levels[SAME as usize].u,
            counted: model.counted,
            by_count: Vec::new(),
        }
    }

    /// For many pairs.
    pub(crate) fn new(column: &'a FormColumn, model: &ComparisonModel) -> Self {
        let mut frequencies = Self::of_few(column, model);
        let most = column.counts.iter().copied().max().unwrap_or(0).min(READY);
        frequencies.by_count = (0..=most).map(|n| frequencies.weight(n)).collect();
        frequencies
    }

    /// Records that have a value.
    pub(crate) const fn records(&self) -> u32 {
        self.column.known
    }

    /// The rarest value that two records share, as the number of records that have it, and what it adds.
    #[inline]
    pub(crate) fn of_pair(&self, a: u32, b: u32) -> Option<(u32, i32)> {
        let codes = &self.column.codes;
        let (x, y) = (*codes.of(a as usize), *codes.of(b as usize));
        let count = |form: u32| self.column.counts[form as usize];
        let count = if x == y && !is_list(x) {
            count(x)
        } else {
            shared(&self.column.lists, x, y).map(count).min()?
        };
        Some((count, self.of(count)))
    }

    /// The adjustment for a value that `count` records have, in thousandths of a bit.
    pub(crate) fn of(&self, count: u32) -> i32 {
        let ready = self.by_count.get(count as usize);
        ready.copied().unwrap_or_else(|| self.weight(count))
    }

    fn weight(&self, count: u32) -> i32 {
        MilliBits::of_ratio(self.u / self.share(count))
            .counted(self.counted)
            .0
    }

    /// The share of other records that have a value which `count` records have.
    pub(crate) fn share(&self, count: u32) -> f64 {
        let others = |n: u32| f64::from(n.saturating_sub(2));
        let drawn = (1.0 / self.u).min(f64::from(self.records()));
        (others(count) + drawn * self.u) / (others(self.records()) + drawn)
    }
}

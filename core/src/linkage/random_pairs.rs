//! u: how often records that are not of one person agree, by chance.
//!
//! Levels of agreement are counted on seeded random pairs; full agreement is counted from the frequencies of all
//! values, since it is too rare for a sample.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::{
    blocking::pairs_within,
    comparison::Comparison,
    counts::{ComparisonCounts, KNOWN, RANDOM, only},
    grader::{Grader, SAME},
    prepared::{Mode, Prepared},
    settings::Training,
    strings::MISSING,
};
use crate::{Control, Result, control::checkpoint};

/// The fewest pairs that a share is taken from, where there are as many.
pub(super) const LEAST_SAMPLE: u64 = 20_000;

/// How often random pairs fall on each level.
pub(super) struct RandomCounts {
    /// For each comparison and level, the pairs drawn; those with a missing value are not counted.
    levels: Vec<Vec<f64>>,
    /// For each comparison the share of full agreement among all pairs, where it can be counted.
    same: Vec<Option<SameShare>>,
    pub(super) pairs: u64,
}

/// How much of all possible pairs with both values known has the same value.
#[derive(Clone, Copy)]
pub(super) struct SameShare {
    share: f64,
    /// The pairs that it is a share of.
    known: f64,
}

impl SameShare {
    /// From the records of each table that have any value, and those that have each value on which two agree in full. `None`
    /// where no pair knows both.
    pub(super) fn of(
        mode: Mode,
        [left, right]: [u64; 2],
        values: impl Iterator<Item = [u64; 2]>,
    ) -> Option<Self> {
        let same = pairs_of_all(mode, values);
        let known = pairs_within(mode, left, right) as f64;
        (known > 0.0).then(|| Self {
            // records that share two of several values would count twice
            share: (same / known).min(1.0),
            known,
        })
    }
}

/// The pairs that share a value, from the records of each table that have each. A sum of whole numbers, so that no order
/// leaves a trace.
pub(super) fn pairs_of_all(mode: Mode, values: impl Iterator<Item = [u64; 2]>) -> f64 {
    let pairs = values.map(|[left, right]| u128::from(pairs_within(mode, left, right)));
    pairs.sum::<u128>() as f64
}

/// A number below `n`, each as likely as any other but for a share of `n / 2^64`.
pub(super) fn below(random: &mut ChaCha8Rng, n: usize) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}

/// How many random pairs are wanted of so many records.
pub(super) fn wanted_pairs(training: &Training, records: u64) -> u64 {
    let wanted = training.random_pairs;
    wanted.unwrap_or(records.clamp(50_000, 500_000))
}

/// Draws random pairs, and counts them.
pub(super) fn draw_random_pairs(
    prepared: &Prepared,
    grader: &Grader<'_>,
    counts: &mut ComparisonCounts,
    (control, steps): (&dyn Control, u64),
) -> Result<()> {
    let training = &prepared.settings.training;
    let mut random = ChaCha8Rng::seed_from_u64(training.seed);
    // more draws than there are pairs would only repeat them
    let pairs = wanted_pairs(training, prepared.len as u64)
        .min(prepared.possible_pairs().saturating_mul(4));
    for done in 0..pairs {
        if done % 16_384 == 0 {
            checkpoint(control, 0, steps)?;
        }
        let (a, b) = prepared.random_pair(&mut random);
        counts.add_pair(RANDOM, grader.pattern(a, b), true);
    }
    for (c, comparison) in prepared.settings.comparisons.iter().enumerate() {
        // a field that few records have is in few of the pairs: they are drawn among those records
        let drawn = counts.levels(RANDOM, c, comparison.levels().len());
        if drawn.iter().sum::<f64>() < LEAST_SAMPLE as f64 {
            checkpoint(control, 0, steps)?;
            draw_where_known(prepared, grader, c, &mut random, counts)?;
        }
    }
    Ok(())
}

/// Draws pairs among the records that have the first column of a comparison.
fn draw_where_known(
    prepared: &Prepared,
    grader: &Grader<'_>,
    comparison: usize,
    random: &mut ChaCha8Rng,
    counts: &mut ComparisonCounts,
) -> Result<()> {
    let settings = &prepared.settings.comparisons[comparison];
    let column = prepared.column(settings.columns()[0])?;
    let known = |range: std::ops::Range<usize>| -> Vec<u32> {
        range
            .filter(|&record| *column.codes.of(record) != MISSING)
            .map(|record| record as u32)
            .collect()
    };
    let (left, right) = match prepared.mode {
        Mode::Link => (
            known(0..prepared.first),
            known(prepared.first..prepared.len),
        ),
        Mode::Dedupe | Mode::LinkAndDedupe => {
            let all = known(0..prepared.len);
            (all.clone(), all)
        }
    };
    if left.is_empty() || right.is_empty() {
        return Ok(());
    }
    let mut one_of = |records: &[u32]| {
        let place = (u64::from(random.next_u32()) * records.len() as u64) >> 32;
        records[place as usize]
    };
    for _ in 0..LEAST_SAMPLE.min(left.len() as u64 * right.len() as u64) {
        let (a, b) = (one_of(&left), one_of(&right));
        if a != b {
            let level = grader.level(comparison, a.min(b), a.max(b));
            counts.add_pair(KNOWN + comparison as u8, only(comparison, level), true);
        }
    }
    Ok(())
}

/// The share of all possible pairs with both values known that have the same value, counted from
/// the frequencies of the values. `None` where agreement is not equality of one value.
pub(super) fn same_share(
    prepared: &Prepared,
    comparison: &Comparison,
) -> Result<Option<SameShare>> {
    if matches!(comparison, Comparison::Point { .. }) {
        return Ok(None);
    }
    let column = prepared.column(comparison.columns()[0])?;
    let mut counts = vec![[0_u64; 2]; column.counts.len()];
    let mut all = [0_u64; 2];
    for record in 0..prepared.len {
        let side = usize::from(record >= prepared.first);
        let forms = column.of(record as u32);
        all[side] += u64::from(!forms.is_empty());
        for &form in forms {
            counts[form as usize][side] += 1;
        }
    }
    // partial dates and plates agree as far as they are known, which is another level; their pairs are known all the same
    let values = (0..).zip(counts).filter(|(form, _)| column.is_whole(*form));
    Ok(SameShare::of(
        prepared.mode,
        all,
        values.map(|(_, count)| count),
    ))
}

impl RandomCounts {
    /// From the pairs that were counted. Where pairs were drawn among the records that have a column, they count.
    pub(super) fn new(
        comparisons: &[Comparison],
        counts: &ComparisonCounts,
        same: Vec<Option<SameShare>>,
    ) -> Self {
        let levels = comparisons.iter().enumerate().map(|(c, comparison)| {
            let own = KNOWN + c as u8;
            let source = if counts.has(own) { own } else { RANDOM };
            counts.levels(source, c, comparison.levels().len())
        });
        Self {
            levels: levels.collect(),
            same,
            pairs: counts.pairs(RANDOM),
        }
    }

    /// Whether any pair that was drawn is on a level of a comparison.
    pub(super) fn has(&self, comparison: usize, level: usize) -> bool {
        let levels = self.levels.get(comparison);
        levels
            .and_then(|levels| levels.get(level))
            .is_some_and(|pairs| *pairs > 0.0)
    }

    /// For each comparison the share of true links among the pairs that know both values. Fields that are missing
    /// together make it more than the share among all pairs.
    ///
    /// `sums` and `links` are what training found where a comparison is free: expected links on each level,
    /// and in all.
    pub(super) fn shares_of_links(
        &self,
        expected: f64,
        prior: f64,
        sums: &[Vec<f64>],
        links: &[f64],
    ) -> Vec<f64> {
        let share = |((same, sums), links): ((&Option<SameShare>, &Vec<f64>), &f64)| match same {
            Some(same) if *links > 0.0 => {
                let known = sums.iter().sum::<f64>() / links;
                (expected * known / same.known).min(0.5)
            }
            _ => prior,
        };
        self.same.iter().zip(sums).zip(links).map(share).collect()
    }

    /// The u-probabilities, once the share of true links among the pairs of each comparison is taken out.
    pub(super) fn probabilities(&self, priors: &[f64], m: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let corrected = |counts: &Vec<f64>, same: &Option<SameShare>, prior: f64, m: &Vec<f64>| {
            let total: f64 = counts.iter().sum();
            let left: Vec<f64> = counts
                .iter()
                .zip(m)
                .map(|(n, m)| (n - prior * m * total).max(0.0) + 0.5)
                .collect();
            let Some(same) = same else {
                let sum: f64 = left.iter().sum();
                return left
                    .iter()
                    .map(|n| (n / sum).clamp(1e-9, 1.0 - 1e-9))
                    .collect();
            };
            // full agreement is counted over all pairs; what is left is shared out as the sample has it
            let least = (0.5 / same.known).max(1e-12);
            let agree = (same.share - prior * m[SAME as usize]) / (1.0 - prior);
            let agree = agree.clamp(least, 1.0 - least);
            let rest: f64 = left.iter().skip(1).sum();
            let others = left.iter().skip(1).map(|n| (1.0 - agree) * n / rest);
            std::iter::once(agree)
                .chain(others)
                .map(|u| u.clamp(1e-12, 1.0 - 1e-12))
                .collect()
        };
        self.levels
            .iter()
            .zip(&self.same)
            .zip(priors)
            .zip(m)
            .map(|(((counts, same), prior), m)| corrected(counts, same, *prior, m))
            .collect()
    }
}

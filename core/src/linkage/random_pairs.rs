//! u: how often records that are not of one person agree, by chance.
//!
//! Levels of agreement are counted on seeded random pairs; full agreement is counted from the frequencies of all
//! values, since it is too rare for a sample.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::{
    comparison::Comparison,
    forms::Forms,
    grader::{Grader, SAME},
    prepared::{Mode, Prepared},
    strings::MISSING,
};
use crate::{Control, Result, compare::vehicles, control::checkpoint};

/// The fewest pairs that a share is taken from, where there are as many.
const LEAST_SAMPLE: u64 = 20_000;

/// How often random pairs fall on each level.
pub(super) struct RandomCounts {
    /// For each comparison and level, the pairs drawn; those with a missing value are not counted.
    levels: Vec<Vec<f64>>,
    /// For each comparison the share of full agreement among all pairs, where it can be counted.
    same: Vec<Option<SameShare>>,
    pub(super) pairs: u64,
}

/// How much of all possible pairs with both values known has the same value.
struct SameShare {
    share: f64,
    /// The pairs that it is a share of.
    known: f64,
}

/// A number below `n`, each as likely as any other but for a share of `n / 2^64`.
pub(super) fn below(random: &mut ChaCha8Rng, n: usize) -> usize {
    ((u128::from(random.next_u64()) * n as u128) >> 64) as usize
}

pub(super) fn random_counts(
    prepared: &Prepared,
    grader: &Grader<'_>,
    control: &dyn Control,
    steps: u64,
) -> Result<RandomCounts> {
    let comparisons = &prepared.settings.comparisons;
    let mut levels: Vec<Vec<f64>> = comparisons
        .iter()
        .map(|c| vec![0.0; c.levels().len()])
        .collect();
    let training = &prepared.settings.training;
    let mut random = ChaCha8Rng::seed_from_u64(training.seed);
    // more draws than there are pairs would only repeat them
    let wanted = training
        .random_pairs
        .unwrap_or((prepared.len as u64).clamp(100_000, 500_000));
    let pairs = wanted.min(prepared.possible_pairs().saturating_mul(4));
    for done in 0..pairs {
        if done % 16_384 == 0 {
            checkpoint(control, 0, steps)?;
        }
        let (a, b) = prepared.random_pair(&mut random);
        for (c, counts) in levels.iter_mut().enumerate() {
            if let Some(count) = counts.get_mut(grader.level(c, a, b) as usize) {
                *count += 1.0;
            }
        }
    }
    for (c, counts) in levels.iter_mut().enumerate() {
        // a field that few records have is in few of the pairs: they are drawn among those records
        if counts.iter().sum::<f64>() < LEAST_SAMPLE as f64 {
            checkpoint(control, 0, steps)?;
            *counts = counts_where_known(prepared, grader, c, &mut random)?;
        }
    }
    let same = comparisons
        .iter()
        .map(|c| same_share(prepared, c))
        .collect::<Result<_>>()?;
    Ok(RandomCounts {
        levels,
        same,
        pairs,
    })
}

/// How often pairs fall on each level of a comparison, drawn among the records that have its first column.
fn counts_where_known(
    prepared: &Prepared,
    grader: &Grader<'_>,
    comparison: usize,
    random: &mut ChaCha8Rng,
) -> Result<Vec<f64>> {
    let settings = &prepared.settings.comparisons[comparison];
    let column = prepared.column(settings.columns()[0])?;
    let known = |range: std::ops::Range<usize>| -> Vec<u32> {
        range
            .filter(|&record| column.codes[record] != MISSING)
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
    let mut counts = vec![0.0; settings.levels().len()];
    if left.is_empty() || right.is_empty() {
        return Ok(counts);
    }
    let mut one_of = |records: &[u32]| {
        let place = (u64::from(random.next_u32()) * records.len() as u64) >> 32;
        records[place as usize]
    };
    for _ in 0..LEAST_SAMPLE.min(left.len() as u64 * right.len() as u64) {
        let (a, b) = (one_of(&left), one_of(&right));
        if a != b
            && let Some(count) =
                counts.get_mut(grader.level(comparison, a.min(b), a.max(b)) as usize)
        {
            *count += 1.0;
        }
    }
    Ok(counts)
}

/// The share of all possible pairs with both values known that have the same value, counted from
/// the frequencies of the values. `None` where agreement is not equality of one value.
fn same_share(prepared: &Prepared, comparison: &Comparison) -> Result<Option<SameShare>> {
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
    if let Forms::Dates(dates) = &column.forms {
        // partial dates agree as far as they are known, which is another level; their pairs are known all the same
        for (count, _) in counts.iter_mut().zip(dates).filter(|(_, d)| d.day == 0) {
            *count = [0, 0];
        }
    }
    if let (Comparison::Plate { .. }, Forms::Texts(plates)) = (comparison, &column.forms) {
        for (form, count) in counts.iter_mut().enumerate() {
            if !vehicles::is_whole(plates.strings.value(form as u32).as_bytes()) {
                *count = [0, 0];
            }
        }
    }
    let pairs = |[a, b]: [u64; 2]| match prepared.mode {
        Mode::Link => a as f64 * b as f64,
        Mode::Dedupe | Mode::LinkAndDedupe => {
            let n = (a + b) as f64;
            n * (n - 1.0) / 2.0
        }
    };
    let same: f64 = counts.iter().map(|count| pairs(*count).max(0.0)).sum();
    let known = pairs(all);
    Ok((known > 0.0).then(|| SameShare {
        // records that share two of several values would count twice
        share: (same / known).min(1.0),
        known,
    }))
}

impl RandomCounts {
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

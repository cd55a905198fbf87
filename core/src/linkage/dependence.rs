//! Fields that come together: how much of their evidence counts?
//!
//! The parts of an address agree together and differ together. A sum that takes them as independent promises more than
//! comes true. The weights of a group of comparisons are therefore counted at a share λ, the largest up to 1 at which the
//! group makes no more of chance agreement than there is.
//!
//! For weights that are true logarithms of likelihood ratios, the mean of `2^weight` over pairs of two persons is 1. Where
//! fields agree together, the mean of `2^Σweights` is above 1, and there is one λ between 0 and 1 at which that of
//! `2^(λ·Σweights)` is 1 again: two copies of one field get ½, independent fields get 1. It is the exponent of Cramér's
//! bound (H. Cramér, "On the mathematical theory of risk", 1930): at that λ a total of w bits is reached by chance at most
//! once in 2^w pairs, which is what a weight means.
//!
//! Agreement by chance is rare. Pairs are therefore drawn from four sources: at random, and among the records that share a value
//! of each field, and each counts for how seldom it is drawn (the balance heuristic; E. Veach and L. J. Guibas,
//! "Optimally combining sampling techniques for Monte Carlo rendering", SIGGRAPH 1995). A pair that may be one person counts for
//! the probability that it is not.

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};

use super::{
    comparison::Comparison,
    counts::{ComparisonCounts, GROUP, RANDOM, SHARED},
    grader::{Grader, NO_LEVEL, SAME, level_of},
    lists::is_list,
    prepared::{Mode, Prepared},
    random_pairs::below,
    settings::Settings,
    strings::MISSING,
    train::posterior,
};
use crate::{Control, Result, control::checkpoint, hash};

/// Pairs drawn from each source.
pub(super) const DRAWS: usize = 20_000;
/// Below this share a group says next to nothing.
const LEAST: f64 = 0.05;

/// Pairs that show what a group of comparisons does by chance.
pub(super) struct GroupPairs {
    /// The comparisons of the group.
    members: Vec<usize>,
    /// Pattern, and what its pairs count for together.
    pairs: Vec<(u64, f64)>,
}

/// The comparisons of each group of the settings.
pub(super) fn group_members(settings: &Settings) -> Vec<Vec<usize>> {
    let is_in = |group: &[String], c: &usize| group.contains(&settings.comparisons[*c].name());
    let all = 0..settings.comparisons.len();
    let groups = settings.groups.iter();
    groups
        .map(|group| all.clone().filter(|c| is_in(group, c)).collect())
        .collect()
}

/// Draws pairs for each group of the settings, and counts them. Gives for each comparison the share of all possible pairs
/// that share a value of it, where pairs were drawn among them.
pub(super) fn draw_group_pairs(
    prepared: &Prepared,
    grader: &Grader<'_>,
    counts: &mut ComparisonCounts,
    (control, steps): (&dyn Control, u64),
) -> Result<Vec<Option<f64>>> {
    let settings = &prepared.settings;
    let mut shares = vec![None; settings.comparisons.len()];
    for (number, members) in group_members(settings).iter().enumerate() {
        let seed = hash::combine(settings.training.seed, 0x6772_6F75_7073 + number as u64);
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        for _ in 0..DRAWS {
            let (a, b) = prepared.random_pair(&mut random);
            counts.add_pair(GROUP + number as u8, grader.pattern(a, b), true);
        }
        for &member in members {
            checkpoint(control, 0, steps)?;
            let Some(source) = Sharers::new(prepared, member)? else {
                continue;
            };
            shares[member] = Some(source.share);
            for _ in 0..DRAWS {
                if let Some((a, b)) = source.pair(prepared.mode, &mut random) {
                    counts.add_pair(SHARED + member as u8, grader.pattern(a, b), true);
                }
            }
        }
    }
    Ok(shares)
}

/// The pairs of each group of the settings, in their order.
pub(super) fn group_pairs(
    settings: &Settings,
    counts: &ComparisonCounts,
    shares: &[Option<f64>],
) -> Vec<GroupPairs> {
    let groups = group_members(settings).into_iter().zip(GROUP..);
    groups
        .map(|(members, own)| {
            let random = if counts.has(own) { own } else { RANDOM };
            let of_random = counts.pairs(random).max(1) as f64;
            // a source, and how many pairs were drawn from it for each random pair, beside the share that it is of
            let sources: Vec<(usize, u8, f64)> = members
                .iter()
                .filter_map(|&member| {
                    let source = SHARED + member as u8;
                    let share = shares.get(member).copied().flatten()?;
                    let drawn = counts.pairs(source) as f64 / of_random;
                    Some((member, source, drawn / share))
                })
                .collect();
            let all = sources.iter().map(|(_, source, _)| *source);
            let pairs = std::iter::once(random)
                .chain(all)
                .flat_map(|source| counts.of(source))
                .map(|count| {
                    // how much likelier the pair is to be drawn than a random one
                    let of_sources = sources
                        .iter()
                        .filter(|(member, _, _)| level_of(count.pattern, *member) == SAME);
                    let density = 1.0 + of_sources.map(|(_, _, density)| density).sum::<f64>();
                    (count.pattern, count.pairs as f64 / density)
                });
            GroupPairs {
                pairs: pairs.collect(),
                members,
            }
        })
        .collect()
}

impl GroupPairs {
    /// Puts the share that counts into `counted`, for each comparison of the group.
    pub(super) fn fit(&self, m: &[Vec<f64>], u: &[Vec<f64>], prior: f64, counted: &mut [f64]) {
        let every: Vec<usize> = (0..m.len()).collect();
        let known: Vec<(f64, f64)> = self
            .pairs
            .iter()
            .map(|(pattern, count)| {
                let weight = self.members.iter().map(|&c| match level_of(*pattern, c) {
                    NO_LEVEL => 0.0,
                    level => libm::log2(m[c][level as usize] / u[c][level as usize]),
                });
                let apart = 1.0 - posterior(*pattern, &every, (m, u, counted), prior);
                (weight.sum::<f64>(), count * apart)
            })
            .collect();
        let total: f64 = known.iter().map(|(_, count)| count).sum();
        let excess = |share: f64| {
            let sum: f64 = known
                .iter()
                .map(|(weight, count)| count * libm::exp2(share * weight))
                .sum();
            sum - total
        };
        let (mut low, mut high) = (LEAST, 1.0);
        if excess(high) > 0.0 {
            for _ in 0..40 {
                let middle = f64::midpoint(low, high);
                if excess(middle) > 0.0 {
                    high = middle;
                } else {
                    low = middle;
                }
            }
        } else {
            low = 1.0;
        }
        for &c in &self.members {
            counted[c] = low;
        }
    }
}

/// Records by the value that they have in one column, to draw pairs that share one.
struct Sharers {
    /// Records of each table, sorted by value.
    records: [Vec<u32>; 2],
    /// Where the records of each value begin in each table, and one end more.
    starts: [Vec<u32>; 2],
    /// Pairs of all values up to each.
    sums: Vec<f64>,
    /// The share of all possible pairs that share a value.
    share: f64,
}

impl Sharers {
    /// `None` where agreement is not equality, or no two records agree.
    fn new(prepared: &Prepared, comparison: usize) -> Result<Option<Self>> {
        let comparison = &prepared.settings.comparisons[comparison];
        if matches!(comparison, Comparison::Point { .. }) {
            return Ok(None);
        }
        let column = prepared.column(comparison.columns()[0])?;
        let values = column.counts.len();
        // by the hash of each value: numbers of values follow the order of rows
        let mut by_hash: Vec<u32> = (0..values as u32).collect();
        by_hash.sort_unstable_by_key(|&value| column.keys[value as usize]);
        let mut rank = vec![0; values];
        for (at, value) in by_hash.into_iter().enumerate() {
            rank[value as usize] = at;
        }
        let is_linked = prepared.mode == Mode::Link;
        let mut starts = [vec![0_u32; values + 1], vec![0_u32; values + 1]];
        let mut records = [Vec::new(), Vec::new()];
        // a record with several values is drawn by none of them
        let one = |record: usize| {
            let code = *column.codes.of(record);
            (code != MISSING && !is_list(code)).then(|| rank[code as usize])
        };
        let side = |record: usize| usize::from(is_linked && record >= prepared.first);
        for record in 0..prepared.len {
            if let Some(code) = one(record) {
                starts[side(record)][code + 1] += 1;
            }
        }
        for (starts, records) in starts.iter_mut().zip(&mut records) {
            for at in 1..starts.len() {
                starts[at] += starts[at - 1];
            }
            *records = vec![0; starts.last().copied().unwrap_or(0) as usize];
        }
        let mut next = starts.clone();
        for record in 0..prepared.len {
            if let Some(code) = one(record) {
                let side = side(record);
                let at = &mut next[side][code];
                records[side][*at as usize] = record as u32;
                *at += 1;
            }
        }
        let sharing = |side: usize, value: usize| {
            f64::from(starts[side][value + 1]) - f64::from(starts[side][value])
        };
        let mut sum = 0.0;
        let sums: Vec<f64> = (0..values)
            .map(|value| {
                let first = sharing(0, value);
                sum += if is_linked {
                    first * sharing(1, value)
                } else {
                    first * (first - 1.0) / 2.0
                };
                sum
            })
            .collect();
        let share = sum / prepared.possible_pairs() as f64;
        Ok((share > 0.0).then_some(Self {
            records,
            starts,
            sums,
            share,
        }))
    }

    /// Two records that share a value, each such pair as likely as any other.
    fn pair(&self, mode: Mode, random: &mut ChaCha8Rng) -> Option<(u32, u32)> {
        const STEPS: usize = 1 << 53;
        let all = self.sums.last()?;
        let at = below(random, STEPS) as f64 / STEPS as f64 * all;
        let value = self.sums.partition_point(|sum| *sum <= at);
        let of = |side: usize| {
            let (start, end) = (
                *self.starts[side].get(value)?,
                *self.starts[side].get(value + 1)?,
            );
            self.records[side].get(start as usize..end as usize)
        };
        let first = of(0)?;
        if mode == Mode::Link {
            let second = of(1)?;
            return Some((
                *first.get(below(random, first.len()))?,
                *second.get(below(random, second.len()))?,
            ));
        }
        let a = below(random, first.len());
        let b = below(random, first.len().checked_sub(1)?);
        let b = if b >= a { b + 1 } else { b };
        let (a, b) = (*first.get(a)?, *first.get(b)?);
        Some((a.min(b), a.max(b)))
    }
}

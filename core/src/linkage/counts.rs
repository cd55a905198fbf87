//! What training learns from: how many pairs show each comparison pattern, by where the pairs come from.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::grader::level_of;

/// The first strict rule of [`Prior::Deterministic`](super::Prior::Deterministic); blocking rules are below.
pub(super) const STRICT: u8 = 100;
/// Pairs at random.
pub(super) const RANDOM: u8 = 200;
/// Pairs at random among the records that have the column of a comparison; the first comparison.
pub(super) const KNOWN: u8 = 201;
/// Pairs that share a value of a comparison; the first comparison.
pub(super) const SHARED: u8 = 217;
/// Pairs at random for a group of comparisons; the first group. Where there are none, those of [`RANDOM`] serve.
pub(super) const GROUP: u8 = 233;

/// How many pairs of one source show a comparison pattern.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct ComparisonCount {
    /// Where the pairs come from: a blocking rule, from 0; a strict rule of the prior, from 100; other sources from 200.
    pub source: u8,
    /// The level of each comparison, four bits each, the first comparison lowest; 15 where a value is missing.
    pub pattern: u64,
    /// Pairs.
    pub pairs: u64,
    /// Those of them that no lower rule makes.
    pub own_pairs: u64,
}

/// How many pairs show each comparison pattern: counts that are added up, over parts and over processes, in any order.
///
/// They hold no record and no value of a record.
///
/// ```
/// use caselink::linkage::{ComparisonCount, ComparisonCounts};
///
/// let of_one_part = ComparisonCount { source: 0, pattern: 0x21, pairs: 3, own_pairs: 2 };
/// let mut counts = ComparisonCounts::default();
/// counts.add(of_one_part);
/// counts.merge(&counts.clone());
/// assert_eq!(counts.to_vec(), [ComparisonCount { pairs: 6, own_pairs: 4, ..of_one_part }]);
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct ComparisonCounts(BTreeMap<u8, FxHashMap<u64, [u64; 2]>>);

impl ComparisonCounts {
    /// Adds a count.
    pub fn add(&mut self, count: ComparisonCount) {
        let patterns = self.0.entry(count.source).or_default();
        let [pairs, own] = patterns.entry(count.pattern).or_default();
        *pairs = pairs.saturating_add(count.pairs);
        *own = own.saturating_add(count.own_pairs);
    }

    /// Adds the counts of other pairs.
    pub fn merge(&mut self, other: &Self) {
        for count in other.to_vec() {
            self.add(count);
        }
    }

    /// Counts one pair.
    pub(super) fn add_pair(&mut self, source: u8, pattern: u64, is_own: bool) {
        self.add(ComparisonCount {
            source,
            pattern,
            pairs: 1,
            own_pairs: u64::from(is_own),
        });
    }

    /// The counts, in order of source and pattern.
    pub fn to_vec(&self) -> Vec<ComparisonCount> {
        self.0.keys().flat_map(|&source| self.of(source)).collect()
    }

    /// The counts of a source, in order of pattern.
    pub(super) fn of(&self, source: u8) -> Vec<ComparisonCount> {
        let patterns = self.0.get(&source).into_iter().flatten();
        let mut all: Vec<ComparisonCount> = patterns
            .map(|(&pattern, &[pairs, own_pairs])| ComparisonCount {
                source,
                pattern,
                pairs,
                own_pairs,
            })
            .collect();
        all.sort_unstable();
        all
    }

    /// Pairs of a source.
    pub(super) fn pairs(&self, source: u8) -> u64 {
        let patterns = self.0.get(&source).into_iter().flatten();
        patterns.map(|(_, [pairs, _])| pairs).sum()
    }

    /// Pairs of a source that no lower rule makes.
    pub(super) fn own_pairs(&self, source: u8) -> u64 {
        let patterns = self.0.get(&source).into_iter().flatten();
        patterns.map(|(_, [_, own])| own).sum()
    }

    /// Whether a source has any pair.
    pub(super) fn has(&self, source: u8) -> bool {
        self.0
            .get(&source)
            .is_some_and(|patterns| !patterns.is_empty())
    }

    /// The pairs of a source on each level of a comparison that has so many levels; those with a missing value are not counted.
    pub(super) fn levels(&self, source: u8, comparison: usize, levels: usize) -> Vec<f64> {
        let mut counts = vec![0_u64; levels];
        for (pattern, [pairs, _]) in self.0.get(&source).into_iter().flatten() {
            if let Some(count) = counts.get_mut(level_of(*pattern, comparison) as usize) {
                *count += pairs;
            }
        }
        counts.into_iter().map(|n| n as f64).collect()
    }
}

/// A pattern of which only the level of one comparison will be asked.
pub(super) const fn only(comparison: usize, level: u8) -> u64 {
    (level as u64) << (4 * comparison)
}

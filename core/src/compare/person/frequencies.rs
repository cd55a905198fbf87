//! Rare words tell more than common ones.

use rustc_hash::FxHashMap;

use super::tokens;

/// How often words occur in the names of a host's files, so that a rare word counts for more.
///
/// The factor of a word is its surprisal by the mean surprisal of all words (their entropy), kept
/// between 0.4 and 1.6: an ordinary word keeps its weight. A word never seen counts as seen once.
///
/// ```
/// use caselink::compare::{NameFrequencies, PersonName};
///
/// let counts = NameFrequencies::new([("Kim", 9_000), ("Jong", 900), ("Takahashi", 10)]);
/// let weighed = |name| PersonName::weighed(name, &counts).unwrap();
/// let rare = weighed("Kim Takahashi").score(&weighed("Takahashi"));
/// let common = weighed("Kim Takahashi").score(&weighed("Kim"));
/// assert!(rare > common);
/// ```
#[derive(Clone, Default)]
pub struct NameFrequencies {
    counts: FxHashMap<Box<str>, u64>,
    total: f64,
    /// Mean surprisal in bits.
    entropy: f64,
}

impl NameFrequencies {
    /// From words or whole names and how often each occurs; counts of the same word add up.
    pub fn new<'a>(names: impl IntoIterator<Item = (&'a str, u64)>) -> Self {
        let mut counts: FxHashMap<Box<str>, u64> = FxHashMap::default();
        for (name, count) in names {
            for token in tokens::cut(name) {
                let sum = counts.entry(token.text).or_default();
                *sum = sum.saturating_add(count);
            }
        }
        // in order of size, so that the sum is the same whatever the order of the table
        let mut sizes: Vec<u64> = counts.values().copied().filter(|c| *c > 0).collect();
        sizes.sort_unstable();
        let total: f64 = sizes.iter().map(|c| *c as f64).sum();
        let entropy = sizes
            .iter()
            .map(|c| *c as f64 / total)
            .map(|p| -p * libm::log2(p))
            .sum();
        Self {
            counts,
            total,
            entropy,
        }
    }

    /// How many words it knows.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Whether it knows none; then all words count as without it.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// By how much a word counts for more than an ordinary one.
    pub(super) fn factor(&self, word: &str) -> f64 {
        if self.entropy <= 0.0 {
            return 1.0;
        }
        let count = self.counts.get(word).copied().unwrap_or(0).max(1) as f64;
        (libm::log2(self.total / count) / self.entropy).clamp(0.4, 1.6)
    }
}

impl std::fmt::Debug for NameFrequencies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NameFrequencies([{} words])", self.counts.len())
    }
}

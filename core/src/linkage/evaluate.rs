use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    ids::RecordId,
    links::{Link, Links},
    prepared::{Mode, Prepared},
    strings::MISSING,
    weight::MilliBits,
};
use crate::{Error, Result, clustering};

/// What is known to be true, to judge links by.
#[derive(Clone, Debug)]
pub enum Truth {
    /// For each record a number of the person it is of; [`None`] where that is not known.
    Entities(TrueEntities),
    /// The pairs that are one person; every other pair is not.
    Pairs(TruePairs),
}

/// The person of each record.
#[derive(Clone, Debug)]
pub struct TrueEntities {
    pub(super) labels: Vec<u32>,
    pairs: u64,
}

/// The pairs that are one person.
#[derive(Clone, Debug)]
pub struct TruePairs(pub(super) FxHashSet<(u32, u32)>);

/// How well links agree with the truth.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Evaluation {
    /// Pairs that are one person.
    pub true_pairs: u64,
    /// The share of them that is among the links at all: what blocking and floor let through.
    pub found: f64,
    /// The threshold with the highest pair F1.
    pub best: Score,
    /// The usual thresholds, lowest first.
    pub thresholds: Vec<ThresholdScore>,
}

/// Precision and recall at one threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Score {
    /// The least probability that counts as a link.
    pub probability: f64,
    /// The same as a match weight, in thousandths of a bit.
    pub weight: MilliBits,
    /// Links that are one person.
    pub true_positives: u64,
    /// Links that are two persons.
    pub false_positives: u64,
    /// Pairs of one person that are no links.
    pub false_negatives: u64,
    /// True positives by all links; 0 when there is none.
    pub precision: f64,
    /// True positives by all true pairs; 0 when there is none.
    pub recall: f64,
    /// Harmonic mean of precision and recall.
    pub f1: f64,
}

/// Pairs and clusters at one threshold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct ThresholdScore {
    /// Links one by one.
    pub pairs: Score,
    /// All pairs within clusters.
    pub clusters: Score,
}

const THRESHOLDS: [f64; 6] = [0.5, 0.8, 0.9, 0.95, 0.99, 0.999];

impl Truth {
    /// Truth from the person of each record: `(record, person)`.
    ///
    /// A record that stands in both tables gets the person in both. Records that are not named are not
    /// judged: no pair with them counts.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no record has one of the ids; [`Error::InvalidParameter`] when a record is
    /// given two different persons.
    pub fn from_entities<'a>(
        prepared: &Prepared,
        entities: impl IntoIterator<Item = (RecordId, &'a str)>,
    ) -> Result<Self> {
        let mut labels = vec![MISSING; prepared.len];
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        for (id, person) in entities {
            let next = numbers.len() as u32;
            let number = *numbers.entry(person).or_insert(next);
            let mut known = false;
            for (record, _) in prepared.find(&id) {
                let label = &mut labels[record as usize];
                if *label != MISSING && *label != number {
                    return Err(Error::InvalidParameter {
                        name: "truth",
                        reason: "names two different persons for one record".to_owned(),
                    });
                }
                *label = number;
                known = true;
            }
            if !known {
                return Err(Error::UnknownRecord { name: "truth" });
            }
        }
        let pairs = pairs_in_groups(prepared, labels.iter().copied());
        Ok(Self::Entities(TrueEntities { labels, pairs }))
    }

    /// Truth from pairs of ids that are one person. In linked tables the first id is in the first
    /// table and the second in the second.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no record has one of the ids; [`Error::InvalidParameter`] when two tables
    /// were linked and deduplicated, and an id stands in both, so that it is not clear which record is meant.
    pub fn from_pairs(
        prepared: &Prepared,
        pairs: impl IntoIterator<Item = (RecordId, RecordId)>,
    ) -> Result<Self> {
        let mut out = FxHashSet::default();
        for (left, right) in pairs {
            let unknown = || Error::UnknownRecord { name: "truth" };
            // where only pairs between the tables count, each id has its own table
            let in_own =
                |table| move |(_, t): &(u32, usize)| prepared.mode != Mode::Link || *t == table;
            let both = |id: &RecordId| {
                prepared.mode == Mode::LinkAndDedupe && prepared.find(id).count() > 1
            };
            if left != right && (both(&left) || both(&right)) {
                return Err(Error::InvalidParameter {
                    name: "truth",
                    reason: "an id of a pair stands in both tables: name the person of each record instead".to_owned(),
                });
            }
            let (a, _) = prepared.find(&left).find(in_own(0)).ok_or_else(unknown)?;
            let right = prepared.find(&right).filter(in_own(1)).last();
            let (b, _) = right.ok_or_else(unknown)?;
            if a != b {
                out.insert((a.min(b), a.max(b)));
            }
        }
        Ok(Self::Pairs(TruePairs(out)))
    }

    pub(super) fn pairs(&self) -> u64 {
        match self {
            Self::Entities(entities) => entities.pairs,
            Self::Pairs(pairs) => pairs.0.len() as u64,
        }
    }

    /// Whether a pair is one person; `None` when it is not judged.
    pub(super) fn judge(&self, link: &Link) -> Option<bool> {
        match self {
            Self::Entities(TrueEntities { labels, .. }) => {
                let (a, b) = (labels[link.left as usize], labels[link.right as usize]);
                (a != MISSING && b != MISSING).then_some(a == b)
            }
            Self::Pairs(pairs) => Some(pairs.0.contains(&(link.left, link.right))),
        }
    }

    /// True positives and all pairs that count, of the pairs within clusters.
    fn judge_clusters(&self, prepared: &Prepared, least: &[u32]) -> (u64, u64) {
        match self {
            Self::Entities(TrueEntities { labels, .. }) => {
                let judged = |record: usize, group: u64| {
                    if labels[record] == MISSING {
                        u64::MAX
                    } else {
                        group
                    }
                };
                let groups = |both: bool| {
                    least.iter().enumerate().map(move |(record, cluster)| {
                        let label = if both { labels[record] } else { 0 };
                        judged(record, u64::from(*cluster) << 32 | u64::from(label))
                    })
                };
                let count = |both| pairs_in_wide_groups(prepared, groups(both));
                (count(true), count(false))
            }
            Self::Pairs(pairs) => {
                let together = |(a, b): &&(u32, u32)| least[*a as usize] == least[*b as usize];
                let all = pairs_in_groups(prepared, least.iter().copied());
                (pairs.0.iter().filter(together).count() as u64, all)
            }
        }
    }
}

impl Prepared {
    /// The records with an id: one in each table at most.
    pub(super) fn find<'a>(&'a self, id: &'a RecordId) -> impl Iterator<Item = (u32, usize)> + 'a {
        self.tables
            .iter()
            .enumerate()
            .filter_map(move |(t, table)| {
                let start = if t == 0 { 0 } else { self.first };
                table.find(id).map(|at| ((start + at) as u32, t))
            })
    }
}

fn pairs_in_groups(prepared: &Prepared, groups: impl Iterator<Item = u32>) -> u64 {
    let wide = groups.map(|g| if g == MISSING { u64::MAX } else { u64::from(g) });
    pairs_in_wide_groups(prepared, wide)
}

/// How many pairs that the mode allows are within one group; `u64::MAX` is no group.
fn pairs_in_wide_groups(prepared: &Prepared, groups: impl Iterator<Item = u64>) -> u64 {
    let mut sizes: FxHashMap<u64, [u64; 2]> = FxHashMap::default();
    for (record, group) in groups.enumerate().filter(|(_, g)| *g != u64::MAX) {
        sizes.entry(group).or_default()[usize::from(record >= prepared.first)] += 1;
    }
    let pairs = |[a, b]: &[u64; 2]| match prepared.mode {
        Mode::Link => a * b,
        Mode::Dedupe | Mode::LinkAndDedupe => (a + b) * (a + b).saturating_sub(1) / 2,
    };
    sizes.values().map(pairs).sum()
}

impl Score {
    pub(super) fn new(weight: MilliBits, true_positives: u64, found: u64, true_pairs: u64) -> Self {
        let ratio = |a: u64, b: u64| if b == 0 { 0.0 } else { a as f64 / b as f64 };
        Self {
            probability: weight.probability(),
            weight,
            true_positives,
            false_positives: found - true_positives,
            false_negatives: true_pairs.saturating_sub(true_positives),
            precision: ratio(true_positives, found),
            recall: ratio(true_positives, true_pairs),
            f1: ratio(2 * true_positives, found + true_pairs),
        }
    }
}

impl Links {
    /// Judges the links by the truth, at every threshold and at the usual ones.
    ///
    /// Precision, recall and F1 are of pairs that the mode allows. Cluster scores count all pairs within
    /// clusters.
    pub fn evaluate(&self, truth: &Truth) -> Evaluation {
        let true_pairs = truth.pairs();
        // after each link: true positives and judged links so far
        let mut sums = Vec::with_capacity(self.pairs.len() + 1);
        sums.push((0_u64, 0_u64));
        let (mut hits, mut judged) = (0, 0);
        for link in self.pairs.iter() {
            if let Some(hit) = truth.judge(link) {
                hits += u64::from(hit);
                judged += 1;
            }
            sums.push((hits, judged));
        }
        let at = |weight: MilliBits| {
            let end = self.pairs.partition_point(|l| l.weight >= weight);
            Score::new(weight, sums[end].0, sums[end].1, true_pairs)
        };
        let mut best = Score {
            false_negatives: true_pairs,
            ..Score::default()
        };
        for (i, link) in self.pairs.iter().enumerate() {
            // a tie is in or out as a whole
            if self
                .pairs
                .get(i + 1)
                .is_some_and(|next| next.weight == link.weight)
            {
                continue;
            }
            let (hits, judged) = sums[i + 1];
            let score = Score::new(link.weight, hits, judged, true_pairs);
            if score.f1 > best.f1 {
                best = score;
            }
        }
        let thresholds = THRESHOLDS.map(|probability| {
            let weight = MilliBits::of_probability(probability);
            let links = self.at_least(probability).iter();
            let least = clustering::join(self.prepared.len, links.map(|l| (l.left, l.right)));
            let (hits, found) = truth.judge_clusters(&self.prepared, &least);
            let named = |score: Score| Score {
                probability,
                ..score
            };
            ThresholdScore {
                pairs: named(at(weight)),
                clusters: named(Score::new(weight, hits, found, true_pairs)),
            }
        });
        Evaluation {
            true_pairs,
            found: if true_pairs == 0 {
                0.0
            } else {
                hits as f64 / true_pairs as f64
            },
            best,
            thresholds: thresholds.to_vec(),
        }
    }
}

use std::collections::{BTreeMap, BinaryHeap};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    Result, hash,
    linkage::{Links, MilliBits, RecordId},
};

/// A pair that somebody should look at, since the answer would teach most.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Question {
    /// Its place among the links, from 0: what [`Links::explain_link`](super::super::Links::explain_link)
    /// takes.
    pub place: u64,
    /// The first record.
    pub left: RecordId,
    /// The second record.
    pub right: RecordId,
    /// Its match weight, in thousandths of a bit.
    pub weight: MilliBits,
    /// The probability that the weight stands for.
    pub probability: f64,
    /// How many links of its pattern it stands for: all of them by those that are asked about.
    pub represents: f64,
}

/// The links that agree and differ in the same way.
struct Pattern {
    /// Places among the links, in the order in which they are asked about.
    places: Vec<u32>,
    /// The mean of p·(1 − p) over them: how open the answer is.
    openness: f64,
}

impl Links {
    /// The pairs whose answers would teach most, for somebody to look at: at most `count`, the one nearest to
    /// even odds first.
    ///
    /// Links of the same pattern of comparison levels form a stratum. Questions are shared out among the
    /// strata in proportion to how open the answer is, the mean of p·(1 − p), by the highest averages
    /// (D'Hondt): near even odds first, and no pattern takes all. Within a stratum they are a simple random
    /// sample by the seed, so that each stands for as many links as
    /// [`represents`](Question::represents) says. The same links and seed give the same questions; ties are
    /// broken by the order of the ids.
    ///
    /// Takes time in proportion to the links.
    ///
    /// # Errors
    ///
    /// None that a caller can cause.
    ///
    /// ```
    /// # use caselink::linkage::Links;
    /// # fn example(links: &Links) -> caselink::Result<()> {
    /// for question in links.questions(100, 1)? {
    ///     let why = links.explain_link(question.place as usize)?;
    ///     println!("{}: {}", question.probability, why.finding.label());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn questions(&self, count: u32, seed: u64) -> Result<Vec<Question>> {
        let patterns = self.patterns(seed)?;
        let mut next: BinaryHeap<(u64, std::cmp::Reverse<usize>)> = (0..patterns.len())
            .filter_map(|at| Some((average(patterns.get(at)?, 0), std::cmp::Reverse(at))))
            .collect();
        let mut taken = vec![0_usize; patterns.len()];
        for _ in 0..count {
            let Some((_, std::cmp::Reverse(at))) = next.pop() else {
                break;
            };
            let (Some(pattern), Some(taken)) = (patterns.get(at), taken.get_mut(at)) else {
                continue;
            };
            *taken += 1;
            if *taken < pattern.places.len() {
                next.push((average(pattern, *taken), std::cmp::Reverse(at)));
            }
        }
        let mut questions: Vec<Question> = Vec::new();
        for (pattern, taken) in patterns.iter().zip(&taken) {
            let represents = pattern.places.len() as f64 / (*taken).max(1) as f64;
            for place in pattern.places.iter().take(*taken) {
                let Some(link) = self.as_slice().get(*place as usize) else {
                    continue;
                };
                let (left, right) = self.ids(link);
                questions.push(Question {
                    place: u64::from(*place),
                    left,
                    right,
                    weight: link.weight,
                    probability: link.weight.probability(),
                    represents,
                });
            }
        }
        questions.sort_by_key(|question| (question.weight.0.abs(), question.place));
        Ok(questions)
    }

    /// The patterns of all links, in order.
    fn patterns(&self, seed: u64) -> Result<Vec<Pattern>> {
        let prepared = self.prepared();
        let grader = prepared.grader()?;
        let comparisons = prepared.settings().comparisons.len();
        let mut found: BTreeMap<Vec<u8>, Pattern> = BTreeMap::new();
        for (place, link) in (0_u32..).zip(self.as_slice()) {
            let levels = (0..comparisons).map(|c| grader.level(c, link.left, link.right));
            let pattern = found.entry(levels.collect()).or_insert_with(|| Pattern {
                places: Vec::new(),
                openness: 0.0,
            });
            let probability = link.weight.probability();
            pattern.openness += probability * (1.0 - probability);
            pattern.places.push(place);
        }
        let drawn = |place: &u32| {
            let link = self.as_slice().get(*place as usize);
            let pair = link.map_or(0, |l| u64::from(l.left) << 32 | u64::from(l.right));
            (hash::combine(hash::combine(0, seed), pair), pair)
        };
        Ok(found
            .into_values()
            .map(|mut pattern| {
                pattern.openness /= pattern.places.len() as f64;
                pattern.places.sort_by_cached_key(drawn);
                pattern
            })
            .collect())
    }
}

/// What a pattern bids for one more question; positive numbers order as their bits do.
fn average(pattern: &Pattern, taken: usize) -> u64 {
    (pattern.openness / (taken + 1) as f64).to_bits()
}

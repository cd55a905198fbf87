//! On what does a cluster hang? Links without which it would fall apart, and links that one comparison alone lifts over
//! the threshold.

use rustc_hash::FxHashMap;

use super::{Clusters, judgement::JudgementKind};
use crate::{
    Result,
    clustering::bridges,
    linkage::{Link, links::Links, scorer::Scorer, weight::MilliBits},
};

/// Tells on which comparisons links hang.
pub(super) struct Fragility<'a> {
    pub(super) scorer: Scorer<'a>,
    links: &'a Links,
    threshold: MilliBits,
}

impl<'a> Fragility<'a> {
    pub(super) fn new(links: &'a Links, threshold: MilliBits) -> Result<Self> {
        Ok(Self {
            scorer: Scorer::of_few(&links.model, &links.prepared.columns)?,
            links,
            threshold,
        })
    }

    /// The comparisons without which a link would not reach the threshold, in the order of the settings: those whose
    /// level and rarity together add more than the link has to spare.
    pub(super) fn of(&self, link: &Link) -> Vec<String> {
        let to_spare = link.weight.0 - self.threshold.0;
        let mut found: Vec<usize> = self
            .scorer
            .parts(link.left, link.right)
            .filter(|(_, weight)| *weight > to_spare)
            .map(|(comparison, _)| comparison)
            .collect();
        found.sort_unstable();
        let comparisons = self.links.model.comparisons();
        let names = found.into_iter().filter_map(|c| comparisons.get(c));
        names.map(|comparison| comparison.name.clone()).collect()
    }
}

impl Clusters {
    /// The places of the links that are bridges: without one, links that reach the threshold and must-links would no longer
    /// hold its cluster together. In one cluster, or in all.
    pub(super) fn bridges(&self, cluster: Option<u32>) -> Vec<usize> {
        let is_within = |a: u32, b: u32| {
            let least = self.least[a as usize];
            least == self.least[b as usize] && cluster.is_none_or(|one| one == least)
        };
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let mut number = |record: u32| {
            let next = numbers.len() as u32;
            *numbers.entry(record).or_insert(next)
        };
        let (mut ties, mut places) = (Vec::new(), Vec::new());
        for (place, link) in self.reaching().iter().enumerate() {
            if is_within(link.left, link.right) {
                ties.push((number(link.left), number(link.right)));
                places.push(place);
            }
        }
        let must = self.judged.iter();
        for judged in must.filter(|j| j.kind == JudgementKind::MustLink) {
            if is_within(judged.left, judged.right) {
                ties.push((number(judged.left), number(judged.right)));
            }
        }
        let found = bridges(numbers.len(), &ties);
        let found = places.into_iter().zip(found);
        found
            .filter_map(|(place, is_one)| is_one.then_some(place))
            .collect()
    }
}

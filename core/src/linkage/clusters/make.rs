//! From links and judgements to clusters.

use std::{
    collections::VecDeque,
    sync::{Arc, OnceLock},
};

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    ClusterOptions, Clusters,
    judgement::{Judged, JudgementKind, resolve},
};
use crate::{
    Control, Result,
    clustering::{
        self,
        agglomerative::{Grouping, Joining, Linkage, Refused, agglomerate},
    },
    linkage::{Link, Links, Mode, weight::MilliBits},
};

impl Links {
    /// Groups of records that links hold together, by the method and under the judgements of the options.
    ///
    /// A must-link always holds, also against the weight of a link. A cannot-link always holds: single linkage
    /// leaves out the weakest link on each path between the two records. Neither the order of the links nor that of
    /// the judgements matters. Takes time in proportion to the links and their logarithm; average and complete
    /// linkage also in proportion to the links of each group that is joined.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for an option that is out of its domain, for a judgement without who or why or of a
    /// record with itself, and for judgements that contradict each other; [`Error::UnknownRecord`](crate::Error::UnknownRecord) for one
    /// of a record that is not there; [`Error::LimitExceeded`](crate::Error::LimitExceeded);
    /// [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn clusters_with(
        &self,
        options: &ClusterOptions,
        control: &dyn Control,
    ) -> Result<Clusters> {
        options.check()?;
        let mut judged = resolve(self, options)?;
        let threshold = MilliBits::of_probability(options.probability);
        // connected components need no account of the joins, which for many records is large
        let (least, joins) = if options.linkage == Linkage::Single && judged.is_empty() {
            let links = self.pairs.iter().take_while(|l| l.weight >= threshold);
            let pairs = links.map(|l| (l.left, l.right));
            (clustering::join(self.prepared.len, pairs), OnceLock::new())
        } else {
            let grouping = self.grouping(options.linkage, threshold, &judged, control)?;
            (grouping.least, OnceLock::from(grouping.joins))
        };
        if !judged.is_empty() {
            self.refuse(threshold, &least, &mut judged);
            let free = self
                .grouping(options.linkage, threshold, &[], control)?
                .least;
            for judgement in &mut judged {
                let were_together = free[judgement.left as usize] == free[judgement.right as usize];
                judgement.changed = match judgement.kind {
                    JudgementKind::MustLink => !were_together,
                    JudgementKind::CannotLink => were_together || !judgement.refused.is_empty(),
                };
            }
        }
        Ok(Clusters {
            prepared: Arc::clone(&self.prepared),
            least,
            links: self.clone(),
            options: options.clone(),
            threshold,
            judged,
            joins,
        })
    }

    pub(super) fn grouping(
        &self,
        linkage: Linkage,
        threshold: MilliBits,
        judged: &[Judged],
        control: &dyn Control,
    ) -> Result<Grouping> {
        let (must, cannot) = pairs(judged);
        let how = Joining {
            linkage,
            join_at: threshold.0,
            absent: self.absent(threshold),
            second_side: (self.mode() == Mode::Link).then_some(self.prepared.first as u32),
            must: &must,
            cannot: &cannot,
        };
        let ties = self.pairs.iter().map(|l| (l.left, l.right, l.weight.0));
        agglomerate(self.prepared.len, ties, &how, control).map_err(Refused::without_contradiction)
    }

    /// What a pair that is no link counts for.
    pub(super) fn absent(&self, threshold: MilliBits) -> i32 {
        self.floor.0.min(threshold.0) - 1
    }

    /// Puts down with each cannot-link the links between the clusters that it keeps apart.
    fn refuse(&self, threshold: MilliBits, least: &[u32], judged: &mut [Judged]) {
        let mut between: FxHashMap<(u32, u32), Vec<usize>> = FxHashMap::default();
        for (place, judgement) in judged.iter().enumerate() {
            if judgement.kind == JudgementKind::CannotLink {
                let key = clusters_of(least, judgement.left, judgement.right);
                between.entry(key).or_default().push(place);
            }
        }
        if between.is_empty() {
            return;
        }
        let reaching = self.pairs.iter().take_while(|l| l.weight >= threshold);
        for (place, Link { left, right, .. }) in reaching.enumerate() {
            for by in between
                .get(&clusters_of(least, *left, *right))
                .into_iter()
                .flatten()
            {
                judged[*by].refused.push(place);
            }
        }
    }
}

fn clusters_of(least: &[u32], a: u32, b: u32) -> (u32, u32) {
    let (a, b) = (least[a as usize], least[b as usize]);
    (a.min(b), a.max(b))
}

type Pairs = Vec<(u32, u32)>;

/// The pairs that must, and those that cannot, be together.
pub(super) fn pairs(judged: &[Judged]) -> (Pairs, Pairs) {
    let of = |kind| {
        let some = judged.iter().filter(move |j| j.kind == kind);
        some.map(|j| (j.left, j.right)).collect()
    };
    (of(JudgementKind::MustLink), of(JudgementKind::CannotLink))
}

/// The first pair of `cannot` that pairs of `must` join, and the places of those on a shortest path between the two.
pub(in crate::linkage) fn contradiction(
    must: &[(u32, u32)],
    cannot: &[(u32, u32)],
) -> Option<(usize, Vec<usize>)> {
    let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
    for thing in must.iter().chain(cannot).flat_map(|(a, b)| [*a, *b]) {
        let next = numbers.len() as u32;
        numbers.entry(thing).or_insert(next);
    }
    let number = |thing: &u32| numbers.get(thing).copied().unwrap_or_default();
    let numbered = must.iter().map(|(a, b)| (number(a), number(b)));
    let least = clustering::join(numbers.len(), numbered);
    let place = cannot
        .iter()
        .position(|(a, b)| least[number(a) as usize] == least[number(b) as usize])?;
    let (start, end) = cannot[place];
    let mut ties: FxHashMap<u32, Vec<(u32, usize)>> = FxHashMap::default();
    for (place, (a, b)) in must.iter().enumerate() {
        ties.entry(*a).or_default().push((*b, place));
        ties.entry(*b).or_default().push((*a, place));
    }
    let (mut came_by, mut seen) = (FxHashMap::default(), FxHashSet::from_iter([start]));
    let mut next = VecDeque::from([start]);
    while let Some(thing) = next.pop_front() {
        for (other, place) in ties.get(&thing).into_iter().flatten() {
            if seen.insert(*other) {
                came_by.insert(*other, (thing, *place));
                next.push_back(*other);
            }
        }
    }
    let (mut path, mut at) = (Vec::new(), end);
    while let Some((before, place)) = came_by.get(&at) {
        path.push(*place);
        at = *before;
    }
    path.reverse();
    Some((place, path))
}

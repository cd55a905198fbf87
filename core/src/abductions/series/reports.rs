//! Which reports are of one attempt.

use rustc_hash::FxHashMap;

use super::{known::Known, search::Search};
use crate::{
    Control, Result,
    abductions::duplicates::{self, Duplicate, DuplicateReason, REACH},
    clustering::components,
    control::checkpoint,
};

/// A report that stands for an attempt, another one of it, and why.
type Fold = (u32, u32, DuplicateReason);

/// Which reports are of one attempt.
pub(super) struct Reports {
    /// For a report that another one stands for, that one.
    pub(super) kept: FxHashMap<u32, u32>,
    pub(super) duplicates: Vec<Duplicate>,
    pub(super) possible: Vec<Duplicate>,
    /// For an attempt, those of greater number that may be the same one.
    pub(super) open: FxHashMap<u32, Vec<u32>>,
}

/// Pairs of reports, each with why the two seem to be of one attempt.
type Pairs = FxHashMap<(u32, u32), DuplicateReason>;

impl Search<'_> {
    /// Which report stands for the attempt of another. Reports of what did not happen stand for none, and are none.
    pub(super) fn reports(&self, control: &dyn Control) -> Result<Reports> {
        let known = &Known::new(&self.entries, self.settings, self.index.limits())?;
        let (reasons, possible) = self.alike(known, control)?;
        let groups = components(
            self.entries.len(),
            reasons.keys().copied(),
            self.index.limits(),
        )?;
        let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        let mut paired: Vec<u32> = reasons.keys().flat_map(|(a, b)| [*a, *b]).collect();
        paired.sort_unstable();
        paired.dedup();
        for at in paired {
            if let Some(group) = groups.get(at as usize) {
                members.entry(*group).or_default().push(at);
            }
        }
        let mut folds: Vec<Fold> = Vec::new();
        for group in members.into_values() {
            self.fold(group, &reasons, known, &mut folds);
        }
        folds.sort_unstable();
        let kept = self.consistent(&folds, known)?;
        let is_kept = |(first, at, _): &&Fold| kept.get(at) == Some(first);
        let duplicates = self.listed(folds.iter().filter(is_kept));
        // what was not folded after all is still possible
        let open = reasons.iter().chain(&possible);
        let attempt = |at: &u32| kept.get(at).copied().unwrap_or(*at);
        let mut open: Vec<Fold> = open
            .map(|((a, b), reason)| (attempt(a), attempt(b), *reason))
            .filter(|(a, b, _)| a != b)
            .map(|(a, b, reason)| (a.min(b), a.max(b), reason))
            .collect();
        open.sort_unstable();
        open.dedup_by_key(|(a, b, _)| (*a, *b));
        let possible = self.listed(open.iter());
        let mut by_attempt: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
        for (a, b, _) in open {
            by_attempt.entry(a).or_default().push(b);
        }
        Ok(Reports {
            kept,
            duplicates,
            possible,
            open: by_attempt,
        })
    }

    /// Pairs of reports by their ids, in order.
    fn listed<'f>(&self, pairs: impl Iterator<Item = &'f Fold>) -> Vec<Duplicate> {
        let found = pairs.filter_map(|(first, at, reason)| {
            let (entry, other) = self.entry(*first).zip(self.entry(*at))?;
            Some(Duplicate {
                kept: entry.id.clone(),
                duplicate: other.id.clone(),
                reason: *reason,
            })
        });
        let mut found: Vec<Duplicate> = found.collect();
        found.sort_by(|a, b| (&a.kept, &a.duplicate).cmp(&(&b.kept, &b.duplicate)));
        found
    }

    /// The pairs of reports that seem to be of one attempt, and those that may be.
    fn alike(&self, known: &Known, control: &dyn Control) -> Result<(Pairs, Pairs)> {
        let mut by_time: Vec<(f64, u32)> = (0..)
            .zip(&self.entries)
            .filter(|(_, entry)| !entry.is_unfounded)
            .filter_map(|(at, entry)| Some((entry.facts.time?.0, at)))
            .collect();
        by_time.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let scorer = self.index.scorer();
        let (mut sure, mut possible) = (Pairs::default(), Pairs::default());
        // the earliest report that each is like, and that each may be like
        let (mut like, mut may_be) = (FxHashMap::default(), FxHashMap::default());
        let named = known.named();
        for (done, (start, a)) in by_time.iter().enumerate() {
            if done % 64 == 0 {
                checkpoint(control, done as u64, by_time.len() as u64)?;
            }
            let later = by_time.get(done + 1..).unwrap_or_default();
            for (_, b) in later.iter().take_while(|(time, _)| *time <= start + REACH) {
                // both hang on it already: a thousand copies of one report are not compared with each other
                let hang_on_one = |earliest: &FxHashMap<u32, u32>| {
                    let of_a = earliest.get(a);
                    of_a.is_some() && of_a == earliest.get(b)
                };
                if hang_on_one(&like) || hang_on_one(&may_be) {
                    continue;
                }
                let pair = (*a.min(b), *a.max(b));
                let Some((left, right)) = self.entry(pair.0).zip(self.entry(pair.1)) else {
                    continue;
                };
                if known.are_different(pair.0, pair.1) {
                    continue;
                }
                let Some(found) = duplicates::likeness(left, right, scorer) else {
                    continue;
                };
                let (pairs, earliest) = if found.is_sure {
                    (&mut sure, &mut like)
                } else {
                    (&mut possible, &mut may_be)
                };
                pairs.insert(pair, found.reason);
                if !named.contains(a) {
                    earliest.entry(*b).or_insert(*a);
                }
            }
        }
        Ok((sure, possible))
    }

    /// Parts reports that hang together, in order of their ids, into attempts: the report with the least id stands for
    /// those that can be of its attempt, and are like it or like another of them; the rest are parted again.
    fn fold(
        &self,
        mut group: Vec<u32>,
        reasons: &FxHashMap<(u32, u32), DuplicateReason>,
        known: &Known,
        folds: &mut Vec<Fold>,
    ) {
        let scorer = self.index.scorer();
        while let Some((&first, rest)) = group.split_first() {
            let Some(head) = self.entry(first) else {
                return;
            };
            let can_be = |at: &u32| {
                let other = self.entry(*at);
                other.is_some_and(|other| {
                    duplicates::can_be_one(head, other)
                        && (reasons.contains_key(&(first, *at))
                            || !duplicates::speak_against(head, other, scorer))
                })
            };
            let (mut open, mut left): (Vec<u32>, Vec<u32>) = rest.iter().partition(|at| can_be(at));
            let mut taken = vec![first];
            let mut next = 0;
            while let Some(&one) = taken.get(next) {
                next += 1;
                open.retain(|at| {
                    let pair = (one.min(*at), one.max(*at));
                    let Some(reason) = reasons.get(&pair) else {
                        return true;
                    };
                    if taken.iter().any(|of| known.are_different(*of, *at)) {
                        return true;
                    }
                    taken.push(*at);
                    folds.push((first, *at, *reason));
                    false
                });
            }
            left.extend(open);
            left.sort_unstable();
            group = left;
        }
    }

    /// The folds that do not contradict what an investigator knows, which goes before any likeness.
    fn consistent(&self, folds: &[Fold], known: &Known) -> Result<FxHashMap<u32, u32>> {
        let holds = |kept: &FxHashMap<u32, u32>| {
            let known = known.of_attempts(kept);
            known.is_consistent(self.entries.len(), self.index.limits())
        };
        let kept: FxHashMap<u32, u32> = folds.iter().map(|(first, at, _)| (*at, *first)).collect();
        if holds(&kept)? {
            return Ok(kept);
        }
        let mut kept = FxHashMap::default();
        let named = known.named();
        for (first, at, _) in folds {
            if !named.contains(at) && !named.contains(first) {
                kept.insert(*at, *first);
            }
        }
        for (first, at, _) in folds {
            if kept.insert(*at, *first).is_none() && !holds(&kept)? {
                kept.remove(at);
            }
        }
        Ok(kept)
    }
}

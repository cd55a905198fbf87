//! What an investigator knows of pairs of attempts, checked against itself.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{SeriesSettings, settings::wrong};
use crate::{
    Error, Result,
    abductions::{facts::Entry, similar::SimilarIndex},
    clustering::components,
    records::{Limits, Pii},
};

/// The settings without what they say of incidents that are not there, and the ids of these, where rows were set aside.
pub(super) fn present<'s>(
    index: &SimilarIndex,
    settings: &'s SeriesSettings,
    may_be_set_aside: bool,
) -> (Cow<'s, SeriesSettings>, Vec<Pii<String>>) {
    let is_there = |id: &Pii<String>| index.find(id.expose()).is_some();
    let pairs = settings.same.iter().chain(&settings.different).flatten();
    let named = pairs.chain(settings.solved.iter().map(|one| &one.incident));
    let mut not_found: Vec<Pii<String>> = named.filter(|id| !is_there(id)).cloned().collect();
    not_found.sort();
    not_found.dedup();
    if not_found.is_empty() || !may_be_set_aside {
        return (Cow::Borrowed(settings), Vec::new());
    }
    let mut kept = settings.clone();
    kept.same.retain(|pair| pair.iter().all(is_there));
    kept.different.retain(|pair| pair.iter().all(is_there));
    kept.solved.retain(|one| is_there(&one.incident));
    (Cow::Owned(kept), not_found)
}

/// What is known of pairs of attempts.
pub(super) struct Known {
    pub(super) same: Vec<(u32, u32)>,
    pub(super) different: FxHashSet<(u32, u32)>,
    pub(super) offenders: FxHashMap<u32, u32>,
}

impl Known {
    pub(super) fn are_different(&self, a: u32, b: u32) -> bool {
        let offenders = self.offenders.get(&a).zip(self.offenders.get(&b));
        offenders.is_some_and(|(a, b)| a != b) || self.different.contains(&(a.min(b), a.max(b)))
    }

    /// What the settings say of these entries, which are in order of their ids.
    pub(super) fn new(
        entries: &[&Entry],
        settings: &SeriesSettings,
        limits: &Limits,
    ) -> Result<Self> {
        let at = |name: &'static str, id: &Pii<String>| -> Result<u32> {
            let found = entries.binary_search_by(|entry| entry.id.expose().cmp(id.expose()));
            found
                .map(|at| at as u32)
                .map_err(|_| Error::UnknownRecord { name })
        };
        let pairs = |name, pairs: &[[Pii<String>; 2]]| -> Result<Vec<(u32, u32)>> {
            let of = |[a, b]: &[Pii<String>; 2]| {
                let (a, b) = (at(name, a)?, at(name, b)?);
                if a == b {
                    return Err(wrong(name, "a pair must be of two incidents"));
                }
                Ok((a.min(b), a.max(b)))
            };
            pairs.iter().map(of).collect()
        };
        let is_unfounded = |at: u32| {
            entries
                .get(at as usize)
                .is_some_and(|entry| entry.is_unfounded)
        };
        let mut same = pairs("same", &settings.same)?;
        if same
            .iter()
            .any(|(a, b)| is_unfounded(*a) || is_unfounded(*b))
        {
            return Err(wrong(
                "same",
                "names an incident that its agency found did not happen, which is in no series",
            ));
        }
        let different = pairs("different", &settings.different)?;
        let mut numbers: FxHashMap<&str, (u32, u32)> = FxHashMap::default();
        let mut offenders = FxHashMap::default();
        for solved in &settings.solved {
            let incident = at("solved", &solved.incident)?;
            let next = numbers.len() as u32;
            let id = solved.offender.expose().as_str();
            if id.trim().is_empty() {
                return Err(wrong("solved", "an offender must have an id"));
            }
            if is_unfounded(incident) {
                continue;
            }
            let (number, first) = *numbers.entry(id).or_insert((next, incident));
            if offenders
                .insert(incident, number)
                .is_some_and(|old| old != number)
            {
                return Err(wrong("solved", "an incident has two offenders"));
            }
            if first != incident {
                same.push((first.min(incident), first.max(incident)));
            }
        }
        let known = Self {
            same,
            different: different.into_iter().collect(),
            offenders,
        };
        known.check(entries.len(), limits)?;
        Ok(known)
    }

    /// The attempts of which something is known.
    pub(super) fn named(&self) -> FxHashSet<u32> {
        let pairs = self.same.iter().chain(&self.different);
        let of_pairs = pairs.flat_map(|(a, b)| [*a, *b]);
        of_pairs.chain(self.offenders.keys().copied()).collect()
    }

    fn check(&self, count: usize, limits: &Limits) -> Result<()> {
        if self.is_consistent(count, limits)? {
            return Ok(());
        }
        Err(wrong(
            "different",
            "contradicts what is given as the same, by itself or in a chain",
        ))
    }

    /// Whether what is known to be the same holds nothing that is known to be different.
    pub(super) fn is_consistent(&self, count: usize, limits: &Limits) -> Result<bool> {
        let groups = components(count, self.same.iter().copied(), limits)?;
        let group = |at: u32| groups.get(at as usize).copied();
        let mut offenders: FxHashMap<Option<u32>, u32> = FxHashMap::default();
        let two_offenders = self.offenders.iter().any(|(at, offender)| {
            let first = *offenders.entry(group(*at)).or_insert(*offender);
            first != *offender
        });
        let are_one = |(a, b): &(u32, u32)| group(*a) == group(*b);
        Ok(!two_offenders && !self.different.iter().any(are_one))
    }

    /// The same of attempts, each of which stands for its reports: what is known of a report is known of its attempt.
    pub(super) fn of_attempts(&self, kept: &FxHashMap<u32, u32>) -> Self {
        let of_attempt = |at: u32| kept.get(&at).copied().unwrap_or(at);
        let pair = |(a, b): &(u32, u32)| {
            let (a, b) = (of_attempt(*a), of_attempt(*b));
            (a.min(b), a.max(b))
        };
        Self {
            same: self.same.iter().map(pair).filter(|(a, b)| a != b).collect(),
            different: self.different.iter().map(pair).collect(),
            offenders: self
                .offenders
                .iter()
                .map(|(at, offender)| (of_attempt(*at), *offender))
                .collect(),
        }
    }
}

//! Pairs to learn from and pairs to be judged, split by offender.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::{
    TrainingSettings,
    groups::{Example, GROUPS, sums},
};
use crate::{
    Error, Result,
    abductions::{
        evidence::Level,
        facts::Entry,
        series::Solved,
        settings::{EvidenceSettings, TermKind},
        similar::SimilarIndex,
    },
    clustering::components,
    hash,
};

/// An incident that is learned from.
pub(super) struct Pupil<'a> {
    id: &'a str,
    /// In order.
    offenders: Vec<u32>,
    /// Offenders who hang together, as they share incidents: the first of them.
    group: u32,
    pub(super) fold: u32,
}

impl Pupil<'_> {
    fn shares_offender(&self, other: &Self) -> bool {
        let mut offenders = self.offenders.iter();
        offenders.any(|one| other.offenders.contains(one))
    }
}

pub(super) struct School<'a> {
    settings: &'a TrainingSettings,
    /// In order of their ids.
    pub(super) pupils: Vec<Pupil<'a>>,
    /// Offenders with more than one incident.
    pub(super) series: u32,
    /// The places of two pupils of one offender, with the weight of the pair.
    linked: Vec<(usize, usize, f64)>,
}

impl<'a> School<'a> {
    pub(super) fn new(
        index: &SimilarIndex,
        solved: &[&'a Solved],
        settings: &'a TrainingSettings,
    ) -> Result<Self> {
        let mut all: Vec<(&str, &str)> = solved
            .iter()
            .map(|one| {
                (
                    one.incident.expose().as_str(),
                    one.offender.expose().as_str(),
                )
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        let mut offenders: Vec<&str> = all.iter().map(|one| one.1).collect();
        offenders.sort_unstable();
        offenders.dedup();
        let numbers: FxHashMap<&str, u32> = offenders.iter().copied().zip(0..).collect();
        let number = |offender: &str| numbers.get(offender).copied().unwrap_or_default();
        let mut pupils: Vec<Pupil<'_>> = Vec::with_capacity(all.len());
        for of_incident in all.chunk_by(|a, b| a.0 == b.0) {
            let id = of_incident.first().map_or("", |one| one.0);
            if index.find(id).is_none() {
                return Err(Error::UnknownRecord { name: "solved" });
            }
            pupils.push(Pupil {
                id,
                offenders: of_incident.iter().map(|one| number(one.1)).collect(),
                group: 0,
                fold: 0,
            });
        }
        let shared = pupils.iter().flat_map(|one| {
            let first = one.offenders.first().copied();
            let others = one.offenders.iter().skip(1);
            others.filter_map(move |other| Some((first?, *other)))
        });
        let roots = components(offenders.len(), shared, index.limits())?;
        for pupil in &mut pupils {
            let first = pupil.offenders.first().copied().unwrap_or_default();
            pupil.group = roots.get(first as usize).copied().unwrap_or_default();
            let name = offenders.get(pupil.group as usize).copied();
            let of_hash = hash::combine(1, hash::text(name.unwrap_or_default()));
            pupil.fold = (of_hash % u64::from(settings.folds)) as u32;
        }
        let (series, linked) = linked(&pupils);
        let school = Self {
            settings,
            pupils,
            series,
            linked,
        };
        let mut folds: Vec<u32> = school.linked().map(|(a, _, _)| a.fold).collect();
        folds.sort_unstable();
        folds.dedup();
        if folds.len() < 2 {
            return Err(Error::InsufficientData {
                reason: "give two offenders or more with two incidents each; with few of them, other folds may part them"
                    .to_owned(),
            });
        }
        Ok(school)
    }

    /// Pairs of one offender, with the weight of each.
    pub(super) fn linked(&self) -> impl Iterator<Item = (&Pupil<'a>, &Pupil<'a>, f64)> + '_ {
        self.linked.iter().filter_map(|(a, b, weight)| {
            let (a, b) = self.pupils.get(*a).zip(self.pupils.get(*b))?;
            Some((a, b, *weight))
        })
    }

    /// The settings with the shares of levels among linked pairs.
    pub(super) fn naive_bayes(
        &self,
        index: &SimilarIndex,
        taught: impl Fn(&Pupil<'_>) -> bool,
    ) -> EvidenceSettings {
        let mut levels: BTreeMap<TermKind, BTreeMap<u8, f64>> = BTreeMap::new();
        for (a, b, weight) in self.linked().filter(|(a, _, _)| taught(a)) {
            let Some((a, b)) = index.find(a.id).zip(index.find(b.id)) else {
                continue;
            };
            index.scorer().terms(&a.facts, &b.facts, &mut |found| {
                let level = match found.score.level {
                    Level::Band(band) => band,
                    Level::Same => 0,
                    Level::Near => 1,
                    Level::Different => 2,
                    Level::Mixed
                    | Level::Words(_)
                    | Level::Nearby(..)
                    | Level::TooFast(_)
                    | Level::Cap
                    | Level::Constant => return,
                };
                let counts = levels.entry(found.kind).or_default();
                *counts.entry(level).or_default() += weight;
            });
        }
        let prior = self.settings.prior_pairs;
        let mut learned = EvidenceSettings {
            logistic: None,
            ..self.settings.evidence.clone()
        };
        let share = |kind: TermKind, level: u8, assumed: f64| {
            let counts = levels.get(&kind);
            let count = counts.and_then(|counts| counts.get(&level));
            let all: f64 = counts.map_or(0.0, |counts| counts.values().sum());
            (count.copied().unwrap_or_default() + prior * assumed) / (all + prior)
        };
        for (kind, band) in &mut learned.bands {
            let all: f64 = band.linked.iter().sum();
            for (level, value) in (0..).zip(&mut band.linked) {
                *value = share(*kind, level, *value / all);
            }
        }
        for (kind, value) in &mut learned.values {
            // only one side is ever seen of a term that speaks for and never against
            if value.caps.least.0 < 0 {
                value.same = share(*kind, 0, value.same);
                value.near = share(*kind, 1, value.near).min(1.0 - value.same);
            }
        }
        learned
    }

    /// Linked pairs, and a sample of others that stands for all of them.
    pub(super) fn sample(
        &self,
        index: &SimilarIndex,
        taught: impl Fn(&Pupil<'_>) -> bool,
    ) -> Vec<Example> {
        let scorer = index.scorer();
        let mut sample = Vec::new();
        for (a, b, _) in self.linked().filter(|(a, _, _)| taught(a)) {
            if let Some((a, b)) = index.find(a.id).zip(index.find(b.id)) {
                sample.push((sums(scorer, a, b), true, 1.0));
            }
        }
        let pupils: Vec<(&Pupil<'_>, u64)> = self
            .pupils
            .iter()
            .filter(|one| taught(one))
            .map(|one| (one, hash::text(one.id)))
            .collect();
        let all = pupils.len() as f64 * (pupils.len() as f64 - 1.0) / 2.0;
        let wanted = sample.len() as f64 * f64::from(self.settings.others_for_each);
        let every = (all / wanted.max(1.0)).floor().max(1.0);
        for (at, (a, left)) in pupils.iter().enumerate() {
            for (b, right) in pupils.get(at + 1..).unwrap_or_default() {
                let is_taken = hash::combine(*left, *right).is_multiple_of(every as u64);
                if a.group == b.group || !is_taken {
                    continue;
                }
                if let Some((a, b)) = index.find(a.id).zip(index.find(b.id)) {
                    sample.push((sums(scorer, a, b), false, every));
                }
            }
        }
        sample
    }

    /// Gives every pair within a fold to `judge`, with its sums by both indexes.
    pub(super) fn judged(
        &self,
        index: &SimilarIndex,
        again: &SimilarIndex,
        fold: u32,
        judge: &mut impl FnMut([f64; GROUPS], [f64; GROUPS], bool),
    ) {
        let pupils: Vec<(&Pupil<'_>, &Entry, &Entry)> = self
            .pupils
            .iter()
            .filter(|one| one.fold == fold)
            .filter_map(|one| Some((one, index.find(one.id)?, again.find(one.id)?)))
            .collect();
        for (at, (a, left, left_again)) in pupils.iter().enumerate() {
            for (b, right, right_again) in pupils.get(at + 1..).unwrap_or_default() {
                let is_linked = a.shares_offender(b);
                // two of one group who share no offender may all the same be linked through a third
                if !is_linked && a.group == b.group {
                    continue;
                }
                judge(
                    sums(index.scorer(), left, right),
                    sums(again.scorer(), left_again, right_again),
                    is_linked,
                );
            }
        }
    }
}

/// How many offenders have more than one incident, and the pairs of these: all of one offender weigh 1 together, and a pair
/// of several offenders weighs the least (Porter 2016).
fn linked(pupils: &[Pupil<'_>]) -> (u32, Vec<(usize, usize, f64)>) {
    let mut series: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, pupil) in pupils.iter().enumerate() {
        for offender in &pupil.offenders {
            series.entry(*offender).or_default().push(place);
        }
    }
    series.retain(|_, places| places.len() > 1);
    let mut linked: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for places in series.values() {
        let weight = 2.0 / (places.len() * (places.len() - 1)) as f64;
        for (at, a) in places.iter().enumerate() {
            for b in places.get(at + 1..).unwrap_or_default() {
                let least = linked.entry((*a, *b)).or_insert(weight);
                *least = least.min(weight);
            }
        }
    }
    let linked = linked.into_iter().map(|((a, b), weight)| (a, b, weight));
    (series.len() as u32, linked.collect())
}

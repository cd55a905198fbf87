//! Which clues count, and how much of each?
//!
//! Three rules keep clues from counting more than they say. They look at all clues together, so their order does not
//! matter.
//!
//! 1. *Contradictions.* Clues of one kind that no place fits together cancel each other. A clue gives way only to one
//!    that leads wrong as seldom or more seldom, so a doubtful remark does not undo a confirmed finding.
//! 2. *Repeats.* Of clues that say the same, the surest counts.
//! 3. *Groups.* Clues that belong together count by falling shares: the strongest in full, each further one for a share
//!    of the one before. Six signs that say "United Kingdom" are not six independent facts. Clues of one independent
//!    group belong together, and so do those of a country's standards; a clue of both counts by the smaller share.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    ClueConflict, ClueKind, ClueSettings,
    frame::Frame,
    group::Group,
    reading::{Fit, Reading},
    weigh::{WHOLE, Weights, shares},
};

/// A clue and what it counts.
pub(super) struct Weighed<'a> {
    pub(super) reading: Reading<'a>,
    pub(super) fit: Fit,
    pub(super) standing: Standing,
    /// What counts of it, in millionths.
    pub(super) share: i64,
    /// Its weights between countries.
    pub(super) weights: Weights,
    /// Its weights between the parts of a country, where it tells them apart.
    pub(super) within: BTreeMap<usize, Weights>,
    /// The countries between whose parts it contradicts another clue.
    pub(super) split: BTreeSet<usize>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Standing {
    /// It counts.
    Counts,
    /// Another clue that says the same counts.
    Repeats,
    /// It contradicts another clue of its kind.
    Contradicted,
}

impl<'a> Weighed<'a> {
    pub(super) fn new(reading: Reading<'a>, frame: &Frame, settings: &ClueSettings) -> Self {
        let fit = reading.fit(frame);
        let most = settings.most_clue_millibits;
        let countries = frame.countries();
        let weights = Weights::new(reading.sure, fit.count(), countries.len(), most);
        let within = fit.within.iter().filter_map(|(at, within)| {
            let count = countries.get(*at)?.part_count;
            Some((*at, Weights::new(reading.sure, within.count, count, most)))
        });
        Self {
            standing: Standing::Counts,
            share: WHOLE,
            weights,
            within: within.collect(),
            split: BTreeSet::new(),
            fit,
            reading,
        }
    }

    fn kind(&self) -> &'a ClueKind {
        &self.reading.clue.kind
    }

    fn gives_way_to(&self, other: &Self) -> bool {
        other.reading.sure.error <= self.reading.sure.error
    }

    /// How far it can move two places apart.
    fn reach(&self) -> i32 {
        let within = self.within.values().copied();
        within
            .chain([self.weights])
            .map(Weights::reach)
            .max()
            .unwrap_or_default()
    }
}

/// Decides which of the clues count, which stand in order of their ids, and says which contradict each other.
pub(super) fn settle(
    clues: &mut [Weighed<'_>],
    frame: &Frame,
    settings: &ClueSettings,
) -> Vec<ClueConflict> {
    let conflicts = contradictions(clues, frame);
    repeats(clues);
    groups(clues, settings.group_share_percent);
    conflicts
}

fn contradictions(clues: &mut [Weighed<'_>], frame: &Frame) -> Vec<ClueConflict> {
    let mut found: BTreeMap<(ClueKind, Option<usize>), BTreeSet<usize>> = BTreeMap::new();
    let mut out = BTreeSet::new();
    let mut split = BTreeSet::new();
    for (i, a) in clues.iter().enumerate() {
        for (j, b) in clues.iter().enumerate().skip(i + 1) {
            if a.kind() != b.kind() || a.fit == b.fit {
                continue;
            }
            let mut note = |within| {
                let both = found.entry((a.kind().clone(), within)).or_default();
                both.extend([i, j]);
            };
            let ways = [(i, a.gives_way_to(b)), (j, b.gives_way_to(a))];
            let losers = ways.into_iter().filter(|(_, gives_way)| *gives_way);
            if a.fit.contradicts(&b.fit) {
                note(None);
                out.extend(losers.map(|(at, _)| at));
            } else {
                for country in a.fit.contradicts_within(&b.fit) {
                    note(Some(country));
                    split.extend(losers.clone().map(|(at, _)| (at, country)));
                }
            }
        }
    }
    let conflict = |((kind, within), ids): ((ClueKind, Option<usize>), BTreeSet<usize>)| {
        let clue = |at: usize| clues.get(at).map(|clue| clue.reading.clue.id.clone());
        ClueConflict {
            kind,
            within: within
                .and_then(|at| frame.countries().get(at))
                .map(|country| country.code.clone()),
            clues: ids.into_iter().filter_map(clue).collect(),
        }
    };
    let conflicts = found.into_iter().map(conflict).collect();
    for at in out {
        if let Some(clue) = clues.get_mut(at) {
            clue.standing = Standing::Contradicted;
        }
    }
    for (at, country) in split {
        if let Some(clue) = clues.get_mut(at) {
            clue.split.insert(country);
        }
    }
    conflicts
}

fn repeats(clues: &mut [Weighed<'_>]) {
    let mut order: Vec<&mut Weighed<'_>> = clues
        .iter_mut()
        .filter(|clue| clue.standing == Standing::Counts)
        .collect();
    // the sort is stable, so the lower id goes first
    order.sort_by(|a, b| {
        let errors = a.reading.sure.error.total_cmp(&b.reading.sure.error);
        errors.then_with(|| a.fit.count().cmp(&b.fit.count()))
    });
    let mut said = BTreeSet::new();
    for clue in order {
        if !said.insert((clue.kind(), clue.reading.key.clone())) {
            clue.standing = Standing::Repeats;
        }
    }
}

fn groups(clues: &mut [Weighed<'_>], percent: u32) {
    let mut groups: BTreeMap<Option<Group>, Vec<usize>> = BTreeMap::new();
    for (at, clue) in clues.iter().enumerate() {
        if clue.standing == Standing::Counts && clue.reach() > 0 {
            groups
                .entry(Some(Group::of(clue.kind())))
                .or_default()
                .push(at);
            if clue.kind().is_standard() {
                groups.entry(None).or_default().push(at);
            }
        }
    }
    for group in groups.into_values() {
        let mut members: Vec<_> = clues.iter_mut().enumerate().collect();
        members.retain(|(at, _)| group.contains(at));
        // the sort is stable, so of equal ones the lower kind and id goes first
        members.sort_by(|(_, a), (_, b)| {
            let reach = b.reach().cmp(&a.reach());
            reach.then_with(|| a.kind().cmp(b.kind()))
        });
        for ((_, clue), share) in members.into_iter().zip(shares(percent)) {
            clue.share = clue.share.min(share);
        }
    }
}

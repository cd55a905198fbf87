//! What is worked out once for a case and not for each candidate.

use std::cell::Cell;

use super::{
    AnchorKind, LinkGroup, LinkSettings, case_facts::CaseFacts, kernel::Kernel, numbers::bits,
};

/// How much of what a distance says each kind of place passes on, dated and undated, and what is left in each band: a logarithm is dear.
pub(super) struct PlaceShares {
    shares: [[f64; 2]; 9],
    weights: [[Vec<i32>; 2]; 9],
}

impl PlaceShares {
    pub(super) fn new(kernel: &Kernel, settings: &LinkSettings) -> Self {
        let shares = AnchorKind::ALL.map(|kind| {
            let share = settings.anchor_shares.iter().find(|one| one.kind == kind);
            let share = share.map_or(kind.default_share(), |one| one.share);
            [share, share * settings.undated_share]
        });
        let weigh = |share: f64| {
            let ratios = kernel.ratios().iter();
            ratios
                .map(|ratio| bits(share * ratio + 1.0 - share))
                .collect()
        };
        Self {
            weights: shares.map(|both| both.map(weigh)),
            shares,
        }
    }

    pub(super) fn of(&self, kind: AnchorKind, is_undated: bool) -> f64 {
        let both = self.shares.get(kind as usize);
        both.map_or(1.0, |both| both[usize::from(is_undated)])
    }

    pub(super) fn weight(&self, kind: AnchorKind, is_undated: bool, band: usize) -> i32 {
        let both = self.weights.get(kind as usize);
        let weights = both.map(|both| &both[usize::from(is_undated)]);
        let weight = weights.and_then(|weights| weights.get(band));
        weight.copied().unwrap_or_default()
    }
}

/// Weights of which only a share holds, kept as they were worked out.
pub(super) struct InPart {
    share: f64,
    slots: Vec<Cell<(i32, i32)>>,
}

impl InPart {
    const SLOTS: usize = 4_096;

    pub(super) fn new(share: f64) -> Self {
        let none = Cell::new((0, in_part(0, share)));
        Self {
            share,
            slots: vec![none; Self::SLOTS],
        }
    }

    pub(super) fn of(&self, raw: i32) -> i32 {
        let slot = self.slots.get(raw as usize % Self::SLOTS);
        let Some(slot) = slot else {
            return in_part(raw, self.share);
        };
        let (kept, weight) = slot.get();
        if kept == raw {
            return weight;
        }
        let weight = in_part(raw, self.share);
        slot.set((raw, weight));
        weight
    }
}

/// The most that the groups other than place, area, vehicle and victim can come to in a case.
pub(super) fn most_of_others(case: &CaseFacts, settings: &LinkSettings) -> i32 {
    let most = |group: LinkGroup, is_there: bool| {
        if is_there {
            settings.caps(group).most.0.max(0)
        } else {
            0
        }
    };
    let words: i32 = case.words.iter().map(|one| one.1.max(0)).sum();
    let has_marks = case.suspects.iter().any(|one| !one.marks.is_empty());
    let near = bits(settings.seen_near_ratio).max(0);
    most(LinkGroup::Time, case.window.is_some()).min(near)
        + most(LinkGroup::Approach, words > 0).min(words)
        + most(LinkGroup::Description, !case.suspects.is_empty())
        + most(LinkGroup::Marks, has_marks)
        + most(LinkGroup::Named, !case.names.is_empty())
        + most(LinkGroup::Noncompliance, true).min(bits(settings.noncompliance_ratio).max(0))
}

/// What one earlier victim weighs, by sex and age.
pub(super) fn one_victim(child: Option<(usize, f64)>, settings: &LinkSettings) -> [i32; 8] {
    let mut all = [0; 8];
    let Some(child) = child else {
        return all;
    };
    for (cell, weight) in all.iter_mut().enumerate() {
        let mut victims = [0; 8];
        if let Some(count) = victims.get_mut(cell) {
            *count = 1;
        }
        *weight = victim_weight(victims, child, settings);
    }
    all
}

/// Earlier victims, smoothed towards the children of such cases (Dirichlet). A victim counts for the neighbouring ages in part, and a
/// little for the other sex.
pub(super) fn victim_weight(
    victims: [u8; 8],
    (cell, share): (usize, f64),
    settings: &LinkSettings,
) -> i32 {
    let (same_sex, same_age) = (settings.victim_same_sex, settings.victim_same_age);
    let count: u32 = victims.iter().map(|one| u32::from(*one)).sum();
    let mut alike = 0.0;
    for (of, many) in victims.iter().enumerate().filter(|(_, many)| **many > 0) {
        let sex = if of / 4 == cell / 4 {
            same_sex
        } else {
            1.0 - same_sex
        };
        let (own, age) = (of % 4, cell % 4);
        let neighbours = if own == 0 || own == 3 { 1.0 } else { 2.0 };
        let near = match own.abs_diff(age) {
            0 => same_age,
            1 => (1.0 - same_age) / neighbours,
            _ => 0.0,
        };
        alike += f64::from(*many) * sex * near;
    }
    let prior = settings.victim_prior;
    bits((alike / share + prior) / (f64::from(count) + prior))
}

/// A likelihood ratio of which only a share holds.
fn in_part(raw: i32, share: f64) -> i32 {
    if share >= 1.0 {
        return raw;
    }
    bits(share * libm::exp2(f64::from(raw) / 1_000.0) + 1.0 - share)
}

//! Sums of groups of terms: what the logistic model sees of a pair.

use crate::abductions::{evidence::Scorer, facts::Entry, settings::TermKind};

/// Groups of terms: place and time, incident, suspect, vehicle, plate.
pub(in crate::abductions) const GROUPS: usize = 5;

pub(in crate::abductions) const fn group(kind: TermKind) -> usize {
    match kind {
        TermKind::Distance
        | TermKind::Town
        | TermKind::Days
        | TermKind::Hours
        | TermKind::Weekdays
        | TermKind::Nearby
        | TermKind::PlaceTimeCap
        | TermKind::Travel => 0,
        TermKind::Approach | TermKind::Method | TermKind::VictimAge | TermKind::VictimSex => 1,
        TermKind::Plate => 4,
        TermKind::VehicleStyle
        | TermKind::Make
        | TermKind::Model
        | TermKind::VehicleColor
        | TermKind::ModelYear
        | TermKind::PlateState
        | TermKind::Features
        | TermKind::VehicleCap => 3,
        _ => 2,
    }
}

/// The sums of each group, in bits.
pub(super) fn sums(scorer: Scorer<'_>, a: &Entry, b: &Entry) -> [f64; GROUPS] {
    let mut sums = [0; GROUPS];
    // as assumed, whatever was learned before
    scorer.assumed(&a.facts, &b.facts, &mut |found| {
        if let Some(sum) = sums.get_mut(group(found.kind)) {
            *sum += found.score.weight;
        }
    });
    sums.map(|sum| f64::from(sum) / 1_000.0)
}

/// One pair for fitting: its sums, whether it is linked, and how many pairs it stands for.
pub(in crate::abductions) type Example = ([f64; GROUPS], bool, f64);

/// Each pair with one sum.
pub(super) fn summed(sample: &[Example]) -> Vec<Example> {
    let whole = |(sums, is_linked, weight): &Example| {
        ([sums.iter().sum(), 0.0, 0.0, 0.0, 0.0], *is_linked, *weight)
    };
    sample.iter().map(whole).collect()
}

//! Two reports of one attempt.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    dictionary::NONE,
    evidence::{Found, Scorer, metres},
    facts::Entry,
    settings::TermKind,
    tables::in_both,
};
use crate::records::Pii;

/// Two reports that seem to be of one attempt, to be checked before they are merged.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Duplicate {
    /// The incident that stands for the attempt in series.
    pub kept: Pii<String>,
    /// The other report of it.
    pub duplicate: Pii<String>,
    /// Why.
    pub reason: DuplicateReason,
}

/// Why two reports seem to be of one attempt; all at one place and at overlapping times, and never under two case numbers
/// of one agency.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DuplicateReason {
    /// One agency, and one case number.
    SameCase,
    /// Narratives that are much alike, and vehicles that do not contradict each other.
    AlikeText,
    /// A child of the same age and sex, one approach, and nothing against one suspect or one vehicle.
    SameChild,
}

/// Metres between two reports of one attempt, beyond what either place is uncertain by. Assumption.
const NEAR: f64 = 300.0;
/// Days between their times, likewise. Assumption: half an hour.
const SOON: f64 = 1.0 / 48.0;
/// A time that is known no closer than so many days overlaps with too much. Assumption.
const LONGEST: f64 = 2.0;
/// Share of words in both of two narratives, of those in either. Assumption.
const ALIKE: f64 = 0.6;
/// Evidence against one suspect or one vehicle, in thousandths of a bit, from which on two reports are of two: a halving of the odds.
/// What all incidents say, such as that he was male, tells a little less than nothing.
const AGAINST: i32 = -1_000;
/// Fewer words tell nothing.
const LEAST_WORDS: usize = 6;

/// The longest gap between the earliest times of two duplicates, in days.
pub(super) const REACH: f64 = LONGEST + SOON;

/// Whether two reports can be of one attempt: at one place and time, and not two cases of one agency.
pub(super) fn can_be_one(a: &Entry, b: &Entry) -> bool {
    let Some((left, right)) = a.facts.time.zip(b.facts.time) else {
        return false;
    };
    let is_close = |time: (f64, f64)| time.1 - time.0 <= LONGEST;
    let gap = (left.0 - right.1).max(right.0 - left.1);
    if !is_close(left) || !is_close(right) || gap > SOON {
        return false;
    }
    let are_two_cases =
        a.case.as_ref().zip(b.case.as_ref()).is_some_and(|(a, b)| {
            !a.agency.is_empty() && a.agency == b.agency && a.number != b.number
        });
    if are_two_cases {
        return false;
    }
    match metres(&a.facts, &b.facts) {
        Some(metres) => {
            let radius = |entry: &Entry| (2.0 * entry.facts.spread).sqrt();
            metres <= NEAR + radius(a) + radius(b)
        }
        None => a.facts.town != NONE && a.facts.town == b.facts.town,
    }
}

/// Whether the vehicles of two reports speak against one attempt.
fn contradict(a: &Entry, b: &Entry, scorer: Scorer<'_>) -> bool {
    let mut is_other_plate = false;
    let vehicles = scorer.vehicles(&a.facts, &b.facts, &mut |found: Found<'_>| {
        is_other_plate |= found.kind == TermKind::Plate && found.score.weight < 0;
    });
    vehicles <= AGAINST || is_other_plate
}

/// Whether both say how the child was approached, and none of it is the same.
fn are_two_approaches(a: &Entry, b: &Entry) -> bool {
    let known = |entry: &Entry| -> Vec<u32> {
        let all = entry.facts.approaches.iter().copied();
        all.filter(|code| *code != NONE).collect()
    };
    let (left, right) = (known(a), known(b));
    !left.is_empty() && !right.is_empty() && !left.iter().any(|code| right.contains(code))
}

/// Whether anything in two reports speaks against one attempt: vehicles, approaches, suspects.
pub(super) fn speak_against(a: &Entry, b: &Entry, scorer: Scorer<'_>) -> bool {
    contradict(a, b, scorer)
        || are_two_approaches(a, b)
        || scorer.suspects(&a.facts, &b.facts, &mut |_| ()) <= AGAINST
}

/// Why two reports seem to be of one attempt, if they do.
pub(super) fn reason(a: &Entry, b: &Entry, scorer: Scorer<'_>) -> Option<DuplicateReason> {
    if !can_be_one(a, b) {
        return None;
    }
    if a.case.is_some() && a.case == b.case {
        return Some(DuplicateReason::SameCase);
    }
    if contradict(a, b, scorer) {
        return None;
    }
    let shared = in_both(&a.story, &b.story).count();
    let either = a.story.len() + b.story.len() - shared;
    if shared >= LEAST_WORDS && shared as f64 >= ALIKE * either as f64 {
        return Some(DuplicateReason::AlikeText);
    }
    let is_one_child = a.facts.victims.iter().any(|left| {
        let right = b.facts.victims.iter();
        right
            .filter(|right| (left.age - right.age).abs() <= 1.0)
            .any(|right| left.sex != NONE && left.sex == right.sex)
    });
    let suspects = || scorer.suspects(&a.facts, &b.facts, &mut |_| ());
    (is_one_child && !are_two_approaches(a, b) && suspects() > AGAINST)
        .then_some(DuplicateReason::SameChild)
}

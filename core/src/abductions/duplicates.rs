//! Two reports of one attempt.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    dictionary::NONE,
    evidence::{Scorer, metres},
    facts::Entry,
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

/// Why two reports seem to be of one attempt; all at one place and at overlapping times.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DuplicateReason {
    /// One agency, and one case number.
    SameCase,
    /// Narratives that are much alike.
    AlikeText,
    /// A child of the same age and sex, and nothing against one suspect.
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
/// Evidence against one suspect, in thousandths of a bit, from which on two reports are of two: a halving of the odds.
/// What all incidents say, such as that he was male, tells a little less than nothing.
const AGAINST: i32 = -1_000;
/// Fewer words tell nothing.
const LEAST_WORDS: usize = 6;

/// The longest gap between the earliest times of two duplicates, in days.
pub(super) const REACH: f64 = LONGEST + SOON;

/// Why two reports seem to be of one attempt, if they do.
pub(super) fn reason(a: &Entry, b: &Entry, scorer: Scorer<'_>) -> Option<DuplicateReason> {
    let (left, right) = a.facts.time.zip(b.facts.time)?;
    let is_close = |time: (f64, f64)| time.1 - time.0 <= LONGEST;
    let gap = (left.0 - right.1).max(right.0 - left.1);
    if !is_close(left) || !is_close(right) || gap > SOON {
        return None;
    }
    let is_one_place = match metres(&a.facts, &b.facts) {
        Some(metres) => {
            let radius = |entry: &Entry| (2.0 * entry.facts.spread).sqrt();
            metres <= NEAR + radius(a) + radius(b)
        }
        None => a.facts.town != NONE && a.facts.town == b.facts.town,
    };
    if !is_one_place {
        return None;
    }
    if a.case.is_some() && a.case == b.case {
        return Some(DuplicateReason::SameCase);
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
    (is_one_child && suspects() > AGAINST).then_some(DuplicateReason::SameChild)
}

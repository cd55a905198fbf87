//! Two reports of one attempt.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    dictionary::NONE,
    evidence::{Found, Input, Level, Scorer, metres, times},
    facts::{Entry, VictimFacts},
    settings::TermKind,
    tables::in_both,
};
use crate::records::Pii;

/// Two reports that seem to be of one attempt, to be checked before they are merged.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Duplicate {
    /// The incident that stands for the attempt in series; of two that are only possible duplicates, the one with the lesser id.
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
    /// Narratives that are much alike.
    AlikeText,
    /// A child of the same age and sex.
    SameChild,
    /// One plate of which every character is known.
    SamePlate,
    /// One place and one time, and nothing that contradicts; of possible duplicates only.
    PlaceAndTime,
}

/// How two reports seem to be of one attempt.
#[derive(Clone, Copy)]
pub(super) struct Likeness {
    pub(super) reason: DuplicateReason,
    /// Whether enough agrees beyond place and time to count them as one.
    pub(super) is_sure: bool,
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
/// Years between the ages of two children from which on they are two; up to one they are the same. Assumption.
const OTHER_AGE: f32 = 2.0;
/// Days within which both times must be known for place and time alone to make a possible duplicate. Assumption.
const CLOSE: f64 = 0.25;
/// Fewer words tell nothing.
const LEAST_WORDS: usize = 6;

/// The longest gap between the earliest times of two duplicates, in days; neighbouring zones are hours apart.
pub(super) const REACH: f64 = LONGEST + SOON + 0.25;

/// Whether two reports can be of one attempt: at one place and time, and not two cases of one agency.
pub(super) fn can_be_one(a: &Entry, b: &Entry) -> bool {
    let Some((left, right)) = times(&a.facts, &b.facts) else {
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

/// What the vehicles of two reports say of one attempt, and whether both have one whole plate.
fn vehicles(a: &Entry, b: &Entry, scorer: Scorer<'_>) -> (Says, bool) {
    let (mut same, mut is_other_plate, mut is_one_plate) = (0, false, false);
    let mut is_one_whole_plate = false;
    let sum = scorer.vehicles(&a.facts, &b.facts, &mut |found: Found<'_>| {
        let is_same = matches!(found.score.level, Level::Same | Level::Words(_));
        match found.kind {
            TermKind::Plate => {
                is_other_plate |= found.score.weight <= AGAINST;
                is_one_plate |= is_same;
                let is_whole = |input| matches!(input, Input::Plate(plate) if plate.is_whole());
                is_one_whole_plate |= is_same && is_whole(found.left) && is_whole(found.right);
            }
            TermKind::PlateState | TermKind::VehicleCap => {}
            // a model implies its make and its style
            TermKind::Model if is_same => same += 2,
            _ => same += u32::from(is_same),
        }
    });
    let says = Says {
        is_against: sum <= AGAINST || is_other_plate,
        is_for: is_one_plate || same >= 2,
    };
    (says, is_one_whole_plate)
}

/// What the suspects of two reports say of one attempt. Sex and race, which many share, say nothing for it.
fn suspects(a: &Entry, b: &Entry, scorer: Scorer<'_>) -> Says {
    let mut same = 0;
    let sum = scorer.suspects(&a.facts, &b.facts, &mut |found: Found<'_>| {
        same += match (found.kind, found.score.level) {
            (TermKind::Sex | TermKind::Race | TermKind::SuspectCap, _) => 0,
            (TermKind::Marks | TermKind::Speech, Level::Words(_)) => 2,
            (_, Level::Same | Level::Words(_) | Level::Band(0)) => 1,
            _ => 0,
        };
    });
    Says {
        is_against: sum <= AGAINST,
        is_for: same >= 2,
    }
}

struct Says {
    is_for: bool,
    is_against: bool,
}

/// What two lists of what was stated say: one in both speaks for, and none in both against; what is missing says nothing.
fn approaches(a: &Entry, b: &Entry) -> Says {
    let known = |entry: &Entry| -> Vec<u32> {
        let all = entry.facts.approaches.iter().copied();
        all.filter(|code| *code != NONE).collect()
    };
    let (left, right) = (known(a), known(b));
    let is_for = left.iter().any(|code| right.contains(code));
    Says {
        is_for,
        is_against: !is_for && !left.is_empty() && !right.is_empty(),
    }
}

/// Whether two reports name a child of one age and sex, or none that can be the same.
fn children(a: &Entry, b: &Entry) -> Says {
    let mut pairs = a.facts.victims.iter().flat_map(|left| {
        let right = b.facts.victims.iter();
        right.map(move |right| (left, right))
    });
    let is_same = |(left, right): (&VictimFacts, &VictimFacts)| {
        let sex = left.sex != NONE && left.sex == right.sex;
        sex && (left.age - right.age).abs() <= 1.0
    };
    let is_other = |(left, right): (&VictimFacts, &VictimFacts)| {
        let sex = left.sex != NONE && right.sex != NONE && left.sex != right.sex;
        sex || (left.age - right.age).abs() >= OTHER_AGE
    };
    let has_both = !a.facts.victims.is_empty() && !b.facts.victims.is_empty();
    Says {
        is_for: pairs.clone().any(is_same),
        is_against: has_both && pairs.all(is_other),
    }
}

/// Whether anything in two reports speaks against one attempt: children, vehicles, approaches, suspects.
pub(super) fn speak_against(a: &Entry, b: &Entry, scorer: Scorer<'_>) -> bool {
    children(a, b).is_against
        || vehicles(a, b, scorer).0.is_against
        || approaches(a, b).is_against
        || suspects(a, b, scorer).is_against
}

/// Whether two narratives are much alike.
fn are_alike(a: &Entry, b: &Entry) -> bool {
    let shared = in_both(&a.story, &b.story).count();
    let either = a.story.len() + b.story.len() - shared;
    shared >= LEAST_WORDS && shared as f64 >= ALIKE * either as f64
}

/// How two reports seem to be of one attempt, if they do.
///
/// They are one where something beyond place and time agrees: the case number of one agency, or a child of one age and sex, or
/// the narrative, and beside either of these two something else of narrative, approach, suspect, vehicle or number; or a whole
/// plate. Another child or vehicle forbids it. What is missing agrees with nothing. All else at one place and time is possible.
pub(super) fn likeness(a: &Entry, b: &Entry, scorer: Scorer<'_>) -> Option<Likeness> {
    if !can_be_one(a, b) {
        return None;
    }
    let (child, (vehicle, is_one_plate)) = (children(a, b), vehicles(a, b, scorer));
    let is_one_case = a.case.is_some() && a.case == b.case;
    let has_agency = a.case.as_ref().is_some_and(|case| !case.agency.is_empty());
    if child.is_against || vehicle.is_against {
        // one case may hold two children, and a report may be wrong
        return (is_one_case && has_agency).then_some(Likeness {
            reason: DuplicateReason::SameCase,
            is_sure: false,
        });
    }
    let (approach, suspect) = (approaches(a, b), suspects(a, b, scorer));
    let is_alike = are_alike(a, b);
    let more = approach.is_for || suspect.is_for || vehicle.is_for;
    let (reason, is_enough) = if is_one_case {
        let is_enough = has_agency || child.is_for || is_alike;
        (DuplicateReason::SameCase, is_enough)
    } else if is_alike {
        (DuplicateReason::AlikeText, child.is_for || more)
    } else if child.is_for {
        (DuplicateReason::SameChild, more)
    } else if is_one_plate {
        (DuplicateReason::SamePlate, true)
    } else {
        let is_close = |entry: &Entry| {
            let time = entry.facts.time;
            entry.facts.unit.is_some() && time.is_some_and(|time| time.1 - time.0 <= CLOSE)
        };
        let is_possible = more || (is_close(a) && is_close(b));
        if !is_possible {
            return None;
        }
        (DuplicateReason::PlaceAndTime, false)
    };
    Some(Likeness {
        reason,
        is_sure: is_enough && !approach.is_against && !suspect.is_against,
    })
}

//! What a sighting comes to.

use super::{
    SightingComponent, SightingExclusion, SightingGroup, SightingInput, SightingInsufficient,
    SightingNote, SightingOutcome, SightingPart, SightingWeighed,
    board::{Board, Own},
    facts::Seen,
    words,
};
use crate::{documents::LeadNotice, linkage::MilliBits};

/// The most ways in an answer.
const MOST_WAYS: usize = 12;

impl Board<'_> {
    /// A sighting by its number, from what it weighs by itself, with the other callers whom `supports` lets count. Without
    /// `is_told`, the ways are left out.
    pub(super) fn weigh(
        &self,
        number: usize,
        own: Own<'_>,
        supports: &dyn Fn(usize) -> bool,
        is_told: bool,
    ) -> Option<SightingWeighed> {
        let seen = self.seen.get(number)?;
        let (mut voices, apart, some_left) = self.voices(number, supports);
        let mut components = own.components;
        components.append(&mut voices);
        components.extend(self.hearsay(seen, &components));
        components.sort_by_key(|one| one.group);
        let total: i32 = components.iter().map(|one| one.weight.0).sum();
        let of = |group: SightingGroup| -> i32 {
            let all = components.iter().filter(|one| one.group == group);
            all.map(|one| one.weight.0).sum()
        };
        let exclusion = own.ruled_out.map(|records| SightingExclusion {
            label: if records.len() == 1 {
                "there was no time for the way between here and where the child verifiably was".to_owned()
            } else {
                "there was no time for the ways between here and the places where the child verifiably was, before and after".to_owned()
            },
            records,
            would_change:
                "another place or time for the sighting, or that what is verified is of another child"
                    .to_owned(),
        });
        let early = self.out_of_time(seen);
        let (outcome, insufficient) = match (&exclusion, early) {
            (Some(_), _) => (SightingOutcome::Excluded, None),
            (None, Some(why)) => (SightingOutcome::Insufficient, Some(why)),
            (None, None) => self.outcome(total, &of),
        };
        let not_compared = SightingGroup::ALL
            .into_iter()
            .filter(|group| *group != SightingGroup::Hearsay)
            .filter(|group| !components.iter().any(|one| one.group == *group))
            .collect();
        let ways = own.ways.iter().chain(&apart).take(MOST_WAYS);
        let ways = ways.filter(|_| is_told);
        let travel = ways.map(|way| way.told(self.settings)).collect();
        Some(SightingWeighed {
            sighting: seen.tip.id.clone(),
            case: self.missing.case.id.clone(),
            child: own.child.map(|child| child as u32),
            rank: 0,
            outcome,
            insufficient,
            exclusion,
            total: MilliBits(total),
            words: words::weight(MilliBits(total)),
            not_compared,
            notes: self.notes(seen, own.not_all || some_left, own.only_by_air),
            ask: ask(seen),
            travel,
            components,
            notice: LeadNotice::TEXT.to_owned(),
        })
    }

    /// What is taken off where whoever tells it did not see it, or doubts it.
    fn hearsay(&self, seen: &Seen<'_>, all: &[SightingComponent]) -> Option<SightingComponent> {
        if !seen.is_hearsay() {
            return None;
        }
        let groups = SightingGroup::ALL.into_iter();
        let sums = groups.map(|group| -> i32 {
            let of = all.iter().filter(|one| one.group == group);
            of.map(|one| one.weight.0).sum()
        });
        let speaks: i32 = sums.filter(|sum| *sum > 0).sum();
        let off = f64::from(speaks) * (1.0 - self.settings.hearsay_share);
        let weight = -(libm::round(off) as i32);
        let caps = self.settings.caps(SightingGroup::Hearsay);
        let field = if seen.tip.first_hand == Some(false) {
            "first_hand"
        } else {
            "confidence"
        };
        Some(SightingComponent {
            group: SightingGroup::Hearsay,
            part: SightingPart::Hearsay,
            label: "not seen by whoever tells it, or doubted".to_owned(),
            weight: MilliBits(weight.max(caps.least.0)),
            left_percent: None,
            inputs: vec![SightingInput {
                record: seen.tip.id.clone(),
                field: field.to_owned(),
                value: None,
            }],
            would_change: "speaking with whoever saw it".to_owned(),
        })
    }

    /// Why it cannot be a sighting of the missing child by its time alone.
    fn out_of_time(&self, seen: &Seen<'_>) -> Option<SightingInsufficient> {
        let when = seen.when?;
        if self.settings.as_of.is_some_and(|now| when.from > now) {
            return Some(SightingInsufficient::InTheFuture);
        }
        let found = self.missing.case.found_on;
        if found.is_some_and(|found| when.from.date() > found) {
            return Some(SightingInsufficient::AfterFound);
        }
        let last = self.missing.when?;
        (when.to < last.from).then_some(SightingInsufficient::BeforeLastSeen)
    }

    fn outcome(
        &self,
        total: i32,
        of: &dyn Fn(SightingGroup) -> i32,
    ) -> (SightingOutcome, Option<SightingInsufficient>) {
        let settings = self.settings;
        let speaks = |sum: i32| sum >= settings.speaks_from.0;
        // who was near, and who else called, are both of one place and time
        let there = of(SightingGroup::Travel) + of(SightingGroup::Corroboration);
        let (looks, marks, vehicle) = (
            of(SightingGroup::Description),
            of(SightingGroup::Marks),
            of(SightingGroup::Vehicle),
        );
        let groups = [there, looks, marks, vehicle];
        let count = groups.into_iter().filter(|sum| speaks(*sum)).count();
        let individual = marks.max(vehicle) >= settings.individual_from.0;
        if count < 2 {
            let why = SightingInsufficient::TooFewGroups;
            return (SightingOutcome::Insufficient, Some(why));
        }
        match total {
            _ if total >= settings.strong_from.0 && individual => (SightingOutcome::Strong, None),
            _ if total >= settings.lead_from.0 => (SightingOutcome::Lead, None),
            _ if total >= settings.weak_from.0 => (SightingOutcome::Weak, None),
            _ => (
                SightingOutcome::Insufficient,
                Some(SightingInsufficient::TooWeak),
            ),
        }
    }

    fn notes(&self, seen: &Seen<'_>, not_all: bool, only_by_air: bool) -> Vec<SightingNote> {
        let tip = seen.tip;
        let names_case = tip.about.contains(&self.missing.case.id);
        // zones are at most 26 hours apart
        let late = seen.when.zip(tip.received_at).is_some_and(|(when, came)| {
            let zones = if when.zone.is_some() { 26 } else { 0 };
            when.from - came > chrono::TimeDelta::hours(zones)
        });
        [
            (SightingNote::NoPlace, seen.disc.is_none()),
            (SightingNote::NoTime, seen.when.is_none()),
            (SightingNote::NoLastSeen, self.missing.spot().is_none()),
            (
                SightingNote::NoTimeZone,
                seen.when.is_some_and(|when| when.zone.is_none()),
            ),
            (
                SightingNote::UncertaintyAssumed,
                seen.disc.is_some_and(|disc| disc.is_assumed),
            ),
            (SightingNote::ObservedAfterReceived, late),
            (SightingNote::NotAboutCase, !names_case),
            (SightingNote::NobodyDescribed, seen.children().is_empty()),
            (SightingNote::NotAllCompared, not_all),
            (SightingNote::OnlyByAir, only_by_air),
        ]
        .into_iter()
        .filter_map(|(note, is)| is.then_some(note))
        .collect()
    }
}

/// What the desk can ask whoever called.
fn ask(seen: &Seen<'_>) -> Vec<String> {
    let children = seen.children();
    let look = children
        .first()
        .and_then(|(_, one)| one.description.as_ref());
    [
        (
            "where it was, as a position with how exact it is",
            seen.disc.is_none(),
        ),
        ("when it was, from and to", seen.when.is_none()),
        (
            "how the child looked: age, hair, height, clothing",
            look.is_none(),
        ),
        (
            "scars, marks or tattoos",
            look.is_some_and(|look| look.marks.is_empty()),
        ),
        (
            "a vehicle, and what of its plate was seen",
            seen.tip.vehicles.is_empty(),
        ),
        (
            "whether the caller saw it, or heard of it",
            seen.tip.first_hand.is_none(),
        ),
    ]
    .into_iter()
    .filter(|(_, lacks)| *lacks)
    .map(|(what, _)| what.to_owned())
    .collect()
}

/// Whether a sighting may count as another voice for others: it speaks for the child by itself, and nothing rules it out.
pub(super) fn supports(own: &Own<'_>) -> bool {
    own.ruled_out.is_none() && own.sum() > 0
}

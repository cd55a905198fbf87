//! Which tier holds in a jurisdiction on which day.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{
    assessment::NoteCounts,
    compile::trimmed,
    facts::{Facts, Known, recorded},
    outcome::Fact,
};
use crate::records::{Offender, TierDecision};

/// A decision that holds from a day on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Decided {
    /// Since when duties are computed by it; without it, since always.
    pub(super) from: Option<NaiveDate>,
    pub(super) tier: u8,
    pub(super) fact: Fact,
}

/// A decision as the record has it: its first day, when it was recorded, the tier, and whose it is.
type Raw = (Option<NaiveDate>, Option<NaiveDate>, u8, Fact, u32);

/// Whose decisions count.
#[derive(Clone, Copy)]
pub(super) struct TierSource<'a> {
    pub(super) offender: &'a Offender,
    pub(super) facts: &'a Facts,
    pub(super) known: Known,
    pub(super) place: u32,
}

/// The decisions of one scheme for one jurisdiction, as steps. Kept and filled again.
#[derive(Debug, Default)]
pub(super) struct TierSteps {
    pub(super) steps: Vec<Decided>,
    raw: Vec<Raw>,
}

impl TierSteps {
    /// Fills the steps: the registry's own decisions, and where it has none, those on the convictions, the strictest of them.
    ///
    /// A first tier, and a stricter one, hold from the day on which they were recorded, where that is after their first day: nobody could
    /// go by them before. So no decision makes a failure in the past.
    pub(super) fn fill(
        &mut self,
        of: TierSource<'_>,
        scheme: &str,
        read: impl Fn(&str) -> Option<u8>,
        notes: &mut NoteCounts,
    ) {
        let TierSource {
            offender,
            facts,
            known,
            place,
        } = of;
        self.steps.clear();
        self.raw.clear();
        let mut take = |decision: &TierDecision,
                        within: Option<NaiveDate>,
                        fact: Fact,
                        source: u32,
                        raw: &mut Vec<_>| {
            let of = decision.provenance.as_ref();
            if !trimmed(&decision.scheme).eq_ignore_ascii_case(scheme) || !known.has(of, within) {
                return;
            }
            if decision
                .effective_from
                .is_some_and(|from| from > known.as_of)
            {
                return;
            }
            match read(&decision.tier) {
                Some(tier) => raw.push((
                    decision.effective_from,
                    recorded(of, None),
                    tier,
                    fact,
                    source,
                )),
                None => notes.tier_not_read += 1,
            }
        };
        for registration in facts.registrations.iter().filter(|one| one.place == place) {
            let Some(one) = offender.registrations.get(registration.index as usize) else {
                continue;
            };
            let within = recorded(one.provenance.as_ref(), known.record);
            for (number, decision) in one.tiers.iter().enumerate() {
                let fact = Fact::RegistryTier(registration.index, number as u32);
                // all registrations of one registry are one source
                take(decision, within, fact, 0, &mut self.raw);
            }
        }
        if self.raw.is_empty() {
            for (index, one) in offender.convictions.iter().enumerate() {
                let of = one.provenance.as_ref();
                if !known.has(of, None) {
                    continue;
                }
                let within = recorded(of, known.record);
                for (number, decision) in one.tiers.iter().enumerate() {
                    let fact = Fact::ConvictionTier(index as u32, number as u32);
                    take(decision, within, fact, index as u32, &mut self.raw);
                }
            }
        }
        if let [one] = self.raw.as_slice() {
            self.steps.push(Decided {
                from: one.0.max(one.1),
                tier: one.2,
                fact: one.3,
            });
            return;
        }
        self.raw
            .sort_unstable_by_key(|(from, recorded, tier, _, source)| {
                (*source, *from, *recorded, *tier)
            });
        self.join();
    }

    /// From the decisions of each source to the strictest that holds of all, for each day on which one begins or is recorded.
    fn join(&mut self) {
        let mut days: Vec<(Option<NaiveDate>, u32)> = Vec::new();
        for (from, recorded, .., source) in &self.raw {
            days.push((*from, *source));
            if recorded > from {
                days.push((*recorded, *source));
            }
        }
        days.sort_unstable();
        days.dedup();
        // what each source says now, and how many say each tier
        let mut says: BTreeMap<u32, (u8, Fact)> = BTreeMap::new();
        let mut count: BTreeMap<u8, u32> = BTreeMap::new();
        for (at, (day, source)) in days.iter().enumerate() {
            let Some((tier, fact)) = decided(&self.raw, *source, *day) else {
                continue;
            };
            if let Some((old, _)) = says.insert(*source, (tier, fact))
                && let Some(many) = count.get_mut(&old)
            {
                *many -= 1;
                if *many == 0 {
                    count.remove(&old);
                }
            }
            *count.entry(tier).or_default() += 1;
            let is_last = days.get(at + 1).is_none_or(|(next, _)| next != day);
            let Some((strictest, _)) = count.last_key_value().filter(|_| is_last) else {
                continue;
            };
            if self
                .steps
                .last()
                .is_some_and(|last| last.tier == *strictest)
            {
                continue;
            }
            let by = says.values().find(|(tier, _)| tier == strictest);
            self.steps.push(Decided {
                from: *day,
                tier: *strictest,
                fact: by.map_or(Fact::Nothing, |(_, fact)| *fact),
            });
        }
    }

    /// The decision that holds on a day.
    pub(super) fn on(&self, day: NaiveDate) -> Option<Decided> {
        self.steps
            .iter()
            .rev()
            .find(|step| step.from.is_none_or(|from| from <= day))
            .copied()
    }

    /// The next change after a day.
    pub(super) fn next(&self, day: NaiveDate) -> Option<Decided> {
        self.next_that(day, |_| true)
    }

    /// The next change after a day to a tier that is so.
    pub(super) fn next_that(&self, day: NaiveDate, is: impl Fn(u8) -> bool) -> Option<Decided> {
        let after = |step: &&Decided| step.from.is_some_and(|from| from > day) && is(step.tier);
        self.steps.iter().find(after).copied()
    }
}

/// What one source says on a day: the last decision that has begun; the first of all, and one that is stricter than the one before it, not
/// before it was recorded.
fn decided(raw: &[Raw], source: u32, day: Option<NaiveDate>) -> Option<(u8, Fact)> {
    let first = raw.partition_point(|one| one.4 < source);
    let until = raw.partition_point(|one| (one.4, one.0) <= (source, day));
    let mut begun = raw.get(first..until)?;
    while let Some(((_, recorded, tier, fact, _), before)) = begun.split_last() {
        let is_stricter = before.last().is_none_or(|(_, _, old, ..)| old < tier);
        if !is_stricter || *recorded <= day {
            return Some((*tier, *fact));
        }
        begun = before;
    }
    None
}

/// In how many registries the newest decisions of one scheme differ from that of another registry.
pub(super) fn registries_differ(offender: &Offender, known: Known) -> u32 {
    let mut newest: Vec<(&str, &str, &str, Option<NaiveDate>)> = Vec::new();
    for one in &offender.registrations {
        let within = recorded(one.provenance.as_ref(), known.record);
        for decision in &one.tiers {
            let is_later = decision
                .effective_from
                .is_some_and(|from| from > known.as_of);
            if is_later || !known.has(decision.provenance.as_ref(), within) {
                continue;
            }
            let old = newest.iter_mut().find(|(registry, scheme, ..)| {
                registry.eq_ignore_ascii_case(&one.jurisdiction)
                    && scheme.eq_ignore_ascii_case(&decision.scheme)
            });
            match old {
                Some(old) if old.3 <= decision.effective_from => {
                    (old.2, old.3) = (&decision.tier, decision.effective_from);
                }
                Some(_) => {}
                None => newest.push((
                    &one.jurisdiction,
                    &decision.scheme,
                    &decision.tier,
                    decision.effective_from,
                )),
            }
        }
    }
    let differs = |at: usize| {
        let Some((_, scheme, tier, _)) = newest.get(at) else {
            return false;
        };
        newest.iter().take(at).any(|(_, other, theirs, _)| {
            other.eq_ignore_ascii_case(scheme) && !theirs.eq_ignore_ascii_case(tier)
        })
    };
    (0..newest.len()).filter(|at| differs(*at)).count() as u32
}

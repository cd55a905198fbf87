//! Which tier holds in a jurisdiction on which day.

use chrono::NaiveDate;

use super::{
    assessment::NoteCounts,
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
    /// A stricter tier holds from the day on which it was recorded, where that is after its first day: nobody could go by it before. So
    /// it makes no failure in the past.
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
            if !decision.scheme.trim().eq_ignore_ascii_case(scheme) || !known.has(of, within) {
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
        self.raw
            .sort_unstable_by_key(|(from, recorded, tier, _, source)| {
                (*from, *recorded, *tier, *source)
            });
        self.join();
    }

    /// From the decisions of each source to the strictest that holds of all.
    fn join(&mut self) {
        if let [one] = self.raw.as_slice() {
            self.steps.push(Decided {
                from: one.0,
                tier: one.2,
                fact: one.3,
            });
            return;
        }
        let mut current: Vec<(u32, u8, Fact)> = Vec::new();
        for (from, recorded, tier, fact, source) in &self.raw {
            match current.iter_mut().find(|(of, ..)| of == source) {
                Some(old) => *old = (*source, *tier, *fact),
                None => current.push((*source, *tier, *fact)),
            }
            let Some((_, strictest, by)) = current.iter().copied().max_by_key(|(_, tier, _)| *tier)
            else {
                continue;
            };
            let last = self.steps.last().copied();
            if last.is_some_and(|last| last.tier == strictest) {
                continue;
            }
            let is_stricter = last.is_some_and(|last| last.tier < strictest);
            let from = if is_stricter {
                (*from).max(*recorded)
            } else {
                *from
            };
            let step = Decided {
                from,
                tier: strictest,
                fact: by,
            };
            // what was decided for one and the same day replaces what was decided before
            match self.steps.last_mut() {
                Some(last) if last.from == from => *last = step,
                _ => self.steps.push(step),
            }
        }
        self.steps.sort_by_key(|step| step.from);
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
        self.steps
            .iter()
            .find(|step| step.from.is_some_and(|from| from > day))
            .copied()
    }
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

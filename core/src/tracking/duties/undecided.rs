//! What was missed only if the tier is one that nobody decided.
//!
//! Where no tier was decided, duties are listed by the one that the pack falls back on, the strictest. That is the careful thing for what is
//! still to come. A failure is another matter: it is one only if it would be one whichever tier holds.

use chrono::NaiveDate;

use super::{
    compile::{Rule, Steps},
    judge::{Case, Judged, Scratch},
    outcome::{Fact, Instance, Outcome},
    schedule::due,
    state::{DutyState, Missing},
};

/// More terms than a life has.
const MOST_TERMS: u32 = 60_000;

impl Case<'_> {
    /// Says of each failure of a jurisdiction that hangs on an undecided tier that it is not determined.
    pub(super) fn undecided(
        &self,
        place: u32,
        first: usize,
        work: &mut Scratch,
        out: &mut Outcome,
    ) {
        let Some(plan) = out.places.get(place as usize).map(|found| found.plan) else {
            return;
        };
        let mut ends: Option<(usize, Option<NaiveDate>)> = None;
        for at in first..out.instances.len() {
            let Some(one) = out.instances.get(at).copied() else {
                break;
            };
            let failed = matches!(
                one.state,
                DutyState::Overdue { .. } | DutyState::MetLate { .. }
            );
            let Some((rule, ..)) = self
                .packs
                .rule(plan, usize::from(one.family), usize::from(one.rule))
                .filter(|_| failed)
            else {
                continue;
            };
            let end = match ends {
                Some((pack, end)) if pack == rule.pack => end,
                _ => self.soonest_end(place, rule.pack, work, out),
            };
            ends = Some((rule.pack, end));
            let may_be_over = end.zip(one.due).is_some_and(|(end, due)| end <= due);
            if !may_be_over && (!one.fallback || self.is_due_anyway(rule, &one)) {
                continue;
            }
            if let Some(one) = out.instances.get_mut(at) {
                *one = Instance {
                    state: Judged::missing(Missing::Tier, one.open).state,
                    ..*one
                };
            }
        }
    }

    /// Where no tier is decided today: the day on which the shortest period of any tier would be over.
    fn soonest_end(
        &self,
        place: u32,
        pack: usize,
        work: &mut Scratch,
        out: &Outcome,
    ) -> Option<NaiveDate> {
        let mut here = out.periods.iter().filter(|one| one.place == place);
        let of = here.clone().find(|one| one.pack == pack).or(here.next())?;
        if of.tier_fact != Fact::Nothing {
            return None;
        }
        let pack = of.pack;
        let tiers = self.packs.pack(pack)?.lengths.len();
        (0..tiers)
            .filter_map(|tier| {
                let tier = Some(tier as u8);
                self.period_of_tier(place, pack, tier, work).over()
            })
            .min()
    }

    /// Whether the day of a schedule is one that each tier asks for.
    fn is_due_anyway(&self, rule: &Rule, one: &Instance) -> bool {
        let Some((calendar, day)) = self.calendar(rule).zip(one.due) else {
            return false;
        };
        let Some((base, _)) = one.base else {
            return false;
        };
        let asks = |term| {
            let mut days = (1..=MOST_TERMS).map_while(|number| due(calendar, base, term, number));
            days.find(|found| *found >= day) == Some(day)
        };
        match &rule.pattern {
            Some(Steps::ByTier(every)) => {
                !every.is_empty() && every.iter().all(|term| term.is_some_and(asks))
            }
            Some(Steps::ByRisk { levels, .. }) => levels.iter().all(|(_, term)| asks(*term)),
            _ => true,
        }
    }
}

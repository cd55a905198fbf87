//! What the duties of a person come to: the word on each jurisdiction, on the person, and the other axes.

use super::{
    assessment::{Compliance, WhereaboutsFound},
    judge::{Case, Scratch, worst},
    outcome::{Instance, Outcome},
    pack::Trigger,
    state::DutyState,
    tiers::registries_differ,
};

impl Case<'_> {
    /// The word on one jurisdiction.
    pub(super) fn sum_up(&self, place: u32, first: usize, work: &Scratch, out: &mut Outcome) {
        let as_of = self.options.as_of;
        let is_over = |pack: usize| out.over(place, pack).is_some_and(|day| day <= as_of);
        let Some(found) = out.places.get(place as usize) else {
            return;
        };
        let (mut open, mut late) = (0, 0);
        let (mut overdue, mut hidden, mut unknown, mut never) = (false, false, false, false);
        for one in out.instances.iter().skip(first) {
            let Some((rule, ..)) =
                self.packs
                    .rule(found.plan, usize::from(one.family), usize::from(one.rule))
            else {
                continue;
            };
            if !self.counts(rule) {
                continue;
            }
            open += u32::from(one.open);
            late += u32::from(matches!(one.state, DutyState::MetLate { .. }));
            // what one pack asked for while its period ran is no failure once it is over, though another goes on
            if is_over(rule.pack) {
                continue;
            }
            match one.state {
                DutyState::Overdue { .. } => {
                    overdue = true;
                    hidden |= rule.trigger == Trigger::ResidenceChange;
                    never |= matches!(
                        rule.trigger,
                        Trigger::Release
                            | Trigger::Sentencing
                            | Trigger::Entering
                            | Trigger::Arriving
                            | Trigger::Remaining
                    );
                }
                DutyState::Undetermined { .. } => unknown |= one.open,
                _ => {}
            }
        }
        let mut periods = out.periods.iter().filter(|one| one.place == place);
        let over = periods.all(|one| one.over().is_some_and(|day| day <= as_of));
        let dead = work.facts.death.is_some_and(|(_, last)| last <= as_of);
        let left = found.registered && !found.current;
        let compliance = if dead && work.facts.seen_dead && !over && !left {
            Compliance::Undetermined
        } else if over || dead || left {
            Compliance::NoDuty
        } else if overdue && never && !found.registered {
            Compliance::NonRegistrant
        } else if overdue && hidden {
            Compliance::NoncompliantSubstantive
        } else if overdue {
            Compliance::NoncompliantTechnical
        } else if unknown || !found.registered {
            Compliance::Undetermined
        } else {
            Compliance::Compliant
        };
        if let Some(found) = out.places.get_mut(place as usize) {
            (found.open, found.late, found.compliance) = (open, late, compliance);
        }
    }

    /// The word on the person, and the other axes.
    pub(super) fn whole(&self, work: &Scratch, out: &mut Outcome) {
        if self.offender.registrations.len() > 1 {
            out.notes.tiers_differ = registries_differ(self.offender, self.known);
        }
        let checks = self.checks();
        out.whereabouts = self.whereabouts(work, &checks, &mut out.notes);
        let lost = matches!(
            out.whereabouts,
            WhereaboutsFound::Unlocated { .. }
                | WhereaboutsFound::Absconded { .. }
                | WhereaboutsFound::Stale { .. }
                | WhereaboutsFound::Unknown
        );
        let mut any = false;
        for place in &mut out.places {
            if lost && place.compliance == Compliance::NoncompliantTechnical {
                place.compliance = Compliance::NoncompliantSubstantive;
            }
            if !place.registered && !self.options.all_registries {
                out.notes.other_registries += 1;
                continue;
            }
            any = true;
            out.compliance = worst(out.compliance, place.compliance);
        }
        if !any {
            out.compliance = Compliance::Undetermined;
        }
        // counts have no use for them
        if !self.brief {
            let missed = out
                .instances
                .iter()
                .filter(|one| self.is_missed_verification(one, out))
                .count();
            out.indicators = self.indicators(work, &checks, missed as u32);
        }
        let (process, warrant) = self.process(&mut out.notes);
        out.process = process;
        out.fugitive = warrant && out.compliance.is_noncompliant();
    }

    fn is_missed_verification(&self, one: &Instance, out: &Outcome) -> bool {
        matches!(one.state, DutyState::Overdue { .. })
            && out.owes(one.jurisdiction, self.options.all_registries)
            && out
                .places
                .get(one.jurisdiction as usize)
                .and_then(|place| {
                    self.packs
                        .rule(place.plan, usize::from(one.family), usize::from(one.rule))
                })
                .is_some_and(|(rule, ..)| rule.trigger == Trigger::Periodic && self.counts(rule))
    }
}

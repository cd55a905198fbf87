//! Duties that follow from an event.

use chrono::NaiveDate;

use super::{
    calendar::Direction,
    compile::{Family, InForce, Rule},
    facts::StayUse,
    judge::{Case, Judged, Scratch, join},
    outcome::{Fact, Instance, Outcome},
    pack::Trigger,
    periodic::bare,
    state::{DutyState, Missing},
};
use crate::records::LifeEventKind;

/// The duties of one family in one jurisdiction.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) place: u32,
    pub(super) number: u16,
    pub(super) family: &'a Family,
    /// The version of the rule that is gone through.
    pub(super) version: usize,
    pub(super) rule: &'a Rule,
}

impl Ask<'_> {
    /// A duty without a day.
    pub(super) fn bare(self, judged: Judged) -> Instance {
        bare(self.place, self.number, self.version as u16, judged)
    }

    /// Whether this is the newest version: what has no day is listed once.
    pub(super) fn is_newest(self) -> bool {
        self.version + 1 == self.family.rules.len()
    }
}

/// An event that a duty follows from.
#[derive(Clone, Copy)]
pub(super) struct Event {
    pub(super) first: NaiveDate,
    pub(super) last: NaiveDate,
    pub(super) fact: Fact,
}

impl Case<'_> {
    /// The duties of one family in one jurisdiction that follow from events.
    pub(super) fn events(&self, ask: Ask<'_>, work: &mut Scratch, out: &mut Outcome) {
        let rule = ask.rule;
        if !self.may_happen(rule, work) || !Self::may_hold(rule, work) {
            return;
        }
        work.hits.fill(&work.facts, rule, ask.place);
        let is_known = out
            .places
            .get(ask.place as usize)
            .is_some_and(|place| place.registered);
        match &rule.trigger {
            Trigger::Release | Trigger::Sentencing | Trigger::Remaining => {
                for (index, one) in self.offender.convictions.iter().enumerate() {
                    if self.known.has(one.provenance.as_ref(), None) {
                        self.initial(ask, index as u32, one, work, out);
                    }
                }
            }
            Trigger::Entering | Trigger::Arriving => self.entering(ask, work, out),
            Trigger::ResidenceChange => {
                let homes = |kind| matches!(kind, StayUse::Home | StayUse::Transient);
                self.stays(ask, homes, work, out);
            }
            Trigger::EmploymentChange => self.stays(ask, |kind| kind == StayUse::Work, work, out),
            Trigger::SchoolChange => self.stays(ask, |kind| kind == StayUse::School, work, out),
            Trigger::Lodging => self.stays(ask, |kind| kind == StayUse::Lodging, work, out),
            Trigger::Departure => self.departures(ask, work, out),
            Trigger::NameChange if is_known => {
                self.life(ask, &LifeEventKind::NameChange, work, out);
            }
            Trigger::IdentifierChange if is_known => {
                self.life(ask, &LifeEventKind::IdentifierChange, work, out);
            }
            Trigger::VehicleChange if is_known => self.vehicles(ask, work, out),
            Trigger::ForeignTravel if is_known => self.travel(ask, work, out),
            Trigger::Periodic
            | Trigger::NameChange
            | Trigger::IdentifierChange
            | Trigger::VehicleChange
            | Trigger::ForeignTravel => {}
            Trigger::AfterDuty(_) => self.after_duty(ask, work, out),
        }
    }

    /// Whether the record holds anything that the duty can follow from.
    fn may_happen(&self, rule: &Rule, work: &Scratch) -> bool {
        let stays = |kinds: &[StayUse]| kinds.iter().any(|kind| work.facts.uses & kind.bit() != 0);
        match rule.trigger {
            Trigger::Release | Trigger::Sentencing | Trigger::Remaining => {
                !self.offender.convictions.is_empty()
            }
            Trigger::NameChange | Trigger::IdentifierChange | Trigger::ForeignTravel => {
                !self.offender.events.is_empty()
            }
            Trigger::VehicleChange => self.offender.vehicles.iter().any(|one| one.span.is_some()),
            Trigger::ResidenceChange => stays(&[StayUse::Home, StayUse::Transient]),
            Trigger::EmploymentChange => stays(&[StayUse::Work]),
            Trigger::SchoolChange => stays(&[StayUse::School]),
            Trigger::Lodging => stays(&[StayUse::Lodging]),
            Trigger::Entering | Trigger::Arriving | Trigger::Departure => work.facts.uses != 0,
            Trigger::Periodic => false,
            Trigger::AfterDuty(_) => true,
        }
    }

    /// Judges a duty at both ends of what the record allows, and lists it.
    pub(super) fn list(
        &self,
        ask: Ask<'_>,
        event: Event,
        holds: Option<bool>,
        out: &mut Outcome,
        judge: impl Fn(&Rule, NaiveDate, NaiveDate) -> Judged,
    ) {
        if holds == Some(false) {
            return;
        }
        let (force, version) = ask.family.at(event.last);
        if version != ask.version {
            return;
        }
        let rule = match force {
            InForce::Nothing => return,
            InForce::Contradiction => {
                out.instances.push(Instance {
                    anchor: Some(event.last),
                    anchor_fact: event.fact,
                    ..ask.bare(Judged::missing(Missing::WhichRule, true))
                });
                return;
            }
            InForce::Rule(rule) => rule,
        };
        let due = |on: NaiveDate| {
            let (term, direction) = rule.within?;
            let calendar = self.calendar(rule)?;
            match direction {
                Direction::After => calendar.after(on, term),
                Direction::Before => calendar.before(on, term),
            }
        };
        let Some((soonest, due)) = due(event.first).zip(due(event.last)) else {
            return;
        };
        let mut judged = judge(rule, event.last, due);
        let mut approximate = false;
        if event.first != event.last {
            (judged, approximate) = join(judge(rule, event.first, soonest), judged);
        }
        let is_settled = matches!(
            judged.state,
            DutyState::Met
                | DutyState::NotYetDue
                | DutyState::DueSoon { .. }
                | DutyState::Excused { .. }
        );
        if holds.is_none() && !is_settled {
            judged = Judged::missing(Missing::Conviction, judged.open);
        }
        let history = self.options.history_from.is_some_and(|from| due < from);
        if history
            && matches!(
                judged.state,
                DutyState::MetLate { .. }
                    | DutyState::Overdue { .. }
                    | DutyState::Undetermined { .. }
            )
        {
            judged = Judged::missing(Missing::History, false);
        }
        out.instances.push(Instance {
            approximate,
            anchor: Some(event.last),
            anchor_fact: event.fact,
            due: Some(due),
            ..ask.bare(judged)
        });
    }

    /// A duty that follows from another one's being met.
    pub(super) fn after_duty(&self, ask: Ask<'_>, work: &Scratch, out: &mut Outcome) {
        let rule = ask.rule;
        let Some(other) = ask.family.after else {
            return;
        };
        let holds = self.any_conviction_holds(rule, work);
        for at in 0..out.instances.len() {
            let Some(base) = out.instances.get(at).copied() else {
                break;
            };
            if base.jurisdiction != ask.place || usize::from(base.family) != other {
                continue;
            }
            let fact = Fact::Duty(at as u32);
            match (base.met_on, base.state) {
                (Some(on), _) => {
                    let event = Event {
                        first: on,
                        last: on,
                        fact,
                    };
                    self.list(ask, event, holds, out, |rule, on, due| {
                        // what met the one is not what meets the other
                        let from = on.succ_opt().unwrap_or(on).min(due);
                        self.judge(&work.facts, &work.hits, rule, from, due)
                    });
                }
                (None, DutyState::Undetermined { .. }) if ask.is_newest() => {
                    let judged = Judged::missing(Missing::OtherDuty, base.open);
                    out.instances.push(Instance {
                        anchor_fact: fact,
                        ..ask.bare(judged)
                    });
                }
                _ => {}
            }
        }
    }
}

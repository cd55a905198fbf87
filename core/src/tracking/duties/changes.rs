//! Duties that follow from changes: homes, work, schools, lodgings, names, vehicles.

use chrono::NaiveDate;

use super::{
    calendar::Direction,
    compile::Rule,
    events::{Ask, Event},
    facts::{StayAt, StayUse, bounds, days_before},
    judge::{Case, Hits, Judged, Scratch, days},
    outcome::{Fact, Outcome},
    residence::DaysHere,
    state::{DutyState, Missing},
};
use crate::records::{LifeEventKind, PartialDate, Reporter};

/// Notice of something to come counts from so many days before it has to be given.
pub(super) const NOTICE_DAYS: u32 = 180;
/// Notice of leaving counts so many days ahead: what was told sooner was something else.
const LEAVING_DAYS: u32 = 60;

impl Case<'_> {
    /// A new home, work, school or lodging in the jurisdiction.
    pub(super) fn stays(
        &self,
        ask: Ask<'_>,
        is_kind: impl Fn(StayUse) -> bool,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let rule = ask.rule;
        let holds = self.any_conviction_holds(rule, work);
        let ahead = rule
            .within
            .is_some_and(|(_, direction)| direction == Direction::Before);
        let mut before: Option<StayAt> = None;
        let mut days_here = DaysHere::default();
        for stay in work.facts.stays.iter().filter(|stay| is_kind(stay.kind)) {
            let earlier = before.replace(*stay);
            let in_future = stay.start > self.options.as_of && !ahead;
            if in_future {
                continue;
            }
            // its days count toward living there, whether or not there is anything to tell of it
            let lives_from = self.lives_from(ask, stay, work, &mut days_here);
            let is_first = work.facts.since.is_none_or(|since| stay.start <= since);
            // where the record does not say in which jurisdiction it is, each that has the person is told; of a lodging each in any case
            let where_it_is = stay.place.filter(|_| stay.kind != StayUse::Lodging);
            let here = where_it_is.map_or_else(
                || {
                    out.places
                        .get(ask.place as usize)
                        .is_some_and(|place| place.registered)
                },
                |found| found == ask.place,
            );
            let goes_on = earlier.is_some_and(|earlier| self.is_same_place(&earlier, stay));
            if !here || is_first || goes_on || self.is_too_short(rule, stay) {
                continue;
            }
            let Some(day) = lives_from else { continue };
            let event = Event {
                first: day,
                last: day,
                fact: Fact::Stay(stay.index),
            };
            let listed = out.instances.len();
            self.list(ask, event, holds, out, |rule, on, due| {
                let from = if ahead {
                    days_before(due, NOTICE_DAYS)
                } else {
                    on
                };
                let judged = self.judge(&work.facts, &work.hits, rule, from, due);
                self.told(stay, due, judged)
            });
            self.elsewhere(ask.place, listed, out);
        }
    }

    /// The day from which a stay is one of somebody who lives there: at once, but for who has no home and is not registered there, when
    /// the rule of residence is met.
    fn lives_from(
        &self,
        ask: Ask<'_>,
        stay: &StayAt,
        work: &Scratch,
        days_here: &mut DaysHere,
    ) -> Option<NaiveDate> {
        if stay.kind != StayUse::Transient || stay.place != Some(ask.place) {
            return Some(stay.start);
        }
        let pack = self.packs.source(ask.rule.pack)?;
        let Some(rule) = &pack.residence else {
            return Some(stay.start);
        };
        let reached = days_here.reached(stay.start, stay.end, self.options.as_of, rule);
        let is_registered = work.facts.registrations.iter().any(|one| {
            one.place == ask.place
                && one.start.is_some_and(|start| start <= stay.start)
                && one.end.is_none_or(|end| end > stay.start)
        });
        if is_registered {
            Some(stay.start)
        } else {
            reached
        }
    }

    pub(super) fn is_too_short(&self, rule: &Rule, stay: &StayAt) -> bool {
        if rule.least_days == 0 {
            return false;
        }
        let last = stay.end.unwrap_or(self.options.as_of).max(stay.start);
        days(last, stay.start) < rule.least_days
    }

    /// Whether one stay is the other going on, written down twice.
    pub(super) fn is_same_place(&self, earlier: &StayAt, later: &StayAt) -> bool {
        earlier.end.is_none_or(|end| end >= later.start)
            && self
                .offender
                .stays
                .get(earlier.index as usize)
                .zip(self.offender.stays.get(later.index as usize))
                .is_some_and(|(a, b)| {
                    a.place.address.is_some()
                        && a.place.address == b.place.address
                        && a.organisation == b.organisation
                })
    }

    /// What the record of the stay itself says of who told it, and when.
    pub(super) fn told(&self, stay: &StayAt, due: NaiveDate, judged: Judged) -> Judged {
        let in_doubt = matches!(
            judged.state,
            DutyState::MetLate { .. }
                | DutyState::Overdue { .. }
                | DutyState::Undetermined {
                    missing: Missing::Appearance
                }
        );
        let Some(record) = self
            .offender
            .stays
            .get(stay.index as usize)
            .filter(|_| in_doubt)
        else {
            return judged;
        };
        let of_stay = record.provenance.as_ref();
        let of_record = self.offender.person.provenance.as_ref();
        let reporter = of_stay
            .and_then(|of| of.reported_by.as_ref())
            .or_else(|| of_record.and_then(|of| of.reported_by.as_ref()));
        let recorded = super::facts::recorded(of_stay, self.known.record);
        match reporter {
            Some(Reporter::SelfReported) => match recorded {
                Some(on) if on <= due => Judged {
                    state: DutyState::Met,
                    met_on: Some(on),
                    evidence: Fact::Stay(stay.index),
                    open: false,
                },
                // told by the day on which it was recorded at the latest; whether in time, nobody can say
                _ if !matches!(judged.state, DutyState::MetLate { .. }) => Judged {
                    evidence: Fact::Stay(stay.index),
                    ..Judged::missing(Missing::DayReported, false)
                },
                _ => judged,
            },
            None | Some(Reporter::Unstated | Reporter::Other(_))
                if matches!(judged.state, DutyState::Overdue { .. }) =>
            {
                Judged::missing(Missing::WhoReported, true)
            }
            _ => judged,
        }
    }

    /// Leaving a home, work or school; without a home, the place where somebody lived.
    pub(super) fn departures(&self, ask: Ask<'_>, work: &Scratch, out: &mut Outcome) {
        let rule = ask.rule;
        let holds = self.any_conviction_holds(rule, work);
        let mut days_here = DaysHere::default();
        for stay in work
            .facts
            .stays
            .iter()
            .filter(|stay| stay.place == Some(ask.place))
        {
            let is_told = stay.kind != StayUse::Lodging
                && self.lives_from(ask, stay, work, &mut days_here).is_some();
            let Some(end) = stay
                .end
                .filter(|_| is_told && stay.start <= self.options.as_of)
            else {
                continue;
            };
            if work.facts.since.is_none_or(|since| end <= since) {
                continue;
            }
            let event = Event {
                first: end,
                last: end,
                fact: Fact::Stay(stay.index),
            };
            let listed = out.instances.len();
            self.list(ask, event, holds, out, |rule, _, due| {
                let from = days_before(due, LEAVING_DAYS).max(stay.start);
                self.judge(&work.facts, &work.hits, rule, from, due)
            });
            self.elsewhere(ask.place, listed, out);
        }
    }

    /// A change that the record lists as an event.
    pub(super) fn life(
        &self,
        ask: Ask<'_>,
        kind: &LifeEventKind,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let rule = ask.rule;
        let holds = self.any_conviction_holds(rule, work);
        for (index, one) in self.life_events(kind) {
            let Some((first, last)) = self.here(
                ask.place,
                one.jurisdiction.as_deref(),
                *one.on.expose(),
                out,
            ) else {
                continue;
            };
            if first > self.options.as_of || work.facts.since.is_none_or(|since| last <= since) {
                continue;
            }
            let notice = one
                .notice_on
                .as_ref()
                .map(|on| *on.expose())
                .filter(|on| *on <= self.options.as_of);
            let event = Event {
                first,
                last,
                fact: Fact::Event(index),
            };
            self.list(ask, event, holds, out, |rule, on, due| {
                let told = notice.map(|on| (on, Fact::Event(index)));
                let certain = told.or_else(|| Hits::first(&work.hits.certain, on));
                let maybe = Hits::first(&work.hits.maybe, on)
                    .filter(|(on, _)| certain.is_none_or(|(met, _)| *on < met));
                self.weigh(&work.facts, rule, due, certain, maybe)
            });
        }
    }

    pub(super) fn life_events(
        &self,
        kind: &LifeEventKind,
    ) -> impl Iterator<Item = (u32, &crate::records::LifeEvent)> {
        self.offender
            .events
            .iter()
            .enumerate()
            .filter(move |(_, one)| {
                one.kind == *kind && self.known.has(one.provenance.as_ref(), None)
            })
            .map(|(index, one)| (index as u32, one))
    }

    pub(super) fn here(
        &self,
        place: u32,
        code: Option<&str>,
        on: PartialDate,
        out: &Outcome,
    ) -> Option<(NaiveDate, NaiveDate)> {
        let found = out.places.get(place as usize)?;
        let theirs = super::compile::bare(super::facts::code_of(self.offender, found.code));
        let here = code.is_none_or(|code| super::compile::bare(code).eq_ignore_ascii_case(theirs));
        bounds(on).filter(|_| here)
    }

    pub(super) fn vehicles(&self, ask: Ask<'_>, work: &Scratch, out: &mut Outcome) {
        let rule = ask.rule;
        let holds = self.any_conviction_holds(rule, work);
        for (index, one) in self.offender.vehicles.iter().enumerate() {
            if !self.known.has(one.provenance.as_ref(), None) {
                continue;
            }
            let Some(start) = one.span.as_ref().and_then(|span| span.expose().start()) else {
                continue;
            };
            if start > self.options.as_of || work.facts.since.is_none_or(|since| start <= since) {
                continue;
            }
            let event = Event {
                first: start,
                last: start,
                fact: Fact::Vehicle(index as u32),
            };
            self.list(ask, event, holds, out, |rule, on, due| {
                self.judge(&work.facts, &work.hits, rule, on, due)
            });
        }
    }
}

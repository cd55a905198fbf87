//! To register for the first time, and on coming to a jurisdiction.

use chrono::NaiveDate;

use super::{
    calendar::Direction,
    changes::NOTICE_DAYS,
    compile::Rule,
    events::{Ask, Event},
    facts::{StayUse, bounds, days_before},
    judge::{Case, Hits, Judged, Scratch},
    outcome::{Fact, Instance, Outcome},
    pack::Trigger,
    state::{DutyState, Missing},
};
use crate::records::{Conviction, CustodyKind};

impl Case<'_> {
    /// Release and sentence: to register for the first time, where the person lives and where the conviction was.
    pub(super) fn initial(
        &self,
        ask: Ask<'_>,
        index: u32,
        one: &Conviction,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let rule = ask.rule;
        let code = one.jurisdiction.as_deref();
        let here = out.places.get(ask.place as usize).is_some_and(|found| {
            let theirs = super::facts::code_of(self.offender, found.code);
            code.is_some_and(|code| {
                super::compile::bare(code).eq_ignore_ascii_case(super::compile::bare(theirs))
            })
        });
        let holds = self.all_hold(rule, one, here, work);
        if holds == Some(false) {
            return;
        }
        let lives_on = rule.trigger == Trigger::Remaining;
        let is_release = match rule.trigger {
            Trigger::Remaining => one.imprisoned != Some(false),
            _ => rule.trigger == Trigger::Release,
        };
        let date = if is_release {
            self.released(one)
        } else {
            one.sentenced_on
                .as_ref()
                .and_then(|date| bounds(*date.expose()))
        };
        let fact = Fact::Conviction(index);
        let Some((first, last)) = date else {
            // who is registered has at least done that; when it was due, the record does not say
            let (registered, is_held) = (
                work.facts
                    .registrations
                    .iter()
                    .any(|one| one.place == ask.place),
                work.facts
                    .held
                    .iter()
                    .any(|one| one.to.is_none() && one.verified),
            );
            if ask.is_newest() && (here && !lives_on || registered) {
                let missing = if is_release {
                    Missing::ReleaseDate
                } else {
                    Missing::SentencingDate
                };
                let judged = if is_release && is_held && !registered {
                    Judged {
                        state: DutyState::NotYetDue,
                        ..Judged::missing(missing, false)
                    }
                } else {
                    Judged::missing(missing, !registered)
                };
                out.instances.push(Instance {
                    anchor_fact: fact,
                    ..ask.bare(judged)
                });
            }
            return;
        };
        if first > self.options.as_of
            && rule
                .within
                .is_none_or(|(_, direction)| direction == Direction::After)
        {
            return;
        }
        let lives_here = work.facts.stays.iter().any(|stay| {
            stay.place == Some(ask.place)
                && matches!(stay.kind, StayUse::Home | StayUse::Transient)
                && (stay.start < first || stay.start <= last && !lives_on)
                && stay.end.is_none_or(|end| end > last)
        });
        let no_place_known = !here
            && !lives_on
            && code.is_none()
            && work
                .facts
                .registrations
                .iter()
                .any(|one| one.place == ask.place);
        if !(here && !lives_on || lives_here || no_place_known) {
            return;
        }
        let sentenced = one
            .sentenced_on
            .as_ref()
            .and_then(|date| bounds(*date.expose()));
        let out_of_order = is_release && sentenced.is_some_and(|(sentenced, _)| last < sentenced);
        let event = Event { first, last, fact };
        let listed = out.instances.len();
        self.list(ask, event, holds, out, |rule, on, due| {
            let judged = self.registered(ask.place, rule, work, on, due);
            if out_of_order && !matches!(judged.state, DutyState::Met) {
                return Judged::missing(Missing::DatesOutOfOrder, judged.open);
            }
            judged
        });
        self.elsewhere(ask.place, listed, out);
    }

    /// A registry that is not in the record may have the person: what was listed since there were so many lines is then not known.
    pub(super) fn elsewhere(&self, place: u32, before: usize, out: &mut Outcome) {
        let is_known = self.options.all_registries
            || out
                .places
                .get(place as usize)
                .is_some_and(|place| place.registered);
        if is_known {
            return;
        }
        for one in out.instances.iter_mut().skip(before) {
            if matches!(
                one.state,
                DutyState::Overdue { .. } | DutyState::Undetermined { .. }
            ) {
                one.state = DutyState::undetermined(Missing::OtherRegistry);
                one.open = true;
            }
        }
    }

    /// Whether the person was registered by a day: a registration that holds on it, or the first one after the event.
    pub(super) fn registered(
        &self,
        place: u32,
        rule: &Rule,
        work: &Scratch,
        event: NaiveDate,
        due: NaiveDate,
    ) -> Judged {
        let here = work
            .facts
            .registrations
            .iter()
            .filter(|one| one.place == place);
        let holding = here
            .filter_map(|one| Some((one.start?, one)))
            .filter(|(start, one)| *start <= due && one.end.is_none_or(|end| end > event))
            .min_by_key(|(start, _)| *start)
            .map(|(start, one)| (start, Fact::Registration(one.index)));
        // what must be done before an event can be done long before it
        let from = match rule.within {
            Some((_, Direction::Before)) => days_before(due, NOTICE_DAYS),
            _ => event.min(due),
        };
        let certain = holding.or_else(|| Hits::first(&work.hits.certain, from));
        let maybe = Hits::first(&work.hits.maybe, from)
            .filter(|(on, _)| certain.is_none_or(|(met, _)| *on < met));
        self.weigh(&work.facts, rule, due, certain, maybe)
    }

    /// The days on which the person can have been released from imprisonment for an offence.
    pub(super) fn released(&self, one: &Conviction) -> Option<(NaiveDate, NaiveDate)> {
        let told = one
            .released_on
            .as_ref()
            .and_then(|date| bounds(*date.expose()));
        told.or_else(|| {
            let sentenced = one.sentenced_on.as_ref()?.expose().to_date()?;
            let inside = self.offender.custody.iter().find(|held| {
                matches!(held.kind, CustodyKind::Prison | CustodyKind::Jail)
                    && held.span.expose().contains(sentenced)
                    && self.known.has(held.provenance.as_ref(), None)
            })?;
            let out = inside.span.expose().end()?;
            Some((out, out))
        })
    }

    /// Coming to live in the jurisdiction with no home there before; by some rules, to work or study too.
    pub(super) fn entering(&self, ask: Ask<'_>, work: &Scratch, out: &mut Outcome) {
        let rule = ask.rule;
        let holds = self.any_conviction_holds(rule, work);
        let residence = self
            .packs
            .source(rule.pack)
            .and_then(|pack| pack.residence.as_ref());
        let mut left = None::<NaiveDate>;
        let mut was_here = false;
        let mut days_here = super::residence::DaysHere::default();
        for stay in work
            .facts
            .stays
            .iter()
            .filter(|stay| stay.place == Some(ask.place))
        {
            if stay.start > self.options.as_of {
                continue;
            }
            let stopped = was_here && left.is_some_and(|left| left < stay.start);
            let begins = !was_here || stopped;
            let comes_any_way = rule.trigger == Trigger::Arriving;
            let day = match stay.kind {
                StayUse::Home => Some(stay.start),
                StayUse::Work | StayUse::School => comes_any_way.then_some(stay.start),
                StayUse::Transient | StayUse::Lodging => residence
                    .map_or(Some(stay.start), |rule| {
                        days_here.reached(stay.start, stay.end, self.options.as_of, rule)
                    }),
            };
            let Some(day) = day else { continue };
            left = if was_here && !stopped {
                left.zip(stay.end).map(|(a, b)| a.max(b))
            } else {
                stay.end
            };
            was_here = true;
            if begins && work.facts.since.is_some_and(|since| since <= day) {
                let event = Event {
                    first: day,
                    last: day,
                    fact: Fact::Stay(stay.index),
                };
                let listed = out.instances.len();
                self.list(ask, event, holds, out, |rule, on, due| {
                    self.registered(ask.place, rule, work, on, due)
                });
                self.elsewhere(ask.place, listed, out);
            }
        }
    }
}

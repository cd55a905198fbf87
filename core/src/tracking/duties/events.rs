//! Duties that follow from an event.

use chrono::NaiveDate;

use super::{
    calendar::Direction,
    compile::{Condition, Family, InForce, Rule, convicted_bit, convicted_by},
    facts::{StayAt, StayUse, bounds, days_before},
    judge::{Case, Hits, Judged, Scratch, days, join},
    outcome::{Fact, Instance, Outcome},
    pack::Trigger,
    periodic::bare,
    state::{DutyState, Missing},
};
use crate::records::{Conviction, CustodyKind, LifeEventKind, PartialDate, Pii, Reporter};

/// Notice of something to come counts from so many days before it has to be given.
const NOTICE_DAYS: u32 = 180;
/// Notice of leaving counts so many days ahead: what was told sooner was something else.
const LEAVING_DAYS: u32 = 60;

/// An event that a duty follows from.
#[derive(Clone, Copy)]
struct Event {
    first: NaiveDate,
    last: NaiveDate,
    fact: Fact,
}

impl Case<'_> {
    /// The duties of one family in one jurisdiction that follow from events.
    pub(super) fn events(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        work: &mut Scratch,
        out: &mut Outcome,
    ) {
        let Some(rule) = family.rules.first() else {
            return;
        };
        work.hits.fill(&work.facts, rule, place);
        let is_known = out
            .places
            .get(place as usize)
            .is_some_and(|place| place.registered);
        match &rule.trigger {
            Trigger::Periodic => {}
            Trigger::Release | Trigger::Sentencing => {
                for (index, one) in self.offender.convictions.iter().enumerate() {
                    if self.known.has(one.provenance.as_ref(), None) {
                        self.initial(place, number, family, index as u32, one, work, out);
                    }
                }
            }
            Trigger::Entering => self.entering(place, number, family, work, out),
            Trigger::ResidenceChange => {
                let homes = |kind| matches!(kind, StayUse::Home | StayUse::Transient);
                self.stays(place, number, family, homes, work, out);
            }
            Trigger::EmploymentChange => self.stays(
                place,
                number,
                family,
                |kind| kind == StayUse::Work,
                work,
                out,
            ),
            Trigger::SchoolChange => self.stays(
                place,
                number,
                family,
                |kind| kind == StayUse::School,
                work,
                out,
            ),
            Trigger::Lodging => self.stays(
                place,
                number,
                family,
                |kind| kind == StayUse::Lodging,
                work,
                out,
            ),
            Trigger::Departure => self.departures(place, number, family, work, out),
            Trigger::NameChange if is_known => {
                self.life(place, number, family, &LifeEventKind::NameChange, work, out)
            }
            Trigger::IdentifierChange if is_known => {
                self.life(
                    place,
                    number,
                    family,
                    &LifeEventKind::IdentifierChange,
                    work,
                    out,
                );
            }
            Trigger::VehicleChange if is_known => self.vehicles(place, number, family, work, out),
            Trigger::ForeignTravel if is_known => self.travel(place, number, family, work, out),
            Trigger::NameChange
            | Trigger::IdentifierChange
            | Trigger::VehicleChange
            | Trigger::ForeignTravel => {}
            Trigger::AfterDuty(_) => self.after_duty(place, number, family, work, out),
        }
    }

    /// Judges a duty at both ends of what the record allows, and lists it.
    fn list(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        event: Event,
        holds: Option<bool>,
        out: &mut Outcome,
        judge: impl Fn(&Rule, NaiveDate, NaiveDate) -> Judged,
    ) {
        if holds == Some(false) {
            return;
        }
        let (rule, version) = match family.at(event.last) {
            (InForce::Nothing, _) => return,
            (InForce::Contradiction(_), version) => {
                let judged = Judged::missing(Missing::WhichRule, true);
                out.instances.push(Instance {
                    anchor: Some(event.last),
                    anchor_fact: event.fact,
                    ..bare(place, number, version as u16, judged)
                });
                return;
            }
            (InForce::Rule(rule), version) => (rule, version),
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
            ..bare(place, number, version as u16, judged)
        });
    }

    /// Release and sentence: to register for the first time, where the person lives and where the conviction was.
    fn initial(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        index: u32,
        one: &Conviction,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let Some(rule) = family.rules.first() else {
            return;
        };
        let code = one.jurisdiction.as_deref();
        let here = out.places.get(place as usize).is_some_and(|found| {
            let theirs = super::facts::code_of(self.offender, found.code);
            code.is_some_and(|code| {
                super::compile::bare(code).eq_ignore_ascii_case(super::compile::bare(theirs))
            })
        });
        let holds = self.all_hold(rule, one, here, work);
        if holds == Some(false) {
            return;
        }
        let is_release = rule.trigger == Trigger::Release;
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
                    .any(|one| one.place == place),
                work.facts
                    .held
                    .iter()
                    .any(|one| one.to.is_none() && one.verified),
            );
            if here || registered {
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
                    ..bare(place, number, 0, judged)
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
            stay.place == Some(place)
                && matches!(stay.kind, StayUse::Home | StayUse::Transient)
                && stay.start <= last
                && stay.end.is_none_or(|end| end > last)
        });
        let no_place_known = !here
            && code.is_none()
            && work
                .facts
                .registrations
                .iter()
                .any(|one| one.place == place);
        if !(here || lives_here || no_place_known) {
            return;
        }
        let sentenced = one
            .sentenced_on
            .as_ref()
            .and_then(|date| bounds(*date.expose()));
        let out_of_order = is_release && sentenced.is_some_and(|(sentenced, _)| last < sentenced);
        let event = Event { first, last, fact };
        self.list(place, number, family, event, holds, out, |rule, on, due| {
            let judged = self.registered(place, rule, work, on, due);
            if out_of_order && !matches!(judged.state, DutyState::Met) {
                return Judged::missing(Missing::DatesOutOfOrder, judged.open);
            }
            judged
        });
        self.elsewhere(place, out);
    }

    /// A registry that is not in the record may have the person.
    fn elsewhere(&self, place: u32, out: &mut Outcome) {
        let is_known = self.options.all_registries
            || out
                .places
                .get(place as usize)
                .is_some_and(|place| place.registered);
        if is_known {
            return;
        }
        if let Some(last) = out.instances.last_mut()
            && last.jurisdiction == place
            && matches!(
                last.state,
                DutyState::Overdue { .. } | DutyState::Undetermined { .. }
            )
        {
            last.state = DutyState::undetermined(Missing::OtherRegistry);
            last.open = true;
        }
    }

    /// Whether the person was registered by a day: a registration that holds on it, or the first one after the event.
    fn registered(
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
        let from = event.min(due);
        let certain = holding.or_else(|| Hits::first(&work.hits.certain, from));
        let maybe = Hits::first(&work.hits.maybe, from)
            .filter(|(on, _)| certain.is_none_or(|(met, _)| *on < met));
        self.weigh(&work.facts, rule, due, certain, maybe)
    }

    /// The days on which the person can have been released from imprisonment for an offence.
    fn released(&self, one: &Conviction) -> Option<(NaiveDate, NaiveDate)> {
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

    /// Coming to live in the jurisdiction with no home there before.
    fn entering(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let Some(rule) = family.rules.first() else {
            return;
        };
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
            .filter(|stay| stay.place == Some(place))
        {
            if stay.start > self.options.as_of {
                continue;
            }
            let stopped = was_here && left.is_some_and(|left| left < stay.start);
            let begins = !was_here || stopped;
            let day = match stay.kind {
                StayUse::Home => Some(stay.start),
                StayUse::Work | StayUse::School => None,
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
                self.list(place, number, family, event, holds, out, |rule, on, due| {
                    self.registered(place, rule, work, on, due)
                });
                self.elsewhere(place, out);
            }
        }
    }

    /// A new home, work, school or lodging in the jurisdiction.
    fn stays(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        is_kind: impl Fn(StayUse) -> bool,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let Some(rule) = family.rules.first() else {
            return;
        };
        let holds = self.any_conviction_holds(rule, work);
        let ahead = rule
            .within
            .is_some_and(|(_, direction)| direction == Direction::Before);
        let mut before: Option<StayAt> = None;
        for stay in work.facts.stays.iter().filter(|stay| is_kind(stay.kind)) {
            let earlier = before.replace(*stay);
            let is_first = work.facts.since.is_none_or(|since| stay.start <= since);
            // where the record does not say in which jurisdiction it is, each that has the person is told
            let here = stay.place.map_or_else(
                || {
                    out.places
                        .get(place as usize)
                        .is_some_and(|place| place.registered)
                },
                |found| found == place,
            );
            let goes_on = earlier.is_some_and(|earlier| self.is_same_place(&earlier, stay));
            let in_future = stay.start > self.options.as_of && !ahead;
            if !here || is_first || goes_on || in_future || self.is_too_short(rule, stay) {
                continue;
            }
            let event = Event {
                first: stay.start,
                last: stay.start,
                fact: Fact::Stay(stay.index),
            };
            self.list(place, number, family, event, holds, out, |rule, on, due| {
                let from = if ahead {
                    days_before(due, NOTICE_DAYS)
                } else {
                    on
                };
                let judged = self.judge(&work.facts, &work.hits, rule, from, due);
                self.told(stay, due, judged)
            });
            self.elsewhere(place, out);
        }
    }

    fn is_too_short(&self, rule: &Rule, stay: &StayAt) -> bool {
        if rule.least_days == 0 {
            return false;
        }
        let last = stay.end.unwrap_or(self.options.as_of).max(stay.start);
        days(last, stay.start) < rule.least_days
    }

    /// Whether one stay is the other going on, written down twice.
    fn is_same_place(&self, earlier: &StayAt, later: &StayAt) -> bool {
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
    fn told(&self, stay: &StayAt, due: NaiveDate, judged: Judged) -> Judged {
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

    /// Leaving a home, work or school.
    fn departures(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let Some(rule) = family.rules.first() else {
            return;
        };
        let holds = self.any_conviction_holds(rule, work);
        for stay in work
            .facts
            .stays
            .iter()
            .filter(|stay| stay.place == Some(place))
        {
            let is_told = matches!(stay.kind, StayUse::Home | StayUse::Work | StayUse::School);
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
            self.list(place, number, family, event, holds, out, |rule, _, due| {
                let from = days_before(due, LEAVING_DAYS).max(stay.start);
                self.judge(&work.facts, &work.hits, rule, from, due)
            });
        }
    }

    /// A change that the record lists as an event.
    fn life(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        kind: &LifeEventKind,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let Some(rule) = family.rules.first() else {
            return;
        };
        let holds = self.any_conviction_holds(rule, work);
        for (index, one) in self.life_events(kind) {
            let Some((first, last)) = self.here(place, &one.jurisdiction, &one.on, out) else {
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
            self.list(place, number, family, event, holds, out, |rule, on, due| {
                let told = notice.map(|on| (on, Fact::Event(index)));
                let certain = told.or_else(|| Hits::first(&work.hits.certain, on));
                let maybe = Hits::first(&work.hits.maybe, on)
                    .filter(|(on, _)| certain.is_none_or(|(met, _)| *on < met));
                self.weigh(&work.facts, rule, due, certain, maybe)
            });
        }
    }

    fn life_events(
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

    fn here(
        &self,
        place: u32,
        code: &Option<String>,
        on: &Pii<PartialDate>,
        out: &Outcome,
    ) -> Option<(NaiveDate, NaiveDate)> {
        let found = out.places.get(place as usize)?;
        let theirs = super::compile::bare(super::facts::code_of(self.offender, found.code));
        let here = code
            .as_deref()
            .is_none_or(|code| super::compile::bare(code).eq_ignore_ascii_case(theirs));
        bounds(*on.expose()).filter(|_| here)
    }

    fn vehicles(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let Some(rule) = family.rules.first() else {
            return;
        };
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
            self.list(place, number, family, event, holds, out, |rule, on, due| {
                self.judge(&work.facts, &work.hits, rule, on, due)
            });
        }
    }

    /// Leaving for another country: notice ahead.
    fn travel(&self, place: u32, number: u16, family: &Family, work: &Scratch, out: &mut Outcome) {
        let Some(rule) = family.rules.first() else {
            return;
        };
        let holds = self.any_conviction_holds(rule, work);
        let mut journeys: Vec<(NaiveDate, NaiveDate, u32)> = self
            .life_events(&LifeEventKind::ForeignTravel)
            .filter_map(|(index, one)| {
                let (first, last) = self.here(place, &one.jurisdiction, &one.on, out)?;
                Some((first, last, index))
            })
            .collect();
        journeys.sort_unstable();
        // each notice is for the first journey that it can be for
        let mut next = 0;
        for (first, last, index) in journeys {
            if work.facts.since.is_none_or(|since| last <= since) {
                continue;
            }
            let Some(one) = self.offender.events.get(index as usize) else {
                continue;
            };
            let told = one
                .notice_on
                .as_ref()
                .map(|on| *on.expose())
                .filter(|on| *on <= self.options.as_of);
            let earliest = days_before(first, 365);
            while work
                .hits
                .certain
                .get(next)
                .is_some_and(|(on, _)| *on < earliest)
            {
                next += 1;
            }
            let mut reused = false;
            let notice = match (told, work.hits.certain.get(next)) {
                (Some(on), _) => Some((on, Fact::Event(index))),
                (None, Some(found)) if found.0 <= last => {
                    next += 1;
                    Some(*found)
                }
                // one that was taken for an earlier journey may have told of this one too
                _ => {
                    let last_taken = next.checked_sub(1).and_then(|at| work.hits.certain.get(at));
                    reused = last_taken.is_some_and(|(on, _)| *on >= earliest && *on <= last);
                    None
                }
            };
            let event = Event {
                first,
                last,
                fact: Fact::Event(index),
            };
            let accommodation = one.accommodation.is_some();
            self.list(place, number, family, event, holds, out, |rule, on, due| {
                let late = notice.filter(|(told, _)| *told > due && *told <= on);
                if let Some((told, fact)) = late {
                    return Judged {
                        state: DutyState::ShortNotice {
                            days: days(on, told),
                            accommodation,
                        },
                        met_on: Some(told),
                        evidence: fact,
                        open: false,
                    };
                }
                let maybe = Hits::first(&work.hits.maybe, earliest)
                    .filter(|(told, _)| *told <= on && notice.is_none());
                let judged = self.weigh(&work.facts, rule, due, notice, maybe);
                if reused && matches!(judged.state, DutyState::Overdue { .. }) {
                    return Judged::missing(Missing::WhichTravel, false);
                }
                judged
            });
        }
    }

    /// A duty that follows from another one's being met.
    fn after_duty(
        &self,
        place: u32,
        number: u16,
        family: &Family,
        work: &Scratch,
        out: &mut Outcome,
    ) {
        let Some((rule, other)) = family.rules.first().zip(family.after) else {
            return;
        };
        let holds = self.any_conviction_holds(rule, work);
        for at in 0..out.instances.len() {
            let Some(base) = out.instances.get(at).copied() else {
                break;
            };
            if base.jurisdiction != place || usize::from(base.family) != other {
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
                    self.list(place, number, family, event, holds, out, |rule, on, due| {
                        // what met the one is not what meets the other
                        let from = on.succ_opt().unwrap_or(on).min(due);
                        self.judge(&work.facts, &work.hits, rule, from, due)
                    });
                }
                (None, DutyState::Undetermined { .. }) => {
                    let judged = Judged::missing(Missing::OtherDuty, base.open);
                    out.instances.push(Instance {
                        anchor_fact: fact,
                        ..bare(place, number, 0, judged)
                    });
                }
                _ => {}
            }
        }
    }

    /// Whether a rule's conditions hold of one conviction. `None`: the record does not say.
    fn all_hold(&self, rule: &Rule, one: &Conviction, here: bool, work: &Scratch) -> Option<bool> {
        let mut all = Some(true);
        for condition in &rule.applies_if {
            let holds = match condition {
                Condition::ConvictedHere => Some(here),
                Condition::Tier(_) | Condition::Transient(_) => {
                    self.of_any_conviction(*condition, work)
                }
                other => self.of_conviction(*other, one),
            };
            match holds {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }

    fn of_conviction(&self, condition: Condition, one: &Conviction) -> Option<bool> {
        match condition {
            Condition::Imprisoned(wanted) => {
                let released = self.released(one).map(|_| true);
                let is_so = one.imprisoned.or(released)?;
                Some(is_so == wanted)
            }
            Condition::ConvictedBy(by) => {
                Some(by & convicted_bit(convicted_by(one.jurisdiction.as_deref())?) != 0)
            }
            Condition::Juvenile(wanted) => Some(one.juvenile? == wanted),
            _ => None,
        }
    }

    /// Whether a condition holds of the person: of any conviction, or on the day of the assessment.
    pub(super) fn of_any_conviction(&self, condition: Condition, work: &Scratch) -> Option<bool> {
        match condition {
            Condition::Transient(wanted) => {
                Some(work.facts.is_transient(self.options.as_of) == wanted)
            }
            Condition::Tier(tiers) => {
                let tier = work.tiers.on(self.options.as_of)?.tier;
                Some(tiers & (1 << tier) != 0)
            }
            Condition::ConvictedHere => None,
            other => {
                let known = self
                    .offender
                    .convictions
                    .iter()
                    .filter(|one| self.known.has(one.provenance.as_ref(), None));
                let mut all = None;
                for one in known {
                    match self.of_conviction(other, one) {
                        Some(true) => return Some(true),
                        Some(false) if all.is_none() => all = Some(Some(false)),
                        Some(false) => {}
                        None => all = Some(None),
                    }
                }
                all.flatten()
            }
        }
    }

    fn any_conviction_holds(&self, rule: &Rule, work: &Scratch) -> Option<bool> {
        let mut all = Some(true);
        for condition in &rule.applies_if {
            match self.of_any_conviction(*condition, work) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => all = None,
            }
        }
        all
    }
}

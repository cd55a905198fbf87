//! A record read once: what was known by the day, in order.

use chrono::NaiveDate;

use super::{
    Facts, Held, Known, RegisteredAt, Seen, StayAt, StayUse, UNSAID, bounds, find, recorded,
};
use crate::{
    records::{
        AppearancePurpose, Conviction, Manner, Offender, PartialDate, Registration, StayKind,
        VerificationOutcome, Whereabouts,
    },
    tracking::duties::{
        compile::{
            CompiledPacks, INITIAL, MANNER_UNSTATED, convicted_bit, convicted_by, custody_bit,
            manner_bit, purpose_bit,
        },
        options::AssessOptions,
        outcome::{CodeAt, Fact, Outcome, Place},
        pack::ConvictedBy,
        period::merge,
    },
};

/// What facts are made from.
struct Load<'a> {
    offender: &'a Offender,
    packs: &'a CompiledPacks,
    options: &'a AssessOptions,
    known: Known,
}

impl Facts {
    /// Fills the facts, and the jurisdictions of the outcome.
    pub(in crate::tracking::duties) fn load(
        &mut self,
        offender: &Offender,
        packs: &CompiledPacks,
        options: &AssessOptions,
        out: &mut Outcome,
    ) {
        let known = Known::new(offender, options);
        let from = Load {
            offender,
            packs,
            options,
            known,
        };
        self.seen.clear();
        self.stays.clear();
        self.registrations.clear();
        self.held.clear();
        self.closed.clear();
        self.free.clear();
        self.since = None;
        (self.uses, self.convicted_by, self.imprisoned) = (0, 0, 0);
        self.born = offender
            .person
            .birth_date
            .as_ref()
            .filter(|_| known.has(None, None))
            .map(|date| *date.expose());
        for (at, one) in offender.registrations.iter().enumerate() {
            self.registration(&from, at as u32, one, out);
        }
        for (at, one) in offender.convictions.iter().enumerate() {
            self.conviction(offender, packs, known, at as u32, one, out);
        }
        self.since = self.since.or_else(|| {
            let starts = self.registrations.iter().filter_map(|one| one.start);
            starts.chain(self.seen.iter().map(|one| one.on)).min()
        });
        self.stays(offender, packs, known, out);
        self.custody(offender, known, out);
        self.seen
            .sort_unstable_by_key(|one| (one.on, order(one.fact)));
        self.free.sort_unstable();
        self.whole_life(offender, known, out);
    }

    fn registration(&mut self, from: &Load<'_>, index: u32, one: &Registration, out: &mut Outcome) {
        let Load {
            offender,
            packs,
            options,
            known,
        } = *from;
        let of = one.provenance.as_ref();
        if !known.counts(of, None, &mut out.notes) {
            return;
        }
        let within = recorded(of, known.record);
        let span = one.span.expose();
        if span.start().is_some_and(|start| start > known.as_of) {
            out.notes.after_as_of += 1;
            return;
        }
        let place = place(
            offender,
            packs,
            &one.jurisdiction,
            CodeAt::Registration(index),
            out,
        );
        let end = span.end().filter(|end| *end <= known.as_of);
        let (mut first, mut listed, mut first_listed) =
            (None::<NaiveDate>, 0_u32, None::<NaiveDate>);
        for (number, appearance) in one.appearances.iter().enumerate() {
            if !known.counts(appearance.provenance.as_ref(), within, &mut out.notes) {
                continue;
            }
            let on = *appearance.on.expose();
            if on > known.as_of {
                out.notes.after_as_of += 1;
                continue;
            }
            let purpose = purpose_bit(&appearance.purpose);
            first = Some(first.map_or(on, |first| first.min(on)));
            // who is about to be released registers inside
            let is_inside = matches!(
                appearance.purpose,
                AppearancePurpose::Initial | AppearancePurpose::Unstated
            );
            if !is_inside && is_in_person(&appearance.manner) {
                self.free.push(on);
            }
            if purpose & 2 != 0 {
                listed += 1;
                first_listed = Some(first_listed.map_or(on, |first| first.min(on)));
            }
            self.seen.push(Seen {
                on,
                purpose,
                manner: manner_bit(&appearance.manner),
                place,
                fact: Fact::Appearance(index, number as u32),
            });
        }
        let start = span.start().or(first);
        out.notes.without_start += u32::from(start.is_none());
        if let Some(start) = span.start() {
            // to be entered as registered is to be registered, however it was done
            self.seen.push(Seen {
                on: start,
                purpose: INITIAL,
                manner: !MANNER_UNSTATED,
                place,
                fact: Fact::Registration(index),
            });
        }
        let full = options.most_listed.is_some_and(|most| listed >= most);
        let listed_from = options.history_from.max(first_listed.filter(|_| full));
        self.registrations.push(RegisteredAt {
            place,
            start,
            end,
            index,
            listed_from,
        });
        if let Some(place) = out.places.get_mut(place as usize) {
            place.registered = true;
            place.current |= end.is_none();
        }
    }

    fn conviction(
        &mut self,
        offender: &Offender,
        packs: &CompiledPacks,
        known: Known,
        index: u32,
        one: &Conviction,
        out: &mut Outcome,
    ) {
        if !known.counts(one.provenance.as_ref(), None, &mut out.notes) {
            return;
        }
        let by = convicted_by(one.jurisdiction.as_deref());
        self.convicted_by |= by.map_or(UNSAID, convicted_bit);
        self.imprisoned |= match one.imprisoned {
            Some(true) => 1,
            Some(false) => 2,
            None => UNSAID,
        };
        let first = |date: &Option<crate::records::Pii<PartialDate>>| {
            date.as_ref()
                .and_then(|date| bounds(*date.expose()))
                .map(|(first, _)| first)
        };
        let last = |date: &Option<crate::records::Pii<PartialDate>>| {
            date.as_ref()
                .and_then(|date| bounds(*date.expose()))
                .map(|(_, last)| last)
        };
        let before = |later: Option<NaiveDate>, sooner: Option<NaiveDate>| {
            later
                .zip(sooner)
                .is_some_and(|(later, sooner)| later < sooner)
        };
        let wrong = [
            before(last(&one.convicted_on), first(&one.offence.committed_on)),
            before(last(&one.sentenced_on), first(&one.convicted_on)),
            before(last(&one.released_on), first(&one.sentenced_on)),
        ];
        out.notes.out_of_order += wrong.into_iter().map(u32::from).sum::<u32>();
        let begins = first(&one.released_on)
            .or_else(|| first(&one.sentenced_on))
            .or_else(|| first(&one.convicted_on));
        match begins {
            Some(day) if day > known.as_of => out.notes.after_as_of += 1,
            Some(day) => self.since = Some(self.since.map_or(day, |since| since.min(day))),
            None => {}
        }
        let code = one.jurisdiction.as_deref();
        if let (Some(code), Some(ConvictedBy::State)) = (code, by) {
            place(offender, packs, code, CodeAt::Conviction(index), out);
        }
    }

    fn stays(
        &mut self,
        offender: &Offender,
        packs: &CompiledPacks,
        known: Known,
        out: &mut Outcome,
    ) {
        for (index, stay) in offender.stays.iter().enumerate() {
            let kind = match stay.kind {
                StayKind::Residence => StayUse::Home,
                StayKind::Transient => StayUse::Transient,
                StayKind::Work => StayUse::Work,
                StayKind::School => StayUse::School,
                StayKind::Lodging => StayUse::Lodging,
                // what somebody did there is not known, and no duty follows from it
                StayKind::Unstated | StayKind::Other(_) => continue,
            };
            if !known.counts(stay.provenance.as_ref(), None, &mut out.notes) {
                continue;
            }
            let within = recorded(stay.provenance.as_ref(), known.record);
            let at_home = stay.verifications.iter().filter(|one| {
                one.outcome == VerificationOutcome::Confirmed
                    && is_in_person(&one.manner)
                    && *one.on.expose() <= known.as_of
                    && known.has(one.provenance.as_ref(), within)
            });
            self.free.extend(at_home.map(|one| *one.on.expose()));
            let span = stay.span.expose();
            let Some(start) = span.start() else {
                out.notes.without_start += 1;
                continue;
            };
            out.notes.after_as_of += u32::from(start > known.as_of);
            let state = stay
                .place
                .address
                .as_ref()
                .and_then(|address| address.state.as_ref());
            let is_here = start <= known.as_of && kind != StayUse::Lodging;
            let found = state.and_then(|state| {
                let code = state.expose();
                if is_here && convicted_by(Some(code)) == Some(ConvictedBy::State) {
                    Some(place(
                        offender,
                        packs,
                        code,
                        CodeAt::Stay(index as u32),
                        out,
                    ))
                } else {
                    find(offender, code, out)
                }
            });
            self.uses |= kind.bit();
            self.stays.push(StayAt {
                start,
                end: span.end(),
                place: found,
                kind,
                index: index as u32,
            });
        }
        // a place that only a stay further on brings in
        for one in self.stays.iter_mut().filter(|one| one.place.is_none()) {
            let stay = offender.stays.get(one.index as usize);
            let address = stay.and_then(|stay| stay.place.address.as_ref());
            let state = address.and_then(|address| address.state.as_ref());
            one.place = state.and_then(|state| find(offender, state.expose(), out));
        }
        self.stays
            .sort_unstable_by_key(|stay| (stay.start, stay.end, stay.index));
    }

    fn custody(&mut self, offender: &Offender, known: Known, out: &mut Outcome) {
        for one in &offender.custody {
            if !known.counts(one.provenance.as_ref(), None, &mut out.notes) {
                continue;
            }
            let span = one.span.expose();
            if span.is_empty() {
                continue;
            }
            if span.start().is_some_and(|start| start > known.as_of) {
                out.notes.after_as_of += 1;
                continue;
            }
            // a release that is still to come is a plan
            let to = span.end().filter(|end| *end <= known.as_of);
            out.notes.custody_open += u32::from(to.is_none());
            self.held.push(Held {
                from: span.start(),
                to,
                kind: custody_bit(&one.kind),
                verified: one.verified == Some(true),
                recorded: recorded(one.provenance.as_ref(), None),
            });
        }
        self.held
            .sort_unstable_by_key(|one| (one.from, one.to, one.kind));
        let closed = self
            .held
            .iter()
            .filter(|one| one.from.is_some() && one.to.is_some());
        self.closed.extend(closed.map(|one| (one.from, one.to)));
        merge(&mut self.closed);
    }

    /// Death, deportation, and what the record tells of days after them.
    fn whole_life(&mut self, offender: &Offender, known: Known, out: &mut Outcome) {
        let mut deported = None::<NaiveDate>;
        let mut declared_dead = None::<NaiveDate>;
        for one in &offender.declarations {
            let on = *one.on.expose();
            if !known.counts(one.provenance.as_ref(), None, &mut out.notes) {
                continue;
            }
            if on > known.as_of {
                out.notes.after_as_of += 1;
                continue;
            }
            if one
                .withdrawn_on
                .as_ref()
                .is_some_and(|day| *day.expose() <= known.as_of)
            {
                continue;
            }
            match one.whereabouts.expose() {
                Whereabouts::Deported => deported = Some(deported.map_or(on, |day| day.min(on))),
                Whereabouts::Deceased => {
                    declared_dead = Some(declared_dead.map_or(on, |day| day.min(on)));
                }
                _ => {}
            }
        }
        self.deported = deported;
        let held = self.held.iter().filter_map(|one| one.from);
        let here = self.free.iter().copied().chain(held);
        out.notes.seen_after_deportation =
            deported.map_or(0, |on| here.filter(|day| *day > on).count() as u32);
        self.back = out.notes.seen_after_deportation > 0;
        let last_seen = self.seen.last().map(|one| one.on);
        let died = offender
            .died_on
            .as_ref()
            .filter(|_| known.has(None, None))
            .and_then(|date| bounds(*date.expose()))
            .filter(|(first, _)| *first <= known.as_of);
        self.death = died.or_else(|| {
            let last = declared_dead?;
            Some((last_seen.map_or(last, |seen| seen.min(last)), last))
        });
        self.seen_dead = self
            .death
            .zip(last_seen)
            .is_some_and(|((_, last), seen)| seen > last);
        if let Some((_, last)) = self.death {
            let after = self
                .seen
                .iter()
                .rev()
                .take_while(|one| one.on > last)
                .count() as u32;
            let stays = self.stays.iter().filter(|stay| stay.start > last).count() as u32;
            let held = self
                .held
                .iter()
                .filter(|one| one.from.is_some_and(|from| from > last))
                .count() as u32;
            out.notes.after_death = after + stays + held;
        }
    }
}

/// Whether somebody saw the person.
const fn is_in_person(manner: &Manner) -> bool {
    matches!(manner, Manner::InPerson | Manner::HomeVisit)
}

/// The place of a code among the jurisdictions, which it may be new in.
fn place(
    offender: &Offender,
    packs: &CompiledPacks,
    code: &str,
    at: CodeAt,
    out: &mut Outcome,
) -> u32 {
    if let Some(found) = find(offender, code, out) {
        return found;
    }
    out.places.push(Place {
        code: at,
        plan: packs.plan_of(code),
        registered: false,
        current: false,
        compliance: crate::tracking::duties::assessment::Compliance::Undetermined,
        period: crate::tracking::duties::assessment::PeriodFound::default(),
        tier: None,
        tier_pack: None,
        tier_is_fallback: false,
        open: 0,
        late: 0,
    });
    (out.places.len() - 1) as u32
}

/// An order that does not hang on where in its lists a record has them, as far as it can.
fn order(fact: Fact) -> (u8, u32, u32) {
    match fact {
        Fact::Registration(at) => (0, at, 0),
        Fact::Appearance(at, number) => (1, at, number),
        _ => (2, 0, 0),
    }
}

//! What is dated in the person's own records and has no place: registrations, appearances, declarations, vehicles, events.

use chrono::NaiveDate;

use super::{
    EntryState, LeftOutReason, TimelineEntry, TimelineKind,
    gather::{Cite, Entry, Gathered, blank},
    words,
};
use crate::{
    records::{
        Appearance, Declaration, LifeEventKind, Manner, Offender, PartialDate, Pii, Provenance,
        Registration, Span,
    },
    tracking::duties::bounds,
};

/// First day, and first day no longer inside, of a date that is known in part; a day that is known has no end.
pub(super) fn dated(
    date: Option<&Pii<PartialDate>>,
) -> (Option<NaiveDate>, Option<NaiveDate>, bool) {
    let Some(date) = date else {
        return (None, None, false);
    };
    match bounds(*date.expose()) {
        Some((first, last)) if first == last => (Some(first), None, true),
        Some((first, last)) => (Some(first), last.succ_opt(), false),
        None => (None, None, false),
    }
}

impl Gathered<'_> {
    pub(super) fn registration(&mut self, cite: &Cite<'_>, at: usize, one: &Registration) {
        let source = cite.of(format!("registrations[{at}]"), &[one.provenance.as_ref()]);
        if !self.is_known(&source) {
            return;
        }
        for (appearance, seen) in one.appearances.iter().enumerate() {
            self.appearance(cite, (at, appearance), one, seen);
        }
        let span = one.span.expose();
        if span.is_empty() {
            self.leave_out(LeftOutReason::EmptySpan, &source);
            return;
        }
        let mut entry = blank(
            TimelineKind::Registration,
            words::entry(TimelineKind::Registration),
            source,
        );
        (entry.from, entry.until) = (span.start(), span.end());
        entry.jurisdiction = Some(one.jurisdiction.clone());
        self.push(None, entry);
    }

    fn appearance(
        &mut self,
        cite: &Cite<'_>,
        (at, place): (usize, usize),
        of: &Registration,
        one: &Appearance,
    ) {
        let source = cite.of(
            format!("registrations[{at}].appearances[{place}]"),
            &[one.provenance.as_ref(), of.provenance.as_ref()],
        );
        if !self.is_known(&source) {
            return;
        }
        let on = *one.on.expose();
        if on > self.settings.as_of {
            self.leave_out(LeftOutReason::InTheFuture, &source);
        }
        let how = words::manner(&one.manner);
        let mut entry = blank(
            TimelineKind::Appearance,
            format!("{}{how}", words::entry(TimelineKind::Appearance)),
            source,
        );
        entry.from = Some(on);
        entry.jurisdiction = Some(of.jurisdiction.clone());
        entry.verified = Some(one.manner == Manner::InPerson);
        self.push_event(entry);
    }

    pub(super) fn declaration(&mut self, cite: &Cite<'_>, at: usize, one: &Declaration) {
        let source = cite.of(format!("declarations[{at}]"), &[one.provenance.as_ref()]);
        if !self.is_known(&source) {
            return;
        }
        let on = *one.on.expose();
        if on > self.settings.as_of {
            self.leave_out(LeftOutReason::InTheFuture, &source);
        }
        let mut entry = blank(
            TimelineKind::Declaration,
            words::declared(one.whereabouts.expose()),
            source,
        );
        entry.from = Some(on);
        entry.until = one.withdrawn_on.as_ref().map(|day| *day.expose());
        entry.declared = Some(one.whereabouts.clone());
        self.push(None, entry);
    }

    pub(super) fn vehicles(&mut self, cite: &Cite<'_>, offender: &Offender) {
        for (at, one) in offender.vehicles.iter().enumerate() {
            let source = cite.of(format!("vehicles[{at}]"), &[one.provenance.as_ref()]);
            if !self.is_known(&source) {
                continue;
            }
            let span = one.span.as_ref().map(Pii::expose);
            if span.is_some_and(Span::is_empty) {
                self.leave_out(LeftOutReason::EmptySpan, &source);
                continue;
            }
            let mut entry = blank(
                TimelineKind::Vehicle,
                words::entry(TimelineKind::Vehicle),
                source,
            );
            entry.from = span.and_then(Span::start);
            entry.until = span.and_then(Span::end);
            entry.vehicle = Some(one.clone());
            self.push(None, entry);
        }
    }

    /// Convictions, releases, death and what else is dated.
    pub(super) fn events(&mut self, cite: &Cite<'_>, offender: &Offender) {
        for (at, one) in offender.convictions.iter().enumerate() {
            let dates = [
                (TimelineKind::Conviction, "convicted_on", &one.convicted_on),
                (TimelineKind::Release, "released_on", &one.released_on),
            ];
            for (kind, field, date) in dates {
                if date.is_none() {
                    continue;
                }
                let field = format!("convictions[{at}].{field}");
                let source = cite.of(field, &[one.provenance.as_ref()]);
                let mut entry = blank(kind, words::entry(kind), source);
                entry.jurisdiction.clone_from(&one.jurisdiction);
                self.event(date.as_ref(), entry);
            }
        }
        for (at, one) in offender.events.iter().enumerate() {
            let source = cite.of(format!("events[{at}]"), &[one.provenance.as_ref()]);
            let kind = if one.kind == LifeEventKind::ForeignTravel {
                TimelineKind::Travel
            } else {
                TimelineKind::Event
            };
            let mut entry = blank(kind, words::event(&one.kind), source);
            entry.jurisdiction.clone_from(&one.jurisdiction);
            self.event(Some(&one.on), entry);
        }
        if offender.died_on.is_some() {
            let top: [Option<&Provenance>; 0] = [];
            let source = cite.of("died_on".to_owned(), &top);
            let entry = blank(
                TimelineKind::Death,
                words::entry(TimelineKind::Death),
                source,
            );
            self.event(offender.died_on.as_ref(), entry);
        }
    }

    fn event(&mut self, date: Option<&Pii<PartialDate>>, mut entry: TimelineEntry) {
        let source = entry.sources.first().cloned().unwrap_or_default();
        if !self.is_known(&source) {
            return;
        }
        (entry.from, entry.until, entry.exact) = dated(date);
        self.push_event(entry);
    }

    /// What is of one day is past on the day after it.
    pub(super) fn push_event(&mut self, mut shown: TimelineEntry) {
        shown.state = match shown.from {
            None => EntryState::Undated,
            Some(from) if from > self.settings.as_of => EntryState::Planned,
            Some(_) => EntryState::Past,
        };
        self.entries.push(Entry {
            shown,
            mention: None,
        });
    }
}

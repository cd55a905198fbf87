//! What the person's own records say.

use chrono::NaiveDate;
use rustc_hash::FxHashMap;

use super::{
    LeftOutReason, PlaceUse, ReasonKind, SourceKind, StayCheck, TimelineEntry, TimelineKind,
    gather::{Cite, Entry, Gathered, blank},
    words,
};
use crate::records::{
    Address, Custody, Involved, Offender, Pii, Place, PlaceKind, Role, Span, Stay, StayKind,
    VerificationOutcome,
};

/// Relations, in one word, that are family.
const FAMILY: [&str; 26] = [
    "mother",
    "father",
    "parent",
    "stepmother",
    "stepfather",
    "brother",
    "sister",
    "sibling",
    "stepbrother",
    "stepsister",
    "son",
    "daughter",
    "child",
    "stepson",
    "stepdaughter",
    "grandmother",
    "grandfather",
    "grandparent",
    "aunt",
    "uncle",
    "cousin",
    "nephew",
    "niece",
    "wife",
    "husband",
    "spouse",
];

fn is_family(one: &Involved) -> bool {
    matches!(one.role, Role::Parent | Role::Guardian | Role::Relative)
        || one.relation.as_ref().is_some_and(|relation| {
            let words = crate::compare::normal::text(relation.expose());
            words.split(' ').any(|word| FAMILY.contains(&word))
        })
}

impl Gathered<'_> {
    /// All of one record. Records come in order of their ids.
    pub(super) fn own(&mut self, offender: &Offender) {
        let cite = Cite {
            record: &offender.person.id,
            kind: SourceKind::Offender,
            top: offender.person.provenance.as_ref(),
        };
        let first = self.mentions.len();
        for (at, stay) in offender.stays.iter().enumerate() {
            self.stay(&cite, at, stay);
        }
        let mut stays: FxHashMap<String, Vec<usize>> = FxHashMap::default();
        for (at, mention) in self.mentions.iter().enumerate().skip(first) {
            // of no place of which nobody says what it is
            if mention.of == PlaceUse::Address {
                continue;
            }
            for key in &mention.form.keys {
                stays.entry(key.clone()).or_default().push(at);
            }
        }
        for (at, address) in offender.person.addresses.iter().enumerate() {
            self.address(&cite, at, address, &stays);
        }
        for (at, one) in offender.associates.iter().enumerate() {
            self.associate(&cite, at, one);
        }
        for (at, one) in offender.custody.iter().enumerate() {
            self.custody(&cite, at, one);
        }
        for (at, one) in offender.registrations.iter().enumerate() {
            self.registration(&cite, at, one);
        }
        for (at, one) in offender.declarations.iter().enumerate() {
            self.declaration(&cite, at, one);
        }
        self.vehicles(&cite, offender);
        self.events(&cite, offender);
    }

    pub(super) fn push(&mut self, mention: Option<usize>, mut shown: TimelineEntry) {
        shown.state = self.state(shown.from, shown.until);
        self.entries.push(Entry { shown, mention });
    }

    fn stay(&mut self, cite: &Cite<'_>, at: usize, stay: &Stay) {
        let own = [stay.provenance.as_ref(), stay.place.provenance.as_ref()];
        let source = cite.of(format!("stays[{at}]"), &own);
        if !self.is_known(&source) {
            return;
        }
        let span = stay.span.expose();
        if span.is_empty() {
            self.leave_out(LeftOutReason::EmptySpan, &source);
            return;
        }
        let (kind, of, reason) = match stay.kind {
            StayKind::Residence => (
                TimelineKind::Residence,
                PlaceUse::Residence,
                ReasonKind::ReportedHome,
            ),
            StayKind::Transient => (
                TimelineKind::Transient,
                PlaceUse::Transient,
                ReasonKind::Area,
            ),
            StayKind::Lodging => (
                TimelineKind::Lodging,
                PlaceUse::Lodging,
                ReasonKind::Lodging,
            ),
            StayKind::Work => (TimelineKind::Work, PlaceUse::Work, ReasonKind::Workplace),
            StayKind::School => (TimelineKind::School, PlaceUse::School, ReasonKind::School),
            StayKind::Unstated | StayKind::Other(_) => (
                TimelineKind::Address,
                PlaceUse::Address,
                ReasonKind::AddressOnRecord,
            ),
        };
        let (from, until) = (span.start(), span.end());
        let mention = self.mention(&stay.place, of, (from, until), &source);
        let (mut checks, mut last) = (Vec::new(), None);
        for (check, one) in stay.verifications.iter().enumerate() {
            let source = cite.of(
                format!("stays[{at}].verifications[{check}]"),
                &[one.provenance.as_ref(), stay.provenance.as_ref()],
            );
            if !self.is_known(&source) {
                continue;
            }
            let on = *one.on.expose();
            checks.push(StayCheck {
                on,
                manner: one.manner.clone(),
                outcome: one.outcome.clone(),
                source: source.clone(),
            });
            if on > self.settings.as_of {
                self.leave_out(LeftOutReason::InTheFuture, &source);
                continue;
            }
            if one.outcome == VerificationOutcome::Confirmed {
                last = last.max(Some(on));
            }
            if let Some((kind, what)) = of_outcome(&one.outcome) {
                let how = words::manner(&one.manner);
                self.draft(mention, kind, Some(on), format!("{what}{how}"), &source);
            }
        }
        checks.sort_by(|a, b| (a.on, &a.source).cmp(&(b.on, &b.source)));
        self.reported(mention, (from, until), reason, &source);
        let mut entry = blank(kind, words::entry(kind), source);
        (entry.from, entry.until) = (from, until);
        entry.place = Some(stay.place.clone());
        entry.organisation.clone_from(&stay.organisation);
        entry.last_verified = last;
        entry.checks = checks;
        self.push(mention, entry);
    }

    /// What it says of a place that it is on record.
    fn reported(
        &mut self,
        mention: Option<usize>,
        (from, until): (Option<NaiveDate>, Option<NaiveDate>),
        kind: ReasonKind,
        source: &super::FactSource,
    ) {
        use super::EntryState;
        match self.state(from, until) {
            EntryState::Planned => {
                let words = "on record from a later day on: planned, or a slip";
                self.draft(mention, ReasonKind::IntendedHome, from, words, source);
            }
            EntryState::Past => {
                let words = format!("on record as {} before", words::reason(kind));
                self.draft(mention, ReasonKind::TherePast, until, words, source);
                let words = "on record as over";
                self.draft(mention, ReasonKind::Ended, until, words, source);
            }
            EntryState::Current | EntryState::Undated => {
                let on = self.vouched(from, source);
                let words = format!("on record as {}, and not over", words::reason(kind));
                self.draft(mention, kind, on, words, source);
            }
        }
    }

    fn address(
        &mut self,
        cite: &Cite<'_>,
        at: usize,
        address: &Address,
        stays: &FxHashMap<String, Vec<usize>>,
    ) {
        let source = cite.of(format!("addresses[{at}]"), &[address.provenance.as_ref()]);
        if !self.is_known(&source) {
            return;
        }
        let always = Span::default();
        let span = address.span.as_ref().map_or(&always, |span| span.expose());
        if span.is_empty() {
            self.leave_out(LeftOutReason::EmptySpan, &source);
            return;
        }
        let days = (span.start(), span.end());
        let place = Place {
            address: Some(address.clone()),
            ..Place::default()
        };
        let mention = self.mention(&place, PlaceUse::Address, days, &source);
        // the same place among the stays of the record counts once
        let keys = mention
            .and_then(|at| self.mentions.get(at))
            .map(|one| &one.form.keys);
        let is_stay = keys.into_iter().flatten().any(|key| {
            let there = stays.get(key).into_iter().flatten();
            let mut there = there.filter_map(|at| self.mentions.get(*at));
            there.any(|stay| {
                let during = Span::new(stay.from, stay.until).unwrap_or_default();
                during.overlaps(span)
            })
        });
        if is_stay {
            return;
        }
        self.reported(mention, days, ReasonKind::AddressOnRecord, &source);
        let mut entry = blank(
            TimelineKind::Address,
            words::entry(TimelineKind::Address),
            source,
        );
        (entry.from, entry.until) = days;
        entry.place = Some(place);
        self.push(mention, entry);
    }

    fn associate(&mut self, cite: &Cite<'_>, at: usize, one: &Involved) {
        let (kind, of, words) = if is_family(one) {
            (
                ReasonKind::FamilyThere,
                PlaceUse::Family,
                "family lives there, as recorded",
            )
        } else {
            (
                ReasonKind::AssociateThere,
                PlaceUse::Associate,
                "an associate lives there, as recorded",
            )
        };
        for (place, address) in one.addresses.iter().enumerate() {
            let source = cite.of(
                format!("associates[{at}].addresses[{place}]"),
                &[address.provenance.as_ref(), one.provenance.as_ref()],
            );
            if !self.is_known(&source) {
                continue;
            }
            let span = address.span.as_ref().map(Pii::expose);
            let days = span.map_or((None, None), |span| (span.start(), span.end()));
            let place = Place {
                address: Some(address.clone()),
                ..Place::default()
            };
            let mention = self.mention(&place, of, days, &source);
            let is_over = days.1.is_some_and(|until| until <= self.settings.as_of);
            let is_planned = days.0.is_some_and(|from| from > self.settings.as_of);
            if !is_over && !is_planned {
                let on = self.vouched(days.0, &source);
                self.draft(mention, kind, on, words, &source);
            }
        }
    }

    fn custody(&mut self, cite: &Cite<'_>, at: usize, one: &Custody) {
        let source = cite.of(format!("custody[{at}]"), &[one.provenance.as_ref()]);
        if !self.is_known(&source) {
            return;
        }
        let span = one.span.expose();
        if span.is_empty() {
            self.leave_out(LeftOutReason::EmptySpan, &source);
            return;
        }
        let (from, until) = (span.start(), span.end());
        let as_of = self.settings.as_of;
        let is_now = span.contains(as_of);
        let place = Place {
            kind: Some(PlaceKind::Custody),
            name: one.facility.clone(),
            ..Place::default()
        };
        // where somebody was held before is no place to look for them
        let mention = if is_now {
            let mention = self.mention(&place, PlaceUse::Custody, (from, until), &source);
            let (kind, words) = if one.verified == Some(true) {
                (
                    ReasonKind::InCustodyConfirmed,
                    "in custody there, confirmed by the place of custody",
                )
            } else {
                (
                    ReasonKind::InCustodyRecorded,
                    "in custody there, as recorded, unverified: ask the facility",
                )
            };
            let on = self.vouched(from, &source);
            self.draft(mention, kind, on, words, &source);
            mention
        } else {
            None
        };
        let mut entry = blank(TimelineKind::Custody, words::custody(&one.kind), source);
        (entry.from, entry.until) = (from, until);
        entry.place = Some(place);
        entry.organisation.clone_from(&one.facility);
        entry.verified = one.verified;
        self.push(mention, entry);
    }
}

/// What a check says of a place.
fn of_outcome(outcome: &VerificationOutcome) -> Option<(ReasonKind, &'static str)> {
    Some(match outcome {
        VerificationOutcome::Confirmed => (ReasonKind::ConfirmedThere, "confirmed there"),
        VerificationOutcome::NotThere => (ReasonKind::NotThere, "not there, as a check found"),
        VerificationOutcome::Moved => (ReasonKind::MovedAway, "moved away, as a check found"),
        VerificationOutcome::NoSuchAddress => (
            ReasonKind::NoSuchAddress,
            "there is no such address, as a check found",
        ),
        VerificationOutcome::MailReturned => (ReasonKind::MailReturned, "mail came back"),
        VerificationOutcome::NoAnswer => (ReasonKind::NoAnswer, "nobody answered"),
        VerificationOutcome::Unstated | VerificationOutcome::Other(_) => return None,
    })
}

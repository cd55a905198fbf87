//! What is known beside the person's own records: vehicles seen, registrations that may be theirs, searches.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    LeftOutReason, LocateInputs, PlaceUse, PossibleBasis, PossibleRecord, PossibleRegistration,
    ReasonKind, Search, SearchDone, SourceKind, TimelineKind, VehicleSighting,
    address::{bare, state_of},
    gather::{Cite, Gathered, blank},
    naming::OwnMarks,
    words,
};
use crate::{
    compare::{PlateLevel, plates},
    records::{Address, Offender, Pii, Place, Vehicle},
};

/// A search, and the place that it names.
pub(super) struct Searched {
    pub(super) done: SearchDone,
    pub(super) mention: Option<usize>,
}

/// How a vehicle that was seen fits one of the person's.
enum Fits {
    Theirs { own: usize, is_whole: bool },
    NotThen,
    Another,
    TooLittle,
}

impl Gathered<'_> {
    pub(super) fn sighting(&mut self, one: &VehicleSighting, own: &[(Vehicle, super::FactSource)]) {
        self.counts.sightings += 1;
        let cite = Cite {
            record: &one.id,
            kind: SourceKind::Sighting,
            top: one.provenance.as_ref(),
        };
        let source = cite.of(String::new(), &[]);
        let on = one.time.latest.date();
        if !self.is_known(&source) {
            return;
        }
        if on > self.settings.as_of {
            self.leave_out(LeftOutReason::InTheFuture, &source);
            return;
        }
        let (vehicle, is_whole) = match fits(&one.vehicle, own, on) {
            Fits::Theirs { own, is_whole } => (own, is_whole),
            Fits::NotThen => return self.leave_out(LeftOutReason::NotTheirsThen, &source),
            Fits::Another => return self.leave_out(LeftOutReason::AnotherVehicle, &source),
            Fits::TooLittle => return self.leave_out(LeftOutReason::TooLittleOfPlate, &source),
        };
        self.counts.sightings_of_theirs += 1;
        let is_seen = one.driver_confirmed == Some(true);
        let (kind, words) = match (is_seen, is_whole) {
            (true, _) => (
                ReasonKind::SeenDriving,
                "seen driving there, as an officer confirmed",
            ),
            (false, true) => (
                ReasonKind::VehicleSeen,
                "a vehicle of the person was seen there; who drove it nobody knows",
            ),
            (false, false) => (
                ReasonKind::VehicleAlike,
                "a vehicle was seen there whose plate may be the person's: it was read in part, with a slip, or of another state",
            ),
        };
        let days = (Some(one.time.earliest.date()), Some(on));
        let mention = self.mention(&one.place, PlaceUse::VehicleSeen, days, &source);
        self.draft(mention, kind, Some(on), words, &source);
        let mut entry = blank(TimelineKind::VehicleSeen, words, source);
        entry.from = Some(one.time.earliest.date());
        entry.until = on.succ_opt().filter(|_| days.0 != days.1);
        entry.exact = days.0 == days.1;
        entry.place = Some(one.place.clone());
        entry.vehicle = Some(one.vehicle.clone());
        entry.verified = Some(is_seen);
        if let Some((_, known)) = own.get(vehicle) {
            entry.sources.push(known.clone());
        }
        self.push_event(entry);
        if let Some(last) = self.entries.last_mut() {
            last.mention = mention;
        }
    }

    /// A registration elsewhere; `own` is what the person's records have.
    pub(super) fn possible(
        &mut self,
        one: &PossibleRecord,
        own: &OwnMarks,
        records: &[&str],
    ) -> Option<PossibleRegistration> {
        self.counts.possible += 1;
        let offender = &one.offender;
        let cite = Cite {
            record: &offender.person.id,
            kind: SourceKind::Possible,
            top: offender.person.provenance.as_ref(),
        };
        let whole = cite.of(String::new(), &[]);
        if !self.is_known(&whole) {
            return None;
        }
        if records.contains(&offender.person.id.expose().as_str()) {
            self.leave_out(LeftOutReason::AlreadyTheirs, &whole);
            return None;
        }
        let basis = match one.basis {
            PossibleBasis::BelowThreshold => "linkage found it likely, and not likely enough",
            PossibleBasis::Alias => "it is under a name that is an alias of the person",
            PossibleBasis::Analyst => "an analyst thinks so",
            PossibleBasis::Unstated | PossibleBasis::Other(_) => "nobody says why",
        };
        let words = format!(
            "a registration that may be of the person names it, for somebody to decide: {basis}"
        );
        let mut states = BTreeSet::new();
        for (at, stay) in offender.stays.iter().enumerate() {
            let source = cite.of(format!("stays[{at}]"), &[stay.provenance.as_ref()]);
            let span = stay.span.expose();
            if !self.is_known(&source) || span.is_empty() {
                continue;
            }
            let days = (span.start(), span.end());
            self.elsewhere(&stay.place, days, &words, &source, &mut states);
        }
        for (at, address) in offender.person.addresses.iter().enumerate() {
            let source = cite.of(format!("addresses[{at}]"), &[address.provenance.as_ref()]);
            if !self.is_known(&source) {
                continue;
            }
            let span = address.span.as_ref().map(Pii::expose);
            let days = span.map_or((None, None), |span| (span.start(), span.end()));
            let place = Place {
                address: Some(address.clone()),
                ..Place::default()
            };
            self.elsewhere(&place, days, &words, &source, &mut states);
        }
        // a jurisdiction is a place to ask, where the registration names no other
        for (at, registration) in offender.registrations.iter().enumerate() {
            let source = cite.of(
                format!("registrations[{at}]"),
                &[registration.provenance.as_ref()],
            );
            let state = bare(registration.jurisdiction.trim()).to_uppercase();
            if !self.is_known(&source) || state.is_empty() || states.contains(&state) {
                continue;
            }
            let place = Place {
                address: Some(Address {
                    state: Some(Pii::new(state)),
                    ..Address::default()
                }),
                ..Place::default()
            };
            let span = registration.span.expose();
            let days = (span.start(), span.end());
            self.elsewhere(&place, days, &words, &source, &mut states);
        }
        let (agrees, differs) = own.compare(offender);
        Some(PossibleRegistration {
            record: offender.person.id.clone(),
            basis: one.basis.clone(),
            jurisdictions: jurisdictions(offender),
            weight: one.weight,
            agrees,
            differs,
            words: format!("may be of the person, for somebody to decide: {basis}"),
        })
    }

    fn elsewhere(
        &mut self,
        place: &Place,
        days: (Option<NaiveDate>, Option<NaiveDate>),
        words: &str,
        source: &super::FactSource,
        states: &mut BTreeSet<String>,
    ) {
        states.extend(place.address.as_ref().map(state_of));
        let mention = self.mention(place, PlaceUse::PossibleRegistration, days, source);
        let on = match days.1 {
            Some(until) if until <= self.settings.as_of => Some(until),
            _ => self.vouched(days.0, source),
        };
        self.draft(mention, ReasonKind::PossibleRegistration, on, words, source);
    }

    pub(super) fn searches(&mut self, beside: &LocateInputs) -> Vec<Searched> {
        let mut all: Vec<&Search> = beside.searches.iter().collect();
        all.sort_by(|a, b| {
            let key = |one: &Search| (one.kind.clone(), std::cmp::Reverse(one.on));
            key(a)
                .cmp(&key(b))
                .then_with(|| a.id.cmp(&b.id))
                .then_with(|| super::in_full(*a).cmp(&super::in_full(*b)))
        });
        all.into_iter().filter_map(|one| self.search(one)).collect()
    }

    fn search(&mut self, one: &Search) -> Option<Searched> {
        let cite = Cite {
            record: &one.id,
            kind: SourceKind::Search,
            top: one.provenance.as_ref(),
        };
        let mut source = cite.of(String::new(), &[]);
        // a search is known on the day on which it is made, unless it says otherwise
        source.recorded_on = source.recorded_on.or(Some(one.on));
        if !self.is_known(&source) {
            return None;
        }
        if one.on > self.settings.as_of {
            self.leave_out(LeftOutReason::SearchInTheFuture, &source);
            return None;
        }
        self.counts.searches += 1;
        self.counts.negative_searches += u32::from(one.result.is_negative());
        let what = words::search(&one.kind);
        let mention = one.place.as_ref().and_then(|place| {
            let days = (Some(one.on), None);
            self.mention(place, PlaceUse::Search, days, &source)
        });
        if one.result.is_negative() {
            let words = format!("a search of {what} for this place found nothing");
            let kind = ReasonKind::SearchedInVain;
            self.draft(mention, kind, Some(one.on), words, &source);
        } else if one.result == super::SearchResult::Found {
            let words = format!("a search of {what} found it");
            let kind = ReasonKind::SearchFound;
            self.draft(mention, kind, Some(one.on), words, &source);
        }
        let age = (self.settings.as_of - one.on).num_days();
        Some(Searched {
            done: SearchDone {
                kind: one.kind.clone(),
                on: one.on,
                by: one.by.clone(),
                scope: one.scope.clone(),
                covers: one.covers.clone(),
                result: one.result.clone(),
                negative: one.result.is_negative(),
                old: age > i64::from(self.settings.search_again_after_days),
                detail: one.detail.clone(),
                rank: None,
                source,
            },
            mention,
        })
    }
}

fn jurisdictions(offender: &Offender) -> Vec<String> {
    let all = offender.registrations.iter();
    let all: BTreeSet<String> = all.map(|one| one.jurisdiction.clone()).collect();
    all.into_iter().collect()
}

fn fits(seen: &Vehicle, own: &[(Vehicle, super::FactSource)], on: NaiveDate) -> Fits {
    // the best of all: then is better than not then, whole better than in part
    let mut best = Fits::Another;
    let mut rank = 0;
    let (mut says_something, mut too_little) = (false, false);
    for (at, (known, _)) in own.iter().enumerate() {
        let Some(level) = vehicle_level(seen, known) else {
            continue;
        };
        says_something = true;
        let is_whole = match level {
            PlateLevel::Same => true,
            PlateLevel::Confusable | PlateLevel::OneEdit | PlateLevel::Part => false,
            PlateLevel::TooLittle => {
                too_little = true;
                continue;
            }
            PlateLevel::Different => continue,
        };
        let is_then = known
            .span
            .as_ref()
            .is_none_or(|span| span.expose().contains(on));
        let this = match (is_then, is_whole) {
            (true, true) => 3,
            (true, false) => 2,
            (false, _) => 1,
        };
        if this > rank {
            rank = this;
            best = if is_then {
                Fits::Theirs { own: at, is_whole }
            } else {
                Fits::NotThen
            };
        }
    }
    let is_another = matches!(best, Fits::Another);
    let shows_a_number = seen.plate.is_some() || seen.vin.is_some();
    if is_another && (too_little || !says_something && !shows_a_number) {
        return Fits::TooLittle;
    }
    best
}

/// How alike two vehicles are by their numbers; none where one shows none.
pub(super) fn vehicle_level(seen: &Vehicle, known: &Vehicle) -> Option<PlateLevel> {
    let vin = |one: &Vehicle| {
        let form = crate::compare::normal::identifier(one.vin.as_ref()?.expose());
        (form.len() == 17).then_some(form)
    };
    if let (Some(a), Some(b)) = (vin(seen), vin(known)) {
        return Some(if a == b {
            PlateLevel::Same
        } else {
            PlateLevel::Different
        });
    }
    let (a, b) = (seen.plate.as_ref()?, known.plate.as_ref()?);
    let level = plates(a.text.expose(), b.text.expose())?;
    let state = |one: &Option<String>| one.as_deref().map(|code| bare(code.trim()).to_uppercase());
    let is_other_state = state(&a.state)
        .zip(state(&b.state))
        .is_some_and(|(a, b)| a != b);
    Some(if is_other_state && level == PlateLevel::Same {
        PlateLevel::Confusable
    } else {
        level
    })
}

//! The record of one registrant as a row of the columns.

use chrono::NaiveDate;

use super::{
    KnownOffender, OffenderIndexBuilder,
    columns::{LOOKS, Looks, NO_END, NO_START, NONE, OwnMark, OwnVehicle, Seen, SeenKind, Words},
    forms::{self, mark_forms, name_forms, story_words, victim_cell},
    numbers::{date_range, day, days, minute, narrow, position},
};
use crate::records::{HairColor, Manner, Offender, Vehicle, VerificationOutcome};

/// The most parts of one kind that are kept of a record: numbers fit into two bytes.
pub(super) const MOST_PARTS: usize = 65_535;

impl OffenderIndexBuilder {
    pub(super) fn sightings(&mut self, offender: &Offender, known: &KnownOffender) {
        let mut all = Vec::new();
        for (at, registration) in offender.registrations.iter().enumerate().take(MOST_PARTS) {
            let Some(position) = self.offices.get(&registration.jurisdiction) else {
                continue;
            };
            let in_person = registration.appearances.iter();
            for one in in_person.filter(|one| one.manner == Manner::InPerson) {
                all.push(on_day(*one.on.expose(), *position, at, SeenKind::Office));
            }
        }
        for (at, stay) in offender.stays.iter().enumerate().take(MOST_PARTS) {
            let mut confirmed = stay.verifications.iter().filter(|one| {
                one.manner == Manner::HomeVisit && one.outcome == VerificationOutcome::Confirmed
            });
            let Some(first) = confirmed.next() else {
                continue;
            };
            let Some((unit, uncertainty)) = position(&stay.place) else {
                continue;
            };
            let number = self.positions.len() as u32;
            self.positions.push(narrow(unit, uncertainty));
            for one in std::iter::once(first).chain(confirmed) {
                all.push(on_day(*one.on.expose(), number, at, SeenKind::Visit));
            }
        }
        for (at, sighting) in known.sightings.iter().enumerate().take(MOST_PARTS) {
            let Some((unit, uncertainty)) = position(&sighting.place) else {
                continue;
            };
            let position = self.positions.len() as u32;
            self.positions.push(narrow(unit, uncertainty));
            all.push(Seen {
                from: minute(sighting.time.earliest),
                to: minute(sighting.time.latest),
                position,
                at: at as u16,
                kind: if sighting.verified {
                    SeenKind::Verified
                } else {
                    SeenKind::Unverified
                },
            });
        }
        all.sort_unstable_by_key(|one| (one.from, one.to, one.position));
        self.columns.seen.push(&all);
    }

    pub(super) fn vehicles(&mut self, vehicles: &[Vehicle]) {
        let values = &mut self.values;
        let mut all = Vec::new();
        for (at, vehicle) in vehicles.iter().enumerate().take(MOST_PARTS) {
            let (start, end) = vehicle
                .span
                .as_ref()
                .map_or((NO_START, NO_END), |span| days(span.expose()));
            let own = forms::vehicle(vehicle);
            let mut colors = [NONE; 2];
            for (slot, color) in colors.iter_mut().zip(&own.colors) {
                *slot = values.colors.add(color);
            }
            let add = |words: &mut Words, word: Option<&String>| {
                word.map_or(NONE, |word| words.add(word))
            };
            all.push(OwnVehicle {
                plate: add(&mut values.plates, own.plate.as_ref()),
                state: add(&mut values.states, own.state.as_ref()),
                make: add(&mut values.makes, own.make.as_ref()),
                style: add(&mut values.styles, own.style.as_ref()),
                colors,
                year: own.year,
                at: at as u16,
                start,
                end,
            });
        }
        self.columns.vehicles.push(&all);
    }

    pub(super) fn person(&mut self, offender: &Offender, known: &KnownOffender) {
        let values = &mut self.values;
        let looks = forms::looks(
            offender.person.sex.as_ref(),
            offender.description.as_ref(),
            |hair| *hair != HairColor::UnknownOrBald,
        );
        let mut codes = [NONE; LOOKS];
        for ((code, word), words) in codes.iter_mut().zip(&looks.values).zip(&mut values.looks) {
            *code = word.as_ref().map_or(NONE, |word| words.add(word));
        }
        let born = offender.person.birth_date;
        let born = born.and_then(|date| date_range(date.into_inner()));
        self.columns.looks.push(Looks {
            born: born.map_or(NO_START, |(first, last)| i32::midpoint(first, last)),
            born_within: born.map_or(0, |(first, last)| (last - first) / 2),
            height: looks.height.map_or(0, |cm| cm.clamp(0.0, 300.0) as u16),
            values: codes,
            race: looks.race.map_or(NONE, |word| values.races.add(&word)),
        });
        let mut victims = [0_u8; 8];
        let mut words = Vec::new();
        for conviction in &offender.convictions {
            for victim in &conviction.victims {
                if let Some(count) = victim_cell(victim).and_then(|cell| victims.get_mut(cell)) {
                    *count = count.saturating_add(1);
                }
            }
            if let Some(method) = &conviction.method {
                story_words(method.expose(), &mut words);
            }
        }
        let approaches = known.approaches.iter();
        words.extend(approaches.map(forms::approach_word));
        words.sort_unstable();
        words.dedup();
        let words: Vec<u32> = words.iter().map(|word| values.words.add(word)).collect();
        self.columns.victims.push(victims);
        self.columns.words.push(&words);
        let marks = offender.description.iter().flat_map(|one| &one.marks);
        let mut own = Vec::new();
        for (at, mark) in marks.enumerate().take(MOST_PARTS) {
            if let Some((place, whole)) = mark_forms(mark) {
                own.push(OwnMark {
                    whole: whole.map_or(NONE, |whole| values.marks.add(&whole)),
                    place: values.mark_places.add(&place),
                    at: at as u16,
                });
            }
        }
        self.columns.marks.push(&own);
        let mut names: Vec<String> = offender.person.names.iter().flat_map(name_forms).collect();
        names.sort_unstable();
        names.dedup();
        let names: Vec<u32> = names.iter().map(|name| values.names.add(name)).collect();
        self.columns.names.push(&names);
        let numbers = offender.person.identifiers.iter();
        let numbers: Vec<u64> = numbers.filter_map(forms::number_key).collect();
        self.columns.numbers.push(&numbers);
    }
}

fn on_day(date: NaiveDate, position: u32, at: usize, kind: SeenKind) -> Seen {
    let from = i64::from(day(date)) * 1_440;
    Seen {
        from,
        to: from + 1_440,
        position,
        at: at as u16,
        kind,
    }
}

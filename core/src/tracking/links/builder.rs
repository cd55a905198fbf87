//! From the records of registrants to columns.

use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use rustc_hash::FxHashMap;

use super::{
    KnownFacts, KnownOffender, OffenderIndex,
    columns::{
        Columns, Keys, LOOKS, Looks, NO_END, NO_START, NONE, OwnMark, OwnVehicle, Position, Seen,
        SeenKind, Words,
    },
    forms::{self, mark_forms, name_forms, story_words, victim_cell},
    grid::Grid,
    lives::{anchors, away},
    plates::Plates,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    hash,
    linkage::MilliBits,
    records::{
        Address, HairColor, Incoming, Limits, Manner, Offender, PartialDate, Pii, Place,
        Provenance, ReadOptions, Record, Rejections, Source, Span, TWICE, Vehicle,
        VerificationOutcome, read,
    },
};

/// Keys with the registrants that have them.
type Pairs = Vec<(u64, u32)>;

/// The most parts of one kind that are kept of a record: numbers fit into two bytes.
pub(super) const MOST_PARTS: usize = 65_535;

/// What is known of the values of all registrants, for how rare a value is.
#[derive(Default)]
pub(super) struct Values {
    pub(super) makes: Words,
    pub(super) styles: Words,
    pub(super) colors: Words,
    pub(super) states: Words,
    pub(super) plates: Words,
    pub(super) looks: [Words; LOOKS],
    pub(super) races: Words,
    pub(super) words: Words,
    pub(super) marks: Words,
    pub(super) mark_places: Words,
    pub(super) names: Words,
}

/// Makes an [`OffenderIndex`] of records that need not all be in memory at once.
///
/// ```
/// use caselink::{records::Offender, tracking::{KnownFacts, OffenderIndexBuilder}};
///
/// let mut builder = OffenderIndexBuilder::new(&KnownFacts::default())?;
/// for id in ["ZZ-1", "ZZ-2"] {
///     builder.add(&serde_json::from_value::<Offender>(serde_json::json!({ "id": id }))?)?;
/// }
/// assert_eq!(builder.finish()?.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct OffenderIndexBuilder {
    known: FxHashMap<String, KnownOffender>,
    offices: FxHashMap<String, u32>,
    columns: Columns,
    values: Values,
    positions: Vec<Position>,
    rows: FxHashMap<Box<str>, u32>,
    /// Records, or lines, that [`add_all`](Self::add_all) and [`add_lines`](Self::add_lines) were given.
    given: u64,
    rejected: Rejections,
}

/// How many bytes of lines are read before what they hold is let go.
const PIECE: usize = 1 << 22;

pub(super) fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

/// Minutes of local time since the first day of the Common Era.
pub(super) fn minute(time: NaiveDateTime) -> i64 {
    i64::from(day(time.date())) * 1_440 + i64::from(time.hour() * 60 + time.minute())
}

pub(super) fn days(span: &Span) -> (i32, i32) {
    (
        span.start().map_or(NO_START, day),
        span.end().map_or(NO_END, day),
    )
}

/// The position of a place and the kilometres within which it may be off.
pub(super) fn position(place: &Place) -> Option<([f64; 3], f64)> {
    let uncertainty = place
        .uncertainty_m
        .as_ref()
        .map_or(0.0, |one| *one.expose());
    let unit = of_address(place.address.as_ref()?)?;
    Some((unit, (uncertainty / 1_000.0).clamp(0.0, 20_000.0)))
}

pub(super) fn of_address(address: &Address) -> Option<[f64; 3]> {
    let (latitude, longitude) = address.latitude.as_ref().zip(address.longitude.as_ref())?;
    super::super::great_circle::unit(*latitude.expose(), *longitude.expose())
}

/// The first and the last day that a date may be.
pub(super) fn date_range(date: PartialDate) -> Option<(i32, i32)> {
    let year = i32::from(date.year());
    let ymd = |year, month, day| NaiveDate::from_ymd_opt(year, month, day);
    Some(match (date.month(), date.day()) {
        (Some(month), Some(of_month)) => {
            let one = day(ymd(year, u32::from(month), u32::from(of_month))?);
            (one, one)
        }
        (Some(month), None) => {
            let first = ymd(year, u32::from(month), 1)?;
            let next = first.checked_add_months(chrono::Months::new(1))?;
            (day(first), day(next) - 1)
        }
        _ => (day(ymd(year, 1, 1)?), day(ymd(year, 12, 31)?)),
    })
}

impl OffenderIndexBuilder {
    /// An empty one.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when a registrant or a jurisdiction stands twice in what is known.
    pub fn new(known: &KnownFacts) -> Result<Self> {
        let mut by_id = FxHashMap::default();
        for one in &known.offenders {
            if by_id
                .insert(one.offender.expose().clone(), one.clone())
                .is_some()
            {
                return Err(wrong(
                    "a registrant stands twice: put the facts of one together",
                ));
            }
        }
        let mut offices = FxHashMap::default();
        let mut positions = Vec::new();
        for office in &known.offices {
            let Some((unit, uncertainty)) = position(&office.place) else {
                return Err(wrong("an office must have latitude and longitude"));
            };
            let at = positions.len() as u32;
            if offices.insert(office.jurisdiction.clone(), at).is_some() {
                return Err(wrong(
                    "a jurisdiction stands twice: give one place with an uncertainty that takes in all offices",
                ));
            }
            positions.push(narrow(unit, uncertainty));
        }
        Ok(Self {
            known: by_id,
            offices,
            columns: Columns::new(),
            values: Values::default(),
            positions,
            rows: FxHashMap::default(),
            given: 0,
            rejected: Rejections::default(),
        })
    }

    /// Adds registrants. One that cannot be used is set aside, and the rest goes on: without an id, or with the id of one that is
    /// there. Rows count on from one call to the next.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] for more records than the limits allow rows; [`Error::Cancelled`].
    pub fn add_all<'a>(
        &mut self,
        offenders: impl Into<Incoming<'a, Offender>>,
        limits: &Limits,
        control: &dyn Control,
    ) -> Result<()> {
        let offenders = offenders.into();
        let rows = offenders.count();
        self.take(offenders, limits, control)?;
        self.given += rows;
        Ok(())
    }

    /// Adds the registrants of a JSON text on each line, in UTF-8, a few at a time: lines that are not of the shape of a registrant
    /// are set aside too. Blank lines count as rows.
    ///
    /// # Errors
    ///
    /// As [`add_all`](Self::add_all), and [`Error::InvalidUnicode`] for bytes that are not UTF-8.
    pub fn add_lines(
        &mut self,
        lines: &[u8],
        limits: &Limits,
        control: &dyn Control,
    ) -> Result<()> {
        let options = ReadOptions {
            limits: *limits,
            ..ReadOptions::default()
        };
        let total = lines.len() as u64;
        let mut rest = lines;
        while !rest.is_empty() {
            checkpoint(control, total - rest.len() as u64, total)?;
            let end = rest.iter().skip(PIECE).position(|byte| *byte == b'\n');
            let piece;
            (piece, rest) = rest.split_at(end.map_or(rest.len(), |end| PIECE + end + 1));
            let read = read::<Offender>(Source::Ndjson(piece), &options, &crate::NoControl)?;
            self.take((&read).into(), limits, &crate::NoControl)?;
            self.given += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
            self.given += u64::from(!piece.ends_with(b"\n"));
        }
        Ok(())
    }

    fn take(
        &mut self,
        offenders: Incoming<'_, Offender>,
        limits: &Limits,
        control: &dyn Control,
    ) -> Result<()> {
        limits.check_rows(self.given + offenders.count())?;
        let (first, rows) = (self.given, &self.rows);
        let is_there = |offender: &Offender| rows.contains_key(offender.id());
        let usable = offenders.those(false, limits, Offender::id, |offender| {
            is_there(offender).then_some(("id", TWICE))
        })?;
        let total = usable.records.len() as u64;
        for (done, offender) in usable.records.iter().enumerate() {
            if done % 4_096 == 0 {
                checkpoint(control, done as u64, total)?;
            }
            self.add(offender)?;
        }
        let rejected = std::mem::take(&mut self.rejected);
        self.rejected = rejected.and(usable.rejected.later_by(first), limits);
        Ok(())
    }

    /// Adds a registrant.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateId`] when one with that id is there; [`Error::LimitExceeded`] for more than four thousand million.
    pub fn add(&mut self, offender: &Offender) -> Result<()> {
        let id = offender.person.id.expose();
        let row = self.columns.len();
        if row >= NONE as usize - 1 {
            return Err(Error::LimitExceeded {
                limit: "rows",
                allowed: u64::from(NONE) - 1,
                asked: row as u64 + 1,
            });
        }
        if let Some(first) = self.rows.insert(id.as_str().into(), row as u32) {
            return Err(Error::DuplicateId {
                column: "id".to_owned(),
                first: first as usize,
                second: row,
            });
        }
        let known = self.known.remove(id).unwrap_or_default();
        let recorded = recorded_on(offender.person.provenance.as_ref());
        let columns = &mut self.columns;
        columns.ids.push(id.as_bytes());
        let died = offender
            .died_on
            .and_then(|date| date_range(date.into_inner()));
        columns.died.push(died.map_or(NO_END, |range| range.1));
        let since = known.noncompliant_since.map_or(NO_END, day);
        columns.noncompliant.push(since);
        columns.anchors.push(&anchors(offender, &known));
        columns.away.push(&away(offender, recorded));
        self.sightings(offender, &known);
        self.vehicles(&offender.vehicles);
        self.person(offender, &known);
        Ok(())
    }

    fn sightings(&mut self, offender: &Offender, known: &KnownOffender) {
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

    fn vehicles(&mut self, vehicles: &[Vehicle]) {
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

    fn person(&mut self, offender: &Offender, known: &KnownOffender) {
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

    /// The index.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when something is known of a registrant who was not added, and none was set aside.
    pub fn finish(self) -> Result<OffenderIndex> {
        if !self.known.is_empty() && self.rejected.total == 0 {
            return Err(Error::UnknownRecord { name: "known" });
        }
        let mut not_found: Vec<Pii<String>> = self.known.into_keys().map(Pii::new).collect();
        not_found.sort_unstable();
        drop(self.rows);
        let columns = self.columns.sorted();
        let grid = Grid::new(columns.anchors.items());
        let rows = 0..columns.len() as u32;
        let keys_of = |list: &dyn Fn(u32, &mut Pairs)| {
            let mut all = Vec::new();
            for row in rows.clone() {
                list(row, &mut all);
            }
            Keys::new(all)
        };
        let values = &self.values;
        let plates = keys_of(&|row, all| {
            let plates = columns.vehicles.get(row).iter().map(|one| one.plate);
            all.extend(
                plates
                    .filter(|plate| *plate != NONE)
                    .map(|plate| (u64::from(plate), row)),
            );
        });
        let names = keys_of(&|row, all| {
            let names = columns.names.get(row).iter();
            all.extend(names.map(|name| (u64::from(*name), row)));
        });
        let marks = keys_of(&|row, all| {
            let marks = columns.marks.get(row).iter().map(|one| one.whole);
            all.extend(
                marks
                    .filter(|mark| *mark != NONE)
                    .map(|mark| (u64::from(mark), row)),
            );
        });
        let numbers = keys_of(&|row, all| {
            all.extend(columns.numbers.get(row).iter().map(|number| (*number, row)));
        });
        let sounds: Vec<(u64, u32)> = values
            .names
            .iter()
            .map(|(number, name)| (forms::sound_key(name), number))
            .filter(|(key, _)| *key != 0)
            .collect();
        let mut ages = (0_i64, 0_i64, 0_i64);
        let mut heights = (0_i64, 0_i64, 0_i64);
        for looks in &columns.looks {
            if looks.born != NO_START {
                let born = i64::from(looks.born);
                ages = (ages.0 + 1, ages.1 + born, ages.2 + born * born);
            }
            if looks.height != 0 {
                let height = i64::from(looks.height);
                heights = (
                    heights.0 + 1,
                    heights.1 + height,
                    heights.2 + height * height,
                );
            }
        }
        let plate_forms = Plates::new(&values.plates);
        let mut by_id: Vec<u32> = rows.clone().collect();
        by_id.sort_unstable_by(|a, b| columns.ids.get(*a).cmp(columns.ids.get(*b)));
        Ok(OffenderIndex {
            grid,
            by_id,
            plates,
            names,
            marks,
            numbers,
            sounds: Keys::new(sounds),
            plate_forms,
            born: spread(ages),
            height: spread(heights).unwrap_or((175.0, 9.0)),
            values: self.values,
            positions: self.positions,
            columns,
            rejected: self.rejected,
            not_found,
        })
    }
}

/// Mean and standard deviation; `None` of fewer than ten.
fn spread((count, sum, squares): (i64, i64, i64)) -> Option<(f64, f64)> {
    if count < 10 {
        return None;
    }
    // in whole numbers, so that no order of adding changes it
    let (n, s, q) = (i128::from(count), i128::from(sum), i128::from(squares));
    let variance = (q * n - s * s) as f64 / (count as f64 * count as f64);
    Some((sum as f64 / count as f64, variance.max(1.0).sqrt()))
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

fn narrow(unit: [f64; 3], uncertainty_km: f64) -> Position {
    Position {
        unit: unit.map(|part| part as f32),
        uncertainty_km: uncertainty_km as f32,
    }
}

pub(super) fn recorded_on(provenance: Option<&Provenance>) -> Option<NaiveDate> {
    provenance.and_then(|one| one.recorded_on)
}

fn wrong(reason: &str) -> Error {
    Error::InvalidParameter {
        name: "known",
        reason: reason.to_owned(),
    }
}

impl OffenderIndex {
    /// An index of registrants. Nothing of the records is kept but what is compared. A record without an id, or with one that stands
    /// before it, is set aside; [`rejected`](Self::rejected) tells.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when something is known of a registrant who is not there, and none was set aside;
    /// [`Error::InvalidParameter`] as for [`OffenderIndexBuilder::new`]; [`Error::LimitExceeded`] for more records than the default
    /// limits allow rows; [`Error::Cancelled`].
    pub fn build<'a>(
        offenders: impl Into<Incoming<'a, Offender>>,
        known: &KnownFacts,
        control: &dyn Control,
    ) -> Result<Self> {
        let mut builder = OffenderIndexBuilder::new(known)?;
        builder.add_all(offenders, &Limits::default(), control)?;
        builder.finish()
    }
}

impl std::fmt::Debug for OffenderIndexBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OffenderIndexBuilder({} records)", self.columns.len())
    }
}

/// Thousandths of a bit of a likelihood ratio.
pub(super) fn bits(ratio: f64) -> i32 {
    MilliBits::of_ratio(ratio).0
}

/// A hash of parts, none of which can run into the next.
pub(super) fn joined_hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> u64 {
    parts
        .into_iter()
        .fold(0, |all, part| hash::combine(all, hash::text(part)))
}

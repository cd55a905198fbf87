//! From the records of registrants to columns.

use rustc_hash::FxHashMap;

use super::{
    KnownFacts, KnownOffender, OffenderIndex, PassedOver,
    columns::{
        AwayKind, Columns, Gone, Keys, LOOKS, Lists, NO_END, NO_START, NONE, Position, Words,
    },
    forms,
    grid::Grid,
    lives::{anchors, away, beyond_limit},
    numbers::{date_range, day, days, narrow, position, recorded_on},
    plates::Plates,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    records::{
        Incoming, Limits, Offender, Pii, ReadOptions, Record, Rejections, Source, TWICE, read,
    },
};

/// Keys with the registrants that have them.
type Pairs = Vec<(u64, u32)>;

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
    pub(super) offices: FxHashMap<String, u32>,
    pub(super) columns: Columns,
    pub(super) values: Values,
    pub(super) positions: Vec<Position>,
    rows: FxHashMap<Box<str>, u32>,
    people: FxHashMap<Box<str>, u32>,
    passed_over: PassedOver,
    /// Records, or lines, that [`add_all`](Self::add_all) and [`add_lines`](Self::add_lines) were given.
    given: u64,
    rejected: Rejections,
}

/// How many bytes of lines are read before what they hold is let go.
const PIECE: usize = 1 << 22;

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
            people: FxHashMap::default(),
            passed_over: PassedOver::default(),
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
            self.given += memchr::memchr_iter(b'\n', piece).count() as u64;
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

    /// Adds a registrant, of whom beside the record is known what [`new`](Self::new) was given.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateId`] when one with that id is there; [`Error::LimitExceeded`] for more than four thousand million.
    pub fn add(&mut self, offender: &Offender) -> Result<()> {
        let known = self.known.remove(offender.person.id.expose());
        self.add_row(offender, &known.unwrap_or_default())
    }

    /// Adds a registrant with what is known beside the record, so that not all of that need be in memory at once either. The id in
    /// `known` may be left empty.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add); [`Error::InvalidParameter`] when `known` is about another record, or [`new`](Self::new) was given
    /// something of the same one.
    ///
    /// ```
    /// use caselink::{records::Offender, tracking::{KnownFacts, KnownOffender, OffenderIndexBuilder}};
    ///
    /// let mut builder = OffenderIndexBuilder::new(&KnownFacts::default())?;
    /// let of_one = KnownOffender { person: Some("P-1".to_owned().into()), ..KnownOffender::default() };
    /// for id in ["IL-1", "MO-1"] {
    ///     builder.add_known(&serde_json::from_value::<Offender>(serde_json::json!({ "id": id }))?, &of_one)?;
    /// }
    /// assert_eq!(builder.finish()?.people(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_known(&mut self, offender: &Offender, known: &KnownOffender) -> Result<()> {
        let (id, about) = (offender.person.id.expose(), known.offender.expose());
        if !about.is_empty() && about != id {
            return Err(wrong("what is known is about another record"));
        }
        if self.known.contains_key(id) {
            return Err(wrong(
                "a registrant stands twice: put the facts of one together",
            ));
        }
        self.add_row(offender, known)
    }

    fn add_row(&mut self, offender: &Offender, known: &KnownOffender) -> Result<()> {
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
        let recorded = recorded_on(offender.person.provenance.as_ref());
        let person = known.person.as_ref().map_or(NONE, |person| {
            let next = self.people.len() as u32;
            *self
                .people
                .entry(person.expose().as_str().into())
                .or_insert(next)
        });
        let columns = &mut self.columns;
        columns.ids.push(id.as_bytes());
        columns.people.push(person);
        let died = offender
            .died_on
            .and_then(|date| date_range(date.into_inner()));
        columns.died.push(died.map_or(NO_END, |range| range.1));
        let since = known.noncompliant_since.map_or(NO_END, day);
        columns.noncompliant.push(since);
        let (anchors, lost) = anchors(offender, known);
        self.passed_over.places_without_position += lost;
        self.passed_over.records_without_place += u64::from(anchors.is_empty());
        self.passed_over.parts_beyond_limit += beyond_limit(offender);
        columns.anchors.push(&anchors);
        columns.away.push(&away(offender, recorded));
        let checked = known.carriers_checked.iter();
        let checked: Vec<(i32, i32)> = checked.map(|span| days(span.expose())).collect();
        columns.checked.push(&checked);
        self.sightings(offender, known);
        self.vehicles(&offender.vehicles);
        self.person(offender, known);
        Ok(())
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
        drop(self.people);
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
        let same_person = same_person(&columns.people);
        let gone = rows
            .clone()
            .map(|row| gone(&columns, row, same_person.get(row)))
            .collect();
        let plate_forms = Plates::new(&values.plates);
        let mut by_id: Vec<u32> = rows.clone().collect();
        by_id.sort_unstable_by(|a, b| columns.ids.get(*a).cmp(columns.ids.get(*b)));
        Ok(OffenderIndex {
            grid,
            by_id,
            same_person,
            gone,
            passed_over: self.passed_over,
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

fn gone(columns: &Columns, row: u32, others: &[u32]) -> Gone {
    let none = Gone {
        died: NO_END,
        held_until: NO_START,
    };
    let rows = std::iter::once(&row).chain(others);
    rows.fold(none, |all, row| {
        let died = columns.died.get(*row as usize).copied();
        let held = columns.away.get(*row).iter();
        let held = held.filter(|one| one.kind == AwayKind::Custody);
        let until = held.map(|one| one.sure_end).max();
        Gone {
            died: all.died.min(died.unwrap_or(NO_END)),
            held_until: all.held_until.max(until.unwrap_or(NO_START)),
        }
    })
}

/// For each row the others of the same person, in order.
fn same_person(people: &[u32]) -> Lists<u32> {
    let mut by_person: Vec<(u32, u32)> = (0u32..)
        .zip(people)
        .filter(|(_, person)| **person != NONE)
        .map(|(row, person)| (*person, row))
        .collect();
    by_person.sort_unstable();
    let mut groups: Vec<(u32, u32, u32)> = Vec::new();
    let mut start = 0;
    for group in by_person.chunk_by(|a, b| a.0 == b.0) {
        let end = start + group.len() as u32;
        if group.len() > 1 {
            groups.extend(group.iter().map(|one| (one.1, start, end)));
        }
        start = end;
    }
    groups.sort_unstable();
    let mut groups = groups.into_iter().peekable();
    let mut all = Lists::new();
    let mut others: Vec<u32> = Vec::new();
    for row in 0..people.len() as u32 {
        others.clear();
        if let Some((_, start, end)) = groups.next_if(|one| one.0 == row) {
            let group = by_person.get(start as usize..end as usize);
            let rows = group.unwrap_or(&[]).iter().map(|one| one.1);
            others.extend(rows.filter(|other| *other != row));
        }
        all.push(&others);
    }
    all
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

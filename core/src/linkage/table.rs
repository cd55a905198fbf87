use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    settings::{Reading, Settings},
    strings::{Interner, MISSING, Strings},
};
use crate::{
    Error, Result,
    compare::{dates::DateForm, places},
    records::{Limits, RejectionLog, Rejections, is_placeholder},
};

/// Records as dictionary-encoded columns, in order of their ids: what linkage works on.
///
/// Only the columns that the [`Settings`] name are kept. The order and the batching in which rows
/// arrive leave no trace.
pub struct Table {
    pub(crate) ids: Ids,
    /// Input row of each record.
    pub(crate) rows: Vec<u32>,
    pub(crate) columns: Vec<Column>,
    intake: Intake,
}

/// One dictionary-encoded column.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) codes: Vec<u32>,
    pub(crate) values: Strings,
}

/// Record ids, as the host gave them.
#[derive(Clone)]
pub(crate) enum Ids {
    Integers(Vec<i64>),
    Texts(Strings),
}

/// One record id.
///
/// Integers order by value, texts by their bytes; an integer stands before any text. `Debug` hides a text, since
/// agencies do use names and personal numbers as ids.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum RecordId {
    /// An integer id.
    Integer(i64),
    /// A text id.
    Text(String),
}

impl std::fmt::Debug for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(id) => write!(f, "Integer({id})"),
            Self::Text(_) => f.write_str("Text([redacted])"),
        }
    }
}

impl From<i64> for RecordId {
    fn from(id: i64) -> Self {
        Self::Integer(id)
    }
}

impl From<&str> for RecordId {
    fn from(id: &str) -> Self {
        Self::Text(id.to_owned())
    }
}

/// What arrived with a table, and what was set aside of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct Intake {
    /// Rows that were offered.
    pub rows: u64,
    /// Rows that were taken in.
    pub records: u64,
    /// Values and rows that were set aside, with row, field and reason.
    pub rejections: Rejections,
    /// What each column holds.
    pub columns: Vec<ColumnIntake>,
}

/// What one column holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, JsonSchema)]
pub struct ColumnIntake {
    /// The column.
    pub name: String,
    /// Distinct values as written.
    pub distinct: u64,
    /// Values that were absent or empty.
    pub missing: u64,
    /// Values such as "unknown" or 1900-01-01, which count as missing.
    pub placeholders: u64,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Table({} records, {} columns)",
            self.len(),
            self.columns.len()
        )
    }
}

impl Table {
    /// How many records it holds.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether it holds no record.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What arrived and what was set aside.
    pub const fn intake(&self) -> &Intake {
        &self.intake
    }

    pub(crate) fn id(&self, record: usize) -> RecordId {
        match &self.ids {
            Ids::Integers(ids) => RecordId::Integer(ids[record]),
            Ids::Texts(ids) => RecordId::Text(ids.value(record as u32).to_owned()),
        }
    }

    /// The record with an id.
    pub(crate) fn find(&self, id: &RecordId) -> Option<usize> {
        match (&self.ids, id) {
            (Ids::Integers(ids), RecordId::Integer(id)) => ids.binary_search(id).ok(),
            (Ids::Texts(ids), RecordId::Text(id)) => {
                let (mut low, mut high) = (0, ids.len());
                while low < high {
                    let middle = usize::midpoint(low, high);
                    match ids.value(middle as u32).cmp(id) {
                        std::cmp::Ordering::Less => low = middle + 1,
                        std::cmp::Ordering::Equal => return Some(middle),
                        std::cmp::Ordering::Greater => high = middle,
                    }
                }
                None
            }
            _ => None,
        }
    }

    pub(crate) fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|c| c.name == name)
    }
}

/// Takes a table in, column by column, in any order.
///
/// ```
/// use caselink::{linkage::{Settings, TableBuilder}, records::Limits};
///
/// # let settings = Settings::from_json(r#"{"id": "id", "comparisons": [{"kind": "name", "column": "surname"}],
/// #     "blocking": [[{"column": "surname"}]]}"#)?;
/// let mut table = TableBuilder::new(&settings, Limits::default())?;
/// table.integers("id", [Some(7), Some(3), None])?;
/// table.texts("surname", [Some("Painter"), Some("unknown"), Some("Green")])?;
/// let table = table.build()?;
/// assert_eq!(table.len(), 2);                          // the row without an id was set aside
/// assert_eq!(table.intake().rejections.total, 1);
/// # Ok::<(), caselink::Error>(())
/// ```
pub struct TableBuilder {
    id: String,
    readings: Vec<(String, Reading)>,
    limits: Limits,
    rows: Option<usize>,
    ids: Option<(Ids, Vec<u32>)>,
    columns: Vec<(Column, ColumnIntake)>,
    log: RejectionLog,
}

impl TableBuilder {
    /// An empty builder that keeps the columns which the settings name.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSettings`] when the settings are not valid.
    pub fn new(settings: &Settings, limits: Limits) -> Result<Self> {
        settings.validate()?;
        // records are numbered in 32 bits
        let limits = Limits {
            rows: limits.rows.min(u64::from(u32::MAX - 1)),
            ..limits
        };
        Ok(Self {
            id: settings.id.clone(),
            readings: settings.readings()?,
            limits,
            rows: None,
            ids: None,
            columns: Vec::new(),
            log: RejectionLog::default(),
        })
    }

    /// Whether a column of this name is needed; others may be left out.
    pub fn wants(&self, name: &str) -> bool {
        name == self.id || self.readings.iter().any(|(column, _)| column == name)
    }

    /// Adds a column of text; `None` is a missing value.
    ///
    /// # Errors
    ///
    /// [`Error::DuplicateColumn`], [`Error::LengthMismatch`] or [`Error::LimitExceeded`].
    pub fn texts<'a>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<()> {
        let mut row = 0;
        let most_rows = self.limits.rows as usize;
        let take = |row: usize| {
            if row >= most_rows {
                Err(too_many_rows(most_rows, row + 1))
            } else {
                Ok(())
            }
        };
        if name == self.id {
            self.check_new_id()?;
            let (mut ids, mut kept) = (Strings::default(), Vec::new());
            for value in values {
                take(row)?;
                match value {
                    Some("") => self.reject(row, name, "the id is empty"),
                    Some(id) if id.len() as u64 > self.limits.field_bytes => {
                        self.reject(row, name, TOO_LONG);
                    }
                    Some(id) => {
                        ids.push(id);
                        kept.push(row as u32);
                    }
                    None => self.reject(row, name, "the id is missing"),
                }
                row += 1;
            }
            self.check_rows(name, row)?;
            self.ids = Some((Ids::Texts(ids), kept));
        } else if let Some(reading) = self.reading(name)? {
            let mut column = ColumnIntake {
                name: name.to_owned(),
                ..ColumnIntake::default()
            };
            let (mut interner, mut codes) = (Interner::default(), Vec::new());
            // what is wrong with each distinct value
            let mut verdicts: Vec<Verdict> = Vec::new();
            for value in values {
                take(row)?;
                let mut code = MISSING;
                match value {
                    None | Some("") => column.missing += 1,
                    Some(v) if v.len() as u64 > self.limits.field_bytes => {
                        self.reject(row, name, TOO_LONG);
                    }
                    Some(v) => {
                        let (number, new) = interner.intern(v);
                        if new {
                            verdicts.push(Verdict::of(v, reading));
                        }
                        match verdicts[number as usize] {
                            Verdict::Fine => code = number,
                            Verdict::Missing => column.missing += 1,
                            Verdict::Placeholder => column.placeholders += 1,
                            Verdict::Refused(reason) => self.reject(row, name, reason),
                            Verdict::Doubtful(reason) => {
                                self.reject(row, name, reason);
                                code = number;
                            }
                        }
                    }
                }
                codes.push(code);
                row += 1;
            }
            // a column that does not fit is not taken
            self.check_rows(name, row)?;
            let values = interner.into_strings();
            column.distinct = values.len() as u64;
            self.columns.push((
                Column {
                    name: name.to_owned(),
                    codes,
                    values,
                },
                column,
            ));
        }
        Ok(())
    }

    /// Adds a column of integers; `None` is a missing value.
    ///
    /// # Errors
    ///
    /// As [`texts`](Self::texts).
    pub fn integers(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<i64>>,
    ) -> Result<()> {
        if name == self.id {
            self.check_new_id()?;
            let (mut ids, mut kept, mut row) = (Vec::new(), Vec::new(), 0_usize);
            for value in values {
                if row as u64 >= self.limits.rows {
                    return Err(too_many_rows(self.limits.rows as usize, row + 1));
                }
                match value {
                    Some(id) => {
                        ids.push(id);
                        kept.push(row as u32);
                    }
                    None => self.reject(row, name, "the id is missing"),
                }
                row += 1;
            }
            self.check_rows(name, row)?;
            self.ids = Some((Ids::Integers(ids), kept));
            return Ok(());
        }
        self.numbers(name, values)
    }

    /// Adds a column of floating-point numbers, such as latitudes; `None` is a missing value.
    ///
    /// # Errors
    ///
    /// As [`texts`](Self::texts); [`Error::WrongColumnType`] for the id column.
    pub fn floats(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<f64>>,
    ) -> Result<()> {
        if name == self.id {
            return Err(Error::WrongColumnType {
                column: name.to_owned(),
                found: "floating-point numbers".to_owned(),
                expected: "text or integers".to_owned(),
            });
        }
        self.numbers(name, values)
    }

    fn numbers<T: ToString>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<T>>,
    ) -> Result<()> {
        if !self.wants(name) {
            return Ok(());
        }
        // one row beyond the limit is enough to be refused
        let texts: Vec<Option<String>> = values
            .into_iter()
            .take(self.limits.rows as usize + 1)
            .map(|v| v.map(|v| v.to_string()))
            .collect();
        self.texts(name, texts.iter().map(Option::as_deref))
    }

    /// The finished table.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`] when the settings need a column that was not added,
    /// [`Error::DuplicateId`] when two rows have one id.
    pub fn build(self) -> Result<Table> {
        let missing = |column: &str| Error::MissingColumn {
            column: column.to_owned(),
        };
        let (ids, kept) = self.ids.ok_or_else(|| missing(&self.id))?;
        for (name, _) in &self.readings {
            if !self.columns.iter().any(|(c, _)| c.name == *name) {
                return Err(missing(name));
            }
        }
        let (ids, order) = sorted(ids);
        let rows: Vec<u32> = order.iter().map(|&i| kept[i as usize]).collect();
        if let Some(i) = (1..rows.len()).find(|&i| ids.equal(i - 1, i)) {
            let (a, b) = (rows[i - 1] as usize, rows[i] as usize);
            return Err(Error::DuplicateId {
                column: self.id,
                first: a.min(b),
                second: a.max(b),
            });
        }
        let mut columns = Vec::new();
        let mut intake = Intake {
            rows: self.rows.unwrap_or(0) as u64,
            records: rows.len() as u64,
            rejections: self.log.finish(),
            columns: Vec::new(),
        };
        let mut arrived = self.columns;
        // the order of the settings, not of arrival
        arrived.sort_by_key(|(c, _)| self.readings.iter().position(|(name, _)| *name == c.name));
        for (mut column, counts) in arrived {
            column.codes = rows.iter().map(|&row| column.codes[row as usize]).collect();
            columns.push(column);
            intake.columns.push(counts);
        }
        Ok(Table {
            ids,
            rows,
            columns,
            intake,
        })
    }

    fn reading(&self, name: &str) -> Result<Option<Reading>> {
        if self.columns.iter().any(|(c, _)| c.name == name) {
            return Err(Error::DuplicateColumn {
                column: name.to_owned(),
            });
        }
        Ok(self
            .readings
            .iter()
            .find(|(c, _)| c == name)
            .map(|(_, reading)| *reading))
    }

    fn check_new_id(&self) -> Result<()> {
        match self.ids {
            Some(_) => Err(Error::DuplicateColumn {
                column: self.id.clone(),
            }),
            None => Ok(()),
        }
    }

    fn check_rows(&mut self, name: &str, found: usize) -> Result<()> {
        let expected = *self.rows.get_or_insert(found);
        if expected == found {
            return Ok(());
        }
        Err(Error::LengthMismatch {
            column: name.to_owned(),
            found,
            expected,
        })
    }

    fn reject(&mut self, row: usize, name: &str, reason: &'static str) {
        self.log.push(row, name, reason, &self.limits);
    }
}

const TOO_LONG: &str = "longer than the limit field_bytes";

fn too_many_rows(allowed: usize, asked: usize) -> Error {
    Error::LimitExceeded {
        limit: "rows",
        allowed: allowed as u64,
        asked: asked as u64,
    }
}

/// What becomes of a distinct value.
enum Verdict {
    Fine,
    /// Nothing but spaces.
    Missing,
    Placeholder,
    /// Reported, and missing.
    Refused(&'static str),
    /// Reported, and still compared.
    Doubtful(&'static str),
}

impl Verdict {
    fn of(value: &str, reading: Reading) -> Self {
        use crate::records::DateProblem;
        if value.trim().is_empty() {
            return Self::Missing;
        }
        if is_placeholder(value) {
            return Self::Placeholder;
        }
        let degrees = |valid: fn(f64) -> bool, reason| {
            if value.trim().parse().is_ok_and(valid) {
                Self::Fine
            } else {
                Self::Refused(reason)
            }
        };
        match reading {
            Reading::Name | Reading::Text | Reading::Identifier => Self::Fine,
            Reading::Date => match DateForm::parse(value) {
                (_, Some(DateProblem::Placeholder)) => Self::Placeholder,
                (Some(_), Some(problem)) => Self::Doubtful(problem.reason()),
                (None, Some(problem)) => Self::Refused(problem.reason()),
                (_, None) => Self::Fine,
            },
            Reading::Latitude => {
                degrees(places::is_latitude, "not a latitude from -90 to 90 degrees")
            }
            Reading::Longitude => degrees(
                places::is_longitude,
                "not a longitude from -180 to 180 degrees",
            ),
        }
    }
}

impl Ids {
    fn equal(&self, a: usize, b: usize) -> bool {
        match self {
            Self::Integers(ids) => ids[a] == ids[b],
            Self::Texts(ids) => ids.value(a as u32) == ids.value(b as u32),
        }
    }
}

/// Ids in ascending order, with the place that each had.
fn sorted(ids: Ids) -> (Ids, Vec<u32>) {
    match ids {
        Ids::Integers(ids) => {
            let mut pairs: Vec<(i64, u32)> = ids
                .into_iter()
                .enumerate()
                .map(|(i, id)| (id, i as u32))
                .collect();
            pairs.sort_unstable();
            let (ids, order) = pairs.into_iter().unzip();
            (Ids::Integers(ids), order)
        }
        Ids::Texts(ids) => {
            let mut order: Vec<u32> = (0..ids.len() as u32).collect();
            order.sort_unstable_by(|&a, &b| ids.value(a).cmp(ids.value(b)).then(a.cmp(&b)));
            let mut out = Strings::default();
            for &i in &order {
                out.push(ids.value(i));
            }
            (Ids::Texts(out), order)
        }
    }
}

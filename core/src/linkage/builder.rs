use super::{
    comparison::Reading,
    ids::{Ids, sorted},
    lists::Lists,
    settings::Settings,
    strings::{FIELD_BYTES, Interner, MISSING, Strings},
    table::{Column, ColumnIntake, Intake, Table},
    verdict::Verdict,
};
use crate::{
    Error, Result,
    records::{Limits, RejectionLog},
};

/// Takes a table in, column by column, in any order.
///
/// A record may have several values in a column: aliases, phones, earlier addresses. They come with
/// [`lists`](Self::lists). The best pair of values of two records counts.
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
    optional_columns: bool,
    readings: Vec<(String, Reading)>,
    intake: Intaken,
    rows: Option<usize>,
    ids: Option<IdsBuilder>,
    columns: Vec<ColumnBuilder>,
}

/// What was set aside, and the limits that it was set aside by.
pub(super) struct Intaken {
    pub(super) limits: Limits,
    pub(super) log: RejectionLog,
}

/// The id column so far.
struct IdsBuilder {
    ids: Ids,
    /// The row of each id.
    kept: Vec<u32>,
    rows: usize,
}

/// All that has come.
struct Arrived {
    ids: Ids,
    /// The row of each id.
    kept: Vec<u32>,
    rows: usize,
    columns: Vec<ColumnBuilder>,
    intake: Intake,
}

/// Records that stood in several rows.
pub(super) struct Repeated {
    /// The records, those of the first table first, each table in order of its ids.
    pub(super) table: Table,
    /// Records of the first table.
    pub(super) first: usize,
    /// For each row its record; [`MISSING`] where it was set aside.
    pub(super) of_row: Vec<u32>,
}

/// A column so far.
pub(super) struct ColumnBuilder {
    reading: Reading,
    pub(super) interner: Interner,
    /// What is wrong with each distinct value.
    pub(super) verdicts: Vec<Verdict>,
    pub(super) codes: Vec<u32>,
    pub(super) lists: Lists,
    intake: ColumnIntake,
}

/// The limits that a table can keep to: records are numbered in 31 bits.
pub(super) fn within_table(limits: Limits) -> Limits {
    Limits {
        rows: limits.rows.min((1 << 31) - 1),
        field_bytes: limits.field_bytes.min(FIELD_BYTES),
        ..limits
    }
}

/// The most values that a record may have in one column.
pub(super) const MOST_VALUES: usize = 16;

impl TableBuilder {
    /// An empty builder that keeps the columns which the settings name.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSettings`] when the settings are not valid.
    pub fn new(settings: &Settings, limits: Limits) -> Result<Self> {
        settings.validate()?;
        let limits = within_table(limits);
        Ok(Self {
            id: settings.id.clone(),
            optional_columns: settings.optional_columns,
            readings: settings.readings()?,
            intake: Intaken {
                limits,
                log: RejectionLog::default(),
            },
            rows: None,
            ids: None,
            columns: Vec::new(),
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
        self.whole_column(name, |builder| builder.append_texts(name, values))
    }

    /// Adds a column of lists of text: every record has any number of values, 16 at most. Further ones are set aside.
    ///
    /// # Errors
    ///
    /// As [`texts`](Self::texts); [`Error::WrongColumnType`] for ids and coordinates, of which a record has one.
    ///
    /// ```
    /// use caselink::{linkage::{Settings, TableBuilder}, records::Limits};
    ///
    /// # let settings = Settings::from_json(r#"{"id": "id", "comparisons": [{"kind": "identifier", "column": "phone"}],
    /// #     "blocking": [[{"column": "phone"}]]}"#)?;
    /// let mut table = TableBuilder::new(&settings, Limits::default())?;
    /// table.integers("id", [Some(1), Some(2)])?;
    /// let phones = [vec!["555-0101", "555-0199"], vec!["555-0199"]];
    /// table.lists("phone", phones.iter().map(|list| Some(list.iter().map(|phone| Some(*phone)))))?;
    /// assert_eq!(table.build()?.intake().columns[0].several, 1);
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn lists<'a, L: IntoIterator<Item = Option<&'a str>>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<L>>,
    ) -> Result<()> {
        self.whole_column(name, |builder| builder.append_lists(name, values))
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
        self.whole_column(name, |builder| builder.append_integers(name, values))
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
        self.whole_column(name, |builder| builder.append_floats(name, values))
    }

    /// Takes in a column that comes in one piece. One that does not fit is not taken.
    fn whole_column(
        &mut self,
        name: &str,
        append: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        self.check_new(name)?;
        append(self)?;
        let found = match (&self.ids, self.columns.last()) {
            (Some(ids), _) if name == self.id => ids.rows,
            (_, Some(column)) if column.intake.name == name => column.codes.len(),
            _ => return Ok(()),
        };
        let expected = *self.rows.get_or_insert(found);
        if expected == found {
            return Ok(());
        }
        if name == self.id {
            self.ids = None;
        } else {
            self.columns.pop();
        }
        Err(Error::LengthMismatch {
            column: name.to_owned(),
            found,
            expected,
        })
    }

    /// An error when the column has already begun.
    pub(super) fn check_new(&self, name: &str) -> Result<()> {
        let known = if name == self.id {
            self.ids.is_some()
        } else {
            self.columns.iter().any(|c| c.intake.name == name)
        };
        if known {
            return Err(Error::DuplicateColumn {
                column: name.to_owned(),
            });
        }
        Ok(())
    }

    /// Adds further rows of a column of text.
    pub(super) fn append_texts<'a>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<()> {
        if name == self.id {
            return self.append_text_ids(values);
        }
        let Some((column, intake)) = self.column(name) else {
            return Ok(());
        };
        for value in values {
            intake.check_row(column.codes.len())?;
            let code = match value {
                None => {
                    column.intake.missing += 1;
                    MISSING
                }
                Some(value) => column.take(column.codes.len(), value, intake),
            };
            column.codes.push(code);
        }
        Ok(())
    }

    /// Adds further rows of a column of lists.
    pub(super) fn append_lists<'a, L: IntoIterator<Item = Option<&'a str>>>(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<L>>,
    ) -> Result<()> {
        let single = |reading| matches!(reading, Reading::Latitude | Reading::Longitude);
        let one_only = name == self.id || self.reading(name).is_some_and(single);
        if one_only {
            return Err(Error::WrongColumnType {
                column: name.to_owned(),
                found: "lists".to_owned(),
                expected: "one value for each record".to_owned(),
            });
        }
        let Some((column, intake)) = self.column(name) else {
            return Ok(());
        };
        let mut list = Vec::new();
        for values in values {
            let row = column.codes.len();
            intake.check_row(row)?;
            let values = values.into_iter().flatten().flatten();
            let code = column.take_several(row, values, intake, &mut list);
            column.codes.push(code);
        }
        Ok(())
    }

    /// Adds further rows of a column of integers.
    pub(super) fn append_integers(
        &mut self,
        name: &str,
        values: impl IntoIterator<Item = Option<i64>>,
    ) -> Result<()> {
        if name != self.id {
            return self.append_numbers(name, values);
        }
        let builder = self.ids.get_or_insert_with(|| IdsBuilder::new(false));
        for value in values {
            self.intake.check_row(builder.rows)?;
            match (value, &mut builder.ids) {
                (Some(id), Ids::Integers(ids)) => {
                    ids.push(id);
                    builder.kept.push(builder.rows as u32);
                }
                _ => self.intake.reject(builder.rows, name, "the id is missing"),
            }
            builder.rows += 1;
        }
        Ok(())
    }

    /// Adds further rows of a column of floating-point numbers.
    pub(super) fn append_floats(
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
        self.append_numbers(name, values)
    }

    fn append_numbers<T: ToString>(
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
            .take(self.intake.limits.rows as usize + 1)
            .map(|v| v.map(|v| v.to_string()))
            .collect();
        self.append_texts(name, texts.iter().map(Option::as_deref))
    }

    fn append_text_ids<'a>(
        &mut self,
        values: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<()> {
        let builder = self.ids.get_or_insert_with(|| IdsBuilder::new(true));
        for value in values {
            self.intake.check_row(builder.rows)?;
            let longest = self.intake.limits.field_bytes;
            let mut refuse = |reason| self.intake.reject(builder.rows, &self.id, reason);
            match (value, &mut builder.ids) {
                (Some(""), _) => refuse("the id is empty"),
                (Some(id), _) if id.len() as u64 > longest => refuse(TOO_LONG),
                (Some(id), Ids::Texts(ids)) => {
                    ids.push(id);
                    builder.kept.push(builder.rows as u32);
                }
                _ => refuse("the id is missing"),
            }
            builder.rows += 1;
        }
        Ok(())
    }

    /// The finished table.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`] when the settings need a column that was not added,
    /// [`Error::DuplicateId`] when two rows have one id.
    pub fn build(self) -> Result<Table> {
        let id = self.id.clone();
        let arrived = self.arrived()?;
        let (ids, order) = sorted(arrived.ids);
        let rows: Vec<u32> = order.iter().map(|&i| arrived.kept[i as usize]).collect();
        if let Some(i) = (1..rows.len()).find(|&i| ids.equal(i - 1, i)) {
            return Err(twice(id, rows[i - 1], rows[i]));
        }
        Ok(table(ids, rows, arrived.columns, arrived.intake))
    }

    /// The records of rows among which one may stand several times, in order of their tables and ids.
    ///
    /// `sides` is for each row the number of its table, 0 or 1.
    ///
    /// # Errors
    ///
    /// As [`build`](Self::build); [`Error::DuplicateId`] when rows of one id differ.
    pub(super) fn build_repeated(self, sides: &[u8]) -> Result<Repeated> {
        let id = self.id.clone();
        let arrived = self.arrived()?;
        let side_of = |row: u32| sides.get(row as usize).copied().unwrap_or(0);
        let (ids, order) = sorted(arrived.ids);
        let mut places: Vec<u32> = (0..order.len() as u32).collect();
        let row_at = |place: u32| arrived.kept[order[place as usize] as usize];
        // stable: in each table the order of ids stays
        places.sort_by_key(|&place| side_of(row_at(place)));
        let mut of_row = vec![MISSING; arrived.rows];
        let mut first = 0;
        let mut chosen: Vec<u32> = Vec::new();
        for &place in &places {
            let row = row_at(place);
            let before = chosen.last().copied().filter(|&before| {
                side_of(row_at(before)) == side_of(row)
                    && ids.equal(before as usize, place as usize)
            });
            if let Some(known) = before.map(row_at) {
                let is_same = |column: &ColumnBuilder| {
                    let of = |row: u32| column.lists.of(&column.codes[row as usize]);
                    of(known) == of(row)
                };
                if !arrived.columns.iter().all(is_same) {
                    return Err(twice(id, known, row));
                }
            } else {
                chosen.push(place);
                first += usize::from(side_of(row) == 0);
            }
            of_row[row as usize] = chosen.len() as u32 - 1;
        }
        let rows = chosen.iter().map(|&place| row_at(place)).collect();
        Ok(Repeated {
            table: table(ids.chosen(&chosen), rows, arrived.columns, arrived.intake),
            first,
            of_row,
        })
    }

    /// What has come, once it is known to be whole.
    fn arrived(mut self) -> Result<Arrived> {
        let missing = |column: &str| Error::MissingColumn {
            column: column.to_owned(),
        };
        let IdsBuilder {
            ids,
            kept,
            rows: all,
        } = self.ids.ok_or_else(|| missing(&self.id))?;
        for (name, reading) in &self.readings {
            if !self.columns.iter().any(|c| c.intake.name == *name) {
                if !self.optional_columns {
                    return Err(missing(name));
                }
                self.columns
                    .push(ColumnBuilder::absent(name, *reading, all));
            }
        }
        if let Some(column) = self.columns.iter().find(|c| c.codes.len() != all) {
            return Err(Error::LengthMismatch {
                column: column.intake.name.clone(),
                found: column.codes.len(),
                expected: all,
            });
        }
        let mut columns = self.columns;
        // the order of the settings, not of arrival
        let place = |name: &str| self.readings.iter().position(|(known, _)| known == name);
        columns.sort_by_key(|c| place(&c.intake.name));
        Ok(Arrived {
            ids,
            kept,
            rows: all,
            columns,
            intake: Intake {
                rows: all as u64,
                rejections: self.intake.log.finish(),
                ..Intake::default()
            },
        })
    }

    pub(super) fn id_column(&self) -> &str {
        &self.id
    }

    fn reading(&self, name: &str) -> Option<Reading> {
        let known = self.readings.iter().find(|(column, _)| column == name);
        known.map(|(_, reading)| *reading)
    }

    /// A column that is wanted, begun if it is not there yet.
    fn column(&mut self, name: &str) -> Option<(&mut ColumnBuilder, &mut Intaken)> {
        let reading = self.reading(name)?;
        let known = self.columns.iter().position(|c| c.intake.name == name);
        let at = known.unwrap_or_else(|| {
            self.columns.push(ColumnBuilder::new(name, reading));
            self.columns.len() - 1
        });
        self.columns.get_mut(at).map(|c| (c, &mut self.intake))
    }
}

impl Intaken {
    fn check_row(&self, row: usize) -> Result<()> {
        self.limits.check_rows(row as u64 + 1)
    }

    fn reject(&mut self, row: usize, name: &str, reason: &'static str) {
        self.log.push(row, name, reason, &self.limits);
    }
}

impl IdsBuilder {
    fn new(texts: bool) -> Self {
        Self {
            ids: if texts {
                Ids::Texts(Strings::default())
            } else {
                Ids::Integers(Vec::new())
            },
            kept: Vec::new(),
            rows: 0,
        }
    }
}

impl ColumnBuilder {
    pub(super) fn new(name: &str, reading: Reading) -> Self {
        Self {
            reading,
            interner: Interner::default(),
            verdicts: Vec::new(),
            codes: Vec::new(),
            lists: Lists::default(),
            intake: ColumnIntake {
                name: name.to_owned(),
                ..ColumnIntake::default()
            },
        }
    }

    /// A column that the table does not have: missing in every row.
    fn absent(name: &str, reading: Reading, rows: usize) -> Self {
        let mut column = Self::new(name, reading);
        column.codes = vec![MISSING; rows];
        column.intake.missing = rows as u64;
        column.intake.absent = true;
        column
    }

    /// The code of a value of a row, or [`MISSING`] when it is none.
    fn take(&mut self, row: usize, value: &str, intake: &mut Intaken) -> u32 {
        if value.is_empty() {
            self.intake.missing += 1;
            return MISSING;
        }
        if value.len() as u64 > intake.limits.field_bytes {
            intake.reject(row, &self.intake.name, TOO_LONG);
            return MISSING;
        }
        let (number, new) = self.interner.intern(value);
        if new {
            self.verdicts.push(Verdict::of(value, self.reading));
        }
        match self.verdicts[number as usize] {
            Verdict::Fine => return number,
            Verdict::Missing => self.intake.missing += 1,
            Verdict::Placeholder => self.intake.placeholders += 1,
            Verdict::Refused(reason) => intake.reject(row, &self.intake.name, reason),
            Verdict::Doubtful(reason) => {
                intake.reject(row, &self.intake.name, reason);
                return number;
            }
        }
        MISSING
    }

    /// The code of several values of a row; `list` is room to work in.
    pub(super) fn take_several<'a>(
        &mut self,
        row: usize,
        values: impl Iterator<Item = &'a str>,
        intake: &mut Intaken,
        list: &mut Vec<u32>,
    ) -> u32 {
        list.clear();
        let mut none = true;
        for value in values {
            none = false;
            match self.take(row, value, intake) {
                MISSING => {}
                code if list.contains(&code) => {}
                _ if list.len() == MOST_VALUES => {
                    intake.reject(row, &self.intake.name, TOO_MANY);
                }
                code => list.push(code),
            }
        }
        self.intake.missing += u64::from(none);
        self.intake.several += u64::from(list.len() > 1);
        self.lists.code(list)
    }

    /// The column with its rows in order of the ids.
    fn finish(mut self, rows: &[u32]) -> (Column, ColumnIntake) {
        let values = self.interner.into_strings();
        self.intake.distinct = values.len() as u64;
        let column = Column {
            name: self.intake.name.clone(),
            codes: rows.iter().map(|&row| self.codes[row as usize]).collect(),
            values,
            lists: self.lists,
        };
        (column, self.intake)
    }
}

/// A table of some of the rows, in their order.
fn table(ids: Ids, rows: Vec<u32>, arrived: Vec<ColumnBuilder>, mut intake: Intake) -> Table {
    intake.records = rows.len() as u64;
    let mut columns = Vec::with_capacity(arrived.len());
    for column in arrived {
        let (column, counts) = column.finish(&rows);
        columns.push(column);
        intake.columns.push(counts);
    }
    Table {
        ids,
        rows,
        columns,
        intake,
    }
}

fn twice(column: String, a: u32, b: u32) -> Error {
    let (a, b) = (a as usize, b as usize);
    Error::DuplicateId {
        column,
        first: a.min(b),
        second: a.max(b),
    }
}

const TOO_LONG: &str = "longer than the limit field_bytes";
const TOO_MANY: &str = "more than 16 values of one record";

use std::sync::Arc;

use rand_chacha::ChaCha8Rng;

use super::{
    blocking::{Blocks, PairEstimate, pairs_within},
    forms::{FormColumn, column},
    grader::Grader,
    ids::{Ids, RecordId},
    random_pairs::below,
    settings::Settings,
    table::Table,
};
use crate::{Control, Error, Result, records::Limits};

/// Which pairs of records are candidates at all.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    PartialEq,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Pairs within one table.
    #[default]
    Dedupe,
    /// Pairs between two tables.
    Link,
    /// Pairs within and between two tables.
    LinkAndDedupe,
}

/// One or two tables made ready: every distinct value brought to its normal form once, and the
/// records sorted into blocks.
///
/// Training and linking both start from it, so the work is done once for both.
pub struct Prepared {
    pub(crate) settings: Settings,
    pub(crate) mode: Mode,
    pub(crate) tables: Vec<Arc<Table>>,
    /// Records in the first table; those of the second follow.
    pub(crate) first: usize,
    pub(crate) len: usize,
    pub(crate) columns: Vec<FormColumn>,
    /// The blocks of the settings' rules.
    pub(crate) blocks: Blocks,
    pub(crate) limits: Limits,
}

impl std::fmt::Debug for Prepared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Prepared({:?}, {} records)", self.mode, self.len)
    }
}

impl Prepared {
    /// Makes one table ready for finding duplicates.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`] when the table was built for other settings, [`Error::LimitExceeded`],
    /// [`Error::Cancelled`].
    pub fn dedupe(
        table: Table,
        settings: &Settings,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        Self::new(Mode::Dedupe, vec![table], settings, limits, control)
    }

    /// Makes two tables ready for finding links between them.
    ///
    /// # Errors
    ///
    /// As [`dedupe`](Self::dedupe), and [`Error::WrongColumnType`] when one table has integer ids
    /// and the other text.
    pub fn link(
        left: Table,
        right: Table,
        settings: &Settings,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        Self::new(Mode::Link, vec![left, right], settings, limits, control)
    }

    /// Makes two tables ready for finding links between and duplicates within them.
    ///
    /// # Errors
    ///
    /// As [`link`](Self::link).
    pub fn link_and_dedupe(
        left: Table,
        right: Table,
        settings: &Settings,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        Self::new(
            Mode::LinkAndDedupe,
            vec![left, right],
            settings,
            limits,
            control,
        )
    }

    fn new(
        mode: Mode,
        tables: Vec<Table>,
        settings: &Settings,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        settings.validate()?;
        let len: usize = tables.iter().map(Table::len).sum();
        if len as u64 > limits.rows.min(u64::from(u32::MAX - 1)) {
            return Err(Error::LimitExceeded {
                limit: "rows",
                allowed: limits.rows,
                asked: len as u64,
            });
        }
        if let [left, right] = tables.as_slice()
            && matches!(left.ids, Ids::Integers(_)) != matches!(right.ids, Ids::Integers(_))
            && !left.is_empty()
            && !right.is_empty()
        {
            return Err(Error::WrongColumnType {
                column: settings.id.clone(),
                found: "integers in one table and text in the other".to_owned(),
                expected: "the same type in both tables".to_owned(),
            });
        }
        let columns = FormColumn::all(settings, &tables, control)?;
        let mut prepared = Self {
            settings: settings.clone(),
            mode,
            first: tables.first().map_or(0, Table::len),
            len,
            tables: tables.into_iter().map(Arc::new).collect(),
            columns,
            blocks: Blocks::default(),
            limits,
        };
        prepared.blocks = Blocks::new(&prepared, &settings.blocking, control)?;
        Ok(prepared)
    }

    /// The settings that it was prepared for.
    pub const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Which pairs are candidates.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// The tables, one or two.
    pub fn tables(&self) -> &[Arc<Table>] {
        &self.tables
    }

    /// How many records all tables hold.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no record.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many pairs the blocking rules would compare, without comparing any.
    pub const fn estimate(&self) -> &PairEstimate {
        &self.blocks.estimate
    }

    /// How many pairs the mode allows, with no blocking.
    pub fn possible_pairs(&self) -> u64 {
        pairs_within(self.mode, self.first as u64, (self.len - self.first) as u64)
    }

    /// Table and place in it of a record.
    pub(crate) const fn place(&self, record: u32) -> (usize, usize) {
        let record = record as usize;
        if record < self.first {
            (0, record)
        } else {
            (1, record - self.first)
        }
    }

    pub(crate) fn id(&self, record: u32) -> RecordId {
        let (table, place) = self.place(record);
        self.tables[table].id(place)
    }

    /// The values of a record as written, those that are there and were not set aside.
    pub(crate) fn written(&self, column: &str, record: u32) -> Vec<&str> {
        let (table, place) = self.place(record);
        let column = self.tables[table].column(column);
        column.map_or_else(Vec::new, |column| column.written(place).collect())
    }

    pub(crate) fn column(&self, name: &str) -> Result<&FormColumn> {
        column(&self.columns, name)
    }

    pub(crate) fn grader(&self) -> Result<Grader<'_>> {
        Grader::new(&self.settings.comparisons, &self.columns)
    }

    /// A random pair that the mode allows; the caller has seen to it that there is one.
    pub(crate) fn random_pair(&self, random: &mut ChaCha8Rng) -> (u32, u32) {
        let mut below = |n| below(random, n);
        if self.mode == Mode::Link {
            let (a, b) = (below(self.first), below(self.len - self.first));
            return (a as u32, (self.first + b) as u32);
        }
        let (a, b) = (below(self.len), below(self.len - 1));
        let b = if b >= a { b + 1 } else { b };
        (a.min(b) as u32, a.max(b) as u32)
    }
}

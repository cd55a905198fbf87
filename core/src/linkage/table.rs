use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

#[cfg(doc)]
use super::Settings;
use super::{
    ids::{Ids, RecordId},
    lists::Lists,
    strings::Strings,
};
use crate::records::Rejections;

/// Records as dictionary-encoded columns, in order of their ids: what linkage works on.
///
/// Only the columns that the [`Settings`] name are kept. The order and the batching in which rows
/// arrive leave no trace.
pub struct Table {
    pub(crate) ids: Ids,
    /// Input row of each record.
    pub(crate) rows: Vec<u32>,
    pub(crate) columns: Vec<Column>,
    pub(super) intake: Intake,
}

/// One dictionary-encoded column.
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) codes: Vec<u32>,
    pub(crate) values: Strings,
    /// What the codes of several values stand for.
    pub(crate) lists: Lists,
}

impl Column {
    /// The values of a record as written, in order of arrival; none when it is missing or was set aside.
    pub(crate) fn written(&self, place: usize) -> impl Iterator<Item = &str> {
        let codes = self.lists.of(&self.codes[place]);
        codes.iter().map(|&code| self.values.value(code))
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
    /// Records that have more than one value.
    pub several: u64,
    /// Whether the table does not have the column at all, which [`Settings::optional_columns`] allows.
    pub absent: bool,
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
        self.ids.at(record as u32)
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

//! Groups from Arrow tables.

use arrow_array::RecordBatch;
use arrow_schema::Schema;

use super::Groups;
use crate::{
    Result,
    linkage::{Prepared, RecordId, arrow::id_values},
};

impl Groups {
    /// Groups from Arrow batches: the id column of the settings and a text or integer column `group`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), [`Error::MissingColumn`](crate::Error::MissingColumn),
    /// [`Error::WrongColumnType`](crate::Error::WrongColumnType) and
    /// [`Error::InvalidUnicode`](crate::Error::InvalidUnicode).
    pub fn from_batches(
        prepared: &Prepared,
        batches: &[RecordBatch],
        schema: &Schema,
    ) -> Result<Self> {
        let records = id_values(batches, schema, &prepared.settings().id)?;
        let names: Vec<String> = id_values(batches, schema, "group")?
            .into_iter()
            .map(|group| match group {
                RecordId::Integer(number) => number.to_string(),
                RecordId::Text(text) => text,
            })
            .collect();
        Self::new(
            prepared,
            records.into_iter().zip(names.iter().map(String::as_str)),
        )
    }
}

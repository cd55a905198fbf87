//! Incidents out of a flat table: one row for each, as series of crimes are published.

mod columns;

#[cfg(feature = "arrow")]
mod cells;
#[cfg(feature = "arrow")]
mod plane;
#[cfg(feature = "arrow")]
mod read;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::columns::{Coordinates, IncidentColumns, MapPosition};
#[cfg(feature = "arrow")]
pub use self::read::read_table;
use super::series::Solved;
use crate::records::{Incident, RecordsRead, Rejections};

/// What a flat table held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentTable {
    /// The incidents, in order of the rows.
    pub incidents: Vec<Incident>,
    /// For each incident its row, from 0.
    pub rows: Vec<u64>,
    /// Rows that were set aside, with column or field and reason.
    pub rejected: Rejections,
    /// Incidents with their confirmed offenders, where columns say so: to learn from, or for series.
    pub solved: Vec<Solved>,
}

impl IncidentTable {
    /// The incidents with the account of the rest, as the desk takes them.
    pub fn read(&self) -> RecordsRead<Incident> {
        RecordsRead {
            records: self.incidents.clone(),
            rows: self.rows.clone(),
            rejected: self.rejected.clone(),
            ..RecordsRead::default()
        }
    }
}

//! Records as they come to a desk: what cannot be used is set aside, and the rest goes on.

use rustc_hash::FxHashSet;

use super::{Limits, Record, RecordsRead, RejectionLog, Rejections};
use crate::Result;

/// Records for a desk: a slice of them, or what a door of [`records`](crate::records) read with its account of the rest, which then
/// stands in what the desk gives.
///
/// ```
/// use caselink::{NoControl, abductions::{SeriesSettings, series}, records::{Incident, Limits, from_values_each}};
/// use serde_json::json;
///
/// let values = vec![json!({ "id": "A" }), json!({ "id": "B", "time": "in May" }), json!({ "id": "A" })];
/// let read = from_values_each::<Incident>(&values, &Limits::default())?;
/// let found = series(&read, &SeriesSettings::default(), &Limits::default(), &NoControl)?;
/// assert_eq!(found.incidents, 1);
/// let bad: Vec<(u64, &str)> = found.rejected.listed.iter().map(|one| (one.row, one.field.as_str())).collect();
/// assert_eq!(bad, [(1, "time"), (2, "id")]);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a, T> {
    records: &'a [T],
    /// The row of each where they were read; else each is a row.
    rows: Option<&'a [u64]>,
    rejected: Option<&'a Rejections>,
}

impl<'a, T> From<&'a [T]> for Incoming<'a, T> {
    fn from(records: &'a [T]) -> Self {
        Self {
            records,
            rows: None,
            rejected: None,
        }
    }
}

impl<'a, T, const N: usize> From<&'a [T; N]> for Incoming<'a, T> {
    fn from(records: &'a [T; N]) -> Self {
        records.as_slice().into()
    }
}

impl<'a, T> From<&'a Vec<T>> for Incoming<'a, T> {
    fn from(records: &'a Vec<T>) -> Self {
        records.as_slice().into()
    }
}

impl<'a, T> From<&'a RecordsRead<T>> for Incoming<'a, T> {
    fn from(read: &'a RecordsRead<T>) -> Self {
        Self {
            records: &read.records,
            rows: Some(&read.rows),
            rejected: Some(&read.rejected),
        }
    }
}

/// The records that can be used, and an account of the rest.
pub(crate) struct Usable<'a, T> {
    pub(crate) records: Vec<&'a T>,
    pub(crate) rejected: Rejections,
}

impl<'a, T: Record> Incoming<'a, T> {
    /// Those with an id; where one stands twice, the first of them, unless the later one takes its place.
    pub(crate) fn usable(self, later_takes_place: bool, limits: &Limits) -> Result<Usable<'a, T>> {
        self.those(later_takes_place, limits, T::id, |_| None)
    }
}

/// The field that is wrong, and why.
pub(crate) type Fault = (&'static str, &'static str);

/// Why a record is set aside whose id stands in one before it.
pub(crate) const TWICE: &str = "id occurs twice";

impl<'a, T> Incoming<'a, T> {
    /// The same, with what else may be wrong with one.
    pub(crate) fn those(
        self,
        later_takes_place: bool,
        limits: &Limits,
        id: impl Fn(&'a T) -> &'a str,
        fault: impl Fn(&'a T) -> Option<Fault>,
    ) -> Result<Usable<'a, T>> {
        limits.check_rows(self.records.len() as u64)?;
        let mut log = RejectionLog::default();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut records = Vec::with_capacity(self.records.len());
        for (at, record) in self.records.iter().enumerate() {
            let row = self.row(at);
            let id = id(record);
            if id.trim().is_empty() {
                log.push(row, "id", "id is empty", limits);
            } else if let Some((field, reason)) = fault(record) {
                log.push(row, field, reason, limits);
            } else if !later_takes_place && !seen.insert(id) {
                log.push(row, "id", TWICE, limits);
            } else {
                records.push(record);
            }
        }
        let before = self.rejected.cloned().unwrap_or_default();
        Ok(Usable {
            records,
            rejected: before.and(log.finish(), limits),
        })
    }

    /// How many came, with those that were set aside before.
    pub(crate) fn count(&self) -> u64 {
        let before = self.rejected.map_or(0, |before| before.total);
        self.records.len() as u64 + before
    }

    fn row(&self, at: usize) -> usize {
        let row = self.rows.and_then(|rows| rows.get(at)).copied();
        row.map_or(at, |row| usize::try_from(row).unwrap_or(usize::MAX))
    }
}

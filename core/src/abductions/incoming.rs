//! Incidents as they come to the desk: what cannot be used is set aside, and the rest goes on.

use rustc_hash::FxHashSet;

use crate::{
    Result,
    records::{Incident, Limits, RecordsRead, RejectionLog, Rejections},
};

/// Incidents for the desk: a slice of them, or what a door of [`records`](crate::records) read with its account of the rest, which then
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
pub struct Incoming<'a> {
    incidents: &'a [Incident],
    /// The row of each where they were read; else each is a row.
    rows: Option<&'a [u64]>,
    rejected: Option<&'a Rejections>,
}

impl<'a> From<&'a [Incident]> for Incoming<'a> {
    fn from(incidents: &'a [Incident]) -> Self {
        Self {
            incidents,
            rows: None,
            rejected: None,
        }
    }
}

impl<'a, const N: usize> From<&'a [Incident; N]> for Incoming<'a> {
    fn from(incidents: &'a [Incident; N]) -> Self {
        incidents.as_slice().into()
    }
}

impl<'a> From<&'a Vec<Incident>> for Incoming<'a> {
    fn from(incidents: &'a Vec<Incident>) -> Self {
        incidents.as_slice().into()
    }
}

impl<'a> From<&'a RecordsRead<Incident>> for Incoming<'a> {
    fn from(read: &'a RecordsRead<Incident>) -> Self {
        Self {
            incidents: &read.records,
            rows: Some(&read.rows),
            rejected: Some(&read.rejected),
        }
    }
}

/// The incidents that can be used, and an account of the rest.
pub(super) struct Usable<'a> {
    pub(super) incidents: Vec<&'a Incident>,
    pub(super) rejected: Rejections,
}

impl<'a> Incoming<'a> {
    /// Those with an id; where one stands twice, the first of them, unless the later one takes its place.
    pub(super) fn usable(self, later_takes_place: bool, limits: &Limits) -> Result<Usable<'a>> {
        limits.check_rows(self.incidents.len() as u64)?;
        let mut log = RejectionLog::default();
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut incidents = Vec::with_capacity(self.incidents.len());
        for (at, incident) in self.incidents.iter().enumerate() {
            let row = self.rows.and_then(|rows| rows.get(at)).copied();
            let row = row.map_or(at, |row| usize::try_from(row).unwrap_or(usize::MAX));
            let id = incident.id.expose().as_str();
            if id.trim().is_empty() {
                log.push(row, "id", "id is empty", limits);
            } else if !later_takes_place && !seen.insert(id) {
                log.push(row, "id", "id occurs twice", limits);
            } else {
                incidents.push(incident);
            }
        }
        let before = self.rejected.cloned().unwrap_or_default();
        Ok(Usable {
            incidents,
            rejected: before.and(log.finish(), limits),
        })
    }
}

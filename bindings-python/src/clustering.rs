//! `caselink.clustering`: which things belong together?

use caselink::{Error, clustering as core, records::Limits};
use pyo3::prelude::*;

use crate::{
    control::enter,
    convert::{Plain, whole, whole_list},
    patterns::{events::Events, test},
};

/// The connected component of each of `count` things, as the least number in it.
///
/// Args:
///     count: How many things there are; they are numbered from 0.
///     left: For each pair the number of one thing.
///     right: For each pair the number of the other.
///     limits: Upper bounds; `rows` bounds `count` and `pairs` the pairs.
///
/// Returns:
///     For each thing the least number in its component; a thing in no pair has its own.
///
/// Raises:
///     InputError: `left` and `right` differ in length.
///     LimitError: There are more things or pairs than `limits` allow.
///     SettingsError: `limits` is not of its shape.
///
/// Example:
///     >>> from caselink import clustering
///     >>> clustering.components(6, [4, 5, 2], [1, 4, 3])
///     [0, 1, 2, 2, 1, 1]
#[pyfunction]
#[pyo3(signature = (count, left, right, *, limits = None))]
pub(crate) fn components(
    py: Python<'_>,
    count: i64,
    left: &Bound<'_, PyAny>,
    right: &Bound<'_, PyAny>,
    limits: Option<Plain<Limits>>,
) -> PyResult<Vec<u32>> {
    let limits = limits.map_or_else(Limits::default, |l| l.0);
    let count = whole(py, count, "count")?;
    let left = whole_list(left, limits.pairs, "left")?;
    let right = whole_list(right, limits.pairs, "right")?;
    enter(py, None, move |_| {
        if left.len() != right.len() {
            let (found, expected) = (right.len(), left.len());
            return Err(Error::LengthMismatch {
                column: "right".to_owned(),
                found,
                expected,
            });
        }
        core::components(count, left.into_iter().zip(right), &limits)
    })
}

/// Clusters of events that are dense in space and time: ST-DBSCAN (Birant and Kut 2007), exactly.
///
/// Args:
///     events: The `events.Events`.
///     settings: A dict: `eps_metres` (200), `eps_days` (7), `min_points` (3), `time_gap` for spans, `corridor` for a road.
///     order: For each event its place in the order of your ids, which decides ties; without it the order of the rows does.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `st_clusters`: for each event the number of the first event of its cluster, or None for noise.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///     InputError: `order` is not as long as the events.
///     LimitError: There are more pairs than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import clustering, events
///     >>> place = {"x": [0, 50, 90, 9_000], "y": [0, 0, 0, 0], "start": [1, 2, 2, 2]}
///     >>> attempts = events.Events(pyarrow.table(place), {"metric": "euclidean"})
///     >>> clustering.st_dbscan(attempts)["labels"]
///     [0, 0, 0, None]
#[pyfunction]
#[pyo3(signature = (events, settings = None, *, order = None, progress = None))]
pub(crate) fn st_dbscan<'py>(
    events: &Bound<'py, Events>,
    settings: Option<&Bound<'py, PyAny>>,
    order: Option<Vec<u32>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let read = core::StDbscanSettings::from_value;
    test(
        events,
        settings,
        read,
        progress,
        move |events, settings, limits, control| {
            core::st_dbscan(events, order.as_deref(), settings, limits, control)
        },
    )
}

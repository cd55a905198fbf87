use caselink::{patterns as core, records::TimeRange};
use pyo3::{prelude::*, types::PyList};

use super::{events::Events, settings};
use crate::{
    control::{at_once, enter},
    convert::{to_python, to_value},
};

/// The expected gap between two times of which each is known as a span.
///
/// Args:
///     a: A pair of the earliest and the latest time.
///     b: The other.
///
/// Returns:
///     The expected gap, in the unit of the spans.
///
/// Example:
///     >>> from caselink import patterns
///     >>> patterns.expected_gap((0.0, 2.0), (6.0, 10.0))
///     7.0
#[pyfunction]
pub(crate) fn expected_gap(a: (f64, f64), b: (f64, f64)) -> f64 {
    core::expected_gap(a, b)
}

/// The expected gap between two times round a cycle, such as a day of 24 hours.
///
/// Args:
///     a: A pair of the earliest and the latest time.
///     b: The other.
///     cycle: The length of the cycle, in the same unit.
///
/// Returns:
///     The expected gap; a quarter of the cycle where one of the spans covers all of it.
///
/// Example:
///     >>> from caselink import patterns
///     >>> patterns.expected_circular_gap((23.0, 23.0), (49.0, 49.0), 24.0)
///     2.0
#[pyfunction]
pub(crate) fn expected_circular_gap(a: (f64, f64), b: (f64, f64), cycle: f64) -> f64 {
    core::expected_circular_gap(a, b, cycle)
}

/// How likely two times, each known as a span, lie within `tau` of each other.
///
/// Args:
///     a: A pair of the earliest and the latest time.
///     b: The other.
///     tau: The gap, in the same unit.
///
/// Returns:
///     A probability.
///
/// Example:
///     >>> from caselink import patterns
///     >>> patterns.probability_within((0.0, 2.0), (0.0, 2.0), 1.0)
///     0.75
#[pyfunction]
pub(crate) fn probability_within(a: (f64, f64), b: (f64, f64), tau: f64) -> f64 {
    core::probability_within(a, b, tau)
}

/// How a time that is known as a span spreads over bins (Ratcliffe 2000).
///
/// Args:
///     span: A pair of the earliest and the latest time.
///     edges: The edges of the bins, rising.
///
/// Returns:
///     A weight for each bin; 1 in all where the span lies within the edges.
///
/// Raises:
///     SettingsError: The span ends before it starts, or the edges do not rise.
///
/// Example:
///     >>> from caselink import patterns
///     >>> patterns.aoristic_weights((14.5, 16.5), [14, 15, 16, 17])
///     [0.25, 0.5, 0.25]
#[pyfunction]
pub(crate) fn aoristic_weights(
    py: Python<'_>,
    span: (f64, f64),
    edges: Vec<f64>,
) -> PyResult<Vec<f64>> {
    at_once(py, || core::aoristic_weights(span, &edges))
}

/// The sum of the aoristic weights of all events, for each bin.
///
/// Args:
///     events: The events.
///     edges: The edges of the bins in days, rising.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A sum for each bin.
///
/// Raises:
///     SettingsError: The edges do not rise.
///     LimitError: There are too many events times bins.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> table = pyarrow.table({"x": [1.0], "y": [1.0], "start": [0.5], "end": [2.5]})
///     >>> patterns.aoristic_counts(events.Events(table, {"end": "end"}), [0, 1, 2, 3])
///     [0.25, 0.5, 0.25]
#[pyfunction]
#[pyo3(signature = (events, edges, *, progress = None))]
pub(crate) fn aoristic_counts(
    py: Python<'_>,
    events: &Bound<'_, Events>,
    edges: Vec<f64>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Vec<f64>> {
    let inner = std::sync::Arc::clone(&events.get().inner);
    enter(py, progress, move |control| {
        core::aoristic_counts(
            &inner,
            &edges,
            &caselink::records::Limits::default(),
            control,
        )
    })
}

/// At which hours and on which weekdays things happened in local time, and how much of it on the way to and from school.
///
/// Args:
///     times: A list of dicts of the shape `time_range`: `earliest`, `latest`, `time_zone`.
///     settings: A dict: `least_times` (10), `longest_span_hours`, `before_school`, `after_school`, `no_school`.
///
/// Returns:
///     A dict of the shape `time_profile`.
///
/// Raises:
///     SettingsError: A time or the settings are not of their shape.
///
/// Example:
///     >>> from caselink import patterns
///     >>> times = [{"earliest": "2026-05-29T15:10:00", "latest": "2026-05-29T15:10:00"}]
///     >>> patterns.time_profile(times)["hours"].index(1.0)
///     15
#[pyfunction]
#[pyo3(signature = (times, settings = None))]
pub(crate) fn time_profile<'py>(
    py: Python<'py>,
    times: &Bound<'py, PyList>,
    settings: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let given = self::settings("settings", settings);
    let times: Vec<_> = times.iter().map(|time| to_value(&time)).collect();
    let profile = enter(py, None, move |_| {
        let settings = core::ProfileSettings::from_value(&given?)?;
        let times = times.into_iter().map(Option::unwrap_or_default);
        let times = TimeRange::list_from_values(times)?;
        core::time_profile(&times, &settings)
    })?;
    to_python(py, &profile)
}

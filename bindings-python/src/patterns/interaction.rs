use caselink::patterns as core;
use pyo3::prelude::*;

use super::{Chance, events::Events, test};

/// Are there more pairs that are close in both space and time than chance would give? Knox's test (1964).
///
/// Args:
///     events: The events.
///     settings: A dict: `within_metres` (1,000), `within_days` (7), `times` for spans: `exact`, `expected_gap` or `{"impute": {"draws": 20}}`.
///     replicates: How often times are dealt out to the places by chance; 0 for no p-value.
///     seed: The seed of chance.
///     threads: Worker threads; 0 takes one for each core. The outcome is the same for any number.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `knox`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///     LimitError: There are more pairs or replicates than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> place = {"x": [0, 100, 9_000, 20_000], "y": [0, 0, 0, 0], "start": [1, 2, 50, 90]}
///     >>> attempts = events.Events(pyarrow.table(place), {"metric": "euclidean"})
///     >>> patterns.knox(attempts, {"within_metres": 200, "within_days": 2}, replicates=99)["close_in_both"]
///     1
#[pyfunction]
#[pyo3(signature = (events, settings = None, *, replicates = 999, seed = 1, threads = 1, progress = None))]
pub(crate) fn knox<'py>(
    py: Python<'py>,
    events: &Bound<'py, Events>,
    settings: Option<&Bound<'py, PyAny>>,
    replicates: i64,
    seed: i64,
    threads: i64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let how = Chance {
        replicates,
        seed,
        threads,
    };
    let (how, read) = (how.read(py)?, core::KnoxSettings::from_value);
    test(
        events,
        settings,
        read,
        progress,
        move |events, settings, limits, control| core::knox(events, settings, how, limits, control),
    )
}

/// The near-repeat table: for bands of distance and time, how many pairs there are and how many chance would give (Johnson et al. 2007).
///
/// Args:
///     events: The events.
///     settings: A dict: `metres` and `days` (the edges of the bands), `sides`, `times`.
///     replicates: How often times are dealt out to the places by chance; 0 for no p-value.
///     seed: The seed of chance.
///     threads: Worker threads; 0 takes one for each core. The outcome is the same for any number.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `near_repeat`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///     LimitError: There are more pairs or replicates than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> place = {"x": [0, 100, 9_000, 20_000], "y": [0, 0, 0, 0], "start": [1, 2, 50, 90]}
///     >>> attempts = events.Events(pyarrow.table(place), {"metric": "euclidean"})
///     >>> [cell["observed"] for cell in patterns.near_repeat(attempts, {"metres": [0, 200], "days": [0, 2]}, replicates=99)["cells"]]
///     [1]
#[pyfunction]
#[pyo3(signature = (events, settings = None, *, replicates = 999, seed = 1, threads = 1, progress = None))]
pub(crate) fn near_repeat<'py>(
    py: Python<'py>,
    events: &Bound<'py, Events>,
    settings: Option<&Bound<'py, PyAny>>,
    replicates: i64,
    seed: i64,
    threads: i64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let how = Chance {
        replicates,
        seed,
        threads,
    };
    let (how, read) = (how.read(py)?, core::NearRepeatSettings::from_value);
    test(
        events,
        settings,
        read,
        progress,
        move |events, settings, limits, control| {
            core::near_repeat(events, settings, how, limits, control)
        },
    )
}

/// Do distances in space and in time go together? Mantel's test (1967).
///
/// Args:
///     events: The events.
///     settings: A dict: `space` and `time`: `identity` or `{"reciprocal": {"plus": 1}}`.
///     replicates: How often times are dealt out to the places by chance; 0 for no p-value.
///     seed: The seed of chance.
///     threads: Worker threads; 0 takes one for each core. The outcome is the same for any number.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `mantel`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///     LimitError: There are more pairs or replicates than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> place = {"x": [0, 100, 9_000, 20_000], "y": [0, 0, 0, 0], "start": [1, 2, 50, 90]}
///     >>> attempts = events.Events(pyarrow.table(place), {"metric": "euclidean"})
///     >>> round(patterns.mantel(attempts, replicates=99)["r"], 3)
///     0.98
#[pyfunction]
#[pyo3(signature = (events, settings = None, *, replicates = 999, seed = 1, threads = 1, progress = None))]
pub(crate) fn mantel<'py>(
    py: Python<'py>,
    events: &Bound<'py, Events>,
    settings: Option<&Bound<'py, PyAny>>,
    replicates: i64,
    seed: i64,
    threads: i64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let how = Chance {
        replicates,
        seed,
        threads,
    };
    let (how, read) = (how.read(py)?, core::MantelSettings::from_value);
    test(
        events,
        settings,
        read,
        progress,
        move |events, settings, limits, control| {
            core::mantel(events, settings, how, limits, control)
        },
    )
}

/// Are the nearest in space also the nearest in time? Jacquez's test of k nearest neighbours (1996).
///
/// Args:
///     events: The events.
///     settings: A dict: `neighbours` (k) and `ties`.
///     replicates: How often times are dealt out to the places by chance; 0 for no p-value.
///     seed: The seed of chance.
///     threads: Worker threads; 0 takes one for each core. The outcome is the same for any number.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `jacquez`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///     LimitError: There are more pairs or replicates than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> place = {"x": [0, 100, 9_000, 20_000], "y": [0, 0, 0, 0], "start": [1, 2, 50, 90]}
///     >>> attempts = events.Events(pyarrow.table(place), {"metric": "euclidean"})
///     >>> patterns.jacquez(attempts, {"neighbours": 1}, replicates=99)["replicates"]
///     99
#[pyfunction]
#[pyo3(signature = (events, settings = None, *, replicates = 999, seed = 1, threads = 1, progress = None))]
pub(crate) fn jacquez<'py>(
    py: Python<'py>,
    events: &Bound<'py, Events>,
    settings: Option<&Bound<'py, PyAny>>,
    replicates: i64,
    seed: i64,
    threads: i64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let how = Chance {
        replicates,
        seed,
        threads,
    };
    let (how, read) = (how.read(py)?, core::JacquezSettings::from_value);
    test(
        events,
        settings,
        read,
        progress,
        move |events, settings, limits, control| {
            core::jacquez(events, settings, how, limits, control)
        },
    )
}

/// Is there clustering in space and time beyond that in each? The space-time K function (Diggle et al. 1995).
///
/// Args:
///     events: The events.
///     settings: A dict: The distances and times of the function, and the region.
///     replicates: How often times are dealt out to the places by chance; 0 for no p-value.
///     seed: The seed of chance.
///     threads: Worker threads; 0 takes one for each core. The outcome is the same for any number.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `space_time_k`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///     LimitError: There are more pairs or replicates than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> place = {"x": [0, 100, 9_000, 20_000], "y": [0, 0, 0, 0], "start": [1, 2, 50, 90]}
///     >>> attempts = events.Events(pyarrow.table(place), {"metric": "euclidean"})
///     >>> cell = patterns.space_time_k(attempts, {"metres": [200], "days": [2]}, replicates=99)["cells"][0]
///     >>> cell["observed"], round(cell["expected"], 3)
///     (1, 0.167)
#[pyfunction]
#[pyo3(signature = (events, settings = None, *, replicates = 999, seed = 1, threads = 1, progress = None))]
pub(crate) fn space_time_k<'py>(
    py: Python<'py>,
    events: &Bound<'py, Events>,
    settings: Option<&Bound<'py, PyAny>>,
    replicates: i64,
    seed: i64,
    threads: i64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let how = Chance {
        replicates,
        seed,
        threads,
    };
    let (how, read) = (how.read(py)?, core::SpaceTimeKSettings::from_value);
    test(
        events,
        settings,
        read,
        progress,
        move |events, settings, limits, control| {
            core::space_time_k(events, settings, how, limits, control)
        },
    )
}

/// The pairs of events behind the observed counts of a near-repeat table.
///
/// Args:
///     events: The events.
///     settings: A dict, as of `near_repeat`.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A list of dicts with the rows of both events, how far apart they are, and their bands.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///     LimitError: There are more pairs than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> place = {"x": [0, 100, 9_000], "y": [0, 0, 0], "start": [1, 2, 50]}
///     >>> attempts = events.Events(pyarrow.table(place), {"metric": "euclidean"})
///     >>> pair = patterns.near_repeat_pairs(attempts, {"metres": [0, 200], "days": [0, 2]})[0]
///     >>> pair["first"], pair["second"], pair["metres"]
///     (0, 1, 100.0)
#[pyfunction]
#[pyo3(signature = (events, settings = None, *, progress = None))]
pub(crate) fn near_repeat_pairs<'py>(
    events: &Bound<'py, Events>,
    settings: Option<&Bound<'py, PyAny>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let read = core::NearRepeatSettings::from_value;
    test(events, settings, read, progress, core::near_repeat_pairs)
}

/// Where the base of one offender may be, if he lives among the events: a geographic profile (Rossmo 1995; O'Leary 2009).
///
/// Args:
///     events: The events of one series.
///     settings: A dict of the shape `geographic_profile_settings`.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `geographic_profile`, with the assumption under which it holds; below five events there is none.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///     LimitError: The grid has more cells than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> place = {"x": [0, 100, 900], "y": [0, 0, 0], "start": [1, 2, 5]}
///     >>> attempts = events.Events(pyarrow.table(place), {"metric": "euclidean"})
///     >>> "assumption" in patterns.geographic_profile(attempts)
///     True
#[pyfunction]
#[pyo3(signature = (events, settings = None, *, progress = None))]
pub(crate) fn geographic_profile<'py>(
    events: &Bound<'py, Events>,
    settings: Option<&Bound<'py, PyAny>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let read = core::GeographicProfileSettings::from_value;
    test(events, settings, read, progress, core::geographic_profile)
}

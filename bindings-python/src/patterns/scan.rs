use caselink::{Error, patterns as core};
use pyo3::{prelude::*, types::PyDict};

use super::{Chance, events::Events, test};
use crate::error::to_py;

/// The columns of a dict that has these and may have one other; what it has besides would be passed over in silence.
fn columns<const N: usize>(
    name: &'static str,
    columns: &Bound<'_, PyDict>,
    wanted: [&str; N],
    other: Option<&str>,
) -> PyResult<[Vec<f64>; N]> {
    let wrong = |reason: String| to_py(columns.py(), &Error::InvalidParameter { name, reason });
    let known = |key: &str| wanted.contains(&key) || other == Some(key);
    let keys = columns.keys();
    if !keys
        .iter()
        .all(|key| key.extract::<&str>().is_ok_and(known))
    {
        let names: Vec<&str> = wanted.into_iter().chain(other).collect();
        return Err(wrong(format!(
            "has columns other than {}",
            names.join(", ")
        )));
    }
    let mut found = [const { Vec::new() }; N];
    for (to, name) in found.iter_mut().zip(wanted) {
        let column = columns.get_item(name)?;
        *to = column
            .ok_or_else(|| wrong(format!("needs a column {name}")))?
            .extract()?;
    }
    Ok(found)
}

/// Clusters of cases in space and time, from nothing but the cases (Kulldorff et al. 2005): the space-time permutation scan.
///
/// Args:
///     events: The cases.
///     settings: A dict of the shape `scan_settings`: `max_radius` (metres), `max_days`, `windows`, `ties`, `times` and others.
///     places: A dict of `x` and `y` with further places that circles have their centres at.
///     replicates: How often times are dealt out to the places by chance; 0 for no p-value.
///     seed: The seed of chance.
///     threads: Worker threads; 0 takes one for each core. The outcome is the same for any number.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `scan`.
///
/// Raises:
///     SettingsError: The settings are not of their shape, or cannot be worked with.
///     LimitError: There are more places or replicates than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> near = {"x": [0, 10, 20, 9_000, 9_500, 8_000], "y": [0, 0, 0, 0, 0, 0], "start": [30, 30, 31, 1, 12, 20]}
///     >>> cases = events.Events(pyarrow.table(near), {"metric": "euclidean"})
///     >>> found = patterns.scan_permutation(cases, replicates=99)
///     >>> found["model"], found["cases"]
///     ('permutation', 6)
#[pyfunction]
#[pyo3(signature = (events, settings = None, *, places = None, replicates = 999, seed = 1, threads = 1, progress = None))]
#[allow(clippy::too_many_arguments, reason = "keywords in Python")]
pub(crate) fn scan_permutation<'py>(
    py: Python<'py>,
    events: &Bound<'py, Events>,
    settings: Option<&Bound<'py, PyAny>>,
    places: Option<&Bound<'py, PyDict>>,
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
    let (how, read) = (how.read(py)?, core::ScanSettings::from_value);
    let [x, y] = match places {
        Some(places) => columns("places", places, ["x", "y"], None)?,
        None => [Vec::new(), Vec::new()],
    };
    test(
        events,
        settings,
        read,
        progress,
        move |events, settings, limits, control| {
            let further = core::PlaceColumns { x: &x, y: &y };
            core::scan_permutation(events, further, settings, how, limits, control)
        },
    )
}

/// Clusters of cases beyond what the people who live there would give (Kulldorff 1997): the Poisson scan.
///
/// Args:
///     events: The cases.
///     population: A dict of `x`, `y` and `people`, and perhaps `of`: for each row of the table the row of its place.
///     settings: A dict of the shape `scan_settings`.
///     replicates: How often cases are dealt out to the people by chance; 0 for no p-value.
///     seed: The seed of chance.
///     threads: Worker threads; 0 takes one for each core. The outcome is the same for any number.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `scan`.
///
/// Raises:
///     SettingsError: The settings or the population cannot be worked with.
///     LimitError: There are more places or replicates than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> near = {"x": [0, 0, 0, 9_000], "y": [0, 0, 0, 0], "start": [30, 30, 31, 1]}
///     >>> cases = events.Events(pyarrow.table(near), {"metric": "euclidean"})
///     >>> people = {"x": [0, 9_000, 5_000], "y": [0, 0, 0], "people": [100, 1_000, 1_000]}
///     >>> patterns.scan_poisson(cases, people, replicates=99)["model"]
///     'poisson'
#[pyfunction]
#[pyo3(signature = (events, population, settings = None, *, replicates = 999, seed = 1, threads = 1, progress = None))]
#[allow(clippy::too_many_arguments, reason = "keywords in Python")]
pub(crate) fn scan_poisson<'py>(
    py: Python<'py>,
    events: &Bound<'py, Events>,
    population: &Bound<'py, PyDict>,
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
    let (how, read) = (how.read(py)?, core::ScanSettings::from_value);
    let [x, y, people] = columns("population", population, ["x", "y", "people"], Some("of"))?;
    let of: Option<Vec<u32>> = match population.get_item("of")? {
        Some(of) => Some(of.extract()?),
        None => None,
    };
    test(
        events,
        settings,
        read,
        progress,
        move |events, settings, limits, control| {
            let population = core::PopulationColumns {
                x: &x,
                y: &y,
                people: &people,
                of: of.as_deref(),
            };
            core::scan_poisson(events, &population, settings, how, limits, control)
        },
    )
}

/// Clusters of cases among cases and controls (Kulldorff 1997): the Bernoulli scan.
///
/// Args:
///     events: The cases and the controls.
///     is_case: For each row of the table whether it is a case.
///     settings: A dict of the shape `scan_settings`.
///     replicates: How often cases are dealt out to all by chance; 0 for no p-value.
///     seed: The seed of chance.
///     threads: Worker threads; 0 takes one for each core. The outcome is the same for any number.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict of the shape `scan`.
///
/// Raises:
///     SettingsError: The settings cannot be worked with.
///     InputError: `is_case` has another length than the table.
///     LimitError: There are more places or replicates than the limits allow.
///
/// Example:
///     >>> import pyarrow
///     >>> from caselink import events, patterns
///     >>> near = {"x": [0, 0, 0, 9_000], "y": [0, 0, 0, 0], "start": [30, 30, 31, 1]}
///     >>> all_of_them = events.Events(pyarrow.table(near), {"metric": "euclidean"})
///     >>> patterns.scan_bernoulli(all_of_them, [True, True, True, False], replicates=99)["model"]
///     'bernoulli'
#[pyfunction]
#[pyo3(signature = (events, is_case, settings = None, *, replicates = 999, seed = 1, threads = 1, progress = None))]
#[allow(clippy::too_many_arguments, reason = "keywords in Python")]
pub(crate) fn scan_bernoulli<'py>(
    py: Python<'py>,
    events: &Bound<'py, Events>,
    is_case: Vec<bool>,
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
    let (how, read) = (how.read(py)?, core::ScanSettings::from_value);
    test(
        events,
        settings,
        read,
        progress,
        move |events, settings, limits, control| {
            core::scan_bernoulli(events, &is_case, settings, how, limits, control)
        },
    )
}

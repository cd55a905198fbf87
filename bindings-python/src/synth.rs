//! `caselink.synth`: agencies whose people do not exist, with the truth beside them.

use caselink::{
    Control, Error, Result,
    records::RecordKind,
    synth::{self as core, Rates, Size},
};
use pyo3::{
    prelude::*,
    types::{PyAny, PyBytes, PyList},
};
use serde_json::{Map, Value};

use crate::{
    control::{at_once, enter},
    convert::{Text, Whole, plain, to_python, to_value, whole},
};

/// The world of a seed: synthetic agencies, registrants, cases, incidents, tips and files, with the truth.
///
/// Nobody in it exists. Each record is a function of seed, kind and number alone, so the same arguments give the
/// same bytes anywhere. Nothing is made before it is asked for.
///
/// Args:
///     seed: Any whole number from 0; another one gives another world.
///     size: How many there are: `{"offenders": 1000, "cases": 100, "incidents": 100, "tips": 500, "files": 500}`;
///         what is not named is 0. Offenders are people, and each has a record in one registry or more.
///     rates: How often things happen, such as `{"vehicle_involved": 0.5}`; what is not named has its published or
///         assumed default.
///     as_of: The day on which the world stands, as a date or as `"YYYY-MM-DD"`, of the years 2000 to 2100;
///         2026-01-01 by default.
///
/// Returns:
///     The world.
///
/// Raises:
///     SettingsError: A size or rate does not exist or is out of its range, or the day is none.
///
/// Example:
///     >>> from caselink import synth
///     >>> world = synth.world(7, {"offenders": 1000, "incidents": 200})
///     >>> person = world.truth("offender", stop=1)[0]
///     >>> [record["id"] for record in world.records("offender", stop=1)] == person["records"]
///     True
#[pyfunction]
#[pyo3(signature = (seed, size, *, rates = None, as_of = None))]
pub(crate) fn world(
    py: Python<'_>,
    seed: Whole,
    size: &Bound<'_, PyAny>,
    rates: Option<&Bound<'_, PyAny>>,
    as_of: Option<&Bound<'_, PyAny>>,
) -> PyResult<World> {
    at_once(py, || {
        let size = Size::from_value(&plain("size", size)?)?;
        let mut world = core::world(seed.0, size);
        if let Some(rates) = rates {
            world = world.with_rates(Rates::from_value(&plain("rates", rates)?)?)?;
        }
        if let Some(day) = as_of {
            let day = to_value(day);
            let day = day.as_ref().and_then(Value::as_str).unwrap_or_default();
            world = world.with_as_of(core::World::day(day)?)?;
        }
        Ok(World(world))
    })
}

fn numbers(py: Python<'_>, start: i64, stop: Option<i64>) -> PyResult<(u64, Option<u64>)> {
    let stop = stop.map(|stop| whole(py, stop, "stop")).transpose()?;
    Ok((whole(py, start, "start")?, stop))
}

/// A synthetic world. It holds no record; it makes each when asked. `world` makes it.
#[pyclass(module = "caselink.synth", frozen)]
pub(crate) struct World(core::World);

impl World {
    fn range(
        &self,
        kind: &str,
        start: u64,
        stop: Option<u64>,
    ) -> Result<(RecordKind, std::ops::Range<u64>)> {
        let kind = RecordKind::from_name(kind)?;
        let stop = stop.map_or_else(|| self.0.count(kind), Ok)?;
        Ok((kind, start..stop))
    }

    fn lines(
        &self,
        (kind, start, stop): (&str, u64, Option<u64>),
        truth: bool,
        control: &dyn Control,
    ) -> Result<String> {
        let (kind, numbers) = self.range(kind, start, stop)?;
        if truth {
            self.0.truth_ndjson(kind, numbers, control)
        } else {
            self.0.ndjson(kind, numbers, control)
        }
    }

    fn values(
        &self,
        py: Python<'_>,
        asked: (Text<'_>, u64, Option<u64>),
        truth: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Py<PyList>> {
        let asked = (asked.0.0.to_owned(), asked.1, asked.2);
        let values = enter(py, progress, |control| {
            let text = self.lines((&asked.0, asked.1, asked.2), truth, control)?;
            text.lines()
                .map(|line| serde_json::from_str(line).map_err(|_| Error::Internal))
                .collect::<Result<Vec<Map<String, Value>>>>()
        })?;
        let values = values.iter().map(|value| to_python(py, value));
        Ok(PyList::new(py, values.collect::<PyResult<Vec<_>>>()?)?.unbind())
    }
}

#[pymethods]
impl World {
    /// How many numbers there are of a kind.
    ///
    /// Args:
    ///     kind: `"offender"` (people), `"case"`, `"incident"`, `"tip"`, `"media_file"`, `"series"`, `"agency"`,
    ///         `"jurisdiction"` or `"provider"`.
    ///
    /// Returns:
    ///     The number.
    ///
    /// Raises:
    ///     SettingsError: A world has no such kind.
    fn count(&self, py: Python<'_>, kind: Text<'_>) -> PyResult<u64> {
        at_once(py, || self.0.count(RecordKind::from_name(kind.0)?))
    }

    /// Records as dicts; of an offender one for each registry that lists the person.
    ///
    /// Args:
    ///     kind: The kind of records.
    ///     start: The first number.
    ///     stop: The number after the last one; all by default, and a million more than `start` at most.
    ///     progress: Called as `progress(done, total)` now and then.
    ///
    /// Returns:
    ///     A list of dicts.
    ///
    /// Raises:
    ///     SettingsError: A world has no such kind or numbers.
    ///     LimitError: These are more than a million numbers.
    #[pyo3(signature = (kind, *, start = 0, stop = None, progress = None))]
    fn records(
        &self,
        py: Python<'_>,
        kind: Text<'_>,
        start: i64,
        stop: Option<i64>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Py<PyList>> {
        let (start, stop) = numbers(py, start, stop)?;
        self.values(py, (kind, start, stop), false, progress)
    }

    /// The truth about offenders, cases, incidents, tips or files as dicts, one for each number.
    ///
    /// Args:
    ///     kind: The kind of records.
    ///     start: The first number.
    ///     stop: The number after the last one; all by default, and a million more than `start` at most.
    ///     progress: Called as `progress(done, total)` now and then.
    ///
    /// Returns:
    ///     A list of dicts.
    ///
    /// Raises:
    ///     SettingsError: There is no truth about that kind, or no such numbers.
    ///     LimitError: These are more than a million numbers.
    #[pyo3(signature = (kind, *, start = 0, stop = None, progress = None))]
    fn truth(
        &self,
        py: Python<'_>,
        kind: Text<'_>,
        start: i64,
        stop: Option<i64>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Py<PyList>> {
        let (start, stop) = numbers(py, start, stop)?;
        self.values(py, (kind, start, stop), true, progress)
    }

    /// Records as NDJSON, for a file or for `records.read_ndjson`: the quick way for many.
    ///
    /// Args:
    ///     kind: The kind of records.
    ///     start: The first number.
    ///     stop: The number after the last one; all by default, and a million more than `start` at most.
    ///     progress: Called as `progress(done, total)` now and then.
    ///
    /// Returns:
    ///     UTF-8, one line for each record.
    ///
    /// Raises:
    ///     SettingsError: A world has no such kind or numbers.
    ///     LimitError: These are more than a million numbers.
    #[pyo3(signature = (kind, *, start = 0, stop = None, progress = None))]
    fn ndjson<'py>(
        &self,
        py: Python<'py>,
        kind: Text<'py>,
        start: i64,
        stop: Option<i64>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (start, stop) = numbers(py, start, stop)?;
        let kind = kind.0.to_owned();
        let text = enter(py, progress, |control| {
            self.lines((&kind, start, stop), false, control)
        })?;
        Ok(PyBytes::new(py, text.as_bytes()))
    }

    /// The truth as NDJSON.
    ///
    /// Args:
    ///     kind: The kind of records.
    ///     start: The first number.
    ///     stop: The number after the last one; all by default, and a million more than `start` at most.
    ///     progress: Called as `progress(done, total)` now and then.
    ///
    /// Returns:
    ///     UTF-8, one line for each number.
    ///
    /// Raises:
    ///     SettingsError: There is no truth about that kind, or no such numbers.
    ///     LimitError: These are more than a million numbers.
    #[pyo3(signature = (kind, *, start = 0, stop = None, progress = None))]
    fn truth_ndjson<'py>(
        &self,
        py: Python<'py>,
        kind: Text<'py>,
        start: i64,
        stop: Option<i64>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let (start, stop) = numbers(py, start, stop)?;
        let kind = kind.0.to_owned();
        let text = enter(py, progress, |control| {
            self.lines((&kind, start, stop), true, control)
        })?;
        Ok(PyBytes::new(py, text.as_bytes()))
    }

    fn __repr__(&self) -> String {
        format!(
            "World(seed {}, {} offenders)",
            self.0.seed(),
            self.0.size().offenders
        )
    }
}

//! `caselink.records`: what agencies record about people, as plain dicts.

use caselink::records as core;
use pyo3::{
    prelude::*,
    types::{PyAny, PyList},
};
use serde_json::Value;

use crate::{
    control::{at_once, enter},
    convert::{Plain, Text, to_python, to_value},
};

/// Reads records of persons: checks each, keeps the good ones and gives an account of the rest.
///
/// Args:
///     persons: A list of dicts of the shape that `person_schema()` states. A record with a value that
///         JSON cannot hold (a lone surrogate, a `datetime`) is set aside whole.
///     limits: Upper bounds, such as `{"rows": 1000, "field_bytes": 200}`; each has a default.
///
/// Returns:
///     A dict with `persons`, `rows` (the place of each person in the input), `rejected` (records that
///     were set aside, with row, field and reason, never with the value) and `left_out` (values that
///     stand for "not known").
///
/// Raises:
///     LimitError: There are more records than `limits` allow.
///     SettingsError: `limits` is not of its shape.
///
/// Example:
///     >>> from caselink import records
///     >>> read = records.read_persons([
///     ...     {"id": "IL-0042917", "names": [{"given": "Marcus", "surname": "Okafor"}]},
///     ...     {"id": "IL-0042918", "birth_date": "1971-02-29"},
///     ... ])
///     >>> len(read["persons"])
///     1
///     >>> read["rejected"]["listed"]
///     [{'row': 1, 'field': 'birth_date', 'reason': 'the date does not exist'}]
#[pyfunction]
#[pyo3(signature = (persons, *, limits = None))]
pub(crate) fn read_persons<'py>(
    py: Python<'py>,
    persons: &Bound<'py, PyList>,
    limits: Option<Plain<core::Limits>>,
) -> PyResult<Bound<'py, PyAny>> {
    let limits = limits.map_or_else(core::Limits::default, |l| l.0);
    // the core sets a record aside that is no JSON object
    let values = persons
        .iter()
        .map(|p| to_value(&p).unwrap_or(Value::Null))
        .collect();
    let read = enter(py, None, move |_| core::read_persons(values, &limits))?;
    to_python(py, &read)
}

/// The JSON Schema (2020-12) of a person's record.
///
/// Returns:
///     The schema as a dict.
///
/// Example:
///     >>> from caselink import records
///     >>> records.person_schema()["required"]
///     ['id']
#[pyfunction]
pub(crate) fn person_schema(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    to_python(py, &at_once(py, || Ok(core::person_schema()))?)
}

/// Whether a text stands for "no value": blank, "unknown", "n/a", 1900-01-01, 000-00-0000.
///
/// Args:
///     text: A value as recorded.
///
/// Returns:
///     True when it says nothing about a person, place or number.
///
/// Raises:
///     InputError: The text holds a lone surrogate.
///
/// Example:
///     >>> from caselink import records
///     >>> records.is_placeholder("Not known"), records.is_placeholder("Null")
///     (True, False)
#[pyfunction]
pub(crate) fn is_placeholder(py: Python<'_>, text: Text<'_>) -> PyResult<bool> {
    at_once(py, || Ok(core::is_placeholder(text.0)))
}

//! `caselink.records`: what agencies record, as plain dicts.

use caselink::{
    Result,
    records::{self as core, CsvColumns, Limits, ReadOptions, RecordKind, Source},
};
use pyo3::{
    prelude::*,
    pybacked::{PyBackedBytes, PyBackedStr},
    types::{PyAny, PyList},
};
use serde_json::json;

use crate::{
    control::{at_once, enter},
    convert::{Field, Plain, Text, to_python, to_record},
};

/// Bytes, or a text.
#[derive(FromPyObject)]
pub(crate) enum Data {
    Bytes(PyBackedBytes),
    Text(PyBackedStr),
}

impl Data {
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }
}

fn options(unknown_fields: &str, limits: Option<Plain<Limits>>) -> Result<ReadOptions> {
    let options = ReadOptions::from_value(&json!({ "unknown_fields": unknown_fields }))?;
    Ok(ReadOptions {
        limits: limits.map_or_else(Limits::default, |limits| limits.0),
        ..options
    })
}

/// Reads records: checks each, keeps the good ones and gives an account of the rest.
///
/// Args:
///     kind: `"person"`, `"offender"`, `"incident"`, `"case"`, `"tip"`, `"media_file"`, `"series"`, `"agency"`,
///         `"jurisdiction"` or `"provider"`.
///     records: A list of dicts of the shape that `record_schema(kind)` states. A record with a value that JSON
///         cannot hold (a lone surrogate) is set aside whole. NaN and infinity count as missing, and `left_out` says so.
///     unknown_fields: `"keep"`, and they come back out; `"refuse"`, and a record that has one is set aside.
///     limits: Upper bounds, such as `{"rows": 1000, "field_bytes": 200}`; each has a default.
///     progress: Called as `progress(done, total)` now and then.
///
/// Returns:
///     A dict with `records`, `rows` (the place of each record in the input), `rejected` (records that were set
///     aside, with row, field and reason, never with the value), `left_out` (values that stand for "not known" or
///     may hold the content of a file) and `flags` (values that look wrong and were kept).
///
/// Raises:
///     LimitError: There are more records than `limits` allow.
///     SettingsError: `kind`, `unknown_fields` or `limits` is not as it must be.
///
/// Example:
///     >>> from caselink import records
///     >>> read = records.read("person", [
///     ...     {"id": "IL-0042917", "names": [{"given": "Marcus", "surname": "Okafor"}]},
///     ...     {"id": "IL-0042918", "birth_date": "1971-02-29"},
///     ... ])
///     >>> len(read["records"])
///     1
///     >>> read["rejected"]["listed"]
///     [{'row': 1, 'field': 'birth_date', 'reason': 'the date does not exist'}]
#[pyfunction]
#[pyo3(signature = (kind, records, *, unknown_fields = "keep", limits = None, progress = None))]
pub(crate) fn read<'py>(
    py: Python<'py>,
    kind: &str,
    records: &Bound<'py, PyList>,
    unknown_fields: &str,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let bounds = limits
        .as_ref()
        .map_or_else(Limits::default, |limits| limits.0);
    let plain = |record| to_record(&record, &bounds);
    let values = records.iter().map(plain).collect();
    let read = enter(py, progress, move |control| {
        let options = options(unknown_fields, limits)?;
        core::read_plain(
            RecordKind::from_name(kind)?,
            Source::Host(values),
            &options,
            control,
        )
    })?;
    to_python(py, &read)
}

/// Reads records from a JSON text that is one array.
///
/// Args:
///     kind: `"person"`, `"offender"`, `"incident"`, `"case"`, `"tip"`, `"media_file"`, `"series"`, `"agency"`,
///         `"jurisdiction"` or `"provider"`.
///     data: The JSON text, as bytes in UTF-8 or as text.
///     unknown_fields: `"keep"`, and they come back out; `"refuse"`, and a record that has one is set aside.
///     limits: Upper bounds, such as `{"rows": 1000, "field_bytes": 200}`; each has a default.
///     progress: Called as `progress(done, total)` now and then.
///
/// Returns:
///     A dict with `records`, `rows` (the place of each record in the input), `rejected` (records that were set
///     aside, with row, field and reason, never with the value), `left_out` (values that stand for "not known" or
///     may hold the content of a file) and `flags` (values that look wrong and were kept).
///
/// Raises:
///     InputError: The bytes are not UTF-8 as a whole.
///     LimitError: There are more records than `limits` allow.
///     SettingsError: An argument is not as it must be, or the text is not of this form at all.
///
/// Example:
///     >>> from caselink import records
///     >>> read = records.read_json("agency", b'[{"id": "A-1", "ori": "7"}]')
///     >>> read["flags"]["listed"][0]["field"]
///     'ori'
#[pyfunction]
#[pyo3(signature = (kind, data, *, unknown_fields = "keep", limits = None, progress = None))]
pub(crate) fn read_json<'py>(
    py: Python<'py>,
    kind: &str,
    data: Data,
    unknown_fields: &str,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let read = enter(py, progress, move |control| {
        let options = options(unknown_fields, limits)?;
        core::read_plain(
            RecordKind::from_name(kind)?,
            Source::Json(data.bytes()),
            &options,
            control,
        )
    })?;
    to_python(py, &read)
}

/// Reads records from a JSON text on each line.
///
/// Args:
///     kind: `"person"`, `"offender"`, `"incident"`, `"case"`, `"tip"`, `"media_file"`, `"series"`, `"agency"`,
///         `"jurisdiction"` or `"provider"`.
///     data: The lines, as bytes in UTF-8 or as text.
///     unknown_fields: `"keep"`, and they come back out; `"refuse"`, and a record that has one is set aside.
///     limits: Upper bounds, such as `{"rows": 1000, "field_bytes": 200}`; each has a default.
///     progress: Called as `progress(done, total)` now and then.
///
/// Returns:
///     A dict with `records`, `rows` (the place of each record in the input), `rejected` (records that were set
///     aside, with row, field and reason, never with the value), `left_out` (values that stand for "not known" or
///     may hold the content of a file) and `flags` (values that look wrong and were kept).
///
/// Raises:
///     InputError: The bytes are not UTF-8 as a whole.
///     LimitError: There are more records than `limits` allow.
///     SettingsError: An argument is not as it must be, or the text is not of this form at all.
///
/// Example:
///     >>> from caselink import records
///     >>> read = records.read_ndjson("tip", '{"id": "T-1", "kind": "call"}\n{"id": ')
///     >>> read["rejected"]["listed"]
///     [{'row': 1, 'field': 'record', 'reason': 'is not JSON'}]
#[pyfunction]
#[pyo3(signature = (kind, data, *, unknown_fields = "keep", limits = None, progress = None))]
pub(crate) fn read_ndjson<'py>(
    py: Python<'py>,
    kind: &str,
    data: Data,
    unknown_fields: &str,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let read = enter(py, progress, move |control| {
        let options = options(unknown_fields, limits)?;
        core::read_plain(
            RecordKind::from_name(kind)?,
            Source::Ndjson(data.bytes()),
            &options,
            control,
        )
    })?;
    to_python(py, &read)
}

/// Reads records from a table with a header.
///
/// Args:
///     kind: `"person"`, `"offender"`, `"incident"`, `"case"`, `"tip"`, `"media_file"`, `"series"`, `"agency"`,
///         `"jurisdiction"` or `"provider"`.
///     data: The table, as bytes in UTF-8 or as text.
///     columns: `{"fields": {heading: path}, "constants": {path: text}, "delimiter": ","}`; each may be missing.
///         A path is `"names[0].given"`. A heading that is itself a path is that field; any other column is a
///         field that the schema does not know.
///     unknown_fields: `"keep"`, and they come back out; `"refuse"`, and a record that has one is set aside.
///     limits: Upper bounds, such as `{"rows": 1000, "field_bytes": 200}`; each has a default.
///     progress: Called as `progress(done, total)` now and then.
///
/// Returns:
///     A dict with `records`, `rows` (the place of each record in the input), `rejected` (records that were set
///     aside, with row, field and reason, never with the value), `left_out` (values that stand for "not known" or
///     may hold the content of a file) and `flags` (values that look wrong and were kept).
///
/// Raises:
///     InputError: The bytes are not UTF-8 as a whole, or the header does not fit.
///     LimitError: There are more records than `limits` allow.
///     SettingsError: An argument is not as it must be, or the text is not of this form at all.
///
/// Example:
///     >>> from caselink import records
///     >>> table = "Reg No;Last\nA-1;Okafor\n"
///     >>> columns = {"fields": {"Reg No": "id", "Last": "names[0].surname"}, "delimiter": ";"}
///     >>> records.read_csv("person", table, columns=columns)["records"]
///     [{'id': 'A-1', 'names': [{'kind': 'unstated', 'surname': 'Okafor'}]}]
#[pyfunction]
#[pyo3(signature = (kind, data, *, columns = None, unknown_fields = "keep", limits = None, progress = None))]
pub(crate) fn read_csv<'py>(
    py: Python<'py>,
    kind: &str,
    data: Data,
    columns: Option<Plain<CsvColumns>>,
    unknown_fields: &str,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let read = enter(py, progress, move |control| {
        let options = options(unknown_fields, limits)?;
        let columns = columns.map_or_else(CsvColumns::default, |columns| columns.0);
        core::read_plain(
            RecordKind::from_name(kind)?,
            Source::Csv(data.bytes(), &columns),
            &options,
            control,
        )
    })?;
    to_python(py, &read)
}

/// The JSON Schema (2020-12) of a kind of record.
///
/// Args:
///     kind: `"person"`, `"offender"`, `"incident"`, `"case"`, `"tip"`, `"media_file"`, `"series"`, `"agency"`,
///         `"jurisdiction"` or `"provider"`.
///
/// Returns:
///     The schema as a dict.
///
/// Raises:
///     SettingsError: There is no such kind.
///
/// Example:
///     >>> from caselink import records
///     >>> records.record_schema("person")["required"]
///     ['id']
#[pyfunction]
pub(crate) fn record_schema<'py>(py: Python<'py>, kind: &str) -> PyResult<Bound<'py, PyAny>> {
    to_python(
        py,
        &at_once(py, || RecordKind::from_name(kind).map(core::record_schema))?,
    )
}

/// Checks a vehicle identification number. The result is a flag and never a reason to reject.
///
/// Args:
///     text: The number as recorded; blanks, hyphens and case make no difference.
///
/// Returns:
///     `"valid"`, `"bad_check"`, or `"not_applicable"` for one that is not of 17 characters without I, O and Q.
///
/// Raises:
///     LimitError: The text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import records
///     >>> records.check_vin("1M8GDM9AXKP042788"), records.check_vin("5YJSA1E14HF000337")
///     ('valid', 'bad_check')
#[pyfunction]
pub(crate) fn check_vin(py: Python<'_>, text: Field<'_>) -> PyResult<&'static str> {
    at_once(py, || Ok(core::check_vin(text.0).as_str()))
}

/// The postal code of a US state or territory from its NCIC code.
///
/// Args:
///     code: The NCIC code, such as `"NB"` for Nebraska.
///
/// Returns:
///     The postal code; None for `"NE"`, which is the Netherlands in NCIC, for the other codes that only
///     the post has, and for any text that is no code of a state.
///
/// Raises:
///     LimitError: The text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import records
///     >>> records.state_from_ncic("NB"), records.state_from_ncic("NE")
///     ('NE', None)
#[pyfunction]
pub(crate) fn state_from_ncic<'a>(py: Python<'_>, code: Field<'a>) -> PyResult<Option<&'a str>> {
    at_once(py, || Ok(core::state_from_ncic(code.0)))
}

/// The NCIC code of a US state or territory from its postal code.
///
/// Args:
///     code: The postal code, such as `"NE"`.
///
/// Returns:
///     The NCIC code.
///
/// Raises:
///     LimitError: The text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import records
///     >>> records.state_to_ncic("NE")
///     'NB'
#[pyfunction]
pub(crate) fn state_to_ncic<'a>(py: Python<'_>, code: Field<'a>) -> PyResult<&'a str> {
    at_once(py, || Ok(core::state_to_ncic(code.0)))
}

/// What a text in an address field means when it is no address, or not quite one.
///
/// Args:
///     text: A street, town or postcode as recorded.
///
/// Returns:
///     `"unknown"`, `"absconded"`, `"in_custody"`, `"transient"`, `"left"`, `"approximate"`, `"deported"` or
///     `"deceased"`; None for an address.
///
/// Raises:
///     LimitError: The text is longer than 1,024 bytes.
///
/// Example:
///     >>> from caselink import records
///     >>> records.address_note("transnt"), records.address_note("1180 Linden Ave")
///     ('transient', None)
#[pyfunction]
pub(crate) fn address_note(py: Python<'_>, text: Field<'_>) -> PyResult<Option<&'static str>> {
    at_once(py, || {
        Ok(core::address_note(text.0).map(core::AddressNote::as_str))
    })
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

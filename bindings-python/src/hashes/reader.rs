//! Lists of known files as others write them.

use std::sync::Mutex;

use caselink::{Error, Result, hashes as core, records::MediaFile};
use pyo3::{prelude::*, types::PyAny};

use crate::{
    control::{at_once, detached, enter, locked},
    convert::{plain, to_python},
    records::Data,
};

/// A reader whose list has ended.
fn ended() -> Error {
    Error::InvalidParameter {
        name: "reader",
        reason: "the list has ended: make a new reader for the next one".to_owned(),
    }
}

/// Reads a list of known files as its bytes come in, so that a list of any size fits.
///
/// However the bytes are cut into chunks, the records and the report are the same. What could hold a picture is dropped
/// and counted; what cannot be read is set aside by row, field and reason.
///
/// Args:
///     options: A dict with `format` (`"vics"`, `"icse_csv"`, `"nsrl_csv"` or `"text"`), and where they apply `limits`,
///         `record_bytes`, `category_scheme`, `id_prefix`, `text_is_pdq`, `unknown_fields`, `count_distinct`.
///
/// Raises:
///     SettingsError: The options are not as they must be.
///
/// Example:
///     >>> from caselink import hashes
///     >>> reader = hashes.ListReader({"format": "text"})
///     >>> reader.feed(b"0123456789abcdef0123456789abcdef  holi")
///     []
///     >>> files, report = reader.finish()
///     >>> files[0]["digests"], report["records"]
///     ({'md5': '0123456789abcdef0123456789abcdef'}, 1)
#[pyclass(frozen, module = "caselink.hashes")]
pub(crate) struct ListReader(Mutex<Option<core::ListReader>>);

impl ListReader {
    pub(super) fn next(&self, data: &[u8]) -> Result<Vec<MediaFile>> {
        locked(&self.0, |reader| {
            reader.as_mut().ok_or_else(ended)?.feed(data)
        })
    }

    pub(super) fn end(&self) -> Result<(Vec<MediaFile>, core::ListReport)> {
        locked(&self.0, |reader| reader.take().ok_or_else(ended)?.finish())
    }
}

#[pymethods]
impl ListReader {
    #[new]
    fn new(py: Python<'_>, options: &Bound<'_, PyAny>) -> PyResult<Self> {
        at_once(py, || {
            let options = core::ListReadOptions::from_value(&plain("options", options)?)?;
            core::ListReader::new(options).map(|reader| Self(Mutex::new(Some(reader))))
        })
    }

    /// Takes the next bytes, and gives the records that are complete with them.
    ///
    /// Args:
    ///     data: The next bytes.
    ///
    /// Returns:
    ///     A list of dicts of the shape `media_file`.
    ///
    /// Raises:
    ///     InputError: The list is in UTF-16, or lacks a column it cannot do without.
    ///     SettingsError: It is not of this format at all.
    ///     LimitError: A record is larger than `record_bytes`, or there are more than `limits` allow.
    fn feed<'py>(&self, py: Python<'py>, data: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        let files = enter(py, None, |_| self.next(data))?;
        to_python(py, &files)
    }

    /// Ends the list.
    ///
    /// Returns:
    ///     The records that waited for its end, and the report: a dict of the shape `list_report`.
    ///
    /// Raises:
    ///     As `feed`.
    fn finish<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let (files, report) = enter(py, None, |_| self.end())?;
        Ok((to_python(py, &files)?, to_python(py, &report)?))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<&'static str> {
        let is_open = detached(py, || locked(&self.0, |reader| Ok(reader.is_some())))?;
        Ok(if is_open {
            "ListReader(open)"
        } else {
            "ListReader(ended)"
        })
    }
}

/// Reads a whole list of known files.
///
/// Args:
///     data: The list, as bytes in UTF-8 or as text.
///     options: As for `ListReader`.
///     progress: Called with `(done, total)` about ten times a second.
///
/// Returns:
///     A dict with `files` and `report`.
///
/// Raises:
///     As `ListReader.feed`.
///
/// Example:
///     >>> from caselink import hashes
///     >>> read = hashes.read_list(b"0123456789abcdef0123456789abcdef\nnot a hash\n", {"format": "text"})
///     >>> len(read["files"]), read["report"]["rejected"]["total"]
///     (1, 1)
#[pyfunction]
#[pyo3(signature = (data, options, *, progress = None))]
pub(crate) fn read_list<'py>(
    py: Python<'py>,
    data: Data,
    options: &Bound<'py, PyAny>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let options = at_once(py, || {
        core::ListReadOptions::from_value(&plain("options", options)?)
    })?;
    let read = enter(py, progress, move |control| {
        core::read_list(data.bytes(), options, control)
    })?;
    to_python(py, &read)
}

//! `caselink.documents`: the written product, as a plain dict.

use caselink::documents::Document;
use pyo3::{prelude::*, types::PyAny};

use crate::{control::enter, convert::plain};

/// Checks that a document is whole, without releasing it: for the desk that writes it.
///
/// Every cited source must be listed, every row have a cell for each column, every place stand on the globe.
/// Sections stand at most four deep; a text has at most 4 MiB, a table 1,000 columns.
///
/// Args:
///     document: A dict of the shape of `Document` in the schemas.
///
/// Returns:
///     Nothing.
///
/// Raises:
///     SettingsError: Something is not as it must be; the message says where.
///     LimitError: There is too much of something.
///
/// Example:
///     >>> from caselink import documents
///     >>> documents.check({
///     ...     "id": "B-2026-7", "title": [{"value": "Attempt in May", "field": "general"}],
///     ...     "agency": "State Police", "as_of": "2026-06-01", "sections": [],
///     ... })
#[pyfunction]
pub(crate) fn check(py: Python<'_>, document: &Bound<'_, PyAny>) -> PyResult<()> {
    let value = plain("document", document);
    enter(py, None, move |_| Document::from_value(&value?).map(drop))
}

//! Reports in the form of the `CyberTipline`, and how they were seen.

use caselink::{
    Error,
    records::{Limits, Tip, from_value},
    tips as core,
};
use pyo3::{
    prelude::*,
    pybacked::{PyBackedBytes, PyBackedStr},
};
use serde_json::Value;

use crate::{
    control::enter,
    convert::{Plain, plain, to_python, to_value},
    given::{bounds, values},
    patterns::settings,
};

/// A document, as bytes or as text.
#[derive(FromPyObject)]
pub(crate) enum Document {
    #[pyo3(transparent)]
    Bytes(PyBackedBytes),
    #[pyo3(transparent)]
    Text(PyBackedStr),
}

impl Document {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
        }
    }
}

/// Reads a report from the XML of the `CyberTipline` reporting form, leniently.
///
/// Elements may stand in any order, types have any name that they have had, and what nobody knows is kept. What is not as the form has it
/// is listed with its path; what cannot be understood is set aside with its place, its hash and the reason. No document type is followed.
/// The sequence and the bounds of the form are those of public libraries, not confirmed against its schema.
///
/// Args:
///     xml: The document, as bytes in its encoding or as text.
///     id: The number of the report; the form has none.
///     options: A dict of the shape `cybertip_options`: `now`, the moment after which nothing can have happened.
///     limits: Upper bounds: `record_values` elements, `prose_bytes` of a text, `field_bytes` of an attribute.
///
/// Returns:
///     A dict of the shape `cybertip_read`: `tip`, `faults`, `faults_in_all`, `set_aside`.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or the id is empty.
///
/// Example:
///     >>> from caselink import tips
///     >>> xml = "<report><incidentSummary><incidentType>Child Sex Tourism</incidentType></incidentSummary></report>"
///     >>> read = tips.read_cybertip(xml, "CT-26-1")
///     >>> read["tip"]["incident_type"], [fault["path"] for fault in read["faults"]]
///     ('tourism', ['report/incidentSummary/incidentDateTime', 'report/reporter'])
#[pyfunction]
#[pyo3(signature = (xml, id, options = None, *, limits = None))]
pub(crate) fn read_cybertip<'py>(
    py: Python<'py>,
    xml: Document,
    id: String,
    options: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (given, limits) = (settings("options", options), bounds(limits));
    let read = enter(py, None, move |_| {
        let options = core::CyberTipOptions::from_value(&given?)?;
        core::read_cybertip(xml.bytes(), &id, &options, &limits)
    })?;
    to_python(py, &read)
}

/// Reads what is said of a file of a report: `fileDetails` of the reporting form. Hashes and metadata; a file has no place in it.
///
/// Args:
///     xml: The document, as bytes in its encoding or as text.
///     options: A dict of the shape `cybertip_options`.
///     limits: Upper bounds, as for `read_cybertip`.
///
/// Returns:
///     A dict of the shape `cybertip_file_read`: `report`, `file`, `faults`, `faults_in_all`, `set_aside`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///
/// Example:
///     >>> from caselink import tips
///     >>> xml = "<fileDetails><reportId>4564654</reportId><fileId>f-1</fileId><fileViewedByEsp>true</fileViewedByEsp></fileDetails>"
///     >>> tips.read_cybertip_file(xml)["file"]["viewed_by_provider"]
///     True
#[pyfunction]
#[pyo3(signature = (xml, options = None, *, limits = None))]
pub(crate) fn read_cybertip_file<'py>(
    py: Python<'py>,
    xml: Document,
    options: Option<&Bound<'py, PyAny>>,
    limits: Option<Plain<Limits>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (given, limits) = (settings("options", options), bounds(limits));
    let read = enter(py, None, move |_| {
        let options = core::CyberTipOptions::from_value(&given?)?;
        Ok(core::read_cybertip_file(xml.bytes(), &options, &limits))
    })?;
    to_python(py, &read)
}

/// Writes a report as the reporting form takes it: in its strict sequence, types by the names of today, moments in UTC.
///
/// What the form will not take is listed with its path, and nothing is cut off for it.
///
/// Args:
///     tip: A dict of the shape `tip`.
///     options: A dict of the shape `cybertip_options`.
///
/// Returns:
///     A dict of the shape `cybertip_written`: `report` and `files` as XML, `faults`, `faults_in_all`.
///
/// Raises:
///     SettingsError: An argument is not of its shape.
///
/// Example:
///     >>> from caselink import tips
///     >>> written = tips.write_cybertip({"id": "T-1", "incident_type": "tourism"})
///     >>> "<incidentType>Child Sex Tourism</incidentType>" in written["report"]
///     True
///     >>> written["faults"][0]["path"]
///     'report/incidentSummary/incidentDateTime'
#[pyfunction]
#[pyo3(signature = (tip, options = None))]
pub(crate) fn write_cybertip<'py>(
    py: Python<'py>,
    tip: &Bound<'py, PyAny>,
    options: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let (tip, given) = (plain("tip", tip), settings("options", options));
    let written = enter(py, None, move |_| {
        let options = core::CyberTipOptions::from_value(&given?)?;
        let tip: Tip = from_value("tip", &tip?)?;
        Ok(core::write_cybertip(&tip, &options))
    })?;
    to_python(py, &written)
}

/// A report as it was seen at a time: as it was first given, with each later view that was on record by then.
///
/// Args:
///     tip: A dict of the shape `tip`: the report as first given.
///     views: Dicts of the shape `tip_view`: `id`, `recorded_at`, `by`, `why`, and what is `seen`: another type, a mark, the class of a file,
///         a jurisdiction, or that an earlier view does not hold.
///     as_of: The time, as a `datetime.datetime` without zone or ISO text, in the local time of the desk.
///
/// Returns:
///     A dict of the shape `tip_seen`: `original`, `original_type`, `incident_type`, and the rest as it was seen then.
///
/// Raises:
///     SettingsError: An argument is not of its shape, or the views do not hold together.
///     LimitError: There are more than 10,000 views.
///
/// Example:
///     >>> from caselink import tips
///     >>> view = {"id": "V-1", "recorded_at": "2026-03-02T10:00:00", "seen": {"kind": "incident_type", "incident_type": "enticement"}}
///     >>> seen = tips.view_tip({"id": "T-1", "incident_type": "abuse_material"}, [view], "2026-03-03T00:00:00")
///     >>> seen["original_type"], seen["incident_type"]
///     ('abuse_material', 'enticement')
#[pyfunction]
pub(crate) fn view_tip<'py>(
    py: Python<'py>,
    tip: &Bound<'py, PyAny>,
    views: &Bound<'py, PyAny>,
    as_of: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let tip = plain("tip", tip);
    let views = Value::Array(values("views", views)?);
    let as_of = to_value(as_of).and_then(|value| value.as_str().map(str::to_owned));
    let seen = enter(py, None, move |_| {
        let as_of = as_of.and_then(|text| text.parse().ok());
        let as_of = as_of.ok_or_else(|| Error::InvalidParameter {
            name: "as_of",
            reason: "must be a time without zone, such as 2026-03-03T00:00:00".to_owned(),
        })?;
        let tip: Tip = from_value("tip", &tip?)?;
        core::view_tip(&tip, &core::TipView::from_values(&views)?, as_of)
    })?;
    to_python(py, &seen)
}

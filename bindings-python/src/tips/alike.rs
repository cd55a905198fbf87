//! Duplicates, links and clusters of reports.

use std::sync::{Arc, Mutex};

use caselink::{
    Error,
    records::{Limits, Tip, from_value},
    tips as core,
};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict},
};

use crate::{
    control::{detached, enter, locked},
    convert::{Pickled, Plain, Text, pickled, plain, to_python, whole},
    given::{Given, bounds},
    patterns::settings,
};

/// A living index of reports: what is the same in others, found at once, and what belongs together.
///
/// Values are kept as hashes alone. What too many reports share, such as an address of a mobile network, counts nothing.
///
/// Args:
///     settings: A dict of the shape `alike_settings`; each has a default.
///
/// Raises:
///     SettingsError: A setting is not of its shape or out of its range.
///
/// Example:
///     >>> from caselink import tips
///     >>> index = tips.TipIndex()
///     >>> report = {"id": "T-1", "provider": "chat.example", "accounts": [{"kind": "handle", "value": "lindenfisher71"}]}
///     >>> index.add(report)
///     False
///     >>> found = index.find({**report, "id": "T-2"})
///     >>> found["links"][0]["left"], found["prior_reports"]
///     ('T-1', 1)
#[pyclass(frozen, module = "caselink.tips")]
pub(crate) struct TipIndex(Arc<Mutex<core::TipIndex>>);

impl TipIndex {
    fn on<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut core::TipIndex) -> caselink::Result<T> + Send,
    ) -> PyResult<T> {
        let index = &self.0;
        detached(py, move || locked(index, work))
    }
}

#[pymethods]
impl TipIndex {
    #[new]
    #[pyo3(signature = (settings = None))]
    fn new(py: Python<'_>, settings: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let settings = self::settings("settings", settings);
        let index = detached(py, move || {
            core::TipIndex::new(core::AlikeSettings::from_value(&settings?)?)
        })?;
        Ok(Self(Arc::new(Mutex::new(index))))
    }

    /// Reads what `to_bytes` wrote.
    ///
    /// Args:
    ///     data: The bytes of an index.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     The same reports, settings and decisions.
    ///
    /// Raises:
    ///     ModelError: A byte is missing or changed, or a newer version wrote it.
    #[staticmethod]
    #[pyo3(signature = (data, *, progress = None))]
    fn from_bytes(py: Python<'_>, data: &[u8], progress: Option<Py<PyAny>>) -> PyResult<Self> {
        let index = enter(py, progress, move |control| {
            core::TipIndex::from_bytes(data, control)
        })?;
        Ok(Self(Arc::new(Mutex::new(index))))
    }

    /// The index as bytes, with a checksum of each part. They hold ids, times, hashes of values, and decisions as they were given: keep them
    /// as you keep the reports. It can be pickled too.
    ///
    /// Args:
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     What `from_bytes` reads; the same reports, settings and decisions give the same bytes.
    #[pyo3(signature = (*, progress = None))]
    fn to_bytes<'py>(
        &self,
        py: Python<'py>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let index = &self.0;
        let bytes = enter(py, progress, move |control| {
            locked(index, |index| index.to_bytes(control))
        })?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Adds a report; one with the same id is replaced.
    ///
    /// Args:
    ///     tip: A dict of the shape `tip`.
    ///
    /// Returns:
    ///     Whether one was replaced.
    ///
    /// Raises:
    ///     SettingsError: It is not of its shape, or has no id.
    fn add(&self, py: Python<'_>, tip: &Bound<'_, PyAny>) -> PyResult<bool> {
        let tip = plain("tip", tip);
        self.on(py, move |index| {
            index.add(&from_value::<Tip>("tip", &tip?)?)
        })
    }

    /// Adds many reports.
    ///
    /// Args:
    ///     tips: An iterable of dicts of the shape `tip`, or lines of JSON as bytes or text.
    ///     limits: Upper bounds; `rows` bounds the reports.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict: `added`, `replaced`, and `rejected` with row and reason for what cannot be read.
    ///
    /// Raises:
    ///     SettingsError: `tips` is not of its shape.
    ///     LimitError: There are more reports than the limits allow.
    #[pyo3(signature = (tips, *, limits = None, progress = None))]
    fn extend<'py>(
        &self,
        py: Python<'py>,
        tips: &Bound<'py, PyAny>,
        limits: Option<Plain<Limits>>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyDict>> {
        let (tips, limits, index) = (Given::of("tips", tips)?.taken()?, bounds(limits), &self.0);
        let (replaced, count, rejected) = enter(py, progress, move |control| {
            let read = tips.read::<Tip>(&limits, control)?;
            let replaced = locked(index, |index| index.extend(read.records.iter(), control))?;
            Ok((replaced, read.records.len() as u64, read.rejected))
        })?;
        let found = PyDict::new(py);
        found.set_item("added", count - replaced)?;
        found.set_item("replaced", replaced)?;
        found.set_item("rejected", to_python(py, &rejected)?)?;
        Ok(found)
    }

    /// Takes a report out. Judgements stay, and hold again where it comes back.
    ///
    /// Args:
    ///     id: Its id.
    ///
    /// Returns:
    ///     None.
    ///
    /// Raises:
    ///     InputError: It is not in the index.
    fn remove(&self, py: Python<'_>, id: Text<'_>) -> PyResult<()> {
        let id = id.0.to_string();
        self.on(py, move |index| {
            let gone = index.remove(&id);
            gone.then_some(())
                .ok_or(Error::UnknownRecord { name: "id" })
        })
    }

    /// Finds the reports that are like one, whether or not it is in the index.
    ///
    /// Args:
    ///     tip: A dict of the shape `tip`.
    ///     most: The most links that are given; all are counted.
    ///
    /// Returns:
    ///     A dict of the shape `tips_found`: `links` with their parts, `prior_reports`, `hubs`, `bundle_size`.
    ///
    /// Raises:
    ///     SettingsError: An argument is not of its shape.
    #[pyo3(signature = (tip, *, most = 10))]
    fn find<'py>(
        &self,
        py: Python<'py>,
        tip: &Bound<'py, PyAny>,
        most: i64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (tip, most) = (plain("tip", tip), whole(py, most, "most")?);
        let found = self.on(py, move |index| {
            Ok(index.find(&from_value::<Tip>("tip", &tip?)?, most))
        })?;
        to_python(py, &found)
    }

    /// Takes two reports of the index apart: what both share and what not.
    ///
    /// Args:
    ///     left: The id of one.
    ///     right: The id of the other.
    ///
    /// Returns:
    ///     A dict of the shape `tip_link`. Its parts sum to its weight.
    ///
    /// Raises:
    ///     InputError: One is not in the index.
    fn explain<'py>(
        &self,
        py: Python<'py>,
        left: Text<'py>,
        right: Text<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (left, right) = (left.0.to_string(), right.0.to_string());
        let link = self.on(py, move |index| index.explain(&left, &right))?;
        to_python(py, &link)
    }

    /// Keeps what a person decided about two reports.
    ///
    /// Args:
    ///     judgement: A dict of the shape `tip_judgement`: `left`, `right`, `together`, `who`, `why`, `at`.
    ///
    /// Returns:
    ///     The decision about the same two whose place it takes, or None.
    ///
    /// Raises:
    ///     SettingsError: It says not who decided or why, or names one report twice.
    fn judge<'py>(
        &self,
        py: Python<'py>,
        judgement: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let judgement = plain("judgement", judgement);
        let before = self.on(py, move |index| {
            index.judge(core::TipJudgement::from_value(&judgement?)?)
        })?;
        to_python(py, &before)
    }

    /// Takes a decision back.
    ///
    /// Args:
    ///     left: The id of one report.
    ///     right: The id of the other.
    ///
    /// Returns:
    ///     What it was, or None.
    fn withdraw<'py>(
        &self,
        py: Python<'py>,
        left: Text<'py>,
        right: Text<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (left, right) = (left.0.to_string(), right.0.to_string());
        let was = self.on(py, move |index| Ok(index.withdraw(&left, &right)))?;
        to_python(py, &was)
    }

    /// All decisions, in order of the ids.
    ///
    /// Returns:
    ///     A list of dicts of the shape `tip_judgement`.
    fn judgements<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let all = self.on(py, |index| {
            Ok(index.judgements().cloned().collect::<Vec<_>>())
        })?;
        to_python(py, &all)
    }

    /// All clusters and bundles. They depend on the reports and decisions alone, not on the order in which they came.
    ///
    /// Args:
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict of the shape `tip_clusters`.
    #[pyo3(signature = (*, progress = None))]
    fn clusters<'py>(
        &self,
        py: Python<'py>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let index = &self.0;
        let found = enter(py, progress, move |control| {
            locked(index, |index| index.clusters(control))
        })?;
        to_python(py, &found)
    }

    /// The cluster around a report, as `clusters` gives it.
    ///
    /// Args:
    ///     id: Its id.
    ///
    /// Returns:
    ///     A dict of the shape `tip_cluster`; the report alone where nothing joins it.
    ///
    /// Raises:
    ///     InputError: It is not in the index.
    fn cluster_of<'py>(&self, py: Python<'py>, id: Text<'py>) -> PyResult<Bound<'py, PyAny>> {
        let (id, index) = (id.0.to_string(), &self.0);
        let found = enter(py, None, move |control| {
            locked(index, |index| index.cluster_of(&id, control))
        })?;
        to_python(py, &found)
    }

    fn __contains__(&self, py: Python<'_>, id: Text<'_>) -> PyResult<bool> {
        let id = id.0.to_string();
        self.on(py, move |index| Ok(index.contains(&id)))
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        self.on(py, |index| Ok(index.len()))
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        self.on(py, |index| Ok(format!("{index:?}")))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled::<Self>(py, "from_bytes", self.to_bytes(py, None)?)
    }
}

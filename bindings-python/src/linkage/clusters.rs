use std::sync::Arc;

use caselink::{
    Error,
    linkage::{self as core, ClusterOptions, PairJudgement},
};
use pyo3::{
    prelude::*,
    types::{PyCapsule, PyDict},
};
use serde_json::Value;

use super::Links;
use crate::{
    arrow::capsule,
    control::{at_once, detached, enter},
    convert::{Id, plain, to_python, to_value, whole},
};

/// For each record the cluster it is in; a cluster is called by its least record.
///
/// Made by `Links.clusters`. It speaks Arrow. Columns: `id`, `cluster`; of two tables also `table` and
/// `cluster_table` (0 or 1).
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct Clusters(Arc<core::Clusters>);

impl Clusters {
    pub(super) fn new(clusters: core::Clusters) -> Self {
        Self(Arc::new(clusters))
    }
}

/// The options of clusters from keywords.
pub(super) fn options(
    py: Python<'_>,
    probability: f64,
    linkage: &str,
    judgements: [Option<&Bound<'_, PyAny>>; 2],
    giant_members: i64,
) -> PyResult<ClusterOptions> {
    let giant_members: u32 = whole(py, giant_members, "giant_members")?;
    at_once(py, || {
        let lists = ["must_link", "cannot_link"].into_iter().zip(judgements);
        let mut all = serde_json::json!({
            "probability": ClusterOptions::default().probability,
            "linkage": linkage,
            "giant_members": giant_members,
        });
        for (name, list) in lists {
            if let Some(list) = list {
                all[name] = to_value(list).ok_or_else(|| Error::InvalidParameter {
                    name,
                    reason: "must be a list of plain dicts".to_owned(),
                })?;
            }
        }
        let read = ClusterOptions::from_value(&all)?;
        // not through JSON, which has no word for NaN
        Ok(ClusterOptions {
            probability,
            ..read
        })
    })
}

pub(super) fn kind_of(kind: &str) -> caselink::Result<core::JudgementKind> {
    serde_json::from_value(Value::from(kind)).map_err(|_| Error::InvalidParameter {
        name: "kind",
        reason: "must be must_link or cannot_link".to_owned(),
    })
}

#[pymethods]
impl Clusters {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    /// How many clusters there are, single records included.
    #[getter]
    fn count(&self) -> usize {
        self.0.count()
    }

    fn __repr__(&self) -> String {
        format!(
            "Clusters({} clusters of {} records)",
            self.0.count(),
            self.0.len()
        )
    }

    /// The members as a stream of Arrow batches (PyCapsule interface).
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let clusters = Arc::clone(&self.0);
        let batch = enter(py, None, move |_| clusters.to_batch())?;
        capsule(py, batch, requested_schema)
    }

    /// The links that they were made of.
    #[getter]
    fn links(&self) -> Links {
        Links::new(self.0.links().clone())
    }

    /// How they were made, as a dict, judgements included.
    #[getter]
    fn options<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.options())
    }

    /// What people have judged, and what that changed: must-links before cannot-links.
    #[getter]
    fn judgements<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.judgements())
    }

    /// Explains the cluster that a record is in: what made it, what speaks against it, on what it hangs.
    ///
    /// Args:
    ///     id: The id of one of its records.
    ///     table: Which table the record is in, 0 or 1; needed where an id stands in both.
    ///
    /// Returns:
    ///     The account of the cluster. In a notebook it draws itself.
    ///
    /// Raises:
    ///     InputError: There is no record with the id.
    ///     SettingsError: The id stands in both tables, in two clusters, and no table was named.
    #[pyo3(signature = (id, *, table = None))]
    fn explain(&self, py: Python<'_>, id: Id, table: Option<i64>) -> PyResult<ClusterExplanation> {
        let table = table.map(|table| whole(py, table, "table")).transpose()?;
        let clusters = Arc::clone(&self.0);
        detached(py, move || match table {
            None => clusters.explain(&id.0),
            Some(table) => clusters.explain_in(table, &id.0),
        })
        .map(ClusterExplanation)
    }

    /// All clusters at a glance: sizes, giants and how they would split, and how many hang on one comparison.
    ///
    /// Args:
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     A dict.
    #[pyo3(signature = (*, progress = None))]
    fn report<'py>(
        &self,
        py: Python<'py>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let clusters = Arc::clone(&self.0);
        let report = enter(py, progress, move |control| clusters.report(control))?;
        to_python(py, &report)
    }

    /// The clusters as they would be with one more judgement of a person. These stay as they are.
    ///
    /// Args:
    ///     kind: `"must_link"` (one person) or `"cannot_link"` (two persons).
    ///     judgement: A dict with `left`, `right`, `who`, `why` and `at`.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     Other clusters of the same links.
    ///
    /// Raises:
    ///     InputError: There is no record with an id.
    ///     SettingsError: The judgement lacks who, why or when, or contradicts another.
    #[pyo3(signature = (kind, judgement, *, progress = None))]
    fn with_judgement(
        &self,
        py: Python<'_>,
        kind: &str,
        judgement: &Bound<'_, PyDict>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let clusters = Arc::clone(&self.0);
        let (kind, value) = (kind_of(kind), plain("judgement", judgement));
        enter(py, progress, move |control| {
            let judgement = PairJudgement::from_value(&value?)?;
            clusters.with_judgement(kind?, judgement, control)
        })
        .map(Self::new)
    }

    /// The clusters as they would be if one link had not been found: a look at what hangs on it.
    ///
    /// Args:
    ///     left: The id of one record of the link.
    ///     right: The id of the other.
    ///     progress: Called with `(done, total)` about ten times a second.
    ///
    /// Returns:
    ///     Other clusters of the other links.
    ///
    /// Raises:
    ///     InputError: There is no record with an id.
    ///     SettingsError: The two have no link that reaches the threshold.
    #[pyo3(signature = (left, right, *, progress = None))]
    fn without_link(
        &self,
        py: Python<'_>,
        left: Id,
        right: Id,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let clusters = Arc::clone(&self.0);
        enter(py, progress, move |control| {
            clusters.without_link(&left.0, &right.0, control)
        })
        .map(Self::new)
    }

    /// What is otherwise than in other clusters of the same records.
    ///
    /// Args:
    ///     before: Clusters of the same prepared tables.
    ///
    /// Returns:
    ///     A dict with the clusters that are no more (`before`) and those in their place (`after`).
    ///
    /// Raises:
    ///     SettingsError: They are of other tables.
    fn changes_since<'py>(
        &self,
        py: Python<'py>,
        before: &Bound<'py, Self>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (now, before) = (Arc::clone(&self.0), Arc::clone(&before.get().0));
        let change = enter(py, None, move |_| now.changes_since(&before))?;
        to_python(py, &change)
    }
}

/// An account of one cluster: what made it, what speaks against it, on what it hangs, what people have judged.
///
/// Made by `Clusters.explain`.
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct ClusterExplanation(core::ClusterExplanation);

#[pymethods]
impl ClusterExplanation {
    /// All of it as a dict.
    ///
    /// Returns:
    ///     A dict of the shape `cluster_explanation`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    /// The picture of it: records on a circle, links between them.
    ///
    /// Returns:
    ///     SVG, without script.
    fn to_svg(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || Ok(self.0.to_svg()))
    }

    /// The picture and tables of all that is in it.
    ///
    /// Returns:
    ///     A piece of HTML, without script.
    fn to_html(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || Ok(self.0.to_html()))
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        self.to_html(py)
    }

    fn __repr__(&self) -> String {
        format!(
            "ClusterExplanation({} records, {} links)",
            self.0.members.len(),
            self.0.links.len()
        )
    }
}

use std::sync::Arc;

use caselink::linkage as core;
use pyo3::{prelude::*, types::PyCapsule};

use crate::{arrow::capsule, control::enter};

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
}

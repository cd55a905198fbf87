use caselink::linkage as core;
use pyo3::prelude::*;

use crate::{
    control::at_once,
    convert::{Id, to_python},
};

/// Why a pair of records is a link, or is none: an exact sum of named parts.
///
/// Made by `Links.explain`. In a notebook it draws itself as a waterfall. Values of the records stand in
/// it only when they were asked for.
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct Explanation(core::Explanation);

impl Explanation {
    pub(super) fn new(explanation: core::Explanation, show_values: bool) -> Self {
        Self(if show_values {
            explanation.show_values()
        } else {
            explanation
        })
    }
}

#[pymethods]
impl Explanation {
    /// The id of the first record.
    #[getter]
    fn left<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Id::to_python(py, &self.0.left)
    }

    /// The id of the second record.
    #[getter]
    fn right<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Id::to_python(py, &self.0.right)
    }

    /// The parts of the sum as dicts: prior, evidence for, evidence against.
    #[getter]
    fn parts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.parts)
    }

    /// The sum of the weights of all parts, in thousandths of a bit.
    #[getter]
    fn total_millibits(&self) -> i32 {
        self.0.total.0
    }

    /// The probability that the total stands for.
    #[getter]
    fn probability(&self) -> f64 {
        self.0.probability
    }

    /// The total in a word: `"likely"`, `"possible"` or `"insufficient"`.
    #[getter]
    fn finding<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.finding)
    }

    /// What a link is and is not.
    #[getter]
    fn notice(&self) -> &'static str {
        self.0.notice
    }

    /// The explanation as JSON.
    ///
    /// Returns:
    ///     One JSON object.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || Ok(self.0.to_json()))
    }

    /// The waterfall as a picture.
    ///
    /// Returns:
    ///     An SVG document without script or network.
    fn to_svg(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || Ok(self.0.to_svg()))
    }

    /// The waterfall with its notice, for a page or a notebook.
    ///
    /// Returns:
    ///     A piece of HTML without script or network.
    fn to_html(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || Ok(self.0.to_html()))
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        self.to_html(py)
    }

    fn __repr__(&self) -> String {
        format!("Explanation({}, {})", self.0.total, self.0.finding.label())
    }
}

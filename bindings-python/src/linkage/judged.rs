use std::sync::Arc;

use caselink::{
    Result,
    linkage::{self as core, Truth},
};
use pyo3::prelude::*;

use super::{Links, Model, Prepared};
use crate::{
    arrow::Stream,
    control::{at_once, enter},
    convert::to_python,
};

/// What came of judging links: data, and a picture of it.
macro_rules! judged {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[pyclass(frozen, module = "caselink.linkage")]
        pub(crate) struct $name(pub(super) core::$name);

        #[pymethods]
        impl $name {
            /// All of it as plain dicts, lists, texts and numbers.
            ///
            /// Returns:
            ///     A dict of the shape of its JSON Schema.
            fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                to_python(py, &self.0)
            }

            /// The picture of it.
            ///
            /// Returns:
            ///     An SVG document without script or network.
            fn to_svg(&self, py: Python<'_>) -> PyResult<String> {
                at_once(py, || Ok(self.0.to_svg()))
            }

            fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
                self.to_svg(py)
            }
        }
    };
}

judged! {
    /// How often links of a probability are one person: does 0.9 come true in nine of ten cases?
    ///
    /// Made by `Links.calibration`. In a notebook it draws itself.
    Calibration
}

judged! {
    /// Precision, recall and F1 at every threshold: which one fits the work at hand?
    ///
    /// Made by `Links.sweep`. In a notebook it draws itself.
    ThresholdSweep
}

judged! {
    /// Records that say too little to be linked, whatever they are compared with.
    ///
    /// Made by `unlinkable`. In a notebook it draws itself.
    Unlinkable
}

judged! {
    /// How often links err for each group of people: is somebody's name linked worse than another's?
    ///
    /// Made by `Links.error_rates`. In a notebook it draws itself.
    ErrorRates
}

/// A model whose prior was corrected by answers, and how far that helped.
///
/// Made by `Links.recalibrated`.
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct Recalibration(pub(super) core::Recalibration);

#[pymethods]
impl Recalibration {
    /// The corrected model; it differs in its prior alone.
    #[getter]
    fn model(&self) -> Model {
        Model::new(self.0.model().clone())
    }

    /// The answers counted, the shift with its interval, and the log loss before and after.
    ///
    /// Returns:
    ///     A dict of the shape of its JSON Schema.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0)
    }

    fn __repr__(&self) -> String {
        format!(
            "Recalibration({}, {} yes, {} no)",
            self.0.shift, self.0.yes, self.0.no
        )
    }
}

impl Links {
    pub(super) fn judge<T: Send>(
        &self,
        py: Python<'_>,
        truth: Stream,
        work: impl FnOnce(&core::Links, &Truth) -> Result<T> + Send,
    ) -> PyResult<T> {
        let links = Arc::clone(&self.0);
        enter(py, None, move |control| {
            let (batches, schema) = truth.batches(control)?;
            let truth = Truth::from_batches(links.prepared(), &batches, &schema)?;
            work(&links, &truth)
        })
    }
}

/// Weighs every record against a copy of itself, to find those that cannot be linked with anything.
///
/// Args:
///     prepared: Tables made ready by `prepare`.
///     model: A model of the same settings.
///     probability: The threshold that a record should reach; above 0 and below 1.
///
/// Returns:
///     How many do not reach it, which they are, and how many do not reach other thresholds.
///
/// Raises:
///     SettingsError: The probability is not above 0 and below 1, or the model is of other settings.
///
/// Example:
///     >>> import polars as pl
///     >>> from caselink import linkage
///     >>> people = pl.DataFrame({
///     ...     "id": [1, 2, 3],
///     ...     "surname": ["Painter", "Painter", None],
///     ...     "born": ["1971-06-24", "1971-06-24", None],
///     ... })
///     >>> prepared = linkage.prepare(people, settings={
///     ...     "id": "id",
///     ...     "comparisons": [{"kind": "name", "column": "surname"}, {"kind": "date", "column": "born"}],
///     ...     "blocking": [[{"column": "surname"}]],
///     ... })
///     >>> found = linkage.unlinkable(prepared, linkage.train(prepared), 0.5)
///     >>> found.to_dict()["weakest"][0]["id"]
///     3
#[pyfunction]
#[pyo3(signature = (prepared, model, probability = 0.95))]
pub(crate) fn unlinkable(
    py: Python<'_>,
    prepared: &Bound<'_, Prepared>,
    model: &Bound<'_, Model>,
    probability: f64,
) -> PyResult<Unlinkable> {
    let (prepared, model) = (Arc::clone(&prepared.get().0), Arc::clone(&model.get().0));
    enter(py, None, move |control| {
        core::unlinkable(&prepared, &model, probability, control).map(Unlinkable)
    })
}

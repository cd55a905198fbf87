use std::{collections::BTreeMap, sync::Arc};

use caselink::linkage as core;
use pyo3::{prelude::*, types::PyBytes};

use super::Prepared;
use crate::{
    control::{at_once, enter},
    convert::{Pickled, Text, pickled, to_python},
};

/// A trained Fellegi-Sunter model: what agreement on each comparison level is worth.
///
/// Made by `train`, or read from bytes or JSON. It is small, holds no record and no value of a record,
/// and pickles.
#[pyclass(frozen, eq, module = "caselink.linkage")]
#[derive(PartialEq)]
pub(crate) struct Model(pub(super) Arc<core::Model>);

fn preset(
    py: Python<'_>,
    preset: fn() -> core::Model,
    columns: Option<BTreeMap<String, String>>,
) -> PyResult<Model> {
    at_once(py, || {
        let columns = columns.unwrap_or_default();
        let names = columns
            .iter()
            .map(|(name, own)| (name.as_str(), own.as_str()));
        preset().with_columns(names)
    })
    .map(Model::new)
}

#[pymethods]
impl Model {
    /// Reads what `to_bytes` wrote.
    ///
    /// Args:
    ///     data: The bytes of a model.
    ///
    /// Returns:
    ///     The same model.
    ///
    /// Raises:
    ///     ModelError: A byte is missing or changed (`CORRUPT_MODEL`), or a newer version wrote it
    ///         (`MODEL_VERSION`).
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        at_once(py, || core::Model::from_bytes(data)).map(Self::new)
    }

    /// Reads what `to_json` wrote.
    ///
    /// Args:
    ///     text: The JSON of a model.
    ///
    /// Returns:
    ///     The same model, to the last bit.
    ///
    /// Raises:
    ///     ModelError: It is no model, or a newer version wrote it.
    ///     SettingsError: The settings in it are not valid.
    #[staticmethod]
    fn from_json(py: Python<'_>, text: Text<'_>) -> PyResult<Self> {
        at_once(py, || core::Model::from_json(text.0)).map(Self::new)
    }

    /// Small versioned bytes with a checksum.
    ///
    /// Returns:
    ///     What `from_bytes` reads.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    /// Readable JSON.
    ///
    /// Returns:
    ///     What `from_json` reads.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// The settings that it was trained with, as a dict.
    #[getter]
    fn settings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.settings())
    }

    /// The probability that two random records are one person.
    #[getter]
    fn prior_probability(&self) -> f64 {
        self.0.prior_probability()
    }

    /// A model of persons that is ready: names, date and place of birth, sex, numbers, contact and address.
    ///
    /// Its columns are `id`, `given_name`, `middle_name`, `surname`, `full_name`, `date_of_birth`, `birth_place`, `sex`,
    /// `national_id`, `phone`, `email`, `occupation`, `street_number`, `street`, `city`, `postcode` and
    /// `state`. All but `id` may be
    /// missing, and each may hold several values. What it knows before any data is an assumption: where there are some
    /// hundred records, hand its `settings` to `dedupe`, `link` or `train` instead, which learn from them.
    ///
    /// Args:
    ///     columns: The names that the columns have in the table, such as `{"date_of_birth": "dob"}`.
    ///
    /// Returns:
    ///     The model.
    ///
    /// Raises:
    ///     SettingsError: The model has no such column.
    ///
    /// Example:
    ///     >>> from caselink import linkage
    ///     >>> people = {
    ///     ...     "id": [1, 2, 3],
    ///     ...     "given_name": ["Rosalind", "Roz", "Ann"],
    ///     ...     "surname": ["Painter", "Painter", "Green"],
    ///     ...     "dob": ["1971-06-24", "1971-06-24", "1948-09-30"],
    ///     ... }
    ///     >>> model = linkage.Model.persons({"date_of_birth": "dob"})
    ///     >>> len(linkage.dedupe(people, model))
    ///     1
    #[staticmethod]
    #[pyo3(signature = (columns = None))]
    fn persons(py: Python<'_>, columns: Option<BTreeMap<String, String>>) -> PyResult<Self> {
        preset(py, core::Model::persons, columns)
    }

    /// A model of offenders in registries: names and aliases, numbers of registries, what does not change, the address.
    ///
    /// Its columns are `id`, `given_name`, `middle_name`, `surname`, `full_name`, `name_suffix`, `date_of_birth`,
    /// `birth_place`, `sex`, `eye_color`, `fbi_number`, `state_id`, `national_id`, `phone`, `street`, `city` and `postcode`.
    /// Otherwise as `persons`.
    ///
    /// Args:
    ///     columns: The names that the columns have in the table.
    ///
    /// Returns:
    ///     The model.
    ///
    /// Raises:
    ///     SettingsError: The model has no such column.
    #[staticmethod]
    #[pyo3(signature = (columns = None))]
    fn offenders(py: Python<'_>, columns: Option<BTreeMap<String, String>>) -> PyResult<Self> {
        preset(py, core::Model::offenders, columns)
    }

    /// A model of vehicles: plate, whole or in part, and what a witness sees.
    ///
    /// Its columns are `id`, `plate`, `plate_state`, `vin`, `make`, `model`, `style`, `year` and `color`. Otherwise as
    /// `persons`.
    ///
    /// Args:
    ///     columns: The names that the columns have in the table.
    ///
    /// Returns:
    ///     The model.
    ///
    /// Raises:
    ///     SettingsError: The model has no such column.
    #[staticmethod]
    #[pyo3(signature = (columns = None))]
    fn vehicles(py: Python<'_>, columns: Option<BTreeMap<String, String>>) -> PyResult<Self> {
        preset(py, core::Model::vehicles, columns)
    }

    /// The same model for other files.
    ///
    /// How likely two random records are one person depends on how many people the files share, while
    /// m and u belong to the kind of data.
    ///
    /// Args:
    ///     probability: The probability that two random records are one person; above 0 and below 1.
    ///         For two files of 20,000 and 3,000 people, of whom perhaps 600 are in both, it is
    ///         `600 / (20_000 * 3_000)`.
    ///
    /// Returns:
    ///     A model that differs in `prior_probability` alone.
    ///
    /// Raises:
    ///     SettingsError: The probability is not above 0 and below 1.
    fn with_prior(&self, py: Python<'_>, probability: f64) -> PyResult<Self> {
        at_once(py, || self.0.with_prior(probability)).map(Self::new)
    }

    /// For each comparison its name and its levels with m- and u-probability, as plain dicts.
    #[getter]
    fn comparisons<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.comparisons())
    }

    /// How it came about, as a dict.
    #[getter]
    fn training<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.training())
    }

    fn __repr__(&self) -> String {
        let count = self.0.comparisons().len();
        format!(
            "Model({count} comparisons, prior_probability={:e})",
            self.0.prior_probability()
        )
    }

    /// What each comparison level adds to a sum, as a picture.
    ///
    /// Returns:
    ///     An SVG document without script or network: a bar for each level, blue for and orange against.
    fn weights_svg(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || Ok(self.0.weights_svg()))
    }

    /// How often records agree on each comparison level, as a picture.
    ///
    /// Returns:
    ///     An SVG document without script or network: m in blue over u in orange.
    fn probabilities_svg(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || Ok(self.0.probabilities_svg()))
    }

    /// The chart of weights and a table of all numbers, for a page or a notebook.
    ///
    /// Returns:
    ///     A piece of HTML without script or network.
    fn to_html(&self, py: Python<'_>) -> PyResult<String> {
        at_once(py, || Ok(self.0.to_html()))
    }

    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        self.to_html(py)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled::<Self>(py, "from_bytes", self.to_bytes(py))
    }
}

impl Model {
    pub(super) fn new(model: core::Model) -> Self {
        Self(Arc::new(model))
    }
}

/// Trains a model on tables made ready, without labels.
///
/// The same tables, settings and seed give the same model, in whatever order the rows stand.
///
/// Args:
///     prepared: Tables made ready by `prepare`.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     The model.
///
/// Raises:
///     InputError: There is no pair of records to learn from.
///     LimitError: The blocking rules make more pairs than the limits allow.
///
/// Example:
///     >>> import polars as pl
///     >>> from caselink import linkage
///     >>> people = pl.DataFrame({
///     ...     "id": [1, 2, 3, 4],
///     ...     "surname": ["Painter", "Painter", "Green", "Neumann"],
///     ...     "born": ["1971-06-24", "1971-06-24", "1948-09-30", "1915-11-11"],
///     ... })
///     >>> prepared = linkage.prepare(people, settings={
///     ...     "id": "id",
///     ...     "comparisons": [{"kind": "name", "column": "surname"}, {"kind": "date", "column": "born"}],
///     ...     "blocking": [[{"column": "surname"}], [{"column": "born"}]],
///     ... })
///     >>> model = linkage.train(prepared)
///     >>> linkage.Model.from_bytes(model.to_bytes()) == model
///     True
#[pyfunction]
#[pyo3(signature = (prepared, *, progress = None))]
pub(crate) fn train(
    py: Python<'_>,
    prepared: &Bound<'_, Prepared>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Model> {
    let prepared = Arc::clone(&prepared.get().0);
    enter(py, progress, move |control| core::train(&prepared, control)).map(Model::new)
}

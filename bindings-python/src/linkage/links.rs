use std::{fmt::Write as _, sync::Arc};

use caselink::{
    linkage::{self as core, LinkOptions, Mode, Settings, Truth},
    records::Limits,
};
use pyo3::{prelude::*, types::PyCapsule};

use super::{
    Explanation, Model, Prepared,
    prepared::{intakes, ready},
};
use crate::{
    arrow::{Stream, capsule},
    control::enter,
    convert::{Id, Plain, to_python},
};

/// Pairs of records that may be one person, strongest first: leads, not verdicts.
///
/// Made by `find_links`, `dedupe`, `link` or `link_and_dedupe`. It speaks Arrow: hand it to
/// `polars.DataFrame`, `pyarrow.table`, `pandas.DataFrame.from_arrow` or duckdb. Columns: `id_left`,
/// `id_right`, `match_weight_millibits`, `match_probability`, `blocking_rule`; after `link_and_dedupe`
/// also `table_left` and `table_right`.
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct Links(Arc<core::Links>);

#[pymethods]
impl Links {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!(
            "Links({} links between {} records)",
            self.0.len(),
            self.0.prepared().len()
        )
    }

    fn _repr_html_(&self) -> String {
        let report = self.0.report();
        let refused = report.refused_blocks.len();
        let mut rows = vec![
            ("records".to_owned(), report.records),
            ("possible pairs".to_owned(), report.possible_pairs),
            ("compared pairs".to_owned(), report.compared_pairs),
            ("blocks too large to compare".to_owned(), refused as u64),
            ("links".to_owned(), report.links),
        ];
        for probability in [0.5, 0.95, 0.99] {
            let count = self.0.at_least(probability).len() as u64;
            rows.push((format!("links from probability {probability}"), count));
        }
        let mut out = "<table><caption>Links</caption><tbody>".to_owned();
        for (name, number) in rows {
            let _ = write!(out, "<tr><th>{name}</th><td>{number}</td></tr>");
        }
        let _ = write!(out, "</tbody></table><p>{}</p>", core::LEAD_NOTICE);
        out
    }

    /// The links as a stream of Arrow batches (PyCapsule interface).
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let links = Arc::clone(&self.0);
        let batch = enter(py, None, move |_| links.to_batch())?;
        capsule(py, batch, requested_schema)
    }

    /// The model that found them.
    #[getter]
    fn model(&self) -> Model {
        Model::new(self.0.model().clone())
    }

    /// What was done and what was left out, as a dict.
    #[getter]
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.report())
    }

    /// For each table what arrived and what was set aside, with row, field and reason.
    #[getter]
    fn intake<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &intakes(self.0.prepared()))
    }

    /// How many links reach a probability; they are the first ones.
    ///
    /// Args:
    ///     probability: From 0 to 1.
    ///
    /// Returns:
    ///     Their number.
    fn at_least(&self, probability: f64) -> usize {
        self.0.at_least(probability).len()
    }

    /// Explains any pair of records, whether it is among the links or not.
    ///
    /// Args:
    ///     left: The id of a record; of linked tables, in the first.
    ///     right: The id of another; of linked tables, in the second.
    ///     show_values: Whether the records' values stand in the explanation.
    ///
    /// Returns:
    ///     An exact sum of named parts.
    ///
    /// Raises:
    ///     InputError: There is no record with an id.
    ///     SettingsError: Both ids are of one record.
    #[pyo3(signature = (left, right, *, show_values = false))]
    fn explain(
        &self,
        py: Python<'_>,
        left: Id,
        right: Id,
        show_values: bool,
    ) -> PyResult<Explanation> {
        let links = Arc::clone(&self.0);
        enter(py, None, move |_| links.explain(&left.0, &right.0))
            .map(|explanation| Explanation::new(explanation, show_values))
    }

    /// Explains a link by its place among the links.
    ///
    /// Args:
    ///     place: From 0, the strongest link first.
    ///     show_values: Whether the records' values stand in the explanation.
    ///
    /// Returns:
    ///     An exact sum of named parts.
    ///
    /// Raises:
    ///     SettingsError: There is no such link.
    #[pyo3(signature = (place, *, show_values = false))]
    fn explain_link(
        &self,
        py: Python<'_>,
        place: usize,
        show_values: bool,
    ) -> PyResult<Explanation> {
        let links = Arc::clone(&self.0);
        enter(py, None, move |_| links.explain_link(place))
            .map(|explanation| Explanation::new(explanation, show_values))
    }

    /// Groups of records that links hold together.
    ///
    /// Args:
    ///     probability: Links from this probability count; above 0 and below 1.
    ///
    /// Returns:
    ///     For each record the cluster it is in.
    ///
    /// Raises:
    ///     SettingsError: The probability is not above 0 and below 1.
    #[pyo3(signature = (probability = 0.95))]
    fn clusters(&self, py: Python<'_>, probability: f64) -> PyResult<Clusters> {
        let links = Arc::clone(&self.0);
        let clusters = enter(py, None, move |_| links.clusters(probability))?;
        Ok(Clusters(Arc::new(clusters)))
    }

    /// Judges the links by what is known to be true.
    ///
    /// Args:
    ///     truth: A table with the id column of the settings and a column `entity`, or with the columns
    ///         `id_left` and `id_right`.
    ///
    /// Returns:
    ///     A dict with `true_pairs`, `found`, the `best` threshold, and precision, recall and F1 at the
    ///     usual `thresholds`, for pairs and for clusters.
    ///
    /// Raises:
    ///     InputError: A column is missing or of a wrong type, or an id is of no record.
    fn evaluate<'py>(&self, py: Python<'py>, truth: Stream) -> PyResult<Bound<'py, PyAny>> {
        let links = Arc::clone(&self.0);
        let evaluation = enter(py, None, move |_| {
            let (batches, schema) = truth.batches()?;
            let truth = Truth::from_batches(links.prepared(), &batches, &schema)?;
            Ok(links.evaluate(&truth))
        })?;
        to_python(py, &evaluation)
    }
}

/// For each record the cluster it is in; a cluster is called by its least record.
///
/// Made by `Links.clusters`. It speaks Arrow. Columns: `id`, `cluster`; of two tables also `table` and
/// `cluster_table` (0 or 1).
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct Clusters(Arc<core::Clusters>);

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

/// Finds the pairs of records that may be one person.
///
/// Args:
///     prepared: Tables made ready by `prepare`.
///     model: A model that was trained with the same settings, on these tables or others.
///     minimum_probability: Pairs below it are not kept; above 0 and below 1.
///     threads: Worker threads; 0 takes one for each core. The links are the same for any number.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     The links, strongest first.
///
/// Raises:
///     LimitError: The blocking rules make more pairs than the limits allow.
///     SettingsError: The model was trained with other settings, or a parameter is out of range.
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
///     >>> links = linkage.find_links(prepared, linkage.train(prepared))
///     >>> pl.DataFrame(links).select("id_left", "id_right").rows()
///     [(1, 2)]
#[pyfunction]
#[pyo3(signature = (prepared, model, *, minimum_probability = 0.01, threads = 1, progress = None))]
pub(crate) fn find_links(
    py: Python<'_>,
    prepared: &Bound<'_, Prepared>,
    model: &Bound<'_, Model>,
    minimum_probability: f64,
    threads: u32,
    progress: Option<Py<PyAny>>,
) -> PyResult<Links> {
    let (prepared, model) = (Arc::clone(&prepared.get().0), Arc::clone(&model.get().0));
    let options = LinkOptions {
        minimum_probability,
        threads,
    };
    enter(py, progress, move |control| {
        core::find_links(&prepared, &model, &options, control)
    })
    .map(|links| Links(Arc::new(links)))
}

/// How links are to be found: settings, to train with first, or a model.
pub(crate) enum How {
    Settings(Settings),
    Model(Arc<core::Model>),
}

impl FromPyObject<'_, '_> for How {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Self> {
        if let Ok(model) = object.cast::<Model>() {
            return Ok(Self::Model(Arc::clone(&model.get().0)));
        }
        object
            .extract::<Plain<Settings>>()
            .map(|settings| Self::Settings(settings.0))
    }
}

/// Prepares, trains unless there is a model, and finds links.
fn one_step(
    py: Python<'_>,
    (mode, tables): (Mode, (Stream, Option<Stream>)),
    how: How,
    options: LinkOptions,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Links> {
    let limits = limits.map_or_else(Limits::default, |l| l.0);
    let links = enter(py, progress, move |control| {
        let settings = match &how {
            How::Settings(settings) => settings,
            How::Model(model) => model.settings(),
        };
        let prepared = ready(mode, tables, settings, limits, control)?;
        let model = match how {
            How::Settings(_) => Arc::new(core::train(&prepared, control)?),
            How::Model(model) => model,
        };
        core::find_links(&prepared, &model, &options, control)
    })?;
    Ok(Links(Arc::new(links)))
}

/// Finds duplicates within one table, in one step.
///
/// Args:
///     table: Anything with `__arrow_c_stream__` (pandas, polars, pyarrow, duckdb).
///     how: Settings (a dict; a model is trained on the table first) or a trained `Model`.
///     minimum_probability: Pairs below it are not kept; above 0 and below 1.
///     threads: Worker threads; 0 takes one for each core. The links are the same for any number.
///     limits: Upper bounds, such as `{"block_rows": 500}`; each has a default.
///     progress: Called with `(done, total)` of the present stage, about ten times a second. What it
///         raises stops the run and comes out unchanged.
///
/// Returns:
///     The links, strongest first; `model` is the model that found them.
///
/// Raises:
///     InputError: A column is missing, stands twice or is of a wrong type; an id occurs twice; text is
///         not UTF-8; there is too little to learn from.
///     LimitError: There are more rows or pairs than the limits allow.
///     SettingsError: Settings, limits or a parameter are not what they may be.
///     TypeError: The table does not speak Arrow.
///
/// Example:
///     >>> import polars as pl
///     >>> from caselink import linkage
///     >>> people = pl.DataFrame({
///     ...     "id": ["a", "b", "c", "d"],
///     ...     "surname": ["Painter", "Painter", "Green", "Neumann"],
///     ...     "born": ["1971-06-24", "1971-06-24", "1948-09-30", "1915-11-11"],
///     ... })
///     >>> links = linkage.dedupe(people, {
///     ...     "id": "id",
///     ...     "comparisons": [{"kind": "name", "column": "surname"}, {"kind": "date", "column": "born"}],
///     ...     "blocking": [[{"column": "surname"}], [{"column": "born"}]],
///     ... })
///     >>> links
///     Links(1 links between 4 records)
///     >>> [part["label"] for part in links.explain("a", "b").parts][1]
///     'the same name'
#[pyfunction]
#[pyo3(signature = (table, how, *, minimum_probability = 0.01, threads = 1, limits = None, progress = None))]
pub(crate) fn dedupe(
    py: Python<'_>,
    table: Stream,
    how: How,
    minimum_probability: f64,
    threads: u32,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Links> {
    let options = LinkOptions {
        minimum_probability,
        threads,
    };
    one_step(
        py,
        (Mode::Dedupe, (table, None)),
        how,
        options,
        limits,
        progress,
    )
}

/// Finds links between two tables, in one step.
///
/// Args:
///     left: Anything with `__arrow_c_stream__` (pandas, polars, pyarrow, duckdb).
///     right: The second table, with the same columns.
///     how: Settings (a dict; a model is trained on the tables first) or a trained `Model`.
///     minimum_probability: Pairs below it are not kept; above 0 and below 1.
///     threads: Worker threads; 0 takes one for each core. The links are the same for any number.
///     limits: Upper bounds, such as `{"block_rows": 500}`; each has a default.
///     progress: Called with `(done, total)` of the present stage, about ten times a second. What it
///         raises stops the run and comes out unchanged.
///
/// Returns:
///     The links, strongest first; `model` is the model that found them.
///
/// Raises:
///     InputError: As `dedupe`, and when one table has integer ids and the other text.
///     LimitError: There are more rows or pairs than the limits allow.
///     SettingsError: Settings, limits or a parameter are not what they may be.
///     TypeError: A table does not speak Arrow.
///
/// Example:
///     >>> import polars as pl
///     >>> from caselink import linkage
///     >>> register = pl.DataFrame({
///     ...     "id": [1, 2], "surname": ["Painter", "Green"], "born": ["1971-06-24", "1948-09-30"],
///     ... })
///     >>> reports = pl.DataFrame({
///     ...     "id": [7, 8], "surname": ["Neumann", "Painter"], "born": ["1915-11-11", "1971-06-24"],
///     ... })
///     >>> links = linkage.link(register, reports, {
///     ...     "id": "id",
///     ...     "comparisons": [{"kind": "name", "column": "surname"}, {"kind": "date", "column": "born"}],
///     ...     "blocking": [[{"column": "surname"}], [{"column": "born"}]],
///     ... })
///     >>> pl.DataFrame(links).select("id_left", "id_right").rows()
///     [(1, 8)]
#[pyfunction]
#[pyo3(signature = (left, right, how, *, minimum_probability = 0.01, threads = 1, limits = None, progress = None))]
#[allow(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn link(
    py: Python<'_>,
    left: Stream,
    right: Stream,
    how: How,
    minimum_probability: f64,
    threads: u32,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Links> {
    let options = LinkOptions {
        minimum_probability,
        threads,
    };
    one_step(
        py,
        (Mode::Link, (left, Some(right))),
        how,
        options,
        limits,
        progress,
    )
}

/// Finds links between two tables and duplicates within each, in one step.
///
/// Args:
///     left: Anything with `__arrow_c_stream__` (pandas, polars, pyarrow, duckdb).
///     right: The second table, with the same columns.
///     how: Settings (a dict; a model is trained on the tables first) or a trained `Model`.
///     minimum_probability: Pairs below it are not kept; above 0 and below 1.
///     threads: Worker threads; 0 takes one for each core. The links are the same for any number.
///     limits: Upper bounds, such as `{"block_rows": 500}`; each has a default.
///     progress: Called with `(done, total)` of the present stage, about ten times a second. What it
///         raises stops the run and comes out unchanged.
///
/// Returns:
///     The links, strongest first, with the table of each record; `model` is the model that found them.
///
/// Raises:
///     InputError: As `link`.
///     LimitError: There are more rows or pairs than the limits allow.
///     SettingsError: Settings, limits or a parameter are not what they may be.
///     TypeError: A table does not speak Arrow.
///
/// Example:
///     >>> import polars as pl
///     >>> from caselink import linkage
///     >>> register = pl.DataFrame({
///     ...     "id": [1, 2], "surname": ["Painter", "Painter"], "born": ["1971-06-24", "1971-06-24"],
///     ... })
///     >>> reports = pl.DataFrame({
///     ...     "id": [1, 2], "surname": ["Neumann", "Painter"], "born": ["1915-11-11", "1971-06-24"],
///     ... })
///     >>> links = linkage.link_and_dedupe(register, reports, {
///     ...     "id": "id",
///     ...     "comparisons": [{"kind": "name", "column": "surname"}, {"kind": "date", "column": "born"}],
///     ...     "blocking": [[{"column": "surname"}], [{"column": "born"}]],
///     ... })
///     >>> columns = ("table_left", "id_left", "table_right", "id_right")
///     >>> pl.DataFrame(links).select(columns).rows()
///     [(0, 1, 0, 2), (0, 1, 1, 2), (0, 2, 1, 2)]
#[pyfunction]
#[pyo3(signature = (left, right, how, *, minimum_probability = 0.01, threads = 1, limits = None, progress = None))]
#[allow(clippy::too_many_arguments, reason = "they are keywords in Python")]
pub(crate) fn link_and_dedupe(
    py: Python<'_>,
    left: Stream,
    right: Stream,
    how: How,
    minimum_probability: f64,
    threads: u32,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Links> {
    let options = LinkOptions {
        minimum_probability,
        threads,
    };
    one_step(
        py,
        (Mode::LinkAndDedupe, (left, Some(right))),
        how,
        options,
        limits,
        progress,
    )
}

use std::sync::Arc;

use caselink::{
    linkage::{self as core, LinkOptions, Mode, Settings},
    records::Limits,
};
use pyo3::prelude::*;

use super::{Links, Model, Prepared, prepared::ready};
use crate::{
    arrow::Stream,
    control::enter,
    convert::{Plain, whole},
};

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
    threads: i64,
    progress: Option<Py<PyAny>>,
) -> PyResult<Links> {
    let (prepared, model) = (Arc::clone(&prepared.get().0), Arc::clone(&model.get().0));
    let options = LinkOptions {
        minimum_probability,
        threads: whole(py, threads, "threads")?,
    };
    enter(py, progress, move |control| {
        core::find_links(&prepared, &model, &options, control)
    })
    .map(Links::new)
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
    Ok(Links::new(links))
}

/// Finds duplicates within one table, in one step.
///
/// Args:
///     table: Anything with `__arrow_c_stream__` (pandas, polars, pyarrow, duckdb), or a dict of lists.
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
    threads: i64,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Links> {
    let options = LinkOptions {
        minimum_probability,
        threads: whole(py, threads, "threads")?,
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
///     left: Anything with `__arrow_c_stream__` (pandas, polars, pyarrow, duckdb), or a dict of lists.
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
    right: &Bound<'_, PyAny>,
    how: How,
    minimum_probability: f64,
    threads: i64,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Links> {
    let options = LinkOptions {
        minimum_probability,
        threads: whole(py, threads, "threads")?,
    };
    let [left, right] = Stream::both(py, left, right)?;
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
///     left: Anything with `__arrow_c_stream__` (pandas, polars, pyarrow, duckdb), or a dict of lists.
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
    right: &Bound<'_, PyAny>,
    how: How,
    minimum_probability: f64,
    threads: i64,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Links> {
    let options = LinkOptions {
        minimum_probability,
        threads: whole(py, threads, "threads")?,
    };
    let [left, right] = Stream::both(py, left, right)?;
    one_step(
        py,
        (Mode::LinkAndDedupe, (left, Some(right))),
        how,
        options,
        limits,
        progress,
    )
}

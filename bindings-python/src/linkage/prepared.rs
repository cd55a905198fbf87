use std::sync::Arc;

use caselink::{
    Control, Error, Result,
    linkage::{self as core, Intake, Mode, Settings},
    records::Limits,
};
use pyo3::prelude::*;

use crate::{
    arrow::Stream,
    control::enter,
    convert::{Plain, to_python},
};

/// One or two tables made ready: every distinct value brought to its normal form once.
///
/// Made by `prepare`. Training and linking both start from it, so the work is done once for both.
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct Prepared(pub(super) Arc<core::Prepared>);

#[pymethods]
impl Prepared {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __repr__(&self) -> String {
        format!(
            "Prepared({} records, mode={:?})",
            self.0.len(),
            mode_name(self.0.mode())
        )
    }

    /// Which pairs are candidates: `"dedupe"`, `"link"` or `"link_and_dedupe"`.
    #[getter]
    fn mode(&self) -> &'static str {
        mode_name(self.0.mode())
    }

    /// How many pairs the mode allows, with no blocking.
    #[getter]
    fn possible_pairs(&self) -> u64 {
        self.0.possible_pairs()
    }

    /// For each table what arrived and what was set aside, with row, field and reason.
    #[getter]
    fn intake<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &intakes(&self.0))
    }

    /// The settings as a dict, defaults filled in.
    #[getter]
    fn settings<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.settings())
    }
}

pub(super) fn intakes(prepared: &core::Prepared) -> Vec<&Intake> {
    prepared
        .tables()
        .iter()
        .map(|table| table.intake())
        .collect()
}

const fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Dedupe => "dedupe",
        Mode::Link => "link",
        Mode::LinkAndDedupe => "link_and_dedupe",
    }
}

fn mode_of(name: Option<&str>, two_tables: bool) -> Result<Mode> {
    let unfit = |reason: &str| Error::InvalidParameter {
        name: "mode",
        reason: reason.to_owned(),
    };
    match (name, two_tables) {
        (None | Some("dedupe"), false) => Ok(Mode::Dedupe),
        (None | Some("link"), true) => Ok(Mode::Link),
        (Some("link_and_dedupe"), true) => Ok(Mode::LinkAndDedupe),
        (Some("dedupe"), true) => Err(unfit("\"dedupe\" takes one table")),
        (Some("link" | "link_and_dedupe"), false) => Err(unfit("it takes two tables")),
        _ => Err(unfit("must be \"dedupe\", \"link\" or \"link_and_dedupe\"")),
    }
}

/// The mode of a plan, which sees no table.
pub(super) fn mode_of_plan(name: &str) -> Result<Mode> {
    mode_of(Some(name), name != "dedupe")
}

/// Reads the tables and makes them ready.
pub(super) fn ready(
    mode: Mode,
    (left, right): (Stream, Option<Stream>),
    settings: &Settings,
    limits: Limits,
    control: &dyn Control,
) -> Result<Arc<core::Prepared>> {
    let left = left.table(settings, limits, control)?;
    let right = right
        .map(|right| right.table(settings, limits, control))
        .transpose()?;
    let prepared = match (mode, right) {
        (Mode::Link, Some(right)) => core::Prepared::link(left, right, settings, limits, control),
        (Mode::LinkAndDedupe, Some(right)) => {
            core::Prepared::link_and_dedupe(left, right, settings, limits, control)
        }
        _ => core::Prepared::dedupe(left, settings, limits, control),
    };
    prepared.map(Arc::new)
}

/// Reads one or two tables and makes them ready for training and linking.
///
/// Args:
///     left: A table: anything with `__arrow_c_stream__` (pandas, polars, pyarrow, duckdb), or a dict of lists. Only the
///         columns that the settings name are read.
///     right: The second table, to link two.
///     settings: What to compare and which pairs to look at; a dict of the shape of the JSON Schema
///         `settings`.
///     mode: `"dedupe"` for pairs within one table, `"link"` for pairs between two,
///         `"link_and_dedupe"` for both. By default the first for one table and the second for two.
///     limits: Upper bounds, such as `{"block_rows": 500}`; each has a default.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     The tables made ready; `intake` says what was set aside.
///
/// Raises:
///     InputError: A column is missing, stands twice or is of a wrong type; an id occurs twice; text is
///         not UTF-8.
///     LimitError: There are more rows than the limits allow.
///     SettingsError: Settings, mode or limits are not what they may be.
///     TypeError: A table does not speak Arrow.
///
/// Example:
///     >>> import polars as pl
///     >>> from caselink import linkage
///     >>> people = pl.DataFrame({"id": [1, 2], "surname": ["Painter", "unknown"]})
///     >>> settings = {
///     ...     "id": "id",
///     ...     "comparisons": [{"kind": "name", "column": "surname"}],
///     ...     "blocking": [[{"column": "surname"}]],
///     ... }
///     >>> prepared = linkage.prepare(people, settings=settings)
///     >>> prepared
///     Prepared(2 records, mode="dedupe")
///     >>> prepared.intake[0]["columns"][0]["placeholders"]
///     1
#[pyfunction]
#[pyo3(signature = (left, right = None, *, settings, mode = None, limits = None, progress = None))]
pub(crate) fn prepare(
    py: Python<'_>,
    left: Stream,
    right: Option<&Bound<'_, PyAny>>,
    settings: Plain<Settings>,
    mode: Option<&str>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Prepared> {
    let limits = limits.map_or_else(Limits::default, |l| l.0);
    let mode = mode_of(mode, right.is_some());
    let tables = match right {
        Some(right) => {
            let [left, right] = Stream::both(py, left, right)?;
            (left, Some(right))
        }
        None => (left, None),
    };
    enter(py, progress, move |control| {
        ready(mode?, tables, &settings.0, limits, control).map(Prepared)
    })
}

/// How many pairs the blocking rules would compare, without comparing any.
///
/// Args:
///     prepared: Tables made ready by `prepare`.
///
/// Returns:
///     A dict with `pairs_by_rule`, their sum `pairs`, and `refused`: blocks that are too large.
///
/// Example:
///     >>> import polars as pl
///     >>> from caselink import linkage
///     >>> people = pl.DataFrame({"id": [1, 2, 3], "surname": ["Painter", "Painter", "Green"]})
///     >>> prepared = linkage.prepare(people, settings={
///     ...     "id": "id",
///     ...     "comparisons": [{"kind": "name", "column": "surname"}],
///     ...     "blocking": [[{"column": "surname"}]],
///     ... })
///     >>> linkage.estimate_pairs(prepared)
///     {'pairs_by_rule': [1], 'pairs': 1, 'refused': []}
#[pyfunction]
pub(crate) fn estimate_pairs<'py>(
    py: Python<'py>,
    prepared: &Bound<'py, Prepared>,
) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, prepared.get().0.estimate())
}

use std::sync::Arc;

use arrow_array::RecordBatch;
use caselink::{
    Control, Error, Result,
    linkage::{self as core, LinkOptions, Settings},
    records::Limits,
};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyCapsule},
};
use serde::Serialize;
use serde_json::Value;

use super::{Model, find::How, prepared::mode_of_plan};
use crate::{
    arrow::{Stream, capsule},
    control::{at_once, enter},
    convert::{Pickled, Plain, pickled, to_python, whole},
};

/// A table that a function of partitioned linkage gives. It speaks Arrow: hand it to `pyarrow.table`, `polars.DataFrame`,
/// `pandas.DataFrame.from_arrow` or duckdb.
#[pyclass(frozen, module = "caselink.linkage")]
pub(crate) struct BlockTable {
    batch: RecordBatch,
    report: Value,
}

#[pymethods]
impl BlockTable {
    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("BlockTable({} rows)", self.batch.num_rows())
    }

    /// The table as a stream of Arrow batches (PyCapsule interface).
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyCapsule>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        capsule(py, self.batch.clone(), requested_schema)
    }

    /// What was done, as a dict: of records what arrived and what was set aside; of pairs how many were looked at, compared
    /// and kept; `None` where nothing is to be said.
    #[getter]
    fn report<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.report)
    }
}

impl BlockTable {
    fn new(batch: RecordBatch, report: &impl Serialize) -> Result<Self> {
        let report = serde_json::to_value(report).map_err(|_| Error::Internal)?;
        Ok(Self { batch, report })
    }
}

/// Which blocks are left out and which are cut into tiles: what all parts of a linkage must know of the whole.
///
/// Made by `plan_blocks`. It is small, and pickles.
#[pyclass(frozen, eq, module = "caselink.linkage")]
#[derive(PartialEq)]
pub(crate) struct BlockPlan(Arc<core::BlockPlan>);

#[pymethods]
impl BlockPlan {
    /// Reads what `to_bytes` wrote.
    ///
    /// Args:
    ///     data: The bytes of a plan.
    ///
    /// Returns:
    ///     The same plan.
    ///
    /// Raises:
    ///     ModelError: A byte is missing or changed, or a newer version wrote it.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        at_once(py, || core::BlockPlan::from_bytes(data)).map(|plan| Self(Arc::new(plan)))
    }

    /// The plan of all keys, from plans of parts of the keys: where the sizes are too many for one process, each makes a plan
    /// of the keys that it has.
    ///
    /// Args:
    ///     plans: Plans of the same settings, mode and limits. No key stands in two.
    ///
    /// Returns:
    ///     The plan of all.
    ///
    /// Raises:
    ///     SettingsError: They do not belong together, or one key stands in two.
    #[staticmethod]
    fn merge(py: Python<'_>, plans: Vec<PyRef<'_, Self>>) -> PyResult<Self> {
        at_once(py, || {
            core::BlockPlan::merge(plans.iter().map(|plan| &*plan.0))
        })
        .map(|plan| Self(Arc::new(plan)))
    }

    /// Small versioned bytes with a checksum.
    ///
    /// Returns:
    ///     What `from_bytes` reads.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    /// How many pairs the blocking rules make, and which blocks are left out: what `estimate_pairs` says of the whole.
    #[getter]
    fn estimate<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.estimate())
    }

    /// How many blocks are cut into tiles.
    #[getter]
    fn tiled_blocks(&self) -> usize {
        self.0.tiled_blocks()
    }

    fn __repr__(&self) -> String {
        let estimate = self.0.estimate();
        let common: u64 = estimate.common.iter().map(|common| common.blocks).sum();
        format!(
            "BlockPlan({} pairs, {} blocks left out, {} in tiles)",
            estimate.pairs,
            estimate.refused.len() as u64 + common,
            self.0.tiled_blocks()
        )
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled::<Self>(py, "from_bytes", self.to_bytes(py))
    }
}

/// How many records have each value, over all partitions.
///
/// Values are counted by a hash of their normal form, and none is kept. It pickles.
///
/// Args:
///     counts: Rows of `term_counts`, of all batches: those of one term are added up. Terms of one record may be left out.
///
/// Raises:
///     InputError: A column is missing or of a wrong type.
#[pyclass(frozen, eq, module = "caselink.linkage")]
#[derive(PartialEq)]
pub(crate) struct TermCounts(Arc<core::TermCounts>);

#[pymethods]
impl TermCounts {
    #[new]
    fn new(py: Python<'_>, counts: Stream) -> PyResult<Self> {
        enter(py, None, move |control| {
            let (batches, schema) = counts.batches(control)?;
            core::TermCounts::from_batches(&batches, &schema)
        })
        .map(|counts| Self(Arc::new(counts)))
    }

    /// Reads what `to_bytes` wrote.
    ///
    /// Args:
    ///     data: The bytes of term counts.
    ///
    /// Returns:
    ///     The same counts.
    ///
    /// Raises:
    ///     ModelError: A byte is missing or changed, or a newer version wrote it.
    #[staticmethod]
    fn from_bytes(py: Python<'_>, data: &[u8]) -> PyResult<Self> {
        at_once(py, || core::TermCounts::from_bytes(data)).map(|counts| Self(Arc::new(counts)))
    }

    /// Versioned bytes with a checksum.
    ///
    /// Returns:
    ///     What `from_bytes` reads.
    fn to_bytes<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.to_bytes())
    }

    fn __repr__(&self) -> String {
        let terms = self.0.to_vec();
        let count = terms.iter().filter(|count| count.term.is_some()).count();
        format!("TermCounts({count} terms)")
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<Pickled<'py>> {
        pickled::<Self>(py, "from_bytes", self.to_bytes(py))
    }
}

fn settings_of(how: &How) -> &Settings {
    match how {
        How::Settings(settings) => settings,
        How::Model(model) => model.settings(),
    }
}

fn limits_of(limits: Option<Plain<Limits>>) -> Limits {
    limits.map_or_else(Limits::default, |limits| limits.0)
}

/// Rows that an engine brought together.
fn rows(
    table: Stream,
    settings: &Settings,
    limits: Limits,
    control: &dyn Control,
) -> Result<core::BlockRows> {
    let (batches, schema) = table.batches(control)?;
    core::BlockRows::from_batches(&batches, &schema, settings, limits, control)
}

/// The blocking keys of the records of one batch: a row for each key, none for a record that lacks a part of it, several for
/// one with several values.
///
/// Args:
///     table: A batch of records: anything with `__arrow_c_stream__`, or a dict of lists.
///     how: Settings (a dict), or a `Model`.
///     side: Of two tables, which one the batch is of: 0 or 1.
///     plan: A `BlockPlan`. Without it, the keys are those to be counted by `block_sizes`. With it, those to bring records
///         together by: blocks that are left out have none, and a record of a block in tiles has a row for each of its tiles.
///     limits: Upper bounds, such as `{"field_bytes": 500}`; each has a default.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     A table: the id column; `row`, the row of the batch; `side`, `blocking_rule`, `blocking_key` (the 64 bits of the key as a
///     signed number; the same in every process) and `tile`. `report` says what was set aside.
///
/// Raises:
///     InputError: A column is missing, stands twice or is of a wrong type; an id occurs twice in the batch.
///     LimitError: There are more rows than the limits allow, or a record has more than 4,096 keys under one rule.
///     SettingsError: Settings, limits or a parameter are not what they may be, or the plan is of other settings.
///
/// Example:
///     >>> import polars as pl
///     >>> from caselink import linkage
///     >>> people = pl.DataFrame({"id": [7, 3, 9], "surname": ["Painter", None, "painter"]})
///     >>> keys = linkage.block_keys(people, {
///     ...     "id": "id",
///     ...     "comparisons": [{"kind": "name", "column": "surname"}],
///     ...     "blocking": [[{"column": "surname"}]],
///     ... })
///     >>> pl.DataFrame(keys).rows()
///     [(7, 0, 0, 0, -6086179364804181275, 0), (9, 2, 0, 0, -6086179364804181275, 0)]
#[pyfunction]
#[pyo3(signature = (table, how, *, side = 0, plan = None, limits = None, progress = None))]
#[allow(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn block_keys(
    py: Python<'_>,
    table: Stream,
    how: How,
    side: i64,
    plan: Option<&Bound<'_, BlockPlan>>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<BlockTable> {
    let (side, limits) = (whole(py, side, "side")?, limits_of(limits));
    let plan = plan.map(|plan| Arc::clone(&plan.get().0));
    enter(py, progress, move |control| {
        let settings = settings_of(&how);
        let table = table.table(settings, limits, control)?;
        let keys = core::block_keys(&table, side, settings, plan.as_deref(), control)?;
        BlockTable::new(keys.to_batch(settings)?, table.intake())
    })
}

/// How many records have each key: counts that are added up, over batches and over processes.
///
/// An engine may count itself: `GROUP BY blocking_rule, blocking_key`, with the number of rows of `side` 0 as `records_left` and
/// of `side` 1 as `records_right`.
///
/// Args:
///     keys: Rows of `block_keys` without a plan; or of this function, to add them up.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     A table: `blocking_rule`, `blocking_key`, `records_left`, `records_right`.
///
/// Raises:
///     InputError: A column is missing or of a wrong type.
///     SettingsError: The keys were made with a plan.
///
/// Example:
///     >>> from caselink import linkage
///     >>> model = linkage.Model.persons()
///     >>> people = {"id": [1, 2], "surname": ["Painter"] * 2, "date_of_birth": ["1971-06-24"] * 2}
///     >>> linkage.block_sizes(linkage.block_keys(people, model))
///     BlockTable(5 rows)
#[pyfunction]
#[pyo3(signature = (keys, *, progress = None))]
pub(crate) fn block_sizes(
    py: Python<'_>,
    keys: Stream,
    progress: Option<Py<PyAny>>,
) -> PyResult<BlockTable> {
    enter(py, progress, move |control| {
        let (batches, schema) = keys.batches(control)?;
        let sizes = core::BlockSizes::from_batches(&batches, &schema)?;
        BlockTable::new(sizes.to_batch()?, &())
    })
}

/// Decides which blocks are left out and which are cut into tiles, before any pair is compared.
///
/// A block above `limits["block_rows"]`, or above the `most_rows` of its rule, makes no pair by that rule; it is counted, as
/// `estimate_pairs` counts it.
///
/// Args:
///     sizes: Rows of `block_sizes`, whole: all records that have a key are counted.
///     how: Settings (a dict), or a `Model`.
///     mode: `"dedupe"` for one table; `"link"` or `"link_and_dedupe"` for two.
///     tile_rows: Blocks of more records are cut into tiles of about so many. By default none is.
///     limits: Upper bounds, such as `{"block_rows": 500}`; each has a default.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     The plan.
///
/// Raises:
///     InputError: A column is missing or of a wrong type.
///     LimitError: The blocking rules make more pairs than the limits allow.
///     SettingsError: A parameter is not what it may be, or the sizes are of other settings.
///
/// Example:
///     >>> from caselink import linkage
///     >>> model = linkage.Model.persons()
///     >>> people = {"id": [1, 2], "surname": ["Painter"] * 2, "date_of_birth": ["1971-06-24"] * 2}
///     >>> sizes = linkage.block_sizes(linkage.block_keys(people, model))
///     >>> linkage.plan_blocks(sizes, model, tile_rows=2_000)
///     BlockPlan(5 pairs, 0 blocks left out, 0 in tiles)
#[pyfunction]
#[pyo3(signature = (sizes, how, *, mode = "dedupe", tile_rows = None, limits = None, progress = None))]
#[allow(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn plan_blocks(
    py: Python<'_>,
    sizes: Stream,
    how: How,
    mode: &str,
    tile_rows: Option<i64>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<BlockPlan> {
    let tile_rows = tile_rows
        .map(|rows| whole(py, rows, "tile_rows"))
        .transpose()?;
    let (mode, limits) = (mode_of_plan(mode), limits_of(limits));
    enter(py, progress, move |control| {
        let (batches, schema) = sizes.batches(control)?;
        let sizes = core::BlockSizes::from_batches(&batches, &schema)?;
        core::BlockPlan::new(&sizes, mode?, settings_of(&how), tile_rows, &limits)
    })
    .map(|plan| BlockPlan(Arc::new(plan)))
}

/// How many records of one batch have each value of the columns that are compared: counts that are added up.
///
/// An engine adds them up itself: `GROUP BY field, kind, term`, with the sums of `records_left` and `records_right`. The sums of all
/// batches make a `TermCounts`.
///
/// Args:
///     table: A batch of records: anything with `__arrow_c_stream__`, or a dict of lists.
///     how: Settings (a dict), or a `Model`.
///     side: Of two tables, which one the batch is of: 0 or 1.
///     limits: Upper bounds, such as `{"field_bytes": 500}`; each has a default.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     A table: `field`, the column; `kind`, 0 where all records that have any value are counted, 1 for a term, 2 for a partial
///     date or plate; `term`, the hash of the normal form; `records_left`, `records_right`. `report` says what was set aside.
///
/// Raises:
///     InputError: A column is missing, stands twice or is of a wrong type; an id occurs twice in the batch.
///     LimitError: There are more rows than the limits allow.
///     SettingsError: Settings, limits or a parameter are not what they may be.
///
/// Example:
///     >>> from caselink import linkage
///     >>> model = linkage.Model.persons()
///     >>> people = {"id": [1, 2], "surname": ["Painter"] * 2, "date_of_birth": ["1971-06-24"] * 2}
///     >>> linkage.TermCounts(linkage.term_counts(people, model))
///     TermCounts(2 terms)
#[pyfunction]
#[pyo3(signature = (table, how, *, side = 0, limits = None, progress = None))]
pub(crate) fn term_counts(
    py: Python<'_>,
    table: Stream,
    how: How,
    side: i64,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<BlockTable> {
    let (side, limits) = (whole(py, side, "side")?, limits_of(limits));
    enter(py, progress, move |control| {
        let settings = settings_of(&how);
        let table = table.table(settings, limits, control)?;
        let counts = core::TermCounts::of_table(&table, side, settings, control)?;
        BlockTable::new(counts.to_batch()?, table.intake())
    })
}

/// Finds the pairs of one part of the rows that may be one person.
///
/// All parts together give what `find_links` gives on the whole: each pair once, with the same weight and rule.
///
/// Args:
///     rows: The columns that the settings name, beside `side`, `blocking_rule`, `blocking_key` and `tile` of `block_keys`. All
///         rows of a rule, key and tile are in one part; which of them share a part is of no matter.
///     model: The model.
///     plan: The plan that the keys were made with.
///     terms: How many records have each value, over all batches.
///     minimum_probability: Pairs below it are not kept; above 0 and below 1.
///     threads: Worker threads; 0 takes one for each core. The pairs are the same for any number.
///     limits: Upper bounds on one part; each has a default.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     A table: `id_left`, `id_right`, `match_weight_millibits`, `match_probability`, `blocking_rule`; in the mode
///     `link_and_dedupe` also `table_left` and `table_right`. `report` counts records, pairs, compared pairs and links; the
///     `pairs` of all parts add up to those of `plan.estimate`.
///
/// Raises:
///     InputError: A column is missing, stands twice or is of a wrong type; a record stands twice under one key.
///     LimitError: There are more rows, pairs or links than the limits allow.
///     SettingsError: A parameter is out of range; or rows, model, plan and terms do not belong together.
///
/// Example:
///     >>> import pyarrow as pa
///     >>> from caselink import linkage
///     >>> model = linkage.Model.persons()
///     >>> people = pa.table({
///     ...     "id": [1, 2],
///     ...     "surname": ["Painter"] * 2,
///     ...     "date_of_birth": ["1971-06-24"] * 2,
///     ... })
///     >>> sizes = linkage.block_sizes(linkage.block_keys(people, model))
///     >>> plan = linkage.plan_blocks(sizes, model)
///     >>> terms = linkage.TermCounts(linkage.term_counts(people, model))
///     >>> keys = pa.table(linkage.block_keys(people, model, plan=plan))
///     >>> rows = people.take(keys["row"])
///     >>> for name in ["side", "blocking_rule", "blocking_key", "tile"]:
///     ...     rows = rows.append_column(name, keys[name])
///     >>> links = linkage.pairs_in_blocks(rows, model, plan, terms)
///     >>> pa.table(links).select(["id_left", "id_right"]).to_pylist()
///     [{'id_left': 1, 'id_right': 2}]
#[pyfunction]
#[pyo3(signature = (rows, model, plan, terms, *, minimum_probability = 0.01, threads = 1, limits = None, progress = None))]
#[allow(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn pairs_in_blocks(
    py: Python<'_>,
    rows: Stream,
    model: &Bound<'_, Model>,
    plan: &Bound<'_, BlockPlan>,
    terms: &Bound<'_, TermCounts>,
    minimum_probability: f64,
    threads: i64,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<BlockTable> {
    let model = Arc::clone(&model.get().0);
    let (plan, terms) = (Arc::clone(&plan.get().0), Arc::clone(&terms.get().0));
    let options = LinkOptions {
        minimum_probability,
        threads: whole(py, threads, "threads")?,
    };
    let limits = limits_of(limits);
    enter(py, progress, move |control| {
        let rows = self::rows(rows, model.settings(), limits, control)?;
        let links =
            core::pairs_in_blocks(&rows, &model, &plan, &terms, &options, &limits, control)?;
        BlockTable::new(links.to_batch()?, &links.report())
    })
}

/// The keys of one batch for training: those of the blocking rules, and of random pairs, decided by the ids alone.
///
/// Args:
///     table: A batch of records: anything with `__arrow_c_stream__`, or a dict of lists.
///     how: Settings (a dict), or a `Model`.
///     plan: The plan.
///     terms: How many records have each value, over all batches.
///     side: Of two tables, which one the batch is of: 0 or 1.
///     limits: Upper bounds, such as `{"field_bytes": 500}`; each has a default.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     A table as that of `block_keys`; its rows go, brought together by rule, key and tile, to `comparison_counts`.
///
/// Raises:
///     InputError: A column is missing, stands twice or is of a wrong type; an id occurs twice in the batch.
///     LimitError: There are more rows than the limits allow, or a record has more than 4,096 keys under one rule.
///     SettingsError: Settings, limits or a parameter are not what they may be; plan or terms are of other settings.
///
/// Example:
///     >>> from caselink import linkage
///     >>> model = linkage.Model.persons()
///     >>> people = {"id": [1, 2], "surname": ["Painter"] * 2, "date_of_birth": ["1971-06-24"] * 2}
///     >>> sizes = linkage.block_sizes(linkage.block_keys(people, model))
///     >>> plan = linkage.plan_blocks(sizes, model)
///     >>> terms = linkage.TermCounts(linkage.term_counts(people, model))
///     >>> linkage.training_keys(people, model, plan, terms)
///     BlockTable(12 rows)
#[pyfunction]
#[pyo3(signature = (table, how, plan, terms, *, side = 0, limits = None, progress = None))]
#[allow(clippy::too_many_arguments, reason = "Python names them")]
pub(crate) fn training_keys(
    py: Python<'_>,
    table: Stream,
    how: How,
    plan: &Bound<'_, BlockPlan>,
    terms: &Bound<'_, TermCounts>,
    side: i64,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<BlockTable> {
    let (side, limits) = (whole(py, side, "side")?, limits_of(limits));
    let (plan, terms) = (Arc::clone(&plan.get().0), Arc::clone(&terms.get().0));
    enter(py, progress, move |control| {
        let settings = settings_of(&how);
        let table = table.table(settings, limits, control)?;
        let keys = core::training_keys(&table, side, settings, &plan, &terms, control)?;
        BlockTable::new(keys.to_batch(settings)?, table.intake())
    })
}

/// How many pairs of one part show each comparison pattern: counts that are added up.
///
/// An engine adds them up itself: `GROUP BY source, pattern`, with the sums of `pairs` and `own_pairs`.
///
/// Args:
///     rows: The columns that the settings name, beside `side`, `blocking_rule`, `blocking_key` and `tile` of `training_keys`. All
///         rows of a rule, key and tile are in one part.
///     how: Settings (a dict), or a `Model`.
///     plan: The plan that the keys were made with.
///     limits: Upper bounds on one part; each has a default.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     A table: `source`, where the pairs come from; `pattern`, the level of each comparison in four bits; `pairs`; `own_pairs`, those
///     that no lower rule makes.
///
/// Raises:
///     InputError: A column is missing, stands twice or is of a wrong type; a record stands twice under one key.
///     LimitError: There are more rows or pairs than the limits allow.
///     SettingsError: A parameter is out of range; or rows, settings and plan do not belong together.
///
/// Example:
///     >>> import pyarrow as pa
///     >>> from caselink import linkage
///     >>> model = linkage.Model.persons()
///     >>> people = pa.table({
///     ...     "id": [1, 2],
///     ...     "surname": ["Painter"] * 2,
///     ...     "date_of_birth": ["1971-06-24"] * 2,
///     ... })
///     >>> sizes = linkage.block_sizes(linkage.block_keys(people, model))
///     >>> plan = linkage.plan_blocks(sizes, model)
///     >>> terms = linkage.TermCounts(linkage.term_counts(people, model))
///     >>> keys = pa.table(linkage.training_keys(people, model, plan, terms))
///     >>> rows = people.take(keys["row"])
///     >>> for name in ["side", "blocking_rule", "blocking_key", "tile"]:
///     ...     rows = rows.append_column(name, keys[name])
///     >>> linkage.comparison_counts(rows, model, plan)
///     BlockTable(6 rows)
#[pyfunction]
#[pyo3(signature = (rows, how, plan, *, limits = None, progress = None))]
pub(crate) fn comparison_counts(
    py: Python<'_>,
    rows: Stream,
    how: How,
    plan: &Bound<'_, BlockPlan>,
    limits: Option<Plain<Limits>>,
    progress: Option<Py<PyAny>>,
) -> PyResult<BlockTable> {
    let (plan, limits) = (Arc::clone(&plan.get().0), limits_of(limits));
    enter(py, progress, move |control| {
        let settings = settings_of(&how);
        let rows = self::rows(rows, settings, limits, control)?;
        let counts = core::comparison_counts(&rows, settings, &plan, &limits, control)?;
        BlockTable::new(counts.to_batch()?, &())
    })
}

/// Trains a model on counts of comparison patterns, without labels.
///
/// The same counts give the same model, to the last byte. The estimation is that of `train`; which pairs are drawn at random
/// differs.
///
/// Args:
///     counts: Rows of `comparison_counts`, of all parts: those of one source and pattern are added up.
///     how: Settings (a dict), or a `Model` for its settings.
///     plan: The plan.
///     terms: How many records have each value, over all batches.
///     progress: Called with `(done, total)` about ten times a second. What it raises stops the run
///         and comes out unchanged.
///
/// Returns:
///     The model.
///
/// Raises:
///     InputError: A column is missing or of a wrong type; there is no pair of records to learn from.
///     SettingsError: Plan or terms are of other settings.
///
/// Example:
///     >>> import pyarrow as pa
///     >>> from caselink import linkage
///     >>> model = linkage.Model.persons()
///     >>> people = pa.table({
///     ...     "id": [1, 2],
///     ...     "surname": ["Painter"] * 2,
///     ...     "date_of_birth": ["1971-06-24"] * 2,
///     ... })
///     >>> sizes = linkage.block_sizes(linkage.block_keys(people, model))
///     >>> plan = linkage.plan_blocks(sizes, model)
///     >>> terms = linkage.TermCounts(linkage.term_counts(people, model))
///     >>> keys = pa.table(linkage.training_keys(people, model, plan, terms))
///     >>> rows = people.take(keys["row"])
///     >>> for name in ["side", "blocking_rule", "blocking_key", "tile"]:
///     ...     rows = rows.append_column(name, keys[name])
///     >>> counts = linkage.comparison_counts(rows, model, plan)
///     >>> linkage.train_from_counts(counts, model, plan, terms).training["records"]
///     2
#[pyfunction]
#[pyo3(signature = (counts, how, plan, terms, *, progress = None))]
pub(crate) fn train_from_counts(
    py: Python<'_>,
    counts: Stream,
    how: How,
    plan: &Bound<'_, BlockPlan>,
    terms: &Bound<'_, TermCounts>,
    progress: Option<Py<PyAny>>,
) -> PyResult<Model> {
    let (plan, terms) = (Arc::clone(&plan.get().0), Arc::clone(&terms.get().0));
    enter(py, progress, move |control| {
        let (batches, schema) = counts.batches(control)?;
        let counts = core::ComparisonCounts::from_batches(&batches, &schema)?;
        core::train_from_counts(&counts, settings_of(&how), &plan, &terms, control)
    })
    .map(Model::new)
}

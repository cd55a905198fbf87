//! Linkage in pieces, for engines that spread rows over many processes.

use std::sync::Arc;

use arrow_array::{
    RecordBatch,
    types::{Float64Type, Int32Type},
};
use arrow_schema::DataType;
use caselink::{
    Control, Error, NoControl, Result as CoreResult,
    linkage::{self, BlockRows, BlockSizes, ComparisonCounts, LinkOptions, Mode, Settings, Table},
    records::Limits,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde::Serialize;
use serde_json::Value;

use super::{Model, json, options};
use crate::{
    arguments::whole,
    columns::{Column, Input, ids, numbers},
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    ipc,
    records::limits,
};

/// A table that a function of partitioned linkage gives.
#[napi]
pub struct BlockTable {
    batch: RecordBatch,
    report: Value,
}

/// The values of a column.
type Values = Either4<Vec<String>, BigInt64Array, Int32Array, Float64Array>;

#[napi]
impl BlockTable {
    fn new(batch: RecordBatch, report: &impl Serialize) -> CoreResult<Self> {
        Ok(Self {
            batch,
            report: json(report)?,
        })
    }

    /// How many rows it has.
    #[napi(getter)]
    pub fn length(&self) -> u32 {
        self.batch.num_rows() as u32
    }

    /// What was done: of records what arrived and what was set aside (`Intake`); of pairs how many were looked at, compared and
    /// kept (`BlockReport`); null where nothing is to be said.
    #[napi(getter, ts_return_type = "any")]
    pub fn report(&self) -> Value {
        self.report.clone()
    }

    /// The names of its columns.
    #[napi(getter)]
    pub fn column_names(&self) -> Vec<String> {
        let schema = self.batch.schema();
        let fields = schema.fields().iter();
        fields.map(|field| field.name().clone()).collect()
    }

    /// One column.
    #[napi(ts_return_type = "string[] | BigInt64Array | Int32Array | Float64Array")]
    pub fn column(&self, name: String) -> Result<Values, ErrorCode> {
        here(|| {
            let column = self.batch.column_by_name(&name);
            let column = column.ok_or_else(|| Error::MissingColumn {
                column: name.clone(),
            })?;
            Ok(match column.data_type() {
                DataType::Int32 => Either4::C(numbers::<Int32Type>(&self.batch, &name)?.into()),
                DataType::Float64 => Either4::D(numbers::<Float64Type>(&self.batch, &name)?.into()),
                _ => match ids(&self.batch, &name)? {
                    Either::A(texts) => Either4::A(texts),
                    Either::B(integers) => Either4::B(integers),
                },
            })
        })
    }

    /// The table as an Arrow IPC stream.
    #[napi]
    pub fn to_arrow(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(ipc::write(&self.batch)?.into()))
    }
}

/// Which blocks are left out and which are cut into tiles: what all parts of a linkage must know of the whole.
#[napi]
pub struct BlockPlan(Arc<linkage::BlockPlan>);

#[napi]
impl BlockPlan {
    /// Reads what `toBytes` wrote. Throws `CORRUPT_SNAPSHOT`.
    #[napi(factory, writable = true)]
    pub fn from_bytes(bytes: Uint8ArraySlice<'_>) -> Result<Self, ErrorCode> {
        here(|| linkage::BlockPlan::from_bytes(&bytes).map(|plan| Self(Arc::new(plan))))
    }

    /// The plan of all keys, from plans of parts of the keys: no key stands in two.
    #[napi(factory, writable = true, ts_args_type = "plans: BlockPlan[]")]
    pub fn merge(plans: Vec<ClassInstance<'_, BlockPlan>>) -> Result<Self, ErrorCode> {
        here(|| {
            let plan = linkage::BlockPlan::merge(plans.iter().map(|plan| &*plan.0))?;
            Ok(Self(Arc::new(plan)))
        })
    }

    /// Small versioned bytes.
    #[napi]
    pub fn to_bytes(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(self.0.to_bytes().into()))
    }

    /// How many pairs the blocking rules make, and which blocks are left out: what `estimatePairs` says of the whole.
    #[napi(getter, ts_return_type = "import('./schemas.js').PairEstimate")]
    pub fn estimate(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.estimate()))
    }

    /// How many blocks are cut into tiles.
    #[napi(getter)]
    pub fn tiled_blocks(&self) -> u32 {
        self.0.tiled_blocks() as u32
    }
}

/// How many records have each value, over all partitions, by a hash of its normal form.
#[napi]
pub struct TermCounts(Arc<linkage::TermCounts>);

#[napi]
impl TermCounts {
    /// Adds up rows of `termCounts`, of all batches. Terms of one record may be left out.
    #[napi(
        factory,
        writable = true,
        ts_args_type = "rows: import('./linkage.js').Table"
    )]
    pub fn of(rows: Either<Vec<Column>, Uint8ArraySlice<'_>>) -> Result<Self, ErrorCode> {
        here(|| {
            let read = Input::from(rows).read()?;
            let counts = linkage::TermCounts::from_batches(&read.batches, &read.schema)?;
            Ok(Self(Arc::new(counts)))
        })
    }

    /// Reads what `toBytes` wrote. Throws `CORRUPT_SNAPSHOT`.
    #[napi(factory, writable = true)]
    pub fn from_bytes(bytes: Uint8ArraySlice<'_>) -> Result<Self, ErrorCode> {
        here(|| linkage::TermCounts::from_bytes(&bytes).map(|counts| Self(Arc::new(counts))))
    }

    /// Versioned bytes.
    #[napi]
    pub fn to_bytes(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(self.0.to_bytes().into()))
    }
}

/// One step on one part, as linkage.js asks for it.
#[napi(object, object_to_js = false)]
pub struct PartOptions {
    /// Which step.
    pub step: String,
    /// Settings as JSON.
    pub settings: String,
    /// Of two tables, which one the batch is of.
    pub side: Option<f64>,
    /// Pairs below it are not kept.
    pub minimum_probability: Option<f64>,
    /// Worker threads.
    pub threads: Option<f64>,
    /// Limits as JSON.
    pub limits: Option<String>,
}

/// One step on one part, with all that it needs.
struct Part {
    table: Input,
    model: Option<Arc<linkage::Model>>,
    plan: Option<Arc<linkage::BlockPlan>>,
    terms: Option<Arc<linkage::TermCounts>>,
    how: PartOptions,
}

/// linkage.js passes what a step needs.
fn needed<'a, T>(given: Option<&'a Arc<T>>, name: &'static str) -> CoreResult<&'a T> {
    given
        .map(|given| &**given)
        .ok_or_else(|| Error::InvalidParameter {
            name,
            reason: "is needed".to_owned(),
        })
}

impl Part {
    fn run(self, control: &dyn Control) -> CoreResult<BlockTable> {
        let Self {
            table,
            model,
            plan,
            terms,
            how,
        } = self;
        let settings = &Settings::from_json(&how.settings)?;
        let limits: Limits = limits(how.limits)?;
        let links: LinkOptions = options(how.minimum_probability, how.threads)?;
        let side = how.side.map_or(Ok(0), |side| whole(side, "side"))?;
        let side = u8::try_from(side).unwrap_or(u8::MAX);
        let plan_given = || needed(plan.as_ref(), "plan");
        let terms_given = || needed(terms.as_ref(), "terms");
        let read = table.read()?;
        if control.tick(0, 1).is_break() {
            return Err(Error::Cancelled);
        }
        let (batches, schema) = (&read.batches, &read.schema);
        let records = || Table::from_batches(batches, schema, settings, limits, control);
        let rows = || BlockRows::from_batches(batches, schema, settings, limits, control);
        match how.step.as_str() {
            "block_keys" => {
                let table = records()?;
                let keys = linkage::block_keys(&table, side, settings, plan.as_deref(), control)?;
                BlockTable::new(keys.to_batch(settings)?, table.intake())
            }
            "training_keys" => {
                let table = records()?;
                let (plan, terms) = (plan_given()?, terms_given()?);
                let keys = linkage::training_keys(&table, side, settings, plan, terms, control)?;
                BlockTable::new(keys.to_batch(settings)?, table.intake())
            }
            "term_counts" => {
                let table = records()?;
                let counts = linkage::TermCounts::of_table(&table, side, settings, control)?;
                BlockTable::new(counts.to_batch()?, table.intake())
            }
            "pairs_in_blocks" => {
                let (model, plan) = (needed(model.as_ref(), "model")?, plan_given()?);
                let (rows, terms) = (rows()?, terms_given()?);
                let found =
                    linkage::pairs_in_blocks(&rows, model, plan, terms, &links, &limits, control)?;
                BlockTable::new(found.to_batch()?, &found.report())
            }
            "comparison_counts" => {
                let (rows, plan) = (rows()?, plan_given()?);
                let counts = linkage::comparison_counts(&rows, settings, plan, &limits, control)?;
                BlockTable::new(counts.to_batch()?, &())
            }
            _ => Err(Error::Internal),
        }
    }
}

fn part_of(
    table: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    how: PartOptions,
    model: Option<&Model>,
    plan: Option<&BlockPlan>,
    terms: Option<&TermCounts>,
) -> Part {
    Part {
        table: table.into(),
        model: model.map(|model| Arc::clone(&model.0)),
        plan: plan.map(|plan| Arc::clone(&plan.0)),
        terms: terms.map(|terms| Arc::clone(&terms.0)),
        how,
    }
}

/// One step on one part, on a worker thread.
#[napi(ts_return_type = "Promise<BlockTable>")]
#[allow(clippy::too_many_arguments, reason = "linkage.js is the only caller")]
pub fn part(
    table: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    how: PartOptions,
    model: Option<&Model>,
    plan: Option<&BlockPlan>,
    terms: Option<&TermCounts>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<BlockTable>> {
    let work = part_of(table, how, model, plan, terms);
    Job::start(token, progress, |control| work.run(control))
}

/// As `part`, on the calling thread.
#[napi]
pub fn part_sync(
    table: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    how: PartOptions,
    model: Option<&Model>,
    plan: Option<&BlockPlan>,
    terms: Option<&TermCounts>,
) -> Result<BlockTable, ErrorCode> {
    let work = part_of(table, how, model, plan, terms);
    here(|| work.run(&NoControl))
}

/// How many records have each key, from keys or from such counts.
#[napi]
pub fn block_sizes(
    keys: Either<Vec<Column>, Uint8ArraySlice<'_>>,
) -> Result<BlockTable, ErrorCode> {
    here(|| {
        let read = Input::from(keys).read()?;
        let sizes = BlockSizes::from_batches(&read.batches, &read.schema)?;
        BlockTable::new(sizes.to_batch()?, &())
    })
}

/// Decides which blocks are left out and which are cut into tiles.
#[napi]
pub fn plan_blocks(
    sizes: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    settings: String,
    mode: Option<String>,
    tile_rows: Option<f64>,
    limits: Option<String>,
) -> Result<BlockPlan, ErrorCode> {
    here(|| {
        let read = Input::from(sizes).read()?;
        let sizes = BlockSizes::from_batches(&read.batches, &read.schema)?;
        let mode = match mode.as_deref() {
            None | Some("dedupe") => Mode::Dedupe,
            Some("link") => Mode::Link,
            Some("link_and_dedupe") => Mode::LinkAndDedupe,
            _ => {
                return Err(Error::InvalidParameter {
                    name: "mode",
                    reason: "must be \"dedupe\", \"link\" or \"link_and_dedupe\"".to_owned(),
                });
            }
        };
        let tile_rows = tile_rows.map(|rows| whole(rows, "tileRows"));
        let tile_rows = tile_rows.transpose()?.map(u64::from);
        let (settings, limits) = (Settings::from_json(&settings)?, self::limits(limits)?);
        let plan = linkage::BlockPlan::new(&sizes, mode, &settings, tile_rows, &limits)?;
        Ok(BlockPlan(Arc::new(plan)))
    })
}

fn trained(
    counts: Input,
    settings: &str,
    plan: &linkage::BlockPlan,
    terms: &linkage::TermCounts,
    control: &dyn Control,
) -> CoreResult<Model> {
    let read = counts.read()?;
    let counts = ComparisonCounts::from_batches(&read.batches, &read.schema)?;
    let settings = Settings::from_json(settings)?;
    linkage::train_from_counts(&counts, &settings, plan, terms, control).map(Model::new)
}

/// Trains a model on counts of comparison patterns, on a worker thread.
#[napi(ts_return_type = "Promise<Model>")]
pub fn train_from_counts(
    counts: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    settings: String,
    plan: &BlockPlan,
    terms: &TermCounts,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<Model>> {
    let (counts, plan, terms) = (counts.into(), Arc::clone(&plan.0), Arc::clone(&terms.0));
    Job::start(token, progress, move |control| {
        trained(counts, &settings, &plan, &terms, control)
    })
}

/// As `trainFromCounts`, on the calling thread.
#[napi]
pub fn train_from_counts_sync(
    counts: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    settings: String,
    plan: &BlockPlan,
    terms: &TermCounts,
) -> Result<Model, ErrorCode> {
    here(|| trained(counts.into(), &settings, &plan.0, &terms.0, &NoControl))
}

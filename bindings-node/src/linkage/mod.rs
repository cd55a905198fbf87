//! Which records are the same person or thing?

mod clusters;
mod index;
mod partitions;

use std::{collections::HashMap, sync::Arc};

use arrow_array::types::{Float64Type, Int32Type, UInt8Type};
use caselink::{
    Control, Error, NoControl, Result as CoreResult,
    linkage::{self, LinkOptions, RecordId, Settings, Table, TableBuilder, Truth},
    records::Limits,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde::Serialize;
use serde_json::Value;

use crate::{
    arguments::{text, whole},
    columns::{Column, Input, ids, numbers},
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    ipc,
    records::limits,
};

/// The words that go with every link that leaves the library.
#[napi]
pub const LEAD_NOTICE: &str = linkage::LEAD_NOTICE;

pub(crate) fn json(value: &impl Serialize) -> CoreResult<Value> {
    serde_json::to_value(value).map_err(|_| Error::Internal)
}

/// Those of the columns that the settings need; the others need not be read.
#[napi]
pub fn wanted(settings: String, columns: Vec<String>) -> Result<Vec<String>, ErrorCode> {
    here(|| {
        let table = TableBuilder::new(&Settings::from_json(&settings)?, Limits::default())?;
        Ok(columns
            .into_iter()
            .filter(|column| table.wants(column))
            .collect())
    })
}

/// One or two tables made ready: every distinct value brought to its normal form once.
#[napi]
pub struct Prepared(pub(crate) Arc<linkage::Prepared>);

#[napi]
impl Prepared {
    /// How many records all tables hold.
    #[napi(getter)]
    pub fn length(&self) -> u32 {
        self.0.len() as u32
    }

    /// Which pairs are candidates.
    #[napi(getter, ts_return_type = "import('./linkage.js').Mode")]
    pub fn mode(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.mode()))
    }

    /// How many pairs the mode allows, with no blocking.
    #[napi(getter)]
    pub fn possible_pairs(&self) -> f64 {
        self.0.possible_pairs() as f64
    }

    /// The settings that it was prepared for.
    #[napi(getter, ts_return_type = "import('./schemas.js').Settings")]
    pub fn settings(&self) -> Result<Value, ErrorCode> {
        here(|| json(self.0.settings()))
    }

    /// For each table what arrived and what was set aside.
    #[napi(getter, ts_return_type = "import('./schemas.js').Intake[]")]
    pub fn intake(&self) -> Result<Value, ErrorCode> {
        here(|| intake(&self.0))
    }
}

fn intake(prepared: &linkage::Prepared) -> CoreResult<Value> {
    json(
        &prepared
            .tables()
            .iter()
            .map(|table| table.intake())
            .collect::<Vec<_>>(),
    )
}

/// What `prepare` is asked to do.
struct Preparation {
    left: Input,
    right: Option<Input>,
    settings: String,
    mode: Option<String>,
    limits: Option<String>,
}

impl Preparation {
    fn run(self, control: &dyn Control) -> CoreResult<Prepared> {
        let (settings, limits) = (Settings::from_json(&self.settings)?, limits(self.limits)?);
        let table = |input: Input| {
            let read = input.read()?;
            if control.tick(0, 1).is_break() {
                return Err(Error::Cancelled);
            }
            Table::from_batches(&read.batches, &read.schema, &settings, limits, control)
        };
        let mode = self.mode.as_deref();
        let prepared = match (table(self.left)?, self.right.map(table).transpose()?) {
            (left, None) if matches!(mode, None | Some("dedupe")) => {
                linkage::Prepared::dedupe(left, &settings, limits, control)
            }
            (left, Some(right)) if matches!(mode, None | Some("link")) => {
                linkage::Prepared::link(left, right, &settings, limits, control)
            }
            (left, Some(right)) if mode == Some("link_and_dedupe") => {
                linkage::Prepared::link_and_dedupe(left, right, &settings, limits, control)
            }
            _ => Err(Error::InvalidParameter {
                name: "mode",
                reason: "must be \"dedupe\" for one table, \"link\" or \"link_and_dedupe\" for two"
                    .to_owned(),
            }),
        }?;
        Ok(Prepared(Arc::new(prepared)))
    }
}

/// Makes one or two tables ready, on a worker thread.
#[napi(ts_return_type = "Promise<Prepared>")]
#[allow(clippy::too_many_arguments, reason = "linkage.js is the only caller")]
pub fn prepare(
    left: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    right: Option<Either<Vec<Column>, Uint8ArraySlice<'_>>>,
    settings: String,
    mode: Option<String>,
    limits: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<Prepared>> {
    let work = Preparation {
        left: left.into(),
        right: right.map(Into::into),
        settings,
        mode,
        limits,
    };
    Job::start(token, progress, |control| work.run(control))
}

/// As `prepare`, on the calling thread.
#[napi]
pub fn prepare_sync(
    left: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    right: Option<Either<Vec<Column>, Uint8ArraySlice<'_>>>,
    settings: String,
    mode: Option<String>,
    limits: Option<String>,
) -> Result<Prepared, ErrorCode> {
    let work = Preparation {
        left: left.into(),
        right: right.map(Into::into),
        settings,
        mode,
        limits,
    };
    here(|| work.run(&NoControl))
}

/// How many pairs the blocking rules would compare; none is compared.
#[napi(ts_return_type = "import('./schemas.js').PairEstimate")]
pub fn estimate_pairs(prepared: &Prepared) -> Result<Value, ErrorCode> {
    here(|| json(prepared.0.estimate()))
}

/// A trained Fellegi–Sunter model; it holds no record and no value of a record.
#[napi]
pub struct Model(pub(crate) Arc<linkage::Model>);

impl Model {
    pub(crate) fn new(model: linkage::Model) -> Self {
        Self(Arc::new(model))
    }
}

#[napi]
impl Model {
    /// Reads what `toBytes` wrote.
    #[napi(factory, writable = true)]
    pub fn from_bytes(bytes: Uint8ArraySlice<'_>) -> Result<Self, ErrorCode> {
        here(|| linkage::Model::from_bytes(&bytes).map(|model| Self(Arc::new(model))))
    }

    /// Reads what `toJson` wrote.
    #[napi(factory, writable = true)]
    pub fn from_json(json: Utf16String) -> Result<Self, ErrorCode> {
        here(|| linkage::Model::from_json(&text(&json, "json")?).map(|model| Self(Arc::new(model))))
    }

    /// A model of persons that is ready; all of its columns but `id` may be missing. `columns` are the names that they have in
    /// the table, such as `{ date_of_birth: 'dob' }`. What it knows before any data is an assumption: where there are
    /// some hundred records, hand its `settings` to `dedupe` or `train`, which learn from them.
    #[napi(factory, writable = true)]
    pub fn persons(columns: Option<HashMap<String, String>>) -> Result<Self, ErrorCode> {
        preset(linkage::Model::persons, columns)
    }

    /// A model of offenders in registries, as `persons`.
    #[napi(factory, writable = true)]
    pub fn offenders(columns: Option<HashMap<String, String>>) -> Result<Self, ErrorCode> {
        preset(linkage::Model::offenders, columns)
    }

    /// A model of vehicles, as `persons`.
    #[napi(factory, writable = true)]
    pub fn vehicles(columns: Option<HashMap<String, String>>) -> Result<Self, ErrorCode> {
        preset(linkage::Model::vehicles, columns)
    }

    /// Small versioned bytes.
    #[napi]
    pub fn to_bytes(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(self.0.to_bytes().into()))
    }

    /// Readable JSON. Numbers read back to the same bits.
    #[napi]
    pub fn to_json(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_json()))
    }

    /// The settings that it was trained with.
    #[napi(getter, ts_return_type = "import('./schemas.js').Settings")]
    pub fn settings(&self) -> Result<Value, ErrorCode> {
        here(|| json(self.0.settings()))
    }

    /// The probability that two random records are one person.
    #[napi(getter)]
    pub fn prior_probability(&self) -> f64 {
        self.0.prior_probability()
    }

    /// The same model for other files, which share more or fewer people: it differs in
    /// `priorProbability` alone, which must be above 0 and below 1.
    #[napi]
    pub fn with_prior(&self, probability: f64) -> Result<Self, ErrorCode> {
        here(|| {
            self.0
                .with_prior(probability)
                .map(|model| Self(Arc::new(model)))
        })
    }

    /// What each comparison level adds to a sum, as SVG: blue for and orange against.
    #[napi]
    pub fn weights_svg(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.weights_svg()))
    }

    /// How often records agree on each comparison level, as SVG: m in blue over u in orange.
    #[napi]
    pub fn probabilities_svg(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.probabilities_svg()))
    }

    /// The chart of weights and a table of all numbers as a piece of HTML.
    #[napi]
    pub fn to_html(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_html()))
    }

    /// What it knows of each comparison, in the order of the settings.
    #[napi(getter, ts_return_type = "import('./schemas.js').ComparisonModel[]")]
    pub fn comparisons(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.comparisons()))
    }

    /// How it came about.
    #[napi(getter, ts_return_type = "import('./schemas.js').TrainingReport")]
    pub fn training(&self) -> Result<Value, ErrorCode> {
        here(|| json(self.0.training()))
    }
}

/// Trains a model without labels, on a worker thread.
#[napi(ts_return_type = "Promise<Model>")]
pub fn train(
    prepared: &Prepared,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<Model>> {
    let prepared = Arc::clone(&prepared.0);
    Job::start(token, progress, move |control| {
        linkage::train(&prepared, control).map(|model| Model(Arc::new(model)))
    })
}

/// As `train`, on the calling thread.
#[napi]
pub fn train_sync(prepared: &Prepared) -> Result<Model, ErrorCode> {
    here(|| linkage::train(&prepared.0, &NoControl).map(|model| Model(Arc::new(model))))
}

fn preset(
    preset: fn() -> linkage::Model,
    columns: Option<HashMap<String, String>>,
) -> Result<Model, ErrorCode> {
    here(|| {
        let columns = columns.unwrap_or_default();
        let names = columns
            .iter()
            .map(|(name, own)| (name.as_str(), own.as_str()));
        preset()
            .with_columns(names)
            .map(|model| Model(Arc::new(model)))
    })
}

fn options(minimum_probability: Option<f64>, threads: Option<f64>) -> CoreResult<LinkOptions> {
    let default = LinkOptions::default();
    Ok(LinkOptions {
        minimum_probability: minimum_probability.unwrap_or(default.minimum_probability),
        threads: threads.map_or(Ok(default.threads), |threads| whole(threads, "threads"))?,
    })
}

/// Finds the pairs of records that may be one person, on a worker thread.
#[napi(ts_return_type = "Promise<Links>")]
pub fn find_links(
    prepared: &Prepared,
    model: &Model,
    minimum_probability: Option<f64>,
    threads: Option<f64>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<Links>> {
    let (prepared, model) = (Arc::clone(&prepared.0), Arc::clone(&model.0));
    Job::start(token, progress, move |control| {
        let options = options(minimum_probability, threads)?;
        linkage::find_links(&prepared, &model, &options, control).map(Links)
    })
}

/// As `findLinks`, on the calling thread.
#[napi]
pub fn find_links_sync(
    prepared: &Prepared,
    model: &Model,
    minimum_probability: Option<f64>,
    threads: Option<f64>,
) -> Result<Links, ErrorCode> {
    here(|| {
        let options = options(minimum_probability, threads)?;
        linkage::find_links(&prepared.0, &model.0, &options, &NoControl).map(Links)
    })
}

/// Pairs of records that may be one person, strongest first: leads, not verdicts.
#[napi]
pub struct Links(pub(crate) linkage::Links);

/// Links as columns, strongest first.
#[napi(object, object_from_js = false)]
pub struct LinkColumns {
    /// Ids of the first records, of the type in which they came.
    pub id_left: Either<Vec<String>, BigInt64Array>,
    /// Ids of the second records.
    pub id_right: Either<Vec<String>, BigInt64Array>,
    /// The sums of prior and evidence, in thousandths of a bit.
    pub match_weight_millibits: Int32Array,
    /// The probabilities that the weights stand for.
    pub match_probability: Float64Array,
    /// The lowest blocking rule that makes each pair, from 0.
    pub blocking_rule: Uint8Array,
    /// The tables of the first records, 0 or 1; in the mode `link_and_dedupe` only.
    pub table_left: Option<Uint8Array>,
    /// The tables of the second records.
    pub table_right: Option<Uint8Array>,
}

/// One record id, as JavaScript writes it.
type Id = Either3<Utf16String, f64, BigInt>;

fn record_id(id: &Id, name: &'static str) -> CoreResult<RecordId> {
    match id {
        Either3::A(id) => Ok(RecordId::Text(text(id, name)?)),
        Either3::B(id) if id.fract() == 0.0 && id.abs() <= 9_007_199_254_740_991.0 => {
            Ok(RecordId::Integer(*id as i64))
        }
        Either3::C(id) if id.get_i64().1 => Ok(RecordId::Integer(id.get_i64().0)),
        _ => Err(Error::InvalidParameter {
            name,
            reason: "must be text, a whole number or a bigint of 64 bits".to_owned(),
        }),
    }
}

#[napi]
impl Links {
    /// How many there are.
    #[napi(getter)]
    pub fn length(&self) -> u32 {
        self.0.len() as u32
    }

    /// The model that found them.
    #[napi(getter)]
    pub fn model(&self) -> Model {
        Model(Arc::new(self.0.model().clone()))
    }

    /// What was done and what was left out.
    #[napi(getter, ts_return_type = "import('./schemas.js').LinkReport")]
    pub fn report(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.report()))
    }

    /// For each table what arrived and what was set aside.
    #[napi(getter, ts_return_type = "import('./schemas.js').Intake[]")]
    pub fn intake(&self) -> Result<Value, ErrorCode> {
        here(|| intake(self.0.prepared()))
    }

    /// How many links reach a probability; they stand first.
    #[napi]
    pub fn at_least(&self, probability: f64) -> Result<u32, ErrorCode> {
        here(|| Ok(self.0.at_least(probability).len() as u32))
    }

    /// The links as columns.
    #[napi]
    pub fn to_columns(&self) -> Result<LinkColumns, ErrorCode> {
        here(|| {
            let links = self.0.to_batch()?;
            let table = |name| match links.column_by_name(name) {
                Some(_) => numbers::<UInt8Type>(&links, name).map(|table| Some(table.into())),
                None => Ok(None),
            };
            Ok(LinkColumns {
                id_left: ids(&links, "id_left")?,
                id_right: ids(&links, "id_right")?,
                match_weight_millibits: numbers::<Int32Type>(&links, "match_weight_millibits")?
                    .into(),
                match_probability: numbers::<Float64Type>(&links, "match_probability")?.into(),
                blocking_rule: numbers::<UInt8Type>(&links, "blocking_rule")?.into(),
                table_left: table("table_left")?,
                table_right: table("table_right")?,
            })
        })
    }

    /// The links as an Arrow IPC stream.
    #[napi]
    pub fn to_arrow(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(ipc::write(&self.0.to_batch()?)?.into()))
    }

    /// Explains any pair of records, whether it is among the links or not.
    #[napi]
    pub fn explain(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] left: Either3<Utf16String, f64, BigInt>,
        #[napi(ts_arg_type = "string | number | bigint")] right: Either3<Utf16String, f64, BigInt>,
        options: Option<ExplainOptions>,
    ) -> Result<Explanation, ErrorCode> {
        here(|| {
            let (left, right) = (record_id(&left, "left")?, record_id(&right, "right")?);
            self.0
                .explain(&left, &right)
                .map(|found| Explanation::new(found, options))
        })
    }

    /// Explains a link by its place among the links, from 0.
    #[napi]
    pub fn explain_link(
        &self,
        place: f64,
        options: Option<ExplainOptions>,
    ) -> Result<Explanation, ErrorCode> {
        here(|| {
            let found = self.0.explain_link(whole(place, "place")? as usize)?;
            Ok(Explanation::new(found, options))
        })
    }

    /// Judges the links by the truth: columns of ids (named as in the settings) and `entity`, or of
    /// `id_left` and `id_right`, or Arrow IPC with the same.
    #[napi(
        ts_args_type = "truth: import('./linkage.js').Table",
        ts_return_type = "import('./schemas.js').Evaluation"
    )]
    pub fn evaluate(
        &self,
        truth: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    ) -> Result<Value, ErrorCode> {
        let truth = Input::from(truth);
        here(|| {
            let read = truth.read()?;
            let truth = Truth::from_batches(self.0.prepared(), &read.batches, &read.schema)?;
            json(&self.0.evaluate(&truth))
        })
    }
}

/// Why a pair of records is a link, or is none: an exact sum of named parts.
#[napi]
pub struct Explanation(linkage::Explanation);

/// How a pair is explained.
#[napi(object, object_to_js = false)]
pub struct ExplainOptions {
    /// Whether the values of the records stand in it; they do not by default.
    pub show_values: Option<bool>,
}

impl Explanation {
    fn new(found: linkage::Explanation, options: Option<ExplainOptions>) -> Self {
        let shown = options
            .and_then(|options| options.show_values)
            .unwrap_or(false);
        Self(if shown { found.show_values() } else { found })
    }
}

#[napi]
impl Explanation {
    /// The id of the first record.
    #[napi(getter, ts_return_type = "string | number | bigint")]
    pub fn left(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.left))
    }

    /// The id of the second record.
    #[napi(getter, ts_return_type = "string | number | bigint")]
    pub fn right(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.right))
    }

    /// Prior, evidence for and evidence against, in the order of the settings.
    #[napi(getter, ts_return_type = "import('./schemas.js').Part[]")]
    pub fn parts(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.parts))
    }

    /// The sum of all parts, in thousandths of a bit.
    #[napi(getter)]
    pub fn total_millibits(&self) -> i32 {
        self.0.total.0
    }

    /// The probability that the total stands for.
    #[napi(getter)]
    pub fn probability(&self) -> f64 {
        self.0.probability
    }

    /// The total in words.
    #[napi(getter, ts_return_type = "import('./schemas.js').Finding")]
    pub fn finding(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.finding))
    }

    /// What a link is and is not.
    #[napi(getter)]
    pub fn notice(&self) -> &'static str {
        self.0.notice
    }

    /// As JSON.
    #[napi]
    pub fn to_json(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_json()))
    }

    /// A waterfall chart as SVG.
    #[napi]
    pub fn to_svg(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_svg()))
    }

    /// The waterfall and a table of its parts as a piece of HTML.
    #[napi]
    pub fn to_html(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_html()))
    }
}

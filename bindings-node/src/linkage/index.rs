//! A table that lives.

use std::sync::{Arc, Mutex};

use caselink::{
    Control, NoControl, Result as CoreResult,
    linkage::{self, SearchOptions},
    records::Limits,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::Value;

use super::{
    ExplainOptions, Explanation, Model, Prepared,
    clusters::{Clusters, kind_of},
    json, record_id,
};
use crate::{
    arguments::whole,
    control::{CancelToken, Job, Progress, locked},
    error::{ErrorCode, here},
    json as text,
    records::limits,
};

/// The index behind the class of `linkage.js`.
#[napi]
pub struct NativeIndex(Arc<Mutex<linkage::Index>>);

type Id = Either3<Utf16String, f64, BigInt>;

/// A record: its id, and its columns as JSON.
fn record(index: &linkage::Index, id: &Id, columns: &str) -> CoreResult<linkage::Record> {
    let mut value = text::value(columns, "record")?;
    let settings = index.model().settings();
    if let Some(object) = value.as_object_mut() {
        object.insert(settings.id.clone(), json(&record_id(id, "record")?)?);
    }
    linkage::Record::from_value(&value, settings)
}

fn options(minimum_probability: Option<f64>, most: Option<f64>) -> CoreResult<SearchOptions> {
    let usual = SearchOptions::default();
    Ok(SearchOptions {
        minimum_probability: minimum_probability.unwrap_or(usual.minimum_probability),
        most: most.map_or(Ok(usual.most), |most| whole(most, "most"))?,
    })
}

fn shown(found: linkage::Found, show_values: Option<bool>) -> CoreResult<Value> {
    if show_values.unwrap_or(false) {
        return json(&found.show_values());
    }
    json(&found)
}

impl NativeIndex {
    fn new(index: linkage::Index) -> Self {
        Self(Arc::new(Mutex::new(index)))
    }
}

fn of_prepared(
    prepared: &linkage::Prepared,
    model: &linkage::Model,
    limits: Limits,
    control: &dyn Control,
) -> CoreResult<NativeIndex> {
    linkage::Index::of_prepared(prepared, model, limits, control).map(NativeIndex::new)
}

fn read(bytes: &[u8], limits: Limits, control: &dyn Control) -> CoreResult<NativeIndex> {
    linkage::Index::from_bytes(bytes, limits, control).map(NativeIndex::new)
}

#[napi]
impl NativeIndex {
    /// An empty index; `Limits` as JSON.
    #[napi(factory, writable = true)]
    pub fn empty(model: &Model, limits: Option<String>) -> Result<Self, ErrorCode> {
        here(|| linkage::Index::new(&model.0, self::limits(limits)?).map(Self::new))
    }

    /// An index of one prepared table, on a worker thread.
    #[napi(ts_return_type = "Promise<NativeIndex>", writable = true)]
    pub fn of(
        prepared: &Prepared,
        model: &Model,
        limits: Option<String>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<NativeIndex>> {
        let (prepared, model) = (Arc::clone(&prepared.0), Arc::clone(&model.0));
        Job::start(token, progress, move |control| {
            of_prepared(&prepared, &model, self::limits(limits)?, control)
        })
    }

    /// As `of`, on the calling thread.
    #[napi(writable = true)]
    pub fn of_sync(
        prepared: &Prepared,
        model: &Model,
        limits: Option<String>,
    ) -> Result<Self, ErrorCode> {
        here(|| of_prepared(&prepared.0, &model.0, self::limits(limits)?, &NoControl))
    }

    /// Reads what `toBytes` wrote, on a worker thread.
    #[napi(ts_return_type = "Promise<NativeIndex>", writable = true)]
    pub fn from_bytes(
        bytes: Uint8ArraySlice<'_>,
        limits: Option<String>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<NativeIndex>> {
        let bytes = bytes.to_vec();
        Job::start(token, progress, move |control| {
            read(&bytes, self::limits(limits)?, control)
        })
    }

    /// As `fromBytes`, on the calling thread.
    #[napi(writable = true)]
    pub fn from_bytes_sync(
        bytes: Uint8ArraySlice<'_>,
        limits: Option<String>,
    ) -> Result<Self, ErrorCode> {
        here(|| read(&bytes, self::limits(limits)?, &NoControl))
    }

    /// The index as bytes, on a worker thread.
    #[napi(ts_return_type = "Promise<Uint8Array>", writable = true)]
    pub fn to_bytes(
        &self,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<Uint8Array>> {
        let index = Arc::clone(&self.0);
        Job::start(token, progress, move |control| {
            let bytes = locked(&index, |index| index.to_bytes(control))?;
            Ok(bytes.into())
        })
    }

    /// As `toBytes`, on the calling thread.
    #[napi(writable = true)]
    pub fn to_bytes_sync(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(locked(&self.0, |index| index.to_bytes(&NoControl))?.into()))
    }

    /// How many records it holds.
    #[napi(getter)]
    pub fn length(&self) -> Result<u32, ErrorCode> {
        here(|| locked(&self.0, |index| Ok(index.len() as u32)))
    }

    /// The model that it links by.
    #[napi(getter)]
    pub fn model(&self) -> Result<Model, ErrorCode> {
        here(|| {
            let model = locked(&self.0, |index| Ok(index.model().clone()))?;
            Ok(Model(Arc::new(model)))
        })
    }

    /// Whether a record has this id.
    #[napi(writable = true)]
    pub fn contains(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
    ) -> Result<bool, ErrorCode> {
        here(|| {
            let id = record_id(&id, "id")?;
            locked(&self.0, |index| Ok(index.contains(&id)))
        })
    }

    /// Adds a record: its id, and its columns as JSON.
    #[napi(writable = true)]
    pub fn add(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
        columns: String,
    ) -> Result<Value, ErrorCode> {
        here(|| {
            locked(&self.0, |index| {
                let record = record(index, &id, &columns)?;
                json(&index.add(&record)?)
            })
        })
    }

    /// Puts a record in the place of the one with its id.
    #[napi(writable = true)]
    pub fn replace(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
        columns: String,
    ) -> Result<Value, ErrorCode> {
        here(|| {
            locked(&self.0, |index| {
                let record = record(index, &id, &columns)?;
                json(&index.replace(&record)?)
            })
        })
    }

    /// Removes a record.
    #[napi(writable = true)]
    pub fn remove(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
    ) -> Result<(), ErrorCode> {
        here(|| {
            let id = record_id(&id, "id")?;
            locked(&self.0, |index| index.remove(&id))
        })
    }

    /// A record as it was given; null when there is none.
    #[napi(writable = true)]
    pub fn record(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
    ) -> Result<Option<Value>, ErrorCode> {
        here(|| {
            let id = record_id(&id, "id")?;
            locked(&self.0, |index| Ok(index.value(&id)))
        })
    }

    /// The records that a record may be linked to.
    #[napi(writable = true)]
    pub fn find(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
        columns: String,
        minimum_probability: Option<f64>,
        most: Option<f64>,
        show_values: Option<bool>,
    ) -> Result<Value, ErrorCode> {
        here(|| {
            let options = options(minimum_probability, most)?;
            locked(&self.0, |index| {
                let record = record(index, &id, &columns)?;
                shown(index.find(&record, &options)?, show_values)
            })
        })
    }

    /// The records that a record of the index may be linked to.
    #[napi(writable = true)]
    pub fn neighbours(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
        minimum_probability: Option<f64>,
        most: Option<f64>,
        show_values: Option<bool>,
    ) -> Result<Value, ErrorCode> {
        here(|| {
            let (id, options) = (record_id(&id, "id")?, options(minimum_probability, most)?);
            let found = locked(&self.0, |index| index.neighbours(&id, &options))?;
            shown(found, show_values)
        })
    }

    /// Explains any pair of its records.
    #[napi(writable = true)]
    pub fn explain(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] left: Id,
        #[napi(ts_arg_type = "string | number | bigint")] right: Id,
        options: Option<ExplainOptions>,
    ) -> Result<Explanation, ErrorCode> {
        here(|| {
            let (left, right) = (record_id(&left, "left")?, record_id(&right, "right")?);
            let found = locked(&self.0, |index| index.explain(&left, &right))?;
            Ok(Explanation::new(found, options))
        })
    }

    /// Keeps what a person has judged of two records.
    #[napi(writable = true)]
    pub fn judge(&self, kind: String, judgement: String) -> Result<(), ErrorCode> {
        here(|| {
            let judgement =
                linkage::PairJudgement::from_value(&text::value(&judgement, "judgement")?)?;
            locked(&self.0, |index| index.judge(kind_of(kind)?, judgement))
        })
    }

    /// Takes back what was judged of two records.
    #[napi(writable = true)]
    pub fn withdraw(
        &self,
        kind: String,
        #[napi(ts_arg_type = "string | number | bigint")] left: Id,
        #[napi(ts_arg_type = "string | number | bigint")] right: Id,
    ) -> Result<Value, ErrorCode> {
        here(|| {
            let (left, right) = (record_id(&left, "left")?, record_id(&right, "right")?);
            json(&locked(&self.0, |index| {
                index.withdraw(kind_of(kind)?, &left, &right)
            })?)
        })
    }

    /// What people have judged.
    #[napi(writable = true)]
    pub fn judgements(&self) -> Result<Value, ErrorCode> {
        here(|| locked(&self.0, |index| json(&index.judgements())))
    }

    /// The clusters around a record, on a worker thread; `ClusterOptions` as JSON.
    #[napi(ts_return_type = "Promise<Clusters>", writable = true)]
    pub fn clusters_around(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
        options: String,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> Result<AsyncTask<Job<Clusters>>, ErrorCode> {
        let id = here(|| record_id(&id, "id"))?;
        let index = Arc::clone(&self.0);
        Ok(Job::start(token, progress, move |control| {
            around(&index, &id, &options, control)
        }))
    }

    /// As `clustersAround`, on the calling thread.
    #[napi(writable = true)]
    pub fn clusters_around_sync(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
        options: String,
    ) -> Result<Clusters, ErrorCode> {
        here(|| around(&self.0, &record_id(&id, "id")?, &options, &NoControl))
    }
}

fn around(
    index: &Mutex<linkage::Index>,
    id: &linkage::RecordId,
    options: &str,
    control: &dyn Control,
) -> CoreResult<Clusters> {
    let options = linkage::ClusterOptions::from_value(&text::value(options, "options")?)?;
    locked(index, |index| index.clusters_around(id, &options, control)).map(Clusters::new)
}

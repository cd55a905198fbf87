//! Groups of records that links hold together, and an account of each.

use std::sync::Arc;

use arrow_array::types::UInt8Type;
use caselink::{
    Control, Error, NoControl, Result as CoreResult,
    linkage::{self, ClusterOptions, JudgementKind, PairJudgement},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::Value;

use super::{Id, Links, json, record_id};
use crate::{
    arguments::whole,
    columns::{ids, numbers},
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    ipc, json as text,
};

fn made(links: &linkage::Links, options: &str, control: &dyn Control) -> CoreResult<Clusters> {
    let options = ClusterOptions::from_value(&text::value(options, "options")?)?;
    links.clusters_with(&options, control).map(Clusters::new)
}

#[napi]
impl Links {
    /// Groups of records that links of at least this probability hold together, 0.95 by default.
    #[napi]
    pub fn clusters(&self, probability: Option<f64>) -> Result<Clusters, ErrorCode> {
        here(|| {
            let clusters = self.0.clusters(probability.unwrap_or(0.95))?;
            Ok(Clusters::new(clusters))
        })
    }

    /// Groups of records that links hold together, by the method and under the judgements of the options; on a worker
    /// thread.
    #[napi(
        ts_args_type = "options?: import('./linkage.js').ClusterOptions, run?: import('./linkage.js').RunOptions",
        ts_return_type = "Promise<Clusters>"
    )]
    pub fn clusters_with(
        &self,
        options: String,
        token: Option<&CancelToken>,
        progress: Option<Progress>,
    ) -> AsyncTask<Job<Clusters>> {
        let links = self.0.clone();
        Job::start(token, progress, move |control| {
            made(&links, &options, control)
        })
    }

    /// As `clustersWith`, on the calling thread.
    #[napi(ts_args_type = "options?: import('./linkage.js').ClusterOptions")]
    pub fn clusters_with_sync(&self, options: String) -> Result<Clusters, ErrorCode> {
        here(|| made(&self.0, &options, &NoControl))
    }
}

/// For each record the cluster it is in: its least record.
#[napi]
pub struct Clusters(Arc<linkage::Clusters>);

/// Records with their clusters, tables in turn, in order of the ids.
#[napi(object, object_from_js = false)]
pub struct ClusterColumns {
    /// Ids of the records, of the type in which they came.
    pub id: Either<Vec<String>, BigInt64Array>,
    /// Ids of their clusters: the least record of each.
    pub cluster: Either<Vec<String>, BigInt64Array>,
    /// The tables of the records, 0 or 1; where there are two.
    pub table: Option<Uint8Array>,
    /// The tables of the clusters' least records.
    pub cluster_table: Option<Uint8Array>,
}

#[napi]
impl Clusters {
    /// How many records there are.
    #[napi(getter)]
    pub fn length(&self) -> u32 {
        self.0.len() as u32
    }

    /// How many clusters there are, single records included.
    #[napi(getter)]
    pub fn count(&self) -> u32 {
        self.0.count() as u32
    }

    /// The records with their clusters, as columns.
    #[napi]
    pub fn to_columns(&self) -> Result<ClusterColumns, ErrorCode> {
        here(|| {
            let members = self.0.to_batch()?;
            let table = |name| match members.column_by_name(name) {
                Some(_) => numbers::<UInt8Type>(&members, name).map(|table| Some(table.into())),
                None => Ok(None),
            };
            Ok(ClusterColumns {
                id: ids(&members, "id")?,
                cluster: ids(&members, "cluster")?,
                table: table("table")?,
                cluster_table: table("cluster_table")?,
            })
        })
    }

    /// The same as an Arrow IPC stream.
    #[napi]
    pub fn to_arrow(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(ipc::write(&self.0.to_batch()?)?.into()))
    }

    /// The links that they were made of.
    #[napi(getter)]
    pub fn links(&self) -> Links {
        Links(self.0.links().clone())
    }

    /// How they were made, judgements included.
    #[napi(getter, ts_return_type = "import('./schemas.js').ClusterOptions")]
    pub fn options(&self) -> Result<Value, ErrorCode> {
        here(|| json(self.0.options()))
    }

    /// What people have judged, and what that changed: must-links before cannot-links.
    #[napi(getter, ts_return_type = "import('./schemas.js').JudgementEffect[]")]
    pub fn judgements(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.judgements()))
    }

    /// Explains the cluster that a record is in. `table` (0 or 1) is needed where an id stands in both tables.
    #[napi]
    pub fn explain(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] id: Id,
        table: Option<f64>,
    ) -> Result<ClusterExplanation, ErrorCode> {
        here(|| {
            let id = record_id(&id, "id")?;
            let found = match table {
                None => self.0.explain(&id)?,
                Some(table) => self.0.explain_in(whole(table, "table")? as usize, &id)?,
            };
            Ok(ClusterExplanation(found))
        })
    }

    /// All clusters at a glance: sizes, giants and how they would split, and how many hang on one comparison.
    #[napi(ts_return_type = "import('./schemas.js').ClusterReport")]
    pub fn report(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.report(&NoControl)?))
    }

    /// The clusters as they would be with one more judgement of a person: `must_link` (one person) or `cannot_link`
    /// (two persons). These stay as they are.
    #[napi(
        ts_args_type = "kind: import('./schemas.js').JudgementKind, judgement: import('./schemas.js').PairJudgement"
    )]
    pub fn with_judgement(&self, kind: String, judgement: String) -> Result<Self, ErrorCode> {
        here(|| {
            let kind = kind_of(kind)?;
            let judgement = PairJudgement::from_value(&text::value(&judgement, "judgement")?)?;
            let clusters = self.0.with_judgement(kind, judgement, &NoControl)?;
            Ok(Self::new(clusters))
        })
    }

    /// The clusters as they would be if one link had not been found: a look at what hangs on it.
    #[napi]
    pub fn without_link(
        &self,
        #[napi(ts_arg_type = "string | number | bigint")] left: Id,
        #[napi(ts_arg_type = "string | number | bigint")] right: Id,
    ) -> Result<Self, ErrorCode> {
        here(|| {
            let (left, right) = (record_id(&left, "left")?, record_id(&right, "right")?);
            let clusters = self.0.without_link(&left, &right, &NoControl)?;
            Ok(Self::new(clusters))
        })
    }

    /// What is otherwise than in other clusters of the same records.
    #[napi(ts_return_type = "import('./schemas.js').ClusterChange")]
    pub fn changes_since(&self, before: &Clusters) -> Result<Value, ErrorCode> {
        here(|| json(&self.0.changes_since(&before.0)?))
    }
}

pub(super) fn kind_of(kind: String) -> CoreResult<JudgementKind> {
    serde_json::from_value(kind.into()).map_err(|_| Error::InvalidParameter {
        name: "kind",
        reason: "must be must_link or cannot_link".to_owned(),
    })
}

impl Clusters {
    pub(super) fn new(clusters: linkage::Clusters) -> Self {
        Self(Arc::new(clusters))
    }
}

/// An account of one cluster: what made it, what speaks against it, on what it hangs, what people have judged.
/// Made by `Clusters.explain`.
#[napi]
pub struct ClusterExplanation(linkage::ClusterExplanation);

#[napi]
impl ClusterExplanation {
    /// All of it as a plain object.
    #[napi(ts_return_type = "import('./schemas.js').ClusterExplanation")]
    pub fn to_object(&self) -> Result<Value, ErrorCode> {
        here(|| json(&self.0))
    }

    /// The picture of it, as SVG: records on a circle, links between them.
    #[napi]
    pub fn to_svg(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_svg()))
    }

    /// The picture and tables of all that is in it, as a piece of HTML.
    #[napi]
    pub fn to_html(&self) -> Result<String, ErrorCode> {
        here(|| Ok(self.0.to_html()))
    }
}

//! Duplicates, links and clusters of reports.

use std::sync::{Arc, Mutex};

use caselink::{Control, Error, NoControl, Result as CoreResult, records::Tip, tips};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::json;

use super::tip;
use crate::{
    arguments::whole,
    control::{CancelToken, Job, Progress, locked},
    error::{ErrorCode, here},
    given::Given,
    json as text,
    records::limits,
};

/// The index behind the class of `tips.js`.
#[napi]
pub struct NativeTipIndex(Arc<Mutex<tips::TipIndex>>);

fn extended(
    index: &Mutex<tips::TipIndex>,
    reports: &Given,
    limits: Option<String>,
    control: &dyn Control,
) -> CoreResult<String> {
    let read = reports.read::<Tip>(&self::limits(limits)?, control)?;
    let replaced = locked(index, |index| index.extend(read.records.iter(), control))?;
    let added = read.records.len() as u64 - replaced;
    text::text(&json!({ "added": added, "replaced": replaced, "rejected": read.rejected }))
}

fn clustered(index: &Mutex<tips::TipIndex>, control: &dyn Control) -> CoreResult<String> {
    text::text(&locked(index, |index| index.clusters(control))?)
}

fn kept(index: tips::TipIndex) -> NativeTipIndex {
    NativeTipIndex(Arc::new(Mutex::new(index)))
}

#[napi]
impl NativeTipIndex {
    /// An empty index; `AlikeSettings` as JSON.
    #[napi(factory, writable = true)]
    pub fn empty(settings: String) -> Result<Self, ErrorCode> {
        here(|| {
            let settings = tips::AlikeSettings::from_value(&text::value(&settings, "settings")?)?;
            Ok(Self(Arc::new(Mutex::new(tips::TipIndex::new(settings)?))))
        })
    }

    /// Reads what `toBytes` wrote, on a worker thread.
    #[napi(ts_return_type = "Promise<NativeTipIndex>", writable = true)]
    pub fn from_bytes(
        bytes: Uint8ArraySlice<'_>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<NativeTipIndex>> {
        let bytes = bytes.to_vec();
        Job::start(token, progress, move |control| {
            tips::TipIndex::from_bytes(&bytes, control).map(kept)
        })
    }

    /// As `fromBytes`, on the calling thread.
    #[napi(writable = true)]
    pub fn from_bytes_sync(bytes: Uint8ArraySlice<'_>) -> Result<Self, ErrorCode> {
        here(|| tips::TipIndex::from_bytes(&bytes, &NoControl).map(kept))
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
            Ok(locked(&index, |index| index.to_bytes(control))?.into())
        })
    }

    /// As `toBytes`, on the calling thread.
    #[napi(writable = true)]
    pub fn to_bytes_sync(&self) -> Result<Uint8Array, ErrorCode> {
        here(|| Ok(locked(&self.0, |index| index.to_bytes(&NoControl))?.into()))
    }

    /// Adds a `Tip` as JSON; whether one was replaced.
    #[napi(writable = true)]
    pub fn add(&self, report: String) -> Result<bool, ErrorCode> {
        here(|| {
            let tip = tip("tip", &report)?;
            locked(&self.0, |index| index.add(&tip))
        })
    }

    /// Adds many, on a worker thread; gives what became of them as JSON.
    #[napi(ts_return_type = "Promise<string>", writable = true)]
    pub fn extend(
        &self,
        reports: Either<Vec<String>, Uint8ArraySlice<'_>>,
        limits: Option<String>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let (reports, index) = (Given::from(reports), Arc::clone(&self.0));
        Job::start(token, progress, move |control| {
            extended(&index, &reports, limits, control)
        })
    }

    /// As `extend`, on the calling thread.
    #[napi(writable = true)]
    pub fn extend_sync(
        &self,
        reports: Either<Vec<String>, Uint8ArraySlice<'_>>,
        limits: Option<String>,
    ) -> Result<String, ErrorCode> {
        let reports = Given::from(reports);
        here(|| extended(&self.0, &reports, limits, &NoControl))
    }

    /// Takes a report out.
    #[napi(writable = true)]
    pub fn remove(&self, id: String) -> Result<(), ErrorCode> {
        here(|| {
            let gone = locked(&self.0, |index| Ok(index.remove(&id)))?;
            gone.then_some(())
                .ok_or(Error::UnknownRecord { name: "id" })
        })
    }

    /// What is like a `Tip`, which is JSON; gives `TipsFound` as JSON.
    #[napi(writable = true)]
    pub fn find(&self, report: String, most: f64) -> Result<String, ErrorCode> {
        here(|| {
            let (tip, most) = (tip("tip", &report)?, whole(most, "most")?);
            text::text(&locked(&self.0, |index| Ok(index.find(&tip, most)))?)
        })
    }

    /// Two reports, taken apart; gives `TipLink` as JSON.
    #[napi(writable = true)]
    pub fn explain(&self, left: String, right: String) -> Result<String, ErrorCode> {
        here(|| text::text(&locked(&self.0, |index| index.explain(&left, &right))?))
    }

    /// Keeps a `TipJudgement`, which is JSON; gives the one before it, or null, as JSON.
    #[napi(writable = true)]
    pub fn judge(&self, judgement: String) -> Result<String, ErrorCode> {
        here(|| {
            let judgement = tips::TipJudgement::from_value(&text::value(&judgement, "judgement")?)?;
            text::text(&locked(&self.0, |index| index.judge(judgement))?)
        })
    }

    /// Takes a decision back; gives it, or null, as JSON.
    #[napi(writable = true)]
    pub fn withdraw(&self, left: String, right: String) -> Result<String, ErrorCode> {
        here(|| text::text(&locked(&self.0, |index| Ok(index.withdraw(&left, &right)))?))
    }

    /// All decisions, as JSON.
    #[napi(writable = true)]
    pub fn judgements(&self) -> Result<String, ErrorCode> {
        here(|| {
            let all: Vec<tips::TipJudgement> =
                locked(&self.0, |index| Ok(index.judgements().cloned().collect()))?;
            text::text(&all)
        })
    }

    /// All clusters and bundles, on a worker thread; gives `TipClusters` as JSON.
    #[napi(ts_return_type = "Promise<string>", writable = true)]
    pub fn clusters(
        &self,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let index = Arc::clone(&self.0);
        Job::start(token, progress, move |control| clustered(&index, control))
    }

    /// As `clusters`, on the calling thread.
    #[napi(writable = true)]
    pub fn clusters_sync(&self) -> Result<String, ErrorCode> {
        here(|| clustered(&self.0, &NoControl))
    }

    /// The cluster around a report; gives `TipCluster` as JSON.
    #[napi(writable = true)]
    pub fn cluster_of(&self, id: String) -> Result<String, ErrorCode> {
        here(|| text::text(&locked(&self.0, |index| index.cluster_of(&id, &NoControl))?))
    }

    /// Whether a report is in it.
    #[napi(writable = true)]
    pub fn has(&self, id: String) -> Result<bool, ErrorCode> {
        here(|| locked(&self.0, |index| Ok(index.contains(&id))))
    }

    /// How many reports there are.
    #[napi(getter)]
    pub fn length(&self) -> Result<u32, ErrorCode> {
        here(|| locked(&self.0, |index| Ok(index.len() as u32)))
    }
}

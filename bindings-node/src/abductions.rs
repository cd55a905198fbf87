//! Which attempted abductions may be the work of one person, and why?

use std::sync::{Arc, Mutex};

use caselink::{
    Control, Error, NoControl, Result as CoreResult, abductions as core,
    records::{Case, Incident, Limits, RecordsRead, from_values, from_values_each},
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::Value;

use crate::{
    arguments::{day, text},
    columns::{Column, Input},
    control::{CancelToken, Job, Progress, locked},
    error::{ErrorCode, here},
    json,
};

/// One that cannot be read is set aside, and the answer says so.
fn incidents(items: &[String]) -> CoreResult<RecordsRead<Incident>> {
    from_values_each(&json::items(items), &Limits::default())
}

fn find(incidents: &[String], settings: &str, control: &dyn Control) -> CoreResult<String> {
    let settings = core::SeriesSettings::from_value(&json::value(settings, "settings")?)?;
    let incidents = self::incidents(incidents)?;
    json::text(&core::series(
        &incidents,
        &settings,
        &Limits::default(),
        control,
    )?)
}

/// Series among incidents, on a worker thread: each `Incident` and `SeriesSettings` as JSON; gives `SeriesFound` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn series(
    incidents: Vec<String>,
    settings: String,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    Job::start(token, progress, move |control| {
        find(&incidents, &settings, control)
    })
}

/// As `series`, on the calling thread.
#[napi]
pub fn series_sync(incidents: Vec<String>, settings: String) -> Result<String, ErrorCode> {
    here(|| find(&incidents, &settings, &NoControl))
}

fn learn(
    incidents: &[String],
    solved: &str,
    settings: &str,
    control: &dyn Control,
) -> CoreResult<String> {
    let settings = core::TrainingSettings::from_value(&json::value(settings, "settings")?)?;
    let solved: Vec<core::Solved> =
        serde_json::from_str(solved).map_err(|_| Error::InvalidParameter {
            name: "solved",
            reason: "must be objects with incident and offender".to_owned(),
        })?;
    let incidents = self::incidents(incidents)?;
    json::text(&core::train_evidence(
        &incidents,
        &solved,
        &settings,
        &Limits::default(),
        control,
    )?)
}

/// What comparisons are worth, on a worker thread: incidents, solved and `TrainingSettings` as JSON; gives `Trained` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn train_evidence(
    incidents: Vec<String>,
    solved: String,
    settings: String,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    Job::start(token, progress, move |control| {
        learn(&incidents, &solved, &settings, control)
    })
}

/// As `train_evidence`, on the calling thread.
#[napi]
pub fn train_evidence_sync(
    incidents: Vec<String>,
    solved: String,
    settings: String,
) -> Result<String, ErrorCode> {
    here(|| learn(&incidents, &solved, &settings, &NoControl))
}

fn look(
    incidents: &[String],
    as_of: &str,
    settings: &str,
    control: &dyn Control,
) -> CoreResult<String> {
    let settings = core::TrendSettings::from_value(&json::value(settings, "settings")?)?;
    let (incidents, as_of) = (self::incidents(incidents)?, day(as_of, "asOf")?);
    json::text(&core::trends(
        &incidents,
        as_of,
        &settings,
        &Limits::default(),
        control,
    )?)
}

/// Trends by region, on a worker thread: each `Incident` and `TrendSettings` as JSON; gives `Trends` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn trends(
    incidents: Vec<String>,
    as_of: String,
    settings: String,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    Job::start(token, progress, move |control| {
        look(&incidents, &as_of, &settings, control)
    })
}

/// As `trends`, on the calling thread.
#[napi]
pub fn trends_sync(
    incidents: Vec<String>,
    as_of: String,
    settings: String,
) -> Result<String, ErrorCode> {
    here(|| look(&incidents, &as_of, &settings, &NoControl))
}

/// What a summary is written from, each as JSON.
struct Summary {
    incidents: Vec<String>,
    found: String,
    cases: Vec<String>,
    settings: String,
}

impl Summary {
    fn write(&self, control: &dyn Control) -> CoreResult<String> {
        let settings =
            core::SummarySettings::from_value(&json::value(&self.settings, "settings")?)?;
        let found = core::SeriesFound::from_value(&json::value(&self.found, "found")?)?;
        let cases: Vec<Case> = from_values("cases", &Value::Array(json::items(&self.cases)))?;
        let incidents = incidents(&self.incidents)?;
        json::text(&core::summary(
            &incidents,
            &found,
            &cases,
            &settings,
            &Limits::default(),
            control,
        )?)
    }
}

/// The periodic summary, on a worker thread; gives `Document` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn summary(
    incidents: Vec<String>,
    found: String,
    cases: Vec<String>,
    settings: String,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let summary = Summary {
        incidents,
        found,
        cases,
        settings,
    };
    Job::start(token, progress, move |control| summary.write(control))
}

/// As `summary`, on the calling thread.
#[napi]
pub fn summary_sync(
    incidents: Vec<String>,
    found: String,
    cases: Vec<String>,
    settings: String,
) -> Result<String, ErrorCode> {
    let summary = Summary {
        incidents,
        found,
        cases,
        settings,
    };
    here(|| summary.write(&NoControl))
}

/// The bulletin on one series: `FoundSeries`, each `Incident` and `BulletinSettings` as JSON; gives `Document` as JSON.
#[napi]
pub fn special_bulletin(
    series: String,
    incidents: Vec<String>,
    settings: String,
) -> Result<String, ErrorCode> {
    here(|| {
        let series = core::FoundSeries::from_value(&json::value(&series, "series")?)?;
        let settings = core::BulletinSettings::from_value(&json::value(&settings, "settings")?)?;
        let incidents = self::incidents(&incidents)?;
        json::text(&core::special_bulletin(&series, &incidents, &settings)?)
    })
}

fn table(
    input: Input,
    columns: &str,
    limits: Option<&str>,
    control: &dyn Control,
) -> CoreResult<String> {
    let columns = core::IncidentColumns::from_value(&json::value(columns, "columns")?)?;
    let limits = limits.map(|limits| Limits::from_value(&json::value(limits, "limits")?));
    let table = input.read()?;
    json::text(&core::read_table(
        &table.batches,
        &table.schema,
        &columns,
        &limits.transpose()?.unwrap_or_default(),
        control,
    )?)
}

/// Incidents out of a flat table, on a worker thread: `IncidentColumns` and `Limits` as JSON; gives `IncidentTable` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn read_table(
    table: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    columns: String,
    limits: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let input: Input = table.into();
    Job::start(token, progress, move |control| {
        self::table(input, &columns, limits.as_deref(), control)
    })
}

/// As `read_table`, on the calling thread.
#[napi]
pub fn read_table_sync(
    table: Either<Vec<Column>, Uint8ArraySlice<'_>>,
    columns: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    let input: Input = table.into();
    here(|| self::table(input, &columns, limits.as_deref(), &NoControl))
}

/// The index behind the class of `abductions.js`.
#[napi]
pub struct NativeSimilarIndex(Arc<Mutex<core::SimilarIndex>>);

fn similar(
    index: &Mutex<core::SimilarIndex>,
    incident: &str,
    most: u32,
    control: &dyn Control,
) -> CoreResult<String> {
    let one = Value::Array(json::items(&[incident.to_owned()]));
    let incidents: Vec<Incident> = from_values("incident", &one)?;
    let found = locked(index, |index| match incidents.first() {
        Some(incident) => index.find_similar(incident, most as usize, control),
        None => Ok(Vec::new()),
    });
    json::text(&found?)
}

#[napi]
impl NativeSimilarIndex {
    /// An empty index; `EvidenceSettings` and `Limits` as JSON.
    #[napi(factory, writable = true)]
    pub fn of(settings: String, limits: Option<String>) -> Result<Self, ErrorCode> {
        here(|| {
            let settings =
                core::EvidenceSettings::from_value(&json::value(&settings, "settings")?)?;
            let limits = limits.map(|limits| Limits::from_value(&json::value(&limits, "limits")?));
            let index = core::SimilarIndex::new(settings, limits.transpose()?.unwrap_or_default())?;
            Ok(Self(Arc::new(Mutex::new(index))))
        })
    }

    /// Adds incidents, each as JSON, on a worker thread; gives `Rejections` as JSON.
    #[napi(ts_return_type = "Promise<string>", writable = true)]
    pub fn add(
        &self,
        incidents: Vec<String>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let index = Arc::clone(&self.0);
        Job::start(token, progress, move |control| {
            let incidents = self::incidents(&incidents)?;
            json::text(&locked(&index, |index| index.add_all(&incidents, control))?)
        })
    }

    /// As `add`, on the calling thread.
    #[napi(writable = true)]
    pub fn add_sync(&self, incidents: Vec<String>) -> Result<String, ErrorCode> {
        here(|| {
            let incidents = self::incidents(&incidents)?;
            json::text(&locked(&self.0, |index| {
                index.add_all(&incidents, &NoControl)
            })?)
        })
    }

    /// Removes an incident; whether it was there.
    #[napi(writable = true)]
    pub fn remove(&self, id: Utf16String) -> Result<bool, ErrorCode> {
        here(|| {
            let id = text(&id, "id")?;
            locked(&self.0, |index| Ok(index.remove(&id)))
        })
    }

    /// The most similar incidents, on a worker thread: `Incident` as JSON; gives a list of `SimilarIncident` as JSON.
    #[napi(ts_return_type = "Promise<string>", writable = true)]
    pub fn find_similar(
        &self,
        incident: String,
        most: u32,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let index = Arc::clone(&self.0);
        Job::start(token, progress, move |control| {
            similar(&index, &incident, most, control)
        })
    }

    /// As `find_similar`, on the calling thread.
    #[napi(writable = true)]
    pub fn find_similar_sync(&self, incident: String, most: u32) -> Result<String, ErrorCode> {
        here(|| similar(&self.0, &incident, most, &NoControl))
    }

    /// `PairEvidence` of two incidents as JSON.
    #[napi(writable = true)]
    pub fn evidence(&self, left: Utf16String, right: Utf16String) -> Result<String, ErrorCode> {
        here(|| {
            let (left, right) = (text(&left, "left")?, text(&right, "right")?);
            json::text(&locked(&self.0, |index| index.evidence(&left, &right))?)
        })
    }

    /// What looks wrong, as JSON.
    #[napi(writable = true)]
    pub fn flags(&self) -> Result<String, ErrorCode> {
        here(|| json::text(&locked(&self.0, |index| Ok(index.flags()))?))
    }

    /// How many there are.
    #[napi(getter)]
    pub fn length(&self) -> u32 {
        self.0.lock().map_or(0, |index| index.len() as u32)
    }
}

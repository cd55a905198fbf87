//! Registrants and open cases.

use std::sync::{Arc, Mutex};

use caselink::{
    Control, Error, NoControl, Result as CoreResult,
    records::{Limits, from_values_each},
    tracking::{
        KnownFacts, LinkSettings, OffenderIndex, OffenderIndexBuilder, OpenCase, Variation,
    },
};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    arguments::{text, whole},
    control::{CancelToken, Job, Progress, locked},
    error::{ErrorCode, here},
    given::Given,
    json,
    records::limits,
};

/// Registrants that are being put together, a few at a time.
#[napi]
pub struct NativeOffenderIndexBuilder(Arc<Mutex<Option<OffenderIndexBuilder>>>, Limits);

fn add(
    builder: &Mutex<Option<OffenderIndexBuilder>>,
    given: &Given,
    limits: &Limits,
    control: &dyn Control,
) -> CoreResult<()> {
    locked(builder, |builder| {
        let builder = builder.as_mut().ok_or(Error::Internal)?;
        match given {
            Given::Items(items) => {
                let read = from_values_each(&json::items(items), limits)?;
                builder.add_all(&read, limits, control)
            }
            Given::Lines(lines) => builder.add_lines(lines, limits, control),
        }
    })
}

#[napi]
impl NativeOffenderIndexBuilder {
    /// An empty one; `KnownFacts` and `Limits` as JSON.
    #[napi(factory, writable = true)]
    pub fn of(known: String, limits: Option<String>) -> Result<Self, ErrorCode> {
        here(|| {
            let known = KnownFacts::from_value(&json::value(&known, "known")?)?;
            let builder = OffenderIndexBuilder::new(&known)?;
            Ok(Self(
                Arc::new(Mutex::new(Some(builder))),
                self::limits(limits)?,
            ))
        })
    }

    /// Adds registrants, on a worker thread: each as JSON, or lines of JSON.
    #[napi(ts_return_type = "Promise<void>", writable = true)]
    pub fn add(
        &self,
        offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<()>> {
        let (builder, limits) = (Arc::clone(&self.0), self.1);
        let given: Given = offenders.into();
        Job::start(token, progress, move |control| {
            self::add(&builder, &given, &limits, control)
        })
    }

    /// As `add`, on the calling thread.
    #[napi(writable = true)]
    pub fn add_sync(
        &self,
        offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    ) -> Result<(), ErrorCode> {
        here(|| add(&self.0, &offenders.into(), &self.1, &NoControl))
    }

    /// The index, on a worker thread.
    #[napi(ts_return_type = "Promise<NativeOffenderIndex>", writable = true)]
    pub fn finish(&self, token: Option<&CancelToken>) -> AsyncTask<Job<NativeOffenderIndex>> {
        let builder = Arc::clone(&self.0);
        Job::start(token, None, move |_| finish(&builder))
    }

    /// As `finish`, on the calling thread.
    #[napi(writable = true)]
    pub fn finish_sync(&self) -> Result<NativeOffenderIndex, ErrorCode> {
        here(|| finish(&self.0))
    }
}

fn finish(builder: &Mutex<Option<OffenderIndexBuilder>>) -> CoreResult<NativeOffenderIndex> {
    let builder = locked(builder, |builder| builder.take().ok_or(Error::Internal))?;
    Ok(NativeOffenderIndex(Arc::new(builder.finish()?)))
}

/// The index behind the class of `tracking.js`.
#[napi]
pub struct NativeOffenderIndex(Arc<OffenderIndex>);

fn settings(given: &str) -> CoreResult<LinkSettings> {
    LinkSettings::from_value(&json::value(given, "settings")?)
}

fn open_case(given: &str) -> CoreResult<OpenCase> {
    OpenCase::from_value(&json::value(given, "case")?)
}

fn find_of(
    index: &OffenderIndex,
    cases: &[String],
    settings: &str,
    threads: f64,
    control: &dyn Control,
) -> CoreResult<String> {
    let (settings, threads) = (self::settings(settings)?, whole(threads, "threads")?);
    let cases = OpenCase::from_values_each(&json::items(cases), &Limits::default())?;
    json::text(&index.find_offenders_of(&cases, &settings, threads, control)?)
}

fn find_cases(
    index: &OffenderIndex,
    offender: &str,
    cases: &[String],
    settings: &str,
    control: &dyn Control,
) -> CoreResult<String> {
    let settings = self::settings(settings)?;
    let cases = OpenCase::from_values_each(&json::items(cases), &Limits::default())?;
    json::text(&index.find_cases(offender, &cases, &settings, control)?)
}

fn vary(
    index: &OffenderIndex,
    case: &str,
    settings: &str,
    variations: &str,
    control: &dyn Control,
) -> CoreResult<String> {
    let variations = Variation::from_values(&json::value(variations, "variations")?)?;
    let (case, settings) = (open_case(case)?, self::settings(settings)?);
    json::text(&index.sensitivity(&case, &settings, &variations, control)?)
}

#[napi]
impl NativeOffenderIndex {
    /// `OpenCase` and `LinkSettings` as JSON; gives `OffenderFindings` as JSON.
    #[napi(writable = true)]
    pub fn find_offenders(&self, open: String, settings: String) -> Result<String, ErrorCode> {
        here(|| {
            let (case, settings) = (open_case(&open)?, self::settings(&settings)?);
            json::text(&self.0.find_offenders(&case, &settings)?)
        })
    }

    /// Many cases, on a worker thread: each `OpenCase` and `LinkSettings` as JSON; gives `CasesFindings` as JSON.
    #[napi(ts_return_type = "Promise<string>", writable = true)]
    pub fn find_offenders_of(
        &self,
        cases: Vec<String>,
        settings: String,
        threads: f64,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let index = Arc::clone(&self.0);
        Job::start(token, progress, move |control| {
            find_of(&index, &cases, &settings, threads, control)
        })
    }

    /// As `find_offenders_of`, on the calling thread.
    #[napi(writable = true)]
    pub fn find_offenders_of_sync(
        &self,
        cases: Vec<String>,
        settings: String,
        threads: f64,
    ) -> Result<String, ErrorCode> {
        here(|| find_of(&self.0, &cases, &settings, threads, &NoControl))
    }

    /// Cases for a registrant, on a worker thread; gives `CaseFindings` as JSON.
    #[napi(ts_return_type = "Promise<string>", writable = true)]
    pub fn find_cases(
        &self,
        offender: Utf16String,
        cases: Vec<String>,
        settings: String,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let (index, offender) = (Arc::clone(&self.0), text(&offender, "offender"));
        Job::start(token, progress, move |control| {
            self::find_cases(&index, &offender?, &cases, &settings, control)
        })
    }

    /// As `find_cases`, on the calling thread.
    #[napi(writable = true)]
    pub fn find_cases_sync(
        &self,
        offender: Utf16String,
        cases: Vec<String>,
        settings: String,
    ) -> Result<String, ErrorCode> {
        here(|| {
            let offender = text(&offender, "offender")?;
            self::find_cases(&self.0, &offender, &cases, &settings, &NoControl)
        })
    }

    /// One pair: `OpenCase` and `LinkSettings` as JSON; gives `Link` as JSON.
    #[napi(writable = true)]
    pub fn explain(
        &self,
        offender: Utf16String,
        open: String,
        settings: String,
    ) -> Result<String, ErrorCode> {
        here(|| {
            let offender = text(&offender, "offender")?;
            let (case, settings) = (open_case(&open)?, self::settings(&settings)?);
            json::text(&self.0.explain(&offender, &case, &settings)?)
        })
    }

    /// How links move, on a worker thread: a list of `Variation` as JSON; gives `Sensitivity` as JSON.
    #[napi(ts_return_type = "Promise<string>", writable = true)]
    pub fn sensitivity(
        &self,
        open: String,
        settings: String,
        variations: String,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let index = Arc::clone(&self.0);
        Job::start(token, progress, move |control| {
            vary(&index, &open, &settings, &variations, control)
        })
    }

    /// As `sensitivity`, on the calling thread.
    #[napi(writable = true)]
    pub fn sensitivity_sync(
        &self,
        open: String,
        settings: String,
        variations: String,
    ) -> Result<String, ErrorCode> {
        here(|| vary(&self.0, &open, &settings, &variations, &NoControl))
    }

    /// What was set aside: `Rejections` as JSON.
    #[napi(writable = true)]
    pub fn rejected(&self) -> Result<String, ErrorCode> {
        here(|| json::text(self.0.rejected()))
    }

    /// Ids of which no record could be used, as JSON.
    #[napi(writable = true)]
    pub fn not_found(&self) -> Result<String, ErrorCode> {
        here(|| json::text(&self.0.not_found()))
    }

    /// How many there are.
    #[napi(getter)]
    pub fn length(&self) -> u32 {
        self.0.len() as u32
    }
}

//! Duties of registrants.

use caselink::{
    Control, NoControl, Result as CoreResult,
    records::{Limits, Offender, RecordsRead, from_value},
    tracking,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    arguments::whole,
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    given::Given,
    json,
    records::limits,
};

/// Rule packs behind the class of `tracking.js`.
#[napi]
pub struct NativeCompiledPacks(pub(crate) tracking::CompiledPacks);

#[napi]
impl NativeCompiledPacks {
    /// Compiles packs, each `RulePack` as JSON; without them, the federal one.
    #[napi(factory, writable = true)]
    pub fn of(packs: Option<Vec<String>>) -> Result<Self, ErrorCode> {
        here(|| match packs {
            None => tracking::CompiledPacks::federal(),
            Some(packs) => tracking::CompiledPacks::from_values(&json::items(&packs)),
        })
        .map(Self)
    }

    /// The packs, as JSON.
    #[napi(writable = true)]
    pub fn packs(&self) -> Result<String, ErrorCode> {
        here(|| json::text(&self.0.packs()))
    }
}

/// The federal pack as JSON.
#[napi]
pub fn federal_pack() -> Result<String, ErrorCode> {
    here(|| json::text(&tracking::RulePack::federal()?))
}

/// One registrant: `Offender`, `AssessOptions` and `Limits` as JSON; gives `Assessment` as JSON.
#[napi]
pub fn assess(
    offender: String,
    packs: &NativeCompiledPacks,
    options: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let offender: Offender = from_value("offender", &json::value(&offender, "offender")?)?;
        let options = tracking::AssessOptions::from_value(&json::value(&options, "options")?)?;
        let limits = self::limits(limits)?;
        json::text(&packs.0.assess(&offender, &options, Some(&limits))?)
    })
}

/// Many registrants, and by what they are assessed.
struct Batch {
    offenders: Given,
    packs: tracking::CompiledPacks,
    options: String,
    limits: Option<String>,
}

impl Batch {
    fn of(
        offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
        packs: &NativeCompiledPacks,
        options: String,
        limits: Option<String>,
    ) -> Self {
        Self {
            offenders: offenders.into(),
            packs: packs.0.clone(),
            options,
            limits,
        }
    }

    fn ready(
        self,
        control: &dyn Control,
    ) -> CoreResult<(
        RecordsRead<Offender>,
        tracking::CompiledPacks,
        tracking::AssessOptions,
        Limits,
    )> {
        let options = tracking::AssessOptions::from_value(&json::value(&self.options, "options")?)?;
        let limits = limits(self.limits)?;
        let read = self.offenders.read(&limits, control)?;
        Ok((read, self.packs, options, limits))
    }

    fn assess(self, control: &dyn Control) -> CoreResult<String> {
        let (read, packs, options, limits) = self.ready(control)?;
        json::text(&packs.assess_all(&read, &options, Some(&limits), control)?)
    }

    fn upcoming(self, horizon_days: f64, control: &dyn Control) -> CoreResult<String> {
        let horizon = whole(horizon_days, "horizonDays")?;
        let (read, packs, options, limits) = self.ready(control)?;
        json::text(&packs.upcoming(&read, &options, horizon, Some(&limits), control)?)
    }

    fn count(self, people: &str, control: &dyn Control) -> CoreResult<String> {
        let people = tracking::people_from_value(&json::value(people, "people")?)?;
        let (read, packs, options, limits) = self.ready(control)?;
        json::text(&packs.registry_counts(&read, &options, &people, Some(&limits), control)?)
    }
}

/// Many registrants, on a worker thread: each `Offender`, `AssessOptions` and `Limits` as JSON; gives `Assessments` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn assess_all(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    packs: &NativeCompiledPacks,
    options: String,
    limits: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let batch = Batch::of(offenders, packs, options, limits);
    Job::start(token, progress, move |control| batch.assess(control))
}

/// As `assess_all`, on the calling thread.
#[napi]
pub fn assess_all_sync(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    packs: &NativeCompiledPacks,
    options: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    let batch = Batch::of(offenders, packs, options, limits);
    here(|| batch.assess(&NoControl))
}

/// What falls due, on a worker thread; gives `UpcomingDuties` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn upcoming(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    packs: &NativeCompiledPacks,
    options: String,
    horizon_days: f64,
    limits: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let batch = Batch::of(offenders, packs, options, limits);
    Job::start(token, progress, move |control| {
        batch.upcoming(horizon_days, control)
    })
}

/// As `upcoming`, on the calling thread.
#[napi]
pub fn upcoming_sync(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    packs: &NativeCompiledPacks,
    options: String,
    horizon_days: f64,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    let batch = Batch::of(offenders, packs, options, limits);
    here(|| batch.upcoming(horizon_days, &NoControl))
}

/// Counts of people, on a worker thread: keys by id as JSON; gives `RegistryCounts` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn registry_counts(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    packs: &NativeCompiledPacks,
    options: String,
    people: String,
    limits: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let batch = Batch::of(offenders, packs, options, limits);
    Job::start(token, progress, move |control| {
        batch.count(&people, control)
    })
}

/// As `registry_counts`, on the calling thread.
#[napi]
pub fn registry_counts_sync(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    packs: &NativeCompiledPacks,
    options: String,
    people: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    let batch = Batch::of(offenders, packs, options, limits);
    here(|| batch.count(&people, &NoControl))
}

//! Who is one person, and where may that person be?

use caselink::{
    Control, NoControl, Result as CoreResult,
    records::{Offender, from_value},
    tracking,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    given::Given,
    json,
    records::limits,
};

fn resolve(
    offenders: &Given,
    settings: &str,
    limits: Option<String>,
    control: &dyn Control,
) -> CoreResult<String> {
    let settings = tracking::PeopleSettings::from_value(&json::value(settings, "settings")?)?;
    let limits = self::limits(limits)?;
    let read = offenders.read(&limits, control)?;
    json::text(&tracking::resolve_people(
        &read,
        &settings,
        Some(&limits),
        control,
    )?)
}

/// Who is one person, on a worker thread: each `Offender`, `PeopleSettings` and `Limits` as JSON; gives `ResolvedPeople` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn resolve_people(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    settings: String,
    limits: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let offenders: Given = offenders.into();
    Job::start(token, progress, move |control| {
        resolve(&offenders, &settings, limits, control)
    })
}

/// As `resolve_people`, on the calling thread.
#[napi]
pub fn resolve_people_sync(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    settings: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| resolve(&offenders.into(), &settings, limits, &NoControl))
}

/// Where one person may be: each `Offender`, `LocateInputs`, `LocateSettings` and `Limits` as JSON; gives `Located` as JSON.
#[napi]
pub fn locate(
    records: Vec<String>,
    beside: String,
    settings: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let settings = tracking::LocateSettings::from_value(&json::value(&settings, "settings")?)?;
        let beside = tracking::LocateInputs::from_value(&json::value(&beside, "beside")?)?;
        let values = json::items(&records);
        let records = values
            .iter()
            .map(|one| from_value::<Offender>("records", one));
        let records = records.collect::<CoreResult<Vec<_>>>()?;
        let limits = self::limits(limits)?;
        json::text(&tracking::locate(
            &records,
            &beside,
            &settings,
            Some(&limits),
        )?)
    })
}

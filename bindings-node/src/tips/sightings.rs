//! Sightings of a missing child, weighed; and the document on them.

use caselink::{
    Control, NoControl, Result as CoreResult,
    records::{Case, Tip, from_value, from_values},
    tips as core,
};
use napi::bindgen_prelude::*;
use napi_derive::napi;
use serde_json::Value;

use super::tip;
use crate::{
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    given::Given,
    json,
    records::limits,
};

fn case(text: &str) -> CoreResult<Case> {
    from_value("case", &json::value(text, "case")?)
}

fn settings(text: &str) -> CoreResult<core::SightingSettings> {
    core::SightingSettings::from_value(&json::value(text, "settings")?)
}

/// One sighting: `Tip`, `Case`, further `Tip`s and `SightingSettings` as JSON; gives `SightingWeighed` as JSON.
#[napi]
pub fn weigh_sighting(
    sighting: String,
    case: String,
    others: Vec<String>,
    settings: String,
) -> Result<String, ErrorCode> {
    here(|| {
        let (case, settings) = (self::case(&case)?, self::settings(&settings)?);
        let others: Vec<Tip> = from_values("others", &Value::Array(json::items(&others)))?;
        let sighting = tip("sighting", &sighting)?;
        json::text(&core::weigh_sighting(&sighting, &case, &others, &settings)?)
    })
}

fn all(
    (case, sightings): (&str, &Given),
    settings: &str,
    limits: Option<String>,
    control: &dyn Control,
) -> CoreResult<String> {
    let (case, settings) = (self::case(case)?, self::settings(settings)?);
    let limits = self::limits(limits)?;
    let read = sightings.read::<Tip>(&limits, control)?;
    let mut found = core::sightings_of(&case, &read.records, &settings, &limits, control)?;
    found.rejected = read.rejected;
    json::text(&found)
}

/// All sightings of a case, on a worker thread: `Case`, `Tip`s as JSON or lines of JSON, `SightingSettings` and `Limits` as JSON; gives
/// `CaseSightings` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn sightings_of(
    case: String,
    sightings: Either<Vec<String>, Uint8ArraySlice<'_>>,
    settings: String,
    limits: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let sightings = Given::from(sightings);
    Job::start(token, progress, move |control| {
        all((&case, &sightings), &settings, limits, control)
    })
}

/// As `sightings_of`, on the calling thread.
#[napi]
pub fn sightings_of_sync(
    case: String,
    sightings: Either<Vec<String>, Uint8ArraySlice<'_>>,
    settings: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    let sightings = Given::from(sightings);
    here(|| all((&case, &sightings), &settings, limits, &NoControl))
}

/// The document on the sightings of a case: `Case`, `Tip`s, `SightingsHeader`, `SightingSettings` and `Limits` as JSON; gives `Document` as
/// JSON.
#[napi]
pub fn sightings_document(
    case: String,
    sightings: Vec<String>,
    header: String,
    settings: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let (case, settings) = (self::case(&case)?, self::settings(&settings)?);
        let header = core::SightingsHeader::from_value(&json::value(&header, "header")?)?;
        let tips: Vec<Tip> = from_values("sightings", &Value::Array(json::items(&sightings)))?;
        let limits = self::limits(limits)?;
        json::text(&core::sightings_document(
            &case, &tips, &settings, &header, &limits, &NoControl,
        )?)
    })
}

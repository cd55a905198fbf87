//! What leaves the desk: lead packages, and the registry's report.

use caselink::{Control, NoControl, Result as CoreResult, tracking};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use super::duties::NativeCompiledPacks;
use crate::{
    arguments::day,
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    given::Given,
    json,
    records::limits,
};

/// A lead package: `LeadSubject` and `PackageHeader` as JSON; gives `Document` as JSON.
#[napi]
pub fn lead_package(subject: String, header: String) -> Result<String, ErrorCode> {
    here(|| {
        let header = tracking::PackageHeader::from_value(&json::value(&header, "header")?)?;
        let subject = tracking::LeadSubject::from_value(&json::value(&subject, "subject")?)?;
        json::text(&tracking::lead_package(&subject, &header)?)
    })
}

fn count(
    offenders: &Given,
    (start, until): (&str, &str),
    people: &str,
    limits: Option<String>,
    control: &dyn Control,
) -> CoreResult<String> {
    let (start, until) = (day(start, "start")?, day(until, "until")?);
    let people = tracking::people_from_value(&json::value(people, "people")?)?;
    let limits = self::limits(limits)?;
    let read = offenders.read(&limits, control)?;
    json::text(&tracking::period_counts(
        &read,
        start,
        until,
        &people,
        Some(&limits),
    )?)
}

/// What happened in a period, on a worker thread: each `Offender`, keys by id and `Limits` as JSON; gives `PeriodCounts` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn period_counts(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    start: String,
    until: String,
    people: String,
    limits: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let offenders: Given = offenders.into();
    Job::start(token, progress, move |control| {
        count(&offenders, (&start, &until), &people, limits, control)
    })
}

/// As `period_counts`, on the calling thread.
#[napi]
pub fn period_counts_sync(
    offenders: Either<Vec<String>, Uint8ArraySlice<'_>>,
    start: String,
    until: String,
    people: String,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        count(
            &offenders.into(),
            (&start, &until),
            &people,
            limits,
            &NoControl,
        )
    })
}

/// The report of a registry: `RegistryCounts`, `PeriodCounts` and `RegistryReportHeader` as JSON; gives `Document` as JSON.
#[napi]
pub fn registry_report(
    counts: String,
    period: String,
    header: String,
    packs: &NativeCompiledPacks,
) -> Result<String, ErrorCode> {
    here(|| {
        let header = tracking::RegistryReportHeader::from_value(&json::value(&header, "header")?)?;
        let counts = tracking::RegistryCounts::from_value(&json::value(&counts, "counts")?)?;
        let period = tracking::PeriodCounts::from_value(&json::value(&period, "period")?)?;
        json::text(&tracking::registry_report(
            &counts,
            &period,
            packs.0.packs(),
            &header,
        )?)
    })
}

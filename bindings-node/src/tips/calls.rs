//! Calls that wait, languages, and the deadlines of the record of a missing child.

use caselink::{
    Control, Error, NoControl, Result as CoreResult,
    records::{Case, Tip, from_value},
    tips as core,
};
use chrono::NaiveDateTime;
use napi::bindgen_prelude::*;
use napi_derive::napi;

use super::tip;
use crate::{
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    given::Given,
    json,
    records::limits,
};

/// A local time.
fn time(text: &str, name: &'static str) -> CoreResult<NaiveDateTime> {
    text.parse().map_err(|_| Error::InvalidParameter {
        name,
        reason: "must be a time without zone, such as 2026-03-03T00:00:00".to_owned(),
    })
}

fn hand_over(rules: Option<String>) -> CoreResult<core::HandOverRules> {
    rules.map_or_else(core::HandOverRules::standard, |rules| {
        core::HandOverRules::from_value(&json::value(&rules, "rules")?)
    })
}

/// The language of a BCP 47 tag; gives `Language`, or null, as JSON.
#[napi]
pub fn language(tag: String) -> Result<String, ErrorCode> {
    here(|| json::text(&core::language(&tag)))
}

/// The rules that come with the library for passing calls on; gives `HandOverRules` as JSON.
#[napi]
pub fn hand_over_rules() -> Result<String, ErrorCode> {
    here(|| json::text(&core::HandOverRules::standard()?))
}

/// The clocks of one call: `Tip`, a time, and `HandOverRules` as JSON; gives a list of `CallClock` as JSON.
#[napi]
pub fn call_clocks(
    call: String,
    as_of: String,
    rules: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let (rules, as_of) = (hand_over(rules)?, time(&as_of, "as_of")?);
        json::text(&core::call_clocks(&tip("call", &call)?, &rules, as_of)?)
    })
}

fn waiting(
    calls: &Given,
    as_of: &str,
    rules: Option<String>,
    limits: Option<String>,
    control: &dyn Control,
) -> CoreResult<String> {
    let (rules, as_of) = (hand_over(rules)?, time(as_of, "as_of")?);
    let limits = self::limits(limits)?;
    let read = calls.read::<Tip>(&limits, control)?;
    let mut found = core::calls_waiting(&read.records, &rules, as_of, &limits, control)?;
    found.rejected = read.rejected;
    json::text(&found)
}

/// What waits at a time, on a worker thread: `Tip`s as JSON or lines of JSON, a time, `HandOverRules` and `Limits` as JSON; gives
/// `CallsWaiting` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn calls_waiting(
    calls: Either<Vec<String>, Uint8ArraySlice<'_>>,
    as_of: String,
    rules: Option<String>,
    limits: Option<String>,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let calls = Given::from(calls);
    Job::start(token, progress, move |control| {
        waiting(&calls, &as_of, rules, limits, control)
    })
}

/// As `calls_waiting`, on the calling thread.
#[napi]
pub fn calls_waiting_sync(
    calls: Either<Vec<String>, Uint8ArraySlice<'_>>,
    as_of: String,
    rules: Option<String>,
    limits: Option<String>,
) -> Result<String, ErrorCode> {
    let calls = Given::from(calls);
    here(|| waiting(&calls, &as_of, rules, limits, &NoControl))
}

/// The table of deadlines of the United States; gives `DeadlineRules` as JSON.
#[napi]
pub fn deadline_rules() -> Result<String, ErrorCode> {
    here(|| json::text(&core::DeadlineRules::us()?))
}

/// The deadlines of a case: `Case`, `MissingChildSteps`, a time, and `DeadlineRules` as JSON; gives `MissingChildDeadlines` as JSON.
#[napi]
pub fn missing_child_deadlines(
    case: String,
    steps: String,
    as_of: String,
    rules: Option<String>,
) -> Result<String, ErrorCode> {
    here(|| {
        let case: Case = from_value("case", &json::value(&case, "case")?)?;
        let steps = core::MissingChildSteps::from_value(&json::value(&steps, "steps")?)?;
        let rules = rules.map_or_else(core::DeadlineRules::us, |rules| {
            core::DeadlineRules::from_value(&json::value(&rules, "rules")?)
        })?;
        let as_of = time(&as_of, "as_of")?;
        json::text(&core::missing_child_deadlines(
            &case, &steps, &rules, as_of,
        )?)
    })
}

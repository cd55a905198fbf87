//! How soon a report must be read, what it lacks, and whether it is enough to act on.

use caselink::{Control, NoControl, Result as CoreResult, records::Tip, tips};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use super::tip;
use crate::{
    arguments::whole,
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    given::Given,
    json,
    records::limits,
};

/// Rules of the desk behind the class of `tips.js`.
#[napi]
pub struct NativeCompiledTriage(tips::CompiledTriage);

#[napi]
impl NativeCompiledTriage {
    /// Compiles rules, `TriageRules` as JSON; without them, those that come with the library.
    #[napi(factory, writable = true)]
    pub fn of(rules: Option<String>) -> Result<Self, ErrorCode> {
        here(|| match rules {
            None => tips::CompiledTriage::standard(),
            Some(rules) => tips::CompiledTriage::new(tips::TriageRules::from_value(&json::value(
                &rules, "rules",
            )?)?),
        })
        .map(Self)
    }

    /// The rules, as JSON.
    #[napi(writable = true)]
    pub fn rules(&self) -> Result<String, ErrorCode> {
        here(|| json::text(self.0.rules()))
    }
}

fn context(text: &str) -> CoreResult<tips::TriageContext> {
    tips::TriageContext::from_value(&json::value(text, "context")?)
}

/// One report: `Tip` and `TriageContext` as JSON; gives `Triage` as JSON.
#[napi]
pub fn triage(
    report: String,
    context: String,
    rules: &NativeCompiledTriage,
) -> Result<String, ErrorCode> {
    here(|| {
        let context = self::context(&context)?;
        json::text(&tips::triage(&tip("tip", &report)?, &rules.0, &context))
    })
}

/// Two reports that look alike: `Tip`, `Tip` and `TriageContext` as JSON; gives `TipsApart` as JSON.
#[napi]
pub fn tell_apart(
    first: String,
    second: String,
    context: String,
    rules: &NativeCompiledTriage,
) -> Result<String, ErrorCode> {
    here(|| {
        let context = self::context(&context)?;
        let (first, second) = (tip("first", &first)?, tip("second", &second)?);
        json::text(&tips::tell_apart(
            (&first, &context),
            (&second, &context),
            &rules.0,
        ))
    })
}

/// Many reports, and by what they are scored.
struct Batch {
    reports: Given,
    context: String,
    rules: tips::CompiledTriage,
    limits: Option<String>,
    threads: f64,
}

impl Batch {
    fn of(
        reports: Either<Vec<String>, Uint8ArraySlice<'_>>,
        context: String,
        rules: &NativeCompiledTriage,
        limits: Option<String>,
        threads: f64,
    ) -> Self {
        Self {
            reports: reports.into(),
            context,
            rules: rules.0.clone(),
            limits,
            threads,
        }
    }

    fn run(self, control: &dyn Control) -> CoreResult<String> {
        let (context, limits) = ([context(&self.context)?], limits(self.limits)?);
        let threads = whole(self.threads, "threads")?;
        let read = self.reports.read::<Tip>(&limits, control)?;
        let order = tips::triage_all(
            &read.records,
            &self.rules,
            &context,
            threads,
            &limits,
            control,
        )?;
        json::text(&tips::TriagedTips {
            order,
            rejected: read.rejected,
        })
    }
}

/// Many reports in the order in which to read them, on a worker thread: `Tip`s as JSON or lines of JSON, `TriageContext` and `Limits` as
/// JSON; gives `TriagedTips` as JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn triage_all(
    reports: Either<Vec<String>, Uint8ArraySlice<'_>>,
    context: String,
    rules: &NativeCompiledTriage,
    limits: Option<String>,
    threads: f64,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let batch = Batch::of(reports, context, rules, limits, threads);
    Job::start(token, progress, move |control| batch.run(control))
}

/// As `triage_all`, on the calling thread.
#[napi]
pub fn triage_all_sync(
    reports: Either<Vec<String>, Uint8ArraySlice<'_>>,
    context: String,
    rules: &NativeCompiledTriage,
    limits: Option<String>,
    threads: f64,
) -> Result<String, ErrorCode> {
    let batch = Batch::of(reports, context, rules, limits, threads);
    here(|| batch.run(&NoControl))
}

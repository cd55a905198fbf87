//! Whose is a report, and which provider is behind an account?

use std::sync::Arc;

use caselink::{Control, Error, NoControl, Result as CoreResult, records::Tip, tips as core};
use chrono::{DateTime, Utc};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use super::tip;
use crate::{
    arguments::day,
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    given::Given,
    json,
    records::limits,
};

fn moment(now: Option<&str>) -> CoreResult<Option<DateTime<Utc>>> {
    let wrong = |_| Error::InvalidParameter {
        name: "now",
        reason: "must be a moment with a zone, such as 2026-03-02T16:00:00Z".to_owned(),
    };
    now.map(|now| now.parse().map_err(wrong)).transpose()
}

/// A directory of agencies, ready to route many reports.
#[napi]
pub struct NativeAgencyDirectory(Arc<core::AgencyDirectory>);

/// Many reports, and by what they are routed.
struct Batch {
    directory: Arc<core::AgencyDirectory>,
    tips: Given,
    rules: String,
    now: Option<String>,
    limits: Option<String>,
}

impl Batch {
    fn run(self, control: &dyn Control) -> CoreResult<String> {
        let rules = core::RoutingRules::from_value(&json::value(&self.rules, "rules")?)?;
        let (now, limits) = (moment(self.now.as_deref())?, limits(self.limits)?);
        let read = self.tips.read::<Tip>(&limits, control)?;
        let routed = self
            .directory
            .route_all(&read.records, &rules, now, &limits, control)?;
        json::text(&core::RoutedTips {
            routed,
            rejected: read.rejected,
        })
    }
}

#[napi]
impl NativeAgencyDirectory {
    /// `Agency`s and `Jurisdiction`s, each as JSON, and `RouteInputs` as JSON.
    #[napi(factory)]
    pub fn of(
        agencies: Vec<String>,
        jurisdictions: Vec<String>,
        inputs: String,
    ) -> Result<Self, ErrorCode> {
        here(|| {
            let directory = core::AgencyDirectory::from_values(
                &json::items(&agencies),
                &json::items(&jurisdictions),
                &json::value(&inputs, "inputs")?,
            )?;
            Ok(Self(Arc::new(directory)))
        })
    }

    /// Gives a list of `DirectoryNote` as JSON.
    #[napi]
    pub fn notes(&self) -> Result<String, ErrorCode> {
        here(|| json::text(&self.0.notes()))
    }

    /// One report: `Tip` and `RoutingRules` as JSON, and the moment; gives `Routing` as JSON.
    #[napi]
    pub fn route(
        &self,
        tip: String,
        rules: String,
        now: Option<String>,
    ) -> Result<String, ErrorCode> {
        here(|| {
            let rules = core::RoutingRules::from_value(&json::value(&rules, "rules")?)?;
            let now = moment(now.as_deref())?;
            json::text(&self.0.route(&self::tip("tip", &tip)?, &rules, now))
        })
    }

    /// Many reports, on a worker thread: `Tip`s as JSON or lines of JSON; gives `RoutedTips` as JSON.
    #[napi(ts_return_type = "Promise<string>")]
    pub fn route_all(
        &self,
        tips: Either<Vec<String>, Uint8ArraySlice<'_>>,
        rules: String,
        now: Option<String>,
        limits: Option<String>,
        token: Option<&CancelToken>,
        #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
        progress: Option<Progress>,
    ) -> AsyncTask<Job<String>> {
        let batch = self.batch(tips, rules, now, limits);
        Job::start(token, progress, move |control| batch.run(control))
    }

    /// As `route_all`, on the calling thread.
    #[napi]
    pub fn route_all_sync(
        &self,
        tips: Either<Vec<String>, Uint8ArraySlice<'_>>,
        rules: String,
        now: Option<String>,
        limits: Option<String>,
    ) -> Result<String, ErrorCode> {
        let batch = self.batch(tips, rules, now, limits);
        here(|| batch.run(&NoControl))
    }

    fn batch(
        &self,
        tips: Either<Vec<String>, Uint8ArraySlice<'_>>,
        rules: String,
        now: Option<String>,
        limits: Option<String>,
    ) -> Batch {
        Batch {
            directory: self.0.clone(),
            tips: tips.into(),
            rules,
            now,
            limits,
        }
    }
}

/// Providers, by domain, service and form of account.
#[napi]
pub struct NativeProviderDirectory(core::ProviderDirectory);

#[napi]
impl NativeProviderDirectory {
    /// `Provider`s, each as JSON.
    #[napi(factory)]
    pub fn of(providers: Vec<String>) -> Result<Self, ErrorCode> {
        here(|| core::ProviderDirectory::from_values(&json::items(&providers)).map(Self))
    }

    /// What is looked for, today, and the day of what is asked about; gives a list of `ProviderFound` as JSON.
    #[napi]
    pub fn find(
        &self,
        text: String,
        as_of: String,
        on: Option<String>,
    ) -> Result<String, ErrorCode> {
        here(|| {
            let on = on.map(|on| day(&on, "on")).transpose()?;
            json::text(&self.0.find(&text, day(&as_of, "as_of")?, on))
        })
    }

    /// How many providers.
    #[napi(getter)]
    pub fn length(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }
}

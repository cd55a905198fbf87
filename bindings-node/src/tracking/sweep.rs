//! Whom to check where; addresses into field routes; and the sheet that teams carry.

use caselink::{Control, NoControl, Result as CoreResult, tracking};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    control::{CancelToken, Job, Progress},
    error::{ErrorCode, here},
    json,
};

/// Whom to check where: a list of `LeadRegistrant` and `SweepListSettings` as JSON; gives `SweepList` as JSON.
#[napi]
pub fn sweep_list(registrants: String, settings: String) -> Result<String, ErrorCode> {
    here(|| {
        let settings =
            tracking::SweepListSettings::from_value(&json::value(&settings, "settings")?)?;
        let registrants =
            tracking::LeadRegistrant::from_values(&json::value(&registrants, "registrants")?)?;
        json::text(&tracking::sweep_list(&registrants, &settings)?)
    })
}

/// The sheet of field teams: `FieldPlan` and `PackageHeader` as JSON; gives `Document` as JSON.
#[napi]
pub fn sweep_sheet(plan: String, header: String) -> Result<String, ErrorCode> {
    here(|| {
        let header = tracking::PackageHeader::from_value(&json::value(&header, "header")?)?;
        let plan = tracking::FieldPlan::from_value(&json::value(&plan, "plan")?)?;
        json::text(&tracking::sweep_sheet(&plan, &header)?)
    })
}

/// What is swept, each as JSON.
struct Sweep {
    stops: String,
    teams: String,
    travel: Option<String>,
    settings: String,
}

impl Sweep {
    fn run(&self, control: &dyn Control) -> CoreResult<String> {
        let settings =
            tracking::SweepSettings::from_value(&json::value(&self.settings, "settings")?)?;
        let travel = match &self.travel {
            None => tracking::Travel::default(),
            Some(travel) => tracking::Travel::from_value(&json::value(travel, "travel")?)?,
        };
        let stops = tracking::SweepStop::from_values(&json::value(&self.stops, "stops")?)?;
        let teams = tracking::SweepTeam::from_values(&json::value(&self.teams, "teams")?)?;
        json::text(&tracking::verification_sweep(
            &stops, &teams, &travel, &settings, control,
        )?)
    }
}

/// Field routes, on a worker thread: lists of `SweepStop` and `SweepTeam`, `Travel` and `SweepSettings` as JSON; gives `Routes` as
/// JSON.
#[napi(ts_return_type = "Promise<string>")]
pub fn verification_sweep(
    stops: String,
    teams: String,
    travel: Option<String>,
    settings: String,
    token: Option<&CancelToken>,
    #[napi(ts_arg_type = "((done: number, total: number) => void) | undefined | null")]
    progress: Option<Progress>,
) -> AsyncTask<Job<String>> {
    let sweep = Sweep {
        stops,
        teams,
        travel,
        settings,
    };
    Job::start(token, progress, move |control| sweep.run(control))
}

/// As `verification_sweep`, on the calling thread.
#[napi]
pub fn verification_sweep_sync(
    stops: String,
    teams: String,
    travel: Option<String>,
    settings: String,
) -> Result<String, ErrorCode> {
    let sweep = Sweep {
        stops,
        teams,
        travel,
        settings,
    };
    here(|| sweep.run(&NoControl))
}

//! Which incidents stand behind each hour and weekday.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Counted;
use crate::{
    Result,
    patterns::{ProfileSettings, SchoolRun, time_profile},
    records::Pii,
};

/// The ids of the incidents behind a profile. One whose time is a span stands in each of its hours, and counts there by its
/// share.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileIncidents {
    /// Of each hour of the day, from midnight.
    pub hours: Vec<Vec<Pii<String>>>,
    /// Of each day of the week, from Monday.
    pub weekdays: Vec<Vec<Pii<String>>>,
    /// In the hours before school, at least in part.
    pub before_school: Vec<Pii<String>>,
    /// In the hours after school, at least in part.
    pub after_school: Vec<Pii<String>>,
}

pub(super) fn of_profile(
    incidents: &[Counted<'_>],
    settings: &ProfileSettings,
) -> Result<ProfileIncidents> {
    // one time is enough to tell its own hours
    let one_is_enough = ProfileSettings {
        least_times: 1,
        ..settings.clone()
    };
    let mut all = ProfileIncidents {
        hours: vec![Vec::new(); 24],
        weekdays: vec![Vec::new(); 7],
        ..ProfileIncidents::default()
    };
    for one in incidents {
        let Some(time) = one.incident.time.as_ref().filter(|_| one.span.is_some()) else {
            continue;
        };
        let profile = time_profile([time.expose()], &one_is_enough)?;
        let parts = [
            (&mut all.hours, &profile.hours),
            (&mut all.weekdays, &profile.weekdays),
        ];
        for (ids, weights) in parts {
            for (ids, weight) in ids.iter_mut().zip(weights) {
                if *weight > 0.0 {
                    ids.push(one.incident.id.clone());
                }
            }
        }
        if let SchoolRun::Shares { before, after, .. } = profile.school_run {
            let parts = [
                (&mut all.before_school, before),
                (&mut all.after_school, after),
            ];
            for (ids, weight) in parts {
                if weight > 0.0 {
                    ids.push(one.incident.id.clone());
                }
            }
        }
    }
    Ok(all)
}

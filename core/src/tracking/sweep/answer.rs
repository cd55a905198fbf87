use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::records::Pii;

/// Who goes where, in which order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Routes {
    /// A route for each team, in order of their names; empty where there is nothing to do.
    pub routes: Vec<Route>,
    /// Stops that no team takes, in order of their ids.
    pub unassigned: Vec<UnassignedStop>,
    /// Minutes on the way, of all teams.
    pub travel_minutes: f64,
    /// Rounds of taking down and building up that were made.
    pub rounds: u64,
}

/// The day of a team.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// The team.
    pub team: String,
    /// Its stops, in order.
    pub stops: Vec<RouteStop>,
    /// When it leaves its base, in minutes after midnight.
    pub leave_minute: f64,
    /// When it is back.
    pub back_minute: f64,
    /// Minutes on the way.
    pub travel_minutes: f64,
    /// Minutes of visits.
    pub service_minutes: f64,
    /// Minutes of waiting for visits that may not begin yet.
    pub wait_minutes: f64,
}

/// A stop on a route.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteStop {
    /// The stop.
    pub stop: Pii<String>,
    /// Minutes on the way from the one before.
    pub travel_minutes: f64,
    /// When the team arrives, in minutes after midnight.
    pub arrival_minute: f64,
    /// When the visit begins: later than the arrival where it may not begin yet.
    pub begin_minute: f64,
    /// When the team leaves.
    pub leave_minute: f64,
}

/// A stop that no team takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnassignedStop {
    /// The stop.
    pub stop: Pii<String>,
    /// Why.
    pub reason: UnassignedReason,
}

/// Why no team takes a stop.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UnassignedReason {
    /// Nobody knows where it is.
    NoPosition,
    /// No team can go there, make the visit and be back within its hours, even with nothing else to do.
    OutOfHours,
    /// No team can be there while the visit may begin, even with nothing else to do.
    WindowMissed,
    /// All teams have as many stops as they take.
    NoCapacity,
    /// No team has the time, with its other stops.
    NoTime,
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::SweepList;
use crate::tracking::{LeadRegistrant, Routes, SweepTeam, Travel};

/// What a sweep sheet is written from: the list, the teams, and the routes that
/// [`verification_sweep`](crate::tracking::verification_sweep) made of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldPlan {
    /// The registrants from whom the list was made; of the others nothing is read.
    pub registrants: Vec<LeadRegistrant>,
    /// Whom to check where.
    pub list: SweepList,
    /// The teams.
    pub teams: Vec<SweepTeam>,
    /// Who goes where, in which order.
    pub routes: Routes,
    /// How long the ways were taken to be.
    #[serde(default)]
    pub travel: Travel,
}

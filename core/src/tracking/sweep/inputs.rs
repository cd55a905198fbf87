use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Error, Result, json, records::Pii};

/// An address that somebody should go to.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepStop {
    /// The key of the address or the registrant; each once.
    pub id: Pii<String>,
    /// Degrees north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<Pii<f64>>,
    /// Degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<Pii<f64>>,
    /// Minutes that the visit takes; else as the settings say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_minutes: Option<f64>,
    /// From when to when the visit may begin, in minutes after midnight; else at any time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<(f64, f64)>,
}

/// A team and its day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SweepTeam {
    /// The name of the team; each once.
    pub id: String,
    /// Degrees north of its base, where its route begins and ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees east of its base.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// The most addresses that it takes on.
    pub capacity: u32,
    /// From when to when it is on the way, in minutes after midnight.
    pub hours: (f64, f64),
}

/// How long the ways take.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
pub enum Travel {
    /// Minutes from each place to each: the stops as they were given, then the bases of the teams. Rows are where a way begins.
    Matrix {
        /// A square of minutes.
        minutes: Vec<Vec<f64>>,
    },
    /// By the way as the crow flies.
    GreatCircle {
        /// Road for each kilometre as the crow flies; 1.3 is usual.
        road_factor: f64,
        /// Speed on the road, in kilometres an hour.
        km_per_hour: f64,
    },
}

impl Default for Travel {
    /// Road of 1.3 times the way as the crow flies, at 50 km an hour. Assumption.
    fn default() -> Self {
        Self::GreatCircle {
            road_factor: 1.3,
            km_per_hour: 50.0,
        }
    }
}

/// How routes are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SweepSettings {
    /// Minutes for a visit of which nobody said how long it takes.
    pub service_minutes: f64,
    /// How far the number of addresses of a team may go beyond an even share, as a share of it: 0.2 is a fifth more. Without it only
    /// capacity and hours bound it.
    pub balance: Option<f64>,
    /// Rounds of taking a part of the routes down and building it up again, for each stop. More is better and slower; at most 10,000.
    pub rounds: u32,
    /// The seed of what is drawn. The same seed gives the same routes.
    pub seed: u64,
}

impl Default for SweepSettings {
    fn default() -> Self {
        Self {
            service_minutes: 15.0,
            balance: Some(0.2),
            rounds: 100,
            seed: 0,
        }
    }
}

impl SweepSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &Value) -> Result<Self> {
        let settings: Self =
            json::read_over_default(value).map_err(|reason| wrong("settings", reason))?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        if !(0.0..=1_440.0).contains(&self.service_minutes) {
            return Err(wrong(
                "settings",
                "service_minutes must be from 0 to 1,440".to_owned(),
            ));
        }
        if self
            .balance
            .is_some_and(|share| !(0.0..=100.0).contains(&share))
        {
            return Err(wrong(
                "settings",
                "balance must be from 0 to 100".to_owned(),
            ));
        }
        if self.rounds > 10_000 {
            return Err(wrong(
                "settings",
                "rounds must be 10,000 at most".to_owned(),
            ));
        }
        Ok(())
    }
}

pub(super) fn wrong(name: &'static str, reason: String) -> Error {
    Error::InvalidParameter { name, reason }
}

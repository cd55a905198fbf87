use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Metric;
use crate::{Error, Result, json};

/// Which columns of a table say where and when.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EventSettings {
    /// How distances are measured.
    pub metric: Metric,
    /// The column of longitudes in degrees, or of metres to the east.
    pub x: String,
    /// The column of latitudes in degrees, or of metres to the north.
    pub y: String,
    /// A column of points in place of `x` and `y`: `GeoArrow`'s separated or interleaved points.
    pub geometry: Option<String>,
    /// The column that says when, or from when: dates, timestamps without a zone, ISO text, or days as numbers.
    pub start: String,
    /// The column that says until when. A date other than that of `start` is until that day is over; the same date in both
    /// is that day, a time that is known exactly.
    pub end: Option<String>,
    /// The column of radii, in metres.
    pub radius: Option<String>,
}

impl Default for EventSettings {
    fn default() -> Self {
        Self {
            metric: Metric::GreatCircle,
            x: "x".to_owned(),
            y: "y".to_owned(),
            geometry: None,
            start: "start".to_owned(),
            end: None,
            radius: None,
        }
    }
}

impl EventSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "events",
            reason,
        })
    }
}

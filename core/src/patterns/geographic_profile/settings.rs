use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::LEAST_EVENTS;
use crate::{Error, Result, json};

/// How the surface is made.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProfileMethod {
    /// Criminal geographic targeting (Rossmo 2000): a sum over the events of a score that rises up to the buffer and falls
    /// beyond it, by the distance along streets. A score, no probability.
    #[default]
    Rossmo,
    /// The probability of each cell, with journeys that are normal in two dimensions (O'Leary 2009).
    BayesNormal,
    /// The same with journeys that fall off exponentially, so that single long ones say less.
    BayesExponential,
}

/// How a geographic profile is made.
///
/// ```
/// use caselink::patterns::{GeographicProfileSettings, ProfileMethod};
///
/// let settings = GeographicProfileSettings { method: ProfileMethod::BayesNormal, ..GeographicProfileSettings::default() };
/// assert_eq!(settings.cells, 100);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GeographicProfileSettings {
    /// How the surface is made.
    pub method: ProfileMethod,
    /// Events that there must be: 5, which is also the least.
    pub least_events: u32,
    /// Cells along the longer side of the area: 100, and 2 to 2,000. Cells are squares.
    pub cells: u32,
    /// Metres by which the area is wider than the events on each side; without it, range / (2 (events - 1)).
    pub margin_metres: Option<f64>,
    /// `rossmo`: the radius B of the buffer, in metres; without it, half the mean distance along streets to the nearest other
    /// event.
    pub buffer_metres: Option<f64>,
    /// `rossmo`: the exponent f beyond the buffer. 1.2, which is commonly cited; we have not confirmed it in Rossmo's book.
    pub exponent: f64,
    /// `rossmo`: the exponent g within the buffer. 1.2, as above.
    pub buffer_exponent: f64,
    /// Bayesian: the least mean distance of a journey, in metres. Assumption: 200.
    pub least_mean_metres: f64,
    /// Bayesian: the greatest. Between the two the prior is even over the logarithm. Assumption: 50,000.
    pub most_mean_metres: f64,
}

impl Default for GeographicProfileSettings {
    fn default() -> Self {
        Self {
            method: ProfileMethod::Rossmo,
            least_events: LEAST_EVENTS,
            cells: 100,
            margin_metres: None,
            buffer_metres: None,
            exponent: 1.2,
            buffer_exponent: 1.2,
            least_mean_metres: 200.0,
            most_mean_metres: 50_000.0,
        }
    }
}

impl GeographicProfileSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "geographic_profile_settings",
            reason,
        })
    }

    /// Whether the settings can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names the first that cannot.
    pub fn check(&self) -> Result<()> {
        let ensure = |name, is_right: bool, reason: &str| {
            if is_right {
                return Ok(());
            }
            Err(Error::InvalidParameter {
                name,
                reason: reason.to_owned(),
            })
        };
        let is_length = |length: f64| length > 0.0 && length <= 1e7;
        let is_exponent = |exponent: f64| exponent > 0.0 && exponent <= 10.0;
        ensure(
            "least_events",
            self.least_events >= LEAST_EVENTS,
            "must be 5 or more",
        )?;
        ensure(
            "cells",
            (2..=2_000).contains(&self.cells),
            "must be 2 to 2000",
        )?;
        let length = "must be above 0 and at most 10000000";
        ensure(
            "margin_metres",
            self.margin_metres.is_none_or(is_length),
            length,
        )?;
        ensure(
            "buffer_metres",
            self.buffer_metres.is_none_or(is_length),
            length,
        )?;
        let exponent = "must be above 0 and at most 10";
        ensure("exponent", is_exponent(self.exponent), exponent)?;
        ensure(
            "buffer_exponent",
            is_exponent(self.buffer_exponent),
            exponent,
        )?;
        ensure(
            "least_mean_metres",
            is_length(self.least_mean_metres),
            length,
        )?;
        ensure("most_mean_metres", is_length(self.most_mean_metres), length)?;
        ensure(
            "most_mean_metres",
            self.most_mean_metres > self.least_mean_metres,
            "must be above least_mean_metres",
        )
    }
}

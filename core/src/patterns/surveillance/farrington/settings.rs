use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{read, real, whole, wrong};
use crate::Result;

/// Which of the two methods.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FarringtonMethod {
    /// Farrington et al. 1996: the same weeks of past years, and a bound on the scale of the power 2/3.
    #[default]
    Original,
    /// Noufaily et al. 2013: all weeks of past years with a season for each part of the year, the last half year left out,
    /// less weight to high counts only where they are very high, and a bound from the negative binomial.
    Flexible,
}

/// How Farrington's method watches a series.
///
/// ```
/// use caselink::patterns::{FarringtonMethod, FarringtonSettings};
///
/// let settings = FarringtonSettings { method: FarringtonMethod::Flexible, ..FarringtonSettings::default() };
/// assert_eq!(settings.years, 5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FarringtonSettings {
    /// Which of the two methods.
    pub method: FarringtonMethod,
    /// Past years that the reference is taken from: 5, and 1 to 20.
    pub years: u32,
    /// Periods on either side of the same one in a past year: 3.
    pub half_window: u32,
    /// Periods of a year: 52 for weeks, 12 for months.
    pub periods_per_year: u32,
    /// The probability of a false alarm: 0.01. The original method takes half of it above and half below, and so raises an
    /// alarm with half of it.
    pub alpha: f64,
    /// Cases that there must be over the last `recent_periods` for an alarm: 5.
    pub least_cases: u32,
    /// Over how many periods, this one among them: 4.
    pub recent_periods: u32,
    /// A trend is kept where its p-value is below this, and where it does not lead above all counts of the reference: 0.05.
    /// 0 keeps none.
    pub trend_p: f64,
    /// The standardised residual above which a past count weighs less; without it, 1 for the original method and 2.58 for
    /// the flexible one.
    pub reweight_above: Option<f64>,
    /// Seasons of the flexible method, the window itself among them: 10.
    pub seasons: u32,
    /// Periods before this one that the flexible method leaves out of the reference: 26.
    pub left_out: u32,
    /// How many periods at the end of the series are judged; without it, all that have a reference.
    pub last: Option<u32>,
}

impl Default for FarringtonSettings {
    fn default() -> Self {
        Self {
            method: FarringtonMethod::Original,
            years: 5,
            half_window: 3,
            periods_per_year: 52,
            alpha: 0.01,
            least_cases: 5,
            recent_periods: 4,
            trend_p: 0.05,
            reweight_above: None,
            seasons: 10,
            left_out: 26,
            last: None,
        }
    }
}

impl FarringtonSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        read("farrington_settings", value)
    }

    /// Whether the settings can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) names the first that cannot.
    pub fn check(&self) -> Result<()> {
        whole("years", self.years, 1, 20)?;
        whole("periods_per_year", self.periods_per_year, 2, 366)?;
        if 2 * u64::from(self.half_window) >= u64::from(self.periods_per_year) {
            return Err(wrong("half_window", "must be less than half a year"));
        }
        real("alpha", self.alpha, 0.0, 0.5)?;
        whole("recent_periods", self.recent_periods, 1, 366)?;
        if !(0.0..=1.0).contains(&self.trend_p) {
            return Err(wrong("trend_p", "must be 0 to 1"));
        }
        if let Some(above) = self.reweight_above {
            real("reweight_above", above, 0.0, 1e6)?;
        }
        let outside = self.periods_per_year - 2 * self.half_window - 1;
        if self.method == FarringtonMethod::Flexible {
            whole("seasons", self.seasons, 1, outside.min(29) + 1)?;
            let year = self.years * self.periods_per_year;
            whole("left_out", self.left_out, self.half_window, year)?;
        }
        Ok(())
    }

    /// The season of a period so many before the one in question: 0 for the window, then the rest of the year in equal parts.
    pub(super) fn season(&self, before: u32) -> u32 {
        let past = before % self.periods_per_year;
        // how far after the middle of the window
        let after = (self.periods_per_year - past) % self.periods_per_year;
        if past <= self.half_window || after <= self.half_window {
            return 0;
        }
        let outside = self.periods_per_year - 2 * self.half_window - 1;
        1 + (after - self.half_window - 1) * (self.seasons.max(2) - 1) / outside
    }

    /// Whether a period so many before the one in question is in the reference.
    pub(super) fn is_reference(&self, before: u32) -> bool {
        match self.method {
            FarringtonMethod::Original => {
                // the window of this year is no reference
                before + self.half_window >= self.periods_per_year && self.season(before) == 0
            }
            FarringtonMethod::Flexible => {
                before > self.left_out && (self.seasons > 1 || self.season(before) == 0)
            }
        }
    }
}

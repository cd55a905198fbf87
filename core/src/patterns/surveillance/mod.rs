//! Are there more than usual? Counts of one period after another, and of one region beside another.
//!
//! | question | method | source |
//! | --- | --- | --- |
//! | Is this period's count unusual in a region, among many regions? | [`unusual_counts`]: Gamma–Poisson predictive tail, false-discovery rate | Benjamini and Hochberg 1995, JRSS B 57:289 |
//! | Is there a jump against the last weeks? | [`ears`]: C1, C2, C3 | Hutwagner et al. 2003, J Urban Health 80:i89 |
//! | Is there a slow rise? | [`cusum`]: cumulative sums, Poisson or standardised | Page 1954, Biometrika 41:100; Lucas 1985, Technometrics 27:129 |
//! | Is there a jump against the same season of past years? | [`farrington`]: quasi-Poisson regression, original or flexible | Farrington et al. 1996, JRSS A 159:547; Noufaily et al. 2013, Stat Med 32:1206 |
//!
//! Counts are whole numbers; `None` is a period of which nobody knows the count. It is never taken for 0: it is left out of
//! what is usual, and is not judged itself. Periods are numbered from 0 in the order of the series and are of one length.
//!
//! For counts of 0 to 3 in a period the predictive tail is the one to use: the others lean on a normal distribution, or
//! need several cases in a period.

mod cusum;
mod ears;
mod farrington;
mod glm;
mod predictive;
mod tails;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::{Error, Result, json, records::Limits};

pub use cusum::{CusumMethod, CusumSettings, cusum, poisson_reference};
pub use ears::{EarsMethod, EarsRule, EarsSettings, ears};
pub use farrington::{FarringtonFit, FarringtonMethod, FarringtonSettings, farrington};
pub use predictive::{
    PredictiveSettings, RegionCounts, RegionFinding, RegionOutcome, UnusualCounts,
    benjamini_hochberg, unusual_counts,
};

/// What watching one series of counts gives.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CountAlarms {
    /// The periods that were judged, in their order.
    pub periods: Vec<MonitoredPeriod>,
    /// The periods that were not: their own count, or too much of what is usual before them, is not known.
    pub not_judged: Vec<u32>,
}

/// One period, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MonitoredPeriod {
    /// Its number in the series, from 0.
    pub period: u32,
    /// Its count.
    pub count: u32,
    /// The count that was to be expected.
    pub expected: f64,
    /// What the method computes of it.
    pub statistic: f64,
    /// There is an alarm where the statistic is above this.
    pub threshold: f64,
    /// The same as a count: there is an alarm where the count is above this. None where any count would have been one.
    pub upper: Option<f64>,
    /// Whether there is an alarm.
    pub alarm: bool,
    /// The regression behind it, for Farrington's method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fit: Option<FarringtonFit>,
}

impl CountAlarms {
    /// The numbers of the periods with an alarm.
    pub fn alarms(&self) -> impl Iterator<Item = u32> + '_ {
        self.periods
            .iter()
            .filter(|period| period.alarm)
            .map(|period| period.period)
    }
}

/// The known ones of some counts, added up in whole numbers.
#[derive(Clone, Copy, Debug, Default)]
struct Known {
    periods: u32,
    sum: u64,
    squares: u128,
}

impl Known {
    fn of(counts: &[Option<u32>]) -> Self {
        let mut known = Self::default();
        for &count in counts.iter().flatten() {
            known.periods += 1;
            known.sum += u64::from(count);
            known.squares += u128::from(count).pow(2);
        }
        known
    }

    fn mean(self) -> f64 {
        self.sum as f64 / f64::from(self.periods)
    }

    /// The standard deviation with n - 1; 0 for one count.
    fn deviation(self) -> f64 {
        let periods = u128::from(self.periods);
        let above = periods * self.squares - u128::from(self.sum).pow(2);
        let below = periods * periods.saturating_sub(1).max(1);
        (above as f64 / below as f64).sqrt()
    }
}

fn wrong(name: &'static str, reason: impl Into<String>) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.into(),
    }
}

fn read<T: DeserializeOwned>(name: &'static str, value: &serde_json::Value) -> Result<T> {
    json::read(value).map_err(|reason| wrong(name, reason))
}

/// A whole number of a setting, within bounds.
fn whole(name: &'static str, value: u32, least: u32, most: u32) -> Result<()> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(wrong(name, format!("must be {least} to {most}")))
}

/// A real number of a setting, above the first bound and up to the second.
fn real(name: &'static str, value: f64, above: f64, most: f64) -> Result<()> {
    if value > above && value <= most {
        return Ok(());
    }
    Err(wrong(
        name,
        format!("must be above {above} and at most {most}"),
    ))
}

/// Whether a series is not too long.
fn within(counts: usize, limits: &Limits) -> Result<()> {
    let allowed = limits.rows.min(u64::from(u32::MAX));
    crate::error::within("rows", allowed, counts as u64)
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Result, json};

/// Which times a cluster may have.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScanWindows {
    /// Clusters that are alive: they end on the last day of the study period.
    #[default]
    Prospective,
    /// Clusters of any time within the study period.
    Retrospective,
    /// Clusters in space only: they last as long as the study period. Not for the permutation model.
    Spatial,
}

/// What happens with places that are equally far from the centre of a circle.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScanTies {
    /// They enter the circle together, so the outcome does not depend on the order of the rows.
    #[default]
    Together,
    /// They enter one by one in the order of the rows, as in `SaTScan`.
    Split,
}

/// What is taken as the time of an event whose time is known as a span only.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ScanTimes {
    /// Every day is known; a span that reaches over several steps of the study is refused.
    #[default]
    Exact,
    /// The earliest time. [`Scan::spanning`](super::Scan::spanning) counts the events for which the day is a guess.
    Earliest,
    /// A time by chance within the span, again and again (multiple imputation); the outcome says how much p spreads.
    Impute {
        /// How often times are drawn, 1 to 1,000. Each draw costs a whole scan with all its replicates.
        draws: u32,
    },
}

/// Where an event counts of which the place is known only as a point and a radius.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ScanPlaces {
    /// At its point. [`Scan::rough_places`](super::Scan::rough_places) counts the events for which that is a guess.
    #[default]
    Points,
    /// A place by chance within the disc, again and again (multiple imputation); the outcome says how much p spreads. Where
    /// times are drawn as well, each draw draws both, and the larger number of draws counts.
    Impute {
        /// How often places are drawn, 1 to 1,000. Each draw costs a whole scan with all its replicates.
        draws: u32,
    },
}

/// How a scan statistic is taken.
///
/// ```
/// use caselink::patterns::ScanSettings;
///
/// let settings = ScanSettings { max_radius: Some(25_000.0), max_days: Some(28), ..ScanSettings::default() };
/// assert!(settings.check().is_ok());
/// assert!(ScanSettings { max_share: 0.7, ..settings }.check().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ScanSettings {
    /// Which times a cluster may have.
    pub windows: ScanWindows,
    /// Largest radius of a circle in metres; without it only [`max_share`](Self::max_share) bounds a circle.
    pub max_radius: Option<f64>,
    /// Largest share in one circle of all that is at risk in the whole study period: of the cases (permutation), of the
    /// population (Poisson), of cases and controls (Bernoulli). 0.5 at most.
    pub max_share: f64,
    /// Longest cluster in days; without it half the study period. Not used by [`ScanWindows::Spatial`].
    pub max_days: Option<u32>,
    /// Shortest cluster in days. Not used by [`ScanWindows::Spatial`].
    pub min_days: u32,
    /// Days that are taken together as one step of time, 7 for weeks. They are counted back from the last day, so that
    /// the first step may be shorter.
    pub unit_days: u32,
    /// Fewest cases in a cluster.
    pub min_cases: u32,
    /// First day of the study period; without it the day of the first event.
    pub study_start: Option<i32>,
    /// Last day of the study period, and in a prospective scan the day as of which clusters are alive; without it the day
    /// of the last event.
    pub study_end: Option<i32>,
    /// Prospective scans only: the day of the first look. p then counts all looks since (Kulldorff 2001); without it, the
    /// last look alone.
    pub surveillance_start: Option<i32>,
    /// Places that are equally far from a centre.
    pub ties: ScanTies,
    /// Permutation model only: keep the weekdays of each place, so that places with other weekdays than the rest are no
    /// cluster. Needs [`unit_days`](Self::unit_days) 1.
    pub weekday_strata: bool,
    /// Times that are known as spans.
    pub times: ScanTimes,
    /// Places that have a radius. Not used where a population says for each row which place it is of.
    pub places: ScanPlaces,
    /// Most clusters that are reported.
    pub clusters: u32,
}

impl Default for ScanSettings {
    fn default() -> Self {
        Self {
            windows: ScanWindows::Prospective,
            max_radius: None,
            max_share: 0.5,
            max_days: None,
            min_days: 1,
            unit_days: 1,
            min_cases: 2,
            study_start: None,
            study_end: None,
            surveillance_start: None,
            ties: ScanTies::Together,
            weekday_strata: false,
            times: ScanTimes::Exact,
            places: ScanPlaces::Points,
            clusters: 10,
        }
    }
}

/// Days that a study period may lie before or after the day from which is counted.
const MOST_DAYS: i32 = 4_000_000;

impl ScanSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "scan",
            reason,
        })
    }

    /// Whether the settings can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names the first that cannot.
    pub fn check(&self) -> Result<()> {
        let wrong = |name, reason: &str| {
            Err(Error::InvalidParameter {
                name,
                reason: reason.to_owned(),
            })
        };
        if self
            .max_radius
            .is_some_and(|metres| !(0.0..=2.1e7).contains(&metres))
        {
            return wrong("max_radius", "must be metres, from 0 to 21,000,000");
        }
        if !(self.max_share > 0.0 && self.max_share <= 0.5) {
            return wrong("max_share", "must be above 0, and 0.5 at most");
        }
        let units = [
            ("unit_days", self.unit_days),
            ("min_days", self.min_days),
            ("min_cases", self.min_cases),
            ("clusters", self.clusters),
        ];
        for (name, value) in units {
            if !(1..=1_000_000).contains(&value) {
                return wrong(name, "must be 1 to 1,000,000");
            }
        }
        if self.max_days.is_some_and(|most| most < self.min_days) {
            return wrong("max_days", "must not be less than min_days");
        }
        if self.max_days.is_some_and(|most| most < self.unit_days) {
            return wrong("max_days", "must not be less than unit_days");
        }
        let days = [
            ("study_start", self.study_start),
            ("study_end", self.study_end),
            ("surveillance_start", self.surveillance_start),
        ];
        for (name, day) in days {
            if day.is_some_and(|day| !(-MOST_DAYS..=MOST_DAYS).contains(&day)) {
                return wrong(name, "must lie within 10,000 years");
            }
        }
        let is_after = |a: Option<i32>, b: Option<i32>| a.zip(b).is_some_and(|(a, b)| a > b);
        if is_after(self.study_start, self.study_end) {
            return wrong("study_end", "must not lie before study_start");
        }
        if self.surveillance_start.is_some() && self.windows != ScanWindows::Prospective {
            return wrong("surveillance_start", "is for prospective scans only");
        }
        if is_after(self.surveillance_start, self.study_end) {
            return wrong("surveillance_start", "must not lie after study_end");
        }
        if self.weekday_strata && self.unit_days != 1 {
            return wrong("weekday_strata", "needs unit_days 1");
        }
        if let ScanTimes::Impute { draws } = self.times
            && !(1..=1_000).contains(&draws)
        {
            return wrong("times", "draws must be 1 to 1,000");
        }
        if let ScanPlaces::Impute { draws } = self.places
            && !(1..=1_000).contains(&draws)
        {
            return wrong("places", "draws must be 1 to 1,000");
        }
        Ok(())
    }
}

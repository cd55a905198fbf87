//! How many in this window, and is that unusual?

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Counted, Study, calendar_day};
use crate::{
    Result,
    patterns::{RegionCounts, RegionFinding, RegionOutcome, unusual_counts},
    records::Pii,
};

/// A stretch of days and what is counted in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Period {
    /// The first day.
    pub from: NaiveDate,
    /// The first day no longer inside.
    pub to: NaiveDate,
    /// Whether the data reach back to its first day, and up to it. If not, its count is not known.
    pub is_known: bool,
    /// The ids of the incidents.
    pub incidents: Vec<Pii<String>>,
}

impl Period {
    /// The count, where it is known.
    pub fn count(&self) -> Option<u32> {
        self.is_known.then_some(self.incidents.len() as u32)
    }
}

/// The count of this window against those before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WindowCounts {
    /// This window.
    pub now: Period,
    /// The windows before it, the latest first.
    pub history: Vec<Period>,
    /// The mean count of the four windows before, where all four are known.
    pub mean_of_four: Option<f64>,
    /// The window that ended 364 days earlier, so that the weekdays are the same.
    pub last_year: Period,
    /// Whether the count is unusual: the predictive tail over the history, and the false-discovery rate over all regions.
    pub unusual: RegionFinding,
    /// The least and the greatest count that would not be unusual: fewer, and more, each come in one of 20 windows at most.
    pub usual: Option<(u32, u32)>,
}

/// Counts above this are not looked at for the range that is usual.
const MOST: u32 = 100_000;
const CHUNK: u32 = 64;
/// Why nothing is said of a region without incidents.
const NO_REPORTS: &str = "no reports: the data hold no incident of this region";

impl Study<'_> {
    /// The counts of some regions, of which the incidents are given.
    pub(super) fn counts(&self, regions: &[Vec<Counted<'_>>]) -> Result<Vec<WindowCounts>> {
        let mut periods = Vec::new();
        for incidents in regions {
            periods.push(self.periods(incidents)?);
        }
        let counts = |one: &(Vec<Period>, Period)| RegionCounts {
            now: one.0.first().and_then(Period::count),
            history: one.0.iter().skip(1).map(Period::count).collect(),
        };
        let all: Vec<RegionCounts> = periods.iter().map(counts).collect();
        let mut found = unusual_counts(&all, &self.settings.unusual, self.limits)?;
        let stale = self.stale();
        for (incidents, finding) in regions.iter().zip(&mut found.regions) {
            let none = incidents.is_empty().then(|| NO_REPORTS.to_owned());
            if let Some(reason) = none.or_else(|| stale.clone()) {
                finding.outcome = RegionOutcome::Insufficient { reason };
            }
        }
        let mut out = Vec::new();
        for ((counts, (mut windows, last_year)), unusual) in
            all.iter().zip(periods).zip(found.regions)
        {
            let usual = match unusual.outcome {
                RegionOutcome::Tested { .. } => self.usual(counts)?,
                _ => None,
            };
            let four: Option<u32> = counts
                .history
                .get(..4)
                .and_then(|four| four.iter().copied().sum());
            let now = windows.remove(0);
            out.push(WindowCounts {
                now,
                history: windows,
                mean_of_four: four.map(|sum| f64::from(sum) / 4.0),
                last_year,
                unusual,
                usual,
            });
        }
        Ok(out)
    }

    /// This window and those before it, and that of last year.
    fn periods(&self, incidents: &[Counted<'_>]) -> Result<(Vec<Period>, Period)> {
        let length = i64::from(self.settings.window_days);
        let period = |to: i64| {
            let from = to - length;
            Ok(Period {
                from: calendar_day(from)?,
                to: calendar_day(to)?,
                // nobody reported, ever: whether nothing happened is not known
                is_known: !incidents.is_empty() && self.reaches(from),
                incidents: Vec::new(),
            })
        };
        let mut windows = Vec::new();
        for number in 0..=i64::from(self.settings.history_windows) {
            windows.push(period(self.as_of - number * length)?);
        }
        let mut last_year = period(self.as_of - LAST_YEAR)?;
        let is_close = |one: &&Counted<'_>| !one.is_longer_than(self.settings.window_days);
        for one in incidents.iter().filter(is_close) {
            let ago = self.as_of - 1 - one.day;
            if ago < 0 {
                continue;
            }
            if let Some(window) = windows.get_mut((ago / length) as usize) {
                window.incidents.push(one.incident.id.clone());
            }
            if (LAST_YEAR..LAST_YEAR + length).contains(&ago) {
                last_year.incidents.push(one.incident.id.clone());
            }
        }
        Ok((windows, last_year))
    }

    /// The range of counts that are not unusual by the same predictive tail.
    fn usual(&self, counts: &RegionCounts) -> Result<Option<(u32, u32)>> {
        let mut least = 0;
        for start in (0..MOST).step_by(CHUNK as usize) {
            let asked: Vec<RegionCounts> = (start..start + CHUNK)
                .map(|now| RegionCounts {
                    now: Some(now),
                    history: counts.history.clone(),
                })
                .collect();
            let found = unusual_counts(&asked, &self.settings.unusual, self.limits)?;
            for (count, one) in (start..).zip(found.regions) {
                let RegionOutcome::Tested { p, .. } = one.outcome else {
                    return Ok(None);
                };
                if p >= 0.95 {
                    least = count;
                }
                if p <= 0.05 {
                    return Ok(Some((least, count.saturating_sub(1))));
                }
            }
        }
        Ok(None)
    }
}

/// 52 weeks.
const LAST_YEAR: i64 = 364;

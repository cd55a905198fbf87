use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Region;
use crate::{
    Error, Result, json,
    patterns::{
        NearRepeatSettings, PredictiveSettings, ProfileSettings, ScanSettings, ScanTimes, Times,
    },
    records::Pii,
};

/// By what trends are found.
///
/// ```
/// use caselink::abductions::TrendSettings;
///
/// let settings = TrendSettings::from_value(&serde_json::json!({ "window_days": 7, "replicates": 999 }))?;
/// assert_eq!(settings.history_windows, 26);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TrendSettings {
    /// Length of the window, 7 or 14 days. It ends on the day before the day as of which trends hold, which is not over.
    pub window_days: u32,
    /// The regions; without one, each state that an incident names.
    pub regions: Vec<Region>,
    /// Ids of incidents that do not count, such as second reports of one attempt. Each must be there.
    pub left_out: Vec<Pii<String>>,
    /// The day from which on the incidents are all that were reported; without it, the day of the first one. Counts from
    /// before are not known, which is not 0.
    pub data_from: Option<NaiveDate>,
    /// The day up to which the incidents are all that were reported; without it, the day of the newest report. Counts of a
    /// window after it are not known, which is not 0: name it where no report came in, and reports are taken all the same.
    pub data_to: Option<NaiveDate>,
    /// So many windows before this one say what is usual. Assumption: a year of them, so that each season is in it.
    pub history_windows: u32,
    /// How a count is held against them.
    pub unusual: PredictiveSettings,
    /// The longer period over which profiles, shares and repeats are counted, up to the end of the window.
    pub long_days: u32,
    /// Incidents that say something below which there are no shares. Assumption.
    pub least_incidents: u32,
    /// Hours and weekdays.
    pub profile: ProfileSettings,
    /// Near repeats. Its bands are assumptions: whoever approaches children does so from some streets to some towns around.
    pub near_repeat: NearRepeatSettings,
    /// The scan for clusters that are alive. Its study period is the longer period; days in it count from 1970-01-01.
    pub scan: ScanSettings,
    /// Replicates of the scan and of the near repeats, 99,999 at most; 0 leaves the scan out.
    pub replicates: u32,
    /// Seed of the replicates.
    pub seed: u64,
    /// Worker threads; 0 takes one for each core. The outcome is the same for any number.
    pub threads: u32,
}

impl Default for TrendSettings {
    fn default() -> Self {
        Self {
            window_days: 14,
            regions: Vec::new(),
            left_out: Vec::new(),
            data_from: None,
            data_to: None,
            history_windows: 26,
            unusual: PredictiveSettings::default(),
            long_days: 365,
            least_incidents: 10,
            profile: ProfileSettings::default(),
            near_repeat: NearRepeatSettings {
                metres: vec![0.0, 2_000.0, 10_000.0],
                days: vec![0.0, 14.0, 28.0],
                times: Times::ExpectedGap,
                ..NearRepeatSettings::default()
            },
            scan: ScanSettings {
                max_radius: Some(40_000.0),
                max_days: Some(42),
                min_cases: 3,
                times: ScanTimes::Earliest,
                ..ScanSettings::default()
            },
            replicates: 0,
            seed: 1,
            threads: 1,
        }
    }
}

impl TrendSettings {
    /// Reads settings from a JSON object; what it does not name has its default, inside the parts too.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        // the bands of a part that is not named are those of this desk, not those of its engine
        let settings: Self = json::read_over_default(value).map_err(|reason| wrong(&reason))?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        if !matches!(self.window_days, 7 | 14) {
            return Err(wrong("window_days must be 7 or 14"));
        }
        if !(4..=520).contains(&self.history_windows) {
            return Err(wrong("history_windows must be 4 to 520"));
        }
        if !(self.window_days..=3_660).contains(&self.long_days) {
            return Err(wrong("long_days must be window_days to 3,660"));
        }
        if self.least_incidents == 0 || self.regions.len() > 10_000 {
            return Err(wrong(
                "least_incidents must be above 0, regions 10,000 at most",
            ));
        }
        if self.replicates > MOST_REPLICATES {
            return Err(wrong("replicates must be 99,999 at most"));
        }
        self.regions.iter().try_for_each(Region::check)?;
        self.unusual.check()?;
        self.profile.check()?;
        self.near_repeat.check()?;
        self.scan.check()
    }
}

/// More replicates take hours, and tell p no closer than anyone needs.
const MOST_REPLICATES: u32 = 99_999;

pub(super) fn wrong(reason: &str) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason: reason.to_owned(),
    }
}

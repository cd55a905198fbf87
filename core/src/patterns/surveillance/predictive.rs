use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Known, read, real, tails, within, wrong};
use crate::{Error, Result, records::Limits};

/// How a count is held against its history.
///
/// ```
/// use caselink::patterns::PredictiveSettings;
///
/// let settings = PredictiveSettings { least_history: 26, ..PredictiveSettings::default() };
/// assert_eq!(settings.prior_shape, 0.5);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PredictiveSettings {
    /// Shape of the Gamma prior of the mean count of a period. 0.5 with rate 0 is Jeffreys' prior, which says next to nothing.
    pub prior_shape: f64,
    /// Rate of the prior: how many periods of history it is worth.
    pub prior_rate: f64,
    /// Known periods that the history must have. Assumption: 8.
    pub least_history: u32,
    /// The share of false ones among the alarms that is put up with. 0.05.
    pub false_discovery_rate: f64,
}

impl Default for PredictiveSettings {
    fn default() -> Self {
        Self {
            prior_shape: 0.5,
            prior_rate: 0.0,
            least_history: 8,
            false_discovery_rate: 0.05,
        }
    }
}

impl PredictiveSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        read("predictive_settings", value)
    }

    /// Whether the settings can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names the first that cannot.
    pub fn check(&self) -> Result<()> {
        real("prior_shape", self.prior_shape, 0.0, 1e6)?;
        if !(0.0..=1e6).contains(&self.prior_rate) {
            return Err(wrong("prior_rate", "must be 0 to 1000000"));
        }
        super::whole("least_history", self.least_history, 1, u32::MAX)?;
        real("false_discovery_rate", self.false_discovery_rate, 0.0, 1.0)
    }
}

/// The counts of one region: this period, and those before it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegionCounts {
    /// The count of the period in question; none where nobody knows it.
    pub now: Option<u32>,
    /// The counts of the periods before, each of the same length; none where nobody knows one.
    pub history: Vec<Option<u32>>,
}

/// What came out for each region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct UnusualCounts {
    /// In the order in which the regions were given.
    pub regions: Vec<RegionFinding>,
    /// Regions that were tested: the number that the false-discovery rate is over.
    pub tested: u32,
    /// Numbers of the regions with an alarm, from 0.
    pub alarms: Vec<u32>,
}

/// One region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegionFinding {
    /// Periods of the history whose count is known.
    pub known_periods: u32,
    /// The sum of their counts.
    pub total: u64,
    /// What can be said.
    #[serde(flatten)]
    pub outcome: RegionOutcome,
}

/// Whether anything can be said about a region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum RegionOutcome {
    /// The count was held against the history.
    Tested {
        /// The count.
        count: u32,
        /// The mean of what the history predicts.
        expected: f64,
        /// The probability of that count or more, if nothing has changed.
        p: f64,
        /// The least false-discovery rate at which there is an alarm.
        q: f64,
        /// Whether there is one.
        alarm: bool,
    },
    /// There is not enough data.
    Insufficient {
        /// What is missing.
        reason: String,
    },
}

/// Whether the counts of regions are more than their own histories predict.
///
/// The count of a period is Poisson with a mean that is the same in all periods and has a Gamma(a, b) prior. After n known
/// periods with the sum s, the next count is negative binomial, and p is P(Y ≥ count): exact for sparse counts, with what is
/// not known about the mean in it. Over the regions the false-discovery rate is held (see [`benjamini_hochberg`]).
///
/// It holds where counts do not drift or swing with the season, and do not cluster by themselves; where they do, p is too
/// small. Since counts are whole numbers p is rather too large, and there are fewer false alarms than the rate allows.
///
/// A region whose count is not known, or whose history is too short, is `Insufficient` and not among those tested. The
/// order of the regions does not matter. Time in proportion to all counts.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings that cannot be used, [`Error::LimitExceeded`] for more counts than
/// [`Limits::rows`].
///
/// ```
/// use caselink::{patterns::{PredictiveSettings, RegionCounts, RegionOutcome, unusual_counts}, records::Limits};
///
/// let quiet = vec![Some(0), Some(1), Some(0), None, Some(0), Some(0), Some(1), Some(0), Some(0)];
/// let regions = [
///     RegionCounts { now: Some(4), history: quiet.clone() },
///     RegionCounts { now: Some(1), history: quiet },
///     RegionCounts { now: Some(3), history: vec![Some(0)] },
/// ];
/// let found = unusual_counts(&regions, &PredictiveSettings::default(), &Limits::default())?;
/// assert_eq!(found.alarms, [0]);
/// assert_eq!(found.tested, 2);
/// assert!(matches!(found.regions[2].outcome, RegionOutcome::Insufficient { .. }));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn unusual_counts(
    regions: &[RegionCounts],
    settings: &PredictiveSettings,
    limits: &Limits,
) -> Result<UnusualCounts> {
    settings.check()?;
    let counts: usize = regions.iter().map(|region| region.history.len() + 1).sum();
    within(counts, limits)?;
    let mut tested = Vec::new();
    let mut found: Vec<_> = regions
        .iter()
        .map(|region| {
            let known = Known::of(&region.history);
            let insufficient = |reason: String| RegionOutcome::Insufficient { reason };
            let outcome = match region.now {
                None => insufficient("the count of the period itself is not known".to_owned()),
                Some(_) if known.periods < settings.least_history => insufficient(format!(
                    "{} periods of history are known, and {} are needed",
                    known.periods, settings.least_history
                )),
                Some(count) => {
                    let shape = settings.prior_shape + known.sum as f64;
                    let rate = settings.prior_rate + f64::from(known.periods);
                    let p = tails::negative_binomial(u64::from(count), shape, rate);
                    tested.push(p);
                    RegionOutcome::Tested {
                        count,
                        expected: shape / rate,
                        p,
                        q: p,
                        alarm: false,
                    }
                }
            };
            RegionFinding {
                known_periods: known.periods,
                total: known.sum,
                outcome,
            }
        })
        .collect();
    let adjusted = benjamini_hochberg(&tested)?;
    let mut of_tested = adjusted.iter();
    let mut alarms = Vec::new();
    for (number, region) in found.iter_mut().enumerate() {
        if let RegionOutcome::Tested { q, alarm, .. } = &mut region.outcome
            && let Some(&least) = of_tested.next()
        {
            *q = least;
            *alarm = least <= settings.false_discovery_rate;
            if *alarm {
                alarms.push(number as u32);
            }
        }
    }
    Ok(UnusualCounts {
        regions: found,
        tested: tested.len() as u32,
        alarms,
    })
}

/// For each p-value the least false-discovery rate at which it is among the discoveries (Benjamini and Hochberg 1995).
///
/// With the p-values in order, the i-th of m gives m p / i, and each takes the least of its own and those above it. It holds
/// for tests that are independent or go up together. In the order in which the p-values were given; equal ones get the same.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for a p-value that is not 0 to 1.
///
/// ```
/// use caselink::patterns::benjamini_hochberg;
///
/// assert_eq!(benjamini_hochberg(&[0.25, 0.0625, 1.0, 0.125])?, [1.0 / 3.0, 0.25, 1.0, 0.25]);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn benjamini_hochberg(p_values: &[f64]) -> Result<Vec<f64>> {
    if !p_values.iter().all(|p| (0.0..=1.0).contains(p)) {
        return Err(Error::InvalidParameter {
            name: "p_values",
            reason: "each must be 0 to 1".to_owned(),
        });
    }
    let mut order: Vec<_> = p_values.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let tests = p_values.len() as f64;
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least = 1.0_f64;
    for (rank, &(number, p)) in order.iter().enumerate().rev() {
        least = least.min(p * tests / (rank + 1) as f64);
        if let Some(place) = adjusted.get_mut(number) {
            *place = least;
        }
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(now: Option<u32>, history: &[u32]) -> RegionCounts {
        RegionCounts {
            now,
            history: history.iter().copied().map(Some).collect(),
        }
    }

    fn p_of(finding: &RegionFinding) -> f64 {
        match finding.outcome {
            RegionOutcome::Tested { p, .. } => p,
            RegionOutcome::Insufficient { .. } => f64::NAN,
        }
    }

    #[test]
    fn the_tail_is_that_worked_out_by_hand() {
        // Gamma(1, 1) and the counts 1, 0, 1: Gamma(3, 4), so P(0) = (4/5)^3, P(1) = 3 (4/5)^3 (1/5)
        let settings = PredictiveSettings {
            prior_shape: 1.0,
            prior_rate: 1.0,
            least_history: 3,
            ..PredictiveSettings::default()
        };
        let regions = [0, 1, 2].map(|now| region(Some(now), &[1, 0, 1]));
        let found = unusual_counts(&regions, &settings, &Limits::default()).unwrap();
        let by_hand = [1.0, 1.0 - 0.512, 1.0 - 0.512 - 0.3072];
        for (finding, by_hand) in found.regions.iter().zip(by_hand) {
            assert!((p_of(finding) - by_hand).abs() < 1e-13);
            let RegionOutcome::Tested { expected, .. } = finding.outcome else {
                panic!("three periods are enough");
            };
            assert_eq!(Some(expected), Some(0.75));
        }
    }

    #[test]
    fn what_is_missing_is_not_zero_and_the_order_of_regions_does_not_matter() {
        let with_gaps = RegionCounts {
            now: Some(1),
            history: [Some(1), None, Some(0), None, Some(1)].repeat(3),
        };
        let regions = [
            region(Some(1), &[1, 0, 1].repeat(3)),
            with_gaps,
            region(Some(9), &[0; 30]),
            region(None, &[0; 30]),
            region(Some(0), &[]),
        ];
        let (settings, limits) = (PredictiveSettings::default(), Limits::default());
        let found = unusual_counts(&regions, &settings, &limits).unwrap();
        assert_eq!(found.regions[0], found.regions[1]);
        assert_eq!((found.tested, &found.alarms[..]), (3, &[2][..]));
        let mut back = regions.to_vec();
        back.reverse();
        let mut again = unusual_counts(&back, &settings, &limits).unwrap();
        again.regions.reverse();
        assert_eq!(again.regions, found.regions);
        assert!(
            unusual_counts(&[], &settings, &limits)
                .unwrap()
                .regions
                .is_empty()
        );
    }

    #[test]
    fn bad_settings_and_p_values_are_errors() {
        for json in [
            r#"{"prior_shape": 0}"#,
            r#"{"prior_rate": -1}"#,
            r#"{"least_history": 0}"#,
            r#"{"false_discovery_rate": 0}"#,
        ] {
            let settings = PredictiveSettings::from_value(&serde_json::from_str(json).unwrap());
            assert!(settings.unwrap().check().is_err(), "{json}");
        }
        assert!(PredictiveSettings::from_value(&serde_json::json!({"prior": 1})).is_err());
        assert!(benjamini_hochberg(&[0.1, f64::NAN]).is_err());
        assert!(benjamini_hochberg(&[]).unwrap().is_empty());
        // the table of the paper's own example: 4 of 15 at 5 per cent
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262,
            0.5719, 0.6528, 0.759, 1.0,
        ];
        let q = benjamini_hochberg(&p).unwrap();
        assert_eq!(q.iter().filter(|&&q| q <= 0.05).count(), 4);
    }
}

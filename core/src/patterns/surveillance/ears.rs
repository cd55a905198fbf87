use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CountAlarms, Known, MonitoredPeriod, read, real, tails, whole, within};
use crate::{Result, records::Limits};

/// What a count is held against.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub enum EarsMethod {
    /// The periods just before it.
    #[default]
    C1,
    /// Those before the two periods before it, so that a slow start does not hide itself.
    C2,
    /// As C2, added up over three periods.
    C3,
}

/// How the alarm is raised.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EarsRule {
    /// As the CDC states it: C1 or C2 above 3; for C3 the sum of what three values of C2 have above 1, above 2.
    #[default]
    Cdc,
    /// As the R package `surveillance` computes it: a count above an upper bound. For C1 and C2 the bound is that of
    /// z = 3.0902; for C3 z = 1.96, and the bound contains the count itself, so that only the two periods before decide.
    /// For comparison only.
    UpperBound,
}

/// How EARS watches a series.
///
/// ```
/// use caselink::patterns::{EarsMethod, EarsSettings};
///
/// let settings = EarsSettings { method: EarsMethod::C2, ..EarsSettings::default() };
/// assert_eq!(settings.baseline, 7);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EarsSettings {
    /// Which of the three.
    pub method: EarsMethod,
    /// How the alarm is raised.
    pub rule: EarsRule,
    /// Periods of the baseline: 7, and 2 to 1,000.
    pub baseline: u32,
    /// How many of them must be known; without it, all.
    pub least_known: Option<u32>,
    /// The least standard deviation that is taken, since that of a sparse baseline is often 0: 0.5. May be 0 for
    /// `upper_bound`.
    pub least_deviation: f64,
    /// The threshold, in standard deviations; without it, that of the rule.
    pub threshold: Option<f64>,
}

impl Default for EarsSettings {
    fn default() -> Self {
        Self {
            method: EarsMethod::C1,
            rule: EarsRule::Cdc,
            baseline: 7,
            least_known: None,
            least_deviation: 0.5,
            threshold: None,
        }
    }
}

impl EarsSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        read("ears_settings", value)
    }

    /// Whether the settings can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) names the first that cannot.
    pub fn check(&self) -> Result<()> {
        whole("baseline", self.baseline, 2, 1_000)?;
        let least_known = self.least_known.unwrap_or(self.baseline);
        whole("least_known", least_known, 2, self.baseline)?;
        if self.least_deviation != 0.0 || self.rule == EarsRule::Cdc {
            real("least_deviation", self.least_deviation, 0.0, 1e6)?;
        }
        match self.threshold {
            Some(threshold) => real("threshold", threshold, 0.0, 1e6),
            None => Ok(()),
        }
    }

    fn threshold(&self) -> f64 {
        self.threshold
            .unwrap_or_else(|| match (self.rule, self.method) {
                (EarsRule::Cdc, EarsMethod::C3) => 2.0,
                (EarsRule::Cdc, _) => 3.0,
                (EarsRule::UpperBound, EarsMethod::C3) => tails::normal(0.025),
                (EarsRule::UpperBound, _) => tails::normal(0.001),
            })
    }
}

/// Watches a series for jumps against the periods just before: the Early Aberration Reporting System's C1, C2 and C3.
///
/// A count is held against mean and standard deviation of its baseline: C = (y - mean) / max(sd, least). For C2 and C3 there
/// is a gap of two periods between the two. C3 adds up what C2 has above 1, over this period and the two before.
///
/// It holds for counts of several in a period that have neither season nor trend over the baseline. For counts of 0 to 3
/// use [`unusual_counts`](super::unusual_counts).
///
/// A period is not judged where its own count, or more of its baseline than may be, is not known; under C3, also where that
/// is so for one of the two before. The first that can be judged are 7, 9 and 11 (from 0). Time in proportion to the series
/// times the baseline.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for settings that cannot be used,
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded) for more counts than [`Limits::rows`].
///
/// ```
/// use caselink::{patterns::{EarsSettings, ears}, records::Limits};
///
/// let counts = [1, 0, 2, 1, 0, 1, 2, 6, 1].map(Some);
/// let watched = ears(&counts, &EarsSettings::default(), &Limits::default())?;
/// assert_eq!(watched.alarms().collect::<Vec<_>>(), [7]);
/// assert_eq!(watched.periods[0].expected, 1.0);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn ears(
    counts: &[Option<u32>],
    settings: &EarsSettings,
    limits: &Limits,
) -> Result<CountAlarms> {
    settings.check()?;
    within(counts.len(), limits)?;
    let held: Vec<_> = (0..counts.len())
        .map(|at| settings.held(counts, at))
        .collect();
    let mut found = CountAlarms::default();
    for (at, now) in held.iter().enumerate() {
        let before = |back: usize| at.checked_sub(back).and_then(|at| *held.get(at)?);
        let rest = match settings.method {
            EarsMethod::C3 => before(1)
                .zip(before(2))
                .map(|(one, two)| one.above_1() + two.above_1()),
            EarsMethod::C1 | EarsMethod::C2 => Some(0.0),
        };
        match now.zip(rest) {
            Some((now, rest)) => found.periods.push(settings.judge(at as u32, now, rest)),
            None => found.not_judged.push(at as u32),
        }
    }
    Ok(found)
}

/// A count beside its baseline.
#[derive(Clone, Copy, Debug)]
struct Held {
    count: u32,
    mean: f64,
    deviation: f64,
}

impl Held {
    fn above_mean(self) -> f64 {
        f64::from(self.count) - self.mean
    }

    /// What C2 has above 1. Without any deviation every count above the mean is infinitely far above it.
    fn above_1(self) -> f64 {
        if self.deviation > 0.0 {
            (self.above_mean() / self.deviation - 1.0).max(0.0)
        } else if self.above_mean() > 0.0 {
            f64::INFINITY
        } else {
            0.0
        }
    }
}

impl EarsSettings {
    fn held(&self, counts: &[Option<u32>], at: usize) -> Option<Held> {
        let count = (*counts.get(at)?)?;
        let gap = match self.method {
            EarsMethod::C1 => 0,
            EarsMethod::C2 | EarsMethod::C3 => 2,
        };
        let end = at.checked_sub(gap)?;
        let first = end.checked_sub(self.baseline as usize)?;
        let known = Known::of(counts.get(first..end)?);
        (known.periods >= self.least_known.unwrap_or(self.baseline)).then(|| Held {
            count,
            mean: known.mean(),
            deviation: known.deviation().max(self.least_deviation),
        })
    }

    fn judge(&self, period: u32, now: Held, rest: f64) -> MonitoredPeriod {
        let threshold = self.threshold();
        let count = f64::from(now.count);
        let bound = |deviations: f64| now.mean + now.deviation * deviations;
        let (statistic, threshold, upper) = match (self.rule, self.method) {
            (EarsRule::Cdc, EarsMethod::C3) => (
                now.above_1() + rest,
                threshold,
                (rest <= threshold).then(|| bound(1.0 + threshold - rest)),
            ),
            (EarsRule::Cdc, _) => (
                now.above_mean() / now.deviation,
                threshold,
                Some(bound(threshold)),
            ),
            (EarsRule::UpperBound, EarsMethod::C3) => {
                let further = if now.deviation > 0.0 {
                    now.deviation * (threshold - rest)
                } else {
                    0.0
                };
                let upper = (count + further).max(0.0);
                (count, upper, Some(upper))
            }
            (EarsRule::UpperBound, _) => {
                let upper = bound(threshold);
                (count, upper, Some(upper))
            }
        };
        MonitoredPeriod {
            period,
            count: now.count,
            expected: now.mean,
            statistic,
            threshold,
            upper,
            alarm: statistic > threshold,
            fit: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(counts: &[Option<u32>], settings: EarsSettings) -> CountAlarms {
        ears(counts, &settings, &Limits::default()).unwrap()
    }

    fn with(method: EarsMethod) -> EarsSettings {
        EarsSettings {
            method,
            ..EarsSettings::default()
        }
    }

    /// A baseline of 0, 2, 0, 2, 0, 2, 1: mean 1, sum of squares about it 6, standard deviation 1.
    const BASELINE: [u32; 7] = [0, 2, 0, 2, 0, 2, 1];

    #[test]
    fn values_are_those_worked_out_by_hand() {
        let series =
            |after: &[u32]| -> Vec<_> { BASELINE.iter().chain(after).copied().map(Some).collect() };
        let c1 = watch(&series(&[4, 5]), with(EarsMethod::C1));
        // 4 is 3 standard deviations above: not above 3
        assert_eq!((c1.periods[0].statistic, c1.periods[0].alarm), (3.0, false));
        assert_eq!(c1.periods[0].upper, Some(4.0));
        let c1 = watch(&series(&[5]), with(EarsMethod::C1));
        assert_eq!((c1.periods[0].statistic, c1.periods[0].alarm), (4.0, true));
        assert_eq!(c1.not_judged, [0, 1, 2, 3, 4, 5, 6]);

        let c2 = watch(&series(&[9, 9, 4]), with(EarsMethod::C2));
        assert_eq!(c2.periods.len(), 1);
        assert_eq!((c2.periods[0].period, c2.periods[0].statistic), (9, 3.0));
    }

    #[test]
    fn c3_adds_up_what_three_values_of_c2_have_above_1() {
        // a baseline without change: mean 1, standard deviation the least that is taken
        let counts: Vec<_> = [1; 9]
            .iter()
            .chain(&[2, 2, 2, 1])
            .copied()
            .map(Some)
            .collect();
        let found = watch(&counts, with(EarsMethod::C3));
        let c2 = watch(&counts, with(EarsMethod::C2));
        let above_1 = |period: usize| (c2.periods[period - 9].statistic - 1.0).max(0.0);
        for period in &found.periods {
            let at = period.period as usize;
            let sum = above_1(at) + above_1(at - 1) + above_1(at - 2);
            assert!((period.statistic - sum).abs() < 1e-12);
            assert_eq!(period.alarm, sum > 2.0);
        }
        assert_eq!(found.periods[0].period, 11);
        // (2 - 1) / 0.5 = 2, one above 1, three times
        assert_eq!(Some(found.periods[0].statistic), Some(3.0));
        assert_eq!(found.alarms().next(), Some(11));
        // the two before have 2 together, so one more than 1 + 0 standard deviations
        assert_eq!(found.periods[0].upper, Some(1.5));
    }

    #[test]
    fn a_bound_and_a_statistic_raise_the_same_alarms() {
        let counts: Vec<_> = (0..200_u32)
            .map(|n| Some(n * n * 31 % 11 * (n % 3)))
            .collect();
        for method in [EarsMethod::C1, EarsMethod::C2, EarsMethod::C3] {
            for rule in [EarsRule::Cdc, EarsRule::UpperBound] {
                let found = watch(
                    &counts,
                    EarsSettings {
                        rule,
                        ..with(method)
                    },
                );
                for period in found.periods {
                    let by_bound = period
                        .upper
                        .is_none_or(|upper| f64::from(period.count) > upper);
                    assert_eq!(period.alarm, by_bound, "{method:?} {rule:?} {period:?}");
                }
            }
        }
    }

    #[test]
    fn what_is_missing_is_left_out() {
        let mut counts: Vec<_> = BASELINE.repeat(3).into_iter().map(Some).collect();
        counts[4] = None;
        let strict = watch(&counts, with(EarsMethod::C1));
        assert_eq!(strict.not_judged, (0..=11).collect::<Vec<_>>());
        let lenient = EarsSettings {
            least_known: Some(6),
            ..with(EarsMethod::C1)
        };
        let found = watch(&counts, lenient);
        assert_eq!(found.not_judged, (0..7).collect::<Vec<_>>());
        // 0, 2, 0, 2, 2, 1 without the missing one
        assert!((found.periods[0].expected - 7.0 / 6.0).abs() < 1e-15);
        assert!(watch(&[], with(EarsMethod::C3)).periods.is_empty());
    }

    #[test]
    fn bad_settings_are_errors() {
        for bad in [
            EarsSettings {
                baseline: 1,
                ..EarsSettings::default()
            },
            EarsSettings {
                least_known: Some(8),
                ..EarsSettings::default()
            },
            EarsSettings {
                least_deviation: 0.0,
                ..EarsSettings::default()
            },
            EarsSettings {
                threshold: Some(f64::NAN),
                ..EarsSettings::default()
            },
        ] {
            assert_eq!(bad.check().unwrap_err().code(), "INVALID_PARAMETER");
        }
    }
}

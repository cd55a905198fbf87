use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CountAlarms, Known, MonitoredPeriod, read, real, whole, within, wrong};
use crate::{Result, records::Limits};

/// What is added up.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CusumMethod {
    /// Counts, less the reference value (Lucas 1985): for counts of any size.
    #[default]
    Poisson,
    /// Standard deviations above the mean, less half the rise that is looked for: for large counts.
    Standardised,
}

/// How a cumulative sum watches a series.
///
/// ```
/// use caselink::patterns::CusumSettings;
///
/// let settings = CusumSettings { mean: Some(0.5), increase: 3.0, ..CusumSettings::default() };
/// assert_eq!(settings.threshold, 4.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CusumSettings {
    /// What is added up.
    pub method: CusumMethod,
    /// The usual mean of a period; without it, that of the first `baseline` periods.
    pub mean: Option<f64>,
    /// The usual standard deviation, for `standardised`; without it, that of the first `baseline` periods.
    pub deviation: Option<f64>,
    /// How many periods at the beginning say what is usual, where it is not given; those are not judged. 52.
    pub baseline: u32,
    /// For `poisson`: how many times the usual mean is to be found soon. Assumption: 2.
    pub increase: f64,
    /// For `standardised`: what is taken off each time, in standard deviations. 0.5, for a rise of one.
    pub reference: f64,
    /// The sum above which there is an alarm: in cases for `poisson`, in standard deviations for `standardised`. 4.
    pub threshold: f64,
    /// Whether the sum begins again at 0 after an alarm.
    pub restart: bool,
}

impl Default for CusumSettings {
    fn default() -> Self {
        Self {
            method: CusumMethod::Poisson,
            mean: None,
            deviation: None,
            baseline: 52,
            increase: 2.0,
            reference: 0.5,
            threshold: 4.0,
            restart: true,
        }
    }
}

impl CusumSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        read("cusum_settings", value)
    }

    /// Whether the settings can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) names the first that cannot.
    pub fn check(&self) -> Result<()> {
        if let Some(mean) = self.mean {
            real("mean", mean, 0.0, 1e9)?;
        }
        if let Some(deviation) = self.deviation {
            real("deviation", deviation, 0.0, 1e9)?;
        }
        whole("baseline", self.baseline, 2, u32::MAX)?;
        real("increase", self.increase, 1.0, 1e3)?;
        real("threshold", self.threshold, 0.0, 1e9)?;
        if !(0.0..=1e3).contains(&self.reference) {
            return Err(wrong("reference", "must be 0 to 1000"));
        }
        Ok(())
    }

    fn is_given(&self) -> bool {
        self.mean.is_some() && (self.deviation.is_some() || self.method == CusumMethod::Poisson)
    }
}

/// The reference value of a Poisson CUSUM that tells a mean of `usual` from one of `raised`: (λ₁ - λ₀) / ln(λ₁ / λ₀).
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) unless `usual` is above 0 and `raised` above `usual`.
///
/// ```
/// use caselink::patterns::poisson_reference;
///
/// assert!((poisson_reference(1.0, 2.0)? - 1.442_695).abs() < 1e-6);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn poisson_reference(usual: f64, raised: f64) -> Result<f64> {
    real("usual", usual, 0.0, 1e9)?;
    real("raised", raised, usual, 1e12)?;
    Ok((raised - usual) / libm::log(raised / usual))
}

/// Watches a series for a rise that lasts: the one-sided cumulative sum (CUSUM).
///
/// S = max(0, S before + value - reference), with an alarm where S is above the threshold. The value is the count, with the
/// reference of [`poisson_reference`], or the count in standard deviations above the mean. A small rise is found after a
/// few periods, where a rule on single periods would never see it.
///
/// It holds for counts that do not swing with the season. How often there is a false alarm follows from reference and
/// threshold; simulate it for your own mean.
///
/// A period whose count is not known is not judged, and leaves the sum as it was. The same holds for all periods where the
/// baseline has fewer than two known counts, or is without any case or deviation. Time in proportion to the series.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for settings that cannot be used,
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded) for more counts than [`Limits::rows`].
///
/// ```
/// use caselink::{patterns::{CusumSettings, cusum}, records::Limits};
///
/// let settings = CusumSettings { mean: Some(1.0), ..CusumSettings::default() };
/// let watched = cusum(&[1, 3, 3, 2, 3].map(Some), &settings, &Limits::default())?;
/// assert_eq!(watched.alarms().collect::<Vec<_>>(), [4]); // no single count is out of the way
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn cusum(
    counts: &[Option<u32>],
    settings: &CusumSettings,
    limits: &Limits,
) -> Result<CountAlarms> {
    settings.check()?;
    within(counts.len(), limits)?;
    let baseline = if settings.is_given() {
        0
    } else {
        counts.len().min(settings.baseline as usize)
    };
    let known = Known::of(counts.get(..baseline).unwrap_or_default());
    let mut found = CountAlarms {
        not_judged: (0..baseline as u32).collect(),
        ..CountAlarms::default()
    };
    let usual = (settings.is_given() || known.periods >= 2).then(|| {
        let mean = settings.mean.unwrap_or_else(|| known.mean());
        let deviation = settings.deviation.unwrap_or_else(|| known.deviation());
        (mean, deviation)
    });
    let scale = match (settings.method, usual) {
        (CusumMethod::Poisson, Some((mean, _))) if mean > 0.0 => {
            let reference = poisson_reference(mean, mean * settings.increase)?;
            Some((mean, reference, 1.0))
        }
        (CusumMethod::Standardised, Some((mean, deviation))) if deviation > 0.0 => {
            let reference = mean + settings.reference * deviation;
            Some((mean, reference, deviation))
        }
        _ => None,
    };
    let mut sum = 0.0_f64;
    for (at, count) in counts.iter().enumerate().skip(baseline) {
        let Some((&count, (mean, reference, unit))) = count.as_ref().zip(scale) else {
            found.not_judged.push(at as u32);
            continue;
        };
        let upper = reference + unit * (settings.threshold - sum);
        sum = (sum + (f64::from(count) - reference) / unit).max(0.0);
        let alarm = sum > settings.threshold;
        found.periods.push(MonitoredPeriod {
            period: at as u32,
            count,
            expected: mean,
            statistic: sum,
            threshold: settings.threshold,
            // without a restart the sum can be so high that no count brings it down
            upper: (upper >= 0.0).then_some(upper),
            alarm,
            fit: None,
        });
        if alarm && settings.restart {
            sum = 0.0;
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(counts: &[Option<u32>], settings: CusumSettings) -> CountAlarms {
        cusum(counts, &settings, &Limits::default()).unwrap()
    }

    #[test]
    fn sums_are_those_worked_out_by_hand() {
        let settings = CusumSettings {
            method: CusumMethod::Standardised,
            mean: Some(2.0),
            deviation: Some(2.0),
            restart: false,
            ..CusumSettings::default()
        };
        // z - 0.5: -1.5, 0.5, 2.5, (missing), 1.5, 0.5, -0.5
        let counts = [Some(0), Some(4), Some(8), None, Some(6), Some(4), Some(2)];
        let found = watch(&counts, settings);
        let sums: Vec<_> = found.periods.iter().map(|one| one.statistic).collect();
        assert_eq!(sums, [0.0, 0.5, 3.0, 4.5, 5.0, 4.5]);
        assert_eq!(found.alarms().collect::<Vec<_>>(), [4, 5, 6]);
        assert_eq!(found.not_judged, [3]);
        let again = CusumSettings {
            restart: true,
            ..settings
        };
        let found = watch(&counts, again);
        assert_eq!(found.alarms().collect::<Vec<_>>(), [4]);
        assert_eq!(Some(found.periods[4].statistic), Some(0.5));
    }

    #[test]
    fn a_bound_and_a_sum_raise_the_same_alarms() {
        let counts: Vec<_> = (0..300_u32)
            .map(|n| Some(n * n * 31 % 5 + n / 100))
            .collect();
        for method in [CusumMethod::Poisson, CusumMethod::Standardised] {
            for restart in [true, false] {
                let settings = CusumSettings {
                    method,
                    restart,
                    increase: 1.1,
                    reference: 0.1,
                    ..CusumSettings::default()
                };
                let found = watch(&counts, settings);
                assert_eq!(found.periods.len(), 248);
                assert!(found.alarms().next().is_some());
                for period in found.periods {
                    let by_bound = period
                        .upper
                        .is_none_or(|upper| f64::from(period.count) > upper);
                    assert_eq!(period.alarm, by_bound, "{period:?}");
                }
            }
        }
    }

    #[test]
    fn without_anything_usual_nothing_is_judged() {
        for counts in [vec![Some(0); 60], vec![None; 60], vec![Some(1); 10]] {
            let found = watch(&counts, CusumSettings::default());
            assert!(found.periods.is_empty());
            assert_eq!(found.not_judged.len(), counts.len());
        }
        for bad in [
            CusumSettings {
                mean: Some(0.0),
                ..CusumSettings::default()
            },
            CusumSettings {
                increase: 1.0,
                ..CusumSettings::default()
            },
            CusumSettings {
                threshold: f64::NAN,
                ..CusumSettings::default()
            },
            CusumSettings {
                reference: -1.0,
                ..CusumSettings::default()
            },
        ] {
            assert_eq!(bad.check().unwrap_err().code(), "INVALID_PARAMETER");
        }
        assert!(poisson_reference(1.0, 1.0).is_err());
    }
}

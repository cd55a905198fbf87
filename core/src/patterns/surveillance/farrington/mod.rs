mod settings;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CountAlarms, Known, MonitoredPeriod,
    glm::{self, Design, Fit},
    tails, within,
};
use crate::{Control, Result, control::checkpoint, records::Limits};

pub use settings::{FarringtonMethod, FarringtonSettings};

/// A trend as small as this is one of rounding.
const ROUNDING: f64 = 1e-6;

/// The regression behind a judgement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FarringtonFit {
    /// Known periods of the reference.
    pub reference_periods: u32,
    /// Variance by mean, at least 1.
    pub dispersion: f64,
    /// By how much the logarithm of the mean goes up in a year; none where no trend was kept.
    pub trend_per_year: Option<f64>,
    /// Whether there were enough cases of late for an alarm.
    pub enough_cases: bool,
}

/// The periods that are known of a reference, and how the count in question compares.
struct Reference {
    counts: Vec<f64>,
    /// Years after the period in question: below 0.
    years: Vec<f64>,
    seasons: Vec<u32>,
    most: f64,
}

/// Watches a series for jumps against past years: Farrington's method.
///
/// The counts of the reference are fitted by a quasi-Poisson regression with a trend where there is one; those far above it,
/// which are past outbreaks, get less weight, and it is fitted again. The bound for the count in question follows from the
/// expected mean and the dispersion. `statistic` is what the count has above the mean, by what the bound has above it.
///
/// It holds for counts of several in a period over at least three years. A trend needs three years of reference. There is no
/// alarm without `least_cases` over the last periods.
///
/// Missing counts are left out of the reference, and half of it must be known; otherwise, and where the regression cannot
/// be fitted, a period is not judged. The flexible method differs from that of the R package `surveillance` in one thing:
/// whether a trend is kept is decided by the t-test with the dispersion in it, as in the original one.
///
/// Time in proportion to the periods judged, times the reference, times the square of the seasons.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for settings that cannot be used,
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded) for more counts than [`Limits::rows`],
/// [`Error::Cancelled`](crate::Error::Cancelled) when the control says so.
///
/// ```
/// use caselink::{NoControl, patterns::{FarringtonSettings, farrington}, records::Limits};
///
/// let mut counts: Vec<_> = (0..300_u32).map(|week| Some(2 + week * 7 % 3)).collect();
/// counts[299] = Some(12);
/// let settings = FarringtonSettings { last: Some(10), ..FarringtonSettings::default() };
/// let watched = farrington(&counts, &settings, &Limits::default(), &NoControl)?;
/// assert_eq!(watched.periods.len(), 10);
/// assert_eq!(watched.alarms().collect::<Vec<_>>(), [299]);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn farrington(
    counts: &[Option<u32>],
    settings: &FarringtonSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<CountAlarms> {
    settings.check()?;
    within(counts.len(), limits)?;
    let first = settings
        .last
        .map_or(0, |last| counts.len().saturating_sub(last as usize));
    let mut found = CountAlarms::default();
    for at in first..counts.len() {
        if at % 16 == 0 {
            checkpoint(control, (at - first) as u64, (counts.len() - first) as u64)?;
        }
        match settings.judge(counts, at) {
            Some(period) => found.periods.push(period),
            None => found.not_judged.push(at as u32),
        }
    }
    Ok(found)
}

impl FarringtonSettings {
    fn reference(&self, counts: &[Option<u32>], at: usize) -> Option<Reference> {
        let reach = self.years * self.periods_per_year + self.half_window;
        let first = at.checked_sub(reach as usize)?;
        let mut reference = Reference {
            counts: Vec::new(),
            years: Vec::new(),
            seasons: Vec::new(),
            most: 0.0,
        };
        let mut asked = 0;
        for (count, before) in counts.get(first..at)?.iter().zip((1..=reach).rev()) {
            if !self.is_reference(before) {
                continue;
            }
            asked += 1;
            if let Some(count) = count.map(f64::from) {
                reference.counts.push(count);
                reference
                    .years
                    .push(-f64::from(before) / f64::from(self.periods_per_year));
                reference.seasons.push(self.season(before));
                reference.most = reference.most.max(count);
            }
        }
        (2 * reference.counts.len() >= asked && asked > 0).then_some(reference)
    }

    fn fit(&self, reference: &Reference, trend: bool) -> Option<Fit> {
        let mut seasons = reference.seasons.clone();
        seasons.sort_unstable();
        seasons.dedup();
        if seasons.first() != Some(&0) {
            return None;
        }
        seasons.remove(0);
        let mut values = Vec::new();
        for (&year, season) in reference.years.iter().zip(&reference.seasons) {
            values.push(1.0);
            if trend {
                values.push(year);
            }
            values.extend(
                seasons
                    .iter()
                    .map(|other| f64::from(u8::from(season == other))),
            );
        }
        let design = Design {
            columns: 1 + usize::from(trend) + seasons.len(),
            values,
        };
        let above = self.reweight_above.unwrap_or(match self.method {
            FarringtonMethod::Original => 1.0,
            FarringtonMethod::Flexible => 2.58,
        });
        let even = vec![1.0; reference.counts.len()];
        let first = glm::fit(&design, &reference.counts, &even)?;
        let weights = first.reweighted(&reference.counts, above);
        glm::fit(&design, &reference.counts, &weights)
    }

    /// The fit with a trend, where one is to be kept.
    fn with_trend(&self, reference: &Reference) -> Option<(Fit, f64)> {
        if self.years < 3 || self.trend_p == 0.0 {
            return None;
        }
        let fit = self.fit(reference, true)?;
        let (&level, &slope) = (fit.coefficients.first()?, fit.coefficients.get(1)?);
        // the flexible method as desks know it, from the package `surveillance` of R, judges the trend so
        let dispersion = match self.method {
            FarringtonMethod::Original => fit.dispersion,
            FarringtonMethod::Flexible => fit.relative_dispersion,
        };
        let error = (dispersion * fit.variances.get(1)?).sqrt();
        let is_kept = slope.abs() > ROUNDING
            && tails::student(slope / error, fit.freedom) < self.trend_p
            && libm::exp(level) <= reference.most;
        is_kept.then_some((fit, slope))
    }

    fn judge(&self, counts: &[Option<u32>], at: usize) -> Option<MonitoredPeriod> {
        let count = (*counts.get(at)?)?;
        let reference = self.reference(counts, at)?;
        let (fit, trend_per_year) = match self.with_trend(&reference) {
            Some((fit, slope)) => (fit, Some(slope)),
            None => (self.fit(&reference, false)?, None),
        };
        let mean = libm::exp(*fit.coefficients.first()?);
        let dispersion = fit.dispersion.max(1.0);
        let upper = match self.method {
            FarringtonMethod::Original => {
                let spread = dispersion * (1.0 + mean * fit.variances.first()?);
                let z = tails::normal(self.alpha / 2.0);
                let inner = 1.0 + 2.0 / 3.0 * z * (spread / mean).sqrt();
                mean * inner * inner.sqrt()
            }
            FarringtonMethod::Flexible => {
                let bound = if dispersion > 1.0 {
                    let rate = 1.0 / (dispersion - 1.0);
                    tails::quantile(self.alpha, |y| {
                        tails::negative_binomial(y, mean * rate, rate)
                    })
                } else {
                    tails::quantile(self.alpha, |y| tails::poisson(y, mean))
                };
                bound? as f64
            }
        };
        let recent = at.saturating_sub(self.recent_periods as usize - 1);
        let enough_cases = Known::of(counts.get(recent..=at)?).sum >= u64::from(self.least_cases);
        let above = f64::from(count) - mean;
        let statistic = if upper > mean {
            above / (upper - mean)
        } else {
            above
        };
        Some(MonitoredPeriod {
            period: at as u32,
            count,
            expected: mean,
            statistic,
            threshold: if upper > mean { 1.0 } else { upper - mean },
            upper: Some(upper),
            alarm: enough_cases && f64::from(count) > upper,
            fit: Some(FarringtonFit {
                reference_periods: reference.counts.len() as u32,
                dispersion,
                trend_per_year,
                enough_cases,
            }),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoControl;

    fn watch(counts: &[Option<u32>], settings: FarringtonSettings) -> CountAlarms {
        farrington(counts, &settings, &Limits::default(), &NoControl).unwrap()
    }

    fn with(method: FarringtonMethod) -> FarringtonSettings {
        FarringtonSettings {
            method,
            ..FarringtonSettings::default()
        }
    }

    /// Three years of 4 and a last week: the mean is 4 and does not vary, so that all is known without a computer.
    #[test]
    fn bounds_are_those_worked_out_by_hand() {
        let mut counts = vec![Some(4); 160];
        let settings = FarringtonSettings {
            years: 3,
            alpha: 0.05,
            last: Some(1),
            ..with(FarringtonMethod::Original)
        };
        let found = watch(&counts, settings);
        // 21 weeks: tau = 1 + 1 / 21; 4 (1 + 2/3 1.959964 sqrt(tau / 4))^(3/2)
        let by_hand = 4.0 * (1.0 + 2.0 / 3.0 * 1.959_964 * (22.0_f64 / 84.0).sqrt()).powf(1.5);
        let period = &found.periods[0];
        assert!((period.expected - 4.0).abs() < 1e-6);
        assert!(
            (period.upper.unwrap() - by_hand).abs() < 1e-4,
            "{period:?} {by_hand}"
        );
        let fit = period.fit.as_ref().unwrap();
        assert_eq!((fit.reference_periods, fit.dispersion), (21, 1.0));
        assert_eq!(fit.trend_per_year, None);

        let flexible = FarringtonSettings {
            method: FarringtonMethod::Flexible,
            ..settings
        };
        let period = &watch(&counts, flexible).periods[0];
        // P(Y > 8) = 0.0214, P(Y > 7) = 0.0511 for a Poisson mean of 4
        assert_eq!(period.upper, Some(8.0));
        // three years and three weeks, less the last 26 weeks
        assert_eq!(period.fit.as_ref().unwrap().reference_periods, 133);
        counts[159] = Some(9);
        assert!(watch(&counts, flexible).periods[0].alarm);
        counts[156..160].fill(Some(0));
        counts[159] = Some(20);
        let strict = FarringtonSettings {
            least_cases: 21,
            ..flexible
        };
        assert!(!watch(&counts, strict).periods[0].alarm);
    }

    #[test]
    fn seasons_are_nine_of_five_weeks_beside_the_window() {
        let settings = with(FarringtonMethod::Flexible);
        let mut weeks = [0; 10];
        for before in 1..=52 {
            weeks[settings.season(before) as usize] += 1;
        }
        assert_eq!(weeks, [7, 5, 5, 5, 5, 5, 5, 5, 5, 5]);
        assert_eq!(
            [1, 3, 4, 48, 49, 52].map(|week| settings.season(week)),
            [0, 0, 9, 1, 0, 0]
        );
        let original = with(FarringtonMethod::Original);
        let reference: Vec<_> = (1..=160)
            .filter(|&week| original.is_reference(week))
            .collect();
        assert_eq!(reference[..8], [49, 50, 51, 52, 53, 54, 55, 101]);
    }

    #[test]
    fn a_trend_is_found_and_seasons_too() {
        // up by a sixth each year, one week high and the next one low
        let rising: Vec<_> = (0..330_u32)
            .map(|week| Some(20 * 7_u32.pow(week / 52) / 6_u32.pow(week / 52) * (1 + week % 2)))
            .collect();
        let settings = FarringtonSettings {
            last: Some(1),
            ..with(FarringtonMethod::Original)
        };
        let fit = watch(&rising, settings).periods[0].fit.clone().unwrap();
        assert!((fit.trend_per_year.unwrap() - (7.0_f64 / 6.0).ln()).abs() < 0.05);
        let summer: Vec<_> = (0..330_u32)
            .map(|week| {
                Some(if week % 52 < 26 {
                    2 + week % 2
                } else {
                    20 + week % 3
                })
            })
            .collect();
        for (length, least, most) in [(330, 2.0, 4.0), (300, 19.0, 23.0)] {
            for method in [FarringtonMethod::Original, FarringtonMethod::Flexible] {
                let settings = FarringtonSettings {
                    last: Some(1),
                    ..with(method)
                };
                let expected = watch(&summer[..length], settings).periods[0].expected;
                assert!((least..most).contains(&expected), "{expected}");
            }
        }
    }

    #[test]
    fn what_is_missing_is_left_out_and_no_zero() {
        let full: Vec<_> = (0..300_u32).map(|week| Some(4 + week * 7 % 3)).collect();
        for method in [FarringtonMethod::Original, FarringtonMethod::Flexible] {
            let settings = FarringtonSettings {
                last: Some(1),
                ..with(method)
            };
            let mut counts = full.clone();
            for week in (0..280).step_by(3) {
                counts[week] = None;
            }
            let expected = watch(&counts, settings).periods[0].expected;
            assert!(expected > 4.5, "{expected}");
            counts[..280].fill(None);
            assert_eq!(watch(&counts, settings).not_judged, [299]);
            counts.clone_from(&full);
            counts[299] = None;
            assert_eq!(watch(&counts, settings).not_judged, [299]);
            // no case in any year, and then five
            let mut counts = vec![Some(0); 300];
            counts[299] = Some(5);
            assert!(watch(&counts, settings).periods[0].alarm);
            assert!(watch(&full[..200], settings).periods.is_empty());
        }
    }

    #[test]
    fn bad_settings_are_errors() {
        let flexible = with(FarringtonMethod::Flexible);
        for bad in [
            FarringtonSettings {
                years: 0,
                ..flexible
            },
            FarringtonSettings {
                half_window: 26,
                ..flexible
            },
            FarringtonSettings {
                half_window: u32::MAX,
                ..flexible
            },
            FarringtonSettings {
                alpha: 0.0,
                ..flexible
            },
            FarringtonSettings {
                seasons: 60,
                ..flexible
            },
            FarringtonSettings {
                left_out: 2,
                ..flexible
            },
            FarringtonSettings {
                recent_periods: 0,
                ..flexible
            },
            FarringtonSettings {
                trend_p: -1.0,
                ..flexible
            },
        ] {
            assert_eq!(bad.check().unwrap_err().code(), "INVALID_PARAMETER");
        }
    }
}

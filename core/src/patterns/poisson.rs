//! How likely is a count, and how sure is a ratio of counts?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Standard errors to either side of a mean that hold it in 95 of 100 cases.
const NORMAL: f64 = 1.959_963_984_540_054;
/// Halvings of an interval, until nothing is left of it.
const HALVINGS: u32 = 80;

/// A count divided by what was to be expected, with the interval in which the true ratio lies in 95 of 100 cases, as far as
/// chance goes: pairs are taken as independent, so where many share an event it is too narrow.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ratio {
    /// Observed / expected.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end; `None` where the replicates are too few to bound it.
    pub high: Option<f64>,
}

impl Ratio {
    /// Of an expected count that is known exactly: the exact (Garwood) interval of the observed count. `None` when nothing
    /// was to be expected.
    pub(super) fn of(observed: u64, expected: f64) -> Option<Self> {
        Self::of_mean(observed, expected, 0.0)
    }

    /// Of an expected count that was estimated: each end takes the end of the estimate that is further away too.
    pub(super) fn of_mean(observed: u64, mean: f64, standard_error: f64) -> Option<Self> {
        let (low, high) = interval(observed);
        let (least, most) = (
            mean - NORMAL * standard_error,
            mean + NORMAL * standard_error,
        );
        (mean > 0.0).then(|| Self {
            value: observed as f64 / mean,
            low: low / most,
            high: (least > 0.0).then_some(high / least),
        })
    }
}

/// P(X >= count) for a Poisson variable.
pub(super) fn at_least(count: u64, mean: f64) -> f64 {
    if count == 0 {
        return 1.0;
    }
    if mean <= 0.0 {
        return 0.0;
    }
    if count as f64 > mean {
        return probability(count, mean) * rising(count, mean);
    }
    1.0 - probability(count - 1, mean) * falling(count - 1, mean)
}

fn probability(count: u64, mean: f64) -> f64 {
    let count = count as f64;
    libm::exp(count * libm::log(mean) - mean - libm::lgamma(count + 1.0))
}

/// The sum of the probabilities from a count on, which is above the mean, in units of the first.
fn rising(count: u64, mean: f64) -> f64 {
    let (mut sum, mut term, mut next) = (1.0, 1.0, count as f64 + 1.0);
    while term > sum * f64::EPSILON / 16.0 {
        term *= mean / next;
        sum += term;
        next += 1.0;
    }
    sum
}

/// The sum of the probabilities down from a count, which is below the mean, in units of the first.
fn falling(count: u64, mean: f64) -> f64 {
    let (mut sum, mut term, mut last) = (1.0, 1.0, count as f64);
    while last > 0.0 && term > sum * f64::EPSILON / 16.0 {
        term *= last / mean;
        sum += term;
        last -= 1.0;
    }
    sum
}

/// The means between which 95 of 100 such counts come from (Garwood 1936).
fn interval(count: u64) -> (f64, f64) {
    let wide = count as f64 + 10.0 + 6.0 * (count as f64 + 1.0).sqrt();
    let low = if count == 0 {
        0.0
    } else {
        rising_root(0.0, count as f64, |mean| at_least(count, mean) - 0.025)
    };
    let high = rising_root(count as f64, wide, |mean| at_least(count + 1, mean) - 0.975);
    (low, high)
}

fn rising_root(mut low: f64, mut high: f64, f: impl Fn(f64) -> f64) -> f64 {
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_close(a: f64, b: f64, within: f64) {
        assert!((a - b).abs() <= within * b.abs(), "{a} is not {b}");
    }

    #[test]
    fn tails_are_those_of_tables() {
        is_close(at_least(13, 10.143_815_0), 0.222_266_7, 1e-6);
        is_close(at_least(14, 10.143_815_0), 0.146_245_58, 1e-6);
        is_close(at_least(1, 0.5), 1.0 - (-0.5_f64).exp(), 1e-14);
        is_close(at_least(2, 3.0), 1.0 - 4.0 * (-3.0_f64).exp(), 1e-14);
        is_close(at_least(1_000, 1_000.0), 0.504_205_244_180_215_5, 1e-10);
        assert_eq!((at_least(0, 3.0), at_least(1, 0.0)), (1.0, 0.0));
    }

    #[test]
    fn both_sides_of_the_mean_agree() {
        for (count, mean) in [
            (50_u64, 49.9),
            (50, 50.1),
            (3, 2.9),
            (3, 3.1),
            (10_000, 9_999.5),
        ] {
            let up = probability(count, mean) * rising(count, mean);
            let down = 1.0 - probability(count - 1, mean) * falling(count - 1, mean);
            is_close(up, down, 1e-9);
        }
    }

    #[test]
    fn the_interval_is_garwoods() {
        // half the quantiles of chi square with 2 n and 2 n + 2 degrees of freedom
        for (count, low, high) in [
            (0, 0.0, 3.688_879_454),
            (1, 0.025_317_808, 5.571_643_390),
            (10, 4.795_388_696, 18.390_356_041),
            (100, 81.363_991_251, 121.626_793_792),
        ] {
            let (a, b) = interval(count);
            is_close(a, low, 1e-7);
            is_close(b, high, 1e-8);
        }
    }

    #[test]
    fn a_ratio_without_a_denominator_is_none() {
        assert_eq!(Ratio::of(3, 0.0), None);
        let exact = Ratio::of(9, 3.0).unwrap();
        let rough = Ratio::of_mean(9, 3.0, 0.5).unwrap();
        assert!(rough.low < exact.low && rough.high > exact.high);
        assert_eq!(Ratio::of_mean(9, 0.1, 0.1).unwrap().high, None);
    }
}

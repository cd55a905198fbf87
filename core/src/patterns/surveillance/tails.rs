//! Tails and quantiles of distributions, from `statrs`.

use statrs::{
    distribution::{ContinuousCDF, Normal, StudentsT},
    function::{beta::checked_beta_reg, gamma::checked_gamma_lr},
};

/// P(Y ≥ y) for a negative binomial Y: the count of a Poisson whose mean is Gamma(`shape`, rate `rate`).
pub(super) fn negative_binomial(y: u64, shape: f64, rate: f64) -> f64 {
    if y == 0 {
        return 1.0;
    }
    checked_beta_reg(y as f64, shape, 1.0 / (rate + 1.0)).map_or(f64::NAN, |p| p.clamp(0.0, 1.0))
}

/// P(Y ≥ y) for a Poisson Y.
pub(super) fn poisson(y: u64, mean: f64) -> f64 {
    if y == 0 {
        return 1.0;
    }
    if mean <= 0.0 {
        return 0.0;
    }
    checked_gamma_lr(y as f64, mean).map_or(f64::NAN, |p| p.clamp(0.0, 1.0))
}

/// The least count that is exceeded with a probability of `alpha` at most, where `tail(y)` is P(Y ≥ y).
pub(super) fn quantile(alpha: f64, tail: impl Fn(u64) -> f64) -> Option<u64> {
    const MOST: u64 = 1 << 40;
    let is_enough = |count: u64| tail(count + 1) <= alpha;
    let mut high = 1;
    while !is_enough(high) {
        high *= 2;
        if high > MOST {
            return None;
        }
    }
    let mut low = 0;
    while low < high {
        let middle = low.midpoint(high);
        if is_enough(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(high)
}

/// The value that a standard normal exceeds with probability `alpha`, above 0 and below 1.
pub(super) fn normal(alpha: f64) -> f64 {
    -Normal::standard().inverse_cdf(alpha.clamp(f64::MIN_POSITIVE, 1.0 - f64::EPSILON))
}

/// The two-sided p-value of Student's t.
pub(super) fn student(t: f64, freedom: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::NAN, |student| 2.0 * student.sf(t.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The probabilities added up, one after the other.
    fn by_sum(y: u64, mut probability: f64, ratio: impl Fn(f64) -> f64) -> f64 {
        let mut below = 0.0;
        for k in 0..y {
            below += probability;
            probability *= ratio(k as f64);
        }
        1.0 - below
    }

    #[test]
    fn tails_are_sums_of_probabilities() {
        for (shape, rate) in [
            (0.5_f64, 8.0_f64),
            (3.5, 52.0),
            (27.0, 10.0),
            (400.5, 104.0),
        ] {
            let p = rate / (rate + 1.0);
            for y in 0..12 {
                let sum = by_sum(y, p.powf(shape), |k| (shape + k) / (k + 1.0) * (1.0 - p));
                assert!((negative_binomial(y, shape, rate) - sum).abs() < 1e-12);
                let sum = by_sum(y, (-shape).exp(), |k| shape / (k + 1.0));
                assert!((poisson(y, shape) - sum).abs() < 1e-12);
            }
        }
        assert!(poisson(1, 0.0) < f64::MIN_POSITIVE);
    }

    #[test]
    fn quantiles_are_the_least_that_will_do() {
        for mean in [0.0, 0.01, 0.5, 3.0, 40.0] {
            for alpha in [0.2, 0.01, 1e-6] {
                let least = quantile(alpha, |y| poisson(y, mean)).unwrap();
                assert!(poisson(least + 1, mean) <= alpha);
                assert!(least == 0 || poisson(least, mean) > alpha);
            }
        }
        assert_eq!(quantile(0.01, |_| f64::NAN), None);
        assert!((normal(0.001) - 3.090_232_306_167_813).abs() < 1e-12);
        assert!((student(2.093_024_054, 19.0) - 0.05).abs() < 1e-9);
    }
}

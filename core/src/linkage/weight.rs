use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A match weight in thousandths of a bit: the base-2 logarithm of how many times likelier the
/// evidence is if the records are one person.
///
/// Weights are integers, so that parts add up exactly and a threshold has one meaning everywhere.
///
/// ```
/// use caselink::linkage::MilliBits;
///
/// assert_eq!(MilliBits::of_ratio(8.0), MilliBits(3_000));
/// assert_eq!(MilliBits(0).probability(), 0.5);
/// assert_eq!(MilliBits(3_250).to_string(), "+3.250 bits");
/// ```
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    Eq,
    Hash,
    Ord,
    PartialEq,
    PartialOrd,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[serde(transparent)]
pub struct MilliBits(pub i32);

impl MilliBits {
    /// The weight of a likelihood ratio, rounded to the nearest thousandth of a bit and kept within
    /// ±100 bits.
    pub fn of_ratio(ratio: f64) -> Self {
        let bits = libm::log2(ratio);
        if bits.is_nan() {
            return Self(0);
        }
        Self((libm::round(bits * 1_000.0)).clamp(-100_000.0, 100_000.0) as i32)
    }

    /// A share of the weight, rounded to the nearest thousandth of a bit.
    pub(crate) fn counted(self, share: f64) -> Self {
        Self(libm::round(f64::from(self.0) * share) as i32)
    }

    /// The weight at which a probability is reached: the least one whose
    /// [`probability`](Self::probability) is not below it. No weight reaches what is not a number.
    pub fn of_probability(probability: f64) -> Self {
        if probability.is_nan() {
            return Self(i32::MAX);
        }
        let mut weight = Self::of_ratio(probability / (1.0 - probability));
        while weight.probability() < probability && weight.0 < 100_000 {
            weight.0 += 1;
        }
        while Self(weight.0 - 1).probability() >= probability && weight.0 > -100_000 {
            weight.0 -= 1;
        }
        weight
    }

    /// The probability that a total weight, prior included, stands for.
    pub fn probability(self) -> f64 {
        1.0 / (1.0 + libm::exp2(f64::from(-self.0) / 1_000.0))
    }
}

impl fmt::Display for MilliBits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { '−' } else { '+' };
        let size = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:03} bits", size / 1_000, size % 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_is_the_least_weight_that_reaches_it() {
        for p in [0.001, 0.01, 0.3, 0.5, 0.9, 0.95, 0.99, 0.999_999] {
            let weight = MilliBits::of_probability(p);
            assert!(weight.probability() >= p);
            assert!(MilliBits(weight.0 - 1).probability() < p);
        }
    }
}

//! How much does a clue weigh for the places that it fits, and against the others?
//!
//! A mixture of two cases. With the share `1 - e` the clue is right: then it comes from a place that it fits, and from
//! each of them as readily. With the share `e` it leads wrong, and says nothing of the place. If k of n candidate
//! places fit, then the clue is likelier, compared with the average place,
//!
//! - by `(1 - e) n / k + e` where it fits,
//! - by `e` where it does not.
//!
//! The average over all places is 1, so a clue moves belief and makes none. A clue that fits every place weighs
//! nothing. `n / k` is bounded before it is mixed, so that a clue in which its author is less sure always weighs less. What
//! it weighs is bounded by the share `1 - e` of the most that a clue weighs: a clue that is doubted, and names very few
//! places, must not outweigh those that are not.

use crate::linkage::MilliBits;

/// The weights of a clue, in thousandths of a bit.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Weights {
    /// Where it fits: not below 0.
    pub(super) fits: i32,
    /// Where it does not: not above 0.
    pub(super) fits_not: i32,
}

impl Weights {
    /// The weights of a clue that fits `k` of `n` places and leads wrong with the share `e`, each within `most`, and where it
    /// fits within the share of that in which it leads right.
    pub(super) fn new(e: f64, k: usize, n: usize, most: u32) -> Self {
        if k == 0 || k >= n {
            return Self::default();
        }
        let most = most as i32;
        let bound = libm::exp2(f64::from(most) / 1_000.0);
        let ratio = (n as f64 / k as f64).min(bound);
        Self {
            fits: MilliBits::of_ratio((1.0 - e) * ratio + e)
                .0
                .clamp(0, (f64::from(most) * (1.0 - e)) as i32),
            fits_not: MilliBits::of_ratio(e).0.clamp(-most, 0),
        }
    }

    /// How far it can move two places apart.
    pub(super) fn reach(self) -> i32 {
        self.fits - self.fits_not
    }

    pub(super) fn of(self, fits: bool) -> i32 {
        if fits { self.fits } else { self.fits_not }
    }
}

/// What counts of the clues of a group, in millionths, the strongest first: all of it, then `percent` of the one before.
pub(super) fn shares(percent: u32) -> impl Iterator<Item = i64> {
    std::iter::successors(Some(WHOLE), move |share| {
        Some(share * i64::from(percent) / 100)
    })
}

/// A whole share.
pub(super) const WHOLE: i64 = 1_000_000;

/// A share of a weight, rounded towards 0, so that a group stays within its bound.
pub(super) fn share_of(weight: i32, share: i64) -> i32 {
    (i64::from(weight) * share / WHOLE) as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn belief_is_moved_and_not_made() {
        for (e, k, n) in [
            (0.05, 1, 50),
            (0.2, 4, 250),
            (0.5, 60, 250),
            (0.85, 249, 250),
        ] {
            let weights = Weights::new(e, k, n, 20_000);
            let ratio = |weight: i32| libm::exp2(f64::from(weight) / 1_000.0);
            let all = k as f64 * ratio(weights.fits) + (n - k) as f64 * ratio(weights.fits_not);
            assert!((all / n as f64 - 1.0).abs() < 0.002, "{e} {k} {n}: {all}");
        }
    }

    #[test]
    fn what_fits_all_or_none_weighs_nothing() {
        for (k, n) in [(0, 10), (10, 10), (0, 0), (1, 1)] {
            assert_eq!(Weights::new(0.05, k, n, 6_000), Weights::default());
        }
        assert_eq!(Weights::new(1.0, 1, 10, 6_000), Weights::default());
    }

    #[test]
    fn less_sure_weighs_less_also_at_the_bound() {
        for k in 1..250 {
            let weights = [0.05, 0.2, 0.5, 0.85].map(|e| Weights::new(e, k, 250, 6_000));
            assert!(weights.is_sorted_by(|a, b| a.fits >= b.fits && a.fits_not < b.fits_not));
            assert!(
                weights
                    .iter()
                    .all(|w| w.fits <= 6_000 && w.fits_not >= -6_000)
            );
        }
        let [sure, unsure] = [0.05, 0.85].map(|e| Weights::new(e, 1, 250, 6_000));
        assert!(sure.fits > unsure.fits);
    }

    /// However few places a doubtful clue names, it stays a small one.
    #[test]
    fn a_doubtful_clue_stays_small() {
        let doubtful = Weights::new(0.85, 1, 250, 6_000);
        assert!((899..=900).contains(&doubtful.fits), "{doubtful:?}");
        // as a probable one that many places fit
        let probable = Weights::new(0.2, 55, 250, 6_000);
        assert!(probable.fits > doubtful.fits);
    }

    #[test]
    fn a_group_never_weighs_more_than_twice_its_strongest() {
        let all: Vec<i64> = shares(50).take(60).collect();
        assert_eq!(all[..3], [1_000_000, 500_000, 250_000]);
        assert!(all.iter().sum::<i64>() <= 2 * WHOLE);
        assert_eq!(share_of(-4_321, 500_000), -2_160);
        assert_eq!(shares(0).nth(1), Some(0));
    }
}

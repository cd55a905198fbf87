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

/// Whether a clue fits a place.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Fits {
    #[default]
    No,
    /// It does, by a row that is not confirmed for this place.
    Unconfirmed,
    Yes,
}

impl Fits {
    pub(super) fn is_fit(self) -> bool {
        self != Self::No
    }
}

/// How surely a clue says what it says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sureness {
    /// The share of such clues that lead wrong.
    pub(super) error: f64,
    /// The same, where its row is not confirmed for a place.
    pub(super) unconfirmed: f64,
    /// Whether other places than those it names may fit as well.
    pub(super) open: bool,
}

/// The weights of a clue, in thousandths of a bit.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Weights {
    /// Where it fits: not below 0.
    pub(super) fits: i32,
    /// Where it fits by a row that is not confirmed for the place: not below 0.
    pub(super) unconfirmed: i32,
    /// Where it does not: not above 0.
    pub(super) fits_not: i32,
}

impl Weights {
    /// The weights of a clue that fits `k` of `n` places, each within `most`, and where it fits within the share of that
    /// in which it leads right. An open one is taken to name half of the places that it fits, and speaks against none.
    pub(super) fn new(sure: Sureness, k: usize, n: usize, most: u32) -> Self {
        let k = if sure.open { k.saturating_mul(2) } else { k };
        if k == 0 || k >= n {
            return Self::default();
        }
        let most = most as i32;
        let bound = libm::exp2(f64::from(most) / 1_000.0);
        let ratio = (n as f64 / k as f64).min(bound);
        let fits = |e: f64| {
            MilliBits::of_ratio((1.0 - e) * ratio + e)
                .0
                .clamp(0, (f64::from(most) * (1.0 - e)) as i32)
        };
        Self {
            fits: fits(sure.error),
            unconfirmed: fits(sure.unconfirmed),
            fits_not: if sure.open {
                0
            } else {
                MilliBits::of_ratio(sure.error).0.clamp(-most, 0)
            },
        }
    }

    /// How far it can move two places apart.
    pub(super) fn reach(self) -> i32 {
        self.fits - self.fits_not
    }

    pub(super) fn of(self, fits: Fits) -> i32 {
        match fits {
            Fits::Yes => self.fits,
            Fits::Unconfirmed => self.unconfirmed,
            Fits::No => self.fits_not,
        }
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

    fn of(error: f64, k: usize, n: usize, most: u32) -> Weights {
        let sure = Sureness {
            error,
            unconfirmed: error,
            open: false,
        };
        Weights::new(sure, k, n, most)
    }

    #[test]
    fn belief_is_moved_and_not_made() {
        for (e, k, n) in [
            (0.05, 1, 50),
            (0.2, 4, 250),
            (0.5, 60, 250),
            (0.85, 249, 250),
        ] {
            let weights = of(e, k, n, 20_000);
            let ratio = |weight: i32| libm::exp2(f64::from(weight) / 1_000.0);
            let all = k as f64 * ratio(weights.fits) + (n - k) as f64 * ratio(weights.fits_not);
            assert!((all / n as f64 - 1.0).abs() < 0.002, "{e} {k} {n}: {all}");
        }
    }

    #[test]
    fn what_fits_all_or_none_weighs_nothing() {
        for (k, n) in [(0, 10), (10, 10), (0, 0), (1, 1)] {
            assert_eq!(of(0.05, k, n, 6_000), Weights::default());
        }
        assert_eq!(of(1.0, 1, 10, 6_000), Weights::default());
    }

    #[test]
    fn less_sure_weighs_less_also_at_the_bound() {
        for k in 1..250 {
            let weights = [0.05, 0.2, 0.5, 0.85].map(|e| of(e, k, 250, 6_000));
            assert!(weights.is_sorted_by(|a, b| a.fits >= b.fits && a.fits_not < b.fits_not));
            assert!(
                weights
                    .iter()
                    .all(|w| w.fits <= 6_000 && w.fits_not >= -6_000)
            );
        }
        let [sure, unsure] = [0.05, 0.85].map(|e| of(e, 1, 250, 6_000));
        assert!(sure.fits > unsure.fits);
    }

    /// However few places a doubtful clue names, it stays a small one.
    #[test]
    fn a_doubtful_clue_stays_small() {
        let doubtful = of(0.85, 1, 250, 6_000);
        assert!((899..=900).contains(&doubtful.fits), "{doubtful:?}");
        // as a probable one that many places fit
        let probable = of(0.2, 55, 250, 6_000);
        assert!(probable.fits > doubtful.fits);
    }

    #[test]
    fn an_open_row_speaks_against_none_and_a_place_that_is_not_confirmed_gets_less() {
        let sure = Sureness {
            error: 0.05,
            unconfirmed: 0.145,
            open: false,
        };
        for k in 1..250 {
            let closed = Weights::new(sure, k, 250, 6_000);
            let open = Weights::new(Sureness { open: true, ..sure }, k, 250, 6_000);
            assert!((0..=closed.fits).contains(&closed.unconfirmed));
            assert!(k > 200 || closed.unconfirmed < closed.fits);
            assert_eq!(open.of(Fits::No), 0);
            assert!(open.fits <= closed.fits && (open.fits > 0) == (k < 125));
            assert_eq!(open.fits, Weights::new(sure, 2 * k, 250, 6_000).fits);
        }
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

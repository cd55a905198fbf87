//! Replicates by chance: how often would data without a pattern look like these?

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use crate::{Control, Error, Result, control::checkpoint, threads};

/// Most replicates of one test.
const MOST: u32 = 1_000_000;

/// How many replicates are drawn, and from which seed.
///
/// Replicate `r` has a `ChaCha8` stream of its own, made from the seed and `r` alone, so the outcome is the same for any
/// number of threads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MonteCarlo {
    /// Replicates; 0 for none, and then there is no p-value.
    pub replicates: u32,
    /// The seed.
    pub seed: u64,
    /// Worker threads; 0 takes one for each core. The outcome is the same for any number.
    pub threads: u32,
}

impl Default for MonteCarlo {
    fn default() -> Self {
        Self {
            replicates: 999,
            seed: 1,
            threads: 1,
        }
    }
}

impl MonteCarlo {
    /// The random numbers of one replicate.
    pub(crate) fn stream(self, replicate: u32) -> ChaCha8Rng {
        let mut random = ChaCha8Rng::seed_from_u64(self.seed);
        random.set_stream(u64::from(replicate) + 1);
        random
    }

    /// That there are not too many replicates.
    pub(crate) fn check(self) -> Result<()> {
        if self.replicates <= MOST {
            return Ok(());
        }
        Err(Error::LimitExceeded {
            limit: "replicates",
            allowed: u64::from(MOST),
            asked: u64::from(self.replicates),
        })
    }

    /// What a function makes of each replicate, in the order of the replicates.
    ///
    /// Each thread keeps scratch space that `scratch` makes.
    pub(crate) fn run<S, T: Send>(
        self,
        control: &dyn Control,
        scratch: impl Fn() -> S + Sync + Send,
        replicate: impl Fn(&mut S, ChaCha8Rng) -> T + Sync + Send,
    ) -> Result<Vec<T>> {
        self.check()?;
        let total = u64::from(self.replicates);
        let done = AtomicU64::new(0);
        threads::map(self.replicates, self.threads, scratch, |scratch, number| {
            checkpoint(control, done.fetch_add(1, Relaxed), total)?;
            Ok(replicate(scratch, self.stream(number)))
        })
    }
}

/// A whole number below `bound`, each as likely as the other (Lemire 2019, without the rare bias).
pub(crate) fn below(random: &mut ChaCha8Rng, bound: u32) -> u32 {
    let mut product = u64::from(random.next_u32()) * u64::from(bound);
    if (product as u32) < bound {
        let least = bound.wrapping_neg() % bound.max(1);
        while (product as u32) < least {
            product = u64::from(random.next_u32()) * u64::from(bound);
        }
    }
    (product >> 32) as u32
}

/// Puts things into an order by chance (Fisher and Yates).
pub(crate) fn shuffle<T>(random: &mut ChaCha8Rng, things: &mut [T]) {
    for last in (1..things.len()).rev() {
        things.swap(last, below(random, last as u32 + 1) as usize);
    }
}

/// p = (1 + replicates at least as large) / (replicates + 1): ties count against the observed value. `None` without
/// replicates.
pub(crate) fn p_value(at_least: u32, replicates: u32) -> Option<f64> {
    (replicates > 0).then(|| f64::from(1 + at_least) / f64::from(replicates + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoControl;

    #[test]
    fn replicates_do_not_depend_on_each_other() {
        let few = MonteCarlo {
            replicates: 5,
            seed: 7,
            threads: 1,
        };
        let many = MonteCarlo {
            replicates: 50,
            threads: 3,
            ..few
        };
        let draw = |how: MonteCarlo| {
            how.run(&NoControl, || (), |(), mut random| random.next_u64())
                .unwrap()
        };
        assert_eq!(draw(few), draw(many)[..5]);
        assert_eq!(draw(many)[3], many.stream(3).next_u64());
    }

    #[test]
    fn orders_by_chance_are_all_as_likely() {
        let mut counts = std::collections::BTreeMap::new();
        let mut random = MonteCarlo::default().stream(0);
        for _ in 0..24_000 {
            let mut things = [0, 1, 2, 3];
            shuffle(&mut random, &mut things);
            *counts.entry(things).or_insert(0) += 1;
        }
        assert_eq!(counts.len(), 24);
        assert!(counts.values().all(|count| (800..1_200).contains(count)));
    }

    #[test]
    fn ties_count_against() {
        assert_eq!(p_value(0, 999), Some(0.001));
        assert_eq!(p_value(999, 999), Some(1.0));
        assert_eq!(p_value(0, 0), None);
    }
}

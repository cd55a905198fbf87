use std::fmt::Write as _;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// What a stream of draws is about. Numbers never change: they are part of what a seed means.
#[derive(Clone, Copy)]
pub(super) enum Topic {
    Person = 1,
    Registry = 2,
    Case = 3,
    Incident = 4,
    CrimeSeries = 5,
    Coincidence = 6,
    Tip = 7,
    Bundle = 8,
    File = 9,
    FileSeries = 10,
    Popular = 11,
    Agency = 12,
    Provider = 13,
    Stranger = 14,
    Whereabouts = 15,
    CaseCoincidence = 16,
    Account = 17,
    Home = 18,
    Recoded = 19,
}

/// Draws for one record: a stream of its own, so that a record is the same alone and among others.
///
/// Everything is made from whole numbers, so that every platform draws the same.
pub(super) struct Draw(ChaCha8Rng);

impl Draw {
    pub(super) fn new(seed: u64, topic: Topic, index: u64) -> Self {
        let mut random =
            ChaCha8Rng::seed_from_u64(seed ^ (topic as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        random.set_stream(index);
        Self(random)
    }

    /// A number below `bound`; 0 when there is none.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.0.next_u64()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `least` to `most`, both included.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below((most - least).max(0) as u64 + 1) as i64
    }

    /// Whether something of this probability happens.
    pub(super) fn happens(&mut self, probability: f64) -> bool {
        f64::from(self.0.next_u32()) < probability * 4_294_967_296.0
    }

    /// One of the things; the first when there is only one.
    pub(super) fn one<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> &'a T {
        things[self.below(things.len() as u64) as usize]
    }

    /// The index of one of the weights, in proportion.
    pub(super) fn weighted(&mut self, weights: impl Iterator<Item = f64> + Clone) -> usize {
        let sum: f64 = weights.clone().sum();
        let mut left = sum * f64::from(self.0.next_u32()) / 4_294_967_296.0;
        let mut last = 0;
        for (index, weight) in weights.enumerate() {
            if weight > 0.0 {
                last = index;
                if left < weight {
                    break;
                }
                left -= weight;
            }
        }
        last
    }

    /// A name near the head of a list more often than one at its end, as names are in life.
    pub(super) fn common<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let length = list.len() as u64;
        let index = self
            .below(length)
            .min(self.below(length + length / 2))
            .min(length - 1);
        list[index as usize]
    }

    /// So many digits.
    pub(super) fn digits(&mut self, count: usize) -> String {
        (0..count)
            .map(|_| char::from(b'0' + self.below(10) as u8))
            .collect()
    }

    /// So many hex digits.
    pub(super) fn hex(&mut self, count: usize) -> String {
        let mut out = String::with_capacity(count + 16);
        while out.len() < count {
            let _ = write!(out, "{:016x}", self.0.next_u64());
        }
        out.truncate(count);
        out
    }

    /// Days until something happens that comes so often in a year: at least one, exponential, so that any stretch of
    /// time holds as many of them as its length says. The logarithm is `libm`'s, the same on every platform.
    pub(super) fn wait(&mut self, times_a_year: f64) -> i64 {
        let share = (f64::from(self.0.next_u32()) + 1.0) / 4_294_967_296.0;
        let days = -libm::log(share) * 365.25 / times_a_year;
        (days as i64).clamp(1, 1_000_000)
    }

    /// About normal with this spread: the sum of three even draws, from minus three spreads to three.
    pub(super) fn about(&mut self, centre: f64, spread: f64) -> f64 {
        let sum: u64 = (0..3).map(|_| self.below(2_001)).sum();
        centre + spread * (sum as f64 - 3_000.0) / 1_000.0
    }
}

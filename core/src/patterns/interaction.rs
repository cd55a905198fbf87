//! Counts of pairs that are close in both space and time, as they are and with the times dealt out to the places by chance.
//!
//! The pairs that are close in space are listed once, for each band of distance. Many replicates are then counted
//! together: the times that they put at one place stand side by side, and a pair is compared for all of them at once.
#![allow(
    clippy::inline_always,
    reason = "what is compiled for wider registers has to be inside of what asks for them"
)]

use pulp::Arch;

use super::{
    MonteCarlo,
    lanes::{Lanes, sorted},
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    events::{Events, Near},
    records::Limits,
    threads,
};

/// Replicates that are counted together.
const LANES: usize = 32;
/// Bounds that are compared in one go through the pairs.
const AT_ONCE: usize = 4;
/// Pairs that are held at once: half a gibibyte.
const MOST_HELD: u64 = 1 << 27;
/// Counts that one replicate set may hold in memory.
const MOST_COUNTS: u64 = 100_000_000;
/// Pairs that fit in the smallest tally.
const TALLY: usize = u16::MAX as usize;

/// A time, or what is known of it, that can be dealt out to places.
pub(super) trait Time: Copy + Default + Send + Sync {
    /// Whether the gap is the difference of the middles.
    const IS_EXACT: bool;

    /// The gap between two.
    type Gap: Copy + PartialOrd + Send + Sync;
    /// As wide as a gap, for as many pairs as [`TALLY`].
    type Tally: Copy + Default + Into<u64>;

    /// How far apart two are; where that is surely above `most`, anything above it.
    fn gap(self, other: Self, most: Self::Gap) -> Self::Gap;
    fn add(tally: &mut Self::Tally, is_close: bool);
    /// Where it stands among others: the gap is never less than the difference of two of these.
    fn middle(self) -> f64;
    /// The largest gap that is not above `days`, which are 0 or more.
    fn bound(days: f64) -> Self::Gap;
    /// What is dealt to a place that has a time of its own: how closely a time is known belongs to the place, since who
    /// reports from the country knows times less closely than who reports from town, and that is no interaction.
    #[must_use]
    fn dealt_to(self, _own: Self) -> Self {
        self
    }
}

/// Whole days from the first one.
impl Time for u16 {
    const IS_EXACT: bool = true;
    type Gap = u16;
    type Tally = u16;

    #[inline(always)]
    fn gap(self, other: Self, _most: u16) -> u16 {
        self.abs_diff(other)
    }

    #[inline(always)]
    fn add(tally: &mut u16, is_close: bool) {
        *tally += u16::from(is_close);
    }

    fn middle(self) -> f64 {
        f64::from(self)
    }

    fn bound(days: f64) -> u16 {
        days as u16
    }
}

impl Time for f64 {
    const IS_EXACT: bool = true;
    type Gap = f64;
    type Tally = u64;

    #[inline(always)]
    fn gap(self, other: Self, _most: f64) -> f64 {
        (self - other).abs()
    }

    #[inline(always)]
    fn add(tally: &mut u64, is_close: bool) {
        *tally += u64::from(is_close);
    }

    fn middle(self) -> f64 {
        self
    }

    fn bound(days: f64) -> f64 {
        days
    }
}

/// A span in which a time lies.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    pub(super) start: f64,
    pub(super) end: f64,
}

impl Time for Span {
    const IS_EXACT: bool = false;
    type Gap = f64;
    type Tally = u64;

    #[inline(always)]
    fn gap(self, other: Self, most: f64) -> f64 {
        let apart = (self.middle() - other.middle()).abs();
        // no expected gap is less than the gap of the middles
        if apart > most {
            return apart;
        }
        // in the same order always, so that both see the same last digits
        let mut spans = [(self.start, self.end), (other.start, other.end)];
        if spans[1] < spans[0] {
            spans.reverse();
        }
        super::expected_gap(spans[0], spans[1])
    }

    #[inline(always)]
    fn add(tally: &mut u64, is_close: bool) {
        *tally += u64::from(is_close);
    }

    #[inline(always)]
    fn middle(self) -> f64 {
        f64::midpoint(self.start, self.end)
    }

    fn bound(days: f64) -> f64 {
        days
    }

    fn dealt_to(self, own: Self) -> Self {
        let (middle, half) = (self.middle(), (own.end - own.start) / 2.0);
        Self {
            start: middle - half,
            end: middle + half,
        }
    }
}

/// Events that are close in space, in bands of distance.
///
/// They go by their position: where they stand in an order that depends on places and times alone.
pub(super) struct Close {
    /// The event at each position.
    pub(super) order: Vec<u32>,
    bands: Vec<Band>,
}

/// The pairs of one band, by their first.
#[derive(Default)]
struct Band {
    /// A position, and where its partners end.
    firsts: Vec<(u32, u32)>,
    /// Further positions.
    seconds: Vec<u32>,
}

impl Close {
    /// Lists pairs by the bands between `bounds`, which rise: a pair is in band `b` when it is above `bounds[b]` and not
    /// above `bounds[b + 1]`.
    pub(super) fn new(
        events: &Events,
        bounds: &[f64],
        limits: &Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        let most = bounds.last().copied().unwrap_or(0.0).max(0.0);
        let limits = Limits {
            pairs: limits.pairs.min(MOST_HELD),
            ..*limits
        };
        let near = Near::new(events, most, &limits)?;
        let mut bands: Vec<Band> = bounds.iter().skip(1).map(|_| Band::default()).collect();
        near.each_pair(control, |first, second, metres| {
            let below = bounds.iter().take_while(|bound| metres > **bound).count();
            if let Some(band) = below.checked_sub(1).and_then(|band| bands.get_mut(band)) {
                band.push(first, second);
            }
        })?;
        let time = |event: u32| {
            let of = |times: &[f64]| times.get(event as usize).copied().unwrap_or(0.0);
            (of(events.start()), of(events.end()))
        };
        let place = |event: &u32| {
            let of = |values: &[f64]| values.get(*event as usize).copied().map(f64::to_bits);
            (of(events.x()), of(events.y()))
        };
        let mut order = near.order().to_vec();
        for same in order.chunk_by_mut(|a, b| place(a) == place(b)) {
            same.sort_unstable_by(|a, b| {
                let (a, b) = (time(*a), time(*b));
                a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
            });
        }
        Ok(Self { order, bands })
    }

    /// How many pairs each band has.
    pub(super) fn counts(&self) -> Vec<u64> {
        let bands = self.bands.iter();
        bands.map(|band| band.seconds.len() as u64).collect()
    }

    /// How many pairs each position is in.
    pub(super) fn degrees(&self) -> Vec<u64> {
        let mut degrees = vec![0; self.order.len()];
        self.each_pair(|first, second, _| {
            for position in [first, second] {
                if let Some(degree) = degrees.get_mut(position as usize) {
                    *degree += 1;
                }
            }
        });
        degrees
    }

    /// Calls `found` with the positions and the band of each pair.
    pub(super) fn each_pair(&self, mut found: impl FnMut(u32, u32, usize)) {
        for (number, band) in self.bands.iter().enumerate() {
            band.each_first(|first, seconds| {
                for second in seconds {
                    found(first, *second, number);
                }
            });
        }
    }

    /// What each position has, from what each event has.
    pub(super) fn by_position<T: Copy>(&self, events: &[T]) -> Vec<T> {
        let order = self.order.iter();
        order
            .filter_map(|event| events.get(*event as usize).copied())
            .collect()
    }

    /// How many pairs of each band have a gap of at most each bound, with the times where they are: by band, then bound.
    pub(super) fn observed<T: Time>(&self, times: &[T], bounds: &[f64]) -> Vec<u64> {
        let rows: Vec<[T; 1]> = times.iter().map(|time| [*time]).collect();
        let mut counts = vec![0; self.bands.len() * bounds.len()];
        self.count(&rows, bounds, |[count], at| set(&mut counts, at, *count));
        counts
    }

    /// The same for each replicate, with the times dealt out to the places by chance: by replicate, band and bound.
    pub(super) fn replicated<T: Time>(
        &self,
        times: &[T],
        bounds: &[f64],
        how: MonteCarlo,
        control: &dyn Control,
    ) -> Result<Vec<u64>> {
        how.check()?;
        let size = self.bands.len() * bounds.len();
        let asked = u64::from(how.replicates) * size as u64;
        if asked > MOST_COUNTS {
            return Err(Error::LimitExceeded {
                limit: "replicates times bands",
                allowed: MOST_COUNTS,
                asked,
            });
        }
        // what is dealt out starts from an order that does not depend on the rows
        let deck = sorted(times);
        let blocks = how.replicates.div_ceil(LANES as u32);
        let scratch = || Lanes::<T, LANES>::new(deck.len());
        let counts = threads::map(blocks, how.threads, scratch, |table, block| {
            checkpoint(control, u64::from(block), u64::from(blocks))?;
            let (rows, lanes) = table.deal(&deck, how, block);
            let own;
            let rows = if T::IS_EXACT {
                rows
            } else {
                let all = rows.iter().zip(times);
                own = all
                    .map(|(row, own)| row.map(|dealt| dealt.dealt_to(*own)))
                    .collect::<Vec<_>>();
                &own
            };
            let mut counts = vec![0; lanes * size];
            self.count(rows, bounds, |of_lanes, at| {
                for (lane, count) in of_lanes.iter().take(lanes).enumerate() {
                    set(&mut counts, lane * size + at, *count);
                }
            });
            Ok(counts)
        })?;
        Ok(counts.concat())
    }

    fn count<T: Time, const L: usize>(
        &self,
        rows: &[[T; L]],
        bounds: &[f64],
        mut found: impl FnMut(&[u64; L], usize),
    ) {
        // no gap is below 0
        let never = bounds.iter().take_while(|bound| **bound < 0.0).count();
        let possible: Vec<_> = bounds.iter().skip(never).map(|b| T::bound(*b)).collect();
        for (number, band) in self.bands.iter().enumerate() {
            let mut at = number * bounds.len() + never;
            let mut all = |counts: &[[u64; L]]| {
                for count in counts {
                    found(count, at);
                    at += 1;
                }
            };
            for some in possible.chunks(AT_ONCE) {
                match some {
                    [a] => all(&band.count(rows, [*a])),
                    [a, b] => all(&band.count(rows, [*a, *b])),
                    [a, b, c] => all(&band.count(rows, [*a, *b, *c])),
                    [a, b, c, d] => all(&band.count(rows, [*a, *b, *c, *d])),
                    _ => {}
                }
            }
        }
    }
}

impl Band {
    fn push(&mut self, first: u32, second: u32) {
        self.seconds.push(second);
        let end = self.seconds.len() as u32;
        match self.firsts.last_mut() {
            Some(last) if last.0 == first => last.1 = end,
            _ => self.firsts.push((first, end)),
        }
    }

    #[inline(always)]
    fn each_first<'a>(&'a self, mut found: impl FnMut(u32, &'a [u32])) {
        let mut start = 0;
        for (first, end) in &self.firsts {
            found(
                *first,
                self.seconds.get(start..*end as usize).unwrap_or_default(),
            );
            start = *end as usize;
        }
    }

    fn count<T: Time, const L: usize, const K: usize>(
        &self,
        rows: &[[T; L]],
        bounds: [T::Gap; K],
    ) -> [[u64; L]; K] {
        Arch::new().dispatch(
            #[inline(always)]
            || self.tally(rows, bounds),
        )
    }

    #[inline(always)]
    fn tally<T: Time, const L: usize, const K: usize>(
        &self,
        rows: &[[T; L]],
        bounds: [T::Gap; K],
    ) -> [[u64; L]; K] {
        let mut totals = [[0; L]; K];
        let Some(most) = bounds.last().copied() else {
            return totals;
        };
        let mut tallies = [[T::Tally::default(); L]; K];
        let mut room = TALLY;
        self.each_first(|first, seconds| {
            let Some(here) = rows.get(first as usize) else {
                return;
            };
            for some in seconds.chunks(TALLY) {
                if some.len() > room {
                    settle(&mut totals, &mut tallies);
                    room = TALLY;
                }
                room -= some.len();
                for second in some {
                    let Some(there) = rows.get(*second as usize) else {
                        return;
                    };
                    for lane in 0..L {
                        let gap = here[lane].gap(there[lane], most);
                        for bound in 0..K {
                            T::add(&mut tallies[bound][lane], gap <= bounds[bound]);
                        }
                    }
                }
            }
        });
        settle(&mut totals, &mut tallies);
        totals
    }
}

fn settle<T: Copy + Default + Into<u64>, const L: usize, const K: usize>(
    totals: &mut [[u64; L]; K],
    tallies: &mut [[T; L]; K],
) {
    for (total, tally) in totals
        .as_flattened_mut()
        .iter_mut()
        .zip(tallies.as_flattened_mut())
    {
        *total += std::mem::take(tally).into();
    }
}

fn set(counts: &mut [u64], at: usize, count: u64) {
    if let Some(cell) = counts.get_mut(at) {
        *cell = count;
    }
}

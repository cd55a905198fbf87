//! How many incidents lie near each other in place and time, and what is usual.
//!
//! Distance and days are worth what they are because few incidents lie so near each other. Where many do, as in a town in which
//! a rumour makes everyone report, the same gap says less. The number around each incident is compared with the one that the
//! shares of all pairs let expect: `log2((a + n) / (a + expected))` is the ratio of the mean number under a Gamma prior of shape
//! `a` around what is expected, once `n` were seen, to what is expected; of those seen the first counts nothing. It takes away at
//! most what distance and days gave.
//!
//! Those that belong to the series of an incident are no measure of what is usual around it: each counts by how likely it is to
//! be of somebody else, as far as child, approach, suspect and vehicle tell.

use rustc_hash::FxHashMap;

use super::{
    dictionary::UNSEEN,
    evidence::{Scorer, metres},
    facts::{Entry, Facts},
    tables::{BandTable, DAYS, DISTANCE},
};

/// Kilometres of the boxes around an incident. Assumption: a few streets, a town, a town with what lies around it.
const KM: [f64; 3] = [2.0, 10.0, 25.0];
/// Days of the boxes, to either side. Assumption: weeks, as rumours last.
const SPANS: [f64; 3] = [14.0, 30.0, 60.0];
/// Boxes by distance, and those of one town where a position is not known.
const BOXES: usize = KM.len() * SPANS.len() + SPANS.len();
/// The first box of a town.
const OF_TOWN: usize = KM.len() * SPANS.len();
/// The boxes by distance, a bit each.
const OF_PLACE: u16 = (1 << OF_TOWN) - 1;

/// Bits beyond place and time at which one nearby is as likely of the same series as of somebody else. Chosen in synthetic worlds
/// (bursts of unrelated attempts, planted series); an assumption elsewhere.
const EVEN: f64 = -3.0;
/// So many others nearby make no crowd: it may be of the series, though nothing says so. Chosen likewise.
const SPARE: f64 = 1.0;
/// An incident of no index.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// How many others lie in each box around an incident, in thousandths.
pub(super) type Near = [u32; BOXES];

/// Which boxes around one of two hold the other, a bit each.
fn boxes(a: &Facts, b: &Facts) -> u16 {
    let Some((left, right)) = middle(a).zip(middle(b)) else {
        return 0;
    };
    let apart = (left - right).abs();
    let metres = metres(a, b);
    let is_one_town = a.town < UNSEEN && a.town == b.town;
    let mut bits = 0;
    for (span_at, span) in SPANS.iter().enumerate() {
        if apart > *span {
            continue;
        }
        for (km_at, km) in KM.iter().enumerate() {
            let is_near = metres.is_some_and(|metres| metres <= km * 1_000.0);
            bits |= u16::from(is_near) << (km_at * SPANS.len() + span_at);
        }
        bits |= u16::from(is_one_town) << (OF_TOWN + span_at);
    }
    bits
}

/// The middle of a time that is known closer than the longest box.
fn middle(facts: &Facts) -> Option<f64> {
    let time = facts.time?;
    let longest = SPANS.last().copied().unwrap_or_default();
    (time.1 - time.0 <= longest).then(|| f64::midpoint(time.0, time.1))
}

#[derive(Clone, Copy, Eq, Hash, PartialEq)]
enum Cell {
    Place([i16; 3]),
    Town(u32),
}

/// Incidents by place and time.
#[derive(Clone, Default)]
pub(super) struct Surroundings {
    /// The middle of its time and the number of each, in order.
    cells: FxHashMap<Cell, Vec<(f64, u32)>>,
    counted: u32,
}

impl Surroundings {
    /// How many incidents are counted.
    pub(super) const fn counted(&self) -> u32 {
        self.counted
    }

    /// The cells that an incident is in: one of places, one of a town.
    fn cells_of(facts: &Facts) -> impl Iterator<Item = Cell> {
        let place = place(facts).map(Cell::Place);
        let town = (facts.town < UNSEEN).then_some(Cell::Town(facts.town));
        place.into_iter().chain(town)
    }

    /// Whether it is counted: its time, and its place or town, must be known.
    pub(super) fn insert(&mut self, facts: &Facts, number: u32) -> bool {
        let Some(middle) = middle(facts) else {
            return false;
        };
        let mut is_counted = false;
        for cell in Self::cells_of(facts) {
            let times = self.cells.entry(cell).or_default();
            let at = times.partition_point(|one| one.0 < middle);
            times.insert(at, (middle, number));
            is_counted = true;
        }
        self.counted += u32::from(is_counted);
        is_counted
    }

    pub(super) fn remove(&mut self, facts: &Facts, number: u32) {
        self.change(facts, number, |times, at| {
            times.remove(at);
        });
        self.counted = self.counted.saturating_sub(1);
    }

    pub(super) fn rename(&mut self, facts: &Facts, old: u32, new: u32) {
        self.change(facts, old, |times, at| {
            if let Some(one) = times.get_mut(at) {
                one.1 = new;
            }
        });
    }

    fn change(
        &mut self,
        facts: &Facts,
        number: u32,
        mut change: impl FnMut(&mut Vec<(f64, u32)>, usize),
    ) {
        let Some(middle) = middle(facts) else {
            return;
        };
        for cell in Self::cells_of(facts) {
            let Some(times) = self.cells.get_mut(&cell) else {
                continue;
            };
            let first = times.partition_point(|one| one.0 < middle);
            let here = times.get(first..).unwrap_or_default();
            if let Some(at) = here.iter().position(|one| one.1 == number) {
                change(times, first + at);
            }
            if times.is_empty() {
                self.cells.remove(&cell);
            }
        }
    }

    /// How many others lie near an incident.
    fn near(&self, facts: &Facts, entries: &[Entry], scorer: Scorer<'_>) -> Near {
        let mut near = Near::default();
        let Some(middle) = middle(facts) else {
            return near;
        };
        let longest = SPANS.last().copied().unwrap_or_default();
        let mut look = |cell: Cell, kept: u16| {
            let Some(times) = self.cells.get(&cell) else {
                return;
            };
            let first = times.partition_point(|one| one.0 < middle - longest);
            let here = times.get(first..).unwrap_or_default().iter();
            let here = here.take_while(|one| one.0 <= middle + longest);
            for (_, number) in here.filter(|one| one.1 != facts.number) {
                if let Some(other) = entries.get(*number as usize) {
                    let bits = boxes(facts, &other.facts) & kept;
                    add(&mut near, bits, || scorer.of_another(facts, &other.facts));
                }
            }
        };
        if let Some([x, y, z]) = place(facts) {
            for at in 0..27_i16 {
                let (dx, dy, dz) = (at % 3 - 1, at / 3 % 3 - 1, at / 9 - 1);
                look(Cell::Place([x + dx, y + dy, z + dz]), OF_PLACE);
            }
        }
        if facts.town < UNSEEN {
            look(Cell::Town(facts.town), !OF_PLACE);
        }
        near
    }
}

/// A cube as wide as the widest box reaches, so that it and those beside it hold whatever a box can hold.
fn place(facts: &Facts) -> Option<[i16; 3]> {
    const EARTH_KM: f64 = 6_371.008_8;
    let widest = KM.last().copied().unwrap_or(1.0);
    Some(
        facts
            .unit?
            .map(|part| (part * EARTH_KM / widest).floor() as i16),
    )
}

/// Adds what an incident counts to each of the boxes.
fn add(near: &mut Near, bits: u16, weight: impl Fn() -> u32) {
    if bits == 0 {
        return;
    }
    let weight = weight();
    for (at, sum) in near.iter_mut().enumerate() {
        if bits & (1 << at) != 0 {
            *sum = sum.saturating_add(weight);
        }
    }
}

impl Scorer<'_> {
    /// By how much one of two that are near counts as of somebody else, in thousandths.
    fn of_another(self, a: &Facts, b: &Facts) -> u32 {
        let bits = f64::from(self.beyond(a, b)) / 1_000.0;
        (1_000.0 / (1.0 + libm::exp2(bits - EVEN))).round() as u32
    }

    /// How many others lie near the first of two, without the second.
    fn others(self, of: &Facts, but: &Facts, bits: u16) -> Near {
        let around = self.around;
        let of_all = || around.surroundings.near(of, around.entries, self);
        let mut near = *of.near.get_or_init(of_all);
        if but.is_counted {
            let weight = self.of_another(of, but);
            for (at, sum) in near.iter_mut().enumerate() {
                if bits & (1 << at) != 0 {
                    *sum = sum.saturating_sub(weight);
                }
            }
        }
        near
    }

    /// By how many bits the others around two incidents are more than usual, in the box where they are most so, with the box and
    /// how many there are. `town` is the share of incidents of their town, where they are compared by town.
    pub(super) fn excess(self, a: &Facts, b: &Facts, town: Option<f64>) -> Option<(f64, u8, u16)> {
        let bits = boxes(a, b) & town.map_or(OF_PLACE, |_| !OF_PLACE);
        if bits == 0 {
            return None;
        }
        let (left, right) = (self.others(a, b, bits), self.others(b, a, bits));
        let table = &self.tables.nearby;
        let mut best: Option<(f64, u8, u16)> = None;
        for (at, (left, right)) in left.iter().zip(&right).enumerate() {
            if bits & (1 << at) == 0 {
                continue;
            }
            let count = f64::from(*left.max(right)) / 1_000.0;
            let expected = table.expected.get(at).copied().unwrap_or_default();
            let expected = expected * town.unwrap_or(1.0);
            let crowd = (count - SPARE).max(0.0);
            let ratio = (table.prior + crowd) / (table.prior + expected);
            if ratio > best.map_or(1.0, |best| best.0) {
                best = Some((ratio, at as u8, count.round() as u16));
            }
        }
        best.map(|(ratio, at, count)| (libm::log2(ratio), at, count))
    }
}

/// Where incidents lie, and what they say.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) surroundings: &'a Surroundings,
    pub(super) entries: &'a [Entry],
}

/// What is usual in each box.
#[derive(Clone, Default)]
pub(super) struct NearbyTable {
    prior: f64,
    expected: [f64; BOXES],
}

impl NearbyTable {
    /// Expected by the shares of other pairs, as if distance and days had nothing to do with each other.
    pub(super) fn new(prior: f64, bands: &[BandTable], counted: u32) -> Self {
        let below =
            |band: usize, gap: f64| bands.get(band).map_or(1.0, |band| band.other_below(gap));
        let mut expected = [0.0; BOXES];
        for (at, expected) in expected.iter_mut().enumerate() {
            let span = SPANS.get(at % SPANS.len()).copied().unwrap_or_default();
            let place = KM.get(at / SPANS.len());
            let place = place.map_or(1.0, |km| below(DISTANCE, *km));
            *expected = f64::from(counted) * place * below(DAYS, span);
        }
        Self { prior, expected }
    }

    /// What was counted, in words.
    pub(super) fn label(&self, at: usize, count: u16) -> String {
        let days = SPANS.get(at % SPANS.len()).copied().unwrap_or_default();
        let place = KM.get(at / SPANS.len());
        let place = place.map_or_else(|| "in this town".to_owned(), |km| format!("within {km} km"));
        let usual = self.expected.get(at).copied().unwrap_or_default();
        if at < OF_TOWN {
            format!(
                "{count} others {place} and {days} days of one of them, {usual:.2} by what is usual"
            )
        } else {
            format!("{count} others {place} within {days} days of one of them, more than is usual")
        }
    }
}

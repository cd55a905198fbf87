//! How far apart two incidents are: metres, days, hours, years.

use crate::{
    abductions::{
        facts::{Facts, middle},
        tables::{
            AGE, BandTable, DAYS, DISTANCE, HEIGHT, HOURS, MODEL_YEAR, Tables, VICTIM_AGE, WEEKDAYS,
        },
    },
    earth,
    patterns::{expected_circular_gap, expected_gap, probability_within},
};

/// The root mean square of the distance between two places, each somewhere within its radius of uncertainty.
pub(in crate::abductions) fn metres(a: &Facts, b: &Facts) -> Option<f64> {
    let (left, right) = a.unit.zip(b.unit)?;
    let chord: f64 = left
        .iter()
        .zip(&right)
        .map(|(a, b)| (a - b) * (a - b))
        .sum();
    // the angle is twice the arcsine of half the chord; for short ones its series is exact enough
    let squared = if chord < 0.01 {
        chord * (1.0 + chord / 12.0 + chord * chord / 90.0)
    } else {
        let angle = 2.0 * libm::asin((chord.sqrt() / 2.0).min(1.0));
        angle * angle
    };
    Some((earth::RADIUS * earth::RADIUS * squared + a.spread + b.spread).sqrt())
}

/// How far apart two places are that are known to within a radius each: as if what either is off by were normal, with the
/// variance of a disc.
#[derive(Clone, Copy)]
pub(super) struct Spread {
    /// Kilometres between the middles.
    between: f64,
    /// Kilometres, as a standard deviation along each axis; 0 where both places are exact.
    deviation: f64,
}

impl Spread {
    /// From the root mean square of the distance.
    pub(super) fn new(metres: f64, a: &Facts, b: &Facts) -> Self {
        let variance = f64::midpoint(a.spread, b.spread);
        let between = (metres * metres - 2.0 * variance).max(0.0);
        Self {
            between: between.sqrt() / 1_000.0,
            deviation: variance.sqrt() / 1_000.0,
        }
    }

    /// The least and the greatest distance, but for one case in thousands.
    pub(super) fn reach(self) -> (f64, f64) {
        let far = 4.0 * self.deviation;
        ((self.between - far).max(0.0), self.between + far)
    }

    /// The probability that the distance is at most so many kilometres: a non-central chi-squared of two degrees, by Sankaran's
    /// approximation (1963, Biometrika 50:199).
    pub(super) fn within(self, km: f64) -> f64 {
        let part = |km: f64| (km / self.deviation) * (km / self.deviation);
        let (gap, away) = (part(km), part(self.between));
        let sum = |times: f64| 2.0 + times * away;
        let h = 1.0 - 2.0 * sum(1.0) * sum(3.0) / (3.0 * sum(2.0) * sum(2.0));
        let scale = sum(2.0) / (sum(1.0) * sum(1.0));
        let m = (h - 1.0) * (1.0 - 3.0 * h);
        let mean = 1.0 + h * scale * (h - 1.0 - 0.5 * (2.0 - h) * m * scale);
        let deviation = h * (2.0 * scale).sqrt() * (1.0 + 0.5 * m * scale);
        let z = (libm::pow(gap / sum(1.0), h) - mean) / deviation;
        0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
    }
}

/// When both were: by one clock where the zones of both are known, and else as the agencies wrote it.
pub(in crate::abductions) fn times(a: &Facts, b: &Facts) -> Option<((f64, f64), (f64, f64))> {
    let (left, right) = a.time.zip(b.time)?;
    match a.ahead.zip(b.ahead) {
        Some((first, second)) if first.total_cmp(&second).is_ne() => {
            let utc = |time: (f64, f64), ahead: f64| (time.0 - ahead, time.1 - ahead);
            Some((utc(left, first), utc(right, second)))
        }
        _ => Some((left, right)),
    }
}

pub(super) fn weekdays(a: &Facts, b: &Facts) -> f64 {
    let gap = a.weekday.abs_diff(b.weekday);
    f64::from(gap.min(7 - gap))
}

/// The two ages that are nearest to each other.
pub(super) fn victim_ages(a: &Facts, b: &Facts) -> Option<(f64, f32, f32)> {
    let mut best: Option<(f64, f32, f32)> = None;
    for left in &a.victims {
        for right in &b.victims {
            let gap = f64::from((left.age - right.age).abs());
            if !gap.is_nan() && best.is_none_or(|(best, _, _)| gap < best) {
                best = Some((gap, left.age, right.age));
            }
        }
    }
    best
}

/// In which bands two incidents fall, by the first of their suspects and vehicles: thousandths of a pair to `sink`, 1,000 in all.
/// Where places or times are not known closely, each band gets as much as it may be.
pub(in crate::abductions) fn bands_of(
    tables: &Tables,
    band: usize,
    a: &Facts,
    b: &Facts,
    mut sink: impl FnMut(usize, u32),
) {
    let Some(table) = tables.bands.get(band) else {
        return;
    };
    let suspects = a.suspects.first().zip(b.suspects.first());
    let vehicles = a.vehicles.first().zip(b.vehicles.first());
    let local = a.time.zip(b.time);
    let gap = match band {
        DISTANCE => metres(a, b).map(|metres| {
            let spread = Spread::new(metres, a, b);
            let (least, most) = spread.reach();
            if table.band(least) != table.band(most) {
                shares(table, |edge| spread.within(edge), &mut sink);
                return f64::NAN;
            }
            metres / 1_000.0
        }),
        DAYS => times(a, b).map(|(left, right)| {
            if table.band(least_gap(left, right)) != table.band(greatest_gap(left, right)) {
                shares(
                    table,
                    |edge| probability_within(left, right, edge),
                    &mut sink,
                );
                return f64::NAN;
            }
            expected_gap(left, right)
        }),
        HOURS if a.tells_hour && b.tells_hour => {
            local.map(|(a, b)| expected_circular_gap(a, b, 1.0) * 24.0)
        }
        WEEKDAYS if a.weekday < 7 && b.weekday < 7 => Some(weekdays(a, b)),
        VICTIM_AGE => victim_ages(a, b).map(|ages| ages.0),
        AGE => suspects.map(|(a, b)| f64::from((middle(a.age) - middle(b.age)).abs())),
        HEIGHT => suspects.map(|(a, b)| f64::from((middle(a.height) - middle(b.height)).abs())),
        MODEL_YEAR => vehicles.map(|(a, b)| f64::from((a.year - b.year).abs())),
        _ => None,
    };
    if let Some(gap) = gap.filter(|gap| !gap.is_nan()) {
        sink(table.band(gap), 1_000);
    }
}

/// The share of each band by what lies below its edges, in thousandths.
fn shares(table: &BandTable, within: impl Fn(f64) -> f64, sink: &mut impl FnMut(usize, u32)) {
    let mut before = 0;
    let below = |edge: &f64| (within(*edge).clamp(0.0, 1.0) * 1_000.0).round() as u32;
    for (band, below) in table.edges.iter().map(below).chain([1_000]).enumerate() {
        let below = below.max(before);
        if below > before {
            sink(band, below - before);
        }
        before = below;
    }
}

/// The least number of days between two times.
pub(super) fn least_gap(left: (f64, f64), right: (f64, f64)) -> f64 {
    (left.0 - right.1).max(right.0 - left.1).max(0.0)
}

/// The greatest.
pub(super) fn greatest_gap(left: (f64, f64), right: (f64, f64)) -> f64 {
    (left.1 - right.0).max(right.1 - left.0)
}

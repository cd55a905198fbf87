//! How far apart two incidents are: metres, days, hours, years.

use crate::{
    abductions::{
        facts::{Facts, middle},
        tables::{AGE, DAYS, DISTANCE, HEIGHT, HOURS, MODEL_YEAR, Tables, VICTIM_AGE, WEEKDAYS},
    },
    patterns::{expected_circular_gap, expected_gap},
};

/// Mean radius of the Earth in metres (IUGG).
const EARTH: f64 = 6_371_008.8;

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
    Some((EARTH * EARTH * squared + a.spread + b.spread).sqrt())
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

/// In which band two incidents fall, by the first of their suspects and vehicles.
pub(in crate::abductions) fn band_of(
    tables: &Tables,
    band: usize,
    a: &Facts,
    b: &Facts,
) -> Option<usize> {
    let suspects = a.suspects.first().zip(b.suspects.first());
    let vehicles = a.vehicles.first().zip(b.vehicles.first());
    let times = a.time.zip(b.time);
    let gap = match band {
        DISTANCE => metres(a, b)? / 1_000.0,
        DAYS => times.map(|(a, b)| expected_gap(a, b))?,
        HOURS if a.tells_hour && b.tells_hour => {
            times.map(|(a, b)| expected_circular_gap(a, b, 1.0) * 24.0)?
        }
        WEEKDAYS if a.weekday < 7 && b.weekday < 7 => weekdays(a, b),
        VICTIM_AGE => victim_ages(a, b)?.0,
        AGE => suspects.map(|(a, b)| f64::from((middle(a.age) - middle(b.age)).abs()))?,
        HEIGHT => suspects.map(|(a, b)| f64::from((middle(a.height) - middle(b.height)).abs()))?,
        MODEL_YEAR => vehicles.map(|(a, b)| f64::from((a.year - b.year).abs()))?,
        _ => return None,
    };
    let table = tables.bands.get(band)?;
    (!gap.is_nan()).then(|| table.band(gap))
}

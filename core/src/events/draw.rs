//! Events of which the places or the times are known roughly, as they may have been.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::{Events, Metric};
use crate::earth;

/// Streams from here on are for times; those below are for replicates.
pub(crate) const TIMES: u64 = 1 << 40;
/// Streams from here on are for places.
const PLACES: u64 = 1 << 41;

/// A share from 0 to below 1.
pub(crate) fn share(random: &mut ChaCha8Rng) -> f64 {
    (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
}

impl Events {
    /// Whether each place is exact.
    pub fn has_exact_places(&self) -> bool {
        self.radius().iter().all(|radius| *radius <= 0.0)
    }

    /// How many have a radius of more than so many metres.
    pub(crate) fn rougher_than(&self, metres: f64) -> u64 {
        let rough = self.radius().iter().filter(|radius| **radius > metres);
        rough.count() as u64
    }

    /// The same events, each at a place by chance within its radius, all places of the disc as likely. `apart` sets off
    /// events that are alike in all that stands here; with it no outcome hangs on the order of the rows.
    pub(crate) fn with_places_by_chance(
        &self,
        seed: u64,
        draw: u32,
        apart: impl Fn(usize) -> u32,
    ) -> Self {
        let mut random = stream(seed, PLACES, draw);
        let mut drawn = self.clone();
        for event in self.in_order(apart) {
            let shares = (share(&mut random), share(&mut random));
            let radius = self.radius()[event];
            if radius > 0.0 {
                let place = (self.x()[event], self.y()[event]);
                let (x, y) = within(self.metric(), place, radius, shares);
                (drawn.x[event], drawn.y[event], drawn.radius[event]) = (x, y, 0.0);
            }
        }
        drawn
    }

    /// The same events, each at a time by chance within its span, all moments as likely.
    pub(crate) fn with_times_by_chance(
        &self,
        seed: u64,
        draw: u32,
        apart: impl Fn(usize) -> u32,
    ) -> Self {
        let mut random = stream(seed, TIMES, draw);
        let mut drawn = self.clone();
        for event in self.in_order(apart) {
            let (start, end) = (self.start()[event], self.end()[event]);
            let time = start + (end - start) * share(&mut random);
            (drawn.start[event], drawn.end[event]) = (time, time);
        }
        drawn
    }

    /// In an order that depends on what the events are, and not on their rows.
    fn in_order(&self, apart: impl Fn(usize) -> u32) -> Vec<usize> {
        let mut order: Vec<_> = (0..self.len()).collect();
        let key = |event: usize| {
            [self.x(), self.y(), self.start(), self.end(), self.radius()].map(|of| of[event])
        };
        order.sort_by(|a, b| {
            let mut pairs = key(*a).into_iter().zip(key(*b));
            pairs
                .find_map(|(a, b)| Some(a.total_cmp(&b)).filter(|order| order.is_ne()))
                .unwrap_or_else(|| apart(*a).cmp(&apart(*b)))
        });
        order
    }
}

fn stream(seed: u64, first: u64, draw: u32) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(first + u64::from(draw));
    random
}

/// The place in a disc that two shares say: of its area, and of the way round.
fn within(
    metric: Metric,
    (x, y): (f64, f64),
    radius: f64,
    (area, round): (f64, f64),
) -> (f64, f64) {
    let bearing = round * std::f64::consts::TAU;
    if metric != Metric::GreatCircle {
        let away = radius * area.sqrt();
        return (x + away * libm::cos(bearing), y + away * libm::sin(bearing));
    }
    // the area of a cap goes with the square of the sine of half its angle
    let half = (radius / earth::RADIUS / 2.0).min(std::f64::consts::FRAC_PI_2);
    let angle = 2.0 * libm::asin(area.sqrt() * libm::sin(half));
    let (east, north) = (x.to_radians(), y.to_radians());
    let (sin_north, cos_north) = (libm::sin(north), libm::cos(north));
    let (sin_angle, cos_angle) = (libm::sin(angle), libm::cos(angle));
    let sine = sin_north * cos_angle + cos_north * sin_angle * libm::cos(bearing);
    let further = libm::atan2(
        libm::sin(bearing) * sin_angle * cos_north,
        cos_angle - sin_north * sine,
    );
    let longitude = (east + further).to_degrees();
    // back across the date line
    let turns = ((longitude + 180.0) / 360.0).floor();
    (
        longitude - 360.0 * turns,
        libm::asin(sine.clamp(-1.0, 1.0)).to_degrees(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{events::EventColumns, records::Limits};

    fn at(metric: Metric, x: f64, y: f64, radius: f64, count: usize) -> Events {
        let columns = EventColumns {
            x: &vec![x; count],
            y: &vec![y; count],
            start: &vec![0.0; count],
            radius: Some(&vec![radius; count]),
            ..EventColumns::default()
        };
        Events::new(metric, &columns, &Limits::default()).unwrap().0
    }

    /// Where the draws are even, the share within each smaller circle is that of its area, and each quarter has a quarter.
    #[test]
    fn places_by_chance_are_even_over_the_disc() {
        for (metric, x, y) in [
            (Metric::Euclidean, 500.0, -200.0),
            (Metric::Manhattan, 0.5, 9.0),
            (Metric::GreatCircle, -87.63, 41.88),
            (Metric::GreatCircle, 179.999, 10.0),
            (Metric::GreatCircle, 20.0, 89.999),
        ] {
            let (count, radius) = (20_000, 5_000.0);
            let events = at(metric, x, y, radius, count);
            let drawn = events.with_places_by_chance(7, 0, |event| event as u32);
            let straight = if metric == Metric::Manhattan {
                Metric::Euclidean
            } else {
                metric
            };
            let away: Vec<f64> = drawn
                .x()
                .iter()
                .zip(drawn.y())
                .map(|(px, py)| straight.distance((x, y), (*px, *py)))
                .collect();
            assert!(away.iter().all(|away| *away <= radius * (1.0 + 1e-9)));
            for part in [0.2, 0.5, 0.8] {
                let inside = away.iter().filter(|away| **away <= radius * part).count();
                let found = inside as f64 / count as f64;
                assert!(
                    (found - part * part).abs() < 0.012,
                    "{metric:?} {part} {found}"
                );
            }
            let north = drawn.y().iter().filter(|py| **py > y).count() as f64 / count as f64;
            if y < 89.0 {
                assert!((north - 0.5).abs() < 0.012, "{metric:?} {north}");
            }
            let in_range = |x: &f64| x.abs() <= 180.0;
            assert!(metric != Metric::GreatCircle || drawn.x().iter().all(in_range));
            assert!(drawn.has_exact_places());
        }
    }

    #[test]
    fn a_disc_as_wide_as_the_earth_has_places_all_over() {
        let events = at(Metric::GreatCircle, 10.0, 50.0, 2.1e7, 4_000);
        let drawn = events.with_places_by_chance(1, 0, |event| event as u32);
        let south = drawn.y().iter().filter(|y| **y < 0.0).count();
        assert!((1_850..2_150).contains(&south), "{south}");
    }

    #[test]
    fn exact_places_stay_to_the_bit_and_draws_differ() {
        let columns = EventColumns {
            x: &[1.25, 1.25, 7.0],
            y: &[2.5, 2.5, 7.0],
            start: &[0.0, 1.0, 2.0],
            radius: Some(&[0.0, 10.0, 0.0]),
            ..EventColumns::default()
        };
        let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default()).unwrap();
        let draw = |seed, draw| events.with_places_by_chance(seed, draw, |_| 0).x().to_vec();
        let first = draw(1, 0);
        assert_eq!(
            (first[0].to_bits(), first[2].to_bits()),
            (1.25_f64.to_bits(), 7.0_f64.to_bits())
        );
        assert_eq!(first, draw(1, 0));
        assert!(first != draw(1, 1) && first != draw(2, 0));
        assert_eq!(
            (events.rougher_than(0.0), events.rougher_than(10.0)),
            (1, 0)
        );
    }
}

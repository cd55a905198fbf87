//! Which places have longitude and latitude swapped, by the look of them?

use super::Metric;

/// Nobody lives so far south.
const SOUTH: f64 = -60.0;
/// Fewer say nothing of where the others lie.
const LEAST: usize = 8;
/// How many times as far as most of the others.
const FAR: f64 = 10.0;
/// Metres within which all may lie at one place.
const NEAR: f64 = 1_000.0;

/// Numbers of the places in degrees that lie where nobody lives, or far from all others, and would not if they were swapped.
pub(super) fn seem_swapped(x: &[f64], y: &[f64]) -> Vec<u32> {
    let crowd = Crowd::of(x, y);
    let places = (0..).zip(x.iter().copied().zip(y.iter().copied()));
    let swapped = places.filter(|(_, (x, y))| {
        let can_be = x.abs() <= 90.0;
        let is_far = || {
            crowd
                .as_ref()
                .is_some_and(|crowd| crowd.has_swapped(*x, *y))
        };
        can_be && (*y < SOUTH && *x >= SOUTH || is_far())
    });
    swapped.map(|(number, _)| number).collect()
}

/// Where three in four of the places lie.
struct Crowd {
    middle: (f64, f64),
    metres: f64,
}

impl Crowd {
    fn of(x: &[f64], y: &[f64]) -> Option<Self> {
        if x.len() < LEAST {
            return None;
        }
        let middle = (at(x.to_vec(), 0.5)?, at(y.to_vec(), 0.5)?);
        let away = x.iter().zip(y);
        let away = away.map(|(x, y)| Metric::GreatCircle.distance(middle, (*x, *y)));
        let metres = at(away.collect(), 0.75)?.max(NEAR);
        Some(Self { middle, metres })
    }

    fn has_swapped(&self, x: f64, y: f64) -> bool {
        let away = |place| Metric::GreatCircle.distance(self.middle, place);
        away((x, y)) > FAR * self.metres && away((y, x)) <= 2.0 * self.metres
    }
}

/// The value below which so large a share of all lies.
fn at(mut values: Vec<f64>, share: f64) -> Option<f64> {
    let number = (values.len() as f64 * share) as usize;
    (number < values.len()).then(|| *values.select_nth_unstable_by(number, f64::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn degrees_of_the_antarctic_seem_swapped_and_those_of_the_arctic_do_not() {
        assert_eq!(seem_swapped(&[41.88, -87.63], &[-87.63, 41.88]), [0]);
        assert!(seem_swapped(&[15.6, 120.0, -70.0], &[78.2, -77.8, -75.0]).is_empty());
    }

    proptest! {
        /// A city of places, some of them swapped: those are found, and no other.
        #[test]
        fn those_that_lie_among_the_others_only_when_swapped_are_found(
            centre in (-170.0..170.0, -55.0..65.0),
            offsets in prop::collection::vec((-0.2..0.2, -0.2..0.2), 20..60),
            every in 6_usize..12,
        ) {
            let (east, north): (f64, f64) = centre;
            // where a place and its swap are near each other nothing can be told
            prop_assume!(east.abs() < 89.0 && (east - north).abs() > 20.0);
            let is_swapped = |number: usize| number % every == 3;
            let places: Vec<(f64, f64)> = offsets.iter().enumerate().map(|(number, (dx, dy))| {
                let (x, y) = (east + dx, north + dy);
                if is_swapped(number) { (y, x) } else { (x, y) }
            }).collect();
            let x: Vec<f64> = places.iter().map(|place| place.0).collect();
            let y: Vec<f64> = places.iter().map(|place| place.1).collect();
            let expected: Vec<u32> = (0..places.len()).filter(|n| is_swapped(*n)).map(|n| n as u32).collect();
            prop_assert_eq!(seem_swapped(&x, &y), expected);
        }

        /// Events all over the world are no city.
        #[test]
        fn places_all_over_the_world_are_left_alone(
            places in prop::collection::vec((-180.0..180.0, -60.0..80.0), 0..60)
        ) {
            let (x, y): (Vec<f64>, Vec<f64>) = places.into_iter().unzip();
            prop_assert!(seem_swapped(&x, &y).is_empty());
        }
    }
}

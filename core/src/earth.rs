//! The Earth as a sphere.

/// Its mean radius in metres (IUGG), as `geo` takes it for great circles.
pub(crate) const RADIUS: f64 = 6_371_008.8;
/// Metres of a degree on a great circle.
pub(crate) const DEGREE: f64 = RADIUS * std::f64::consts::PI / 180.0;

/// Metres on the great circle between two points, each `(latitude, longitude)` in degrees: the haversine, by the trigonometry of `libm`, so
/// that it is the same on every platform.
pub(crate) fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| libm::sin((to - from).to_radians() / 2.0);
    let (north, east) = (half(a.0, b.0), half(a.1, b.1));
    let across = libm::cos(a.0.to_radians()) * libm::cos(b.0.to_radians());
    let haversine = north * north + across * east * east;
    2.0 * RADIUS * libm::asin(haversine.sqrt().min(1.0))
}

#[cfg(test)]
mod tests {
    use geo::{Distance, Haversine, Point};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn distances_are_those_of_geo(a in -90.0..90.0f64, b in -180.0..180.0f64, c in -90.0..90.0f64, d in -180.0..180.0f64) {
            let expected = Haversine.distance(Point::new(b, a), Point::new(d, c));
            let found = metres((a, b), (c, d));
            prop_assert!((expected - found).abs() <= 1e-6 * expected.max(1.0), "{expected} {found}");
        }
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "they are one number")]
    fn all_distances_are_on_one_sphere() {
        assert_eq!(RADIUS, geo::Haversine.radius());
    }
}

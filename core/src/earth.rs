//! The Earth as a sphere.

/// Its mean radius in metres (IUGG), as `geo` takes it for great circles.
pub(crate) const RADIUS: f64 = 6_371_008.8;
/// Metres of a degree on a great circle.
pub(crate) const DEGREE: f64 = RADIUS * std::f64::consts::PI / 180.0;

/// A position on the unit sphere.
pub(crate) type Unit = [f64; 3];

/// The position of a point in degrees, by the trigonometry of `libm`, so that it is the same on every platform.
pub(crate) fn unit(latitude: f64, longitude: f64) -> Unit {
    let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
    let across = libm::cos(latitude);
    [
        across * libm::cos(longitude),
        across * libm::sin(longitude),
        libm::sin(latitude),
    ]
}

/// Metres on the great circle between two positions: the angle is twice the arcsine of half the chord.
pub(crate) fn metres(a: Unit, b: Unit) -> f64 {
    let squared: f64 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
    2.0 * RADIUS * libm::asin((squared.sqrt() / 2.0).min(1.0))
}

#[cfg(test)]
mod tests {
    use geo::{Distance, Haversine, Point};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn distances_are_those_of_geo(a in -89.0..89.0f64, b in -179.0..179.0f64, c in -89.0..89.0f64, d in -179.0..179.0f64) {
            let expected = Haversine.distance(Point::new(b, a), Point::new(d, c));
            let found = metres(unit(a, b), unit(c, d));
            prop_assert!((expected - found).abs() <= 1e-6 * expected.max(1_000.0), "{expected} {found}");
        }
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "they are one number")]
    fn all_distances_are_on_one_sphere() {
        assert_eq!(RADIUS, geo::Haversine.radius());
    }
}

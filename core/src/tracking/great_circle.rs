//! Distances on the Earth as a sphere, as the crow flies.

/// Mean radius of the Earth in kilometres.
pub(super) const RADIUS_KM: f64 = crate::earth::RADIUS / 1_000.0;

/// A position on the unit sphere.
pub(super) type Unit = [f64; 3];

/// The position of a point in degrees; `None` where it is none on the Earth, or 0, 0, which systems write for a place that they do
/// not know.
pub(super) fn unit(latitude: f64, longitude: f64) -> Option<Unit> {
    let is_on_earth = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
    let is_nowhere = latitude.abs() < 1e-9 && longitude.abs() < 1e-9;
    if !is_on_earth || is_nowhere {
        return None;
    }
    let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
    let across = libm::cos(latitude);
    Some([
        across * libm::cos(longitude),
        across * libm::sin(longitude),
        libm::sin(latitude),
    ])
}

/// Kilometres between two positions.
pub(super) fn km(a: Unit, b: Unit) -> f64 {
    let squared: f64 = a.iter().zip(&b).map(|(a, b)| (a - b) * (a - b)).sum();
    // the angle is twice the arcsine of half the chord; for short ones its series is exact enough
    if squared < 0.01 {
        let series = 1.0 + squared / 24.0 + 3.0 * squared * squared / 640.0;
        return RADIUS_KM * squared.sqrt() * series;
    }
    2.0 * RADIUS_KM * libm::asin((squared.sqrt() / 2.0).min(1.0))
}

#[cfg(test)]
mod tests {
    use geo::{Distance, Haversine, Point};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_haversine(a in -89.0..89.0f64, b in -179.0..179.0f64, c in -89.0..89.0f64, d in -179.0..179.0f64) {
            let expected = Haversine.distance(Point::new(b, a), Point::new(d, c)) / 1_000.0;
            let found = km(unit(a, b).unwrap(), unit(c, d).unwrap());
            prop_assert!((expected - found).abs() < 1e-6 * expected.max(0.1), "{expected} {found}");
        }
    }

    #[test]
    fn nowhere_is_no_position() {
        assert!(unit(0.0, 0.0).is_none());
        assert!(unit(91.0, 0.0).is_none());
        assert!(unit(f64::NAN, 0.0).is_none());
        assert!(unit(0.0, 12.0).is_some());
    }
}

//! From a plane to the globe: the azimuthal equidistant projection, backwards (Snyder 1987, USGS Professional Paper 1395, p. 191).

use super::{MapPosition, columns::wrong};
use crate::{Result, earth};

/// The place on Earth that is farthest from land, so that nobody takes it for where something happened.
const NOWHERE: MapPosition = MapPosition {
    latitude: -48.876_667,
    longitude: -123.393_333,
};
/// Metres from the middle beyond which distances between places would be off by more than one in a thousand.
const FARTHEST: f64 = 800_000.0;

/// A plane around the middle of places.
pub(super) struct Plane {
    middle: (f64, f64),
    metres: f64,
    centre: MapPosition,
}

impl Plane {
    /// Around places of which a unit is so many metres.
    pub(super) fn new(
        places: &(impl Iterator<Item = (f64, f64)> + Clone),
        metres: f64,
        centre: Option<MapPosition>,
    ) -> Result<Self> {
        let ends = |axis: fn((f64, f64)) -> f64| {
            let all = places.clone().map(axis);
            all.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), one| {
                (least.min(one), most.max(one))
            })
        };
        let (x, y) = (ends(|place| place.0), ends(|place| place.1));
        let middle = (f64::midpoint(x.0, x.1), f64::midpoint(y.0, y.1));
        let half = ((x.1 - x.0).max(0.0) / 2.0).hypot((y.1 - y.0).max(0.0) / 2.0);
        if half * metres > FARTHEST {
            return Err(wrong(
                "places are more than 800 km from their middle: say in coordinates whether they are degrees, metres, kilometres or \
                 feet, and give those of more than one region in degrees"
                    .to_owned(),
            ));
        }
        Ok(Self {
            middle,
            metres,
            centre: centre.unwrap_or(NOWHERE),
        })
    }

    /// Degrees north and east.
    pub(super) fn degrees(&self, (x, y): (f64, f64)) -> (f64, f64) {
        let (x, y) = (
            (x - self.middle.0) * self.metres,
            (y - self.middle.1) * self.metres,
        );
        let away = x.hypot(y);
        if away < 1e-9 {
            return (self.centre.latitude, self.centre.longitude);
        }
        let (sin, cos) = libm::sincos(away / earth::RADIUS);
        let (sin_north, cos_north) = libm::sincos(self.centre.latitude.to_radians());
        let north = (cos * sin_north + y * sin * cos_north / away).clamp(-1.0, 1.0);
        let east = libm::atan2(x * sin, away * cos_north * cos - y * sin_north * sin);
        let longitude = self.centre.longitude + east.to_degrees();
        (
            libm::asin(north).to_degrees(),
            (longitude + 180.0).rem_euclid(360.0) - 180.0,
        )
    }
}

#[cfg(test)]
mod tests {
    use geo::{Distance, Haversine, Point};

    use super::*;

    /// Between any two places of a city, and of a region, the great circle is as long as the line in the plane.
    #[test]
    fn distances_are_kept() {
        let chicago = MapPosition {
            latitude: 41.88,
            longitude: -87.63,
        };
        for (wide, most) in [(30_000.0, 1e-5), (300_000.0, 1e-3)] {
            for centre in [None, Some(chicago)] {
                let place = |n: i32| {
                    let turn = f64::from(n) * 2.399_963;
                    let away = wide * f64::from(n % 17) / 16.0;
                    (
                        500_000.0 + away * turn.cos(),
                        4_400_000.0 + away * turn.sin(),
                    )
                };
                let flat = Plane::new(&(0..100).map(place), 1.0, centre).unwrap();
                for n in 0..100 {
                    let (a, b) = (place(n), place((n * 37 + 11) % 100));
                    let straight = (a.0 - b.0).hypot(a.1 - b.1);
                    let point = |at| {
                        let (latitude, longitude) = flat.degrees(at);
                        Point::new(longitude, latitude)
                    };
                    let round = Haversine.distance(point(a), point(b));
                    assert!(
                        (round - straight).abs() <= most * straight + 0.01,
                        "{straight} {round}"
                    );
                }
            }
        }
        assert!(Plane::new(&[(0.0, 0.0), (9e6, 0.0)].into_iter(), 1.0, None).is_err());
    }
}

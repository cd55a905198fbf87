use geo::{Distance, Haversine, Point};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the distance between two places is measured, in metres.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Metric {
    /// Longitude and latitude in degrees (WGS 84), the great circle on a sphere of the Earth's mean radius (haversine).
    #[default]
    GreatCircle,
    /// Metres in a plane, the straight line.
    Euclidean,
    /// Metres in a plane, along streets that run east and north: the sum of the two differences.
    Manhattan,
}

impl Metric {
    /// The distance between two places, `(x, y)`, in metres.
    pub fn distance(self, a: (f64, f64), b: (f64, f64)) -> f64 {
        let (dx, dy) = (a.0 - b.0, a.1 - b.1);
        match self {
            Self::GreatCircle => Haversine.distance(Point::new(a.0, a.1), Point::new(b.0, b.1)),
            Self::Euclidean => (dx * dx + dy * dy).sqrt(),
            Self::Manhattan => dx.abs() + dy.abs(),
        }
    }

    /// Why a place is none, where it is none.
    pub(super) fn problem(self, x: f64, y: f64) -> Option<&'static str> {
        if x.is_nan() || y.is_nan() {
            return Some("is missing");
        }
        if self != Self::GreatCircle {
            let is_near = x.abs() <= 1e8 && y.abs() <= 1e8;
            return (!is_near).then_some("is no place in metres: more than 100,000 km away");
        }
        if x == 0.0 && y == 0.0 {
            return Some("is 0, 0: what systems write for a place that they do not know");
        }
        if x.abs() <= 180.0 && y.abs() <= 90.0 {
            return None;
        }
        if x.abs() <= 90.0 && y.abs() <= 180.0 {
            return Some("has longitude and latitude swapped, by the look of it");
        }
        Some("is outside the range of degrees")
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Result, earth::DEGREE, events::Metric};

/// The most points that a line may have.
const MOST_POINTS: usize = 100_000;

/// A road as a line, and how far from it an event still counts as on it.
///
/// No network of roads is needed: an event within the buffer stands for the point of the line nearest to it, and the
/// distance between two events is that along the line. Between two points the line is straight, in degrees or metres.
///
/// ```
/// use caselink::{clustering::Corridor, events::Metric};
///
/// let road = Corridor { line: vec![[0.0, 0.0], [1_000.0, 0.0], [1_000.0, 500.0]], buffer_metres: 100.0 };
/// assert_eq!(road.locate(Metric::Euclidean, (400.0, 50.0))?, Some(400.0));
/// assert_eq!(road.locate(Metric::Euclidean, (1_080.0, 300.0))?, Some(1_300.0));
/// assert_eq!(road.locate(Metric::Euclidean, (400.0, 101.0))?, None);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Corridor {
    /// The points of the line in their order: longitude and latitude in degrees, or metres east and north, as the events.
    pub line: Vec<[f64; 2]>,
    /// How far an event may lie off the line, in metres.
    pub buffer_metres: f64,
}

/// A piece of the line from one point to the next.
#[derive(Clone, Copy, Debug)]
struct Segment {
    from: (f64, f64),
    to: (f64, f64),
    /// Metres from the beginning of the line.
    along: f64,
    length: f64,
}

/// A corridor that was checked, with its lengths.
#[derive(Clone, Debug)]
pub(super) struct Road {
    metric: Metric,
    buffer: f64,
    segments: Vec<Segment>,
}

impl Corridor {
    /// How far along the line a place stands, in metres from its beginning; `None` where it is off the corridor. Of two
    /// points of the line that are equally near, the first counts.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a line without length, with a point that is no place, or with more than 100,000
    /// points, and for a buffer that is not above 0.
    pub fn locate(&self, metric: Metric, place: (f64, f64)) -> Result<Option<f64>> {
        Ok(self.road(metric)?.locate(place))
    }

    pub(super) fn road(&self, metric: Metric) -> Result<Road> {
        let wrong = |reason: &str| Error::InvalidParameter {
            name: "corridor",
            reason: reason.to_owned(),
        };
        if !(self.buffer_metres > 0.0 && self.buffer_metres <= 1e6) {
            return Err(wrong("buffer_metres must be above 0 and at most 1000000"));
        }
        if self.line.len() > MOST_POINTS {
            return Err(wrong("the line must have at most 100000 points"));
        }
        let is_place = |[x, y]: &[f64; 2]| match metric {
            Metric::GreatCircle => x.abs() <= 180.0 && y.abs() <= 90.0,
            _ => x.abs() <= 1e8 && y.abs() <= 1e8,
        };
        if !self.line.iter().all(is_place) {
            return Err(wrong("each point of the line must be a place"));
        }
        let mut segments = Vec::with_capacity(self.line.len());
        let mut along = 0.0;
        for ends in self.line.windows(2) {
            let &[from, to] = ends else { continue };
            let (from, to) = ((from[0], from[1]), (to[0], to[1]));
            let straight = match metric {
                Metric::GreatCircle => metric,
                _ => Metric::Euclidean,
            };
            let length = straight.distance(from, to);
            segments.push(Segment {
                from,
                to,
                along,
                length,
            });
            along += length;
        }
        if along > 0.0 {
            Ok(Road {
                metric,
                buffer: self.buffer_metres,
                segments,
            })
        } else {
            Err(wrong("the line must have a length"))
        }
    }
}

impl Road {
    /// See [`Corridor::locate`].
    pub(super) fn locate(&self, place: (f64, f64)) -> Option<f64> {
        // metres east and north of the place
        let shrink = place.1.to_radians().cos();
        let seen = |point: (f64, f64)| {
            let (dx, dy) = (point.0 - place.0, point.1 - place.1);
            match self.metric {
                Metric::GreatCircle => {
                    let turned = (dx + 540.0).rem_euclid(360.0) - 180.0;
                    (turned * shrink * DEGREE, dy * DEGREE)
                }
                _ => (dx, dy),
            }
        };
        let mut nearest: Option<(f64, f64)> = None;
        for segment in &self.segments {
            let (from, to) = (seen(segment.from), seen(segment.to));
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let square = dx * dx + dy * dy;
            let share = if square > 0.0 {
                (-(from.0 * dx + from.1 * dy) / square).clamp(0.0, 1.0)
            } else {
                0.0
            };
            let off = (from.0 + share * dx).hypot(from.1 + share * dy);
            if off <= self.buffer && nearest.is_none_or(|(least, _)| off < least) {
                nearest = Some((off, segment.along + share * segment.length));
            }
        }
        nearest.map(|(_, along)| along)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_road_round_a_corner_in_degrees() {
        let road = Corridor {
            line: vec![[-87.7, 41.8], [-87.6, 41.8], [-87.6, 41.9]],
            buffer_metres: 200.0,
        };
        let first = Metric::GreatCircle.distance((-87.7, 41.8), (-87.6, 41.8));
        let second = Metric::GreatCircle.distance((-87.6, 41.8), (-87.6, 41.9));
        let at = |x: f64, y: f64| road.locate(Metric::GreatCircle, (x, y)).unwrap();
        assert!((at(-87.65, 41.801).unwrap() - first / 2.0).abs() < 0.01);
        assert!((at(-87.601, 41.85).unwrap() - first - second / 2.0).abs() < 0.01);
        // before its beginning, within the buffer and outside
        assert_eq!(at(-87.701, 41.8), Some(0.0));
        assert_eq!(at(-87.71, 41.8), None);
        // 0.0018 degrees of latitude are 200.15 metres
        assert_eq!(at(-87.65, 41.8018), None);
        assert!(at(-87.65, 41.8017).is_some());
    }

    #[test]
    fn a_road_across_the_date_line() {
        let road = Corridor {
            line: vec![[179.9, 10.0], [-179.9, 10.0]],
            buffer_metres: 50.0,
        };
        let at = |x: f64| {
            road.locate(Metric::GreatCircle, (x, 10.0))
                .unwrap()
                .unwrap()
        };
        let length = Metric::GreatCircle.distance((179.9, 10.0), (-179.9, 10.0));
        assert!((at(-180.0) - length / 2.0).abs() < 0.01);
        assert!((at(180.0) - length / 2.0).abs() < 0.01);
        assert!(at(-179.95) > at(179.95));
    }

    #[test]
    fn what_is_no_road_is_an_error() {
        let bad = |line: &[[f64; 2]], buffer_metres: f64| {
            let road = Corridor {
                line: line.to_vec(),
                buffer_metres,
            };
            let error = road.locate(Metric::GreatCircle, (0.0, 1.0)).unwrap_err();
            assert_eq!(error.code(), "INVALID_PARAMETER");
        };
        bad(&[], 100.0);
        bad(&[[1.0, 1.0]], 100.0);
        bad(&[[1.0, 1.0], [1.0, 1.0]], 100.0);
        bad(&[[1.0, 1.0], [f64::NAN, 1.0]], 100.0);
        bad(&[[1.0, 1.0], [1.0, 91.0]], 100.0);
        bad(&[[1.0, 1.0], [1.0, 2.0]], 0.0);
    }
}

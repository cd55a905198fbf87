//! Which events are near each other?
//!
//! Events stand in strips that run from west to east and are as high as the distance, each in the order of its `x`; what is
//! near an event is in its strip or in the two beside it. So an event looks at some twice as many others as are near it,
//! wherever they lie. `O(n log n)` to build; some 50 bytes for each event.
//!
//! Whether two are near is decided by the distance itself, as [`Events::distance`] gives it; strips and chords only leave
//! out what cannot be near. On the sphere longitudes go round, and near a pole every longitude is near.
//!
//! Why not a tree: rstar 0.12 took 1.4 to 3 times as long to build and ask for every neighbour, in runs on a busy machine, for
//! 45,000 events within 200 m as for a million, and would need vectors for the sphere and boxes for Manhattan besides.

use std::ops::ControlFlow;

use geo::Haversine;

use super::{Events, Metric};
use crate::{Control, Error, Result, control::checkpoint, records::Limits};

/// Radians that cover what the last digits of an angle lose: 6 mm on the ground. No strip is lower.
const SLACK: f64 = 1e-9;
/// Radians from which on nothing can be left out: near the opposite point the great circle loses digits.
const ALL_ROUND: f64 = 3.0;
/// Events between two looks at the control.
const STEP: u32 = 4_096;

/// The neighbours of each event, within a distance.
///
/// ```
/// use caselink::{NoControl, events::{EventColumns, Events, Metric, Near}, records::Limits};
///
/// let columns = EventColumns {
///     x: &[0.0, 30.0, 500.0],
///     y: &[0.0, 40.0, 0.0],
///     start: &[1.0, 2.0, 3.0],
///     ..EventColumns::default()
/// };
/// let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default())?;
/// let near = Near::new(&events, 50.0, &Limits::default())?;
/// assert_eq!(near.pairs(&NoControl)?, [(0, 1, 50.0)]);
///
/// let mut found = Vec::new();
/// near.each_near(1, |event, metres| found.push((event, metres)));
/// assert_eq!(found, [(0, 50.0)]);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Near {
    metric: Metric,
    metres: f64,
    most_pairs: u64,
    /// Event numbers by strip, `x` and `y`.
    order: Vec<u32>,
    /// Where each event stands in that order.
    position: Vec<u32>,
    /// Where each stands, by position.
    places: Vec<Place>,
    /// Strips that hold an event, from south to north.
    strips: Vec<Strip>,
    reach: Reach,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    x: f64,
    y: f64,
    /// Which of the strips.
    strip: u32,
}

#[derive(Clone, Copy, Debug)]
struct Strip {
    first: u32,
    end: u32,
}

/// How far the distance reaches.
#[derive(Clone, Debug)]
enum Reach {
    /// Metres along an axis, a little more than the distance.
    Plane { along: f64 },
    /// Radians, a little more than the distance.
    Sphere { angle: f64, chords: Chords },
}

/// The straight line through the Earth tells almost always whether two places are near, at a tenth of the cost.
#[derive(Clone, Debug)]
struct Chords {
    /// Unit vectors by position.
    vectors: Vec<[f64; 3]>,
    /// Squares up to which two are surely near, and above which surely not.
    surely: f64,
    most: f64,
}

impl Near {
    /// Prepares to find what is within `metres` of an event, the distance included.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when `metres` is negative or no number.
    pub fn new(events: &Events, metres: f64, limits: &Limits) -> Result<Self> {
        if !(metres >= 0.0 && metres.is_finite()) {
            return Err(Error::InvalidParameter {
                name: "metres",
                reason: "must be 0 or more".to_owned(),
            });
        }
        let metric = events.metric();
        let angle = metres / Haversine.radius() + SLACK;
        let height = match metric {
            Metric::GreatCircle if angle >= ALL_ROUND => 360.0,
            Metric::GreatCircle => angle.to_degrees(),
            _ => metres * (1.0 + SLACK) + 1e-6,
        };
        let places = events.x().iter().zip(events.y());
        let mut sorted: Vec<(i64, f64, f64, u32)> = (0..)
            .zip(places)
            .map(|(event, (x, y))| ((y / height).floor() as i64, *x, *y, event))
            .collect();
        sorted.sort_unstable_by(|a, b| {
            let strips = a.0.cmp(&b.0);
            let places = || a.1.total_cmp(&b.1).then_with(|| a.2.total_cmp(&b.2));
            strips.then_with(places).then(a.3.cmp(&b.3))
        });
        let mut position = vec![0; sorted.len()];
        let mut places: Vec<Place> = Vec::with_capacity(sorted.len());
        let mut strips: Vec<Strip> = Vec::new();
        let mut last = None;
        for (here, (number, x, y, event)) in (0..).zip(sorted.iter().copied()) {
            if last != Some(number) {
                // a gap between strips is an empty strip
                let is_gap = last.is_some_and(|last| last + 1 < number);
                let fresh = Strip {
                    first: here,
                    end: here,
                };
                strips.extend(std::iter::repeat_n(fresh, 1 + usize::from(is_gap)));
                last = Some(number);
            }
            if let Some(strip) = strips.last_mut() {
                strip.end = here + 1;
            }
            places.push(Place {
                x,
                y,
                strip: strips.len() as u32 - 1,
            });
            if let Some(position) = position.get_mut(event as usize) {
                *position = here;
            }
        }
        let reach = match metric {
            Metric::GreatCircle => Reach::Sphere {
                angle,
                chords: Chords::new(&places, angle),
            },
            _ => Reach::Plane { along: height },
        };
        Ok(Self {
            metric,
            metres,
            most_pairs: limits.pairs,
            order: sorted.into_iter().map(|(.., event)| event).collect(),
            position,
            places,
            strips,
            reach,
        })
    }

    /// The events in an order in which those that are near each other mostly stand close together.
    ///
    /// Events at the same place stand together. But for them, the order doesn't depend on that of the rows.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Calls `found` with every other event that is near `event`, and the metres between them, in no particular order.
    pub fn each_near(&self, event: u32, mut found: impl FnMut(u32, f64)) {
        if let Some(here) = self.position.get(event as usize) {
            self.around(*here, false, |there| {
                if let Some(metres) = self.metres_between(*here, there) {
                    found(self.event(there), metres);
                }
            });
        }
    }

    /// Calls `found` with every other event that is near `event`: the same as [`each_near`](Self::each_near), quicker on
    /// the sphere as it needs no distances.
    pub fn each_neighbour(&self, event: u32, mut found: impl FnMut(u32)) {
        if let Some(here) = self.position.get(event as usize) {
            self.around(*here, false, |there| {
                if self.is_near(*here, there) {
                    found(self.event(there));
                }
            });
        }
    }

    /// All pairs of events that are near each other, each once as first, second and metres, `first < second`, in order.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] when there are more than [`Limits::pairs`]; [`Error::Cancelled`].
    pub fn pairs(&self, control: &dyn Control) -> Result<Vec<(u32, u32, f64)>> {
        let mut pairs = Vec::new();
        self.each_pair(control, |here, there, metres| {
            let (a, b) = (self.event(here), self.event(there));
            pairs.push((a.min(b), a.max(b), metres));
        })?;
        pairs.sort_unstable_by_key(|(first, second, _)| (*first, *second));
        Ok(pairs)
    }

    /// Calls `found` with every pair of near events once, as positions in [`order`](Self::order), the first the smaller
    /// one, and the metres between them; sorted by the first.
    pub(crate) fn each_pair(
        &self,
        control: &dyn Control,
        mut found: impl FnMut(u32, u32, f64),
    ) -> Result<()> {
        let count = self.order.len() as u32;
        let mut pairs = 0_u64;
        for here in 0..count {
            if here % STEP == 0 {
                checkpoint(control, u64::from(here), u64::from(count))?;
            }
            let mut is_too_many = false;
            let _ = self.try_around(here, true, |there| {
                if let Some(metres) = self.metres_between(here, there) {
                    pairs += 1;
                    is_too_many = pairs > self.most_pairs;
                    if is_too_many {
                        return ControlFlow::Break(());
                    }
                    found(here, there, metres);
                }
                ControlFlow::Continue(())
            });
            if is_too_many {
                return Err(Error::LimitExceeded {
                    limit: "pairs",
                    allowed: self.most_pairs,
                    asked: pairs,
                });
            }
        }
        Ok(())
    }

    fn event(&self, position: u32) -> u32 {
        self.order.get(position as usize).copied().unwrap_or(0)
    }

    /// The distance when the two are near.
    #[inline]
    fn metres_between(&self, here: u32, there: u32) -> Option<f64> {
        if let Reach::Sphere { chords, .. } = &self.reach
            && chords.square(here, there) > chords.most
        {
            return None;
        }
        let (a, b) = self.both(here, there)?;
        let metres = self.metric.distance((a.x, a.y), (b.x, b.y));
        (metres <= self.metres).then_some(metres)
    }

    #[inline]
    fn is_near(&self, here: u32, there: u32) -> bool {
        if let Reach::Sphere { chords, .. } = &self.reach
            && chords.square(here, there) <= chords.surely
        {
            return true;
        }
        self.metres_between(here, there).is_some()
    }

    #[inline]
    fn both(&self, here: u32, there: u32) -> Option<(&Place, &Place)> {
        self.places
            .get(here as usize)
            .zip(self.places.get(there as usize))
    }

    fn around(&self, here: u32, is_forward: bool, mut found: impl FnMut(u32)) {
        let _ = self.try_around(here, is_forward, |there| {
            found(there);
            ControlFlow::Continue(())
        });
    }

    /// The other positions that may be near, each once; forward, only those behind `here`.
    fn try_around(
        &self,
        here: u32,
        is_forward: bool,
        mut found: impl FnMut(u32) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(place) = self.places.get(here as usize) else {
            return ControlFlow::Continue(());
        };
        let windows = self.windows(place);
        let south = place.strip.saturating_sub(u32::from(!is_forward));
        let strips = self.strips.get(south as usize..).unwrap_or_default();
        for strip in strips.iter().take((place.strip + 2 - south) as usize) {
            let all = self.places.get(strip.first as usize..strip.end as usize);
            let all = all.unwrap_or_default();
            for (low, high) in windows {
                let first = all.partition_point(|other| other.x < low);
                let rest = all.get(first..).unwrap_or_default();
                for (there, other) in (strip.first + first as u32..).zip(rest) {
                    if other.x > high {
                        break;
                    }
                    if if is_forward {
                        there > here
                    } else {
                        there != here
                    } {
                        found(there)?;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// From which `x` to which; two that don't overlap, the second mostly empty.
    fn windows(&self, place: &Place) -> [(f64, f64); 2] {
        const NONE: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);
        const ALL: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);
        let angle = match &self.reach {
            Reach::Plane { along } => return [(place.x - along, place.x + along), NONE],
            Reach::Sphere { angle, .. } => *angle,
        };
        let latitude = place.y.abs().to_radians();
        // the widest a circle gets in longitude, as long as no pole is in it
        let sine = angle.sin() / latitude.cos();
        if angle + latitude >= std::f64::consts::FRAC_PI_2 || sine > 0.999 {
            return [ALL, NONE];
        }
        let wide = sine.asin().to_degrees() + 1e-9;
        let (low, high) = (place.x - wide, place.x + wide);
        if low <= -180.0 {
            [(low, high), (low + 360.0, f64::INFINITY)]
        } else if high >= 180.0 {
            [(low, high), (f64::NEG_INFINITY, high - 360.0)]
        } else {
            [(low, high), NONE]
        }
    }
}

impl Chords {
    fn new(places: &[Place], angle: f64) -> Self {
        let vector = |place: &Place| {
            let (sine, cosine) = place.x.to_radians().sin_cos();
            let (z, flat) = place.y.to_radians().sin_cos();
            [cosine * flat, sine * flat, z]
        };
        let square = |angle: f64| (2.0 * (angle / 2.0).sin()).powi(2);
        let less = angle - 2.0 * SLACK;
        let is_round = angle >= ALL_ROUND;
        Self {
            vectors: places.iter().map(vector).collect(),
            surely: if is_round || less <= SLACK {
                -1.0
            } else {
                square(less)
            },
            most: if is_round {
                f64::INFINITY
            } else {
                square(angle)
            },
        }
    }

    #[inline]
    fn square(&self, here: u32, there: u32) -> f64 {
        let vector = |position: u32| self.vectors.get(position as usize);
        match vector(here).zip(vector(there)) {
            Some((a, b)) => (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2),
            None => f64::INFINITY,
        }
    }
}

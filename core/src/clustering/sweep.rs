//! Pairs of events that may be near each other in space and time, each once, without looking at the others.
//!
//! Events stand in cubes as wide as the distance, and within a cube in the order of their times. What is near an event is in
//! its cube or in one that touches it, and of the same days. Cubes are in the order of their numbers, so each of the cubes
//! beside one is found by walking on, without any table.

use crate::{
    Control, Error, Result,
    control::checkpoint,
    earth,
    events::{Events, Metric},
    records::Limits,
};

/// Metres from which on cubes cannot leave anything out: near the opposite point the great circle loses digits.
const ALL_ROUND: f64 = 1e7;
/// What is lost in the last digits of a chord, in radians: 6 mm on the ground.
const SLACK: f64 = 1e-9;
/// Cubes along an axis at most.
const MOST_CUBES: f64 = 1_048_576.0;
/// Bits of a cube's number along an axis.
const BITS: u32 = 21;
/// Pairs between two looks at the control.
const STEP: u64 = 1 << 18;
/// Cubes between two looks at the control.
const MOST_QUIET: usize = 1 << 16;

/// Events in the order of their cubes and times.
pub(super) struct Sweep {
    metric: Metric,
    metres: f64,
    days: f64,
    /// The event at each position.
    pub(super) events: Vec<u32>,
    places: Vec<Place>,
    times: Vec<(f64, f64)>,
    /// The number of each cube that holds an event, and its first position.
    cubes: Vec<(u64, u32)>,
    /// The numbers of the cubes beside a cube that come after it, less its own.
    beside: Vec<u64>,
    chords: Option<Chords>,
}

/// How places are measured.
#[derive(Clone, Copy, Debug)]
enum Place {
    Point(f64, f64),
    /// Metres along a line.
    Along(f64),
}

/// The straight line through the Earth tells almost always whether two places are near, at a tenth of the cost.
struct Chords {
    vectors: Vec<[f64; 3]>,
    surely: f64,
    most: f64,
}

impl Sweep {
    /// Prepares for pairs of at most `metres` and `days`. With `along`, places are metres along a line, and events without
    /// are left out.
    pub(super) fn new(
        events: &Events,
        along: Option<&[Option<f64>]>,
        metres: f64,
        days: f64,
    ) -> Self {
        let is_sphere = events.metric() == Metric::GreatCircle && along.is_none();
        let mut kept: Vec<u32> = Vec::with_capacity(events.len());
        let mut points: Vec<[f64; 3]> = Vec::with_capacity(events.len());
        for (number, (&x, &y)) in (0_u32..).zip(events.x().iter().zip(events.y())) {
            let point = match along {
                Some(along) => match along.get(number as usize).copied().flatten() {
                    Some(metres) => [metres, 0.0, 0.0],
                    None => continue,
                },
                None if is_sphere => vector(x, y).map(|part| part * earth::RADIUS),
                None => [x, y, 0.0],
            };
            kept.push(number);
            points.push(point);
        }
        let axes = Axes::new(&points, metres, is_sphere);
        let time = |values: &[f64], event: u32| values.get(event as usize).copied().unwrap_or(0.0);
        let mut order: Vec<(u64, u64, u32)> = (0_u32..)
            .zip(kept.iter().zip(&points))
            .map(|(number, (&event, point))| {
                (
                    axes.cube(point),
                    ordered(time(events.start(), event)),
                    number,
                )
            })
            .collect();
        order.sort_unstable();
        let mut sweep = Self {
            metric: events.metric(),
            metres,
            days,
            events: Vec::with_capacity(order.len()),
            places: Vec::with_capacity(order.len()),
            times: Vec::with_capacity(order.len()),
            cubes: Vec::new(),
            beside: axes.beside(),
            chords: is_sphere.then(|| Chords::new(metres, order.len())),
        };
        for (position, &(cube, _, number)) in (0_u32..).zip(&order) {
            let (Some(&event), Some(&point)) =
                (kept.get(number as usize), points.get(number as usize))
            else {
                continue;
            };
            if sweep.cubes.last().is_none_or(|last| last.0 != cube) {
                sweep.cubes.push((cube, position));
            }
            sweep.events.push(event);
            sweep
                .times
                .push((time(events.start(), event), time(events.end(), event)));
            sweep.places.push(if along.is_some() {
                Place::Along(point[0])
            } else {
                Place::Point(time(events.x(), event), time(events.y(), event))
            });
            if let Some(chords) = &mut sweep.chords {
                chords.vectors.push(point.map(|part| part / earth::RADIUS));
            }
        }
        sweep
    }

    /// How many events take part.
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    /// Calls `found` with each pair of positions in cubes that touch and of which the times can be near enough. Whether the
    /// places are is for [`is_near`](Self::is_near) to say.
    ///
    /// `part` of `parts` is for the progress.
    pub(super) fn each(
        &self,
        (part, parts): (u64, u64),
        limits: &Limits,
        control: &dyn Control,
        mut found: impl FnMut(usize, usize),
    ) -> Result<()> {
        let mut walk = Walk {
            days: self.days,
            allowed: limits.pairs,
            pairs: 0,
            looked: 0,
            done: self.len() as u64 * part,
            total: self.len() as u64 * parts,
            control,
        };
        let mut next = vec![0_usize; self.beside.len()];
        for here in 0..self.cubes.len() {
            let Some((number, own)) = self.cube(here) else {
                continue;
            };
            if here % MOST_QUIET == 0 {
                walk.look()?;
            }
            walk.within(&self.times, own.clone(), &mut found)?;
            for (beside, at) in self.beside.iter().zip(&mut next) {
                let wanted = number + beside;
                while self.cubes.get(*at).is_some_and(|cube| cube.0 < wanted) {
                    *at += 1;
                }
                if let Some((number, other)) = self.cube(*at)
                    && number == wanted
                {
                    walk.between(&self.times, &own, &other, &mut found)?;
                    walk.between_later(&self.times, &other, &own, &mut found)?;
                }
            }
            walk.done += own.len() as u64;
        }
        walk.look()
    }

    fn cube(&self, at: usize) -> Option<(u64, std::ops::Range<usize>)> {
        let &(number, first) = self.cubes.get(at)?;
        let end = self
            .cubes
            .get(at + 1)
            .map_or(self.len(), |next| next.1 as usize);
        Some((number, first as usize..end))
    }

    /// The event at a position.
    pub(super) fn event(&self, at: usize) -> u32 {
        self.events.get(at).copied().unwrap_or(0)
    }

    /// The metres between two positions.
    pub(super) fn distance(&self, a: usize, b: usize) -> f64 {
        match (self.places.get(a), self.places.get(b)) {
            (Some(&Place::Point(ax, ay)), Some(&Place::Point(bx, by))) => {
                self.metric.distance((ax, ay), (bx, by))
            }
            (Some(&Place::Along(a)), Some(&Place::Along(b))) => (a - b).abs(),
            _ => f64::INFINITY,
        }
    }

    /// Whether the places at two positions are near enough.
    #[inline]
    pub(super) fn is_near(&self, a: usize, b: usize) -> bool {
        if let Some(chords) = &self.chords {
            let square = chords.square(a, b);
            if square > chords.most {
                return false;
            }
            if square <= chords.surely {
                return true;
            }
        }
        self.distance(a, b) <= self.metres
    }

    /// The earliest and the latest time at a position.
    #[inline]
    pub(super) fn time(&self, at: usize) -> (f64, f64) {
        self.times.get(at).copied().unwrap_or((f64::NAN, f64::NAN))
    }
}

/// A walk over pairs of cubes.
struct Walk<'a> {
    days: f64,
    allowed: u64,
    pairs: u64,
    looked: u64,
    done: u64,
    total: u64,
    control: &'a dyn Control,
}

type Times<'a> = &'a [(f64, f64)];

impl Walk<'_> {
    /// Pairs within one cube.
    #[inline]
    fn within(
        &mut self,
        times: Times<'_>,
        cube: std::ops::Range<usize>,
        found: &mut impl FnMut(usize, usize),
    ) -> Result<()> {
        for here in cube.clone() {
            self.from(times, here, here + 1..cube.end, found)?;
        }
        Ok(())
    }

    /// Pairs of which the second is in another cube and does not begin before the first.
    #[inline]
    fn between(
        &mut self,
        times: Times<'_>,
        cube: &std::ops::Range<usize>,
        other: &std::ops::Range<usize>,
        found: &mut impl FnMut(usize, usize),
    ) -> Result<()> {
        let mut first = other.start;
        for here in cube.clone() {
            let start = begin(times, here);
            while first < other.end && begin(times, first) < start {
                first += 1;
            }
            self.from(times, here, first..other.end, found)?;
        }
        Ok(())
    }

    /// Pairs of which the second is in another cube and begins after the first.
    #[inline]
    fn between_later(
        &mut self,
        times: Times<'_>,
        cube: &std::ops::Range<usize>,
        other: &std::ops::Range<usize>,
        found: &mut impl FnMut(usize, usize),
    ) -> Result<()> {
        let mut first = other.start;
        for here in cube.clone() {
            let start = begin(times, here);
            while first < other.end && begin(times, first) <= start {
                first += 1;
            }
            self.from(times, here, first..other.end, found)?;
        }
        Ok(())
    }

    /// Pairs with those of `others`, in the order of their times, that begin soon enough.
    #[inline]
    fn from(
        &mut self,
        times: Times<'_>,
        here: usize,
        others: std::ops::Range<usize>,
        found: &mut impl FnMut(usize, usize),
    ) -> Result<()> {
        let end = times.get(here).map_or(f64::NAN, |time| time.1);
        let before = others.start;
        let mut there = before;
        for time in times.get(others).unwrap_or_default() {
            // the same subtraction as that of the gap, so that no pair is lost to rounding
            if time.0 - end > self.days {
                break;
            }
            found(here, there);
            there += 1;
        }
        self.pairs += (there - before) as u64;
        if self.pairs - self.looked >= STEP {
            self.look()?;
        }
        Ok(())
    }

    fn look(&mut self) -> Result<()> {
        self.looked = self.pairs;
        if self.pairs > self.allowed {
            return Err(Error::LimitExceeded {
                limit: "pairs",
                allowed: self.allowed,
                asked: self.pairs,
            });
        }
        checkpoint(self.control, self.done, self.total)
    }
}

#[inline]
fn begin(times: Times<'_>, at: usize) -> f64 {
    times.get(at).map_or(f64::NAN, |time| time.0)
}

/// The cubes along each axis.
struct Axes {
    least: [f64; 3],
    side: f64,
    dimensions: usize,
}

impl Axes {
    fn new(points: &[[f64; 3]], metres: f64, is_sphere: bool) -> Self {
        let mut least = [f64::INFINITY; 3];
        let mut most = [f64::NEG_INFINITY; 3];
        for point in points {
            for ((least, most), part) in least.iter_mut().zip(&mut most).zip(point) {
                *least = least.min(*part);
                *most = most.max(*part);
            }
        }
        let range = least.iter().zip(&most).map(|(least, most)| most - least);
        let range = range.fold(0.0, f64::max);
        // wider than the distance by more than rounding can take off
        let slack = if is_sphere { 0.01 } else { 1e-6 };
        let side = if metres >= ALL_ROUND && is_sphere {
            2.0 * range + 1.0
        } else {
            (metres * (1.0 + 1e-6) + slack).max(range / MOST_CUBES)
        };
        Self {
            least,
            side,
            dimensions: if is_sphere { 3 } else { 2 },
        }
    }

    /// The number of the cube that holds a point; none is at the edge, so that each has all neighbours.
    fn cube(&self, point: &[f64; 3]) -> u64 {
        point
            .iter()
            .zip(&self.least)
            .fold(0, |number, (part, least)| {
                number << BITS | (((part - least) / self.side) as u64 + 1)
            })
    }

    fn beside(&self) -> Vec<u64> {
        let axis = |is_there: bool| if is_there { -1_i64..=1 } else { 0..=0 };
        let mut all = Vec::new();
        for x in 0..=1 {
            for y in axis(true) {
                for z in axis(self.dimensions == 3) {
                    if (x, y, z) > (0, 0, 0) {
                        all.push(((x << (2 * BITS)) + (y << BITS) + z) as u64);
                    }
                }
            }
        }
        all
    }
}

impl Chords {
    fn new(metres: f64, events: usize) -> Self {
        let angle = metres / earth::RADIUS;
        let square = |angle: f64| (2.0 * (angle / 2.0).sin()).powi(2);
        let is_round = metres >= ALL_ROUND;
        Self {
            vectors: Vec::with_capacity(events),
            surely: if is_round || angle <= 2.0 * SLACK {
                -1.0
            } else {
                square(angle - SLACK)
            },
            most: if is_round {
                f64::INFINITY
            } else {
                square(angle + SLACK)
            },
        }
    }

    #[inline]
    fn square(&self, a: usize, b: usize) -> f64 {
        match self.vectors.get(a).zip(self.vectors.get(b)) {
            Some((a, b)) => (a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2),
            None => f64::INFINITY,
        }
    }
}

fn vector(longitude: f64, latitude: f64) -> [f64; 3] {
    let (sine, cosine) = longitude.to_radians().sin_cos();
    let (z, flat) = latitude.to_radians().sin_cos();
    [cosine * flat, sine * flat, z]
}

/// A whole number in the order of the real one.
fn ordered(value: f64) -> u64 {
    // 0 and -0 are one time
    let bits = (value + 0.0).to_bits();
    if bits >> 63 == 0 {
        bits | 1 << 63
    } else {
        !bits
    }
}

//! Distinct places, and the circles round each.

use super::settings::{ScanSettings, ScanTies};
use crate::{Control, Error, Result, control::checkpoint, earth, events::Metric, records::Limits};

/// Places in all circles that are held at once: half a gibibyte.
const MOST_STEPS: u64 = 1 << 27;

/// Distinct places.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub(super) metric: Metric,
    pub(super) x: Vec<f64>,
    pub(super) y: Vec<f64>,
}

impl Places {
    /// The distinct places of points, and which place each point has. They are in order of their coordinates, or of the
    /// points when places that are equally far are to enter a circle in that order.
    pub(super) fn distinct(
        metric: Metric,
        points: &[(f64, f64)],
        ties: ScanTies,
    ) -> (Self, Vec<u32>) {
        let mut order: Vec<u32> = (0..points.len() as u32).collect();
        // 0 + -0 is 0: one place
        let key = |&point: &u32| {
            let (x, y) = points[point as usize];
            (x + 0.0, y + 0.0)
        };
        order.sort_by(|a, b| {
            let ((ax, ay), (bx, by)) = (key(a), key(b));
            ax.total_cmp(&bx).then(ay.total_cmp(&by)).then(a.cmp(b))
        });
        let mut groups: Vec<&[u32]> = order.chunk_by(|a, b| key(a) == key(b)).collect();
        if ties == ScanTies::Split {
            groups.sort_by_key(|group| group.first().copied());
        }
        let mut of = vec![0; points.len()];
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for (place, group) in groups.into_iter().enumerate() {
            for point in group {
                of[*point as usize] = place as u32;
            }
            if let Some(first) = group.first() {
                let (px, py) = key(first);
                x.push(px);
                y.push(py);
            }
        }
        (Self { metric, x, y }, of)
    }

    pub(super) fn len(&self) -> usize {
        self.x.len()
    }

    pub(super) fn point(&self, place: usize) -> (f64, f64) {
        (self.x[place], self.y[place])
    }
}

/// Distances that differ by less than this share, or by less than a micrometre, are equal: they differ by rounding.
const ROUNDING: f64 = 1e-9;
const MICROMETRE: f64 = 1e-6;
/// Points in which the straight line grows with the distance of the metric.
pub(super) struct Chords {
    metric: Metric,
    points: Vec<[f64; 3]>,
}

impl Chords {
    pub(super) fn new(places: &Places) -> Self {
        let points = (0..places.len())
            .map(|place| embed(places.metric, places.point(place)))
            .collect();
        Self {
            metric: places.metric,
            points,
        }
    }

    /// From a point to a place: the distance, or on the globe the straight line through the Earth.
    pub(super) fn length(&self, from: [f64; 3], place: usize) -> f64 {
        let to = self.points[place];
        let d = [from[0] - to[0], from[1] - to[1], from[2] - to[2]];
        match self.metric {
            Metric::Manhattan => d[0].abs() + d[1].abs(),
            Metric::GreatCircle | Metric::Euclidean => {
                (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt()
            }
        }
    }

    fn longest(&self, radius: f64) -> f64 {
        let chord = match self.metric {
            Metric::GreatCircle => {
                let half = (radius / earth::RADIUS / 2.0).min(std::f64::consts::FRAC_PI_2);
                2.0 * earth::RADIUS * libm::sin(half)
            }
            Metric::Euclidean | Metric::Manhattan => radius,
        };
        chord * (1.0 + ROUNDING) + MICROMETRE
    }
}

pub(super) fn embed(metric: Metric, (x, y): (f64, f64)) -> [f64; 3] {
    match metric {
        Metric::Euclidean | Metric::Manhattan => [x, 0.0, y],
        Metric::GreatCircle => {
            let (longitude, latitude) = (x.to_radians(), y.to_radians());
            let east = earth::RADIUS * libm::cos(latitude);
            [
                east * libm::cos(longitude),
                east * libm::sin(longitude),
                earth::RADIUS * libm::sin(latitude),
            ]
        }
    }
}

/// The circles round each place: its neighbours from near to far, each of which ends a circle or not.
#[derive(Debug, Default)]
pub(super) struct Circles {
    starts: Vec<usize>,
    steps: Vec<Step>,
}

/// A place that enters a circle, with a bit that says whether the circle is whole with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step(u32);

impl Step {
    const WHOLE: u32 = 1 << 31;

    #[inline]
    pub(super) fn place(self) -> usize {
        (self.0 & !Self::WHOLE) as usize
    }

    #[inline]
    pub(super) fn is_whole(self) -> bool {
        self.0 & Self::WHOLE != 0
    }
}

impl Circles {
    /// `at_risk` is what each place has at risk in the whole study period.
    pub(super) fn new(
        places: &Places,
        at_risk: &[f64],
        settings: &ScanSettings,
        limits: &Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        let chords = Chords::new(places);
        let longest = settings
            .max_radius
            .map_or(f64::INFINITY, |radius| chords.longest(radius));
        let all = (places.len() as u64).saturating_mul(places.len() as u64);
        if longest.is_infinite() {
            // every place is looked at from every other one
            limits.check_pairs(all)?;
        }
        let share = at_risk.iter().sum::<f64>() * settings.max_share;
        let mut by_height: Vec<u32> = (0..places.len() as u32).collect();
        let height = |place: u32| chords.points[place as usize][2];
        by_height.sort_by(|a, b| height(*a).total_cmp(&height(*b)).then(a.cmp(b)));
        let mut circles = Self {
            starts: vec![0],
            steps: Vec::new(),
        };
        let mut near: Vec<(f64, u32)> = Vec::new();
        let mut looked = 0_u64;
        for centre in 0..places.len() {
            let from = chords.points[centre];
            let low = by_height.partition_point(|place| height(*place) < from[2] - longest);
            near.clear();
            for place in &by_height[low..] {
                if height(*place) > from[2] + longest {
                    break;
                }
                looked += 1;
                let length = chords.length(from, *place as usize);
                if length <= longest {
                    near.push((length, *place));
                }
            }
            limits.check_pairs(looked)?;
            if centre % 64 == 0 {
                checkpoint(control, centre as u64, places.len() as u64)?;
            }
            near.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            circles.add_centre(&mut near, at_risk, share, settings.ties);
            if circles.steps.len() as u64 > MOST_STEPS {
                return Err(Error::LimitExceeded {
                    limit: "places in circles",
                    allowed: MOST_STEPS,
                    asked: circles.steps.len() as u64,
                });
            }
        }
        Ok(circles)
    }

    fn add_centre(&mut self, near: &mut [(f64, u32)], at_risk: &[f64], share: f64, ties: ScanTies) {
        let is_tie = |a: &(f64, u32), b: &(f64, u32)| b.0 - a.0 <= a.0 * ROUNDING + MICROMETRE;
        let mut inside = 0.0;
        for group in near.chunk_by_mut(is_tie) {
            group.sort_unstable_by_key(|one| one.1);
            let whole = match ties {
                ScanTies::Together => group.len(),
                ScanTies::Split => 1,
            };
            for part in group.chunks(whole) {
                inside += part.iter().map(|one| at_risk[one.1 as usize]).sum::<f64>();
                if inside > share {
                    self.starts.push(self.steps.len());
                    return;
                }
                for (number, one) in part.iter().enumerate() {
                    let is_whole = number + 1 == part.len();
                    let bit = if is_whole { Step::WHOLE } else { 0 };
                    self.steps.push(Step(one.1 | bit));
                }
            }
        }
        self.starts.push(self.steps.len());
    }

    pub(super) fn centres(&self) -> usize {
        self.starts.len() - 1
    }

    /// The places that enter the circles round a centre, in their order.
    pub(super) fn steps(&self, centre: usize) -> &[Step] {
        &self.steps[self.starts[centre]..self.starts[centre + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NoControl;

    fn circles(points: &[(f64, f64)], settings: &ScanSettings) -> Vec<Vec<Vec<usize>>> {
        let (places, _) = Places::distinct(Metric::Euclidean, points, settings.ties);
        let at_risk = vec![1.0; places.len()];
        let circles =
            Circles::new(&places, &at_risk, settings, &Limits::default(), &NoControl).unwrap();
        (0..circles.centres())
            .map(|centre| {
                let mut groups = vec![Vec::new()];
                for step in circles.steps(centre) {
                    groups.last_mut().unwrap().push(step.place());
                    if step.is_whole() {
                        groups.push(Vec::new());
                    }
                }
                groups.pop();
                groups
            })
            .collect()
    }

    #[test]
    fn equally_far_places_enter_together_or_in_order() {
        // a cross: the middle has four neighbours at 1
        let cross = [
            (1.0, 0.0),
            (0.0, 0.0),
            (0.0, -1.0),
            (-1.0, 0.0),
            (0.0, 1.0),
            (9.0, 9.0),
        ];
        let settings = ScanSettings {
            max_radius: Some(1.0),
            ..ScanSettings::default()
        };
        // places in order of coordinates: (-1,0) (0,-1) (0,0) (0,1) (1,0) (9,9); four are more than half
        assert_eq!(circles(&cross, &settings)[2], [vec![2]]);
        let far = [(20.0, 20.0), (30.0, 30.0), (40.0, 40.0), (50.0, 50.0)];
        let mut all = cross.to_vec();
        all.extend(far);
        assert_eq!(circles(&all, &settings)[2], [vec![2], vec![0, 1, 3, 4]]);
        let settings = ScanSettings {
            ties: ScanTies::Split,
            ..settings
        };
        assert_eq!(circles(&all, &settings)[1], [[1], [0], [2], [3], [4]]);
    }

    #[test]
    fn points_of_one_place_are_one() {
        let points = [(1.0, 0.0), (0.0, 2.0), (1.0, -0.0), (0.0, 2.0)];
        let (places, of) = Places::distinct(Metric::Euclidean, &points, ScanTies::Together);
        assert_eq!((places.len(), of), (2, vec![1, 0, 1, 0]));
        let (_, of) = Places::distinct(Metric::Euclidean, &points, ScanTies::Split);
        assert_eq!(of, [0, 1, 0, 1]);
    }
}

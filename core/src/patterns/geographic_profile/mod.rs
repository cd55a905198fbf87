mod plane;
mod settings;
#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Control, Result,
    control::checkpoint,
    events::{Events, Metric},
    records::Limits,
};

pub use settings::{GeographicProfileSettings, ProfileMethod};

use plane::Plane;

/// What must hold for a profile to mean anything. It stands in every result.
const ASSUMPTION: &str = "This assumes that all events are of one series, and that whoever is behind it lives or works inside \
    the area in which they lie (a marauder) and kept to it. For somebody who came from outside (a commuter) the surface means \
    nothing, and nothing here can tell which of the two it was. It is a lead on where to look first, never evidence.";
/// Events below which there is no profile, whatever the settings say.
const LEAST_EVENTS: u32 = 5;
/// Mean distances that the integral over them is taken at.
const STEPS: u32 = 64;

/// Where to look first for somebody's anchor, if the assumption holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GeographicProfile {
    /// What must hold for it to mean anything: to be shown wherever the surface is.
    pub assumption: String,
    /// Events that it is made from.
    pub events: u32,
    /// Of these, those whose place is a guess: with a radius of more than the side of a cell, and without a surface, with
    /// any.
    pub rough_places: u32,
    /// What can be said.
    #[serde(flatten)]
    pub outcome: ProfileOutcome,
}

/// Whether there is a profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProfileOutcome {
    /// There is a surface.
    Surface(ProfileSurface),
    /// There is not enough data.
    Insufficient {
        /// What is missing.
        reason: String,
    },
}

/// A value for each cell of a grid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProfileSurface {
    /// How it was made.
    pub method: ProfileMethod,
    /// What was taken to be known beforehand, in words.
    pub prior: String,
    /// The western edge, in degrees or metres as the events.
    pub west: f64,
    /// The southern edge.
    pub south: f64,
    /// The width of a cell, in degrees or metres.
    pub cell_width: f64,
    /// The height of a cell.
    pub cell_height: f64,
    /// Cells from west to east.
    pub columns: u32,
    /// Cells from south to north.
    pub rows: u32,
    /// The radius of the buffer, in metres, for `rossmo`.
    pub buffer_metres: Option<f64>,
    /// A value for the middle of each cell, from west to east, row after row from the south: a score for `rossmo`, else a
    /// probability, which add up to 1.
    pub values: Vec<f64>,
}

impl ProfileSurface {
    /// The hit score of a place: the share of the cells with a value at least that of its own cell. Small is good: whoever
    /// looks in the order of the values has looked at that share of the area when he comes to it. `None` outside the area.
    pub fn hit_score(&self, place: (f64, f64)) -> Option<f64> {
        let number = |at: f64, from: f64, size: f64, count: u32| {
            let cell = ((at - from) / size).floor();
            (cell >= 0.0 && cell < f64::from(count)).then_some(cell as usize)
        };
        let column = number(place.0, self.west, self.cell_width, self.columns)?;
        let row = number(place.1, self.south, self.cell_height, self.rows)?;
        let value = self.values.get(row * self.columns as usize + column)?;
        let at_least = self.values.iter().filter(|&other| other >= value).count();
        Some(at_least as f64 / self.values.len() as f64)
    }
}

/// A profile of where whoever is behind a series may have an anchor, such as a home.
///
/// `rossmo` (criminal geographic targeting): with D the distance along streets to an event, the score of a cell is the sum of
/// 1 / D^f beyond the buffer B and B^(g-f) / (2B - D)^g within it. Both are B^-f at its edge.
///
/// Bayesian (O'Leary 2009): the anchor is anywhere in the area with even probability, the mean distance of a journey is even
/// over its logarithm between two bounds, and journeys are independent given both. The mean distance is integrated over, and
/// what is left is the probability of each cell. A distance of d under the mean distance a has the density
/// exp(-π d² / 4a²) / 4a² or 2 exp(-2 d / a) / π a².
///
/// **Either holds for a marauder only**, and the result says so. Below 5 events, and when all are at one place, it is
/// `Insufficient`. Times are not looked at. An event counts at its point, whatever its radius; `rough_places`
/// says for how many that is a guess, and with more than a few of them the surface is finer than what is known. In degrees, metres are those of a plane that touches at the middle of the
/// events: right for a city or a county, not for a continent, and not across the date line.
///
/// The order of the rows does not matter. Time in proportion to cells times events.
///
/// # Errors
///
/// [`InvalidParameter`](crate::Error::InvalidParameter) for settings that cannot be used;
/// [`LimitExceeded`](crate::Error::LimitExceeded) for more cells times events than [`Limits::pairs`];
/// [`Cancelled`](crate::Error::Cancelled) when the control says so.
///
/// ```
/// use caselink::{
///     NoControl,
///     events::{EventColumns, Events, Metric},
///     patterns::{GeographicProfileSettings, ProfileOutcome, geographic_profile},
///     records::Limits,
/// };
///
/// let columns = EventColumns {
///     x: &[0.0, 900.0, 1_700.0, 1_000.0, 400.0],
///     y: &[0.0, 1_200.0, 300.0, -700.0, 800.0],
///     start: &[0.0; 5],
///     ..EventColumns::default()
/// };
/// let limits = Limits::default();
/// let (events, _) = Events::new(Metric::Euclidean, &columns, &limits)?;
/// let profile = geographic_profile(&events, &GeographicProfileSettings::default(), &limits, &NoControl)?;
/// assert!(profile.assumption.contains("marauder"));
/// let ProfileOutcome::Surface(surface) = profile.outcome else { panic!("five are enough") };
/// assert!(surface.hit_score((800.0, 400.0)) < surface.hit_score((1_800.0, -800.0)));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn geographic_profile(
    events: &Events,
    settings: &GeographicProfileSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<GeographicProfile> {
    settings.check()?;
    let with = |outcome, side| GeographicProfile {
        assumption: ASSUMPTION.to_owned(),
        events: events.len() as u32,
        rough_places: events.rougher_than(side) as u32,
        outcome,
    };
    let insufficient = |reason: String| Ok(with(ProfileOutcome::Insufficient { reason }, 0.0));
    let different = different(events);
    if different < settings.least_events as usize {
        return insufficient(format!(
            "{different} events at different places or times, and {} are needed",
            settings.least_events
        ));
    }
    let plane = Plane::of(events);
    if events.metric() == Metric::GreatCircle && plane.width > 180.0 * plane.scale.0 {
        return insufficient("the events lie on both sides of the date line".to_owned());
    }
    if plane.width.max(plane.height) <= 0.0 {
        return insufficient("all events are at one place".to_owned());
    }
    let grid = plane.grid(settings);
    let work = u64::from(grid.columns) * u64::from(grid.rows) + events.len() as u64;
    let work = work.saturating_mul(events.len() as u64);
    limits.check_pairs(work)?;
    let buffer = match (settings.method, settings.buffer_metres) {
        (ProfileMethod::Rossmo, Some(given)) => Some(given),
        (ProfileMethod::Rossmo, None) => Some(plane.nearest() / 2.0),
        _ => None,
    };
    if buffer.is_some_and(|buffer| buffer <= 0.0) {
        return insufficient(
            "every event is at the place of another one: give a buffer of your own".to_owned(),
        );
    }
    let mut values = Vec::with_capacity(grid.columns as usize * grid.rows as usize);
    for row in 0..grid.rows {
        checkpoint(control, u64::from(row), u64::from(grid.rows))?;
        for column in 0..grid.columns {
            let x = grid.west + (f64::from(column) + 0.5) * grid.side;
            let y = grid.south + (f64::from(row) + 0.5) * grid.side;
            let away = plane.places.iter().map(|&(px, py)| (x - px, y - py));
            values.push(match settings.method {
                ProfileMethod::Rossmo => away
                    .map(|(dx, dy)| settings.rossmo(dx.abs() + dy.abs(), buffer.unwrap_or(1.0)))
                    .sum(),
                ProfileMethod::BayesNormal => {
                    settings.log_integral(&plane, away.map(|(dx, dy)| dx * dx + dy * dy).sum())
                }
                ProfileMethod::BayesExponential => {
                    let sum = away.map(|(dx, dy)| (dx * dx + dy * dy).sqrt()).sum();
                    settings.log_integral(&plane, sum)
                }
            });
        }
    }
    let prior = if settings.method == ProfileMethod::Rossmo {
        "none: a score, no probability".to_owned()
    } else {
        normalise(&mut values);
        format!(
            "the anchor is anywhere in the area with even probability; the mean distance of a journey is even over its \
             logarithm, from {} to {} metres",
            settings.least_mean_metres, settings.most_mean_metres
        )
    };
    let surface = ProfileSurface {
        method: settings.method,
        prior,
        west: plane.origin.0 + grid.west / plane.scale.0,
        south: plane.origin.1 + grid.south / plane.scale.1,
        cell_width: grid.side / plane.scale.0,
        cell_height: grid.side / plane.scale.1,
        columns: grid.columns,
        rows: grid.rows,
        buffer_metres: buffer,
        values,
    };
    Ok(with(ProfileOutcome::Surface(surface), grid.side))
}

/// How many events differ in place or time: several reports of one event tell no more than one.
fn different(events: &Events) -> usize {
    let places = events.x().iter().zip(events.y());
    let mut all: Vec<[u64; 3]> = places
        .zip(events.start())
        .map(|((x, y), start)| [*x, *y, *start].map(f64::to_bits))
        .collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

impl GeographicProfileSettings {
    /// What one event adds to the score, at a distance along streets.
    fn rossmo(&self, distance: f64, buffer: f64) -> f64 {
        let (f, g) = (self.exponent, self.buffer_exponent);
        if distance > buffer {
            libm::pow(distance, -f)
        } else {
            libm::pow(buffer, g - f) * libm::pow(2.0 * buffer - distance, -g)
        }
    }

    /// The logarithm of the probability of the events, but for a constant: over the mean distance, by the rule of trapezoids
    /// over its logarithm. `sum` is that of the distances or of their squares.
    fn log_integral(&self, plane: &Plane, sum: f64) -> f64 {
        let events = plane.places.len() as f64;
        let (low, high) = (
            libm::log(self.least_mean_metres),
            libm::log(self.most_mean_metres),
        );
        let parts = (0..=STEPS).map(|step| {
            let log_mean = low + (high - low) * f64::from(step) / f64::from(STEPS);
            let mean = libm::exp(log_mean);
            let fall = match self.method {
                ProfileMethod::BayesExponential => 2.0 * sum / mean,
                _ => std::f64::consts::PI * sum / (4.0 * mean * mean),
            };
            let half = if step == 0 || step == STEPS {
                libm::log(0.5)
            } else {
                0.0
            };
            half - 2.0 * events * log_mean - fall
        });
        let most = parts.clone().fold(f64::NEG_INFINITY, f64::max);
        most + libm::log(parts.map(|part| libm::exp(part - most)).sum())
    }
}

/// Logarithms to probabilities that add up to 1.
fn normalise(values: &mut [f64]) {
    let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    for value in &mut *values {
        *value = libm::exp(*value - most);
    }
    let sum: f64 = values.iter().sum();
    for value in values {
        *value /= sum;
    }
}

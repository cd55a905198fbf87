//! How much does an event raise the number of others near it, up to each distance and time?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Draws, MonteCarlo, Places, Times,
    cells::Replicates,
    interaction::Close,
    knox::expectation,
    monte_carlo::p_value,
    places::{middle, rounds},
    times::Clock,
};
use crate::{Control, Error, Result, events::Events, json, records::Limits};

const MOST_STEPS: usize = 64;

/// The distances and times up to which events are counted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SpaceTimeKSettings {
    /// Distances in metres, rising.
    pub metres: Vec<f64>,
    /// Times in days, rising.
    pub days: Vec<f64>,
    /// The area in which events were looked for, in square metres; without it there is no K and no D.
    pub area: Option<f64>,
    /// The time over which they were looked for, in days; the same.
    pub period: Option<f64>,
    /// How times are compared that are known as spans only.
    pub times: Times,
    /// Where events count whose places have a radius.
    pub places: Places,
}

impl Default for SpaceTimeKSettings {
    fn default() -> Self {
        Self {
            metres: vec![500.0, 1_000.0, 2_000.0, 5_000.0],
            days: vec![1.0, 7.0, 14.0, 28.0],
            area: None,
            period: None,
            times: Times::Exact,
            places: Places::Points,
        }
    }
}

impl SpaceTimeKSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let read = json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "space_time_k",
            reason,
        });
        read.and_then(|settings: Self| settings.check().map(|()| settings))
    }

    /// Whether they can be worked with.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for distances or times that don't rise, are below 0 or no number, none or more than 64; or
    /// an area or a period that is not above 0, or draws out of range.
    pub fn check(&self) -> Result<()> {
        let error = |name, reason: &str| {
            Err(Error::InvalidParameter {
                name,
                reason: reason.to_owned(),
            })
        };
        for (name, steps) in [("metres", &self.metres), ("days", &self.days)] {
            if !(1..=MOST_STEPS).contains(&steps.len()) {
                return error(name, "must be from 1 to 64 values");
            }
            if !steps.iter().all(|step| *step >= 0.0 && step.is_finite()) {
                return error(name, "must be 0 or more");
            }
            if !steps.is_sorted_by(|a, b| a < b) {
                return error(name, "must rise, each above the one before");
            }
        }
        for (name, size) in [("area", self.area), ("period", self.period)] {
            if size.is_some_and(|size| !(size > 0.0 && size.is_finite())) {
                return error(name, "must be above 0");
            }
        }
        self.times.check()?;
        self.places.check()
    }
}

/// Events up to one distance and one time from each other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct KCell {
    /// Up to how many metres.
    pub metres: f64,
    /// Up to how many days.
    pub days: f64,
    /// Pairs of events within both.
    pub observed: u64,
    /// What chance would give on average.
    pub expected: f64,
    /// K(h, u) in square metres times days; `None` without area and period, or without pairs.
    pub k: Option<f64>,
    /// K(h, u) - K(h)·K(u), in the same.
    pub d: Option<f64>,
    /// The share by which there are more than if places and times had nothing to do with each other; `None` when nothing
    /// was to be expected.
    pub d0: Option<f64>,
    /// The share of orders by chance with at least as many, the observed one among them.
    pub p: Option<f64>,
    /// Where times or places were drawn, how much the p-value varies; the numbers above are those of the draw in the middle.
    pub draws: Option<Draws>,
}

/// What the K function says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SpaceTimeK {
    /// Events.
    pub events: u64,
    /// By distance, then by time.
    pub cells: Vec<KCell>,
    /// The sum of D over all cells, each in standard deviations of the replicates; `None` without replicates.
    pub statistic: Option<f64>,
    /// The share of orders by chance with at least that sum, the observed one among them.
    pub p: Option<f64>,
    /// Replicates behind the p-values.
    pub replicates: u32,
    /// Events whose place is a guess beside the distances that are compared: their radius is more
    /// than half of the first distance.
    pub rough_places: u64,
    /// Where times or places were drawn, how much `p` varies; `statistic` and `p` are those of the draw in the middle.
    pub draws: Option<Draws>,
}

/// How much does an event raise the number of others near it, up to each distance and time?
///
/// The space-time K function (Diggle, Chetwynd, Häggkvist and Morris 1995, Second-order analysis of space-time clustering,
/// Statistical Methods in Medical Research 4:124): `K(h, u)` is the number of further events within distance h and time u of
/// an event, by events for each square metre and day. If places and times have nothing to do with each other, K(h, u) is
/// K(h)·K(u); `D` is the difference, and `D0 = D / (K(h)·K(u))` the share by which there are more than that. The times are
/// dealt out to the places by chance; one test for all distances and times takes the sum of D in standard deviations.
///
/// It holds under the assumption of [`knox`](fn@super::knox). Edges of the area are not corrected for: they change K, but
/// neither D0 much nor the p-value, as the same pairs are missing from the replicates.
///
/// Distances are in metres, times in days; both include the value itself. Sums that differ in their last digits
/// alone count as ties, against the observed value. The outcome does not depend on the order of the rows.
/// `O(n log n + m)` for m pairs within the last distance, and for each replicate `O(n + m)`.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings that cannot be worked with, or for spans where exact times are asked for;
/// [`Error::LimitExceeded`] for more close pairs than [`Limits::pairs`]; [`Error::Cancelled`].
///
/// ```
/// use caselink::{
///     NoControl,
///     events::{EventColumns, Events, Metric},
///     patterns::{MonteCarlo, SpaceTimeKSettings, space_time_k},
///     records::Limits,
/// };
///
/// let columns = EventColumns {
///     x: &[0.0, 90.0, 5_000.0, 5_050.0, 9_000.0, 9_010.0],
///     y: &[0.0; 6],
///     start: &[0.0, 1.0, 100.0, 101.0, 200.0, 200.0],
///     ..EventColumns::default()
/// };
/// let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default())?;
/// let k = space_time_k(
///     &events,
///     &SpaceTimeKSettings::default(),
///     MonteCarlo::default(),
///     &Limits::default(),
///     &NoControl,
/// )?;
/// assert_eq!(k.cells[0].observed, 3);
/// assert_eq!(k.cells[0].d0, Some(4.0)); // five times as many as 0.6
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn space_time_k(
    events: &Events,
    settings: &SpaceTimeKSettings,
    how: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<SpaceTimeK> {
    settings.check()?;
    let bounds: Vec<f64> = [-1.0].iter().chain(&settings.metres).copied().collect();
    let find = |events: &Events| Close::new(events, &bounds, limits, control);
    let close = find(events)?;
    let first = settings.metres.first().copied().unwrap_or(0.0);
    let rough_places = events.rougher_than(first / 2.0);
    let test = |draw| {
        let test = |events: &Events, close: &Close| {
            let clock = settings.times.clock(events, close, how, draw)?;
            run(close, &clock, settings, how, limits, control)
        };
        settings
            .places
            .on_draw((events, &close), (how, draw), find, test)
    };
    let Some(draws) = rounds(settings.times, settings.places, events) else {
        return Ok(SpaceTimeK {
            rough_places,
            ..test(0)?
        });
    };
    let tests = (0..draws).map(test).collect::<Result<Vec<_>>>()?;
    let size = settings.metres.len() * settings.days.len();
    let cells = (0..size).map(|number| {
        let cells: Vec<KCell> = tests
            .iter()
            .filter_map(|test| test.cells.get(number).copied())
            .collect();
        let (cell, draws) = middle(cells, |cell| cell.p, |cell| cell.observed as f64)?;
        Ok(KCell {
            draws: Some(draws),
            ..cell
        })
    });
    let cells = cells.collect::<Result<Vec<_>>>()?;
    let statistic = |test: &SpaceTimeK| test.statistic.unwrap_or(0.0);
    let (test, draws) = middle(tests, |test| test.p, statistic)?;
    Ok(SpaceTimeK {
        cells,
        rough_places,
        draws: Some(draws),
        ..test
    })
}

fn run(
    close: &Close,
    clock: &Clock,
    settings: &SpaceTimeKSettings,
    how: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<SpaceTimeK> {
    let steps = &settings.days;
    let in_time = clock.in_time(steps, limits, control)?;
    let size = settings.metres.len() * steps.len();
    let observed = running(&clock.observed(close, steps), size, steps.len());
    let counts = clock.replicated(close, steps, how, control)?;
    let replicates = Replicates::new(&observed, &running(&counts, size, steps.len()));
    let n = close.order.len() as u64;
    let pairs = n * n.saturating_sub(1) / 2;
    let in_space = running(&close.counts(), settings.metres.len(), 1);
    let volume = settings.area.zip(settings.period);
    // pairs, in square metres times days
    let unit = volume
        .filter(|_| pairs > 0)
        .map(|(area, period)| area * period / pairs as f64);
    let mut cells = Vec::with_capacity(size);
    for (metres, in_space) in settings.metres.iter().zip(&in_space) {
        for (days, in_time) in steps.iter().zip(&in_time) {
            let number = cells.len();
            let found = replicates.cell(number);
            let observed = observed.get(number).copied().unwrap_or(0);
            // where times are spans, how closely they are known stays with the places, and no formula holds
            let by_chance = found.mean.filter(|_| !clock.is_exact());
            let expected =
                by_chance.unwrap_or_else(|| expectation(*in_space, in_time.pairs, pairs));
            cells.push(KCell {
                metres: *metres,
                days: *days,
                observed,
                expected,
                k: unit.map(|unit| observed as f64 * unit),
                d: unit.map(|unit| (observed as f64 - expected) * unit),
                d0: (expected > 0.0).then(|| observed as f64 / expected - 1.0),
                p: found.p,
                draws: None,
            });
        }
    }
    let (statistic, reached) = replicates.sums();
    Ok(SpaceTimeK {
        events: n,
        cells,
        statistic: (how.replicates > 0).then_some(statistic),
        p: p_value(reached, how.replicates),
        replicates: how.replicates,
        rough_places: 0,
        draws: None,
    })
}

/// Adds to each band of distance those below it, in one set of counts after the other.
fn running(counts: &[u64], size: usize, steps: usize) -> Vec<u64> {
    let mut sums = counts.to_vec();
    for set in sums.chunks_exact_mut(size.max(1)) {
        for at in steps..set.len() {
            let below = set.get(at - steps).copied().unwrap_or(0);
            if let Some(count) = set.get_mut(at) {
                *count += below;
            }
        }
    }
    sums
}

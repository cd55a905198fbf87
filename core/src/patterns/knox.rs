//! Are there more pairs that are close in both space and time than places and times alone would give?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    MonteCarlo, Places, Times,
    interaction::Close,
    monte_carlo::p_value,
    places::{on_draws, rounds},
    poisson::{self, Ratio},
    times::{Clock, InTime, paths},
};
use crate::{Control, Error, Result, events::Events, json, records::Limits};

/// How near two events must be to be close.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KnoxSettings {
    /// Metres within which two events are close in space.
    pub within_metres: f64,
    /// Days within which they are close in time.
    pub within_days: f64,
    /// How times are compared that are known as spans only.
    pub times: Times,
    /// Where events count whose places have a radius.
    pub places: Places,
}

impl Default for KnoxSettings {
    fn default() -> Self {
        Self {
            within_metres: 1_000.0,
            within_days: 7.0,
            times: Times::Exact,
            places: Places::Points,
        }
    }
}

impl KnoxSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let read = json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "knox",
            reason,
        });
        read.and_then(|settings: Self| settings.check().map(|()| settings))
    }

    /// Whether they can be worked with.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a distance or a time below 0, or draws out of range.
    pub fn check(&self) -> Result<()> {
        for (name, value) in [
            ("within_metres", self.within_metres),
            ("within_days", self.within_days),
        ] {
            if !(value >= 0.0 && value.is_finite()) {
                return Err(Error::InvalidParameter {
                    name,
                    reason: "must be 0 or more".to_owned(),
                });
            }
        }
        self.times.check()?;
        self.places.check()
    }
}

/// What the test found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Knox {
    /// Events, n.
    pub events: u64,
    /// Pairs of events, N = n (n - 1) / 2.
    pub pairs: u64,
    /// Pairs that are close in space, NS.
    pub close_in_space: u64,
    /// Pairs that are close in time, NT.
    pub close_in_time: u64,
    /// Pairs that are close in both, X.
    pub close_in_both: u64,
    /// What chance would give on average, NS·NT/N; 0 when there is no pair.
    pub expected: f64,
    /// The variance of X under chance, exactly; `None` below 4 events.
    pub variance: Option<f64>,
    /// (X - expected) / standard deviation; `None` when X cannot vary.
    pub z: Option<f64>,
    /// P(at least X) of a Poisson variable with that expectation; 0 where it is smaller than any number.
    pub poisson_p: f64,
    /// P(more than X) of it, which other programs print: too small by the probability of X itself.
    pub poisson_p_above: f64,
    /// The share of orders by chance with at least X, the observed one among them; `None` without replicates.
    pub p: Option<f64>,
    /// Replicates behind `p`.
    pub replicates: u32,
    /// X / expected; `None` when nothing was to be expected.
    pub ratio: Option<Ratio>,
    /// Events whose place is a guess beside the distances that are compared: their radius is more
    /// than half of `within_metres`.
    pub rough_places: u64,
    /// Where times or places were drawn, how much the answer varies; the numbers above are those of the draw in the
    /// middle.
    pub draws: Option<Draws>,
}

/// The same test on times or places that were drawn again and again from the spans or discs in which they lie.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Draws {
    /// How many times.
    pub draws: u32,
    /// The smallest p-value.
    pub least_p: Option<f64>,
    /// The one in the middle; the higher of two.
    pub median_p: Option<f64>,
    /// The largest.
    pub greatest_p: Option<f64>,
    /// The share of draws with a p-value of at most 0.05.
    pub at_most_05: Option<f64>,
}

impl Draws {
    /// Of p-values in rising order.
    pub(super) fn of(p: &[Option<f64>]) -> Self {
        let known: Vec<f64> = p.iter().copied().flatten().collect();
        let few = known.iter().filter(|p| **p <= 0.05).count();
        Self {
            draws: p.len() as u32,
            least_p: known.first().copied(),
            median_p: known.get(known.len() / 2).copied(),
            greatest_p: known.last().copied(),
            at_most_05: (!known.is_empty()).then(|| few as f64 / known.len() as f64),
        }
    }
}

/// Are there more pairs that are close in both space and time than places and times alone would give?
///
/// The test of Knox (1964, The detection of space-time interactions, Applied Statistics 13:25): over all pairs of events it
/// counts those that are close in space, in time, and in both. Under the null hypothesis the times belong to the places by
/// chance; then the count in both has the expectation NS·NT/N, the variance of Barton and David (1966, The random
/// intersection of two graphs), and its distribution is drawn by dealing the times out to the places.
///
/// It holds when the mix of places is the same at all times: where the number of people, or of those who report, grows in one
/// place and not in another, that alone makes pairs close in both. The Poisson tail takes pairs as independent, which they
/// are not; the p-value of the replicates doesn't.
///
/// Distances are in metres, times in days; "within" includes the distance itself, and events at one place or at one time are
/// close. Ties count against the observed value. The outcome does not depend on the order of the rows. Pairs that are close
/// in space are listed once, m of them: `O(n log n + m)` and for each replicate `O(n + m)`.
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
///     patterns::{KnoxSettings, MonteCarlo, knox},
///     records::Limits,
/// };
///
/// // three pairs of neighbours, each within a day, months apart
/// let columns = EventColumns {
///     x: &[0.0, 90.0, 5_000.0, 5_050.0, 9_000.0, 9_010.0],
///     y: &[0.0; 6],
///     start: &[0.0, 1.0, 100.0, 101.0, 200.0, 200.0],
///     ..EventColumns::default()
/// };
/// let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default())?;
/// let settings = KnoxSettings { within_metres: 100.0, within_days: 2.0, ..KnoxSettings::default() };
/// let test = knox(&events, &settings, MonteCarlo::default(), &Limits::default(), &NoControl)?;
/// assert_eq!((test.close_in_space, test.close_in_time, test.close_in_both), (3, 3, 3));
/// assert_eq!(test.expected, 0.6);
/// assert!(test.p.is_some_and(|p| p < 0.15)); // 1 in 15 orders has all three
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn knox(
    events: &Events,
    settings: &KnoxSettings,
    how: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Knox> {
    settings.check()?;
    let bounds = [-1.0, settings.within_metres];
    let find = |events: &Events| Close::new(events, &bounds, limits, control);
    let close = find(events)?;
    let test = |draw| {
        let test = |events: &Events, close: &Close| {
            let clock = settings.times.clock(events, close, how, draw)?;
            run(close, &clock, settings.within_days, how, limits, control)
        };
        settings
            .places
            .on_draw((events, &close), (how, draw), find, test)
    };
    let draws = rounds(settings.times, settings.places, events);
    let (test, draws) = on_draws(draws, test, |test| test.p, |test| test.close_in_both as f64)?;
    Ok(Knox {
        rough_places: events.rougher_than(settings.within_metres / 2.0),
        draws,
        ..test
    })
}

fn run(
    close: &Close,
    clock: &Clock,
    days: f64,
    how: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Knox> {
    let only = |counts: Vec<u64>| counts.first().copied().unwrap_or(0);
    let in_time = clock.in_time(&[days], limits, control)?;
    let in_time = in_time.first().copied().unwrap_or_default();
    let events = close.order.len() as u64;
    let pairs = events * events.saturating_sub(1) / 2;
    let (in_space, in_both) = (only(close.counts()), only(clock.observed(close, &[days])));
    let counts = clock.replicated(close, &[days], how, control)?;
    let (expected, variance) = match by_replicates(clock, &counts) {
        Some((mean, variance)) => (mean, Some(variance)),
        None => (
            expectation(in_space, in_time.pairs, pairs),
            variance(events, in_space, paths(&close.degrees()), in_time),
        ),
    };
    let reached = counts.iter().filter(|count| **count >= in_both).count();
    Ok(Knox {
        events,
        pairs,
        close_in_space: in_space,
        close_in_time: in_time.pairs,
        close_in_both: in_both,
        expected,
        variance,
        z: variance
            .filter(|variance| *variance > 0.0)
            .map(|variance| (in_both as f64 - expected) / variance.sqrt()),
        poisson_p: poisson::at_least(in_both, expected),
        poisson_p_above: poisson::at_least(in_both + 1, expected),
        p: p_value(reached as u32, how.replicates),
        replicates: how.replicates,
        ratio: Ratio::of(in_both, expected),
        rough_places: 0,
        draws: None,
    })
}

/// Mean and variance of the counts of the replicates, where times are spans: how closely they are known stays with the places
/// then, and no formula holds.
fn by_replicates(clock: &Clock, counts: &[u64]) -> Option<(f64, f64)> {
    if clock.is_exact() || counts.len() < 2 {
        return None;
    }
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<u64>() as f64 / n;
    let squares: f64 = counts.iter().map(|&c| (c as f64 - mean).powi(2)).sum();
    Some((mean, squares / (n - 1.0)))
}

/// What chance gives on average.
pub(super) fn expectation(in_space: u64, in_time: u64, pairs: u64) -> f64 {
    if pairs == 0 {
        return 0.0;
    }
    (u128::from(in_space) * u128::from(in_time)) as f64 / pairs as f64
}

/// Two pairs are the same one, share an event, or share none: the mean of X² is the sum over the three of how many such
/// pairs of pairs are close in space, times the chance that they are close in time.
fn variance(events: u64, in_space: u64, space_paths: u128, in_time: InTime) -> Option<f64> {
    if events < 4 {
        return None;
    }
    let n = events as f64;
    let (s, t) = (in_space as f64, in_time.pairs as f64);
    let (s_paths, t_paths) = (space_paths as f64, in_time.paths as f64);
    let apart = |pairs: u64, paths: u128| {
        let ordered = u128::from(pairs) * u128::from(pairs.saturating_sub(1));
        ordered.saturating_sub(paths) as f64
    };
    let mean = s * t / (n * (n - 1.0) / 2.0);
    let sharing = s_paths * t_paths / (n * (n - 1.0) * (n - 2.0));
    let sharing_none = 4.0 * apart(in_space, space_paths) / (n * (n - 1.0))
        * (apart(in_time.pairs, in_time.paths) / ((n - 2.0) * (n - 3.0)));
    // the last two are large and nearly alike
    let variance = mean + sharing + (sharing_none - mean * mean);
    Some(if variance > 1e-9 * (1.0 + mean) {
        variance
    } else {
        0.0
    })
}

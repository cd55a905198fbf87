//! Are events that are near in space also near in time, at all distances together?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Draws, MonteCarlo, Places, Times,
    interaction::{Span, Time},
    lanes::{Lanes, sorted},
    monte_carlo::p_value,
    places::{on_draws, rounds},
};
use crate::{
    Control, Error, Result, control::checkpoint, events::Events, json, records::Limits, threads,
};

/// Replicates that are summed together.
const LANES: usize = 8;
/// Events between two looks at the control.
const STEP: usize = 256;
/// What the order of adding can change in a sum, as a share of it.
const LAST_DIGITS: f64 = 1e-11;

/// What is made of a distance or a gap before it is summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Closeness {
    /// The distance or gap itself.
    #[default]
    Identity,
    /// 1 / (`plus` + distance or gap).
    Reciprocal {
        /// Above 0, in metres or days: keeps what is at one place or time finite.
        plus: f64,
    },
}

impl Closeness {
    #[inline]
    fn of(self, apart: f64) -> f64 {
        match self {
            Self::Identity => apart,
            Self::Reciprocal { plus } => 1.0 / (plus + apart),
        }
    }

    fn check(self, name: &'static str) -> Result<()> {
        match self {
            Self::Reciprocal { plus } if !(plus > 0.0 && plus.is_finite()) => {
                Err(Error::InvalidParameter {
                    name,
                    reason: "plus must be above 0".to_owned(),
                })
            }
            _ => Ok(()),
        }
    }
}

/// What is summed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MantelSettings {
    /// What is made of metres.
    pub space: Closeness,
    /// What is made of days.
    pub time: Closeness,
    /// How times are compared that are known as spans only. The sum of expected gaps is the expected sum; of reciprocals,
    /// it is the sum with the reciprocals of expected gaps.
    pub times: Times,
    /// Where events count whose places have a radius.
    pub places: Places,
}

impl MantelSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let read = json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "mantel",
            reason,
        });
        read.and_then(|settings: Self| settings.check().map(|()| settings))
    }

    /// Whether they can be worked with.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a reciprocal that is not above 0, or draws out of range.
    pub fn check(&self) -> Result<()> {
        self.space.check("space")?;
        self.time.check("time")?;
        self.times.check()?;
        self.places.check()
    }
}

/// What the test found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mantel {
    /// Events.
    pub events: u64,
    /// Pairs of events.
    pub pairs: u64,
    /// The sum over the pairs.
    pub statistic: f64,
    /// What chance would give on average; with expected gaps, the mean of the replicates.
    pub expected: f64,
    /// The correlation over the pairs; `None` when distances or gaps are all the same.
    pub r: Option<f64>,
    /// The share of orders by chance with at least that sum, the observed one among them; `None` without replicates.
    pub p: Option<f64>,
    /// Replicates behind `p`.
    pub replicates: u32,
    /// Events whose place is a guess beside the distances that are compared: they have a radius.
    pub rough_places: u64,
    /// Where times or places were drawn, how much the p-value varies; the numbers above are those of the draw in the middle.
    pub draws: Option<Draws>,
}

/// Are events that are near in space also near in time, at all distances together?
///
/// The test of Mantel (1967, The detection of disease clustering and a generalized regression approach, Cancer Research
/// 27:209): the sum over all pairs of events of distance times gap, or of the reciprocals, which give close pairs their
/// weight. Its standard form `r` is the correlation of the two over the pairs. The times are dealt out to the places by
/// chance for the p-value.
///
/// It holds under the assumption of [`knox`](fn@super::knox). A few events far away can make up most of the sum: reciprocals
/// are the better choice for clusters.
///
/// Distances are in metres, times in days. Sums that differ in their last digits alone count as ties, against the
/// observed value. The outcome does not depend on the order of the rows. Every pair counts, so `O(n²)`, and for each
/// replicate again; none is kept.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings that cannot be worked with, or for spans where exact times are asked for;
/// [`Error::LimitExceeded`] for more pairs than [`Limits::pairs`]; [`Error::Cancelled`].
///
/// ```
/// use caselink::{
///     NoControl,
///     events::{EventColumns, Events, Metric},
///     patterns::{MantelSettings, MonteCarlo, mantel},
///     records::Limits,
/// };
///
/// // further away each day
/// let columns = EventColumns {
///     x: &[0.0, 100.0, 200.0, 300.0, 400.0],
///     y: &[0.0; 5],
///     start: &[0.0, 1.0, 2.0, 3.0, 4.0],
///     ..EventColumns::default()
/// };
/// let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default())?;
/// let test = mantel(&events, &MantelSettings::default(), MonteCarlo::default(), &Limits::default(), &NoControl)?;
/// assert!(test.r.is_some_and(|r| (r - 1.0).abs() < 1e-12));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn mantel(
    events: &Events,
    settings: &MantelSettings,
    how: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Mantel> {
    settings.check()?;
    how.check()?;
    let test = |draw| {
        let timed = settings.times.of_draw(events, how, draw)?;
        let drawn = settings.places.of_draw(&timed, how, draw);
        let places = in_order(&drawn);
        let test = Test {
            events: &drawn,
            settings: *settings,
            places: &places,
            how,
            limits,
            control,
        };
        let of = |values: &[f64], event: &u32| values.get(*event as usize).copied().unwrap_or(0.0);
        let start = |event: &u32| of(drawn.start(), event);
        if drawn.is_exact() {
            test.run(&places.iter().map(start).collect::<Vec<_>>())
        } else {
            let span = |event: &u32| Span {
                start: start(event),
                end: of(drawn.end(), event),
            };
            test.run(&places.iter().map(span).collect::<Vec<_>>())
        }
    };
    let draws = rounds(settings.times, settings.places, events);
    let (test, draws) = on_draws(draws, test, |test| test.p, |test| test.statistic)?;
    Ok(Mantel {
        rough_places: events.rougher_than(0.0),
        draws,
        ..test
    })
}

/// One test, of events in an order that does not depend on the rows.
struct Test<'a> {
    events: &'a Events,
    settings: MantelSettings,
    places: &'a [u32],
    how: MonteCarlo,
    limits: &'a Limits,
    control: &'a dyn Control,
}

impl Test<'_> {
    fn run<T: Time<Gap = f64>>(&self, times: &[T]) -> Result<Mantel> {
        let how = self.how;
        let n = self.events.len() as u64;
        let pairs = n * n.saturating_sub(1) / 2;
        self.limits.check_pairs(pairs)?;
        let blocks = how.replicates.div_ceil(LANES as u32);
        let rounds = u64::from(blocks) + 2;
        let sums = self.sums(times, rounds)?;
        let count = pairs as f64;
        let spread = |sum: f64, squares: f64| count * squares - sum * sum;
        let spreads = spread(sums.space, sums.space_squares) * spread(sums.time, sums.time_squares);
        let covariance = count * sums.product - sums.space * sums.time;
        let least = sums.product - LAST_DIGITS * sums.product.abs();
        let scratch = || Lanes::<T, LANES>::new(times.len());
        let deck = sorted(times);
        let products = threads::map(blocks, how.threads, scratch, |table, block| {
            let (rows, lanes) = table.deal(&deck, how, block);
            let work = (u64::from(block) + 2, rounds);
            let mut sums = if T::IS_EXACT {
                self.products(rows, work)?
            } else {
                let all = rows.iter().zip(times);
                let own = all.map(|(row, own)| row.map(|dealt| dealt.dealt_to(*own)));
                self.products(&own.collect::<Vec<_>>(), work)?
            }
            .to_vec();
            sums.truncate(lanes);
            Ok(sums)
        })?;
        let products = products.concat();
        let reached = products.iter().filter(|sum| **sum >= least).count();
        let mean = products.iter().sum::<f64>() / products.len() as f64;
        Ok(Mantel {
            events: n,
            pairs,
            statistic: sums.product,
            expected: if pairs == 0 {
                0.0
            } else if T::IS_EXACT || products.is_empty() {
                sums.space * sums.time / count
            } else {
                mean
            },
            r: (spreads > 0.0).then(|| (covariance / spreads.sqrt()).clamp(-1.0, 1.0)),
            p: p_value(reached as u32, how.replicates),
            replicates: how.replicates,
            rough_places: 0,
            draws: None,
        })
    }

    fn sums<T: Time<Gap = f64>>(&self, times: &[T], rounds: u64) -> Result<Sums> {
        let mut sums = Sums::default();
        self.each_pair(times, (0, rounds), |a, b, one, other| {
            let space = self.settings.space.of(self.events.distance(a, b));
            let time = self.settings.time.of(one.gap(*other, f64::INFINITY));
            sums.space += space;
            sums.space_squares += space * space;
            sums.time += time;
            sums.time_squares += time * time;
        })?;
        let rows: Vec<_> = times.iter().map(|time| [*time; LANES]).collect();
        // added in the same order as the replicates
        [sums.product, ..] = self.products(&rows, (1, rounds))?;
        Ok(sums)
    }

    fn products<T: Time<Gap = f64>>(
        &self,
        rows: &[[T; LANES]],
        round: (u64, u64),
    ) -> Result<[f64; LANES]> {
        let mut sums = [0.0; LANES];
        self.each_pair(rows, round, |a, b, one, other| {
            let space = self.settings.space.of(self.events.distance(a, b));
            for (sum, (one, other)) in sums.iter_mut().zip(one.iter().zip(other)) {
                *sum += space * self.settings.time.of(one.gap(*other, f64::INFINITY));
            }
        })?;
        Ok(sums)
    }

    /// Goes through all pairs in one of so many rounds.
    fn each_pair<T>(
        &self,
        times: &[T],
        (round, rounds): (u64, u64),
        mut found: impl FnMut(usize, usize, &T, &T),
    ) -> Result<()> {
        let all = || self.places.iter().zip(times);
        let total = self.places.len() as u64;
        for (done, (first, one)) in all().enumerate() {
            if done % STEP == 0 {
                checkpoint(self.control, round * total + done as u64, rounds * total)?;
            }
            for (second, other) in all().skip(done + 1) {
                found(*first as usize, *second as usize, one, other);
            }
        }
        Ok(())
    }
}

/// Event numbers in an order that does not depend on the rows.
fn in_order(events: &Events) -> Vec<u32> {
    let of = |values: &[f64], event: u32| values.get(event as usize).copied().unwrap_or(0.0);
    let mut order: Vec<u32> = (0..events.len() as u32).collect();
    order.sort_by(|a, b| {
        let by = |values: &[f64]| of(values, *a).total_cmp(&of(values, *b));
        by(events.x())
            .then_with(|| by(events.y()))
            .then_with(|| by(events.start()))
            .then_with(|| by(events.end()))
    });
    order
}

#[derive(Default)]
struct Sums {
    space: f64,
    space_squares: f64,
    time: f64,
    time_squares: f64,
    product: f64,
}

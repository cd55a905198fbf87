//! At which distances, and for how long, are further events more likely after one?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Draws, MonteCarlo, Places, Times,
    cells::{Replicates, false_discovery},
    interaction::Close,
    knox::expectation,
    places::rounds,
    poisson::Ratio,
    times::Clock,
};
use crate::{Control, Error, Result, events::Events, json, records::Limits};

/// Most bands in one direction.
const MOST_BANDS: usize = 64;

/// Which side of a band belongs to it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sides {
    /// From a to below b: `[a, b)`.
    LeftClosed,
    /// From above a to b: `(a, b]`, but for the first band, which has both of its edges.
    #[default]
    RightClosed,
    /// What Ratcliffe's Near Repeat Calculator 1.3 counts: `[a, b)`, under labels that say one unit more. Edges are as here,
    /// not as in its labels, which stand in [`NearRepeatBand::label`]: its "0 to 1 days" are the same day alone, its "2 to 2" the next.
    NearRepeatCalculator,
}

impl Sides {
    /// The largest value that is below a band that starts at this edge, or in one that ends there.
    fn bound(self, edge: f64, is_first: bool) -> f64 {
        match self {
            Self::RightClosed if !is_first => edge,
            _ => edge.next_down(),
        }
    }

    fn bounds(self, edges: &[f64]) -> Vec<f64> {
        let edges = edges.iter().enumerate();
        edges.map(|(at, edge)| self.bound(*edge, at == 0)).collect()
    }

    fn bands(self, edges: &[f64]) -> Vec<NearRepeatBand> {
        let pairs = edges.windows(2).enumerate();
        pairs
            .filter_map(|(at, pair)| {
                let &[from, to] = pair else { return None };
                let above = from.floor() + 1.0;
                Some(NearRepeatBand {
                    from,
                    to,
                    has_from: self != Self::RightClosed || at == 0,
                    has_to: self == Self::RightClosed,
                    label: (self == Self::NearRepeatCalculator)
                        .then_some([if at == 0 { from } else { above }, to]),
                })
            })
            .collect()
    }
}

/// One band of distances or times.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NearRepeatBand {
    /// Where it starts.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Whether what is exactly at its start belongs to it.
    pub has_from: bool,
    /// Whether what is exactly at its end does.
    pub has_to: bool,
    /// What the Near Repeat Calculator writes for it, where its table is asked for.
    pub label: Option<[f64; 2]>,
}

/// The bands of a near-repeat table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct NearRepeatSettings {
    /// Where bands of distance start and end, in metres, rising; a band of its own for the same place ends at some 0.1.
    pub metres: Vec<f64>,
    /// Where bands of time start and end, in days, rising.
    pub days: Vec<f64>,
    /// Which side of a band belongs to it.
    pub sides: Sides,
    /// How times are compared that are known as spans only.
    pub times: Times,
    /// Where events count whose places have a radius.
    pub places: Places,
}

impl Default for NearRepeatSettings {
    fn default() -> Self {
        Self {
            metres: vec![0.0, 0.1, 200.0, 400.0, 600.0],
            days: vec![0.0, 7.0, 14.0, 21.0],
            sides: Sides::default(),
            times: Times::default(),
            places: Places::default(),
        }
    }
}

impl NearRepeatSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let read = json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "near_repeat",
            reason,
        });
        read.and_then(|settings: Self| settings.check().map(|()| settings))
    }

    /// Whether they can be worked with.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for edges that do not rise, are below 0 or no number, fewer than 2 or more than 65; or
    /// draws out of range.
    pub fn check(&self) -> Result<()> {
        check_edges("metres", &self.metres)?;
        check_edges("days", &self.days)?;
        self.times.check()?;
        self.places.check()
    }
}

fn check_edges(name: &'static str, edges: &[f64]) -> Result<()> {
    let reason = if !(2..=MOST_BANDS + 1).contains(&edges.len()) {
        format!("must be from 2 to {} edges of bands", MOST_BANDS + 1)
    } else if !edges.iter().all(|edge| *edge >= 0.0 && edge.is_finite()) {
        "edges must be 0 or more".to_owned()
    } else if !edges.is_sorted_by(|a, b| a < b) {
        "edges must rise, each above the one before: bands cannot overlap or be empty".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::InvalidParameter { name, reason })
}

/// The pairs of one band of distance and one of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// Number of the band of distance, from 0.
    pub metres: u32,
    /// Number of the band of time, from 0.
    pub days: u32,
    /// Pairs of events in both.
    pub observed: u64,
    /// What chance would give on average, exactly: pairs in the one times pairs in the other by all pairs.
    pub expected: f64,
    /// observed / expected; `None` when nothing was to be expected.
    pub ratio: Option<Ratio>,
    /// The mean of the replicates.
    pub mean: Option<f64>,
    /// The one in the middle, or the mean of the two there.
    pub median: Option<f64>,
    /// observed / mean, which is known as the Knox ratio; its interval allows for the replicates too. `None` when the mean
    /// is 0.
    pub mean_ratio: Option<Ratio>,
    /// observed / median; `None` when the median is 0.
    pub median_ratio: Option<f64>,
    /// The share of orders by chance with at least as many, the observed one among them.
    pub p: Option<f64>,
    /// The share of orders by chance in which any cell at all stands out as much as this one: by its distance from the mean
    /// of its cell, in standard deviations.
    pub family_p: Option<f64>,
    /// The false-discovery rate at which this cell would be called (Benjamini and Hochberg 1995).
    pub q: Option<f64>,
    /// Where times or places were drawn, how much the p-value varies; the numbers above are those of the draw in the
    /// middle, for each cell, and `q` is made of them.
    pub draws: Option<Draws>,
}

/// A near-repeat table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NearRepeat {
    /// Events.
    pub events: u64,
    /// Replicates behind the p-values.
    pub replicates: u32,
    /// Bands of distance.
    pub metres: Vec<NearRepeatBand>,
    /// Bands of time.
    pub days: Vec<NearRepeatBand>,
    /// By band of distance, then band of time.
    pub cells: Vec<Cell>,
    /// Events whose place is a guess beside the distances that are compared: their radius is more
    /// than half the width of the narrowest band, as with a band for the same place every radius is.
    pub rough_places: u64,
}

/// Two events that are in a cell of the table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NearPair {
    /// The row of the one that happened first; of the two at one time, the lower row.
    pub first: u32,
    /// The row of the other.
    pub second: u32,
    /// How far apart they are, in metres.
    pub metres: f64,
    /// And in days; the expected gap where a time is a span.
    pub days: f64,
    /// Number of the band of distance.
    pub metres_band: u32,
    /// Number of the band of time.
    pub days_band: u32,
}

/// At which distances, and for how long, are further events more likely after one?
///
/// The near-repeat table: Knox's count in bands of distance and time (Johnson et al. 2007, Space-time patterns of risk,
/// Journal of Quantitative Criminology 23:201). For each band, how many pairs of events fall into it, how many would if the
/// times belonged to the places by chance, and how seldom chance gives as many.
///
/// It holds under the assumption of [`knox`](fn@super::knox): the mix of places is the same at all times. A table has many
/// cells, so some look unlikely by chance: `family_p` allows for all of them together, `q` for the share of false ones.
///
/// Edges of bands are in metres and days. Which side of a band belongs to it is said by [`Sides`]. Ties count against the
/// observed value; the outcome does not depend on the order of the rows. `O(n log n + m)` for m pairs within the last
/// distance, and for each replicate `O(n + m)`.
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
///     patterns::{MonteCarlo, NearRepeatSettings, near_repeat},
///     records::Limits,
/// };
///
/// let columns = EventColumns {
///     x: &[0.0, 90.0, 5_000.0, 5_050.0, 9_000.0, 9_000.0],
///     y: &[0.0; 6],
///     start: &[0.0, 1.0, 100.0, 108.0, 200.0, 203.0],
///     ..EventColumns::default()
/// };
/// let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default())?;
/// let settings = NearRepeatSettings {
///     metres: vec![0.0, 0.1, 200.0],
///     days: vec![0.0, 7.0, 14.0],
///     ..NearRepeatSettings::default()
/// };
/// let table = near_repeat(&events, &settings, MonteCarlo::default(), &Limits::default(), &NoControl)?;
/// let counts: Vec<_> = table.cells.iter().map(|cell| cell.observed).collect();
/// assert_eq!(counts, [1, 0, 1, 1]); // same place within a week; near it within a week, and in the week after
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn near_repeat(
    events: &Events,
    settings: &NearRepeatSettings,
    how: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<NearRepeat> {
    settings.check()?;
    let sides = settings.sides;
    let metres = sides.bounds(&settings.metres);
    let find = |events: &Events| Close::new(events, &metres, limits, control);
    let close = find(events)?;
    let bounds = sides.bounds(&settings.days);
    let table = |draw| {
        let table = |events: &Events, close: &Close| {
            let clock = settings.times.clock(events, close, how, draw)?;
            cells(close, &clock, &bounds, how, limits, control)
        };
        settings
            .places
            .on_draw((events, &close), (how, draw), find, table)
    };
    let mut cells = match rounds(settings.times, settings.places, events) {
        None => table(0)?,
        Some(draws) => middles(&(0..draws).map(table).collect::<Result<Vec<_>>>()?),
    };
    let p: Vec<_> = cells.iter().map(|cell| cell.p).collect();
    for (cell, q) in cells.iter_mut().zip(false_discovery(&p)) {
        cell.q = q;
    }
    let widths = settings.metres.windows(2).map(|pair| match pair {
        [from, to] => to - from,
        _ => f64::INFINITY,
    });
    let narrowest = widths.fold(f64::INFINITY, f64::min);
    Ok(NearRepeat {
        events: events.len() as u64,
        replicates: how.replicates,
        metres: sides.bands(&settings.metres),
        days: sides.bands(&settings.days),
        cells,
        rough_places: events.rougher_than(narrowest / 2.0),
    })
}

/// The pairs of events behind the observed counts, in order of their first and second rows; with times that are spans, by
/// the expected gap, and by the points of places that have a radius.
///
/// # Errors
///
/// As [`near_repeat`].
pub fn near_repeat_pairs(
    events: &Events,
    settings: &NearRepeatSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Vec<NearPair>> {
    settings.check()?;
    let close = Close::new(
        events,
        &settings.sides.bounds(&settings.metres),
        limits,
        control,
    )?;
    let bounds = settings.sides.bounds(&settings.days);
    let times = match settings.times {
        Times::Impute { .. } => Times::ExpectedGap,
        times => times,
    };
    let clock = times.clock(events, &close, MonteCarlo::default(), 0)?;
    let mut pairs = Vec::new();
    close.each_pair(|a, b, band| {
        let days = clock.gap(a, b);
        let below = bounds.iter().take_while(|bound| days > **bound).count();
        let event = |position: u32| close.order.get(position as usize).copied();
        if (1..bounds.len()).contains(&below)
            && let Some((a, b)) = event(a).zip(event(b))
        {
            let key = |event: u32| {
                let of = |times: &[f64]| times.get(event as usize).copied().unwrap_or(0.0);
                let row = events.rows().get(event as usize).copied().unwrap_or(0);
                (f64::midpoint(of(events.start()), of(events.end())), row)
            };
            let (mut one, mut other) = (key(a), key(b));
            if other.0.total_cmp(&one.0).then(other.1.cmp(&one.1)).is_lt() {
                (one, other) = (other, one);
            }
            pairs.push(NearPair {
                first: one.1,
                second: other.1,
                metres: events.distance(a as usize, b as usize),
                days,
                metres_band: band as u32,
                days_band: below as u32 - 1,
            });
        }
    });
    pairs.sort_unstable_by_key(|pair| (pair.first, pair.second));
    Ok(pairs)
}

/// Counts in bands, from counts up to bounds, of one band of distance after the other.
fn in_bands(counts: &[u64], bounds: usize) -> Vec<u64> {
    let rows = counts.chunks_exact(bounds.max(1));
    rows.flat_map(|row| {
        row.windows(2)
            .map(|pair| pair.last().unwrap_or(&0) - pair.first().unwrap_or(&0))
    })
    .collect()
}

fn cells(
    close: &Close,
    clock: &Clock,
    bounds: &[f64],
    how: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Vec<Cell>> {
    let in_time = clock.in_time(bounds, limits, control)?;
    let in_time: Vec<u64> = in_time.iter().map(|bound| bound.pairs).collect();
    let in_time = in_bands(&in_time, bounds.len());
    let observed = in_bands(&clock.observed(close, bounds), bounds.len());
    let counts = clock.replicated(close, bounds, how, control)?;
    let replicates = Replicates::new(&observed, &in_bands(&counts, bounds.len()));
    let events = close.order.len() as u64;
    let pairs = events * events.saturating_sub(1) / 2;
    let in_space = close.counts();
    let both = (0..).zip(&in_space).flat_map(|(metres, in_space)| {
        let bands = (0..).zip(&in_time);
        bands.map(move |(days, in_time)| (metres, days, expectation(*in_space, *in_time, pairs)))
    });
    let cells = both.zip(observed).enumerate();
    Ok(cells
        .map(|(number, ((metres, days, expected), observed))| {
            let found = replicates.cell(number);
            // where times are spans, how closely they are known stays with the places, and no formula holds
            let by_chance = found.mean.filter(|_| !clock.is_exact());
            let expected = by_chance.unwrap_or(expected);
            Cell {
                metres,
                days,
                observed,
                expected,
                ratio: Ratio::of(observed, expected),
                mean: found.mean,
                median: found.median,
                mean_ratio: found
                    .mean
                    .and_then(|mean| Ratio::of_mean(observed, mean, found.standard_error)),
                median_ratio: found
                    .median
                    .filter(|median| *median > 0.0)
                    .map(|median| observed as f64 / median),
                p: found.p,
                family_p: found.family_p,
                q: None,
                draws: None,
            }
        })
        .collect())
}

/// For each cell that of the draw with the p-value in the middle.
fn middles(draws: &[Vec<Cell>]) -> Vec<Cell> {
    let count = draws.first().map_or(0, Vec::len);
    let cells = (0..count).filter_map(|number| {
        let mut cells: Vec<&Cell> = draws.iter().filter_map(|cells| cells.get(number)).collect();
        cells.sort_by(|a, b| {
            let p = |cell: &Cell| cell.p.unwrap_or(1.0);
            p(a).total_cmp(&p(b)).then(b.observed.cmp(&a.observed))
        });
        let p: Vec<_> = cells.iter().map(|cell| cell.p).collect();
        cells.get(cells.len() / 2).map(|middle| Cell {
            draws: Some(Draws::of(&p)),
            ..(*middle).clone()
        })
    });
    cells.collect()
}

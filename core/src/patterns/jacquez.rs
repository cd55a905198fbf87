//! Are the nearest neighbours of events in space also their nearest in time?

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Draws, MonteCarlo, Places, Times,
    monte_carlo::{p_value, shuffle},
    places::{on_draws, rounds},
    times::invalid,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    events::{Events, Near},
    json,
    records::Limits,
};

/// Most neighbours of one event.
const MOST: u32 = 1_000;
/// Neighbours that are held at once: half a gibibyte.
const MOST_HELD: u64 = 1 << 25;
/// Events between two looks at the control.
const STEP: usize = 1_024;
/// Beyond any distance in metres.
const EVERYWHERE: f64 = 1e10;
/// What the order of adding can change in a sum of shares.
const LAST_DIGITS: f64 = 1e-9;

/// Which of the events that are equally near are among the k nearest, when not all of them have a place there.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ties {
    /// Each in part: J is what breaking ties by chance gives on average.
    #[default]
    Share,
    /// All of them, so that some events have more than k neighbours.
    Together,
    /// In space those in later rows, in time those in earlier ones. Whole numbers, for comparison with programs that break
    /// ties as they come.
    Rows,
}

/// How many neighbours are compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct JacquezSettings {
    /// k, the nearest neighbours of each event.
    pub neighbours: u32,
    /// What counts when several are equally near.
    pub ties: Ties,
    /// How times are compared that are known as spans only: `exact` or `impute`. Which are the nearest is a matter of all
    /// times together, for which there is no expected gap.
    pub times: Times,
    /// Where events count whose places have a radius.
    pub places: Places,
}

impl Default for JacquezSettings {
    fn default() -> Self {
        Self {
            neighbours: 3,
            ties: Ties::default(),
            times: Times::Exact,
            places: Places::Points,
        }
    }
}

impl JacquezSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let read = json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "jacquez",
            reason,
        });
        read.and_then(|settings: Self| settings.check().map(|()| settings))
    }

    /// Whether they can be worked with.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for no neighbour, or more than 1,000; expected gaps, or draws out of range.
    pub fn check(&self) -> Result<()> {
        if self.times == Times::ExpectedGap {
            return Err(invalid(
                "the nearest neighbours of spans have no expected gap: choose impute with draws"
                    .to_owned(),
            ));
        }
        if (1..=MOST).contains(&self.neighbours) {
            self.times.check()?;
            return self.places.check();
        }
        Err(Error::InvalidParameter {
            name: "neighbours",
            reason: format!("must be from 1 to {MOST}"),
        })
    }
}

/// What the test found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Jacquez {
    /// Events.
    pub events: u64,
    /// Nearest neighbours of each; fewer than asked for where there are no more others.
    pub neighbours: u32,
    /// J: ordered pairs of neighbours in both space and time.
    pub statistic: f64,
    /// What chance would give on average.
    pub expected: f64,
    /// The share of orders by chance with at least J, the observed one among them; `None` without replicates.
    pub p: Option<f64>,
    /// Replicates behind `p`.
    pub replicates: u32,
    /// Events whose place is a guess beside the distances that are compared: they have a radius.
    pub rough_places: u64,
    /// Where times or places were drawn, how much the p-value varies; the numbers above are those of the draw in the middle.
    pub draws: Option<Draws>,
}

/// Are the nearest neighbours of events in space also their nearest in time?
///
/// The k nearest neighbour test of Jacquez (1996, A k nearest neighbour test for space-time interaction, Statistics in
/// Medicine 15:1935): `J` counts the ordered pairs in which the second event is among the k nearest of the first in space and
/// in time. It needs no critical distance and takes no notice of how densely people live. The times are dealt out to the
/// places by chance for the p-value, under the assumption of [`knox`](fn@super::knox).
///
/// Dates make many times equally near, and [`Ties`] says what then counts. Except with
/// [`Ties::Rows`] the outcome does not depend on the order of the rows. `O(n log n + n k)` and for each replicate `O(n k)`,
/// as long as there are not many ties.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings that cannot be worked with, or for spans where exact times are asked for;
/// [`Error::LimitExceeded`] when more pairs than [`Limits::pairs`] have to be looked at; [`Error::Cancelled`].
///
/// ```
/// use caselink::{
///     NoControl,
///     events::{EventColumns, Events, Metric},
///     patterns::{JacquezSettings, MonteCarlo, jacquez},
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
/// let settings = JacquezSettings { neighbours: 1, ..JacquezSettings::default() };
/// let test = jacquez(&events, &settings, MonteCarlo::default(), &Limits::default(), &NoControl)?;
/// assert_eq!(test.statistic, 6.0); // each is the nearest of its nearest, in both
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn jacquez(
    events: &Events,
    settings: &JacquezSettings,
    how: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Jacquez> {
    settings.check()?;
    let test = |draw| {
        let timed = settings.times.of_draw(events, how, draw)?;
        let drawn = settings.places.of_draw(&timed, how, draw);
        run(&drawn, settings, how, limits, control)
    };
    let draws = rounds(settings.times, settings.places, events);
    let (test, draws) = on_draws(draws, test, |test| test.p, |test| test.statistic)?;
    Ok(Jacquez {
        rough_places: events.rougher_than(0.0),
        draws,
        ..test
    })
}

fn run(
    events: &Events,
    settings: &JacquezSettings,
    how: MonteCarlo,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Jacquez> {
    let n = events.len();
    let neighbours = settings.neighbours.min((n as u32).saturating_sub(1));
    let in_space = InSpace::new(events, neighbours as usize, settings.ties, limits, control)?;
    let slots = slots(events, neighbours as usize, settings.ties, limits)?;
    let at = |event: &u32| slots.get(*event as usize).copied();
    let here: Vec<Slot> = in_space.order.iter().filter_map(at).collect();
    let statistic = in_space.count(&here);
    let mut deck = slots.clone();
    deck.sort_by(|a, b| a.time.total_cmp(&b.time));
    let least = statistic - LAST_DIGITS * statistic;
    let replicate = |dealt: &mut Vec<Slot>, mut random| {
        dealt.clone_from(&deck);
        shuffle(&mut random, dealt);
        in_space.count(dealt) >= least
    };
    let reached = how.run(control, Vec::new, replicate)?;
    let reached = reached.into_iter().filter(|is_reached| *is_reached).count();
    let ordered = n as f64 * (n as f64 - 1.0);
    let sum = |of: &mut dyn Iterator<Item = f64>| of.fold(0.0, |sum, one| sum + one);
    let space = sum(&mut in_space.nearest.iter().map(|(_, weight)| *weight));
    let time = sum(&mut slots.iter().map(|slot| slot.neighbours));
    Ok(Jacquez {
        events: n as u64,
        neighbours,
        statistic,
        expected: if ordered > 0.0 {
            space * time / ordered
        } else {
            0.0
        },
        p: p_value(reached as u32, how.replicates),
        replicates: how.replicates,
        rough_places: 0,
        draws: None,
    })
}

/// The nearest in space, by an order of the events that depends on places and times alone.
struct InSpace {
    order: Vec<u32>,
    /// Where the neighbours of each position end.
    ends: Vec<usize>,
    /// Positions, and how much of each counts.
    nearest: Vec<(u32, f64)>,
}

impl InSpace {
    fn new(
        events: &Events,
        neighbours: usize,
        ties: Ties,
        limits: &Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        let n = events.len() as u32;
        let of = |values: &[f64], event: u32| values.get(event as usize).copied().unwrap_or(0.0);
        let mut order: Vec<u32> = (0..n).collect();
        order.sort_by(|a, b| {
            let by = |values: &[f64]| of(values, *a).total_cmp(&of(values, *b));
            by(events.x())
                .then_with(|| by(events.y()))
                .then_with(|| by(events.start()))
        });
        let mut position = vec![0; order.len()];
        for (here, event) in (0..).zip(&order) {
            if let Some(position) = position.get_mut(*event as usize) {
                *position = here;
            }
        }
        let mut nearest: Vec<Vec<(u32, f64)>> = vec![Vec::new(); order.len()];
        let mut pending = if neighbours == 0 {
            Vec::new()
        } else {
            order.clone()
        };
        let (mut metres, mut looked, mut others) = (1.0, 0, Vec::new());
        let mut held = 0_u64;
        // twice as far again and again, until every event has enough
        while !pending.is_empty() && metres < EVERYWHERE {
            let near = Near::new(events, metres, limits)?;
            let mut left = Vec::new();
            for (done, event) in pending.into_iter().enumerate() {
                if done % STEP == 0 {
                    checkpoint(control, done as u64, u64::from(n))?;
                }
                others.clear();
                near.each_near(event, |other, metres| others.push((metres, other)));
                looked += others.len() as u64;
                limits.check_pairs(looked)?;
                if others.len() < neighbours {
                    left.push(event);
                } else if let Some(nearest) = nearest.get_mut(event as usize) {
                    *nearest = chosen(&mut others, neighbours, ties);
                    held += nearest.len() as u64;
                    if held > MOST_HELD {
                        return Err(Error::LimitExceeded {
                            limit: "neighbours at equal distances",
                            allowed: MOST_HELD,
                            asked: held,
                        });
                    }
                    for (other, _) in nearest {
                        *other = position.get(*other as usize).copied().unwrap_or(0);
                    }
                }
            }
            pending = left;
            metres *= 2.0;
        }
        let mut all = Self {
            ends: Vec::with_capacity(order.len()),
            nearest: Vec::new(),
            order,
        };
        for event in &all.order {
            let nearest = nearest.get_mut(*event as usize).map(std::mem::take);
            let mut nearest = nearest.unwrap_or_default();
            nearest.sort_unstable_by_key(|(position, _)| *position);
            all.nearest.extend(nearest);
            all.ends.push(all.nearest.len());
        }
        Ok(all)
    }

    /// J, with these times at the positions.
    fn count(&self, slots: &[Slot]) -> f64 {
        let (mut sum, mut start) = (0.0, 0);
        for (slot, end) in slots.iter().zip(&self.ends) {
            for (other, weight) in self.nearest.get(start..*end).unwrap_or_default() {
                if let Some(other) = slots.get(*other as usize) {
                    sum += weight * slot.holds(*other);
                }
            }
            start = *end;
        }
        sum
    }
}

/// Those of the others that are the nearest, and how much of each counts.
fn chosen(others: &mut [(f64, u32)], neighbours: usize, ties: Ties) -> Vec<(u32, f64)> {
    others.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(Reverse(a.1).cmp(&Reverse(b.1))));
    let Some(last) = neighbours.checked_sub(1).and_then(|last| others.get(last)) else {
        return Vec::new();
    };
    let last = last.0;
    let inner = others.partition_point(|other| other.0 < last);
    let within = others.partition_point(|other| other.0 <= last);
    let taken = if ties == Ties::Rows {
        neighbours
    } else {
        within
    };
    let share = match ties {
        Ties::Share => (neighbours - inner) as f64 / (within - inner) as f64,
        Ties::Together | Ties::Rows => 1.0,
    };
    let others = others.iter().take(taken).enumerate();
    others
        .map(|(at, (_, other))| (*other, if at < inner { 1.0 } else { share }))
        .collect()
}

/// A time, and how near others must be to be among the nearest in time.
#[derive(Clone, Copy, Debug)]
struct Slot {
    time: f64,
    event: u32,
    /// The gap of the last neighbour.
    cut: f64,
    /// How much counts of those at exactly that gap, and up to which event.
    share: f64,
    up_to: u32,
    /// How many neighbours it has in all.
    neighbours: f64,
}

impl Slot {
    fn holds(self, other: Self) -> f64 {
        let gap = (self.time - other.time).abs();
        if gap < self.cut {
            1.0
        } else if gap > self.cut || other.event > self.up_to {
            0.0
        } else {
            self.share
        }
    }
}

/// The slot of each event.
fn slots(events: &Events, neighbours: usize, ties: Ties, limits: &Limits) -> Result<Vec<Slot>> {
    let mut sorted: Vec<(f64, u32)> = events.start().iter().copied().zip(0..).collect();
    sorted.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut looked = 0;
    let mut slots = Vec::with_capacity(sorted.len());
    for (here, (time, event)) in sorted.iter().enumerate() {
        let gap = |other: Option<&(f64, u32)>| other.map(|other| (other.0 - time).abs());
        // outwards on both sides
        let (mut before, mut behind, mut cut) = (here, here + 1, -1.0);
        for _ in 0..neighbours {
            let left = gap(before.checked_sub(1).and_then(|left| sorted.get(left)));
            let right = gap(sorted.get(behind));
            match (left, right) {
                (Some(left), right) if right.is_none_or(|right| left <= right) => {
                    (before, cut) = (before - 1, left);
                }
                (_, Some(right)) => (behind, cut) = (behind + 1, right),
                (_, None) => {}
            }
        }
        let low = |is_out: &dyn Fn(f64) -> bool| {
            sorted.partition_point(|other| other.0 < *time && is_out(time - other.0))
        };
        let high = |is_in: &dyn Fn(f64) -> bool| {
            sorted.partition_point(|other| other.0 <= *time || is_in(other.0 - time))
        };
        let (first, end) = (low(&|gap| gap > cut), high(&|gap| gap <= cut));
        let (inner_first, inner_end) = if cut > 0.0 {
            (low(&|gap| gap >= cut), high(&|gap| gap < cut))
        } else {
            (here, here + 1)
        };
        let (within, inner) = (end - first - 1, inner_end - inner_first - 1);
        let mut slot = Slot {
            time: *time,
            event: *event,
            cut,
            share: 1.0,
            up_to: u32::MAX,
            neighbours: if ties == Ties::Together {
                within
            } else {
                neighbours
            } as f64,
        };
        if cut >= 0.0 && within > neighbours && ties == Ties::Share {
            slot.share = (neighbours - inner) as f64 / (within - inner) as f64;
        }
        if cut >= 0.0 && within > neighbours && ties == Ties::Rows {
            looked += (within - inner) as u64;
            limits.check_pairs(looked)?;
            let equal = [first..inner_first, inner_end..end];
            let equal = equal
                .into_iter()
                .flat_map(|side| sorted.get(side).unwrap_or_default());
            let mut rows: Vec<u32> = equal.map(|other| other.1).collect();
            rows.sort_unstable();
            slot.up_to = rows
                .get(neighbours - inner - 1)
                .copied()
                .unwrap_or(u32::MAX);
        }
        slots.push(slot);
    }
    slots.sort_unstable_by_key(|slot| slot.event);
    Ok(slots)
}

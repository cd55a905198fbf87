//! What is known of the times, in the form in which they are compared.

use std::borrow::Cow;

use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    MonteCarlo,
    interaction::{Close, Span, Time},
    lanes::sorted,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    events::{
        Events,
        draw::{TIMES, share},
    },
    records::Limits,
};

/// Most draws of one test.
pub(super) const MOST_DRAWS: u32 = 10_000;
/// Candidates between two looks at the control.
const STEP: u64 = 65_536;

/// How two times are compared of which one is known only as the span in which it lies.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Times {
    /// Every time is exact; spans are refused.
    #[default]
    Exact,
    /// By the expected gap between them: one pass, and a single answer. By chance the middles are dealt out to the places;
    /// how closely a time is known stays with its place.
    ExpectedGap,
    /// Times are drawn evenly from their spans, again and again, each draw is tested, and the answers are put beside each
    /// other: how much does the answer hang on what is not known?
    Impute {
        /// How many draws; 20 to 100 are usual.
        draws: u32,
    },
}

impl Times {
    pub(super) fn check(self) -> Result<()> {
        match self {
            Self::Impute { draws } if !(1..=MOST_DRAWS).contains(&draws) => {
                Err(invalid(format!("draws must be from 1 to {MOST_DRAWS}")))
            }
            _ => Ok(()),
        }
    }

    /// How many times the test is done; none is drawn where all are exact.
    pub(super) fn draws(self, events: &Events) -> Option<u32> {
        match self {
            Self::Impute { draws } if !events.is_exact() => Some(draws),
            _ => None,
        }
    }

    /// The events of one draw, with exact times; with [`ExpectedGap`](Self::ExpectedGap) as they are.
    pub(super) fn of_draw(
        self,
        events: &Events,
        how: MonteCarlo,
        draw: u32,
    ) -> Result<Cow<'_, Events>> {
        match self {
            Self::Exact if !events.is_exact() => Err(spans_refused()),
            Self::Impute { .. } if !events.is_exact() => {
                let drawn = events.with_times_by_chance(how.seed, draw, |event| event as u32);
                Ok(Cow::Owned(drawn))
            }
            _ => Ok(Cow::Borrowed(events)),
        }
    }

    /// The times of one draw, by position.
    pub(super) fn clock(
        self,
        events: &Events,
        close: &Close,
        how: MonteCarlo,
        draw: u32,
    ) -> Result<Clock> {
        if events.is_exact() {
            return Ok(Clock::new(close.by_position(events.start())));
        }
        let spans = events.start().iter().zip(events.end());
        let spans: Vec<_> = spans
            .map(|(start, end)| Span {
                start: *start,
                end: *end,
            })
            .collect();
        let spans = close.by_position(&spans);
        match self {
            Self::Exact => Err(spans_refused()),
            Self::ExpectedGap => Ok(Clock::Spans(spans)),
            Self::Impute { .. } => {
                let mut random = ChaCha8Rng::seed_from_u64(how.seed);
                random.set_stream(TIMES + u64::from(draw));
                let mut times = Vec::with_capacity(spans.len());
                for Span { start, end } in spans {
                    times.push(start + (end - start) * share(&mut random));
                }
                Ok(Clock::new(times))
            }
        }
    }
}

fn spans_refused() -> Error {
    invalid("some are known as spans only: choose expected_gap, or impute with draws".to_owned())
}

pub(super) fn invalid(reason: String) -> Error {
    Error::InvalidParameter {
        name: "times",
        reason,
    }
}

/// Times by position.
pub(super) enum Clock {
    /// Whole days from the first: where every time is a midnight and all lie within 179 years.
    Whole(Vec<u16>),
    Real(Vec<f64>),
    Spans(Vec<Span>),
}

/// The pairs that are close in time, whatever their places.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct InTime {
    pub(super) pairs: u64,
    /// Ordered pairs of such pairs that have an event in common.
    pub(super) paths: u128,
}

macro_rules! with {
    ($clock:expr, $times:ident => $then:expr) => {
        match $clock {
            Clock::Whole($times) => $then,
            Clock::Real($times) => $then,
            Clock::Spans($times) => $then,
        }
    };
}

impl Clock {
    fn new(times: Vec<f64>) -> Self {
        let first = times.iter().copied().fold(f64::INFINITY, f64::min);
        let is_day = |time: &f64| {
            let day = time - first;
            time.fract() == 0.0 && day <= f64::from(u16::MAX)
        };
        if times.iter().all(is_day) {
            return Self::Whole(times.iter().map(|time| (time - first) as u16).collect());
        }
        Self::Real(times)
    }

    /// Whether every time is exact.
    pub(super) const fn is_exact(&self) -> bool {
        !matches!(self, Self::Spans(_))
    }

    /// See [`Close::observed`].
    pub(super) fn observed(&self, close: &Close, bounds: &[f64]) -> Vec<u64> {
        with!(self, times => close.observed(times, bounds))
    }

    /// See [`Close::replicated`].
    pub(super) fn replicated(
        &self,
        close: &Close,
        bounds: &[f64],
        how: MonteCarlo,
        control: &dyn Control,
    ) -> Result<Vec<u64>> {
        with!(self, times => close.replicated(times, bounds, how, control))
    }

    /// How many of all pairs have a gap of at most each bound.
    pub(super) fn in_time(
        &self,
        bounds: &[f64],
        limits: &Limits,
        control: &dyn Control,
    ) -> Result<Vec<InTime>> {
        with!(self, times => in_time(times, bounds, limits, control))
    }

    /// The gap between two positions, in days.
    pub(super) fn gap(&self, first: u32, second: u32) -> f64 {
        fn both<T: Copy>(times: &[T], first: u32, second: u32) -> Option<(T, T)> {
            let time = |position: u32| times.get(position as usize).copied();
            time(first).zip(time(second))
        }
        let gap = match self {
            Self::Whole(times) => both(times, first, second).map(|(a, b)| f64::from(a.abs_diff(b))),
            Self::Real(times) => both(times, first, second).map(|(a, b)| (a - b).abs()),
            Self::Spans(times) => both(times, first, second).map(|(a, b)| a.gap(b, f64::INFINITY)),
        };
        gap.unwrap_or(f64::INFINITY)
    }
}

fn in_time<T: Time>(
    times: &[T],
    bounds: &[f64],
    limits: &Limits,
    control: &dyn Control,
) -> Result<Vec<InTime>> {
    let times = sorted(times);
    let mut looked = 0_u64;
    let mut results = Vec::with_capacity(bounds.len());
    for days in bounds {
        let mut degrees = vec![0_u64; times.len()];
        if *days < 0.0 {
            results.push(InTime::default());
            continue;
        }
        let bound = T::bound(*days);
        let mut end = 0;
        for (first, time) in times.iter().enumerate() {
            // the partners of this one among those behind it
            end = end.max(first + 1);
            while let Some(other) = times.get(end)
                && (other.middle() - time.middle()).abs() <= *days
            {
                end += 1;
            }
            if T::IS_EXACT {
                if let Some(behind) = degrees.get_mut(first) {
                    *behind += (end - first - 1) as u64;
                }
                continue;
            }
            for second in first + 1..end {
                looked += 1;
                if looked.is_multiple_of(STEP) {
                    checkpoint(control, first as u64, times.len() as u64)?;
                    limits.check_pairs(looked)?;
                }
                let is_close = times
                    .get(second)
                    .is_some_and(|other| time.gap(*other, bound) <= bound);
                for event in [first, second].into_iter().filter(|_| is_close) {
                    if let Some(degree) = degrees.get_mut(event) {
                        *degree += 1;
                    }
                }
            }
        }
        if T::IS_EXACT {
            // each partner behind an event has it in front
            let mut start = 0;
            for (second, time) in times.iter().enumerate() {
                while times
                    .get(start)
                    .is_some_and(|other| time.middle() - other.middle() > *days)
                {
                    start += 1;
                }
                if let Some(degree) = degrees.get_mut(second) {
                    *degree += (second - start) as u64;
                }
            }
        }
        results.push(InTime {
            pairs: degrees.iter().sum::<u64>() / 2,
            paths: paths(&degrees),
        });
    }
    Ok(results)
}

/// Ordered pairs of two pairs that share an event.
pub(super) fn paths(degrees: &[u64]) -> u128 {
    let of = |degree: &u64| u128::from(*degree) * u128::from(degree.saturating_sub(1));
    degrees.iter().map(of).sum()
}

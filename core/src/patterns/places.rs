//! What is known of the places, and tests that are done again and again on what was drawn.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Draws, MonteCarlo, Times, interaction::Close, times::MOST_DRAWS};
use crate::{Error, Result, events::Events};

/// Where an event counts of which the place is known only as a point and a radius.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Places {
    /// At its point. The outcome says for how many that is a guess.
    #[default]
    Points,
    /// Places are drawn evenly from the discs, again and again, each draw is tested, and the answers are put beside each
    /// other. On the globe a disc is a cap; with the Manhattan metric it is a disc in the plane all the same. Where times
    /// are drawn as well, each draw draws both, and the larger number of draws counts.
    Impute {
        /// How many draws; 20 to 100 are usual.
        draws: u32,
    },
}

impl Places {
    pub(super) fn check(self) -> Result<()> {
        match self {
            Self::Impute { draws } if !(1..=MOST_DRAWS).contains(&draws) => {
                Err(Error::InvalidParameter {
                    name: "places",
                    reason: format!("draws must be from 1 to {MOST_DRAWS}"),
                })
            }
            _ => Ok(()),
        }
    }

    /// How many times the test is done; none is drawn where all are exact.
    pub(super) fn draws(self, events: &Events) -> Option<u32> {
        match self {
            Self::Impute { draws } if !events.has_exact_places() => Some(draws),
            _ => None,
        }
    }

    /// The events of one draw, with their times as they are.
    pub(super) fn of_draw(self, events: &Events, how: MonteCarlo, draw: u32) -> Cow<'_, Events> {
        if self.draws(events).is_none() {
            return Cow::Borrowed(events);
        }
        Cow::Owned(events.with_places_by_chance(how.seed, draw, |event| event as u32))
    }

    /// Runs a test on the events of one draw and the pairs that are close there, which are found anew where places were drawn.
    pub(super) fn on_draw<T>(
        self,
        (events, close): (&Events, &Close),
        (how, draw): (MonteCarlo, u32),
        find: impl Fn(&Events) -> Result<Close>,
        test: impl Fn(&Events, &Close) -> Result<T>,
    ) -> Result<T> {
        match self.of_draw(events, how, draw) {
            Cow::Borrowed(events) => test(events, close),
            Cow::Owned(events) => test(&events, &find(&events)?),
        }
    }
}

/// How many times a test is done, if not once.
pub(super) fn rounds(times: Times, places: Places, events: &Events) -> Option<u32> {
    times.draws(events).max(places.draws(events))
}

/// Does a test: once, or for each draw. Gives the one in the [`middle`], and how much they vary where they were drawn.
pub(super) fn on_draws<T>(
    draws: Option<u32>,
    test: impl Fn(u32) -> Result<T>,
    p: impl Fn(&T) -> Option<f64>,
    statistic: impl Fn(&T) -> f64,
) -> Result<(T, Option<Draws>)> {
    let Some(draws) = draws else {
        return Ok((test(0)?, None));
    };
    let tests = (0..draws).map(test).collect::<Result<Vec<_>>>()?;
    let (test, draws) = middle(tests, p, statistic)?;
    Ok((test, Some(draws)))
}

/// Of the tests of all draws the one with the p-value in the middle, and how much they vary. Of equal p-values the one with
/// the larger statistic comes first.
pub(super) fn middle<T>(
    mut tests: Vec<T>,
    p: impl Fn(&T) -> Option<f64>,
    statistic: impl Fn(&T) -> f64,
) -> Result<(T, Draws)> {
    tests.sort_by(|a, b| {
        let one = |test: &T| p(test).unwrap_or(1.0);
        let statistics = statistic(b).total_cmp(&statistic(a));
        one(a).total_cmp(&one(b)).then(statistics)
    });
    let all: Vec<_> = tests.iter().map(p).collect();
    let number = tests.len() / 2;
    let test = tests.into_iter().nth(number).ok_or(Error::Internal)?;
    Ok((test, Draws::of(&all)))
}

//! The discrete Poisson model: cases are in proportion to people and days.

use rand_chacha::{ChaCha8Rng, rand_core::Rng};

use super::{
    calendar::{Calendar, Windows},
    cylinder::{Case, Risk},
    null::{Null, whole_scale},
    statistic::Statistic,
};
use crate::patterns::monte_carlo::below;

/// The model.
#[derive(Debug)]
pub(super) struct Poisson {
    calendar: Calendar,
    cases: u32,
    /// People at each place, in whole numbers.
    people: Vec<f64>,
    /// The sum of people to each place and with it.
    up_to: Vec<u64>,
}

impl Poisson {
    /// Of `people` there must be some.
    pub(super) fn new(calendar: Calendar, cases: u32, people: &[f64]) -> Self {
        let people = whole(people);
        let mut sum = 0;
        let up_to = people
            .iter()
            .map(|people| {
                sum += *people as u64;
                sum
            })
            .collect();
        Self {
            calendar,
            cases,
            people,
            up_to,
        }
    }

    /// People at each place, in whole numbers.
    pub(super) fn people(&self) -> &[f64] {
        &self.people
    }
}

/// Whole numbers, or where they are none, in proportion and rounded to some 40 bits of their sum: whole numbers add up to the
/// same in any order.
fn whole(people: &[f64]) -> Vec<f64> {
    let total: f64 = people.iter().sum();
    // days are multiplied to it
    let scale = whole_scale(total) / 1_024.0;
    if people.iter().all(|people| people.fract() == 0.0) && scale >= 1.0 {
        return people.to_vec();
    }
    people
        .iter()
        .map(|people| {
            let whole = (people * scale).round();
            if *people > 0.0 { whole.max(1.0) } else { whole }
        })
        .collect()
}

impl Null for Poisson {
    fn statistic(&self) -> Statistic {
        let cases = f64::from(self.cases);
        let total = self.up_to.last().copied().unwrap_or(0) as f64;
        Statistic::Poisson {
            cases,
            per_case: total * f64::from(self.calendar.days()) / cases,
        }
    }

    fn risk(&self, windows: Windows) -> Risk {
        let days_from = |unit: u32| {
            f64::from(self.calendar.last + 1) - f64::from(self.calendar.start(windows.from + unit))
        };
        let mut rest: Vec<_> = (0..windows.units).map(days_from).collect();
        rest.push(0.0);
        Risk::Product {
            place: self.people.clone(),
            rest,
        }
    }

    fn most_cases(&self, _: Windows) -> u32 {
        self.cases
    }

    fn draw(
        &self,
        windows: Windows,
        random: &mut ChaCha8Rng,
        _: &mut Vec<u32>,
        cases: &mut Vec<Case>,
    ) {
        cases.clear();
        let days = self.calendar.days();
        let total = u128::from(self.up_to.last().copied().unwrap_or(0));
        for _ in 0..self.cases {
            let day = self.calendar.first + below(random, days) as i32;
            let unit = self.calendar.unit(day).unwrap_or(0);
            if let Some(unit) = unit.checked_sub(windows.from) {
                let person = ((u128::from(random.next_u64()) * total) >> 64) as u64;
                let place = self.up_to.partition_point(|up_to| *up_to <= person);
                cases.push((unit, place as u32));
            }
        }
        if windows.units > 1 {
            cases.sort_unstable();
        }
    }
}

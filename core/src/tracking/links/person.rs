//! The suspect whom a witness described against a registrant as recorded.

use super::{
    builder::bits,
    case_facts::CaseSuspect,
    columns::{NO_START, NONE, Words},
    score::{Part, Scorer, better},
};

/// Where nobody knows the ages of registrants: years, with a standard deviation.
const AGES: (f64, f64) = (45.0, 12.0);
/// A mark that a witness told of and that is not on record where others are: it may be new.
const MARK_MISSING: i32 = -500;

impl Scorer<'_> {
    /// The suspect who is most alike.
    pub(super) fn description(&self, offender: u32) -> Part {
        let all = (0u32..).zip(&self.case.suspects);
        all.fold(Part::default(), |best, (at, suspect)| {
            better(best, self.suspect(suspect, offender).with_case(at))
        })
    }

    fn suspect(&self, suspect: &CaseSuspect, offender: u32) -> Part {
        let Some(own) = self.index.columns.looks.get(offender as usize) else {
            return Part::default();
        };
        let (mut raw, mut is_compared) = (0, false);
        let mut add = |weight: Option<i32>| {
            if let Some(weight) = weight {
                raw += weight;
                is_compared = true;
            }
        };
        for (weights, value) in suspect.values.iter().zip(&own.values) {
            add(weights.of(*value));
        }
        if let (Some((age, half)), true, Some(window)) =
            (suspect.age, own.born != NO_START, self.case.window)
        {
            let years = |days: f64| days / 365.25;
            let (mean, deviation) = self.index.born.map_or(AGES, |(born, deviation)| {
                (years(f64::from(window.first) - born), years(deviation))
            });
            let then = years(f64::from(window.first) - f64::from(own.born));
            let within = years(f64::from(own.born_within));
            let off = square(self.settings.age_sigma) + (square(half) + square(within)) / 3.0;
            add(Some(gaussian(
                age,
                (then, off),
                (mean, square(deviation) + off),
            )));
        }
        if let (Some((height, half)), true) = (suspect.height, own.height != 0) {
            let (mean, deviation) = self.index.height;
            let off = square(self.settings.height_sigma) + square(half) / 3.0;
            let then = f64::from(own.height);
            add(Some(gaussian(
                height,
                (then, off),
                (mean, square(deviation) + off),
            )));
        }
        if suspect.has_race && own.race != NONE {
            add(Some(if suspect.race == Some(own.race) {
                self.settings.race_same.0
            } else {
                self.settings.race_differs.0
            }));
        }
        Part {
            raw,
            is_compared,
            ..Part::default()
        }
    }

    /// The suspect whose marks say most.
    pub(super) fn marks(&self, offender: u32) -> Part {
        let own = self.index.columns.marks.get(offender);
        if own.is_empty() {
            return Part::default();
        }
        let suspects = (0u32..).zip(&self.case.suspects);
        suspects.fold(Part::default(), |best, (case_at, suspect)| {
            if suspect.marks.is_empty() {
                return best;
            }
            let (mut raw, mut is_individual) = (0, false);
            let mut own_at = 0;
            for mark in &suspect.marks {
                let whole = own
                    .iter()
                    .find(|own| mark.whole.is_some_and(|whole| whole == own.whole));
                if let Some(whole) = whole {
                    let weight = self.mark(&self.index.values.marks, whole.whole);
                    raw += weight;
                    is_individual |= weight >= self.settings.individual_from.0;
                    own_at = u32::from(whole.at);
                    continue;
                }
                let mut there = own.iter().filter(|own| mark.place == Some(own.place));
                match there.find(|own| !mark.shows || own.whole == NONE) {
                    Some(one) => {
                        raw += self.mark(&self.index.values.mark_places, one.place);
                        own_at = u32::from(one.at);
                    }
                    // something else is there: one may have been read wrong, or come later
                    None if own.iter().any(|own| mark.place == Some(own.place)) => {}
                    None => raw += MARK_MISSING,
                }
            }
            let part = Part {
                raw,
                is_compared: true,
                is_individual,
                own_at,
                ..Part::default()
            };
            better(best, part.with_case(case_at))
        })
    }

    /// What a mark weighs, by how many registrants have it.
    fn mark(&self, marks: &Words, number: u32) -> i32 {
        let many = f64::from(marks.count(number));
        let share = (many + 0.5) / (self.index.columns.len() as f64 + 20.0);
        bits(self.settings.mark_same / share.min(0.9))
    }
}

fn square(value: f64) -> f64 {
    value * value
}

/// How much likelier a number is in one bell curve than in another, each with its mean and variance, in thousandths of a bit.
fn gaussian(value: f64, own: (f64, f64), other: (f64, f64)) -> i32 {
    let part = |(mean, variance): (f64, f64)| square(value - mean) / (2.0 * variance);
    let nats = part(other) - part(own) + 0.5 * libm::log(other.1 / own.1);
    (nats * std::f64::consts::LOG2_E * 1_000.0)
        .clamp(-100_000.0, 100_000.0)
        .round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_curve_says_most_in_its_middle() {
        let other = (40.0, 200.0);
        let at = |value| gaussian(value, (30.0, 36.0), other);
        assert!(at(30.0) > 0 && at(30.0) > at(36.0) && at(36.0) > at(50.0) && at(60.0) < 0);
        let direct: f64 =
            (1.0 / 6.0 * libm::exp(-0.5)) / (1.0 / libm::sqrt(200.0) * libm::exp(-16.0 / 400.0));
        assert_eq!(at(36.0), bits(direct));
    }
}

//! The suspect whom a witness described against a registrant as recorded.

use super::{
    LinkSettings, OffenderIndex,
    case_facts::{CaseFacts, CaseSuspect},
    columns::{NO_START, NONE, Words},
    numbers::bits,
    score::{Part, Scorer, better},
};

/// Where nobody knows the ages of registrants: years, with a standard deviation.
const AGES: (f64, f64) = (45.0, 12.0);

impl Scorer<'_> {
    /// The suspect who is most alike.
    pub(super) fn description(&self, offender: u32) -> Part {
        let all = (0u32..).zip(&self.case.suspects);
        all.fold(Part::default(), |best, (at, suspect)| {
            better(
                best,
                self.suspect(suspect, at as usize, offender).with_case(at),
            )
        })
    }

    fn suspect(&self, suspect: &CaseSuspect, at: usize, offender: u32) -> Part {
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
            let then = years(f64::from(window.first) - f64::from(own.born));
            let within = years(f64::from(own.born_within));
            let other = self.index.born.map_or(AGES, |(born, deviation)| {
                (years(f64::from(window.first) - born), years(deviation))
            });
            let off = square(self.settings.age_sigma) + (square(half) + square(within)) / 3.0;
            // most dates of birth are whole, and a logarithm is dear
            let known = self.age_logs.get(at).filter(|_| own.born_within == 0);
            let log = known.copied().unwrap_or_else(|| half_log(other, off));
            add(Some(gaussian(age, (then, off), other, log)));
        }
        if let (Some((height, half)), true) = (suspect.height, own.height != 0) {
            let other = self.index.height;
            let off = square(self.settings.height_sigma) + square(half) / 3.0;
            let known = self.height_logs.get(at).copied();
            let log = known.unwrap_or_else(|| half_log(other, off));
            add(Some(gaussian(
                height,
                (f64::from(own.height), off),
                other,
                log,
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
                    None => raw += self.settings.mark_missing.0,
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

fn years(days: f64) -> f64 {
    days / 365.25
}

/// What the widths of the two bell curves weigh by themselves, in nats.
fn half_log((_, deviation): (f64, f64), off: f64) -> f64 {
    0.5 * libm::log((square(deviation) + off) / off)
}

/// Of each suspect what the widths weigh where the date of birth is whole: for ages, then for heights.
pub(super) fn logs(
    case: &CaseFacts,
    index: &OffenderIndex,
    settings: &LinkSettings,
) -> (Vec<f64>, Vec<f64>) {
    let of = |said: Option<(f64, f64)>, other, sigma: f64| {
        let half = said.map_or(0.0, |one| one.1);
        half_log(other, square(sigma) + square(half) / 3.0)
    };
    let ages = index
        .born
        .map_or(AGES, |(born, deviation)| (born, years(deviation)));
    let suspects = || case.suspects.iter();
    let age = suspects().map(|one| of(one.age, ages, settings.age_sigma));
    let height = suspects().map(|one| of(one.height, index.height, settings.height_sigma));
    (age.collect(), height.collect())
}

/// How much likelier a number is in one bell curve, of a mean and a variance, than in another, of a mean and a standard deviation beside
/// the same errors; in thousandths of a bit. `log` is what the widths weigh.
fn gaussian(value: f64, own: (f64, f64), other: (f64, f64), log: f64) -> i32 {
    let part = |mean: f64, variance: f64| square(value - mean) / (2.0 * variance);
    let nats = part(other.0, square(other.1) + own.1) - part(own.0, own.1) + log;
    let weight = nats * std::f64::consts::LOG2_E * 1_000.0;
    weight.clamp(-100_000.0, 100_000.0).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bell_curve_says_most_in_its_middle() {
        let other = (40.0, libm::sqrt(164.0));
        let at = |value| gaussian(value, (30.0, 36.0), other, half_log(other, 36.0));
        assert!(at(30.0) > 0 && at(30.0) > at(36.0) && at(36.0) > at(50.0) && at(60.0) < 0);
        let direct: f64 =
            (1.0 / 6.0 * libm::exp(-0.5)) / (1.0 / libm::sqrt(200.0) * libm::exp(-16.0 / 400.0));
        assert_eq!(at(36.0), bits(direct));
    }
}

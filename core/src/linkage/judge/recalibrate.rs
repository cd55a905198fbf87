use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::calibration::log_loss;
use crate::{
    Error, Result, json,
    linkage::{Links, MilliBits, Model, RecordId, scorer::Scorer},
};

/// What somebody said who looked at a pair of records.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Judgement {
    /// They are one person.
    Yes,
    /// They are two persons.
    No,
    /// It cannot be told; the pair teaches nothing.
    Unsure,
}

/// An answer about a pair of records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewAnswer {
    /// The first record; of linked tables, in the first.
    pub left: RecordId,
    /// The second record; of linked tables, in the second.
    pub right: RecordId,
    /// What was said.
    pub answer: Judgement,
    /// How many links it stands for, as its question says; above 0. 1 when all answers count alike.
    #[serde(default = "one")]
    pub represents: f64,
}

impl ReviewAnswer {
    /// Reads a list of answers from a JSON value.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for anything that is not a list of answers.
    pub fn from_values(values: &serde_json::Value) -> Result<Vec<Self>> {
        json::read(values).map_err(|reason| Error::InvalidParameter {
            name: "answers",
            reason,
        })
    }
}

const fn one() -> f64 {
    1.0
}

/// A model whose prior was corrected by answers, and how far that helped.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Recalibration {
    /// The corrected model; it differs in its prior alone.
    #[serde(skip)]
    model: Model,
    /// Answers that say one person.
    pub yes: u64,
    /// Answers that say two persons.
    pub no: u64,
    /// Answers that were left aside.
    pub unsure: u64,
    /// The prior probability before.
    pub prior_before: f64,
    /// The prior probability after.
    pub prior_after: f64,
    /// What every total weight gains, in thousandths of a bit.
    pub shift: MilliBits,
    /// The lower end of the interval that holds the shift in 95 of 100 cases, as far as chance goes. With 0
    /// in it, the answers do not say that the prior was wrong.
    pub low: MilliBits,
    /// Its upper end.
    pub high: MilliBits,
    /// The log loss of the answered pairs before, each as often as it represents.
    pub log_loss_before: f64,
    /// The same after.
    pub log_loss_after: f64,
}

/// The fewest answers of yes and no together, and of each.
const LEAST: (u64, u64) = (20, 5);

/// An answered pair.
struct Answered {
    weight: MilliBits,
    same: bool,
    represents: f64,
}

impl Links {
    /// Corrects the prior of the model by answers about pairs of records, links or not.
    ///
    /// The log-odds of each pair gain one common number, the one under which the answers are likeliest. This
    /// is the first step of recalibration (D. R. Cox, Biometrika 45 (1958); E. W. Steyerberg et al.,
    /// Statistics in Medicine 23 (2004), doi:10.1002/sim.1844, "recalibration in the large"), with each
    /// answer as often as it represents (C. F. Manski and S. R. Lerman, Econometrica 45 (1977)). m and u
    /// stay, so a weight remains an exact sum of parts, and the order of pairs does not change. It cannot
    /// mend weights that are wrong relative to each other: look at the
    /// [calibration](Links::calibration) of other pairs afterwards.
    ///
    /// The answers must have been chosen without regard to what the answer would be, as
    /// [`questions`](Links::questions) does.
    ///
    /// # Errors
    ///
    /// [`Error::InsufficientData`] with fewer than 20 answers of yes or no, or fewer than 5 of either;
    /// [`Error::InvalidParameter`] when a pair is answered twice or represents nothing;
    /// [`Error::UnknownRecord`], and as [`explain`](Links::explain).
    ///
    /// ```
    /// # use caselink::linkage::{Links, ReviewAnswer};
    /// # fn example(links: &Links, answers: &[ReviewAnswer]) -> caselink::Result<()> {
    /// let better = links.recalibrated(answers)?;
    /// println!("every total gains {}, between {} and {}", better.shift, better.low, better.high);
    /// let model = better.model();
    /// # Ok(())
    /// # }
    /// ```
    pub fn recalibrated(&self, answers: &[ReviewAnswer]) -> Result<Recalibration> {
        let (answered, unsure) = self.answered(answers)?;
        let yes = answered.iter().filter(|a| a.same).count() as u64;
        let no = answered.len() as u64 - yes;
        if yes + no < LEAST.0 || yes.min(no) < LEAST.1 {
            return Err(Error::InsufficientData {
                reason: format!(
                    "it takes {} answers of yes or no and {} of each; there are {yes} of yes and {no} of no",
                    LEAST.0, LEAST.1
                ),
            });
        }
        let shift = likeliest_shift(&answered);
        let half = 1.959_963_984_540_054 * standard_error(&answered, shift);
        let model = self.model();
        let odds = model.prior_probability() / (1.0 - model.prior_probability()) * libm::exp(shift);
        let after = model.with_prior(odds / (1.0 + odds))?;
        let milli = |nats: f64| MilliBits::of_ratio(libm::exp(nats));
        let moved = after.prior_weight().0 - model.prior_weight().0;
        Ok(Recalibration {
            yes,
            no,
            unsure,
            prior_before: model.prior_probability(),
            prior_after: after.prior_probability(),
            shift: MilliBits(moved),
            low: milli(shift - half),
            high: milli(shift + half),
            log_loss_before: mean_loss(&answered, 0),
            log_loss_after: mean_loss(&answered, moved),
            model: after,
        })
    }

    /// The answers of yes and no with the weights of their pairs, and how many others there are.
    fn answered(&self, answers: &[ReviewAnswer]) -> Result<(Vec<Answered>, u64)> {
        let invalid = |reason: &str| Error::InvalidParameter {
            name: "answers",
            reason: reason.to_owned(),
        };
        let scorer = Scorer::new(self.model(), &self.prepared().columns)?;
        let mut seen = FxHashSet::default();
        let mut answered = Vec::with_capacity(answers.len());
        let mut unsure = 0;
        for answer in answers {
            let (a, b) = self.find_pair(
                [&answer.left, &answer.right],
                [None, None],
                ["left", "right"],
            )?;
            if !seen.insert((a.min(b), a.max(b))) {
                return Err(invalid("answers one pair twice: settle on one answer"));
            }
            if !(answer.represents > 0.0 && answer.represents.is_finite()) {
                return Err(invalid("represents must be above 0"));
            }
            if answer.answer == Judgement::Unsure {
                unsure += 1;
                continue;
            }
            answered.push(Answered {
                weight: scorer.weight(a, b),
                same: answer.answer == Judgement::Yes,
                represents: answer.represents,
            });
        }
        Ok((answered, unsure))
    }
}

impl Recalibration {
    /// The corrected model.
    pub const fn model(&self) -> &Model {
        &self.model
    }
}

impl Answered {
    /// The probability after a shift in natural logarithms of odds.
    fn probability(&self, shift: f64) -> f64 {
        let nats = f64::from(self.weight.0) / 1_000.0 * std::f64::consts::LN_2 + shift;
        1.0 / (1.0 + libm::exp(-nats))
    }
}

/// The shift under which as many answers of yes are expected as there are: the likelihood has its only
/// maximum there. Found by halving, since the expected number grows with the shift.
fn likeliest_shift(answered: &[Answered]) -> f64 {
    let excess = |shift: f64| -> f64 {
        let one =
            |a: &Answered| a.represents * (a.probability(shift) - f64::from(u8::from(a.same)));
        answered.iter().map(one).sum()
    };
    let (mut low, mut high) = (-150.0, 150.0);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if excess(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The robust ("sandwich") standard error of the shift, which allows for unequal representation.
fn standard_error(answered: &[Answered], shift: f64) -> f64 {
    let (mut squares, mut information) = (0.0, 0.0);
    for one in answered {
        let p = one.probability(shift);
        squares += (one.represents * (f64::from(u8::from(one.same)) - p)).powi(2);
        information += one.represents * p * (1.0 - p);
    }
    squares.sqrt() / information.max(f64::MIN_POSITIVE)
}

fn mean_loss(answered: &[Answered], shift: i32) -> f64 {
    let (mut loss, mut all) = (0.0, 0.0);
    for one in answered {
        loss += one.represents * log_loss(one.weight.0 + shift, one.same);
        all += one.represents;
    }
    loss / all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn likelihood(answered: &[Answered], shift: f64) -> f64 {
        answered
            .iter()
            .map(|one| {
                let p = one.probability(shift);
                one.represents * if one.same { p.ln() } else { (1.0 - p).ln() }
            })
            .sum()
    }

    #[test]
    fn equal_weights_give_the_log_odds_of_the_answers() {
        // 15 yes and 5 no at a weight of 2 bits: odds of 3 where 4 were expected
        let answered: Vec<Answered> = (0..20)
            .map(|n| Answered {
                weight: MilliBits(2_000),
                same: n < 15,
                represents: 2.0,
            })
            .collect();
        let shift = likeliest_shift(&answered);
        assert!((shift - (3.0_f64 / 4.0).ln()).abs() < 1e-12);
        // the binomial error of a log-odds: √(1/15 + 1/5)
        let error = standard_error(&answered, shift);
        assert!((error - (1.0_f64 / 15.0 + 0.2).sqrt()).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn no_other_shift_is_likelier(
            rows in prop::collection::vec((-20_000..20_000, any::<bool>(), 0.1..9.0), 2..60),
            other in -20.0..20.0,
        ) {
            let mut answered: Vec<Answered> = rows
                .into_iter()
                .map(|(weight, same, represents)| Answered { weight: MilliBits(weight), same, represents })
                .collect();
            for (one, same) in answered.iter_mut().zip([true, false]) {
                one.same = same;
            }
            let best = likelihood(&answered, likeliest_shift(&answered));
            let other = likelihood(&answered, other);
            prop_assert!(best >= other - 1e-9 * other.abs());
        }
    }
}

//! From sums of evidence to odds, and how good the odds are.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    settings::TermKind,
    train::{Example, GROUPS, group},
};
use crate::{Error, Result};

/// Coefficients of a logistic regression on the sums of five groups of terms, in bits.
///
/// Log odds to the base e that two incidents, taken by chance from those that were learned from, are of one offender:
/// `intercept` holds the prior odds of that. Among other incidents they differ, and so must the intercept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Logistic {
    /// Log odds where all evidence is 0.
    pub intercept: f64,
    /// For each bit of distance, town, days, hours and weekdays.
    pub place_and_time: f64,
    /// For each bit of approach, age and sex of the child.
    pub incident: f64,
    /// For each bit of the suspect.
    pub suspect: f64,
    /// For each bit of the vehicle.
    pub vehicle: f64,
    /// For each bit of the plate.
    pub plate: f64,
    /// The prior log odds that `intercept` holds: of two of the incidents that were learned from. What is left of `intercept`
    /// without them is evidence. Missing in a model of an earlier version, which cannot be used as evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prior: Option<f64>,
}

impl Logistic {
    pub(super) fn log_odds(&self, sums: [f64; GROUPS]) -> f64 {
        let parts = self.slopes().into_iter().zip(sums);
        let parts = parts.map(|(slope, sum)| slope * sum);
        self.intercept + parts.sum::<f64>()
    }

    const fn slopes(&self) -> [f64; GROUPS] {
        [
            self.place_and_time,
            self.incident,
            self.suspect,
            self.vehicle,
            self.plate,
        ]
    }

    /// Whether it can be used as evidence; else why not.
    pub(super) fn check(&self) -> std::result::Result<(), &'static str> {
        if self.prior.is_none() {
            return Err(
                "has no prior, so that its intercept is no evidence: learn again with train_evidence and take `calibrated` of what \
                 it gives",
            );
        }
        let numbers = [self.intercept, self.prior.unwrap_or_default()];
        let mut all = numbers.into_iter().chain(self.slopes());
        if all.all(|number| number.abs() <= 1e3) {
            Ok(())
        } else {
            Err("must be numbers up to 1,000: take `calibrated` of what train_evidence gives")
        }
    }
}

/// A logistic model as evidence: what each group of terms is multiplied with, and what every pair has beside them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    /// Bits for each bit.
    slopes: [f64; GROUPS],
    /// In thousandths of a bit.
    pub(super) constant: i32,
}

impl Scale {
    pub(super) fn new(model: &Logistic) -> Self {
        let bits = |log_odds: f64| log_odds / std::f64::consts::LN_2;
        let constant = bits(model.intercept - model.prior.unwrap_or_default());
        Self {
            slopes: model.slopes().map(bits),
            constant: (constant * 1_000.0).round() as i32,
        }
    }

    pub(super) fn weight(&self, kind: TermKind, weight: i32) -> i32 {
        let slope = self.slopes.get(group(kind)).copied().unwrap_or(1.0);
        (f64::from(weight) * slope).round() as i32
    }
}

/// Which model was judged.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ModelKind {
    /// The sum of evidence as assumed, brought to odds by two coefficients.
    Assumed,
    /// The sum of evidence as learned, likewise.
    NaiveBayes,
    /// A coefficient for each group of terms.
    Logistic,
}

/// How well a model tells pairs of one offender from others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PairScores {
    /// Which model.
    pub model: ModelKind,
    /// Pairs that were judged.
    pub pairs: u64,
    /// Of these, pairs of one offender.
    pub linked: u64,
    /// The probability that a linked pair stands above another one; 0.5 is chance.
    pub auc: f64,
    /// The mean precision at each linked pair, from the top down; chance is the share of linked pairs.
    pub average_precision: f64,
    /// The mean squared difference between probability and truth; 0 is perfect.
    pub brier: f64,
    /// The same for somebody who gives every pair the share of linked pairs.
    pub brier_of_share: f64,
    /// Probabilities beside what was true, in bands of probability.
    pub reliability: Vec<Reliability>,
}

/// Pairs that were given about the same probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Reliability {
    /// Pairs in this band.
    pub pairs: u64,
    /// The mean probability that they were given.
    pub predicted: f64,
    /// The share of them that is linked.
    pub observed: f64,
}

/// A pair as it was judged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) log_odds: f32,
    pub(super) is_linked: bool,
}

const TERMS: usize = GROUPS + 1;
type Vector = [f64; TERMS];

/// Fits by Newton's method with a ridge penalty on all but the intercept.
pub(super) fn fit(sample: &[Example], ridge: f64) -> Logistic {
    let linked: f64 = sample.iter().filter(|one| one.1).map(|one| one.2).sum();
    let others: f64 = sample.iter().filter(|one| !one.1).map(|one| one.2).sum();
    let mut beta: Vector = [0.0; TERMS];
    let (first, rest) = beta.split_at_mut(1);
    let prior = libm::log((linked + 0.5) / (others + 0.5));
    first.fill(prior);
    rest.fill(0.3);
    for _ in 0..50 {
        let (mut gradient, mut hessian) = ([0.0; TERMS], [[0.0; TERMS]; TERMS]);
        for (sums, is_linked, weight) in sample {
            let mut x: Vector = [1.0; TERMS];
            for (x, sum) in x.iter_mut().skip(1).zip(sums) {
                *x = *sum;
            }
            let odds: f64 = x.iter().zip(&beta).map(|(x, b)| x * b).sum();
            let p = probability(odds);
            let off = weight * (f64::from(u8::from(*is_linked)) - p);
            let curve = weight * p * (1.0 - p);
            for ((gradient, row), left) in gradient.iter_mut().zip(&mut hessian).zip(x) {
                *gradient += off * left;
                for (cell, right) in row.iter_mut().zip(x) {
                    *cell += curve * left * right;
                }
            }
        }
        for (at, (gradient, row)) in gradient.iter_mut().zip(&mut hessian).enumerate() {
            let penalty = if at == 0 { 1e-6 } else { ridge };
            let beta = beta.get(at).copied().unwrap_or_default();
            if at > 0 {
                *gradient -= ridge * beta;
            }
            if let Some(cell) = row.get_mut(at) {
                *cell += penalty;
            }
        }
        let step = solve(&hessian, gradient);
        let longest = step.iter().fold(0.0_f64, |most, step| most.max(step.abs()));
        // a step too far would overshoot where odds are extreme
        let scale = (2.0 / longest.max(1e-300)).min(1.0);
        for (beta, step) in beta.iter_mut().zip(step) {
            *beta += scale * step;
        }
        if longest < 1e-9 {
            break;
        }
    }
    let [intercept, place_and_time, incident, suspect, vehicle, plate] = beta;
    Logistic {
        intercept,
        place_and_time,
        incident,
        suspect,
        vehicle,
        plate,
        prior: Some(prior),
    }
}

/// Solves a symmetric positive definite system by Cholesky's method.
fn solve(matrix: &[[f64; TERMS]; TERMS], right: Vector) -> Vector {
    let mut lower = [[0.0; TERMS]; TERMS];
    let at = |matrix: &[[f64; TERMS]; TERMS], i: usize, j: usize| {
        matrix
            .get(i)
            .and_then(|row| row.get(j))
            .copied()
            .unwrap_or_default()
    };
    for i in 0..TERMS {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| at(&lower, i, k) * at(&lower, j, k)).sum();
            let rest = at(matrix, i, j) - sum;
            let value = if i == j {
                rest.max(1e-12).sqrt()
            } else {
                rest / at(&lower, j, j)
            };
            if let Some(cell) = lower.get_mut(i).and_then(|row| row.get_mut(j)) {
                *cell = value;
            }
        }
    }
    let mut x = right;
    for i in 0..TERMS {
        let sum: f64 = (0..i)
            .map(|k| at(&lower, i, k) * x.get(k).copied().unwrap_or_default())
            .sum();
        if let Some(x) = x.get_mut(i) {
            *x = (*x - sum) / at(&lower, i, i);
        }
    }
    for i in (0..TERMS).rev() {
        let later = i + 1..TERMS;
        let sum: f64 = later
            .map(|k| at(&lower, k, i) * x.get(k).copied().unwrap_or_default())
            .sum();
        if let Some(x) = x.get_mut(i) {
            *x = (*x - sum) / at(&lower, i, i);
        }
    }
    x
}

fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// Sorts the points and judges them.
pub(super) fn pair_scores(model: ModelKind, points: &mut [Point]) -> Result<PairScores> {
    points.sort_unstable_by(|a, b| {
        let order = b.log_odds.total_cmp(&a.log_odds);
        order.then(a.is_linked.cmp(&b.is_linked))
    });
    let pairs = points.len() as f64;
    let linked = points.iter().filter(|point| point.is_linked).count() as f64;
    let others = pairs - linked;
    if linked == 0.0 || others == 0.0 {
        return Err(Error::InsufficientData {
            reason: "the parts that are judged hold no linked pair, or nothing else".to_owned(),
        });
    }
    let (mut above, mut precision, mut brier) = (0.0, 0.0, 0.0);
    let (mut seen, mut seen_linked) = (0.0, 0.0);
    let mut bands = [(0_u64, 0.0, 0_u64); EDGES.len() + 1];
    for tied in points.chunk_by(|a, b| a.log_odds.total_cmp(&b.log_odds).is_eq()) {
        let right = tied.iter().filter(|point| point.is_linked).count() as f64;
        let wrong = tied.len() as f64 - right;
        // a linked pair among equals stands above half of them
        above += right * (others - (seen - seen_linked) - wrong / 2.0);
        seen += tied.len() as f64;
        seen_linked += right;
        precision += right * seen_linked / seen;
        let p = tied
            .first()
            .map_or(0.0, |point| probability(point.log_odds.into()));
        brier += right * (1.0 - p) * (1.0 - p) + wrong * p * p;
        let band = EDGES.iter().take_while(|edge| p >= **edge).count();
        if let Some(band) = bands.get_mut(band) {
            band.0 += tied.len() as u64;
            band.1 += p * tied.len() as f64;
            band.2 += right as u64;
        }
    }
    let share = linked / pairs;
    Ok(PairScores {
        model,
        pairs: pairs as u64,
        linked: linked as u64,
        auc: above / (linked * others),
        average_precision: precision / linked,
        brier: brier / pairs,
        brier_of_share: share * (1.0 - share),
        reliability: bands
            .into_iter()
            .filter(|band| band.0 > 0)
            .map(|(pairs, sum, linked)| Reliability {
                pairs,
                predicted: sum / pairs as f64,
                observed: linked as f64 / pairs as f64,
            })
            .collect(),
    })
}

/// Edges of the bands of probability, closer where most pairs are.
const EDGES: [f64; 8] = [0.000_1, 0.001, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8];

#[cfg(test)]
mod tests {
    use super::*;

    fn point(log_odds: f32, is_linked: bool) -> Point {
        Point {
            log_odds,
            is_linked,
        }
    }

    #[test]
    fn scores_are_those_of_counting() {
        let mut points = [
            point(2.0, true),
            point(1.0, false),
            point(1.0, true),
            point(0.0, false),
            point(-1.0, true),
        ];
        let scores = pair_scores(ModelKind::Assumed, &mut points).unwrap();
        // of 3 x 2 pairs: 2 + 1.5 + 0 stand right
        assert!((scores.auc - 3.5 / 6.0).abs() < 1e-12);
        assert!((scores.average_precision - (1.0 + 2.0 / 3.0 + 0.6) / 3.0).abs() < 1e-12);
        assert!(pair_scores(ModelKind::Assumed, &mut points[..1]).is_err());
    }

    /// Counts in cells of one feature have a closed form: the log odds of each cell.
    #[test]
    fn a_fit_gives_back_the_odds_of_two_cells() {
        let x = |value: f64| [value, 0.0, 0.0, 0.0, 0.0];
        let sample = [
            (x(0.0), true, 10.0),
            (x(0.0), false, 90.0),
            (x(1.0), true, 60.0),
            (x(1.0), false, 40.0),
        ];
        let fit = fit(&sample, 1e-9);
        let first = (10.0_f64 / 90.0).ln();
        assert!((fit.intercept - first).abs() < 1e-6);
        assert!((fit.place_and_time - (1.5_f64.ln() - first)).abs() < 1e-6);
    }
}

use schemars::JsonSchema;
use serde::Serialize;

use super::plot::{Axis, Line, Mark, Plot};
use crate::{
    Error, Result,
    linkage::{Links, Truth},
    wilson,
};

/// How often links of a probability are one person: does 0.9 come true in nine of ten cases?
///
/// It speaks of the links that were kept and that the truth judges, and of no other pair: what blocking
/// or the floor left out has no probability here. A pair with a record whose person is not known is not
/// judged.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Calibration {
    /// Links that were judged.
    pub judged: u64,
    /// Links that the truth says nothing about.
    pub unjudged: u64,
    /// Pairs of one person that are no links at all, and so are in no bin.
    pub not_found: u64,
    /// The scores over all judged links; `None` when none was judged.
    pub scores: Option<CalibrationScores>,
    /// The bins that hold a judged link, least probability first.
    pub bins: Vec<CalibrationBin>,
}

/// How far probabilities are from what came true, over all judged links.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CalibrationScores {
    /// The mean probability.
    pub mean_probability: f64,
    /// The share that is one person.
    pub share: f64,
    /// The mean squared difference of probability and truth, 0 to 1, least is best. Source: G. W. Brier,
    /// Monthly Weather Review 78 (1950).
    pub brier_score: f64,
    /// The mean of minus the natural logarithm of the probability of what is true; least is best.
    pub log_loss: f64,
    /// The mean distance of probability and share over the bins, each by its links (expected calibration
    /// error).
    pub expected_error: f64,
}

/// Links of about the same probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CalibrationBin {
    /// The least probability that falls into it.
    pub from: f64,
    /// The probability where the next begins; the last bin holds 1 as well.
    pub to: f64,
    /// Judged links in it.
    pub pairs: u64,
    /// Those of them that are one person.
    pub same: u64,
    /// Their mean probability.
    pub mean_probability: f64,
    /// The share of them that is one person.
    pub share: f64,
    /// The lower end of the interval that holds the share in 95 of 100 cases (Wilson 1927).
    pub low: f64,
    /// Its upper end.
    pub high: f64,
}

/// The most bins.
const MOST_BINS: u32 = 1_000;

#[derive(Clone, Default)]
struct Sum {
    pairs: u64,
    same: u64,
    probability: f64,
}

impl Links {
    /// Compares the probability of links with what is true, in so many bins of equal width from 0 to 1.
    ///
    /// Most links of a good linkage stand near 1 and near 0, so the bins in the middle hold few; their
    /// intervals say so.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] unless there are 1 to 1,000 bins.
    ///
    /// ```
    /// # use caselink::linkage::{Links, Truth};
    /// # fn example(links: &Links, truth: &Truth) -> caselink::Result<()> {
    /// let calibration = links.calibration(truth, 10)?;
    /// for bin in &calibration.bins {
    ///     println!("{:.2} came true in {:.2} ({} pairs)", bin.mean_probability, bin.share, bin.pairs);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn calibration(&self, truth: &Truth, bins: u32) -> Result<Calibration> {
        if !(1..=MOST_BINS).contains(&bins) {
            return Err(Error::InvalidParameter {
                name: "bins",
                reason: format!("must be 1 to {MOST_BINS}"),
            });
        }
        let mut sums = vec![Sum::default(); bins as usize];
        let (mut brier, mut loss, mut unjudged) = (0.0, 0.0, 0);
        for link in self.as_slice() {
            let Some(same) = truth.judge(link) else {
                unjudged += 1;
                continue;
            };
            let probability = link.weight.probability();
            brier += (probability - f64::from(u8::from(same))).powi(2);
            loss += log_loss(link.weight.0, same);
            let bin = ((probability * f64::from(bins)) as usize).min(bins as usize - 1);
            if let Some(sum) = sums.get_mut(bin) {
                sum.pairs += 1;
                sum.same += u64::from(same);
                sum.probability += probability;
            }
        }
        let bins: Vec<CalibrationBin> = (0_u32..)
            .zip(&sums)
            .filter(|(_, sum)| sum.pairs > 0)
            .map(|(number, sum)| CalibrationBin::new(number, bins, sum))
            .collect();
        let judged: u64 = sums.iter().map(|sum| sum.pairs).sum();
        let same: u64 = sums.iter().map(|sum| sum.same).sum();
        let all = judged as f64;
        let off =
            |bin: &CalibrationBin| bin.pairs as f64 * (bin.mean_probability - bin.share).abs();
        Ok(Calibration {
            judged,
            unjudged,
            not_found: truth.pairs().saturating_sub(same),
            scores: (judged > 0).then(|| CalibrationScores {
                mean_probability: sums.iter().map(|sum| sum.probability).sum::<f64>() / all,
                share: same as f64 / all,
                brier_score: brier / all,
                log_loss: loss / all,
                expected_error: bins.iter().map(off).sum::<f64>() / all,
            }),
            bins,
        })
    }
}

/// Minus the natural logarithm of the probability of what is true, of a weight in thousandths of a bit.
pub(super) fn log_loss(weight: i32, same: bool) -> f64 {
    let against = if same { -weight } else { weight };
    libm::log1p(libm::exp2(f64::from(against) / 1_000.0))
}

impl CalibrationBin {
    fn new(number: u32, bins: u32, sum: &Sum) -> Self {
        let share = sum.same as f64 / sum.pairs as f64;
        let (low, high) = wilson::interval(share, sum.pairs);
        Self {
            from: f64::from(number) / f64::from(bins),
            to: f64::from(number + 1) / f64::from(bins),
            pairs: sum.pairs,
            same: sum.same,
            mean_probability: sum.probability / sum.pairs as f64,
            share,
            low,
            high,
        }
    }
}

impl Calibration {
    /// The reliability curve as SVG: for each bin its share over its mean probability, with the interval.
    /// Marks on the diagonal are what calibrated probabilities would give.
    pub fn to_svg(&self) -> String {
        let marks = self.bins.iter().map(|bin| Mark {
            at: (bin.mean_probability, bin.share),
            interval: (bin.low, bin.high),
            about: format!(
                "{} pairs, mean probability {:.3}, one person {:.3} ({:.3} to {:.3})",
                bin.pairs, bin.mean_probability, bin.share, bin.low, bin.high
            ),
        });
        let about = match &self.scores {
            Some(scores) => format!(
                "{} links judged: mean probability {:.3}, one person {:.3}, Brier score {:.4}, log loss {:.4}.",
                self.judged,
                scores.mean_probability,
                scores.share,
                scores.brier_score,
                scores.log_loss
            ),
            None => "Insufficient: no link was judged.".to_owned(),
        };
        let ends = vec![(0.0, 0.0), (1.0, 1.0)];
        Plot {
            title: "Calibration of links".to_owned(),
            about,
            x: Axis::share("probability of the links"),
            y: Axis::share("share that is one person"),
            lines: vec![Line {
                name: "as it should be",
                style: 2,
                points: ends,
            }],
            marks: marks.collect(),
            upright: None,
        }
        .to_svg()
    }
}

#[cfg(test)]
mod tests {
    use super::log_loss;

    #[test]
    fn log_loss_is_that_of_the_probability() {
        // even odds: ln 2; a weight of 1 bit: probability 2/3
        assert!((log_loss(0, true) - 2.0_f64.ln()).abs() < 1e-15);
        assert!((log_loss(1_000, true) + (2.0_f64 / 3.0).ln()).abs() < 1e-15);
        assert!((log_loss(1_000, false) - 3.0_f64.ln()).abs() < 1e-15);
        assert!(log_loss(100_000, false).is_finite() && log_loss(100_000, true) > 0.0);
    }
}

use schemars::JsonSchema;
use serde::Serialize;

use super::plot::{Axis, Line, Plot};
use crate::linkage::{Links, MilliBits, Score, Truth};

/// Precision, recall and F1 at every threshold: which one fits the work at hand?
///
/// Only links that were kept are swept: a threshold below their floor is not among the points. Pairs of one
/// person that are no links count against recall at every threshold.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ThresholdSweep {
    /// Pairs that are one person.
    pub true_pairs: u64,
    /// Links that were judged.
    pub judged: u64,
    /// How many weights the judged links have; the points are thinned when they are many.
    pub distinct_weights: u64,
    /// The threshold with the highest F1, of equal ones the highest; `None` when no judged link is one person.
    pub best: Option<Score>,
    /// One score for each distinct weight, the lowest first, 200 at most. The first, the last and the best
    /// are always among them.
    pub points: Vec<Score>,
}

/// The most points.
const MOST_POINTS: usize = 200;

impl Links {
    /// Judges the links by the truth at every distinct weight.
    ///
    /// ```
    /// # use caselink::linkage::{Links, Truth};
    /// # fn example(links: &Links, truth: &Truth) {
    /// let sweep = links.sweep(truth);
    /// // the lowest threshold at which 99 of 100 links are right
    /// let strict = sweep.points.iter().find(|point| point.precision >= 0.99);
    /// # }
    /// ```
    pub fn sweep(&self, truth: &Truth) -> ThresholdSweep {
        let true_pairs = truth.pairs();
        let (mut hits, mut judged) = (0, 0);
        let mut points: Vec<Score> = Vec::new();
        let mut last = None;
        for link in self.as_slice() {
            let Some(hit) = truth.judge(link) else {
                continue;
            };
            hits += u64::from(hit);
            judged += 1;
            // a tie is in or out as a whole: the later one takes the place of the earlier
            if last == Some(link.weight) {
                points.pop();
            }
            last = Some(link.weight);
            points.push(Score::new(link.weight, hits, judged, true_pairs));
        }
        let mut best: Option<Score> = None;
        for point in points.iter().filter(|point| point.f1 > 0.0) {
            if best.is_none_or(|best| point.f1 > best.f1) {
                best = Some(*point);
            }
        }
        points.reverse();
        ThresholdSweep {
            true_pairs,
            judged,
            distinct_weights: points.len() as u64,
            best,
            points: thinned(points, best.map(|best| best.weight)),
        }
    }
}

/// At most [`MOST_POINTS`] points: the lowest of each of as many strips of weight, the last and the best.
fn thinned(points: Vec<Score>, best: Option<MilliBits>) -> Vec<Score> {
    let (Some(low), Some(high)) = (points.first(), points.last()) else {
        return points;
    };
    if points.len() <= MOST_POINTS {
        return points;
    }
    let (low, high) = (i64::from(low.weight.0), i64::from(high.weight.0));
    let strips = MOST_POINTS as i64 - 2;
    let strip = |weight: MilliBits| (i64::from(weight.0) - low) * strips / (high - low + 1);
    let mut before = None;
    let mut kept = points;
    kept.retain(|point| {
        let at = Some(strip(point.weight));
        let is_first = before.replace(at) != Some(at);
        is_first || i64::from(point.weight.0) == high || Some(point.weight) == best
    });
    kept
}

impl ThresholdSweep {
    /// Precision, recall and F1 over the threshold, as SVG.
    pub fn to_svg(&self) -> String {
        let bits = |score: &Score| f64::from(score.weight.0) / 1_000.0;
        let line = |name, style, value: fn(&Score) -> f64| Line {
            name,
            style,
            points: self.points.iter().map(|p| (bits(p), value(p))).collect(),
        };
        let ends = (self.points.first(), self.points.last());
        let low = ends.0.map_or(0.0, bits);
        let high = ends.1.map_or(0.0, bits);
        let about = match &self.best {
            Some(best) => format!(
                "Best F1 {:.4} at {}: precision {:.4}, recall {:.4}. {} links judged, {} true pairs.",
                best.f1, best.weight, best.precision, best.recall, self.judged, self.true_pairs
            ),
            None => "Insufficient: no judged link is one person.".to_owned(),
        };
        Plot {
            title: "Links by threshold".to_owned(),
            about,
            x: Axis::bits(
                "least match weight that counts as a link, in bits",
                low,
                high,
            ),
            y: Axis::share("precision, recall, F1"),
            lines: vec![
                line("precision", 0, |score| score.precision),
                line("recall", 1, |score| score.recall),
                line("F1", 2, |score| score.f1),
            ],
            marks: Vec::new(),
            upright: self
                .best
                .map(|best| (bits(&best), format!("best F1 {:.3}", best.f1))),
        }
        .to_svg()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_both_ends_and_the_best() {
        for count in [1, 199, 200, 201, 5_000] {
            // most weights near the lower end
            let points: Vec<Score> = (0..count)
                .map(|n| Score::new(MilliBits(n * n / 40 + n), 1, 1, 2))
                .collect();
            let best = points[points.len() / 3].weight;
            let kept = thinned(points.clone(), Some(best));
            assert!(kept.len() <= MOST_POINTS);
            assert_eq!(kept.first(), points.first());
            assert_eq!(kept.last(), points.last());
            assert!(kept.iter().any(|point| point.weight == best));
            assert!(kept.iter().all(|point| points.contains(point)));
            assert!(count > 200 || kept == points);
        }
    }
}

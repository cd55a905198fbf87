use schemars::JsonSchema;
use serde::Serialize;

use super::plot::{Axis, Line, Plot};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    linkage::{MilliBits, Model, Prepared, RecordId, links::check_same_columns, scorer::Scorer},
};

/// Records that say too little to be linked, whatever they are compared with.
///
/// Each record is weighed against an identical copy of itself: all that it says agrees, and what is missing
/// is no evidence. How rare a value is counts as it does between two records that share it. No pair can be
/// expected to weigh more, so a record that does not reach a threshold so is lost to the linkage.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Unlinkable {
    /// Records that were weighed.
    pub records: u64,
    /// The probability that was asked for.
    pub probability: f64,
    /// The same as a match weight, in thousandths of a bit.
    pub weight: MilliBits,
    /// Records that do not reach it.
    pub unlinkable: u64,
    /// Their share; `None` when there is no record.
    pub share: Option<f64>,
    /// How many do not reach other thresholds: one point for each whole bit, the lowest first.
    pub curve: Vec<UnlinkablePoint>,
    /// The records that do not reach it, the weakest first, ties in order of the ids; 1,000 at most.
    pub weakest: Vec<UnlinkableRecord>,
    /// Records that do not reach it and are not among `weakest`.
    pub left_out: u64,
}

/// How many records do not reach a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UnlinkablePoint {
    /// The threshold as a match weight, in thousandths of a bit.
    pub weight: MilliBits,
    /// The same as a probability.
    pub probability: f64,
    /// Records that do not reach it.
    pub unlinkable: u64,
    /// Their share of all records.
    pub share: f64,
}

/// A record that does not reach the threshold.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct UnlinkableRecord {
    /// The record's table, 0 or 1.
    pub table: u32,
    /// The record.
    pub id: RecordId,
    /// Its weight against a copy of itself, in thousandths of a bit.
    pub weight: MilliBits,
}

/// The most records that are named.
const MOST_NAMED: usize = 1_000;

/// Weighs every record against a copy of itself, to find those that no threshold of this probability
/// lets through.
///
/// Takes time in proportion to the records.
///
/// # Errors
///
/// [`Error::InvalidSettings`] when the tables were prepared for other settings than the model's,
/// [`Error::InvalidParameter`] unless the probability is above 0 and below 1, [`Error::Cancelled`].
///
/// ```
/// # use caselink::{NoControl, linkage::{Model, Prepared, unlinkable}};
/// # fn example(prepared: &Prepared, model: &Model) -> caselink::Result<()> {
/// let found = unlinkable(prepared, model, 0.95, &NoControl)?;
/// println!("{} of {} records cannot reach 0.95", found.unlinkable, found.records);
/// # Ok(())
/// # }
/// ```
pub fn unlinkable(
    prepared: &Prepared,
    model: &Model,
    probability: f64,
    control: &dyn Control,
) -> Result<Unlinkable> {
    if !(probability > 0.0 && probability < 1.0) {
        return Err(Error::InvalidParameter {
            name: "probability",
            reason: "must be above 0 and below 1".to_owned(),
        });
    }
    check_same_columns(prepared, model)?;
    let scorer = Scorer::new(model, &prepared.columns)?;
    let records = prepared.len() as u32;
    let mut weights = Vec::with_capacity(prepared.len());
    for record in 0..records {
        if record.is_multiple_of(4_096) {
            checkpoint(control, u64::from(record), u64::from(records))?;
        }
        weights.push((scorer.weight(record, record), record));
    }
    weights.sort_unstable();
    let threshold = MilliBits::of_probability(probability);
    let below = |floor: MilliBits| weights.partition_point(|(weight, _)| *weight < floor);
    let lost = below(threshold);
    let of_all = |count: usize| count as f64 / weights.len() as f64;
    let curve = match (weights.first(), weights.last()) {
        (Some((low, _)), Some((high, _))) => {
            (low.0.div_euclid(1_000)..=high.0.div_euclid(1_000) + 1).collect()
        }
        _ => Vec::new(),
    };
    let curve = curve.into_iter().map(|bits: i32| {
        let weight = MilliBits(bits * 1_000);
        UnlinkablePoint {
            weight,
            probability: weight.probability(),
            unlinkable: below(weight) as u64,
            share: of_all(below(weight)),
        }
    });
    let named = |(weight, record): &(MilliBits, u32)| UnlinkableRecord {
        table: prepared.place(*record).0 as u32,
        id: prepared.id(*record),
        weight: *weight,
    };
    let weakest: Vec<UnlinkableRecord> = weights
        .iter()
        .take(lost.min(MOST_NAMED))
        .map(named)
        .collect();
    checkpoint(control, u64::from(records), u64::from(records))?;
    Ok(Unlinkable {
        records: u64::from(records),
        probability,
        weight: threshold,
        unlinkable: lost as u64,
        share: (!weights.is_empty()).then(|| of_all(lost)),
        curve: curve.collect(),
        left_out: (lost - weakest.len()) as u64,
        weakest,
    })
}

impl Unlinkable {
    /// The share of records that do not reach a threshold, over the threshold, as SVG.
    pub fn to_svg(&self) -> String {
        let bits = |weight: MilliBits| f64::from(weight.0) / 1_000.0;
        let ends = (self.curve.first(), self.curve.last());
        let low = ends.0.map_or(0.0, |point| bits(point.weight));
        let high = ends.1.map_or(0.0, |point| bits(point.weight));
        let points = self.curve.iter().map(|p| (bits(p.weight), p.share));
        let about = match self.share {
            Some(share) => format!(
                "{} of {} records ({:.2} %) do not reach probability {} even against a copy of themselves.",
                self.unlinkable,
                self.records,
                share * 100.0,
                self.probability
            ),
            None => "Insufficient: there is no record.".to_owned(),
        };
        Plot {
            title: "Records that cannot be linked".to_owned(),
            about,
            x: Axis::bits(
                "match weight against a copy of itself, in bits",
                low.min(bits(self.weight)),
                high.max(bits(self.weight)),
            ),
            y: Axis::share("share of records below"),
            lines: vec![Line {
                name: "cannot reach the threshold",
                style: 0,
                points: points.collect(),
            }],
            marks: Vec::new(),
            upright: Some((
                bits(self.weight),
                format!("probability {}", self.probability),
            )),
        }
        .to_svg()
    }
}

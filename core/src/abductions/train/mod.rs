//! What comparisons are worth, learned from series whose offender is known.

mod groups;
mod school;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) use self::groups::{Example, GROUPS, group};
use self::{
    groups::summed,
    school::{Pupil, School},
};
use super::{
    calibration::{Logistic, ModelKind, PairScores, Point, fit, pair_scores},
    series::Solved,
    settings::EvidenceSettings,
    similar::SimilarIndex,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    json,
    records::{Incident, Incoming, Limits, Rejections, Usable},
};

/// By what is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TrainingSettings {
    /// What comparisons are worth before anything is learned.
    pub evidence: EvidenceSettings,
    /// Parts into which series are split to judge what was learned: each part is judged by what the others taught.
    pub folds: u32,
    /// What is assumed counts as so many linked pairs beside those that are given.
    pub prior_pairs: f64,
    /// Pairs of two offenders that are looked at for each linked pair when the logistic model is fitted.
    pub others_for_each: u32,
    /// How strongly the logistic model is held to small coefficients (ridge penalty).
    pub ridge: f64,
}

impl Default for TrainingSettings {
    fn default() -> Self {
        Self {
            evidence: EvidenceSettings::default(),
            folds: 5,
            prior_pairs: 20.0,
            others_for_each: 200,
            ridge: 1.0,
        }
    }
}

impl TrainingSettings {
    /// Reads settings from a JSON object; what it does not name has its default, inside the evidence too.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let settings: Self = json::read_over_default(value).map_err(wrong)?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        self.evidence.check()?;
        let folds = (2..=20).contains(&self.folds);
        let counts = self.prior_pairs > 0.0 && self.prior_pairs <= 1e9;
        let ridge = self.ridge > 0.0 && self.ridge <= 1e9;
        if folds && counts && ridge && (1..=100_000).contains(&self.others_for_each) {
            return Ok(());
        }
        Err(wrong(
            "folds must be from 2 to 20, others_for_each from 1 to 100,000, prior_pairs and ridge above 0"
                .to_owned(),
        ))
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason,
    }
}

/// What was learned, and how well it does on series that it has not seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trained {
    /// What comparisons are worth now (naive Bayes): settings for an index or for series.
    pub evidence: EvidenceSettings,
    /// How sums of the assumed evidence become log odds (logistic regression).
    pub logistic: Logistic,
    /// The assumed evidence, brought to odds by that model: settings for an index or for series, as `evidence` is. Take the
    /// one of the two that does better in `held_out`.
    pub calibrated: EvidenceSettings,
    /// How many others of its series an incident has among those that were learned from, on average: `partners` for series among
    /// incidents that are like them. Where solved series are a selection, as they mostly are, it is too high for all that an
    /// agency holds.
    pub partners: f64,
    /// Incidents that were learned from.
    pub incidents: u32,
    /// Offenders with more than one incident.
    pub series: u32,
    /// Pairs of one offender.
    pub linked_pairs: u64,
    /// How each model does on series that it was not taught: no series stands in two parts.
    pub held_out: Vec<PairScores>,
    /// Rows that were set aside, with field and reason. Nothing was learned of what `solved` says of them.
    #[serde(default)]
    pub rejected: Rejections,
}

/// Learns from incidents whose offender is confirmed.
///
/// Naive Bayes: the shares of each level among pairs of one offender, where each series weighs the same however many pairs
/// it has (Porter 2016), are mixed with what was assumed. How often a value occurs among all is counted by the index and not
/// learned. Logistic: a coefficient for each group of terms, since groups depend on each other, fitted by Newton's method.
///
/// Both are judged on offenders that were not learned from. Pairs that are split at random would put two pairs of one series
/// on both sides, and make anything look good. Probabilities are those among the pairs that are judged.
///
/// An incident may have several offenders. Then all who hang together by incidents that they share are in one part, and two
/// of their incidents without a common offender are neither linked nor not.
///
/// # Errors
///
/// [`Error::InsufficientData`] with fewer than two series in two parts; [`Error::UnknownRecord`] when `solved` names an incident
/// that is not there, and no row was set aside;
/// [`Error::InvalidParameter`], [`Error::LimitExceeded`], [`Error::Cancelled`].
pub fn train_evidence<'a>(
    incidents: impl Into<Incoming<'a, Incident>>,
    solved: &[Solved],
    settings: &TrainingSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Trained> {
    settings.check()?;
    let asked = (solved.len() as u64).saturating_mul(solved.len() as u64) / 2;
    limits.check_pairs(asked)?;
    let Usable {
        records: incidents,
        rejected,
    } = incidents.into().usable(false, limits)?;
    let assumed = EvidenceSettings {
        logistic: None,
        ..settings.evidence.clone()
    };
    let mut index = SimilarIndex::new(assumed.clone(), *limits)?;
    index.insert_all(&incidents, control)?;
    // of a row that was set aside nothing can be learned
    let is_there = |one: &&Solved| index.find(one.incident.expose()).is_some();
    let solved: Vec<&Solved> = if rejected.total > 0 {
        solved.iter().filter(is_there).collect()
    } else {
        solved.iter().collect()
    };
    let school = School::new(&index, &solved, settings)?;
    let mut points: [Vec<Point>; 3] = Default::default();
    // all linked pairs of a series are in one part, and of the others only those within it: the prior odds in the part that
    // is judged are so many times those in the parts together that were learned from
    let shift = libm::log(f64::from(settings.folds - 1));
    for fold in 0..settings.folds {
        checkpoint(control, u64::from(fold), u64::from(settings.folds))?;
        let taught = |one: &Pupil<'_>| one.fold != fold;
        let evidence = school.naive_bayes(&index, taught);
        let mut again = SimilarIndex::new(evidence, *limits)?;
        again.insert_all(&incidents, control)?;
        let sample = school.sample(&index, taught);
        let logistic = fit(&sample, settings.ridge);
        let of_sum = fit(&summed(&sample), settings.ridge);
        let bayes_sample = school.sample(&again, taught);
        let of_bayes = fit(&summed(&bayes_sample), settings.ridge);
        school.judged(&index, &again, fold, &mut |sums, bayes, is_linked| {
            let whole = |sums: [f64; GROUPS]| [sums.iter().sum(), 0.0, 0.0, 0.0, 0.0];
            for (points, odds) in points.iter_mut().zip([
                of_sum.log_odds(whole(sums)),
                of_bayes.log_odds(whole(bayes)),
                logistic.log_odds(sums),
            ]) {
                points.push(Point {
                    log_odds: (odds + shift) as f32,
                    is_linked,
                });
            }
        });
    }
    let kinds = [
        ModelKind::Assumed,
        ModelKind::NaiveBayes,
        ModelKind::Logistic,
    ];
    let held_out = kinds
        .into_iter()
        .zip(&mut points)
        .map(|(kind, points)| pair_scores(kind, points))
        .collect::<Result<_>>()?;
    let all = |_: &Pupil<'_>| true;
    let logistic = fit(&school.sample(&index, all), settings.ridge);
    let linked_pairs = school.linked().count() as u64;
    Ok(Trained {
        evidence: school.naive_bayes(&index, all),
        logistic,
        calibrated: EvidenceSettings {
            logistic: Some(logistic),
            ..assumed
        },
        partners: 2.0 * linked_pairs as f64 / (school.pupils.len() as f64).max(1.0),
        incidents: school.pupils.len() as u32,
        series: school.series,
        linked_pairs,
        rejected,
        held_out,
    })
}

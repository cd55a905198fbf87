//! What comparisons are worth, learned from series whose offender is known.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    calibration::{Logistic, ModelKind, PairScores, Point, fit, pair_scores},
    evidence::{Level, Scorer},
    facts::Entry,
    series::Solved,
    settings::{EvidenceSettings, TermKind},
    similar::SimilarIndex,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    hash, json,
    records::{Incident, Limits},
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
        let mut value = value.clone();
        let evidence = value.as_object_mut().and_then(|all| all.remove("evidence"));
        let mut settings: Self = json::read(&value).map_err(wrong)?;
        if let Some(evidence) = evidence {
            settings.evidence = EvidenceSettings::from_value(&evidence)?;
        }
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
    /// Incidents that were learned from.
    pub incidents: u32,
    /// Offenders with more than one incident.
    pub series: u32,
    /// Pairs of one offender.
    pub linked_pairs: u64,
    /// How each model does on series that it was not taught: no series stands in two parts.
    pub held_out: Vec<PairScores>,
}

/// Learns from incidents whose offender is confirmed.
///
/// Naive Bayes: the shares of each level among pairs of one offender, where each series weighs the same however many pairs
/// it has (Porter 2016), are mixed with what was assumed. How often a value occurs among all is counted by the index and not
/// learned. Logistic: a coefficient for each group of terms, since groups depend on each other, fitted by Newton's method.
///
/// Both are judged on offenders that were not learned from. Pairs that are split at random would put two pairs of one series
/// on both sides, and make anything look good.
///
/// # Errors
///
/// [`Error::InsufficientData`] with fewer than two series in two parts; [`Error::UnknownRecord`] when `solved` names an incident that is not there;
/// [`Error::InvalidParameter`], [`Error::LimitExceeded`], [`Error::Cancelled`].
pub fn train_evidence(
    incidents: &[Incident],
    solved: &[Solved],
    settings: &TrainingSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Trained> {
    settings.check()?;
    let asked = (solved.len() as u64).saturating_mul(solved.len() as u64) / 2;
    if asked > limits.pairs {
        return Err(Error::LimitExceeded {
            limit: "pairs",
            allowed: limits.pairs,
            asked,
        });
    }
    let mut index = SimilarIndex::new(settings.evidence.clone(), *limits)?;
    index.add_all(incidents, control)?;
    let school = School::new(&index, solved, settings)?;
    let mut points: [Vec<Point>; 3] = Default::default();
    for fold in 0..settings.folds {
        checkpoint(control, u64::from(fold), u64::from(settings.folds))?;
        let taught = |one: &Pupil<'_>| one.fold != fold;
        let evidence = school.naive_bayes(&index, taught);
        let mut again = SimilarIndex::new(evidence, *limits)?;
        again.add_all(incidents, control)?;
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
                    log_odds: odds as f32,
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
    Ok(Trained {
        evidence: school.naive_bayes(&index, all),
        logistic: fit(&school.sample(&index, all), settings.ridge),
        incidents: school.pupils.len() as u32,
        series: school.series.len() as u32,
        linked_pairs: school.linked().count() as u64,
        held_out,
    })
}

/// Groups of terms: place and time, incident, suspect, vehicle, plate.
pub(super) const GROUPS: usize = 5;

const fn group(kind: TermKind) -> usize {
    match kind {
        TermKind::Distance
        | TermKind::Town
        | TermKind::Days
        | TermKind::Hours
        | TermKind::Weekdays => 0,
        TermKind::Approach | TermKind::VictimAge | TermKind::VictimSex => 1,
        TermKind::Plate => 4,
        TermKind::VehicleStyle
        | TermKind::Make
        | TermKind::Model
        | TermKind::VehicleColor
        | TermKind::ModelYear
        | TermKind::PlateState
        | TermKind::Features
        | TermKind::VehicleCap => 3,
        _ => 2,
    }
}

/// The sums of each group, in bits.
fn sums(scorer: Scorer<'_>, a: &Entry, b: &Entry) -> [f64; GROUPS] {
    let mut sums = [0; GROUPS];
    scorer.terms(&a.facts, &b.facts, &mut |found| {
        if let Some(sum) = sums.get_mut(group(found.kind)) {
            *sum += found.score.weight;
        }
    });
    sums.map(|sum| f64::from(sum) / 1_000.0)
}

/// One pair for fitting: its sums, whether it is linked, and how many pairs it stands for.
pub(super) type Example = ([f64; GROUPS], bool, f64);

/// Each pair with one sum.
fn summed(sample: &[Example]) -> Vec<Example> {
    let whole = |(sums, is_linked, weight): &Example| {
        ([sums.iter().sum(), 0.0, 0.0, 0.0, 0.0], *is_linked, *weight)
    };
    sample.iter().map(whole).collect()
}

/// An incident that is learned from.
struct Pupil<'a> {
    id: &'a str,
    offender: u32,
    fold: u32,
}

struct School<'a> {
    settings: &'a TrainingSettings,
    /// In order of their ids.
    pupils: Vec<Pupil<'a>>,
    /// For each offender with more than one incident, their places among the pupils.
    series: BTreeMap<u32, Vec<usize>>,
}

impl<'a> School<'a> {
    fn new(
        index: &SimilarIndex,
        solved: &'a [Solved],
        settings: &'a TrainingSettings,
    ) -> Result<Self> {
        let mut all: Vec<(&str, &str)> = solved
            .iter()
            .map(|one| {
                (
                    one.incident.expose().as_str(),
                    one.offender.expose().as_str(),
                )
            })
            .collect();
        all.sort_unstable();
        all.dedup();
        if all.windows(2).any(|two| two[0].0 == two[1].0) {
            return Err(Error::InvalidParameter {
                name: "solved",
                reason: "an incident has two offenders".to_owned(),
            });
        }
        let mut offenders: Vec<&str> = all.iter().map(|one| one.1).collect();
        offenders.sort_unstable();
        offenders.dedup();
        let numbers: FxHashMap<&str, u32> = offenders.iter().copied().zip(0..).collect();
        let mut pupils = Vec::with_capacity(all.len());
        let mut series: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (id, offender) in all {
            if index.find(id).is_none() {
                return Err(Error::UnknownRecord { name: "solved" });
            }
            let number = numbers.get(offender).copied().unwrap_or_default();
            series.entry(number).or_default().push(pupils.len());
            let of_hash = hash::combine(1, hash::text(offender));
            pupils.push(Pupil {
                id,
                offender: number,
                fold: (of_hash % u64::from(settings.folds)) as u32,
            });
        }
        series.retain(|_, places| places.len() > 1);
        let school = Self {
            settings,
            pupils,
            series,
        };
        let mut folds: Vec<u32> = school.linked().map(|(a, _, _)| a.fold).collect();
        folds.sort_unstable();
        folds.dedup();
        if folds.len() < 2 {
            return Err(Error::InsufficientData {
                reason: "give two offenders or more with two incidents each; with few of them, other folds may part them"
                    .to_owned(),
            });
        }
        Ok(school)
    }

    /// Pairs of one offender, with the weight of each: 1 for the whole series.
    fn linked(&self) -> impl Iterator<Item = (&Pupil<'a>, &Pupil<'a>, f64)> + '_ {
        self.series.values().flat_map(move |places| {
            let pairs = places.len() * (places.len() - 1) / 2;
            places.iter().enumerate().flat_map(move |(at, a)| {
                let later = places.get(at + 1..).unwrap_or_default();
                later.iter().filter_map(move |b| {
                    let (a, b) = self.pupils.get(*a).zip(self.pupils.get(*b))?;
                    Some((a, b, 1.0 / pairs as f64))
                })
            })
        })
    }

    /// The settings with the shares of levels among linked pairs.
    fn naive_bayes(
        &self,
        index: &SimilarIndex,
        taught: impl Fn(&Pupil<'_>) -> bool,
    ) -> EvidenceSettings {
        let mut levels: BTreeMap<TermKind, BTreeMap<u8, f64>> = BTreeMap::new();
        for (a, b, weight) in self.linked().filter(|(a, _, _)| taught(a)) {
            let Some((a, b)) = index.find(a.id).zip(index.find(b.id)) else {
                continue;
            };
            index.scorer().terms(&a.facts, &b.facts, &mut |found| {
                let level = match found.score.level {
                    Level::Band(band) => band,
                    Level::Same => 0,
                    Level::Near => 1,
                    Level::Different => 2,
                    Level::Mixed | Level::Words(_) | Level::Cap => return,
                };
                let counts = levels.entry(found.kind).or_default();
                *counts.entry(level).or_default() += weight;
            });
        }
        let prior = self.settings.prior_pairs;
        let mut learned = self.settings.evidence.clone();
        let share = |kind: TermKind, level: u8, assumed: f64| {
            let counts = levels.get(&kind);
            let count = counts.and_then(|counts| counts.get(&level));
            let all: f64 = counts.map_or(0.0, |counts| counts.values().sum());
            (count.copied().unwrap_or_default() + prior * assumed) / (all + prior)
        };
        for (kind, band) in &mut learned.bands {
            let all: f64 = band.linked.iter().sum();
            for (level, value) in (0..).zip(&mut band.linked) {
                *value = share(*kind, level, *value / all);
            }
        }
        for (kind, value) in &mut learned.values {
            // only one side is ever seen of a term that speaks for and never against
            if value.caps.least.0 < 0 {
                value.same = share(*kind, 0, value.same);
                value.near = share(*kind, 1, value.near).min(1.0 - value.same);
            }
        }
        learned
    }

    /// Linked pairs, and a sample of others that stands for all of them.
    fn sample(&self, index: &SimilarIndex, taught: impl Fn(&Pupil<'_>) -> bool) -> Vec<Example> {
        let scorer = index.scorer();
        let mut sample = Vec::new();
        for (a, b, _) in self.linked().filter(|(a, _, _)| taught(a)) {
            if let Some((a, b)) = index.find(a.id).zip(index.find(b.id)) {
                sample.push((sums(scorer, a, b), true, 1.0));
            }
        }
        let pupils: Vec<(&Pupil<'_>, u64)> = self
            .pupils
            .iter()
            .filter(|one| taught(one))
            .map(|one| (one, hash::text(one.id)))
            .collect();
        let all = pupils.len() as f64 * (pupils.len() as f64 - 1.0) / 2.0;
        let wanted = sample.len() as f64 * f64::from(self.settings.others_for_each);
        let every = (all / wanted.max(1.0)).floor().max(1.0);
        for (at, (a, left)) in pupils.iter().enumerate() {
            for (b, right) in pupils.get(at + 1..).unwrap_or_default() {
                let is_taken = hash::combine(*left, *right).is_multiple_of(every as u64);
                if a.offender == b.offender || !is_taken {
                    continue;
                }
                if let Some((a, b)) = index.find(a.id).zip(index.find(b.id)) {
                    sample.push((sums(scorer, a, b), false, every));
                }
            }
        }
        sample
    }

    /// Gives every pair within a fold to `judge`, with its sums by both indexes.
    fn judged(
        &self,
        index: &SimilarIndex,
        again: &SimilarIndex,
        fold: u32,
        judge: &mut impl FnMut([f64; GROUPS], [f64; GROUPS], bool),
    ) {
        let pupils: Vec<(&Pupil<'_>, &Entry, &Entry)> = self
            .pupils
            .iter()
            .filter(|one| one.fold == fold)
            .filter_map(|one| Some((one, index.find(one.id)?, again.find(one.id)?)))
            .collect();
        for (at, (a, left, left_again)) in pupils.iter().enumerate() {
            for (b, right, right_again) in pupils.get(at + 1..).unwrap_or_default() {
                judge(
                    sums(index.scorer(), left, right),
                    sums(again.scorer(), left_again, right_again),
                    a.offender == b.offender,
                );
            }
        }
    }
}

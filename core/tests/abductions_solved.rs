//! Learning from solved crimes in the form in which they are published: a place, a span of time, a few categories, offenders.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};

use caselink::{
    NoControl, Result,
    abductions::{
        EvidenceSettings, SeriesSettings, SimilarIndex, Solved, Term, TermKind, Trained,
        TrainingSettings, series, train_evidence,
    },
    records::{Incident, Limits},
};
use serde_json::{from_value, json};

/// `SplitMix64`.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        self.below(1_000_000) as f64 / 1e6
    }

    /// About normal.
    fn about(&mut self, centre: f64, spread: f64) -> f64 {
        let sum: f64 = (0..12).map(|_| self.share()).sum();
        centre + spread * (sum - 6.0)
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }
}

const APPROACHES: [&str; 6] = ["force", "help", "question", "animal", "ride", "authority"];
const WORDS: [&str; 7] = ["pry", "driver", "brick", "key", "ladder", "hammer", "open"];

/// Crimes of one city over two years. Most offenders have one; series keep to a neighbourhood, a season, a time of day
/// and a way of doing it, more or less.
fn crimes(seed: u64) -> (Vec<Incident>, Vec<Solved>) {
    let chance = &mut Chance(seed);
    let (mut crimes, mut solved) = (Vec::new(), Vec::new());
    for (size, count) in [(1, 300), (2, 40), (3, 12), (4, 6), (5, 4), (8, 2)] {
        for _ in 0..count {
            let offender = format!("O-{}", crimes.len());
            let home = (chance.about(39.2, 0.09), chance.about(-76.6, 0.11));
            let first = chance.below(600);
            let (approach, word) = (chance.one(&APPROACHES), chance.one(&WORDS));
            let hour = chance.share() * 24.0;
            for _ in 0..size {
                let day = first + if size > 1 { chance.below(180) } else { 0 };
                let minute = (chance.about(hour, 3.0).rem_euclid(24.0) * 60.0) as i64;
                let half = [0, 15, 60, 180, 300, 480][chance.below(6) as usize];
                let at = |minutes: i64| {
                    let start: chrono::NaiveDateTime = "2014-01-01T00:00:00".parse().unwrap();
                    start + chrono::TimeDelta::minutes(day as i64 * 1_440 + minutes)
                };
                let mut other = |one: &'static str, kept: f64, all: &[&'static str]| {
                    if chance.share() < kept {
                        one
                    } else {
                        chance.one(all)
                    }
                };
                let approach = other(approach, 0.75, &APPROACHES);
                let word = other(word, 0.7, &WORDS);
                let has_word = chance.share() < 0.8;
                let id = format!("C-{:03}", crimes.len());
                crimes.push(
                    from_value(json!({
                        "id": id,
                        "time": { "earliest": at(minute - half), "latest": at(minute + half) },
                        "place": { "address": {
                            "latitude": chance.about(home.0, 0.018),
                            "longitude": chance.about(home.1, 0.023),
                        } },
                        "approaches": [approach],
                        "vehicles": if has_word { json!([{ "features": [word] }]) } else { json!([]) },
                    }))
                    .unwrap(),
                );
                solved.push(Solved {
                    incident: id.into(),
                    offender: offender.clone().into(),
                });
            }
        }
    }
    (crimes, solved)
}

fn learn(crimes: &[Incident], solved: &[Solved]) -> Result<Trained> {
    let settings = TrainingSettings::default();
    train_evidence(crimes, solved, &settings, &Limits::default(), &NoControl)
}

#[test]
fn place_time_and_a_few_categories_are_enough() {
    let (crimes, solved) = crimes(3);
    let trained = learn(&crimes, &solved).unwrap();
    for scores in &trained.held_out {
        assert!(scores.auc > 0.92, "{scores:?}");
        assert!(
            scores.average_precision > 0.25,
            "{}",
            scores.average_precision
        );
        assert!(scores.brier < 0.9 * scores.brier_of_share, "{scores:?}");
        // as many linked pairs as the probabilities promise
        let promised: f64 = scores
            .reliability
            .iter()
            .map(|band| band.pairs as f64 * band.predicted)
            .sum();
        let ratio = promised / scores.linked as f64;
        assert!((0.7..1.4).contains(&ratio), "{ratio} {scores:?}");
    }
    // what a band holds is what it says, as far as so few pairs can show
    let bayes = &trained.held_out[1];
    for band in &bayes.reliability {
        let expected = band.predicted * band.pairs as f64;
        let observed = band.observed * band.pairs as f64;
        let error = (expected * (1.0 - band.predicted)).sqrt();
        assert!(
            (observed - expected).abs() < 5.0 * error + 3.0,
            "{band:?} {bayes:?}"
        );
    }
}

/// In which share of the incidents of a series another of it is among the first.
fn found_among(
    first: usize,
    crimes: &[Incident],
    of: &BTreeMap<&str, &str>,
    asked: &[&Incident],
    settings: EvidenceSettings,
) -> f64 {
    let mut index = SimilarIndex::new(settings, Limits::default()).unwrap();
    index.add_all(crimes, &NoControl).unwrap();
    let is_found = |one: &&&Incident| {
        let similar = index.find_similar(one, first, &NoControl).unwrap();
        let offender = of[one.id.expose().as_str()];
        let mut similar = similar.iter();
        similar.any(|other| of[other.incident.expose().as_str()] == offender)
    };
    asked.iter().filter(is_found).count() as f64 / asked.len() as f64
}

#[test]
fn what_half_of_the_series_taught_finds_the_other_half() {
    let (crimes, solved) = crimes(4);
    let of: BTreeMap<&str, &str> = solved
        .iter()
        .map(|one| {
            (
                one.incident.expose().as_str(),
                one.offender.expose().as_str(),
            )
        })
        .collect();
    let in_half = |offender: &str| offender.bytes().map(u32::from).sum::<u32>() % 2 == 0;
    let taught: Vec<Solved> = solved
        .iter()
        .filter(|one| in_half(one.offender.expose()))
        .cloned()
        .collect();
    let mut sizes: BTreeMap<&str, u32> = BTreeMap::new();
    for offender in of.values() {
        *sizes.entry(offender).or_default() += 1;
    }
    let asked: Vec<&Incident> = crimes
        .iter()
        .filter(|one| {
            let offender = of[one.id.expose().as_str()];
            sizes[offender] > 1 && !in_half(offender)
        })
        .collect();
    assert!(asked.len() > 50);
    let evidence = learn(&crimes, &taught).unwrap().evidence;
    let assumed = EvidenceSettings::default();
    let before = found_among(5, &crimes, &of, &asked, assumed);
    let after = found_among(5, &crimes, &of, &asked, evidence);
    // chance finds one of a hundred
    assert!(before > 0.4 && after > 0.6, "{before} {after}");
    assert!(after + 0.02 > before, "{before} {after}");
}

#[test]
fn a_crime_may_have_several_offenders() {
    let (crimes, mut solved) = crimes(5);
    // every tenth offender took the next one along, once
    let partners: Vec<Solved> = solved
        .windows(2)
        .step_by(10)
        .filter(|two| two[0].offender != two[1].offender)
        .map(|two| Solved {
            incident: two[0].incident.clone(),
            offender: two[1].offender.clone(),
        })
        .collect();
    assert!(partners.len() > 20);
    solved.extend(partners);
    let trained = learn(&crimes, &solved).unwrap();
    let mut of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for one in &solved {
        let offenders = of.entry(one.incident.expose()).or_default();
        offenders.insert(one.offender.expose());
    }
    let sets: Vec<&BTreeSet<&str>> = of.values().collect();
    let linked = (0..sets.len())
        .flat_map(|a| (a + 1..sets.len()).map(move |b| (a, b)))
        .filter(|(a, b)| !sets[*a].is_disjoint(sets[*b]))
        .count() as u64;
    assert_eq!(trained.linked_pairs, linked);
    assert_eq!(trained.incidents as usize, crimes.len());
    // no group is in two parts, so each linked pair is judged once
    for scores in &trained.held_out {
        assert_eq!(scores.linked, linked);
        assert!(scores.auc > 0.85, "{scores:?}");
    }
    let mut turned = solved.clone();
    turned.reverse();
    assert_eq!(learn(&crimes, &turned).unwrap(), trained);
}

/// What was learned is used as it was learned: the totals of an index are the log odds of the model but for its prior, terms
/// still add up, and series take it.
#[test]
fn what_was_learned_is_evidence() {
    let (crimes, solved) = crimes(6);
    let trained = learn(&crimes, &solved).unwrap();
    let (model, assumed) = (trained.logistic, EvidenceSettings::default());
    let index = |settings: &EvidenceSettings| {
        let mut index = SimilarIndex::new(settings.clone(), Limits::default()).unwrap();
        index.add_all(&crimes, &NoControl).unwrap();
        index
    };
    let (plain, calibrated) = (index(&assumed), index(&trained.calibrated));
    let slope = |kind: TermKind| match kind.as_str().as_str() {
        "approach" => model.incident,
        "features" | "vehicle_cap" => model.vehicle,
        _ => model.place_and_time,
    };
    for (a, b) in [
        (0, 1),
        (3, 9),
        (300, 301),
        (340, 341),
        (350, 420),
        (380, 381),
    ] {
        let (a, b) = (crimes[a].id.expose(), crimes[b].id.expose());
        let terms = plain.evidence(a, b).unwrap().terms;
        let odds = |term: &Term| slope(term.kind) * f64::from(term.weight.0) / 1_000.0;
        let odds = model.intercept + terms.iter().map(odds).sum::<f64>();
        let evidence = calibrated.evidence(a, b).unwrap();
        let sum: i32 = evidence.terms.iter().map(|term| term.weight.0).sum();
        assert_eq!(evidence.total.0, sum);
        assert_eq!(calibrated.total(a, b).unwrap(), evidence.total);
        let bits = (odds - model.prior.unwrap()) / std::f64::consts::LN_2;
        assert!(
            (bits - f64::from(sum) / 1_000.0).abs() < 0.01,
            "{bits} {sum}"
        );
    }
    let partners = 2.0 * trained.linked_pairs as f64 / crimes.len() as f64;
    assert!((trained.partners - partners).abs() < 1e-9);
    let settings = json!({ "evidence": trained.calibrated, "partners": trained.partners });
    let settings = SeriesSettings::from_value(&settings).unwrap();
    let found = series(&crimes, &settings, &Limits::default(), &NoControl).unwrap();
    assert!(found.series.len() > 5);
    // learning again from there changes nothing
    let again = TrainingSettings {
        evidence: trained.calibrated.clone(),
        ..TrainingSettings::default()
    };
    let again = train_evidence(&crimes, &solved, &again, &Limits::default(), &NoControl);
    assert_eq!(again.unwrap(), trained);
    // a model that does not say its prior is none of evidence
    let mut old = json!({ "logistic": model });
    old["logistic"].as_object_mut().unwrap().remove("prior");
    let error = EvidenceSettings::from_value(&old).unwrap_err().to_string();
    assert!(error.contains("train_evidence"), "{error}");
}

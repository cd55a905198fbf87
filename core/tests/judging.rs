//! Judging links: against brute force, by hand, and in a world whose probabilities are known.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{collections::BTreeMap, sync::Arc};

use caselink::{
    Error, NoControl,
    linkage::{
        ErrorRate, Groups, Judgement, LinkOptions, Links, MilliBits, Mode, Model, Prepared,
        RateGap, RecordId, ReviewAnswer, Settings, Truth, find_links, train, unlinkable,
    },
    records::Limits,
};
use proptest::prelude::*;
use serde_json::json;

mod common;
use common::{Dice, prepare, table};

const FIELDS: [(&str, f64, f64); 5] = [
    ("a", 0.9, 0.2),
    ("b", 0.8, 0.1),
    ("c", 0.95, 0.4),
    ("d", 0.7, 0.05),
    ("e", 0.85, 0.3),
];

/// Pairs, each in a block of its own, that agree as m and u say; and which of them are one person.
fn known_world(pairs: usize, prior: f64, seed: u64) -> (Arc<Prepared>, Model, Vec<bool>) {
    let comparisons: Vec<_> = FIELDS
        .iter()
        .map(|(name, ..)| json!({"kind": "exact", "column": name, "term_frequency": false}))
        .collect();
    let settings = Settings::from_json(
        &json!({"id": "id", "comparisons": comparisons, "blocking": [[{"column": "pair"}]]})
            .to_string(),
    )
    .unwrap();
    let mut dice = Dice(seed);
    let mut chance = |p: f64| (dice.below(1_000_000) as f64) < p * 1e6;
    let same: Vec<bool> = (0..pairs).map(|_| chance(prior)).collect();
    let ids: Vec<i64> = (0..pairs as i64).collect();
    let blocks: Vec<String> = ids.iter().map(|id| format!("block{id}")).collect();
    let blocks: Vec<Option<&str>> = blocks.iter().map(|b| Some(b.as_str())).collect();
    let mut left = vec![("pair", blocks.clone())];
    let mut right = vec![("pair", blocks)];
    for (name, m, u) in FIELDS {
        left.push((name, vec![Some("alpha"); pairs]));
        let agree = same.iter().map(|same| chance(if *same { m } else { u }));
        right.push((
            name,
            agree
                .map(|a| Some(if a { "alpha" } else { "beta" }))
                .collect(),
        ));
    }
    let tables = vec![
        table(&settings, &ids, &left),
        table(&settings, &ids, &right),
    ];
    let prepared = prepare(Mode::Link, tables, &settings, Limits::default()).unwrap();
    let levels = |m: f64, u: f64| json!([{"level": "same", "m": m, "u": u}, {"level": "different", "m": 1.0 - m, "u": 1.0 - u}]);
    let comparisons: Vec<_> = FIELDS
        .iter()
        .map(|(name, m, u)| json!({"name": name, "levels": levels(*m, *u)}))
        .collect();
    let model = json!({
        "format": "caselink-model", "version": 1, "settings": settings, "prior_probability": prior,
        "comparisons": comparisons,
        "training": {"records": 0, "random_pairs": 0, "sessions": [], "untrained": []},
    });
    (
        prepared,
        Model::from_json(&model.to_string()).unwrap(),
        same,
    )
}

fn all_links(prepared: &Arc<Prepared>, model: &Model) -> Links {
    let options = LinkOptions {
        minimum_probability: 1e-12,
        threads: 1,
    };
    find_links(prepared, model, &options, &NoControl).unwrap()
}

fn truth_of(prepared: &Prepared, same: &[bool]) -> Truth {
    let pairs = (0..).zip(same).filter(|(_, same)| **same);
    let pairs = pairs.map(|(id, _): (i64, _)| (RecordId::from(id), RecordId::from(id)));
    Truth::from_pairs(prepared, pairs).unwrap()
}

fn moved(model: &Model, bits: f64) -> Model {
    let p = model.prior_probability();
    let odds = p / (1.0 - p) * bits.exp2();
    model.with_prior(odds / (1.0 + odds)).unwrap()
}

#[test]
fn a_true_model_is_calibrated_and_a_wrong_prior_is_not() {
    let (prepared, model, same) = known_world(20_000, 0.3, 1);
    let truth = truth_of(&prepared, &same);
    let within = |model: &Model| {
        let calibration = all_links(&prepared, model).calibration(&truth, 10).unwrap();
        let bins = calibration.bins.len();
        let hits =
            |b: &&caselink::linkage::CalibrationBin| (b.low..=b.high).contains(&b.mean_probability);
        (
            calibration.bins.iter().filter(hits).count(),
            bins,
            calibration.scores.unwrap(),
        )
    };
    let (hits, bins, right) = within(&model);
    assert!(hits + 1 >= bins, "{hits} of {bins}");
    assert!(right.expected_error < 0.01 && (right.mean_probability - right.share).abs() < 0.01);
    for bits in [-2.0, 2.0] {
        let (hits, bins, wrong) = within(&moved(&model, bits));
        assert!(hits * 2 < bins, "{hits} of {bins}");
        assert!(wrong.expected_error > 3.0 * right.expected_error);
        assert!(wrong.brier_score > right.brier_score && wrong.log_loss > right.log_loss);
    }
}

#[test]
fn calibration_is_what_a_loop_over_the_links_finds() {
    let (prepared, model, same) = known_world(700, 0.2, 2);
    let links = all_links(&prepared, &model);
    let found = links.calibration(&truth_of(&prepared, &same), 7).unwrap();
    let (mut brier, mut loss) = (0.0, 0.0);
    let mut bins: BTreeMap<usize, (u64, u64, f64)> = BTreeMap::new();
    for link in links.as_slice() {
        let (RecordId::Integer(left), _) = links.ids(link) else {
            unreachable!()
        };
        let (p, hit) = (link.weight.probability(), same[left as usize]);
        brier += (p - f64::from(u8::from(hit))).powi(2);
        loss -= if hit { p } else { 1.0 - p }.ln();
        let bin = bins.entry((p * 7.0).floor() as usize).or_default();
        *bin = (bin.0 + 1, bin.1 + u64::from(hit), bin.2 + p);
    }
    let scores = found.scores.unwrap();
    let all = links.len() as f64;
    assert!((scores.brier_score - brier / all).abs() < 1e-12);
    assert!((scores.log_loss - loss / all).abs() < 1e-9);
    assert_eq!((found.judged, found.unjudged), (700, 0));
    assert_eq!(found.bins.len(), bins.len());
    for (bin, (number, (pairs, hits, sum))) in found.bins.iter().zip(bins) {
        assert_eq!((bin.pairs, bin.same), (pairs, hits));
        assert!((bin.mean_probability - sum / pairs as f64).abs() < 1e-12);
        assert!((bin.from - number as f64 / 7.0).abs() < 1e-12);
        assert!(bin.low <= bin.share && bin.share <= bin.high);
    }
    // what is not judged is in no bin, and nothing to judge has no score
    let nobody = Truth::from_entities(&prepared, []).unwrap();
    let none = links.calibration(&nobody, 7).unwrap();
    assert_eq!(
        (none.judged, none.unjudged, none.scores, none.bins.len()),
        (0, 700, None, 0)
    );
    assert!(none.to_svg().contains("Insufficient"));
    for bins in [0, 1_001] {
        let error = links.calibration(&nobody, bins).unwrap_err();
        assert!(matches!(
            error,
            Error::InvalidParameter { name: "bins", .. }
        ));
    }
}

#[test]
fn a_sweep_has_the_scores_of_every_weight_and_the_best_of_evaluate() {
    let (prepared, model, same) = known_world(3_000, 0.1, 3);
    let links = all_links(&prepared, &model);
    let truth = truth_of(&prepared, &same);
    let sweep = links.sweep(&truth);
    let mut weights: Vec<i32> = links.as_slice().iter().map(|l| l.weight.0).collect();
    weights.sort_unstable();
    weights.dedup();
    assert_eq!(
        sweep.points.iter().map(|p| p.weight.0).collect::<Vec<_>>(),
        weights
    );
    for point in &sweep.points {
        let above = || links.as_slice().iter().filter(|l| l.weight >= point.weight);
        let hits = above().filter(|l| {
            let (RecordId::Integer(left), _) = links.ids(l) else {
                unreachable!()
            };
            same[left as usize]
        });
        let hits = hits.count() as u64;
        assert_eq!(point.true_positives, hits);
        assert_eq!(point.false_positives, above().count() as u64 - hits);
        assert_eq!(
            point.true_positives + point.false_negatives,
            sweep.true_pairs
        );
    }
    assert_eq!(sweep.best, Some(links.evaluate(&truth).best));
    let nobody = Truth::from_entities(&prepared, []).unwrap();
    assert_eq!(links.sweep(&nobody).best, None);
    assert!(links.sweep(&nobody).to_svg().contains("Insufficient"));
}

#[test]
fn a_prior_two_bits_off_is_mended_by_answers() {
    let (prepared, model, same) = known_world(20_000, 0.3, 4);
    for bits in [-2.0, 2.0] {
        let wrong = moved(&model, bits);
        let links = all_links(&prepared, &wrong);
        let questions = links.questions(300, 7).unwrap();
        assert_eq!(questions.len(), 300);
        let answer = |id: &RecordId| match id {
            RecordId::Integer(id) if same[*id as usize] => Judgement::Yes,
            _ => Judgement::No,
        };
        let answers: Vec<ReviewAnswer> = questions
            .iter()
            .map(|q| ReviewAnswer {
                left: q.left.clone(),
                right: q.right.clone(),
                answer: answer(&q.left),
                represents: q.represents,
            })
            .collect();
        let better = links.recalibrated(&answers).unwrap();
        let shift = f64::from(better.shift.0) / 1_000.0;
        assert!((shift + bits).abs() < 0.7, "{shift} bits for {bits}");
        assert!(better.low < better.shift && better.shift < better.high);
        assert!(better.high < MilliBits(0) || better.low > MilliBits(0));
        assert!(better.log_loss_after < better.log_loss_before);
        assert_eq!(better.model().comparisons(), wrong.comparisons());

        // of pairs that nobody was asked about, by their true outcome
        let asked: Vec<u64> = questions.iter().map(|q| q.place).collect();
        let loss = |shift: i32| {
            let held_out = (0_u64..)
                .zip(links.as_slice())
                .filter(|(at, _)| !asked.contains(at));
            let one = |link: &caselink::linkage::Link| {
                let p = MilliBits(link.weight.0 + shift).probability();
                let is_same = answer(&links.ids(link).0) == Judgement::Yes;
                -if is_same { p } else { 1.0 - p }.ln()
            };
            held_out.map(|(_, link)| one(link)).sum::<f64>() / links.len() as f64
        };
        assert!(
            loss(better.shift.0) < loss(0) - 0.02,
            "{} {}",
            loss(better.shift.0),
            loss(0)
        );
        // the shift is what the new model does to every total
        let again = all_links(&prepared, better.model());
        let gain = |links: &Links| links.as_slice()[0].weight.0;
        assert_eq!(gain(&again) - gain(&links), better.shift.0);
    }
}

#[test]
fn answers_that_say_too_little_or_too_much_are_refused() {
    let (prepared, model, same) = known_world(200, 0.3, 5);
    let links = all_links(&prepared, &model);
    let answer = |id: i64, answer| ReviewAnswer {
        left: id.into(),
        right: id.into(),
        answer,
        represents: 1.0,
    };
    let of = |id: i64| {
        if same[id as usize] {
            Judgement::Yes
        } else {
            Judgement::No
        }
    };
    let all: Vec<ReviewAnswer> = (0..60).map(|id| answer(id, of(id))).collect();
    assert!(links.recalibrated(&all).is_ok());
    let unsure: Vec<ReviewAnswer> = (0..60).map(|id| answer(id, Judgement::Unsure)).collect();
    let only_no: Vec<ReviewAnswer> = all
        .iter()
        .filter(|a| a.answer == Judgement::No)
        .cloned()
        .collect();
    for few in [&all[..19], &unsure, &only_no, &[]] {
        let error = links.recalibrated(few).unwrap_err();
        assert!(matches!(error, Error::InsufficientData { .. }));
    }
    let twice = [all.as_slice(), &all[..1]].concat();
    let mut nothing = all.clone();
    nothing[0].represents = 0.0;
    for wrong in [twice, nothing] {
        let error = links.recalibrated(&wrong).unwrap_err();
        assert!(matches!(
            error,
            Error::InvalidParameter {
                name: "answers",
                ..
            }
        ));
    }
    let unknown = [all.as_slice(), &[answer(9_999, Judgement::No)]].concat();
    assert!(matches!(
        links.recalibrated(&unknown),
        Err(Error::UnknownRecord { .. })
    ));
}

#[test]
fn questions_are_spread_distinct_and_stand_for_all_links() {
    let (prepared, model, _) = known_world(5_000, 0.3, 6);
    let links = all_links(&prepared, &model);
    let pattern = |place: u64| {
        let why = links.explain_link(place as usize).unwrap();
        why.parts.iter().filter_map(|p| p.level).collect::<Vec<_>>()
    };
    let questions = links.questions(120, 3).unwrap();
    assert_eq!(questions, links.questions(120, 3).unwrap());
    assert_ne!(questions, links.questions(120, 4).unwrap());
    let mut places: Vec<u64> = questions.iter().map(|q| q.place).collect();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), 120);
    assert!(questions.is_sorted_by_key(|q| q.weight.0.abs()));
    // those of a pattern stand for all its links
    let mut by_pattern: BTreeMap<Vec<&str>, (f64, f64)> = BTreeMap::new();
    for question in &questions {
        let of = by_pattern.entry(pattern(question.place)).or_default();
        *of = (of.0 + question.represents, of.1 + 1.0);
        let link = links.as_slice()[question.place as usize];
        assert_eq!(
            links.ids(&link),
            (question.left.clone(), question.right.clone())
        );
        assert_eq!(link.weight, question.weight);
    }
    let mut all: BTreeMap<Vec<&str>, f64> = BTreeMap::new();
    for place in 0..links.len() as u64 {
        *all.entry(pattern(place)).or_default() += 1.0;
    }
    for (pattern, (represented, _)) in &by_pattern {
        assert!((represented - all[pattern]).abs() < 1e-9);
    }
    assert!(by_pattern.len() > 12, "{} patterns", by_pattern.len());
    // nearer to even odds, more questions
    let mut counts: Vec<(i32, f64)> = questions
        .iter()
        .map(|q| (q.weight.0.abs(), by_pattern[&pattern(q.place)].1))
        .collect();
    counts.sort_by_key(|(weight, _)| *weight);
    assert!(counts[0].1 > counts[counts.len() - 1].1);
    // all are asked about when there are enough questions
    let every = links.questions(u32::MAX, 0).unwrap();
    assert_eq!(every.len(), links.len());
    assert!(every.iter().all(|q| (q.represents - 1.0).abs() < 1e-12));
    assert!(links.questions(0, 0).unwrap().is_empty());
}

const PEOPLE: &str = r#"{
    "id": "id",
    "comparisons": [
        {"kind": "name", "column": "given", "swapped_with": "surname"},
        {"kind": "name", "column": "surname", "term_frequency": true},
        {"kind": "date", "column": "born"}
    ],
    "blocking": [[{"column": "surname"}], [{"column": "born"}]],
    "training": {"random_pairs": 5000, "block_pairs": 5000}
}"#;

#[test]
fn a_record_weighs_as_much_as_two_equal_ones() {
    let settings = Settings::from_json(PEOPLE).unwrap();
    let mut dice = Dice(11);
    let given = ["Lily", "Max", "Zoe", "Ann"];
    let surname = ["Green", "Green", "Green", "Webb", "Painter", "Nguyen"];
    let (mut a, mut b, mut c) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..60 {
        let mut row = (
            Some(given[dice.below(4)]).filter(|_| dice.below(4) > 0),
            Some(surname[dice.below(6)]).filter(|_| dice.below(4) > 0),
            [None, Some("1971"), Some("1971-06-24"), Some("1980-01-02")][dice.below(4)],
        );
        if number == 0 {
            row = (None, None, None);
        }
        // each row twice
        for _ in 0..2 {
            a.push(row.0);
            b.push(row.1);
            c.push(row.2);
        }
    }
    let ids: Vec<i64> = (0..120).collect();
    let rows = table(
        &settings,
        &ids,
        &[("given", a), ("surname", b), ("born", c)],
    );
    let prepared = common::dedupe(rows, &settings);
    let model = train(&prepared, &NoControl).unwrap();
    let links = all_links(&prepared, &model);
    let found = unlinkable(&prepared, &model, 0.999_999_999, &NoControl).unwrap();
    assert_eq!(
        (found.records, found.unlinkable, found.left_out),
        (120, 120, 0)
    );
    for record in &found.weakest {
        let RecordId::Integer(id) = record.id else {
            unreachable!()
        };
        let twin = RecordId::from(if id % 2 == 0 { id + 1 } else { id - 1 });
        assert_eq!(
            links.explain(&record.id, &twin).unwrap().total,
            record.weight
        );
    }
    assert!(found.weakest.is_sorted_by_key(|r| r.weight));
    for point in &found.curve {
        let below = found
            .weakest
            .iter()
            .filter(|r| r.weight < point.weight)
            .count();
        assert_eq!(point.unlinkable, below as u64);
    }
    assert_eq!(found.curve.first().unwrap().unlinkable, 0);
    assert_eq!(found.curve.last().unwrap().unlinkable, 120);
    // an empty record has nothing but the prior
    let prior = model.prior_weight();
    assert!(found.weakest.iter().any(|r| r.weight == prior));
    let middle = found.weakest[60].weight;
    let half = unlinkable(&prepared, &model, middle.probability(), &NoControl).unwrap();
    let below = found.weakest.iter().filter(|r| r.weight < middle);
    assert_eq!(
        (half.weight, half.unlinkable),
        (middle, below.count() as u64)
    );
    assert!(half.unlinkable > 0 && half.unlinkable < 120);
    assert_eq!(half.weakest[..], found.weakest[..half.unlinkable as usize]);
    assert!(unlinkable(&prepared, &model, 1.0, &NoControl).is_err());
}

/// Records as (person, group), over one or two tables, and links between all of them.
fn small_world(mode: Mode, rows: &[(u8, u8, u8)], first: usize) -> (Arc<Prepared>, Links) {
    let settings = Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "exact", "column": "key"}, {"kind": "exact", "column": "all"}],
            "blocking": [[{"column": "all"}]]}"#,
    )
    .unwrap();
    let keys: Vec<String> = rows.iter().map(|(_, _, key)| format!("key{key}")).collect();
    let part = |range: std::ops::Range<usize>| {
        let ids: Vec<i64> = range.clone().map(|id| id as i64).collect();
        let keys = range.clone().map(|at| Some(keys[at].as_str())).collect();
        table(
            &settings,
            &ids,
            &[("key", keys), ("all", vec![Some("every"); range.len()])],
        )
    };
    let tables = match mode {
        Mode::Dedupe => vec![part(0..rows.len())],
        _ => vec![part(0..first), part(first..rows.len())],
    };
    let prepared = prepare(mode, tables, &settings, Limits::default()).unwrap();
    let model = common::plain_model(&settings, 0.3);
    let links = all_links(&prepared, &model);
    (prepared, links)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn error_rates_are_those_of_all_pairs(
        mode in prop::sample::select(vec![Mode::Dedupe, Mode::Link, Mode::LinkAndDedupe]),
        // person and group 0: not known
        rows in prop::collection::vec((0_u8..5, 0_u8..4, 0_u8..4), 2..14),
        first in 1_usize..6,
        as_pairs in any::<bool>(),
    ) {
        let first = first.min(rows.len() - 1);
        let (prepared, links) = small_world(mode, &rows, first);
        let is_allowed = |a: usize, b: usize| mode != Mode::Link || (a < first) != (b < first);
        let all = || (0..rows.len()).flat_map(|a| (a + 1..rows.len()).map(move |b| (a, b))).filter(|(a, b)| is_allowed(*a, *b));
        let same = |a: usize, b: usize| rows[a].0 != 0 && rows[a].0 == rows[b].0;
        let names: Vec<String> = rows.iter().map(|(person, ..)| person.to_string()).collect();
        let truth = if as_pairs {
            let pairs = all().filter(|(a, b)| same(*a, *b));
            Truth::from_pairs(&prepared, pairs.map(|(a, b)| (RecordId::from(a as i64), RecordId::from(b as i64))))
        } else {
            let known = names.iter().enumerate().filter(|(_, name)| *name != "0");
            Truth::from_entities(&prepared, known.map(|(at, name)| (RecordId::from(at as i64), name.as_str())))
        }.unwrap();
        let is_judged = |at: usize| as_pairs || rows[at].0 != 0;
        let labels: Vec<String> = rows.iter().map(|(_, group, _)| format!("group {group}")).collect();
        let known = (0..rows.len()).filter(|at| rows[*at].1 != 0);
        let groups = Groups::new(&prepared, known.map(|at| (RecordId::from(at as i64), labels[at].as_str()))).unwrap();
        let linked: Vec<(usize, usize)> = links.at_least(0.5).iter().map(|link| match links.ids(link) {
            (RecordId::Integer(a), RecordId::Integer(b)) => ((a.min(b)) as usize, (a.max(b)) as usize),
            _ => unreachable!(),
        }).collect();
        let rates = links.error_rates(&truth, &groups, 0.5).unwrap();
        for found in &rates.groups {
            let is_of = |at: usize| rows[at].1 != 0 && labels[at] == found.group;
            let pairs: Vec<(usize, usize)> = all()
                .filter(|(a, b)| (is_of(*a) || is_of(*b)) && is_judged(*a) && is_judged(*b))
                .collect();
            let count = |is: &dyn Fn(bool, bool) -> bool| {
                pairs.iter().filter(|(a, b)| is(same(*a, *b), linked.contains(&(*a, *b)))).count() as u64
            };
            let pair = |rate: ErrorRate| (rate.errors, rate.pairs);
            let false_links = count(&|same, linked| !same && linked);
            prop_assert_eq!(pair(found.false_match), (false_links, count(&|same, _| !same)));
            prop_assert_eq!(pair(found.missed_match), (count(&|same, linked| same && !linked), count(&|same, _| same)));
            prop_assert_eq!(pair(found.false_discovery), (false_links, count(&|_, linked| linked)));
            prop_assert_eq!(found.records, (0..rows.len()).filter(|at| is_of(*at) && is_judged(*at)).count() as u64);
        }
        prop_assert!(rates.to_svg().ends_with("</svg>"));
    }
}

#[test]
fn groups_are_checked_and_escaped() {
    let rows: Vec<(u8, u8, u8)> = (0..40).map(|n| (1 + n % 9, 0, n % 7)).collect();
    let (prepared, links) = small_world(Mode::Dedupe, &rows, 0);
    let group = |id: i64, name: &'static str| (RecordId::from(id), name);
    let twice = Groups::new(&prepared, [group(1, "a"), group(1, "b")]);
    assert!(matches!(
        twice,
        Err(Error::InvalidParameter { name: "groups", .. })
    ));
    let unknown = Groups::new(&prepared, [group(99, "a")]);
    assert!(matches!(
        unknown,
        Err(Error::UnknownRecord { name: "groups" })
    ));
    let names: Vec<String> = rows.iter().map(|r| r.0.to_string()).collect();
    let people = (0_i64..)
        .map(RecordId::from)
        .zip(names.iter().map(String::as_str));
    let truth = Truth::from_entities(&prepared, people).unwrap();
    let half = (0..40).map(|id| group(id, if id < 20 { "<script>" } else { "b" }));
    let groups = Groups::new(&prepared, half).unwrap();
    let rates = links.error_rates(&truth, &groups, 0.5).unwrap();
    assert!(matches!(rates.missed_match, RateGap::Found { .. }));
    assert!(!rates.to_svg().contains("<script>"));
    let (other, _) = small_world(Mode::Dedupe, &rows[..5], 0);
    let others = Groups::new(&other, [group(1, "a")]).unwrap();
    assert!(links.error_rates(&truth, &others, 0.5).is_err());
    assert!(links.error_rates(&truth, &groups, 0.0).is_err());
}

#[test]
fn a_model_draws_every_level_once_and_escapes_names() {
    let settings = Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "name", "column": "<b>"}, {"kind": "date", "column": "born"}],
            "blocking": [[{"column": "born"}]]}"#,
    )
    .unwrap();
    let model = common::plain_model(&settings, 0.01);
    let levels: usize = model.comparisons().iter().map(|c| c.levels.len()).sum();
    let (weights, shares) = (model.weights_svg(), model.probabilities_svg());
    // the ground, the prior and one bar for each level; then the ground and two for each
    assert_eq!(weights.matches("<rect").count(), 2 + levels);
    assert_eq!(shares.matches("<rect").count(), 1 + 2 * levels);
    for svg in [&weights, &shares, &model.to_html()] {
        assert!(!svg.contains("<b>") && svg.contains("&lt;b&gt;"));
        assert!(svg.contains("<title>") && svg.contains("<desc>"));
    }
    for comparison in &settings.comparisons {
        for level in comparison.levels() {
            assert!(
                weights.contains(
                    &level
                        .label
                        .chars()
                        .take(20)
                        .collect::<String>()
                        .replace('\'', "&#39;")
                )
            );
        }
    }
}

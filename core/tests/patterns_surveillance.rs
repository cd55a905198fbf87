//! Counts of periods, watched: what does not hang on one implementation.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use caselink::{
    Control, NoControl,
    patterns::{
        CountAlarms, CusumSettings, EarsMethod, EarsRule, EarsSettings, FarringtonMethod,
        FarringtonSettings, PredictiveSettings, RegionCounts, RegionOutcome, benjamini_hochberg,
        cusum, ears, farrington, unusual_counts,
    },
    records::Limits,
};
use proptest::prelude::*;

const LIMITS: fn() -> Limits = Limits::default;

fn series(longest: usize) -> impl Strategy<Value = Vec<Option<u32>>> {
    let count = prop_oneof![1 => Just(None), 9 => (0_u32..9).prop_map(Some)];
    prop::collection::vec(count, 0..longest)
}

/// C as its formula says it, in two passes.
fn c_by_hand(counts: &[Option<u32>], at: usize, gap: usize, least: f64) -> Option<f64> {
    let now = f64::from(counts[at]?);
    let end = at.checked_sub(gap)?;
    let baseline = &counts[end.checked_sub(7)?..end];
    let known: Option<Vec<f64>> = baseline.iter().map(|count| count.map(f64::from)).collect();
    let known = known?;
    let mean = known.iter().sum::<f64>() / 7.0;
    let squares: f64 = known.iter().map(|count| (count - mean).powi(2)).sum();
    Some((now - mean) / (squares / 6.0).sqrt().max(least))
}

fn everything(counts: &[Option<u32>]) -> Vec<CountAlarms> {
    let mut all = Vec::new();
    for method in [EarsMethod::C1, EarsMethod::C2, EarsMethod::C3] {
        for rule in [EarsRule::Cdc, EarsRule::UpperBound] {
            let settings = EarsSettings {
                method,
                rule,
                ..EarsSettings::default()
            };
            all.push(ears(counts, &settings, &LIMITS()).unwrap());
        }
    }
    let settings = CusumSettings {
        mean: Some(1.5),
        ..CusumSettings::default()
    };
    all.push(cusum(counts, &settings, &LIMITS()).unwrap());
    for method in [FarringtonMethod::Original, FarringtonMethod::Flexible] {
        let settings = FarringtonSettings {
            method,
            years: 3,
            periods_per_year: 12,
            half_window: 1,
            seasons: 4,
            left_out: 3,
            ..FarringtonSettings::default()
        };
        all.push(farrington(counts, &settings, &LIMITS(), &NoControl).unwrap());
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn ears_is_its_formula(counts in series(60)) {
        for (method, gap) in [(EarsMethod::C1, 0), (EarsMethod::C2, 2)] {
            let settings = EarsSettings { method, ..EarsSettings::default() };
            let found = ears(&counts, &settings, &LIMITS()).unwrap();
            let by_hand: Vec<_> = (0..counts.len())
                .filter_map(|at| Some((at as u32, c_by_hand(&counts, at, gap, 0.5)?)))
                .collect();
            prop_assert_eq!(found.periods.len(), by_hand.len());
            for (period, (at, value)) in found.periods.iter().zip(by_hand) {
                prop_assert_eq!(period.period, at);
                prop_assert!((period.statistic - value).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn every_period_is_judged_or_named_and_numbers_are_finite(counts in series(90)) {
        for found in everything(&counts) {
            let mut periods: Vec<_> = found.periods.iter().map(|one| one.period).collect();
            prop_assert!(periods.is_sorted());
            for one in &found.periods {
                prop_assert_eq!(counts[one.period as usize], Some(one.count));
                let numbers = [one.expected, one.statistic, one.threshold, one.upper.unwrap_or(0.0)];
                prop_assert!(numbers.iter().all(|number| number.is_finite()), "{:?}", one);
                let enough = one.fit.as_ref().is_none_or(|fit| fit.enough_cases);
                prop_assert_eq!(one.alarm, enough && one.statistic > one.threshold);
            }
            periods.extend(&found.not_judged);
            periods.sort_unstable();
            prop_assert_eq!(periods, (0..counts.len() as u32).collect::<Vec<_>>());
            let json = serde_json::to_string(&found).unwrap();
            prop_assert_eq!(serde_json::from_str::<CountAlarms>(&json).unwrap(), found);
        }
    }

    #[test]
    fn what_comes_later_changes_nothing(counts in series(90), cut in 0_usize..90) {
        let cut = cut.min(counts.len());
        for (all, before) in everything(&counts).into_iter().zip(everything(&counts[..cut])) {
            prop_assert_eq!(&all.periods[..before.periods.len()], &before.periods[..]);
        }
    }

    #[test]
    fn false_discoveries_are_those_of_the_step_up_rule(p in prop::collection::vec(0.0..1.0, 0..40), rate in 0.01..0.5) {
        let q = benjamini_hochberg(&p).unwrap();
        let mut sorted = p.clone();
        sorted.sort_by(f64::total_cmp);
        // the largest rank whose p is within its line
        let line = |rank: usize| rate * rank as f64 / p.len() as f64;
        let most = (1..=p.len()).rev().find(|&rank| sorted[rank - 1] <= line(rank)).unwrap_or(0);
        prop_assume!((1..=p.len()).all(|rank| (sorted[rank - 1] - line(rank)).abs() > 1e-12));
        prop_assert_eq!(q.iter().filter(|&&q| q <= rate).count(), most);
    }

    #[test]
    fn a_higher_count_is_no_less_unusual(history in prop::collection::vec(0_u32..6, 8..60), now in 0_u32..20) {
        let region = |now| RegionCounts { now: Some(now), history: history.iter().copied().map(Some).collect() };
        let found = unusual_counts(&[region(now), region(now + 1)], &PredictiveSettings::default(), &LIMITS()).unwrap();
        let p: Vec<_> = found.regions.iter().map(|region| match region.outcome {
            RegionOutcome::Tested { p, .. } => p,
            _ => f64::NAN,
        }).collect();
        prop_assert!(p[1] < p[0] && p[1] > 0.0);
    }
}

/// The predictive tail keeps its promise: of regions where nothing has changed, few have an alarm.
#[test]
fn where_nothing_has_changed_there_are_few_alarms() {
    // counts of 0 to 3 with a mean of 0.75 from a fixed scramble
    let count = |region: u64, week: u64| {
        let mixed = (region * 1_000 + week)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(23);
        match mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 57 {
            0..64 => 0,
            64..100 => 1,
            100..120 => 2,
            _ => 3,
        }
    };
    let regions: Vec<_> = (0..2_000)
        .map(|region| RegionCounts {
            now: Some(count(region, 0)),
            history: (1..=52).map(|week| Some(count(region, week))).collect(),
        })
        .collect();
    let found = unusual_counts(&regions, &PredictiveSettings::default(), &LIMITS()).unwrap();
    assert_eq!(found.tested, 2_000);
    assert!(found.alarms.is_empty());
    let below: Vec<_> = found
        .regions
        .iter()
        .filter(|region| matches!(region.outcome, RegionOutcome::Tested { p, .. } if p <= 0.05))
        .collect();
    assert!(below.len() <= 140, "{}", below.len());
}

#[test]
fn work_is_bounded_and_can_be_stopped() {
    struct Stop;
    impl Control for Stop {
        fn tick(&self, _: u64, _: u64) -> std::ops::ControlFlow<()> {
            std::ops::ControlFlow::Break(())
        }
    }
    let counts = vec![Some(1); 400];
    let few = Limits {
        rows: 399,
        ..Limits::default()
    };
    let code = |result: caselink::Result<CountAlarms>| result.unwrap_err().code();
    assert_eq!(
        code(ears(&counts, &EarsSettings::default(), &few)),
        "LIMIT_EXCEEDED"
    );
    assert_eq!(
        code(cusum(&counts, &CusumSettings::default(), &few)),
        "LIMIT_EXCEEDED"
    );
    let settings = FarringtonSettings::default();
    assert_eq!(
        code(farrington(&counts, &settings, &few, &NoControl)),
        "LIMIT_EXCEEDED"
    );
    assert_eq!(
        code(farrington(&counts, &settings, &LIMITS(), &Stop)),
        "CANCELLED"
    );
    let region = RegionCounts {
        now: Some(1),
        history: counts,
    };
    let error = unusual_counts(&[region], &PredictiveSettings::default(), &few).unwrap_err();
    assert_eq!(error.code(), "LIMIT_EXCEEDED");
}

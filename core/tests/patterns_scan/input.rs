//! Too little data, populations, settings, limits.

use caselink::{
    Control, NoControl,
    events::Metric,
    patterns::{
        PlaceColumns, PopulationColumns, ScanOutcome, ScanSettings, ScanTies, ScanTimes,
        ScanWindows, scan_bernoulli, scan_permutation, scan_poisson,
    },
    records::Limits,
};

use super::{by_chance, events, humberside, permutation, replicates};

#[test]
fn too_little_data_is_an_answer() {
    let settings = ScanSettings::default();
    let scan = |x: &[f64], t: &[f64], settings: &ScanSettings| {
        permutation(
            &events(Metric::Euclidean, x, &vec![0.0; x.len()], t),
            settings,
            replicates(9),
        )
    };
    assert_eq!(scan(&[], &[], &settings).outcome, ScanOutcome::TooFewCases);
    assert_eq!(
        scan(&[1.0], &[1.0], &settings).outcome,
        ScanOutcome::TooFewCases
    );
    let same = [1.0, 1.0, 1.0];
    assert_eq!(
        scan(&same, &[1.0, 2.0, 3.0], &settings).outcome,
        ScanOutcome::OnePlace
    );
    assert_eq!(
        scan(&[1.0, 2.0, 3.0], &same, &settings).outcome,
        ScanOutcome::TooShort
    );
    let long = ScanSettings {
        min_days: 30,
        ..settings
    };
    assert_eq!(
        scan(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0], &long).outcome,
        ScanOutcome::TooShort
    );
    let late = ScanSettings {
        study_start: Some(100),
        ..settings
    };
    let none = scan(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0], &late);
    assert_eq!(
        (none.outcome, none.outside, none.study_start),
        (ScanOutcome::TooFewCases, 3, 100)
    );
    let none = ScanSettings {
        study_end: Some(-4),
        ..settings
    };
    assert_eq!(
        scan(&[1.0, 2.0], &[1.0, 2.0], &none).outcome,
        ScanOutcome::TooFewCases
    );
    let two = scan(&[1.0, 2.0], &[1.0, 2.0], &settings);
    assert_eq!((two.outcome, two.clusters.len()), (ScanOutcome::Scanned, 0));

    let (humberside, is_case) = humberside();
    let spatial = ScanSettings {
        windows: ScanWindows::Spatial,
        ..settings
    };
    let limits = Limits::default();
    let bernoulli = |flags: &[bool]| {
        scan_bernoulli(
            &humberside,
            flags,
            &spatial,
            replicates(0),
            &limits,
            &NoControl,
        )
    };
    let all = vec![true; is_case.len()];
    assert_eq!(bernoulli(&all).unwrap().outcome, ScanOutcome::NoControls);
    let none = vec![false; is_case.len()];
    assert_eq!(bernoulli(&none).unwrap().outcome, ScanOutcome::TooFewCases);
    assert_eq!(bernoulli(&is_case).unwrap().clusters[0].p, None);
    assert_eq!(
        bernoulli(&is_case[1..]).unwrap_err().code(),
        "LENGTH_MISMATCH"
    );
}

#[test]
fn the_population_can_be_named_or_found() {
    let events = events(
        Metric::GreatCircle,
        &[-87.61, -87.70, -87.61, -87.62, -87.90],
        &[41.88, 41.90, 41.88, 41.88, 42.00],
        &[3.0, 4.0, 5.0, 6.0, 7.0],
    );
    let population = PopulationColumns {
        x: &[-87.90, -87.70, -87.615, -87.61],
        y: &[42.00, 41.90, 41.88, 41.88],
        people: &[5_000.5, 4_000.0, 1_000.0, 0.0],
        of: None,
    };
    let settings = ScanSettings {
        windows: ScanWindows::Spatial,
        ..ScanSettings::default()
    };
    let limits = Limits::default();
    let run = |population: &PopulationColumns<'_>| {
        scan_poisson(
            &events,
            population,
            &settings,
            replicates(99),
            &limits,
            &NoControl,
        )
    };
    let found = run(&population).unwrap();
    let first = &found.clusters[0];
    // where nobody lives, no case is put
    assert_eq!((first.observed, first.places[0].row), (3, Some(2)));
    assert!((first.population.unwrap() - 1_000.0).abs() < 1e-6 || first.population.unwrap() > 1e6);
    assert!((first.expected - 5.0 * 1_000.0 / 10_000.5).abs() < 1e-9);
    let named = [2, 1, 2, 2, 0];
    let of = PopulationColumns {
        of: Some(&named),
        ..population
    };
    assert_eq!(run(&of).unwrap(), found);
    for (wrong, code) in [
        (
            PopulationColumns {
                of: Some(&[2, 1, 2, 2, 9]),
                ..population
            },
            "INVALID_PARAMETER",
        ),
        (
            PopulationColumns {
                of: Some(&[2, 1, 2]),
                ..population
            },
            "INVALID_PARAMETER",
        ),
        (
            PopulationColumns {
                of: Some(&[2, 1, 2, 2, 3]),
                ..population
            },
            "INVALID_PARAMETER",
        ),
        (
            PopulationColumns {
                people: &[1.0, 1.0, 1.0, f64::NAN],
                ..population
            },
            "INVALID_PARAMETER",
        ),
        (
            PopulationColumns {
                people: &[0.0; 4],
                ..population
            },
            "INVALID_PARAMETER",
        ),
        (
            PopulationColumns {
                people: &[1.0; 3],
                ..population
            },
            "LENGTH_MISMATCH",
        ),
        (
            PopulationColumns {
                y: &[1.0; 3],
                ..population
            },
            "LENGTH_MISMATCH",
        ),
        (
            PopulationColumns {
                x: &[f64::NAN; 4],
                ..population
            },
            "INVALID_PARAMETER",
        ),
    ] {
        assert_eq!(run(&wrong).unwrap_err().code(), code);
    }
}

#[test]
fn settings_are_checked_and_read() {
    let usual = ScanSettings::default();
    let wrong = [
        ScanSettings {
            max_radius: Some(f64::NAN),
            ..usual
        },
        ScanSettings {
            max_radius: Some(-1.0),
            ..usual
        },
        ScanSettings {
            max_share: 0.51,
            ..usual
        },
        ScanSettings {
            max_share: f64::NAN,
            ..usual
        },
        ScanSettings {
            min_cases: 0,
            ..usual
        },
        ScanSettings {
            min_days: 3,
            max_days: Some(2),
            ..usual
        },
        ScanSettings {
            unit_days: 7,
            max_days: Some(6),
            ..usual
        },
        ScanSettings {
            study_start: Some(2),
            study_end: Some(1),
            ..usual
        },
        ScanSettings {
            study_end: Some(i32::MAX),
            ..usual
        },
        ScanSettings {
            surveillance_start: Some(2),
            study_end: Some(1),
            ..usual
        },
        ScanSettings {
            surveillance_start: Some(2),
            windows: ScanWindows::Retrospective,
            ..usual
        },
        ScanSettings {
            weekday_strata: true,
            unit_days: 7,
            ..usual
        },
        ScanSettings {
            times: ScanTimes::Impute { draws: 0 },
            ..usual
        },
    ];
    for settings in wrong {
        assert_eq!(
            settings.check().unwrap_err().code(),
            "INVALID_PARAMETER",
            "{settings:?}"
        );
    }
    let read = ScanSettings::from_value(&serde_json::json!({
        "windows": "retrospective",
        "ties": "split",
        "times": { "kind": "impute", "draws": 20 },
        "max_days": 28
    }));
    let expected = ScanSettings {
        windows: ScanWindows::Retrospective,
        ties: ScanTies::Split,
        times: ScanTimes::Impute { draws: 20 },
        max_days: Some(28),
        ..usual
    };
    assert_eq!(read.unwrap(), expected);
    let unknown = ScanSettings::from_value(&serde_json::json!({ "radius": 3 }));
    assert_eq!(unknown.unwrap_err().code(), "INVALID_PARAMETER");
}

#[test]
fn limits_and_the_caller_can_stop_a_scan() {
    struct Stop;
    impl Control for Stop {
        fn tick(&self, _: u64, _: u64) -> std::ops::ControlFlow<()> {
            std::ops::ControlFlow::Break(())
        }
    }
    let (x, y, t) = by_chance(1, 100, 30);
    let events = events(Metric::Euclidean, &x, &y, &t);
    let none = PlaceColumns::default();
    let settings = ScanSettings::default();
    let few = Limits {
        pairs: 100,
        ..Limits::default()
    };
    let error = scan_permutation(&events, none, &settings, replicates(9), &few, &NoControl);
    assert_eq!(error.unwrap_err().code(), "LIMIT_EXCEEDED");
    let limits = Limits::default();
    let error = scan_permutation(&events, none, &settings, replicates(9), &limits, &Stop);
    assert_eq!(error.unwrap_err().code(), "CANCELLED");
    let wrong = PlaceColumns { x: &[1.0], y: &[] };
    let error = scan_permutation(
        &events,
        wrong,
        &settings,
        replicates(9),
        &limits,
        &NoControl,
    );
    assert_eq!(error.unwrap_err().code(), "LENGTH_MISMATCH");
    let spatial = ScanSettings {
        windows: ScanWindows::Spatial,
        ..settings
    };
    let error = scan_permutation(&events, none, &spatial, replicates(9), &limits, &NoControl);
    assert_eq!(error.unwrap_err().code(), "INVALID_PARAMETER");
    let strata = ScanSettings {
        weekday_strata: true,
        ..settings
    };
    let flags = vec![true; 100];
    let error = scan_bernoulli(&events, &flags, &strata, replicates(9), &limits, &NoControl);
    assert_eq!(error.unwrap_err().code(), "INVALID_PARAMETER");
}

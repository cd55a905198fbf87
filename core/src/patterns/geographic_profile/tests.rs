use proptest::prelude::*;

use super::*;
use crate::{
    NoControl,
    earth::DEGREE,
    events::{EventColumns, Metric},
};

/// Events on one day after the other.
fn events(metric: Metric, places: &[(f64, f64)]) -> Events {
    let days: Vec<f64> = (0..places.len()).map(|day| day as f64).collect();
    events_on(metric, places, &days)
}

fn events_on(metric: Metric, places: &[(f64, f64)], days: &[f64]) -> Events {
    let column = |of: fn(&(f64, f64)) -> f64| places.iter().map(of).collect::<Vec<_>>();
    let columns = EventColumns {
        x: &column(|place| place.0),
        y: &column(|place| place.1),
        start: days,
        ..EventColumns::default()
    };
    Events::new(metric, &columns, &Limits::default()).unwrap().0
}

fn profile(events: &Events, settings: &GeographicProfileSettings) -> GeographicProfile {
    let profile = geographic_profile(events, settings, &Limits::default(), &NoControl).unwrap();
    assert!(profile.assumption.contains("marauder") && profile.assumption.contains("commuter"));
    profile
}

fn surface(events: &Events, settings: &GeographicProfileSettings) -> ProfileSurface {
    match profile(events, settings).outcome {
        ProfileOutcome::Surface(surface) => surface,
        ProfileOutcome::Insufficient { reason } => panic!("{reason}"),
    }
}

fn with(method: ProfileMethod) -> GeographicProfileSettings {
    GeographicProfileSettings {
        method,
        cells: 40,
        ..GeographicProfileSettings::default()
    }
}

const METHODS: [ProfileMethod; 3] = [
    ProfileMethod::Rossmo,
    ProfileMethod::BayesNormal,
    ProfileMethod::BayesExponential,
];
const FIVE: [(f64, f64); 5] = [
    (0.0, 0.0),
    (1_000.0, 0.0),
    (0.0, 1_000.0),
    (1_000.0, 1_000.0),
    (500.0, 500.0),
];

#[test]
fn scores_are_those_of_the_formula() {
    let events = events(Metric::Euclidean, &FIVE);
    let settings = GeographicProfileSettings {
        exponent: 1.3,
        buffer_exponent: 0.9,
        ..with(ProfileMethod::Rossmo)
    };
    let found = surface(&events, &settings);
    // each is 1,000 along streets from the nearest, so B is 500; 1,000 / 8 on each side
    assert_eq!(found.buffer_metres, Some(500.0));
    assert!((found.west + 125.0).abs() < 1e-9 && (found.cell_width - 31.25).abs() < 1e-9);
    assert_eq!((found.columns, found.rows), (40, 40));
    for (number, value) in found.values.iter().enumerate() {
        let x = -125.0 + 31.25 * ((number % 40) as f64 + 0.5);
        let y = -125.0 + 31.25 * ((number / 40) as f64 + 0.5);
        let formula: f64 = FIVE
            .iter()
            .map(|(px, py)| {
                let d = (x - px).abs() + (y - py).abs();
                let phi = f64::from(u8::from(d > 500.0));
                let outside = if phi > 0.0 { phi / d.powf(1.3) } else { 0.0 };
                let inside = if phi < 1.0 {
                    500.0_f64.powf(0.9 - 1.3) / (1_000.0 - d).powf(0.9)
                } else {
                    0.0
                };
                outside + inside
            })
            .sum();
        assert!((value - formula).abs() < 1e-12);
    }
    // the two terms meet at the edge of the buffer
    let (just, beyond) = (
        settings.rossmo(500.0, 500.0),
        settings.rossmo(500.0 + 1e-9, 500.0),
    );
    assert!((just - beyond).abs() < 1e-12 && (just - 500.0_f64.powf(-1.3)).abs() < 1e-15);
}

/// The normal kernel has a closed form where the prior of the mean distance has no bounds: S to the power of minus n.
#[test]
fn probabilities_are_those_of_the_closed_form() {
    let places = [
        (0.0, 0.0),
        (1_800.0, 300.0),
        (700.0, 1_500.0),
        (1_200.0, -400.0),
        (300.0, 900.0),
    ];
    let settings = GeographicProfileSettings {
        least_mean_metres: 0.01,
        most_mean_metres: 1e7,
        cells: 25,
        ..with(ProfileMethod::BayesNormal)
    };
    let found = surface(&events(Metric::Euclidean, &places), &settings);
    let power: Vec<f64> = (0..found.values.len())
        .map(|number| {
            let column = number % found.columns as usize;
            let row = number / found.columns as usize;
            let x = found.west + found.cell_width * (column as f64 + 0.5);
            let y = found.south + found.cell_height * (row as f64 + 0.5);
            let sum: f64 = places
                .iter()
                .map(|(px, py)| (x - px).powi(2) + (y - py).powi(2))
                .sum();
            (sum / 1e6).powi(-5)
        })
        .collect();
    let total: f64 = power.iter().sum();
    for (value, power) in found.values.iter().zip(power) {
        assert!(
            (value / (power / total) - 1.0).abs() < 0.02,
            "{value} {}",
            power / total
        );
    }
}

#[test]
fn few_events_or_one_place_are_not_enough() {
    let outcome = |places: &[(f64, f64)], settings: &GeographicProfileSettings| {
        profile(&events(Metric::Euclidean, places), settings).outcome
    };
    for method in METHODS {
        for places in [&FIVE[..4], &[], &[(3.0, 4.0); 9]] {
            let outcome = outcome(places, &with(method));
            assert!(matches!(outcome, ProfileOutcome::Insufficient { .. }));
        }
    }
    // five reports of two events, and events on both sides of the date line
    let reports = events_on(
        Metric::Euclidean,
        &[(0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (900.0, 9.0)],
        &[3.0, 3.0, 3.0, 3.0, 8.0],
    );
    let apart: Vec<_> = FIVE
        .iter()
        .enumerate()
        .map(|(at, _)| (if at % 2 == 0 { 179.9 } else { -179.9 }, 0.01 * at as f64))
        .collect();
    for events in [reports, events(Metric::GreatCircle, &apart)] {
        let outcome = profile(&events, &with(ProfileMethod::Rossmo)).outcome;
        assert!(matches!(outcome, ProfileOutcome::Insufficient { .. }));
    }
    // three places with two events each: nothing is known of the buffer
    let twice = [(0.0, 0.0), (900.0, 0.0), (0.0, 900.0)].repeat(2);
    let settings = with(ProfileMethod::Rossmo);
    assert!(matches!(
        outcome(&twice, &settings),
        ProfileOutcome::Insufficient { .. }
    ));
    let given = GeographicProfileSettings {
        buffer_metres: Some(300.0),
        ..settings
    };
    assert!(matches!(
        outcome(&twice, &given),
        ProfileOutcome::Surface(_)
    ));
    let error = GeographicProfileSettings {
        least_events: 4,
        ..settings
    }
    .check();
    assert_eq!(error.unwrap_err().code(), "INVALID_PARAMETER");
    let few = Limits {
        pairs: 100,
        ..Limits::default()
    };
    let error = geographic_profile(
        &events(Metric::Euclidean, &FIVE),
        &settings,
        &few,
        &NoControl,
    );
    assert_eq!(error.unwrap_err().code(), "LIMIT_EXCEEDED");
}

#[test]
fn events_in_a_line_have_an_area() {
    let places: Vec<_> = (0..6).map(|n| (f64::from(n * n) * 100.0, 0.0)).collect();
    for method in METHODS {
        let found = surface(&events(Metric::Euclidean, &places), &with(method));
        assert!(found.rows > 1 && found.columns == 40);
        assert!(found.values.iter().all(|value| value.is_finite()));
    }
}

#[test]
fn a_result_goes_through_json() {
    let found = profile(
        &events(Metric::Euclidean, &FIVE),
        &with(ProfileMethod::BayesNormal),
    );
    let value = serde_json::to_value(&found).unwrap();
    assert_eq!(value["outcome"], "surface");
    assert_eq!(
        serde_json::from_value::<GeographicProfile>(value).unwrap(),
        found
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn degrees_and_metres_give_the_same_surface(places in prop::collection::vec((0.0..4_000.0, 0.0..3_000.0), 5..12)) {
        let scale = DEGREE * 41.85_f64.to_radians().cos();
        let degrees: Vec<_> = places.iter().map(|(x, y)| (-87.7 + x / scale, 41.85 + (y - 1_500.0) / DEGREE)).collect();
        for method in METHODS {
            let flat = surface(&events(Metric::Euclidean, &places), &with(method));
            let round = surface(&events(Metric::GreatCircle, &degrees), &with(method));
            // the middle of the events is not quite 41.85
            prop_assert!(flat.columns.abs_diff(round.columns) <= 1 && flat.rows.abs_diff(round.rows) <= 1);
            let most = |surface: &ProfileSurface| surface.values.iter().copied().fold(0.0, f64::max);
            prop_assert!((most(&flat) / most(&round) - 1.0).abs() < 0.2);
            if method != ProfileMethod::Rossmo {
                prop_assert!((round.values.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn hit_scores_are_ranks(places in prop::collection::vec((0.0..4_000.0, 0.0..3_000.0), 5..12), at in (0.0..4_000.0, 0.0..3_000.0)) {
        for method in METHODS {
            let found = surface(&events(Metric::Euclidean, &places), &with(method));
            prop_assert_eq!(found.values.len(), (found.columns * found.rows) as usize);
            let all: Vec<f64> = (0..found.values.len()).map(|number| {
                let column = (number % found.columns as usize) as f64 + 0.5;
                let row = (number / found.columns as usize) as f64 + 0.5;
                found.hit_score((found.west + column * found.cell_width, found.south + row * found.cell_height)).unwrap()
            }).collect();
            prop_assert!(all.iter().all(|score| *score <= 1.0) && all.contains(&1.0));
            let best = found.values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            for (value, score) in found.values.iter().zip(&all) {
                prop_assert!(*score > 0.0 && (*value < best || *score <= all.iter().copied().fold(1.0, f64::min)));
            }
            prop_assert_eq!(found.hit_score((-1e6, 0.0)), None);
            prop_assert_eq!(found.hit_score((0.0, 1e6)), None);
            if let Some(score) = found.hit_score(at) {
                prop_assert!(all.contains(&score));
            }
        }
    }
}

#[test]
fn places_that_are_wider_than_a_cell_are_counted() {
    let column = |of: fn(&(f64, f64)) -> f64| FIVE.iter().map(of).collect::<Vec<_>>();
    let (x, y) = (column(|place| place.0), column(|place| place.1));
    let rough = |radius: &[f64], count: usize| {
        let columns = EventColumns {
            x: &x[..count],
            y: &y[..count],
            start: &[0.0, 1.0, 2.0, 3.0, 4.0][..count],
            radius: Some(&radius[..count]),
            ..EventColumns::default()
        };
        let (events, _) = Events::new(Metric::Euclidean, &columns, &Limits::default()).unwrap();
        profile(&events, &with(ProfileMethod::Rossmo)).rough_places
    };
    // 1,250 metres in 40 cells
    let radius = [0.0, 31.0, 32.0, 500.0, 50_000.0];
    assert_eq!((rough(&radius, 5), rough(&radius, 4)), (3, 3));
    assert_eq!(rough(&[0.0; 5], 5), 0);
}

//! Neighbours within a distance are those that comparing every pair finds.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use proptest::prelude::*;

use caselink::{
    NoControl,
    events::{EventColumns, Events, Metric, Near},
    records::Limits,
};

fn events(metric: Metric, places: &[(f64, f64)]) -> Events {
    let column = |of: fn(&(f64, f64)) -> f64| places.iter().map(of).collect::<Vec<_>>();
    let columns = EventColumns {
        x: &column(|place| place.0),
        y: &column(|place| place.1),
        start: &vec![0.0; places.len()],
        ..EventColumns::default()
    };
    Events::new(metric, &columns, &Limits::default()).unwrap().0
}

fn brute(events: &Events, metres: f64) -> Vec<(u32, u32, f64)> {
    let mut pairs = Vec::new();
    for i in 0..events.len() {
        for j in i + 1..events.len() {
            let between = events.distance(i, j);
            if between <= metres {
                pairs.push((i as u32, j as u32, between));
            }
        }
    }
    pairs
}

fn check(metric: Metric, places: &[(f64, f64)], metres: f64) {
    let events = events(metric, places);
    let near = Near::new(&events, metres, &Limits::default()).unwrap();
    let expected = brute(&events, metres);
    assert_eq!(near.pairs(&NoControl).unwrap(), expected);
    let (mut with_metres, mut without) = (Vec::new(), Vec::new());
    for i in 0..events.len() as u32 {
        near.each_near(i, |j, metres| with_metres.push((i, j, metres)));
        near.each_neighbour(i, |j| without.push((i, j)));
    }
    let both = expected
        .iter()
        .flat_map(|(i, j, m)| [(*i, *j, *m), (*j, *i, *m)]);
    let mut both: Vec<_> = both.collect();
    for pairs in [&mut both, &mut with_metres] {
        pairs.sort_unstable_by_key(|(i, j, _)| (*i, *j));
    }
    assert_eq!(with_metres, both);
    without.sort_unstable();
    let both: Vec<_> = both.iter().map(|(i, j, _)| (*i, *j)).collect();
    assert_eq!(without, both);
}

const PLANES: [Metric; 2] = [Metric::Euclidean, Metric::Manhattan];

/// Round numbers, so that distances are often exactly the one that is asked for.
fn places(across: i32) -> impl Strategy<Value = Vec<(f64, f64)>> {
    let number = -across..=across;
    let place = (number.clone(), number).prop_map(|(x, y)| (f64::from(x), f64::from(y)));
    prop::collection::vec(place, 0..60)
}

fn degrees() -> impl Strategy<Value = Vec<(f64, f64)>> {
    let edge = prop::sample::select(vec![-180.0, -179.999, -90.0, 0.0, 90.0, 179.999, 180.0]);
    let longitude = prop_oneof![-180.0..=180.0, edge, -0.01..0.01];
    let pole = prop::sample::select(vec![-90.0, -89.999, -45.0, 0.0, 1e-7, 45.0, 89.999, 90.0]);
    let latitude = prop_oneof![-90.0..=90.0, pole, -0.01..0.01];
    prop::collection::vec((longitude, latitude), 0..60)
}

proptest! {
    #[test]
    fn in_a_plane_the_same_as_every_pair(
        places in places(12), metres in prop_oneof![Just(0.0), Just(5.0), Just(10.0), 0.0..30.0],
    ) {
        for metric in PLANES {
            check(metric, &places, metres);
        }
    }

    #[test]
    fn far_from_the_origin_too(places in places(12), metres in 0_u32..6) {
        let moved: Vec<_> = places.iter().map(|(x, y)| (9e7 + x * 1e-2, 9e7 - y * 1e-2)).collect();
        for metric in PLANES {
            check(metric, &moved, f64::from(metres) * 1e-2);
        }
    }

    #[test]
    fn on_the_sphere_the_same_as_every_pair(
        places in degrees(),
        metres in prop_oneof![Just(0.0), 0.0..2_000.0, 0.0..2e6, 0.0..2.1e7, 1.9e7..2.1e7],
    ) {
        check(Metric::GreatCircle, &places, metres);
    }

    #[test]
    fn on_the_sphere_at_exactly_the_distance_of_two(places in degrees()) {
        let events = events(Metric::GreatCircle, &places);
        if events.len() > 1 {
            let kept: Vec<_> = events.x().iter().copied().zip(events.y().iter().copied()).collect();
            check(Metric::GreatCircle, &kept, events.distance(0, 1));
        }
    }

    #[test]
    fn near_a_pole_and_where_the_date_changes(
        places in prop::collection::vec((-180.0..=180.0, 89.98..=90.0), 0..60),
        metres in 0.0..3_000.0, is_south: bool, is_narrow: bool,
    ) {
        let places: Vec<_> = places.iter().map(|(x, y)| {
            let x: f64 = if is_narrow { if *x < 0.0 { -180.0 - x / 2e4 } else { 180.0 - x / 2e4 } } else { *x };
            let y: f64 = if is_narrow { y - 60.0 } else { *y };
            (x, if is_south { -y } else { y })
        }).collect();
        check(Metric::GreatCircle, &places, metres);
    }
}

#[test]
fn none_one_and_all_at_one_place() {
    for metric in [Metric::GreatCircle, Metric::Euclidean, Metric::Manhattan] {
        check(metric, &[], 10.0);
        check(metric, &[(1.0, 2.0)], 10.0);
        check(metric, &[(1.0, 2.0); 40], 0.0);
    }
}

#[test]
fn opposite_points_are_half_round_the_earth_apart() {
    let mut places = Vec::new();
    for step in 1..90 {
        let (x, y) = (f64::from(step) * 1.7, f64::from(step) - 45.3);
        places.extend([(x, y), (x - 180.0, -y)]);
    }
    let events = events(Metric::GreatCircle, &places);
    for pair in 0..places.len() / 2 {
        let metres = events.distance(2 * pair, 2 * pair + 1);
        assert!((metres - 20_015_115.0).abs() < 1.0, "{metres}");
    }
    check(Metric::GreatCircle, &places, 2.1e7);
}

#[test]
fn too_many_pairs_and_distances_that_are_none_are_errors() {
    let events = events(Metric::Euclidean, &[(1.0, 2.0); 40]);
    let few = Limits {
        pairs: 779,
        ..Limits::default()
    };
    let error = Near::new(&events, 0.0, &few).unwrap().pairs(&NoControl);
    assert_eq!(error.unwrap_err().code(), "LIMIT_EXCEEDED");
    for metres in [-1.0, f64::NAN, f64::INFINITY] {
        let error = Near::new(&events, metres, &few).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
    }
}

use proptest::prelude::*;

use super::*;
use crate::NoControl;

fn stop(id: usize, x: f64, y: f64) -> SweepStop {
    SweepStop {
        id: format!("S{id:04}").into(),
        latitude: Some((39.0 + x).into()),
        longitude: Some((-89.0 + y).into()),
        ..SweepStop::default()
    }
}

fn team(id: usize, x: f64, y: f64, capacity: u32, to: f64) -> SweepTeam {
    SweepTeam {
        id: format!("T{id:02}"),
        latitude: Some(39.0 + x),
        longitude: Some(-89.0 + y),
        capacity,
        hours: (480.0, to),
    }
}

fn sweep(stops: &[SweepStop], teams: &[SweepTeam], settings: &SweepSettings) -> Routes {
    verification_sweep(stops, teams, &Travel::default(), settings, &NoControl).unwrap()
}

/// Numbers that look drawn.
fn drawn(seed: u64) -> impl Iterator<Item = f64> {
    (0u64..).map(move |n| (crate::hash::combine(seed, n) >> 11) as f64 / (1_u64 << 53) as f64)
}

fn many(count: usize, seed: u64) -> Vec<SweepStop> {
    let mut all = drawn(seed);
    let mut next = || all.next().unwrap_or_default();
    (0..count).map(|id| stop(id, next(), next())).collect()
}

/// That every rule is kept, told by the answer alone.
fn keeps_the_rules(
    found: &Routes,
    stops: &[SweepStop],
    teams: &[SweepTeam],
    settings: &SweepSettings,
) {
    let mut seen: Vec<&str> = Vec::new();
    for route in &found.routes {
        let team = teams.iter().find(|team| team.id == route.team).unwrap();
        assert!(route.stops.len() <= team.capacity as usize);
        assert!(route.leave_minute >= team.hours.0 && route.back_minute <= team.hours.1 + 1e-9);
        let mut time = route.leave_minute;
        let mut travel = 0.0;
        for one in &route.stops {
            let stop = stops.iter().find(|stop| stop.id == one.stop).unwrap();
            assert!((one.arrival_minute - time - one.travel_minutes).abs() < 1e-6);
            let (from, to) = stop.window.unwrap_or((0.0, 1e9));
            assert!(
                one.begin_minute >= from
                    && one.begin_minute <= to
                    && one.begin_minute >= one.arrival_minute
            );
            let service = stop.service_minutes.unwrap_or(settings.service_minutes);
            assert!((one.leave_minute - one.begin_minute - service).abs() < 1e-6);
            time = one.leave_minute;
            travel += one.travel_minutes;
            seen.push(one.stop.expose());
        }
        let home = route.back_minute - time;
        assert!(home >= -1e-9 && (route.travel_minutes - travel - home).abs() < 1e-6);
    }
    let sum: f64 = found.routes.iter().map(|route| route.travel_minutes).sum();
    assert!((sum - found.travel_minutes).abs() < 1e-6);
    seen.extend(
        found
            .unassigned
            .iter()
            .map(|one| one.stop.expose().as_str()),
    );
    seen.sort_unstable();
    let mut all: Vec<&str> = stops.iter().map(|stop| stop.id.expose().as_str()).collect();
    all.sort_unstable();
    assert_eq!(seen, all, "every stop stands once");
}

/// The shortest ways of one team over each set of stops, by trying all orders.
fn best_tours(stops: &[SweepStop], team: &SweepTeam) -> Vec<f64> {
    let point = |stop: &SweepStop| {
        unit(
            *stop.latitude.unwrap().expose(),
            *stop.longitude.unwrap().expose(),
        )
        .unwrap()
    };
    let base = unit(team.latitude.unwrap(), team.longitude.unwrap()).unwrap();
    let way = |a: Unit, b: Unit| km(a, b) * 1.3 / 50.0 * 60.0;
    let n = stops.len();
    // for each set and last stop
    let mut best = vec![vec![f64::INFINITY; n]; 1 << n];
    for (at, one) in stops.iter().enumerate() {
        best[1 << at][at] = way(base, point(one));
    }
    for set in 1..1_usize << n {
        for last in 0..n {
            for next in 0..n {
                if set >> next & 1 == 0 && best[set][last].is_finite() {
                    let cost = best[set][last] + way(point(&stops[last]), point(&stops[next]));
                    let slot = &mut best[set | 1 << next][next];
                    *slot = slot.min(cost);
                }
            }
        }
    }
    best.iter()
        .map(|ends| {
            let home = |(at, cost): (usize, &f64)| cost + way(point(&stops[at]), base);
            ends.iter()
                .enumerate()
                .map(home)
                .fold(f64::INFINITY, f64::min)
        })
        .collect()
}

#[test]
fn small_ones_are_as_short_as_all_orders_and_all_divisions_allow() {
    for seed in 0..12 {
        let stops = many(7, seed);
        let teams = [team(0, 0.1, 0.2, 4, 2_000.0), team(1, 0.9, 0.6, 4, 2_000.0)];
        let settings = SweepSettings {
            balance: None,
            rounds: 600,
            seed,
            ..SweepSettings::default()
        };
        let found = sweep(&stops, &teams, &settings);
        keeps_the_rules(&found, &stops, &teams, &settings);
        let [first, second] = [0, 1].map(|at: usize| {
            let mut tours = best_tours(&stops, &teams[at]);
            tours[0] = 0.0;
            tours
        });
        let all = (1_usize << 7) - 1;
        let best = (0..=all)
            .filter(|set| set.count_ones() <= 4 && (all & !set).count_ones() <= 4)
            .map(|set| first[set] + second[all & !set])
            .fold(f64::INFINITY, f64::min);
        assert!(
            found.travel_minutes < best + 0.05,
            "{seed}: {} {best}",
            found.travel_minutes
        );
        assert!(found.travel_minutes > best - 0.05);
    }
}

#[test]
fn no_order_of_stops_or_teams_changes_the_routes() {
    let mut stops = many(60, 3);
    let mut teams = vec![
        team(0, 0.2, 0.2, 25, 1_500.0),
        team(1, 0.7, 0.7, 25, 1_500.0),
        team(2, 0.5, 0.1, 25, 1_500.0),
    ];
    let settings = SweepSettings {
        rounds: 30,
        ..SweepSettings::default()
    };
    let first = sweep(&stops, &teams, &settings);
    stops.reverse();
    teams.reverse();
    assert_eq!(sweep(&stops, &teams, &settings), first);
    stops.rotate_left(13);
    assert_eq!(sweep(&stops, &teams, &settings), first);
    // nobody has more than a fifth beyond an even share
    assert!(first.routes.iter().all(|route| route.stops.len() <= 24));
}

#[test]
fn a_matrix_says_the_same_as_the_points_it_is_made_of() {
    let stops = many(20, 5);
    let teams = [
        team(1, 0.2, 0.2, 20, 1_500.0),
        team(0, 0.7, 0.7, 20, 1_500.0),
    ];
    let mut points: Vec<Unit> = stops
        .iter()
        .map(|stop| {
            unit(
                *stop.latitude.unwrap().expose(),
                *stop.longitude.unwrap().expose(),
            )
            .unwrap()
        })
        .collect();
    points.extend(
        teams
            .iter()
            .map(|team| unit(team.latitude.unwrap(), team.longitude.unwrap()).unwrap()),
    );
    let way = |a: &Unit, b: &Unit| km(*a, *b) * (1.3 / 50.0 * 60.0);
    let minutes = points
        .iter()
        .map(|a| points.iter().map(|b| way(a, b)).collect())
        .collect();
    let settings = SweepSettings::default();
    let by_matrix = verification_sweep(
        &stops,
        &teams,
        &Travel::Matrix { minutes },
        &settings,
        &NoControl,
    )
    .unwrap();
    assert_eq!(by_matrix, sweep(&stops, &teams, &settings));
}

#[test]
fn who_is_left_out_is_told_why() {
    let mut stops = vec![
        stop(0, 0.1, 0.1),
        stop(1, 0.1, 0.2),
        stop(2, 8.0, 0.1),
        stop(3, 0.1, 0.12),
        stop(4, 0.12, 0.1),
    ];
    stops[1].latitude = None;
    stops[3].window = Some((0.0, 60.0));
    let teams = [team(0, 0.1, 0.1, 1, 1_000.0)];
    let found = sweep(&stops, &teams, &SweepSettings::default());
    let reasons: Vec<_> = found.unassigned.iter().map(|one| one.reason).collect();
    assert_eq!(found.routes[0].stops.len(), 1);
    assert_eq!(
        reasons[..2],
        [UnassignedReason::NoPosition, UnassignedReason::OutOfHours]
    );
    assert!(reasons.contains(&UnassignedReason::WindowMissed));
    assert!(reasons.contains(&UnassignedReason::NoCapacity));
    let short = [team(0, 0.1, 0.1, 9, 510.0)];
    let two = [stop(0, 0.1, 0.1), stop(1, 0.14, 0.1)];
    let found = sweep(&two, &short, &SweepSettings::default());
    assert_eq!(found.unassigned[0].reason, UnassignedReason::NoTime);
    let none = sweep(&two, &[], &SweepSettings::default());
    assert_eq!(none.unassigned.len(), 2);
    assert!(
        sweep(&[], &short, &SweepSettings::default()).routes[0]
            .stops
            .is_empty()
    );
}

#[test]
fn what_is_out_of_range_is_refused() {
    let stops = [stop(0, 0.1, 0.1)];
    let teams = [team(0, 0.1, 0.1, 1, 1_000.0)];
    let settings = SweepSettings::default();
    let refused = |stops: &[SweepStop], teams: &[SweepTeam], travel: &Travel| {
        let error = verification_sweep(stops, teams, travel, &settings, &NoControl).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
    };
    let twice = [stops[0].clone(), stops[0].clone()];
    refused(&twice, &teams, &Travel::default());
    let wrong = SweepTeam {
        hours: (900.0, 480.0),
        ..teams[0].clone()
    };
    refused(&stops, &[wrong], &Travel::default());
    refused(
        &stops,
        &teams,
        &Travel::Matrix {
            minutes: vec![vec![0.0]],
        },
    );
    refused(
        &stops,
        &teams,
        &Travel::Matrix {
            minutes: vec![vec![0.0, f64::NAN], vec![0.0, 0.0]],
        },
    );
    assert!(SweepSettings::from_value(&serde_json::json!({ "rounds": 20_000 })).is_err());
    assert!(SweepSettings::from_value(&serde_json::json!({ "round": 2 })).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn rules_are_kept_whatever_comes(
        count in 0usize..40,
        capacities in prop::collection::vec(0u32..20, 0..5),
        to in 500.0..1_500.0f64,
        windows in prop::collection::vec(prop::option::of((0.0..1_000.0f64, 0.0..440.0f64)), 40),
        seed in 0u64..1_000,
        balance in prop::option::of(0.0..1.0f64),
    ) {
        let mut stops = many(count, seed);
        for (stop, window) in stops.iter_mut().zip(windows) {
            stop.window = window.map(|(from, long)| (from, from + long));
        }
        let teams: Vec<SweepTeam> = capacities
            .iter()
            .enumerate()
            .map(|(id, capacity)| team(id, 0.2 * id as f64, 0.5, *capacity, to))
            .collect();
        let settings = SweepSettings { rounds: 20, seed, balance, ..SweepSettings::default() };
        let found = sweep(&stops, &teams, &settings);
        keeps_the_rules(&found, &stops, &teams, &settings);
    }
}

/// What is wrong, for one stop and one team.
fn code(stops: &[SweepStop], teams: &[SweepTeam], travel: &Travel) -> &'static str {
    let settings = SweepSettings::default();
    verification_sweep(stops, teams, travel, &settings, &NoControl)
        .unwrap_err()
        .code()
}

#[test]
fn bad_input_is_named_and_breaks_nothing() {
    let (nan, far) = (f64::NAN, f64::INFINITY);
    let (stops, teams) = ([stop(0, 0.1, 0.1)], [team(0, 0.1, 0.1, 1, 1_000.0)]);
    let usual = Travel::default();
    for window in [(700.0, 600.0), (nan, 600.0), (0.0, far), (-1.0, 5.0)] {
        let turned = SweepStop {
            window: Some(window),
            ..stops[0].clone()
        };
        assert_eq!(code(&[turned], &teams, &usual), "INVALID_PARAMETER");
    }
    for service in [nan, -1.0, far, 1_441.0] {
        let long = SweepStop {
            service_minutes: Some(service),
            ..stops[0].clone()
        };
        assert_eq!(code(&[long], &teams, &usual), "INVALID_PARAMETER");
    }
    for hours in [(nan, 900.0), (900.0, 900.0), (0.0, far), (-1.0, 900.0)] {
        let wrong = SweepTeam {
            hours,
            ..teams[0].clone()
        };
        assert_eq!(code(&stops, &[wrong], &usual), "INVALID_PARAMETER");
    }
    for base in [None, Some(nan), Some(91.0)] {
        let nowhere = SweepTeam {
            latitude: base,
            ..teams[0].clone()
        };
        assert_eq!(code(&stops, &[nowhere], &usual), "INVALID_PARAMETER");
    }
    let twice = [teams[0].clone(), teams[0].clone()];
    assert_eq!(code(&stops, &twice, &usual), "INVALID_PARAMETER");
    for minutes in [
        vec![],
        vec![vec![0.0, 1.0]],
        vec![vec![0.0, 1.0], vec![1.0]],
        vec![vec![0.0, -1.0], vec![1.0, 0.0]],
        vec![vec![0.0, far], vec![1.0, 0.0]],
    ] {
        let matrix = Travel::Matrix { minutes };
        assert_eq!(code(&stops, &teams, &matrix), "INVALID_PARAMETER");
    }
    for (road_factor, km_per_hour) in [(nan, 50.0), (1.3, nan), (0.5, 50.0), (1.3, 0.0)] {
        let wrong = Travel::GreatCircle {
            road_factor,
            km_per_hour,
        };
        assert_eq!(code(&stops, &teams, &wrong), "INVALID_PARAMETER");
    }
    let many = many(5_001, 1);
    assert_eq!(code(&many, &teams, &usual), "LIMIT_EXCEEDED");
    for wrong in [
        serde_json::json!({ "balance": -0.1 }),
        serde_json::json!({ "service_minutes": 1_441 }),
        serde_json::json!({ "rounds": -1 }),
    ] {
        assert!(SweepSettings::from_value(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn nothing_to_do_and_nobody_to_do_it() {
    let settings = SweepSettings::default();
    assert_eq!(
        sweep(&[], &[], &settings),
        Routes {
            routes: Vec::new(),
            unassigned: Vec::new(),
            travel_minutes: 0.0,
            rounds: 0,
        }
    );
    // who takes none takes none, and says so
    let stops = [stop(0, 0.1, 0.1), stop(1, 0.2, 0.1)];
    let idle = [team(0, 0.1, 0.1, 0, 1_000.0)];
    let found = sweep(&stops, &idle, &settings);
    let is_full = |one: &UnassignedStop| one.reason == UnassignedReason::NoCapacity;
    assert!(found.routes[0].stops.is_empty() && found.unassigned.iter().all(is_full));
    assert_eq!(found.unassigned.len(), 2);
    // positions that are none on the Earth
    let mut absurd = [stop(0, 0.1, 0.1), stop(1, 0.2, 0.1), stop(2, 0.1, 0.2)];
    absurd[0].latitude = Some(f64::NAN.into());
    absurd[1].longitude = Some(1_000.0.into());
    let teams = [team(0, 0.1, 0.1, 9, 1_000.0)];
    let found = sweep(&absurd, &teams, &settings);
    let lost = |one: &UnassignedStop| one.reason == UnassignedReason::NoPosition;
    assert_eq!(found.unassigned.iter().filter(|one| lost(one)).count(), 2);
    assert_eq!(found.routes[0].stops.len(), 1);
}

#[test]
fn far_more_than_teams_can_do_leaves_the_rest_out() {
    let stops = many(300, 9);
    let teams = [team(0, 0.5, 0.5, 20, 900.0), team(1, 0.2, 0.2, 20, 900.0)];
    let settings = SweepSettings {
        balance: None,
        rounds: 20,
        ..SweepSettings::default()
    };
    let found = sweep(&stops, &teams, &settings);
    keeps_the_rules(&found, &stops, &teams, &settings);
    let done: usize = found.routes.iter().map(|route| route.stops.len()).sum();
    assert!(done >= 30, "{done}");
    assert_eq!(done + found.unassigned.len(), 300);
    assert_eq!(found, sweep(&stops, &teams, &settings));
}

//! ST-DBSCAN against what its definition says, pair by pair.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use caselink::{
    Control, NoControl,
    clustering::{Corridor, StClusters, StDbscanSettings, StPlaces, StRole, TimeGap, st_dbscan},
    events::{EventColumns, Events, Metric},
    patterns::{expected_gap, probability_within},
    records::Limits,
};
use proptest::prelude::*;

#[derive(Clone, Debug)]
struct Case {
    metric: Metric,
    x: Vec<f64>,
    y: Vec<f64>,
    start: Vec<f64>,
    end: Vec<f64>,
    order: Vec<u32>,
    settings: StDbscanSettings,
}

impl Case {
    fn events(&self) -> Events {
        let columns = EventColumns {
            x: &self.x,
            y: &self.y,
            start: &self.start,
            end: Some(&self.end),
            radius: None,
        };
        let (events, set_aside) = Events::new(self.metric, &columns, &Limits::default()).unwrap();
        assert_eq!(set_aside.total, 0);
        events
    }

    fn run(&self) -> StClusters {
        let limits = Limits::default();
        st_dbscan(
            &self.events(),
            Some(&self.order),
            &self.settings,
            &limits,
            &NoControl,
        )
        .unwrap()
    }

    /// The same events in the order of other rows.
    fn with_rows(&self, rows: &[usize]) -> Self {
        let pick = |values: &[f64]| rows.iter().map(|&row| values[row]).collect();
        Self {
            x: pick(&self.x),
            y: pick(&self.y),
            start: pick(&self.start),
            end: pick(&self.end),
            order: rows.iter().map(|&row| self.order[row]).collect(),
            ..self.clone()
        }
    }
}

/// Labels by the definition: every pair, and clusters grown one after the other.
fn by_definition(case: &Case) -> (Vec<Option<u32>>, Vec<StRole>) {
    let events = case.events();
    let count = events.len();
    let along: Vec<Option<f64>> = (0..count)
        .map(|at| match &case.settings.corridor {
            Some(road) => road.locate(case.metric, (case.x[at], case.y[at])).unwrap(),
            None => Some(0.0),
        })
        .collect();
    let distance = |a: usize, b: usize| match &case.settings.corridor {
        Some(_) => (along[a].unwrap() - along[b].unwrap()).abs(),
        None => events.distance(a, b),
    };
    let span = |at: usize| (case.start[at], case.end[at]);
    let gap = |a: usize, b: usize| {
        let least = (case.start[b] - case.end[a])
            .max(case.start[a] - case.end[b])
            .max(0.0);
        match case.settings.time_gap {
            TimeGap::Minimum => least,
            _ => expected_gap(span(a), span(b)),
        }
    };
    let days = case.settings.eps_days;
    let is_near = |a: usize, b: usize| {
        if along[a].is_none() || along[b].is_none() {
            return false;
        }
        let in_time = match case.settings.time_gap {
            TimeGap::ProbablyWithin { share } => {
                probability_within(span(a), span(b), days) >= share
            }
            _ => gap(a, b) <= days,
        };
        a == b || distance(a, b) <= case.settings.eps_metres && in_time
    };
    let near: Vec<Vec<usize>> = (0..count)
        .map(|a| (0..count).filter(|&b| is_near(a, b)).collect())
        .collect();
    let is_core: Vec<bool> = near
        .iter()
        .map(|near| near.len() >= case.settings.min_points as usize)
        .collect();
    let mut member: Vec<Option<usize>> = vec![None; count];
    for first in 0..count {
        if !is_core[first] || member[first].is_some() {
            continue;
        }
        let mut open = vec![first];
        while let Some(at) = open.pop() {
            if member[at].replace(first).is_none() {
                open.extend(
                    near[at]
                        .iter()
                        .filter(|&&next| is_core[next] && member[next].is_none()),
                );
            }
        }
    }
    let mut roles = vec![StRole::Noise; count];
    for at in 0..count {
        if along[at].is_none() {
            roles[at] = StRole::OffCorridor;
        } else if is_core[at] {
            roles[at] = StRole::Core;
        } else {
            let part = |length: f64, most: f64| if most > 0.0 { length / most } else { 0.0 };
            let apart = |core: usize| {
                part(distance(at, core), case.settings.eps_metres).max(part(gap(at, core), days))
            };
            let nearest = near[at]
                .iter()
                .copied()
                .filter(|&other| is_core[other])
                .min_by(|&a, &b| {
                    apart(a)
                        .total_cmp(&apart(b))
                        .then(case.order[a].cmp(&case.order[b]))
                });
            if let Some(core) = nearest {
                roles[at] = StRole::Border;
                member[at] = member[core];
            }
        }
    }
    let label = |cluster: usize| {
        let members = (0..count).filter(|&at| member[at] == Some(cluster));
        members.min_by_key(|&at| case.order[at]).map(|at| at as u32)
    };
    (
        member.iter().map(|cluster| label((*cluster)?)).collect(),
        roles,
    )
}

fn permutation(count: usize) -> impl Strategy<Value = Vec<usize>> {
    Just((0..count).collect::<Vec<_>>()).prop_shuffle()
}

/// An event as steps east and north, a day and how long the span is. Few places and few days, so that most cases have events
/// at one place, on one day, at the very edge and in a tie.
fn event() -> impl Strategy<Value = [f64; 4]> {
    let place = || prop_oneof![4 => (0_i32..8).prop_map(f64::from), 1 => 0.0..8.0];
    let day = prop_oneof![3 => (0_u32..12).prop_map(f64::from), 1 => 0.0..12.0];
    let span = prop_oneof![3 => Just(0.0), 1 => 0.0..4.0];
    (place(), place(), day, span).prop_map(|(x, y, day, span)| [x, y, day, span])
}

/// A metric, the south-western corner and the length of a step: 100 m in the plane; some 111 m on the sphere, in a city, across
/// the date line, next to a pole, and where the equator meets Greenwich.
fn ground() -> impl Strategy<Value = (Metric, [f64; 2], f64)> {
    prop_oneof![
        Just((Metric::Euclidean, [300_000.0, -50.0], 100.0)),
        Just((Metric::Manhattan, [300_000.0, -50.0], 100.0)),
        Just((Metric::GreatCircle, [-87.6, 41.8], 0.001)),
        Just((Metric::GreatCircle, [179.999, 10.0], 0.001)),
        Just((Metric::GreatCircle, [20.0, 89.9995], 0.001)),
        Just((Metric::GreatCircle, [-0.002, -0.001], 0.001)),
    ]
}

fn settings() -> impl Strategy<Value = StDbscanSettings> {
    let time_gap = prop_oneof![
        3 => Just(TimeGap::Minimum),
        1 => Just(TimeGap::Expected),
        1 => (0.05..=1.0).prop_map(|share| TimeGap::ProbablyWithin { share })
    ];
    let metres = prop_oneof![
        Just(0.0),
        Just(100.0),
        Just(250.0),
        Just(111.195),
        1.0..600.0
    ];
    let days = prop_oneof![Just(0.0), Just(1.0), Just(3.0), 0.5..9.0];
    let buffer = prop_oneof![3 => Just(None), 1 => (10.0..300.0).prop_map(Some)];
    (metres, days, 1_u32..6, time_gap, buffer).prop_map(
        |(eps_metres, eps_days, min_points, time_gap, buffer)| StDbscanSettings {
            eps_metres,
            eps_days,
            min_points,
            time_gap,
            // the line is laid where the events are
            corridor: buffer.map(|buffer_metres| Corridor {
                line: vec![[0.0, 1.0], [4.0, 1.0], [6.0, 5.0], [7.0, 1.5]],
                buffer_metres,
            }),
            ..StDbscanSettings::default()
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    let events = prop::collection::vec(event(), 0..50).prop_flat_map(|events| {
        let order = permutation(events.len());
        (Just(events), order)
    });
    (ground(), settings(), events).prop_map(
        |((metric, corner, step), mut settings, (events, order))| {
            let is_sphere = metric == Metric::GreatCircle;
            let at = |x: f64, y: f64| {
                let (x, y) = (corner[0] + step * x, corner[1] + step * y);
                // 0, 0 is no place
                let x = if x == 0.0 { 1e-9 } else { x };
                if is_sphere {
                    [if x > 180.0 { x - 360.0 } else { x }, y.min(90.0)]
                } else {
                    [x, y]
                }
            };
            if let Some(road) = &mut settings.corridor {
                for point in &mut road.line {
                    *point = at(point[0], point[1]);
                }
            }
            Case {
                metric,
                x: events
                    .iter()
                    .map(|event| at(event[0], event[1])[0])
                    .collect(),
                y: events
                    .iter()
                    .map(|event| at(event[0], event[1])[1])
                    .collect(),
                start: events.iter().map(|event| event[2]).collect(),
                end: events.iter().map(|event| event[2] + event[3]).collect(),
                order: order.into_iter().map(|rank| rank as u32).collect(),
                settings,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn labels_are_those_of_the_definition(case in case()) {
        let found = case.run();
        let (labels, roles) = by_definition(&case);
        prop_assert_eq!(&found.labels, &labels);
        prop_assert_eq!(&found.roles, &roles);
        for cluster in &found.clusters {
            let members: Vec<_> = (0..labels.len() as u32)
                .filter(|&event| labels[event as usize] == Some(cluster.label))
                .collect();
            let mut listed = cluster.events.clone();
            prop_assert_eq!(listed[0], cluster.label);
            listed.sort_unstable();
            prop_assert_eq!(listed, members);
        }
        let noise = roles.iter().filter(|&&role| role == StRole::Noise).count();
        prop_assert_eq!(found.noise as usize, noise);
        let firsts: Vec<_> = found.clusters.iter().map(|cluster| case.order[cluster.label as usize]).collect();
        prop_assert!(firsts.is_sorted());
    }

    #[test]
    fn the_order_of_the_rows_does_not_matter((case, rows) in case().prop_flat_map(|case| {
        let rows = permutation(case.x.len());
        (Just(case), rows)
    })) {
        let found = case.run();
        let again = case.with_rows(&rows).run();
        for (at, &row) in rows.iter().enumerate() {
            prop_assert_eq!(again.labels[at].map(|label| rows[label as usize] as u32), found.labels[row]);
            prop_assert_eq!(again.roles[at], found.roles[row]);
        }
    }
}

fn line(metres: &[f64], days: &[f64]) -> Events {
    let columns = EventColumns {
        x: metres,
        y: &vec![0.0; metres.len()],
        start: days,
        ..EventColumns::default()
    };
    Events::new(Metric::Euclidean, &columns, &Limits::default())
        .unwrap()
        .0
}

fn cluster(events: &Events, settings: &StDbscanSettings) -> StClusters {
    st_dbscan(events, None, settings, &Limits::default(), &NoControl).unwrap()
}

/// What a package that drops distances of 0 from a sparse matrix loses.
#[test]
fn the_same_place_and_the_same_day_are_near() {
    let settings = StDbscanSettings::default();
    let found = cluster(&line(&[5.0; 3], &[1.0, 2.0, 3.0]), &settings);
    assert_eq!(found.clusters.len(), 1);
    let found = cluster(&line(&[5.0, 6.0, 7.0], &[1.0; 3]), &settings);
    assert_eq!(found.clusters.len(), 1);
    let found = cluster(&line(&[5.0; 3], &[1.0; 3]), &settings);
    assert_eq!(found.roles, [StRole::Core; 3]);
}

#[test]
fn the_edge_is_near_and_beyond_it_is_not() {
    let settings = StDbscanSettings::default();
    let found = cluster(&line(&[0.0, 200.0, 400.0], &[0.0, 7.0, 14.0]), &settings);
    assert_eq!(found.roles, [StRole::Border, StRole::Core, StRole::Border]);
    let found = cluster(&line(&[0.0, 200.001, 400.0], &[0.0, 7.0, 14.0]), &settings);
    assert_eq!(found.noise, 3);
}

/// A border event between two clusters goes to the nearer core, and in a tie to the first one.
#[test]
fn a_border_event_between_two_clusters() {
    let days = [0.0; 7];
    let settings = StDbscanSettings {
        min_points: 4,
        ..StDbscanSettings::default()
    };
    // cores at 100 and 500, each with two more; the event at 300 is near both
    let metres = [0.0, 50.0, 100.0, 300.0, 500.0, 550.0, 600.0];
    let found = cluster(&line(&metres, &days), &settings);
    assert_eq!(found.roles[3], StRole::Border);
    assert_eq!(found.labels[3], Some(0));
    let mut turned = metres;
    turned.reverse();
    let found = cluster(&line(&turned, &days), &settings);
    assert_eq!(found.labels[3], found.labels[2]);
    let order = [6, 5, 4, 3, 2, 1, 0];
    let events = line(&turned, &days);
    let found = st_dbscan(
        &events,
        Some(&order),
        &settings,
        &Limits::default(),
        &NoControl,
    )
    .unwrap();
    assert_eq!(found.labels[3], found.labels[4]);
    assert_eq!(found.clusters[0].label, 6);
    let nearer = [0.0, 50.0, 100.0, 300.001, 500.0, 550.0, 600.0];
    let found = cluster(&line(&nearer, &days), &settings);
    assert_eq!(found.labels[3], found.labels[4]);
}

#[test]
fn nothing_one_and_bad_input() {
    let settings = StDbscanSettings::default();
    let found = cluster(&line(&[], &[]), &settings);
    assert_eq!((found.clusters.len(), found.noise), (0, 0));
    assert_eq!(cluster(&line(&[1.0], &[1.0]), &settings).noise, 1);
    let alone = StDbscanSettings {
        min_points: 1,
        ..settings.clone()
    };
    assert_eq!(cluster(&line(&[1.0], &[1.0]), &alone).clusters.len(), 1);
    for json in [
        r#"{"eps_metres": -1}"#,
        r#"{"eps_days": 1e999}"#,
        r#"{"min_points": 0}"#,
        r#"{"time_gap": {"probably_within": {"share": 0}}}"#,
        r#"{"corridor": {"line": [[0, 1]], "buffer_metres": 10}}"#,
    ] {
        let Ok(value) = serde_json::from_str(json) else {
            continue;
        };
        let settings = StDbscanSettings::from_value(&value).unwrap();
        let events = line(&[1.0], &[1.0]);
        let error =
            st_dbscan(&events, None, &settings, &Limits::default(), &NoControl).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER", "{json}");
    }
    let events = line(&[1.0], &[1.0]);
    let error = st_dbscan(
        &events,
        Some(&[]),
        &settings,
        &Limits::default(),
        &NoControl,
    )
    .unwrap_err();
    assert_eq!(error.code(), "LENGTH_MISMATCH");
}

#[test]
fn work_is_bounded_and_can_be_stopped() {
    struct Stop;
    impl Control for Stop {
        fn tick(&self, _: u64, _: u64) -> std::ops::ControlFlow<()> {
            std::ops::ControlFlow::Break(())
        }
    }
    let events = line(&[1.0; 100], &[1.0; 100]);
    let settings = StDbscanSettings::default();
    let few = Limits {
        pairs: 4_949,
        ..Limits::default()
    };
    let error = st_dbscan(&events, None, &settings, &few, &NoControl).unwrap_err();
    assert_eq!(error.code(), "LIMIT_EXCEEDED");
    let enough = Limits {
        pairs: 4_950,
        ..few
    };
    assert!(st_dbscan(&events, None, &settings, &enough, &NoControl).is_ok());
    let error = st_dbscan(&events, None, &settings, &enough, &Stop).unwrap_err();
    assert_eq!(error, caselink::Error::Cancelled);
}

/// Couples at one place, of which one is known to 400 metres only: a sixteenth of its disc is within 100 metres.
#[test]
fn radii_say_how_sure_it_is_that_an_event_is_in_a_cluster() {
    let pairs = |radius: f64, turned: bool| {
        let mut rows: Vec<(f64, f64, f64)> = (0..200)
            .flat_map(|pair| {
                let x = f64::from(pair) * 5_000.0;
                [(x, f64::from(pair), 0.0), (x, f64::from(pair), radius)]
            })
            .collect();
        if turned {
            rows.reverse();
        }
        let column = |of: fn(&(f64, f64, f64)) -> f64| rows.iter().map(of).collect::<Vec<_>>();
        let columns = EventColumns {
            x: &column(|row| row.0),
            y: &vec![0.0; 400],
            start: &column(|row| row.1),
            radius: Some(&column(|row| row.2)),
            end: None,
        };
        Events::new(Metric::Euclidean, &columns, &Limits::default())
            .unwrap()
            .0
    };
    let settings = |places| StDbscanSettings {
        eps_metres: 100.0,
        min_points: 2,
        places,
        ..StDbscanSettings::default()
    };
    let points = cluster(&pairs(400.0, false), &settings(StPlaces::Points));
    assert_eq!(
        (
            points.clusters.len(),
            points.rough_places,
            points.in_cluster
        ),
        (200, 200, None)
    );
    let drawn = settings(StPlaces::Impute { draws: 40, seed: 1 });
    let found = cluster(&pairs(400.0, false), &drawn);
    assert_eq!(found.labels, points.labels);
    let shares = found.in_cluster.unwrap();
    let mean = shares.iter().sum::<f64>() / 400.0;
    assert!((mean - 1.0 / 16.0).abs() < 0.01, "{mean}");
    // both of a couple, or neither; and in any order of the rows
    assert!(
        shares
            .chunks(2)
            .all(|pair| pair[0].to_bits() == pair[1].to_bits())
    );
    let mut turned = cluster(&pairs(400.0, true), &drawn).in_cluster.unwrap();
    turned.reverse();
    assert_eq!(turned, shares);
    let exact = cluster(&pairs(0.0, false), &drawn);
    assert_eq!(
        (exact.rough_places, exact.in_cluster),
        (0, Some(vec![1.0; 400]))
    );
    let none = settings(StPlaces::Impute { draws: 0, seed: 1 });
    assert!(none.check().is_err());
    let read =
        StDbscanSettings::from_value(&serde_json::json!({"places": {"impute": {"draws": 40}}}));
    assert_eq!(
        read.unwrap().places,
        StPlaces::Impute { draws: 40, seed: 1 }
    );
}

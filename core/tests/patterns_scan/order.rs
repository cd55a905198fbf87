//! Neither the order of the rows nor the number of threads matters.

use caselink::{
    NoControl,
    events::Metric,
    patterns::{
        MonteCarlo, PopulationColumns, Scan, ScanSettings, ScanTies, ScanTimes, ScanWindows,
        scan_bernoulli, scan_poisson,
    },
    records::Limits,
};
use proptest::prelude::*;

use super::{
    brute_force::{Point, any_case, people},
    permutation, replicates, spans,
};

/// The outcomes of all models.
fn scans(points: &[Point], settings: &ScanSettings, threads: u32) -> Vec<Scan> {
    let column = |f: fn(&Point) -> f64| points.iter().map(f).collect::<Vec<_>>();
    let (x, y) = (
        column(|p| f64::from(p.place.0)),
        column(|p| f64::from(p.place.1)),
    );
    let end = column(|p| p.time + f64::from(p.place.0));
    let events = spans(Metric::Euclidean, &x, &y, &column(|p| p.time), Some(&end));
    let flags: Vec<_> = points.iter().map(|point| point.is_case).collect();
    let monte_carlo = MonteCarlo {
        threads,
        ..replicates(19)
    };
    let limits = Limits::default();
    let population = PopulationColumns {
        x: &x,
        y: &y,
        people: &column(|p| people(p.place)),
        of: None,
    };
    let plain = ScanSettings {
        weekday_strata: false,
        ..*settings
    };
    let mut scans = vec![
        scan_bernoulli(&events, &flags, &plain, monte_carlo, &limits, &NoControl).unwrap(),
        scan_poisson(
            &events,
            &population,
            &plain,
            monte_carlo,
            &limits,
            &NoControl,
        )
        .unwrap(),
    ];
    if settings.windows != ScanWindows::Spatial {
        scans.push(permutation(&events, settings, monte_carlo));
    }
    scans
}

/// Without numbers of events and rows of the population, which are those of the order.
fn without_numbers(mut scans: Vec<Scan>) -> Vec<Scan> {
    for cluster in scans.iter_mut().flat_map(|scan| &mut scan.clusters) {
        cluster.events.clear();
        for place in &mut cluster.places {
            place.row = None;
        }
    }
    scans
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn the_outcome_is_that_of_the_data_alone(
        case in any_case(),
        shift in 1..29_usize,
        is_imputed in any::<bool>(),
    ) {
        let mut settings = ScanSettings { ties: ScanTies::Together, ..case.settings };
        settings.times = if is_imputed {
            ScanTimes::Impute { draws: 4 }
        } else {
            ScanTimes::Earliest
        };
        let one = scans(&case.points, &settings, 1);
        let three = scans(&case.points, &settings, 3);
        prop_assert_eq!(serde_json::to_vec(&one).unwrap(), serde_json::to_vec(&three).unwrap());
        let mut turned = case.points.clone();
        turned.rotate_left(shift % case.points.len());
        let turned = scans(&turned, &settings, 1);
        prop_assert_eq!(without_numbers(one), without_numbers(turned));
    }
}

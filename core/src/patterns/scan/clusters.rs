//! From the best cylinder of each centre to clusters that share no place.

use super::{
    ScanWindows,
    cylinder::{Best, Cylinder, Field, Scanner},
    replicate::Replicates,
    results::{ScanCluster, ScanPlace},
    statistic::Screen,
    study::{Against, Observed, Ready, Study, Subject},
};
use crate::{Control, Result, control::checkpoint};

/// The best cylinders of the data that share no place, most likely first.
pub(super) fn find(
    field: &Field<'_>,
    cases: &[Observed],
    screen: &Screen,
    most: u32,
    control: &dyn Control,
) -> Result<Vec<(f64, Cylinder)>> {
    let mut within: Vec<_> = cases
        .iter()
        .filter_map(|case| Some((case.unit.checked_sub(field.windows.from)?, case.place)))
        .collect();
    within.sort_unstable();
    let mut scanner = Scanner::new(field);
    scanner.load(&within);
    let centres = field.circles.centres();
    let mut found = Vec::new();
    for centre in 0..centres {
        if centre % 64 == 0 {
            checkpoint(control, centre as u64, centres as u64)?;
        }
        let mut best = Best::new(field.statistic, screen);
        scanner.centre(field, centre, &mut best);
        if let Some(cylinder) = best.cylinder {
            found.push((best.llr, cylinder));
        }
    }
    found.sort_by(|a, b| {
        let rest = |one: &Cylinder| (one.steps, one.centre);
        b.0.total_cmp(&a.0).then(rest(&a.1).cmp(&rest(&b.1)))
    });
    let mut taken = vec![false; field.places];
    found.retain(|(_, cylinder)| {
        let places = steps(field, cylinder);
        let is_free = !places.iter().any(|place| taken[*place]);
        if is_free {
            for place in places {
                taken[place] = true;
            }
        }
        is_free
    });
    found.truncate(most as usize);
    Ok(found)
}

fn steps(field: &Field<'_>, cylinder: &Cylinder) -> Vec<usize> {
    field.circles.steps(cylinder.centre as usize)[..cylinder.steps as usize]
        .iter()
        .map(|step| step.place())
        .collect()
}

/// A cylinder as the caller reads it.
pub(super) fn describe(
    subject: &Subject<'_>,
    study: &Study,
    ready: &Ready,
    field: &Field<'_>,
    replicates: &Replicates,
    (llr, cylinder): (f64, Cylinder),
) -> ScanCluster {
    let calendar = study.calendar;
    let units = ready.alone.from + cylinder.start..=ready.alone.from + cylinder.end;
    let centre = study.places.point(cylinder.centre as usize);
    let inside = steps(field, &cylinder);
    let mut number = vec![None; study.places.len()];
    let mut places: Vec<_> = inside
        .iter()
        .enumerate()
        .map(|(order, place)| {
            number[*place] = Some(order);
            let (x, y) = study.places.point(*place);
            ScanPlace {
                x,
                y,
                distance: study.places.metric.distance(centre, (x, y)),
                observed: 0,
                row: match &subject.against {
                    Against::Population(population) => Some(population.rows[*place]),
                    _ => None,
                },
            }
        })
        .collect();
    let mut events = Vec::new();
    for case in study.cases.iter().filter(|case| units.contains(&case.unit)) {
        if let Some(order) = number[case.place as usize] {
            places[order].observed += 1;
            events.push(case.event);
        }
    }
    let (statistic, risk) = (field.statistic, cylinder.risk);
    let (observed, expected) = (f64::from(cylinder.observed), statistic.expected(risk));
    let rest = statistic.cases() - observed;
    let p = replicates.p(llr);
    let is_alive = subject.settings.windows == ScanWindows::Prospective;
    ScanCluster {
        x: centre.0,
        y: centre.1,
        radius: places
            .iter()
            .map(|place| place.distance)
            .fold(0.0, f64::max),
        start_day: calendar.start(*units.start()),
        end_day: calendar.end(*units.end()),
        observed: cylinder.observed,
        expected,
        relative_risk: (rest > 0.0)
            .then(|| observed / expected / (rest / (statistic.cases() - expected))),
        population: match &subject.against {
            Against::Themselves(_) => None,
            Against::Population(population) => {
                Some(inside.iter().map(|place| population.people[*place]).sum())
            }
            Against::Controls(_) => Some(risk),
        },
        llr,
        p,
        gumbel_p: replicates.gumbel_p(llr),
        recurrence_interval_days: p
            .filter(|_| is_alive)
            .map(|p| calendar.days_watched(subject.settings) / p),
        places,
        events,
        support: None,
    }
}

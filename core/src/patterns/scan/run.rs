//! One scan, or one for each draw of times that are known as spans only and of places that have a radius.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

use super::{
    clusters::{describe, find},
    cylinder::Field,
    replicate::Replicates,
    results::{Scan, ScanCluster, ScanImputation, ScanOutcome},
    settings::{ScanPlaces, ScanTimes},
    statistic::Screen,
    study::{Against, Ready, Study, Subject, day},
};
use crate::{Error, Result, patterns::MonteCarlo};

impl Subject<'_> {
    /// The outcome of the scan.
    pub(super) fn scan(&self, monte_carlo: MonteCarlo) -> Result<Scan> {
        let events = self.events;
        let draws = self.draws_of_times().max(self.draws_of_places());
        let mut scan = if let Some(draws) = draws {
            let scans = (0..draws).map(|draw| self.scan_draw(monte_carlo, draw));
            summary(
                scans.collect::<Result<Vec<_>>>()?,
                self.draws_of_places().is_some(),
            )
        } else {
            let days: Vec<_> = events.start().iter().map(|time| day(*time)).collect();
            self.scan_days(&days, monte_carlo)?
        };
        if self.settings.times == ScanTimes::Exact && scan.spanning > 0 {
            return Err(Error::InvalidParameter {
                name: "times",
                reason: "some are known as spans of several days only: choose impute with draws, or earliest"
                    .to_owned(),
            });
        }
        if !self.has_named_places() {
            let bound = self.settings.max_radius.map_or(0.0, |most| most / 2.0);
            scan.rough_places = events.rougher_than(bound);
        }
        Ok(scan)
    }

    fn draws_of_times(&self) -> Option<u32> {
        match self.settings.times {
            ScanTimes::Impute { draws } if !self.events.is_exact() => Some(draws),
            _ => None,
        }
    }

    fn draws_of_places(&self) -> Option<u32> {
        match self.settings.places {
            ScanPlaces::Impute { draws }
                if !self.events.has_exact_places() && !self.has_named_places() =>
            {
                Some(draws)
            }
            _ => None,
        }
    }

    fn has_named_places(&self) -> bool {
        matches!(&self.against, Against::Population(population) if population.is_named)
    }

    /// One draw of the times, or of the places, or of both.
    fn scan_draw(&self, monte_carlo: MonteCarlo, draw: u32) -> Result<Scan> {
        let days = if self.draws_of_times().is_some() {
            self.days_by_chance(monte_carlo, draw)
        } else {
            self.events.start().iter().map(|time| day(*time)).collect()
        };
        if self.draws_of_places().is_none() {
            return self.scan_days(&days, monte_carlo);
        }
        let tie = |event| u32::from(self.is_case(event));
        let seed = monte_carlo.seed;
        let events = self.events.with_places_by_chance(seed, draw, tie);
        let mut against = self.against.clone();
        if let Against::Population(population) = &mut against {
            population.of = population.nearest(&events, self.limits)?;
        }
        let drawn = Subject {
            events: &events,
            settings: self.settings,
            against,
            limits: self.limits,
            control: self.control,
        };
        drawn.scan_days(&days, monte_carlo)
    }

    /// A day by chance within the span of each event. The events are drawn in order of what they are, so that the order of
    /// their rows does not matter.
    fn days_by_chance(&self, monte_carlo: MonteCarlo, draw: u32) -> Vec<i32> {
        let events = self.events;
        let mut random = ChaCha8Rng::seed_from_u64(monte_carlo.seed ^ TIMES);
        random.set_stream(u64::from(draw));
        let mut order: Vec<_> = (0..events.len()).collect();
        let key = |event: usize| {
            [events.x(), events.y(), events.start(), events.end()].map(|column| column[event])
        };
        order.sort_by(|a, b| {
            let mut pairs = key(*a).into_iter().zip(key(*b));
            pairs
                .find_map(|(a, b)| Some(a.total_cmp(&b)).filter(|order| order.is_ne()))
                .unwrap_or_else(|| self.is_case(*a).cmp(&self.is_case(*b)))
        });
        let mut days = vec![0; events.len()];
        for event in order {
            let (start, end) = (events.start()[event], events.end()[event]);
            let share = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
            days[event] = day(start + share * (end - start));
        }
        days
    }

    fn scan_days(&self, days: &[i32], monte_carlo: MonteCarlo) -> Result<Scan> {
        let study = self.study(days)?;
        let (outcome, clusters) = match &study.ready {
            Ok(ready) => (
                ScanOutcome::Scanned,
                self.clusters(&study, ready, monte_carlo)?,
            ),
            Err(reason) => (*reason, Vec::new()),
        };
        Ok(Scan {
            model: self.model(),
            outcome,
            cases: study.cases.len() as u64,
            controls: study.controls,
            outside: study.outside,
            spanning: study.spanning,
            rough_places: 0,
            places: study.places.len() as u64,
            study_start: study.calendar.first,
            study_end: study.calendar.last,
            replicates: monte_carlo.replicates,
            clusters,
            imputation: None,
        })
    }

    fn clusters(
        &self,
        study: &Study,
        ready: &Ready,
        monte_carlo: MonteCarlo,
    ) -> Result<Vec<ScanCluster>> {
        let null = ready.null.as_ref();
        let field = |windows| Field {
            circles: &ready.circles,
            places: study.places.len(),
            risk: null.risk(windows),
            windows,
            statistic: null.statistic(),
            min_cases: self.settings.min_cases,
        };
        let alone = field(ready.alone);
        let most = null.most_cases(ready.watched);
        let screen = Screen::new(alone.statistic, self.settings.min_cases, most);
        let settings = self.settings;
        let found = find(
            &alone,
            &study.cases,
            &screen,
            settings.clusters,
            self.control,
        )?;
        if found.is_empty() {
            return Ok(Vec::new());
        }
        let watched = field(ready.watched);
        let replicates = Replicates::run(&watched, null, &screen, monte_carlo, self.control)?;
        Ok(found
            .into_iter()
            .map(|one| describe(self, study, ready, &alone, &replicates, one))
            .collect())
    }
}

/// Sets the draws of times apart from the replicates.
const TIMES: u64 = 0x7469_6d65_7320_2020;

/// The scan with the median likelihood ratio, and how much the others differ.
fn summary(mut scans: Vec<Scan>, has_drawn_places: bool) -> Scan {
    let top = |scan: &Scan| scan.clusters.first().map_or(0.0, |first| first.llr);
    let llr: Vec<_> = scans.iter().map(top).collect();
    let p: Vec<_> = scans
        .iter()
        .filter(|scan| scan.replicates > 0)
        .map(|scan| {
            scan.clusters
                .first()
                .and_then(|first| first.p)
                .unwrap_or(1.0)
        })
        .collect();
    let mut sorted = p.clone();
    sorted.sort_by(f64::total_cmp);
    let count = sorted.len();
    let median = sorted
        .get(count / 2)
        .zip(sorted.get(count.saturating_sub(1) / 2))
        .map(|(high, low)| f64::midpoint(*low, *high));
    let few = sorted.partition_point(|p| *p <= 0.05);
    let firsts: Vec<_> = scans
        .iter()
        .filter_map(|scan| scan.clusters.first().cloned())
        .collect();
    let draws = llr.len();
    let mut order: Vec<_> = (0..draws).collect();
    order.sort_by(|a, b| llr[*a].total_cmp(&llr[*b]).then(a.cmp(b)));
    let mut scan = scans.swap_remove(order[(draws - 1) / 2]);
    for cluster in &mut scan.clusters {
        let agree = firsts
            .iter()
            .filter(|first| is_shared(cluster, first, has_drawn_places))
            .count();
        cluster.support = Some(agree as f64 / draws as f64);
    }
    scan.imputation = Some(ScanImputation {
        llr,
        p_least: sorted.first().copied(),
        p_median: median,
        p_most: sorted.last().copied(),
        share_below_05: (count > 0).then(|| few as f64 / count as f64),
        p,
    });
    scan
}

/// Whether two clusters have a place and a day in common; with drawn places, of which no two are the same, a case and a day.
fn is_shared(a: &ScanCluster, b: &ScanCluster, has_drawn_places: bool) -> bool {
    let is_same = |a: &f64, b: &f64| a.total_cmp(b).is_eq();
    let is_near = if has_drawn_places {
        a.events.iter().any(|event| b.events.contains(event))
    } else {
        a.places.iter().any(|place| {
            let mut others = b.places.iter();
            others.any(|other| is_same(&place.x, &other.x) && is_same(&place.y, &other.y))
        })
    };
    is_near && a.start_day <= b.end_day && b.start_day <= a.end_day
}

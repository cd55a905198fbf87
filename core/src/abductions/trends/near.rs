//! Do attempts follow each other nearby, and are there clusters that are alive?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Answer, Counted, TrendSettings, settings::wrong};
use crate::{
    Control, Result,
    abductions::facts::{date, position},
    events::{EventColumns, Events, Metric},
    patterns::{
        MonteCarlo, NearPair, NearRepeat, PlaceColumns, ScanCluster, ScanOutcome, ScanSettings,
        near_repeat, near_repeat_pairs, scan_permutation,
    },
    records::{Limits, Pii},
};
use chrono::NaiveDate;

/// How attempts follow each other nearby.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NearRepeats {
    /// Incidents with a place and a time.
    pub incidents: u32,
    /// The table: pairs in each band of distance and of time, with what chance would give and the ratio with its interval.
    pub table: NearRepeat,
    /// The pairs behind it, the ids of the earlier one first.
    pub pairs: Vec<NearIncidents>,
}

/// Two incidents near each other in space and time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NearIncidents {
    /// The id of the earlier one.
    pub first: Pii<String>,
    /// The id of the later one.
    pub second: Pii<String>,
    /// How far apart they are, in metres.
    pub metres: f64,
    /// And in days.
    pub days: f64,
}

/// Clusters that are alive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AliveClusters {
    /// Incidents with a place and a time.
    pub incidents: u32,
    /// Replicates behind each p.
    pub replicates: u32,
    /// The clusters, the likeliest first.
    pub clusters: Vec<AliveCluster>,
}

/// More attempts near each other up to now than places and times alone would give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AliveCluster {
    /// Degrees north of the centre.
    pub latitude: f64,
    /// Degrees east of the centre.
    pub longitude: f64,
    /// How far it reaches, in metres.
    pub radius_m: f64,
    /// Its first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Its last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// The ids of the incidents in it.
    pub incidents: Vec<Pii<String>>,
    /// What was to be expected.
    pub expected: f64,
    /// The share of replicates with a cluster as likely, this one among them.
    pub p: Option<f64>,
    /// How many days pass on average until chance alone brings such a cluster, when one looks on each day.
    pub recurrence_interval_days: Option<f64>,
}

/// The incidents that have a place and a time, as events; the row of an event is its number in `incidents`.
fn events(incidents: &[Counted<'_>], limits: &Limits) -> Result<Events> {
    let mut columns: [Vec<f64>; 5] = [const { Vec::new() }; 5];
    for one in incidents {
        let (latitude, longitude) =
            position(one.incident.place.as_ref()).unwrap_or((f64::NAN, f64::NAN));
        let (start, end) = one.span.unwrap_or((f64::NAN, f64::NAN));
        let place = one.incident.place.as_ref();
        let radius = place.and_then(|place| place.uncertainty_m.as_ref());
        let radius = radius.map_or(f64::NAN, |radius| radius.expose().clamp(0.0, 2.1e7));
        let values = [longitude, latitude, start, end, radius];
        for (column, value) in columns.iter_mut().zip(values) {
            column.push(value);
        }
    }
    let [x, y, start, end, radius] = &columns;
    let columns = EventColumns {
        x,
        y,
        start,
        end: Some(end),
        radius: Some(radius),
    };
    Ok(Events::new(Metric::GreatCircle, &columns, limits)?.0)
}

pub(super) fn repeats(
    incidents: &[Counted<'_>],
    settings: &TrendSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Answer<NearRepeats>> {
    let events = events(incidents, limits)?;
    if events.len() < settings.least_incidents as usize {
        let least = settings.least_incidents;
        let what = "incidents have a place and a time";
        return Ok(Answer::too_few(events.len(), least, what));
    }
    let how = monte_carlo(settings);
    let table = near_repeat(&events, &settings.near_repeat, how, limits, control)?;
    let id = |row: u32| {
        let one = incidents.get(row as usize);
        one.map(|one| one.incident.id.clone())
    };
    let near = |pair: NearPair| {
        Some(NearIncidents {
            first: id(pair.first)?,
            second: id(pair.second)?,
            metres: pair.metres,
            days: pair.days,
        })
    };
    let pairs = near_repeat_pairs(&events, &settings.near_repeat, limits, control)?;
    Ok(Answer::Found(NearRepeats {
        incidents: events.len() as u32,
        table,
        pairs: pairs.into_iter().filter_map(near).collect(),
    }))
}

pub(super) fn alive(
    incidents: &[Counted<'_>],
    (from, to): (i64, i64),
    settings: &TrendSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Answer<AliveClusters>> {
    if settings.replicates == 0 {
        return Ok(Answer::NotAsked);
    }
    let events = events(incidents, limits)?;
    let day = |day: i64| i32::try_from(day).map_err(|_| wrong("the day is too far away"));
    let scan = ScanSettings {
        study_start: Some(day(from)?),
        study_end: Some(day(to - 1)?),
        ..settings.scan
    };
    let how = monte_carlo(settings);
    let found = scan_permutation(
        &events,
        PlaceColumns::default(),
        &scan,
        how,
        limits,
        control,
    )?;
    let reason = match found.outcome {
        ScanOutcome::Scanned => None,
        ScanOutcome::TooFewCases => Some("fewer than two incidents have a place and a time"),
        ScanOutcome::OnePlace => Some("all incidents are at one place, so no place can stand out"),
        _ => Some("all incidents are of one time, so no time can stand out"),
    };
    if let Some(reason) = reason {
        return Ok(Answer::NotEnoughData {
            reason: reason.to_owned(),
        });
    }
    let one = |cluster: ScanCluster| {
        let events = cluster.events.iter().filter_map(|event| {
            let row = events.rows().get(*event as usize)?;
            Some(incidents.get(*row as usize)?.incident.id.clone())
        });
        AliveCluster {
            latitude: cluster.y,
            longitude: cluster.x,
            radius_m: cluster.radius,
            from: date(f64::from(cluster.start_day)),
            to: date(f64::from(cluster.end_day)),
            incidents: events.collect(),
            expected: cluster.expected,
            p: cluster.p,
            recurrence_interval_days: cluster.recurrence_interval_days,
        }
    };
    Ok(Answer::Found(AliveClusters {
        incidents: found.cases as u32,
        replicates: found.replicates,
        clusters: found.clusters.into_iter().map(one).collect(),
    }))
}

fn monte_carlo(settings: &TrendSettings) -> MonteCarlo {
    MonteCarlo {
        replicates: settings.replicates,
        seed: settings.seed,
        threads: settings.threads,
    }
}

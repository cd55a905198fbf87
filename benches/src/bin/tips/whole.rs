//! The whole way of a report: read, triaged, indexed, clustered, routed. The making of the reports is not timed.

use caselink::{
    NoControl,
    records::{Agency, Jurisdiction, Limits, ReadOptions, Record, RecordKind, Source, read},
    synth::World,
    tips::{
        AgencyDirectory, AlikeSettings, CompiledTriage, IpArea, RouteInputs, RoutingRules, TipIndex,
        TriageContext, TriageScore, triage_all,
    },
};
use caselink_benches::{cpu_s, peak_mib};
use serde_json::{Value, json};

use crate::{Outcome, batches, made, taken};

/// CPU seconds by what they went into.
#[derive(Default)]
struct Spent {
    read: f64,
    triage: f64,
    index: f64,
    route: f64,
    cluster: f64,
}

pub(crate) fn measure(reports: u64) -> Outcome<Value> {
    let world = made(reports);
    let (rules, routing) = (CompiledTriage::standard()?, RoutingRules::default());
    let directory = directory(&world)?;
    let (contexts, limits) = ([TriageContext::default()], Limits::default());
    let mut index = TipIndex::new(AlikeSettings::default())?;
    let mut scores: Vec<TriageScore> = Vec::new();
    let (mut spent, mut bytes) = (Spent::default(), 0);
    let (mut routed, mut by_person) = (0_u64, 0_u64);
    for numbers in batches(0, reports) {
        let lines = world.ndjson(RecordKind::Tip, numbers, &NoControl)?;
        bytes += lines.len();
        let mut lap = Lap(cpu_s());
        let tips = taken(&lines)?;
        spent.read += lap.next();
        scores.extend(triage_all(&tips, &rules, &contexts, 1, &limits, &NoControl)?);
        spent.triage += lap.next();
        index.extend(tips.iter(), &NoControl)?;
        spent.index += lap.next();
        for one in directory.route_all(&tips, &routing, None, &limits, &NoControl)? {
            routed += u64::from(!one.to.is_empty());
            by_person += u64::from(!one.unroutable.is_empty());
        }
        spent.route += lap.next();
    }
    let mut lap = Lap(cpu_s());
    let clusters = index.clusters(&NoControl)?;
    spent.cluster = lap.next();
    scores.sort_by(|a, b| (b.urgency, &a.tip).cmp(&(a.urgency, &b.tip)));
    spent.triage += lap.next();
    let whole = spent.read + spent.triage + spent.index + spent.route + spent.cluster;
    let round = |seconds: f64| (seconds * 1e3).round() / 1e3;
    Ok(json!({
        "reports": index.len(), "megabytes": bytes as f64 / 1e6, "cpu_s": round(whole), "peak_mib": peak_mib(),
        "seconds": {
            "read": round(spent.read), "triage": round(spent.triage), "index": round(spent.index),
            "route": round(spent.route), "cluster": round(spent.cluster),
        },
        "first_tier": scores.iter().filter(|one| one.tier == 1).count(),
        "clusters": clusters.clusters.len(), "bundles": clusters.bundles.len(), "compared": clusters.compared,
        "refused_joins": clusters.refused_joins.len(), "routed": routed, "by_person": by_person,
    }))
}

/// CPU seconds since the last look.
struct Lap(f64);

impl Lap {
    fn next(&mut self) -> f64 {
        let before = std::mem::replace(&mut self.0, cpu_s());
        self.0 - before
    }
}

/// The agencies of the world, and a host's table that gives its networks to states in turn.
fn directory(world: &World) -> Outcome<AgencyDirectory> {
    let agencies: Vec<Agency> = all(world, RecordKind::Agency)?;
    let places: Vec<Jurisdiction> = all(world, RecordKind::Jurisdiction)?;
    let mut networks = Vec::new();
    for part in 0..64_u32 {
        let place = &places[part as usize % places.len()].id;
        let older = std::net::Ipv4Addr::from_bits((198 << 24 | 18 << 16) + (part << 11));
        for network in [format!("2001:db8:{:x}::/38", part << 10), format!("{older}/21")] {
            networks.push(IpArea {
                network,
                jurisdiction: place.clone(),
                as_of: None,
                shared: false,
            });
        }
    }
    networks.push(IpArea {
        network: "203.0.113.0/24".to_owned(),
        jurisdiction: places[0].id.clone(),
        as_of: None,
        shared: true,
    });
    let inputs = RouteInputs {
        networks,
        calling_code: Some("1".to_owned()),
        ..RouteInputs::default()
    };
    Ok(AgencyDirectory::new(agencies, places, inputs)?)
}

fn all<T: Record>(world: &World, kind: RecordKind) -> Outcome<Vec<T>> {
    let lines = world.ndjson(kind, 0..world.count(kind)?, &NoControl)?;
    let source = Source::Ndjson(lines.as_bytes());
    Ok(read(source, &ReadOptions::default(), &NoControl)?.records)
}

//! Pairs that the index joins, by the truth: duplicates and accounts in clusters, files that go around in bundles, strangers apart.

use std::collections::{BTreeMap, HashMap};

use caselink::{NoControl, synth::TrueTip, tips::TipCluster};
use caselink_benches::{cpu_s, peak_mib};
use serde_json::{Value, json};

use crate::{Outcome, batches, hub, indexed, made, truths};

/// Reports that share one address in the test of the hub.
const HUB: u64 = 1_000_000;

pub(crate) fn measure(reports: u64) -> Outcome<Value> {
    let world = made(reports);
    let mut truth: HashMap<String, TrueTip> = HashMap::new();
    for numbers in batches(0, reports) {
        let some = truths(&world, numbers)?;
        truth.extend(some.into_iter().map(|one| (one.tip.clone(), one)));
    }
    let index = indexed(&world, reports)?;
    let begun = cpu_s();
    let found = index.clusters(&NoControl)?;
    let cluster_s = cpu_s() - begun;
    drop(index);
    let same = Pairs::of(&found.clusters, &truth, |one| Some(who(one)));
    let bundles = Pairs::of(&found.bundles, &truth, |one| one.bundle.clone());
    let joined = strangers(&found.clusters, &truth);
    let peak = peak_mib();
    drop((found, truth));
    let hub = hub::measure(HUB)?;
    Ok(json!({
        // of clusters and of bundles the lesser
        "precision": round(same.precision().min(bundles.precision())),
        "recall": round(same.recall().min(bundles.recall())),
        "planted_joined": joined + hub.joined,
        "clusters": same.line(), "bundles": bundles.line(),
        "hub_reports": hub.reports, "hub_joined": hub.joined, "hub_cpu_s": round(hub.cpu_s),
        "reports": reports, "cluster_s": round(cluster_s), "peak_mib": peak,
    }))
}

/// Whose a report is: of an account, else of what it repeats, else alone.
fn who(one: &TrueTip) -> String {
    let first = one.repeats.as_ref().unwrap_or(&one.tip);
    one.account.as_ref().unwrap_or(first).clone()
}

/// Pairs that are planted, that were joined, and that were both.
struct Pairs {
    planted: u64,
    joined: u64,
    right: u64,
}

impl Pairs {
    fn of(
        found: &[TipCluster],
        truth: &HashMap<String, TrueTip>,
        group: impl Fn(&TrueTip) -> Option<String>,
    ) -> Self {
        let count = |groups: BTreeMap<String, u64>| groups.into_values().map(pairs).sum::<u64>();
        let planted = count(counted(truth.values().filter_map(&group)));
        let (mut joined, mut right) = (0, 0);
        for one in found {
            joined += pairs(one.tips.len() as u64);
            let tips = one.tips.iter().filter_map(|tip| truth.get(tip.expose()));
            right += count(counted(tips.filter_map(&group)));
        }
        Self {
            planted,
            joined,
            right,
        }
    }

    fn precision(&self) -> f64 {
        self.right as f64 / self.joined as f64
    }

    fn recall(&self) -> f64 {
        self.right as f64 / self.planted as f64
    }

    fn line(&self) -> Value {
        json!({
            "planted": self.planted, "joined": self.joined, "right": self.right,
            "precision": round(self.precision()), "recall": round(self.recall()),
        })
    }
}

/// Pairs of strangers behind one address that are in one cluster.
fn strangers(found: &[TipCluster], truth: &HashMap<String, TrueTip>) -> u64 {
    let mut joined = 0;
    for one in found {
        let mut behind: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for tip in one.tips.iter().filter_map(|tip| truth.get(tip.expose())) {
            if let Some(hub) = &tip.hub {
                behind.entry(hub).or_default().push(who(tip));
            }
        }
        for people in behind.into_values() {
            let all = pairs(people.len() as u64);
            joined += all - counted(people.into_iter()).into_values().map(pairs).sum::<u64>();
        }
    }
    joined
}

fn counted(groups: impl Iterator<Item = String>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for group in groups {
        *counts.entry(group).or_default() += 1;
    }
    counts
}

const fn pairs(things: u64) -> u64 {
    things * things.saturating_sub(1) / 2
}

fn round(share: f64) -> f64 {
    (share * 1e5).round() / 1e5
}

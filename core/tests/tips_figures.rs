//! What is planted in a made world of reports is there, and is found: duplicates, accounts, what goes around, strangers, children in danger,
//! twins. The same in large is measured by `benches/src/bin/tips`.
#![cfg(feature = "synth")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};

use caselink::{
    NoControl,
    records::{Limits, RecordKind, Tip},
    synth::{Rates, Size, TrueTip, World, world},
    tips::{AlikeSettings, CompiledTriage, TipIndex, TriageContext, tell_apart, triage_all},
};

const TIPS: u64 = 6_000;

fn made(rates: Rates) -> World {
    let size = Size {
        tips: TIPS,
        files: 3_000,
        ..Size::default()
    };
    world(7, size).with_rates(rates).unwrap()
}

fn all(world: &World) -> (Vec<Tip>, Vec<TrueTip>) {
    let lines = world.ndjson(RecordKind::Tip, 0..TIPS, &NoControl).unwrap();
    let truth = world.truth_ndjson(RecordKind::Tip, 0..TIPS, &NoControl).unwrap();
    (
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        truth.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
    )
}

fn who(one: &TrueTip) -> &str {
    let first = one.repeats.as_ref().unwrap_or(&one.tip);
    one.account.as_ref().unwrap_or(first)
}

#[test]
fn accounts_of_strangers_are_never_the_same() {
    let (tips, truth) = all(&made(Rates::default()));
    let mut holders: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let mut several = BTreeMap::<&str, u32>::new();
    for (tip, truth) in tips.iter().zip(&truth) {
        for account in &tip.accounts {
            let key = format!(
                "{} {} {}",
                tip.provider.as_deref().unwrap_or_default(),
                account.kind.as_str(),
                account.value.expose()
            );
            holders.entry(key).or_default().insert(who(truth));
        }
        if truth.account.is_some() && truth.repeats.is_none() {
            *several.entry(who(truth)).or_default() += 1;
        }
    }
    assert!(holders.values().all(|people| people.len() == 1));
    assert!(several.values().filter(|reports| **reports > 1).count() > 50);
}

#[test]
fn what_belongs_together_is_joined_and_strangers_are_not() {
    let (tips, truth) = all(&made(Rates { report_behind_hub: 0.1, ..Rates::default() }));
    let mut index = TipIndex::new(AlikeSettings::default()).unwrap();
    index.extend(tips.iter(), &NoControl).unwrap();
    let found = index.clusters(&NoControl).unwrap();
    let truth: BTreeMap<&str, &TrueTip> = truth.iter().map(|one| (one.tip.as_str(), one)).collect();
    let mut clustered = 0;
    for cluster in &found.clusters {
        clustered += cluster.tips.len();
        let people: BTreeSet<&str> = cluster.tips.iter().map(|tip| who(truth[tip.expose().as_str()])).collect();
        assert_eq!(people.len(), 1, "{people:?}");
    }
    assert!(clustered > 1_000, "{clustered}");
    assert!(truth.values().filter(|one| one.hub.is_some()).count() > 300);
    let mut bundled = 0;
    for bundle in &found.bundles {
        bundled += bundle.tips.len();
        let of: BTreeSet<&Option<String>> = bundle.tips.iter().map(|tip| &truth[tip.expose().as_str()].bundle).collect();
        assert_eq!(of.len(), 1);
    }
    let planted = truth.values().filter(|one| one.bundle.is_some()).count();
    assert!(bundled * 100 >= planted * 99, "{bundled} of {planted}");
}

#[test]
fn children_in_danger_come_first() {
    let (tips, truth) = all(&made(Rates { tip_danger: 0.004, ..Rates::default() }));
    let rules = CompiledTriage::standard().unwrap();
    let order = triage_all(&tips, &rules, &[TriageContext::default()], 1, &Limits::default(), &NoControl).unwrap();
    let dangers: BTreeSet<&str> = truth
        .iter()
        .filter(|one| one.danger.is_some())
        .map(|one| one.tip.as_str())
        .collect();
    let first = order.iter().take(TIPS as usize / 50);
    let found = first.filter(|one| dangers.contains(one.tip.expose().as_str())).count();
    assert!(dangers.len() > 10 && found * 100 >= dangers.len() * 95, "{found} of {}", dangers.len());
}

#[test]
fn twins_are_told_apart_by_the_field_in_which_they_differ() {
    let (tips, truth) = all(&made(Rates { tip_twin: 0.03, ..Rates::default() }));
    let (rules, context) = (CompiledTriage::standard().unwrap(), TriageContext::default());
    let by_id: BTreeMap<&str, &Tip> = tips.iter().map(|tip| (tip.id.expose().as_str(), tip)).collect();
    let (mut twins, mut fields) = (0, BTreeSet::new());
    for (tip, truth) in tips.iter().zip(&truth) {
        let (Some(first), Some(field)) = (&truth.repeats, &truth.differs_in) else {
            continue;
        };
        let found = tell_apart((by_id[first.as_str()], &context), (tip, &context), &rules);
        let decisive = found.decisive.unwrap();
        let mut named = decisive.fields.iter().flat_map(|fields| fields.split(", "));
        assert!(named.any(|one| one == field), "{field}: {:?}", decisive.fields);
        twins += 1;
        fields.insert(field.as_str());
    }
    assert!(twins > 50 && fields.len() > 5, "{twins} {fields:?}");
}

//! Triage, links and clusters of reports, as Rust, Python and Node all answer.
#![cfg(feature = "synth")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use caselink::{
    NoControl,
    records::{Limits, RecordKind, RecordsRead, Tip, from_values_each},
    release::TreeHash,
    synth::{Size, world},
    tips::{
        AlikeSettings, CompiledTriage, TipIndex, TipJudgement, TriageContext, TriagedTips,
        tell_apart, triage, triage_all,
    },
};
use releases::{check, read};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// The reports of the file, one of them none, and those of a made world.
fn reports(file: &Value) -> (RecordsRead<Tip>, RecordsRead<Tip>) {
    let own = from_values_each(file["reports"].as_array().unwrap(), &Limits::default()).unwrap();
    let size: Size = serde_json::from_value(file["size"].clone()).unwrap();
    let world = world(file["seed"].as_u64().unwrap(), size);
    let count = world.count(RecordKind::Tip).unwrap();
    let lines = world.ndjson(RecordKind::Tip, 0..count, &NoControl).unwrap();
    let values: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    (own, from_values_each(&values, &Limits::default()).unwrap())
}

fn triaged(file: &Value, own: &RecordsRead<Tip>, made: &RecordsRead<Tip>) -> Value {
    let rules = CompiledTriage::standard().unwrap();
    let context = TriageContext::from_value(&file["context"]).unwrap();
    let all = |read: &RecordsRead<Tip>| {
        let (contexts, limits) = ([context.clone()], Limits::default());
        let order = triage_all(&read.records, &rules, &contexts, 1, &limits, &NoControl).unwrap();
        TriagedTips {
            order,
            rejected: read.rejected.clone(),
        }
    };
    let each = own
        .records
        .iter()
        .map(|tip| json!(triage(tip, &rules, &context)));
    let (first, second) = (&own.records[0], &own.records[1]);
    json!({
        "each": each.collect::<Vec<_>>(),
        "order": all(own),
        "made": all(made).order.iter().take(10).collect::<Vec<_>>(),
        "apart": tell_apart((first, &context), (second, &context), &rules),
    })
}

fn linked(file: &Value, own: &RecordsRead<Tip>, made: &RecordsRead<Tip>) -> Value {
    let mut index = TipIndex::new(AlikeSettings::from_value(&file["settings"]).unwrap()).unwrap();
    index
        .extend(
            own.records
                .iter()
                .chain(&made.records)
                .collect::<Vec<_>>()
                .into_iter(),
            &NoControl,
        )
        .unwrap();
    let found = index.find(&own.records[0], 5);
    let link = found.links.first().unwrap();
    let explained = index
        .explain(link.left.expose(), link.right.expose())
        .unwrap();
    let clusters = index.clusters(&NoControl).unwrap();
    let bytes = index.to_bytes(&NoControl).unwrap();
    let bytes = TreeHash::from_bytes(Sha256::digest(bytes).into()).to_string();
    let judgement = TipJudgement::from_value(&file["judgement"]).unwrap();
    assert!(index.judge(judgement).unwrap().is_none());
    let own_cluster = index
        .cluster_of(own.records[0].id.expose(), &NoControl)
        .unwrap();
    json!({ "length": index.len(), "found": found, "explained": explained, "clusters": clusters, "cluster_of": own_cluster, "bytes_sha256": bytes })
}

#[test]
fn the_same_answers_in_three_languages() {
    let mut file = read("tips.json");
    let (own, made) = reports(&file);
    assert_eq!(own.rejected.total, 1);
    file["triage"] = triaged(&file, &own, &made);
    file["alike"] = linked(&file, &own, &made);
    check("tips.json", &file);
}

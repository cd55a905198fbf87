//! Do children in danger come first, and are two reports told apart that differ in one field?

use std::collections::{BTreeMap, HashMap};

use caselink::{
    NoControl,
    records::{Limits, Tip},
    synth::World,
    tips::{CompiledTriage, TriageContext, TriageScore, tell_apart, triage_all},
};
use caselink_benches::{cpu_s, peak_mib};
use serde_json::{Value, json};

use crate::{Outcome, batches, made, reports, truths};

pub(crate) fn measure(count: u64) -> Outcome<Value> {
    let world = made(count);
    let rules = CompiledTriage::standard()?;
    let (contexts, limits) = ([TriageContext::default()], Limits::default());
    let mut scores: Vec<(TriageScore, Option<chrono::NaiveDateTime>)> = Vec::new();
    let mut dangers: HashMap<String, String> = HashMap::new();
    let mut twins = Vec::new();
    let mut spent = 0.0;
    for numbers in batches(0, count) {
        for one in truths(&world, numbers.clone())? {
            if let Some(way) = one.danger {
                dangers.insert(one.tip.clone(), way);
            }
            if let (Some(first), Some(field)) = (one.repeats, one.differs_in) {
                twins.push((first, one.tip, field));
            }
        }
        let tips = reports(&world, numbers)?;
        let begun = cpu_s();
        let some = triage_all(&tips, &rules, &contexts, 1, &limits, &NoControl)?;
        spent += cpu_s() - begun;
        let received = |one: &TriageScore| tips.get(one.at as usize).and_then(|tip| tip.received_at);
        scores.extend(some.into_iter().map(|one| {
            let at = received(&one);
            (one, at)
        }));
    }
    // as triage_all puts them in order
    scores.sort_by(|(a, at), (b, other)| (b.urgency, at, &a.tip).cmp(&(a.urgency, other, &b.tip)));
    let top = scores.len() / 100;
    let least = scores.get(top.saturating_sub(1)).map(|(one, _)| one.urgency);
    let mut ways: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut found = 0_u64;
    for (at, (one, _)) in scores.iter().enumerate() {
        if let Some(way) = dangers.get(one.tip.expose()) {
            let (all, first) = ways.entry(way).or_default();
            *all += 1;
            *first += u64::from(at < top);
            found += u64::from(at < top);
        }
    }
    let ways: BTreeMap<&str, Value> = ways
        .into_iter()
        .map(|(way, (all, first))| (way, json!({ "planted": all, "in_top": first })))
        .collect();
    let (told, by_field) = apart(&world, &twins, &rules)?;
    Ok(json!({
        "reports": scores.len(), "dangers": dangers.len(),
        "recall_top_1pct": (found as f64 / dangers.len() as f64 * 1e5).round() / 1e5,
        "least_urgency_in_top": least, "ways": ways,
        "twins": twins.len(), "twins_told_apart": told, "twins_by_field": by_field,
        "cpu_s": (spent * 1e3).round() / 1e3, "peak_mib": peak_mib(),
    }))
}

/// How many twins are told apart by the field in which they differ, and with it of each field.
fn apart(
    world: &World,
    twins: &[(String, String, String)],
    rules: &CompiledTriage,
) -> Outcome<(u64, Value)> {
    let context = TriageContext::default();
    let mut fields: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut told = 0;
    for (first, second, field) in twins {
        let (first, second) = (report(world, first)?, report(world, second)?);
        let found = tell_apart((&first, &context), (&second, &context), rules);
        // the record path that was changed is named by the difference that counts most
        let named = found.decisive.is_some_and(|one| {
            let mut paths = one.fields.iter().flat_map(|fields| fields.split(", "));
            paths.any(|path| path == field)
        });
        let (all, right) = fields.entry(field).or_default();
        *all += 1;
        *right += u64::from(named);
        told += u64::from(named);
    }
    Ok((told, json!(fields)))
}

fn report(world: &World, id: &str) -> Outcome<Tip> {
    let number: u64 = id.trim_start_matches("T-").parse()?;
    let tips = reports(world, number..number + 1)?;
    tips.into_iter().next().ok_or_else(|| "there is no such report".into())
}

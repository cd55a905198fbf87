//! A million strangers behind one address, the latest first: each with a port and a time, four of five with an account of their own.

use caselink::{
    NoControl,
    records::Tip,
    tips::{AlikeSettings, TipIndex},
};
use caselink_benches::{Random, cpu_s};
use serde_json::{from_value, json};

use crate::{BATCH, Outcome};

/// Seconds within which they come: 60 days.
const SECONDS: u64 = 60 * 86_400;

pub(crate) struct Hub {
    pub(crate) reports: usize,
    /// Pairs that are in one cluster.
    pub(crate) joined: u64,
    pub(crate) cpu_s: f64,
}

pub(crate) fn measure(reports: u64) -> Outcome<Hub> {
    let mut random = Random::new(7);
    let start = chrono::NaiveDate::default().and_hms_opt(0, 0, 0).unwrap_or_default();
    let start = start + chrono::TimeDelta::days(20_500);
    let mut index = TipIndex::new(AlikeSettings::default())?;
    let mut spent = 0.0;
    let mut at = 0;
    while at < reports {
        let tips = (at..reports.min(at + BATCH)).map(|number| -> Outcome<Tip> {
            let back = number * SECONDS / reports;
            let received = start - chrono::TimeDelta::seconds(back as i64);
            let used = received - chrono::TimeDelta::seconds(random.below(86_400) as i64);
            let account = json!({ "kind": "handle", "value": format!("stranger{number}") });
            let accounts = if number % 5 == 0 { vec![] } else { vec![account] };
            Ok(from_value(json!({
                "id": format!("H-{number:07}"), "received_at": received, "provider": "chat.example", "accounts": accounts,
                "ip_events": [{ "address": "203.0.113.9", "port": 1_024 + random.below(64_512), "at": used }],
            }))?)
        });
        let tips = tips.collect::<Outcome<Vec<Tip>>>()?;
        let begun = cpu_s();
        index.extend(tips.iter(), &NoControl)?;
        spent += cpu_s() - begun;
        at += BATCH;
    }
    let begun = cpu_s();
    let found = index.clusters(&NoControl)?;
    spent += cpu_s() - begun;
    let pairs = |tips: u64| tips * tips.saturating_sub(1) / 2;
    Ok(Hub {
        reports: index.len(),
        joined: found.clusters.iter().map(|one| pairs(one.tips.len() as u64)).sum(),
        cpu_s: spent,
    })
}

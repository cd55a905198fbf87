//! The desk for attempted abductions: any incidents that pass the door, any settings that load. Nothing panics, weights add
//! up, nobody is in two series, the order of incidents changes nothing, and what is written leaves or is refused.
#![no_main]

use caselink::{
    Error, NoControl,
    abductions::{
        BulletinSettings, SeriesSettings, SummarySettings, TrendSettings, series, special_bulletin,
        summary, trends,
    },
    records::{Incident, Limits, ReadOptions, Source, read},
    release::{Ledger, Policy, ReleaseKey, Request, disseminate},
};
use libfuzzer_sys::fuzz_target;
use serde_json::{Value, json};

fuzz_target!(|text: &str| {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let part = |name: &str| value.get(name).cloned().unwrap_or_else(|| json!({}));
    let Some(values) = part("incidents").as_array().cloned() else {
        return;
    };
    let options = ReadOptions::default();
    let Ok(read) = read::<Incident>(Source::Values(values), &options, &NoControl) else {
        return;
    };
    let incidents = read.records;
    let limits = Limits::default();
    let settings = SeriesSettings::from_value(&part("series")).unwrap_or_default();
    let Ok(found) = series(&incidents, &settings, &limits, &NoControl) else {
        return; // pairs that contradict each other
    };
    for one in &found.series {
        for pair in &one.pairs {
            let sum: i64 = pair.terms.iter().map(|term| i64::from(term.weight.0)).sum();
            assert_eq!(sum, i64::from(pair.total.0));
        }
    }
    let mut all: Vec<_> = found.series.iter().flat_map(|one| &one.incidents).collect();
    let many = all.len();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), many, "an incident in two series");
    let turned: Vec<Incident> = incidents.iter().rev().cloned().collect();
    let again = series(&turned, &settings, &limits, &NoControl).expect("the same incidents");
    assert_eq!(again, found);

    let mut given = part("trends");
    given["replicates"] = json!(0);
    if let Ok(settings) = TrendSettings::from_value(&given) {
        let as_of = "2026-06-01".parse().expect("a day");
        match trends(&incidents, as_of, &settings, &limits, &NoControl) {
            Ok(_) | Err(Error::InvalidParameter { .. } | Error::LimitExceeded { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
    let header = json!({ "id": "B-1", "agency": "Agency", "as_of": "2026-06-01" });
    let settings = BulletinSettings::from_value(&header).expect("settings");
    let mut documents = Vec::new();
    if let Some(first) = found.series.first() {
        documents.push(special_bulletin(first, &incidents, &settings).expect("of this series"));
    }
    for edition in ["law_enforcement", "public"] {
        let mut given = header.clone();
        given["edition"] = json!(edition);
        given["region"] = json!({ "kind": "state", "state": "IL" });
        let settings = SummarySettings::from_value(&given).expect("settings");
        documents.extend(summary(
            &incidents,
            &found,
            &[],
            &settings,
            &limits,
            &NoControl,
        ));
    }
    let asked = json!({
        "actor": {"id": "u-1", "agency": "Agency", "role": "analyst"},
        "audience": {"kind": "law_enforcement"},
        "recipients": [{"name": "A", "agency": "B", "law_enforcement": true}],
        "purpose": "investigation", "need_to_know": "case", "right_to_know": "officer",
        "released_at": "2026-06-02T09:30:00-05:00",
    });
    let key = ReleaseKey::new(vec![7; 32]).expect("a key");
    let request = Request::from_value(&asked, key).expect("a request");
    for document in documents {
        let mut ledger = Ledger::default();
        if let Ok(released) = disseminate(document, &request, &Policy::standard(), &mut ledger) {
            assert!(released.html().contains("</html>"));
        }
    }
});

//! Attempted abductions, as Rust, Python and Node all answer.
#![cfg(feature = "synth")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use caselink::{
    NoControl,
    abductions::{
        BulletinSettings, EvidenceSettings, SeriesSettings, SimilarIndex, SummarySettings,
        TrendSettings, series, special_bulletin, summary, trends,
    },
    documents::Document,
    records::{
        Case, Incident, Limits, ReadOptions, Record, RecordKind, Source, read as read_records,
    },
    release::{Ledger, Policy, TreeHash, disseminate},
    synth::{Size, world},
};
use releases::{check, read, request};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

#[test]
fn the_same_series_in_three_languages() {
    let mut file = read("abductions.json");
    let incidents: Vec<Incident> = records(RecordKind::Incident, &file);
    let settings = SeriesSettings::from_value(&file["settings"]).unwrap();
    let found = series(&incidents, &settings, &Limits::default(), &NoControl).unwrap();
    assert!(!found.series.is_empty());
    file["series"] = json!(found.series);
    let mut index = SimilarIndex::new(EvidenceSettings::default(), Limits::default()).unwrap();
    index.add_all(&incidents, &NoControl).unwrap();
    let id = found.series[0].incidents[0].expose();
    let one = incidents
        .iter()
        .find(|incident| incident.id.expose() == id)
        .unwrap();
    file["similar_to"] = json!(id);
    file["similar"] = json!(index.find_similar(one, 3, &NoControl).unwrap());
    check("abductions.json", &file);
}

/// What is written about them, as it leaves: the same bytes in every language.
#[test]
fn the_same_documents_in_three_languages() {
    let mut file = read("abductions_documents.json");
    let incidents: Vec<Incident> = records(RecordKind::Incident, &file);
    let cases: Vec<Case> = records(RecordKind::Case, &file);
    let (limits, control) = (Limits::default(), &NoControl);
    let settings = SeriesSettings::default();
    let found = series(&incidents, &settings, &limits, control).unwrap();
    let as_of = serde_json::from_value(file["as_of"].clone()).unwrap();
    let settings = TrendSettings::from_value(&file["trend_settings"]).unwrap();
    let now = trends(&incidents, as_of, &settings, &limits, control).unwrap();
    file["trends"] = json!(now);
    let mut pages = serde_json::Map::new();
    for (name, given) in file["summaries"].as_object().unwrap() {
        let settings = SummarySettings::from_value(given).unwrap();
        let document = summary(&incidents, &found, &cases, &settings, &limits, control).unwrap();
        pages.insert(name.clone(), page(document, &file["requests"][name]));
    }
    let settings = BulletinSettings::from_value(&file["bulletin"]).unwrap();
    let document = special_bulletin(&found.series[0], &incidents, &settings).unwrap();
    let request = &file["requests"]["law_enforcement"];
    pages.insert("bulletin".to_owned(), page(document, request));
    file["pages"] = pages.into();
    check("abductions_documents.json", &file);
}

/// The records of the world that the file names.
fn records<T: Record>(kind: RecordKind, file: &Value) -> Vec<T> {
    let size: Size = serde_json::from_value(file["size"].clone()).unwrap();
    let world = world(file["seed"].as_u64().unwrap(), size);
    let count = world.count(kind).unwrap();
    let lines = world.ndjson(kind, 0..count, &NoControl).unwrap();
    let source = Source::Ndjson(lines.as_bytes());
    read_records(source, &ReadOptions::default(), &NoControl)
        .unwrap()
        .records
}

/// The hash of the released HTML page.
fn page(document: Document, asked: &Value) -> Value {
    let mut ledger = Ledger::default();
    let released =
        disseminate(document, &request(asked), &Policy::standard(), &mut ledger).unwrap();
    TreeHash::from_bytes(Sha256::digest(released.html()).into())
        .to_string()
        .into()
}

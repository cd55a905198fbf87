//! Attempted abductions, as Rust, Python and Node all answer.
#![cfg(feature = "synth")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use caselink::{
    NoControl,
    abductions::{EvidenceSettings, SeriesSettings, SimilarIndex, series},
    records::{Incident, Limits, ReadOptions, RecordKind, Source, read as read_records},
    synth::{Size, world},
};
use releases::{check, read};
use serde_json::json;

#[test]
fn the_same_series_in_three_languages() {
    let mut file = read("abductions.json");
    let size: Size = serde_json::from_value(file["size"].clone()).unwrap();
    let world = world(file["seed"].as_u64().unwrap(), size);
    let count = world.count(RecordKind::Incident).unwrap();
    let lines = world
        .ndjson(RecordKind::Incident, 0..count, &NoControl)
        .unwrap();
    let incidents: Vec<Incident> = read_records(
        Source::Ndjson(lines.as_bytes()),
        &ReadOptions::default(),
        &NoControl,
    )
    .unwrap()
    .records;
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

//! Known files and victim identification, as Rust, Python and Node all answer.
//!
//! What is expected in `known_files.json` is written by `CASELINK_BLESS=1 cargo test -p caselink --test known_files`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use caselink::{
    NoControl,
    hashes::{
        DigestKind, DigestSet, Frame, Hash256, HashList, ListReadOptions, ListSettings,
        PerceptualIndex, VideoRule, compare_videos, read_list,
    },
    records::from_values,
    victims::{
        Clue, ClueFindings, ClueSettings, EvidenceGuide, GuideEntry, GuideSettings, ReportHeader,
        Submission, check_submission, clue_document, clue_tables, combine_clues, recognise,
        recognition_report, route_clues,
    },
};
use releases::{check, read};
use serde::Serialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    caselink::release::TreeHash::from_bytes(Sha256::digest(bytes).into()).to_string()
}

fn texts(values: &Value) -> Vec<&str> {
    let values = values.as_array().unwrap().iter();
    values.map(|value| value.as_str().unwrap()).collect()
}

#[test]
fn known_files() {
    let mut file = read("known_files.json");
    let mut lists = Vec::new();
    for one in file["lists"].as_array_mut().unwrap() {
        let mut list = HashList::new(ListSettings::from_value(&one["settings"]).unwrap()).unwrap();
        let rows = |name: &str| one[name].as_array().unwrap().clone();
        let added = list.add_values(&rows("entries"), &NoControl).unwrap();
        let applied = list.apply_values(&rows("changes"), &NoControl).unwrap();
        one["intakes"] = json!([value(&added), value(&applied)]);
        one["snapshot_sha256"] = json!(sha256(&list.snapshot().unwrap()));
        lists.push(list);
    }
    let files = from_values("files", &file["files"]).unwrap();
    let series = from_values("series", &file["series"]).unwrap();
    let on = file["on"].as_str().unwrap().parse().ok();
    let lists: Vec<&HashList> = lists.iter().collect();
    let recognition = recognise(&files, &lists, &series, on, &NoControl).unwrap();
    let header = ReportHeader::from_value(&file["header"]).unwrap();
    file["report"] = value(&recognition_report(&recognition, &header).unwrap());
    file["recognition"] = value(&recognition);
    let submission = Submission::from_value(&file["submission"]).unwrap();
    file["submission_check"] = value(&check_submission(&submission, &lists, &NoControl).unwrap());

    let guide = &mut file["guide"];
    let entries = GuideEntry::all_from_value(&guide["entries"]).unwrap();
    let settings = GuideSettings::from_value(&guide["settings"]).unwrap();
    let made = EvidenceGuide::new(&entries, &settings).unwrap();
    guide["findings"] = value(&made.find_all(&texts(&guide["names"]), &NoControl).unwrap());
    guide["refusals"] = value(&made.refusals());

    let clues = Clue::all_from_value(&file["clues"]).unwrap();
    let findings: ClueFindings =
        combine_clues(&clues, &clue_tables(), &ClueSettings::default()).unwrap();
    let agencies: Vec<_> = from_values("agencies", &file["agencies"]).unwrap();
    let jurisdictions: Vec<_> = from_values("jurisdictions", &file["jurisdictions"]).unwrap();
    let routes = route_clues(&findings, &agencies, &jurisdictions);
    file["routes"] = value(&routes);
    let asked = &mut file["clue_document"];
    let text = |name: &str| asked[name].as_str().unwrap().to_owned();
    let as_of = text("as_of").parse().unwrap();
    let (id, agency) = (text("id"), text("agency"));
    let document = clue_document(&findings, &clues, &routes, &id, &agency, as_of).unwrap();
    asked["document"] = value(&document);
    file["findings"] = value(&findings);

    let videos = &mut file["videos"];
    let rule = VideoRule::from_value(&videos["rule"]).unwrap();
    let frames = |name: &'static str| Frame::all_from_value(name, &videos[name]).unwrap();
    let compared = compare_videos(&frames("query"), &frames("compared"), &rule).unwrap();
    let mut result = value(&compared);
    result["is_near"] = json!(compared.is_near(&rule));
    videos["result"] = result;

    for one in file["readers"].as_array_mut().unwrap() {
        let options = ListReadOptions::from_value(&one["options"]).unwrap();
        let text = one["text"].as_str().unwrap().as_bytes();
        one["read"] = value(&read_list(text, options, &NoControl).unwrap());
    }

    let digests = &mut file["digests"];
    let kind = DigestKind::from_name(digests["kind"].as_str().unwrap()).unwrap();
    let bytes = |name: &str| -> Vec<Vec<u8>> {
        let all = texts(&digests[name]);
        let byte =
            |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
        all.iter()
            .map(|text| text.as_bytes().chunks(2).map(byte).collect())
            .collect()
    };
    let mut set = DigestSet::new(kind);
    set.extend(&bytes("extend").concat(), &NoControl).unwrap();
    for digest in bytes("remove") {
        set.remove(&digest).unwrap();
    }
    let found = set
        .contains_all(&bytes("ask").concat(), &NoControl)
        .unwrap();
    digests["found"] = json!(found);
    digests["snapshot_sha256"] = json!(sha256(&set.snapshot().unwrap()));

    let perceptual = &mut file["perceptual"];
    let mut index = PerceptualIndex::default();
    let hashes: Vec<Hash256> = texts(&perceptual["hashes"])
        .iter()
        .map(|hash| Hash256::from_hex(hash).unwrap())
        .collect();
    index.extend(&hashes, &NoControl).unwrap();
    perceptual["snapshot_sha256"] = json!(sha256(&index.snapshot().unwrap()));

    check("known_files.json", &file);
}

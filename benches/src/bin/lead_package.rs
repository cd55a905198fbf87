//! `lead_package`: how long one package takes, with a synthetic world of 10,000 registrants and 300 cases loaded: duties, places, open
//! cases, the package itself and its page. Prints one line of JSON.

use std::{env, error::Error, fs};

use caselink::{
    NoControl,
    records::{Case, Offender, RecordKind},
    release::{Ledger, Policy, ReleaseKey, Request, disseminate},
    synth::{Size, world},
    tracking::{
        AssessOptions, CompiledPacks, KnownFacts, LeadRegistrant, LinkSettings, LocateInputs,
        LocateSettings, OffenderIndex, OpenCase, PackageHeader, RulePack, lead_package, locate,
    },
};
use serde_json::json;

const REGISTRANTS: u64 = 10_000;
const CASES: u64 = 300;
/// The system counts by ticks of some milliseconds, so each package is made so often and the mean is taken.
const TIMES: u32 = 10;
const AS_OF: &str = "2026-06-01";

fn main() -> Result<(), Box<dyn Error>> {
    let packages: u64 = match env::args().nth(1) {
        Some(count) => count.parse()?,
        None => 100,
    };
    let size = Size {
        offenders: REGISTRANTS,
        cases: CASES,
        ..Size::default()
    };
    let as_of = AS_OF.parse()?;
    let world = world(7, size).with_as_of(as_of)?;
    let mut people: Vec<Vec<Offender>> = Vec::new();
    for number in 0..REGISTRANTS {
        let lines = world.ndjson(RecordKind::Offender, number..number + 1, &NoControl)?;
        let records: Result<Vec<Offender>, _> = lines.lines().map(serde_json::from_str).collect();
        people.push(records?);
    }
    let cases = world.ndjson(RecordKind::Case, 0..CASES, &NoControl)?;
    let cases: Result<Vec<Case>, _> = cases.lines().map(serde_json::from_str).collect();
    let cases: Vec<OpenCase> = cases?.into_iter().map(OpenCase::from).collect();
    let all: Vec<Offender> = people.iter().flatten().cloned().collect();
    let index = OffenderIndex::build(&all, &KnownFacts::default(), &NoControl)?;
    let packs = CompiledPacks::new(&[RulePack::federal()?])?;
    let options = AssessOptions::on(as_of);
    let request = request()?;
    let header = PackageHeader::from_value(&json!({
        "id": "LP-2026-41", "agency": "Example State Clearinghouse", "as_of": AS_OF,
        "requesting_agency": "Example County Fugitive Task Force", "authority": "34 USC 20941", "purpose": "to find a registrant",
    }))?;
    let (mut spent, mut bytes) = (Vec::new(), Vec::new());
    let step = (REGISTRANTS / packages.max(1)).max(1) as usize;
    for records in people
        .iter()
        .filter(|records| !records.is_empty())
        .step_by(step)
    {
        let before = cpu_ns()?;
        let mut length = 0;
        for _ in 0..TIMES {
            let assessments: Result<Vec<_>, _> = records
                .iter()
                .map(|record| packs.assess(record, &options, None))
                .collect();
            let located = locate(
                records,
                &LocateInputs::default(),
                &LocateSettings::on(as_of),
                None,
            )?;
            let id = records[0].person.id.expose();
            let found = index.find_cases(id, &cases, &LinkSettings::default(), &NoControl)?;
            let subject = LeadRegistrant {
                records: records.clone(),
                assessments: assessments?,
                located: Some(located),
                cases: Some(found),
                ..LeadRegistrant::default()
            };
            let package = lead_package(&subject.into(), &header)?;
            let released = disseminate(
                package,
                &request,
                &Policy::standard(),
                &mut Ledger::default(),
            )?;
            length = released.html().len();
        }
        spent.push((cpu_ns()? - before) as f64 / 1e6 / f64::from(TIMES));
        bytes.push(length);
    }
    spent.sort_by(f64::total_cmp);
    bytes.sort_unstable();
    let at = |share: f64| spent[((spent.len() - 1) as f64 * share) as usize];
    let round = |ms: f64| (ms * 1e3).round() / 1e3;
    let figures = json!({
        "name": "lead-package",
        "registrants": REGISTRANTS,
        "records": all.len(),
        "cases": CASES,
        "packages": spent.len(),
        "cpu_ms": round(at(0.5)),
        "cpu_ms_95": round(at(0.95)),
        "cpu_ms_most": round(at(1.0)),
        "page_bytes": bytes[bytes.len() / 2],
    });
    #[allow(clippy::print_stdout, reason = "the line is its result")]
    {
        println!("{figures}");
    }
    Ok(())
}

fn request() -> Result<Request, Box<dyn Error>> {
    let value = json!({
        "actor": { "id": "u-17", "agency": "IL0160000", "role": "analyst" },
        "audience": { "kind": "law_enforcement" },
        "recipients": [{ "name": "Dana Fields", "agency": "WI0130000", "law_enforcement": true }],
        "purpose": "investigation", "need_to_know": "open case 26-118", "right_to_know": "law enforcement",
        "released_at": "2026-06-02T09:30:00-05:00",
    });
    Ok(Request::from_value(
        &value,
        ReleaseKey::new((0..32).collect())?,
    )?)
}

/// What this thread has had of a processor, in nanoseconds, as Linux counts it.
fn cpu_ns() -> Result<u64, Box<dyn Error>> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let first = stat.split_whitespace().next();
    Ok(first
        .ok_or("the system does not count the time of threads")?
        .parse()?)
}

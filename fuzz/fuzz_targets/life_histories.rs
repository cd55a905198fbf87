//! Records of registrants from outside: any JSON. Each comes to an answer on any day, and what is counted is what was assessed.
#![no_main]

use std::collections::BTreeMap;

use caselink::{
    Error, NoControl,
    records::{Offender, ReadOptions, Source, read},
    tracking::{AssessOptions, CompiledPacks, DutyState, RulePack},
};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        return;
    };
    let values = match value {
        Value::Array(values) => values,
        one => vec![one],
    };
    let options = ReadOptions::default();
    let Ok(read) = read::<Offender>(Source::Values(values), &options, &NoControl) else {
        return;
    };
    let packs = CompiledPacks::new(&[RulePack::federal().expect("ours")]).expect("ours");
    for as_of in ["2005-02-28", "2026-01-01"] {
        let options = AssessOptions {
            most_listed: Some(8),
            ..AssessOptions::on(as_of.parse().expect("a day"))
        };
        let mut noncompliant = 0;
        for one in &read.records {
            let found = match packs.assess(one, &options, None) {
                Ok(found) => found,
                Err(Error::LimitExceeded { .. }) => return,
                Err(error) => panic!("{error}"),
            };
            noncompliant += u64::from(found.compliance.is_noncompliant());
            for line in found.jurisdictions.iter().flat_map(|place| &place.duties) {
                let explanation = line.explanation.as_ref().expect("asked for");
                assert!(!explanation.arithmetic.is_empty());
                let late = matches!(
                    line.state,
                    DutyState::Overdue { .. } | DutyState::MetLate { .. }
                );
                assert!(!late || line.due.is_some_and(|due| due <= options.as_of));
            }
            let text = serde_json::to_string(&found).expect("JSON");
            assert_eq!(
                serde_json::from_str::<caselink::tracking::Assessment>(&text).expect("ours"),
                found
            );
        }
        let counts = packs
            .registry_counts(&read.records, &options, &BTreeMap::new(), None, &NoControl)
            .expect("few rows");
        let of = |name: &str| counts.counts.get(name).map_or(0, |count| count.people);
        let counted =
            of("noncompliant_technical") + of("noncompliant_substantive") + of("non_registrant");
        assert_eq!(counted, noncompliant);
        packs
            .upcoming(&read.records, &options, 400, None, &NoControl)
            .expect("few rows");
    }
});

//! Reports routed and providers found, as Rust, Python and Node all answer; and a million reports that say little.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use std::ops::ControlFlow;

use caselink::{
    Control, Error, NoControl,
    records::{Limits, Tip, from_values_each},
    tips::{AgencyDirectory, ProviderDirectory, RoutedTips, RoutingRules},
};
use releases::{check, read};
use serde_json::{Value, json};

fn directory(file: &Value) -> AgencyDirectory {
    let list = |name: &str| file[name].as_array().unwrap().clone();
    AgencyDirectory::from_values(&list("agencies"), &list("jurisdictions"), &file["inputs"])
        .unwrap()
}

#[test]
fn the_same_routes_in_three_languages() {
    let mut file = read("tips_routing.json");
    let directory = directory(&file);
    let limits = Limits::default();
    let read = from_values_each::<Tip>(file["reports"].as_array().unwrap(), &limits).unwrap();
    let rules = RoutingRules::from_value(&file["rules"]).unwrap();
    let now = Some(file["now"].as_str().unwrap().parse().unwrap());
    let routed = directory.route_all(&read.records, &rules, now, &limits, &NoControl);
    let providers = ProviderDirectory::from_values(file["providers"].as_array().unwrap()).unwrap();
    let (as_of, on) = (
        file["as_of"].as_str().unwrap().parse().unwrap(),
        Some(file["on"].as_str().unwrap().parse().unwrap()),
    );
    let found = file["looked_for"].as_array().unwrap().iter();
    let found: Vec<Value> = found
        .map(|text| json!(providers.find(text.as_str().unwrap(), as_of, on)))
        .collect();
    file["expected"] = json!({
        "notes": directory.notes(),
        "routed": RoutedTips { routed: routed.unwrap(), rejected: read.rejected },
        "found": found,
    });
    check("tips_routing.json", &file);
}

struct Stop;

impl Control for Stop {
    fn tick(&self, done: u64, _total: u64) -> ControlFlow<()> {
        if done > 0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

#[test]
fn many_are_bounded_and_can_be_stopped() {
    let directory = directory(&read("tips_routing.json"));
    let tips = vec![Tip::default(); 5_000];
    let rules = RoutingRules::default();
    let limits = Limits {
        rows: 4_999,
        ..Limits::default()
    };
    let error = directory.route_all(&tips, &rules, None, &limits, &NoControl);
    assert!(matches!(error, Err(Error::LimitExceeded { .. })));
    let error = directory.route_all(&tips, &rules, None, &Limits::default(), &Stop);
    assert!(matches!(error, Err(Error::Cancelled)));
}

#[test]
fn a_directory_with_a_record_that_is_none_is_refused() {
    for (agencies, places, inputs) in [
        (json!([{}]), json!([]), json!(null)),
        (json!([]), json!([7]), json!(null)),
        (json!([]), json!([]), json!({ "maps": [] })),
    ] {
        let list = |value: &Value| value.as_array().unwrap().clone();
        let directory = AgencyDirectory::from_values(&list(&agencies), &list(&places), &inputs);
        assert!(directory.is_err());
    }
    assert!(ProviderDirectory::from_values(&[json!({})]).is_err());
}

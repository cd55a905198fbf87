//! Rule packs from outside: any text. What loads is valid and comes back the same; a life under it comes to an answer, in any order of packs.
#![no_main]

use caselink::{
    NoControl,
    records::Offender,
    tracking::{AssessOptions, CompiledPacks, RulePack},
};
use libfuzzer_sys::fuzz_target;
use serde_json::json;

fuzz_target!(|bytes: &[u8]| {
    let Some(pack) = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| RulePack::from_json(text).ok())
    else {
        return;
    };
    let text = serde_json::to_string(&pack).expect("JSON");
    assert_eq!(RulePack::from_json(&text).as_ref(), Ok(&pack));

    // a life that goes through everything that a rule can ask about, where the pack holds
    let place = pack.jurisdictions.first().map_or("IL", String::as_str);
    let tier = pack.tiers.order.first().map_or("1", String::as_str);
    let address = json!({ "address": { "state": place } });
    let offender: Offender = serde_json::from_value(json!({
        "id": "F", "birth_date": "1980-02-29",
        "convictions": [{ "jurisdiction": place, "imprisoned": true, "sentenced_on": "2018-01-02", "released_on": "2019-02" }],
        "registrations": [{ "jurisdiction": place, "span": { "start": "2019-02-20" },
            "tiers": [{ "scheme": pack.tiers.scheme, "tier": tier, "effective_from": "2019-02-20" }],
            "appearances": [{ "on": "2019-08-20", "purpose": "verification", "manner": "in_person" }, { "on": "2020-02-20" }] }],
        "stays": [
            { "kind": "residence", "span": { "start": "2019-02-20", "end": "2019-12-31" }, "place": address },
            { "kind": "transient", "span": { "start": "2019-12-31" }, "place": address },
            { "kind": "work", "span": { "start": "2020-01-31" }, "place": address },
        ],
        "custody": [{ "kind": "jail", "span": { "start": "2019-06-01", "end": "2019-06-20" } }],
        "events": [{ "kind": "foreign_travel", "on": "2020-03" }, { "kind": "name_change", "on": "2020" }],
    }))
    .expect("a record");
    let options = AssessOptions::on("2020-06-30".parse().expect("a day"));
    let federal = RulePack::federal().expect("ours");
    let (Ok(packs), Ok(turned)) = (
        CompiledPacks::new(&[pack.clone(), federal.clone()]),
        CompiledPacks::new(&[federal, pack]),
    ) else {
        return; // valid each by itself, and together
    };
    let found = packs.assess(&offender, &options, None).expect("few parts");
    let again = turned.assess(&offender, &options, None).expect("few parts");
    assert_eq!(found.compliance, again.compliance);
    for place in &found.jurisdictions {
        for line in &place.duties {
            assert!(line.explanation.is_some());
        }
    }
    packs
        .upcoming(&[offender], &options, 400, None, &NoControl)
        .expect("few rows");
});

//! What may leave: the whole matrix of the shipped policy, releases byte for byte, and every way in which a value
//! could slip out.
//!
//! The parts `expected` of `release_policy.json` and `release.json` are written by
//! `CASELINK_BLESS=1 cargo test -p caselink --test release`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "common/releases.rs"]
mod releases;

use caselink::{
    documents::{Document, Field, Marking, Tlp},
    release::{
        Actor, AudienceKind, Decision, Entry, Ledger, Policy, Purpose, Reader, Redaction,
        ReleaseKey, Rule, RuleAction, decide, disseminate, verify_inclusion,
    },
};
use proptest::prelude::*;
use releases::{check, read, request, to};
use schemars::schema_for;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The words that a coded type knows, from its schema: a new one is in every test at once.
fn words(schema: &schemars::Schema) -> Vec<String> {
    schema.as_value()["anyOf"][0]["enum"]
        .as_array()
        .unwrap()
        .iter()
        .map(|word| word.as_str().unwrap().to_owned())
        .collect()
}

fn fields() -> Vec<Field> {
    let mut fields: Vec<Field> = words(&schema_for!(Field))
        .into_iter()
        .map(Field::from)
        .collect();
    fields.push(Field::from("a word that nobody knows"));
    fields
}

fn purposes() -> Vec<Purpose> {
    let mut all: Vec<Purpose> = words(&schema_for!(Purpose))
        .into_iter()
        .map(Purpose::from)
        .collect();
    all.push(Purpose::from("a purpose of the agency's own"));
    all
}

fn readers() -> Vec<(&'static str, Reader)> {
    let reader = |audience, law_enforcement, need_and_right_to_know| Reader {
        audience,
        law_enforcement,
        need_and_right_to_know,
    };
    vec![
        ("public", reader(AudienceKind::Public, false, true)),
        ("family", reader(AudienceKind::Family, false, true)),
        ("partner_ngo", reader(AudienceKind::PartnerNgo, false, true)),
        (
            "registry_staff",
            reader(AudienceKind::RegistryStaff, false, true),
        ),
        (
            "law_enforcement",
            reader(AudienceKind::LawEnforcement, false, true),
        ),
        (
            "law_enforcement_intel",
            reader(AudienceKind::LawEnforcementIntel, false, true),
        ),
        (
            "law_enforcement_intel without need and right",
            reader(AudienceKind::LawEnforcementIntel, false, false),
        ),
        (
            "named_recipients",
            reader(AudienceKind::NamedRecipients, false, true),
        ),
        (
            "named_recipients of law enforcement",
            reader(AudienceKind::NamedRecipients, true, true),
        ),
    ]
}

fn actor() -> Actor {
    Actor {
        id: "u-17".into(),
        agency: "IL0160000".into(),
        role: "analyst".into(),
    }
}

fn word(decision: &Decision) -> Value {
    match decision {
        Decision::Redact(how) => json!(how),
        Decision::Deny { .. } => json!("deny"),
        Decision::Allow => json!("allow"),
    }
}

/// Every field for every reader and purpose, as the shipped policy has it. One word where the purpose does not
/// matter; else what is allowed for which purpose, and denied for the others.
#[test]
fn the_shipped_policy_says_the_same_as_ever() {
    let policy = Policy::standard();
    policy.check().unwrap();
    let mut matrix = Map::new();
    for (name, reader) in readers() {
        let mut row = Map::new();
        for field in fields() {
            let stated = purposes()
                .into_iter()
                .filter(|p| *p != Purpose::Unspecified);
            let answers: Vec<(String, Value)> = stated
                .map(|p| {
                    (
                        p.as_str().to_owned(),
                        word(&decide(&policy, &actor(), &p, &field, &reader)),
                    )
                })
                .collect();
            let first = answers[0].1.clone();
            let cell = if answers.iter().all(|(_, answer)| *answer == first) {
                first
            } else {
                answers
                    .into_iter()
                    .filter(|(_, answer)| answer != "deny")
                    .collect::<Map<_, _>>()
                    .into()
            };
            row.insert(field.as_str().to_owned(), cell);
            let unstated = decide(&policy, &actor(), &Purpose::Unspecified, &field, &reader);
            assert_eq!(unstated == Decision::Allow, field == Field::General);
        }
        matrix.insert(name.to_owned(), row.into());
    }
    check(
        "release_policy.json",
        &json!({"policy": policy, "expected": matrix}),
    );
}

/// A policy that allows everything to everyone, and still.
fn open_policy() -> Policy {
    let audiences = readers()
        .iter()
        .map(|(_, reader)| reader.audience)
        .collect();
    Policy {
        name: "open".to_owned(),
        version: 1,
        rules: vec![Rule {
            fields: fields(),
            audiences,
            purposes: Vec::new(),
            roles: Vec::new(),
            law_enforcement_only: false,
            action: RuleAction::Allow,
            reason: "everything".to_owned(),
        }],
    }
}

#[test]
fn no_policy_opens_what_is_closed() {
    let policy = open_policy();
    let opened = |field: &Field, purpose: &Purpose, reader: &Reader| {
        decide(&policy, &actor(), purpose, field, reader) == Decision::Allow
    };
    for purpose in purposes() {
        for (name, reader) in readers() {
            let within =
                name.starts_with("law_enforcement") || name.ends_with("of law enforcement");
            for field in [Field::VictimName, Field::VictimIdentity, Field::Juvenile] {
                let expected = within && purpose != Purpose::Unspecified;
                assert_eq!(
                    opened(&field, &purpose, &reader),
                    expected,
                    "{name} {field:?}"
                );
            }
            if opened(&Field::Intelligence, &purpose, &reader) {
                assert!(reader.need_and_right_to_know);
                assert!(
                    matches!(
                        name,
                        "law_enforcement_intel" | "named_recipients of law enforcement"
                    ) || (name == "named_recipients" && purpose == Purpose::ImminentDanger),
                    "{name}"
                );
            }
        }
        let public = readers()[0].1;
        for field in [
            "social_security",
            "arrest",
            "internet_identifier",
            "travel_document",
            "travel",
            "reporter_name",
            "juvenile",
            "victim_name",
            "victim_identity",
            "intelligence",
            "narrative",
            "evidence",
            "identity_number",
            "file_hash",
            "file_name",
            "a word that nobody knows",
        ] {
            assert!(!opened(&field.into(), &purpose, &public), "{field}");
        }
        let poster = purpose == Purpose::MissingChildPoster;
        assert_eq!(opened(&Field::ChildName, &purpose, &public), poster);
    }
}

proptest! {
    /// Whatever order the rules have, the answer is the same; and a rule that denies is never overruled.
    #[test]
    fn the_order_of_rules_does_not_matter(actions in prop::collection::vec(0..6_usize, 1..6), turn in 0..6_usize) {
        let actions: Vec<RuleAction> = actions.iter().map(|at| serde_json::from_value([
            json!("allow"), json!("deny"), json!({"redact": "mask"}), json!({"redact": "generalise"}),
            json!({"redact": "drop"}), json!({"redact": "pseudonymise"}),
        ][*at].clone()).unwrap()).collect();
        let mut policy = open_policy();
        let rule = policy.rules.pop().unwrap();
        policy.rules.extend(actions.iter().map(|action| Rule { action: *action, ..rule.clone() }));
        let ask = |policy: &Policy| decide(policy, &actor(), &Purpose::Investigation, &Field::Street, &readers()[4].1);
        let first = ask(&policy);
        policy.rules.rotate_left(turn % actions.len());
        prop_assert_eq!(ask(&policy), first.clone());
        policy.rules.reverse();
        prop_assert_eq!(ask(&policy), first.clone());
        prop_assert_eq!(matches!(first, Decision::Deny { .. }), actions.contains(&RuleAction::Deny));
        prop_assert_eq!(first == Decision::Allow, actions.iter().all(|a| *a == RuleAction::Allow));
    }
}

#[test]
fn releases() {
    let mut file = read("release.json");
    let mut ledger = Ledger::default();
    let documents = file["documents"].clone();
    for case in file["cases"].as_array_mut().unwrap() {
        let document: Document =
            serde_json::from_value(documents[case["document"].as_str().unwrap()].clone()).unwrap();
        let policy = case
            .get("policy")
            .map_or_else(Policy::standard, |p| Policy::from_value(p).unwrap());
        let before = ledger.clone();
        case["expected"] =
            match disseminate(document, &request(&case["request"]), &policy, &mut ledger) {
                Ok(released) => {
                    let entry: Entry = serde_json::from_slice(released.entry()).unwrap();
                    assert_eq!(entry.content_hmac, released.content_hmac().to_string());
                    let (index, size) = (released.entry_index(), ledger.len());
                    let proof = ledger.inclusion_proof(index, size).unwrap();
                    assert!(verify_inclusion(
                        released.entry(),
                        index,
                        size,
                        &ledger.root(),
                        &proof
                    ));
                    json!({
                        "html_sha256": sha256(&released.html()),
                        "markdown_sha256": sha256(&released.markdown()),
                        "csv_sha256": sha256(&json!(released.csv().unwrap()).to_string()),
                        "page": serde_json::from_str::<Value>(&released.json().unwrap()).unwrap(),
                        "entry": String::from_utf8(released.entry().to_vec()).unwrap(),
                        "entry_index": index, "content_hmac": released.content_hmac().to_string(),
                        "marking": released.marking().line(), "root": ledger.root().to_string(),
                        "withheld": released.withheld(), "reduced": released.reduced(),
                    })
                }
                Err(error) => {
                    assert_eq!(ledger, before, "a refused release is in the ledger");
                    json!({"code": error.code(), "message": error.to_string()})
                }
            };
    }
    check("release.json", &file);
}

fn sha256(text: &str) -> String {
    caselink::release::TreeHash::from_bytes(Sha256::digest(text).into()).to_string()
}

/// Numbers and reporters go to named recipients only where all of them are law enforcement.
#[test]
fn named_strangers_get_no_numbers_and_no_reporters() {
    let policy = Policy::from_value(&json!({"name": "open", "version": 1, "rules": [{
        "fields": ["social_security", "reporter_name"], "audiences": ["named_recipients"],
        "action": "allow", "reason": "a test"}]}))
    .unwrap();
    for field in [Field::SocialSecurity, Field::ReporterName] {
        for law_enforcement in [false, true] {
            let reader = Reader {
                audience: AudienceKind::NamedRecipients,
                law_enforcement,
                need_and_right_to_know: true,
            };
            let found = decide(&policy, &actor(), &Purpose::Investigation, &field, &reader);
            assert_eq!(found == Decision::Allow, law_enforcement, "{field:?}");
        }
    }
}

/// Sides and clusters are findings: they go to who may see evidence.
#[test]
fn findings_go_where_evidence_goes() {
    let general = json!([{"value": "words", "field": "general"}]);
    let document = json!({
        "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": general,
        "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
        "sections": [{"heading": general, "blocks": [
            {"kind": "facts", "facts": [{"label": "fact", "value": general, "weighs": "against"}]},
            {"kind": "figure", "caption": general, "drawing": {"kind": "map", "points": [
                {"label": general, "latitude": 42, "longitude": -89, "cluster": 3, "field": "general"}]}},
        ]}],
    });
    for (audience, shown) in [
        ("law_enforcement", true),
        ("partner_ngo", false),
        ("public", false),
    ] {
        let document: Document = serde_json::from_value(document.clone()).unwrap();
        let mut ledger = Ledger::default();
        let released = disseminate(
            document,
            &request(&to(audience)),
            &Policy::standard(),
            &mut ledger,
        )
        .unwrap();
        let page = released.json().unwrap();
        assert_eq!(page.contains("against"), shown, "{audience}");
        assert_eq!(page.contains("\"cluster\""), shown, "{audience}");
        assert_eq!(released.html().contains("Cluster D"), shown, "{audience}");
    }
}

/// A recipient who does not belong to law enforcement gets nothing that is for law enforcement.
#[test]
fn who_is_not_police_is_no_recipient_of_a_release_to_police() {
    let (document, _) = canaries(&Field::VictimName);
    let document: Document = serde_json::from_value(document).unwrap();
    for audience in ["law_enforcement", "law_enforcement_intel"] {
        let mut asked = to(audience);
        asked["recipients"] = json!([
            {"name": "Dana Fields", "agency": "WI0130000", "law_enforcement": true},
            {"name": "Sam Reed", "agency": "Example Paper"},
        ]);
        let mut ledger = Ledger::default();
        let refused = disseminate(
            document.clone(),
            &request(&asked),
            &Policy::standard(),
            &mut ledger,
        );
        assert_eq!(refused.unwrap_err().code(), "RELEASE_REFUSED");
        assert!(ledger.is_empty());
    }
}

/// A document with a canary of each field in each place where a value can stand.
fn canaries(field: &Field) -> (Value, String) {
    let canary = format!("canary-{}", field.as_str().replace(' ', "-"));
    let name = field.as_str();
    let text = json!([{"value": canary, "field": name, "sources": ["r1"]}]);
    let document = json!({
        "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01",
        "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
        "title": text, "contact": text,
        "sources": [{"id": "r1", "description": text}],
        "sections": [{"heading": text, "sections": [{"heading": text}], "blocks": [
            {"kind": "paragraph", "text": text},
            {"kind": "list", "items": [text, text]},
            {"kind": "facts", "facts": [{"label": "fact", "value": text, "weighs": "for"}]},
            {"kind": "table", "caption": text, "columns": [{"heading": "column", "field": name}],
             "rows": [{"cells": [canary], "sources": ["r1"]}, {"cells": [null]}]},
            {"kind": "figure", "caption": text, "drawing": {"kind": "map", "points": [
                {"label": text, "latitude": 39.7817, "longitude": -89.6501, "field": name, "sources": ["r1"]}]}},
            {"kind": "figure", "caption": text, "drawing": {"kind": "timeline", "rows": [
                {"label": text, "spans": [{"label": text, "start": "2026-03-17", "sources": ["r1"]}]}]}},
            {"kind": "figure", "caption": text, "drawing": {"kind": "bars", "axis": "cases", "field": name,
                "bars": [{"label": text, "value": 7331.5}]}},
            {"kind": "figure", "caption": text, "drawing": {"kind": "waterfall", "unit": "bits", "field": name,
                "parts": [{"label": text, "weight_milli": 733_100}]}},
        ]}],
    });
    (document, canary)
}

/// What the policy does not allow stands nowhere: not in the page, the entry, or any `Debug`.
#[test]
fn what_is_not_allowed_stands_nowhere() {
    for audience in [
        "public",
        "family",
        "partner_ngo",
        "registry_staff",
        "law_enforcement",
        "law_enforcement_intel",
        "named_recipients",
    ] {
        for purpose in purposes()
            .into_iter()
            .filter(|p| *p != Purpose::Unspecified)
        {
            let mut asked = to(audience);
            asked["purpose"] = json!(purpose);
            let asked = request(&asked);
            for field in fields() {
                let (document, canary) = canaries(&field);
                let document: Document = serde_json::from_value(document).unwrap();
                assert!(!format!("{document:?}{:?}", document.sections).contains("canary"));
                let policy = Policy::standard();
                let ask =
                    |field: &Field| decide(&policy, &asked.actor, &purpose, field, &asked.reader());
                let allowed = ask(&field) == Decision::Allow;
                let released =
                    disseminate(document, &asked, &policy, &mut Ledger::default()).unwrap();
                let page = released.json().unwrap();
                assert_eq!(
                    page.contains(&canary),
                    allowed,
                    "{audience} {field:?} {purpose:?}"
                );
                // the other pages hold the same document, so one purpose is enough
                if !allowed && purpose == Purpose::Investigation {
                    let tables = released.csv().unwrap();
                    let tables = tables
                        .iter()
                        .map(|table| table.caption.clone() + &table.csv);
                    let pages = released.html()
                        + &released.markdown().replace('\\', "")
                        + &tables.collect::<String>();
                    for value in [&canary[..], "39.7817", "7331.5", "733100", "733.1"] {
                        assert!(!pages.contains(value), "{audience} {field:?} {value}");
                    }
                }
                assert!(!String::from_utf8_lossy(released.entry()).contains(&canary));
                assert!(!format!("{released:?} {asked:?}").contains("canary"));
                assert_eq!(
                    page.contains("39.7817"),
                    allowed,
                    "{audience} {field:?} {purpose:?}"
                );
                assert_eq!(page.contains("7331.5"), allowed);
                assert_eq!(page.contains("733100"), allowed);
                // the days of a span go with its label
                let told = !matches!(
                    ask(&field),
                    Decision::Deny { .. } | Decision::Redact(Redaction::Drop)
                );
                let dates = told && ask(&Field::EventDate) == Decision::Allow;
                assert_eq!(page.contains("2026-03-17"), dates);
                // what is withheld has no footnote; what is shown in part keeps it
                if matches!(ask(&field), Decision::Deny { .. }) {
                    assert!(!page.contains("\"r1\""), "{audience} {field:?}");
                }
                assert!(released.withheld() + released.reduced() > 0 || allowed);
            }
        }
    }
}

/// No word of the request about people is in the entry, and a commitment to each is.
#[test]
fn people_stand_in_the_ledger_as_commitments() {
    let (document, _) = canaries(&Field::General);
    let document: Document = serde_json::from_value(document).unwrap();
    let asked = request(&to("law_enforcement"));
    let released = disseminate(
        document,
        &asked,
        &Policy::standard(),
        &mut Ledger::default(),
    )
    .unwrap();
    let entry = String::from_utf8(released.entry().to_vec()).unwrap();
    assert!(!entry.contains("Dana") && !entry.contains("u-17"));
    let key: Vec<u8> = (0..32).collect();
    for person in ["Dana Fields", "u-17"] {
        assert!(
            entry.contains(
                &caselink::release::commitment(&key, person)
                    .unwrap()
                    .to_string()
            )
        );
    }
    assert!(!format!("{asked:?}").contains("Dana") && !format!("{:?}", asked.key).contains('7'));
    assert!(!serde_json::to_string(&asked).unwrap().contains("key"));
}

/// Another key, another pseudonym; the same key, the same one wherever the value stands in a field, in any case.
#[test]
fn pseudonyms_hold_within_one_key() {
    let (document, _) = canaries(&Field::PersonName);
    let page = |key: u8| {
        let mut asked = request(&to("partner_ngo"));
        asked.key = ReleaseKey::new(vec![key; 32]).unwrap();
        let document: Document = serde_json::from_value(document.clone()).unwrap();
        let released = disseminate(
            document,
            &asked,
            &Policy::standard(),
            &mut Ledger::default(),
        )
        .unwrap();
        let page: Value = serde_json::from_str(&released.json().unwrap()).unwrap();
        let one = page["document"]["title"][0]["value"]
            .as_str()
            .unwrap()
            .to_owned();
        assert_eq!(
            page["document"]["sections"][0]["heading"][0]["value"],
            one.as_str()
        );
        assert!(one.starts_with("P-") && one.len() == 14);
        one
    };
    assert_eq!(page(1), page(1));
    assert_ne!(page(1), page(2));
}

#[test]
fn a_request_that_says_too_little_is_refused() {
    let attempt = |change: &dyn Fn(&mut Value), marking: Marking| {
        let mut asked = to("law_enforcement");
        change(&mut asked);
        let (document, _) = canaries(&Field::General);
        let mut document: Document = serde_json::from_value(document).unwrap();
        document.marking = marking;
        let mut ledger = Ledger::default();
        let done = disseminate(document, &request(&asked), &Policy::standard(), &mut ledger);
        assert_eq!(ledger.len(), u64::from(done.is_ok()));
        done.map(|_| ()).map_err(|error| error.code())
    };
    assert_eq!(attempt(&|_| (), Marking::CLEAR), Ok(()));
    let refused = Err("RELEASE_REFUSED");
    for (field, value) in [
        ("/purpose", json!("unspecified")),
        ("/purpose", json!("  ")),
        ("/need_to_know", json!(".")),
        ("/actor/agency", json!("\u{200b}")),
        ("/need_to_know", json!(" ")),
        ("/right_to_know", json!("")),
        ("/recipients", json!([])),
        ("/recipients/0/name", json!("")),
        ("/recipients/0/agency", json!("")),
        ("/actor/id", json!("")),
        ("/actor/role", json!("\t")),
        (
            "/audience",
            json!({"kind": "public", "texts": {"warning": "w", "correction": "c"}}),
        ),
        ("/need_to_know", json!("x".repeat(4_097))),
    ] {
        let change = |asked: &mut Value| *asked.pointer_mut(field).unwrap() = value.clone();
        assert_eq!(attempt(&change, Marking::CLEAR), refused, "{field}");
    }
    for texts in [("", "c"), ("w", " ")] {
        let change = |asked: &mut Value| {
            *asked = to("public");
            asked["audience"]["texts"] = json!({"warning": texts.0, "correction": texts.1});
        };
        assert_eq!(attempt(&change, Marking::CLEAR), refused);
    }
    let red = Marking {
        tlp: Tlp::Red,
        ..Marking::default()
    };
    assert_eq!(attempt(&|_| (), red.clone()), refused);
    let named = |asked: &mut Value| asked["audience"]["kind"] = json!("named_recipients");
    assert_eq!(attempt(&named, red), Ok(()));
    // a name on the list does not make an organisation an agency
    let stranger = |asked: &mut Value| {
        named(asked);
        asked["recipients"][0]["law_enforcement"] = json!(false);
    };
    let strict = Marking {
        law_enforcement_sensitive: false,
        ..Marking::default()
    };
    assert_eq!(attempt(&named, strict.clone()), Ok(()));
    assert_eq!(attempt(&stranger, strict), refused);
    // without a key
    let mut asked = request(&to("law_enforcement"));
    asked.key = ReleaseKey::default();
    let (document, _) = canaries(&Field::General);
    let document: Document = serde_json::from_value(document).unwrap();
    let done = disseminate(
        document,
        &asked,
        &Policy::standard(),
        &mut Ledger::default(),
    );
    assert_eq!(done.unwrap_err().code(), "RELEASE_REFUSED");
}

#[test]
fn a_verdict_in_our_own_words_is_refused_and_a_witness_is_not() {
    let attempt = |place: &str, value: Value| {
        let (mut document, _) = canaries(&Field::General);
        *document.pointer_mut(place).unwrap() = value;
        let document: Document = serde_json::from_value(document).unwrap();
        let mut ledger = Ledger::default();
        let done = disseminate(
            document,
            &request(&to("law_enforcement")),
            &Policy::standard(),
            &mut ledger,
        );
        done.err().map(|error| error.code())
    };
    let refused = Some("RELEASE_REFUSED");
    for (field, words, code) in [
        ("general", ["The suspect is ", "guilty"], refused),
        ("general", ["Match Confirmed by ", "hash"], refused),
        ("general", ["he is\u{a0} gui\u{200b}lty", ""], refused),
        ("narrative", ["She said that he is guilty", ""], None),
        ("general", ["Candidates ", "for review"], None),
    ] {
        let pieces: Vec<Value> = words
            .iter()
            .map(|word| json!({"value": word, "field": field}))
            .collect();
        for place in [
            "/title",
            "/sections/0/sections/0/heading",
            "/sources/0/description",
        ] {
            assert_eq!(attempt(place, json!(pieces)), code, "{place}: {words:?}");
        }
    }
    let contact = json!([{"value": "Identity confirmed by us", "field": "general"}]);
    assert_eq!(attempt("/contact", contact), refused);
    let bars = json!({"kind": "figure", "caption": [], "drawing":
        {"kind": "bars", "axis": "is the offender", "bars": []}});
    assert_eq!(attempt("/sections/0/blocks/0", bars), refused);
}

/// A part says the stricter of its own marking and the one around it.
#[test]
fn no_part_is_marked_weaker_than_what_it_stands_in() {
    let marked = |les: bool| json!({"tlp": "TLP:GREEN", "law_enforcement_sensitive": les});
    let (mut document, _) = canaries(&Field::General);
    document["marking"] = marked(true);
    document["sections"][0]["marking"] = marked(false);
    let document: Document = serde_json::from_value(document).unwrap();
    let released = disseminate(
        document,
        &request(&to("law_enforcement")),
        &Policy::standard(),
        &mut Ledger::default(),
    )
    .unwrap();
    let page: Value = serde_json::from_str(&released.json().unwrap()).unwrap();
    assert_eq!(page["document"]["sections"][0]["marking"], marked(true));
}

#[test]
fn a_policy_that_says_nothing_is_refused() {
    for (pointer, value) in [
        ("/name", json!(" ")),
        ("/rules/0/fields", json!([])),
        ("/rules/0/audiences", json!([])),
        ("/rules/0/reason", json!("")),
        ("/rules/0/action", json!("show")),
        ("/rules/0/audience", json!("public")),
    ] {
        let mut policy = json!(open_policy());
        match policy.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => policy["rules"][0]["audience"] = value,
        }
        assert_eq!(
            Policy::from_value(&policy).unwrap_err().code(),
            "INVALID_PARAMETER",
            "{pointer}"
        );
    }
}

/// Caveats stand on every sheet and in the ledger: they give no verdict and repeat no name.
#[test]
fn a_caveat_that_says_too_much_is_refused() {
    let blocks = json!([{"kind": "facts", "facts": [{"label": "Child", "value": [{"value": "Jane Roe", "field": "victim_name"}]}]}]);
    for (caveat, leaves) in [
        ("CUI//SP-CRIM", true),
        ("ABOUT JANE ROE", false),
        ("POSITIVELY IDENTIFIED", false),
    ] {
        for audience in ["public", "law_enforcement"] {
            let mut document = one_page(&blocks);
            document.marking.caveats.push(caveat.to_owned());
            let mut ledger = Ledger::default();
            let asked = request(&to(audience));
            match disseminate(document, &asked, &Policy::standard(), &mut ledger) {
                Ok(released) => {
                    assert!(
                        leaves && released.html().contains("CUI//SP-CRIM"),
                        "{caveat}"
                    );
                }
                Err(error) => {
                    assert!(!leaves && ledger.is_empty(), "{caveat}");
                    assert_eq!(error.code(), "RELEASE_REFUSED");
                    assert!(!error.to_string().to_lowercase().contains("roe"), "{error}");
                }
            }
        }
    }
}

/// A table without rows is copied as well.
#[test]
fn an_empty_table_carries_its_marking() {
    let blocks = json!([{"kind": "table", "caption": [{"value": "Stays", "field": "general"}],
        "columns": [{"heading": "Town", "field": "general"}, {"heading": "From", "field": "general"}], "rows": []}]);
    let mut ledger = Ledger::default();
    let asked = request(&to("law_enforcement"));
    let released =
        disseminate(one_page(&blocks), &asked, &Policy::standard(), &mut ledger).unwrap();
    let tables = released.csv().unwrap();
    let lines: Vec<&str> = tables[0].csv.lines().collect();
    let [head, row] = lines[..] else {
        panic!("{lines:?}")
    };
    assert!(head.starts_with("\"Town\",\"From\",\"records\",\"document\",\"marking\""));
    assert!(row.starts_with("\"\",\"\",\"\",\"D-1\",\"TLP:CLEAR\",\"Investigative lead."));
}

fn one_page(blocks: &Value) -> Document {
    let general = |words: &str| json!([{"value": words, "field": "general"}]);
    let document = json!({
        "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": general("A"),
        "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false},
        "sections": [{"heading": general("S"), "blocks": blocks}],
        "sources": [{"id": "R-1", "description": general("one")}, {"id": "r-1", "description": general("other")}],
    });
    serde_json::from_value(document).unwrap()
}

/// A page that shows what the public does not get is not marked as free for all.
#[test]
fn a_page_is_marked_by_what_it_shows() {
    let fact = |field: &str| json!([{"kind": "facts", "facts": [{"label": "A", "value": [{"value": "x", "field": field}]}]}]);
    for (audience, field, marking) in [
        ("law_enforcement", "person_name", "TLP:AMBER+STRICT"),
        ("law_enforcement", "general", "TLP:CLEAR"),
        ("law_enforcement", "social_security", "TLP:CLEAR"), // too short to be shown in part: withheld
        ("partner_ngo", "person_name", "TLP:AMBER"),
        ("partner_ngo", "general", "TLP:CLEAR"),
        ("public", "person_name", "TLP:CLEAR"),
    ] {
        let mut asked = to(audience);
        if audience == "public" {
            asked["purpose"] = json!("prevention");
        }
        let mut ledger = Ledger::default();
        let released = disseminate(
            one_page(&fact(field)),
            &request(&asked),
            &Policy::standard(),
            &mut ledger,
        )
        .unwrap();
        assert_eq!(released.marking().line(), marking, "{audience} {field}");
        assert!(released.html().contains(marking));
    }
}

#[test]
fn figures_say_what_became_of_them() {
    let general = |words: &str| json!([{"value": words, "field": "general"}]);
    let timeline = |state: &str| {
        json!([{"kind": "figure", "caption": general("Stays"), "drawing": {"kind": "timeline", "rows": [
        {"label": general("r"), "spans": [{"label": general("s"), "start": "2026-05-04", "end": "2026-05-20", "state": state}]}]}}])
    };
    let waterfall = json!([{"kind": "figure", "caption": general("Weights"), "drawing": {"kind": "waterfall", "unit": "bits",
        "field": "evidence", "parts": [{"label": general("p"), "weight_milli": 1_000}]}}]);
    let page = |blocks: &Value| {
        let mut ledger = Ledger::default();
        let asked = request(&to("partner_ngo"));
        disseminate(one_page(blocks), &asked, &Policy::standard(), &mut ledger).unwrap()
    };
    let coarse = page(&timeline("conflict"));
    assert!(coarse.html().contains("Dates are to the month."));
    assert!(
        !coarse.json().unwrap().contains("conflict"),
        "{}",
        coarse.json().unwrap()
    );
    assert!(!coarse.html().contains("records conflict") && !coarse.html().contains("1 conflict"));
    let withheld = page(&waterfall).html();
    assert!(withheld.contains("The figure is withheld.") && !withheld.contains("<svg"));
}

/// The ledger can show which warning went out, and records that differ in case only have names of their own.
#[test]
fn what_left_is_told_apart() {
    let blocks = json!([{"kind": "paragraph", "text": [
        {"value": "x", "field": "general", "sources": ["R-1"]}, {"value": "y", "field": "general", "sources": ["r-1"]}]}]);
    let release = |audience: &str, warning: &str| {
        let mut asked = to(audience);
        if audience == "public" {
            asked["audience"]["texts"]["warning"] = json!(warning);
            asked["purpose"] = json!("prevention");
        }
        let mut ledger = Ledger::default();
        disseminate(
            one_page(&blocks),
            &request(&asked),
            &Policy::standard(),
            &mut ledger,
        )
        .unwrap()
    };
    assert_ne!(
        release("public", "One warning.").content_hmac(),
        release("public", "Another warning.").content_hmac()
    );
    let page: Value = serde_json::from_str(&release("partner_ngo", "").json().unwrap()).unwrap();
    let sources = page["document"]["sources"].as_array().unwrap();
    assert_eq!(sources.len(), 2);
    assert_ne!(sources[0]["id"], sources[1]["id"]);
}

/// A word that nobody has decided on is a text like any other: it does not leave beside what is withheld.
#[test]
fn an_unknown_field_word_stays_within_law_enforcement() {
    let word = "saw_jane_roe_at_school";
    let value = json!([{"value": "x", "field": word}]);
    let number = |kind: &str| {
        json!({"kind": "figure", "caption": value, "drawing": {"kind": kind, "axis": "n", "field": word,
               "bars": [{"label": value, "value": 7}]}})
    };
    let waterfall = json!({"kind": "figure", "caption": value, "drawing": {"kind": "waterfall", "unit": "n", "field": word,
        "parts": [{"label": value, "weight_milli": 7}]}});
    let map = json!({"kind": "figure", "caption": value, "drawing": {"kind": "map", "points": [
        {"label": value, "latitude": 42.0, "longitude": -89.0, "field": word}]}});
    let document = json!({
        "id": "D-1", "agency": "IL0160000", "as_of": "2026-06-01", "title": [{"value": "t", "field": "general"}],
        "marking": {"tlp": "TLP:CLEAR", "law_enforcement_sensitive": false}, "contact": value,
        "sections": [{"heading": value, "blocks": [
            {"kind": "paragraph", "text": value}, {"kind": "list", "items": [value]},
            {"kind": "facts", "facts": [{"label": "x", "value": value}]},
            {"kind": "table", "caption": value, "columns": [{"heading": "h", "field": word}], "rows": [{"cells": ["x"]}]},
            number("bars"), waterfall, map,
            {"kind": "figure", "caption": value, "drawing": {"kind": "timeline", "rows": [
                {"label": value, "spans": [{"label": value, "start": "2026-01-01"}]}]}},
        ]}],
        "sources": [{"id": "S", "description": value}],
    });
    for audience in ["public", "family", "partner_ngo", "law_enforcement"] {
        let released = disseminate(
            serde_json::from_value::<Document>(document.clone()).unwrap(),
            &request(&to(audience)),
            &Policy::standard(),
            &mut Ledger::default(),
        )
        .unwrap();
        let is_law = audience == "law_enforcement";
        assert_eq!(
            released.json().unwrap().contains(word),
            is_law,
            "{audience}"
        );
        assert!(is_law || !released.html().contains(word));
    }
}

/// What does not fit together is looked at before it is destroyed, and nothing is judged in two halves.
#[test]
fn retention_destroys_nothing_that_contradicts_itself() {
    use caselink::release::{RetentionItem, RetentionRules, RetentionSweep, retention_sweep};
    let sweep = |items: Value, as_of: &str| {
        let items = RetentionItem::list_from_value(&items).unwrap();
        let as_of = RetentionSweep::day(as_of).unwrap();
        retention_sweep(&items, &RetentionRules::default(), as_of)
    };
    let old = "2020-01-01";
    for (item, as_of, action) in [
        (
            json!({"entered_on": old, "statute_purge_on": "2019-12-31"}),
            "2026-02-28",
            "review",
        ),
        (
            json!({"entered_on": "1900-01-01", "intelligence": true}),
            "2026-02-28",
            "review",
        ),
        (
            json!({"entered_on": "1900-01-02", "intelligence": true}),
            "2026-02-28",
            "purge",
        ),
        (
            json!({"entered_on": old, "statute_purge_on": old}),
            "2026-02-28",
            "purge",
        ),
        (
            json!({"entered_on": old, "validated_on": "2019-12-31", "intelligence": true}),
            "2026-02-28",
            "review",
        ),
        (
            json!({"entered_on": old, "statute_purge_on": "2026-01-01", "preserved_from": "2026-03-01"}),
            "2026-02-28",
            "review",
        ),
        (
            json!({"entered_on": old, "statute_purge_on": "2026-01-01", "preserved_from": "2026-03-01"}),
            "2026-03-01",
            "keep",
        ),
        (
            json!({"entered_on": old, "statute_purge_on": "2026-01-01", "holds": [{"from": "2026-03-01"}]}),
            "2026-02-28",
            "review",
        ),
        (
            json!({"entered_on": old, "intelligence": true, "holds": [{"from": "2026-03-01"}]}),
            "2026-02-28",
            "review",
        ),
        // nothing is due: a hold that is to come asks for nothing yet
        (
            json!({"entered_on": old, "holds": [{"from": "2026-03-01"}]}),
            "2026-02-28",
            "keep",
        ),
        (
            json!({"entered_on": old, "statute_purge_on": "2026-01-01", "holds": [{"from": "2025-03-01", "until": "2025-04-01"}]}),
            "2026-02-28",
            "purge",
        ),
    ] {
        let mut item = item;
        item["id"] = json!("R-1");
        let found = sweep(json!([item]), as_of).unwrap();
        let decision = &found.decisions[0];
        assert_eq!(json!(decision.action), action, "{item}");
        assert_eq!(decision.notes.is_empty(), action != "review", "{item}");
    }
    let twice = json!([
        {"id": "R-1", "entered_on": old, "statute_purge_on": "2026-01-01"},
        {"id": "R-2", "entered_on": old},
        {"id": "R-1", "entered_on": old, "holds": [{"from": "2025-03-01"}]},
    ]);
    let error = sweep(twice, "2026-02-28").unwrap_err();
    assert_eq!(error.code(), "DUPLICATE_ID");
    assert!(error.to_string().contains("rows 0 and 2"), "{error}");
}

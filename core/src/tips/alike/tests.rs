use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::{NoControl, linkage::MilliBits, records::Tip};

const WORDS: &str = "This account asks children for pictures and sends them on to others.";

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is made where it is handed over"
)]
fn report(id: &str, value: Value) -> Tip {
    let mut whole =
        json!({ "id": id, "received_at": "2026-03-02T09:00:00", "provider": "chat.example" });
    crate::json::lay_over(&mut whole, &value);
    serde_json::from_value(whole).unwrap()
}

fn account(name: &str) -> Value {
    json!({ "accounts": [{ "kind": "handle", "value": name }] })
}

fn index_of(tips: &[Tip]) -> TipIndex {
    let mut index = TipIndex::new(AlikeSettings::default()).unwrap();
    index.extend(tips.iter(), &NoControl).unwrap();
    index
}

fn clusters(index: &TipIndex) -> Vec<Vec<String>> {
    let found = index.clusters(&NoControl).unwrap();
    let ids = |cluster: &TipCluster| {
        cluster
            .tips
            .iter()
            .map(|tip| tip.expose().clone())
            .collect()
    };
    found.clusters.iter().map(ids).collect()
}

fn kind(one: Value, other: Value) -> TipLinkKind {
    let index = index_of(&[report("A", one), report("B", other)]);
    let link = index.explain("A", "B").unwrap();
    let sum: i32 = link.parts.iter().map(|part| part.weight.0).sum();
    assert_eq!(link.weight, MilliBits(sum));
    link.kind
}

fn file(digit: &str) -> Value {
    json!([{ "id": "F", "digests": { "md5": digit.repeat(32) } }])
}

fn with(mut one: Value, name: &str, value: Value) -> Value {
    one[name] = value;
    one
}

#[test]
fn kinds_of_links() {
    let same = with(account("x1"), "text", json!(WORDS));
    assert_eq!(kind(same.clone(), same.clone()), TipLinkKind::Duplicate);
    // the same much later is of the same account, and not the same report
    let later = with(same.clone(), "received_at", json!("2026-05-02T09:00:00"));
    assert_eq!(kind(same.clone(), later), TipLinkKind::Related);
    assert_eq!(
        kind(account("x1"), with(account("x1"), "files", file("a"))),
        TipLinkKind::Related
    );
    // another service has other people by that name
    let elsewhere = with(account("x1"), "provider", json!("mail.example"));
    assert_eq!(kind(account("x1"), elsewhere), TipLinkKind::Insufficient);
    let (one, other) = (
        with(account("x1"), "files", file("a")),
        with(account("x2"), "files", file("a")),
    );
    assert_eq!(kind(one.clone(), other.clone()), TipLinkKind::Insufficient);
    assert_eq!(
        kind(json!({ "files": file("a") }), json!({ "files": file("a") })),
        TipLinkKind::SameFiles
    );
    let marked = |one: Value| with(one, "annotations", json!(["potentialMeme"]));
    assert_eq!(kind(marked(one), marked(other)), TipLinkKind::Bundle);
    let person = |name: Value| json!({ "people": [{ "role": "suspect", "names": [name], "birth_date": "1971-06-24" }] });
    let (a, b) = (
        json!({ "given": "Marcus", "surname": "Okafor" }),
        json!({ "full": "OKAFOR, Marcus" }),
    );
    assert_eq!(kind(person(a), person(b)), TipLinkKind::Related);
}

#[test]
fn addresses_count_with_port_and_time() {
    let at = |at: &str, port: Value| json!({ "ip_events": [{ "address": "203.0.113.9", "at": at, "port": port }] });
    let first = at("2026-03-01T10:00:00", json!(4431));
    assert_eq!(
        kind(first.clone(), at("2026-03-01T21:59:00", json!(4431))),
        TipLinkKind::Related
    );
    assert_eq!(
        kind(first.clone(), at("2026-03-01T11:00:00", json!(4432))),
        TipLinkKind::Insufficient
    );
    assert_eq!(
        kind(first.clone(), at("2026-03-04T10:00:00", json!(4431))),
        TipLinkKind::Insufficient
    );
    let proxy = |mut one: Value| {
        one["ip_events"][0]["possible_proxy"] = json!(true);
        one
    };
    assert_eq!(
        kind(proxy(first.clone()), proxy(first.clone())),
        TipLinkKind::Insufficient
    );
    let mapped = json!({ "ip_events": [{ "address": "::ffff:203.0.113.9", "at": "2026-03-01T10:00:00", "port": 4431 }] });
    assert_eq!(kind(first, mapped), TipLinkKind::Related);
    assert_eq!(
        kind(
            json!({ "ip_events": [{ "address": "999.1.1.1" }] }),
            json!({ "ip_events": [{ "address": "999.1.1.1" }] })
        ),
        TipLinkKind::Insufficient
    );
}

#[test]
fn a_hub_joins_nobody() {
    let tips: Vec<Tip> = (0..3_000)
        .map(|at| {
            let own = account(&format!("user{at}"));
            let phone = json!({ "kind": "phone", "value": "217-555-0100" });
            let mut value = with(
                own,
                "ip_events",
                json!([{ "address": "203.0.113.9", "at": "2026-03-01T10:00:00", "port": 443 }]),
            );
            value["accounts"].as_array_mut().unwrap().push(phone);
            report(&format!("T-{at:04}"), value)
        })
        .collect();
    let index = index_of(&tips);
    let found = index.clusters(&NoControl).unwrap();
    assert!(found.clusters.is_empty());
    assert_eq!(found.compared, 0);
    let hubs: Vec<SharedKey> = found.hubs.iter().map(|hub| hub.key).collect();
    assert!(
        hubs.contains(&SharedKey::Phone) && hubs.contains(&SharedKey::IpPort),
        "{hubs:?}"
    );
    let found = index.find(&tips[7], 10);
    assert!(found.links.is_empty());
    assert!(found.hubs.iter().all(|hub| hub.reports == 3_000));
}

#[test]
fn files_that_look_alike_are_found() {
    let pdq = |first: &str| {
        json!({ "files": [{ "id": "F", "perceptual_hashes": [
        { "algorithm": "pdq", "value": format!("{first:0>64}"), "quality": 90 },
    ] }] })
    };
    let index = index_of(&[report("A", pdq("7")), report("B", pdq("ffffffffffffffff"))]);
    let found = index.find(
        &report(
            "C",
            with(pdq("1"), "accounts", account("x")["accounts"].clone()),
        ),
        5,
    );
    assert_eq!(found.links_in_all, 0, "alone it is too little");
    let same_words = |one: Value| with(one, "text", json!(WORDS));
    let index = index_of(&[
        report("A", same_words(pdq("7"))),
        report("B", pdq("ffffffffffffffff")),
    ]);
    let found = index.find(&report("C", same_words(pdq("1"))), 5);
    let part = found.links[0]
        .parts
        .iter()
        .find(|part| part.group == SharedGroup::Files);
    assert_eq!(
        part.map(|part| (part.key, part.bits)),
        Some((Some(SharedKey::NearFile), Some(2)))
    );
}

#[test]
fn bundles_join_no_people() {
    let tips: Vec<Tip> = (0..700)
        .map(|at| {
            let value = with(account(&format!("user{at}")), "files", file("c"));
            report(
                &format!("T-{at:04}"),
                with(value, "annotations", json!(["viral"])),
            )
        })
        .collect();
    let index = index_of(&tips);
    let found = index.clusters(&NoControl).unwrap();
    assert!(found.clusters.is_empty());
    assert_eq!(found.bundles.len(), 1);
    assert_eq!(found.bundles[0].tips.len(), 700);
    assert_eq!(index.find(&tips[3], 3).bundle_size, Some(700));
}

#[test]
fn judgements_hold_and_can_be_taken_back() {
    let tips = [
        report("A", account("x1")),
        report("B", account("x1")),
        report("C", account("x2")),
        report("D", account("x2")),
    ];
    let mut index = index_of(&tips);
    assert_eq!(clusters(&index), [["A", "B"], ["C", "D"]]);
    let judge = |left: &str, right: &str, together: bool| -> TipJudgement {
        serde_json::from_value(json!({
            "left": left, "right": right, "together": together, "who": "Analyst 7", "why": "call 2026-114",
            "at": "2026-03-02T14:05:00Z",
        }))
        .unwrap()
    };
    index.judge(judge("B", "A", false)).unwrap();
    let found = index.clusters(&NoControl).unwrap();
    assert_eq!((found.clusters.len(), found.refused_joins.len()), (1, 1));
    index.judge(judge("B", "C", true)).unwrap();
    assert_eq!(clusters(&index), [["B", "C", "D"]]);
    assert!(
        index
            .explain("C", "B")
            .unwrap()
            .judged
            .is_some_and(|one| one.together)
    );
    assert!(index.withdraw("A", "B").is_some() && index.withdraw("A", "B").is_none());
    assert_eq!(clusters(&index), [["A", "B", "C", "D"]]);
    assert!(index.remove("B") && !index.remove("B"));
    assert_eq!(clusters(&index), [["C", "D"]]);
    for wrong in [
        judge("A", "A", true),
        TipJudgement {
            who: " ".to_owned(),
            ..judge("A", "B", true)
        },
    ] {
        assert!(index.judge(wrong).is_err());
    }
}

#[test]
fn a_cluster_does_not_grow_beyond_its_bound() {
    let settings = AlikeSettings {
        most_members: 5,
        ..AlikeSettings::default()
    };
    let mut index = TipIndex::new(settings).unwrap();
    for at in 0..20 {
        index
            .add(&report(&format!("T-{at:02}"), account("x1")))
            .unwrap();
    }
    let found = index.clusters(&NoControl).unwrap();
    assert!(found.clusters.iter().all(|one| one.tips.len() <= 5));
    assert!(!found.refused_joins.is_empty());
}

/// A report of a few values, so that many share them.
fn small() -> impl Strategy<Value = Tip> {
    let day = 1_u32..20;
    (0_u8..30, 0_u8..6, 0_u8..4, 0_u8..5, day, any::<bool>()).prop_map(|(id, name, phone, words, day, viral)| {
        let mut value = json!({ "received_at": format!("2026-03-{day:02}T09:00:00") });
        if name > 1 {
            value["accounts"] = json!([{ "kind": "handle", "value": format!("user{name}") }]);
        }
        if phone > 1 {
            let one = json!({ "role": "suspect", "identifiers": [{ "kind": "phone", "value": format!("217-555-010{phone}") }] });
            value["people"] = json!([one]);
        }
        if words > 1 {
            value["text"] = json!(format!("{WORDS} {words}"));
            value["files"] = file(&words.to_string());
        }
        if viral {
            value["annotations"] = json!(["viral"]);
        }
        report(&format!("T-{id:02}"), value)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Whatever was added, replaced and removed before, in whatever order: the same as from scratch.
    #[test]
    fn a_living_index_is_as_one_from_scratch(tips in proptest::collection::vec(small(), 1..60), gone in proptest::collection::vec(0_u8..30, 0..8), most_reports in prop_oneof![Just(4_u32), Just(500)]) {
        let mut living = TipIndex::new(AlikeSettings { neighbours: 2, most_reports, ..AlikeSettings::default() }).unwrap();
        for tip in &tips {
            living.add(tip).unwrap();
        }
        for id in &gone {
            living.remove(&format!("T-{id:02}"));
        }
        let mut left: Vec<&Tip> = Vec::new();
        for tip in tips.iter().rev() {
            let is_gone = gone.iter().any(|id| *tip.id.expose() == format!("T-{id:02}"));
            if !is_gone && left.iter().all(|one| one.id != tip.id) {
                left.push(tip);
            }
        }
        let mut fresh = TipIndex::new(living.settings().clone()).unwrap();
        for tip in &left {
            fresh.add(tip).unwrap();
        }
        let (a, b) = (living.clusters(&NoControl).unwrap(), fresh.clusters(&NoControl).unwrap());
        prop_assert_eq!(&a, &b);
        let bytes = living.to_bytes(&NoControl).unwrap();
        prop_assert_eq!(&bytes, &fresh.to_bytes(&NoControl).unwrap());
        let restored = TipIndex::from_bytes(&bytes, &NoControl).unwrap();
        prop_assert_eq!(&a, &restored.clusters(&NoControl).unwrap());
        for tip in left {
            prop_assert_eq!(living.find(tip, 50), fresh.find(tip, 50));
            prop_assert_eq!(living.find(tip, 50), restored.find(tip, 50));
            let around = living.cluster_of(tip.id.expose(), &NoControl).unwrap();
            let whole = a.clusters.iter().find(|one| one.tips.contains(&tip.id));
            let whole = whole.map_or_else(|| vec![tip.id.clone()], |one| one.tips.clone());
            prop_assert_eq!(&around.tips, &whole);
        }
    }
}

/// A report of these files, each with a digest and a look.
fn sent(id: &str, name: &str, looks: &[(&str, &str)], mark: Option<&str>) -> Tip {
    let files: Vec<Value> = looks
        .iter()
        .map(|(digest, look)| {
            json!({
                "id": "F", "digests": { "md5": digest.repeat(32) },
                "perceptual_hashes": [{ "algorithm": "pdq", "value": format!("{look:0>64}"), "quality": 90 }],
            })
        })
        .collect();
    let marks: Vec<&str> = mark.into_iter().collect();
    let value = with(account(name), "files", json!(files));
    report(id, with(value, "annotations", json!(marks)))
}

#[test]
fn what_goes_around_is_bundled_unmarked_and_in_another_size_too() {
    let look = "7777";
    let tips = [
        sent("A", "a", &[("a", look)], Some("viral")),
        sent("B", "b", &[("a", look)], Some("potentialMeme")),
        // nobody marked it
        sent("C", "c", &[("a", look)], None),
        // other digests, nearly the same look
        sent("D", "d", &[("d", "7775")], None),
        // something more is in it
        sent("E", "e", &[("a", look), ("e", "ffffffffffffffff")], None),
        // another file, which one marked
        sent("F", "f", &[("f", "ffff0000ffff0000ffff")], Some("viral")),
        sent("G", "g", &[("f", "ffff0000ffff0000ffff")], None),
    ];
    let index = index_of(&tips);
    let found = index.clusters(&NoControl).unwrap();
    assert!(found.clusters.is_empty());
    let ids: Vec<Vec<&str>> = found
        .bundles
        .iter()
        .map(|one| one.tips.iter().map(|tip| tip.expose().as_str()).collect())
        .collect();
    assert_eq!(ids, [["A", "B", "C", "D"]]);
    let size = |tip: &Tip| index.find(tip, 10).bundle_size;
    assert_eq!(size(&tips[2]), Some(4));
    assert_eq!(size(&tips[3]), Some(4));
    assert_eq!(size(&tips[4]), None);
    assert_eq!(size(&tips[6]), None);
    assert_eq!(
        index.explain("C", "D").unwrap().kind,
        TipLinkKind::Bundle,
        "the marks of others count for both"
    );
}

#[test]
fn a_port_says_less_where_many_use_the_address() {
    let used = |id: &str, port: u32| {
        report(id, json!({ "ip_events": [{ "address": "203.0.113.9", "at": "2026-03-01T10:00:00", "port": port }] }))
    };
    let mut index = index_of(&[used("A", 4_431), used("B", 4_431)]);
    assert_eq!(clusters(&index), [["A", "B"]]);
    for at in 0..20 {
        index.add(&used(&format!("T-{at:02}"), 5_000 + at)).unwrap();
    }
    let link = index.explain("A", "B").unwrap();
    assert_eq!(link.kind, TipLinkKind::Insufficient);
    // 64,512 ports, 22 * 22 / 2 pairs: 2^8.06
    assert_eq!(link.parts[0].weight, MilliBits(8_058));
    assert!(clusters(&index).is_empty());
}

#[test]
fn hubs_come_and_go_in_any_order() {
    let settings = AlikeSettings {
        most_reports: 5,
        ..AlikeSettings::default()
    };
    let mut index = TipIndex::new(settings).unwrap();
    let one = |at: u32| {
        let time = json!(format!("2026-03-02T09:{:02}:00", 59 - at));
        report(&format!("T-{at:02}"), with(account("x1"), "received_at", time))
    };
    for at in 0..9 {
        index.add(&one(at)).unwrap();
    }
    assert!(clusters(&index).is_empty());
    let found = index.find(&one(0), 5);
    assert_eq!((found.hubs.len(), found.prior_reports), (1, 0));
    for at in [3, 0, 8, 4] {
        assert!(index.remove(&format!("T-{at:02}")));
    }
    assert_eq!(clusters(&index), [["T-01", "T-02", "T-05", "T-06", "T-07"]]);
    assert_eq!(index.find(&one(1), 5).prior_reports, 4);
}

#[test]
fn damaged_bytes_are_refused() {
    let mut index = index_of(&[
        sent("A", "a", &[("a", "7777")], Some("viral")),
        report("B", account("x1")),
    ]);
    index
        .judge(
            serde_json::from_value(json!({
                "left": "A", "right": "B", "together": false, "who": "Analyst 7", "why": "call 2026-114",
                "at": "2026-03-04T09:00:00Z",
            }))
            .unwrap(),
        )
        .unwrap();
    let bytes = index.to_bytes(&NoControl).unwrap();
    let again = TipIndex::from_bytes(&bytes, &NoControl).unwrap();
    assert_eq!(again.judgements().count(), 1);
    assert_eq!(again.to_bytes(&NoControl).unwrap(), bytes);
    for at in (0..bytes.len()).step_by(7) {
        let mut wrong = bytes.clone();
        wrong[at] ^= 0x40;
        let error = TipIndex::from_bytes(&wrong, &NoControl).unwrap_err();
        assert_eq!(error.code(), "CORRUPT_SNAPSHOT");
    }
    for end in [0, 7, 100, bytes.len() - 1] {
        assert!(TipIndex::from_bytes(&bytes[..end], &NoControl).is_err());
    }
}

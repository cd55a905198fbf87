//! A living list: what is found in it, whatever came, changed and went, and in whatever order.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(
    clippy::needless_pass_by_value,
    clippy::format_collect,
    clippy::type_complexity,
    clippy::float_cmp,
    reason = "literals read better by value, and what is compared was written down exactly"
)]

use std::sync::Arc;

use caselink::{
    NoControl,
    hashes::{
        Feedback, FileHit, Frame, Hash256, HashList, Hidden, HitKind, ListChange, ListIntake,
        ListSettings, VideoRule, compare_videos,
    },
    records::MediaFile,
};
use chrono::NaiveDate;
use proptest::prelude::*;
use serde_json::{Value, json};

fn list(settings: Value) -> HashList {
    HashList::new(ListSettings::from_value(&settings).unwrap()).unwrap()
}

fn file(value: Value) -> MediaFile {
    serde_json::from_value(value).unwrap()
}

fn md5(n: u8) -> String {
    format!("{n:02x}").repeat(16)
}

/// A hash with so many bits turned.
fn pdq(bits: usize) -> String {
    let mut bytes = [0_u8; 32];
    for bit in 0..bits {
        bytes[bit / 8] |= 1 << (bit % 8);
    }
    Hash256::new(bytes).to_string()
}

fn hits(list: &HashList, value: Value) -> Vec<FileHit> {
    list.find(&file(value), None).unwrap().hits
}

fn ids(hits: &[FileHit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.entry.expose().as_str()).collect()
}

#[test]
fn near_and_review_end_where_they_say() {
    let mut list = list(json!({ "id": "national", "version": "7" }));
    let entry = json!({ "id": "E", "perceptual_hashes": [{ "algorithm": "PDQ", "value": pdq(0), "quality": 80 }],
        "series": "V-1", "categories": [{ "scheme": "vics-us", "code": "1" }] });
    list.add(vec![file(entry)], &NoControl).unwrap();
    for (bits, expected) in [
        (0, Some(HitKind::Near)),
        (30, Some(HitKind::Near)),
        (31, Some(HitKind::Near)),
        (32, Some(HitKind::Review)),
        (40, Some(HitKind::Review)),
        (41, None),
    ] {
        let found = hits(
            &list,
            json!({ "id": "F", "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(bits).to_uppercase() }] }),
        );
        assert_eq!(found.first().map(|hit| hit.kind), expected, "{bits}");
        if let Some(hit) = found.first() {
            assert_eq!(hit.distance, Some(bits as u32));
            assert_eq!(
                (hit.quality, hit.series.as_deref()),
                (Some(80), Some("V-1"))
            );
            assert_eq!(
                (&hit.list[..], hit.version.as_deref()),
                ("national", Some("7"))
            );
            assert_eq!(hit.hash.as_deref(), Some(&pdq(0)[..]));
            assert_eq!(hit.categories[0].code, "1");
        }
    }
    // a poor hash is not compared, and that is said
    let poor = file(
        json!({ "id": "F", "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(0), "quality": 49 }] }),
    );
    let findings = list.find(&poor, None).unwrap();
    assert!(findings.hits.is_empty());
    assert_eq!(findings.not_compared[0].reason, "quality 49 is below 50");
}

#[test]
fn what_cannot_be_read_is_set_aside() {
    let mut list = list(json!({ "id": "national" }));
    let empty_sha256 = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";
    let files = [
        json!({ "id": "good", "digests": { "md5": md5(1) } }),
        json!({ "id": "short", "digests": { "md5": "abc" } }),
        json!({ "id": "empty", "digests": { "sha256": empty_sha256 } }),
        json!({ "id": "none" }),
        json!({ "id": "", "digests": { "md5": md5(1) } }),
        json!({ "id": "pdq", "perceptual_hashes": [{ "algorithm": "pdq", "value": "0".repeat(32) }] }),
        json!({ "id": "photodna", "perceptual_hashes": [{ "algorithm": "PhotoDNA", "value": "null" }] }),
    ];
    let intake = list.add(files.map(file).into(), &NoControl).unwrap();
    assert_eq!((intake.inserted, intake.rejected.total), (1, 6));
    let rows: Vec<(u64, &str)> = intake
        .rejected
        .listed
        .iter()
        .map(|one| (one.row, &one.field[..]))
        .collect();
    assert_eq!(
        rows,
        [
            (1, "digests.md5"),
            (2, "digests.sha256"),
            (3, "digests"),
            (4, "id"),
            (5, "perceptual_hashes[0].value"),
            (6, "perceptual_hashes[0].value")
        ]
    );
    assert_eq!(list.len(), 1);
}

#[test]
fn opaque_hashes_are_equal_however_written() {
    let bytes: Vec<u8> = (0..144).collect();
    let hex: String = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    let base64 = base64_of(&bytes);
    assert_eq!(base64.len(), 192);
    let mut list = list(json!({ "id": "national" }));
    let entry = |id: &str, value: &str| {
        file(
            json!({ "id": id, "perceptual_hashes": [{ "algorithm": "photodna", "value": value }] }),
        )
    };
    list.add(vec![entry("E", &hex)], &NoControl).unwrap();
    let found = list.find(&entry("F", &base64), None).unwrap().hits;
    assert_eq!((ids(&found), found[0].kind), (vec!["E"], HitKind::Equal));
    // a distance of the host's
    let mut other = bytes.clone();
    other[0] += 3;
    let mut distance = |a: &[u8], b: &[u8]| {
        Ok(a.iter()
            .zip(b)
            .map(|(a, b)| f64::from(a.abs_diff(*b)))
            .sum())
    };
    let near = |radius, distance: &mut dyn FnMut(&[u8], &[u8]) -> caselink::Result<f64>| {
        let wanted = entry("F", &base64_of(&other));
        list.find_by_distance(&wanted, "PhotoDNA", radius, distance, &NoControl)
            .unwrap()
    };
    assert_eq!(near(3.0, &mut distance)[0].0, 3.0);
    assert!(near(2.9, &mut distance).is_empty());
    assert!(near(1e9, &mut |_, _| Ok(f64::NAN)).is_empty());
}

/// Base64 as RFC 4648 has it, to check what the library takes.
fn base64_of(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let three = |chunk: &[u8]| {
        let sum = chunk
            .iter()
            .fold(0_usize, |sum, byte| sum << 8 | *byte as usize);
        [18, 12, 6, 0].map(|shift| DIGITS[sum >> shift & 63] as char)
    };
    bytes.chunks(3).flat_map(three).collect()
}

#[test]
fn equal_in_one_digest_and_other_in_another_is_said() {
    let mut list = list(json!({ "id": "national" }));
    let entry = json!({ "id": "E", "digests": { "md5": md5(1), "sha256": md5(2).repeat(2) } });
    list.add(vec![file(entry)], &NoControl).unwrap();
    let collision = json!({ "id": "F", "digests": { "md5": md5(1), "sha256": md5(3).repeat(2) } });
    let found = hits(&list, collision);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].contradicted_by, ["sha256"]);
    let same = json!({ "id": "F", "digests": { "md5": md5(1), "sha256": md5(2).repeat(2) } });
    let found = hits(&list, same);
    assert_eq!(found.len(), 2);
    assert!(found.iter().all(|hit| hit.contradicted_by.is_empty()));
}

#[test]
fn floods_and_denials_hide_and_are_shown() {
    let mut list = list(json!({ "id": "national", "flood_a_day": 3, "hidden_when_denied_by": 2 }));
    list.add(
        vec![file(json!({ "id": "E", "digests": { "md5": md5(1) } }))],
        &NoControl,
    )
    .unwrap();
    let (day, next) = ("2026-05-01".parse().unwrap(), "2026-05-02".parse().unwrap());
    let wanted = file(json!({ "id": "F", "digests": { "md5": md5(1) } }));
    let hidden = |list: &HashList, on| list.find(&wanted, Some(on)).unwrap().hits[0].hidden.clone();
    list.count_hits(["E", "E", "nobody"], day);
    assert_eq!(hidden(&list, day), None);
    list.count_hits(["E"], day);
    assert_eq!(hidden(&list, day), Some(Hidden::Flood { times: 3 }));
    assert_eq!(hidden(&list, next), None);
    list.count_hits(["E"], next);
    assert_eq!(hidden(&list, next), None);

    let word = |by: &str, kind: &str| {
        Feedback::from_value(&json!({ "entry": "E", "kind": kind, "by": by })).unwrap()
    };
    list.judge(word("A", "denied")).unwrap();
    list.judge(word("A", "denied")).unwrap();
    assert_eq!(hidden(&list, next), None, "one member has one word");
    list.judge(word("B", "denied")).unwrap();
    assert_eq!(hidden(&list, next), Some(Hidden::Denied { by: 2 }));
    list.judge(word("B", "confirmed")).unwrap();
    let hit = list.find(&wanted, None).unwrap().hits.remove(0);
    assert_eq!((hit.confirmed_by, hit.denied_by, hit.hidden), (1, 1, None));
    let unknown =
        Feedback::from_value(&json!({ "entry": "X", "kind": "denied", "by": "A" })).unwrap();
    assert_eq!(list.judge(unknown).unwrap_err().code(), "UNKNOWN_RECORD");
}

#[test]
fn changes_are_applied_by_their_time() {
    let mut list = list(json!({ "id": "national" }));
    let up = |n: u8, at: &str| json!({ "kind": "upsert", "at": at, "file": { "id": "E", "digests": { "md5": md5(n) } } });
    let apply = |list: &mut HashList, changes: Value| -> ListIntake {
        let changes = changes.as_array().unwrap().clone();
        list.apply_values(&changes, &NoControl).unwrap()
    };
    let poll = json!([up(1, "2026-01-01T00:00:00Z"), up(2, "2026-01-02T00:00:00Z")]);
    let first = apply(&mut list, poll.clone());
    assert_eq!((first.inserted, first.replaced), (1, 1));
    assert_eq!(apply(&mut list, poll).passed_over, 2, "again");
    assert!(hits(&list, json!({ "id": "F", "digests": { "md5": md5(1) } })).is_empty());
    assert_eq!(
        hits(&list, json!({ "id": "F", "digests": { "md5": md5(2) } })).len(),
        1
    );
    let gone = json!([{ "kind": "delete", "id": "E", "at": "2026-01-03T00:00:00+01:00" }]);
    assert_eq!(apply(&mut list, gone.clone()).deleted, 1);
    assert_eq!(apply(&mut list, gone).passed_over, 1);
    assert_eq!(
        apply(&mut list, json!([up(2, "2026-01-02T00:00:00Z")])).passed_over,
        1,
        "no return"
    );
    assert!(list.is_empty());
    assert_eq!(
        apply(&mut list, json!([up(3, "2026-01-04T00:00:00Z")])).inserted,
        1
    );
    let odd = json!([7, { "kind": "replace" }, { "kind": "upsert", "file": { "id": 3 } }]);
    let odd = apply(&mut list, odd);
    assert_eq!((odd.rejected.total, list.len()), (3, 1));
}

/// A deletion without a time is as old as what it deletes: an older state does not come back after it.
#[test]
fn a_deletion_without_a_time_lets_no_older_state_come_back() {
    let mut list = list(json!({ "id": "national" }));
    let up = |n: u8, at: &str| json!({ "kind": "upsert", "at": at, "file": { "id": "E", "digests": { "md5": md5(n) } } });
    let mut apply = |change: Value| list.apply_values(&[change], &NoControl).unwrap();
    assert_eq!(apply(up(2, "2026-01-02T00:00:00Z")).inserted, 1);
    assert_eq!(apply(json!({ "kind": "delete", "id": "E" })).deleted, 1);
    assert_eq!(apply(up(1, "2026-01-01T00:00:00Z")).passed_over, 1);
    assert_eq!(apply(up(2, "2026-01-02T00:00:00Z")).passed_over, 1);
    assert_eq!(apply(up(3, "2026-01-03T00:00:00Z")).inserted, 1);
    assert_eq!(list.len(), 1);
}

/// A list that is read again must not undo what came after it.
#[test]
fn what_has_no_time_changes_nothing_that_has_one() {
    let up = |n: u8, at: &str| json!({ "kind": "upsert", "at": at, "file": { "id": "E", "digests": { "md5": md5(n) } } });
    let apply =
        |list: &mut HashList, change: Value| list.apply_values(&[change], &NoControl).unwrap();
    let add = |list: &mut HashList, n| {
        let entry = json!({ "id": "E", "digests": { "md5": md5(n) } });
        list.add_values(&[entry], &NoControl).unwrap()
    };
    let has = |list: &HashList, n| {
        !hits(list, json!({ "id": "F", "digests": { "md5": md5(n) } })).is_empty()
    };
    // a withdrawal stays one
    let mut list = list(json!({ "id": "national" }));
    apply(&mut list, up(1, "2026-01-01T00:00:00Z"));
    let gone = json!({ "kind": "delete", "id": "E", "at": "2026-02-01T00:00:00Z" });
    assert_eq!(apply(&mut list, gone).deleted, 1);
    let bytes = list.snapshot().unwrap();
    let opened = HashList::open(Arc::new(bytes), true, &NoControl).unwrap();
    for mut list in [list.clone(), opened] {
        let again = add(&mut list, 1);
        assert_eq!(
            (again.inserted, again.passed_over, again.without_time),
            (0, 1, 1)
        );
        assert!(list.is_empty());
    }
    // a time that is known is not lost
    apply(&mut list, up(3, "2026-03-01T00:00:00Z"));
    assert_eq!(add(&mut list, 4).without_time, 1);
    let old = apply(&mut list, up(1, "2026-01-01T00:00:00Z"));
    assert_eq!((old.passed_over, old.without_time), (1, 0));
    assert!(has(&list, 3) && !has(&list, 4) && !has(&list, 1));
    let untimed = json!({ "kind": "upsert", "file": { "id": "E", "digests": { "md5": md5(4) } } });
    assert_eq!(apply(&mut list, untimed).without_time, 1);
    // whoever knows of which time a list is says so
    let entry = || vec![file(json!({ "id": "E", "digests": { "md5": md5(4) } }))];
    let at = |text: &str| Some(text.parse().unwrap());
    let before = list.add_as_of(entry(), at("2026-02-28T00:00:00Z"), &NoControl);
    assert_eq!(before.unwrap().passed_over, 1);
    let after = list.add_as_of(entry(), at("2026-03-02T00:00:00Z"), &NoControl);
    assert_eq!(after.unwrap().replaced, 1);
    assert!(has(&list, 4));
    // entries that never had a time are changed by what has none
    let mut plain = self::list(json!({ "id": "own" }));
    assert_eq!(add(&mut plain, 1).inserted, 1);
    assert_eq!(add(&mut plain, 2).replaced, 1);
    assert_eq!(apply(&mut plain, up(3, "2020-01-01T00:00:00Z")).replaced, 1);
    assert_eq!(add(&mut plain, 2).without_time, 1);
}

proptest! {
    /// Changes of the same times: in whatever order they come, the list says the same.
    #[test]
    fn the_order_of_changes_of_one_time_does_not_matter(
        changes in prop::collection::vec((0..2_u8, 0..3_u8, prop::option::weighted(0.7, 0..3_u8)), 0..9),
        seed in any::<u64>(),
    ) {
        let values: Vec<Value> = changes.iter().map(|(id, at, n)| {
            let (id, at) = (format!("E{id}"), format!("2026-01-01T00:00:0{at}Z"));
            match n {
                None => json!({ "kind": "delete", "id": id, "at": at }),
                Some(n) => json!({ "kind": "upsert", "at": at,
                    "file": { "id": id, "digests": { "md5": md5(7) }, "series": format!("V-{n}") } }),
            }
        }).collect();
        let answer = |values: &[Value]| {
            let mut list = list(json!({ "id": "national" }));
            for value in values {
                list.apply_values(std::slice::from_ref(value), &NoControl).unwrap();
            }
            hits(&list, json!({ "id": "F", "digests": { "md5": md5(7) } }))
        };
        let expected = answer(&values);
        let mut other = values.clone();
        let mut state = seed;
        for at in (1..other.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            other.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(answer(&other), expected.clone());
        // a deletion of the newest time holds
        for id in 0..2 {
            let newest = changes.iter().filter(|one| one.0 == id).map(|one| one.1).max();
            let is_gone = changes.iter().any(|one| one.0 == id && Some(one.1) == newest && one.2.is_none());
            let is_there = expected.iter().any(|hit| *hit.entry.expose() == format!("E{id}"));
            prop_assert_eq!(is_there, newest.is_some() && !is_gone);
        }
    }
}

/// Days are counted by themselves, whichever comes first.
#[test]
fn an_earlier_day_does_not_wipe_a_later_one() {
    let mut list = list(json!({ "id": "national", "flood_a_day": 2 }));
    let entry = json!({ "id": "E", "digests": { "md5": md5(1) } });
    list.add(vec![file(entry)], &NoControl).unwrap();
    let wanted = file(json!({ "id": "F", "digests": { "md5": md5(1) } }));
    let (first, second) = ("2026-05-01".parse().unwrap(), "2026-05-02".parse().unwrap());
    list.count_hits(["E", "E"], second);
    list.count_hits(["E"], first);
    let bytes = list.snapshot().unwrap();
    let opened = HashList::open(Arc::new(bytes), true, &NoControl).unwrap();
    for list in [&list, &opened] {
        let hidden = |on| list.find(&wanted, Some(on)).unwrap().hits[0].hidden.clone();
        assert_eq!(hidden(second), Some(Hidden::Flood { times: 2 }));
        assert_eq!(hidden(first), None);
    }
    // what is kept does not grow with time
    let before = list.snapshot().unwrap().len();
    for day in 0..400 {
        list.count_hits(["E"], first + chrono::Days::new(day));
    }
    assert!(list.snapshot().unwrap().len() < before + 31 * 24);
}

/// A list says of which kinds it has no hash, and does not claim to have compared them.
#[test]
fn what_a_list_has_no_hash_of_is_not_compared() {
    let mut list = list(json!({ "id": "national" }));
    let all = json!({ "id": "F", "digests": { "md5": md5(1), "sha1": "01".repeat(20) },
        "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(0) }, { "algorithm": "PhotoDNA", "value": "AAAA".repeat(48) },
            { "algorithm": "vpdq", "value": pdq(0) }] });
    let kinds = |list: &HashList| -> (u64, Vec<String>) {
        let found = list.find(&file(all.clone()), None).unwrap();
        assert!(!found.no_hash);
        let not = found.not_compared.into_iter().map(|one| one.algorithm);
        (found.compared, not.collect())
    };
    let none = ["md5", "sha1", "pdq", "vpdq", "photodna"];
    assert_eq!(kinds(&list), (0, none.map(str::to_owned).into()));
    let entry = |id: &str, hash: Value| json!({ "id": id, "perceptual_hashes": [hash] });
    let entries = [
        json!({ "id": "A", "digests": { "md5": md5(9) } }),
        entry("B", json!({ "algorithm": "pdq", "value": pdq(90) })),
        entry("C", json!({ "algorithm": "vpdq", "value": pdq(200) })),
        entry(
            "D",
            json!({ "algorithm": "photodna", "value": "BBBB".repeat(48) }),
        ),
    ];
    list.add_values(&entries, &NoControl).unwrap();
    assert_eq!(kinds(&list), (4, vec!["sha1".to_owned()]));
    let bytes = list.snapshot().unwrap();
    let opened = HashList::open(Arc::new(bytes), true, &NoControl).unwrap();
    assert_eq!(kinds(&opened), kinds(&list));
    // the last one of its kind is gone
    for (id, left) in [("D", 3), ("B", 2), ("C", 1), ("A", 0)] {
        let gone = json!({ "kind": "delete", "id": id });
        list.apply_values(&[gone], &NoControl).unwrap();
        assert_eq!(kinds(&list).0, left, "{id}");
    }
}

/// What stands under another name is not passed over in silence.
#[test]
fn misspelt_fields_are_told() {
    let mut list = list(json!({ "id": "national" }));
    let good = json!({ "md5": md5(1) });
    for (entry, field) in [
        (json!({ "id": "E", "md5": md5(1) }), "digests"),
        (
            json!({ "id": "E", "digests": { "MD5": md5(1) } }),
            "digests",
        ),
        (
            json!({ "id": "E", "digests": { "SHA-1": "01".repeat(20) } }),
            "digests",
        ),
        (
            json!({ "id": "E", "digests": { "crc32": "01020304" } }),
            "digests",
        ),
        (json!({ "id": "E", "digest": good }), "digests"),
        (
            json!({ "id": "E", "digests": good, "perceptual_hash": [] }),
            "perceptual_hashes",
        ),
        (
            json!({ "id": "E", "digests": good, "serie": "V-1" }),
            "series",
        ),
        (
            json!({ "id": "E", "digests": good, "category": [] }),
            "categories",
        ),
    ] {
        let intake = list
            .add_values(std::slice::from_ref(&entry), &NoControl)
            .unwrap();
        let listed = &intake.rejected.listed;
        assert_eq!(listed.len(), 1, "{entry}");
        assert_eq!(listed[0].field, field, "{entry}");
        let error = list.find(&file(entry.clone()), None).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER", "{entry}");
        assert!(error.to_string().contains(field), "{error}");
    }
    // others are counted; a digest of another kind beside a known one is said where it is looked for
    let entry =
        json!({ "id": "E", "digests": { "md5": md5(1), "crc32": "01020304" }, "mood": "x" });
    let intake = list
        .add_values(std::slice::from_ref(&entry), &NoControl)
        .unwrap();
    assert_eq!((intake.inserted, intake.unknown_fields), (1, 1));
    let found = list.find(&file(entry), None).unwrap();
    assert_eq!(found.hits.len(), 1);
    assert!(
        found.not_compared[0]
            .reason
            .contains("md5, sha1 and sha256")
    );
    let none = list
        .find(&file(json!({ "id": "F", "size_bytes": 3 })), None)
        .unwrap();
    assert!(none.no_hash && none.compared == 0);
    assert!(none.not_compared[0].reason.contains("digests"));
}

/// A rejection says which form is wanted.
#[test]
fn rejections_say_what_is_wanted() {
    let mut list = list(json!({ "id": "national" }));
    let hash = |algorithm: &str, value: &str| json!({ "id": "E", "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(0) }, { "algorithm": algorithm, "value": value }] });
    let good = json!({ "id": "E", "digests": { "md5": md5(1) } });
    for (change, field, reason) in [
        (
            json!({ "kind": "upsert", "file": { "id": "E", "digests": { "sha1": "x" } } }),
            "digests.sha1",
            "40 hex digits",
        ),
        (
            json!({ "kind": "upsert", "file": hash("pdq", "x") }),
            "perceptual_hashes[1].value",
            "64 hex digits",
        ),
        (
            json!({ "kind": "upsert", "file": hash("vpdq", "x,90,0") }),
            "perceptual_hashes[1].value",
            "each frame",
        ),
        (
            json!({ "kind": "upsert", "file": hash("PhotoDNA", "1,2") }),
            "perceptual_hashes[1].value",
            "144 bytes",
        ),
        (
            json!({ "kind": "upsert", "file": hash("phash", "hex:0g") }),
            "perceptual_hashes[1].value",
            "hex digits",
        ),
        (
            json!({ "kind": "upsert", "file": good, "at": "1 May" }),
            "at",
            "2026-01-02T10:00:00Z",
        ),
        (
            json!({ "kind": "upsert", "file": good, "at": 7 }),
            "at",
            "2026-01-02T10:00:00Z",
        ),
    ] {
        let intake = list
            .apply_values(std::slice::from_ref(&change), &NoControl)
            .unwrap();
        let one = &intake.rejected.listed[0];
        assert_eq!(one.field, field, "{change}");
        assert!(one.reason.contains(reason), "{}", one.reason);
    }
    for (entry, field, reason) in [
        (json!({ "digests": { "md5": md5(1) } }), "id", "is missing"),
        (
            json!({ "id": "E", "size_bytes": "x" }),
            "size_bytes",
            "whole number",
        ),
        (json!({ "id": "E", "names": 3 }), "names", "list"),
        (
            json!({ "id": "E", "perceptual_hashes": [{ "value": "x" }] }),
            "perceptual_hashes[0].algorithm",
            "is missing",
        ),
    ] {
        let intake = list
            .add_values(std::slice::from_ref(&entry), &NoControl)
            .unwrap();
        let one = &intake.rejected.listed[0];
        assert_eq!(one.field, field, "{entry}");
        assert!(one.reason.contains(reason), "{entry}: {}", one.reason);
    }
}

/// Hashes that nobody looks into are compared as bytes where they say how they are written, and as text otherwise.
#[test]
fn opaque_hashes_say_how_they_are_written() {
    let mut list = list(json!({ "id": "national" }));
    let of = |id: &str, value: &str| json!({ "id": id, "perceptual_hashes": [{ "algorithm": "phash", "value": value }] });
    let entries = [of("A", "hex:ABCD"), of("B", "abcd")];
    list.add_values(&entries, &NoControl).unwrap();
    for (value, expected) in [
        ("hex:abcd", Some("A")),
        ("base64:q80=", Some("A")),
        ("abcd", Some("B")),
        ("ABCD", None),
    ] {
        let found = hits(&list, of("F", value));
        assert_eq!(
            ids(&found),
            expected.into_iter().collect::<Vec<_>>(),
            "{value}"
        );
    }
}

/// What a list holds can be read, and added again.
#[test]
fn entries_come_back_as_they_are_kept() {
    let mut list = list(json!({ "id": "national", "scheme": "vics-us" }));
    let entry = json!({ "id": "E", "digests": { "md5": md5(1), "sha256": md5(2).repeat(2) }, "series": "V-1",
        "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(3), "quality": 70 }, { "algorithm": "pdq", "value": pdq(4) },
            { "algorithm": "photodna", "value": "07".repeat(144) }, { "algorithm": "phash", "value": "hex:00ff" },
            { "algorithm": "phash", "value": "abcd" }],
        "categories": [{ "scheme": "vics-us", "code": "1" }] });
    let change = json!({ "kind": "upsert", "at": "2026-01-02T00:00:00Z", "file": entry });
    let other =
        json!({ "kind": "upsert", "file": { "id": "O", "digests": { "sha1": "01".repeat(20) } } });
    let gone = json!({ "kind": "delete", "id": "O" });
    list.apply_values(&[other, change, gone], &NoControl)
        .unwrap();
    assert_eq!(list.ids().collect::<Vec<_>>(), ["E"]);
    assert_eq!(list.get("O"), None);
    let found = list.get("E").unwrap();
    assert_eq!(json!(found.file), entry);
    assert_eq!(found.at, "2026-01-02T00:00:00Z".parse().ok());
    let mut again = self::list(json!({ "id": "again" }));
    again
        .add_as_of(vec![found.file.clone()], found.at, &NoControl)
        .unwrap();
    assert_eq!(again.get("E"), Some(found));
}

/// Very many entries can be alike: the nearest are listed, and none is lost in silence.
#[test]
fn the_nearest_hits_are_listed_and_the_others_counted() {
    let hash = |bits| json!([{ "algorithm": "pdq", "value": pdq(bits) }]);
    let entries = json!([
        { "id": "E-9", "digests": { "md5": md5(1), "sha1": "01".repeat(20) } },
        { "id": "E-8", "digests": { "md5": md5(1) } },
        { "id": "E-7", "perceptual_hashes": hash(2) },
        { "id": "E-6", "perceptual_hashes": hash(1) },
        { "id": "E-5", "perceptual_hashes": hash(2) },
        { "id": "E-4", "perceptual_hashes": hash(35) },
        { "id": "E-3", "perceptual_hashes": hash(99) },
    ]);
    let wanted = json!({ "id": "F", "digests": { "md5": md5(1), "sha1": "01".repeat(20) },
        "perceptual_hashes": hash(0) });
    let all = ["E-8", "E-9", "E-9", "E-6", "E-5", "E-7", "E-4"];
    for most in 1..=8 {
        let mut list = list(json!({ "id": "national", "most_hits": most }));
        list.add(serde_json::from_value(entries.clone()).unwrap(), &NoControl)
            .unwrap();
        let findings = list.find(&file(wanted.clone()), None).unwrap();
        let listed = all.len().min(most);
        assert_eq!(ids(&findings.hits), all[..listed]);
        assert_eq!(findings.more_hits, (all.len() - listed) as u64);
    }
    assert_eq!(ListSettings::default().most_hits, 100);
    let none = json!({ "id": "national", "most_hits": 0 });
    assert!(ListSettings::from_value(&none).is_err());
}

/// A category is a scheme and a code: where an entry says the code alone, the list says the scheme.
#[test]
fn a_category_without_a_scheme_has_that_of_its_list() {
    let entry = |n: u8, category: Value| json!({ "id": format!("E{n}"), "digests": { "md5": md5(n) }, "categories": [category] });
    let schemes = |list: &HashList| -> Vec<String> {
        let of = |n| hits(list, json!({ "id": "F", "digests": { "md5": md5(n) } }));
        let found = (1..6).flat_map(of);
        found.map(|hit| hit.categories[0].scheme.clone()).collect()
    };
    let entries = [
        entry(1, json!({ "code": "1" })),
        entry(2, json!({ "scheme": null, "code": "1" })),
        entry(3, json!({ "scheme": " ", "code": "1" })),
        entry(4, json!({ "scheme": "vics-ca", "code": "1" })),
    ];
    let change = json!({ "kind": "upsert", "file": entry(5, json!({ "code": "1" })) });
    let mut stated = list(json!({ "id": "national", "scheme": "vics-us" }));
    assert_eq!(stated.add_values(&entries, &NoControl).unwrap().inserted, 4);
    let applied = stated.apply_values(&[change], &NoControl).unwrap();
    assert_eq!(applied.inserted, 1);
    let expected = ["vics-us", "vics-us", "vics-us", "vics-ca", "vics-us"];
    assert_eq!(schemes(&stated), expected);
    // records that are read already, and a list that was kept
    let mut typed = list(json!({ "id": "national", "scheme": "vics-us" }));
    typed
        .add(vec![file(entries[2].clone())], &NoControl)
        .unwrap();
    let opened = HashList::open(Arc::new(typed.snapshot().unwrap()), true, &NoControl).unwrap();
    assert_eq!(schemes(&opened), ["vics-us"]);
    // what else is wrong in a category stays wrong
    let odd = [
        entry(1, json!({ "scheme": 3, "code": "1" })),
        entry(2, json!({})),
        entry(3, json!(7)),
    ];
    assert_eq!(
        stated.add_values(&odd, &NoControl).unwrap().rejected.total,
        3
    );
    // a list that has none cannot give one
    let mut without = list(json!({ "id": "national" }));
    let intake = without.add_values(&entries, &NoControl).unwrap();
    assert_eq!((intake.inserted, intake.rejected.total), (2, 2));
    let blank = json!({ "id": "national", "scheme": " " });
    assert!(ListSettings::from_value(&blank).is_err());
}

/// What was found says in which state of the list.
#[test]
fn hits_state_the_version_of_their_time() {
    let mut list = list(json!({ "id": "national", "version": "1" }));
    list.add_values(
        &[json!({ "id": "E", "digests": { "md5": md5(1) } })],
        &NoControl,
    )
    .unwrap();
    let wanted = json!({ "id": "F", "digests": { "md5": md5(1) } });
    let before = hits(&list, wanted.clone());
    let copy = list.clone();
    list.set_version(Some("2".to_owned()));
    let bytes = list.snapshot().unwrap();
    let opened = HashList::open(Arc::new(bytes), true, &NoControl).unwrap();
    let version = |list: &HashList| hits(list, wanted.clone())[0].version.clone();
    assert_eq!(before[0].version.as_deref(), Some("1"));
    assert_eq!(version(&copy).as_deref(), Some("1"));
    assert_eq!(version(&list).as_deref(), Some("2"));
    assert_eq!(version(&opened).as_deref(), Some("2"));
    list.set_version(None);
    assert_eq!(version(&list), None);
}

#[test]
fn changes_of_one_millisecond_are_told_apart() {
    let mut list = list(json!({ "id": "national" }));
    let up = |n: u8, at: &str| json!({ "kind": "upsert", "at": at, "file": { "id": "E", "digests": { "md5": md5(n) } } });
    let poll = [
        up(1, "2026-01-01T00:00:00.123400Z"),
        up(2, "2026-01-01T00:00:00.123900Z"),
    ];
    let intake = list.apply_values(&poll, &NoControl).unwrap();
    assert_eq!((intake.inserted, intake.replaced), (1, 1));
    let found = hits(&list, json!({ "id": "F", "digests": { "md5": md5(2) } }));
    assert_eq!(ids(&found), ["E"]);
}

/// What came does not stand where a field should.
#[test]
fn a_rejection_names_a_field_and_no_value() {
    let mut list = list(json!({ "id": "national" }));
    let good = json!({ "id": "E", "digests": { "md5": md5(1) } });
    for wrong in [
        json!({ "kind": "upsert", "file": good, "Jane: Canary": 1 }),
        json!({ "kind": "Jane: Canary" }),
        json!("Jane: Canary"),
        json!({ "kind": "upsert", "file": { "id": "E", "size_bytes": "Jane: Canary" } }),
        json!({ "kind": "delete", "id": "E", "at": "Jane: Canary" }),
    ] {
        let intake = list.apply_values(&[wrong], &NoControl).unwrap();
        assert_eq!(intake.rejected.total, 1);
        let text = format!("{:?} {}", intake.rejected, json!(intake.rejected));
        assert!(
            !text.contains("Jane") && !text.contains("invalid type"),
            "{text}"
        );
    }
}

/// Nothing is kept out of a list without being counted.
#[test]
fn poor_frames_are_counted_as_poor_hashes_are() {
    let mut list = list(json!({ "id": "national" }));
    let mut hashes = frames(&[(1, 90), (1, 90), (2, 49), (3, 50), (4, 0)]);
    let poor = json!({ "algorithm": "pdq", "value": pdq(0), "quality": 49 });
    hashes.as_array_mut().unwrap().push(poor);
    let intake = list
        .add(
            vec![file(json!({ "id": "E", "perceptual_hashes": hashes }))],
            &NoControl,
        )
        .unwrap();
    assert_eq!((intake.inserted, intake.low_quality), (1, 3));
}

fn frames(of: &[(u8, u8)]) -> Value {
    let frames = of.iter().map(|(byte, quality)| {
        json!({ "algorithm": "vpdq", "value": format!("{byte:02x}").repeat(32), "quality": quality })
    });
    frames.collect()
}

#[derive(Clone, Debug)]
struct Change {
    id: u8,
    at: i64,
    /// None deletes.
    hashes: Option<(u8, u8)>,
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let change = (0..6_u8, prop::option::weighted(0.8, (0..8_u8, 0..60_u8)));
    prop::collection::vec(change, 0..60).prop_map(|all| {
        // each at a time of its own
        let timed = all.into_iter().zip(1..);
        timed
            .map(|((id, hashes), at)| Change { id, at, hashes })
            .collect()
    })
}

fn as_change(change: &Change) -> Value {
    let at = format!("2026-01-01T00:{:02}:{:02}Z", change.at / 60, change.at % 60);
    match change.hashes {
        None => json!({ "kind": "delete", "id": format!("E{}", change.id), "at": at }),
        Some((digest, bits)) => json!({ "kind": "upsert", "at": at, "file": {
            "id": format!("E{}", change.id),
            "digests": { "md5": md5(digest) },
            "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(usize::from(bits)) }],
        } }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]
    /// In whatever order and in whatever batches changes come, the newest state of each entry is what is found.
    #[test]
    fn the_newest_state_is_found(
        changes in changes(), order in any::<prop::sample::Index>(), batch in 1..20_usize, again in any::<bool>(),
    ) {
        let mut shuffled = changes.clone();
        if !shuffled.is_empty() {
            let at = order.index(shuffled.len());
            shuffled.rotate_left(at);
            shuffled.reverse();
        }
        let mut list = list(json!({ "id": "national" }));
        for part in shuffled.chunks(batch) {
            let values: Value = part.iter().map(as_change).collect();
            let all: Vec<ListChange> = serde_json::from_value(values).unwrap();
            list.apply(all.clone(), &NoControl).unwrap();
            if again {
                let intake = list.apply(all, &NoControl).unwrap();
                prop_assert_eq!(intake.inserted + intake.replaced + intake.deleted, 0);
            }
        }
        let bytes = list.snapshot().unwrap();
        prop_assert!(bytes == list.snapshot().unwrap());
        let opened = HashList::open(Arc::new(bytes), true, &NoControl).unwrap();
        let mut newest: std::collections::BTreeMap<u8, &Change> = std::collections::BTreeMap::default();
        for change in &changes {
            newest.insert(change.id, change);
        }
        let live: Vec<(u8, u8, u8)> = newest.values()
            .filter_map(|change| Some((change.id, change.hashes?.0, change.hashes?.1))).collect();
        prop_assert_eq!(list.len(), live.len());
        for list in [&list, &opened] {
            for wanted in 0..8_u8 {
                let found = hits(list, json!({ "id": "F", "digests": { "md5": md5(wanted) } }));
                let expected: Vec<String> = live.iter().filter(|(_, digest, _)| *digest == wanted)
                    .map(|(id, ..)| format!("E{id}")).collect();
                prop_assert_eq!(ids(&found), expected);
            }
            let found = hits(list, json!({ "id": "F", "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(10) }] }));
            let mut expected: Vec<(u32, String)> = live.iter()
                .map(|(id, _, bits)| (u32::from(bits.abs_diff(10)), format!("E{id}")))
                .filter(|(distance, _)| *distance <= 40).collect();
            expected.sort();
            let found: Vec<(u32, String)> = found.iter()
                .map(|hit| (hit.distance.unwrap(), hit.entry.expose().clone())).collect();
            prop_assert_eq!(found, expected);
        }
    }

    /// Videos of a list are compared as two videos are.
    #[test]
    fn videos_are_compared_by_the_rule(
        known in prop::collection::vec((0..6_u8, 40..60_u8), 0..12),
        wanted in prop::collection::vec((0..6_u8, 40..60_u8), 0..12),
        compared_percent in 0..=100_u8, query_percent in 0..=100_u8,
    ) {
        let rule = json!({ "compared_percent": compared_percent, "query_percent": query_percent });
        let rule_of: VideoRule = serde_json::from_value(rule.clone()).unwrap();
        let mut list = list(json!({ "id": "videos", "video": rule }));
        list.add(vec![file(json!({ "id": "E", "digests": { "md5": md5(9) }, "perceptual_hashes": frames(&known) }))],
            &NoControl).unwrap();
        let of = |frames: &[(u8, u8)]| -> Vec<Frame> { frames.iter()
            .map(|(byte, quality)| Frame { hash: Hash256::new([*byte; 32]), quality: *quality }).collect() };
        let expected = compare_videos(&of(&wanted), &of(&known), &rule_of).unwrap();
        let found = hits(&list, json!({ "id": "F", "perceptual_hashes": frames(&wanted) }));
        if expected.compared_matched == 0 {
            prop_assert!(found.is_empty());
        } else {
            prop_assert_eq!(found[0].frames, Some(expected));
            let is_near = expected.is_near(&rule_of) == Some(true);
            prop_assert_eq!(found[0].kind == HitKind::Near, is_near);
        }
    }
}

#[test]
fn damaged_snapshots_are_refused_and_unverified_ones_do_no_harm() {
    let mut list = list(json!({ "id": "national" }));
    let entries = (0..40_u8).map(|n| {
        file(json!({ "id": format!("E{n}"), "digests": { "md5": md5(n), "sha1": format!("{n:02x}").repeat(20) },
            "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(usize::from(n)) }, { "algorithm": "photodna", "value": "AAAA".repeat(48) }] }))
    });
    list.add(entries.collect(), &NoControl).unwrap();
    let bytes = list.snapshot().unwrap();
    let wanted = file(json!({ "id": "F", "digests": { "md5": md5(3) },
        "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(3) }, { "algorithm": "photodna", "value": "AAAA".repeat(48) }] }));
    for at in (0..bytes.len()).step_by(7) {
        let mut other = bytes.clone();
        other[at] ^= 0xff;
        assert!(
            HashList::open(Arc::new(other.clone()), true, &NoControl).is_err(),
            "byte {at}"
        );
        // whoever does not have it verified may miss something, but nothing breaks
        if let Ok(list) = HashList::open(Arc::new(other), false, &NoControl) {
            let _ = list.find(&wanted, None).unwrap();
        }
    }
    assert!(HashList::open(Arc::new(Vec::new()), false, &NoControl).is_err());
    assert!(HashList::open(Arc::new(b"CASELINK".to_vec()), false, &NoControl).is_err());
}

/// Counts that contradict each other are refused even where nothing else is checked.
#[test]
fn an_unverified_snapshot_must_count_its_entries() {
    let mut list = list(json!({ "id": "national" }));
    let entries =
        (0..12_u8).map(|n| file(json!({ "id": format!("E{n}"), "digests": { "md5": md5(n) } })));
    list.add(entries.collect(), &NoControl).unwrap();
    list.apply_values(&[json!({ "kind": "delete", "id": "E3" })], &NoControl)
        .unwrap();
    let bytes = list.snapshot().unwrap();
    let stated = b"\"live\":11";
    let at = bytes.windows(stated.len()).position(|part| part == stated);
    let at = at.unwrap() + stated.len() - 2;
    for (count, is_good) in [
        (b"11", true),
        (b"10", false),
        (b"12", false),
        (b" 0", false),
    ] {
        let mut other = bytes.clone();
        other[at..at + 2].copy_from_slice(count);
        let opened = HashList::open(Arc::new(other), false, &NoControl);
        assert_eq!(opened.is_ok(), is_good, "{count:?}");
    }
}

fn judged(entry: &str, by: &str, kind: &str, more: Value) -> Feedback {
    let mut word = json!({ "entry": entry, "kind": kind, "by": by });
    for (name, value) in more.as_object().unwrap() {
        word[name] = value.clone();
    }
    Feedback::from_value(&word).unwrap()
}

/// What was said of a file and how often it was hit belong to the file, whichever id an export gives it.
#[test]
fn words_and_counts_follow_the_content_and_not_the_id() {
    let mut list = list(json!({ "id": "national", "flood_a_day": 2, "hidden_when_denied_by": 1 }));
    let entry = |id: &str, n: u8| file(json!({ "id": id, "digests": { "md5": md5(n) } }));
    let day: NaiveDate = "2026-05-01".parse().unwrap();
    let hidden = |list: &HashList, n: u8| {
        let found = list.find(&entry("F", n), Some(day)).unwrap();
        found.hits[0].hidden.clone()
    };
    list.add(vec![entry("1", 1), entry("2", 2)], &NoControl)
        .unwrap();
    list.judge(judged("1", "A", "denied", json!({}))).unwrap();
    list.count_hits(["2", "2"], day);
    // the next export numbers its files anew
    list.add(
        vec![entry("1", 3), entry("2", 1), entry("3", 2)],
        &NoControl,
    )
    .unwrap();
    let bytes = Arc::new(list.snapshot().unwrap());
    for list in [&list, &HashList::open(bytes, true, &NoControl).unwrap()] {
        assert_eq!(hidden(list, 3), None, "nobody denied this file");
        assert_eq!(hidden(list, 1), Some(Hidden::Denied { by: 1 }));
        assert_eq!(hidden(list, 2), Some(Hidden::Flood { times: 2 }));
    }
}

/// An entry that gets one more digest is the same file; one of which a digest changes is not.
#[test]
fn words_stay_when_an_entry_gets_another_digest() {
    let mut list = list(json!({ "id": "national", "flood_a_day": 2 }));
    let day: NaiveDate = "2026-05-01".parse().unwrap();
    let states = [
        (json!({ "md5": md5(1) }), 1),
        (json!({ "md5": md5(1), "sha256": "01".repeat(32) }), 1),
        (json!({ "sha256": "01".repeat(32) }), 1),
        (json!({ "md5": md5(1), "sha256": "02".repeat(32) }), 0),
    ];
    for (digests, denied) in states {
        let state = file(json!({ "id": "E", "digests": digests }));
        list.add(vec![state.clone()], &NoControl).unwrap();
        if list.get("E").unwrap().file.digests.sha256.is_none() {
            list.judge(judged("E", "A", "denied", json!({}))).unwrap();
            list.count_hits(["E", "E"], day);
        }
        let hit = list.find(&state, Some(day)).unwrap().hits.remove(0);
        assert_eq!((hit.denied_by, hit.hidden.is_some()), (denied, denied > 0));
    }
    // without a digest the other hashes together are the content
    let pdq_of = |n: usize| json!([{ "algorithm": "pdq", "value": pdq(n) }]);
    for (at, (n, denied)) in [(0, 1), (0xff, 0), (0, 1)].into_iter().enumerate() {
        let state = file(json!({ "id": "P", "perceptual_hashes": pdq_of(n) }));
        list.add(vec![state.clone()], &NoControl).unwrap();
        if at == 0 {
            list.judge(judged("P", "A", "denied", json!({}))).unwrap();
        }
        let hit = list.find(&state, None).unwrap().hits.remove(0);
        assert_eq!(hit.denied_by, denied);
    }
}

/// Two entries of one content are hit by the same file: it was seen once.
#[test]
fn entries_of_one_content_are_counted_as_one() {
    let mut list = list(json!({ "id": "national", "flood_a_day": 2 }));
    let day: NaiveDate = "2026-05-01".parse().unwrap();
    let entry = |id: &str| file(json!({ "id": id, "digests": { "md5": md5(1) } }));
    list.add(vec![entry("1"), entry("2")], &NoControl).unwrap();
    list.count_hits(["1", "2"], day);
    let hits = list.find(&entry("F"), Some(day)).unwrap().hits;
    assert!(hits.iter().all(|hit| hit.hidden.is_none()), "one file");
    list.count_hits(["2", "1", "2"], day);
    let hits = list.find(&entry("F"), Some(day)).unwrap().hits;
    let flood = Some(Hidden::Flood { times: 3 });
    assert!(hits.iter().all(|hit| hit.hidden == flood));
}

#[test]
fn the_newest_word_of_a_member_counts_in_whatever_order_they_come() {
    let words = [
        ("A", "denied", json!({})),
        (" a ", "confirmed", json!({ "on": "2026-05-01" })),
        ("A", "denied", json!({ "at": "2026-05-01T08:00:00Z" })),
        ("a", "confirmed", json!({ "on": "2026-05-03" })),
        ("A", "denied", json!({ "at": "2026-05-02T23:00:00-05:00" })),
        ("ZZ  0160000", "denied", json!({ "on": "2026-05-01" })),
        ("zz 0160000", "confirmed", json!({ "on": "2026-05-02" })),
    ];
    let state = file(json!({ "id": "E", "digests": { "md5": md5(1) } }));
    let mut orders = vec![(0..words.len()).collect::<Vec<_>>()];
    orders.push(orders[0].iter().rev().copied().collect());
    orders.push(vec![3, 0, 6, 1, 4, 2, 5]);
    for order in orders {
        let mut list = list(json!({ "id": "national" }));
        list.add(vec![state.clone()], &NoControl).unwrap();
        for at in order {
            let (by, kind, more) = &words[at];
            list.judge(judged("E", by, kind, more.clone())).unwrap();
        }
        // of A the word of 04:00 on the third in UTC, of ZZ that of the second
        let hit = list.find(&state, None).unwrap().hits.remove(0);
        assert_eq!((hit.confirmed_by, hit.denied_by), (1, 1));
    }
    let mut list = list(json!({ "id": "national" }));
    list.add(vec![state], &NoControl).unwrap();
    for blank in ["", " ", "\t\n", "\u{200b}"] {
        let error = list
            .judge(judged("E", blank, "denied", json!({})))
            .unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
    }
}

/// A list keeps of a category what it is and who decided. What nobody knows, remarks and sources stay out of it.
#[test]
fn what_nobody_knows_of_a_category_stays_out() {
    let mut list = list(json!({ "id": "national" }));
    let entry = json!({ "id": "E", "digests": { "md5": md5(1) }, "series": "V-1", "categories": [{
        "scheme": "vics-us", "code": "1", "decided_by": "ZZ0160000", "analyst_note": "canary",
        "provenance": { "note": "canary", "clerk": "canary" },
    }] });
    let intake = list.add_values(&[entry], &NoControl).unwrap();
    assert_eq!((intake.inserted, intake.unknown_fields), (1, 1));
    let kept = list.get("E").unwrap().file.categories;
    assert_eq!(
        json!(kept),
        json!([{ "scheme": "vics-us", "code": "1", "decided_by": "ZZ0160000" }])
    );
    let found = list.find(
        &file(json!({ "id": "F", "digests": { "md5": md5(1) } })),
        None,
    );
    assert_eq!(found.unwrap().hits[0].categories, kept);
    let bytes = list.snapshot().unwrap();
    assert!(!bytes.windows(6).any(|part| part == b"canary"));
}

#[test]
fn a_series_is_the_same_however_it_is_spaced() {
    let mut list = list(json!({ "id": "national" }));
    let entries = [
        json!({ "id": "A", "digests": { "md5": md5(1) }, "series": " V-17 " }),
        json!({ "id": "B", "digests": { "md5": md5(2) }, "series": "" }),
    ];
    list.add_values(&entries, &NoControl).unwrap();
    let series = |n| {
        hits(&list, json!({ "id": "F", "digests": { "md5": md5(n) } }))[0]
            .series
            .clone()
    };
    assert_eq!(series(1).as_deref(), Some("V-17"));
    assert_eq!(series(2), None);
    assert_eq!(list.get("B").unwrap().file.series, None);
}

/// A row that is not of its shape costs no other.
#[test]
fn a_bad_file_is_set_aside() {
    let mut list = list(json!({ "id": "national" }));
    let entry = json!({ "id": "A", "digests": { "md5": md5(1) } });
    list.add_values(&[entry], &NoControl).unwrap();
    let good = json!({ "id": "F", "digests": { "md5": md5(1) } });
    let bad = [
        (json!(null), "record"),
        (json!({ "id": "G", "size_bytes": -1 }), "size_bytes"),
        (json!({ "id": "G", "size_bytes": "12" }), "size_bytes"),
        (
            json!({ "id": "G", "digests": { "MD5": md5(1) } }),
            "digests",
        ),
        (json!({ "digests": { "md5": md5(1) } }), "id"),
    ];
    for (bad, field) in bad {
        let files = [good.clone(), bad.clone(), good.clone()];
        let found = list.find_all_values(&files, None, &NoControl).unwrap();
        assert_eq!((found[0].hits.len(), found[2].hits.len()), (1, 1), "{bad}");
        let rejected = found[1].rejected.as_ref().unwrap();
        assert_eq!((rejected.row, &rejected.field[..]), (1, field), "{bad}");
        assert!(found[0].rejected.is_none() && found[1].hits.is_empty());
        // where none can be read, it is no odd row
        assert!(list.find_all_values(&[bad], None, &NoControl).is_err());
    }
    assert!(
        list.find_all_values(&[], None, &NoControl)
            .unwrap()
            .is_empty()
    );
}

//! What suppression lists may hide, and what never.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(
    clippy::needless_pass_by_value,
    clippy::format_collect,
    clippy::unnecessary_wraps,
    reason = "a few short literals, which read better so"
)]

use caselink::{
    NoControl,
    hashes::{FileHit, HashList, Hidden, HitKind, ListSettings},
    records::MediaFile,
    victims::{FileRecognition, RecognitionOutcome, recognise},
};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The first bits turned, of all 256.
fn turned(bits: u32) -> String {
    let byte = |at: u32| match bits.saturating_sub(at * 8) {
        left @ 0..8 => (1_u16 << left) - 1,
        _ => 0xff,
    };
    (0..32).map(|at| format!("{:02x}", byte(at))).collect()
}

/// A hash that is far from all that [`turned`] makes: every other byte.
fn elsewhere(bits: u32) -> String {
    let first = turned(bits);
    let (pairs, _) = first.as_bytes().as_chunks::<2>();
    let byte = |pair: &[u8; 2]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    let flip = |(at, pair)| if at % 2 == 0 { 0 } else { 0xf0 } ^ byte(pair);
    (0..)
        .zip(pairs)
        .map(|one| format!("{:02x}", flip(one)))
        .collect()
}

fn pdq(value: String) -> Value {
    json!({ "algorithm": "pdq", "value": value })
}

fn frame(value: String) -> Value {
    json!({ "algorithm": "vpdq", "value": value, "quality": 90 })
}

fn md5(n: u8) -> String {
    format!("{n:02x}").repeat(16)
}

fn list(role: &str, entries: Value) -> HashList {
    let id = if role == "known" { "national" } else { "good" };
    let settings = json!({ "id": id, "role": role, "radius": 31, "review_radius": 40 });
    let mut list = HashList::new(ListSettings::from_value(&settings).unwrap()).unwrap();
    let intake = list
        .add_values(entries.as_array().unwrap(), &NoControl)
        .unwrap();
    assert_eq!(intake.rejected.total, 0);
    list
}

fn found(file: Value, known: Value, good: Value) -> FileRecognition {
    let mut file = file;
    file["id"] = json!("F-1");
    let files: Vec<MediaFile> = serde_json::from_value(json!([file])).unwrap();
    let (known, good) = (list("known", known), list("suppression", good));
    // the order of the lists must not matter
    let first = recognise(&files, &[&known, &good], &[], None, &NoControl).unwrap();
    let second = recognise(&files, &[&good, &known], &[], None, &NoControl).unwrap();
    assert_eq!(first.files, second.files);
    first.files.into_iter().next().unwrap()
}

fn by_good(entry: &str, distance: Option<u32>) -> Option<Hidden> {
    Some(Hidden::Suppressed {
        list: "good".to_owned(),
        entry: Some(entry.to_owned().into()),
        distance,
    })
}

#[test]
fn a_nearer_hit_stays_and_one_as_near_is_hidden() {
    let file = json!({ "perceptual_hashes": [pdq(turned(0))] });
    let good = json!([{ "id": "G-1", "perceptual_hashes": [pdq(turned(8))] }]);
    for (bits, stays) in [(2, true), (7, true), (8, false), (9, false), (31, false)] {
        let known = json!([{ "id": "N-1", "perceptual_hashes": [pdq(turned(bits))] }]);
        let one = found(file.clone(), known, good.clone());
        let hidden = &one.hits[0].hidden;
        if stays {
            assert_eq!(
                (one.outcome, hidden),
                (RecognitionOutcome::Recognised, &None)
            );
            assert_eq!(one.also_suppressed_by, ["good"], "a person sees both");
        } else {
            assert_eq!(one.outcome, RecognitionOutcome::Hidden, "{bits}");
            assert_eq!(hidden, &by_good("G-1", Some(8)), "with the reason");
            assert!(one.also_suppressed_by.is_empty());
        }
    }
}

#[test]
fn a_hit_by_another_hash_of_the_file_stays() {
    let file = json!({ "perceptual_hashes": [pdq(turned(0)), pdq(elsewhere(0))] });
    let good = json!([{ "id": "G-1", "perceptual_hashes": [pdq(turned(1))] }]);
    let known = json!([
        { "id": "N-1", "perceptual_hashes": [pdq(turned(5))] },
        { "id": "N-2", "perceptual_hashes": [pdq(elsewhere(20))] },
        // by both: what the other hash says counts
        { "id": "N-3", "perceptual_hashes": [pdq(turned(4)), pdq(elsewhere(25))] },
    ]);
    let one = found(file, known, good);
    assert_eq!(one.outcome, RecognitionOutcome::Recognised);
    let hits = one.hits.iter();
    let hits: Vec<(&str, Option<u32>, bool)> = hits
        .map(|hit| (&hit.entry.expose()[..], hit.distance, hit.hidden.is_some()))
        .collect();
    assert_eq!(
        hits,
        [
            ("N-2", Some(20), false),
            ("N-3", Some(25), false),
            ("N-1", Some(5), true)
        ]
    );
}

#[test]
fn a_hit_of_another_kind_stays() {
    let file = json!({ "perceptual_hashes": [pdq(turned(0)), frame(turned(0)),
        { "algorithm": "photodna", "value": "07".repeat(144) }] });
    let good = json!([{ "id": "G-1", "perceptual_hashes": [pdq(turned(0))] }]);
    for hash in [
        frame(turned(3)),
        json!({ "algorithm": "photodna", "value": "07".repeat(144) }),
    ] {
        let known = json!([{ "id": "N-1", "perceptual_hashes": [hash] }]);
        let one = found(file.clone(), known, good.clone());
        assert_eq!(one.outcome, RecognitionOutcome::Recognised);
        assert_eq!(one.also_suppressed_by, ["good"]);
    }
}

#[test]
fn an_entry_of_the_same_bytes_hides_what_is_near_and_not_what_is_equal() {
    let file = json!({ "digests": { "md5": md5(1), "sha256": "01".repeat(32) },
        "perceptual_hashes": [pdq(turned(0))] });
    let near = json!([{ "id": "N-1", "perceptual_hashes": [pdq(turned(0))] }]);
    let good = json!([{ "id": "G-1", "digests": { "md5": md5(1) } }]);
    let one = found(file.clone(), near.clone(), good.clone());
    assert_eq!(one.hits[0].hidden, by_good("G-1", None));
    let equal = json!([{ "id": "N-1", "digests": { "md5": md5(1) } }]);
    let one = found(file.clone(), equal, good);
    assert_eq!(one.hits[0].hidden, None);
    assert_eq!(one.also_suppressed_by, ["good"]);
    // a forged MD5 puts no file into a list of good ones
    let forged = json!([{ "id": "G-1", "digests": { "md5": md5(1), "sha256": "02".repeat(32) } }]);
    let one = found(file, near, forged);
    assert_eq!(one.outcome, RecognitionOutcome::Recognised);
}

#[test]
fn a_video_is_hidden_when_all_that_it_shares_is() {
    let file = json!({ "perceptual_hashes": [frame(turned(0)), frame(elsewhere(0))] });
    let intro = json!([{ "id": "G-1", "perceptual_hashes": [frame(turned(2))] }]);
    let both =
        json!([{ "id": "G-1", "perceptual_hashes": [frame(turned(2)), frame(elsewhere(1))] }]);
    let shares_intro = json!([{ "id": "N-1", "perceptual_hashes": [frame(turned(3))] }]);
    let nearer_intro = json!([{ "id": "N-1", "perceptual_hashes": [frame(turned(1))] }]);
    let shares_both =
        json!([{ "id": "N-1", "perceptual_hashes": [frame(turned(3)), frame(elsewhere(4))] }]);
    for (known, good, hidden) in [
        (&shares_intro, &intro, by_good("G-1", Some(2))),
        (&nearer_intro, &intro, None),
        (&shares_both, &intro, None),
        (&shares_both, &both, by_good("G-1", Some(2))),
    ] {
        let one = found(file.clone(), known.clone(), good.clone());
        assert_eq!(
            (one.hits[0].kind, &one.hits[0].hidden),
            (HitKind::Near, &hidden)
        );
    }
}

fn still() -> impl Strategy<Value = (bool, u32)> {
    (any::<bool>(), 0..48_u32)
}

fn value(still: (bool, u32)) -> String {
    if still.0 {
        turned(still.1)
    } else {
        elsewhere(still.1)
    }
}

fn entries(id: &str, all: &[Vec<(bool, u32)>]) -> Value {
    let one = |(at, hashes): (usize, &Vec<(bool, u32)>)| {
        let hashes: Vec<Value> = hashes.iter().map(|still| pdq(value(*still))).collect();
        json!({ "id": format!("{id}-{at}"), "perceptual_hashes": hashes })
    };
    all.iter().enumerate().map(one).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    /// An entry is hidden when each pair of a hash of the file and one of its own that is near is hidden by that hash.
    #[test]
    fn only_what_is_as_far_or_farther_from_the_same_hash_is_hidden(
        file in prop::collection::vec(still(), 1..3),
        known in prop::collection::vec(prop::collection::vec(still(), 1..3), 1..5),
        good in prop::collection::vec(prop::collection::vec(still(), 1..3), 0..3),
    ) {
        let far = |a: (bool, u32), b: (bool, u32)| -> u32 {
            let (a, b) = (value(a), value(b));
            a.chars().zip(b.chars()).map(|(a, b)| {
                (a.to_digit(16).unwrap() ^ b.to_digit(16).unwrap()).count_ones()
            }).sum()
        };
        let silenced = |query, distance: u32| good.iter().flatten()
            .map(|other| far(query, *other))
            .any(|other| other <= 31 && other <= distance);
        let hashes: Vec<Value> = file.iter().map(|still| pdq(value(*still))).collect();
        let one = found(json!({ "perceptual_hashes": hashes }), entries("N", &known), entries("G", &good));
        for (at, entry) in known.iter().enumerate() {
            let pairs = file.iter().flat_map(|query| entry.iter().map(|other| (*query, far(*query, *other))));
            let pairs: Vec<_> = pairs.filter(|(_, far)| *far <= 40).collect();
            let id = format!("N-{at}");
            let hit: Option<&FileHit> = one.hits.iter().find(|hit| *hit.entry.expose() == id);
            prop_assert_eq!(hit.is_some(), !pairs.is_empty());
            let Some(hit) = hit else { continue };
            let stay = pairs.iter().filter(|(query, far)| !silenced(*query, *far));
            let nearest = stay.map(|(_, far)| *far).min();
            prop_assert_eq!(hit.hidden.is_none(), nearest.is_some());
            let all = pairs.iter().map(|(_, far)| *far).min();
            prop_assert_eq!(hit.distance, nearest.or(all));
        }
    }
}

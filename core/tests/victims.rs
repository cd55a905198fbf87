//! What the victim identification desk answers, from the hashes of a seizure to the released report.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![allow(
    clippy::needless_pass_by_value,
    clippy::format_collect,
    reason = "literals read better by value, and what is compared was written down exactly"
)]

use std::collections::BTreeMap;

use caselink::{
    NoControl,
    hashes::{Feedback, FileHit, HashList, Hidden, HitKind, ListSettings},
    records::{MediaFile, Series},
    release::{Ledger, Policy, ReleaseKey, Request, disseminate},
    victims::{
        FileRecognition, Recognition, RecognitionOutcome, ReportHeader, Submission,
        SubmissionCheck, check_submission, recognise, recognise_values, recognition_report,
    },
};
use proptest::prelude::*;
use serde_json::{Value, json};

fn list(settings: Value, entries: Value) -> HashList {
    let mut list = HashList::new(ListSettings::from_value(&settings).unwrap()).unwrap();
    let intake = list
        .add(serde_json::from_value(entries).unwrap(), &NoControl)
        .unwrap();
    assert_eq!(intake.rejected.total, 0);
    list
}

fn md5(n: u8) -> String {
    format!("{n:02x}").repeat(16)
}

fn pdq(first: u8) -> String {
    format!("{first:02x}{}", "0".repeat(62))
}

fn pdq_hash(first: u8, quality: u8) -> Value {
    json!([{ "algorithm": "pdq", "value": pdq(first), "quality": quality }])
}

struct World {
    national: HashList,
    own: HashList,
    good: HashList,
    unknown: HashList,
    series: Vec<Series>,
    files: Vec<MediaFile>,
}

fn world() -> World {
    let national = json!([
        { "id": "N-1", "digests": { "md5": md5(1) }, "series": "V-1", "categories": [{ "scheme": "vics-us", "code": "1" }] },
        { "id": "N-2", "perceptual_hashes": pdq_hash(0x00, 90), "series": "V-1" },
        { "id": "N-3", "digests": { "md5": md5(3) }, "series": "V-2" },
        { "id": "N-4", "digests": { "md5": md5(4) } },
        { "id": "N-5", "digests": { "md5": md5(5) }, "series": "V-1" },
    ]);
    let own = json!([{ "id": "O-1", "digests": { "md5": md5(1) }, "series": "V-1",
        "categories": [{ "scheme": "INTERPOL", "code": "baseline" }] }]);
    let good = json!([
        { "id": "G-1", "digests": { "md5": md5(5) } },
        { "id": "G-2", "perceptual_hashes": pdq_hash(0x0f, 90) },
    ]);
    let unknown = json!([{ "id": "U-1", "digests": { "md5": md5(9) } }]);
    let files = json!([
        { "id": "F-1", "digests": { "md5": md5(1) } },
        { "id": "F-2", "perceptual_hashes": pdq_hash(0x01, 80) },
        { "id": "F-3", "digests": { "md5": md5(3) } },
        { "id": "F-4", "digests": { "md5": md5(4) } },
        { "id": "F-5", "digests": { "md5": md5(5) } },
        { "id": "F-6", "perceptual_hashes": pdq_hash(0x0f, 80) },
        { "id": "F-7", "digests": { "md5": md5(9) } },
        { "id": "F-8", "perceptual_hashes": pdq_hash(0x00, 10) },
        { "id": "F-9" },
    ]);
    let series = json!([
        { "id": "V-1", "child_identified": true, "agency": "ZZ0160000", "case_number": "24-0117",
          "age": { "least": 9, "most": 9 }, "age_attested_by": "Office of the prosecutor" },
        { "id": "V-2", "child_identified": false },
    ]);
    World {
        national: list(json!({ "id": "national", "version": "2026-11" }), national),
        own: list(json!({ "id": "own" }), own),
        // nearer than 4 bits, so that it does not reach what is near it
        good: list(
            json!({ "id": "good", "role": "suppression", "radius": 0, "review_radius": 0 }),
            good,
        ),
        unknown: list(json!({ "id": "unknown", "role": "unknown" }), unknown),
        series: serde_json::from_value(series).unwrap(),
        files: serde_json::from_value(files).unwrap(),
    }
}

impl World {
    /// A known list that has none of the files.
    fn own_new(&self) -> HashList {
        let other = json!([{ "id": "X", "digests": { "md5": md5(0xee) } }]);
        list(
            json!({ "id": "other", "agency": self.national.settings().agency }),
            other,
        )
    }
}

fn recognised(world: &World) -> Recognition {
    let lists = [&world.national, &world.own, &world.good, &world.unknown];
    recognise(&world.files, &lists, &world.series, None, &NoControl).unwrap()
}

#[test]
fn every_file_comes_to_something_and_says_why() {
    use RecognitionOutcome::{Hidden as HiddenFile, NotComparable, NotRecognised, Recognised};
    let found = recognised(&world());
    let outcomes: Vec<RecognitionOutcome> = found.files.iter().map(|file| file.outcome).collect();
    assert_eq!(
        outcomes,
        [
            Recognised,
            Recognised,
            Recognised,
            Recognised,
            Recognised,
            HiddenFile,
            NotRecognised,
            NotComparable,
            NotComparable
        ]
    );
    let counts = found.counts;
    assert_eq!(
        (
            counts.files,
            counts.recognised,
            counts.hidden,
            counts.not_recognised,
            counts.not_comparable
        ),
        (9, 5, 1, 1, 2)
    );
    // in two lists: both are named
    let lists: Vec<&str> = found.files[0]
        .hits
        .iter()
        .map(|hit| &hit.list[..])
        .collect();
    assert_eq!(lists, ["national", "own"]);
    // an equal digest is never hidden by a suppression list; the contradiction is shown
    assert_eq!(found.files[4].also_suppressed_by, ["good"]);
    assert_eq!(found.files[4].hits[0].hidden, None);
    // a near hash is
    let hidden = &found.files[5].hits[0];
    assert_eq!((hidden.kind, hidden.distance), (HitKind::Near, Some(4)));
    assert_eq!(
        hidden.hidden,
        Some(Hidden::Suppressed {
            list: "good".to_owned(),
            entry: Some("G-2".to_owned().into()),
            distance: Some(0),
        })
    );
    assert_eq!(
        found.files[7].not_compared[0].reason,
        "quality 10 is below 50"
    );
}

#[test]
fn a_series_points_to_an_agency() {
    let found = recognised(&world());
    let ids: Vec<&str> = found.series.iter().map(|one| &one.series[..]).collect();
    assert_eq!(ids, ["V-1", "V-2"]);
    let first = &found.series[0];
    assert_eq!(first.agency.as_deref(), Some("ZZ0160000"));
    assert_eq!((first.files.len(), first.equal), (3, 2));
    assert_eq!(first.lists, ["national", "own"]);
    assert_eq!(first.categories.len(), 2, "schemes are not converted");
    assert!(first.missing.is_empty());
    assert!(
        found.series[1].missing.is_empty(),
        "of an unidentified child no agency is asked"
    );
    // without the record of the series, what is missing is said
    let world = world();
    let without = recognise(&world.files, &[&world.national], &[], None, &NoControl).unwrap();
    assert!(
        without.series[0]
            .missing
            .contains(&"a record of the series".to_owned())
    );
}

/// A file that was looked for nowhere is not one without a hash.
#[test]
fn nothing_is_recognised_without_a_known_list() {
    let world = world();
    for lists in [&[][..], &[&world.unknown], &[&world.good, &world.unknown]] {
        let error = recognise(&world.files, lists, &[], None, &NoControl).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
    }
}

#[test]
fn two_records_of_one_series_are_refused() {
    let mut world = world();
    world.series.push(world.series[0].clone());
    let error = recognise(
        &world.files,
        &[&world.national],
        &world.series,
        None,
        &NoControl,
    )
    .unwrap_err();
    assert_eq!(error.code(), "INVALID_PARAMETER");
    assert!(error.to_string().contains("same id"));
}

/// A file of whose hashes no list of known files has the kind was not looked for, whatever else it has.
#[test]
fn a_file_that_shares_no_kind_with_the_lists_is_not_compared() {
    let national = list(
        json!({ "id": "national" }),
        json!([{ "id": "N-1", "digests": { "md5": md5(1) }, "series": "V-1" }]),
    );
    let good = list(
        json!({ "id": "good", "role": "suppression" }),
        json!([{ "id": "G-1", "digests": { "sha1": "07".repeat(20) } }]),
    );
    let files: Vec<MediaFile> = serde_json::from_value(json!([
        { "id": "F-1", "digests": { "sha1": "01".repeat(20) }, "perceptual_hashes": pdq_hash(1, 90) },
        { "id": "F-2", "digests": { "md5": md5(2), "sha1": "02".repeat(20) } },
        { "id": "F-3", "digests": { "md5": md5(1), "sha1": "01".repeat(20) } },
        { "id": "F-4" },
    ]))
    .unwrap();
    let found = recognise(&files, &[&national, &good], &[], None, &NoControl).unwrap();
    let not = |at: usize| -> Vec<&str> {
        let of = &found.files[at].not_compared;
        of.iter().map(|one| &one.algorithm[..]).collect()
    };
    let outcomes: Vec<RecognitionOutcome> = found.files.iter().map(|file| file.outcome).collect();
    assert_eq!(
        outcomes,
        [
            RecognitionOutcome::NotComparable,
            RecognitionOutcome::NotRecognised,
            RecognitionOutcome::Recognised,
            RecognitionOutcome::NotComparable,
        ]
    );
    assert_eq!(not(0), ["sha1", "pdq"]);
    assert_eq!(not(1), ["sha1"]);
    assert!(not(2).is_empty(), "it is known");
    assert!(found.files[3].no_hash && !found.files[0].no_hash);
    assert_eq!((found.counts.not_comparable, found.counts.no_hash), (2, 1));
    let page = released(
        &found,
        &header(json!({})),
        json!({ "kind": "law_enforcement" }),
    )
    .unwrap();
    let row = |file: &str| {
        let is_it = |line: &&str| line.starts_with(&format!("| {file}"));
        page.lines().find(is_it).unwrap().to_owned()
    };
    assert!(row("F-1").contains("not compared"), "{page}");
    assert!(row("F-1").contains("sha1: no list of known files has a hash of this kind"));
    assert!(row("F-2").contains("not recognised"));
    assert!(row("F-4").contains("perceptual"));
}

#[test]
fn two_files_of_one_id_are_refused() {
    let mut world = world();
    world.files.push(world.files[2].clone());
    let error = recognise(&world.files, &[&world.national], &[], None, &NoControl).unwrap_err();
    assert_eq!(error.code(), "DUPLICATE_ID");
    assert!(error.to_string().contains("rows 2 and 9"), "{error}");
}

/// Whom to call stands in the answer where the record of the series says it.
#[test]
fn the_contact_of_the_handling_agency_is_reported() {
    let mut world = world();
    let record = json!([{ "id": "V-1", "child_identified": true, "agency": "ZZ0160000",
        "contact": " duty desk, 217-555-0134 " }]);
    world.series = serde_json::from_value(record).unwrap();
    let found = recognised(&world);
    let contact = found.series[0].contact.as_ref().unwrap();
    assert_eq!(contact.expose(), "duty desk, 217-555-0134");
    assert_eq!(found.series[1].contact, None);
    let page = released(
        &found,
        &header(json!({})),
        json!({ "kind": "law_enforcement" }),
    )
    .unwrap();
    assert!(page.contains("217-555-0134"));
}

/// An agency that nobody names gets no report that says that nothing was found.
#[test]
fn an_agency_without_a_series_is_an_error() {
    let found = recognised(&world());
    let error = recognition_report(&found, &header(json!({ "only_agency": "NOPE" }))).unwrap_err();
    assert_eq!(error.code(), "INVALID_PARAMETER");
    assert!(error.to_string().contains("only_agency"));
    assert!(recognition_report(&found, &header(json!({ "only_agency": "ZZ0160000" }))).is_ok());
}

/// Equal `PhotoDNA` means that two pictures are alike, and not that the bytes are.
#[test]
fn only_digests_count_as_equal_bytes() {
    let photodna = |byte: &str| json!([{ "algorithm": "photodna", "value": byte.repeat(144) }]);
    let entries = json!([{ "id": "N-1", "perceptual_hashes": photodna("0a"), "series": "V-1" }]);
    let national = list(json!({ "id": "national" }), entries);
    let files: Vec<MediaFile> =
        serde_json::from_value(json!([{ "id": "F-1", "perceptual_hashes": photodna("0A") }]))
            .unwrap();
    let found = recognise(&files, &[&national], &[], None, &NoControl).unwrap();
    assert_eq!(found.files[0].hits[0].kind, HitKind::Equal);
    assert_eq!((found.series[0].files.len(), found.series[0].equal), (1, 0));
}

/// An entry: which list, digest, bits of its hash, series, whether it is denied and whether it went around.
type Made = (usize, u8, usize, Option<u8>, bool, bool);

fn made() -> impl Strategy<Value = Vec<Made>> {
    let series = prop::option::of(0..4_u8);
    let one = (
        0..3_usize,
        0..3_u8,
        0..60_usize,
        series,
        prop::bool::weighted(0.2),
        prop::bool::weighted(0.2),
    );
    prop::collection::vec(one, 0..40)
}

/// So many bits of a hash turned.
fn bits(turned: usize) -> Value {
    let bytes = (0..32).map(|byte| match turned.saturating_sub(byte * 8) {
        left @ 0..8 => (1_u16 << left) - 1,
        _ => 0xff,
    });
    let value: String = bytes.map(|byte| format!("{byte:02x}")).collect();
    json!([{ "algorithm": "pdq", "value": value }])
}

fn lists_of(made: &[Made], most_hits: u32) -> Vec<HashList> {
    let day = "2026-05-01".parse().unwrap();
    let one = |(number, id): (usize, &str)| {
        let role = if id == "good" { "suppression" } else { "known" };
        let settings = json!({ "id": id, "role": role, "most_hits": most_hits,
            "radius": 10, "review_radius": 30, "flood_a_day": 1, "hidden_when_denied_by": 1 });
        let mut list = list(settings, json!([]));
        let entries = made.iter().enumerate().filter(|(_, one)| one.0 == number);
        for (at, (_, digest, turned, series, is_denied, is_flood)) in entries {
            let id = format!("E-{at}");
            // equal digests, or a hash that is near others
            let mut entry = if *digest == 0 {
                json!({ "id": id, "digests": { "md5": md5(1) } })
            } else {
                json!({ "id": id, "perceptual_hashes": bits(*turned) })
            };
            if let Some(series) = series {
                entry["series"] = json!(format!("V-{series}"));
                entry["categories"] = json!([{ "scheme": id, "code": format!("{}", at % 3) }]);
            }
            list.add_values(&[entry], &NoControl).unwrap();
            if *is_denied {
                let word = json!({ "entry": id, "kind": "denied", "by": "A" });
                list.judge(Feedback::from_value(&word).unwrap()).unwrap();
            }
            if *is_flood {
                list.count_hits([&id[..]], day);
            }
        }
        list
    };
    ["national", "own", "good"]
        .into_iter()
        .enumerate()
        .map(one)
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]
    /// How many hits are listed changes no outcome, no series and no duplicate.
    #[test]
    fn what_is_decided_does_not_hang_on_what_is_listed(
        made in made(), files in prop::collection::vec((any::<bool>(), 0..70_usize), 1..6),
    ) {
        let files: Vec<Value> = files.iter().enumerate().map(|(at, (has_digest, turned))| {
            let mut file = json!({ "id": format!("F-{at}"), "perceptual_hashes": bits(*turned) });
            if *has_digest {
                file["digests"] = json!({ "md5": md5(1) });
            }
            file
        }).collect();
        let series = (0..4).map(|n| json!({ "id": format!("V-{n}"), "child_identified": n % 2 == 0,
            "agency": format!("ZZ{}", n % 2) }));
        let series: Vec<Series> = serde_json::from_value(series.collect()).unwrap();
        let submission = Submission::from_value(&json!({ "series": { "id": "V-9" }, "files": files })).unwrap();
        let files: Vec<MediaFile> = serde_json::from_value(files.into()).unwrap();
        let answers = |most| {
            let made = lists_of(&made, most);
            let lists: Vec<&HashList> = made.iter().collect();
            let on = "2026-05-01".parse().ok();
            let found = recognise(&files, &lists, &series, on, &NoControl).unwrap();
            let check = check_submission(&submission, &lists, &NoControl).unwrap();
            (found, check)
        };
        let (all, check) = answers(1_000);
        for most in [1, 2, 5] {
            let (some, some_check) = answers(most);
            prop_assert_eq!(&some_check, &check);
            prop_assert_eq!(some.counts, all.counts);
            prop_assert_eq!(&some.series, &all.series);
            prop_assert_eq!(&some.review_series, &all.review_series);
            prop_assert_eq!(&some.hidden_series, &all.hidden_series);
            for (some, all) in some.files.iter().zip(&all.files) {
                prop_assert_eq!(some.outcome, all.outcome);
                prop_assert_eq!(&some.also_suppressed_by, &all.also_suppressed_by);
                prop_assert_eq!(some.hits.len() as u64 + some.more_hits, all.hits.len() as u64);
                prop_assert!(some.hits.iter().all(|hit| all.hits.contains(hit)));
                for list in ["national", "own"] {
                    let of = |file: &FileRecognition| -> Vec<FileHit> {
                        file.hits.iter().filter(|hit| hit.list == list).cloned().collect()
                    };
                    let (some, all) = (of(some), of(all));
                    prop_assert_eq!(&some[..], &all[..all.len().min(most as usize)]);
                }
            }
            // the report of an agency lists the same files under the same headings
            let agency = header(json!({ "only_agency": "ZZ1" }));
            let facts = |found: &Recognition| {
                // an error where the agency has no series
                let report = recognition_report(found, &agency);
                report.map(|report| serde_json::to_value(&report.sections[0]).unwrap())
            };
            prop_assert_eq!(facts(&some), facts(&all));
        }
        // what a series says follows from all hits
        for file in &all.files {
            let mut best: BTreeMap<&str, (bool, RecognitionOutcome)> = BTreeMap::new();
            for hit in &file.hits {
                let Some(series) = &hit.series else { continue };
                let outcome = match (&hit.hidden, hit.kind) {
                    (Some(_), _) => RecognitionOutcome::Hidden,
                    (None, HitKind::Review) => RecognitionOutcome::Review,
                    (None, _) => RecognitionOutcome::Recognised,
                };
                let one = best.entry(series).or_insert((false, outcome));
                one.1 = outcome.min(one.1);
            }
            let everywhere = all.series.iter().chain(&all.review_series).chain(&all.hidden_series);
            for series in best.keys() {
                prop_assert!(everywhere.clone().any(|one| one.series == *series));
            }
            for one in everywhere {
                let found = best.get(&one.series[..]).map(|(_, outcome)| *outcome);
                let is_in = |files: &[caselink::records::Pii<String>]| files.contains(&file.file);
                prop_assert_eq!(is_in(&one.files), found == Some(RecognitionOutcome::Recognised));
                prop_assert_eq!(is_in(&one.review), found == Some(RecognitionOutcome::Review));
                prop_assert_eq!(is_in(&one.hidden), found == Some(RecognitionOutcome::Hidden));
            }
        }
    }
}

/// Hits that are not listed are counted in the report.
#[test]
fn the_report_says_how_many_hits_are_not_listed() {
    let entries = (0..5).map(|n| {
        json!({ "id": format!("N-{n}"), "digests": { "md5": md5(1) }, "series": if n == 4 { "V-2" } else { "V-1" } })
    });
    let national = list(
        json!({ "id": "national", "most_hits": 2 }),
        entries.collect(),
    );
    let files: Vec<MediaFile> =
        serde_json::from_value(json!([{ "id": "F-1", "digests": { "md5": md5(1) } }])).unwrap();
    let series: Vec<Series> = serde_json::from_value(json!([
        { "id": "V-1", "child_identified": true, "agency": "ZZ0160000" },
        { "id": "V-2", "child_identified": true, "agency": "ZZ0550000" },
    ]))
    .unwrap();
    let found = recognise(&files, &[&national], &series, None, &NoControl).unwrap();
    assert_eq!(
        (found.files[0].hits.len(), found.files[0].more_hits),
        (2, 3)
    );
    let ids: Vec<&str> = found.series.iter().map(|one| &one.series[..]).collect();
    assert_eq!(
        ids,
        ["V-1", "V-2"],
        "the entry of V-2 is not listed, and counts"
    );
    let page = |more: Value| {
        released(&found, &header(more), json!({ "kind": "law_enforcement" })).unwrap()
    };
    assert!(page(json!({})).contains("3 more hits are not listed"));
    // an agency whose entry is not listed still reads of its file, and not how many others have it
    let other = page(json!({ "only_agency": "ZZ0550000" }));
    assert!(other.contains("F-1") && other.contains("further hits may not be listed"));
    assert!(!other.contains("N-0") && !other.contains("V-1") && !other.contains("3 more"));
}

/// New entries of a known list are looked for among one's own unknown files.
#[test]
fn unknown_files_are_found_when_a_list_grows() {
    let world = world();
    let new: Vec<MediaFile> =
        serde_json::from_value(json!([{ "id": "N-9", "digests": { "md5": md5(9) } }])).unwrap();
    let found = world.unknown.find_all(&new, None, &NoControl).unwrap();
    assert_eq!(found[0].hits[0].entry.expose(), "U-1");
}

fn header(value: Value) -> ReportHeader {
    let mut all =
        json!({ "id": "R-1", "agency": "Example State Clearinghouse", "as_of": "2026-06-01" });
    all.as_object_mut()
        .unwrap()
        .extend(value.as_object().unwrap().clone());
    ReportHeader::from_value(&all).unwrap()
}

fn released(
    found: &Recognition,
    header: &ReportHeader,
    audience: Value,
) -> caselink::Result<String> {
    let document = recognition_report(found, header)?;
    let request = Request::from_value(
        &json!({
            "actor": { "id": "analyst-7", "role": "analyst", "agency": "Example State Clearinghouse" },
            "audience": audience, "purpose": "victim_identification", "released_at": "2026-06-01T10:00:00Z",
            "recipients": [{ "name": "B. Officer", "agency": "Example County Sheriff", "law_enforcement": true }],
            "need_to_know": "holds the seizure", "right_to_know": "sworn officer",
        }),
        ReleaseKey::new((0..32).collect())?,
    )?;
    let ledger = &mut Ledger::default();
    let released = disseminate(document, &request, &Policy::standard(), ledger)?;
    Ok(released.markdown())
}

#[test]
fn the_report_is_for_police_and_holds_what_they_need() {
    let found = recognised(&world());
    let page = released(
        &found,
        &header(json!({})),
        json!({ "kind": "law_enforcement" }),
    )
    .unwrap();
    for part in [
        "ZZ0160000",
        "24-0117",
        "Office of the prosecutor",
        "V-1",
        "F-6",
        "hidden: list good has the same hash",
        "MD5 equal",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    // of one agency only
    let one = released(
        &found,
        &header(json!({ "only_agency": "ZZ0160000" })),
        json!({ "kind": "law_enforcement" }),
    )
    .unwrap();
    assert!(one.contains("F-1") && !one.contains("F-3") && !one.contains("F-7"));
    // more files than are listed are counted
    let short = released(
        &found,
        &header(json!({ "most_rows": 1 })),
        json!({ "kind": "law_enforcement" }),
    )
    .unwrap();
    assert!(short.contains("more files are counted above"));
    for audience in [
        json!({ "kind": "partner_ngo" }),
        json!({ "kind": "family" }),
    ] {
        assert_eq!(
            released(&found, &header(json!({})), audience)
                .unwrap_err()
                .code(),
            "RELEASE_REFUSED"
        );
    }
}

/// One file in the series of two agencies: each reads of its own alone.
#[test]
fn the_report_of_one_agency_shows_no_series_of_another() {
    let entries = json!([
        { "id": "N-1", "digests": { "md5": md5(1) }, "series": "V-1" },
        { "id": "N-2", "digests": { "md5": md5(1) }, "perceptual_hashes": pdq_hash(0x00, 90), "series": "V-2" },
        { "id": "N-3", "digests": { "md5": md5(3) }, "series": "V-1" },
    ]);
    let national = list(json!({ "id": "national", "radius": 3 }), entries);
    let files: Vec<MediaFile> = serde_json::from_value(json!([
        { "id": "F-1", "digests": { "md5": md5(1) } },
        { "id": "F-2", "digests": { "md5": md5(3) }, "perceptual_hashes": pdq_hash(0x0f, 90) },
    ]))
    .unwrap();
    let series: Vec<Series> = serde_json::from_value(json!([
        { "id": "V-1", "child_identified": true, "agency": "ZZ0160000" },
        { "id": "V-2", "child_identified": true, "agency": "ZZ0550000" },
    ]))
    .unwrap();
    let found = recognise(&files, &[&national], &series, None, &NoControl).unwrap();
    let page = |agency: &str| {
        let header = header(json!({ "only_agency": agency }));
        released(&found, &header, json!({ "kind": "law_enforcement" })).unwrap()
    };
    let first = page("ZZ0160000");
    assert!(first.contains("N-1") && first.contains("N-3"));
    for other in ["V-2", "N-2", "ZZ0550000"] {
        assert!(!first.contains(other), "{other}: {first}");
    }
    let second = page("ZZ0550000");
    assert!(second.contains("N-2") && !second.contains("V-1"));
    // equal to an entry of the other agency, but to this one's near enough for a look only
    let document =
        recognition_report(&found, &header(json!({ "only_agency": "ZZ0550000" }))).unwrap();
    let section = |heading: &str| {
        let of = |section: &&caselink::documents::Section| {
            serde_json::to_string(&section.heading)
                .unwrap()
                .contains(heading)
        };
        serde_json::to_string(document.sections.iter().find(of).unwrap()).unwrap()
    };
    assert!(section("For a person to look at").contains("F-2"));
    assert!(!section("Recognised files").contains("F-2"));
}

/// A series of which every hit is for a person to look at: the agency that holds the case reads of it, and no other does.
#[test]
fn the_report_of_one_agency_shows_series_for_review() {
    let entries = json!([
        { "id": "N-1", "perceptual_hashes": pdq_hash(0x00, 90), "series": "V-1" },
        { "id": "N-2", "digests": { "md5": md5(1) }, "series": "V-2" },
        { "id": "N-3", "perceptual_hashes": pdq_hash(0x10, 90), "series": "V-3" },
    ]);
    let settings = json!({ "id": "national", "radius": 0, "hidden_when_denied_by": 1 });
    let mut national = list(settings, entries);
    let denied = json!({ "entry": "N-3", "kind": "denied", "by": "A" });
    national
        .judge(Feedback::from_value(&denied).unwrap())
        .unwrap();
    let files: Vec<MediaFile> = serde_json::from_value(json!([
        { "id": "F-1", "digests": { "md5": md5(1) }, "perceptual_hashes": pdq_hash(0x0f, 90) },
        { "id": "F-2", "perceptual_hashes": pdq_hash(0x07, 90) },
    ]))
    .unwrap();
    let series: Vec<Series> = serde_json::from_value(json!([
        { "id": "V-1", "child_identified": true, "agency": "ZZ0160000", "case_number": "24-0117" },
        { "id": "V-2", "child_identified": true, "agency": "ZZ0550000" },
        { "id": "V-3", "child_identified": true, "agency": "ZZ0160000" },
    ]))
    .unwrap();
    let found = recognise(&files, &[&national], &series, None, &NoControl).unwrap();
    let ids = |all: &[caselink::victims::SeriesRecognition]| -> Vec<String> {
        all.iter().map(|one| one.series.clone()).collect()
    };
    assert_eq!(ids(&found.series), ["V-2"]);
    assert_eq!(ids(&found.review_series), ["V-1"], "V-3 is hidden");
    assert_eq!(found.review_series[0].review.len(), 2);
    assert_eq!(found.review_series[0].lists, ["national"]);
    let section = |agency: Value, heading: &str| {
        let document = recognition_report(&found, &header(agency)).unwrap();
        let of = |section: &&caselink::documents::Section| {
            serde_json::to_string(&section.heading)
                .unwrap()
                .contains(heading)
        };
        serde_json::to_string(document.sections.iter().find(of).unwrap()).unwrap()
    };
    let review = "For a person to look at";
    let own = section(json!({ "only_agency": "ZZ0160000" }), review);
    for part in ["V-1", "24-0117", "F-1", "F-2", "N-1"] {
        assert!(own.contains(part), "{part}: {own}");
    }
    assert!(!own.contains("N-2"), "that of another agency");
    // a hidden hit on a series of its own is shown as hidden
    assert_eq!(ids(&found.hidden_series), ["V-3"]);
    assert!(own.contains("N-3") && own.contains("hidden: denied by 1"));
    let other = section(json!({ "only_agency": "ZZ0550000" }), review);
    assert!(!other.contains("V-1") && !other.contains("F-"), "{other}");
    // the whole report names the agency to call too
    assert!(section(json!({}), review).contains("ZZ0160000"));
}

#[test]
fn a_recognition_comes_back_from_json() {
    let found = recognised(&world());
    let again = Recognition::from_value(&serde_json::to_value(&found).unwrap()).unwrap();
    assert_eq!(found, again);
}

#[test]
fn a_submission_is_checked_before_it_is_listed() {
    let world = world();
    let submission = |value| Submission::from_value(&value).unwrap();
    let whole = json!({
        "series": { "id": "V-9", "child_identified": true, "agency": "ZZ0160000", "case_number": "26-1",
            "age": { "least": 7, "most": 8 }, "age_attested_by": "Office" },
        "files": [
            { "id": "S-1", "digests": { "md5": md5(1), "sha256": md5(1).repeat(2) }, "names": ["her name.jpg"],
              "categories": [{ "scheme": "vics-us", "code": "1" }], "extra": "x" },
            { "id": "S-2", "perceptual_hashes": pdq_hash(0x03, 80), "categories": [{ "scheme": "vics-us", "code": "1" }] },
        ],
        "identified_on": "2026-05-29", "contact": "duty desk",
    });
    let check = check_submission(
        &submission(whole.clone()),
        &[&world.national, &world.good],
        &NoControl,
    )
    .unwrap();
    // one child may be in both series: somebody must look first
    let blocking = |check: &SubmissionCheck| -> Vec<String> {
        let of = check.findings.iter().filter(|one| one.blocks);
        of.map(|one| one.field.clone()).collect()
    };
    assert_eq!(blocking(&check), ["files[0]"]);
    assert!(!check.is_complete);
    let new = check_submission(&submission(whole.clone()), &[&world.unknown], &NoControl).unwrap();
    assert!(new.is_complete, "{:?}", new.findings);
    assert!(new.findings.iter().any(|one| one.field == "lists"));
    assert_eq!(check.duplicates.len(), 1);
    assert_eq!(check.duplicates[0].series, "V-1");
    assert_eq!(
        (
            check.duplicates[0].equal.len(),
            check.duplicates[0].near.len()
        ),
        (1, 1)
    );
    assert_eq!(check.proposed.len(), 2);
    assert!(check.proposed[0].names.is_empty() && check.proposed[0].other.is_empty());
    assert_eq!(check.proposed[0].series.as_deref(), Some("V-9"));

    for (path, field) in [
        ("/series/agency", "series.agency"),
        ("/series/case_number", "series.case_number"),
        ("/series/age", "series.age"),
        ("/series/age_attested_by", "series.age_attested_by"),
        ("/series/child_identified", "series.child_identified"),
    ] {
        let mut less = whole.clone();
        *less.pointer_mut(path).unwrap() = Value::Null;
        let check = check_submission(&submission(less), &[&world.own_new()], &NoControl).unwrap();
        assert!(!check.is_complete);
        let blocking: Vec<&str> = check
            .findings
            .iter()
            .filter(|one| one.blocks)
            .map(|one| &one.field[..])
            .collect();
        assert_eq!(blocking, [field]);
    }
}

/// Ages that cannot be are told, and so are those of adults; the latter are for a person to decide.
#[test]
fn the_age_of_a_submission_is_looked_at() {
    let check = |age: Value| {
        let submission = json!({
            "series": { "id": "V-9", "child_identified": true, "agency": "ZZ0160000", "case_number": "26-1",
                "age": age, "age_attested_by": "Office" },
            "files": [{ "id": "S-1", "digests": { "sha1": "0b".repeat(20) } }],
        });
        let submission = Submission::from_value(&submission).unwrap();
        let check = check_submission(&submission, &[], &NoControl).unwrap();
        let found: Vec<bool> = check
            .findings
            .iter()
            .filter(|one| one.field == "series.age")
            .map(|one| one.blocks)
            .collect();
        (check.is_complete, found)
    };
    for (age, is_complete, findings) in [
        (json!({ "least": 0, "most": 9 }), true, vec![]),
        (json!({ "least": 17.9 }), true, vec![]),
        (json!({ "least": 12, "most": 9 }), false, vec![true]),
        (json!({ "least": -3, "most": 9 }), false, vec![true]),
        (json!({ "least": 9, "most": 200 }), false, vec![true]),
        (json!({ "most": 121 }), false, vec![true]),
        (json!({ "least": 40, "most": 40 }), true, vec![false]),
        (json!({ "least": 16, "most": 18 }), true, vec![false]),
        (json!({}), false, vec![true]),
    ] {
        assert_eq!(check(age.clone()), (is_complete, findings), "{age}");
    }
}

/// What else lists say of submitted files is told.
#[test]
fn suppressed_files_and_entries_without_a_series_are_mentioned() {
    let known = list(
        json!({ "id": "national" }),
        json!([{ "id": "N-1", "digests": { "md5": md5(1) } }]),
    );
    let good = list(
        json!({ "id": "good", "role": "suppression" }),
        json!([{ "id": "G-1", "digests": { "md5": md5(2) } }]),
    );
    let submission = Submission::from_value(&json!({
        "series": { "id": "V-9" },
        "files": [
            { "id": "S-1", "digests": { "md5": md5(1) } },
            { "id": "S-2", "digests": { "md5": md5(2) } },
            { "id": "S-3", "digests": { "md5": md5(3) } },
            { "id": "S-4", "perceptual_hashes": pdq_hash(7, 90) },
        ],
    }))
    .unwrap();
    let check = check_submission(&submission, &[&known, &good], &NoControl).unwrap();
    let of = |field: &str| -> Vec<&str> {
        let of = check.findings.iter().filter(|one| one.field == field);
        of.map(|one| &one.reason[..]).collect()
    };
    assert!(of("files[0]")[0].contains("without a series in list national"));
    assert!(of("files[1]")[0].contains("suppression list good"));
    assert!(of("files[2]").is_empty() && of("lists").is_empty());
    assert!(of("files[2].digests")[0].contains("MD5 alone"));
    assert!(of("files[3].digests")[0].contains("no digest"));
}

/// A file that is near in the first list and equal in the second is equal.
#[test]
fn a_duplicate_is_equal_when_any_list_says_so() {
    let series = json!({ "series": "V-1" });
    let entry = |id: &str, more: Value| {
        let mut all = json!({ "id": id });
        for part in [&series, &more] {
            let fields = part.as_object().unwrap().clone();
            all.as_object_mut().unwrap().extend(fields);
        }
        json!([all])
    };
    let near = list(
        json!({ "id": "a" }),
        entry("A", json!({ "perceptual_hashes": pdq_hash(0x00, 90) })),
    );
    let equal = list(
        json!({ "id": "b" }),
        entry("B", json!({ "digests": { "md5": md5(1) } })),
    );
    let submission = Submission::from_value(&json!({
        "series": { "id": "V-9" },
        "files": [
            { "id": "S-1", "digests": { "md5": md5(1) }, "perceptual_hashes": pdq_hash(0x01, 90) },
            { "id": "S-2", "perceptual_hashes": pdq_hash(0x03, 90) },
        ],
    }))
    .unwrap();
    for lists in [[&near, &equal], [&equal, &near]] {
        let check = check_submission(&submission, &lists, &NoControl).unwrap();
        let one = &check.duplicates[0];
        let ids = |ids: &[caselink::records::Pii<String>]| -> Vec<String> {
            ids.iter().map(|id| id.expose().clone()).collect()
        };
        assert_eq!(ids(&one.equal), ["S-1"]);
        assert_eq!(ids(&one.near), ["S-2"]);
        assert_eq!(one.lists.len(), 2);
    }
}

/// What a list would set aside is not complete, and is not proposed.
#[test]
fn a_submission_holds_only_what_a_list_takes() {
    let of_nothing = "d41d8cd98f00b204e9800998ecf8427e";
    let whole = json!({
        "series": { "id": "V-9", "child_identified": true, "agency": "ZZ0160000", "case_number": "26-1",
            "age": { "least": 7 }, "age_attested_by": "Office" },
        "files": [
            { "id": "S-1", "digests": { "sha1": "0b".repeat(20) } },
            { "id": "S-2", "digests": { "md5": "beach" } },
            { "id": "S-3", "digests": { "md5": of_nothing } },
            { "id": "S-4", "perceptual_hashes": [{ "algorithm": "pdq", "value": "00" }] },
            { "id": "S-1", "digests": { "sha1": "0c".repeat(20) } },
            { "id": "", "digests": { "sha1": "0d".repeat(20) } },
        ],
    });
    let check =
        check_submission(&Submission::from_value(&whole).unwrap(), &[], &NoControl).unwrap();
    let blocking: Vec<&str> = check
        .findings
        .iter()
        .filter(|one| one.blocks)
        .map(|one| &one.field[..])
        .collect();
    assert_eq!(
        blocking,
        [
            "files[1].digests.md5",
            "files[2].digests.md5",
            "files[3].perceptual_hashes[0].value",
            "files[4].id",
            "files[5].id"
        ]
    );
    assert!(!check.is_complete);
    assert_eq!(check.proposed.len(), 1);
    assert!(
        check
            .findings
            .iter()
            .all(|one| !one.reason.contains("beach"))
    );

    let mut ageless = whole;
    ageless["series"]["age"] = json!({});
    let check =
        check_submission(&Submission::from_value(&ageless).unwrap(), &[], &NoControl).unwrap();
    assert_eq!(check.findings[0].field, "series.age");
}

/// What is proposed for a list holds nothing that nobody knows, in no part of it.
#[test]
fn proposed_entries_hold_no_unknown_field() {
    let national = list(
        json!({ "id": "national" }),
        json!([{ "id": "N-1", "digests": { "md5": md5(1) } }]),
    );
    let submission = Submission::from_value(&json!({ "series": { "id": "V-9" }, "files": [{
        "id": "S-1", "digests": { "md5": md5(2), "canary": "canary" }, "canary": "canary", "names": ["canary.jpg"],
        "perceptual_hashes": [{ "algorithm": "pdq", "value": pdq(0), "canary": "canary" }],
        "categories": [{ "scheme": "vics-us", "code": "1", "decided_by": "ZZ0160000", "canary": "canary",
            "provenance": { "note": "canary" } }],
    }] }))
    .unwrap();
    let check = check_submission(&submission, &[&national], &NoControl).unwrap();
    let proposed = json!(check.proposed);
    assert!(!proposed.to_string().contains("canary"), "{proposed}");
    assert_eq!(
        proposed[0]["categories"],
        json!([{ "scheme": "vics-us", "code": "1", "decided_by": "ZZ0160000" }])
    );
}

fn identified(id: &str) -> Series {
    let record = json!({ "id": id, "child_identified": true, "agency": "ZZ0160000 ", "case_number": "24-0117",
        "age": { "least": 9, "most": 9 }, "age_attested_by": "Office of the prosecutor" });
    serde_json::from_value(record).unwrap()
}

fn files(values: Value) -> Vec<MediaFile> {
    serde_json::from_value(values).unwrap()
}

/// MD5 can be forged: equal in it and not in a stronger digest is for a person to look at.
#[test]
fn a_contradicted_digest_is_for_review() {
    use RecognitionOutcome::{Recognised, Review};
    let entry = json!([{ "id": "E", "digests": { "md5": md5(1), "sha1": "11".repeat(20), "sha256": "11".repeat(32) }, "series": "V-1" }]);
    let list = list(json!({ "id": "national" }), entry);
    let of = |digests: Value| {
        let files = files(json!([{ "id": "F", "digests": digests }]));
        recognise(&files, &[&list], &[identified("V-1")], None, &NoControl).unwrap()
    };
    for (digests, outcome) in [
        (json!({ "md5": md5(1), "sha256": "22".repeat(32) }), Review),
        (json!({ "md5": md5(1), "sha1": "22".repeat(20) }), Review),
        (
            json!({ "sha1": "11".repeat(20), "sha256": "22".repeat(32) }),
            Review,
        ),
        (json!({ "md5": md5(1) }), Recognised),
        // the stronger one is equal: one of the two wrote down a wrong MD5
        (
            json!({ "md5": md5(2), "sha256": "11".repeat(32) }),
            Recognised,
        ),
    ] {
        let found = of(digests.clone());
        assert_eq!(found.files[0].outcome, outcome, "{digests}");
        let (recognised, review) = (found.series.len(), found.review_series.len());
        assert_eq!(
            (recognised, review),
            if outcome == Review { (0, 1) } else { (1, 0) }
        );
        let report =
            recognition_report(&found, &header(json!({ "only_agency": "ZZ0160000" }))).unwrap();
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(
            text.contains("not the same bytes"),
            !found.files[0].hits[0].contradicted_by.is_empty()
        );
        let again = &report.sections[if outcome == Review { 4 } else { 3 }];
        assert!(
            serde_json::to_string(again).unwrap().contains("national E"),
            "{digests}"
        );
    }
    let submission = json!({ "series": identified("V-9"), "contact": "desk", "identified_on": "2026-05-29",
        "files": [{ "id": "S", "digests": { "md5": md5(1), "sha256": "22".repeat(32) } }] });
    let check = check_submission(
        &Submission::from_value(&submission).unwrap(),
        &[&list],
        &NoControl,
    )
    .unwrap();
    assert_eq!(
        (
            check.duplicates[0].equal.len(),
            check.duplicates[0].near.len()
        ),
        (0, 1)
    );
}

#[test]
fn blanks_around_ids_do_not_count_and_blank_texts_are_missing() {
    let entries = json!([{ "id": "E", "digests": { "md5": md5(1) }, "series": "V-17 " }, { "id": "N", "digests": { "md5": md5(2) }, "series": " " }]);
    let list = list(json!({ "id": "national" }), entries);
    let files = files(
        json!([{ "id": "F", "digests": { "md5": md5(1) } }, { "id": "G", "digests": { "md5": md5(2) } }]),
    );
    let of = |series: Vec<Series>| recognise(&files, &[&list], &series, None, &NoControl);
    let found = of(vec![identified(" V-17")]).unwrap();
    assert_eq!(
        (found.series.len(), &found.series[0].series[..]),
        (1, "V-17")
    );
    assert_eq!(found.series[0].agency.as_deref(), Some("ZZ0160000"));
    assert!(found.series[0].missing.is_empty());
    for name in ["ZZ0160000", " ZZ0160000\t"] {
        let report = recognition_report(&found, &header(json!({ "only_agency": name }))).unwrap();
        assert!(serde_json::to_string(&report).unwrap().contains("V-17"));
    }
    assert!(recognition_report(&found, &header(json!({ "only_agency": " " }))).is_err());
    assert!(of(vec![identified("V-17"), identified("V-17 ")]).is_err());

    let blank = json!({ "id": "V-17", "child_identified": true, "agency": "  ", "case_number": "", "age": {}, "age_attested_by": "\n" });
    let found = of(vec![serde_json::from_value(blank).unwrap()]).unwrap();
    assert_eq!(
        found.series[0].missing.len(),
        4,
        "{:?}",
        found.series[0].missing
    );
    assert_eq!(
        (&found.series[0].agency, &found.series[0].case_number),
        (&None, &None)
    );

    let mut submission = json!({ "series": identified("V-17 "), "contact": "desk", "identified_on": "2026-05-29",
        "files": [{ "id": "S", "digests": { "md5": md5(1), "sha256": "11".repeat(32) }, "series": " V-17" }] });
    let check = |value: &Value| {
        check_submission(
            &Submission::from_value(value).unwrap(),
            &[&list],
            &NoControl,
        )
        .unwrap()
    };
    let found = check(&submission);
    assert!(
        found.is_complete && found.duplicates.is_empty(),
        "{:?}",
        found.findings
    );
    assert_eq!(found.proposed[0].series.as_deref(), Some("V-17"));
    submission["files"][0]["series"] = json!("V-18");
    assert!(!check(&submission).is_complete);
}

/// A flood hides hits, and no child.
#[test]
fn a_series_of_which_all_is_hidden_is_listed() {
    let mut list = list(
        json!({ "id": "national", "flood_a_day": 1 }),
        json!([{ "id": "E", "digests": { "md5": md5(1) }, "series": "V-1" }]),
    );
    let day = "2026-05-01".parse().unwrap();
    list.count_hits(["E"], day);
    let files = files(json!([{ "id": "F", "digests": { "md5": md5(1) } }]));
    let found = recognise(
        &files,
        &[&list],
        &[identified("V-1")],
        Some(day),
        &NoControl,
    )
    .unwrap();
    assert_eq!(found.files[0].outcome, RecognitionOutcome::Hidden);
    assert!(found.series.is_empty() && found.review_series.is_empty());
    let hidden = &found.hidden_series[0];
    assert_eq!(
        (&hidden.series[..], hidden.hidden.len(), hidden.files.len()),
        ("V-1", 1, 0)
    );
    assert_eq!(
        (hidden.child_identified, hidden.lists.len()),
        (Some(true), 1)
    );
    for header in [
        header(json!({})),
        header(json!({ "only_agency": "ZZ0160000" })),
    ] {
        let report = recognition_report(&found, &header).unwrap();
        let text = serde_json::to_string(&report).unwrap();
        assert!(
            text.contains("24-0117") && text.contains("national E"),
            "{text}"
        );
    }
}

/// What a list would keep nothing of cannot be found, however complete it looks.
#[test]
fn a_submission_of_poor_hashes_alone_is_not_complete() {
    let of = |file: Value| {
        let submission = json!({ "series": identified("V-9"), "contact": "desk", "identified_on": "2026-05-29", "files": [file] });
        let world = world();
        check_submission(
            &Submission::from_value(&submission).unwrap(),
            &[&world.national],
            &NoControl,
        )
        .unwrap()
    };
    let poor = of(json!({ "id": "S", "perceptual_hashes": pdq_hash(0xff, 3) }));
    let blocking: Vec<_> = poor.findings.iter().filter(|one| one.blocks).collect();
    assert_eq!(blocking.len(), 1);
    assert_eq!(blocking[0].field, "files[0].perceptual_hashes");
    assert!(of(json!({ "id": "S", "perceptual_hashes": pdq_hash(0xff, 90) })).is_complete);
    assert!(of(json!({ "id": "S", "digests": { "md5": md5(0x77) }, "perceptual_hashes": pdq_hash(0xff, 3) })).is_complete);
}

/// One odd row of 40,000 costs no other.
#[test]
fn a_bad_file_costs_no_other() {
    let world = world();
    let good = json!({ "id": "F", "digests": { "md5": md5(1) }, "names": ["plage \u{fffd}.jpg"] });
    let bad = [
        json!({ "id": "G", "size_bytes": "12" }),
        json!({ "id": "H", "digests": { "MD5": md5(1) } }),
    ];
    let all = [bad[0].clone(), good, bad[1].clone()];
    let found =
        recognise_values(&all, &[&world.national], &world.series, None, &NoControl).unwrap();
    let counts = found.counts;
    assert_eq!(
        (
            counts.files,
            counts.recognised,
            counts.rejected,
            counts.odd_names
        ),
        (1, 1, 2, 1)
    );
    let rejected = found.rejected.clone().unwrap();
    let rows: Vec<u64> = rejected.listed.iter().map(|one| one.row).collect();
    assert_eq!((rejected.total, rows), (2, vec![0, 2]));
    assert!(!serde_json::to_string(&rejected).unwrap().contains("12\""));
    let again = Recognition::from_value(&serde_json::to_value(&found).unwrap()).unwrap();
    assert_eq!(again, found);
    let report = recognition_report(&found, &header(json!({}))).unwrap();
    assert!(
        serde_json::to_string(&report)
            .unwrap()
            .contains("Set aside")
    );
    assert!(recognise_values(&bad, &[&world.national], &[], None, &NoControl).is_err());
}

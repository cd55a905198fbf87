//! The desk for attempted abductions: evidence that adds up, series that hang on nothing but the incidents, bad input.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use caselink::{
    NoControl,
    abductions::{
        DuplicateReason, EvidenceSettings, FlagProblem, FoundSeries, PairEvidence, SeriesFound,
        SeriesSettings, SimilarIndex, Term, TermKind, series,
    },
    linkage::MilliBits,
    records::{Incident, Limits},
};
use proptest::prelude::*;
use serde_json::{Value, from_value, json};

fn read(value: Value) -> Incident {
    from_value(value).unwrap()
}

/// An incident with a place and a time, and what else is given.
fn incident(id: &str, day: u32, (latitude, longitude): (f64, f64), more: &Value) -> Incident {
    let date = format!("2026-03-{day:02}");
    let mut value = json!({
        "id": id,
        "time": { "earliest": format!("{date}T15:00:00"), "latest": format!("{date}T15:20:00") },
        "place": { "address": { "latitude": latitude, "longitude": longitude } },
    });
    for (key, field) in more.as_object().unwrap() {
        value[key] = field.clone();
    }
    read(value)
}

const HERE: (f64, f64) = (39.78, -89.65);

/// Incidents all over the country, all alike, so that there is something to be rare among.
fn others(count: u32) -> Vec<Incident> {
    (0..count)
        .map(|n| {
            let place = (30.0 + f64::from(n % 15), -120.0 + f64::from(n * 7 % 45));
            let more = json!({
                "approaches": [if n % 4 == 0 { "question" } else { "ride" }],
                "suspects": [{ "role": "suspect", "sex": "M", "description": {
                    "hair_color": "BRO", "build": "average", "race": if n % 2 == 0 { "W" } else { "B" },
                    "age": { "least": 20 + n % 40, "most": 30 + n % 40 },
                } }],
                "vehicles": [{ "style": "SD", "make": "FORD", "colors": [if n % 3 == 0 { "WHI" } else { "BLU" }],
                    "plate": { "text": format!("AB{:04}", n * 37 % 10_000) } }],
            });
            incident(&format!("other-{n:03}"), 1 + n % 28, place, &more)
        })
        .collect()
}

fn index(incidents: &[Incident]) -> SimilarIndex {
    let mut index = SimilarIndex::new(EvidenceSettings::default(), Limits::default()).unwrap();
    index.add_all(incidents, &NoControl).unwrap();
    index
}

/// The evidence between two incidents that have only this, among the others.
fn between(left: &Value, right: &Value) -> PairEvidence {
    between_by(left, right, EvidenceSettings::default())
}

fn between_by(left: &Value, right: &Value, settings: EvidenceSettings) -> PairEvidence {
    let mut index = SimilarIndex::new(settings, Limits::default()).unwrap();
    index.add_all(&others(60), &NoControl).unwrap();
    for (id, fields) in [("L", left), ("R", right)] {
        let mut value = fields.clone();
        value["id"] = json!(id);
        index.add(&read(value)).unwrap();
    }
    index.evidence("L", "R").unwrap()
}

fn term(evidence: &PairEvidence, kind: TermKind) -> Option<&Term> {
    evidence.terms.iter().find(|term| term.kind == kind)
}

fn weight(evidence: &PairEvidence, kind: TermKind) -> i32 {
    term(evidence, kind).map_or(0, |term| term.weight.0)
}

fn find(incidents: &[Incident]) -> SeriesFound {
    series(
        incidents,
        &SeriesSettings::default(),
        &Limits::default(),
        &NoControl,
    )
    .unwrap()
}

fn van(plate: &str) -> Value {
    json!({
        "approaches": ["animal"],
        "suspects": [{ "role": "suspect", "sex": "M", "description": {
            "hair_color": "RED", "facial_hair": "goatee", "speech": "slurred, stammer",
        } }],
        "vehicles": [{ "style": "VN", "make": "DODG", "colors": ["SIL"], "plate": { "text": plate },
            "features": ["dented rear door"] }],
    })
}

#[test]
fn terms_add_up_and_keep_to_their_caps() {
    let evidence = between(&van("7K4412"), &van("7K4412"));
    let sum: i32 = evidence.terms.iter().map(|term| term.weight.0).sum();
    assert_eq!(evidence.total.0, sum);
    for term in &evidence.terms {
        let is_cap = matches!(term.kind, TermKind::SuspectCap | TermKind::VehicleCap);
        let within = term.weight >= term.caps.least && term.weight <= term.caps.most;
        assert!(is_cap || within, "{:?}", term.kind);
        assert!(!term.source.is_empty() && !term.label.is_empty());
    }
    let default = EvidenceSettings::default();
    let of =
        |kinds: &[TermKind]| -> i32 { kinds.iter().map(|kind| weight(&evidence, *kind)).sum() };
    let vehicle = of(&[
        TermKind::VehicleStyle,
        TermKind::Make,
        TermKind::Model,
        TermKind::VehicleColor,
        TermKind::ModelYear,
        TermKind::PlateState,
        TermKind::Features,
        TermKind::VehicleCap,
    ]);
    assert_eq!(vehicle, default.vehicle.most.0);
    assert_eq!(
        weight(&evidence, TermKind::Plate),
        default.plate.caps.most.0
    );
}

#[test]
fn what_is_missing_counts_nothing() {
    let evidence = between(&json!({}), &van("7K4412"));
    assert_eq!(evidence.terms, []);
    assert_eq!(evidence.total, MilliBits(0));
    let unknown = json!({
        "approaches": ["unstated"],
        "victims": [{ "sex": "U" }],
        "suspects": [{ "role": "suspect", "sex": "U", "description": { "hair_color": "XXX", "build": "unknown" } }],
        "vehicles": [{ "plate": { "text": "???" } }],
    });
    assert_eq!(between(&unknown, &unknown).terms, []);
}

/// Words that one code of NCIC covers are near to it, and bald is a thing that a witness says: not that nothing is known.
#[test]
fn hair_and_glasses_are_compared_as_they_were_said() {
    let of = |field: &str, word: &str| json!({ "suspects": [{ "role": "suspect", "description": { field: word } }] });
    for (field, kind, left, right, level) in [
        ("hair_color", TermKind::HairColor, "unknown", "brown", None),
        ("hair_color", TermKind::HairColor, "XXX", "bald", None),
        (
            "hair_color",
            TermKind::HairColor,
            "bald",
            "brown",
            Some("different"),
        ),
        (
            "hair_color",
            TermKind::HairColor,
            "bald",
            "bald",
            Some("same"),
        ),
        (
            "hair_color",
            TermKind::HairColor,
            "auburn",
            "auburn",
            Some("same"),
        ),
        (
            "hair_color",
            TermKind::HairColor,
            "auburn",
            "RED",
            Some("near"),
        ),
        (
            "hair_color",
            TermKind::HairColor,
            "strawberry",
            "BLN",
            Some("near"),
        ),
        (
            "hair_color",
            TermKind::HairColor,
            "auburn",
            "BLK",
            Some("different"),
        ),
        (
            "eyewear",
            TermKind::Eyewear,
            "bifocals",
            "glasses",
            Some("near"),
        ),
        (
            "eyewear",
            TermKind::Eyewear,
            "bifocals",
            "none",
            Some("different"),
        ),
        (
            "facial_hair",
            TermKind::FacialHair,
            "beard",
            "full_beard",
            Some("near"),
        ),
        (
            "facial_hair",
            TermKind::FacialHair,
            "beard",
            "clean_shaven",
            Some("different"),
        ),
    ] {
        let evidence = between(&of(field, left), &of(field, right));
        let found = term(&evidence, kind).map(|term| &term.level[..]);
        assert_eq!(found, level, "{left} {right}");
    }
}

#[test]
fn the_rarer_the_value_the_more_it_says() {
    let approach = |word: &str| {
        let both = json!({ "approaches": [word] });
        weight(&between(&both, &both), TermKind::Approach)
    };
    assert!(approach("animal") > approach("question"));
    assert!(approach("question") > approach("ride"));
    assert!(approach("ride") >= 0);
    let different = between(
        &json!({ "approaches": ["animal"] }),
        &json!({ "approaches": ["ride"] }),
    );
    assert!(weight(&different, TermKind::Approach) < 0);
}

#[test]
fn colours_that_look_alike_speak_for_and_others_against() {
    let colors = |a: &str, b: &str| {
        let of = |color: &str| json!({ "vehicles": [{ "colors": [color] }] });
        let evidence = between(&of(a), &of(b));
        (
            weight(&evidence, TermKind::VehicleColor),
            term(&evidence, TermKind::VehicleColor)
                .unwrap()
                .level
                .clone(),
        )
    };
    let (same, near, other) = (
        colors("SIL", "SIL"),
        colors("SIL", "GRY"),
        colors("SIL", "RED"),
    );
    assert_eq!(
        [&*same.1, &*near.1, &*other.1],
        ["same", "near", "different"]
    );
    assert!(same.0 > near.0 && near.0 > other.0 && other.0 < 0);
    // of two colours, one is enough
    assert_eq!(
        weight(
            &between(
                &json!({ "vehicles": [{ "colors": ["RED", "SIL"] }] }),
                &json!({ "vehicles": [{ "colors": ["SIL"] }] })
            ),
            TermKind::VehicleColor
        ),
        same.0
    );
}

#[test]
fn plates_are_compared_position_by_position() {
    let plates = |a: &str, b: &str| {
        let of = |text: &str| json!({ "vehicles": [{ "plate": { "text": text } }] });
        let evidence = between(&of(a), &of(b));
        assert_eq!(evidence.total.0, weight(&evidence, TermKind::Plate));
        (
            evidence.total.0,
            term(&evidence, TermKind::Plate).map(|term| term.level.clone()),
        )
    };
    let level = |a, b| plates(a, b).1;
    assert_eq!(level("7K4412", "7k-4412").as_deref(), Some("same"));
    assert_eq!(level("7K4412", "7KA412").as_deref(), Some("near"));
    assert_eq!(level("7K4412", "7K9412").as_deref(), Some("different"));
    assert_eq!(level("7K4412", "7K412").as_deref(), Some("near"));
    assert_eq!(level("7K????", "??4412"), None);
    assert_eq!(level("7K*", "*12"), None);
    assert_eq!(level("*412", "7K4412").as_deref(), Some("same"));
    assert_eq!(level("*413", "7K4412").as_deref(), Some("different"));
    // "7K4" may be the beginning
    assert!((-1_000..0).contains(&plates("*412", "7K4").0));
    assert_eq!(level("*412", "7*412").as_deref(), Some("same"));
    let worth = |a, b| plates(a, b).0;
    assert!(worth("7K4412", "7K4412") > worth("7K44??", "7K4412"));
    assert!(worth("7K44??", "7K4412") > worth("7?????", "7K4412"));
    assert!(worth("7K????", "7K4412") > worth("7Q????", "7K4412"));
    assert!(worth("?Z????", "734412") < worth("?Z????", "724412"));
    assert!(worth("999999", "7K4412") < 0);
    // a part may be of the beginning, of the end, or from between
    for (part, label) in [
        ("7K4", "a part that fits at the beginning"),
        ("412", "a part that fits at the end"),
        ("K44", "a part that fits between the ends"),
    ] {
        assert!(worth(part, "7K4412") > 3_000, "{part}");
        let of = |text: &str| json!({ "vehicles": [{ "plate": { "text": text } }] });
        let evidence = between(&of("7K4412"), &of(part));
        assert_eq!(term(&evidence, TermKind::Plate).unwrap().label, label);
        assert_eq!(evidence.total.0, worth(part, "7K4412"));
    }
    assert!(worth("44", "7K4412") > 0);
    assert!(worth("12", "7K4412") < worth("412", "7K4412"));
    assert!(worth("999", "7K4412") < -3_000);
    assert!(worth("412", "*412") > 3_000 && worth("412", "7K*") > -1_000);
    assert!(worth("412", "412") > 3_000 && worth("412", "7KA") > -2_000);
    // all others begin with AB: that says little
    assert!(worth("AB????", "AB7777") < worth("7K????", "7K4412"));
}

#[test]
fn a_model_does_not_count_beside_its_make_and_style() {
    let car = json!({ "vehicles": [{ "make": "DODG", "model": "Caravan", "style": "VN" }] });
    let evidence = between(&car, &car);
    assert!(
        term(&evidence, TermKind::Make).is_none()
            && term(&evidence, TermKind::VehicleStyle).is_none()
    );
    assert!(weight(&evidence, TermKind::Model) > 0);
}

#[test]
fn race_is_capped_and_can_be_off_and_is_of_witnesses_only() {
    let said = |race: &str| json!({ "suspects": [{ "role": "suspect", "description": { "race": race } }] });
    for (a, b) in [("A", "A"), ("A", "W"), ("I", "I")] {
        let evidence = between(&said(a), &said(b));
        assert!(evidence.total.0.abs() <= 1_000, "{}", evidence.total);
        assert!(term(&evidence, TermKind::Race).is_some());
    }
    let off =
        EvidenceSettings::from_value(&json!({ "values": { "race": { "on": false } } })).unwrap();
    assert_eq!(between_by(&said("A"), &said("A"), off).terms, []);
    let known = json!({ "suspects": [{ "role": "suspect", "person_id": "P-1", "description": { "race": "A" } }] });
    assert_eq!(between(&known, &said("A")).terms, []);
    let registered = json!({ "suspects": [{ "role": "suspect", "description": {
        "race": "A", "provenance": { "reported_by": "database" } } }] });
    assert_eq!(between(&registered, &said("A")).terms, []);
    let skin =
        json!({ "suspects": [{ "role": "suspect", "description": { "skin_tone": "DRK" } }] });
    assert_eq!(between(&skin, &skin).terms, []);
}

/// Off is nowhere: neither in the evidence nor in what is written of a series.
#[test]
fn race_that_is_off_stands_nowhere() {
    use caselink::abductions::{BulletinSettings, SummarySettings, special_bulletin, summary};

    let mut incidents = planted();
    for (n, one) in incidents.iter_mut().enumerate() {
        let mut value = serde_json::to_value(&*one).unwrap();
        value["suspects"][0]["description"]["race"] = json!(if n % 2 == 0 { "A" } else { "I" });
        value["place"]["address"]["state"] = json!("IL");
        *one = read(value);
    }
    let written = |is_on: bool| {
        let evidence = json!({ "values": { "race": { "on": is_on } } });
        let settings = SeriesSettings::from_value(&json!({ "evidence": evidence })).unwrap();
        let (limits, control) = (Limits::default(), &NoControl);
        let found = series(&incidents, &settings, &limits, control).unwrap();
        assert!(found.series[0].incidents.len() > 2);
        let header = json!({ "id": "X", "agency": "A", "as_of": "2026-03-15" });
        let settings = BulletinSettings::from_value(&header).unwrap();
        let bulletin = special_bulletin(&found.series[0], &incidents, &settings).unwrap();
        let mut header = header.clone();
        header["region"] = json!({ "kind": "state", "state": "IL" });
        let settings = SummarySettings::from_value(&header).unwrap();
        let summary = summary(&incidents, &found, &[], &settings, &limits, control).unwrap();
        let mut index = SimilarIndex::new(
            EvidenceSettings::from_value(&evidence).unwrap(),
            Limits::default(),
        )
        .unwrap();
        index.add_all(&incidents, control).unwrap();
        let similar = index.find_similar(&incidents[60], 5, control).unwrap();
        [
            json!(found).to_string(),
            json!(similar).to_string(),
            json!(bulletin).to_string(),
            json!(summary).to_string(),
        ]
    };
    let names = |text: &str| {
        let text = text.to_lowercase();
        text.contains("\"race\"") || text.contains("race, as") || text.contains("asian")
    };
    assert!(written(true).iter().all(|text| names(text)));
    assert!(!written(false).iter().any(|text| names(text)));
}

#[test]
fn a_span_of_a_year_is_weak_evidence() {
    let at = |from: &str, to: &str| json!({ "time": { "earliest": from, "latest": to } });
    let exact = at("2026-03-02T15:00:00", "2026-03-02T15:00:00");
    let soon = at("2026-03-03T09:00:00", "2026-03-03T09:00:00");
    let year = at("2025-09-01T00:00:00", "2026-09-01T00:00:00");
    let alone = |other: &Value| {
        let two = [
            incident("L", 1, HERE, &exact),
            incident("R", 1, HERE, other),
        ];
        index(&two).evidence("L", "R").unwrap()
    };
    let (close, wide) = (alone(&soon), alone(&year));
    assert!(weight(&close, TermKind::Days) > 4_000);
    assert!(weight(&wide, TermKind::Days).abs() < 2_000);
    assert_eq!(term(&wide, TermKind::Days).unwrap().level, "mixed");
    assert!(term(&wide, TermKind::Hours).is_none() && term(&wide, TermKind::Weekdays).is_none());
    let flags = index(&[incident("Y", 1, HERE, &year)]).flags();
    assert_eq!(flags[0].problem, FlagProblem::TimeSpanLong);
}

#[test]
fn bad_places_and_times_are_flagged_and_not_compared() {
    let place = |latitude: f64, longitude: f64| json!({ "address": { "latitude": latitude, "longitude": longitude } });
    let bad = [
        ("A", json!({ "id": "A" }), FlagProblem::PlaceUnknown),
        (
            "B",
            json!({ "id": "B", "place": place(0.0, 0.0) }),
            FlagProblem::PlaceZero,
        ),
        (
            "C",
            json!({ "id": "C", "place": place(-89.65, 39.78) }),
            FlagProblem::PlaceSwapped,
        ),
        (
            "D",
            json!({ "id": "D", "place": place(-118.2, 34.0) }),
            FlagProblem::PlaceSwapped,
        ),
        (
            "E",
            json!({ "id": "E", "place": place(397.8, -89.6) }),
            FlagProblem::PlaceOutOfRange,
        ),
    ];
    let mut incidents: Vec<Incident> = bad
        .iter()
        .map(|(_, value, _)| read(value.clone()))
        .collect();
    incidents.push(read(json!({
        "id": "F",
        "place": place(39.78, -89.65),
        "time": { "earliest": "2026-03-02T15:00:00", "latest": "2026-03-01T15:00:00" },
    })));
    let index = index(&incidents);
    let flags = index.flags();
    for (id, _, problem) in &bad {
        let flag = flags
            .iter()
            .find(|flag| flag.incident.expose() == id)
            .unwrap();
        assert_eq!((&*flag.field, flag.problem), ("place", *problem));
        assert_eq!(index.evidence(id, "F").unwrap().terms, []);
    }
    let last = flags.last().unwrap();
    assert_eq!(last.problem, FlagProblem::TimeEndsBeforeStart);
}

#[test]
fn none_one_and_all_at_one_point() {
    assert_eq!(find(&[]).series, []);
    assert_eq!(find(&[incident("A", 1, HERE, &van("7K4412"))]).series, []);
    // the same place is not enough
    let bare: Vec<Incident> = (0..28)
        .map(|n| incident(&format!("{n:02}"), 1 + n, HERE, &json!({})))
        .collect();
    let found = find(&bare);
    assert_eq!(found.incidents, 28);
    assert_eq!(found.refused, []);
    assert_eq!(found.duplicates, []);
    // where all are of one sort, nothing is rare and nothing speaks for a series
    let alike: Vec<Incident> = (0..28)
        .map(|n| incident(&format!("{n:02}"), 1 + n, HERE, &van("7K4412")))
        .collect();
    assert_eq!(find(&alike).series, []);
    // a group that is too large to be parted is refused and listed
    let same: Vec<[String; 2]> = (1..28)
        .map(|n| [format!("{:02}", n - 1), format!("{n:02}")])
        .collect();
    let with = |largest: u32| {
        let settings = json!({ "same": same, "largest_group": largest });
        let settings = SeriesSettings::from_value(&settings).unwrap();
        series(&alike, &settings, &Limits::default(), &NoControl).unwrap()
    };
    assert_eq!(with(28).series[0].incidents.len(), 28);
    let found = with(27);
    assert_eq!(
        (found.series.len(), found.refused[0].incidents.len()),
        (0, 28)
    );
}

#[test]
fn reports_of_one_attempt_are_duplicates_and_no_series() {
    let story = |text: &str| {
        let mut more = van("7K4412");
        more["narrative"] = json!(text);
        more["agency"] = json!("springfield-police-1");
        more
    };
    let text =
        "A man in a silver van asked a girl to help him look for a lost puppy near the school gate";
    let again =
        "Man in silver van asked girl to help look for lost puppy near the school gate today";
    let mut incidents = others(30);
    incidents.push(incident("A", 3, HERE, &story(text)));
    incidents.push(incident("B", 3, (39.781, -89.651), &story(again)));
    let found = find(&incidents);
    assert_eq!(found.series, []);
    assert_eq!(found.duplicates.len(), 1);
    let one = &found.duplicates[0];
    assert_eq!(
        (one.kept.expose().as_str(), one.duplicate.expose().as_str()),
        ("A", "B")
    );
    assert_eq!(one.reason, DuplicateReason::AlikeText);
    let similar = index(&incidents)
        .find_similar(&incident("Q", 3, HERE, &story(text)), 2, &NoControl)
        .unwrap();
    assert!(
        similar
            .iter()
            .all(|one| one.duplicate == Some(DuplicateReason::AlikeText))
    );

    let mut numbered = story("");
    numbered["case_number"] = json!("26-0311");
    let mut case = others(30);
    case.push(incident("A", 3, HERE, &numbered));
    numbered["case_number"] = json!("260311");
    case.push(incident("B", 3, HERE, &numbered));
    // the same case on another day is a further attempt
    case.push(incident("C", 5, HERE, &numbered));
    let found = find(&case);
    assert_eq!(found.duplicates[0].reason, DuplicateReason::SameCase);
    assert_eq!(found.duplicates.len(), 1);
    let ids: Vec<&str> = found.series[0]
        .incidents
        .iter()
        .map(|id| id.expose().as_str())
        .collect();
    assert_eq!(ids, ["A", "C"]);
}

#[test]
fn a_text_that_says_there_was_no_plate_is_no_plate() {
    let with = |plate: &str, style: &str| json!({ "vehicles": [{ "style": style, "plate": { "text": plate } }] });
    for text in ["UNKNOWN", "Unk", "NONE", "TEMP", "Paper", "no plate", "N/A"] {
        let evidence = between(&with(text, "SD"), &with(text, "VN"));
        assert_eq!(term(&evidence, TermKind::Plate), None, "{text}");
        assert!(evidence.total.0 < 0, "{text}");
    }
    // letters of another script are not known, and not all the same
    let evidence = between(&with("БЖ1", "SD"), &with("ЮЯ1", "SD"));
    let plate = term(&evidence, TermKind::Plate).unwrap();
    assert_eq!(plate.left.as_ref().unwrap().expose(), "??1");
    let (cyrillic, latin) = (with("БЖД", "SD"), with("ЮЯЭ", "SD"));
    assert_eq!(weight(&between(&cyrillic, &latin), TermKind::Plate), 0);
    let full_width = between(&with("７Ｋ４４１２", "SD"), &with("7K4412", "SD"));
    assert_eq!(term(&full_width, TermKind::Plate).unwrap().level, "same");
    // the beginning alone, without a star, says nothing of the end
    let short = between(&with("7K4", "SD"), &with("7K4412", "SD"));
    assert!(weight(&short, TermKind::Plate) > 0);
    let off = between(&with("7K4412", "SD"), &with("7K9412", "SD"));
    let label = &term(&off, TermKind::Plate).unwrap().label;
    assert!(label.starts_with("5 of 6 signs"), "{label}");
}

#[test]
fn race_cannot_be_made_to_decide() {
    let caps = |least: i32, most: i32| {
        EvidenceSettings::from_value(
            &json!({ "values": { "race": { "caps": { "least": least, "most": most } } } }),
        )
    };
    assert!(caps(-1_000, 1_000).is_ok() && caps(0, 0).is_ok());
    for (least, most) in [(-1_001, 1_000), (-1_000, 1_001), (-9_000, 9_000)] {
        let error = caps(least, most).unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
    }
}

/// A report at three in the afternoon and so many minutes, of a girl of nine.
fn report(id: &str, minute: u32, latitude: f64, more: &Value) -> Incident {
    let mut value = json!({
        "time": { "earliest": format!("2026-03-03T15:{minute:02}:00"), "latest": format!("2026-03-03T15:{:02}:00", minute + 2) },
        "victims": [{ "age": { "least": 9, "most": 9 }, "sex": "F" }],
    });
    for (key, field) in more.as_object().unwrap() {
        value[key] = field.clone();
    }
    incident(id, 3, (latitude, HERE.1), &value)
}

fn duplicates(incidents: Vec<Incident>) -> Vec<(String, String, DuplicateReason)> {
    let mut all = others(30);
    all.extend(incidents);
    let found = find(&all).duplicates.into_iter();
    let plain = |one: caselink::abductions::Duplicate| {
        let (kept, other) = (one.kept.expose().clone(), one.duplicate.expose().clone());
        (kept, other, one.reason)
    };
    found.map(plain).collect()
}

#[test]
fn two_attempts_nearby_are_not_one() {
    let with = |approach: &str, style: &str, color: &str, plate: &str, case: &str| {
        json!({
            "agency": "P", "case_number": case, "approaches": [approach],
            "vehicles": [{ "style": style, "colors": [color], "plate": { "text": plate } }],
        })
    };
    let first = with("candy", "SD", "RED", "ABC123", "1");
    let two = |second: Value| {
        duplicates(vec![
            report("A", 0, 39.78, &first),
            report("B", 27, 39.782_5, &second),
        ])
    };
    let same = with("candy", "SD", "RED", "ABC123", "1");
    assert_eq!(two(same)[0].2, DuplicateReason::SameCase);
    // a number that stands for none is no case
    let pending = |number: &str| {
        let of = |number: &str| with("candy", "SD", "RED", "ABC123", number);
        let both = [
            report("A", 0, 39.78, &of(number)),
            report("B", 9, 39.78, &of(number)),
        ];
        duplicates(both.to_vec())[0].2
    };
    for number in ["TBD", "pending", "0", "000", "N/A", "None"] {
        assert_eq!(pending(number), DuplicateReason::SameChild, "{number}");
    }
    for other in [
        with("force", "VN", "WHI", "ZZZ999", "2"),
        with("candy", "SD", "RED", "ABC123", "2"),
        with("candy", "SD", "RED", "ZZZ999", "TBD"),
        with("force", "SD", "RED", "ABC123", "TBD"),
        with("candy", "VN", "WHI", "", "TBD"),
    ] {
        assert_eq!(two(other.clone()), [], "{other}");
    }
}

#[test]
fn a_chain_of_reports_is_cut_where_it_reaches_too_far() {
    let none = json!({ "approaches": ["candy"] });
    let numbered = json!({ "agency": "P", "case_number": "77", "approaches": ["candy"] });
    // 20 minutes each, and 40 from end to end
    let chain = duplicates(vec![
        report("A", 0, 39.78, &none),
        report("B", 22, 39.78, &none),
        report("C", 44, 39.78, &none),
    ]);
    assert_eq!(
        chain,
        [("A".to_owned(), "B".to_owned(), DuplicateReason::SameChild)]
    );
    // in reach, each has the reason of its own pair
    let mut stranger = report("C", 10, 39.78, &numbered);
    stranger.victims.clear();
    let near = duplicates(vec![
        report("A", 0, 39.78, &none),
        report("B", 5, 39.78, &numbered),
        stranger,
    ]);
    assert_eq!(
        near,
        [
            ("A".to_owned(), "B".to_owned(), DuplicateReason::SameChild),
            ("A".to_owned(), "C".to_owned(), DuplicateReason::SameCase),
        ]
    );
}

#[test]
fn what_did_not_happen_hides_nothing() {
    let report = |id: &str, outcome: &str| {
        report(
            id,
            0,
            39.78,
            &json!({ "outcomes": [outcome], "approaches": ["candy"] }),
        )
    };
    let both = vec![report("A", "unfounded"), report("B", "child_left")];
    assert_eq!(duplicates(both.clone()), []);
    let wrong = |value: Value| {
        let settings = SeriesSettings::from_value(&value).unwrap();
        let mut all = others(5);
        all.extend(both.clone());
        series(&all, &settings, &Limits::default(), &NoControl)
    };
    let error = wrong(json!({ "same": [["A", "other-001"]] })).unwrap_err();
    assert_eq!(error.code(), "INVALID_PARAMETER");
    let error = wrong(json!({ "solved": [{ "incident": "B", "offender": "  " }] })).unwrap_err();
    assert_eq!(error.code(), "INVALID_PARAMETER");
    assert!(
        SimilarIndex::new(EvidenceSettings::default(), Limits::default())
            .unwrap()
            .add(&incident("  ", 1, HERE, &json!({})))
            .is_err()
    );
    // an untrue one among those of an offender does not part the others
    let solved = ["A", "B", "other-001"].map(|one| json!({ "incident": one, "offender": "P" }));
    let found = wrong(json!({ "solved": solved })).unwrap();
    let ids: Vec<&str> = found.series[0]
        .incidents
        .iter()
        .map(|id| id.expose().as_str())
        .collect();
    assert_eq!(ids, ["other-001", "B"]);
}

#[test]
fn what_is_known_goes_before_likeness() {
    let later = incident("C", 9, HERE, &json!({}));
    let all = [
        report("A", 0, 39.78, &json!({ "approaches": ["candy"] })),
        report("B", 1, 39.78, &json!({ "approaches": ["candy"] })),
        later,
    ];
    let with = |settings: Value| {
        let settings = SeriesSettings::from_value(&settings).unwrap();
        series(&all, &settings, &Limits::default(), &NoControl).unwrap()
    };
    assert_eq!(with(json!({})).duplicates.len(), 1);
    // A is not C, and B is: so B is no second report of A
    let found = with(json!({ "same": [["B", "C"]], "different": [["A", "C"]] }));
    assert_eq!(found.duplicates, []);
    let ids: Vec<Vec<&str>> = found
        .series
        .iter()
        .map(|one| {
            one.incidents
                .iter()
                .map(|id| id.expose().as_str())
                .collect()
        })
        .collect();
    assert_eq!(ids, [["B", "C"]]);
}

#[test]
fn copies_of_one_report_are_one_attempt() {
    let all: Vec<Incident> = (0..600)
        .map(|n| report(&format!("{n:03}"), 0, 39.78, &van("7K4412")))
        .collect();
    let found = find(&all);
    assert_eq!(found.duplicates.len(), 599);
    assert!(
        found
            .duplicates
            .iter()
            .all(|one| one.kept.expose() == "000")
    );
    assert_eq!(found.series, []);
}

/// What is missing agrees with nothing: two reports are one where a child and something else agree, or the number of one agency,
/// and nothing contradicts. The rest of what is at one place and time is possible, and counts.
#[test]
#[allow(
    clippy::too_many_lines,
    reason = "a table of cases, each of a few lines"
)]
fn a_duplicate_takes_agreement_beyond_place_and_time() {
    use DuplicateReason::{PlaceAndTime, SameCase, SameChild};
    let child = |age: u32, sex: &str| json!([{ "age": { "least": age, "most": age }, "sex": sex }]);
    let girl = child(9, "F");
    let van = json!([{ "style": "VN", "make": "DODG", "colors": ["SIL"] }]);
    let sedan = json!([{ "style": "SD", "make": "FORD", "colors": ["RED"] }]);
    let like = json!([{ "role": "suspect", "sex": "M", "description":
        { "hair_color": "RED", "facial_hair": "goatee", "build": "thin" } }]);
    let other = json!([{ "role": "suspect", "sex": "M", "description":
        { "hair_color": "BLN", "facial_hair": "clean_shaven", "build": "obese" } }]);
    let find = |a: &Value, b: &Value| {
        // 25 minutes and 255 metres apart
        let mut both = vec![report("A", 0, 39.78, a), report("B", 25, 39.782_29, b)];
        let mut all = others(30);
        all.append(&mut both);
        let found = find(&all);
        let reason = |list: &[caselink::abductions::Duplicate]| list.first().map(|one| one.reason);
        assert!(found.duplicates.is_empty() || found.possible_duplicates.is_empty());
        let asked = all.iter().find(|one| one.id.expose() == "A").unwrap();
        let similar = index(&all).find_similar(asked, 50, &NoControl).unwrap();
        if let Some(one) = similar.iter().find(|one| one.incident.expose() == "B") {
            assert_eq!(one.duplicate, reason(&found.duplicates));
            assert_eq!(one.possible_duplicate, reason(&found.possible_duplicates));
        }
        (
            reason(&found.duplicates),
            reason(&found.possible_duplicates),
        )
    };
    let with = |parts: &[(&str, &Value)]| -> Value {
        let mut value = json!({ "victims": girl });
        for (name, part) in parts {
            value[*name] = (*part).clone();
        }
        value
    };
    let ride = json!(["ride"]);
    let number = json!("26-77");
    let agency = json!("P");
    let sure = |reason| (Some(reason), None);
    let possible = |reason| (None, Some(reason));
    for (a, b, expected) in [
        // two girls of nine, and nothing else
        (with(&[]), with(&[]), possible(SameChild)),
        // what one report says agrees with nothing in the other
        (
            with(&[("approaches", &ride)]),
            with(&[]),
            possible(SameChild),
        ),
        (
            with(&[("vehicles", &van)]),
            with(&[("suspects", &like)]),
            possible(SameChild),
        ),
        // no child is no agreement
        (
            with(&[("victims", &json!([])), ("vehicles", &van)]),
            with(&[("vehicles", &van)]),
            possible(PlaceAndTime),
        ),
        (
            with(&[("victims", &json!([]))]),
            with(&[]),
            possible(PlaceAndTime),
        ),
        // a child and something else
        (
            with(&[("approaches", &ride)]),
            with(&[("approaches", &ride)]),
            sure(SameChild),
        ),
        (
            with(&[("vehicles", &van)]),
            with(&[("vehicles", &van)]),
            sure(SameChild),
        ),
        (
            with(&[("suspects", &like)]),
            with(&[("suspects", &like)]),
            sure(SameChild),
        ),
        // somebody remembers otherwise
        (
            with(&[("approaches", &ride), ("suspects", &like)]),
            with(&[("approaches", &ride), ("suspects", &other)]),
            possible(SameChild),
        ),
        (
            with(&[("approaches", &ride), ("vehicles", &van)]),
            with(&[("approaches", &json!(["candy"])), ("vehicles", &van)]),
            possible(SameChild),
        ),
        // another child or another vehicle
        (
            with(&[("approaches", &ride)]),
            with(&[("approaches", &ride), ("victims", &child(9, "M"))]),
            (None, None),
        ),
        (
            with(&[("approaches", &ride)]),
            with(&[("approaches", &ride), ("victims", &child(12, "F"))]),
            (None, None),
        ),
        (
            with(&[("approaches", &ride), ("vehicles", &van)]),
            with(&[("approaches", &ride), ("vehicles", &sedan)]),
            (None, None),
        ),
        // one number: of one agency it is enough, of nobody it is not; and one case may hold two children
        (
            with(&[
                ("agency", &agency),
                ("case_number", &number),
                ("victims", &json!([])),
            ]),
            with(&[("agency", &agency), ("case_number", &number)]),
            sure(SameCase),
        ),
        (
            with(&[("case_number", &number), ("victims", &json!([]))]),
            with(&[("case_number", &number)]),
            possible(SameCase),
        ),
        (
            with(&[("agency", &agency), ("case_number", &number)]),
            with(&[
                ("agency", &agency),
                ("case_number", &number),
                ("victims", &child(12, "F")),
            ]),
            possible(SameCase),
        ),
    ] {
        assert_eq!(find(&a, &b), expected, "{a} {b}");
        assert_eq!(find(&b, &a), expected, "{b} {a}");
    }
}

/// A series of four among others, with a mistake of a witness in it.
fn planted() -> Vec<Incident> {
    let mut incidents = others(60);
    for (n, plate) in ["7K44??", "7K4412", "?K44*", "7K????"].iter().enumerate() {
        let place = (39.78 + n as f64 * 0.01, -89.65);
        let mut more = van(plate);
        if n == 3 {
            more["suspects"][0]["description"]["hair_color"] = json!("BLN");
            more["vehicles"][0]["colors"] = json!(["WHI"]);
        }
        more["suspects"][0]["description"]["age"] = json!({ "least": 30 + n, "most": 40 + n });
        incidents.push(incident(&format!("S{n}"), 2 + 3 * n as u32, place, &more));
    }
    incidents
}

#[test]
fn a_series_has_its_evidence_and_keeps_its_contradictions() {
    let found = find(&planted());
    let one = &found.series[0];
    let ids: Vec<&str> = one
        .incidents
        .iter()
        .map(|id| id.expose().as_str())
        .collect();
    assert_eq!(ids, ["S0", "S1", "S2", "S3"]);
    assert_eq!((one.all_pairs, one.pairs.len()), (6, 6));
    let mean = one
        .pairs
        .iter()
        .map(|pair| i64::from(pair.total.0))
        .sum::<i64>()
        / 6;
    assert_eq!(i64::from(one.mean.0), mean);
    assert!(one.pairs.windows(2).all(|two| two[0].total >= two[1].total));
    assert_eq!(one.weakest, one.pairs[5].total);
    assert!(one.widest_km.unwrap() > 3.0 && one.widest_km.unwrap() < 3.5);
    assert_eq!(one.first.unwrap().to_string(), "2026-03-02");

    let field = |composite: &caselink::abductions::Composite, kind| {
        composite
            .fields
            .iter()
            .find(|field| field.kind == kind)
            .cloned()
            .unwrap()
    };
    let hair = field(&one.suspect, TermKind::HairColor);
    assert!(hair.has_conflict);
    let values: Vec<(&str, usize)> = hair
        .values
        .iter()
        .map(|value| (value.value.expose().as_str(), value.incidents.len()))
        .collect();
    assert_eq!(values, [("red", 3), ("blond", 1)]);
    // silver and white look alike
    assert!(!field(&one.vehicle, TermKind::VehicleColor).has_conflict);
    let age = field(&one.suspect, TermKind::Age);
    assert_eq!(age.agreed.unwrap().expose(), "33 to 40");
    let plate = field(&one.vehicle, TermKind::Plate);
    assert!(!plate.has_conflict);
    assert_eq!(plate.values.len(), 4);
}

#[test]
fn what_is_known_joins_and_parts() {
    let incidents = planted();
    let with = |value: Value| {
        let settings = SeriesSettings::from_value(&value).unwrap();
        series(&incidents, &settings, &Limits::default(), &NoControl)
    };
    let together = |found: &SeriesFound, a: &str, b: &str| {
        found.series.iter().any(|one| {
            let has = |id: &str| one.incidents.iter().any(|one| one.expose() == id);
            has(a) && has(b)
        })
    };
    let found = with(json!({ "same": [["other-001", "other-002"]] })).unwrap();
    assert!(together(&found, "other-001", "other-002") && together(&found, "S0", "S3"));
    assert!(found.series.iter().any(|one| one.has_known));
    let found = with(json!({ "different": [["S0", "S1"]] })).unwrap();
    assert!(!together(&found, "S0", "S1"));
    let solved = json!({ "solved": [
        { "incident": "S0", "offender": "P1" }, { "incident": "S1", "offender": "P2" },
        { "incident": "other-005", "offender": "P2" },
    ] });
    let found = with(solved).unwrap();
    assert!(!together(&found, "S0", "S1") && together(&found, "S1", "other-005"));
    let error = with(json!({ "same": [["S0", "S1"], ["S1", "S2"]], "different": [["S2", "S0"]] }));
    assert_eq!(error.unwrap_err().code(), "INVALID_PARAMETER");
    let error = with(json!({ "same": [["S0", "nobody"]] })).unwrap_err();
    assert_eq!(error.code(), "UNKNOWN_RECORD");
    assert!(!error.to_string().contains("nobody"));
}

#[test]
fn what_did_not_happen_is_in_no_series() {
    let mut incidents = planted();
    let last = incidents.len() - 1;
    incidents[last].outcomes = vec!["unfounded".into()];
    let found = find(&incidents);
    assert_eq!(found.unfounded.len(), 1);
    assert_eq!(found.series[0].incidents.len(), 3);
}

/// One bad row costs itself: it is set aside with row, field and reason, in every call of the desk, and the rest goes on as if it
/// had never been there.
#[test]
fn a_bad_row_is_set_aside() {
    use caselink::{
        abductions::{
            BulletinSettings, SummarySettings, TrendSettings, special_bulletin, summary, trends,
        },
        records::{RecordsRead, from_values_each},
    };

    let good = planted();
    let mut values: Vec<Value> = good.iter().map(|one| json!(one)).collect();
    let mut bad = values[61].clone();
    bad["id"] = json!("bad");
    bad["time"] = json!("in March");
    values.insert(61, bad);
    values.insert(3, json!({ "id": " " }));
    values.push(values[5].clone());
    values.push(json!("no record"));
    let read: RecordsRead<Incident> = from_values_each(&values, &Limits::default()).unwrap();
    let expected = [
        (3, "id", "id is empty"),
        (62, "time", "is no object"),
        (66, "id", "id occurs twice"),
        (67, "record", "is not an object of plain values"),
    ];
    let check = |rejected: &caselink::records::Rejections| {
        assert_eq!(rejected.total, 4);
        let listed: Vec<(u64, &str)> = rejected
            .listed
            .iter()
            .map(|one| (one.row, one.field.as_str()))
            .collect();
        assert_eq!(listed, expected.map(|one| (one.0, one.1)));
        assert_eq!(rejected.listed[0].reason, expected[0].2);
        assert_eq!(rejected.listed[2].reason, expected[2].2);
        assert_eq!(rejected.counts.iter().map(|one| one.count).sum::<u64>(), 4);
    };
    let (limits, control) = (Limits::default(), &NoControl);
    let settings = SeriesSettings::default();
    let found = series(&read, &settings, &limits, control).unwrap();
    check(&found.rejected);
    let without = series(&good, &settings, &limits, control).unwrap();
    assert_eq!(found.series, without.series);
    assert_eq!(without.rejected.total, 0);
    // what is said of a row that was set aside is passed over, and listed
    let named = SeriesSettings::from_value(&json!({ "same": [["S0", "bad"]] })).unwrap();
    let found = series(&read, &named, &limits, control).unwrap();
    assert_eq!(found.not_found.len(), 1);
    assert_eq!(found.series, without.series);
    let mut index = SimilarIndex::new(EvidenceSettings::default(), limits).unwrap();
    let rejected = index.add_all(&read, control).unwrap();
    // of one id twice, the later takes the place
    assert_eq!((rejected.total, index.len()), (3, good.len()));
    let as_of = "2026-04-01".parse().unwrap();
    let settings = TrendSettings::default();
    let now = trends(&read, as_of, &settings, &limits, control).unwrap();
    check(&now.rejected);
    assert_eq!(
        now.regions,
        trends(&good, as_of, &settings, &limits, control)
            .unwrap()
            .regions
    );
    let header = json!({ "id": "X", "agency": "A", "as_of": "2026-04-01" });
    let settings = BulletinSettings::from_value(&header).unwrap();
    assert_eq!(
        special_bulletin(&found.series[0], &read, &settings).unwrap(),
        special_bulletin(&found.series[0], &good, &settings).unwrap()
    );
    let mut header = header.clone();
    header["region"] = json!({ "kind": "everywhere" });
    let settings = SummarySettings::from_value(&header).unwrap();
    let page = summary(&read, &found, &[], &settings, &limits, control).unwrap();
    assert!(json!(page).to_string().contains("Rows that were set aside"));
}

#[test]
fn limits_are_kept() {
    let settings = SeriesSettings::default();
    let limits = Limits {
        pairs: 10,
        ..Limits::default()
    };
    let error = series(&others(6), &settings, &limits, &NoControl).unwrap_err();
    assert_eq!(error.code(), "LIMIT_EXCEEDED");
}

#[test]
fn settings_out_of_range_are_refused() {
    for bad in [
        json!({ "values": { "build": { "same": 0.9, "near": 0.2 } } }),
        json!({ "values": { "build": { "sam": 0.9 } } }),
        json!({ "values": { "skin_tone": { "on": true } } }),
        json!({ "bands": { "days": { "upper": [3.0, 1.0] } } }),
        json!({ "bands": { "days": { "upper": [1.0] } } }),
        json!({ "bands": { "age": { "caps": { "least": 1, "most": 2 } } } }),
        json!({ "plate": { "same": 1.0 } }),
        json!({ "prior_pairs": 0 }),
    ] {
        assert!(EvidenceSettings::from_value(&bad).is_err(), "{bad}");
    }
    assert!(SeriesSettings::from_value(&json!({ "join_at": 0 })).is_err());
    assert!(SeriesSettings::from_value(&json!({ "partners": 0 })).is_err());
    assert!(SeriesSettings::from_value(&json!({ "place_time": -1 })).is_err());
    let default = SeriesSettings::default();
    let there = SeriesSettings::from_value(&serde_json::to_value(&default).unwrap()).unwrap();
    assert_eq!(there, default);
}

/// Incidents far from each other and over three years, as a country has them.
fn country(count: u32) -> Vec<Incident> {
    (0..count)
        .map(|n| {
            let place = (
                26.0 + f64::from(n * 13 % 211) * 0.1,
                -122.0 + f64::from(n * 29 % 509) * 0.1,
            );
            let on = chrono::NaiveDate::from_ymd_opt(2023, 6, 1).unwrap()
                + chrono::TimeDelta::days(i64::from(n * 317 % 1_095));
            let at = format!("{on}T15:00:00");
            incident(
                &format!("far-{n:03}"),
                1,
                place,
                &json!({ "time": { "earliest": at, "latest": at } }),
            )
        })
        .collect()
}

/// Two incidents of one corner and two days, of which nothing else is known, are no series, however low the bar; and a town where
/// many report takes away what being near and soon says.
#[test]
fn place_and_time_alone_make_no_series() {
    let mut all = country(200);
    all.push(incident("L", 3, HERE, &json!({})));
    all.push(incident("R", 4, (39.781, -89.651), &json!({})));
    for settings in [
        json!({}),
        json!({ "join_at": 1 }),
        json!({ "partners": 100 }),
    ] {
        let settings = SeriesSettings::from_value(&settings).unwrap();
        let found = series(&all, &settings, &Limits::default(), &NoControl).unwrap();
        assert_eq!(found.series, [], "{settings:?}");
    }
    let place_time = |evidence: &PairEvidence| -> i32 {
        let kinds = [TermKind::Distance, TermKind::Days, TermKind::Nearby];
        kinds.iter().map(|kind| weight(evidence, *kind)).sum()
    };
    let quiet = index(&all).evidence("L", "R").unwrap();
    assert_eq!(term(&quiet, TermKind::Nearby), None);
    assert!(place_time(&quiet) > 9_000);
    // in a series it may not say so much
    let known = json!({ "same": [["L", "R"]], "place_time": 9_000 });
    let known = SeriesSettings::from_value(&known).unwrap();
    let found = series(&all, &known, &Limits::default(), &NoControl).unwrap();
    assert_eq!(found.series[0].pairs[0].total, known.place_time);
    let more = (0..14).map(|n| {
        let place = (
            39.775 + f64::from(n % 7) * 0.002,
            -89.655 + f64::from(n / 7) * 0.002,
        );
        incident(&format!("town-{n}"), 1 + n % 14, place, &json!({}))
    });
    all.extend(more);
    let busy = index(&all).evidence("L", "R").unwrap();
    let others = term(&busy, TermKind::Nearby).unwrap();
    assert!(
        others.label.contains("others within 2 km and 14 days"),
        "{}",
        others.label
    );
    assert!(place_time(&busy) + 4_000 < place_time(&quiet));
    // a busy town says nothing against, either
    assert!(place_time(&busy) >= 0);
    // a new incident is compared as one that is there
    let mut without = index(&all);
    assert!(without.remove("L"));
    let asked = all.iter().find(|one| one.id.expose() == "L").unwrap();
    let count = |found: &[caselink::abductions::SimilarIncident]| {
        let of_new = found
            .iter()
            .find(|one| one.incident.expose() == "R")
            .unwrap();
        let label = &term(&of_new.evidence, TermKind::Nearby).unwrap().label;
        label.split(' ').next().unwrap().to_owned()
    };
    let new = without.find_similar(asked, 100, &NoControl).unwrap();
    let known = index(&all).find_similar(asked, 100, &NoControl).unwrap();
    assert_eq!(count(&new), count(&known));
}

/// A place that is known to within kilometres is no place at the next corner.
#[test]
fn how_far_a_place_may_be_off_counts() {
    let at = |metres: f64| {
        json!({ "place": {
        "address": { "latitude": HERE.0, "longitude": HERE.1 }, "uncertainty_m": metres } })
    };
    let alone = |metres: f64| {
        let mut all = country(200);
        all.extend([
            incident("L", 1, HERE, &at(metres)),
            incident("R", 20, HERE, &at(metres)),
        ]);
        index(&all).evidence("L", "R").unwrap()
    };
    let weights: Vec<i32> = [0.0, 1_000.0, 10_000.0, 200_000.0]
        .into_iter()
        .map(|metres| term(&alone(metres), TermKind::Distance).unwrap().uncapped.0)
        .collect();
    assert!(weights.is_sorted_by(|a, b| a > b), "{weights:?}");
    let wide = alone(10_000.0);
    let wide = term(&wide, TermKind::Distance).unwrap();
    assert_eq!(wide.level, "mixed");
    assert!(wide.label.contains("place"), "{}", wide.label);
}

/// As much evidence as the prior odds are against: a quarter of a partner among all others, which are 400 at least.
#[test]
fn the_more_incidents_the_more_evidence_joins() {
    let joined_at = |count, settings: Value| {
        let settings = SeriesSettings::from_value(&settings).unwrap();
        let found = series(&others(count), &settings, &Limits::default(), &NoControl);
        found.unwrap().join_at
    };
    let of = MilliBits::of_ratio;
    assert_eq!(joined_at(0, json!({})), of(1_600.0));
    assert_eq!(joined_at(60, json!({})), of(1_600.0));
    assert_eq!(joined_at(501, json!({})), of(2_000.0));
    assert_eq!(joined_at(501, json!({ "partners": 5 })), of(100.0));
    let given = json!({ "join_at": 7_000, "partners": 3 });
    assert_eq!(joined_at(501, given), MilliBits(7_000));
    assert_eq!(joined_at(1, json!({ "partners": 1_000 })), MilliBits(1));
}

#[test]
fn debug_shows_no_plate_and_no_id() {
    let found = find(&planted());
    let text = format!("{found:?} {:?}", index(&planted()));
    for secret in ["7K4412", "7K44", "S0"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn series_hang_on_no_order_and_no_number_of_threads() {
    let incidents = planted();
    let json = |incidents: &[Incident], threads: u32| {
        let settings = SeriesSettings {
            threads,
            ..SeriesSettings::default()
        };
        let found = series(incidents, &settings, &Limits::default(), &NoControl).unwrap();
        serde_json::to_string(&found).unwrap()
    };
    let first = json(&incidents, 1);
    let mut turned = incidents.clone();
    for step in [1, 7, 13] {
        turned.rotate_left(step);
        turned.reverse();
        assert_eq!(json(&turned, 3), first);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// A living index answers like one that was made of what is left in it, and a search like trying all.
    #[test]
    fn a_living_index_is_the_same_as_a_fresh_one(
        steps in prop::collection::vec((0_usize..64, any::<bool>()), 1..80)
    ) {
        let all = planted();
        let mut living = SimilarIndex::new(EvidenceSettings::default(), Limits::default()).unwrap();
        let mut there = std::collections::BTreeSet::new();
        for (at, is_added) in steps {
            if is_added {
                living.add(&all[at]).unwrap();
                there.insert(at);
            } else {
                prop_assert_eq!(living.remove(all[at].id.expose()), there.remove(&at));
            }
        }
        let left: Vec<Incident> = there.iter().map(|at| all[*at].clone()).collect();
        let fresh = index(&left);
        prop_assert_eq!(living.len(), fresh.len());
        for query in [&all[60], &all[3]] {
            let found = living.find_similar(query, 100, &NoControl).unwrap();
            let again = fresh.find_similar(query, 100, &NoControl).unwrap();
            prop_assert_eq!(&found, &again);
            let in_order = found.windows(2).all(|two| {
                (two[1].evidence.total, &two[0].incident) < (two[0].evidence.total, &two[1].incident)
                    || two[1].evidence.total < two[0].evidence.total
            });
            prop_assert!(in_order);
            // those that were passed over early speak against
            if let Some(at) = all.iter().position(|one| one.id == query.id).filter(|at| there.contains(at)) {
                let id = all[at].id.expose();
                for other in left.iter().filter(|one| one.id != query.id) {
                    let total = fresh.total(id, other.id.expose()).unwrap();
                    prop_assert_eq!(total, fresh.total(other.id.expose(), id).unwrap());
                    let evidence = fresh.evidence(id, other.id.expose()).unwrap();
                    prop_assert_eq!(evidence.total, total);
                    let is_found = found.iter().any(|one| one.incident == other.id);
                    prop_assert_eq!(is_found, total.0 > 0);
                }
            }
        }
    }
}

#[cfg(feature = "synth")]
mod synthetic {
    use std::collections::HashMap;

    use caselink::{
        records::{ReadOptions, RecordKind, Source},
        synth::{Size, TrueIncident, world},
    };

    use super::*;

    /// How many incidents of a planted series have another of it in the first place.
    fn hits(
        incidents: &[Incident],
        truth: &HashMap<String, String>,
        settings: EvidenceSettings,
    ) -> (u32, u32) {
        let mut index = SimilarIndex::new(settings, Limits::default()).unwrap();
        index.add_all(incidents, &NoControl).unwrap();
        let (mut hits, mut all) = (0, 0);
        for incident in incidents {
            let Some(series) = truth.get(incident.id.expose()) else {
                continue;
            };
            let first = index.find_similar(incident, 1, &NoControl).unwrap();
            all += 1;
            hits += u32::from(
                first
                    .first()
                    .is_some_and(|one| truth.get(one.incident.expose()) == Some(series)),
            );
        }
        (hits, all)
    }

    #[test]
    fn suspect_and_vehicle_find_planted_series() {
        let size = Size {
            offenders: 200,
            incidents: 1_200,
            ..Size::default()
        };
        let world = world(11, size);
        let text = world
            .ndjson(RecordKind::Incident, 0..1_200, &NoControl)
            .unwrap();
        let read = caselink::records::read::<Incident>(
            Source::Ndjson(text.as_bytes()),
            &ReadOptions::default(),
            &NoControl,
        )
        .unwrap();
        let truth = world
            .truth_ndjson(RecordKind::Incident, 0..1_200, &NoControl)
            .unwrap();
        let truth: HashMap<String, String> = truth
            .lines()
            .map(|line| serde_json::from_str::<TrueIncident>(line).unwrap())
            .filter_map(|truth| Some((truth.incident, truth.series?)))
            .collect();
        let (hits, all) = hits(&read.records, &truth, EvidenceSettings::default());
        assert!(all > 80);
        assert!(f64::from(hits) > 0.8 * f64::from(all), "{hits} of {all}");
    }

    #[test]
    fn what_is_learned_is_judged_on_series_that_it_has_not_seen() {
        use caselink::abductions::{Solved, TrainingSettings, train_evidence};

        let size = Size {
            offenders: 200,
            incidents: 600,
            ..Size::default()
        };
        let world = world(5, size);
        let text = world
            .ndjson(RecordKind::Incident, 0..600, &NoControl)
            .unwrap();
        let incidents: Vec<Incident> = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let truth = world
            .truth_ndjson(RecordKind::Incident, 0..600, &NoControl)
            .unwrap();
        let mut solved: Vec<Solved> = truth
            .lines()
            .map(|line| serde_json::from_str::<TrueIncident>(line).unwrap())
            .map(|truth| Solved {
                offender: truth
                    .series
                    .unwrap_or_else(|| format!("alone-{}", truth.incident))
                    .into(),
                incident: truth.incident.into(),
            })
            .collect();
        let settings = TrainingSettings {
            folds: 3,
            ..TrainingSettings::default()
        };
        let learn = |incidents: &[Incident], solved: &[Solved]| {
            train_evidence(incidents, solved, &settings, &Limits::default(), &NoControl)
        };
        let trained = learn(&incidents, &solved).unwrap();
        trained.evidence.check().unwrap();
        for scores in &trained.held_out {
            assert!(scores.linked > 10 && scores.linked < trained.linked_pairs + 1);
            assert!(scores.auc > 0.98, "{scores:?}");
            assert!(scores.average_precision > 0.3, "{scores:?}");
            assert!(scores.brier < scores.brier_of_share, "{scores:?}");
            assert_eq!(
                scores
                    .reliability
                    .iter()
                    .map(|band| band.pairs)
                    .sum::<u64>(),
                scores.pairs
            );
        }
        let mut turned = incidents.clone();
        turned.reverse();
        solved.reverse();
        assert_eq!(learn(&turned, &solved).unwrap(), trained);
        let error = learn(&incidents, &solved[..1]).unwrap_err();
        assert_eq!(error.code(), "INSUFFICIENT_DATA");
    }
}

/// Nobody is at two places at once; a way that can be gone says nothing.
#[test]
fn nobody_is_at_two_places_at_once() {
    let mut all = others(60);
    let mut add = |id: &str, day: u32, place: (f64, f64)| {
        all.push(incident(id, day, place, &van("7K4412")));
    };
    add("here", 3, HERE);
    // 120 km and 2,800 km away in the same minutes, and on the next day
    add("near", 3, (40.86, -89.65));
    add("far", 3, (34.05, -118.24));
    add("later", 4, (40.86, -89.65));
    let index = index(&all);
    let travel = |other: &str| {
        let evidence = index.evidence("here", other).unwrap();
        term(&evidence, TermKind::Travel).map(|term| (term.level.clone(), term.weight.0))
    };
    assert_eq!(travel("later"), None);
    let (level, near) = travel("near").unwrap();
    assert!(
        level == "too_fast" && (-5_000..-2_000).contains(&near),
        "{near}"
    );
    let (_, far) = travel("far").unwrap();
    assert!(far < -15_000, "{far}");
    let together = |found: &SeriesFound| {
        let holds =
            |series: &FoundSeries, id: &str| series.incidents.iter().any(|one| one.expose() == id);
        found
            .series
            .iter()
            .any(|one| holds(one, "here") && holds(one, "far"))
    };
    let found = find(&all);
    assert!(!found.series.is_empty() && !together(&found));
}

/// Reports that may all be of one attempt are no series of attempts, however many; a plate that is known whole makes them one.
#[test]
fn reports_of_one_attempt_are_no_series() {
    let report = |id: &str, agency: &str, more: Value| {
        let mut fields = json!({
            "agency": agency,
            "approaches": ["ride"],
            "vehicles": [{ "style": "VN", "colors": ["GRN"] }],
            "suspects": [{ "role": "suspect", "description": { "hair_color": "RED", "build": "heavy", "facial_hair": "goatee", "marks": [{ "kind": "tattoo", "site": "neck", "text": "spider web" }] } }],
        });
        for (key, field) in more.as_object().unwrap() {
            fields[key] = field.clone();
        }
        incident(id, 3, HERE, &fields)
    };
    let mut all = others(60);
    all.push(report("A", "police", json!({})));
    all.push(report("B", "sheriff", json!({})));
    all.push(report("C", "state police", json!({})));
    let found = find(&all);
    assert_eq!((found.series.len(), found.duplicates.len()), (0, 0));
    assert!(found.possible_duplicates.len() >= 2);
    // an investigator may know better
    let known = SeriesSettings::from_value(&json!({ "same": [["A", "B"]] })).unwrap();
    let found = series(&all, &known, &Limits::default(), &NoControl).unwrap();
    assert_eq!(found.series.len(), 1);
    // and a further attempt of the man makes a series of them
    let mut further = all[60].clone();
    further.id = "D".to_owned().into();
    further.time = incident("D", 9, HERE, &json!({})).time;
    let four = [all.clone(), vec![further]].concat();
    let found = find(&four);
    assert_eq!(found.series.len(), 1);
    let car = || json!({ "vehicles": [{ "style": "VN", "plate": { "text": "ZQ9731" } }] });
    let reports = [
        others(60),
        vec![report("A", "police", car()), report("B", "sheriff", car())],
    ]
    .concat();
    let found = find(&reports);
    assert_eq!(found.series, []);
    assert_eq!(found.duplicates[0].reason, DuplicateReason::SamePlate);
}

/// On both sides of a border between zones, one moment is one moment; what is no zone, and no time of it, is flagged.
#[test]
fn clocks_of_two_zones_tell_one_time() {
    let report = |id: &str, zone: &str, hour: u32| {
        incident(
            id,
            3,
            HERE,
            &json!({
                "time": { "earliest": format!("2026-03-03T{hour}:10:00"), "latest": format!("2026-03-03T{hour}:15:00"), "time_zone": zone },
                "victims": [{ "sex": "F", "age": { "least": 9, "most": 9 } }],
                "approaches": ["candy"],
            }),
        )
    };
    let found = |zone: &str| {
        let pair = vec![report("A", "America/Chicago", 15), report("B", zone, 16)];
        find(&[others(60), pair].concat())
    };
    assert_eq!(found("America/New_York").duplicates.len(), 1);
    assert_eq!(found("America/Chicago").duplicates.len(), 0);
    let flags = |zone: &str| -> Vec<FlagProblem> {
        let all = found(zone).flags;
        all.iter().map(|flag| flag.problem).collect()
    };
    assert_eq!(flags("Mars/Olympus"), [FlagProblem::ZoneUnknown]);
    let mut skipped = report("S", "America/Chicago", 15);
    skipped.time = read(json!({ "id": "S", "time": {
        "earliest": "2026-03-08T02:30:00", "latest": "2026-03-08T03:30:00", "time_zone": "America/Chicago" } })).time;
    assert_eq!(find(&[skipped]).flags[0].problem, FlagProblem::TimeSkipped);
}

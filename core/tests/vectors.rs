//! The golden vectors that Rust, Python and Node all run: what one language answers, all answer.
//!
//! `compare.json` and `placeholders.json` are written by hand. In `linkage.json`, `judging.json`, `clusters.json` and `persons.json`
//! the part `expected` is written by `CASELINK_BLESS=1 cargo test -p caselink --test vectors`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{fs, path::PathBuf, sync::Arc};

use caselink::{
    NoControl,
    compare::{self, Level, TextMetric, metric},
    linkage::{
        ClusterOptions, Groups, LinkOptions, Mode, Model, PairJudgement, Prepared, RecordId,
        ReviewAnswer, Settings, Table, TableBuilder, Truth, find_links, train, unlinkable,
    },
    records::{CsvColumns, Limits, ReadOptions, RecordKind, Source, is_placeholder, read_plain},
    release::{
        Ledger, RetentionItem, RetentionRules, TreeHash, commitment, parse_checkpoint,
        retention_sweep, verify_consistency, verify_inclusion,
    },
};
use serde_json::{Value, json};

mod common;

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(name)
}

fn read(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path(name)).unwrap()).unwrap()
}

/// Compares with the file, or writes the file when it is to be blessed.
fn check(name: &str, file: &Value, found: &Value) {
    if std::env::var_os("CASELINK_BLESS").is_some() {
        fs::write(path(name), lines(found, 0) + "\n").unwrap();
    } else if found != file {
        let (found, file) = (lines(found, 0), lines(file, 0));
        let at = found.lines().zip(file.lines()).find(|(a, b)| a != b);
        panic!("{name} differs, first in (found, expected): {at:#?}");
    }
}

/// JSON with a line for each value that is short, so that a difference is readable.
fn lines(value: &Value, depth: usize) -> String {
    let short = value.to_string();
    if short.len() + 2 * depth <= 160 {
        return short;
    }
    let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    match value {
        Value::Array(items) => {
            let items: Vec<String> = items
                .iter()
                .map(|v| format!("{inner}{}", lines(v, depth + 1)))
                .collect();
            format!("[\n{}\n{outer}]", items.join(",\n"))
        }
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(k, v)| format!("{inner}{}: {}", json!(k), lines(v, depth + 1)))
                .collect();
            format!("{{\n{}\n{outer}}}", fields.join(",\n"))
        }
        _ => short,
    }
}

fn text<'a>(case: &'a Value, side: &str) -> &'a str {
    case[side].as_str().unwrap()
}

#[test]
fn comparison_levels() {
    type Compare = fn(&str, &str) -> Option<Level>;
    let file = read("compare.json");
    let families: [(&str, Compare); 7] = [
        ("names", |a, b| {
            compare::names(a, b).map(compare::NameLevel::level)
        }),
        ("dates", |a, b| {
            compare::dates(a, b).map(compare::DateLevel::level)
        }),
        ("identifiers", |a, b| {
            compare::identifiers(a, b).map(compare::IdentifierLevel::level)
        }),
        ("postcodes", |a, b| {
            compare::postcodes(a, b).map(compare::PostcodeLevel::level)
        }),
        ("codes", |a, b| {
            compare::codes(a, b).map(compare::CodeLevel::level)
        }),
        ("plates", |a, b| {
            compare::plates(a, b).map(compare::PlateLevel::level)
        }),
        ("vehicle_colors", |a, b| {
            compare::vehicle_colors(a, b).map(compare::ColorLevel::level)
        }),
    ];
    for (family, levels) in families {
        for case in file[family].as_array().unwrap() {
            let (a, b) = (text(case, "a"), text(case, "b"));
            for (a, b) in [(a, b), (b, a)] {
                assert_eq!(
                    json!(levels(a, b).map(|l| l.code)),
                    case["level"],
                    "{family}: {a} / {b}"
                );
            }
        }
    }
    for case in file["texts"].as_array().unwrap() {
        let metric: TextMetric = serde_json::from_value(case["metric"].clone()).unwrap();
        let level = compare::texts(text(case, "a"), text(case, "b"), metric);
        assert_eq!(
            json!(level.map(|l| l.level().code)),
            case["level"],
            "{case}"
        );
    }
    for case in file["full_names"].as_array().unwrap() {
        let side = |s: &str| [0, 1].map(|i| case[s][i].as_str().unwrap().to_owned());
        let ([a, b], [c, d]) = (side("a"), side("b"));
        let levels = compare::full_names((&a, &b), (&c, &d)).map(|l| l.map(|l| l.level().code));
        assert_eq!(json!(levels), case["levels"], "{case}");
    }
    for case in file["points"].as_array().unwrap() {
        let side = |s: &str| [0, 1].map(|i| case[s][i].as_f64().unwrap_or(f64::NAN));
        let ([a, b], [c, d]) = (side("a"), side("b"));
        let level = compare::points((a, b), (c, d)).map(|l| l.level().code);
        assert_eq!(json!(level), case["level"], "{case}");
    }
}

#[test]
fn whole_names() {
    for case in read("compare.json")["person_names"].as_array().unwrap() {
        let found = compare::person_names(text(case, "a"), text(case, "b"));
        let Some(found) = found else {
            assert!(case["score"].is_null(), "{case}");
            continue;
        };
        let score = case["score"].as_f64().unwrap();
        assert!(
            (found.score - score).abs() < 1e-6,
            "{case}: {}",
            found.score
        );
        let parts: Vec<Value> = found
            .parts
            .iter()
            .map(|p| json!([p.left, p.right, p.level.level().code]))
            .collect();
        assert_eq!(json!(parts), case["parts"], "{case}");
    }
}

#[test]
fn whole_names_weighed() {
    let file = read("compare.json");
    let counts = file["weighed_names"]["counts"].as_object().unwrap();
    let counts = compare::NameFrequencies::new(
        counts
            .iter()
            .map(|(name, count)| (name.as_str(), count.as_u64().unwrap())),
    );
    assert_eq!(
        json!(counts.len()),
        file["weighed_names"]["words"],
        "words counted"
    );
    for case in file["weighed_names"]["cases"].as_array().unwrap() {
        let [a, b] =
            ["a", "b"].map(|s| compare::PersonName::weighed(text(case, s), &counts).unwrap());
        let (score, known) = (a.score(&b), case["score"].as_f64().unwrap());
        assert!((score - known).abs() < 1e-6, "{case}: {score}");
    }
}

#[test]
fn every_level_of_a_part_has_a_vector() {
    let file = read("compare.json");
    let parts = file["person_names"].as_array().unwrap().iter();
    let levels: Vec<&Value> = parts
        .flat_map(|case| case["parts"].as_array().unwrap())
        .map(|part| &part[2])
        .collect();
    for level in compare::PartLevel::ALL {
        assert!(levels.iter().any(|l| **l == level.code), "{level:?}");
    }
}

#[test]
fn every_level_of_every_family_has_a_vector() {
    let file = read("compare.json");
    for (family, levels) in [
        ("names", compare::NameLevel::ALL),
        ("dates", compare::DateLevel::ALL),
        ("texts", compare::TextLevel::ALL),
        ("identifiers", compare::IdentifierLevel::ALL),
        ("postcodes", compare::PostcodeLevel::ALL),
        ("points", compare::DistanceLevel::ALL),
        ("codes", compare::CodeLevel::ALL),
        ("plates", compare::PlateLevel::ALL),
        ("vehicle_colors", compare::ColorLevel::ALL),
    ] {
        for level in levels {
            // a swap is seen only beside the other name field
            let (family, field) = if level.code == "swapped" {
                ("full_names", "levels")
            } else {
                (family, "level")
            };
            let reached = |case: &Value| match &case[field] {
                Value::Array(codes) => codes.contains(&json!(level.code)),
                code => *code == json!(level.code),
            };
            assert!(
                file[family].as_array().unwrap().iter().any(reached),
                "{family}: {level:?}"
            );
        }
    }
}

#[test]
fn string_metrics() {
    let file = read("compare.json");
    for case in file["birth_years"].as_array().unwrap() {
        let age = |key: &str| case[key].as_u64().unwrap() as u8;
        let years =
            compare::birth_years(age("least"), age("most"), text(case, "on").parse().unwrap());
        assert_eq!(json!(years.unwrap()), case["years"]);
    }
    for case in file["jaro_winkler"].as_array().unwrap() {
        let found = metric::jaro_winkler(text(case, "a"), text(case, "b"));
        assert!(
            (found - case["similarity"].as_f64().unwrap()).abs() < 0.000_51,
            "{case}: {found}"
        );
        let list = metric::TextList::new([text(case, "b"), "another"]);
        let all = list.jaro_winkler(text(case, "a"), 0.0);
        assert_eq!(all[0].to_bits(), found.to_bits());
    }
    for case in file["levenshtein"].as_array().unwrap() {
        assert_eq!(
            json!(metric::levenshtein(text(case, "a"), text(case, "b"))),
            case["distance"]
        );
    }
    for case in file["damerau_levenshtein"].as_array().unwrap() {
        let found = metric::damerau_levenshtein(text(case, "a"), text(case, "b"));
        assert_eq!(json!(found), case["distance"], "{case}");
    }
}

#[test]
fn placeholders() {
    let file = read("placeholders.json");
    for (list, expected) in [("placeholders", true), ("values", false)] {
        for value in file[list].as_array().unwrap() {
            assert_eq!(is_placeholder(value.as_str().unwrap()), expected, "{value}");
        }
    }
}

#[test]
fn records() {
    let mut file = read("records.json");
    let before = file.clone();
    for case in file["cases"].as_array_mut().unwrap() {
        let kind: RecordKind = serde_json::from_value(case["kind"].clone()).unwrap();
        let options = ReadOptions::from_value(&case["options"]).unwrap();
        let columns = CsvColumns::from_value(&case["columns"]).unwrap_or_default();
        let bytes = |format: &str| case[format].as_str().map(str::as_bytes);
        let source = match (bytes("json"), bytes("ndjson"), bytes("csv")) {
            (Some(json), ..) => Source::Json(json),
            (_, Some(lines), _) => Source::Ndjson(lines),
            (.., Some(table)) => Source::Csv(table, &columns),
            _ => Source::Values(case["records"].as_array().unwrap().clone()),
        };
        let read = read_plain(kind, source, &options, &caselink::NoControl).unwrap();
        case["expected"] = serde_json::to_value(&read).unwrap();
    }
    check("records.json", &before, &file);
}

fn column(builder: &mut TableBuilder, name: &str, values: &[Value]) {
    if values.iter().any(Value::is_string) {
        builder
            .texts(name, values.iter().map(Value::as_str))
            .unwrap();
    } else if values.iter().all(|v| v.is_null() || v.is_i64()) {
        builder
            .integers(name, values.iter().map(Value::as_i64))
            .unwrap();
    } else {
        builder
            .floats(name, values.iter().map(Value::as_f64))
            .unwrap();
    }
}

fn id(value: &Value) -> RecordId {
    value
        .as_i64()
        .map_or_else(|| value.as_str().unwrap().into(), RecordId::from)
}

fn table_of(columns: &Value, settings: &Settings) -> Table {
    let mut builder = TableBuilder::new(settings, Limits::default()).unwrap();
    for (name, values) in columns.as_object().unwrap() {
        column(&mut builder, name, values.as_array().unwrap());
    }
    builder.build().unwrap()
}

/// One case of `linkage.json`: everything that comes of its tables.
fn outcome(case: &Value, floor: f64, clusters_at: f64) -> Value {
    let settings = Settings::from_json(&case["settings"].to_string()).unwrap();
    let tables: Vec<Table> = case["tables"]
        .as_array()
        .unwrap()
        .iter()
        .map(|columns| table_of(columns, &settings))
        .collect();
    let intake: Vec<Value> = tables.iter().map(|t| json!(t.intake())).collect();
    let mode = match text(case, "mode") {
        "dedupe" => Mode::Dedupe,
        "link" => Mode::Link,
        _ => Mode::LinkAndDedupe,
    };
    let prepared: Arc<Prepared> =
        common::prepare(mode, tables, &settings, Limits::default()).unwrap();
    let model: Model = train(&prepared, &NoControl).unwrap();
    let options = LinkOptions {
        minimum_probability: floor,
        threads: 1,
    };
    let links = find_links(&prepared, &model, &options, &NoControl).unwrap();
    let pair = case["explain"].as_array().unwrap();
    let explanation = links.explain(&id(&pair[0]), &id(&pair[1])).unwrap();
    let truth = case["truth"].as_array().unwrap();
    let entities = truth.iter().map(|t| (id(&t[0]), t[1].as_str().unwrap()));
    let truth = Truth::from_entities(&prepared, entities).unwrap();
    let clusters = links.clusters(clusters_at).unwrap();
    json!({
        "intake": intake,
        "model": {
            "prior_probability": model.prior_probability(),
            "comparisons": model.comparisons(),
            "training": model.training(),
            "bytes": model.to_bytes().len(),
        },
        "report": links.report(),
        "links": common::plain(&links).into_iter().zip(links.as_slice()).map(|((left, right, weight, rule), link)| {
            let (table_left, table_right) = links.tables(link);
            json!({"left": left, "right": right, "millibits": weight, "rule": rule,
                   "probability": link.weight.probability(),
                   "table_left": table_left, "table_right": table_right})
        }).collect::<Vec<Value>>(),
        "clusters": clusters.members().map(|m| {
            json!({"table": m.table, "id": m.id, "cluster_table": m.cluster_table, "cluster": m.cluster})
        }).collect::<Vec<Value>>(),
        "cluster_count": clusters.count(),
        "evaluation": links.evaluate(&truth),
        "explanation": explanation,
    })
}

#[test]
fn linkage() {
    let mut file = read("linkage.json");
    let before = file.clone();
    let floor = file["minimum_probability"].as_f64().unwrap();
    let clusters_at = file["clusters_at"].as_f64().unwrap();
    for case in file["cases"].as_array_mut().unwrap() {
        case["expected"] = outcome(case, floor, clusters_at);
    }
    check("linkage.json", &before, &file);
}

#[test]
fn judging() {
    let mut file = read("judging.json");
    let before = file.clone();
    let settings = Settings::from_json(&file["settings"].to_string()).unwrap();
    let tables = file["tables"].as_array().unwrap().iter();
    let tables = tables.map(|columns| table_of(columns, &settings)).collect();
    let prepared = common::prepare(Mode::Link, tables, &settings, Limits::default()).unwrap();
    file["model"]["settings"] = json!(settings);
    let model = Model::from_json(&file["model"].to_string()).unwrap();
    let options = LinkOptions {
        minimum_probability: file["minimum_probability"].as_f64().unwrap(),
        threads: 1,
    };
    let links = find_links(&prepared, &model, &options, &NoControl).unwrap();
    let same: Vec<i64> = serde_json::from_value(file["same"].clone()).unwrap();
    let pairs = same
        .iter()
        .map(|id| (RecordId::from(*id), RecordId::from(*id)));
    let truth = Truth::from_pairs(&prepared, pairs).unwrap();
    let ids = (0_i64..).zip(file["tables"][0]["id"].as_array().unwrap());
    let groups = ids.map(|(id, _)| (RecordId::from(id), ["even", "odd"][id as usize % 2]));
    let groups = Groups::new(&prepared, groups).unwrap();
    let whole = |name: &str| file[name].as_u64().unwrap();
    let questions = links
        .questions(whole("questions") as u32, whole("seed"))
        .unwrap();
    let answers: Vec<Value> = questions
        .iter()
        .map(|q| {
            let is_same = same.iter().any(|id| RecordId::from(*id) == q.left);
            let answer = if is_same { "yes" } else { "no" };
            json!({"left": q.left, "right": q.right, "answer": answer, "represents": q.represents})
        })
        .collect();
    let answers = ReviewAnswer::from_values(&json!(answers)).unwrap();
    let probability = file["probability"].as_f64().unwrap();
    let calibration = links.calibration(&truth, whole("bins") as u32).unwrap();
    let sweep = links.sweep(&truth);
    let rates = links.error_rates(&truth, &groups, probability).unwrap();
    let weak = unlinkable(&prepared, &model, probability, &NoControl).unwrap();
    let better = links.recalibrated(&answers).unwrap();
    let pictures = [
        model.weights_svg(),
        model.probabilities_svg(),
        calibration.to_svg(),
        sweep.to_svg(),
        rates.to_svg(),
        weak.to_svg(),
    ];
    file["expected"] = json!({
        "calibration": calibration,
        "sweep": sweep,
        "error_rates": rates,
        "unlinkable": weak,
        "questions": questions,
        "recalibration": better,
        "prior_probability": better.model().prior_probability(),
        "picture_bytes": pictures.map(|picture| picture.len()),
    });
    file["model"]["settings"] = Value::Null;
    check("judging.json", &before, &file);
}

#[test]
fn clusters() {
    let mut file = read("clusters.json");
    let before = file.clone();
    let settings = Settings::from_json(&file["settings"].to_string()).unwrap();
    let table = table_of(&file["table"], &settings);
    let prepared =
        common::prepare(Mode::Dedupe, vec![table], &settings, Limits::default()).unwrap();
    let mut model = file["model"].clone();
    model["settings"] = json!(settings);
    let model = Model::from_json(&model.to_string()).unwrap();
    let options = LinkOptions {
        minimum_probability: file["minimum_probability"].as_f64().unwrap(),
        threads: 1,
    };
    let links = find_links(&prepared, &model, &options, &NoControl).unwrap();
    for case in file["cases"].as_array_mut().unwrap() {
        let options = ClusterOptions::from_value(&case["options"]).unwrap();
        let clusters = links.clusters_with(&options, &NoControl).unwrap();
        let explained = clusters.explain(&id(&case["explain"])).unwrap();
        let kind = serde_json::from_value(case["judge"][0].clone()).unwrap();
        let judgement = PairJudgement::from_value(&case["judge"][1]).unwrap();
        let judged = clusters
            .with_judgement(kind, judgement, &NoControl)
            .unwrap();
        let strongest = &explained.links[0].pair;
        let fewer = clusters
            .without_link(&strongest.left.id, &strongest.right.id, &NoControl)
            .unwrap();
        case["expected"] = json!({
            "options": clusters.options(),
            "count": clusters.count(),
            "members": clusters.members().map(|m| json!([m.id, m.cluster])).collect::<Vec<_>>(),
            "explanation": explained,
            "picture_bytes": [explained.to_svg().len(), explained.to_html().len()],
            "report": clusters.report(&NoControl).unwrap(),
            "judgements": judged.judgements(),
            "judged": judged.changes_since(&clusters).unwrap(),
            "fewer": fewer.changes_since(&clusters).unwrap(),
        });
    }
    check("clusters.json", &before, &file);
}

/// The checksum in the header is the documented hash, FNV-1a: the one that blocking keys are made of.
#[test]
fn the_hash_in_model_bytes_is_the_documented_one() {
    let settings = Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "exact", "column": "sex"}], "blocking": [[{"column": "sex"}]]}"#,
    )
    .unwrap();
    let bytes = common::plain_model(&settings, 0.25).to_bytes();
    let fnv = |data: &[u8]| {
        data.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    };
    assert_eq!(fnv(b"foobar"), 0x8594_4171_f739_67e8);
    assert_eq!(bytes[..8], *b"CASELINK");
    assert_eq!(bytes[8..12], 1_u32.to_le_bytes());
    assert_eq!(bytes[12..20], fnv(&bytes[20..]).to_le_bytes());
}

/// Which pairs are looked at when there are too many hangs on the hash of each pair. This count
/// changes only if the hash does.
#[test]
fn the_sample_of_pairs_hangs_on_the_documented_hash() {
    let settings = Settings::from_json(
        r#"{"id": "id", "comparisons": [{"kind": "exact", "column": "sex"}, {"kind": "name", "column": "name"}],
            "blocking": [[{"column": "sex"}]], "training": {"seed": 11, "block_pairs": 100}}"#,
    )
    .unwrap();
    let ids: Vec<i64> = (0..60).collect();
    let names: Vec<String> = ids
        .iter()
        .map(|i| "abcdefgh".repeat(*i as usize % 5 + 1))
        .collect();
    let table = common::table(
        &settings,
        &ids,
        &[
            ("sex", vec![Some("F"); 60]),
            ("name", names.iter().map(|n| Some(n.as_str())).collect()),
        ],
    );
    let model = train(&common::dedupe(table, &settings), &NoControl).unwrap();
    // by the definition: seed and rule combined, then the pair, at or below 100 / 1770 of the range
    let combine = |hash: u64, part: u64| {
        let mut z = (hash ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let (seed, share) = (combine(11, 0), u64::MAX / 1_770 * 100);
    let chosen = (0..60_u64)
        .flat_map(|a| (a + 1..60).map(move |b| (a, b)))
        .filter(|(a, b)| combine(seed, a << 32 | b) <= share)
        .count();
    assert!((60..140).contains(&chosen));
    assert_eq!(model.training().sessions[0].pairs, chosen as u64);
}

#[test]
fn retention() {
    let mut file = read("retention.json");
    let before = file.clone();
    for case in file["cases"].as_array_mut().unwrap() {
        let items = RetentionItem::list_from_value(&case["items"]).unwrap();
        let rules = RetentionRules::from_value(&case["rules"]).unwrap();
        let as_of = case["as_of"].as_str().unwrap().parse().unwrap();
        let sweep = retention_sweep(&items, &rules, as_of).unwrap();
        case["expected"] = serde_json::to_value(&sweep).unwrap();
    }
    check("retention.json", &before, &file);
}

#[test]
fn ledger() {
    let file = read("ledger.json");
    let bytes = |value: &Value| -> Vec<u8> {
        let digits = value.as_str().unwrap();
        let pairs = (0..digits.len()).step_by(2);
        pairs
            .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
            .collect()
    };
    let hash = |value: &Value| -> TreeHash { value.as_str().unwrap().parse().unwrap() };
    let list = |name: &str| file[name].as_array().unwrap().clone();
    let proof = |case: &Value| -> Vec<TreeHash> {
        case["proof"].as_array().unwrap().iter().map(hash).collect()
    };
    let number = |case: &Value, name: &str| case[name].as_u64().unwrap();

    let entries: Vec<Vec<u8>> = list("entries").iter().map(bytes).collect();
    let roots: Vec<TreeHash> = list("roots").iter().map(hash).collect();
    let mut ledger = Ledger::default();
    for (size, root) in roots.iter().enumerate() {
        assert_eq!(ledger.root(), *root, "{size} entries");
        if let Some(entry) = entries.get(size) {
            ledger.append(entry);
        }
    }
    let printed = ledger.checkpoint("agency.example/1").unwrap();
    assert_eq!(printed, file["checkpoint"]);
    assert_eq!(parse_checkpoint(&printed).unwrap().root, ledger.root());
    for case in list("inclusion") {
        let (index, size) = (number(&case, "index"), number(&case, "size"));
        assert_eq!(ledger.inclusion_proof(index, size).unwrap(), proof(&case));
        let (entry, root) = (&entries[index as usize], &roots[size as usize]);
        assert!(verify_inclusion(entry, index, size, root, &proof(&case)));
    }
    for case in list("consistency") {
        let (first, second) = (number(&case, "first"), number(&case, "second"));
        assert_eq!(
            ledger.consistency_proof(first, second).unwrap(),
            proof(&case)
        );
        let (old, new) = (&roots[first as usize], &roots[second as usize]);
        assert!(verify_consistency(first, old, second, new, &proof(&case)));
    }
    for case in list("commitments") {
        let found = commitment(&bytes(&case["key"]), case["value"].as_str().unwrap());
        assert_eq!(found.unwrap(), hash(&case["commitment"]));
    }
    for key in list("short_keys") {
        let error = commitment(&bytes(&key), "Jane Roe").unwrap_err();
        assert_eq!(error.code(), "INVALID_PARAMETER");
    }
}

//! What must hold for any table, checked against the plainest code that could do the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use caselink::{
    NoControl,
    clustering::components,
    compare::{self, TextMetric, normal},
    linkage::{
        BlockingKey, BlockingRule, Explanation, KeyForm, LinkOptions, Links, MilliBits, Mode,
        Model, PartKind, Prepared, RecordId, Settings, Table, TableBuilder, Truth, find_links,
        train,
    },
    records::{DateProblem, Limits, PartialDate, is_placeholder},
};
use proptest::prelude::*;
use rphonetic::DoubleMetaphone;

mod common;
use common::{Dice, plain, plain_model, prepare};

// --- tables of people, with everything that can be wrong with them

/// Columns with the values that they draw from; the first value of each is "missing".
const COLUMNS: [(&str, &[&str]); 10] = [
    (
        "given",
        &[
            "", "Mary", "Mary Ann", "Molly", "mary", "M", "Marie", "unknown", "Lopez", "Jon",
        ],
    ),
    (
        "surname",
        &[
            "",
            "Lopez",
            "López",
            "Mary",
            "Garcia Lopez",
            "Lopes",
            "FNU",
            "Nite",
            "Knight",
            "Jon",
            "李",
        ],
    ),
    (
        "born",
        &[
            "",
            "1971-06-05",
            "1971-05-06",
            "19710605",
            "1971",
            "1971-06",
            "1900-01-01",
            "1971-06-31",
            "24/06/1971",
            "1985-06-05",
            "1971-13-05",
            "1971-06-00",
        ],
    ),
    (
        "ssn",
        &[
            "",
            "553-02-7181",
            "553027181",
            "553-02-7118",
            "000-00-0000",
            "553 02",
        ],
    ),
    (
        "town",
        &[
            "",
            "Springfield",
            "springfield ",
            "Spring Field",
            "Field Spring",
            "n/a",
            "Sprinfield",
        ],
    ),
    (
        "postcode",
        &["", "98101", "98109", "98177", "00000", "62704"],
    ),
    ("sex", &["", "F", "f", "M", "unk"]),
    ("lat", &["", "47.6062", "47.6070", "97.5", "NaN", "45.5"]),
    ("lon", &["", "-122.3321", "-122.3", "-200", "-122.7"]),
    ("note", &["", "blue car", "Blue  Car", "red", "unknown"]),
];

type Row = [usize; 10];

fn value(row: &Row, column: &str) -> Option<&'static str> {
    let c = COLUMNS
        .iter()
        .position(|(name, _)| *name == column)
        .unwrap();
    Some(COLUMNS[c].1[row[c]]).filter(|v| !v.is_empty())
}

fn rows(most: usize) -> impl Strategy<Value = Vec<Row>> {
    let row = COLUMNS.map(|(_, values)| 0..values.len());
    prop::collection::vec(row, 0..most)
}

/// How the settings below read a column that they compare.
fn kind(column: &str) -> &'static str {
    match column {
        "given" | "surname" => "name",
        "born" => "date",
        "ssn" | "postcode" => "identifier",
        "lat" | "lon" => "coordinate",
        _ => "text",
    }
}

fn key(column: &str, form: KeyForm, length: Option<u8>, swapped_with: Option<&str>) -> BlockingKey {
    BlockingKey {
        column: column.to_owned(),
        form,
        length,
        swapped_with: swapped_with.map(str::to_owned),
    }
}

fn rules() -> impl Strategy<Value = Vec<BlockingRule>> {
    use KeyForm::{Initial, MonthDay, Prefix, Sound, Suffix, Whole, Year};
    let keys = prop::sample::select(vec![
        key("given", Whole, None, None),
        key("given", Whole, None, Some("surname")),
        key("given", Initial, None, None),
        key("given", Prefix, Some(2), None),
        key("given", Prefix, Some(3), Some("surname")),
        key("surname", Sound, None, None),
        key("given", Sound, None, Some("surname")),
        key("born", Whole, None, None),
        key("born", Year, None, None),
        key("born", MonthDay, None, None),
        key("ssn", Whole, None, None),
        key("ssn", Prefix, Some(4), None),
        key("ssn", Suffix, Some(4), None),
        key("town", Whole, None, None),
        key("town", Prefix, Some(7), None),
        key("postcode", Whole, None, None),
        key("sex", Whole, None, None),
        key("note", Whole, None, None),
    ]);
    let most_rows = prop_oneof![3 => Just(None), 1 => (2_u64..9).prop_map(Some)];
    let rule = (prop::collection::vec(keys, 1..3), most_rows)
        .prop_map(|(keys, most_rows)| BlockingRule { keys, most_rows });
    prop::collection::vec(rule, 1..4)
}

fn settings(blocking: Vec<BlockingRule>) -> Settings {
    let mut settings = Settings::from_json(
        r#"{
        "id": "id",
        "comparisons": [
            {"kind": "name", "column": "given", "swapped_with": "surname"},
            {"kind": "name", "column": "surname", "swapped_with": "given"},
            {"kind": "date", "column": "born", "term_frequency": true},
            {"kind": "identifier", "column": "ssn"},
            {"kind": "text", "column": "town", "metric": "levenshtein"},
            {"kind": "postcode", "column": "postcode"},
            {"kind": "exact", "column": "sex"},
            {"kind": "point", "latitude": "lat", "longitude": "lon"}
        ],
        "blocking": [[{"column": "note"}]],
        "training": {"random_pairs": 2000, "block_pairs": 40, "rounds": 20}
    }"#,
    )
    .unwrap();
    settings.blocking = blocking;
    settings
}

fn mode() -> impl Strategy<Value = Mode> {
    prop::sample::select(vec![Mode::Dedupe, Mode::Link, Mode::LinkAndDedupe])
}

/// A table of some rows, handed over in the order of `order`, columns shuffled likewise.
fn table(settings: &Settings, rows: &[(i64, Row)], dice: Option<u64>) -> Table {
    let mut rows = rows.to_vec();
    let mut columns: Vec<&str> = COLUMNS
        .iter()
        .map(|(name, _)| *name)
        .chain(std::iter::once("id"))
        .collect();
    if let Some(seed) = dice {
        Dice(seed).shuffle(&mut rows);
        Dice(seed).shuffle(&mut columns);
    }
    let mut builder = TableBuilder::new(settings, Limits::default()).unwrap();
    for column in columns.into_iter().filter(|c| settings_read(settings, c)) {
        if column == "id" {
            builder
                .integers("id", rows.iter().map(|(id, _)| Some(*id)))
                .unwrap();
        } else {
            builder
                .texts(column, rows.iter().map(|(_, row)| value(row, column)))
                .unwrap();
        }
    }
    builder.build().unwrap()
}

fn settings_read(settings: &Settings, column: &str) -> bool {
    TableBuilder::new(settings, Limits::default())
        .unwrap()
        .wants(column)
}

/// Splits rows over one table or two, as the mode asks, with ids that leave gaps.
fn tables(settings: &Settings, mode: Mode, rows: &[Row], dice: Option<u64>) -> Vec<Table> {
    let rows: Vec<(i64, Row)> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| (1_000 - 3 * i as i64, *row))
        .collect();
    let (first, second) = rows.split_at(rows.len() / 2);
    match mode {
        Mode::Dedupe => vec![table(settings, &rows, dice)],
        // the second half has the lower ids: order of tables and order of ids differ
        _ => vec![table(settings, first, dice), table(settings, second, dice)],
    }
}

fn world(
    settings: &Settings,
    mode: Mode,
    rows: &[Row],
    limits: Limits,
    dice: Option<u64>,
) -> Arc<Prepared> {
    prepare(mode, tables(settings, mode, rows, dice), settings, limits).unwrap()
}

fn all_links(prepared: &Arc<Prepared>, model: &Model) -> Links {
    // so low that nothing is below it
    let options = LinkOptions {
        minimum_probability: f64::MIN_POSITIVE,
        threads: 1,
    };
    find_links(prepared, model, &options, &NoControl).unwrap()
}

// --- the plain code

/// The part of a value that is a key, by the documentation of [`KeyForm`].
fn key_part(
    form: KeyForm,
    length: Option<u8>,
    column: &str,
    value: Option<&str>,
) -> Option<String> {
    let value = value.filter(|v| !is_placeholder(v))?;
    let present = |s: String| Some(s).filter(|s| !s.is_empty());
    let normal = match kind(column) {
        "name" => present(normal::name(value))?,
        "identifier" => present(normal::identifier(value))?,
        "text" => present(normal::text(value))?,
        _ => {
            let (year, month, day) = match PartialDate::parse(value) {
                Ok(date) => (
                    i32::from(date.year()),
                    date.month().unwrap_or(0),
                    date.day().unwrap_or(0),
                ),
                // written out in full, but not in the calendar
                Err(DateProblem::DoesNotExist) => {
                    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
                    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse().ok();
                    (part(0..4)?, part(4..6)? as u8, part(6..8)? as u8)
                }
                Err(_) => return None,
            };
            return match form {
                KeyForm::Year => Some(year.to_string()),
                _ if day == 0 => None,
                KeyForm::MonthDay => Some(format!("{month}-{day}")),
                _ => Some(format!("{year}-{month}-{day}")),
            };
        }
    };
    match form {
        KeyForm::Initial => Some(normal.chars().take(1).collect()),
        KeyForm::Suffix => {
            let mut last: Vec<char> = normal.chars().rev().collect();
            last.truncate(usize::from(length?));
            Some(last.into_iter().rev().collect())
        }
        KeyForm::Prefix => Some(normal.chars().take(usize::from(length?)).collect()),
        KeyForm::Sound => {
            if !normal.bytes().all(|b| b.is_ascii_lowercase() || b == b' ') || normal.len() < 2 {
                return None;
            }
            present(
                DoubleMetaphone::new(Some(6))
                    .double_metaphone(&normal)
                    .primary(),
            )
        }
        _ => Some(normal),
    }
}

/// The keys of a record under a rule, those of swapped columns in alphabetical order.
fn rule_key(rule: &BlockingRule, row: &Row) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    for key in &rule.keys {
        let mut both: Vec<String> = std::iter::once(&key.column)
            .chain(&key.swapped_with)
            .map(|column| key_part(key.form, key.length, column, value(row, column)))
            .collect::<Option<_>>()?;
        both.sort();
        parts.extend(both);
    }
    Some(parts)
}

struct Brute {
    /// Lower and higher record with the lowest rule that makes the pair.
    pairs: BTreeMap<(usize, usize), u8>,
    by_rule: Vec<u64>,
    refused: Vec<(u8, u64, u64)>,
    /// Blocks and pairs of values that are too common, by rule.
    common: BTreeMap<u8, (u64, u64)>,
}

/// All pairs one by one. Records count tables in turn, each in order of its ids.
fn brute(rules: &[BlockingRule], mode: Mode, rows: &[Row], first: usize, block_rows: u64) -> Brute {
    let allowed = |a: usize, b: usize| mode != Mode::Link || (a < first) != (b < first);
    let mut out = Brute {
        pairs: BTreeMap::new(),
        by_rule: Vec::new(),
        refused: Vec::new(),
        common: BTreeMap::new(),
    };
    for (r, rule) in rules.iter().enumerate() {
        let keys: Vec<_> = rows.iter().map(|row| rule_key(rule, row)).collect();
        let mut by_rule = 0;
        for key in keys.iter().flatten().collect::<BTreeSet<_>>() {
            let block: Vec<usize> = (0..rows.len())
                .filter(|i| keys[*i].as_ref() == Some(key))
                .collect();
            let mut pairs = Vec::new();
            for (i, &a) in block.iter().enumerate() {
                pairs.extend(
                    block[i + 1..]
                        .iter()
                        .filter(|b| allowed(a, **b))
                        .map(|b| (a, *b)),
                );
            }
            if pairs.is_empty() {
                continue;
            }
            if rule.most_rows.is_some_and(|most| block.len() as u64 > most) {
                let common = out.common.entry(r as u8).or_default();
                *common = (common.0 + 1, common.1 + pairs.len() as u64);
                continue;
            }
            if block.len() as u64 > block_rows {
                out.refused
                    .push((r as u8, block.len() as u64, pairs.len() as u64));
                continue;
            }
            by_rule += pairs.len() as u64;
            for pair in pairs {
                out.pairs.entry(pair).or_insert(r as u8);
            }
        }
        out.by_rule.push(by_rule);
    }
    out.refused.sort_unstable();
    out
}

/// Rows in the order of records: tables in turn, each by id. Ids fall from row to row.
fn in_record_order(mode: Mode, rows: &[Row]) -> (Vec<Row>, usize) {
    let first = if mode == Mode::Dedupe {
        rows.len()
    } else {
        rows.len() / 2
    };
    let (a, b) = rows.split_at(first);
    (
        a.iter().rev().chain(b.iter().rev()).copied().collect(),
        first,
    )
}

/// The record's number in that order, from its id.
fn record_of(id: &RecordId, rows: usize, first: usize) -> usize {
    let RecordId::Integer(id) = id else {
        panic!("text id")
    };
    let row = ((1_000 - id) / 3) as usize;
    if row < first {
        first - 1 - row
    } else {
        first + rows - 1 - row
    }
}

fn id_of(record: usize, rows: usize, first: usize) -> RecordId {
    let row = if record < first {
        first - 1 - record
    } else {
        first + rows - 1 - record
    };
    RecordId::Integer(1_000 - 3 * row as i64)
}

/// The levels of a pair by the public functions of `compare`, on the values as written.
fn public_levels(a: &Row, b: &Row) -> Vec<Option<&'static str>> {
    let of = |row: &Row, column: &str| value(row, column).unwrap_or("");
    let two = |column: &str| (of(a, column), of(b, column));
    let names = compare::full_names(
        (of(a, "given"), of(a, "surname")),
        (of(b, "given"), of(b, "surname")),
    );
    let point = |row: &Row| {
        let degrees = |column: &str| of(row, column).parse().unwrap_or(f64::NAN);
        (degrees("lat"), degrees("lon"))
    };
    let (born, ssn, town) = (two("born"), two("ssn"), two("town"));
    let (postcode, sex) = (two("postcode"), two("sex"));
    vec![
        names[0].map(|l| l.level().code),
        names[1].map(|l| l.level().code),
        compare::dates(born.0, born.1).map(|l| l.level().code),
        compare::identifiers(ssn.0, ssn.1).map(|l| l.level().code),
        compare::texts(town.0, town.1, TextMetric::Levenshtein).map(|l| l.level().code),
        compare::postcodes(postcode.0, postcode.1).map(|l| l.level().code),
        compare::codes(sex.0, sex.1).map(|l| l.level().code),
        compare::points(point(a), point(b)).map(|l| l.level().code),
    ]
}

fn sum(explanation: &Explanation) -> i32 {
    explanation.parts.iter().map(|part| part.weight.0).sum()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Blocking finds just what its rules say, and linking scores just those pairs as `explain` does,
    /// whose levels are those of the public comparisons.
    #[test]
    fn links_are_what_brute_force_finds(
        rows in rows(14), rules in rules(), mode in mode(), block_rows in 2_u64..16,
    ) {
        let settings = settings(rules.clone());
        let limits = Limits { block_rows, ..Limits::default() };
        let prepared = world(&settings, mode, &rows, limits, None);
        let (ordered, first) = in_record_order(mode, &rows);
        let expected = brute(&rules, mode, &ordered, first, block_rows);

        let estimate = prepared.estimate();
        prop_assert_eq!(&estimate.pairs_by_rule, &expected.by_rule);
        prop_assert_eq!(estimate.pairs, expected.by_rule.iter().sum::<u64>());
        let mut refused: Vec<_> = estimate
            .refused
            .iter()
            .map(|r| (r.rule, r.records, r.pairs))
            .collect();
        refused.sort_unstable();
        prop_assert_eq!(&refused, &expected.refused);
        let common = estimate.common.iter();
        let common: BTreeMap<u8, (u64, u64)> =
            common.map(|c| (c.rule, (c.blocks, c.pairs))).collect();
        prop_assert_eq!(&common, &expected.common);

        let model = plain_model(&settings, 0.1);
        let links = all_links(&prepared, &model);
        prop_assert_eq!(links.report().compared_pairs, expected.pairs.len() as u64);
        let n = rows.len();
        let mut found = BTreeMap::new();
        for (left, right, weight, rule) in plain(&links) {
            let (a, b) = (record_of(&left, n, first), record_of(&right, n, first));
            prop_assert!(a < b, "the lower record stands left");
            prop_assert!(found.insert((a, b), (weight, rule)).is_none(), "a pair stands once");
        }
        let explained: BTreeMap<_, _> = expected
            .pairs
            .iter()
            .map(|(&(a, b), &rule)| {
                let explanation = links.explain(&id_of(a, n, first), &id_of(b, n, first)).unwrap();
                ((a, b), (explanation.total.0, rule))
            })
            .collect();
        prop_assert_eq!(found, explained);

        for &(a, b) in expected.pairs.keys() {
            let explanation = links.explain(&id_of(a, n, first), &id_of(b, n, first)).unwrap();
            let levels: Vec<_> = explanation
                .parts
                .iter()
                .filter(|p| p.kind == PartKind::Comparison)
                .map(|p| p.level)
                .collect();
            prop_assert_eq!(levels, public_levels(&ordered[a], &ordered[b]), "{:?} {:?}", ordered[a], ordered[b]);
        }
    }

    /// Parts sum to the total; a floor cuts the same list shorter and changes nothing else.
    #[test]
    fn parts_sum_to_the_total_and_floors_only_cut(
        rows in rows(14), rules in rules(), mode in mode(), floor in 0.0001_f64..0.9999,
    ) {
        let settings = settings(rules);
        let prepared = world(&settings, mode, &rows, Limits::default(), None);
        let model = train(&prepared, &NoControl).unwrap_or_else(|_| plain_model(&settings, 0.1));
        let links = all_links(&prepared, &model);
        for (place, link) in links.as_slice().iter().enumerate() {
            let explanation = links.explain_link(place).unwrap();
            prop_assert_eq!(sum(&explanation), explanation.total.0);
            prop_assert_eq!(explanation.total, link.weight);
            prop_assert_eq!((explanation.left.clone(), explanation.right.clone()), links.ids(link));
            for part in &explanation.parts {
                prop_assert_eq!(part.kind == PartKind::Comparison && part.level.is_none(), part.weight.0 == 0 && part.m.is_none() && part.kind == PartKind::Comparison);
            }
        }
        let all = plain(&links);
        let mut sorted = all.clone();
        let table_of = |id: &RecordId| record_of(id, rows.len(), if mode == Mode::Dedupe { rows.len() } else { rows.len() / 2 });
        sorted.sort_by_key(|l| (std::cmp::Reverse(l.2), table_of(&l.0), table_of(&l.1)));
        prop_assert_eq!(&all, &sorted);
        let options = LinkOptions { minimum_probability: floor, threads: 1 };
        let cut = find_links(&prepared, &model, &options, &NoControl).unwrap();
        let expected: Vec<_> =
            all.iter().filter(|l| MilliBits(l.2).probability() >= floor).cloned().collect();
        prop_assert_eq!(&plain(&cut), &expected);
        prop_assert_eq!(links.at_least(floor).len(), expected.len());
    }

    /// No order of rows or columns, and no number of threads, changes a byte.
    #[test]
    fn order_and_threads_leave_no_trace(
        rows in rows(24), rules in rules(), mode in mode(), seed in any::<u64>(),
    ) {
        let settings = settings(rules);
        let (one, two) = [None, Some(seed)]
            .map(|dice| world(&settings, mode, &rows, Limits::default(), dice))
            .into();
        let models = [&one, &two].map(|prepared| train(prepared, &NoControl));
        match &models {
            [Ok(a), Ok(b)] => prop_assert_eq!(a.to_bytes(), b.to_bytes()),
            [a, b] => prop_assert_eq!(a.as_ref().err(), b.as_ref().err()),
        }
        let model = models.into_iter().find_map(Result::ok).unwrap_or_else(|| plain_model(&settings, 0.1));
        let links = all_links(&one, &model);
        for threads in [1, 2, 4] {
            let options = LinkOptions { minimum_probability: f64::MIN_POSITIVE, threads };
            let again = find_links(&two, &model, &options, &NoControl).unwrap();
            prop_assert_eq!(plain(&again), plain(&links));
            prop_assert_eq!(again.report(), links.report());
            let members = |links: &Links| links.clusters(0.5).unwrap().members().collect::<Vec<_>>();
            prop_assert_eq!(members(&again), members(&links));
        }
        // what was set aside is the same too, but for the row numbers
        for (a, b) in one.tables().iter().zip(two.tables()) {
            prop_assert_eq!(&a.intake().columns, &b.intake().columns);
            prop_assert_eq!(&a.intake().rejections.counts, &b.intake().rejections.counts);
        }
    }

    /// Truth as persons and truth as pairs are one truth; scores are what counting gives.
    #[test]
    fn truth_is_one_in_both_forms(
        rows in rows(14), rules in rules(), mode in mode(), persons in prop::collection::vec(0_u8..5, 14),
    ) {
        let settings = settings(rules);
        let prepared = world(&settings, mode, &rows, Limits::default(), None);
        let links = all_links(&prepared, &plain_model(&settings, 0.3));
        let n = rows.len();
        let first = if mode == Mode::Dedupe { n } else { n / 2 };
        let names: Vec<String> = persons.iter().map(u8::to_string).collect();
        let entities = (0..n).map(|r| (id_of(r, n, first), names[r].as_str()));
        let by_entity = Truth::from_entities(&prepared, entities).unwrap();
        let mut pairs = Vec::new();
        for a in 0..n {
            pairs.extend((a + 1..n).filter(|b| {
                persons[a] == persons[*b] && (mode != Mode::Link || (a < first) != (*b < first))
            }).map(|b| (a, b)));
        }
        let by_pairs = Truth::from_pairs(&prepared, pairs.iter().map(|(a, b)| (id_of(*a, n, first), id_of(*b, n, first)))).unwrap();
        let evaluation = links.evaluate(&by_entity);
        prop_assert_eq!(&evaluation, &links.evaluate(&by_pairs));

        prop_assert_eq!(evaluation.true_pairs, pairs.len() as u64);
        for score in &evaluation.thresholds {
            let kept = links.at_least(score.pairs.probability);
            let hits = kept.iter().filter(|link| {
                let (a, b) = links.ids(link);
                pairs.contains(&(record_of(&a, n, first), record_of(&b, n, first)))
            }).count();
            prop_assert_eq!(score.pairs.true_positives, hits as u64);
            prop_assert_eq!(score.pairs.false_positives, (kept.len() - hits) as u64);
            prop_assert_eq!(score.pairs.false_negatives, (pairs.len() - hits) as u64);
            let clusters = links.clusters(score.pairs.probability).unwrap();
            let cluster: Vec<_> = clusters.members().map(|m| m.cluster).collect();
            let mut counts = (0_u64, 0_u64);
            for a in 0..n {
                for b in a + 1..n {
                    if cluster[a] == cluster[b] && (mode != Mode::Link || (a < first) != (b < first)) {
                        counts.0 += 1;
                        counts.1 += u64::from(pairs.contains(&(a, b)));
                    }
                }
            }
            prop_assert_eq!(score.clusters.true_positives, counts.1);
            prop_assert_eq!(score.clusters.false_positives, counts.0 - counts.1);
        }
    }

    /// A model comes back from bytes and JSON as it was; damaged bytes are an error, never a panic.
    #[test]
    fn models_round_trip_and_damage_is_noticed(
        rows in rows(16), rules in rules(), at in any::<prop::sample::Index>(), bit in 0_u8..8,
    ) {
        let settings = settings(rules);
        let prepared = world(&settings, Mode::Dedupe, &rows, Limits::default(), None);
        let model = train(&prepared, &NoControl).unwrap_or_else(|_| plain_model(&settings, 0.1));
        let bytes = model.to_bytes();
        prop_assert_eq!(&Model::from_bytes(&bytes).unwrap(), &model);
        prop_assert_eq!(&Model::from_json(&model.to_json()).unwrap(), &model);
        prop_assert_eq!(Model::from_json(&model.to_json()).unwrap().to_bytes(), bytes.clone());
        let mut flipped = bytes.clone();
        flipped[at.index(bytes.len())] ^= 1 << bit;
        prop_assert!(Model::from_bytes(&flipped).is_err());
        prop_assert!(Model::from_bytes(&bytes[..at.index(bytes.len())]).is_err());
        // JSON that was cut, or has a byte changed, may still be a model, but never a panic
        let json = model.to_json();
        let cut = at.index(json.len());
        prop_assert!(Model::from_json(json.get(..cut).unwrap_or("")).is_err());
        let mut changed = json.into_bytes();
        changed[cut] ^= 1 << bit;
        if let Ok(text) = String::from_utf8(changed)
            && let Ok(other) = Model::from_json(&text)
        {
            prop_assert_eq!(Model::from_bytes(&other.to_bytes()).unwrap(), other);
        }
    }

    /// Comparing is symmetric and never panics, whatever the text.
    #[test]
    fn comparisons_are_symmetric(a in "([ab Éß'\\-.李0-3]{0,9}|(ab|ba|abba)( (ab|ba|abba)){0,2})", b in "([ab Éß'\\-.李0-3]{0,9}|(ab|ba|abba)( (ab|ba|abba)){0,2})", c in any::<String>()) {
        for (a, b) in [(&a, &b), (&a, &c), (&c, &c)] {
            prop_assert_eq!(compare::names(a, b), compare::names(b, a), "names");
            prop_assert_eq!(compare::dates(a, b), compare::dates(b, a), "dates");
            prop_assert_eq!(compare::identifiers(a, b), compare::identifiers(b, a), "identifiers");
            prop_assert_eq!(compare::postcodes(a, b), compare::postcodes(b, a), "postcodes");
            prop_assert_eq!(compare::codes(a, b), compare::codes(b, a), "codes");
            for metric in [TextMetric::JaroWinkler, TextMetric::Levenshtein, TextMetric::DamerauLevenshtein] {
                prop_assert_eq!(compare::texts(a, b, metric), compare::texts(b, a, metric), "{:?}", metric);
            }
            let (x, y) = ((a.as_str(), b.as_str()), (b.as_str(), c.as_str()));
            prop_assert_eq!(compare::full_names(x, y), compare::full_names(y, x), "full names");
        }
        for same in [&a, &c] {
            let all = [
                compare::names(same, same).map(|l| l.level().code),
                compare::identifiers(same, same).map(|l| l.level().code),
                compare::codes(same, same).map(|l| l.level().code),
            ];
            prop_assert!(all.iter().flatten().all(|code| *code == "same"));
            // a normal form is its own normal form
            prop_assert_eq!(normal::name(&normal::name(same)), normal::name(same));
            prop_assert_eq!(normal::text(&normal::text(same)), normal::text(same));
            prop_assert_eq!(normal::identifier(&normal::identifier(same)), normal::identifier(same));
        }
    }

    /// Dates of every written form are symmetric in their level.
    #[test]
    fn date_levels_are_symmetric(a in "19[67][0-2]-[01][0-2]-[0-3][0-2]", b in "19[67][0-2](-[01][0-2])?(-[0-3][0-2])?") {
        prop_assert_eq!(compare::dates(&a, &b), compare::dates(&b, &a));
        prop_assert_eq!(compare::dates(&a, &a).is_some_and(|l| l.level().code != "same"
            && l.level().code != "same_as_far_as_known"), false);
    }

    /// A threshold is the least weight that reaches the probability.
    #[test]
    fn a_threshold_is_exact(p in 1e-12_f64..1.0, weight in -60_000_i32..45_000) {
        let at = MilliBits::of_probability(p);
        prop_assert!(at.probability() >= p);
        prop_assert!(MilliBits(at.0 - 1).probability() < p || at.0 <= -100_000);
        // a weight whose probability is given back as a threshold lets that weight through
        let weight = MilliBits(weight);
        prop_assert!(weight >= MilliBits::of_probability(weight.probability()));
    }

    /// Components are what a flood fill finds.
    #[test]
    fn components_are_those_of_a_flood_fill(
        count in 0_usize..14, pairs in prop::collection::vec((0_u32..16, 0_u32..16), 0..14),
    ) {
        let mut least: Vec<u32> = (0..count as u32).collect();
        let inside: Vec<_> =
            pairs.iter().filter(|(a, b)| a.max(b) < &(count as u32)).collect();
        for _ in 0..count {
            for (a, b) in &inside {
                let low = least[*a as usize].min(least[*b as usize]);
                (least[*a as usize], least[*b as usize]) = (low, low);
            }
        }
        for pairs in [pairs.clone(), pairs.iter().rev().map(|(a, b)| (*b, *a)).collect()] {
            let found = components(count, pairs.iter().copied(), &Limits::default());
            if inside.len() == pairs.len() {
                prop_assert_eq!(found.as_ref(), Ok(&least));
            } else {
                prop_assert_eq!(found.map_err(|e| e.code()), Err("INVALID_PARAMETER"));
            }
        }
    }

    /// No text makes settings or a model panic.
    #[test]
    fn no_text_panics(text in any::<String>(), bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = Settings::from_json(&text);
        let _ = Model::from_json(&text);
        let _ = Model::from_bytes(&bytes);
        let headed: Vec<u8> = b"CASELINK\x01\0\0\0".iter().chain(&bytes).copied().collect();
        prop_assert!(Model::from_bytes(&headed).is_err());
    }
}

/// Every truncated prefix, and every byte changed in one bit.
#[test]
fn no_damaged_model_is_read() {
    let settings = settings(vec![BlockingRule {
        keys: vec![key("born", KeyForm::Whole, None, None)],
        most_rows: None,
    }]);
    let bytes = plain_model(&settings, 0.1).to_bytes();
    assert!(Model::from_bytes(&bytes).is_ok());
    for at in 0..bytes.len() {
        assert!(Model::from_bytes(&bytes[..at]).is_err(), "cut at {at}");
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        assert!(Model::from_bytes(&flipped).is_err(), "changed at {at}");
    }
    let mut longer = bytes;
    longer.push(b' ');
    assert!(Model::from_bytes(&longer).is_err());
}

#[cfg(feature = "arrow")]
mod batches {
    use arrow_array::{
        ArrayRef, Int64Array, LargeStringArray, RecordBatch, StringArray, StringViewArray,
    };
    use arrow_schema::Schema;

    use super::{
        Arc, COLUMNS, Limits, LinkOptions, Mode, NoControl, ProptestConfig, Row, Settings, Table,
    };
    use super::{
        find_links, plain, plain_model, prepare, proptest, rows, rules, settings, train, value,
    };
    use proptest::prelude::*;

    fn batch(rows: &[(i64, Row)], wide: usize) -> RecordBatch {
        let mut columns: Vec<(&str, ArrayRef)> = vec![(
            "id",
            Arc::new(Int64Array::from_iter_values(rows.iter().map(|(id, _)| *id))),
        )];
        for (name, _) in COLUMNS {
            let values = rows.iter().map(|(_, row)| value(row, name));
            let array: ArrayRef = match wide {
                0 => Arc::new(values.collect::<StringArray>()),
                1 => Arc::new(values.collect::<LargeStringArray>()),
                _ => Arc::new(values.collect::<StringViewArray>()),
            };
            columns.push((name, array));
        }
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
            .unwrap()
    }

    fn read(settings: &Settings, batches: &[RecordBatch], schema: &Schema) -> Table {
        Table::from_batches(batches, schema, settings, Limits::default(), &NoControl).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        /// One batch or many, empty ones among them, of any text type: the same bytes.
        #[test]
        fn batching_leaves_no_trace(
            rows in rows(16), rules in rules(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..4), wide in 0_usize..3,
        ) {
            let settings = settings(rules);
            let rows: Vec<(i64, Row)> = rows.into_iter().enumerate().map(|(i, row)| (i as i64, row)).collect();
            let whole = batch(&rows, wide);
            let mut cuts: Vec<usize> = cuts.iter().map(|c| c.index(rows.len() + 1)).collect();
            cuts.extend([0, rows.len()]);
            cuts.sort_unstable();
            let parts: Vec<RecordBatch> = cuts.windows(2).map(|w| whole.slice(w[0], w[1] - w[0])).collect();
            let schema = whole.schema();
            let tables = [
                super::table(&settings, &rows, None),
                read(&settings, &[batch(&rows, 0)], &schema_of(&rows)),
                read(&settings, &parts, &schema),
            ];
            let mut outcomes = Vec::new();
            for table in tables {
                let intake = table.intake().clone();
                let prepared = prepare(Mode::Dedupe, vec![table], &settings, Limits::default()).unwrap();
                let model = train(&prepared, &NoControl).unwrap_or_else(|_| plain_model(&settings, 0.1));
                let options = LinkOptions { minimum_probability: 1e-9, threads: 1 };
                let links = find_links(&prepared, &model, &options, &NoControl).unwrap();
                outcomes.push((intake, model.to_bytes(), plain(&links), links.to_batch().unwrap()));
            }
            prop_assert_eq!(&outcomes[0], &outcomes[1]);
            prop_assert_eq!(&outcomes[0], &outcomes[2]);
        }
    }

    fn schema_of(rows: &[(i64, Row)]) -> Arc<Schema> {
        batch(rows, 0).schema()
    }
}

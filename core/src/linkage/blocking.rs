//! Blocking: only pairs that agree on all keys of at least one rule are looked at.
//!
//! A record's key under a rule is one 64-bit number: the FNV-1a hashes of the parts, combined in the
//! order of the rule. Records are sorted by key, so a block is a run of equal keys. A pair that
//! several rules make belongs to the lowest of them. A block above `Limits::block_rows` is refused:
//! it makes no pair, and it is reported.

use std::ops::Range;

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    forms::{FormColumn, Forms, column},
    lists::is_list,
    prepared::{Mode, Prepared},
    settings::{BlockingKey, BlockingRule, KeyForm},
    strings::MISSING,
};
use crate::{Control, Error, Result, control::checkpoint, hash, records::Limits};

/// The key of a record that is in no block of a rule.
const NO_KEY: u64 = 0;

/// A part of the work of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// A run of blocks.
    pub(super) blocks: Range<usize>,
    /// Which records of each block come first in their pairs, by their place in it.
    pub(super) records: Range<usize>,
}

/// Pairs in one unit of work.
const UNIT_PAIRS: u64 = 65_536;

/// A block that was too large to compare, and was left out.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
pub struct RefusedBlock {
    /// The number of the blocking rule, from 0.
    pub rule: u8,
    /// Records in the block.
    pub records: u64,
    /// Pairs that were not looked at by this rule.
    pub pairs: u64,
}

/// How much work a set of blocking rules makes, counted before any comparison.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, JsonSchema)]
pub struct PairEstimate {
    /// Pairs in the blocks of each rule, those of several rules counted in each.
    pub pairs_by_rule: Vec<u64>,
    /// Their sum: the most pairs that can be compared.
    pub pairs: u64,
    /// Blocks that are too large.
    pub refused: Vec<RefusedBlock>,
    /// Blocks of values that are too common for their rule (`most_rows`), counted.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub common: Vec<CommonBlocks>,
}

/// The blocks of a rule that have more records than its `most_rows`: they make no pair by this rule.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
pub struct CommonBlocks {
    /// The number of the blocking rule, from 0.
    pub rule: u8,
    /// How many blocks.
    pub blocks: u64,
    /// Pairs that were not looked at by this rule.
    pub pairs: u64,
}

/// The blocks of a list of rules.
#[derive(Default)]
pub(crate) struct Blocks {
    /// The block that each record is in, by record and rule; [`NO_BLOCK`] where it is in none. Where it is in several,
    /// the least.
    block_of: Vec<u32>,
    rules: usize,
    /// For each rule the records block by block.
    sorted: Vec<RuleBlocks>,
    mode: Mode,
    first: u32,
    pub(crate) estimate: PairEstimate,
}

/// The block of a record that no other shares.
const NO_BLOCK: u32 = u32::MAX;

struct RuleBlocks {
    records: Vec<u32>,
    /// Start and end of each block of two records or more.
    blocks: Vec<(u32, u32)>,
    /// All blocks, in ascending order, of the records that are in more than one: those with several values.
    several: FxHashMap<u32, Vec<u32>>,
}

impl Blocks {
    pub(crate) fn new(
        prepared: &Prepared,
        rules: &[BlockingRule],
        control: &dyn Control,
    ) -> Result<Self> {
        let (len, count) = (prepared.len, rules.len());
        let mut blocks = Self {
            block_of: vec![NO_BLOCK; len * count],
            rules: count,
            sorted: Vec::with_capacity(count),
            mode: prepared.mode,
            first: prepared.first as u32,
            estimate: PairEstimate::default(),
        };
        for (r, rule) in rules.iter().enumerate() {
            checkpoint(control, r as u64, count as u64)?;
            let keys = RuleKeys::new(&prepared.columns, rule)?;
            blocks.add_rule((r, rule), &in_order(&keys, len as u32)?, &prepared.limits);
        }
        blocks.estimate.pairs = blocks.estimate.pairs_by_rule.iter().sum();
        Ok(blocks)
    }

    /// An error when there are more pairs than the limit allows.
    pub(crate) fn check(&self, limits: &Limits) -> Result<()> {
        limits.check_pairs(self.estimate.pairs)
    }

    /// Takes in the keys of a rule with their records, in order.
    fn add_rule(
        &mut self,
        (r, keys): (usize, &BlockingRule),
        keyed: &[Vec<(u64, u32)>],
        limits: &Limits,
    ) {
        let mut common = CommonBlocks {
            rule: r as u8,
            blocks: 0,
            pairs: 0,
        };
        let mut rule = RuleBlocks {
            records: Vec::new(),
            blocks: Vec::new(),
            several: FxHashMap::default(),
        };
        let mut pairs_of_rule = 0;
        let blocks = keyed
            .iter()
            .flat_map(|part| part.chunk_by(|a, b| a.0 == b.0));
        for block in blocks.filter(|block| block.len() > 1) {
            let left = block.partition_point(|(_, record)| *record < self.first) as u64;
            let all = block.len() as u64;
            let pairs = pairs_within(self.mode, left, all - left);
            match Fate::of(pairs, all, keys, limits.block_rows) {
                Fate::Empty => continue,
                Fate::Common => {
                    common.blocks += 1;
                    common.pairs += pairs;
                    continue;
                }
                Fate::Refused => {
                    self.estimate.refused.push(RefusedBlock {
                        rule: r as u8,
                        records: all,
                        pairs,
                    });
                    continue;
                }
                Fate::Compared => {}
            }
            let number = rule.blocks.len() as u32;
            let start = rule.records.len() as u32;
            for &(_, record) in block {
                rule.records.push(record);
                let block_of = &mut self.block_of[record as usize * self.rules + r];
                if *block_of == NO_BLOCK {
                    *block_of = number;
                } else {
                    let least = *block_of;
                    let several = rule.several.entry(record);
                    several.or_insert_with(|| vec![least]).push(number);
                }
            }
            rule.blocks.push((start, rule.records.len() as u32));
            pairs_of_rule += pairs;
        }
        if common.blocks > 0 {
            self.estimate.common.push(common);
        }
        rule.records.shrink_to_fit();
        rule.blocks.shrink_to_fit();
        self.estimate.pairs_by_rule.push(pairs_of_rule);
        self.sorted.push(rule);
    }

    /// The work of a rule in parts, between two looks at a [`Control`].
    pub(crate) fn units(&self, rule: usize) -> Vec<Unit> {
        let blocks = self.sorted[rule].blocks.iter();
        units(blocks.map(|&(first, end)| (end - first) as usize))
    }

    /// Hands every pair of a unit of a rule to `emit`, once and lower record first.
    pub(crate) fn each_pair(&self, rule: usize, unit: &Unit, mut emit: impl FnMut(u32, u32)) {
        let RuleBlocks {
            records,
            blocks: all,
            several,
        } = &self.sorted[rule];
        for number in unit.blocks.clone() {
            let (start, end) = all[number];
            let block = &records[start as usize..end as usize];
            // a pair that shares several blocks of the rule belongs to the least
            each_pair_of(block, (self.mode, self.first), &unit.records, |a, b| {
                if several.is_empty() || self.shared_block(rule, a, b) == Some(number as u32) {
                    emit(a, b);
                }
            });
        }
    }

    /// Whether a lower rule makes the pair too.
    pub(crate) fn is_of_lower_rule(&self, rule: usize, a: u32, b: u32) -> bool {
        let of = |record: u32| &self.block_of[record as usize * self.rules..][..rule];
        let (x, y) = (of(a), of(b));
        (0..rule).any(|r| {
            if self.sorted[r].several.is_empty() {
                x[r] == y[r] && x[r] != NO_BLOCK
            } else {
                self.shared_block(r, a, b).is_some()
            }
        })
    }

    /// The least block of a rule that two records share.
    fn shared_block(&self, rule: usize, a: u32, b: u32) -> Option<u32> {
        let least = |record: u32| &self.block_of[record as usize * self.rules + rule];
        let of = |record| {
            let several = self.sorted[rule].several.get(&record);
            several.map_or(std::slice::from_ref(least(record)), Vec::as_slice)
        };
        let (x, y) = (of(a), of(b));
        let shared = x.iter().find(|block| y.contains(block));
        shared.copied().filter(|block| *block != NO_BLOCK)
    }
}

/// The keys of all records with their records, in order, in parts: by the first byte of the key, which keys fill evenly. A part
/// fits the processor's cache while it is sorted.
fn in_order(keys: &RuleKeys<'_>, records: u32) -> Result<Vec<Vec<(u64, u32)>>> {
    const PARTS: usize = 256;
    let share = records as usize / PARTS;
    let room = share + share / 8 + 1;
    let mut parts: Vec<Vec<(u64, u32)>> = (0..PARTS).map(|_| Vec::with_capacity(room)).collect();
    let mut own = Vec::new();
    for record in 0..records {
        keys.of(record, &mut own)?;
        for key in &own {
            parts[(key >> 56) as usize].push((*key, record));
        }
    }
    for part in &mut parts {
        part.sort_unstable();
    }
    Ok(parts)
}

/// What becomes of a block.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fate {
    /// It has no pair: one record, or all in one of two tables.
    Empty,
    /// Its value is too common for its rule.
    Common,
    /// It is larger than the limit.
    Refused,
    /// Its pairs are looked at.
    Compared,
}

impl Fate {
    /// Of a block of so many pairs and records.
    pub(super) fn of(pairs: u64, records: u64, rule: &BlockingRule, most: u64) -> Self {
        if pairs == 0 {
            Self::Empty
        } else if rule.most_rows.is_some_and(|most| records > most) {
            Self::Common
        } else if records > most {
            Self::Refused
        } else {
            Self::Compared
        }
    }
}

/// The pairs that a mode allows among records of the first table and of the second.
pub(super) const fn pairs_within(mode: Mode, left: u64, right: u64) -> u64 {
    match mode {
        Mode::Link => left.saturating_mul(right),
        Mode::Dedupe | Mode::LinkAndDedupe => {
            let all = left.saturating_add(right);
            all.saturating_mul(all.saturating_sub(1)) / 2
        }
    }
}

/// The work of blocks of so many records in parts of about [`UNIT_PAIRS`] pairs at most: runs of blocks, and runs of
/// records of a larger block.
pub(super) fn units(blocks: impl ExactSizeIterator<Item = usize>) -> Vec<Unit> {
    let (mut units, mut start, mut pairs) = (Vec::new(), 0, 0);
    let all = blocks.len();
    let whole = |blocks: Range<usize>| Unit {
        blocks,
        records: 0..usize::MAX,
    };
    for (at, records) in blocks.enumerate() {
        let own = records as u64 * (records as u64).saturating_sub(1) / 2;
        if own > UNIT_PAIRS {
            if start < at {
                units.push(whole(start..at));
            }
            (start, pairs) = (at + 1, 0);
            let step = (UNIT_PAIRS as usize / records).max(1);
            units.extend((0..records).step_by(step).map(|record| Unit {
                blocks: at..at + 1,
                records: record..record + step,
            }));
            continue;
        }
        pairs += own;
        if pairs >= UNIT_PAIRS {
            units.push(whole(start..at + 1));
            (start, pairs) = (at + 1, 0);
        }
    }
    if start < all {
        units.push(whole(start..all));
    }
    units
}

/// Hands the pairs of a block to `emit`, lower record first: those whose first record has its place in `firsts`. `first` is the
/// first record of the second table.
#[inline]
pub(super) fn each_pair_of(
    block: &[u32],
    (mode, first): (Mode, u32),
    firsts: &Range<usize>,
    mut emit: impl FnMut(u32, u32),
) {
    let firsts = firsts.start.min(block.len())..firsts.end.min(block.len());
    if mode == Mode::Link {
        let (left, right) = block.split_at(block.partition_point(|record| *record < first));
        let mine = firsts.start.min(left.len())..firsts.end.min(left.len());
        for &a in &left[mine] {
            for &b in right {
                emit(a, b);
            }
        }
    } else {
        for i in firsts {
            block[i + 1..].iter().for_each(|&b| emit(block[i], b));
        }
    }
}

/// The keys of records under a rule.
pub(crate) struct RuleKeys<'a> {
    parts: Vec<Part<'a>>,
}

/// The most keys that a record may have under a rule.
const MOST_KEYS: usize = 4_096;

impl<'a> RuleKeys<'a> {
    /// For all records: each form is hashed once, now.
    pub(crate) fn new(columns: &'a [FormColumn], rule: &'a BlockingRule) -> Result<Self> {
        Self::of_columns(columns, rule, true)
    }

    /// For a few records: forms are hashed when they are met.
    pub(crate) fn of_few(columns: &'a [FormColumn], rule: &'a BlockingRule) -> Result<Self> {
        Self::of_columns(columns, rule, false)
    }

    fn of_columns(columns: &'a [FormColumn], rule: &'a BlockingRule, ready: bool) -> Result<Self> {
        let parts = rule.keys.iter().map(|key| Part::new(columns, key, ready));
        Ok(Self {
            parts: parts.collect::<Result<_>>()?,
        })
    }

    /// Puts the keys of a record in the place of what is in `out`: none when a part is missing, several when a part
    /// has several values.
    pub(crate) fn of(&self, record: u32, out: &mut Vec<u64>) -> Result<()> {
        out.clear();
        out.push(0);
        for part in &self.parts {
            match part.one(record) {
                Some(NO_KEY) => {
                    out.clear();
                    return Ok(());
                }
                Some(key) => out.iter_mut().for_each(|k| *k = hash::combine(*k, key)),
                None => {
                    let keys = part.several(record);
                    if out.len() * keys.len() > MOST_KEYS {
                        return Err(Error::LimitExceeded {
                            limit: "keys of one record under one blocking rule",
                            allowed: MOST_KEYS as u64,
                            asked: (out.len() * keys.len()) as u64,
                        });
                    }
                    let all = out
                        .iter()
                        .flat_map(|k| keys.iter().map(|key| hash::combine(*k, *key)))
                        .collect();
                    *out = all;
                }
            }
        }
        for key in out.iter_mut() {
            *key = (*key).max(1);
        }
        if out.len() > 1 {
            out.sort_unstable();
            out.dedup();
        }
        Ok(())
    }
}

/// One key of a rule.
struct Part<'a> {
    columns: Vec<KeyColumn<'a>>,
}

/// A column of a key, and which part of its values the key is.
struct KeyColumn<'a> {
    column: &'a FormColumn,
    key: &'a BlockingKey,
    /// The hash of each form, where all are wanted.
    hashes: Option<Vec<u64>>,
}

impl<'a> KeyColumn<'a> {
    fn new(column: &'a FormColumn, key: &'a BlockingKey, ready: bool) -> Self {
        let mut this = Self {
            column,
            key,
            hashes: None,
        };
        if ready {
            let forms = 0..column.keys.len() as u32;
            this.hashes = Some(forms.map(|form| hash_of(column, key, form)).collect());
        }
        this
    }

    fn hash(&self, form: u32) -> u64 {
        match &self.hashes {
            Some(hashes) => hashes[form as usize],
            None => hash_of(self.column, self.key, form),
        }
    }

    fn code(&self, record: u32) -> u32 {
        *self.column.codes.of(record as usize)
    }
}

impl<'a> Part<'a> {
    fn new(columns: &'a [FormColumn], key: &'a BlockingKey, ready: bool) -> Result<Self> {
        let columns = std::iter::once(&key.column)
            .chain(&key.swapped_with)
            .map(|name| Ok(KeyColumn::new(column(columns, name)?, key, ready)))
            .collect::<Result<_>>()?;
        Ok(Self { columns })
    }

    /// The key of a record that has one value in each column, or [`NO_KEY`]; `None` when it has several.
    fn one(&self, record: u32) -> Option<u64> {
        let key = |column: &KeyColumn<'_>| match column.code(record) {
            MISSING => Some(NO_KEY),
            code if is_list(code) => None,
            code => Some(column.hash(code)),
        };
        match self.columns.as_slice() {
            [one] => key(one),
            [one, other] => Some(either_order(key(one)?, key(other)?)),
            _ => Some(NO_KEY),
        }
    }

    /// The keys of a record with several values.
    fn several(&self, record: u32) -> Vec<u64> {
        let keys = |column: &KeyColumn<'_>| -> Vec<u64> {
            let forms = column.column.of(record).iter();
            forms.map(|form| column.hash(*form)).collect()
        };
        let all: Vec<u64> = match self.columns.as_slice() {
            [one] => keys(one),
            [one, other] => {
                let others = keys(other);
                keys(one)
                    .into_iter()
                    .flat_map(|a| others.iter().map(move |b| either_order(a, *b)))
                    .collect()
            }
            _ => Vec::new(),
        };
        all.into_iter().filter(|key| *key != NO_KEY).collect()
    }
}

/// The key of two values in either order.
fn either_order(a: u64, b: u64) -> u64 {
    if a == NO_KEY || b == NO_KEY {
        return NO_KEY;
    }
    let (least, most) = if a < b { (a, b) } else { (b, a) };
    // mixed one after the other: equal parts would cancel each other out
    hash::combine(hash::combine(0, least), most)
}

/// The hash of the part of a form that a key is, or [`NO_KEY`] where the form has no such part.
fn hash_of(column: &FormColumn, key: &BlockingKey, form: u32) -> u64 {
    let at = form as usize;
    let part = |text: &str| {
        let length = key.length.map_or(1, usize::from);
        let cut = |place: usize| text.char_indices().nth(place).map(|(at, _)| at);
        let part = if key.form == KeyForm::Suffix {
            let before = text.chars().count().saturating_sub(length);
            &text[cut(before).unwrap_or(0)..]
        } else {
            &text[..cut(length).unwrap_or(text.len())]
        };
        let is_unknown = |c| c == '?' || c == '*';
        if column.is_of_plates() && (part.len() < length || part.contains(is_unknown)) {
            return NO_KEY;
        }
        hash::text(part)
    };
    match (key.form, &column.forms) {
        // a partial date is no key: it would agree with itself and with nothing else
        (KeyForm::Whole, Forms::Dates(dates)) if dates[at].day == 0 => NO_KEY,
        (KeyForm::Whole, _) => column.keys[at],
        (KeyForm::Year, Forms::Dates(dates)) if dates[at].is_range() => NO_KEY,
        (KeyForm::Year, Forms::Dates(dates)) => hash::bytes(&dates[at].year.to_le_bytes()),
        (KeyForm::MonthDay, Forms::Dates(dates)) => {
            let date = &dates[at];
            if date.day == 0 {
                NO_KEY
            } else {
                hash::bytes(&[date.month, date.day])
            }
        }
        (KeyForm::Sound, Forms::Names(names)) => names[at].sounds[0],
        (KeyForm::Initial | KeyForm::Prefix | KeyForm::Suffix, Forms::Names(names)) => {
            part(&names[at].text)
        }
        (KeyForm::Initial | KeyForm::Prefix | KeyForm::Suffix, Forms::PersonNames(names)) => {
            part(&names[at].normal())
        }
        (KeyForm::Initial | KeyForm::Prefix | KeyForm::Suffix, Forms::Texts(texts)) => {
            part(texts.strings.value(form))
        }
        _ => NO_KEY,
    }
}

//! Blocking: only pairs that agree on all keys of at least one rule are looked at.
//!
//! A record's key under a rule is one 64-bit number: the FNV-1a hashes of the parts, combined in the
//! order of the rule. Records are sorted by key, so a block is a run of equal keys. A pair that
//! several rules make belongs to the lowest of them. A block above `Limits::block_rows` is refused:
//! it makes no pair, and it is reported.

use std::ops::Range;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    prepared::{FormColumn, Forms, Mode, Prepared},
    settings::{BlockingKey, BlockingRule, KeyForm},
    strings::MISSING,
};
use crate::{Control, Result, control::checkpoint, hash, records::Limits};

/// The key of a record that is in no block of a rule.
const NO_KEY: u64 = 0;

/// A part of the work of a rule.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// A run of blocks.
    blocks: Range<usize>,
    /// Which records of each block come first in their pairs, by their place in it.
    records: Range<usize>,
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
}

/// The blocks of a list of rules.
#[derive(Default)]
pub(crate) struct Blocks {
    /// Each record's keys, all rules of one record together.
    keys: Vec<u64>,
    rules: usize,
    /// For each rule the records in order of their key, and where each block begins and ends.
    sorted: Vec<RuleBlocks>,
    mode: Mode,
    first: u32,
    pub(crate) estimate: PairEstimate,
}

struct RuleBlocks {
    records: Vec<u32>,
    /// Start and end of each block of two records or more.
    blocks: Vec<(u32, u32)>,
}

impl Blocks {
    pub(crate) fn new(
        prepared: &Prepared,
        rules: &[BlockingRule],
        control: &dyn Control,
    ) -> Result<Self> {
        let (len, count) = (prepared.len, rules.len());
        let mut keys = vec![NO_KEY; len * count];
        for (r, rule) in rules.iter().enumerate() {
            checkpoint(control, r as u64, count as u64)?;
            let parts: Vec<Part<'_>> = rule
                .0
                .iter()
                .map(|key| Part::new(prepared, key))
                .collect::<Result<_>>()?;
            for (record, keys) in keys.chunks_exact_mut(count).enumerate() {
                keys[r] = parts
                    .iter()
                    .try_fold(0, |key, part| Some(hash::combine(key, part.key(record)?)))
                    .map_or(NO_KEY, |key| key.max(1));
            }
        }
        let mut blocks = Self {
            keys,
            rules: count,
            sorted: Vec::with_capacity(count),
            mode: prepared.mode,
            first: prepared.first as u32,
            estimate: PairEstimate::default(),
        };
        for r in 0..count {
            checkpoint(control, r as u64, count as u64)?;
            blocks.sort_rule(r, &prepared.limits);
        }
        blocks.estimate.pairs = blocks.estimate.pairs_by_rule.iter().sum();
        Ok(blocks)
    }

    /// An error when there are more pairs than the limit allows.
    pub(crate) fn check(&self, limits: &Limits) -> Result<()> {
        limits.check_pairs(self.estimate.pairs)
    }

    fn sort_rule(&mut self, r: usize, limits: &Limits) {
        let mut keyed: Vec<(u64, u32)> = self
            .keys
            .chunks_exact(self.rules)
            .enumerate()
            .filter(|(_, keys)| keys[r] != NO_KEY)
            .map(|(record, keys)| (keys[r], record as u32))
            .collect();
        keyed.sort_unstable();
        let mut rule = RuleBlocks {
            records: Vec::new(),
            blocks: Vec::new(),
        };
        let mut pairs_of_rule = 0;
        for block in keyed.chunk_by(|a, b| a.0 == b.0).filter(|b| b.len() > 1) {
            let left = block.partition_point(|(_, record)| *record < self.first) as u64;
            let all = block.len() as u64;
            let pairs = match self.mode {
                Mode::Link => left * (all - left),
                Mode::Dedupe | Mode::LinkAndDedupe => all * (all - 1) / 2,
            };
            if pairs == 0 {
                continue; // all in one of the two tables
            }
            if all > limits.block_rows {
                self.estimate.refused.push(RefusedBlock {
                    rule: r as u8,
                    records: all,
                    pairs,
                });
                for (_, record) in block {
                    self.keys[*record as usize * self.rules + r] = NO_KEY;
                }
            } else {
                let start = rule.records.len() as u32;
                rule.records.extend(block.iter().map(|(_, record)| *record));
                rule.blocks.push((start, rule.records.len() as u32));
                pairs_of_rule += pairs;
            }
        }
        self.estimate.pairs_by_rule.push(pairs_of_rule);
        self.sorted.push(rule);
    }

    /// The work of a rule in parts of about [`UNIT_PAIRS`] pairs at most, between two looks at a [`Control`]:
    /// runs of blocks, and runs of records of a larger block.
    pub(crate) fn units(&self, rule: usize) -> Vec<Unit> {
        let blocks = &self.sorted[rule].blocks;
        let (mut units, mut start, mut pairs) = (Vec::new(), 0, 0);
        let whole = |blocks: Range<usize>| Unit {
            blocks,
            records: 0..usize::MAX,
        };
        for (at, &(first, end)) in blocks.iter().enumerate() {
            let records = (end - first) as usize;
            let own = records as u64 * (records as u64 - 1) / 2;
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
        if start < blocks.len() {
            units.push(whole(start..blocks.len()));
        }
        units
    }

    /// Hands every pair of a unit of a rule to `emit`, lower record first.
    pub(crate) fn each_pair(&self, rule: usize, unit: &Unit, mut emit: impl FnMut(u32, u32)) {
        let RuleBlocks {
            records,
            blocks: all,
        } = &self.sorted[rule];
        for &(start, end) in &all[unit.blocks.clone()] {
            let block = &records[start as usize..end as usize];
            let firsts = unit.records.start..unit.records.end.min(block.len());
            if self.mode == Mode::Link {
                let (left, right) =
                    block.split_at(block.partition_point(|record| *record < self.first));
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
    }

    /// Whether a lower rule makes the pair too.
    pub(crate) fn is_of_lower_rule(&self, rule: usize, a: u32, b: u32) -> bool {
        let keys = |record: u32| &self.keys[record as usize * self.rules..][..rule];
        keys(a)
            .iter()
            .zip(keys(b))
            .any(|(x, y)| x == y && *x != NO_KEY)
    }
}

/// One key of a rule, hashed for each distinct form.
struct Part<'a> {
    columns: Vec<(&'a FormColumn, Vec<u64>)>,
}

impl<'a> Part<'a> {
    fn new(prepared: &'a Prepared, key: &BlockingKey) -> Result<Self> {
        let columns = std::iter::once(&key.column)
            .chain(&key.swapped_with)
            .map(|name| {
                let column = prepared.column(name)?;
                Ok((column, hashes(column, key)))
            })
            .collect::<Result<_>>()?;
        Ok(Self { columns })
    }

    fn key(&self, record: usize) -> Option<u64> {
        let key = |(column, hashes): &(&FormColumn, Vec<u64>)| {
            let code = column.codes[record];
            if code == MISSING {
                return None;
            }
            Some(hashes[code as usize]).filter(|key| *key != NO_KEY)
        };
        match self.columns.as_slice() {
            [one] => key(one),
            [one, other] => {
                let (a, b) = (key(one)?, key(other)?);
                // mixed one after the other: equal parts would cancel each other out
                Some(hash::combine(hash::combine(0, a.min(b)), a.max(b)))
            }
            _ => None,
        }
    }
}

/// The hash of each form of a column, or [`NO_KEY`] where the form has no such part.
fn hashes(column: &FormColumn, key: &BlockingKey) -> Vec<u64> {
    let prefix = |text: &str, length: usize| {
        let end = text
            .char_indices()
            .nth(length)
            .map_or(text.len(), |(i, _)| i);
        hash::text(&text[..end])
    };
    match (key.form, &column.forms) {
        (KeyForm::Whole, Forms::Dates(dates)) => {
            // a partial date is no key: it would agree with itself and with nothing else
            dates
                .iter()
                .zip(&column.keys)
                .map(|(d, key)| if d.day == 0 { NO_KEY } else { *key })
                .collect()
        }
        (KeyForm::Whole, _) => column.keys.clone(),
        (KeyForm::Year, Forms::Dates(dates)) => dates
            .iter()
            .map(|d| hash::bytes(&d.year.to_le_bytes()))
            .collect(),
        (KeyForm::MonthDay, Forms::Dates(dates)) => dates
            .iter()
            .map(|d| {
                if d.day == 0 {
                    NO_KEY
                } else {
                    hash::bytes(&[d.month, d.day])
                }
            })
            .collect(),
        (KeyForm::Sound, Forms::Names(names)) => names.iter().map(|n| n.sounds[0]).collect(),
        (KeyForm::Initial | KeyForm::Prefix, forms) => {
            let length = key.length.map_or(1, usize::from);
            match forms {
                Forms::Names(names) => names.iter().map(|n| prefix(&n.text, length)).collect(),
                Forms::Texts(texts) => texts.strings.iter().map(|t| prefix(t, length)).collect(),
                Forms::Dates(_) | Forms::Numbers(_) => vec![NO_KEY; column.keys.len()],
            }
        }
        _ => vec![NO_KEY; column.keys.len()],
    }
}

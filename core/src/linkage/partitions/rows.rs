use std::ops::Range;

use super::{
    super::{
        blocking::{Fate, RuleKeys, Unit, each_pair_of, pairs_within, units},
        builder::{Repeated, TableBuilder},
        forms::FormColumn,
        ids::RecordId,
        prepared::Mode,
        settings::BlockingRule,
        strings::MISSING,
        table::Table,
    },
    check_side,
    keys::BlockKey,
    plan::{BlockPlan, invalid, tile_number, tile_of},
};
use crate::{Error, Result};

/// Rows that were brought together by rule, key and tile: a part of the work of a linkage.
///
/// A record may stand in several rows, once for each of its keys. All rows of a rule, key and tile must be in one part; which
/// of them share a part is of no matter.
pub struct BlockRows {
    pub(super) table: Table,
    /// Records of the first table; those of the second follow.
    pub(super) first: usize,
    /// In order.
    keys: Vec<RowKey>,
}

/// Rule, key, tile and record.
type RowKey = (u8, u64, u32, u32);

impl std::fmt::Debug for BlockRows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "BlockRows({} records, {} keys)",
            self.len(),
            self.keys.len()
        )
    }
}

impl BlockRows {
    /// The rows of a builder with their keys; [`BlockKey::row`] is the row in the builder. Rows without an id are passed over.
    ///
    /// # Errors
    ///
    /// As [`TableBuilder::build`]; [`Error::DuplicateId`] when a record stands twice under one key, or with other values;
    /// [`Error::InvalidParameter`] for a row that is not there, or of a third table.
    pub fn new(rows: TableBuilder, keys: impl IntoIterator<Item = BlockKey>) -> Result<Self> {
        let id = rows.id_column().to_owned();
        let keys: Vec<BlockKey> = keys.into_iter().collect();
        let mut sides = Vec::new();
        for key in &keys {
            check_side(key.table)?;
            let row = key.row as usize;
            if sides.len() <= row {
                sides.resize(row + 1, 0);
            }
            if let Some(side) = sides.get_mut(row) {
                *side = key.table;
            }
        }
        let Repeated {
            table,
            first,
            of_row,
        } = rows.build_repeated(&sides)?;
        let mut placed = Vec::with_capacity(keys.len());
        for key in &keys {
            match of_row.get(key.row as usize) {
                Some(&MISSING) => {}
                Some(&record) => placed.push(((key.rule, key.key, key.tile, record), key.row)),
                None => return Err(invalid("keys", "a row is not in the table")),
            }
        }
        placed.sort_unstable();
        let again = placed.windows(2).find_map(|two| match two {
            [(a, first), (b, second)] if a == b => Some((*first, *second)),
            _ => None,
        });
        if let Some((first, second)) = again {
            return Err(Error::DuplicateId {
                column: id,
                first: first as usize,
                second: second as usize,
            });
        }
        Ok(Self {
            table,
            first,
            keys: placed.into_iter().map(|(key, _)| key).collect(),
        })
    }

    /// How many records they are of.
    pub fn len(&self) -> usize {
        self.table.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    pub(super) fn id(&self, record: u32) -> RecordId {
        self.table.ids.at(record)
    }

    /// The table of a record, 0 or 1.
    pub(super) fn side(&self, record: u32) -> u8 {
        u8::from(record as usize >= self.first)
    }

    /// The rows in blocks, those that the plan does not leave out and that `wanted` picks by their rule.
    pub(super) fn blocks(
        &self,
        plan: &BlockPlan,
        wanted: impl Fn(u8) -> bool,
    ) -> Result<PartBlocks> {
        if self.first < self.len() {
            plan.check_table(1)?;
        }
        let mut blocks = PartBlocks {
            mode: plan.mode,
            first: self.first as u32,
            blocks: Vec::new(),
            records: Vec::new(),
            ids: Vec::new(),
        };
        for rows in self
            .keys
            .chunk_by(|a, b| (a.0, a.1, a.2) == (b.0, b.1, b.2))
        {
            let Some(&(rule, key, tile, _)) = rows.first() else {
                continue;
            };
            let Some(groups) = plan.tiles(rule, key).filter(|_| wanted(rule)) else {
                continue;
            };
            if groups > 1 && blocks.ids.is_empty() {
                let records = 0..self.len() as u32;
                blocks.ids = records.map(|record| self.table.ids.hash(record)).collect();
            }
            if groups == 1 && tile > 0 {
                return Err(invalid(
                    "plan",
                    "a block is in tiles that the plan does not know: use the one that the keys were made with",
                ));
            }
            let start = blocks.records.len();
            blocks.records.extend(rows.iter().map(|row| row.3));
            blocks.blocks.push(Block {
                rule,
                key,
                tile,
                groups,
                records: start..blocks.records.len(),
            });
        }
        Ok(blocks)
    }
}

/// The blocks of a part.
pub(super) struct PartBlocks {
    mode: Mode,
    first: u32,
    blocks: Vec<Block>,
    records: Vec<u32>,
    /// The hash of each record's id, where a block is in tiles.
    ids: Vec<u64>,
}

/// A block, or a tile of one.
pub(super) struct Block {
    pub(super) rule: u8,
    pub(super) key: u64,
    tile: u32,
    groups: u32,
    records: Range<usize>,
}

impl PartBlocks {
    /// The work in parts, between two looks at a [`Control`](crate::Control).
    pub(super) fn units(&self) -> Vec<Unit> {
        units(self.blocks.iter().map(|block| block.records.len()))
    }

    /// That the blocks are as the plan and the values of the records say, and `has_key` of a record, a rule and a key. Gives
    /// the pairs that are looked through.
    pub(super) fn check(
        &self,
        plan: &BlockPlan,
        has_key: impl Fn(u32, u8, u64) -> bool,
    ) -> Result<u64> {
        let mut total = 0_u64;
        for block in &self.blocks {
            let records = &self.records[block.records.clone()];
            let left = records.partition_point(|record| *record < self.first) as u64;
            let right = records.len() as u64 - left;
            let fate = plan.fate(block.rule, left, right);
            if block.groups == 1 && matches!(fate, Fate::Common | Fate::Refused) {
                return Err(invalid(
                    "plan",
                    "a block is larger than it allows: make it from the sizes of all records",
                ));
            }
            if !records
                .iter()
                .all(|record| has_key(*record, block.rule, block.key))
            {
                return Err(invalid(
                    "rows",
                    "a key is not that of the record: make the keys with the settings of the model",
                ));
            }
            total = total.saturating_add(pairs_within(self.mode, left, right));
        }
        Ok(total)
    }

    /// Hands every pair of a unit to `emit` with its block, lower record first.
    pub(super) fn each_pair(&self, unit: &Unit, mut emit: impl FnMut(&Block, u32, u32)) {
        for block in &self.blocks[unit.blocks.clone()] {
            let records = &self.records[block.records.clone()];
            let how = (self.mode, self.first);
            each_pair_of(records, how, &unit.records, |a, b| {
                if block.groups > 1 {
                    let group = |record: u32| tile_of(self.ids[record as usize], block.groups);
                    if tile_number(group(a), group(b)) != block.tile {
                        return;
                    }
                }
                emit(block, a, b);
            });
        }
    }
}

/// The keys of each record under each rule whose block is not left out, made anew from its values.
pub(super) struct OwnKeys {
    keys: Vec<u64>,
    /// Where the keys of each record and rule end.
    ends: Vec<usize>,
    rules: usize,
    /// The number of the first rule.
    from: u8,
}

impl OwnKeys {
    /// `from` is the number of the first of the rules.
    pub(super) fn new(
        columns: &[FormColumn],
        rules: &[BlockingRule],
        from: u8,
        plan: &BlockPlan,
        records: usize,
    ) -> Result<Self> {
        let makers: Vec<RuleKeys<'_>> = rules
            .iter()
            .map(|rule| RuleKeys::new(columns, rule))
            .collect::<Result<_>>()?;
        let mut all = Self {
            keys: Vec::new(),
            ends: Vec::with_capacity(records * rules.len()),
            rules: rules.len(),
            from,
        };
        let mut own = Vec::new();
        for record in 0..records as u32 {
            for (number, maker) in (from..).zip(&makers) {
                maker.of(record, &mut own)?;
                let kept = own.iter().filter(|key| plan.tiles(number, **key).is_some());
                all.keys.extend(kept);
                all.ends.push(all.keys.len());
            }
        }
        Ok(all)
    }

    /// In ascending order.
    #[inline]
    fn of(&self, record: u32, rule: usize) -> &[u64] {
        let at = record as usize * self.rules + rule;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.keys[start..self.ends[at]]
    }

    /// Whether a record has a key under a rule.
    pub(super) fn has(&self, record: u32, rule: u8, key: u64) -> bool {
        self.of(record, usize::from(rule - self.from))
            .contains(&key)
    }

    /// Whether a rule and key are the least of those that two records share.
    #[inline]
    pub(super) fn is_least(&self, rule: u8, key: u64, a: u32, b: u32) -> bool {
        let rule = usize::from(rule - self.from);
        (0..rule).all(|lower| self.least(lower, a, b).is_none())
            && self.least(rule, a, b) == Some(key)
    }

    /// Whether a key is the least of a rule that two records share.
    #[inline]
    pub(super) fn is_least_of_rule(&self, rule: u8, key: u64, a: u32, b: u32) -> bool {
        self.least(usize::from(rule - self.from), a, b) == Some(key)
    }

    /// The least key of a rule that two records share.
    #[inline]
    fn least(&self, rule: usize, a: u32, b: u32) -> Option<u64> {
        let (x, y) = (self.of(a, rule), self.of(b, rule));
        match (x, y) {
            ([x], [y]) => (x == y).then_some(*x),
            _ => x.iter().find(|key| y.contains(key)).copied(),
        }
    }
}

use super::{
    super::{
        blocking::RuleKeys,
        forms::FormColumn,
        ids::RecordId,
        settings::{BlockingRule, Settings},
        table::Table,
    },
    check_side, numbered,
    plan::{BlockPlan, tile_number, tile_of},
    strict_rules,
};
use crate::{Control, Result, control::checkpoint};

/// One key of one record: records that have one in common, under one rule, are compared.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct BlockKey {
    /// The row of the record in its batch, from 0.
    pub row: u32,
    /// The table of the record, 0 or 1.
    pub table: u8,
    /// The number of the blocking rule, from 0. From 100 on it is a strict rule of a prior that is counted, for training.
    pub rule: u8,
    /// The key: FNV-1a hashes of the parts, combined by the finaliser of `SplitMix64`; the same in every process, on every
    /// machine and in every version.
    pub key: u64,
    /// The tile of the block, 0 where it is whole.
    pub tile: u32,
}

/// The keys of the records of a table.
pub struct BlockKeys<'a> {
    pub(super) source: &'a Table,
    /// The record of each key.
    pub(super) records: Vec<u32>,
    keys: Vec<BlockKey>,
}

impl std::fmt::Debug for BlockKeys<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BlockKeys({} keys)", self.keys.len())
    }
}

/// The keys of each record of a table under each rule: none where a part of it is missing, several where it has several
/// values.
///
/// `side` is the number of the table, 0 or 1. Without a plan the keys are those to be counted into a [`BlockSizes`](super::BlockSizes). With one
/// they are those to bring records together by: blocks that are left out have none, and a record of a block that is cut into
/// tiles has one row for each tile that it is in.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) when the plan is of other rules or tables,
/// [`Error::MissingColumn`](crate::Error::MissingColumn) when the table was built for other settings,
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded) for a record of more than 4,096 keys under one rule,
/// [`Error::Cancelled`](crate::Error::Cancelled).
///
/// ```
/// use caselink::{NoControl, linkage::{Settings, TableBuilder, block_keys}, records::Limits};
///
/// let settings = Settings::from_json(r#"{
///     "id": "id",
///     "comparisons": [{"kind": "name", "column": "surname"}],
///     "blocking": [[{"column": "surname"}], [{"column": "surname", "form": "initial"}]]
/// }"#)?;
/// let mut table = TableBuilder::new(&settings, Limits::default())?;
/// table.integers("id", [Some(7), Some(3), Some(9)])?;
/// table.texts("surname", [Some("Painter"), None, Some("painter")])?;
/// let table = table.build()?;
/// let keys = block_keys(&table, 0, &settings, None, &NoControl)?;
/// let rows: Vec<(u32, u8)> = keys.as_slice().iter().map(|key| (key.row, key.rule)).collect();
/// assert_eq!(rows, [(0, 0), (2, 0), (0, 1), (2, 1)]);
/// assert_eq!(keys.as_slice()[0].key, keys.as_slice()[1].key);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn block_keys<'a>(
    table: &'a Table,
    side: u8,
    settings: &Settings,
    plan: Option<&BlockPlan>,
    control: &dyn Control,
) -> Result<BlockKeys<'a>> {
    check_side(side)?;
    let strict: &[_] = match plan {
        None => strict_rules(settings),
        Some(plan) => {
            plan.check(settings, side)?;
            &[]
        }
    };
    let columns = FormColumn::all(settings, std::slice::from_ref(table), control)?;
    let mut out = BlockKeys::new(table);
    add_block_keys(&mut out, &columns, (side, settings, strict), plan, control)?;
    Ok(out)
}

/// Adds the keys of the blocking rules, and of strict rules.
pub(super) fn add_block_keys(
    out: &mut BlockKeys<'_>,
    columns: &[FormColumn],
    (side, settings, strict): (u8, &Settings, &[BlockingRule]),
    plan: Option<&BlockPlan>,
    control: &dyn Control,
) -> Result<()> {
    let total = (settings.blocking.len() + strict.len()) as u64;
    for (done, (number, rule)) in (0..).zip(numbered(&settings.blocking, strict)) {
        checkpoint(control, done, total)?;
        let keys = RuleKeys::new(columns, rule)?;
        let mut own = Vec::new();
        for record in 0..out.source.len() as u32 {
            keys.of(record, &mut own)?;
            for &key in &own {
                out.add(record, (side, number, key), plan);
            }
        }
    }
    Ok(())
}

impl<'a> BlockKeys<'a> {
    pub(super) const fn new(source: &'a Table) -> Self {
        Self {
            source,
            records: Vec::new(),
            keys: Vec::new(),
        }
    }

    /// Adds a key of a record, as often as its plan wants it.
    pub(super) fn add(
        &mut self,
        record: u32,
        (table, rule, key): (u8, u8, u64),
        plan: Option<&BlockPlan>,
    ) {
        let tiles = plan.map_or(Some(1), |plan| plan.tiles(rule, key));
        let Some(tiles) = tiles else {
            return;
        };
        let own = tile_of(self.source.ids.hash(record), tiles);
        for other in 0..tiles {
            let Some(row) = self.source.rows.get(record as usize) else {
                return;
            };
            self.records.push(record);
            self.keys.push(BlockKey {
                row: *row,
                table,
                rule,
                key,
                tile: tile_number(own, other),
            });
        }
    }

    /// The keys, by rule, in the order of the records' ids.
    pub fn as_slice(&self) -> &[BlockKey] {
        &self.keys
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The id of the record that has the key at a place.
    pub fn id(&self, place: usize) -> Option<RecordId> {
        let record = self.records.get(place)?;
        Some(self.source.ids.at(*record))
    }
}

use serde::{Deserialize, Serialize};

use super::{
    super::{
        blocking::{CommonBlocks, Fate, PairEstimate, RefusedBlock, pairs_within},
        envelope::{self, Refusal},
        prepared::Mode,
        settings::{BlockingRule, Settings},
    },
    STRICT, numbered,
    sizes::BlockSizes,
    strict_rules,
};
use crate::{Error, Result, hash, json, records::Limits};

/// Which blocks are left out and which are cut into tiles: what all parts of a linkage must know of the whole.
///
/// It is small: a line for each block that is not compared in one piece. Its bytes go to every process.
///
/// ```
/// use caselink::{linkage::{BlockPlan, BlockSize, BlockSizes, Mode, Settings}, records::Limits};
///
/// # let settings = Settings::from_json(r#"{"id": "id", "comparisons": [{"kind": "name", "column": "surname"}],
/// #     "blocking": [[{"column": "surname"}]]}"#)?;
/// let mut sizes = BlockSizes::default();
/// sizes.add(BlockSize { rule: 0, key: 17, left: 6_000, right: 0 });
/// sizes.add(BlockSize { rule: 0, key: 18, left: 4_000, right: 0 });
/// let plan = BlockPlan::new(&sizes, Mode::Dedupe, &settings, Some(1_000), &Limits::default())?;
/// assert_eq!(plan.estimate().refused[0].records, 6_000);      // above the limit of 5,000
/// assert_eq!(plan.estimate().pairs, 4_000 * 3_999 / 2);
/// assert_eq!(plan.tiled_blocks(), 1);
/// assert_eq!(BlockPlan::from_bytes(&plan.to_bytes())?, plan);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BlockPlan {
    pub(super) mode: Mode,
    blocking: Vec<BlockingRule>,
    strict: Vec<BlockingRule>,
    /// Records of the largest block that is compared.
    block_rows: u64,
    /// Pairs in the blocks of each rule, blocking rules first.
    pairs: Vec<u64>,
    /// In order of rule and key.
    left_out: Vec<LeftOut>,
    /// In order of rule and key.
    tiled: Vec<Tiled>,
}

/// A block that makes no pair.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LeftOut {
    rule: u8,
    key: u64,
    records: u64,
    pairs: u64,
    /// Whether its value is too common for its rule, and not the block too large.
    common: bool,
}

/// A block in tiles.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tiled {
    rule: u8,
    key: u64,
    /// Groups that its records are parted into.
    groups: u32,
}

const WORD: [u8; 8] = *b"CASEPLAN";
const VERSION: u32 = 1;

/// The most groups of one block: the number of a tile fits 31 bits.
const MOST_GROUPS: u64 = 32_768;

/// Parts records into groups otherwise than any key does.
const TILE_SEED: u64 = 0x7469_6C65;

/// The group of a record, by the hash of its id.
pub(super) fn tile_of(id: u64, groups: u32) -> u32 {
    (hash::combine(TILE_SEED, id) % u64::from(groups.max(1))) as u32
}

/// The number of the tile in which the pairs between two groups are: 0 for (0, 0), 1 for (0, 1), 2 for (1, 1), 3 for (0, 2).
pub(super) const fn tile_number(a: u32, b: u32) -> u32 {
    let (least, most) = if a < b { (a, b) } else { (b, a) };
    (most as u64 * (most as u64 + 1) / 2) as u32 + least
}

impl BlockPlan {
    /// The plan for blocks of these sizes, by the rules of the settings and `limits.block_rows`.
    ///
    /// A block of more than `tile_rows` records is cut into tiles of about so many records. The sizes must be whole: all
    /// records that have a key are counted. Where they are too many for one process, make a plan of each part of the
    /// keys and [`merge`](Self::merge) them.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] when there are more pairs than `limits.pairs`; [`Error::InvalidParameter`] for sizes of a rule
    /// that the settings do not have, of a second table where the mode has one, or a `tile_rows` below 2.
    pub fn new(
        sizes: &BlockSizes,
        mode: Mode,
        settings: &Settings,
        tile_rows: Option<u64>,
        limits: &Limits,
    ) -> Result<Self> {
        settings.validate()?;
        if tile_rows.is_some_and(|rows| rows < 2) {
            return Err(invalid("tile_rows", "must be 2 or more"));
        }
        let strict = strict_rules(settings);
        let mut plan = Self {
            mode,
            blocking: settings.blocking.clone(),
            strict: strict.to_vec(),
            block_rows: limits.block_rows,
            pairs: vec![0; settings.blocking.len() + strict.len()],
            left_out: Vec::new(),
            tiled: Vec::new(),
        };
        for size in sizes.to_vec() {
            let (place, rule) = plan.rule(size.rule).ok_or_else(|| {
                invalid(
                    "sizes",
                    "a rule is not one of the settings: make the keys with the same settings",
                )
            })?;
            if mode == Mode::Dedupe && size.right > 0 {
                return Err(invalid(
                    "sizes",
                    "records of a second table in the mode \"dedupe\"",
                ));
            }
            let records = size.left.saturating_add(size.right);
            let pairs = pairs_within(mode, size.left, size.right);
            match Fate::of(pairs, records, rule, limits.block_rows) {
                Fate::Empty => {}
                fate @ (Fate::Common | Fate::Refused) => plan.left_out.push(LeftOut {
                    rule: size.rule,
                    key: size.key,
                    records,
                    pairs,
                    common: fate == Fate::Common,
                }),
                Fate::Compared => {
                    if let Some(sum) = plan.pairs.get_mut(place) {
                        *sum = sum.saturating_add(pairs);
                    }
                    if let Some(rows) = tile_rows.filter(|rows| records > *rows) {
                        // a tile holds two groups
                        let groups = (2 * records).div_ceil(rows).min(MOST_GROUPS) as u32;
                        plan.tiled.push(Tiled {
                            rule: size.rule,
                            key: size.key,
                            groups,
                        });
                    }
                }
            }
        }
        limits.check_pairs(plan.estimate().pairs)?;
        Ok(plan)
    }

    /// The plan of all keys, from those of parts of the keys.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for no plan, plans of other rules, tables or limits, or where one block stands in two:
    /// its sizes were not added up.
    pub fn merge<'a>(plans: impl IntoIterator<Item = &'a Self>) -> Result<Self> {
        let mut plans = plans.into_iter();
        let mut all = plans
            .next()
            .ok_or_else(|| invalid("plans", "at least one is needed"))?
            .clone();
        for plan in plans {
            let same = (plan.mode, plan.block_rows) == (all.mode, all.block_rows)
                && plan.blocking == all.blocking
                && plan.strict == all.strict;
            if !same {
                return Err(invalid(
                    "plans",
                    "they are of other rules, tables or limits",
                ));
            }
            for (sum, pairs) in all.pairs.iter_mut().zip(&plan.pairs) {
                *sum = sum.saturating_add(*pairs);
            }
            all.left_out.extend_from_slice(&plan.left_out);
            all.tiled.extend_from_slice(&plan.tiled);
        }
        all.left_out
            .sort_unstable_by_key(|block| (block.rule, block.key));
        all.tiled
            .sort_unstable_by_key(|block| (block.rule, block.key));
        if !all.is_in_order() {
            return Err(invalid(
                "plans",
                "a block stands in two: add up the sizes of each key first",
            ));
        }
        Ok(all)
    }

    /// Whether each block stands once, in order.
    fn is_in_order(&self) -> bool {
        let left_out = self.left_out.iter().map(|block| (block.rule, block.key));
        let tiled = self.tiled.iter().map(|block| (block.rule, block.key));
        left_out.is_sorted_by(|a, b| a < b) && tiled.is_sorted_by(|a, b| a < b)
    }

    /// The place of a rule among all, and the rule.
    fn rule(&self, number: u8) -> Option<(usize, &BlockingRule)> {
        let rules = numbered(&self.blocking, &self.strict);
        rules
            .enumerate()
            .find(|(_, (known, _))| *known == number)
            .map(|(place, (_, rule))| (place, rule))
    }

    /// How many pairs the blocking rules make, and what is left out: what
    /// [`Prepared::estimate`](super::super::Prepared::estimate) says of the whole.
    pub fn estimate(&self) -> PairEstimate {
        let pairs_by_rule: Vec<u64> = self
            .pairs
            .iter()
            .take(self.blocking.len())
            .copied()
            .collect();
        let left_out = || self.left_out.iter().filter(|block| block.rule < STRICT);
        let mut common: Vec<CommonBlocks> = Vec::new();
        for block in left_out().filter(|block| block.common) {
            if common.last().is_none_or(|last| last.rule != block.rule) {
                common.push(CommonBlocks {
                    rule: block.rule,
                    blocks: 0,
                    pairs: 0,
                });
            }
            if let Some(last) = common.last_mut() {
                last.blocks += 1;
                last.pairs = last.pairs.saturating_add(block.pairs);
            }
        }
        let refused = left_out().filter(|block| !block.common);
        PairEstimate {
            pairs: pairs_by_rule
                .iter()
                .fold(0, |sum, pairs| sum.saturating_add(*pairs)),
            pairs_by_rule,
            refused: refused
                .map(|block| RefusedBlock {
                    rule: block.rule,
                    records: block.records,
                    pairs: block.pairs,
                })
                .collect(),
            common,
        }
    }

    /// Which pairs of records are candidates.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// How many blocks are cut into tiles.
    pub const fn tiled_blocks(&self) -> usize {
        self.tiled.len()
    }

    /// Pairs in the blocks of each rule, blocking rules first.
    pub(super) fn pairs_by_rule(&self) -> impl Iterator<Item = u64> + '_ {
        self.pairs.iter().copied()
    }

    /// The groups that a block is parted into, 1 where it is whole; `None` where it is left out.
    pub(super) fn tiles(&self, rule: u8, key: u64) -> Option<u32> {
        let left_out = &self.left_out;
        if left_out
            .binary_search_by_key(&(rule, key), |block| (block.rule, block.key))
            .is_ok()
        {
            return None;
        }
        let place = self
            .tiled
            .binary_search_by_key(&(rule, key), |block| (block.rule, block.key));
        let tiled = place.ok().and_then(|place| self.tiled.get(place));
        Some(tiled.map_or(1, |block| block.groups))
    }

    /// What becomes of a block of so many records of each table, by the rules and limits of the plan.
    pub(super) fn fate(&self, number: u8, left: u64, right: u64) -> Fate {
        let pairs = pairs_within(self.mode, left, right);
        self.rule(number).map_or(Fate::Empty, |(_, rule)| {
            Fate::of(pairs, left + right, rule, self.block_rows)
        })
    }

    /// That it is a plan for these settings, and has such a table.
    pub(super) fn check(&self, settings: &Settings, table: u8) -> Result<()> {
        if self.blocking != settings.blocking || self.strict != strict_rules(settings) {
            return Err(invalid(
                "plan",
                "it was made for other blocking rules: make it with the same settings",
            ));
        }
        self.check_table(table)
    }

    /// That its mode has such a table.
    pub(super) fn check_table(&self, table: u8) -> Result<()> {
        if self.mode == Mode::Dedupe && table > 0 {
            return Err(invalid(
                "table",
                "must be 0 in the mode \"dedupe\", which takes one table",
            ));
        }
        Ok(())
    }

    /// Small versioned bytes: the word `CASEPLAN`, the format version (4 bytes, little endian), the FNV-1a hash of the
    /// rest (8 bytes), compact JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        envelope::wrap(WORD, VERSION, &serde_json::to_vec(self).unwrap_or_default())
    }

    /// Reads [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    ///
    /// [`Error::CorruptSnapshot`] for bytes of a newer version, or any damaged or missing byte.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let text = envelope::open(WORD, VERSION, bytes).map_err(|refusal| refused(&refusal))?;
        let plan: Self =
            json::read_text(text).map_err(|reason| Error::CorruptSnapshot { reason })?;
        let rules = plan.blocking.len() + plan.strict.len();
        let groups = 1..=MOST_GROUPS as u32;
        let is_whole = plan
            .tiled
            .iter()
            .all(|block| groups.contains(&block.groups));
        if plan.pairs.len() != rules || !plan.is_in_order() || !is_whole {
            return Err(Error::CorruptSnapshot {
                reason: "it does not hold together".to_owned(),
            });
        }
        Ok(plan)
    }
}

/// Why bytes of this module cannot be read.
pub(super) fn refused(refusal: &Refusal) -> Error {
    let reason = match refusal {
        Refusal::Version(found) => format!(
            "it has format version {found}, this library reads up to {VERSION}: update caselink"
        ),
        Refusal::Damaged(reason) => (*reason).to_owned(),
    };
    Error::CorruptSnapshot { reason }
}

pub(super) fn invalid(name: &'static str, reason: &str) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::tile_number;

    #[test]
    fn each_pair_of_groups_has_a_tile_of_its_own() {
        let tiles: Vec<u32> = (0..40)
            .flat_map(|b| (0..=b).map(move |a| tile_number(a, b)))
            .collect();
        assert_eq!(tiles, (0..40 * 41 / 2).collect::<Vec<_>>());
        assert_eq!(tile_number(7, 3), tile_number(3, 7));
    }
}

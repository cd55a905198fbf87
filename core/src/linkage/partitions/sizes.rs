use rustc_hash::FxHashMap;

use super::keys::BlockKeys;
use crate::{Error, Result};

/// How many records have a key.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct BlockSize {
    /// The number of the rule.
    pub rule: u8,
    /// The key.
    pub key: u64,
    /// Records of the first table.
    pub left: u64,
    /// Records of the second table.
    pub right: u64,
}

/// How many records have each key: counts that are added up, over batches and over processes, in any order.
///
/// ```
/// use caselink::linkage::{BlockSize, BlockSizes};
///
/// let of_one_batch = BlockSize { rule: 0, key: 17, left: 2, right: 0 };
/// let of_another = BlockSize { rule: 0, key: 17, left: 1, right: 4 };
/// let mut sizes = BlockSizes::default();
/// sizes.add(of_one_batch);
/// sizes.add(of_another);
/// assert_eq!(sizes.to_vec(), [BlockSize { rule: 0, key: 17, left: 3, right: 4 }]);
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct BlockSizes(FxHashMap<(u8, u64), [u64; 2]>);

impl BlockSizes {
    /// Counts the keys of a batch.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for keys that were made with a plan, in which a record stands once for each tile.
    pub fn add_keys(&mut self, keys: &BlockKeys<'_>) -> Result<()> {
        for key in keys.as_slice() {
            self.add_key((key.table, key.rule, key.key), key.tile)?;
        }
        Ok(())
    }

    pub(super) fn add_key(&mut self, (table, rule, key): (u8, u8, u64), tile: u32) -> Result<()> {
        if tile > 0 {
            return Err(Error::InvalidParameter {
                name: "keys",
                reason: "must be made without a plan: with one a record stands in several tiles"
                    .to_owned(),
            });
        }
        let one = u64::from(table == 0);
        self.add(BlockSize {
            rule,
            key,
            left: one,
            right: 1 - one,
        });
        Ok(())
    }

    /// Adds a count.
    pub fn add(&mut self, size: BlockSize) {
        let [left, right] = self.0.entry((size.rule, size.key)).or_default();
        *left = left.saturating_add(size.left);
        *right = right.saturating_add(size.right);
    }

    /// Adds the counts of another part of the records.
    pub fn merge(&mut self, other: &Self) {
        for size in other.to_vec() {
            self.add(size);
        }
    }

    /// The counts, in order of rule and key.
    pub fn to_vec(&self) -> Vec<BlockSize> {
        let counts = self.0.iter();
        let mut all: Vec<BlockSize> = counts
            .map(|(&(rule, key), &[left, right])| BlockSize {
                rule,
                key,
                left,
                right,
            })
            .collect();
        all.sort_unstable();
        all
    }
}

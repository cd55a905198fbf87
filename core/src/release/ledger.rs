use crate::{Error, Result};

use super::TreeHash;

/// An append-only list of entries, kept as hashes.
///
/// The entries themselves stay with the host; so do the hashes between runs
/// ([`leaf_hashes`](Self::leaf_hashes), [`from_leaf_hashes`](Self::from_leaf_hashes)). Appending costs two
/// hashes on average, a proof a few dozen, and memory is 64 bytes an entry.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// For each height the roots of all complete subtrees of 2^height entries; height 0 are the entries.
    levels: Vec<Vec<TreeHash>>,
}

impl Ledger {
    /// Adds an entry and gives its index, from 0.
    ///
    /// The bytes must be the same whenever the entry is verified: write them in one canonical way.
    pub fn append(&mut self, entry: &[u8]) -> u64 {
        self.push(TreeHash::of_leaf(entry))
    }

    /// The ledger with these hashes of entries.
    pub fn from_leaf_hashes(hashes: impl IntoIterator<Item = TreeHash>) -> Self {
        let mut ledger = Self::default();
        for hash in hashes {
            ledger.push(hash);
        }
        ledger
    }

    /// The hash of each entry.
    pub fn leaf_hashes(&self) -> &[TreeHash] {
        self.levels.first().map_or(&[], Vec::as_slice)
    }

    fn push(&mut self, mut hash: TreeHash) -> u64 {
        let index = self.len();
        for height in 0.. {
            if self.levels.len() == height {
                self.levels.push(Vec::new());
            }
            let level = &mut self.levels[height];
            level.push(hash);
            // the second of two makes the subtree above complete
            match level.as_slice() {
                [.., left, right] if level.len().is_multiple_of(2) => {
                    hash = TreeHash::of_node(left, right);
                }
                _ => break,
            }
        }
        index
    }

    /// How many entries there are.
    pub fn len(&self) -> u64 {
        self.leaf_hashes().len() as u64
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The root over all entries.
    pub fn root(&self) -> TreeHash {
        self.subtree(0, self.len())
    }

    /// The root as it was when there were `size` entries.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when there never were so many.
    pub fn root_at(&self, size: u64) -> Result<TreeHash> {
        self.known(size)?;
        Ok(self.subtree(0, size))
    }

    /// The proof that the entry `index` is in the ledger of `size` entries
    /// ([`verify_inclusion`](super::verify_inclusion)).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] unless `index` is below `size`, and `size` not above the number of
    /// entries.
    pub fn inclusion_proof(&self, index: u64, size: u64) -> Result<Vec<TreeHash>> {
        self.known(size)?;
        if index >= size {
            return Err(Error::InvalidParameter {
                name: "index",
                reason: "must be below the size".to_owned(),
            });
        }
        let (mut start, mut end) = (0, size);
        let mut proof = Vec::new();
        while end - start > 1 {
            let middle = start + left_half(end - start);
            if index < middle {
                proof.push(self.subtree(middle, end));
                end = middle;
            } else {
                proof.push(self.subtree(start, middle));
                start = middle;
            }
        }
        proof.reverse();
        Ok(proof)
    }

    /// The proof that the ledger of `second` entries extends that of `first`
    /// ([`verify_consistency`](super::verify_consistency)).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] unless `first` is above 0 and not above `second`, and `second` not above
    /// the number of entries.
    pub fn consistency_proof(&self, first: u64, second: u64) -> Result<Vec<TreeHash>> {
        self.known(second)?;
        if first == 0 || first > second {
            return Err(Error::InvalidParameter {
                name: "first",
                reason: "must be above 0 and not above the second size".to_owned(),
            });
        }
        let (mut start, mut end) = (0, second);
        let mut proof = Vec::new();
        // the verifier knows the first root itself, as long as the way goes left
        let mut is_known = true;
        while first != end {
            let middle = start + left_half(end - start);
            if first <= middle {
                proof.push(self.subtree(middle, end));
                end = middle;
            } else {
                proof.push(self.subtree(start, middle));
                start = middle;
                is_known = false;
            }
        }
        if !is_known {
            proof.push(self.subtree(start, end));
        }
        proof.reverse();
        Ok(proof)
    }

    fn known(&self, size: u64) -> Result<()> {
        if size <= self.len() {
            return Ok(());
        }
        Err(Error::InvalidParameter {
            name: "size",
            reason: format!("there are {} entries", self.len()),
        })
    }

    /// The root over the entries from `start` to before `end`.
    fn subtree(&self, start: u64, end: u64) -> TreeHash {
        // the complete subtrees of the range, from the right
        let (mut rest, mut hash) = (end, None);
        while rest > start {
            let height = (rest - start).trailing_zeros();
            let left = rest - (1 << height);
            let complete = self.levels[height as usize][(left >> height) as usize];
            hash = Some(hash.map_or(complete, |right| TreeHash::of_node(&complete, &right)));
            rest = left;
        }
        hash.unwrap_or_else(TreeHash::of_nothing)
    }
}

/// How many of the entries stand in the left half of the tree: the largest power of two below their
/// number, which is at least 2.
fn left_half(entries: u64) -> u64 {
    1 << (entries - 1).ilog2()
}

use std::{fmt, str::FromStr};

use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// A SHA-256 hash of the ledger's tree: of an entry, of a subtree, or the root. Written as 64 hex digits.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TreeHash([u8; 32]);

impl TreeHash {
    /// The hash with these bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The root of a ledger without entries.
    pub(super) fn of_nothing() -> Self {
        Self(Sha256::digest([]).into())
    }

    /// The hash of an entry. The byte in front keeps entries and inner nodes apart, so that nobody can
    /// pass one off as the other.
    pub(super) fn of_leaf(entry: &[u8]) -> Self {
        let hash = Sha256::new().chain_update([0]).chain_update(entry);
        Self(hash.finalize().into())
    }

    /// The hash of two subtrees side by side.
    pub(super) fn of_node(left: &Self, right: &Self) -> Self {
        let hash = Sha256::new().chain_update([1]);
        let hash = hash.chain_update(left.0).chain_update(right.0);
        Self(hash.finalize().into())
    }
}

impl fmt::Display for TreeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for TreeHash {
    type Err = Error;

    /// Reads 64 hex digits.
    fn from_str(text: &str) -> Result<Self> {
        let invalid = || Error::InvalidParameter {
            name: "hash",
            reason: "must be 64 hex digits".to_owned(),
        };
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(invalid());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            for digit in pair {
                let digit = char::from(*digit).to_digit(16).ok_or_else(invalid)?;
                *byte = *byte << 4 | digit as u8;
            }
        }
        Ok(Self(bytes))
    }
}

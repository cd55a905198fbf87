//! A perceptual hash of 256 bits.

use std::fmt;

use super::digests::from_hex;
use crate::{Error, Result};

/// A 256-bit perceptual hash, such as PDQ: only bits that differ are counted, so any order of bytes will do.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Hash256(pub(super) [u64; 4]);

impl Hash256 {
    /// A hash of its 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        let (words, _) = bytes.as_chunks::<8>();
        let mut hash = [0; 4];
        for (to, from) in hash.iter_mut().zip(words) {
            *to = u64::from_be_bytes(*from);
        }
        Self(hash)
    }

    /// A hash written as 64 hex digits, in either case.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for anything else: a text of another length is no such hash.
    pub fn from_hex(text: &str) -> Result<Self> {
        from_hex(text).map(Self::new).ok_or_else(not_hex)
    }

    /// Its 32 bytes.
    pub fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        let (words, _) = bytes.as_chunks_mut::<8>();
        for (to, from) in words.iter_mut().zip(self.0) {
            *to = from.to_be_bytes();
        }
        bytes
    }

    /// How many of the 256 bits differ.
    pub fn distance(self, other: Self) -> u32 {
        self.0
            .iter()
            .zip(other.0)
            .map(|(a, b)| (a ^ b).count_ones())
            .sum()
    }
}

fn not_hex() -> Error {
    Error::InvalidParameter {
        name: "hash",
        reason: "must be 64 hex digits".to_owned(),
    }
}

/// 64 hex digits. A hash leads to a file, so it does not stand in logs by accident: `Debug` hides it.
impl fmt::Display for Hash256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl fmt::Debug for Hash256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_64_digits_of_either_case() {
        let hash = Hash256::from_hex(&"0123456789aBcDeF".repeat(4)).unwrap();
        assert_eq!(hash.to_string(), "0123456789abcdef".repeat(4));
        assert_eq!(Hash256::new(hash.to_bytes()), hash);
        for wrong in [
            "",
            "0",
            &"0".repeat(63),
            &"0".repeat(65),
            &"0".repeat(32),
            &"g".repeat(64),
            &"é".repeat(32),
        ] {
            assert!(Hash256::from_hex(wrong).is_err(), "{wrong}");
        }
    }
}

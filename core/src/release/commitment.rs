use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::TreeHash;

/// A stand-in for a personal value in a ledger entry: HMAC-SHA-256 of the value under a key.
///
/// Who has the key can show that the entry is about this value; who has not cannot even guess, as long as
/// the key is random and at least 32 bytes long. Use a key for each record and keep it with the record:
/// when the record must be erased, destroy the key, and the ledger stays whole while the entry says
/// nothing any more.
///
/// Source: RFC 2104, with test cases in RFC 4231.
///
/// ```
/// use caselink::release::commitment;
///
/// let key = [7; 32];
/// assert_eq!(commitment(&key, "Jane Roe"), commitment(&key, "Jane Roe"));
/// assert_ne!(commitment(&key, "Jane Roe"), commitment(&[8; 32], "Jane Roe"));
/// ```
pub fn commitment(key: &[u8], value: &str) -> TreeHash {
    // a key of any length is taken: a long one is hashed, a short one padded
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else {
        unreachable!("HMAC takes a key of any length")
    };
    TreeHash::from_bytes(mac.chain_update(value).finalize().into_bytes().into())
}

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::{TreeHash, request::check_key};
use crate::Result;

/// A stand-in for a personal value in a ledger entry: HMAC-SHA-256 of the value under a key of at least 32 bytes.
///
/// Who has the key can show that the entry is about this value; who has not cannot even guess, as long as
/// the key is random. Use a key for each record and keep it with the record:
/// when the record must be erased, destroy the key, and the ledger stays whole while the entry says
/// nothing any more.
///
/// Source: RFC 2104, with test cases in RFC 4231.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a key of fewer than 32 bytes: who has the ledger
/// could try out short keys, and words that serve as keys.
///
/// ```
/// use caselink::release::commitment;
///
/// let key = [7; 32];
/// assert_eq!(commitment(&key, "Jane Roe")?, commitment(&key, "Jane Roe")?);
/// assert_ne!(commitment(&key, "Jane Roe")?, commitment(&[8; 32], "Jane Roe")?);
/// assert!(commitment(b"a word", "Jane Roe").is_err());
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn commitment(key: &[u8], value: &str) -> Result<TreeHash> {
    check_key(key)?;
    Ok(hmac(key, value))
}

/// HMAC-SHA-256 under a key whose length was seen to.
pub(super) fn hmac(key: &[u8], value: &str) -> TreeHash {
    // a key of any length is taken: a long one is hashed, a short one padded
    let Ok(mac) = Hmac::<Sha256>::new_from_slice(key) else {
        unreachable!("HMAC takes a key of any length")
    };
    TreeHash::from_bytes(mac.chain_update(value).finalize().into_bytes().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test cases 1 and 2 of RFC 4231, whose keys are short.
    #[test]
    fn hmac_is_that_of_the_standard() {
        for (key, value, expected) in [
            (
                &[0x0b; 20][..],
                "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
        ] {
            assert_eq!(hmac(key, value).to_string(), expected);
        }
    }

    #[test]
    fn a_short_key_is_refused() {
        for length in [0, 1, 16, 31] {
            let error = commitment(&vec![7; length], "Jane Roe").unwrap_err();
            assert_eq!(error.code(), "INVALID_PARAMETER");
            assert!(error.to_string().contains("at least 32 bytes"), "{error}");
        }
        assert!(commitment(&[7; 32], "Jane Roe").is_ok());
    }
}

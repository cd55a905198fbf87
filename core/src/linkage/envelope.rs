//! What stands around bytes that are kept: a word, a version of the format, a checksum.

use crate::hash;

const HEADER: usize = 8 + 4 + 8;

/// A word of 8 bytes, the version (4 bytes, little endian), the FNV-1a hash of the rest (8 bytes), the rest.
pub(super) fn wrap(word: [u8; 8], version: u32, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(HEADER + payload.len());
    out.extend_from_slice(&word);
    out.extend_from_slice(&version.to_le_bytes());
    out.extend_from_slice(&hash::bytes(payload).to_le_bytes());
    out.extend_from_slice(payload);
    out
}

/// Why bytes cannot be opened.
pub(super) enum Refusal {
    /// They are of another, maybe newer, version.
    Version(u32),
    /// They are no such bytes, or not as they were written.
    Damaged(&'static str),
}

/// The text within, once the version is one of those known and the checksum fits.
pub(super) fn open(word: [u8; 8], newest: u32, bytes: &[u8]) -> Result<&str, Refusal> {
    let short = Refusal::Damaged("too short for a header");
    let Some((found, rest)) = bytes.split_first_chunk::<8>() else {
        return Err(short);
    };
    if *found != word {
        return Err(Refusal::Damaged("it does not begin as it should"));
    }
    let Some((version, rest)) = rest.split_first_chunk::<4>() else {
        return Err(short);
    };
    let version = u32::from_le_bytes(*version);
    if version == 0 {
        return Err(Refusal::Damaged("the version is missing"));
    }
    if version > newest {
        return Err(Refusal::Version(version));
    }
    let Some((sum, payload)) = rest.split_first_chunk::<8>() else {
        return Err(short);
    };
    if hash::bytes(payload) != u64::from_le_bytes(*sum) {
        return Err(Refusal::Damaged(
            "the checksum does not fit: bytes are missing or changed",
        ));
    }
    std::str::from_utf8(payload).map_err(|_| Refusal::Damaged("the content is not UTF-8"))
}

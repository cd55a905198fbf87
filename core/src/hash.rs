//! The one hash whose values may reach an output: FNV-1a, 64 bits, over UTF-8 bytes, and a mixer.
//!
//! Blocking keys are made from it, so it never changes within a major version.

/// FNV-1a, 64 bits (Fowler, Noll and Vo).
pub(crate) fn bytes(data: &[u8]) -> u64 {
    data.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The hash of a text.
pub(crate) fn text(value: &str) -> u64 {
    bytes(value.as_bytes())
}

/// Combines a running hash with the next part, by the finaliser of `SplitMix64` (Steele et al. 2014).
pub(crate) fn combine(hash: u64, part: u64) -> u64 {
    let mut z = (hash ^ part).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    #[test]
    fn published_values_hold() {
        assert_eq!(super::text(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(super::text("a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(super::text("foobar"), 0x8594_4171_f739_67e8);
        // SplitMix64 with seed 0 begins with this value
        assert_eq!(super::combine(0, 0), 0xe220_a839_7b1d_cdaf);
    }
}

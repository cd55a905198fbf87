//! Comparing with every stored hash: as many of its bits as almost all others fail.

use pulp::Arch;

/// Rows of a block. Its turned bytes take 56 KiB at radius 31, so they stay near the processor for all queries.
pub(super) const BLOCK: usize = 4_096;
/// From so many queries on, a block is turned so that the same byte of all its rows stands together.
pub(super) const WORTH_TURNING: usize = 32;
/// Up to this radius, few random hashes are near in their first 128 bits: one in 20 million at 31, in 10,000 at 40.
const HALF_IS_ENOUGH: u32 = 40;
/// So many standard deviations below the mean distance, few enough random hashes are left: one in 500,000.
const FAR: f64 = 4.6;

/// The work of a scan for each query, in looks into a table: measured, a look costs as much as about 20 rows alone and
/// 40 rows in a batch.
pub(super) fn scan_work(rows: usize, queries: usize) -> f64 {
    rows as f64 / if queries >= WORTH_TURNING { 40.0 } else { 20.0 }
}

/// Whether the first 128 bits differ in at most `radius` bits.
#[inline]
pub(super) fn within(stored: [u64; 2], head: [u64; 2], radius: u32) -> bool {
    (stored[0] ^ head[0]).count_ones() + (stored[1] ^ head[1]).count_ones() <= radius
}

/// The rows that are near in the bits that are compared; few others are among them.
pub(super) fn near_rows(
    heads: &[[u64; 2]],
    tails: &[[u64; 2]],
    hash: [u64; 4],
    radius: u32,
    near: &mut Vec<u32>,
) {
    let [a, b, c, _] = hash;
    near.clear();
    if radius <= HALF_IS_ENOUGH {
        let rows = || {
            (0..)
                .zip(heads)
                .filter(move |(_, head)| within(**head, [a, b], radius))
        };
        Arch::new().dispatch(
            #[inline(always)]
            || near.extend(rows().map(|(at, _)| at)),
        );
    } else {
        let is_near = move |head: [u64; 2], tail: [u64; 2]| {
            let rest = (tail[0] ^ c).count_ones();
            rest <= radius && within(head, [a, b], radius - rest)
        };
        let rows = || (0..).zip(heads.iter().zip(tails));
        Arch::new().dispatch(
            #[inline(always)]
            || {
                near.extend(
                    rows()
                        .filter(|(_, (head, tail))| is_near(**head, **tail))
                        .map(|(at, _)| at),
                );
            },
        );
    }
}

/// How many bytes of a hash are compared so that few random ones are left: those of d bits differ in d/2 on the mean,
/// with a standard deviation of half the root of d.
fn bytes_for(radius: u32) -> usize {
    let is_enough = |bytes: &u32| {
        let bits = f64::from(8 * bytes);
        bits / 2.0 - f64::from(radius) >= FAR * bits.sqrt() / 2.0
    };
    (1..32).find(is_enough).unwrap_or(32) as usize
}

/// Rows turned on their side: for each byte that is compared, that byte of every row. Counting bits runs along the
/// rows then, in registers as wide as the processor has.
pub(super) struct Block {
    rows: usize,
    radius: u32,
    bytes: Vec<[u8; BLOCK]>,
}

impl Block {
    /// An empty block, for searches within a radius.
    pub(super) fn new(radius: u32) -> Self {
        Self {
            rows: 0,
            radius,
            bytes: vec![[0; BLOCK]; bytes_for(radius)],
        }
    }

    pub(super) fn turn(&mut self, heads: &[[u64; 2]], tails: &[[u64; 2]]) {
        self.rows = heads.len().min(BLOCK);
        for (at, (head, tail)) in heads.iter().zip(tails).take(BLOCK).enumerate() {
            let words = head.iter().chain(tail);
            let bytes = words.flat_map(|word| word.to_le_bytes());
            for (line, byte) in self.bytes.iter_mut().zip(bytes) {
                if let Some(place) = line.get_mut(at) {
                    *place = byte;
                }
            }
        }
    }

    /// The rows that are near in the bytes that are compared; few others are among them.
    pub(super) fn near(&self, hash: [u64; 4], near: &mut Vec<u32>) {
        near.clear();
        let query = hash.map(u64::to_le_bytes);
        let radius = u8::try_from(self.radius).unwrap_or(u8::MAX);
        Arch::new().dispatch(
            #[inline(always)]
            || {
                let mut distance = [0_u8; BLOCK];
                for (line, byte) in self.bytes.iter().zip(query.as_flattened()) {
                    for (sum, stored) in distance.iter_mut().zip(line) {
                        // 31 bytes at most, or radius 64 with 24: never above 248
                        *sum += (stored ^ byte).count_ones() as u8;
                    }
                }
                let least = distance.iter().fold(u8::MAX, |least, one| least.min(*one));
                if least <= radius {
                    let rows = (0..).zip(distance.iter().take(self.rows));
                    near.extend(rows.filter(|(_, one)| **one <= radius).map(|(at, _)| at));
                }
            },
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_bytes_as_the_radius_needs() {
        assert_eq!([0, 15, 31, 48, 64].map(bytes_for), [3, 9, 14, 20, 24]);
        // a sum of bytes stays below 256
        assert!((0..=64).all(|radius| bytes_for(radius) < 32));
    }
}

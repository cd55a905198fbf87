//! Rows of hashes turned on their side, so that many of them are compared with a query at once.
//!
//! Of a group of rows, each bit is kept as a plane: that bit of every row, side by side. How many bits differ is then
//! added up in registers as wide as the processor has, one sum for each row, by carry-save adders (Harley and Seal; Muła,
//! Kurz and Lemire 2018).

#![expect(
    clippy::inline_always,
    reason = "what is not inlined is not compiled for the wide registers"
)]

use pulp::{Arch, Simd, WithSimd};

/// Rows of a block. Its planes take 28 KiB at radius 31, so they stay near the processor for all queries.
pub(super) const BLOCK: usize = 2_048;
/// Rows of a group: as many as the widest registers have bits.
const GROUP: usize = 512;
const WORDS: usize = GROUP / 64;
/// So many standard deviations below the mean distance, few enough random hashes are left: one in 500,000.
const FAR: f64 = 4.6;

/// How many bits of a hash are compared so that few random ones are left, in whole bytes: those of d bits differ in d/2
/// on the mean, with a standard deviation of half the root of d.
fn bits_for(radius: u32) -> usize {
    let is_enough = |bytes: &u32| {
        let bits = f64::from(8 * bytes);
        bits / 2.0 - f64::from(radius) >= FAR * bits.sqrt() / 2.0
    };
    8 * (1..32).find(is_enough).unwrap_or(31) as usize
}

/// Up to [`BLOCK`] rows, for searches within one radius.
pub(super) struct Block {
    rows: usize,
    radius: u32,
    bits: usize,
    /// Group after group, and of each group its planes.
    planes: Vec<[u64; WORDS]>,
}

impl Block {
    /// An empty block.
    pub(super) fn new(radius: u32) -> Self {
        let bits = bits_for(radius);
        Self {
            rows: 0,
            radius,
            bits,
            planes: vec![[0; WORDS]; BLOCK / GROUP * bits],
        }
    }

    /// Takes rows, of which each stands as its first and its second half.
    pub(super) fn turn(&mut self, heads: &[[u64; 2]], tails: &[[u64; 2]]) {
        self.rows = heads.len().min(BLOCK);
        let groups = heads.chunks(GROUP).zip(tails.chunks(GROUP));
        for (planes, (heads, tails)) in self.planes.chunks_mut(self.bits).zip(groups) {
            for (word, (heads, tails)) in heads.chunks(64).zip(tails.chunks(64)).enumerate() {
                for (planes, half) in planes.chunks_mut(64).zip(0..) {
                    let mut square = [0; 64];
                    for (to, (head, tail)) in square.iter_mut().zip(heads.iter().zip(tails)) {
                        *to = [head[0], head[1], tail[0], tail[1]][half];
                    }
                    transpose(&mut square);
                    for (plane, line) in planes.iter_mut().zip(square) {
                        plane[word] = line;
                    }
                }
            }
        }
    }

    /// The rows that are near in the bits that are compared; few others are among them.
    pub(super) fn near(&self, hash: [u64; 4], near: &mut Vec<u32>) {
        near.clear();
        Arch::new().dispatch(Near {
            block: self,
            hash,
            found: near,
        });
    }
}

/// Turns a square of bits on its diagonal (Warren, Hacker's Delight, 7-3): bit `b` of word `w` becomes bit `w` of word `b`.
fn transpose(square: &mut [u64; 64]) {
    let (mut step, mut mask) = (32, u64::from(u32::MAX));
    while step > 0 {
        let mut at = 0;
        while at < 64 {
            let moved = (square[at] >> step ^ square[at + step]) & mask;
            square[at] ^= moved << step;
            square[at + step] ^= moved;
            at = (at + step + 1) & !step;
        }
        step /= 2;
        mask ^= mask << step;
    }
}

struct Near<'a> {
    block: &'a Block,
    hash: [u64; 4],
    found: &'a mut Vec<u32>,
}

impl WithSimd for Near<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Block {
            rows,
            radius,
            bits,
            planes,
        } = self.block;
        let mut query = [0; 256];
        for (at, mask) in query.iter_mut().enumerate() {
            *mask = 0_u64.wrapping_sub(self.hash[at / 64] >> (at % 64) & 1);
        }
        let query = &query[..*bits];
        let (planes, _) = S::as_simd_u64s(planes.as_flattened());
        // registers that a plane fills
        let parts = WORDS / S::U64_LANES;
        let groups = rows.div_ceil(GROUP);
        for (group, planes) in planes.chunks_exact(bits * parts).take(groups).enumerate() {
            for part in 0..parts {
                let sums = sums(simd, planes, query, parts, part);
                let near = at_most(simd, sums, *radius);
                let words: &[u64] = bytemuck::cast_slice(std::slice::from_ref(&near));
                if words.iter().fold(0, |all, word| all | word) == 0 {
                    continue;
                }
                let first = group * GROUP + part * S::U64_LANES * 64;
                for (word, from) in words.iter().zip((first..).step_by(64)) {
                    let mut left = *word;
                    while left != 0 {
                        let row = from + left.trailing_zeros() as usize;
                        if row < *rows {
                            self.found.push(row as u32);
                        }
                        left &= left - 1;
                    }
                }
            }
        }
    }
}

/// How many bits differ, for each row of a part: the ones of the sums, their twos, their fours and so on.
#[inline(always)]
fn sums<S: Simd>(
    simd: S,
    planes: &[S::u64s],
    query: &[u64],
    parts: usize,
    part: usize,
) -> [S::u64s; 8] {
    let zero = simd.splat_u64s(0);
    let [mut ones, mut twos, mut fours] = [zero; 3];
    let mut high = [zero; 5];
    for (planes, query) in planes.chunks_exact(8 * parts).zip(query.chunks_exact(8)) {
        let differs =
            |at: usize| simd.xor_u64s(planes[at * parts + part], simd.splat_u64s(query[at]));
        let mut two = [zero; 4];
        for (at, two) in two.iter_mut().enumerate() {
            (ones, *two) = add(simd, ones, differs(2 * at), differs(2 * at + 1));
        }
        let (first, second);
        (twos, first) = add(simd, twos, two[0], two[1]);
        (twos, second) = add(simd, twos, two[2], two[3]);
        let mut carry;
        (fours, carry) = add(simd, fours, first, second);
        for sum in &mut high {
            let more = simd.and_u64s(*sum, carry);
            *sum = simd.xor_u64s(*sum, carry);
            carry = more;
        }
    }
    let mut all = [zero; 8];
    let low = [ones, twos, fours].into_iter();
    for (sum, part) in all.iter_mut().zip(low.chain(high)) {
        *sum = part;
    }
    all
}

/// Adds three bits: the sum, and what is carried.
#[inline(always)]
fn add<S: Simd>(simd: S, a: S::u64s, b: S::u64s, c: S::u64s) -> (S::u64s, S::u64s) {
    let differ = simd.xor_u64s(a, b);
    let carried = simd.or_u64s(simd.and_u64s(a, b), simd.and_u64s(differ, c));
    (simd.xor_u64s(differ, c), carried)
}

/// Which sums are at most `radius`.
#[inline(always)]
fn at_most<S: Simd>(simd: S, sums: [S::u64s; 8], radius: u32) -> S::u64s {
    let (mut above, mut same) = (simd.splat_u64s(0), simd.splat_u64s(u64::MAX));
    for (at, sum) in sums.into_iter().enumerate().rev() {
        let both = simd.and_u64s(same, sum);
        if radius >> at & 1 == 1 {
            same = both;
        } else {
            above = simd.or_u64s(above, both);
            same = simd.xor_u64s(same, both);
        }
    }
    simd.xor_u64s(above, simd.splat_u64s(u64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn as_many_bits_as_the_radius_needs() {
        assert_eq!([0, 15, 31, 48, 64].map(bits_for), [24, 72, 112, 160, 192]);
        // a sum has eight bits
        assert!((0..=64).all(|radius| bits_for(radius) < 256));
    }

    proptest! {
        #[test]
        fn the_rows_that_are_near_in_the_compared_bits(
            rows in proptest::collection::vec(any::<[u64; 4]>(), 0..1_100),
            turned in proptest::collection::vec((0_usize..1_100, 0_usize..256, 0_usize..70), 0..40),
            hash in any::<[u64; 4]>(),
            radius in 0_u32..=64,
        ) {
            let mut rows = rows;
            for (row, from, count) in turned {
                if let Some(row) = rows.get_mut(row) {
                    *row = hash;
                    for bit in from..(from + count).min(256) {
                        row[bit / 64] ^= 1 << (bit % 64);
                    }
                }
            }
            let mut block = Block::new(radius);
            let heads: Vec<_> = rows.iter().map(|row| [row[0], row[1]]).collect();
            let tails: Vec<_> = rows.iter().map(|row| [row[2], row[3]]).collect();
            let zeros = vec![[0; 2]; BLOCK];
            block.turn(&zeros, &zeros); // what stood there before does not count
            block.turn(&heads, &tails);
            let mut near = Vec::new();
            block.near(hash, &mut near);
            let differ = |row: &[u64; 4]| -> u32 {
                (0..bits_for(radius))
                    .map(|bit| ((row[bit / 64] ^ hash[bit / 64]) >> (bit % 64) & 1) as u32)
                    .sum()
            };
            let expected: Vec<u32> = (0..).zip(&rows).filter(|(_, row)| differ(row) <= radius).map(|(at, _)| at).collect();
            prop_assert_eq!(near, expected);
        }
    }
}

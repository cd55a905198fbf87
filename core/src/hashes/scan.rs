//! Comparing with every stored hash: as many of its bits as almost all others fail.

use pulp::Arch;

/// From so many queries on, rows are turned so that the same bit of many stands together.
pub(super) const WORTH_TURNING: usize = 32;
/// Up to this radius, few random hashes are near in their first 128 bits: one in 20 million at 31, in 10,000 at 40.
const HALF_IS_ENOUGH: u32 = 40;

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

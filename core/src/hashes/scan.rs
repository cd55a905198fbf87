//! Comparing with every stored hash: the first 128 bits, which almost all others fail.

use pulp::Arch;

/// Rows of a block. Its turned bytes take 64 KiB, so they stay near the processor for all queries.
pub(super) const BLOCK: usize = 4_096;
/// The bytes of 128 bits.
const BYTES: usize = 16;
/// From so many queries on, a block is turned so that the same byte of all its rows stands together.
pub(super) const WORTH_TURNING: usize = 32;

/// The work of a scan for each query, in looks into a table: measured, a table look-up costs as much as about 40 rows
/// alone and 60 rows in a batch.
pub(super) fn scan_work(rows: usize, queries: usize) -> f64 {
    rows as f64 / if queries >= WORTH_TURNING { 60.0 } else { 40.0 }
}

/// Whether the first 128 bits differ in at most `radius` bits.
#[inline]
pub(super) fn within(stored: [u64; 2], head: [u64; 2], radius: u32) -> bool {
    (stored[0] ^ head[0]).count_ones() + (stored[1] ^ head[1]).count_ones() <= radius
}

/// The rows whose first 128 bits are near.
pub(super) fn near_rows(rows: &[[u64; 2]], head: [u64; 2], radius: u32, near: &mut Vec<u32>) {
    near.clear();
    Arch::new().dispatch(
        #[inline(always)]
        || {
            for (at, stored) in (0..).zip(rows) {
                if within(*stored, head, radius) {
                    near.push(at);
                }
            }
        },
    );
}

/// Rows turned on their side: for each of 16 bytes, that byte of every row. Counting bits runs along the rows then,
/// in registers as wide as the processor has.
pub(super) struct Block {
    rows: usize,
    bytes: Vec<[u8; BLOCK]>,
}

impl Default for Block {
    fn default() -> Self {
        Self {
            rows: 0,
            bytes: vec![[0; BLOCK]; BYTES],
        }
    }
}

impl Block {
    pub(super) fn turn(&mut self, rows: &[[u64; 2]]) {
        self.rows = rows.len().min(BLOCK);
        for (at, [a, b]) in rows.iter().take(BLOCK).enumerate() {
            let bytes = a.to_le_bytes().into_iter().chain(b.to_le_bytes());
            for (line, byte) in self.bytes.iter_mut().zip(bytes) {
                if let Some(place) = line.get_mut(at) {
                    *place = byte;
                }
            }
        }
    }

    /// The rows whose first 128 bits are near.
    pub(super) fn near(&self, head: [u64; 2], radius: u32, near: &mut Vec<u32>) {
        near.clear();
        let query = head.map(u64::to_le_bytes);
        let radius = radius.min(128) as u8;
        Arch::new().dispatch(
            #[inline(always)]
            || {
                let mut distance = [0_u8; BLOCK];
                for (line, byte) in self.bytes.iter().zip(query.as_flattened()) {
                    for (sum, stored) in distance.iter_mut().zip(line) {
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

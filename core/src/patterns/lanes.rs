//! Several replicates side by side.

use super::{MonteCarlo, interaction::Time, monte_carlo::shuffle};

/// Places that are filled for one replicate after the other, so that they stay near the processor.
const TILE: usize = 64;

/// What each place gets in each of L replicates.
pub(super) struct Lanes<T, const L: usize> {
    /// By replicate, then by place.
    dealt: Vec<T>,
    /// By place.
    rows: Vec<[T; L]>,
}

impl<T: Copy + Default, const L: usize> Lanes<T, L> {
    pub(super) fn new(places: usize) -> Self {
        Self {
            dealt: Vec::with_capacity(places * L),
            rows: vec![[T::default(); L]; places],
        }
    }

    /// Deals the deck out to the places by chance, for each replicate of a block. The last block has fewer than L.
    pub(super) fn deal(&mut self, deck: &[T], how: MonteCarlo, block: u32) -> (&[[T; L]], usize) {
        let first = block * L as u32;
        let lanes = how.replicates.saturating_sub(first).min(L as u32);
        self.dealt.clear();
        for lane in 0..lanes {
            let start = self.dealt.len();
            self.dealt.extend_from_slice(deck);
            let fresh = self.dealt.get_mut(start..).unwrap_or_default();
            shuffle(&mut how.stream(first + lane), fresh);
        }
        for (tile, rows) in self.rows.chunks_mut(TILE).enumerate() {
            for (lane, dealt) in self.dealt.chunks_exact(deck.len().max(1)).enumerate() {
                let dealt = dealt.get(tile * TILE..).unwrap_or_default();
                for (row, time) in rows.iter_mut().zip(dealt) {
                    if let Some(cell) = row.get_mut(lane) {
                        *cell = *time;
                    }
                }
            }
        }
        (&self.rows, lanes as usize)
    }
}

/// Times in an order that does not depend on where they are.
pub(super) fn sorted<T: Time>(times: &[T]) -> Vec<T> {
    let mut sorted = times.to_vec();
    sorted.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    sorted
}

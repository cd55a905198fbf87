//! Several replicates side by side.

use super::{MonteCarlo, interaction::Time, monte_carlo::shuffle};

/// Deals the deck out by chance for as many replicates as there are lanes, and says how many of them are left in this block.
pub(super) fn deal<T: Copy, const L: usize>(
    rows: &mut [[T; L]],
    deck: &[T],
    how: MonteCarlo,
    block: u32,
) -> usize {
    let first = block * L as u32;
    let lanes = how.replicates.saturating_sub(first).min(L as u32);
    let mut dealt = Vec::with_capacity(deck.len());
    for lane in 0..lanes {
        dealt.clear();
        dealt.extend_from_slice(deck);
        shuffle(&mut how.stream(first + lane), &mut dealt);
        for (row, time) in rows.iter_mut().zip(&dealt) {
            if let Some(cell) = row.get_mut(lane as usize) {
                *cell = *time;
            }
        }
    }
    lanes as usize
}

/// Times in an order that does not depend on where they are.
pub(super) fn sorted<T: Time>(times: &[T]) -> Vec<T> {
    let mut sorted = times.to_vec();
    sorted.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
    sorted
}

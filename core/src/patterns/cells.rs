//! Many counts at once: how seldom is each by chance, and how seldom is any?

use super::monte_carlo::p_value;

/// Counts of several cells, as observed and in each replicate.
pub(super) struct Replicates {
    cells: Vec<Found>,
    /// The sum of the scores, as observed.
    sum: f64,
    /// Replicates with at least that sum.
    reached: u32,
}

/// What the order of adding can change in a sum of scores.
const LAST_DIGITS: f64 = 1e-9;

/// What the replicates say of one cell.
#[derive(Clone, Copy, Default)]
pub(super) struct Found {
    pub(super) mean: Option<f64>,
    pub(super) median: Option<f64>,
    /// Of the mean.
    pub(super) standard_error: f64,
    /// The observed count, in standard deviations from the mean of all with the observed one among them; `None` when all
    /// are the same.
    pub(super) score: Option<f64>,
    pub(super) p: Option<f64>,
    pub(super) family_p: Option<f64>,
}

impl Replicates {
    /// `counts` are by replicate, then by cell.
    pub(super) fn new(observed: &[u64], counts: &[u64]) -> Self {
        let rows = || counts.chunks_exact(observed.len().max(1));
        let replicates = rows().len();
        let cells = observed.iter().enumerate();
        let (mut cells, scales): (Vec<Found>, Vec<Option<Scale>>) = cells
            .map(|(cell, observed)| {
                let mut of_cell: Vec<u64> =
                    rows().filter_map(|row| row.get(cell)).copied().collect();
                of_cell.sort_unstable();
                let reached = of_cell.iter().filter(|count| *count >= observed).count();
                let scale = Scale::of(of_cell.iter().chain([observed]));
                let found = Found {
                    mean: mean(&of_cell),
                    median: median(&of_cell),
                    standard_error: Scale::of(of_cell.iter())
                        .map_or(0.0, |scale| scale.deviation / (replicates as f64).sqrt()),
                    score: scale.map(|scale| scale.score(*observed)),
                    p: p_value(reached as u32, replicates as u32),
                    family_p: None,
                };
                (found, scale)
            })
            .unzip();
        let scores = |row: &[u64]| -> Vec<f64> {
            let scores = row.iter().zip(&scales);
            scores
                .filter_map(|(count, scale)| scale.map(|scale| scale.score(*count)))
                .collect()
        };
        let sum = |row: &[u64]| scores(row).iter().fold(0.0, |sum, score| sum + score);
        let observed_sum = sum(observed);
        let reached = rows()
            .filter(|row| sum(row) >= observed_sum - LAST_DIGITS)
            .count();
        let most = |row: &[u64]| scores(row).into_iter().fold(f64::NEG_INFINITY, f64::max);
        let mut most: Vec<f64> = rows().map(most).collect();
        most.sort_unstable_by(f64::total_cmp);
        for cell in &mut cells {
            let below = |score| most.partition_point(|most| *most < score);
            // a cell that never varies stands out in no replicate
            let reached = replicates - cell.score.map_or(0, below);
            cell.family_p = p_value(reached as u32, replicates as u32);
        }
        Self {
            cells,
            sum: observed_sum,
            reached: reached as u32,
        }
    }

    /// The sum of the scores of all cells, and how many replicates have at least that.
    pub(super) fn sums(&self) -> (f64, u32) {
        (self.sum, self.reached)
    }

    pub(super) fn cell(&self, number: usize) -> Found {
        self.cells.get(number).copied().unwrap_or_default()
    }
}

#[derive(Clone, Copy)]
struct Scale {
    mean: f64,
    deviation: f64,
}

impl Scale {
    /// `None` when there is nothing that varies.
    fn of<'a>(counts: impl Iterator<Item = &'a u64>) -> Option<Self> {
        // whole numbers, so that no order of adding matters
        let (mut n, mut sum, mut squares) = (0_u128, 0_u128, 0_u128);
        for count in counts {
            let count = u128::from(*count);
            n += 1;
            sum += count;
            squares += count * count;
        }
        let spread = (n * squares).saturating_sub(sum * sum);
        (spread > 0).then(|| Self {
            mean: sum as f64 / n as f64,
            deviation: (spread as f64 / (n * (n - 1)) as f64).sqrt(),
        })
    }

    fn score(self, count: u64) -> f64 {
        (count as f64 - self.mean) / self.deviation
    }
}

fn mean(counts: &[u64]) -> Option<f64> {
    let sum: u64 = counts.iter().sum();
    (!counts.is_empty()).then(|| sum as f64 / counts.len() as f64)
}

/// Of counts in order.
fn median(counts: &[u64]) -> Option<f64> {
    let low = counts.get(counts.len().saturating_sub(1) / 2)?;
    let high = counts.get(counts.len() / 2)?;
    Some(f64::midpoint(*low as f64, *high as f64))
}

/// The false-discovery rate at which each would be called (Benjamini and Hochberg 1995).
pub(super) fn false_discovery(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut known: Vec<(f64, usize)> = (0..)
        .zip(p)
        .filter_map(|(number, p)| p.map(|p| (p, number)))
        .collect();
    known.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut q = vec![None; p.len()];
    let mut least = 1.0_f64;
    for (rank, (p, number)) in known.iter().enumerate().rev() {
        least = least.min(p * known.len() as f64 / (rank + 1) as f64);
        if let Some(q) = q.get_mut(*number) {
            *q = Some(least);
        }
    }
    q
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn false_discovery_is_that_of_the_paper() {
        let p = [Some(0.01), Some(0.04), None, Some(0.03), Some(0.5)];
        let q = false_discovery(&p);
        assert_eq!(q[2], None);
        let known: Vec<_> = q
            .into_iter()
            .flatten()
            .map(|q| (q * 1e9).round() / 1e9)
            .collect();
        assert_eq!(known, [0.04, 0.053_333_333, 0.053_333_333, 0.5]);
    }

    #[test]
    fn any_cell_counts_for_the_family() {
        // two cells, four replicates; what is observed stands out in the first
        let found = Replicates::new(&[9, 1], &[1, 2, 2, 1, 1, 9, 2, 1]);
        let [first, second] = [found.cell(0), found.cell(1)];
        assert_eq!((first.p, second.p), (Some(0.2), Some(1.0)));
        assert_eq!((first.mean, first.median), (Some(1.5), Some(1.5)));
        // in the third replicate the second cell stands out about as much
        assert!(first.family_p >= first.p && second.family_p == Some(1.0));
        let still = Replicates::new(&[3], &[3, 3]);
        assert_eq!(
            (still.cell(0).score, still.cell(0).family_p),
            (None, Some(1.0))
        );
        let none = Replicates::new(&[3], &[]);
        assert_eq!(
            (none.cell(0).p, none.cell(0).mean, none.cell(0).family_p),
            (None, None, None)
        );
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// The most cells of a table.
const MOST_CELLS: usize = 10_000;
/// The most rows, and the most columns: the search for a way takes time with their square.
const MOST_ON_A_SIDE: usize = 300;
/// The greatest total that JavaScript still counts exactly: 2^53 - 1.
const GREATEST: u64 = (1 << 53) - 1;

/// A table of counts with its margins, of which the small ones cannot be worked out.
///
/// Which cells were small, which were taken out to protect them, and how many of each, is not said: it would narrow
/// them down.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suppressed {
    /// The cells; `null` where suppressed.
    pub cells: Vec<Vec<Option<u64>>>,
    /// The total of each row.
    pub row_totals: Vec<Option<u64>>,
    /// The total of each column.
    pub column_totals: Vec<Option<u64>>,
    /// The total of all.
    pub total: Option<u64>,
}

/// Takes the small counts out of a table, and as many more as it needs so that none can be worked out.
///
/// A count or total above 0 and below `threshold` is small (primary suppression). It would often be its row's total
/// less the other cells, so more is suppressed until every small one could be at least two numbers for a reader who
/// has all that is published and knows that counts are not negative (secondary suppression). Totals go only where
/// cells cannot protect: the cheapest way is searched for by totals, then cells of 0, then sum of counts. What is
/// suppressed is not always the least possible over the whole table, since the small counts are served in turn.
///
/// Method: the suppressed cells are edges between rows and columns; one can differ by 1 exactly when a cycle through
/// it alternately adds and takes 1, taking only where something is left. Each cycle is a shortest path. Source:
/// Gusfield, A graph theoretic approach to statistical data security, SIAM J. Comput. 17 (1988), 552-571.
///
/// It does not protect against knowing a person in the table, nor against other tables about the same people, nor
/// against a narrow range: a reader may learn that a count is 1 or 2. Nor, as no method does that takes out as little
/// as it can, against a reader who knows the method and tries which tables it would have answered in this way: in a
/// table of a few cells that may be one only. Time grows with cells times small counts.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when the rows differ in length, there is no cell, the total is above 2^53 - 1, or the
/// threshold is not 3 to 1,000. [`Error::LimitExceeded`] above 10,000 cells, or 300 rows or
/// columns.
///
/// ```
/// use caselink::release::suppress;
///
/// // attempts by age band and state; the 1 would be 31 - 12 - 18
/// let table = suppress(&[vec![12, 1, 18], vec![9, 14, 7], vec![8, 5, 20]], 3)?;
/// assert_eq!(table.cells[0][1], None);
/// assert_eq!(table.cells.iter().flatten().filter(|cell| cell.is_none()).count(), 4);
/// assert_eq!(table.total, Some(94));
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn suppress(counts: &[Vec<u64>], threshold: u64) -> Result<Suppressed> {
    let mut grid = Grid::new(counts, threshold)?;
    let small: Vec<usize> = (0..grid.values.len())
        .filter(|at| grid.suppressed(*at))
        .collect();
    for at in &small {
        grid.protect(*at)?;
    }
    let open = |at: usize| {
        grid.values
            .get(at)
            .copied()
            .filter(|_| !grid.suppressed(at))
    };
    let (rows, columns) = (grid.rows - 1, grid.columns - 1);
    let at = |row: usize, column: usize| row * grid.columns + column;
    Ok(Suppressed {
        cells: (0..rows)
            .map(|row| (0..columns).map(|column| open(at(row, column))).collect())
            .collect(),
        row_totals: (0..rows).map(|row| open(at(row, columns))).collect(),
        column_totals: (0..columns).map(|column| open(at(rows, column))).collect(),
        total: open(at(rows, columns)),
    })
}

/// How dear a way is: totals, cells of 0, and the counts that are lost with the number of cells.
type Cost = (u64, u64, u64, u64);

/// The table with its totals as one more row and column. With the signs of the totals turned, every row and column
/// sums to 0, and a total is a cell like any other.
struct Grid {
    rows: usize,
    columns: usize,
    values: Vec<u64>,
    hidden: Vec<bool>,
}

impl Grid {
    fn new(counts: &[Vec<u64>], threshold: u64) -> Result<Self> {
        let (rows, columns) = (counts.len() + 1, counts.first().map_or(0, Vec::len) + 1);
        if columns == 1 || counts.iter().any(|row| row.len() + 1 != columns) {
            return Err(wrong(
                "counts",
                "must be rows of one length, with at least one cell",
            ));
        }
        if !(3..=1_000).contains(&threshold) {
            return Err(wrong(
                "threshold",
                "must be 3 to 1,000, since a small count could only be 1 at 2",
            ));
        }
        let side = counts.len().max(columns - 1);
        if side > MOST_ON_A_SIDE {
            return Err(Error::LimitExceeded {
                limit: "rows or columns",
                allowed: MOST_ON_A_SIDE as u64,
                asked: side as u64,
            });
        }
        let cells = counts.len().saturating_mul(columns - 1);
        if cells > MOST_CELLS {
            return Err(Error::LimitExceeded {
                limit: "cells",
                allowed: MOST_CELLS as u64,
                asked: cells as u64,
            });
        }
        let mut values = Vec::with_capacity(rows * columns);
        let mut totals = vec![0; columns];
        for row in counts {
            let with_total = row.iter().copied().chain([sum(row)?]);
            for (total, value) in totals.iter_mut().zip(with_total) {
                *total = sum(&[*total, value])?;
                values.push(value);
            }
        }
        values.extend(totals);
        let hidden = values
            .iter()
            .map(|value| (1..threshold).contains(value))
            .collect();
        Ok(Self {
            rows,
            columns,
            values,
            hidden,
        })
    }

    fn suppressed(&self, at: usize) -> bool {
        self.hidden.get(at).copied().unwrap_or_default()
    }

    /// Suppresses what a small count needs so that it could be another.
    fn protect(&mut self, at: usize) -> Result<()> {
        let ways = [self.way(at, true), self.way(at, false)];
        // a total has no upper bound, so a way by way of totals is always open
        let Some((_, cells)) = ways.into_iter().flatten().min() else {
            return Err(Error::Internal);
        };
        for cell in cells {
            if let Some(hidden) = self.hidden.get_mut(cell) {
                *hidden = true;
            }
        }
        Ok(())
    }

    /// The cheapest cells that balance 1 more, or 1 less, in a cell: from its column back to its row.
    ///
    /// Dijkstra's method over rows and columns; ties go to the lower number.
    fn way(&self, from: usize, more: bool) -> Option<(Cost, Vec<usize>)> {
        let (start, goal) = (self.rows + from % self.columns, from / self.columns);
        let nodes = self.rows + self.columns;
        let mut best: Vec<Option<(Cost, usize, usize)>> = vec![None; nodes];
        let mut done = vec![false; nodes];
        *best.get_mut(start)? = Some(((0, 0, 0, 0), start, from));
        loop {
            let open = best.iter().zip(&done).enumerate();
            let (cost, node) = open
                .filter_map(|(node, (found, done))| {
                    found.filter(|_| !done).map(|(cost, ..)| (cost, node))
                })
                .min()?;
            if node == goal {
                return Some((cost, self.walk_back(&best, start, goal)?));
            }
            *done.get_mut(node)? = true;
            let is_column = node >= self.rows;
            let others = if is_column {
                0..self.rows
            } else {
                self.rows..nodes
            };
            for other in others {
                let (row, column) = if is_column {
                    (other, node)
                } else {
                    (node, other)
                };
                let cell = row * self.columns + (column - self.rows);
                // a column balances what came into it, a row what left it
                let adds = is_column != more;
                if cell == from || !self.can_change(cell, adds) {
                    continue;
                }
                let cost = plus(cost, self.cost(cell));
                let found = best.get_mut(other)?;
                if found.is_none_or(|(before, ..)| cost < before) {
                    *found = Some((cost, node, cell));
                }
            }
        }
    }

    fn walk_back(
        &self,
        best: &[Option<(Cost, usize, usize)>],
        start: usize,
        goal: usize,
    ) -> Option<Vec<usize>> {
        let (mut node, mut cells) = (goal, Vec::new());
        while node != start && cells.len() < self.rows + self.columns {
            let (_, before, cell) = (*best.get(node)?)?;
            cells.push(cell);
            node = before;
        }
        Some(cells)
    }

    /// Whether a cell can be 1 more (or 1 less) in the turned sense, in which totals count down.
    fn can_change(&self, cell: usize, adds: bool) -> bool {
        let is_turned = self.is_last(cell).0 != self.is_last(cell).1;
        adds != is_turned || self.values.get(cell).is_some_and(|value| *value > 0)
    }

    /// Whether a cell stands in the last row, and in the last column.
    fn is_last(&self, cell: usize) -> (bool, bool) {
        (
            cell / self.columns + 1 == self.rows,
            cell % self.columns + 1 == self.columns,
        )
    }

    fn cost(&self, cell: usize) -> Cost {
        if self.suppressed(cell) {
            return (0, 0, 0, 0);
        }
        let value = self.values.get(cell).copied().unwrap_or_default();
        let total = match self.is_last(cell) {
            (false, false) => 0,
            // the total of all goes last
            (true, true) => 3,
            _ => 1,
        };
        (total, u64::from(value == 0), value, 1)
    }
}

fn plus(a: Cost, b: Cost) -> Cost {
    (a.0 + b.0, a.1 + b.1, a.2.saturating_add(b.2), a.3 + b.3)
}

fn sum(counts: &[u64]) -> Result<u64> {
    counts
        .iter()
        .try_fold(0_u64, |sum, count| sum.checked_add(*count))
        .filter(|sum| *sum <= GREATEST)
        .ok_or_else(|| wrong("counts", "must not sum to more than 2^53 - 1"))
}

fn wrong(name: &'static str, reason: &str) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.to_owned(),
    }
}

//! Which form each record has in each column.

use std::sync::Arc;

use super::strings::MISSING;

/// The codes of one column: the number of a form, of a list of them, or [`MISSING`]. Those of several columns may lie side by side, record by record: a pair of records, which are far
/// apart, is then read from two places in memory and not from two for each column.
pub(crate) struct Codes {
    all: Arc<Vec<u32>>,
    /// Columns that lie side by side.
    width: usize,
    /// The place of this one among them.
    at: usize,
}

impl Default for Codes {
    fn default() -> Self {
        Self {
            all: Arc::default(),
            width: 1,
            at: 0,
        }
    }
}

impl Codes {
    /// The code of a record.
    #[inline]
    pub(crate) fn of(&self, record: usize) -> &u32 {
        &self.all[record * self.width + self.at]
    }

    /// Adds a record without a value to a column that lies alone.
    pub(crate) fn push_missing(&mut self) {
        Arc::make_mut(&mut self.all).push(MISSING);
    }

    /// Sets the code of a record, and gives the one that it had.
    pub(crate) fn replace(&mut self, record: usize, code: u32) -> u32 {
        let place = record * self.width + self.at;
        std::mem::replace(&mut Arc::make_mut(&mut self.all)[place], code)
    }

    /// The columns of codes that lie side by side, so many for each record.
    pub(crate) fn side_by_side(all: Vec<u32>, width: usize) -> impl Iterator<Item = Self> {
        let all = Arc::new(all);
        (0..width).map(move |at| Self {
            all: Arc::clone(&all),
            width,
            at,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_side_by_side_keep_their_codes() {
        let columns: Vec<Codes> = Codes::side_by_side(vec![1, 4, 2, 5, MISSING, 6], 2).collect();
        assert_eq!(columns.len(), 2);
        let of = |column: usize| [0, 1, 2].map(|record| *columns[column].of(record));
        assert_eq!((of(0), of(1)), ([1, 2, MISSING], [4, 5, 6]));

        let mut alone = Codes::default();
        alone.push_missing();
        assert_eq!(alone.replace(0, 7), MISSING);
        assert_eq!(*alone.of(0), 7);
    }
}

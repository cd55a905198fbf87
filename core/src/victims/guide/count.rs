//! In how many names a partial name stands.

use std::collections::HashSet;

/// Names that are shown of a partial name that is common.
const FIRST: usize = 20;

/// In which names a partial name stands.
#[derive(Clone, Default)]
pub(super) struct Count {
    pub(super) names: u64,
    /// What these are without their numbering, as long as it matters how many there are.
    stems: HashSet<u64>,
    pub(super) first: Vec<u64>,
}

impl Count {
    pub(super) fn add(&mut self, at: u64, stem: u64, most: u64) {
        self.names += 1;
        if self.distinct() <= most {
            self.stems.insert(stem);
        }
        if self.first.len() < FIRST {
            self.first.push(at);
        }
    }

    pub(super) fn distinct(&self) -> u64 {
        self.stems.len() as u64
    }
}

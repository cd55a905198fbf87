/// Which values came before, exactly, in as little memory as sorting allows.
///
/// Values are collected; when there is no room left they are sorted and repeats go. A hash table would need twice the
/// room, and nobody needs the answer before the end.
#[derive(Debug)]
pub(super) struct Seen<T> {
    values: Vec<T>,
}

impl<T> Default for Seen<T> {
    fn default() -> Self {
        Self { values: Vec::new() }
    }
}

impl<T: Copy + Ord> Seen<T> {
    /// Adds a value. `repeats` says of the greater of two neighbours whether it repeats the smaller, and may take note
    /// of it.
    pub(super) fn insert(&mut self, value: T, repeats: impl FnMut(&T, &T) -> bool) {
        if self.values.len() == self.values.capacity() {
            self.compact(repeats);
            // a quarter free at least, or sorting would never end
            if self.values.len() >= self.values.capacity() / 4 * 3 {
                self.values.reserve_exact(self.values.len() / 2 + 1_024);
            }
        }
        self.values.push(value);
    }

    /// How many different ones there are.
    pub(super) fn count(&mut self, repeats: impl FnMut(&T, &T) -> bool) -> u64 {
        self.compact(repeats);
        self.values.len() as u64
    }

    fn compact(&mut self, mut repeats: impl FnMut(&T, &T) -> bool) {
        self.values.sort_unstable();
        self.values.dedup_by(|later, first| repeats(first, later));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_repeat_is_told_once_and_the_first_stays() {
        let mut seen = Seen::default();
        let mut repeated = Vec::new();
        for row in 0_u64..10_000 {
            seen.insert((row * row % 977, row), |first, later| {
                let same = first.0 == later.0;
                if same {
                    repeated.push(later.1);
                }
                same
            });
        }
        let distinct = seen.count(|first, later| {
            let same = first.0 == later.0;
            if same {
                repeated.push(later.1);
            }
            same
        });
        let (mut before, mut expected) = (std::collections::BTreeSet::new(), Vec::new());
        for row in 0_u64..10_000 {
            if !before.insert(row * row % 977) {
                expected.push(row);
            }
        }
        repeated.sort_unstable();
        assert_eq!(repeated, expected);
        assert_eq!(distinct, before.len() as u64);
    }
}

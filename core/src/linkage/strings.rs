//! Distinct strings in one buffer, numbered in order of arrival.

use std::{hash::Hasher, ops::Range};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

/// Code of a value that is missing.
pub(crate) const MISSING: u32 = u32::MAX;

/// A growing set of distinct strings.
#[derive(Default)]
pub(crate) struct Interner {
    strings: Strings,
    table: HashTable<u32>,
}

/// Distinct strings by number.
#[derive(Clone, Default)]
pub(crate) struct Strings {
    bytes: String,
    /// Where each string ends, counted from the start of its run.
    ends: Vec<u32>,
    /// Where each run of [`RUN`] strings starts.
    starts: Vec<usize>,
}

/// Strings in a run. Together they stay below the 4 GiB that an end can count: a field holds no more than
/// [`FIELD_BYTES`], and no normal form is more than twelve times as long.
const RUN: usize = 1 << 8;

/// The most bytes of a field of a table, whatever `Limits::field_bytes` allows.
pub(crate) const FIELD_BYTES: u64 = 1 << 20;

fn hash(value: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(value.as_bytes());
    hasher.finish()
}

impl Interner {
    /// The number of a string, and whether it is new.
    pub(crate) fn intern(&mut self, value: &str) -> (u32, bool) {
        let Self { strings, table } = self;
        let hashed = hash(value);
        if let Some(&code) = table.find(hashed, |&code| strings.value(code) == value) {
            return (code, false);
        }
        let code = strings.push(value);
        table.insert_unique(hashed, code, |&code| hash(strings.value(code)));
        (code, true)
    }

    /// The number of a string that is known.
    pub(crate) fn find(&self, value: &str) -> Option<u32> {
        let found = self
            .table
            .find(hash(value), |&code| self.strings.value(code) == value);
        found.copied()
    }

    pub(crate) fn strings(&self) -> &Strings {
        &self.strings
    }

    /// Forgets all strings from a number on.
    pub(crate) fn truncate(&mut self, count: usize) {
        let Self { strings, table } = self;
        for code in count as u32..strings.len() as u32 {
            if let Ok(entry) = table.find_entry(hash(strings.value(code)), |known| *known == code) {
                entry.remove();
            }
        }
        strings.truncate(count);
    }

    pub(crate) fn into_strings(mut self) -> Strings {
        self.strings.shrink();
        self.strings
    }
}

impl Strings {
    pub(crate) fn push(&mut self, value: &str) -> u32 {
        if self.ends.len() == self.starts.len() * RUN {
            self.starts.push(self.bytes.len());
        }
        self.bytes.push_str(value);
        let start = self.starts.last().copied().unwrap_or(0);
        self.ends.push((self.bytes.len() - start) as u32);
        self.ends.len() as u32 - 1
    }

    pub(crate) fn value(&self, code: u32) -> &str {
        &self.bytes[self.range(code)]
    }

    /// The bytes of a string, none of which is read for it: of a piece of text Rust looks whether it begins and ends
    /// between characters.
    pub(crate) fn bytes(&self, code: u32) -> &[u8] {
        &self.bytes.as_bytes()[self.range(code)]
    }

    fn range(&self, code: u32) -> Range<usize> {
        let code = code as usize;
        let run = self.starts[code / RUN];
        let end = run + self.ends[code] as usize;
        let start = if code.is_multiple_of(RUN) {
            run
        } else {
            run + self.ends[code - 1] as usize
        };
        start..end
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|code| self.value(code))
    }

    /// Forgets all strings from a number on.
    pub(crate) fn truncate(&mut self, count: usize) {
        if count >= self.len() {
            return;
        }
        let end = count
            .checked_sub(1)
            .map_or(0, |last| self.starts[last / RUN] + self.ends[last] as usize);
        self.bytes.truncate(end);
        self.ends.truncate(count);
        self.starts.truncate(count.div_ceil(RUN));
    }

    /// Gives back what was reserved for more.
    pub(crate) fn shrink(&mut self) {
        self.bytes.shrink_to_fit();
        self.ends.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_come_back_across_the_ends_of_runs() {
        let mut interner = Interner::default();
        let value = |i: usize| format!("{}{i}", "x".repeat(i % 7));
        for i in 0..3 * RUN + 5 {
            assert_eq!(interner.intern(&value(i)), (i as u32, true));
            assert_eq!(interner.intern(&value(i)), (i as u32, false));
        }
        let strings = interner.into_strings();
        for (i, text) in strings.iter().enumerate() {
            assert_eq!(text, value(i));
        }
    }

    #[test]
    fn what_is_forgotten_can_come_again_under_its_old_number() {
        let mut interner = Interner::default();
        let value = |i: usize| format!("value {i}");
        for i in 0..2 * RUN + 9 {
            interner.intern(&value(i));
        }
        for count in [2 * RUN + 1, 2 * RUN, RUN - 1, 1, 0] {
            interner.truncate(count);
            assert_eq!(interner.strings().len(), count);
            assert_eq!(interner.intern(&value(count)), (count as u32, true));
            assert_eq!(interner.intern(&value(0)), (0, false));
            interner.truncate(count);
        }
    }
}

//! Distinct strings in one buffer, numbered in order of arrival.

use std::hash::Hasher;

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
    ends: Vec<usize>,
}

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

    pub(crate) fn into_strings(self) -> Strings {
        self.strings
    }
}

impl Strings {
    pub(crate) fn push(&mut self, value: &str) -> u32 {
        self.bytes.push_str(value);
        self.ends.push(self.bytes.len());
        self.ends.len() as u32 - 1
    }

    pub(crate) fn value(&self, code: u32) -> &str {
        let end = self.ends[code as usize];
        let start = code
            .checked_sub(1)
            .map_or(0, |before| self.ends[before as usize]);
        &self.bytes[start..end]
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|code| self.value(code))
    }
}

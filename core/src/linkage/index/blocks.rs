//! The blocks of an index: which records have a key, rule by rule.

use rustc_hash::FxHashMap;

/// Records by key, in lists that lie in one pool.
#[derive(Default)]
pub(super) struct LivingBlocks {
    rules: Vec<FxHashMap<u64, Block>>,
    entries: Vec<Entry>,
    /// The first entry that is free again.
    free: u32,
}

#[derive(Clone, Copy)]
struct Block {
    first: u32,
    len: u32,
}

#[derive(Clone, Copy)]
struct Entry {
    record: u32,
    next: u32,
}

/// The end of a list.
const END: u32 = u32::MAX;

impl LivingBlocks {
    pub(super) fn new(rules: usize) -> Self {
        Self {
            rules: (0..rules).map(|_| FxHashMap::default()).collect(),
            entries: Vec::new(),
            free: END,
        }
    }

    pub(super) fn add(&mut self, rule: usize, key: u64, record: u32) {
        let block = self.rules[rule]
            .entry(key)
            .or_insert(Block { first: END, len: 0 });
        let entry = Entry {
            record,
            next: block.first,
        };
        block.len += 1;
        if self.free == END {
            block.first = self.entries.len() as u32;
            self.entries.push(entry);
        } else {
            block.first = self.free;
            let place = &mut self.entries[block.first as usize];
            self.free = place.next;
            *place = entry;
        }
    }

    /// Takes a record out of a block. Time in proportion to the records of the block.
    pub(super) fn remove(&mut self, rule: usize, key: u64, record: u32) {
        let Some(block) = self.rules[rule].get_mut(&key) else {
            return;
        };
        let (mut before, mut at) = (END, block.first);
        while at != END && self.entries[at as usize].record != record {
            (before, at) = (at, self.entries[at as usize].next);
        }
        if at == END {
            return;
        }
        let next = self.entries[at as usize].next;
        if before == END {
            block.first = next;
        } else {
            self.entries[before as usize].next = next;
        }
        block.len -= 1;
        if block.len == 0 {
            self.rules[rule].remove(&key);
        }
        self.entries[at as usize].next = self.free;
        self.free = at;
    }

    /// How many records have a key.
    pub(super) fn len(&self, rule: usize, key: u64) -> u64 {
        self.rules[rule]
            .get(&key)
            .map_or(0, |block| block.len.into())
    }

    /// The records that have a key.
    pub(super) fn records(&self, rule: usize, key: u64) -> impl Iterator<Item = u32> + '_ {
        let mut at = self.rules[rule].get(&key).map_or(END, |block| block.first);
        std::iter::from_fn(move || {
            let entry = self.entries.get(at as usize)?;
            at = entry.next;
            Some(entry.record)
        })
    }
}

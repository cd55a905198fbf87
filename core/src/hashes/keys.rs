//! Digests of one length in sorted rows, with a table of where each beginning starts.

mod kept;
mod table;

use std::sync::Arc;

use bytemuck::Pod;
use hashbrown::HashMap;

use self::table::{BEGINNINGS, KeyTable, Ordered};
use crate::{Control, Result, control::checkpoint};

/// New keys are kept in a hash table until there are this many, and are then sorted. Tests come there soon.
const RECENT: usize = if cfg!(test) { 8 } else { 1 << 15 };
/// From so many numbers of one key on, it is worth letting go of those that are not live.
const LONG: usize = 4;
/// A table is merged with the one before when that is at most so many times larger.
const GROWTH: usize = 4;
/// Tables of fewer bytes are near the processor as a whole.
const NEAR_BYTES: usize = if cfg!(test) { 64 } else { 4 << 20 };
/// From so many keys on, it pays to put them in order before they are looked up in a large table.
const WORTH_ORDERING: usize = if cfg!(test) { 8 } else { 1 << 18 };
/// Keys that are looked up between two looks at the control.
const AT_ONCE: usize = if cfg!(test) { 50 } else { 1 << 22 };
/// Keys that are stored between two looks at the control.
const STRIDE: usize = 1 << 20;

/// Keys that come and go: sorted tables, and a hash table of the newest.
#[derive(Clone)]
pub(super) struct Keys<const N: usize> {
    tables: Vec<Arc<KeyTable<N>>>,
    /// For each table, a bit for each row that was removed.
    gone: Vec<Vec<u64>>,
    recent: HashMap<[u8; N], Vec<u32>>,
    numbered: bool,
    removed: usize,
}

impl<const N: usize> Default for Keys<N> {
    fn default() -> Self {
        Self {
            tables: Vec::new(),
            gone: Vec::new(),
            recent: HashMap::new(),
            numbered: false,
            removed: 0,
        }
    }
}

impl<const N: usize> Keys<N>
where
    [u8; N]: Pod,
{
    /// Keys that have numbers.
    pub(super) fn numbered() -> Self {
        Self {
            numbered: true,
            ..Self::default()
        }
    }

    /// How many there are; a key with several numbers counts for each.
    pub(super) fn len(&self) -> usize {
        let recent: usize = self.recent.values().map(|all| all.len().max(1)).sum();
        let sorted: usize = self.tables.iter().map(|table| table.rows.len()).sum();
        recent + sorted - self.removed
    }

    pub(super) fn bytes(&self) -> usize {
        let sorted: usize = self.tables.iter().map(|table| table.bytes()).sum();
        let gone: usize = self.gone.iter().map(|bits| bits.capacity() * 8).sum();
        sorted + gone + self.recent.capacity() * (size_of::<([u8; N], Vec<u32>)>() + 1)
    }

    /// Whether a key without a number is there.
    pub(super) fn contains(&self, key: &[u8; N]) -> bool {
        self.place(key).is_some() || self.recent.contains_key(key)
    }

    /// Whether each of many keys is there.
    pub(super) fn contains_all(
        &self,
        keys: &[[u8; N]],
        control: &dyn Control,
    ) -> Result<Vec<bool>> {
        let mut found = vec![false; keys.len()];
        let mut ordered = Ordered::new();
        let parts = keys.chunks(AT_ONCE).zip(found.chunks_mut(AT_ONCE));
        for (done, (part, found)) in parts.enumerate() {
            checkpoint(control, (done * AT_ONCE) as u64, keys.len() as u64)?;
            match self.tables.first().filter(|_| self.is_one_table()) {
                Some(table) if table.bytes() < NEAR_BYTES || part.len() < WORTH_ORDERING => {
                    table.contains_each(part, |key| key, |at, _| at, found);
                }
                Some(table) => {
                    ordered.fill(part);
                    let mut alike = Vec::new();
                    for first in 0..BEGINNINGS {
                        ordered.with(first, &mut alike);
                        table.contains_each(&alike, |one| &one.0, |_, one| one.1 as usize, found);
                    }
                }
                None => {
                    for (key, found) in part.iter().zip(found) {
                        *found = self.contains(key);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Whether all keys stand in one table, and none was removed from it.
    fn is_one_table(&self) -> bool {
        self.tables.len() == 1 && self.recent.is_empty() && self.removed == 0
    }

    /// Where a key that is sorted and not removed stands.
    #[inline]
    fn place(&self, key: &[u8; N]) -> Option<(usize, usize)> {
        (0..).zip(&self.tables).find_map(|(number, table)| {
            let (from, to) = table.range(key);
            let is_there = from < to && (self.removed == 0 || !self.is_gone(number, from));
            is_there.then_some((number, from))
        })
    }

    fn is_gone(&self, table: usize, row: usize) -> bool {
        let word = self.gone.get(table).and_then(|bits| bits.get(row / 64));
        word.is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// The numbers of a key, in the order of the tables.
    pub(super) fn each(&self, key: &[u8; N], mut found: impl FnMut(u32)) {
        for table in &self.tables {
            let (from, to) = table.range(key);
            let numbers = table.numbers.get(from..to).unwrap_or_default();
            numbers.iter().copied().for_each(&mut found);
        }
        let recent = self.recent.get(key).map_or(&[][..], |all| all);
        recent.iter().copied().for_each(found);
    }

    /// Stores a key that is not there yet; `false` when it is.
    pub(super) fn insert(&mut self, key: [u8; N]) -> bool {
        if self.contains(&key) {
            return false;
        }
        self.recent.insert(key, Vec::new());
        self.settle();
        true
    }

    /// Stores a number under a key. Those that are not live any more are let go as they double, so that a key with a long
    /// history has a short list.
    pub(super) fn insert_number(
        &mut self,
        key: [u8; N],
        number: u32,
        is_live: impl Fn(u32) -> bool,
    ) {
        let numbers = self.recent.entry(key).or_default();
        if numbers.len() >= LONG && numbers.len().is_power_of_two() {
            numbers.retain(|number| is_live(*number));
        }
        numbers.push(number);
        self.settle();
    }

    /// All keys with their numbers, in no order.
    pub(super) fn pairs(&self, mut each: impl FnMut(&[u8; N], u32)) {
        for table in &self.tables {
            for (key, number) in table.rows.iter().zip(table.numbers.iter()) {
                each(key, *number);
            }
        }
        for (key, numbers) in &self.recent {
            for number in numbers {
                each(key, *number);
            }
        }
    }

    /// Keys with these numbers.
    pub(super) fn of_pairs(mut pairs: Vec<([u8; N], u32)>) -> Self {
        let mut keys = Self::numbered();
        pairs.sort_unstable();
        if pairs.len() >= RECENT {
            let (rows, numbers) = pairs.into_iter().unzip();
            keys.add_table(rows, numbers);
        } else {
            for (key, number) in pairs {
                keys.recent.entry(key).or_default().push(number);
            }
        }
        keys
    }

    /// Stores many keys; says how many were not there yet.
    pub(super) fn extend(&mut self, keys: &[[u8; N]], control: &dyn Control) -> Result<usize> {
        let mut new = Vec::with_capacity(keys.len());
        for (done, part) in keys.chunks(STRIDE).enumerate() {
            checkpoint(control, (done * STRIDE) as u64, keys.len() as u64)?;
            new.extend(part.iter().filter(|key| !self.contains(key)));
        }
        new.sort_unstable();
        new.dedup();
        let more = new.len();
        if more >= RECENT {
            new.shrink_to_fit();
            self.add_table(new, Vec::new());
        } else {
            for key in new {
                self.recent.insert(key, Vec::new());
            }
            self.settle();
        }
        Ok(more)
    }

    /// Removes a key without a number; `false` when it is not there.
    pub(super) fn remove(&mut self, key: &[u8; N]) -> bool {
        if self.recent.remove(key).is_some() {
            return true;
        }
        let Some((table, row)) = self.place(key) else {
            return false;
        };
        if self.gone.len() <= table {
            self.gone.resize(table + 1, Vec::new());
        }
        if let Some(bits) = self.gone.get_mut(table) {
            if bits.len() <= row / 64 {
                bits.resize(row / 64 + 1, 0);
            }
            if let Some(word) = bits.get_mut(row / 64) {
                *word |= 1 << (row % 64);
                self.removed += 1;
            }
        }
        true
    }

    /// Sorts the newest keys when they are many.
    fn settle(&mut self) {
        if self.recent.len() >= RECENT {
            let (rows, numbers) = self.sorted_recent();
            self.recent = HashMap::new();
            self.add_table(rows, numbers);
        }
    }

    fn sorted_recent(&self) -> (Vec<[u8; N]>, Vec<u32>) {
        let mut pairs: Vec<([u8; N], u32)> = Vec::new();
        for (key, numbers) in &self.recent {
            if self.numbered {
                pairs.extend(numbers.iter().map(|number| (*key, *number)));
            } else {
                pairs.push((*key, 0));
            }
        }
        pairs.sort_unstable();
        if self.numbered {
            pairs.into_iter().unzip()
        } else {
            (pairs.into_iter().map(|(key, _)| key).collect(), Vec::new())
        }
    }

    /// Adds sorted rows, merged with the small tables before.
    fn add_table(&mut self, rows: Vec<[u8; N]>, numbers: Vec<u32>) {
        let mut pairs: Option<Vec<([u8; N], u32)>> = None;
        let mut length = rows.len();
        let (mut rows, mut numbers) = (rows, numbers);
        while let Some(table) = self.tables.last() {
            if table.rows.len() > GROWTH * length {
                break;
            }
            let number = self.tables.len() - 1;
            let all = pairs.get_or_insert_with(|| {
                let numbers = numbers.iter().copied().chain(std::iter::repeat(0));
                rows.iter().copied().zip(numbers).collect()
            });
            for (row, key) in table.rows.iter().enumerate() {
                if self.is_gone(number, row) {
                    self.removed -= 1;
                } else {
                    all.push((*key, table.numbers.get(row).copied().unwrap_or_default()));
                }
            }
            length += table.rows.len();
            self.tables.pop();
            self.gone.truncate(number);
        }
        if let Some(mut pairs) = pairs {
            // two sorted runs behind each other: the stable sort merges them
            #[allow(
                clippy::stable_sort_primitive,
                reason = "it merges runs, in time linear in them"
            )]
            pairs.sort();
            rows = pairs.iter().map(|(key, _)| *key).collect();
            if self.numbered {
                numbers = pairs.iter().map(|(_, number)| *number).collect();
            }
        }
        self.tables.push(Arc::new(KeyTable::new(rows, numbers)));
    }
}

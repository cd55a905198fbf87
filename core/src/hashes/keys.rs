//! Digests of one length in sorted rows, with a table of where each beginning starts.

use std::sync::Arc;

use bytemuck::Pod;
use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::{
    slab::Slab,
    snapshot::{Reader, Writer},
};
use crate::{Control, Error, Result, control::checkpoint};

/// New keys are kept in a hash table until there are this many, and are then sorted. Tests come there soon.
const RECENT: usize = if cfg!(test) { 8 } else { 1 << 15 };
/// From so many numbers of one key on, it is worth letting go of those that are not live.
const LONG: usize = 4;
/// A table is merged with the one before when that is at most so many times larger.
const GROWTH: usize = 4;
/// The beginnings take at most so many bytes for each key.
const MOST_BYTES: f64 = 1.9;
/// Rows that are looked through one by one; more are halved.
const FEW: usize = 16;
/// Keys that are looked up side by side.
const GROUP: usize = 64;
/// Tables of fewer bytes are near the processor as a whole.
const NEAR_BYTES: usize = if cfg!(test) { 64 } else { 4 << 20 };
/// From so many keys on, it pays to put them in order before they are looked up in a large table.
const WORTH_ORDERING: usize = if cfg!(test) { 8 } else { 1 << 18 };
/// By so many first bits.
const ORDERED_BITS: u32 = 10;
const BEGINNINGS: usize = 1 << ORDERED_BITS;
/// Keys that are put in order at once.
const PIECE: usize = if cfg!(test) { 16 } else { 1 << 16 };
/// Keys that are looked up between two looks at the control.
const AT_ONCE: usize = if cfg!(test) { 50 } else { 1 << 22 };
/// Keys that are stored between two looks at the control.
const STRIDE: usize = 1 << 20;

/// Keys in order, each with a number where they have numbers; one key can have several.
pub(super) struct KeyTable<const N: usize> {
    rows: Slab<[u8; N]>,
    numbers: Slab<u32>,
    /// Where the keys that begin with certain bits start; one more at the end.
    starts: Slab<u32>,
    bits: u32,
}

impl<const N: usize> KeyTable<N>
where
    [u8; N]: Pod,
{
    fn new(rows: Vec<[u8; N]>, numbers: Vec<u32>) -> Self {
        let bits = bits_for(rows.len());
        let mut starts = vec![0_u32; (1 << bits) + 1];
        for row in &rows {
            if let Some(start) = starts.get_mut(beginning(row, bits) + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self {
            rows: rows.into(),
            numbers: numbers.into(),
            starts: starts.into(),
            bits,
        }
    }

    /// Where a key stands, from the first to behind the last.
    #[inline]
    fn range(&self, key: &[u8; N]) -> (usize, usize) {
        let at = beginning(key, self.bits);
        let Some([from, to]) = self.starts.get(at..at + 2) else {
            return (0, 0);
        };
        let (from, to) = (*from as usize, *to as usize);
        let rows = self.rows.get(from..to).unwrap_or_default();
        if rows.len() > FEW {
            let first = rows.partition_point(|row| row < key);
            let last = rows.partition_point(|row| row <= key);
            return (from + first, from + last);
        }
        let Some(first) = rows.iter().position(|row| row == key) else {
            return (0, 0);
        };
        let rest = rows.get(first..).unwrap_or_default();
        let many = rest.iter().take_while(|row| *row == key).count();
        (from + first, from + first + many)
    }

    /// Whether each of many keys is there, at its place in `found`. The beginnings of a group are read before any row, so
    /// that waiting for memory overlaps.
    fn contains_each<T>(
        &self,
        all: &[T],
        key: impl for<'a> Fn(&'a T) -> &'a [u8; N],
        place: impl Fn(usize, &T) -> usize,
        found: &mut [bool],
    ) {
        let (rows, starts): (&[[u8; N]], &[u32]) = (&self.rows, &self.starts);
        let mut ranges = [(0, 0); GROUP];
        let mut firsts = [0_u8; GROUP];
        for (number, group) in all.chunks(GROUP).enumerate() {
            for (one, range) in group.iter().zip(&mut ranges) {
                let at = beginning(key(one), self.bits);
                *range = match starts.get(at..at + 2) {
                    Some([from, to]) => (*from as usize, *to as usize),
                    _ => (0, 0),
                };
            }
            for ((from, _), first) in ranges.iter().zip(&mut firsts).take(group.len()) {
                *first = rows.get(*from).map_or(0, |row| row[0]);
            }
            std::hint::black_box(&firsts);
            for ((one, (from, to)), at) in group.iter().zip(&ranges).zip(number * GROUP..) {
                if let Some(found) = found.get_mut(place(at, one)) {
                    *found = is_among(rows, *from, *to, key(one));
                }
            }
        }
    }

    fn bytes(&self) -> usize {
        self.rows.bytes() + self.numbers.bytes() + self.starts.bytes()
    }
}

/// Keys with their places, in pieces that are near the processor while they are put in order; in each piece those with the
/// same first bits stand together. All that have them are looked up in one part of a table, which is near then.
struct Ordered<const N: usize> {
    keys: Vec<([u8; N], u32)>,
    /// For each piece, where each beginning starts in it.
    starts: Vec<u32>,
}

impl<const N: usize> Ordered<N> {
    const fn new() -> Self {
        Self {
            keys: Vec::new(),
            starts: Vec::new(),
        }
    }

    fn fill(&mut self, keys: &[[u8; N]]) {
        self.starts.clear();
        self.keys.resize(keys.len(), ([0; N], 0));
        let mut places = 0_u32..;
        let pieces = keys.chunks(PIECE).zip(self.keys.chunks_mut(PIECE));
        for (piece, ordered) in pieces {
            let mut next = [0_u32; BEGINNINGS];
            for key in piece {
                next[beginning(key, ORDERED_BITS)] += 1;
            }
            let mut sum = 0;
            for start in &mut next {
                (sum, *start) = (sum + *start, sum);
            }
            self.starts.extend_from_slice(&next);
            for (key, place) in piece.iter().zip(&mut places) {
                let at = &mut next[beginning(key, ORDERED_BITS)];
                if let Some(to) = ordered.get_mut(*at as usize) {
                    *to = (*key, place);
                }
                *at += 1;
            }
        }
    }

    /// All keys with a beginning.
    fn with<'a>(&'a self, first: usize, into: &mut Vec<&'a ([u8; N], u32)>) {
        into.clear();
        let pieces = self.keys.chunks(PIECE);
        for (piece, starts) in pieces.zip(self.starts.chunks_exact(BEGINNINGS)) {
            let from = starts.get(first).map_or(0, |start| *start as usize);
            let to = starts
                .get(first + 1)
                .map_or(piece.len(), |start| *start as usize);
            into.extend(piece.get(from..to).unwrap_or_default());
        }
    }
}

/// Whether a key is among the rows of its beginning. The first four are compared without a guess of how many there are: a
/// row behind them has another beginning, so it is another key.
#[inline]
fn is_among<const N: usize>(rows: &[[u8; N]], from: usize, to: usize, key: &[u8; N]) -> bool {
    let Some([a, b, c, d]) = rows.get(from..from + 4) else {
        return rows.get(from..to).is_some_and(|rows| rows.contains(key));
    };
    let first = [a == key, b == key, c == key, d == key];
    let is_first = first.iter().filter(|same| **same).count() > 0;
    if to.saturating_sub(from) <= 4 || is_first {
        return is_first && from < to;
    }
    let rest = rows.get(from + 4..to).unwrap_or_default();
    if rest.len() > FEW {
        rest.binary_search(key).is_ok()
    } else {
        rest.contains(key)
    }
}

/// The first bits of a key.
#[inline]
fn beginning<const N: usize>(key: &[u8; N], bits: u32) -> usize {
    let mut first = [0; 4];
    for (to, from) in first.iter_mut().zip(key) {
        *to = *from;
    }
    (u64::from(u32::from_be_bytes(first)) >> (32 - bits)) as usize
}

/// As many bits as the bytes allow.
fn bits_for(keys: usize) -> u32 {
    let fits = |bits: &u32| 4.0 * 2_f64.powi(*bits as i32) <= MOST_BYTES * keys as f64;
    (1..=28).rev().find(fits).unwrap_or(1)
}

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

/// What a snapshot says of keys.
#[derive(Serialize, Deserialize)]
struct KeysPlan {
    tables: usize,
    numbered: bool,
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

    /// All keys that are there, in order; with their numbers, or 0.
    fn in_order(&self) -> Vec<([u8; N], u32)> {
        let mut pairs = Vec::with_capacity(self.len());
        for (number, table) in self.tables.iter().enumerate() {
            for (row, key) in table.rows.iter().enumerate() {
                if self.removed == 0 || !self.is_gone(number, row) {
                    pairs.push((*key, table.numbers.get(row).copied().unwrap_or_default()));
                }
            }
        }
        let (rows, numbers) = self.sorted_recent();
        let numbers = numbers.into_iter().chain(std::iter::repeat(0));
        pairs.extend(rows.into_iter().zip(numbers));
        #[allow(
            clippy::stable_sort_primitive,
            reason = "it merges runs, in time linear in them"
        )]
        pairs.sort();
        pairs
    }

    /// Writes them as the sections that begin with a name: as one table, whatever tables they came to lie in.
    pub(super) fn write<'a>(&'a self, name: &str, writer: &mut Writer<'a>) -> Result<()> {
        let sections = ["0k", "0n", "0s"].map(|part| format!("{name}{part}"));
        let [keys, numbers, starts] = &sections;
        let tables = usize::from(self.len() > 0);
        if let Some(table) = self.tables.first().filter(|_| self.is_one_table()) {
            writer.rows(keys, &table.rows);
            writer.rows(numbers, &table.numbers);
            writer.rows(starts, &table.starts);
        } else if tables > 0 {
            let pairs = self.in_order();
            let of_pairs = if self.numbered {
                pairs.iter().map(|(_, number)| *number).collect()
            } else {
                Vec::new()
            };
            let rows = pairs.into_iter().map(|(key, _)| key).collect();
            let table = KeyTable::new(rows, of_pairs);
            writer.made(keys, &table.rows);
            writer.made(numbers, &table.numbers);
            writer.made(starts, &table.starts);
        }
        let numbered = self.numbered;
        writer.json(&format!("{name}keys"), &KeysPlan { tables, numbered })
    }

    pub(super) fn read(name: &str, reader: &Reader) -> Result<Self> {
        let wrong = || Error::CorruptSnapshot {
            reason: "its keys do not fit together".to_owned(),
        };
        let plan: KeysPlan = reader.json(&format!("{name}keys"))?;
        let mut keys = Self {
            numbered: plan.numbered,
            ..Self::default()
        };
        for number in 0..plan.tables {
            let rows: Slab<[u8; N]> = reader.rows(&format!("{name}{number}k"))?;
            let starts: Slab<u32> = reader.rows(&format!("{name}{number}s"))?;
            let numbers: Slab<u32> = reader.rows(&format!("{name}{number}n"))?;
            let gone: Slab<u64> = reader.rows(&format!("{name}{number}g"))?;
            let bits = starts.len().saturating_sub(1).checked_ilog2();
            let Some(bits) = bits.filter(|bits| (1..=28).contains(bits)) else {
                return Err(wrong());
            };
            let is_whole = starts.len() == (1 << bits) + 1
                && u32::try_from(rows.len()).is_ok()
                && numbers.len() == if plan.numbered { rows.len() } else { 0 }
                && gone.len() <= rows.len().div_ceil(64);
            if !is_whole {
                return Err(wrong());
            }
            let removed: u32 = gone.iter().map(|word| word.count_ones()).sum();
            keys.removed += removed as usize;
            keys.gone.push(gone.to_vec());
            keys.tables.push(Arc::new(KeyTable {
                rows,
                numbers,
                starts,
                bits,
            }));
        }
        let sorted: usize = keys.tables.iter().map(|table| table.rows.len()).sum();
        if keys.removed > sorted {
            return Err(wrong());
        }
        Ok(keys)
    }
}

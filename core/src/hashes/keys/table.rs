//! Keys in order, and how many of them are looked up at once.

use bytemuck::Pod;

use crate::hashes::slab::Slab;

/// The beginnings take at most so many bytes for each key.
const MOST_BYTES: f64 = 1.9;
/// Rows that are looked through one by one; more are halved.
const FEW: usize = 16;
/// Keys that are looked up side by side.
const GROUP: usize = 64;
/// By so many first bits.
const ORDERED_BITS: u32 = 10;
pub(super) const BEGINNINGS: usize = 1 << ORDERED_BITS;
/// Keys that are put in order at once.
const PIECE: usize = if cfg!(test) { 16 } else { 1 << 16 };

/// Keys in order, each with a number where they have numbers; one key can have several.
pub(super) struct KeyTable<const N: usize> {
    pub(super) rows: Slab<[u8; N]>,
    pub(super) numbers: Slab<u32>,
    /// Where the keys that begin with certain bits start; one more at the end.
    pub(super) starts: Slab<u32>,
    pub(super) bits: u32,
}

impl<const N: usize> KeyTable<N>
where
    [u8; N]: Pod,
{
    pub(super) fn new(rows: Vec<[u8; N]>, numbers: Vec<u32>) -> Self {
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
    pub(super) fn range(&self, key: &[u8; N]) -> (usize, usize) {
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
    pub(super) fn contains_each<T>(
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

    pub(super) fn bytes(&self) -> usize {
        self.rows.bytes() + self.numbers.bytes() + self.starts.bytes()
    }
}

/// Keys with their places, in pieces that are near the processor while they are put in order; in each piece those with the
/// same first bits stand together. All that have them are looked up in one part of a table, which is near then.
pub(super) struct Ordered<const N: usize> {
    keys: Vec<([u8; N], u32)>,
    /// For each piece, where each beginning starts in it.
    starts: Vec<u32>,
}

impl<const N: usize> Ordered<N> {
    pub(super) const fn new() -> Self {
        Self {
            keys: Vec::new(),
            starts: Vec::new(),
        }
    }

    pub(super) fn fill(&mut self, keys: &[[u8; N]]) {
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
    pub(super) fn with<'a>(&'a self, first: usize, into: &mut Vec<&'a ([u8; N], u32)>) {
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

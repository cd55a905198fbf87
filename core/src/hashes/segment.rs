//! Hashes that no longer change, with tables of their pieces.

use hashbrown::HashTable;
use pulp::Arch;
use serde::{Deserialize, Serialize};

use super::{
    Hash256, HashMatch, SearchPlan,
    planes::{BLOCK, Block},
    scan::{WORTH_TURNING, near_rows, scan_work, within},
    slab::Slab,
    snapshot::{Reader, Writer},
    tables::Tables,
};
use crate::{Control, Error, Result, control::checkpoint, hash};

/// Below this many hashes a scan is as fast as tables. Tests build tables of a few.
const WORTH_TABLES: usize = if cfg!(test) { 4 } else { 1 << 14 };
/// Rows between two looks at the control.
const BETWEEN_LOOKS: usize = 1 << 16;
/// The tables are left for a scan when they give more than a share of the hashes.
const WORTH_SCANNING: usize = 8;

/// How many matches a call may still collect.
pub(super) struct Room {
    most: u64,
    taken: u64,
}

impl Room {
    pub(super) const fn new(most: u64) -> Self {
        Self { most, taken: 0 }
    }

    /// Takes room for some more; the call ends where there is none left.
    pub(super) fn take(&mut self, more: usize) -> Result<()> {
        self.taken = self.taken.saturating_add(more as u64);
        if self.taken > self.most {
            return Err(Error::LimitExceeded {
                limit: "matches",
                allowed: self.most,
                asked: self.taken,
            });
        }
        Ok(())
    }
}

/// The hash of a row that was removed before the segment was made.
const REMOVED: u32 = u32::MAX;

/// What a search needs besides the segment, kept between searches.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) ranges: Vec<(u32, u32)>,
    pub(super) candidates: Vec<u32>,
    near: Vec<u32>,
}

/// What a snapshot says of a segment.
#[derive(Serialize, Deserialize)]
pub(super) struct SegmentPlan {
    first: u32,
    hashes: usize,
    copies: bool,
    pieces: u32,
}

#[derive(Clone)]
pub(super) struct Segment {
    first: u32,
    /// The hashes that differ from each other, in order of their first row: words 0 and 1, and 2 and 3.
    heads: Slab<[u64; 2]>,
    tails: Slab<[u64; 2]>,
    /// Where there are identical hashes.
    copies: Option<Copies>,
    tables: Option<Tables>,
}

/// Which rows have which hash.
#[derive(Clone)]
struct Copies {
    /// For each row, its hash; none for one that was removed before the segment was made.
    hash_of: Slab<u32>,
    /// For each hash, where its rows begin in `rows`; one more at the end.
    starts: Slab<u32>,
    rows: Slab<u32>,
}

impl Segment {
    pub(super) fn new(
        first: u32,
        hashes: &[Hash256],
        is_removed: impl Fn(u32) -> bool,
        with_tables: bool,
        control: &dyn Control,
    ) -> Result<Self> {
        let (mut heads, mut tails) = (
            Vec::with_capacity(hashes.len()),
            Vec::with_capacity(hashes.len()),
        );
        let mut hash_of = Vec::with_capacity(hashes.len());
        let mut seen: HashTable<u32> = HashTable::new();
        let key = |head: [u64; 2], tail: [u64; 2]| {
            hash::combine(hash::combine(head[0] ^ tail[0], head[1]), tail[1])
        };
        for (row, Hash256([a, b, c, d])) in hashes.iter().enumerate() {
            if row % BETWEEN_LOOKS == 0 {
                checkpoint(control, row as u64, hashes.len() as u64)?;
            }
            // it keeps its number, and nothing has to look at it again
            if is_removed(first.saturating_add(row as u32)) {
                hash_of.push(REMOVED);
                continue;
            }
            let (head, tail) = ([*a, *b], [*c, *d]);
            let next = heads.len() as u32;
            let entry = seen.entry(
                key(head, tail),
                |at| {
                    heads.get(*at as usize) == Some(&head) && tails.get(*at as usize) == Some(&tail)
                },
                |at| {
                    let part =
                        |words: &[[u64; 2]]| words.get(*at as usize).copied().unwrap_or_default();
                    key(part(&heads), part(&tails))
                },
            );
            let at = *entry.or_insert(next).get();
            if at == next {
                heads.push(head);
                tails.push(tail);
            }
            hash_of.push(at);
        }
        drop(seen);
        let copies = (heads.len() < hashes.len()).then(|| Copies::new(hash_of, heads.len()));
        if copies.is_some() {
            heads.shrink_to_fit();
            tails.shrink_to_fit();
        }
        let tables = if with_tables && heads.len() >= WORTH_TABLES {
            Some(Tables::new(&heads, &tails, control)?)
        } else {
            None
        };
        Ok(Self {
            first,
            heads: heads.into(),
            tails: tails.into(),
            copies,
            tables,
        })
    }

    /// Writes it as the sections that begin with a name; says what there is to read.
    pub(super) fn write<'a>(&'a self, name: &str, writer: &mut Writer<'a>) -> SegmentPlan {
        writer.rows(&format!("{name}h"), &self.heads);
        writer.rows(&format!("{name}t"), &self.tails);
        if let Some(copies) = &self.copies {
            writer.rows(&format!("{name}o"), &copies.hash_of);
            writer.rows(&format!("{name}s"), &copies.starts);
            writer.rows(&format!("{name}r"), &copies.rows);
        }
        if let Some(tables) = &self.tables {
            tables.write(name, writer);
        }
        SegmentPlan {
            first: self.first,
            hashes: self.heads.len(),
            copies: self.copies.is_some(),
            pieces: self.tables.as_ref().map_or(0, Tables::pieces),
        }
    }

    pub(super) fn read(name: &str, plan: &SegmentPlan, reader: &Reader) -> Result<Self> {
        let (heads, tails) = (
            reader.rows(&format!("{name}h"))?,
            reader.rows(&format!("{name}t"))?,
        );
        let copies = if plan.copies {
            Some(Copies {
                hash_of: reader.rows(&format!("{name}o"))?,
                starts: reader.rows(&format!("{name}s"))?,
                rows: reader.rows(&format!("{name}r"))?,
            })
        } else {
            None
        };
        let tables = if plan.pieces > 0 {
            Some(Tables::read(name, plan.pieces, plan.hashes, reader)?)
        } else {
            None
        };
        let segment = Self {
            first: plan.first,
            heads,
            tails,
            copies,
            tables,
        };
        if segment.heads.len() == plan.hashes && segment.tails.len() == plan.hashes {
            Ok(segment)
        } else {
            Err(Error::CorruptSnapshot {
                reason: "its parts are of different lengths".to_owned(),
            })
        }
    }

    pub(super) const fn first(&self) -> u32 {
        self.first
    }

    pub(super) fn len(&self) -> usize {
        self.copies
            .as_ref()
            .map_or(self.heads.len(), |copies| copies.hash_of.len())
    }

    pub(super) fn bytes(&self) -> usize {
        let copies = self.copies.as_ref().map_or(0, |copies| {
            copies.hash_of.bytes() + copies.starts.bytes() + copies.rows.bytes()
        });
        self.heads.bytes()
            + self.tails.bytes()
            + copies
            + self.tables.as_ref().map_or(0, Tables::bytes)
    }

    fn hash(&self, at: u32) -> Option<Hash256> {
        let ([a, b], [c, d]) = (self.heads.get(at as usize)?, self.tails.get(at as usize)?);
        Some(Hash256([*a, *b, *c, *d]))
    }

    /// The hash with a number that is in this segment.
    pub(super) fn get(&self, id: u32) -> Option<Hash256> {
        let row = id.checked_sub(self.first)?;
        match &self.copies {
            Some(copies) => self.hash(*copies.hash_of.get(row as usize)?),
            None => self.hash(row),
        }
    }

    /// All hashes, row by row. A row of which damage has hidden the hash keeps its place, or all behind it would change theirs.
    pub(super) fn hashes(&self) -> impl Iterator<Item = Hash256> {
        let hidden = Hash256([0; 4]);
        (0..self.len() as u32).map(move |row| self.get(self.first + row).unwrap_or(hidden))
    }

    pub(super) fn plan(&self, queries: usize, radius: u32) -> SearchPlan {
        match &self.tables {
            Some(tables) if tables.work(radius) < scan_work(self.heads.len(), queries) => {
                SearchPlan::Tables
            }
            _ => SearchPlan::Scan,
        }
    }

    /// Looks for one hash in the tables, or by a scan where they would give too many.
    pub(super) fn find(
        &self,
        hash: Hash256,
        radius: u32,
        scratch: &mut Scratch,
        found: &mut Vec<HashMatch>,
        room: &mut Room,
    ) -> Result<()> {
        let Scratch {
            ranges,
            candidates,
            near,
        } = scratch;
        let Hash256([a, b, ..]) = hash;
        let heads: &[[u64; 2]] = &self.heads;
        let most = heads.len() / WORTH_SCANNING;
        near.clear();
        match &self.tables {
            Some(tables) if tables.candidates(hash, radius, most, ranges, candidates) => {
                Arch::new().dispatch(|| {
                    for at in candidates.iter() {
                        if heads
                            .get(*at as usize)
                            .is_some_and(|stored| within(*stored, [a, b], radius))
                        {
                            near.push(*at);
                        }
                    }
                });
                // a hash can be near in several pieces
                near.sort_unstable();
                near.dedup();
            }
            _ => near_rows(heads, &self.tails, hash.0, radius, near),
        }
        for at in near.iter() {
            self.add(*at, hash, radius, found, room)?;
        }
        Ok(())
    }

    /// Looks for many hashes without tables, block of rows by block of rows.
    pub(super) fn scan(
        &self,
        hashes: &[Hash256],
        radius: u32,
        found: &mut [Vec<HashMatch>],
        room: &mut Room,
        look: &impl Fn(f64) -> Result<()>,
    ) -> Result<()> {
        let blocks = self.heads.len().div_ceil(BLOCK).max(1);
        let (mut block, mut near) = (Block::new(radius), Vec::new());
        let rows = self.heads.chunks(BLOCK).zip(self.tails.chunks(BLOCK));
        for (number, (heads, tails)) in rows.enumerate() {
            look(number as f64 / blocks as f64)?;
            let turned = hashes.len() >= WORTH_TURNING;
            if turned {
                block.turn(heads, tails);
            }
            for (hash, found) in hashes.iter().zip(found.iter_mut()) {
                if turned {
                    block.near(hash.0, &mut near);
                } else {
                    near_rows(heads, tails, hash.0, radius, &mut near);
                }
                for at in &near {
                    let at = (number * BLOCK) as u32 + at;
                    self.add(at, *hash, radius, found, room)?;
                }
            }
        }
        Ok(())
    }

    /// Adds the rows of a hash, if it is as near in all its bits.
    fn add(
        &self,
        at: u32,
        hash: Hash256,
        radius: u32,
        found: &mut Vec<HashMatch>,
        room: &mut Room,
    ) -> Result<()> {
        let Some(distance) = self
            .hash(at)
            .map(|stored| stored.distance(hash))
            .filter(|distance| *distance <= radius)
        else {
            return Ok(());
        };
        let mut push = |row: u32| {
            found.push(HashMatch {
                distance,
                id: self.first.saturating_add(row),
            });
        };
        if let Some(copies) = &self.copies {
            let rows = copies.rows_of(at);
            room.take(rows.len())?;
            rows.iter().copied().for_each(push);
        } else {
            room.take(1)?;
            push(at);
        }
        Ok(())
    }
}

impl Copies {
    fn new(hash_of: Vec<u32>, hashes: usize) -> Self {
        let mut starts = vec![0_u32; hashes + 1];
        for at in &hash_of {
            if let Some(start) = starts.get_mut(*at as usize + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut rows = vec![0; hash_of.len()];
        for (row, at) in hash_of.iter().enumerate() {
            if let Some(next) = next.get_mut(*at as usize) {
                if let Some(place) = rows.get_mut(*next as usize) {
                    *place = row as u32;
                }
                *next += 1;
            }
        }
        Self {
            hash_of: hash_of.into(),
            starts: starts.into(),
            rows: rows.into(),
        }
    }

    fn rows_of(&self, at: u32) -> &[u32] {
        match self.starts.get(at as usize..at as usize + 2) {
            Some([from, to]) => self
                .rows
                .get(*from as usize..*to as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }
}

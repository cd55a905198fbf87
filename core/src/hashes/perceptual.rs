mod kept;

use std::{fmt, sync::Arc};

use super::{
    Hash256,
    segment::{Room, Scratch, Segment},
};
use crate::{Control, Error, Result, control::checkpoint, records::Limits};

/// The greatest radius that is asked for.
const WIDEST: u32 = 64;
/// New hashes are scanned until there are this many, and then get tables of their own. Tests come there soon.
const SCANNED: usize = if cfg!(test) { 8 } else { 1 << 15 };
/// A segment is merged with the one before when that is at most so many times larger.
const GROWTH: usize = 4;
/// Hashes are numbered by 32 bits, and the last number is kept free.
const MOST: usize = u32::MAX as usize - 1;
/// Queries of a batch between two looks at the control.
const BETWEEN_LOOKS: usize = 64;

/// Whether the bit of a number is set.
fn is_among(bits: &[u64], id: u32) -> bool {
    let word = bits.get(id as usize / 64);
    word.is_some_and(|word| word >> (id % 64) & 1 == 1)
}

/// A stored hash near the one that was looked for.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct HashMatch {
    /// How many bits differ.
    pub distance: u32,
    /// The number of the stored hash.
    pub id: u32,
}

/// How a search is done. All ways find the same.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum SearchPlan {
    /// Each query looks into tables of pieces of the hashes.
    Tables,
    /// Every stored hash is compared.
    Scan,
}

/// Perceptual hashes, found by how few bits differ: every one within the radius, never an approximation.
///
/// Hashes are numbered from 0 in the order in which they came, and keep their numbers. What is inserted or removed
/// counts at once. A copy shares the tables, so it is cheap, and does not see later changes. Up to 32,768 new hashes are scanned; then they get tables, and small tables are merged.
///
/// Method: multi-index hashing (Norouzi, Punjani and Fleet 2012, arXiv:1307.2982). A hash of 256 bits is cut into m
/// pieces; if two hashes differ in at most r = m·q + a bits, then a piece differs in at most q bits among the first
/// a + 1 pieces, or in at most q - 1 among the rest. So it is enough to look for each piece within that radius in
/// a table, and to count the bits of what is found. Identical hashes are kept once. Where the tables would give
/// more to count than a scan is worth, as among many hashes that are nearly alike, the scan is done instead.
///
/// ```
/// use caselink::hashes::{Hash256, PerceptualIndex};
///
/// let mut index = PerceptualIndex::default();
/// let first = index.insert(Hash256::new([0; 32]))?;
/// let near = Hash256::from_hex(&format!("{:0>64}", "7"))?;
/// assert_eq!(index.find(near, 31)?.first().map(|found| (found.id, found.distance)), Some((first, 3)));
///
/// index.remove(first);
/// assert!(index.find(near, 31)?.is_empty());
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct PerceptualIndex {
    /// Shared with copies of the index: they do not change any more.
    segments: Vec<Arc<Segment>>,
    /// The newest hashes, not in any segment yet.
    recent: Vec<Hash256>,
    /// A bit for each number up to the greatest that was removed: whether it was.
    removed: Vec<u64>,
    gone: usize,
    /// Whether any of them was removed since the index was opened: its row still stands in the segments.
    is_unsettled: bool,
    without_tables: bool,
}

impl PerceptualIndex {
    /// An index that only ever scans: 32 bytes for each hash, and best for large batches of queries.
    pub fn scanning() -> Self {
        Self {
            without_tables: true,
            ..Self::default()
        }
    }

    /// How many hashes are stored and not removed.
    pub fn len(&self) -> usize {
        self.numbered() - self.gone
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many numbers were given out.
    pub(super) fn numbered(&self) -> usize {
        self.in_segments() + self.recent.len()
    }

    fn in_segments(&self) -> usize {
        self.segments
            .last()
            .map_or(0, |last| (last.first() as usize).saturating_add(last.len()))
    }

    /// The bytes of memory that the index takes.
    pub fn bytes(&self) -> usize {
        let segments: usize = self.segments.iter().map(|segment| segment.bytes()).sum();
        segments
            + self.recent.capacity() * size_of::<Hash256>()
            + self.removed.capacity() * size_of::<u64>()
    }

    /// Stores a hash, and gives its number.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] above 4,294,967,294 hashes.
    pub fn insert(&mut self, hash: Hash256) -> Result<u32> {
        self.room_for(1)?;
        let id = self.numbered() as u32;
        self.recent.push(hash);
        if self.recent.len() >= SCANNED {
            self.seal(&crate::NoControl)?;
        }
        Ok(id)
    }

    /// Stores many hashes at once, and gives the number of the first; the others follow.
    ///
    /// # Errors
    ///
    /// As [`insert`](Self::insert), and [`Error::Cancelled`]; then nothing is stored.
    pub fn extend(&mut self, hashes: &[Hash256], control: &dyn Control) -> Result<u32> {
        self.room_for(hashes.len())?;
        let (first, before) = (self.numbered() as u32, self.recent.len());
        self.recent.extend_from_slice(hashes);
        if self.recent.len() >= SCANNED
            && let Err(stopped) = self.seal(control)
        {
            self.recent.truncate(before);
            return Err(stopped);
        }
        Ok(first)
    }

    fn room_for(&self, more: usize) -> Result<()> {
        let asked = self.numbered().saturating_add(more);
        if asked > MOST {
            return Err(Error::LimitExceeded {
                limit: "hashes",
                allowed: MOST as u64,
                asked: asked as u64,
            });
        }
        Ok(())
    }

    /// Makes a segment of the newest hashes, and of the small segments before them.
    fn seal(&mut self, control: &dyn Control) -> Result<()> {
        let mut from = self.segments.len();
        let mut rows = self.recent.len();
        while let Some(before) = from.checked_sub(1).and_then(|at| self.segments.get(at)) {
            if before.len() > GROWTH * rows {
                break;
            }
            rows += before.len();
            from -= 1;
        }
        let merged = self.segments.get(from..).unwrap_or_default();
        let first = merged
            .first()
            .map_or(self.in_segments() as u32, |segment| segment.first());
        let mut hashes = Vec::with_capacity(rows);
        for segment in merged {
            hashes.extend(segment.hashes());
        }
        hashes.extend_from_slice(&self.recent);
        let is_removed = |id| is_among(&self.removed, id);
        let tables = !self.without_tables;
        let segment = Segment::new(first, &hashes, is_removed, tables, control)?;
        self.segments.truncate(from);
        self.segments.push(Arc::new(segment));
        self.recent = Vec::new();
        Ok(())
    }

    /// Removes a hash; `false` when there is none with this number.
    pub fn remove(&mut self, id: u32) -> bool {
        let (is_there, at) = (self.is_present(id), id as usize / 64);
        if is_there {
            let words = self.removed.len().max(at + 1);
            self.removed.resize(words, 0);
            if let Some(word) = self.removed.get_mut(at) {
                *word |= 1 << (id % 64);
                self.gone += 1;
                self.is_unsettled = true;
            }
        }
        is_there
    }

    fn is_present(&self, id: u32) -> bool {
        (id as usize) < self.numbered() && !is_among(&self.removed, id)
    }

    /// The hash with a number.
    pub fn get(&self, id: u32) -> Option<Hash256> {
        self.is_present(id).then(|| self.stored(id)).flatten()
    }

    fn stored(&self, id: u32) -> Option<Hash256> {
        let in_segments = self.in_segments();
        if let Some(at) = (id as usize).checked_sub(in_segments) {
            return self.recent.get(at).copied();
        }
        let at = self
            .segments
            .partition_point(|segment| segment.first() <= id);
        self.segments.get(at.checked_sub(1)?)?.get(id)
    }

    /// How a batch of so many queries is searched within a radius, in the largest segment.
    pub fn plan(&self, queries: usize, radius: u32) -> SearchPlan {
        let largest = self.segments.iter().max_by_key(|segment| segment.len());
        largest.map_or(SearchPlan::Scan, |segment| segment.plan(queries, radius))
    }

    /// Every stored hash that differs from `hash` in at most `radius` bits, nearest first, then by number.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for a radius above 64; [`Error::LimitExceeded`] above 100,000,000 matches.
    pub fn find(&self, hash: Hash256, radius: u32) -> Result<Vec<HashMatch>> {
        let mut found = self.find_all(&[hash], radius, &crate::NoControl)?;
        Ok(found.pop().unwrap_or_default())
    }

    /// The same for many hashes: a list of matches for each.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find), where the limit is that on the matches of all hashes together
    /// ([`Limits::rows`](crate::records::Limits::rows)): look for fewer at once; [`Error::Cancelled`].
    pub fn find_all(
        &self,
        hashes: &[Hash256],
        radius: u32,
        control: &dyn Control,
    ) -> Result<Vec<Vec<HashMatch>>> {
        let room = Room::new(Limits::default().rows);
        self.find_within(hashes, radius, room, control)
    }

    fn find_within(
        &self,
        hashes: &[Hash256],
        radius: u32,
        mut room: Room,
        control: &dyn Control,
    ) -> Result<Vec<Vec<HashMatch>>> {
        if radius > WIDEST {
            return Err(Error::InvalidParameter {
                name: "radius",
                reason: format!("must be 0 to {WIDEST} bits"),
            });
        }
        let mut found = vec![Vec::new(); hashes.len()];
        let mut scratch = Scratch::default();
        let parts = self.segments.len() as u64 + 1;
        for (part, segment) in self.segments.iter().enumerate() {
            let way = segment.plan(hashes.len(), radius);
            let total = hashes.len() as u64 * parts;
            let done = hashes.len() as u64 * part as u64;
            if way == SearchPlan::Scan {
                let look = |share: f64| {
                    checkpoint(control, done + (hashes.len() as f64 * share) as u64, total)
                };
                segment.scan(hashes, radius, &mut found, &mut room, &look)?;
                continue;
            }
            for (at, (hash, found)) in hashes.iter().zip(&mut found).enumerate() {
                if at % BETWEEN_LOOKS == 0 {
                    checkpoint(control, done + at as u64, total)?;
                }
                segment.find(*hash, radius, &mut scratch, found, &mut room)?;
            }
        }
        let first = self.in_segments() as u32;
        for (hash, found) in hashes.iter().zip(&mut found) {
            for (id, stored) in (first..).zip(&self.recent) {
                let distance = hash.distance(*stored);
                if distance <= radius {
                    room.take(1)?;
                    found.push(HashMatch { distance, id });
                }
            }
            if self.gone > 0 {
                found.retain(|one| self.is_present(one.id));
            }
            found.sort_unstable();
        }
        Ok(found)
    }
}

impl fmt::Debug for PerceptualIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PerceptualIndex")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;

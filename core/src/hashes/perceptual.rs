use std::{borrow::Cow, fmt, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    digests::from_hex,
    segment::{Room, Scratch, Segment, SegmentPlan},
    snapshot::{Reader, Writer},
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

/// A 256-bit perceptual hash, such as PDQ: only bits that differ are counted, so any order of bytes will do.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Hash256(pub(super) [u64; 4]);

impl Hash256 {
    /// A hash of its 32 bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        let (words, _) = bytes.as_chunks::<8>();
        let mut hash = [0; 4];
        for (to, from) in hash.iter_mut().zip(words) {
            *to = u64::from_be_bytes(*from);
        }
        Self(hash)
    }

    /// A hash written as 64 hex digits, in either case.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for anything else: a text of another length is no such hash.
    pub fn from_hex(text: &str) -> Result<Self> {
        from_hex(text).map(Self::new).ok_or_else(not_hex)
    }

    /// Its 32 bytes.
    pub fn to_bytes(self) -> [u8; 32] {
        let mut bytes = [0; 32];
        let (words, _) = bytes.as_chunks_mut::<8>();
        for (to, from) in words.iter_mut().zip(self.0) {
            *to = from.to_be_bytes();
        }
        bytes
    }

    /// How many of the 256 bits differ.
    pub fn distance(self, other: Self) -> u32 {
        self.0
            .iter()
            .zip(other.0)
            .map(|(a, b)| (a ^ b).count_ones())
            .sum()
    }
}

/// Whether the bit of a number is set.
fn is_among(bits: &[u64], id: u32) -> bool {
    let word = bits.get(id as usize / 64);
    word.is_some_and(|word| word >> (id % 64) & 1 == 1)
}

fn not_hex() -> Error {
    Error::InvalidParameter {
        name: "hash",
        reason: "must be 64 hex digits".to_owned(),
    }
}

/// 64 hex digits. A hash leads to a file, so it does not stand in logs by accident: `Debug` hides it.
impl fmt::Display for Hash256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|word| write!(f, "{word:016x}"))
    }
}

impl fmt::Debug for Hash256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// What a snapshot of perceptual hashes is called in its plan.
const PERCEPTUAL: &str = "perceptual";

/// What a snapshot says of an index.
#[derive(Serialize, Deserialize)]
struct IndexPlan {
    kind: String,
    segments: Vec<SegmentPlan>,
    gone: usize,
    without_tables: bool,
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

    /// The index as one run of bytes, which [`open`](Self::open) reads where it lies.
    ///
    /// Its bytes depend on the stored hashes and their numbers alone. An index whose hashes came bit by bit, or were removed,
    /// is made anew for it.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] for a defect only.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        let settled = self.settled()?;
        let mut writer = Writer::default();
        settled.write("", &mut writer)?;
        Ok(writer.finish())
    }

    /// The same index as if all its hashes had come at once, and those that were removed had been nothing.
    pub(super) fn settled(&self) -> Result<Cow<'_, Self>> {
        let nothing = Hash256([0; 4]);
        let is_in_one = match &self.segments[..] {
            [] => self.recent.len() < SCANNED,
            [_] => self.recent.is_empty(),
            _ => false,
        };
        let removed = |bits: &[u64]| {
            let all = 0..bits.len() as u32 * 64;
            all.filter(|id| is_among(bits, *id)).collect::<Vec<u32>>()
        };
        let is_nothing = |id: &u32| self.stored(*id).is_none_or(|hash| hash == nothing);
        if is_in_one && (self.gone == 0 || removed(&self.removed).iter().all(is_nothing)) {
            return Ok(Cow::Borrowed(self));
        }
        let stored = self.segments.iter().flat_map(|segment| segment.hashes());
        let stored = (0..).zip(stored.chain(self.recent.iter().copied()));
        let all = stored.map(|(id, hash)| {
            if is_among(&self.removed, id) {
                nothing
            } else {
                hash
            }
        });
        let mut settled = Self {
            recent: all.collect(),
            removed: self.removed.clone(),
            gone: self.gone,
            without_tables: self.without_tables,
            ..Self::default()
        };
        if settled.recent.len() >= SCANNED {
            settled.seal(&crate::NoControl)?;
        }
        Ok(Cow::Owned(settled))
    }

    pub(super) fn write<'a>(&'a self, name: &str, writer: &mut Writer<'a>) -> Result<()> {
        let segments = (0..).zip(&self.segments);
        let segments = segments
            .map(|(number, one): (usize, _)| one.write(&format!("{name}{number}."), writer));
        let plan = IndexPlan {
            kind: PERCEPTUAL.to_owned(),
            segments: segments.collect(),
            gone: self.gone,
            without_tables: self.without_tables,
        };
        let recent: Vec<[u64; 4]> = self.recent.iter().map(|hash| hash.0).collect();
        writer.made(&format!("{name}recent"), &recent);
        writer.rows(&format!("{name}removed"), &self.removed);
        writer.json(&format!("{name}index"), &plan)
    }

    /// Reads a snapshot where it lies: nothing is copied, so that a mapped file of any size is open at once.
    ///
    /// Only the header is checked here. Damage further on can then hide hashes and change them, but it breaks nothing; with
    /// `verified`, every byte is checked first, which takes about a second for each gigabyte.
    ///
    /// # Errors
    ///
    /// [`Error::CorruptSnapshot`]; [`Error::Cancelled`].
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use caselink::{NoControl, hashes::{Hash256, PerceptualIndex}};
    ///
    /// let mut index = PerceptualIndex::default();
    /// index.insert(Hash256::new([7; 32]))?;
    /// let bytes = index.snapshot()?;
    /// let again = PerceptualIndex::open(Arc::new(bytes), true, &NoControl)?;
    /// assert_eq!(again.find(Hash256::new([7; 32]), 31)?.len(), 1);
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn open(
        bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
        verified: bool,
        control: &dyn Control,
    ) -> Result<Self> {
        let reader = Reader::open(bytes, verified, control)?;
        Self::read("", &reader)
    }

    pub(super) fn read(name: &str, reader: &Reader) -> Result<Self> {
        let wrong = |reason: &str| Error::CorruptSnapshot {
            reason: reason.to_owned(),
        };
        let plan: IndexPlan = reader.json(&format!("{name}index"))?;
        if plan.kind != PERCEPTUAL {
            return Err(wrong("it holds something else than perceptual hashes"));
        }
        let mut index = Self {
            recent: reader
                .rows::<[u64; 4]>(&format!("{name}recent"))?
                .iter()
                .map(|words| Hash256(*words))
                .collect(),
            removed: reader.rows(&format!("{name}removed"))?.to_vec(),
            gone: plan.gone,
            without_tables: plan.without_tables,
            ..Self::default()
        };
        for (number, segment) in plan.segments.iter().enumerate() {
            let segment = Segment::read(&format!("{name}{number}."), segment, reader)?;
            if segment.first() as usize != index.in_segments() {
                return Err(wrong("its segments do not follow each other"));
            }
            index.segments.push(Arc::new(segment));
        }
        let removed: u32 = index.removed.iter().map(|word| word.count_ones()).sum();
        if index.numbered() > MOST
            || index.gone != removed as usize
            || index.gone > index.numbered()
        {
            return Err(wrong("its counts do not add up"));
        }
        Ok(index)
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
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::NoControl;

    /// What a look at every hash finds.
    fn by_force(stored: &[Option<Hash256>], hash: Hash256, radius: u32) -> Vec<HashMatch> {
        let all = (0..).zip(stored);
        let mut found: Vec<HashMatch> = all
            .filter_map(|(id, one)| Some((id, one.as_ref()?.distance(hash))))
            .filter(|(_, distance)| *distance <= radius)
            .map(|(id, distance)| HashMatch { distance, id })
            .collect();
        found.sort_unstable();
        found
    }

    /// Hashes that crowd: few seeds, each with some bits turned; among them all zero and all one.
    fn crowd() -> impl Strategy<Value = Hash256> {
        let seed = prop_oneof![
            Just([0_u64; 4]),
            Just([u64::MAX; 4]),
            (0..3_u64).prop_map(|seed| [1, 2, 3, 4].map(|word| crate::hash::combine(seed, word))),
            any::<[u64; 4]>(),
        ];
        (seed, prop::collection::vec(0..256_usize, 0..70)).prop_map(|(mut hash, bits)| {
            for bit in bits {
                hash[bit / 64] ^= 1 << (bit % 64);
            }
            Hash256(hash)
        })
    }

    #[derive(Clone, Debug)]
    enum Step {
        Insert(Hash256),
        Extend(Vec<Hash256>),
        Remove(prop::sample::Index),
        Snapshot,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            4 => crowd().prop_map(Step::Insert),
            2 => prop::collection::vec(crowd(), 0..40).prop_map(Step::Extend),
            2 => any::<prop::sample::Index>().prop_map(Step::Remove),
            1 => Just(Step::Snapshot),
        ];
        prop::collection::vec(step, 0..20)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        /// Whatever was stored and removed, in whatever order: all that is near is found, and nothing else.
        #[test]
        fn finds_what_force_finds(
            steps in steps(), queries in prop::collection::vec(crowd(), 1..50), scanning in any::<bool>(),
            radius in prop_oneof![0..=64_u32, Just(30), Just(31), Just(32)],
        ) {
            let mut index = if scanning { PerceptualIndex::scanning() } else { PerceptualIndex::default() };
            let mut stored: Vec<Option<Hash256>> = Vec::new();
            for step in steps {
                match step {
                    Step::Insert(hash) => {
                        prop_assert_eq!(index.insert(hash).unwrap() as usize, stored.len());
                        stored.push(Some(hash));
                    }
                    Step::Extend(hashes) => {
                        prop_assert_eq!(index.extend(&hashes, &NoControl).unwrap() as usize, stored.len());
                        stored.extend(hashes.into_iter().map(Some));
                    }
                    Step::Remove(at) if !stored.is_empty() => {
                        let at = at.index(stored.len());
                        prop_assert_eq!(index.remove(at as u32), stored[at].take().is_some());
                    }
                    Step::Remove(_) => prop_assert!(!index.remove(0)),
                    Step::Snapshot => {
                        let bytes = index.snapshot().unwrap();
                        prop_assert!(bytes == index.snapshot().unwrap());
                        index = PerceptualIndex::open(Arc::new(bytes), true, &NoControl).unwrap();
                    }
                }
            }
            prop_assert_eq!(index.len(), stored.iter().flatten().count());
            for id in 0..=stored.len() {
                prop_assert_eq!(index.get(id as u32), stored.get(id).copied().flatten());
            }
            // near ones too, and right at the border
            let mut queries = queries;
            queries.extend(stored.iter().flatten().take(20).map(|hash| {
                let mut hash = *hash;
                hash.0[1] ^= (1 << 31) - 1;
                hash
            }));
            let expected: Vec<_> = queries.iter().map(|hash| by_force(&stored, *hash, radius)).collect();
            prop_assert_eq!(&index.find_all(&queries, radius, &NoControl).unwrap(), &expected);
            for (hash, expected) in queries.iter().zip(&expected) {
                prop_assert_eq!(&index.find(*hash, radius).unwrap(), expected);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        /// However hashes came, were removed, kept and opened: the bytes are those of an index that got all at once.
        #[test]
        fn a_snapshot_depends_on_what_is_stored_alone(steps in steps(), scanning in any::<bool>()) {
            let empty = || if scanning { PerceptualIndex::scanning() } else { PerceptualIndex::default() };
            let mut index = empty();
            let mut all: Vec<Hash256> = Vec::new();
            let mut removed = Vec::new();
            for step in steps {
                match step {
                    Step::Insert(hash) => {
                        all.push(hash);
                        index.insert(hash).unwrap();
                    }
                    Step::Extend(hashes) => {
                        index.extend(&hashes, &NoControl).unwrap();
                        all.extend(hashes);
                    }
                    Step::Remove(at) if !all.is_empty() => {
                        let at = at.index(all.len()) as u32;
                        index.remove(at);
                        removed.push(at);
                    }
                    Step::Remove(_) => {}
                    Step::Snapshot => {
                        let bytes = index.snapshot().unwrap();
                        index = PerceptualIndex::open(Arc::new(bytes), true, &NoControl).unwrap();
                    }
                }
            }
            let mut at_once = empty();
            at_once.extend(&all, &NoControl).unwrap();
            for id in removed {
                at_once.remove(id);
            }
            prop_assert!(index.snapshot().unwrap() == at_once.snapshot().unwrap());
        }
    }

    /// Damage that nobody looked for hides a hash; when tables are merged, all others keep their numbers.
    #[test]
    fn numbers_stay_when_a_damaged_row_is_merged() {
        let hash = |n: u64| Hash256([n % 9, 7, 7, 7]);
        let mut index = PerceptualIndex::scanning();
        let hashes: Vec<Hash256> = (0..10).map(hash).collect();
        index.extend(&hashes, &NoControl).unwrap();
        let mut bytes = index.snapshot().unwrap();
        // the table of which row has which hash: 0 to 8, and 0 again
        let rows: Vec<u8> = (0..9_u32).chain([0]).flat_map(u32::to_le_bytes).collect();
        let at = bytes
            .windows(rows.len())
            .position(|part| part == rows)
            .unwrap();
        bytes[at + 4 * 4] = 99;
        let mut index = PerceptualIndex::open(Arc::new(bytes), false, &NoControl).unwrap();
        assert_eq!(index.get(4), None);
        let more: Vec<Hash256> = (10..20).map(hash).collect();
        assert_eq!(index.extend(&more, &NoControl).unwrap(), 10);
        assert_eq!(index.len(), 20);
        for id in (0..20).filter(|id| *id != 4) {
            assert_eq!(index.get(id), Some(hash(u64::from(id))), "{id}");
        }
    }

    /// Many queries near many hashes end before they fill the memory, whichever way they are looked for.
    #[test]
    fn matches_have_a_limit() {
        let same = vec![Hash256([7; 4]); 30];
        let others: Vec<Hash256> = (0..30).map(|n| Hash256([n << 40, n, n, n])).collect();
        for scanning in [true, false] {
            for queries in [1, 40] {
                let mut index = if scanning {
                    PerceptualIndex::scanning()
                } else {
                    PerceptualIndex::default()
                };
                index.extend(&others, &NoControl).unwrap();
                index.extend(&same, &NoControl).unwrap();
                // and some that are in no segment yet
                index.extend(&same[..5], &NoControl).unwrap();
                let hashes = vec![Hash256([7; 4]); queries];
                let find = |most| index.find_within(&hashes, 0, Room::new(most), &NoControl);
                let all = 35 * queries as u64;
                assert_eq!(find(all).unwrap().concat().len() as u64, all);
                for most in [0, 29, all - 1] {
                    let Err(Error::LimitExceeded { limit, allowed, .. }) = find(most) else {
                        panic!("{scanning} {queries} {most}");
                    };
                    assert_eq!((limit, allowed), ("matches", most));
                }
            }
        }
    }

    #[test]
    fn hex_is_64_digits_of_either_case() {
        let hash = Hash256::from_hex(&"0123456789aBcDeF".repeat(4)).unwrap();
        assert_eq!(hash.to_string(), "0123456789abcdef".repeat(4));
        assert_eq!(Hash256::new(hash.to_bytes()), hash);
        for wrong in [
            "",
            "0",
            &"0".repeat(63),
            &"0".repeat(65),
            &"0".repeat(32),
            &"g".repeat(64),
            &"é".repeat(32),
        ] {
            assert!(Hash256::from_hex(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_radius_has_an_end() {
        assert!(
            PerceptualIndex::default()
                .find(Hash256::new([0; 32]), 65)
                .is_err()
        );
        assert_eq!(
            PerceptualIndex::default()
                .find(Hash256::new([0; 32]), 64)
                .unwrap(),
            []
        );
    }
}

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::Arc,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    Feedback, ListSettings,
    live::{Counted, LiveCounts},
    words::Words,
};
use crate::{
    Control, Error, Result,
    hashes::{
        PerceptualIndex,
        keys::Keys,
        slab::Column,
        snapshot::{Reader, Writer},
    },
    records::FileCategory,
};

/// A list of known files that lives: entries are inserted, changed and deleted, and what happened counts at once.
///
/// An entry is the hashes, the categories and the series of a file; nothing else of it is kept. Digests are found when they
/// are equal, PDQ hashes within the radius of the list ([`PerceptualIndex`]), videos by the rule of vPDQ, and hashes that
/// nobody may look into, such as `PhotoDNA`, when they are equal. Changes are applied by their time, so that the same poll can be applied again.
///
/// ```
/// use caselink::{NoControl, hashes::{HashList, HitKind, ListSettings}};
/// use serde_json::json;
///
/// let mut list = HashList::new(ListSettings::from_value(&json!({ "id": "national", "version": "2026-11" }))?)?;
/// let entry = serde_json::from_value(json!({
///     "id": "E-1", "digests": { "md5": "0123456789abcdef0123456789abcdef" }, "series": "V-17",
/// }))?;
/// list.add(vec![entry], &NoControl)?;
///
/// let file = serde_json::from_value(json!({
///     "id": "F-9", "digests": { "md5": "0123456789ABCDEF0123456789ABCDEF" },
/// }))?;
/// let hits = list.find(&file, None)?.hits;
/// assert_eq!((hits[0].kind, hits[0].series.as_deref()), (HitKind::Equal, Some("V-17")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct HashList {
    pub(super) settings: ListSettings,
    /// By row: where its id ends in `id_text`, its first perceptual hash, when it was changed in microseconds, which facts,
    /// which digests.
    pub(super) id_ends: Column<u64>,
    pub(super) id_text: Column<u8>,
    pub(super) first_hash: Column<u32>,
    pub(super) changed_at: Column<i64>,
    /// By row: a number for its content, where it has a time.
    pub(super) contents: Column<u64>,
    pub(super) facts: Column<u32>,
    pub(super) has: Column<u8>,
    /// By row: where its digests end in `digest_bytes`, in the order of their bits in `has`.
    pub(super) digest_ends: Column<u64>,
    pub(super) digest_bytes: Column<u8>,
    /// A bit for each row that was replaced or deleted.
    pub(super) dead: Vec<u64>,
    pub(super) live: usize,
    /// Categories and series, each combination once.
    pub(super) known_facts: Vec<EntryFacts>,
    pub(super) fact_numbers: HashMap<EntryFacts, u32>,
    pub(super) by_id: Keys<16>,
    pub(super) md5: Keys<16>,
    pub(super) sha1: Keys<20>,
    pub(super) sha256: Keys<32>,
    pub(super) opaque: Keys<16>,
    /// By opaque hash: its row, its algorithm, where it ends in `opaque_bytes`.
    pub(super) opaque_rows: Column<u32>,
    pub(super) opaque_kinds: Column<u32>,
    pub(super) opaque_ends: Column<u64>,
    pub(super) opaque_bytes: Column<u8>,
    pub(super) algorithms: Vec<String>,
    pub(super) perceptual: PerceptualIndex,
    /// By perceptual hash: its row, and its quality or that it is a frame.
    pub(super) hash_rows: Column<u32>,
    pub(super) hash_marks: Column<u8>,
    /// When ids were deleted.
    pub(super) deleted_at: BTreeMap<String, i64>,
    pub(super) words: Words,
    /// How many hashes of each kind live entries have.
    pub(super) live_of: LiveCounts,
}

/// What an entry says besides its hashes.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize)]
pub(super) struct EntryFacts {
    pub(super) categories: Vec<FileCategory>,
    pub(super) series: Option<String>,
}

/// The digests that a row has, as bits.
pub(super) const MD5: u8 = 1;
pub(super) const SHA1: u8 = 2;
pub(super) const SHA256: u8 = 4;
/// A mark of a hash: it is a frame of a video.
pub(super) const FRAME: u8 = 0x80;
/// A mark of a hash whose quality nobody stated.
pub(super) const NO_QUALITY: u8 = 0x7f;
/// Of a row that came without a time: any other change is newer.
pub(super) const NO_TIME: i64 = i64::MIN;

/// What a snapshot says of a list.
#[derive(Serialize, Deserialize)]
struct ListPlan {
    settings: ListSettings,
    live: usize,
    known_facts: Vec<EntryFacts>,
    algorithms: Vec<String>,
    deleted_at: BTreeMap<String, i64>,
    #[serde(default)]
    words: Words,
    /// What older lists kept by id.
    #[serde(default, skip_serializing)]
    feedback: BTreeMap<String, Vec<Feedback>>,
    #[serde(default, skip_serializing)]
    counted: BTreeMap<String, Counted>,
    #[serde(default)]
    live_of: Option<LiveCounts>,
}

/// The key of an id, or of an opaque hash.
pub(super) fn key(kind: &str, bytes: &[u8]) -> [u8; 16] {
    let mut digest = Sha256::new();
    digest.update(kind.as_bytes());
    digest.update([0]);
    digest.update(bytes);
    let mut first = [0; 16];
    for (to, from) in first.iter_mut().zip(digest.finalize()) {
        *to = from;
    }
    first
}

/// Whether the bit of a row says that it was replaced or deleted.
pub(super) fn is_dead(dead: &[u64], row: u32) -> bool {
    let word = dead.get(row as usize / 64).copied();
    word.unwrap_or_default() >> (row % 64) & 1 == 1
}

impl HashList {
    /// An empty list.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] for settings out of their range, and for a list without an id.
    pub fn new(settings: ListSettings) -> Result<Self> {
        settings.check()?;
        Ok(Self {
            settings,
            id_ends: Column::default(),
            id_text: Column::default(),
            first_hash: Column::default(),
            changed_at: Column::default(),
            contents: Column::default(),
            facts: Column::default(),
            has: Column::default(),
            digest_ends: Column::default(),
            digest_bytes: Column::default(),
            dead: Vec::new(),
            live: 0,
            known_facts: Vec::new(),
            fact_numbers: HashMap::new(),
            by_id: Keys::numbered(),
            md5: Keys::numbered(),
            sha1: Keys::numbered(),
            sha256: Keys::numbered(),
            opaque: Keys::numbered(),
            opaque_rows: Column::default(),
            opaque_kinds: Column::default(),
            opaque_ends: Column::default(),
            opaque_bytes: Column::default(),
            algorithms: Vec::new(),
            perceptual: PerceptualIndex::default(),
            hash_rows: Column::default(),
            hash_marks: Column::default(),
            deleted_at: BTreeMap::new(),
            words: Words::default(),
            live_of: LiveCounts::default(),
        })
    }

    /// Its settings.
    pub const fn settings(&self) -> &ListSettings {
        &self.settings
    }

    /// States which state of the list this is from now on, as its owner numbers it: for after its changes were applied.
    /// Hits name the version at the time of the search, and snapshots keep it. `None` where the owner states none.
    ///
    /// ```
    /// use caselink::hashes::{HashList, ListSettings};
    ///
    /// let settings = serde_json::json!({ "id": "national", "version": "2026-11" });
    /// let mut list = HashList::new(ListSettings::from_value(&settings)?)?;
    /// list.set_version(Some("2026-12".to_owned()));
    /// assert_eq!(list.settings().version.as_deref(), Some("2026-12"));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn set_version(&mut self, version: Option<String>) {
        self.settings.version = version;
    }

    /// How many entries there are.
    pub const fn len(&self) -> usize {
        self.live
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.live == 0
    }

    /// The bytes of memory that it takes, without the words of members.
    pub fn bytes(&self) -> usize {
        let columns = self.id_ends.bytes()
            + self.id_text.bytes()
            + self.first_hash.bytes()
            + self.changed_at.bytes()
            + self.contents.bytes()
            + self.facts.bytes()
            + self.has.bytes()
            + self.digest_ends.bytes()
            + self.digest_bytes.bytes()
            + self.hash_rows.bytes()
            + self.hash_marks.bytes();
        let opaque = self.opaque_rows.bytes()
            + self.opaque_kinds.bytes()
            + self.opaque_ends.bytes()
            + self.opaque_bytes.bytes();
        let keys = self.by_id.bytes()
            + self.md5.bytes()
            + self.sha1.bytes()
            + self.sha256.bytes()
            + self.opaque.bytes();
        columns + opaque + keys + self.perceptual.bytes() + self.dead.capacity() * 8
    }

    /// Whether there is an entry with this id.
    pub fn contains(&self, id: &str) -> bool {
        self.row_of(id).is_some()
    }

    pub(super) fn is_live(&self, row: u32) -> bool {
        (row as usize) < self.id_ends.len() && !is_dead(&self.dead, row)
    }

    pub(super) fn id(&self, row: u32) -> &str {
        let row = row as usize;
        let from = row.checked_sub(1).and_then(|row| self.id_ends.get(row));
        let to = self.id_ends.get(row).unwrap_or_default();
        let text = self
            .id_text
            .slice(from.unwrap_or_default() as usize, to as usize);
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// The row of the entry with an id.
    pub(super) fn row_of(&self, id: &str) -> Option<u32> {
        let mut found = None;
        self.by_id.each(&key("id", id.as_bytes()), |row| {
            if self.is_live(row) && self.id(row) == id {
                found = Some(row);
            }
        });
        found
    }

    /// A digest of a row, by its bit.
    pub(super) fn digest_of(&self, row: u32, bit: u8) -> Option<&[u8]> {
        let row = row as usize;
        let has = self.has.get(row)?;
        let from = row.checked_sub(1).and_then(|row| self.digest_ends.get(row));
        let mut from = from.unwrap_or_default() as usize;
        for (kind, width) in [(MD5, 16), (SHA1, 20), (SHA256, 32)] {
            if has & kind == 0 {
                continue;
            }
            let digest = self.digest_bytes.slice(from, from.checked_add(width)?);
            if kind == bit {
                return Some(digest).filter(|digest| digest.len() == width);
            }
            from += width;
        }
        None
    }

    /// The digests of each row out of the tables by which they are looked up, for a list that was kept before they were.
    fn collect_digests(&mut self) {
        let mut all = vec![[None, None, None]; self.id_ends.len()];
        let mut put = |at: usize, digest: &[u8], row: u32| {
            if let Some(place) = all.get_mut(row as usize).and_then(|of| of.get_mut(at)) {
                *place = Some(digest.to_vec());
            }
        };
        self.md5.pairs(|digest, row| put(0, digest, row));
        self.sha1.pairs(|digest, row| put(1, digest, row));
        self.sha256.pairs(|digest, row| put(2, digest, row));
        let mut has = Vec::with_capacity(all.len());
        for digests in all {
            let mut bits = 0;
            for (bit, digest) in [MD5, SHA1, SHA256].into_iter().zip(digests) {
                if let Some(digest) = digest {
                    self.digest_bytes.extend(&digest);
                    bits |= bit;
                }
            }
            has.push(bits);
            self.digest_ends.push(self.digest_bytes.len() as u64);
        }
        self.has = Column::default();
        self.has.extend(&has);
    }

    /// The perceptual hashes of a row, as numbers from the first to behind the last.
    pub(super) fn hashes_of(&self, row: u32) -> std::ops::Range<u32> {
        let all = self.hash_rows.len() as u32;
        let first = self.first_hash.get(row as usize).unwrap_or(all);
        first..self.first_hash.get(row as usize + 1).unwrap_or(all)
    }

    /// The list as one run of bytes, which [`open`](Self::open) reads where it lies.
    ///
    /// Its bytes depend on what the list holds alone: its entries, in the order in which their last states came, its deletions
    /// and the words and counts. However these came in batches, and how often the list was kept and opened between, changes
    /// nothing. A list of changes is brought into that form first, which takes as long as making it anew.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] for a defect only.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        if self.dead.is_empty() {
            self.written()
        } else {
            self.without_dead_rows()?.written()
        }
    }

    fn written(&self) -> Result<Vec<u8>> {
        let perceptual = self.perceptual.settled()?;
        let mut writer = Writer::default();
        let plan = ListPlan {
            settings: self.settings.clone(),
            live: self.live,
            known_facts: self.known_facts.clone(),
            algorithms: self.algorithms.clone(),
            deleted_at: self.deleted_at.clone(),
            words: self.words.clone(),
            feedback: BTreeMap::new(),
            counted: BTreeMap::new(),
            live_of: Some(self.live_of.clone()),
        };
        writer.json("list", &plan)?;
        writer.column("id ends", &self.id_ends);
        writer.column("id text", &self.id_text);
        writer.column("first hash", &self.first_hash);
        writer.column("changed at", &self.changed_at);
        writer.column("contents", &self.contents);
        writer.column("facts", &self.facts);
        writer.column("has", &self.has);
        writer.column("digest ends", &self.digest_ends);
        writer.column("digest bytes", &self.digest_bytes);
        writer.rows("dead", &self.dead);
        writer.column("opaque rows", &self.opaque_rows);
        writer.column("opaque kinds", &self.opaque_kinds);
        writer.column("opaque ends", &self.opaque_ends);
        writer.column("opaque bytes", &self.opaque_bytes);
        writer.column("hash rows", &self.hash_rows);
        writer.column("hash marks", &self.hash_marks);
        self.by_id.write("id.", &mut writer)?;
        self.md5.write("md5.", &mut writer)?;
        self.sha1.write("sha1.", &mut writer)?;
        self.sha256.write("sha256.", &mut writer)?;
        self.opaque.write("opaque.", &mut writer)?;
        perceptual.write("p.", &mut writer)?;
        Ok(writer.finish())
    }

    /// Reads a snapshot where it lies; with `verified`, every byte is checked first, which takes about a second for
    /// each gigabyte. Without, damage beyond the header can hide entries, and give one the series of
    /// another.
    ///
    /// # Errors
    ///
    /// [`Error::CorruptSnapshot`]; [`Error::Cancelled`].
    pub fn open(
        bytes: Arc<dyn AsRef<[u8]> + Send + Sync>,
        verified: bool,
        control: &dyn Control,
    ) -> Result<Self> {
        let reader = Reader::open(bytes, verified, control)?;
        let plan: ListPlan = reader.json("list")?;
        let numbers = (0..).zip(&plan.known_facts);
        let is_uncounted = plan.live_of.is_none();
        let mut list = Self {
            fact_numbers: numbers.map(|(number, one)| (one.clone(), number)).collect(),
            id_ends: reader.column("id ends")?,
            id_text: reader.column("id text")?,
            first_hash: reader.column("first hash")?,
            changed_at: reader.column("changed at")?,
            // a list that was kept before there were any
            contents: reader.column("contents").unwrap_or_default(),
            facts: reader.column("facts")?,
            has: reader.column("has")?,
            digest_ends: reader.column("digest ends")?,
            digest_bytes: reader.column("digest bytes")?,
            dead: reader.rows("dead")?.to_vec(),
            live: plan.live,
            known_facts: plan.known_facts,
            by_id: Keys::read("id.", &reader)?,
            md5: Keys::read("md5.", &reader)?,
            sha1: Keys::read("sha1.", &reader)?,
            sha256: Keys::read("sha256.", &reader)?,
            opaque: Keys::read("opaque.", &reader)?,
            opaque_rows: reader.column("opaque rows")?,
            opaque_kinds: reader.column("opaque kinds")?,
            opaque_ends: reader.column("opaque ends")?,
            opaque_bytes: reader.column("opaque bytes")?,
            algorithms: plan.algorithms,
            perceptual: PerceptualIndex::read("p.", &reader)?,
            hash_rows: reader.column("hash rows")?,
            hash_marks: reader.column("hash marks")?,
            deleted_at: plan.deleted_at,
            words: plan.words,
            live_of: plan.live_of.clone().unwrap_or_default(),
            settings: plan.settings,
        };
        list.settings.check()?;
        if list.contents.len() == 0 {
            list.contents.extend(&vec![0; list.id_ends.len()]);
        }
        let rows = list.id_ends.len();
        if list.digest_ends.len() == 0 {
            list.collect_digests();
        }
        let columns = [
            list.first_hash.len(),
            list.changed_at.len(),
            list.facts.len(),
            list.has.len(),
            list.contents.len(),
            list.digest_ends.len(),
        ];
        let opaque = list.opaque_rows.len();
        let dead: usize = list
            .dead
            .iter()
            .map(|word| word.count_ones() as usize)
            .sum();
        let is_whole = columns.iter().all(|length| *length == rows)
            && [list.opaque_kinds.len(), list.opaque_ends.len()] == [opaque; 2]
            && list.hash_rows.len() == list.hash_marks.len()
            && list.hash_rows.len() == list.perceptual.numbered()
            && list.dead.len() <= rows.div_ceil(64)
            && list.live.checked_add(dead) == Some(rows)
            && rows < u32::MAX as usize;
        if is_whole {
            if is_uncounted {
                list.count_all();
            }
            let counted = plan.counted.into_iter();
            let counted = counted.map(|(id, of)| (id, of.days())).collect();
            list.take_words(plan.feedback, counted);
            Ok(list)
        } else {
            Err(Error::CorruptSnapshot {
                reason: "its columns are of different lengths".to_owned(),
            })
        }
    }
}

impl fmt::Debug for HashList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HashList")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

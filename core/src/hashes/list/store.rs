use std::{
    collections::{BTreeMap, HashMap},
    fmt,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{ListSettings, live::LiveCounts, words::Words};
use crate::{
    Result,
    hashes::{PerceptualIndex, keys::Keys, slab::Column},
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
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for settings out of their range, and for a list without an id.
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

    /// The perceptual hashes of a row, as numbers from the first to behind the last.
    pub(super) fn hashes_of(&self, row: u32) -> std::ops::Range<u32> {
        let all = self.hash_rows.len() as u32;
        let first = self.first_hash.get(row as usize).unwrap_or(all);
        first..self.first_hash.get(row as usize + 1).unwrap_or(all)
    }
}

impl fmt::Debug for HashList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HashList")
            .field("len", &self.len())
            .finish_non_exhaustive()
    }
}

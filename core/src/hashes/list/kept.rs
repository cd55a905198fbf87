//! A list as one run of bytes, and back.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    Feedback, HashList, ListSettings,
    live::{Counted, LiveCounts},
    store::{EntryFacts, MD5, SHA1, SHA256},
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
};

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

impl HashList {
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
}

//! An index as one run of bytes, and back.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{MOST, PerceptualIndex, SCANNED, is_among};
use crate::{
    Control, Error, Result,
    hashes::{
        Hash256,
        segment::{Segment, SegmentPlan},
        snapshot::{Reader, Writer},
    },
};

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

impl PerceptualIndex {
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
    pub(in crate::hashes) fn settled(&self) -> Result<Cow<'_, Self>> {
        let nothing = Hash256([0; 4]);
        let is_in_one = match &self.segments[..] {
            [] => self.recent.len() < SCANNED,
            [_] => self.recent.is_empty(),
            _ => false,
        };
        if is_in_one && !self.is_unsettled {
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

    pub(in crate::hashes) fn write<'a>(
        &'a self,
        name: &str,
        writer: &mut Writer<'a>,
    ) -> Result<()> {
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

    pub(in crate::hashes) fn read(name: &str, reader: &Reader) -> Result<Self> {
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
}

//! What stands in a list, read back.

use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    HashList,
    hits::hex,
    store::{EntryFacts, FRAME, MD5, NO_QUALITY, NO_TIME, SHA1, SHA256},
};
use crate::records::{Digests, MediaFile, PerceptualHash};

/// An entry of a list, with all that the list keeps of it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListEntry {
    /// Its id, hashes, categories and series. Frames of a video come without their quality.
    pub file: MediaFile,
    /// As of when it is so, where that was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<FixedOffset>>,
}

impl HashList {
    /// The ids of the entries, in the order in which their last state came.
    ///
    /// ```
    /// use caselink::{NoControl, hashes::{HashList, ListSettings}};
    ///
    /// let mut list = HashList::new(ListSettings::from_value(&serde_json::json!({ "id": "national" }))?)?;
    /// let entry = serde_json::json!({ "id": "E-1", "digests": { "md5": "0123456789abcdef0123456789abcdef" } });
    /// list.add_values(&[entry], &NoControl)?;
    /// assert_eq!(list.ids().collect::<Vec<_>>(), ["E-1"]);
    /// assert!(list.get("E-1").is_some() && list.get("E-2").is_none());
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let rows = 0..self.id_ends.len() as u32;
        rows.filter(|row| self.is_live(*row))
            .map(|row| self.id(row))
    }

    /// An entry by its id, as it could be added again.
    pub fn get(&self, id: &str) -> Option<ListEntry> {
        let row = self.row_of(id)?;
        let at = row as usize;
        let facts = self
            .known_facts
            .get(self.facts.get(at).unwrap_or_default() as usize);
        let EntryFacts { categories, series } = facts.cloned().unwrap_or_default();
        let digests = Digests {
            md5: self.digest_of(row, MD5).map(hex),
            sha1: self.digest_of(row, SHA1).map(hex),
            sha256: self.digest_of(row, SHA256).map(hex),
            ..Digests::default()
        };
        let file = MediaFile {
            id: id.into(),
            digests,
            perceptual_hashes: self.perceptual_of(row),
            categories,
            series,
            ..MediaFile::default()
        };
        let changed_at = self.changed_at.get(at).filter(|at| *at != NO_TIME);
        let changed_at = changed_at.and_then(DateTime::from_timestamp_micros);
        Some(ListEntry {
            file,
            at: changed_at.map(|at| at.fixed_offset()),
        })
    }

    fn perceptual_of(&self, row: u32) -> Vec<PerceptualHash> {
        let of = |algorithm: &str, value: String, quality: Option<u8>| PerceptualHash {
            algorithm: algorithm.to_owned(),
            value,
            quality,
            ..PerceptualHash::default()
        };
        let mut all = Vec::new();
        for number in self.hashes_of(row) {
            let Some(hash) = self.perceptual.get(number) else {
                continue;
            };
            let mark = self.hash_marks.get(number as usize).unwrap_or(NO_QUALITY);
            all.push(if mark & FRAME == 0 {
                let quality = Some(mark).filter(|mark| *mark != NO_QUALITY);
                of("pdq", hash.to_string(), quality)
            } else {
                of("vpdq", hash.to_string(), None)
            });
        }
        let mut number = self.first_opaque(row) as u32;
        while let Some((_, algorithm, bytes)) = self.opaque_at(number).filter(|(of, ..)| *of == row)
        {
            all.push(of(algorithm, written(algorithm, bytes), None));
            number += 1;
        }
        all
    }
}

/// An opaque hash as it is read again.
fn written(algorithm: &str, bytes: &[u8]) -> String {
    if algorithm == "photodna" {
        return hex(bytes);
    }
    let is_plain = |text: &&str| {
        let says = text.starts_with("hex:") || text.starts_with("base64:");
        !says && text.trim() == *text && text.chars().all(|c| !c.is_control())
    };
    match std::str::from_utf8(bytes).ok().filter(is_plain) {
        Some(text) => text.to_owned(),
        None => format!("hex:{}", hex(bytes)),
    }
}

//! Which hashes live entries have, and how often they were hit: what is kept beside the rows.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    HashList,
    read::Hashes,
    store::{FRAME, MD5, SHA1, SHA256},
};

/// How many hashes of each kind live entries have: what a list has none of cannot be compared with it.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub(super) struct LiveCounts {
    md5: u64,
    sha1: u64,
    sha256: u64,
    pdq: u64,
    frames: u64,
    /// By algorithm.
    opaque: BTreeMap<String, u64>,
}

impl LiveCounts {
    /// The same without algorithms of which there is no hash left.
    pub(super) fn trimmed(&self) -> Self {
        let mut counts = self.clone();
        counts.opaque.retain(|_, number| *number > 0);
        counts
    }

    /// Whether there is any hash of a kind.
    pub(super) fn any(&self, algorithm: &str) -> bool {
        let number = match algorithm {
            "md5" => self.md5,
            "sha1" => self.sha1,
            "sha256" => self.sha256,
            "pdq" => self.pdq,
            "vpdq" => self.frames,
            other => self.opaque.get(other).copied().unwrap_or_default(),
        };
        number > 0
    }
}

/// How often an entry was hit on each day; older lists kept the last day alone.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Counted {
    Days(BTreeMap<NaiveDate, u32>),
    Last(NaiveDate, u32),
}

impl Counted {
    pub(super) fn days(self) -> BTreeMap<NaiveDate, u32> {
        match self {
            Self::Days(days) => days,
            Self::Last(day, times) => BTreeMap::from([(day, times)]),
        }
    }
}

/// The kinds of hashes that a file has, each once.
pub(super) fn kinds(hashes: &Hashes) -> Vec<&str> {
    let mut kinds: Vec<&str> = ["md5", "sha1", "sha256"]
        .into_iter()
        .filter(|kind| hashes.digest(kind).is_some())
        .collect();
    if !hashes.pdq.is_empty() {
        kinds.push("pdq");
    }
    if !hashes.frames.is_empty() {
        kinds.push("vpdq");
    }
    for (algorithm, _) in &hashes.opaque {
        if !kinds.contains(&&algorithm[..]) {
            kinds.push(algorithm);
        }
    }
    kinds
}

impl HashList {
    /// Whether any live entry has a hash of a kind.
    pub(crate) fn has_kind(&self, algorithm: &str) -> bool {
        self.live_of.any(algorithm)
    }

    /// Counts the hashes of a row up or down.
    pub(super) fn count(&mut self, row: u32, mut change: impl FnMut(&mut u64)) {
        let has = self.has.get(row as usize).unwrap_or_default();
        let live = &mut self.live_of;
        for (bit, number) in [
            (MD5, &mut live.md5),
            (SHA1, &mut live.sha1),
            (SHA256, &mut live.sha256),
        ] {
            if has & bit != 0 {
                change(number);
            }
        }
        for number in self.hashes_of(row) {
            let mark = self.hash_marks.get(number as usize).unwrap_or_default();
            change(if mark & FRAME == 0 {
                &mut self.live_of.pdq
            } else {
                &mut self.live_of.frames
            });
        }
        let mut number = self.first_opaque(row);
        while let Some(kind) = self.opaque_kind(number, row) {
            change(self.live_of.opaque.entry(kind).or_default());
            number += 1;
        }
    }

    /// Counts those of all live rows.
    pub(super) fn count_all(&mut self) {
        self.live_of = LiveCounts::default();
        for row in 0..self.id_ends.len() as u32 {
            if self.is_live(row) {
                self.count(row, |number| *number += 1);
            }
        }
    }

    /// The first opaque hash of a row or of one behind it: they stand in the order of their rows.
    pub(super) fn first_opaque(&self, row: u32) -> usize {
        let (mut from, mut to) = (0, self.opaque_rows.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            if self.opaque_rows.get(middle).is_some_and(|of| of < row) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        from
    }

    fn opaque_kind(&self, number: usize, row: u32) -> Option<String> {
        self.opaque_rows.get(number).filter(|of| *of == row)?;
        let kind = self.opaque_kinds.get(number)?;
        self.algorithms.get(kind as usize).cloned()
    }
}

//! Under which id an entry stands: no entry of a list may take the place of another.

use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};

use super::{account::Fault, keep::TOO_LONG};
use crate::{
    hash,
    records::{FileCategory, MediaFile, Pii},
};

const AGAIN: &str = "stands in an entry before it";
const OTHER_HASHES: &str =
    "stands in an entry before it with other hashes: this one is an entry of its own";
const OTHER_FACTS: &str = "stands in an entry before it with another series or other categories: this one is an entry of its own";

/// The ids of the entries so far, and what stands under each.
#[derive(Default)]
pub(super) struct Ids {
    known: FxHashMap<Name, Content>,
    all_facts: Vec<Facts>,
    numbers: FxHashMap<Facts, u32>,
    own: u64,
}

/// The beginning of the SHA-256 of an id. Of two that are taken for one, the second gets a longer id, and nothing is lost.
type Name = [u32; 2];

/// A hash of the hashes of an entry in two halves, and the number of its facts: small, since there are millions.
type Content = [u32; 3];

/// What an entry says besides its hashes.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq)]
struct Facts {
    series: Option<String>,
    categories: Vec<FileCategory>,
}

impl Facts {
    fn of(file: &MediaFile) -> Self {
        Self {
            series: file.series.clone(),
            categories: file.categories.iter().map(FileCategory::bare).collect(),
        }
    }

    fn has(&self, category: &FileCategory) -> bool {
        let same = |one: &FileCategory| one.scheme == category.scheme && one.code == category.code;
        self.categories.iter().any(same)
    }

    /// Whether another says nothing that this does not.
    fn covers(&self, other: &Self) -> bool {
        let is_same = other.series.is_none() || other.series == self.series;
        is_same && other.categories.iter().all(|one| self.has(one))
    }

    fn number(&self) -> u64 {
        let series = hash::text(self.series.as_deref().unwrap_or_default());
        self.categories.iter().fold(series, |number, one| {
            let number = hash::combine(number, hash::text(&one.scheme));
            hash::combine(number, hash::text(&one.code))
        })
    }
}

impl Ids {
    /// Gives an entry its id among those of the list, and says what is odd about it.
    ///
    /// What has the id and the hashes of an entry before it, and says no more than it, is that entry again and gets what the
    /// first one says, so that nothing is lost when it takes its place. Anything else is an entry of its own: its hashes come
    /// behind its id, so that it has the same one whenever the list is read.
    pub(super) fn admit(
        &mut self,
        file: &mut MediaFile,
        field_bytes: u64,
    ) -> Result<Option<&'static str>, Fault> {
        let (hashes, facts) = (of_hashes(file), Facts::of(file));
        let mut odd = None;
        let mut id = file.id.expose().clone();
        for behind in [Some(hashes), Some(facts.number()), None] {
            let name = name(&id);
            let Some([high, low, number]) = self.known.get(&name).copied() else {
                let ([high, low], number) = (halves(hashes), self.number(facts));
                self.known.insert(name, [high, low, number]);
                self.own += u64::from(odd.is_some());
                file.id = Pii::new(id);
                return Ok(odd);
            };
            let is_same = [high, low] == halves(hashes);
            let known = self.all_facts.get(number as usize).filter(|_| is_same);
            if let Some(known) = known.filter(|known| known.covers(&facts)) {
                file.series.clone_from(&known.series);
                for category in &known.categories {
                    if !facts.has(category) {
                        file.categories.push(category.clone());
                    }
                }
                file.id = Pii::new(id);
                return Ok(Some(AGAIN));
            }
            odd.get_or_insert(if is_same { OTHER_FACTS } else { OTHER_HASHES });
            let Some(behind) = behind else { break };
            id = format!("{id}#{behind:016x}");
            if id.len() as u64 > field_bytes {
                return Err(Fault("id", TOO_LONG));
            }
        }
        Err(Fault("id", "cannot be told from that of another entry"))
    }

    /// How many entries became entries of their own.
    pub(super) const fn own(&self) -> u64 {
        self.own
    }

    fn number(&mut self, facts: Facts) -> u32 {
        if let Some(number) = self.numbers.get(&facts) {
            return *number;
        }
        let number = self.all_facts.len() as u32;
        self.all_facts.push(facts.clone());
        self.numbers.insert(facts, number);
        number
    }
}

const fn halves(number: u64) -> [u32; 2] {
    [(number >> 32) as u32, number as u32]
}

fn name(id: &str) -> Name {
    let digest = Sha256::digest(id.as_bytes());
    let first = digest.first_chunk::<8>().copied().unwrap_or_default();
    halves(u64::from_be_bytes(first))
}

/// A number for the hashes of an entry.
fn of_hashes(file: &MediaFile) -> u64 {
    let digests = &file.digests;
    let digests = [&digests.md5, &digests.sha1, &digests.sha256];
    let number = digests.into_iter().fold(0, |number, digest| {
        hash::combine(number, hash::text(digest.as_deref().unwrap_or_default()))
    });
    file.perceptual_hashes.iter().fold(number, |number, one| {
        let number = hash::combine(number, hash::text(&one.algorithm));
        hash::combine(number, hash::text(&one.value))
    })
}

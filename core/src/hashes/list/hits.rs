//! What an entry that a file is like says, and which entries are listed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    FileFindings, FileHit, HashList, Hidden, HitKind, NotCompared,
    live::kinds,
    read::{Hashes, NO_HASH},
    silence::{Silence, Silencer},
    store::{EntryFacts, MD5, NO_QUALITY, SHA1, SHA256},
};
use crate::{
    hashes::{VideoComparison, video},
    records::{FileCategory, stated},
};

/// Why a hash is not compared of whose kind a list has none.
pub(crate) const NO_SUCH_KIND: &str = "no entry of the list has a hash of this kind";

/// How a file is like an entry by one algorithm: a hit that is not written out yet, since there may be very many.
#[derive(Clone, Copy)]
pub(super) struct Similar<'a> {
    pub(super) kind: HitKind,
    pub(super) distance: Option<u32>,
    pub(super) stored: Stored,
    /// What hides it, where it is near.
    pub(super) silencer: Option<&'a Silencer>,
}

impl Similar<'_> {
    pub(super) const fn equal(stored: Stored) -> Self {
        Self {
            kind: HitKind::Equal,
            distance: None,
            stored,
            silencer: None,
        }
    }
}

/// The hash of the entry.
#[derive(Clone, Copy)]
pub(super) enum Stored {
    /// The same digest as the file's.
    Digest,
    /// By its number.
    Opaque(u32),
    /// By its number.
    Perceptual(u32),
    /// Those of two videos.
    Frames(VideoComparison),
}

/// What entries say that a file is like in one way, those that say the same together.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct Said {
    pub(crate) kind: HitKind,
    /// Whether a digest is equal: whether the bytes are the same.
    pub(crate) is_digest: bool,
    /// Whether a digest is equal and one that is harder to forge differs: not the same bytes.
    pub(crate) is_contradicted: bool,
    /// Whether it is hidden: as a flood, by denials or by a suppression list.
    pub(crate) is_hidden: bool,
    facts: u32,
}

/// What a list says of one file.
#[derive(Default)]
pub(crate) struct Looked {
    pub(crate) findings: FileFindings,
    /// What all entries that it is like say, listed or not: what is decided must not hang on how many are listed.
    pub(crate) said: BTreeSet<Said>,
    /// What it hides of other lists, where it is a suppression list.
    pub(crate) silence: Silence,
}

impl Said {
    /// Whether the bytes of an entry are the same, as far as digests can tell.
    pub(crate) const fn is_equal(self) -> bool {
        self.is_digest && !self.is_contradicted
    }

    /// How much it says: what is contradicted is for a person to look at, whatever is equal.
    pub(crate) const fn weight(self) -> HitKind {
        if self.is_contradicted {
            HitKind::Review
        } else {
            self.kind
        }
    }
}

impl FileHit {
    /// The same of a hit that is written out.
    pub(crate) fn weight(&self) -> HitKind {
        if is_contradicted(&self.algorithm, &self.contradicted_by) {
            HitKind::Review
        } else {
            self.kind
        }
    }
}

/// Whether one of the digests that differ is harder to forge than the one that is equal: MD5 before SHA-1 before SHA-256.
fn is_contradicted(equal: &str, differ: &[String]) -> bool {
    let stronger: &[&str] = match equal {
        "md5" => &["sha1", "sha256"],
        "sha1" => &["sha256"],
        _ => &[],
    };
    differ.iter().any(|one| stronger.contains(&&one[..]))
}

impl HashList {
    /// The nearest of what a file is like, written out; the others counted; and what all of them say.
    pub(super) fn listed(
        &self,
        found: BTreeMap<(u32, &str), Similar<'_>>,
        hashes: &Hashes,
        on: Option<NaiveDate>,
        silence: Silence,
    ) -> Looked {
        let mut said = BTreeSet::new();
        let mut found: Vec<_> = found
            .into_iter()
            .map(|((row, name), one)| {
                let is_hidden = self.hidden(row, &one, on).is_some();
                let is_digest = matches!(one.stored, Stored::Digest);
                said.insert(Said {
                    kind: one.kind,
                    is_digest,
                    is_contradicted: is_digest
                        && is_contradicted(name, &self.contradictions(row, hashes)),
                    is_hidden,
                    facts: self.facts.get(row as usize).unwrap_or_default(),
                });
                (is_hidden, row, name, one)
            })
            .collect();
        found.sort_unstable_by(|a, b| {
            let order = |one: &(bool, u32, &str, Similar<'_>)| (one.0, one.3.kind, one.3.distance);
            order(a)
                .cmp(&order(b))
                .then_with(|| self.id(a.1).cmp(self.id(b.1)))
                .then_with(|| a.2.cmp(b.2))
        });
        let most = self.settings.most_hits as usize;
        let findings = FileFindings {
            more_hits: found.len().saturating_sub(most) as u64,
            hits: found
                .into_iter()
                .take(most)
                .map(|(_, row, name, similar)| self.hit(row, name, similar, hashes, on))
                .collect(),
            compared: self.compared(hashes),
            not_compared: self.not_compared(hashes),
            no_hash: hashes.none,
            rejected: None,
        };
        Looked {
            findings,
            said,
            silence,
        }
    }

    /// The categories and the series of the entries that say something.
    pub(crate) fn facts_of(&self, said: Said) -> (&[FileCategory], Option<&str>) {
        let facts = self.known_facts.get(said.facts as usize);
        facts.map_or((&[], None), |EntryFacts { categories, series }| {
            (categories, series.as_deref().and_then(stated))
        })
    }

    pub(super) fn is_good(&self, quality: Option<u8>) -> bool {
        quality.is_none_or(|quality| quality >= self.settings.least_quality)
    }

    /// A hit, written out.
    pub(super) fn hit(
        &self,
        row: u32,
        algorithm: &str,
        similar: Similar<'_>,
        hashes: &Hashes,
        on: Option<NaiveDate>,
    ) -> FileHit {
        let number = self.facts.get(row as usize).unwrap_or_default();
        let facts = self.known_facts.get(number as usize).cloned();
        let facts = facts.unwrap_or_default();
        let (confirmed_by, denied_by) = self.said_of(row);
        let (mut hash, mut quality, mut frames) = (None, None, None);
        match similar.stored {
            Stored::Digest => hash = hashes.digest(algorithm).map(hex),
            Stored::Opaque(number) => hash = self.opaque_at(number).map(|(.., bytes)| hex(bytes)),
            Stored::Perceptual(number) => {
                hash = self.perceptual.get(number).map(|hash| hash.to_string());
                let mark = self.hash_marks.get(number as usize);
                quality = mark.filter(|mark| *mark != NO_QUALITY);
            }
            Stored::Frames(compared) => frames = Some(compared),
        }
        FileHit {
            list: self.settings.id.clone(),
            version: self.settings.version.clone(),
            entry: self.id(row).to_owned().into(),
            kind: similar.kind,
            algorithm: algorithm.to_owned(),
            hash,
            distance: similar.distance,
            quality,
            frames,
            categories: facts.categories,
            series: facts.series.as_deref().and_then(stated).map(str::to_owned),
            confirmed_by,
            denied_by,
            contradicted_by: self.contradictions(row, hashes),
            hidden: self.hidden(row, &similar, on),
        }
    }

    /// Why a hit is hidden, where it is.
    fn hidden(&self, row: u32, similar: &Similar<'_>, on: Option<NaiveDate>) -> Option<Hidden> {
        self.entry_hidden(row, on).or_else(|| {
            let Silencer {
                distance,
                list,
                entry,
            } = similar.silencer?.clone();
            Some(Hidden::Suppressed {
                list,
                entry: Some(entry.into()),
                distance,
            })
        })
    }

    /// Why an entry is hidden, whatever is like it.
    pub(super) fn entry_hidden(&self, row: u32, on: Option<NaiveDate>) -> Option<Hidden> {
        let settings = &self.settings;
        if let Some(most) = settings.hidden_when_denied_by {
            let (_, by) = self.said_of(row);
            if by >= most.max(1) {
                return Some(Hidden::Denied { by });
            }
        }
        let most = settings.flood_a_day?;
        let times = self.times_hit(row, on);
        (times >= most.max(1)).then_some(Hidden::Flood { times })
    }

    /// The digests that both have and that differ.
    pub(super) fn contradictions(&self, row: u32, hashes: &Hashes) -> Vec<String> {
        let kinds = [("md5", MD5), ("sha1", SHA1), ("sha256", SHA256)];
        let both = kinds.iter().filter_map(|(kind, bit)| {
            let stored = self.digest_of(row, *bit)?;
            Some((*kind, hashes.digest(kind)? == stored))
        });
        let both: Vec<(&str, bool)> = both.collect();
        // a near-duplicate has other digests by its nature: only an equal one makes the others a contradiction
        if !both.iter().any(|(_, is_equal)| *is_equal) {
            return Vec::new();
        }
        let differ = both.into_iter().filter(|(_, is_equal)| !is_equal);
        differ.map(|(kind, _)| kind.to_owned()).collect()
    }

    fn compared(&self, hashes: &Hashes) -> u64 {
        let digests = ["md5", "sha1", "sha256"];
        let digests = digests
            .iter()
            .filter(|kind| hashes.digest(kind).is_some() && self.has_kind(kind));
        let good = hashes
            .pdq
            .iter()
            .filter(|(_, quality)| self.is_good(*quality) && self.has_kind("pdq"));
        let frames = if self.has_kind("vpdq") {
            video::usable(&hashes.frames, &self.settings.video).len()
        } else {
            0
        };
        let opaque = hashes.opaque.iter();
        let opaque = opaque.filter(|(algorithm, _)| self.has_kind(algorithm));
        (digests.count() + good.count() + frames + opaque.count()) as u64
    }

    fn not_compared(&self, hashes: &Hashes) -> Vec<NotCompared> {
        let mut all: Vec<NotCompared> = Vec::new();
        let mut add = |algorithm: &str, reason: String| {
            all.push(NotCompared {
                algorithm: algorithm.to_owned(),
                reason,
            });
        };
        if hashes.none {
            add("any", NO_HASH.to_owned());
        }
        for wrong in &hashes.wrong {
            add(&wrong.algorithm, wrong.reason.to_owned());
        }
        for (_, quality) in &hashes.pdq {
            if let Some(quality) = quality.filter(|_| !self.is_good(*quality)) {
                let least = self.settings.least_quality;
                add("pdq", format!("quality {quality} is below {least}"));
            }
        }
        let least = self.settings.video.least_quality;
        let poor = hashes.frames.iter().filter(|frame| frame.quality < least);
        let poor = poor.count();
        if poor > 0 {
            add(
                "vpdq",
                format!("{poor} frames are of a quality below {least}"),
            );
        }
        for kind in kinds(hashes) {
            if !self.has_kind(kind) {
                add(kind, NO_SUCH_KIND.to_owned());
            }
        }
        all
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

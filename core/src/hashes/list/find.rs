//! How a file is looked for in a list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    FileFindings, FileHit, HashList, HitKind,
    hits::{Said, Similar, Stored},
    read::Hashes,
    store::FRAME,
};
use crate::{
    Control, Error, NoControl, Result,
    control::checkpoint,
    hashes::{Hash256, HashMatch, VideoComparison, video},
    records::MediaFile,
};

/// Opaque hashes that one call may compare with a distance of the host.
const MOST_COMPARED: usize = 50_000_000;
/// Comparisons between two looks at the control.
const STRIDE: usize = 4_096;
/// Frames that are looked for at once: each can be near very many.
const FRAMES: usize = 128;

/// A distance of the host between two opaque hashes, the wanted one and a stored one.
type Distance<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<f64>;
/// What a file is like, not in order yet: by row and algorithm, the nearest only.
type Found<'a> = BTreeMap<(u32, &'a str), Similar>;

impl HashList {
    /// Every entry that a file is like, of which the nearest are listed
    /// ([`most_hits`](super::ListSettings::most_hits)) and the others counted.
    ///
    /// `on` is the day for [`flood_a_day`](super::ListSettings::flood_a_day); without it, nothing is hidden as a flood.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] when one file is near more than 100,000,000 hashes; [`Error::InvalidParameter`] when a field
    /// for hashes stands under another name, such as `digests.MD5`; otherwise [`Error::Internal`] for a
    /// defect only: what cannot be compared is listed, not refused.
    pub fn find(&self, file: &MediaFile, on: Option<NaiveDate>) -> Result<FileFindings> {
        let mut all = self.find_all(std::slice::from_ref(file), on, &NoControl)?;
        Ok(all.pop().unwrap_or_default())
    }

    /// The same for many files, in their order.
    ///
    /// # Errors
    ///
    /// As [`find`](Self::find), and [`Error::Cancelled`].
    pub fn find_all(
        &self,
        files: &[MediaFile],
        on: Option<NaiveDate>,
        control: &dyn Control,
    ) -> Result<Vec<FileFindings>> {
        let all = self.look_for(files, on, control)?;
        Ok(all.into_iter().map(|(findings, _)| findings).collect())
    }

    /// The same, with what all entries say that each file is like, listed or not: what is decided must not hang on how
    /// many are listed.
    pub(crate) fn look_for(
        &self,
        files: &[MediaFile],
        on: Option<NaiveDate>,
        control: &dyn Control,
    ) -> Result<Vec<(FileFindings, BTreeSet<Said>)>> {
        let has_others =
            |file: &MediaFile| !file.other.is_empty() || !file.digests.other.is_empty();
        for (at, file) in files
            .iter()
            .enumerate()
            .filter(|(_, file)| has_others(file))
        {
            if let Some((field, reason)) = Hashes::of(file).misspelt {
                return Err(Error::InvalidParameter {
                    name: "files",
                    reason: format!("[{at}].{field}: {reason}"),
                });
            }
        }
        let mut all = Vec::with_capacity(files.len());
        self.look_for_part(files, on, control, &mut all)?;
        Ok(all)
    }

    /// Looks for some files together, since a batch is cheaper than its parts; in halves where they are near too many.
    fn look_for_part(
        &self,
        files: &[MediaFile],
        on: Option<NaiveDate>,
        control: &dyn Control,
        all: &mut Vec<(FileFindings, BTreeSet<Said>)>,
    ) -> Result<()> {
        let hashes: Vec<Hashes> = files.iter().map(Hashes::of).collect();
        let mut queries: Vec<(usize, Hash256)> = Vec::new();
        for (at, one) in hashes.iter().enumerate() {
            let good = one.pdq.iter().filter(|(_, quality)| self.is_good(*quality));
            queries.extend(good.map(|(hash, _)| (at, *hash)));
        }
        let plain: Vec<Hash256> = queries.iter().map(|(_, hash)| *hash).collect();
        let radius = self.settings.review_radius;
        let near = match self.perceptual.find_all(&plain, radius, control) {
            Err(Error::LimitExceeded { .. }) if files.len() > 1 => {
                let (first, second) = files.split_at(files.len() / 2);
                self.look_for_part(first, on, control, all)?;
                return self.look_for_part(second, on, control, all);
            }
            near => near?,
        };
        let mut near = queries.iter().zip(&near).peekable();
        for (at, one) in hashes.iter().enumerate() {
            if at % STRIDE == 0 {
                checkpoint(control, at as u64, hashes.len() as u64)?;
            }
            let mut found = Found::new();
            self.equal_digests(one, &mut found);
            self.equal_opaque(one, &mut found);
            while let Some((_, matches)) = near.next_if(|((file, _), _)| *file == at) {
                self.near_hashes(matches, &mut found);
            }
            self.near_videos(one, &mut found, control)?;
            all.push(self.listed(found, one, on));
        }
        Ok(())
    }

    fn equal_digests(&self, hashes: &Hashes, found: &mut Found<'_>) {
        let mut add = |row: u32, algorithm: &'static str| {
            if self.is_live(row) {
                found.insert((row, algorithm), Similar::equal(Stored::Digest));
            }
        };
        if let Some(digest) = &hashes.md5 {
            self.md5.each(digest, |row| add(row, "md5"));
        }
        if let Some(digest) = &hashes.sha1 {
            self.sha1.each(digest, |row| add(row, "sha1"));
        }
        if let Some(digest) = &hashes.sha256 {
            self.sha256.each(digest, |row| add(row, "sha256"));
        }
    }

    fn equal_opaque<'a>(&'a self, hashes: &Hashes, found: &mut Found<'a>) {
        for (algorithm, bytes) in &hashes.opaque {
            let key = super::store::key(algorithm, bytes);
            self.opaque.each(&key, |number| {
                let Some((row, name, stored)) = self.opaque_at(number) else {
                    return;
                };
                if self.is_live(row) && name == algorithm && stored == bytes {
                    let stored = Stored::Opaque(number);
                    found.insert((row, name), Similar::equal(stored));
                }
            });
        }
    }

    /// The row, the algorithm and the bytes of an opaque hash.
    pub(super) fn opaque_at(&self, number: u32) -> Option<(u32, &str, &[u8])> {
        let at = number as usize;
        let row = self.opaque_rows.get(at)?;
        let name = self.algorithms.get(self.opaque_kinds.get(at)? as usize)?;
        let from = match at.checked_sub(1) {
            Some(before) => self.opaque_ends.get(before)?,
            None => 0,
        };
        let to = self.opaque_ends.get(at)?;
        Some((
            row,
            name,
            self.opaque_bytes.slice(from as usize, to as usize),
        ))
    }

    fn near_hashes(&self, matches: &[HashMatch], found: &mut Found<'_>) {
        for one in matches {
            let at = one.id as usize;
            let (Some(row), Some(mark)) = (self.hash_rows.get(at), self.hash_marks.get(at)) else {
                continue;
            };
            if mark & FRAME != 0 || !self.is_live(row) {
                continue;
            }
            let kind = if one.distance <= self.settings.radius {
                HitKind::Near
            } else {
                HitKind::Review
            };
            let similar = Similar {
                kind,
                distance: Some(one.distance),
                stored: Stored::Perceptual(one.id),
            };
            let nearest = found.entry((row, "pdq")).or_insert(similar);
            if similar.distance < nearest.distance {
                *nearest = similar;
            }
        }
    }

    /// Videos by the rule of the list. A frame is matched when any frame of the other side is near.
    fn near_videos(
        &self,
        hashes: &Hashes,
        found: &mut Found<'_>,
        control: &dyn Control,
    ) -> Result<()> {
        let rule = &self.settings.video;
        let frames: Vec<Hash256> = video::usable(&hashes.frames, rule).into_iter().collect();
        if frames.is_empty() {
            return Ok(());
        }
        // for each row, which of the frames that are looked for and which of its own are matched
        let mut matched: BTreeMap<u32, (BTreeSet<usize>, BTreeSet<u32>)> = BTreeMap::new();
        for (part, frames) in frames.chunks(FRAMES).enumerate() {
            let near = self.perceptual.find_all(frames, rule.distance, control)?;
            for (query, matches) in near.iter().enumerate() {
                for one in matches {
                    let at = one.id as usize;
                    let is_frame = self
                        .hash_marks
                        .get(at)
                        .is_some_and(|mark| mark & FRAME != 0);
                    if let Some(row) = self.hash_rows.get(at).filter(|_| is_frame) {
                        let (queries, own) = matched.entry(row).or_default();
                        queries.insert(part * FRAMES + query);
                        own.insert(one.id);
                    }
                }
            }
        }
        for (row, (queries, own)) in matched {
            let is_frame = |at: &u32| {
                self.hash_marks
                    .get(*at as usize)
                    .is_some_and(|mark| mark & FRAME != 0)
            };
            let compared = VideoComparison {
                query_frames: frames.len() as u32,
                query_matched: queries.len() as u32,
                compared_frames: self.hashes_of(row).filter(is_frame).count() as u32,
                compared_matched: own.len() as u32,
            };
            // fewer frames than the rule wants are still worth a look
            let kind = match compared.is_near(rule) {
                Some(true) => HitKind::Near,
                _ => HitKind::Review,
            };
            if self.is_live(row) {
                let similar = Similar {
                    kind,
                    distance: None,
                    stored: Stored::Frames(compared),
                };
                found.insert((row, "vpdq"), similar);
            }
        }
        Ok(())
    }

    /// Entries whose opaque hash is near by a distance of the host, such as licensed code has one for `PhotoDNA`:
    /// nearest first, then by id. Each stored hash of the algorithm is compared. A distance that is not a number is far.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when the file has no such hash; [`Error::LimitExceeded`] above 50,000,000 stored ones;
    /// [`Error::Cancelled`].
    pub fn find_by_distance(
        &self,
        file: &MediaFile,
        algorithm: &str,
        radius: f64,
        distance: Distance<'_>,
        control: &dyn Control,
    ) -> Result<Vec<(f64, FileHit)>> {
        let hashes = Hashes::of(file);
        let algorithm = algorithm.to_lowercase();
        let of_file = hashes.opaque.iter().find(|(name, _)| *name == algorithm);
        let Some((_, wanted)) = of_file else {
            return Err(Error::InvalidParameter {
                name: "algorithm",
                reason: "the file has no hash of it that can be read".to_owned(),
            });
        };
        let stored = self.opaque_rows.len();
        if stored > MOST_COMPARED {
            return Err(Error::LimitExceeded {
                limit: "compared hashes",
                allowed: MOST_COMPARED as u64,
                asked: stored as u64,
            });
        }
        let mut hits = Vec::new();
        for number in 0..stored as u32 {
            if (number as usize).is_multiple_of(STRIDE) {
                checkpoint(control, u64::from(number), stored as u64)?;
            }
            let Some((row, name, bytes)) = self.opaque_at(number) else {
                continue;
            };
            if name != algorithm || !self.is_live(row) {
                continue;
            }
            let far = distance(wanted, bytes)?;
            if far <= radius {
                let similar = Similar {
                    kind: HitKind::Near,
                    ..Similar::equal(Stored::Opaque(number))
                };
                hits.push((far, self.hit(row, name, similar, &hashes, None)));
            }
        }
        hits.sort_by(|(a, one), (b, other)| {
            a.total_cmp(b).then_with(|| one.entry.cmp(&other.entry))
        });
        Ok(hits)
    }
}

//! How a file is looked for in a list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    FileFindings, FileHit, HashList, HitKind,
    hits::{Looked, Similar, Stored},
    read::Hashes,
    silence::Silence,
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
pub(super) type Found<'a> = BTreeMap<(u32, &'a str), Similar<'a>>;
/// For each row, which of the frames that are looked for are matched and how near, and which of its own.
type Matched = BTreeMap<u32, (BTreeMap<usize, u32>, BTreeSet<u32>)>;

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
        let all = self.look_for(files, &[], on, control)?;
        Ok(all.into_iter().map(|looked| looked.findings).collect())
    }

    /// The same, with what all entries say that each file is like, listed or not. `silences` are what suppression lists have
    /// of each file; none at all where nothing is hidden by any.
    pub(crate) fn look_for(
        &self,
        files: &[MediaFile],
        silences: &[Silence],
        on: Option<NaiveDate>,
        control: &dyn Control,
    ) -> Result<Vec<Looked>> {
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
        self.look_for_part(files, silences, on, control, &mut all)?;
        Ok(all)
    }

    /// Looks for some files together, since a batch is cheaper than its parts; in halves where they are near too many.
    fn look_for_part(
        &self,
        files: &[MediaFile],
        silences: &[Silence],
        on: Option<NaiveDate>,
        control: &dyn Control,
        all: &mut Vec<Looked>,
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
                let (hide_first, hide_second) = silences.split_at(first.len().min(silences.len()));
                self.look_for_part(first, hide_first, on, control, all)?;
                return self.look_for_part(second, hide_second, on, control, all);
            }
            near => near?,
        };
        let mut near = queries.iter().zip(&near).peekable();
        let nothing = Silence::default();
        for (at, one) in hashes.iter().enumerate() {
            if at % STRIDE == 0 {
                checkpoint(control, at as u64, hashes.len() as u64)?;
            }
            let hidden_by = silences.get(at).unwrap_or(&nothing);
            let (mut found, mut hides) = (Found::new(), Silence::default());
            self.equal_digests(one, &mut found);
            if self.hides() {
                self.hide_whole(&found, one, on, &mut hides);
            }
            self.equal_opaque(one, &mut found);
            while let Some(((_, hash), matches)) = near.next_if(|((file, _), _)| *file == at) {
                self.near_hashes(*hash, matches, hidden_by, &mut found);
                if self.hides() {
                    self.hide_near(*hash, matches, on, &mut hides);
                }
            }
            let frames = video::usable(&one.frames, &self.settings.video);
            let frames: Vec<Hash256> = frames.into_iter().collect();
            for (row, matched) in self.near_videos(&frames, hidden_by, &mut found, control)? {
                if self.hides() {
                    self.hide_frames(row, &frames, &matched, on, &mut hides);
                }
            }
            all.push(self.listed(found, one, on, hides));
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

    pub(super) fn is_frame(&self, number: u32) -> bool {
        let mark = self.hash_marks.get(number as usize);
        mark.is_some_and(|mark| mark & FRAME != 0)
    }

    fn near_hashes<'a>(
        &self,
        hash: Hash256,
        matches: &[HashMatch],
        hidden_by: &'a Silence,
        found: &mut Found<'a>,
    ) {
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
                silencer: hidden_by.of_still(hash, one.distance),
            };
            let nearest = found.entry((row, "pdq")).or_insert(similar);
            // what one hash of the file says and nothing hides is not hidden by what another one says
            let order = |one: &Similar<'_>| (one.silencer.is_some(), one.distance);
            if order(&similar) < order(nearest) {
                *nearest = similar;
            }
        }
    }

    /// Videos by the rule of the list. A frame is matched when any frame of the other side is near. Gives the rows that are
    /// near by the rule, with the frames that they match and how near.
    fn near_videos<'a>(
        &self,
        frames: &[Hash256],
        hidden_by: &'a Silence,
        found: &mut Found<'a>,
        control: &dyn Control,
    ) -> Result<Vec<(u32, BTreeMap<usize, u32>)>> {
        let rule = &self.settings.video;
        let mut near_rows = Vec::new();
        let mut matched = Matched::new();
        for (part, frames) in frames.chunks(FRAMES).enumerate() {
            let near = self.perceptual.find_all(frames, rule.distance, control)?;
            for (query, matches) in near.iter().enumerate() {
                for one in matches {
                    let row = self.hash_rows.get(one.id as usize);
                    if let Some(row) = row.filter(|_| self.is_frame(one.id)) {
                        let (queries, own) = matched.entry(row).or_default();
                        let nearest = queries.entry(part * FRAMES + query).or_insert(one.distance);
                        *nearest = one.distance.min(*nearest);
                        own.insert(one.id);
                    }
                }
            }
        }
        for (row, (queries, own)) in matched {
            if !self.is_live(row) {
                continue;
            }
            let compared = VideoComparison {
                query_frames: frames.len() as u32,
                query_matched: queries.len() as u32,
                compared_frames: self.hashes_of(row).filter(|at| self.is_frame(*at)).count() as u32,
                compared_matched: own.len() as u32,
            };
            // fewer frames than the rule wants are still worth a look
            let kind = match compared.is_near(rule) {
                Some(true) => HitKind::Near,
                _ => HitKind::Review,
            };
            let frame = |(query, distance): (&usize, &u32)| Some((*frames.get(*query)?, *distance));
            let similar = Similar {
                kind,
                distance: None,
                stored: Stored::Frames(compared),
                silencer: hidden_by.of_frames(queries.iter().filter_map(frame)),
            };
            found.insert((row, "vpdq"), similar);
            if kind == HitKind::Near {
                near_rows.push((row, queries));
            }
        }
        Ok(near_rows)
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

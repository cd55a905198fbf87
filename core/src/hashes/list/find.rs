//! How a file is looked for in a list.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    FileFindings, FileHit, HashList, Hidden, HitKind, NotCompared,
    intake::Hashes,
    store::{FRAME, MD5, NO_QUALITY, SHA1, SHA256},
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

/// A distance of the host between two opaque hashes, the wanted one and a stored one.
type Distance<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<f64>;
/// Hits that are not in their order yet: by row and algorithm, the nearest only.
type Found<'a> = BTreeMap<(u32, &'a str), FileHit>;

impl HashList {
    /// Every entry that a file is like.
    ///
    /// `on` is the day for [`flood_a_day`](super::ListSettings::flood_a_day); without it, nothing is hidden as a flood.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] for a defect only: what cannot be compared is listed, not refused.
    pub fn find(&self, file: &MediaFile, on: Option<NaiveDate>) -> Result<FileFindings> {
        let mut all = self.find_all(std::slice::from_ref(file), on, &NoControl)?;
        Ok(all.pop().unwrap_or_default())
    }

    /// The same for many files, in their order.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`].
    pub fn find_all(
        &self,
        files: &[MediaFile],
        on: Option<NaiveDate>,
        control: &dyn Control,
    ) -> Result<Vec<FileFindings>> {
        let hashes: Vec<Hashes> = files.iter().map(Hashes::of).collect();
        // one search for all, since a batch is cheaper than its parts
        let mut queries: Vec<(usize, Hash256, Option<u8>)> = Vec::new();
        for (at, one) in hashes.iter().enumerate() {
            let good = one.pdq.iter().filter(|(_, quality)| self.is_good(*quality));
            queries.extend(good.map(|(hash, quality)| (at, *hash, *quality)));
        }
        let plain: Vec<Hash256> = queries.iter().map(|(_, hash, _)| *hash).collect();
        let near = self
            .perceptual
            .find_all(&plain, self.settings.review_radius, control)?;
        let mut near = queries.iter().zip(&near).peekable();
        let mut findings = Vec::with_capacity(files.len());
        for (at, one) in hashes.iter().enumerate() {
            if at % STRIDE == 0 {
                checkpoint(control, at as u64, hashes.len() as u64)?;
            }
            let mut found = Found::new();
            self.equal_digests(one, &mut found);
            self.equal_opaque(one, &mut found);
            while let Some(((_, _, _), matches)) = near.next_if(|((file, _, _), _)| *file == at) {
                self.near_hashes(matches, &mut found);
            }
            self.near_videos(one, &mut found, control)?;
            let mut hits: Vec<FileHit> = found
                .into_iter()
                .map(|((row, _), hit)| self.with_facts(row, hit, one, on))
                .collect();
            hits.sort_by(|a, b| {
                let order = |hit: &FileHit| (hit.kind, hit.distance);
                order(a)
                    .cmp(&order(b))
                    .then_with(|| a.entry.cmp(&b.entry))
                    .then_with(|| a.algorithm.cmp(&b.algorithm))
            });
            findings.push(FileFindings {
                hits,
                compared: self.compared(one),
                not_compared: self.not_compared(one),
            });
        }
        Ok(findings)
    }

    fn is_good(&self, quality: Option<u8>) -> bool {
        quality.is_none_or(|quality| quality >= self.settings.least_quality)
    }

    fn hit(&self, row: u32, kind: HitKind, algorithm: &str) -> FileHit {
        FileHit {
            list: self.settings.id.clone(),
            version: self.settings.version.clone(),
            entry: self.id(row).to_owned().into(),
            kind,
            algorithm: algorithm.to_owned(),
            hash: None,
            distance: None,
            quality: None,
            frames: None,
            categories: Vec::new(),
            series: None,
            confirmed_by: 0,
            denied_by: 0,
            contradicted_by: Vec::new(),
            hidden: None,
        }
    }

    fn equal_digests(&self, hashes: &Hashes, found: &mut Found<'_>) {
        let mut add = |row: u32, algorithm: &'static str, bytes: &[u8]| {
            if self.is_live(row) {
                let mut hit = self.hit(row, HitKind::Equal, algorithm);
                hit.hash = Some(hex(bytes));
                found.insert((row, algorithm), hit);
            }
        };
        if let Some(digest) = &hashes.md5 {
            self.md5.each(digest, |row| add(row, "md5", digest));
        }
        if let Some(digest) = &hashes.sha1 {
            self.sha1.each(digest, |row| add(row, "sha1", digest));
        }
        if let Some(digest) = &hashes.sha256 {
            self.sha256.each(digest, |row| add(row, "sha256", digest));
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
                    let mut hit = self.hit(row, HitKind::Equal, name);
                    hit.hash = Some(hex(stored));
                    found.insert((row, name), hit);
                }
            });
        }
    }

    /// The row, the algorithm and the bytes of an opaque hash.
    fn opaque_at(&self, number: u32) -> Option<(u32, &str, &[u8])> {
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
            let nearest = found.get(&(row, "pdq")).and_then(|hit| hit.distance);
            if nearest.is_some_and(|nearest| nearest <= one.distance) {
                continue;
            }
            let mut hit = self.hit(row, kind, "pdq");
            hit.distance = Some(one.distance);
            hit.quality = Some(mark).filter(|mark| *mark != NO_QUALITY);
            hit.hash = self.perceptual.get(one.id).map(|hash| hash.to_string());
            found.insert((row, "pdq"), hit);
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
        let near = self.perceptual.find_all(&frames, rule.distance, control)?;
        for (query, matches) in near.iter().enumerate() {
            for one in matches {
                let at = one.id as usize;
                let is_frame = self
                    .hash_marks
                    .get(at)
                    .is_some_and(|mark| mark & FRAME != 0);
                if let Some(row) = self.hash_rows.get(at).filter(|_| is_frame) {
                    let (queries, own) = matched.entry(row).or_default();
                    queries.insert(query);
                    own.insert(one.id);
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
                let mut hit = self.hit(row, kind, "vpdq");
                hit.frames = Some(compared);
                found.insert((row, "vpdq"), hit);
            }
        }
        Ok(())
    }

    fn with_facts(
        &self,
        row: u32,
        mut hit: FileHit,
        hashes: &Hashes,
        on: Option<NaiveDate>,
    ) -> FileHit {
        let number = self.facts.get(row as usize).unwrap_or_default();
        if let Some(facts) = self.known_facts.get(number as usize) {
            hit.categories.clone_from(&facts.categories);
            hit.series.clone_from(&facts.series);
        }
        let id = hit.entry.expose();
        (hit.confirmed_by, hit.denied_by) = self.words(id);
        hit.contradicted_by = self.contradictions(row, hashes);
        let counted = self.counted.get(id).filter(|(day, _)| Some(*day) == on);
        let times = counted.map_or(0, |(_, times)| *times);
        let settings = &self.settings;
        hit.hidden = if settings
            .hidden_when_denied_by
            .is_some_and(|most| hit.denied_by >= most.max(1))
        {
            Some(Hidden::Denied { by: hit.denied_by })
        } else if settings
            .flood_a_day
            .is_some_and(|most| times >= most.max(1))
        {
            Some(Hidden::Flood { times })
        } else {
            None
        };
        hit
    }

    /// The digests that both have and that differ.
    fn contradictions(&self, row: u32, hashes: &Hashes) -> Vec<String> {
        let has = self.has.get(row as usize).unwrap_or_default();
        let mut differ = Vec::new();
        let mut check = |name: &str, bit: u8, is_equal: Option<bool>| {
            if has & bit != 0 && is_equal == Some(false) {
                differ.push(name.to_owned());
            }
        };
        let md5 = hashes.md5.map(|digest| self.md5.has(&digest, row));
        let sha1 = hashes.sha1.map(|digest| self.sha1.has(&digest, row));
        let sha256 = hashes.sha256.map(|digest| self.sha256.has(&digest, row));
        // a near-duplicate has other digests by its nature: only an equal one makes the others a contradiction
        if [md5, sha1, sha256].contains(&Some(true)) {
            check("md5", MD5, md5);
            check("sha1", SHA1, sha1);
            check("sha256", SHA256, sha256);
        }
        differ
    }

    fn compared(&self, hashes: &Hashes) -> u64 {
        let digests = [
            hashes.md5.is_some(),
            hashes.sha1.is_some(),
            hashes.sha256.is_some(),
        ];
        let digests = digests.iter().filter(|is_there| **is_there).count();
        let good = hashes
            .pdq
            .iter()
            .filter(|(_, quality)| self.is_good(*quality));
        let frames = video::usable(&hashes.frames, &self.settings.video).len();
        (digests + good.count() + frames + hashes.opaque.len()) as u64
    }

    fn not_compared(&self, hashes: &Hashes) -> Vec<NotCompared> {
        let mut all: Vec<NotCompared> = Vec::new();
        let mut add = |algorithm: &str, reason: String| {
            all.push(NotCompared {
                algorithm: algorithm.to_owned(),
                reason,
            });
        };
        for (field, reason) in &hashes.wrong {
            let algorithm = field.strip_prefix("digests.").unwrap_or(field);
            add(algorithm, (*reason).to_owned());
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
        all
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
                let mut hit = self.hit(row, HitKind::Near, name);
                hit.hash = Some(hex(bytes));
                hits.push((far, self.with_facts(row, hit, &hashes, None)));
            }
        }
        hits.sort_by(|(a, one), (b, other)| {
            a.total_cmp(b).then_with(|| one.entry.cmp(&other.entry))
        });
        Ok(hits)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

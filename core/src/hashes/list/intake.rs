//! How entries come into a list, change and go.

use std::borrow::Cow;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::Value;

use super::{
    Feedback, FeedbackKind, HashList, ListChange, ListIntake,
    store::{EntryFacts, FRAME, MD5, NO_QUALITY, NO_TIME, SHA1, SHA256, is_dead, key},
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    hashes::{Frame, Hash256, digests::from_hex, video},
    json,
    records::{Limits, MediaFile, PerceptualHash, RejectionLog},
};

/// Entries between two looks at the control.
const STRIDE: usize = 1_024;
/// The bytes of a `PhotoDNA` hash.
const PHOTODNA: usize = 144;
/// The longest opaque hash, in bytes; larger ones belong into a file of their own.
const LONGEST: usize = 4_096;
/// The digests of a file of no bytes, which say nothing.
const EMPTY: [&str; 3] = [
    "d41d8cd98f00b204e9800998ecf8427e",
    "da39a3ee5e6b4b0d3255bfef95601890afd80709",
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
];

/// The hashes of a file, read.
#[derive(Default)]
pub(super) struct Hashes {
    pub(super) md5: Option<[u8; 16]>,
    pub(super) sha1: Option<[u8; 20]>,
    pub(super) sha256: Option<[u8; 32]>,
    pub(super) pdq: Vec<(Hash256, Option<u8>)>,
    pub(super) frames: Vec<Frame>,
    /// Algorithm and bytes.
    pub(super) opaque: Vec<(String, Vec<u8>)>,
    /// Which field is wrong, and how.
    pub(super) wrong: Vec<(&'static str, &'static str)>,
}

impl Hashes {
    pub(super) fn of(file: &MediaFile) -> Self {
        let mut hashes = Self::default();
        let digests = &file.digests;
        let wrong = &mut hashes.wrong;
        hashes.md5 = digest("digests.md5", digests.md5.as_deref(), wrong);
        hashes.sha1 = digest("digests.sha1", digests.sha1.as_deref(), wrong);
        hashes.sha256 = digest("digests.sha256", digests.sha256.as_deref(), wrong);
        for one in &file.perceptual_hashes {
            hashes.perceptual(one);
        }
        hashes
    }

    fn perceptual(&mut self, one: &PerceptualHash) {
        const FIELD: &str = "perceptual_hashes";
        let is_frame = one.algorithm.eq_ignore_ascii_case("vpdq");
        if !is_frame && !one.algorithm.eq_ignore_ascii_case("pdq") {
            match opaque(one) {
                Some(bytes) if !bytes.is_empty() => {
                    self.opaque.push((one.algorithm.to_lowercase(), bytes));
                }
                _ => self.wrong.push((FIELD, "is empty or too long")),
            }
            return;
        }
        let Ok(hash) = Hash256::from_hex(one.value.trim()) else {
            self.wrong.push((FIELD, "is not 64 hex digits"));
            return;
        };
        if is_frame {
            // a frame without a quality is one that its maker did not judge
            let quality = one.quality.unwrap_or(100);
            self.frames.push(Frame { hash, quality });
        } else {
            self.pdq.push((hash, one.quality));
        }
    }

    /// A digest, by the name of its kind.
    pub(super) fn digest(&self, kind: &str) -> Option<&[u8]> {
        match kind {
            "md5" => self.md5.as_ref().map(|digest| &digest[..]),
            "sha1" => self.sha1.as_ref().map(|digest| &digest[..]),
            "sha256" => self.sha256.as_ref().map(|digest| &digest[..]),
            _ => None,
        }
    }

    fn is_empty(&self) -> bool {
        self.md5.is_none()
            && self.sha1.is_none()
            && self.sha256.is_none()
            && self.pdq.is_empty()
            && self.frames.is_empty()
            && self.opaque.is_empty()
    }
}

/// The field that a message of the JSON door begins with, where it begins with one: it may quote what came instead.
fn field_of(wrong: &str) -> &str {
    let is_path = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '[' | ']');
    let field = wrong.split_once(": ").map(|(field, _)| field);
    field
        .filter(|field| !field.is_empty() && field.chars().all(is_path))
        .unwrap_or("record")
}

fn digest<const N: usize>(
    field: &'static str,
    text: Option<&str>,
    wrong: &mut Vec<(&'static str, &'static str)>,
) -> Option<[u8; N]> {
    let text = text?.trim();
    let Some(bytes) = from_hex(text) else {
        wrong.push((field, "is not hex digits of the right number"));
        return None;
    };
    if EMPTY.iter().any(|empty| empty.eq_ignore_ascii_case(text)) {
        wrong.push((field, "is that of an empty file"));
        return None;
    }
    Some(bytes)
}

/// The same value with an empty scheme in each category that has none, where the list has a scheme to put there.
fn schemed<'a>(value: &'a Value, categories: &str, has_scheme: bool) -> Cow<'a, Value> {
    let all = |value: &'a Value| value.pointer(categories).and_then(Value::as_array);
    let lacks = |one: &Value| one.is_object() && one.get("scheme").is_none_or(Value::is_null);
    if !has_scheme || !all(value).is_some_and(|all| all.iter().any(lacks)) {
        return Cow::Borrowed(value);
    }
    let mut value = value.clone();
    let all = value.pointer_mut(categories).and_then(Value::as_array_mut);
    for one in all.into_iter().flatten().filter(|one| lacks(one)) {
        if let Some(fields) = one.as_object_mut() {
            fields.insert("scheme".to_owned(), Value::from(""));
        }
    }
    Cow::Owned(value)
}

/// The bytes of an opaque hash. `PhotoDNA` comes as base64 or hex, others as they are written.
fn opaque(one: &PerceptualHash) -> Option<Vec<u8>> {
    let text = one.value.trim();
    if one.algorithm.eq_ignore_ascii_case("photodna") {
        let hex = from_hex::<PHOTODNA>(text).map(|bytes| bytes.to_vec());
        let bytes = hex.or_else(|| STANDARD.decode(text).ok())?;
        return Some(bytes).filter(|bytes| bytes.len() <= LONGEST);
    }
    (text.len() <= LONGEST).then(|| text.as_bytes().to_vec())
}

impl HashList {
    /// Inserts entries that have no time; one with the id of an older entry takes its place.
    ///
    /// What cannot be read is set aside by row, field and reason, and the rest goes on. Entries without any hash, and
    /// digests of empty files, are set aside as well. A category without a scheme has that of the list.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] above 4,294,967,294 entries; [`Error::Cancelled`]. What was stored before stays, so the
    /// same call can be made again.
    pub fn add(&mut self, files: Vec<MediaFile>, control: &dyn Control) -> Result<ListIntake> {
        let total = files.len();
        let changes = files.into_iter().map(|file| {
            Ok(ListChange::Upsert {
                file: Box::new(file),
                at: None,
            })
        });
        self.take(changes, total, control)
    }

    /// As [`add`](Self::add), from plain values of the shape that the schema `media_file` states; one that has another is
    /// set aside.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn add_values(&mut self, files: &[Value], control: &dyn Control) -> Result<ListIntake> {
        let total = files.len();
        let has_scheme = self.settings.scheme.is_some();
        let changes = files.iter().map(|value| {
            let file = Box::new(json::read(&schemed(value, "/categories", has_scheme))?);
            Ok(ListChange::Upsert { file, at: None })
        });
        self.take(changes, total, control)
    }

    /// Applies changes by their time: an older one than what is stored is passed over, so that a poll can be applied
    /// again, and in any order.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn apply(&mut self, changes: Vec<ListChange>, control: &dyn Control) -> Result<ListIntake> {
        let total = changes.len();
        self.take(changes.into_iter().map(Ok), total, control)
    }

    /// As [`apply`](Self::apply), from plain values of the shape that the schema `list_change` states; one that has
    /// another is set aside.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn apply_values(&mut self, changes: &[Value], control: &dyn Control) -> Result<ListIntake> {
        let (total, has_scheme) = (changes.len(), self.settings.scheme.is_some());
        let read = |value| json::read(&schemed(value, "/file/categories", has_scheme));
        self.take(changes.iter().map(read), total, control)
    }

    fn take(
        &mut self,
        changes: impl Iterator<Item = Result<ListChange, String>>,
        total: usize,
        control: &dyn Control,
    ) -> Result<ListIntake> {
        let (mut intake, mut log) = (ListIntake::default(), RejectionLog::default());
        let limits = Limits::default();
        // hashes that are numbered, and not in the index yet
        let mut waiting = Vec::new();
        let mut result = Ok(());
        for (row, change) in changes.enumerate() {
            if row % STRIDE == 0 {
                result = checkpoint(control, row as u64, total as u64);
            }
            if result.is_ok() {
                result = match change {
                    Err(wrong) => {
                        log.push(
                            row,
                            field_of(&wrong),
                            "is not as the schema states",
                            &limits,
                        );
                        Ok(())
                    }
                    Ok(ListChange::Upsert { file, at }) => {
                        let mut reject = |field, reason| log.push(row, field, reason, &limits);
                        self.upsert(&file, at, &mut waiting, &mut intake, &mut reject)
                    }
                    Ok(ListChange::Delete { id, at }) => {
                        self.delete(id.expose(), at, &mut waiting, &mut intake)
                    }
                };
            }
            if result.is_err() {
                break;
            }
        }
        // also after a stop: they are numbered already
        self.perceptual.extend(&waiting, &crate::NoControl)?;
        result?;
        self.compact()?;
        intake.rejected = log.finish();
        Ok(intake)
    }

    fn upsert(
        &mut self,
        file: &MediaFile,
        at: Option<DateTime<FixedOffset>>,
        waiting: &mut Vec<Hash256>,
        intake: &mut ListIntake,
        reject: &mut impl FnMut(&'static str, &'static str),
    ) -> Result<()> {
        let id = file.id.expose();
        let hashes = Hashes::of(file);
        if id.is_empty() {
            reject("id", "is empty");
            return Ok(());
        }
        // one hash that cannot be read makes the entry doubtful, and half an entry would hide that
        if let Some((field, reason)) = hashes.wrong.first() {
            reject(field, reason);
            return Ok(());
        }
        if hashes.is_empty() {
            reject("digests", "the entry has no hash");
            return Ok(());
        }
        let at = at.map_or(NO_TIME, |at| at.timestamp_micros());
        let old = self.row_of(id);
        let changed_at = old.and_then(|row| self.changed_at.get(row as usize));
        let known = changed_at.or_else(|| self.deleted_at.get(id).copied());
        // what comes without a time is taken for the newest
        if at != NO_TIME && known.is_some_and(|known| known >= at) {
            intake.passed_over += 1;
            return Ok(());
        }
        match old {
            Some(row) => {
                self.bury(row, waiting)?;
                intake.replaced += 1;
            }
            None => intake.inserted += 1,
        }
        self.deleted_at.remove(id);
        self.push(file, &hashes, at, waiting, intake)
    }

    fn push(
        &mut self,
        file: &MediaFile,
        hashes: &Hashes,
        at: i64,
        waiting: &mut Vec<Hash256>,
        intake: &mut ListIntake,
    ) -> Result<()> {
        let row = self.id_ends.len();
        if row >= u32::MAX as usize - 1 {
            return Err(Error::LimitExceeded {
                limit: "entries",
                allowed: u64::from(u32::MAX) - 1,
                asked: row as u64 + 1,
            });
        }
        let (row, id) = (row as u32, file.id.expose());
        self.id_text.extend(id.as_bytes());
        self.id_ends.push(self.id_text.len() as u64);
        self.first_hash.push(self.hash_rows.len() as u32);
        self.changed_at.push(at);
        let mut categories = file.categories.clone();
        if let Some(scheme) = &self.settings.scheme {
            for one in &mut categories {
                if one.scheme.trim().is_empty() {
                    one.scheme.clone_from(scheme);
                }
            }
        }
        let facts = EntryFacts {
            categories,
            series: file.series.clone(),
        };
        let number = self.fact_number(facts);
        self.facts.push(number);
        let dead = &self.dead;
        let is_live = |row| !is_dead(dead, row);
        let id_key = key("id", id.as_bytes());
        self.by_id.insert_number(id_key, row, is_live);
        let mut has = 0;
        if let Some(digest) = hashes.md5 {
            self.md5.insert_number(digest, row, is_live);
            has |= MD5;
        }
        if let Some(digest) = hashes.sha1 {
            self.sha1.insert_number(digest, row, is_live);
            has |= SHA1;
        }
        if let Some(digest) = hashes.sha256 {
            self.sha256.insert_number(digest, row, is_live);
            has |= SHA256;
        }
        self.has.push(has);
        for (algorithm, bytes) in &hashes.opaque {
            self.push_opaque(row, algorithm, bytes);
        }
        for (hash, quality) in &hashes.pdq {
            if quality.is_some_and(|quality| quality < self.settings.least_quality) {
                intake.low_quality += 1;
                continue;
            }
            waiting.push(*hash);
            self.hash_rows.push(row);
            self.hash_marks
                .push(quality.unwrap_or(NO_QUALITY).min(NO_QUALITY));
        }
        let least = self.settings.video.least_quality;
        let poor = hashes.frames.iter().filter(|frame| frame.quality < least);
        intake.low_quality += poor.count() as u64;
        let frames = video::usable(&hashes.frames, &self.settings.video);
        for hash in frames {
            waiting.push(hash);
            self.hash_rows.push(row);
            self.hash_marks.push(FRAME);
        }
        self.live += 1;
        Ok(())
    }

    pub(super) fn fact_number(&mut self, facts: EntryFacts) -> u32 {
        let next = self.known_facts.len() as u32;
        let number = *self.fact_numbers.entry(facts.clone()).or_insert(next);
        if number == next {
            self.known_facts.push(facts);
        }
        number
    }

    pub(super) fn push_opaque(&mut self, row: u32, algorithm: &str, bytes: &[u8]) {
        let known = self.algorithms.iter().position(|one| one == algorithm);
        let kind = known.unwrap_or_else(|| {
            self.algorithms.push(algorithm.to_owned());
            self.algorithms.len() - 1
        });
        let number = self.opaque_rows.len() as u32;
        let (dead, rows) = (&self.dead, &self.opaque_rows);
        let is_live = |number: u32| {
            let row = rows.get(number as usize);
            row.is_some_and(|row| !is_dead(dead, row))
        };
        let key = key(algorithm, bytes);
        self.opaque.insert_number(key, number, is_live);
        self.opaque_rows.push(row);
        self.opaque_kinds.push(kind as u32);
        self.opaque_bytes.extend(bytes);
        self.opaque_ends.push(self.opaque_bytes.len() as u64);
    }

    fn delete(
        &mut self,
        id: &str,
        at: Option<DateTime<FixedOffset>>,
        waiting: &mut Vec<Hash256>,
        intake: &mut ListIntake,
    ) -> Result<()> {
        let at = at.map(|at| at.timestamp_micros());
        let row = self.row_of(id);
        let changed_at = row
            .and_then(|row| self.changed_at.get(row as usize))
            .filter(|changed_at| *changed_at != NO_TIME);
        let is_older = changed_at.is_some_and(|changed_at| at.is_some_and(|at| at < changed_at));
        match row {
            Some(row) if !is_older => {
                self.bury(row, waiting)?;
                intake.deleted += 1;
            }
            _ => intake.passed_over += 1,
        }
        // without a time it is as old as what it deletes, so that no older state comes back
        if let Some(at) = at.or(changed_at).filter(|_| !is_older) {
            let last = self.deleted_at.entry(id.to_owned()).or_insert(at);
            *last = at.max(*last);
        }
        Ok(())
    }

    /// Takes a row out of everything that is found.
    fn bury(&mut self, row: u32, waiting: &mut Vec<Hash256>) -> Result<()> {
        let hashes = self.hashes_of(row);
        if hashes.end as usize > self.perceptual.numbered() {
            self.perceptual.extend(waiting, &crate::NoControl)?;
            waiting.clear();
        }
        for hash in hashes {
            self.perceptual.remove(hash);
        }
        let at = row as usize / 64;
        if self.dead.len() <= at {
            self.dead.resize(at + 1, 0);
        }
        if let Some(word) = self.dead.get_mut(at) {
            *word |= 1 << (row % 64);
        }
        self.live -= 1;
        Ok(())
    }

    /// Keeps the word of a member on an entry. It stays when the entry changes.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when there is no such entry; [`Error::InvalidParameter`] for nobody's word.
    pub fn judge(&mut self, feedback: Feedback) -> Result<()> {
        if feedback.by.is_empty() {
            return Err(Error::InvalidParameter {
                name: "feedback",
                reason: "by must name the member".to_owned(),
            });
        }
        if !self.contains(feedback.entry.expose()) {
            return Err(Error::UnknownRecord { name: "entry" });
        }
        let words = self
            .feedback
            .entry(feedback.entry.expose().clone())
            .or_default();
        words.retain(|word| word.by != feedback.by);
        words.push(feedback);
        Ok(())
    }

    /// How many members say that an entry is what the list says, and how many that it is not.
    pub(super) fn words(&self, id: &str) -> (u32, u32) {
        let words = self.feedback.get(id).map_or(&[][..], |words| words);
        let count = |kind| words.iter().filter(|word| word.kind == kind).count() as u32;
        (count(FeedbackKind::Confirmed), count(FeedbackKind::Denied))
    }

    /// Counts hits of entries on a day, for [`flood_a_day`](super::ListSettings::flood_a_day). Another day begins anew;
    /// ids that are not there are passed over.
    pub fn count_hits<'a>(&mut self, entries: impl IntoIterator<Item = &'a str>, on: NaiveDate) {
        for id in entries {
            if self.contains(id) {
                let (day, times) = self.counted.entry(id.to_owned()).or_insert((on, 0));
                if *day != on {
                    (*day, *times) = (on, 0);
                }
                *times = times.saturating_add(1);
            }
        }
    }
}

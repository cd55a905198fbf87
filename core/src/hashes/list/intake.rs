//! How entries come into a list, change and go.

use chrono::{DateTime, FixedOffset};

use super::{
    HashList, ListChange, ListIntake,
    read::Hashes,
    store::{EntryFacts, FRAME, MD5, NO_QUALITY, NO_TIME, SHA1, SHA256, is_dead, key},
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    hashes::{Hash256, UNSTATED, video},
    records::{FileCategory, Limits, MediaFile, RejectionLog, stated},
};

/// Entries between two looks at the control.
const STRIDE: usize = 1_024;

impl HashList {
    /// Inserts entries that have no time; one with the id of an older entry takes its place.
    ///
    /// An entry that has a time in the list, as [`apply`](Self::apply) gives it, stays as it is, and one that was deleted at a
    /// time stays deleted: a list that is read again must not undo what came after it. Such entries are counted as
    /// [`without_time`](ListIntake::without_time); [`add_as_of`](Self::add_as_of) says when what is read was so.
    ///
    /// What cannot be read is set aside by row, field and reason, and the rest goes on. Entries without any hash, and
    /// digests of empty files, are set aside as well. A category without a scheme has that of the list.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] above 4,294,967,294 entries; [`Error::Cancelled`]. What was stored before stays, so the
    /// same call can be made again.
    pub fn add(&mut self, files: Vec<MediaFile>, control: &dyn Control) -> Result<ListIntake> {
        self.add_as_of(files, None, control)
    }

    /// As [`add`](Self::add), of a list that was so at a time: each entry is newer than what has an earlier one.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn add_as_of(
        &mut self,
        files: Vec<MediaFile>,
        at: Option<DateTime<FixedOffset>>,
        control: &dyn Control,
    ) -> Result<ListIntake> {
        let total = files.len();
        let changes = files.into_iter().map(|file| {
            Ok(ListChange::Upsert {
                file: Box::new(file),
                at,
            })
        });
        self.take(changes, total, control)
    }

    /// Applies changes by their time: an older one than what is stored is passed over, so that a poll can be applied
    /// again, and in any order. Of two at one time, a deletion holds, and of two other states always the same one.
    ///
    /// A change without a time is passed over where the entry, or its deletion, has one; only a deletion without a time
    /// deletes whatever is stored, and is then as old as that.
    ///
    /// # Errors
    ///
    /// As [`add`](Self::add).
    pub fn apply(&mut self, changes: Vec<ListChange>, control: &dyn Control) -> Result<ListIntake> {
        let total = changes.len();
        self.take(changes.into_iter().map(Ok), total, control)
    }

    pub(super) fn take(
        &mut self,
        changes: impl Iterator<Item = Result<ListChange, (String, &'static str)>>,
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
                    Err((field, reason)) => {
                        log.push(row, &field, reason, &limits);
                        Ok(())
                    }
                    Ok(ListChange::Upsert { file, at }) => {
                        let mut reject =
                            |field: &str, reason| log.push(row, field, reason, &limits);
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
        reject: &mut impl FnMut(&str, &'static str),
    ) -> Result<()> {
        let id = file.id.expose();
        let hashes = Hashes::of(file);
        if id.is_empty() {
            reject("id", "is empty");
            return Ok(());
        }
        // one hash that cannot be read makes the entry doubtful, and half an entry would hide that
        if let Some((field, reason)) = hashes.fault() {
            reject(field, reason);
            return Ok(());
        }
        let at = at.map_or(NO_TIME, |at| at.timestamp_micros());
        let facts = self.facts_in(file);
        let content = match at {
            NO_TIME => 0,
            _ => hashes.content(&facts),
        };
        let old = self.row_of(id);
        if !self.is_newer(id, old, at, content) {
            intake.passed_over += 1;
            intake.without_time += u64::from(at == NO_TIME);
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
        let row = self.push(id, facts, &hashes, (at, content), waiting, intake)?;
        if let Some(old) = old {
            self.follow(old, row);
        }
        Ok(())
    }

    /// Whether a state of an entry goes before what is known of it.
    fn is_newer(&self, id: &str, old: Option<u32>, at: i64, content: u64) -> bool {
        let changed_at = old.and_then(|row| self.changed_at.get(row as usize));
        let changed_at = changed_at.filter(|changed_at| *changed_at != NO_TIME);
        let Some(known) = changed_at.or_else(|| self.deleted_at.get(id).copied()) else {
            return true;
        };
        // the order in which two states of one time come must not matter
        let is_greater = || {
            let of = |row: u32| self.contents.get(row as usize);
            old.and_then(of).is_some_and(|stored| content > stored)
        };
        at > known || at == known && is_greater()
    }

    /// What an entry says besides its hashes, with the scheme of the list where it has none.
    fn facts_in(&self, file: &MediaFile) -> EntryFacts {
        let mut categories: Vec<FileCategory> =
            file.categories.iter().map(FileCategory::bare).collect();
        if let Some(scheme) = &self.settings.scheme {
            for one in &mut categories {
                // whose categories a VICS list uses that does not say, the list that takes it may know
                if one.scheme.trim().is_empty() || one.scheme == UNSTATED {
                    one.scheme.clone_from(scheme);
                }
            }
        }
        EntryFacts {
            categories,
            series: file.series.as_deref().and_then(stated).map(str::to_owned),
        }
    }

    fn push(
        &mut self,
        id: &str,
        facts: EntryFacts,
        hashes: &Hashes,
        (at, content): (i64, u64),
        waiting: &mut Vec<Hash256>,
        intake: &mut ListIntake,
    ) -> Result<u32> {
        let row = self.id_ends.len();
        if row >= u32::MAX as usize - 1 {
            return Err(Error::LimitExceeded {
                limit: "entries",
                allowed: u64::from(u32::MAX) - 1,
                asked: row as u64 + 1,
            });
        }
        let row = row as u32;
        self.id_text.extend(id.as_bytes());
        self.id_ends.push(self.id_text.len() as u64);
        self.first_hash.push(self.hash_rows.len() as u32);
        self.changed_at.push(at);
        self.contents.push(content);
        let number = self.fact_number(facts);
        self.facts.push(number);
        let dead = &self.dead;
        let is_live = |row| !is_dead(dead, row);
        let id_key = key("id", id.as_bytes());
        self.by_id.insert_number(id_key, row, is_live);
        let mut has = 0;
        if let Some(digest) = hashes.md5 {
            self.md5.insert_number(digest, row, is_live);
            self.digest_bytes.extend(&digest);
            has |= MD5;
        }
        if let Some(digest) = hashes.sha1 {
            self.sha1.insert_number(digest, row, is_live);
            self.digest_bytes.extend(&digest);
            has |= SHA1;
        }
        if let Some(digest) = hashes.sha256 {
            self.sha256.insert_number(digest, row, is_live);
            self.digest_bytes.extend(&digest);
            has |= SHA256;
        }
        self.digest_ends.push(self.digest_bytes.len() as u64);
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
        self.count(row, |number| *number += 1);
        Ok(row)
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
        self.count(row, |number| *number = number.saturating_sub(1));
        Ok(())
    }
}

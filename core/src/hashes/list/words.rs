//! What members say of an entry, and how often it was hit: kept by what the entry is made of, and not by its id, which its
//! owner may give to other content tomorrow.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{
    Feedback, FeedbackKind, HashList,
    hits::hex,
    store::{FRAME, MD5, SHA1, SHA256},
};
use crate::{Error, Result, escape::is_hidden};

/// Days of which the hits of an entry are kept.
const MOST_DAYS: usize = 31;

/// By content.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
pub(super) struct Words {
    /// The newest word of each member, by their names in one form.
    pub(super) said: BTreeMap<String, BTreeMap<String, Feedback>>,
    /// How often an entry was hit on each day.
    pub(super) hits: BTreeMap<String, BTreeMap<NaiveDate, u32>>,
}

/// The name of a member in one form: however it is spaced and written, it is one member.
fn member(by: &str) -> String {
    let shown: String = by.chars().filter(|c| !is_hidden(*c)).collect();
    let words: Vec<String> = shown.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

/// When a word was said; a day counts from its beginning, and a word without either is older than any other.
fn said_at(word: &Feedback) -> Option<DateTime<Utc>> {
    let at = |at: DateTime<FixedOffset>| at.to_utc();
    let on = |on: NaiveDate| on.and_time(NaiveTime::MIN).and_utc();
    word.at.map(at).or_else(|| word.on.map(on))
}

impl Words {
    fn keep(&mut self, content: String, word: Feedback) {
        let words = self.said.entry(content).or_default();
        let by = member(&word.by);
        if words
            .get(&by)
            .is_none_or(|known| said_at(&word) >= said_at(known))
        {
            words.insert(by, word);
        }
    }

    fn count(&mut self, content: String, on: NaiveDate, more: u32) {
        let days = self.hits.entry(content).or_default();
        let times = days.entry(on).or_insert(0);
        *times = times.saturating_add(more);
        if days.len() > MOST_DAYS {
            days.pop_first();
        }
    }

    /// Other content is the same file after all: an entry that got one more digest keeps what was said of it.
    fn follow(&mut self, from: &str, to: &str) {
        for word in self
            .said
            .get(from)
            .cloned()
            .unwrap_or_default()
            .into_values()
        {
            self.keep(to.to_owned(), word);
        }
        for (on, times) in self.hits.get(from).cloned().unwrap_or_default() {
            let known = self.hits.get(to).and_then(|days| days.get(&on).copied());
            let more = times.saturating_sub(known.unwrap_or_default());
            self.count(to.to_owned(), on, more);
        }
    }
}

impl HashList {
    /// Keeps the word of a member on the content of an entry: another entry of the same digest has it too, and other content
    /// under the same id has not.
    ///
    /// Of one member the newest word counts, by [`at`](Feedback::at) or [`on`](Feedback::on), in whatever order they come; of
    /// two of one time, and of two without one, the later call. A member is one however its name is spaced and written.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when there is no such entry; [`Error::InvalidParameter`] for nobody's word.
    pub fn judge(&mut self, mut feedback: Feedback) -> Result<()> {
        if member(&feedback.by).is_empty() {
            return Err(Error::InvalidParameter {
                name: "feedback",
                reason: "by must name the member".to_owned(),
            });
        }
        let by = feedback.by.trim().to_owned();
        feedback.by = by;
        let Some(row) = self.row_of(feedback.entry.expose()) else {
            return Err(Error::UnknownRecord { name: "entry" });
        };
        let content = self.content_of(row);
        self.words.keep(content, feedback);
        Ok(())
    }

    /// Counts hits of entries on a day, for [`flood_a_day`](super::ListSettings::flood_a_day), by their content: entries of
    /// the same content, which one file hits together, count as one. Each day counts by itself, in whatever order days come;
    /// of each content the last 31 of them are kept. Ids that are not there are passed over.
    pub fn count_hits<'a>(&mut self, entries: impl IntoIterator<Item = &'a str>, on: NaiveDate) {
        let mut of_row: BTreeMap<u32, u32> = BTreeMap::new();
        for row in entries.into_iter().filter_map(|id| self.row_of(id)) {
            *of_row.entry(row).or_default() += 1;
        }
        let mut of_content: BTreeMap<String, u32> = BTreeMap::new();
        for (row, times) in of_row {
            let most = of_content.entry(self.content_of(row)).or_default();
            *most = times.max(*most);
        }
        for (content, times) in of_content {
            self.words.count(content, on, times);
        }
    }

    /// How many members say that an entry is what the list says, and how many that it is not.
    pub(super) fn said_of(&self, row: u32) -> (u32, u32) {
        if self.words.said.is_empty() {
            return (0, 0);
        }
        let words = self.words.said.get(&self.content_of(row));
        let count = |kind| {
            let words = words.into_iter().flat_map(BTreeMap::values);
            words.filter(|word| word.kind == kind).count() as u32
        };
        (count(FeedbackKind::Confirmed), count(FeedbackKind::Denied))
    }

    /// How often an entry was hit on a day.
    pub(super) fn times_hit(&self, row: u32, on: Option<NaiveDate>) -> u32 {
        let Some(on) = on.filter(|_| !self.words.hits.is_empty()) else {
            return 0;
        };
        let days = self.words.hits.get(&self.content_of(row));
        days.and_then(|days| days.get(&on).copied())
            .unwrap_or_default()
    }

    /// What stands for the content of a row: its strongest digest, or all its other hashes together, in any order.
    fn content_of(&self, row: u32) -> String {
        for (name, bit) in [("sha256", SHA256), ("sha1", SHA1), ("md5", MD5)] {
            if let Some(digest) = self.digest_of(row, bit) {
                return format!("{name}:{}", hex(digest));
            }
        }
        let mut all: Vec<(&str, Vec<u8>)> = Vec::new();
        for number in self.hashes_of(row) {
            let mark = self.hash_marks.get(number as usize).unwrap_or_default();
            let kind = if mark & FRAME == 0 { "pdq" } else { "vpdq" };
            let hash = self
                .perceptual
                .get(number)
                .map(super::super::Hash256::to_bytes);
            all.push((kind, hash.unwrap_or_default().to_vec()));
        }
        let mut number = self.first_opaque(row) as u32;
        while let Some((_, algorithm, bytes)) = self.opaque_at(number).filter(|(of, ..)| *of == row)
        {
            all.push((algorithm, bytes.to_vec()));
            number += 1;
        }
        all.sort_unstable();
        let mut digest = Sha256::new();
        for (kind, bytes) in all {
            for part in [kind.as_bytes(), &bytes[..]] {
                digest.update((part.len() as u64).to_le_bytes());
                digest.update(part);
            }
        }
        format!("hashes:{}", hex(&digest.finalize()))
    }

    /// An entry came in the place of another state of it: where both are the same bytes, what was said of it stays.
    pub(super) fn follow(&mut self, old: u32, new: u32) {
        if self.words == Words::default() {
            return;
        }
        let mut equal = 0;
        for bit in [MD5, SHA1, SHA256] {
            if let Some((old, new)) = self.digest_of(old, bit).zip(self.digest_of(new, bit)) {
                if old != new {
                    return;
                }
                equal += 1;
            }
        }
        let (from, to) = (self.content_of(old), self.content_of(new));
        if equal > 0 && from != to {
            self.words.follow(&from, &to);
        }
    }

    /// What an older snapshot kept by the id of its entry.
    pub(super) fn take_words(
        &mut self,
        feedback: BTreeMap<String, Vec<Feedback>>,
        counted: BTreeMap<String, BTreeMap<NaiveDate, u32>>,
    ) {
        for word in feedback.into_values().flatten() {
            // that of an entry which is gone is of nothing that is known
            let _ = self.judge(word);
        }
        for (id, days) in counted {
            if let Some(row) = self.row_of(&id) {
                let content = self.content_of(row);
                for (on, times) in days {
                    self.words.count(content.clone(), on, times);
                }
            }
        }
    }
}

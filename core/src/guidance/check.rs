//! Whether a set can be used as it is.

use std::collections::BTreeSet;

use super::{GuidanceSet, wrong};
use crate::{Result, error::within};

/// The most entries of a set.
const MOST_ENTRIES: usize = 100_000;
/// The most bytes of one question, answer, phrase or word.
const MOST_TEXT: usize = 100_000;
/// The most bytes of all texts of a set.
const MOST_BYTES: usize = 256 << 20;
/// The most phrases of all synonyms and rules.
const MOST_PHRASES: usize = 1_000_000;

/// Whether a text has the form of a language tag of BCP 47: parts of 1 to 8 letters and digits, the first of 2 or more letters.
pub(super) fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().unwrap_or_default();
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    (2..=8).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(is_part)
}

/// Goes through a set and stops at the first fault.
#[derive(Default)]
struct Faults {
    bytes: usize,
    phrases: usize,
}

impl Faults {
    fn text(&mut self, place: &str, number: usize, field: &str, text: &str) -> Result<()> {
        if text.trim().is_empty() {
            return Err(wrong("set", format!("{place}[{number}].{field}: is empty")));
        }
        within(
            "bytes of a text of a set",
            MOST_TEXT as u64,
            text.len() as u64,
        )?;
        self.bytes += text.len();
        within("bytes of a set", MOST_BYTES as u64, self.bytes as u64)
    }

    fn language(place: &str, number: usize, tag: &str) -> Result<()> {
        if is_language(tag) {
            return Ok(());
        }
        Err(wrong(
            "set",
            format!("{place}[{number}].language: is not a tag of BCP 47, such as \"en\""),
        ))
    }

    fn phrases(&mut self, place: &str, number: usize, field: &str, all: &[String]) -> Result<()> {
        self.phrases += all.len();
        within("phrases of a set", MOST_PHRASES as u64, self.phrases as u64)?;
        for phrase in all {
            self.text(place, number, field, phrase)?;
        }
        if all.is_empty() {
            return Err(wrong("set", format!("{place}[{number}].{field}: is empty")));
        }
        Ok(())
    }
}

/// The ids of a part of the set, each once.
fn ids<'a>(place: &str, ids: impl Iterator<Item = &'a str>) -> Result<BTreeSet<&'a str>> {
    let mut all = BTreeSet::new();
    for (number, id) in ids.enumerate() {
        if id.trim().is_empty() || !all.insert(id) {
            let reason = format!("{place}[{number}].id: is empty, or stands twice");
            return Err(wrong("set", reason));
        }
    }
    Ok(all)
}

fn known(place: &str, named: &[String], ids: &BTreeSet<&str>) -> Result<()> {
    match named.iter().position(|id| !ids.contains(&id[..])) {
        Some(at) => Err(wrong(
            "set",
            format!("{place}[{at}]: there is none with this id"),
        )),
        None => Ok(()),
    }
}

pub(super) fn check(set: &GuidanceSet) -> Result<()> {
    within(
        "entries of a set",
        MOST_ENTRIES as u64,
        set.entries.len() as u64,
    )?;
    if set.entries.is_empty() {
        return Err(wrong("set", "entries: is empty"));
    }
    let mut faults = Faults::default();
    let entries = ids("entries", set.entries.iter().map(|one| &one.id[..]))?;
    let contacts = ids("contacts", set.contacts.iter().map(|one| &one.id[..]))?;
    ids("synonyms", set.synonyms.iter().map(|one| &one.id[..]))?;
    ids("urgent", set.urgent.iter().map(|one| &one.id[..]))?;
    for (number, entry) in set.entries.iter().enumerate() {
        for (field, text) in [
            ("topic", &entry.topic),
            ("question", &entry.question),
            ("answer", &entry.answer),
            ("source.title", &entry.source.title),
            ("source.publisher", &entry.source.publisher),
        ] {
            faults.text("entries", number, field, text)?;
        }
        for text in &entry.also_asked {
            faults.text("entries", number, "also_asked", text)?;
        }
        if entry.audience.is_empty() {
            let reason = format!("entries[{number}].audience: is empty");
            return Err(wrong("set", reason));
        }
        Faults::language("entries", number, &entry.language)?;
    }
    for (number, contact) in set.contacts.iter().enumerate() {
        faults.text("contacts", number, "name", &contact.name)?;
        faults.text("contacts", number, "reach", &contact.reach)?;
    }
    for (number, group) in set.synonyms.iter().enumerate() {
        Faults::language("synonyms", number, &group.language)?;
        faults.phrases("synonyms", number, "words", &group.words)?;
    }
    for (number, words) in set.common_words.iter().enumerate() {
        Faults::language("common_words", number, &words.language)?;
        faults.phrases("common_words", number, "words", &words.words)?;
    }
    for (number, rule) in set.urgent.iter().enumerate() {
        Faults::language("urgent", number, &rule.language)?;
        faults.phrases("urgent", number, "phrases", &rule.phrases)?;
        faults.text("urgent", number, "say", &rule.say)?;
        known(
            &format!("urgent[{number}].contacts"),
            &rule.contacts,
            &contacts,
        )?;
        known(
            &format!("urgent[{number}].entries"),
            &rule.entries,
            &entries,
        )?;
        if rule.contacts.is_empty() {
            let reason = format!("urgent[{number}].contacts: is empty");
            return Err(wrong("set", reason));
        }
    }
    if let Some(expert) = &set.expert {
        faults.text("expert", 0, "say", &expert.say)?;
        known("expert.contacts", &expert.contacts, &contacts)?;
    }
    Ok(())
}

use std::collections::BTreeMap;

use super::{
    AskExpert, AskReason, Contact, FoundHow, GuidanceAnswer, GuidanceEntry, GuidanceFound,
    GuidanceOptions, GuidancePart, GuidanceSet, GuidanceSettings, ImmediateHelp, check,
    language::Language,
    parts::{Asked, Parts, joined},
    snippet::{Marks, snippet, whole},
    urgent::{Phrases, help},
    words::{Reader, Word, primary},
    wrong,
};
use crate::{Result, records::Pii};

/// A prevention library: questions with their answers, made ready for search.
///
/// ```
/// use caselink::guidance::{Guidance, GuidanceOptions};
///
/// let guidance = Guidance::starter()?;
/// let answer = guidance.search(
///     "he says he will send my pics to everyone if I dont pay",
///     &GuidanceOptions::default(),
/// )?;
/// // words of a crisis: the way to help comes first
/// assert_eq!(answer.immediate[0].rule, "blackmail-now");
/// // a score is the sum of its parts, and each says what was found
/// let best = &answer.found[0];
/// assert_eq!(best.score, best.parts.iter().map(|part| part.score).sum::<u32>());
/// assert!(best.parts.iter().any(|part| part.asked.expose() == "pics"));
///
/// // what the library does not know goes to a person
/// let other = guidance.search("How do I descale a coffee machine?", &GuidanceOptions::default())?;
/// assert!(other.weak && other.ask_expert.is_some());
/// # Ok::<(), caselink::Error>(())
/// ```
pub struct Guidance {
    set: GuidanceSet,
    settings: GuidanceSettings,
    /// By the first part of a language tag.
    languages: BTreeMap<String, Language>,
    urgent: Vec<Phrases>,
    /// By id, the number of an entry.
    numbers: BTreeMap<String, usize>,
}

static NO_WORDS: Vec<Word> = Vec::new();
static NO_MARKS: Marks = Marks::new();

/// An entry that was found, in the wording that fits best.
struct Best<'a> {
    parts: Parts,
    wording: usize,
    entry: &'a GuidanceEntry,
}

impl Guidance {
    /// Makes a set ready for search.
    ///
    /// Takes time in proportion to the length of its texts; 60 entries take some milliseconds.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) where a text of the set is empty, an id stands twice or is of nothing, a language is no tag of
    /// BCP 47, or a setting is out of range. [`Error::LimitExceeded`](crate::Error::LimitExceeded) above 100,000 entries, 1,000,000 phrases, or 256 MiB.
    ///
    /// ```
    /// use caselink::guidance::{Guidance, GuidanceOptions, GuidanceSet, GuidanceSettings};
    ///
    /// let set = GuidanceSet::from_value(&serde_json::json!({
    ///     "entries": [{
    ///         "id": "office-hours", "topic": "our office", "audience": ["parents"], "language": "en",
    ///         "question": "When may I visit your office?", "answer": "On weekdays from 9 to 4; no appointment is needed.",
    ///         "source": { "title": "Office hours", "publisher": "State Clearinghouse" },
    ///     }],
    ///     "common_words": [{ "language": "en", "words": ["can", "I", "you"] }],
    /// }))?;
    /// let guidance = Guidance::new(set, &GuidanceSettings { least_score_percent: 0, ..GuidanceSettings::default() })?;
    /// let answer = guidance.search("Can I visit you?", &GuidanceOptions::default())?;
    /// assert_eq!(answer.found[0].id, "office-hours");
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn new(set: GuidanceSet, settings: &GuidanceSettings) -> Result<Self> {
        settings.check()?;
        check::check(&set)?;
        let tags = set.entries.iter().map(|entry| primary(&entry.language));
        let mut languages: BTreeMap<String, Option<Language>> =
            tags.map(|tag| (tag, None)).collect();
        for (tag, language) in &mut languages {
            *language = Some(Language::of(&set, tag, settings));
        }
        let numbers = set.entries.iter().enumerate();
        Ok(Self {
            languages: languages
                .into_iter()
                .filter_map(|(tag, one)| Some((tag, one?)))
                .collect(),
            urgent: set.urgent.iter().map(Phrases::of).collect(),
            numbers: numbers
                .map(|(number, entry)| (entry.id.clone(), number))
                .collect(),
            settings: settings.clone(),
            set,
        })
    }

    /// The library of the starter set, with the default settings.
    ///
    /// # Errors
    ///
    /// None for this set; a test holds that.
    ///
    /// ```
    /// let guidance = caselink::guidance::Guidance::starter()?;
    /// assert!(guidance.topics().contains(&"sextortion"));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn starter() -> Result<Self> {
        Self::new(GuidanceSet::starter()?, &GuidanceSettings::default())
    }

    /// What it consists of.
    ///
    /// ```
    /// let guidance = caselink::guidance::Guidance::starter()?;
    /// assert_eq!(guidance.set().contacts[0].reach, "911");
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn set(&self) -> &GuidanceSet {
        &self.set
    }

    /// The entry with an id.
    ///
    /// ```
    /// let guidance = caselink::guidance::Guidance::starter()?;
    /// assert!(guidance.entry("take-it-down").is_some_and(|entry| entry.answer.contains("never leaves")));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn entry(&self, id: &str) -> Option<&GuidanceEntry> {
        self.set.entries.get(*self.numbers.get(id)?)
    }

    /// The topics of its entries, each once, in the order in which they stand first.
    ///
    /// ```
    /// let guidance = caselink::guidance::Guidance::starter()?;
    /// assert_eq!(guidance.topics()[0], "urgent");
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn topics(&self) -> Vec<&str> {
        let mut all: Vec<&str> = Vec::new();
        for entry in &self.set.entries {
            if !all.contains(&&entry.topic[..]) {
                all.push(&entry.topic);
            }
        }
        all
    }

    /// The entries that fit a question best, with what is said first and whom to ask.
    ///
    /// Any text is a question: one that is empty, of control signs, in another script or far too long has an answer that says so.
    /// Of a question longer than [`GuidanceSettings::longest_question`] the beginning is read, and the rest is counted.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) where an option is out of range, or no entry has the topic.
    ///
    /// ```
    /// use caselink::guidance::{AskReason, GuidanceAudience, Guidance, GuidanceOptions};
    ///
    /// let guidance = Guidance::starter()?;
    /// let options = GuidanceOptions { audience: Some(GuidanceAudience::Parents), most: 1, ..GuidanceOptions::default() };
    /// let answer = guidance.search("is TikTok okay at ten, what is the age limit", &options)?;
    /// assert_eq!(answer.found[0].id, "right-age-for-apps");
    ///
    /// let nothing = guidance.search("\u{202e} ?!", &options)?;
    /// assert_eq!(nothing.ask_expert.map(|ask| ask.reason), Some(AskReason::NoQuestion));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn search(&self, question: &str, options: &GuidanceOptions) -> Result<GuidanceAnswer> {
        options.check()?;
        if let Some(topic) = &options.topic {
            let mut entries = self.set.entries.iter();
            if !entries.any(|entry| entry.topic == *topic) {
                return Err(wrong("options", "topic: no entry has it"));
            }
        }
        let mut end = question.len().min(self.settings.longest_question as usize);
        while !question.is_char_boundary(end) {
            end -= 1;
        }
        let read = question.get(..end).unwrap_or_default();
        let tag = options
            .language
            .as_deref()
            .unwrap_or(&self.settings.language);
        let tag = primary(tag);
        let words = Reader::of(&tag).words(read);
        let mut answer = GuidanceAnswer {
            immediate: self.immediate(read, &words),
            found: Vec::new(),
            weak: true,
            ask_expert: None,
            words_asked: 0,
            entries_found: 0,
            unread_bytes: (question.len() - end) as u64,
        };
        let reason = match self.languages.get(&tag) {
            _ if words.is_empty() => Some(AskReason::NoQuestion),
            None => Some(AskReason::LanguageNotHeld),
            Some(language) => self.rank(language, &words, options, &mut answer),
        };
        answer.weak = reason.is_some();
        answer.ask_expert = reason.map(|reason| self.ask(reason));
        Ok(answer)
    }

    fn immediate(&self, question: &str, words: &[Word]) -> Vec<ImmediateHelp> {
        let rules = self.set.urgent.iter().zip(&self.urgent);
        rules
            .filter_map(|(rule, phrases)| {
                let found = phrases.find(question, words)?;
                Some(help(&self.set, rule, found))
            })
            .collect()
    }

    fn ask(&self, reason: AskReason) -> AskExpert {
        let expert = self.set.expert.as_ref();
        AskExpert {
            reason,
            say: expert.map(|expert| expert.say.clone()).unwrap_or_default(),
            contacts: expert.map_or_else(Vec::new, |expert| contacts(&self.set, &expert.contacts)),
        }
    }

    /// Puts into an answer what is found, and says why that is not enough.
    fn rank(
        &self,
        language: &Language,
        words: &[Word],
        options: &GuidanceOptions,
        answer: &mut GuidanceAnswer,
    ) -> Option<AskReason> {
        let asked = Asked::of(words, language, &self.settings);
        answer.words_asked = asked.terms.len() as u32;
        if asked.terms.is_empty() && asked.notions.is_empty() {
            return Some(AskReason::OnlyCommonWords);
        }
        let is_meant = |entry: &GuidanceEntry| {
            options
                .topic
                .as_ref()
                .is_none_or(|topic| entry.topic == *topic)
                && options
                    .audience
                    .is_none_or(|audience| entry.audience.contains(&audience))
        };
        // each entry in the wording that fits best, the first of equal ones
        let mut best: BTreeMap<u32, Best<'_>> = BTreeMap::new();
        for place in asked.places(language) {
            let entry = language.entries.get(place.entry as usize);
            let entry = entry.and_then(|entry| self.set.entries.get(entry.0));
            let Some(entry) = entry.filter(|entry| is_meant(entry)) else {
                continue;
            };
            let parts = asked.parts(place);
            let old = best.get(&place.entry).map_or(0, |old| old.parts.score);
            if parts.score > old {
                let wording = language.texts.get(place.wording as usize);
                let wording = wording.map_or(0, |text| text.1);
                best.insert(
                    place.entry,
                    Best {
                        parts,
                        wording,
                        entry,
                    },
                );
            }
        }
        answer.entries_found = best.len() as u64;
        let mut found: Vec<Best<'_>> = best.into_values().collect();
        found.sort_by(|a, b| {
            let score = b.parts.score.cmp(&a.parts.score);
            score.then_with(|| a.entry.id.cmp(&b.entry.id))
        });
        found.truncate(options.most as usize);
        let Some(Best { parts: best, .. }) = found.first() else {
            let can_read = language.can_read(words);
            return Some(if can_read {
                AskReason::NothingFound
            } else {
                AskReason::OtherScript
            });
        };
        let least = u64::from(self.settings.least_found_percent) * u64::from(answer.words_asked);
        let is_weak = best.score < language.least_score(self.settings.least_score_percent)
            || u64::from(best.found) * 100 < least;
        let shown = found.iter().map(|best| self.shown(language, &asked, best));
        answer.found = shown.collect();
        is_weak.then_some(AskReason::Weak)
    }

    /// An entry that was found, with what was found in it.
    fn shown(&self, language: &Language, asked: &Asked, best: &Best<'_>) -> GuidanceFound {
        let Best { parts, entry, .. } = best;
        let other = (best.wording > 0)
            .then(|| entry.wordings().nth(best.wording))
            .flatten();
        // what is shown, and behind it the wordings that are not
        let texts = [
            &entry.question[..],
            &entry.answer,
            other.unwrap_or_default(),
        ];
        let texts = texts.into_iter().chain(entry.wordings().skip(1));
        let texts: Vec<Vec<Word>> = texts.map(|text| language.reader.words(text)).collect();
        let mut marks = vec![Marks::new(); texts.len()];
        let mut all = Vec::new();
        for (number, score) in &parts.terms {
            let Some(term) = asked.terms.get(*number) else {
                continue;
            };
            let mut forms = Vec::new();
            for (words, marks) in texts.iter().zip(&mut marks) {
                let same = words
                    .iter()
                    .enumerate()
                    .filter(|one| one.1.stem == term.stem);
                for (at, word) in same {
                    marks.insert(at, (all.len(), *score));
                    forms.push(&word.form);
                }
            }
            let is_same = forms.contains(&&term.form);
            let first = forms.first().map_or(&term.form, |form| *form);
            all.push(GuidancePart {
                asked: Pii::new(term.form.clone()),
                found: if is_same { &term.form } else { first }.clone(),
                how: match (term.is_guess, is_same) {
                    (true, _) => FoundHow::Spelling,
                    (false, true) => FoundHow::Word,
                    (false, false) => FoundHow::Stem,
                },
                synonym: None,
                score: *score,
            });
        }
        for (number, score) in &parts.notions {
            let Some(notion) = asked.notions.get(*number) else {
                continue;
            };
            let mut phrases = Vec::new();
            for (words, marks) in texts.iter().zip(&mut marks) {
                let meant = language.meant(words).into_iter();
                for meant in meant.filter(|meant| meant.group == notion.group) {
                    for at in meant.from..meant.to {
                        marks.entry(at).or_insert((all.len(), *score));
                    }
                    phrases.push(joined(words.get(meant.from..meant.to).unwrap_or_default()));
                }
            }
            let other = phrases.iter().find(|phrase| **phrase != notion.asked);
            all.push(GuidancePart {
                asked: Pii::new(notion.asked.clone()),
                found: other.or(phrases.first()).cloned().unwrap_or_default(),
                how: FoundHow::Synonym,
                synonym: language.groups.get(notion.group).cloned(),
                score: *score,
            });
        }
        // the snippet knows parts by the place they have here, so they are put in order after it
        let most = self.settings.snippet_words as usize;
        let mut shown = texts.iter().zip(&marks);
        let mut next = || shown.next().unwrap_or((&NO_WORDS, &NO_MARKS));
        let ((question, of_question), (answer, of_answer), (words, of_other)) =
            (next(), next(), next());
        let snippet = snippet(&entry.answer, answer, of_answer, most);
        all.sort_by(|a, b| {
            b.score
                .cmp(&a.score)
                .then_with(|| a.asked.expose().cmp(b.asked.expose()))
        });
        GuidanceFound {
            id: entry.id.clone(),
            topic: entry.topic.clone(),
            score: parts.score,
            parts: all,
            words_found: parts.found,
            question: whole(&entry.question, question, of_question),
            wording: other.map(|other| whole(other, words, of_other)),
            snippet,
        }
    }
}

impl std::fmt::Debug for Guidance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guidance")
            .field("entries", &self.set.entries.len())
            .finish_non_exhaustive()
    }
}

/// The contacts with these ids, in their order.
pub(super) fn contacts(set: &GuidanceSet, ids: &[String]) -> Vec<Contact> {
    let contact = |id: &String| set.contacts.iter().find(|contact| contact.id == *id);
    ids.iter().filter_map(contact).cloned().collect()
}

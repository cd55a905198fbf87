//! Words of a crisis in a question.

use super::{
    ImmediateHelp, UrgentRule,
    words::{Reader, Word, primary},
};
use crate::records::Pii;

/// How many other words may stand between two of a phrase.
const MOST_BETWEEN: usize = 1;

/// The phrases of a rule, as they are looked for.
#[derive(Clone)]
pub(super) struct Phrases(Vec<Vec<String>>);

impl Phrases {
    pub(super) fn of(rule: &UrgentRule) -> Self {
        let reader = Reader::of(&primary(&rule.language));
        let phrase = |text: &String| -> Vec<String> {
            let words = reader.words(text);
            words.into_iter().map(|word| word.form).collect()
        };
        let phrases = rule.phrases.iter().map(phrase);
        Self(phrases.filter(|phrase| !phrase.is_empty()).collect())
    }

    /// The words of a question that make the rule apply: those of the phrase that begins first, from its first to its last.
    pub(super) fn find<'a>(&self, question: &'a str, words: &[Word]) -> Option<&'a str> {
        (0..words.len()).find_map(|from| {
            let ends = self.0.iter().filter_map(|phrase| end(phrase, words, from));
            let to = ends.max()?;
            let (first, last) = (words.get(from)?, words.get(to)?);
            question.get(first.at.start..last.at.end)
        })
    }
}

/// Where a phrase ends that begins at a word.
fn end(phrase: &[String], words: &[Word], from: usize) -> Option<usize> {
    let (first, rest) = phrase.split_first()?;
    if words.get(from)?.form != *first {
        return None;
    }
    rest.iter().try_fold(from, |at, part| {
        let mut next = at + 1..=at + 1 + MOST_BETWEEN;
        next.find(|next| words.get(*next).is_some_and(|word| word.form == *part))
    })
}

/// What the set says to somebody whose question has these words.
pub(super) fn help(set: &super::GuidanceSet, rule: &UrgentRule, words: &str) -> ImmediateHelp {
    ImmediateHelp {
        rule: rule.id.clone(),
        words: Pii::new(words.to_owned()),
        say: rule.say.clone(),
        contacts: super::library::contacts(set, &rule.contacts),
        entries: rule.entries.clone(),
    }
}

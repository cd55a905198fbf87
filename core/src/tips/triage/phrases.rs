//! Which phrases stand in a text, and what takes them back.

use aho_corasick::{AhoCorasick, MatchKind};

use super::rules::TriageRules;
use crate::{Error, Result, compare};

/// What stands between two sentences of a text that is brought to one form.
const BREAK: &str = "|";

/// All phrases and guards of a set of rules, looked for at once.
pub(super) struct Phrases {
    found: Option<AhoCorasick>,
    patterns: Vec<Pattern>,
    /// The lists, by number.
    lists: Vec<String>,
    guards: Vec<Guard>,
}

#[derive(Clone, Copy)]
enum Pattern {
    Phrase(u16),
    Guard(u16),
}

struct Guard {
    id: String,
    words_before: Option<usize>,
    /// The numbers of the lists that it takes back; empty for all.
    lists: Vec<u16>,
}

/// A list of which a phrase stands in a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Said {
    pub(super) list: usize,
    /// The phrase as it is compared.
    pub(super) phrase: String,
    /// The guard that takes it back, with its word.
    pub(super) taken_back: Option<(String, String)>,
}

impl Phrases {
    pub(super) fn new(rules: &TriageRules) -> Result<Self> {
        let (mut lists, mut patterns, mut texts) = (Vec::<String>::new(), Vec::new(), Vec::new());
        for list in &rules.phrases {
            let id = list.id.to_lowercase();
            let number = lists
                .iter()
                .position(|known| *known == id)
                .unwrap_or_else(|| {
                    lists.push(id);
                    lists.len() - 1
                });
            for phrase in &list.phrases {
                let text = normal(phrase);
                if !text.chars().any(char::is_alphanumeric) {
                    return Err(wrong("a phrase has no letter"));
                }
                texts.push(text);
                patterns.push(Pattern::Phrase(number as u16));
            }
        }
        let mut guards = Vec::new();
        for guard in &rules.guards {
            let number = |list: &String| {
                let at = lists.iter().position(|known| *known == list.to_lowercase());
                at.map(|at| at as u16)
            };
            for word in &guard.words {
                let text = normal(word);
                if !text.chars().any(char::is_alphanumeric) {
                    return Err(wrong("a word of a guard has no letter"));
                }
                texts.push(text);
                patterns.push(Pattern::Guard(guards.len() as u16));
            }
            guards.push(Guard {
                id: guard.id.clone(),
                words_before: guard.words_before.map(|words| words as usize),
                lists: guard.lists.iter().filter_map(number).collect(),
            });
        }
        let found = if texts.is_empty() {
            None
        } else {
            let built = AhoCorasick::builder()
                .match_kind(MatchKind::Standard)
                .build(&texts);
            Some(built.map_err(|_| wrong("there are too many phrases"))?)
        };
        Ok(Self {
            found,
            patterns,
            lists,
            guards,
        })
    }

    /// The number of a list.
    pub(super) fn list(&self, id: &str) -> Option<usize> {
        self.lists.iter().position(|known| known == id)
    }

    /// The name of a list.
    pub(super) fn name(&self, number: usize) -> &str {
        self.lists.get(number).map_or("", String::as_str)
    }

    /// Of each list that texts hold a phrase of, the first one that nothing takes back, else the first.
    pub(super) fn said<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<Said> {
        let mut said = Vec::new();
        for text in texts {
            self.hear(text, &mut said);
        }
        said
    }

    fn hear(&self, text: &str, said: &mut Vec<Said>) {
        let Some(found) = &self.found else {
            return;
        };
        let text = normal(text);
        // (pattern, where it begins, where it ends); blanks on both sides belong to it
        let all: Vec<(Pattern, usize, usize)> = found
            .find_overlapping_iter(&text)
            .filter_map(|at| {
                Some((
                    *self.patterns.get(at.pattern().as_usize())?,
                    at.start(),
                    at.end(),
                ))
            })
            .collect();
        let guards: Vec<(usize, usize, usize)> = all
            .iter()
            .filter_map(|(pattern, from, to)| match pattern {
                Pattern::Guard(guard) => Some((usize::from(*guard), *from, *to)),
                Pattern::Phrase(_) => None,
            })
            .collect();
        for (pattern, from, to) in &all {
            let Pattern::Phrase(list) = pattern else {
                continue;
            };
            let taken_back = guards
                .iter()
                .find(|(guard, begin, end)| {
                    self.takes_back((*guard, *begin, *end), *list, (&text, *from, *to))
                })
                .map(|(guard, begin, end)| {
                    (
                        self.guards[*guard].id.clone(),
                        text[*begin..*end].trim().to_owned(),
                    )
                });
            let one = Said {
                list: usize::from(*list),
                phrase: text[*from..*to].trim().to_owned(),
                taken_back,
            };
            match said.iter_mut().find(|known| known.list == one.list) {
                None => said.push(one),
                Some(known) if known.taken_back.is_some() && one.taken_back.is_none() => {
                    *known = one;
                }
                Some(_) => {}
            }
        }
    }

    fn takes_back(
        &self,
        (guard, begin, end): (usize, usize, usize),
        list: u16,
        (text, from, to): (&str, usize, usize),
    ) -> bool {
        let guard = &self.guards[guard];
        if !guard.lists.is_empty() && !guard.lists.contains(&list) {
            return false;
        }
        // the phrase itself may hold the word: "no one is home"
        if begin >= from && end <= to {
            return false;
        }
        let between = if end <= from + 1 {
            &text[end.min(from)..from]
        } else if begin + 1 >= to && guard.words_before.is_none() {
            &text[to.min(begin)..begin]
        } else {
            return false;
        };
        if between.contains(BREAK) {
            return false;
        }
        guard
            .words_before
            .is_none_or(|most| between.split_whitespace().count() < most)
    }
}

fn wrong(reason: &str) -> Error {
    Error::InvalidParameter {
        name: "rules",
        reason: format!("triage rules: {reason}"),
    }
}

/// A text as it is compared: its words as [`compare::normal::text`] has them, one blank between words and at both ends, and a bar between
/// sentences.
pub(super) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    let ends = ['.', '!', '?', ';', '\n', '…', '¿', '¡'];
    for (number, sentence) in text.split(ends).enumerate() {
        if number > 0 && !out.ends_with("| ") {
            out.push_str("| ");
        }
        let words = compare::normal::text(sentence);
        if !words.is_empty() {
            out.push_str(&words);
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_brought_to_one_form() {
        assert_eq!(
            normal("He’s  NOT here… ¿Está aquí?"),
            " hes not here | esta aqui | "
        );
        assert_eq!(normal(""), " ");
        assert_eq!(normal("..."), " | ");
    }
}

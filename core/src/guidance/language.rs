//! What a set has in one language.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    GuidanceSet, GuidanceSettings,
    index::Index,
    words::{Reader, Word, primary},
};
use crate::compare::metric::damerau_levenshtein;

/// The fewest signs of a word that may be written wrong.
const LEAST_SIGNS: usize = 5;
/// The fewest signs of one in which two may be wrong.
const LEAST_SIGNS_FOR_TWO: usize = 9;
/// The most signs of one that is compared with others.
const MOST_SIGNS: usize = 30;

/// A group of synonyms that stands in a text.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Meant {
    /// Its number in the language.
    pub(super) group: usize,
    /// The number of its first word in the text.
    pub(super) from: usize,
    /// Behind its last.
    pub(super) to: usize,
}

/// The entries of one language, and how its words are read.
pub(super) struct Language {
    pub(super) reader: Reader,
    /// All of each entry.
    whole: Index,
    /// Each wording of a question by itself.
    wordings: Index,
    /// By number in `whole`, the number of an entry in the set, and that of its first wording in `wordings`.
    pub(super) entries: Vec<(usize, u32)>,
    /// By number in `wordings`, the number of an entry in `whole`, and of one of its wordings.
    pub(super) texts: Vec<(u32, usize)>,
    /// By number of a group, its id.
    pub(super) groups: Vec<String>,
    common: BTreeSet<String>,
    /// By the stem of the first word, all phrases with their groups.
    phrases: BTreeMap<String, Vec<(Vec<String>, usize)>>,
    /// The words of all entries and groups, with their stems, by their first sign and number of signs.
    known: BTreeMap<(char, usize), BTreeMap<String, String>>,
    stems: BTreeSet<String>,
    signs: BTreeSet<char>,
    /// What a word counts that one entry has, and once.
    rare: f64,
}

/// What a term adds to entries as a whole, and to single wordings beside that; by number in the two indexes.
#[derive(Default)]
pub(super) struct Scores {
    pub(super) whole: BTreeMap<u32, u32>,
    pub(super) wordings: BTreeMap<u32, u32>,
}

/// An entry in one of its wordings, by their numbers in the two indexes.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Place {
    pub(super) entry: u32,
    pub(super) wording: u32,
}

impl Scores {
    pub(super) fn at(&self, place: Place) -> u32 {
        let of =
            |scores: &BTreeMap<u32, u32>, number| scores.get(number).copied().unwrap_or_default();
        of(&self.whole, &place.entry).saturating_add(of(&self.wordings, &place.wording))
    }
}

/// What BM25 gives for a term that one of so many texts has, once and where that text is of average length.
fn rare(texts: usize) -> f64 {
    libm::log(1.0 + (texts as f64 - 0.5) / 1.5)
}

/// The term of a group; no stem begins so.
pub(super) fn group_term(group: usize) -> String {
    format!("={group}")
}

impl Language {
    /// `primary` is the first part of a tag.
    pub(super) fn of(set: &GuidanceSet, tag: &str, settings: &GuidanceSettings) -> Self {
        let reader = Reader::of(tag);
        let is_own = |of: &str| primary(of) == tag;
        let common = set.common_words.iter().filter(|one| is_own(&one.language));
        let common = common.flat_map(|one| one.words.iter().flat_map(|word| reader.words(word)));
        let mut language = Self {
            reader,
            whole: Index::of(&[], settings),
            wordings: Index::of(&[], settings),
            entries: Vec::new(),
            texts: Vec::new(),
            groups: Vec::new(),
            common: common.map(|word| word.form).collect(),
            phrases: BTreeMap::new(),
            known: BTreeMap::new(),
            stems: BTreeSet::new(),
            signs: BTreeSet::new(),
            rare: 0.0,
        };
        let mut groups: Vec<_> = set
            .synonyms
            .iter()
            .filter(|one| is_own(&one.language))
            .collect();
        // the order in which they stand in the set changes no answer
        groups.sort_by(|a, b| a.id.cmp(&b.id));
        for group in groups {
            language.add_group(&group.id, &group.words);
        }
        let (mut all, mut wordings) = (Vec::new(), Vec::new());
        for (number, entry) in set.entries.iter().enumerate() {
            if !is_own(&entry.language) {
                continue;
            }
            let own = language.entries.len() as u32;
            language.entries.push((number, wordings.len() as u32));
            let mut whole = language.terms(&entry.answer);
            for (number, wording) in entry.wordings().enumerate() {
                let terms = language.terms(wording);
                whole.extend_from_slice(&terms);
                language.texts.push((own, number));
                wordings.push(terms);
            }
            all.push(whole);
        }
        language.rare =
            rare(all.len()) + rare(wordings.len()) * f64::from(settings.wording_percent) / 100.0;
        language.whole = Index::of(&all, settings);
        language.wordings = Index::of(&wordings, settings);
        language
    }

    fn add_group(&mut self, id: &str, words: &[String]) {
        let number = self.groups.len();
        self.groups.push(id.to_owned());
        for phrase in words {
            let words = self.reader.words(phrase);
            self.learn(&words);
            let stems: Vec<String> = words.into_iter().map(|word| word.stem).collect();
            if let Some(first) = stems.first().cloned() {
                let same = self.phrases.entry(first).or_default();
                if !same.iter().any(|one| one.1 == number && one.0 == stems) {
                    same.push((stems, number));
                }
            }
        }
    }

    fn learn(&mut self, words: &[Word]) {
        for word in words {
            self.signs.extend(word.form.chars());
            self.stems.insert(word.stem.clone());
            if let Some(first) = word.form.chars().next() {
                let same = (first, word.form.chars().count());
                let same = self.known.entry(same).or_default();
                same.insert(word.form.clone(), word.stem.clone());
            }
        }
    }

    /// The terms of a text: stems of words that are not common, and groups.
    fn terms(&mut self, text: &str) -> Vec<String> {
        let words = self.reader.words(text);
        self.learn(&words);
        let said = words.iter().filter(|word| !self.is_common(&word.form));
        let stems = said.map(|word| word.stem.clone());
        let groups = self.meant(&words).into_iter();
        stems
            .chain(groups.map(|meant| group_term(meant.group)))
            .collect()
    }

    /// What a term adds, with a share of it.
    pub(super) fn scores(&self, term: &str, percent: u32, settings: &GuidanceSettings) -> Scores {
        let shares = |scores: Vec<(u32, u32)>, percent: u64| -> BTreeMap<u32, u32> {
            let share = |score: u32| (u64::from(score) * percent / 10_000) as u32;
            let scores = scores.into_iter();
            scores
                .map(|(number, score)| (number, share(score)))
                .collect()
        };
        let percent = u64::from(percent);
        let of_wording = percent * u64::from(settings.wording_percent);
        Scores {
            whole: shares(self.whole.term(term), percent * 100),
            wordings: shares(self.wordings.term(term), of_wording),
        }
    }

    /// The score below which an answer is weak, in thousandths.
    pub(super) fn least_score(&self, percent: u32) -> u32 {
        (self.rare * f64::from(percent) * 10.0) as u32
    }

    pub(super) fn is_common(&self, form: &str) -> bool {
        self.common.contains(form)
    }

    /// The groups of which a word or phrase stands in a text, by place; of each group the longest phrase at a place.
    pub(super) fn meant(&self, words: &[Word]) -> Vec<Meant> {
        let mut all = Vec::new();
        for (from, word) in words.iter().enumerate() {
            let Some(phrases) = self.phrases.get(&word.stem) else {
                continue;
            };
            let mut longest = BTreeMap::new();
            for (stems, group) in phrases {
                let here = words.iter().skip(from).map(|word| &word.stem);
                if here.take(stems.len()).eq(stems) {
                    let to = longest.entry(*group).or_insert(0);
                    *to = (*to).max(from + stems.len());
                }
            }
            all.extend(
                longest
                    .into_iter()
                    .map(|(group, to)| Meant { group, from, to }),
            );
        }
        all
    }

    /// The stem of the nearest word that is known, where a word is not: one sign of it wrong, or two of a long one, and never the
    /// first. Of several that are as near, the first in the alphabet.
    pub(super) fn nearest(&self, word: &Word) -> Option<String> {
        let signs = word.form.chars().count();
        if self.stems.contains(&word.stem) || !(LEAST_SIGNS..=MOST_SIGNS).contains(&signs) {
            return None;
        }
        let most = if signs >= LEAST_SIGNS_FOR_TWO { 2 } else { 1 };
        let first = word.form.chars().next()?;
        let near = self
            .known
            .range((first, signs - most)..=(first, signs + most));
        let near = near.flat_map(|(_, words)| words);
        let near = near.map(|(form, stem)| (damerau_levenshtein(&word.form, form), form, stem));
        let nearest = near.filter(|one| one.0 <= most).min()?;
        Some(nearest.2.clone())
    }

    /// Whether a text has a sign that its entries have too, of those that its words consist of.
    pub(super) fn can_read(&self, words: &[Word]) -> bool {
        let mut signs = words.iter().flat_map(|word| word.form.chars());
        signs.any(|sign| !sign.is_ascii_digit() && self.signs.contains(&sign))
            || words
                .iter()
                .all(|word| word.form.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

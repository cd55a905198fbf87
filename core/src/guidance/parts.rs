//! What of a question is found in an entry, and what it counts.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    GuidanceSettings,
    language::{Language, Place, Scores, group_term},
    words::Word,
};

/// A word of a question, each once, that is not common.
pub(super) struct Term {
    pub(super) form: String,
    pub(super) stem: String,
    /// Whether the stem is that of another word, since this one is not known.
    pub(super) is_guess: bool,
    scores: Scores,
}

/// A group of which a word or phrase stands in a question.
pub(super) struct Notion {
    pub(super) group: usize,
    /// The words of the question.
    pub(super) asked: String,
    /// The terms that it takes the place of.
    terms: BTreeSet<usize>,
    /// Of each of them, how many words the phrase has of which it is one; the fewest, where there are several.
    words: BTreeMap<usize, usize>,
    /// Whether it stands there as a phrase of several words.
    is_phrase: bool,
    /// The most that a word of it counts by itself.
    most: Scores,
    scores: Scores,
}

/// A question, as it is looked for.
pub(super) struct Asked {
    pub(super) terms: Vec<Term>,
    pub(super) notions: Vec<Notion>,
}

/// What of a question is found in an entry in one wording: each term at most once, by itself or in a notion.
pub(super) struct Parts {
    /// Numbers of terms, with what each adds.
    pub(super) terms: Vec<(usize, u32)>,
    /// Numbers of notions, with what each adds.
    pub(super) notions: Vec<(usize, u32)>,
    pub(super) score: u32,
    /// How many terms are found.
    pub(super) found: u32,
}

impl Asked {
    pub(super) fn of(words: &[Word], language: &Language, settings: &GuidanceSettings) -> Self {
        let mut words = words.to_vec();
        let mut guessed = BTreeSet::new();
        for word in &mut words {
            if language.is_common(&word.form) {
                continue;
            }
            if let Some(stem) = language.nearest(word) {
                guessed.insert(stem.clone());
                word.stem = stem;
            }
        }
        let mut asked = Self {
            terms: Vec::new(),
            notions: Vec::new(),
        };
        // a word that stands there as it is, is no guess for another that is written wrong
        let is_guess = |word: &Word| {
            guessed.contains(&word.stem) && language.reader.stem(&word.form) != word.stem
        };
        let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
        for word in words.iter().filter(|word| !language.is_common(&word.form)) {
            let next = asked.terms.len();
            let number = *numbers.entry(word.stem.clone()).or_insert(next);
            if number == next {
                let is_guess = is_guess(word);
                let percent = if is_guess {
                    settings.spelling_percent
                } else {
                    100
                };
                asked.terms.push(Term {
                    scores: language.scores(&word.stem, percent, settings),
                    form: word.form.clone(),
                    stem: word.stem.clone(),
                    is_guess,
                });
            }
        }
        asked.notions = notions(&words, &numbers, &asked.terms, language, settings);
        asked
    }

    /// The entries that have anything of it: in each wording that has, or in the first.
    pub(super) fn places(&self, language: &Language) -> BTreeSet<Place> {
        let scores = || {
            let terms = self.terms.iter().map(|term| &term.scores);
            terms.chain(self.notions.iter().map(|notion| &notion.scores))
        };
        let wordings = scores().flat_map(|scores| scores.wordings.keys());
        let wordings = wordings.filter_map(|wording| {
            let entry = language.texts.get(*wording as usize)?.0;
            Some(Place {
                entry,
                wording: *wording,
            })
        });
        let entries = scores().flat_map(|scores| scores.whole.keys());
        let entries = entries.filter_map(|entry| {
            let wording = language.entries.get(*entry as usize)?.1;
            Some(Place {
                entry: *entry,
                wording,
            })
        });
        wordings.chain(entries).collect()
    }

    /// What of it an entry has in one wording. A notion takes the place of its words where it counts more than they do, the one that gains most
    /// first.
    pub(super) fn parts(&self, place: Place) -> Parts {
        let mut own: Vec<u32> = self
            .terms
            .iter()
            .map(|term| term.scores.at(place))
            .collect();
        let mut found: BTreeSet<usize> = (0..own.len())
            .filter(|at| own.get(*at) > Some(&0))
            .collect();
        self.cap(place, &mut own);
        let gain = |(number, notion): (usize, &Notion)| {
            let whole = notion.scores.at(place);
            let words = notion.terms.iter().filter_map(|at| own.get(*at));
            let gain = whole.saturating_sub(words.sum());
            (gain > 0).then_some((gain, number))
        };
        let mut gains: Vec<(u32, usize)> =
            self.notions.iter().enumerate().filter_map(gain).collect();
        gains.sort_unstable_by_key(|(gain, number)| (std::cmp::Reverse(*gain), *number));
        let (mut taken, mut notions) = (BTreeSet::new(), Vec::new());
        for (_, number) in gains {
            let Some(notion) = self.notions.get(number) else {
                continue;
            };
            if notion.terms.is_disjoint(&taken) {
                taken.extend(notion.terms.iter().copied());
                notions.push((number, notion.scores.at(place)));
            }
        }
        for at in &taken {
            if let Some(own) = own.get_mut(*at) {
                *own = 0;
            }
        }
        found.extend(taken);
        let terms = own.into_iter().enumerate().filter(|one| one.1 > 0);
        let terms: Vec<(usize, u32)> = terms.collect();
        let all = terms.iter().chain(&notions);
        Parts {
            score: all.map(|one| one.1).fold(0, u32::saturating_add),
            found: found.len() as u32,
            terms,
            notions,
        }
    }

    /// That a word is rare in the entries is an accident of their style where others mean the same: it counts at most a share
    /// of what the whole group counts.
    fn cap(&self, place: Place, own: &mut [u32]) {
        let mut most: BTreeMap<usize, u32> = BTreeMap::new();
        for notion in &self.notions {
            let whole = notion.most.at(place);
            for (at, words) in &notion.words {
                let most = most.entry(*at).or_default();
                *most = (*most).max(whole / *words as u32);
            }
        }
        for (at, most) in most {
            if let Some(own) = own.get_mut(at) {
                *own = (*own).min(most);
            }
        }
    }
}

fn notions(
    words: &[Word],
    numbers: &BTreeMap<String, usize>,
    terms: &[Term],
    language: &Language,
    settings: &GuidanceSettings,
) -> Vec<Notion> {
    let mut all: BTreeMap<usize, Notion> = BTreeMap::new();
    for meant in language.meant(words) {
        let here = words.get(meant.from..meant.to).unwrap_or_default();
        let said = here.iter().filter(|word| !language.is_common(&word.form));
        let own: BTreeSet<usize> = said
            .filter_map(|word| numbers.get(&word.stem))
            .copied()
            .collect();
        let notion = all.entry(meant.group).or_insert_with(|| Notion {
            group: meant.group,
            asked: joined(here),
            terms: BTreeSet::new(),
            words: BTreeMap::new(),
            is_phrase: false,
            most: Scores::default(),
            scores: Scores::default(),
        });
        notion.is_phrase |= here.len() > 1;
        for at in &own {
            let words = notion.words.entry(*at).or_insert(own.len());
            *words = own.len().min(*words);
        }
        notion.terms.extend(own);
    }
    let mut all: Vec<Notion> = all.into_values().collect();
    // a common word says nothing; a phrase of common words does
    all.retain(|notion| notion.is_phrase || !notion.terms.is_empty());
    for notion in &mut all {
        let mut words = notion.terms.iter().filter_map(|at| terms.get(*at));
        let percent = if words.any(|term| term.is_guess) {
            settings.synonym_percent * settings.spelling_percent / 100
        } else {
            settings.synonym_percent
        };
        let term = group_term(notion.group);
        notion.most = language.scores(&term, settings.rare_word_percent, settings);
        notion.scores = language.scores(&term, percent, settings);
    }
    all
}

/// The words of a phrase, with a space between two.
pub(super) fn joined(words: &[Word]) -> String {
    let forms: Vec<&str> = words.iter().map(|word| &word.form[..]).collect();
    forms.join(" ")
}

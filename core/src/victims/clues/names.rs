//! By which other words do people call a language or a country? From `languages.txt` and `countries.txt`, whose headers
//! name the sources.

use std::{collections::BTreeMap, sync::LazyLock};

use super::places;

static LANGUAGES: LazyLock<BTreeMap<String, &'static str>> =
    LazyLock::new(|| words(include_str!("languages.txt")).collect());

static COUNTRIES: LazyLock<BTreeMap<String, &'static str>> = LazyLock::new(|| {
    let names = places::countries()
        .iter()
        .map(|(code, country)| (country.name.to_lowercase(), *code));
    let mut all: BTreeMap<String, &str> =
        names.chain(words(include_str!("countries.txt"))).collect();
    for (part, name) in places::parts() {
        let name = name.to_lowercase();
        // Georgia is a country and a state, and so is a word for neither
        if all.remove(&name).is_none() {
            all.insert(name, part);
        }
    }
    all
});

fn words(text: &'static str) -> impl Iterator<Item = (String, &'static str)> {
    places::lines(text)
        .filter_map(|line| line.split_once('|'))
        .flat_map(|(code, words)| {
            words
                .split("; ")
                .map(move |word| (word.to_lowercase(), code))
        })
}

/// The code of a language that is called by another word, in small letters.
pub(super) fn language(word: &str) -> Option<&'static str> {
    LANGUAGES.get(word).copied()
}

/// The code of a place that is called by its name or another word, in any case; `None` where the word could mean two.
pub(super) fn place(word: &str) -> Option<&'static str> {
    let words: Vec<&str> = word.split_whitespace().collect();
    COUNTRIES.get(&words.join(" ").to_lowercase()).copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_word_is_also_a_code_or_means_two() {
        let languages: BTreeSet<&str> = places::countries()
            .values()
            .flat_map(|country| places::facts(country.languages))
            .map(|fact| fact.value)
            .collect();
        let mut seen = BTreeSet::new();
        for (word, code) in words(include_str!("languages.txt")) {
            assert!(languages.contains(code), "{code}");
            assert!(!languages.contains(&word[..]), "{word}");
            assert!(seen.insert(word.clone()), "{word}");
        }
        let mut seen = BTreeSet::new();
        for (word, code) in words(include_str!("countries.txt")) {
            assert!(places::countries().contains_key(code), "{code}");
            assert!(seen.insert(word.clone()), "{word}");
            // only the two that are no code of the standard, and taken for one
            let is_code = places::read_code(&word).is_some();
            assert!(!is_code, "{word}");
            assert_eq!(place(&word), Some(code));
        }
    }

    #[test]
    fn common_words_are_understood() {
        for (word, code) in [
            ("german", "de"),
            ("deutsch", "de"),
            ("deu", "de"),
            ("ger", "de"),
            ("cantonese", "yue"),
            ("hokkien", "nan"),
            ("farsi", "fa"),
            ("kurmanji", "kmr"),
            ("sorani", "ckb"),
            ("tagalog", "fil"),
            ("iw", "he"),
        ] {
            assert_eq!(language(word), Some(code), "{word}");
        }
        for (word, code) in [
            ("UK", "GB"),
            ("el", "GR"),
            ("Germany", "DE"),
            (" south  korea ", "KR"),
            ("deu", "DE"),
            ("Wisconsin", "US-WI"),
            ("Turkey", "TR"),
        ] {
            assert_eq!(place(word), Some(code), "{word}");
        }
        for word in ["Georgia", "Congo", "Utopia", ""] {
            assert_eq!(place(word), None, "{word}");
        }
    }
}

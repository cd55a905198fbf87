//! The words of a text, as they are compared.

use std::ops::Range;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest word that is stemmed, in bytes: longer ones are no words of a language.
const LONGEST_STEMMED: usize = 64;

/// A word of a text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Word {
    /// In small letters, in compatible signs, without apostrophes.
    pub(super) form: String,
    /// What its forms have in common, without accents.
    pub(super) stem: String,
    /// Where it stands in the text, in bytes.
    pub(super) at: Range<usize>,
}

/// How words of one language are read.
#[derive(Clone, Copy)]
pub(super) struct Reader(Option<Stemmer>);

/// The first part of a language tag, in small letters.
pub(super) fn primary(tag: &str) -> String {
    let first = tag.split('-').next().unwrap_or_default();
    first.to_ascii_lowercase()
}

impl Reader {
    /// By the first part of a language tag; words of a language without a stemmer have one form.
    pub(super) fn of(primary: &str) -> Self {
        let algorithm = match primary {
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fr" => Algorithm::French,
            "de" => Algorithm::German,
            "pt" => Algorithm::Portuguese,
            "it" => Algorithm::Italian,
            "nl" => Algorithm::Dutch,
            "pl" => Algorithm::Polish,
            "ru" => Algorithm::Russian,
            _ => return Self(None),
        };
        Self(Some(Stemmer::new(algorithm)))
    }

    /// The words of a text, in order.
    pub(super) fn words(self, text: &str) -> Vec<Word> {
        spans(text)
            .filter_map(|at| {
                let form = form(text.get(at.clone())?);
                (!form.is_empty()).then(|| Word {
                    stem: self.stem(&form),
                    form,
                    at,
                })
            })
            .collect()
    }

    pub(super) fn stem(self, form: &str) -> String {
        match self.0 {
            Some(stemmer) if form.len() <= LONGEST_STEMMED => plain(&stemmer.stem(form)),
            _ => plain(form),
        }
    }
}

/// Where the words of a text stand.
fn spans(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut signs = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (from, first) = signs.find(|(_, c)| c.is_alphanumeric())?;
        let mut to = from + first.len_utf8();
        while let Some((at, c)) = signs.next_if(|(_, c)| goes_on(*c) || has_no_width(*c)) {
            // an apostrophe or a sign without width at the end is no part of the word
            if goes_on(c) && !is_apostrophe(c) {
                to = at + c.len_utf8();
            }
        }
        Some(from..to)
    })
}

fn goes_on(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || is_apostrophe(c)
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}' | '\u{ff07}')
}

/// Signs that nobody sees, and that stand inside words of copied text.
const fn has_no_width(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

fn form(word: &str) -> String {
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return word.to_ascii_lowercase();
    }
    let seen = word.chars().filter(|c| !has_no_width(*c));
    let compatible = seen.nfkc().filter(|c| !is_apostrophe(*c));
    compatible.flat_map(char::to_lowercase).nfc().collect()
}

/// A stem without accents, which people leave out; in scripts where a mark makes another letter, it stays.
fn plain(stem: &str) -> String {
    if stem.is_ascii() {
        return stem.to_owned();
    }
    let mut has_accents = false;
    let parts = stem.nfd().filter(|c| {
        if is_combining_mark(*c) {
            return !has_accents;
        }
        has_accents =
            matches!(*c, '\0'..='\u{2ff}' | '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}');
        true
    });
    parts.nfc().collect()
}

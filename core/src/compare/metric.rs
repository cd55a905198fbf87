//! String metrics, from the `rapidfuzz` crate, as similarities from 0 to 1.

use rapidfuzz::distance::{damerau_levenshtein, jaro_winkler as jw, levenshtein as lev, osa};

/// Jaro–Winkler similarity: 1.0 for equal strings, 0.0 for nothing in common. O(n·m/64).
///
/// Winkler's prefix weight is 0.1 for up to four characters, applied above a Jaro similarity
/// of 0.7 (Winkler 1990).
///
/// ```
/// use caselink::compare::metric::jaro_winkler;
///
/// assert!((jaro_winkler("martha", "marhta") - 0.961).abs() < 0.001);
/// ```
pub fn jaro_winkler(a: &str, b: &str) -> f64 {
    if a.is_ascii() && b.is_ascii() {
        jw::similarity(a.bytes(), b.bytes())
    } else {
        jw::similarity(a.chars(), b.chars())
    }
}

/// Levenshtein distance: insertions, deletions and substitutions.
///
/// ```
/// assert_eq!(caselink::compare::metric::levenshtein("kitten", "sitting"), 3);
/// ```
pub fn levenshtein(a: &str, b: &str) -> usize {
    lev::distance(a.chars(), b.chars())
}

/// Damerau–Levenshtein distance: as Levenshtein, and a swap of two neighbours counts once.
///
/// ```
/// assert_eq!(caselink::compare::metric::damerau_levenshtein("1971", "1917"), 1);
/// ```
pub fn damerau_levenshtein(a: &str, b: &str) -> usize {
    damerau_levenshtein::distance(a.chars(), b.chars())
}

/// A distance as a similarity: 1 minus the distance by the longer length; two empty strings are 1.
pub(crate) fn normalized(distance: usize, a: &str, b: &str) -> f64 {
    let longest = a.chars().count().max(b.chars().count());
    if longest == 0 {
        return 1.0;
    }
    1.0 - distance as f64 / longest as f64
}

/// The characters of a normal form as a set of 64 bits: letters and digits one each, all others
/// shared out over the rest.
///
/// A bit that one string lacks stands for at least one character that finds no partner, so sets
/// bound a similarity from above before any metric is computed. Shared bits only loosen the bound.
pub(crate) fn characters(text: &str) -> u64 {
    text.chars().fold(0, |set, c| {
        let bit = match c {
            'a'..='z' => c as u32 - 'a' as u32,
            '0'..='9' => 26 + c as u32 - '0' as u32,
            c => 36 + c as u32 % 28,
        };
        set | 1 << bit
    })
}

/// A string with the set of its characters.
#[derive(Clone, Copy)]
pub(crate) struct Marked<'a> {
    pub(crate) text: &'a str,
    pub(crate) set: u64,
}

impl<'a> Marked<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            set: characters(text),
        }
    }
}

/// Jaro–Winkler similarity, or 0.0 when it cannot reach `least`.
pub(crate) fn jaro_winkler_from(a: Marked<'_>, b: Marked<'_>, least: f64) -> f64 {
    let (la, lb) = if a.text.is_ascii() && b.text.is_ascii() {
        (a.text.len(), b.text.len())
    } else {
        (a.text.chars().count(), b.text.chars().count())
    };
    let partners = |length: usize, own: u64, other: u64| {
        length.saturating_sub((own & !other).count_ones() as usize)
    };
    let matches = partners(la, a.set, b.set).min(partners(lb, b.set, a.set)) as f64;
    if matches == 0.0 && la + lb > 0 {
        return 0.0;
    }
    let jaro = (matches / la as f64 + matches / lb as f64 + 1.0) / 3.0;
    let prefix = a
        .text
        .chars()
        .zip(b.text.chars())
        .take(4)
        .take_while(|(x, y)| x == y)
        .count();
    if jaro + 0.1 * prefix as f64 * (1.0 - jaro) < least - 1e-9 {
        return 0.0;
    }
    jaro_winkler(a.text, b.text)
}

/// Optimal string alignment distance, or `None` when it is above `most`.
pub(crate) fn edits_up_to(a: Marked<'_>, b: Marked<'_>, most: usize) -> Option<usize> {
    let missing = (a.set & !b.set)
        .count_ones()
        .max((b.set & !a.set).count_ones());
    if missing as usize > most {
        return None;
    }
    let (a, b) = (a.text, b.text);
    if a.len().abs_diff(b.len()) > most && a.is_ascii() && b.is_ascii() {
        return None;
    }
    let args = osa::Args::default().score_cutoff(most);
    if a.is_ascii() && b.is_ascii() {
        osa::distance_with_args(a.bytes(), b.bytes(), &args)
    } else {
        osa::distance_with_args(a.chars(), b.chars(), &args)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_capped() {
        let edits = |a, b| edits_up_to(Marked::new(a), Marked::new(b), 2);
        assert_eq!(edits("5304218", "5304281"), Some(1));
        assert_eq!(edits("5304218", "9999999"), None);
        assert_eq!(edits("żaba", "zaba"), Some(1));
    }

    proptest::proptest! {
        #[test]
        fn character_sets_never_hide_a_similarity(a in "[a-f0-3żé ]{0,12}", b in "[a-f0-3żé ]{0,12}") {
            let (x, y) = (Marked::new(&a), Marked::new(&b));
            let similarity = jaro_winkler(&a, &b);
            for least in [0.5, 0.8, 0.92] {
                let found = jaro_winkler_from(x, y, least);
                proptest::prop_assert!(found.to_bits() == similarity.to_bits() || similarity < least);
            }
            let distance = osa::distance(a.chars(), b.chars());
            let edits = edits_up_to(x, y, 2);
            proptest::prop_assert_eq!(edits, (distance <= 2).then_some(distance));
        }
    }
}

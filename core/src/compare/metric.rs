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

/// Optimal string alignment distance, or `None` when it is above `most`.
pub(crate) fn edits_up_to(a: &str, b: &str, most: usize) -> Option<usize> {
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
        assert_eq!(edits_up_to("5304218", "5304281", 2), Some(1));
        assert_eq!(edits_up_to("5304218", "9999999", 2), None);
        assert_eq!(edits_up_to("żaba", "zaba", 2), Some(1));
    }
}

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

/// One string that is compared with many: what [`jaro_winkler`] gives, several times as fast.
///
/// ```
/// use caselink::compare::metric::{JaroWinkler, jaro_winkler};
///
/// let martha = JaroWinkler::new("martha");
/// assert_eq!(martha.similarity("marhta"), jaro_winkler("martha", "marhta"));
/// assert_eq!(martha.similarity_from("marhta", 0.85), Some(jaro_winkler("martha", "marhta")));
/// assert_eq!(martha.similarity_from("george", 0.85), None);
/// ```
pub struct JaroWinkler {
    text: String,
    set: u64,
    /// Where all characters are of ASCII.
    bytes: Option<jw::BatchComparator<u8>>,
}

impl JaroWinkler {
    /// Prepares a string.
    pub fn new(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            set: characters(text),
            bytes: text
                .is_ascii()
                .then(|| jw::BatchComparator::new(text.bytes())),
        }
    }

    /// The similarity to another string, from 0.0 to 1.0.
    pub fn similarity(&self, other: &str) -> f64 {
        match &self.bytes {
            Some(bytes) if other.is_ascii() => bytes.similarity(other.bytes()),
            _ => jaro_winkler(&self.text, other),
        }
    }

    /// The similarity where it is not below `least`; strings that have too few characters in common are passed over
    /// without a comparison.
    pub fn similarity_from(&self, other: &str, least: f64) -> Option<f64> {
        let own = Marked {
            text: &self.text,
            set: self.set,
        };
        let most = most_jaro_winkler(own, Marked::new(other));
        if most < least - 1e-9 {
            return None;
        }
        let similarity = self.similarity(other);
        (similarity >= least).then_some(similarity)
    }
}

impl std::fmt::Debug for JaroWinkler {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JaroWinkler({} bytes)", self.text.len())
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
    if most_jaro_winkler(a, b) < least - 1e-9 {
        return 0.0;
    }
    jaro_winkler(a.text, b.text)
}

/// The most that the Jaro–Winkler similarity of two strings can be, from their lengths, characters and beginnings.
fn most_jaro_winkler(a: Marked<'_>, b: Marked<'_>) -> f64 {
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
    jaro + 0.1 * prefix as f64 * (1.0 - jaro)
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
                let prepared = JaroWinkler::new(&a);
                proptest::prop_assert_eq!(prepared.similarity(&b).to_bits(), similarity.to_bits());
                let expected = (similarity >= least).then_some(similarity);
                proptest::prop_assert_eq!(prepared.similarity_from(&b, least), expected);
            }
            let distance = osa::distance(a.chars(), b.chars());
            let edits = edits_up_to(x, y, 2);
            proptest::prop_assert_eq!(edits, (distance <= 2).then_some(distance));
        }
    }
}

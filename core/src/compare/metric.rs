//! String metrics, from the `rapidfuzz` crate, as similarities from 0 to 1.

mod text_list;

use rapidfuzz::distance::{damerau_levenshtein, jaro_winkler as jw, levenshtein as lev, osa};

pub use text_list::TextList;

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

/// The first bit of a set of characters that stands for characters beyond ASCII.
const NOT_ASCII: u32 = 50;

/// The characters of a normal form as a set of 64 bits: letters and digits one each, all others
/// shared out over the rest, those of ASCII over the lower part of it.
///
/// A bit that one string lacks stands for at least one character that finds no partner, so sets
/// bound a similarity from above before any metric is computed. Shared bits only loosen the bound.
pub(crate) fn characters(text: &str) -> u64 {
    text.chars().fold(0, |set, c| {
        let bit = match c {
            'a'..='z' => c as u32 - 'a' as u32,
            '0'..='9' => 26 + c as u32 - '0' as u32,
            c if c.is_ascii() => 36 + c as u32 % (NOT_ASCII - 36),
            c => NOT_ASCII + c as u32 % (64 - NOT_ASCII),
        };
        set | 1 << bit
    })
}

/// A string with the set of its characters. Its bytes, since the first byte of a text is not read where sets and lengths decide.
#[derive(Clone, Copy)]
pub(crate) struct Marked<'a> {
    /// UTF-8.
    pub(crate) bytes: &'a [u8],
    pub(crate) set: u64,
}

impl<'a> Marked<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            bytes: text.as_bytes(),
            set: characters(text),
        }
    }

    /// Whether it is the same text; most others are told apart by their sets.
    pub(crate) fn is(self, other: Self) -> bool {
        self.set == other.set && self.bytes == other.bytes
    }

    /// The text, where more than ASCII must be read.
    pub(crate) fn text(self) -> &'a str {
        std::str::from_utf8(self.bytes).unwrap_or_default()
    }
}

/// Whether two strings are of ASCII.
const fn both_ascii(a: Marked<'_>, b: Marked<'_>) -> bool {
    (a.set | b.set) >> NOT_ASCII == 0
}

/// Jaro–Winkler similarity, or 0.0 when it cannot reach `least`.
pub(crate) fn jaro_winkler_from(a: Marked<'_>, b: Marked<'_>, least: f64) -> f64 {
    let ascii = both_ascii(a, b);
    if !can_reach(a, b, ascii, least) {
        0.0
    } else if ascii {
        jw::similarity(a.bytes.iter().copied(), b.bytes.iter().copied())
    } else {
        jw::similarity(a.text().chars(), b.text().chars())
    }
}

/// Whether the Jaro–Winkler similarity of two strings can be as much as `least`, by their lengths, characters and beginnings.
fn can_reach(a: Marked<'_>, b: Marked<'_>, ascii: bool, least: f64) -> bool {
    let (la, lb) = if ascii {
        (a.bytes.len(), b.bytes.len())
    } else {
        (a.text().chars().count(), b.text().chars().count())
    };
    let partners = |length: usize, own: u64, other: u64| {
        length.saturating_sub((own & !other).count_ones() as usize)
    };
    let matches = partners(la, a.set, b.set).min(partners(lb, b.set, a.set)) as f64;
    let jaro = if la + lb == 0 {
        1.0
    } else if matches == 0.0 {
        0.0
    } else {
        (matches / la as f64 + matches / lb as f64 + 1.0) / 3.0
    };
    let with_prefix = |prefix: f64| jaro + 0.1 * prefix * (1.0 - jaro) >= least - 1e-9;
    // most pairs are out of reach however they begin
    with_prefix(4.0) && {
        let begins = if ascii {
            let begins = a.bytes.iter().zip(b.bytes).take(4);
            begins.take_while(|(x, y)| x == y).count()
        } else {
            let begins = a.text().chars().zip(b.text().chars()).take(4);
            begins.take_while(|(x, y)| x == y).count()
        };
        with_prefix(begins as f64)
    }
}

/// Optimal string alignment distance, or `None` when it is above `most`.
pub(crate) fn edits_up_to(a: Marked<'_>, b: Marked<'_>, most: usize) -> Option<usize> {
    let missing = (a.set & !b.set)
        .count_ones()
        .max((b.set & !a.set).count_ones());
    if missing as usize > most {
        return None;
    }
    let ascii = both_ascii(a, b);
    if a.bytes.len().abs_diff(b.bytes.len()) > most && ascii {
        return None;
    }
    let args = osa::Args::default().score_cutoff(most);
    if ascii {
        osa::distance_with_args(a.bytes.iter().copied(), b.bytes.iter().copied(), &args)
    } else {
        osa::distance_with_args(a.text().chars(), b.text().chars(), &args)
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

        #[test]
        fn a_list_gives_what_each_pair_gives(
            one in "[a-eż\0]{0,4}[a-e\0]{0,16}",
            many in proptest::collection::vec("[a-eż\0]{0,2}[a-e\0]{0,16}", 0..40),
        ) {
            let list = TextList::new(&many);
            for least in [0.0, 0.5, 0.85] {
                let expected: Vec<u64> = many
                    .iter()
                    .map(|other| jaro_winkler(&one, other))
                    .map(|similarity| if similarity >= least { similarity } else { 0.0 })
                    .map(f64::to_bits)
                    .collect();
                let found: Vec<u64> =
                    list.jaro_winkler(&one, least).into_iter().map(f64::to_bits).collect();
                proptest::prop_assert_eq!(found, expected);
            }
        }
    }
}

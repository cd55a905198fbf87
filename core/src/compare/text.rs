//! How alike are two pieces of free text: streets, towns, descriptions?

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    level::levels,
    metric::{self, Marked},
    normal,
};

levels! {
    /// How alike two texts are.
    TextLevel {
        Same = "same", "the same";
        SameWords = "same_words", "the same words in another order";
        NearlySame = "nearly_same", "nearly the same spelling";
        Similar = "similar", "a similar spelling";
        Different = "different", "different";
    }
}

/// The string metric behind "nearly the same" and "similar".
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TextMetric {
    /// Jaro–Winkler similarity: rewards a common beginning.
    #[default]
    JaroWinkler,
    /// Levenshtein distance by the longer length.
    Levenshtein,
    /// Damerau–Levenshtein distance by the longer length.
    DamerauLevenshtein,
}

impl TextMetric {
    /// The similarity of two strings, from 0.0 to 1.0.
    pub fn similarity(self, a: &str, b: &str) -> f64 {
        match self {
            Self::JaroWinkler => metric::jaro_winkler(a, b),
            Self::Levenshtein => metric::normalized(metric::levenshtein(a, b), a, b),
            Self::DamerauLevenshtein => metric::normalized(metric::damerau_levenshtein(a, b), a, b),
        }
    }
}

/// Similarity from which two texts count as nearly the same.
const NEARLY_SAME: f64 = 0.92;
/// Similarity from which two texts count as similar.
const SIMILAR: f64 = 0.80;

/// Compares two texts after [`normal::text`]; `None` when either is empty or a placeholder.
///
/// ```
/// use caselink::compare::{TextLevel, TextMetric, texts};
///
/// let level = texts("12 Stanley Street", "Stanley street 12", TextMetric::JaroWinkler);
/// assert_eq!(level, Some(TextLevel::SameWords));
/// assert_eq!(texts("Richlands", "unknown", TextMetric::JaroWinkler), None);
/// ```
pub fn texts(a: &str, b: &str, metric: TextMetric) -> Option<TextLevel> {
    let (a, b) = (
        super::present(a, normal::text)?,
        super::present(b, normal::text)?,
    );
    Some(level(Marked::new(&a), Marked::new(&b), metric))
}

/// Compares two normal forms.
pub(crate) fn level(a: Marked<'_>, b: Marked<'_>, metric: TextMetric) -> TextLevel {
    if a.is(b) {
        return TextLevel::Same;
    }
    let similarity = match metric {
        TextMetric::JaroWinkler => metric::jaro_winkler_from(a, b, SIMILAR),
        other => other.similarity(a.text(), b.text()),
    };
    if a.set == b.set && a.bytes.len() == b.bytes.len() && same_words(a.text(), b.text()) {
        TextLevel::SameWords
    } else if similarity >= NEARLY_SAME {
        TextLevel::NearlySame
    } else if similarity >= SIMILAR {
        TextLevel::Similar
    } else {
        TextLevel::Different
    }
}

fn same_words(a: &str, b: &str) -> bool {
    if !a.contains(' ') {
        return false;
    }
    let sorted = |s: &str| {
        let mut words: Vec<String> = s.split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    sorted(a) == sorted(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_is_reached() {
        let m = TextMetric::JaroWinkler;
        for (a, b, expect) in [
            ("Rosewood Heights", "rosewood  heights", TextLevel::Same),
            ("heights rosewood", "Rosewood Heights", TextLevel::SameWords),
            (
                "salkauskas crescent",
                "salkauskas crescnet",
                TextLevel::NearlySame,
            ),
            ("michaela", "micahel", TextLevel::NearlySame),
            ("dapto", "daplto bay", TextLevel::Similar),
            ("dapto", "winston", TextLevel::Different),
        ] {
            assert_eq!(texts(a, b, m), Some(expect), "{a} / {b}");
        }
        assert_eq!(
            texts("lyons", "loyns", TextMetric::DamerauLevenshtein),
            Some(TextLevel::Similar)
        );
        assert_eq!(
            texts("lyons", "loyns", TextMetric::Levenshtein),
            Some(TextLevel::Different)
        );
    }
}

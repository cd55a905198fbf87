//! What weights and numbers are in words.

use crate::linkage::MilliBits;

/// The weight of evidence in words, by the likelihood ratios of the verbal scale of the European Network of Forensic Science Institutes
/// (ENFSI guideline for evaluative reporting, 2015): 2, 10, 100, 1,000, 10,000.
pub(super) fn weight(total: MilliBits) -> String {
    let size = total.0.unsigned_abs();
    let words = match size {
        0..1_000 => return "says next to nothing either way".to_owned(),
        1_000..3_322 => "weak support",
        3_322..6_644 => "moderate support",
        6_644..9_966 => "moderately strong support",
        9_966..13_288 => "strong support",
        _ => "very strong support",
    };
    let side = if total.0 < 0 {
        "that it was another child"
    } else {
        "that it was the child"
    };
    format!("{words} {side}")
}

/// A number without digits that say nothing.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    format!("{rounded}")
}

/// From the least to the greatest.
pub(super) fn span(least: f64, most: f64) -> String {
    if (most - least).abs() < 0.005 {
        number(least)
    } else {
        format!("{} to {}", number(least), number(most))
    }
}

/// A code in plain words: `light_brown` is light brown.
pub(super) fn code(word: &str) -> String {
    word.replace('_', " ")
}

//! Normal forms: what two spellings of one value have in common.
//!
//! The raw value is always kept beside the normal form. Compatibility forms are resolved (NFKD),
//! letters lower-cased, Latin diacritics (U+0300 to U+036F) and a few Latin letters that do not
//! decompose (ß, ø, ł, …) folded, and invisible and bidirectional control characters dropped.
//! Marks of other scripts stay: folding them needs knowledge of the language.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkd_quick};

/// Personal names: letters and single spaces; apostrophes vanish, hyphens and dots part words.
///
/// ```
/// use caselink::compare::normal;
///
/// assert_eq!(normal::name("  O'Brien-Núñez "), "obrien nunez");
/// assert_eq!(normal::name("Søren"), "soren");
/// ```
pub fn name(value: &str) -> String {
    words(value, |c| c.is_alphabetic() || is_mark(c))
}

/// Free text such as streets and towns: letters, digits and single spaces.
pub fn text(value: &str) -> String {
    words(value, |c| c.is_alphanumeric() || is_mark(c))
}

/// Numbers and codes: letters and digits only, without spaces.
///
/// ```
/// use caselink::compare::normal;
///
/// assert_eq!(normal::identifier("(555) 010-4477"), "5550104477");
/// ```
pub fn identifier(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    fold(value, |c| {
        if c.is_alphanumeric() {
            out.push(c);
        }
    });
    ordered(out)
}

fn words(value: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(value.len());
    let mut gap = false;
    fold(value, |c| {
        if keep(c) {
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push(c);
        } else if !is_joiner(c) {
            gap = true;
        }
    });
    ordered(out)
}

/// The marks of each letter in canonical order: a character that was left out may have parted them.
fn ordered(form: String) -> String {
    match is_nfkd_quick(form.chars()) {
        IsNormalized::Yes => form,
        _ => form.nfkd().collect(),
    }
}

/// Hands each folded character to `emit`.
fn fold(value: &str, mut emit: impl FnMut(char)) {
    if value.is_ascii() {
        value
            .bytes()
            .for_each(|b| emit(b.to_ascii_lowercase() as char));
        return;
    }
    value.nfkd().for_each(|c| fold_char(c, &mut emit));
}

/// Hands what is left of one decomposed character to `emit`.
pub(crate) fn fold_char(c: char, emit: &mut impl FnMut(char)) {
    if is_latin_mark(c) || is_invisible(c) {
        return;
    }
    for c in c.to_lowercase() {
        match c {
            'ß' => {
                emit('s');
                emit('s');
            }
            'æ' => {
                emit('a');
                emit('e');
            }
            'œ' => {
                emit('o');
                emit('e');
            }
            'þ' => {
                emit('t');
                emit('h');
            }
            'ø' => emit('o'),
            'ł' => emit('l'),
            'đ' | 'ð' => emit('d'),
            'ı' => emit('i'),
            // lower-casing İ leaves a Latin mark behind
            c if is_latin_mark(c) => {}
            c => emit(c),
        }
    }
}

const fn is_latin_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

pub(crate) fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Characters that stand inside a word without parting it.
pub(crate) const fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// Zero-width and bidirectional controls.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet_in_one_form() {
        for (a, b) in [
            ("MÜLLER", "muller"),
            ("Ｓｍｉｔｈ", "smith"),
            ("Jean-Luc", "jean luc"),
            ("d’Arcy", "darcy"),
            ("Łukasz\u{200b}", "lukasz"),
            ("İbrahim", "ibrahim"),
            ("J.  R.", "j r"),
        ] {
            assert_eq!(name(a), b);
        }
        assert_eq!(text("12/B  Main St."), "12 b main st");
        assert_eq!(name("12"), "");
    }

    #[test]
    fn marks_of_other_scripts_stay() {
        assert_eq!(name("นิด"), "นิด");
    }

    #[test]
    fn marks_that_something_parted_come_into_one_order() {
        // two marks whose classes stand the other way about
        let (late, early) = ('\u{1e026}', '\u{16ff0}');
        let form = format!("{early}{late}");
        assert_eq!(name(&format!("{late}'{early}")), form);
        assert_eq!(text(&format!("{late}'{early}")), form);
        assert_eq!(identifier(&format!("{late}:{early}")), form);
    }
}

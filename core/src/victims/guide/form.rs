//! The one form in which names of files are compared.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use crate::hash;

/// How a name is brought to the form in which names are compared.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Words {
    /// A word goes on where a capital begins inside it, and what has no width is nothing: `BlueTent` is one word.
    Whole,
    /// A capital behind a small letter begins a word, and so does what has no width: `BlueTent` is two.
    Apart,
}

/// A name in the form in which names are compared.
pub(super) fn normal(name: &str, words: Words) -> String {
    let mut form = Vec::new();
    normal_into(name, words, &mut form);
    String::from_utf8(form).unwrap_or_default()
}

/// Letters and digits in small letters without accents, marks of scripts in which they are letters as they stand; one space for whatever else is between them, and between letters
/// and digits; numbers without leading zeros. Escapes such as `%20` are what they stand for. Gives whether the other sort of
/// words would make another form of it.
pub(super) fn normal_into(name: &str, words: Words, form: &mut Vec<u8>) -> bool {
    let unescaped;
    let name = match unescape(name) {
        Some(text) => {
            unescaped = text;
            &unescaped[..]
        }
        None => name,
    };
    if name.is_ascii() {
        return fold(name.as_bytes(), words, form);
    }
    let mut text = String::with_capacity(name.len());
    let (mut is_small, mut differs) = (false, false);
    // whether marks go: they are accents of the letter before them, and not letters of their own
    let (mut is_plain, mut is_composed) = (true, true);
    for c in name.nfkd() {
        if is_combining_mark(c) {
            if !is_plain {
                text.push(c);
                is_composed = false;
            }
            continue;
        }
        is_plain = has_accents(c);
        is_composed &= !is_jamo(c);
        let begins = is_small && c.is_uppercase();
        let has_no_width = has_no_width(c);
        differs |= begins || has_no_width;
        if (begins || has_no_width) && words == Words::Apart {
            text.push(' ');
        }
        if has_no_width {
            continue;
        }
        is_small = c.is_lowercase();
        for c in c.to_lowercase() {
            match plain_letters(c) {
                Some(letters) => text.push_str(letters),
                None => text.push(if c.is_alphanumeric() { c } else { ' ' }),
            }
        }
    }
    if !is_composed {
        // a syllable of Hangul and a voiced kana is one sign again
        text = text.nfc().collect();
    }
    fold(text.as_bytes(), words, form);
    differs
}

/// Whether the marks on a letter are accents, or vowel points that most leave out: it is a letter of the Latin, Greek,
/// Cyrillic, Hebrew or Arabic script, or none. In other scripts a mark makes another letter or syllable.
const fn has_accents(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{2ff}' | '\u{370}'..='\u{52f}' | '\u{590}'..='\u{6ff}' | '\u{750}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}'
            | '\u{1c80}'..='\u{1c8f}' | '\u{1d00}'..='\u{1dbf}' | '\u{1e00}'..='\u{1fff}' | '\u{2000}'..='\u{218f}'
            | '\u{2c60}'..='\u{2c7f}' | '\u{2de0}'..='\u{2dff}' | '\u{a640}'..='\u{a69f}' | '\u{a720}'..='\u{a7ff}'
            | '\u{ab30}'..='\u{ab6f}'
    )
}

const fn is_jamo(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}')
}

/// Whether a mark stands at a place in a form: the sign before it goes on.
pub(super) fn goes_on_at(form: &[u8], at: usize) -> bool {
    let rest = form.get(at..).unwrap_or_default();
    let Some(first) = rest.first().filter(|byte| !byte.is_ascii()) else {
        return false;
    };
    let length = match first {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    let sign = rest
        .get(..length)
        .and_then(|sign| std::str::from_utf8(sign).ok());
    sign.and_then(|sign| sign.chars().next())
        .is_some_and(is_combining_mark)
}

/// A form of a partial name without the spaces between words: `blue tent 3` as those write it who leave them out, in
/// `bluetent03`. Numbers stay by themselves, as they do in every form.
pub(super) fn joined(form: &str) -> String {
    let mut joined = String::with_capacity(form.len());
    for word in form.split(' ') {
        let is_digit = |c: char| c.is_ascii_digit();
        if !joined.is_empty() && (joined.ends_with(is_digit) || word.starts_with(is_digit)) {
            joined.push(' ');
        }
        joined.push_str(word);
    }
    joined
}

/// Signs that nobody sees, and that some put between letters so that a name is not found.
fn has_no_width(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}'
    )
}

/// A name with its escapes as what they stand for; `None` where there are none, or they are no UTF-8.
fn unescape(name: &str) -> Option<String> {
    if !name.contains('%') {
        return None;
    }
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = name.as_bytes();
    let (mut out, mut at, mut any) = (Vec::with_capacity(bytes.len()), 0, false);
    while let Some(byte) = bytes.get(at) {
        let pair = digit(bytes.get(at + 1)).zip(digit(bytes.get(at + 2)));
        if let Some((high, low)) = pair.filter(|_| *byte == b'%') {
            out.push((high << 4 | low) as u8);
            (at, any) = (at + 3, true);
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8(out).ok().filter(|_| any)
}

/// What a name is without its numbering: what is left of its form without numbers, single letters and `dropped` words.
/// `blue tent 3 (17).jpg` and `blue tent 3 - Copy.jpg` are one.
pub(super) fn stem(form: &[u8], is_dropped: impl Fn(&[u8]) -> bool) -> u64 {
    let mut stem = 0;
    for word in form.split(|byte| *byte == b' ') {
        let is_number = word.iter().all(u8::is_ascii_digit);
        if word.len() > 1 && !is_number && !is_dropped(word) {
            stem = hash::combine(stem, hash::bytes(word));
        }
    }
    stem
}

/// Small letters that others are written as, and that do not come apart into a letter and an accent.
fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        // the same letter at the end of a word
        'ς' => "σ",
        _ => return None,
    })
}

const ZERO: u8 = 1;
const DIGIT: u8 = 2;
const SPACE: u8 = 4;
const SMALL: u8 = 8;
const CAPITAL: u8 = 16;

/// What each byte becomes (a small letter, a digit, a space, or itself as part of a longer character), and what it is.
const SIGNS: [(u8, u8); 256] = {
    let mut signs = [(b' ', SPACE); 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        if byte == b'0' {
            signs[at] = (byte, DIGIT | ZERO);
        } else if byte.is_ascii_digit() {
            signs[at] = (byte, DIGIT);
        } else if byte.is_ascii_uppercase() {
            signs[at] = (byte.to_ascii_lowercase(), CAPITAL);
        } else if byte.is_ascii_lowercase() {
            signs[at] = (byte, SMALL);
        } else if !byte.is_ascii() {
            signs[at] = (byte, 0);
        }
        at += 1;
    }
    signs
};

/// Nothing here is decided by a jump: names of files are too mixed for the processor to guess.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a jump")]
fn fold(name: &[u8], words: Words, form: &mut Vec<u8>) -> bool {
    form.clear();
    // a space between any two at most, and the place that is written last
    form.resize(2 * name.len() + 1, 0);
    let (mut length, mut differs) = (0, false);
    let is_apart = words == Words::Apart;
    // what stands before, where it is neither a space nor the beginning
    let (mut small, mut digit) = (false, false);
    // whether a number goes on of which a sign has been written, of which only zeros have been read; whether a space is last
    let (mut written, mut zeros, mut spaced) = (false, false, true);
    let mut write = |length: usize, sign: u8| {
        if let Some(place) = form.get_mut(length) {
            *place = sign;
        }
    };
    for byte in name {
        let (sign, kind) = SIGNS[usize::from(*byte)];
        let (is_zero, is_digit, is_space) =
            (kind & ZERO != 0, kind & DIGIT != 0, kind & SPACE != 0);
        write(length, b'0');
        length += usize::from(zeros & !is_digit);
        let is_capital = small & (kind & CAPITAL != 0);
        differs |= is_capital;
        let begins = (is_digit != digit) | (is_capital & is_apart);
        write(length, b' ');
        length += usize::from(begins & !spaced & !is_space);
        (small, digit) = (kind & SMALL != 0, is_digit);
        write(length, sign);
        zeros = is_zero & !written;
        length += usize::from(!zeros & !(is_space & spaced));
        written = is_digit & (written | !is_zero);
        spaced = is_space;
    }
    write(length, b'0');
    length += usize::from(zeros);
    form.truncate(length);
    if form.last() == Some(&b' ') {
        form.pop();
    }
    differs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_have_one_form() {
        for (name, form) in [
            ("Blue_Tent-003.JPG", "blue tent 3 jpg"),
            ("  [x]  BLUE.tent (03)", "x blue tent 3"),
            ("Été à la plage 00", "ete a la plage 0"),
            ("ＦＵＬＬ　width１２", "full width 12"),
            ("BlueTent03", "bluetent 3"),
            ("3a03B", "3 a 3 b"),
            ("Blue%20Tent%2003.jpg", "blue tent 3 jpg"),
            ("100%.jpg", "100 jpg"),
            ("%C3%A9t%C3%A9", "ete"),
            ("%FF tent", "ff tent"),
            ("b\u{200b}lue tent", "blue tent"),
            ("5\u{200b}0", "50"),
            ("0", "0"),
            ("a0b007c00", "a 0 b 7 c 0"),
            ("", ""),
            ("---", ""),
            ("ПРИВЕТ_мир", "привет мир"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδός", "οδοσ"),
            ("Straße STRASSE", "strasse strasse"),
            ("ŁÓDŹ Øre Đorđe ıI", "lodz ore dorde ii"),
        ] {
            assert_eq!(normal(name, Words::Whole), form);
        }
    }

    #[test]
    fn capitals_inside_words_can_begin_one() {
        for (name, form, differs) in [
            ("BlueTent03", "blue tent 3", true),
            ("IMG_0001.JPG", "img 1 jpg", false),
            ("blue tent", "blue tent", false),
            ("blue\u{200b}tent", "blue tent", true),
            ("ÉtéÀLaPlage", "ete ala plage", true),
            ("McDonald", "mc donald", true),
        ] {
            let mut bytes = Vec::new();
            assert_eq!(
                normal_into(name, Words::Apart, &mut bytes),
                differs,
                "{name}"
            );
            assert_eq!(String::from_utf8(bytes).unwrap(), form);
            let mut bytes = Vec::new();
            assert_eq!(
                normal_into(name, Words::Whole, &mut bytes),
                differs,
                "{name}"
            );
        }
    }

    #[test]
    fn words_are_joined_and_numbers_stand_by_themselves() {
        for (name, form) in [
            ("Blue_Tent-03", "bluetent 3"),
            ("blue tent at the lake 3 b", "bluetentatthelake 3 b"),
            ("3 4 a b", "3 4 ab"),
            ("tent", "tent"),
            ("", ""),
        ] {
            assert_eq!(joined(&normal(name, Words::Whole)), form);
        }
    }

    #[test]
    fn a_stem_is_a_name_without_its_numbering() {
        let of = |name: &str| {
            stem(normal(name, Words::Whole).as_bytes(), |word| {
                word == b"copy"
            })
        };
        for same in [
            "blue tent 3 (17)",
            "Blue_Tent-03 - Copy",
            "blue tent",
            "blue tent 3b",
        ] {
            assert_eq!(of(same), of("blue tent 3"), "{same}");
        }
        assert_ne!(of("blue tent lake"), of("blue tent"));
    }

    /// The same, as one would say it.
    fn plainly(name: &str) -> String {
        let words = name.split(|c: char| !c.is_ascii_alphanumeric());
        let word = |word: &str| {
            let mut out: Vec<String> = Vec::new();
            let mut rest = word.to_ascii_lowercase();
            while let Some(c) = rest.chars().next() {
                let same = |other: &char| other.is_ascii_digit() == c.is_ascii_digit();
                let part: String = rest.chars().take_while(same).collect();
                rest = rest.split_off(part.len());
                let short = part.trim_start_matches('0');
                out.push(match (c.is_ascii_digit(), short) {
                    (true, "") => "0".to_owned(),
                    (true, short) => short.to_owned(),
                    (false, _) => part,
                });
            }
            out.join(" ")
        };
        let words: Vec<String> = words.filter(|part| !part.is_empty()).map(word).collect();
        words.join(" ")
    }

    proptest! {
        #[test]
        fn as_one_would_say_it(name in "[a-cA-C0-2_. -]{0,20}") {
            prop_assert_eq!(normal(&name, Words::Whole), plainly(&name));
        }
    }
}

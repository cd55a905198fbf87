//! The one form in which names of files are compared.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A name in the form in which names are compared.
pub(super) fn normal(name: &str) -> String {
    let mut form = Vec::new();
    normal_into(name, &mut form);
    String::from_utf8(form).unwrap_or_default()
}

/// Letters and digits in small letters without accents; one space for whatever else is between them; numbers without
/// leading zeros.
pub(super) fn normal_into(name: &str, form: &mut Vec<u8>) {
    if name.is_ascii() {
        fold(name.as_bytes(), form);
    } else {
        let plain = name.nfkd().filter(|c| !is_combining_mark(*c));
        let mut text = String::with_capacity(name.len());
        for c in plain.flat_map(char::to_lowercase) {
            match plain_letters(c) {
                Some(letters) => text.push_str(letters),
                None => text.push(if c.is_alphanumeric() { c } else { ' ' }),
            }
        }
        fold(text.as_bytes(), form);
    }
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
        } else if byte.is_ascii_alphabetic() || !byte.is_ascii() {
            signs[at] = (byte.to_ascii_lowercase(), 0);
        }
        at += 1;
    }
    signs
};

/// Nothing here is decided by a jump: names of files are too mixed for the processor to guess.
#[expect(clippy::needless_bitwise_bool, reason = "a lazy operator is a jump")]
fn fold(name: &[u8], form: &mut Vec<u8>) {
    form.clear();
    // never longer than the name, but for the place that is written last
    form.resize(name.len() + 1, 0);
    let mut length = 0;
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
            ("ＦＵＬＬ　width１２", "full width12"),
            ("0", "0"),
            ("a0b007c00", "a0b7c0"),
            ("", ""),
            ("---", ""),
            ("ПРИВЕТ_мир", "привет мир"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδός", "οδοσ"),
            ("Straße STRASSE", "strasse strasse"),
            ("ŁÓDŹ Øre Đorđe ıI", "lodz ore dorde ii"),
        ] {
            assert_eq!(normal(name), form);
        }
    }

    /// The same, as one would say it.
    fn plainly(name: &str) -> String {
        let words = name.split(|c: char| !c.is_ascii_alphanumeric());
        let word = |word: &str| {
            let mut out = String::new();
            let mut rest = word.to_ascii_lowercase();
            while let Some(c) = rest.chars().next() {
                let same = |other: &char| other.is_ascii_digit() == c.is_ascii_digit();
                let part: String = rest.chars().take_while(same).collect();
                rest = rest.split_off(part.len());
                let short = part.trim_start_matches('0');
                match (c.is_ascii_digit(), short) {
                    (true, "") => out.push('0'),
                    (true, short) => out.push_str(short),
                    (false, _) => out.push_str(&part),
                }
            }
            out
        };
        let words: Vec<String> = words.filter(|part| !part.is_empty()).map(word).collect();
        words.join(" ")
    }

    proptest! {
        #[test]
        fn as_one_would_say_it(name in "[a-cA-C0-2_. -]{0,20}") {
            prop_assert_eq!(normal(&name), plainly(&name));
        }
    }
}

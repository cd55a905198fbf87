/// Longest entry of [`WORDS`] and [`DATES`], in bytes.
const LONGEST: usize = 14;

/// Words that stand in a field for "we have no value", lower case, single spaces.
const WORDS: [&str; 24] = [
    "unknown",
    "unk",
    "n/a",
    "n.a.",
    "n.a",
    "not known",
    "not stated",
    "not available",
    "not provided",
    "none given",
    "not given",
    "no name",
    "name unknown",
    "unknown name",
    "fnu",
    "lnu",
    "nfn",
    "nln",
    "x x",
    "nan",
    "<na>",
    "(null)",
    "(unknown)",
    "\\n",
];

/// Dates that a system wrote because it had to write one: the zero points of spreadsheets and
/// databases, and "the end of time".
const DATES: [&str; 15] = [
    "1900-01-01",
    "1900/01/01",
    "19000101",
    "1899-12-30",
    "1899/12/30",
    "18991230",
    "1899-12-31",
    "1899/12/31",
    "18991231",
    "0001-01-01",
    "0001/01/01",
    "00010101",
    "9999-12-31",
    "9999/12/31",
    "99991231",
];

/// Whether a text stands for "no value" rather than for a person, place or number.
///
/// True for blank text; for words such as `unknown`, `N/A`, `not stated`, `FNU` and `LNU` (first
/// or last name unknown), `<NA>`, `nan` and `\N` as tools export a missing value; for nothing but
/// hyphens, question marks or full stops; for three or more letters x; for five or more digits
/// that are all zeros or all nines, with or without separators (`000-00-0000`); and for dates
/// such as 1900-01-01, 0000-00-00 and 9999-12-31. Upper and lower case, surrounding blanks and
/// repeated blanks make no difference.
///
/// Deliberately **not** placeholders: `na`, `null`, `none` and `nil`. People have these surnames,
/// and a library that drops them loses those people from every search. A host whose own export
/// writes them for a missing value must turn them into missing values before they get here.
/// `nan` is on the list although it is, rarely, a given name: table libraries write it into text
/// columns by the million.
///
/// Allocates nothing; most values are decided by their first byte or their length.
///
/// ```
/// use caselink::records::is_placeholder;
///
/// assert!(is_placeholder("  Not   Known "));
/// assert!(is_placeholder("999-99-9999"));
/// assert!(is_placeholder("1900-01-01"));
/// assert!(!is_placeholder("Null"));
/// assert!(!is_placeholder("Nolan"));
/// ```
pub fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let Some(&first) = value.as_bytes().first() else {
        return true;
    };
    match first.to_ascii_lowercase() {
        b'u' | b'n' | b'f' | b'l' | b'<' | b'\\' => is_word(value),
        b'x' => is_word(value) || is_run(value, b'x', 3),
        b'-' | b'?' | b'.' => is_run(value, first, 1),
        b'(' => is_word(value) || is_filler_number(value),
        b'0' | b'9' => {
            let value = without_midnight(value);
            is_filler_number(value) || DATES.contains(&value)
        }
        b'1' => DATES.contains(&without_midnight(value)),
        _ => false,
    }
}

/// The date part of a date with a time of midnight behind it; any other text as it is.
///
/// Midnight is what a date column becomes on its way through a timestamp type. Any other time of
/// day may come from a time zone that has moved the day, so it is left in place to be refused.
pub(super) fn without_midnight(text: &str) -> &str {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else {
        return text;
    };
    let time = time.strip_suffix(['Z', 'z']).unwrap_or(time);
    let time = time.strip_suffix("+00:00").unwrap_or(time);
    let midnight = match time.strip_prefix("00:00") {
        Some("" | ":00") => true,
        Some(rest) => rest
            .strip_prefix(":00.")
            .is_some_and(|fraction| fraction.bytes().all(|digit| digit == b'0')),
        None => false,
    };
    if midnight && date.len() >= 8 {
        date
    } else {
        text
    }
}

/// Nothing but one character, ignoring case, at least `least` times.
fn is_run(value: &str, character: u8, least: usize) -> bool {
    value.len() >= least
        && value
            .bytes()
            .all(|byte| byte.eq_ignore_ascii_case(&character))
}

/// Five or more digits, all `0` or all `9`, and nothing else but separators.
fn is_filler_number(value: &str) -> bool {
    let mut seen = None;
    let mut digits = 0_usize;
    for byte in value.bytes() {
        match byte {
            b'0' | b'9' if seen.is_none_or(|digit| digit == byte) => {
                seen = Some(byte);
                digits += 1;
            }
            b'-' | b'/' | b' ' | b'(' | b')' => {}
            _ => return false,
        }
    }
    digits >= 5
}

/// Compares with [`WORDS`] after folding case and runs of blanks, in a buffer on the stack.
fn is_word(value: &str) -> bool {
    let mut folded = [0_u8; LONGEST];
    let mut length = 0;
    let mut after_blank = false;
    for character in value.chars() {
        let byte = if character.is_whitespace() {
            if after_blank {
                continue;
            }
            b' '
        } else if character.is_ascii() {
            (character as u8).to_ascii_lowercase()
        } else {
            return false;
        };
        after_blank = byte == b' ';
        let Some(slot) = folded.get_mut(length) else {
            return false;
        };
        *slot = byte;
        length += 1;
    }
    WORDS
        .iter()
        .any(|word| folded.get(..length) == Some(word.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value() {
        for text in [
            "",
            "  ",
            "\t",
            "\u{a0}",
            "unknown",
            "UNKNOWN ",
            "Unk",
            "n/a",
            "N/A",
            "n.a.",
            "not  known",
            "NOT STATED",
            "not\tavailable",
            "not provided",
            "none given",
            "not given",
            "no name",
            "FNU",
            "lnu",
            "NFN",
            "nln",
            "-",
            "--",
            "---",
            "?",
            "???",
            ".",
            "...",
            "xxx",
            "XXXX",
            "x x",
            "X  X",
            "nan",
            "NaN",
            "<NA>",
            "(null)",
            "\\N",
            "\\n",
            "00000",
            "99999",
            "000000000",
            "000-00-0000",
            "(999) 999-9999",
            "0000-00-00",
            "0000-00-00 00:00:00",
            "1900-01-01",
            "1900-01-01T00:00:00",
            "19000101",
            "1900/01/01",
            "9999-12-31",
            "99991231",
            "9999-12-31 00:00:00.000",
            "1899-12-30",
            "0001-01-01",
        ] {
            assert!(is_placeholder(text), "{text:?}");
        }
    }

    #[test]
    fn a_value() {
        for text in [
            "na",
            "Na",
            "NULL",
            "none",
            "nil",
            "Unknowles",
            "Nolan",
            "Not",
            "Fnurr",
            "Lnuu",
            "Nanette",
            "xx",
            "Xi",
            "0",
            "000",
            "0000",
            "9999",
            "99",
            "90000",
            "00009",
            "9990",
            "1900",
            "1900-01",
            "1900-01-02",
            "1900-01-01 09:30:00",
            "19000102",
            "0.00000",
            "-1",
            "?a",
            ".5",
            "(555) 010-0134",
            "unknown subject of interest",
            "Ñ/A",
            "not knöwn",
            "n",
            "x",
            "Ulla",
            "\u{1f600}",
        ] {
            assert!(!is_placeholder(text), "{text:?}");
        }
    }

    #[test]
    fn tables_are_as_the_code_expects() {
        assert!(WORDS.iter().chain(&DATES).all(|text| text.len() <= LONGEST));
        assert!(WORDS.iter().chain(&DATES).all(|text| is_placeholder(text)));
    }

    #[test]
    fn only_midnight_is_cut_off() {
        assert_eq!(without_midnight("1971-06-24T00:00:00.000Z"), "1971-06-24");
        assert_eq!(without_midnight("1971-06-24 00:00"), "1971-06-24");
        assert_eq!(without_midnight("19710624T00:00:00+00:00"), "19710624");
        for kept in [
            "1971-06-24T04:00:00Z",
            "1971 00:00:00",
            "1971-06-24 00:00:00-05:00",
            "Mary Ann",
        ] {
            assert_eq!(without_midnight(kept), kept);
        }
    }
}

//! From any script to sound units.
//!
//! Arabic and Hebrew letters become units directly, since one letter has several readings. Everything
//! else is romanised by the tables of the crate `any_ascii` and then read as Latin. Chinese characters
//! are read in Mandarin: a name of a Japanese person in characters will not meet its own romanisation.

use super::units::{
    Unit,
    Unit::{
        Alef, Ayn, B, Ch, D, Dh, F, G, Gh, H, Heh, J, K, Kh, L, M, N, P, R, S, Sh, T, Th, Ts, Waw,
        Yeh, Z, Zh,
    },
};

/// The script of a letter, as far as names are compared differently.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Script {
    Latin,
    /// Chinese characters: a letter is a syllable and often a whole name.
    Han,
    /// Korean syllables.
    Hangul,
    /// Written mostly without vowels, or with vowels that are not written: Arabic, Hebrew, the
    /// scripts of India and South-East Asia, Ethiopic.
    Sparse,
    /// Japanese kana, which put a vowel after nearly every consonant.
    Kana,
    /// Every other.
    Full,
}

impl Script {
    pub(super) const fn of(c: char) -> Self {
        match c {
            '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Self::Latin,
            '\u{590}'..='\u{74f}'
            | '\u{900}'..='\u{109f}'
            | '\u{1200}'..='\u{139f}'
            | '\u{1780}'..='\u{17ff}' => Self::Sparse,
            '\u{3040}'..='\u{30ff}' => Self::Kana,
            '\u{ac00}'..='\u{d7a3}' => Self::Hangul,
            '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' => {
                Self::Han
            }
            _ => Self::Full,
        }
    }

    /// Whether each letter is a syllable and a word of its own.
    pub(super) const fn is_syllables(self) -> bool {
        matches!(self, Self::Han | Self::Hangul)
    }
}

/// An Arabic or Hebrew letter as Latin letters and as a unit; marks of vowels have neither.
pub(super) const fn abjad(c: char) -> Option<(&'static str, Option<Unit>)> {
    Some(match c {
        'ا' | 'آ' | 'أ' | 'إ' | 'ٱ' | 'א' => ("a", Some(Alef)),
        'ى' => ("a", Some(Yeh)),
        'ب' | 'ב' => ("b", Some(B)),
        'ت' | 'ط' | 'ת' | 'ט' | 'ٹ' => ("t", Some(T)),
        'ث' => ("th", Some(Th)),
        'ج' => ("j", Some(J)),
        'چ' => ("ch", Some(Ch)),
        'ح' | 'ח' => ("h", Some(H)),
        'خ' => ("kh", Some(Kh)),
        'د' | 'ض' | 'ד' | 'ڈ' => ("d", Some(D)),
        'ذ' | 'ظ' => ("dh", Some(Dh)),
        'ر' | 'ר' | 'ڑ' => ("r", Some(R)),
        'ز' | 'ז' => ("z", Some(Z)),
        'ژ' => ("zh", Some(Zh)),
        'س' | 'ص' | 'ס' => ("s", Some(S)),
        'ش' | 'ש' => ("sh", Some(Sh)),
        'ع' | 'ע' => ("a", Some(Ayn)),
        'غ' => ("gh", Some(Gh)),
        'ف' => ("f", Some(F)),
        'פ' | 'ף' | 'پ' => ("p", Some(P)),
        'ق' | 'ך' | 'כ' | 'ק' | 'ك' | 'ک' => ("k", Some(K)),
        'گ' | 'ג' => ("g", Some(G)),
        'ل' | 'ל' => ("l", Some(L)),
        'م' | 'מ' | 'ם' => ("m", Some(M)),
        'ن' | 'ں' | 'נ' | 'ן' => ("n", Some(N)),
        'ه' | 'ہ' | 'ة' | 'ۀ' | 'ھ' | 'ה' => ("h", Some(Heh)),
        'و' | 'ؤ' | 'ו' => ("w", Some(Waw)),
        'ي' | 'ی' | 'ئ' | 'ے' | 'י' => ("y", Some(Yeh)),
        'צ' | 'ץ' => ("ts", Some(Ts)),
        'ء'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{670}' => ("", None),
        _ => return None,
    })
}

/// A Latin word with Latin letters for the digits and letters that only look like them.
pub(super) fn without_lookalikes(word: &str) -> String {
    let letters: Vec<char> = word.chars().map(|c| look_alike(c).unwrap_or(c)).collect();
    let vowel = |i: usize| letters.get(i).is_some_and(|c| "aeiouy".contains(*c));
    let read = |(i, c): (usize, &char)| match c {
        // beside a vowel it is an l, elsewhere an i
        '1' if vowel(i + 1) || (i > 0 && vowel(i - 1)) => 'l',
        '1' => 'i',
        c => *c,
    };
    letters.iter().enumerate().map(read).collect()
}

/// The Latin letter that looks like a letter or digit inside a Latin word.
const fn look_alike(c: char) -> Option<char> {
    Some(match c {
        '0' | 'о' | 'ο' => 'o',
        'і' | 'ι' => 'i',
        '3' | 'е' => 'e',
        '4' | 'а' | 'α' => 'a',
        '5' | 'ѕ' => 's',
        '7' | 'т' => 't',
        '8' => 'b',
        '9' => 'g',
        'с' => 'c',
        'р' | 'ρ' => 'p',
        'у' => 'y',
        'х' | 'χ' => 'x',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'м' => 'm',
        'ν' => 'v',
        _ => return None,
    })
}

/// Appends a letter of another script in lower-case Latin letters.
pub(super) fn romanise(c: char, out: &mut String) {
    let start = out.len();
    for b in any_ascii::any_ascii_char(c).bytes() {
        if b.is_ascii_alphabetic() {
            out.push(b.to_ascii_lowercase() as char);
        }
    }
    match c {
        // small kana replace the vowel before them: ki + ya is kya, shi + ya is sha, te + i is ti
        'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' => {
            replace_vowel(start, out);
        }
        'ゃ' | 'ゅ' | 'ょ' | 'ャ' | 'ュ' | 'ョ' => {
            replace_vowel(start, out);
            for soft in ["shy", "chy", "jy"] {
                if out
                    .get(..out.len().saturating_sub(1))
                    .is_some_and(|o| o.ends_with(soft))
                {
                    out.remove(out.len() - 2);
                }
            }
        }
        'っ' | 'ッ' => out.truncate(start),
        // eo and eu are one vowel each
        '\u{ac00}'..='\u{d7a3}' => {
            let syllable = out.split_off(start);
            out.push_str(&syllable.replace("eo", "o").replace("eu", "u"));
        }
        _ => {}
    }
}

fn replace_vowel(start: usize, out: &mut String) {
    let vowel = start.checked_sub(1).filter(|i| {
        out.as_bytes()
            .get(*i)
            .is_some_and(|b| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u'))
    });
    if let Some(vowel) = vowel {
        // all of it is ASCII
        out.remove(vowel);
        if out.is_empty() {
            out.push('w');
        }
    }
}

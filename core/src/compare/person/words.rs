//! How alike are two words of names?

use super::{
    costs::{self, Vowels},
    facts::Kind,
    script::Script,
    tokens::Token,
    units::Units,
};
use crate::compare::level::levels;

levels! {
    /// How a part of one name answers to a part of another.
    PartLevel {
        Same = "same", "the same";
        Spelling = "spelling", "another spelling or romanisation of the same";
        Nickname = "nickname", "one is a nickname of the other";
        Initial = "initial", "one is the initial of the other";
        Near = "near", "nearly the same spelling";
        Reversed = "reversed", "father and child exchanged";
        LeftOver = "left_over", "in one name only";
    }
}

/// A likeness and how alike, from 0.0 to 1.0.
pub(super) type Likeness = (PartLevel, f64);

/// A likeness of two spellings of one name.
const SPELLING: f64 = 0.97;
/// Two readings of different characters that sound the same.
const HOMOPHONE: f64 = 0.8;

/// The most that two words of so many units may differ, in hundredths of an edit.
const fn budget(length: usize) -> u16 {
    match length {
        0 | 1 => 0,
        2 => 40,
        3 => 60,
        4 => 110,
        5 => 125,
        6..=8 => 145,
        9..=11 => 170,
        _ => 200,
    }
}

/// How alike two words are, or `None` when they are different words.
pub(super) fn alike(a: &Token, b: &Token) -> Option<Likeness> {
    if a.text == b.text {
        return Some((PartLevel::Same, 1.0));
    }
    if a.initial || b.initial {
        let letter = |t: &Token| t.latin().chars().next();
        let likeness = if a.initial && b.initial {
            (PartLevel::Spelling, SPELLING)
        } else {
            (PartLevel::Initial, 0.9)
        };
        return (letter(a) == letter(b)).then_some(likeness);
    }
    if a.script.is_syllables() && a.script == b.script {
        // Hangul writes the sound, so another syllable is another name
        let sound_alike = a.script == Script::Han && a.latin() == b.latin();
        return sound_alike.then_some((PartLevel::Spelling, HOMOPHONE));
    }
    if a.latin() == b.latin() {
        return Some((PartLevel::Spelling, 0.99));
    }
    if a.fact.same(&b.fact) {
        return Some((PartLevel::Spelling, SPELLING));
    }
    if a.kind == Kind::Particle || b.kind == Kind::Particle || a.units.cut || b.units.cut {
        return None;
    }
    if a.nickname_of(b) {
        return Some((PartLevel::Nickname, 0.92));
    }
    near(&a.units, &b.units, vowels(a.script, b.script, false))
}

/// How the vowels of two scripts compare; `joined`: where one is several words.
pub(super) fn vowels(a: Script, b: Script, joined: bool) -> Vowels {
    let padded = |s| s == Script::Kana || (joined && s == Script::Han);
    if (a == Script::Sparse) != (b == Script::Sparse) {
        // between two words that both lack vowels, a vowel that is written counts
        Vowels::Sparse
    } else if padded(a) != padded(b) {
        Vowels::Padded
    } else {
        Vowels::Alike
    }
}

/// How alike two words sound.
pub(super) fn near(a: &Units, b: &Units, vowels: Vowels) -> Option<Likeness> {
    let length = match vowels {
        Vowels::Alike => a.len().max(b.len()),
        _ => a.firm().max(b.firm()).max(a.len().min(b.len())),
    };
    let most = budget(length);
    let cost = costs::distance(a.as_slice(), b.as_slice(), vowels, most)?;
    let share = f64::from(cost) / f64::from(most.max(1));
    // what only romanisation changes is another spelling, the rest an error or another name
    let level = if cost <= 30 {
        PartLevel::Spelling
    } else {
        PartLevel::Near
    };
    Some((level, SPELLING - 0.4 * share * share.max(0.5)))
}

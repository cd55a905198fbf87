//! How alike are two personal names?
//!
//! Levels are tried from the strongest down: the same normal form, a nickname, nearly the same
//! spelling, an initial, all words of the shorter contained in the longer, a similar spelling, the
//! same sound (Double Metaphone, Philips 2000). Given name and surname entered in each other's field
//! are found by [`full_names`].

use rphonetic::DoubleMetaphone;

use super::{level::levels, metric, nicknames, normal};

levels! {
    /// How alike two names are.
    NameLevel {
        Same = "same", "the same name";
        Swapped = "swapped", "the same name, in the other name field";
        Nickname = "nickname", "one is a nickname of the other";
        NearlySame = "nearly_same", "nearly the same spelling";
        Initial = "initial", "one is the initial of the other";
        Part = "part", "one is part of the other";
        Similar = "similar", "a similar spelling";
        SoundsAlike = "sounds_alike", "sounds alike";
        Different = "different", "different";
    }
}

/// Jaro–Winkler similarity from which two names count as nearly the same.
const NEARLY_SAME: f64 = 0.92;
/// Jaro–Winkler similarity from which two names count as similar.
const SIMILAR: f64 = 0.83;

/// Compares two names after [`normal::name`]; `None` when either is empty or a placeholder.
///
/// ```
/// use caselink::compare::{NameLevel, names};
///
/// assert_eq!(names("Robert", "Bob"), Some(NameLevel::Nickname));
/// assert_eq!(names("Núñez", "NUNEZ"), Some(NameLevel::Same));
/// assert_eq!(names("Smith", "Smyth"), Some(NameLevel::Similar));
/// assert_eq!(names("J.", "Jolene"), Some(NameLevel::Initial));
/// assert_eq!(names("Smith", "unknown"), None);
/// ```
pub fn names(a: &str, b: &str) -> Option<NameLevel> {
    let (a, b) = (
        super::present(a, normal::name)?,
        super::present(b, normal::name)?,
    );
    Some(level(&NameForm::new(a), &NameForm::new(b)))
}

/// Compares `(given name, surname)` with `(given name, surname)` and notices when the two were
/// entered in each other's field.
///
/// ```
/// use caselink::compare::{NameLevel, full_names};
///
/// let levels = full_names(("Thi Lan", "Nguyen"), ("Nguyen", "Thi Lan"));
/// assert_eq!(levels, [Some(NameLevel::Swapped), Some(NameLevel::Swapped)]);
/// ```
pub fn full_names(a: (&str, &str), b: (&str, &str)) -> [Option<NameLevel>; 2] {
    let form = |s: &str| super::present(s, normal::name).map(NameForm::new);
    let (a, b) = ([form(a.0), form(a.1)], [form(b.0), form(b.1)]);
    [0, 1].map(|field| {
        let other = 1 - field;
        level_swapped(
            a[field].as_ref(),
            b[field].as_ref(),
            a[other].as_ref(),
            b[other].as_ref(),
        )
    })
}

/// A name prepared for many comparisons.
#[derive(Clone, Debug)]
pub(crate) struct NameForm {
    pub(crate) text: Box<str>,
    /// Double Metaphone codes, hashed; 0 where there is none.
    pub(crate) sounds: [u64; 2],
    nickname: u16,
    initial: bool,
    characters: u64,
}

impl NameForm {
    /// Prepares a normal form.
    pub(crate) fn new(text: String) -> Self {
        let initial = text.chars().nth(1).is_none();
        Self {
            sounds: sounds(&text),
            nickname: nicknames::number(&text),
            initial,
            characters: metric::characters(&text),
            text: text.into_boxed_str(),
        }
    }
}

impl NameForm {
    fn marked(&self) -> metric::Marked<'_> {
        metric::Marked {
            bytes: self.text.as_bytes(),
            set: self.characters,
        }
    }
}

fn sounds(text: &str) -> [u64; 2] {
    // the algorithm knows the Latin alphabet only
    if text.len() < 2 || !text.bytes().all(|b| b.is_ascii_lowercase() || b == b' ') {
        return [0, 0];
    }
    let codes = DoubleMetaphone::new(Some(6)).double_metaphone(text);
    [codes.primary(), codes.alternate()].map(|code| {
        if code.is_empty() {
            0
        } else {
            crate::hash::text(&code)
        }
    })
}

/// Compares two prepared names of one field.
pub(crate) fn level(a: &NameForm, b: &NameForm) -> NameLevel {
    if a.marked().is(b.marked()) {
        return NameLevel::Same;
    }
    if a.initial || b.initial {
        return if a.text.chars().next() == b.text.chars().next() {
            NameLevel::Initial
        } else {
            NameLevel::Different
        };
    }
    if nicknames::related(a.nickname, b.nickname) {
        return NameLevel::Nickname;
    }
    let similarity = metric::jaro_winkler_from(a.marked(), b.marked(), SIMILAR);
    if similarity >= NEARLY_SAME {
        NameLevel::NearlySame
    } else if is_part(&a.text, &b.text) {
        NameLevel::Part
    } else if similarity >= SIMILAR {
        NameLevel::Similar
    } else if a.sounds[0] != 0 && a.sounds.iter().any(|s| *s != 0 && b.sounds.contains(s)) {
        NameLevel::SoundsAlike
    } else {
        NameLevel::Different
    }
}

/// Compares a name field, given the other name field of each person.
///
/// The names are swapped when both cross over: one as the same name, the other at least alike, unless it
/// is not recorded. One name alone that crosses over is a coincidence (many surnames are given names too),
/// which must not count, let alone in both fields.
pub(crate) fn level_swapped(
    a: Option<&NameForm>,
    b: Option<&NameForm>,
    a_other: Option<&NameForm>,
    b_other: Option<&NameForm>,
) -> Option<NameLevel> {
    let straight = level(a?, b?);
    if straight <= NameLevel::Nickname {
        return Some(straight);
    }
    let crossed = [(a, b_other), (a_other, b)].map(|(x, y)| Some((x?, y?)));
    let mut recorded = crossed.iter().flatten();
    let swapped = recorded
        .clone()
        .any(|(x, y)| x.marked().is(y.marked()) && !x.initial)
        && recorded.all(|(x, y)| level(x, y) != NameLevel::Different);
    Some(if swapped {
        NameLevel::Swapped
    } else {
        straight
    })
}

/// Whether all words of the shorter name occur in the longer one; of two equally long names, each in
/// the other.
fn is_part(a: &str, b: &str) -> bool {
    let within = |short: &str, long: &str| {
        long.contains(' ')
            && short
                .split(' ')
                .all(|w| w.len() > 1 && long.split(' ').any(|l| l == w))
    };
    (a.len() > b.len() || within(a, b)) && (a.len() < b.len() || within(b, a))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_is_reached() {
        for (a, b, expect) in [
            ("Michaela", "Michaella", NameLevel::NearlySame),
            ("Garcia Lopez", "Garcia", NameLevel::Part),
            ("Lopez Garcia", "Garcia", NameLevel::Part),
            ("Ng", "Pham", NameLevel::Different),
            ("Margaret", "Peggy", NameLevel::Nickname),
            ("Knight", "Nite", NameLevel::SoundsAlike),
            ("K", "Pham", NameLevel::Different),
            ("李", "李", NameLevel::Same),
        ] {
            assert_eq!(names(a, b), Some(expect), "{a} / {b}");
            assert_eq!(names(b, a), Some(expect), "{b} / {a}");
        }
    }
}

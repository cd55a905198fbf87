//! Names in the forms of several origins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    draw::Draw,
    name_tables::{
        ARABIC, CHINESE, ENGLISH, HUNGARIAN, MONONYM, SLAVIC, SPANISH, Tables, VIETNAMESE,
    },
};

/// Where the form of a name comes from. It says nothing about a person; it lets error rates be compared by group.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum NameOrigin {
    /// Given name, middle name, surname.
    English,
    /// Two surnames, of father and mother.
    Spanish,
    /// Family name first in its own order; a middle name that tells the sex.
    Vietnamese,
    /// Romanised in more than one way.
    Chinese,
    /// Name of the father after one's own; romanised in many ways.
    Arabic,
    /// Endings that tell the sex.
    Slavic,
    /// Family name first in its own order.
    Hungarian,
    /// One name only.
    Mononym,
}

impl NameOrigin {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::English,
        Self::Spanish,
        Self::Vietnamese,
        Self::Chinese,
        Self::Arabic,
        Self::Slavic,
        Self::Hungarian,
        Self::Mononym,
    ];

    const fn tables(self) -> &'static Tables {
        match self {
            Self::English => &ENGLISH,
            Self::Spanish => &SPANISH,
            Self::Vietnamese => &VIETNAMESE,
            Self::Chinese => &CHINESE,
            Self::Arabic => &ARABIC,
            Self::Slavic => &SLAVIC,
            Self::Hungarian => &HUNGARIAN,
            Self::Mononym => &MONONYM,
        }
    }
}

/// A name as its bearer writes it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Name {
    pub(super) given: String,
    pub(super) middle: Option<String>,
    pub(super) surname: Option<String>,
}

/// A name of an origin.
pub(super) fn name(origin: NameOrigin, is_woman: bool, draw: &mut Draw) -> Name {
    let tables = origin.tables();
    let given = |draw: &mut Draw| {
        draw.common(if is_woman { tables.women } else { tables.men })
            .to_owned()
    };
    let first = given(draw);
    let surname = draw.common(tables.surnames);
    let (middle, surname) = match origin {
        NameOrigin::English => (draw.happens(0.8).then(|| given(draw)), surname.to_owned()),
        NameOrigin::Spanish => (
            draw.happens(0.3).then(|| given(draw)),
            format!("{surname} {}", draw.common(tables.surnames)),
        ),
        NameOrigin::Vietnamese => {
            let middle = if is_woman {
                "Thi"
            } else {
                draw.one(&["Van", "Duc", "Minh"])
            };
            (Some(middle.to_owned()), surname.to_owned())
        }
        NameOrigin::Arabic => (
            Some(draw.common(tables.men).to_owned()),
            if draw.happens(0.4) {
                format!("Al {surname}")
            } else {
                surname.to_owned()
            },
        ),
        NameOrigin::Slavic => (
            None,
            if is_woman {
                feminine(surname)
            } else {
                surname.to_owned()
            },
        ),
        NameOrigin::Chinese | NameOrigin::Hungarian => (None, surname.to_owned()),
        NameOrigin::Mononym => {
            return Name {
                given: first,
                middle: None,
                surname: None,
            };
        }
    };
    Name {
        given: first,
        middle,
        surname: Some(surname),
    }
}

/// `Ivanov`, `Kowalski` and `Novotny` as a woman bears them.
fn feminine(surname: &str) -> String {
    if let Some(stem) = surname.strip_suffix("ski") {
        format!("{stem}ska")
    } else if let Some(stem) = surname.strip_suffix("ny") {
        format!("{stem}na")
    } else if surname.ends_with("ov") || surname.ends_with("ev") || surname.ends_with("in") {
        format!("{surname}a")
    } else {
        surname.to_owned()
    }
}

/// Another way in which a part of a name is written, where there is one: of two surnames the first that has one, of a
/// woman's surname that of the man's or the man's itself, of `Al Sayed` also `Al-Sayed`.
pub(super) fn variant(origin: NameOrigin, part: &str) -> Option<String> {
    let tables = origin.tables();
    let of_word = |word: &str| {
        let other = tables.variants.iter().find_map(|(a, b)| match word {
            word if word == *a => Some(*b),
            word if word == *b => Some(*a),
            _ => None,
        });
        other.map(str::to_owned)
    };
    let of_any_word = || {
        let words: Vec<&str> = part.split(' ').collect();
        let (at, other) = (0..)
            .zip(&words)
            .find_map(|(at, word)| Some((at, of_word(word)?)))?;
        let changed = (0..)
            .zip(&words)
            .map(|(place, word)| if place == at { &other[..] } else { word });
        Some(changed.collect::<Vec<_>>().join(" "))
    };
    let of_man = || {
        let man = tables
            .surnames
            .iter()
            .find(|man| feminine(man) == part && **man != part)?;
        Some(of_word(man).map_or_else(|| (*man).to_owned(), |other| feminine(&other)))
    };
    let of_article = || part.strip_prefix("Al ").map(|rest| format!("Al-{rest}"));
    of_any_word()
        .or_else(|| (origin == NameOrigin::Slavic).then(of_man)?)
        .or_else(|| (origin == NameOrigin::Arabic).then(of_article)?)
}

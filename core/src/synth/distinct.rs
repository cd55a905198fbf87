//! What sets a person or a vehicle apart, where anything does.

use super::{Rates, draw::Draw};
use crate::records::{Mark, MarkKind};

/// A mark that shows.
#[derive(Clone)]
pub(super) struct TrueMark {
    kind: MarkKind,
    site: &'static str,
    text: Option<&'static str>,
}

impl TrueMark {
    /// As it is recorded: where it is, and what it shows where that was seen.
    pub(super) fn recorded(&self, shows: bool) -> Mark {
        Mark {
            kind: self.kind.clone(),
            site: Some(self.site.to_owned().into()),
            text: self
                .text
                .filter(|_| shows)
                .map(|text| text.to_owned().into()),
            ..Mark::default()
        }
    }
}

/// What sets a person apart.
#[derive(Clone, Default)]
pub(super) struct Distinct {
    pub(super) mark: Option<TrueMark>,
    pub(super) speech: Option<&'static str>,
}

impl Distinct {
    pub(super) fn new(rates: &Rates, draw: &mut Draw) -> Self {
        const SITES: [&str; 6] = ["arm", "arm", "hand", "neck", "face", "leg"];
        const SHOWS: [&str; 12] = [
            "letters",
            "star",
            "snake",
            "cross",
            "rose",
            "anchor",
            "skull",
            "barbed wire",
            "bird",
            "sleeve",
            "numbers",
            "spider web",
        ];
        const WAYS: [&str; 6] = [
            "stutter",
            "lisp",
            "hoarse voice",
            "high voice",
            "heavy accent",
            "mumbled",
        ];
        let mark = draw.happens(rates.person_is_marked).then(|| {
            let site = draw.one(&SITES);
            if draw.happens(0.7) {
                TrueMark {
                    kind: MarkKind::Tattoo,
                    site,
                    text: Some(draw.common(&SHOWS)),
                }
            } else {
                TrueMark {
                    kind: MarkKind::Scar,
                    site,
                    text: None,
                }
            }
        });
        Self {
            mark,
            speech: draw
                .happens(rates.person_speaks_apart)
                .then(|| draw.one(&WAYS)),
        }
    }
}

/// Damage of a vehicle, a sticker or the like.
pub(super) fn feature(rates: &Rates, draw: &mut Draw) -> Option<&'static str> {
    const FEATURES: [&str; 12] = [
        "tinted windows",
        "dent in door",
        "rust on hood",
        "bumper sticker",
        "cracked windshield",
        "loud exhaust",
        "missing hubcap",
        "broken tail light",
        "roof rack",
        "company logo",
        "ladder on roof",
        "primer on fender",
    ];
    draw.happens(rates.vehicle_is_marked)
        .then(|| draw.common(&FEATURES))
}

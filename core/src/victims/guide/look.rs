//! Where partial names stand in a name, and what each place says.

use super::{
    EvidenceGuide, GuideHit,
    form::{Words, normal_into},
};

/// A partial name in a name: which, from where, to where, and in which form of the name.
pub(super) type Place = (usize, usize, usize, Words);

impl EvidenceGuide {
    /// Each partial name in a name, by place; one that is found in its words as they stand is not looked for in them apart.
    pub(super) fn places(&self, name: &str, forms: &mut Forms) -> Vec<Place> {
        let mut places: Vec<Place> = Vec::new();
        let differs = normal_into(name, Words::Whole, &mut forms.whole);
        let mut joined: Vec<Place> = Vec::new();
        self.each(&forms.whole, |(partial, is_joined), from, to| {
            let place = (partial, from, to, Words::Whole);
            if is_joined {
                joined.push(place);
            } else {
                places.push(place);
            }
        });
        if differs {
            normal_into(name, Words::Apart, &mut forms.apart);
            let mut apart: Vec<Place> = Vec::new();
            self.each(&forms.apart, |(partial, is_joined), from, to| {
                if !is_joined {
                    apart.push((partial, from, to, Words::Apart));
                }
            });
            add_new(&mut places, apart);
        }
        add_new(&mut places, joined);
        places.sort_unstable_by_key(|(partial, from, to, _)| (*from, *to, *partial));
        places
    }

    /// Calls `found` with each partial name in a name in its form: which, from where, to where. A number must be whole.
    fn each(&self, form: &[u8], mut found: impl FnMut((usize, bool), usize, usize)) {
        if !self.openings.may_begin_in(form) {
            return;
        }
        let is_digit = |at: Option<usize>| {
            at.and_then(|at| form.get(at))
                .is_some_and(u8::is_ascii_digit)
        };
        for hit in self.automaton.find_overlapping_iter(form) {
            let (from, to) = (hit.start(), hit.end());
            let Some(pattern) = self.patterns.get(hit.pattern().as_usize()) else {
                continue;
            };
            let is_cut = pattern.begins_with_digit && is_digit(from.checked_sub(1))
                || pattern.ends_with_digit && is_digit(Some(to));
            if !is_cut {
                for partial in &pattern.partials {
                    found(*partial, from, to);
                }
            }
        }
    }

    pub(super) fn hits(&self, name: u64, forms: &Forms, found: &[Place]) -> Vec<GuideHit> {
        // as many as there are bytes that do not go on with one
        let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
        let mut hits = Vec::new();
        for (partial, from, to, words) in found {
            let Some(partial) = self.partials.get(*partial) else {
                continue;
            };
            let form = match words {
                Words::Whole => &forms.whole,
                Words::Apart => &forms.apart,
            };
            let ends =
                |at: Option<usize>| at.and_then(|at| form.get(at)).is_none_or(|c| *c == b' ');
            let characters = |to: usize| {
                form.get(..to)
                    .map_or(0, |part| part.iter().filter(begins).count()) as u64
            };
            let whole_words = ends(from.checked_sub(1)) && ends(Some(*to));
            let of_series = partial.series.len() as u32;
            for (series, is_identifier) in &partial.series {
                hits.push(GuideHit {
                    name,
                    series: series.clone(),
                    partial: partial.as_written.clone(),
                    is_identifier: *is_identifier,
                    from: characters(*from),
                    to: characters(*to),
                    whole_words,
                    of_series,
                    why: why(*is_identifier, whole_words, of_series),
                });
            }
        }
        hits
    }
}

/// Why a partial name is a hit, in words.
fn why(is_identifier: bool, whole_words: bool, of_series: u32) -> String {
    let what = if is_identifier {
        "An identifier of the series"
    } else {
        "A partial name of the series"
    };
    let how = if whole_words {
        "as whole words"
    } else {
        "inside a longer word, which may be chance"
    };
    let others = match of_series {
        0 | 1 => "No other series of the guide has it.".to_owned(),
        many => format!("{many} series of the guide have it."),
    };
    format!("{what} stands in the name {how}. {others}")
}

/// Adds the places of those partial names that no other reading of the name has.
fn add_new(places: &mut Vec<Place>, more: Vec<Place>) {
    let known = places.len();
    for place in more {
        let before = places.get(..known).unwrap_or_default();
        if before.iter().all(|(partial, ..)| *partial != place.0) {
            places.push(place);
        }
    }
}

/// The forms of the name at hand.
#[derive(Default)]
pub(super) struct Forms {
    pub(super) whole: Vec<u8>,
    apart: Vec<u8>,
}

impl Forms {
    pub(super) fn read(&mut self, name: &str) {
        if normal_into(name, Words::Whole, &mut self.whole) {
            normal_into(name, Words::Apart, &mut self.apart);
        }
    }
}

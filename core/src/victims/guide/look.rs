//! Where partial names stand in a name, and what each place says.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    EvidenceGuide, GuideHit,
    form::{Words, goes_on_at, normal_into},
};

/// A partial name in a name: which, from where, to where, and in which form of the name.
pub(super) type Place = (usize, usize, usize, Words);

/// The most places of one partial name in a name that are listed: a name that repeats it says no more.
pub(super) const MOST_PLACES: usize = 100;

/// The places of partial names in a name.
#[derive(Default)]
pub(super) struct Places {
    pub(super) listed: Vec<Place>,
    /// By partial name, how many more there are.
    pub(super) more: BTreeMap<usize, u64>,
    /// By partial name, how many are listed.
    counts: BTreeMap<usize, usize>,
}

impl Places {
    fn add(&mut self, place: Place) {
        let count = self.counts.entry(place.0).or_default();
        if *count == MOST_PLACES {
            *self.more.entry(place.0).or_default() += 1;
        } else {
            *count += 1;
            self.listed.push(place);
        }
    }

    /// Adds the places of those partial names that no other reading of the name has.
    fn add_new(&mut self, other: Self) {
        let known: BTreeSet<usize> = self.counts.keys().copied().collect();
        let is_new = |partial: &usize| !known.contains(partial);
        let listed = other.listed.into_iter().filter(|place| is_new(&place.0));
        self.listed.extend(listed);
        self.more.extend(
            other
                .more
                .into_iter()
                .filter(|(partial, _)| is_new(partial)),
        );
        self.counts.extend(
            other
                .counts
                .into_iter()
                .filter(|(partial, _)| is_new(partial)),
        );
    }
}

impl EvidenceGuide {
    /// Each partial name in a name, by place; one that is found in its words as they stand is not looked for in them apart.
    pub(super) fn places(&self, name: &str, forms: &mut Forms) -> Places {
        let mut places = Places::default();
        let differs = normal_into(name, Words::Whole, &mut forms.whole);
        let mut joined = Places::default();
        self.each(&forms.whole, |(partial, is_joined), from, to| {
            let place = (partial, from, to, Words::Whole);
            if is_joined {
                joined.add(place);
            } else {
                places.add(place);
            }
        });
        if differs {
            normal_into(name, Words::Apart, &mut forms.apart);
            let mut apart = Places::default();
            self.each(&forms.apart, |(partial, is_joined), from, to| {
                if !is_joined {
                    apart.add((partial, from, to, Words::Apart));
                }
            });
            places.add_new(apart);
        }
        places.add_new(joined);
        places
            .listed
            .sort_unstable_by_key(|(partial, from, to, _)| (*from, *to, *partial));
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
                || pattern.ends_with_digit && is_digit(Some(to))
                || goes_on_at(form, to);
            if !is_cut {
                for partial in &pattern.partials {
                    found(*partial, from, to);
                }
            }
        }
    }

    pub(super) fn hits(&self, name: u64, forms: &Forms, found: &[Place]) -> Vec<GuideHit> {
        let (whole, apart) = (Characters::of(&forms.whole), Characters::of(&forms.apart));
        let mut hits = Vec::new();
        for (partial, from, to, words) in found {
            let Some(partial) = self.partials.get(*partial) else {
                continue;
            };
            let (form, characters) = match words {
                Words::Whole => (&forms.whole, &whole),
                Words::Apart => (&forms.apart, &apart),
            };
            let ends =
                |at: Option<usize>| at.and_then(|at| form.get(at)).is_none_or(|c| *c == b' ');
            let whole_words = ends(from.checked_sub(1)) && ends(Some(*to));
            let of_series = partial.series.len() as u32;
            for (series, is_identifier) in &partial.series {
                hits.push(GuideHit {
                    name,
                    series: series.clone(),
                    partial: partial.as_written.clone(),
                    is_identifier: *is_identifier,
                    from: characters.before(*from),
                    to: characters.before(*to),
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

/// How many characters stand before each byte of a form; nothing where each byte is one.
struct Characters(Vec<u32>);

impl Characters {
    fn of(form: &[u8]) -> Self {
        if form.is_ascii() {
            return Self(Vec::new());
        }
        let mut count = 0;
        let before = form.iter().map(|byte| {
            // as many as there are bytes that do not go on with one
            let begins = byte & 0xc0 != 0x80;
            count += u32::from(begins);
            count - u32::from(begins)
        });
        let mut all: Vec<u32> = before.collect();
        all.push(count);
        Self(all)
    }

    fn before(&self, at: usize) -> u64 {
        self.0.get(at).map_or(at as u64, |count| u64::from(*count))
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

//! Which known series does the name of a file point to?
//!
//! Files of a known series are often found under names that hold the same words, long after the bytes have changed. The
//! guide holds these partial names, and finds all of them in a name at once (Aho and Corasick 1975,
//! doi:10.1145/360825.360855). Both sides are brought to one form first: lower case, without accents and strokes (where a mark makes another letter, as in
//! Thai, it stays), whatever stands
//! between words as one space, numbers by themselves and without leading zeros, escapes such as `%20` as what they stand for. A
//! capital inside a word may begin another (`BlueTent`): both readings are looked for, and a partial name without its separators
//! too. A hit is a lead to a series, and no more than that: anybody can name a file anything.

mod count;
mod form;
mod look;
mod openings;
mod refusal;
mod types;

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

pub use self::types::{
    CommonPartial, GuideDescription, GuideEntry, GuideFindings, GuideHit, GuideRefusal,
    GuideSettings,
};
use self::{
    count::Count,
    form::{Words, joined, normal, stem},
    look::{Forms, Place, Places},
    openings::Openings,
    refusal::{COMMON, refusal},
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    records::{Limits, Pii},
};

/// Names between two looks at the control.
const STRIDE: usize = 4_096;
/// Above so many bytes of partial names, the automaton is built small instead of fast: a table of all transitions takes
/// some 200 bytes for each, and is slower than a small automaton once it does not stay near the processor.
const FAST_BYTES: usize = 8 << 10;
/// The most bytes of all partial names.
const MOST_BYTES: usize = 256 << 20;

/// A guide from partial names of files to known series.
///
/// ```
/// use caselink::victims::{EvidenceGuide, GuideEntry, GuideSettings};
///
/// let entries = GuideEntry::all_from_value(&serde_json::json!([
///     { "series": "V-17", "names": ["Blue_Tent-03", "img"], "identifiers": ["lakehouse"] },
/// ]))?;
/// let guide = EvidenceGuide::new(&entries, &GuideSettings::default())?;
/// assert_eq!(guide.refusals()[0].reason, "a word that cameras and programs put into names");
///
/// let hits = guide.find("IMG blue.tent (3) copy.jpg");
/// assert_eq!(hits[0].series, "V-17");
/// assert!(guide.find("blue_tent_35.jpg").is_empty()); // 35 is not 3
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone)]
pub struct EvidenceGuide {
    automaton: AhoCorasick,
    openings: Openings,
    /// By pattern of the automaton.
    patterns: Vec<Pattern>,
    partials: Vec<Partial>,
    refusals: Vec<GuideRefusal>,
    /// By series.
    descriptions: BTreeMap<String, Pii<String>>,
    /// Words that say nothing of what a file is.
    common_words: BTreeSet<String>,
    most_per_thousand: u32,
}

/// A form of partial names, as it is looked for.
#[derive(Clone)]
struct Pattern {
    /// By their numbers, and whether each has this form without the spaces between its words; two may have one form.
    partials: Vec<(usize, bool)>,
    begins_with_digit: bool,
    ends_with_digit: bool,
}

#[derive(Clone)]
struct Partial {
    as_written: Pii<String>,
    /// By series, whether it is an identifier there.
    series: BTreeMap<String, bool>,
}

fn wrong(name: &'static str, reason: String) -> Error {
    Error::InvalidParameter { name, reason }
}

/// Finds all partial names at once.
fn automaton<'a>(forms: impl Iterator<Item = &'a String>, bytes: usize) -> Result<AhoCorasick> {
    let kind = if bytes <= FAST_BYTES {
        AhoCorasickKind::DFA
    } else {
        AhoCorasickKind::ContiguousNFA
    };
    AhoCorasick::builder()
        .match_kind(MatchKind::Standard)
        .kind(Some(kind))
        .build(forms)
        .map_err(|_| {
            wrong(
                "entries",
                "are too many for one guide: make several".to_owned(),
            )
        })
}

/// The words that are common: the built-in ones, and those of the settings.
fn common_words(settings: &GuideSettings) -> BTreeSet<String> {
    let own = settings.common_words.iter();
    let own = own.map(|word| normal(word, Words::Whole));
    let known = COMMON.iter().map(|word| (*word).to_owned());
    known.chain(own).collect()
}

impl EvidenceGuide {
    /// A guide of these entries. Partial names that are too short or too common are not looked for, and
    /// [`refusals`](Self::refusals) lists them.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] for partial names of more than 256 MiB together, or one longer than
    /// [`Limits::field_bytes`]; [`Error::InvalidParameter`] for a `least_length` of 0.
    pub fn new(entries: &[GuideEntry], settings: &GuideSettings) -> Result<Self> {
        if settings.least_length == 0 {
            let reason = "least_length must be at least 1: nothing would stand in every name";
            return Err(wrong("settings", reason.to_owned()));
        }
        let (limits, mut bytes) = (Limits::default(), 0);
        let common = common_words(settings);
        let mut partials: BTreeMap<String, Partial> = BTreeMap::new();
        // by what is looked for: the forms of the partial names
        let mut forms: BTreeMap<String, BTreeSet<(bool, String)>> = BTreeMap::new();
        let mut places: Vec<(String, String, u64)> = Vec::new();
        let mut refusals = Vec::new();
        for entry in entries {
            let series = entry.series.trim().to_owned();
            let names = entry.names.iter().map(|name| (name, false));
            let all = names.chain(entry.identifiers.iter().map(|name| (name, true)));
            for ((text, is_identifier), place) in all.zip(0..) {
                let text_in = limits.field(text.expose())?;
                let form = normal(text_in, Words::Whole);
                let apart = normal(text_in, Words::Apart);
                let joined = joined(&form);
                bytes += form.len() + apart.len() + joined.len();
                let refused = refusal(&form, &common, settings);
                if let Some(reason) = refused.or_else(|| refusal(&apart, &common, settings)) {
                    refusals.push(GuideRefusal {
                        series: series.clone(),
                        place,
                        reason: reason.to_owned(),
                    });
                    continue;
                }
                places.push((form.clone(), series.clone(), place));
                // pieces that make a word of cameras when they are joined are looked for apart only
                let is_word = refusal(&joined, &common, settings).is_none();
                let joined = is_word.then_some((joined, true));
                let plain = [(form.clone(), false), (apart, false)];
                for (one, is_joined) in plain.into_iter().chain(joined) {
                    let of = forms.entry(one).or_default();
                    if !of.contains(&(false, form.clone())) {
                        of.insert((is_joined, form.clone()));
                    }
                }
                let partial = partials.entry(form).or_insert_with(|| Partial {
                    as_written: text.clone(),
                    series: BTreeMap::new(),
                });
                partial
                    .series
                    .entry(series.clone())
                    .and_modify(|known| *known &= is_identifier)
                    .or_insert(is_identifier);
            }
        }
        if bytes > MOST_BYTES {
            return Err(Error::LimitExceeded {
                limit: "bytes of partial names",
                allowed: MOST_BYTES as u64,
                asked: bytes as u64,
            });
        }
        let is_common = |partial: &Partial| partial.series.len() > settings.most_series as usize;
        for (form, series, place) in places {
            if partials.get(&form).is_some_and(is_common) {
                refusals.push(GuideRefusal {
                    series,
                    place,
                    reason: "too many series have it".to_owned(),
                });
            }
        }
        partials.retain(|_, partial| !is_common(partial));
        let numbers = partials.keys().cloned().zip(0..);
        let numbers: BTreeMap<String, usize> = numbers.collect();
        let forms = forms.into_iter().filter_map(|(form, of)| {
            let partials = of.into_iter().filter_map(|(is_joined, one)| {
                let number = numbers.get(&one)?;
                Some((*number, is_joined))
            });
            let partials: Vec<(usize, bool)> = partials.collect();
            (!partials.is_empty()).then_some((form, partials))
        });
        let forms: BTreeMap<String, Vec<(usize, bool)>> = forms.collect();
        refusals.sort_by(|a, b| (&a.series, a.place).cmp(&(&b.series, b.place)));
        Ok(Self {
            automaton: automaton(forms.keys(), bytes)?,
            openings: Openings::new(forms.keys()),
            patterns: forms.into_iter().map(Pattern::new).collect(),
            partials: partials.into_values().collect(),
            refusals,
            descriptions: descriptions(entries),
            common_words: common,
            most_per_thousand: settings.most_per_thousand,
        })
    }

    /// How many different partial names are looked for.
    pub fn len(&self) -> usize {
        self.partials.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.partials.is_empty()
    }

    /// The partial names that are not looked for, by series and place, and why.
    pub fn refusals(&self) -> &[GuideRefusal] {
        &self.refusals
    }

    /// Every partial name that stands in the name of a file, each at its first 100 places.
    pub fn find(&self, name: &str) -> Vec<GuideHit> {
        let mut forms = Forms::default();
        let found = self.places(name, &mut forms);
        self.hits(0, &forms, &found.listed)
    }

    /// The same for many names. What is common among them is counted and left out. What analysts wrote about a series
    /// that is hit comes with it.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] for more names than [`Limits::rows`]; [`Error::Cancelled`].
    pub fn find_all<S: AsRef<str>>(
        &self,
        names: &[S],
        control: &dyn Control,
    ) -> Result<GuideFindings> {
        let total = names.len() as u64;
        Limits::default().check_rows(total)?;
        let most = (total * u64::from(self.most_per_thousand) / 1_000).max(100);
        let mut found: Vec<(u64, Place)> = Vec::new();
        let mut counts: Vec<Count> = vec![Count::default(); self.partials.len()];
        let mut forms = Forms::default();
        let (mut odd_names, mut more) = (0, BTreeMap::<usize, u64>::new());
        for (at, name) in (0_u64..).zip(names) {
            if at % STRIDE as u64 == 0 {
                checkpoint(control, at, total)?;
            }
            odd_names += u64::from(name.as_ref().contains(char::REPLACEMENT_CHARACTER));
            let Places {
                listed,
                more: beyond,
                ..
            } = self.places(name.as_ref(), &mut forms);
            let places = listed;
            for (partial, count) in beyond {
                *more.entry(partial).or_default() += count;
            }
            let Some((first, ..)) = places.first() else {
                continue;
            };
            let stem = stem(&forms.whole, |word| self.is_common_word(word));
            let mut last = None;
            // in order of their numbers for the count, and of their places for the hits
            let mut numbers: Vec<usize> = places.iter().map(|(partial, ..)| *partial).collect();
            if numbers.iter().any(|number| number != first) {
                numbers.sort_unstable();
            }
            for number in numbers {
                if last != Some(number)
                    && let Some(count) = counts.get_mut(number)
                {
                    count.add(at, stem, most);
                }
                last = Some(number);
            }
            found.extend(places.into_iter().map(|place| (at, place)));
        }
        let is_common =
            |partial: usize| counts.get(partial).is_some_and(|one| one.distinct() > most);
        found.retain(|(_, (partial, ..))| !is_common(*partial));
        let mut hits = Vec::new();
        for of_name in found.chunk_by(|a, b| a.0 == b.0) {
            let Some((at, _)) = of_name.first() else {
                continue;
            };
            if let Some(name) = names.get(*at as usize) {
                forms.read(name.as_ref());
            }
            let places: Vec<Place> = of_name.iter().map(|(_, place)| *place).collect();
            hits.extend(self.hits(*at, &forms, &places));
        }
        let series: BTreeSet<&String> = hits.iter().map(|hit| &hit.series).collect();
        let described = self.descriptions.iter();
        let described = described.filter(|(id, _)| series.contains(id));
        let descriptions = described.map(|(series, description)| GuideDescription {
            series: series.clone(),
            description: description.clone(),
        });
        let descriptions = descriptions.collect();
        let common = self.partials.iter().zip(counts.iter()).enumerate();
        let common = common.filter(|(partial, _)| is_common(*partial));
        let of_series = |partial: usize| {
            let partial = self.partials.get(partial);
            partial.map_or(0, |partial| partial.series.len() as u64)
        };
        let more = more.into_iter().filter(|(partial, _)| !is_common(*partial));
        Ok(GuideFindings {
            hits,
            more_hits: more
                .map(|(partial, count)| count * of_series(partial))
                .sum(),
            odd_names,
            descriptions,
            common: common
                .map(|(_, (partial, count))| CommonPartial {
                    partial: partial.as_written.clone(),
                    series: partial.series.keys().cloned().collect(),
                    names: count.names,
                    distinct: count.distinct(),
                    first: count.first.clone(),
                })
                .collect(),
        })
    }

    fn is_common_word(&self, word: &[u8]) -> bool {
        std::str::from_utf8(word).is_ok_and(|word| self.common_words.contains(word))
    }
}

impl Pattern {
    fn new((form, partials): (String, Vec<(usize, bool)>)) -> Self {
        let is_digit = |c: Option<&u8>| c.is_some_and(u8::is_ascii_digit);
        Self {
            partials,
            begins_with_digit: is_digit(form.as_bytes().first()),
            ends_with_digit: is_digit(form.as_bytes().last()),
        }
    }
}

/// What the entries of each series say of it.
fn descriptions(entries: &[GuideEntry]) -> BTreeMap<String, Pii<String>> {
    let mut all: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for entry in entries {
        let text = entry.description.as_ref().map(|text| text.expose().trim());
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            all.entry(entry.series.trim().to_owned())
                .or_default()
                .insert(text);
        }
    }
    let joined = |texts: BTreeSet<&str>| texts.into_iter().collect::<Vec<_>>().join("\n");
    all.into_iter()
        .map(|(series, texts)| (series, Pii::new(joined(texts))))
        .collect()
}

#[cfg(test)]
mod tests;

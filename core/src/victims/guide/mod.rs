//! Which known series does the name of a file point to?
//!
//! Files of a known series are often found under names that hold the same words, long after the bytes have changed. The
//! guide holds these partial names, and finds all of them in a name at once (Aho and Corasick 1975,
//! doi:10.1145/360825.360855). Both sides are brought to one form first: lower case, without accents and strokes, whatever stands
//! between words as one space, numbers without leading zeros. A hit is a lead to a series, and no more than that: anybody can name a
//! file anything.

mod form;
mod openings;

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{
    form::{normal, normal_into},
    openings::Openings,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    json,
    records::{Limits, Pii},
};

/// Names between two looks at the control.
const STRIDE: usize = 4_096;
/// Above so many bytes of partial names, the automaton is built small instead of fast.
const FAST_BYTES: usize = 4 << 20;
/// The most bytes of all partial names.
const MOST_BYTES: usize = 256 << 20;
/// Words that cameras, telephones and programs put into names, and the ends of names that say what sort of file it is.
const COMMON: [&str; 65] = [
    "img",
    "image",
    "images",
    "dsc",
    "dscn",
    "dcim",
    "pic",
    "pics",
    "picture",
    "photo",
    "photos",
    "vid",
    "video",
    "videos",
    "mov",
    "movie",
    "screenshot",
    "screen",
    "whatsapp",
    "snapchat",
    "camera",
    "scan",
    "copy",
    "file",
    "dscf",
    "cimg",
    "mvi",
    "mvimg",
    "gopr",
    "pxl",
    "dji",
    "pano",
    "wa",
    "fb",
    "received",
    "download",
    "untitled",
    "capture",
    "clip",
    "foto",
    "bild",
    "imagen",
    "mts",
    "jpg",
    "jpeg",
    "png",
    "gif",
    "bmp",
    "webp",
    "heic",
    "tif",
    "tiff",
    "mp4",
    "m4v",
    "mpg",
    "mpeg",
    "avi",
    "mkv",
    "wmv",
    "flv",
    "3gp",
    "webm",
    "zip",
    "rar",
    "7z",
];

/// A series in the guide.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuideEntry {
    /// The id of the series.
    pub series: String,
    /// Parts of names under which its files were found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Pii<String>>,
    /// Words that stand in its files or their names: accounts, watermarks, nicknames of the series.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Pii<String>>,
    /// What analysts wrote about it: it is given with what is found, and not looked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Pii<String>>,
}

impl GuideEntry {
    /// Reads entries from a JSON list.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn all_from_value(value: &serde_json::Value) -> Result<Vec<Self>> {
        json::read(value).map_err(|reason| wrong("entries", reason))
    }
}

/// Which partial names are good enough to look for.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GuideSettings {
    /// The fewest letters and digits of a partial name. An assumption: shorter ones stand in many names by chance.
    pub least_length: u32,
    /// The fewest letters among them; numbers alone are counters.
    pub least_letters: u32,
    /// A partial name of more series than this says too little about each. An assumption.
    pub most_series: u32,
    /// A partial name that stands in more than so many of a thousand names, and in more than a hundred, is common in what
    /// is looked through: its hits are counted and left out. An assumption.
    pub most_per_thousand: u32,
    /// Further words that count as common, beside those of cameras and programs.
    pub common_words: Vec<String>,
}

impl Default for GuideSettings {
    fn default() -> Self {
        Self {
            least_length: 5,
            least_letters: 3,
            most_series: 3,
            most_per_thousand: 20,
            common_words: Vec::new(),
        }
    }
}

impl GuideSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| wrong("settings", reason))
    }
}

/// A partial name that is not looked for.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GuideRefusal {
    /// The series.
    pub series: String,
    /// Its place among the names of the series, and behind them among the identifiers, from 0.
    pub place: u64,
    /// Why it is not looked for.
    pub reason: String,
}

/// A partial name that stands in the name of a file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GuideHit {
    /// The place of the name among those that were looked through, from 0.
    pub name: u64,
    /// The series to which it points.
    pub series: String,
    /// The partial name, as the guide has it.
    pub partial: Pii<String>,
    /// Whether it is an identifier of the series, and not a part of a name.
    pub is_identifier: bool,
    /// Where it stands in the name as it is compared: the first character, from 0.
    pub from: u64,
    /// Behind its last character.
    pub to: u64,
    /// Whether it stands between the ends of words, and not inside one.
    pub whole_words: bool,
    /// How many series the guide has for it; the fewer, the more it says.
    pub of_series: u32,
}

/// What a guide finds in many names.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GuideFindings {
    /// The hits, by name, then by place in it, then by series.
    pub hits: Vec<GuideHit>,
    /// What analysts wrote about the series that are hit, each once, by id; those of which nobody wrote are left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub descriptions: Vec<GuideDescription>,
    /// Partial names that are common in what was looked through, with the number of names in which each stands. Their
    /// hits are left out.
    pub common: Vec<CommonPartial>,
}

/// What analysts wrote about a series.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GuideDescription {
    /// The series.
    pub series: String,
    /// The description; where several entries of the series have one, all of them, a line for each.
    pub description: Pii<String>,
}

/// A partial name that is common.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CommonPartial {
    /// The partial name, as the guide has it.
    pub partial: Pii<String>,
    /// The series that have it.
    pub series: Vec<String>,
    /// In how many names it stands.
    pub names: u64,
}

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
    partials: Vec<Partial>,
    refusals: Vec<GuideRefusal>,
    /// By series.
    descriptions: BTreeMap<String, Pii<String>>,
    most_per_thousand: u32,
}

#[derive(Clone)]
struct Partial {
    as_written: Pii<String>,
    /// By series, whether it is an identifier there.
    series: BTreeMap<String, bool>,
    begins_with_digit: bool,
    ends_with_digit: bool,
}

fn wrong(name: &'static str, reason: String) -> Error {
    Error::InvalidParameter { name, reason }
}

impl EvidenceGuide {
    /// A guide of these entries. Partial names that are too short or too common are not looked for, and
    /// [`refusals`](Self::refusals) lists them.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] for partial names of more than 256 MiB together, or one longer than
    /// [`Limits::field_bytes`].
    pub fn new(entries: &[GuideEntry], settings: &GuideSettings) -> Result<Self> {
        let (limits, mut bytes) = (Limits::default(), 0);
        let common: BTreeSet<String> = COMMON
            .iter()
            .map(|word| (*word).to_owned())
            .chain(settings.common_words.iter().map(|word| normal(word)))
            .collect();
        let mut partials: BTreeMap<String, Partial> = BTreeMap::new();
        let mut places: Vec<(String, String, u64)> = Vec::new();
        let mut refusals = Vec::new();
        for entry in entries {
            let names = entry.names.iter().map(|name| (name, false));
            let all = names.chain(entry.identifiers.iter().map(|name| (name, true)));
            for ((text, is_identifier), place) in all.zip(0..) {
                let form = normal(limits.field(text.expose())?);
                bytes += form.len();
                if let Some(reason) = refusal(&form, &common, settings) {
                    refusals.push(GuideRefusal {
                        series: entry.series.clone(),
                        place,
                        reason: reason.to_owned(),
                    });
                    continue;
                }
                places.push((form.clone(), entry.series.clone(), place));
                let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
                let partial = partials.entry(form.clone()).or_insert_with(|| Partial {
                    as_written: text.clone(),
                    series: BTreeMap::new(),
                    begins_with_digit: is_digit(form.chars().next()),
                    ends_with_digit: is_digit(form.chars().last()),
                });
                partial
                    .series
                    .entry(entry.series.clone())
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
        refusals.sort_by(|a, b| (&a.series, a.place).cmp(&(&b.series, b.place)));
        let kind = if bytes <= FAST_BYTES {
            AhoCorasickKind::DFA
        } else {
            AhoCorasickKind::ContiguousNFA
        };
        let automaton = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .kind(Some(kind))
            .build(partials.keys())
            .map_err(|_| {
                wrong(
                    "entries",
                    "are too many for one guide: make several".to_owned(),
                )
            })?;
        Ok(Self {
            automaton,
            openings: Openings::new(partials.keys()),
            partials: partials.into_values().collect(),
            refusals,
            descriptions: descriptions(entries),
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

    /// Every partial name that stands in the name of a file.
    pub fn find(&self, name: &str) -> Vec<GuideHit> {
        let (mut form, mut found) = (Vec::new(), Vec::new());
        normal_into(name, &mut form);
        self.each(&form, |partial, from, to| found.push((partial, from, to)));
        found.sort_unstable_by_key(|(partial, from, to)| (*from, *to, *partial));
        self.hits(0, &form, &found)
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
        if total > Limits::default().rows {
            return Err(Error::LimitExceeded {
                limit: "rows",
                allowed: Limits::default().rows,
                asked: total,
            });
        }
        let mut found: Vec<(u64, usize, usize, usize)> = Vec::new();
        let mut names_of = vec![0_u64; self.partials.len()];
        let mut last = vec![0_u64; self.partials.len()];
        let mut form = Vec::new();
        for (at, name) in (0_u64..).zip(names) {
            if at % STRIDE as u64 == 0 {
                checkpoint(control, at, total)?;
            }
            normal_into(name.as_ref(), &mut form);
            self.each(&form, |partial, from, to| {
                found.push((at, partial, from, to));
                if let (Some(count), Some(last)) =
                    (names_of.get_mut(partial), last.get_mut(partial))
                    && *last != at + 1
                {
                    (*last, *count) = (at + 1, *count + 1);
                }
            });
        }
        let most = (total * u64::from(self.most_per_thousand) / 1_000).max(100);
        let is_common = |partial: usize| names_of.get(partial).is_some_and(|names| *names > most);
        found.retain(|(_, partial, ..)| !is_common(*partial));
        found.sort_unstable_by_key(|(at, partial, from, to)| (*at, *from, *to, *partial));
        let mut hits = Vec::new();
        for of_name in found.chunk_by(|a, b| a.0 == b.0) {
            let Some((at, ..)) = of_name.first() else {
                continue;
            };
            if let Some(name) = names.get(*at as usize) {
                normal_into(name.as_ref(), &mut form);
            }
            let places: Vec<_> = of_name
                .iter()
                .map(|(_, partial, from, to)| (*partial, *from, *to))
                .collect();
            hits.extend(self.hits(*at, &form, &places));
        }
        let series: BTreeSet<&String> = hits.iter().map(|hit| &hit.series).collect();
        let described = self.descriptions.iter();
        let described = described.filter(|(id, _)| series.contains(id));
        let descriptions = described.map(|(series, description)| GuideDescription {
            series: series.clone(),
            description: description.clone(),
        });
        let descriptions = descriptions.collect();
        let common = self.partials.iter().zip(&names_of).enumerate();
        let common = common.filter(|(partial, _)| is_common(*partial));
        Ok(GuideFindings {
            hits,
            descriptions,
            common: common
                .map(|(_, (partial, names))| CommonPartial {
                    partial: partial.as_written.clone(),
                    series: partial.series.keys().cloned().collect(),
                    names: *names,
                })
                .collect(),
        })
    }

    /// Calls `found` with each partial name in a name in its form: which, from where, to where. A number must be whole.
    fn each(&self, form: &[u8], mut found: impl FnMut(usize, usize, usize)) {
        if !self.openings.may_begin_in(form) {
            return;
        }
        let is_digit = |at: Option<usize>| {
            at.and_then(|at| form.get(at))
                .is_some_and(u8::is_ascii_digit)
        };
        for hit in self.automaton.find_overlapping_iter(form) {
            let (from, to) = (hit.start(), hit.end());
            let number = hit.pattern().as_usize();
            let Some(partial) = self.partials.get(number) else {
                continue;
            };
            let is_cut = partial.begins_with_digit && is_digit(from.checked_sub(1))
                || partial.ends_with_digit && is_digit(Some(to));
            if !is_cut {
                found(number, from, to);
            }
        }
    }

    fn hits(&self, name: u64, form: &[u8], found: &[(usize, usize, usize)]) -> Vec<GuideHit> {
        let ends = |at: Option<usize>| at.and_then(|at| form.get(at)).is_none_or(|c| *c == b' ');
        // as many as there are bytes that do not go on with one
        let begins = |byte: &&u8| **byte & 0xc0 != 0x80;
        let characters = |to: usize| {
            form.get(..to)
                .map_or(0, |part| part.iter().filter(begins).count()) as u64
        };
        let mut hits = Vec::new();
        for (partial, from, to) in found {
            let Some(partial) = self.partials.get(*partial) else {
                continue;
            };
            for (series, is_identifier) in &partial.series {
                hits.push(GuideHit {
                    name,
                    series: series.clone(),
                    partial: partial.as_written.clone(),
                    is_identifier: *is_identifier,
                    from: characters(*from),
                    to: characters(*to),
                    whole_words: ends(from.checked_sub(1)) && ends(Some(*to)),
                    of_series: partial.series.len() as u32,
                });
            }
        }
        hits
    }
}

/// What the entries of each series say of it.
fn descriptions(entries: &[GuideEntry]) -> BTreeMap<String, Pii<String>> {
    let mut all: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for entry in entries {
        let text = entry.description.as_ref().map(|text| text.expose().trim());
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            all.entry(entry.series.clone()).or_default().insert(text);
        }
    }
    let joined = |texts: BTreeSet<&str>| texts.into_iter().collect::<Vec<_>>().join("\n");
    all.into_iter()
        .map(|(series, texts)| (series, Pii::new(joined(texts))))
        .collect()
}

/// Why a partial name is not looked for, where it is not.
fn refusal(
    form: &str,
    common: &BTreeSet<String>,
    settings: &GuideSettings,
) -> Option<&'static str> {
    let signs = form.chars().filter(|c| c.is_alphanumeric()).count();
    let letters = form.chars().filter(|c| c.is_alphabetic()).count();
    // a counter may stand at a word without anything between them: DSC01234
    let is_common = |word: &str| {
        let plain = word.trim_matches(|c: char| c.is_ascii_digit());
        let is_counter = plain.len() <= 1;
        is_counter || common.contains(plain) || common.contains(word)
    };
    if !form.is_empty() && form.split(' ').all(is_common) && letters > 0 {
        return Some("a word that cameras and programs put into names");
    }
    // signs of other scripts say more each, as whole words do
    let weight = if form.is_ascii() { signs } else { signs * 2 };
    if weight < settings.least_length as usize {
        return Some("too short: it stands in many names by chance");
    }
    let letters = if form.is_ascii() {
        letters
    } else {
        letters * 2
    };
    (letters < settings.least_letters as usize).then_some("numbers alone are counters")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::NoControl;

    fn guide(names: &[&str]) -> EvidenceGuide {
        let entries: Vec<GuideEntry> = names
            .iter()
            .enumerate()
            .map(|(number, name)| GuideEntry {
                series: format!("V-{number:02}"),
                names: vec![Pii::new((*name).to_owned())],
                ..GuideEntry::default()
            })
            .collect();
        EvidenceGuide::new(&entries, &GuideSettings::default()).unwrap()
    }

    #[test]
    fn common_and_short_ones_are_refused() {
        let guide = guide(&[
            "img",
            "IMG_0001",
            "dsc 12 copy",
            "ab1",
            "1234567",
            "abcde",
            "湖の家",
        ]);
        let reasons: Vec<&str> = guide.refusals().iter().map(|one| &one.reason[..]).collect();
        assert_eq!(
            reasons,
            [
                "a word that cameras and programs put into names",
                "a word that cameras and programs put into names",
                "a word that cameras and programs put into names",
                "too short: it stands in many names by chance",
                "numbers alone are counters",
            ]
        );
        assert_eq!(guide.len(), 2);
        assert!(guide.find("IMG_0001.jpg").is_empty());
    }

    #[test]
    fn counters_and_ends_of_names_make_no_partial_name() {
        for name in [
            "IMG_0001.jpg",
            "DSC01234.JPG",
            "DSCN1234",
            "VID_20230405_123456.mp4",
            "photo-2.jpeg",
            "Screenshot 2023-04-05.png",
            "video.3gp",
            "MVI_1234",
            "GOPR0001",
            "P1010001.JPG",
            "PXL_20230405_123456789",
            "IMG-20230405-WA0001.jpg",
            "FB_IMG_1680652800000",
            "download (1)",
            "Foto0001",
        ] {
            assert!(guide(&[name]).is_empty(), "{name}");
        }
        for name in ["DSC01234 lakehouse.jpg", "tent01.jpg", "jpgs1"] {
            assert_eq!(guide(&[name]).len(), 1, "{name}");
        }
    }

    #[test]
    fn what_many_series_have_says_little() {
        let many: Vec<&str> = ["lakehouse"; 4].into();
        let guide = guide(&many);
        assert!(guide.is_empty());
        assert_eq!(guide.refusals().len(), 4);
    }

    #[test]
    fn what_is_common_among_the_names_is_counted_and_left_out() {
        let guide = guide(&["holiday", "lakehouse"]);
        let mut names: Vec<String> = (0..300).map(|n| format!("holiday {n}")).collect();
        names.push("lakehouse holiday".to_owned());
        let found = guide.find_all(&names, &NoControl).unwrap();
        assert_eq!(found.hits.len(), 1);
        assert_eq!(
            (found.hits[0].name, &found.hits[0].series[..]),
            (300, "V-01")
        );
        assert_eq!(found.common.len(), 1);
        assert_eq!(
            (found.common[0].names, &found.common[0].series[..]),
            (301, &["V-00".to_owned()][..])
        );
    }

    #[test]
    fn what_analysts_wrote_comes_once_for_each_series_that_is_hit() {
        let entry = |series: &str, name: &str, description: Option<&str>| GuideEntry {
            series: series.to_owned(),
            names: vec![Pii::new(name.to_owned())],
            description: description.map(|text| Pii::new(text.to_owned())),
            ..GuideEntry::default()
        };
        let entries = [
            entry("V-2", "lakehouse", Some(" a house at a lake\n")),
            entry("V-2", "boathouse", Some("and a boat")),
            entry("V-2", "summerhouse", Some("and a boat")),
            entry("V-1", "blue tent", Some("a tent")),
            entry("V-3", "lakehouse", None),
            entry("V-4", "lakehouse", Some("  ")),
            entry("V-5", "birthday", Some("nobody is hit")),
        ];
        let guide = EvidenceGuide::new(&entries, &GuideSettings::default()).unwrap();
        let names = ["my lakehouse", "lakehouse 2", "the blue tent"];
        let found = guide.find_all(&names, &NoControl).unwrap();
        assert_eq!(found.hits.len(), 7);
        let described: Vec<(&str, &str)> = found
            .descriptions
            .iter()
            .map(|one| (&one.series[..], &one.description.expose()[..]))
            .collect();
        assert_eq!(
            described,
            [("V-1", "a tent"), ("V-2", "a house at a lake\nand a boat")]
        );
        let none = guide.find_all(&["x.jpg"], &NoControl).unwrap();
        assert!(none.descriptions.is_empty());
    }

    proptest! {
        /// What stands in the form of a name is found, and nothing else.
        #[test]
        fn finds_what_stands_there(
            partials in prop::collection::btree_set("[ab]{4}[a-b0-2_ ]{1,4}", 1..12),
            names in prop::collection::vec("[ab0-2_. ]{0,30}", 0..20),
        ) {
            let partials: Vec<&str> = partials.iter().map(|name| &name[..]).collect();
            let guide = guide(&partials);
            let mut forms: Vec<(String, String)> = partials.iter().enumerate()
                .map(|(number, name)| (normal(name), format!("V-{number:02}"))).collect();
            forms.retain(|(_, series)| !guide.refusals().iter().any(|one| one.series == *series));
            let found = guide.find_all(&names, &NoControl).unwrap();
            for (at, name) in names.iter().enumerate() {
                let text = normal(name);
                let digit = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
                let mut expected = BTreeSet::new();
                for (form, series) in &forms {
                    for from in 0..text.len() {
                        let to = from + form.len();
                        let cut = form.as_bytes()[0].is_ascii_digit() && digit(from.checked_sub(1))
                            || form.as_bytes()[form.len() - 1].is_ascii_digit() && digit(Some(to));
                        if text[from..].starts_with(form.as_str()) && !cut {
                            expected.insert((from as u64, to as u64, series.clone()));
                        }
                    }
                }
                let of_name: BTreeSet<_> = found.hits.iter().filter(|hit| hit.name == at as u64)
                    .map(|hit| (hit.from, hit.to, hit.series.clone())).collect();
                prop_assert_eq!(&of_name, &expected);
                let alone: BTreeSet<_> = guide.find(name).into_iter()
                    .map(|hit| (hit.from, hit.to, hit.series)).collect();
                prop_assert_eq!(alone, expected);
            }
        }
    }
}

//! Words as codes, and how many incidents have each.

use rustc_hash::FxHashMap;

use super::settings::{EvidenceSettings, TermKind};

/// Nothing was said.
pub(super) const NONE: u32 = u32::MAX;
/// A word that no incident of the index has.
pub(super) const UNSEEN: u32 = u32::MAX - 1;

pub(super) const VALUES: [TermKind; 16] = [
    TermKind::Town,
    TermKind::Approach,
    TermKind::VictimSex,
    TermKind::Sex,
    TermKind::Build,
    TermKind::HairColor,
    TermKind::HairLength,
    TermKind::FacialHair,
    TermKind::EyeColor,
    TermKind::Eyewear,
    TermKind::Race,
    TermKind::VehicleStyle,
    TermKind::Make,
    TermKind::Model,
    TermKind::PlateState,
    TermKind::VehicleColor,
];

pub(super) const TOWN: usize = 0;
pub(super) const APPROACH: usize = 1;
pub(super) const VICTIM_SEX: usize = 2;
/// The first of the values of a suspect, in the order of [`VALUES`].
pub(super) const SUSPECT: usize = 3;
pub(super) const SUSPECT_VALUES: usize = 8;
/// The first of the values of a vehicle but its colours.
pub(super) const VEHICLE: usize = 11;
pub(super) const VEHICLE_VALUES: usize = 4;
pub(super) const COLOR: usize = 15;

pub(super) const WORDS: [TermKind; 4] = [
    TermKind::Clothing,
    TermKind::Speech,
    TermKind::Marks,
    TermKind::Features,
];
pub(super) const FEATURES: usize = 3;

/// The words of one field.
#[derive(Clone, Default)]
pub(super) struct Dictionary {
    codes: FxHashMap<String, u32>,
    words: Vec<String>,
    counts: Vec<u32>,
    /// For each word the groups that it is in, a bit each.
    groups: Vec<u32>,
    /// Incidents that have a word.
    known: u32,
}

impl Dictionary {
    pub(super) fn code(&mut self, word: &str) -> u32 {
        if let Some(code) = self.codes.get(word) {
            return *code;
        }
        let code = self.words.len() as u32;
        self.codes.insert(word.to_owned(), code);
        self.words.push(word.to_owned());
        self.counts.push(0);
        self.groups.push(0);
        code
    }

    pub(super) fn find(&self, word: &str) -> u32 {
        self.codes.get(word).copied().unwrap_or(UNSEEN)
    }

    /// The code of a word that an incident of the index has, or that is of a group: as an index would have it to which the
    /// incidents that were removed had never been added.
    fn find_present(&self, word: &str) -> u32 {
        let code = self.find(word);
        let count = self.counts.get(code as usize).copied().unwrap_or_default();
        if count > 0 || self.groups(code) != 0 {
            code
        } else {
            UNSEEN
        }
    }

    pub(super) fn word(&self, code: u32) -> &str {
        self.words.get(code as usize).map_or("", String::as_str)
    }

    pub(super) fn groups(&self, code: u32) -> u32 {
        self.groups.get(code as usize).copied().unwrap_or_default()
    }

    /// Counts the words of one incident, or takes them off again. Each word counts once.
    pub(super) fn count(&mut self, codes: &mut Vec<u32>, is_added: bool) {
        codes.retain(|code| *code < UNSEEN);
        codes.sort_unstable();
        codes.dedup();
        let change = |count: &mut u32| {
            *count = if is_added {
                count.saturating_add(1)
            } else {
                count.saturating_sub(1)
            };
        };
        for code in codes.iter() {
            if let Some(count) = self.counts.get_mut(*code as usize) {
                change(count);
            }
        }
        if !codes.is_empty() {
            change(&mut self.known);
        }
    }

    pub(super) fn counts(&self) -> &[u32] {
        &self.counts
    }

    pub(super) const fn known(&self) -> u32 {
        self.known
    }

    /// The share of a word among the incidents that have one.
    pub(super) fn share_of_known(&self, code: u32) -> f64 {
        let count = self.counts.get(code as usize).copied().unwrap_or_default();
        f64::from(count) / f64::from(self.known.max(1))
    }

    pub(super) fn share(&self, code: u32, typical: f64, prior: f64) -> f64 {
        let count = self.counts.get(code as usize).copied().unwrap_or_default();
        // without the pair itself, which would make a rare value look common in few incidents
        let but_two = |count: u32| f64::from(count.saturating_sub(2));
        (but_two(count) + prior * typical) / (but_two(self.known) + prior)
    }
}

/// All dictionaries of an index.
#[derive(Clone, Default)]
pub(super) struct Dictionaries {
    pub(super) values: [Dictionary; VALUES.len()],
    pub(super) words: [Dictionary; WORDS.len()],
    /// Words of narratives, for telling duplicates; they are not evidence.
    pub(super) story: Dictionary,
    /// The schemes of method codes.
    pub(super) schemes: Dictionary,
    /// The codes of each scheme.
    pub(super) methods: Vec<Dictionary>,
}

impl Dictionaries {
    pub(super) fn new(settings: &EvidenceSettings) -> Self {
        let mut all = Self::default();
        for (dictionary, kind) in all.values.iter_mut().zip(VALUES) {
            let groups = settings.values.get(&kind).map(|value| &value.groups);
            for (bit, group) in groups.into_iter().flatten().enumerate().take(32) {
                for word in group {
                    let code = dictionary.code(word);
                    if let Some(groups) = dictionary.groups.get_mut(code as usize) {
                        *groups |= 1 << bit;
                    }
                }
            }
        }
        all
    }
}

/// How a word becomes a code: kept when it is new, or only looked up.
pub(super) enum Codes<'a> {
    Keep(&'a mut Dictionaries),
    Find(&'a Dictionaries),
}

impl Codes<'_> {
    pub(super) fn value(&mut self, field: usize, word: &str) -> u32 {
        if word.is_empty() {
            return NONE;
        }
        match self {
            Self::Keep(all) => all.values.get_mut(field).map_or(NONE, |d| d.code(word)),
            Self::Find(all) => all.values.get(field).map_or(NONE, |d| d.find_present(word)),
        }
    }

    pub(super) fn words(&mut self, field: usize, text: &str, out: &mut Vec<u32>) {
        for word in telling(text) {
            out.push(match self {
                Self::Keep(all) => all.words.get_mut(field).map_or(NONE, |d| d.code(word)),
                Self::Find(all) => all.words.get(field).map_or(NONE, |d| d.find_present(word)),
            });
        }
    }

    /// A scheme and one of its codes.
    pub(super) fn method(&mut self, scheme: &str, code: &str) -> (u32, u32) {
        match self {
            Self::Keep(all) => {
                let scheme = all.schemes.code(scheme);
                while all.methods.len() <= scheme as usize {
                    all.methods.push(Dictionary::default());
                }
                let codes = all.methods.get_mut(scheme as usize);
                (scheme, codes.map_or(NONE, |d| d.code(code)))
            }
            Self::Find(all) => {
                let scheme = all.schemes.find(scheme);
                let codes = all.methods.get(scheme as usize);
                (scheme, codes.map_or(UNSEEN, |d| d.find_present(code)))
            }
        }
    }

    pub(super) fn story(&mut self, text: &str, out: &mut Vec<u32>) {
        for word in telling(text) {
            out.push(match self {
                Self::Keep(all) => all.story.code(word),
                Self::Find(all) => all.story.find(word),
            });
        }
    }
}

/// The words of a normal form that tell something.
fn telling(text: &str) -> impl Iterator<Item = &str> {
    const EMPTY: [&str; 20] = [
        "a", "an", "and", "the", "of", "on", "in", "with", "to", "was", "were", "had", "his",
        "her", "he", "she", "it", "at", "by", "or",
    ];
    text.split(' ')
        .filter(|word| !word.is_empty() && !EMPTY.contains(word))
}

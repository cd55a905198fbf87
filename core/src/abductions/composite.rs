//! What the witnesses of a series say together, with what contradicts kept beside it.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    dictionary::{COLOR, Dictionaries, FEATURES, SUSPECT, UNSEEN, VALUES, VEHICLE, WORDS},
    evidence::PlateFacts,
    facts::Entry,
    settings::TermKind,
};
use crate::{compare::normal, records::Pii};

/// A suspect or a vehicle as all witnesses of a series describe it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Composite {
    /// The fields of which a witness said something.
    pub fields: Vec<CompositeField>,
}

/// One field of a composite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompositeField {
    /// Which.
    pub kind: TermKind,
    /// What was said, by how many incidents say it.
    pub values: Vec<CompositeValue>,
    /// What all of it agrees on: a range that lies in all ranges, or a plate that fits all readings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<Pii<String>>,
    /// Whether some of it contradicts the rest. Then it is one of: a mistake, a change of looks, or another person.
    pub has_conflict: bool,
}

/// What was said, and in which incidents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CompositeValue {
    /// The value, the range, or the phrase as a witness said it.
    pub value: Pii<String>,
    /// The ids of the incidents.
    pub incidents: Vec<Pii<String>>,
}

/// Values with the incidents that have them, in order of the values.
type Said<K> = BTreeMap<K, Vec<Pii<String>>>;

fn say<K: Ord>(said: &mut Said<K>, value: K, entry: &Entry) {
    let incidents = said.entry(value).or_default();
    if incidents.last() != Some(&entry.id) {
        incidents.push(entry.id.clone());
    }
}

fn field<K>(
    kind: TermKind,
    said: Said<K>,
    shown: impl Fn(K) -> String,
    agreed: Option<String>,
    has_conflict: bool,
) -> Option<CompositeField> {
    let mut values: Vec<CompositeValue> = said
        .into_iter()
        .map(|(value, incidents)| CompositeValue {
            value: shown(value).into(),
            incidents,
        })
        .collect();
    values.sort_by(|a, b| {
        let order = b.incidents.len().cmp(&a.incidents.len());
        order.then_with(|| a.value.cmp(&b.value))
    });
    (!values.is_empty()).then(|| CompositeField {
        kind,
        values,
        agreed: agreed.map(Pii::new),
        has_conflict,
    })
}

/// The suspect of incidents, which are in order of their ids.
pub(super) fn suspect<'e>(entries: &[&'e Entry], all: &Dictionaries) -> Composite {
    let mut fields = Vec::new();
    for at in SUSPECT..VEHICLE {
        let codes = |entry: &&Entry| -> Vec<u32> {
            let of = entry.facts.suspects.iter();
            of.filter_map(|one| one.values.get(at - SUSPECT).copied())
                .collect()
        };
        fields.extend(values(at, entries, all, codes));
    }
    let ages = |entry: &&Entry| -> Vec<(f32, f32)> {
        entry.facts.suspects.iter().map(|one| one.age).collect()
    };
    fields.extend(ranges(TermKind::Age, entries, ages));
    let heights = |entry: &&Entry| -> Vec<(f32, f32)> {
        entry.facts.suspects.iter().map(|one| one.height).collect()
    };
    fields.extend(ranges(TermKind::Height, entries, heights));
    for at in 0..FEATURES {
        let of = |entry: &'e Entry| -> Vec<&'e str> {
            let suspects = entry.facts.suspects.iter();
            let said = suspects.filter_map(|one| one.phrases.get(at)).flatten();
            said.map(AsRef::as_ref).collect()
        };
        fields.extend(phrases(at, entries, of));
    }
    fields.sort_by_key(|field| field.kind);
    Composite { fields }
}

/// The vehicle of incidents, which are in order of their ids.
pub(super) fn vehicle<'e>(entries: &[&'e Entry], all: &Dictionaries) -> Composite {
    let mut fields = Vec::new();
    for at in VEHICLE..=COLOR {
        let codes = |entry: &&Entry| -> Vec<u32> {
            let of = entry.facts.vehicles.iter();
            if at == COLOR {
                of.flat_map(|one| one.colors).collect()
            } else {
                of.filter_map(|one| one.values.get(at - VEHICLE).copied())
                    .collect()
            }
        };
        fields.extend(values(at, entries, all, codes));
    }
    let years = |entry: &&Entry| -> Vec<(f32, f32)> {
        let of = entry.facts.vehicles.iter();
        of.map(|one| (one.year, one.year)).collect()
    };
    fields.extend(ranges(TermKind::ModelYear, entries, years));
    let mut said = Said::new();
    let mut plates: Vec<&PlateFacts> = Vec::new();
    for entry in entries {
        for plate in entry
            .facts
            .vehicles
            .iter()
            .filter_map(|one| one.plate.as_ref())
        {
            say(&mut said, plate.text.to_string(), entry);
            plates.push(plate);
        }
    }
    let merged = PlateFacts::merged(&plates);
    let has_conflict = PlateFacts::contradict(&plates);
    fields.extend(field(
        TermKind::Plate,
        said,
        |text| text,
        merged,
        has_conflict,
    ));
    let of = |entry: &'e Entry| -> Vec<&'e str> {
        let vehicles = entry.facts.vehicles.iter();
        vehicles
            .flat_map(|one| one.phrases.iter().map(AsRef::as_ref))
            .collect()
    };
    fields.extend(phrases(FEATURES, entries, of));
    fields.sort_by_key(|field| field.kind);
    Composite { fields }
}

fn values<'e>(
    at: usize,
    entries: &[&'e Entry],
    all: &Dictionaries,
    codes: impl Fn(&&'e Entry) -> Vec<u32>,
) -> Option<CompositeField> {
    let dictionary = all.values.get(at)?;
    let mut said = Said::new();
    let mut known: Vec<u32> = Vec::new();
    for entry in entries {
        for code in codes(entry) {
            if code < UNSEEN {
                say(&mut said, dictionary.word(code).to_owned(), entry);
                known.push(code);
            }
        }
    }
    known.sort_unstable();
    known.dedup();
    let contradict = |a: &u32, b: &u32| dictionary.groups(*a) & dictionary.groups(*b) == 0;
    let has_conflict = known.iter().enumerate().any(|(at, a)| {
        let later = known.get(at + 1..).unwrap_or_default();
        later.iter().any(|b| contradict(a, b))
    });
    field(*VALUES.get(at)?, said, |word| word, None, has_conflict)
}

/// Phrases as witnesses said them. One is said by each incident with a phrase that has all of its words: `red cap` by one of
/// which is said `red baseball cap`.
fn phrases<'e>(
    at: usize,
    entries: &[&'e Entry],
    of: impl Fn(&'e Entry) -> Vec<&'e str>,
) -> Option<CompositeField> {
    let words = |phrase: &str| -> BTreeSet<String> {
        let normal = normal::text(phrase);
        let words = normal.split(' ').filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let all: Vec<(&Entry, &str, BTreeSet<String>)> = entries
        .iter()
        .flat_map(|entry| {
            of(entry)
                .into_iter()
                .map(|phrase| (*entry, phrase, words(phrase)))
        })
        .filter(|one| !one.2.is_empty())
        .collect();
    // the same words are one phrase, in the spelling that comes first
    let mut spelling: BTreeMap<&BTreeSet<String>, &str> = BTreeMap::new();
    for (_, phrase, words) in &all {
        let first = spelling.entry(words).or_insert(phrase);
        *first = (*first).min(phrase);
    }
    let mut said = Said::new();
    for (words, phrase) in spelling {
        for (entry, _, of_entry) in &all {
            if of_entry.is_superset(words) {
                say(&mut said, phrase.to_owned(), entry);
            }
        }
    }
    field(*WORDS.get(at)?, said, |phrase| phrase, None, false)
}

fn ranges<'e>(
    kind: TermKind,
    entries: &[&'e Entry],
    ranges: impl Fn(&&'e Entry) -> Vec<(f32, f32)>,
) -> Option<CompositeField> {
    let text = |(least, most): (f32, f32)| {
        if least < most {
            format!("{least} to {most}")
        } else {
            least.to_string()
        }
    };
    let mut said = Said::new();
    let mut shared = (f32::NEG_INFINITY, f32::INFINITY);
    for entry in entries {
        for range in ranges(entry) {
            if range.0.is_nan() || range.1.is_nan() {
                continue;
            }
            say(&mut said, text(range), entry);
            shared = (shared.0.max(range.0), shared.1.min(range.1));
        }
    }
    let has_conflict = shared.0 > shared.1;
    let agreed = (!has_conflict && shared.0.is_finite()).then(|| text(shared));
    field(kind, said, |text| text, agreed, has_conflict)
}

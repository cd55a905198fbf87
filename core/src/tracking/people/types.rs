use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, json,
    linkage::{Linkage, MilliBits, Model, PairJudgement},
    records::{Pii, Rejections},
};

/// How the records of several registries become people.
///
/// ```
/// use caselink::tracking::PeopleSettings;
///
/// let settings = PeopleSettings::from_value(&serde_json::json!({ "probability": 0.99 }))?;
/// assert_eq!(settings.possible_probability, 0.05);
/// assert!(PeopleSettings::from_value(&serde_json::json!({ "probability": 0.01 })).is_err());
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PeopleSettings {
    /// The model; without it, one that is learned on these records, or [`Model::offenders`] where they are too few.
    pub model: Option<Model>,
    /// From how many records on the model is learned on them. In a synthetic world of 2,000 registrants the model from before any data
    /// found 85 of 100 links, and what was learned on its records 99.8, both without a false one. 0 never learns.
    pub train_from: u64,
    /// From which probability of a link on two records are one person.
    pub probability: f64,
    /// From which probability on two records may be one person, for somebody to decide.
    pub possible_probability: f64,
    /// How near two groups of records are.
    pub linkage: Linkage,
    /// Pairs of records that people have judged to be one person: always together.
    pub must_link: Vec<PairJudgement>,
    /// Pairs of records that people have judged to be two persons: never together.
    pub cannot_link: Vec<PairJudgement>,
    /// Worker threads; 0 takes one for each core. The people are the same for any number.
    pub threads: u32,
    /// The most links that are given for a person, the strongest, and the most pairs that speak against it; all are counted.
    pub most_links: u32,
    /// The most pairs that may be one person that are given, the strongest; all are counted.
    pub most_possible: u32,
}

impl Default for PeopleSettings {
    fn default() -> Self {
        Self {
            model: None,
            train_from: 500,
            probability: 0.95,
            possible_probability: 0.05,
            linkage: Linkage::Single,
            must_link: Vec::new(),
            cannot_link: Vec::new(),
            threads: 1,
            most_links: 100,
            most_possible: 10_000,
        }
    }
}

impl PeopleSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let settings: Self = json::read(value).map_err(|reason| wrong(&reason))?;
        settings.check()?;
        Ok(settings)
    }

    pub(super) fn check(&self) -> Result<()> {
        let is_right = self.possible_probability > 0.0
            && self.possible_probability <= self.probability
            && self.probability < 1.0;
        if !is_right {
            return Err(wrong(
                "possible_probability must be above 0 and probability at most, and probability below 1",
            ));
        }
        if self.most_links > 100_000 {
            return Err(wrong("most_links must be 100,000 at most"));
        }
        Ok(())
    }
}

fn wrong(reason: &str) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason: reason.to_owned(),
    }
}

/// Which records are of one person, as linkage and the judgements of people have it. Leads, to be checked where anything hangs on them.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolvedPeople {
    /// Records that were compared.
    pub records: u64,
    /// People, in order of their ids. A record that is like no other is a person of its own.
    pub people: Vec<ResolvedPerson>,
    /// For the id of each record the id of its person. What [`registry_counts`](super::super::registry_counts) takes.
    pub keys: BTreeMap<String, String>,
    /// Records that were set aside, each with row, field and reason: without an id, or with one that stands before it.
    pub rejected: Rejections,
    /// Pairs of records below the threshold that may be one person, for somebody to decide, the strongest first.
    pub possible: Vec<PossiblePerson>,
    /// How many there are in all.
    pub possible_in_all: u64,
    /// Blocks of records that were too many to compare: pairs in them may be missing.
    pub refused_blocks: u64,
    /// Pairs that were compared.
    pub compared_pairs: u64,
    /// Whether the model was learned on these records. Where it was not, links may be missing: see `possible`.
    pub trained: bool,
    /// The probability from which two records are one person.
    pub probability: f64,
    /// What a link is and is not.
    pub notice: String,
}

/// A person, and what makes the records one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResolvedPerson {
    /// The least id of the records.
    pub id: Pii<String>,
    /// The ids of the records, in order.
    pub records: Vec<Pii<String>>,
    /// Links between them that reach the threshold, the strongest first.
    pub links: Vec<PersonLink>,
    /// How many there are in all.
    pub links_in_all: u64,
    /// Pairs of its records that do not reach it: what speaks against one person.
    pub against: Vec<PersonLink>,
    /// How many there are in all, as far as they were compared.
    pub against_in_all: u64,
    /// Whether a link that nothing else stands in for hangs on one comparison: somebody should look.
    pub fragile: bool,
    /// What people have judged of its records.
    pub judgements: Vec<PersonJudgement>,
}

/// Two records of a person, and what was compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonLink {
    /// One record.
    pub left: Pii<String>,
    /// The other.
    pub right: Pii<String>,
    /// The sum of prior and evidence, in thousandths of a bit.
    pub weight: MilliBits,
    /// The probability that it stands for under the model.
    pub probability: f64,
    /// Whether the person would fall in two without it.
    pub bridge: bool,
    /// Comparisons without which it would not reach the threshold, by name.
    pub fragile: Vec<String>,
    /// What agreed, the most first.
    pub agrees: Vec<LinkPart>,
    /// What did not, the most first.
    pub differs: Vec<LinkPart>,
    /// Comparisons of which one or both records have nothing. They count nothing.
    pub missing: Vec<String>,
}

/// One comparison of two records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkPart {
    /// What was compared.
    pub name: String,
    /// What was found, in words.
    pub label: String,
    /// What it adds, in thousandths of a bit, how rare the value is included.
    pub weight: MilliBits,
}

/// Two records that may be of one person, for somebody to decide.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PossiblePerson {
    /// The person of one record, by its place in `people`.
    pub left_person: u64,
    /// The person of the other.
    pub right_person: u64,
    /// What was compared.
    pub link: PersonLink,
}

/// What somebody has judged of two records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonJudgement {
    /// What it says.
    pub kind: crate::linkage::JudgementKind,
    /// The judgement.
    pub judgement: PairJudgement,
    /// Whether it made a difference.
    pub changed: bool,
    /// Links that reach the threshold and that it refused.
    pub refused: u64,
}

impl fmt::Debug for ResolvedPeople {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ResolvedPeople({} people)", self.people.len())
    }
}

impl ResolvedPeople {
    /// The person that a record is of, by the id of the record.
    ///
    /// ```
    /// use caselink::{NoControl, tracking::{PeopleSettings, resolve_people}};
    ///
    /// let records = [serde_json::from_value(serde_json::json!({ "id": "IL-1" }))?];
    /// let found = resolve_people(&records, &PeopleSettings::default(), None, &NoControl)?;
    /// assert_eq!(found.of("IL-1").map(|person| person.records.len()), Some(1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(&self, record: &str) -> Option<&ResolvedPerson> {
        let id = self.keys.get(record)?;
        let at = self.people.binary_search_by(|one| one.id.expose().cmp(id));
        self.people.get(at.ok()?)
    }

    /// As JSON. It holds ids of records.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

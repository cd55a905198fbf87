use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{TipCondition, condition::Asked};
use crate::{Error, Result, json};

/// The rules that ship with the library, as JSON.
const STANDARD: &str = include_str!("standard.json");
/// The most phrases of all lists together.
const MOST_PHRASES: usize = 20_000;
/// The most points of a rule, one way or the other.
const MOST_POINTS: i32 = 10_000;

/// How reports are weighed at the desk: what makes one complete, what makes one urgent, and when it is enough to act on. Data, with
/// version and source; a desk has its own.
///
/// ```
/// use caselink::tips::TriageRules;
///
/// let rules = TriageRules::standard()?;
/// assert!(rules.verified_by.is_none());
/// assert!(rules.urgency.iter().any(|rule| rule.id == "danger-now"));
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriageRules {
    /// What the rules are called.
    pub rules: String,
    /// Their version.
    pub version: String,
    /// What they are for, and where their numbers come from.
    #[serde(default)]
    pub about: String,
    /// Who checked them; nobody has, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<String>,
    /// What a report should have.
    pub completeness: Vec<CompletenessRule>,
    /// What makes it one to read soon.
    pub urgency: Vec<UrgencyRule>,
    /// The most points of each group of urgency, so that many alike signs do not pile up. A group without one has no bound.
    #[serde(default)]
    pub caps: BTreeMap<String, u32>,
    /// From which urgency on a report is of the first tier, and of the second.
    pub tiers: TriageTiers,
    /// What a report must have to be a referral: of each part, one of the conditions. Else it is informational.
    pub referral: Vec<ReferralPart>,
    /// For how many days a provider must keep what it reported.
    pub preservation_days: u32,
    /// Lists of phrases, by id, in as many languages as wanted.
    #[serde(default)]
    pub phrases: Vec<PhraseList>,
    /// What takes a phrase back.
    #[serde(default)]
    pub guards: Vec<PhraseGuard>,
}

/// One thing that a report should have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CompletenessRule {
    /// Its name.
    pub id: String,
    /// What it answers.
    pub axis: CompletenessAxis,
    /// What it counts; at least 1.
    pub points: u32,
    /// Any of these is enough.
    pub any: Vec<TipCondition>,
    /// What the desk asks for where it is missing.
    pub ask: String,
}

/// What a part of a report answers.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CompletenessAxis {
    /// Who did it.
    Who,
    /// Which child.
    Child,
    /// Where.
    Where,
    /// When.
    When,
    /// What happened.
    What,
    /// Who reports.
    Reporter,
}

/// One thing that makes a report more or less urgent. It is about the report, and when to read it; never about how dangerous a person is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgencyRule {
    /// Its name.
    pub id: String,
    /// Rules of a group are signs of one thing, and capped together.
    pub group: String,
    /// What it counts; below 0 it speaks for less haste.
    pub points: i32,
    /// All of these must be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub all: Vec<TipCondition>,
    /// And any of these, where there are some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<TipCondition>,
    /// And none of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub none: Vec<TipCondition>,
    /// Why it counts, in words for whoever reads the report.
    pub why: String,
}

/// From which urgency on.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TriageTiers {
    /// Read at once.
    pub first: i32,
    /// Read today.
    pub second: i32,
}

/// One thing that a referral needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReferralPart {
    /// What it is, in words.
    pub needs: String,
    /// Any of these is enough.
    pub any: Vec<TipCondition>,
}

/// Phrases that mean one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhraseList {
    /// The name by which rules ask for it; lists of several languages may share one.
    pub id: String,
    /// The language, as a BCP 47 tag: for whoever reads the rules. All lists are looked for in every text.
    pub language: String,
    /// The phrases. Case, accents and punctuation do not count; whole words do.
    pub phrases: Vec<String>,
}

/// Words that take a phrase back: "not", "in a film", "years ago".
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PhraseGuard {
    /// Its name, as the explanation has it.
    pub id: String,
    /// So many words before the phrase are looked at; without it, the whole sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words_before: Option<u32>,
    /// The lists that it takes back; all, where it names none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<String>,
    /// The words.
    pub words: Vec<String>,
}

impl TriageRules {
    /// The rules that ship with the library: a starting point. Their points are assumptions, and nobody has verified them.
    ///
    /// # Errors
    ///
    /// None that a caller can bring about.
    pub fn standard() -> Result<Self> {
        let rules: Self = json::read_text(STANDARD).map_err(wrong)?;
        rules.check()?;
        Ok(rules)
    }

    /// Reads rules from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says which rule is not as the schema states, or asks for a list of phrases that is not there.
    ///
    /// ```
    /// use caselink::tips::TriageRules;
    ///
    /// let mut rules = serde_json::to_value(TriageRules::standard()?).unwrap();
    /// rules["urgency"][0]["any"] = serde_json::json!(["phrases:no-such-list"]);
    /// let error = TriageRules::from_value(&rules).unwrap_err();
    /// assert!(error.to_string().contains("no-such-list"));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn from_value(value: &Value) -> Result<Self> {
        let rules: Self = json::read(value).map_err(wrong)?;
        rules.check()?;
        Ok(rules)
    }

    /// Whether the rules can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says which rule cannot.
    pub fn check(&self) -> Result<()> {
        let mut ids = BTreeSet::new();
        let lists: BTreeSet<String> = self
            .phrases
            .iter()
            .map(|list| list.id.to_lowercase())
            .collect();
        let asked = |conditions: &[TipCondition]| {
            conditions.iter().find_map(|one| match &one.0 {
                Asked::Phrases(list) if !lists.contains(list) => {
                    Some(format!("no list of phrases is called {list:?}"))
                }
                _ => None,
            })
        };
        for rule in &self.completeness {
            let id = &rule.id;
            if !ids.insert(id) || id.trim().is_empty() {
                return Err(wrong(format!(
                    "completeness: {id:?} stands twice or is empty"
                )));
            }
            if rule.any.is_empty() || !(1..=MOST_POINTS as u32).contains(&rule.points) {
                return Err(wrong(format!(
                    "{id}: needs a condition, and 1 to {MOST_POINTS} points"
                )));
            }
            if let Some(fault) = asked(&rule.any) {
                return Err(wrong(format!("{id}: {fault}")));
            }
        }
        for rule in &self.urgency {
            let id = &rule.id;
            if !ids.insert(id) || id.trim().is_empty() {
                return Err(wrong(format!("urgency: {id:?} stands twice or is empty")));
            }
            if rule.all.is_empty() && rule.any.is_empty() {
                return Err(wrong(format!("{id}: needs a condition in all or any")));
            }
            if rule.points == 0 || rule.points.abs() > MOST_POINTS {
                return Err(wrong(format!(
                    "{id}: points must not be 0, nor beyond {MOST_POINTS} either way"
                )));
            }
            let fault = [&rule.all, &rule.any, &rule.none]
                .into_iter()
                .find_map(|of| asked(of));
            if let Some(fault) = fault {
                return Err(wrong(format!("{id}: {fault}")));
            }
        }
        for part in &self.referral {
            if part.any.is_empty() {
                return Err(wrong("referral: each part needs a condition".to_owned()));
            }
            if let Some(fault) = asked(&part.any) {
                return Err(wrong(format!("referral: {fault}")));
            }
        }
        if self.tiers.second > self.tiers.first {
            return Err(wrong("tiers: second must not be above first".to_owned()));
        }
        let count: usize = self.phrases.iter().map(|list| list.phrases.len()).sum();
        let guards: usize = self.guards.iter().map(|guard| guard.words.len()).sum();
        if count + guards > MOST_PHRASES {
            return Err(wrong(format!(
                "phrases: must not be more than {MOST_PHRASES}"
            )));
        }
        for guard in &self.guards {
            let unknown = guard
                .lists
                .iter()
                .find(|list| !lists.contains(&list.to_lowercase()));
            if let Some(list) = unknown {
                return Err(wrong(format!(
                    "guard {}: no list of phrases is called {list:?}",
                    guard.id
                )));
            }
        }
        Ok(())
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "rules",
        reason: format!("triage rules: {reason}"),
    }
}

use std::{collections::BTreeSet, fmt, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::NcicEntry;
use crate::{Error, Result, json, records::MissingCategory, tips::RuleTrust};

/// The table of the United States, as JSON.
const US: &str = include_str!("us.json");
const MOST_RULES: usize = 1_000;

/// Deadlines for the record of a missing child. Data, with version and citation; a state adds its own.
///
/// ```
/// use caselink::tips::{DeadlineRules, RuleTrust};
///
/// let rules = DeadlineRules::us()?;
/// let thirty = rules.deadlines.iter().find(|rule| rule.id == "verify-30").unwrap();
/// assert_eq!(thirty.trust, RuleTrust::Unconfirmed);
/// assert!(rules.verified_by.is_none());
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRules {
    /// What the table is called.
    pub rules: String,
    /// Its version.
    pub version: String,
    /// What it is for, and where it is from.
    #[serde(default)]
    pub about: String,
    /// Who checked it; nobody has, where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_by: Option<String>,
    /// The deadlines.
    pub deadlines: Vec<DeadlineRule>,
}

/// One deadline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineRule {
    /// Its name.
    pub id: String,
    /// What must be done.
    pub duty: String,
    /// By whom.
    pub who: String,
    /// The law.
    pub citation: String,
    /// Where its text was read.
    pub source: String,
    /// How far the entry can be relied on.
    #[serde(default)]
    pub trust: RuleTrust,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Entries of one group are about one thing: `otherwise` means that none of the others applies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// All of these must hold.
    #[serde(default)]
    pub applies: Vec<DeadlineCondition>,
    /// From what on it is counted.
    pub from: DeadlineEvent,
    /// How long.
    pub length: DeadlineLength,
    /// Whether that is the latest or the earliest.
    #[serde(default)]
    pub bound: DeadlineBound,
    /// What meets it.
    pub done_by: DeadlineEvent,
}

/// What a deadline is counted from, and what meets it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineEvent {
    /// The agency received the report.
    ReportReceived,
    /// The record was entered into NCIC.
    NcicEntered,
    /// The record was verified and brought up to date.
    RecordVerified,
    /// The record was transmitted to NamUs.
    NamusTransmitted,
    /// The record was updated, after it was transmitted to NamUs.
    UpdateMade,
    /// That update was transmitted to NamUs.
    UpdateTransmitted,
}

impl DeadlineEvent {
    /// The fact that it stands on.
    pub(super) const fn fact(self) -> &'static str {
        match self {
            Self::ReportReceived => "reported_at",
            Self::NcicEntered => "ncic_entered_at",
            Self::RecordVerified => "verified_at",
            Self::NamusTransmitted => "namus_transmitted_at",
            Self::UpdateMade => "updates",
            Self::UpdateTransmitted => "updates.transmitted_at",
        }
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::ReportReceived => "the report was received",
            Self::NcicEntered => "the record was entered into NCIC",
            Self::RecordVerified => "the record was verified",
            Self::NamusTransmitted => "the record was transmitted to NamUs",
            Self::UpdateMade => "the update was made",
            Self::UpdateTransmitted => "the update was transmitted to NamUs",
        }
    }
}

/// How long.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineLength {
    /// How many; 1 to 3,660.
    pub amount: u32,
    /// Of what.
    pub unit: DeadlineUnit,
}

/// What a length is counted in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineUnit {
    /// Hours that pass.
    Hours,
    /// Days of the calendar: the first is left out, and the last is inside to its end.
    Days,
}

/// Whether a deadline is the latest or the earliest.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineBound {
    /// It must be done by then.
    #[default]
    NotAfter,
    /// It is due from then on.
    NotBefore,
}

/// When a deadline applies: a word such as `category:child_abduction,amber_alert`, `entry:endangered`, `child_under:21`, or `otherwise`.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DeadlineCondition(pub(super) Asked);

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Asked {
    /// The category of the NCIC entry (MNP).
    Category(Vec<MissingCategory>),
    /// Its message key.
    Entry(Vec<NcicEntry>),
    /// Whoever is missing was younger than that when it was reported.
    ChildUnder(u8),
    /// No other entry of the group applies.
    Otherwise,
}

impl FromStr for DeadlineCondition {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let text = text.trim();
        let (name, values) = text.split_once(':').unwrap_or((text, ""));
        let words = || values.split(',').map(str::trim);
        let unknown = |word: &str| format!("{word:?} is not known in {name:?}");
        let asked = match name {
            "otherwise" if values.is_empty() => Asked::Otherwise,
            "child_under" => Asked::ChildUnder(
                values
                    .trim()
                    .parse()
                    .map_err(|_| "child_under: must be a number of years to 255".to_owned())?,
            ),
            "category" => Asked::Category(
                words()
                    .map(|word| match MissingCategory::from(word) {
                        MissingCategory::Other(word) => Err(unknown(&word)),
                        known => Ok(known),
                    })
                    .collect::<std::result::Result<_, _>>()?,
            ),
            "entry" => Asked::Entry(
                words()
                    .map(|word| match NcicEntry::from(word) {
                        NcicEntry::Other(word) => Err(unknown(&word)),
                        known => Ok(known),
                    })
                    .collect::<std::result::Result<_, _>>()?,
            ),
            _ => return Err(format!("{text:?} is no condition")),
        };
        Ok(Self(asked))
    }
}

impl TryFrom<String> for DeadlineCondition {
    type Error = String;

    fn try_from(text: String) -> std::result::Result<Self, String> {
        text.parse()
    }
}

impl fmt::Display for DeadlineCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, name: &str, words: Vec<&str>| {
            write!(f, "{name}:{}", words.join(","))
        };
        match &self.0 {
            Asked::Category(all) => list(
                f,
                "category",
                all.iter().map(MissingCategory::as_str).collect(),
            ),
            Asked::Entry(all) => list(f, "entry", all.iter().map(NcicEntry::as_str).collect()),
            Asked::ChildUnder(years) => write!(f, "child_under:{years}"),
            Asked::Otherwise => f.write_str("otherwise"),
        }
    }
}

impl From<DeadlineCondition> for String {
    fn from(condition: DeadlineCondition) -> Self {
        condition.to_string()
    }
}

impl JsonSchema for DeadlineCondition {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DeadlineCondition".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "category:WORD,…, entry:WORD,…, child_under:YEARS, or otherwise.",
            "type": "string",
        })
    }
}

impl DeadlineRules {
    /// The table of the United States that ships with the library. No lawyer has verified it.
    ///
    /// # Errors
    ///
    /// None that a caller can bring about.
    pub fn us() -> Result<Self> {
        let rules: Self = json::read_text(US).map_err(wrong)?;
        rules.check()?;
        Ok(rules)
    }

    /// Reads a table from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says which entry is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        let rules: Self = json::read(value).map_err(wrong)?;
        rules.check()?;
        Ok(rules)
    }

    /// Whether the table can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says which entry cannot.
    ///
    /// ```
    /// use caselink::tips::DeadlineRules;
    ///
    /// let mut rules = DeadlineRules::us()?;
    /// rules.deadlines[0].citation = String::new();
    /// assert!(rules.check().unwrap_err().to_string().contains("ncic-entry: needs a citation"));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn check(&self) -> Result<()> {
        if self.deadlines.len() > MOST_RULES {
            return Err(wrong(format!(
                "deadlines: must not be more than {MOST_RULES}"
            )));
        }
        let mut ids = BTreeSet::new();
        for rule in &self.deadlines {
            let id = &rule.id;
            if id.trim().is_empty() || !ids.insert(id) {
                return Err(wrong(format!("{id:?} stands twice or is empty")));
            }
            if !(1..=3_660).contains(&rule.length.amount) {
                return Err(wrong(format!("{id}: amount must be from 1 to 3,660")));
            }
            let is_otherwise = |one: &DeadlineCondition| one.0 == Asked::Otherwise;
            if rule.group.is_none() && rule.applies.iter().any(is_otherwise) {
                return Err(wrong(format!("{id}: otherwise needs a group")));
            }
            if rule.citation.trim().is_empty() || rule.source.trim().is_empty() {
                return Err(wrong(format!("{id}: needs a citation and a source")));
            }
            let updates = [DeadlineEvent::UpdateMade, DeadlineEvent::UpdateTransmitted];
            if (rule.from == DeadlineEvent::UpdateMade) != updates.contains(&rule.done_by)
                || rule.from == DeadlineEvent::UpdateTransmitted
                || rule.done_by == DeadlineEvent::UpdateMade
            {
                return Err(wrong(format!(
                    "{id}: update_made goes with update_transmitted alone"
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
        reason: format!("deadline rules: {reason}"),
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::wrong;
use crate::{Result, json, records::Pii};

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
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states.
    pub fn all_from_value(value: &serde_json::Value) -> Result<Vec<Self>> {
        json::read(value).map_err(|reason| wrong("entries", reason))
    }
}

/// Which partial names are good enough to look for.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GuideSettings {
    /// The fewest letters and digits of a partial name, at least 1. An assumption: shorter ones stand in many names by chance.
    pub least_length: u32,
    /// The fewest letters among them; numbers alone are counters.
    pub least_letters: u32,
    /// A partial name of more series than this says too little about each. An assumption.
    pub most_series: u32,
    /// A partial name that stands in more than so many of a thousand names, and in more than a hundred, is common in what
    /// is looked through: its hits are counted and left out. Names that differ only in their numbering, in single letters and
    /// in common words such as `copy` count as one: a folder of one series is no common name. An assumption.
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
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states.
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
    /// Why it is a hit, in words, without the name.
    #[serde(default)]
    pub why: String,
}

/// What a guide finds in many names.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct GuideFindings {
    /// The hits, by name, then by place in it, then by series.
    pub hits: Vec<GuideHit>,
    /// How many more there are: of each partial name the first 100 places in a name are listed.
    #[serde(default)]
    pub more_hits: u64,
    /// How many names hold a replacement character: signs of them could not be read when they were taken from a disk, and what
    /// stood there was not looked for.
    #[serde(default)]
    pub odd_names: u64,
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
    /// How many of these differ in more than their numbering; counting ends a little above the bound.
    #[serde(default)]
    pub distinct: u64,
    /// The places of the first 20 names in which it stands, for a person to look at.
    #[serde(default)]
    pub first: Vec<u64>,
}

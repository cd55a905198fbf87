use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::wrong;
use crate::{Error, Result, json};

/// For whom an entry is written.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum GuidanceAudience {
    /// Parents and others who bring up a child.
    Parents,
    /// Young people of about 13 to 17.
    Teens,
    /// Younger children, read with an adult.
    Children,
    /// Teachers, counsellors, coaches, and others who work with children.
    Schools,
    /// Police.
    Police,
    /// People who were abused or exploited as children.
    Survivors,
}

/// Where the facts of an entry come from.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuidanceSource {
    /// The name of the page, the publication or the statute.
    pub title: String,
    /// Who published it.
    pub publisher: String,
    /// The name of the site where it is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The day on which a person last compared the answer with it; nobody has where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checked_on: Option<NaiveDate>,
}

/// A question with its answer.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuidanceEntry {
    /// Its id, unique in the set.
    pub id: String,
    /// What it is about, in the words of the set.
    pub topic: String,
    /// For whom it is written: at least one.
    pub audience: Vec<GuidanceAudience>,
    /// The language of question and answer, as a tag of BCP 47: `en`, `es-MX`. Its first part decides how words are read.
    pub language: String,
    /// The question, as those ask who have it.
    pub question: String,
    /// Other ways in which it is asked. The entry is found by the wording that fits best.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_asked: Vec<String>,
    /// The answer.
    pub answer: String,
    /// Where its facts come from.
    pub source: GuidanceSource,
}

impl GuidanceEntry {
    /// The question in its wordings: as it stands, then as it is asked otherwise.
    pub(super) fn wordings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.question)
            .chain(&self.also_asked)
            .map(String::as_str)
    }
}

/// Words and phrases that mean much the same to those who ask.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SynonymGroup {
    /// Its id, unique in the set; it is given with what was found through the group.
    pub id: String,
    /// The language of its words.
    pub language: String,
    /// The words and phrases. One form of each is enough where the language has a stemmer.
    pub words: Vec<String>,
}

/// Words of a language that say nothing of what somebody asks.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommonWords {
    /// The language.
    pub language: String,
    /// The words, each form of them.
    pub words: Vec<String>,
}

/// A way to a person.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Its id, unique in the set.
    pub id: String,
    /// Who answers.
    pub name: String,
    /// The number, address, or both, as they are told to people.
    pub reach: String,
}

/// What is said first to somebody whose question has one of these phrases.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgentRule {
    /// Its id, unique in the set.
    pub id: String,
    /// The language of its words.
    pub language: String,
    /// The phrases, each form of them: words in this order, with at most one other between any two.
    pub phrases: Vec<String>,
    /// What is said, in plain words. It names what to do, and concludes nothing.
    pub say: String,
    /// Ids of contacts, the first one first.
    pub contacts: Vec<String>,
    /// Ids of entries that help further.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
}

/// To whom a question goes that the library does not answer well.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expert {
    /// What is said.
    pub say: String,
    /// Ids of contacts.
    pub contacts: Vec<String>,
}

/// What a prevention library consists of: all of it is data.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuidanceSet {
    /// Questions with their answers.
    pub entries: Vec<GuidanceEntry>,
    /// Words that mean much the same.
    #[serde(default)]
    pub synonyms: Vec<SynonymGroup>,
    /// Words that say nothing.
    #[serde(default)]
    pub common_words: Vec<CommonWords>,
    /// Ways to people.
    #[serde(default)]
    pub contacts: Vec<Contact>,
    /// What is said first in a crisis; of several that fit, in this order.
    #[serde(default)]
    pub urgent: Vec<UrgentRule>,
    /// To whom a question goes that is not answered well.
    #[serde(default)]
    pub expert: Option<Expert>,
}

/// The words of the starter set.
#[derive(Deserialize)]
struct Words {
    synonyms: Vec<SynonymGroup>,
    common_words: Vec<CommonWords>,
}

/// The contacts of the starter set.
#[derive(Deserialize)]
struct Help {
    contacts: Vec<Contact>,
    urgent: Vec<UrgentRule>,
    expert: Expert,
}

impl GuidanceSet {
    /// The starter set: 60 entries in English for the United States.
    ///
    /// The texts are written for this library, and each names the public page or statute that its facts come from. Nobody is
    /// named as having checked them on a day (`checked_on`): that is for the agency that hands them out.
    ///
    /// # Errors
    ///
    /// None for this set; a test holds that.
    ///
    /// ```
    /// use caselink::guidance::GuidanceSet;
    ///
    /// let set = GuidanceSet::starter()?;
    /// assert_eq!(set.entries.len(), 60);
    /// assert!(set.entries.iter().all(|entry| !entry.source.title.is_empty()));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn starter() -> Result<Self> {
        let words: Words = part(include_str!("starter/words.json"))?;
        let help: Help = part(include_str!("starter/help.json"))?;
        Ok(Self {
            entries: part(include_str!("starter/entries.json"))?,
            synonyms: words.synonyms,
            common_words: words.common_words,
            contacts: help.contacts,
            urgent: help.urgent,
            expert: Some(help.expert),
        })
    }

    /// Reads a set from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    ///
    /// ```
    /// let wrong = serde_json::json!({ "entries": [{ "id": "E-1" }] });
    /// let error = caselink::guidance::GuidanceSet::from_value(&wrong).unwrap_err();
    /// assert_eq!(error.code(), "INVALID_PARAMETER");
    /// ```
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| wrong("set", reason))
    }
}

fn part<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    json::read_text(text).map_err(|_| Error::Internal)
}

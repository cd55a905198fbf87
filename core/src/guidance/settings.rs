use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{GuidanceAudience, check::is_language, wrong};
use crate::{Result, json};

/// How a library ranks. Every default number is an assumption of the library but for those of BM25, which are usual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GuidanceSettings {
    /// How soon a word that stands there often stops counting more, from 0 to 100: k1 of BM25. Usual: 1.2.
    pub k1: f32,
    /// How much a long entry must say more, from 0 to 1: b of BM25. Usual: 0.75.
    pub b: f32,
    /// In per cent, what the wording of a question that fits best counts beside the entry as a whole, from 0 to 1,000.
    /// Assumption: 100.
    pub wording_percent: u32,
    /// In per cent, what a word counts that is found through a group of synonyms. Assumption: 90.
    pub synonym_percent: u32,
    /// In per cent of what its group counts, the most that a word counts by itself that is in a group: that it is rare in the
    /// entries is an accident of their style. Assumption: 150.
    pub rare_word_percent: u32,
    /// In per cent, what a word counts that is taken for another because it is written much the same. Assumption: 60.
    pub spelling_percent: u32,
    /// In per cent of the words of a question that are not common: where fewer are found in the best entry, the answer is weak.
    /// Assumption: 34.
    pub least_found_percent: u32,
    /// In per cent of what a word counts that one entry has, and once: where the best entry scores less, the answer is weak.
    /// From 0 to 1,000. Assumption: 60.
    pub least_score_percent: u32,
    /// The language of a search that names none, and whose words are read where no entry has the language that it names.
    pub language: String,
    /// How many bytes of a question are read, from 100 to 1,000,000. Assumption: 10,000.
    pub longest_question: u32,
    /// About how many words a snippet has, from 5 to 200. Assumption: 30.
    pub snippet_words: u32,
}

impl Default for GuidanceSettings {
    fn default() -> Self {
        Self {
            k1: 1.2,
            b: 0.75,
            wording_percent: 100,
            synonym_percent: 90,
            rare_word_percent: 150,
            spelling_percent: 60,
            least_found_percent: 34,
            least_score_percent: 60,
            language: "en".to_owned(),
            longest_question: 10_000,
            snippet_words: 30,
        }
    }
}

impl GuidanceSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states, or out of range.
    ///
    /// ```
    /// use caselink::guidance::GuidanceSettings;
    ///
    /// let settings = GuidanceSettings::from_value(&serde_json::json!({ "snippet_words": 20 }))?;
    /// assert_eq!(settings.wording_percent, 100);
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let settings: Self = json::read(value).map_err(|reason| wrong("settings", reason))?;
        settings.check()?;
        Ok(settings)
    }

    pub(super) fn check(&self) -> Result<()> {
        let is_share = |percent: u32| percent <= 100;
        let fault = if !(0.0..=100.0).contains(&self.k1) {
            "k1: must be from 0 to 100"
        } else if !(0.0..=1.0).contains(&self.b) {
            "b: must be from 0 to 1"
        } else if self.wording_percent > 1_000 {
            "wording_percent: must be from 0 to 1,000"
        } else if !(100..=100_000).contains(&self.rare_word_percent) {
            "rare_word_percent: must be from 100 to 100,000"
        } else if !is_share(self.synonym_percent) {
            "synonym_percent: must be from 0 to 100"
        } else if !is_share(self.spelling_percent) {
            "spelling_percent: must be from 0 to 100"
        } else if !is_share(self.least_found_percent) {
            "least_found_percent: must be from 0 to 100"
        } else if self.least_score_percent > 1_000 {
            "least_score_percent: must be from 0 to 1,000"
        } else if !is_language(&self.language) {
            "language: is not a tag of BCP 47, such as \"en\""
        } else if !(100..=1_000_000).contains(&self.longest_question) {
            "longest_question: must be from 100 to 1,000,000"
        } else if !(5..=200).contains(&self.snippet_words) {
            "snippet_words: must be from 5 to 200"
        } else {
            return Ok(());
        };
        Err(wrong("settings", fault))
    }
}

/// Which entries a search is for.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GuidanceOptions {
    /// Only entries of this topic.
    pub topic: Option<String>,
    /// Only entries for this audience.
    pub audience: Option<GuidanceAudience>,
    /// Entries of this language: a tag of BCP 47, of which the first part counts.
    pub language: Option<String>,
    /// The most entries that are given, from 1 to 100. Default: 3.
    pub most: u32,
}

impl Default for GuidanceOptions {
    fn default() -> Self {
        Self {
            topic: None,
            audience: None,
            language: None,
            most: 3,
        }
    }
}

impl GuidanceOptions {
    /// Reads options from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states, or out of range.
    ///
    /// ```
    /// use caselink::guidance::{GuidanceAudience, GuidanceOptions};
    ///
    /// let options = GuidanceOptions::from_value(&serde_json::json!({ "audience": "teens" }))?;
    /// assert_eq!((options.audience, options.most), (Some(GuidanceAudience::Teens), 3));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let options: Self = json::read(value).map_err(|reason| wrong("options", reason))?;
        options.check()?;
        Ok(options)
    }

    pub(super) fn check(&self) -> Result<()> {
        if !(1..=100).contains(&self.most) {
            return Err(wrong("options", "most: must be from 1 to 100"));
        }
        if self
            .language
            .as_deref()
            .is_some_and(|tag| !is_language(tag))
        {
            let reason = "language: is not a tag of BCP 47, such as \"en\"";
            return Err(wrong("options", reason));
        }
        Ok(())
    }
}

use std::collections::BTreeSet;

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::language;
use crate::{
    Error, Result, json,
    records::{CallService, HandOverTo},
    tips::{RuleTrust, clock},
};

/// The rules that ship with the library, as JSON.
const STANDARD: &str = include_str!("standard.json");
/// A year: no call waits longer for a clock to run out.
const MOST_MINUTES: u32 = 527_040;
const MOST_RULES: usize = 1_000;

/// To whom calls are passed on and within which time. Data, with version and source; a desk has its own.
///
/// ```
/// use caselink::tips::HandOverRules;
///
/// let rules = HandOverRules::standard()?;
/// assert!(rules.verified_by.is_none());
/// assert!(rules.hand_overs.iter().all(|rule| !rule.source.is_empty()));
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverRules {
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
    /// The time zone of the desk, as an IANA name: minutes are then counted across changes of the clocks. Without it, as the clocks show them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// The languages that are spoken at the desk, as BCP 47 tags.
    #[serde(default)]
    pub languages: Vec<String>,
    /// The rules. Each that holds starts a clock of its own.
    pub hand_overs: Vec<HandOverRule>,
}

/// One clock. It starts when a call comes for which all of its conditions hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOverRule {
    /// Its name.
    pub id: String,
    /// The call asks for one of these; without any, for whatever.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<CallService>,
    /// Whether a child is in danger now, as reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub danger_now: Option<bool>,
    /// What the caller saw, ended no longer than so many hours before the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_within_hours: Option<f64>,
    /// Only where nobody at the desk speaks the language that is needed.
    #[serde(default)]
    pub language_not_spoken: bool,
    /// To whom it is passed on.
    pub to: HandOverTo,
    /// Within how many minutes from when it came; 1 to 527,040.
    pub within_minutes: u32,
    /// Why, in words for whoever takes calls.
    pub why: String,
    /// Where the rule is from.
    pub source: String,
    /// How far it can be relied on.
    #[serde(default)]
    pub trust: RuleTrust,
}

impl HandOverRules {
    /// The rules that ship with the library: a starting point. Their minutes are choices, and nobody has verified them.
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
    /// [`Error::InvalidParameter`] says which rule is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        let rules: Self = json::read(value).map_err(wrong)?;
        rules.check()?;
        Ok(rules)
    }

    /// Whether the rules can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says which rule cannot, or which language is none of ISO 639.
    ///
    /// ```
    /// use caselink::tips::HandOverRules;
    ///
    /// let mut rules = HandOverRules::standard()?;
    /// rules.languages = vec!["Spanish".to_owned()];
    /// assert!(rules.check().unwrap_err().to_string().contains("ISO 639"));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn check(&self) -> Result<()> {
        self.zone()?;
        if self.languages.iter().any(|tag| language(tag).is_none()) {
            return Err(wrong(
                "languages: must be codes of ISO 639, such as es or spa".to_owned(),
            ));
        }
        if self.hand_overs.len() > MOST_RULES {
            return Err(wrong(format!(
                "hand_overs: must not be more than {MOST_RULES}"
            )));
        }
        let mut ids = BTreeSet::new();
        for rule in &self.hand_overs {
            let id = &rule.id;
            let hours = rule.seen_within_hours;
            if id.trim().is_empty() || !ids.insert(id) {
                return Err(wrong(format!("{id:?} stands twice or is empty")));
            }
            if !(1..=MOST_MINUTES).contains(&rule.within_minutes) {
                return Err(wrong(format!(
                    "{id}: within_minutes must be from 1 to {MOST_MINUTES}"
                )));
            }
            if hours.is_some_and(|hours| !(0.0..=8_784.0).contains(&hours)) {
                return Err(wrong(format!(
                    "{id}: seen_within_hours must be from 0 to 8,784"
                )));
            }
            if rule.source.trim().is_empty() {
                return Err(wrong(format!(
                    "{id}: needs a source, or that it is the desk's own"
                )));
            }
        }
        Ok(())
    }

    pub(super) fn zone(&self) -> Result<Option<Tz>> {
        clock::zone_of_setting("rules", self.time_zone.as_deref())
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "it is what map_err hands over"
)]
fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "rules",
        reason: format!("hand-over rules: {reason}"),
    }
}

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Result, json};

/// As of when duties are assessed, and by which knowledge.
///
/// ```
/// use caselink::tracking::AssessOptions;
///
/// let options = AssessOptions::from_value(&serde_json::json!({ "as_of": "2026-03-09", "known_on": "2026-03-01" }))?;
/// assert_eq!(options.due_soon_days, 14);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessOptions {
    /// The day. What happened later does not count.
    pub as_of: NaiveDate,
    /// The instant, where the day is not the same in all time zones: each jurisdiction then has its own local day, and `as_of` is the
    /// latest of them that counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// What an agency had on record on this day: facts that were recorded later are left out. Facts of which the record does not say when
    /// they were recorded stay, and are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_on: Option<NaiveDate>,
    /// A duty is due soon so many days ahead.
    #[serde(default = "due_soon_days")]
    pub due_soon_days: u32,
    /// A place that nobody confirmed for so many days is stale.
    #[serde(default = "stale_after_days")]
    pub stale_after_days: u32,
    /// Records hold the appearances from this day on; what was due before and does not show as met is not determined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history_from: Option<NaiveDate>,
    /// Registrations list so many verifications at most, the newest: what was due before the first of a list that is full is not
    /// determined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most_listed: Option<u32>,
    /// Whether duties that no text confirms (`memory`) decide about compliance too.
    #[serde(default)]
    pub count_unconfirmed: bool,
    /// Whether the record holds the registrations with all registries. Without it, a registry that is not in the record may have the
    /// person, and nobody is a non-registrant there.
    #[serde(default)]
    pub all_registries: bool,
    /// Whether each duty is explained in words.
    #[serde(default = "explained")]
    pub explain: bool,
}

const fn due_soon_days() -> u32 {
    14
}

const fn stale_after_days() -> u32 {
    365
}

const fn explained() -> bool {
    true
}

impl AssessOptions {
    /// The defaults, as of a day.
    pub const fn on(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            at: None,
            known_on: None,
            due_soon_days: due_soon_days(),
            stale_after_days: stale_after_days(),
            history_from: None,
            most_listed: None,
            count_unconfirmed: false,
            all_registries: false,
            explain: explained(),
        }
    }

    /// Reads options from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let options: Self = json::read(value).map_err(wrong)?;
        options.check()?;
        Ok(options)
    }

    /// Whether every option is in its range.
    pub(super) fn check(&self) -> Result<()> {
        use chrono::Datelike;
        if !(1900..=2150).contains(&self.as_of.year()) {
            return Err(wrong("as_of must be in the years 1900 to 2150".to_owned()));
        }
        if self.due_soon_days > 3_650 || self.stale_after_days > 36_500 {
            return Err(wrong(
                "due_soon_days must be 3,650 at most, and stale_after_days 36,500".to_owned(),
            ));
        }
        if let Some(at) = self.at
            && (at.date_naive() - self.as_of).num_days().abs() > 1
        {
            return Err(wrong(
                "at must be an instant of as_of in some time zone".to_owned(),
            ));
        }
        if self.most_listed == Some(0) {
            return Err(wrong("most_listed must be 1 or more".to_owned()));
        }
        Ok(())
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "options",
        reason,
    }
}

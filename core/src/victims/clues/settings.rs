use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, Result, json, records::Confidence};

/// The most candidate places that may be named.
const MOST_CANDIDATES: usize = 10_000;

/// How clues are combined. Every default number is an assumption of the library and not measured.
///
/// ```
/// use caselink::victims::ClueSettings;
///
/// let settings = ClueSettings { least_groups: 3, ..ClueSettings::default() };
/// assert_eq!(settings.least_lead_millibits, 2_000);
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClueSettings {
    /// The places that come into question, as ISO 3166 codes or common names; none stands for all countries. A country of which only
    /// parts are named counts as those parts.
    pub candidates: Vec<String>,
    /// How often a clue leads wrong.
    pub errors: ClueErrors,
    /// The most that one clue weighs for or against a place, in thousandths of a bit; for a place, the share of it in which
    /// such clues lead right. Assumption: 6,000, 64 to 1, so that a doubtful clue weighs at most 900.
    pub most_clue_millibits: u32,
    /// In per cent, what each further clue counts of the one before it, among clues that say much the same: those of
    /// one independent group, and those of a country's standards (socket, currency, driving side, telephone code, plate,
    /// language, dialect) together. Assumption: 50, so that a group never weighs more than twice its strongest clue.
    pub group_share_percent: u32,
    /// Places that are less than this behind the first one lead together with it, in thousandths of a bit.
    /// Assumption: 2,000, 4 to 1.
    pub least_lead_millibits: u32,
    /// How many independent groups of clues must speak for the first place before places are ranked; for what is
    /// independent see [`combine_clues`](super::combine_clues). Assumption: 2.
    pub least_groups: u32,
    /// What a group must weigh for the first place to be one of them, as it counts and less what it weighs against, in
    /// thousandths of a bit. Assumption: 1,000, 2 to 1.
    pub least_group_millibits: u32,
    /// The most places that may lead together; with more, the clues are insufficient. Assumption: 5.
    pub most_leading: u32,
    /// How many parts a country is taken to have when the library knows none of its parts. Assumption: 10.
    pub assumed_parts: u32,
    /// The most places that are listed; the others are counted. 20, at most 1,000.
    pub most_listed: u32,
}

/// In per cent, how often a clue leads wrong: misread, mistaken, imported, or on a journey. From 1 to 100; a clue that
/// is wrong every time weighs nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClueErrors {
    /// Of a clue that is confirmed. Assumption: 5.
    pub confirmed_percent: u32,
    /// Of one that is probable. Assumption: 20.
    pub probable_percent: u32,
    /// Of one that is possible. Assumption: 50.
    pub possible_percent: u32,
    /// Of one that is doubtful. Assumption: 85.
    pub doubtful_percent: u32,
    /// Of one that does not say. Assumption: 50.
    pub unstated_percent: u32,
    /// Of a table that is not confirmed from a source, besides. Assumption: 10.
    pub unconfirmed_table_percent: u32,
}

impl Default for ClueSettings {
    fn default() -> Self {
        Self {
            candidates: Vec::new(),
            errors: ClueErrors::default(),
            most_clue_millibits: 6_000,
            group_share_percent: 50,
            least_lead_millibits: 2_000,
            least_groups: 2,
            least_group_millibits: 1_000,
            most_leading: 5,
            assumed_parts: 10,
            most_listed: 20,
        }
    }
}

impl Default for ClueErrors {
    fn default() -> Self {
        Self {
            confirmed_percent: 5,
            probable_percent: 20,
            possible_percent: 50,
            doubtful_percent: 85,
            unstated_percent: 50,
            unconfirmed_table_percent: 10,
        }
    }
}

impl ClueErrors {
    /// The share of clues that lead wrong, with the confidence of this one and from such a table.
    pub(super) fn share(&self, confidence: &Confidence, confirmed: bool) -> f64 {
        let percent = match confidence {
            Confidence::Confirmed => self.confirmed_percent,
            Confidence::Probable => self.probable_percent,
            Confidence::Possible => self.possible_percent,
            Confidence::Doubtful => self.doubtful_percent,
            Confidence::Unstated | Confidence::Other(_) => self.unstated_percent,
        };
        let table = if confirmed {
            0
        } else {
            self.unconfirmed_table_percent
        };
        let right = |percent: u32| f64::from(100_u32.saturating_sub(percent)) / 100.0;
        1.0 - right(percent) * right(table)
    }
}

impl ClueSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(wrong)
    }

    /// Whether every number is in its range.
    pub(super) fn check(&self) -> Result<()> {
        let errors = &self.errors;
        let percents = [
            (
                "errors.confirmed_percent",
                errors.confirmed_percent,
                1..=100,
            ),
            ("errors.probable_percent", errors.probable_percent, 1..=100),
            ("errors.possible_percent", errors.possible_percent, 1..=100),
            ("errors.doubtful_percent", errors.doubtful_percent, 1..=100),
            ("errors.unstated_percent", errors.unstated_percent, 1..=100),
            (
                "errors.unconfirmed_table_percent",
                errors.unconfirmed_table_percent,
                0..=100,
            ),
            ("most_clue_millibits", self.most_clue_millibits, 1..=20_000),
            ("group_share_percent", self.group_share_percent, 0..=100),
            (
                "least_lead_millibits",
                self.least_lead_millibits,
                0..=100_000,
            ),
            ("least_groups", self.least_groups, 1..=8),
            (
                "least_group_millibits",
                self.least_group_millibits,
                0..=20_000,
            ),
            ("most_leading", self.most_leading, 1..=1_000),
            ("assumed_parts", self.assumed_parts, 1..=1_000),
            ("most_listed", self.most_listed, 1..=1_000),
        ];
        for (name, value, range) in percents {
            if !range.contains(&value) {
                let (least, most) = (range.start(), range.end());
                return Err(wrong(format!("{name} must be {least} to {most}")));
            }
        }
        if self.candidates.len() > MOST_CANDIDATES {
            return Err(Error::LimitExceeded {
                limit: "candidates",
                allowed: MOST_CANDIDATES as u64,
                asked: self.candidates.len() as u64,
            });
        }
        Ok(())
    }
}

pub(super) fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unconfirmed_table_adds_its_own_errors() {
        let errors = ClueErrors::default();
        let confirmed = errors.share(&Confidence::Confirmed, true);
        assert!((confirmed - 0.05).abs() < 1e-12);
        assert!((errors.share(&Confidence::Confirmed, false) - 0.145).abs() < 1e-12);
        let other = Confidence::from("hearsay");
        assert!((errors.share(&other, true) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn settings_out_of_range_are_refused_by_name() {
        assert_eq!(ClueSettings::default().check(), Ok(()));
        for (json, name) in [
            (
                r#"{"errors": {"confirmed_percent": 0}}"#,
                "confirmed_percent",
            ),
            (r#"{"group_share_percent": 101}"#, "group_share_percent"),
            (r#"{"least_groups": 0}"#, "least_groups"),
        ] {
            let settings = ClueSettings::from_value(&serde_json::from_str(json).unwrap());
            let error = settings.unwrap().check().unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
        assert!(ClueSettings::from_value(&serde_json::json!({"kinds": 2})).is_err());
    }
}

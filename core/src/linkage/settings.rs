use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::comparison::{Comparison, Reading};
use crate::{Error, Result, json};

/// What to compare, which pairs to look at, and how to start training: the analyst's side of a
/// [`Model`](super::Model).
///
/// ```
/// use caselink::linkage::Settings;
///
/// let settings = Settings::from_json(r#"{
///     "id": "rec_id",
///     "comparisons": [
///         {"kind": "name", "column": "given_name", "swapped_with": "surname"},
///         {"kind": "name", "column": "surname", "swapped_with": "given_name"},
///         {"kind": "date", "column": "date_of_birth"}
///     ],
///     "blocking": [
///         [{"column": "date_of_birth"}],
///         [{"column": "surname"}, {"column": "given_name", "form": "initial"}]
///     ],
///     "prior": {"kind": "given", "probability": 0.0002}
/// }"#)?;
/// assert_eq!(settings.comparisons.len(), 3);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The column that identifies a record; unique within a table.
    pub id: String,
    /// What is compared, at most 16 comparisons.
    pub comparisons: Vec<Comparison>,
    /// Pairs are looked at when they agree on all keys of at least one rule.
    pub blocking: Vec<BlockingRule>,
    /// Whether a table may lack columns other than the id: they count as missing in every record. Settings that serve
    /// many files allow it; in others a missing column is more likely a slip.
    #[serde(default)]
    pub optional_columns: bool,
    /// Groups of comparisons, by name, that agree together and differ together, such as the parts of an address. Training
    /// finds what share of their evidence counts, so that their sum promises no more than comes true.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Vec<String>>,
    /// How likely two random records are one person.
    #[serde(default)]
    pub prior: Prior,
    /// How the model is trained.
    #[serde(default)]
    pub training: Training,
}

/// All keys of a rule must agree; a record that lacks one is not in any block of the rule.
///
/// In JSON a list of keys, or, where only rare values are to count, an object with `keys` and `most_rows`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BlockingRule {
    /// What must agree.
    pub keys: Vec<BlockingKey>,
    /// A block of more records makes no pair by this rule. So a rule can be broad and the work stays bounded in files of any
    /// size: agreement on a rare surname is looked at, agreement on a common one is not.
    pub most_rows: Option<u64>,
}

/// One column, or a part of it, that must agree.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockingKey {
    /// The column.
    pub column: String,
    /// Which part of the value.
    #[serde(default)]
    pub form: KeyForm,
    /// How many characters, for the forms `prefix` and `suffix`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub length: Option<u8>,
    /// A second column: the two must agree in either order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swapped_with: Option<String>,
}

/// The part of a value that serves as a blocking key. All are taken from the normal form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyForm {
    /// The whole value.
    #[default]
    Whole,
    /// The first character.
    Initial,
    /// The first `length` characters.
    Prefix,
    /// The last `length` characters.
    Suffix,
    /// The year of a date.
    Year,
    /// Month and day of a date.
    MonthDay,
    /// The sound of a name (Double Metaphone, first code).
    Sound,
}

/// How likely two random records are one person, before any evidence.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Prior {
    /// A known probability.
    Given {
        /// Above 0 and below 1.
        probability: f64,
    },
    /// Counted: the pairs that agree on any of these strict rules, divided by the share of all true
    /// pairs that the rules are thought to find.
    Deterministic {
        /// Rules so strict that nearly every pair they find is one person.
        rules: Vec<BlockingRule>,
        /// The share of true pairs that they find, above 0 and up to 1.
        recall: f64,
    },
    /// Estimated: the number of pairs in the blocks that training itself takes for one person.
    #[default]
    Estimated,
}

/// How a model is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Training {
    /// Seed of the random pairs.
    pub seed: u64,
    /// Random pairs for the u-probabilities; without it as many as there are records, but at least
    /// 50,000 and at most 500,000.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub random_pairs: Option<u64>,
    /// Pairs taken from the blocks of each rule for the m-probabilities. More of them changed F1 on FEBRL 1 to 4 and on a million
    /// people by less than another seed does.
    pub block_pairs: u64,
    /// Most rounds of expectation maximisation.
    pub rounds: u32,
}

impl Default for Training {
    fn default() -> Self {
        Self {
            seed: 1,
            random_pairs: None,
            block_pairs: 10_000,
            rounds: 100,
        }
    }
}

impl Settings {
    /// Reads settings from JSON.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSettings`] says what is not as the schema states.
    pub fn from_json(json: &str) -> Result<Self> {
        json::read_text(json).map_err(invalid).and_then(Self::valid)
    }

    /// Reads settings from a JSON value.
    ///
    /// # Errors
    ///
    /// As [`from_json`](Self::from_json).
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(invalid).and_then(Self::valid)
    }

    fn valid(self) -> Result<Self> {
        self.validate()?;
        Ok(self)
    }

    /// Checks what the types cannot say.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSettings`] names the first problem and where it is.
    pub fn validate(&self) -> Result<()> {
        if self.comparisons.is_empty() || self.comparisons.len() > MAX_COMPARISONS {
            return Err(invalid(format!(
                "comparisons: 1 to {MAX_COMPARISONS} are needed"
            )));
        }
        for (at, comparison) in self.comparisons.iter().enumerate() {
            let same = |other: &&Comparison| {
                std::mem::discriminant(*other) == std::mem::discriminant(comparison)
                    && other.columns().first() == comparison.columns().first()
            };
            if let Some(first) = self.comparisons[..at].iter().position(|other| same(&other)) {
                return Err(invalid(format!(
                    "comparisons[{at}]: compares the same as comparisons[{first}], which would count twice"
                )));
            }
        }
        self.validate_groups()?;
        if self.blocking.is_empty() || self.blocking.len() > MAX_RULES {
            return Err(invalid(format!(
                "blocking: 1 to {MAX_RULES} rules are needed"
            )));
        }
        if let Prior::Deterministic { rules, .. } = &self.prior
            && rules.len() > MAX_RULES
        {
            return Err(invalid(format!(
                "prior.rules: {MAX_RULES} at most are possible"
            )));
        }
        let readings = self.readings()?;
        for (rule, place) in self.rules() {
            if rule.keys.is_empty() || rule.keys.len() > MAX_KEYS {
                return Err(invalid(format!(
                    "{place}: a rule needs 1 to {MAX_KEYS} keys"
                )));
            }
            if rule.most_rows.is_some_and(|most| most < 2) {
                return Err(invalid(format!("{place}: most_rows must be 2 or more")));
            }
            for key in &rule.keys {
                validate_key(key, &place, &readings)?;
            }
        }
        let proper = |p: f64, top: bool| p > 0.0 && (p < 1.0 || (top && p <= 1.0));
        match &self.prior {
            Prior::Given { probability } if !proper(*probability, false) => {
                Err(invalid("prior.probability: must be above 0 and below 1"))
            }
            Prior::Deterministic { rules, recall }
                if rules.is_empty() || !proper(*recall, true) =>
            {
                Err(invalid(
                    "prior: needs at least one rule, and a recall above 0 and up to 1",
                ))
            }
            _ if self.training.random_pairs == Some(0) || self.training.block_pairs == 0 => Err(
                invalid("training: random_pairs and block_pairs must be above 0"),
            ),
            _ => Ok(()),
        }
    }

    /// Puts other names in the place of those of the columns. Groups are named by their comparisons.
    pub(super) fn rename(&mut self, to: &impl Fn(&String) -> String) {
        let before: Vec<String> = self.comparisons.iter().map(Comparison::name).collect();
        self.id = to(&self.id);
        self.comparisons.iter_mut().for_each(|c| c.rename(to));
        for name in self.groups.iter_mut().flatten() {
            let place = before.iter().position(|known| known == name);
            if let Some(comparison) = place.and_then(|place| self.comparisons.get(place)) {
                *name = comparison.name();
            }
        }
        let strict = match &mut self.prior {
            Prior::Deterministic { rules, .. } => rules.as_mut_slice(),
            _ => &mut [],
        };
        for key in self
            .blocking
            .iter_mut()
            .chain(strict)
            .flat_map(|rule| &mut rule.keys)
        {
            key.column = to(&key.column);
            key.swapped_with = key.swapped_with.as_ref().map(to);
        }
    }

    fn validate_groups(&self) -> Result<()> {
        let names: Vec<String> = self.comparisons.iter().map(Comparison::name).collect();
        let mut taken: Vec<&String> = Vec::new();
        for (at, group) in self.groups.iter().enumerate() {
            if group.len() < 2 {
                return Err(invalid(format!(
                    "groups[{at}]: a group needs 2 comparisons or more"
                )));
            }
            for name in group {
                if !names.contains(name) {
                    return Err(invalid(format!(
                        "groups[{at}]: there is no comparison {name:?}"
                    )));
                }
                if taken.contains(&name) {
                    return Err(invalid(format!(
                        "groups[{at}]: {name:?} stands in a group already"
                    )));
                }
                taken.push(name);
            }
        }
        Ok(())
    }

    /// Blocking rules and the strict rules of the prior, each with its place in the settings.
    fn rules(&self) -> impl Iterator<Item = (&BlockingRule, String)> {
        let strict = match &self.prior {
            Prior::Deterministic { rules, .. } => rules.as_slice(),
            _ => &[],
        };
        let number = |name: &'static str| move |(i, rule)| (rule, format!("{name}[{i}]"));
        self.blocking
            .iter()
            .enumerate()
            .map(number("blocking"))
            .chain(strict.iter().enumerate().map(number("prior.rules")))
    }

    /// Every column that is read and how, in a fixed order: comparisons first.
    pub(crate) fn readings(&self) -> Result<Vec<(String, Reading)>> {
        let mut readings: Vec<(String, Reading)> = Vec::new();
        let mut add =
            |column: &str, reading: Reading| match readings.iter().find(|(c, _)| c == column) {
                Some((_, known)) if *known != reading => Err(invalid(format!(
                    "comparisons: column {column:?} is compared as two kinds"
                ))),
                Some(_) => Ok(()),
                None => {
                    readings.push((column.to_owned(), reading));
                    Ok(())
                }
            };
        for comparison in &self.comparisons {
            match comparison {
                Comparison::Point {
                    latitude,
                    longitude,
                } => {
                    add(latitude, Reading::Latitude)?;
                    add(longitude, Reading::Longitude)?;
                }
                other => {
                    let reading = match other {
                        Comparison::Name { .. } => Reading::Name,
                        Comparison::PersonName { .. } => Reading::PersonName,
                        Comparison::Plate { .. } => Reading::Plate,
                        Comparison::VehicleColor { .. } => Reading::VehicleColor,
                        Comparison::Identifier { .. } | Comparison::Postcode { .. } => {
                            Reading::Identifier
                        }
                        Comparison::Date { .. } => Reading::Date,
                        _ => Reading::Text,
                    };
                    other
                        .columns()
                        .into_iter()
                        .try_for_each(|c| add(c, reading))?;
                }
            }
        }
        // a column that only serves as a key is read as text
        for (rule, _) in self.rules() {
            for key in &rule.keys {
                for column in std::iter::once(&key.column).chain(&key.swapped_with) {
                    if !readings.iter().any(|(c, _)| c == column) {
                        let reading = match key.form {
                            KeyForm::Year | KeyForm::MonthDay => Reading::Date,
                            KeyForm::Sound => Reading::Name,
                            _ => Reading::Text,
                        };
                        readings.push((column.clone(), reading));
                    }
                }
            }
        }
        if readings.iter().any(|(c, _)| *c == self.id) {
            return Err(invalid("id: the id column cannot be compared or block"));
        }
        Ok(readings)
    }
}

/// Checks one key of a blocking rule against the kinds of all columns.
fn validate_key(key: &BlockingKey, place: &str, readings: &[(String, Reading)]) -> Result<()> {
    let reading_of = |column: &str| reading(readings, column);
    let column = &key.column;
    let reading = reading_of(column)?;
    let (fits, form) = match key.form {
        KeyForm::Whole => (
            !matches!(reading, Reading::Latitude | Reading::Longitude),
            "whole",
        ),
        KeyForm::Initial | KeyForm::Prefix | KeyForm::Suffix => (
            matches!(
                reading,
                Reading::Name
                    | Reading::PersonName
                    | Reading::Text
                    | Reading::Identifier
                    | Reading::Plate
            ),
            "initial, prefix or suffix",
        ),
        KeyForm::Year | KeyForm::MonthDay => (reading == Reading::Date, "year or month_day"),
        KeyForm::Sound => (reading == Reading::Name, "sound"),
    };
    if !fits {
        return Err(invalid(format!(
            "{place}: column {column:?} is compared as a kind that has no form {form}"
        )));
    }
    let needs_length = matches!(key.form, KeyForm::Prefix | KeyForm::Suffix);
    if needs_length != key.length.is_some_and(|n| n > 0) {
        return Err(invalid(format!(
            "{place}: forms \"prefix\" and \"suffix\", and only they, take a length above 0"
        )));
    }
    match &key.swapped_with {
        Some(other) if reading_of(other)? != reading => Err(invalid(format!(
            "{place}: {column:?} and {other:?} must both be compared, and as the same kind"
        ))),
        _ => Ok(()),
    }
}

fn reading(readings: &[(String, Reading)], column: &str) -> Result<Reading> {
    let found = readings.iter().find(|(c, _)| c == column);
    found
        .map(|(_, reading)| *reading)
        .ok_or_else(|| invalid(format!("column {column:?} is not read")))
}

/// Levels of all comparisons of a pair fit one 64-bit pattern.
const MAX_COMPARISONS: usize = 16;
/// A rule's number fits a byte.
const MAX_RULES: usize = 64;
/// More keys than anyone needs, and few enough to check at once.
const MAX_KEYS: usize = 16;

pub(crate) fn invalid(reason: impl Into<String>) -> Error {
    Error::InvalidSettings {
        reason: reason.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_keep_what_was_expected_and_lose_what_was_found() {
        for json in [
            r#"{"id": "x", "comparisons": "Jane \"expected\" Doe", "blocking": []}"#,
            r#"{"id": "x", "comparisons": [{"kind": "Jane Doe"}], "blocking": []}"#,
            r#"{"id": 4711, "comparisons": [], "blocking": []}"#,
        ] {
            let message = Settings::from_json(json).unwrap_err().to_string();
            assert!(
                !message.contains("Jane") && !message.contains("4711"),
                "{message}"
            );
            assert!(message.contains("expected"), "{message}");
        }
        let twice = r#"{"id": "x", "blocking": [[{"column": "dob"}]], "comparisons":
            [{"kind": "date", "column": "dob"}, {"kind": "date", "column": "dob"}]}"#;
        let message = Settings::from_json(twice).unwrap_err().to_string();
        assert!(message.contains("comparisons[1]: compares the same as comparisons[0]"));
        let second = r#"{"id": "x", "blocking": [], "comparisons":
            [{"kind": "date", "column": "dob"}, {"kind": "name", "columns": "surname"}]}"#;
        let message = Settings::from_json(second).unwrap_err().to_string();
        assert!(
            message.contains("comparisons[1]: unknown field `columns`"),
            "{message}"
        );
    }
}

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{names, spellings};
use crate::records::{Confidence, Pii, coded};

/// Something that an analyst saw or heard in a file, in words. Never a piece of the file.
///
/// Fields that are not known are refused, so that no picture comes along with it.
///
/// ```
/// use caselink::victims::{Clue, ClueKind};
///
/// let clue: Clue = serde_json::from_value(serde_json::json!({
///     "id": "K-1", "kind": "socket", "value": "G", "confidence": "confirmed", "files": ["F-1"],
/// }))?;
/// assert_eq!(clue.kind, ClueKind::Socket);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Clue {
    /// The agency's own key for it.
    pub id: Pii<String>,
    /// What sort of clue.
    pub kind: ClueKind,
    /// What was seen or heard, as the table of its kind has it: `G`, `GBP`, `left`, `de` or `German`, `+44`,
    /// `AA-000-AA`.
    pub value: Pii<String>,
    /// How sure the one who noted it is.
    #[serde(default)]
    pub confidence: Confidence,
    /// The id of the series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// The ids of the files in which it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// Who noted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted_by: Option<Pii<String>>,
    /// When it was noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noted_on: Option<NaiveDate>,
    /// What it was taken from: a report, a message, an expert's opinion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Pii<String>>,
    /// The places that the analyst says it fits, as ISO 3166-1 (`US`) or 3166-2 codes (`US-WI`), or by a common name
    /// (`UK`, `Germany`) that no other place has. They go before any table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// The places that the analyst says it does not fit, in the same way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_places: Vec<String>,
    /// Remarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Pii<String>>,
}

impl Clue {
    /// Reads them from a JSON list.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states.
    pub fn all_from_value(value: &serde_json::Value) -> crate::Result<Vec<Self>> {
        crate::json::read(value).map_err(|reason| crate::Error::InvalidParameter {
            name: "clues",
            reason,
        })
    }
}

coded! {
    /// What sort of [`Clue`].
    pub enum ClueKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// Words on a sign, a shop or a label.
        Sign = "sign",
        /// A language that is spoken or written, as an ISO 639 code or by its name.
        Language = "language",
        /// A school: its uniform, badge or name.
        School = "school",
        /// A sports team or club.
        Team = "team",
        /// A mains socket or plug, by its IEC letter (`G`, `Type G`) or the name of its standard (`Schuko`).
        Socket = "socket",
        /// Coins or notes, as an ISO 4217 code, or a sign or name that only one currency has (`€`, not `£`).
        Currency = "currency",
        /// The side of the road on which people drive: `left` or `right`, `L` or `R`.
        DrivingSide = "driving_side",
        /// The telephone code of a country: `+44`, or a number that begins with one.
        PhoneCode = "phone_code",
        /// What the plate of a vehicle looks like, with `A` for each letter and `0` for each digit (`AA-000-AA`), or the
        /// sign or state on it; never its number.
        Plate = "plate",
        /// Plants.
        Vegetation = "vegetation",
        /// A make or model of vehicle, or a public service's vehicle.
        Vehicle = "vehicle",
        /// A product or brand.
        Product = "product",
        /// An accent or dialect.
        Dialect = "dialect",
        /// A radio or television programme.
        Broadcast = "broadcast",
        /// How buildings, windows or furniture are made.
        Architecture = "architecture",
        /// Daylight, a clock, a season.
        TimeCue = "time_cue",
    }
}

impl ClueKind {
    /// Whether clues of this kind go with the country's standards: where one of them is, the others are too.
    pub(super) fn is_standard(&self) -> bool {
        matches!(
            self,
            Self::Language
                | Self::Dialect
                | Self::Socket
                | Self::Currency
                | Self::DrivingSide
                | Self::PhoneCode
                | Self::Plate
        )
    }

    /// What it is called in a sentence. A word that is not known stays out, since it is free text.
    pub(super) fn words(&self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Language => "language",
            Self::School => "school",
            Self::Team => "team",
            Self::Socket => "socket type",
            Self::Currency => "currency",
            Self::DrivingSide => "driving side",
            Self::PhoneCode => "telephone code",
            Self::Plate => "vehicle plate",
            Self::Vegetation => "vegetation",
            Self::Vehicle => "vehicle",
            Self::Product => "product",
            Self::Dialect => "dialect",
            Self::Broadcast => "broadcast",
            Self::Architecture => "architecture",
            Self::TimeCue => "time cue",
            Self::Unstated | Self::Other(_) => "other clue",
        }
    }

    /// The form of a value in which a table is searched.
    pub(super) fn key(&self, value: &str) -> String {
        let words: Vec<&str> = value.split_whitespace().collect();
        let plain = words.join(" ").to_lowercase();
        match self {
            Self::PhoneCode => phone_key(&plain),
            Self::Language => {
                let plain = plain.replace('_', "-");
                names::language(&plain).map_or(plain, ToOwned::to_owned)
            }
            Self::Plate => plate_key(plain),
            Self::Socket => spellings::socket(&plain).to_owned(),
            Self::Currency => spellings::currency(&plain).to_owned(),
            Self::DrivingSide => spellings::side(&plain).to_owned(),
            _ => plain,
        }
    }

    /// The keys of a value, the most exact first: a longer telephone number or a regional language is searched by
    /// its beginning.
    pub(super) fn keys(&self, value: &str) -> Vec<String> {
        let key = self.key(value);
        let mut keys = Vec::new();
        match self {
            // telephone codes are free of prefixes of each other, except those within one country's code
            Self::PhoneCode if key.starts_with('+') => {
                let longest = key.len().min(LONGEST_CODE);
                keys.extend((2..=longest).rev().filter_map(|end| key.get(..end)));
            }
            Self::Language => {
                keys.push(&key);
                if let Some((language, _)) = key.split_once('-') {
                    keys.push(names::language(language).unwrap_or(language));
                }
            }
            _ => keys.push(&key),
        }
        let mut keys: Vec<String> = keys.into_iter().map(ToOwned::to_owned).collect();
        keys.dedup();
        keys
    }
}

/// A form, such as `AA-000-AA`, without what stands between; other words as they are.
fn plate_key(plain: String) -> String {
    let is_between = |c: char| c == ' ' || c == '-' || c == '.';
    let is_form =
        plain.contains('0') && plain.chars().all(|c| c == 'a' || c == '0' || is_between(c));
    if is_form {
        plain.replace(is_between, "")
    } else {
        plain
    }
}

/// The longest telephone code that a table may hold: a plus and seven digits.
const LONGEST_CODE: usize = 8;

fn phone_key(value: &str) -> String {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    if let Some(rest) = digits
        .strip_prefix("00")
        .filter(|_| !value.starts_with('+'))
    {
        return format!("+{rest}");
    }
    // a bare code, such as 44; a longer number without a plus is one within some country
    let is_code = !digits.is_empty() && digits.len() <= 4 && !digits.starts_with('0');
    if is_code || value.starts_with('+') {
        return format!("+{digits}");
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_searched_in_one_form() {
        let first = |kind: ClueKind, value: &str| kind.key(value);
        assert_eq!(first(ClueKind::Socket, " g "), "g");
        assert_eq!(first(ClueKind::Plate, "New  York"), "new york");
        for code in ["+44", "0044", "44", "+ 44", "00 44"] {
            assert_eq!(first(ClueKind::PhoneCode, code), "+44", "{code}");
        }
        assert_eq!(first(ClueKind::PhoneCode, "020 7946 0000"), "02079460000");
        let keys = ClueKind::PhoneCode.keys("+44 20 7946 0000");
        assert_eq!(keys.first().map(String::as_str), Some("+4420794"));
        assert_eq!(keys.last().map(String::as_str), Some("+4"));
        assert_eq!(ClueKind::Language.keys("de_AT"), ["de-at", "de"]);
        assert_eq!(ClueKind::Language.keys("de"), ["de"]);
        assert_eq!(ClueKind::Language.keys("German"), ["de"]);
        assert_eq!(ClueKind::Language.keys("deu-AT"), ["deu-at", "de"]);
        assert_eq!(ClueKind::Language.keys("zh-yue"), ["yue"]);
        assert_eq!(ClueKind::Plate.keys("AA-000 AA"), ["aa000aa"]);
        assert_eq!(ClueKind::Plate.keys("UK"), ["uk"]);
        // a number is no form, and stands in no table
        assert_eq!(ClueKind::Plate.keys("AB-123-CD"), ["ab-123-cd"]);
        assert_eq!(ClueKind::PhoneCode.keys(""), [""]);
    }

    #[test]
    fn other_words_come_back_and_no_picture_comes_in() {
        let clue = serde_json::json!({"id": "K-1", "kind": "smell", "value": "sea"});
        let read: Clue = serde_json::from_value(clue).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap()["kind"], "smell");
        assert!(!format!("{read:?}").contains("sea"));
        let picture =
            serde_json::json!({"id": "K-1", "kind": "sign", "value": "x", "image": "aGk="});
        assert!(serde_json::from_value::<Clue>(picture).is_err());
    }
}

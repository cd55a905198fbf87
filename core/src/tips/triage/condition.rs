use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::Error as _};

use super::fact::TipFact;
use crate::records::TipIncidentType;

/// What a rule looks at, as one word: `child_name`, `annotation:sextortion`, `incident_type:enticement`, `child_age_under:13`,
/// `phrases:meeting`, `file_category:industry:A1`.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, JsonSchema)]
#[schemars(transparent)]
pub struct TipCondition(#[schemars(with = "String")] pub(super) Asked);

/// The condition, read.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Asked {
    /// Something is in the report.
    Fact(TipFact),
    /// An annotation, in lower case.
    Annotation(String),
    /// The incident type, as it was first given.
    IncidentType(String),
    /// A child whose age is known to be below so many years.
    ChildAgeUnder(u8),
    /// One of the phrases of a list stands in the text, and nothing takes it back.
    Phrases(String),
    /// A file that somebody put into a category: scheme and code.
    FileCategory(String, String),
}

impl TipCondition {
    /// Reads a condition.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let (kind, rest) = text.split_once(':').unwrap_or((text, ""));
        let named = || match rest.trim() {
            "" => Err(format!("{kind}: needs a value behind the colon")),
            value => Ok(value.to_lowercase()),
        };
        let asked = match kind {
            "annotation" => Asked::Annotation(named()?),
            "incident_type" => {
                let name = named()?;
                if matches!(
                    TipIncidentType::from(name.as_str()),
                    TipIncidentType::Other(_)
                ) {
                    return Err("incident_type: is none of the incident types".to_owned());
                }
                Asked::IncidentType(name)
            }
            "child_age_under" => {
                let years: u8 = rest
                    .parse()
                    .map_err(|_| "child_age_under: needs whole years")?;
                Asked::ChildAgeUnder(years)
            }
            "phrases" => Asked::Phrases(named()?),
            "file_category" => {
                let (scheme, code) = rest
                    .split_once(':')
                    .ok_or("file_category: needs a scheme, a colon and a code")?;
                Asked::FileCategory(scheme.to_lowercase(), code.to_lowercase())
            }
            _ => {
                let fact = TipFact::of_name(text);
                Asked::Fact(fact.ok_or("a condition is none that is known")?)
            }
        };
        Ok(Self(asked))
    }
}

impl fmt::Display for TipCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Asked::Fact(fact) => f.write_str(fact.name()),
            Asked::Annotation(name) => write!(f, "annotation:{name}"),
            Asked::IncidentType(name) => write!(f, "incident_type:{name}"),
            Asked::ChildAgeUnder(years) => write!(f, "child_age_under:{years}"),
            Asked::Phrases(list) => write!(f, "phrases:{list}"),
            Asked::FileCategory(scheme, code) => write!(f, "file_category:{scheme}:{code}"),
        }
    }
}

impl Serialize for TipCondition {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TipCondition {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

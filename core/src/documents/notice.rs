use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

/// What a lead is, and what it is not. Every document carries it, and none can be made without it.
///
/// Its text is fixed: what is read from JSON must be the same text, and nothing else can be put in its place.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LeadNotice;

impl LeadNotice {
    /// The name and version of the text.
    pub const ID: &'static str = "caselink-lead-notice-1";
    /// The text.
    pub const TEXT: &'static str = "Investigative lead. Not an identification. Not evidence, and not by itself \
                                    grounds for action. Verify every fact at its source before acting on it.";
}

impl From<LeadNotice> for String {
    fn from(_: LeadNotice) -> Self {
        LeadNotice::TEXT.to_owned()
    }
}

impl TryFrom<String> for LeadNotice {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == Self::TEXT {
            Ok(Self)
        } else {
            Err("the notice has another text")
        }
    }
}

impl JsonSchema for LeadNotice {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "LeadNotice".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What a lead is, and what it is not. The text is fixed.",
            "type": "string",
            "const": Self::TEXT,
        })
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a rule of the desk can be relied on.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleTrust {
    /// The source that is named says so, and its text was read.
    Confirmed,
    /// It is said to be so, and the text was not read: look it up before anybody relies on it.
    #[default]
    Unconfirmed,
    /// No source says so: it is the choice of a desk.
    DeskChoice,
}

impl RuleTrust {
    /// Its name: `desk_choice`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Unconfirmed => "unconfirmed",
            Self::DeskChoice => "desk_choice",
        }
    }
}

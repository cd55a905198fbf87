use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What can be said, or why nothing can.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Answer<T> {
    /// There was enough data.
    Found(T),
    /// There was not.
    NotEnoughData {
        /// What is missing.
        reason: String,
    },
    /// The settings leave it out.
    NotAsked,
}

impl<T> Answer<T> {
    /// What was found, where there was enough data.
    pub const fn found(&self) -> Option<&T> {
        match self {
            Self::Found(found) => Some(found),
            _ => None,
        }
    }

    pub(super) fn too_few(known: usize, needed: u32, what: &str) -> Self {
        Self::NotEnoughData {
            reason: format!("{known} {what}, and {needed} are needed"),
        }
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Marking;

/// The two texts without which nothing goes to the public (34 USC 20920(e) and (f)).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicTexts {
    /// That using the information to injure, harass or commit a crime against anyone can be punished.
    pub warning: String,
    /// How to have something corrected.
    pub correction: String,
}

/// What stands on a document that left: how it may be shared, who got it, and where the ledger has it.
#[derive(Clone, Serialize)]
pub(crate) struct Stamp {
    pub(crate) marking: Marking,
    pub(crate) audience: String,
    pub(crate) recipients: Vec<String>,
    pub(crate) purpose: String,
    pub(crate) released_at: String,
    pub(crate) ledger_index: u64,
    pub(crate) content_hmac: String,
    pub(crate) withheld: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public: Option<PublicTexts>,
}

impl Stamp {
    /// The facts of the release, as every page states them.
    pub(super) fn lines(&self) -> Vec<(&'static str, String)> {
        let mut lines = vec![
            ("Audience", self.audience.replace('_', " ")),
            ("Purpose", self.purpose.replace('_', " ")),
            ("Released", self.released_at.clone()),
        ];
        if !self.recipients.is_empty() {
            lines.push(("Recipients", self.recipients.join("; ")));
        }
        lines.push(("Ledger entry", self.ledger_index.to_string()));
        lines.push(("Content HMAC", self.content_hmac.clone()));
        lines.push((
            "Withheld",
            match self.withheld {
                0 => "nothing".to_owned(),
                1 => "1 value or part, by policy for this audience".to_owned(),
                many => format!("{many} values or parts, by policy for this audience"),
            },
        ));
        lines
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far a document may be passed on, by the Traffic Light Protocol 2.0.
///
/// Source: FIRST, TLP version 2.0, August 2022. The labels are written without spaces and are not
/// translated. TLP is an agreement among sharers, not a legal control.
#[derive(
    Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
pub enum Tlp {
    /// No limit.
    #[serde(rename = "TLP:CLEAR")]
    Clear,
    /// The community.
    #[serde(rename = "TLP:GREEN")]
    Green,
    /// The recipient's organisation and its clients, who need to know.
    #[serde(rename = "TLP:AMBER")]
    Amber,
    /// The recipient's organisation only. The default: stricter can be chosen, wider must be.
    #[default]
    #[serde(rename = "TLP:AMBER+STRICT")]
    AmberStrict,
    /// The named recipients only.
    #[serde(rename = "TLP:RED")]
    Red,
}

impl Tlp {
    /// The label as the standard writes it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }
}

/// How a document, or a part of one, may be shared.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Marking {
    /// The Traffic Light Protocol label.
    pub tlp: Tlp,
    /// Law Enforcement Sensitive.
    pub law_enforcement_sensitive: bool,
    /// Further caveats, such as a Controlled Unclassified Information category. They stand on every page and in the
    /// ledger as they are, so they must name nobody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub caveats: Vec<String>,
}

/// Strict in every way, since a marking is loosened by a person and not by an omission.
impl Default for Marking {
    fn default() -> Self {
        Self {
            tlp: Tlp::default(),
            law_enforcement_sensitive: true,
            caveats: Vec::new(),
        }
    }
}

impl Marking {
    /// No restriction at all.
    pub const CLEAR: Self = Self {
        tlp: Tlp::Clear,
        law_enforcement_sensitive: false,
        caveats: Vec::new(),
    };

    /// The marking of a whole that has parts with these two: the stricter in each respect.
    #[must_use]
    pub fn stricter(&self, other: &Self) -> Self {
        let mut caveats: Vec<String> = self.caveats.iter().chain(&other.caveats).cloned().collect();
        caveats.sort();
        caveats.dedup();
        Self {
            tlp: self.tlp.max(other.tlp),
            law_enforcement_sensitive: self.law_enforcement_sensitive
                || other.law_enforcement_sensitive,
            caveats,
        }
    }

    /// The line that stands on every page, such as `TLP:AMBER+STRICT // LAW ENFORCEMENT SENSITIVE`.
    pub fn line(&self) -> String {
        let mut parts = vec![self.tlp.label()];
        if self.law_enforcement_sensitive {
            parts.push("LAW ENFORCEMENT SENSITIVE");
        }
        parts.extend(self.caveats.iter().map(String::as_str));
        parts.join(" // ")
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How well a rule is known.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trust {
    /// Read in the law or the agency's own text.
    Verified,
    /// Read in someone else's account of it.
    Secondary,
    /// Not confirmed by any text. It is shown, marked, and decides nothing unless the caller asks for it.
    Memory,
    /// Chosen where the texts that were read leave it open. A duty that rests on that alone decides nothing unless the caller asks for it.
    Assumed,
}

impl Trust {
    /// Whether somebody read it somewhere.
    pub(in crate::tracking::duties) const fn was_read(self) -> bool {
        matches!(self, Self::Verified | Self::Secondary)
    }
}

/// A part of a rule that is known less well than the rule.
///
/// ```
/// use caselink::tracking::{RulePack, RulePart, Trust};
///
/// let period = RulePack::federal()?.duration.unwrap();
/// assert_eq!(period.trust, Trust::Verified);
/// assert!(period.parts.iter().any(|one| one.part == RulePart::Starts && one.trust == Trust::Memory));
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PartTrust {
    /// Which part.
    pub part: RulePart,
    /// How well it is known.
    pub trust: Trust,
    /// What is to be checked, and where.
    pub note: String,
}

/// A part of a rule: the fields of a pack by which it is computed.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RulePart {
    /// What a duty is counted from.
    Trigger,
    /// In what time it is to be done.
    Within,
    /// How often it comes again, and what the count begins with.
    Schedule,
    /// How the registrant must appear.
    Manners,
    /// For whom it holds.
    AppliesIf,
    /// The least number of days of a lodging.
    LeastDays,
    /// What a period begins with.
    Starts,
    /// How long it is.
    ByTier,
    /// The custody that does not count.
    TolledBy,
    /// How it ends.
    Exit,
    /// The days after which somebody without a home lives there.
    Days,
}

impl RulePart {
    /// What it is, in words.
    pub(in crate::tracking::duties) const fn words(self) -> &'static str {
        match self {
            Self::Trigger => "what it is counted from",
            Self::Within => "the time in which it is to be done",
            Self::Schedule => "how often it comes again",
            Self::Manners => "how the registrant must appear",
            Self::AppliesIf => "for whom it holds",
            Self::LeastDays => "the least number of days",
            Self::Starts => "what the period begins with",
            Self::ByTier => "how long it is",
            Self::TolledBy => "which custody does not count",
            Self::Exit => "how it ends",
            Self::Days => "the days after which somebody lives there",
        }
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClueKind, ClueSettings, group::GroupWeights};
use crate::{documents::Weighs, linkage::MilliBits, records::Pii};

/// What clues say together. It holds no value of a clue, only their ids.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClueFindings {
    /// Whether the places are ranked.
    pub outcome: ClueOutcome,
    /// The codes of the countries that lead: the first one, and those that are too close behind it.
    pub leading: Vec<String>,
    /// The countries, the one with the greatest weight first, equal ones in order of their codes. Without a ranking
    /// they only show what the clues weigh.
    pub places: Vec<PlaceFinding>,
    /// How many further countries are not listed.
    pub left_out: u64,
    /// How many countries came into question.
    pub candidates: u64,
    /// What was held of them before any clue.
    pub prior: String,
    /// Clues that weigh nothing because nothing is known of what they say.
    pub not_understood: Vec<UnusedClue>,
    /// Clues of one kind that contradict each other.
    pub conflicts: Vec<ClueConflict>,
    /// Kinds of clues that would separate the first two countries, the best first, as far as the tables tell.
    pub would_help: Vec<ClueHelp>,
    /// The settings.
    pub settings: ClueSettings,
}

impl ClueFindings {
    /// Reads findings back from JSON.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> crate::Result<Self> {
        crate::json::read(value).map_err(|reason| crate::Error::InvalidParameter {
            name: "findings",
            reason,
        })
    }
}

/// Whether clues say enough.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClueOutcome {
    /// They do not.
    Insufficient {
        /// Why not.
        reason: String,
    },
    /// Some places lead.
    Ranked,
}

/// What clues say about one place.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaceFinding {
    /// Its ISO 3166 code.
    pub place: String,
    /// Its name; the code where the library knows none.
    pub name: String,
    /// The sum of the parts. No probability: it compares the place with the others, under the prior.
    pub weight: MilliBits,
    /// What each clue adds, in order of the ids.
    pub parts: Vec<CluePart>,
    /// How far the next one of its list is behind it; without it, there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead_over_next: Option<MilliBits>,
    /// The parts of the country, ranked among each other by the clues that tell them apart. Their weights compare them
    /// with the other parts of the country only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<PlaceFinding>,
    /// How many further parts of the country are not listed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub within_left_out: u64,
}

impl PlaceFinding {
    /// The parts of the country that lead among its parts; none when too many do, none has more for it than against
    /// it, or too few independent groups of clues speak for the first of them.
    pub(super) fn leading_within(&self, settings: &ClueSettings) -> &[Self] {
        let best = self.within.first().map_or(0, |first| first.weight.0);
        let lead = i64::from(settings.least_lead_millibits);
        let close = self.within.iter().take_while(|part| {
            part.weight.0 == best || i64::from(best) - i64::from(part.weight.0) < lead
        });
        let count = close.count();
        let suffices = |part: &Self| GroupWeights::of_parts(&part.parts).suffice(settings);
        let mut first = self.within.iter().take_while(|part| part.weight.0 == best);
        if best <= 0 || count > settings.most_leading as usize || !first.any(suffices) {
            return &[];
        }
        self.within.get(..count).unwrap_or_default()
    }
}

/// What one clue adds to the weight of a place.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CluePart {
    /// The id of the clue.
    pub clue: Pii<String>,
    /// Its kind.
    pub kind: ClueKind,
    /// The side on which it speaks; without it, neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighs: Option<Weighs>,
    /// How much.
    pub weight: MilliBits,
    /// Why, without what the clue says.
    pub why: String,
}

/// A clue that could not be used.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnusedClue {
    /// The id of the clue.
    pub clue: Pii<String>,
    /// Why.
    pub reason: String,
}

/// Clues of one kind, no place of which fits them all.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClueConflict {
    /// The kind.
    pub kind: ClueKind,
    /// The country between whose parts they contradict each other; without it, between countries.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    /// The ids of all clues that contradict another one.
    pub clues: Vec<Pii<String>>,
}

/// A kind of clue that would help to tell the first two countries apart.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClueHelp {
    /// The kind.
    pub kind: ClueKind,
    /// Why.
    pub why: String,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

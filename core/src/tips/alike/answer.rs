use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{SharedGroup, SharedKey};
use crate::{Error, Result, json, linkage::MilliBits, records::Pii};

/// What two reports are to each other.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TipLinkKind {
    /// The same thing, reported again.
    Duplicate,
    /// One account, device or person may be behind both.
    Related,
    /// Two of many alike reports about files that go around. It joins no people.
    Bundle,
    /// The same files, and nothing else: whoever has a file may have it from anywhere.
    SameFiles,
    /// Too little to say anything.
    Insufficient,
}

/// How alike two reports are, and why. A lead for a person to check. The parts sum to the weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipLink {
    /// One report.
    pub left: Pii<String>,
    /// The other.
    pub right: Pii<String>,
    /// What they are to each other.
    pub kind: TipLinkKind,
    /// The sum.
    pub weight: MilliBits,
    /// What speaks for a link and what against.
    pub parts: Vec<TipLinkPart>,
    /// Whole days between the two; unknown where one has no time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_apart: Option<i64>,
    /// What a person decided about the two.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judged: Option<TipJudgement>,
}

/// One reason for a link, or against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipLinkPart {
    /// The group that it counts for.
    pub group: SharedGroup,
    /// What is the same; none where it speaks against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<SharedKey>,
    /// How many reports share it; for a file that looks alike, those that have the nearest.
    pub reports: u32,
    /// How many keys of the group both share.
    pub shared: u32,
    /// In how many bits a file that looks alike differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bits: Option<u32>,
    /// What it counts; below 0 it speaks against.
    pub weight: MilliBits,
}

/// What was found for a report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipsFound {
    /// Links, the strongest first; ties in order of ids.
    pub links: Vec<TipLink>,
    /// How many there are in all.
    pub links_in_all: u32,
    /// Earlier reports with the same account, e-mail, telephone or device; one that too many share stands in `hubs`, and counts not here.
    pub prior_reports: u32,
    /// Keys that too many reports share to say anything.
    pub hubs: Vec<TipHub>,
    /// Whether it is one of a bundle, and of how many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bundle_size: Option<u32>,
}

/// A key that too many reports share.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipHub {
    /// What it is.
    pub key: SharedKey,
    /// How many reports share it.
    pub reports: u32,
}

/// What a person decided about two reports.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TipJudgement {
    /// The id of one report.
    pub left: Pii<String>,
    /// The id of the other.
    pub right: Pii<String>,
    /// Whether they belong together.
    pub together: bool,
    /// Who decided; not empty.
    pub who: String,
    /// On what grounds; not empty.
    pub why: Pii<String>,
    /// When.
    pub at: DateTime<FixedOffset>,
}

impl TipJudgement {
    /// Reads a decision from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "judgement",
            reason,
        })
    }
}

/// Reports that belong together by links and judgements.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipCluster {
    /// The least id in it.
    pub id: Pii<String>,
    /// Its reports, in order of their ids.
    pub tips: Vec<Pii<String>>,
    /// The links that hold it together, strongest first: without one of them it falls in two. [`explain`](super::TipIndex::explain) takes
    /// any of them apart.
    pub joins: Vec<TipJoin>,
}

/// A link that holds a cluster together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipJoin {
    /// One report.
    pub left: Pii<String>,
    /// The other.
    pub right: Pii<String>,
    /// What they are to each other.
    pub kind: TipLinkKind,
    /// How alike they are; 100,000 thousandths of a bit where a person decided.
    pub weight: MilliBits,
}

/// All clusters of an index.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipClusters {
    /// Clusters of two and more, in order of their ids.
    pub clusters: Vec<TipCluster>,
    /// Bundles of reports about files that go around, in order of their ids; they have no joins. Those that nobody marked are in them too, where
    /// two with the same files are marked.
    pub bundles: Vec<TipCluster>,
    /// Links that would have joined two clusters to one that is too large, or that a person holds apart.
    pub refused_joins: Vec<TipJoin>,
    /// How many keys are shared by too many reports, by what they are.
    pub hubs: Vec<TipHubCount>,
    /// Pairs of reports that were compared.
    pub compared: u64,
}

/// How many keys are hubs.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TipHubCount {
    /// What they are.
    pub key: SharedKey,
    /// How many keys.
    pub keys: u64,
    /// The most reports that share one.
    pub most_reports: u32,
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::RouteEvidence;
use crate::records::{Pii, Rejections};

/// Whose place it is.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Whose {
    /// The place of the child.
    Child,
    /// The place of the suspect.
    Suspect,
    /// Where it happened, or a place of which the report does not say whose it is.
    Report,
}

/// Where a report belongs, and to whom it goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Routing {
    /// The report.
    pub tip: Pii<String>,
    /// Places with evidence, by whose they are, those with the most points first, the smaller area before the one that it is a part of.
    pub areas: Vec<AreaFound>,
    /// To whom it goes; several where several places stand.
    pub to: Vec<RouteTo>,
    /// Why a person must decide, where it goes to nobody or not to all whom it concerns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unroutable: Vec<Unroutable>,
    /// What was passed over, and why.
    pub notes: Vec<RoutingNote>,
    /// By which rules, with their version; "unverified" where nobody has checked them.
    pub rules: String,
}

/// A jurisdiction for which there is evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaFound {
    /// The jurisdiction.
    pub jurisdiction: String,
    /// Whose place it would be.
    pub whose: Whose,
    /// The sum of what speaks for it.
    pub points: i32,
    /// The most points of a place beside it: neither a part of it, nor what it is a part of.
    pub beside: i32,
    /// Whether it stands: enough points, and enough more than any beside it.
    pub stands: bool,
    /// What speaks for it.
    pub reasons_for: Vec<RouteReason>,
    /// What speaks for places beside it, and so against it.
    pub reasons_against: Vec<RouteReason>,
}

/// A piece of evidence.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteReason {
    /// Its kind.
    pub kind: RouteEvidence,
    /// The field of the report, such as `people[1].addresses[0]`.
    pub field: String,
    /// The jurisdiction that it names.
    pub jurisdiction: String,
    /// What it is worth; 0 where there are enough of its kind already.
    pub points: i32,
    /// What was read, in words, without the value.
    pub words: String,
}

/// An agency to which a report goes.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteTo {
    /// The agency.
    pub agency: String,
    /// The jurisdiction for which it is competent.
    pub jurisdiction: String,
    /// Whose place that is.
    pub whose: Vec<Whose>,
    /// Why this agency, in words.
    pub words: String,
    /// Whom to call: outside office hours the numbers for then, where there are some.
    pub phones: Vec<String>,
    /// Mail addresses.
    pub emails: Vec<String>,
    /// Whether it is outside office hours there; nobody knows where the zone is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours: Option<bool>,
    /// The time there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub local_time: Option<String>,
    /// Whether the agency has the language of the report; nobody knows where either is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub has_language: Option<bool>,
}

/// Why a person must decide.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unroutable {
    /// Why.
    pub reason: UnroutableReason,
    /// Whose place it is about, where it is one's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whose: Option<Whose>,
    /// The jurisdictions that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jurisdictions: Vec<String>,
    /// The same in words.
    pub words: String,
}

/// Why a person must decide.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum UnroutableReason {
    /// Nothing in the report says where anybody is.
    NoEvidence,
    /// There is evidence, and not enough of it.
    TooLittle,
    /// Evidence for places beside each other, none of which has enough more than the other.
    Contradicts,
    /// A place stands, and the directory has no agency for it nor for what it is a part of.
    DirectoryGap,
}

/// What was passed over, and why.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutingNote {
    /// The field of the report.
    pub field: String,
    /// Why, in words, without the value.
    pub words: String,
}

/// Something of a directory that cannot be used, or that a reader should know.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectoryNote {
    /// What it is about: the id of an agency or a jurisdiction, or the row of a table.
    pub of: String,
    /// What it is.
    pub kind: DirectoryNoteKind,
}

/// What a [`DirectoryNote`] says.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum DirectoryNoteKind {
    /// It names a jurisdiction that is not there; passed over.
    UnknownJurisdiction,
    /// A shape that is none: too few points, degrees that are not on the globe, or no area; passed over.
    BadShape,
    /// A network that is none; passed over.
    BadNetwork,
    /// A beginning of a number that is none; passed over.
    BadNumber,
    /// No agency is competent for it nor for what it is a part of.
    NoAgency,
    /// A time zone that is not known; the time there is not told.
    UnknownZone,
}

/// Many reports, routed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoutedTips {
    /// One for each report, in their order.
    pub routed: Vec<Routing>,
    /// What could not be read.
    pub rejected: Rejections,
}

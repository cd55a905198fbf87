use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{LinkCaps, LinkGroup};
use crate::{
    linkage::MilliBits,
    records::{Pii, Rejections},
};

/// What a comparison of a registrant with a case came to. None of them says that somebody did it.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum LinkOutcome {
    /// Something rules the registrant out, and is shown.
    Excluded,
    /// Too little is known, or too little agrees, to say anything. The common answer.
    Insufficient,
    /// Something agrees.
    Weak,
    /// Worth a look: something beyond place and time agrees.
    Lead,
    /// Worth a look first: independent things beyond place and time agree, among them one that few people share.
    Strong,
}

/// Why an outcome is insufficient.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InsufficientReason {
    /// Fewer than two independent groups say anything; place, time and area are one.
    TooFewGroups,
    /// What they say does not come to a weak link.
    TooWeak,
}

/// Why somebody is ruled out.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExclusionReason {
    /// Dead before.
    Died,
    /// In verified custody over the whole time of the case, its first and last day included.
    InCustody,
    /// Verified elsewhere, too far to have come there and back by road.
    Elsewhere,
}

/// What rules somebody out, with the evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Why.
    pub reason: ExclusionReason,
    /// In words.
    pub label: String,
    /// What it rests on.
    pub inputs: Vec<LinkInput>,
    /// What would show that it does not hold.
    pub would_change: String,
}

/// A value that was compared, and where it stands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkInput {
    /// The id of the record.
    pub record: Pii<String>,
    /// The field in it.
    pub field: String,
    /// The value, where it is short.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Pii<String>>,
    /// From which day on it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// Until which day; the day itself is not inside, unless it is the same as `from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// The source that the record names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Pii<String>>,
}

/// What one group adds to a link.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkComponent {
    /// The group.
    pub group: LinkGroup,
    /// What it adds, in thousandths of a bit: the capped logarithm of how many times likelier this is if the registrant did it.
    pub weight: MilliBits,
    /// The same before the caps.
    pub uncapped: MilliBits,
    /// The caps.
    pub caps: LinkCaps,
    /// Whether it rests on what few people share: a plate, a mark, a name.
    pub individual: bool,
    /// What was found, in words.
    pub label: String,
    /// What was compared.
    pub inputs: Vec<LinkInput>,
    /// What is missing for it on either side.
    pub missing: Vec<String>,
    /// A check that could show that it does not hold.
    pub would_change: String,
    /// Where the numbers come from.
    pub source: String,
}

/// A registrant and a case, compared: a lead to be checked, and never a probability of guilt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// The registrant; of a person with several records the one that says most.
    pub offender: Pii<String>,
    /// The other records of the same person, where somebody said that they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_person: Vec<Pii<String>>,
    /// The case.
    pub case: Pii<String>,
    /// The place in the list, from 1; 0 outside a list.
    pub rank: u32,
    /// What it came to.
    pub outcome: LinkOutcome,
    /// Why it is insufficient, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insufficient: Option<InsufficientReason>,
    /// What rules the registrant out, where something does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclusion: Option<Exclusion>,
    /// The sum of all components.
    pub total: MilliBits,
    /// The weight of the evidence in words.
    pub words: String,
    /// The components that were compared, in a fixed order.
    pub components: Vec<LinkComponent>,
    /// Groups of which nothing could be compared. They count nothing.
    pub not_compared: Vec<LinkGroup>,
    /// Prior times likelihood ratio, as a number for those who calibrate. It is no probability that somebody did it: the prior is a rough
    /// share over rough candidates.
    pub prior_times_ratio: f64,
}

/// A registrant who is ruled out of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExcludedLink {
    /// The registrant; of a person with several records the one that would have ranked highest. What rules the person out may stand in
    /// another of them.
    pub offender: Pii<String>,
    /// The other records of the same person, where somebody said that they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub same_person: Vec<Pii<String>>,
    /// The case.
    pub case: Pii<String>,
    /// What rules the registrant out.
    pub exclusion: Exclusion,
}

/// What of the records of registrants could not be compared.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PassedOver {
    /// Places without latitude and longitude, or with such as are none on the Earth.
    pub places_without_position: u64,
    /// Records with no place that has one: only a plate, a mark, a name or a number makes them candidates.
    pub records_without_place: u64,
    /// Stays, addresses, vehicles and the like beyond the 65,535 of a kind that are kept of a record.
    pub parts_beyond_limit: u64,
}

/// How many candidates came to what.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeCounts {
    /// Ruled out.
    pub excluded: u32,
    /// Insufficient.
    pub insufficient: u32,
    /// Weak.
    pub weak: u32,
    /// Leads.
    pub lead: u32,
    /// Strong.
    pub strong: u32,
}

impl OutcomeCounts {
    pub(super) const fn add(&mut self, outcome: LinkOutcome) {
        match outcome {
            LinkOutcome::Excluded => self.excluded += 1,
            LinkOutcome::Insufficient => self.insufficient += 1,
            LinkOutcome::Weak => self.weak += 1,
            LinkOutcome::Lead => self.lead += 1,
            LinkOutcome::Strong => self.strong += 1,
        }
    }
}

/// What was found for one case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OffenderFindings {
    /// The case.
    pub case: Pii<String>,
    /// Why the case was not looked at, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_looked_at: Option<String>,
    /// Registrants who were compared: people, where it is known which records are of one person.
    pub candidates: u32,
    /// Those of them who have a place in reach and are not ruled out: the prior is shared among them.
    pub feasible: u32,
    /// What they came to.
    pub counts: OutcomeCounts,
    /// The prior of each: the share of such cases with a registrant, over the feasible.
    pub prior: f64,
    /// Weak links, leads and strong ones: by outcome, then by weight; where that is the same by what it is before the caps, then the
    /// nearer one, then by id.
    pub links: Vec<Link>,
    /// Those who are ruled out: first who else would have ranked highest.
    pub excluded: Vec<ExcludedLink>,
    /// What the case lacks, and of which nothing could be compared.
    pub missing: Vec<String>,
    /// Keys of the case (plates, names, marks) that too many registrants share to make candidates.
    pub common_keys: u32,
    /// What a reader must know.
    pub notice: String,
}

/// What was found for many cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CasesFindings {
    /// What was found for each that could be used, in their order.
    pub findings: Vec<OffenderFindings>,
    /// Cases that were set aside, each with row, field and reason.
    pub rejected: Rejections,
}

/// What was found for one registrant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaseFindings {
    /// The registrant.
    pub offender: Pii<String>,
    /// Cases that were looked at.
    pub cases: u32,
    /// Cases that were not, as they are not open or of a sort that is off.
    pub not_looked_at: u32,
    /// What those came to in which the registrant is a candidate.
    pub counts: OutcomeCounts,
    /// Weak links, leads and strong ones: by outcome, then by weight, then by the id of the case.
    pub links: Vec<Link>,
    /// Cases out of which the registrant is ruled.
    pub excluded: Vec<ExcludedLink>,
    /// Cases that were set aside, each with row, field and reason.
    pub rejected: Rejections,
    /// What a reader must know.
    pub notice: String,
}

/// What settings are tried in place of others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variation {
    /// What it is called.
    pub name: String,
    /// Settings that are laid over those that are used, as JSON.
    pub settings: serde_json::Value,
}

/// How the links of a case move as settings do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sensitivity {
    /// The case.
    pub case: Pii<String>,
    /// The links with the settings that are used, highest first, without components.
    pub base: Vec<Moved>,
    /// What each variation makes of them.
    pub variations: Vec<VariationResult>,
}

/// What one variation makes of the links.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VariationResult {
    /// What it is called.
    pub name: String,
    /// The links that moved, or changed their outcome, or came or went; in the order of `base`, then those that are new.
    pub moved: Vec<Moved>,
    /// How many of the first ten are still among the first ten.
    pub first_ten_kept: u32,
}

/// Where a link stands.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Moved {
    /// The registrant.
    pub offender: Pii<String>,
    /// The rank with the settings that are used; missing where there was no link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<u32>,
    /// The rank now; missing where there is none any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<u32>,
    /// What it comes to now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<LinkOutcome>,
    /// The weight now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<MilliBits>,
}

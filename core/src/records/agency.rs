use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Address, OtherFields, Provenance, coded};

/// An agency: who to reach, where it is competent, and what it takes.
///
/// NIEM: `j:EnforcementAgencyType`, `nc:OrganizationType`.
///
/// ```
/// use caselink::records::{Agency, AgencyKind};
///
/// let agency: Agency = serde_json::from_value(serde_json::json!({
///     "id": "ZZ0160000", "name": "Sangamon Valley Police", "ori": "ZZ0160000", "kind": "police",
///     "jurisdictions": ["us-il-167"], "phones": ["217-555-0134"],
/// }))?;
/// assert_eq!(agency.kind, AgencyKind::Police);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agency {
    /// The key by which other records name it.
    pub id: String,
    /// Its name. NIEM: `nc:OrganizationName`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its Originating Agency Identifier, nine characters. NIEM: `j:OrganizationORIIdentification`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ori: Option<String>,
    /// What sort of agency.
    #[serde(default)]
    pub kind: AgencyKind,
    /// The ids of the jurisdictions in which it is competent. NIEM: `nc:OrganizationJurisdiction`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jurisdictions: Vec<String>,
    /// Telephone numbers of the office.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phones: Vec<String>,
    /// Whom to call when the office is closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_hours_phones: Vec<String>,
    /// Electronic mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emails: Vec<String>,
    /// Languages that are spoken there, as BCP 47 tags.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What sort of [`Agency`].
    pub enum AgencyKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// A police department.
        Police = "police",
        /// A sheriff's office.
        Sheriff = "sheriff",
        /// A state police or bureau.
        State = "state",
        /// A federal agency.
        Federal = "federal",
        /// A tribal agency.
        Tribal = "tribal",
        /// An agency of another country.
        Foreign = "foreign",
        /// A sex offender registry.
        Registry = "registry",
        /// A task force of several agencies.
        TaskForce = "task_force",
        /// A clearinghouse for missing children.
        Clearinghouse = "clearinghouse",
        /// A prosecutor.
        Prosecutor = "prosecutor",
        /// A child protection agency.
        ChildProtection = "child_protection",
    }
}

/// An area with laws and an agency of its own. Several may cover one place.
///
/// NIEM: `nc:JurisdictionType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Jurisdiction {
    /// The key by which other records name it.
    pub id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What sort of jurisdiction.
    #[serde(default)]
    pub kind: JurisdictionKind,
    /// The id of the jurisdiction that it is a part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// FIPS code: two digits of a state, five of a county.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fips: Option<String>,
    /// ISO 3166 code: two letters of a country, or of a country and its part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iso: Option<String>,
    /// The IANA name of its time zone; the first one where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_zone: Option<String>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What sort of [`Jurisdiction`].
    pub enum JurisdictionKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// A country.
        Country = "country" | "federal",
        /// A state or the District of Columbia.
        State = "state",
        /// A territory.
        Territory = "territory",
        /// A tribe.
        Tribal = "tribal",
        /// A county or its equal.
        County = "county",
        /// A city or town.
        Municipal = "municipal" | "city",
    }
}

/// A provider of electronic services: whom to ask, how, and what it keeps for how long.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Provider {
    /// The key by which other records name it.
    pub id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The services that it offers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Domains from which it mails or under which it is reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub domains: Vec<String>,
    /// What an account looks like there, in words or as a pattern.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub account_forms: Vec<String>,
    /// Where legal process is served: office, address, portal, telephone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub legal_contacts: Vec<String>,
    /// How it prefers to be served.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_process: Option<String>,
    /// How long it keeps records, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retention_days: Option<u32>,
    /// The ISO 3166 code of the country under whose law it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// When someone last checked that this is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_on: Option<NaiveDate>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

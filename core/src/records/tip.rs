use chrono::NaiveDateTime;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    CallRecord, Confidence, Identifier, Involved, MediaFile, OtherFields, Pii, Place, Provenance,
    TimeRange, Vehicle, coded,
};

/// What someone reported: online, by telephone, or as a sighting.
///
/// What was reported first is never overwritten: a later view of it is another record that names this one.
///
/// ```
/// use caselink::records::{Tip, TipKind};
///
/// let call: Tip = serde_json::from_value(serde_json::json!({
///     "id": "CALL-26-00817",
///     "kind": "sighting",
///     "received_at": "2026-03-02T17:05:00",
///     "about": ["NC-1187730"],
///     "observed": { "earliest": "2026-03-02T16:30:00", "latest": "2026-03-02T16:45:00" },
///     "place": { "address": { "locality": "Beloit", "state": "WI" }, "uncertainty_m": 500 },
///     "first_hand": true,
///     "text": "A girl like the one on the poster got into a white van behind the mall.",
/// }))?;
/// assert_eq!(call.kind, TipKind::Sighting);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Tip {
    /// The agency's own key for this record.
    pub id: Pii<String>,
    /// How it came.
    #[serde(default)]
    pub kind: TipKind,
    /// When it came, in the local time of the desk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<NaiveDateTime>,
    /// What it reports, in the words of the online form; kept as it was first given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident_type: Option<TipIncidentType>,
    /// What was marked on it. An open set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub annotations: Vec<String>,
    /// What it gives: a sighting, something about a suspect, a vehicle.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub information: Option<TipInformation>,
    /// The language in which it came, as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// What a caller asked for, in which language, and to whom it was passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<CallRecord>,
    /// Whether the one who reported wished not to be named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub anonymous: Option<bool>,
    /// The ids of the cases or tips that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<Pii<String>>,
    /// When what it tells was seen or happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<Pii<TimeRange>>,
    /// Where what it tells was seen or happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Whether the one who reports saw it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_hand: Option<bool>,
    /// How sure the one who reports is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// Whether a child is in danger at this moment, as reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_in_danger_now: Option<bool>,
    /// What was said or written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Pii<String>>,
    /// Why the provider asks for haste.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub escalation: Option<Pii<String>>,
    /// Everyone in it: the one who reports, children, suspects.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Involved>,
    /// Vehicles in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Vehicle>,
    /// The provider that reports, by the id of its record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
    /// Accounts that it names and that nobody has been put a name to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accounts: Vec<Identifier>,
    /// When an account was used from which internet address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ip_events: Vec<IpEvent>,
    /// Files, as hashes and metadata.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<MediaFile>,
    /// Who took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<Pii<String>>,
    /// What was done with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<String>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// How a [`Tip`] came.
    pub enum TipKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// An online report, of the public or of a provider.
        OnlineReport = "online_report",
        /// A call.
        Call = "call",
        /// A sighting of a missing child, however it came.
        Sighting = "sighting",
    }
}

coded! {
    /// What a [`Tip`] gives.
    pub enum TipInformation without default {
        /// Something that fits no other word.
        Information = "information" | "other",
        /// A sighting.
        Sighting = "sighting",
        /// Something about a suspect.
        Suspect = "suspect",
        /// Something about a vehicle.
        Vehicle = "vehicle",
        /// Something about the family.
        Family = "family",
    }
}

coded! {
    /// The incident types of the `CyberTipline`, in our own short words.
    pub enum TipIncidentType {
        /// None of the others.
        #[default]
        Unstated = "unstated",
        /// Child sexual abuse material: possession, manufacture, distribution.
        AbuseMaterial = "abuse_material",
        /// Sex trafficking of a child.
        Trafficking = "trafficking",
        /// Online enticement of a child for sexual acts.
        Enticement = "enticement",
        /// Sexual molestation of a child.
        Molestation = "molestation",
        /// Travel for child sexual exploitation.
        Tourism = "tourism",
        /// Obscene material sent to a child who did not ask for it.
        UnsolicitedMaterial = "unsolicited_material",
        /// A misleading domain name.
        MisleadingDomain = "misleading_domain",
        /// Misleading words or digital images.
        MisleadingWords = "misleading_words",
    }
}

/// That an account was used from an internet address.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IpEvent {
    /// The address, IPv4 or IPv6.
    pub address: Pii<String>,
    /// The port; many share an address behind one provider, and only the port tells them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    /// When, in UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<NaiveDateTime>,
    /// What happened: login, registration, upload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Whether the provider thinks that it is a proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub possible_proxy: Option<bool>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::records::{Approach, Case, Incident, Manner, Pii, Place, Span, TimeRange, Tip};

/// A case, with what else is known of it.
///
/// ```
/// use caselink::tracking::OpenCase;
///
/// let open: OpenCase = serde_json::from_value(serde_json::json!({
///     "case": { "id": "NC-1187730", "case_type": "NFA" },
///     "tips": [{ "id": "CALL-26-00817", "about": ["NC-1187730"] }],
/// }))?;
/// assert_eq!(open.tips.len(), 1);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct OpenCase {
    /// The case.
    pub case: Case,
    /// Incidents that are held to belong to it, such as an attempt on the same day: their suspects, vehicles and approaches count.
    pub incidents: Vec<Incident>,
    /// Tips about it: the names and vehicles in them count.
    pub tips: Vec<Tip>,
}

impl From<Case> for OpenCase {
    fn from(case: Case) -> Self {
        Self {
            case,
            ..Self::default()
        }
    }
}

/// What is known beside the records of registrants.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct KnownFacts {
    /// Of registrants, by the ids of their records; each once.
    pub offenders: Vec<KnownOffender>,
    /// Where registries see people in person. Without it an appearance in person says nothing of a place.
    pub offices: Vec<Office>,
}

/// What is known of one registrant beside the record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownOffender {
    /// The id of the record.
    pub offender: Pii<String>,
    /// The key of the person whose record it is, as whoever linked the records of registries found. Records with one key are one
    /// person in every list: ranked once, by the record that says most, and ruled out by what any of them says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Pii<String>>,
    /// Since when the duties are not met, as whoever assessed them found. Nothing here works that out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noncompliant_since: Option<NaiveDate>,
    /// Places that no record of a registrant holds: where an earlier offence happened, where a vehicle was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<KnownPlace>,
    /// Where and when the person was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sightings: Vec<Sighting>,
    /// Days for which carriers were asked whether the person flew, and had no such passenger: from the first day to the day after the
    /// last. Then a flight is not thought of where somebody was seen far away.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub carriers_checked: Vec<Pii<Span>>,
    /// How children were approached in earlier offences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approaches: Vec<Approach>,
}

/// A place of a registrant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownPlace {
    /// What the place was to the registrant.
    pub kind: AnchorKind,
    /// Where.
    pub place: Place,
    /// From when, and until when; of an offence the day.
    #[serde(default)]
    pub span: Pii<Span>,
}

/// That a registrant was seen somewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sighting {
    /// Where.
    pub place: Place,
    /// When, in local time.
    pub time: TimeRange,
    /// How.
    #[serde(default)]
    pub manner: Manner,
    /// Whether an officer or an agency confirmed that it was this person. Only then does it exclude anything.
    #[serde(default)]
    pub verified: bool,
}

/// Where a registry sees people in person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// The code of the jurisdiction, as registrations have it.
    pub jurisdiction: String,
    /// Where; where there are several offices, with an uncertainty that takes in all of them.
    pub place: Place,
}

/// What a place is to a registrant.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AnchorKind {
    /// Lives there.
    Residence,
    /// An address on record, and nobody said of what sort.
    Address,
    /// Works there.
    Work,
    /// Studies there.
    School,
    /// Lodges there for a time.
    Lodging,
    /// Is found there without a home.
    Transient,
    /// Family or an associate lives there.
    Associate,
    /// A vehicle of the registrant was seen there.
    VehicleSighting,
    /// An earlier offence happened there.
    PriorOffence,
}

impl AnchorKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Residence,
        Self::Address,
        Self::Work,
        Self::School,
        Self::Lodging,
        Self::Transient,
        Self::Associate,
        Self::VehicleSighting,
        Self::PriorOffence,
    ];

    /// Assumptions.
    pub(super) const fn default_share(self) -> f64 {
        match self {
            Self::Associate | Self::PriorOffence => 0.5,
            Self::VehicleSighting => 0.7,
            _ => 1.0,
        }
    }

    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Residence => "a home",
            Self::Address => "an address",
            Self::Work => "a workplace",
            Self::School => "a school",
            Self::Lodging => "a lodging",
            Self::Transient => "an area without a home",
            Self::Associate => "a home of family or an associate",
            Self::VehicleSighting => "a sighting of a vehicle",
            Self::PriorOffence => "the place of an earlier offence",
        }
    }
}

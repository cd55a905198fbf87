use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, json,
    linkage::MilliBits,
    records::{
        Offender, OtherFields, Pii, Place, Provenance, Span, TimeRange, Tip, Vehicle, coded,
    },
};

/// What is known beside a person's own records: tips, vehicles seen, registrations that may be of the same person, searches done.
///
/// ```
/// use caselink::tracking::LocateInputs;
///
/// let beside = LocateInputs::from_value(&serde_json::json!({
///     "sightings": [{ "id": "LPR-881", "vehicle": { "plate": { "text": "ZZ1 234", "state": "IL" } },
///                     "place": { "address": { "locality": "Peoria", "state": "IL" } },
///                     "time": { "earliest": "2026-02-11T07:31:00", "latest": "2026-02-11T07:31:00" } }],
///     "searches": [{ "id": "S-19", "kind": "jail_roster", "on": "2026-02-20", "result": "nothing_found" }],
/// }))?;
/// assert!(beside.searches[0].result.is_negative());
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LocateInputs {
    /// Tips; those that do not name the person are counted and left out.
    pub tips: Vec<Tip>,
    /// Vehicles that were seen; those that are not the person's are counted and left out.
    pub sightings: Vec<VehicleSighting>,
    /// Registrations elsewhere that may be of this person, for somebody to decide.
    pub possible: Vec<PossibleRecord>,
    /// What was searched, by whom, when and with which result. Those that found nothing are the point.
    pub searches: Vec<Search>,
}

impl LocateInputs {
    /// Reads them from a JSON object; what it does not name is empty.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "beside",
            reason,
        })
    }
}

/// That a vehicle was seen somewhere: by a plate reader, an officer, a witness.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VehicleSighting {
    /// The key of the sighting.
    pub id: Pii<String>,
    /// What was seen of it.
    pub vehicle: Vehicle,
    /// Where.
    pub place: Place,
    /// When, local time.
    pub time: TimeRange,
    /// How it was seen.
    #[serde(default)]
    pub manner: SightingManner,
    /// Whether an officer saw who drove it, and it was this person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver_confirmed: Option<bool>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// How a vehicle was seen.
    pub enum SightingManner {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// By a plate reader.
        PlateReader = "plate_reader" | "alpr" | "lpr",
        /// By an officer.
        Officer = "officer",
        /// By a camera.
        Camera = "camera",
        /// By a witness.
        Witness = "witness",
        /// By a toll system or a car park.
        Toll = "toll" | "parking",
    }
}

/// A registration elsewhere that may be of this person: a link below the threshold, or a name that is an alias.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PossibleRecord {
    /// The record.
    pub offender: Offender,
    /// Why it may be of this person.
    #[serde(default)]
    pub basis: PossibleBasis,
    /// What the comparison of the records came to, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<MilliBits>,
}

coded! {
    /// Why a record may be of a person.
    pub enum PossibleBasis {
        /// Nobody says.
        #[default]
        Unstated = "unstated",
        /// Linkage found it likely, and not likely enough.
        BelowThreshold = "below_threshold",
        /// It is under a name that is an alias of the person.
        Alias = "alias",
        /// An analyst thinks so.
        Analyst = "analyst",
    }
}

/// A search that somebody made: where, when, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Search {
    /// The key of the search.
    pub id: Pii<String>,
    /// What was searched.
    #[serde(default)]
    pub kind: SearchKind,
    /// On which day.
    pub on: NaiveDate,
    /// Who searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Pii<String>>,
    /// The jurisdiction or system that was searched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The days that the search covers, where it does not cover all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers: Option<Pii<Span>>,
    /// The place that was asked about, or that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What came of it.
    #[serde(default)]
    pub result: SearchResult,
    /// What was found, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What was searched.
    pub enum SearchKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// Prisons and departments of correction.
        Custody = "custody" | "prison",
        /// Rosters of jails.
        JailRoster = "jail_roster" | "jail",
        /// Records of deaths.
        Death = "death",
        /// Immigration: detention, removal, entries and exits.
        Immigration = "immigration",
        /// Electricity, gas, water, telephone.
        Utilities = "utilities",
        /// Credit headers and other records of addresses.
        CreditHeader = "credit_header",
        /// Employment and wages.
        Employment = "employment",
        /// Registration of vehicles and driving licences.
        VehicleRegistration = "vehicle_registration" | "dmv",
        /// Registries of other jurisdictions.
        OtherRegistries = "other_registries",
        /// Warrants and arrests.
        Warrants = "warrants",
        /// Courts.
        Courts = "courts",
        /// Forwarding of post.
        PostalForwarding = "postal_forwarding",
        /// Shelters and help for people without a home.
        Shelters = "shelters",
        /// Hospitals.
        Hospitals = "hospitals",
        /// Open sources.
        OpenSources = "open_sources",
    }
}

coded! {
    /// What came of a search.
    pub enum SearchResult {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// Nothing was found.
        NothingFound = "nothing_found" | "negative",
        /// Something was found.
        Found = "found" | "positive",
        /// Something was found of which nobody can say whether it is this person.
        Unclear = "unclear",
        /// The one who was asked has not answered.
        NoAnswer = "no_answer" | "pending",
    }
}

impl SearchResult {
    /// Whether nothing was found. What nobody answered is not negative.
    ///
    /// ```
    /// use caselink::tracking::SearchResult;
    ///
    /// assert!(SearchResult::NothingFound.is_negative());
    /// assert!(!SearchResult::NoAnswer.is_negative());
    /// ```
    pub const fn is_negative(&self) -> bool {
        matches!(self, Self::NothingFound)
    }
}

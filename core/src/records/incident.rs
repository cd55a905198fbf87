use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Involved, MissingCategory, MissingCircumstance, OtherFields, Pii, Place, Provenance, TimeRange,
    Vehicle, Victim, coded,
};

/// An attempted abduction, or something that may have been one, as an agency reported it.
///
/// There is no standard definition of an attempt, so the record keeps what happened ([`Interaction`]) apart
/// from what the agency calls it ([`EventType`]).
///
/// NIEM: `nc:IncidentType`.
///
/// ```
/// use caselink::records::{EventType, Incident, Interaction};
///
/// let incident: Incident = serde_json::from_value(serde_json::json!({
///     "id": "ZZ-2026-0311",
///     "event_type": "attempt",
///     "interactions": ["verbal", "nonverbal"],
///     "confirmed_by_agency": true,
///     "time": { "earliest": "2026-03-02T14:50:00", "latest": "2026-03-02T15:10:00" },
///     "place": { "kind": "school_route", "address": { "locality": "Springfield", "state": "IL" }, "uncertainty_m": 200 },
///     "victims": [{ "age": { "least": 11, "most": 11 }, "sex": "F" }],
///     "approaches": ["ride"],
///     "suspects": [{ "role": "suspect", "description": { "age": { "least": 30, "most": 40 }, "hair_color": "BRO" } }],
///     "vehicles": [{ "style": "VN", "colors": ["WHI"] }],
///     "outcomes": ["child_refused"],
/// }))?;
/// assert_eq!(incident.event_type, EventType::Attempt);
/// assert_eq!(incident.interactions[0], Interaction::Verbal);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Incident {
    /// The agency's own key for this record.
    pub id: Pii<String>,
    /// What the agency calls it. NIEM: `nc:IncidentCategoryText`.
    #[serde(default)]
    pub event_type: EventType,
    /// What happened between the two.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interactions: Vec<Interaction>,
    /// Whether the agency that looked into it holds that it happened; missing while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmed_by_agency: Option<bool>,
    /// The agency that handles it. NIEM: `j:IncidentReportingOfficial` and its organisation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The agency's case number. NIEM: `nc:CaseTrackingID`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<Pii<String>>,
    /// When. NIEM: `nc:ActivityDateRange`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<Pii<TimeRange>>,
    /// When it was reported. NIEM: `nc:IncidentReportedDate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_on: Option<NaiveDate>,
    /// Where. NIEM: `nc:IncidentLocation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The light. NIEM: `nc:IncidentLightingCode`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lighting: Option<Lighting>,
    /// The children, without anything that tells who they are. NIEM: `j:IncidentVictim`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub victims: Vec<Victim>,
    /// How the child was approached. NIEM: `j:VictimMOApproachedCode`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub approaches: Vec<Approach>,
    /// How it was done, in the codes of the agency's own schemes: what published series call modus operandi. Within a scheme codes
    /// are compared as they are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub methods: Vec<MethodCode>,
    /// What was said, and how it went, in words. NIEM: `nc:IncidentMethodDescriptionText`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<Pii<String>>,
    /// Those who did it, as each witness described them. NIEM: `j:IncidentSubject`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspects: Vec<Involved>,
    /// Vehicles, as each witness described them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Vehicle>,
    /// How it ended. NIEM: `j:VictimMOSubjectContactConclusion` in spirit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outcomes: Vec<Outcome>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// One code of a scheme that says how something was done.
///
/// ```
/// use caselink::records::MethodCode;
///
/// let code: MethodCode = serde_json::from_str(r#"{"scheme": "MO1", "code": "3"}"#)?;
/// assert_eq!(code.scheme, "MO1");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MethodCode {
    /// What the codes are of, such as the name of a column: only codes of one scheme are compared.
    pub scheme: String,
    /// The code.
    pub code: String,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What an agency calls an incident. Enticement that stays online is not among them.
    pub enum EventType {
        /// The agency does not say.
        #[default]
        Unstated = "unstated",
        /// An attempt to take the child.
        Attempt = "attempt",
        /// The child was taken for a short time.
        ShortTermAbduction = "short_term_abduction",
        /// The child was taken for a short time and sexually assaulted.
        ShortTermAbductionWithAssault = "short_term_abduction_with_assault",
        /// The child was sexually assaulted and not taken.
        SexualAssault = "sexual_assault",
        /// Indecent exposure.
        IndecentExposure = "indecent_exposure",
        /// Suspicious, and not clear what it was.
        SuspiciousIncident = "suspicious_incident" | "suspicious",
    }
}

coded! {
    /// The five elements by which the National Center for Missing and Exploited Children tells what happened.
    pub enum Interaction without default {
        /// Behaviour without words: staring, following, waving.
        Nonverbal = "nonverbal",
        /// Words.
        Verbal = "verbal",
        /// Touching.
        PhysicalContact = "physical_contact",
        /// A struggle.
        Struggle = "struggle",
        /// The child was taken, and escaped or was let go.
        ShortTermAbduction = "short_term_abduction",
    }
}

coded! {
    /// How a child was approached: the lures that are reported most, and force.
    pub enum Approach {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// The offer of a ride.
        Ride = "ride",
        /// Sweets.
        Candy = "candy" | "sweets",
        /// A question.
        Question = "question",
        /// A question for the way.
        Directions = "directions",
        /// Money.
        Money = "money",
        /// An animal: to look at, or to look for.
        Animal = "animal" | "pet",
        /// A gift, a toy, a telephone.
        Gift = "gift",
        /// Help with something.
        Help = "help",
        /// "Your parents sent me."
        ParentSentMe = "parent_sent_me",
        /// A made-up emergency.
        Emergency = "emergency",
        /// Posing as someone with authority.
        Authority = "authority",
        /// A job.
        Job = "job",
        /// Photographs, or work as a model.
        Modeling = "modeling" | "photographs",
        /// Talk about the child's looks, or sexual talk.
        Comment = "comment",
        /// Following on foot or by vehicle.
        Following = "following",
        /// Force, and nobody said which.
        Force = "force",
        /// Grabbing.
        Grab = "grab",
        /// A threat.
        Threat = "threat",
        /// A weapon.
        Weapon = "weapon",
        /// Exposure.
        Exposure = "exposure",
    }
}

impl Approach {
    /// The approach that this one is a kind of, by which records of agencies that say more and less are compared: a
    /// question for the way is a question, grabbing is force. Any other is its own.
    ///
    /// ```
    /// use caselink::records::Approach;
    ///
    /// assert_eq!(Approach::Directions.broad(), Approach::Question);
    /// assert_eq!(Approach::Ride.broad(), Approach::Ride);
    /// ```
    #[must_use]
    pub fn broad(&self) -> Self {
        match self {
            Self::Directions => Self::Question,
            Self::Grab => Self::Force,
            other => other.clone(),
        }
    }
}

coded! {
    /// How an incident ended.
    pub enum Outcome {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// The child got away, and nobody said how.
        ChildLeft = "child_left",
        /// The child ran away.
        ChildRan = "child_ran",
        /// The child walked away.
        ChildWalked = "child_walked",
        /// The child ignored or refused.
        ChildRefused = "child_refused",
        /// The child screamed or made noise.
        ChildScreamed = "child_screamed",
        /// The child fought.
        ChildFought = "child_fought",
        /// The child used a telephone, or said so.
        ChildPhoned = "child_phoned",
        /// An adult stepped in.
        AdultIntervened = "adult_intervened",
        /// Another child stepped in.
        ChildIntervened = "child_intervened",
        /// The other let go or drove off.
        SuspectLeft = "suspect_left",
        /// The child was let go after having been taken.
        Released = "released",
        /// The child escaped after having been taken.
        Escaped = "escaped",
        /// Someone was arrested.
        Arrest = "arrest",
        /// The agency found that it did not happen.
        Unfounded = "unfounded",
    }
}

coded! {
    /// The light at the place (N-DEx `Lighting`).
    pub enum Lighting {
        /// Not known.
        #[default]
        Unknown = "unknown",
        /// Dawn.
        Dawn = "dawn",
        /// Daylight.
        Daylight = "daylight",
        /// Dusk.
        Dusk = "dusk",
        /// Dark.
        Dark = "dark" | "darkness",
        /// The moon.
        Moonlight = "moonlight",
        /// Street lamps.
        ArtificialOutside = "artificial_outside" | "artificial-exterior_light",
        /// Lamps inside.
        ArtificialInside = "artificial_inside" | "artificial-interior_light",
    }
}

/// A case of a missing or exploited child.
///
/// NIEM: `nc:CaseType` with `j:MissingPersonType`.
///
/// ```
/// use caselink::records::{Case, CaseType};
///
/// let case: Case = serde_json::from_value(serde_json::json!({
///     "id": "NC-1187730",
///     "case_type": "ERU",
///     "last_seen": { "earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T19:30:00" },
///     "last_seen_place": { "address": { "locality": "Rockford", "state": "IL" } },
///     "people": [{ "role": "child", "names": [{ "given": "Jane", "surname": "Roe" }], "sex": "F" }],
/// }))?;
/// assert_eq!(case.case_type, CaseType::EndangeredRunaway);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Case {
    /// The agency's own key for this record.
    pub id: Pii<String>,
    /// What sort of case.
    #[serde(default)]
    pub case_type: CaseType,
    /// Whether it is open.
    #[serde(default)]
    pub status: CaseStatus,
    /// The sort of NCIC entry. NIEM: `j:MissingPersonDisappearanceCategoryCode`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<MissingCategory>,
    /// How the child came to be missing. NIEM: `j:MissingPersonCircumstanceCode`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstance: Option<MissingCircumstance>,
    /// When the child was last seen. NIEM: `j:MissingPersonLastSeenDate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen: Option<Pii<TimeRange>>,
    /// Where the child was last seen. NIEM: `j:MissingPersonLastSeenLocation`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_place: Option<Place>,
    /// When it was reported. NIEM: `j:MissingPersonDeclarationDate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reported_on: Option<NaiveDate>,
    /// When the child was found. NIEM: `j:MissingPersonFoundDate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found_on: Option<NaiveDate>,
    /// What happened, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub circumstances: Option<Pii<String>>,
    /// The child, companions, suspects, parents, witnesses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Involved>,
    /// Vehicles named in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Vehicle>,
    /// The agency that handles it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// The number of the NCIC entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ncic_number: Option<Pii<String>>,
    /// Whether an AMBER Alert was issued. NIEM: `j:AmberAlertIssuedIndicator`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amber_alert: Option<bool>,
    /// The ids of series of files that belong to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<String>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What sort of [`Case`], by the case types of the National Center for Missing and Exploited Children.
    pub enum CaseType {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// Endangered runaway.
        EndangeredRunaway = "endangered_runaway" | "ERU",
        /// Family abduction.
        FamilyAbduction = "family_abduction" | "FA",
        /// Non-family abduction.
        NonFamilyAbduction = "non_family_abduction" | "NFA",
        /// Lost, injured or otherwise missing.
        LostInjuredMissing = "lost_injured_missing" | "LIM",
        /// Critically missing young adult, 18 to 20.
        CriticallyMissingYoungAdult = "critically_missing_young_adult" | "CMYA",
        /// Exploited child.
        Exploited = "exploited",
    }
}

coded! {
    /// Whether a [`Case`] is open.
    pub enum CaseStatus {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// Open.
        Open = "open" | "active",
        /// The child was found.
        Resolved = "resolved" | "recovered",
        /// Closed for any other reason.
        Closed = "closed",
    }
}

impl CaseStatus {
    /// Whether nothing says that the case is over: a status that is not given, or not known to this crate, leaves it open.
    ///
    /// ```
    /// use caselink::records::CaseStatus;
    ///
    /// assert!(CaseStatus::from("awaiting review").may_be_open());
    /// assert!(CaseStatus::Unstated.may_be_open());
    /// assert!(!CaseStatus::Resolved.may_be_open());
    /// ```
    pub fn may_be_open(&self) -> bool {
        !matches!(self, Self::Resolved | Self::Closed)
    }
}

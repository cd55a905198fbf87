use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Involved, LifeEvent, OffenceCode, OtherFields, PartialDate, Person, PersonDescription, Pii,
    Provenance, Span, Stay, Vehicle, Victim, WarrantKind, WarrantStatus, coded,
};

/// A registered offender as one registry has recorded them: a [`Person`], and what the registry keeps beside.
///
/// Nothing in it is inferred. Who has absconded is declared by a person ([`Declaration`]), which tier holds is
/// decided by a person ([`TierDecision`]), and both carry who decided and since when.
///
/// NIEM: `j:RegisteredOffenderType`.
///
/// ```
/// use caselink::records::Offender;
///
/// let offender: Offender = serde_json::from_value(serde_json::json!({
///     "id": "ZZ-0042917",
///     "names": [{ "kind": "legal", "given": "Marcus", "surname": "Okafor" }],
///     "convictions": [{
///         "offence": { "code": "3616", "title": "lewd act with a minor" },
///         "convicted_on": "2011-05-17",
///         "tiers": [{ "scheme": "sorna", "tier": "2", "effective_from": "2011-05-17", "decided_by": "ZZ0160000" }],
///     }],
///     "registrations": [{ "jurisdiction": "IL", "span": { "start": "2014-09-02" } }],
///     "stays": [{ "kind": "residence", "place": { "address": { "locality": "Springfield", "state": "IL" } },
///                 "span": { "start": "2019-04-01" } }],
/// }))?;
/// assert_eq!(offender.convictions[0].tiers[0].scheme, "sorna");
/// assert_eq!(offender.person.names[0].surname.as_ref().map(|name| name.expose().as_str()), Some("Okafor"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offender {
    /// The person.
    #[serde(flatten)]
    pub person: Person,
    /// How the person looks. NIEM: `nc:PersonPhysicalFeature` and its kin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<PersonDescription>,
    /// Convictions, in any order. NIEM: `j:SubjectConviction`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub convictions: Vec<Conviction>,
    /// Registrations, one for each jurisdiction and period. NIEM: `j:RegisteredOffenderRegistration`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub registrations: Vec<Registration>,
    /// Where the person lived, worked, studied and lodged, and who checked it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stays: Vec<Stay>,
    /// Vehicles owned or used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub vehicles: Vec<Vehicle>,
    /// Times in custody or commitment. NIEM: `j:Detention`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custody: Vec<Custody>,
    /// What was declared about where the person is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub declarations: Vec<Declaration>,
    /// Warrants. NIEM: `j:Warrant`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warrants: Vec<Warrant>,
    /// What officers are to know before they meet the person, as an agency put it on record.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Caution>,
    /// What else happened, dated: changes of name, journeys abroad, the end of supervision, charges.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<LifeEvent>,
    /// Relatives, partners, housemates, employers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub associates: Vec<Involved>,
    /// The day of death. NIEM: `nc:PersonDeathDate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub died_on: Option<Pii<PartialDate>>,
}

/// A conviction, and what was decided to follow from it. NIEM: `j:ConvictionType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Conviction {
    /// For what.
    pub offence: Offence,
    /// When. NIEM: `j:ConvictionDate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub convicted_on: Option<Pii<PartialDate>>,
    /// When sentence was passed. NIEM: `j:SentenceIssuedDate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentenced_on: Option<Pii<PartialDate>>,
    /// Whether imprisonment was imposed for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub imprisoned: Option<bool>,
    /// When the person was released from imprisonment for it; missing also when there was none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub released_on: Option<Pii<PartialDate>>,
    /// Where: the code of the jurisdiction. NIEM: `j:ConvictionCourt`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// Whether it was a finding of juvenile delinquency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub juvenile: Option<bool>,
    /// The tiers that were decided, in any order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<TierDecision>,
    /// The victims, without anything that tells who they are.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub victims: Vec<Victim>,
    /// How it was done, as a person wrote it down. NIEM: `j:SubjectMOActionFeature`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// An offence. NIEM: `j:OffenseType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Offence {
    /// The NCIC code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<Pii<OffenceCode>>,
    /// The name of the offence in the law that was broken. NIEM: `j:OffenseDescriptionText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Pii<String>>,
    /// The law. NIEM: `j:StatuteCodeIdentification`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statute: Option<Pii<String>>,
    /// When it was committed. NIEM: `nc:ActivityDate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub committed_on: Option<Pii<PartialDate>>,
    /// The longest imprisonment that the law allows for it, in days; not what was served.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum_imprisonment_days: Option<u32>,
    /// The federal offence that a reviewer found it comparable to; never worked out from the title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparable_to: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// That someone decided which tier holds, by which scheme, and since when. A tier of a state is not a tier of SORNA.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TierDecision {
    /// Whose tiers: `sorna`, `ca`, `wa`.
    pub scheme: String,
    /// The tier in the words of the scheme.
    pub tier: String,
    /// Since when it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<NaiveDate>,
    /// Who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Pii<String>>,
    /// On what ground.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// A registration with one jurisdiction. NIEM: `j:RegisteredOffenderRegistration`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Registration {
    /// The code of the jurisdiction.
    pub jurisdiction: String,
    /// The registry's number for the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<Pii<String>>,
    /// From when, and until when. NIEM: `j:RegisteredOffenderStartDate`, `…EndDate`.
    #[serde(default)]
    pub span: Pii<Span>,
    /// What the registry says about it, in its own word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<Pii<String>>,
    /// When the person signed to have been told of the duties.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_on: Option<Pii<NaiveDate>>,
    /// The tiers that this registry decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tiers: Vec<TierDecision>,
    /// When the person appeared or wrote, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub appearances: Vec<Appearance>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// That a registrant appeared before, or wrote to, a registry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Appearance {
    /// When.
    pub on: Pii<NaiveDate>,
    /// Why.
    #[serde(default)]
    pub purpose: AppearancePurpose,
    /// How.
    #[serde(default)]
    pub manner: Manner,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// Why a registrant appeared.
    pub enum AppearancePurpose {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// To verify what is on record.
        Verification = "verification",
        /// To register for the first time.
        Initial = "initial",
        /// To report a change.
        Change = "change" | "update",
        /// To give notice of travel.
        Travel = "travel",
    }
}

coded! {
    /// How something was reported or checked.
    pub enum Manner {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// In person, at the office.
        InPerson = "in_person",
        /// An officer came to the home.
        HomeVisit = "home_visit",
        /// By verified video.
        Video = "video",
        /// By telephone.
        Phone = "phone",
        /// By post.
        Mail = "mail",
        /// Online.
        Online = "online",
        /// By a look into another database.
        Database = "database",
    }
}

/// That someone looked whether a stay is as recorded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Verification {
    /// When.
    pub on: Pii<NaiveDate>,
    /// How.
    #[serde(default)]
    pub manner: Manner,
    /// What was found.
    #[serde(default)]
    pub outcome: VerificationOutcome,
    /// Who looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What a [`Verification`] found.
    pub enum VerificationOutcome {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// It is as recorded.
        Confirmed = "confirmed",
        /// Nobody answered.
        NoAnswer = "no_answer",
        /// The person does not live or work there.
        NotThere = "not_there",
        /// The person has moved away.
        Moved = "moved",
        /// Mail came back.
        MailReturned = "mail_returned",
        /// The address does not exist.
        NoSuchAddress = "no_such_address",
    }
}

/// A time in custody or commitment. NIEM: `j:DetentionType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Custody {
    /// What sort.
    pub kind: CustodyKind,
    /// From the first day inside to the day of release.
    pub span: Pii<Span>,
    /// Where. NIEM: `j:DetentionFacility`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility: Option<Pii<String>>,
    /// Whether the place of custody itself confirmed it. Only then does it exclude the person from anything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What sort of [`Custody`].
    pub enum CustodyKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// Prison.
        Prison = "prison",
        /// Jail.
        Jail = "jail",
        /// Civil commitment.
        CivilCommitment = "civil_commitment",
        /// A hospital.
        Hospital = "hospital",
        /// Immigration detention.
        Immigration = "immigration",
    }
}

/// That a person with the authority to do so declared something about where a registrant is.
///
/// `absconded` stands here and nowhere else: no function of this library concludes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Declaration {
    /// What was declared.
    pub whereabouts: Pii<Whereabouts>,
    /// When.
    pub on: Pii<NaiveDate>,
    /// By whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Pii<String>>,
    /// By which criteria.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criteria: Option<Pii<String>>,
    /// Since when it no longer holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_on: Option<Pii<NaiveDate>>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What is declared about where a registrant is.
    pub enum Whereabouts without default {
        /// Where the record says.
        AtAddress = "at_address",
        /// Without a home, in a known area.
        Transient = "transient" | "homeless",
        /// Looked for and not found.
        Unlocated = "unlocated",
        /// Left in order not to be found. NIEM: `j:RegisteredOffenderAbsconderIndicator`.
        Absconded = "absconded",
        /// In custody.
        InCustody = "in_custody",
        /// In civil commitment.
        CivillyCommitted = "civilly_committed",
        /// Deported.
        Deported = "deported",
        /// In another jurisdiction.
        OutOfJurisdiction = "out_of_jurisdiction",
        /// Dead.
        Deceased = "deceased",
    }
}

/// A warrant. NIEM: `j:WarrantType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Warrant {
    /// What it is for. NIEM: `j:WarrantCategoryCode`.
    pub kind: Pii<WarrantKind>,
    /// Where it stands. NIEM: `j:WarrantStatus`.
    pub status: Pii<WarrantStatus>,
    /// When it was issued. NIEM: `j:CourtOrderIssuingDate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Pii<NaiveDate>>,
    /// Since when it stands so: the day on which it was served, recalled or returned. Without it, it is taken to have stood so always.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_on: Option<Pii<NaiveDate>>,
    /// By which jurisdiction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<String>,
    /// Its number. NIEM: `nc:ActivityIdentification`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<Pii<String>>,
    /// For what. NIEM: `j:WarrantChargeText` in spirit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub charge: Option<Pii<String>>,
    /// From how far the person would be fetched. NIEM: `j:WarrantExtraditionLimitation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extradition: Option<String>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// Something that officers are to know before they meet a person. It is what an agency recorded, in its own words, and never worked out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Caution {
    /// What it is: `armed in 2019`, `dogs at the address`, `insulin`.
    pub text: Pii<String>,
    /// Of which day it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Pii<PartialDate>>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

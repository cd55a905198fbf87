use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    Address, Build, Ethnicity, EyeColor, Eyewear, FacialHair, HairColor, HairLength, Identifier,
    OtherFields, PartialDate, PersonName, Pii, Provenance, Race, Sex, SkinTone, coded,
};

/// A least and a greatest value; either may be missing.
///
/// Someone whose height is on record has the same value in both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Band {
    /// The least value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<f64>,
    /// The greatest value; not below `least`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub most: Option<f64>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// How a person looks and speaks, as recorded or as a witness gave it. What is missing was not said.
///
/// NIEM: `nc:PersonType`, with the elements named at the fields.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PersonDescription {
    /// Age in years. NIEM: `nc:PersonAgeMeasure`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<Pii<Band>>,
    /// Height in centimetres. NIEM: `nc:PersonHeightMeasure`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height_cm: Option<Pii<Band>>,
    /// Weight in kilograms. NIEM: `nc:PersonWeightMeasure`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight_kg: Option<Pii<Band>>,
    /// Build. NIEM: `nc:PersonBuildText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Pii<Build>>,
    /// Colour of the hair. NIEM: `nc:PersonHairColorCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hair_color: Option<Pii<HairColor>>,
    /// Length of the hair. NIEM: `nc:PersonHairLengthCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hair_length: Option<Pii<HairLength>>,
    /// Colour of the eyes. NIEM: `nc:PersonEyeColorCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eye_color: Option<Pii<EyeColor>>,
    /// Beard, moustache and their kin. NIEM: `nc:PersonFacialHairText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facial_hair: Option<Pii<FacialHair>>,
    /// Glasses. NIEM: `nc:PersonEyewearText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eyewear: Option<Pii<Eyewear>>,
    /// Tone of the skin: carried, never scored. NIEM: `nc:PersonSkinToneCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub skin_tone: Option<Pii<SkinTone>>,
    /// Race as recorded or stated. NIEM: `nc:PersonRaceCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub race: Option<Pii<Race>>,
    /// Ethnicity as recorded or stated. NIEM: `nc:PersonEthnicityCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ethnicity: Option<Pii<Ethnicity>>,
    /// Voice, accent, manner of speech. NIEM: `nc:PersonSpeechDescriptionText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub speech: Option<Pii<String>>,
    /// What was worn. NIEM: `nc:PersonClothing`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub clothing: Vec<Pii<String>>,
    /// Scars, marks, tattoos. NIEM: `nc:PersonPhysicalFeature`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<Mark>,
    /// The description in the words in which it was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// A scar, mark or tattoo. NIEM: `nc:PhysicalFeatureType`.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Mark {
    /// What it is. NIEM: `nc:PhysicalFeatureCategoryCode`.
    pub kind: MarkKind,
    /// Where on the body: arm, hand, chest. NIEM: `nc:PhysicalFeatureLocationText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<Pii<String>>,
    /// On which side; missing where nobody said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<Pii<Side>>,
    /// What it shows or looks like. NIEM: `nc:PhysicalFeatureDescriptionText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What a [`Mark`] is. Reads the type half of an NCIC SMT code too.
    pub enum MarkKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// A tattoo (NCIC TAT).
        Tattoo = "tattoo" | "TAT",
        /// A tattoo that was removed (NCIC RTAT).
        RemovedTattoo = "removed_tattoo" | "RTAT",
        /// A scar (NCIC SC).
        Scar = "scar" | "SC",
        /// A mole (NCIC MOLE).
        Mole = "mole",
        /// A birthmark or discolouration (NCIC DISC).
        Birthmark = "birthmark",
        /// A discolouration, such as a birthmark (NCIC DISC).
        Discoloration = "discoloration" | "DISC",
        /// A missing part (NCIC MISS).
        Missing = "missing" | "MISS",
        /// A piercing (NCIC PRCD).
        Piercing = "piercing" | "PRCD",
        /// An artificial part (NCIC ART).
        Artificial = "artificial" | "ART",
    }
}

coded! {
    /// A side of the body.
    pub enum Side without default {
        /// Both sides.
        Both = "both",
        /// In the middle.
        Middle = "middle",
        /// The person's own left.
        Left = "left" | "L",
        /// The person's own right.
        Right = "right" | "R",
    }
}

/// Someone who has a part in a record without being its subject: a suspect whom a witness saw, a companion, a
/// relative, a caller.
///
/// NIEM: `nc:PersonType` in a `j:ActivityPersonAssociation`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Involved {
    /// What part. NIEM: `nc:RoleOfPerson`.
    pub role: Role,
    /// The id of the person's own record, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Pii<String>>,
    /// Names. NIEM: `nc:PersonName`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<PersonName>,
    /// Date of birth. NIEM: `nc:PersonBirthDate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Pii<PartialDate>>,
    /// Sex. NIEM: `nc:PersonSexCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Pii<Sex>>,
    /// How the person looks and speaks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<PersonDescription>,
    /// Addresses. NIEM: `nc:Address`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Numbers, contact addresses and accounts. NIEM: `nc:Identification`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// How the person is related to the subject. NIEM: `nc:PersonAssociation`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// The part that someone has in a record.
    pub enum Role {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// A child who is missing or exploited.
        Child = "child",
        /// Someone whom a witness described or a report names as the one who did it.
        Suspect = "suspect",
        /// Someone whom a report is about, whatever the part.
        Subject = "subject",
        /// Someone who is with a missing child.
        Companion = "companion",
        /// A parent.
        Parent = "parent",
        /// A guardian.
        Guardian = "guardian",
        /// Any other relative.
        Relative = "relative",
        /// A partner, friend, housemate or colleague.
        Associate = "associate",
        /// Someone who saw it.
        Witness = "witness",
        /// Someone who reported it.
        Reporter = "reporter" | "caller",
    }
}

impl Role {
    /// Whether someone among the suspects of a record may be the one who did it: a suspect, the subject of a report, or
    /// anyone whose part is not said.
    pub(crate) fn may_be_suspect(&self) -> bool {
        matches!(self, Self::Suspect | Self::Subject | Self::Unstated)
    }
}

/// A victim, without anything that tells who it is.
///
/// NIEM: `j:VictimType`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Victim {
    /// Age in years at the time. NIEM: `nc:PersonAgeMeasure`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<Pii<Band>>,
    /// Sex. NIEM: `nc:PersonSexCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<Pii<Sex>>,
    /// How the victim and the other were related, in words. NIEM: `j:VictimSubjectRelationship` in spirit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

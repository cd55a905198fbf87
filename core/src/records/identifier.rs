use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OtherFields, Pii, Provenance, coded};

coded! {
    /// What sort of number or address an [`Identifier`] is.
    ///
    /// NIEM: `nc:IdentificationCategoryText`; an element of its own stands beside its kind.
    ///
    /// ```
    /// use caselink::records::IdentifierKind;
    ///
    /// assert_eq!(IdentifierKind::from("Driver_License"), IdentifierKind::DriverLicence);
    /// assert_eq!(IdentifierKind::DriverLicence.as_str(), "driver_licence");
    /// assert_eq!(IdentifierKind::from("gang_file").as_str(), "gang_file");
    /// ```
    pub enum IdentifierKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// A United States social security number (`nc:PersonSSNIdentification`).
        SocialSecurity = "social_security" | "ssn",
        /// A driving licence (`j:DriverLicense`).
        DriverLicence = "driver_licence" | "driver_license",
        /// A passport.
        Passport = "passport",
        /// A telephone number (`nc:ContactTelephoneNumber`).
        Phone = "phone",
        /// An electronic mail address (`nc:ContactEmailID`).
        Email = "email",
        /// A state identification number or card (`nc:PersonStateIdentification`).
        StateId = "state_id",
        /// An FBI Universal Control Number (`j:PersonFBIIdentification`).
        FbiNumber = "fbi_number",
        /// A sex offender registry's own number.
        Registry = "registry",
    }
}

/// A number, address or account that someone issued to a person.
///
/// NIEM: `nc:IdentificationType`.
///
/// ```
/// use caselink::records::{Identifier, IdentifierKind};
///
/// let licence = Identifier {
///     kind: IdentifierKind::DriverLicence,
///     value: "O255-7731-0624".into(),
///     issuer: Some("IL".into()),
///     ..Identifier::default()
/// };
/// assert!(!format!("{licence:?}").contains("7731"));
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Identifier {
    /// What sort it is.
    #[serde(default)]
    pub kind: IdentifierKind,
    /// The identifier as it was recorded. NIEM: `nc:IdentificationID`.
    pub value: Pii<String>,
    /// Who issued it: a state, a country, a carrier. NIEM: `nc:IdentificationJurisdiction`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_round_trip() {
        for text in [
            "unstated",
            "social_security",
            "driver_licence",
            "passport",
            "phone",
            "email",
            "state_id",
            "fbi_number",
            "registry",
            "Gang File ",
        ] {
            let kind = IdentifierKind::from(text);
            assert_eq!(kind.as_str(), text);
            let json = serde_json::to_string(&kind).unwrap();
            assert_eq!(serde_json::from_str::<IdentifierKind>(&json).unwrap(), kind);
        }
        assert_eq!(IdentifierKind::from(" SSN"), IdentifierKind::SocialSecurity);
        assert_eq!(
            format!("{:?}", IdentifierKind::from("canary")),
            "Other([redacted])"
        );
    }
}

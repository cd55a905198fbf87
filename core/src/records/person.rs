use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Address, Identifier, OtherFields, PartialDate, Pii, Provenance, coded};

/// A person as one agency has recorded them.
///
/// Two records of the same human being are two `Person`s; saying that they belong together is the
/// work of linkage. Only the `id` is required. Everything else may be missing, and missing is
/// never taken for disagreement.
///
/// `Debug` shows which fields are present and none of their values, the `id` included, for
/// agencies do use personal numbers as record ids.
///
/// NIEM: `nc:PersonType`.
///
/// ```
/// use caselink::records::{NameKind, PartialDate, Person, PersonName, Sex};
///
/// let person = Person {
///     id: "IL-0042917".into(),
///     names: vec![PersonName {
///         kind: NameKind::Legal,
///         given: Some("Marcus".into()),
///         surname: Some("Okafor".into()),
///         ..PersonName::default()
///     }],
///     birth_date: Some(PartialDate::parse("1971-06-24")?.into()),
///     sex: Some(Sex::Male.into()),
///     ..Person::default()
/// };
/// assert_eq!(
///     serde_json::to_value(&person)?,
///     serde_json::json!({
///         "id": "IL-0042917",
///         "names": [{ "kind": "legal", "given": "Marcus", "surname": "Okafor" }],
///         "birth_date": "1971-06-24",
///         "sex": "male",
///     })
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The agency's own key for this record; unique among the records of one call, never empty.
    /// NIEM: `nc:PersonOtherIdentification`.
    pub id: Pii<String>,
    /// All names on record, the legal name first where the agency says which it is.
    /// NIEM: `nc:PersonName`, `nc:PersonAlternateName`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<PersonName>,
    /// Date of birth, as far as it is known. NIEM: `nc:PersonBirthDate`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Pii<PartialDate>>,
    /// Sex as recorded. NIEM: `nc:PersonSexCode`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Pii<Sex>>,
    /// Where the person lives, lived, works or studies. NIEM: `nc:Address`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub addresses: Vec<Address>,
    /// Numbers, contact addresses and accounts. NIEM: `nc:Identification`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<Identifier>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// One name of a person, in parts, as one text, or both.
///
/// NIEM: `nc:PersonNameType`.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PersonName {
    /// What sort of name it is. NIEM: `nc:PersonNameCategoryCode`.
    pub kind: NameKind,
    /// First or given names. NIEM: `nc:PersonGivenName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<Pii<String>>,
    /// Middle names or initials. NIEM: `nc:PersonMiddleName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle: Option<Pii<String>>,
    /// Last or family names. NIEM: `nc:PersonSurName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub surname: Option<Pii<String>>,
    /// Jr, Sr, III. NIEM: `nc:PersonNameSuffixText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suffix: Option<Pii<String>>,
    /// The name as one text, where the parts are not known apart. NIEM: `nc:PersonFullName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What sort of name a [`PersonName`] is. NIEM: `nc:PersonNameCategoryCode`.
    ///
    /// ```
    /// use caselink::records::NameKind;
    ///
    /// assert_eq!(NameKind::from("Alias"), NameKind::Alias);
    /// assert_eq!(NameKind::from("stage name").as_str(), "stage name");
    /// ```
    pub enum NameKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// The name in law, as on a birth certificate or court order.
        Legal = "legal",
        /// A name that the person has also used.
        Alias = "alias" | "aka",
        /// The surname at birth. NIEM: `nc:PersonMaidenName`.
        Maiden = "maiden",
        /// A familiar or street name.
        Nickname = "nickname" | "moniker",
    }
}

coded! {
    /// Sex as an agency recorded it. Reads the NCIC codes F, M and U too.
    ///
    /// NIEM: `nc:PersonSexCode`.
    ///
    /// ```
    /// use caselink::records::Sex;
    ///
    /// assert_eq!(Sex::from("f"), Sex::Female);
    /// assert_eq!(Sex::Female.as_str(), "female");
    /// assert_eq!(Sex::from("X").as_str(), "X");
    /// ```
    pub enum Sex {
        /// Recorded as female (NCIC F).
        Female = "female" | "F",
        /// Recorded as male (NCIC M).
        Male = "male" | "M",
        /// Recorded as not known (NCIC U).
        #[default]
        Unknown = "unknown" | "U",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_fields_come_back_out_at_every_depth() {
        let value = json!({
            "id": "WI-3390",
            "names": [{ "kind": "Court Name", "full": "Teo Lindqvist", "romanised": true }],
            "sex": "X",
            "addresses": [{ "locality": "Racine", "latitude": 42.726_1, "longitude": -87.782_9,
                            "span": { "start": "2019-04-01" }, "source": { "form": "R-4" } }],
            "identifiers": [{ "kind": "phone", "value": "262-555-0134", "carrier": null }],
            "eye_colour": "BRO",
            "other": 1,
        });
        let person: Person = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(person.other.len(), 2);
        assert_eq!(serde_json::to_value(&person).unwrap(), value);
    }

    #[test]
    fn codes_are_read_in_any_case_and_written_in_one() {
        for (text, sex) in [
            ("F", Sex::Female),
            ("m", Sex::Male),
            ("Unknown", Sex::Unknown),
            ("u", Sex::Unknown),
        ] {
            assert_eq!(Sex::from(text), sex);
        }
        assert_eq!(NameKind::from("AKA"), NameKind::Alias);
        assert_eq!(NameKind::from("MAIDEN").as_str(), "maiden");
    }
}

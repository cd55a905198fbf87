use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Band, OtherFields, Pii, Provenance};

/// What is known of a file: its hashes, its names, who put it in which category. Never what is in it.
///
/// A field that could hold the content or a miniature of it is left out when the record is read, and counted.
///
/// ```
/// use caselink::records::MediaFile;
///
/// let file: MediaFile = serde_json::from_value(serde_json::json!({
///     "id": "F-1",
///     "digests": { "md5": "d41d8cd98f00b204e9800998ecf8427e" },
///     "names": ["holiday (3).jpg"],
///     "categories": [{ "scheme": "vics-us", "code": "1", "decided_by": "ZZ0160000" }],
/// }))?;
/// assert_eq!(file.categories[0].scheme, "vics-us");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MediaFile {
    /// The agency's own key for this record.
    pub id: Pii<String>,
    /// Digests of the whole file.
    #[serde(default)]
    pub digests: Digests,
    /// Perceptual hashes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub perceptual_hashes: Vec<PerceptualHash>,
    /// Names under which it was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Pii<String>>,
    /// Its size in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_bytes: Option<u64>,
    /// Its media type, such as `image/jpeg`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// The categories that it was put in; several, since schemes and people differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<FileCategory>,
    /// The series that it belongs to. Blanks around the id do not count, and a blank one is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// Whether a person at the provider looked at it before it was reported; it decides whether a warrant is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewed_by_provider: Option<bool>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// A text as it is compared, such as the id of a series: blanks around it do not count, and a blank one says nothing.
pub(crate) fn stated(text: &str) -> Option<&str> {
    Some(text.trim()).filter(|text| !text.is_empty())
}

/// Digests of a file, in hexadecimal, of any case.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Digests {
    /// MD5, 32 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub md5: Option<String>,
    /// SHA-1, 40 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha1: Option<String>,
    /// SHA-256, 64 digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// A hash that is alike for files that look alike.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PerceptualHash {
    /// How it was made: `pdq`, `photodna`.
    pub algorithm: String,
    /// The hash as it came.
    pub value: String,
    /// Its quality, 0 to 100, where the algorithm has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<u8>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// A category that someone put a file in. Schemes differ between countries and are not converted.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileCategory {
    /// Whose categories.
    pub scheme: String,
    /// The code in that scheme.
    pub code: String,
    /// Who decided, an official or an agency. It may name a person, so it is treated as an official: for law enforcement only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Pii<String>>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

impl FileCategory {
    /// The category itself and who decided: what a list keeps of it, and what is proposed for one. Remarks, sources and
    /// fields that nobody knows stay with the record.
    pub(crate) fn bare(&self) -> Self {
        Self {
            scheme: self.scheme.clone(),
            code: self.code.clone(),
            decided_by: self.decided_by.clone(),
            ..Self::default()
        }
    }
}

/// Files that belong together, and who handles the case of the child in them. Never the child's name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Series {
    /// The agency's own key for this record.
    pub id: Pii<String>,
    /// What analysts call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Pii<String>>,
    /// The ids of its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
    /// What analysts wrote about places, things and words in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Pii<String>>,
    /// Whether the child is identified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_identified: Option<bool>,
    /// Age of the child at the time, in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<Pii<Band>>,
    /// The agency that handles the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// That agency's number of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<Pii<String>>,
    /// Who attests the age, and how to reach them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_attested_by: Option<Pii<String>>,
    /// The categories that it was put in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<FileCategory>,
    /// Where this is known from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

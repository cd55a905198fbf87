use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ListFormat;
use crate::records::{MediaFile, OtherFields, Pii, Rejections, Series};

/// What [`read_list`](super::read_list) made of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListRead {
    /// The records, in the order of the list.
    pub files: Vec<MediaFile>,
    /// An account of the list.
    pub report: ListReport,
}

/// An account of a list: what it says of itself, what stands in it, what was set aside.
///
/// The row of a rejection or flag is, in VICS, the number of the file in the whole list from 0, whatever case it is in,
/// and for what lies between files the number of the next one. In tables and plain texts it is the line from 0 on which
/// the row begins; the header of a table is a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListReport {
    /// The form in which it was read.
    pub format: ListFormat,
    /// The context that a VICS list names, as it came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The version of the format in that context.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whose categories the records have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// The first 10,000 cases of a VICS list, in its order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<VicsCase>,
    /// How many cases there are, listed or not.
    pub cases_total: u64,
    /// What the list says of its first 10,000 series: whether their child is identified, by `VictimIdentified` of their files,
    /// and the agency, number and contact of the case in which they stand. They are proposals for the records of series that
    /// recognition takes: whoever made a case file need not hold the case of the child, so a person confirms them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub series: Vec<Series>,
    /// How many series there are, listed or not.
    #[serde(default)]
    pub series_total: u64,
    /// How many entries the list has: those that were read, and those that were set aside.
    pub entries: u64,
    /// How many records were read.
    pub records: u64,
    /// How many different MD5 these have; missing where it was not counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinct_md5: Option<u64>,
    /// How many files all cases state together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_total: Option<u64>,
    /// How many fields that may hold a picture were left out.
    pub content_left_out: u64,
    /// What does not add up in the list as a whole, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Entries that were set aside whole, and what is no entry at all.
    pub rejected: Rejections,
    /// Values of records that were left out: too long, too deep, or a date that stands for "not known".
    pub left_out: Rejections,
    /// What looks wrong in records, and was kept.
    pub flags: Rejections,
}

/// A case of a VICS list, without its files.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct VicsCase {
    /// Its key. VICS: `CaseID`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_id: Option<Pii<String>>,
    /// The agency's number of it. VICS: `CaseNumber`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<Pii<String>>,
    /// Who made the list. VICS: `SourceApplicationName`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_application: Option<String>,
    /// In which version. VICS: `SourceApplicationVersion`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_version: Option<String>,
    /// Whom to ask: all fields that begin with `Contact` or `Agency`, as they came.
    #[serde(default)]
    pub contact: OtherFields,
    /// How many files it says it has. VICS: `TotalMediaFiles`; some tools count entries there, some distinct files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_total: Option<u64>,
    /// How many entries stand in it, set aside or not.
    pub counted: u64,
    /// Its other fields, as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

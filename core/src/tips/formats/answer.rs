use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::records::{MediaFile, Tip};

/// Bytes of a document that could not be understood: where they stand, how many they are, and why. Their hash says which bytes they are; the
/// host has them.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAside {
    /// The first byte, from 0, in the document as text in UTF-8.
    pub at: u64,
    /// How many bytes.
    pub bytes: u64,
    /// SHA-256 of these bytes, in hexadecimal.
    pub sha256: String,
    /// Why.
    pub reason: String,
}

impl SetAside {
    pub(super) fn of(bytes: &[u8], at: usize, reason: &str) -> Self {
        let hash: [u8; 32] = Sha256::digest(bytes).into();
        let digits = hash.iter().map(|byte| format!("{byte:02x}"));
        Self {
            at: at as u64,
            bytes: bytes.len() as u64,
            sha256: digits.collect(),
            reason: reason.to_owned(),
        }
    }
}

/// Something in a document that is not as the form has it. What was said stays in the record.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormFault {
    /// The element, from the root: `report/victim[1]/person/age`. The number counts elements of one name from 0.
    pub path: String,
    /// What is wrong.
    pub kind: FormFaultKind,
    /// The same in words, without the value.
    pub words: String,
}

/// What is wrong with an element of a form.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FormFaultKind {
    /// It must be there, and is not.
    Missing,
    /// The form does not have it; it is kept.
    Unknown,
    /// It stands before or after its place in the sequence.
    OutOfOrder,
    /// It stands more often than it may.
    Repeated,
    /// It is longer than the form takes.
    TooLong,
    /// It must say something, and is empty.
    Empty,
    /// It is not a value of its sort: a time, a number, an address, one of a few words.
    NotReadable,
    /// It lies outside what can be.
    OutOfRange,
    /// It lies after the moment that was given as now.
    InFuture,
    /// It has characters that XML does not take.
    NotWritable,
    /// It names the report itself.
    NamesItself,
}

/// A report that was read from the reporting form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CyberTipRead {
    /// The report. What our records have no field for stands in `other` under `cybertipline`, at the record that it is of, and is written
    /// back from there.
    pub tip: Tip,
    /// What is not as the form has it, in order of the document; the first thousand.
    pub faults: Vec<FormFault>,
    /// How many there are.
    pub faults_in_all: u64,
    /// What could not be understood, in order.
    pub set_aside: Vec<SetAside>,
}

/// What was said of a file of a report: hashes and metadata.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CyberTipFileRead {
    /// The report that it is of, where the document says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// The file, as hashes and metadata.
    pub file: MediaFile,
    /// What is not as the form has it; the first thousand.
    pub faults: Vec<FormFault>,
    /// How many there are.
    pub faults_in_all: u64,
    /// What could not be understood, in order.
    pub set_aside: Vec<SetAside>,
}

/// A report as the reporting form takes it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CyberTipWritten {
    /// The report, in the sequence of the form, in UTF-8.
    pub report: String,
    /// What is said of each file, a document each. No file goes with it.
    pub files: Vec<String>,
    /// What the form will not take, each with its path; nothing was cut off for it.
    pub faults: Vec<FormFault>,
    /// How many there are.
    pub faults_in_all: u64,
}

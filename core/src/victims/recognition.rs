//! What lists say of files: which were recognised, and to which series they point.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    hashes::{FileHit, HitKind, ListRole, NotCompared},
    records::{Band, FileCategory, Pii, Rejections},
};

/// A list that files were looked for in, and its state.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListUsed {
    /// Its id.
    pub id: String,
    /// What it is for.
    pub role: ListRole,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How many entries it had.
    pub entries: u64,
}

/// What became of a file.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RecognitionOutcome {
    /// It is equal to or near an entry of a known list.
    Recognised,
    /// For a person to look at: it is like an entry only within the radius for review, or equal to one in a digest while one
    /// that is harder to forge differs ([`contradicted_by`](FileHit::contradicted_by)).
    Review,
    /// All that it is like is hidden: by a suppression list, a flood, or denials.
    Hidden,
    /// No list of known files knows it by the hashes that were compared. That is no finding about what it shows.
    NotRecognised,
    /// No hash of it was compared: it has none, none that is good enough, or none of a kind that a list of known files has.
    NotComparable,
}

impl RecognitionOutcome {
    /// What entries make of a file: how each is like it, and whether it is hidden; nothing when there are none.
    pub(super) fn of(all: impl IntoIterator<Item = (HitKind, bool)>) -> Option<Self> {
        let one = |(kind, is_hidden)| match (kind, is_hidden) {
            (_, true) => Self::Hidden,
            (HitKind::Review, false) => Self::Review,
            (HitKind::Equal | HitKind::Near, false) => Self::Recognised,
        };
        all.into_iter().map(one).min()
    }
}

/// A file, and the entries that it is like.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileRecognition {
    /// The id of the file.
    pub file: Pii<String>,
    /// What became of it.
    pub outcome: RecognitionOutcome,
    /// The entries of known lists that it is like: those that are not hidden first, of them equal ones, then by distance,
    /// list and id. Of each list at most
    /// [`most_hits`](crate::hashes::ListSettings::most_hits) are listed; the outcome is that of all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hits: Vec<FileHit>,
    /// How many more hits there are in known lists.
    #[serde(default)]
    pub more_hits: u64,
    /// The suppression lists that have it too, although a hit in a known list is equal or not hidden: one that is nearer than
    /// theirs, or by another hash. Somebody should look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_suppressed_by: Vec<String>,
    /// What was not compared, and why. Of a file that is not recognised, also each hash of a kind of which no list of known
    /// files has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_compared: Vec<NotCompared>,
    /// It has no hash at all where a hash is looked for: under `digests` and `perceptual_hashes`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_hash: bool,
}

/// A series of which files were recognised: a pointer to the agency that holds the case, never the child's name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeriesRecognition {
    /// The id of the series.
    pub series: String,
    /// The recognised files.
    pub files: Vec<Pii<String>>,
    /// Files for a person to look at: they are near an entry of it within the radius for review only, or equal in a digest and
    /// not in one that is harder to forge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review: Vec<Pii<String>>,
    /// Files of which all hits on entries of it are hidden.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden: Vec<Pii<String>>,
    /// How many of the recognised files are equal to an entry in a digest.
    pub equal: u64,
    /// The lists that have it.
    pub lists: Vec<String>,
    /// Whether the child is identified; without it, nobody says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub child_identified: Option<bool>,
    /// The agency that handles the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// How to reach it: the text `contact` in the record of the series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<Pii<String>>,
    /// That agency's number of the case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_number: Option<Pii<String>>,
    /// The age of the child at the time, in years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<Pii<Band>>,
    /// Who attests the age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_attested_by: Option<Pii<String>>,
    /// The categories of its entries, by scheme and code. Schemes differ and are not converted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<FileCategory>,
    /// What an investigator needs and nobody has said, in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
}

/// How many files came to what.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RecognitionCounts {
    /// Files that were looked for.
    pub files: u64,
    /// Recognised ones.
    pub recognised: u64,
    /// Ones for a person to look at.
    pub review: u64,
    /// Ones of which all hits are hidden.
    pub hidden: u64,
    /// Ones that no list knows.
    pub not_recognised: u64,
    /// Ones of which no hash was compared.
    pub not_comparable: u64,
    /// Those of them that have no hash at all.
    #[serde(default)]
    pub no_hash: u64,
    /// Files that were set aside, since they are not of their shape: they are none of the above.
    #[serde(default)]
    pub rejected: u64,
    /// Files with a name that holds a replacement character: signs of it could not be read.
    #[serde(default)]
    pub odd_names: u64,
}

/// What lists say of files.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Recognition {
    /// The lists, in the order in which they were given.
    pub lists: Vec<ListUsed>,
    /// How many files came to what.
    pub counts: RecognitionCounts,
    /// Every file, in the order in which they were given.
    pub files: Vec<FileRecognition>,
    /// The series of recognised files: identified children first, then by id.
    pub series: Vec<SeriesRecognition>,
    /// The series of files that are for a person to look at, and of no recognised file: in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review_series: Vec<SeriesRecognition>,
    /// The series of which all hits are hidden, in the same order: a flood or a suppression list hides hits, and no child.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_series: Vec<SeriesRecognition>,
    /// The files that were set aside, by row, with what is wrong in them. Only where files come as plain values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Rejections>,
}

impl Recognition {
    /// Reads a recognition back from JSON.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        crate::json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "recognition",
            reason,
        })
    }

    /// Reads one more of its [`files`](Self::files), so that a host need not hold a plain copy of all of them at once.
    ///
    /// # Errors
    ///
    /// What is not as the schema states.
    pub fn add_file(&mut self, value: &serde_json::Value) -> std::result::Result<(), String> {
        self.files.push(crate::json::read(value)?);
        Ok(())
    }
}

use chrono::{DateTime, FixedOffset, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    hashes::{VideoComparison, VideoRule},
    json,
    records::{FileCategory, MediaFile, Pii, Rejection, Rejections},
};

/// What a list is for.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ListRole {
    /// Files that are known, and are looked for.
    #[default]
    Known,
    /// Files that must not be reported: known good ones, or ones that crowd. An entry hides what is as far from the same
    /// hash of a file as itself, or farther, and never an equal hash. What is hidden is shown as hidden.
    Suppression,
    /// Files of one's own that nobody has recognised yet; new entries of known lists are looked for in it.
    Unknown,
}

/// Whose list it is, and how near a file must be to one of it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ListSettings {
    /// The name by which hits refer to it.
    pub id: String,
    /// What it is for.
    pub role: ListRole,
    /// The agency whose list it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agency: Option<String>,
    /// Which state of the list this is, as its owner numbers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The scheme of its categories, such as `vics-us`: a category that comes without one has it. Schemes are not converted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheme: Option<String>,
    /// A perceptual hash is near within so many bits, 0 to 64. PDQ: 31.
    pub radius: u32,
    /// Up to so many bits it is worth a look by a person; at least `radius`, at most 64.
    pub review_radius: u32,
    /// Perceptual hashes of less quality are not compared. PDQ: 50.
    pub least_quality: u8,
    /// When videos are near.
    pub video: VideoRule,
    /// The most hits that are listed of a file, at least 1: the nearest, by kind, distance and id of the entry, hidden ones
    /// last. The others
    /// are counted; what is decided from hits is decided from all. An assumption: more than 100 entries that are alike
    /// say no more to a reader.
    pub most_hits: u32,
    /// An entry that was hit so often on one day is hidden for that day: a file that goes around.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flood_a_day: Option<u32>,
    /// An entry that so many members deny is hidden. Without it, denials are only counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hidden_when_denied_by: Option<u32>,
}

impl Default for ListSettings {
    fn default() -> Self {
        Self {
            id: String::new(),
            role: ListRole::Known,
            agency: None,
            version: None,
            scheme: None,
            radius: 31,
            review_radius: 40,
            least_quality: 50,
            video: VideoRule::default(),
            most_hits: 100,
            flood_a_day: None,
            hidden_when_denied_by: None,
        }
    }
}

impl ListSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let settings: Self = json::read(value).map_err(wrong)?;
        settings.check()?;
        Ok(settings)
    }

    pub(super) fn check(&self) -> Result<()> {
        if self.id.is_empty() {
            return Err(wrong("id must name the list".to_owned()));
        }
        if self.radius > self.review_radius || self.review_radius > 64 {
            return Err(wrong(
                "radius must be at most review_radius, and that at most 64".to_owned(),
            ));
        }
        if self.least_quality > 100 {
            return Err(wrong("least_quality must be 0 to 100".to_owned()));
        }
        if self.most_hits == 0 {
            return Err(wrong("most_hits must be at least 1".to_owned()));
        }
        let is_blank = |scheme: &String| scheme.trim().is_empty();
        if self.scheme.as_ref().is_some_and(is_blank) {
            return Err(wrong("scheme must not be blank".to_owned()));
        }
        self.video.check()
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "list",
        reason,
    }
}

/// One change of a list, as a poll brings it.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ListChange {
    /// An entry is new, or other than it was.
    Upsert {
        /// The entry: its id, hashes, categories and series are kept.
        file: Box<MediaFile>,
        /// When the owner changed it. An older change than the one that is stored is passed over, and so is one without
        /// a time where a time is stored. Of two of one time, the one with the greater SHA-256 holds, in whatever order
        /// they come.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<FixedOffset>>,
    },
    /// An entry is gone.
    Delete {
        /// Its id.
        id: Pii<String>,
        /// When the owner deleted it. An upsert of before or of the same time does not bring it back, and neither does one
        /// without a time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at: Option<DateTime<FixedOffset>>,
    },
}

/// What became of entries that were handed to a list.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ListIntake {
    /// Entries that are new.
    pub inserted: u64,
    /// Entries that took the place of an older state.
    pub replaced: u64,
    /// Entries that were deleted.
    pub deleted: u64,
    /// Changes that are not newer than what is stored, or delete what is not there.
    pub passed_over: u64,
    /// How many of those have no time, while the entry that is stored, or its deletion, has one. Only what has a time
    /// changes it: say at what time the list that is read was so.
    #[serde(default)]
    pub without_time: u64,
    /// Entries with fields that no schema knows: a list keeps hashes, categories and series, and nothing of these. Counted
    /// where entries come as plain values.
    #[serde(default)]
    pub unknown_fields: u64,
    /// Perceptual hashes that were kept out, since their quality is too low to compare.
    pub low_quality: u64,
    /// Entries that were set aside, with what is wrong in them.
    pub rejected: Rejections,
}

/// How a file is like an entry.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum HitKind {
    /// A digest or an opaque hash is equal.
    Equal,
    /// A perceptual hash is within the radius of the list, or a video is near by its rule.
    Near,
    /// A perceptual hash is beyond the radius, but within that for review: for a person to look at.
    Review,
}

/// Why a hit is hidden. It is listed all the same.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Hidden {
    /// The entry was hit so often that day.
    Flood {
        /// How often.
        times: u32,
    },
    /// So many members deny the entry.
    Denied {
        /// How many.
        by: u32,
    },
    /// An entry of a suppression list is as near to the same hash of the file, or nearer, or has the bytes of the file.
    Suppressed {
        /// The id of that list.
        list: String,
        /// The entry.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<Pii<String>>,
        /// How many bits of its hash differ from that of the file: of a video, those of the frame that differs most. None
        /// where the bytes are equal.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        distance: Option<u32>,
    },
}

/// An entry of a list that a file is like. A lead: it says that hashes are alike, not what is in a file.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileHit {
    /// The id of the list.
    pub list: String,
    /// Its version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The id of the entry.
    pub entry: Pii<String>,
    /// How the file is like it.
    pub kind: HitKind,
    /// By which hash: `md5`, `sha1`, `sha256`, `pdq`, `vpdq`, `photodna` or another.
    pub algorithm: String,
    /// The hash of the entry, in hex; none for videos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hash: Option<String>,
    /// How many bits differ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance: Option<u32>,
    /// The quality of the entry's hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<u8>,
    /// The frames of two videos.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frames: Option<VideoComparison>,
    /// The categories of the entry.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<FileCategory>,
    /// The series of the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<String>,
    /// How many members confirm the entry.
    pub confirmed_by: u32,
    /// How many members deny it.
    pub denied_by: u32,
    /// Digests that the entry has and that differ from the file's: not the same bytes, whatever else is equal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contradicted_by: Vec<String>,
    /// Why it is hidden, where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden: Option<Hidden>,
}

/// A hash of a file that could not be compared.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NotCompared {
    /// By which hash.
    pub algorithm: String,
    /// Why not.
    pub reason: String,
}

/// What a list says of one file.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FileFindings {
    /// The entries that it is like: those that are not hidden first, of them equal ones, then by distance and id. At most
    /// [`most_hits`](ListSettings::most_hits) are listed.
    pub hits: Vec<FileHit>,
    /// How many more hits there are.
    #[serde(default)]
    pub more_hits: u64,
    /// How many of its hashes were compared: those of a kind of which the list has any.
    pub compared: u64,
    /// What was not compared, and why.
    pub not_compared: Vec<NotCompared>,
    /// The file has no hash at all where a hash is looked for: under `digests` and `perceptual_hashes`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_hash: bool,
    /// What is wrong in the shape of the file: it was set aside and looked for nowhere. Only where files come as plain values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rejected: Option<Rejection>,
}

/// What a member says of an entry.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackKind {
    /// The entry is what the list says.
    Confirmed,
    /// It is not.
    Denied,
}

/// The word of a member on an entry. Of one member the newest word counts.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feedback {
    /// The id of the entry.
    pub entry: Pii<String>,
    /// What is said.
    pub kind: FeedbackKind,
    /// The member or agency that says it. It is one however its name is spaced, in capitals or not.
    pub by: String,
    /// On which day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
    /// When, where that is known more closely than by the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<FixedOffset>>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Pii<String>>,
}

impl Feedback {
    /// Reads it from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "feedback",
            reason,
        })
    }
}

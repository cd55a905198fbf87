//! Is this file known?
//!
//! Perceptual hashes are found by how few bits differ ([`PerceptualIndex`]): every one within the radius, never an
//! approximation. Only hashes come in; nothing here can read or make an image.

mod digests;
mod hash256;
mod keys;
mod list;
mod perceptual;
mod planes;
mod readers;
mod scan;
mod segment;
mod slab;
mod snapshot;
mod tables;
mod video;

pub use digests::{DigestKind, DigestSet};
pub use hash256::Hash256;
pub use list::{
    Feedback, FeedbackKind, FileFindings, FileHit, HashList, Hidden, HitKind, ListChange,
    ListEntry, ListIntake, ListRole, ListSettings, NotCompared,
};
pub(crate) use list::{FileRows, Looked, NO_SUCH_KIND, Said, Silence};
pub use perceptual::{HashMatch, PerceptualIndex, SearchPlan};
pub(crate) use readers::UNSTATED;
pub use readers::{
    ListFormat, ListRead, ListReadOptions, ListReader, ListReport, VicsCase, read_list,
};
pub(crate) use snapshot::{Reader as SnapshotReader, Writer as SnapshotWriter};
pub use video::{Frame, VideoComparison, VideoRule, compare_videos};

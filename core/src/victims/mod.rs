//! The victim identification desk: which files of a seizure show children who are already identified, whose case each is, and
//! which clues lead to a child whom nobody has found.
//!
//! Only hashes and words come in. What goes out are leads to an agency, never a name of a victim.
//!
//! - [`recognise`] looks for files in lists of known files, and says for each series which agency holds the case and who
//!   attests the age; [`recognition_report`] writes it down.
//! - [`EvidenceGuide`] finds known series by partial names of files.
//! - [`combine_clues`] weighs what analysts noted in files into places where a child may be; [`route_clues`] says whom to tell,
//!   [`clue_document`] writes it down.
//! - [`check_submission`] looks at a newly identified child's series before it goes into a list.

mod clues;
mod guide;
mod recognise;
mod recognition;
mod report;
mod series;
mod submission;

pub use clues::{
    Clue, ClueConflict, ClueErrors, ClueFindings, ClueHelp, ClueKind, ClueOutcome, CluePart,
    ClueRoute, ClueRow, ClueSettings, ClueTable, PlaceFinding, UnusedClue, clue_document,
    clue_tables, combine_clues, route_clues,
};
pub use guide::{
    CommonPartial, EvidenceGuide, GuideDescription, GuideEntry, GuideFindings, GuideHit,
    GuideRefusal, GuideSettings,
};
pub use recognise::{recognise, recognise_values};
pub use recognition::{
    FileRecognition, ListUsed, Recognition, RecognitionCounts, RecognitionOutcome,
    SeriesRecognition,
};
pub use report::{ReportHeader, recognition_report};
pub use submission::{
    Submission, SubmissionCheck, SubmissionDuplicate, SubmissionFinding, check_submission,
};

//! A list of known files as it lives: entries come, change and go, and count at once.

mod compact;
mod find;
mod hits;
mod intake;
mod settings;
mod store;

pub(crate) use hits::Said;
pub use settings::{
    Feedback, FeedbackKind, FileFindings, FileHit, Hidden, HitKind, ListChange, ListIntake,
    ListRole, ListSettings, NotCompared,
};
pub use store::HashList;

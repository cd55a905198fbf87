//! A list of known files as it lives: entries come, change and go, and count at once.

mod compact;
mod entries;
mod find;
mod hits;
mod intake;
mod kept;
mod live;
mod read;
mod rows;
mod settings;
mod silence;
mod store;
mod values;
mod words;

pub use entries::ListEntry;
pub(crate) use hits::{Looked, NO_SUCH_KIND, Said};
pub(crate) use rows::FileRows;
pub use settings::{
    Feedback, FeedbackKind, FileFindings, FileHit, Hidden, HitKind, ListChange, ListIntake,
    ListRole, ListSettings, NotCompared,
};
pub(crate) use silence::Silence;
pub use store::HashList;

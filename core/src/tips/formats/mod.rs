//! The reporting form of the `CyberTipline` in and out, and how the view of a report changes.

mod answer;
mod check;
mod element;
mod history;
mod incident;
mod kept;
mod read;
mod report;
mod sequence;
mod tree;
mod write;

pub(super) use kept::{place_of_event, school_of};

pub use answer::{
    CyberTipFileRead, CyberTipRead, CyberTipWritten, FormFault, FormFaultKind, SetAside,
};
pub use history::{FileSeen, TipSeen, TipView, TipViewOf, view_tip};
pub use read::{CyberTipOptions, read_cybertip, read_cybertip_file, write_cybertip};

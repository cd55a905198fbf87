//! The reporting form of the `CyberTipline` in and out, forms of calls and sightings, and how the view of a report changes.

mod answer;
mod check;
mod element;
mod incident;
mod kept;
mod read;
mod report;
mod sequence;
mod tree;
mod write;

pub use answer::{
    CyberTipFileRead, CyberTipRead, CyberTipWritten, FormFault, FormFaultKind, SetAside,
};
pub use read::{CyberTipOptions, read_cybertip, read_cybertip_file, write_cybertip};

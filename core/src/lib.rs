//! caselink: records, comparison, linkage and clustering for the agencies that protect children.

#![forbid(unsafe_code)]

pub mod clustering;
pub mod compare;
mod control;
mod error;
mod hash;
pub mod linkage;
pub mod records;

pub use control::{Control, NoControl};
pub use error::{Error, Result};

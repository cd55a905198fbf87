//! Is this file known?
//!
//! Perceptual hashes are found by how few bits differ ([`PerceptualIndex`]): every one within the radius, never an
//! approximation. Only hashes come in; nothing here can read or make an image.

mod digests;
mod keys;
mod perceptual;
mod scan;
mod segment;
mod slab;
mod snapshot;
mod tables;

pub use digests::{DigestKind, DigestSet};
pub use perceptual::{Hash256, HashMatch, PerceptualIndex, SearchPlan};

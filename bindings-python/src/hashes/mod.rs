//! `caselink.hashes`: is this file known?

mod bytes;
mod digests;
mod list;
mod perceptual;
mod reader;
mod shared;
mod video;

pub(crate) use digests::DigestSet;
pub(crate) use list::{HashList, day, files, items};
pub(crate) use perceptual::PerceptualIndex;
pub(crate) use reader::{ListReader, read_list};
pub(crate) use video::compare_videos;

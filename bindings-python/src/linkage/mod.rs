//! `caselink.linkage`: which records are the same person or thing?

mod explanation;
mod links;
mod model;
mod prepared;

pub(crate) use explanation::Explanation;
pub(crate) use links::{Clusters, Links, dedupe, find_links, link, link_and_dedupe};
pub(crate) use model::{Model, train};
pub(crate) use prepared::{Prepared, estimate_pairs, prepare};

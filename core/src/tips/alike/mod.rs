//! Has this been reported before, and what else is about the same account, device or person?
//!
//! Two reports are compared by what both hold: accounts, numbers, internet addresses with port and time, files by hash and by look, words,
//! names with a date of birth. A key counts by how rare it is among all reports, log2(all / those that hold it), as in the weight of
//! agreement of a rare value (I. P. Fellegi and A. B. Sunter 1969); of keys that say the same thing the strongest counts alone. A key
//! that too many hold, such as an address of a mobile network, is a hub and counts nothing. Of addresses with ports it counts against how
//! many use the address at that time: among many strangers two have one port by chance. Words that stand in reports about different accounts
//! are those of a form, and count nothing.
//!
//! Assumption: what is common among the reports at hand is common. In a small index rarity is taken among a million.

mod answer;
mod bundles;
mod clusters;
mod find;
mod index;
mod keys;
mod posting;
mod saved;
mod settings;
#[cfg(test)]
mod tests;
mod weigh;

pub use answer::{
    TipCluster, TipClusters, TipHub, TipHubCount, TipJoin, TipJudgement, TipLink, TipLinkKind,
    TipLinkPart, TipsFound,
};
pub use index::TipIndex;
pub use keys::{SharedGroup, SharedKey};
pub use settings::AlikeSettings;

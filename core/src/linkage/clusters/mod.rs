//! Groups of records that links hold together, and an account of each: what made it, what speaks against it, on what it
//! hangs, what people have judged, and how it would be otherwise.
//!
//! Method: agglomerative clustering by single, average or complete linkage over the links, with must-link and
//! cannot-link constraints that people give; see [`ClusterOptions`].

mod change;
mod chart;
mod explain;
mod fragile;
mod judgement;
mod make;
mod options;
mod report;

use std::sync::{Arc, OnceLock};

use schemars::JsonSchema;
use serde::Serialize;

pub use change::ClusterChange;
pub use explain::{ClusterExplanation, ClusterLink, ClusterPair, ClusterPairs, ClusterStep};
pub use judgement::{JudgementEffect, JudgementKind, PairJudgement};
pub(super) use make::contradiction;
pub use options::ClusterOptions;
pub use report::{ClusterReport, ClusterSize, ClusterSplit, GiantCluster, SizeCount};

use super::{ids::RecordId, links::Links, prepared::Prepared, weight::MilliBits};
use crate::{NoControl, Result, clustering::agglomerative::Join};
use judgement::Judged;

/// For each record the cluster it is in. A cluster's id is its least record: the first table before
/// the second, then the least id.
#[derive(Clone)]
pub struct Clusters {
    pub(crate) prepared: Arc<Prepared>,
    pub(crate) least: Vec<u32>,
    links: Links,
    options: ClusterOptions,
    threshold: MilliBits,
    judged: Vec<Judged>,
    /// The joins that made them, looked up when they are first asked for.
    joins: OnceLock<Vec<Join>>,
}

impl std::fmt::Debug for Clusters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clusters({} records)", self.least.len())
    }
}

/// One record and the cluster that it is in.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Member {
    /// The record's table, 0 or 1.
    pub table: usize,
    /// The record.
    pub id: RecordId,
    /// The table of the cluster's least record.
    pub cluster_table: usize,
    /// The cluster's least record.
    pub cluster: RecordId,
}

/// One record in a table. As the name of a cluster: its least record.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, JsonSchema)]
pub struct ClusterRecord {
    /// The table that it is in, 0 or 1.
    pub table: u8,
    /// Its id.
    pub id: RecordId,
}

impl Clusters {
    /// How many records there are.
    pub fn len(&self) -> usize {
        self.least.len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.least.is_empty()
    }

    /// How many clusters there are, single records included.
    pub fn count(&self) -> usize {
        self.least
            .iter()
            .enumerate()
            .filter(|(record, least)| *record == **least as usize)
            .count()
    }

    /// Every record with its cluster, tables in turn, in order of the ids.
    pub fn members(&self) -> impl Iterator<Item = Member> + '_ {
        self.least
            .iter()
            .enumerate()
            .map(|(record, &least)| Member {
                table: self.prepared.place(record as u32).0,
                id: self.prepared.id(record as u32),
                cluster_table: self.prepared.place(least).0,
                cluster: self.prepared.id(least),
            })
    }

    /// How they were made.
    pub const fn options(&self) -> &ClusterOptions {
        &self.options
    }

    /// The links that they were made of.
    pub const fn links(&self) -> &Links {
        &self.links
    }

    /// What people have judged, and what that changed: must-links before cannot-links, each in order of its records.
    pub fn judgements(&self) -> Vec<JudgementEffect> {
        self.judged.iter().map(|j| self.effect(j)).collect()
    }

    fn record(&self, record: u32) -> ClusterRecord {
        ClusterRecord {
            table: self.prepared.place(record).0 as u8,
            id: self.prepared.id(record),
        }
    }

    /// The joins that made them, in their order.
    fn joins(&self) -> Result<&[Join]> {
        if self.joins.get().is_none() {
            let linkage = self.options.linkage;
            let grouping =
                self.links
                    .grouping(linkage, self.threshold, &self.judged, &NoControl)?;
            // another thread may have been quicker, with the same
            let _ = self.joins.set(grouping.joins);
        }
        Ok(self.joins.get().map_or(&[], Vec::as_slice))
    }

    /// The links that reach the threshold.
    fn reaching(&self) -> &[super::Link] {
        let pairs = &self.links.pairs;
        &pairs[..pairs.partition_point(|l| l.weight >= self.threshold)]
    }
}

impl Links {
    /// Groups of records that links of at least this probability hold together: their connected components.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) unless the probability is above 0 and below 1.
    pub fn clusters(&self, probability: f64) -> Result<Clusters> {
        self.clusters_with(
            &ClusterOptions {
                probability,
                ..ClusterOptions::default()
            },
            &NoControl,
        )
    }
}

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    ClusterRecord, Clusters, JudgementEffect, change::groups, fragile::Fragility, make::pairs,
};
use crate::{
    Control, Result,
    clustering::agglomerative::{Joining, Linkage, Refused, agglomerate},
    linkage::{LEAD_NOTICE, Mode, weight::MilliBits},
};

/// So many of the largest clusters are listed.
const LARGEST: usize = 10;
/// So many giants are taken apart.
const MOST_GIANTS: usize = 10;
/// Thresholds that giants are taken apart at, besides their own.
const HIGHER: [f64; 4] = [0.95, 0.99, 0.999, 0.9999];

/// All clusters at a glance, and how those that are too large would split.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClusterReport {
    /// How near two groups are.
    pub linkage: Linkage,
    /// The threshold, as a probability.
    pub probability: f64,
    /// Records in all tables.
    pub records: u64,
    /// Clusters, single records included.
    pub clusters: u64,
    /// How many clusters there are of each size, the least size first.
    pub sizes: Vec<SizeCount>,
    /// The ten largest clusters, of two records or more; of one size the least record first.
    pub largest: Vec<ClusterSize>,
    /// A cluster of so many records is a giant.
    pub giant_members: u32,
    /// How many giants there are.
    pub giants: u64,
    /// The ten largest giants, and how each would split by stricter methods and at higher thresholds.
    pub giant_splits: Vec<GiantCluster>,
    /// Clusters of two records or more in which a bridge hangs on one comparison.
    pub on_fragile_bridge: u64,
    /// Those of three records or more: there one such link joins two groups that hold without it, or a record to a group.
    pub larger_on_fragile_bridge: u64,
    /// What people have judged, and what that changed.
    pub judgements: Vec<JudgementEffect>,
    /// What a link is and is not.
    pub notice: &'static str,
}

/// How many clusters have so many records.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
pub struct SizeCount {
    /// Records in each.
    pub members: u64,
    /// Clusters of that size.
    pub clusters: u64,
}

/// One cluster and its size.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, JsonSchema)]
pub struct ClusterSize {
    /// Its least record.
    pub cluster: ClusterRecord,
    /// How many records it has.
    pub members: u64,
}

/// A cluster that is larger than one person is likely to have records, and ways to split it.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct GiantCluster {
    /// Its least record.
    pub cluster: ClusterRecord,
    /// How many records it has.
    pub members: u64,
    /// What would become of it, the threshold as it is first, each with all linkages.
    pub splits: Vec<ClusterSplit>,
}

/// What would become of the records of one cluster by one linkage at one threshold.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClusterSplit {
    /// The linkage.
    pub linkage: Linkage,
    /// The threshold, as a probability.
    pub probability: f64,
    /// Clusters that its records would be in, single records included.
    pub clusters: u64,
    /// Records of the largest of them.
    pub largest: u64,
    /// How many of its records would be alone.
    pub alone: u64,
}

impl Clusters {
    /// Sizes, giants and what they would split into, and clusters that hang on one comparison of one link.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn report(&self, control: &dyn Control) -> Result<ClusterReport> {
        let groups = groups(&self.least);
        let mut sizes: BTreeMap<u64, u64> = BTreeMap::new();
        for members in groups.values() {
            *sizes.entry(members.len() as u64).or_default() += 1;
        }
        let mut by_size: Vec<(Reverse<u64>, u32)> = groups
            .iter()
            .filter(|(_, members)| members.len() > 1)
            .map(|(least, members)| (Reverse(members.len() as u64), *least))
            .collect();
        by_size.sort_unstable();
        let size = |(members, least): &(Reverse<u64>, u32)| ClusterSize {
            cluster: self.record(*least),
            members: members.0,
        };
        let is_giant = |(members, _): &&(Reverse<u64>, u32)| {
            members.0 >= u64::from(self.options.giant_members)
        };
        let giants: Vec<u32> = by_size.iter().take_while(is_giant).map(|g| g.1).collect();
        let shown = &giants[..giants.len().min(MOST_GIANTS)];
        let fragile = self.on_fragile_bridge()?;
        let is_larger = |least: &&u32| groups.get(least).is_some_and(|members| members.len() > 2);
        Ok(ClusterReport {
            linkage: self.options.linkage,
            probability: self.options.probability,
            records: self.least.len() as u64,
            clusters: groups.len() as u64,
            sizes: sizes
                .into_iter()
                .map(|(members, clusters)| SizeCount { members, clusters })
                .collect(),
            largest: by_size.iter().take(LARGEST).map(size).collect(),
            giant_members: self.options.giant_members,
            giants: giants.len() as u64,
            giant_splits: self.giants(shown, &groups, control)?,
            on_fragile_bridge: fragile.len() as u64,
            larger_on_fragile_bridge: fragile.iter().filter(is_larger).count() as u64,
            judgements: self.judgements(),
            notice: LEAD_NOTICE,
        })
    }

    /// The clusters in which a bridge hangs on one comparison.
    fn on_fragile_bridge(&self) -> Result<BTreeSet<u32>> {
        let fragility = Fragility::new(&self.links, self.threshold)?;
        let bridges = self.bridges(None).into_iter();
        let links = bridges.map(|place| &self.links.pairs[place]);
        let fragile = links.filter(|link| !fragility.of(link).is_empty());
        Ok(fragile.map(|link| self.least[link.left as usize]).collect())
    }

    fn giants(
        &self,
        giants: &[u32],
        groups: &FxHashMap<u32, Vec<u32>>,
        control: &dyn Control,
    ) -> Result<Vec<GiantCluster>> {
        // the links of each giant, in one pass
        let mut inside: FxHashMap<u32, Vec<(u32, u32, i32)>> =
            giants.iter().map(|least| (*least, Vec::new())).collect();
        if inside.is_empty() {
            return Ok(Vec::new());
        }
        for link in self.links.pairs.iter() {
            let least = self.least[link.left as usize];
            if least == self.least[link.right as usize]
                && let Some(links) = inside.get_mut(&least)
            {
                links.push((link.left, link.right, link.weight.0));
            }
        }
        let none = Vec::new();
        giants
            .iter()
            .map(|least| {
                let members = groups.get(least).unwrap_or(&none);
                let links = inside.get(least).map_or(&[][..], Vec::as_slice);
                Ok(GiantCluster {
                    cluster: self.record(*least),
                    members: members.len() as u64,
                    splits: self.splits(members, links, control)?,
                })
            })
            .collect()
    }

    /// What would become of the members of a cluster, which are in order.
    fn splits(
        &self,
        members: &[u32],
        links: &[(u32, u32, i32)],
        control: &dyn Control,
    ) -> Result<Vec<ClusterSplit>> {
        let number = |record: &u32| members.binary_search(record).ok().map(|at| at as u32);
        let ties: Vec<(u32, u32, i32)> = links
            .iter()
            .filter_map(|(a, b, weight)| Some((number(a)?, number(b)?, *weight)))
            .collect();
        let (must, cannot) = pairs(&self.judged);
        let within = |pairs: Vec<(u32, u32)>| -> Vec<(u32, u32)> {
            let both = pairs.iter().filter_map(|(a, b)| number(a).zip(number(b)));
            both.collect()
        };
        let (must, cannot) = (within(must), within(cannot));
        let second = members.partition_point(|r| self.prepared.place(*r).0 == 0) as u32;
        let higher = HIGHER.into_iter().filter(|p| *p > self.options.probability);
        let mut splits = Vec::new();
        for probability in std::iter::once(self.options.probability).chain(higher) {
            let threshold = MilliBits::of_probability(probability);
            for linkage in [Linkage::Single, Linkage::Average, Linkage::Complete] {
                let how = Joining {
                    linkage,
                    join_at: threshold.0,
                    absent: self.links.absent(threshold),
                    second_side: (self.prepared.mode == Mode::Link).then_some(second),
                    must: &must,
                    cannot: &cannot,
                };
                let found = agglomerate(members.len(), ties.iter().copied(), &how, control)
                    .map_err(Refused::without_contradiction)?;
                let parts = groups(&found.least);
                let sizes = || parts.values().map(Vec::len);
                splits.push(ClusterSplit {
                    linkage,
                    probability,
                    clusters: parts.len() as u64,
                    largest: sizes().max().unwrap_or(0) as u64,
                    alone: sizes().filter(|size| *size == 1).count() as u64,
                });
            }
        }
        Ok(splits)
    }
}

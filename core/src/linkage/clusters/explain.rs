use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Serialize;

use super::{ClusterRecord, Clusters, JudgementEffect, fragile::Fragility};
use crate::{
    Control, Error, Result,
    clustering::agglomerative::{Cause, Join, Linkage},
    control::checkpoint,
    linkage::{LEAD_NOTICE, Link, Mode, ids::RecordId, weight::MilliBits},
};

/// In a cluster of more records, pairs that are no links are counted and not weighed.
const MOST_WEIGHED: usize = 100;

/// An account of one cluster: what made it, what speaks against it, on what it hangs, what people have judged.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClusterExplanation {
    /// Its least record, which is its name.
    pub cluster: ClusterRecord,
    /// How near two groups are.
    pub linkage: Linkage,
    /// The threshold, as a probability.
    pub probability: f64,
    /// The threshold, as a weight.
    pub threshold: MilliBits,
    /// Its records, tables in turn, in order of their ids.
    pub members: Vec<ClusterRecord>,
    /// The joins that made it, in their order: one less than there are members.
    pub steps: Vec<ClusterStep>,
    /// Its links that reach the threshold, strongest first.
    pub links: Vec<ClusterLink>,
    /// Its pairs that are known to be below the threshold, strongest first: evidence against it. In a cluster of more than 100
    /// records only those that were kept as links.
    pub against: Vec<ClusterPair>,
    /// Its pairs, counted.
    pub pairs: ClusterPairs,
    /// The judgements of its records.
    pub judgements: Vec<JudgementEffect>,
    /// Whether one of its bridges hangs on one comparison: without that the cluster would fall apart.
    pub hangs_on_fragile_bridge: bool,
    /// What a link is and is not.
    pub notice: &'static str,
}

/// Two groups that became one.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClusterStep {
    /// The least record of the first group, and of the union.
    pub into: ClusterRecord,
    /// How many records the first group had.
    pub into_members: u32,
    /// The least record of the other group.
    pub from: ClusterRecord,
    /// How many records the other had.
    pub from_members: u32,
    /// The strongest link between them, as its place in `links`; none for a join by judgement.
    pub link: Option<u32>,
    /// The must-link that joined them, as its place in `judgements`; none for a join by weight.
    pub judgement: Option<u32>,
    /// How near they were, by the linkage, rounded down; none for a join by judgement.
    pub nearness: Option<MilliBits>,
}

/// Two records and the weight of all evidence on them.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClusterPair {
    /// One record.
    pub left: ClusterRecord,
    /// The other.
    pub right: ClusterRecord,
    /// The sum of prior and evidence.
    pub weight: MilliBits,
    /// The probability that the weight stands for.
    pub probability: f64,
}

/// A link that reaches the threshold, within a cluster.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClusterLink {
    /// Its records and weight.
    pub pair: ClusterPair,
    /// Whether it made one of the steps. These links alone hold the cluster together.
    pub holding: bool,
    /// Whether the cluster would fall in two without it.
    pub bridge: bool,
    /// Of a holding link: the comparisons without which it would not reach the threshold, by name.
    pub fragile: Vec<String>,
}

/// The pairs of records of a cluster that the mode allows, counted.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, JsonSchema)]
pub struct ClusterPairs {
    /// All.
    pub possible: u64,
    /// Links that reach the threshold.
    pub reaching: u64,
    /// Pairs that were compared and lie below it.
    pub below: u64,
    /// Pairs that no blocking rule makes, so that they were not compared.
    pub not_compared: u64,
    /// Pairs of a cluster of more than 100 records that are no links: below the threshold or not compared.
    pub unknown: u64,
}

/// What makes up one cluster.
#[derive(Default)]
struct GroupParts<'a> {
    members: Vec<u32>,
    /// Places of the links that reach the threshold, in order.
    reaching: Vec<usize>,
    /// Places of those that were kept and do not, in order.
    kept: Vec<usize>,
    joins: Vec<&'a Join>,
    /// Places of the judgements of its records.
    judged: Vec<usize>,
}

/// What accounts are made from, by the least record of each cluster: of one cluster, or of all with two records or more.
struct Grouped<'a> {
    parts: FxHashMap<u32, GroupParts<'a>>,
    bridges: FxHashSet<usize>,
    fragility: Fragility<'a>,
}

impl<'a> Grouped<'a> {
    fn new(clusters: &'a Clusters, only: Option<u32>) -> Result<Self> {
        let mut parts: FxHashMap<u32, GroupParts<'a>> = FxHashMap::default();
        for (record, least) in (0u32..).zip(&clusters.least) {
            if only.is_none_or(|one| one == *least) {
                parts.entry(*least).or_default().members.push(record);
            }
        }
        if only.is_none() {
            parts.retain(|_, one| one.members.len() > 1);
        }
        let least = |record: u32| clusters.least[record as usize];
        let reaching = clusters.reaching().len();
        for (place, link) in clusters.links.pairs.iter().enumerate() {
            let cluster = least(link.left);
            if cluster == least(link.right)
                && let Some(one) = parts.get_mut(&cluster)
            {
                let places = if place < reaching {
                    &mut one.reaching
                } else {
                    &mut one.kept
                };
                places.push(place);
            }
        }
        for join in clusters.joins()? {
            if let Some(one) = parts.get_mut(&least(join.into)) {
                one.joins.push(join);
            }
        }
        for (place, judged) in clusters.judged.iter().enumerate() {
            let (left, right) = (least(judged.left), least(judged.right));
            if let Some(one) = parts.get_mut(&left) {
                one.judged.push(place);
            }
            if let Some(one) = parts.get_mut(&right).filter(|_| left != right) {
                one.judged.push(place);
            }
        }
        Ok(Self {
            parts,
            bridges: clusters.bridges(only).into_iter().collect(),
            fragility: Fragility::new(&clusters.links, clusters.threshold)?,
        })
    }
}

impl ClusterExplanation {
    /// As JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Clusters {
    /// Explains the cluster that a record is in.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no record has the id; [`Error::InvalidParameter`] when it is that of a record in
    /// each table, in two clusters: [`explain_in`](Self::explain_in) says which is meant.
    pub fn explain(&self, id: &RecordId) -> Result<ClusterExplanation> {
        let mut found = self.prepared.find(id).map(|(record, _)| record);
        let first = found.next().ok_or(Error::UnknownRecord { name: "id" })?;
        let least = self.least[first as usize];
        if found.any(|other| self.least[other as usize] != least) {
            return Err(Error::InvalidParameter {
                name: "id",
                reason: "stands in both tables, in two clusters: say in which table".to_owned(),
            });
        }
        self.account(least)
    }

    /// Explains the cluster that a record of one table is in, 0 or 1.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no record of the table has the id.
    pub fn explain_in(&self, table: usize, id: &RecordId) -> Result<ClusterExplanation> {
        let mut found = self.prepared.find(id);
        let (record, _) = found
            .find(|(_, t)| *t == table)
            .ok_or(Error::UnknownRecord { name: "id" })?;
        self.account(self.least[record as usize])
    }

    /// Explains every cluster of two records or more, in order of their least records, in one pass over all links.
    pub(crate) fn accounts(&self, control: &dyn Control) -> Result<Vec<ClusterExplanation>> {
        let grouped = Grouped::new(self, None)?;
        let mut clusters: Vec<u32> = grouped.parts.keys().copied().collect();
        clusters.sort_unstable();
        let all = clusters.len() as u64;
        let explained = (0_u64..).zip(clusters).map(|(done, cluster)| {
            if done.is_multiple_of(1_024) {
                checkpoint(control, done, all)?;
            }
            Ok(self.account_of(cluster, &grouped))
        });
        explained.collect()
    }

    fn account(&self, cluster: u32) -> Result<ClusterExplanation> {
        Ok(self.account_of(cluster, &Grouped::new(self, Some(cluster))?))
    }

    fn account_of(&self, cluster: u32, grouped: &Grouped<'_>) -> ClusterExplanation {
        let nothing = GroupParts::default();
        let parts = grouped.parts.get(&cluster).unwrap_or(&nothing);
        let steps = self.steps(parts);
        let holding: FxHashSet<u32> = steps.iter().filter_map(|step| step.link).collect();
        let links: Vec<ClusterLink> = (0u32..)
            .zip(&parts.reaching)
            .map(|(number, place)| {
                let link = &self.links.pairs[*place];
                let is_holding = holding.contains(&number);
                ClusterLink {
                    pair: self.pair_of(link),
                    holding: is_holding,
                    bridge: grouped.bridges.contains(place),
                    fragile: if is_holding {
                        grouped.fragility.of(link)
                    } else {
                        Vec::new()
                    },
                }
            })
            .collect();
        let (against, pairs) = self.against(parts, &grouped.fragility);
        ClusterExplanation {
            cluster: self.record(cluster),
            linkage: self.options.linkage,
            probability: self.options.probability,
            threshold: self.threshold,
            members: parts.members.iter().map(|r| self.record(*r)).collect(),
            steps,
            hangs_on_fragile_bridge: links.iter().any(|l| l.bridge && !l.fragile.is_empty()),
            links,
            against,
            pairs,
            judgements: parts
                .judged
                .iter()
                .map(|j| self.effect(&self.judged[*j]))
                .collect(),
            notice: LEAD_NOTICE,
        }
    }

    fn steps(&self, parts: &GroupParts<'_>) -> Vec<ClusterStep> {
        let mut sizes: FxHashMap<u32, u32> = FxHashMap::default();
        let mut steps = Vec::new();
        for join in &parts.joins {
            let size = |group| sizes.get(&group).copied().unwrap_or(1);
            let (into_members, from_members) = (size(join.into), size(join.from));
            sizes.insert(join.into, into_members + from_members);
            let (link, judgement) = match join.cause {
                Cause::Tie(place) => {
                    // links are in order of their places
                    let place = parts.reaching.binary_search(&place).ok();
                    (place.map(|place| place as u32), None)
                }
                // must-links stand first among the judgements
                Cause::Must(place) => {
                    let place = parts.judged.iter().position(|j| *j == place);
                    (None, place.map(|place| place as u32))
                }
            };
            steps.push(ClusterStep {
                into: self.record(join.into),
                into_members,
                from: self.record(join.from),
                from_members,
                link,
                judgement,
                nearness: link.map(|_| MilliBits(join.score)),
            });
        }
        steps
    }

    /// The pairs of a cluster that are known to be below the threshold, and all of them counted.
    fn against(
        &self,
        parts: &GroupParts<'_>,
        fragility: &Fragility<'_>,
    ) -> (Vec<ClusterPair>, ClusterPairs) {
        let members = &parts.members[..];
        let reaching = parts.reaching.len() as u64;
        let second = members.partition_point(|r| self.prepared.place(*r).0 == 0) as u64;
        let all = members.len() as u64;
        let possible = match self.prepared.mode {
            Mode::Link => second * (all - second),
            Mode::Dedupe | Mode::LinkAndDedupe => all * all.saturating_sub(1) / 2,
        };
        let mut counts = ClusterPairs {
            possible,
            reaching,
            ..ClusterPairs::default()
        };
        if members.len() > MOST_WEIGHED {
            let kept = parts.kept.iter();
            let against: Vec<ClusterPair> = kept
                .map(|place| self.pair_of(&self.links.pairs[*place]))
                .collect();
            counts.below = against.len() as u64;
            counts.unknown = possible - reaching - counts.below;
            return (against, counts);
        }
        let blocks = &self.prepared.blocks;
        let rules = self.prepared.settings.blocking.len();
        let mut below = Vec::new();
        for (at, &left) in members.iter().enumerate() {
            for &right in &members[at + 1..] {
                let of_one_table = self.prepared.place(left).0 == self.prepared.place(right).0;
                if self.prepared.mode == Mode::Link && of_one_table {
                    continue;
                }
                if !blocks.is_of_lower_rule(rules, left, right) {
                    counts.not_compared += 1;
                    continue;
                }
                let weight = fragility.scorer.weight(left, right);
                if weight < self.threshold {
                    below.push((std::cmp::Reverse(weight), left, right));
                }
            }
        }
        below.sort_unstable();
        counts.below = below.len() as u64;
        let pair = |(weight, left, right): &(std::cmp::Reverse<MilliBits>, u32, u32)| {
            self.pair(*left, *right, weight.0)
        };
        (below.iter().map(pair).collect(), counts)
    }

    pub(super) fn pair_of(&self, link: &Link) -> ClusterPair {
        self.pair(link.left, link.right, link.weight)
    }

    fn pair(&self, left: u32, right: u32, weight: MilliBits) -> ClusterPair {
        ClusterPair {
            left: self.record(left),
            right: self.record(right),
            weight,
            probability: weight.probability(),
        }
    }
}

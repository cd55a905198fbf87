use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::Serialize;

use super::{ClusterRecord, Clusters, JudgementEffect, fragile::Fragility};
use crate::{
    Error, Result,
    clustering::agglomerative::{Cause, Linkage},
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

    fn account(&self, cluster: u32) -> Result<ClusterExplanation> {
        let is_member = |record: u32| self.least[record as usize] == cluster;
        let members: Vec<u32> = (0..self.least.len() as u32)
            .filter(|r| is_member(*r))
            .collect();
        let inside = |link: &Link| is_member(link.left) && is_member(link.right);
        let judged: Vec<usize> = (0..self.judged.len())
            .filter(|j| is_member(self.judged[*j].left) || is_member(self.judged[*j].right))
            .collect();
        // where each link stands among those of the cluster
        let mut places: FxHashMap<usize, u32> = FxHashMap::default();
        for (place, link) in self.reaching().iter().enumerate() {
            if inside(link) {
                places.insert(place, places.len() as u32);
            }
        }
        let steps = self.steps(cluster, &places, &judged)?;
        let holding: FxHashSet<u32> = steps.iter().filter_map(|step| step.link).collect();
        let bridges: FxHashSet<usize> = self.bridges(Some(cluster)).into_iter().collect();
        let fragility = Fragility::new(&self.links, self.threshold)?;
        let mut in_order: Vec<(u32, usize)> = places.iter().map(|(k, v)| (*v, *k)).collect();
        in_order.sort_unstable();
        let links: Vec<ClusterLink> = in_order
            .into_iter()
            .map(|(number, place)| {
                let link = &self.links.pairs[place];
                let is_holding = holding.contains(&number);
                ClusterLink {
                    pair: self.pair_of(link),
                    holding: is_holding,
                    bridge: bridges.contains(&place),
                    fragile: if is_holding {
                        fragility.of(link)
                    } else {
                        Vec::new()
                    },
                }
            })
            .collect();
        let (against, pairs) = self.against(&members, links.len() as u64, inside, &fragility);
        Ok(ClusterExplanation {
            cluster: self.record(cluster),
            linkage: self.options.linkage,
            probability: self.options.probability,
            threshold: self.threshold,
            members: members.iter().map(|r| self.record(*r)).collect(),
            steps,
            hangs_on_fragile_bridge: links.iter().any(|l| l.bridge && !l.fragile.is_empty()),
            links,
            against,
            pairs,
            judgements: judged
                .iter()
                .map(|j| self.effect(&self.judged[*j]))
                .collect(),
            notice: LEAD_NOTICE,
        })
    }

    fn steps(
        &self,
        cluster: u32,
        places: &FxHashMap<usize, u32>,
        judged: &[usize],
    ) -> Result<Vec<ClusterStep>> {
        let mut sizes: FxHashMap<u32, u32> = FxHashMap::default();
        let mut steps = Vec::new();
        for join in self
            .joins()?
            .iter()
            .filter(|j| self.least[j.into as usize] == cluster)
        {
            let size = |group| sizes.get(&group).copied().unwrap_or(1);
            let (into_members, from_members) = (size(join.into), size(join.from));
            sizes.insert(join.into, into_members + from_members);
            let (link, judgement) = match join.cause {
                Cause::Tie(place) => (places.get(&place).copied(), None),
                // must-links stand first among the judgements
                Cause::Must(place) => {
                    let place = judged.iter().position(|j| *j == place);
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
        Ok(steps)
    }

    /// The pairs of a cluster that are known to be below the threshold, and all of them counted.
    fn against(
        &self,
        members: &[u32],
        reaching: u64,
        inside: impl Fn(&Link) -> bool,
        fragility: &Fragility<'_>,
    ) -> (Vec<ClusterPair>, ClusterPairs) {
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
            let kept = &self.links.pairs[self.reaching().len()..];
            let against: Vec<ClusterPair> = kept
                .iter()
                .filter(|link| inside(link))
                .map(|link| self.pair_of(link))
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

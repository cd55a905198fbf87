//! Which reports belong together.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    SharedKey, TipCluster, TipClusters, TipHubCount, TipIndex, TipJoin, TipLinkKind, keys::Key,
};
use crate::{
    Control, Result,
    clustering::agglomerative::{Cause, Groups},
    control::checkpoint,
    records::Pii,
};

/// Keys between two looks at a [`Control`].
const AT_ONCE: usize = 50_000;

/// Two reports, by number, that may be joined.
#[derive(Clone, Copy)]
struct Edge {
    weight: i64,
    kind: TipLinkKind,
    left: u32,
    right: u32,
}

impl TipIndex {
    /// All clusters: reports that are duplicates of each other or may be of one account, device or person; bundles about files that go
    /// around; and what was not joined. It depends on the reports and judgements alone, not on the order in which they came.
    ///
    /// Method: of each key that is no hub, every report is compared with a few before it in time; links are joined from the strongest
    /// down (J. B. Kruskal 1956), decisions of people first. A join that would make a cluster too large, or bring together what a person
    /// holds apart, is refused and listed: so one weak key cannot chain strangers to a giant.
    ///
    /// # Errors
    ///
    /// [`Error::Cancelled`](crate::Error::Cancelled).
    pub fn clusters(&self, control: &dyn Control) -> Result<TipClusters> {
        let mut keys: Vec<(&Key, &[u32])> = Vec::new();
        let mut hubs: BTreeMap<SharedKey, (u64, u32)> = BTreeMap::new();
        for (key, posting) in &self.postings {
            let reports = posting.few();
            if self.is_hub(*key, posting.len()) {
                let (count, most) = hubs.entry(key.kind).or_default();
                *count += 1;
                *most = (*most).max(u32::try_from(posting.len()).unwrap_or(u32::MAX));
            } else if reports.len() > 1 && key.kind.makes_pairs() {
                keys.push((key, reports));
            }
        }
        let total = keys.len() as u64;
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (at, (_, reports)) in keys.iter().enumerate() {
            if at % AT_ONCE == 0 {
                checkpoint(control, at as u64, 2 * total)?;
            }
            pairs.extend(self.pairs_of(reports));
        }
        let (edges, compared) = self.edges(pairs, (total, control))?;
        let (clusters, refused_joins) = self.joined(edges, &self.judged_pairs());
        checkpoint(control, 2 * total, 2 * total)?;
        Ok(TipClusters {
            clusters,
            bundles: self.bundles(control)?,
            refused_joins,
            hubs: hubs
                .into_iter()
                .map(|(key, (keys, most_reports))| TipHubCount {
                    key,
                    keys,
                    most_reports,
                })
                .collect(),
            compared,
        })
    }

    /// The cluster around a report, as [`clusters`](Self::clusters) gives it; one alone where nothing joins it.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`](crate::Error::UnknownRecord) where the report is not there.
    pub fn cluster_of(&self, id: &str, control: &dyn Control) -> Result<TipCluster> {
        let kept = self.known("id", id)?;
        let Some(start) = self.numbers.get(&kept.id).copied() else {
            return Err(crate::Error::UnknownRecord { name: "id" });
        };
        let judged = self.judged_pairs();
        let together = |number: u32| {
            let of = judged.iter().filter(move |(edge, together)| {
                *together && (edge.left == number || edge.right == number)
            });
            of.map(move |(edge, _)| {
                if edge.left == number {
                    edge.right
                } else {
                    edge.left
                }
            })
        };
        // everything that links reach, as far as it goes
        let (mut seen, mut next) = (BTreeSet::from([start]), vec![start]);
        let mut edges: BTreeMap<(u32, u32), Edge> = BTreeMap::new();
        while let Some(at) = next.pop() {
            checkpoint(
                control,
                seen.len() as u64,
                seen.len() as u64 + next.len() as u64 + 1,
            )?;
            let mut reached: Vec<u32> = together(at).collect();
            for edge in self.edges_at(at) {
                reached.push(if edge.left == at {
                    edge.right
                } else {
                    edge.left
                });
                edges.insert((edge.left, edge.right), edge);
            }
            next.extend(reached.into_iter().filter(|number| seen.insert(*number)));
        }
        let judged = judged
            .into_iter()
            .filter(|(edge, _)| seen.contains(&edge.left) && seen.contains(&edge.right));
        let (clusters, _) = self.joined(edges.into_values().collect(), &judged.collect::<Vec<_>>());
        let own = clusters
            .into_iter()
            .find(|cluster| cluster.tips.iter().any(|tip| tip.expose() == id));
        Ok(own.unwrap_or_else(|| TipCluster {
            id: Pii::new(id.to_owned()),
            tips: vec![Pii::new(id.to_owned())],
            joins: Vec::new(),
        }))
    }

    /// The pairs of a key: each report with some before it.
    fn pairs_of<'a>(&'a self, reports: &'a [u32]) -> impl Iterator<Item = (u32, u32)> + 'a {
        let back = self.settings.neighbours as usize;
        reports.iter().enumerate().flat_map(move |(at, one)| {
            let before = reports.iter().take(at).skip(at.saturating_sub(back));
            before.map(move |other| (*one.min(other), *one.max(other)))
        })
    }

    /// The links of a report, made as those of all are.
    fn edges_at(&self, number: u32) -> Vec<Edge> {
        let Some(kept) = self.report(number) else {
            return Vec::new();
        };
        let back = self.settings.neighbours as usize;
        let mut pairs = Vec::new();
        for key in kept.keys.iter().filter(|key| key.kind.makes_pairs()) {
            let reports = self.sharing(*key);
            let Some(at) = reports.iter().position(|one| *one == number) else {
                continue;
            };
            let around = reports
                .iter()
                .take(at + back + 1)
                .skip(at.saturating_sub(back));
            pairs.extend(
                around
                    .filter(|one| **one != number)
                    .map(|one| (number.min(*one), number.max(*one))),
            );
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
            .into_iter()
            .filter_map(|pair| self.edge(pair))
            .collect()
    }

    fn edge(&self, (left, right): (u32, u32)) -> Option<Edge> {
        let (one, other) = (self.report(left)?, self.report(right)?);
        let found = self.weigh(one, other, None);
        let joins = matches!(found.kind, TipLinkKind::Duplicate | TipLinkKind::Related);
        joins.then_some(Edge {
            weight: found.weight,
            kind: found.kind,
            left,
            right,
        })
    }

    fn edges(
        &self,
        mut pairs: Vec<(u32, u32)>,
        (total, control): (u64, &dyn Control),
    ) -> Result<(Vec<Edge>, u64)> {
        pairs.sort_unstable();
        pairs.dedup();
        let mut edges = Vec::new();
        for (at, pair) in pairs.iter().enumerate() {
            if at % AT_ONCE == 0 {
                let share = total * at as u64 / pairs.len().max(1) as u64;
                checkpoint(control, total + share, 2 * total)?;
            }
            edges.extend(self.edge(*pair));
        }
        Ok((edges, pairs.len() as u64))
    }

    /// What people decided about reports that are there.
    fn judged_pairs(&self) -> Vec<(Edge, bool)> {
        let pairs = self.judged.iter().filter_map(|((left, right), judgement)| {
            let (one, other) = (*self.numbers.get(left)?, *self.numbers.get(right)?);
            let edge = Edge {
                weight: i64::from(Self::decided().0),
                kind: TipLinkKind::Related,
                left: one.min(other),
                right: one.max(other),
            };
            Some((edge, judgement.together))
        });
        pairs.collect()
    }

    /// Joins from the strongest link down. What people decided comes first, and holds.
    fn joined(
        &self,
        mut edges: Vec<Edge>,
        judged: &[(Edge, bool)],
    ) -> (Vec<TipCluster>, Vec<TipJoin>) {
        // ids, since numbers tell in which order reports came
        let ids = |edge: &Edge| {
            let id = |number: u32| self.report(number).map_or("", |kept| &kept.id);
            let (left, right) = (id(edge.left), id(edge.right));
            (left.min(right), left.max(right))
        };
        let join = |edge: &Edge| {
            let (left, right) = ids(edge);
            TipJoin {
                left: left.to_owned().into(),
                right: right.to_owned().into(),
                kind: edge.kind,
                weight: crate::linkage::MilliBits(edge.weight as i32),
            }
        };
        edges
            .sort_unstable_by(|a, b| (Reverse(a.weight), ids(a)).cmp(&(Reverse(b.weight), ids(b))));
        // the reports that are in any pair, by place
        let all = edges.iter().chain(judged.iter().map(|(edge, _)| edge));
        let mut reports: Vec<u32> = all.flat_map(|edge| [edge.left, edge.right]).collect();
        reports.sort_unstable();
        reports.dedup();
        let place = |number: u32| reports.partition_point(|one| *one < number) as u32;
        let places = |edge: &Edge| (place(edge.left), place(edge.right));

        let mut groups = Groups::alone(reports.len());
        for (edge, _) in judged.iter().filter(|(_, together)| !*together) {
            let (left, right) = places(edge);
            groups.keep_apart(left, right);
        }
        let most = self.settings.most_members as usize;
        let mut sizes = vec![1_usize; reports.len()];
        let (mut joins, mut refused) = (Vec::new(), Vec::new());
        let decided = judged.iter().filter(|(_, together)| *together);
        let decided = decided.map(|(edge, _)| (edge, true));
        for (edge, is_decided) in decided.chain(edges.iter().map(|edge| (edge, false))) {
            let (left, right) = places(edge);
            let (left, right) = (groups.root(left), groups.root(right));
            if left == right {
                continue;
            }
            let size = sizes[left as usize] + sizes[right as usize];
            if groups.are_apart(left, right) || (size > most && !is_decided) {
                refused.push(join(edge));
                continue;
            }
            groups.join(left, right, Cause::Tie(joins.len()), edge.weight as i32);
            sizes[left.min(right) as usize] = size;
            joins.push(edge);
        }
        let mut of_root: BTreeMap<u32, (Vec<u32>, Vec<TipJoin>)> = BTreeMap::new();
        for (place, number) in (0..).zip(&reports) {
            of_root
                .entry(groups.root(place))
                .or_default()
                .0
                .push(*number);
        }
        for edge in joins {
            let root = groups.root(place(edge.left));
            of_root.entry(root).or_default().1.push(join(edge));
        }
        let mut clusters: Vec<TipCluster> = of_root
            .into_values()
            .filter(|(members, _)| members.len() > 1)
            .map(|(members, joins)| self.cluster(members, joins))
            .collect();
        clusters.sort_by(|a, b| a.id.cmp(&b.id));
        (clusters, refused)
    }

    pub(super) fn cluster(&self, members: Vec<u32>, joins: Vec<TipJoin>) -> TipCluster {
        let mut tips: Vec<Pii<String>> =
            members.into_iter().map(|number| self.id(number)).collect();
        tips.sort();
        TipCluster {
            id: tips.first().cloned().unwrap_or_default(),
            tips,
            joins,
        }
    }
}

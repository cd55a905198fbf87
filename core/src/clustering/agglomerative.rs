//! Which things belong together, when some are known to and some are known not to? Agglomerative clustering of a
//! sparse graph, with pairs that must or must not be together.
//!
//! Method: single, average and complete linkage (B. S. Everitt, S. Landau, M. Leese and D. Stahl, *Cluster
//! Analysis*, 5th edition, 2011, chapter 4; doi:10.1002/9780470977811), with the constraints of K. Wagstaff and
//! C. Cardie, "Clustering with instance-level constraints" (ICML 2000). Every thing begins as a group of its own,
//! and the two nearest groups are joined, again and again, while they are near enough.

use std::{cmp::Ordering, collections::BinaryHeap, ops::ControlFlow};

use rustc_hash::{FxHashMap, FxHashSet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::components::root;
use crate::{Control, Error};

/// How near two groups of records are.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Linkage {
    /// As near as their nearest pair: connected components. One link joins two groups.
    #[default]
    Single,
    /// The mean over all pairs between them.
    Average,
    /// As near as their farthest pair: every pair must be near enough.
    Complete,
}

/// How things are joined.
pub(crate) struct Joining<'a> {
    pub(crate) linkage: Linkage,
    /// Groups are joined when they are at least so near.
    pub(crate) join_at: i32,
    /// What a pair that is no tie counts for; below `join_at`.
    pub(crate) absent: i32,
    /// Where there are two sides and pairs within one do not count: the first thing of the second.
    pub(crate) second_side: Option<u32>,
    /// Joined before all else, in this order.
    pub(crate) must: &'a [(u32, u32)],
    /// Never in one group.
    pub(crate) cannot: &'a [(u32, u32)],
}

/// Two groups that became one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Join {
    /// The least thing of the first group, and of the union.
    pub(crate) into: u32,
    /// The least thing of the other.
    pub(crate) from: u32,
    pub(crate) cause: Cause,
    /// How near they were.
    pub(crate) score: i32,
}

/// Why two groups became one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cause {
    /// The pair of `must` at this place.
    Must(usize),
    /// The tie at this place: the strongest between the groups.
    Tie(usize),
}

/// For each thing the least of its group, and the joins in their order.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Grouping {
    pub(crate) least: Vec<u32>,
    pub(crate) joins: Vec<Join>,
}

/// Why there are no groups.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Refused {
    /// The pair of `cannot` at this place is joined by pairs of `must`.
    Contradiction(usize),
    /// The caller wanted no more.
    Cancelled,
}

impl Refused {
    /// For callers who have looked for contradictions and named them.
    pub(crate) const fn without_contradiction(self) -> Error {
        match self {
            Self::Contradiction(_) => Error::Internal,
            Self::Cancelled => Error::Cancelled,
        }
    }
}

/// So many steps between two looks at the control.
const STEPS: usize = 4_096;

/// Groups of `count` things. `ties` are pairs and their weights, strongest first, each pair once and between two sides
/// where there are two.
///
/// Of groups that are equally near, single linkage joins those whose tie stands first, so that ties of one weight must come in a stated order;
/// the others join those with the least things. Takes time in proportion to the ties for single linkage; for
/// the others also, for each join, in proportion to the ties of the groups, and the logarithm.
pub(crate) fn agglomerate(
    count: usize,
    ties: impl Iterator<Item = (u32, u32, i32)> + Clone,
    how: &Joining<'_>,
    control: &dyn Control,
) -> Result<Grouping, Refused> {
    let look = |joins: usize| match control.tick(joins as u64, count as u64) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(Refused::Cancelled),
    };
    let mut groups = Groups::new(count, how)?;
    let near_enough = ties
        .clone()
        .enumerate()
        .take_while(|(_, (_, _, weight))| *weight >= how.join_at);
    if how.linkage == Linkage::Single {
        for (place, (a, b, weight)) in near_enough {
            if place % STEPS == 0 {
                look(groups.joins.len())?;
            }
            let (a, b) = (groups.root(a), groups.root(b));
            if a != b && !groups.are_apart(a, b) {
                groups.join(a, b, Cause::Tie(place), weight);
            }
        }
    } else {
        // no group reaches beyond what ties that are near enough hold together
        let mut parts = groups.parent.clone();
        for (_, (a, b, _)) in near_enough {
            let (a, b) = (root(&mut parts, a), root(&mut parts, b));
            parts[a.max(b) as usize] = a.min(b);
        }
        let within = ties
            .enumerate()
            .filter(|(_, (a, b, _))| root(&mut parts, *a) == root(&mut parts, *b));
        Nearness::new(&mut groups, within, how).run(&mut groups, look)?;
    }
    for thing in 0..count as u32 {
        groups.root(thing);
        groups.parent[thing as usize] = groups.root(thing);
    }
    Ok(Grouping {
        least: groups.parent,
        joins: groups.joins,
    })
}

/// Union–find in which the least thing is the root, and the roots that must not be joined.
pub(crate) struct Groups {
    parent: Vec<u32>,
    apart: FxHashMap<u32, FxHashSet<u32>>,
    joins: Vec<Join>,
}

impl Groups {
    /// So many things, each a group of its own.
    pub(crate) fn alone(count: usize) -> Self {
        Self {
            parent: (0..count as u32).collect(),
            apart: FxHashMap::default(),
            joins: Vec::new(),
        }
    }

    fn new(count: usize, how: &Joining<'_>) -> Result<Self, Refused> {
        let mut groups = Self::alone(count);
        for (place, &(a, b)) in how.must.iter().enumerate() {
            let (a, b) = (groups.root(a), groups.root(b));
            if a != b {
                groups.join(a, b, Cause::Must(place), i32::MAX);
            }
        }
        for (place, &(a, b)) in how.cannot.iter().enumerate() {
            if !groups.keep_apart(a, b) {
                return Err(Refused::Contradiction(place));
            }
        }
        Ok(groups)
    }

    /// Lets the groups of two things never become one; false where they are.
    pub(crate) fn keep_apart(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return false;
        }
        self.apart.entry(a).or_default().insert(b);
        self.apart.entry(b).or_default().insert(a);
        true
    }

    /// The least thing of a thing's group.
    pub(crate) fn root(&mut self, thing: u32) -> u32 {
        root(&mut self.parent, thing)
    }

    /// Whether two roots must not be joined.
    pub(crate) fn are_apart(&self, a: u32, b: u32) -> bool {
        self.apart.get(&a).is_some_and(|others| others.contains(&b))
    }

    fn is_alive(&self, root: u32) -> bool {
        self.parent[root as usize] == root
    }

    /// Joins the groups of two roots.
    pub(crate) fn join(&mut self, a: u32, b: u32, cause: Cause, score: i32) {
        let (into, from) = (a.min(b), a.max(b));
        self.parent[from as usize] = into;
        for other in self.apart.remove(&from).into_iter().flatten() {
            if let Some(others) = self.apart.get_mut(&other) {
                others.remove(&from);
                others.insert(into);
            }
            self.apart.entry(into).or_default().insert(other);
        }
        self.joins.push(Join {
            into,
            from,
            cause,
            score,
        });
    }
}

/// The ties between two groups.
#[derive(Clone, Copy)]
struct Between {
    sum: i64,
    count: i64,
    weakest: i32,
    /// The place of the strongest.
    first: usize,
}

impl Between {
    fn with(self, other: Self) -> Self {
        Self {
            sum: self.sum + other.sum,
            count: self.count + other.count,
            weakest: self.weakest.min(other.weakest),
            first: self.first.min(other.first),
        }
    }
}

/// Two groups that may be joined. The greatest is joined first.
#[derive(Eq, PartialEq)]
struct Candidate {
    /// A sum and of how many pairs: a mean that is not divided.
    sum: i64,
    pairs: i64,
    groups: (u32, u32),
    /// How often each of the two had been joined when they were compared.
    age: (u32, u32),
    first: usize,
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> Ordering {
        let mine = i128::from(self.sum) * i128::from(other.pairs);
        let others = i128::from(other.sum) * i128::from(self.pairs);
        mine.cmp(&others)
            .then_with(|| other.groups.cmp(&self.groups))
            .then_with(|| self.age.cmp(&other.age))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// How near the groups are to each other.
struct Nearness<'a> {
    how: &'a Joining<'a>,
    /// For each group those that it has ties to.
    between: FxHashMap<u32, FxHashMap<u32, Between>>,
    /// Things of each side in each group.
    sizes: FxHashMap<u32, [i64; 2]>,
    ages: FxHashMap<u32, u32>,
    heap: BinaryHeap<Candidate>,
}

impl<'a> Nearness<'a> {
    fn new(
        groups: &mut Groups,
        ties: impl Iterator<Item = (usize, (u32, u32, i32))>,
        how: &'a Joining<'a>,
    ) -> Self {
        let mut all = Self {
            how,
            between: FxHashMap::default(),
            sizes: FxHashMap::default(),
            ages: FxHashMap::default(),
            heap: BinaryHeap::new(),
        };
        for (place, (a, b, weight)) in ties {
            let (a, b) = (groups.root(a), groups.root(b));
            if a == b {
                continue;
            }
            let tie = Between {
                sum: i64::from(weight),
                count: 1,
                weakest: weight,
                first: place,
            };
            for (one, other) in [(a, b), (b, a)] {
                let near = all.between.entry(one).or_default();
                near.entry(other)
                    .and_modify(|known| *known = known.with(tie))
                    .or_insert(tie);
            }
        }
        for thing in 0..groups.parent.len() as u32 {
            let group = groups.root(thing);
            if all.between.contains_key(&group) {
                let side = usize::from(how.second_side.is_some_and(|second| thing >= second));
                all.sizes.entry(group).or_default()[side] += 1;
            }
        }
        let mut candidates = Vec::new();
        for (group, near) in &all.between {
            let below = near.iter().filter(|(other, _)| *other < group);
            candidates
                .extend(below.filter_map(|(other, between)| {
                    all.candidate(groups, *other, *group, *between)
                }));
        }
        all.heap = candidates.into();
        all
    }

    fn run(
        mut self,
        groups: &mut Groups,
        look: impl Fn(usize) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let mut steps = 0_usize;
        while let Some(best) = self.heap.pop() {
            if steps.is_multiple_of(STEPS) {
                look(groups.joins.len())?;
            }
            steps += 1;
            let (into, from) = best.groups;
            let is_of_today = groups.is_alive(into)
                && groups.is_alive(from)
                && (self.age(into), self.age(from)) == best.age;
            if !is_of_today {
                continue;
            }
            let score = best.sum.div_euclid(best.pairs) as i32;
            groups.join(into, from, Cause::Tie(best.first), score);
            self.join(groups, into, from);
        }
        Ok(())
    }

    fn age(&self, group: u32) -> u32 {
        self.ages.get(&group).copied().unwrap_or(0)
    }

    /// The pairs between two groups that count.
    fn pairs(&self, a: u32, b: u32) -> i64 {
        let size = |group| self.sizes.get(&group).copied().unwrap_or_default();
        let (a, b) = (size(a), size(b));
        match self.how.second_side {
            None => (a[0] + a[1]) * (b[0] + b[1]),
            Some(_) => a[0] * b[1] + a[1] * b[0],
        }
    }

    /// Two groups, if they are near enough and may be together.
    fn candidate(&self, groups: &Groups, a: u32, b: u32, between: Between) -> Option<Candidate> {
        let all = self.pairs(a, b);
        let (sum, pairs) = match self.how.linkage {
            Linkage::Complete if between.count < all => (i64::from(self.how.absent), 1),
            Linkage::Complete => (i64::from(between.weakest), 1),
            _ => {
                let absent = (all - between.count) * i64::from(self.how.absent);
                (between.sum + absent, all)
            }
        };
        let (low, high) = (a.min(b), a.max(b));
        let is_near = pairs > 0 && sum >= i64::from(self.how.join_at) * pairs;
        (is_near && !groups.are_apart(a, b)).then(|| Candidate {
            sum,
            pairs,
            groups: (low, high),
            age: (self.age(low), self.age(high)),
            first: between.first,
        })
    }

    fn join(&mut self, groups: &Groups, into: u32, from: u32) {
        let mut near = self.between.remove(&into).unwrap_or_default();
        near.remove(&from);
        for (other, between) in self.between.remove(&from).unwrap_or_default() {
            if other == into {
                continue;
            }
            let both = near.get(&other).map_or(between, |b| b.with(between));
            near.insert(other, both);
            if let Some(theirs) = self.between.get_mut(&other) {
                theirs.remove(&from);
                theirs.insert(into, both);
            }
        }
        let taken = self.sizes.remove(&from).unwrap_or_default();
        let size = self.sizes.entry(into).or_default();
        *size = [size[0] + taken[0], size[1] + taken[1]];
        *self.ages.entry(into).or_default() += 1;
        let candidates: Vec<Candidate> = near
            .iter()
            .filter_map(|(other, between)| self.candidate(groups, into, *other, *between))
            .collect();
        self.heap.extend(candidates);
        self.between.insert(into, near);
    }
}

#[cfg(test)]
mod tests;

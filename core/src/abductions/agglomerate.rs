//! Agglomerative clustering with mean evidence, and pairs that must or must not be together.

use crate::{Result, clustering::components, records::Limits};

/// Two groups, and the sum of evidence between them; `None` where they must not be joined.
type Sum = Option<i64>;

struct Group {
    members: Vec<usize>,
    /// The sums with the groups of a lower number, by their number.
    sums: Vec<Sum>,
    /// The best of them: the number of the other group.
    best: Option<usize>,
}

/// Parts of `count` things: joined two at a time, those with the greatest mean evidence first, while it is not below
/// `join_at`. Of several, the pair with the least members is first, so that the answer is the same for any run.
///
/// `same` are joined before all else. `evidence` gives `None` for two that must not be together. Each part is in order.
pub(super) fn agglomerate(
    count: usize,
    same: &[(u32, u32)],
    join_at: i32,
    evidence: impl Fn(usize, usize) -> Option<i32>,
) -> Result<Vec<Vec<usize>>> {
    let known = components(count, same.iter().copied(), &Limits::default())?;
    let mut groups: Vec<Option<Group>> = Vec::new();
    let mut number_of = vec![usize::MAX; count];
    for (thing, root) in known.iter().enumerate() {
        let root = *root as usize;
        if root == thing {
            if let Some(number) = number_of.get_mut(thing) {
                *number = groups.len();
            }
            groups.push(Some(Group {
                members: Vec::new(),
                sums: Vec::new(),
                best: None,
            }));
        }
        let number = number_of.get(root).copied().unwrap_or(usize::MAX);
        if let Some(Some(group)) = groups.get_mut(number) {
            group.members.push(thing);
        }
    }
    for number in 1..groups.len() {
        let sums: Vec<Sum> = (0..number)
            .map(|other| between(&groups, number, other, &evidence))
            .collect();
        if let Some(Some(group)) = groups.get_mut(number) {
            group.sums = sums;
        }
    }
    for number in 0..groups.len() {
        look(&mut groups, number);
    }
    while let Some((into, from)) = best_pair(&groups, join_at) {
        join(&mut groups, into, from);
    }
    let mut parts: Vec<Vec<usize>> = groups.into_iter().flatten().map(|g| g.members).collect();
    for part in &mut parts {
        part.sort_unstable();
    }
    parts.sort_unstable();
    Ok(parts)
}

fn members(groups: &[Option<Group>], number: usize) -> &[usize] {
    let group = groups.get(number).and_then(Option::as_ref);
    group.map_or(&[], |group| &group.members)
}

fn between(
    groups: &[Option<Group>],
    a: usize,
    b: usize,
    evidence: &impl Fn(usize, usize) -> Option<i32>,
) -> Sum {
    let mut sum = 0;
    for left in members(groups, a) {
        for right in members(groups, b) {
            sum += i64::from(evidence(*left, *right)?);
        }
    }
    Some(sum)
}

/// The sum between two groups and how many pairs it is of.
fn link(groups: &[Option<Group>], a: usize, b: usize) -> Option<(i64, i64)> {
    let (low, high) = (a.min(b), a.max(b));
    let group = groups.get(high)?.as_ref()?;
    let sum = (*group.sums.get(low)?)?;
    let pairs = members(groups, low).len() * group.members.len();
    (pairs > 0).then_some((sum, pairs as i64))
}

/// Whether one mean is above another, without dividing.
fn is_above(a: (i64, i64), b: (i64, i64)) -> bool {
    i128::from(a.0) * i128::from(b.1) > i128::from(b.0) * i128::from(a.1)
}

/// Looks for the best group below one.
fn look(groups: &mut [Option<Group>], number: usize) {
    let mut best: Option<(usize, (i64, i64))> = None;
    for other in 0..number {
        let Some(link) = link(groups, number, other) else {
            continue;
        };
        if best.is_none_or(|(_, best)| is_above(link, best)) {
            best = Some((other, link));
        }
    }
    if let Some(Some(group)) = groups.get_mut(number) {
        group.best = best.map(|(other, _)| other);
    }
}

/// The pair with the greatest mean, the lower number first.
fn best_pair(groups: &[Option<Group>], join_at: i32) -> Option<(usize, usize)> {
    let mut best: Option<((usize, usize), (i64, i64))> = None;
    for (number, group) in groups.iter().enumerate() {
        let Some(other) = group.as_ref().and_then(|group| group.best) else {
            continue;
        };
        let Some(link) = link(groups, number, other) else {
            continue;
        };
        let is_better = best.is_none_or(|(pair, mean)| {
            is_above(link, mean) || (!is_above(mean, link) && (other, number) < pair)
        });
        if is_better {
            best = Some(((other, number), link));
        }
    }
    best.filter(|(_, (sum, pairs))| *sum >= i64::from(join_at) * pairs)
        .map(|(pair, _)| pair)
}

/// Joins the second group into the first, which has the lower number.
fn join(groups: &mut [Option<Group>], into: usize, from: usize) {
    let count = groups.len();
    let sum_of = |groups: &[Option<Group>], a: usize, b: usize| link(groups, a, b).map(|l| l.0);
    let merged: Vec<Sum> = (0..count)
        .map(|other| {
            if other == into || other == from {
                return None;
            }
            // where one of the two must not be with another, neither must their union
            let sums = sum_of(groups, into, other).zip(sum_of(groups, from, other));
            sums.map(|(a, b)| a + b)
        })
        .collect();
    let Some(taken) = groups.get_mut(from).and_then(Option::take) else {
        return;
    };
    for (other, sum) in merged.into_iter().enumerate() {
        let (low, high) = (into.min(other), into.max(other));
        if let Some(Some(group)) = groups.get_mut(high)
            && let Some(slot) = group.sums.get_mut(low)
        {
            *slot = sum;
        }
    }
    if let Some(Some(group)) = groups.get_mut(into) {
        group.members.extend(taken.members);
    }
    look(groups, into);
    for number in into + 1..count {
        let best = groups
            .get(number)
            .and_then(Option::as_ref)
            .and_then(|group| group.best);
        let Some(best) = best else {
            // it may have none, and still has none: a union has no link that its parts had not
            continue;
        };
        if best == into || best == from {
            look(groups, number);
        } else {
            // a mean of a union lies between those of its parts, so the best stays the best, but for ties
            let (old, new) = (link(groups, number, best), link(groups, number, into));
            let is_better = new.zip(old).is_some_and(|(new, old)| {
                is_above(new, old) || (!is_above(old, new) && into < best)
            });
            if is_better && let Some(Some(group)) = groups.get_mut(number) {
                group.best = Some(into);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clustering::agglomerative::{self, Joining, Linkage};

    /// The same by trying all pairs of groups each time.
    fn by_trying(
        count: usize,
        same: &[(u32, u32)],
        join_at: i32,
        evidence: &impl Fn(usize, usize) -> Option<i32>,
    ) -> Vec<Vec<usize>> {
        let roots = components(count, same.iter().copied(), &Limits::default()).unwrap();
        let mut parts: Vec<Vec<usize>> = Vec::new();
        for root in 0..count as u32 {
            let part: Vec<usize> = (0..count).filter(|at| roots[*at] == root).collect();
            if !part.is_empty() {
                parts.push(part);
            }
        }
        loop {
            let mut best: Option<(f64, usize, usize)> = None;
            for a in 0..parts.len() {
                for b in a + 1..parts.len() {
                    let pairs = parts[a]
                        .iter()
                        .flat_map(|x| parts[b].iter().map(|y| (*x, *y)));
                    let sums: Option<Vec<i64>> =
                        pairs.map(|(x, y)| evidence(x, y).map(i64::from)).collect();
                    let Some(sums) = sums else { continue };
                    let mean = sums.iter().sum::<i64>() as f64 / sums.len() as f64;
                    if mean >= f64::from(join_at) && best.is_none_or(|best| mean > best.0 + 1e-9) {
                        best = Some((mean, a, b));
                    }
                }
            }
            let Some((_, a, b)) = best else { break };
            let taken = parts.remove(b);
            parts[a].extend(taken);
        }
        for part in &mut parts {
            part.sort_unstable();
        }
        parts.sort_unstable();
        parts
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1_000))]

        #[test]
        fn agrees_with_trying_all_pairs(
            count in 1_usize..12,
            weights in prop::collection::vec(-3_i32..6, 144),
            apart in prop::collection::vec((0_usize..12, 0_usize..12), 0..4),
            same in prop::collection::vec((0_u32..12, 0_u32..12), 0..2),
        ) {
            let same: Vec<(u32, u32)> = same
                .into_iter()
                .filter(|(a, b)| (*a.max(b) as usize) < count && a != b)
                .collect();
            let evidence = |a: usize, b: usize| {
                let (a, b) = (a.min(b), a.max(b));
                let is_apart = apart.iter().any(|(x, y)| (*x.min(y), *x.max(y)) == (a, b));
                (!is_apart).then(|| weights[a * 12 + b])
            };
            let found = agglomerate(count, &same, 1, evidence).unwrap();
            prop_assert_eq!(&found, &by_trying(count, &same, 1, &evidence));

            // the sparse method of the clustering engine, told of every pair
            let pairs = |is_apart: bool| {
                let all = (0..count).flat_map(|a| (a + 1..count).map(move |b| (a, b)));
                all.filter(move |(a, b)| evidence(*a, *b).is_none() == is_apart)
            };
            let mut ties: Vec<(u32, u32, i32)> = pairs(false)
                .map(|(a, b)| (a as u32, b as u32, weights[a * 12 + b]))
                .collect();
            ties.sort_unstable_by_key(|(a, b, weight)| (std::cmp::Reverse(*weight), *a, *b));
            let cannot: Vec<(u32, u32)> = pairs(true).map(|(a, b)| (a as u32, b as u32)).collect();
            let how = Joining {
                linkage: Linkage::Average,
                join_at: 1,
                absent: 0,
                second_side: None,
                must: &same,
                cannot: &cannot,
            };
            // what is contradictory there is kept together here
            if let Ok(sparse) = agglomerative::agglomerate(count, ties.into_iter(), &how, &crate::NoControl) {
                for part in &found {
                    prop_assert!(part.iter().all(|at| sparse.least[*at] as usize == part[0]));
                }
            }
        }
    }
}

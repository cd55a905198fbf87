use proptest::prelude::*;

use super::*;
use crate::NoControl;

const COUNT: usize = 10;
const ABSENT: i32 = 1;

/// A graph: weights of pairs, of which none stands below `ABSENT` by chance alone.
#[derive(Clone, Debug)]
struct World {
    count: usize,
    ties: Vec<(u32, u32, i32)>,
    must: Vec<(u32, u32)>,
    cannot: Vec<(u32, u32)>,
    second_side: Option<u32>,
}

fn worlds() -> impl Strategy<Value = World> {
    let pair = || (0..COUNT as u32, 0..COUNT as u32);
    (
        1..=COUNT,
        prop::collection::vec(prop::option::weighted(0.5, -4_i32..9), COUNT * COUNT),
        prop::collection::vec(pair(), 0..3),
        prop::collection::vec(pair(), 0..4),
        prop::option::of(0..COUNT as u32),
    )
        .prop_map(|(count, weights, must, cannot, second_side)| {
            let known = |pairs: Vec<(u32, u32)>| -> Vec<(u32, u32)> {
                let inside = pairs
                    .into_iter()
                    .filter(|(a, b)| a != b && (*a.max(b) as usize) < count);
                inside.map(|(a, b)| (a.min(b), a.max(b))).collect()
            };
            let mut ties = Vec::new();
            for a in 0..count {
                for b in a + 1..count {
                    let crosses = second_side.is_none_or(|s| (a as u32) < s && (b as u32) >= s);
                    if let (true, Some(weight)) = (crosses, weights[a * COUNT + b]) {
                        ties.push((a as u32, b as u32, weight));
                    }
                }
            }
            ties.sort_unstable_by_key(|(a, b, weight)| (std::cmp::Reverse(*weight), *a, *b));
            World {
                count,
                ties,
                must: known(must),
                cannot: known(cannot),
                second_side,
            }
        })
}

impl World {
    fn how(&self, linkage: Linkage) -> Joining<'_> {
        Joining {
            linkage,
            join_at: 2,
            absent: ABSENT,
            second_side: self.second_side,
            must: &self.must,
            cannot: &self.cannot,
        }
    }

    fn run(&self, linkage: Linkage) -> Result<Grouping, Refused> {
        agglomerate(
            self.count,
            self.ties.iter().copied(),
            &self.how(linkage),
            &NoControl,
        )
    }

    fn counts(&self, a: u32, b: u32) -> bool {
        self.second_side.is_none_or(|s| (a < s) != (b < s))
    }

    /// The nearness of two groups as the fraction that the definition states; `None` without a tie or where they
    /// must stay apart.
    fn nearness(&self, linkage: Linkage, a: &[u32], b: &[u32]) -> Option<(i64, i64)> {
        let mut weights = Vec::new();
        let mut is_tied = false;
        for x in a {
            for y in b {
                let pair = (*x.min(y), *x.max(y));
                if self.cannot.contains(&pair) {
                    return None;
                }
                let tie = self.ties.iter().find(|t| (t.0, t.1) == pair);
                is_tied |= tie.is_some();
                if self.counts(*x, *y) {
                    weights.push(i64::from(tie.map_or(ABSENT, |t| t.2)));
                }
            }
        }
        if !is_tied {
            return None;
        }
        let one = |weight: Option<&i64>| weight.map(|weight| (*weight, 1));
        match linkage {
            Linkage::Single => one(weights.iter().max()),
            Linkage::Complete => one(weights.iter().min()),
            Linkage::Average => Some((weights.iter().sum(), weights.len() as i64)),
        }
    }

    /// The place of the first tie between two groups.
    fn first_tie(&self, a: &[u32], b: &[u32]) -> Option<usize> {
        self.ties.iter().position(|(x, y, _)| {
            (a.contains(x) && b.contains(y)) || (a.contains(y) && b.contains(x))
        })
    }

    /// The same by trying all pairs of groups each time.
    fn by_trying(&self, linkage: Linkage) -> Vec<Vec<u32>> {
        let mut parts: Vec<Vec<u32>> = (0..self.count as u32).map(|thing| vec![thing]).collect();
        let unite = |parts: &mut Vec<Vec<u32>>, a: usize, b: usize| {
            let taken = parts.remove(a.max(b));
            parts[a.min(b)].extend(taken);
            parts[a.min(b)].sort_unstable();
        };
        for (a, b) in &self.must {
            let of = |thing| {
                parts
                    .iter()
                    .position(|p: &Vec<u32>| p.contains(thing))
                    .unwrap()
            };
            let (a, b) = (of(a), of(b));
            if a != b {
                unite(&mut parts, a, b);
            }
        }
        loop {
            let mut best: Option<((i64, i64), usize, usize)> = None;
            for a in 0..parts.len() {
                for b in a + 1..parts.len() {
                    let Some(near) = self.nearness(linkage, &parts[a], &parts[b]) else {
                        continue;
                    };
                    // of equally near groups: the tie that stands first for single linkage, the least groups for the others
                    let is_better = best.is_none_or(|(best, x, y)| {
                        let (mine, others) = (near.0 * best.1, best.0 * near.1);
                        let is_first = linkage == Linkage::Single
                            && self.first_tie(&parts[a], &parts[b])
                                < self.first_tie(&parts[x], &parts[y]);
                        mine > others || (mine == others && is_first)
                    });
                    if near.0 >= 2 * near.1 && is_better {
                        best = Some((near, a, b));
                    }
                }
            }
            let Some((_, a, b)) = best else { break };
            unite(&mut parts, a, b);
        }
        parts
    }

    fn is_contradictory(&self) -> bool {
        let mut parts: Vec<u32> = (0..self.count as u32).collect();
        // transitive closure, the slow way
        for _ in 0..self.count {
            for (a, b) in &self.must {
                let least = parts[*a as usize].min(parts[*b as usize]);
                parts[*a as usize] = least;
                parts[*b as usize] = least;
            }
        }
        self.cannot
            .iter()
            .any(|(a, b)| parts[*a as usize] == parts[*b as usize])
    }
}

fn parts(least: &[u32]) -> Vec<Vec<u32>> {
    let of = |root| {
        let members = 0..least.len() as u32;
        members.filter(move |thing| least[*thing as usize] == root)
    };
    let roots = (0..least.len() as u32).filter(|thing| least[*thing as usize] == *thing);
    roots.map(|root| of(root).collect()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn agrees_with_trying_all_pairs(world in worlds()) {
        for linkage in [Linkage::Single, Linkage::Average, Linkage::Complete] {
            let Ok(found) = world.run(linkage) else {
                prop_assert!(world.is_contradictory());
                continue;
            };
            prop_assert!(!world.is_contradictory());
            prop_assert_eq!(parts(&found.least), world.by_trying(linkage), "{:?}", linkage);
        }
    }

    #[test]
    fn judgements_are_kept_and_joins_build_the_groups(world in worlds()) {
        for linkage in [Linkage::Single, Linkage::Average, Linkage::Complete] {
            let Ok(found) = world.run(linkage) else { continue };
            for (a, b) in &world.must {
                prop_assert_eq!(found.least[*a as usize], found.least[*b as usize]);
            }
            for (a, b) in &world.cannot {
                prop_assert_ne!(found.least[*a as usize], found.least[*b as usize]);
            }
            // the causes alone make the same groups, and no cause is idle: they are a spanning forest
            let pairs: Vec<(u32, u32)> = found.joins.iter().map(|join| match join.cause {
                Cause::Must(place) => world.must[place],
                Cause::Tie(place) => (world.ties[place].0, world.ties[place].1),
            }).collect();
            let again = crate::clustering::join(world.count, pairs.iter().copied());
            prop_assert_eq!(&again, &found.least);
            prop_assert_eq!(found.joins.len() + parts(&found.least).len(), world.count);
            for join in &found.joins {
                prop_assert!(matches!(join.cause, Cause::Must(_)) || join.score >= 2);
                if let Cause::Tie(place) = join.cause {
                    prop_assert!(world.ties[place].2 >= 2);
                }
            }
        }
    }

    #[test]
    fn single_linkage_cuts_the_weakest_link_of_each_path(world in worlds()) {
        let Ok(found) = world.run(Linkage::Single) else { return Ok(()) };
        // a link that is left out closes, with stronger or equal ones, a path between two that must stay apart
        for (place, (a, b, weight)) in world.ties.iter().enumerate() {
            if *weight < 2 || found.least[*a as usize] == found.least[*b as usize] {
                continue;
            }
            let before = world.ties[..=place].iter().map(|t| (t.0, t.1));
            let held = before.filter(|(x, y)| {
                found.least[*x as usize] == found.least[*y as usize] || (x, y) == (a, b)
            });
            let all = crate::clustering::join(world.count, world.must.iter().copied().chain(held));
            prop_assert!(world.cannot.iter().any(|(x, y)| all[*x as usize] == all[*y as usize]));
        }
    }
}

#[test]
fn a_chain_holds_under_single_linkage_alone() {
    let ties = [(0, 1, 9), (2, 3, 9), (1, 2, 5)];
    let run = |linkage| {
        let how = Joining {
            linkage,
            join_at: 4,
            absent: 0,
            second_side: None,
            must: &[],
            cannot: &[],
        };
        agglomerate(4, ties.into_iter(), &how, &NoControl)
            .unwrap()
            .least
    };
    assert_eq!(run(Linkage::Single), [0, 0, 0, 0]);
    // (5 + 0 + 0 + 0) / 4 is below 4
    assert_eq!(run(Linkage::Average), [0, 0, 2, 2]);
    assert_eq!(run(Linkage::Complete), [0, 0, 2, 2]);
}

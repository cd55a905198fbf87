//! Which single ties hold a group together?

/// For each tie between `count` things whether it is a bridge: without it, its two things would no longer be joined.
///
/// Two ties between the same two things are no bridges. Method: lowest reachable discovery times in a depth-first
/// search (R. Tarjan, "A note on finding the bridges of a graph", *Information Processing Letters* 2, 1974). Linear in
/// things and ties.
pub(crate) fn bridges(count: usize, ties: &[(u32, u32)]) -> Vec<bool> {
    let mut starts = vec![0_u32; count + 1];
    for (a, b) in ties {
        starts[*a as usize + 1] += 1;
        starts[*b as usize + 1] += 1;
    }
    for thing in 0..count {
        starts[thing + 1] += starts[thing];
    }
    let mut next = starts.clone();
    let mut ends = vec![(0_u32, 0_u32); 2 * ties.len()];
    for (place, (a, b)) in ties.iter().enumerate() {
        for (one, other) in [(a, b), (b, a)] {
            let at = &mut next[*one as usize];
            ends[*at as usize] = (*other, place as u32);
            *at += 1;
        }
    }
    let mut found = vec![false; ties.len()];
    let mut time = 0;
    // 0: not seen yet
    let mut seen = vec![0_u32; count];
    let mut lowest = vec![0_u32; count];
    next.copy_from_slice(&starts);
    for start in 0..count as u32 {
        if seen[start as usize] != 0 {
            continue;
        }
        // a thing and the tie by which it was reached
        let mut path = vec![(start, u32::MAX)];
        while let Some(&(thing, by)) = path.last() {
            let at = thing as usize;
            if seen[at] == 0 {
                time += 1;
                seen[at] = time;
                lowest[at] = time;
            }
            if next[at] < starts[at + 1] {
                let (other, through) = ends[next[at] as usize];
                next[at] += 1;
                if through == by {
                    continue;
                }
                if seen[other as usize] == 0 {
                    path.push((other, through));
                } else {
                    lowest[at] = lowest[at].min(seen[other as usize]);
                }
                continue;
            }
            path.pop();
            if let Some(&(above, _)) = path.last() {
                let above = above as usize;
                lowest[above] = lowest[above].min(lowest[at]);
                found[by as usize] = lowest[at] > seen[above];
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::clustering::join;

    proptest! {
        #[test]
        fn a_bridge_is_what_parts_two_things(ties in prop::collection::vec((0_u32..8, 0_u32..8), 0..14)) {
            let ties: Vec<(u32, u32)> = ties.into_iter().filter(|(a, b)| a != b).collect();
            let found = bridges(8, &ties);
            for (place, (a, b)) in ties.iter().enumerate() {
                let rest = ties.iter().enumerate().filter(|(other, _)| *other != place);
                let least = join(8, rest.map(|(_, tie)| *tie));
                prop_assert_eq!(found[place], least[*a as usize] != least[*b as usize]);
            }
        }
    }
}

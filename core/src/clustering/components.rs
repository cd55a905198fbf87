use crate::{Error, Result, error::within, records::Limits};

/// The connected component of each of `count` things, as the least number in it.
///
/// Two things are in one component when a chain of pairs joins them. A thing in no pair is alone.
///
/// Method: union–find with path halving, the lesser root winning (Galler and Fischer 1964;
/// Tarjan and van Leeuwen 1984). Nearly linear in things and pairs. The answer does not depend on the
/// order of the pairs.
///
/// # Errors
///
/// [`Error::LimitExceeded`] for more things than `Limits::rows` or more pairs than `Limits::pairs`;
/// [`Error::InvalidParameter`] for a pair that names a thing at or above `count`.
///
/// ```
/// use caselink::{clustering::components, records::Limits};
///
/// let groups = components(6, [(4, 1), (5, 4), (2, 3)], &Limits::default())?;
/// assert_eq!(groups, [0, 1, 2, 2, 1, 1]);
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn components(
    count: usize,
    pairs: impl IntoIterator<Item = (u32, u32)>,
    limits: &Limits,
) -> Result<Vec<u32>> {
    // things are numbered in 32 bits
    within("rows", limits.rows.min(u64::from(u32::MAX)), count as u64)?;
    let (mut seen, mut known) = (0, true);
    let least = join(
        count,
        pairs.into_iter().take_while(|&(a, b)| {
            seen += 1;
            known &= (a.max(b) as usize) < count;
            known && seen <= limits.pairs
        }),
    );
    within("pairs", limits.pairs, seen)?;
    if !known {
        return Err(Error::InvalidParameter {
            name: "pairs",
            reason: "each must name two of the things, which are numbered from 0 to below count"
                .to_owned(),
        });
    }
    Ok(least)
}

/// [`components`] of pairs that are known to be of those things and within the limits.
pub(crate) fn join(count: usize, pairs: impl Iterator<Item = (u32, u32)>) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..count as u32).collect();
    for (a, b) in pairs {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        parent[a.max(b) as usize] = a.min(b);
    }
    for thing in 0..count as u32 {
        let least = root(&mut parent, thing);
        parent[thing as usize] = least;
    }
    parent
}

/// The root of a thing's tree; chains are halved on the way.
pub(super) fn root(parent: &mut [u32], mut thing: u32) -> u32 {
    while parent[thing as usize] != thing {
        let above = parent[parent[thing as usize] as usize];
        parent[thing as usize] = above;
        thing = above;
    }
    thing
}

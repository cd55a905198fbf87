//! Weighs the pairs of blocks on several threads, whether the blocks of all records are at hand or those of one part.

use std::{
    cmp::Reverse,
    sync::atomic::{AtomicU64, Ordering},
};

use super::{
    links::{Link, LinkOptions},
    scorer::Scorer,
    weight::MilliBits,
};
use crate::{Control, Result, control::checkpoint, records::Limits, threads};

/// Where the pairs come from.
pub(super) trait Pairs: Sync {
    /// A part of the work, between two looks at a [`Control`].
    type Unit: Sync;

    /// Hands each pair of a unit to `found`, lower record first, with its rule and whether it belongs here: a pair that several
    /// blocks make is weighed in one of them.
    fn each(&self, unit: &Self::Unit, found: impl FnMut(u32, u32, u8, bool));
}

/// What became of the pairs.
pub(super) struct Weighed {
    /// Those that reach the floor, strongest first.
    pub(super) links: Vec<Link>,
    pub(super) seen: u64,
    pub(super) compared: u64,
}

/// Weighs the pairs of all units, `total` of them, and keeps those that reach the floor of the options.
pub(super) fn weigh<P: Pairs>(
    pairs: &P,
    (units, total): (&[P::Unit], u64),
    scorer: &Scorer<'_>,
    options: &LinkOptions,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Weighed> {
    let (floor, total) = (options.floor().0, total.max(1));
    let [seen, compared, kept] = [(); 3].map(|()| AtomicU64::new(0));
    let work = |number: u32| -> Result<Vec<Link>> {
        let Some(unit) = units.get(number as usize) else {
            return Ok(Vec::new());
        };
        checkpoint(control, seen.load(Ordering::Relaxed), total)?;
        let mut found = Vec::new();
        let (mut all, mut weighed) = (0, 0);
        pairs.each(unit, |left, right, rule, belongs| {
            all += 1;
            if !belongs {
                return;
            }
            weighed += 1;
            if let Some(weight) = scorer.weight_above(left, right, floor) {
                found.push(Link {
                    left,
                    right,
                    weight: MilliBits(weight),
                    rule,
                });
            }
        });
        seen.fetch_add(all, Ordering::Relaxed);
        compared.fetch_add(weighed, Ordering::Relaxed);
        let links = found.len() as u64;
        // all links are held at once
        limits.check_rows(kept.fetch_add(links, Ordering::Relaxed) + links)?;
        Ok(found)
    };
    let parts = threads::map(
        units.len() as u32,
        options.threads,
        || (),
        |(), at| work(at),
    )?;
    let mut links = Vec::with_capacity(parts.iter().map(Vec::len).sum());
    // each part is freed as soon as it has been taken over
    for part in parts {
        links.extend(part);
    }
    links.sort_unstable_by_key(|l| (Reverse(l.weight), l.left, l.right));
    checkpoint(control, total, total)?;
    Ok(Weighed {
        links,
        seen: seen.into_inner(),
        compared: compared.into_inner(),
    })
}

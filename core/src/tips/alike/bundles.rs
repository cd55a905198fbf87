//! Files that go around, and the reports about them.

use std::collections::BTreeMap;

use super::{SharedKey, TipCluster, TipIndex, index::Kept, keys::Key, posting::Posting};
use crate::{
    Control, Result, clustering, control::checkpoint, hashes::Hash256,
};

/// From so many marked reports on, those with the same files that are not marked are of the bundle too.
const MARKS: u32 = 2;
/// A report with more files than that is of a bundle by their digests alone.
const MOST_LOOKS: usize = 64;
/// Hashes that are looked for at once.
const AT_ONCE: usize = 1_000;

/// Reports with exactly the same files.
struct SameFiles<'a> {
    set: Key,
    posting: &'a Posting,
    /// The first of them in time.
    first: &'a Kept,
}

/// Whether files go around of which so many reports are marked.
pub(super) const fn goes_around(marks: u32) -> bool {
    marks >= MARKS
}

impl TipIndex {
    /// Whether two reports are about the same files that go around: both are marked so, or enough of those with the files of one are.
    pub(super) fn is_bundle(&self, one: &Kept, other: &Kept, all_files: bool) -> bool {
        let around = |kept: &Kept| {
            let set = kept.file_set();
            set.is_some_and(|set| goes_around(self.marks(set)))
        };
        (one.viral && other.viral || around(one) || around(other))
            && (all_files || self.looks_the_same(one, other))
    }

    /// Whether each file of one looks like one of the other, and they are as many.
    fn looks_the_same(&self, one: &Kept, other: &Kept) -> bool {
        let (a, b) = (&one.near, &other.near);
        let has = |hash: &Hash256, among: &[Hash256]| {
            let near = |other: &Hash256| hash.distance(*other) <= self.settings.near_bits;
            among.iter().any(near)
        };
        one.has_looks
            && other.has_looks
            && a.len() == b.len()
            && a.len() <= MOST_LOOKS
            && a.iter().all(|hash| has(hash, b))
            && b.iter().all(|hash| has(hash, a))
    }

    /// Bundles: reports with the same files, or files that look the same, of which enough are marked.
    pub(super) fn bundles(&self, control: &dyn Control) -> Result<Vec<TipCluster>> {
        let same = self.same_files();
        let ties = self.same_looks(&same, control)?;
        let roots = clustering::join(same.len(), ties.into_iter());
        let mut bundles: BTreeMap<u32, (u32, Vec<u32>)> = BTreeMap::new();
        for (one, root) in same.iter().zip(roots) {
            let (marks, members) = bundles.entry(root).or_default();
            *marks += self.marks(one.set);
            members.extend(one.posting.all());
        }
        let mut bundles: Vec<TipCluster> = bundles
            .into_values()
            .filter(|(marks, members)| goes_around(*marks) && members.len() > 1)
            .map(|(_, members)| self.cluster(members, Vec::new()))
            .collect();
        bundles.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(bundles)
    }

    /// All sets of files that can be of a bundle: marked ones, and those that can look like one.
    fn same_files(&self) -> Vec<SameFiles<'_>> {
        let sets = self.postings.iter();
        sets.filter(|(key, _)| key.kind == SharedKey::FileSet)
            .filter_map(|(set, posting)| {
                let kept = posting.all().filter_map(|number| self.report(number));
                let first = kept.min_by(|a, b| a.order().cmp(&b.order()))?;
                let can = first.has_looks || self.marks(*set) > 0;
                can.then_some(SameFiles {
                    set: *set,
                    posting,
                    first,
                })
            })
            .collect()
    }

    /// Which of the sets look like a marked one, by their places.
    fn same_looks(&self, same: &[SameFiles<'_>], control: &dyn Control) -> Result<Vec<(u32, u32)>> {
        // by the number of a perceptual hash, the sets that have it
        let mut having: Vec<(u32, u32)> = Vec::new();
        let mut asked: Vec<(u32, Hash256)> = Vec::new();
        for (place, one) in (0..).zip(same) {
            if !one.first.has_looks {
                continue;
            }
            let numbers = one.first.near.iter().filter_map(|hash| self.near_number(*hash));
            having.extend(numbers.map(|number| (number, place)));
            if self.marks(one.set) > 0 {
                asked.extend(one.first.near.first().map(|hash| (place, *hash)));
            }
        }
        having.sort_unstable();
        let mut ties = Vec::new();
        for (done, some) in asked.chunks(AT_ONCE).enumerate() {
            checkpoint(control, (done * AT_ONCE) as u64, asked.len() as u64)?;
            let hashes: Vec<Hash256> = some.iter().map(|(_, hash)| *hash).collect();
            let found = self.near.find_all(&hashes, self.settings.near_bits, control)?;
            for ((place, _), found) in some.iter().zip(found) {
                for near in found {
                    let from = having.partition_point(|(number, _)| *number < near.id);
                    let others = having.iter().skip(from);
                    let others = others.take_while(|(number, _)| *number == near.id);
                    let like = |other: &u32| {
                        let (one, other) = (same.get(*place as usize), same.get(*other as usize));
                        let both = one.zip(other);
                        both.is_some_and(|(one, other)| self.looks_the_same(one.first, other.first))
                    };
                    let others = others.map(|(_, other)| *other).filter(like);
                    ties.extend(others.map(|other| (*place, other)));
                }
            }
        }
        Ok(ties)
    }
}

use std::cmp::Reverse;

use super::{
    SharedGroup, SharedKey, TipHub, TipIndex, TipLink, TipLinkKind, TipsFound, bundles::goes_around, index::Kept,
    keys::near_key,
};
use crate::{Error, Result, linkage::MilliBits, records::Tip};

/// The weight of a report, what it is, its number, and in how many bits the nearest of its files differs, with how many have that.
type Candidate = (i64, TipLinkKind, u32, Option<(u32, usize)>);

impl TipIndex {
    /// Finds the reports that are like one, whether or not it is in the index: the strongest `most` links, earlier reports about the same
    /// account, and hubs. Takes time in proportion to the reports that share a key that is no hub.
    pub fn find(&self, tip: &Tip, most: u32) -> TipsFound {
        let kept = &Kept::of(tip, &self.settings);
        let own = self.numbers.get(&kept.id).copied();
        // a report, and in how many bits the nearest of its files differs, with how many have that
        let mut candidates: Vec<(u32, Option<(u32, usize)>)> = Vec::new();
        let (mut hubs, mut priors) = (Vec::new(), Vec::new());
        for key in &kept.keys {
            let count = self.count(*key);
            if self.is_hub(*key, count) {
                hubs.push(TipHub {
                    key: key.kind,
                    reports: u32::try_from(count).unwrap_or(u32::MAX),
                });
                continue;
            }
            // an address at any time, or a bundle of files, names too many by itself
            if matches!(key.kind, SharedKey::Ip | SharedKey::FileSet) {
                continue;
            }
            let others = self.sharing(*key).iter().copied();
            let others = others.filter(|number| Some(*number) != own);
            if key.kind.group() == SharedGroup::Account {
                let earlier = |number: &u32| {
                    let other = self.report(*number).and_then(|other| other.received);
                    other
                        .zip(kept.received)
                        .is_none_or(|(other, own)| other <= own)
                };
                priors.extend(others.clone().filter(earlier));
            }
            candidates.extend(others.map(|number| (number, None)));
        }
        for hash in &kept.near {
            // the radius was checked with the settings
            for found in self
                .near
                .find(*hash, self.settings.near_bits)
                .unwrap_or_default()
            {
                let Some(other) = self.near.get(found.id).filter(|_| found.distance > 0) else {
                    continue;
                };
                let reports = self.sharing(near_key(other));
                let others = reports
                    .iter()
                    .copied()
                    .filter(|number| Some(*number) != own);
                candidates
                    .extend(others.map(|number| (number, Some((found.distance, reports.len())))));
            }
        }
        // of each report the nearest file
        candidates.sort_unstable_by_key(|(number, near)| {
            (*number, near.map_or(u32::MAX, |(bits, _)| bits))
        });
        candidates.dedup_by_key(|(number, _)| *number);
        let mut weighed: Vec<Candidate> = candidates
            .into_iter()
            .filter_map(|(number, near)| {
                let found = self.weigh(self.report(number)?, kept, near);
                (found.kind != TipLinkKind::Insufficient).then_some((
                    found.weight,
                    found.kind,
                    number,
                    near,
                ))
            })
            .collect();
        let bundle_size = self.bundle_size(kept, own, &weighed);
        let id = |number: u32| self.report(number).map(|other| &other.id);
        weighed.sort_by(|a, b| (Reverse(a.0), id(a.2)).cmp(&(Reverse(b.0), id(b.2))));
        let links_in_all = u32::try_from(weighed.len()).unwrap_or(u32::MAX);
        let links: Vec<TipLink> = weighed
            .into_iter()
            .take(most as usize)
            .filter_map(|(_, _, number, near)| {
                let other = self.report(number)?;
                Some(self.link(other, kept, self.weigh(other, kept, near)))
            })
            .collect();
        priors.sort_unstable();
        priors.dedup();
        hubs.sort_by_key(|hub: &TipHub| (hub.key, Reverse(hub.reports)));
        TipsFound {
            links,
            links_in_all,
            prior_reports: u32::try_from(priors.len()).unwrap_or(u32::MAX),
            hubs,
            bundle_size,
        }
    }

    /// How many reports are about the same files that go around: those with exactly these, and those found with files that look the same.
    fn bundle_size(&self, kept: &Kept, own: Option<u32>, found: &[Candidate]) -> Option<u32> {
        let set = kept.file_set()?;
        let in_index = own.and_then(|own| self.report(own));
        let same = |other: &Kept| other.file_set() == Some(set);
        let itself = usize::from(in_index.is_some_and(same));
        let others = self.count(set) - itself;
        let marked_itself = u32::from(in_index.is_some_and(|own| same(own) && own.viral));
        let marks = self.marks(set) - marked_itself + u32::from(kept.viral);
        let exact = if goes_around(marks) { others } else { 0 };
        let alike = found.iter().filter(|(_, kind, number, _)| {
            *kind == TipLinkKind::Bundle && !self.report(*number).is_some_and(same)
        });
        let all = exact + alike.count();
        (all > 0).then(|| u32::try_from(all + 1).unwrap_or(u32::MAX))
    }

    /// Takes two reports of the index apart: what both share and what not.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] where one is not there.
    pub fn explain(&self, left: &str, right: &str) -> Result<TipLink> {
        let (one, other) = (self.known("left", left)?, self.known("right", right)?);
        Ok(self.link(one, other, self.weigh(one, other, self.nearest(one, other))))
    }

    pub(super) fn known(&self, name: &'static str, id: &str) -> Result<&Kept> {
        let number = self.numbers.get(id);
        let kept = number.and_then(|number| self.report(*number));
        kept.ok_or(Error::UnknownRecord { name })
    }

    /// The weight of what a person decided.
    pub(super) const fn decided() -> MilliBits {
        MilliBits(100_000)
    }
}

//! What cannot be placed or dated.

use super::{Region, Study};
use crate::records::Pii;

/// Incidents that may be of a region and a window, and of which that cannot be told.
#[derive(Clone, Debug, Default)]
pub(in crate::abductions) struct MayBelong {
    /// Of the window, and of no place that can be used.
    pub(in crate::abductions) not_placed: Vec<Pii<String>>,
    /// Of no day that can be used, and of the region or of no place.
    pub(in crate::abductions) not_dated: Vec<Pii<String>>,
}

impl MayBelong {
    pub(in crate::abductions) fn all(&self) -> Vec<Pii<String>> {
        let mut all = [self.not_placed.clone(), self.not_dated.clone()].concat();
        all.sort();
        all
    }
}

impl Study<'_> {
    /// What may be of a region and of this window, and cannot be placed or dated.
    pub(in crate::abductions) fn may_belong(&self, region: &Region) -> MayBelong {
        let from = self.as_of - i64::from(self.settings.window_days);
        let not_placed = self
            .counted
            .iter()
            .filter(|one| one.day >= from && region.cannot_tell(one.incident));
        let not_dated = self
            .undated
            .iter()
            .filter(|one| region.has(one) || region.cannot_tell(one));
        MayBelong {
            not_placed: not_placed.map(|one| one.incident.id.clone()).collect(),
            not_dated: not_dated.map(|one| one.id.clone()).collect(),
        }
    }
}

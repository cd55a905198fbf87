//! What cannot be placed or dated.

use super::{RegionTrend, Study};
use crate::records::Pii;

/// Incidents that may be of a region and a window, and of which that cannot be told.
#[derive(Clone, Debug, Default)]
pub(in crate::abductions) struct MayBelong {
    /// Of the window, and of no place that can be used.
    pub(in crate::abductions) not_placed: Vec<Pii<String>>,
    /// Of no day that can be used, and of the region or of no place.
    pub(in crate::abductions) not_dated: Vec<Pii<String>>,
    /// Of the region, and of a time that reaches into the window and is longer than it.
    pub(in crate::abductions) too_long: Vec<Pii<String>>,
}

impl MayBelong {
    pub(in crate::abductions) fn all(&self) -> Vec<Pii<String>> {
        let parts = [&self.not_placed, &self.not_dated, &self.too_long];
        let mut all: Vec<Pii<String>> = parts.into_iter().flatten().cloned().collect();
        all.sort();
        all
    }
}

impl Study<'_> {
    /// What may be of a region and of this window, and cannot be placed or dated.
    pub(in crate::abductions) fn may_belong(&self, trend: &RegionTrend) -> MayBelong {
        let region = &trend.region;
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
            too_long: trend.longer_than_window.clone(),
        }
    }
}

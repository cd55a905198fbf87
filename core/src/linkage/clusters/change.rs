use std::{collections::BTreeSet, sync::Arc};

use rustc_hash::FxHashMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::{ClusterRecord, Clusters};
use crate::{
    Control, Error, Result,
    linkage::{LEAD_NOTICE, ids::RecordId, links::Links},
};

/// How clusters of the same records differ: those that are not the same before and after, with all their records.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ClusterChange {
    /// The clusters that are no more, in order of their least records.
    pub before: Vec<Vec<ClusterRecord>>,
    /// The clusters that have taken their place, of the same records.
    pub after: Vec<Vec<ClusterRecord>>,
    /// How many clusters there were, single records included.
    pub count_before: u64,
    /// How many there are.
    pub count_after: u64,
    /// What a link is and is not.
    pub notice: &'static str,
}

impl Clusters {
    /// What is otherwise than in other clusters of the same records: after a judgement, at another threshold, by another
    /// linkage.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when the clusters are of other tables.
    pub fn changes_since(&self, before: &Self) -> Result<ClusterChange> {
        if !Arc::ptr_eq(&self.prepared, &before.prepared) {
            return Err(Error::InvalidParameter {
                name: "before",
                reason: "must be clusters of the same prepared tables".to_owned(),
            });
        }
        let (was, is) = (groups(&before.least), groups(&self.least));
        let gone = |groups: &FxHashMap<u32, Vec<u32>>, others: &FxHashMap<u32, Vec<u32>>| {
            let changed: BTreeSet<u32> = groups
                .iter()
                .filter(|(least, members)| others.get(least) != Some(members))
                .map(|(least, _)| *least)
                .collect();
            let members = changed.iter().filter_map(|least| groups.get(least));
            members
                .map(|members| members.iter().map(|r| self.record(*r)).collect())
                .collect()
        };
        Ok(ClusterChange {
            before: gone(&was, &is),
            after: gone(&is, &was),
            count_before: was.len() as u64,
            count_after: is.len() as u64,
            notice: LEAD_NOTICE,
        })
    }

    /// The clusters as they would be if one link had not been found: not a judgement, but a look at what hangs on it.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no record has an id; [`Error::InvalidParameter`] when the two records have no link
    /// that reaches the threshold.
    pub fn without_link(
        &self,
        left: &RecordId,
        right: &RecordId,
        control: &dyn Control,
    ) -> Result<Self> {
        let (a, b) = self
            .links
            .find_pair([left, right], [None, None], ["left", "right"])?;
        let (a, b) = (a.min(b), a.max(b));
        let place = self
            .reaching()
            .iter()
            .position(|link| (link.left, link.right) == (a, b))
            .ok_or_else(|| Error::InvalidParameter {
                name: "right",
                reason: "must have a link with left that reaches the threshold".to_owned(),
            })?;
        let mut pairs = self.links.pairs.as_ref().clone();
        pairs.remove(place);
        let links = Links {
            pairs: Arc::new(pairs),
            ..self.links.clone()
        };
        links.clusters_with(&self.options, control)
    }
}

/// The members of each cluster by its least.
pub(super) fn groups(least: &[u32]) -> FxHashMap<u32, Vec<u32>> {
    let mut groups: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (record, least) in least.iter().enumerate() {
        groups.entry(*least).or_default().push(record as u32);
    }
    groups
}

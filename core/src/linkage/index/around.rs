//! The group of a record: what people have judged, and the cluster as it is now.

use std::{collections::BTreeMap, sync::Arc};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Index, UNKNOWN};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    linkage::{
        ClusterOptions, Clusters, JudgementKind, LinkOptions, PairJudgement, Prepared, RecordId,
        TableBuilder, clusters, find_links, weight::MilliBits,
    },
};

/// A group of more records is no person; it is refused, and a higher probability or a cannot-link splits it.
const MOST_AROUND: usize = 5_000;
/// Pairs within the group below this probability are no links of it.
const LEAST: f64 = 1e-4;

/// A judgement that an [`Index`] keeps.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptJudgement {
    /// What it says.
    pub kind: JudgementKind,
    /// The judgement.
    pub judgement: PairJudgement,
}

impl Index {
    /// Keeps what a person has judged of two records: from now on [`clusters_around`](Self::clusters_around) holds them together,
    /// or apart. It stays until it is withdrawn, also while one of the records is away.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when a record is not there; [`Error::InvalidParameter`] for a judgement without who or why, of
    /// a record with itself, or that contradicts others.
    ///
    /// ```
    /// use caselink::{NoControl, linkage::{ClusterOptions, Index, JudgementKind, PairJudgement, Record, Model}, records::Limits};
    ///
    /// let mut index = Index::new(&Model::persons(), Limits::default())?;
    /// index.add(&Record::new(1).with("given_name", "Ann").with("surname", "Painter"))?;
    /// index.add(&Record::new(2).with("given_name", "Nancy").with("surname", "Potter"))?;
    /// let judgement = PairJudgement::from_value(&serde_json::json!({
    ///     "left": 1, "right": 2, "who": "Analyst 7", "why": "married, file 2026-114", "at": "2026-03-02T14:05:00Z",
    /// }))?;
    /// index.judge(JudgementKind::MustLink, judgement)?;
    /// let clusters = index.clusters_around(&1.into(), &ClusterOptions::default(), &NoControl)?;
    /// assert_eq!(clusters.count(), 1);
    /// index.withdraw(JudgementKind::MustLink, &1.into(), &2.into())?;
    /// let clusters = index.clusters_around(&1.into(), &ClusterOptions::default(), &NoControl)?;
    /// assert_eq!(clusters.len(), 1);
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn judge(&mut self, kind: JudgementKind, judgement: PairJudgement) -> Result<()> {
        judgement.check(kind, self.judgements.len(), &self.limits)?;
        for (id, name) in [(&judgement.left, "left"), (&judgement.right, "right")] {
            if !self.contains(id) {
                return Err(Error::UnknownRecord { name });
            }
        }
        if judgement.left == judgement.right {
            return Err(Error::InvalidParameter {
                name: "right",
                reason: "must be another record than left".to_owned(),
            });
        }
        self.judgements.push(KeptJudgement { kind, judgement });
        let pairs = |wanted: JudgementKind| -> Vec<(u32, u32)> {
            let ids: BTreeMap<&RecordId, u32> = self.judged_ids().into_iter().zip(0..).collect();
            let number = |id| ids.get(id).copied().unwrap_or_default();
            let some = self.judgements.iter().filter(|kept| kept.kind == wanted);
            some.map(|kept| (number(&kept.judgement.left), number(&kept.judgement.right)))
                .collect()
        };
        let (must, cannot) = (
            pairs(JudgementKind::MustLink),
            pairs(JudgementKind::CannotLink),
        );
        if let Some((_, path)) = clusters::contradiction(&must, &cannot) {
            self.judgements.pop();
            return Err(Error::InvalidParameter {
                name: "judgement",
                reason: format!(
                    "contradicts {} others, which hold two records together that one keeps apart: withdraw one of them",
                    path.len()
                ),
            });
        }
        Ok(())
    }

    /// Takes back what was judged of two records, in either order, the newest of several; and says what it was.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when nothing of the kind was judged of them.
    pub fn withdraw(
        &mut self,
        kind: JudgementKind,
        left: &RecordId,
        right: &RecordId,
    ) -> Result<PairJudgement> {
        let is_it = |kept: &KeptJudgement| {
            let ids = (&kept.judgement.left, &kept.judgement.right);
            kept.kind == kind && (ids == (left, right) || ids == (right, left))
        };
        let place = (0..self.judgements.len())
            .filter(|place| self.judgements.get(*place).is_some_and(is_it))
            .max_by_key(|place| {
                self.judgements
                    .get(*place)
                    .map(|kept| (kept.judgement.at, *place))
            });
        place
            .map(|place| self.judgements.remove(place).judgement)
            .ok_or_else(|| Error::InvalidParameter {
                name: "kind",
                reason: "nothing of this kind was judged of the two records".to_owned(),
            })
    }

    /// What people have judged, in the order in which they did.
    pub fn judgements(&self) -> &[KeptJudgement] {
        &self.judgements
    }

    fn judged_ids(&self) -> Vec<&RecordId> {
        let mut ids: Vec<&RecordId> = self
            .judgements
            .iter()
            .flat_map(|kept| [&kept.judgement.left, &kept.judgement.right])
            .collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// The clusters of all records that links of the probability, or judgements, connect to a record: what it belongs to
    /// as the index stands now. Nothing is kept and nothing rebuilt; [`Clusters::explain`] gives the account.
    ///
    /// Weights are those of the index: how rare a value is, is counted among all its records. Pairs within the group that share
    /// a blocking key are compared also where their block in the index is too large. Judgements of the options
    /// are added to those of the index.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`]; [`Error::InvalidParameter`] as [`Links::clusters_with`](crate::linkage::Links::clusters_with), and when
    /// the group has ids that are text and ids that are integers; [`Error::LimitExceeded`] for a group of more than 5,000
    /// records; [`Error::Cancelled`].
    pub fn clusters_around(
        &mut self,
        id: &RecordId,
        options: &ClusterOptions,
        control: &dyn Control,
    ) -> Result<Clusters> {
        let mut options = self.with_own_judgements(options)?;
        let floor = MilliBits::of_probability(options.probability).0;
        let members = self.connected(id, &options, floor, control)?;
        // those of other groups say nothing here; both records of a judgement are in one
        let is_here = |judgement: &PairJudgement| {
            let place = self.places.get(&judgement.left);
            place.is_some_and(|place| members.contains(place))
        };
        options.must_link.retain(is_here);
        options.cannot_link.retain(is_here);
        let prepared = Arc::new(self.prepared_of(&members, control)?);
        let how = LinkOptions {
            minimum_probability: options.probability.min(LEAST),
            threads: 1,
        };
        let links = find_links(&prepared, &self.model, &how, control)?;
        links.clusters_with(&options, control)
    }

    /// The options with the judgements of the index of records that are there.
    fn with_own_judgements(&self, options: &ClusterOptions) -> Result<ClusterOptions> {
        let mut all = options.clone();
        all.check()?;
        for KeptJudgement { kind, judgement } in &self.judgements {
            if self.contains(&judgement.left) && self.contains(&judgement.right) {
                match kind {
                    JudgementKind::MustLink => all.must_link.push(judgement.clone()),
                    JudgementKind::CannotLink => all.cannot_link.push(judgement.clone()),
                }
            }
        }
        Ok(all)
    }

    /// The places of the records that links and judgements connect to a record, its own first.
    fn connected(
        &mut self,
        id: &RecordId,
        options: &ClusterOptions,
        floor: i32,
        control: &dyn Control,
    ) -> Result<Vec<u32>> {
        let mut judged: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for judgement in options.must_link.iter().chain(&options.cannot_link) {
            let place = |id| self.places.get(id).copied();
            let (a, b) = (place(&judgement.left), place(&judgement.right));
            let (a, b) = a.zip(b).ok_or(Error::UnknownRecord { name: "judgement" })?;
            judged.entry(a).or_default().push(b);
            judged.entry(b).or_default().push(a);
        }
        let start = *self.places.get(id).ok_or(UNKNOWN)?;
        let (mut members, mut done) = (vec![start], 0);
        while let Some(&place) = members.get(done) {
            done += 1;
            checkpoint(control, done as u64, members.len() as u64)?;
            let found = self.links_of(place, floor)?.links;
            let others = found.into_iter().map(|(_, other, _)| other);
            let others: Vec<u32> = others
                .chain(judged.get(&place).into_iter().flatten().copied())
                .collect();
            for other in others {
                if !members.contains(&other) {
                    members.push(other);
                }
            }
            if members.len() > MOST_AROUND {
                return Err(Error::LimitExceeded {
                    limit: "records of one group",
                    allowed: MOST_AROUND as u64,
                    asked: members.len() as u64,
                });
            }
        }
        Ok(members)
    }

    /// The records at some places as a table of their own, in which values are as rare as they are in the index.
    fn prepared_of(&self, places: &[u32], control: &dyn Control) -> Result<Prepared> {
        let settings = self.model.settings();
        let mut table = TableBuilder::new(settings, self.limits)?;
        let ids: Vec<&RecordId> = places
            .iter()
            .filter_map(|place| self.ids.get(*place as usize)?.as_ref())
            .collect();
        let integers: Vec<i64> = ids.iter().filter_map(|id| id.integer()).collect();
        if integers.len() == ids.len() {
            table.integers(&settings.id, integers.into_iter().map(Some))?;
        } else if integers.is_empty() {
            table.texts(&settings.id, ids.iter().map(|id| id.text()))?;
        } else {
            return Err(Error::InvalidParameter {
                name: "id",
                reason: "the group has ids that are text and ids that are integers".to_owned(),
            });
        }
        for ((column, _), forms) in self.written.iter().zip(&self.columns) {
            let values = |place: &u32| super::written(column, *place);
            if forms.is_single() {
                table.texts(&forms.name, places.iter().map(|place| values(place).next()))?;
            } else {
                let lists = places
                    .iter()
                    .map(|place| values(place).map(Some).collect::<Vec<_>>());
                table.lists(&forms.name, lists.map(Some))?;
            }
        }
        let mut prepared = Prepared::dedupe(table.build()?, settings, self.limits, control)?;
        for (own, all) in prepared.columns.iter_mut().zip(&self.columns) {
            own.count_as(all);
        }
        Ok(prepared)
    }
}

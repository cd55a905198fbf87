use chrono::{DateTime, FixedOffset};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ClusterOptions, ClusterPair, ClusterRecord, Clusters, make};
use crate::{
    Control, Error, Result,
    linkage::{ids::RecordId, links::Links},
    records::{Limits, Pii},
};

/// What a person has judged of two records, and why.
///
/// ```
/// use caselink::linkage::PairJudgement;
///
/// let judgement = PairJudgement::from_value(&serde_json::json!({
///     "left": "S2", "right": "C2",
///     "who": "Analyst 7", "why": "fingerprints compared, report 2026-114", "at": "2026-03-02T14:05:00Z",
/// }))?;
/// assert_eq!(judgement.who, "Analyst 7");
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PairJudgement {
    /// The id of one record; of linked tables, in the first unless `left_table` says otherwise.
    pub left: RecordId,
    /// The id of the other; of linked tables, in the second unless `right_table` says otherwise.
    pub right: RecordId,
    /// The table of the first record, 0 or 1; needed where its id stands in both tables that are linked and
    /// deduplicated, or to judge two records of one table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_table: Option<u8>,
    /// The table of the other record, 0 or 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub right_table: Option<u8>,
    /// Who judged; not empty.
    pub who: String,
    /// On what grounds; not empty.
    pub why: Pii<String>,
    /// When.
    pub at: DateTime<FixedOffset>,
}

/// What a judgement says of two records.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum JudgementKind {
    /// They are one person.
    MustLink,
    /// They are two persons.
    CannotLink,
}

/// A judgement and what it did.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct JudgementEffect {
    /// What it says.
    pub kind: JudgementKind,
    /// The judgement.
    pub judgement: PairJudgement,
    /// The record that it calls left.
    pub left: ClusterRecord,
    /// The record that it calls right.
    pub right: ClusterRecord,
    /// Whether it made a difference. A must-link did if its records are apart in the clusters of the same links with
    /// no judgement at all; a cannot-link if they are together there, or if there is a link that it refused.
    pub changed: bool,
    /// Of a cannot-link: the links that reach the threshold between the two clusters that it keeps apart, strongest
    /// first.
    pub refused: Vec<ClusterPair>,
}

/// A judgement whose records were found.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) kind: JudgementKind,
    pub(super) judgement: PairJudgement,
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) changed: bool,
    /// Places of links.
    pub(super) refused: Vec<usize>,
}

impl JudgementKind {
    const fn parameter(self) -> &'static str {
        match self {
            Self::MustLink => "must_link",
            Self::CannotLink => "cannot_link",
        }
    }
}

impl PairJudgement {
    /// Reads one from a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        crate::json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "judgement",
            reason,
        })
    }

    /// That it says who and why, at no greater length than a field may have, and names tables that there are.
    pub(in crate::linkage) fn check(
        &self,
        kind: JudgementKind,
        place: usize,
        limits: &Limits,
    ) -> Result<()> {
        let wrong = |reason: &str| {
            Err(Error::InvalidParameter {
                name: kind.parameter(),
                reason: format!("{reason} (judgement {place}, counted from 0)"),
            })
        };
        if self.who.trim().is_empty() {
            return wrong("who must not be empty");
        }
        if self.why.expose().trim().is_empty() {
            return wrong("why must not be empty");
        }
        limits.field(&self.who)?;
        let (allowed, asked) = (
            limits.prose_bytes.max(limits.field_bytes),
            self.why.expose().len() as u64,
        );
        if asked > allowed {
            return Err(Error::LimitExceeded {
                limit: "prose_bytes",
                allowed,
                asked,
            });
        }
        Ok(())
    }
}

/// The judgements with their records, must-links first, each kind in order of its records. So nothing depends on the
/// order in which they were given.
pub(super) fn resolve(links: &Links, options: &ClusterOptions) -> Result<Vec<Judged>> {
    let limits = &links.prepared.limits;
    let asked = (options.must_link.len() + options.cannot_link.len()) as u64;
    limits.check_rows(asked)?;
    let (mut all, mut places) = (Vec::new(), [Vec::new(), Vec::new()]);
    for (kind, list) in [
        (JudgementKind::MustLink, &options.must_link),
        (JudgementKind::CannotLink, &options.cannot_link),
    ] {
        for (place, judgement) in list.iter().enumerate() {
            judgement.check(kind, place, limits)?;
            let ids = [&judgement.left, &judgement.right];
            let tables = [judgement.left_table, judgement.right_table];
            let (a, b) = links.find_pair(ids, tables, [kind.parameter(); 2])?;
            places[usize::from(kind == JudgementKind::CannotLink)].push((a, b));
            all.push(Judged {
                kind,
                judgement: judgement.clone(),
                left: a,
                right: b,
                changed: false,
                refused: Vec::new(),
            });
        }
    }
    contradiction(&places[0], &places[1])?;
    all.sort_by(|a, b| {
        let key = |j: &Judged| {
            (
                j.kind,
                j.left.min(j.right),
                j.left.max(j.right),
                j.judgement.at,
            )
        };
        let words = |j: &Judged| {
            let judgement = &j.judgement;
            let (who, why) = (judgement.who.clone(), judgement.why.expose().clone());
            (who, why, j.left, judgement.at.to_rfc3339())
        };
        key(a).cmp(&key(b)).then_with(|| words(a).cmp(&words(b)))
    });
    Ok(all)
}

/// An error when must-links join two records of a cannot-link; it names the judgements on the path.
fn contradiction(must: &[(u32, u32)], cannot: &[(u32, u32)]) -> Result<()> {
    let Some((place, path)) = make::contradiction(must, cannot) else {
        return Ok(());
    };
    let path: Vec<String> = path.iter().map(usize::to_string).collect();
    Err(Error::InvalidParameter {
        name: "cannot_link",
        reason: format!(
            "judgement {place} keeps two records apart that must_link holds together by its judgements {} (all \
             counted from 0): withdraw one of them",
            path.join(", ")
        ),
    })
}

impl Clusters {
    pub(super) fn effect(&self, judged: &Judged) -> JudgementEffect {
        let refused = judged.refused.iter();
        JudgementEffect {
            kind: judged.kind,
            judgement: judged.judgement.clone(),
            left: self.record(judged.left),
            right: self.record(judged.right),
            changed: judged.changed,
            refused: refused
                .map(|place| self.pair_of(&self.links.pairs[*place]))
                .collect(),
        }
    }

    /// The clusters as they would be with one more judgement. [`changes_since`](Self::changes_since) says what it
    /// changes; without it in the options, all is as before.
    ///
    /// # Errors
    ///
    /// As [`Links::clusters_with`].
    pub fn with_judgement(
        &self,
        kind: JudgementKind,
        judgement: PairJudgement,
        control: &dyn Control,
    ) -> Result<Self> {
        let mut options = self.options.clone();
        match kind {
            JudgementKind::MustLink => options.must_link.push(judgement),
            JudgementKind::CannotLink => options.cannot_link.push(judgement),
        }
        self.links.clusters_with(&options, control)
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::judgement::PairJudgement;
use crate::{Error, Result, clustering::agglomerative::Linkage, json};

/// How clusters are made of links.
///
/// Two groups of records are joined while they are near enough: while their nearness reaches the threshold, the
/// nearest first. Of groups that are equally near, single linkage takes those whose link has the least records, the others
/// those with the least records of all.
///
/// | `linkage` | the nearness of two groups |
/// | --- | --- |
/// | single | the weight of the strongest link between them |
/// | average | the mean weight of all pairs between them |
/// | complete | the weight of the weakest pair between them |
///
/// A pair that the mode does not allow (of one table, when two are linked) does not count. A pair that is no link counts as one thousandth
/// of a bit less than the least weight that was kept, or than the threshold where that is less: no such pair that was
/// compared can weigh more, and it never reaches the threshold. So complete linkage joins groups only where every pair
/// between them is a link that reaches it, and no linkage joins groups without a link that does.
///
/// Source: B. S. Everitt, S. Landau, M. Leese and D. Stahl, *Cluster Analysis*, 5th edition, 2011, chapter 4.
///
/// ```
/// use caselink::linkage::{ClusterOptions, Linkage};
///
/// let options = ClusterOptions { linkage: Linkage::Average, ..ClusterOptions::default() };
/// assert_eq!(options.probability, 0.95);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClusterOptions {
    /// The threshold, as the probability of a link; above 0 and below 1.
    pub probability: f64,
    /// How near two groups are.
    pub linkage: Linkage,
    /// Pairs that people have judged to be one person: always together.
    pub must_link: Vec<PairJudgement>,
    /// Pairs that people have judged to be two persons: never together. The weakest link on each path between them
    /// is left out, or a join refused.
    pub cannot_link: Vec<PairJudgement>,
    /// A cluster of so many records is reported as a giant; 2 or more.
    pub giant_members: u32,
}

impl Default for ClusterOptions {
    fn default() -> Self {
        Self {
            probability: 0.95,
            linkage: Linkage::Single,
            must_link: Vec::new(),
            cannot_link: Vec::new(),
            giant_members: 50,
        }
    }
}

impl ClusterOptions {
    /// Reads them from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    ///
    /// ```
    /// use caselink::linkage::ClusterOptions;
    /// use serde_json::json;
    ///
    /// let options = ClusterOptions::from_value(&json!({ "linkage": "complete", "probability": 0.99 }))?;
    /// assert_eq!(options.giant_members, 50);
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "options",
            reason,
        })
    }

    pub(in crate::linkage) fn check(&self) -> Result<()> {
        let wrong = |name, reason: &str| {
            Err(Error::InvalidParameter {
                name,
                reason: reason.to_owned(),
            })
        };
        if !(self.probability > 0.0 && self.probability < 1.0) {
            return wrong("probability", "must be above 0 and below 1");
        }
        if self.giant_members < 2 {
            return wrong("giant_members", "must be 2 or more");
        }
        Ok(())
    }
}

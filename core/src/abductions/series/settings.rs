//! By what series are found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result, abductions::settings::EvidenceSettings, json, linkage::MilliBits, records::Pii,
};

/// By what series are found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SeriesSettings {
    /// What comparisons are worth.
    pub evidence: EvidenceSettings,
    /// Two groups of incidents are joined while the mean evidence between them is not below this. Without it, this is what
    /// the prior odds ask for: an incident has `partners` among all others, which count as 400 at least, since the few
    /// incidents at hand are seldom all that there are.
    pub join_at: Option<MilliBits>,
    /// How many others of its series an incident has among those at hand, on average over all incidents; above 0, 1,000 at
    /// most. Assumption: 8 of 100 incidents are in series, of four each.
    pub partners: f64,
    /// The most that place and time may say together for two incidents being of one series, in thousandths of a bit: below
    /// where groups are joined, so that they never make a series alone. Assumption.
    pub place_time: MilliBits,
    /// Pairs of incident ids that an investigator knows to be of one series.
    pub same: Vec<[Pii<String>; 2]>,
    /// Pairs that an investigator knows not to be.
    pub different: Vec<[Pii<String>; 2]>,
    /// Incidents whose offender is confirmed. Those of one offender are one series, those of two never are.
    pub solved: Vec<Solved>,
    /// Pairs with their evidence that are listed for one series, the strongest first.
    pub listed_pairs: u32,
    /// A group of more incidents that hang together is refused and listed: it would take too long, and nobody could read it.
    pub largest_group: u32,
    /// Worker threads; 0 takes one for each core. The outcome is the same for any number.
    pub threads: u32,
}

/// An incident with its confirmed offender.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Solved {
    /// The id of the incident.
    pub incident: Pii<String>,
    /// The id of the offender.
    pub offender: Pii<String>,
}

impl Default for SeriesSettings {
    fn default() -> Self {
        Self {
            evidence: EvidenceSettings::default(),
            join_at: None,
            partners: 0.25,
            place_time: MilliBits(10_500),
            same: Vec::new(),
            different: Vec::new(),
            solved: Vec::new(),
            listed_pairs: 200,
            largest_group: 2_000,
            threads: 1,
        }
    }
}

impl SeriesSettings {
    /// Reads settings from a JSON object; what it does not name has its default, inside the evidence too.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let settings: Self =
            json::read_over_default(value).map_err(|reason| wrong("settings", &reason))?;
        settings.check()?;
        Ok(settings)
    }

    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        self.evidence.check()?;
        let join_at = self.join_at.unwrap_or(MilliBits(1));
        if !(1..=100_000).contains(&join_at.0) {
            return Err(wrong(
                "settings",
                "join_at must be above 0 and 100 bits at most",
            ));
        }
        if !(0..=100_000).contains(&self.place_time.0) {
            return Err(wrong(
                "settings",
                "place_time must be 0 or more and 100 bits at most",
            ));
        }
        if !(self.partners > 0.0 && self.partners <= 1_000.0) {
            return Err(wrong(
                "settings",
                "partners must be above 0 and 1,000 at most",
            ));
        }
        if self.largest_group < 2 || self.largest_group > 10_000 {
            return Err(wrong("settings", "largest_group must be from 2 to 10,000"));
        }
        Ok(())
    }

    /// What comparisons are worth within series.
    pub(super) fn evidence(&self) -> EvidenceSettings {
        let mut evidence = self.evidence.clone();
        evidence.place_time.most = evidence.place_time.most.min(self.place_time);
        evidence
    }

    /// Where groups among so many attempts are joined: as much evidence as makes it likelier than not that two are of one
    /// series.
    pub(super) fn join_at(&self, attempts: usize) -> MilliBits {
        let others = attempts.saturating_sub(1).max(FEWEST_OTHERS) as f64;
        let of_prior = || MilliBits(MilliBits::of_ratio(others / self.partners).0.max(1));
        self.join_at.unwrap_or_else(of_prior)
    }
}

/// So many other incidents there are at least.
const FEWEST_OTHERS: usize = 400;

pub(super) fn wrong(name: &'static str, reason: &str) -> Error {
    Error::InvalidParameter {
        name,
        reason: reason.to_owned(),
    }
}

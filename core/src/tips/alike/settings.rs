use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Error, Result, json, linkage::MilliBits};

/// How reports are compared with each other. Every default is an assumption of the library.
///
/// ```
/// use caselink::tips::AlikeSettings;
///
/// let settings = AlikeSettings::from_value(&serde_json::json!({ "most_reports": 200 }))?;
/// assert_eq!(settings.duplicate_days, 14);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AlikeSettings {
    /// Among so many reports a key is rare or common, where there are fewer in the index.
    pub population: u64,
    /// A key that more reports share says nothing: an address of a mobile network, a placeholder. It is counted as a hub.
    pub most_reports: u32,
    /// With how many earlier reports of a key each one is compared when clusters are made.
    pub neighbours: u32,
    /// From which weight on two reports are linked.
    pub link_from: MilliBits,
    /// Two reports of one thing come within so many days.
    pub duplicate_days: u32,
    /// Uses of one internet address within half so many hours always meet; those further apart than that never do.
    pub ip_window_hours: u32,
    /// Texts with fewer letters and digits are not compared: too many say the same.
    pub least_text: u32,
    /// Within how many bits of 256 two perceptual hashes are near; 31 is usual for PDQ.
    pub near_bits: u32,
    /// Perceptual hashes below this quality are left out; 50 is usual for PDQ.
    pub least_quality: u8,
    /// A cluster does not grow beyond so many reports: what would join two such is listed for a person.
    pub most_members: u32,
    /// What speaks against a link where both reports name accounts and none is the same.
    pub other_accounts: MilliBits,
    /// What speaks against a link where both reports name a child and not the same.
    pub other_child: MilliBits,
}

impl Default for AlikeSettings {
    fn default() -> Self {
        Self {
            population: 1_000_000,
            most_reports: 500,
            neighbours: 8,
            link_from: MilliBits(10_000),
            duplicate_days: 14,
            ip_window_hours: 24,
            least_text: 40,
            near_bits: 31,
            least_quality: 50,
            most_members: 500,
            other_accounts: MilliBits(-6_000),
            other_child: MilliBits(-4_000),
        }
    }
}

impl AlikeSettings {
    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &Value) -> Result<Self> {
        let settings: Self = json::read(value).map_err(wrong)?;
        settings.check()?;
        Ok(settings)
    }

    pub(super) fn check(&self) -> Result<()> {
        let fault = if !(2..=1 << 40).contains(&self.population) {
            "population: must be from 2 to 2^40"
        } else if !(2..=100_000).contains(&self.most_reports) {
            "most_reports: must be from 2 to 100,000"
        } else if !(1..=100).contains(&self.neighbours) {
            "neighbours: must be from 1 to 100"
        } else if !(1_000..=100_000).contains(&self.link_from.0) {
            "link_from: must be from 1,000 to 100,000 thousandths of a bit"
        } else if !(1..=8_760).contains(&self.ip_window_hours) {
            "ip_window_hours: must be from 1 to 8,760"
        } else if self.near_bits > 64 {
            "near_bits: must not be above 64"
        } else if !(2..=100_000).contains(&self.most_members) {
            "most_members: must be from 2 to 100,000"
        } else if self.other_accounts.0 > 0 || self.other_child.0 > 0 {
            "other_accounts and other_child: must not be above 0"
        } else {
            return Ok(());
        };
        Err(wrong(fault.to_owned()))
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason,
    }
}

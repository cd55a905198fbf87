use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    abductions::{Region, TrendSettings, states::state_name},
    json,
    records::CaseType,
};

/// For whom a summary is written. What it holds decides nothing: every value still goes through
/// [`release`](crate::release).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Edition {
    /// For law enforcement: incidents, series, what to look for, cases nearby.
    #[default]
    LawEnforcement,
    /// For everyone: figures, kinds of vehicles, and how to prevent.
    Public,
}

/// What a summary is written by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SummarySettings {
    /// The number of the document.
    pub id: String,
    /// The agency that issues it, as its readers know it.
    pub agency: String,
    /// The day as of which it holds. The window ends on the day before.
    pub as_of: NaiveDate,
    /// The region.
    pub region: Region,
    /// What readers call the region; without it, as the region says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region_name: Option<String>,
    /// For whom.
    #[serde(default)]
    pub edition: Edition,
    /// Whom a reader calls: an office, not a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// By what trends are found, and the length of the window. Its regions are not used.
    #[serde(default)]
    pub trends: TrendSettings,
    /// The kinds of cases that incidents are compared with.
    #[serde(default = "case_types")]
    pub case_types: Vec<CaseType>,
    /// How far from an incident such a case may be, in kilometres. Assumption: 40, some 25 miles.
    #[serde(default = "case_km")]
    pub case_km: f64,
    /// How many days before or after. Assumption: 365.
    #[serde(default = "case_days")]
    pub case_days: u32,
    /// The most rows of each table; the others are counted.
    #[serde(default = "most_rows")]
    pub most_rows: u32,
    /// The most ids that one footnote lists; the others are counted.
    #[serde(default = "most_ids")]
    pub most_ids: u32,
}

fn case_types() -> Vec<CaseType> {
    vec![
        CaseType::NonFamilyAbduction,
        CaseType::LostInjuredMissing,
        CaseType::Unstated,
    ]
}

const fn case_km() -> f64 {
    40.0
}

const fn case_days() -> u32 {
    365
}

const fn most_rows() -> u32 {
    40
}

const fn most_ids() -> u32 {
    60
}

impl SummarySettings {
    /// Reads settings from a JSON object; what it does not name has its default, inside the trends too.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let mut value = value.clone();
        let trends = value.as_object_mut().and_then(|all| all.remove("trends"));
        let mut settings: Self = json::read(&value).map_err(|reason| wrong(&reason))?;
        if let Some(trends) = trends {
            settings.trends = TrendSettings::from_value(&trends)?;
        }
        settings.check()?;
        Ok(settings)
    }

    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        if self.id.trim().is_empty() || self.agency.trim().is_empty() {
            return Err(wrong("id and agency must not be empty"));
        }
        if !(self.case_km >= 0.0 && self.case_km <= 20_100.0) {
            return Err(wrong("case_km must be 0 to 20,100"));
        }
        if self.most_rows == 0 || self.most_ids == 0 {
            return Err(wrong("most_rows and most_ids must be above 0"));
        }
        self.trends.check()
    }

    /// What readers call the region.
    pub(super) fn place(&self) -> String {
        let name = self.region_name.as_deref().map(str::trim);
        let name = name.filter(|name| !name.is_empty());
        let state = || match &self.region {
            Region::State { state } => state_name(state),
            _ => None,
        };
        let name = name.map(str::to_owned).or_else(state);
        name.unwrap_or_else(|| self.region.name())
    }
}

pub(in crate::abductions) fn wrong(reason: &str) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason: reason.to_owned(),
    }
}

//! Which incidents form series?

mod known;
mod reports;
mod search;
mod settings;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::search::Search;
pub use self::settings::{SeriesSettings, Solved};
use super::{
    composite::Composite, duplicates::Duplicate, evidence::PairEvidence, facts::Flag,
    similar::SimilarIndex,
};
use crate::{
    Control, Error, Result, json,
    linkage::MilliBits,
    records::{Incident, Incoming, Limits, Pii, Rejections, Usable},
};

/// The series among incidents.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SeriesFound {
    /// Incidents that were looked at.
    pub incidents: u32,
    /// The mean evidence from which groups were joined: the prior odds against two incidents being of one series.
    #[serde(default)]
    pub join_at: MilliBits,
    /// The series, those with most evidence first.
    pub series: Vec<FoundSeries>,
    /// Reports that seem to be of one attempt. They are no series, and count once.
    pub duplicates: Vec<Duplicate>,
    /// Reports that may be of one attempt, where too little agrees beyond place and time, or something contradicts: to be
    /// checked. Each counts as an attempt of its own.
    #[serde(default)]
    pub possible_duplicates: Vec<Duplicate>,
    /// Incidents that their agency found did not happen: in no series.
    pub unfounded: Vec<Pii<String>>,
    /// Groups of incidents that were too many to be parted into series.
    pub refused: Vec<RefusedGroup>,
    /// What looks wrong in the incidents.
    pub flags: Vec<Flag>,
    /// Rows that were set aside, with field and reason: the rest went on without them.
    #[serde(default)]
    pub rejected: Rejections,
    /// Ids in `same`, `different` and `solved` of no incident; with rows set aside, they may be of one of these, and were passed
    /// over.
    #[serde(default)]
    pub not_found: Vec<Pii<String>>,
    /// What a series is and is not.
    pub notice: String,
}

impl SeriesFound {
    /// Reads what [`series`] gave and a host kept as a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "found",
            reason,
        })
    }
}

/// Incidents that may be the work of one person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FoundSeries {
    /// Their ids, in order of time and then of id.
    pub incidents: Vec<Pii<String>>,
    /// The mean evidence between two of them.
    pub mean: MilliBits,
    /// The evidence of the weakest pair.
    pub weakest: MilliBits,
    /// Whether an investigator, or a confirmed offender, is what joins some of them.
    pub has_known: bool,
    /// The first day on which one of them can have happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<NaiveDate>,
    /// The last such day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<NaiveDate>,
    /// The greatest distance between two of them, in kilometres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub widest_km: Option<f64>,
    /// The suspect, as all witnesses describe him or her together.
    pub suspect: Composite,
    /// The vehicle, likewise.
    pub vehicle: Composite,
    /// The evidence of the pairs, the strongest first; not more than the settings say.
    pub pairs: Vec<PairEvidence>,
    /// How many pairs there are.
    pub all_pairs: u32,
}

impl FoundSeries {
    /// Reads one of the series that [`series`] gave and a host kept as a JSON object.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "series",
            reason,
        })
    }
}

/// A group that was too large.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RefusedGroup {
    /// The ids of its incidents.
    pub incidents: Vec<Pii<String>>,
}

/// Finds the series among incidents.
///
/// Method: agglomerative clustering by mean evidence (average linkage), which never joins two incidents that are known not
/// to belong together. Reports of one attempt count once. Ties go to the least ids, so the order of the incidents changes
/// nothing. Time goes with the square of the number of incidents.
///
/// A series is a lead. It says nothing of a next attempt.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings out of their range, or what an investigator knows contradicting itself;
/// [`Error::UnknownRecord`] when the settings name an incident that is not there, and no row was set aside;
/// [`Error::LimitExceeded`] for more rows or pairs than the limits; [`Error::Cancelled`]. An incident without an id, or with that of
/// one before it, is set aside.
pub fn series<'a>(
    incidents: impl Into<Incoming<'a, Incident>>,
    settings: &SeriesSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<SeriesFound> {
    settings.check()?;
    let Usable {
        records: incidents,
        rejected,
    } = incidents.into().usable(false, limits)?;
    let count = incidents.len() as u64;
    let asked = count * count.saturating_sub(1) / 2;
    limits.check_pairs(asked)?;
    let mut index = SimilarIndex::new(settings.evidence(), *limits)?;
    index.insert_all(&incidents, control)?;
    let (settings, not_found) = known::present(&index, settings, rejected.total > 0);
    let settings = &settings;
    let reports = Search::new(&index, settings).reports(control)?;
    let further = reports.duplicates.iter();
    index.count_once(further.map(|one| one.duplicate.expose().clone()));
    let found = Search::new(&index, settings).run(reports, control)?;
    Ok(SeriesFound {
        rejected,
        not_found,
        ..found
    })
}

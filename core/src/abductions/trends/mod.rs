//! What is going on in each region?
//!
//! For each region: the count of this window against those before (a Gamma-Poisson predictive tail, with the
//! false-discovery rate held over the regions), hours and weekdays and the way to and from school, shares of approaches,
//! outcomes and kinds of vehicles, near repeats, clusters that are alive, and how much the data leave open. Every number
//! leads to the ids of its incidents, and "not enough data" is an answer for each part.
//!
//! An incident counts on the day in the middle of its time, or on the day of its report where it has no time that can be
//! used. A time ends with the day of the report at the latest. One that is longer than the window counts in no window, and is
//! named apart; so is what was reported in the window and happened before it. Incidents that their agency found did not happen do not count, nor do those that the settings leave out.
//!
//! The order of the incidents does not matter. Methods and sources: [`patterns`](crate::patterns).

mod answer;
mod counts;
mod hours;
mod may_belong;
mod near;
mod quality;
mod region;
mod settings;
mod shares;
mod window;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rustc_hash::FxHashSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    facts::date,
    states::{is_state, state_code, state_names},
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    error::within,
    patterns::{SchoolRun, TimeProfile, time_profile},
    records::{Incident, Incoming, Limits, Outcome, Pii, Rejections, TimeRange},
};
use settings::wrong;

pub use answer::Answer;
pub use counts::{Period, WindowCounts};
pub use hours::ProfileIncidents;
pub use near::{AliveCluster, AliveClusters, NearIncidents, NearRepeats};
pub use quality::DataQuality;
pub use region::Region;
pub use settings::TrendSettings;
pub use shares::{Share, Shares};

pub(super) use may_belong::MayBelong;
pub(super) use region::metres;
pub(super) use shares::interval;
pub(super) use window::{check_left_out, span};

/// What is going on in each region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trends {
    /// The day as of which it holds.
    pub as_of: NaiveDate,
    /// Incidents that count, in all regions or none.
    pub incidents: u32,
    /// The day of the newest report. A window after it is not known, unless the settings say how far the data reach.
    #[serde(default)]
    pub newest_report: Option<NaiveDate>,
    /// Ids of incidents that their agency found did not happen.
    pub unfounded: Vec<Pii<String>>,
    /// Ids of incidents without any day, or of the day as of which this holds and later.
    pub not_dated: Vec<Pii<String>>,
    /// Ids of incidents that are in none of the regions.
    pub in_no_region: Vec<Pii<String>>,
    /// Rows that were set aside, with field and reason: they are in no figure.
    #[serde(default)]
    pub rejected: Rejections,
    /// The regions, in the order of the settings, or of the names of the states.
    pub regions: Vec<RegionTrend>,
}

/// What is going on in one region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RegionTrend {
    /// The region.
    pub region: Region,
    /// Whether any incident of the region counts. Where none does, there are no reports, which is not the same as calm: no count
    /// of it is known.
    #[serde(default = "yes")]
    pub has_reports: bool,
    /// How many.
    pub counts: WindowCounts,
    /// Ids of incidents that were reported in this window and happened before it: they are in no count of this window.
    #[serde(default)]
    pub reported_late: Vec<Pii<String>>,
    /// Ids of incidents whose time reaches into this window and is longer than it: they are in the count of no window.
    #[serde(default)]
    pub longer_than_window: Vec<Pii<String>>,
    /// What this window's incidents were like.
    pub window: PeriodTrend,
    /// The same over the longer period.
    pub long: PeriodTrend,
    /// Near repeats over the longer period.
    pub near_repeat: Answer<NearRepeats>,
    /// Clusters that are alive, within the longer period.
    pub alive: Answer<AliveClusters>,
}

const fn yes() -> bool {
    true
}

/// What the incidents of a period were like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodTrend {
    /// The period.
    pub period: Period,
    /// Hours, weekdays and the way to and from school.
    pub profile: Answer<TimeProfile>,
    /// The ids of the incidents behind it.
    #[serde(default)]
    pub profile_incidents: ProfileIncidents,
    /// How the child was approached.
    pub approaches: Answer<Shares>,
    /// How it ended.
    pub outcomes: Answer<Shares>,
    /// Incidents with a vehicle, among all.
    pub with_vehicle: Answer<Share>,
    /// Body styles of vehicles.
    pub vehicles: Answer<Shares>,
    /// How much the data leave open.
    pub quality: DataQuality,
}

/// Finds what is going on in each region as of a day.
///
/// Two reports of one attempt count as two: leave the second ones out, as `duplicates` of [`series`](super::series) names them.
/// [`summary`](super::summary) does so itself.
///
/// Time goes with incidents and regions; the near repeats with close pairs, the scan as [`patterns`](crate::patterns) says.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings out of their range, and for a region of a state that is none and that no incident names;
/// [`Error::UnknownRecord`] when `left_out` names an incident that is not there, and no row was set aside;
/// [`Error::LimitExceeded`]; [`Error::Cancelled`]. An incident without an id, or with that of one before it, is set aside.
///
/// ```
/// use caselink::{NoControl, abductions::{Answer, TrendSettings, trends}, records::{Incident, Limits}};
/// use serde_json::{from_value, json};
///
/// let incident = |id: &str, day: &str| from_value::<Incident>(json!({
///     "id": id,
///     "time": { "earliest": format!("{day}T15:00:00"), "latest": format!("{day}T15:30:00") },
///     "place": { "address": { "state": "IL" } },
/// }));
/// let incidents = [incident("A", "2026-05-20")?, incident("B", "2026-05-28")?];
/// let as_of = "2026-06-01".parse()?;
/// let found = trends(&incidents, as_of, &TrendSettings::default(), &Limits::default(), &NoControl)?;
/// let illinois = &found.regions[0];
/// assert_eq!(illinois.counts.now.incidents.len(), 2);
/// assert!(matches!(illinois.long.profile, Answer::NotEnoughData { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn trends<'a>(
    incidents: impl Into<Incoming<'a, Incident>>,
    as_of: NaiveDate,
    settings: &TrendSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<Trends> {
    let usable = incidents.into().usable(false, limits)?;
    check_left_out(settings, &usable.records, usable.rejected.total == 0)?;
    let study = Study::new(&usable.records, as_of, settings, limits, control)?;
    let (regions, in_no_region) = study.regions(&settings.regions)?;
    let of: Vec<Vec<Counted<'_>>> = regions.iter().map(|one| one.1.clone()).collect();
    let counts = study.counts(&of)?;
    let mut found = Vec::new();
    let total = regions.len() as u64;
    for (done, ((region, incidents), counts)) in (0..).zip(regions.into_iter().zip(counts)) {
        checkpoint(control, done, total)?;
        found.push(study.region(region, &incidents, counts, control)?);
    }
    Ok(Trends {
        as_of,
        incidents: study.counted.len() as u32,
        newest_report: study.newest.map(calendar_day).transpose()?,
        unfounded: study.unfounded,
        not_dated: study.not_dated,
        in_no_region,
        rejected: usable.rejected,
        regions: found,
    })
}

/// An incident that counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted<'a> {
    pub(super) incident: &'a Incident,
    /// The day on which it counts, from 1970-01-01.
    pub(super) day: i64,
    /// Its time in days, where it can be used.
    pub(super) span: Option<(f64, f64)>,
}

/// What the trends of all regions share.
pub(super) struct Study<'a> {
    settings: &'a TrendSettings,
    limits: &'a Limits,
    as_of: i64,
    all: &'a [&'a Incident],
    /// The first and the last day of which counts are known.
    data_from: Option<i64>,
    data_to: Option<i64>,
    newest: Option<i64>,
    /// In order of their ids.
    counted: Vec<Counted<'a>>,
    unfounded: Vec<Pii<String>>,
    not_dated: Vec<Pii<String>>,
    /// Those without any day, which are in `not_dated` too.
    undated: Vec<&'a Incident>,
}

impl<'a> Study<'a> {
    pub(super) fn new(
        incidents: &'a [&'a Incident],
        as_of: NaiveDate,
        settings: &'a TrendSettings,
        limits: &'a Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        settings.check()?;
        let as_of = day_number(as_of);
        window::check_reach(settings, as_of)?;
        let left_out: FxHashSet<&str> = settings
            .left_out
            .iter()
            .map(|id| id.expose().as_str())
            .collect();
        let mut in_order: Vec<&Incident> = incidents.to_vec();
        in_order.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let (mut counted, mut unfounded, mut not_dated) = (Vec::new(), Vec::new(), Vec::new());
        let (mut undated, mut newest) = (Vec::new(), None);
        let total = in_order.len() as u64;
        for (done, incident) in (0..).zip(in_order) {
            if done % 4_096 == 0 {
                checkpoint(control, done, total)?;
            }
            let span = span(incident, Some(as_of));
            let middle = span.map(|(start, end)| f64::midpoint(start, end).floor() as i64);
            let reported = incident.reported_on.map(day_number);
            let day = middle.or(reported);
            let days = [day, reported].into_iter().flatten();
            newest = newest.max(days.filter(|day| *day < as_of).max());
            if incident.outcomes.contains(&Outcome::Unfounded) {
                unfounded.push(incident.id.clone());
                continue;
            }
            match day.filter(|day| *day < as_of) {
                Some(day) if !left_out.contains(incident.id.expose().as_str()) => {
                    counted.push(Counted {
                        incident,
                        day,
                        span,
                    });
                }
                Some(_) => {}
                None => {
                    let is_out = left_out.contains(incident.id.expose().as_str());
                    if day.is_none() && !is_out {
                        undated.push(incident);
                    }
                    not_dated.push(incident.id.clone());
                }
            }
        }
        let first = counted.iter().map(|one| one.day).min();
        Ok(Self {
            settings,
            limits,
            as_of,
            all: incidents,
            data_from: settings.data_from.map(day_number).or(first),
            data_to: settings.data_to.map(day_number).or(newest),
            newest,
            counted,
            unfounded,
            not_dated,
            undated,
        })
    }

    /// Regions with their incidents, and the ids of those in none. Without regions, all states.
    #[allow(clippy::type_complexity, reason = "used in one place")]
    fn regions(
        &self,
        regions: &[Region],
    ) -> Result<(Vec<(Region, Vec<Counted<'a>>)>, Vec<Pii<String>>)> {
        if regions.is_empty() {
            return Ok(self.states());
        }
        self.check_regions(regions)?;
        let asked = (regions.len() as u64).saturating_mul(self.counted.len() as u64);
        within("pairs", self.limits.pairs, asked)?;
        let mut is_in = vec![false; self.counted.len()];
        let mut found = Vec::new();
        for region in regions {
            let mut incidents = Vec::new();
            for (one, is_in) in self.counted.iter().zip(&mut is_in) {
                if region.has(one.incident) {
                    *is_in = true;
                    incidents.push(*one);
                }
            }
            found.push((region.clone(), incidents));
        }
        let outside = self.counted.iter().zip(is_in).filter(|(_, is_in)| !is_in);
        let outside = outside.map(|(one, _)| one.incident.id.clone()).collect();
        Ok((found, outside))
    }

    /// Whether each region of a state is of one that there is, or that an incident names: a slip of the pen would look calm.
    fn check_regions(&self, regions: &[Region]) -> Result<()> {
        for (at, region) in regions.iter().enumerate() {
            let Region::State { state } = region else {
                continue;
            };
            let code = state_code(state).unwrap_or_default();
            let is_named = || {
                let mut of = self.all.iter().filter_map(|one| region::state_of(one));
                of.any(|named| named == code)
            };
            if !is_state(&code) && !is_named() {
                return Err(wrong(&format!(
                    "region number {} names a state that is none, and that no incident names. A state is named by its code or in \
                     full, as IL or Illinois: {}",
                    at + 1,
                    state_names()
                )));
            }
        }
        Ok(())
    }

    /// All states that incidents name, with their incidents, and the ids of incidents that name none.
    #[allow(clippy::type_complexity, reason = "used in one place")]
    pub(super) fn states(&self) -> (Vec<(Region, Vec<Counted<'a>>)>, Vec<Pii<String>>) {
        let mut states: BTreeMap<String, Vec<Counted<'a>>> = BTreeMap::new();
        let mut outside = Vec::new();
        for one in &self.counted {
            match region::state_of(one.incident) {
                Some(state) => states.entry(state).or_default().push(*one),
                None => outside.push(one.incident.id.clone()),
            }
        }
        let states = states
            .into_iter()
            .map(|(state, incidents)| (Region::State { state }, incidents));
        (states.collect(), outside)
    }

    /// The trend of one region. Where it is a state, its count is tested beside those of all states.
    pub(super) fn one(&self, region: &Region, control: &dyn Control) -> Result<RegionTrend> {
        let (mut regions, _) = match region {
            Region::State { .. } => {
                self.check_regions(std::slice::from_ref(region))?;
                self.states()
            }
            _ => self.regions(std::slice::from_ref(region))?,
        };
        let is_asked = |one: &(Region, Vec<Counted<'a>>)| one.0.is_same_as(region);
        let at = regions.iter().position(is_asked).unwrap_or_else(|| {
            regions.push((region.clone(), Vec::new()));
            regions.len() - 1
        });
        let of: Vec<Vec<Counted<'_>>> = regions.iter().map(|one| one.1.clone()).collect();
        let counts = self.counts(&of)?;
        let both = regions.into_iter().zip(counts).nth(at);
        let ((_, incidents), counts) = both.ok_or(Error::Internal)?;
        self.region(region.clone(), &incidents, counts, control)
    }

    fn region(
        &self,
        region: Region,
        incidents: &[Counted<'_>],
        counts: WindowCounts,
        control: &dyn Control,
    ) -> Result<RegionTrend> {
        let window = i64::from(self.settings.window_days);
        let days = |length: i64| (self.as_of - length, self.as_of);
        let long = days(i64::from(self.settings.long_days));
        let of = |(from, to): (i64, i64)| -> Vec<Counted<'_>> {
            let longest = u32::try_from(to - from).unwrap_or(u32::MAX);
            let is_in =
                |one: &&Counted<'_>| (from..to).contains(&one.day) && !one.is_longer_than(longest);
            incidents.iter().filter(is_in).copied().collect()
        };
        let long_incidents = of(long);
        let has_reports = !incidents.is_empty();
        let mut window = self.period(&of(days(window)), days(window))?;
        let mut long_trend = self.period(&long_incidents, long)?;
        window.period.is_known &= has_reports;
        long_trend.period.is_known &= has_reports;
        Ok(RegionTrend {
            region,
            has_reports,
            counts,
            reported_late: self.late(incidents),
            longer_than_window: self.longer(incidents),
            window,
            long: long_trend,
            near_repeat: near::repeats(&long_incidents, self.settings, self.limits, control)?,
            alive: near::alive(&long_incidents, long, self.settings, self.limits, control)?,
        })
    }

    fn period(&self, incidents: &[Counted<'_>], days: (i64, i64)) -> Result<PeriodTrend> {
        let least = self.settings.least_incidents;
        let has_vehicle = |one: &&Counted<'_>| !one.incident.vehicles.is_empty();
        let with_vehicle = incidents.iter().filter(has_vehicle);
        let with_vehicle = with_vehicle.map(|one| one.incident.id.clone()).collect();
        Ok(PeriodTrend {
            period: Period {
                from: calendar_day(days.0)?,
                to: calendar_day(days.1)?,
                is_known: self.reaches(days.0),
                incidents: incidents
                    .iter()
                    .map(|one| one.incident.id.clone())
                    .collect(),
            },
            profile: self.profile(incidents)?,
            profile_incidents: hours::of_profile(incidents, &self.settings.profile)?,
            approaches: shares::shares(incidents, least, shares::approaches),
            outcomes: shares::shares(incidents, least, shares::outcomes),
            with_vehicle: if incidents.len() < least as usize {
                Answer::too_few(incidents.len(), least, "incidents")
            } else {
                Answer::Found(Share::new(
                    "vehicle".to_owned(),
                    with_vehicle,
                    incidents.len(),
                ))
            },
            vehicles: shares::shares(incidents, least, shares::vehicle_types),
            quality: quality::quality(incidents, days),
        })
    }

    fn profile(&self, incidents: &[Counted<'_>]) -> Result<Answer<TimeProfile>> {
        let known = incidents.iter().filter(|one| one.span.is_some());
        let times: Vec<TimeRange> = known
            .filter_map(|one| Some(one.incident.time.as_ref()?.expose().clone()))
            .collect();
        let profile = time_profile(&times, &self.settings.profile)?;
        Ok(match profile.school_run {
            SchoolRun::NotEnoughData {
                informative,
                needed,
            } => Answer::too_few(
                informative as usize,
                needed,
                "incidents have a time known to the hours",
            ),
            SchoolRun::Shares { .. } => Answer::Found(profile),
        })
    }
}

/// Days since 1970-01-01.
pub(super) fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce()) - i64::from(NaiveDate::default().num_days_from_ce())
}

fn calendar_day(day: i64) -> Result<NaiveDate> {
    date(day as f64).ok_or_else(|| wrong("as_of lies at the end of the calendar"))
}

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ReasonKind, SearchKind};
use crate::{Error, Result, json};

/// As of when a person is looked for, what counts as one place, and what each reason for or against a place is worth.
///
/// Every number is an assumption, and named: no published study of where registrants are found was read. Points put *places* in an order in
/// which to check them. They say nothing about the person.
///
/// ```
/// use caselink::tracking::{LocateSettings, ReasonKind};
///
/// let settings = LocateSettings::from_value(&serde_json::json!({
///     "as_of": "2026-03-09", "points": { "vehicle_seen": 30 },
/// }))?;
/// assert_eq!(settings.points_of(ReasonKind::VehicleSeen), 30);
/// assert_eq!(settings.points_of(ReasonKind::ConfirmedThere), 40);
/// // what speaks for a place takes no points away
/// assert!(LocateSettings::from_value(&serde_json::json!({
///     "as_of": "2026-03-09", "points": { "vehicle_seen": -30 },
/// })).is_err());
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocateSettings {
    /// The day. What is dated later has not happened: it is planned, or a slip.
    pub as_of: NaiveDate,
    /// What was on record on this day: facts that were recorded later are left out and counted. Facts of which nobody says when they were
    /// recorded stay in, and are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_on: Option<NaiveDate>,
    /// Positions that are so near each other are one place, where no two street addresses say otherwise, in metres; 0 to 500.
    #[serde(default = "defaults::same_place_m")]
    pub same_place_m: f64,
    /// A home that nobody confirmed for so many days is a gap in what is known.
    #[serde(default = "defaults::stale_after_days")]
    pub stale_after_days: u32,
    /// Gaps of fewer days are left out.
    #[serde(default = "defaults::gap_days")]
    pub gap_days: u32,
    /// A search that is older is to be done again.
    #[serde(default = "defaults::search_again_after_days")]
    pub search_again_after_days: u32,
    /// Searches that are to be done for everybody who is looked for.
    #[serde(default = "defaults::searches")]
    pub searches: Vec<SearchKind>,
    /// What speaks for a place is worth half after so many days, a quarter after twice as many.
    #[serde(default = "defaults::halved_after_days")]
    pub halved_after_days: u32,
    /// What nobody dated is worth this share, in percent.
    #[serde(default = "defaults::undated_percent")]
    pub undated_percent: u32,
    /// So many reasons of one kind count for a place; further ones are listed and count nothing.
    #[serde(default = "defaults::most_of_kind")]
    pub most_of_kind: u32,
    /// What each kind of reason is worth, in points; kinds that are not named have their default. For: 0 to 1,000; against: -1,000 to 0.
    #[serde(default)]
    pub points: BTreeMap<ReasonKind, i32>,
    /// The most places that are given; all are counted.
    #[serde(default = "defaults::most_places")]
    pub most_places: u32,
    /// The most reasons that are given for a place, and as many against it; the sum is of those that are given, those worth most, and
    /// the rest is one line.
    #[serde(default = "defaults::most_reasons")]
    pub most_reasons: u32,
    /// The most entries of the timeline that are given, the latest; all are counted.
    #[serde(default = "defaults::most_entries")]
    pub most_entries: u32,
    /// The most conflicts, and the most gaps, that are given, the latest; all are counted.
    #[serde(default = "defaults::most_conflicts")]
    pub most_conflicts: u32,
    /// The most checks that are given, the most urgent; all are counted.
    #[serde(default = "defaults::most_checks")]
    pub most_checks: u32,
}

mod defaults {
    use super::SearchKind;

    pub(super) const fn same_place_m() -> f64 {
        50.0
    }
    pub(super) const fn stale_after_days() -> u32 {
        365
    }
    pub(super) const fn gap_days() -> u32 {
        7
    }
    pub(super) const fn search_again_after_days() -> u32 {
        90
    }
    pub(super) fn searches() -> Vec<SearchKind> {
        vec![
            SearchKind::Custody,
            SearchKind::JailRoster,
            SearchKind::Death,
            SearchKind::Immigration,
            SearchKind::OtherRegistries,
            SearchKind::VehicleRegistration,
            SearchKind::Employment,
            SearchKind::Utilities,
        ]
    }
    pub(super) const fn halved_after_days() -> u32 {
        180
    }
    pub(super) const fn undated_percent() -> u32 {
        50
    }
    pub(super) const fn most_of_kind() -> u32 {
        2
    }
    pub(super) const fn most_places() -> u32 {
        50
    }
    pub(super) const fn most_reasons() -> u32 {
        50
    }
    pub(super) const fn most_entries() -> u32 {
        20_000
    }
    pub(super) const fn most_conflicts() -> u32 {
        200
    }
    pub(super) const fn most_checks() -> u32 {
        200
    }
}

impl LocateSettings {
    /// The defaults, as of a day.
    ///
    /// ```
    /// use caselink::tracking::LocateSettings;
    ///
    /// let settings = LocateSettings::on("2026-03-09".parse()?);
    /// assert_eq!(settings.halved_after_days, 180);
    /// # Ok::<(), chrono::ParseError>(())
    /// ```
    pub fn on(as_of: NaiveDate) -> Self {
        Self {
            as_of,
            known_on: None,
            same_place_m: defaults::same_place_m(),
            stale_after_days: defaults::stale_after_days(),
            gap_days: defaults::gap_days(),
            search_again_after_days: defaults::search_again_after_days(),
            searches: defaults::searches(),
            halved_after_days: defaults::halved_after_days(),
            undated_percent: defaults::undated_percent(),
            most_of_kind: defaults::most_of_kind(),
            points: BTreeMap::new(),
            most_places: defaults::most_places(),
            most_reasons: defaults::most_reasons(),
            most_entries: defaults::most_entries(),
            most_conflicts: defaults::most_conflicts(),
            most_checks: defaults::most_checks(),
        }
    }

    /// Reads settings from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or out of its range.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let settings: Self = json::read(value).map_err(wrong)?;
        settings.check()?;
        Ok(settings)
    }

    /// What a kind of reason is worth.
    pub fn points_of(&self, kind: ReasonKind) -> i32 {
        let own = self.points.get(&kind).copied();
        own.unwrap_or_else(|| kind.default_points())
    }

    pub(super) fn check(&self) -> Result<()> {
        let says = |is_right: bool, reason: &str| {
            if is_right {
                Ok(())
            } else {
                Err(wrong(reason.to_owned()))
            }
        };
        let is_year = |day: NaiveDate| (1900..=2150).contains(&day.year());
        says(
            is_year(self.as_of) && self.known_on.is_none_or(is_year),
            "as_of and known_on must be in the years 1900 to 2150",
        )?;
        says(
            (0.0..=500.0).contains(&self.same_place_m),
            "same_place_m must be between 0 and 500",
        )?;
        let days = [
            self.stale_after_days,
            self.gap_days,
            self.search_again_after_days,
            self.halved_after_days,
        ];
        says(
            days.iter().all(|days| (1..=36_500).contains(days)),
            "stale_after_days, gap_days, search_again_after_days and halved_after_days must be between 1 and 36,500",
        )?;
        says(
            self.undated_percent <= 100,
            "undated_percent must be 100 at most",
        )?;
        let most = [
            self.most_places,
            self.most_reasons,
            self.most_entries,
            self.most_conflicts,
            self.most_checks,
        ];
        says(
            most.iter().all(|most| *most <= 1_000_000),
            "most_places, most_reasons, most_entries, most_conflicts and most_checks must be 1,000,000 at most",
        )?;
        says(
            self.searches.len() <= 1_000,
            "searches must be 1,000 at most",
        )?;
        for (kind, points) in &self.points {
            let range = if kind.is_for() { 0..=1_000 } else { -1_000..=0 };
            says(
                range.contains(points),
                "points must be 0 to 1,000 for what speaks for a place, and -1,000 to 0 for what speaks against it",
            )?;
        }
        Ok(())
    }
}

fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason,
    }
}

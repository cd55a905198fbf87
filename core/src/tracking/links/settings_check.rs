//! What settings may be.

use super::{AnchorKind, LinkCaps, LinkGroup, LinkSettings, ValueShares};
use crate::{Error, Result, linkage::MilliBits};

/// The most that not meeting the duties may count: a likelihood ratio. Source: Levenson et al. 2010, NCJ 230536, in which failing to
/// register did not predict sexual reoffending (11 % against 9 %, not significant, of 2,970).
const MOST_NONCOMPLIANCE: f64 = 1.2;
/// The most that race may weigh, in thousandths of a bit: three tenths of a power of ten, a factor of two.
const MOST_RACE: i32 = 997;

impl LinkSettings {
    /// Whether every setting is in its range.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names one that is not.
    pub fn check(&self) -> Result<()> {
        self.check_numbers()?;
        self.check_shares()?;
        self.check_weights()
    }

    fn check_numbers(&self) -> Result<()> {
        let within = |name: &str, value: f64, least: f64, most: f64| {
            if (least..=most).contains(&value) {
                return Ok(());
            }
            Err(wrong(format!("{name} must be from {least} to {most}")))
        };
        within("radius_km", self.radius_km, 1.0, 1_000.0)?;
        within("distance_median_km", self.distance_median_km, 0.1, 1_000.0)?;
        within("distance_sigma", self.distance_sigma, 0.1, 5.0)?;
        within("commuter_km", self.commuter_km, 1.0, 20_000.0)?;
        within("background_prior", self.background_prior, 1e-6, 1e9)?;
        within("road_km_per_hour", self.road_km_per_hour, 1.0, 100_000.0)?;
        within("road_factor", self.road_factor, 1.0, 10.0)?;
        within(
            "flight_km_per_hour",
            self.flight_km_per_hour,
            100.0,
            100_000.0,
        )?;
        within("flight_ground_hours", self.flight_ground_hours, 0.0, 48.0)?;
        within("model_years", self.model_years, 1.0, 200.0)?;
        within("clock_slack_hours", self.clock_slack_hours, 0.0, 24.0)?;
        within(
            "unconfirmed_absence_ratio",
            self.unconfirmed_absence_ratio,
            1e-6,
            1.0,
        )?;
        within("seen_near_ratio", self.seen_near_ratio, 1.0, 1e6)?;
        within("seen_near_km", self.seen_near_km, 0.0, 1_000.0)?;
        within("area_km", self.area_km, 0.0, 1_000.0)?;
        within("area_offence_ratio", self.area_offence_ratio, 1.0, 1e6)?;
        within("area_home_ratio", self.area_home_ratio, 1.0, 1e6)?;
        within("area_family_ratio", self.area_family_ratio, 1.0, 1e6)?;
        within("victim_prior", self.victim_prior, 0.01, 1e6)?;
        within("model_year_sigma", self.model_year_sigma, 0.1, 100.0)?;
        within("age_sigma", self.age_sigma, 0.1, 100.0)?;
        within("height_sigma", self.height_sigma, 0.1, 100.0)?;
        within("registrant_share", self.registrant_share, 1e-9, 1.0)?;
        within(
            "noncompliance_ratio",
            self.noncompliance_ratio,
            1.0,
            MOST_NONCOMPLIANCE,
        )?;
        for (name, (from, to)) in [
            ("office_hours", self.office_hours),
            ("visit_hours", self.visit_hours),
        ] {
            if !(0.0 <= from && from < to && to <= 24.0) {
                return Err(wrong(format!("{name} must rise, from 0 to 24")));
            }
        }
        if self.slack_days > 3_660 || self.unreported_days > 3_660 {
            return Err(wrong(
                "slack_days and unreported_days must be 3,660 at most".to_owned(),
            ));
        }
        Ok(())
    }

    fn check_shares(&self) -> Result<()> {
        let share = |value: f64| (0.0..=1.0).contains(&value);
        let inside = |value: f64| value > 0.0 && value < 1.0;
        for (name, value) in [
            ("word_same", self.word_same),
            ("mark_same", self.mark_same),
            ("name_right", self.name_right),
            ("name_sounds", self.name_sounds),
            ("victim_same_sex", self.victim_same_sex),
            ("victim_same_age", self.victim_same_age),
        ] {
            if !inside(value) {
                return Err(wrong(format!("{name} must be above 0 and below 1")));
            }
        }
        if !(share(self.commuter_share) && share(self.undated_share)) {
            return Err(wrong(
                "commuter_share and undated_share must be from 0 to 1".to_owned(),
            ));
        }
        let values = [
            self.make,
            self.style,
            self.vehicle_color,
            self.sex,
            self.build,
            self.hair,
            self.facial_hair,
            self.eyes,
        ];
        let is_right =
            |one: &ValueShares| inside(one.same) && share(one.near) && one.same + one.near < 1.0;
        if !values.iter().all(is_right) {
            return Err(wrong(
                "same and near of every value must be shares below 1 together".to_owned(),
            ));
        }
        let (same, alike, slip) = self.plate_read;
        if !(inside(same) && inside(alike) && inside(slip) && same + alike + slip < 1.0) {
            return Err(wrong(
                "plate_read must be three shares below 1 together".to_owned(),
            ));
        }
        let mut kinds: Vec<AnchorKind> = self.anchor_shares.iter().map(|one| one.kind).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let shares = self.anchor_shares.iter().all(|one| share(one.share));
        if !shares || kinds.len() != self.anchor_shares.len() {
            return Err(wrong(
                "anchor_shares must name each kind once, with a share from 0 to 1".to_owned(),
            ));
        }
        let is_positive = |all: &[f64; 8]| all.iter().all(|one| *one > 0.0 && *one <= 1e6);
        if !self.case_population.contains_key("other")
            || !self.case_population.values().all(is_positive)
        {
            return Err(wrong(
                "case_population must have `other`, and shares above 0".to_owned(),
            ));
        }
        Ok(())
    }

    fn check_weights(&self) -> Result<()> {
        let caps = LinkGroup::ALL
            .iter()
            .all(|group| self.caps.get(group).is_some_and(|caps| is_valid(*caps)));
        if !caps || self.caps.len() != LinkGroup::ALL.len() {
            return Err(wrong(
                "caps must hold every group, each with least and most around 0".to_owned(),
            ));
        }
        let noncompliance = MilliBits::of_ratio(MOST_NONCOMPLIANCE);
        if self.caps(LinkGroup::Noncompliance).most > noncompliance {
            return Err(wrong(format!(
                "caps.noncompliance.most must be {} at most",
                noncompliance.0
            )));
        }
        let race = [self.race_same.0, self.race_differs.0];
        if race.iter().any(|one| one.abs() > MOST_RACE)
            || self.race_same.0 < 0
            || self.race_differs.0 > 0
        {
            return Err(wrong(format!(
                "race_same must be from 0 to {MOST_RACE}, race_differs from -{MOST_RACE} to 0"
            )));
        }
        let rise = self.weak_from <= self.lead_from && self.lead_from <= self.strong_from;
        if !rise {
            return Err(wrong(
                "weak_from, lead_from and strong_from must rise".to_owned(),
            ));
        }
        let positive = [
            self.plate_in_part,
            self.vehicle_look,
            self.style_and_color,
            self.speaks_from,
            self.individual_from,
        ];
        let against = [
            self.plate_differs,
            self.mark_missing,
            self.seen_far,
            self.seen_far_doubled,
        ];
        if positive.iter().any(|one| one.0 < 0) || against.iter().any(|one| one.0 > 0) {
            return Err(wrong(
                "plate_in_part, vehicle_look, style_and_color, speaks_from and individual_from must not be below 0; plate_differs, mark_missing, seen_far and seen_far_doubled not above"
                    .to_owned(),
            ));
        }
        Ok(())
    }
}

fn is_valid(caps: LinkCaps) -> bool {
    let (least, most) = (caps.least.0, caps.most.0);
    least <= 0 && most >= 0 && least >= -100_000 && most <= 100_000
}

pub(super) fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason,
    }
}

//! Whether settings can be used.

use super::{SightingGroup, SightingPart, SightingSettings};
use crate::{Error, Result, linkage::MilliBits};

impl SightingSettings {
    /// Whether the settings can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says which is out of its range.
    pub fn check(&self) -> Result<()> {
        let ranges = [
            ("road_km_per_hour", self.road_km_per_hour, 1.0, 1_000.0),
            ("road_factor", self.road_factor, 1.0, 10.0),
            ("flight_km_per_hour", self.flight_km_per_hour, 1.0, 5_000.0),
            ("flight_ground_hours", self.flight_ground_hours, 0.0, 48.0),
            ("clock_slack_hours", self.clock_slack_hours, 0.0, 24.0),
            ("unknown_zone_hours", self.unknown_zone_hours, 0.0, 24.0),
            (
                "unstated_uncertainty_m",
                self.unstated_uncertainty_m,
                0.0,
                1_000_000.0,
            ),
            ("near_km", self.near_km, 0.0, 1_000.0),
            ("near_hours", self.near_hours, 0.0, 8_784.0),
            ("age_sigma", self.age_sigma, 0.1, 20.0),
            ("age_right", self.age_right, 0.01, 1.0),
            ("age_spread", self.age_spread, 1.0, 100.0),
            ("height_sigma", self.height_sigma, 0.1, 50.0),
            ("height_right", self.height_right, 0.01, 1.0),
            ("height_spread", self.height_spread, 1.0, 200.0),
            ("growth_cm", self.growth_cm.0, 0.0, self.growth_cm.1),
            ("growth_cm", self.growth_cm.1, 0.0, 50.0),
            ("grown_at", self.grown_at, 0.0, 30.0),
            (
                "height_half_life_days",
                self.height_half_life_days,
                0.01,
                100_000.0,
            ),
            ("hearsay_share", self.hearsay_share, 0.0, 1.0),
        ];
        for (name, value, least, most) in ranges {
            if !(least..=most).contains(&value) {
                return Err(wrong(format!("{name}: must be from {least} to {most}")));
            }
        }
        for (part, value) in &self.values {
            let half = value.half_life_days.unwrap_or(1.0);
            let is_value = matches!(
                part,
                SightingPart::Sex
                    | SightingPart::EyeColor
                    | SightingPart::HairColor
                    | SightingPart::HairLength
                    | SightingPart::Build
                    | SightingPart::Eyewear
                    | SightingPart::Clothing
                    | SightingPart::Race
            );
            if !is_value {
                return Err(wrong("values: names a part that has no values".to_owned()));
            }
            if !(0.01..=100_000.0).contains(&half) {
                return Err(wrong(
                    "values: half_life_days must be from 0.01 to 100,000".to_owned(),
                ));
            }
            let all = [value.same, value.near, value.different];
            if all.into_iter().any(is_beyond) || value.different.0 > value.same.0 {
                return Err(wrong(
                    "values: must be within 100,000 thousandths of a bit, and different not above same".to_owned(),
                ));
            }
            if *part == SightingPart::Race && (value.same.0 > 997 || value.different.0 < -997) {
                return Err(wrong(
                    "values: race must not weigh beyond 997 thousandths of a bit either way"
                        .to_owned(),
                ));
            }
        }
        for group in SightingGroup::ALL {
            let caps = self.caps(group);
            if caps.least.0 > 0 || caps.most.0 < 0 || is_beyond(caps.least) || is_beyond(caps.most)
            {
                return Err(wrong(
                    "caps: least must not be above 0, nor most below, and both within 100,000 thousandths of a bit".to_owned(),
                ));
            }
        }
        let weights = [
            self.near,
            self.far,
            self.far_doubled,
            self.voice,
            self.least_guess,
            self.mark_same,
            self.mark_words,
            self.mark_kind,
            self.mark_missing,
            self.plate_same,
            self.plate_near,
            self.plate_different,
            self.look_same,
            self.look_different,
            self.look_most,
            self.weak_from,
            self.lead_from,
            self.strong_from,
            self.speaks_from,
            self.individual_from,
        ];
        if weights.into_iter().any(is_beyond) {
            return Err(wrong(
                "weights must be within 100,000 thousandths of a bit".to_owned(),
            ));
        }
        if self.far.0 > 0 || self.far_doubled.0 > 0 || self.least_guess.0 > 0 {
            return Err(wrong(
                "far, far_doubled and least_guess: must not be above 0".to_owned(),
            ));
        }
        if !(self.weak_from.0 <= self.lead_from.0 && self.lead_from.0 <= self.strong_from.0) {
            return Err(wrong(
                "weak_from, lead_from and strong_from: must not go down".to_owned(),
            ));
        }
        if self.most_neighbours > 10_000 || self.most_voices > 100 || self.most > 10_000 {
            return Err(wrong(
                "most_neighbours and most: must be 10,000 at most, and most_voices 100".to_owned(),
            ));
        }
        Ok(())
    }
}

const fn is_beyond(weight: MilliBits) -> bool {
    weight.0 > 100_000 || weight.0 < -100_000
}

pub(super) fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "settings",
        reason,
    }
}

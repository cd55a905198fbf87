//! The vehicle that a witness saw against those of a registrant at that time.

use super::{
    case_facts::{CaseVehicle, overlaps},
    columns::{NO_START, OwnVehicle},
    numbers::bits,
    score::{LevelOf, Part, Scorer, better, is_number},
};
use crate::compare::PlateLevel;

/// The least share of vehicles that has one plate.
const ONE_PLATE: f64 = 1e-5;

impl Scorer<'_> {
    /// The pair of vehicles that says most.
    pub(super) fn vehicle(&self, offender: u32) -> Part {
        let mut best = Part::default();
        if self.case.vehicles.is_empty() {
            return best;
        }
        for (own_at, own) in (0u32..).zip(self.index.columns.vehicles.get(offender)) {
            let days = self.case.window.map(|window| (window.first, window.last));
            if days.is_some_and(|days| !overlaps(own.start, own.end, days)) {
                continue;
            }
            for (case_at, seen) in (0u32..).zip(&self.case.vehicles) {
                let mut part = self.one_vehicle(seen, own);
                part.own_at = own_at;
                if own.start == NO_START || days.is_none() {
                    part.raw = self.undated.of(part.raw);
                }
                best = better(best, part.with_case(case_at));
            }
        }
        best
    }

    fn one_vehicle(&self, seen: &CaseVehicle, own: &OwnVehicle) -> Part {
        let look = self.look(seen, own);
        let plate = self.plate(seen, own);
        let Some((plate, level)) = plate else {
            return look.map_or_else(Part::default, |raw| Part {
                raw,
                is_compared: true,
                level: LevelOf::Look,
                ..Part::default()
            });
        };
        let look = look.unwrap_or_default();
        let raw = match level {
            // make and colour follow from the plate; only what contradicts it says something
            LevelOf::PlateSame | LevelOf::PlateDiffers => plate + look.min(0),
            _ => plate + look,
        };
        Part {
            raw,
            is_compared: true,
            is_individual: plate >= self.settings.individual_from.0,
            level,
            ..Part::default()
        }
    }

    fn plate(&self, seen: &CaseVehicle, own: &OwnVehicle) -> Option<(i32, LevelOf)> {
        let fits = seen.fits.as_ref().filter(|_| is_number(own.plate))?;
        let plates = &self.index.values.plates;
        let (same, alike, slip) = self.settings.plate_read;
        let most = self.settings.plate_in_part.0;
        let Some(level) = fits.levels.get(&own.plate) else {
            let both = seen.is_whole && self.index.plate_forms.is_whole(own.plate);
            let differs = self.settings.plate_differs.0;
            return both.then_some((differs, LevelOf::PlateDiffers));
        };
        let by_share = |read: f64| bits(read / fits.share(*level)).min(most);
        Some(match level {
            PlateLevel::Same => {
                let count = f64::from(plates.count(own.plate));
                let share = (count / f64::from(plates.total().max(1_000))).max(ONE_PLATE);
                let raw = bits(same / share);
                let states = &self.index.values.states;
                let own_state = states.word(own.state);
                match (own_state, seen.state.as_deref()) {
                    (Some(own), Some(seen)) if own != seen => {
                        (raw.min(most), LevelOf::PlateOtherState)
                    }
                    _ => (raw, LevelOf::PlateSame),
                }
            }
            PlateLevel::Confusable => (by_share(alike), LevelOf::PlateAlike),
            PlateLevel::OneEdit => (by_share(slip), LevelOf::PlateSlip),
            _ => (by_share(same), LevelOf::PlatePart),
        })
    }

    /// Make, style, colour and year; `None` where nothing can be compared.
    fn look(&self, seen: &CaseVehicle, own: &OwnVehicle) -> Option<i32> {
        let make = seen.make.of(own.make);
        let style = seen.style.of(own.style);
        let colors = seen.colors.iter().flat_map(|seen| {
            let own = own.colors.iter();
            own.filter_map(|own| seen.of(*own))
        });
        let color = colors.max();
        let year = (seen.year != 0 && own.year != 0).then(|| {
            let gap = f64::from(seen.year.abs_diff(own.year));
            let sigma = self.settings.model_year_sigma;
            let bell = libm::exp(-gap * gap / (2.0 * sigma * sigma));
            let density = bell / (sigma * (2.0 * std::f64::consts::PI).sqrt());
            bits((density * self.settings.model_years).max(0.1))
        });
        let parts = [make, style, color, year];
        if parts.iter().all(Option::is_none) {
            return None;
        }
        let sum: i32 = parts.iter().flatten().sum();
        let is_plain = make.is_none_or(|make| make <= 0) && year.is_none_or(|year| year <= 0);
        let most = if is_plain {
            self.settings.style_and_color.0
        } else {
            self.settings.vehicle_look.0
        };
        Some(sum.min(most))
    }
}

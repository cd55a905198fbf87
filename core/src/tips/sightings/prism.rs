//! Could the child have been there? The space-time prism between where it was at other times.

use super::{
    SightingSettings, TravelAnchor, TravelCheck, TravelFinding, TravelOrder,
    facts::{Spot, When},
    words,
};
use crate::{earth, records::Pii, tips::clock};

/// Minutes from and to, by the clock of `axis`: UTC where its zone is known, else what the clocks there showed.
fn span(when: When, axis: When, slack: i64) -> (i64, i64) {
    let (from, to) = match (axis.zone, when.utc) {
        (Some(_), Some(utc)) => utc,
        (Some(taken), None) => when.utc_in(taken),
        (None, _) => when.shown,
    };
    (from - slack, to + slack)
}

/// The way between a sighting and another place, in minutes.
#[derive(Clone, Copy)]
pub(super) struct Way {
    /// When the child was at the other place, by the clock of the sighting.
    pub(super) anchor: (i64, i64),
    pub(super) seen: (i64, i64),
    pub(super) km: (f64, f64),
    /// What the way takes at the least.
    pub(super) least: f64,
    /// What it takes by road between the far edges.
    pub(super) most: f64,
    pub(super) by_air: bool,
    /// What it takes by road between the near edges.
    pub(super) road: f64,
}

impl Way {
    pub(super) fn between(seen: Spot, other: Spot, settings: &SightingSettings) -> Self {
        let slack = settings.clock_slack_hours * 60.0;
        let zones = if seen.when.zone.is_some() && other.when.zone.is_some() {
            0.0
        } else {
            let (a, b) = (seen.disc.centre.1, other.disc.centre.1);
            let apart = (a - b).abs();
            // the way round that is shorter
            let apart = apart.min(360.0 - apart);
            settings.unknown_zone_hours * 60.0 + apart * 4.0
        };
        let anchor = span(other.when, seen.when, (slack + zones).ceil() as i64);
        let (metres, radii) = (
            earth::metres(seen.disc.unit, other.disc.unit),
            seen.disc.radius_m + other.disc.radius_m,
        );
        let km = (
            (metres - radii).max(0.0) / 1_000.0,
            (metres + radii) / 1_000.0,
        );
        let road = |km: f64| km * settings.road_factor / settings.road_km_per_hour * 60.0;
        let air = (km.0 / settings.flight_km_per_hour + settings.flight_ground_hours) * 60.0;
        let by_air = settings.flights && air < road(km.0);
        Self {
            anchor,
            seen: span(seen.when, seen.when, 0),
            km,
            least: if by_air { air } else { road(km.0) },
            most: road(km.1),
            by_air,
            road: road(km.0),
        }
    }

    /// The minutes at which nobody can have been at the sighting, the ends left out; none where there are none.
    pub(super) fn shut(&self) -> Option<(f64, f64)> {
        let (from, to) = (
            self.anchor.1 as f64 - self.least,
            self.anchor.0 as f64 + self.least,
        );
        (from < to).then_some((from, to))
    }

    pub(super) fn gap_least(&self) -> i64 {
        let (seen, anchor) = (self.seen, self.anchor);
        (seen.0 - anchor.1).max(anchor.0 - seen.1).max(0)
    }

    pub(super) fn gap_most(&self) -> i64 {
        let (seen, anchor) = (self.seen, self.anchor);
        (seen.1 - anchor.0).max(anchor.1 - seen.0)
    }

    pub(super) fn finding(&self) -> TravelFinding {
        let (from, to) = (self.seen.0 as f64, self.seen.1 as f64);
        if self.shut().is_some_and(|shut| shut.0 < from && shut.1 > to) {
            TravelFinding::Infeasible
        } else if self.most <= self.gap_least() as f64 {
            TravelFinding::Feasible
        } else {
            TravelFinding::Possible
        }
    }

    fn order(&self) -> TravelOrder {
        if self.anchor.1 <= self.seen.0 {
            TravelOrder::Before
        } else if self.anchor.0 >= self.seen.1 {
            TravelOrder::After
        } else {
            TravelOrder::Overlaps
        }
    }

    pub(super) fn told(
        &self,
        record: Pii<String>,
        anchor: TravelAnchor,
        verified: bool,
        settings: &SightingSettings,
    ) -> TravelCheck {
        let hours = |minutes: f64| (minutes / 60.0 * 100.0).round() / 100.0;
        let km = |km: f64| (km * 10.0).round() / 10.0;
        let way = if self.by_air {
            format!(
                "{} km by air at {} km/h and {} h on the ground take {}",
                words::number(km(self.km.0)),
                words::number(settings.flight_km_per_hour),
                words::number(settings.flight_ground_hours),
                clock::in_words(self.least.ceil() as i64),
            )
        } else {
            format!(
                "{} km × {} at {} km/h take {}",
                words::number(km(self.km.0)),
                words::number(settings.road_factor),
                words::number(settings.road_km_per_hour),
                clock::in_words(self.least.ceil() as i64),
            )
        };
        let arithmetic = format!(
            "at the least {way}; there were {} at the least and {} at the most",
            clock::in_words(self.gap_least()),
            clock::in_words(self.gap_most()),
        );
        TravelCheck {
            record,
            anchor,
            verified,
            order: self.order(),
            km_least: km(self.km.0),
            km_most: km(self.km.1),
            hours_least: hours(self.gap_least() as f64),
            hours_most: hours(self.gap_most() as f64),
            needed_least: hours(self.least),
            needed_most: hours(self.most),
            by_air: self.by_air,
            finding: self.finding(),
            arithmetic,
        }
    }
}

/// The numbers of the ways that together leave no minute at which the child can have been there; none where one is left.
pub(super) fn ruled_out(ways: &[(usize, Way)]) -> Option<Vec<usize>> {
    let (from, to) = ways.first().map(|(_, way)| way.seen)?;
    let mut shut: Vec<(f64, f64, usize)> = ways
        .iter()
        .filter_map(|(number, way)| way.shut().map(|shut| (shut.0, shut.1, *number)))
        .collect();
    shut.sort_by(|a, b| {
        a.0.total_cmp(&b.0)
            .then(b.1.total_cmp(&a.1))
            .then(a.2.cmp(&b.2))
    });
    let (mut free, mut by) = (from as f64, Vec::new());
    for (start, end, number) in shut {
        if start < free && end > free {
            free = end;
            by.push(number);
        }
        if free > to as f64 {
            return Some(by);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn way(anchor: (i64, i64), seen: (i64, i64), least: f64) -> Way {
        Way {
            anchor,
            seen,
            km: (0.0, 0.0),
            least,
            most: least,
            by_air: false,
            road: least,
        }
    }

    proptest! {
        /// Against every minute of the sighting and every minute of each anchor.
        #[test]
        fn it_is_what_trying_every_minute_finds(
            seen in (0i64..40, 0i64..25),
            anchors in prop::collection::vec((-20i64..60, 0i64..20, 0u8..40), 0..4),
        ) {
            let seen = (seen.0, seen.0 + seen.1);
            let ways: Vec<(usize, Way)> = anchors
                .iter()
                .map(|(from, length, least)| way((*from, from + length), seen, f64::from(*least) + 0.5))
                .enumerate()
                .collect();
            // in halves of a minute, so that nothing lies between two steps
            let can = (seen.0 * 2..=seen.1 * 2).any(|at| {
                ways.iter().all(|(_, way)| {
                    (way.anchor.0 * 2..=way.anchor.1 * 2).any(|then| (at - then).abs() as f64 >= way.least * 2.0)
                })
            });
            prop_assert_eq!(ruled_out(&ways).is_some(), !can && !ways.is_empty());
        }
    }

    #[test]
    fn two_that_leave_a_minute_each_may_leave_none_together() {
        // from noon on it may be there by the first, until ten by the second
        let (first, second) = (
            way((0, 0), (590, 730), 720.0),
            way((1_200, 1_200), (590, 730), 600.0),
        );
        assert_eq!(first.finding(), TravelFinding::Possible);
        assert_eq!(second.finding(), TravelFinding::Possible);
        assert_eq!(ruled_out(&[(0, first)]), None);
        assert_eq!(ruled_out(&[(0, first), (1, second)]), Some(vec![0, 1]));
    }
}

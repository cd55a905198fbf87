//! Can the registrant have been there? What rules somebody out, and what only speaks against it.

use super::{
    LinkSettings, OffenderIndex,
    case_facts::{CaseFacts, Window},
    columns::{AwayKind, Seen, SeenKind},
    grid::wide,
    numbers::bits,
    score::{LevelOf, Part},
};
use crate::tracking::great_circle::km;

/// What rules a registrant out.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Ruled {
    /// Dead, by the last day that it can have been.
    Died(i32),
    /// In verified custody throughout.
    Held(u32),
    /// Seen too far away, by these sightings, from the first to the last.
    Elsewhere(u32, u32),
}

/// Whether something rules a registrant out: certain on both sides, and over the whole time of the case.
pub(super) fn ruled_out(
    index: &OffenderIndex,
    case: &CaseFacts,
    settings: &LinkSettings,
    offender: u32,
) -> Option<Ruled> {
    let window = case.window.filter(|window| window.is_known)?;
    let died = index.columns.died.get(offender as usize).copied()?;
    if died < window.first {
        return Some(Ruled::Died(died));
    }
    let away = index.columns.away.get(offender);
    let held = away.iter().position(|one| {
        // who is taken in during a day was free before, and who is let go, after
        one.kind == AwayKind::Custody && one.start < window.first && one.sure_end > window.last
    });
    if let Some(at) = held {
        return Some(Ruled::Held(at as u32));
    }
    elsewhere(index, case, settings, window, offender)
}

/// Sightings between which nobody can have come to the place of the case and gone from it.
fn elsewhere(
    index: &OffenderIndex,
    case: &CaseFacts,
    settings: &LinkSettings,
    window: Window,
    offender: u32,
) -> Option<Ruled> {
    let all = index.columns.seen.get(offender);
    if all.is_empty() || !case.is_confirmed {
        return None;
    }
    let checked = index.columns.checked.get(offender);
    let mut shut: Vec<(i64, i64, u32)> = Vec::new();
    for (at, seen) in (0u32..).zip(all) {
        if seen.kind == SeenKind::Unverified {
            continue;
        }
        let (from, to) = hours(seen, settings);
        // over all the days between the sighting and the case
        let (first, last) = (seen.from, (seen.to - 1).max(seen.from));
        let (first, last) = (
            window.first.min(day_of(first)),
            window.last.max(day_of(last)),
        );
        let is_checked = checked
            .iter()
            .any(|(start, end)| *start <= first && *end > last);
        let may_fly = settings.flights && !is_checked;
        let Some(minutes) = soonest(index, case, settings, seen, may_fly) else {
            continue;
        };
        // at any minute in between, nobody can have been there
        if to - minutes < from + minutes {
            shut.push((to - minutes, from + minutes, at));
        }
    }
    shut.sort_unstable();
    let (mut free_from, mut first, mut last) = (window.from, None, 0);
    for (from, to, at) in shut {
        if from < free_from && to > free_from {
            free_from = to;
            first = first.or(Some(at));
            last = at;
        }
        if free_from > window.to {
            return first.map(|first| Ruled::Elsewhere(first, last));
        }
    }
    None
}

/// From when to when someone may have been seen, by the hours of offices and visits.
pub(super) fn hours(seen: &Seen, settings: &LinkSettings) -> (i64, i64) {
    let within = |(from, to): (f64, f64)| {
        (
            seen.from + (from * 60.0) as i64,
            seen.from + (to * 60.0) as i64,
        )
    };
    match seen.kind {
        SeenKind::Office => within(settings.office_hours),
        SeenKind::Visit => within(settings.visit_hours),
        SeenKind::Verified | SeenKind::Unverified => (seen.from, seen.to),
    }
}

/// Kilometres as the crow flies between the near edges of a sighting and the case.
pub(super) fn apart(index: &OffenderIndex, case: &CaseFacts, seen: &Seen) -> Option<f64> {
    let (centre, off) = case.place?;
    let position = index.positions.get(seen.position as usize)?;
    let between = km(centre, wide(position.unit));
    Some((between - off - f64::from(position.uncertainty_km)).max(0.0))
}

/// Minutes that the way takes at the least by road.
pub(super) fn travel(
    index: &OffenderIndex,
    case: &CaseFacts,
    settings: &LinkSettings,
    seen: &Seen,
) -> Option<i64> {
    soonest(index, case, settings, seen, false)
}

/// Minutes that the way takes at the least, by road or by air.
fn soonest(
    index: &OffenderIndex,
    case: &CaseFacts,
    settings: &LinkSettings,
    seen: &Seen,
    may_fly: bool,
) -> Option<i64> {
    let km = apart(index, case, seen)?;
    let road = km * settings.road_factor / settings.road_km_per_hour;
    let air = km / settings.flight_km_per_hour + settings.flight_ground_hours;
    let hours = if may_fly { road.min(air) } else { road };
    let hours = hours - settings.clock_slack_hours;
    Some((hours.max(0.0) * 60.0) as i64)
}

const fn day_of(minute: i64) -> i32 {
    minute.div_euclid(1_440) as i32
}

/// What speaks against it most, and else what speaks for it.
pub(super) fn stronger(best: Part, other: Part) -> Part {
    let is_first = best.is_nothing();
    let is_worse = other.raw < 0 && other.raw < best.raw;
    let is_better = best.raw >= 0 && other.raw > best.raw;
    if !other.is_nothing() && (is_first || is_worse || is_better) {
        other
    } else {
        best
    }
}

/// What speaks for or against the registrant having been there, but rules nothing out.
pub(super) fn part(
    index: &OffenderIndex,
    case: &CaseFacts,
    settings: &LinkSettings,
    offender: u32,
) -> Part {
    let Some(window) = case.window else {
        return Part::default();
    };
    let mut best = Part::default();
    let mut add = |raw: i32, level, own_at: u32| {
        let part = Part {
            raw,
            is_compared: true,
            own_at,
            level,
            ..Part::default()
        };
        best = stronger(best, part);
    };
    for (at, one) in (0u32..).zip(index.columns.away.get(offender)) {
        let is_throughout = one.start <= window.first && one.end > window.last;
        if is_throughout {
            add(bits(settings.unconfirmed_absence_ratio), LevelOf::Away, at);
        }
    }
    let (from, to) = (window.from - 1_440, window.to + 1_440);
    let seen = index.columns.seen.get(offender);
    // a way of more than ten days is none
    let first = seen.partition_point(|one| one.from < from - 14_400);
    let near = seen.iter().enumerate().skip(first);
    for (at, one) in near.take_while(|(_, one)| one.from <= to + 14_400) {
        let Some(km) = apart(index, case, one) else {
            continue;
        };
        let (start, end) = hours(one, settings);
        let is_then = end >= from && start <= to;
        if is_then && km <= settings.seen_near_km {
            add(bits(settings.seen_near_ratio), LevelOf::SeenNear, at as u32);
            continue;
        }
        let Some(needed) = travel(index, case, settings, one) else {
            continue;
        };
        // the longest time that there can have been
        let longest = (window.to - start).max(end - window.from).max(60);
        if needed > longest {
            let times = needed as f64 / longest as f64;
            let doubled = f64::from(settings.seen_far_doubled.0) * libm::log2(times);
            let raw = settings.seen_far.0 + doubled.max(-100_000.0) as i32;
            add(raw, LevelOf::SeenFar, at as u32);
        }
    }
    best
}

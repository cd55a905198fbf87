//! Can the registrant have been there? What rules somebody out, and what only speaks against it.

use super::{
    LinkSettings, OffenderIndex,
    builder::bits,
    case_facts::{CaseFacts, Window},
    columns::{AwayKind, Seen, SeenKind},
    grid::wide,
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
    let mut shut: Vec<(i64, i64, u32)> = Vec::new();
    for (at, seen) in (0u32..).zip(all) {
        if seen.kind == SeenKind::Unverified {
            continue;
        }
        let (from, to) = hours(seen, settings);
        let Some(minutes) = travel(index, case, settings, seen) else {
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

/// Minutes that the way takes at the least.
pub(super) fn travel(
    index: &OffenderIndex,
    case: &CaseFacts,
    settings: &LinkSettings,
    seen: &Seen,
) -> Option<i64> {
    let km = apart(index, case, seen)?;
    let hours = km * settings.road_factor / settings.road_km_per_hour - settings.clock_slack_hours;
    Some((hours.max(0.0) * 60.0) as i64)
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
        // what speaks against it most, and else what speaks for it
        let is_first = best.level == LevelOf::Nothing;
        let is_worse = raw < 0 && raw < best.raw;
        let is_better = best.raw >= 0 && raw > best.raw;
        if is_first || is_worse || is_better {
            best = Part {
                raw,
                is_compared: true,
                own_at,
                level,
                ..Part::default()
            };
        }
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
            // one bit as soon as it is too far, and two more with each doubling
            let raw = -1_000 - (2_000.0 * libm::log2(times)) as i32;
            add(raw, LevelOf::SeenFar, at as u32);
        }
    }
    best
}

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use super::{
    CaseSightings, SightingCounts, SightingOutcome, SightingScore, SightingSettings,
    SightingWeighed, TimelinePoint, TimelinePointKind,
    board::Board,
    facts::{Disc, When, is_sighting},
    weigh::supports,
};
use crate::{
    Control, Error, Result,
    control::checkpoint,
    documents::LeadNotice,
    records::{Case, Limits, Pii, Rejections, Tip},
};

/// How many sightings are weighed between two looks at a [`Control`].
const AT_ONCE: usize = 512;

/// Says what speaks for a sighting being of the child of a case and what against, and whether the child can have been there at all.
///
/// `others` are further sightings of the same case: verified ones can rule it out, those of other callers speak for it. A sighting among them
/// with the id of the one that is weighed is passed over. The case need not be named in the sighting.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings that cannot be used, [`Error::LimitExceeded`] for more than 1,000,000 others.
///
/// ```
/// use caselink::{records::{Case, Tip}, tips::{SightingOutcome, SightingSettings, weigh_sighting}};
/// use serde_json::{from_value, json};
///
/// let case: Case = from_value(json!({
///     "id": "NC-1187730",
///     "last_seen": { "earliest": "2026-02-27T16:00:00", "latest": "2026-02-27T16:10:00", "time_zone": "America/Chicago" },
///     "last_seen_place": { "address": { "latitude": 42.2711, "longitude": -89.0940 }, "uncertainty_m": 200,
///                          "provenance": { "confidence": "confirmed" } },
///     "people": [{ "role": "child", "sex": "F", "birth_date": "2015-05-01", "description": { "hair_color": "brown" } }],
/// }))?;
/// let sighting = |id: &str, at: &str, latitude: f64, longitude: f64| -> Result<Tip, serde_json::Error> {
///     from_value(json!({
///         "id": id, "kind": "sighting", "about": ["NC-1187730"],
///         "observed": { "earliest": at, "latest": at, "time_zone": "America/Chicago" },
///         "place": { "address": { "latitude": latitude, "longitude": longitude }, "uncertainty_m": 100 },
///         "people": [{ "role": "child", "sex": "F", "description": { "age": { "least": 9, "most": 11 }, "hair_color": "brown" } }],
///     }))
/// };
/// let settings = SightingSettings::default();
/// let near = weigh_sighting(&sighting("S-1", "2026-02-27T18:00:00", 42.5083, -89.0318)?, &case, &[], &settings)?;
/// assert_eq!(near.outcome, SightingOutcome::Weak);
/// // Los Angeles an hour and a half later
/// let far = weigh_sighting(&sighting("S-2", "2026-02-27T17:40:00", 34.0522, -118.2437)?, &case, &[], &settings)?;
/// assert_eq!(far.outcome, SightingOutcome::Excluded);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn weigh_sighting(
    sighting: &Tip,
    case: &Case,
    others: &[Tip],
    settings: &SightingSettings,
) -> Result<SightingWeighed> {
    settings.check()?;
    crate::error::within("rows", 1_000_000, others.len() as u64)?;
    let mut ids: FxHashSet<&str> = FxHashSet::default();
    ids.insert(sighting.id.expose());
    let others = others
        .iter()
        .enumerate()
        .filter(|(_, tip)| ids.insert(tip.id.expose()));
    let all = std::iter::once((0, sighting)).chain(others.map(|(at, tip)| (at as u32 + 1, tip)));
    let board = Board::of(case, all, settings);
    let counts = |number: usize| board.own(number).is_some_and(|own| supports(&own));
    let own = board.own(0);
    own.and_then(|own| board.weigh(0, own, &counts, true))
        .ok_or(Error::Internal)
}

/// All sightings of a case, weighed with one another and put in order, with the timeline.
///
/// A report is one of the case where it names the case in `about`, and a sighting by its kind, by what it gives or by what the caller asked
/// for. What an answer depends on is the records and not their order.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for settings that cannot be used, [`Error::LimitExceeded`], [`Error::Cancelled`].
///
/// ```
/// use caselink::{NoControl, records::{Case, Limits, Tip}, tips::{SightingSettings, sightings_of}};
/// use serde_json::{from_value, json};
///
/// let case: Case = from_value(json!({ "id": "NC-1187730" }))?;
/// let tips: Vec<Tip> = vec![
///     from_value(json!({ "id": "S-1", "kind": "sighting", "about": ["NC-1187730"] }))?,
///     from_value(json!({ "id": "S-2", "kind": "sighting", "about": ["NC-1"] }))?,
/// ];
/// let found = sightings_of(&case, &tips, &SightingSettings::default(), &Limits::default(), &NoControl)?;
/// assert_eq!((found.counts.insufficient, found.counts.not_of_case), (1, 1));
/// assert_eq!(found.ask[0], "when the child was last seen");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sightings_of(
    case: &Case,
    tips: &[Tip],
    settings: &SightingSettings,
    limits: &Limits,
    control: &dyn Control,
) -> Result<CaseSightings> {
    settings.check()?;
    limits.check_rows(tips.len() as u64)?;
    let mut counts = SightingCounts::default();
    let mut ids: FxHashSet<&str> = FxHashSet::default();
    let mut of_case: Vec<(u32, &Tip)> = Vec::new();
    for (at, tip) in (0u32..).zip(tips) {
        if !tip.about.contains(&case.id) {
            counts.not_of_case += 1;
        } else if !is_sighting(tip) {
            counts.not_sightings += 1;
        } else if !ids.insert(tip.id.expose()) {
            counts.repeated += 1;
        } else {
            of_case.push((at, tip));
        }
    }
    let board = Board::of(case, of_case, settings);
    let count = board.seen.len();
    limits.check_pairs((count as u64).saturating_mul(u64::from(settings.most_neighbours) * 2))?;
    // each is looked at twice: by itself, and among the others
    let total = count as u64 * 2;
    let tick = |done: usize| {
        if done.is_multiple_of(AT_ONCE) {
            checkpoint(control, done as u64, total)
        } else {
            Ok(())
        }
    };
    let mut speaks: Vec<bool> = Vec::with_capacity(count);
    for number in 0..count {
        tick(number)?;
        speaks.push(board.own(number).is_some_and(|own| supports(&own)));
    }
    let supports = |number: usize| speaks.get(number).copied().unwrap_or(false);
    let mut ranked: Vec<(SightingScore, usize)> = Vec::with_capacity(count);
    for (number, seen) in board.seen.iter().enumerate() {
        tick(count + number)?;
        let own = board.own(number).ok_or(Error::Internal)?;
        let weighed = board
            .weigh(number, own, &supports, false)
            .ok_or(Error::Internal)?;
        counts.add(weighed.outcome);
        counts.without_place += u32::from(seen.disc.is_none());
        counts.without_time += u32::from(seen.when.is_none());
        let score = SightingScore {
            sighting: weighed.sighting,
            at: seen.at,
            outcome: weighed.outcome,
            insufficient: weighed.insufficient,
            total: weighed.total,
            verified: seen.is_verified,
        };
        ranked.push((score, number));
    }
    ranked.sort_by(|(a, _), (b, _)| {
        let key = |one: &SightingScore| (place(one.outcome), Reverse(one.total));
        (key(a), &a.sighting).cmp(&(key(b), &b.sighting))
    });
    let mut explained = Vec::new();
    for (rank, (_, number)) in (1..).zip(&ranked).take(settings.most as usize) {
        let own = board.own(*number).ok_or(Error::Internal)?;
        let mut one = board
            .weigh(*number, own, &supports, true)
            .ok_or(Error::Internal)?;
        one.rank = rank;
        explained.push(one);
    }
    let timeline = timeline(&board, &ranked);
    checkpoint(control, total, total)?;
    Ok(CaseSightings {
        case: case.id.clone(),
        as_of: settings.as_of,
        counts,
        ranked: ranked.into_iter().map(|(score, _)| score).collect(),
        explained,
        timeline,
        ask: board.missing.lacks(),
        rejected: Rejections::default(),
        notice: LeadNotice::TEXT.to_owned(),
    })
}

/// In which order outcomes are read.
const fn place(outcome: SightingOutcome) -> u8 {
    match outcome {
        SightingOutcome::Strong => 0,
        SightingOutcome::Lead => 1,
        SightingOutcome::Weak => 2,
        SightingOutcome::Insufficient => 3,
        SightingOutcome::Excluded => 4,
    }
}

fn timeline(board: &Board<'_>, ranked: &[(SightingScore, usize)]) -> Vec<TimelinePoint> {
    let point =
        |record: &Pii<String>, when: When, disc: Option<Disc>, verified: bool| TimelinePoint {
            kind: TimelinePointKind::Sighting,
            record: record.clone(),
            from: when.from,
            to: when.to,
            time_zone: when.zone.map(|zone| zone.name().to_owned()),
            latitude: disc.map(|disc| disc.centre.0.into()),
            longitude: disc.map(|disc| disc.centre.1.into()),
            uncertainty_m: disc.map(|disc| disc.radius_m),
            verified,
            outcome: None,
        };
    let missing = &board.missing;
    let last_seen = missing.when.map(|when| TimelinePoint {
        kind: TimelinePointKind::LastSeen,
        ..point(
            &missing.case.id,
            when,
            missing.disc,
            missing.spot().is_some_and(|spot| spot.is_verified),
        )
    });
    let sightings = ranked.iter().filter_map(|(score, number)| {
        let seen = board.seen.get(*number)?;
        Some(TimelinePoint {
            outcome: Some(score.outcome),
            ..point(&score.sighting, seen.when?, seen.disc, score.verified)
        })
    });
    let mut all: Vec<TimelinePoint> = last_seen.into_iter().chain(sightings).collect();
    all.sort_by(|a, b| {
        let key = |one: &TimelinePoint| (one.from, one.to, one.kind);
        (key(a), &a.record).cmp(&(key(b), &b.record))
    });
    all
}

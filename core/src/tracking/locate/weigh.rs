//! What reasons are worth, in whole points.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{FactSource, LocateSettings, PlaceReason, ReasonKind, words};

/// A reason before it is weighed.
pub(super) struct Reason {
    pub(super) kind: ReasonKind,
    pub(super) on: Option<NaiveDate>,
    pub(super) words: String,
    pub(super) source: FactSource,
    /// Why it counts nothing, where it does not.
    pub(super) less: Option<String>,
}

pub(super) fn sum(reasons: &[PlaceReason]) -> i32 {
    reasons
        .iter()
        .fold(0_i32, |sum, one| sum.saturating_add(one.points))
}

/// Points of each reason, those worth most first.
pub(super) fn weigh(reasons: Vec<Reason>, settings: &LocateSettings) -> Vec<PlaceReason> {
    let mut all: Vec<PlaceReason> = reasons
        .into_iter()
        .map(|reason| one(reason, settings))
        .collect();
    order(&mut all);
    let mut counted: BTreeMap<ReasonKind, u32> = BTreeMap::new();
    let mut sources = BTreeSet::new();
    for reason in &mut all {
        if reason.points == 0 {
            continue;
        }
        let same = reason.source.source.clone().zip(reason.on);
        if let Some((source, on)) = same
            && !sources.insert((reason.kind, source, on, reason.source.record.clone()))
        {
            (reason.points, reason.less) = (
                0,
                Some("the same source on the same day counts once".to_owned()),
            );
            continue;
        }
        let count = counted.entry(reason.kind).or_default();
        *count += 1;
        if *count > settings.most_of_kind {
            let less = format!("{} of this kind count already", settings.most_of_kind);
            (reason.points, reason.less) = (0, Some(less));
        }
    }
    order(&mut all);
    all
}

fn order(all: &mut [PlaceReason]) {
    all.sort_by(|a, b| {
        let key = |one: &PlaceReason| {
            (
                std::cmp::Reverse(one.points.unsigned_abs()),
                std::cmp::Reverse(one.on),
                one.kind,
            )
        };
        key(a).cmp(&key(b)).then_with(|| a.source.cmp(&b.source))
    });
}

fn one(reason: Reason, settings: &LocateSettings) -> PlaceReason {
    let full = settings.points_of(reason.kind);
    let age = reason.on.map(|on| (settings.as_of - on).num_days());
    let age_days = age.and_then(|days| u32::try_from(days).ok());
    let (points, less) = match (reason.less, age) {
        (Some(less), _) => (0, Some(less)),
        (None, _) if !reason.kind.fades() => (full, None),
        (None, None) => {
            let points = rounded(f64::from(full) * f64::from(settings.undated_percent) / 100.0);
            let less = format!("nobody dated it: {} %", settings.undated_percent);
            (points, (points != full).then_some(less))
        }
        (None, Some(age)) => {
            let halvings = age.max(0) as f64 / f64::from(settings.halved_after_days);
            let points = rounded(f64::from(full) * libm::exp2(-halvings));
            let less = format!(
                "{} old: half for each {}",
                words::days(age_days.unwrap_or(0)),
                words::days(settings.halved_after_days)
            );
            (points, (points != full).then_some(less))
        }
    };
    PlaceReason {
        kind: reason.kind,
        points,
        full,
        words: reason.words,
        on: reason.on,
        age_days,
        less,
        source: reason.source,
    }
}

fn rounded(points: f64) -> i32 {
    libm::round(points) as i32
}

/// Keeps so many reasons, and makes one line of the rest: the sum stays.
pub(super) fn cut(reasons: &mut Vec<PlaceReason>, most: usize) {
    if reasons.len() <= most {
        return;
    }
    let rest = reasons.split_off(most);
    let points = sum(&rest);
    if let Some(first) = rest.first() {
        reasons.push(PlaceReason {
            kind: ReasonKind::Others,
            points,
            full: points,
            words: format!("{} further reasons, each worth no more", rest.len()),
            on: None,
            age_days: None,
            less: None,
            source: first.source.clone(),
        });
    }
}

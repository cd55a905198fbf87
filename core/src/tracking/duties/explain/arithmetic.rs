//! How a day was worked out, step by step, with each convention that was used.

use chrono::{Datelike, NaiveDate};

use crate::tracking::duties::{
    calendar::{Calendar, Direction, DutyTerm, TermUnit},
    compile::Rule,
    holidays::{federal_holidays, observed},
    judge::Case,
    outcome::{Fact, Instance, Outcome},
    pack::{DutyRule, Pattern, RulePack},
    policy::{ClosedDay, DayZero, EarlyRule, LateEffect, LeapDay, MonthEnd, ScheduleBase},
    state::{DutyState, ExcuseReason},
};

pub(super) fn date(day: NaiveDate) -> String {
    day.format("%a %Y-%m-%d").to_string()
}

pub(super) fn arithmetic(
    case: &Case<'_>,
    out: &Outcome,
    rule: &Rule,
    duty: &DutyRule,
    pack: &RulePack,
    calendar: &Calendar,
    one: &Instance,
) -> Vec<String> {
    let mut steps = Vec::new();
    if one.fallback {
        let tier = pack.tiers.fallback.as_deref().unwrap_or_default();
        steps.push(format!(
            "No tier of the scheme {} was decided: computed by tier {tier}, which the pack falls back on.",
            pack.tiers.scheme
        ));
    }
    steps.extend(lives_there(case, pack, one));
    match (one.anchor, one.due) {
        (Some(anchor), Some(due)) => match &duty.schedule {
            Some(schedule) => scheduled(
                calendar,
                &schedule.pattern,
                pack,
                one,
                anchor,
                due,
                &mut steps,
            ),
            None => {
                if let Some((term, direction)) = rule.within {
                    within(calendar, term, direction, anchor, due, &mut steps);
                }
            }
        },
        _ => steps.push("There is no day to count from.".to_owned()),
    }
    if let Some(due) = one.due {
        steps.push(deadline(calendar, due));
    }
    if let (Some(from), Some(to)) = (rule.from.or(Some(NaiveDate::MIN)), rule.to) {
        let from = if from == NaiveDate::MIN {
            "always".to_owned()
        } else {
            from.to_string()
        };
        steps.push(format!("This version of the rule is in force since {from} and until the day before {to}; it governs what is counted from those days."));
    }
    steps.push(outcome(case, out, one));
    steps
}

/// Why the count begins later than the stay that it is counted from.
fn lives_there(case: &Case<'_>, pack: &RulePack, one: &Instance) -> Option<String> {
    let Fact::Stay(at) = one.anchor_fact else {
        return None;
    };
    let start = case
        .offender
        .stays
        .get(at as usize)?
        .span
        .expose()
        .start()?;
    let (anchor, rule) = (one.anchor?, pack.residence.as_ref()?);
    let end = case.offender.stays.get(at as usize)?.span.expose().end();
    if anchor <= start || end == Some(anchor) {
        return None;
    }
    let notes = rule.parts.iter().map(|part| part.note.as_str());
    let parts = std::iter::once(rule.cite.as_str()).chain(notes);
    let parts = parts.collect::<Vec<_>>().join("; ");
    Some(format!(
        "There without a home since {}; lives there from {} on ({parts}).",
        date(start),
        date(anchor)
    ))
}

/// The days that were skipped, in words.
fn within(
    calendar: &Calendar,
    term: DutyTerm,
    direction: Direction,
    anchor: NaiveDate,
    due: NaiveDate,
    steps: &mut Vec<String>,
) {
    let side = match direction {
        Direction::After => "after",
        Direction::Before => "before",
    };
    let day_zero = match (direction, calendar.policy.day_zero) {
        (Direction::After, DayZero::Counted) => "the day itself counts",
        _ => "the day itself does not count",
    };
    if term.count == 0 || term.unit == TermUnit::Immediate {
        steps.push(format!("On {} at the latest.", date(due)));
        return;
    }
    let partly = if matches!(term.unit, TermUnit::Hours) {
        "; the record has no hour, so hours run from the end of the day and are whole days"
    } else {
        ""
    };
    steps.push(format!(
        "{} {side} {}, {day_zero}{partly}: {}.",
        term.words(),
        date(anchor),
        date(due)
    ));
    match term.unit {
        TermUnit::BusinessDays | TermUnit::WorkingDays => {
            let (from, to) = if anchor <= due {
                (anchor, due)
            } else {
                (due, anchor)
            };
            let mut skipped = Vec::new();
            for holiday in holidays(calendar, from, to) {
                skipped.push(holiday);
            }
            let holidays = if skipped.is_empty() {
                "no holiday of the calendar lies between".to_owned()
            } else {
                format!("not counted: {}", skipped.join(", "))
            };
            let week = if term.unit == TermUnit::BusinessDays {
                "Monday to Friday count"
            } else {
                "the days of the calendar's working week count"
            };
            steps.push(format!("{week}; {holidays}."));
        }
        TermUnit::Months | TermUnit::Years => steps.push(month_words(calendar)),
        _ => {}
    }
    if calendar.policy.closed_day == ClosedDay::NextBusinessDay && direction == Direction::After {
        steps.push("A deadline on a day without business is the next business day.".to_owned());
    }
}

fn holidays(calendar: &Calendar, from: NaiveDate, to: NaiveDate) -> Vec<String> {
    let mut found: Vec<(NaiveDate, String)> = Vec::new();
    if (to - from).num_days() > 400 {
        return Vec::new();
    }
    for year in from.year()..=to.year() + 1 {
        if calendar.policy.federal_holidays {
            for holiday in federal_holidays(year) {
                if from < holiday.observed && holiday.observed <= to {
                    let moved = if holiday.observed == holiday.date {
                        ""
                    } else {
                        ", observed"
                    };
                    found.push((
                        holiday.observed,
                        format!("{} ({}{moved})", date(holiday.observed), holiday.name),
                    ));
                }
            }
        }
        for own in &calendar.policy.own_holidays {
            let kept = own.from_year.is_none_or(|from| from <= year)
                && own.to_year.is_none_or(|to| year <= to);
            if let Some(day) = own.on.in_year(year).filter(|_| kept) {
                let day = if own.observed { observed(day) } else { day };
                if from < day && day <= to {
                    found.push((day, format!("{} ({})", date(day), own.name)));
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found.into_iter().map(|(_, words)| words).collect()
}

pub(super) fn month_words(calendar: &Calendar) -> String {
    let end = match calendar.policy.month_end {
        MonthEnd::Clamp => "the last day of a shorter month stands for a day that it lacks",
        MonthEnd::Roll => "the first day of the next month stands for a day that a month lacks",
    };
    let leap = match calendar.policy.leap_day {
        LeapDay::February28 => "28 February",
        LeapDay::March1 => "1 March",
    };
    format!("By months, {end}; the anniversary of 29 February is {leap}.")
}

fn scheduled(
    calendar: &Calendar,
    pattern: &Pattern,
    pack: &RulePack,
    one: &Instance,
    anchor: NaiveDate,
    due: NaiveDate,
    steps: &mut Vec<String>,
) {
    let policy = &calendar.policy;
    let every = match pattern {
        Pattern::Every(term) => Some(*term),
        Pattern::ByTier(every) => one
            .tier
            .and_then(|tier| every.get(pack.tiers.order.get(usize::from(tier))?).copied()),
        Pattern::ByRiskLevel { every, .. } => one
            .tier
            .and_then(|level| every.values().nth(usize::from(level)).copied()),
        Pattern::BirthMonth => {
            steps.push(format!(
                "Each year in the month of birth: by {}.",
                date(due)
            ));
            None
        }
        Pattern::AssignedMonth { .. } => {
            steps.push(format!(
                "Each year in the assigned month: by {}.",
                date(due)
            ));
            None
        }
        Pattern::Birthday { before, after } => {
            steps.push(format!(
                "Each year around the birthday, from {} before to {} after: by {}.",
                before.words(),
                after.words(),
                date(due)
            ));
            None
        }
    };
    if let Some((every, (base, number))) = every.zip(one.base) {
        let level = match (pattern, one.tier) {
            (Pattern::ByTier(_), Some(tier)) => pack
                .tiers
                .order
                .get(usize::from(tier))
                .map(|tier| format!("Tier {tier}: ")),
            (Pattern::ByRiskLevel { every, .. }, Some(level)) => every
                .keys()
                .nth(usize::from(level))
                .map(|level| format!("Level {level}: ")),
            _ => None,
        };
        let level = level.unwrap_or_default();
        let how = match policy.schedule {
            ScheduleBase::Anchored => {
                format!("{number} times {} from {}", every.words(), date(base))
            }
            ScheduleBase::Chained => {
                format!("{} from the one before, {}", every.words(), date(base))
            }
        };
        steps.push(format!(
            "{level}every {}: {how} is {}.",
            every.words(),
            date(due)
        ));
        if matches!(every.unit, TermUnit::Months | TermUnit::Years) {
            steps.push(month_words(calendar));
        }
        steps.push(
            match (policy.schedule, policy.late) {
                (ScheduleBase::Anchored, LateEffect::KeepsAnchor) => {
                    "The schedule is anchored; a late verification does not move it."
                }
                (ScheduleBase::Anchored, LateEffect::ReAnchors) => {
                    "The schedule is anchored; a late verification moves it to its day."
                }
                (ScheduleBase::Chained, _) => {
                    "The schedule is chained: the next counts from the day of the verification."
                }
            }
            .to_owned(),
        );
    }
    if let Some(opens) = one.opens {
        steps.push(match policy.early {
            EarlyRule::Window { days } if matches!(pattern, Pattern::Every(_) | Pattern::ByTier(_) | Pattern::ByRiskLevel { .. }) => {
                format!("What is done from {} on counts: {days} days before, and after the last due day ({}).", date(opens), date(anchor))
            }
            _ => format!("What is done from {} on counts.", date(opens)),
        });
    }
}

fn deadline(calendar: &Calendar, due: NaiveDate) -> String {
    match (
        calendar.policy.time_zone.as_deref(),
        calendar.policy.office_closes,
    ) {
        (Some(zone), None) => format!("In time until the end of {} in {zone}.", date(due)),
        (Some(zone), Some(hour)) => format!(
            "In time until the office closes on {} at {hour} in {zone}.",
            date(due)
        ),
        (None, _) => format!(
            "In time until the end of {} where the registry is; the calendar names no time zone.",
            date(due)
        ),
    }
}

fn outcome(case: &Case<'_>, out: &Outcome, one: &Instance) -> String {
    let place = out.places.get(one.jurisdiction as usize);
    let today = place
        .and_then(|place| {
            case.packs
                .rule(place.plan, usize::from(one.family), usize::from(one.rule))
        })
        .map_or(case.options.as_of, |(rule, ..)| case.today(rule).day);
    let met = one.met_on.map(date).unwrap_or_default();
    let least = if one.approximate { " at least" } else { "" };
    match one.state {
        DutyState::NotYetDue => format!("On {} there is time.", date(today)),
        DutyState::DueSoon { days } => format!("On {} there are {days} days left.", date(today)),
        DutyState::Met => format!("Done on {met}: in time."),
        DutyState::MetLate { days } => format!("Done on {met}: {days} days late{least}."),
        DutyState::Overdue { days } => {
            format!(
                "Nothing on record that meets it by {}: {days} days over{least}.",
                date(today)
            )
        }
        DutyState::Excused { reason } => match reason {
            ExcuseReason::Custody => "The person was in custody on that day.".to_owned(),
            ExcuseReason::Deceased => "The person was dead on that day.".to_owned(),
            ExcuseReason::Deported => {
                "The person had been declared deported by that day.".to_owned()
            }
        },
        DutyState::ShortNotice {
            days,
            accommodation,
        } => {
            let why = if accommodation {
                "the record says why that was accepted"
            } else {
                "the record does not say whether that was accepted"
            };
            format!("Notice was given on {met}, {days} days ahead{least}: {why}.")
        }
        DutyState::Undetermined { missing } => format!("Not determined: {}.", missing.words()),
    }
}

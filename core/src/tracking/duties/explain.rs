//! An outcome in words: made when somebody reads it, and not before.

use chrono::{Datelike, NaiveDate};

use super::{
    assessment::{Assessment, DutyEvidence, DutyExplanation, DutyLine, JurisdictionAssessment},
    calendar::{Calendar, Direction, DutyTerm, TermUnit},
    compile::Rule,
    facts::{code_of, recorded},
    judge::Case,
    outcome::{Fact, Instance, Outcome, Place},
    pack::{DutyRule, Pattern, RulePack, Trust},
    policy::{ClosedDay, DayZero, EarlyRule, LateEffect, LeapDay, MonthEnd, ScheduleBase},
    state::{DutyState, ExcuseReason, Missing},
};
use crate::records::{PartialDate, Pii, Provenance};

/// The whole assessment, with explanations where the options ask for them.
pub(super) fn assessment(case: &Case<'_>, out: &Outcome) -> Assessment {
    let mut order: Vec<usize> = (0..out.places.len()).collect();
    let code = |at: &usize| {
        out.places
            .get(*at)
            .map(|place| code_of(case.offender, place.code))
    };
    order.sort_by_key(code);
    Assessment {
        id: case.offender.person.id.clone(),
        as_of: case.options.as_of,
        known_on: case.options.known_on,
        compliance: out.compliance,
        fugitive: out.fugitive,
        whereabouts: out.whereabouts,
        legal_process: out.process,
        indicators: out.indicators,
        jurisdictions: order
            .into_iter()
            .filter_map(|at| Some(jurisdiction(case, out, at as u32, out.places.get(at)?)))
            .collect(),
        notes: out.notes,
    }
}

fn jurisdiction(case: &Case<'_>, out: &Outcome, at: u32, place: &Place) -> JurisdictionAssessment {
    let mut duties: Vec<DutyLine> = out
        .instances
        .iter()
        .filter(|one| one.jurisdiction == at)
        .filter_map(|one| line(case, out, place, one))
        .collect();
    duties.sort_by(|a, b| {
        (a.due, &a.duty, a.anchor, &a.pack).cmp(&(b.due, &b.duty, b.anchor, &b.pack))
    });
    let pack = place.tier_pack.and_then(|pack| case.packs.source(pack));
    let missing = if pack.is_none() {
        Some(Missing::RulePack)
    } else if place.registered {
        None
    } else if case.options.all_registries {
        Some(Missing::RegistrationDate)
    } else {
        Some(Missing::OtherRegistry)
    };
    JurisdictionAssessment {
        jurisdiction: code_of(case.offender, place.code).to_owned(),
        registered: place.registered,
        compliance: place.compliance,
        tier: place
            .tier
            .and_then(|tier| pack?.tiers.order.get(usize::from(tier)).cloned()),
        tier_is_fallback: place.tier_is_fallback,
        period: place.period,
        open: place.open,
        late: place.late,
        missing,
        duties,
    }
}

fn line(case: &Case<'_>, out: &Outcome, place: &Place, one: &Instance) -> Option<DutyLine> {
    let (rule, duty, pack) =
        case.packs
            .rule(place.plan, usize::from(one.family), usize::from(one.rule))?;
    let calendar = case.calendar(rule)?;
    Some(DutyLine {
        duty: duty.id.clone(),
        pack: pack.pack.clone(),
        version: pack.version.clone(),
        trust: duty.trust,
        counts: rule.counts || case.options.count_unconfirmed,
        state: one.state,
        at_least: one.approximate,
        open: one.open,
        anchor: one.anchor,
        opens: one.opens,
        due: one.due,
        deadline: one.due.and_then(|due| calendar.deadline(due)),
        met_on: one.met_on,
        explanation: case.options.explain.then(|| DutyExplanation {
            title: duty.title.clone(),
            cite: duty.cite.clone(),
            confirmed: confirmed(duty, pack),
            arithmetic: arithmetic(case, out, rule, duty, pack, calendar, one),
            knowable: knowable(case, one),
            evidence: [("anchor", one.anchor_fact), ("met", one.evidence)]
                .into_iter()
                .filter_map(|(role, fact)| evidence(case, out, role, fact))
                .collect(),
        }),
    })
}

fn confirmed(duty: &DutyRule, pack: &RulePack) -> String {
    let rule = match duty.trust {
        Trust::Verified => "The rule was read in the law or in the agency's own text.",
        Trust::Secondary => "The rule was read in someone else's account of the law: check it.",
        Trust::Memory => {
            "UNCONFIRMED: no text that was read confirms the rule; check it before anything rests on it."
        }
    };
    let pack_words = if pack.illustrative {
        " The pack is ILLUSTRATIVE and not to be used for work."
    } else if pack.status.verified {
        ""
    } else {
        " Nobody with the authority to do so has signed the pack."
    };
    format!("{rule}{pack_words}")
}

fn date(day: NaiveDate) -> String {
    day.format("%a %Y-%m-%d").to_string()
}

fn arithmetic(
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
            for holiday in super::holidays::federal_holidays(year) {
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
                let day = if own.observed {
                    super::holidays::observed(day)
                } else {
                    day
                };
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

fn month_words(calendar: &Calendar) -> String {
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

/// What the agency could have known on the last day.
fn knowable(case: &Case<'_>, one: &Instance) -> String {
    let Some(due) = one.due else {
        return "Without a day there is nothing that could have been known by it.".to_owned();
    };
    let Some((of, within)) = provenance(case, one.anchor_fact) else {
        return "It follows from the schedule, which was known.".to_owned();
    };
    match recorded(of, within) {
        None => "The record does not say when the event was recorded, so nobody can say what was known by then.".to_owned(),
        Some(on) if on <= due => format!("The event was on record since {on}: the agency could have known by {due}."),
        Some(on) => format!("The event was recorded on {on}, after {due}: the agency could not have known by then from this record."),
    }
}

/// The provenance of a fact, and when the part that holds it was recorded.
fn provenance<'a>(
    case: &Case<'a>,
    fact: Fact,
) -> Option<(Option<&'a Provenance>, Option<NaiveDate>)> {
    let record = case.known.record;
    let person = case.offender.person.provenance.as_ref();
    let whole = |of: Option<&'a Provenance>| Some((of.or(person), record));
    match fact {
        Fact::Nothing | Fact::Schedule | Fact::Duty(_) => None,
        Fact::Conviction(at) => whole(
            case.offender
                .convictions
                .get(at as usize)?
                .provenance
                .as_ref(),
        ),
        Fact::Registration(at) => whole(
            case.offender
                .registrations
                .get(at as usize)?
                .provenance
                .as_ref(),
        ),
        Fact::Stay(at) => whole(case.offender.stays.get(at as usize)?.provenance.as_ref()),
        Fact::Event(at) => whole(case.offender.events.get(at as usize)?.provenance.as_ref()),
        Fact::Vehicle(at) => whole(case.offender.vehicles.get(at as usize)?.provenance.as_ref()),
        Fact::Appearance(at, number) => {
            let registration = case.offender.registrations.get(at as usize)?;
            let of = registration
                .appearances
                .get(number as usize)?
                .provenance
                .as_ref();
            let parent = registration.provenance.as_ref();
            Some((of.or(parent).or(person), recorded(parent, record)))
        }
        Fact::RegistryTier(at, number) => {
            let registration = case.offender.registrations.get(at as usize)?;
            let of = registration.tiers.get(number as usize)?.provenance.as_ref();
            let parent = registration.provenance.as_ref();
            Some((of.or(parent).or(person), recorded(parent, record)))
        }
        Fact::ConvictionTier(at, number) => {
            let conviction = case.offender.convictions.get(at as usize)?;
            let of = conviction.tiers.get(number as usize)?.provenance.as_ref();
            let parent = conviction.provenance.as_ref();
            Some((of.or(parent).or(person), recorded(parent, record)))
        }
    }
}

fn evidence(case: &Case<'_>, out: &Outcome, role: &str, fact: Fact) -> Option<DutyEvidence> {
    let offender = case.offender;
    let day = |day: NaiveDate| Some(Pii::new(day.to_string()));
    let partial =
        |date: Option<&Pii<PartialDate>>| date.map(|date| Pii::new(date.expose().to_string()));
    let (field, on) = match fact {
        Fact::Nothing | Fact::Schedule => return None,
        Fact::Conviction(at) => {
            let one = offender.convictions.get(at as usize)?;
            let date = one.released_on.as_ref().or(one.sentenced_on.as_ref());
            (format!("convictions[{at}]"), partial(date))
        }
        Fact::Registration(at) => {
            let one = offender.registrations.get(at as usize)?;
            (
                format!("registrations[{at}]"),
                one.span.expose().start().and_then(day),
            )
        }
        Fact::Appearance(at, number) => {
            let one = offender
                .registrations
                .get(at as usize)?
                .appearances
                .get(number as usize)?;
            (
                format!("registrations[{at}].appearances[{number}]"),
                day(*one.on.expose()),
            )
        }
        Fact::Stay(at) => {
            let one = offender.stays.get(at as usize)?;
            (
                format!("stays[{at}]"),
                one.span.expose().start().and_then(day),
            )
        }
        Fact::Event(at) => (
            format!("events[{at}]"),
            partial(Some(&offender.events.get(at as usize)?.on)),
        ),
        Fact::Vehicle(at) => {
            let one = offender.vehicles.get(at as usize)?;
            (
                format!("vehicles[{at}]"),
                one.span
                    .as_ref()
                    .and_then(|span| span.expose().start())
                    .and_then(day),
            )
        }
        Fact::RegistryTier(at, number) => {
            let one = offender
                .registrations
                .get(at as usize)?
                .tiers
                .get(number as usize)?;
            (
                format!("registrations[{at}].tiers[{number}]"),
                one.effective_from.and_then(day),
            )
        }
        Fact::ConvictionTier(at, number) => {
            let one = offender
                .convictions
                .get(at as usize)?
                .tiers
                .get(number as usize)?;
            (
                format!("convictions[{at}].tiers[{number}]"),
                one.effective_from.and_then(day),
            )
        }
        Fact::Duty(at) => {
            let base = out.instances.get(at as usize)?;
            return evidence(case, out, role, base.evidence);
        }
    };
    let (of, within) = provenance(case, fact)?;
    Some(DutyEvidence {
        role: role.to_owned(),
        field,
        on,
        recorded_on: recorded(of, within),
        source: of.and_then(|of| of.source.clone()),
    })
}

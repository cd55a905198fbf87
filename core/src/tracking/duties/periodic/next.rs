//! The next day of a schedule.

use chrono::{Datelike, NaiveDate};

use super::Walk;
use crate::{
    records::PartialDate,
    tracking::duties::{
        calendar::DutyTerm,
        compile::{Rule, Steps},
        facts::{birthday, days_before},
        judge::{Case, Scratch},
        outcome::Fact,
        schedule::due,
        state::Missing,
        tiers::{Decided, TierSteps},
    },
};

/// The next day that is due.
pub(super) enum Next {
    Due {
        due: NaiveDate,
        opens: Option<NaiveDate>,
        every: Option<DutyTerm>,
        /// What it is counted from, and how many terms before it.
        base: (NaiveDate, u32),
        tier: Option<u8>,
        fallback: bool,
        by: Fact,
    },
    /// Another tier holds before that day comes.
    Changed(NaiveDate),
    /// The first tier was decided on a day before that one, and has this term.
    Decided(NaiveDate, Option<DutyTerm>),
    Missing(Missing),
    Nothing,
}

impl Case<'_> {
    pub(super) fn next(&self, rule: &Rule, walk: &Walk, work: &Scratch) -> Next {
        let Some((calendar, steps)) = self.calendar(rule).zip(rule.pattern.as_ref()) else {
            return Next::Nothing;
        };
        let yearly = |found: Option<(NaiveDate, NaiveDate)>| match found {
            Some((opens, due)) => Next::Due {
                due,
                opens: Some(opens),
                every: None,
                base: (walk.anchor, walk.number),
                tier: None,
                fallback: false,
                by: Fact::Nothing,
            },
            None => Next::Nothing,
        };
        let born = work.facts.born;
        match steps {
            Steps::Every(term) => self.interval(rule, walk, *term, None, None, false),
            Steps::ByTier(every) => {
                let fallback = self.pack(rule).and_then(|pack| pack.fallback);
                let term = |tier: u8| every.get(usize::from(tier)).copied().flatten();
                self.by_level(rule, walk, &work.tiers, fallback, term)
            }
            Steps::ByRisk {
                levels, fallback, ..
            } => {
                let term = |level: u8| levels.get(usize::from(level)).map(|(_, term)| *term);
                self.by_level(rule, walk, &work.risks, *fallback, term)
            }
            Steps::BirthMonth => match born.and_then(PartialDate::month) {
                Some(month) => yearly(month_after(walk.at, u32::from(month))),
                None => Next::Missing(Missing::BirthDate),
            },
            Steps::Month(month) => yearly(month_after(walk.at, *month)),
            Steps::Birthday(before, after) => match born.and_then(PartialDate::to_date) {
                Some(born) => yearly((walk.at.year() - 1..=walk.at.year() + 2).find_map(|year| {
                    let day = birthday(calendar, born, year)?;
                    let due = calendar.after(day, *after)?;
                    let opens = calendar.before(day, *before)?;
                    // a window that was open as the schedule began is not a failure
                    (due > walk.at && opens > days_before(walk.at, 1)).then_some((opens, due))
                })),
                None => Next::Missing(Missing::BirthDate),
            },
        }
    }

    fn by_level(
        &self,
        rule: &Rule,
        walk: &Walk,
        steps: &TierSteps,
        fallback: Option<u8>,
        term: impl Fn(u8) -> Option<DutyTerm>,
    ) -> Next {
        let decided = steps.on(walk.at);
        let next = steps.next(walk.at);
        let first = next.filter(|_| decided.is_none());
        let first = first.and_then(|step| Some((step.from?, term(step.tier))));
        let level = decided.map(|step| step.tier).or(fallback);
        let Some((level, every)) = level.and_then(|level| Some((level, term(level)?))) else {
            // from the next decision on there may be something to count
            let from = next.and_then(|step| step.from);
            return match (from.filter(|from| *from <= self.until), first) {
                (Some(from), Some((_, every))) => Next::Decided(from, every),
                (Some(from), None) => Next::Changed(from),
                (None, _) if level.is_none() => Next::Missing(Missing::Tier),
                (None, _) => Next::Nothing,
            };
        };
        let found = self.by_term(rule, walk, steps, every, (level, decided), &term);
        match (first, &found) {
            (Some((from, every)), Next::Due { due, .. }) if from <= *due => {
                Next::Decided(from, every)
            }
            _ => found,
        }
    }

    fn by_term(
        &self,
        rule: &Rule,
        walk: &Walk,
        steps: &TierSteps,
        every: DutyTerm,
        (level, decided): (u8, Option<Decided>),
        term: &impl Fn(u8) -> Option<DutyTerm>,
    ) -> Next {
        // a tier with the same term changes nothing, and one after it may
        let change =
            decided.and_then(|_| steps.next_that(walk.at, |tier| term(tier) != Some(every)));
        self.interval(
            rule,
            walk,
            every,
            change,
            Some((level, decided)),
            decided.is_none(),
        )
    }

    fn interval(
        &self,
        rule: &Rule,
        walk: &Walk,
        every: DutyTerm,
        change: Option<Decided>,
        level: Option<(u8, Option<Decided>)>,
        fallback: bool,
    ) -> Next {
        let calendar = self.calendar(rule);
        // another version of the rule may have another term: it counts from the last day that was due
        let goes_on = walk.every.is_none_or(|old| old == every);
        let (anchor, number) = if goes_on {
            (walk.anchor, walk.number)
        } else {
            (walk.at, 0)
        };
        let next = calendar.and_then(|calendar| due(calendar, anchor, every, number + 1));
        let Some(due) = next.filter(|due| *due > walk.at) else {
            return Next::Nothing;
        };
        if let Some(from) = change
            .and_then(|step| step.from)
            .filter(|from| *from <= due)
        {
            return Next::Changed(from);
        }
        Next::Due {
            due,
            opens: None,
            every: Some(every),
            base: (anchor, number),
            tier: level.map(|(level, _)| level),
            fallback,
            by: level
                .and_then(|(_, decided)| decided)
                .map_or(Fact::Nothing, |step| step.fact),
        }
    }
}

/// The next time that a month ends after a day, and its first day.
fn month_after(day: NaiveDate, month: u32) -> Option<(NaiveDate, NaiveDate)> {
    (day.year()..=day.year() + 2).find_map(|year| {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let last = first
            .checked_add_months(chrono::Months::new(1))?
            .pred_opt()?;
        // who was registered within the month has done it
        (first > day).then_some((first, last))
    })
}

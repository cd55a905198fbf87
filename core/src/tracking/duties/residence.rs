//! From when on someone lives in a jurisdiction who has no home there.

use chrono::{Datelike, Days, NaiveDate};

use super::{
    calendar::wrong,
    pack::{AggregatePeriod, ResidenceRule},
};
use crate::{Result, records::Span};

/// Days of stays, added up by month and by year.
#[derive(Debug, Default)]
pub(super) struct DaysHere {
    /// Up to which day stays were counted, so that those that overlap count once.
    counted_to: Option<NaiveDate>,
    /// The first day of the stays that run on without a break.
    run_from: Option<NaiveDate>,
    period: (i32, u32),
    in_period: u32,
}

impl DaysHere {
    /// The first day of a stay on which the rule is met; the first of all, where it was met before it without a break. Stays come in the
    /// order of their starts.
    pub(super) fn reached(
        &mut self,
        start: NaiveDate,
        end: Option<NaiveDate>,
        as_of: NaiveDate,
        rule: &ResidenceRule,
    ) -> Option<NaiveDate> {
        let end = end.unwrap_or(NaiveDate::MAX).min(as_of.succ_opt()?);
        let from = self.counted_to.map_or(start, |to| to.max(start));
        if self.run_from.is_none() || self.counted_to.is_some_and(|to| to < start) {
            self.run_from = Some(start);
        }
        let run_from = self.run_from?;
        let on_end = rule.consecutive_days.and_then(|days| {
            let day = run_from.checked_add_days(Days::new(u64::from(days.checked_sub(1)?)))?;
            let day = day.max(start);
            (day < end).then_some(day)
        });
        let mut in_all = None;
        let mut at = from;
        while let Some(aggregate) = rule.aggregate.filter(|_| at < end && in_all.is_none()) {
            let (period, next) = period_of(at, aggregate.within)?;
            if period != self.period {
                (self.period, self.in_period) = (period, 0);
            }
            let left = aggregate.days.saturating_sub(self.in_period).max(1);
            let here = u32::try_from((next.min(end) - at).num_days()).ok()?;
            if here >= left {
                in_all = at.checked_add_days(Days::new(u64::from(left - 1)));
            }
            self.in_period += here;
            at = next;
        }
        self.counted_to = Some(self.counted_to.map_or(end, |to| to.max(end)));
        match (on_end, in_all) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

/// The period of a day, and the first day after it.
fn period_of(day: NaiveDate, within: AggregatePeriod) -> Option<((i32, u32), NaiveDate)> {
    let (year, month) = (day.year(), day.month());
    match within {
        AggregatePeriod::CalendarYear => {
            Some(((year, 0), NaiveDate::from_ymd_opt(year + 1, 1, 1)?))
        }
        AggregatePeriod::CalendarMonth => {
            let first = NaiveDate::from_ymd_opt(year, month, 1)?;
            Some((
                (year, month),
                first.checked_add_months(chrono::Months::new(1))?,
            ))
        }
    }
}

/// The day on which someone first lives in a jurisdiction by its rule, when these are the days spent there.
///
/// ```
/// use caselink::{records::Span, tracking::{ResidenceRule, residence_from}};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().ok();
/// let rule: ResidenceRule = serde_json::from_str(
///     r#"{ "cite": "an example", "trust": "secondary", "aggregate": { "days": 10, "within": "calendar_month" } }"#,
/// )?;
/// let stays = [Span::new(day("2026-03-01"), day("2026-03-07"))?, Span::new(day("2026-03-20"), None)?];
/// assert_eq!(residence_from(&stays, day("2026-04-30").unwrap(), &rule)?, day("2026-03-23"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a stay without a first day.
pub fn residence_from(
    stays: &[Span],
    as_of: NaiveDate,
    rule: &ResidenceRule,
) -> Result<Option<NaiveDate>> {
    let mut stays: Vec<(NaiveDate, Option<NaiveDate>)> = stays
        .iter()
        .map(|stay| Some((stay.start()?, stay.end())))
        .collect::<Option<_>>()
        .ok_or_else(|| wrong("stays: each needs a first day"))?;
    stays.sort_unstable();
    let mut here = DaysHere::default();
    let within = stays.into_iter().filter(|(start, _)| *start <= as_of);
    Ok(within
        .filter_map(|(start, end)| here.reached(start, end, as_of, rule))
        .min())
}

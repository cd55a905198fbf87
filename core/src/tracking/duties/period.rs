use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    calendar::{Calendar, LONGEST, wrong},
    policy::{CalendarPolicy, PeriodEnd},
    state::Missing,
};
use crate::{Result, records::Span};

/// Where a period of years ends, with the days that did not count.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TolledPeriod {
    /// The computed day; without it, nobody can say yet, and `missing` says why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<NaiveDate>,
    /// The last day of duty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_duty_day: Option<NaiveDate>,
    /// Days in custody that were added.
    pub tolled_days: u32,
    /// What must be known first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<Missing>,
}

/// A time in custody: from its first day to the day of release. Without a start or an end, nobody knows it.
pub(super) type Interval = (Option<NaiveDate>, Option<NaiveDate>);

/// Merges what overlaps or touches, in the order of their starts; empty ones are left out.
pub(super) fn merge(intervals: &mut Vec<Interval>) {
    intervals.retain(|(from, to)| from.is_none() || to.is_none() || from < to);
    intervals.sort_unstable();
    let mut kept = 0;
    for at in 1..intervals.len() {
        let (Some(next), Some(last)) = (intervals.get(at).copied(), intervals.get_mut(kept)) else {
            break;
        };
        if last.1.is_none() || last.1 >= next.0 {
            last.1 = last.1.zip(next.1).map(|(a, b)| a.max(b));
        } else {
            kept += 1;
            intervals.swap(kept, at);
        }
    }
    intervals.truncate(kept + 1);
}

/// The end of a period of years from a day, later by each day of the merged times in custody that it reaches, those too that it reaches
/// only because of earlier ones.
pub(super) fn tolled(
    calendar: &Calendar,
    start: NaiveDate,
    months: u32,
    custody: &[Interval],
) -> Option<TolledPeriod> {
    let mut end = calendar.plus_months(start, months)?;
    let mut days = 0;
    for (from, to) in custody {
        if to.is_some_and(|to| to <= start) {
            continue;
        }
        if from.is_some_and(|from| from >= end) {
            break;
        }
        let missing = |missing| {
            Some(TolledPeriod {
                tolled_days: days,
                missing: Some(missing),
                ..TolledPeriod::default()
            })
        };
        let Some(to) = *to else {
            return missing(Missing::CustodyEnd);
        };
        let Some(from) = *from else {
            return missing(Missing::CustodyStart);
        };
        let length = u32::try_from((to - from.max(start)).num_days()).ok()?;
        days += length;
        end = end.checked_add_days(Days::new(u64::from(length)))?;
    }
    Some(TolledPeriod {
        end: Some(end),
        last_duty_day: match calendar.policy.period_end {
            PeriodEnd::StartOfDay => end.pred_opt(),
            PeriodEnd::EndOfDay => Some(end),
        },
        tolled_days: days,
        missing: None,
    })
}

/// Where a period of years from a day ends, when times in custody do not count.
///
/// Times in custody are half-open; those that overlap count once; each day moves the end by one, and a later time that is reached only
/// because of that counts too.
///
/// ```
/// use caselink::{records::Span, tracking::{CalendarPolicy, period_end}};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().ok();
/// let custody = [
///     Span::new(day("2014-01-10"), day("2014-04-10"))?,
///     Span::new(day("2025-07-01"), day("2025-09-01"))?,
/// ];
/// let period = period_end(day("2010-06-01").unwrap(), 15, &custody, &CalendarPolicy::default())?;
/// assert_eq!((period.end, period.tolled_days), (day("2025-10-31"), 152));
/// # Ok::<(), caselink::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a policy that cannot be counted by, more than 500 years, or a day outside of all calendars.
pub fn period_end(
    start: NaiveDate,
    years: u32,
    custody: &[Span],
    policy: &CalendarPolicy,
) -> Result<TolledPeriod> {
    if years > 500 || custody.len() > LONGEST as usize {
        return Err(wrong("years: 500 at most, and 73,000 times in custody"));
    }
    let calendar = Calendar::new(policy)?;
    let mut intervals: Vec<Interval> = custody.iter().map(|one| (one.start(), one.end())).collect();
    merge(&mut intervals);
    tolled(&calendar, start, 12 * years, &intervals)
        .ok_or_else(|| wrong("start: the end that follows from it is outside of the calendar"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn span(from: &str, to: &str) -> Span {
        Span::new(Some(day(from)), Some(day(to))).unwrap()
    }

    #[test]
    fn vectors() {
        let first = span("2014-01-10", "2014-04-10");
        for (start, years, custody, end, days) in [
            ("2010-06-01", 15, vec![], "2025-06-01", 0),
            ("2008-02-29", 15, vec![], "2023-02-28", 0),
            ("2010-06-01", 15, vec![first.clone()], "2025-08-30", 90),
            (
                "2010-06-01",
                15,
                vec![span("2025-07-01", "2025-09-01"), first.clone()],
                "2025-10-31",
                152,
            ),
            (
                "2010-06-01",
                15,
                vec![first.clone(), span("2014-03-01", "2014-05-01")],
                "2025-09-20",
                111,
            ),
            (
                "2000-03-15",
                25,
                vec![span("2001-01-01", "2003-01-01")],
                "2027-03-15",
                730,
            ),
            ("2010-06-01", 10, vec![first.clone()], "2020-08-30", 90),
            // custody before the start counts for nothing, and one over the start from the start on
            (
                "2010-06-01",
                10,
                vec![span("2009-01-01", "2010-06-01")],
                "2020-06-01",
                0,
            ),
            (
                "2010-06-01",
                10,
                vec![span("2009-01-01", "2010-06-11")],
                "2020-06-11",
                10,
            ),
        ] {
            let found =
                period_end(day(start), years, &custody, &CalendarPolicy::default()).unwrap();
            assert_eq!(
                (found.end, found.tolled_days),
                (Some(day(end)), days),
                "{start} {years}"
            );
            assert_eq!(found.last_duty_day, day(end).pred_opt());
        }
    }

    #[test]
    fn what_is_not_known_ends_nothing() {
        let policy = CalendarPolicy::default();
        let open = Span::new(Some(day("2014-01-10")), None).unwrap();
        let found =
            period_end(day("2010-06-01"), 15, std::slice::from_ref(&open), &policy).unwrap();
        assert_eq!(
            (found.end, found.missing),
            (None, Some(Missing::CustodyEnd))
        );
        let since = Span::new(None, Some(day("2014-01-10"))).unwrap();
        let found = period_end(day("2010-06-01"), 15, &[since], &policy).unwrap();
        assert_eq!(found.missing, Some(Missing::CustodyStart));
        // custody that begins after the end does not matter
        let found = period_end(day("1990-06-01"), 15, &[open], &policy).unwrap();
        assert_eq!(found.end, Some(day("2005-06-01")));
    }

    /// Day by day: each day of duty uses one up, a day in custody does not.
    fn slowly(start: NaiveDate, years: u32, custody: &[Span]) -> NaiveDate {
        let without = period_end(start, years, &[], &CalendarPolicy::default()).unwrap();
        let mut left = (without.end.unwrap() - start).num_days();
        let inside: BTreeSet<NaiveDate> = custody
            .iter()
            .flat_map(|one| {
                one.start()
                    .unwrap()
                    .iter_days()
                    .take_while(|day| one.contains(*day))
            })
            .collect();
        let mut at = start;
        while left > 0 {
            left -= i64::from(!inside.contains(&at));
            at = at.succ_opt().unwrap();
        }
        at
    }

    proptest! {
        #[test]
        fn agrees_with_counting_days(
            years in 1_u32..6,
            custody in prop::collection::vec((0_u64..3_000, 0_u64..400), 0..6),
        ) {
            let start = day("2010-06-01");
            let spans: Vec<Span> = custody
                .iter()
                .map(|(from, length)| {
                    let from = day("2009-01-01") + Days::new(*from);
                    Span::new(Some(from), Some(from + Days::new(*length))).unwrap()
                })
                .collect();
            let found = period_end(start, years, &spans, &CalendarPolicy::default()).unwrap();
            let slow = slowly(start, years, &spans);
            // a day of custody at the very end does not hold up a period that is over
            prop_assert_eq!(found.end.unwrap(), slow);
            // more custody never ends it sooner
            let less = period_end(start, years, &spans[..spans.len() / 2], &CalendarPolicy::default()).unwrap();
            prop_assert!(less.end <= found.end);
        }
    }
}

use chrono::NaiveDate;

use super::{
    calendar::{Calendar, DutyTerm, LONGEST, TermUnit, wrong},
    policy::{CalendarPolicy, ScheduleBase},
};
use crate::Result;

/// The day that lies `number` terms from an anchor.
pub(super) fn due(
    calendar: &Calendar,
    anchor: NaiveDate,
    every: DutyTerm,
    number: u32,
) -> Option<NaiveDate> {
    calendar.after(
        anchor,
        DutyTerm::new(every.count.checked_mul(number)?, every.unit),
    )
}

/// Whether a term can be repeated: it moves on.
pub(super) fn repeats(every: DutyTerm) -> bool {
    every.count > 0 && every.count <= 2_400 && every.unit != TermUnit::Immediate
}

/// The days on which verifications are due, each met on its day.
///
/// Anchored, each is so many terms from the anchor. Chained, each is one term from the one before, so the 31st drifts to the 30th for good.
///
/// ```
/// use caselink::tracking::{CalendarPolicy, DutyTerm, TermUnit, verification_dates};
///
/// let anchor = "2024-01-31".parse().unwrap();
/// let dates = verification_dates(anchor, DutyTerm::new(3, TermUnit::Months), 3, &CalendarPolicy::default())?;
/// let dates: Vec<String> = dates.iter().map(ToString::to_string).collect();
/// assert_eq!(dates, ["2024-04-30", "2024-07-31", "2024-10-31"]);
/// # Ok::<(), caselink::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) for a policy that cannot be counted by, a term that does not move on, more than 73,000 days, or
/// one outside of all calendars.
pub fn verification_dates(
    anchor: NaiveDate,
    every: DutyTerm,
    count: u32,
    policy: &CalendarPolicy,
) -> Result<Vec<NaiveDate>> {
    if !repeats(every) || count > LONGEST {
        return Err(wrong(
            "every: 1 to 2,400 units, and not at once; 73,000 dates at most",
        ));
    }
    let calendar = Calendar::new(policy)?;
    let mut before = anchor;
    (1..=count)
        .map(|number| {
            let next = match policy.schedule {
                ScheduleBase::Anchored => due(&calendar, anchor, every, number),
                ScheduleBase::Chained => due(&calendar, before, every, 1),
            };
            before = next
                .ok_or_else(|| wrong("anchor: a date that follows is outside of the calendar"))?;
            Ok(before)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ScheduleBase::{Anchored, Chained};

    #[test]
    fn vectors() {
        let dates = |anchor: &str, months, schedule, count| {
            let policy = CalendarPolicy {
                schedule,
                ..CalendarPolicy::default()
            };
            let every = DutyTerm::new(months, TermUnit::Months);
            verification_dates(anchor.parse().unwrap(), every, count, &policy)
                .unwrap()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        };
        for (anchor, months, schedule, expected) in [
            (
                "2024-01-31",
                3,
                Anchored,
                "2024-04-30 2024-07-31 2024-10-31 2025-01-31 2025-04-30",
            ),
            (
                "2024-01-31",
                3,
                Chained,
                "2024-04-30 2024-07-30 2024-10-30 2025-01-30",
            ),
            (
                "2023-11-30",
                3,
                Anchored,
                "2024-02-29 2024-05-30 2024-08-30 2024-11-30 2025-02-28",
            ),
            ("2023-11-30", 3, Chained, "2024-02-29 2024-05-29 2024-08-29"),
            (
                "2024-08-31",
                6,
                Anchored,
                "2025-02-28 2025-08-31 2026-02-28",
            ),
            ("2024-08-31", 6, Chained, "2025-02-28 2025-08-28"),
            (
                "2024-02-29",
                12,
                Anchored,
                "2025-02-28 2026-02-28 2027-02-28 2028-02-29 2029-02-28",
            ),
            (
                "2024-02-29",
                12,
                Chained,
                "2025-02-28 2026-02-28 2027-02-28 2028-02-28 2029-02-28",
            ),
        ] {
            let count = expected.split(' ').count() as u32;
            assert_eq!(
                dates(anchor, months, schedule, count),
                expected,
                "{anchor} {schedule:?}"
            );
        }
        let no_move = DutyTerm::new(0, TermUnit::Months);
        let anchor = "2024-01-31".parse().unwrap();
        assert!(verification_dates(anchor, no_move, 3, &CalendarPolicy::default()).is_err());
    }
}

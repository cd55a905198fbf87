use proptest::prelude::*;

use super::*;
use crate::tracking::duties::{
    holidays::{DayOfWeek, HolidayRule, OwnHoliday},
    policy::EarlyRule,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn calendar() -> Calendar {
    Calendar::new(&CalendarPolicy::default()).unwrap()
}

const THREE: DutyTerm = DutyTerm::new(3, TermUnit::BusinessDays);

#[test]
fn three_business_days() {
    let calendar = calendar();
    for (event, due) in [
        ("2026-03-04", "2026-03-09"),
        ("2026-03-06", "2026-03-11"),
        ("2026-03-07", "2026-03-11"),
        ("2026-03-08", "2026-03-11"),
        ("2026-05-22", "2026-05-28"),
        ("2026-07-01", "2026-07-07"),
        ("2026-11-24", "2026-11-30"),
        ("2026-12-23", "2026-12-29"),
        ("2025-06-17", "2025-06-23"),
        ("2027-12-29", "2028-01-04"),
        ("2021-12-29", "2022-01-04"),
        // before the law of 2021 the 19th of June is a day like any other
        ("2020-06-17", "2020-06-22"),
    ] {
        assert_eq!(calendar.after(day(event), THREE), Some(day(due)), "{event}");
    }
}

#[test]
fn day_zero_and_other_units() {
    let counted = Calendar::new(&CalendarPolicy {
        day_zero: DayZero::Counted,
        ..CalendarPolicy::default()
    })
    .unwrap();
    assert_eq!(
        counted.after(day("2026-03-04"), THREE),
        Some(day("2026-03-06"))
    );
    // a Saturday is no day that counts, whatever day it is
    assert_eq!(
        counted.after(day("2026-03-07"), THREE),
        Some(day("2026-03-11"))
    );
    let calendar = calendar();
    let end = |count, unit| calendar.after(day("2026-03-06"), DutyTerm::new(count, unit));
    assert_eq!(end(3, TermUnit::CalendarDays), Some(day("2026-03-09")));
    assert_eq!(end(72, TermUnit::Hours), Some(day("2026-03-09")));
    assert_eq!(end(1, TermUnit::Hours), Some(day("2026-03-07")));
    assert_eq!(end(0, TermUnit::Immediate), Some(day("2026-03-06")));
    assert_eq!(end(1, TermUnit::Weeks), Some(day("2026-03-13")));
    let days = |count| DutyTerm::new(count, TermUnit::CalendarDays);
    assert_eq!(
        calendar.before(day("2026-03-22"), days(21)),
        Some(day("2026-03-01"))
    );
    assert_eq!(
        calendar.before(day("2028-03-21"), days(21)),
        Some(day("2028-02-29"))
    );
    assert_eq!(
        calendar.before(day("2028-01-04"), THREE),
        Some(day("2027-12-29"))
    );
}

#[test]
fn months_and_leap_days() {
    let clamp = calendar();
    let roll = Calendar::new(&CalendarPolicy {
        month_end: MonthEnd::Roll,
        leap_day: LeapDay::March1,
        ..CalendarPolicy::default()
    })
    .unwrap();
    for (date, months, clamped, rolled) in [
        ("2024-01-31", 1, "2024-02-29", "2024-03-01"),
        ("2024-01-31", 3, "2024-04-30", "2024-05-01"),
        ("2024-02-29", 12, "2025-02-28", "2025-03-01"),
        ("2024-02-29", 48, "2028-02-29", "2028-02-29"),
        ("2008-02-29", 180, "2023-02-28", "2023-03-01"),
        ("2024-08-31", 6, "2025-02-28", "2025-03-01"),
    ] {
        assert_eq!(clamp.plus_months(day(date), months), Some(day(clamped)));
        assert_eq!(roll.plus_months(day(date), months), Some(day(rolled)));
    }
}

#[test]
fn the_deadline_is_the_end_of_the_local_day() {
    let in_zone = |zone: &str, office_closes| {
        Calendar::new(&CalendarPolicy {
            time_zone: Some(zone.to_owned()),
            office_closes,
            ..CalendarPolicy::default()
        })
        .unwrap()
    };
    let end = |calendar: &Calendar, due| calendar.deadline(day(due)).unwrap().to_rfc3339();
    let honolulu = in_zone("Pacific/Honolulu", None);
    let guam = in_zone("Pacific/Guam", None);
    assert_eq!(end(&honolulu, "2026-03-09"), "2026-03-10T10:00:00+00:00");
    assert_eq!(end(&guam, "2026-03-09"), "2026-03-09T14:00:00+00:00");
    // the same instant is in time in Honolulu and late in Guam
    let at: DateTime<Utc> = "2026-03-09T20:00:00Z".parse().unwrap();
    assert_eq!(honolulu.local_day(at), day("2026-03-09"));
    assert_eq!(guam.local_day(at), day("2026-03-10"));
    let five = in_zone("America/Chicago", NaiveTime::from_hms_opt(17, 0, 0));
    assert_eq!(end(&five, "2026-07-06"), "2026-07-06T22:00:00+00:00");
    // clocks of Santiago skip the midnight that begins 2024-09-08
    let skipped = in_zone("America/Santiago", None);
    assert_eq!(end(&skipped, "2024-09-07"), "2024-09-08T04:00:00+00:00");
    assert_eq!(calendar().deadline(day("2026-03-09")), None);
}

#[test]
fn own_holidays_and_weeks() {
    let policy = CalendarPolicy {
        own_holidays: vec![
            OwnHoliday {
                name: "the day after Thanksgiving".to_owned(),
                on: HolidayRule::Nth {
                    month: 11,
                    weekday: DayOfWeek::Thursday,
                    nth: 4,
                    plus_days: 1,
                },
                from_year: Some(2026),
                to_year: None,
                observed: false,
            },
            OwnHoliday {
                name: "31 March".to_owned(),
                on: HolidayRule::Yearly { month: 3, day: 31 },
                from_year: None,
                to_year: None,
                observed: true,
            },
        ],
        working_week: vec![
            DayOfWeek::Monday,
            DayOfWeek::Tuesday,
            DayOfWeek::Wednesday,
            DayOfWeek::Thursday,
        ],
        ..CalendarPolicy::default()
    };
    let calendar = Calendar::new(&policy).unwrap();
    assert_eq!(
        calendar.after(day("2026-11-24"), THREE),
        Some(day("2026-12-01"))
    );
    assert_eq!(
        calendar.after(day("2025-11-25"), THREE),
        Some(day("2025-12-01"))
    );
    // 31 March 2024 is a Sunday
    assert!(!calendar.is_business_day(day("2024-04-01")));
    let working = DutyTerm::new(3, TermUnit::WorkingDays);
    assert_eq!(
        calendar.after(day("2026-03-04"), working),
        Some(day("2026-03-10"))
    );
    for (wrong, word) in [
        (
            CalendarPolicy {
                time_zone: Some("Chicago".to_owned()),
                ..CalendarPolicy::default()
            },
            "time_zone",
        ),
        (
            CalendarPolicy {
                working_week: vec![],
                ..CalendarPolicy::default()
            },
            "working_week",
        ),
        (
            CalendarPolicy {
                early: EarlyRule::Window { days: 400 },
                ..CalendarPolicy::default()
            },
            "early",
        ),
    ] {
        assert!(
            Calendar::new(&wrong)
                .unwrap_err()
                .to_string()
                .contains(word)
        );
    }
}

/// Day by day, with the holidays looked up in the list of the year: what the table must agree with.
fn counted_slowly(event: NaiveDate, count: u32) -> NaiveDate {
    let is_open = |day: NaiveDate| {
        let around = [day.year(), day.year() + 1];
        let holidays = around.into_iter().flat_map(federal_holidays);
        day.weekday().num_days_from_monday() < 5
            && !holidays.into_iter().any(|holiday| holiday.observed == day)
    };
    let mut left = count;
    let mut at = event;
    while left > 0 {
        at = at.succ_opt().unwrap();
        left -= u32::from(is_open(at));
    }
    at
}

proptest! {
    #[test]
    fn the_table_agrees_with_counting(days in 0_u64..47_800, count in 0_u32..12) {
        let event = day("1970-01-01") + Days::new(days);
        let term = DutyTerm::new(count, TermUnit::BusinessDays);
        prop_assert_eq!(shared().after(event, term), Some(counted_slowly(event, count)));
    }

    #[test]
    fn before_undoes_after(days in 0_u64..47_800, count in 1_u32..12) {
        let event = day("1970-01-01") + Days::new(days);
        let term = DutyTerm::new(count, TermUnit::BusinessDays);
        let due = shared().after(event, term).unwrap();
        // the latest day from which `count` business days lead to `due`
        let back = shared().before(due, term).unwrap();
        prop_assert!(back >= event || !shared().is_business_day(event));
        prop_assert_eq!(shared().after(back, term), Some(due));
    }
}

fn shared() -> &'static Calendar {
    static SHARED: std::sync::OnceLock<Calendar> = std::sync::OnceLock::new();
    SHARED.get_or_init(calendar)
}

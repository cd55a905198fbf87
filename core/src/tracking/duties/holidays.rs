use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A federal holiday of one year.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, JsonSchema)]
pub struct Holiday {
    /// What it is called.
    pub name: &'static str,
    /// The day by law.
    pub date: NaiveDate,
    /// The day on which offices are closed for it: Friday before a Saturday, Monday after a Sunday. For a New Year on a Saturday that
    /// Friday lies in the year before.
    pub observed: NaiveDate,
}

/// A weekday as JSON names it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DayOfWeek {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl DayOfWeek {
    pub(super) const fn weekday(self) -> Weekday {
        match self {
            Self::Monday => Weekday::Mon,
            Self::Tuesday => Weekday::Tue,
            Self::Wednesday => Weekday::Wed,
            Self::Thursday => Weekday::Thu,
            Self::Friday => Weekday::Fri,
            Self::Saturday => Weekday::Sat,
            Self::Sunday => Weekday::Sun,
        }
    }
}

/// A holiday that a jurisdiction adds to its calendar.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnHoliday {
    /// What it is called.
    pub name: String,
    /// When it is.
    pub on: HolidayRule,
    /// The first year in which it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_year: Option<i32>,
    /// The last year in which it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_year: Option<i32>,
    /// Whether it is moved from a Saturday to Friday and from a Sunday to Monday.
    #[serde(default)]
    pub observed: bool,
}

/// When a holiday is.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum HolidayRule {
    /// Once, on one date.
    Date(NaiveDate),
    /// Each year on the same day of a month.
    Yearly {
        /// The month, 1 to 12.
        month: u32,
        /// The day of the month. 29 February is kept in leap years alone.
        day: u32,
    },
    /// Each year on a weekday of a month.
    Nth {
        /// The month, 1 to 12.
        month: u32,
        /// The weekday.
        weekday: DayOfWeek,
        /// The first is 1; the last is -1. 1 to 5, -1 to -5.
        nth: i8,
        /// So many days later: 1 for the day after Thanksgiving.
        #[serde(default)]
        plus_days: u32,
    },
}

impl HolidayRule {
    /// Its day in a year, where it has one.
    pub(super) fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(date).filter(|date| date.year() == year),
            Self::Yearly { month, day } => NaiveDate::from_ymd_opt(year, month, day),
            Self::Nth {
                month,
                weekday,
                nth,
                plus_days,
            } => nth_weekday(year, month, weekday.weekday(), nth)?
                .checked_add_days(Days::new(u64::from(plus_days))),
        }
    }
}

/// The holidays that federal law gives for a year, by date.
///
/// They are dated: Juneteenth from 2021, the birthday of Martin Luther King Jr. from 1986, Washington's Birthday, Memorial Day and
/// Columbus Day on Mondays from 1971 (before that 22 February, 30 May and 12 October), Veterans Day on the fourth Monday of October
/// from 1971 to 1977. Inauguration Day is left out: it is kept in and around Washington alone. Other days on which a President closed
/// offices are no holidays by law either; a jurisdiction that closes adds its own.
///
/// Source: 5 USC 6103, Public Laws 90-363, 94-97, 98-144 and 117-17; Executive Order 11582 for what is observed.
///
/// ```
/// use caselink::tracking::federal_holidays;
///
/// let new_year = federal_holidays(2028)[0];
/// assert_eq!((new_year.date.to_string(), new_year.observed.to_string()), ("2028-01-01".into(), "2027-12-31".into()));
/// assert!(federal_holidays(2020).iter().all(|day| !day.name.starts_with("Juneteenth")));
/// ```
pub fn federal_holidays(year: i32) -> Vec<Holiday> {
    let on = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let nth = |month, weekday, n| nth_weekday(year, month, weekday, n);
    let mondays = year >= 1971;
    let days = [
        ("New Year's Day", on(1, 1)),
        (
            "Birthday of Martin Luther King, Jr.",
            nth(1, Weekday::Mon, 3).filter(|_| year >= 1986),
        ),
        (
            "Washington's Birthday",
            if mondays {
                nth(2, Weekday::Mon, 3)
            } else {
                on(2, 22)
            },
        ),
        (
            "Memorial Day",
            if mondays {
                nth(5, Weekday::Mon, -1)
            } else {
                on(5, 30)
            },
        ),
        (
            "Juneteenth National Independence Day",
            on(6, 19).filter(|_| year >= 2021),
        ),
        ("Independence Day", on(7, 4)),
        ("Labor Day", nth(9, Weekday::Mon, 1)),
        (
            "Columbus Day",
            if mondays {
                nth(10, Weekday::Mon, 2)
            } else {
                on(10, 12)
            },
        ),
        (
            "Veterans Day",
            if (1971..=1977).contains(&year) {
                nth(10, Weekday::Mon, 4)
            } else {
                on(11, 11)
            },
        ),
        ("Thanksgiving Day", nth(11, Weekday::Thu, 4)),
        ("Christmas Day", on(12, 25)),
    ];
    let mut all: Vec<Holiday> = days
        .into_iter()
        .filter_map(|(name, date)| {
            let date = date?;
            Some(Holiday {
                name,
                date,
                observed: observed(date),
            })
        })
        .collect();
    all.sort_by_key(|holiday| holiday.date);
    all
}

/// The day on which a holiday is kept.
pub(super) fn observed(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => date.pred_opt().unwrap_or(date),
        Weekday::Sun => date.succ_opt().unwrap_or(date),
        _ => date,
    }
}

/// The nth weekday of a month, from its start for 1 and up, from its end for -1 and down.
fn nth_weekday(year: i32, month: u32, weekday: Weekday, nth: i8) -> Option<NaiveDate> {
    if nth >= 1 {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth.unsigned_abs());
    }
    let (next_year, next_month) = if month == 12 {
        (year.checked_add(1)?, 1)
    } else {
        (year, month + 1)
    };
    let last = NaiveDate::from_ymd_opt(next_year, next_month, 1)?.pred_opt()?;
    let back = (7 + last.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7;
    let weeks = u64::from(nth.unsigned_abs()).checked_sub(1)?;
    last.checked_sub_days(Days::new(u64::from(back) + 7 * weeks))
        .filter(|date| date.month() == month)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn laws_begin_and_end() {
        let date = |year, name: &str| {
            federal_holidays(year)
                .into_iter()
                .find(|day| day.name.contains(name))
                .map(|day| day.date)
        };
        assert_eq!(date(1985, "King"), None);
        assert_eq!(date(1986, "King"), Some(day("1986-01-20")));
        assert_eq!(date(2020, "Juneteenth"), None);
        assert_eq!(date(2021, "Juneteenth"), Some(day("2021-06-19")));
        assert_eq!(date(1970, "Veterans"), Some(day("1970-11-11")));
        assert_eq!(date(1971, "Veterans"), Some(day("1971-10-25")));
        assert_eq!(date(1977, "Veterans"), Some(day("1977-10-24")));
        assert_eq!(date(1978, "Veterans"), Some(day("1978-11-11")));
        assert_eq!(date(1970, "Washington"), Some(day("1970-02-22")));
        assert_eq!(date(1971, "Washington"), Some(day("1971-02-15")));
        assert_eq!(date(1970, "Memorial"), Some(day("1970-05-30")));
        assert_eq!(date(1971, "Memorial"), Some(day("1971-05-31")));
        assert_eq!(date(1971, "Columbus"), Some(day("1971-10-11")));
    }

    #[test]
    fn the_nth_weekday_agrees_with_counting() {
        for year in [1970, 1999, 2000, 2024, 2100] {
            for month in 1..=12 {
                let days: Vec<NaiveDate> = (1..=31)
                    .filter_map(|day| NaiveDate::from_ymd_opt(year, month, day))
                    .filter(|date| date.weekday() == Weekday::Mon)
                    .collect();
                for nth in 1..=5_i8 {
                    let n = nth as usize;
                    assert_eq!(
                        nth_weekday(year, month, Weekday::Mon, nth),
                        days.get(n - 1).copied()
                    );
                    let from_end = days.len().checked_sub(n).map(|at| days[at]);
                    assert_eq!(nth_weekday(year, month, Weekday::Mon, -nth), from_end);
                }
                assert_eq!(nth_weekday(year, month, Weekday::Mon, 0), None);
            }
        }
    }
}

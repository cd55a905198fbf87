//! How alike are two dates, each whole, partial or a range of years, and what slip would turn one into the other?

use chrono::{Datelike, Days, NaiveDate};

use super::level::levels;
use crate::{
    Error, Result,
    records::{DateProblem, PartialDate},
};

levels! {
    /// How alike two dates are.
    DateLevel {
        Same = "same", "the same date";
        DayMonthSwapped = "day_month_swapped", "day and month swapped";
        SameAsFarAsKnown = "same_as_far_as_known", "the same as far as both are known";
        OneDigit = "one_digit", "one digit off, or two neighbouring digits swapped";
        FirstOfJanuary = "first_of_january", "the same year, one given as 1 January";
        YearOff = "year_off", "the same day and month, another year";
        SameMonth = "same_month", "the same year and month, another day";
        WithinAMonth = "within_a_month", "a month apart at most";
        WithinRange = "within_range", "within the years that an age leaves open";
        TwoDigits = "two_digits", "two digits off";
        SameYear = "same_year", "the same year only";
        WithinAYear = "within_a_year", "a year apart at most";
        Different = "different", "different";
    }
}

/// Compares two dates as written (`YYYY-MM-DD`, `YYYYMMDD`, `YYYY-MM` or `YYYY`), or ranges of years (`YYYY/YYYY`, both
/// included; [`birth_years`] makes one of an age).
///
/// `None` when either is missing, a placeholder, or not written as a date. A date that is written
/// out but does not exist (1971-02-30) is still compared digit by digit, since it is usually a slip
/// of the pen; linkage reports it as well.
///
/// ```
/// use caselink::compare::{DateLevel, dates};
///
/// assert_eq!(dates("1971-06-05", "1971-05-06"), Some(DateLevel::DayMonthSwapped));
/// assert_eq!(dates("1971-06-24", "1971"), Some(DateLevel::SameAsFarAsKnown));
/// assert_eq!(dates("1971-06-24", "1965/1975"), Some(DateLevel::WithinRange));
/// assert_eq!(dates("1971-06-24", "1900-01-01"), None);
/// ```
pub fn dates(a: &str, b: &str) -> Option<DateLevel> {
    let (a, b) = (DateForm::parse(a).0?, DateForm::parse(b).0?);
    Some(level(a, b))
}

/// The years in which someone was born who was so old on a day, as a range that [`dates`] reads: one of more than 30 years counts
/// there as missing.
///
/// # Errors
///
/// [`Error::InvalidParameter`] when the least age is above the most, that above 130 years, or the day before 1850 or after 2150.
///
/// ```
/// use caselink::compare::birth_years;
/// use chrono::NaiveDate;
///
/// let seen = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default();
/// assert_eq!(birth_years(30, 40, seen)?, "1985/1996");
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn birth_years(least: u8, most: u8, on: NaiveDate) -> Result<String> {
    if least > most || most > 130 {
        return Err(Error::InvalidParameter {
            name: "age",
            reason: "the least must not be above the most, nor that above 130".to_owned(),
        });
    }
    if !(1850..=2150).contains(&on.year()) {
        return Err(Error::InvalidParameter {
            name: "on",
            reason: "must be in the years 1850 to 2150".to_owned(),
        });
    }
    // who is 40 has not had a forty-first birthday, and may have it tomorrow
    let tomorrow = on.checked_add_days(Days::new(1)).unwrap_or(on);
    let first = tomorrow.year() - i32::from(most) - 1;
    let years = [first, on.year() - i32::from(least)].map(|year| year.max(1850));
    Ok(format!("{:04}/{:04}", years[0], years[1]))
}

/// A date as its written digits; month and day are 0 where they are not known.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) struct DateForm {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
    /// The last year of a range; else the year.
    pub(crate) last: u16,
}

impl DateForm {
    /// The digits of a date, and what is wrong with it. Both are there for a date that is written
    /// out but not in the calendar.
    pub(crate) fn parse(value: &str) -> (Option<Self>, Option<DateProblem>) {
        if let Some((first, last)) = years(value) {
            return match Self::of_years(first, last) {
                Ok(range) => (Some(range), None),
                Err(problem) => (None, Some(problem)),
            };
        }
        match PartialDate::parse(value) {
            Ok(date) => (Some(Self::from(date)), None),
            Err(DateProblem::DoesNotExist) => {
                (Self::from_digits(value), Some(DateProblem::DoesNotExist))
            }
            Err(problem) => (None, Some(problem)),
        }
    }

    fn of_years(first: &str, last: &str) -> Result<Self, DateProblem> {
        let (first, last) = (PartialDate::parse(first)?, PartialDate::parse(last)?);
        if first.year() > last.year() {
            return Err(DateProblem::DoesNotExist);
        }
        if last.year() - first.year() > WIDEST {
            return Err(DateProblem::RangeTooWide);
        }
        Ok(Self {
            last: last.year() as u16,
            ..Self::from(first)
        })
    }

    /// Whether it is a range of several years.
    pub(crate) const fn is_range(self) -> bool {
        self.year != self.last
    }

    fn from_digits(value: &str) -> Option<Self> {
        let mut digits = value
            .bytes()
            .filter(u8::is_ascii_digit)
            .map(|b| u16::from(b - b'0'));
        let mut take = |n: usize| (0..n).try_fold(0, |sum, _| Some(sum * 10 + digits.next()?));
        let (year, month, day) = (take(4)?, take(2)?, take(2)?);
        Some(Self {
            year,
            month: month as u8,
            day: day as u8,
            last: year,
        })
    }

    /// The eight digits, four bits each.
    const fn digits(self) -> u32 {
        const fn two(number: u16) -> u32 {
            (number / 10 * 16 + number % 10) as u32
        }
        let Self {
            year, month, day, ..
        } = self;
        two(year / 100) << 24 | two(year % 100) << 16 | two(month as u16) << 8 | two(day as u16)
    }
}

/// The eight digits: the form that is hashed for blocking.
impl std::fmt::Display for DateForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_range() {
            return write!(f, "{:04}/{:04}", self.year, self.last);
        }
        write!(f, "{:04}{:02}{:02}", self.year, self.month, self.day)
    }
}

impl From<PartialDate> for DateForm {
    fn from(date: PartialDate) -> Self {
        Self {
            year: date.year() as u16,
            month: date.month().unwrap_or(0),
            day: date.day().unwrap_or(0),
            last: date.year() as u16,
        }
    }
}

/// Compares two dates.
pub(crate) fn level(a: DateForm, b: DateForm) -> DateLevel {
    if a.day == 0 || b.day == 0 {
        return partial_level(a, b);
    }
    let digits = Differing::between(a, b);
    if a == b {
        DateLevel::Same
    } else if a.year == b.year && a.day == b.month && a.month == b.day {
        DateLevel::DayMonthSwapped
    } else if digits.count() == 1 || digits.are_swapped() {
        DateLevel::OneDigit
    } else if a.year == b.year && [a, b].iter().any(|d| d.month == 1 && d.day == 1) {
        DateLevel::FirstOfJanuary
    } else if a.day == b.day && a.month == b.month {
        DateLevel::YearOff
    } else if a.year == b.year && a.month == b.month {
        DateLevel::SameMonth
    } else if digits.count() == 2 {
        DateLevel::TwoDigits
    } else if days_apart(a, b) <= 31 {
        DateLevel::WithinAMonth
    } else if a.year == b.year {
        DateLevel::SameYear
    } else if days_apart(a, b) <= 12 * 31 {
        DateLevel::WithinAYear
    } else {
        DateLevel::Different
    }
}

/// The most years of a range: one that leaves most people's years open says nothing of any.
const WIDEST: i16 = 30;

/// The two years of a range, as they are written.
fn years(value: &str) -> Option<(&str, &str)> {
    let (first, last) = value.trim().split_once('/')?;
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
    (is_year(first) && is_year(last)).then_some((first, last))
}

fn partial_level(a: DateForm, b: DateForm) -> DateLevel {
    if a.is_range() || b.is_range() {
        let apart = a.year.max(b.year).saturating_sub(a.last.min(b.last));
        match apart {
            0 => DateLevel::WithinRange,
            1 => DateLevel::WithinAYear,
            _ => DateLevel::Different,
        }
    } else if a.year != b.year {
        DateLevel::Different
    } else if a.month == 0 || b.month == 0 || a.month == b.month {
        DateLevel::SameAsFarAsKnown
    } else {
        DateLevel::SameYear
    }
}

/// In which of their digits two dates differ.
struct Differing {
    /// The digits of the first date.
    digits: u32,
    /// What turns each digit into that of the second date.
    turn: u32,
}

impl Differing {
    const fn between(a: DateForm, b: DateForm) -> Self {
        let digits = a.digits();
        Self {
            digits,
            turn: digits ^ b.digits(),
        }
    }

    /// How many digits differ.
    const fn count(&self) -> u32 {
        let pairs = self.turn | self.turn >> 1;
        ((pairs | pairs >> 2) & 0x1111_1111).count_ones()
    }

    /// Whether two neighbouring digits are swapped, and nothing else differs.
    const fn are_swapped(&self) -> bool {
        let last = self.turn.trailing_zeros() / 4 * 4;
        if self.count() != 2 || last > 24 {
            return false;
        }
        let (later, earlier) = (self.digits >> last & 15, self.digits >> (last + 4) & 15);
        let turn = later ^ earlier;
        self.turn >> last == turn << 4 | turn
    }
}

/// Days between two dates as if every month had 31: there may be dates that do not exist.
fn days_apart(a: DateForm, b: DateForm) -> u32 {
    let days = |date: DateForm| {
        (u32::from(date.year) * 12 + u32::from(date.month)) * 31 + u32::from(date.day)
    };
    days(a).abs_diff(days(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_is_reached() {
        for (a, b, expect) in [
            ("1971-06-24", "19710624", DateLevel::Same),
            ("1971-06", "1971-06-24", DateLevel::SameAsFarAsKnown),
            ("1971-06", "1971-06", DateLevel::SameAsFarAsKnown),
            ("1971-06-05", "1971-05-06", DateLevel::DayMonthSwapped),
            ("1971-06-24", "1917-06-24", DateLevel::OneDigit),
            ("1971-06-24", "1971-06-42", DateLevel::OneDigit),
            ("1971-06-24", "1971-01-01", DateLevel::FirstOfJanuary),
            ("1971-06-24", "1985-06-24", DateLevel::YearOff),
            ("1971-06-24", "1971-06-03", DateLevel::SameMonth),
            ("1971-06-24", "1971-11-03", DateLevel::SameYear),
            ("1971-06", "1971-11", DateLevel::SameYear),
            ("1978-09-18", "1973-09-15", DateLevel::TwoDigits),
            ("1971-06-29", "1971-07-14", DateLevel::WithinAMonth),
            ("1971-12-29", "1972-01-14", DateLevel::WithinAMonth),
            ("1971-06-24", "1965/1971", DateLevel::WithinRange),
            ("1971/1980", "1965/1971", DateLevel::WithinRange),
            ("1965/1971", "1965/1971", DateLevel::WithinRange),
            ("1972-06", "1965/1971", DateLevel::WithinAYear),
            ("1973", "1965/1971", DateLevel::Different),
            ("1971-06-24", "1972-03-13", DateLevel::WithinAYear),
            ("1971-06-24", "1982-11-03", DateLevel::Different),
        ] {
            assert_eq!(dates(a, b), Some(expect), "{a} / {b}");
            assert_eq!(dates(b, a), Some(expect), "{b} / {a}");
        }
        assert_eq!(dates("24/06/1971", "1971-06-24"), None);
        assert_eq!(dates("1971/1965", "1971-06-24"), None);
        assert_eq!(dates("1900/2026", "1971-06-24"), None);
        assert_eq!(
            dates("1971/1971", "1971-06-24"),
            dates("1971", "1971-06-24")
        );
    }

    #[test]
    fn an_age_leaves_the_years_open_in_which_its_birthdays_are() {
        let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap();
        for (on, least, most) in [
            (day(2026, 3, 2), 30, 40),
            (day(2025, 12, 31), 30, 30),
            (day(2024, 2, 29), 0, 0),
            (day(2026, 1, 1), 17, 19),
        ] {
            let range = birth_years(least, most, on).unwrap();
            // everyone who is of that age on the day, by brute force
            let births = (on - Days::new(366 * 50))
                .iter_days()
                .take_while(|birth| *birth <= on);
            let ages = births.map(|birth| (birth, on.years_since(birth).unwrap()));
            let fits = ages.filter(|(_, age)| (u32::from(least)..=u32::from(most)).contains(age));
            let years: Vec<i32> = fits.map(|(birth, _)| birth.year()).collect();
            let expected = format!("{}/{}", years[0], years[years.len() - 1]);
            assert_eq!(range, expected, "{on} {least} {most}");
        }
        assert!(birth_years(40, 30, day(2026, 3, 2)).is_err());
    }

    proptest::proptest! {
        #[test]
        fn differing_digits_are_those_of_the_texts(
            a in (0_u16..10_000, 0_u8..100, 0_u8..100),
            slips in proptest::collection::vec((0_usize..8, b'0'..=b'9'), 0..3),
            swap in proptest::option::of(0_usize..7),
        ) {
            let a = DateForm { year: a.0, month: a.1, day: a.2, last: a.0 };
            let before = a.to_string().into_bytes();
            let mut after = before.clone();
            for (at, digit) in slips {
                after[at] = digit;
            }
            if let Some(at) = swap {
                after.swap(at, at + 1);
            }
            let b = DateForm::from_digits(std::str::from_utf8(&after).unwrap()).unwrap();
            let off: Vec<usize> = (0..8).filter(|at| before[*at] != after[*at]).collect();
            let differing = Differing::between(a, b);
            proptest::prop_assert_eq!(differing.count() as usize, off.len());
            let swapped = match off[..] {
                [i, j] => j == i + 1 && before[i] == after[j] && before[j] == after[i],
                _ => false,
            };
            proptest::prop_assert_eq!(differing.are_swapped(), swapped);
        }
    }
}

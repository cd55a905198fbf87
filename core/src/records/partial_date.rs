use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::is_placeholder;
use super::placeholder::without_midnight;

/// A calendar date of which only the year, or the year and month, may be known.
///
/// Always a date that exists in the Gregorian calendar, in the years
/// [`FIRST_YEAR`](Self::FIRST_YEAR) to [`LAST_YEAR`](Self::LAST_YEAR), and never one of the dates
/// that systems write for "no date" (1900-01-01 and its kin). In JSON it is a string: `"1971"`,
/// `"1971-06"` or `"1971-06-24"`.
///
/// A date with fewer parts sorts before every date that it could be: 1971 < 1971-06 < 1971-06-24.
///
/// NIEM: `nc:DateRepresentation` as `nc:Year`, `nc:YearMonth` or `nc:Date`.
///
/// ```
/// use caselink::records::{DateProblem, PartialDate};
///
/// let full = PartialDate::parse("19710624")?;
/// let month = PartialDate::parse("1971-06")?;
/// assert_eq!(full.to_string(), "1971-06-24");
/// assert_eq!((month.year(), month.month(), month.day()), (1971, Some(6), None));
/// assert!(month < full);
///
/// assert_eq!(PartialDate::parse("1971-02-29"), Err(DateProblem::DoesNotExist));
/// assert_eq!(PartialDate::parse("03/04/1990"), Err(DateProblem::NotADate));
/// # Ok::<(), DateProblem>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PartialDate {
    year: i16,
    month: Option<u8>,
    day: Option<u8>,
}

impl PartialDate {
    /// The earliest year that is accepted. Nobody on a present-day register was born before it.
    pub const FIRST_YEAR: i16 = 1850;
    /// The latest year that is accepted. No term of registration ends after it.
    pub const LAST_YEAR: i16 = 2150;

    /// A date from its parts: `month` 1 to 12, `day` 1 to 31.
    ///
    /// # Errors
    ///
    /// [`DateProblem::Placeholder`] for the years 0 and 9999 and for dates such as 1900-01-01;
    /// [`DateProblem::NotADate`] for a day without a month; [`DateProblem::DoesNotExist`] when
    /// the calendar has no such month or day; [`DateProblem::OutOfRange`] for any other year
    /// outside 1850 to 2150.
    ///
    /// ```
    /// use caselink::records::{DateProblem, PartialDate};
    ///
    /// assert!(PartialDate::new(1988, Some(2), Some(29)).is_ok());
    /// assert_eq!(PartialDate::new(1900, Some(1), Some(1)), Err(DateProblem::Placeholder));
    /// ```
    pub fn new(year: i16, month: Option<u8>, day: Option<u8>) -> Result<Self, DateProblem> {
        if is_filler(year, month, day) {
            return Err(DateProblem::Placeholder);
        }
        if month.is_none() && day.is_some() {
            return Err(DateProblem::NotADate);
        }
        let first = (u32::from(month.unwrap_or(1)), u32::from(day.unwrap_or(1)));
        if NaiveDate::from_ymd_opt(i32::from(year), first.0, first.1).is_none() {
            return Err(DateProblem::DoesNotExist);
        }
        if !(Self::FIRST_YEAR..=Self::LAST_YEAR).contains(&year) {
            return Err(DateProblem::OutOfRange);
        }
        Ok(Self { year, month, day })
    }

    /// Reads `YYYY-MM-DD`, `YYYYMMDD`, `YYYY/MM/DD`, `YYYY-MM` or `YYYY`.
    ///
    /// Surrounding blanks are ignored, and so is a time of midnight behind a full date, as
    /// timestamp columns add it. A day of 00, and a month and day of 00, are how registries write that they are not
    /// known: `1971-06-00` is `1971-06`, `1971-00-00` is `1971`. Every other form is refused, above all 03/04/1990 and 24.6.71:
    /// which number is the month cannot be known from one value, and this crate does not guess.
    ///
    /// # Errors
    ///
    /// As for [`new`](Self::new), and [`DateProblem::Placeholder`] for any text that
    /// [`is_placeholder`].
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        let text = text.trim();
        if is_placeholder(text) {
            return Err(DateProblem::Placeholder);
        }
        let (year, month, day) = match *without_midnight(text).as_bytes() {
            [y1, y2, y3, y4] => ([y1, y2, y3, y4], None, None),
            [y1, y2, y3, y4, b'-', m1, m2] => ([y1, y2, y3, y4], Some([m1, m2]), None),
            [y1, y2, y3, y4, m1, m2, d1, d2]
            | [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2]
            | [y1, y2, y3, y4, b'/', m1, m2, b'/', d1, d2] => {
                ([y1, y2, y3, y4], Some([m1, m2]), Some([d1, d2]))
            }
            _ => return Err(DateProblem::NotADate),
        };
        let two_digits = |digits: Option<[u8; 2]>| match digits {
            // Two digits fit a `u8`.
            Some(digits) => number(&digits).map(|value| Some(value as u8)),
            None => Ok(None),
        };
        let (year, month, day) = (number(&year)?, two_digits(month)?, two_digits(day)?);
        match (month, day) {
            // a system that has to write a date and knows none
            (_, Some(0)) if is_filler(year, month.map(|month| month.max(1)), Some(1)) => {
                Err(DateProblem::Placeholder)
            }
            (Some(0), Some(0) | None) => Self::new(year, None, None),
            (month, Some(0)) => Self::new(year, month, None),
            (month, day) => Self::new(year, month, day),
        }
    }

    /// Whether a text that is read writes 00 for a month or a day.
    pub(super) fn has_zero_part(text: &str) -> bool {
        let date = without_midnight(text.trim());
        let digits: Vec<u8> = date.bytes().filter(u8::is_ascii_digit).collect();
        digits
            .get(4..)
            .is_some_and(|rest| rest.chunks(2).any(|part| part == b"00"))
    }

    /// The year, 1850 to 2150.
    pub const fn year(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, when it is known.
    pub const fn month(self) -> Option<u8> {
        self.month
    }

    /// The day of the month, 1 to 31, when it is known.
    pub const fn day(self) -> Option<u8> {
        self.day
    }

    /// The one calendar day that this is, or `None` when the month or day is not known.
    ///
    /// ```
    /// use caselink::records::PartialDate;
    ///
    /// let date = PartialDate::parse("1971-06-24")?;
    /// assert_eq!(date.to_date().map(|day| day.to_string()).as_deref(), Some("1971-06-24"));
    /// assert_eq!(PartialDate::parse("1971")?.to_date(), None);
    /// # Ok::<(), caselink::records::DateProblem>(())
    /// ```
    pub fn to_date(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(
            i32::from(self.year),
            u32::from(self.month?),
            u32::from(self.day?),
        )
    }
}

/// Dates that are some system's zero point or end of time, and never a date of anything.
fn is_filler(year: i16, month: Option<u8>, day: Option<u8>) -> bool {
    matches!(
        (year, month, day),
        (0 | 9999, _, _)
            | (1 | 1601 | 1753 | 1800 | 1900, Some(1), Some(1))
            | (1899, Some(12), Some(30 | 31))
            | (1111, Some(11), Some(11))
            | (2999, Some(12), Some(31))
    )
}

/// The number that up to four ASCII digits write.
fn number(digits: &[u8]) -> Result<i16, DateProblem> {
    let mut value = 0;
    for digit in digits {
        if !digit.is_ascii_digit() {
            return Err(DateProblem::NotADate);
        }
        value = value * 10 + i16::from(digit - b'0');
    }
    Ok(value)
}

impl fmt::Display for PartialDate {
    /// The ISO 8601 form, as far as it is known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl FromStr for PartialDate {
    type Err = DateProblem;

    fn from_str(text: &str) -> Result<Self, DateProblem> {
        Self::parse(text)
    }
}

impl TryFrom<String> for PartialDate {
    type Error = DateProblem;

    fn try_from(text: String) -> Result<Self, DateProblem> {
        Self::parse(&text)
    }
}

impl TryFrom<NaiveDate> for PartialDate {
    type Error = DateProblem;

    fn try_from(date: NaiveDate) -> Result<Self, DateProblem> {
        let year = i16::try_from(date.year()).map_err(|_| DateProblem::OutOfRange)?;
        // Months and days of the month fit a `u8`.
        Self::new(year, Some(date.month() as u8), Some(date.day() as u8))
    }
}

impl From<PartialDate> for String {
    fn from(date: PartialDate) -> Self {
        date.to_string()
    }
}

impl JsonSchema for PartialDate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "PartialDate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A calendar date, or only its year, or its year and month (ISO 8601).",
            "type": "string",
            "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$",
            "examples": ["1971-06-24", "1971-06", "1971"],
        })
    }
}

/// Why a text is not a usable [`PartialDate`]. Says what is wrong and never holds the value.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum DateProblem {
    /// Not in one of the forms that can be read without guessing.
    NotADate,
    /// In the right form, but the calendar has no such day.
    DoesNotExist,
    /// The year is before 1850 or after 2150.
    OutOfRange,
    /// A stand-in for a date that is not known.
    Placeholder,
    /// A range of so many years that it says nothing.
    RangeTooWide,
}

impl DateProblem {
    /// What is wrong, in words that fit a [`Rejection`](super::Rejection).
    ///
    /// ```
    /// use caselink::records::DateProblem;
    ///
    /// assert_eq!(DateProblem::DoesNotExist.reason(), "the date does not exist");
    /// ```
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotADate => "is not a date in the ISO form YYYY-MM-DD, YYYY-MM or YYYY",
            Self::DoesNotExist => "the date does not exist",
            Self::OutOfRange => "the year is not between 1850 and 2150",
            Self::Placeholder => "stands for an unknown date and counts as missing",
            Self::RangeTooWide => "the range is of more than 30 years and counts as missing",
        }
    }
}

impl fmt::Display for DateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.reason())
    }
}

impl std::error::Error for DateProblem {}

#[cfg(test)]
mod tests;

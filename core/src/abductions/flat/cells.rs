//! The cells of a column, whatever type it has.

use std::str::FromStr;

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType,
    cast::AsArray,
    temporal_conversions::as_datetime,
    types::{
        Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
        TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, TimeUnit};
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::{
    Result,
    arrow::{checked, is_text, text_values, wrong_type},
    records::is_placeholder,
};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Missing,
    Text(String),
    Number(f64),
    Moment(NaiveDateTime),
    Day(NaiveDate),
}

impl Cell {
    /// As a text; a whole number without a fraction.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Missing => None,
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Moment(moment) => Some(moment.format("%Y-%m-%dT%H:%M:%S").to_string()),
            Self::Day(day) => Some(day.to_string()),
        }
    }

    /// As a number.
    pub(super) fn number(&self) -> std::result::Result<Option<f64>, &'static str> {
        let number = match self {
            Self::Missing => return Ok(None),
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
            Self::Moment(_) | Self::Day(_) => None,
        };
        let number = number.filter(|number| number.is_finite());
        number.map(Some).ok_or("is no number")
    }

    /// As the first and the last moment that it can mean: a date is a day.
    pub(super) fn span(
        &self,
    ) -> std::result::Result<Option<(NaiveDateTime, NaiveDateTime)>, &'static str> {
        let of_day = |day: NaiveDate| {
            let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default();
            (day.and_time(NaiveTime::MIN), day.and_time(last))
        };
        match self {
            Self::Missing => Ok(None),
            Self::Moment(moment) => Ok(Some((*moment, *moment))),
            Self::Day(day) => Ok(Some(of_day(*day))),
            Self::Number(_) => Err("is a number, and no date or time"),
            Self::Text(text) => {
                if let Ok(day) = NaiveDate::from_str(text) {
                    return Ok(Some(of_day(day)));
                }
                let text = text.replacen(' ', "T", 1);
                let to_the_minute = || NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M");
                let moment = NaiveDateTime::from_str(&text).or_else(|_| to_the_minute());
                moment.map(|moment| Some((moment, moment))).map_err(|_| {
                    "is no date or local time that can be read, as 2026-05-29 or 2026-05-29 15:10:00 (with a zone it is none)"
                })
            }
        }
    }
}

/// The cells of a column.
pub(super) fn cells(
    name: &str,
    kind: &DataType,
    chunks: &[&ArrayRef],
    missing: &[String],
) -> Result<Vec<Cell>> {
    let text = |text: Option<&str>| -> Cell {
        let text = text.map(str::trim).unwrap_or_default();
        // as `is_placeholder` has it, five zeros or nines are none; as a code or a number they are
        let is_number = text.parse::<f64>().is_ok_and(f64::is_finite);
        let is_missing = missing.iter().any(|one| one.trim() == text);
        if text.is_empty() || is_missing || (!is_number && is_placeholder(text)) {
            Cell::Missing
        } else {
            Cell::Text(text.to_owned())
        }
    };
    Ok(match kind {
        DataType::Float64 => numbers::<Float64Type>(chunks, |v| v),
        DataType::Float32 => numbers::<Float32Type>(chunks, f64::from),
        DataType::Int8 => numbers::<Int8Type>(chunks, f64::from),
        DataType::Int16 => numbers::<Int16Type>(chunks, f64::from),
        DataType::Int32 => numbers::<Int32Type>(chunks, f64::from),
        DataType::Int64 => numbers::<Int64Type>(chunks, |v| v as f64),
        DataType::UInt8 => numbers::<UInt8Type>(chunks, f64::from),
        DataType::UInt16 => numbers::<UInt16Type>(chunks, f64::from),
        DataType::UInt32 => numbers::<UInt32Type>(chunks, f64::from),
        DataType::UInt64 => numbers::<UInt64Type>(chunks, |v| v as f64),
        DataType::Null => vec![Cell::Missing; chunks.iter().map(Array::len).sum()],
        DataType::Date32 => moments::<Date32Type>(chunks, |moment| Cell::Day(moment.date())),
        DataType::Date64 => moments::<Date64Type>(chunks, Cell::Moment),
        DataType::Timestamp(unit, None) => match unit {
            TimeUnit::Second => moments::<TimestampSecondType>(chunks, Cell::Moment),
            TimeUnit::Millisecond => moments::<TimestampMillisecondType>(chunks, Cell::Moment),
            TimeUnit::Microsecond => moments::<TimestampMicrosecondType>(chunks, Cell::Moment),
            TimeUnit::Nanosecond => moments::<TimestampNanosecondType>(chunks, Cell::Moment),
        },
        // factors of R, categories of pandas
        DataType::Dictionary(_, values) if is_text(values) => {
            let mut all = Vec::new();
            for chunk in chunks {
                let dictionary = chunk.as_any_dictionary();
                checked(name, dictionary.values())?;
                let words: Vec<Option<&str>> = text_values(dictionary.values().as_ref()).collect();
                for (row, key) in dictionary.normalized_keys().into_iter().enumerate() {
                    let word = words.get(key).copied().flatten();
                    all.push(text(word.filter(|_| chunk.is_valid(row))));
                }
            }
            all
        }
        kind if is_text(kind) => {
            chunks.iter().try_for_each(|chunk| checked(name, chunk))?;
            let values = chunks.iter().flat_map(|c| text_values(c.as_ref()));
            values.map(text).collect()
        }
        kind => {
            return Err(wrong_type(
                name,
                kind,
                "texts, numbers, dates, or timestamps without a zone (local time)",
            ));
        }
    })
}

fn numbers<T: ArrowPrimitiveType>(
    chunks: &[&ArrayRef],
    number: impl Fn(T::Native) -> f64,
) -> Vec<Cell> {
    let values = chunks.iter().flat_map(|c| c.as_primitive::<T>().iter());
    let cell = |value: T::Native| Some(number(value)).filter(|number| !number.is_nan());
    values
        .map(|value| value.and_then(cell).map_or(Cell::Missing, Cell::Number))
        .collect()
}

fn moments<T>(chunks: &[&ArrayRef], cell: impl Fn(NaiveDateTime) -> Cell) -> Vec<Cell>
where
    T: ArrowPrimitiveType,
    i64: From<T::Native>,
{
    let values = chunks.iter().flat_map(|c| c.as_primitive::<T>().iter());
    let moment = |value: T::Native| as_datetime::<T>(value.into());
    values
        .map(|value| value.and_then(moment).map_or(Cell::Missing, &cell))
        .collect()
}

//! The cells of a column, whatever type it has.

use arrow_array::{Array, ArrayRef, cast::AsArray};
use arrow_schema::DataType;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use crate::{
    Result,
    arrow::{Moment, checked, is_text, moments, numbers, text_values, wrong_type},
    records::is_placeholder,
};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Missing,
    Text(String),
    Number(f64),
    Moment(Moment),
}

impl Cell {
    /// As a text; a whole number without a fraction.
    pub(super) fn text(&self) -> Option<String> {
        match self {
            Self::Missing | Self::Moment(Moment::Beyond) => None,
            Self::Text(text) => Some(text.clone()),
            Self::Number(number) => Some(number.to_string()),
            Self::Moment(Moment::At(at)) => Some(at.format("%Y-%m-%dT%H:%M:%S").to_string()),
            Self::Moment(Moment::Day(day)) => Some(day.to_string()),
        }
    }

    /// As a number.
    pub(super) fn number(&self) -> std::result::Result<Option<f64>, &'static str> {
        let number = match self {
            Self::Missing => return Ok(None),
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
            Self::Moment(_) => None,
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
        let moment = match self {
            Self::Missing => return Ok(None),
            Self::Number(_) => return Err("is a number, and no date or time"),
            Self::Moment(moment) => *moment,
            Self::Text(text) => Moment::of_text(text).ok_or(
                "is no date or local time that can be read, as 2026-05-29 or 2026-05-29 15:10:00 (with a zone it is none)",
            )?,
        };
        match moment {
            Moment::At(moment) => Ok(Some((moment, moment))),
            Moment::Day(day) => Ok(Some(of_day(day))),
            Moment::Beyond => Err("is beyond the dates that can be told"),
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
    if let Some(numbers) = numbers(kind, chunks) {
        let cell = |number: f64| {
            if number.is_nan() {
                Cell::Missing
            } else {
                Cell::Number(number)
            }
        };
        return Ok(numbers.into_iter().map(cell).collect());
    }
    if let Some(moments) = moments(kind, chunks) {
        let cell = |moment: Option<Moment>| moment.map_or(Cell::Missing, Cell::Moment);
        return Ok(moments.into_iter().map(cell).collect());
    }
    Ok(match kind {
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

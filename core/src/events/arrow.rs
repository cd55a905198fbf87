//! Events from Arrow tables, for hosts that speak Arrow.

use std::str::FromStr;

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, RecordBatch,
    cast::AsArray,
    temporal_conversions::as_datetime,
    types::{
        Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
        TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, Schema, TimeUnit};
use chrono::{NaiveDate, NaiveDateTime};

use super::{EventColumns, EventSettings, Events};
use crate::{
    Error, Result,
    arrow::{checked, chunks, is_text, text_values, wrong_type},
    records::{Limits, Rejections},
};

const SECONDS: f64 = 86_400.0;

impl Events {
    /// Takes the events of Arrow batches: dates and moments become days since 1970-01-01.
    ///
    /// Times may be dates, timestamps without a zone (in local time), text as `2026-05-29` or `2026-05-29T15:10:00`, or
    /// numbers of days. Coordinates may be numbers of any type, or a column of `GeoArrow` points. Rows that have no place or
    /// no time are set aside, as by [`new`](Self::new).
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new); [`Error::MissingColumn`], [`Error::WrongColumnType`], [`Error::InvalidUnicode`].
    pub fn from_batches(
        batches: &[RecordBatch],
        schema: &Schema,
        settings: &EventSettings,
        limits: &Limits,
    ) -> Result<(Self, Rejections)> {
        let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
        if rows as u64 > limits.rows {
            return Err(Error::LimitExceeded {
                limit: "rows",
                allowed: limits.rows,
                asked: rows as u64,
            });
        }
        let column = |name: &str| -> Result<(DataType, Vec<&ArrayRef>)> {
            let (index, field) =
                schema
                    .column_with_name(name)
                    .ok_or_else(|| Error::MissingColumn {
                        column: name.to_owned(),
                    })?;
            Ok((field.data_type().clone(), chunks(batches, index, field)?))
        };
        let [x, y] = if let Some(name) = &settings.geometry {
            let (kind, chunks) = column(name)?;
            points(name, &kind, &chunks)?
        } else {
            let numbers_of = |name: &str| -> Result<Vec<f64>> {
                let (kind, chunks) = column(name)?;
                numbers(name, &kind, &chunks, "numbers")
            };
            [numbers_of(&settings.x)?, numbers_of(&settings.y)?]
        };
        let days_of = |name: &String| -> Result<Vec<f64>> {
            let (kind, chunks) = column(name)?;
            days(name, &kind, &chunks)
        };
        let start = days_of(&settings.start)?;
        let end = settings.end.as_ref().map(|name| -> Result<Vec<f64>> {
            let (kind, chunks) = column(name)?;
            let mut ends = days(name, &kind, &chunks)?;
            let dates = dates(&kind, &chunks);
            for ((end, start), is_date) in ends.iter_mut().zip(&start).zip(dates) {
                // until a date is until that day is over; from a date to the same date is that day
                if is_date && end.total_cmp(start).is_ne() {
                    *end += 1.0;
                }
            }
            Ok(ends)
        });
        let end = end.transpose()?;
        let radius = settings.radius.as_ref().map(|name| {
            let (kind, chunks) = column(name)?;
            numbers(name, &kind, &chunks, "metres as numbers")
        });
        let radius = radius.transpose()?;
        let columns = EventColumns {
            x: &x,
            y: &y,
            start: &start,
            end: end.as_deref(),
            radius: radius.as_deref(),
        };
        Self::new(settings.metric, &columns, limits)
    }
}

/// Values of a type as numbers; what is missing is not a number.
fn of_type<T: ArrowPrimitiveType>(
    chunks: &[&ArrayRef],
    number: impl Fn(T::Native) -> f64,
) -> Vec<f64> {
    let values = chunks.iter().flat_map(|c| c.as_primitive::<T>().iter());
    values
        .map(|value| value.map_or(f64::NAN, &number))
        .collect()
}

fn numbers(name: &str, kind: &DataType, chunks: &[&ArrayRef], expected: &str) -> Result<Vec<f64>> {
    Ok(match kind {
        DataType::Float64 => of_type::<Float64Type>(chunks, |v| v),
        DataType::Float32 => of_type::<Float32Type>(chunks, f64::from),
        DataType::Int8 => of_type::<Int8Type>(chunks, f64::from),
        DataType::Int16 => of_type::<Int16Type>(chunks, f64::from),
        DataType::Int32 => of_type::<Int32Type>(chunks, f64::from),
        DataType::Int64 => of_type::<Int64Type>(chunks, |v| v as f64),
        DataType::UInt8 => of_type::<UInt8Type>(chunks, f64::from),
        DataType::UInt16 => of_type::<UInt16Type>(chunks, f64::from),
        DataType::UInt32 => of_type::<UInt32Type>(chunks, f64::from),
        DataType::UInt64 => of_type::<UInt64Type>(chunks, |v| v as f64),
        DataType::Null => vec![f64::NAN; chunks.iter().map(Array::len).sum()],
        kind => return Err(wrong_type(name, kind, expected)),
    })
}

fn days(name: &str, kind: &DataType, chunks: &[&ArrayRef]) -> Result<Vec<f64>> {
    Ok(match kind {
        DataType::Date32 => of_type::<Date32Type>(chunks, f64::from),
        DataType::Date64 => moments::<Date64Type>(chunks),
        DataType::Timestamp(TimeUnit::Second, None) => moments::<TimestampSecondType>(chunks),
        DataType::Timestamp(TimeUnit::Millisecond, None) => {
            moments::<TimestampMillisecondType>(chunks)
        }
        DataType::Timestamp(TimeUnit::Microsecond, None) => {
            moments::<TimestampMicrosecondType>(chunks)
        }
        DataType::Timestamp(TimeUnit::Nanosecond, None) => {
            moments::<TimestampNanosecondType>(chunks)
        }
        kind if is_text(kind) => {
            chunks.iter().try_for_each(|chunk| checked(name, chunk))?;
            let values = chunks.iter().flat_map(|c| text_values(c.as_ref()));
            values
                .map(|text| text.map(str::trim).filter(|text| !text.is_empty()))
                .map(|text| text.map_or(f64::NAN, day_of_text))
                .collect()
        }
        kind => {
            return numbers(
                name,
                kind,
                chunks,
                "dates, timestamps without a zone (local time), ISO text, or days as numbers",
            );
        }
    })
}

/// Which of the values say a day and no time of it.
fn dates(kind: &DataType, chunks: &[&ArrayRef]) -> Vec<bool> {
    let rows = chunks.iter().map(Array::len).sum();
    match kind {
        DataType::Date32 => vec![true; rows],
        kind if is_text(kind) => {
            let values = chunks.iter().flat_map(|c| text_values(c.as_ref()));
            let is_date = |text: &str| NaiveDate::from_str(text.trim()).is_ok();
            values.map(|text| text.is_some_and(is_date)).collect()
        }
        _ => vec![false; rows],
    }
}

fn moments<T>(chunks: &[&ArrayRef]) -> Vec<f64>
where
    T: ArrowPrimitiveType,
    i64: From<T::Native>,
{
    of_type::<T>(chunks, |value| {
        as_datetime::<T>(value.into()).map_or(f64::INFINITY, day)
    })
}

fn day(moment: NaiveDateTime) -> f64 {
    let moment = moment.and_utc();
    let seconds = moment.timestamp() as f64 + f64::from(moment.timestamp_subsec_nanos()) / 1e9;
    seconds / SECONDS
}

/// The day of a text; infinite for one that is no date, so that it is set aside as such.
fn day_of_text(text: &str) -> f64 {
    let date = |text| NaiveDate::from_str(text).map(|date| day(date.into()));
    let moment = |text: &str| {
        let text = text.replacen(' ', "T", 1);
        let to_the_minute = || NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M");
        NaiveDateTime::from_str(&text)
            .or_else(|_| to_the_minute())
            .map(day)
    };
    date(text)
        .or_else(|_| moment(text))
        .unwrap_or(f64::INFINITY)
}

/// The coordinates of `GeoArrow` points: a struct of `x` and `y`, or lists of two or more numbers.
fn points(name: &str, kind: &DataType, chunks: &[&ArrayRef]) -> Result<[Vec<f64>; 2]> {
    let wrong = || {
        wrong_type(
            name,
            kind,
            "GeoArrow points: a struct of x and y, or lists of two numbers",
        )
    };
    let mut all = [Vec::new(), Vec::new()];
    for chunk in chunks {
        let [x, y] = if let Some(pairs) = chunk.as_struct_opt() {
            ["x", "y"].map(|axis| pairs.column_by_name(axis).cloned())
        } else if let Some(lists) = chunk.as_fixed_size_list_opt() {
            let width = lists.value_length() as usize;
            let values = lists
                .values()
                .as_primitive_opt::<Float64Type>()
                .ok_or_else(wrong)?;
            if width < 2 {
                return Err(wrong());
            }
            for row in 0..lists.len() {
                for (axis, values_of) in all.iter_mut().enumerate() {
                    let at = (lists.value_offset(row) as usize) + axis;
                    let is_there = lists.is_valid(row) && at < values.len() && values.is_valid(at);
                    values_of.push(if is_there { values.value(at) } else { f64::NAN });
                }
            }
            continue;
        } else {
            return Err(wrong());
        };
        for (axis, values_of) in [x, y].into_iter().zip(&mut all) {
            let axis = axis.ok_or_else(wrong)?;
            let axis = axis.as_primitive_opt::<Float64Type>().ok_or_else(wrong)?;
            values_of.extend((0..chunk.len()).map(|row| {
                let is_there = chunk.is_valid(row) && axis.is_valid(row);
                if is_there { axis.value(row) } else { f64::NAN }
            }));
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{Date32Array, FixedSizeListArray, Float64Array, StringArray};
    use arrow_schema::Field;

    use super::*;
    use crate::events::Metric;

    fn events(
        columns: Vec<(&str, ArrayRef)>,
        settings: &EventSettings,
    ) -> Result<(Events, Rejections)> {
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let schema = batch.schema();
        Events::from_batches(&[batch], &schema, settings, &Limits::default())
    }

    #[test]
    fn dates_of_every_form_are_days() {
        let place: ArrayRef = Arc::new(Float64Array::from(vec![
            Some(1.0),
            Some(1.0),
            Some(1.0),
            None,
        ]));
        let start = StringArray::from(vec!["2026-05-29", "2026-05-29 06:00", "soon", "2026-05-29"]);
        let end = Date32Array::from(vec![20_602, 20_603, 20_603, 20_603]);
        let settings = EventSettings {
            end: Some("end".to_owned()),
            ..EventSettings::default()
        };
        let columns = vec![
            ("x", Arc::clone(&place)),
            ("y", place),
            ("start", Arc::new(start) as ArrayRef),
            ("end", Arc::new(end)),
        ];
        let (events, set_aside) = events(columns, &settings).unwrap();
        assert_eq!(events.start(), [20_602.0, 20_602.25]);
        // until the 30th is until that day is over
        assert_eq!(events.end(), [20_602.0, 20_604.0]);
        let of_rows: Vec<_> = set_aside
            .listed
            .iter()
            .map(|one| (one.row, &one.field[..]))
            .collect();
        assert_eq!(of_rows, [(2, "time"), (3, "place")]);
    }

    #[test]
    fn points_of_geoarrow() {
        let values = Arc::new(Float64Array::from(vec![3.0, 4.0, 5.0, 6.0]));
        let field = Arc::new(Field::new("xy", DataType::Float64, false));
        let lists = FixedSizeListArray::try_new(field, 2, values, None).unwrap();
        let settings = EventSettings {
            metric: Metric::Euclidean,
            geometry: Some("at".to_owned()),
            ..EventSettings::default()
        };
        let days: ArrayRef = Arc::new(Float64Array::from(vec![1.0, 2.5]));
        let columns = vec![
            ("at", Arc::new(lists.slice(0, 2)) as ArrayRef),
            ("start", days),
        ];
        let (events, _) = events(columns, &settings).unwrap();
        assert_eq!((events.x(), events.y()), (&[3.0, 5.0][..], &[4.0, 6.0][..]));
    }

    #[test]
    fn what_is_no_column_of_events_is_named() {
        let text: ArrayRef = Arc::new(StringArray::from(vec!["a"]));
        let columns = || vec![("x", Arc::clone(&text)), ("start", Arc::clone(&text))];
        let code = |settings: &EventSettings| events(columns(), settings).unwrap_err().code();
        assert_eq!(code(&EventSettings::default()), "WRONG_COLUMN_TYPE");
        let other = EventSettings {
            x: "lon".to_owned(),
            ..EventSettings::default()
        };
        assert_eq!(code(&other), "MISSING_COLUMN");
    }
}

//! Events from Arrow tables, for hosts that speak Arrow.

use arrow_array::{Array, ArrayRef, RecordBatch, cast::AsArray, types::Float64Type};
use arrow_schema::{DataType, Schema};
use chrono::NaiveDateTime;

use super::{EventColumns, EventSettings, Events};
use crate::{
    Error, Result,
    arrow::{self, Moment, checked, chunks, is_text, text_values, wrong_type},
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
        limits.check_rows(rows as u64)?;
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
        let days_of = |name: &String| -> Result<Vec<(f64, bool)>> {
            let (kind, chunks) = column(name)?;
            days(name, &kind, &chunks)
        };
        let start = days_of(&settings.start)?;
        let start: Vec<f64> = start.into_iter().map(|(day, _)| day).collect();
        let end = settings.end.as_ref().map(|name| -> Result<Vec<f64>> {
            let ends = days_of(name)?.into_iter().zip(&start);
            // until a date is until that day is over; from a date to the same date is that day, and a day before that of
            // the start is before it
            let end = |((end, is_date), start): ((f64, bool), &f64)| {
                let is_later = is_date && end.total_cmp(start).is_ne() && end >= start.floor();
                end + f64::from(u8::from(is_later))
            };
            Ok(ends.map(end).collect())
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

fn numbers(name: &str, kind: &DataType, chunks: &[&ArrayRef], expected: &str) -> Result<Vec<f64>> {
    // where a host has no value at all to tell a type by, it takes texts
    if is_text(kind) && chunks.iter().all(|chunk| chunk.null_count() == chunk.len()) {
        return Ok(vec![f64::NAN; chunks.iter().map(Array::len).sum()]);
    }
    arrow::numbers(kind, chunks).ok_or_else(|| wrong_type(name, kind, expected))
}

/// The moments of a column; numbers stay numbers of days. Each with whether it says a day and no time of it.
fn days(name: &str, kind: &DataType, chunks: &[&ArrayRef]) -> Result<Vec<(f64, bool)>> {
    let moments = if is_text(kind) {
        chunks.iter().try_for_each(|chunk| checked(name, chunk))?;
        let texts = chunks.iter().flat_map(|c| text_values(c.as_ref()));
        let texts = texts.map(|text| text.map(str::trim).filter(|text| !text.is_empty()));
        // what is no date is set aside as such
        let moment = |text: &str| Moment::of_text(text).unwrap_or(Moment::Beyond);
        Some(texts.map(|text| text.map(moment)).collect())
    } else {
        arrow::moments(kind, chunks)
    };
    if let Some(moments) = moments {
        return Ok(moments.into_iter().map(day_of).collect());
    }
    let expected = "dates, timestamps without a zone (local time), ISO text, or days as numbers";
    let numbers = numbers(name, kind, chunks, expected)?;
    Ok(numbers.into_iter().map(|day| (day, false)).collect())
}

fn day_of(moment: Option<Moment>) -> (f64, bool) {
    match moment {
        None => (f64::NAN, false),
        Some(Moment::Beyond) => (f64::INFINITY, false),
        Some(Moment::At(at)) => (day(at), false),
        Some(Moment::Day(date)) => (day(date.into()), true),
    }
}

fn day(moment: NaiveDateTime) -> f64 {
    let moment = moment.and_utc();
    let seconds = moment.timestamp() as f64 + f64::from(moment.timestamp_subsec_nanos()) / 1e9;
    seconds / SECONDS
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
    fn a_date_before_the_start_is_set_aside_and_that_of_the_start_is_not() {
        let place: ArrayRef = Arc::new(Float64Array::from(vec![1.0; 5]));
        let texts = |texts: [&str; 5]| Arc::new(StringArray::from(texts.to_vec())) as ArrayRef;
        let columns = vec![
            ("x", Arc::clone(&place)),
            ("y", place),
            (
                "start",
                texts([
                    "2026-01-05",
                    "2026-01-05",
                    "2026-01-05",
                    "2026-01-05T15:00",
                    "2026-01-05T15:00",
                ]),
            ),
            (
                "end",
                texts([
                    "2026-01-04",
                    "2026-01-05",
                    "2026-01-06",
                    "2026-01-05",
                    "2026-01-04",
                ]),
            ),
        ];
        let settings = EventSettings {
            end: Some("end".to_owned()),
            ..EventSettings::default()
        };
        let (events, set_aside) = events(columns, &settings).unwrap();
        assert_eq!(events.rows(), [1, 2, 3]);
        assert_eq!(events.end(), [20_458.0, 20_460.0, 20_459.0]);
        assert!(
            set_aside
                .listed
                .iter()
                .all(|one| one.reason == "ends before it starts")
        );
    }

    #[test]
    fn columns_without_any_value_are_no_events() {
        for rows in [0, 3] {
            let none: ArrayRef = Arc::new(StringArray::from(vec![None::<&str>; rows]));
            let columns =
                ["x", "y", "start", "end", "radius"].map(|name| (name, Arc::clone(&none)));
            let settings = EventSettings {
                end: Some("end".to_owned()),
                radius: Some("radius".to_owned()),
                ..EventSettings::default()
            };
            let (events, set_aside) = events(columns.to_vec(), &settings).unwrap();
            assert_eq!((events.len(), set_aside.total), (0, rows as u64));
        }
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

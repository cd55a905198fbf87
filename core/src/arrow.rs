//! What every door for Arrow tables needs: columns out of batches, text that is checked before it is read, and numbers and
//! moments of whatever type.

use std::str::FromStr;

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, GenericStringArray, OffsetSizeTrait, RecordBatch,
    cast::AsArray,
    temporal_conversions::as_datetime,
    types::{
        Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
        TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, Field, TimeUnit};
use chrono::{NaiveDate, NaiveDateTime};

use crate::{Error, Result};

/// One column of all batches; they come with a schema that is not trusted to be theirs.
pub(crate) fn chunks<'a>(
    batches: &'a [RecordBatch],
    index: usize,
    field: &Field,
) -> Result<Vec<&'a ArrayRef>> {
    batches
        .iter()
        .map(|batch| chunk(batch, index, field))
        .collect()
}

/// One column of one batch, which comes with a schema that is not trusted to be its own.
pub(crate) fn chunk<'a>(
    batch: &'a RecordBatch,
    index: usize,
    field: &Field,
) -> Result<&'a ArrayRef> {
    match batch.columns().get(index) {
        Some(chunk) if chunk.data_type() == field.data_type() => Ok(chunk),
        Some(chunk) => {
            let expected = format!("{}, as the schema says", field.data_type());
            Err(wrong_type(field.name(), chunk.data_type(), &expected))
        }
        None => Err(Error::MissingColumn {
            column: field.name().clone(),
        }),
    }
}

pub(crate) const fn is_text(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    )
}

/// Arrays come from outside: their text is not trusted to be UTF-8.
pub(crate) fn checked(name: &str, array: &ArrayRef) -> Result<()> {
    let is_valid = match array.data_type() {
        DataType::Utf8 => is_utf8(array.as_string::<i32>()),
        DataType::LargeUtf8 => is_utf8(array.as_string::<i64>()),
        _ => array.to_data().validate_full().is_ok(),
    };
    if is_valid {
        return Ok(());
    }
    Err(Error::InvalidUnicode {
        place: format!("column {name:?}"),
        reason: "its bytes are not UTF-8, or its offsets are damaged".to_owned(),
    })
}

/// Whether the texts of the array are UTF-8. Only its own part of the bytes is looked at: many chunks may be
/// slices of one.
fn is_utf8<O: OffsetSizeTrait>(array: &GenericStringArray<O>) -> bool {
    let offsets = array.value_offsets();
    let (Some(first), Some(last)) = (offsets.first(), offsets.last()) else {
        return true;
    };
    let (first, last) = (first.as_usize(), last.as_usize());
    let bytes = array.value_data().get(first..last);
    let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
    offsets.is_sorted()
        && text.is_some_and(|text| {
            let mut offsets = offsets.iter();
            offsets.all(|offset| text.is_char_boundary(offset.as_usize() - first))
        })
}

pub(crate) fn text_values(array: &dyn Array) -> Box<dyn Iterator<Item = Option<&str>> + '_> {
    match array.data_type() {
        DataType::Utf8 => Box::new(array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => Box::new(array.as_string::<i64>().iter()),
        _ => Box::new(array.as_string_view().iter()),
    }
}

pub(crate) fn wrong_type(name: &str, kind: &DataType, expected: &str) -> Error {
    Error::WrongColumnType {
        column: name.to_owned(),
        found: kind.to_string(),
        expected: expected.to_owned(),
    }
}

/// The numbers of a column, whatever their type; what is missing is not a number. `None` for a column of another kind.
pub(crate) fn numbers(kind: &DataType, chunks: &[&ArrayRef]) -> Option<Vec<f64>> {
    Some(match kind {
        DataType::Float64 => numbers_of::<Float64Type>(chunks, |v| v),
        DataType::Float32 => numbers_of::<Float32Type>(chunks, f64::from),
        DataType::Int8 => numbers_of::<Int8Type>(chunks, f64::from),
        DataType::Int16 => numbers_of::<Int16Type>(chunks, f64::from),
        DataType::Int32 => numbers_of::<Int32Type>(chunks, f64::from),
        DataType::Int64 => numbers_of::<Int64Type>(chunks, |v| v as f64),
        DataType::UInt8 => numbers_of::<UInt8Type>(chunks, f64::from),
        DataType::UInt16 => numbers_of::<UInt16Type>(chunks, f64::from),
        DataType::UInt32 => numbers_of::<UInt32Type>(chunks, f64::from),
        DataType::UInt64 => numbers_of::<UInt64Type>(chunks, |v| v as f64),
        DataType::Null => vec![f64::NAN; chunks.iter().map(Array::len).sum()],
        _ => return None,
    })
}

fn numbers_of<T: ArrowPrimitiveType>(
    chunks: &[&ArrayRef],
    number: impl Fn(T::Native) -> f64,
) -> Vec<f64> {
    let values = chunks.iter().flat_map(|c| c.as_primitive::<T>().iter());
    values
        .map(|value| value.map_or(f64::NAN, &number))
        .collect()
}

/// When something was: on a day, or at a local time of one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Moment {
    Day(NaiveDate),
    At(NaiveDateTime),
    /// What is beyond the dates that can be told.
    Beyond,
}

impl Moment {
    /// Reads `2026-05-29`, `2026-05-29T15:10` and `2026-05-29 15:10:00`; what names a zone is none.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        if let Ok(day) = NaiveDate::from_str(text) {
            return Some(Self::Day(day));
        }
        let text = text.replacen(' ', "T", 1);
        let to_the_minute = || NaiveDateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M");
        let moment = NaiveDateTime::from_str(&text).or_else(|_| to_the_minute());
        moment.ok().map(Self::At)
    }
}

/// The moments of a column of dates or of timestamps without a zone, which are local time. `None` for a column of another
/// kind.
pub(crate) fn moments(kind: &DataType, chunks: &[&ArrayRef]) -> Option<Vec<Option<Moment>>> {
    Some(match kind {
        DataType::Date32 => moments_of::<Date32Type>(chunks, |at| Moment::Day(at.date())),
        DataType::Date64 => moments_of::<Date64Type>(chunks, Moment::At),
        DataType::Timestamp(unit, None) => match unit {
            TimeUnit::Second => moments_of::<TimestampSecondType>(chunks, Moment::At),
            TimeUnit::Millisecond => moments_of::<TimestampMillisecondType>(chunks, Moment::At),
            TimeUnit::Microsecond => moments_of::<TimestampMicrosecondType>(chunks, Moment::At),
            TimeUnit::Nanosecond => moments_of::<TimestampNanosecondType>(chunks, Moment::At),
        },
        _ => return None,
    })
}

fn moments_of<T>(
    chunks: &[&ArrayRef],
    moment: impl Fn(NaiveDateTime) -> Moment,
) -> Vec<Option<Moment>>
where
    T: ArrowPrimitiveType,
    i64: From<T::Native>,
{
    let values = chunks.iter().flat_map(|c| c.as_primitive::<T>().iter());
    let read = |value: T::Native| as_datetime::<T>(value.into()).map_or(Moment::Beyond, &moment);
    values.map(|value| value.map(read)).collect()
}

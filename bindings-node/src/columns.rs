//! The tables door: columns of JavaScript, or Arrow IPC, to Arrow batches and back.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, Float64Array as Floats, Int64Array, LargeListArray, LargeStringArray,
    RecordBatch, builder::LargeStringBuilder, cast::AsArray, types::ArrowPrimitiveType,
};
use arrow_buffer::{NullBuffer, OffsetBuffer};
use arrow_schema::{DataType, Field, Schema};
use caselink::{Error, Result};
use napi::bindgen_prelude::*;
use napi_derive::napi;

use crate::{
    arguments::HALF_A_PAIR,
    ipc::{self, Batches},
};

/// One column, as `columns.js` hands it over.
#[napi(object, object_to_js = false)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// All its texts, one behind the other, in pieces.
    pub texts: Option<Vec<Utf16String>>,
    /// The length of each text in UTF-16 units; -1 where it is missing.
    pub lengths: Option<Int32Array>,
    /// How many of the texts each row has, where it may have several; -1 where it is missing.
    pub counts: Option<Int32Array>,
    /// Its numbers.
    pub numbers: Option<Float64Array>,
    /// For each number 1 where it is there; all are when this is left out.
    pub present: Option<Uint8Array>,
    /// Its 64-bit integers.
    pub integers: Option<BigInt64Array>,
    /// What it holds, when that is nothing of these.
    pub refused: Option<String>,
}

/// A table as it came, copied: a worker may read it.
pub(crate) enum Input {
    Columns(Vec<(String, Values)>),
    Arrow(Vec<u8>),
}

pub(crate) enum Values {
    Texts {
        units: Vec<u16>,
        lengths: Vec<i32>,
        counts: Option<Vec<i32>>,
    },
    Numbers {
        values: Vec<f64>,
        present: Option<Vec<u8>>,
    },
    Integers(Vec<i64>),
    Refused(String),
}

impl From<Either<Vec<Column>, Uint8ArraySlice<'_>>> for Input {
    fn from(table: Either<Vec<Column>, Uint8ArraySlice<'_>>) -> Self {
        match table {
            Either::A(columns) => Self::Columns(columns.into_iter().map(named).collect()),
            Either::B(bytes) => Self::Arrow(bytes.to_vec()),
        }
    }
}

fn named(column: Column) -> (String, Values) {
    let values = match column {
        Column {
            texts: Some(texts),
            lengths: Some(lengths),
            counts,
            ..
        } => Values::Texts {
            units: texts.iter().flat_map(|part| part.iter().copied()).collect(),
            lengths: lengths.to_vec(),
            counts: counts.map(|counts| counts.to_vec()),
        },
        Column {
            numbers: Some(numbers),
            present,
            ..
        } => Values::Numbers {
            values: numbers.to_vec(),
            present: present.map(|present| present.to_vec()),
        },
        Column {
            integers: Some(integers),
            ..
        } => Values::Integers(integers.to_vec()),
        Column { refused, .. } => Values::Refused(refused.unwrap_or_default()),
    };
    (column.name, values)
}

impl Input {
    pub(crate) fn read(self) -> Result<Batches> {
        match self {
            Self::Columns(columns) => batch(columns),
            Self::Arrow(bytes) => ipc::read(bytes),
        }
    }
}

fn batch(columns: Vec<(String, Values)>) -> Result<Batches> {
    let (mut fields, mut arrays) = (Vec::new(), Vec::<ArrayRef>::new());
    for (name, values) in columns {
        let array = values.array(&name)?;
        if let Some(first) = arrays.first()
            && first.len() != array.len()
        {
            return Err(Error::LengthMismatch {
                column: name,
                found: array.len(),
                expected: first.len(),
            });
        }
        fields.push(Field::new(name, array.data_type().clone(), true));
        arrays.push(array);
    }
    let schema = Arc::new(Schema::new(fields));
    let batches = if arrays.is_empty() {
        Vec::new()
    } else {
        vec![RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(|_| Error::Internal)?]
    };
    Ok(Batches { batches, schema })
}

impl Values {
    fn array(self, name: &str) -> Result<ArrayRef> {
        Ok(match self {
            Self::Texts {
                units,
                lengths,
                counts,
            } => {
                let texts = text_array(name, &units, &lengths)?;
                match counts {
                    None => Arc::new(texts),
                    Some(counts) => Arc::new(list_array(texts, &counts)?),
                }
            }
            Self::Numbers { values, present } => number_array(&values, present.as_deref()),
            Self::Integers(values) => Arc::new(Int64Array::from(values)),
            Self::Refused(found) => {
                return Err(Error::WrongColumnType {
                    column: name.to_owned(),
                    found,
                    expected:
                        "an array of strings, of arrays of strings or of numbers, or a typed array"
                            .to_owned(),
                });
            }
        })
    }
}

fn text_array(name: &str, units: &[u16], lengths: &[i32]) -> Result<LargeStringArray> {
    let mut builder = LargeStringBuilder::with_capacity(lengths.len(), units.len());
    let (mut start, mut text) = (0, String::new());
    for (row, &length) in lengths.iter().enumerate() {
        let Ok(length) = usize::try_from(length) else {
            builder.append_null();
            continue;
        };
        let value = units.get(start..start + length).ok_or(Error::Internal)?;
        start += length;
        text.clear();
        for unit in char::decode_utf16(value.iter().copied()) {
            text.push(unit.map_err(|_| Error::InvalidUnicode {
                place: format!("column {name:?}"),
                reason: format!("{HALF_A_PAIR} in row {row}"),
            })?);
        }
        builder.append_value(&text);
    }
    Ok(builder.finish())
}

/// As many of the texts for each row as are counted for it.
fn list_array(texts: LargeStringArray, counts: &[i32]) -> Result<LargeListArray> {
    let lengths = counts
        .iter()
        .map(|&many| usize::try_from(many).unwrap_or(0));
    let present: NullBuffer = counts.iter().map(|&many| many >= 0).collect();
    let item = Arc::new(Field::new("item", DataType::LargeUtf8, true));
    let offsets = OffsetBuffer::from_lengths(lengths);
    LargeListArray::try_new(item, offsets, Arc::new(texts), Some(present))
        .map_err(|_| Error::Internal)
}

/// Integers when all are whole and exact, as an id must be.
fn number_array(values: &[f64], present: Option<&[u8]>) -> ArrayRef {
    const MOST: f64 = 9_007_199_254_740_991.0; // Number.MAX_SAFE_INTEGER
    let is_there = |row: usize| present.is_none_or(|p| p.get(row).is_some_and(|&p| p != 0));
    let cells = || {
        values
            .iter()
            .enumerate()
            .map(|(row, &v)| is_there(row).then_some(v))
    };
    #[allow(clippy::float_cmp, reason = "whole or not is an exact question")]
    if cells().flatten().all(|v| v.trunc() == v && v.abs() <= MOST) {
        return Arc::new(cells().map(|v| v.map(|v| v as i64)).collect::<Int64Array>());
    }
    Arc::new(cells().collect::<Floats>())
}

/// A column of ids.
pub(crate) fn ids(batch: &RecordBatch, name: &str) -> Result<Either<Vec<String>, BigInt64Array>> {
    let column = batch.column_by_name(name).ok_or(Error::Internal)?;
    if column.data_type() == &DataType::Int64 {
        return numbers::<arrow_array::types::Int64Type>(batch, name)
            .map(|ids| Either::B(ids.into()));
    }
    let ids = column.as_string_opt::<i32>().ok_or(Error::Internal)?;
    Ok(Either::A(ids.iter().flatten().map(str::to_owned).collect()))
}

/// A column of numbers.
pub(crate) fn numbers<T: ArrowPrimitiveType>(
    batch: &RecordBatch,
    name: &str,
) -> Result<Vec<T::Native>> {
    let column = batch.column_by_name(name).ok_or(Error::Internal)?;
    Ok(column
        .as_primitive_opt::<T>()
        .ok_or(Error::Internal)?
        .values()
        .to_vec())
}

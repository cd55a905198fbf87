//! Arrow tables in and out, for hosts that speak Arrow.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray, UInt8Array,
    cast::AsArray,
    temporal_conversions::{date32_to_datetime, date64_to_datetime},
    types::{
        Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, Field, Schema};

use super::{
    Clusters, Links, Mode, Prepared, RecordId, Settings, Table, TableBuilder, Truth, table::Ids,
};
use crate::{Error, Result, records::Limits};

impl Table {
    /// Takes Arrow batches in. Columns that the settings do not name are passed over unread.
    ///
    /// Text may be `Utf8`, `LargeUtf8`, `Utf8View` or a dictionary of them; integers, floating-point
    /// numbers, booleans and dates are taken as well. Text is checked to be UTF-8 first.
    ///
    /// # Errors
    ///
    /// As [`TableBuilder`], [`Error::WrongColumnType`] and [`Error::InvalidUnicode`].
    pub fn from_batches(
        batches: &[RecordBatch],
        schema: &Schema,
        settings: &Settings,
        limits: Limits,
    ) -> Result<Self> {
        let mut builder = TableBuilder::new(settings, limits)?;
        for (index, field) in schema.fields().iter().enumerate() {
            if builder.wants(field.name()) {
                let chunks: Vec<&ArrayRef> = batches.iter().map(|b| b.column(index)).collect();
                add_column(&mut builder, field.name(), field.data_type(), &chunks)?;
            }
        }
        builder.build()
    }
}

fn add_column(
    builder: &mut TableBuilder,
    name: &str,
    kind: &DataType,
    chunks: &[&ArrayRef],
) -> Result<()> {
    match kind {
        DataType::Int8 => integers::<Int8Type>(builder, name, chunks),
        DataType::Int16 => integers::<Int16Type>(builder, name, chunks),
        DataType::Int32 => integers::<Int32Type>(builder, name, chunks),
        DataType::Int64 => integers::<Int64Type>(builder, name, chunks),
        DataType::UInt8 => integers::<UInt8Type>(builder, name, chunks),
        DataType::UInt16 => integers::<UInt16Type>(builder, name, chunks),
        DataType::UInt32 => integers::<UInt32Type>(builder, name, chunks),
        DataType::UInt64 => integers::<UInt64Type>(builder, name, chunks),
        DataType::Float32 => floats::<Float32Type>(builder, name, chunks),
        DataType::Float64 => floats::<Float64Type>(builder, name, chunks),
        DataType::Null => {
            builder.texts(name, chunks.iter().flat_map(|c| (0..c.len()).map(|_| None)))
        }
        DataType::Boolean => {
            let text = |b| if b { "true" } else { "false" };
            let values = chunks.iter().flat_map(|c| c.as_boolean().iter());
            builder.texts(name, values.map(|v| v.map(text)))
        }
        DataType::Date32 => {
            let days = chunks
                .iter()
                .flat_map(|c| c.as_primitive::<Date32Type>().iter());
            let iso = |d: i32| date32_to_datetime(d).map(|d| d.date().to_string());
            let texts: Vec<Option<String>> = days.map(|d| d.and_then(iso)).collect();
            builder.texts(name, texts.iter().map(Option::as_deref))
        }
        DataType::Date64 => {
            let days = chunks
                .iter()
                .flat_map(|c| c.as_primitive::<Date64Type>().iter());
            let iso = |d: i64| date64_to_datetime(d).map(|d| d.date().to_string());
            let texts: Vec<Option<String>> = days.map(|d| d.and_then(iso)).collect();
            builder.texts(name, texts.iter().map(Option::as_deref))
        }
        DataType::Dictionary(_, values) if is_text(values) => {
            // the dictionary may differ from chunk to chunk, so values are read through the keys
            let mut texts: Vec<Option<String>> = Vec::new();
            for chunk in chunks {
                let dictionary = chunk.as_any_dictionary();
                checked(name, dictionary.values())?;
                let values: Vec<Option<&str>> = text_values(dictionary.values().as_ref()).collect();
                let keys = dictionary.normalized_keys();
                texts.extend(keys.iter().enumerate().map(|(row, &key)| {
                    if chunk.is_null(row) {
                        return None;
                    }
                    values.get(key).copied().flatten().map(str::to_owned)
                }));
            }
            builder.texts(name, texts.iter().map(Option::as_deref))
        }
        kind if is_text(kind) => {
            chunks.iter().try_for_each(|chunk| checked(name, chunk))?;
            builder.texts(name, chunks.iter().flat_map(|c| text_values(c.as_ref())))
        }
        kind => Err(wrong_type(
            name,
            kind,
            "text, integers, floating-point numbers or dates",
        )),
    }
}

const fn is_text(kind: &DataType) -> bool {
    matches!(
        kind,
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    )
}

/// Arrays come from outside: their text is not trusted to be UTF-8.
fn checked(name: &str, array: &ArrayRef) -> Result<()> {
    array
        .to_data()
        .validate_full()
        .map_err(|_| Error::InvalidUnicode {
            place: format!("column {name:?}"),
            reason: "its bytes are not UTF-8, or its offsets are damaged".to_owned(),
        })
}

fn text_values(array: &dyn Array) -> Box<dyn Iterator<Item = Option<&str>> + '_> {
    match array.data_type() {
        DataType::Utf8 => Box::new(array.as_string::<i32>().iter()),
        DataType::LargeUtf8 => Box::new(array.as_string::<i64>().iter()),
        _ => Box::new(array.as_string_view().iter()),
    }
}

fn integers<T>(builder: &mut TableBuilder, name: &str, chunks: &[&ArrayRef]) -> Result<()>
where
    T: ArrowPrimitiveType,
    T::Native: TryInto<i64>,
{
    let values = || chunks.iter().flat_map(|c| c.as_primitive::<T>().iter());
    // only an unsigned 64-bit integer can fail to fit
    if values().flatten().any(|v| v.try_into().is_err()) {
        return Err(wrong_type(name, &T::DATA_TYPE, "integers below 2^63"));
    }
    builder.integers(name, values().map(|v| v.and_then(|v| v.try_into().ok())))
}

fn floats<T>(builder: &mut TableBuilder, name: &str, chunks: &[&ArrayRef]) -> Result<()>
where
    T: ArrowPrimitiveType,
    T::Native: Into<f64>,
{
    let values = chunks.iter().flat_map(|c| c.as_primitive::<T>().iter());
    builder.floats(name, values.map(|v| v.map(Into::into)))
}

fn wrong_type(name: &str, kind: &DataType, expected: &str) -> Error {
    Error::WrongColumnType {
        column: name.to_owned(),
        found: kind.to_string(),
        expected: expected.to_owned(),
    }
}

/// Ids of many records as one column, of the type in which they came.
fn id_column(prepared: &Prepared, records: impl Iterator<Item = u32> + Clone) -> ArrayRef {
    let integers = prepared
        .tables()
        .iter()
        .all(|t| matches!(t.ids, Ids::Integers(_)) || t.is_empty());
    if integers {
        let ids = records.map(|record| match prepared.id(record) {
            RecordId::Integer(id) => id,
            RecordId::Text(_) => 0,
        });
        return Arc::new(Int64Array::from_iter_values(ids));
    }
    let ids = records.map(|record| {
        let (table, place) = prepared.place(record);
        match &prepared.tables()[table].ids {
            Ids::Texts(ids) => ids.value(place as u32),
            Ids::Integers(_) => "",
        }
    });
    Arc::new(StringArray::from_iter_values(ids))
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, column)| Field::new(*name, column.data_type().clone(), false))
        .collect();
    let columns = columns.into_iter().map(|(_, column)| column).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|_| Error::Internal)
}

impl Links {
    /// The links as columns: `id_left`, `id_right` (`Int64` or `Utf8`, as they came),
    /// `match_weight_millibits` (`Int32`), `match_probability` (`Float64`), `blocking_rule` (`UInt8`).
    /// When tables were linked and deduplicated, `table_left` and `table_right` (`UInt8`) follow.
    ///
    /// # Errors
    ///
    /// None that a caller can cause.
    pub fn to_batch(&self) -> Result<RecordBatch> {
        let prepared = &self.prepared;
        let links = self.as_slice();
        let mut columns: Vec<(&str, ArrayRef)> = vec![
            ("id_left", id_column(prepared, links.iter().map(|l| l.left))),
            (
                "id_right",
                id_column(prepared, links.iter().map(|l| l.right)),
            ),
            (
                "match_weight_millibits",
                Arc::new(Int32Array::from_iter_values(
                    links.iter().map(|l| l.weight.0),
                )),
            ),
            (
                "match_probability",
                Arc::new(Float64Array::from_iter_values(
                    links.iter().map(|l| l.weight.probability()),
                )),
            ),
            (
                "blocking_rule",
                Arc::new(UInt8Array::from_iter_values(links.iter().map(|l| l.rule))),
            ),
        ];
        if prepared.mode() == Mode::LinkAndDedupe {
            let table = |record: u32| prepared.place(record).0 as u8;
            let left = links.iter().map(|l| table(l.left));
            let right = links.iter().map(|l| table(l.right));
            columns.push(("table_left", Arc::new(UInt8Array::from_iter_values(left))));
            columns.push(("table_right", Arc::new(UInt8Array::from_iter_values(right))));
        }
        batch(columns)
    }
}

impl Clusters {
    /// The members as columns: `id`, `cluster` (`Int64` or `Utf8`, as they came); of two tables also
    /// `table` and `cluster_table` (`UInt8`, 0 or 1).
    ///
    /// # Errors
    ///
    /// None that a caller can cause.
    pub fn to_batch(&self) -> Result<RecordBatch> {
        let prepared = &self.prepared;
        let records = 0..self.least.len() as u32;
        let mut columns: Vec<(&str, ArrayRef)> = vec![
            ("id", id_column(prepared, records.clone())),
            ("cluster", id_column(prepared, self.least.iter().copied())),
        ];
        if prepared.tables().len() == 2 {
            let table = |record: u32| prepared.place(record).0 as u8;
            columns.push((
                "table",
                Arc::new(UInt8Array::from_iter_values(records.map(table))),
            ));
            let least = self.least.iter().map(|&record| table(record));
            columns.push((
                "cluster_table",
                Arc::new(UInt8Array::from_iter_values(least)),
            ));
        }
        batch(columns)
    }
}

impl Truth {
    /// Truth from Arrow batches: the id column of the settings and a text or integer column `entity`,
    /// or the two id columns `id_left` and `id_right`.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`], [`Error::WrongColumnType`], [`Error::InvalidUnicode`],
    /// [`Error::UnknownRecord`].
    pub fn from_batches(
        prepared: &Prepared,
        batches: &[RecordBatch],
        schema: &Schema,
    ) -> Result<Self> {
        let ids = |name: &str| -> Result<Vec<RecordId>> {
            let index = schema.index_of(name).map_err(|_| Error::MissingColumn {
                column: name.to_owned(),
            })?;
            let chunks = batches.iter().map(|b| b.column(index));
            chunks
                .map(|chunk| record_ids(name, chunk))
                .collect::<Result<Vec<_>>>()
                .map(|c| c.concat())
        };
        if schema.index_of("id_left").is_ok() {
            let (left, right) = (ids("id_left")?, ids("id_right")?);
            return Self::from_pairs(prepared, left.into_iter().zip(right));
        }
        let records = ids(&prepared.settings().id)?;
        let entities: Vec<String> = ids("entity")?
            .into_iter()
            .map(|entity| match entity {
                RecordId::Integer(n) => n.to_string(),
                RecordId::Text(text) => text,
            })
            .collect();
        Self::from_entities(
            prepared,
            records.into_iter().zip(entities.iter().map(String::as_str)),
        )
    }
}

fn record_ids(name: &str, array: &ArrayRef) -> Result<Vec<RecordId>> {
    if array.null_count() > 0 {
        return Err(Error::WrongColumnType {
            column: name.to_owned(),
            found: "nulls".to_owned(),
            expected: "a value in every row".to_owned(),
        });
    }
    macro_rules! integers {
        ($type:ty) => {
            Ok(array
                .as_primitive::<$type>()
                .values()
                .iter()
                .map(|v| RecordId::Integer(i64::from(*v)))
                .collect())
        };
    }
    match array.data_type() {
        DataType::Int64 => integers!(Int64Type),
        DataType::Int32 => integers!(Int32Type),
        DataType::UInt32 => integers!(UInt32Type),
        kind if is_text(kind) => {
            checked(name, array)?;
            Ok(text_values(array.as_ref())
                .flatten()
                .map(|id| RecordId::Text(id.to_owned()))
                .collect())
        }
        kind => Err(wrong_type(name, kind, "text or integers")),
    }
}

//! Arrow tables in and out, for hosts that speak Arrow.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, Float64Array, GenericListArray, Int32Array, Int64Array,
    OffsetSizeTrait, RecordBatch, StringArray, UInt8Array,
    cast::AsArray,
    new_empty_array,
    temporal_conversions::as_datetime,
    types::{
        Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
        Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
        TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use chrono::NaiveTime;

use super::{
    Clusters, Links, Mode, Prepared, RecordId, Settings, Table, TableBuilder, Truth, ids::Ids,
};
use crate::{
    Control, Error, Result,
    arrow::{checked, chunk, chunks, is_text, text_values, wrong_type},
    control::checkpoint,
    records::Limits,
};

impl Table {
    /// Takes Arrow batches in. Columns that the settings do not name are passed over unread.
    ///
    /// Text may be `Utf8`, `LargeUtf8`, `Utf8View` or a dictionary of them, and lists of text are several values of
    /// one record; integers, floating-point numbers, booleans, dates and timestamps without a zone are taken as well.
    /// Text is checked to be UTF-8 first. A `control` is asked before each column.
    ///
    /// # Errors
    ///
    /// As [`TableBuilder`], [`Error::WrongColumnType`], [`Error::InvalidUnicode`] and
    /// [`Error::Cancelled`].
    pub fn from_batches(
        batches: &[RecordBatch],
        schema: &Schema,
        settings: &Settings,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        let batches = batches.iter().cloned().map(Ok);
        Self::from_stream(batches, schema, settings, limits, control)
    }

    /// Takes Arrow batches in one by one, so that none is held longer than it takes to read it.
    ///
    /// As [`from_batches`](Self::from_batches). A `control` is asked before each column of each batch.
    ///
    /// # Errors
    ///
    /// As [`from_batches`](Self::from_batches), and whatever a batch that fails to arrive says.
    pub fn from_stream(
        batches: impl IntoIterator<Item = Result<RecordBatch>>,
        schema: &Schema,
        settings: &Settings,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        table_builder(batches, schema, settings, limits, control)?.build()
    }
}

/// Takes Arrow batches in one by one.
pub(super) fn table_builder(
    batches: impl IntoIterator<Item = Result<RecordBatch>>,
    schema: &Schema,
    settings: &Settings,
    limits: Limits,
    control: &dyn Control,
) -> Result<TableBuilder> {
    let mut builder = TableBuilder::new(settings, limits)?;
    let mut columns = Vec::new();
    for (index, field) in schema.fields().iter().enumerate() {
        if builder.wants(field.name()) {
            builder.check_new(field.name())?;
            columns.push(ColumnReader {
                index,
                field,
                known: None,
            });
            // a column is there also when no batch comes
            columns.last_mut().map_or(Ok(()), |column| {
                column.read(&mut builder, &new_empty_array(field.data_type()))
            })?;
        }
    }
    for batch in batches {
        let batch = batch?;
        for column in &mut columns {
            checkpoint(control, 0, 0)?;
            let chunk = chunk(&batch, column.index, column.field)?;
            column.read(&mut builder, chunk)?;
        }
    }
    Ok(builder)
}

/// Reads one column, batch by batch.
struct ColumnReader<'a> {
    index: usize,
    field: &'a Field,
    /// The dictionary of the last batch, which has been checked.
    known: Option<ArrayRef>,
}

impl ColumnReader<'_> {
    fn read(&mut self, builder: &mut TableBuilder, chunk: &ArrayRef) -> Result<()> {
        let name = self.field.name();
        match self.field.data_type() {
            DataType::Int8 => integers::<Int8Type>(builder, name, chunk),
            DataType::Int16 => integers::<Int16Type>(builder, name, chunk),
            DataType::Int32 => integers::<Int32Type>(builder, name, chunk),
            DataType::Int64 => integers::<Int64Type>(builder, name, chunk),
            DataType::UInt8 => integers::<UInt8Type>(builder, name, chunk),
            DataType::UInt16 => integers::<UInt16Type>(builder, name, chunk),
            DataType::UInt32 => integers::<UInt32Type>(builder, name, chunk),
            DataType::UInt64 => integers::<UInt64Type>(builder, name, chunk),
            DataType::Float32 => floats::<Float32Type>(builder, name, chunk),
            DataType::Float64 => floats::<Float64Type>(builder, name, chunk),
            DataType::Null => builder.append_texts(name, std::iter::repeat_n(None, chunk.len())),
            DataType::Boolean => {
                let text = |b| if b { "true" } else { "false" };
                let values = chunk.as_boolean().iter();
                builder.append_texts(name, values.map(|v| v.map(text)))
            }
            DataType::Date32 => moments::<Date32Type>(builder, name, chunk),
            DataType::Date64 => moments::<Date64Type>(builder, name, chunk),
            DataType::Timestamp(TimeUnit::Second, None) => {
                moments::<TimestampSecondType>(builder, name, chunk)
            }
            DataType::Timestamp(TimeUnit::Millisecond, None) => {
                moments::<TimestampMillisecondType>(builder, name, chunk)
            }
            DataType::Timestamp(TimeUnit::Microsecond, None) => {
                moments::<TimestampMicrosecondType>(builder, name, chunk)
            }
            DataType::Timestamp(TimeUnit::Nanosecond, None) => {
                moments::<TimestampNanosecondType>(builder, name, chunk)
            }
            DataType::Dictionary(_, values) if is_text(values) => {
                // the dictionary may differ from batch to batch; mostly they share one, checked once
                let values = chunk.as_any_dictionary().values();
                let same = |known: &ArrayRef| known.to_data().ptr_eq(&values.to_data());
                if !self.known.as_ref().is_some_and(same) {
                    checked(name, values)?;
                    self.known = Some(Arc::clone(values));
                }
                builder.append_texts(name, dictionary_texts(chunk))
            }
            DataType::List(items) | DataType::LargeList(items) if is_text(items.data_type()) => {
                lists(builder, name, chunk)
            }
            kind if is_text(kind) => {
                checked(name, chunk)?;
                builder.append_texts(name, text_values(chunk.as_ref()))
            }
            kind => Err(wrong_type(
                name,
                kind,
                "text, lists of text, integers, floating-point numbers or dates",
            )),
        }
    }
}

/// Lists of text.
fn lists(builder: &mut TableBuilder, name: &str, chunk: &ArrayRef) -> Result<()> {
    let (texts, rows) = if let Some(lists) = chunk.as_list_opt::<i32>() {
        (lists.values(), ranges(lists))
    } else {
        let lists = chunk.as_list::<i64>();
        (lists.values(), ranges(lists))
    };
    checked(name, texts)?;
    let texts: Vec<Option<&str>> = text_values(texts.as_ref()).collect();
    let values = |(start, end): (usize, usize)| texts.get(start..end).unwrap_or(&[]);
    builder.append_lists(
        name,
        rows.into_iter()
            .map(|row| row.map(|row| values(row).iter().copied())),
    )
}

/// Where the values of each list begin and end.
fn ranges<O: OffsetSizeTrait>(lists: &GenericListArray<O>) -> Vec<Option<(usize, usize)>> {
    let ends = lists.value_offsets().windows(2);
    ends.enumerate()
        .map(|(row, ends)| match *ends {
            [start, end] if lists.is_valid(row) => Some((start.as_usize(), end.as_usize())),
            _ => None,
        })
        .collect()
}

/// Dates and moments as ISO text. A moment that is not a midnight is no date, and is set aside as such.
fn moments<T>(builder: &mut TableBuilder, name: &str, chunk: &ArrayRef) -> Result<()>
where
    T: ArrowPrimitiveType,
    i64: From<T::Native>,
{
    let iso = |v: T::Native| match as_datetime::<T>(v.into()) {
        Some(moment) if moment.time() == NaiveTime::MIN => moment.date().to_string(),
        Some(moment) => moment.format("%Y-%m-%dT%H:%M:%S").to_string(),
        None => NO_DAY.to_owned(),
    };
    let values = chunk.as_primitive::<T>().iter();
    let texts: Vec<Option<String>> = values.map(|v| v.map(iso)).collect();
    builder.append_texts(name, texts.iter().map(Option::as_deref))
}

/// What stands for a day beyond any calendar, so that it is set aside and not lost.
const NO_DAY: &str = "beyond the calendar";

/// The texts of the rows of a dictionary column.
fn dictionary_texts(rows: &ArrayRef) -> Vec<Option<&str>> {
    let dictionary = rows.as_any_dictionary();
    let values: Vec<Option<&str>> = text_values(dictionary.values().as_ref()).collect();
    if values.is_empty() {
        // without a value there are no keys to normalise
        return vec![None; rows.len()];
    }
    let keys = dictionary.normalized_keys().into_iter().enumerate();
    keys.map(|(row, key)| {
        let value = values.get(key).copied().flatten();
        value.filter(|_| !rows.is_null(row))
    })
    .collect()
}

fn integers<T>(builder: &mut TableBuilder, name: &str, chunk: &ArrayRef) -> Result<()>
where
    T: ArrowPrimitiveType,
    T::Native: TryInto<i64>,
{
    let values = || chunk.as_primitive::<T>().iter();
    // only an unsigned 64-bit integer can fail to fit
    if values().flatten().any(|v| v.try_into().is_err()) {
        return Err(wrong_type(name, &T::DATA_TYPE, "integers below 2^63"));
    }
    builder.append_integers(name, values().map(|v| v.and_then(|v| v.try_into().ok())))
}

fn floats<T>(builder: &mut TableBuilder, name: &str, chunk: &ArrayRef) -> Result<()>
where
    T: ArrowPrimitiveType,
    T::Native: Into<f64>,
{
    let values = chunk.as_primitive::<T>().iter();
    builder.append_floats(name, values.map(|v| v.map(Into::into)))
}

/// Ids of many records as one column, of the type in which they came.
/// A column of ids. Texts of more than 2 GiB together, the most that a `Utf8` column can hold, are an error.
fn id_column(prepared: &Prepared, records: impl Iterator<Item = u32> + Clone) -> Result<ArrayRef> {
    let integers = prepared
        .tables()
        .iter()
        .all(|t| matches!(t.ids, Ids::Integers(_)) || t.is_empty());
    if integers {
        let ids = records.map(|record| match prepared.id(record) {
            RecordId::Integer(id) => id,
            RecordId::Text(_) => 0,
        });
        return Ok(Arc::new(Int64Array::from_iter_values(ids)));
    }
    text_ids(records.map(|record| {
        let (table, place) = prepared.place(record);
        match &prepared.tables()[table].ids {
            Ids::Texts(ids) => ids.value(place as u32),
            Ids::Integers(_) => "",
        }
    }))
}

/// The ids of some records of one table, of the type in which they came.
pub(super) fn ids_at(ids: &Ids, records: impl Iterator<Item = u32> + Clone) -> Result<ArrayRef> {
    match ids {
        Ids::Integers(ids) => {
            let ids = records.map(|record| ids[record as usize]);
            Ok(Arc::new(Int64Array::from_iter_values(ids)))
        }
        Ids::Texts(ids) => text_ids(records.map(|record| ids.value(record))),
    }
}

fn text_ids<'a>(ids: impl Iterator<Item = &'a str> + Clone) -> Result<ArrayRef> {
    let bytes: u64 = ids.clone().map(|id| id.len() as u64).sum();
    let allowed = i32::MAX as u64;
    if bytes > allowed {
        return Err(Error::LimitExceeded {
            limit: "bytes of a column of text ids",
            allowed,
            asked: bytes,
        });
    }
    Ok(Arc::new(StringArray::from_iter_values(ids)))
}

pub(super) fn batch(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
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
            (
                "id_left",
                id_column(prepared, links.iter().map(|l| l.left))?,
            ),
            (
                "id_right",
                id_column(prepared, links.iter().map(|l| l.right))?,
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
            ("id", id_column(prepared, records.clone())?),
            ("cluster", id_column(prepared, self.least.iter().copied())?),
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
        let ids = |name: &str| id_values(batches, schema, name);
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

/// A column of ids, or of what is read as ids are.
pub(super) fn id_values(
    batches: &[RecordBatch],
    schema: &Schema,
    name: &str,
) -> Result<Vec<RecordId>> {
    let index = schema.index_of(name).map_err(|_| Error::MissingColumn {
        column: name.to_owned(),
    })?;
    chunks(batches, index, schema.field(index))?
        .into_iter()
        .map(|chunk| record_ids(name, chunk))
        .collect::<Result<Vec<_>>>()
        .map(|c| c.concat())
}

fn record_ids(name: &str, array: &ArrayRef) -> Result<Vec<RecordId>> {
    let complete = |ids: Vec<Option<RecordId>>| {
        ids.into_iter()
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| Error::WrongColumnType {
                column: name.to_owned(),
                found: "nulls".to_owned(),
                expected: "a value in every row".to_owned(),
            })
    };
    match array.data_type() {
        DataType::Int8 => complete(integer_ids::<Int8Type>(name, array)?),
        DataType::Int16 => complete(integer_ids::<Int16Type>(name, array)?),
        DataType::Int32 => complete(integer_ids::<Int32Type>(name, array)?),
        DataType::Int64 => complete(integer_ids::<Int64Type>(name, array)?),
        DataType::UInt8 => complete(integer_ids::<UInt8Type>(name, array)?),
        DataType::UInt16 => complete(integer_ids::<UInt16Type>(name, array)?),
        DataType::UInt32 => complete(integer_ids::<UInt32Type>(name, array)?),
        DataType::UInt64 => complete(integer_ids::<UInt64Type>(name, array)?),
        DataType::Dictionary(_, values) if is_text(values) => {
            checked(name, array.as_any_dictionary().values())?;
            let texts = dictionary_texts(array).into_iter();
            complete(texts.map(|id| id.map(RecordId::from)).collect())
        }
        kind if is_text(kind) => {
            checked(name, array)?;
            complete(
                text_values(array.as_ref())
                    .map(|id| id.map(RecordId::from))
                    .collect(),
            )
        }
        kind => Err(wrong_type(name, kind, "text or integers")),
    }
}

fn integer_ids<T>(name: &str, array: &ArrayRef) -> Result<Vec<Option<RecordId>>>
where
    T: ArrowPrimitiveType,
    T::Native: TryInto<i64>,
{
    let id = |value: T::Native| {
        let fits = value.try_into().map(RecordId::Integer);
        fits.map_err(|_| wrong_type(name, &T::DATA_TYPE, "integers below 2^63"))
    };
    let values = array.as_primitive::<T>().iter();
    values.map(|value| value.map(id).transpose()).collect()
}

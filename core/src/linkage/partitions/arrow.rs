//! The batches of partitioned linkage as Arrow tables.
//!
//! All numbers are signed, since several engines know no others: a key of 64 bits stands as the signed number of the same bits.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, Float64Array, Int32Array, Int64Array, RecordBatch,
    StringArray,
    cast::AsArray,
    types::{
        Decimal128Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, UInt8Type,
        UInt16Type, UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, Schema};

use super::{
    super::{
        arrow::{batch, ids_at, table_builder},
        counts::{ComparisonCount, ComparisonCounts},
        prepared::Mode,
        settings::{Settings, invalid},
    },
    BlockKey, BlockKeys, BlockLinks, BlockRows, BlockSize, BlockSizes, TermCount, TermCounts,
};
use crate::{
    Control, Error, Result,
    arrow::{checked, chunks, is_text, text_values, wrong_type},
    records::Limits,
};

const SIDE: &str = "side";
const RULE: &str = "blocking_rule";
const KEY: &str = "blocking_key";
const TILE: &str = "tile";
const LEFT: &str = "records_left";
const RIGHT: &str = "records_right";

fn int32(values: impl Iterator<Item = i32>) -> ArrayRef {
    Arc::new(Int32Array::from_iter_values(values))
}

/// Numbers of 64 bits as the signed numbers of the same bits.
fn int64(values: impl Iterator<Item = u64>) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(values.map(|n| n as i64)))
}

impl BlockKeys<'_> {
    /// The keys as columns: the id column of the settings, of the type in which it came; `row` (`Int64`), the row of the batch;
    /// `side` (`Int32`), 0 or 1; `blocking_rule` (`Int32`), `blocking_key` (`Int64`), `tile` (`Int32`).
    ///
    /// # Errors
    ///
    /// [`Error::InvalidSettings`] when the id column has the name of another of these;
    /// [`Error::LimitExceeded`] for text ids of more than 2 GiB together.
    pub fn to_batch(&self, settings: &Settings) -> Result<RecordBatch> {
        check_names(settings)?;
        let keys = || self.as_slice().iter();
        batch(vec![
            (
                &settings.id,
                ids_at(&self.source.ids, self.records.iter().copied())?,
            ),
            ("row", int64(keys().map(|key| key.row.into()))),
            (SIDE, int32(keys().map(|key| key.table.into()))),
            (RULE, int32(keys().map(|key| key.rule.into()))),
            (KEY, int64(keys().map(|key| key.key))),
            (TILE, int32(keys().map(|key| key.tile as i32))),
        ])
    }
}

/// That no column of the settings has a name that the keys take.
fn check_names(settings: &Settings) -> Result<()> {
    let readings = settings.readings()?;
    let mut names = std::iter::once(&settings.id).chain(readings.iter().map(|(name, _)| name));
    let taken = names.find(|name| [SIDE, RULE, KEY, TILE, "row"].contains(&name.as_str()));
    taken.map_or(Ok(()), |name| {
        Err(invalid(format!(
            "column {name:?} has the name of a column of blocking keys: rename it"
        )))
    })
}

impl BlockRows {
    /// Rows from Arrow batches: the columns that the settings name, and `side`, `blocking_rule`, `blocking_key` and `tile` as
    /// [`block_keys`](super::block_keys) gave them.
    ///
    /// # Errors
    ///
    /// As [`Table::from_batches`](super::super::Table::from_batches) and [`new`](Self::new);
    /// [`Error::InvalidSettings`] when a column of the settings has the name of one of these.
    pub fn from_batches(
        batches: &[RecordBatch],
        schema: &Schema,
        settings: &Settings,
        limits: Limits,
        control: &dyn Control,
    ) -> Result<Self> {
        check_names(settings)?;
        let all = batches.iter().cloned().map(Ok);
        let builder = table_builder(all, schema, settings, limits, control)?;
        Self::new(builder, keys_of(batches, schema)?)
    }
}

/// The keys of rows, in their order.
fn keys_of(batches: &[RecordBatch], schema: &Schema) -> Result<Vec<BlockKey>> {
    let sides = small(SIDE, integers(batches, schema, SIDE)?, 1)?;
    let rules = small(RULE, integers(batches, schema, RULE)?, u8::MAX.into())?;
    let keys = integers(batches, schema, KEY)?;
    let tiles = small(TILE, integers(batches, schema, TILE)?, i32::MAX as u32)?;
    let rows = sides
        .into_iter()
        .zip(rules)
        .zip(keys.into_iter().zip(tiles));
    Ok((0..)
        .zip(rows)
        .map(|(row, ((side, rule), (key, tile)))| BlockKey {
            row,
            table: side as u8,
            rule: rule as u8,
            key: key as u64,
            tile,
        })
        .collect())
}

impl BlockSizes {
    /// Counts from Arrow batches: keys as [`block_keys`](super::block_keys) gives them without a plan, each counted once, or
    /// counts as [`to_batch`](Self::to_batch) gives them. Rows of one key are added up.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`], [`Error::WrongColumnType`]; [`Error::InvalidParameter`] for keys that were made with a plan.
    pub fn from_batches(batches: &[RecordBatch], schema: &Schema) -> Result<Self> {
        let mut sizes = Self::default();
        if schema.index_of(LEFT).is_err() {
            for key in keys_of(batches, schema)? {
                sizes.add_key((key.table, key.rule, key.key), key.tile)?;
            }
            return Ok(sizes);
        }
        let rules = small(RULE, integers(batches, schema, RULE)?, u8::MAX.into())?;
        let keys = integers(batches, schema, KEY)?.into_iter();
        let counts = counts_of(batches, schema, [LEFT, RIGHT])?;
        for ((rule, key), [left, right]) in rules.into_iter().zip(keys).zip(counts) {
            sizes.add(BlockSize {
                rule: rule as u8,
                key: key as u64,
                left,
                right,
            });
        }
        Ok(sizes)
    }

    /// The counts as columns: `blocking_rule` (`Int32`), `blocking_key`, `records_left`, `records_right` (`Int64`).
    ///
    /// # Errors
    ///
    /// None that a caller can cause.
    pub fn to_batch(&self) -> Result<RecordBatch> {
        let sizes = self.to_vec();
        batch(vec![
            (RULE, int32(sizes.iter().map(|size| size.rule.into()))),
            (KEY, int64(sizes.iter().map(|size| size.key))),
            (LEFT, int64(sizes.iter().map(|size| size.left))),
            (RIGHT, int64(sizes.iter().map(|size| size.right))),
        ])
    }
}

/// All records that have any value; a term on which two agree in full; a term on which they do not.
const KINDS: [(bool, bool); 3] = [(false, true), (true, true), (true, false)];

impl TermCounts {
    /// Counts from Arrow batches as [`to_batch`](Self::to_batch) gives them. Rows of one term are added up.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`], [`Error::WrongColumnType`], [`Error::InvalidUnicode`].
    pub fn from_batches(batches: &[RecordBatch], schema: &Schema) -> Result<Self> {
        let mut sum = Self::default();
        let kinds = small("kind", integers(batches, schema, "kind")?, 2)?;
        let terms = integers(batches, schema, "term")?;
        let fields = texts(batches, schema, "field")?;
        let counts = counts_of(batches, schema, [LEFT, RIGHT])?;
        let rows = fields.into_iter().zip(kinds).zip(terms).zip(counts);
        for (((field, kind), term), [left, right]) in rows {
            let (is_term, whole) = KINDS.get(kind as usize).copied().unwrap_or_default();
            sum.add(&TermCount {
                column: field,
                term: is_term.then_some(term as u64),
                whole,
                left,
                right,
            });
        }
        Ok(sum)
    }

    /// The counts as columns: `field` (`Utf8`), the column; `kind` (`Int32`): 0 where all records that have any value are
    /// counted, 1 for a term on which two records agree in full, 2 for another; `term`, `records_left`, `records_right` (`Int64`).
    ///
    /// # Errors
    ///
    /// None that a caller can cause.
    pub fn to_batch(&self) -> Result<RecordBatch> {
        let counts = self.to_vec();
        let fields = counts.iter().map(|count| count.column.as_str());
        let kind = |count: &TermCount| {
            let own = (count.term.is_some(), count.whole);
            KINDS.iter().position(|kind| *kind == own).unwrap_or(0) as i32
        };
        batch(vec![
            ("field", Arc::new(StringArray::from_iter_values(fields))),
            ("kind", int32(counts.iter().map(kind))),
            (
                "term",
                int64(counts.iter().map(|count| count.term.unwrap_or(0))),
            ),
            (LEFT, int64(counts.iter().map(|count| count.left))),
            (RIGHT, int64(counts.iter().map(|count| count.right))),
        ])
    }
}

impl BlockLinks<'_> {
    /// The links as columns: `id_left`, `id_right` (`Int64` or `Utf8`, as they came), `match_weight_millibits` (`Int32`),
    /// `match_probability` (`Float64`), `blocking_rule` (`Int32`). When tables are linked and deduplicated, `table_left` and
    /// `table_right` (`Int32`) follow.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] for text ids of more than 2 GiB together.
    pub fn to_batch(&self) -> Result<RecordBatch> {
        let links = || self.links.iter();
        let ids = &self.rows.table.ids;
        let probabilities = links().map(|link| link.weight.probability());
        let mut columns: Vec<(&str, ArrayRef)> = vec![
            ("id_left", ids_at(ids, links().map(|link| link.left))?),
            ("id_right", ids_at(ids, links().map(|link| link.right))?),
            (
                "match_weight_millibits",
                int32(links().map(|link| link.weight.0)),
            ),
            (
                "match_probability",
                Arc::new(Float64Array::from_iter_values(probabilities)),
            ),
            (RULE, int32(links().map(|link| link.rule.into()))),
        ];
        if self.mode == Mode::LinkAndDedupe {
            let side = |record: u32| i32::from(self.rows.side(record));
            columns.push(("table_left", int32(links().map(|link| side(link.left)))));
            columns.push(("table_right", int32(links().map(|link| side(link.right)))));
        }
        batch(columns)
    }
}

impl ComparisonCounts {
    /// Counts from Arrow batches as [`to_batch`](Self::to_batch) gives them. Rows of one source and pattern are added up.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`], [`Error::WrongColumnType`].
    pub fn from_batches(batches: &[RecordBatch], schema: &Schema) -> Result<Self> {
        let mut sum = Self::default();
        let sources = integers(batches, schema, "source")?;
        let sources = small("source", sources, u8::MAX.into())?;
        let patterns = integers(batches, schema, "pattern")?;
        let counts = counts_of(batches, schema, ["pairs", "own_pairs"])?;
        for ((source, pattern), [pairs, own_pairs]) in sources.into_iter().zip(patterns).zip(counts)
        {
            sum.add(ComparisonCount {
                source: source as u8,
                pattern: pattern as u64,
                pairs,
                own_pairs,
            });
        }
        Ok(sum)
    }

    /// The counts as columns: `source` (`Int32`), `pattern`, `pairs`, `own_pairs` (`Int64`).
    ///
    /// # Errors
    ///
    /// None that a caller can cause.
    pub fn to_batch(&self) -> Result<RecordBatch> {
        let counts = self.to_vec();
        batch(vec![
            (
                "source",
                int32(counts.iter().map(|count| count.source.into())),
            ),
            ("pattern", int64(counts.iter().map(|count| count.pattern))),
            ("pairs", int64(counts.iter().map(|count| count.pairs))),
            (
                "own_pairs",
                int64(counts.iter().map(|count| count.own_pairs)),
            ),
        ])
    }
}

/// Two columns of counts, side by side.
fn counts_of(batches: &[RecordBatch], schema: &Schema, [a, b]: [&str; 2]) -> Result<Vec<[u64; 2]>> {
    let counts = |name: &str| -> Result<Vec<u64>> {
        let values = integers(batches, schema, name)?.into_iter();
        let value = |n: i64| u64::try_from(n).map_err(|_| out_of_range(name, "0 and more"));
        values.map(value).collect()
    };
    Ok(counts(a)?
        .into_iter()
        .zip(counts(b)?)
        .map(|(a, b)| [a, b])
        .collect())
}

fn small(name: &str, values: Vec<i64>, most: u32) -> Result<Vec<u32>> {
    let fits = |n: i64| u32::try_from(n).ok().filter(|n| *n <= most);
    let values = values.into_iter();
    let value = |n| fits(n).ok_or_else(|| out_of_range(name, &format!("0 to {most}")));
    values.map(value).collect()
}

fn out_of_range(name: &str, expected: &str) -> Error {
    Error::WrongColumnType {
        column: name.to_owned(),
        found: "numbers beyond what they may be".to_owned(),
        expected: expected.to_owned(),
    }
}

/// The chunks of a column.
fn column<'a>(
    batches: &'a [RecordBatch],
    schema: &Schema,
    name: &str,
) -> Result<Vec<&'a ArrayRef>> {
    let index = schema.index_of(name).map_err(|_| Error::MissingColumn {
        column: name.to_owned(),
    })?;
    let chunks = chunks(batches, index, schema.field(index))?;
    if chunks.iter().any(|chunk| chunk.logical_null_count() > 0) {
        return Err(Error::WrongColumnType {
            column: name.to_owned(),
            found: "nulls".to_owned(),
            expected: "a value in every row".to_owned(),
        });
    }
    Ok(chunks)
}

/// A column of whole numbers, of whatever type an engine's sum has. An unsigned one of 64 bits keeps its bits.
fn integers(batches: &[RecordBatch], schema: &Schema, name: &str) -> Result<Vec<i64>> {
    let mut all = Vec::new();
    for chunk in column(batches, schema, name)? {
        match chunk.data_type() {
            DataType::Int8 => push::<Int8Type>(&mut all, chunk, |n| Some(n.into())),
            DataType::Int16 => push::<Int16Type>(&mut all, chunk, |n| Some(n.into())),
            DataType::Int32 => push::<Int32Type>(&mut all, chunk, |n| Some(n.into())),
            DataType::Int64 => push::<Int64Type>(&mut all, chunk, Some),
            DataType::UInt8 => push::<UInt8Type>(&mut all, chunk, |n| Some(n.into())),
            DataType::UInt16 => push::<UInt16Type>(&mut all, chunk, |n| Some(n.into())),
            DataType::UInt32 => push::<UInt32Type>(&mut all, chunk, |n| Some(n.into())),
            DataType::UInt64 => push::<UInt64Type>(&mut all, chunk, |n| Some(n as i64)),
            DataType::Decimal128(_, 0) => {
                push::<Decimal128Type>(&mut all, chunk, |n| i64::try_from(n).ok())
            }
            DataType::Float64 => push::<Float64Type>(&mut all, chunk, whole),
            kind => return Err(wrong_type(name, kind, "whole numbers")),
        }
        .ok_or_else(|| out_of_range(name, "whole numbers of 64 bits"))?;
    }
    Ok(all)
}

/// A number that is whole and exact.
fn whole(n: f64) -> Option<i64> {
    const MOST: f64 = 9_007_199_254_740_992.0; // 2^53
    #[expect(clippy::float_cmp, reason = "whole or not is an exact question")]
    let is_whole = n.trunc() == n && n.abs() <= MOST;
    is_whole.then_some(n as i64)
}

fn push<T: ArrowPrimitiveType>(
    all: &mut Vec<i64>,
    chunk: &ArrayRef,
    number: impl Fn(T::Native) -> Option<i64>,
) -> Option<()> {
    for value in chunk.as_primitive::<T>().values() {
        all.push(number(*value)?);
    }
    Some(())
}

fn texts(batches: &[RecordBatch], schema: &Schema, name: &str) -> Result<Vec<String>> {
    let mut all = Vec::new();
    for chunk in column(batches, schema, name)? {
        let kind = chunk.data_type();
        if !is_text(kind) {
            return Err(wrong_type(name, kind, "text"));
        }
        checked(name, chunk)?;
        all.extend(text_values(chunk.as_ref()).map(|text| text.unwrap_or_default().to_owned()));
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use arrow_array::{Decimal128Array, UInt64Array};

    use super::*;

    fn read(column: ArrayRef) -> Result<Vec<i64>> {
        let batch = batch(vec![("n", column)])?;
        let schema = batch.schema();
        integers(&[batch], &schema, "n")
    }

    #[test]
    fn sums_come_in_the_type_that_an_engine_gives_them() {
        let decimals = |scale| {
            let values = Decimal128Array::from(vec![7, -3]);
            values.with_precision_and_scale(38, scale).unwrap()
        };
        assert_eq!(read(Arc::new(decimals(0))).unwrap(), [7, -3]);
        assert!(read(Arc::new(decimals(2))).is_err());
        let large = Decimal128Array::from(vec![1_i128 << 64]);
        let large = large.with_precision_and_scale(38, 0).unwrap();
        assert!(read(Arc::new(large)).is_err());
        let floats = |values: Vec<f64>| read(Arc::new(Float64Array::from(values)));
        assert_eq!(floats(vec![7.0, -3.0]).unwrap(), [7, -3]);
        for wrong in [0.5, 1e17, f64::NAN, f64::INFINITY] {
            assert!(floats(vec![wrong]).is_err(), "{wrong}");
        }
        // the same bits
        let unsigned = UInt64Array::from(vec![u64::MAX, 7]);
        assert_eq!(read(Arc::new(unsigned)).unwrap(), [-1, 7]);
        let with_null = Int64Array::from(vec![Some(1), None]);
        let message = column_of(Arc::new(with_null)).unwrap_err().to_string();
        assert!(message.contains("nulls"), "{message}");
    }

    /// A column in which nulls may stand.
    fn column_of(values: ArrayRef) -> Result<Vec<i64>> {
        let field = arrow_schema::Field::new("n", values.data_type().clone(), true);
        let schema = Arc::new(Schema::new(vec![field]));
        let batch = RecordBatch::try_new(Arc::clone(&schema), vec![values]);
        integers(&[batch.unwrap()], &schema, "n")
    }

    #[test]
    fn counts_are_added_up_row_by_row() {
        let mut sizes = BlockSizes::default();
        for (key, left) in [(u64::MAX, 3), (17, 1)] {
            sizes.add(BlockSize {
                rule: 2,
                key,
                left,
                right: 5,
            });
        }
        let one = sizes.to_batch().unwrap();
        let schema = one.schema();
        let twice = BlockSizes::from_batches(&[one.clone(), one], &schema).unwrap();
        let mut expected = sizes.clone();
        expected.merge(&sizes);
        assert_eq!(twice, expected);
        let below = batch(vec![
            (RULE, int32([0].into_iter())),
            (KEY, int64([9].into_iter())),
            (LEFT, int64([u64::MAX].into_iter())),
            (RIGHT, int64([0].into_iter())),
        ])
        .unwrap();
        let schema = below.schema();
        assert!(BlockSizes::from_batches(&[below], &schema).is_err());
    }
}

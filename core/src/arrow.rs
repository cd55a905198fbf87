//! What every door for Arrow tables needs: columns out of batches, and text that is checked before it is read.

use arrow_array::{
    Array, ArrayRef, GenericStringArray, OffsetSizeTrait, RecordBatch, cast::AsArray,
};
use arrow_schema::{DataType, Field};

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

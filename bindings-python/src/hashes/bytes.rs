//! Hashes as Python has them: bytes of any kind, numpy arrays, Arrow arrays, hex digits, base64 in Arrow arrays.

use std::{any::Any, borrow::Cow, sync::Arc};

use arrow_array::{
    Array, BinaryArray, BinaryViewArray, FixedSizeBinaryArray, LargeBinaryArray, LargeStringArray,
    StringArray, StringViewArray,
};
use arrow_buffer::Buffer;
use base64::{Engine as _, prelude::BASE64_STANDARD_NO_PAD as STANDARD_NO_PAD};
use caselink::{Error, Result};
use pyo3::{
    buffer::PyBuffer,
    intern,
    prelude::*,
    types::{PyAny, PyList, PyString},
};
use pyo3_arrow::{buffer::PyArrowBuffer, input::AnyArray};

/// What a hash is called in messages, and how many bytes it has.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) one: &'static str,
    pub(super) many: &'static str,
    pub(super) width: usize,
}

impl Form {
    fn not_one(self) -> Error {
        Error::InvalidParameter {
            name: self.one,
            reason: format!(
                "must be {} bytes or {} hex digits",
                self.width,
                2 * self.width
            ),
        }
    }

    fn not_one_of(self, at: usize) -> Error {
        Error::InvalidParameter {
            name: self.many,
            reason: format!(
                "[{at}] must be {} bytes or {} hex digits",
                self.width,
                2 * self.width
            ),
        }
    }

    fn not_many(self) -> Error {
        Error::InvalidParameter {
            name: self.many,
            reason: format!(
                "must be a list, an Arrow array of binary values or of texts, or bytes that lie one behind the other, {} for each",
                self.width
            ),
        }
    }

    /// One hash: hex digits, or bytes of any kind.
    pub(super) fn one(self, object: &Bound<'_, PyAny>) -> Result<Vec<u8>> {
        if let Ok(text) = object.cast::<PyString>() {
            let text = text.to_str().map_err(|_| self.not_one())?;
            return from_hex(text)
                .filter(|bytes| bytes.len() == self.width)
                .ok_or_else(|| self.not_one());
        }
        let bytes = self.many(object)?;
        if bytes.len() == self.width {
            Ok(bytes.to_vec())
        } else {
            Err(self.not_one())
        }
    }

    /// Many hashes, one behind the other. Bytes and arrays are read where they lie: the host must not change them during
    /// the call.
    pub(super) fn many(self, object: &Bound<'_, PyAny>) -> Result<Buffer> {
        if let Ok(list) = object.cast::<PyList>() {
            let mut all = Vec::with_capacity(list.len() * self.width);
            for (at, item) in list.iter().enumerate() {
                all.extend(self.one(&item).map_err(|_| self.not_one_of(at))?);
            }
            return Ok(all.into());
        }
        let py = object.py();
        let is_arrow = [
            intern!(py, "__arrow_c_array__"),
            intern!(py, "__arrow_c_stream__"),
        ]
        .iter()
        .any(|name| object.hasattr(name).unwrap_or(false));
        if is_arrow {
            return self.arrow(object).map(Buffer::from);
        }
        let buffer = PyBuffer::<u8>::get(object).map_err(|_| self.not_many())?;
        // an array of rows must have a hash in each
        let wide = buffer.shape().last() == Some(&self.width);
        if buffer.dimensions() > 1 && !wide {
            return Err(self.not_many());
        }
        let bytes = if buffer.is_c_contiguous() && buffer.item_count() > 0 {
            let lying: PyArrowBuffer = object.extract().map_err(|_| self.not_many())?;
            lying.into_inner()
        } else {
            buffer.to_vec(py).map_err(|_| self.not_many())?.into()
        };
        if bytes.len() % self.width == 0 {
            Ok(bytes)
        } else {
            Err(self.not_many())
        }
    }

    /// Binary values, or texts that hold hex digits or base64.
    fn arrow(self, object: &Bound<'_, PyAny>) -> Result<Vec<u8>> {
        let values: AnyArray = object.extract().map_err(|_| self.not_many())?;
        let values = values.into_chunked_array().map_err(|_| self.not_many())?;
        let rows: usize = values.chunks().iter().map(Array::len).sum();
        let mut all = Vec::with_capacity(rows * self.width);
        let (mut nulls, mut first, mut at) = (0, 0, 0);
        for chunk in values.chunks() {
            let mut add = |value: Option<Option<Cow<'_, [u8]>>>| {
                match value {
                    None if nulls == 0 => (nulls, first) = (1, at),
                    None => nulls += 1,
                    Some(bytes) => {
                        let bytes = bytes.filter(|bytes| bytes.len() == self.width);
                        all.extend_from_slice(&bytes.ok_or_else(|| self.not_one_of(at))?);
                    }
                }
                at += 1;
                Ok(())
            };
            each(chunk.as_any(), &mut add).unwrap_or_else(|| Err(self.not_many()))?;
        }
        // rows are numbered as they come, so none may be passed over
        if nulls > 0 {
            return Err(Error::InvalidParameter {
                name: self.many,
                reason: format!(
                    "{nulls} of {rows} rows are null, the first is [{first}]: leave them out"
                ),
            });
        }
        Ok(all)
    }
}

/// Takes one row: nothing for a null, an empty one for what is no hash, or its bytes.
type Add<'a> = dyn FnMut(Option<Option<Cow<'_, [u8]>>>) -> Result<()> + 'a;

/// Each value of an array: none where it is null, and without bytes where it is text that holds no hash. `None` for an array of
/// other values.
fn each(values: &dyn Any, add: &mut Add<'_>) -> Option<Result<()>> {
    macro_rules! each_of {
        ($($array:ty, $value:ident => $bytes:expr;)*) => {
            $(if let Some(values) = values.downcast_ref::<$array>() {
                let mut values = values.iter();
                return Some(values.try_for_each(|value| add(value.map(|$value| $bytes))));
            })*
        };
    }
    each_of! {
        FixedSizeBinaryArray, value => Some(Cow::Borrowed(value));
        BinaryArray, value => Some(Cow::Borrowed(value));
        LargeBinaryArray, value => Some(Cow::Borrowed(value));
        BinaryViewArray, value => Some(Cow::Borrowed(value));
        StringArray, text => from_text(text).map(Cow::Owned);
        LargeStringArray, text => from_text(text).map(Cow::Owned);
        StringViewArray, text => from_text(text).map(Cow::Owned);
    }
    None
}

/// Hex digits, or else base64 with its padding or without: no hash is as long in the one as in the other.
fn from_text(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let base64 = || {
        let digits = text.trim_end_matches('=');
        STANDARD_NO_PAD.decode(digits).ok()
    };
    from_hex(text).or_else(base64)
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |c: u8| char::from(c).to_digit(16).map(|digit| digit as u8);
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?));
    rest.is_empty().then(|| bytes.collect())?
}

/// Bytes that stay where they are, such as those of a mapped file: the host must not change them.
pub(super) fn kept(object: &Bound<'_, PyAny>) -> Result<Arc<dyn AsRef<[u8]> + Send + Sync>> {
    struct Kept(Buffer);
    impl AsRef<[u8]> for Kept {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    let buffer: PyArrowBuffer = object.extract().map_err(|_| Error::InvalidParameter {
        name: "data",
        reason: "must be bytes, a memoryview or a mapped file".to_owned(),
    })?;
    Ok(Arc::new(Kept(buffer.into_inner())))
}

//! Hashes as Python has them: bytes of any kind, numpy arrays, Arrow arrays, hex digits.

use std::sync::Arc;

use arrow_array::{Array, BinaryArray, BinaryViewArray, FixedSizeBinaryArray, LargeBinaryArray};
use arrow_buffer::Buffer;
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
                "must be a list, an Arrow array of binary values, or bytes that lie one behind the other, {} for each",
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
            let all = self.arrow(object).ok_or_else(|| self.not_many())?;
            return Ok(all.into());
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

    fn arrow(self, object: &Bound<'_, PyAny>) -> Option<Vec<u8>> {
        let mut all = Vec::new();
        let values: AnyArray = object.extract().ok()?;
        for chunk in values.into_chunked_array().ok()?.chunks() {
            let any = chunk.as_any();
            let mut add = |value: Option<&[u8]>| {
                all.extend_from_slice(value.filter(|value| value.len() == self.width)?);
                Some(())
            };
            if let Some(values) = any.downcast_ref::<FixedSizeBinaryArray>() {
                values.iter().try_for_each(&mut add)?;
            } else if let Some(values) = any.downcast_ref::<BinaryArray>() {
                values.iter().try_for_each(&mut add)?;
            } else if let Some(values) = any.downcast_ref::<LargeBinaryArray>() {
                values.iter().try_for_each(&mut add)?;
            } else {
                let values = any.downcast_ref::<BinaryViewArray>()?;
                values.iter().try_for_each(&mut add)?;
            }
        }
        Some(all)
    }
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

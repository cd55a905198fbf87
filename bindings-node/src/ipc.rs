//! Arrow IPC in, a stream or a file, and out, a stream.

use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_buffer::Buffer;
use arrow_ipc::{
    Block,
    convert::fb_to_schema,
    reader::{FileDecoder, StreamDecoder, read_footer_length},
    root_as_footer,
    writer::StreamWriter,
};
use arrow_schema::{ArrowError, SchemaRef};
use caselink::Error;

use crate::error::caught;

type Result<T, E = ArrowError> = std::result::Result<T, E>;

/// Batches with the schema that they have even when there is none.
pub(crate) struct Batches {
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) schema: SchemaRef,
}

/// Reads a stream or a file.
pub(crate) fn read(bytes: Vec<u8>) -> caselink::Result<Batches> {
    // of damaged bytes the reader may also panic
    match caught(|| Ok(read_any(bytes))) {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(error)) if is_about_utf8(&error) => Err(Error::InvalidUnicode {
            place: "the table".to_owned(),
            reason: "it holds text that is not UTF-8".to_owned(),
        }),
        _ => Err(Error::InvalidParameter {
            name: "table",
            reason: "is not an Arrow IPC stream or file that can be read".to_owned(),
        }),
    }
}

/// The reader has no kind of error for it.
fn is_about_utf8(error: &ArrowError) -> bool {
    let text = error.to_string();
    text.contains("UTF8") || text.contains("UTF-8")
}

/// Not by `StreamReader` and `FileReader`: they allocate as much as the bytes say that will follow,
/// which ends the process when the bytes are damaged.
fn read_any(bytes: Vec<u8>) -> Result<Batches> {
    let bytes = Buffer::from_vec(bytes);
    if bytes.starts_with(b"ARROW1") {
        read_file(&bytes)
    } else {
        read_stream(bytes)
    }
}

fn read_stream(mut rest: Buffer) -> Result<Batches> {
    let (mut decoder, mut batches) = (StreamDecoder::new(), Vec::new());
    while !rest.is_empty() {
        batches.extend(decoder.decode(&mut rest)?);
    }
    decoder.finish()?;
    let schema = decoder.schema().ok_or_else(damaged)?;
    Ok(Batches { batches, schema })
}

fn read_file(bytes: &Buffer) -> Result<Batches> {
    let length = read_footer_length(*bytes.last_chunk().ok_or_else(damaged)?)?;
    let footer = bytes.len().checked_sub(10 + length).ok_or_else(damaged)?;
    let footer = root_as_footer(&bytes[footer..footer + length]).map_err(|_| damaged())?;
    let schema = Arc::new(fb_to_schema(footer.schema().ok_or_else(damaged)?));
    let part = |block: &Block| {
        let start = usize::try_from(block.offset()).map_err(|_| damaged())?;
        let length = i64::from(block.metaDataLength()).checked_add(block.bodyLength());
        let length = length
            .and_then(|n| usize::try_from(n).ok())
            .ok_or_else(damaged)?;
        let is_inside = bytes
            .len()
            .checked_sub(start)
            .is_some_and(|rest| length <= rest);
        is_inside
            .then(|| bytes.slice_with_length(start, length))
            .ok_or_else(damaged)
    };
    let mut decoder = FileDecoder::new(Arc::clone(&schema), footer.version());
    for block in footer.dictionaries().iter().flatten() {
        decoder.read_dictionary(block, &part(block)?)?;
    }
    let mut batches = Vec::new();
    for block in footer.recordBatches().iter().flatten() {
        batches.extend(decoder.read_record_batch(block, &part(block)?)?);
    }
    Ok(Batches { batches, schema })
}

fn damaged() -> ArrowError {
    ArrowError::IpcError("the bytes are damaged".to_owned())
}

/// The batch as a stream.
pub(crate) fn write(batch: &RecordBatch) -> caselink::Result<Vec<u8>> {
    let write = || -> Result<Vec<u8>> {
        let mut writer = StreamWriter::try_new(Vec::new(), batch.schema_ref())?;
        writer.write(batch)?;
        writer.into_inner()
    };
    write().map_err(|_| Error::Internal)
}

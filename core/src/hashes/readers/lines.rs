use std::ops::Range;

use memchr::{memchr, memchr2};

use super::account::too_long;
use crate::Result;

/// Cuts bytes into lines, or into the rows of a table, in which a quoted cell may hold line feeds.
///
/// Only the row that is not complete is kept.
#[derive(Debug)]
pub(super) struct Lines {
    buffer: Vec<u8>,
    /// Where the row begins, and the next byte to look at.
    start: usize,
    at: usize,
    /// On which line the row begins, and how many line feeds are in it so far.
    line: u64,
    inside: u64,
    /// What stands between cells; without it nothing is quoted.
    delimiter: Option<u8>,
    place: Place,
    /// Whether something stands in this row between the end of a quoted cell and what comes after cells.
    odd: bool,
    most: u64,
}

/// Where in a row the next byte stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Place {
    CellStart,
    Plain,
    Quoted,
    /// Behind a quotation mark in a quoted cell: its end, or the first half of a mark.
    Mark,
}

/// A row and the line on which it begins, from 0.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Row {
    pub(super) bytes: Range<usize>,
    pub(super) line: u64,
    /// Whether the list ends in a quoted cell of it.
    pub(super) open: bool,
    /// Whether a quoted cell of it goes on behind its end, as where a mark was never closed and another one is taken for it.
    pub(super) odd: bool,
}

impl Lines {
    pub(super) fn new(delimiter: Option<u8>, most: u64) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            at: 0,
            line: 0,
            inside: 0,
            delimiter,
            place: Place::CellStart,
            odd: false,
            most,
        }
    }

    /// Adds bytes; ranges from before are no longer good.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.buffer.drain(..self.start);
        self.at -= self.start;
        self.start = 0;
        self.buffer.extend_from_slice(bytes);
    }

    pub(super) fn bytes(&self, row: &Row) -> &[u8] {
        self.buffer.get(row.bytes.clone()).unwrap_or_default()
    }

    /// The next complete row, without its line feed.
    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        let end = match self.delimiter {
            None => self.rest().and_then(|rest| memchr(b'\n', rest)),
            Some(delimiter) => self.row_end(delimiter),
        };
        let end = end.map(|end| self.at + end);
        let length = end.unwrap_or(self.buffer.len()) - self.start;
        if length as u64 > self.most {
            return Err(too_long(self.most));
        }
        let Some(end) = end else {
            self.at = self.buffer.len();
            return Ok(None);
        };
        let row = Row {
            bytes: self.start..end,
            line: self.line,
            open: false,
            odd: std::mem::take(&mut self.odd),
        };
        self.line += self.inside + 1;
        self.inside = 0;
        self.place = Place::CellStart;
        self.start = end + 1;
        self.at = self.start;
        Ok(Some(row))
    }

    /// What is left when there are no more bytes.
    pub(super) fn finish(&mut self) -> Option<Row> {
        let row = Row {
            bytes: self.start..self.buffer.len(),
            line: self.line,
            open: self.place == Place::Quoted,
            odd: self.odd,
        };
        self.start = self.buffer.len();
        self.at = self.start;
        Some(row).filter(|row| !row.bytes.is_empty())
    }

    /// Whether a cell is quoted at the end of a line, so that it goes on behind it.
    pub(super) fn is_open(line: &[u8], delimiter: u8) -> bool {
        let mut lines = Self::new(Some(delimiter), u64::MAX);
        lines.push(line);
        let _ = lines.row_end(delimiter);
        lines.place == Place::Quoted
    }

    fn rest(&self) -> Option<&[u8]> {
        self.buffer.get(self.at..)
    }

    /// The line feed that ends the row, counted from `at`. A mark opens a cell only where the cell begins, as the
    /// reader of tables has it.
    fn row_end(&mut self, delimiter: u8) -> Option<usize> {
        let rest = self.buffer.get(self.at..)?;
        let mut at = 0;
        while let Some(&byte) = rest.get(at) {
            self.place = match (self.place, byte) {
                (Place::Quoted, b'"') => Place::Mark,
                (Place::Quoted, _) => {
                    // on to what may matter
                    let left = rest.get(at..).unwrap_or_default();
                    let skip = memchr2(b'"', b'\n', left).unwrap_or(left.len());
                    if left.get(skip) == Some(&b'\n') {
                        self.inside += 1;
                        at += skip + 1;
                    } else {
                        at += skip;
                    }
                    continue;
                }
                (_, b'\n') => return Some(at),
                (_, byte) if byte == delimiter => Place::CellStart,
                (Place::CellStart | Place::Mark, b'"') => Place::Quoted,
                (Place::Mark, byte) if byte != b'\r' => {
                    self.odd = true;
                    Place::Plain
                }
                _ => Place::Plain,
            };
            at += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &[u8], chunk: usize, delimiter: Option<u8>) -> Vec<(Vec<u8>, u64, bool)> {
        let mut lines = Lines::new(delimiter, 1_000);
        let mut rows = Vec::new();
        for chunk in text.chunks(chunk) {
            lines.push(chunk);
            while let Some(row) = lines.next().unwrap() {
                rows.push((lines.bytes(&row).to_vec(), row.line, row.open));
            }
        }
        if let Some(row) = lines.finish() {
            rows.push((lines.bytes(&row).to_vec(), row.line, row.open));
        }
        rows
    }

    #[test]
    fn rows_end_outside_quotation_marks() {
        let text = b"a,\"b\n\"\"c\"\"\n\",d\n\ne\"f,\"g\"h\n\"i\n";
        for chunk in 1..text.len() {
            let found = rows(text, chunk, Some(b','));
            let expected: [(&[u8], u64, bool); 4] = [
                (b"a,\"b\n\"\"c\"\"\n\",d", 0, false),
                (b"", 3, false),
                (b"e\"f,\"g\"h", 4, false),
                (b"\"i\n", 5, true),
            ];
            assert_eq!(
                found,
                expected.map(|(row, line, open)| (row.to_vec(), line, open))
            );
        }
        assert_eq!(rows(b"\"a\nb", 1, None).len(), 2);
    }

    #[test]
    fn a_row_that_is_too_long_is_refused_however_it_comes() {
        for chunk in [1, 7, 100] {
            for (length, good) in [(10, true), (11, false)] {
                let text = ["x".repeat(length), "\n".to_owned()].concat();
                let mut lines = Lines::new(None, 10);
                let read = text.as_bytes().chunks(chunk).try_for_each(|chunk| {
                    lines.push(chunk);
                    while lines.next()?.is_some() {}
                    Result::<()>::Ok(())
                });
                assert_eq!(read.is_ok(), good);
            }
        }
    }
}

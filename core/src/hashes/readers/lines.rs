use std::ops::Range;

use memchr::{memchr2, memchr3};

use super::account::too_long;
use crate::Result;

/// Cuts bytes into lines, or into the rows of a table, in which a quoted cell may hold line ends. A line ends with a line feed,
/// a carriage return, or both.
///
/// Only the row that is not complete is kept.
#[derive(Debug)]
pub(super) struct Lines {
    buffer: Vec<u8>,
    /// Where the row begins, and the next byte to look at.
    start: usize,
    at: usize,
    /// On which line the row begins, and how many line ends are in it so far.
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

    /// The next complete row, without its line end.
    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        self.look_on();
        let wide = line_end(&self.buffer, self.at);
        let length = self.at - self.start;
        if length as u64 > self.most {
            return Err(too_long(self.most));
        }
        let Some(wide) = wide else {
            return Ok(None);
        };
        let row = Row {
            bytes: self.start..self.at,
            line: self.line,
            open: false,
            odd: std::mem::take(&mut self.odd),
        };
        self.line += self.inside + 1;
        self.inside = 0;
        self.place = Place::CellStart;
        self.at += wide;
        self.start = self.at;
        Ok(Some(row))
    }

    /// What is left when there are no more bytes.
    pub(super) fn finish(&mut self) -> Option<Row> {
        let open = self.place == Place::Quoted;
        // a carriage return that waited for what comes behind it
        let ends = !open && self.buffer.get(self.at) == Some(&b'\r');
        let end = if ends { self.at } else { self.buffer.len() };
        let row = Row {
            bytes: self.start..end,
            line: self.line,
            open,
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
        lines.look_on();
        lines.place == Place::Quoted
    }

    /// Looks on from `at` to the line end that ends the row, or to where more bytes must come. A mark opens a cell only where
    /// the cell begins, as the reader of tables has it.
    fn look_on(&mut self) {
        let Self {
            buffer,
            at,
            inside,
            place,
            odd,
            ..
        } = self;
        let Some(delimiter) = self.delimiter else {
            let rest = buffer.get(*at..).unwrap_or_default();
            *at += memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            return;
        };
        while let Some(&byte) = buffer.get(*at) {
            *place = match (*place, byte) {
                (Place::Quoted, b'"') => Place::Mark,
                (Place::Quoted, _) => {
                    // on to what may matter
                    let rest = buffer.get(*at..).unwrap_or_default();
                    *at += memchr3(b'"', b'\n', b'\r', rest).unwrap_or(rest.len());
                    if matches!(buffer.get(*at), Some(b'\n' | b'\r')) {
                        let Some(wide) = line_end(buffer, *at) else {
                            return;
                        };
                        *inside += 1;
                        *at += wide;
                    }
                    continue;
                }
                (_, b'\n' | b'\r') => return,
                (_, byte) if byte == delimiter => Place::CellStart,
                (Place::CellStart | Place::Mark, b'"') => Place::Quoted,
                (Place::Mark, _) => {
                    *odd = true;
                    Place::Plain
                }
                _ => Place::Plain,
            };
            *at += 1;
        }
    }
}

/// How many bytes the line end at a place has: a line feed, a carriage return, or both. None where there is no line end, or
/// where the byte that decides is still to come.
fn line_end(bytes: &[u8], at: usize) -> Option<usize> {
    match (bytes.get(at)?, bytes.get(at + 1)) {
        (b'\r', Some(b'\n')) => Some(2),
        (b'\n', _) | (b'\r', Some(_)) => Some(1),
        _ => None,
    }
}

/// The lines of a row whose quoted cells hold line ends.
pub(super) fn lines_of(row: &[u8]) -> Vec<&[u8]> {
    let (mut lines, mut rest) = (Vec::new(), row);
    while let Some(end) = memchr2(b'\n', b'\r', rest) {
        let wide = line_end(rest, end).unwrap_or(1);
        lines.push(rest.get(..end).unwrap_or_default());
        rest = rest.get(end + wide..).unwrap_or_default();
    }
    lines.push(rest);
    lines
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
    fn lines_end_in_every_way_that_systems_have() {
        let text = "a,\"b\n\"\"c\",d\ne\nf,\"\n\n\"g\n\nh\n";
        let expected = |end: &str| {
            let rows = [
                ("a,\"b\n\"\"c\",d", 0),
                ("e", 2),
                ("f,\"\n\n\"g", 3),
                ("", 6),
                ("h", 7),
            ];
            rows.map(|(row, line)| (row.replace('\n', end).into_bytes(), line, false))
        };
        for end in ["\n", "\r", "\r\n"] {
            let text = text.replace('\n', end);
            for chunk in 1..text.len() {
                let found = rows(text.as_bytes(), chunk, Some(b','));
                assert_eq!(found, expected(end), "{end:?} {chunk}");
                let plain = rows(text.as_bytes(), chunk, None);
                let lines: Vec<&[u8]> = lines_of(text.as_bytes());
                let lines = lines.get(..lines.len() - 1).unwrap();
                assert_eq!(plain.len(), 8);
                for ((at, row), line) in plain.iter().enumerate().zip(lines) {
                    assert_eq!((&row.0[..], row.1), (*line, at as u64));
                }
            }
        }
        // one after another, and what is last
        for (text, found) in [
            ("a\r\rb", vec!["a", "", "b"]),
            ("a\n\rb\r", vec!["a", "", "b"]),
            ("a\r\n\r\n", vec!["a", ""]),
            ("\r", vec![]),
        ] {
            for chunk in 1..=text.len() {
                for delimiter in [None, Some(b',')] {
                    let rows = rows(text.as_bytes(), chunk, delimiter);
                    let rows: Vec<&[u8]> = rows.iter().map(|(row, ..)| &row[..]).collect();
                    let found: Vec<&[u8]> = found.iter().map(|row| row.as_bytes()).collect();
                    assert_eq!(rows, found, "{text:?} {chunk}");
                }
            }
        }
        assert_eq!(
            rows(b"a,\"b\r", 3, Some(b',')),
            [(b"a,\"b\r".to_vec(), 0, true)]
        );
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

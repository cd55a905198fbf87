//! Cuts the JSON of a VICS list into the objects of files and what stands around them, as the bytes come in.
//!
//! It looks at brackets, strings and the names of fields, and at nothing else; whether an object is JSON at all is for
//! its reader to say. What is kept is one object and what stands around the lists so far.

mod around;
mod scan;

use std::ops::Range;

use self::around::{Around, Looks, closed};
use super::account::too_long;
use crate::{Error, Result};

/// What was found in a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Piece {
    /// The first list of files or cases begins: all fields of the root before it.
    Begins(Vec<u8>),
    /// The files of a case begin.
    CaseBegins,
    /// The object of one file, to be had by [`Splitter::bytes`].
    File(Range<usize>),
    /// Something that is no object stands where a file should.
    NoObject,
    /// A case is over: its fields without the files.
    CaseEnds(Vec<u8>),
    /// The root is over: its fields without the list, and whether it was a case itself.
    Ends(Vec<u8>, bool),
    /// Something stands behind the end.
    Trailing,
}

/// What was missing when the bytes ended.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Missing {
    /// The end of a file's object, or of anything else in its place.
    pub(super) in_record: bool,
    /// The end of the list.
    pub(super) in_list: bool,
    /// The fields of the case that was open, and whether it is the root itself.
    pub(super) case: Option<(Vec<u8>, bool)>,
}

#[derive(Debug)]
pub(super) struct Splitter {
    buffer: Vec<u8>,
    /// What stands before it is no longer needed.
    start: usize,
    /// The next byte to look at.
    at: usize,
    doing: Doing,
    /// The objects around, from the root inwards: the root, and a case.
    around: Vec<Around>,
    depth: u64,
    in_string: bool,
    escaped: bool,
    most: u64,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Doing {
    /// Waiting for the root.
    Start,
    /// In the root, a case, or an element that may be a case or a file: names of fields matter.
    Around,
    /// Between the values of a list; `cases` where an element may be a case.
    List { cases: bool },
    /// In the object of a file.
    File,
    /// In a value that is no object.
    Other { cases: bool },
    /// Behind the end; `told` when something stood there.
    End { told: bool },
}

impl Splitter {
    pub(super) fn new(most: u64) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            at: 0,
            doing: Doing::Start,
            around: Vec::new(),
            depth: 0,
            in_string: false,
            escaped: false,
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

    pub(super) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.buffer.get(range.clone()).unwrap_or_default()
    }

    /// The next piece, or nothing until there are more bytes.
    pub(super) fn next(&mut self) -> Result<Option<Piece>> {
        loop {
            let before = (self.at, self.doing);
            let piece = match self.doing {
                Doing::Start => self.begin()?,
                Doing::Around => self.around()?,
                Doing::List { cases } => self.list(cases),
                Doing::File => self.file(),
                Doing::Other { cases } => self.other(cases),
                Doing::End { told } => self.end(told),
            };
            // the same whether a part is whole by now or more of it is to come, so that chunks make no difference
            let waiting = self.at - self.start;
            self.check(match (&piece, self.doing) {
                (Some(Piece::File(range)), _) => range.len(),
                (Some(Piece::CaseEnds(fields) | Piece::Ends(fields, _)), _) => fields.len(),
                (_, Doing::Around) => {
                    waiting + self.around.last().map_or(0, |around| around.before.len())
                }
                _ => waiting,
            })?;
            if piece.is_some() {
                return Ok(piece);
            }
            if before == (self.at, self.doing) {
                return Ok(None);
            }
        }
    }

    fn check(&self, length: usize) -> Result<()> {
        if length as u64 > self.most {
            return Err(too_long(self.most));
        }
        Ok(())
    }

    /// What was missing, when there are no more bytes.
    pub(super) fn finish(&mut self) -> Missing {
        let whole = matches!(self.doing, Doing::End { .. });
        // an object in which no list began is that of a file, as far as can be seen
        let undecided = |around: &Around| !around.root && around.before.is_empty();
        let in_record = match self.doing {
            Doing::File | Doing::Other { .. } => true,
            Doing::Around => self.around.last().is_some_and(undecided),
            _ => false,
        };
        let case = self.around.pop().filter(|around| around.has_files);
        Missing {
            in_record,
            in_list: !whole && !in_record,
            case: case.map(|around| (closed(around.before), around.root)),
        }
    }

    fn begin(&mut self) -> Result<Option<Piece>> {
        let Some(byte) = self.next_byte(b' ') else {
            return Ok(None);
        };
        match byte {
            b'{' => {
                self.open(true);
                Ok(None)
            }
            b'[' => {
                self.at += 1;
                self.start = self.at;
                self.doing = Doing::List { cases: true };
                Ok(Some(Piece::Begins(b"{}".to_vec())))
            }
            _ => Err(Error::InvalidParameter {
                name: "list",
                reason: "is not JSON: it begins with neither { nor [, so choose another format"
                    .to_owned(),
            }),
        }
    }

    /// Opens an object whose fields matter.
    fn open(&mut self, root: bool) {
        self.start = self.at;
        self.at += 1;
        self.depth = 1;
        self.doing = Doing::Around;
        self.around.push(Around {
            root,
            ..Around::default()
        });
    }

    /// An object in a list begins.
    fn element(&mut self, cases: bool) {
        if cases {
            self.open(false);
        } else {
            self.at += 1;
            self.depth = 1;
            self.doing = Doing::File;
        }
    }

    fn list(&mut self, cases: bool) -> Option<Piece> {
        if let Some(around) = self.around.last_mut().filter(|around| around.holds_one) {
            around.holds_one = false;
            self.start = self.at;
            self.depth = 1;
            self.doing = Doing::Around;
            return None;
        }
        match self.next_byte(b',')? {
            b'{' => self.element(cases),
            b']' => {
                self.at += 1;
                self.start = self.at;
                self.depth = 1;
                self.doing = if self.around.is_empty() {
                    Doing::End { told: false }
                } else {
                    Doing::Around
                };
            }
            b'}' => {
                self.at += 1;
                return Some(Piece::NoObject);
            }
            _ => {
                self.depth = 0;
                self.doing = Doing::Other { cases };
            }
        }
        None
    }

    fn file(&mut self) -> Option<Piece> {
        if !self.down_to(0) {
            return None;
        }
        let piece = Piece::File(self.start..self.at);
        self.start = self.at;
        self.doing = Doing::List { cases: false };
        Some(piece)
    }

    /// A value that is no object: up to the comma or bracket behind it, which is left for the list.
    fn other(&mut self, cases: bool) -> Option<Piece> {
        while self.at < self.buffer.len() {
            if self.in_string {
                if !self.string() {
                    break;
                }
            } else if self.depth > 0 {
                if !self.down_to(0) {
                    break;
                }
            } else {
                match self.buffer.get(self.at) {
                    Some(b'"') => self.in_string = true,
                    Some(b'[' | b'{') => self.depth = 1,
                    Some(b',' | b']' | b'}') => {
                        self.start = self.at;
                        self.doing = Doing::List { cases };
                        return Some(Piece::NoObject);
                    }
                    _ => {}
                }
                self.at += 1;
            }
        }
        // nobody will ask for it
        self.start = self.at;
        None
    }

    fn end(&mut self, told: bool) -> Option<Piece> {
        let more = self.next_byte(b' ').is_some();
        self.at = self.buffer.len();
        self.start = self.at;
        self.doing = Doing::End { told: told || more };
        (more && !told).then_some(Piece::Trailing)
    }

    /// In an object whose fields matter.
    fn around(&mut self) -> Result<Option<Piece>> {
        while self.at < self.buffer.len() {
            if self.depth > 1 {
                if !self.down_to(1) {
                    break;
                }
                continue;
            }
            if self.in_string {
                if !self.string() {
                    break;
                }
                let end = self.at - 1 - self.start;
                if let Some(around) = self.around.last_mut() {
                    around.string.end = end;
                }
                continue;
            }
            let byte = self.buffer.get(self.at).copied().unwrap_or_default();
            let Some(around) = self.around.last_mut() else {
                return Err(Error::Internal);
            };
            match byte {
                b'"' => {
                    self.in_string = true;
                    around.string.start = self.at + 1 - self.start;
                }
                b':' => {
                    let name = self.start + around.string.start..self.start + around.string.end;
                    around.field(self.buffer.get(name).unwrap_or_default());
                }
                b',' => around.awaits = None,
                b'[' => {
                    if let Some(cases) = around.awaits.take() {
                        return self.open_list(cases, false);
                    }
                    self.depth = 2;
                }
                b'{' => {
                    if let Some(cases) = around.awaits.take() {
                        return self.open_list(cases, true);
                    }
                    self.depth = 2;
                }
                b'}' | b']' => {
                    self.at += 1;
                    self.depth = 0;
                    return Ok(self.close());
                }
                byte if byte.is_ascii_whitespace() => {}
                _ => around.awaits = None,
            }
            self.at += 1;
        }
        Ok(None)
    }

    /// The list of an object begins where it was awaited, or one object alone, which is a list of one.
    fn open_list(&mut self, cases: bool, is_one: bool) -> Result<Option<Piece>> {
        let held = self.around.last().map_or(0, |around| around.before.len());
        self.check(self.at - self.start + held)?;
        let part = self.buffer.get(self.start..self.at).unwrap_or_default();
        let Some(around) = self.around.last_mut() else {
            return Err(Error::Internal);
        };
        let is_first = around.before.is_empty();
        around.before.extend_from_slice(part);
        around.before.extend_from_slice(b"null");
        around.string = 0..0;
        around.has_files |= !cases;
        // once only: the fields so far are copied, and a root may hold any number of lists
        let begins = match (around.root, is_first) {
            (true, true) => Some(Piece::Begins(closed(around.before.clone()))),
            (true, false) => None,
            (false, _) => Some(Piece::CaseBegins),
        };
        around.holds_one = is_one;
        if !is_one {
            self.at += 1;
        }
        self.start = self.at;
        self.depth = 0;
        if is_one {
            self.element(cases);
        } else {
            self.doing = Doing::List { cases };
        }
        Ok(begins)
    }

    /// An object whose fields matter is over.
    fn close(&mut self) -> Option<Piece> {
        let around = self.around.pop()?;
        let range = self.start..self.at;
        self.doing = if around.root {
            Doing::End { told: false }
        } else {
            Doing::List { cases: true }
        };
        if !around.root && !around.has_files && around.looks != Looks::Case {
            self.start = self.at;
            return Some(Piece::File(range));
        }
        let mut fields = around.before;
        fields.extend_from_slice(self.buffer.get(range).unwrap_or_default());
        self.start = self.at;
        Some(if around.root {
            Piece::Ends(fields, around.has_files)
        } else {
            Piece::CaseEnds(fields)
        })
    }
}

#[cfg(test)]
mod tests;

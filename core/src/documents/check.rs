//! Whether a document is whole, before anyone decides on it.

use std::collections::BTreeSet;

use super::{Block, Document, Drawing, Marking, Scalar, Section, Text};
use crate::{Error, Result, error::within, json, records::Limits};

/// How deep sections may stand within each other.
const DEEPEST: usize = 4;
/// The longest text of one value, in bytes.
const LONGEST: usize = 4 << 20;
/// The most bytes of all texts of a document.
const ALL_BYTES: u64 = 256 << 20;
/// The most columns of a table.
const COLUMNS: u64 = 1_000;
/// The longest id, agency or caveat, in bytes.
const LONGEST_LINE: usize = 200;
/// The most caveats.
const CAVEATS: usize = 8;

impl Document {
    /// Reads a document from a JSON object, and checks that it is whole.
    ///
    /// Every cited source must be listed, every row have a cell for each column, every place stand on the globe.
    /// Sections stand at most four deep; a text has at most 4 MiB, a table 1,000 columns.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as it must be, [`Error::LimitExceeded`] what is too much.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let document: Self = json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "document",
            reason,
        })?;
        document.check(&Limits::default())?;
        Ok(document)
    }

    /// The marking of the whole: the strictest of the document and its sections.
    pub(crate) fn effective_marking(&self) -> Marking {
        fn add(marking: Marking, sections: &[Section]) -> Marking {
            sections.iter().fold(marking, |all, section| {
                let all = section
                    .marking
                    .as_ref()
                    .map_or(all.clone(), |own| all.stricter(own));
                add(all, &section.sections)
            })
        }
        add(self.marking.clone(), &self.sections)
    }

    /// Whether everything is in its place.
    pub(crate) fn check(&self, limits: &Limits) -> Result<()> {
        if self.id.trim().is_empty() || self.agency.trim().is_empty() || self.title.is_empty() {
            return Err(wrong("id, agency and title must not be empty"));
        }
        if self.id.len().max(self.agency.len()) > LONGEST_LINE {
            return Err(wrong("id and agency have at most 200 bytes each"));
        }
        check_marking(&self.marking)?;
        let ids: BTreeSet<&str> = self.sources.iter().map(|source| &source.id[..]).collect();
        if ids.len() != self.sources.len() {
            return Err(wrong("two sources have the same id"));
        }
        let mut check = Check {
            ids,
            values: 0,
            bytes: 0,
        };
        check.text(&self.title)?;
        check.text(&self.contact)?;
        each("sources", &self.sources, |source| {
            check.words(&source.id)?;
            check.text(&source.description)
        })?;
        check.sections(&self.sections, 1)?;
        within("rows", limits.rows, check.values)?;
        within("bytes of a document", ALL_BYTES, check.bytes)
    }
}

fn check_marking(marking: &Marking) -> Result<()> {
    let too_long = |caveat: &String| caveat.trim().is_empty() || caveat.len() > LONGEST_LINE;
    if marking.caveats.len() > CAVEATS || marking.caveats.iter().any(too_long) {
        return Err(wrong(
            "a marking has at most 8 caveats of 1 to 200 bytes each",
        ));
    }
    Ok(())
}

fn wrong(reason: &str) -> Error {
    Error::InvalidParameter {
        name: "document",
        reason: reason.to_owned(),
    }
}

/// Checks each part of a list; what is wrong with one is said with its place.
fn each<T>(list: &'static str, parts: &[T], mut check: impl FnMut(&T) -> Result<()>) -> Result<()> {
    for (at, part) in parts.iter().enumerate() {
        check(part).map_err(|error| match error {
            Error::InvalidParameter { name, reason } => Error::InvalidParameter {
                name,
                // the place of a part within this one stands before its colon
                reason: match reason.split_once(": ") {
                    Some((within, reason)) => format!("{list}[{at}].{within}: {reason}"),
                    None => format!("{list}[{at}]: {reason}"),
                },
            },
            other => other,
        })?;
    }
    Ok(())
}

struct Check<'a> {
    ids: BTreeSet<&'a str>,
    values: u64,
    bytes: u64,
}

impl Check<'_> {
    fn sections(&mut self, sections: &[Section], depth: usize) -> Result<()> {
        if depth > DEEPEST && !sections.is_empty() {
            return Err(wrong("sections stand more than four deep"));
        }
        each("sections", sections, |section| {
            if let Some(marking) = &section.marking {
                check_marking(marking)?;
            }
            if section.heading.is_empty() {
                return Err(wrong("a section has no heading"));
            }
            self.text(&section.heading)?;
            each("blocks", &section.blocks, |block| self.block(block))?;
            self.sections(&section.sections, depth + 1)
        })
    }

    fn block(&mut self, block: &Block) -> Result<()> {
        match block {
            Block::Paragraph { text } => self.text(text),
            Block::List { items } => each("items", items, |item| self.text(item)),
            Block::Facts { facts } => each("facts", facts, |fact| {
                self.words(&fact.label)?;
                self.text(&fact.value)
            }),
            Block::Table(table) => {
                within("columns of a table", COLUMNS, table.columns.len() as u64)?;
                if table.columns.is_empty() {
                    return Err(wrong("a table has no column"));
                }
                self.text(&table.caption)?;
                each("columns", &table.columns, |column| {
                    self.words(&column.heading)
                })?;
                each("rows", &table.rows, |row| {
                    if row.cells.len() != table.columns.len() {
                        return Err(wrong("a row has not one cell for every column"));
                    }
                    self.cited(&row.sources)?;
                    let mut cells = row.cells.iter().flatten();
                    cells.try_for_each(|cell| self.scalar(cell))
                })
            }
            Block::Figure(figure) => {
                self.text(&figure.caption)?;
                self.drawing(&figure.drawing)
            }
        }
    }

    fn drawing(&mut self, drawing: &Drawing) -> Result<()> {
        match drawing {
            Drawing::Map(map) => each("points", &map.points, |point| {
                let radius = point.radius_m.unwrap_or(0.0);
                if !(-90.0..=90.0).contains(&point.latitude)
                    || !(-180.0..=180.0).contains(&point.longitude)
                    || !(0.0..=2.1e7).contains(&radius)
                {
                    return Err(wrong("a point is not on the map"));
                }
                self.cited(&point.sources)?;
                self.text(&point.label)
            }),
            Drawing::Timeline(timeline) => each("rows", &timeline.rows, |row| {
                self.text(&row.label)?;
                each("spans", &row.spans, |span| {
                    if let (Some(start), Some(end)) = (span.start, span.end)
                        && start > end
                    {
                        return Err(wrong("a span of a timeline ends before it begins"));
                    }
                    self.cited(&span.sources)?;
                    self.text(&span.label)
                })
            }),
            Drawing::Bars(bars) => {
                self.words(&bars.axis)?;
                each("bars", &bars.bars, |bar| {
                    let (least, most) = bar.expected.unwrap_or((0.0, 0.0));
                    // finite, with room for an axis above
                    let drawable = |height: f64| (0.0..=1e15).contains(&height);
                    if ![bar.value, least, most].into_iter().all(drawable) || least > most {
                        return Err(wrong("a bar has no height that can be drawn"));
                    }
                    self.text(&bar.label)
                })
            }
            Drawing::Waterfall(waterfall) => {
                self.words(&waterfall.unit)?;
                each("parts", &waterfall.parts, |part| {
                    if part.weight_milli.unsigned_abs() > 1_000_000_000_000 {
                        return Err(wrong("a part of a waterfall is too large to be drawn"));
                    }
                    self.text(&part.label)
                })
            }
        }
    }

    fn text(&mut self, text: &Text) -> Result<()> {
        text.iter().try_for_each(|datum| {
            self.cited(&datum.sources)?;
            self.scalar(&datum.value)
        })
    }

    fn scalar(&mut self, value: &Scalar) -> Result<()> {
        match value {
            Scalar::Number(number) if !number.is_finite() => Err(wrong("a number is not finite")),
            Scalar::Text(text) => self.words(text),
            _ => self.words(""),
        }
    }

    fn words(&mut self, words: &str) -> Result<()> {
        self.values += 1;
        self.bytes = self.bytes.saturating_add(words.len() as u64);
        within("bytes of a text", LONGEST as u64, words.len() as u64)
    }

    fn cited(&self, ids: &[String]) -> Result<()> {
        if ids.iter().all(|id| self.ids.contains(id.as_str())) {
            return Ok(());
        }
        Err(wrong("a source is cited that is not listed"))
    }
}

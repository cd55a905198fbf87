//! STAND-IN, to be replaced whole by the renderers: the stamp, the check of a document, and JSON as the only
//! page. What is here has the names and shapes that the renderers have, so that `release` need not change.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Block, Document, Drawing, Marking, Scalar, Section, Text};
use crate::{Error, Result, records::Limits};

/// How deep sections may stand within each other.
const DEEPEST: usize = 4;
/// The longest text of one value, in bytes.
const LONGEST: usize = 65_536;

/// The two texts without which nothing goes to the public (34 USC 20920(e) and (f)).
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublicTexts {
    /// That using the information to injure, harass or commit a crime against anyone can be punished.
    pub warning: String,
    /// How to have something corrected.
    pub correction: String,
}

/// What stands on every page of a document that left.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Stamp {
    pub(crate) marking: Marking,
    pub(crate) audience: String,
    pub(crate) recipients: Vec<String>,
    pub(crate) purpose: String,
    pub(crate) released_at: String,
    pub(crate) ledger_index: u64,
    pub(crate) content_sha256: String,
    pub(crate) withheld: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public: Option<PublicTexts>,
}

/// The document as JSON, with its stamp.
pub(crate) fn json(document: &Document, stamp: &Stamp) -> Result<String> {
    #[derive(Serialize)]
    struct Page<'a> {
        document: &'a Document,
        stamp: &'a Stamp,
    }
    serde_json::to_string(&Page { document, stamp }).map_err(|_| Error::Internal)
}

impl Document {
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
        let ids: BTreeSet<&str> = self
            .sources
            .iter()
            .map(|source| source.id.as_str())
            .collect();
        if ids.len() != self.sources.len() {
            return Err(wrong("two sources have the same id"));
        }
        let mut check = Check { ids, values: 0 };
        check.text(&self.title)?;
        check.text(&self.contact)?;
        for source in &self.sources {
            check.text(&source.description)?;
        }
        check.sections(&self.sections, 1)?;
        if check.values > limits.rows {
            return Err(Error::LimitExceeded {
                limit: "rows",
                allowed: limits.rows,
                asked: check.values,
            });
        }
        Ok(())
    }
}

fn wrong(reason: &str) -> Error {
    Error::InvalidParameter {
        name: "document",
        reason: reason.to_owned(),
    }
}

struct Check<'a> {
    ids: BTreeSet<&'a str>,
    values: u64,
}

impl Check<'_> {
    fn sections(&mut self, sections: &[Section], depth: usize) -> Result<()> {
        if depth > DEEPEST && !sections.is_empty() {
            return Err(wrong("sections stand more than four deep"));
        }
        for section in sections {
            self.text(&section.heading)?;
            for block in &section.blocks {
                self.block(block)?;
            }
            self.sections(&section.sections, depth + 1)?;
        }
        Ok(())
    }

    fn block(&mut self, block: &Block) -> Result<()> {
        match block {
            Block::Paragraph { text } => self.text(text),
            Block::List { items } => items.iter().try_for_each(|item| self.text(item)),
            Block::Facts { facts } => facts.iter().try_for_each(|fact| self.text(&fact.value)),
            Block::Table(table) => {
                self.text(&table.caption)?;
                for row in &table.rows {
                    if row.cells.len() != table.columns.len() {
                        return Err(wrong("a row has not one cell for every column"));
                    }
                    self.cited(&row.sources)?;
                    row.cells
                        .iter()
                        .flatten()
                        .try_for_each(|cell| self.scalar(cell))?;
                }
                Ok(())
            }
            Block::Figure(figure) => {
                self.text(&figure.caption)?;
                self.drawing(&figure.drawing)
            }
        }
    }

    fn drawing(&mut self, drawing: &Drawing) -> Result<()> {
        match drawing {
            Drawing::Map(map) => map.points.iter().try_for_each(|point| {
                let radius = point.radius_m.unwrap_or(0.0);
                if !(-90.0..=90.0).contains(&point.latitude)
                    || !(-180.0..=180.0).contains(&point.longitude)
                    || !radius.is_finite()
                    || radius < 0.0
                {
                    return Err(wrong("a point is not on the map"));
                }
                self.cited(&point.sources)?;
                self.text(&point.label)
            }),
            Drawing::Timeline(timeline) => timeline.rows.iter().try_for_each(|row| {
                self.text(&row.label)?;
                row.spans.iter().try_for_each(|span| {
                    self.cited(&span.sources)?;
                    self.text(&span.label)
                })
            }),
            Drawing::Bars(bars) => bars.bars.iter().try_for_each(|bar| {
                let (least, most) = bar.expected.unwrap_or((0.0, 0.0));
                if ![bar.value, least, most].into_iter().all(f64::is_finite) || bar.value < 0.0 {
                    return Err(wrong("a bar has no height that can be drawn"));
                }
                self.text(&bar.label)
            }),
            Drawing::Waterfall(waterfall) => waterfall
                .parts
                .iter()
                .try_for_each(|part| self.text(&part.label)),
        }
    }

    fn text(&mut self, text: &Text) -> Result<()> {
        text.iter().try_for_each(|datum| {
            self.cited(&datum.sources)?;
            self.scalar(&datum.value)
        })
    }

    fn scalar(&mut self, value: &Scalar) -> Result<()> {
        self.values += 1;
        match value {
            Scalar::Number(number) if !number.is_finite() => Err(wrong("a number is not finite")),
            Scalar::Text(text) if text.len() > LONGEST => {
                Err(wrong("a text is longer than 64 KiB"))
            }
            _ => Ok(()),
        }
    }

    fn cited(&self, ids: &[String]) -> Result<()> {
        if ids.iter().all(|id| self.ids.contains(id.as_str())) {
            return Ok(());
        }
        Err(wrong("a source is cited that is not listed"))
    }
}

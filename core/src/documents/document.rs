use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Field, Figure, LeadNotice, Marking};

/// A written product before anyone has decided who may read what in it.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The agency's own number for this document. It stands on every page and in the ledger, so it must
    /// not be made from a person's name or number.
    pub id: String,
    /// What it is about.
    pub title: Text,
    /// The agency that issues it, as its readers know it.
    pub agency: String,
    /// The date as of which it holds.
    pub as_of: NaiveDate,
    /// How the document as a whole may be shared. Its parts can only make this stricter.
    #[serde(default)]
    pub marking: Marking,
    /// Whom a reader calls: office, telephone, hours.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact: Text,
    /// The body.
    pub sections: Vec<Section>,
    /// The records that facts lead back to; each becomes a footnote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// What a lead is, and what it is not. There is no document without it.
    #[serde(default)]
    pub notice: LeadNotice,
}

/// Words and values in a row. In JSON a list of [`Datum`]s.
pub type Text = Vec<Datum>;

/// One value, and what it is.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Datum {
    /// The value.
    pub value: Scalar,
    /// What it is. Without it, narrative: for law enforcement only.
    #[serde(default)]
    pub field: Field,
    /// The ids of the [`Source`]s that it comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

/// A text, a whole number or a number. Dates are texts in ISO form.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Scalar {
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
    /// A text, or a date as `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    Text(String),
}

/// A part of a document under its own heading.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Section {
    /// The heading.
    pub heading: Text,
    /// How this part may be shared, where that is stricter than the document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marking: Option<Marking>,
    /// What stands in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<Block>,
    /// The sections within, at most four deep.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<Section>,
}

/// One piece of a section.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Block {
    /// Running text.
    Paragraph {
        /// The text.
        text: Text,
    },
    /// A list of points.
    List {
        /// The points.
        items: Vec<Text>,
    },
    /// Facts, each with its name.
    Facts {
        /// The facts.
        facts: Vec<Fact>,
    },
    /// A table.
    Table(Table),
    /// A picture drawn from data.
    Figure(Figure),
}

/// A named value, with what it speaks for.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The name of the fact: words that concern no person.
    pub label: String,
    /// The value, in one or more pieces.
    pub value: Text,
    /// Whether it speaks for or against the lead; without it, neither.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighs: Option<Weighs>,
}

/// The side on which a fact speaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weighs {
    /// For the lead.
    For,
    /// Against the lead.
    Against,
}

/// A table with one field for each column.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// What the table shows.
    pub caption: Text,
    /// The columns; the first one names its row.
    pub columns: Vec<Column>,
    /// The rows, each with a cell for every column.
    pub rows: Vec<Row>,
}

/// A column of a [`Table`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The heading: words that concern no person.
    pub heading: String,
    /// What the values in it are.
    #[serde(default)]
    pub field: Field,
}

/// A row of a [`Table`].
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// A value for each column; `null` where there is none.
    pub cells: Vec<Option<Scalar>>,
    /// The ids of the [`Source`]s that the row comes from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
}

/// A record that facts lead back to.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The id of the record, as facts name it.
    pub id: String,
    /// What the record is, whose, and of when.
    pub description: Text,
}

impl From<&str> for Scalar {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Scalar {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Scalar {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<f64> for Scalar {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl Datum {
    /// A value of a field.
    pub fn new(field: Field, value: impl Into<Scalar>) -> Self {
        Self {
            value: value.into(),
            field,
            sources: Vec::new(),
        }
    }

    /// Words that concern no person, for any reader.
    pub fn general(words: impl Into<Scalar>) -> Self {
        Self::new(Field::General, words)
    }

    /// The same value, with the records that it comes from.
    #[must_use]
    pub fn from_sources<S: Into<String>>(mut self, ids: impl IntoIterator<Item = S>) -> Self {
        self.sources.extend(ids.into_iter().map(Into::into));
        self
    }
}

hidden! { Document, Datum, Scalar, Section, Block, Fact, Table, Row, Source }

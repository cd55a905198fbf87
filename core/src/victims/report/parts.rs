//! Small parts of the report.

use crate::documents::{Datum, Field, Text};

pub(super) use crate::documents::pieces::{column, fact, paragraph, section};

pub(super) fn count(number: u64) -> Text {
    vec![Datum::new(Field::Count, number as i64)]
}

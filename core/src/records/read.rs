use std::collections::HashSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::check::{check_person, has_placeholder_birth_date};
use super::schema::schema_of;
use super::{DateProblem, Limits, Person, RejectionLog, Rejections};
use crate::{Error, Result};

/// What [`read_persons`] made of its input: the good records, and an account of the rest.
///
/// `persons.len()` and `rejected.total` add up to the number of records that were passed in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PersonsRead {
    /// The records that are valid, in the order of the input.
    pub persons: Vec<Person>,
    /// For each of `persons`, its row number in the input, from 0.
    pub rows: Vec<u64>,
    /// The records that were set aside whole, each once, with the first thing that is wrong.
    pub rejected: Rejections,
    /// Values of accepted records that stand for "not known" in a field that cannot hold them
    /// (a birth date of 1900-01-01) and were therefore left out.
    pub left_out: Rejections,
}

/// The records door for persons: plain JSON values in, checked [`Person`]s out.
///
/// Each value has the shape that [`person_schema`] states. A `null` in place of a field that the
/// schema knows counts as a missing field. A record is set aside whole, and the rest goes on,
/// when
///
/// - it is not an object, or a field in it is of the wrong kind;
/// - its `id` is missing, empty, or stands in an accepted record before it;
/// - a date does not exist, is not in the ISO form, or is of a year outside 1850 to 2150;
/// - a latitude or longitude is out of range, or one is there without the other (a NaN arrives
///   as `null` or text, since JSON has none);
/// - a span ends before it starts;
/// - a text, or the name of a field, is longer than [`Limits::field_bytes`], in the fields that
///   the schema does not know as well, or those are nested more than 32 deep.
///
/// Each rejection gives the row from 0, the path of the field (`addresses[1].latitude`; `other`
/// for a field that the schema does not know; `record` for the record itself) and the reason. None
/// holds a value, or a field name that the caller made up.
///
/// A birth date such as 1900-01-01 or "unknown" is no error: it counts as missing, and
/// [`PersonsRead::left_out`] lists it. In names and other texts, placeholders stay as they were
/// recorded; [`is_placeholder`](super::is_placeholder) tells them.
///
/// Takes time linear in the size of the input.
///
/// # Errors
///
/// [`Error::LimitExceeded`] when there are more values than [`Limits::rows`].
///
/// ```
/// use caselink::records::{Limits, read_persons};
/// use serde_json::json;
///
/// let read = read_persons(
///     vec![
///         json!({ "id": "IL-0042917", "names": [{ "given": "Marcus", "surname": "Okafor" }] }),
///         json!({ "id": "IL-0042918", "birth_date": "1971-02-29" }),
///     ],
///     &Limits::default(),
/// )?;
/// assert_eq!((read.persons.len(), read.rows), (1, vec![0]));
/// let bad = &read.rejected.listed[0];
/// assert_eq!((bad.row, bad.field.as_str()), (1, "birth_date"));
/// assert_eq!(bad.reason, "the date does not exist");
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn read_persons(values: Vec<Value>, limits: &Limits) -> Result<PersonsRead> {
    let asked = values.len() as u64;
    if asked > limits.rows {
        return Err(Error::LimitExceeded {
            limit: "rows",
            allowed: limits.rows,
            asked,
        });
    }
    let mut read = PersonsRead::default();
    let mut rejected = RejectionLog::default();
    let mut left_out = RejectionLog::default();
    let mut ids = HashSet::new();
    for (row, value) in values.into_iter().enumerate() {
        let Value::Object(mut fields) = value else {
            rejected.push(row, "record", "is not an object of plain values", limits);
            continue;
        };
        if let Err(fault) = check_person(&mut fields, limits) {
            rejected.push(row, &fault.field, fault.reason, limits);
            continue;
        }
        let blank = has_placeholder_birth_date(&fields);
        if blank {
            fields.remove("birth_date");
        }
        let Some(person) = to_person(fields) else {
            rejected.push(
                row,
                "record",
                "does not have the shape of the schema",
                limits,
            );
            continue;
        };
        if !ids.insert(person.id.clone()) {
            rejected.push(row, "id", "id occurs twice", limits);
            continue;
        }
        if blank {
            left_out.push(row, "birth_date", DateProblem::Placeholder.reason(), limits);
        }
        read.persons.push(person);
        read.rows.push(row as u64);
    }
    read.rejected = rejected.finish();
    read.left_out = left_out.finish();
    Ok(read)
}

/// The typed record. The text of an error is dropped here, since serde quotes values in it.
fn to_person(fields: Map<String, Value>) -> Option<Person> {
    serde_json::from_value(Value::Object(fields)).ok()
}

/// The JSON Schema (2020-12) of a [`Person`], made from the type itself.
///
/// The door is a little more lenient: it takes `null` for any missing field, and a birth date also
/// as `YYYYMMDD`, as `YYYY/MM/DD` or with a time of midnight. What comes back out is in the form
/// of the schema.
///
/// ```
/// let schema = caselink::records::person_schema();
/// assert_eq!(schema["title"], "Person");
/// assert_eq!(schema["required"], serde_json::json!(["id"]));
/// ```
pub fn person_schema() -> Value {
    schema_of::<Person>()
}

#[cfg(test)]
mod tests;

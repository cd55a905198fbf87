//! Checks the JSON of a record field by field, so that a fault can be named by its path.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::span::ENDS_BEFORE_START;
use super::{DateProblem, Limits, PartialDate};

/// How deep the fields that no schema knows may be nested. It keeps recursion bounded.
const DEPTH: usize = 32;

const NOT_TEXT: &str = "is not text";
const TOO_LONG: &str = "is longer than the limit field_bytes";

type Fields = Map<String, Value>;
type Check = Result<(), Fault>;

/// The first thing that is wrong with a record: where, and what. Never holds a value.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) field: String,
    pub(super) reason: &'static str,
}

impl Fault {
    fn new(field: &str, reason: &'static str) -> Self {
        Self {
            field: field.to_owned(),
            reason,
        }
    }

    /// Puts the path of the enclosing object in front.
    fn inside(self, parent: &str) -> Self {
        let field = if self.field.is_empty() {
            parent.to_owned()
        } else {
            format!("{parent}.{}", self.field)
        };
        Self { field, ..self }
    }
}

/// The fields of one object that the schema knows.
struct Shape {
    /// Fields that hold text.
    texts: &'static [&'static str],
    /// Fields that hold something else, which the caller checks.
    rest: &'static [&'static str],
}

impl Shape {
    fn knows(&self, field: &str) -> bool {
        self.texts.contains(&field) || self.rest.contains(&field)
    }

    /// Checks texts and unknown fields; drops `null` where a known field is merely missing.
    fn check(&self, fields: &mut Fields, limits: &Limits) -> Check {
        fields.retain(|field, value| !(value.is_null() && self.knows(field)));
        for &field in self.texts {
            if let Some(value) = fields.get(field) {
                text(value, limits).map_err(|reason| Fault::new(field, reason))?;
            }
        }
        for (field, value) in &*fields {
            if !self.knows(field) {
                key(field, limits)
                    .and_then(|()| free(value, limits, DEPTH))
                    .map_err(|reason| Fault::new("other", reason))?;
            }
        }
        Ok(())
    }
}

const PERSON: Shape = Shape {
    texts: &["id", "birth_date", "sex"],
    rest: &["names", "addresses", "identifiers"],
};
const NAME: Shape = Shape {
    texts: &["kind", "given", "middle", "surname", "suffix", "full"],
    rest: &[],
};
const ADDRESS: Shape = Shape {
    texts: &[
        "street_number",
        "street",
        "unit",
        "locality",
        "state",
        "postcode",
        "country",
    ],
    rest: &["latitude", "longitude", "span"],
};
const IDENTIFIER: Shape = Shape {
    texts: &["kind", "value", "issuer"],
    rest: &[],
};

/// Checks a whole person and drops `null`s; a placeholder for a birth date passes.
pub(super) fn check_person(fields: &mut Fields, limits: &Limits) -> Check {
    match fields.get("id") {
        None | Some(Value::Null) => return Err(Fault::new("id", "id is missing")),
        Some(Value::String(id)) if id.trim().is_empty() => {
            return Err(Fault::new("id", "id is empty"));
        }
        Some(_) => {}
    }
    PERSON.check(fields, limits)?;
    match birth_date(fields) {
        Some(Err(problem)) if problem != DateProblem::Placeholder => {
            return Err(Fault::new("birth_date", problem.reason()));
        }
        _ => {}
    }
    each(fields, "names", |name| NAME.check(name, limits))?;
    each(fields, "addresses", |address| {
        ADDRESS.check(address, limits)?;
        position(address)?;
        match address.get("span") {
            Some(value) => span(value).map_err(|fault| fault.inside("span")),
            None => Ok(()),
        }
    })?;
    each(fields, "identifiers", |identifier| {
        IDENTIFIER.check(identifier, limits)?;
        if identifier.contains_key("value") {
            Ok(())
        } else {
            Err(Fault::new("value", "is missing"))
        }
    })
}

/// Whether the birth date is a stand-in for one that is not known.
pub(super) fn has_placeholder_birth_date(fields: &Fields) -> bool {
    matches!(birth_date(fields), Some(Err(DateProblem::Placeholder)))
}

fn birth_date(fields: &Fields) -> Option<Result<PartialDate, DateProblem>> {
    fields.get("birth_date")?.as_str().map(PartialDate::parse)
}

/// Checks each object in a list.
fn each(fields: &mut Fields, list: &str, check: impl Fn(&mut Fields) -> Check) -> Check {
    let Some(value) = fields.get_mut(list) else {
        return Ok(());
    };
    let Value::Array(items) = value else {
        return Err(Fault::new(list, "is not a list"));
    };
    for (index, item) in items.iter_mut().enumerate() {
        let checked = match item {
            Value::Object(item) => check(item),
            _ => Err(Fault::new("", "is not an object")),
        };
        checked.map_err(|fault| fault.inside(&format!("{list}[{index}]")))?;
    }
    Ok(())
}

fn position(address: &Fields) -> Check {
    for (field, bound, out_of_range) in [
        ("latitude", 90.0, "is not between -90 and 90 degrees"),
        ("longitude", 180.0, "is not between -180 and 180 degrees"),
    ] {
        match address.get(field).map(Value::as_f64) {
            Some(None) => return Err(Fault::new(field, "is not a number")),
            // Written so that NaN fails too.
            Some(Some(degrees)) if !(-bound..=bound).contains(&degrees) => {
                return Err(Fault::new(field, out_of_range));
            }
            _ => {}
        }
    }
    match (
        address.contains_key("latitude"),
        address.contains_key("longitude"),
    ) {
        (true, false) => Err(Fault::new("longitude", "is missing beside a latitude")),
        (false, true) => Err(Fault::new("latitude", "is missing beside a longitude")),
        _ => Ok(()),
    }
}

fn span(value: &Value) -> Check {
    let Value::Object(fields) = value else {
        return Err(Fault::new("", "is not an object"));
    };
    if fields
        .keys()
        .any(|field| field != "start" && field != "end")
    {
        // A span has no place to keep them, and nothing is dropped in silence.
        return Err(Fault::new("", "has fields other than start and end"));
    }
    let day = |field| match fields.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => iso_day(text)
            .map(Some)
            .map_err(|problem| Fault::new(field, problem.reason())),
        Some(_) => Err(Fault::new(field, NOT_TEXT)),
    };
    match (day("start")?, day("end")?) {
        (Some(start), Some(end)) if end < start => Err(Fault::new("", ENDS_BEFORE_START)),
        _ => Ok(()),
    }
}

/// A full date in the one form that a span takes, `YYYY-MM-DD`.
fn iso_day(text: &str) -> Result<NaiveDate, DateProblem> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shaped {
        text.parse().map_err(|_| DateProblem::DoesNotExist)
    } else {
        Err(DateProblem::NotADate)
    }
}

fn text(value: &Value, limits: &Limits) -> Result<(), &'static str> {
    match value {
        Value::String(text) => key(text, limits),
        _ => Err(NOT_TEXT),
    }
}

fn key(text: &str, limits: &Limits) -> Result<(), &'static str> {
    if text.len() as u64 > limits.field_bytes {
        Err(TOO_LONG)
    } else {
        Ok(())
    }
}

/// Checks a value that no schema knows, down to its leaves.
fn free(value: &Value, limits: &Limits, depth: usize) -> Result<(), &'static str> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err("is nested too deeply");
    };
    match value {
        Value::String(text) => key(text, limits),
        Value::Array(items) => items.iter().try_for_each(|item| free(item, limits, depth)),
        Value::Object(fields) => fields.iter().try_for_each(|(field, value)| {
            key(field, limits)?;
            free(value, limits, depth)
        }),
        _ => Ok(()),
    }
}

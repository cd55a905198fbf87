//! Checks plain JSON against the schema of a record, field by field, so that a fault can be named by its path.
//!
//! The schema is the one that is made from the Rust types, so that no list of fields is written twice. What a
//! schema cannot say (a span that ends before it starts) stands in [`rules`](super::rules), by type.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Map, Value};

use super::{
    DateProblem, Limits, PartialDate, UnknownFields, content, is_placeholder,
    placeholder::without_midnight, rules,
};

/// How deep the fields that no schema knows may be nested. It keeps recursion bounded.
const DEPTH: usize = 32;

pub(super) type Fields = Map<String, Value>;
type Check = Result<(), Fault>;

/// The greatest number up to which every whole number is one in every language: 2^53 - 1.
const MOST_EXACT: u64 = (1 << 53) - 1;
const NOT_EXACT: &str =
    "is a number beyond 2^53, which not every language holds exactly: write it as a text";
/// The type of which both ends are needed.
const TIME_RANGE: &str = "TimeRange";

/// The first thing that is wrong with a record: where, and what. Never holds a value.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) field: String,
    pub(super) reason: &'static str,
}

/// A schema in the form in which it is walked.
#[derive(Debug)]
pub(super) struct Shape {
    nodes: Vec<Node>,
    root: usize,
}

#[derive(Debug)]
enum Node {
    /// Anything that JSON can hold; serde decides.
    Any,
    Text,
    PartialDate,
    Day,
    Moment,
    Boolean,
    Number,
    /// With its least and greatest value.
    Integer(i128, i128),
    List(usize),
    Object(Object),
}

#[derive(Debug)]
struct Object {
    /// The name of the Rust type.
    name: String,
    fields: BTreeMap<String, usize>,
    required: Vec<String>,
    /// Whether there is room for fields that the schema does not know.
    open: bool,
}

/// What [`Shape::check`] works with and finds.
pub(super) struct Walk<'a> {
    limits: &'a Limits,
    unknown_fields: UnknownFields,
    path: Vec<Step>,
    /// Fields whose value stood for "not known" or may not be taken, and why they were left out.
    pub(super) left_out: Vec<(String, &'static str)>,
    /// Values that look wrong and are kept.
    pub(super) flags: Vec<(String, &'static str)>,
}

#[derive(Clone, Debug)]
enum Step {
    Field(String),
    Index(usize),
}

impl<'a> Walk<'a> {
    pub(super) fn new(limits: &'a Limits, unknown_fields: UnknownFields) -> Self {
        Self {
            limits,
            unknown_fields,
            path: Vec::new(),
            left_out: Vec::new(),
            flags: Vec::new(),
        }
    }

    fn path(&self, last: &str) -> String {
        let mut path = String::new();
        for step in &self.path {
            match step {
                Step::Field(name) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(name);
                }
                Step::Index(index) => drop(write!(path, "[{index}]")),
            }
        }
        match (path.is_empty(), last.is_empty()) {
            (true, _) => last.to_owned(),
            (_, true) => path,
            _ => format!("{path}.{last}"),
        }
    }

    /// A fault in a field of the object at hand; in the object itself where `field` is empty.
    pub(super) fn fault(&self, field: &str, reason: &'static str) -> Fault {
        Fault {
            field: self.path(field),
            reason,
        }
    }

    pub(super) fn flag(&mut self, field: &str, reason: &'static str) {
        let path = self.path(field);
        self.flags.push((path, reason));
    }

    pub(super) fn leave_out(&mut self, field: &str, reason: &'static str) {
        let path = self.path(field);
        self.left_out.push((path, reason));
    }

    fn inside<T>(&mut self, step: Step, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(step);
        let done = work(self);
        self.path.pop();
        done
    }

    fn text<'t>(&self, value: &'t Value) -> Result<&'t str, Fault> {
        let Value::String(text) = value else {
            return Err(self.fault("", "is not text"));
        };
        if text.len() as u64 > self.limits.field_bytes {
            return Err(self.fault("", "is longer than the limit field_bytes"));
        }
        Ok(text)
    }

    /// A text in which people write sentences.
    fn prose(&self, value: &Value) -> Check {
        let most = self.limits.prose_bytes.max(self.limits.field_bytes);
        match value {
            Value::String(text) if text.len() as u64 <= most => Ok(()),
            Value::String(_) => Err(self.fault("", "is longer than the limit prose_bytes")),
            _ => Err(self.fault("", "is not text")),
        }
    }
}

impl Shape {
    /// Makes the shape of a root schema.
    pub(super) fn of(schema: &Value) -> Self {
        let mut maker = Maker {
            definitions: &schema["$defs"],
            nodes: Vec::new(),
            known: HashMap::new(),
        };
        let root = maker.node(schema);
        Self {
            nodes: maker.nodes,
            root,
        }
    }

    /// Checks a record; drops `null` where a known field is merely missing, and values that stand for no date.
    pub(super) fn check(&self, record: &mut Fields, walk: &mut Walk<'_>) -> Check {
        match self.nodes.get(self.root) {
            Some(Node::Object(object)) => self.object(object, record, walk),
            _ => Ok(()),
        }
    }

    fn value(&self, node: usize, value: &mut Value, walk: &mut Walk<'_>) -> Check {
        let Some(node) = self.nodes.get(node) else {
            return Ok(());
        };
        match (node, value) {
            (Node::Any, value) => free(value, walk, DEPTH),
            (Node::Text, value) => walk.text(value).map(drop),
            (Node::PartialDate, value) => {
                let text = walk.text(value)?;
                match PartialDate::parse(text) {
                    Ok(_) if PartialDate::has_zero_part(text) => {
                        walk.flag(
                            "",
                            "writes 00 for a month or day, which counts as not known",
                        );
                        Ok(())
                    }
                    // the object around it leaves it out
                    Ok(_) | Err(DateProblem::Placeholder) => Ok(()),
                    Err(problem) => Err(walk.fault("", problem.reason())),
                }
            }
            (Node::Day, value) => {
                // what a table library makes of a column of days
                if let Value::String(text) = value
                    && iso_day(without_midnight(text)).is_ok()
                {
                    text.truncate(10);
                }
                let text = walk.text(value)?;
                // the object around it leaves a placeholder out
                match (PartialDate::parse(text), iso_day(text)) {
                    (Err(DateProblem::Placeholder), _) => Ok(()),
                    (Err(problem @ DateProblem::OutOfRange), _) | (_, Err(problem)) => {
                        Err(walk.fault("", problem.reason()))
                    }
                    _ => Ok(()),
                }
            }
            (Node::Moment, value) => match moment(walk.text(value)?) {
                // the object around it leaves a placeholder out
                Ok(()) | Err(DateProblem::Placeholder) => Ok(()),
                Err(DateProblem::OutOfRange) => {
                    Err(walk.fault("", DateProblem::OutOfRange.reason()))
                }
                Err(_) => {
                    Err(walk.fault("", "is not a local time in the form YYYY-MM-DDTHH:MM:SS"))
                }
            },
            (Node::Number | Node::Integer(..), Value::Number(number)) if !is_exact(number) => {
                Err(walk.fault("", NOT_EXACT))
            }
            (Node::Boolean, Value::Bool(_)) | (Node::Number, Value::Number(_)) => Ok(()),
            (Node::Integer(least, most), Value::Number(number))
                if number.is_u64() || number.is_i64() =>
            {
                let number = number.as_i128().unwrap_or_default();
                if (*least..=*most).contains(&number) {
                    Ok(())
                } else {
                    Err(walk.fault("", "is out of range"))
                }
            }
            (Node::Boolean, _) => Err(walk.fault("", "is not true or false")),
            (Node::Number, _) => Err(walk.fault("", "is not a number")),
            (Node::Integer(..), _) => Err(walk.fault("", "is not a whole number")),
            (Node::List(item), Value::Array(values)) => {
                for (index, value) in values.iter_mut().enumerate() {
                    walk.inside(Step::Index(index), |walk| self.value(*item, value, walk))?;
                }
                Ok(())
            }
            (Node::List(_), _) => Err(walk.fault("", "is not a list")),
            (Node::Object(object), Value::Object(fields)) => self.object(object, fields, walk),
            (Node::Object(_), _) => Err(walk.fault("", "is not an object")),
        }
    }

    /// Whether a value stands for a day or time that is not known, and which part of it does: a range of times of which
    /// one end is not known cannot be kept.
    fn stands_for_none(&self, node: usize, value: &Value) -> Option<&'static str> {
        let is_none = |problem: Result<(), DateProblem>| problem == Err(DateProblem::Placeholder);
        let text = value.as_str().unwrap_or_default();
        match self.nodes.get(node)? {
            Node::PartialDate | Node::Day => {
                is_none(PartialDate::parse(text).map(drop)).then_some("")
            }
            Node::Moment => is_none(moment(text)).then_some(""),
            Node::Object(object) if object.name == TIME_RANGE => {
                let end = |field: &str| value.get(field).and_then(Value::as_str).map(moment);
                let ends = [("earliest", ".earliest"), ("latest", ".latest")];
                let mut ends = ends
                    .into_iter()
                    .filter(|(field, _)| end(field).is_some_and(is_none));
                ends.next().map(|(_, part)| part)
            }
            _ => None,
        }
    }

    /// Whether a value is a text, or a list of texts.
    fn is_text(&self, node: usize) -> bool {
        match self.nodes.get(node) {
            Some(Node::Text) => true,
            Some(Node::List(item)) => matches!(self.nodes.get(*item), Some(Node::Text)),
            _ => false,
        }
    }

    fn object(&self, object: &Object, fields: &mut Fields, walk: &mut Walk<'_>) -> Check {
        rules::before(&object.name, fields, walk);
        fields.retain(|field, value| !(value.is_null() && object.fields.contains_key(field)));
        for field in &object.required {
            if !fields.contains_key(field) {
                let reason = if walk.path.is_empty() && field == "id" {
                    "id is missing"
                } else {
                    "is missing"
                };
                return Err(walk.fault(field, reason));
            }
        }
        for (field, &node) in &object.fields {
            let Some(value) = fields.get_mut(field) else {
                continue;
            };
            walk.inside(Step::Field(field.clone()), |walk| {
                if rules::is_prose(&object.name, field) {
                    walk.prose(value)
                } else {
                    self.value(node, value, walk)
                }
            })?;
            let (at, reason) = match self.stands_for_none(node, value) {
                Some(part) => (format!("{field}{part}"), DateProblem::Placeholder.reason()),
                None if self.is_text(node) && holds_content(value) => {
                    (field.clone(), content::REASON)
                }
                None => continue,
            };
            if !object.required.contains(field) {
                fields.remove(field);
                walk.leave_out(&at, reason);
            } else if object.name != TIME_RANGE {
                return Err(walk.fault(&at, reason));
            }
        }
        let mut content = Vec::new();
        for (field, value) in &*fields {
            if object.fields.contains_key(field) {
                continue;
            }
            if !object.open {
                // there is no place to keep it, and nothing is dropped in silence
                return Err(walk.fault("", "has a field that the schema does not know"));
            }
            if walk.unknown_fields == UnknownFields::Refuse {
                return Err(walk.fault("other", "is a field that the schema does not know"));
            }
            walk.inside(Step::Field("other".to_owned()), |walk| {
                if field.len() as u64 > walk.limits.field_bytes {
                    return Err(walk.fault("", "is longer than the limit field_bytes"));
                }
                free(value, walk, DEPTH)
            })?;
            if content::is_content(value) {
                content.push(field.clone());
            }
        }
        for field in content {
            fields.remove(&field);
            walk.leave_out("other", content::REASON);
        }
        if object.name == TIME_RANGE
            && fields
                .values()
                .filter_map(Value::as_str)
                .any(|text| moment(text) == Err(DateProblem::Placeholder))
        {
            // the object around it leaves it out
            return Ok(());
        }
        rules::after(&object.name, fields, walk)
    }

    /// The node that a path of fields and list positions leads to.
    fn at(&self, path: &[PathStep]) -> Option<&Node> {
        let mut at = self.root;
        for step in path {
            at = match (step, self.nodes.get(at)?) {
                (PathStep::Field(field), Node::Object(object)) => *object.fields.get(field)?,
                (PathStep::Index(_), Node::List(item)) => *item,
                _ => return None,
            };
        }
        self.nodes.get(at)
    }

    /// Whether the schema has a plain value at a path, neither list nor object.
    pub(super) fn has_value_at(&self, path: &[PathStep]) -> bool {
        self.at(path)
            .is_some_and(|node| !matches!(node, Node::List(_) | Node::Object(_)))
    }

    /// Whether a record has a field of that name.
    pub(super) fn has_field(&self, name: &str) -> bool {
        matches!(self.nodes.get(self.root), Some(Node::Object(object)) if object.fields.contains_key(name))
    }

    /// A text from a table as the value that the schema has at a path; as it is where it cannot be read so.
    pub(super) fn typed(&self, path: &[PathStep], text: &str) -> Value {
        let plain = text.trim();
        match self.at(path) {
            Some(Node::Number) => plain
                .parse::<f64>()
                .ok()
                .and_then(serde_json::Number::from_f64)
                .map(Value::Number),
            Some(Node::Integer(..)) => plain.parse::<i64>().ok().map(Value::from),
            Some(Node::Boolean) => match plain.to_ascii_lowercase().as_str() {
                "true" | "yes" | "y" | "1" => Some(true.into()),
                "false" | "no" | "n" | "0" => Some(false.into()),
                _ => None,
            },
            _ => None,
        }
        .unwrap_or_else(|| Value::from(text))
    }

    /// The names of all object types in it.
    #[cfg(test)]
    pub(super) fn type_names(&self) -> Vec<&str> {
        self.nodes
            .iter()
            .filter_map(|node| match node {
                Node::Object(object) => Some(object.name.as_str()),
                _ => None,
            })
            .collect()
    }
}

/// A step of a path into a record.
#[derive(Clone, Debug, Eq, PartialEq, PartialOrd, Ord)]
pub(super) enum PathStep {
    Field(String),
    Index(usize),
}

struct Maker<'a> {
    definitions: &'a Value,
    nodes: Vec<Node>,
    known: HashMap<&'a str, usize>,
}

impl<'a> Maker<'a> {
    fn push(&mut self, node: Node) -> usize {
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn node(&mut self, schema: &'a Value) -> usize {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches("#/$defs/");
            if let Some(&known) = self.known.get(name) {
                return known;
            }
            // a place is kept first, for a type that holds itself
            let place = self.push(Node::Any);
            self.known.insert(name, place);
            let node = self.plain(&self.definitions[name], name);
            if let Some(kept) = self.nodes.get_mut(place) {
                *kept = node;
            }
            return place;
        }
        let node = match schema["anyOf"].as_array() {
            // an optional value of a type of its own
            Some(either) if either.iter().any(|one| one["type"] == "null") => {
                match either.iter().find(|one| one["type"] != "null") {
                    Some(one) => return self.node(one),
                    None => Node::Any,
                }
            }
            _ => self.plain(schema, schema["title"].as_str().unwrap_or_default()),
        };
        self.push(node)
    }

    fn plain(&mut self, schema: &'a Value, name: &str) -> Node {
        let text = |one: &Value| one["type"] == "string";
        if schema["anyOf"]
            .as_array()
            .is_some_and(|all| all.iter().all(text))
        {
            return Node::Text;
        }
        let kind = match &schema["type"] {
            Value::String(kind) => kind.as_str(),
            Value::Array(kinds) => kinds
                .iter()
                .filter_map(Value::as_str)
                .find(|kind| *kind != "null")
                .unwrap_or(""),
            _ => "",
        };
        match (kind, schema["format"].as_str()) {
            ("string", Some("date")) => Node::Day,
            ("string", Some("partial-date-time")) => Node::Moment,
            ("string", _) if name == "PartialDate" => Node::PartialDate,
            ("string", _) => Node::Text,
            ("boolean", _) => Node::Boolean,
            ("number", _) => Node::Number,
            ("integer", format) => {
                let most = match format {
                    Some("uint8") => u8::MAX.into(),
                    Some("uint16") => u16::MAX.into(),
                    Some("uint32") => u32::MAX.into(),
                    Some("uint64") => u64::MAX.into(),
                    _ => i128::from(i64::MAX),
                };
                Node::Integer(schema["minimum"].as_i64().unwrap_or(i64::MIN).into(), most)
            }
            ("array", _) => Node::List(self.node(&schema["items"])),
            ("object", _) => {
                let mut fields = BTreeMap::new();
                for (field, schema) in schema["properties"].as_object().into_iter().flatten() {
                    fields.insert(field.clone(), self.node(schema));
                }
                Node::Object(Object {
                    name: name.to_owned(),
                    fields,
                    required: schema["required"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(|field| field.as_str().map(str::to_owned))
                        .collect(),
                    open: schema["additionalProperties"] != false,
                })
            }
            _ => Node::Any,
        }
    }
}

/// Whether a number is the same in every language.
fn is_exact(number: &serde_json::Number) -> bool {
    match (number.as_u64(), number.as_i64()) {
        (Some(number), _) => number <= MOST_EXACT,
        (None, Some(number)) => number.unsigned_abs() <= MOST_EXACT,
        // a number with too many digits was read as the nearest that there is
        (None, None) => number
            .as_f64()
            .is_some_and(|number| number.abs() <= MOST_EXACT as f64),
    }
}

/// A full date in the one form that a day takes, `YYYY-MM-DD`.
pub(crate) fn iso_day(text: &str) -> Result<NaiveDate, DateProblem> {
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

/// Whether one of the texts that a known field holds is the content of a file. In a list, each by itself: hashes and ids
/// come in hundreds.
fn holds_content(value: &Value) -> bool {
    let is_content = |value: &Value| value.as_str().is_some_and(content::is_content_text);
    match value {
        Value::Array(items) => items.iter().any(is_content),
        value => is_content(value),
    }
}

/// What is wrong with a local time.
fn moment(text: &str) -> Result<(), DateProblem> {
    if is_placeholder(text) {
        return Err(DateProblem::Placeholder);
    }
    let time: NaiveDateTime = text.parse().map_err(|_| DateProblem::NotADate)?;
    PartialDate::try_from(time.date()).map(drop)
}

/// Checks a value that no schema knows, down to its leaves.
fn free(value: &Value, walk: &Walk<'_>, depth: usize) -> Check {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(walk.fault("", "is nested too deeply"));
    };
    match value {
        Value::String(_) => walk.text(value).map(drop),
        Value::Array(items) => items.iter().try_for_each(|item| free(item, walk, depth)),
        Value::Object(fields) => fields.iter().try_for_each(|(field, value)| {
            if field.len() as u64 > walk.limits.field_bytes {
                return Err(walk.fault("", "is longer than the limit field_bytes"));
            }
            free(value, walk, depth)
        }),
        Value::Number(number) if !is_exact(number) => Err(walk.fault("", NOT_EXACT)),
        _ => Ok(()),
    }
}

//! What the form says and our records have no field for, kept beside the record that it is of, and written back from there.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::tree::Tree;
use crate::records::{Involved, IpEvent, OtherFields};

/// The field of `other` in which it stands.
pub(super) const KEY: &str = "cybertipline";

/// An element by itself.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Loose {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Self>,
}

impl Loose {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn with_text(name: &str, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::new(name)
        }
    }

    /// From what is kept: `[name, text, attributes, children]`, where what is empty at the end may be missing.
    fn from_value(value: &Value) -> Option<Self> {
        let parts = value.as_array()?;
        let text = |at: usize| parts.get(at).map_or(Some(""), Value::as_str);
        let children = parts.get(3).map_or(Some(&[][..]), |children| {
            children.as_array().map(Vec::as_slice)
        })?;
        Some(Self {
            name: parts.first()?.as_str()?.to_owned(),
            text: text(1)?.to_owned(),
            attributes: parts.get(2).map_or(Some(Vec::new()), pairs)?,
            children: children
                .iter()
                .map(Self::from_value)
                .collect::<Option<_>>()?,
        })
    }

    /// The first child of a name; it is made where there is none.
    pub(super) fn child(&mut self, name: &str) -> &mut Self {
        let at = self.children.iter().position(|child| child.name == name);
        let at = at.unwrap_or_else(|| {
            self.children.push(Self::new(name));
            self.children.len() - 1
        });
        &mut self.children[at]
    }
}

/// An element of a document as it is kept: `[name, text, attributes, children]`, without what is empty at the end.
pub(super) fn element_of(tree: &Tree<'_>, number: u32) -> Value {
    let Some(node) = tree.get(number) else {
        return Value::Null;
    };
    let children: Vec<Value> = tree
        .children(number)
        .map(|(child, _)| element_of(tree, child))
        .collect();
    let attributes = values_of(
        node.attributes
            .iter()
            .map(|(name, value)| (&**name, &**value)),
    );
    let mut parts = vec![
        Value::from(&*node.name),
        Value::from(node.text.trim()),
        attributes,
        Value::Array(children),
    ];
    let is_empty = |part: &Value| match part {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    };
    while parts.len() > 1 && parts.last().is_some_and(is_empty) {
        parts.pop();
    }
    Value::Array(parts)
}

fn values_of<'p>(pairs: impl Iterator<Item = (&'p str, &'p str)>) -> Value {
    let pairs = pairs.map(|(name, value)| Value::Array(vec![name.into(), value.into()]));
    Value::Array(pairs.collect())
}

fn pairs(value: &Value) -> Option<Vec<(String, String)>> {
    let pair = |pair: &Value| match pair.as_array()?.as_slice() {
        [name, value] => Some((name.as_str()?.to_owned(), value.as_str()?.to_owned())),
        _ => None,
    };
    value.as_array()?.iter().map(pair).collect()
}

/// What is kept beside a record.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Kept {
    /// Attributes of the element that the record is.
    pub(super) attributes: Vec<(String, String)>,
    /// Elements, by the way from the element that the record is to the one in which they stand: `incidentSummary`, or nothing.
    pub(super) under: BTreeMap<String, Vec<Value>>,
    /// Where the record stood, where the record alone does not say it: `victim[1]`.
    pub(super) place: Option<String>,
    /// Whether the record repeats what is kept elsewhere, and is not written itself.
    pub(super) repeats: bool,
}

impl Kept {
    /// What is kept of an element that a record is: its attributes.
    pub(super) fn beside(tree: &Tree<'_>, number: u32) -> Self {
        let node = tree.get(number);
        let attributes = node.iter().flat_map(|node| &node.attributes);
        Self {
            attributes: attributes
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, under: &str, element: Value) {
        match self.under.get_mut(under) {
            Some(elements) => elements.push(element),
            None => drop(self.under.insert(under.to_owned(), vec![element])),
        }
    }

    /// What stands elsewhere than the record says, by the way to it.
    pub(super) fn elements(&self) -> impl Iterator<Item = (&str, Vec<Loose>)> {
        self.under.iter().map(|(way, elements)| {
            let elements = elements.iter().filter_map(Loose::from_value);
            (way.as_str(), elements.collect())
        })
    }

    /// As the field `other` of a record that has nothing else there.
    pub(super) fn into_other(self) -> OtherFields {
        let mut fields = Map::new();
        if !self.attributes.is_empty() {
            let pairs = self.attributes.iter();
            let pairs = values_of(pairs.map(|(name, value)| (&name[..], &value[..])));
            fields.insert("attributes".to_owned(), pairs);
        }
        if !self.under.is_empty() {
            let under = self.under.into_iter();
            let under = under.map(|(way, elements)| (way, Value::Array(elements)));
            fields.insert("under".to_owned(), Value::Object(under.collect()));
        }
        if let Some(place) = self.place {
            fields.insert("place".to_owned(), Value::String(place));
        }
        if self.repeats {
            fields.insert("repeats".to_owned(), Value::Bool(true));
        }
        if fields.is_empty() {
            return OtherFields::default();
        }
        BTreeMap::from([(KEY.to_owned(), Value::Object(fields))]).into()
    }

    /// What is kept beside a record; nothing of what somebody wrote there otherwise.
    pub(super) fn of(other: &OtherFields) -> Self {
        let fields = other.get(KEY).and_then(Value::as_object);
        let field = |name: &str| fields.and_then(|fields| fields.get(name));
        let under = field("under").and_then(Value::as_object);
        let under = under.into_iter().flatten().filter_map(|(way, elements)| {
            let elements = elements.as_array()?.iter();
            let elements = elements.filter(|one| Loose::from_value(one).is_some());
            Some((way.clone(), elements.cloned().collect()))
        });
        Self {
            attributes: field("attributes").and_then(pairs).unwrap_or_default(),
            under: under.collect(),
            place: field("place").and_then(Value::as_str).map(str::to_owned),
            repeats: field("repeats") == Some(&Value::Bool(true)),
        }
    }
}

/// The school that a report names for a person: `school` of a record, or what the form says.
pub(in crate::tips) fn school_of(person: &Involved) -> Option<&str> {
    let stated = person.other.get("school");
    let kept = || {
        let elements = person.other.get(KEY)?.get("under")?.get("")?.as_array()?;
        let is_school =
            |one: &&Value| one.get("name").and_then(Value::as_str) == Some("schoolName");
        elements.iter().find(is_school)?.get("text")
    };
    let name = stated.or_else(kept)?.as_str()?.trim();
    (!name.is_empty()).then_some(name)
}

/// Of which account an event is, where it is not that of the account that a report is about: `victim[0]`.
pub(in crate::tips) fn place_of_event(event: &IpEvent) -> Option<&str> {
    event.other.get(KEY)?.get("place")?.as_str()
}

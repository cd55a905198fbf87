//! What the form says and our records have no field for, kept beside the record that it is of, and written back from there.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tree::Tree;
use crate::records::{Involved, IpEvent, OtherFields};

/// The field of `other` in which it stands.
pub(super) const KEY: &str = "cybertipline";

/// An element by itself.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Loose {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) attributes: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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

    pub(super) fn of(tree: &Tree<'_>, number: u32) -> Self {
        let Some(node) = tree.get(number) else {
            return Self::default();
        };
        let children: Vec<Self> = tree
            .children(number)
            .map(|(child, _)| Self::of(tree, child))
            .collect();
        // white space between elements is none
        let text = if children.is_empty() || !node.text.trim().is_empty() {
            node.text.trim().to_owned()
        } else {
            String::new()
        };
        Self {
            name: node.name.to_string(),
            text,
            attributes: attributes_of(tree, number),
            children,
        }
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

pub(super) fn attributes_of(tree: &Tree<'_>, number: u32) -> Vec<(String, String)> {
    let node = tree.get(number);
    let all = node.iter().flat_map(|node| &node.attributes);
    all.map(|(name, value)| (name.to_string(), value.to_string()))
        .collect()
}

/// What is kept beside a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Kept {
    /// Attributes of the element that the record is.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) attributes: Vec<(String, String)>,
    /// Elements, by the way from the element that the record is to the one in which they stand: `incidentSummary`, or nothing.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) under: BTreeMap<String, Vec<Loose>>,
    /// Where the record stood, where the record alone does not say it: `victim[1]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) place: Option<String>,
    /// Whether the record repeats what is kept elsewhere, and is not written itself.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) repeats: bool,
}

impl Kept {
    pub(super) fn add(&mut self, under: &str, element: Loose) {
        self.under
            .entry(under.to_owned())
            .or_default()
            .push(element);
    }

    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// As the field `other` of a record, with what stands there already.
    pub(super) fn into_other(self, before: &OtherFields) -> OtherFields {
        if self.is_empty() {
            return before.clone();
        }
        let mut fields: BTreeMap<String, Value> = (**before).clone();
        // a tree of texts has no value that JSON cannot say
        fields.insert(
            KEY.to_owned(),
            serde_json::to_value(self).unwrap_or_default(),
        );
        fields.into()
    }

    /// What is kept beside a record; nothing where somebody wrote something else there.
    pub(super) fn of(other: &OtherFields) -> Self {
        let value = other.get(KEY).cloned();
        value
            .and_then(|value| serde_json::from_value(value).ok())
            .unwrap_or_default()
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

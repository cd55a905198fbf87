//! What identifies a record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::strings::Strings;
use crate::hash;

/// Record ids, as the host gave them.
#[derive(Clone)]
pub(crate) enum Ids {
    Integers(Vec<i64>),
    Texts(Strings),
}

/// One record id.
///
/// Integers order by value, texts by their bytes; an integer stands before any text. `Debug` hides a text, since
/// agencies do use names and personal numbers as ids.
#[derive(Clone, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum RecordId {
    /// An integer id.
    Integer(i64),
    /// A text id.
    Text(String),
}

impl std::fmt::Debug for RecordId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Integer(id) => write!(f, "Integer({id})"),
            Self::Text(_) => f.write_str("Text([redacted])"),
        }
    }
}

impl RecordId {
    pub(super) const fn integer(&self) -> Option<i64> {
        match self {
            Self::Integer(id) => Some(*id),
            Self::Text(_) => None,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Integer(_) => None,
            Self::Text(id) => Some(id),
        }
    }
}

impl From<i64> for RecordId {
    fn from(id: i64) -> Self {
        Self::Integer(id)
    }
}

impl From<&str> for RecordId {
    fn from(id: &str) -> Self {
        Self::Text(id.to_owned())
    }
}

impl Ids {
    pub(super) fn at(&self, place: u32) -> RecordId {
        match self {
            Self::Integers(ids) => RecordId::Integer(ids[place as usize]),
            Self::Texts(ids) => RecordId::Text(ids.value(place).to_owned()),
        }
    }

    /// A number that an id alone decides, the same in every process.
    pub(super) fn hash(&self, place: u32) -> u64 {
        match self {
            Self::Integers(ids) => hash::bytes(&ids[place as usize].to_le_bytes()),
            Self::Texts(ids) => hash::text(ids.value(place)),
        }
    }

    /// Those at some places.
    pub(super) fn chosen(&self, places: &[u32]) -> Self {
        match self {
            Self::Integers(ids) => {
                Self::Integers(places.iter().map(|&place| ids[place as usize]).collect())
            }
            Self::Texts(ids) => {
                let mut out = Strings::default();
                for &place in places {
                    out.push(ids.value(place));
                }
                Self::Texts(out)
            }
        }
    }

    pub(super) fn equal(&self, a: usize, b: usize) -> bool {
        match self {
            Self::Integers(ids) => ids[a] == ids[b],
            Self::Texts(ids) => ids.value(a as u32) == ids.value(b as u32),
        }
    }
}

/// Ids in ascending order, with the place that each had.
pub(super) fn sorted(ids: Ids) -> (Ids, Vec<u32>) {
    match ids {
        Ids::Integers(ids) => {
            let mut pairs: Vec<(i64, u32)> = ids
                .into_iter()
                .enumerate()
                .map(|(i, id)| (id, i as u32))
                .collect();
            pairs.sort_unstable();
            let (ids, order) = pairs.into_iter().unzip();
            (Ids::Integers(ids), order)
        }
        Ids::Texts(ids) => {
            let mut order: Vec<u32> = (0..ids.len() as u32).collect();
            order.sort_unstable_by(|&a, &b| ids.value(a).cmp(ids.value(b)).then(a.cmp(&b)));
            let mut out = Strings::default();
            for &i in &order {
                out.push(ids.value(i));
            }
            (Ids::Texts(out), order)
        }
    }
}

use std::{collections::BTreeMap, fmt, ops::Deref};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The fields of a record that this crate does not know, kept as they came. `Debug` says how many.
///
/// ```
/// use caselink::records::Person;
///
/// let person: Person = serde_json::from_str(r#"{"id": "IL-0042917", "shoe_size": 46}"#)?;
/// assert_eq!(person.other["shoe_size"], 46);
/// assert_eq!(format!("{:?}", person.other), "1 fields");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct OtherFields(BTreeMap<String, Value>);

impl Deref for OtherFields {
    type Target = BTreeMap<String, Value>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<BTreeMap<String, Value>> for OtherFields {
    fn from(fields: BTreeMap<String, Value>) -> Self {
        Self(fields)
    }
}

impl fmt::Debug for OtherFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} fields", self.0.len())
    }
}

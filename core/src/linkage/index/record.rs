use std::{collections::BTreeMap, fmt};

use serde_json::Value;

use super::super::{ids::RecordId, settings::Settings};
use crate::{Error, Result};

/// One record for an [`Index`](super::Index): its id, and in each column any number of values.
///
/// `Debug` shows no value.
///
/// ```
/// use caselink::linkage::Record;
///
/// let record = Record::new(17).with("surname", "Painter").with("phone", "555-0101").with("phone", "555-0199");
/// assert_eq!(format!("{record:?}"), "Record(2 columns)");
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct Record {
    pub(super) id: RecordId,
    pub(super) values: BTreeMap<String, Vec<String>>,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Record({} columns)", self.values.len())
    }
}

impl Record {
    /// A record without a value.
    pub fn new(id: impl Into<RecordId>) -> Self {
        Self {
            id: id.into(),
            values: BTreeMap::new(),
        }
    }

    /// The record with one value more.
    #[must_use]
    pub fn with(mut self, column: &str, value: impl Into<String>) -> Self {
        let values = self.values.entry(column.to_owned()).or_default();
        values.push(value.into());
        self
    }

    /// Reads a record from an object of columns: text, a number, a boolean, null, or an array of texts. Columns that the
    /// settings do not name are passed over.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] when it is no object, or its id is neither text nor an integer;
    /// [`Error::WrongColumnType`] names a column that holds something else.
    ///
    /// ```
    /// use caselink::linkage::{Record, Settings};
    ///
    /// # let settings = Settings::from_json(r#"{"id": "id", "comparisons": [{"kind": "identifier", "column": "phone"}],
    /// #     "blocking": [[{"column": "phone"}]]}"#)?;
    /// let value = serde_json::json!({"id": 17, "phone": ["555-0101", "555-0199"], "remarks": {"any": "thing"}});
    /// let record = Record::from_value(&value, &settings)?;
    /// assert_eq!(record, Record::new(17).with("phone", "555-0101").with("phone", "555-0199"));
    /// # Ok::<(), caselink::Error>(())
    /// ```
    pub fn from_value(value: &Value, settings: &Settings) -> Result<Self> {
        let object = value.as_object().ok_or_else(|| Error::InvalidParameter {
            name: "record",
            reason: "must be an object of columns".to_owned(),
        })?;
        let id = match object.get(&settings.id) {
            Some(Value::String(id)) if !id.is_empty() => RecordId::Text(id.clone()),
            Some(Value::Number(id)) => {
                RecordId::Integer(id.as_i64().ok_or_else(|| no_id(settings))?)
            }
            _ => return Err(no_id(settings)),
        };
        let mut record = Self::new(id);
        for (name, _) in settings.readings()? {
            let values = match object.get(&name) {
                None | Some(Value::Null) => continue,
                Some(Value::Array(values)) => values.iter().map(|one| text(&name, one)).collect(),
                Some(one) => text(&name, one).map(|text| vec![text]),
            }?;
            let values = values.into_iter().flatten().collect::<Vec<_>>();
            if !values.is_empty() {
                record.values.insert(name, values);
            }
        }
        Ok(record)
    }
}

fn no_id(settings: &Settings) -> Error {
    Error::InvalidParameter {
        name: "record",
        reason: format!("needs a text or an integer as its {:?}", settings.id),
    }
}

/// A value as text; `None` where it is null.
fn text(column: &str, value: &Value) -> Result<Option<String>> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Number(number) => Ok(Some(number.to_string())),
        Value::Bool(yes) => Ok(Some(yes.to_string())),
        Value::Array(_) | Value::Object(_) => Err(Error::WrongColumnType {
            column: column.to_owned(),
            found: "something nested".to_owned(),
            expected: "text, a number, a boolean, null, or an array of texts".to_owned(),
        }),
    }
}

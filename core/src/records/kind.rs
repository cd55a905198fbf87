use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::schema::schema_of;
use super::shape::{Shape, Walk};
use super::{
    Agency, Case, HostRecord, Incident, Jurisdiction, Limits, MediaFile, Offender, Person,
    Provider, RecordsRead, RejectionLog, Rejections, Series, Tip, UnknownFields,
};

/// The kinds of records that an agency keeps, by the names that they have in every language.
#[derive(
    Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RecordKind {
    /// [`Person`]
    Person,
    /// [`Offender`]
    Offender,
    /// [`Incident`]
    Incident,
    /// [`Case`]
    Case,
    /// [`Tip`]
    Tip,
    /// [`MediaFile`]
    MediaFile,
    /// [`Series`]
    Series,
    /// [`Agency`]
    Agency,
    /// [`Jurisdiction`]
    Jurisdiction,
    /// [`Provider`]
    Provider,
}

/// Reads records of one kind from a JSON list, all or none: for records that were read and checked before. Use
/// [`read`](super::read()) for what comes from outside.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says under `name` what is not as the schema states.
pub fn from_values<T: Record>(name: &'static str, values: &Value) -> crate::Result<Vec<T>> {
    crate::json::read(values).map_err(|reason| crate::Error::InvalidParameter { name, reason })
}

/// Reads one record from a JSON value: for a record that was read and checked before.
///
/// # Errors
///
/// [`Error::InvalidParameter`](crate::Error::InvalidParameter) says under `name` which field is not as the schema states.
///
/// ```
/// use caselink::records::{Case, from_value};
///
/// let error = from_value::<Case>("case", &serde_json::json!({ "id": "NC-1", "vehicles": 7 })).unwrap_err();
/// assert!(error.to_string().contains("vehicles"));
/// ```
pub fn from_value<T: Record>(name: &'static str, value: &Value) -> crate::Result<T> {
    let mut read = from_values_each::<T>(std::slice::from_ref(value), &Limits::default())?;
    let fault = read.rejected.listed.pop();
    read.records.pop().ok_or_else(|| {
        let reason = fault.map_or_else(String::new, |one| format!("{}: {}", one.field, one.reason));
        crate::Error::InvalidParameter { name, reason }
    })
}

/// Reads records of one kind from JSON values, each by itself: those that are not as the schema states are set aside with row, field
/// and reason, and the rest goes on. For records that were read and checked before, as [`from_values`]; what only looks wrong, such
/// as a span that ends before it starts, is kept.
///
/// # Errors
///
/// [`Error::LimitExceeded`](crate::Error::LimitExceeded) for more values than [`Limits::rows`].
///
/// ```
/// use caselink::records::{Incident, Limits, from_values_each};
/// use serde_json::json;
///
/// let values = vec![json!({ "id": "A" }), json!({ "id": "B", "approaches": 7 })];
/// let read = from_values_each::<Incident>(&values, &Limits::default())?;
/// assert_eq!((read.records.len(), read.rejected.total), (1, 1));
/// assert_eq!(read.rejected.listed[0].field, "approaches");
/// # Ok::<(), caselink::Error>(())
/// ```
pub fn from_values_each<T: Record>(
    values: &[Value],
    limits: &Limits,
) -> crate::Result<RecordsRead<T>> {
    limits.check_rows(values.len() as u64)?;
    let mut rejected = RejectionLog::default();
    let (mut records, mut rows) = (Vec::with_capacity(values.len()), Vec::new());
    for (row, value) in values.iter().enumerate() {
        if let Ok(record) = T::deserialize(value) {
            records.push(record);
            rows.push(row as u64);
            continue;
        }
        let Value::Object(fields) = value else {
            rejected.push(row, "record", HostRecord::NOT_PLAIN, limits);
            continue;
        };
        // the shape knows where it is wrong, and how
        let mut walk = Walk::new(limits, UnknownFields::Keep);
        match T::shape(Sealed).check(&mut fields.clone(), &mut walk) {
            Err(fault) => rejected.push(row, &fault.field, fault.reason, limits),
            Ok(()) => rejected.push(row, "record", "is not as the schema states", limits),
        }
    }
    Ok(RecordsRead {
        records,
        rows,
        rejected: rejected.finish(),
        left_out: Rejections::default(),
        flags: Rejections::default(),
    })
}

impl RecordKind {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Person,
        Self::Offender,
        Self::Incident,
        Self::Case,
        Self::Tip,
        Self::MediaFile,
        Self::Series,
        Self::Agency,
        Self::Jurisdiction,
        Self::Provider,
    ];

    /// The kind of a name.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`](crate::Error::InvalidParameter) lists the names that there are.
    ///
    /// ```
    /// use caselink::records::RecordKind;
    ///
    /// assert_eq!(RecordKind::from_name("media_file"), Ok(RecordKind::MediaFile));
    /// assert!(RecordKind::from_name("image").is_err());
    /// ```
    pub fn from_name(name: &str) -> crate::Result<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| kind.as_str() == name)
            .ok_or_else(|| crate::Error::InvalidParameter {
                name: "kind",
                reason: format!("is none of {}", Self::ALL.map(Self::as_str).join(", ")),
            })
    }

    /// Its name: `media_file`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Offender => "offender",
            Self::Incident => "incident",
            Self::Case => "case",
            Self::Tip => "tip",
            Self::MediaFile => "media_file",
            Self::Series => "series",
            Self::Agency => "agency",
            Self::Jurisdiction => "jurisdiction",
            Self::Provider => "provider",
        }
    }
}

/// A record that an agency keeps under an id of its own.
#[expect(
    private_interfaces,
    reason = "nobody else can implement it, or need to walk its shape"
)]
pub trait Record: Serialize + DeserializeOwned + JsonSchema {
    /// Which kind it is.
    const KIND: RecordKind;

    /// The agency's own key for it.
    fn id(&self) -> &str;

    #[doc(hidden)]
    fn shape(_: Sealed) -> &'static Shape;
}

/// Keeps [`Record`] to the types of this crate.
pub(super) struct Sealed;

macro_rules! records {
    ($($type:ident: |$record:ident| $id:expr;)+) => {
        $(
            #[expect(private_interfaces, reason = "see the trait")]
            impl Record for $type {
                const KIND: RecordKind = RecordKind::$type;

                fn id(&self) -> &str {
                    let $record = self;
                    $id
                }

                fn shape(_: Sealed) -> &'static Shape {
                    static SHAPE: LazyLock<Shape> = LazyLock::new(|| Shape::of(&schema_of::<$type>()));
                    &SHAPE
                }
            }
        )+

        /// The JSON Schema (2020-12) of a kind of record, made from the type itself.
        ///
        /// The door is a little more lenient: it takes `null` for any missing field, and a partial date also as
        /// `YYYYMMDD`, as `YYYY/MM/DD` or with a time of midnight. What comes back out is in the form of the
        /// schema.
        ///
        /// ```
        /// use caselink::records::{RecordKind, record_schema};
        ///
        /// let schema = record_schema(RecordKind::Person);
        /// assert_eq!(schema["title"], "Person");
        /// assert_eq!(schema["required"], serde_json::json!(["id"]));
        /// ```
        pub fn record_schema(kind: RecordKind) -> Value {
            match kind {
                $(RecordKind::$type => schema_of::<$type>(),)+
            }
        }

        /// Reads records of a kind that is known only at run time and gives them back as plain JSON values.
        ///
        /// # Errors
        ///
        /// As for [`read`](super::read()).
        pub fn read_plain(
            kind: RecordKind,
            source: super::Source<'_>,
            options: &super::ReadOptions,
            control: &dyn crate::Control,
        ) -> crate::Result<super::RecordsRead<Value>> {
            match kind {
                $(RecordKind::$type => super::read::<$type>(source, options, control)?.into_plain(),)+
            }
        }
    };
}

records! {
    Person: |record| record.id.expose();
    Offender: |record| record.person.id.expose();
    Incident: |record| record.id.expose();
    Case: |record| record.id.expose();
    Tip: |record| record.id.expose();
    MediaFile: |record| record.id.expose();
    Series: |record| record.id.expose();
    Agency: |record| &record.id;
    Jurisdiction: |record| &record.id;
    Provider: |record| &record.id;
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Parts that are one value; the fact that holds them says where they are known from.
    const VALUES: [&str; 5] = ["Band", "Span", "TimeRange", "MethodCode", "Provenance"];

    #[test]
    fn every_fact_can_say_where_it_is_known_from() {
        let mut facts = 0;
        for kind in RecordKind::ALL {
            let schema = record_schema(kind);
            let none = serde_json::Map::new();
            let parts = schema["$defs"].as_object().unwrap_or(&none);
            let whole = (kind.as_str(), &schema);
            let parts = parts.iter().map(|(name, part)| (name.as_str(), part));
            for (name, part) in parts.chain([whole]) {
                let Some(fields) = part.get("properties").filter(|_| !VALUES.contains(&name))
                else {
                    continue;
                };
                assert!(fields.get("provenance").is_some(), "{name} of {kind:?}");
                facts += 1;
            }
        }
        assert!(facts > 50, "{facts}");
    }
}

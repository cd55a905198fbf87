//! What comes to the desk as JSON: from outside, so with the field that is wrong.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    CalendarPolicy, Direction, DutyTerm, FieldPlan, KnownFacts, LeadRegistrant, LeadSubject,
    OpenCase, PeriodCounts, RegistryCounts, ResidenceRule, SweepStop, SweepTeam, Travel, Variation,
};
use crate::{
    Error, Result, json,
    records::{
        Case, Incident, Limits, Record, RecordsRead, RejectionLog, Rejections, Span, Tip,
        from_values_each,
    },
};

macro_rules! from_value {
    ($($type:ty, $name:literal;)+) => {
        $(impl $type {
            /// Reads it from a JSON value; what the value does not name has its default, where there is one.
            ///
            /// # Errors
            ///
            /// [`Error::InvalidParameter`] says what is not as the schema states.
            pub fn from_value(value: &Value) -> Result<Self> {
                json::read(value).map_err(|reason| Error::InvalidParameter { name: $name, reason })
            }
        })+
    };
}

macro_rules! from_values {
    ($($type:ty, $name:literal;)+) => {
        $(impl $type {
            /// Reads a list of them from a JSON value, all or none.
            ///
            /// # Errors
            ///
            /// [`Error::InvalidParameter`] says which is not as the schema states, and where.
            pub fn from_values(values: &Value) -> Result<Vec<Self>> {
                json::read(values).map_err(|reason| Error::InvalidParameter { name: $name, reason })
            }
        })+
    };
}

from_value! {
    CalendarPolicy, "calendar";
    Direction, "direction";
    DutyTerm, "term";
    FieldPlan, "plan";
    KnownFacts, "known";
    LeadSubject, "subject";
    PeriodCounts, "period";
    RegistryCounts, "counts";
    ResidenceRule, "rule";
    Travel, "travel";
}

from_values! {
    LeadRegistrant, "registrants";
    SweepStop, "stops";
    SweepTeam, "teams";
    Variation, "variations";
}

/// What is wrong with a value: the field, and why.
type Fault = (String, String);

impl OpenCase {
    /// The id of the case.
    pub(super) fn id(&self) -> &str {
        self.case.id.expose()
    }

    /// Reads a case from a JSON value: `case` with its `incidents` and `tips`, or a case by itself.
    ///
    /// ```
    /// use caselink::tracking::OpenCase;
    /// use serde_json::json;
    ///
    /// let alone = OpenCase::from_value(&json!({ "id": "NC-1187730" }))?;
    /// assert_eq!(alone, OpenCase::from_value(&json!({ "case": { "id": "NC-1187730" } }))?);
    /// # Ok::<(), caselink::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        open_case(value, &Limits::default())?.map_err(|(field, reason)| Error::InvalidParameter {
            name: "case",
            reason: format!("{field}: {reason}"),
        })
    }

    /// Reads cases from JSON values, each by itself and in one of the forms that [`from_value`](Self::from_value) takes. Those that are
    /// not as the schema states are set aside with row, field and reason, and the rest goes on.
    ///
    /// # Errors
    ///
    /// [`Error::LimitExceeded`] for more values than the limits allow rows.
    pub fn from_values_each(values: &[Value], limits: &Limits) -> Result<RecordsRead<Self>> {
        limits.check_rows(values.len() as u64)?;
        let mut log = RejectionLog::default();
        let (mut records, mut rows) = (Vec::with_capacity(values.len()), Vec::new());
        for (row, value) in values.iter().enumerate() {
            match open_case(value, limits)? {
                Ok(open) => {
                    records.push(open);
                    rows.push(row as u64);
                }
                Err((field, reason)) => log.push_words(row, &field, reason, limits),
            }
        }
        Ok(RecordsRead {
            records,
            rows,
            rejected: log.finish(),
            left_out: Rejections::default(),
            flags: Rejections::default(),
        })
    }
}

fn open_case(value: &Value, limits: &Limits) -> Result<Result<OpenCase, Fault>> {
    let Some(fields) = value.as_object().filter(|all| all.contains_key("case")) else {
        return Ok(part::<Case>("", std::slice::from_ref(value), limits)?
            .map(|mut cases| cases.pop().unwrap_or_default().into()));
    };
    let unknown = |name: &&String| !["case", "incidents", "tips"].contains(&name.as_str());
    if fields.keys().find(unknown).is_some() {
        let reason = "has a field that is none of case, incidents, tips";
        return Ok(Err(("record".to_owned(), reason.to_owned())));
    }
    let case = fields.get("case").map(std::slice::from_ref);
    let case = part::<Case>("case", case.unwrap_or_default(), limits)?;
    let list = |name: &str| match fields.get(name) {
        None | Some(Value::Null) => Ok(&[][..]),
        Some(Value::Array(items)) => Ok(items.as_slice()),
        Some(_) => Err((name.to_owned(), "is not a list".to_owned())),
    };
    let incidents = match list("incidents") {
        Ok(items) => part::<Incident>("incidents", items, limits)?,
        Err(fault) => Err(fault),
    };
    let tips = match list("tips") {
        Ok(items) => part::<Tip>("tips", items, limits)?,
        Err(fault) => Err(fault),
    };
    Ok(case.and_then(|mut cases| {
        Ok(OpenCase {
            case: cases.pop().unwrap_or_default(),
            incidents: incidents?,
            tips: tips?,
        })
    }))
}

/// The records of a part of an open case, or what is wrong with the first that is none.
fn part<T: Record>(name: &str, values: &[Value], limits: &Limits) -> Result<Result<Vec<T>, Fault>> {
    let read = from_values_each::<T>(values, limits)?;
    let Some(bad) = read.rejected.listed.into_iter().next() else {
        return Ok(Ok(read.records));
    };
    let of = match name {
        "" | "case" => name.to_owned(),
        list => format!("{list}[{}]", bad.row),
    };
    let field = match (of.as_str(), bad.field.as_str()) {
        ("", field) => field.to_owned(),
        (of, "record") => of.to_owned(),
        (of, field) => format!("{of}.{field}"),
    };
    Ok(Err((field, bad.reason)))
}

/// Reads which person each record is of: an object of the ids of records, each with the key of a person, a text or a whole number.
///
/// ```
/// let people = caselink::tracking::people_from_value(&serde_json::json!({ "ZZ-1": "P-7", "YY-9": "P-7", "XX-3": 12 }))?;
/// assert_eq!(people["XX-3"], "12");
/// # Ok::<(), caselink::Error>(())
/// ```
///
/// # Errors
///
/// [`Error::InvalidParameter`] for anything else.
pub fn people_from_value(value: &Value) -> Result<BTreeMap<String, String>> {
    let wrong = || Error::InvalidParameter {
        name: "people",
        reason: "must give a key, a text or a whole number, for the id of each record".to_owned(),
    };
    let key = |(id, key): (&String, &Value)| match key {
        Value::String(key) => Ok((id.clone(), key.clone())),
        Value::Number(key) if !key.is_f64() => Ok((id.clone(), key.to_string())),
        _ => Err(wrong()),
    };
    value
        .as_object()
        .ok_or_else(wrong)?
        .iter()
        .map(key)
        .collect()
}

/// Reads times from a JSON list.
///
/// # Errors
///
/// [`Error::InvalidParameter`] says under `name` which is not as the schema states, and where.
pub fn spans_from_value(name: &'static str, values: &Value) -> Result<Vec<Span>> {
    json::read(values).map_err(|reason| Error::InvalidParameter { name, reason })
}

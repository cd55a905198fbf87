//! The reading of a flat table, row by row.

use std::collections::BTreeSet;

use arrow_array::RecordBatch;
use arrow_schema::Schema;
use serde_json::{Map, Value, json};

use super::{
    IncidentColumns, IncidentTable,
    cells::{Cell, cells},
    columns::wrong,
    plane::Plane,
};
use crate::{
    Control, Error, Result,
    abductions::series::Solved,
    arrow::chunks,
    control::checkpoint,
    records::{Incident, Limits, RejectionLog, TableFields, from_values_each},
};

/// Reads incidents from Arrow batches by a map of their columns.
///
/// A row with a cell that cannot be read is set aside, and the rest goes on. What is missing is missing in the incident. What only
/// looks wrong, such as a time that ends before it starts, is kept; the desk flags it.
///
/// # Errors
///
/// [`Error::InvalidParameter`] for columns that contradict themselves, or places of a plane more than 800 km from their middle;
/// [`Error::MissingColumn`], [`Error::WrongColumnType`], [`Error::InvalidUnicode`]; [`Error::LimitExceeded`]; [`Error::Cancelled`].
///
/// ```
/// use std::sync::Arc;
/// use arrow_array::{ArrayRef, Float64Array, RecordBatch, StringArray};
/// use caselink::{NoControl, abductions::{IncidentColumns, read_table}, records::Limits};
/// use serde_json::json;
///
/// let text = |all: [&str; 2]| -> ArrayRef { Arc::new(StringArray::from(all.to_vec())) };
/// let number = |all: [f64; 2]| -> ArrayRef { Arc::new(Float64Array::from(all.to_vec())) };
/// let batch = RecordBatch::try_from_iter([
///     ("crimeID", text(["C1", "C2"])), ("X", number([4.1, 5.0])), ("Y", number([9.0, 7.7])),
///     ("DT.FROM", text(["2014-01-02 13:00:00", "2014-01-05"])), ("DT.TO", text(["2014-01-02 18:00:00", "NA"])),
///     ("MO1", text(["3", "NA"])),
/// ])?;
/// let columns = IncidentColumns::from_value(&json!({
///     "id": "crimeID", "x": "X", "y": "Y", "coordinates": "kilometres",
///     "earliest": "DT.FROM", "latest": "DT.TO", "methods": ["MO1"],
/// }))?;
/// let read = read_table(&[batch.clone()], &batch.schema(), &columns, &Limits::default(), &NoControl)?;
/// assert_eq!(read.incidents[0].methods[0].code, "3");
/// assert!(read.incidents[1].methods.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_table(
    batches: &[RecordBatch],
    schema: &Schema,
    columns: &IncidentColumns,
    limits: &Limits,
    control: &dyn Control,
) -> Result<IncidentTable> {
    columns.check()?;
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    limits.check_rows(rows as u64)?;
    let table = Table::new(batches, schema, columns)?;
    let mut bad = RejectionLog::default();
    let (mut values, mut row_of) = (Vec::with_capacity(rows), Vec::with_capacity(rows));
    let mut offenders: Vec<Vec<String>> = Vec::new();
    for row in 0..rows {
        if row % 1_024 == 0 {
            checkpoint(control, row as u64, rows as u64)?;
        }
        match table.incident(row) {
            Ok(value) => {
                values.push(value);
                row_of.push(row as u64);
                offenders.push(table.offenders(row));
            }
            Err((column, reason)) => bad.push(row, column, reason, limits),
        }
    }
    let read = from_values_each::<Incident>(&values, limits)?;
    let row = |at: u64| {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        row_of.get(at).copied().unwrap_or_default()
    };
    let mut solved = Vec::new();
    for (incident, at) in read.records.iter().zip(&read.rows) {
        let of = usize::try_from(*at).ok().and_then(|at| offenders.get(at));
        solved.extend(of.into_iter().flatten().map(|offender| Solved {
            incident: incident.id.clone(),
            offender: offender.clone().into(),
        }));
    }
    let mut rejected = read.rejected;
    for one in &mut rejected.listed {
        one.row = row(one.row);
    }
    Ok(IncidentTable {
        rows: read.rows.iter().map(|at| row(*at)).collect(),
        incidents: read.records,
        rejected: bad.finish().and(rejected, limits),
        solved,
    })
}

/// A column by its name.
struct Named<'c> {
    name: &'c str,
    cells: Vec<Cell>,
}

impl Named<'_> {
    fn at(&self, row: usize) -> &Cell {
        self.cells.get(row).unwrap_or(&Cell::Missing)
    }

    fn number(&self, row: usize) -> std::result::Result<Option<f64>, Bad<'_>> {
        self.at(row).number().map_err(|reason| (self.name, reason))
    }
}

/// A column with a cell that cannot be read, and why.
type Bad<'c> = (&'c str, &'static str);

/// The columns that are named.
struct Table<'c> {
    id: Option<Named<'c>>,
    places: Option<(Named<'c>, Named<'c>)>,
    plane: Option<Plane>,
    radius: Option<Named<'c>>,
    earliest: Option<Named<'c>>,
    latest: Option<Named<'c>>,
    methods: Vec<Named<'c>>,
    offenders: Vec<Named<'c>>,
    fields: Vec<Named<'c>>,
    paths: TableFields,
}

impl<'c> Table<'c> {
    fn new(batches: &[RecordBatch], schema: &Schema, columns: &'c IncidentColumns) -> Result<Self> {
        let mut seen = BTreeSet::new();
        for field in schema.fields() {
            if !seen.insert(field.name()) {
                return Err(Error::DuplicateColumn {
                    column: field.name().clone(),
                });
            }
        }
        let column = |name: &'c String| -> Result<Named<'c>> {
            let found = schema.column_with_name(name);
            let (index, field) = found.ok_or_else(|| Error::MissingColumn {
                column: name.clone(),
            })?;
            let chunks = chunks(batches, index, field)?;
            Ok(Named {
                name,
                cells: cells(name, field.data_type(), &chunks, &columns.missing)?,
            })
        };
        let optional = |name: &'c Option<String>| name.as_ref().map(column).transpose();
        let many = |names: &'c [String]| names.iter().map(column).collect::<Result<Vec<_>>>();
        let places = optional(&columns.x)?.zip(optional(&columns.y)?);
        let plane = match (columns.coordinates.metres(), &places) {
            (Some(metres), Some((x, y))) => {
                let both = x.cells.iter().zip(&y.cells);
                let both = both.filter_map(|(x, y)| x.number().ok()?.zip(y.number().ok()?));
                Some(Plane::new(&both, metres, columns.centre)?)
            }
            _ => None,
        };
        let reserved = [
            "id",
            "time",
            "place.address.latitude",
            "place.address.longitude",
            "methods",
        ];
        let is_reserved = |path: &&String| {
            let mut all = reserved.iter();
            all.any(|one| path.as_str() == *one || path.starts_with(&format!("{one}.")))
        };
        if columns.fields.values().any(|path| is_reserved(&path)) {
            return Err(wrong(
                "fields cannot hold id, time, methods, latitude or longitude: these have places of their own".to_owned(),
            ));
        }
        Ok(Self {
            id: optional(&columns.id)?,
            places,
            plane,
            radius: optional(&columns.radius)?,
            earliest: optional(&columns.earliest)?,
            latest: optional(&columns.latest)?,
            methods: many(&columns.methods)?,
            offenders: many(&columns.offenders)?,
            fields: columns.fields.keys().map(column).collect::<Result<_>>()?,
            paths: TableFields::new::<Incident>(columns.fields.values().map(String::as_str))?,
        })
    }

    /// The ids of the confirmed offenders of a row.
    fn offenders(&self, row: usize) -> Vec<String> {
        let all = self.offenders.iter();
        all.filter_map(|column| column.at(row).text()).collect()
    }

    /// The incident of a row, as JSON.
    fn incident(&self, row: usize) -> std::result::Result<Value, Bad<'_>> {
        let id = match &self.id {
            None => format!("row-{row}"),
            Some(column) => column
                .at(row)
                .text()
                .ok_or((column.name, "id is missing"))?,
        };
        let mut incident = Value::Object(Map::new());
        for (at, column) in self.fields.iter().enumerate() {
            if let Some(text) = column.at(row).text() {
                self.paths.put(at, &mut incident, &text);
            }
        }
        TableFields::close(&mut incident);
        let put = |incident: &mut Value, name: &str, value: Value| {
            if let Value::Object(fields) = incident {
                fields.insert(name.to_owned(), value);
            }
        };
        put(&mut incident, "id", id.into());
        self.place(row, &mut incident)?;
        if let Some(time) = self.time(row)? {
            put(&mut incident, "time", time);
        }
        let codes = self.methods.iter().filter_map(|column| {
            let code = column.at(row).text()?;
            Some(json!({ "scheme": column.name, "code": code }))
        });
        let codes: Vec<Value> = codes.collect();
        if !codes.is_empty() {
            put(&mut incident, "methods", codes.into());
        }
        Ok(incident)
    }

    fn place(&self, row: usize, incident: &mut Value) -> std::result::Result<(), Bad<'_>> {
        if let Some((x, y)) = &self.places {
            let both = (x.number(row)?, y.number(row)?);
            match both {
                (Some(x), Some(y)) => {
                    let plane = self.plane.as_ref();
                    let (latitude, longitude) = plane.map_or((y, x), |plane| plane.degrees((x, y)));
                    let address = object(object(incident, "place"), "address");
                    put_number(address, "latitude", latitude);
                    put_number(address, "longitude", longitude);
                }
                (None, None) => {}
                (None, _) => return Err((x.name, "is missing, and the other coordinate is there")),
                (_, None) => return Err((y.name, "is missing, and the other coordinate is there")),
            }
        }
        if let Some(radius) = &self.radius {
            match radius.number(row)? {
                Some(metres) if metres < 0.0 => return Err((radius.name, "is below 0")),
                Some(metres) => put_number(object(incident, "place"), "uncertainty_m", metres),
                None => {}
            }
        }
        Ok(())
    }

    fn time(&self, row: usize) -> std::result::Result<Option<Value>, Bad<'_>> {
        let span = |column: &Option<Named<'_>>| match column {
            None => Ok(None),
            Some(column) => column.at(row).span(),
        };
        let name = |column: &'_ Option<Named<'c>>| column.as_ref().map_or("", |column| column.name);
        let first = span(&self.earliest).map_err(|reason| (name(&self.earliest), reason))?;
        let last = span(&self.latest).map_err(|reason| (name(&self.latest), reason))?;
        let Some((earliest, of_first)) = first else {
            return Ok(None);
        };
        let latest = last.map_or(of_first, |last| last.1);
        Ok(Some(json!({ "earliest": earliest, "latest": latest })))
    }
}

/// The object in a field of an object, which is made where it is not there.
fn object<'v>(value: &'v mut Value, name: &str) -> &'v mut Value {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    match value {
        Value::Object(fields) => fields
            .entry(name.to_owned())
            .or_insert_with(|| Value::Object(Map::new())),
        other => other,
    }
}

fn put_number(value: &mut Value, name: &str, number: f64) {
    if let Value::Object(fields) = value {
        fields.insert(name.to_owned(), number.into());
    }
}

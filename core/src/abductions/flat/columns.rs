//! What the columns of a flat table of incidents are.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Result,
    compare::places::{is_latitude, is_longitude},
    json,
};

/// In what `x` and `y` are.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Coordinates {
    /// Degrees: `x` is the longitude, `y` the latitude, WGS 84.
    #[default]
    Degrees,
    /// Metres in a plane, such as UTM: `x` to the east, `y` to the north.
    Metres,
    /// Kilometres in a plane.
    Kilometres,
    /// US survey feet in a plane, such as the State Plane Coordinate System.
    Feet,
}

impl Coordinates {
    /// How many metres one is; `None` for degrees.
    #[cfg(feature = "arrow")]
    pub(super) const fn metres(self) -> Option<f64> {
        match self {
            Self::Degrees => None,
            Self::Metres => Some(1.0),
            Self::Kilometres => Some(1_000.0),
            Self::Feet => Some(1_200.0 / 3_937.0),
        }
    }
}

/// A place on the map.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MapPosition {
    /// Degrees north, WGS 84.
    pub latitude: f64,
    /// Degrees east, WGS 84.
    pub longitude: f64,
}

/// What the columns of a flat table are: one row for each incident, as series of crimes are published.
///
/// A cell is missing where it is null, blank, one of `missing`, or what [`is_placeholder`](crate::records::is_placeholder) tells.
///
/// ```
/// use caselink::abductions::{Coordinates, IncidentColumns};
/// use serde_json::json;
///
/// let columns = IncidentColumns::from_value(&json!({
///     "id": "crimeID", "x": "X", "y": "Y", "coordinates": "kilometres",
///     "earliest": "DT.FROM", "latest": "DT.TO", "methods": ["MO1", "MO2", "MO3"],
/// }))?;
/// assert_eq!(columns.coordinates, Coordinates::Kilometres);
/// assert_eq!(columns.missing, ["NA"]);
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct IncidentColumns {
    /// The column of ids. Without it, an id is `row-` with the number of the row, from 0.
    pub id: Option<String>,
    /// The column of longitudes, or of what lies to the east; with `y` or not at all.
    pub x: Option<String>,
    /// The column of latitudes, or of what lies to the north.
    pub y: Option<String>,
    /// In what `x` and `y` are.
    pub coordinates: Coordinates,
    /// Where the middle of all places lies, where `x` and `y` are of a plane. Without it they stand in the South Pacific, far from
    /// any land: then distances are right, and no map is.
    pub centre: Option<MapPosition>,
    /// The column of radii, in metres, within which the true places are.
    pub radius: Option<String>,
    /// The column that says when, or from when: dates, timestamps without a zone, or text as `2026-05-29`,
    /// `2026-05-29 15:10`, `2026-05-29T15:10:00`.
    pub earliest: Option<String>,
    /// The column that says until when. Without it, and where it is missing, `earliest` is the time; a date is the whole day.
    pub latest: Option<String>,
    /// Columns of codes that say how it was done, each a scheme of its own.
    pub methods: Vec<String>,
    /// Columns of ids of confirmed offenders.
    pub offenders: Vec<String>,
    /// Further columns, each with the path of its field in an incident: `{"Lure": "approaches[0]"}`.
    pub fields: BTreeMap<String, String>,
    /// Texts that stand for a missing value, besides those that always do.
    pub missing: Vec<String>,
}

impl Default for IncidentColumns {
    fn default() -> Self {
        Self {
            id: None,
            x: None,
            y: None,
            coordinates: Coordinates::Degrees,
            centre: None,
            radius: None,
            earliest: None,
            latest: None,
            methods: Vec::new(),
            offenders: Vec::new(),
            fields: BTreeMap::new(),
            missing: vec!["NA".to_owned()],
        }
    }
}

impl IncidentColumns {
    /// Reads columns from a JSON object; what it does not name has its default.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states, or contradicts itself.
    pub fn from_value(value: &serde_json::Value) -> Result<Self> {
        let columns: Self = json::read(value).map_err(wrong)?;
        columns.check()?;
        Ok(columns)
    }

    /// Whether they can be used.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] names what cannot.
    pub fn check(&self) -> Result<()> {
        if self.x.is_some() != self.y.is_some() {
            return Err(wrong("x and y go together: name both or none".to_owned()));
        }
        if self.latest.is_some() && self.earliest.is_none() {
            return Err(wrong("latest needs earliest beside it".to_owned()));
        }
        if self.centre.is_some() && self.coordinates == Coordinates::Degrees {
            return Err(wrong(
                "centre is for coordinates of a plane: metres, kilometres or feet".to_owned(),
            ));
        }
        let is_place =
            |centre: &MapPosition| is_latitude(centre.latitude) && is_longitude(centre.longitude);
        if self.centre.as_ref().is_some_and(|centre| !is_place(centre)) {
            return Err(wrong("centre must be degrees north and east".to_owned()));
        }
        Ok(())
    }
}

pub(super) fn wrong(reason: String) -> Error {
    Error::InvalidParameter {
        name: "columns",
        reason,
    }
}

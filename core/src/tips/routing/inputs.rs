use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{Error, Result, json};

/// The shape of a jurisdiction on the map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AreaShape {
    /// The jurisdiction, by its id.
    pub jurisdiction: String,
    /// Polygons; of each the outer ring, then its holes, as points `[degrees east, degrees north]`, as in `GeoJSON`. An area across the
    /// antimeridian stands in two polygons.
    pub polygons: Vec<Vec<Vec<[f64; 2]>>>,
}

/// Where the addresses of a network are used, as the host's resolver says.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IpArea {
    /// The network: `203.0.113.0/24`, `2001:db8::/32`, or one address.
    pub network: String,
    /// The jurisdiction, by its id.
    pub jurisdiction: String,
    /// The day on which that was so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<NaiveDate>,
    /// Whether many share an address there or hide behind one: a proxy, a hosting centre, a carrier's gateway. Then it counts nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
}

/// Where telephone numbers that begin so are.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NumberArea {
    /// The beginning in international form, digits alone: `1217`, `44`.
    pub prefix: String,
    /// The jurisdiction, by its id.
    pub jurisdiction: String,
}

/// Where a school is.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolArea {
    /// The name of the school. One that stands in several jurisdictions counts for each of them.
    pub name: String,
    /// The jurisdiction, by its id.
    pub jurisdiction: String,
}

/// What the host knows of where things are; the library asks nobody.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RouteInputs {
    /// Shapes of jurisdictions.
    pub shapes: Vec<AreaShape>,
    /// Networks.
    pub networks: Vec<IpArea>,
    /// Beginnings of telephone numbers.
    pub numbers: Vec<NumberArea>,
    /// Schools.
    pub schools: Vec<SchoolArea>,
    /// The country calling code that is meant where a number has none, without `+`: `1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calling_code: Option<String>,
}

impl RouteInputs {
    /// Reads them from a JSON object; what it does not name is empty.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidParameter`] says what is not as the schema states.
    pub fn from_value(value: &Value) -> Result<Self> {
        json::read(value).map_err(|reason| Error::InvalidParameter {
            name: "inputs",
            reason,
        })
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OtherFields, Pii, Provenance, Span};

/// Where a person lives, works, studies or is held, and for how long.
///
/// NIEM: `nc:AddressType`, with the position as `nc:Location2DGeospatialCoordinate`.
///
/// ```
/// use caselink::records::Address;
///
/// let home = Address {
///     street_number: Some("1180".into()),
///     street: Some("Linden Ave".into()),
///     locality: Some("Springfield".into()),
///     state: Some("IL".into()),
///     postcode: Some("62704".into()),
///     latitude: Some(39.781_7.into()),
///     longitude: Some((-89.650_1).into()),
///     ..Address::default()
/// };
/// assert!(!format!("{home:?}").contains("Linden"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Address {
    /// House number. NIEM: `nc:StreetNumberText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_number: Option<Pii<String>>,
    /// Street name with its type and direction. NIEM: `nc:StreetFullText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street: Option<Pii<String>>,
    /// Flat, apartment, suite or lot. NIEM: `nc:AddressSecondaryUnitText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Pii<String>>,
    /// City, town or village. NIEM: `nc:LocationCityName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<Pii<String>>,
    /// State, province or territory. NIEM: `nc:LocationStateUSPostalServiceCode` or
    /// `nc:LocationStateName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<Pii<String>>,
    /// Postal or ZIP code. NIEM: `nc:LocationPostalCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postcode: Option<Pii<String>>,
    /// Country. NIEM: `nc:LocationCountryName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<Pii<String>>,
    /// Degrees north of the equator, WGS 84, -90 to 90; only together with `longitude`.
    /// NIEM: `nc:GeographicCoordinateLatitude`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<Pii<f64>>,
    /// Degrees east of Greenwich, WGS 84, -180 to 180; only together with `latitude`.
    /// NIEM: `nc:GeographicCoordinateLongitude`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<Pii<f64>>,
    /// The days on which the person was there. NIEM: `nc:PersonResidenceAssociation` with
    /// `nc:AssociationDateRange`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Pii<Span>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

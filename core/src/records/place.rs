use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Address, OtherFields, Pii, Provenance, Span, Verification, coded};

/// A place, and how exactly it is known.
///
/// NIEM: `nc:LocationType`.
///
/// ```
/// use caselink::records::{Address, Place, PlaceKind};
///
/// let corner = Place {
///     kind: Some(PlaceKind::Street),
///     address: Some(Address {
///         street: Some("Linden Ave at 4th St".into()),
///         latitude: Some(39.781_7.into()),
///         longitude: Some((-89.650_1).into()),
///         ..Address::default()
///     }),
///     uncertainty_m: Some(150.0.into()),
///     ..Place::default()
/// };
/// assert_eq!(serde_json::to_value(&corner)?["kind"], "street");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Place {
    /// What sort of place it is. NIEM: `nc:LocationCategoryText`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<PlaceKind>,
    /// What it is called: a school, a park, a shop. NIEM: `nc:LocationName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Pii<String>>,
    /// Its address and position. NIEM: `nc:Address`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// How far from the position the true place may be, in metres; not negative.
    /// NIEM: `nc:GeographicCoordinateAccuracy` in spirit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uncertainty_m: Option<Pii<f64>>,
    /// The five digits of state and county in FIPS 6-4. NIEM: `nc:LocationCountyCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub county_fips: Option<String>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What sort of place a [`Place`] is. NIEM: `nc:LocationCategoryText`.
    pub enum PlaceKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// A home.
        Residence = "residence" | "home",
        /// A place of work.
        Work = "work",
        /// A school or its grounds.
        School = "school",
        /// The way to or from a school.
        SchoolRoute = "school_route",
        /// A school or public bus stop.
        BusStop = "bus_stop",
        /// A street, road or pavement.
        Street = "street",
        /// A park.
        Park = "park",
        /// A playground.
        Playground = "playground",
        /// A shop or mall.
        Shop = "shop" | "store",
        /// A car park.
        CarPark = "car_park" | "parking_lot",
        /// A jail, prison or other place of custody.
        Custody = "custody",
        /// A temporary lodging, and nobody said which.
        Lodging = "lodging",
        /// A shelter.
        Shelter = "shelter",
        /// A hotel or motel.
        Hotel = "hotel" | "motel",
        /// Online only.
        Online = "online",
    }
}

/// A time at which someone lived, worked, studied or lodged somewhere, and who checked it.
///
/// NIEM: `nc:PersonResidenceAssociation`, `nc:PersonEmploymentAssociation` and their kin.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Stay {
    /// What the person did there.
    pub kind: StayKind,
    /// Where.
    pub place: Place,
    /// From when, and until when. NIEM: `nc:AssociationDateRange`.
    pub span: Pii<Span>,
    /// The employer, school or landlord. NIEM: `nc:Organization`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organisation: Option<Pii<String>>,
    /// Who looked whether it is so, and what they found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verifications: Vec<Verification>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

coded! {
    /// What someone does at the place of a [`Stay`].
    pub enum StayKind {
        /// The record does not say.
        #[default]
        Unstated = "unstated",
        /// Lives there.
        Residence = "residence" | "home",
        /// Works there.
        Work = "work" | "employment",
        /// Studies there.
        School = "school",
        /// Lodges there for a time, away from home.
        Lodging = "lodging" | "temporary_lodging",
        /// Is found there without a home: an area, a route, a shelter.
        Transient = "transient" | "homeless",
    }
}

use geo::{Distance, Haversine, Point};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::settings::wrong;
use crate::{
    Result,
    abductions::{FlagProblem, facts::position, states::state_code},
    records::{Address, Incident, Place},
};

/// A part of the country.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Region {
    /// All incidents.
    Everywhere,
    /// Incidents whose address names this state, by its name or its postal code; case and blanks make no difference.
    State {
        /// The state: `IL`, `Illinois`.
        state: String,
    },
    /// Incidents whose position lies within so many kilometres of a point.
    Radius {
        /// What readers call it; not empty.
        name: String,
        /// Degrees north, WGS 84.
        latitude: f64,
        /// Degrees east, WGS 84.
        longitude: f64,
        /// How far it reaches.
        km: f64,
    },
}

impl Region {
    /// Whether it can be.
    pub(super) fn check(&self) -> Result<()> {
        match self {
            Self::State { state } if state_code(state).is_none() => {
                Err(wrong("a region of a state must name the state"))
            }
            Self::Everywhere | Self::State { .. } => Ok(()),
            Self::Radius { name, .. } if name.trim().is_empty() => Err(wrong(
                "a region around a point needs a name, such as that of its town",
            )),
            Self::Radius {
                latitude,
                longitude,
                km,
                ..
            } => match place(*latitude, *longitude) {
                _ if !(*km > 0.0 && *km <= 20_100.0) => Err(wrong(
                    "a region around a point needs kilometres above 0 and 20,100 at most",
                )),
                Ok(_) => Ok(()),
                Err(FlagProblem::PlaceZero) => Err(wrong(
                    "a region around 0, 0 is one around no place: give latitude and longitude of its middle",
                )),
                Err(FlagProblem::PlaceSwapped) => Err(wrong(
                    "latitude and longitude of a region around a point seem swapped: latitude is degrees north, longitude \
                     degrees east",
                )),
                Err(_) => Err(wrong(
                    "a region around a point needs degrees north from -90 to 90 and degrees east from -180 to 180",
                )),
            },
        }
    }

    /// What readers call it.
    pub fn name(&self) -> String {
        match self {
            Self::Everywhere => "all regions".to_owned(),
            Self::State { state } => state.trim().to_owned(),
            Self::Radius { name, km, .. } => format!("{km} km around {}", name.trim()),
        }
    }

    /// Whether the two are one, states by their names or codes.
    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::State { state: a }, Self::State { state: b }) => state_code(a) == state_code(b),
            (a, b) => a == b,
        }
    }

    pub(super) fn has(&self, incident: &Incident) -> bool {
        match self {
            Self::Everywhere => true,
            Self::State { state } => {
                state_of(incident).is_some_and(|of| state_code(state).is_some_and(|one| one == of))
            }
            Self::Radius { .. } => position(incident.place.as_ref())
                .is_ok_and(|(latitude, longitude)| self.reaches(latitude, longitude)),
        }
    }

    /// Whether an incident says too little of its place to tell.
    pub(super) fn cannot_tell(&self, incident: &Incident) -> bool {
        match self {
            Self::Everywhere => false,
            Self::State { .. } => state_of(incident).is_none(),
            Self::Radius { .. } => position(incident.place.as_ref()).is_err(),
        }
    }

    fn reaches(&self, latitude: f64, longitude: f64) -> bool {
        match self {
            Self::Radius {
                latitude: north,
                longitude: east,
                km,
                ..
            } => metres((*north, *east), (latitude, longitude)) <= km * 1_000.0,
            _ => true,
        }
    }
}

/// A point by the same rules as that of an incident.
fn place(latitude: f64, longitude: f64) -> std::result::Result<(f64, f64), FlagProblem> {
    position(Some(&Place {
        address: Some(Address {
            latitude: Some(latitude.into()),
            longitude: Some(longitude.into()),
            ..Address::default()
        }),
        ..Place::default()
    }))
}

/// Metres between two places in degrees north and east, on the great circle.
pub(in crate::abductions) fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    Haversine.distance(Point::new(a.1, a.0), Point::new(b.1, b.0))
}

/// The state that the address of an incident names, as all such names are compared.
pub(super) fn state_of(incident: &Incident) -> Option<String> {
    let state = incident.place.as_ref()?.address.as_ref()?.state.as_ref()?;
    state_code(state.expose())
}

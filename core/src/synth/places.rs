//! Where things happen: near a home, all over a state, anywhere in it.

use super::{
    World,
    draw::{Draw, Topic},
    life::{Home, place_in, street, town},
    states::State,
};
use crate::records::{Address, Place, PlaceKind};

/// Where things happen that happen near each other, or near a home.
pub(super) struct Around {
    pub(super) state: &'static State,
    centre: (f64, f64),
    /// Degrees, as a standard deviation.
    spread: f64,
    /// All of it in one town.
    town: Option<String>,
}

impl From<&Home> for Around {
    fn from(home: &Home) -> Self {
        Self::near(home.state, home.position, home.town.clone())
    }
}

impl Around {
    /// Within about 15 km.
    pub(super) fn near(state: &'static State, centre: (f64, f64), town: String) -> Self {
        Self {
            state,
            centre,
            spread: (state.reach * 0.1).min(0.05),
            town: Some(town),
        }
    }

    /// From one end of a state to the other.
    fn all_of(state: &'static State) -> Self {
        Self {
            state,
            centre: state.inside,
            // the draw ends three spreads from the middle
            spread: state.reach * 0.7 / 3.0,
            town: None,
        }
    }

    fn point(&self, draw: &mut Draw) -> (f64, f64) {
        (
            draw.about(self.centre.0, self.spread),
            draw.about(self.centre.1, self.spread),
        )
    }
}

impl World {
    /// Where a planted series happens: near a place, or all over its state.
    pub(super) fn whereabouts(&self, near: Around, series: u64) -> Around {
        // a stream of its own: what else is drawn does not change with this rate
        let draw = &mut Draw::new(self.seed, Topic::Whereabouts, series);
        if draw.happens(self.rates.series_travels) {
            Around::all_of(near.state)
        } else {
            near
        }
    }
}

/// A place near another, or anywhere in a state.
pub(super) fn scene(around: Option<&Around>, place: &State, draw: &mut Draw) -> Place {
    let kinds = [
        PlaceKind::Street,
        PlaceKind::SchoolRoute,
        PlaceKind::BusStop,
        PlaceKind::Park,
        PlaceKind::Shop,
        PlaceKind::School,
    ];
    let kind = kinds[draw.weighted([0.45, 0.2, 0.1, 0.1, 0.08, 0.07].into_iter())].clone();
    let (north, east) = match around {
        Some(around) => around.point(draw),
        None => place_in(place, 1.0, draw),
    };
    let round = |degrees: f64| (degrees * 10_000.0).round() / 10_000.0;
    Place {
        kind: Some(kind),
        address: Some(Address {
            street: Some(street(draw).into()),
            locality: Some(
                around
                    .and_then(|around| around.town.clone())
                    .unwrap_or_else(|| town(draw))
                    .into(),
            ),
            state: Some(place.postal.to_owned().into()),
            latitude: Some(round(north).into()),
            longitude: Some(round(east).into()),
            ..Address::default()
        }),
        uncertainty_m: Some((draw.between(1, 20) as f64 * 50.0).into()),
        ..Place::default()
    }
}

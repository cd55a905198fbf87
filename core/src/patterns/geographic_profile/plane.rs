use super::GeographicProfileSettings;
use crate::{
    earth::DEGREE,
    events::{Events, Metric},
};

/// Places in metres from the south-western corner of all of them.
pub(super) struct Plane {
    pub(super) places: Vec<(f64, f64)>,
    /// The corner, in the coordinates of the events.
    pub(super) origin: (f64, f64),
    /// Metres of one unit of those.
    pub(super) scale: (f64, f64),
    pub(super) width: f64,
    pub(super) height: f64,
}

/// Squares over an area, in the same metres.
pub(super) struct Grid {
    pub(super) west: f64,
    pub(super) south: f64,
    pub(super) side: f64,
    pub(super) columns: u32,
    pub(super) rows: u32,
}

impl Plane {
    pub(super) fn of(events: &Events) -> Self {
        let range = |values: &[f64]| {
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            (least, most)
        };
        let ((west, east), (south, north)) = (range(events.x()), range(events.y()));
        let scale = match events.metric() {
            Metric::GreatCircle => {
                let middle = f64::midpoint(south, north).to_radians();
                (DEGREE * libm::cos(middle).max(1e-6), DEGREE)
            }
            _ => (1.0, 1.0),
        };
        let places = events.x().iter().zip(events.y());
        let mut places: Vec<_> = places
            .map(|(x, y)| ((x - west) * scale.0, (y - south) * scale.1))
            .collect();
        // sums come out the same for any order of the rows
        places.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Self {
            places,
            origin: (west, south),
            scale,
            width: (east - west) * scale.0,
            height: (north - south) * scale.1,
        }
    }

    /// Squares over the area, wider than the events by the margin; where they lie in a line, by that of the longer side.
    pub(super) fn grid(&self, settings: &GeographicProfileSettings) -> Grid {
        let apart = 2.0 * (self.places.len() as f64 - 1.0).max(1.0);
        let margin = |range: f64| {
            let of_range = if range > 0.0 {
                range
            } else {
                self.width.max(self.height)
            };
            settings.margin_metres.unwrap_or(of_range / apart)
        };
        let (beside, below) = (margin(self.width), margin(self.height));
        let (width, height) = (self.width + 2.0 * beside, self.height + 2.0 * below);
        let side = width.max(height) / f64::from(settings.cells);
        // what is over is shared by both sides
        let cells = |length: f64| ((length / side - 1e-9).ceil() as u32).clamp(1, settings.cells);
        let (columns, rows) = (cells(width), cells(height));
        let over = |cells: u32, length: f64| (f64::from(cells) * side - length) / 2.0;
        Grid {
            west: -beside - over(columns, width),
            south: -below - over(rows, height),
            side,
            columns,
            rows,
        }
    }

    /// The mean distance along streets to the nearest other event.
    pub(super) fn nearest(&self) -> f64 {
        let mut sum = 0.0;
        for (number, a) in self.places.iter().enumerate() {
            let others = self
                .places
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != number);
            sum += others
                .map(|(_, b)| Metric::Manhattan.distance(*a, *b))
                .fold(f64::INFINITY, f64::min);
        }
        sum / self.places.len() as f64
    }
}

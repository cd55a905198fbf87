//! Lambert azimuthal equal-area projection, and the part of the plane that is drawn.

use super::{super::MapPoint, Xy};
use crate::earth;

/// The cosine of how far from the centre a place may be: 120 degrees, beyond which shapes are smeared out.
pub(super) const FARTHEST_COSINE: f64 = -0.5;

/// A direction from the centre of the globe, of any length.
#[derive(Clone, Copy)]
pub(super) struct Direction(pub(super) [f64; 3]);

impl Direction {
    pub(super) fn new(point: &MapPoint) -> Self {
        let (east, north) = (point.longitude.to_radians(), point.latitude.to_radians());
        Self([
            libm::cos(north) * libm::cos(east),
            libm::cos(north) * libm::sin(east),
            libm::sin(north),
        ])
    }

    pub(super) fn plus(self, other: &Self) -> Self {
        let mut sum = self.0;
        for (sum, other) in sum.iter_mut().zip(&other.0) {
            *sum += other;
        }
        Self(sum)
    }

    /// The cosine of the angle between two directions; 0 with one that has no length.
    pub(super) fn cosine(&self, other: &Self) -> f64 {
        let dot = |a: &Self, b: &Self| -> f64 { a.0.iter().zip(&b.0).map(|(a, b)| a * b).sum() };
        let lengths = libm::sqrt(dot(self, self) * dot(other, other));
        if lengths < 1e-6 {
            return 0.0;
        }
        dot(self, other) / lengths
    }

    /// Degrees east and north, unless the direction has no length.
    pub(super) fn degrees(&self) -> Option<Xy> {
        let [x, y, z] = self.0;
        let flat = libm::sqrt(x * x + y * y);
        (flat + z.abs() > 1e-6).then(|| {
            (
                libm::atan2(y, x).to_degrees(),
                libm::atan2(z, flat).to_degrees(),
            )
        })
    }
}

/// The projection: from degrees east and north to metres from the centre, y up.
pub(super) struct Projection {
    pub(super) east: f64,
    pub(super) sine: f64,
    pub(super) cosine: f64,
}

impl Projection {
    pub(super) fn new((east, north): Xy) -> Self {
        let north = north.to_radians();
        Self {
            east,
            sine: libm::sin(north),
            cosine: libm::cos(north),
        }
    }

    /// `None` for what is on the other side of the globe.
    pub(super) fn apply(&self, (east, north): Xy) -> Option<Xy> {
        let (east, north) = ((east - self.east).to_radians(), north.to_radians());
        let (sine, cosine) = (libm::sin(north), libm::cos(north));
        let to_centre = self.sine * sine + self.cosine * cosine * libm::cos(east);
        if to_centre < FARTHEST_COSINE {
            return None;
        }
        let scale = earth::RADIUS * libm::sqrt(2.0 / (1.0 + to_centre));
        Some((
            scale * cosine * libm::sin(east),
            scale * (self.cosine * sine - self.sine * cosine * libm::cos(east)),
        ))
    }
}

/// The part of the plane that is drawn, and where on the page.
pub(super) struct View {
    pub(super) projection: Projection,
    pub(super) centre: Xy,
    pub(super) metres_per_unit: f64,
    pub(super) corner: Xy,
    pub(super) size: Xy,
}

impl View {
    pub(super) fn place(&self, degrees: Xy) -> Option<Xy> {
        self.projection.apply(degrees).map(|xy| self.on_page(xy))
    }

    pub(super) fn on_page(&self, (x, y): Xy) -> Xy {
        (
            self.corner.0 + self.size.0 / 2.0 + (x - self.centre.0) / self.metres_per_unit,
            self.corner.1 + self.size.1 / 2.0 - (y - self.centre.1) / self.metres_per_unit,
        )
    }

    pub(super) fn holds(&self, (x, y): Xy, margin: f64) -> bool {
        (self.corner.0 + margin..=self.corner.0 + self.size.0 - margin).contains(&x)
            && (self.corner.1 + margin..=self.corner.1 + self.size.1 - margin).contains(&y)
    }
}

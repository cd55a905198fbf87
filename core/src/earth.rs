//! The Earth as a sphere.

/// Its mean radius in metres (IUGG), as `geo` takes it for great circles.
pub(crate) const RADIUS: f64 = 6_371_008.8;
/// Metres of a degree on a great circle.
pub(crate) const DEGREE: f64 = RADIUS * std::f64::consts::PI / 180.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "they are one number")]
    fn all_distances_are_on_one_sphere() {
        assert_eq!(RADIUS, geo::Haversine.radius());
    }
}

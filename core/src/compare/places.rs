//! How near are two places: postcodes, and points on the Earth?

use geo::{Distance, Haversine, Point};

use super::{
    level::levels,
    metric::{self, Marked},
    normal,
};

levels! {
    /// How alike two postcodes are.
    PostcodeLevel {
        Same = "same", "the same postcode";
        OneEdit = "one_edit", "one character typed wrong, missing, added or swapped";
        SameArea = "same_area", "the same postal area (first three characters)";
        Different = "different", "different";
    }
}

levels! {
    /// How far apart two points are, on the great circle.
    DistanceLevel {
        SameSpot = "same_spot", "within 100 metres";
        OneKilometre = "one_kilometre", "within 1 kilometre";
        TenKilometres = "ten_kilometres", "within 10 kilometres";
        FiftyKilometres = "fifty_kilometres", "within 50 kilometres";
        Far = "far", "more than 50 kilometres apart";
    }
}

/// Compares two postcodes; `None` when either is empty or filler such as `00000`.
///
/// ```
/// use caselink::compare::{PostcodeLevel, postcodes};
///
/// assert_eq!(postcodes("98101", "98109"), Some(PostcodeLevel::OneEdit));
/// assert_eq!(postcodes("98101", "98177"), Some(PostcodeLevel::SameArea));
/// assert_eq!(postcodes("98101", "00000"), None);
/// ```
pub fn postcodes(a: &str, b: &str) -> Option<PostcodeLevel> {
    let a = super::present(a, normal::identifier)?;
    let b = super::present(b, normal::identifier)?;
    Some(postcode_level(Marked::new(&a), Marked::new(&b)))
}

/// Compares two normal forms.
pub(crate) fn postcode_level(a: Marked<'_>, b: Marked<'_>) -> PostcodeLevel {
    if a.is(b) {
        PostcodeLevel::Same
    } else if metric::edits_up_to(a, b, 1).is_some() {
        PostcodeLevel::OneEdit
    } else if a.text().chars().take(3).eq(b.text().chars().take(3)) {
        PostcodeLevel::SameArea
    } else {
        PostcodeLevel::Different
    }
}

/// Compares two points, each `(latitude, longitude)` in degrees (WGS 84); `None` when a
/// coordinate is not a number or outside its range.
///
/// Distances are great-circle (haversine) metres.
///
/// ```
/// use caselink::compare::{DistanceLevel, points};
///
/// let seattle = (47.6062, -122.3321);
/// let tacoma = (47.2529, -122.4443);
/// assert_eq!(points(seattle, tacoma), Some(DistanceLevel::FiftyKilometres));
/// assert_eq!(points(seattle, (f64::NAN, 0.0)), None);
/// ```
pub fn points(a: (f64, f64), b: (f64, f64)) -> Option<DistanceLevel> {
    (is_latitude(a.0) && is_longitude(a.1) && is_latitude(b.0) && is_longitude(b.1))
        .then(|| distance_level(a, b))
}

/// Compares two points that are known to be valid.
pub(crate) fn distance_level(a: (f64, f64), b: (f64, f64)) -> DistanceLevel {
    match Haversine.distance(Point::new(a.1, a.0), Point::new(b.1, b.0)) {
        m if m <= 100.0 => DistanceLevel::SameSpot,
        m if m <= 1_000.0 => DistanceLevel::OneKilometre,
        m if m <= 10_000.0 => DistanceLevel::TenKilometres,
        m if m <= 50_000.0 => DistanceLevel::FiftyKilometres,
        _ => DistanceLevel::Far,
    }
}

pub(crate) fn is_latitude(degrees: f64) -> bool {
    (-90.0..=90.0).contains(&degrees)
}

pub(crate) fn is_longitude(degrees: f64) -> bool {
    (-180.0..=180.0).contains(&degrees)
}

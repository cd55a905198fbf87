//! Less of a value: what a redaction leaves of it, or `None` when nothing can be left with care.

use std::str::FromStr;

use chrono::{DateTime, NaiveTime};

use super::block::block;
use crate::{
    documents::{Field, Scalar},
    records::PartialDate,
};

/// Degrees between the points that positions are moved to.
const GRID_PER_DEGREE: f64 = 20.0;
/// No position moves further than this: half the diagonal of a field of the grid, at the equator, is 3.9 km. It
/// must not hang on the position itself.
const GRID_RADIUS_M: f64 = 4_000.0;

/// The last four characters of a number of at least eight, the others hidden whatever their number.
pub(super) fn masked(field: &Field, value: &Scalar) -> Option<Scalar> {
    // of other fields the end says too much (a street, an address) or nothing
    if !matches!(
        field,
        Field::SocialSecurity
            | Field::IdentityNumber
            | Field::TravelDocument
            | Field::Phone
            | Field::VehicleIdentifier
            | Field::RecordId
    ) {
        return None;
    }
    let text = text_of(value)?;
    let characters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let (_, last) = characters
        .split_last_chunk::<4>()
        .filter(|(hidden, _)| hidden.len() >= 4)?;
    Some(Scalar::Text(format!("••••{}", String::from_iter(last))))
}

/// Something coarser, by what the value is.
pub(super) fn generalised(field: &Field, value: &Scalar) -> Option<Scalar> {
    let text = text_of(value)?;
    let coarser = match field {
        Field::Street => block(&text),
        Field::Postcode => first_three(&text),
        Field::BirthDate | Field::EventDate => month(&text),
        Field::ChildAge => age_band(value),
        Field::Position => position(&text),
        _ => None,
    };
    coarser.map(Scalar::Text)
}

/// The point of the grid next to a position, and how far the true place may be from it.
pub(super) fn on_grid(latitude: f64, longitude: f64, radius_m: Option<f64>) -> (f64, f64, f64) {
    let nearest = |degrees: f64| {
        // adding zero makes -0 to 0
        (degrees * GRID_PER_DEGREE).round() / GRID_PER_DEGREE + 0.0
    };
    (
        nearest(latitude),
        nearest(longitude),
        // in whole kilometres, so that the one before cannot be read off
        ((radius_m.unwrap_or(0.0) + GRID_RADIUS_M) / 1_000.0).ceil() * 1_000.0,
    )
}

fn text_of(value: &Scalar) -> Option<String> {
    match value {
        Scalar::Text(text) => Some(text.trim().to_owned()),
        Scalar::Integer(number) => Some(number.to_string()),
        Scalar::Number(_) => None,
    }
}

/// `62704` and `62704-1234` as `627••`.
fn first_three(text: &str) -> Option<String> {
    let (code, more) = text.split_once('-').unwrap_or((text, "0000"));
    let digits =
        |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
    if digits(code, 5) && digits(more, 4) {
        return code.get(..3).map(|three| format!("{three}••"));
    }
    None
}

/// The month of a date, or its year when that is all there is.
fn month(text: &str) -> Option<String> {
    // the time of day goes first; anything else behind the date would be lost with it
    let (date, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let is_time = time.is_empty() || {
        let bare = time.strip_suffix('Z').unwrap_or(time);
        NaiveTime::from_str(bare).is_ok()
            || DateTime::parse_from_rfc3339(&format!("{date}T{time}")).is_ok()
    };
    let date = PartialDate::parse(date).ok().filter(|_| is_time)?;
    PartialDate::new(date.year(), date.month(), None)
        .ok()
        .map(|month| month.to_string())
}

fn age_band(value: &Scalar) -> Option<String> {
    let years = match value {
        Scalar::Integer(years) => *years,
        Scalar::Text(text) => text.trim().parse().ok()?,
        Scalar::Number(_) => return None,
    };
    let band = match years {
        0..=4 => "0–4",
        5..=9 => "5–9",
        10..=14 => "10–14",
        15..=17 => "15–17",
        _ => return None,
    };
    Some(band.to_owned())
}

/// `39.7817, -89.6501` as `39.8, -89.65 (within 4 km)`.
fn position(text: &str) -> Option<String> {
    let (latitude, longitude) = text.split_once(',')?;
    let degrees = |part: &str, most: f64| {
        part.trim()
            .parse::<f64>()
            .ok()
            .filter(|degrees| (-most..=most).contains(degrees))
    };
    let (latitude, longitude, _) =
        on_grid(degrees(latitude, 90.0)?, degrees(longitude, 180.0)?, None);
    Some(format!("{latitude}, {longitude} (within 4 km)"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(
        how: fn(&Field, &Scalar) -> Option<Scalar>,
        field: &Field,
        value: impl Into<Scalar>,
    ) -> String {
        match how(field, &value.into()) {
            Some(Scalar::Text(text)) => text,
            _ => "-".to_owned(),
        }
    }

    #[test]
    fn other_fields_become_coarser_or_nothing() {
        for (field, value, expected) in [
            (Field::Postcode, "62704", "627••"),
            (Field::Postcode, "62704-1234", "627••"),
            (Field::Postcode, "6270", "-"),
            (Field::Postcode, "K1A 0B1", "-"),
            (Field::BirthDate, "1971-06-24", "1971-06"),
            (Field::BirthDate, "1971", "1971"),
            (Field::EventDate, "2026-03-02T14:05:00", "2026-03"),
            (Field::EventDate, "2026-03-02 14:05", "2026-03"),
            (Field::EventDate, "2026-03-02T14:05:00.5Z", "2026-03"),
            (Field::EventDate, "2026-03-02T14:05:00-05:00", "2026-03"),
            (Field::EventDate, "2026-03-02 to 2026-06-09", "-"),
            (Field::EventDate, "2026-03-02 (not confirmed)", "-"),
            (Field::BirthDate, "1971-06-24 or 1975-01-02", "-"),
            (Field::EventDate, "last Tuesday", "-"),
            (Field::ChildAge, "7", "5–9"),
            (Field::ChildAge, "18", "-"),
            (Field::ChildAge, "-1", "-"),
            (
                Field::Position,
                "39.7817, -89.6501",
                "39.8, -89.65 (within 4 km)",
            ),
            (Field::Position, "397, -89", "-"),
            (Field::PersonName, "Marcus Okafor", "-"),
            (Field::Narrative, "1180 Linden Ave", "-"),
        ] {
            assert_eq!(
                shown(generalised, &field, value),
                expected,
                "{field:?}: {value}"
            );
        }
        assert_eq!(shown(generalised, &Field::ChildAge, 14), "10–14");
    }

    #[test]
    fn masks_keep_four_of_eight_or_more() {
        for (field, value, expected) in [
            (Field::SocialSecurity, "078-05-1120", "••••1120"),
            (Field::VehicleIdentifier, "1HGCM82633A004352", "••••4352"),
            (Field::VehicleIdentifier, "AB12345", "-"),
            (Field::InternetIdentifier, "someone@example.org", "-"),
            (Field::Street, "1180 Linden Ave", "-"),
        ] {
            assert_eq!(shown(masked, &field, value), expected, "{field:?}");
        }
        assert_eq!(
            shown(masked, &Field::SocialSecurity, 78_051_120),
            "••••1120"
        );
    }

    /// No place is further from its point of the grid than the radius says, on a sphere of 6,371 km and anywhere.
    #[test]
    fn the_radius_covers_the_rounding() {
        for step in 0..40_000 {
            let latitude = f64::from(step % 1_801) * 0.1 - 90.0 + f64::from(step) * 1e-6;
            let longitude = f64::from(step) * 0.009 - 180.0;
            let latitude = latitude.clamp(-90.0, 90.0);
            let (lat, lon, radius) = on_grid(latitude, longitude, None);
            let (a, b) = (latitude.to_radians(), lat.to_radians());
            let half = |angle: f64| (angle / 2.0).sin().powi(2);
            let h = half(b - a) + a.cos() * b.cos() * half((lon - longitude).to_radians());
            let distance = 2.0 * 6_378_137.0 * h.sqrt().asin();
            assert!(distance < radius, "{latitude} {longitude}: {distance}");
        }
    }
}

//! What becomes of a value at the door: it is taken, counts as missing, or is set aside.

use super::comparison::Reading;
use crate::{
    compare::{dates::DateForm, places},
    records::{DateProblem, is_placeholder},
};

/// What becomes of a distinct value.
#[derive(Clone, Copy)]
pub(super) enum Verdict {
    Fine,
    /// Nothing but spaces.
    Missing,
    Placeholder,
    /// Reported, and missing.
    Refused(&'static str),
    /// Reported, and still compared.
    Doubtful(&'static str),
}

impl Verdict {
    pub(super) fn of(value: &str, reading: Reading) -> Self {
        if value.trim().is_empty() {
            return Self::Missing;
        }
        if is_placeholder(value) {
            return Self::Placeholder;
        }
        let degrees = |valid: fn(f64) -> bool, reason| {
            if value.trim().parse().is_ok_and(valid) {
                Self::Fine
            } else {
                Self::Refused(reason)
            }
        };
        match reading {
            Reading::Name
            | Reading::PersonName
            | Reading::Plate
            | Reading::VehicleColor
            | Reading::Text
            | Reading::Identifier => Self::Fine,
            Reading::Date => match DateForm::parse(value) {
                (_, Some(DateProblem::Placeholder)) => Self::Placeholder,
                (Some(_), Some(problem)) => Self::Doubtful(problem.reason()),
                (None, Some(problem)) => Self::Refused(problem.reason()),
                (_, None) => Self::Fine,
            },
            Reading::Latitude => {
                degrees(places::is_latitude, "not a latitude from -90 to 90 degrees")
            }
            Reading::Longitude => degrees(
                places::is_longitude,
                "not a longitude from -180 to 180 degrees",
            ),
        }
    }
}

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    OtherFields, Pii, PlateType, Provenance, Span, VehicleColor, VehicleMake, VehicleStyle,
};

/// A vehicle as an owner registered it or as a witness saw it.
///
/// NIEM: `nc:VehicleType`.
///
/// ```
/// use caselink::records::{Plate, Vehicle, VehicleColor, VehicleMake};
///
/// let seen: Vehicle = serde_json::from_str(
///     r#"{"make": "TOYT", "colors": ["SIL"], "plate": {"text": "7K?4*", "state": "IL"}}"#,
/// )?;
/// assert_eq!(seen.make, Some(VehicleMake::Toyota));
/// assert_eq!(seen.colors[0].ncic(), "SIL");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Vehicle {
    /// Model year. NIEM: `nc:ItemModelYearDate`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<u16>,
    /// Make. NIEM: `nc:VehicleMakeCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub make: Option<VehicleMake>,
    /// Model. NIEM: `nc:VehicleModelCode` or `nc:ItemModelName`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Body style. NIEM: `nc:VehicleStyleCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<VehicleStyle>,
    /// Colours, the main one first. NIEM: `nc:ConveyanceColorPrimaryText` and `…SecondaryText`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub colors: Vec<VehicleColor>,
    /// The plate, whole or in part. NIEM: `nc:ConveyanceRegistrationPlateIdentification`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plate: Option<Plate>,
    /// Vehicle identification number as recorded. NIEM: `nc:VehicleIdentification`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vin: Option<Pii<String>>,
    /// What else tells it apart: damage, stickers, a rack. NIEM: `nc:ItemDescriptionText`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<Pii<String>>,
    /// When the person had the use of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub span: Option<Pii<Span>>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// A registration plate, whole or in part.
///
/// NIEM: `nc:ConveyanceRegistrationPlateIdentification`.
#[derive(Clone, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Plate {
    /// The plate as it was recorded or seen. `?` stands for one character that is not known, `*` for any
    /// number of them.
    #[serde(skip_serializing_if = "says_nothing")]
    pub text: Pii<String>,
    /// The state, province or country that issued it, as a postal code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// The type of plate. NIEM: `nc:ConveyanceRegistrationPlateCategoryCode`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<PlateType>,
    /// Where this is known from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provenance: Option<Provenance>,
    /// Fields that this crate does not know, kept as they came.
    #[serde(flatten)]
    pub other: OtherFields,
}

/// What the check digit of a vehicle identification number says.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum VinCheck {
    /// The check digit is right.
    Valid,
    /// The check digit is wrong: a slip in writing, or a maker outside North America.
    BadCheck,
    /// It is not a number of 17 characters without I, O and Q, as all are since model year 1981.
    NotApplicable,
}

impl VinCheck {
    /// Its name: `bad_check`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::BadCheck => "bad_check",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// Checks a vehicle identification number. The result is a flag and never a reason to reject: makers outside
/// North America need not keep to it, and neither did anyone before 1981.
///
/// Blanks and hyphens are passed over and case makes no difference.
///
/// Source: 49 CFR 565.15.
///
/// ```
/// use caselink::records::{VinCheck, check_vin};
///
/// assert_eq!(check_vin("1M8GDM9AXKP042788"), VinCheck::Valid);
/// assert_eq!(check_vin("5YJSA1E14HF000337"), VinCheck::BadCheck);
/// assert_eq!(check_vin("KP042788"), VinCheck::NotApplicable);
/// ```
pub fn check_vin(text: &str) -> VinCheck {
    const WEIGHTS: [u32; 17] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
    let mut sum = 0;
    let mut check = None;
    let mut length = 0;
    for c in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
        let c = c.to_ascii_uppercase();
        let (Some(value), Some(weight)) = (vin_value(c), WEIGHTS.get(length)) else {
            return VinCheck::NotApplicable;
        };
        sum += value * weight;
        if length == 8 {
            check = Some(c);
        }
        length += 1;
    }
    if length != WEIGHTS.len() {
        return VinCheck::NotApplicable;
    }
    let right = match sum % 11 {
        10 => Some('X'),
        digit => char::from_digit(digit, 10),
    };
    if check == right {
        VinCheck::Valid
    } else {
        VinCheck::BadCheck
    }
}

/// What a character of a vehicle identification number counts for.
fn vin_value(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        'A'..='H' => Some(c as u32 - 'A' as u32 + 1),
        'J'..='N' => Some(c as u32 - 'J' as u32 + 1),
        'P' => Some(7),
        'R' => Some(9),
        'S'..='Z' => Some(c as u32 - 'S' as u32 + 2),
        _ => None,
    }
}

fn says_nothing(text: &Pii<String>) -> bool {
    text.expose().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        for (vin, check) in [
            ("1M8GDM9AXKP042788", VinCheck::Valid),
            ("11111111111111111", VinCheck::Valid),
            ("1hgcm82633a004352", VinCheck::Valid),
            ("1HGCM-82633A-004352", VinCheck::Valid),
            ("5YJSA1E14HF000337", VinCheck::BadCheck),
            ("1M8GDM9AXKP04278O", VinCheck::NotApplicable),
            ("1M8GDM9AXKP0427888", VinCheck::NotApplicable),
            ("", VinCheck::NotApplicable),
        ] {
            assert_eq!(check_vin(vin), check);
        }
    }
}

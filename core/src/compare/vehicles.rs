//! How alike are two plates, or two colours of a vehicle?

use unicode_normalization::UnicodeNormalization;

use super::level::levels;
use crate::records::VehicleColor;

levels! {
    /// How alike two plates are.
    PlateLevel {
        Same = "same", "the same plate";
        Confusable = "confusable", "the same but for characters that are taken for each other";
        OneEdit = "one_edit", "one character read wrong, missing, added or swapped";
        Part = "part", "what is known of one fits the other";
        TooLittle = "too_little", "too little of one is known to tell";
        Different = "different", "different";
    }
}

levels! {
    /// How alike two colours of a vehicle are.
    ColorLevel {
        Same = "same", "the same colour";
        Neighbour = "neighbour", "colours that light and dusk make look alike";
        Different = "different", "different colours";
    }
}

/// Colours that are taken for each other. An assumption: no published table of errors of witnesses was found.
pub(crate) const COLOR_NEIGHBOURS: &[&[&str]] = &[
    &["silver", "gray", "white", "chrome"],
    &["white", "cream", "ivory", "beige"],
    &["beige", "tan", "gold", "brown", "taupe", "bronze", "copper"],
    &["black", "dark_blue", "dark_green", "gray"],
    &["maroon", "burgundy", "red", "purple", "orange"],
    &["blue", "dark_blue", "light_blue", "teal", "turquoise"],
    &["green", "dark_green", "light_green", "teal"],
    &["yellow", "gold", "orange"],
];

/// Characters that people and plate readers take for each other. An assumption, from the shapes of the letters.
const CONFUSED: &[&str] = &[
    "0ODQ", "1IL", "2Z", "5S", "6G", "8B", "4A", "7T", "UV", "MN",
];

/// Known characters that must agree before a part of a plate says anything.
const LEAST_KNOWN: u32 = 3;
/// A text of fewer characters may be a part of a plate, although no `?` or `*` says so.
pub(crate) const WHOLE: usize = 5;
/// Characters of a plate that are compared.
const LONGEST: usize = 16;

/// Compares two plates, each whole or in part: `?` stands for one character that is not known, `*` for any number.
/// `None` when either is empty or a placeholder.
///
/// ```
/// use caselink::compare::{PlateLevel, plates};
///
/// assert_eq!(plates("ABC 1234", "abc-1234"), Some(PlateLevel::Same));
/// assert_eq!(plates("AB0 1234", "ABO 1234"), Some(PlateLevel::Confusable));
/// assert_eq!(plates("ABC*", "ABC 1234"), Some(PlateLevel::Part));
/// assert_eq!(plates("??C1234", "ABC1234"), Some(PlateLevel::Part));
/// assert_eq!(plates("A*", "ABC 1234"), Some(PlateLevel::TooLittle));
/// assert_eq!(plates("XYZ*", "ABC 1234"), Some(PlateLevel::Different));
/// assert_eq!(plates("unknown", "ABC 1234"), None);
/// ```
pub fn plates(a: &str, b: &str) -> Option<PlateLevel> {
    let (a, b) = (normal_plate(a), normal_plate(b));
    (!a.is_empty() && !b.is_empty()).then(|| plate_level(&a, &b))
}

/// Compares two colours as written, by name or NCIC code; `None` when either is empty or a placeholder.
///
/// ```
/// use caselink::compare::{ColorLevel, vehicle_colors};
///
/// assert_eq!(vehicle_colors("GRY", "gray"), Some(ColorLevel::Same));
/// assert_eq!(vehicle_colors("silver", "gray"), Some(ColorLevel::Neighbour));
/// assert_eq!(vehicle_colors("red", "white"), Some(ColorLevel::Different));
/// ```
pub fn vehicle_colors(a: &str, b: &str) -> Option<ColorLevel> {
    let (a, b) = (normal_color(a), normal_color(b));
    (!a.is_empty() && !b.is_empty()).then(|| color_level(&a, &b))
}

/// Letters and digits in upper case, `?` and `*`; empty when nothing is known.
pub(crate) fn normal_plate(text: &str) -> String {
    let is_number = text.chars().all(|c| c.is_ascii_digit()) && text.contains(|c| c != '0');
    if !is_number && crate::records::is_placeholder(text) {
        return String::new();
    }
    let kept = text
        .nfkc()
        .flat_map(char::to_uppercase)
        .filter_map(|c| match c {
            '?' | '*' => Some(c),
            c if c.is_ascii_alphanumeric() => Some(c),
            c if c.is_alphanumeric() => Some('?'),
            _ => None,
        });
    let plate: String = kept.take(LONGEST).collect();
    if plate.contains(|c| c != '?' && c != '*') {
        plate
    } else {
        String::new()
    }
}

/// The name of a colour, whatever code or word it is written as.
pub(crate) fn normal_color(text: &str) -> String {
    if crate::records::is_placeholder(text) {
        return String::new();
    }
    VehicleColor::from(text.trim()).as_str().to_lowercase()
}

/// Whether all characters of a plate in its normal form are known.
pub(crate) fn is_whole(plate: &[u8]) -> bool {
    plate.len() >= WHOLE && !plate.iter().any(|c| matches!(c, b'?' | b'*'))
}

/// Compares two normal forms.
pub(crate) fn plate_level(a: &str, b: &str) -> PlateLevel {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if is_whole(a) && is_whole(b) {
        if a == b {
            return PlateLevel::Same;
        }
        let is_like = |(x, y): (&u8, &u8)| {
            let both = |group: &&&str| group.as_bytes().contains(x) && group.as_bytes().contains(y);
            x == y || CONFUSED.iter().any(|group| both(&group))
        };
        if a.len() == b.len() && a.iter().zip(b).all(is_like) {
            return PlateLevel::Confusable;
        }
        return if is_one_edit(a, b) {
            PlateLevel::OneEdit
        } else {
            PlateLevel::Different
        };
    }
    // a short text without a star may be the beginning, the end or the middle
    let open = |plate: &[u8]| -> Vec<u8> {
        if plate.len() < WHOLE && !plate.contains(&b'*') {
            [b"*", plate, b"*"].concat()
        } else {
            plate.to_vec()
        }
    };
    match known_in_common(&open(a), &open(b)) {
        None => PlateLevel::Different,
        Some(known) if known < LEAST_KNOWN => PlateLevel::TooLittle,
        Some(_) => PlateLevel::Part,
    }
}

/// One character replaced, missing, added, or two neighbours swapped.
fn is_one_edit(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let start = short.iter().zip(long).take_while(|(x, y)| x == y).count();
    let (x, y) = (&short[start..], &long[start..]);
    match y.len() - x.len() {
        0 => {
            x.get(1..) == y.get(1..)
                || x.len() > 1 && x[0] == y[1] && x[1] == y[0] && x[2..] == y[2..]
        }
        1 => *x == y[1..],
        _ => false,
    }
}

/// The most known characters that agree when both are laid over each other; `None` where they do not fit.
fn known_in_common(a: &[u8], b: &[u8]) -> Option<u32> {
    let width = b.len() + 1;
    // best[i][j]: of what follows the first i characters of a and the first j of b
    let mut best: Vec<Option<u32>> = vec![None; (a.len() + 1) * width];
    for i in (0..=a.len()).rev() {
        for j in (0..=b.len()).rev() {
            let of = |i: usize, j: usize| best.get(i * width + j).copied().flatten();
            let here = match (a.get(i), b.get(j)) {
                (None, None) => Some(0),
                (Some(b'*'), other) => of(i + 1, j).max(other.and_then(|_| of(i, j + 1))),
                (other, Some(b'*')) => of(i, j + 1).max(other.and_then(|_| of(i + 1, j))),
                (Some(b'?'), Some(_)) | (Some(_), Some(b'?')) => of(i + 1, j + 1),
                (Some(x), Some(y)) if x == y => of(i + 1, j + 1).map(|known| known + 1),
                _ => None,
            };
            if let Some(place) = best.get_mut(i * width + j) {
                *place = here;
            }
        }
    }
    best.first().copied().flatten()
}

/// Compares two normal forms.
pub(crate) fn color_level(a: &str, b: &str) -> ColorLevel {
    if a == b {
        ColorLevel::Same
    } else if COLOR_NEIGHBOURS
        .iter()
        .any(|group| group.contains(&a) && group.contains(&b))
    {
        ColorLevel::Neighbour
    } else {
        ColorLevel::Different
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parts_of_plates_fit_wherever_they_stand() {
        for (part, expected) in [
            ("123", PlateLevel::Part),
            ("C12", PlateLevel::Part),
            ("234", PlateLevel::Part),
            ("*234", PlateLevel::Part),
            ("ABC*", PlateLevel::Part),
            ("A?C*4", PlateLevel::Part),
            ("*124", PlateLevel::Different),
            ("234*", PlateLevel::Different),
            ("12", PlateLevel::TooLittle),
            ("99", PlateLevel::Different),
            ("ABC1235", PlateLevel::OneEdit),
            ("ABC123", PlateLevel::OneEdit),
            ("ACB1234", PlateLevel::OneEdit),
            ("A8C1234", PlateLevel::Confusable),
            ("XYZ9876", PlateLevel::Different),
        ] {
            assert_eq!(plates(part, "ABC1234"), Some(expected), "{part}");
            assert_eq!(plates("ABC1234", part), Some(expected), "{part}");
        }
        assert_eq!(plates("99999", "99999"), Some(PlateLevel::Same));
        assert_eq!(plates("***", "ABC1234"), None);
        assert_eq!(plates("ZZ1??", "Z?12?"), Some(PlateLevel::TooLittle));
    }

    /// Whether two patterns fit, by trying all ways to fill stars with up to three characters.
    fn fits(a: &[u8], b: &[u8]) -> bool {
        match (a.first(), b.first()) {
            (None, None) => true,
            (Some(b'*'), _) => fits(&a[1..], b) || !b.is_empty() && fits(a, &b[1..]),
            (_, Some(b'*')) => fits(a, &b[1..]) || !a.is_empty() && fits(&a[1..], b),
            (Some(x), Some(y)) => (x == y || *x == b'?' || *y == b'?') && fits(&a[1..], &b[1..]),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn patterns_fit_as_brute_force_says(a in "[AB1?*]{1,6}", b in "[AB1?*]{1,6}") {
            prop_assert_eq!(known_in_common(a.as_bytes(), b.as_bytes()).is_some(), fits(a.as_bytes(), b.as_bytes()));
            prop_assert_eq!(known_in_common(a.as_bytes(), b.as_bytes()), known_in_common(b.as_bytes(), a.as_bytes()));
        }

        #[test]
        fn levels_are_symmetric(a in "[AB01?*]{1,8}", b in "[AB01?*]{1,8}") {
            prop_assert_eq!(plates(&a, &b), plates(&b, &a));
        }
    }
}

//! Codes and vehicles in words.

use crate::records::Vehicle;

/// A code as words.
pub(crate) fn code(code: &str) -> String {
    let words: Vec<&str> = code
        .split(['_', ' '])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// A vehicle as a witness saw it, without its plate.
pub(crate) fn vehicle(vehicle: &Vehicle) -> Option<String> {
    let mut words = Vec::new();
    words.extend(vehicle.year.map(|year| year.to_string()));
    let colors: Vec<String> = vehicle
        .colors
        .iter()
        .map(|one| code(one.as_str()))
        .collect();
    if !colors.is_empty() {
        words.push(colors.join(" and "));
    }
    words.extend(vehicle.make.as_ref().map(|make| capital(make.as_str())));
    words.extend(vehicle.model.as_ref().map(|model| model.trim().to_owned()));
    words.extend(vehicle.style.as_ref().map(|style| code(style.as_str())));
    words.retain(|word| !word.is_empty());
    (!words.is_empty()).then(|| words.join(" "))
}

pub(crate) fn capital(word: &str) -> String {
    let words = code(word);
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

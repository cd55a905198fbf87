//! Which mentions are of one place?

use rustc_hash::FxHashMap;

use super::{PlaceGrain, address::PlaceForm};
use crate::tracking::great_circle::{RADIUS_KM, Unit, km};

/// For each mention the number of its place: places are numbered by their first mention. Mentions come in a fixed order.
///
/// Mentions with one street address are one place, and those that say one flat of a house are one within it. A position without a street
/// address joins the nearest place within `same_place_m`, be it an address or the first of such positions: so no chain of positions
/// makes a place of a street. Neighbours with addresses of their own stay apart, however near.
pub(super) fn places(forms: &[PlaceForm], same_place_m: f64) -> Vec<usize> {
    let mut joined = Joined::new(forms.len());
    let mut by_key: FxHashMap<&str, usize> = FxHashMap::default();
    for (at, form) in forms.iter().enumerate() {
        for key in &form.keys {
            let first = *by_key.entry(key).or_insert(at);
            joined.join(first, at);
        }
    }
    // a house of which several flats are named is as many places
    let mut flats: FxHashMap<usize, Vec<&str>> = FxHashMap::default();
    let houses: Vec<usize> = (0..forms.len()).map(|at| joined.least(at)).collect();
    for (form, house) in forms.iter().zip(&houses) {
        let named = flats.entry(*house).or_default();
        if !form.unit.is_empty() && !named.contains(&form.unit.as_str()) && named.len() < 2 {
            named.push(&form.unit);
        }
    }
    let mut numbers: FxHashMap<(usize, &str), usize> = FxHashMap::default();
    let mut place: Vec<usize> = Vec::with_capacity(forms.len());
    for (at, (form, house)) in forms.iter().zip(&houses).enumerate() {
        let has_flats = flats.get(house).is_some_and(|named| named.len() > 1);
        let flat = if has_flats { form.unit.as_str() } else { "" };
        place.push(*numbers.entry((*house, flat)).or_insert(at));
    }
    by_distance(forms, &mut place, same_place_m / 1_000.0);
    place
}

/// Positions without an address join the nearest place.
fn by_distance(forms: &[PlaceForm], place: &mut [usize], within_km: f64) {
    let mut near = Near::new(within_km);
    for (form, number) in forms.iter().zip(place.iter()) {
        if let (Some(position), Some(PlaceGrain::Address)) = (form.position, form.grain)
            && form.uncertainty_km <= within_km
        {
            near.add(position, *number);
        }
    }
    for (at, form) in forms.iter().enumerate() {
        let (Some(position), Some(PlaceGrain::Position)) = (form.position, form.grain) else {
            continue;
        };
        // who knows only the quarter knows no place
        if form.uncertainty_km > within_km.max(0.05) {
            continue;
        }
        match near.nearest(position) {
            Some(number) => place[at] = number,
            None => near.add(position, at),
        }
    }
}

/// Places by where they are, in cells as wide as the distance.
struct Near {
    within_km: f64,
    cells: FxHashMap<[i64; 3], Vec<(Unit, usize)>>,
}

impl Near {
    fn new(within_km: f64) -> Self {
        Self {
            within_km,
            cells: FxHashMap::default(),
        }
    }

    /// Cells are at least a metre wide.
    fn cell(&self, position: Unit) -> [i64; 3] {
        let width = self.within_km.max(0.001) / RADIUS_KM;
        position.map(|part| libm::floor(part / width) as i64)
    }

    fn add(&mut self, position: Unit, number: usize) {
        let cell = self.cells.entry(self.cell(position)).or_default();
        // one place has one position in a cell
        if !cell.iter().any(|(_, there)| *there == number) {
            cell.push((position, number));
        }
    }

    fn nearest(&self, position: Unit) -> Option<usize> {
        let [x, y, z] = self.cell(position);
        let mut best: Option<(f64, usize)> = None;
        for dx in -1..=1 {
            for dy in -1..=1 {
                for dz in -1..=1 {
                    let cell = self.cells.get(&[x + dx, y + dy, z + dz]);
                    for (there, number) in cell.into_iter().flatten() {
                        let apart = km(position, *there);
                        let is_nearer = best.is_none_or(|(least, of)| {
                            apart < least || apart <= least && *number < of
                        });
                        if apart <= self.within_km && is_nearer {
                            best = Some((apart, *number));
                        }
                    }
                }
            }
        }
        best.map(|(_, number)| number)
    }
}

/// Things that belong together, each by the least of them.
struct Joined {
    up: Vec<usize>,
}

impl Joined {
    fn new(count: usize) -> Self {
        Self {
            up: (0..count).collect(),
        }
    }

    fn least(&mut self, mut at: usize) -> usize {
        while self.up[at] != at {
            self.up[at] = self.up[self.up[at]];
            at = self.up[at];
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.least(a), self.least(b));
        let (least, other) = (a.min(b), a.max(b));
        self.up[other] = least;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn of(addresses: &[Value]) -> Vec<usize> {
        let forms: Vec<PlaceForm> = addresses
            .iter()
            .map(|address| {
                PlaceForm::of(&serde_json::from_value(json!({ "address": address })).unwrap())
            })
            .collect();
        places(&forms, 50.0)
    }

    #[test]
    fn a_third_spelling_brings_two_together() {
        let found = of(&[
            json!({ "street": "12 Oak Street", "postcode": "62704" }),
            json!({ "street": "12 Oak St", "locality": "Springfield", "state": "IL" }),
            json!({ "street": "12 Oak", "locality": "Springfield", "state": "IL" }),
            json!({ "street": "12 Oak St", "locality": "Springfield", "state": "IL", "postcode": "62704" }),
        ]);
        assert_eq!(found, [0, 0, 2, 0]);
    }

    #[test]
    fn flats_stay_apart_and_one_flat_is_the_house() {
        let at = |unit: &str| json!({ "street": "12 Oak St", "unit": unit, "postcode": "62704" });
        assert_eq!(of(&[at("1"), at("2"), at(""), at("apt 1")]), [0, 1, 2, 0]);
        assert_eq!(of(&[at("1"), at(""), at("#1")]), [0, 0, 0]);
    }

    #[test]
    fn neighbours_stay_apart_and_positions_make_no_chain() {
        let house = |number: &str, latitude: f64| {
            json!({ "street": format!("{number} Oak St"), "postcode": "62704",
                    "latitude": latitude, "longitude": -89.65 })
        };
        let spot = |latitude: f64| json!({ "latitude": latitude, "longitude": -89.65 });
        // 0.0003 degrees are 33 metres
        assert_eq!(
            of(&[house("12", 39.0), house("14", 39.0001), spot(39.0)]),
            [0, 1, 0]
        );
        assert_eq!(
            of(&[spot(39.0), spot(39.0003), spot(39.0006), spot(39.0009)]),
            [0, 0, 2, 2]
        );
    }
}

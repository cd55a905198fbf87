//! Which plates of registrants fit a plate that a witness saw?

use rustc_hash::FxHashMap;

use super::columns::Words;
use crate::compare::{
    PlateLevel,
    vehicles::{WHOLE, is_whole, plate_level},
};

/// Marks a plate of which not all characters are known.
const IN_PART: u64 = 1 << 63;

/// For each plate the characters in it, those that look alike taken for one: what is too far off is passed over without a look.
pub(super) struct Plates(Vec<u64>);

/// The plates that fit one that was seen.
pub(super) struct PlateFits {
    /// By the number of the plate.
    pub(super) levels: FxHashMap<u32, PlateLevel>,
    /// How many fit at each level: the same, look-alike, a slip, in part.
    counts: [u32; 4],
    /// How many plates there are.
    all: u32,
}

impl PlateFits {
    /// The share of all plates that fit as well by chance.
    pub(super) fn share(&self, level: PlateLevel) -> f64 {
        let at = match level {
            PlateLevel::Same => 0,
            PlateLevel::Confusable => 1,
            PlateLevel::OneEdit => 2,
            _ => 3,
        };
        let count = self.counts.get(at).copied().unwrap_or_default();
        f64::from(count + 1) / (f64::from(self.all) + 1_000.0)
    }
}

impl Plates {
    pub(super) fn new(plates: &Words) -> Self {
        Self(plates.iter().map(|(_, plate)| signature(plate)).collect())
    }

    /// Whether all of a plate is known.
    pub(super) fn is_whole(&self, number: u32) -> bool {
        let signature = self.0.get(number as usize);
        signature.is_some_and(|signature| signature & IN_PART == 0)
    }

    /// The plates that fit.
    pub(super) fn fits(&self, plates: &Words, seen: &str) -> PlateFits {
        let mine = signature(seen);
        // of so many characters, some of which are not known
        let is_fixed = mine & IN_PART != 0 && seen.len() >= WHOLE && !seen.contains('*');
        let mut found = PlateFits {
            levels: FxHashMap::default(),
            counts: [0; 4],
            all: self.0.len() as u32,
        };
        for (number, signature) in (0u32..).zip(&self.0) {
            let may_fit = if mine & IN_PART != 0 {
                mine & !IN_PART & !signature == 0
            } else {
                // one character read wrong takes one away and adds one
                (mine ^ signature).count_ones() <= 2
            };
            if !may_fit && signature & IN_PART == 0 {
                continue;
            }
            let Some(plate) = plates.word(number) else {
                continue;
            };
            if is_fixed && signature & IN_PART == 0 && !lies_over(seen, plate) {
                continue;
            }
            let level = plate_level(seen, plate);
            let at = match level {
                PlateLevel::Same => 0,
                PlateLevel::Confusable => 1,
                PlateLevel::OneEdit => 2,
                PlateLevel::Part => 3,
                PlateLevel::TooLittle | PlateLevel::Different => continue,
            };
            found.levels.insert(number, level);
            if let Some(count) = found.counts.get_mut(at) {
                *count += 1;
            }
        }
        found
    }
}

/// Whether each character that is known stands in its place.
fn lies_over(seen: &str, plate: &str) -> bool {
    let same = |(a, b): (u8, u8)| a == b'?' || a == b;
    seen.len() == plate.len() && seen.bytes().zip(plate.bytes()).all(same)
}

fn signature(plate: &str) -> u64 {
    let characters = plate.bytes().fold(0, |all, c| all | 1 << class(c));
    // `?` and `*` have no class of their own
    let known = characters & !(1 << NO_CLASS);
    if is_whole(plate.as_bytes()) {
        known
    } else {
        known | IN_PART
    }
}

const NO_CLASS: u32 = 40;

/// A number for each set of characters that are taken for each other.
fn class(c: u8) -> u32 {
    match c {
        b'0' | b'O' | b'D' | b'Q' => 0,
        b'1' | b'I' | b'L' => 1,
        b'2' | b'Z' => 2,
        b'5' | b'S' => 5,
        b'6' | b'G' => 6,
        b'8' | b'B' => 8,
        b'4' | b'A' => 4,
        b'7' | b'T' => 7,
        b'U' | b'V' => 10,
        b'M' | b'N' => 11,
        b'3' => 3,
        b'9' => 9,
        b'A'..=b'Z' => u32::from(c - b'A') + 12,
        _ => NO_CLASS,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn nothing_that_fits_is_passed_over(
            plates in prop::collection::vec("[AB0OD1I8?]{3,7}", 1..30),
            seen in "[AB0OD1I8?*]{2,7}",
        ) {
            let mut words = Words::default();
            for plate in &plates {
                words.add(plate);
            }
            let found = Plates::new(&words).fits(&words, &seen);
            for (number, plate) in words.iter() {
                let level = plate_level(&seen, plate);
                let fits = !matches!(level, PlateLevel::TooLittle | PlateLevel::Different);
                prop_assert_eq!(found.levels.get(&number).copied(), fits.then_some(level), "{}", plate);
            }
        }
    }
}

//! How far apart are two words as sound units?
//!
//! Optimal string alignment over units (Damerau 1964; restricted as by Oommen and Loke 1997) with
//! weights: what romanisations confuse is cheap, and so are vowels. Weights are hundredths of an edit,
//! whole numbers, so that the outcome is the same everywhere. The cheap pairs are those in which the
//! common schemes differ: BGN/PCGN, ISO 9, ALA-LC, German and French usage for Cyrillic; ALA-LC,
//! English, French and Somali usage for Arabic; Pinyin and Wade–Giles for Chinese; Revised
//! Romanisation and McCune–Reischauer for Korean; Hepburn and Kunrei for Japanese.

use super::units::{
    MOST, Unit,
    Unit::{
        A, Alef, Aw, Ay, Ayn, B, C, Ch, D, Dh, E, F, G, Gh, H, Heh, I, J, K, Kh, L, M, N, O, P, R,
        S, Sh, T, Th, Ts, U, V, W, Waw, X, Y, Yeh, Z, Zh,
    },
};

/// Neighbours swapped.
const SWAPPED: u16 = 60;
/// One vowel for another, where nothing better is known.
const VOWELS: u16 = 50;
/// One sound for quite another.
const OTHER: u16 = 100;

/// Pairs that are confused, with their weight; order does not matter.
#[rustfmt::skip]
const CONFUSED: &[(Unit, Unit, u16)] = &[
    // vowels and half-vowels
    (A, E, 30), (A, O, 35), (A, U, 35), (E, I, 25), (O, U, 20), (I, U, 45),
    (Ay, E, 15), (Ay, A, 25), (Ay, I, 20), (Aw, O, 15), (Aw, A, 25), (Aw, U, 25),
    (I, Y, 10), (I, J, 15), (Y, J, 10), (Y, E, 30),
    (U, W, 15), (O, W, 25), (Aw, W, 30), (U, V, 40),
    // lips
    (V, W, 10), (F, V, 25), (B, V, 35), (B, P, 40), (F, P, 60), (F, W, 40), (B, W, 60), (M, N, 50),
    // teeth
    (T, D, 40), (T, Th, 15), (D, Dh, 15), (Z, Dh, 20), (S, Th, 30), (F, Th, 40), (D, Th, 50), (D, Z, 60),
    // throat
    (K, Kh, 20), (H, Kh, 15), (X, Kh, 20), (H, X, 20), (K, G, 30), (G, Gh, 10), (K, Gh, 30), (H, G, 35),
    (R, Gh, 50), (Kh, G, 50), (Kh, Gh, 40), (Ch, Kh, 25), (J, H, 35), (J, Kh, 40), (J, G, 20), (X, K, 50),
    // hisses
    (Ch, K, 30), (C, K, 25), (C, S, 15), (C, Ts, 10), (C, Ch, 15), (Ts, Ch, 30), (Z, Ts, 20), (S, Ts, 35),
    (C, Z, 30), (S, Z, 25), (S, Sh, 30), (Sh, Ch, 20), (X, Sh, 20), (X, S, 30), (X, Ch, 45), (T, Ch, 60),
    (J, Zh, 10), (J, Ch, 25), (Zh, Ch, 25), (Zh, Z, 25), (Zh, Sh, 40), (J, Z, 30), (J, Sh, 50),
    (Zh, G, 30), (Zh, R, 50), (J, R, 60),
    // liquids
    (L, R, 50), (L, N, 70),
    // letters of abjads; ayn may stand for the vowel that it carries
    (Ayn, A, 10), (Ayn, E, 10), (Ayn, I, 10), (Ayn, O, 10), (Ayn, U, 15), (Ayn, Ay, 15), (Ayn, Aw, 15),
    (Ayn, G, 50), (Ayn, Gh, 50), (Ayn, C, 20), (Ayn, K, 60),
    (Alef, A, 0), (Alef, E, 5), (Alef, I, 10), (Alef, O, 10), (Alef, U, 10), (Alef, Ay, 10), (Alef, Aw, 10),
    (Alef, Y, 40), (Alef, Heh, 20), (Alef, Ayn, 40), (Alef, Yeh, 30), (Alef, Waw, 40),
    (Yeh, I, 0), (Yeh, Y, 0), (Yeh, J, 5), (Yeh, E, 5), (Yeh, Ay, 0), (Yeh, A, 20), (Yeh, Waw, 60), (Yeh, H, 90),
    (Waw, U, 0), (Waw, W, 0), (Waw, O, 0), (Waw, V, 5), (Waw, Aw, 0), (Waw, F, 40), (Waw, A, 40), (Waw, B, 60),
    (Heh, H, 0), (Heh, A, 5), (Heh, E, 5), (Heh, T, 20), (Heh, X, 30), (Heh, Kh, 40), (Heh, O, 20), (Heh, I, 20),
];

const SUBSTITUTE: [[u16; Unit::COUNT]; Unit::COUNT] = table();

const fn table() -> [[u16; Unit::COUNT]; Unit::COUNT] {
    let mut table = [[OTHER; Unit::COUNT]; Unit::COUNT];
    let vowels = Aw as usize + 1;
    let mut a = 0;
    while a < Unit::COUNT {
        let mut b = 0;
        while b < vowels && a < vowels {
            table[a][b] = VOWELS;
            b += 1;
        }
        table[a][a] = 0;
        a += 1;
    }
    let mut i = 0;
    while i < CONFUSED.len() {
        let (a, b, cost) = CONFUSED[i];
        table[a as usize][b as usize] = cost;
        table[b as usize][a as usize] = cost;
        i += 1;
    }
    table
}

/// What is known of the vowels of one word and not of the other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Vowels {
    /// Both are written the same way.
    Alike,
    /// One leaves them out.
    Sparse,
    /// One has more than are heard, and one sign for l and r: kana, foreign names in Chinese characters.
    Padded,
}

fn substitute(a: Unit, b: Unit, vowels: Vowels) -> u16 {
    match (a, b) {
        _ if vowels != Vowels::Padded => SUBSTITUTE[a as usize][b as usize],
        (L, R) | (R, L) | (B, V) | (V, B) | (S, Th) | (Th, S) => 5,
        (F, H) | (H, F) => 20,
        _ => SUBSTITUTE[a as usize][b as usize],
    }
}

/// The weight of a unit that only one word has.
const fn missing(unit: Unit, vowels: Vowels) -> u16 {
    match unit {
        Alef | Ayn => 10,
        Heh | H | Y => 25,
        Yeh | Waw => 40,
        unit if unit.is_vowel() => match (vowels, unit) {
            (Vowels::Sparse, _) => 6,
            (Vowels::Padded, U | O) => 8,
            (Vowels::Padded, _) => 25,
            (Vowels::Alike, _) => 45,
        },
        _ => 90,
    }
}

/// The distance of two words in hundredths of an edit, or `None` above `most`.
pub(super) fn distance(a: &[Unit], b: &[Unit], vowels: Vowels, most: u16) -> Option<u16> {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(start..)?, b.get(start..)?);
    let end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a, b) = (a.get(..a.len() - end)?, b.get(..b.len() - end)?);
    if a.len().max(b.len()) > 2 * MOST {
        return None;
    }
    let mut rows = [[0_u16; 2 * MOST + 1]; 3];
    let [mut before, mut above, mut row] = rows.each_mut();
    for (j, unit) in b.iter().enumerate() {
        above[j + 1] = above[j] + missing(*unit, vowels);
    }
    for (i, x) in a.iter().enumerate() {
        row[0] = above[0] + missing(*x, vowels);
        let mut least = row[0];
        for (j, y) in b.iter().enumerate() {
            let mut cost = (above[j] + substitute(*x, *y, vowels))
                .min(above[j + 1] + missing(*x, vowels))
                .min(row[j] + missing(*y, vowels));
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                cost = cost.min(before[j - 1] + SWAPPED);
            }
            row[j + 1] = cost;
            least = least.min(cost);
        }
        if least > most + SWAPPED {
            return None;
        }
        (before, above, row) = (above, row, before);
    }
    above.get(b.len()).copied().filter(|d| *d <= most)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::units::Units, *};

    fn cost(a: &str, b: &str) -> Option<u16> {
        distance(
            Units::of(a).as_slice(),
            Units::of(b).as_slice(),
            Vowels::Alike,
            1_000,
        )
    }

    #[test]
    fn weights_follow_the_sound() {
        assert_eq!(cost("anna", "anna"), Some(0));
        assert_eq!(cost("karl", "carl"), Some(0));
        assert_eq!(cost("weber", "veber"), Some(10));
        assert_eq!(cost("moto", "mota"), Some(35));
        assert_eq!(cost("donald", "donlad"), Some(SWAPPED));
        assert_eq!(cost("ab", "abr"), Some(90));
        assert_eq!(distance(&[A, B], &[A, K], Vowels::Alike, 99), None);
    }

    proptest! {
        #[test]
        fn a_distance_is_symmetric_and_capped(a in "[a-z]{0,12}", b in "[a-z]{0,12}", most in 0_u16..300) {
            let (x, y) = (Units::of(&a), Units::of(&b));
            for vowels in [Vowels::Alike, Vowels::Sparse, Vowels::Padded] {
                let whole = distance(x.as_slice(), y.as_slice(), vowels, 9_000);
                prop_assert_eq!(whole, distance(y.as_slice(), x.as_slice(), vowels, 9_000));
                let capped = distance(x.as_slice(), y.as_slice(), vowels, most);
                prop_assert_eq!(capped, whole.filter(|d| *d <= most));
            }
        }
    }
}

//! Whether anything can be found in a name at all: does it hold how one of the partial names begins?

use crate::hash;

/// Bytes that are looked at in one go.
const WIDTH: usize = 8;
/// Places for each partial name: so few are taken that most names need no further look.
const ROOM: usize = 256;
/// Where a name holds how a partial name begins, more of its bytes are looked at: as many of these as it has.
const LONGER: [usize; 3] = [8, 12, 16];

/// The first bytes of all partial names, as many as the shortest has, in a table of bits; and in another as many as each has,
/// up to 16, since six bytes of single letters and digits with spaces between them stand in every fifth name by chance.
#[derive(Clone)]
pub(super) struct Openings {
    /// How many bytes of a beginning count; 0 where there is nothing to go by.
    length: usize,
    shift: u32,
    taken: Vec<u64>,
    /// How many bytes count in the second table, for those that have as many and no more of [`LONGER`].
    lengths: Vec<usize>,
    taken_longer: Vec<u64>,
}

impl Openings {
    pub(super) fn new<'a>(partials: impl Iterator<Item = &'a String> + Clone) -> Self {
        let shortest = partials.clone().map(String::len).min().unwrap_or_default();
        let places = (partials.clone().count() * ROOM).next_power_of_two();
        let places = places.clamp(1 << 12, 1 << 24);
        let mut openings = Self {
            length: shortest.min(WIDTH),
            shift: 64 - places.ilog2(),
            taken: vec![0; places / 64],
            lengths: Vec::new(),
            taken_longer: vec![0; places / 64],
        };
        for partial in partials {
            let mut bytes = [0; WIDTH];
            for (to, from) in bytes.iter_mut().zip(partial.bytes()) {
                *to = from;
            }
            let place = openings.place(bytes);
            take(&mut openings.taken, place);
            let longer = LONGER.into_iter().rev().find(|many| *many <= partial.len());
            let length = longer.unwrap_or(openings.length);
            let begin = partial.as_bytes().get(..length).unwrap_or_default();
            let place = openings.place_longer(begin);
            take(&mut openings.taken_longer, place);
            if !openings.lengths.contains(&length) {
                openings.lengths.push(length);
            }
        }
        openings
    }

    /// `false` only where no partial name stands in the name.
    pub(super) fn may_begin_in(&self, name: &[u8]) -> bool {
        let begins = |(at, window): (usize, &[u8])| {
            let is_taken = |window: &[u8; WIDTH]| is_taken(&self.taken, self.place(*window));
            window.first_chunk().is_some_and(is_taken) && self.goes_on(name, at)
        };
        let mut last = [0; 2 * WIDTH];
        let from = name.len().saturating_sub(WIDTH - 1);
        for (to, byte) in last.iter_mut().zip(name.get(from..).unwrap_or_default()) {
            *to = *byte;
        }
        let behind = last.windows(WIDTH).take(WIDTH - 1).enumerate();
        // no place among the last ones is left out, and those behind the end do no harm
        self.length == 0
            || name.windows(WIDTH).enumerate().any(begins)
            || behind.map(|(at, window)| (from + at, window)).any(begins)
    }

    /// Whether as many bytes as count for one of the partial names stand here.
    #[cold]
    fn goes_on(&self, name: &[u8], at: usize) -> bool {
        let rest = name.get(at..).unwrap_or_default();
        let mut begins = self.lengths.iter().filter_map(|length| rest.get(..*length));
        begins.any(|begin| is_taken(&self.taken_longer, self.place_longer(begin)))
    }

    #[inline]
    fn place(&self, window: [u8; WIDTH]) -> usize {
        let kept = u64::from_le_bytes(window) << (8 * (WIDTH - self.length.max(1)));
        // the multiplier of Fibonacci hashing
        (kept.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    fn place_longer(&self, begin: &[u8]) -> usize {
        (hash::combine(0, hash::bytes(begin)) >> self.shift) as usize
    }
}

fn take(table: &mut [u64], place: usize) {
    if let Some(word) = table.get_mut(place / 64) {
        *word |= 1 << (place % 64);
    }
}

#[inline]
fn is_taken(table: &[u64], place: usize) -> bool {
    let word = table.get(place / 64).copied().unwrap_or_default();
    word >> (place % 64) & 1 == 1
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_name_that_holds_a_partial_name_is_left_out(
            partials in prop::collection::vec("[ab ]{1,20}", 1..6),
            name in "[ab ]{0,40}",
        ) {
            let openings = Openings::new(partials.iter());
            let holds = partials.iter().any(|partial| name.contains(partial));
            prop_assert!(!holds || openings.may_begin_in(name.as_bytes()));
            for partial in &partials {
                for around in [partial.clone(), format!("x{partial}"), format!("{name}{partial}x")] {
                    prop_assert!(openings.may_begin_in(around.as_bytes()), "{around:?}");
                }
            }
        }
    }

    /// Single signs with spaces between them, as names of letters, digits and dashes by chance have them.
    #[test]
    fn few_names_need_a_further_look() {
        let mut state = 7_u64;
        let mut sign = || {
            state = hash::combine(state, 1);
            char::from(b'a' + (state >> 32) as u8 % 26)
        };
        let mut spaced = |count: usize| {
            let signs: Vec<String> = (0..count).map(|_| sign().to_string()).collect();
            signs.join(" ")
        };
        let mut partials: Vec<String> = (0..10_000).map(|_| spaced(8)).collect();
        partials.push("a b c d".to_owned());
        let openings = Openings::new(partials.iter());
        let names: Vec<String> = (0..2_000).map(|_| spaced(18)).collect();
        let passed = names
            .iter()
            .filter(|name| openings.may_begin_in(name.as_bytes()));
        let passed = passed.count();
        assert!(passed < 100, "{passed} of 2,000");
    }
}

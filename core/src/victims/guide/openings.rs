//! Whether anything can be found in a name at all: does it hold how one of the partial names begins?

/// Bytes that are looked at in one go.
const WIDTH: usize = 8;
/// Places for each partial name: so few are taken that most names need no further look.
const ROOM: usize = 256;

/// The first bytes of all partial names, as many as the shortest has, in a table of bits.
#[derive(Clone)]
pub(super) struct Openings {
    /// How many bytes of a beginning count; 0 where there is nothing to go by.
    length: usize,
    shift: u32,
    taken: Vec<u64>,
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
        };
        for partial in partials {
            let mut bytes = [0; WIDTH];
            for (to, from) in bytes.iter_mut().zip(partial.bytes()) {
                *to = from;
            }
            let place = openings.place(bytes);
            if let Some(word) = openings.taken.get_mut(place / 64) {
                *word |= 1 << (place % 64);
            }
        }
        openings
    }

    /// `false` only where no partial name stands in the name.
    pub(super) fn may_begin_in(&self, name: &[u8]) -> bool {
        let is_taken = |window: &[u8]| {
            let Some(window) = window.first_chunk() else {
                return false;
            };
            let place = self.place(*window);
            let word = self.taken.get(place / 64).copied().unwrap_or_default();
            word >> (place % 64) & 1 == 1
        };
        let mut last = [0; 2 * WIDTH];
        let from = name.len().saturating_sub(WIDTH - 1);
        for (to, byte) in last.iter_mut().zip(name.get(from..).unwrap_or_default()) {
            *to = *byte;
        }
        // no place among the last ones is left out, and those behind the end do no harm
        self.length == 0 || name.windows(WIDTH).any(is_taken) || last.windows(WIDTH).any(is_taken)
    }

    #[inline]
    fn place(&self, window: [u8; WIDTH]) -> usize {
        let kept = u64::from_le_bytes(window) << (8 * (WIDTH - self.length.max(1)));
        // the multiplier of Fibonacci hashing
        (kept.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }
}

//! Tables of the pieces of hashes: multi-index hashing with exact radii.

use super::{
    Hash256,
    slab::Slab,
    snapshot::{Reader, Writer},
};
use crate::{Control, Error, Result, control::checkpoint};

/// The radius for which the number of pieces is chosen.
const USUAL: u32 = 31;
/// The fewest and the most pieces.
const PIECES: std::ops::RangeInclusive<u32> = 8..=32;
/// The most bytes for each hash that the beginnings of the buckets may take.
const MOST_BYTES: f64 = 48.0;
/// A search may be so much dearer than the cheapest if that saves memory.
const WORTH_MEMORY: f64 = 1.2;
/// Reading a candidate costs so many looks into a table.
const CANDIDATE: f64 = 1.5;
/// The most looks for one piece that are worth a list.
const MOST_MASKS: f64 = 1e6;

/// A table for each piece, after each other.
#[derive(Clone)]
pub(super) struct Tables {
    hashes: usize,
    pieces: Vec<Piece>,
    ids: Slab<u32>,
    /// For each width, the masks of the usual radius.
    masks: Vec<(u32, u32, Vec<u32>)>,
}

#[derive(Clone)]
struct Piece {
    /// Its first bit of 256.
    at: u32,
    width: u32,
    /// Where each bucket begins in the ids of this piece; one more at the end.
    starts: Slab<u32>,
}

impl Piece {
    /// The value of this piece in a hash.
    #[inline]
    fn key(&self, hash: [u64; 4]) -> u32 {
        let (word, bit) = (self.at as usize / 64, self.at % 64);
        let high = hash.get(word).copied().unwrap_or_default();
        let low = hash.get(word + 1).copied().unwrap_or_default();
        let both = u128::from(high) << 64 | u128::from(low);
        (both << bit >> (128 - self.width)) as u32
    }
}

impl Tables {
    pub(super) fn new(
        heads: &[[u64; 2]],
        tails: &[[u64; 2]],
        control: &dyn Control,
    ) -> Result<Self> {
        let hashes = heads.len();
        let number = pieces_for(hashes);
        let mut ids = vec![0; hashes * number as usize];
        let (mut pieces, mut at) = (Vec::new(), 0);
        for (piece, ids) in (0..number).zip(ids.chunks_exact_mut(hashes.max(1))) {
            checkpoint(control, u64::from(piece), u64::from(number))?;
            let width = width(number, piece);
            let mut starts = vec![0; (1 << width) + 1];
            let piece = Piece {
                at,
                width,
                starts: Slab::default(),
            };
            at += width;
            let keys = |piece: &Piece| -> Vec<u32> {
                let rows = heads.iter().zip(tails);
                rows.map(|([a, b], [c, d])| piece.key([*a, *b, *c, *d]))
                    .collect()
            };
            let keys = keys(&piece);
            for key in &keys {
                if let Some(start) = starts.get_mut(*key as usize) {
                    *start += 1;
                }
            }
            let mut sum = 0;
            for start in &mut starts {
                sum += *start;
                *start = sum;
            }
            // from the last, so that each bucket is in order and its start ends up where it begins
            for (id, key) in keys.iter().enumerate().rev() {
                if let Some(start) = starts.get_mut(*key as usize) {
                    *start -= 1;
                    if let Some(place) = ids.get_mut(*start as usize) {
                        *place = id as u32;
                    }
                }
            }
            pieces.push(Piece {
                starts: starts.into(),
                ..piece
            });
        }
        Ok(Self::of(hashes, pieces, ids.into()))
    }

    fn of(hashes: usize, pieces: Vec<Piece>, ids: Slab<u32>) -> Self {
        let number = pieces.len() as u32;
        let mut masks: Vec<(u32, u32, Vec<u32>)> = Vec::new();
        for (piece, radius) in pieces.iter().zip(radii(number, USUAL)) {
            if let Some(radius) = radius
                && !masks
                    .iter()
                    .any(|(width, of, _)| (*width, *of) == (piece.width, radius))
            {
                masks.push((piece.width, radius, masks_within(piece.width, radius)));
            }
        }
        Self {
            hashes,
            pieces,
            ids,
            masks,
        }
    }

    pub(super) fn pieces(&self) -> u32 {
        self.pieces.len() as u32
    }

    pub(super) fn write<'a>(&'a self, name: &str, writer: &mut Writer<'a>) {
        writer.rows(&format!("{name}i"), &self.ids);
        for (number, piece) in self.pieces.iter().enumerate() {
            writer.rows(&format!("{name}p{number}"), &piece.starts);
        }
    }

    pub(super) fn read(name: &str, number: u32, hashes: usize, reader: &Reader) -> Result<Self> {
        let wrong = || Error::CorruptSnapshot {
            reason: "its tables do not fit its hashes".to_owned(),
        };
        if !PIECES.contains(&number) {
            return Err(wrong());
        }
        let (mut pieces, mut at) = (Vec::new(), 0);
        for piece in 0..number {
            let width = width(number, piece);
            let starts: Slab<u32> = reader.rows(&format!("{name}p{piece}"))?;
            if starts.len() != (1 << width) + 1 {
                return Err(wrong());
            }
            pieces.push(Piece { at, width, starts });
            at += width;
        }
        let ids: Slab<u32> = reader.rows(&format!("{name}i"))?;
        if hashes.checked_mul(number as usize) != Some(ids.len()) {
            return Err(wrong());
        }
        Ok(Self::of(hashes, pieces, ids))
    }

    pub(super) fn bytes(&self) -> usize {
        let starts: usize = self.pieces.iter().map(|piece| piece.starts.bytes()).sum();
        let masks: usize = self
            .masks
            .iter()
            .map(|(_, _, masks)| masks.capacity())
            .sum();
        self.ids.bytes() + starts + masks * size_of::<u32>()
    }

    /// How much one search is expected to cost, in looks into a table, were the hashes random.
    pub(super) fn work(&self, radius: u32) -> f64 {
        work(self.hashes, self.pieces.len() as u32, radius)
    }

    /// Every hash that is near in a piece; `false` and nothing when these are more than `most`.
    pub(super) fn candidates(
        &self,
        hash: Hash256,
        radius: u32,
        most: usize,
        ranges: &mut Vec<(u32, u32)>,
        candidates: &mut Vec<u32>,
    ) -> bool {
        candidates.clear();
        let radii = radii(self.pieces.len() as u32, radius);
        let ids = self.ids.chunks_exact(self.hashes.max(1));
        for ((piece, ids), radius) in self.pieces.iter().zip(ids).zip(radii) {
            let Some(radius) = radius else { continue };
            let key = piece.key(hash.0);
            let made;
            let known = self
                .masks
                .iter()
                .find(|(width, of, _)| (*width, *of) == (piece.width, radius));
            let masks = if let Some((_, _, masks)) = known {
                masks
            } else {
                made = masks_within(piece.width, radius);
                &made
            };
            // all the beginnings first: they do not wait for each other
            ranges.clear();
            let starts: &[u32] = &piece.starts;
            ranges.extend(masks.iter().map(|mask| {
                let bucket = (key ^ mask) as usize;
                match starts.get(bucket..bucket + 2) {
                    Some([from, to]) => (*from, *to),
                    _ => (0, 0),
                }
            }));
            let all: usize = ranges
                .iter()
                .map(|(from, to)| to.saturating_sub(*from) as usize)
                .sum();
            if candidates.len() + all > most {
                return false;
            }
            for (from, to) in ranges.iter().filter(|(from, to)| from < to) {
                candidates
                    .extend_from_slice(ids.get(*from as usize..*to as usize).unwrap_or_default());
            }
        }
        true
    }
}

/// The width of a piece in bits: 256 shared out, the first pieces one wider.
fn width(pieces: u32, piece: u32) -> u32 {
    256 / pieces + u32::from(piece < 256 % pieces)
}

/// The radius of each piece: with r = pieces·q + a it is q for the first a + 1, and q - 1 or nothing for the rest.
fn radii(pieces: u32, radius: u32) -> impl Iterator<Item = Option<u32>> {
    let (q, a) = (radius / pieces, radius % pieces);
    (0..pieces).map(move |piece| {
        if piece <= a {
            Some(q)
        } else {
            q.checked_sub(1)
        }
    })
}

/// How many values differ in at most `radius` of `width` bits.
fn ball(width: u32, radius: u32) -> f64 {
    let (mut sum, mut choose) = (0.0, 1.0);
    for k in 0..=radius.min(width) {
        sum += choose;
        choose = choose * f64::from(width - k) / f64::from(k + 1);
    }
    sum
}

/// What a search costs with so many pieces: looks, and candidates among random hashes.
fn work(hashes: usize, pieces: u32, radius: u32) -> f64 {
    let each = radii(pieces, radius)
        .zip(0..)
        .filter_map(|(radius, piece)| Some((width(pieces, piece), radius?)));
    each.map(|(width, radius)| {
        let looks = ball(width, radius);
        if looks > MOST_MASKS {
            return f64::INFINITY;
        }
        let candidates = hashes as f64 / 2_f64.powi(width as i32);
        looks * (1.0 + CANDIDATE * candidates)
    })
    .sum()
}

/// The number of pieces for so many hashes: among those that cost little more than the cheapest at the usual radius,
/// the one with the smallest tables.
fn pieces_for(hashes: usize) -> u32 {
    let starts = |pieces: u32| -> f64 {
        let buckets = (0..pieces).map(|piece| 2_f64.powi(width(pieces, piece) as i32));
        4.0 * buckets.sum::<f64>() / hashes.max(1) as f64
    };
    let bytes = |pieces: u32| 4.0 * f64::from(pieces) + starts(pieces);
    let work = |pieces: u32| work(hashes, pieces, USUAL);
    let small = || PIECES.filter(|pieces| starts(*pieces) <= MOST_BYTES);
    let least = small().map(work).fold(f64::INFINITY, f64::min);
    small()
        .filter(|pieces| work(*pieces) <= least * WORTH_MEMORY)
        .min_by(|a, b| bytes(*a).total_cmp(&bytes(*b)))
        .unwrap_or(*PIECES.end())
}

/// Every pattern of at most `radius` bits of `width`, in ascending order, so that neighbours lie side by side.
fn masks_within(width: u32, radius: u32) -> Vec<u32> {
    let mut masks = vec![0_u32];
    let mut last = vec![0_u32];
    for _ in 0..radius.min(width) {
        // one more bit, above the highest that is set
        last = last
            .iter()
            .flat_map(|mask| (32 - mask.leading_zeros()..width).map(move |bit| mask | 1 << bit))
            .collect();
        masks.extend_from_slice(&last);
    }
    masks.sort_unstable();
    masks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_cover_all_bits_and_radii_cover_the_radius() {
        for pieces in PIECES {
            assert_eq!(
                (0..pieces).map(|piece| width(pieces, piece)).sum::<u32>(),
                256
            );
            for radius in 0..=64 {
                // the pigeonhole: each piece may differ in one bit more than its radius, and that is too many
                let least: u32 = radii(pieces, radius)
                    .map(|of| of.map_or(0, |of| of + 1))
                    .sum();
                assert!(least > radius, "{pieces} {radius}");
            }
        }
    }

    #[test]
    fn masks_are_all_and_once() {
        for (width, radius) in [(8, 0), (9, 1), (12, 3), (5, 9)] {
            let masks = masks_within(width, radius);
            let all: Vec<u32> = (0..1 << width)
                .filter(|mask: &u32| mask.count_ones() <= radius)
                .collect();
            assert_eq!(masks, all);
            assert_eq!(masks.len(), ball(width, radius) as usize);
        }
    }

    /// A number that no memory holds is refused, and not multiplied.
    #[test]
    fn a_number_of_hashes_that_cannot_be_is_refused() {
        let rows = [[1, 2]; 40];
        let tables = Tables::new(&rows, &rows, &crate::NoControl).unwrap();
        let mut writer = Writer::default();
        tables.write("", &mut writer);
        let bytes = std::sync::Arc::new(writer.finish());
        let reader = Reader::open(bytes, true, &crate::NoControl).unwrap();
        let read = |hashes| Tables::read("", tables.pieces(), hashes, &reader);
        assert!(read(40).is_ok());
        for hashes in [39, 41, usize::MAX, usize::MAX / 8 + 41] {
            assert!(read(hashes).is_err(), "{hashes}");
        }
    }

    #[test]
    fn tables_grow_with_the_hashes() {
        assert_eq!(
            [20_000, 100_000, 1_000_000, 10_000_000].map(pieces_for),
            [19, 16, 14, 11]
        );
    }

    #[test]
    fn a_piece_is_cut_from_any_place() {
        let hash = [0x0123_4567_89ab_cdef, 0xfedc_ba98_7654_3210, 0, u64::MAX];
        let piece = |at, width| {
            Piece {
                at,
                width,
                starts: Slab::default(),
            }
            .key(hash)
        };
        assert_eq!(piece(0, 16), 0x0123);
        assert_eq!(piece(56, 16), 0xeffe);
        assert_eq!(piece(244, 12), 0xfff);
        assert_eq!(piece(190, 8), 0x3f);
    }
}

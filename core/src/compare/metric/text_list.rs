//! One string against many, several at a time: strings of one length stand side by side, a character of each in turn, and what
//! a step does to one it does to all of them in the registers of the processor.

use rapidfuzz::distance::jaro_winkler as jw;

use super::jaro_winkler;

/// How many strings are compared in one step.
const LANES: usize = 16;
/// The longest string that stands in a lane: one bit for each character.
const LONG: usize = 16;
/// Winkler's prefix.
const PREFIX: usize = 4;

type Lanes = [u16; LANES];

/// Many strings that are compared with one at a time: what [`jaro_winkler`] gives for each, several times as fast.
///
/// Strings of 1 to 16 characters of ASCII are compared sixteen at a time; the others one by one.
///
/// ```
/// use caselink::compare::metric::{TextList, jaro_winkler};
///
/// let names = TextList::new(["marhta", "george", "żaneta"]);
/// let found = names.jaro_winkler("martha", 0.85);
/// assert_eq!(found, [jaro_winkler("martha", "marhta"), 0.0, 0.0]);
/// ```
pub struct TextList {
    rows: usize,
    blocks: Vec<Block>,
    /// Those that stand in no block, with their rows.
    others: Vec<(usize, String)>,
}

/// Up to [`LANES`] strings of one length.
struct Block {
    length: usize,
    /// The characters at each position.
    columns: [[u8; LANES]; LONG],
    /// The row of each string.
    rows: Vec<usize>,
}

impl TextList {
    /// Lays the strings out. O(n).
    pub fn new<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        let (mut rows, mut blocks, mut others) = (0, Vec::new(), Vec::new());
        let mut open: [Option<Block>; LONG] = Default::default();
        for text in texts {
            let text = text.as_ref();
            let place = text.len().checked_sub(1).and_then(|at| open.get_mut(at));
            if let Some(place) = place.filter(|_| text.is_ascii()) {
                let block = place.get_or_insert_with(|| Block {
                    length: text.len(),
                    columns: [[0; LANES]; LONG],
                    rows: Vec::with_capacity(LANES),
                });
                for (column, byte) in block.columns.iter_mut().zip(text.bytes()) {
                    if let Some(lane) = column.get_mut(block.rows.len()) {
                        *lane = byte;
                    }
                }
                block.rows.push(rows);
                if block.rows.len() == LANES {
                    blocks.extend(place.take());
                }
            } else {
                others.push((rows, text.to_owned()));
            }
            rows += 1;
        }
        blocks.extend(open.into_iter().flatten());
        blocks.sort_by_key(|block| block.length);
        Self {
            rows,
            blocks,
            others,
        }
    }

    /// How many strings there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// The Jaro–Winkler similarity of a string to each, in the order of the list; 0.0 where it is below `at_least`.
    ///
    /// A `at_least` above 0 saves work. O(n·m).
    pub fn jaro_winkler(&self, text: &str, at_least: f64) -> Vec<f64> {
        let mut found = vec![0.0; self.rows];
        let mut keep = |row: usize, similarity: f64| {
            if let Some(place) = found.get_mut(row).filter(|_| similarity >= at_least) {
                *place = similarity;
            }
        };
        let prepared = text
            .is_ascii()
            .then(|| jw::BatchComparator::new(text.bytes()));
        for (row, other) in &self.others {
            keep(
                *row,
                match &prepared {
                    Some(prepared) if other.is_ascii() => prepared.similarity(other.bytes()),
                    _ => jaro_winkler(text, other),
                },
            );
        }
        let lanes = Query::new(text);
        let mut jaro: Option<Jaro> = None;
        for block in &self.blocks {
            let Some(lanes) = &lanes else {
                for (lane, row) in block.rows.iter().enumerate() {
                    let other = block.text(lane);
                    keep(
                        *row,
                        match &prepared {
                            Some(prepared) => prepared.similarity(other),
                            None => jw::similarity(text.chars(), other.map(char::from)),
                        },
                    );
                }
                continue;
            };
            let jaro = match &mut jaro {
                Some(jaro) if jaro.length == block.length => jaro,
                jaro => jaro.insert(Jaro::new(lanes.length, block.length)),
            };
            if let Some(similarities) = lanes.similarities(block, jaro, at_least) {
                for (row, similarity) in block.rows.iter().zip(similarities) {
                    keep(*row, similarity);
                }
            }
        }
        found
    }
}

impl std::fmt::Debug for TextList {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "TextList({} texts)", self.rows)
    }
}

impl Block {
    fn text(&self, lane: usize) -> impl DoubleEndedIterator<Item = u8> + Clone + '_ {
        let columns = self.columns.iter().take(self.length);
        columns.filter_map(move |column| column.get(lane).copied())
    }
}

/// The Jaro similarity of two strings of given lengths, by characters matched and characters out of order.
struct Jaro {
    length: usize,
    values: [[f64; LONG + 1]; LONG + 1],
}

impl Jaro {
    fn new(a: usize, b: usize) -> Self {
        let mut values = [[0.0; LONG + 1]; LONG + 1];
        for (matched, row) in values.iter_mut().enumerate().skip(1) {
            for (displaced, value) in row.iter_mut().enumerate() {
                let swaps = (displaced / 2) as f64;
                let matched = matched as f64;
                *value =
                    (matched / a as f64 + matched / b as f64 + (matched - swaps) / matched) / 3.0;
            }
        }
        Self { length: b, values }
    }

    fn winkler(&self, matched: u16, displaced: u16, prefix: u16) -> f64 {
        let row = self.values.get(usize::from(matched));
        let jaro = row.and_then(|row| row.get(usize::from(displaced)));
        let jaro = jaro.copied().unwrap_or_default();
        if jaro > 0.7 {
            jaro + f64::from(prefix) * 0.1 * (1.0 - jaro)
        } else {
            jaro
        }
    }
}

/// A string of 1 to 16 characters of ASCII, as the places of each character.
struct Query {
    length: usize,
    places: [u16; 256],
    beginning: [u8; PREFIX],
}

impl Query {
    fn new(text: &str) -> Option<Self> {
        if !text.is_ascii() || text.is_empty() || text.len() > LONG {
            return None;
        }
        let mut query = Self {
            length: text.len(),
            places: [0; 256],
            beginning: [u8::MAX; PREFIX],
        };
        for (place, byte) in text.bytes().enumerate() {
            if let Some(places) = query.places.get_mut(usize::from(byte)) {
                *places |= 1 << place;
            }
        }
        for (own, byte) in query.beginning.iter_mut().zip(text.bytes()) {
            *own = byte;
        }
        Some(query)
    }

    /// The similarities to the strings of a block, or nothing when none of them can reach `at_least`.
    fn similarities(&self, block: &Block, jaro: &Jaro, at_least: f64) -> Option<[f64; LANES]> {
        let window = (self.length.max(block.length) / 2).saturating_sub(1);
        let whole = below(self.length);
        let mut taken: Lanes = [0; LANES];
        let mut matched: Lanes = [0; LANES];
        // for each position of the others: where its character stands in this string, and whether it found a partner
        let mut places = [[0_u16; LANES]; LONG];
        let mut partnered = [[0_u16; LANES]; LONG];
        for (position, ((column, places), partnered)) in block
            .columns
            .iter()
            .zip(&mut places)
            .zip(&mut partnered)
            .take(block.length)
            .enumerate()
        {
            for (places, byte) in places.iter_mut().zip(column) {
                *places = self
                    .places
                    .get(usize::from(*byte))
                    .copied()
                    .unwrap_or_default();
            }
            let near = below(position + window + 1) & !below(position.saturating_sub(window));
            let near = near & whole;
            for lane in 0..LANES {
                let free = places[lane] & near & !taken[lane];
                let first = free & free.wrapping_neg();
                taken[lane] |= first;
                let found = if first == 0 { 0 } else { u16::MAX };
                partnered[lane] = found;
                matched[lane] = matched[lane].wrapping_sub(found);
            }
        }

        let mut prefix: Lanes = [0; LANES];
        let mut alike: Lanes = [1; LANES];
        for (column, own) in block.columns.iter().take(block.length).zip(self.beginning) {
            for lane in 0..LANES {
                alike[lane] &= u16::from(column[lane] == own);
                prefix[lane] += alike[lane];
            }
        }

        if at_least > 0.0 {
            let most = (0..LANES).map(|lane| jaro.winkler(matched[lane], 0, prefix[lane]));
            if most.fold(0.0, f64::max) < at_least {
                return None;
            }
        }

        let mut displaced: Lanes = [0; LANES];
        for (places, partnered) in places.iter().zip(&partnered).take(block.length) {
            for lane in 0..LANES {
                let next = taken[lane] & taken[lane].wrapping_neg() & partnered[lane];
                let other = if places[lane] & next == 0 {
                    u16::MAX
                } else {
                    0
                };
                displaced[lane] = displaced[lane].wrapping_sub(other & partnered[lane]);
                taken[lane] ^= next;
            }
        }
        let mut similarities = [0.0; LANES];
        for lane in 0..LANES {
            similarities[lane] = jaro.winkler(matched[lane], displaced[lane], prefix[lane]);
        }
        Some(similarities)
    }
}

/// A bit for each place below this one.
fn below(place: usize) -> u16 {
    if place >= LONG {
        u16::MAX
    } else {
        (1 << place) - 1
    }
}

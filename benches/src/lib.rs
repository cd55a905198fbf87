//! Made-up person records for the benchmarks: the same seed gives the same rows on every machine.

use std::{fs, sync::OnceLock, time::Instant};

/// `SplitMix64`, which needs no crate and has no state to set up.
#[derive(Clone, Debug)]
pub struct Random(u64);

impl Random {
    /// A stream of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`, which must not be 0.
    pub fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u64
    }

    /// A number below `n` whose small values are frequent, as those of surnames are.
    pub fn skewed(&mut self, n: u64) -> u64 {
        self.below(n) * self.below(n) / n
    }
}

/// One row of a person file; `None` is missing.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Row {
    /// Record identifier, unique in the file.
    pub id: String,
    /// The person whom the record is about: the truth.
    pub person: u32,
    /// First name.
    pub first_name: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// Date of birth as `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// Post code.
    pub postcode: Option<String>,
}

/// `n` rows, a third of them second records of a person, with a slip in one field.
pub fn people(n: usize, seed: u64) -> Vec<Row> {
    let mut random = Random::new(seed);
    let mut rows: Vec<Row> = Vec::with_capacity(n);
    for i in 0..n {
        let mut row = if i > 2 && random.below(3) == 0 {
            let mut again = rows[random.below(i as u64) as usize].clone();
            slip(&mut again, &mut random);
            again
        } else {
            person(i, &mut random)
        };
        row.id = format!("r{i}");
        rows.push(row);
    }
    rows
}

fn person(i: usize, random: &mut Random) -> Row {
    let (year, month, day) = (
        1940 + random.below(70),
        1 + random.below(12),
        1 + random.below(28),
    );
    Row {
        id: String::new(),
        person: i as u32,
        first_name: Some(name(random.skewed(2_000), 1)),
        surname: Some(name(random.skewed(20_000), 2)),
        birth_date: Some(format!("{year}-{month:02}-{day:02}")),
        postcode: Some(format!("{:05}", random.below(30_000))),
    }
}

/// The `index`-th made-up name: two to four syllables.
fn name(index: u64, stream: u64) -> String {
    const SYLLABLES: [&str; 16] = [
        "an", "bel", "cor", "da", "el", "fin", "gar", "ho", "is", "jo", "kar", "lo", "mi", "nor",
        "os", "ra",
    ];
    let mut random = Random::new(index.wrapping_mul(4).wrapping_add(stream));
    let length = 2 + random.below(3);
    (0..length)
        .map(|_| SYLLABLES[random.below(16) as usize])
        .collect()
}

/// Drops a field, or swaps two neighbouring characters of it.
fn slip(row: &mut Row, random: &mut Random) {
    let field = match random.below(4) {
        0 => &mut row.first_name,
        1 => &mut row.surname,
        2 => &mut row.birth_date,
        _ => &mut row.postcode,
    };
    let Some(value) = field else { return };
    if random.below(4) == 0 {
        *field = None;
        return;
    }
    let mut letters: Vec<char> = value.chars().collect();
    let at = random.below(letters.len() as u64 - 1) as usize;
    letters.swap(at, at + 1);
    *value = letters.into_iter().collect();
}

/// CPU seconds of this thread so far, where the system says so; else those since the first question.
pub fn cpu_s() -> f64 {
    static FIRST: OnceLock<Instant> = OnceLock::new();
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = text.and_then(|text| text.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(
        || FIRST.get_or_init(Instant::now).elapsed().as_secs_f64(),
        |one| one / 1e9,
    )
}

/// The most memory that this process has held, where the system says so.
pub fn peak_mib() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1_024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_rows() {
        assert_eq!(people(500, 7), people(500, 7));
        assert_ne!(people(500, 7), people(500, 8));
    }

    #[test]
    fn about_a_third_of_the_rows_are_second_records() {
        let rows = people(3_000, 1);
        let again = rows
            .iter()
            .enumerate()
            .filter(|(i, r)| r.person as usize != *i);
        assert!((800..1_200).contains(&again.count()));
    }
}

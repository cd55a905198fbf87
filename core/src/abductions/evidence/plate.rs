//! Plates, whole or in part, position by position.

use unicode_normalization::UnicodeNormalization;

use super::{Level, Score};
use crate::{
    abductions::settings::{Caps, PlateSettings},
    linkage::MilliBits,
    records::is_placeholder,
};

/// Characters of a plate that are compared, from either end.
const LONGEST: usize = 12;
/// Digits, letters, anything else.
const KINDS: usize = 37;
/// A plate without a star that has fewer characters may have lost its end.
const SHORTEST: usize = 5;
const UNKNOWN: u8 = b'?';
/// What is written where there was no plate, or none that could be read, without blanks and signs.
const NO_PLATE: [&str; 20] = [
    "NONE",
    "TEMP",
    "TEMPTAG",
    "TEMPPLATE",
    "TEMPORARY",
    "PAPER",
    "PAPERTAG",
    "PAPERPLATE",
    "NOPLATE",
    "NOPLATES",
    "NOTAG",
    "NOTAGS",
    "NOTSEEN",
    "NOTKNOWN",
    "UNKNOWN",
    "UNK",
    "UNREADABLE",
    "PARTIAL",
    "DEALER",
    "MISSING",
];

/// Whether a text stands for a plate that was not there or not seen: `UNK`, `N/A`, `NO PLATE`, `TEMP`.
pub(in crate::abductions) fn is_no_plate(text: &str) -> bool {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    let kept: String = kept.flat_map(char::to_uppercase).collect();
    // a plate may well be nothing but nines
    let is_number = kept.bytes().all(|c| c.is_ascii_digit()) && kept.contains(|c| c != '0');
    !is_number && is_placeholder(text) || NO_PLATE.contains(&kept.as_str())
}

/// A plate as it was seen.
#[derive(Clone)]
pub(in crate::abductions) struct PlateFacts {
    /// From the left up to where the length is not known; `?` for a character that is not known.
    left: Box<[u8]>,
    /// From the right, as far as it is known; empty where a text is too short to be a whole plate.
    right: Box<[u8]>,
    /// Any number of characters is missing somewhere.
    is_open: bool,
    /// Every character is known, and they are as many as a plate has.
    is_whole: bool,
    /// How it was written, in its normal form.
    pub(in crate::abductions) text: Box<str>,
}

impl PlateFacts {
    pub(in crate::abductions) fn new(text: &str) -> Option<Self> {
        if is_no_plate(text) {
            return None;
        }
        // full width and the like are folded; a letter of another script is one that is not known
        let folded = text.nfkc().flat_map(char::to_uppercase);
        let kept = folded.filter_map(|c| match c {
            '?' | '*' => Some(c),
            c if c.is_ascii_alphanumeric() => Some(c),
            c if c.is_alphanumeric() => Some('?'),
            _ => None,
        });
        let text: String = kept.collect();
        let is_known = |c: char| c != '?' && c != '*';
        if !text.contains(is_known) || text.len() > 64 {
            return None;
        }
        let cut = |part: &mut dyn Iterator<Item = char>| -> Box<[u8]> {
            part.take(LONGEST)
                .map(|c| if c == '?' { UNKNOWN } else { kind(c) })
                .collect()
        };
        let is_open = text.contains('*');
        let first = text.split('*').next().unwrap_or_default();
        let last = text.rsplit('*').next().unwrap_or_default();
        // somebody who saw the beginning only may write it without a star
        let has_end = is_open || text.chars().count() >= SHORTEST;
        Some(Self {
            left: cut(&mut first.chars()),
            right: cut(&mut last.chars().rev().filter(|_| has_end)),
            is_open,
            is_whole: text.len() >= SHORTEST && text.chars().all(is_known),
            text: text.into_boxed_str(),
        })
    }

    /// What several readings of one plate come to, where they do not contradict each other: `ZZ1??` and `Z?12?` to `ZZ12?`.
    pub(in crate::abductions) fn merged(plates: &[&Self]) -> Option<String> {
        let mut all: Vec<char> = Vec::new();
        let (open, closed): (Vec<&Self>, Vec<&Self>) = plates.iter().partition(|one| one.is_open);
        for plate in &closed {
            lay(&mut all, 0, plate.text.chars())?;
        }
        let length = all.len();
        for plate in open {
            let first = plate.text.split('*').next().unwrap_or_default();
            let last = plate.text.rsplit('*').next().unwrap_or_default();
            let ends = last.chars().count();
            // where no reading knows the length, the end cannot be laid beside the others
            let from = if closed.is_empty() && ends == 0 {
                0
            } else {
                length.checked_sub(ends)?
            };
            lay(&mut all, 0, first.chars())?;
            lay(&mut all, from, last.chars())?;
            if !closed.is_empty() && all.len() > length {
                return None;
            }
        }
        if closed.is_empty() {
            all.push('*');
        }
        Some(all.into_iter().collect())
    }

    /// Whether two of several readings differ at a position that both know.
    pub(in crate::abductions) fn contradict(plates: &[&Self]) -> bool {
        let differ = |a: &[u8], b: &[u8]| {
            let mut both = a.iter().zip(b);
            both.any(|(a, b)| a != b && *a != UNKNOWN && *b != UNKNOWN)
        };
        plates.iter().enumerate().any(|(at, a)| {
            let later = plates.get(at + 1..).unwrap_or_default();
            later.iter().any(|b| {
                let lengths = a.is_whole && b.is_whole && a.left.len() != b.left.len();
                let ends = (a.is_open || b.is_open) && differ(&a.right, &b.right);
                lengths || differ(&a.left, &b.left) || ends
            })
        })
    }

    /// How many of the characters that both know are the same, and how many they both know.
    pub(in crate::abductions) fn agreement(&self, other: &Self) -> (usize, usize) {
        let of = |a: &[u8], b: &[u8]| {
            let both = a.iter().zip(b);
            let both = both.filter(|(a, b)| **a != UNKNOWN && **b != UNKNOWN);
            both.fold((0, 0), |(same, all), (a, b)| {
                (same + usize::from(a == b), all + 1)
            })
        };
        let left = of(&self.left, &other.left);
        let right = if self.is_open || other.is_open {
            of(&self.right, &other.right)
        } else {
            (0, 0)
        };
        (left.0 + right.0, left.1 + right.1)
    }

    fn known(part: &[u8]) -> impl Iterator<Item = (usize, usize)> + '_ {
        let known = part.iter().enumerate().filter(|(_, c)| **c != UNKNOWN);
        known.map(|(at, c)| (at, usize::from(*c)))
    }
}

/// Lays a reading over others from a position on; `None` where two differ.
fn lay(all: &mut Vec<char>, from: usize, reading: impl Iterator<Item = char>) -> Option<()> {
    for (at, c) in (from..).zip(reading) {
        match all.get_mut(at) {
            Some(seen) if *seen == '?' => *seen = c,
            Some(seen) if c != '?' && *seen != c => return None,
            Some(_) => {}
            None => all.push(c),
        }
    }
    Some(())
}

/// A number for each character, other than `?`.
fn kind(c: char) -> u8 {
    match c {
        '0'..='9' => c as u8 - b'0',
        'A'..='Z' => c as u8 - b'A' + 10,
        _ => 36,
    }
}

/// How often each character stands at each position.
#[derive(Clone)]
pub(in crate::abductions) struct PlateCounts {
    left: [[u32; LONGEST]; KINDS],
    right: [[u32; LONGEST]; KINDS],
}

impl Default for PlateCounts {
    fn default() -> Self {
        Self {
            left: [[0; LONGEST]; KINDS],
            right: [[0; LONGEST]; KINDS],
        }
    }
}

impl PlateCounts {
    pub(in crate::abductions) fn count(&mut self, plate: &PlateFacts, is_added: bool) {
        for (counts, part) in [
            (&mut self.left, &plate.left),
            (&mut self.right, &plate.right),
        ] {
            for (at, c) in PlateFacts::known(part) {
                if let Some(count) = counts.get_mut(c).and_then(|counts| counts.get_mut(at)) {
                    *count = if is_added {
                        count.saturating_add(1)
                    } else {
                        count.saturating_sub(1)
                    };
                }
            }
        }
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct Weights {
    same: i32,
    confused: i32,
}

/// What it is worth to read a character twice, or to take it for one that looks alike.
#[derive(Clone)]
pub(in crate::abductions) struct PlateTable {
    is_on: bool,
    left: [[Weights; LONGEST]; KINDS],
    right: [[Weights; LONGEST]; KINDS],
    /// For each character those that look alike, a bit each.
    alike: [u64; KINDS],
    different: i32,
    caps: Caps,
    in_part: Caps,
}

impl PlateTable {
    pub(in crate::abductions) fn new(
        settings: &PlateSettings,
        counts: &PlateCounts,
        prior: f64,
    ) -> Self {
        let mut alike = [0_u64; KINDS];
        for group in &settings.look_alike {
            let bits = group
                .chars()
                .fold(0, |bits, c| bits | 1_u64 << kind(c.to_ascii_uppercase()));
            for (c, alike) in alike.iter_mut().enumerate() {
                if bits & (1 << c) != 0 {
                    *alike |= bits;
                }
            }
        }
        for (c, alike) in alike.iter_mut().enumerate() {
            *alike &= !(1 << c);
        }
        let typical = 1.0 / 36.0;
        let weights = |counts: &[[u32; LONGEST]; KINDS]| {
            let mut all = [[Weights::default(); LONGEST]; KINDS];
            for at in 0..LONGEST {
                let of = |c: usize| counts.get(c).and_then(|counts| counts.get(at)).copied();
                let known: u32 = (0..KINDS).filter_map(of).sum();
                let whole = f64::from(known.saturating_sub(2)) + prior;
                for (c, row) in all.iter_mut().enumerate() {
                    let Some(weights) = row.get_mut(at) else {
                        continue;
                    };
                    let count = of(c).unwrap_or_default();
                    let share = (f64::from(count.saturating_sub(2)) + prior * typical) / whole;
                    let near = alike.get(c).copied().unwrap_or_default();
                    let is_near = |other: &usize| near & (1 << other) != 0;
                    let others: u32 = (0..KINDS).filter(is_near).filter_map(of).sum();
                    let prior_near = prior * typical * f64::from(near.count_ones());
                    let near_share = (f64::from(others) + prior_near) / whole;
                    *weights = Weights {
                        same: MilliBits::of_ratio(settings.same / share).0.max(0),
                        confused: MilliBits::of_ratio(settings.confused / near_share).0,
                    };
                }
            }
            all
        };
        let neither = 1.0 - settings.same - settings.confused;
        Self {
            is_on: settings.on,
            left: weights(&counts.left),
            right: weights(&counts.right),
            alike,
            different: MilliBits::of_ratio(neither / (1.0 - 2.0 * typical)).0,
            caps: settings.caps,
            in_part: Caps {
                most: settings.most_in_part.min(settings.caps.most),
                ..settings.caps
            },
        }
    }

    /// The most that a plate can weigh.
    pub(in crate::abductions) const fn most(&self) -> i32 {
        if self.is_on { self.caps.most.0 } else { 0 }
    }

    pub(in crate::abductions) fn compare(
        &self,
        a: Option<&PlateFacts>,
        b: Option<&PlateFacts>,
    ) -> Option<Score> {
        let (a, b) = a.zip(b).filter(|_| self.is_on)?;
        let mut seen = Seen::default();
        self.parts(&self.left, &a.left, &b.left, &mut seen);
        if a.is_open || b.is_open {
            self.parts(&self.right, &a.right, &b.right, &mut seen);
        }
        if a.is_whole && b.is_whole && a.left.len() != b.left.len() {
            let slip = a.left.len().abs_diff(b.left.len()) == 1 && is_one_dropped(&a.left, &b.left);
            let raw = if slip {
                self.in_part.most.0 * 3 / 4
            } else {
                seen.sum.min(0) + self.different
            };
            let level = if slip { Level::Near } else { Level::Different };
            return Some(Score::new(level, raw, self.in_part));
        }
        let is_same = seen.confused + seen.different == 0;
        let level = match (seen.different, seen.confused) {
            (0, 0) if seen.same == 0 => return None,
            (0, 0) => Level::Same,
            (0, _) => Level::Near,
            _ => Level::Different,
        };
        let caps = if is_same && a.is_whole && b.is_whole {
            self.caps
        } else {
            self.in_part
        };
        Some(Score::new(level, seen.sum, caps))
    }

    fn parts(&self, weights: &[[Weights; LONGEST]; KINDS], a: &[u8], b: &[u8], seen: &mut Seen) {
        for (at, (a, b)) in a.iter().zip(b).enumerate() {
            if *a == UNKNOWN || *b == UNKNOWN {
                continue;
            }
            let of = |c: u8| {
                let row = weights.get(usize::from(c)).and_then(|row| row.get(at));
                row.copied().unwrap_or_default()
            };
            if a == b {
                seen.same += 1;
                seen.sum += of(*a).same;
            } else if self.alike.get(usize::from(*a)).copied().unwrap_or_default() & (1 << *b) != 0
            {
                seen.confused += 1;
                seen.sum += of(*a).confused.min(of(*b).confused);
            } else {
                seen.different += 1;
                seen.sum += self.different;
            }
        }
    }
}

#[derive(Default)]
struct Seen {
    sum: i32,
    same: u32,
    confused: u32,
    different: u32,
}

/// Whether the shorter is the longer without one character.
fn is_one_dropped(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    short.get(same..) == long.get(same + 1..)
}

#[cfg(test)]
mod tests {
    use super::PlateFacts;

    fn merged(plates: &[&str]) -> Option<String> {
        let plates: Vec<PlateFacts> = plates
            .iter()
            .filter_map(|one| PlateFacts::new(one))
            .collect();
        PlateFacts::merged(&plates.iter().collect::<Vec<_>>())
    }

    #[test]
    fn what_says_that_there_was_no_plate_is_none() {
        for text in [
            "UNKNOWN",
            "unk",
            "None",
            "TEMP",
            "temp tag",
            "Paper",
            "NO PLATE",
            "no-plates",
            "N/A",
            "???",
            "БЖД",
            "",
        ] {
            assert!(PlateFacts::new(text).is_none(), "{text}");
        }
        // full width is the same; another script is not known
        let text = |plate: &str| PlateFacts::new(plate).map(|one| one.text.to_string());
        assert_eq!(text("ＡＢ１２３").as_deref(), Some("AB123"));
        assert_eq!(text("БЖ123").as_deref(), Some("??123"));
        assert_eq!(text("None7").as_deref(), Some("NONE7"));
    }

    #[test]
    fn readings_are_laid_over_each_other() {
        for (readings, expected) in [
            (&["ZZ1??", "Z?12?"][..], Some("ZZ12?")),
            (&["7K?4*", "7KX4*", "?KX42"], Some("7KX42")),
            (&["7K?4*", "7KX*"], Some("7KX4*")),
            (&["7K*42", "7KX??"], Some("7KX42")),
            (&["7K*42", "7KX*"], None),
            (&["7KX421*", "7KX42"], None),
            (&["7KX4*", "7KZ42"], None),
        ] {
            assert_eq!(merged(readings).as_deref(), expected, "{readings:?}");
        }
    }
}

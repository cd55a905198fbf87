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
/// What has fewer characters, and no star, is a part of a plate from somewhere in it.
const SHORTEST: usize = 5;
/// How often a part is of the beginning, of the end, and from between. Assumption: people keep an end in mind.
const ENDS: f64 = 0.4;
const BETWEEN: f64 = 0.2;
/// How often two parts are both of the beginning, or both of the end. Assumption.
const BOTH: f64 = 0.3;
/// The share of plates that have the sign of another one at a position.
const TYPICAL: f64 = 1.0 / 36.0;
/// The same at the beginning: states issue plates in order, so that those of one time begin alike. Assumption.
const BEGINNING: [f64; 3] = [0.3, 0.15, 0.06];
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
    /// From the right, as far as it is known.
    right: Box<[u8]>,
    /// A few characters from somewhere in a plate.
    is_part: bool,
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
        Some(Self {
            left: cut(&mut first.chars()),
            right: cut(&mut last.chars().rev()),
            // somebody who saw a part only may write it without a star
            is_part: !is_open && text.chars().count() < SHORTEST,
            is_open,
            is_whole: text.len() >= SHORTEST && text.chars().all(is_known),
            text: text.into_boxed_str(),
        })
    }

    /// Whether every character is known.
    pub(in crate::abductions) const fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// What several readings of one plate come to, where they do not contradict each other: `ZZ1??` and `Z?12?` to `ZZ12?`.
    pub(in crate::abductions) fn merged(plates: &[&Self]) -> Option<String> {
        let (parts, plates): (Vec<&Self>, Vec<&Self>) = plates.iter().partition(|one| one.is_part);
        if plates.is_empty() {
            let longest = parts.iter().max_by_key(|one| one.left.len())?;
            let are_of_it = parts.iter().all(|one| longest.text.contains(&*one.text));
            return are_of_it.then(|| longest.text.to_string());
        }
        // a part that fits says no more where it cannot be told where it belongs
        if Self::contradict(&plates.iter().chain(&parts).copied().collect::<Vec<_>>()) {
            return None;
        }
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
                if a.is_part && b.is_part {
                    // of two ends
                    return false;
                }
                if a.is_part || b.is_part {
                    let mut placed = a.placed(b).peekable();
                    return placed.peek().is_some()
                        && placed.all(|one| differ(one.left, one.right));
                }
                let lengths = a.is_whole && b.is_whole && a.left.len() != b.left.len();
                let ends = (a.is_open || b.is_open) && differ(&a.right, &b.right);
                lengths || differ(&a.left, &b.left) || ends
            })
        })
    }

    /// The ways in which two plates can lie over each other of which one is a part, the likelier first.
    fn placed<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = Placed<'a>> + Clone {
        let (part, whole) = if self.is_part {
            (self, other)
        } else {
            (other, self)
        };
        let of = |share: f64, end: End, from: usize, left: &'a [u8], right: &'a [u8]| Placed {
            share,
            end,
            from,
            left,
            right,
        };
        let (ends, long) = (part.left.len(), whole.left.len());
        let share = if whole.is_part { BOTH } else { ENDS };
        let start = of(share, End::Left, 0, &part.left, &whole.left);
        let end = of(share, End::Right, 0, &part.right, &whole.right);
        // between the ends of a plate of which all positions are known
        let is_closed = !whole.is_part && !whole.is_open && long > ends;
        let between = 1..long.saturating_sub(ends) * usize::from(is_closed);
        let share = BETWEEN / between.len().max(1) as f64;
        let between = between.filter_map(move |from| {
            let here = whole.left.get(from..)?;
            Some(of(share, End::Between, from, &part.left, here))
        });
        [start, end].into_iter().chain(between)
    }

    /// Where a part fits, if one of the two is a part that fits somewhere.
    pub(in crate::abductions) fn fits(&self, other: &Self) -> Option<&'static str> {
        if !self.is_part && !other.is_part {
            return None;
        }
        let mut placed = self.placed(other);
        let fits = placed.find(|one| {
            let (same, all) = agreement(one.left, one.right);
            all > 0 && same == all
        });
        fits.map(|one| match one.end {
            End::Left => "a part that fits at the beginning",
            End::Right => "a part that fits at the end",
            End::Between => "a part that fits between the ends",
        })
    }

    /// How many of the characters that both know are the same, and how many they both know.
    pub(in crate::abductions) fn agreement(&self, other: &Self) -> (usize, usize) {
        if self.is_part || other.is_part {
            let all = self.placed(other);
            let all = all.map(|one| agreement(one.left, one.right));
            return all.max_by_key(|(same, _)| *same).unwrap_or_default();
        }
        let left = agreement(&self.left, &other.left);
        let right = if self.is_open || other.is_open {
            agreement(&self.right, &other.right)
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

/// Which end of a plate a part is of.
#[derive(Clone, Copy, Eq, PartialEq)]
enum End {
    Left,
    Right,
    Between,
}

/// One way in which a part can lie over a plate.
#[derive(Clone, Copy)]
struct Placed<'a> {
    /// How often a part lies so.
    share: f64,
    end: End,
    /// The position from the left at which both begin, where they lie by the left.
    from: usize,
    /// The characters that lie over each other, from the left, or from the right for the end.
    left: &'a [u8],
    right: &'a [u8],
}

fn agreement(a: &[u8], b: &[u8]) -> (usize, usize) {
    let both = a.iter().zip(b);
    let both = both.filter(|(a, b)| **a != UNKNOWN && **b != UNKNOWN);
    both.fold((0, 0), |(same, all), (a, b)| {
        (same + usize::from(a == b), all + 1)
    })
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
        if plate.is_part {
            // nobody knows at which positions
            return;
        }
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
        let weights = |counts: &[[u32; LONGEST]; KINDS], beginning: &[f64]| {
            let mut all = [[Weights::default(); LONGEST]; KINDS];
            for at in 0..LONGEST {
                let typical = beginning.get(at).copied().unwrap_or(TYPICAL);
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
                    let prior_near = prior * TYPICAL * f64::from(near.count_ones());
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
            left: weights(&counts.left, &BEGINNING),
            right: weights(&counts.right, &[]),
            alike,
            different: MilliBits::of_ratio(neither / (1.0 - 2.0 * TYPICAL)).0,
            caps: settings.caps,
            in_part: Caps {
                most: settings.most_in_part.min(settings.caps.most),
                ..settings.caps
            },
        }
    }

    /// Two plates of which one is a part from somewhere: the mean of the ratios of all ways in which they can lie over each other,
    /// each as often as it is so. Where they may lie so that no character of both is known, that says nothing.
    fn part(&self, a: &PlateFacts, b: &PlateFacts) -> Option<Score> {
        let (mut ratio, mut shares) = (0.0, 0.0);
        let mut best: Option<Seen> = None;
        for placed in a.placed(b) {
            let mut seen = Seen::default();
            let table = if placed.end == End::Right {
                &self.right
            } else {
                &self.left
            };
            self.parts(table, placed.from, (placed.left, placed.right), &mut seen);
            ratio += placed.share * libm::exp2(f64::from(seen.sum) / 1_000.0);
            shares += placed.share;
            let is_better =
                |best: &Seen| (seen.different, seen.confused) < (best.different, best.confused);
            if seen.known() > 0 && best.as_ref().is_none_or(is_better) {
                best = Some(seen);
            }
        }
        let best = best?;
        let is_somewhere = !(a.is_open || b.is_open || a.is_part && b.is_part);
        let ratio = if is_somewhere {
            // all ways are listed: a part of a plate of which all positions are there is somewhere in it
            ratio / shares
        } else {
            ratio + (1.0 - shares)
        };
        let level = match (best.different, best.confused) {
            (0, 0) => Level::Same,
            (0, _) => Level::Near,
            _ => Level::Different,
        };
        let raw = MilliBits::of_ratio(ratio).0;
        Some(Score::new(level, raw, self.in_part))
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
        if a.is_part || b.is_part {
            return self.part(a, b);
        }
        let mut seen = Seen::default();
        self.parts(&self.left, 0, (&a.left, &b.left), &mut seen);
        if a.is_open || b.is_open {
            self.parts(&self.right, 0, (&a.right, &b.right), &mut seen);
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

    /// Characters that lie over each other from a position on.
    fn parts(
        &self,
        weights: &[[Weights; LONGEST]; KINDS],
        from: usize,
        (a, b): (&[u8], &[u8]),
        seen: &mut Seen,
    ) {
        for (at, (a, b)) in (from..).zip(a.iter().zip(b)) {
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

#[derive(Clone, Copy, Default)]
struct Seen {
    sum: i32,
    same: u32,
    confused: u32,
    different: u32,
}

impl Seen {
    const fn known(&self) -> u32 {
        self.same + self.confused + self.different
    }
}

/// Whether the shorter is the longer without one character.
fn is_one_dropped(a: &[u8], b: &[u8]) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    short.get(same..) == long.get(same + 1..)
}

#[cfg(test)]
mod tests {
    use super::{PlateCounts, PlateFacts, PlateTable};
    use crate::{
        abductions::settings::{Caps, EvidenceSettings, PlateSettings},
        linkage::MilliBits,
    };

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

    /// Against chance the mean ratio is 1 at most, wherever the part is of: no share of the evidence is made up.
    #[test]
    fn a_part_of_a_plate_says_no_more_than_it_should() {
        const SIGNS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let settings = EvidenceSettings::default().plate;
        let wide = PlateSettings {
            caps: Caps::bits(-90, 90),
            most_in_part: MilliBits(90_000),
            ..settings
        };
        let table = PlateTable::new(&wide, &PlateCounts::default(), 20.0);
        let mut number = 7_u64;
        let mut sign = || {
            number = number
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            char::from(SIGNS[(number >> 33) as usize % SIGNS.len()])
        };
        for (long, part) in [
            ("??????", "??"),
            ("??????", "?"),
            ("??*", "??"),
            ("??", "??"),
            ("*??", "?"),
        ] {
            let mut sum = 0.0;
            let rounds = 150_000;
            for _ in 0..rounds {
                let mut fill = |text: &str| -> PlateFacts {
                    let text: String = text
                        .chars()
                        .map(|c| if c == '?' { sign() } else { c })
                        .collect();
                    PlateFacts::new(&text).unwrap_or_else(|| PlateFacts::new("A").unwrap())
                };
                let (long, part) = (fill(long), fill(part));
                let score = table.compare(Some(&long), Some(&part)).unwrap();
                sum += libm::exp2(f64::from(score.raw) / 1_000.0);
            }
            let mean = sum / f64::from(rounds);
            assert!((0.3..1.2).contains(&mean), "{long} {part}: {mean}");
        }
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
            (&["442", "7KX442", "7KX"], Some("7KX442")),
            (&["449", "7KX442"], None),
            (&["44", "442"], Some("442")),
            (&["44", "7K"], None),
        ] {
            assert_eq!(merged(readings).as_deref(), expected, "{readings:?}");
        }
    }
}

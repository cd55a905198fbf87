//! What kind of word is it, and which spellings are one name? Facts from `words.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// What a word of a name is, when it stands where such words stand.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) enum Kind {
    /// A name.
    #[default]
    Name,
    /// Joins names: `de`, `von`, `bin`, `al`.
    Particle,
    /// A form of address, an office or a religious title.
    Title,
    /// After the name: a generation or a degree.
    Suffix,
    /// Part of many compound names, and little alone: `abdul`, `din`.
    Weak,
}

/// Most sets of spellings that one word stands in.
const SETS: usize = 4;

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Fact {
    pub(super) kind: Kind,
    /// Whether it says that the next name is the father's.
    pub(super) father: bool,
    /// Whether it tells apart two people of one name.
    pub(super) generation: bool,
    sets: [u16; SETS],
}

impl Fact {
    /// Whether two words are spellings of one name.
    pub(super) fn same(&self, other: &Self) -> bool {
        self.sets.iter().any(|s| *s != 0 && other.sets.contains(s))
    }

    fn add(&mut self, set: u16) {
        if let Some(free) = self.sets.iter_mut().find(|s| **s == 0) {
            *free = set;
        }
    }
}

static WORDS: LazyLock<FxHashMap<&'static str, Fact>> = LazyLock::new(|| {
    let mut words: FxHashMap<&'static str, Fact> = FxHashMap::default();
    let lines = include_str!("words.txt")
        .lines()
        .filter_map(|l| l.split_once(": "));
    for (number, (head, list)) in lines.filter(|(h, _)| !h.starts_with('#')).enumerate() {
        for word in list.split(' ') {
            let fact = words.entry(word).or_default();
            match head {
                "particle" => fact.kind = Kind::Particle,
                "title" => fact.kind = Kind::Title,
                "suffix" => fact.kind = Kind::Suffix,
                "weak" => fact.kind = Kind::Weak,
                "father" => fact.father = true,
                "generation" => fact.generation = true,
                _ => fact.add(number as u16 + 1),
            }
        }
    }
    words
});

/// What is known of a word in lower-case Latin letters.
pub(super) fn of(word: &str) -> Fact {
    WORDS.get(word).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        assert_eq!(of("von").kind, Kind::Particle);
        assert_eq!(of("shaikh").kind, Kind::Title);
        assert!(of("bint").father && of("jr").generation);
        assert!(of("wong").same(&of("huang")) && of("wong").same(&of("wang")));
        assert!(!of("wang").same(&of("huang")));
    }

    #[test]
    fn no_word_stands_in_more_sets_than_are_kept() {
        let mut times: FxHashMap<&str, usize> = FxHashMap::default();
        for line in include_str!("words.txt").lines() {
            let Some(list) = line.strip_prefix("same: ") else {
                continue;
            };
            let mut words: Vec<_> = list.split(' ').collect();
            words.sort_unstable();
            words.dedup();
            for word in words {
                *times.entry(word).or_default() += 1;
            }
        }
        assert_eq!(times.iter().find(|(_, n)| **n > SETS), None);
    }
}

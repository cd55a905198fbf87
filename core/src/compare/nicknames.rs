//! Which given names are short for which? Facts from `nicknames.txt`, whose header names the source.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

struct Table {
    numbers: FxHashMap<&'static str, u16>,
    /// Pairs of numbers, lower first, that can name one person.
    pairs: FxHashSet<(u16, u16)>,
}

impl Table {
    fn read() -> Self {
        let mut table = Self {
            numbers: FxHashMap::default(),
            pairs: FxHashSet::default(),
        };
        let lines = include_str!("nicknames.txt")
            .lines()
            .filter(|l| !l.starts_with('#'));
        for (formal, short) in lines.filter_map(|l| l.split_once(": ")) {
            let formal = table.number(formal);
            for short in short.split(' ') {
                let short = table.number(short);
                table.pairs.insert((formal.min(short), formal.max(short)));
            }
        }
        table
    }

    fn number(&mut self, name: &'static str) -> u16 {
        let next = self.numbers.len() as u16 + 1;
        *self.numbers.entry(name).or_insert(next)
    }
}

/// The number of a normalised given name in the table, or 0.
pub(crate) fn number(name: &str) -> u16 {
    TABLE.numbers.get(name).copied().unwrap_or(0)
}

/// Whether one of two numbered names is a nickname of the other.
pub(crate) fn related(a: u16, b: u16) -> bool {
    a != 0 && b != 0 && TABLE.pairs.contains(&(a.min(b), a.max(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        assert!(related(number("robert"), number("bob")));
        assert!(related(number("bob"), number("robert")));
        assert!(!related(number("robert"), number("william")));
        assert!(!related(number("zzyzx"), number("zzyzx")));
        assert!(TABLE.numbers.len() > 1_500);
    }
}

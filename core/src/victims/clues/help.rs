//! Which kind of clue would tell two countries apart?

use std::collections::BTreeSet;

use super::{ClueHelp, ClueKind, ClueTable, places};

/// The kinds of clues that the tables give different values for in two countries, the most different first.
///
/// Open tables are left out, since a value that they lack for a country may be its own all the same. The measure is the share of values that only one of the two has (Jaccard distance). A kind that was noted already is
/// left out, since it has said what it can.
pub(super) fn would_help(
    first: &str,
    second: &str,
    tables: &[ClueTable],
    noted: &BTreeSet<&ClueKind>,
) -> Vec<ClueHelp> {
    let closed = tables.iter().filter(|table| !table.open);
    let kinds: BTreeSet<&ClueKind> = closed.map(|table| &table.kind).collect();
    let mut found: Vec<(u64, ClueHelp)> = kinds
        .difference(noted)
        .filter_map(|kind| {
            let [ours, theirs] = [first, second].map(|place| values(place, kind, tables));
            // where the tables say nothing of one of them, nothing can be told
            if ours.is_empty() || theirs.is_empty() {
                return None;
            }
            let shared = ours.intersection(&theirs).count();
            let all = ours.union(&theirs).count();
            let apart = (all - shared) * 1_000 / all;
            let why = match apart {
                0 => return None,
                1_000 => "The two have no value in common.",
                _ => "The two have some values in common, but not all.",
            };
            let help = ClueHelp {
                kind: (*kind).clone(),
                why: why.to_owned(),
            };
            Some((apart as u64, help))
        })
        .collect();
    found.sort_by_key(|(apart, help)| (std::cmp::Reverse(*apart), help.kind.clone()));
    found.into_iter().map(|(_, help)| help).collect()
}

/// The values that a country has by the tables of a kind.
fn values(place: &str, kind: &ClueKind, tables: &[ClueTable]) -> BTreeSet<String> {
    let here = |code: &String| {
        places::read_code(code).is_some_and(|code| places::country_of(&code) == place)
    };
    tables
        .iter()
        .filter(|table| table.kind == *kind && !table.open)
        .flat_map(|table| &table.rows)
        .filter(|row| row.places.iter().any(here))
        .map(|row| kind.key(&row.value))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::victims::clue_tables;

    #[test]
    fn what_differs_most_helps_most() {
        let kinds = |first, second, noted: &[&ClueKind]| -> Vec<ClueKind> {
            let noted = noted.iter().copied().collect();
            let help = would_help(first, second, &clue_tables(), &noted);
            help.into_iter().map(|help| help.kind).collect()
        };
        // Irish and British: one side of the road, one socket; the language is shared in part
        let both = [
            ClueKind::Currency,
            ClueKind::PhoneCode,
            ClueKind::Plate,
            ClueKind::Language,
        ];
        let mut found = kinds("GB", "IE", &[]);
        let language = found.pop();
        assert_eq!(language, Some(ClueKind::Language));
        found.push(ClueKind::Language);
        let found: BTreeSet<_> = found.into_iter().collect();
        assert_eq!(found, BTreeSet::from(both));
        assert!(kinds("GB", "GB", &[]).is_empty());
        assert!(!kinds("GB", "IE", &[&ClueKind::Plate]).contains(&ClueKind::Plate));
    }
}

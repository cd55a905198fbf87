//! What do the tables say of a value?

use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

use chrono::NaiveDate;

use super::{Clue, ClueKind, ClueTable, places};
use crate::{Error, Result, error::within};

/// The most rows of all tables together, and the most places of a row or clue.
const MOST_ROWS: usize = 100_000;
pub(super) const MOST_PLACES: usize = 1_000;

/// Tables in the form in which they are searched.
pub(super) struct Lookup<'a> {
    values: BTreeMap<(&'a ClueKind, String), Known<'a>>,
}

/// What a table says of a value.
#[derive(Clone)]
pub(super) struct Known<'a> {
    pub(super) table: &'a ClueTable,
    pub(super) codes: BTreeSet<String>,
    pub(super) unconfirmed: BTreeSet<String>,
    pub(super) until: BTreeMap<String, NaiveDate>,
}

impl<'a> Lookup<'a> {
    /// Of several tables with a value, the first one decides.
    pub(super) fn new(tables: &'a [ClueTable]) -> Result<Self> {
        let rows: usize = tables.iter().map(|table| table.rows.len()).sum();
        within("rows of tables", MOST_ROWS as u64, rows as u64)?;
        let mut values: BTreeMap<_, Known<'a>> = BTreeMap::new();
        for (number, table) in tables.iter().enumerate() {
            for (at, row) in table.rows.iter().enumerate() {
                let marks = row.unconfirmed.len().max(row.until.len());
                let places = row.places.len().max(marks);
                within("places of a row", MOST_PLACES as u64, places as u64)?;
                let wrong = |what: &str| Error::InvalidParameter {
                    name: "tables",
                    reason: format!("[{number}].rows[{at}]{what}"),
                };
                let read = read_codes(&row.places).zip(read_codes(&row.unconfirmed));
                let days: Option<BTreeMap<String, NaiveDate>> = row
                    .until
                    .iter()
                    .map(|(text, day)| Some((places::read_code(text)?, *day)))
                    .collect();
                let Some(((codes, unconfirmed), until)) = read.zip(days) else {
                    return Err(wrong(" names a place that is no ISO 3166 code"));
                };
                if !unconfirmed
                    .iter()
                    .chain(until.keys())
                    .all(|code| codes.contains(code))
                {
                    return Err(wrong(
                        " marks a place in unconfirmed or until that is not among its places",
                    ));
                }
                let key = (&table.kind, table.kind.key(&row.value));
                match values.entry(key) {
                    Entry::Vacant(free) => {
                        free.insert(Known {
                            table,
                            codes,
                            unconfirmed,
                            until,
                        });
                    }
                    Entry::Occupied(taken) => {
                        let known = taken.into_mut();
                        if std::ptr::eq(known.table, table) {
                            // what one of two rows has confirmed is confirmed
                            let sure = |all: &BTreeSet<String>, less: &BTreeSet<String>| {
                                all.difference(less).cloned().collect::<BTreeSet<_>>()
                            };
                            let mut confirmed = sure(&known.codes, &known.unconfirmed);
                            confirmed.extend(sure(&codes, &unconfirmed));
                            known.codes.extend(codes);
                            known.unconfirmed = sure(&known.codes, &confirmed);
                            known.until.extend(until);
                        }
                    }
                }
            }
        }
        Ok(Self { values })
    }

    /// What a clue says, in the form in which it is searched, and what the tables say of it.
    pub(super) fn find(&self, clue: &'a Clue) -> Option<(String, &Known<'a>)> {
        let keys = clue.kind.keys(clue.value.expose());
        keys.into_iter().find_map(|key| {
            let key = (&clue.kind, key);
            let known = self.values.get(&key)?;
            Some((key.1, known))
        })
    }
}

/// The codes in the form of the standard; `None` when one is none.
fn read_codes(texts: &[String]) -> Option<BTreeSet<String>> {
    texts.iter().map(|text| places::read_code(text)).collect()
}

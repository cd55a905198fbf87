use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        comparison::Comparison,
        envelope,
        forms::{FormColumn, column},
        settings::Settings,
        table::Table,
    },
    check_side,
    plan::{invalid, refused},
};
use crate::{Control, Error, Result, json};

/// How many records have a value of a column.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct TermCount {
    /// The column; that of the id where all records are counted.
    pub column: String,
    /// The hash of the value's normal form; `None` where all records that have any are counted.
    pub term: Option<u64>,
    /// Whether two records that have it agree in full: not of a partial date or plate.
    pub whole: bool,
    /// Records of the first table.
    pub left: u64,
    /// Records of the second table.
    pub right: u64,
}

/// How many records have each value of the columns that are compared: counts that are added up, over batches and over
/// processes, in any order.
///
/// Values are counted by the 64-bit hash of their normal form, and none is kept. Terms that fewer than 2 records have may be left
/// out of the sum: they change nothing.
///
/// ```
/// use caselink::{NoControl, linkage::{Settings, TableBuilder, TermCounts}, records::Limits};
///
/// # let settings = Settings::from_json(r#"{"id": "id", "comparisons": [{"kind": "name", "column": "surname"}],
/// #     "blocking": [[{"column": "surname"}]]}"#)?;
/// let mut table = TableBuilder::new(&settings, Limits::default())?;
/// table.integers("id", [Some(7), Some(3), Some(9)])?;
/// table.texts("surname", [Some("Painter"), Some("PAINTER"), None])?;
/// let mut counts = TermCounts::of_table(&table.build()?, 0, &settings, &NoControl)?;
/// counts.merge(&counts.clone());                      // of another batch with the same values
/// let rows: Vec<u64> = counts.to_vec().iter().map(|row| row.left).collect();
/// assert_eq!(rows, [6, 4, 4]);                        // records, those with a surname, those called Painter
/// # Ok::<(), caselink::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TermCounts {
    /// For each column, that of the id among them, records that have any value.
    known: BTreeMap<String, [u64; 2]>,
    columns: BTreeMap<String, Terms>,
}

/// The terms of one column: whether they agree in full, and the records of each table that have them.
#[derive(Clone, Debug, Default, PartialEq)]
struct Terms(FxHashMap<u64, (bool, [u64; 2])>);

/// What is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    known: BTreeMap<String, [u64; 2]>,
    /// Term, whether it agrees in full, records of the first and of the second table; in order of term.
    columns: BTreeMap<String, Vec<(u64, bool, u64, u64)>>,
}

impl Terms {
    fn add(&mut self, term: u64, whole: bool, records: [u64; 2]) {
        let (known, sum) = self.0.entry(term).or_insert((true, [0; 2]));
        *known &= whole;
        add(sum, records);
    }

    fn in_order(&self) -> Vec<(u64, bool, u64, u64)> {
        let terms = self.0.iter();
        let mut all: Vec<_> = terms
            .map(|(term, (whole, [left, right]))| (*term, *whole, *left, *right))
            .collect();
        all.sort_unstable();
        all
    }
}

fn add(sum: &mut [u64; 2], records: [u64; 2]) {
    for (sum, records) in sum.iter_mut().zip(records) {
        *sum = sum.saturating_add(records);
    }
}

const WORD: [u8; 8] = *b"CASETERM";
const VERSION: u32 = 1;

/// The columns whose values are counted, in order: the first of each comparison of values that can be equal.
fn counted(settings: &Settings) -> Vec<&str> {
    let mut columns: Vec<&str> = settings
        .comparisons
        .iter()
        .filter_map(|comparison| comparison.columns().first().copied())
        .collect();
    columns.sort_unstable();
    columns.dedup();
    columns
}

impl TermCounts {
    /// Counts a batch. `side` is the number of its table, 0 or 1.
    ///
    /// # Errors
    ///
    /// [`Error::MissingColumn`] when the table was built for other settings, [`Error::InvalidParameter`],
    /// [`Error::Cancelled`].
    pub fn of_table(
        table: &Table,
        side: u8,
        settings: &Settings,
        control: &dyn Control,
    ) -> Result<Self> {
        check_side(side)?;
        let columns = FormColumn::all(settings, std::slice::from_ref(table), control)?;
        let mut counts = Self::default();
        let of = |records: u64| {
            if side == 0 {
                [records, 0]
            } else {
                [0, records]
            }
        };
        counts.add_known(&settings.id, of(table.len() as u64));
        for name in counted(settings) {
            let column = column(&columns, name)?;
            counts.add_known(name, of(u64::from(column.known)));
            if column.is_single() {
                continue;
            }
            let terms = counts.columns.entry(name.to_owned()).or_default();
            for (form, (key, records)) in column.keys.iter().zip(&column.counts).enumerate() {
                if *records > 0 {
                    let whole = column.is_whole(form as u32);
                    terms.add(*key, whole, of(u64::from(*records)));
                }
            }
        }
        Ok(counts)
    }

    /// Adds a count.
    pub fn add(&mut self, count: &TermCount) {
        let records = [count.left, count.right];
        match count.term {
            None => self.add_known(&count.column, records),
            Some(term) => {
                let terms = self.columns.entry(count.column.clone()).or_default();
                terms.add(term, count.whole, records);
            }
        }
    }

    fn add_known(&mut self, column: &str, records: [u64; 2]) {
        add(self.known.entry(column.to_owned()).or_default(), records);
    }

    /// Adds the counts of other records.
    pub fn merge(&mut self, other: &Self) {
        for (column, records) in &other.known {
            self.add_known(column, *records);
        }
        for (column, terms) in &other.columns {
            let own = self.columns.entry(column.clone()).or_default();
            for (term, (whole, records)) in &terms.0 {
                own.add(*term, *whole, *records);
            }
        }
    }

    /// The counts, in order of column and term.
    pub fn to_vec(&self) -> Vec<TermCount> {
        let row = |column: &str, term, whole, [left, right]: [u64; 2]| TermCount {
            column: column.to_owned(),
            term,
            whole,
            left,
            right,
        };
        let known = self.known.iter();
        let mut all: Vec<TermCount> = known
            .map(|(column, records)| row(column, None, true, *records))
            .collect();
        for (column, terms) in &self.columns {
            let terms = terms.in_order().into_iter();
            all.extend(
                terms.map(|(term, whole, left, right)| {
                    row(column, Some(term), whole, [left, right])
                }),
            );
        }
        all.sort_unstable();
        all
    }

    /// Records of each table that have any value of a column; of the id column, all.
    pub(super) fn known(&self, column: &str) -> Result<[u64; 2]> {
        self.known.get(column).copied().ok_or_else(|| {
            invalid(
                "terms",
                "a column that is compared was not counted: count with the same settings",
            )
        })
    }

    /// The terms of a column, with whether they agree in full and their records of each table.
    pub(super) fn terms(&self, column: &str) -> impl Iterator<Item = (bool, [u64; 2])> + '_ {
        let terms = self.columns.get(column).into_iter();
        terms.flat_map(|terms| terms.0.values().copied())
    }

    /// Makes the values of a part as rare as they are on the whole, for the comparisons that count it.
    pub(super) fn apply(
        &self,
        columns: &mut [FormColumn],
        comparisons: &[Comparison],
    ) -> Result<()> {
        let wanted = comparisons.iter().filter(|c| c.term_frequency());
        let names: Vec<&str> = wanted
            .filter_map(|c| c.columns().first().copied())
            .collect();
        for column in columns {
            if names.contains(&column.name.as_str()) {
                let [left, right] = self.known(&column.name)?;
                let terms = self.columns.get(&column.name);
                let of = |key: u64| {
                    let known = terms.and_then(|terms| terms.0.get(&key));
                    known.map_or(0, |(_, [left, right])| left.saturating_add(*right))
                };
                if !column.count_by(left.saturating_add(right), of) {
                    return Err(invalid(
                        "terms",
                        "a part has more records of a value than were counted: count all records first",
                    ));
                }
            }
        }
        Ok(())
    }

    /// Versioned bytes: the word `CASETERM`, the format version (4 bytes, little endian), the FNV-1a hash of the rest
    /// (8 bytes), compact JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let columns = self.columns.iter();
        let written = Written {
            known: self.known.clone(),
            columns: columns
                .map(|(column, terms)| (column.clone(), terms.in_order()))
                .collect(),
        };
        let written = serde_json::to_vec(&written).unwrap_or_default();
        envelope::wrap(WORD, VERSION, &written)
    }

    /// Reads [`to_bytes`](Self::to_bytes).
    ///
    /// # Errors
    ///
    /// [`Error::CorruptSnapshot`] for bytes of a newer version, or any damaged or missing byte.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let text = envelope::open(WORD, VERSION, bytes).map_err(|refusal| refused(&refusal))?;
        let written: Written =
            json::read_text(text).map_err(|reason| Error::CorruptSnapshot { reason })?;
        let mut counts = Self {
            known: written.known,
            columns: BTreeMap::new(),
        };
        for (column, terms) in written.columns {
            let own = counts.columns.entry(column).or_default();
            for (term, whole, left, right) in terms {
                own.add(term, whole, [left, right]);
            }
        }
        Ok(counts)
    }
}

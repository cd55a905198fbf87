//! Keys as sections of a snapshot, and back.

use std::sync::Arc;

use bytemuck::Pod;
use serde::{Deserialize, Serialize};

use super::{Keys, table::KeyTable};
use crate::{
    Error, Result,
    hashes::{
        slab::Slab,
        snapshot::{Reader, Writer},
    },
};

/// What a snapshot says of keys.
#[derive(Serialize, Deserialize)]
struct KeysPlan {
    tables: usize,
    numbered: bool,
}

impl<const N: usize> Keys<N>
where
    [u8; N]: Pod,
{
    /// All keys that are there, in order; with their numbers, or 0.
    fn in_order(&self) -> Vec<([u8; N], u32)> {
        let mut pairs = Vec::with_capacity(self.len());
        for (number, table) in self.tables.iter().enumerate() {
            for (row, key) in table.rows.iter().enumerate() {
                if self.removed == 0 || !self.is_gone(number, row) {
                    pairs.push((*key, table.numbers.get(row).copied().unwrap_or_default()));
                }
            }
        }
        let (rows, numbers) = self.sorted_recent();
        let numbers = numbers.into_iter().chain(std::iter::repeat(0));
        pairs.extend(rows.into_iter().zip(numbers));
        #[allow(
            clippy::stable_sort_primitive,
            reason = "it merges runs, in time linear in them"
        )]
        pairs.sort();
        pairs
    }

    /// Writes them as the sections that begin with a name: as one table, whatever tables they came to lie in.
    pub(in crate::hashes) fn write<'a>(
        &'a self,
        name: &str,
        writer: &mut Writer<'a>,
    ) -> Result<()> {
        let sections = ["0k", "0n", "0s"].map(|part| format!("{name}{part}"));
        let [keys, numbers, starts] = &sections;
        let tables = usize::from(self.len() > 0);
        if let Some(table) = self.tables.first().filter(|_| self.is_one_table()) {
            writer.rows(keys, &table.rows);
            writer.rows(numbers, &table.numbers);
            writer.rows(starts, &table.starts);
        } else if tables > 0 {
            let pairs = self.in_order();
            let of_pairs = if self.numbered {
                pairs.iter().map(|(_, number)| *number).collect()
            } else {
                Vec::new()
            };
            let rows = pairs.into_iter().map(|(key, _)| key).collect();
            let table = KeyTable::new(rows, of_pairs);
            writer.made(keys, &table.rows);
            writer.made(numbers, &table.numbers);
            writer.made(starts, &table.starts);
        }
        let numbered = self.numbered;
        writer.json(&format!("{name}keys"), &KeysPlan { tables, numbered })
    }

    pub(in crate::hashes) fn read(name: &str, reader: &Reader) -> Result<Self> {
        let wrong = || Error::CorruptSnapshot {
            reason: "its keys do not fit together".to_owned(),
        };
        let plan: KeysPlan = reader.json(&format!("{name}keys"))?;
        let mut keys = Self {
            numbered: plan.numbered,
            ..Self::default()
        };
        for number in 0..plan.tables {
            let rows: Slab<[u8; N]> = reader.rows(&format!("{name}{number}k"))?;
            let starts: Slab<u32> = reader.rows(&format!("{name}{number}s"))?;
            let numbers: Slab<u32> = reader.rows(&format!("{name}{number}n"))?;
            let gone: Slab<u64> = reader.rows(&format!("{name}{number}g"))?;
            let bits = starts.len().saturating_sub(1).checked_ilog2();
            let Some(bits) = bits.filter(|bits| (1..=28).contains(bits)) else {
                return Err(wrong());
            };
            let is_whole = starts.len() == (1 << bits) + 1
                && u32::try_from(rows.len()).is_ok()
                && numbers.len() == if plan.numbered { rows.len() } else { 0 }
                && gone.len() <= rows.len().div_ceil(64);
            if !is_whole {
                return Err(wrong());
            }
            let removed: u32 = gone.iter().map(|word| word.count_ones()).sum();
            keys.removed += removed as usize;
            keys.gone.push(gone.to_vec());
            keys.tables.push(Arc::new(KeyTable {
                rows,
                numbers,
                starts,
                bits,
            }));
        }
        let sorted: usize = keys.tables.iter().map(|table| table.rows.len()).sum();
        if keys.removed > sorted {
            return Err(wrong());
        }
        Ok(keys)
    }
}

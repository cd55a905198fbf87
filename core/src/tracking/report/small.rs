//! Which numbers may be shown to everyone: none of one or two people, and none that would give such a number away.

use std::collections::BTreeMap;

use super::{COMPLIANCE, PeriodCounts, WHEREABOUTS};
use crate::{Result, release::suppress, tracking::RegistryCounts};

/// The least number that is shown.
const LEAST: u64 = 3;

/// The numbers that are shown, by name.
pub(super) struct Shown {
    pub(super) is_public: bool,
    pub(super) people: Option<u64>,
    on_the_day: BTreeMap<String, Option<u64>>,
    overdue: BTreeMap<String, Option<u64>>,
    happened: BTreeMap<String, Option<u64>>,
}

impl Shown {
    pub(super) fn new(
        counts: &RegistryCounts,
        period: &PeriodCounts,
        is_public: bool,
    ) -> Result<Self> {
        let numbers = |all: &BTreeMap<String, crate::tracking::RegistryCount>| {
            let all = all.iter();
            all.map(|(name, count)| (name.clone(), Some(count.people)))
                .collect::<BTreeMap<_, _>>()
        };
        let overdue = counts.overdue_by_duty.iter();
        let mut shown = Self {
            is_public,
            people: Some(counts.people),
            on_the_day: numbers(&counts.counts),
            overdue: overdue
                .map(|(duty, people)| (duty.clone(), Some(*people)))
                .collect(),
            happened: numbers(&period.counts),
        };
        if is_public {
            shown.take_out(counts.people)?;
        }
        Ok(shown)
    }

    pub(super) fn of(&self, name: &str) -> Option<u64> {
        self.on_the_day.get(name).copied().flatten()
    }

    pub(super) fn overdue(&self, duty: &str) -> Option<u64> {
        self.overdue.get(duty).copied().flatten()
    }

    pub(super) fn happened(&self, name: &str) -> Option<u64> {
        self.happened.get(name).copied().flatten()
    }

    fn take_out(&mut self, people: u64) -> Result<()> {
        let mut is_total_open = true;
        for group in [
            &COMPLIANCE[..],
            &WHEREABOUTS[..],
            &["fugitive", "warrant"][..],
        ] {
            let mut row: Vec<u64> = group
                .iter()
                .map(|name| self.of(name).unwrap_or(0))
                .collect();
            // who is noncompliant with a warrant out is one of those with a warrant
            if let [fugitive, warrant] = &mut row[..] {
                *warrant = warrant.saturating_sub(*fugitive);
            }
            let sum: u64 = row.iter().sum();
            row.push(people.saturating_sub(sum));
            let open = suppress(&[row], LEAST)?;
            is_total_open &= open.total.is_some();
            let cells = open.cells.first().map_or(&[][..], Vec::as_slice);
            for (name, cell) in group.iter().zip(cells) {
                if cell.is_none() {
                    self.on_the_day.insert((*name).to_owned(), None);
                }
            }
            // the sum of two is no more open than its parts
            if group.len() == 2 && cells.iter().take(2).any(Option::is_none) {
                self.on_the_day.insert("warrant".to_owned(), None);
            }
        }
        for all in [&mut self.on_the_day, &mut self.overdue, &mut self.happened] {
            for number in all.values_mut() {
                let Some(of) = *number else { continue };
                let row = vec![of, people.saturating_sub(of)];
                let open = suppress(&[row], LEAST)?;
                is_total_open &= open.total.is_some();
                *number = open.cells.first().and_then(|cells| *cells.first()?);
            }
        }
        if !is_total_open {
            self.people = None;
        }
        Ok(())
    }
}

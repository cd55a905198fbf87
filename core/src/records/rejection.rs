use std::{
    borrow::Cow,
    collections::{BTreeMap, BinaryHeap},
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Limits;

/// One value, or one row, that was set aside; the rest of the input goes on.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
pub struct Rejection {
    /// Row number in the input, from 0. Blank lines count; the header of a table does not.
    pub row: u64,
    /// The column, or in the records door the path of the field (`addresses[1].latitude`). Where
    /// it is the identifier, and for every rejected record, the whole row was set aside.
    pub field: String,
    /// What is wrong, in words, never with the value.
    pub reason: String,
}

/// Everything that was set aside from one input: all of it counted, the first part listed.
#[derive(Clone, Debug, Default, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Rejections {
    /// How many there are, listed or not.
    pub total: u64,
    /// How many there are for each field and reason.
    pub counts: Vec<RejectionCount>,
    /// The first ones by row, up to [`Limits::listed_rejections`].
    pub listed: Vec<Rejection>,
}

impl Rejections {
    /// The same of rows that come so many later in the whole input.
    pub(crate) fn later_by(mut self, rows: u64) -> Self {
        for one in &mut self.listed {
            one.row += rows;
        }
        self
    }

    /// These and others of the same input, as if they had been found together.
    pub(crate) fn and(mut self, others: Self, limits: &Limits) -> Self {
        self.total += others.total;
        for other in others.counts {
            let same = |one: &&mut RejectionCount| {
                (&one.field, &one.reason) == (&other.field, &other.reason)
            };
            match self.counts.iter_mut().find(same) {
                Some(one) => one.count += other.count,
                None => self.counts.push(other),
            }
        }
        self.counts
            .sort_by(|a, b| (&a.field, &a.reason).cmp(&(&b.field, &b.reason)));
        self.listed.extend(others.listed);
        self.listed.sort();
        let most = usize::try_from(limits.listed_rejections).unwrap_or(usize::MAX);
        self.listed.truncate(most);
        self
    }
}

/// How often one reason occurred in one field.
#[derive(Clone, Debug, Eq, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RejectionCount {
    /// The column or field.
    pub field: String,
    /// What is wrong.
    pub reason: String,
    /// How many values.
    pub count: u64,
}

/// Collects rejections in any order and yields them in one order.
#[derive(Debug, Default)]
pub(crate) struct RejectionLog {
    counts: BTreeMap<(String, Cow<'static, str>), u64>,
    /// The least ones so far, the greatest of them on top.
    listed: BinaryHeap<Rejection>,
}

impl RejectionLog {
    pub(crate) fn push(&mut self, row: usize, field: &str, reason: &'static str, limits: &Limits) {
        self.log(row, field, reason.into(), limits);
    }

    /// The same with a reason that another reader gave.
    pub(crate) fn push_words(&mut self, row: usize, field: &str, reason: String, limits: &Limits) {
        self.log(row, field, reason.into(), limits);
    }

    fn log(&mut self, row: usize, field: &str, reason: Cow<'static, str>, limits: &Limits) {
        let count = self.counts.entry((field.to_owned(), reason.clone()));
        *count.or_default() += 1;
        let row = row as u64;
        let room = (self.listed.len() as u64) < limits.listed_rejections;
        // columns come one after the other, so an early row may come late
        if room || self.listed.peek().is_some_and(|last| row <= last.row) {
            self.listed.push(Rejection {
                row,
                field: field.to_owned(),
                reason: reason.into_owned(),
            });
        }
        if !room && self.listed.len() as u64 > limits.listed_rejections {
            self.listed.pop();
        }
    }

    pub(crate) fn finish(self) -> Rejections {
        Rejections {
            total: self.counts.values().sum(),
            counts: self
                .counts
                .into_iter()
                .map(|((field, reason), count)| RejectionCount {
                    field,
                    reason: reason.into_owned(),
                    count,
                })
                .collect(),
            listed: self.listed.into_sorted_vec(),
        }
    }
}

use std::collections::BTreeMap;

use crate::{
    Error, Result,
    linkage::{Prepared, RecordId, strings::MISSING},
};

/// The group of each record, such as where its name comes from; a record may be of none.
///
/// Groups serve to see whether records of some people are linked worse than those of others. They are
/// no evidence: no weight looks at them.
#[derive(Clone)]
pub struct Groups {
    /// The number of each record's group, or [`MISSING`].
    of: Vec<u32>,
    /// The names, in order.
    names: Vec<String>,
}

impl std::fmt::Debug for Groups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (groups, records) = (self.names.len(), self.of.len());
        write!(f, "Groups({groups} groups of {records} records)")
    }
}

impl Groups {
    /// Groups from `(record, name of its group)`. A record that stands in both tables gets the group in both.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownRecord`] when no record has one of the ids; [`Error::InvalidParameter`] when a record is
    /// given two different groups.
    pub fn new<'a>(
        prepared: &Prepared,
        groups: impl IntoIterator<Item = (RecordId, &'a str)>,
    ) -> Result<Self> {
        let groups: Vec<(RecordId, &str)> = groups.into_iter().collect();
        let mut numbers: BTreeMap<&str, u32> = groups.iter().map(|(_, name)| (*name, 0)).collect();
        for (number, (_, place)) in (0..).zip(&mut numbers) {
            *place = number;
        }
        let mut of = vec![MISSING; prepared.len()];
        for (id, name) in &groups {
            let number = numbers.get(name).copied().unwrap_or(MISSING);
            let mut is_known = false;
            for (record, _) in prepared.find(id) {
                is_known = true;
                let Some(place) = of.get_mut(record as usize) else {
                    continue;
                };
                if *place != MISSING && *place != number {
                    return Err(Error::InvalidParameter {
                        name: "groups",
                        reason: "names two different groups for one record".to_owned(),
                    });
                }
                *place = number;
            }
            if !is_known {
                return Err(Error::UnknownRecord { name: "groups" });
            }
        }
        Ok(Self {
            of,
            names: numbers.into_keys().map(str::to_owned).collect(),
        })
    }

    /// The names of the groups, in order.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// How many records they were made for.
    pub(super) const fn records(&self) -> usize {
        self.of.len()
    }

    /// The number of a record's group.
    pub(super) fn of(&self, record: u32) -> Option<usize> {
        let number = self.of.get(record as usize).copied()?;
        (number != MISSING).then_some(number as usize)
    }

    /// The groups that a pair counts in: those of its records, one of them once.
    pub(super) fn of_pair(&self, a: u32, b: u32) -> impl Iterator<Item = usize> {
        let (a, b) = (self.of(a), self.of(b));
        a.into_iter().chain(b.filter(|_| a != b))
    }
}

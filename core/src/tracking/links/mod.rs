//! A registrant and an open case: what speaks for and against a link, and what rules it out.

mod answer;
mod builder;
mod candidates;
mod case_facts;
mod columns;
mod explain;
mod find;
mod forms;
mod grid;
mod inputs;
mod kernel;
mod lives;
mod numbers;
mod person;
mod plates;
mod row;
mod score;
mod seen;
mod sensitivity;
mod settings;
mod settings_check;
mod tables;
mod tell;
#[cfg(test)]
mod tests;
mod time;
mod vehicle;
mod weights;

use std::fmt;

use crate::records::{Pii, Rejections};

use self::{
    builder::Values,
    columns::{Columns, Gone, Keys, Lists, Position},
    grid::Grid,
    plates::Plates,
};

pub use answer::{
    CaseFindings, CasesFindings, ExcludedLink, Exclusion, ExclusionReason, InsufficientReason,
    Link, LinkComponent, LinkInput, LinkOutcome, Moved, OffenderFindings, OutcomeCounts,
    PassedOver, Sensitivity, Variation, VariationResult,
};
pub use builder::OffenderIndexBuilder;
pub use inputs::{AnchorKind, KnownFacts, KnownOffender, KnownPlace, Office, OpenCase, Sighting};
pub use settings::{AnchorShare, LinkCaps, LinkGroup, LinkSettings, ValueShares};

/// Registrants, ready to be compared with open cases.
///
/// Nothing of the records is kept but what is compared, in columns: about half a kilobyte for each. What an answer depends on is the
/// records and not the order in which they came. How rare a value is, is counted among these registrants.
pub struct OffenderIndex {
    grid: Grid,
    /// Registrants in order of their ids.
    by_id: Vec<u32>,
    /// For each registrant the other records of the same person.
    same_person: Lists<u32>,
    passed_over: PassedOver,
    gone: Vec<Gone>,
    /// Registrants by the number of a plate, a name, a mark, and by the hash of a number.
    plates: Keys,
    names: Keys,
    marks: Keys,
    numbers: Keys,
    /// Names by how they sound.
    sounds: Keys,
    plate_forms: Plates,
    /// Day of birth, mean and standard deviation.
    born: Option<(f64, f64)>,
    /// Height in centimetres.
    height: (f64, f64),
    values: Values,
    positions: Vec<Position>,
    columns: Columns,
    rejected: Rejections,
    not_found: Vec<Pii<String>>,
}

impl OffenderIndex {
    /// How many records of registrants it holds.
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Records that were set aside as it was built, each with row, field and reason.
    pub const fn rejected(&self) -> &Rejections {
        &self.rejected
    }

    /// Registrants of whom something is known beside the records, and of whom no record could be used.
    pub fn not_found(&self) -> &[Pii<String>] {
        &self.not_found
    }

    /// How many people those are: each record is one where nobody said of whom it is.
    pub fn people(&self) -> usize {
        let rows = 0..self.len() as u32;
        rows.filter(|row| self.first_of_person(*row) == *row)
            .count()
    }

    /// What of the records could not be compared.
    ///
    /// ```
    /// use caselink::{NoControl, records::Offender, tracking::{KnownFacts, OffenderIndex}};
    ///
    /// let record: Offender = serde_json::from_value(serde_json::json!({
    ///     "id": "ZZ-1", "addresses": [{ "street": "14 N Grand Ave" }, { "latitude": 412.0, "longitude": -89.65 }],
    /// }))?;
    /// let index = OffenderIndex::build(&[record], &KnownFacts::default(), &NoControl)?;
    /// let over = index.passed_over();
    /// assert_eq!((over.places_without_position, over.records_without_place), (2, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub const fn passed_over(&self) -> PassedOver {
        self.passed_over
    }

    /// The first record of the same person, which stands for the person.
    fn first_of_person(&self, row: u32) -> u32 {
        let first = self.same_person.get(row).first().copied();
        first.map_or(row, |first| first.min(row))
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for OffenderIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OffenderIndex({} records)", self.len())
    }
}

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
mod person;
mod plates;
mod score;
mod seen;
mod sensitivity;
mod settings;
mod settings_check;
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
    columns::{Columns, Keys, Position},
    grid::Grid,
    plates::Plates,
};

pub use answer::{
    CaseFindings, CasesFindings, ExcludedLink, Exclusion, ExclusionReason, InsufficientReason,
    Link, LinkComponent, LinkInput, LinkOutcome, Moved, OffenderFindings, OutcomeCounts,
    Sensitivity, Variation, VariationResult,
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
    /// How many registrants it holds.
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

//! One comparison: which columns it reads, and the family of levels that it grades them by.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compare::{
    CodeLevel, ColorLevel, DateLevel, DistanceLevel, IdentifierLevel, Level, NameLevel,
    PersonNameLevel, PlateLevel, PostcodeLevel, TextLevel, TextMetric,
};

/// A comparison: the columns it reads and the family of levels it grades them by.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Comparison {
    /// A personal name, graded by [`NameLevel`](crate::compare::NameLevel).
    Name {
        /// The name's column.
        column: String,
        /// The other name column, where the name is also looked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        swapped_with: Option<String>,
        /// Whether agreement on a rare value counts for more.
        #[serde(default = "yes")]
        term_frequency: bool,
    },
    /// A whole name of a person in one text, in any order and script, graded by
    /// [`PersonNameLevel`](crate::compare::PersonNameLevel).
    PersonName {
        /// The name's column.
        column: String,
        /// Whether agreement on a rare name counts for more.
        #[serde(default = "yes")]
        term_frequency: bool,
    },
    /// Free text, graded by [`TextLevel`](crate::compare::TextLevel).
    Text {
        /// The text's column.
        column: String,
        /// The string metric.
        #[serde(default)]
        metric: TextMetric,
        /// Whether agreement on a rare value counts for more.
        #[serde(default = "yes")]
        term_frequency: bool,
    },
    /// A code that is the same or is not: sex, state, eye colour.
    Exact {
        /// The code's column.
        column: String,
        /// Whether agreement on a rare value counts for more.
        #[serde(default = "yes")]
        term_frequency: bool,
    },
    /// A number, graded by [`IdentifierLevel`](crate::compare::IdentifierLevel).
    Identifier {
        /// The number's column.
        column: String,
        /// Whether agreement on a rare value counts for more; off by default, since an identifier
        /// is rare by design.
        #[serde(default)]
        term_frequency: bool,
    },
    /// A date, graded by [`DateLevel`](crate::compare::DateLevel).
    Date {
        /// The date's column.
        column: String,
        /// Whether agreement on a rare value counts for more.
        #[serde(default)]
        term_frequency: bool,
    },
    /// A postcode, graded by [`PostcodeLevel`](crate::compare::PostcodeLevel).
    Postcode {
        /// The postcode's column.
        column: String,
        /// Whether agreement on a rare value counts for more.
        #[serde(default = "yes")]
        term_frequency: bool,
    },
    /// A vehicle's plate, whole or in part, graded by [`PlateLevel`](crate::compare::PlateLevel).
    Plate {
        /// The plate's column.
        column: String,
        /// Whether agreement on a rare value counts for more; off by default, since a plate is rare by design.
        #[serde(default)]
        term_frequency: bool,
    },
    /// A vehicle's colour, graded by [`ColorLevel`](crate::compare::ColorLevel).
    VehicleColor {
        /// The colour's column.
        column: String,
        /// Whether agreement on a rare value counts for more.
        #[serde(default = "yes")]
        term_frequency: bool,
    },
    /// A point, graded by [`DistanceLevel`](crate::compare::DistanceLevel).
    Point {
        /// Column of latitudes in degrees (WGS 84).
        latitude: String,
        /// Column of longitudes in degrees (WGS 84).
        longitude: String,
    },
}

const fn yes() -> bool {
    true
}

impl Comparison {
    /// The name under which the comparison is reported: its column or columns.
    pub fn name(&self) -> String {
        self.own_columns().join(" and ")
    }

    /// The columns that it is about; where a name is looked for as well does not count.
    pub(crate) fn own_columns(&self) -> Vec<&str> {
        let mut columns = self.columns();
        columns.truncate(if matches!(self, Self::Point { .. }) {
            2
        } else {
            1
        });
        columns
    }

    /// Every column that it reads, its own first.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Name {
                column,
                swapped_with,
                ..
            } => std::iter::once(column.as_str())
                .chain(swapped_with.as_deref())
                .collect(),
            Self::PersonName { column, .. }
            | Self::Text { column, .. }
            | Self::Exact { column, .. }
            | Self::Identifier { column, .. }
            | Self::Date { column, .. }
            | Self::Postcode { column, .. }
            | Self::Plate { column, .. }
            | Self::VehicleColor { column, .. } => vec![column],
            Self::Point {
                latitude,
                longitude,
            } => vec![latitude, longitude],
        }
    }

    pub(crate) const fn term_frequency(&self) -> bool {
        match self {
            Self::Name { term_frequency, .. }
            | Self::PersonName { term_frequency, .. }
            | Self::Text { term_frequency, .. }
            | Self::Exact { term_frequency, .. }
            | Self::Identifier { term_frequency, .. }
            | Self::Date { term_frequency, .. }
            | Self::Postcode { term_frequency, .. }
            | Self::Plate { term_frequency, .. }
            | Self::VehicleColor { term_frequency, .. } => *term_frequency,
            Self::Point { .. } => false,
        }
    }

    /// The levels that it grades by, strongest agreement first.
    pub const fn levels(&self) -> &'static [Level] {
        match self {
            Self::Name { .. } => NameLevel::ALL,
            Self::PersonName { .. } => PersonNameLevel::ALL,
            Self::Text { .. } => TextLevel::ALL,
            Self::Exact { .. } => CodeLevel::ALL,
            Self::Identifier { .. } => IdentifierLevel::ALL,
            Self::Date { .. } => DateLevel::ALL,
            Self::Postcode { .. } => PostcodeLevel::ALL,
            Self::Point { .. } => DistanceLevel::ALL,
            Self::Plate { .. } => PlateLevel::ALL,
            Self::VehicleColor { .. } => ColorLevel::ALL,
        }
    }

    /// What m-probabilities are before any data: how often records of one person agree on each level.
    ///
    /// Judgement, used as the start of training and, with the weight of a few pairs, as its
    /// smoothing.
    pub(crate) const fn default_m(&self) -> &'static [f64] {
        match self {
            Self::Name { .. } => &[0.77, 0.02, 0.03, 0.08, 0.02, 0.02, 0.02, 0.01, 0.03],
            Self::PersonName { .. } => &[0.60, 0.08, 0.15, 0.10, 0.03, 0.04],
            Self::Text { .. } => &[0.75, 0.01, 0.10, 0.06, 0.08],
            Self::Exact { .. } => &[0.90, 0.10],
            Self::Identifier { .. } => &[0.85, 0.06, 0.02, 0.07],
            Self::Date { .. } => &[
                0.82, 0.01, 0.02, 0.06, 0.01, 0.01, 0.01, 0.005, 0.002, 0.01, 0.01, 0.003, 0.03,
            ],
            Self::Postcode { .. } => &[0.78, 0.06, 0.06, 0.10],
            Self::Point { .. } => &[0.50, 0.15, 0.10, 0.10, 0.15],
            Self::Plate { .. } => &[0.55, 0.08, 0.10, 0.15, 0.07, 0.05],
            Self::VehicleColor { .. } => &[0.72, 0.18, 0.10],
        }
    }

    /// What u-probabilities are before any data: how often records of two persons agree on each level. An assumption; how
    /// rare a value is, is counted in the data at hand all the same.
    pub(crate) const fn default_u(&self) -> &'static [f64] {
        match self {
            Self::Name { .. } => &[
                0.004, 0.0005, 0.002, 0.002, 0.003, 0.003, 0.03, 0.0055, 0.95,
            ],
            Self::PersonName { .. } => &[0.000_02, 0.000_05, 0.000_93, 0.01, 0.089, 0.9],
            Self::Text { .. } => &[0.004, 0.0002, 0.0008, 0.025, 0.97],
            Self::Exact { .. } => &[0.3, 0.7],
            Self::Identifier { .. } => &[0.000_01, 0.000_04, 0.000_45, 0.9995],
            Self::Date { .. } => &[
                0.000_05, 0.000_02, 0.000_1, 0.0008, 0.0005, 0.0012, 0.0012, 0.0015, 0.000_6,
                0.004, 0.011, 0.0144, 0.964_63,
            ],
            Self::Postcode { .. } => &[0.001, 0.002, 0.007, 0.99],
            Self::Point { .. } => &[0.0002, 0.0008, 0.004, 0.03, 0.965],
            Self::Plate { .. } => &[0.000_002, 0.000_003, 0.000_045, 0.000_95, 0.009, 0.99],
            Self::VehicleColor { .. } => &[0.15, 0.2, 0.65],
        }
    }

    /// Puts other names in the place of those of its columns.
    pub(super) fn rename(&mut self, to: &impl Fn(&String) -> String) {
        match self {
            Self::Name {
                column,
                swapped_with,
                ..
            } => {
                *column = to(column);
                *swapped_with = swapped_with.as_ref().map(to);
            }
            Self::Point {
                latitude,
                longitude,
            } => {
                *latitude = to(latitude);
                *longitude = to(longitude);
            }
            Self::PersonName { column, .. }
            | Self::Text { column, .. }
            | Self::Exact { column, .. }
            | Self::Identifier { column, .. }
            | Self::Date { column, .. }
            | Self::Postcode { column, .. }
            | Self::Plate { column, .. }
            | Self::VehicleColor { column, .. } => *column = to(column),
        }
    }

    /// How much work one comparison is: cheap ones go first.
    pub(crate) const fn cost(&self) -> u8 {
        match self {
            Self::Exact { .. } => 0,
            Self::Date { .. } | Self::VehicleColor { .. } => 1,
            Self::Point { .. } => 2,
            Self::Identifier { .. } | Self::Postcode { .. } | Self::Plate { .. } => 3,
            Self::Name { .. } => 4,
            Self::Text { .. } => 5,
            Self::PersonName { .. } => 6,
        }
    }
}

/// How a column is read: which normal form its values take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    Name,
    PersonName,
    Plate,
    VehicleColor,
    Text,
    Identifier,
    Date,
    Latitude,
    Longitude,
}

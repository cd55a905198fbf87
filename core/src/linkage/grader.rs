//! The comparison levels of a pair of records.

use super::{
    prepared::{FormColumn, Forms, Prepared, Texts},
    settings::{Comparison, invalid},
    strings::MISSING,
};
use crate::{
    Result,
    compare::{
        CodeLevel, DateLevel, DistanceLevel, IdentifierLevel, Level, NameLevel, PostcodeLevel,
        TextLevel, TextMetric, dates, identifiers, metric::Marked, names, places, text,
    },
};

/// The level of a comparison that one side does not allow, because a value is missing.
pub(crate) const NO_LEVEL: u8 = 15;

/// The level that stands for agreement, to which term frequencies apply.
pub(crate) const SAME: u8 = 0;

impl Comparison {
    /// The levels that it grades by, strongest agreement first.
    pub const fn levels(&self) -> &'static [Level] {
        match self {
            Self::Name { .. } => NameLevel::ALL,
            Self::Text { .. } => TextLevel::ALL,
            Self::Exact { .. } => CodeLevel::ALL,
            Self::Identifier { .. } => IdentifierLevel::ALL,
            Self::Date { .. } => DateLevel::ALL,
            Self::Postcode { .. } => PostcodeLevel::ALL,
            Self::Point { .. } => DistanceLevel::ALL,
        }
    }

    /// What m-probabilities are before any data: how often records of one person agree on each level.
    ///
    /// Judgement, used as the start of training and, with the weight of a few pairs, as its
    /// smoothing.
    pub(crate) const fn default_m(&self) -> &'static [f64] {
        match self {
            Self::Name { .. } => &[0.77, 0.02, 0.03, 0.08, 0.02, 0.02, 0.02, 0.01, 0.03],
            Self::Text { .. } => &[0.75, 0.01, 0.10, 0.06, 0.08],
            Self::Exact { .. } => &[0.90, 0.10],
            Self::Identifier { .. } => &[0.85, 0.06, 0.02, 0.07],
            Self::Date { .. } => &[0.84, 0.02, 0.01, 0.06, 0.01, 0.01, 0.01, 0.01, 0.03],
            Self::Postcode { .. } => &[0.78, 0.06, 0.06, 0.10],
            Self::Point { .. } => &[0.50, 0.15, 0.10, 0.10, 0.15],
        }
    }

    /// How much work one comparison is: cheap ones go first.
    pub(crate) const fn cost(&self) -> u8 {
        match self {
            Self::Exact { .. } => 0,
            Self::Date { .. } => 1,
            Self::Point { .. } => 2,
            Self::Identifier { .. } | Self::Postcode { .. } => 3,
            Self::Name { .. } => 4,
            Self::Text { .. } => 5,
        }
    }
}

/// Grades pairs of records of prepared tables.
pub(crate) struct Grader<'a> {
    parts: Vec<Part<'a>>,
}

enum Part<'a> {
    Name {
        own: Column<'a, [names::NameForm]>,
        other: Option<Column<'a, [names::NameForm]>>,
    },
    Text(Column<'a, Texts>, TextMetric),
    Exact(&'a FormColumn),
    Identifier(Column<'a, Texts>),
    Date(Column<'a, [dates::DateForm]>),
    Postcode(Column<'a, Texts>),
    Point {
        latitude: Column<'a, [f64]>,
        longitude: Column<'a, [f64]>,
    },
}

struct Column<'a, T: ?Sized> {
    codes: &'a [u32],
    forms: &'a T,
}

impl<'a> Grader<'a> {
    pub(crate) fn new(prepared: &'a Prepared) -> Result<Self> {
        let parts = prepared
            .settings
            .comparisons
            .iter()
            .map(|comparison| Part::new(prepared, comparison))
            .collect::<Result<_>>()?;
        Ok(Self { parts })
    }

    /// The level of one comparison for a pair, or [`NO_LEVEL`].
    #[inline]
    pub(crate) fn level(&self, comparison: usize, a: u32, b: u32) -> u8 {
        self.parts[comparison]
            .level(a as usize, b as usize)
            .unwrap_or(NO_LEVEL)
    }

    /// All levels of a pair, four bits each, the first comparison lowest.
    pub(crate) fn pattern(&self, a: u32, b: u32) -> u64 {
        (0..self.parts.len())
            .map(|c| u64::from(self.level(c, a, b)) << (4 * c))
            .fold(0, |all, one| all | one)
    }
}

/// The level of one comparison in a pattern.
pub(crate) const fn level_of(pattern: u64, comparison: usize) -> u8 {
    ((pattern >> (4 * comparison)) & 15) as u8
}

impl<'a> Part<'a> {
    fn new(prepared: &'a Prepared, comparison: &Comparison) -> Result<Self> {
        let names = |name: &str| match prepared.column(name)? {
            FormColumn {
                codes,
                forms: Forms::Names(forms),
                ..
            } => Ok(Column {
                codes: codes.as_slice(),
                forms: forms.as_slice(),
            }),
            _ => Err(invalid("a name column is not read as names")),
        };
        let texts = |name: &str| match prepared.column(name)? {
            FormColumn {
                codes,
                forms: Forms::Texts(forms),
                ..
            } => Ok(Column {
                codes: codes.as_slice(),
                forms,
            }),
            _ => Err(invalid("a text column is not read as text")),
        };
        let numbers = |name: &str| match prepared.column(name)? {
            FormColumn {
                codes,
                forms: Forms::Numbers(forms),
                ..
            } => Ok(Column {
                codes: codes.as_slice(),
                forms: forms.as_slice(),
            }),
            _ => Err(invalid("a coordinate column is not read as numbers")),
        };
        Ok(match comparison {
            Comparison::Name {
                column,
                swapped_with,
                ..
            } => Self::Name {
                own: names(column)?,
                other: swapped_with.as_deref().map(names).transpose()?,
            },
            Comparison::Text { column, metric, .. } => Self::Text(texts(column)?, *metric),
            Comparison::Exact { column, .. } => Self::Exact(prepared.column(column)?),
            Comparison::Identifier { column, .. } => Self::Identifier(texts(column)?),
            Comparison::Postcode { column, .. } => Self::Postcode(texts(column)?),
            Comparison::Date { column, .. } => match prepared.column(column)? {
                FormColumn {
                    codes,
                    forms: Forms::Dates(forms),
                    ..
                } => Self::Date(Column { codes, forms }),
                _ => return Err(invalid("a date column is not read as dates")),
            },
            Comparison::Point {
                latitude,
                longitude,
            } => Self::Point {
                latitude: numbers(latitude)?,
                longitude: numbers(longitude)?,
            },
        })
    }

    #[inline]
    fn level(&self, a: usize, b: usize) -> Option<u8> {
        Some(match self {
            Self::Name { own, other } => match own.pair(a, b)? {
                Pair::Equal => NameLevel::Same as u8,
                Pair::Forms(x, y) => match other {
                    None => names::level(x, y) as u8,
                    Some(other) => {
                        names::level_swapped(Some(x), Some(y), other.form(a), other.form(b))? as u8
                    }
                },
            },
            Self::Text(column, metric) => match column.pair(a, b)? {
                Pair::Equal => TextLevel::Same as u8,
                Pair::Forms(x, y) => text::level(x, y, *metric) as u8,
            },
            Self::Exact(column) => {
                let (x, y) = (column.codes[a], column.codes[b]);
                if x == MISSING || y == MISSING {
                    return None;
                }
                if x == y {
                    CodeLevel::Same as u8
                } else {
                    CodeLevel::Different as u8
                }
            }
            Self::Identifier(column) => match column.pair(a, b)? {
                Pair::Equal => IdentifierLevel::Same as u8,
                Pair::Forms(x, y) => identifiers::level(x, y) as u8,
            },
            Self::Postcode(column) => match column.pair(a, b)? {
                Pair::Equal => PostcodeLevel::Same as u8,
                Pair::Forms(x, y) => places::postcode_level(x, y) as u8,
            },
            Self::Date(column) => dates::level(*column.form(a)?, *column.form(b)?) as u8,
            Self::Point {
                latitude,
                longitude,
            } => places::distance_level(
                (*latitude.form(a)?, *longitude.form(a)?),
                (*latitude.form(b)?, *longitude.form(b)?),
            ) as u8,
        })
    }
}

/// Two forms of a column, equal ones told by their codes alone.
enum Pair<F> {
    Equal,
    Forms(F, F),
}

trait FormAt {
    type Form<'f>
    where
        Self: 'f;
    fn at(&self, code: u32) -> Self::Form<'_>;
}

impl<T> FormAt for [T] {
    type Form<'f>
        = &'f T
    where
        T: 'f;
    fn at(&self, code: u32) -> &T {
        &self[code as usize]
    }
}

impl FormAt for Texts {
    type Form<'f> = Marked<'f>;
    fn at(&self, code: u32) -> Marked<'_> {
        Self::at(self, code)
    }
}

impl<T: FormAt + ?Sized> Column<'_, T> {
    #[inline]
    fn form(&self, record: usize) -> Option<T::Form<'_>> {
        let code = self.codes[record];
        (code != MISSING).then(|| self.forms.at(code))
    }

    #[inline]
    fn pair(&self, a: usize, b: usize) -> Option<Pair<T::Form<'_>>> {
        let (x, y) = (self.codes[a], self.codes[b]);
        if x == MISSING || y == MISSING {
            return None;
        }
        Some(if x == y {
            Pair::Equal
        } else {
            Pair::Forms(self.forms.at(x), self.forms.at(y))
        })
    }
}

//! The comparison levels of a pair of records.

use super::{
    codes::Codes,
    comparison::Comparison,
    forms::{FormColumn, Forms, Texts, column},
    lists::{Lists, is_list},
    settings::invalid,
    strings::MISSING,
};
use crate::{
    Result,
    compare::{
        CodeLevel, NameLevel, PersonName, TextMetric, dates, identifiers, metric::Marked, names,
        person_level, places, text, vehicles,
    },
};

/// The level of a comparison that one side does not allow, because a value is missing.
pub(crate) const NO_LEVEL: u8 = 15;

/// The level that stands for agreement, to which term frequencies apply.
pub(crate) const SAME: u8 = 0;

/// Grades pairs of records of prepared tables.
pub(crate) struct Grader<'a> {
    parts: Vec<Part<'a>>,
}

enum Part<'a> {
    Name {
        own: Column<'a, [names::NameForm]>,
        other: Option<Column<'a, [names::NameForm]>>,
    },
    PersonName(Column<'a, [PersonName]>),
    Text(Column<'a, Texts>, TextMetric),
    Exact(&'a FormColumn),
    Identifier(Column<'a, Texts>),
    Plate(Column<'a, Texts>),
    VehicleColor(Column<'a, Texts>),
    Date(Column<'a, [dates::DateForm]>),
    Postcode(Column<'a, Texts>),
    Point {
        latitude: Column<'a, [f64]>,
        longitude: Column<'a, [f64]>,
    },
}

struct Column<'a, T: ?Sized> {
    codes: &'a Codes,
    lists: &'a Lists,
    forms: &'a T,
}

impl<'a, T: ?Sized> Column<'a, T> {
    fn new(column: &'a FormColumn, forms: &'a T) -> Self {
        Self {
            codes: &column.codes,
            lists: &column.lists,
            forms,
        }
    }
}

impl<'a> Grader<'a> {
    pub(crate) fn new(comparisons: &[Comparison], columns: &'a [FormColumn]) -> Result<Self> {
        let parts = comparisons
            .iter()
            .map(|comparison| Part::new(columns, comparison))
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
    fn new(columns: &'a [FormColumn], comparison: &Comparison) -> Result<Self> {
        let wrong = |kind| invalid(format!("a column is not read as {kind}"));
        let names = |name: &str| {
            let column = column(columns, name)?;
            match &column.forms {
                Forms::Names(forms) => Ok(Column::new(column, forms.as_slice())),
                _ => Err(wrong("names")),
            }
        };
        let texts = |name: &str| {
            let column = column(columns, name)?;
            match &column.forms {
                Forms::Texts(forms) => Ok(Column::new(column, forms)),
                _ => Err(wrong("text")),
            }
        };
        let numbers = |name: &str| {
            let column = column(columns, name)?;
            match &column.forms {
                Forms::Numbers(forms) => Ok(Column::new(column, forms.as_slice())),
                _ => Err(wrong("numbers")),
            }
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
            Comparison::PersonName { column: name, .. } => {
                let column = column(columns, name)?;
                match &column.forms {
                    Forms::PersonNames(forms) => {
                        Self::PersonName(Column::new(column, forms.as_slice()))
                    }
                    _ => return Err(wrong("whole names")),
                }
            }
            Comparison::Text { column, metric, .. } => Self::Text(texts(column)?, *metric),
            Comparison::Exact { column: name, .. } => Self::Exact(column(columns, name)?),
            Comparison::Identifier { column, .. } => Self::Identifier(texts(column)?),
            Comparison::Postcode { column, .. } => Self::Postcode(texts(column)?),
            Comparison::Plate { column, .. } => Self::Plate(texts(column)?),
            Comparison::VehicleColor { column, .. } => Self::VehicleColor(texts(column)?),
            Comparison::Date { column: name, .. } => {
                let column = column(columns, name)?;
                match &column.forms {
                    Forms::Dates(forms) => Self::Date(Column::new(column, forms.as_slice())),
                    _ => return Err(wrong("dates")),
                }
            }
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
        match self {
            Self::Name { own, other: None } => own.best(a, b, |x, y| names::level(x, y) as u8),
            Self::Name {
                own,
                other: Some(other),
            } => own.best(a, b, |x, y| level_in_either(x, y, other, a, b)),
            Self::PersonName(column) => column.best(a, b, |x, y| person_level(x, y) as u8),
            Self::Text(column, metric) => {
                column.best(a, b, |x, y| text::level(x, y, *metric) as u8)
            }
            Self::Exact(column) => {
                let (x, y) = (*column.codes.of(a), *column.codes.of(b));
                if x == MISSING || y == MISSING {
                    return None;
                }
                let same = x == y
                    || (is_list(x) || is_list(y)) && shared(&column.lists, x, y).next().is_some();
                Some(if same {
                    CodeLevel::Same as u8
                } else {
                    CodeLevel::Different as u8
                })
            }
            Self::Identifier(column) => column.best(a, b, |x, y| identifiers::level(x, y) as u8),
            Self::Postcode(column) => column.best(a, b, |x, y| places::postcode_level(x, y) as u8),
            // the same part of a plate fits itself, and is no more the same plate for that
            Self::Plate(column) => {
                column.best_of_all(a, b, |x, y| vehicles::plate_level(x.text(), y.text()) as u8)
            }
            Self::VehicleColor(column) => {
                column.best(a, b, |x, y| vehicles::color_level(x.text(), y.text()) as u8)
            }
            // the same partial date is the same as far as it is known, and no more
            Self::Date(column) => column.best_of_all(a, b, |x, y| dates::level(*x, *y) as u8),
            Self::Point {
                latitude,
                longitude,
            } => Some(places::distance_level(
                (*latitude.form(a)?, *longitude.form(a)?),
                (*latitude.form(b)?, *longitude.form(b)?),
            ) as u8),
        }
    }
}

/// Compares one name of each record, and looks for it in the other name field.
fn level_in_either(
    x: &names::NameForm,
    y: &names::NameForm,
    other: &Column<'_, [names::NameForm]>,
    a: usize,
    b: usize,
) -> u8 {
    let (of_a, of_b) = (
        other.lists.of(other.codes.of(a)),
        other.lists.of(other.codes.of(b)),
    );
    let level = |u: Option<&u32>, v: Option<&u32>| {
        let form = |code: Option<&u32>| code.map(|code| &other.forms[*code as usize]);
        names::level_swapped(Some(x), Some(y), form(u), form(v))
            .map_or(NameLevel::Different as u8, |level| level as u8)
    };
    if of_a.len() <= 1 && of_b.len() <= 1 {
        return level(of_a.first(), of_b.first());
    }
    let each = |codes: &'_ [u32]| -> Vec<Option<u32>> {
        if codes.is_empty() {
            vec![None]
        } else {
            codes.iter().copied().map(Some).collect()
        }
    };
    let of_b = each(of_b);
    let pairs = each(of_a)
        .into_iter()
        .flat_map(|u| of_b.iter().map(move |v| (u, *v)));
    pairs
        .map(|(u, v)| level(u.as_ref(), v.as_ref()))
        .min()
        .unwrap_or(NameLevel::Different as u8)
}

/// The forms that two codes both stand for.
pub(crate) fn shared(lists: &Lists, x: u32, y: u32) -> impl Iterator<Item = u32> {
    let (short, long) = if is_list(x) { (y, x) } else { (x, y) };
    let (short, long) = (lists.of(&short).to_vec(), lists.of(&long).to_vec());
    short
        .into_iter()
        .filter(move |form| long.binary_search(form).is_ok())
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
        let code = *self.codes.of(record);
        (code != MISSING).then(|| self.forms.at(code))
    }

    /// The strongest level of all pairs of values; equal forms are the same without another look.
    #[inline]
    fn best(
        &self,
        a: usize,
        b: usize,
        level: impl Fn(T::Form<'_>, T::Form<'_>) -> u8,
    ) -> Option<u8> {
        let code = *self.codes.of(a);
        if code == *self.codes.of(b) {
            return (code != MISSING).then_some(SAME);
        }
        self.best_of_all(a, b, level)
    }

    /// The strongest level of all pairs of values.
    #[inline]
    fn best_of_all(
        &self,
        a: usize,
        b: usize,
        level: impl Fn(T::Form<'_>, T::Form<'_>) -> u8,
    ) -> Option<u8> {
        let (x, y) = (*self.codes.of(a), *self.codes.of(b));
        if x == MISSING || y == MISSING {
            return None;
        }
        let level = |x: u32, y: u32| level(self.forms.at(x), self.forms.at(y));
        if !is_list(x) && !is_list(y) {
            return Some(level(x, y));
        }
        let ys = self.lists.of(&y);
        let pairs = self.lists.of(&x).iter();
        pairs.flat_map(|x| ys.iter().map(|y| level(*x, *y))).min()
    }
}

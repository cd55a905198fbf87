//! Columns as normal forms: each distinct value is brought to its form once.

use super::{
    codes::Codes,
    comparison::Reading,
    lists::{Lists, is_list},
    settings::Settings,
    strings::{Interner, MISSING, Strings},
    table::Table,
};
use crate::{
    Control, Error, Result,
    compare::{
        PersonName,
        dates::DateForm,
        metric::{self, Marked},
        names::NameForm,
        normal, places, vehicles,
    },
    control::checkpoint,
    hash,
};

/// One column over all records, as normal forms.
pub(crate) struct FormColumn {
    pub(crate) name: String,
    reading: Reading,
    /// The form of each record, or what stands for several in [`lists`](Self::lists), or [`MISSING`].
    pub(crate) codes: Codes,
    pub(crate) lists: Lists,
    /// Records that have each form.
    pub(crate) counts: Vec<u32>,
    /// Records that have any.
    pub(crate) known: u32,
    /// Hash of each form.
    pub(crate) keys: Vec<u64>,
    pub(crate) forms: Forms,
    /// Finds the number of a form. Left empty where no further value will come.
    interner: Interner,
}

pub(crate) enum Forms {
    Names(Vec<NameForm>),
    PersonNames(Vec<PersonName>),
    Texts(Texts),
    Dates(Vec<DateForm>),
    Numbers(Vec<f64>),
}

/// Texts with the set of characters of each.
#[derive(Default)]
pub(crate) struct Texts {
    pub(crate) strings: Strings,
    sets: Vec<u64>,
}

impl Texts {
    pub(crate) fn at(&self, code: u32) -> Marked<'_> {
        Marked {
            bytes: self.strings.bytes(code),
            set: self.sets[code as usize],
        }
    }
}

/// The column of a name.
pub(crate) fn column<'a>(columns: &'a [FormColumn], name: &str) -> Result<&'a FormColumn> {
    columns
        .iter()
        .find(|c| c.name == name)
        .ok_or_else(|| Error::MissingColumn {
            column: name.to_owned(),
        })
}

impl FormColumn {
    /// A column without a record.
    pub(crate) fn new(name: &str, reading: Reading) -> Self {
        Self {
            name: name.to_owned(),
            reading,
            codes: Codes::default(),
            lists: Lists::default(),
            counts: Vec::new(),
            known: 0,
            keys: Vec::new(),
            forms: match reading {
                Reading::Name => Forms::Names(Vec::new()),
                Reading::PersonName => Forms::PersonNames(Vec::new()),
                Reading::Text | Reading::Identifier | Reading::Plate | Reading::VehicleColor => {
                    Forms::Texts(Texts::default())
                }
                Reading::Date => Forms::Dates(Vec::new()),
                Reading::Latitude | Reading::Longitude => Forms::Numbers(Vec::new()),
            },
            interner: Interner::default(),
        }
    }

    /// All columns of whole tables that the settings read.
    pub(crate) fn all(
        settings: &Settings,
        tables: &[Table],
        control: &dyn Control,
    ) -> Result<Vec<Self>> {
        let readings = settings.readings()?;
        let (width, records) = (readings.len(), tables.iter().map(Table::len).sum::<usize>());
        let mut codes = vec![MISSING; records * width];
        let mut columns = Vec::with_capacity(width);
        for (done, (name, reading)) in readings.iter().enumerate() {
            checkpoint(control, done as u64, width as u64)?;
            let places = codes.iter_mut().skip(done).step_by(width);
            columns.push(Self::of_tables(name, *reading, tables, places)?);
        }
        for (column, codes) in columns.iter_mut().zip(Codes::side_by_side(codes, width)) {
            column.codes = codes;
        }
        Ok(columns)
    }

    /// A column of whole tables, to which nothing will be added. The code of each record is written into its place.
    fn of_tables<'a>(
        name: &str,
        reading: Reading,
        tables: &[Table],
        mut places: impl Iterator<Item = &'a mut u32>,
    ) -> Result<Self> {
        let mut column = Self::new(name, reading);
        for table in tables {
            let written = table.column(name).ok_or_else(|| Error::MissingColumn {
                column: name.to_owned(),
            })?;
            let form_of: Vec<u32> = written.values.iter().map(|v| column.form(v)).collect();
            let mut several = Vec::new();
            for (code, place) in written.codes.iter().zip(places.by_ref()) {
                let form = if is_list(*code) {
                    several.clear();
                    let values = written.lists.of(code).iter();
                    several.extend(
                        values
                            .map(|&v| form_of[v as usize])
                            .filter(|&f| f != MISSING),
                    );
                    column.lists.code(&mut several)
                } else {
                    form_of.get(*code as usize).copied().unwrap_or(MISSING)
                };
                column.count(form, true);
                *place = form;
            }
        }
        column.interner = Interner::default();
        Ok(column)
    }

    /// Whether a record has one value at most.
    pub(crate) fn is_single(&self) -> bool {
        matches!(self.reading, Reading::Latitude | Reading::Longitude)
    }

    /// Whether two records that have a form agree in full. Of a partial date or plate they do not: they agree as far
    /// as it is known, which is another level.
    pub(crate) fn is_whole(&self, form: u32) -> bool {
        match (&self.forms, self.reading) {
            (Forms::Dates(dates), _) => dates[form as usize].day != 0,
            (Forms::Texts(plates), Reading::Plate) => {
                vehicles::is_whole(plates.strings.value(form).as_bytes())
            }
            _ => true,
        }
    }

    /// Takes each value for as rare as it is in another column, which has all of its values.
    pub(crate) fn count_as(&mut self, all: &Self) {
        for form in 0..self.counts.len() {
            let text = match &self.forms {
                Forms::Names(names) => names[form].text.to_string(),
                Forms::PersonNames(names) => names[form].normal(),
                Forms::Texts(texts) => texts.strings.value(form as u32).to_owned(),
                Forms::Dates(dates) => dates[form].to_string(),
                Forms::Numbers(_) => continue,
            };
            if let Some(known) = all.interner.find(&text) {
                self.counts[form] = all.counts[known as usize];
            }
        }
        self.known = all.known;
    }

    /// Takes each form for as frequent as it is on the whole, by the hash of the form. `false` when more records have a
    /// form here than on the whole; a form that is not known there counts as that of one record.
    pub(crate) fn count_by(&mut self, known: u64, of: impl Fn(u64) -> u64) -> bool {
        let fits = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
        for (count, key) in self.counts.iter_mut().zip(&self.keys) {
            let whole = fits(of(*key).max(1));
            if *count > whole {
                return false;
            }
            *count = whole;
        }
        let here = self.known;
        self.known = fits(known);
        here <= self.known
    }

    /// Whether it holds plates, in which a character may be one that is not known.
    pub(crate) fn is_of_plates(&self) -> bool {
        self.reading == Reading::Plate
    }

    /// The forms of a record.
    #[inline]
    pub(crate) fn of(&self, record: u32) -> &[u32] {
        self.lists.of(self.codes.of(record as usize))
    }

    /// Forgets all forms and lists of forms from a number on.
    pub(crate) fn truncate(&mut self, forms: usize, lists: usize) {
        self.interner.truncate(forms);
        self.keys.truncate(forms);
        self.counts.truncate(forms);
        match &mut self.forms {
            Forms::Names(names) => names.truncate(forms),
            Forms::PersonNames(names) => names.truncate(forms),
            Forms::Texts(texts) => {
                texts.strings.truncate(forms);
                texts.sets.truncate(forms);
            }
            Forms::Dates(dates) => dates.truncate(forms),
            Forms::Numbers(numbers) => numbers.truncate(forms),
        }
        self.lists.truncate(lists);
    }

    /// Counts a record in, or out, for each of its forms.
    pub(crate) fn count(&mut self, code: u32, one_more: bool) {
        let step = |count: &mut u32| {
            *count = if one_more {
                *count + 1
            } else {
                count.saturating_sub(1)
            };
        };
        for &form in self.lists.of(&code) {
            step(&mut self.counts[form as usize]);
        }
        if code != MISSING {
            step(&mut self.known);
        }
    }

    /// The number of the form of a value, which is new or known; [`MISSING`] when it has none.
    pub(crate) fn form(&mut self, value: &str) -> u32 {
        let mut whole = None;
        let (text, date) = match self.reading {
            Reading::Name => (normal::name(value), None),
            Reading::PersonName => {
                whole = PersonName::new(value);
                (
                    whole.as_ref().map_or_else(String::new, PersonName::normal),
                    None,
                )
            }
            Reading::Text => (normal::text(value), None),
            Reading::Identifier => (normal::identifier(value), None),
            Reading::Plate => (vehicles::normal_plate(value), None),
            Reading::VehicleColor => (vehicles::normal_color(value), None),
            // a table of other settings may hold anything
            Reading::Latitude => (degrees(value, places::is_latitude), None),
            Reading::Longitude => (degrees(value, places::is_longitude), None),
            Reading::Date => match DateForm::parse(value).0 {
                Some(date) => (date.to_string(), Some(date)),
                None => return MISSING,
            },
        };
        if text.is_empty() {
            return MISSING;
        }
        let (code, new) = self.interner.intern(&text);
        if new {
            self.keys.push(hash::text(&text));
            self.counts.push(0);
            match &mut self.forms {
                Forms::Names(names) => names.push(NameForm::new(text)),
                Forms::PersonNames(names) => names.extend(whole),
                Forms::Texts(texts) => {
                    texts.sets.push(metric::characters(&text));
                    texts.strings.push(&text);
                }
                Forms::Dates(dates) => dates.extend(date),
                Forms::Numbers(numbers) => numbers.push(text.parse().unwrap_or(f64::NAN)),
            }
        }
        code
    }
}

/// A number of degrees as written, or nothing when it is none.
fn degrees(value: &str, valid: fn(f64) -> bool) -> String {
    let degrees = value.trim();
    if degrees.parse().is_ok_and(valid) {
        degrees.to_owned()
    } else {
        String::new()
    }
}

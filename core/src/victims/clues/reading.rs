//! Which candidate places does a clue fit?

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Clue, ClueKind, ClueSettings, ClueTable,
    frame::{CandidateCountry, Frame},
    places,
};
use crate::{
    Error, Result,
    records::{Confidence, Limits, Pii},
};

/// The most rows of all tables together, and the most places of a row or clue.
const MOST_ROWS: usize = 100_000;
const MOST_PLACES: usize = 1_000;

/// Tables in the form in which they are searched.
pub(super) struct Lookup<'a> {
    values: BTreeMap<(&'a ClueKind, String), (&'a ClueTable, BTreeSet<String>)>,
}

impl<'a> Lookup<'a> {
    /// Of several tables with a value, the first one decides.
    pub(super) fn new(tables: &'a [ClueTable]) -> Result<Self> {
        let rows = tables.iter().map(|table| table.rows.len()).sum();
        within("rows of tables", MOST_ROWS, rows)?;
        let mut values: BTreeMap<_, (&ClueTable, BTreeSet<String>)> = BTreeMap::new();
        for (number, table) in tables.iter().enumerate() {
            for (at, row) in table.rows.iter().enumerate() {
                within("places of a row", MOST_PLACES, row.places.len())?;
                let codes = read_codes(&row.places).ok_or_else(|| Error::InvalidParameter {
                    name: "tables",
                    reason: format!("[{number}].rows[{at}] names a place that is no ISO 3166 code"),
                })?;
                let key = (&table.kind, table.kind.key(&row.value));
                let known = values
                    .entry(key)
                    .or_insert_with(|| (table, BTreeSet::new()));
                if std::ptr::eq(known.0, table) {
                    known.1.extend(codes);
                }
            }
        }
        Ok(Self { values })
    }

    fn find(&self, clue: &'a Clue) -> Option<(String, &'a ClueTable, &BTreeSet<String>)> {
        let keys = clue.kind.keys(clue.value.expose());
        keys.into_iter().find_map(|key| {
            let key = (&clue.kind, key);
            let (table, codes) = self.values.get(&key)?;
            Some((key.1, *table, codes))
        })
    }
}

/// A clue in the form in which it is weighed, before the candidate places are known.
pub(super) struct Reading<'a> {
    pub(super) clue: &'a Clue,
    /// What it says; clues of one kind with one key say the same.
    pub(super) key: String,
    /// The table that says what it fits; without it, the analyst does.
    pub(super) table: Option<&'a ClueTable>,
    /// The share of such clues that lead wrong.
    pub(super) error: f64,
    /// The places that it names; without it, all of them.
    names: Option<BTreeSet<String>>,
    /// The places that it does not fit.
    excludes: BTreeSet<String>,
}

impl<'a> Reading<'a> {
    /// # Errors
    ///
    /// The reason for which the clue cannot be used.
    pub(super) fn new(
        clue: &'a Clue,
        lookup: &Lookup<'a>,
        settings: &ClueSettings,
    ) -> Result<Self, &'static str> {
        let bad = "it names a place that is no ISO 3166 code";
        let excludes = read_codes(&clue.not_places).ok_or(bad)?;
        let own = read_codes(&clue.places).ok_or(bad)?;
        let found = lookup.find(clue);
        let key = match &found {
            Some((key, ..)) => key.clone(),
            None => clue.kind.key(clue.value.expose()),
        };
        let (names, table) = match found {
            _ if !own.is_empty() => (Some(own), None),
            Some((_, table, codes)) => (Some(codes.clone()), Some(table)),
            None if excludes.is_empty() => {
                return Err("no table has its value, and no place stands with it");
            }
            None => (None, None),
        };
        let confirmed = table.is_none_or(|table| table.confirmed);
        Ok(Self {
            clue,
            key,
            table,
            error: settings.errors.share(&clue.confidence, confirmed),
            names,
            excludes,
        })
    }

    /// The parts of countries that it names.
    pub(super) fn named_parts(&self) -> impl Iterator<Item = &String> {
        let names = self.names.iter().flatten();
        names
            .chain(&self.excludes)
            .filter(|code| places::country_of(code) != code.as_str())
    }

    /// Which places of a frame it fits.
    pub(super) fn fit(&self, frame: &Frame) -> Fit {
        let mut fit = Fit::default();
        for (at, country) in frame.countries().iter().enumerate() {
            let (fits, within) = self.fit_country(country);
            fit.countries.push(fits);
            if let Some(within) = within.filter(|_| fits) {
                fit.within.insert(at, within);
            }
        }
        fit
    }

    /// Whether it fits a country, and which parts of it, where it tells them apart.
    fn fit_country(&self, country: &CandidateCountry) -> (bool, Option<Within>) {
        if self.excludes.contains(&country.code) {
            return (false, None);
        }
        let names = |code: &String| self.names.as_ref().is_none_or(|names| names.contains(code));
        let whole = names(&country.code);
        let fits: Vec<bool> = country
            .parts
            .iter()
            .map(|part| (whole || names(part)) && !self.excludes.contains(part))
            .collect();
        let mut count = fits.iter().filter(|fits| **fits).count();
        if whole {
            // those parts that nobody named fit as well
            count += country.part_count - country.parts.len();
        }
        if country.part_count == 0 || count == country.part_count {
            return (whole || count > 0, None);
        }
        let unnamed = whole && country.part_count > country.parts.len();
        let within = Within {
            fits,
            unnamed,
            count,
        };
        (count > 0, Some(within))
    }
}

/// The candidate places that a clue fits.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Fit {
    /// For each country.
    pub(super) countries: Vec<bool>,
    /// For the countries that it fits and between whose parts it tells.
    pub(super) within: BTreeMap<usize, Within>,
}

/// The parts of a country that a clue fits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Within {
    /// For each part that comes into question.
    pub(super) fits: Vec<bool>,
    /// Whether those fit that nobody named.
    unnamed: bool,
    /// How many fit, those that nobody named included.
    pub(super) count: usize,
}

impl Fit {
    pub(super) fn count(&self) -> usize {
        self.countries.iter().filter(|fits| **fits).count()
    }

    /// The countries that two clues both fit.
    fn shared<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = usize> + 'a {
        let both = self.countries.iter().zip(&other.countries).enumerate();
        both.filter(|(_, (a, b))| **a && **b).map(|(at, _)| at)
    }

    /// Whether no country fits both clues.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        self.shared(other).next().is_none()
    }

    /// The countries that two clues both fit, while no part of them does.
    pub(super) fn contradicts_within(&self, other: &Self) -> Vec<usize> {
        let apart = |at: &usize| match (self.within.get(at), other.within.get(at)) {
            (Some(a), Some(b)) => {
                let known = a.fits.iter().zip(&b.fits).any(|(a, b)| *a && *b);
                !(known || a.unnamed && b.unnamed)
            }
            _ => false,
        };
        self.shared(other).filter(apart).collect()
    }
}

/// The codes in the form of the standard; `None` when one is none.
fn read_codes(texts: &[String]) -> Option<BTreeSet<String>> {
    texts.iter().map(|text| places::read_code(text)).collect()
}

/// Checks what does not depend on tables: that clues are of one series, and not too many or too long.
pub(super) fn check_clues(clues: &[Clue]) -> Result<()> {
    let wrong = |reason: &str| Error::InvalidParameter {
        name: "clues",
        reason: reason.to_owned(),
    };
    within("clues", MOST_CLUES, clues.len())?;
    let series: BTreeSet<&String> = clues
        .iter()
        .filter_map(|clue| clue.series.as_ref())
        .collect();
    if series.len() > 1 {
        return Err(wrong("are of several series: combine one series at a time"));
    }
    let ids: BTreeSet<&str> = clues.iter().map(|clue| clue.id.expose().as_str()).collect();
    if ids.len() != clues.len() || ids.contains("") {
        return Err(wrong("must each have an id of its own"));
    }
    for (at, clue) in clues.iter().enumerate() {
        if matches!(clue.confidence, Confidence::Other(_)) {
            return Err(wrong(&format!(
                "[{at}].confidence is not one of confirmed, probable, possible, doubtful, unstated"
            )));
        }
        let code = |text: &String| text.trim().to_ascii_uppercase();
        let named: BTreeSet<String> = clue.places.iter().map(code).collect();
        let is_named = |text: &String| {
            let code = code(text);
            // a part that is ruled out of a country that is named is no contradiction
            named.contains(&code) || named.iter().any(|name| places::country_of(name) == code)
        };
        if clue.not_places.iter().any(is_named) {
            return Err(wrong(&format!(
                "[{at}] contradicts itself: what places names, not_places rules out"
            )));
        }
    }
    let limits = Limits::default();
    for clue in clues {
        let texts = [&clue.noted_by, &clue.source, &clue.note];
        let texts = texts.into_iter().flatten().map(Pii::expose);
        let codes = clue.places.iter().chain(&clue.not_places);
        let all = texts.chain([clue.id.expose(), clue.value.expose()]);
        for text in all.chain(codes).chain(&clue.files).chain(&clue.series) {
            limits.field(text)?;
        }
        within(
            "places of a clue",
            MOST_PLACES,
            clue.places.len().max(clue.not_places.len()),
        )?;
        within("files of a clue", MOST_FILES, clue.files.len())?;
    }
    Ok(())
}

/// The most clues of a series, and the most files of a clue.
const MOST_CLUES: usize = 1_000;
const MOST_FILES: usize = 10_000;

fn within(limit: &'static str, allowed: usize, asked: usize) -> Result<()> {
    if asked <= allowed {
        return Ok(());
    }
    Err(Error::LimitExceeded {
        limit,
        allowed: allowed as u64,
        asked: asked as u64,
    })
}

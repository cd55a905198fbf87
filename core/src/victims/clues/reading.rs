//! Which candidate places does a clue fit?

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{
    Clue, ClueSettings, ClueTable,
    frame::{CandidateCountry, Frame},
    lookup::{Lookup, MOST_PLACES},
    places,
    weigh::{Fits, Sureness},
};
use crate::{
    Error, Result,
    error::within,
    records::{Confidence, Limits, Pii},
};

/// A clue in the form in which it is weighed, before the candidate places are known.
pub(super) struct Reading<'a> {
    pub(super) clue: &'a Clue,
    /// What it says; clues of one kind with one key say the same.
    pub(super) key: String,
    /// The table that says what it fits; without it, the analyst does.
    pub(super) table: Option<&'a ClueTable>,
    pub(super) sure: Sureness,
    /// The places that it names; without it, all of them.
    names: Option<BTreeSet<String>>,
    /// Those of them that its row does not have confirmed.
    unconfirmed: BTreeSet<String>,
    /// Those of them in which it is a thing of the past, with the last day of its use.
    until: BTreeMap<String, NaiveDate>,
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
        let bad = "it names a place that is no ISO 3166 code, nor the name of one place";
        let excludes = read_places(&clue.not_places).ok_or(bad)?;
        let own = read_places(&clue.places).ok_or(bad)?;
        let found = lookup.find(clue);
        let key = match &found {
            Some((key, _)) => key.clone(),
            None => clue.kind.key(clue.value.expose()),
        };
        let known = found
            .filter(|_| own.is_empty())
            .map(|(_, known)| known.clone());
        if known.is_none() && own.is_empty() && excludes.is_empty() {
            return Err("no table has its value, and no place stands with it");
        }
        let table = known.as_ref().map(|known| known.table);
        let error = |confirmed| settings.errors.share(&clue.confidence, confirmed);
        let sure = Sureness {
            error: error(table.is_none_or(|table| table.confirmed)),
            unconfirmed: error(false),
            open: table.is_some_and(|table| table.open),
        };
        let (names, unconfirmed, until) = match known {
            Some(known) => (Some(known.codes), known.unconfirmed, known.until),
            None => (
                Some(own).filter(|own| !own.is_empty()),
                BTreeSet::new(),
                BTreeMap::new(),
            ),
        };
        Ok(Self {
            clue,
            key,
            table,
            sure,
            names,
            unconfirmed,
            until,
            excludes,
        })
    }

    /// The last day of use in a place, where it is a thing of the past there.
    pub(super) fn until(&self, code: &str) -> Option<NaiveDate> {
        self.until.get(code).copied()
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
        let mut fit = Fit {
            open: self.sure.open,
            ..Fit::default()
        };
        for (at, country) in frame.countries().iter().enumerate() {
            let (fits, within) = self.fit_country(country);
            fit.countries.push(fits);
            if let Some(within) = within.filter(|_| fits.is_fit()) {
                fit.within.insert(at, within);
            }
        }
        fit
    }

    /// Whether it names a place.
    fn names(&self, code: &String) -> Fits {
        let is_named = self.names.as_ref().is_none_or(|names| names.contains(code));
        match (is_named, self.unconfirmed.contains(code)) {
            (false, _) => Fits::No,
            (true, false) => Fits::Yes,
            (true, true) => Fits::Unconfirmed,
        }
    }

    /// Whether it fits a country, and which parts of it, where it tells them apart.
    fn fit_country(&self, country: &CandidateCountry) -> (Fits, Option<Within>) {
        if self.excludes.contains(&country.code) {
            return (Fits::No, None);
        }
        let whole = self.names(&country.code);
        let part = |part: &String| match (self.excludes.contains(part), whole) {
            (true, _) => Fits::No,
            (false, Fits::No) => self.names(part),
            (false, whole) => whole,
        };
        let fits: Vec<Fits> = country.parts.iter().map(part).collect();
        let mut count = fits.iter().filter(|fits| fits.is_fit()).count();
        if whole.is_fit() {
            // those parts that nobody named fit as well
            count += country.part_count - country.parts.len();
        }
        let is_any = match (whole, fits.contains(&Fits::Yes)) {
            (Fits::No, true) => Fits::Yes,
            (Fits::No, false) if count > 0 => Fits::Unconfirmed,
            (whole, _) => whole,
        };
        if country.part_count == 0 || count == country.part_count {
            return (is_any, None);
        }
        let unnamed = whole.is_fit() && country.part_count > country.parts.len();
        let within = Within {
            fits,
            unnamed,
            count,
        };
        (if count > 0 { is_any } else { Fits::No }, Some(within))
    }
}

/// The candidate places that a clue fits.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Fit {
    /// For each country.
    pub(super) countries: Vec<Fits>,
    /// Whether others may fit as well.
    open: bool,
    /// For the countries that it fits and between whose parts it tells.
    pub(super) within: BTreeMap<usize, Within>,
}

/// The parts of a country that a clue fits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Within {
    /// For each part that comes into question.
    pub(super) fits: Vec<Fits>,
    /// Whether those fit that nobody named.
    unnamed: bool,
    /// How many fit, those that nobody named included.
    pub(super) count: usize,
}

impl Fit {
    pub(super) fn count(&self) -> usize {
        self.countries.iter().filter(|fits| fits.is_fit()).count()
    }

    /// The countries that two clues both fit.
    fn shared<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = usize> + 'a {
        let both = self.countries.iter().zip(&other.countries).enumerate();
        both.filter(|(_, (a, b))| a.is_fit() && b.is_fit())
            .map(|(at, _)| at)
    }

    /// Whether no country fits both clues. Of one that leaves countries out nobody can tell.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        !self.open && !other.open && self.shared(other).next().is_none()
    }

    /// The countries that two clues both fit, while no part of them does.
    pub(super) fn contradicts_within(&self, other: &Self) -> Vec<usize> {
        let is_open = self.open || other.open;
        let apart = |at: &usize| match (self.within.get(at), other.within.get(at)) {
            (Some(a), Some(b)) if !is_open => {
                let known = a
                    .fits
                    .iter()
                    .zip(&b.fits)
                    .any(|(a, b)| a.is_fit() && b.is_fit());
                !(known || a.unnamed && b.unnamed)
            }
            _ => false,
        };
        self.shared(other).filter(apart).collect()
    }
}

/// The codes of places that are given by code or by name; `None` when one is of no place, or could be of two.
fn read_places(texts: &[String]) -> Option<BTreeSet<String>> {
    texts.iter().map(|text| places::read_place(text)).collect()
}

/// Checks what does not depend on tables: that clues are of one series, and not too many or too long.
pub(super) fn check_clues(clues: &[Clue]) -> Result<()> {
    let wrong = |reason: &str| Error::InvalidParameter {
        name: "clues",
        reason: reason.to_owned(),
    };
    within("clues", MOST_CLUES as u64, clues.len() as u64)?;
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
        let code = |text: &String| {
            places::read_place(text).unwrap_or_else(|| text.trim().to_ascii_uppercase())
        };
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
        let places = clue.places.len().max(clue.not_places.len());
        within("places of a clue", MOST_PLACES as u64, places as u64)?;
        within(
            "files of a clue",
            MOST_FILES as u64,
            clue.files.len() as u64,
        )?;
    }
    Ok(())
}

/// The most clues of a series, and the most files of a clue.
const MOST_CLUES: usize = 1_000;
const MOST_FILES: usize = 10_000;

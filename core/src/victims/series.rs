//! The files of each series, and what is known and missing of it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Recognition, RecognitionOutcome, SeriesRecognition};
use crate::{
    hashes::{HashList, Said},
    records::{Band, FileCategory, MediaFile, Pii, Series, stated},
};

/// The series of all files.
#[derive(Default)]
pub(super) struct AllSeries<'a>(BTreeMap<&'a str, OneSeries<'a>>);

#[derive(Default)]
struct OneSeries<'a> {
    found: SeriesRecognition,
    /// Where it was recognised.
    firm: Places<'a>,
    /// Where it is for a person to look at.
    review: Places<'a>,
    /// Where it is hidden.
    hidden: Places<'a>,
}

/// Lists, and categories by scheme and code.
#[derive(Default)]
struct Places<'a> {
    lists: BTreeSet<&'a str>,
    categories: BTreeMap<(&'a str, &'a str), &'a FileCategory>,
}

impl<'a> AllSeries<'a> {
    /// Adds a file: what entries of which lists say that it is like.
    pub(super) fn add(
        &mut self,
        file: &MediaFile,
        said: impl Iterator<Item = (&'a HashList, Said)>,
    ) {
        // by series: what the file is, and whether the bytes of an entry are the same
        let mut of_file: BTreeMap<&str, (RecognitionOutcome, bool)> = BTreeMap::new();
        for (list, said) in said {
            let (categories, Some(series)) = list.facts_of(said) else {
                continue;
            };
            let Some(outcome) = RecognitionOutcome::of([(said.weight(), said.is_hidden)]) else {
                continue;
            };
            let (best, is_equal) = of_file.entry(series).or_insert((outcome, false));
            *best = outcome.min(*best);
            *is_equal |= said.is_equal();
            let one = self.0.entry(series).or_default();
            let places = match outcome {
                RecognitionOutcome::Recognised => &mut one.firm,
                RecognitionOutcome::Review => &mut one.review,
                _ => &mut one.hidden,
            };
            places.lists.insert(&list.settings().id);
            for category in categories {
                let key = (&category.scheme[..], &category.code[..]);
                let known = places.categories.entry(key).or_insert(category);
                // of several that differ in who decided, always the same one
                if category.decided_by < known.decided_by {
                    *known = category;
                }
            }
        }
        for (series, (outcome, is_equal)) in of_file {
            let Some(one) = self.0.get_mut(series) else {
                continue;
            };
            let found = &mut one.found;
            let is_recognised = outcome == RecognitionOutcome::Recognised;
            let files = match outcome {
                RecognitionOutcome::Recognised => &mut found.files,
                RecognitionOutcome::Review => &mut found.review,
                _ => &mut found.hidden,
            };
            // a file that is stated twice in a row is one
            if files.last() != Some(&file.id) {
                files.push(file.id.clone());
                found.equal += u64::from(is_recognised && is_equal);
            }
        }
    }

    /// The series of recognised files, those that are only for a person to look at, and those of which all is hidden.
    pub(super) fn finish(self, records: &[Series], out: &mut Recognition) {
        let records = records.iter().map(|one| (one.id.expose().trim(), one));
        let records: BTreeMap<&str, &Series> = records.collect();
        for (id, one) in self.0 {
            let (all, places) = if !one.found.files.is_empty() {
                (&mut out.series, one.firm)
            } else if !one.found.review.is_empty() {
                (&mut out.review_series, one.review)
            } else {
                (&mut out.hidden_series, one.hidden)
            };
            let mut found = described(id, records.get(id).copied(), one.found);
            found.lists = places.lists.into_iter().map(str::to_owned).collect();
            found.categories = places.categories.into_values().cloned().collect();
            all.push(found);
        }
        for all in [
            &mut out.series,
            &mut out.review_series,
            &mut out.hidden_series,
        ] {
            // a stable sort: by id within
            all.sort_by_key(|one| one.child_identified != Some(true));
        }
    }
}

fn is_given(text: &Pii<String>) -> bool {
    stated(text.expose()).is_some()
}

fn described(id: &str, record: Option<&Series>, found: SeriesRecognition) -> SeriesRecognition {
    let series = record.cloned().unwrap_or_default();
    let agency = series.agency.as_deref().and_then(stated).map(str::to_owned);
    let case_number = series.case_number.filter(is_given);
    let age_attested_by = series.age_attested_by.filter(is_given);
    let has_years = |age: &Pii<Band>| age.expose().least.or(age.expose().most).is_some();
    let age = series.age.filter(has_years);
    let contact = series.other.get("contact").and_then(Value::as_str);
    let contact = contact.and_then(stated).map(Pii::from);
    let mut missing = Vec::new();
    let mut need = |is_missing: bool, what: &str| {
        if is_missing {
            missing.push(what.to_owned());
        }
    };
    need(record.is_none(), "a record of the series");
    need(
        series.child_identified.is_none(),
        "whether the child is identified",
    );
    if series.child_identified != Some(false) {
        need(agency.is_none(), "the agency that holds the case");
        need(case_number.is_none(), "the number of the case");
        need(age.is_none(), "the age at the time");
        need(age_attested_by.is_none(), "who attests the age");
    }
    SeriesRecognition {
        series: id.to_owned(),
        child_identified: series.child_identified,
        agency,
        contact,
        case_number,
        age,
        age_attested_by,
        missing,
        ..found
    }
}
